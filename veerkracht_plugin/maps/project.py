"""A project around the products in one GeoPackage: layers in order, styled, with the nine map themes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsReferencedRectangle, QgsVectorLayer

from ..errors import N_, VeerkrachtError
from .themes import add_themes


def open_layers(package: Path, tables: Mapping[str, str]) -> dict[str, QgsVectorLayer]:
    """The tables of a GeoPackage as layers (``tables``: table → title).

    Raises VeerkrachtError for one that is not there.
    """
    layers = {}
    for table, title in tables.items():
        layer = QgsVectorLayer(f"{package}|layername={table}", title, "ogr")
        if not layer.isValid():
            raise VeerkrachtError(N_("{file} holds no layer {layer}. Make it again."), file=package.name, layer=table)
        layers[table] = layer
    return layers


def fill_project(
    project: QgsProject,
    layers: Mapping[str, QgsVectorLayer],
    classified: str,
    title: str,
    hidden: Collection[str] = (),
) -> None:
    """Add ``layers`` (top first) to ``project``, with the nine themes on the layer ``classified`` (empty: none);
    those whose ids are ``hidden`` are there, but off.

    Paths are written relative, so that the project and its GeoPackage can be moved together.
    """
    project.setTitle(title)
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    project.writeEntryBool("Paths", "Absolute", False)
    root = project.layerTreeRoot()
    for name, layer in layers.items():
        project.addMapLayer(layer, False)
        # Own stock has the colours of the buurten, so one open legend tells all.
        node = root.addLayer(layer)
        node.setExpanded(name == classified)
        node.setItemVisibilityChecked(layer.id() not in hidden)
    shown = layers.get(classified) or next((one for one in layers.values() if one.isSpatial()), None)
    if classified:
        add_themes(project, layers[classified])
    if shown is not None:
        project.viewSettings().setDefaultViewExtent(_view(shown))


def _view(layer: QgsVectorLayer) -> QgsReferencedRectangle:
    box = layer.extent()
    box.scale(1.05)
    return QgsReferencedRectangle(box, layer.crs())


#: Complexes are drawn further out than this scale, single homes closer by.
SWITCH_SCALE = 15000.0


def far_and_near(complexes: QgsVectorLayer, homes: QgsVectorLayer) -> None:
    """Complexes when far out, homes when close by; never both on top of each other."""
    complexes.setScaleBasedVisibility(True)
    complexes.setMaximumScale(SWITCH_SCALE)
    homes.setScaleBasedVisibility(True)
    homes.setMinimumScale(SWITCH_SCALE)
