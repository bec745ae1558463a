"""The police on dataderden.cbs.nl: registered nuisance (overlast) and crimes (misdrijven) per buurt and year.

OData v3 as StatLine has it, but Atom unless JSON is asked for, and slow, so each question is for one kind, one year and
one gemeente. All years stand on the newest borders. Counts, in which an empty cell of a row that is there means none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import Account, listed
from ..model.method import method
from ..model.police import CRIME, NUISANCE, per_thousand, table
from ..model.values import Floats, clean, numbers
from ..transport.cache import Cached, Valid, max_age, same_modified
from .catalogue import address, catalogue
from .columns import normal
from .fetching import DAY, MODIFIED_DAYS, Fetcher, checksums, values

SOURCE = ("source", "police")

#: Measure → the dimension with its kinds, the stem of its figure, the key (where it is known) and title of its total.
_SHAPE = {
    NUISANCE: ("Overlast", "GeregistreerdeOverlast", "", "Totaal registraties overlast"),
    CRIME: ("SoortMisdrijf", "GeregistreerdeMisdrijven", "0.0.0", "Totaal misdrijven"),
}

#: Up to so many gemeenten are asked for one by one; of more all whose codes begin with the same two digits at once,
#: which stays far below the 10,000 rows that the service gives.
_APART = 20

#: A gemeente that gives fewer than this share of the buurten that the table lists for it came short. A few buurten
#: without a row are normal.
_ENOUGH = 0.75


def police(
    fetcher: Fetcher,
    gemeenten: Sequence[str] | None,
    year: int,
    residents: pd.Series[float],
    account: Account,
    floor: int | None = None,
) -> pd.DataFrame:
    """``po_ovl`` and ``po_mis`` per 1000 residents and their year ``po_jaar``, indexed as ``residents``.

    ``residents`` are inwoners by buurt code on the borders that the police use (:func:`border_year`), of whatever
    year the rates are to be of; codes of other borders do not match and are counted in ``account``. ``gemeenten``
    are codes (None: those of ``residents``). The newest year up to ``year`` that both tables have is taken; with
    none all is missing, and said. A row without a figure counts as 0, a buurt without a row has none, and one with
    fewer residents than ``floor`` (None: that of the method) gets no rate. Raises VeerkrachtError or Cancelled.
    """
    codes = sorted({regions.gemeente_of(code) for code in residents.index}) if gemeenten is None else list(gemeenten)
    sources = {measure: _Table(fetcher, measure) for measure in (NUISANCE, CRIME)}
    years = set.intersection(*(set(one.years()) for one in sources.values()))
    chosen = max((one for one in years if one <= year), default=None)
    if chosen is None:
        account.add("po_year", ("notice", "po_none"), SOURCE,
                    value_places={"asked": year, "years": listed(map(str, years))})  # fmt: skip
        return table({}, residents.index, None)
    account.add("po_year", ("notice", "po_as_kept"), SOURCE, chosen, value_places={"asked": year})
    floor = method().floor if floor is None else floor
    rates: dict[str, Floats] = {}
    for measure, source in sources.items():
        counts = source.counts(chosen, codes, account)
        kind = ("account", "po_" + measure)
        stray = set(counts.index) - set(residents.index)
        if stray:
            account.add("po_unknown", listed(stray, 10), SOURCE, chosen, count=len(stray), kind=kind)
        absent = [code for code in residents.index if code not in counts.index]
        if absent:
            account.add("po_no_row", listed(absent, 10), SOURCE, chosen, count=len(absent), kind=kind)
        rates[measure] = per_thousand(counts, residents, floor)
    small = int(np.count_nonzero(~(np.asarray(residents, dtype=np.float64) >= max(floor, 1))))
    if small:
        account.add("po_small", f"{floor:g}", SOURCE, chosen, count=small)
    return table(rates, residents.index, chosen)


def border_year(fetcher: Fetcher) -> int | None:
    """The year of the borders on which the police figures stand: what the table says, else its newest year."""
    source = _Table(fetcher, CRIME)
    for row in source.rows("DataProperties"):
        stated = row.get("MapYear")
        if isinstance(stated, (int, str)) and re.fullmatch(r"(19|20)\d\d", str(stated)):
            return int(stated)
    return max(source.years(), default=None)


class _Table:
    """One table of the police: its years, and counts per buurt."""

    def __init__(self, fetcher: Fetcher, measure: str) -> None:
        self._fetcher = fetcher
        self.measure = measure
        self.id = str(catalogue()["police"][measure])
        self.dimension, self.figure, self.key, self.title = _SHAPE[measure]
        self._modified: str | None = None
        self._periods: dict[int, str] | None = None

    def _address(self, entity: str, test: str = "", select: str = "") -> str:
        # Without the format the answer is Atom.
        out = f"{address('dataderden')}/{self.id}/{entity}?$format=json" + (f"&$select={select}" if select else "")
        return out + ("&$filter=" + quote(test, safe="(),'") if test else "")

    def _validity(self) -> tuple[Valid, str | None]:
        """Tables are revised in place, so a copy holds as long as the table says that it was not."""
        if self._modified is None:
            where = self._address("TableInfos")
            found = values(self._fetcher.document(where, max_age(MODIFIED_DAYS))[0], where)
            self._modified = str(found[0].get("Modified") or "") if found else ""
        return (same_modified(self._modified), self._modified) if self._modified else (max_age(DAY), None)

    def _all(self, addresses: Sequence[str]) -> list[tuple[list[dict[str, Any]], Cached]]:
        documents = self._fetcher.documents(addresses, *self._validity())
        return [(values(document, where), found) for where, (document, found) in zip(addresses, documents)]

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """All rows of a small entity set."""
        return self._all([self._address(entity)])[0][0]

    def years(self) -> dict[int, str]:
        """The whole years that the table has → their key, padded as the table has it."""
        if self._periods is None:
            self._periods = {}
            for row in self.rows("Perioden"):
                match = re.fullmatch(r"((?:19|20)\d\d)JJ00", clean(row.get("Key")))
                if match:
                    self._periods[int(match.group(1))] = str(row["Key"])
        return self._periods

    def _total(self) -> str:
        """The key of the total of all kinds, padded as the table has it: by key where that is known, else by title."""
        found = [(str(row.get("Key") or ""), normal(clean(row.get("Title")))) for row in self.rows(self.dimension)]
        by_key = [key for key, _ in found if self.key and clean(key) == self.key]
        by_title = [key for key, title in found if title == normal(self.title)]
        keys = by_key or by_title or [key for key, title in found if title.startswith("totaal")]
        if len(keys) != 1 or not clean(keys[0]):
            raise VeerkrachtError(
                N_("Police table {table} has no kind “{title}” any more. Look for a new version of the plugin."),
                table=self.id, title=self.title,
            )  # fmt: skip
        return keys[0]

    def counts(self, year: int, gemeenten: Sequence[str], account: Account) -> pd.Series[float]:
        """Registrations in ``year`` by buurt code; NaN where the cell says that it is secret."""
        period, total = self.years()[year], self._total()
        asked, listing = [], []
        groups = _groups(gemeenten)
        for start in groups:
            asked.append(
                self._address(
                    "TypedDataSet",
                    f"{self.dimension} eq {_quoted(total)} and Perioden eq {_quoted(period)} and "
                    f"startswith(WijkenEnBuurten,{_quoted(start)})",
                )
            )
            listing.append(self._address("WijkenEnBuurten", f"startswith(Key,{_quoted(start)})", "Key"))
        came, expected = self._all(asked), self._all(listing)
        texts: dict[str, str] = {}
        empty: list[str] = []
        merged = 0
        rows_of = _by_gemeente("WijkenEnBuurten", (rows for rows, _ in came))
        listed_of = _by_gemeente("Key", (rows for rows, _ in expected))
        for code in gemeenten:
            of, double = self._of_gemeente(rows_of.get(code, []), code, period, total)
            merged += double
            wanted = {one for one in (_buurt(row.get("Key"), code) for row in listed_of.get(code, [])) if one}
            got = len(wanted & set(of)) if wanted else len(of)
            if len(wanted) - got > 2 and got < _ENOUGH * len(wanted):
                raise VeerkrachtError(
                    N_("Police table {table} came short for {gemeente}: {got} of {all} buurten. Try again later; "
                       "nothing was written."), table=self.id, gemeente=code, got=got, all=len(wanted),
                )  # fmt: skip
            if of and not any(of.values()):
                # Not one registration in a whole gemeente is a year that is not filled yet.
                empty.append(code)
                continue
            texts.update({buurt: text or "0" for buurt, text in of.items()})
        kind = ("account", "po_" + self.measure)
        retrieved = min((found.entry.retrieved for _, found in came), default="")
        account.add("po_" + self.measure, self.id, SOURCE, year, retrieved, len(texts))
        account.add(
            "table", "SHA-256 " + checksums([found for _, found in came]), SOURCE, year, retrieved, role=self.id
        )
        if merged:
            account.add("po_merged", "", SOURCE, year, count=merged, kind=kind)
        if empty:
            account.add("po_empty", listed(empty, 10), SOURCE, year, count=len(empty), kind=kind)
        figures = numbers(texts.values(), self.figure, self.id, whole=True, lowest=0.0, rows=list(texts))
        return pd.Series(figures, index=pd.Index(list(texts), dtype=object), dtype=float)

    def _of_gemeente(
        self, rows: Sequence[dict[str, Any]], gemeente: str, period: str, total: str
    ) -> tuple[dict[str, str], int]:
        """Buurt → its figure as text (empty: none), and how many rows repeat another.

        What was not asked for is left out: a server may ignore a filter, and codes come with and without padding.
        """
        out: dict[str, str] = {}
        double = 0
        for row in rows:
            if not _same(row.get(self.dimension), total) or not _same(row.get("Perioden"), period):
                continue
            buurt = _buurt(row.get("WijkenEnBuurten"), gemeente)
            if buurt is None:
                continue
            column = next((name for name in row if re.sub(r"_\d+$", "", name) == self.figure), None)
            if column is None:
                raise VeerkrachtError(
                    N_("Police table {table} has no column {column} any more. Look for a new version of the plugin."),
                    table=self.id, column=self.figure,
                )  # fmt: skip
            text = clean(row[column])
            if out.get(buurt, text) != text:
                raise VeerkrachtError(
                    N_("Police table {table} holds two different figures for {buurt}. Try again later; nothing was "
                       "written."),
                    table=self.id, buurt=buurt,
                )  # fmt: skip
            double += buurt in out
            out[buurt] = text
        return out, double


def _groups(gemeenten: Sequence[str]) -> list[str]:
    """How the codes begin that are asked for together."""
    if len(gemeenten) <= _APART:
        return [f"BU{code[2:]}" for code in gemeenten]
    return sorted({f"BU{code[2:4]}" for code in gemeenten})


def _by_gemeente(column: str, answers: Iterable[list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of all answers by gemeente; what is no buurt is left out, and what came twice is there twice."""
    out: dict[str, list[dict[str, Any]]] = {}
    for rows in answers:
        for row in rows:
            code = regions.normalise(row.get(column), regions.BUURT)
            if code is not None and regions.level_of(row.get(column)) == regions.BUURT:
                out.setdefault(regions.gemeente_of(code), []).append(row)
    return out


def _same(value: object, key: str) -> bool:
    """Whether a cell is this key, whatever the padding and the case of either."""
    return clean(value).upper() == clean(key).upper()


def _buurt(value: object, gemeente: str) -> str | None:
    """A buurt code of this gemeente, whatever its padding and case; None for anything else."""
    code = regions.normalise(value, regions.BUURT) if regions.level_of(value) == regions.BUURT else None
    return code if code is not None and regions.gemeente_of(code) == gemeente else None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
