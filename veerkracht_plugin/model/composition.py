"""Figures about who lives where and how (age, household, tenure, income, …), set against the scores of the buurten."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..paths import resource
from . import association
from .fields import Field, _of
from .values import Floats

#: What a figure is to the index of kwetsbaarheid: a part of it, closely related to a part, or neither.
PART, RELATED, OUTSIDE = "deel", "verwant", "buiten"

#: What figures are set against; overlast as −onv, so that high is worse in all of them.
TARGETS = ("kw", "ov", "kw_d", "ov_d")
#: The targets that the indicators of the index make up.
_OF_INDEX = ("kw", "kw_d")


@dataclass(frozen=True)
class Figure:
    """A figure by buurt. ``id`` names its words (``composition.<id>``) or, in the group ``eigen``, is a field name."""

    id: str
    group: str
    kind: str
    values: Floats


@dataclass(frozen=True)
class Item:
    """A column of a KWB table: the names under which counts or values (``names``) and percentages (``shares``) occur,
    and what the counts are a share of (empty: the column is a value).
    """

    id: str
    group: str
    names: tuple[str, ...]
    shares: tuple[str, ...]
    of: str
    related: bool


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("composition.json").read_text(encoding="utf-8"))
    return loaded


def minimum() -> int:
    """With fewer buurten than this nothing is told."""
    return int(_catalogue()["minimum"])


def groups() -> list[str]:
    """The groups of figures, in their order."""
    return list(_catalogue()["groups"])


def never() -> tuple[str, ...]:
    """Parts of normalised column names that speak of migration background, which is never used."""
    return tuple(_catalogue()["never"])


def items() -> list[Item]:
    """The figures that a KWB table may hold."""
    return [
        Item(one["id"], one["group"], tuple(one["names"]), tuple(one.get("shares", ())), one.get("of", ""),
             bool(one.get("related")))
        for one in _catalogue()["table"]
    ]  # fmt: skip


def denominators() -> dict[str, list[tuple[str, ...]]]:
    """Per denominator the columns that are added up for it, each with its possible names."""
    out: dict[str, list[tuple[str, ...]]] = {}
    for name, entries in _catalogue()["denominators"].items():
        parts = [tuple(entry.split("|")) for entry in entries]
        # Names of one column, or columns of which each has its names.
        out[name] = parts if any(len(part) > 1 for part in parts) else [tuple(entries)]
    return out


def share(numerator: Floats, denominator: Floats, per: float = 100.0) -> Floats:
    """``per`` × numerator / denominator; NaN where the denominator is missing or not above 0."""
    return np.asarray(per * numerator / np.where(denominator > 0, denominator, np.nan), dtype=np.float64)


def of_layer(table: pd.DataFrame, weights: Mapping[str, float]) -> list[Figure]:
    """The figures that the classified layer itself holds, without those that are missing everywhere.

    ``weights`` (of :func:`..method.parse_weights`) say which indicators are parts of the index.
    """
    out = []
    for one in _catalogue()["layer"]:
        if "column" in one:
            values = np.asarray(table[one["column"]], dtype=np.float64)
        else:
            top, bottom = (np.asarray(table[one[key]], dtype=np.float64) for key in ("numerator", "of"))
            values = share(top, bottom, one.get("per", 100.0))
        # An indicator without weight is still about the same people as those that have one.
        kind = PART if weights.get(one["id"], 0.0) > 0 else RELATED if one["id"] in weights else OUTSIDE
        if not np.isnan(values).all():
            out.append(Figure(one["id"], one["group"], kind, values))
    return out


def rows_fields() -> tuple[Field, ...]:
    """The table of associations: a row for each figure and each score."""
    return (
        *_of("text", "kenmerk omschr groep tegen soort manier"),
        *_of("integer", "n n_gm"),
        *_of("double", "rho rho_laag rho_hoog p p_holm"),
        *_of("text", "tekst"),
    )


@dataclass(frozen=True)
class Row:
    """A figure against a score. ``p_holm`` is NaN for what is not tested."""

    figure: Figure
    target: str
    result: association.Association
    p_holm: float

    @property
    def tested(self) -> bool:
        """Whether the association says anything: a part of the index goes with the index by how that is made."""
        return not is_part(self.figure, self.target)


def is_part(figure: Figure, target: str) -> bool:
    """Whether the figure is one of those that the score is made of."""
    return figure.kind == PART and target in _OF_INDEX


def targets(table: pd.DataFrame) -> dict[str, Floats]:
    """The scores by buurt, without those that are missing everywhere."""
    values = {
        name: np.asarray(table[{"ov": "onv"}.get(name, name)], dtype=np.float64) * (-1.0 if name == "ov" else 1.0)
        for name in TARGETS
    }
    return {name: one for name, one in values.items() if not np.isnan(one).all()}


def associations(
    figures: Sequence[Figure],
    scores: Mapping[str, Floats],
    use: npt.NDArray[np.bool_],
    gemeenten: npt.NDArray[np.object_] | None,
) -> list[Row]:
    """Every figure against every score over the buurten that ``use``, within ``gemeenten`` when given.

    p values are corrected (Holm) over all tests of the run; parts of the index against the index are no tests.
    """
    groups_used = gemeenten[use] if gemeenten is not None else None
    found = [
        (figure, target, association.spearman(figure.values[use], score[use], minimum(), groups_used))
        for target, score in scores.items()
        for figure in figures
    ]
    tested = [math.nan if is_part(figure, target) else result.p for figure, target, result in found]
    return [Row(*one, p_holm) for one, p_holm in zip(found, association.holm(tested))]


def limit() -> float:
    """From this corrected p on an association is not told apart from chance: 1 in 20, as the 95 % of all intervals."""
    return 0.05
