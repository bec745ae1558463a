"""QGIS layer metadata: what the layer is and is not, its sources and years, licence, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsLayerMetadata,
    QgsMessageLog,
    QgsProviderRegistry,
    QgsRectangle,
    QgsVectorLayer,
)

from ..model.method import method
from ..model.words import LANGUAGES, word


@dataclass
class Provenance:
    """What a product rests on. ``history`` has one line per step or source, oldest first; ``rights`` one per source."""

    title: str
    history: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    fictional: bool = False


def layer_metadata(provenance: Provenance, layer: QgsVectorLayer, language: str) -> QgsLayerMetadata:
    """The metadata of a product in ``language``."""
    out = QgsLayerMetadata()
    out.setType("dataset")
    out.setLanguage({"nl": "nld", "en": "eng"}[language])
    out.setTitle(provenance.title)
    lines = [word("general", "equivalent", language=language), word("general", "signal", language=language) + "."]
    if provenance.fictional:
        lines.insert(0, word("layer", "fictional", language=language).capitalize() + ".")
    out.setAbstract("\n".join(lines))
    out.setHistory([*provenance.history, word("general", "method", language=language, version=method().version)])
    out.setRights(provenance.rights)
    # Of a source without an open licence, such as a member's download, there is none to name.
    out.setLicenses([line for line in provenance.rights if ", CC" in line])
    out.setCrs(layer.crs())
    extent = QgsLayerMetadata.Extent()
    spatial = QgsLayerMetadata.SpatialExtent()
    spatial.extentCrs = QgsCoordinateReferenceSystem(layer.crs())
    # A table has no extent, and OGR complains on stderr when it is asked for one.
    box = layer.extent() if layer.isSpatial() else QgsRectangle()
    if not box.isNull():
        spatial.bounds = QgsBox3d(box.xMinimum(), box.yMinimum(), 0.0, box.xMaximum(), box.yMaximum(), 0.0)
    extent.setSpatialExtents([spatial])
    out.setExtent(extent)
    return out


def history_of(layer: QgsVectorLayer | None) -> list[str]:
    """The history lines of an input, without its line on the method (the product says its own)."""
    if layer is None:
        return []
    known = {word("general", "method", language=lang, version=method().version) for lang in ("nl", "en")}
    return [line for line in layer.metadata().history() if line not in known]


def filter_line(text: str, kept: int, rows: int, language: str) -> str:
    """What a history says of the filter of own stock: the expression, and how many rows it kept."""
    return f"{word('account', 'stock_filter', language=language)}: {text} ({kept}/{rows})"


def filters_in(history: list[str]) -> list[str]:
    """Of the lines of a history those about filters of own stock."""
    heads = tuple(word("account", "stock_filter", language=one) + ": " for one in LANGUAGES)
    return [line for line in history if line.startswith(heads)]


def without_expressions(history: list[str]) -> list[str]:
    """A history for others: of a filter they learn that there was one and how many rows it kept, since an expression
    may name an address.
    """
    told = set(filters_in(history))
    return [f"{one.split(': ')[0]}: {one.rsplit(' ', 1)[-1]}" if one in told else one for one in history]


def rights_of(layer: QgsVectorLayer | None) -> list[str]:
    """The rights lines of an input."""
    return list(layer.metadata().rights()) if layer is not None else []


def store(layer: QgsVectorLayer, metadata: QgsLayerMetadata) -> None:
    """Put the metadata on the layer and, where its provider can keep it (GeoPackage), with the data."""
    layer.setMetadata(metadata)
    uri = layer.source()
    if layer.providerType() == "ogr":
        if Path(uri.split("|")[0]).suffix.lower() != ".gpkg":
            layer.saveDefaultMetadata()
            return
        if "layername=" not in uri:
            # Without the name of the table QGIS does not know where in the file the metadata belong.
            first = layer.dataProvider().subLayers()[0].split(QgsDataProvider.sublayerSeparator())
            uri = f"{uri}|layername={first[1]}"
    elif layer.providerType() != "postgres":
        return
    try:
        QgsProviderRegistry.instance().saveLayerMetadata(layer.providerType(), uri, metadata)  # noqa: QGS201
    except Exception as error:  # noqa: BLE001 - bindings differ in what they raise for a database without rights
        QgsMessageLog.logMessage(f"{layer.name()}: {error}", "Veerkracht", Qgis.MessageLevel.Info)
