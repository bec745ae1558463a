"""Own stock: which class each property falls in, and sums per complex, per buurt, per gemeente and per group
(method.md, "Own stock").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import N_, VeerkrachtError
from .account import Account
from .classes import CLASS_FIELDS, DRUK, NONE
from .fields import Field
from .values import Floats
from .words import codes

INSIDE, BORDER, OUTSIDE, WITHOUT = "binnen", "grens", "buiten", "zonder"

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: The class of most concern, which a complex is listed under when two classes hold equally many units.
HIGH_FOCUS = "C3"

#: From this share of rows without a buurt on, something is wrong with the input rather than with single rows.
UNMATCHED_SHARE = 0.05

#: Groups in the account; the column of a name of each row would make it endless.
MOST_GROUPS = 100

#: The classes that units are counted in.
_COUNTED = ("kl_focus", "kl_signa")


@dataclass
class Placement:
    """Where each property is: ``at`` = position in the buurt table or −1, ``place`` = one of the four words."""

    at: Ints
    place: npt.NDArray[np.object_]
    by_code: int
    bad_code: int
    elsewhere: int


def settle(by_code: Ints, code_given: Bools, by_point: Ints, on_border: Bools, located: Bools) -> Placement:
    """One buurt for every property: its valid code, else the buurt that its point lies in.

    ``by_code`` and ``by_point`` are positions in the buurt table or −1; ``code_given`` marks the rows that hold a code
    at all, ``located`` those with a usable point. Raises VeerkrachtError when the buckets do not add up to the rows.
    """
    coded = by_code >= 0
    at = np.where(coded, by_code, by_point)
    # One text for all rows that hold it: a million rows are a million pointers, no million texts.
    place = np.full(len(at), OUTSIDE, dtype=object)
    place[~located] = WITHOUT
    place[by_point >= 0] = INSIDE
    place[(by_point >= 0) & on_border] = BORDER
    place[coded] = INSIDE
    placed = int(np.count_nonzero(at >= 0))
    outside = int(np.count_nonzero((at < 0) & (place == OUTSIDE)))
    without = int(np.count_nonzero((at < 0) & (place == WITHOUT)))
    if placed + outside + without != len(at):
        raise VeerkrachtError(
            N_("The rows of own stock do not add up ({placed} placed, {outside} outside, {without} without location, "
               "{all} in all); nothing was written. Please report this."),
            placed=placed, outside=outside, without=without, all=len(at),
        )  # fmt: skip
    return Placement(
        at=at.astype(np.int64),
        place=place,
        by_code=int(np.count_nonzero(coded)),
        bad_code=int(np.count_nonzero(code_given & ~coded)),
        elsewhere=int(np.count_nonzero(coded & (by_point >= 0) & (by_point != by_code) & ~on_border)),
    )


#: The columns that a property gets from its buurt.
FROM_BUURT = ("bu_code", "bu_naam", *CLASS_FIELDS)


#: The units of a row, as every later step counts them.
UNITS = "eenheden"


def stock_fields(units: bool = True) -> tuple[Field, ...]:
    """What own stock gets behind the user's own fields.

    Without ``units`` no column of units: the one that the user chose bears its name already.
    """
    return (
        *(Field(name, "text") for name in ("bu_code", "bu_naam", "plaats", *CLASS_FIELDS)), Field("n_adres", "integer"),
        *([Field(UNITS, "integer")] if units else []),
    )  # fmt: skip


def class_values(buurten: pd.DataFrame) -> dict[str, list[str | None]]:
    """Per column of :data:`FROM_BUURT` its value per buurt, and at the end that of a property without a buurt."""
    return {name: [*buurten[name].tolist(), NONE if name in CLASS_FIELDS else None] for name in FROM_BUURT}


def stacked(x: Floats, y: Floats, units: Floats) -> Floats:
    """Per property the units at its coordinate (to the millimetre), its own included; NaN without a coordinate."""
    out = np.full(len(x), np.nan)
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    # RD coordinates in mm take 30 bits each.
    key = np.round(x[there] * 1000).astype(np.int64) * 2**32 + np.round(y[there] * 1000).astype(np.int64)
    group = pd.factorize(key)[0]
    sums = np.bincount(group, weights=np.nan_to_num(units[there]))
    out[there] = sums[group] if len(there) else []
    return out


def complex_fields() -> tuple[Field, ...]:
    """The layer of complexes."""
    return (
        Field("complex", "text"), Field("eenheden", "integer"), Field("n_buurten", "integer"), Field("p_C3", "double"),
        Field("p_druk", "double"), Field("kl_focus", "text"), Field("kl_signa", "text"), Field("bu_code", "text"),
        Field("bu_naam", "text"), Field("verdeling", "text"),
    )  # fmt: skip


def complexes(names: Sequence[str], units: Floats, at: Ints, buurten: pd.DataFrame) -> pd.DataFrame:
    """One row per complex (sorted by name): units, shares of units in focus class C3 and under druk, the class and the
    buurt that hold most units (of equals the class of most concern, and the lowest buurt code), and the share of each
    focus class in words.

    Rows without a complex (empty name) take no part. Shares are of all units of the complex, also those without a
    buurt.
    """
    number, known = pd.factorize(np.asarray(names, dtype=object), sort=True)
    count = len(known)
    counted = np.nan_to_num(units)
    total = np.bincount(number, counted, count)
    shown = np.where(total > 0, total, np.nan)
    out = pd.DataFrame({"complex": np.asarray(known, dtype=object), "eenheden": total})
    values = class_values(buurten)
    for name, field, code in (("p_C3", "kl_focus", HIGH_FOCUS), ("p_druk", "kl_signa", DRUK)):
        hit = np.asarray([value == code for value in values[field]], dtype=np.float64)
        out[name] = 100.0 * np.bincount(number, counted * hit[at], count) / shown
    focus = _PerClass(number, counted, at, count, values["kl_focus"], _concern("kl_focus"))
    out["kl_focus"] = focus.most()
    out["verdeling"] = focus.shares(shown)
    out["kl_signa"] = _PerClass(number, counted, at, count, values["kl_signa"], codes("kl_signa")).most()
    out["n_buurten"], where = _buurten_of(number, counted, at, count, np.asarray(buurten["bu_code"], dtype=object))
    # Behind the last buurt stands that of a complex without one.
    out["bu_code"], out["bu_naam"] = (np.asarray(values[name], dtype=object)[where] for name in ("bu_code", "bu_naam"))
    return out.loc[out["complex"] != "", [field.name for field in complex_fields()]].reset_index(drop=True)


class _PerClass:
    """Units and rows of each complex in each class, as tables of (complex, class in ``order``)."""

    def __init__(
        self, number: Ints, units: Floats, at: Ints, count: int, values: Sequence[str | None], order: Sequence[str]
    ) -> None:
        # A text that is no class of ours comes behind those that are.
        self.names = [*order, *sorted({str(value or "") for value in values} - set(order))]
        place = {name: i for i, name in enumerate(self.names)}
        cell = np.asarray([place[str(value or "")] for value in values], dtype=np.int64)[at]
        cell += number * len(self.names)
        shape = (count, len(self.names))
        self.units = np.bincount(cell, units, shape[0] * shape[1]).reshape(shape)
        self.rows = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)

    def most(self) -> npt.NDArray[np.object_]:
        """The class of each complex that holds most units; of equals the first in the order."""
        best = np.where(self.rows > 0, self.units, -1.0)
        return np.asarray(self.names, dtype=object)[best.argmax(axis=1)] if len(best) else np.empty(0, dtype=object)

    def shares(self, total: Floats) -> list[str | None]:
        """The share of the units of each complex in each class, the largest first: ``C3 75 %, A1 25 %``."""
        by_name = sorted(range(len(self.names)), key=lambda i: self.names[i])
        out: list[str | None] = []
        for row, whole in zip(self.units[:, by_name], total.tolist()):
            order = [i for i in np.argsort(-row, kind="stable").tolist() if row[i] > 0]
            out.append(", ".join(f"{self.names[by_name[i]]} {100.0 * row[i] / whole:.0f} %" for i in order) or None)
        return out


def _buurten_of(
    number: Ints, units: Floats, at: Ints, count: int, names: npt.NDArray[np.object_]
) -> tuple[Floats, Ints]:
    """Of each complex in how many buurten it lies, and the position of the one with most units (of equals that with
    the lowest code; −1 in none).
    """
    inside = np.flatnonzero(at >= 0)
    pair, known = pd.factorize(number[inside] * len(names) + at[inside])
    sums = np.bincount(pair, units[inside], len(known))
    whose, where = np.divmod(np.asarray(known, dtype=np.int64), max(1, len(names)))
    rank = np.unique(names.astype(str), return_inverse=True)[1]
    order = np.lexsort((rank[where], -sums, whose))
    first = order[np.flatnonzero(np.diff(whose[order], prepend=-1))]
    most = np.full(count, -1, dtype=np.int64)
    most[whose[first]] = where[first]
    return np.bincount(whose, minlength=count).astype(np.float64), most


def _concern(field: str) -> list[str]:
    """Focus classes from most to least concern, ``geen`` last."""
    return [*sorted((code for code in codes(field) if code != NONE), reverse=True), NONE]


def neighbourhood_fields() -> tuple[Field, ...]:
    """The layer of buurten with own stock."""
    return (
        *(Field(name, "text") for name in ("bu_code", "bu_naam", "gm_code", "gm_naam")),
        Field("woningen", "integer"), Field("eenheden", "integer"), Field("p_eigen", "double"),
        *(Field(name, "text") for name in CLASS_FIELDS), Field("reden", "text"),
    )  # fmt: skip


def by_neighbourhood(units: Floats, at: Ints, buurten: pd.DataFrame) -> pd.DataFrame:
    """The buurten that hold own stock, indexed as ``buurten``: ``eenheden`` and ``p_eigen`` (% of all dwellings)."""
    inside = at >= 0
    rows = np.bincount(at[inside], minlength=len(buurten))
    out = buurten.copy()
    out["eenheden"] = _per_buurt(units, at, len(buurten))[:-1]
    dwellings = np.asarray(buurten["woningen"], dtype=np.float64)
    out["p_eigen"] = 100.0 * np.asarray(out["eenheden"]) / np.where(dwellings > 0, dwellings, np.nan)
    return out.loc[np.asarray(buurten.index)[rows > 0], [field.name for field in neighbourhood_fields()]]


def _per_buurt(units: Floats, at: Ints, count: int) -> Floats:
    """Units per buurt, and at the end those without one."""
    return np.asarray(np.bincount(np.where(at < 0, count, at), np.nan_to_num(units), count + 1), dtype=np.float64)


def unmatched(placement: Placement) -> float:
    """The share of rows without a buurt, when it is so large that the input is to be looked at; else 0."""
    share = float(np.count_nonzero(placement.at < 0)) / max(1, len(placement.at))
    return share if share > UNMATCHED_SHARE else 0.0


def account_of(
    placement: Placement,
    units: Floats,
    close: Bools,
    metres: float,
    buurten: pd.DataFrame,
    account: Account,
    group_field: str = "",
    groups: Sequence[str] | None = None,
    per_gemeente: bool = True,
) -> None:
    """The buckets of own stock, in rows, and the units per focus and signal class: of all, per gemeente, and per group.

    ``close``: the rows within ``metres`` of a border. ``per_gemeente``: whether the gemeenten are asked for; those of
    the whole country are thousands of lines.
    """
    account.add("stock_rows", count=len(placement.at))
    for word in (INSIDE, BORDER, OUTSIDE, WITHOUT):
        count = int(np.count_nonzero(placement.place == word))
        account.add("stock_place", count=count, place=("class", "plaats", word))
    account.add("stock_by_code", count=placement.by_code)
    for topic, count in (("stock_bad_code", placement.bad_code), ("stock_elsewhere", placement.elsewhere)):
        if count:
            account.add(topic, count=count)
    missing = int(np.count_nonzero(np.isnan(units)))
    if missing:
        account.add("stock_no_units", count=missing)
    counted = np.nan_to_num(units)
    account.add("stock_units", count=int(counted.sum()))
    account.add("stock_near", count=int(counted[close].sum()), metres=f"{metres:g}")
    per_buurt = _per_buurt(units, placement.at, len(buurten))
    values = class_values(buurten)
    for field in _COUNTED:
        classes = np.asarray(values[field], dtype=object)
        for code in codes(field):
            total = int(per_buurt[classes == code].sum())
            account.add("stock_class", code, count=total, map=("field", field), label=("class", field, code))
    if per_gemeente:
        _per_gemeente(per_buurt, buurten, values, account)
    if groups is not None:
        _per_group(placement.at, counted, groups, values, group_field, account)


def _per_gemeente(
    per_buurt: Floats, buurten: pd.DataFrame, values: dict[str, list[str | None]], account: Account
) -> None:
    used = np.flatnonzero(per_buurt[:-1])
    number, known = pd.factorize(buurten["gm_code"].iloc[used], sort=True)
    names = dict(zip(buurten["gm_code"].iloc[used], buurten["gm_naam"].iloc[used]))
    for field in _COUNTED:
        table = _by_class(
            number, np.asarray(_class_numbers(values[field], field))[used], per_buurt[used], len(known), field
        )
        for i, gemeente in enumerate(known):
            for code, total in zip(codes(field), table[i].tolist()):
                if total:
                    account.add("stock_gemeente", code, count=int(total), gemeente=names[gemeente] or gemeente,
                                map=("field", field), label=("class", field, code))  # fmt: skip


def _class_numbers(values: Sequence[str | None], field: str) -> list[int]:
    """The position of each class in legend order; what is no class counts as none."""
    place = {code: i for i, code in enumerate(codes(field))}
    return [place.get(str(value), place[NONE]) for value in values]


def _by_class(number: Ints, of: Ints, units: Floats, count: int, field: str) -> Floats:
    """Units as a table of ``count`` rows (``number``) and a column per class (``of``)."""
    wide = len(codes(field))
    sums = np.bincount(number * wide + of, units, count * wide)
    return np.asarray(sums.reshape(count, wide), dtype=np.float64)


def _per_group(
    at: Ints,
    units: Floats,
    groups: Sequence[str],
    values: dict[str, list[str | None]],
    name: str,
    account: Account,
) -> None:
    number, known = pd.factorize(np.asarray(groups, dtype=object), sort=True)
    totals = np.bincount(number, units, len(known))
    largest = np.argsort(-totals, kind="stable")[:MOST_GROUPS]
    for field in _COUNTED:
        table = _by_class(number, np.asarray(_class_numbers(values[field], field))[at], units, len(known), field)
        for i in sorted(largest.tolist()):
            for code, total in zip(codes(field), table[i].tolist()):
                if total:
                    account.add("stock_group", code, count=int(total), field=name, which=known[i] or "–",
                                map=("field", field), label=("class", field, code))  # fmt: skip
    if len(known) > MOST_GROUPS:
        rest = len(known) - MOST_GROUPS
        account.add("stock_groups_left", str(rest), count=int(units.sum() - totals[largest].sum()), field=name)
