"""The layers of a map on paper: buurten in their classes, borders in order, labels that give way, own stock on top."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsInvertedPolygonRenderer,
    QgsLabelObstacleSettings,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMergedFeatureRenderer,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsProject,
    QgsProperty,
    QgsRendererCategory,
    QgsRuleBasedLabeling,
    QgsSimpleFillSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..compat import make_field
from ..errors import N_, VeerkrachtError
from ..layers.read import RD
from ..model.classes import CLASS_FIELDS, NONE
from ..model.words import codes, word
from . import renderers
from .definitions import MapDefinition, colours
from .material import LEVELS, Area, Material
from .page import INK, dark, font

#: Direction (degrees) of the lines in classes that grey printing would make alike. ``geen`` has its own at 45°.
HATCH = {"change": {"toename": 90.0, "afname": 0.0}, "signal": {"veerkracht": 0.0, "overlast": 90.0}}

POINTS = QgsUnitTypes.RenderUnit.RenderPoints

WIJK_LINE, GEMEENTE_LINE = "#3c3c3c", "#111111"


def class_symbol(definition: MapDefinition, code: str, scale: float) -> QgsFillSymbol:
    """The fill of a class on paper; ``scale`` is that of the paper, since thin lines on large paper vanish."""
    if code == NONE:
        symbol = renderers.none_fill()
        symbol.symbolLayer(0).setStrokeWidth(0.1 * scale)
        hatch = symbol.symbolLayer(1)
        hatch.setDistance(1.8 * scale)
        hatch.subSymbol().setWidth(0.2 * scale)
        return symbol
    colour = colours()["palettes"][definition.palette][code]
    symbol = QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": colours()["outline"], "outline_width": f"{0.1 * scale}"}
    )
    angle = HATCH.get(definition.palette, {}).get(code)
    if angle is not None:
        hatch = QgsLinePatternFillSymbolLayer()
        hatch.setLineAngle(angle)
        hatch.setDistance(1.5 * scale)
        hatch.setSubSymbol(
            QgsLineSymbol.createSimple({"color": QColor(colour).darker(150).name(), "width": f"{0.16 * scale}"})
        )
        symbol.appendSymbolLayer(hatch)
    return symbol


def class_renderer(definition: MapDefinition, language: str, scale: float) -> QgsCategorizedSymbolRenderer:
    """The map on the buurt layer, as it is on screen with what paper asks for."""
    return QgsCategorizedSymbolRenderer(
        definition.field,
        [
            QgsRendererCategory(
                code, class_symbol(definition, code, scale), renderers.label(definition, code, language)
            )
            for code in codes(definition.field)
        ],
    )


def mark(definition: MapDefinition, code: str, language: str) -> str:
    """What stands on a buurt of this class: its code, or the sign or letter of a class whose code is a word."""
    if code == NONE:
        return ""
    return code if definition.coded else word("mark", code, language=language)


def _text_format(size: float, bold: bool, colour: str, halo: float) -> QgsTextFormat:
    out = QgsTextFormat()
    one = font(bold)
    out.setFont(one)
    out.setSize(size)
    out.setSizeUnit(POINTS)
    out.setColor(QColor(colour))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(halo)
    buffer.setColor(QColor("#ffffff"))
    out.setBuffer(buffer)
    return out


def _rule(
    expression: str,
    size: float,
    bold: bool,
    halo: float,
    priority: int,
    wrap: int,
    inside: bool,
    description: str,
    ink: str,
    ground: str,
) -> QgsRuleBasedLabeling.Rule:
    settings = QgsPalLayerSettings()
    settings.isExpression = True
    settings.fieldName = expression
    settings.placement = QgsPalLayerSettings.Placement.Horizontal
    settings.fitInPolygonOnly = inside
    settings.priority = priority
    settings.autoWrapLength = wrap
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    settings.setFormat(_text_format(size, bold, INK, halo))
    # A dark halo and white letters on dark classes: a white halo there makes small letters a smear.
    properties = settings.dataDefinedProperties()
    properties.setProperty(QgsPalLayerSettings.Property.Color, QgsProperty.fromExpression(ink))
    properties.setProperty(QgsPalLayerSettings.Property.BufferColor, QgsProperty.fromExpression(ground))
    settings.setDataDefinedProperties(properties)
    rule = QgsRuleBasedLabeling.Rule(settings)
    rule.setDescription(description)
    return rule


def labeling(
    definition: MapDefinition, language: str, scale: float, names: bool = True, inside: str = ""
) -> QgsRuleBasedLabeling:
    """The class on each buurt that has room for it, and names that give way to it and to each other.

    ``inside`` is an expression for the buurten in the light; those under a veil have dark letters on white, in grey.
    """
    said = " ".join(
        f"WHEN \"{definition.field}\" = '{code}' THEN '\u00a0{mark(definition, code, language)}\u00a0'"
        for code in codes(definition.field)
        if code != NONE
    )
    palette = colours()["palettes"][definition.palette]
    deep = [code for code in codes(definition.field) if code != NONE and dark(palette[code])]
    named = ", ".join(f"'{code}'" for code in deep) or "''"
    ink = f"CASE WHEN \"{definition.field}\" IN ({named}) THEN '#ffffff' ELSE '{INK}' END"
    fills = " ".join(f"WHEN \"{definition.field}\" = '{code}' THEN '{palette[code]}'" for code in palette)
    ground = f"CASE {fills} ELSE '{colours()['geen']['fill']}' END"
    if inside:
        ink = f"CASE WHEN {inside} THEN {ink} ELSE '#555555' END"
        ground = f"CASE WHEN {inside} THEN {ground} ELSE '#ffffff' END"
    root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
    root.appendChild(
        _rule(f"CASE {said} ELSE '' END", 7.0 * scale**0.95, True, 0.5 * scale, 9, 0, True, "class", ink, ground)
    )
    if names:
        root.appendChild(_rule('"bu_naam"', 5.4 * scale**0.95, False, 0.45 * scale, 3, 14, True, "name", ink, ground))
    return QgsRuleBasedLabeling(root)


def line_symbol(colour: str, width: float) -> QgsFillSymbol:
    """A border without a fill, with a thin white casing that keeps it apart from dark classes."""
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_color": "#ffffff", "outline_width": f"{width * 1.9}"})
    top = QgsSimpleFillSymbolLayer.create({"style": "no", "outline_color": colour, "outline_width": f"{width}"})
    symbol.appendSymbolLayer(top)
    return symbol


def border_symbol(level: str, scale: float) -> QgsFillSymbol:
    """The border of a wijk or of a gemeente."""
    if level == "gemeente":
        return line_symbol(GEMEENTE_LINE, 0.55 * scale)
    return line_symbol(WIJK_LINE, 0.28 * scale)


#: Custom property of a layer of borders: whose they are, of which level, for which paper.
BORDERS = "veerkracht/borders"


def merged_borders(project: QgsProject, layer: QgsVectorLayer, level: str, name: str, scale: float) -> QgsVectorLayer:
    """A copy of ``layer`` in ``project`` that draws the borders of its wijken or gemeenten, dissolved while drawing.

    It stays outside the layer tree; pages of one size share it.
    """
    mine = f"{layer.id()} {level} {scale:g}"
    for one in project.mapLayers().values():
        if one.customProperty(BORDERS) == mine:
            return one
    field = LEVELS[level][0]
    position = layer.fields().lookupField(field)
    symbol = border_symbol(level, scale)
    inner = QgsCategorizedSymbolRenderer(
        field,
        [
            QgsRendererCategory(value, symbol.clone(), str(value))
            for value in sorted(map(str, layer.uniqueValues(position)))
        ],
    )
    copy = layer.clone()
    copy.setName(name)
    copy.setCustomProperty(BORDERS, mine)
    copy.setLabelsEnabled(False)
    copy.setRenderer(QgsMergedFeatureRenderer(inner))
    project.addMapLayer(copy, False)
    return copy


def _memory(name: str, kind: str, fields: Iterable[tuple[str, str]], features: list[QgsFeature]) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs={RD}&index=yes", name, "memory")
    provider = layer.dataProvider()
    provider.addAttributes([make_field(*one) for one in fields])
    layer.updateFields()
    if not provider.addFeatures(features)[0]:
        raise VeerkrachtError(N_("The layer {layer} for the page could not be made. Please report this."), layer=name)
    layer.updateExtents()
    return layer


def _feature(geometry: QgsGeometry, values: list[object]) -> QgsFeature:
    feature = QgsFeature()
    feature.setGeometry(geometry)
    feature.setAttributes(values)
    return feature


class Scene:
    """The layers of one map for pages on paper of one ``scale``. They live in ``project``."""

    def __init__(
        self,
        project: QgsProject,
        material: Material,
        definition: MapDefinition,
        language: str,
        scale: float,
        names: bool = True,
    ) -> None:
        self.project = project
        self.material = material
        self.definition = definition
        self.scale = scale
        self.language = language
        self.names = names
        self.buurten = self._add(self._buurten(language, names))
        self._dissolved: dict[str, dict[str, QgsGeometry]] = {}
        self.borders = [self._add(self._borders(level)) for level in ("gemeente", "wijk") if self._several(level)]
        self.stock: QgsVectorLayer | None = None
        if material.stock is not None and any(not one.isNull() for one in material.stock.geometries):
            self.stock = self._add(self._stock(language))

    def layers(self, *on_top: QgsMapLayer) -> list[QgsMapLayer]:
        """All layers, top first."""
        stock = [self.stock] if self.stock is not None else []
        return [*on_top, *stock, *self.borders, self.buurten]

    def _add(self, layer: QgsVectorLayer) -> QgsVectorLayer:
        self.project.addMapLayer(layer, False)
        return layer

    def _several(self, level: str) -> bool:
        """Whether a level has anything to draw: the border of a gemeente always, that of wijken when there are
        codes.
        """
        return bool((self.material.table[LEVELS[level][0]] != "").any())

    def _buurten(self, language: str, names: bool) -> QgsVectorLayer:
        fields = ["bu_code", "bu_naam", "wk_code", "gm_code", *CLASS_FIELDS]
        rows = self.material.table[fields].astype(str).to_numpy().tolist()
        features = [_feature(one, list(row)) for one, row in zip(self.material.geometries, rows)]
        layer = _memory("buurten", "MultiPolygon", [(name, "text") for name in fields], features)
        layer.setRenderer(class_renderer(self.definition, language, self.scale))
        layer.setLabeling(labeling(self.definition, language, self.scale, names))
        layer.setLabelsEnabled(True)
        return layer

    def light(self, area: Area) -> None:
        """Letters for a page on which ``area`` alone stands in the light."""
        inside = f"\"{LEVELS[area.level][0]}\" = '{area.code}'" if area.level in LEVELS else ""
        self.buurten.setLabeling(labeling(self.definition, self.language, 1.3 * self.scale, self.names, inside))

    def dissolved(self, level: str) -> dict[str, QgsGeometry]:
        """The polygons of all areas of a level by code, dissolved from the buurten."""
        if level not in self._dissolved:
            self._dissolved[level] = {area.code: self.material.outline(area) for area in self.material.areas(level)}
        return self._dissolved[level]

    def outline(self, area: Area) -> QgsGeometry:
        """The polygon around an area."""
        return self.material.outline(area)

    def _borders(self, level: str) -> QgsVectorLayer:
        features = [
            _feature(geometry, [code]) for code, geometry in self.dissolved(level).items() if not geometry.isNull()
        ]
        layer = _memory(level, "MultiPolygon", [("code", "text")], features)
        layer.setRenderer(QgsSingleSymbolRenderer(border_symbol(level, self.scale)))
        return layer

    def _stock(self, language: str) -> QgsVectorLayer:
        """Own stock in the class of its buurt: complexes as discs by size where they are known, else a dot a
        property.
        """
        stock = self.material.stock
        if stock is None:
            raise ValueError("no stock")
        classes = dict(zip(self.material.table["bu_code"], self.material.table[self.definition.field]))
        field = self.definition.field
        features = [
            _feature(QgsGeometry.fromPointXY(QgsPointXY(one.x, one.y)), [classes.get(one.bu_code, NONE), one.units])
            for one in stock.places()
        ]
        layer = _memory("eigen bezit", "Point", [(field, "text"), ("eenheden", "integer")], features)
        if stock.has_complexes:
            layer.setRenderer(renderers.complexes(self.definition, language))
        else:
            layer.setRenderer(renderers.markers(self.definition, language))
        on_paper(layer, self.scale)
        return layer

    def highlight(self, geometry: QgsGeometry, veil: bool = True) -> list[QgsVectorLayer]:
        """One area in the light: what lies around it under a white veil, and a line around it. The caller removes
        them.
        """
        layers = []
        line = _memory("gebied", "MultiPolygon", [("code", "text")], [_feature(geometry, [""])])
        line.setRenderer(QgsSingleSymbolRenderer(line_symbol("#000000", 0.75 * self.scale)))
        layers.append(self._add(line))
        if veil:
            shade = _memory("omgeving", "MultiPolygon", [("code", "text")], [_feature(geometry, [""])])
            inner = QgsSingleSymbolRenderer(
                QgsFillSymbol.createSimple({"color": "255,255,255,150", "outline_style": "no"})
            )
            shade.setRenderer(QgsInvertedPolygonRenderer(inner))
            layers.append(self._add(shade))
        return layers

    def overview(self, geometry: QgsGeometry) -> list[QgsVectorLayer]:
        """The layers of an overview: the area in dark on pale wijken. The caller removes the first, which is the
        area's.
        """
        here = _memory("hier", "MultiPolygon", [("code", "text")], [_feature(geometry, [""])])
        here.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": INK, "outline_color": INK})))
        return [self._add(here), *self._pale()]

    def _pale(self) -> list[QgsVectorLayer]:
        found = self.project.mapLayersByName("overzicht")
        if found:
            return found
        level = next((one for one in ("wijk", "gemeente") if self._several(one)), "gemeente")
        features = [
            _feature(geometry, [code]) for code, geometry in self.dissolved(level).items() if not geometry.isNull()
        ]
        layer = _memory("overzicht", "MultiPolygon", [("code", "text")], features)
        layer.setRenderer(
            QgsSingleSymbolRenderer(
                QgsFillSymbol.createSimple(
                    {"color": "#e4e0d8", "outline_color": "#8f897e", "outline_width": f"{0.12 * self.scale}"}
                )
            )
        )
        return [self._add(layer)]

    def remove(self, layers: Iterable[QgsMapLayer]) -> None:
        """Take layers of one page away again; those that other pages share stay."""
        shared = {layer.id() for layer in self._pale()}
        self.project.removeMapLayers([layer.id() for layer in layers if layer.id() not in shared])


def on_paper(layer: QgsVectorLayer, scale: float) -> None:
    """Discs of own stock in the size of the paper, out of the way of the labels of the buurten."""
    _grow(layer.renderer(), scale**0.8 * 0.7)
    # Draws no label, but is in the way of those of the buurten.
    settings = QgsPalLayerSettings()
    settings.drawLabels = False
    settings.isExpression = True
    settings.fieldName = "''"
    obstacle = QgsLabelObstacleSettings()
    obstacle.setIsObstacle(True)
    obstacle.setFactor(2.0)
    settings.setObstacleSettings(obstacle)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def _grow(renderer: QgsCategorizedSymbolRenderer, factor: float) -> None:
    """Symbols ``factor`` times as large, data-defined sizes included."""
    for position, category in enumerate(renderer.categories()):
        symbol = category.symbol().clone()
        _grow_symbol(symbol, factor)
        renderer.updateCategorySymbol(position, symbol)


def _grow_symbol(symbol: QgsSymbol, factor: float) -> None:
    for layer in symbol.symbolLayers():
        if layer.subSymbol() is not None:
            _grow_symbol(layer.subSymbol(), factor)
            continue
        layer.setSize(layer.size() * factor)
        layer.setStrokeWidth(layer.strokeWidth() * factor)
        size = layer.dataDefinedProperties().property(QgsSymbolLayer.Property.PropertySize)
        if size.isActive():
            grown = QgsProperty.fromExpression(f"({size.expressionString()}) * {factor}")
            layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertySize, grown)
