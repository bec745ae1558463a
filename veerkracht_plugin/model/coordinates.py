"""Which coordinates a pair of columns holds: RD, degrees, swapped, or of another system. Seen, never silently
changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .values import Floats

RD, DEGREES, RD_SWAPPED, DEGREES_SWAPPED = "rd", "degrees", "rd_swapped", "degrees_swapped"
MERCATOR, UTM31 = "mercator", "utm31"
NONE, UNKNOWN = "", "unknown"

Words = npt.NDArray[np.object_]

#: Boxes of the Netherlands: west, south, east, north. RD as in layers/read.py; the others hold the whole country with
#: room.
BOXES: tuple[tuple[str, tuple[float, float, float, float]], ...] = (
    (RD, (-7000.0, 289000.0, 300000.0, 629000.0)),
    (DEGREES, (3.0, 50.5, 7.5, 54.0)),
    (RD_SWAPPED, (289000.0, -7000.0, 629000.0, 300000.0)),
    (DEGREES_SWAPPED, (50.5, 3.0, 54.0, 7.5)),
    (UTM31, (480000.0, 5590000.0, 800000.0, 5980000.0)),
    (MERCATOR, (330000.0, 6520000.0, 840000.0, 7180000.0)),
)

#: What a system is called in a sentence; EPSG codes are what people type.
NAMES = {RD: "EPSG:28992", DEGREES: "EPSG:4326", UTM31: "EPSG:25831", MERCATOR: "EPSG:3857"}

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(?:\d*,\d+|\d+,)")


def decimals(values: Sequence[str]) -> tuple[Floats, int]:
    """A column of cleaned texts as floats (NaN = empty or no number), and how many texts are no number.

    ``74,5`` and ``74.5`` are the same number; in a column that uses decimal commas a point with three digits behind it
    separates thousands. Signs of money and blanks within a number are no part of it.
    """
    texts = {value: re.sub(r"[\s\u00a0\u202f€]", "", value) for value in set(values)}
    commas = any(_COMMA.fullmatch(t) or ("," in t and _THOUSANDS.fullmatch(t)) for t in texts.values())
    known = {value: _decimal(text, commas) for value, text in texts.items()}
    out = np.asarray([known[value] for value in values], dtype=np.float64)
    bad = sum(1 for value in values if value and math.isnan(known[value]))
    return out, bad


def _decimal(text: str, commas: bool) -> float:
    if commas and _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if commas:
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        return math.nan
    number = float(text)
    return number if math.isfinite(number) else math.nan


def recognise(x: Floats, y: Floats) -> Words:
    """Per row the system of (x, y): one of the words above; ``""`` without a pair, also for 0, 0, which means "not
    known".
    """
    out = np.full(len(x), UNKNOWN, dtype=object)
    open_rows = np.ones(len(x), dtype=np.bool_)
    for word, (west, south, east, north) in BOXES:
        with np.errstate(invalid="ignore"):
            inside = open_rows & (x >= west) & (x <= east) & (y >= south) & (y <= north)
        out[inside] = word
        open_rows &= ~inside
    missing = ~(np.isfinite(x) & np.isfinite(y)) | ((x == 0) & (y == 0))
    out[missing] = NONE
    return out


def leading(words: Words) -> str:
    """The system that most rows with a pair have; empty when there are none, ``unknown`` when nothing known leads."""
    named, counts = np.unique(words[words != NONE].astype(str), return_counts=True)
    return str(named[int(np.argmax(counts))]) if len(named) else NONE
