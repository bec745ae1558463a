"""A project around the products in one GeoPackage: layers in order, styled, with the nine map themes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping
from html import escape
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


def write_project(project: QgsProject, path: Path) -> None:
    """The project as ``.qgz`` at ``path``, without the name of who saved it and the place where that was.

    Raises VeerkrachtError when it cannot be written.
    """
    plain = path.with_suffix(".qgs")
    metadata = project.metadata()
    metadata.setAuthor("")
    project.setMetadata(metadata)
    if not project.write(str(plain)):
        raise VeerkrachtError(
            N_("{table} could not be written ({reason}). Check that the folder is writable and not full."),
            table=path.name, reason=project.error() or "?",
        )  # fmt: skip
    text = plain.read_text(encoding="utf-8")
    # In layouts QGIS writes where a layer was, beside the id by which it finds it.
    for folder in {str(path.parent), path.parent.as_posix()}:
        for mark in "/\\":
            text = text.replace(escape(folder + mark, quote=False).replace('"', "&quot;"), "./")
    text = re.sub(r'\sprojectStyleId="attachment:///[^"]*"', "", text)
    head, tag, rest = _split_tag(text)
    tag = re.sub(r'\s(?:saveUser|saveUserFull|saveDateTime)="[^"]*"', "", tag)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(plain.name, (1980, 1, 1, 0, 0, 0)), head + tag + rest, zipfile.ZIP_DEFLATED)
    plain.unlink()
    # QGIS keeps the file that it writes over.
    Path(f"{plain}~").unlink(missing_ok=True)
    # Beside a .qgs newer versions leave an empty store of project styles.
    path.with_name(f"{path.stem}_attachments.zip").unlink(missing_ok=True)


def _split_tag(text: str) -> tuple[str, str, str]:
    start = text.index("<qgis")
    end = text.index(">", start) + 1
    return text[:start], text[start:end], text[end:]
