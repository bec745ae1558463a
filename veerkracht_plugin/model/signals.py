"""Own registrations (reports of nuisance, arrears, vacancy, moves) per buurt and per complex: counts, and per 100 units
and year (method.md, "Own signals").

Small numbers are left out, and so is what would give them away: a total minus the parts that are shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import N_, VeerkrachtError
from .dates import day_in
from .fields import Field
from .method import method, section
from .prioritising import part_names
from .values import Floats, clean, numbers

Ints = npt.NDArray[np.int64]

#: The kind of a registration that does not say it, and of those that are too rare for a column of their own.
NO_KIND, OTHER = "zonder soort", "overig"


@dataclass(frozen=True)
class Period:
    """First and last day that are covered, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1

    @property
    def years(self) -> float:
        """The same in years."""
        return self.days / float(section("signals")["days_per_year"])

    def within(self, year: int) -> int:
        """How many days of a calendar year are covered."""
        first, last = max(self.start, date(year, 1, 1)), min(self.end, date(year, 12, 31))
        return max(0, (last - first).days + 1)


def read_days(
    column: str, texts: Sequence[object], where: str, rows: Sequence[object] | None = None
) -> list[date | None]:
    """Days of registrations. Raises VeerkrachtError, with row and value, for a text that is none."""
    known: dict[str, date | None] = {}
    out: list[date | None] = []
    for row, value in enumerate(texts):
        text = clean(value)
        if text not in known:
            try:
                known[text] = day_in(text)
            except ValueError:
                raise VeerkrachtError(
                    N_("Column “{column}” of {where} holds “{value}” in row {row}, which is not a date. Write "
                       "1-7-2027, "
                       "2027-07-01 or 20270701, or empty the cell."),
                    column=column, where=where, value=text, row=row + 1 if rows is None else rows[row],
                ) from None  # fmt: skip
        out.append(known[text])
    return out


@dataclass
class Counted:
    """Which registrations count, and why others do not."""

    keep: list[int]
    period: Period
    undated: int
    future: int
    outside: int


def settle(days: Sequence[date | None], today: date, start: date | None, end: date | None) -> Counted:
    """The registrations within the period, up to ``today``. Without limits the period runs from the first to the last
    day that occurs. Raises VeerkrachtError when nothing is left.
    """
    if start is not None and end is not None and end < start:
        raise VeerkrachtError(
            N_("The period ends ({end}) before it begins ({start}). Swap the two dates."),
            start=start.isoformat(), end=end.isoformat(),
        )  # fmt: skip
    # The future is not covered yet, whatever the period says.
    last = min(end, today) if end is not None else today
    known = [(i, day) for i, day in enumerate(days) if day is not None]
    future = sum(day > today for _, day in known)
    keep = [(i, day) for i, day in known if day <= last and (start is None or day >= start)]
    outside = len(known) - future - len(keep)
    if not keep:
        raise VeerkrachtError(
            N_("No registration counts: {undated} have no date, {future} lie in the future and {outside} outside the "
               "period. Check the column with the date and the period."),
            undated=len(days) - len(known), future=future, outside=outside,
        )  # fmt: skip
    period = Period(
        start if start is not None else min(day for _, day in keep),
        last if end is not None else max(day for _, day in keep),
    )
    return Counted([i for i, _ in keep], period, len(days) - len(known), future, outside)


def kinds_of(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The kind of each registration, and the kinds in order of how often they occur; rare ones beyond the first twelve
    become one. Kinds that differ in capitals are one, written as the first of them.
    """
    written: dict[str, str] = {}
    found = []
    for text in texts:
        plain = clean(text) or NO_KIND
        found.append(written.setdefault(plain.lower(), plain))
    counts = pd.Series(found, dtype=object).value_counts(sort=False)
    order = sorted(counts.index, key=lambda kind: (-int(counts[kind]), str(kind)))
    most = int(section("signals")["kinds"])
    if len(order) > most:
        kept = order[: most - 1]
        found = [kind if kind in kept else OTHER for kind in found]
        order = [*kept, *([] if OTHER in kept else [OTHER])]
    return found, [str(kind) for kind in order]


# -- small numbers ----------------------------------------------------------------------------------------------------
def hidden(total: int, parts: Sequence[int], least: int) -> tuple[bool, list[bool]]:
    """Whether ``total`` and which of its ``parts`` are left out.

    A number from 1 up to ``least`` − 1 is small. A total that is shown tells the sum of the parts that are not, so at
    least two parts are left out then, of together at least ``least``: the smallest that are shown go as well. Where
    that cannot be, the total goes. 0 is shown: it says nothing about anyone.
    """
    away = [0 < part < least for part in parts]
    if 0 < total < least:
        return True, [part > 0 for part in parts]
    while any(away) and (sum(away) < 2 or sum(part for part, gone in zip(parts, away) if gone) < least):
        shown = [i for i, part in enumerate(parts) if part > 0 and not away[i]]
        if not shown:
            return True, [part > 0 for part in parts]
        away[min(shown, key=lambda i: (parts[i], i))] = True
    return False, away


# -- tables -----------------------------------------------------------------------------------------------------------
@dataclass
class Areas:
    """Buurten or complexes: their codes, names and units."""

    codes: list[str]
    names: list[str]
    units: Floats


@dataclass
class Columns:
    """The field names of the kinds: their numbers, and the same per 100 units and year."""

    kinds: list[str]
    counts: list[str]
    rates: list[str]


def columns_of(kinds: Sequence[str]) -> Columns:
    """Field names of at most ten characters for each kind."""
    return Columns(list(kinds), part_names(kinds, [], "n_"), part_names(kinds, [], "r_"))


def _shared(found: Columns) -> tuple[Field, ...]:
    return (
        Field("eenheden", "integer"), Field("aantal", "integer"), Field("per100", "double"),
        *(Field(name, "integer") for name in found.counts), *(Field(name, "double") for name in found.rates),
        Field("soorten", "text"), Field("van", "date"), Field("tot", "date"), Field("weggelaten", "text"),
    )  # fmt: skip


def buurt_fields(found: Columns) -> tuple[Field, ...]:
    """Registrations per buurt."""
    return (Field("bu_code", "text"), Field("bu_naam", "text"), *_shared(found))


def complex_fields(found: Columns) -> tuple[Field, ...]:
    """Registrations per complex."""
    return (Field("complex", "text"), *_shared(found))


def year_fields() -> tuple[Field, ...]:
    """Registrations per buurt or complex, kind and year."""
    return (
        *(Field(name, "text") for name in ("niveau", "code", "naam", "soort")), Field("jaar", "integer"),
        Field("dagen", "integer"), Field("eenheden", "integer"), Field("aantal", "integer"), Field("per100", "double"),
        Field("weggelaten", "text"),
    )  # fmt: skip


#: What the column ``weggelaten`` says.
LEFT_OUT = "ja"


@dataclass
class Tables:
    """One row per area (``whole``), and one per area, kind and calendar year (``years``)."""

    whole: pd.DataFrame
    years: pd.DataFrame
    left_out: int


def tables(
    areas: Areas, at: Sequence[int], kinds: Sequence[str], days: Sequence[date], order: Sequence[str], period: Period,
    least: int, level: str, name: str,
) -> Tables:  # fmt: skip
    """Counts and rates. ``at`` is the area of each registration (−1 = none), ``order`` the kinds in order of columns,
    ``least`` the smallest number that is shown, ``name`` the field of the codes.
    """
    found = columns_of(order)
    rules = section("signals")
    place = {kind: i for i, kind in enumerate(order)}
    calendar = list(range(period.start.year, period.end.year + 1))
    counts = np.zeros((len(areas.codes), len(order), len(calendar)), dtype=np.int64)
    for area, kind, day in zip(at, kinds, days):
        if area >= 0:
            counts[area, place[kind], day.year - calendar[0]] += 1
    covered = {year: period.within(year) for year in calendar}
    long_enough = period.days >= rules["minimum_days"]
    rows: list[dict[str, object]] = []
    yearly: list[dict[str, object]] = []
    left_out = 0
    for area, code in enumerate(areas.codes):
        units = float(areas.units[area])
        of_kind = counts[area].sum(axis=1).tolist()
        total = sum(of_kind)
        # Of very few homes even a 0 is about someone.
        few = units < least
        total_gone, gone = (True, [True] * len(order)) if few else hidden(total, of_kind, least)
        left_out += bool(total_gone or any(gone))

        def rate(number: int, away: bool, years: float, units: float = units) -> float:
            return np.nan if away or units <= 0 or years <= 0 else 100.0 * number / units / years

        years = period.years if long_enough else 0.0
        row: dict[str, object] = {
            name: code, "bu_naam": areas.names[area], "eenheden": units,
            "aantal": np.nan if total_gone else total, "per100": rate(total, total_gone, years),
            "soorten": _listed(order, of_kind, gone), "van": period.start, "tot": period.end,
            "weggelaten": LEFT_OUT if total_gone or any(gone) else None,
        }  # fmt: skip
        for i, (number, away) in enumerate(zip(of_kind, gone)):
            row[found.counts[i]] = np.nan if away else number
            row[found.rates[i]] = rate(number, away, years)
            parts = counts[area, i].tolist()
            away_parts = [few or part > 0 for part in parts] if away else hidden(number, parts, least)[1]
            for year, part, part_gone in zip(calendar, parts, away_parts):
                share = covered[year] / (date(year, 12, 31) - date(year, 1, 1) + timedelta(1)).days
                enough = covered[year] >= rules["minimum_days"]
                yearly.append({
                    "niveau": level, "code": code, "naam": areas.names[area], "soort": order[i], "jaar": year,
                    "dagen": covered[year], "eenheden": units, "aantal": np.nan if part_gone else part,
                    "per100": rate(part, part_gone, share if enough else 0.0),
                    "weggelaten": LEFT_OUT if part_gone else None,
                })  # fmt: skip
        rows.append(row)
    whole = pd.DataFrame(rows, columns=[name, "bu_naam", *(field.name for field in _shared(found))])
    return Tables(whole, pd.DataFrame(yearly, columns=[field.name for field in year_fields()]), left_out)


#: Between a kind and its number in the column ``soorten``, between kinds, and in place of a number that is left out.
#: No mark that separates columns: the table may come back as a CSV.
IS, AND, GONE = " = ", " · ", "–"


def _listed(kinds: Sequence[str], numbers: Sequence[int], gone: Sequence[bool]) -> str:
    """The numbers of all kinds as one text, under their full names."""
    shown = zip(kinds, numbers, gone)
    return AND.join(f"{kind.replace('·', '-')}{IS}{GONE if away else number}" for kind, number, away in shown)


@dataclass(frozen=True)
class Summary:
    """Registrations of some buurten together, per 100 units and year; ``rate`` NaN when a small number among them was
    left out, ``kinds`` those that are known, the most frequent first.
    """

    start: date
    end: date
    rate: float
    kinds: list[tuple[str, float]]


@dataclass(frozen=True)
class Known:
    """Registrations (``number``) and own units (``units``) of the buurten that show their number, the two as a rate per
    100 units and year, and the % of all own units in those buurten (``cover``).

    Number and rate are NaN where the cover is too low for a mean (``cover_share`` of the method): buurten that leave
    their number out are those with few, so a rate of the rest would mislead. For a short period there is no rate.
    """

    number: float
    units: float
    rate: float
    cover: float


@dataclass(frozen=True)
class Held:
    """Own units of an area, its registrations of all kinds together, and those of each kind."""

    units: float
    total: Known
    kinds: dict[str, Known]


class PerBuurt:
    """The table ``BY_NEIGHBOURHOOD`` read back. Raises VeerkrachtError for another table."""

    def __init__(self, headers: Sequence[str], columns: Sequence[Sequence[str]], name: str) -> None:
        place = {header.strip().lower(): i for i, header in reversed(list(enumerate(headers)))}
        needed = ("bu_code", "eenheden", "aantal", "soorten", "van", "tot")
        missing = [field for field in needed if field not in place]
        if missing or not columns or not columns[0]:
            raise VeerkrachtError(
                N_("{layer} holds no own signals per buurt: it has no field {fields}. Choose the output “Signals per "
                   "buurt” of “Own signals per buurt and complex”."),
                layer=name, fields=", ".join(missing) or needed[0],
            )  # fmt: skip
        own = {field: columns[place[field]] for field in needed}
        units = numbers(own["eenheden"], "eenheden", name, lowest=0.0)
        total = numbers(own["aantal"], "aantal", name, lowest=0.0)
        first, last = read_days("van", own["van"][:1], name)[0], read_days("tot", own["tot"][:1], name)[0]
        if first is None or last is None:
            raise VeerkrachtError(N_("{layer} does not say its period (fields van and tot)."), layer=name)
        self.period = Period(first, last)
        self._rows = {
            code: (float(units[i]), float(total[i]), _unlisted(own["soorten"][i]))
            for i, code in enumerate(own["bu_code"])
        }

    @property
    def kinds(self) -> list[str]:
        """All kinds, in the order of the table: the most frequent first."""
        return list(dict.fromkeys(kind for _, _, of_kind in self._rows.values() for kind in of_kind))

    def without(self, codes: Sequence[str]) -> list[str]:
        """The buurten of the table that are not among ``codes``."""
        known = set(codes)
        return [code for code in self._rows if code not in known]

    def known(self, codes: Sequence[str]) -> Held:
        """What the buurten ``codes`` hold together, out of the numbers that are shown: a buurt that leaves its number
        out counts neither in the number nor in the units behind its rate, so nothing that was left out follows from it.
        """
        rows = [self._rows[code] for code in codes if code in self._rows]
        units = math.fsum(row[0] for row in rows)
        long_enough = self.period.days >= section("signals")["minimum_days"]

        def one(numbers_of: Sequence[tuple[float, float]]) -> Known:
            shown = [(of, number) for of, number in numbers_of if number == number and of > 0]
            below = math.fsum(of for of, _ in shown)
            cover = 100.0 * below / units if units > 0 else math.nan
            if not cover >= 100.0 * method().cover_share - 1e-9:
                return Known(math.nan, below, math.nan, cover)
            number = math.fsum(number for _, number in shown)
            return Known(number, below, 100.0 * number / below / self.period.years if long_enough else math.nan, cover)

        return Held(
            units, one([(of, total) for of, total, _ in rows]),
            {kind: one([(of, of_kind.get(kind, math.nan)) for of, _, of_kind in rows]) for kind in self.kinds},
        )  # fmt: skip

    def of(self, codes: Sequence[str]) -> Summary | None:
        """Those of the buurten ``codes`` together, from counts; None when none of them has own stock in the table."""
        rows = [self._rows[code] for code in codes if code in self._rows]
        units = sum(row[0] for row in rows)
        if units <= 0:
            return None
        enough = self.period.days >= section("signals")["minimum_days"]
        factor = 100.0 / units / self.period.years if enough else np.nan
        kinds = list(dict.fromkeys(kind for _, _, of_kind in rows for kind in of_kind))
        # NaN where one of the buurten leaves its number out.
        sums = [(kind, factor * sum(of_kind.get(kind, np.nan) for _, _, of_kind in rows)) for kind in kinds]
        known = [(kind, rate) for kind, rate in sums if not np.isnan(rate)]
        total = factor * sum(row[1] for row in rows)
        return Summary(self.period.start, self.period.end, total, sorted(known, key=lambda one: (-one[1], one[0])))


def rate_columns(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The columns with a rate per 100 units and year in a table of own signals, each with the kind that it is of; the
    first is of all kinds (an empty kind). Empty for another table.
    """
    place = {header.strip().lower(): i for i, header in reversed(list(enumerate(headers)))}
    if "per100" not in place:
        return []
    rates = [header for header in headers if header.strip().lower().startswith("r_")]
    listed = next((text for text in columns[place["soorten"]] if text), "") if "soorten" in place else ""
    kinds = list(_unlisted(listed))
    # The kinds stand in the order of their columns, which have short names.
    names = kinds if len(kinds) == len(rates) else [header[2:] for header in rates]
    return [(headers[place["per100"]], ""), *zip(rates, names)]


def _unlisted(text: str) -> dict[str, float]:
    out = {}
    for part in text.split(AND):
        kind, _, number = part.rpartition(IS)
        if kind:
            out[kind] = float(number) if number.isdigit() else np.nan
    return out


def areas_of(codes: Sequence[str], names: Mapping[str, str], units: Floats) -> tuple[Areas, Ints]:
    """The areas that homes lie in, sorted by code, and the area of each home (−1 = none)."""
    known = sorted({code for code in codes if code})
    place = {code: i for i, code in enumerate(known)}
    at = np.asarray([place.get(code, -1) for code in codes], dtype=np.int64)
    sums = np.bincount(at[at >= 0], np.nan_to_num(units)[at >= 0], len(known))
    return Areas(known, [names.get(code, code) for code in known], np.asarray(sums, dtype=np.float64)), at


def buurt_of_complexes(complexes: Sequence[str], buurten: Sequence[str]) -> dict[str, str]:
    """The buurt of each complex whose homes all lie in one; empty for a complex in several."""
    found: dict[str, set[str]] = {}
    for one, code in zip(complexes, buurten):
        if one:
            found.setdefault(one, set()).add(code)
    return {one: next(iter(codes)) if len(codes) == 1 else "" for one, codes in found.items()}
