"""Complexes in order: columns with a direction and a weight, made into one score whose every part stays visible.

The score is an aid to a conversation about plans, no verdict. How it is made (method.md, "Priorities"):

1. Each own column is put on one scale by its rank: p = (lower + (equal − 1) / 2) / (n − 1) over the n complexes that
   have a value, so the lowest gets 0, the highest 1 and equal values the same. Ranks and no minimum-to-maximum, since
   energy labels are an order without distances, and one complex with ten times the costs of the others would press all
   others together.
2. Classes have points between 0 and 1 in ``resources/method.json``, since their meaning does not depend on the others.
3. A negative weight turns the direction: p becomes 1 − p.
4. score = 100 · Σ |w| p / Σ |w| over the parts that the complex has; below half of all weight there is no score. What
is missing is never 0.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import N_, VeerkrachtError
from .account import listed
from .dates import year_of
from .fields import Field
from .method import section
from .values import Floats, clean, is_missing, numbers

Bools = npt.NDArray[np.bool_]

#: From the best to the worst; the position is the value, so that a higher one is worse.
LABELS = (*("A" + "+" * plus for plus in range(5, -1, -1)), *"BCDEFG")

#: What a column of the user's holds.
LABEL, YEAR, NUMBER, CLASS = "label", "year", "number", "class"

#: Scores that differ by less are equal: sums of the same parts in another order differ in the last digits.
_DECIMALS = 9

Value = Union[float, str, None]


@dataclass(frozen=True)
class Weight:
    """How much a column counts (above 0), and whether a high value gives priority."""

    column: str
    weight: float
    high_first: bool


@dataclass(frozen=True)
class Column:
    """A column as numbers (NaN = missing): ``kind`` as above, ``shown`` the values for people."""

    name: str
    kind: str
    values: Floats

    def shown(self) -> list[Value]:
        """The values as people know them: labels as labels, years and whole numbers without decimals."""
        if self.kind == LABEL:
            return [None if np.isnan(one) else LABELS[int(one)] for one in self.values]
        return [None if np.isnan(one) else float(one) for one in self.values]


def class_points() -> dict[str, dict[str, float]]:
    """Per class field the points (0 to 1) of each class; ``geen`` has none."""
    points: dict[str, dict[str, float]] = section("prioritise")["class_points"]
    return points


def parse_weights(text: str | None, columns: Sequence[str]) -> list[Weight]:
    """The weights in ``text`` (``energielabel=2;bouwjaar=-1``) of columns that exist, and of the classes that it does
    not name, if they are among ``columns``: these have a weight of their own in ``method.json``.

    Names are taken without regard to capitals; 0 leaves a column out. Raises VeerkrachtError for a name that is no
    column (with names that are near), a weight that is no number, a name given twice, or when nothing counts.
    """
    known = {name.lower(): name for name in reversed(columns)}
    given: dict[str, float] = {}
    # Without a semicolon a comma may part the weights, and else it is the decimal comma.
    parts = re.split(r"[;\n]" if ";" in (text or "") else r"[\n]|,(?=[^,=]*=)", text or "")
    for part in parts:
        if not part.strip():
            continue
        written, sign, number = (piece.strip() for piece in part.rpartition("="))
        name = known.get((written if sign else part.strip()).strip("\"'“”").lower())
        if name is None:
            raise _unknown(written or part.strip(), list(columns))
        plain = number.replace(",", ".").replace("−", "-")
        if not sign or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain):
            raise VeerkrachtError(
                N_("Weights: “{part}” needs a number behind the =. A positive one gives priority to high values, a "
                   "negative one to low values: energielabel=2;bouwjaar=-1."), part=part.strip(),
            )  # fmt: skip
        if name in given:
            raise VeerkrachtError(N_("Weights: {name} is given twice; give each column once."), name=name)
        given[name] = float(plain)
    for name, weight in section("prioritise")["class_weights"].items():
        if name in known:
            given.setdefault(known[name], float(weight))
    out = [Weight(name, abs(weight), weight > 0) for name, weight in given.items() if weight]
    if not out:
        raise VeerkrachtError(
            N_("Weights: no column counts. Give at least one a weight other than 0, for instance energielabel=2.")
        )
    return out


def _unknown(name: str, columns: list[str]) -> VeerkrachtError:
    lower = {column.lower(): column for column in columns}
    near = [lower[one] for one in difflib.get_close_matches(name.lower(), list(lower), 3, 0.6)]
    if near:
        return VeerkrachtError(
            N_("Weights: there is no column “{name}”. Did you mean {near}?"), name=name, near=", ".join(near)
        )
    return VeerkrachtError(
        N_("Weights: there is no column “{name}”. There are {known}."), name=name, known=listed(columns, 15)
    )


# -- columns ----------------------------------------------------------------------------------------------------------
def label_of(text: str) -> int | None:
    """The position of an energy label in :data:`LABELS`, or None for another text."""
    plain = re.sub(r"\s", "", text).upper()
    return LABELS.index(plain) if plain in LABELS else None


def read_column(
    name: str, texts: Sequence[object], where: str, rows: Sequence[object] | None = None, lowest: float = -np.inf
) -> Column:
    """A column of the user's as numbers: points of a class, energy labels (the position, so higher is worse), years
    (also out of dates), or numbers of at least ``lowest``.

    ``rows`` is what the rows are called in a message. Raises VeerkrachtError, with row and value, for a text that fits
    none of them.
    """
    clear = [clean(text) for text in texts]
    called: Sequence[object] = rows if rows is not None else range(1, len(clear) + 1)
    points = class_points().get(name.lower())
    if points is not None:
        return Column(name, CLASS, np.asarray([points.get(text, np.nan) for text in clear], dtype=np.float64))
    there = {text for text in clear if text and not is_missing(text)}
    labels = {text: label_of(text) for text in there}
    if there and 2 * sum(one is not None for one in labels.values()) >= len(there):
        return Column(name, LABEL, _labels(name, clear, labels, where, called))
    try:
        years = {text: year_of(text) for text in there}
    except ValueError:
        # Numbers say themselves what is wrong with them.
        if any(_looks_like_date(text) for text in there):
            return Column(name, YEAR, read_years(name, clear, where, called))
        return Column(name, NUMBER, numbers(clear, name, where, lowest=lowest, rows=called))
    return Column(name, YEAR, np.asarray([_float(years.get(text)) for text in clear], dtype=np.float64))


def read_years(name: str, texts: Sequence[object], where: str, rows: Sequence[object] | None = None) -> Floats:
    """Years out of years and dates. Raises VeerkrachtError, with row and value, for a text that is neither."""
    known: dict[str, float] = {}
    out = np.empty(len(texts), dtype=np.float64)
    for row, value in enumerate(texts):
        text = clean(value)
        if text not in known:
            try:
                known[text] = _float(year_of(text))
            except ValueError:
                raise VeerkrachtError(
                    N_("Column “{column}” of {where} holds “{value}” in row {row}, which is not a year or a date. "
                       "Write 2027, 1-7-2027 or 2027-07-01, or empty the cell."),
                    column=name, where=where, value=text, row=row + 1 if rows is None else rows[row],
                ) from None  # fmt: skip
        out[row] = known[text]
    return out


def _looks_like_date(text: str) -> bool:
    return bool(re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", text))


def _labels(
    name: str, texts: Sequence[str], labels: Mapping[str, int | None], where: str, rows: Sequence[object]
) -> Floats:
    out = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        if text not in labels:
            continue
        at = labels[text]
        if at is None:
            raise VeerkrachtError(
                N_("Column “{column}” of {where} holds “{value}” in row {row}, which is not an energy label (A+++++ to "
                   "G). Mend it or empty the cell."), column=name, where=where, value=text, row=rows[row],
            )  # fmt: skip
        out[row] = at
    return out


def _float(number: float | None) -> float:
    return np.nan if number is None else float(number)


def per_complex(column: Column, at: Sequence[int], count: int, add: bool = False) -> Column:
    """A column of homes as one of ``count`` complexes; ``at`` = the complex of each home or −1.

    Of labels and years the median of the homes that have one (between two, the worse label and the earlier year), of
    other numbers their mean, or their sum where ``add`` says so. NaN for a complex none of whose homes has a value.
    """
    where = np.asarray(at, dtype=np.int64)
    use = (where >= 0) & ~np.isnan(column.values)
    table = pd.DataFrame({"at": where[use], "value": column.values[use]}).groupby("at")["value"]
    if add:
        found = table.sum()
    elif column.kind == LABEL:
        found = np.ceil(table.median())
    elif column.kind == YEAR:
        found = np.floor(table.median())
    else:
        found = table.mean()
    return Column(column.name, column.kind, found.reindex(range(count)).to_numpy(dtype=np.float64))


def planned_year(years: Floats, at: Sequence[int], count: int) -> tuple[Floats, int]:
    """The planned year of each complex out of those of its homes: the one of most homes, of equals the earliest; and
    how many complexes have more than one.
    """
    where = np.asarray(at, dtype=np.int64)
    use = (where >= 0) & ~np.isnan(years)
    table = pd.DataFrame({"at": where[use], "year": years[use]}).value_counts().rename("n").reset_index()
    table = table.sort_values(["at", "n", "year"], ascending=[True, False, True])
    several = int((table.groupby("at").size() > 1).sum())
    first = table.drop_duplicates("at").set_index("at")["year"]
    return first.reindex(range(count)).to_numpy(dtype=np.float64), several


# -- the score --------------------------------------------------------------------------------------------------------
def percentiles(values: Floats) -> Floats:
    """The place of each value among all, from 0 (lowest) to 1 (highest), the mean of their places for equal ones; NaN
    stays NaN. All NaN when there are not two different values.
    """
    out = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    known = values[there]
    if len(known) < 2 or (known == known[0]).all():
        return out
    order = np.sort(known)
    lower = np.searchsorted(order, known, side="left")
    equal = np.searchsorted(order, known, side="right") - lower
    out[there] = (lower + (equal - 1) / 2) / (len(known) - 1)
    return out


@dataclass
class Scores:
    """Of each complex: ``score`` (0 to 100, NaN = none), ``rank`` (NaN = none), ``share`` of the weight that it has
    values for (%), the parts in points (they add up to the score), and ``in_top`` (% of the draws).

    ``used`` are the weights that count, ``flat`` the columns that were left out since they tell no complexes apart.
    """

    used: list[Weight]
    flat: list[str]
    score: Floats
    rank: Floats
    share: Floats
    parts: list[Floats]
    in_top: Floats


def score(columns: Sequence[Column], weights: Sequence[Weight], top: int) -> Scores:
    """Scores of all complexes; ``columns`` and ``weights`` in the same order, ``top`` the number of complexes in the
    upper part of the list. Raises VeerkrachtError when no column tells the complexes apart.
    """
    rules = section("prioritise")
    used: list[Weight] = []
    flat: list[str] = []
    scaled: list[Floats] = []
    for column, weight in zip(columns, weights):
        p = column.values if column.kind == CLASS else percentiles(column.values)
        if np.isnan(p).all():
            flat.append(column.name)
            continue
        used.append(weight)
        scaled.append(p if weight.high_first else 1.0 - p)
    if not used:
        raise VeerkrachtError(
            N_("No score: {columns} hold no value, or the same one for every complex. Name other columns in the "
               "weights."), columns=listed(flat, 15),
        )  # fmt: skip
    p = np.column_stack(scaled)
    there = ~np.isnan(p)
    filled = np.where(there, p, 0.0)
    w = np.asarray([one.weight for one in used], dtype=np.float64)
    share = there @ w / w.sum()
    scored = share >= rules["minimum_share"] - 1e-12
    total = np.where(scored, there @ w, np.nan)
    parts = [np.where(there[:, i] & scored, 100.0 * w[i] * filled[:, i] / total, np.nan) for i in range(len(used))]
    points = np.round(100.0 * (filled @ w) / total, _DECIMALS)
    return Scores(
        used, flat, points, competition_ranks(points), 100.0 * share, parts,
        stability(filled, there, scored, w, top),
    )  # fmt: skip


def competition_ranks(values: Floats) -> Floats:
    """1 for the highest; equal values share a rank and the ones behind them skip (1, 2, 2, 4). NaN has none."""
    out = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    order = np.sort(values[there])
    out[there] = 1 + len(order) - np.searchsorted(order, values[there], side="right")
    return out


def stability(filled: Floats, there: Bools, scored: Bools, w: Floats, top: int) -> Floats:
    """The share (%) of drawn weights under which each complex is among the first ``top`` (equal scores included).

    Weights are drawn from the Dirichlet distribution with mean w / Σw and concentration ``concentration`` (the standard
    deviation of a weight share m is √(m (1 − m) / (concentration + 1))), with a fixed seed: the same input gives the
    same answer. A Dirichlet draw is a set of gamma draws divided by their sum (Devroye 1986, XI.4).
    """
    rules = section("prioritise")
    out = np.full(len(filled), np.nan)
    some = int(scored.sum())
    if not some:
        return out
    # The older generator: NumPy promises that its numbers never change.
    generator = np.random.RandomState(rules["seed"])
    draws = generator.standard_gamma(rules["concentration"] * w / w.sum(), size=(rules["draws"], len(w)))
    draws = draws / draws.sum(axis=1, keepdims=True)
    values, present = filled[scored], there[scored].astype(np.float64)
    place = max(0, some - top)
    hits = np.zeros(some)
    for drawn in draws:
        weight = present @ drawn
        # A complex may have none of the parts that this draw gives weight to.
        points = np.round(np.divide(values @ drawn, weight, out=np.zeros(some), where=weight > 0), _DECIMALS)
        hits += points >= np.partition(points, place)[place]
    out[scored] = 100.0 * hits / len(draws)
    return out


# -- tables -----------------------------------------------------------------------------------------------------------
def part_names(columns: Sequence[str], taken: Sequence[str], prefix: str = "d_") -> list[str]:
    """A field name of at most ten characters for the part of each column, all different and none of ``taken``."""
    used = {name.lower() for name in taken}
    out = []
    for column in columns:
        stem = re.sub(r"\W", "_", column.lower())
        name, number = f"{prefix}{stem[:8]}", 1
        while name in used:
            number += 1
            name = f"{prefix}{stem[: 8 - len(str(number))]}{number}"
        used.add(name)
        out.append(name)
    return out


def score_fields(parts: Sequence[str]) -> tuple[Field, ...]:
    """What a complex gets: its score, rank and stability, what it rests on, and its parts."""
    return (
        Field("score", "double"), Field("rang", "integer"), Field("p_top", "double"), Field("p_gewicht", "double"),
        Field("ontbreekt", "text"), *(Field(name, "double") for name in parts),
    )  # fmt: skip


def score_table(found: Scores, names: Sequence[str]) -> pd.DataFrame:
    """The columns of :func:`score_fields`; ``names`` are those of the parts."""
    count = len(found.score)
    missing = [
        ", ".join(one.column for one, part in zip(found.used, found.parts) if np.isnan(part[row]))
        if not np.isnan(found.score[row]) else None
        for row in range(count)
    ]  # fmt: skip
    table = pd.DataFrame({
        "score": found.score, "rang": found.rank, "p_top": found.in_top, "p_gewicht": found.share,
        "ontbreekt": [text or None for text in missing],
    })  # fmt: skip
    for name, part in zip(names, found.parts):
        table[name] = part
    return table


def plan_fields() -> tuple[Field, ...]:
    """The planning matrix: one row per planned year and class."""
    return (
        Field("planjaar", "integer"), Field("kl_focus", "text"), Field("complexen", "integer"),
        Field("eenheden", "integer"), Field("kosten", "double"), Field("zonder_k", "integer"),
    )  # fmt: skip


def plan(years: Floats, classes: Sequence[str], units: Floats, costs: Floats) -> pd.DataFrame:
    """Complexes, units and costs per planned year and focus class, years first, complexes without a year last.

    ``eenheden`` and ``kosten`` add up what is known and are NaN where nothing is; ``zonder_k`` counts the complexes
    without costs, so that a sum of some is not read as a sum of all.
    """
    table = pd.DataFrame({
        "planjaar": years, "kl_focus": classes, "eenheden": units, "kosten": costs,
    })  # fmt: skip
    table["zonder_k"] = table["kosten"].isna()
    grouped = table.groupby(["planjaar", "kl_focus"], dropna=False, sort=True)
    out = grouped.agg(zonder_k=("zonder_k", "sum"))
    out["eenheden"] = grouped["eenheden"].sum(min_count=1)
    out["complexen"] = grouped.size()
    out["kosten"] = grouped["kosten"].sum(min_count=1)
    return out.reset_index().sort_values(["planjaar", "kl_focus"], na_position="last", ignore_index=True)


def guessed(columns: Sequence[str], what: str) -> str:
    """The column whose name says that it holds ``what`` (``plan`` or ``costs``), or empty."""
    names: dict[str, Any] = section("prioritise")["names"]
    lower = {column.lower(): column for column in reversed(columns)}
    return next((lower[name] for name in names[what] if name in lower), "")
