"""Where a buurt or wijk stands against its gemeente and the reference set (method.md, "Roll-ups").

A rate of several buurten is made from counts: the rate of each times what it is a share of, added up, over the sum of
what it is a share of. It is never a mean of percentages. ``kw``, ``onv`` and their kin are scores, and those are
averaged with inwoners as weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .index import rate_variance
from .indicators import DENOMINATOR_OF
from .method import Indicator, method
from .police import FIELDS as POLICE
from .values import Floats

#: Scores, which have no denominator.
SCORES = ("kw", "kw_0", "kw_d", "onv", "onv_0", "ov_d")


def denominator(field: str) -> str:
    """The field of the buurt layer that ``field`` is a share of; empty where the layer does not have it."""
    if field == "p_corp":
        return "woningen"
    if field in POLICE.values():
        return "inwoners"
    indicator = method().indicator(field)
    name = indicator.denominator or DENOMINATOR_OF.get(indicator.column, "")
    return name if name in ("wap", "opl_n", "huishouden", "inwoners", "woningen") else ""


def _column(table: pd.DataFrame, name: str, rows: Sequence[int]) -> Floats:
    return np.asarray(table[name], dtype=np.float64)[np.asarray(rows, dtype=np.int64)]


def _figures(table: pd.DataFrame, rows: Sequence[int], field: str) -> tuple[Floats, Floats]:
    """The values of ``field`` and their weights (what they are a share of), for the rows that have both."""
    values = _column(table, field, rows)
    name = denominator(field)
    weights = _column(table, name, rows) if name else np.full(len(values), np.nan)
    return values, weights


def rate(table: pd.DataFrame, rows: Sequence[int], field: str) -> float:
    """The rate of ``field`` over ``rows`` (positions), from counts; NaN when it cannot be told.

    It cannot be told without the denominator (but one row has its own rate), or when the rows without a figure hold
    more than a fifth (1 − the cover of the method) of the denominator.
    """
    values, weights = _figures(table, rows, field)
    if len(values) == 1:
        return float(values[0])
    known = ~np.isnan(weights) & (weights > 0)
    has = known & ~np.isnan(values)
    total = float(weights[known].sum())
    if not has.any() or float(weights[has].sum()) < method().cover_share * total:
        return float("nan")
    return float((weights[has] * values[has]).sum() / weights[has].sum())


def half_width(table: pd.DataFrame, rows: Sequence[int], field: str) -> float:
    """Half of the 95 % interval that rounding of the counts causes in :func:`rate`; NaN when it is not known.

    Rounding of the buurten is taken as independent, as in method.md.
    """
    if field not in method().indicator_fields:
        return float("nan")
    indicator = method().indicator(field)
    values, weights = _figures(table, rows, field)
    variance = _variance(indicator, values, weights)
    if len(values) == 1:
        return float(method().z95 * np.sqrt(variance[0]))
    has = ~np.isnan(values) & (weights > 0) & ~np.isnan(variance)
    if not has.any():
        return float("nan")
    share = weights[has] / weights[has].sum()
    return float(method().z95 * np.sqrt((share**2 * variance[has]).sum()))


def _variance(indicator: Indicator, values: Floats, weights: Floats) -> Floats:
    if indicator.denominator:
        return rate_variance(indicator, values, weights)
    return np.where(np.isnan(values), np.nan, indicator.half_width**2 / 3.0)


def score(table: pd.DataFrame, rows: Sequence[int], field: str, floor: int | None = None) -> float:
    """The mean of a score over ``rows``, weighted with inwoners; NaN without any.

    Of several rows those below the floor (that of the method when None) do not count; one row has its own score.
    """
    values, residents = _column(table, field, rows), _column(table, "inwoners", rows)
    if len(values) == 1:
        return float(values[0])
    has = ~np.isnan(values) & (residents >= (method().floor if floor is None else floor))
    if not has.any():
        return float("nan")
    return float((values[has] * residents[has]).sum() / residents[has].sum())


def value(table: pd.DataFrame, rows: Sequence[int], field: str, floor: int | None = None) -> float:
    """:func:`score` or :func:`rate`, whichever ``field`` is."""
    return score(table, rows, field, floor) if field in SCORES else rate(table, rows, field)


@dataclass(frozen=True)
class Position:
    """One field of one area: its value with the uncertainty (NaN = not known), its gemeente, the reference, and
    the values of the buurten of its gemeente."""

    field: str
    value: float
    half_width: float
    gemeente: float
    reference: float
    others: tuple[float, ...]


def reference_rows(table: pd.DataFrame, floor: int | None = None) -> list[int]:
    """The rows that belong to a reference set: those at or above the floor (that of the method when None)."""
    residents = np.asarray(table["inwoners"], dtype=np.float64)
    return [int(i) for i in np.flatnonzero(residents >= (method().floor if floor is None else floor))]


class Positions:
    """Positions of areas of one table against their gemeenten and a reference, which are computed once.

    ``table`` has the index 0, 1, …. Without ``reference`` the table is its own; ``known`` False says that the reference
    was another table which is not at hand, and then it has no values. ``floor``: the one of the classification.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        reference: pd.DataFrame | None = None,
        known: bool = True,
        floor: int | None = None,
    ) -> None:
        self._table = table
        self._reference = table if reference is None else reference
        self._known = known or reference is not None
        self._floor = method().floor if floor is None else floor
        self._rows = reference_rows(self._reference, self._floor)
        self._gemeenten = {str(code): [int(i) for i in rows.index] for code, rows in table.groupby("gm_code")}
        self._cache: dict[tuple[str, str], float] = {}

    @property
    def reference_is_gemeente(self) -> bool:
        """Whether the reference holds nothing beside the one gemeente of the table."""
        return self._reference is self._table and len(self._gemeenten) == 1

    def fields(self) -> list[str]:
        """The indicators that have a figure anywhere in the table, in the order of the method, then p_corp and onv,
        and last what the police registered, which is in no class.
        """
        names = [*method().indicator_fields, "p_corp", "onv", *POLICE.values()]
        return [name for name in names if name in self._table and bool(self._table[name].notna().any())]

    def _once(self, key: str, field: str, table: pd.DataFrame, rows: Sequence[int]) -> float:
        if (key, field) not in self._cache:
            self._cache[key, field] = value(table, rows, field, self._floor)
        return self._cache[key, field]

    def gemeente(self, rows: Sequence[int], field: str) -> float:
        """The value of the gemeente that an area lies in; NaN for an area in several."""
        codes = {str(self._table["gm_code"].iloc[i]) for i in rows}
        if len(codes) != 1:
            return float("nan")
        code = codes.pop()
        return self._once(code, field, self._table, self._gemeenten[code])

    def reference(self, field: str) -> float:
        """The value of the reference set; NaN when that is not at hand."""
        if not self._known or field not in self._reference:
            return float("nan")
        return self._once("", field, self._reference, self._rows)

    def of(self, rows: Sequence[int], field: str) -> Position:
        """Where an area stands in one field."""
        codes = {str(self._table["gm_code"].iloc[i]) for i in rows}
        around = [i for code in sorted(codes) for i in self._gemeenten.get(code, [])]
        residents = _column(self._table, "inwoners", around)
        values = _column(self._table, field, around)
        counted = values[~np.isnan(values) & (residents >= self._floor)]
        return Position(
            field,
            value(self._table, rows, field, self._floor),
            half_width(self._table, rows, field),
            self.gemeente(rows, field),
            self.reference(field),
            tuple(float(one) for one in counted),
        )
