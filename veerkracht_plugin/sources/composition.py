"""Composition figures out of a KWB table as people have it: age, households, tenure, dwellings, income, work.

Columns that speak of migration background are never read, whatever they are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import N_, VeerkrachtError
from ..model import composition
from ..model.composition import OUTSIDE, RELATED, Figure
from ..model.values import Floats, numbers
from . import columns, kwb
from .files import RawTable


@dataclass
class Composition:
    """Figures in the order of the buurten that were asked for; ``matched`` of them stand in the table."""

    figures: list[Figure] = field(default_factory=list)
    matched: int = 0
    #: Headers on migration background, which were left alone.
    refused: list[str] = field(default_factory=list)
    #: The figures that the table has no column for.
    absent: list[str] = field(default_factory=list)


def is_refused(header: str) -> bool:
    """Whether a column is about migration background, by its name."""
    plain = columns.normal(header)
    return any(part in plain for part in composition.never())


def score(headers: Sequence[str]) -> int:
    """How many columns of a row of texts are known, to find the header of a sheet."""
    places = _places(headers)
    names = [name for item in composition.items() for name in (*item.names, *item.shares)]
    return columns.score(headers) + sum(columns.normal(name) in places for name in names)


def read(raw: RawTable, codes: Sequence[str]) -> Composition:
    """The composition figures of the buurten ``codes`` from a KWB table.

    Raises VeerkrachtError for a table without one of these buurten, with two different rows for one of them, without a
    single known column, or with text where a number is needed.
    """
    found = columns.recognise(raw.headers)
    _, own = kwb.code_column(raw, found)
    place: dict[str, int] = {}
    for row, code in enumerate(own):
        if code is None:
            continue
        if code in place and raw.frame.iloc[place[code]].tolist() != raw.frame.iloc[row].tolist():
            raise VeerkrachtError(
                N_("{where} holds two different rows for {codes}. Keep one row for each buurt."),
                where=raw.name, codes=code,
            )  # fmt: skip
        place.setdefault(code, row)
    rows = [place.get(code) for code in codes]
    out = Composition(matched=sum(row is not None for row in rows))
    if not out.matched:
        raise VeerkrachtError(
            N_("{where} holds none of the buurten of the layer. Choose the table Kerncijfers wijken en buurten of the "
               "same year."), where=raw.name,
        )  # fmt: skip
    out.refused = [header for header in raw.headers if is_refused(header)]
    places = _places(raw.headers)
    below = {
        name: [_column(raw, places, names, rows, codes) for names in parts]
        for name, parts in composition.denominators().items()
    }
    for item in composition.items():
        values = None
        if item.of:
            parts = [one for one in below[item.of] if one is not None]
            counts = _column(raw, places, item.names, rows, codes)
            if counts is not None and parts and len(parts) == len(below[item.of]):
                values = composition.share(counts, np.sum(parts, axis=0))
            if values is None and item.shares:
                values = _column(raw, places, item.shares, rows, codes)
        else:
            values = _column(raw, places, item.names, rows, codes)
        if values is None or np.isnan(values).all():
            out.absent.append(item.id)
        else:
            out.figures.append(Figure(item.id, item.group, RELATED if item.related else OUTSIDE, values))
    if not out.figures:
        raise VeerkrachtError(
            N_("{where} has no filled column on age, households, dwellings, income or work that is known here. Choose "
               "the table Kerncijfers wijken en buurten of CBS."), where=raw.name,
        )  # fmt: skip
    return out


def own_column(header: str, values: Sequence[str], where: str, codes: Sequence[str]) -> Figure:
    """A column of the user's own as a figure. Raises VeerkrachtError for text, and for migration background."""
    if is_refused(header):
        raise VeerkrachtError(
            N_("The field {field} is about migration background, which this plugin never uses. Choose other fields."),
            field=header,
        )
    return Figure(header, "eigen", OUTSIDE, numbers(values, header, where, rows=codes))


def _places(headers: Sequence[str]) -> dict[str, int]:
    """Normalised name → position, the most literal form of a header first; refused columns are not among them."""
    out: dict[str, int] = {}
    for position, header in enumerate(headers):
        if is_refused(header):
            continue
        for form in columns.forms(header):
            out.setdefault(form, position)
    return out


def _column(
    raw: RawTable, places: dict[str, int], names: Sequence[str], rows: Sequence[int | None], codes: Sequence[str]
) -> Floats | None:
    """The column under the first name that the table has, in the order of ``rows``; None when it has none."""
    for name in names:
        at = places.get(columns.normal(name))
        if at is not None:
            cells = raw.frame[at].tolist()
            texts = ["" if row is None else cells[row] for row in rows]
            return numbers(texts, raw.headers[at], raw.name, rows=codes)
    return None
