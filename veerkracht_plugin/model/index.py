"""The index of kwetsbaarheid: level ``kw``, change ``kw_d`` on a fixed base, and the rounding uncertainty ``kw_onz``.

Everything here follows method.md, "The index". Sums are taken with :func:`math.fsum`, so that the order of the rows
cannot change a result, not even in its last digit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .method import Indicator, method
from .values import Floats

Bools = npt.NDArray[np.bool_]

#: Raw scores are sums of a handful of doubles; a spread below this is rounding of the machine, not a difference.
_NOISE = 1e-12


@dataclass(frozen=True)
class Scale:
    """Weighted mean and population standard deviation of each indicator that is kept, over the reference set."""

    mean: dict[str, float]
    sd: dict[str, float]
    #: Indicators without any spread over the reference set: left out, and to be said.
    flat: tuple[str, ...]
    #: Indicators with a weight but without a single figure over the reference set.
    empty: tuple[str, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        """The indicators in use, in catalogue order."""
        return tuple(self.mean)


@dataclass(frozen=True)
class Index:
    """Scores per row of the input; NaN = missing. ``level`` and ``change`` are the scales that were used."""

    kw: Floats
    kw_n: npt.NDArray[np.int64]
    kw_0: Floats
    kw_d: Floats
    kw_onz: Floats
    level: Scale
    change: Scale
    #: Rows of the reference set that took part.
    reference_rows: int
    #: Indicators in the change whose denominator is not in the table, so that no uncertainty could be computed.
    without_denominator: tuple[str, ...]


def weighted_mean_sd(values: Floats, weights: Floats) -> tuple[float, float]:
    """Weighted mean and population standard deviation over the rows that have a value (NaN, NaN when none has).

    Values that are all equal have a standard deviation of exactly 0.
    """
    has = ~np.isnan(values) & (weights > 0)
    x, w = values[has], weights[has]
    if not len(x):
        return math.nan, math.nan
    total = math.fsum(w)
    mean = math.fsum(w * x) / total
    if x.max() == x.min():
        return float(x[0]), 0.0
    return mean, math.sqrt(math.fsum(w * (x - mean) ** 2) / total)


def in_reference(residents: Floats, floor: float) -> Bools:
    """The rows that belong to the reference set: inwoners known and at or above the floor."""
    return np.asarray(residents >= floor, dtype=np.bool_)


def scale(columns: Mapping[str, Floats], residents: Floats, fields: Sequence[str]) -> Scale:
    """The scale of ``fields`` over the reference rows, weighted with ``residents``."""
    mean: dict[str, float] = {}
    sd: dict[str, float] = {}
    flat: list[str] = []
    empty: list[str] = []
    for field in fields:
        m, s = weighted_mean_sd(columns[field], residents)
        if math.isnan(m):
            empty.append(field)
        elif s == 0:
            flat.append(field)
        else:
            mean[field], sd[field] = m, s
    return Scale(mean, sd, tuple(flat), tuple(empty))


def raw_score(
    columns: Mapping[str, Floats], sc: Scale, weights: Mapping[str, float], has: Mapping[str, Bools]
) -> Floats:
    """Σ aᵢ zᵢ / Σ aᵢ over the indicators that ``has`` grants to each row; NaN below half of the weight in use."""
    size = len(next(iter(columns.values()))) if columns else 0
    total, used = np.zeros(size), np.zeros(size)
    for field in sc.kept:
        z = (columns[field] - sc.mean[field]) / sc.sd[field]
        total += np.where(has[field], weights[field] * np.where(has[field], z, 0.0), 0.0)
        used += np.where(has[field], weights[field], 0.0)
    in_use = math.fsum(weights[field] for field in sc.kept)
    # Weights such as 0.1 + 0.2 must count as half of 0.6; the tolerance is that of the addition, not of the rule.
    enough = (used > 0) & (used >= method().minimum_weight_share * in_use - _NOISE)
    return np.asarray(np.where(enough, total / np.where(used > 0, used, 1.0), np.nan), dtype=np.float64)


def standardise(raw: Floats, raw_reference: Floats, residents: Floats) -> tuple[float, float]:
    """m and s of the raw score over the reference rows; s is NaN when there is no spread to measure against."""
    m, s = weighted_mean_sd(raw_reference, residents)
    return (m, s) if s > _NOISE else (m, math.nan)


class _Columns(Mapping[str, Floats]):
    """The columns of a table as float arrays; a column that is absent is missing in every row."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._cache: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in self._cache:
            if name in self._table:
                self._cache[name] = np.asarray(self._table[name], dtype=np.float64)
            else:
                self._cache[name] = np.full(len(self._table), np.nan)
        return self._cache[name]

    def __iter__(self) -> Iterator[str]:
        return iter([str(name) for name in self._table.columns])

    def __len__(self) -> int:
        return len(self._table.columns)

    def present(self, name: str) -> Bools:
        """Which rows have a value."""
        return ~np.isnan(self[name])


def _base_columns(table: pd.DataFrame) -> dict[str, Floats]:
    """The base-year figures, under the plain field names; missing where the borders are not comparable."""
    columns = _Columns(table)
    barred = np.asarray(table["vgl"] == "niet") if "vgl" in table else np.zeros(len(table), dtype=bool)
    return {i.field: np.where(barred, np.nan, columns[i.base_field]) for i in method().indicators}


def compute(table: pd.DataFrame, reference: pd.DataFrame | None, weights: Mapping[str, float], floor: float) -> Index:
    """Level, change and uncertainty of every row of ``table``.

    ``table`` and ``reference`` are buurt tables: ``inwoners``, the indicator fields and those with ``_0``, ``vgl``,
    and for the uncertainty ``wap``, ``wap_0``, ``opl_n``, ``opl_n_0``. Without ``reference`` the table is its own.
    """
    ref = table if reference is None else reference
    fields = [i.field for i in method().indicators if weights[i.field] > 0]
    residents = _Columns(ref)["inwoners"]
    r_rows = in_reference(residents, floor)
    r_weights = residents[r_rows]

    now, now_ref = _Columns(table), _Columns(ref)
    r_now = {f: now_ref[f][r_rows] for f in fields}
    level = scale(r_now, r_weights, fields)
    has = {f: now.present(f) for f in fields}
    raw = raw_score(_pick(now, fields), level, weights, has)
    raw_r = raw_score(r_now, level, weights, {f: ~np.isnan(r_now[f]) for f in fields})
    m, s = standardise(raw, raw_r, r_weights)
    kw = (raw - m) / s
    kw_n = (
        np.sum([has[f] for f in level.kept], axis=0, dtype=np.int64) if level.kept else np.zeros(len(table), np.int64)
    )

    base, base_ref = _base_columns(table), _base_columns(ref)
    r_base = {f: base_ref[f][r_rows] for f in fields}
    both = [f for f in fields if not np.all(np.isnan(r_now[f])) and not np.all(np.isnan(r_base[f]))]
    change = scale(r_base, r_weights, both)
    paired = {f: has[f] & ~np.isnan(base[f]) for f in both}
    paired_r = {f: ~np.isnan(r_now[f]) & ~np.isnan(r_base[f]) for f in both}
    raw_0 = raw_score(base, change, weights, paired)
    raw_1 = raw_score(_pick(now, fields), change, weights, paired)
    m, s = standardise(raw_0, raw_score(r_base, change, weights, paired_r), r_weights)
    variance, lacking = _raw_variance(table, now, base, change, weights, paired)
    return Index(
        kw=kw,
        kw_n=kw_n,
        kw_0=(raw_0 - m) / s,
        kw_d=(raw_1 - raw_0) / s,
        kw_onz=np.where(np.isnan(raw_0), np.nan, method().z95 * np.sqrt(variance) / s),
        level=level,
        change=change,
        reference_rows=int(np.count_nonzero(r_rows)),
        without_denominator=lacking,
    )


def _pick(columns: Mapping[str, Floats], fields: Sequence[str]) -> dict[str, Floats]:
    return {f: columns[f] for f in fields}


def _raw_variance(
    table: pd.DataFrame,
    now: Mapping[str, Floats],
    base: Mapping[str, Floats],
    change: Scale,
    weights: Mapping[str, float],
    paired: Mapping[str, Bools],
) -> tuple[Floats, tuple[str, ...]]:
    """Variance of raw_1 − raw_0 that rounding causes: both years and all indicators taken as independent.

    Indicators that share the denominator ``wap`` are in truth very slightly dependent (well under 1 % of the variance);
    method.md carries the error indicator by indicator, and so does this.
    """
    columns = _Columns(table)
    variance, used = np.zeros(len(table)), np.zeros(len(table))
    lacking: list[str] = []
    for field in change.kept:
        indicator = method().indicator(field)
        per_year = [
            rate_variance(indicator, values[field], columns[indicator.denominator + suffix])
            if indicator.denominator
            else np.full(len(table), indicator.half_width**2 / 3.0)
            for values, suffix in ((now, ""), (base, "_0"))
        ]
        if any(np.any(np.isnan(v) & paired[field]) for v in per_year):
            lacking.append(field)
        share = weights[field] / change.sd[field]
        variance += np.where(paired[field], share**2 * (per_year[0] + per_year[1]), 0.0)
        used += np.where(paired[field], weights[field], 0.0)
    return np.asarray(variance / np.where(used > 0, used, 1.0) ** 2, dtype=np.float64), tuple(lacking)


def rate_variance(indicator: Indicator, rate: Floats, denominator: Floats) -> Floats:
    """Variance of a computed rate that rounding of its counts causes (delta method; uniform rounding: h² / 3).

    For ``share`` numerator N and denominator D = inwoners − 0–15 − 65+ are rounded apart. For ``part`` (education) the
    numerator L is one of the three counts that make the denominator, so ∂x/∂L = 100 (D − L) / D².
    """
    d = np.where(denominator > 0, denominator, np.nan)
    n = rate * d / indicator.per
    var_count = indicator.half_width**2 / 3.0
    if indicator.kind == "part":
        rest = d - n
        return np.asarray((indicator.per / d**2) ** 2 * (rest**2 * var_count + n**2 * 2.0 * var_count))
    var_denominator = 3.0 * method().persons_half_width ** 2 / 3.0
    return np.asarray((indicator.per / d) ** 2 * (var_count + (n / d) ** 2 * var_denominator))
