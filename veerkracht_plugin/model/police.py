"""Registered nuisance and crimes of the police per 1000 residents: a second, fresher measure beside ``onv``.

They stand beside the classes and are in none of them. What is registered depends on what people report and on where the
police are, so it is not the same thing as what residents meet with.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .fields import Field, _of
from .values import Floats

#: Measure → field.
NUISANCE, CRIME = "nuisance", "crime"
FIELDS = {NUISANCE: "po_ovl", CRIME: "po_mis"}
YEAR = "po_jaar"


def police_fields() -> tuple[Field, ...]:
    """Registered nuisance and crimes per 1000 residents, and their year."""
    return (*_of("double", "po_ovl po_mis"), *_of("integer", "po_jaar"))


def per_thousand(counts: pd.Series[float], residents: pd.Series[float], floor: float) -> Floats:
    """1000 × counts / residents, by the index of ``residents`` (buurt codes).

    NaN without a count, without residents, and below ``floor`` residents, where one registration would weigh too much.
    """
    people = np.asarray(residents, dtype=np.float64)
    found = np.asarray(counts.reindex(residents.index), dtype=np.float64)
    use = (people > 0) & (people >= floor)
    out = np.full(len(people), np.nan)
    np.divide(1000.0 * found, people, out=out, where=use)
    return out


def table(rates: dict[str, Floats], index: pd.Index[str], year: int | None) -> pd.DataFrame:
    """``po_ovl``, ``po_mis`` and ``po_jaar`` (NaN where there is no figure of that year), by buurt code."""
    none = np.full(len(index), np.nan)
    out = pd.DataFrame({field: rates.get(measure, none) for measure, field in FIELDS.items()}, index=index)
    known = np.asarray(out.notna().any(axis=1), dtype=np.bool_)
    out[YEAR] = np.where(known, np.nan if year is None else float(year), np.nan)
    return out
