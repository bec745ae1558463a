"""Which gemeenten the map shows: out of a layer of the project that covers the whole view, else asked of PDOK."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas

from ..errors import N_, Cancelled, VeerkrachtError
from .making import gemeenten_of

RD = "EPSG:28992"

#: More gemeenten than this at once are most likely not meant.
MOST = 25

#: A view with more land and sea (m²) than this shows more gemeenten, and would make PDOK send them all.
LARGEST = 1.5e10

#: The part of the view that polygons must cover: a sliver between two borders is no gemeente.
COVER = 0.999

#: A layer of which so many features in sight have no code is about something else.
UNCODED = 100


@dataclass(frozen=True)
class Candidate:
    """A polygon layer of the project, to be read in a thread."""

    name: str
    crs: QgsCoordinateReferenceSystem
    features: QgsVectorLayerFeatureSource


@dataclass
class View:
    """What is looked for: a polygon in ``crs``, the layers that may know, the year of the borders (None: the newest).

    ``shape`` is in RD once it has been looked at.
    """

    shape: QgsGeometry
    crs: QgsCoordinateReferenceSystem
    layers: list[Candidate]
    transforms: QgsCoordinateTransformContext
    year: int | None = None


@dataclass
class Found:
    """The gemeenten (code → name, empty when unknown); ``partial`` names the layer that covers part of the view."""

    gemeenten: dict[str, str] = field(default_factory=dict)
    partial: str = ""


def view_of(canvas: QgsMapCanvas | None, year: int | None = None) -> View:
    """What ``canvas`` shows. Raises VeerkrachtError when that is nothing, or nothing in the Netherlands."""
    if canvas is None or not canvas.layers() or canvas.extent().isEmpty():
        raise VeerkrachtError(
            N_("The map is empty. Add a layer or a background map and zoom to your gemeente, or type its name.")
        )
    settings = canvas.mapSettings()
    crs = settings.destinationCrs()
    if not crs.isValid():
        raise VeerkrachtError(
            N_("The project has no coordinate system. Set it at the lower right of the window, or type the gemeenten.")
        )
    # A map that is turned is no upright box.
    shape = QgsGeometry.fromPolygonXY([[QgsPointXY(corner) for corner in settings.visiblePolygon()]])
    return View(shape, crs, _candidates(), QgsProject.instance().transformContext(), year)


def _in_rd(view: View) -> QgsGeometry:
    """What the view shows of the box round the Netherlands, in RD."""
    from ..layers.read import RD_BOX, transform

    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem(RD), view.crs, view.transforms)
    back = QgsCoordinateTransform(view.crs, QgsCoordinateReferenceSystem(RD), view.transforms)
    try:
        # What lies far outside has no place in RD, so it is cut off first.
        shape = view.shape.intersection(QgsGeometry.fromRect(there.transformBoundingBox(RD_BOX)))
        if not shape.isEmpty():
            shape = transform(shape, back, view.crs.authid()).intersection(QgsGeometry.fromRect(RD_BOX))
    except (QgsCsException, VeerkrachtError):
        shape = QgsGeometry()
    if shape.isEmpty():
        raise _elsewhere()
    if shape.area() > LARGEST:
        raise _too_large()
    return shape


class TooLarge(VeerkrachtError):
    """The view shows more gemeenten than anybody would choose by it."""


def _elsewhere() -> VeerkrachtError:
    return VeerkrachtError(N_("The map shows no gemeente. Zoom to the Netherlands, or type the gemeenten."))


def _too_large() -> TooLarge:
    return TooLarge(
        N_("The map shows too large an area. Zoom in until it shows at most {most} gemeenten, or choose the whole "
           "country."), most=MOST,
    )  # fmt: skip


def _candidates() -> list[Candidate]:
    return [
        Candidate(layer.name(), layer.crs(), QgsVectorLayerFeatureSource(layer))
        for layer in QgsProject.instance().mapLayers().values()
        if isinstance(layer, QgsVectorLayer)
        and layer.isValid()
        and layer.crs().isValid()
        and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
    ]


def gemeenten_in_view(view: View, feedback: Any) -> Found:
    """The gemeenten that the view touches. In a thread.

    A layer that covers the view knows them all. Else PDOK is asked; when it cannot be reached, what the layers know is
    better than nothing, and is said to be part of it. Raises VeerkrachtError.
    """
    view = replace(view, shape=_in_rd(view))
    part = Found()
    for layer in view.layers:
        codes, whole = _in_layer(view, layer, feedback)
        if whole:
            return Found(dict.fromkeys(codes, ""))
        if len(codes) > len(part.gemeenten):
            part = Found(dict.fromkeys(codes, ""), layer.name)
    try:
        return Found(_at_pdok(view, feedback))
    except TooLarge:
        raise
    except VeerkrachtError:
        if not part.gemeenten:
            raise
        return part


def _in_layer(view: View, layer: Candidate, feedback: Any) -> tuple[list[str], bool]:
    """Codes of the gemeenten of a layer that the view touches, and whether its polygons cover the whole view."""
    from ..layers.read import transform

    transformation = QgsCoordinateTransform(layer.crs, QgsCoordinateReferenceSystem(RD), view.transforms)
    request = QgsFeatureRequest()
    inside: list[QgsGeometry] = []
    codes: set[str] = set()
    uncoded = 0
    try:
        back = QgsCoordinateTransform(QgsCoordinateReferenceSystem(RD), layer.crs, view.transforms)
        request.setFilterRect(back.transformBoundingBox(view.shape.boundingBox()))
        for feature in layer.features.getFeatures(request):
            if feedback.isCanceled():
                raise Cancelled
            found = gemeenten_of(feature.attributes())
            # Two gemeenten in one row, such as an old and a new code: which one the polygon is cannot be told.
            if len(found) != 1:
                uncoded += 1
                if uncoded >= UNCODED:
                    return [], False
                continue
            shape = transform(feature.geometry(), transformation, layer.name)
            if not shape.intersects(view.shape):
                continue
            codes |= found
            inside.append(shape.intersection(view.shape))
            if len(codes) > MOST:
                break
    except (QgsCsException, VeerkrachtError):
        # Coordinates that are not of the system that the layer names.
        return [], False
    if len(codes) > MOST:
        raise _too_large()
    covered = QgsGeometry.unaryUnion(inside).area() if inside else 0.0
    return sorted(codes), not uncoded and covered >= COVER * view.shape.area()


def _at_pdok(view: View, feedback: Any) -> dict[str, str]:
    from ..sources.catalogue import catalogue
    from ..sources.fetching import Fetcher, is_absent
    from ..sources.pdok import Gemeenten, NoShapes, gemeenten_within

    years: Sequence[int] = [view.year] if view.year else sorted(map(int, catalogue()["kwb"]["editions"]), reverse=True)
    box = view.shape.boundingBox()
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    fetcher = Fetcher.of(feedback)
    answer: Gemeenten | None = None
    absent: VeerkrachtError | None = None
    for year in years:
        try:
            answer = gemeenten_within(fetcher, year, corners)
            break
        except VeerkrachtError as error:
            if not (isinstance(error, NoShapes) or is_absent(error)):
                raise
            # What is said is about the newest year, which people expect.
            absent = absent or error
    if answer is None:
        raise absent or _elsewhere()
    if not answer.whole:
        raise _too_large()
    found = dict(_touched(view, answer.crs, zip(answer.codes, answer.names, answer.wkb)))
    if not found:
        raise _elsewhere()
    if len(found) > MOST:
        raise _too_large()
    return found


def _touched(view: View, crs: str, rows: Iterable[tuple[str, str, bytes]]) -> Iterable[tuple[str, str]]:
    from ..layers.read import transform

    transformation = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(crs), QgsCoordinateReferenceSystem(RD), view.transforms
    )
    for code, name, wkb in rows:
        shape = QgsGeometry()
        shape.fromWkb(wkb)
        shape = transform(shape, transformation, name)
        if shape.intersects(view.shape):
            yield code, name
