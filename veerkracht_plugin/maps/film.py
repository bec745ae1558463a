"""The film: overlast of every year on the map, for the temporal controller of QGIS."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsLayerDefinition, QgsLayerTree, QgsVectorLayer

from ..compat import set_period
from ..model.words import word
from . import renderers
from .definitions import map_definition

PRODUCT, LINES = "timeseries", "lines"


def draw(layer: QgsVectorLayer, language: str, hold: bool) -> None:
    """The style of the layer: the classes of overlast, and a feature visible in its own year (``hold``: until the next
    measurement).
    """
    layer.setRenderer(renderers.polygons(map_definition("overlast"), language))
    layer.setDisplayExpression('"bu_naam"')
    layer.setMapTipTemplate(_tip(language))
    # Not the date field with a duration of a year: to QGIS that is 365.25 days, and it compares dates with moments as
    # text, so that a picture would show in the year before and in the year after as well.
    until = 'year("datum_tot")' if hold else '"jaar"'
    set_period(layer, 'make_datetime("jaar", 1, 1, 0, 0, 0)', f"make_datetime({until} + 1, 1, 1, 0, 0, 0)")


def write_definition(layer: QgsVectorLayer, path: Path) -> bool:
    """A layer definition (``.qlr``) of ``layer``; whether it could be written.

    The style in a GeoPackage holds the temporal settings, but QGIS drops these when it adds the layer
    (``QgsVectorLayer`` overwrites them with what its provider knows). A definition keeps them.
    """
    tree = QgsLayerTree()
    tree.addLayer(layer)
    written, _ = QgsLayerDefinition.exportLayerDefinition(str(path), tree.children())
    tree.clear()
    return bool(written)


def _tip(language: str) -> str:
    lines = [
        f"{word('field', name, language=language)}: [% coalesce(round(\"{name}\", 3), '–') %]"
        for name in ("ov", "ov_vorig", "ov_gm", "ov_nl")
    ]
    return '<b>[% "bu_naam" %] [% "jaar" %]</b><br/>' + "<br/>".join(lines)
