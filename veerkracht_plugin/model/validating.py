"""How far the classes can be relied on: named areas that should stand out, another classification, other choices.

Classes come from :mod:`.index` and :mod:`.classes`, the same as everywhere; here they are only held beside each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from . import agreement, classes, index
from .classes import NONE
from .comparing import counted
from .fields import Field, _of
from .words import codes

Bools = npt.NDArray[np.bool_]

#: What a variant changes.
WITHOUT, WITH, FLOOR, REFERENCE = "zonder", "met", "ondergrens", "referentie"
#: The references that a variant can take.
OWN_INPUT, OWN_GEMEENTE = "invoer", "gemeente"

#: The classes that are held beside each other: those that rest on kwetsbaarheid.
FIELDS = ("kl_kw", "kl_focus", "kl_kwd", "kl_signa")

#: Floors that are tried beside the one in use.
FLOORS = (50, 200, 500)

#: The focus classes that areas of concern should fill, from narrow to wide.
TOP = (("C3",), ("C3", "C2", "B3"))


def validation_fields() -> tuple[Field, ...]:
    """The table of the sensitivity: a row for each variant and map."""
    return (
        *_of("text", "variant wat omschr veld"),
        *_of("integer", "vergeleken veranderd"),
        *_of("double", "p_anders p_inw_a kappa"),
        *_of("integer", "stappen klas_weg klas_bij"),
    )


# -- sensitivity ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Variant:
    """One other choice: an indicator left out or taken in, another floor, another reference (``value`` says which)."""

    kind: str
    value: str
    weights: Mapping[str, float]
    floor: float
    reference: str = ""


def classified(
    table: pd.DataFrame, reference: pd.DataFrame | None, weights: Mapping[str, float], floor: float
) -> pd.DataFrame:
    """All class fields of ``table`` under these choices, by the functions that classify everywhere."""
    scores = index.compute(table, reference, weights, floor)
    out = table.copy()
    out["kw"], out["kw_0"], out["kw_d"], out["kw_onz"] = scores.kw, scores.kw_0, scores.kw_d, scores.kw_onz
    return classes.classify(out, floor)


def under(variant: Variant, table: pd.DataFrame, reference: pd.DataFrame | None) -> pd.DataFrame:
    """The classes under a variant."""
    if variant.reference == OWN_GEMEENTE:
        parts = [
            classified(rows.reset_index(drop=True), None, variant.weights, variant.floor).set_axis(rows.index)
            for _, rows in table.groupby("gm_code", sort=True)
        ]
        return pd.concat(parts).sort_index()
    return classified(table, None if variant.reference == OWN_INPUT else reference, variant.weights, variant.floor)


def variants(
    table: pd.DataFrame, reference: pd.DataFrame | None, weights: Mapping[str, float], floor: float
) -> list[Variant]:
    """The other choices that can be made with these figures.

    Each indicator in use left out, each one without weight that has figures taken in with weight 1, other floors, and
    the input or each gemeente as its own reference.
    """

    def has_figures(field: str) -> bool:
        return bool(table[field].notna().any())

    used = [field for field, weight in weights.items() if weight > 0 and has_figures(field)]
    out = []
    for field in used if len(used) > 1 else []:
        out.append(Variant(WITHOUT, field, {**weights, field: 0.0}, floor))
    for field, weight in weights.items():
        if weight == 0 and has_figures(field):
            out.append(Variant(WITH, field, {**weights, field: 1.0}, floor))
    out += [Variant(FLOOR, str(one), weights, float(one)) for one in FLOORS if one != floor]
    if reference is not None:
        out.append(Variant(REFERENCE, OWN_INPUT, weights, floor, OWN_INPUT))
    if table["gm_code"].nunique() > 1:
        out.append(Variant(REFERENCE, OWN_GEMEENTE, weights, floor, OWN_GEMEENTE))
    return out


@dataclass(frozen=True)
class Change:
    """What becomes of one class field under other choices.

    ``compared`` buurten have a class in both, of which ``changed`` another one (``share`` in %, ``residents`` in % of
    the residents of those compared), ``far`` by more than one step (−1 for classes that are no ladder). ``lost`` and
    ``gained`` have a class in one of the two only. ``kappa`` is Cohen's.
    """

    field: str
    compared: int
    changed: int
    share: float
    residents: float
    far: int
    lost: int
    gained: int
    kappa: float


def _step(field: str, code: str) -> int:
    """The place of a class on its ladder; a focus class has none."""
    return codes(field).index(code)


#: Classes that lie on a ladder, so that one can be more than a step away.
LADDERS = ("kl_kw", "kl_kwd")


def change(field: str, before: Sequence[str], after: Sequence[str], residents: Sequence[float]) -> Change:
    """How two codings of the same buurten differ in one class field."""
    both = [i for i, (a, b) in enumerate(zip(before, after)) if a != NONE and b != NONE]
    other = [i for i in both if before[i] != after[i]]
    result = agreement.cohen([None if one == NONE else one for one in before],
                             [None if one == NONE else one for one in after])  # fmt: skip
    people = math.fsum(residents[i] for i in both if residents[i] == residents[i])
    moved = math.fsum(residents[i] for i in other if residents[i] == residents[i])
    far = sum(abs(_step(field, before[i]) - _step(field, after[i])) > 1 for i in other) if field in LADDERS else -1
    return Change(
        field, len(both), len(other),
        100.0 * len(other) / len(both) if both else math.nan,
        100.0 * moved / people if people > 0 else math.nan,
        far,
        sum(a != NONE and b == NONE for a, b in zip(before, after)),
        sum(a == NONE and b != NONE for a, b in zip(before, after)),
        result.kappa,
    )  # fmt: skip


def changes(before: pd.DataFrame, after: pd.DataFrame, residents: Sequence[float]) -> list[Change]:
    """:func:`change` for each of :data:`FIELDS` that has a class anywhere before."""
    return [
        change(field, before[field].tolist(), after[field].tolist(), residents)
        for field in FIELDS
        if (before[field] != NONE).any()
    ]


# -- face validity ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Face:
    """How far named areas fill some classes.

    Of ``total`` buurten with a focus class ``top`` have one of ``codes``; of the ``inside`` of them that lie in the
    areas ``hits``. ``expected`` hits if classes fell at random, ``ratio`` of the two, and ``p``: how often chance alone
    would give as many or more (hypergeometric). Residents: % of those inside and of all who live in those classes.
    """

    codes: tuple[str, ...]
    total: int
    top: int
    inside: int
    hits: int
    expected: float
    ratio: float
    p: float
    residents_inside: float
    residents_all: float


def face(table: pd.DataFrame, inside: Bools, top: Sequence[str]) -> Face:
    """Face validity of ``kl_focus``: do the buurten ``inside`` known areas of concern have the classes of concern?"""
    focus = np.asarray(table["kl_focus"], dtype=object)
    told = np.asarray(focus != NONE, dtype=np.bool_) & counted(table)
    hit = told & np.isin(focus, list(top))
    residents = np.nan_to_num(np.asarray(table["inwoners"], dtype=np.float64))
    size, k, n, x = (int(np.count_nonzero(one)) for one in (told, hit, told & inside, hit & inside))
    expected = n * k / size if size else math.nan
    return Face(
        tuple(top), size, k, n, x, expected, x / expected if expected else math.nan, upper_tail(size, k, n, x),
        _percent(residents[hit & inside].sum(), residents[told & inside].sum()),
        _percent(residents[hit].sum(), residents[told].sum()),
    )  # fmt: skip


def _percent(part: float, whole: float) -> float:
    return 100.0 * float(part) / float(whole) if whole > 0 else math.nan


def upper_tail(size: int, top: int, drawn: int, hits: int) -> float:
    """P(X ≥ ``hits``) when ``drawn`` are taken from ``size`` of which ``top`` count (hypergeometric); NaN for none.

    That is Fisher's exact test, one-sided. Summed from the smallest term, in logarithms.
    """
    if not size or not drawn:
        return math.nan

    def choose(n: int, k: int) -> float:
        return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

    low, high = max(hits, drawn - (size - top), 0), min(drawn, top)
    terms = [
        math.exp(choose(top, i) + choose(size - top, drawn - i) - choose(size, drawn)) for i in range(low, high + 1)
    ]
    return min(1.0, math.fsum(sorted(terms)))


def by_class(table: pd.DataFrame, inside: Bools) -> list[tuple[str, int, int]]:
    """Per focus class the buurten inside the areas and those outside, in legend order."""
    focus = np.asarray(table["kl_focus"], dtype=object)
    return [
        (code, int(np.count_nonzero((focus == code) & inside)), int(np.count_nonzero((focus == code) & ~inside)))
        for code in codes("kl_focus")
    ]
