"""BAG identifications as people have them: padded where that is sure, refused where it is not.

An identification has sixteen digits: four of the gemeente, two of the kind of object, ten of a number of its own
(Kadaster, *Catalogus BAG*, "identificatie"). Leading zeros belong to it. A spreadsheet keeps fifteen digits of a
number: a gemeente code below 1000 loses its zero there, which can be given back; one of 1000 or more loses its last
digit, which cannot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

VBO, LIGPLAATS, STANDPLAATS, PAND, NUMBER, OTHER = (
    "vbo",
    "ligplaats",
    "standplaats",
    "pand",
    "nummeraanduiding",
    "ander",
)

#: Kind of object by positions 5 and 6.
KINDS = {"01": VBO, "02": LIGPLAATS, "03": STANDPLAATS, "10": PAND, "20": NUMBER}

#: Objects that have an address of their own.
ADDRESSABLE = (VBO, LIGPLAATS, STANDPLAATS)

EMPTY, GOOD, PADDED, ROUNDED, SCIENTIFIC, WRONG = "empty", "good", "padded", "rounded", "scientific", "wrong"

#: So many different ids that all end on 0 were rounded by a spreadsheet; fewer are enough beside ids that lost a zero.
_ROUNDED_ALONE, _ROUNDED_BESIDE = 8, 3

_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
_DRESS = re.compile(
    r"[\s'\"’`.\u00a0\u200b-\u200d\u2060\ufeff]+|^(?:nl\.imbag\.)?(?:verblijfsobject|pand|nummeraanduiding)[./]", re.I
)
_DIGITS = re.compile(r"[1-9]\d{12,13}|\d{15,16}")
#: The address by which the Kadaster names an object on the web ends on its id.
_WEB = re.compile(r"https?://\S*/(\d{16})/?", re.I)


@dataclass
class BagIds:
    """Per row the repaired id ("" where it cannot be used), what became of it, and the kind of object ("" without
    id).
    """

    ids: list[str]
    states: list[str]
    kinds: list[str]
    #: How many rows have each state.
    counts: Counter[str] = field(default_factory=Counter)


def kind_of(identification: str) -> str:
    """The kind of object of a sixteen-digit id."""
    return KINDS.get(identification[4:6], OTHER)


def is_scientific(text: str) -> bool:
    """Whether a text is a number in scientific notation, as spreadsheets show long ones: ``1,98001E+15``."""
    return bool(_SCIENTIFIC.fullmatch(text.strip()))


def read(values: Sequence[str], numeric: Collection[str] = frozenset(), doubles: bool = False) -> BagIds:
    """The ids in a column of cleaned texts (empty = missing).

    ``numeric`` are texts that stood in numeric cells of a spreadsheet, ``doubles`` says that the whole column is of
    floating-point numbers: sixteen digits are then not to be trusted. A column of text that went through a
    spreadsheet before
    shows itself by ids that all end on 0.
    """
    states: list[str] = []
    ids: list[str] = []
    known: dict[str, tuple[str, str]] = {}
    for value in values:
        found = known.get(value)
        if found is None:
            found = known[value] = _read(value, doubles or value in numeric)
        ids.append(found[0])
        states.append(found[1])
    whole = {one for one, state in known.values() if state == GOOD}
    shortened = any(state == PADDED for _, state in known.values())
    if len(whole) >= (_ROUNDED_BESIDE if shortened else _ROUNDED_ALONE) and all(one.endswith("0") for one in whole):
        states = [ROUNDED if state == GOOD else state for state in states]
    ids = ["" if state == ROUNDED else one for one, state in zip(ids, states)]
    return BagIds(ids, states, [kind_of(one) if one else "" for one in ids], Counter(states))


def _read(value: str, numeric: bool) -> tuple[str, str]:
    if not value:
        return "", EMPTY
    if is_scientific(value):
        return "", SCIENTIFIC
    text = _DRESS.sub("", re.sub(r"[.,]0+$", "", _WEB.sub(r"\1", value)))
    if not _DIGITS.fullmatch(text):
        return "", WRONG
    if len(text) < 16:
        # Gemeente 0014 loses two zeros, 0003 three.
        padded = text.zfill(16)
        # A zero in front is sure only where it makes a gemeente and a kind of object.
        return (padded, PADDED) if _plausible(padded) else ("", WRONG)
    if not _plausible(text):
        return "", WRONG
    return (text, ROUNDED) if numeric else (text, GOOD)


def _plausible(identification: str) -> bool:
    return identification[4:6] in KINDS and identification[:4] != "0000"
