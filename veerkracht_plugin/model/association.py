"""Which figures go together with which scores: Spearman's rank correlation, its interval, and many tests at once.

An association between buurten is not one between people (Robinson, W.S. (1950), Ecological correlations and the
behavior of individuals, American Sociological Review 15, 351–357), and no cause.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .method import method
from .values import Floats

#: Why there is no figure.
TOO_FEW, FLAT = "te_weinig", "gelijk"


@dataclass(frozen=True)
class Association:
    """Spearman's ρ with its 95 % interval and two-sided p; NaN where it is not told, and ``reason`` says why.

    ``n`` buurten with both figures, in ``groups`` gemeenten that count (1 when all buurten are taken together).
    """

    n: int
    groups: int
    rho: float
    low: float
    high: float
    p: float
    reason: str = ""


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1, lowest first; equal values share the mean of their ranks. No value may be missing."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(values) else np.zeros(0, int)
    last = np.concatenate([first[1:], [len(values)]]) if len(values) else first
    shared = np.repeat((first + last + 1) / 2.0, last - first)
    out = np.empty(len(values), dtype=np.float64)
    out[order] = shared
    return out


def spearman(x: Floats, y: Floats, minimum: int, groups: npt.NDArray[np.object_] | None = None) -> Association:
    """ρ of two columns of the same buurten; rows without one of them do not count.

    ρ is the correlation of average ranks. The interval is that of Fisher's z with the standard error
    √((1 + ρ²/2) / (n − 3)) (Bonett, D.G. and Wright, T.A. (2000), Sample size requirements for estimating Pearson,
    Kendall and Spearman correlations, Psychometrika 65, 23–28); p is that of t = ρ √((n − 2) / (1 − ρ²)) with n − 2
    degrees of freedom.

    With ``groups`` (a gemeente per row) ranks are taken within each gemeente, less their mean and divided by its number
    of buurten, and pooled: what differs between gemeenten is left out. Gemeenten where one of the columns does not vary
    tell nothing and do not count, and every gemeente costs one degree of freedom: n becomes n − gemeenten + 1 in both
    formulas. With one gemeente it is the same as without.

    Fewer than ``minimum`` rows, or a column without any difference, gives no ρ.
    """
    has = ~np.isnan(x) & ~np.isnan(y)
    # As everywhere: what is equal in twelve decimals is equal.
    x, y = np.round(x[has], 12), np.round(y[has], 12)
    count = len(x)
    if count < minimum:
        return _none(count, 0 if groups is not None else 1, TOO_FEW)
    if groups is None:
        u, v, parts = _centred(x), _centred(y), 1
    else:
        u, v, parts = _within(x, y, groups[has])
        count = len(u)
        if count and count - parts + 1 < minimum:
            return _none(count, parts, TOO_FEW)
    uu, vv = float(u @ u), float(v @ v)
    if not uu > 0 or not vv > 0:
        return _none(count, parts, FLAT)
    rho = min(max(float(u @ v) / math.sqrt(uu * vv), -1.0), 1.0)
    size = count - parts + 1
    low, high = interval(rho, size)
    return Association(count, parts, rho, low, high, p_value(rho, size))


def _none(count: int, groups: int, reason: str) -> Association:
    return Association(count, groups, math.nan, math.nan, math.nan, math.nan, reason)


def _centred(values: Floats) -> Floats:
    """Average ranks less their mean, divided by their number: from just above −½ to just below ½."""
    return np.asarray((average_ranks(values) - (len(values) + 1) / 2.0) / max(len(values), 1), dtype=np.float64)


def within_ranks(values: Floats, groups: npt.NDArray[np.object_]) -> Floats:
    """Centred ranks (−½ to ½) of each value within its group, in the order of the values."""
    out = np.empty(len(values), dtype=np.float64)
    for rows in _rows_of(groups):
        out[rows] = _centred(values[rows])
    return out


def _rows_of(groups: npt.NDArray[np.object_]) -> list[npt.NDArray[np.int64]]:
    """The rows of each group, in the order of their names."""
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(groups):
        rows.setdefault(str(name), []).append(i)
    return [np.asarray(rows[name], dtype=np.int64) for name in sorted(rows)]


def _within(x: Floats, y: Floats, groups: npt.NDArray[np.object_]) -> tuple[Floats, Floats, int]:
    """Ranks within each group that varies in both columns, one group behind the other, and how many groups those
    are.
    """
    u, v = [np.zeros(0)], [np.zeros(0)]
    for rows in _rows_of(groups):
        if x[rows].min() < x[rows].max() and y[rows].min() < y[rows].max():
            u.append(_centred(x[rows]))
            v.append(_centred(y[rows]))
    return np.concatenate(u), np.concatenate(v), len(u) - 1


def interval(rho: float, n: int) -> tuple[float, float]:
    """The 95 % interval of ρ (see :func:`spearman`); NaN where it is not defined (n below 4, or ρ of ±1)."""
    if n < 4 or abs(rho) >= 1.0:
        return math.nan, math.nan
    reach = method().z95 * math.sqrt((1.0 + rho * rho / 2.0) / (n - 3))
    z = math.atanh(rho)
    return math.tanh(z - reach), math.tanh(z + reach)


def p_value(rho: float, n: int) -> float:
    """The two-sided p of ρ by Student's t with n − 2 degrees of freedom; NaN for n below 3."""
    df = n - 2
    if df < 1:
        return math.nan
    if abs(rho) >= 1.0:
        return 0.0
    # P(|T| > t) = I_{df / (df + t²)}(df / 2, 1 / 2), and df / (df + t²) = 1 − ρ².
    return incomplete_beta(df / 2.0, 0.5, 1.0 - rho * rho)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method).

    Abramowitz, M. and Stegun, I.A. (1964), Handbook of Mathematical Functions, 26.5.8.
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    total = d
    for m in range(1, 500):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        ):
            d = 1.0 + top * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + top / c
            c = c if abs(c) > tiny else tiny
            total *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return front * total / a


def holm(p_values: Sequence[float]) -> list[float]:
    """p values corrected for their number (Holm, S. (1979), A simple sequentially rejective multiple test procedure,
    Scandinavian Journal of Statistics 6, 65–70); NaN stays NaN and does not count.
    """
    known = sorted((p, i) for i, p in enumerate(p_values) if p == p)
    out = [math.nan] * len(p_values)
    highest = 0.0
    for rank, (p, i) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        out[i] = highest
    return out
