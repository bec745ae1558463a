"""Overlast of every year of the Leefbaarometer, and the indicators of the years that can be compared: one row per buurt
and year (method.md, "Through time").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from .boundaries import NOT
from .classes import BORDER, liveability_class
from .fields import Field
from .method import method, section
from .values import Floats

GEMEENTE, COUNTRY = "gemeente", "land"

#: Where a line is not to be read on: the definition of an indicator changes, or the borders of the buurt.
DEFINITION = "andere definitie"


def series_fields() -> tuple[Field, ...]:
    """The rows of buurten and years."""
    return (
        *(Field(name, "text") for name in ("bu_code", "bu_naam", "wk_code", "wk_naam", "gm_code", "gm_naam")),
        Field("jaar", "integer"), Field("datum", "date"), Field("datum_tot", "date"), Field("inwoners", "integer"),
        *(Field(name, "double") for name in ("onv", "ov", "ov_vorig", "ov_gm", "ov_nl")), Field("kl_ov", "text"),
        *(Field(name, "double") for name in (*method().indicator_fields, "kw_b")), Field("breuk", "text"),
    )  # fmt: skip


def line_fields() -> tuple[Field, ...]:
    """The means that buurten are set against."""
    return (
        Field("niveau", "text"), Field("code", "text"), Field("naam", "text"), Field("jaar", "integer"),
        Field("datum", "date"), Field("ov", "double"), Field("n_buurten", "integer"), Field("inwoners", "integer"),
        Field("gewicht", "text"),
    )  # fmt: skip


@dataclass
class Year:
    """Indicators of one year on the borders of the buurten: ``table`` indexed by ``bu_code`` with the indicator fields
    (and ``kw_b``), ``moved`` the buurten whose borders of that year were others.
    """

    year: int
    table: pd.DataFrame
    moved: set[str] = field(default_factory=set)


@dataclass
class Series:
    """``rows`` (of :func:`series_fields`, by year and code), ``lines`` (of :func:`line_fields`), the years of the
    Leefbaarometer, buurten without any score, scores of buurten that are not in the layer, how many gemeenten the
    scores are of, ``weighted`` whether the line of the country is weighted, and ``breaks`` (year, indicator, the one
    that it cannot be chained to).
    """

    rows: pd.DataFrame
    lines: pd.DataFrame
    years: list[int]
    without: list[str]
    elsewhere: int
    gemeenten: int
    weighted: bool
    breaks: list[tuple[int, str]]


def build(
    buurten: pd.DataFrame, scores: pd.DataFrame, years: Sequence[Year], residents: Mapping[str, float] | None = None
) -> Series:
    """All rows and lines. ``buurten`` as ``buurten.from_text`` gives them, ``scores`` with ``bu_code``, ``jaar``,
    ``onv``; ``residents`` of other buurten, for the line of the country.

    Raises VeerkrachtError when not one buurt has a score.
    """
    codes = buurten["bu_code"].tolist()
    own = scores[scores["bu_code"].isin(codes)]
    if not len(own):
        raise VeerkrachtError(
            N_("None of the buurten has a score in the table of the Leefbaarometer: the layer begins with {first}, the "
               "table with {other}. Do they belong together?"),
            first=codes[0], other=str(scores["bu_code"].iloc[0]),
        )  # fmt: skip
    measured = sorted({int(year) for year in own["jaar"]})
    shown = sorted({*measured, *(one.year for one in years)})
    pivot = own.pivot(index="bu_code", columns="jaar", values="onv").reindex(index=codes, columns=shown)
    onv = pivot.to_numpy(dtype=np.float64)
    n, m = len(codes), len(shown)
    people = np.asarray(buurten["inwoners"], dtype=np.float64)
    rows = pd.DataFrame({
        name: np.tile(np.asarray(buurten[name], dtype=object), m)
        for name in ("bu_code", "bu_naam", "wk_code", "wk_naam", "gm_code", "gm_naam")
    })  # fmt: skip
    rows["inwoners"] = np.tile(people, m)
    rows["jaar"] = np.repeat(shown, n)
    after = dict(zip(measured, [year - 1 for year in measured[1:]] + [shown[-1]]))
    ends = [date(after.get(year, year), 12, 31) for year in shown]
    rows["datum"] = np.repeat(np.asarray([date(year, 1, 1) for year in shown], dtype=object), n)
    rows["datum_tot"] = np.repeat(np.asarray(ends, dtype=object), n)
    rows["onv"] = onv.T.ravel()
    # + 0.0 makes a plain zero of −0.
    rows["ov"] = -rows["onv"] + 0.0
    rows["ov_vorig"] = _since(-onv).T.ravel()
    kinds = liveability_class(np.asarray(rows["onv"]))
    # A year without a measurement has no picture; a buurt without a score in a year with one is "geen".
    kinds[~np.isin(np.asarray(rows["jaar"]), measured)] = None
    rows["kl_ov"] = kinds
    lines = _gemeente_lines(rows, measured)
    country, weighted, gemeenten = _country_line(scores, measured, dict(zip(codes, people)), residents or {})
    means = {(str(code), int(year)): ov for code, year, ov in zip(lines["code"], lines["jaar"], lines["ov"])}
    rows["ov_gm"] = [means.get(key, np.nan) for key in zip(rows["gm_code"], rows["jaar"])]
    national = {int(year): ov for year, ov in zip(country["jaar"], country["ov"])}
    rows["ov_nl"] = [national.get(year, np.nan) for year in rows["jaar"].tolist()]
    breaks = _indicators(rows, years, n, shown, codes)
    lines = pd.concat([lines, country], ignore_index=True) if len(country) else lines
    lines["datum"] = [date(int(year), 1, 1) for year in lines["jaar"]]
    without = [code for code, there in zip(codes, (~np.isnan(onv)).any(axis=1)) if not there]
    elsewhere = int(scores.loc[~scores["bu_code"].isin(codes), "bu_code"].nunique())
    return Series(rows, lines, measured, without, elsewhere, gemeenten, weighted, breaks)


def _since(values: Floats) -> Floats:
    """The change since the last year in which the same row had a value."""
    out = np.full(values.shape, np.nan)
    last = np.full(len(values), np.nan)
    for i in range(values.shape[1]):
        out[:, i] = values[:, i] - last
        last = np.where(np.isnan(values[:, i]), last, values[:, i])
    return out


def _mean(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Means of ``ov`` weighted by ``w`` per group, with the number of buurten and their weight; only rows with both."""
    use = table[table["ov"].notna() & (table["w"] > 0)]
    use = use.assign(top=use["ov"] * use["w"])
    grouped = use.groupby(by, sort=True)
    out = grouped.agg(top=("top", "sum"), w=("w", "sum"), n_buurten=("ov", "size")).reset_index()
    out["ov"] = out["top"] / out["w"]
    return out


def _gemeente_lines(rows: pd.DataFrame, measured: Sequence[int]) -> pd.DataFrame:
    use = rows[rows["jaar"].isin(measured)]
    found = _mean(use.assign(w=use["inwoners"]), ["gm_code", "jaar"])
    names = dict(zip(rows["gm_code"], rows["gm_naam"]))
    return pd.DataFrame({
        "niveau": GEMEENTE, "code": found["gm_code"], "naam": [names.get(code) or code for code in found["gm_code"]],
        "jaar": found["jaar"], "ov": found["ov"], "n_buurten": found["n_buurten"], "inwoners": found["w"],
        "gewicht": "inwoners",
    })  # fmt: skip


def _country_line(
    scores: pd.DataFrame, measured: Sequence[int], people: Mapping[str, float], others: Mapping[str, float]
) -> tuple[pd.DataFrame, bool, int]:
    """The line of the country, whether it is weighted by residents, and how many gemeenten the scores are of. Empty
    when the scores are of a part of the country; unweighted when the residents of too many buurten are not known.
    """
    rules = section("timeseries")
    gemeenten = int(scores["bu_code"].str[2:6].nunique())
    if gemeenten < rules["country_gemeenten"]:
        return pd.DataFrame({"jaar": [], "ov": []}), False, gemeenten
    use = scores[scores["jaar"].isin(measured)].copy()
    use["ov"] = -use["onv"]
    known = {**others, **people}
    use["w"] = [known.get(code, np.nan) for code in use["bu_code"]]
    last = use[use["jaar"] == measured[-1]]
    weighted = float((last["w"] > 0).mean()) >= rules["country_known_share"]
    if not weighted:
        use["w"] = 1.0
    found = _mean(use, ["jaar"])
    table = pd.DataFrame({
        "niveau": COUNTRY, "code": "NL", "naam": "Nederland", "jaar": found["jaar"], "ov": found["ov"],
        "n_buurten": found["n_buurten"], "inwoners": found["w"] if weighted else np.nan,
        "gewicht": "inwoners" if weighted else "geen",
    })  # fmt: skip
    return table, weighted, gemeenten


def _indicators(
    rows: pd.DataFrame, years: Sequence[Year], n: int, shown: Sequence[int], codes: Sequence[str]
) -> list[tuple[int, str]]:
    """Fill in the indicators of the years that have them, and mark breaks; returns them as (year, indicator)."""
    names = [*method().indicator_fields, "kw_b"]
    values = {name: np.full(len(rows), np.nan) for name in names}
    marks: list[list[str]] = [[] for _ in range(len(rows))]
    breaks: list[tuple[int, str]] = []
    ordered = sorted(years, key=lambda one: one.year)
    for i, one in enumerate(ordered):
        start = shown.index(one.year) * n
        table = one.table.reindex(codes)
        for name in names:
            if name in table:
                values[name][start : start + n] = table[name].to_numpy(dtype=np.float64)
        for k, code in enumerate(codes):
            if code in one.moved:
                marks[start + k].append(BORDER)
        changed = [
            name for name in section("timeseries")["definitions"]
            if i and _any(one.table, name) and not _any(ordered[i - 1].table, name)
        ]  # fmt: skip
        for name in changed:
            breaks.append((one.year, name))
            filled = np.flatnonzero(~np.isnan(values[name][start : start + n]))
            for k in filled.tolist():
                marks[start + k].append(f"{name}: {DEFINITION}")
    for name in names:
        rows[name] = values[name]
    rows["breuk"] = ["; ".join(found) or None for found in marks]
    return breaks


def _any(table: pd.DataFrame, name: str) -> bool:
    return name in table and bool(table[name].notna().any())


def years_of(buurten: pd.DataFrame) -> list[Year]:
    """The target and the base year of a buurt layer as years with indicators; kwetsbaarheid on the scale of the base
    year, as far as it is classified. Buurten whose borders moved have no base figures.
    """
    indicators = method().indicators
    table = buurten.set_index("bu_code")
    out = []
    targets = sorted({int(one) for one in buurten["jaar"].dropna()})
    bases = sorted({int(one) for one in buurten["jaar_0"].dropna()})
    if len(targets) == 1:
        now = table[[one.field for one in indicators]].copy()
        now["kw_b"] = table["kw_0"] + table["kw_d"]
        out.append(Year(targets[0], now))
    if len(bases) == 1 and bases != targets:
        before = pd.DataFrame({one.field: table[one.base_field] for one in indicators})
        before["kw_b"] = table["kw_0"]
        moved = {str(code) for code, kind in zip(table.index, table["vgl"]) if kind in ("", NOT)}
        before.loc[before.index.isin(list(moved))] = np.nan
        out.append(Year(bases[0], before, moved))
    return out
