"""Leefbaarometer 3.0: the open-data CSV (long, all years), its zip, and the answer of the WFS (one year)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model.account import Account, listed
from ..model.values import clean, numbers
from . import columns
from .files import RawTable
from .kwb import code_column, year_in

SOURCE = ("source", "lbm")

#: The version that first had ``onv``.
FIRST_VERSION = 3.0

#: Columns of Leefbaarometer 2.0, whose dimension "veiligheid" cannot be compared with ``onv``.
_OLD = re.compile(r"RLB(?:VEI|RMTR)\d*$|KL(?:02|08|12|14|16|18)$", re.IGNORECASE)

_NAMES = {"bucode", "buurtcode", "id", "jaar", "year", "onv", "versie"}


def score(headers: Sequence[str]) -> int:
    """How much a row looks like the header of the scores per buurt; wijken, gemeenten and grids have no buurt code.

    A header of version 2.0 counts a little, so that its reader can say what is wrong with it.
    """
    names = {columns.normal(h) for h in headers}
    found = columns.recognise([h for h in headers if columns.normal(h) in _NAMES])
    if "onv" in found.candidates and "code" in found.candidates and not names & {"gridid", "wkcode", "gmcode"}:
        return len(found.candidates)
    return int(any(_OLD.match(header.strip()) for header in headers))


def read_liveability(raw: RawTable, year: int | None, account: Account) -> pd.DataFrame:
    """Rows ``bu_code``, ``jaar``, ``onv`` (text, integer, float) of every buurt and year in ``raw``.

    ``year`` is the year of a table that does not say it itself. Raises VeerkrachtError for a table without ``onv``, of
    version 2.0, without a year, or with two different scores for one buurt and year.
    """
    found = columns.recognise(raw.headers)
    if "onv" not in found.candidates:
        old = [header for header in raw.headers if _OLD.match(header.strip())]
        if old:
            raise _old_version(raw.name, old[0])
        raise VeerkrachtError(
            N_("{where} has no column onv (overlast en onveiligheid). Choose the Leefbaarometer scores per buurt; the "
               "columns found are {columns}."), where=raw.name, columns=listed(raw.headers, 12),
        )  # fmt: skip
    _, codes = code_column(raw, found)
    rows = [code or str(row + 1) for row, code in enumerate(codes)]
    table = pd.DataFrame({"bu_code": codes, "jaar": _years(raw, found, year, codes)})
    table["onv"] = numbers(raw.column(found.candidates["onv"][0]), found.header("onv"), raw.name, rows=rows)
    keep = table["bu_code"].notna()
    version = found.first("version")
    if version is not None:
        versions = pd.Series([_version(v) for v in raw.column(version)], dtype=float)
        newest = versions[keep].max()
        if newest < FIRST_VERSION:
            raise _old_version(raw.name, f"{raw.headers[version]} {newest:g}")
        # NaN where a row does not say it, or says it in words only.
        keep &= (versions == newest) | versions.isna()
    dropped = int((~keep).sum())
    table = table[keep & table["onv"].notna()].drop_duplicates()
    double = table[table.duplicated(["bu_code", "jaar"])]
    if len(double):
        raise VeerkrachtError(
            N_("{where} holds two different scores for {codes}. Keep one row for each buurt and year."),
            where=raw.name,
            codes=listed({f"{code} ({of})" for code, of in zip(double["bu_code"], double["jaar"])}, 5),
        )  # fmt: skip
    if not len(table):
        raise VeerkrachtError(
            N_("{where} holds not one score of a buurt. Choose the Leefbaarometer scores per buurt."), where=raw.name
        )
    account.add("table", raw.name, SOURCE, retrieved=raw.retrieved, count=len(table), role="LIVEABILITY")
    if raw.checksum:
        account.add("table", "SHA-256 " + raw.checksum, SOURCE, retrieved=raw.retrieved, role="LIVEABILITY")
    if dropped:
        account.add("no_code", source=SOURCE, count=dropped, role="LIVEABILITY")
    return table.astype({"bu_code": str, "jaar": int})


def _old_version(where: str, column: str) -> VeerkrachtError:
    return VeerkrachtError(
        N_("{where} is of Leefbaarometer 2.0 (it has {column}), which cannot be compared with 3.0. Download the "
           "scores of version 3.0."), where=where, column=column,
    )  # fmt: skip


def _version(value: str) -> float:
    """The number in ``3.0`` or ``Leefbaarometer 3.0``; NaN without one."""
    match = re.search(r"\d+(?:[.,]\d+)?", value)
    return float(match.group().replace(",", ".")) if match else float("nan")


def _years(raw: RawTable, found: columns.Columns, year: int | None, codes: Sequence[str | None]) -> list[int]:
    at = found.first("year")
    if at is None:
        if year is None:
            raise VeerkrachtError(
                N_("{where} does not say of which year its scores are. Fill in the year of the Leefbaarometer."),
                where=raw.name,
            )
        return [year] * len(raw.frame)
    out: list[int] = []
    values = raw.column(at)
    known = {value: year_in(value) for value in set(values)}
    for row, (value, code) in enumerate(zip(values, codes)):
        found_year = known[value]
        if found_year is None and code is not None:
            raise VeerkrachtError(
                N_("Column “{column}” of {where} holds “{value}” in row {row}, which is not a year. Mend it or drop "
                   "the row."),
                column=raw.headers[at], where=raw.name, value=clean(value), row=f"{row + 1} ({code})",
            )  # fmt: skip
        out.append(found_year or 0)
    return out


def choose_year(years: Sequence[int], asked: int | None, wanted: int, where: str) -> tuple[int | None, bool]:
    """The year of the scores to use for target year ``wanted``: (year or None, whether it lies after ``wanted``).

    ``asked`` is the year that the user filled in; raises VeerkrachtError when the table does not hold it. Without it
    the newest year up to ``wanted`` counts; a table of one later year is used all the same, and that is to be said.
    """
    known = sorted(set(years))
    if asked is not None:
        if asked not in known:
            raise VeerkrachtError(
                N_("{where} holds the years {years} and not {year}. Choose one of those, or another table."),
                where=where, years=", ".join(map(str, known)), year=asked,
            )  # fmt: skip
        return asked, asked > wanted
    before = [y for y in known if y <= wanted]
    if before:
        return before[-1], False
    return (known[0], True) if len(known) == 1 else (None, False)


def of_year(table: pd.DataFrame, year: int | None) -> pd.Series[float]:
    """``onv`` of one year, indexed by buurt; empty without a year."""
    rows = table[table["jaar"] == year]
    return pd.Series(rows["onv"].to_numpy(), index=rows["bu_code"].to_list(), dtype=float)
