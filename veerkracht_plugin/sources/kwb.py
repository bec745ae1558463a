"""CBS "Kerncijfers wijken en buurten" in every shape that people have it, turned into one table per year.

StatLine with keys or with titles, the ``kwb-20xx`` spreadsheets, and the attributes of a CBS/PDOK GeoPackage or WFS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import Account, listed
from ..model.indicators import COUNTS, RATES
from ..model.method import Indicator
from ..model.values import Floats, clean, numbers
from ..paths import resource
from . import columns
from .catalogue import catalogue
from .files import RawTable

SOURCE = ("source", "cbs")


@dataclass
class Kwb:
    """One edition on its own borders. ``figures``: by buurt code :data:`COUNTS` and :data:`RATES`, NaN = missing.

    ``texts`` has the same index: ``name``, ``wk_naam``, ``gm_naam``, ``flag`` (empty where not given).
    """

    figures: pd.DataFrame
    texts: pd.DataFrame
    year: int
    name: str
    retrieved: str = ""
    checksum: str = ""
    #: Figures that this edition has a column for, filled or not.
    columns: tuple[str, ...] = field(default=())


def may_exist(indicator: Indicator | None, year: int) -> bool:
    """Whether the edition of ``year`` can have the column, by what the catalogue knows of the editions."""
    if indicator is None:
        return True
    column = indicator.column or indicator.numerator
    known = catalogue()["kwb"]
    return int(known["first_year"].get(column, 0)) <= year <= int(known["last_year"].get(column, 9999))


def code_column(raw: RawTable, found: columns.Columns, level: str = regions.BUURT) -> tuple[int, list[str | None]]:
    """The column that holds the codes of ``level`` and those codes (None where a row has none).

    Of the columns that could be it by name, then of all others, the one with most codes wins; codes with their prefix
    go before bare numbers, which may as well be row numbers. Raises VeerkrachtError when no column has a single one.
    """
    named = found.candidates.get("code", [])
    best: tuple[tuple[bool, int], int, list[str | None]] | None = None
    for position in [*named, *(i for i in range(len(raw.headers)) if i not in named)]:
        if position not in named and best is not None:
            break
        bare = position in named and columns.normal(raw.headers[position]) not in _VAGUE
        prefixed, codes = _codes(raw.column(position), level, bare)
        rank = (prefixed, sum(code is not None for code in codes))
        if rank[1] and (best is None or rank > best[0]):
            best = (rank, position, codes)
    if best is None:
        examples = (
            ", ".join(dict.fromkeys(clean(v) for v in raw.column(named[0])[:3]))
            if named
            else ", ".join(raw.headers[:8])
        )
        raise VeerkrachtError(
            N_("{where} holds no buurt codes such as BU03630000 (seen: {examples}). Choose the table with figures per "
               "buurt."),
            where=raw.name, examples=examples,
        )  # fmt: skip
    return best[1], best[2]


#: Headers of columns that number the rows as often as they hold region codes.
_VAGUE = {"id", "code"}


def _codes(values: Sequence[str], level: str, bare: bool) -> tuple[bool, list[str | None]]:
    """Whether the values carry prefixes, and the codes of ``level``; ``bare`` lets values without a prefix count."""
    codes = regions.normalise_all(values, level)
    levels = {value: regions.level_of(value) for value in dict.fromkeys(values)}
    if any(levels.values()):
        return True, [code if levels[value] == level else None for value, code in zip(values, codes)]
    if not bare:
        return False, [None] * len(codes)
    squeezed = [regions.squeeze(value) for value in values]
    if any(text.startswith("0") and len(text) in (4, 6, 8) for text in squeezed):
        # The zeros in front are still there, so a shorter code is one of a wijk or gemeente.
        length = regions.length_of(level)
        return False, [code if len(text) == length else None for text, code in zip(squeezed, codes)]
    return False, codes


def _levels(raw: RawTable, found: columns.Columns, code_at: int) -> list[str | None]:
    """The level of each row: from the prefix of its code, else from the column "Soort regio"."""
    words = {"land": "NL", "gemeente": "GM", "wijk": "WK", "buurt": "BU", "g": "GM", "w": "WK", "b": "BU"}
    at = found.first("level")
    by_word = [words.get(clean(v).lower()) for v in raw.column(at)] if at is not None else [None] * len(raw.frame)
    # Without any prefix a short code would pass for a buurt that lost its zeros, so the word has the first say.
    return [word or regions.level_of(code) for word, code in zip(by_word, raw.column(code_at))]


def is_foreign(code: str, water: str, name: str) -> bool:
    """Rows that are no part of the country's land: water, ``Buitenland``, and PDOK's ``B`` (beyond the border)."""
    if clean(water).upper() in {"JA", "B"}:
        return True
    return code[-4:] in {"9997", "9998", "9999"} and ("water" in name.lower() or "buitenland" in name.lower())


def read_kwb(raw: RawTable, year: int, role: str, account: Account) -> Kwb:
    """The edition of ``year`` in ``raw``; ``role`` (``KWB``, ``KWB_BASE``) names it in the account.

    Raises VeerkrachtError for a table without buurt codes or inwoners, of another year, with text where numbers are
    needed, or with two different rows for one buurt.
    """
    found = columns.recognise(raw.headers)
    raw = _of_year(raw, found, year)
    code_at, codes = code_column(raw, found)
    levels = _levels(raw, found, code_at)
    wijken = _names(raw, found, levels, code_at, regions.WIJK)
    gemeenten = _names(raw, found, levels, code_at, regions.GEMEENTE)
    keep = np.asarray([code is not None and level in (None, "BU") for code, level in zip(codes, levels)])
    others = sum(level in ("NL", "GM", "WK") for level in levels)
    nameless = int(len(keep) - keep.sum() - others)
    if "inwoners" not in found.candidates:
        raise VeerkrachtError(
            N_("{where} has no column for the number of residents (AantalInwoners). Choose the table Kerncijfers "
               "wijken en buurten; the columns found are {columns}."), where=raw.name, columns=listed(raw.headers, 12),
        )  # fmt: skip
    texts = pd.DataFrame(
        {name: text_column(raw, found, name, code_at) for name in ("name", "wk_naam", "gm_naam", "flag", "water")}
    )
    texts["code"] = codes
    texts = texts[keep]
    foreign = np.asarray(
        [is_foreign(c, w, n) for c, w, n in zip(texts["code"], texts["water"], texts["name"])], dtype=bool
    )
    rows = texts.index[~foreign]
    texts = texts.loc[rows]
    figures, shares_used = _figures(raw, found, rows, list(texts["code"]))
    figures.insert(0, "code", texts["code"])
    if not len(figures):
        raise VeerkrachtError(
            N_("{where} holds no rows of buurten, only of other regions. Choose the table with figures per buurt."),
            where=raw.name,
        )
    merged = _merge(figures, raw.name)
    texts = texts.drop_duplicates("code").set_index("code").drop(columns="water")
    figures = figures.drop_duplicates("code").set_index("code")
    codes_left = [str(code) for code in texts.index]
    texts["wk_naam"] = [old or wijken.get(regions.wijk_of(c), "") for old, c in zip(texts["wk_naam"], codes_left)]
    texts["gm_naam"] = [
        old or gemeenten.get(regions.gemeente_of(c), "") for old, c in zip(texts["gm_naam"], codes_left)
    ]

    account.add("table", raw.name, SOURCE, year, raw.retrieved, len(figures), role=role)
    if raw.checksum:
        account.add("table", "SHA-256 " + raw.checksum, SOURCE, year, raw.retrieved, role=role)
    if others:
        account.add("other_levels", source=SOURCE, year=year, count=others, role=role)
    for topic, count in (("water", int(foreign.sum())), ("merged", merged), ("no_code", nameless)):
        if count:
            account.add(topic, source=SOURCE, year=year, count=count, role=role)
    for double_role, header in found.doubles:
        account.add("double_columns", f"{header} ({double_role})", SOURCE, year, role=role)
    if found.unknown:
        account.add("unknown_columns", listed(found.unknown), SOURCE, year, count=len(found.unknown), role=role)
    if shares_used:
        account.add("ages_from_shares", source=SOURCE, year=year, role=role)
    known = tuple(name for name in COUNTS + RATES if name in found.candidates)
    return Kwb(figures, texts, year, raw.name, raw.retrieved, raw.checksum, known)


def text_column(raw: RawTable, found: columns.Columns, role: str, code_at: int) -> list[str]:
    """The cleaned texts of the column for ``role``, blank where the table has none; the column of the codes is none."""
    at = next((i for i in found.candidates.get(role, []) if i != code_at), None)
    if at is None:
        return [""] * len(raw.frame)
    values = raw.column(at)
    if role == "flag":
        return [regions.squeeze(v) for v in values]
    # "WijkenEnBuurten" holds names in one edition and codes in another; a code is no name.
    return ["" if role == "name" and regions.level_of(v) else clean(v) for v in values]


def _names(
    raw: RawTable, found: columns.Columns, levels: Sequence[str | None], code_at: int, level: str
) -> dict[str, str]:
    """Names of wijken or gemeenten from their own rows in the table."""
    names = text_column(raw, found, "name" if level == regions.WIJK else "gm_naam", code_at)
    if level == regions.GEMEENTE and not any(names):
        names = text_column(raw, found, "name", code_at)
    out: dict[str, str] = {}
    for value, row_level, name in zip(raw.column(code_at), levels, names):
        code = regions.normalise(value, level) if row_level == level else None
        if code and name:
            out[code] = name
    return out


_TITLE = re.compile(r"Kerncijfers wijken en buurten\D{0,20}((?:19|20)\d\d)", re.IGNORECASE)


def _of_year(raw: RawTable, found: columns.Columns, year: int) -> RawTable:
    """The rows of ``year``; raises VeerkrachtError when the table says that it holds other years only."""
    years: list[int | None] = []
    at = found.first("stamp")
    if at is not None:
        years = [regions.year_of(v) for v in raw.column(at)]
    at = found.first("year")
    if not any(years) and at is not None:
        years = [year_in(v) for v in raw.column(at)]
    known = {one for one in years if one}
    if not known:
        known = {int(text) for text in _TITLE.findall(raw.title)}
    named = named_year(raw.name)
    if not known and named not in (None, year):
        raise VeerkrachtError(
            N_("By its name {where} is the table of {named} and not of {year}. Set the year to match, choose the table "
               "of {year}, or give the file another name."), where=raw.name, named=named, year=year,
        )  # fmt: skip
    if known and year not in known:
        raise VeerkrachtError(
            N_("{where} holds figures of {years} and not of {year}. Set the year to match, or choose the table of "
               "{year}."),
            where=raw.name, years=", ".join(map(str, sorted(known))), year=year,
        )  # fmt: skip
    if len(known) > 1 and years:
        rows = raw.frame[[one == year for one in years]].reset_index(drop=True)
        return replace(raw, frame=rows)
    return raw


@lru_cache(maxsize=1)
def _editions() -> dict[str, int]:
    raw = json.loads(resource("catalogue.json").read_text(encoding="utf-8"))
    return {str(table).upper(): int(year) for year, table in raw["kwb"]["editions"].items()}


def named_year(name: str) -> int | None:
    """The year that a file of CBS has in its name: ``84286NED…`` or ``kwb-2018.xlsx``; None for any other name."""
    years = {_editions().get(table) for table in re.findall(r"\d{5}NED", name.upper())}
    years |= {int(text) for text in re.findall(r"kwb[-_ ]?((?:19|20)\d\d)(?!\d)", name.lower())}
    return years.pop() if len(years) == 1 else None


def year_in(value: str) -> int | None:
    """The year of a cell such as ``2024``, ``2024.0``, ``2024JJ00`` or ``2024-01-01``; None for anything else."""
    match = re.fullmatch(r"((?:19|20)\d\d)(?:[.,]0+|JJ00|-\d\d-\d\d.*)?", clean(value), re.IGNORECASE)
    return int(match.group(1)) if match else None


def _figures(
    raw: RawTable, found: columns.Columns, rows: pd.Index[int], codes: Sequence[str]
) -> tuple[pd.DataFrame, bool]:
    """All figures of the rows as floats, and whether age groups had to be derived from percentages."""

    def column(role: str) -> Floats:
        at = found.first(role)
        if at is None:
            return np.full(len(rows), np.nan)
        values = raw.frame[at].loc[rows]
        return numbers(
            values, raw.headers[at], raw.name, whole=columns.kind_of(role) == "count", lowest=0.0, rows=codes
        )

    out = pd.DataFrame({role: column(role) for role in COUNTS + RATES}, index=rows)
    shares_used = False
    for count, share in (("n_0_15", "p_0_15"), ("n_65", "p_65")):
        if count not in found.candidates and share in found.candidates:
            out[count] = out["inwoners"] * column(share) / 100.0
            shares_used = True
    return out, shares_used


def _merge(figures: pd.DataFrame, where: str) -> int:
    """How many rows repeat an earlier one; raises VeerkrachtError when two rows for one buurt differ."""
    double = figures[figures["code"].duplicated(keep=False)]
    if not len(double):
        return 0
    distinct = double.drop_duplicates()
    clash = distinct["code"][distinct["code"].duplicated()]
    if len(clash):
        raise VeerkrachtError(
            N_("{where} holds two different rows for {codes}. Keep one row for each buurt."),
            where=where, codes=listed({str(code) for code in clash}, 5),
        )  # fmt: skip
    return int(len(double) - len(distinct))
