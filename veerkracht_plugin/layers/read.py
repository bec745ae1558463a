"""From QGIS layers to columns of text and geometries in RD."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingFeatureSource,
    QgsRectangle,
    QgsWkbTypes,
)

from ..compat import is_null
from ..errors import N_, Cancelled, VeerkrachtError

#: Amersfoort / RD New, the coordinate system of every polygon layer that we make.
RD = "EPSG:28992"

#: Where RD coordinates of the Netherlands lie (m).
RD_BOX = QgsRectangle(-7000.0, 289000.0, 300000.0, 629000.0)


@dataclass
class SourceRows:
    """A layer as text: ``headers``, ``frame`` (one text column per header, by position), ``geometries`` (or none)."""

    headers: list[str]
    frame: pd.DataFrame
    geometries: list[QgsGeometry]
    #: The attributes as they came, when asked for.
    values: list[list[Any]] = field(default_factory=list)


def as_text(value: Any) -> str:
    """An attribute as text: empty for NULL, whole doubles without ``.0``, others in their shortest exact form."""
    kind = type(value)
    if kind is str or kind is int:
        # As nearly all are.
        return str(value)
    if is_null(value):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def read_rows(
    source: QgsProcessingFeatureSource,
    name: str,
    feedback: QgsFeedback,
    geometry: bool,
    live: bool = False,
    values: bool = False,
    columns: Collection[str] | None = None,
) -> SourceRows:
    """All rows of ``source``; with ``columns`` (lower case) only those have texts, the others are empty.

    ``live`` says that it is a web service, whose count must then equal the rows that came.

    Raises VeerkrachtError for an empty source and for a service that stopped half way; Cancelled when asked to stop.
    """
    headers = [one.name() for one in source.fields()]
    wanted = [columns is None or one.strip().lower() in columns for one in headers]
    request = QgsFeatureRequest()
    if not geometry:
        # The enumeration moved in 3.36; the flag is an economy only, so it is set where the old name still works.
        flag = getattr(QgsFeatureRequest, "NoGeometry", None)
        if flag is not None:
            request.setFlags(flag)
    rows: list[list[str]] = []
    geometries: list[QgsGeometry] = []
    kept: list[list[Any]] = []
    for feature in source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks):
        if feedback.isCanceled():
            raise Cancelled
        attributes = feature.attributes()
        rows.append([as_text(value) if known else "" for value, known in zip(attributes, wanted)])
        if values:
            kept.append(attributes)
        if geometry:
            geometries.append(feature.geometry())
    expected = source.featureCount()
    if live and expected >= 0 and expected != len(rows):
        raise VeerkrachtError(
            N_("The service behind {layer} gave {got} of its {all} rows. Save the layer as GeoPackage first and use "
               "that."),
            layer=name, got=len(rows), all=expected,
        )  # fmt: skip
    if not rows:
        raise VeerkrachtError(N_("{layer} holds no rows. Choose another layer or drop its filter."), layer=name)
    return SourceRows(headers, pd.DataFrame(rows, columns=range(len(headers))), geometries, kept)


def to_rd(
    crs: QgsCoordinateReferenceSystem, context: QgsCoordinateTransformContext, name: str
) -> QgsCoordinateTransform:
    """The transformation from ``crs`` to RD; raises VeerkrachtError for a layer without a coordinate system."""
    if not crs.isValid():
        raise VeerkrachtError(
            N_("{layer} has no coordinate system. Set it in the layer's properties (RD New is EPSG:28992)."), layer=name
        )
    return QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(RD), context)


def transform(geometry: QgsGeometry, transformation: QgsCoordinateTransform, name: str) -> QgsGeometry:
    """``geometry`` in RD. Raises VeerkrachtError when its coordinates are not of its coordinate system."""
    if transformation.isShortCircuited():
        return geometry
    moved = QgsGeometry(geometry)
    box = geometry.boundingBox()
    # PROJ may give a finite but meaningless result for RD metres read as degrees, so that is looked for first.
    misplaced = transformation.sourceCrs().isGeographic() and max(abs(box.xMaximum()), abs(box.yMaximum())) > 360
    if not misplaced:
        try:
            moved.transform(transformation)  # noqa: QGS201
            return moved
        except QgsCsException:
            pass  # nosec B110 - said below, with what to do
    raise VeerkrachtError(
        N_("{layer} has coordinates such as {x}, {y} that do not belong to its coordinate system {crs}. If they are RD "
           "metres, set its coordinate system to EPSG:28992."),
        layer=name, x=f"{box.xMinimum():.0f}", y=f"{box.yMinimum():.0f}", crs=transformation.sourceCrs().authid(),
    )  # fmt: skip


def polygon(parts: Iterable[QgsGeometry]) -> tuple[QgsGeometry, bool]:
    """One valid flat multipolygon of the parts of a buurt (null without area), and whether it had to be repaired."""
    made = [_sound(part) for part in parts if not part.isNull()]
    repaired = any(mended for _, mended in made)
    sound = [geometry for geometry, _ in made if not geometry.isNull()]
    if not sound:
        return QgsGeometry(), False
    geometry = sound[0] if len(sound) == 1 else QgsGeometry.unaryUnion(sound)
    return _polygons_only(geometry), repaired


def _sound(part: QgsGeometry) -> tuple[QgsGeometry, bool]:
    """``part`` without curves, Z and M, valid, polygons only; and whether it had to be repaired."""
    geometry = QgsGeometry(part)
    if QgsWkbTypes.isCurvedType(geometry.wkbType()):
        geometry = QgsGeometry(geometry.constGet().segmentize())
    geometry.get().dropZValue()
    geometry.get().dropMValue()
    repaired = not geometry.isGeosValid()
    if repaired:
        geometry = geometry.makeValid()
    return _polygons_only(geometry), repaired


def _polygons_only(geometry: QgsGeometry) -> QgsGeometry:
    """The polygons of ``geometry`` as one multipolygon (null without any): repairing may leave lines beside them."""
    if geometry.isNull():
        return geometry
    if QgsWkbTypes.flatType(geometry.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        # QGIS' own conversion to a subclass loses the multipolygons inside a collection.
        kind = QgsWkbTypes.GeometryType.PolygonGeometry
        parts = [one for one in geometry.asGeometryCollection() if QgsWkbTypes.geometryType(one.wkbType()) == kind]
        geometry = QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
    if (
        geometry.isNull()
        or QgsWkbTypes.geometryType(geometry.wkbType()) != QgsWkbTypes.GeometryType.PolygonGeometry
        or not geometry.area() > 0
    ):
        return QgsGeometry()
    geometry.convertToMultiType()  # noqa: QGS201
    return geometry
