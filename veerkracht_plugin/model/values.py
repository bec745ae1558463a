"""Figures as they stand in files, made into numbers: blanks, dots, secret codes, decimal commas."""

from __future__ import annotations

import math
import re
from typing import Iterable

import numpy as np
import numpy.typing as npt

from ..errors import N_, VeerkrachtError
from .method import method

Floats = npt.NDArray[np.float64]

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+|[+-]?\d+,")


def clean(value: object) -> str:
    """``value`` as text without blanks around it; empty for None and for a float that is not a number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip(" \t\r\n\u00a0\u200b\ufeff")


def is_missing(text: str) -> bool:
    """Whether a cleaned text is one of the ways in which files say "no figure"."""
    return text.lower() in method().missing_texts


def numbers(values: Iterable[object], column: str, where: str, whole: bool = False, lowest: float = -math.inf) -> Floats:
    """A column as floats; missing figures (``.``, ``x``, blank, −99995 and its kin) become NaN, never 0.

    ``whole`` refuses decimals (counts), ``lowest`` refuses what is below it. In a column that uses decimal commas a
    point with three digits behind it separates thousands; in any other column a point is a decimal point.
    Raises VeerkrachtError with column, row and value for a text that is no number.
    """
    texts = [clean(value) for value in values]
    commas = any(_COMMA.fullmatch(t) or ("," in t and _THOUSANDS.fullmatch(t)) for t in set(texts))
    known: dict[str, float] = {}
    out = np.empty(len(texts), dtype=np.float64)
    for row, text in enumerate(texts):
        number = known.get(text)
        if number is None:
            number = known[text] = _number(text, commas, column, where, row, whole, lowest)
        out[row] = number
    return out


def _number(text: str, commas: bool, column: str, where: str, row: int, whole: bool, lowest: float) -> float:
    if is_missing(text):
        return math.nan
    plain = text.lower()
    if commas and _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    if commas:
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise VeerkrachtError(
            N_("Column “{column}” of {where} holds “{value}” in row {row}, which is not a number. Mend it or empty the cell."),
            column=column, where=where, value=text, row=row + 1,
        )  # fmt: skip
    number = float(plain)
    if number <= method().missing_at_or_below:
        return math.nan
    if number < lowest:
        raise VeerkrachtError(
            N_("Column “{column}” of {where} holds {value} in row {row}; a figure below {lowest} cannot be right there."),
            column=column, where=where, value=text, row=row + 1, lowest=f"{lowest:g}",
        )  # fmt: skip
    if whole and not number.is_integer():
        raise VeerkrachtError(
            N_("Column “{column}” of {where} holds {value} in row {row}, but it counts, so decimals cannot be right there. "
               "Is the point a thousands separator, or is it another column?"),
            column=column, where=where, value=text, row=row + 1,
        )  # fmt: skip
    return number
