"""Region codes of CBS: gemeente (``GM`` + 4), wijk (``WK`` + 6) and buurt (``BU`` + 8).

Wijk and buurt codes may hold letters since 2023 (``BU0363AD03``). People and files write them padded, without the
prefix, in lower case, or as a number that lost its leading zeros; all of that becomes one form here, before any join.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable

from .values import BLANKS

GEMEENTE, WIJK, BUURT = "GM", "WK", "BU"

_LENGTH = {GEMEENTE: 4, WIJK: 6, BUURT: 8}
_VALID = {
    GEMEENTE: re.compile(r"[0-9]{4}"),
    WIJK: re.compile(r"[0-9]{4}[0-9A-Z]{2}"),
    BUURT: re.compile(r"[0-9]{4}[0-9A-Z]{4}"),
}
# A code with fewer characters than this cannot be a number that lost its leading zeros: gemeente 0000 does not exist.
_SHORTEST = {GEMEENTE: 1, WIJK: 3, BUURT: 5}

_BLANKS = re.compile(BLANKS + "+")
# A code goes on with the digits of its gemeente; "Buitenpost" is a name.
_PREFIXED = re.compile(r"(?:(?:19|20)[0-9][0-9])?(GM|WK|BU)([0-9][0-9A-Z]*)")


def squeeze(value: object) -> str:
    """``value`` as upper-case text without any blanks; a number loses its ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float):
        if value != value:
            return ""
        value = int(value) if value.is_integer() else value
    text = _BLANKS.sub("", str(value)).upper()
    return text[:-2] if re.fullmatch(r"[0-9]+\.0", text) else text


def normalise(value: object, level: str) -> str | None:
    """``value`` as a code of ``level`` (``GM``, ``WK`` or ``BU``), or None if it is not one.

    ``363``, ``GM363``, ``0363`` and ``GM0363  `` all give ``GM0363``. A code of another level gives None, as does a
    ``jrstatcode`` of another level; the year in front of a ``jrstatcode`` is dropped.
    """
    if isinstance(value, str) and value[:2] == level and _VALID[level].fullmatch(value[2:]):
        # As nearly all are: nothing to do.
        return value
    text = squeeze(value)
    match = _PREFIXED.fullmatch(text)
    if match:
        if match.group(1) != level:
            return None
        text = match.group(2)
        if len(text) == _LENGTH[level]:
            # A whole code says what it is; only a bare number that would be of gemeente 0000 is taken for none.
            return level + text if _VALID[level].fullmatch(text) else None
    if len(text) < _SHORTEST[level]:
        return None
    text = text.zfill(_LENGTH[level])
    if not _VALID[level].fullmatch(text) or text.startswith("0000"):
        return None
    return level + text


def normalise_all(values: Iterable[Hashable], level: str) -> list[str | None]:
    """:func:`normalise` for a column, each distinct value once."""
    given = list(values)
    known = {value: normalise(value, level) for value in dict.fromkeys(given)}
    return [known[value] for value in given]


def length_of(level: str) -> int:
    """How many characters follow the prefix in a code of ``level``."""
    return _LENGTH[level]


def level_of(value: object) -> str | None:
    """The level that a prefixed code belongs to (``NL``, ``GM``, ``WK``, ``BU``), or None without a known prefix."""
    text = squeeze(value)
    if re.fullmatch(r"NL[0-9]+", text):
        return "NL"
    match = _PREFIXED.fullmatch(text)
    return match.group(1) if match else None


def year_of(stamp: object) -> int | None:
    """The year in front of a ``jrstatcode`` such as ``2025BU03510001``."""
    match = re.fullmatch(r"((?:19|20)[0-9][0-9])(?:GM|WK|BU)[0-9A-Z]+", squeeze(stamp))
    return int(match.group(1)) if match else None


def gemeente_of(code: str) -> str:
    """The gemeente of a wijk or buurt code."""
    return GEMEENTE + code[2:6]


def wijk_of(code: str) -> str:
    """The wijk of a buurt code."""
    return WIJK + code[2:8]
