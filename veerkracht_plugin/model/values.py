"""Figures as they stand in files, made into numbers: blanks, dots, secret codes, decimal commas."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import N_, VeerkrachtError
from .method import method

Floats = npt.NDArray[np.float64]

#: Blanks of every kind, the zero-width ones and the byte-order mark included (``\s`` and ``str.strip`` leave those).
BLANKS = r"[\s\u200b-\u200d\u2060\ufeff]"
_BLANK_CHARACTERS = "".join(chr(code) for code in (*range(0x3001), 0xFEFF) if re.fullmatch(BLANKS, chr(code)))
# Between groups of three digits a blank separates thousands; anywhere else it does not belong in a number.
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]*)?")
_THOUSANDS = {mark: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{mark}][0-9]{{3}})+") for mark in ".,"}
_THOUSANDS_COMMA = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?")
_COMMA = re.compile(r"[+-]?(?:[0-9]*,[0-9]+|[0-9]+,)(?:e[+-]?[0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?")


def clean(value: object) -> str:
    """``value`` as text without blanks around it; empty for None and for a float that is not a number."""
    if type(value) is str:
        return value.strip(_BLANK_CHARACTERS)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip(_BLANK_CHARACTERS)


def is_missing(text: str) -> bool:
    """Whether a cleaned text is one of the ways in which files say "no figure"."""
    return text.lower() in method().missing_texts


#: The largest number that fits in an integer field of a file; no count of the country comes near it.
HIGHEST_COUNT = 2**31 - 1


def numbers(
    values: Iterable[object],
    column: str,
    where: str,
    whole: bool = False,
    lowest: float = -math.inf,
    rows: Sequence[object] | None = None,
) -> Floats:
    """A column as floats; missing figures (``.``, ``x``, blank, −99995 and its kin) become NaN, never 0.

    ``whole`` refuses decimals and what no integer field holds (counts), ``lowest`` refuses what is below it. ``rows``
    is what the rows are called in a message (their buurt codes), else they are counted from 1. In a column that uses
    decimal commas, and in a column that counts, a point with three digits behind it separates thousands; in any other
    column a point is a decimal point. Raises VeerkrachtError with column, row and value for a text that is no number.
    """
    texts = [clean(value) for value in values]
    # In the order in which they come, so that the first that is wrong is the one that is named.
    known = dict.fromkeys(texts, math.nan)
    style = _style(set(known), whole)
    for text in known:
        try:
            known[text] = _number(text, style, whole, lowest)
        except _Refused as refused:
            row = texts.index(text)
            raise VeerkrachtError(
                refused.template,
                column=column,
                where=where,
                value=text,
                row=row + 1 if rows is None else rows[row],
                lowest=f"{lowest:g}",
            ) from None
    return np.fromiter(map(known.__getitem__, texts), dtype=np.float64, count=len(texts))


@dataclass(frozen=True)
class _Style:
    """How a column writes its numbers: ``comma`` for decimals, and the mark between thousands (or none)."""

    comma: bool
    thousands: str


class _Refused(Exception):
    """A text that cannot be right; ``template`` says why."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template


def _is_digits(text: str) -> bool:
    """Whether a text is nothing but the digits 0 … 9, as most figures are."""
    return text.isdecimal() and text.isascii()


def _plain(text: str) -> str:
    """``text`` in lower case, with a plain minus and without blanks between thousands."""
    if text.isascii() and text.isprintable() and " " not in text:
        # As nearly all are: neither a blank nor another minus.
        return text.lower()
    plain = text.lower().replace("\u2212", "-")
    return re.sub(BLANKS, "", plain) if _GROUPED.fullmatch(plain) else plain


def _style(texts: set[str], whole: bool) -> _Style:
    # Digits alone say nothing about decimals; for thousands they count as numbers without a mark.
    figures = {_plain(text) for text in texts if (whole or not _is_digits(text)) and not is_missing(text)}
    if whole:
        for mark in ".,":
            grouped = {text for text in figures if _THOUSANDS[mark].fullmatch(text)}
            # All with three zeros behind the mark are decimals that say nothing ("950.000" for 950); a column that also
            # has numbers without the mark, or other digits behind it, groups its thousands.
            decimals = grouped == figures and all(
                text.endswith(mark + "000") and text.count(mark) == 1 for text in grouped
            )
            if grouped and not decimals and all(text in grouped or mark not in text for text in figures):
                return _Style(comma=mark == ".", thousands=mark)
    comma = any("," in text and (_COMMA.fullmatch(text) or _THOUSANDS_COMMA.fullmatch(text)) for text in figures)
    return _Style(comma, "." if comma else "")


def _number(text: str, style: _Style, whole: bool, lowest: float) -> float:
    if _is_digits(text) and lowest <= float(text) <= HIGHEST_COUNT:
        return float(text)
    if is_missing(text):
        return math.nan
    plain = _plain(text)
    if style.thousands == "," and _THOUSANDS[","].fullmatch(plain):
        plain = plain.replace(",", "")
    elif style.thousands == "." and _THOUSANDS_COMMA.fullmatch(plain):
        plain = plain.replace(".", "")
    if style.comma:
        plain = plain.replace(",", ".")
    number = float(plain) if _PLAIN.fullmatch(plain) else math.inf
    if math.isinf(number):
        raise _Refused(
            N_(
                "Column “{column}” of {where} holds “{value}” in row {row}, which is not a number. Mend it or empty "
                "the cell."
            )
        )
    if number <= method().missing_at_or_below:
        return math.nan
    if number < lowest:
        raise _Refused(
            N_(
                "Column “{column}” of {where} holds {value} in row {row}; a figure below {lowest} cannot be right "
                "there."
            )
        )
    if whole and number > HIGHEST_COUNT:
        raise _Refused(
            N_("Column “{column}” of {where} holds {value} in row {row}, which is more than can be counted there. Mend "
               "it or empty the cell.")
        )  # fmt: skip
    if whole and not number.is_integer():
        raise _Refused(
            N_("Column “{column}” of {where} holds {value} in row {row}, but it counts, so decimals cannot be right "
               "there. Is it another column?")
        )  # fmt: skip
    return number
