"""Keys of homes and complexes in two lists of different origin, brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .values import clean


@dataclass(frozen=True)
class Matched:
    """``at`` = the position of each key among the known ones, or −1; ``padded`` = how many were found only without the
    zeros in front, which spreadsheets take away.
    """

    at: list[int]
    padded: int


def match(keys: Sequence[object], known: Sequence[object]) -> Matched:
    """Each of ``keys`` among ``known`` (of equal ones the first), without regard to capitals and blanks around it.

    Where both have the same text there is no doubt. Else zeros in front are disregarded, unless that would make two
    known keys one.
    """
    exact: dict[str, int] = {}
    for i, key in enumerate(known):
        text = clean(key).lower()
        if text:
            exact.setdefault(text, i)
    bare: dict[str, int] = {}
    for text, i in exact.items():
        short = text.lstrip("0")
        bare[short] = -1 if short in bare else i
    at: list[int] = []
    padded = 0
    for key in keys:
        text = clean(key).lower()
        found = exact.get(text, -1)
        if found < 0 and text:
            found = bare.get(text.lstrip("0"), -1) if text.lstrip("0") else -1
            padded += found >= 0
        at.append(found)
    return Matched(at, padded)
