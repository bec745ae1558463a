"""Own stock as columns, whether it is read feature by feature or straight from a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np
import numpy.typing as npt
from qgis.core import (
    QgsCoordinateTransform,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)

from ..errors import N_, Cancelled, VeerkrachtError
from .gpkg import Table, read_points
from .placing import moved
from .read import RD_BOX, as_text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Rows between two looks whether the user has cancelled.
_LOOK = 1000


@dataclass
class Properties:
    """Rows of own stock in the order of reading: feature ids, coordinates as they stand (NaN = none), and the texts of
    the columns that have a role, by field name, without blanks around them.
    """

    keys: Ints
    x: Floats
    y: Floats
    texts: dict[str, list[str]]


#: Rows from the start of a layer that are looked at, and filled cells looked for in a column that is empty there.
_FIRST, _FILLED = 500, 200


def samples(source: QgsProcessingFeatureSource, feedback: QgsFeedback) -> list[list[str]]:
    """Filled cells of each field of ``source`` as text, enough to see what it holds. Raises Cancelled."""
    fields = source.fields()
    flag = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    out: list[list[str]] = [[] for _ in range(fields.count())]
    for number, feature in enumerate(source.getFeatures(without_geometry(QgsFeatureRequest().setLimit(_FIRST)), flag)):
        if number % _LOOK == 0 and feedback.isCanceled():
            raise Cancelled
        for column, raw in zip(out, feature.attributes()):
            text = as_text(raw).strip()
            if text:
                column.append(text)
    if source.featureCount() >= 0 and source.featureCount() <= _FIRST:
        return out
    for i, column in enumerate(out):
        if len(column) >= _FILLED // 10:
            continue
        filled = QgsExpression.quotedColumnRef(fields.at(i).name()) + " IS NOT NULL"
        request = without_geometry(QgsFeatureRequest().setFilterExpression(filled).setLimit(_FILLED))
        request.setSubsetOfAttributes([i])
        if feedback.isCanceled():
            raise Cancelled
        column[:] = [text for f in source.getFeatures(request, flag) if (text := as_text(f.attribute(i)).strip())]
    return out


def without_geometry(request: QgsFeatureRequest) -> QgsFeatureRequest:
    """A copy of ``request`` that asks for no geometry, where this QGIS still knows the flag by its old name."""
    out = QgsFeatureRequest(request)
    flag = getattr(QgsFeatureRequest, "NoGeometry", None)
    if flag is not None:
        out.setFlags(out.flags() | flag)
    return out


def by_feature(
    source: QgsProcessingFeatureSource,
    features: Iterable[QgsFeature],
    names: Sequence[str],
    feedback: QgsFeedback,
    progress: Callable[[int], None],
) -> Properties:
    """The rows that ``features`` gives, whatever their geometry is. Raises Cancelled."""
    keys: list[int] = []
    xs: list[float] = []
    ys: list[float] = []
    places = [source.fields().lookupField(name) for name in names]
    columns: list[list[str]] = [[] for _ in names]
    spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
    for number, feature in enumerate(features):
        if number % _LOOK == 0:
            if feedback.isCanceled():
                raise Cancelled
            progress(number)
        keys.append(feature.id())
        x = y = np.nan
        if spatial and feature.hasGeometry():
            point = point_of(feature.geometry())
            if point is not None:
                at = point.asPoint()
                x, y = at.x(), at.y()
        xs.append(x)
        ys.append(y)
        for column, place in zip(columns, places):
            column.append(as_text(feature.attribute(place)).strip())
    return Properties(
        np.asarray(keys, dtype=np.int64), np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64),
        dict(zip(names, columns)),
    )  # fmt: skip


def by_column(
    table: Table,
    wanted: Ints | None,
    names: Sequence[str],
    feedback: QgsFeedback,
    progress: Callable[[int], None],
) -> Properties | None:
    """The rows of ``table``, those with the keys ``wanted`` only when they are given; None when it holds no mere
    points.
    """
    found = read_points(table, names, as_text, feedback, progress)
    if found is None:
        return None
    found.texts = [[text.strip() for text in column] for column in found.texts]
    if wanted is None:
        return Properties(found.keys, found.x, found.y, dict(zip(names, found.texts)))
    wanted = np.unique(wanted)
    at = np.searchsorted(found.keys, wanted)
    if len(found.keys) < len(wanted) or np.any(found.keys[np.minimum(at, len(found.keys) - 1)] != wanted):
        return None
    texts = {name: [column[i] for i in at.tolist()] for name, column in zip(names, found.texts)}
    return Properties(wanted, found.x[at], found.y[at], texts)


def point_of(geometry: QgsGeometry) -> QgsGeometry | None:
    """The point that stands for a geometry: itself, else a point on its surface; None where there is none."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    if QgsWkbTypes.flatType(geometry.wkbType()) == QgsWkbTypes.Type.Point:
        return geometry
    surface = geometry.pointOnSurface()
    if surface.isNull():
        surface = geometry.makeValid().pointOnSurface()
    return None if surface.isNull() or surface.isEmpty() else surface


def in_rd(x: Floats, y: Floats, transformation: QgsCoordinateTransform, name: str) -> tuple[Floats, Floats]:
    """Coordinates in RD (m), all in one go; NaN for those that have no place in it.

    Raises VeerkrachtError when most of them do not belong to the coordinate system that the layer says.
    """
    if transformation.isShortCircuited():
        return x, y
    there = np.isfinite(x) & np.isfinite(y)
    # PROJ may give a finite but meaningless result for RD metres read as degrees, so that is looked for first.
    sane = there.copy()
    if transformation.sourceCrs().isGeographic():
        sane &= (np.abs(x, where=there, out=np.zeros_like(x)) <= 360) & (
            np.abs(y, where=there, out=np.zeros_like(y)) <= 360
        )
    new_x, new_y = moved(np.where(sane, x, np.nan), np.where(sane, y, np.nan), transformation)
    lost = np.flatnonzero(there & ~np.isfinite(new_x))
    if 2 * len(lost) > np.count_nonzero(there):
        raise VeerkrachtError(
            N_("{layer} has coordinates such as {x}, {y} that do not belong to its coordinate system {crs}. If they "
               "are RD metres, set its coordinate system to EPSG:28992."),
            layer=name, x=f"{x[lost[0]]:.0f}", y=f"{y[lost[0]]:.0f}", crs=transformation.sourceCrs().authid(),
        )  # fmt: skip
    return new_x, new_y


def within_rd(x: Floats, y: Floats) -> tuple[Floats, Floats, int]:
    """RD coordinates with those outside the Netherlands made NaN, and how many those were."""
    there = np.isfinite(x) & np.isfinite(y)
    inside = (x >= RD_BOX.xMinimum()) & (x <= RD_BOX.xMaximum()) & (y >= RD_BOX.yMinimum()) & (y <= RD_BOX.yMaximum())
    kept = there & inside
    far = int(np.count_nonzero(there & ~inside))
    return np.where(kept, x, np.nan), np.where(kept, y, np.nan), far
