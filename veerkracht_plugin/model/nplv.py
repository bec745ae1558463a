"""The 20 areas of the Nationaal Programma Leefbaarheid en Veiligheid, as known areas for the validation.

The programme names areas and publishes no list of buurten. Where the name of an area is that of whole wijken (or of a
stadsdeel of Amsterdam), its buurten are those; of the others only the gemeente is known (``resources/nplv.json``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..paths import resource
from .regions import gemeente_of, wijk_of

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Area:
    """An area: its name, its gemeente, and how the codes of its wijken begin (none: its border is not known)."""

    name: str
    gemeente: str
    wijken: tuple[str, ...]

    def holds(self, code: str) -> bool:
        """Whether a buurt lies in it."""
        return wijk_of(code).startswith(self.wijken) if self.wijken else False


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("nplv.json").read_text(encoding="utf-8"))
    return loaded


def source() -> str:
    """Where the list is from."""
    return str(_raw()["source"])


def borders() -> int:
    """The year of the borders that the codes of wijken are of."""
    return int(_raw()["borders"])


def areas() -> list[Area]:
    """All 20 areas."""
    return [Area(one["name"], one["gemeente"], tuple(one["wijken"])) for one in _raw()["areas"]]


@dataclass(frozen=True)
class Within:
    """Of the buurten of a layer those ``inside`` areas, and those ``aside``: in a gemeente with an area whose border is
    not known, so that nobody can say whether they lie in it. ``found`` areas with their number of buurten, and the
    names of those without ``border`` in the gemeenten of the layer.
    """

    inside: Bools
    aside: Bools
    found: list[tuple[str, int]]
    borderless: list[str]


def within(codes: Sequence[str]) -> Within:
    """Where the buurten ``codes`` lie."""
    known = [one for one in areas() if one.wijken]
    inside = np.zeros(len(codes), dtype=np.bool_)
    found = []
    for area in known:
        held = np.asarray([area.holds(code) for code in codes], dtype=np.bool_)
        if held.any():
            found.append((area.name, int(np.count_nonzero(held))))
        inside |= held
    gemeenten = {gemeente_of(code) for code in codes}
    unknown = [one for one in areas() if not one.wijken and one.gemeente in gemeenten]
    places = {one.gemeente for one in unknown}
    aside = np.asarray([gemeente_of(code) in places for code in codes], dtype=np.bool_) & ~inside
    return Within(inside, aside, found, [one.name for one in unknown])
