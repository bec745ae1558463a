"""Core QGIS renderers for the nine maps and for own stock: a colleague without the plugin sees the same."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGeometryGeneratorSymbolLayer,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..compat import enum
from ..model.words import codes, word
from .definitions import MapDefinition, colours

NONE = "geen"


def label(definition: MapDefinition, code: str, language: str) -> str:
    """The legend text of a class: words, with the code in front where the map carries codes."""
    text = word("class", definition.field, code, language=language)
    return f"{code}  {text}" if definition.coded and code != NONE else text


def none_fill() -> QgsFillSymbol:
    """Grey with a hatch: "no class" is a class of its own, and must not pass for a pale step of a palette."""
    symbol = _symbol(_fill(colours()["geen"]["fill"]))
    hatch = QgsLinePatternFillSymbolLayer()
    hatch.setLineAngle(45.0)
    hatch.setDistance(2.0)
    hatch.setSubSymbol(QgsLineSymbol.createSimple({"color": colours()["geen"]["hatch"], "width": "0.18"}))
    symbol.appendSymbolLayer(hatch)
    return symbol


def _symbol(*layers: QgsSimpleFillSymbolLayer) -> QgsFillSymbol:
    """A fill symbol of ``layers``. Its constructor takes a list without taking over the layers, which then vanish."""
    symbol = QgsFillSymbol.createSimple({})
    symbol.changeSymbolLayer(0, layers[0])
    for layer in layers[1:]:
        symbol.appendSymbolLayer(layer)
    return symbol


def _fill(colour: str) -> QgsSimpleFillSymbolLayer:
    layer = QgsSimpleFillSymbolLayer(QColor(colour))
    layer.setStrokeColor(QColor(colours()["outline"]))
    layer.setStrokeWidth(0.12)
    return layer


def polygons(definition: MapDefinition, language: str) -> QgsCategorizedSymbolRenderer:
    """The map on the buurt layer: one category per class, in legend order, ``geen`` last."""
    palette = colours()["palettes"][definition.palette]
    categories = []
    for code in codes(definition.field):
        symbol: QgsSymbol = none_fill() if code == NONE else _symbol(_fill(palette[code]))
        categories.append(QgsRendererCategory(code, symbol, label(definition, code, language)))
    return QgsCategorizedSymbolRenderer(definition.field, categories)


#: By how much the white rim is wider than the disc, and the dark one than that (mm).
_RIM, _EDGE = 0.75, 0.4


def _disc(colour: str, size: float) -> QgsMarkerSymbol:
    """A disc in ``colour`` with a white and a dark rim, so that it stands out on every class, its own included.

    Each is a disc of its own, the largest below, so that they can be drawn one kind after the other.
    """
    edge, rim, core = (
        QgsMarkerSymbol.createSimple(
            {"name": "circle", "color": shade, "outline_style": "no", "size": f"{size + wider}"}
        )
        for shade, wider in (("#202020", _RIM + _EDGE), ("#ffffff", _RIM), (colour, 0.0))
    )
    edge.appendSymbolLayer(rim.symbolLayer(0).clone())
    edge.appendSymbolLayer(core.symbolLayer(0).clone())
    return edge


def _class_colour(definition: MapDefinition, code: str, none: str) -> str:
    """The colour of a class; ``none`` names the entry of ``geen`` to use."""
    return str(colours()["geen"][none] if code == NONE else colours()["palettes"][definition.palette][code])


#: Diameter (mm) of a property by the units at its point: a flat of 120 homes is one disc, and a larger one.
_STACK = 'coalesce(scale_exp("n_adres", 1, 200, 1.5, 5, 0.5), 1.5)'


def markers(definition: MapDefinition, language: str) -> QgsCategorizedSymbolRenderer:
    """Own stock as points on top of the map, opaque in the colour of their class, larger where units are stacked.

    All dark rims are drawn below all white ones, and those below all discs: homes in a row are a band in the colour of
    their class with one rim around it, and not a row of rims.
    """
    categories = []
    for code in codes(definition.field):
        disc = _sized(_disc(_class_colour(definition, code, "fill"), 1.5), _STACK)
        for level in range(disc.symbolLayerCount()):
            disc.symbolLayer(level).setRenderingPass(level)
        categories.append(QgsRendererCategory(code, disc, label(definition, code, language)))
    renderer = QgsCategorizedSymbolRenderer(definition.field, categories)
    renderer.setUsingSymbolLevels(True)
    return renderer


def _sized(disc: QgsMarkerSymbol, size: str) -> QgsMarkerSymbol:
    """``disc`` with the diameter (mm) that the expression ``size`` gives, and its rim around that."""
    for level, wider in enumerate((_RIM + _EDGE, _RIM, 0.0)):
        disc.symbolLayer(level).setDataDefinedProperty(
            QgsSymbolLayer.Property.PropertySize, QgsProperty.fromExpression(f"{size} + {wider}")
        )
    return disc


def stack_labels() -> QgsVectorLayerSimpleLabeling:
    """The number of units beside a point that holds several: one number, however many rows lie there."""
    settings = QgsPalLayerSettings()
    settings.fieldName = 'CASE WHEN "n_adres" > 1 THEN "n_adres" END'
    settings.isExpression = True
    # All rows of a stack want the same place, so that one of them gets it: its upper right, where the disc ends.
    settings.placement = enum(QgsPalLayerSettings, "Placement", "OverPoint")
    settings.xOffset, settings.yOffset = 3.0, -2.2
    settings.scaleVisibility = True
    settings.minimumScale = STACK_SCALE
    settings.maximumScale = 0
    text = QgsTextFormat()
    text.setSize(7.0)
    text.setColor(QColor("#202020"))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(0.7)
    buffer.setColor(QColor("#ffffff"))
    text.setBuffer(buffer)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


#: From this scale on (1 to …) stacked units carry their number.
STACK_SCALE = 15000.0


#: Diameter (mm) of a complex by its number of units: from the least to the most, which it has from so many units on;
#: area grows with the units.
DISC_LEAST, DISC_MOST, DISC_FULL = 1.2, 6.5, 400
_SIZE = f'coalesce(scale_exp("eenheden", 0, {DISC_FULL}, {DISC_LEAST}, {DISC_MOST}, 0.5), {DISC_LEAST})'


def complexes(definition: MapDefinition, language: str, value: str = "") -> QgsCategorizedSymbolRenderer:
    """A complex as one disc in the middle of its properties, sized by its units, whatever number of points it has.

    ``value``: an expression for its class, where that is not the field of the map.
    """
    categories = []
    for code in codes(definition.field):
        symbol = QgsMarkerSymbol.createSimple({})
        symbol.changeSymbolLayer(0, complex_disc(_class_colour(definition, code, "fill")))
        categories.append(QgsRendererCategory(code, symbol, label(definition, code, language)))
    return QgsCategorizedSymbolRenderer(value or definition.field, categories)


def discs(definition: MapDefinition, language: str) -> QgsCategorizedSymbolRenderer:
    """As :func:`complexes`, for a layer with one point for each complex."""
    return QgsCategorizedSymbolRenderer(
        definition.field,
        [
            QgsRendererCategory(
                code,
                _sized(_disc(_class_colour(definition, code, "fill"), 2.6), _SIZE),
                label(definition, code, language),
            )
            for code in codes(definition.field)
        ],
    )


def disc_width(units: float) -> float:
    """The diameter (mm) of the disc of a complex, its rim included."""
    share = min(1.0, max(0.0, units) / DISC_FULL) ** 0.5
    return DISC_LEAST + (DISC_MOST - DISC_LEAST) * share + _RIM + _EDGE


#: The diameter (mm) of the disc of one property, its rim included.
DOT = 1.5 + _RIM + _EDGE


def complex_disc(colour: str) -> QgsGeometryGeneratorSymbolLayer:
    """A disc in the middle of all points of a complex, its area after its units."""
    middle = QgsGeometryGeneratorSymbolLayer.create({"geometryModifier": "centroid($geometry)", "SymbolType": "Marker"})
    middle.setSubSymbol(_sized(_disc(colour, 2.6), _SIZE))
    return middle


def outlines(definition: MapDefinition, language: str, value: str = "") -> QgsCategorizedSymbolRenderer:
    """Own stock as polygons: outline only, so that the map stays visible inside. ``value`` as in :func:`complexes`."""
    categories = []
    for code in codes(definition.field):
        # Dark and white around the colour: one of them stands out on every class.
        symbol = _symbol(
            _stroke("#202020", 1.4), _stroke("#ffffff", 1.1), _stroke(_class_colour(definition, code, "hatch"), 0.7)
        )
        for level in range(symbol.symbolLayerCount()):
            symbol.symbolLayer(level).setRenderingPass(level)
        categories.append(QgsRendererCategory(code, symbol, label(definition, code, language)))
    # As with points: homes that touch have one rim around them.
    renderer = QgsCategorizedSymbolRenderer(value or definition.field, categories)
    renderer.setUsingSymbolLevels(True)
    return renderer


def _stroke(colour: str, width: float) -> QgsSimpleFillSymbolLayer:
    layer = QgsSimpleFillSymbolLayer()
    layer.setBrushStyle(Qt.BrushStyle.NoBrush)
    layer.setStrokeColor(QColor(colour))
    layer.setStrokeWidth(width)
    return layer
