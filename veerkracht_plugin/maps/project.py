"""A project around the products in one GeoPackage: layers in order, styled, with the nine map themes."""

from __future__ import annotations

from collections.abc import Mapping
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


def fill_project(project: QgsProject, layers: Mapping[str, QgsVectorLayer], classified: str, title: str) -> None:
    """Add ``layers`` (top first) to ``project``, with the nine themes on the layer ``classified``.

    Paths are written relative, so that the project and its GeoPackage can be moved together.
    """
    project.setTitle(title)
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    project.writeEntryBool("Paths", "Absolute", False)
    root = project.layerTreeRoot()
    for name, layer in layers.items():
        project.addMapLayer(layer, False)
        # Own stock has the colours of the buurten, so one open legend tells all.
        root.addLayer(layer).setExpanded(name == classified)
    add_themes(project, layers[classified])
    view = project.viewSettings()
    view.setDefaultViewExtent(_view(layers[classified]))


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
