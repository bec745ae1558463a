"""Dates and years as people write them in lists: ``2027``, ``1-7-2027``, ``2027-07-01``, ``20270701``."""

from __future__ import annotations

import re
from datetime import date

from .values import clean, is_missing

#: What is outside these years is no date of a home or its upkeep (``01-01-1900`` and ``31-12-9999`` mean "none").
FIRST_YEAR, LAST_YEAR = 1901, 2199

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
#: A time of day behind a date, as databases and spreadsheets add it.
_TIME = re.compile(r"(?:T| +)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?$", re.IGNORECASE)


def day_in(value: object) -> date | None:
    """The day in a text, or None where there is none: ``2027-07-01``, ``1-7-2027`` (day first, the Dutch way),
    ``20270701``, with ``-``, ``/`` or ``.`` and with or without a time of day.

    Raises ValueError for a text that holds something else: a month in words, a month above 12, an impossible day.
    """
    text = clean(value)
    if not text or is_missing(text):
        return None
    text = _TIME.sub("", text)
    match = _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text)
    if match:
        year, month, day = (int(part) for part in match.groups())
    else:
        match = _DAY_FIRST.fullmatch(text)
        if not match:
            raise ValueError(text)
        day, month, year = (int(part) for part in match.groups())
    return _sane(date(year, month, day), text)


def year_of(value: object) -> int | None:
    """The year in a text that is a year or a date, or None where there is none. Raises ValueError for another text."""
    text = clean(value)
    match = _YEAR.fullmatch(text)
    if match and not is_missing(text):
        return _sane(date(int(match.group(1)), 1, 1), text).year
    found = day_in(text)
    return found.year if found is not None else None


def _sane(found: date, text: str) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(text)
    return found
