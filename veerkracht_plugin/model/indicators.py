"""From the counts of one CBS table to the indicators of kwetsbaarheid (method.md, "Indicators of kwetsbaarheid")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .method import Indicator, method
from .values import Floats

#: The columns of a KWB table, beside its index of buurt codes; all float64, NaN = missing.
COUNTS = (
    "inwoners", "n_0_15", "n_65", "huishouden", "woningen",
    "n_bijstand", "n_ao", "n_opl_laag", "n_opl_mid", "n_opl_hoog",
)  # fmt: skip
RATES = ("p_corp", "p_laag40", "p_minima", "p_armoede", "r_wmo", "p_jzorg")

#: What a published rate is a share of, so that it can be turned back into a count when a border has moved.
DENOMINATOR_OF = {
    "p_corp": "woningen",
    "p_laag40": "huishouden",
    "p_minima": "huishouden",
    "p_armoede": "inwoners",
    "r_wmo": "inwoners",
    "p_jzorg": "n_0_15",
}


@dataclass
class Rates:
    """Indicators of one year: ``frame`` indexed by buurt, with the indicator fields, ``wap`` and ``opl_n``.

    ``clamped`` counts per field the rates that rounding had pushed above 100 (or 1000) or below 0.
    """

    frame: pd.DataFrame
    clamped: dict[str, int] = field(default_factory=dict)


def working_age(table: Mapping[str, Floats]) -> Floats:
    """Residents of working age: inwoners − 0 tot 15 − 65 of ouder (persons); NaN where one is missing."""
    return np.asarray(table["inwoners"] - table["n_0_15"] - table["n_65"], dtype=np.float64)


def educated(table: Mapping[str, Floats]) -> Floats:
    """Residents of 15–75 with a known education: laag + midden + hoog (persons)."""
    return np.asarray(table["n_opl_laag"] + table["n_opl_mid"] + table["n_opl_hoog"], dtype=np.float64)


def rates(table: pd.DataFrame) -> Rates:
    """The indicators of ``table``, which is indexed by buurt and holds :data:`COUNTS` and :data:`RATES`.

    A column that is absent counts as missing. A denominator of 0, below 0 or missing gives a missing rate.
    """
    columns: dict[str, Floats] = {
        name: np.asarray(table[name], dtype=np.float64) if name in table else np.full(len(table), np.nan)
        for name in COUNTS + RATES
    }
    columns["wap"] = working_age(columns)
    columns["opl_n"] = educated(columns)
    out = pd.DataFrame(index=table.index)
    clamped: dict[str, int] = {}
    for indicator in method().indicators:
        raw = _rate(indicator, columns)
        limited = np.clip(raw, 0.0, indicator.per)
        over = int(np.count_nonzero(limited[~np.isnan(raw)] != raw[~np.isnan(raw)]))
        if over:
            clamped[indicator.field] = over
        out[indicator.field] = limited
    out["wap"] = columns["wap"]
    out["opl_n"] = columns["opl_n"]
    return Rates(out, clamped)


def _rate(indicator: Indicator, columns: Mapping[str, Floats]) -> Floats:
    if indicator.kind == "direct":
        return columns[indicator.column]
    denominator = columns[indicator.denominator]
    usable = np.where(denominator > 0, denominator, np.nan)
    return np.asarray(indicator.per * columns[indicator.numerator] / usable, dtype=np.float64)


def cover(values: Floats, residents: Floats) -> tuple[int, int]:
    """How many of the buurten that count for the cover (≥ 100 inwoners) have a value, and how many count."""
    counts = residents >= method().cover_residents
    return int(np.count_nonzero(counts & ~np.isnan(values))), int(np.count_nonzero(counts))
