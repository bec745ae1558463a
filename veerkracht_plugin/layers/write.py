"""From tables to QGIS sinks. The only place where NumPy values become values that QGIS takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsFeedback,
    QgsFields,
    QgsGeometry,
)
from qgis.PyQt.QtCore import QDate

from ..compat import make_field
from ..errors import N_, Cancelled, VeerkrachtError
from ..model.fields import Field

#: Features are handed over in batches: one call per feature is slow, one call for all of a million is a lump of memory.
BATCH = 5000


def qgs_fields(fields: Iterable[Field]) -> QgsFields:
    """QGIS fields. Aliases come with the style: writers drop them, and newer QGIS warns of each."""
    out = QgsFields()
    for field in fields:
        out.append(make_field(field.name, field.kind))
    return out


def plain(value: Any, kind: str) -> Any:
    """A value that QGIS takes: None for what is missing, else text, int or float of Python itself, or a QDate."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if kind == "date":
        return QDate(value.year, value.month, value.day)
    if kind == "text":
        return str(value)
    return int(value) if kind == "integer" else float(value)


def columns(table: pd.DataFrame, fields: Sequence[Field]) -> list[list[Any]]:
    """The columns of ``table`` in the order of ``fields``, as plain values."""
    return [_column(table[field.name], field.kind) for field in fields]


def _column(column: pd.Series[Any], kind: str) -> list[Any]:
    """One column as plain values; the usual kinds without a call for each value."""
    values = column.tolist()
    if column.dtype == "float64" and kind == "double":
        return [value if value == value else None for value in values]
    if kind == "text":
        return [value if value is None or type(value) is str else plain(value, kind) for value in values]
    if kind == "integer" and column.dtype in ("float64", "int64"):
        return [int(value) if value == value else None for value in values]
    if kind == "date":
        # Few days and many rows.
        days = {value: plain(value, kind) for value in set(values)}
        return [days[value] for value in values]
    return [plain(value, kind) for value in values]


def write_table(
    sink: QgsFeatureSink,
    table: pd.DataFrame,
    fields: Sequence[Field],
    geometries: Mapping[Any, QgsGeometry] | None,
    feedback: QgsFeedback,
    extra: Sequence[Sequence[Any]] | None = None,
    extra_first: bool = False,
) -> None:
    """All rows of ``table``; ``geometries`` by the table's index, ``extra`` values behind or in front of the fields.

    Raises VeerkrachtError when the sink refuses a row.
    """
    rows: Iterable[Sequence[Any]] = zip(*columns(table, fields))
    if extra is not None:
        rows = ([*own, *ours] if extra_first else [*ours, *own] for ours, own in zip(rows, extra))
    write_rows(sink, rows, list(table.index), geometries, feedback)


def write_rows(
    sink: QgsFeatureSink,
    rows: Iterable[Sequence[Any]],
    keys: Sequence[Any] | None,
    geometries: Mapping[Any, QgsGeometry] | None,
    feedback: QgsFeedback,
) -> int:
    """Rows of plain values, in batches. Returns how many were written."""
    batch: list[QgsFeature] = []
    count = 0
    for values in rows:
        feature = QgsFeature()
        feature.setAttributes(list(values))
        if geometries is not None and keys is not None:
            geometry = geometries.get(keys[count])
            if geometry is not None and not geometry.isNull():
                feature.setGeometry(geometry)
        batch.append(feature)
        count += 1
        if len(batch) == BATCH:
            hand_over(sink, batch, feedback)
            batch = []
    hand_over(sink, batch, feedback)
    return count


def hand_over(sink: QgsFeatureSink, batch: list[QgsFeature], feedback: QgsFeedback) -> None:
    """Write a batch; raises Cancelled when asked to stop, VeerkrachtError when the sink refuses."""
    if feedback.isCanceled():
        raise Cancelled
    if batch and not sink.addFeatures(batch, QgsFeatureSink.Flag.FastInsert):
        raise VeerkrachtError(
            N_("The output could not be written: {reason}. Check that the place is writable and not full."),
            reason=sink.lastError() or "?",
        )
