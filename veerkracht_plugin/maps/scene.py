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
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsProject,
    QgsProperty,
    QgsRectangle,
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

from ..compat import enum, make_field
from ..errors import N_, VeerkrachtError
from ..layers.read import RD
from ..model.classes import CLASS_FIELDS, NONE
from ..model.words import codes, word
from . import lettering, renderers
from .definitions import MapDefinition, colours
from .material import LEVELS, Area, Material
from .page import INK, dark, font, ink_on, shown_extent

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


def labeling(definition: MapDefinition, language: str, scale: float, names: bool = True) -> QgsRuleBasedLabeling:
    """The class on each buurt that has room for it, and names that give way to it and to each other.

    For a map of any scale; :meth:`Scene.fit` places letters on one of known scale.
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
    root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
    root.appendChild(
        _rule(f"CASE {said} ELSE '' END", 7.0 * scale**0.95, True, 0.5 * scale, 9, 0, True, "class", ink, ground)
    )
    if names:
        root.appendChild(_rule('"bu_naam"', 5.4 * scale**0.95, False, 0.45 * scale, 3, 14, True, "name", ink, ground))
    return QgsRuleBasedLabeling(root)


def _fixed(kind: str, size: float, bold: bool, halo: float) -> QgsRuleBasedLabeling.Rule:
    """Letters of a kind that stand where their point is, whatever else there is."""
    settings = QgsPalLayerSettings()
    settings.fieldName = "words"
    settings.placement = enum(QgsPalLayerSettings, "Placement", "OverPoint")
    settings.quadOffset = enum(QgsPalLayerSettings, "QuadrantPosition", "QuadrantOver")
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    settings.setFormat(_text_format(size, bold, INK, halo))
    properties = settings.dataDefinedProperties()
    names = QgsPalLayerSettings.Property
    properties.setProperty(names.Color, QgsProperty.fromField("ink"))
    properties.setProperty(names.BufferColor, QgsProperty.fromField("ground"))
    properties.setProperty(names.AlwaysShow, QgsProperty.fromValue(True))
    settings.setDataDefinedProperties(properties)
    rule = QgsRuleBasedLabeling.Rule(settings)
    rule.setFilterExpression(f"\"kind\" = '{kind}'")
    rule.setDescription(kind)
    return rule


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
        self._thin = 1.0
        self._letters: QgsVectorLayer | None = None
        self.stock: QgsVectorLayer | None = None
        self._discs: list[tuple[float, float, float]] = []
        if material.stock is not None and any(not one.isNull() for one in material.stock.geometries):
            self.stock = self._add(self._stock(language))

    def layers(self, *on_top: QgsMapLayer) -> list[QgsMapLayer]:
        """All layers, top first."""
        letters = [self._letters] if self._letters is not None else []
        stock = [self.stock] if self.stock is not None else []
        return [*letters, *on_top, *stock, *self.borders, self.buurten]

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

    @property
    def lines(self) -> float:
        """How much thinner borders are on the page than they would be by its paper alone (0.5 to 1)."""
        return self._thin

    def fit(
        self, area: Area, extent: QgsRectangle, width: float, height: float, margin: float = 0.04, veil: bool = True
    ) -> None:
        """Letters and borders for a map of ``width`` by ``height`` (mm) that shows ``extent`` with a margin.

        What is not of ``area`` is written in grey when it lies under a ``veil``. Until the next call; a page is drawn
        before that.
        """
        shown = shown_extent(extent, width / height, margin)
        unit = shown.width() / width
        table, language = self.material.table, self.language
        inside = set(area.rows)
        shapes = {i: one for i, one in enumerate(self.material.geometries) if not one.isNull()}
        sides = [shapes[i].area() ** 0.5 / unit for i in area.rows if i in shapes]
        self._draw_borders(lettering.thinned(sides, self.scale))
        by = self.scale**0.95 * lettering.grown(sides, self.scale)
        sizes = (lettering.CLASS_SIZE * by, lettering.NAME_SIZE * by)
        discs = [(x, y, across / 2 * unit) for x, y, across in self._discs if shown.contains(QgsPointXY(x, y))]
        placing = lettering.Lettering(unit, self.scale, discs)
        found: list[lettering.Letters] = []
        frame = shown.buffered(-0.6 * self.scale * unit)
        if self.names and table["gm_code"].iloc[area.rows].nunique() > 1:
            rows = {area.rows[0]: area for area in self.material.areas("gemeente") if inside & set(area.rows)}
            outlines = self.dissolved("gemeente")
            plots = [lettering.Plot(row, outlines[one.code], "", one.name) for row, one in rows.items()]
            plots = [one for one in plots if not one.shape.isNull()]
            found += placing.gemeenten(plots, lettering.GEMEENTE_SIZE * self.scale**0.95)
        for here in (True, False):
            plots = []
            for i, shape in shapes.items():
                if (i in inside) != here or not shape.boundingBox().intersects(frame):
                    continue
                seen = shape if frame.contains(shape.boundingBox()) else shape.clipped(frame)
                sign = mark(self.definition, str(table[self.definition.field].iloc[i]), language)
                plots.append(lettering.Plot(i, seen, sign, str(table["bu_naam"].iloc[i] or "")))
            found += placing.buurten(plots, sizes, self.names)
        self._write(found, inside if veil else set(shapes), sizes)

    def _draw_borders(self, thin: float) -> None:
        self._thin = thin
        for layer in self.borders:
            layer.setRenderer(QgsSingleSymbolRenderer(border_symbol(layer.name(), self.scale * thin)))

    def _write(self, letters: list[lettering.Letters], inside: set[int], sizes: tuple[float, float]) -> None:
        """The letters as a layer of points that carry nothing but their text."""
        palette = colours()["palettes"][self.definition.palette]
        grey = str(colours()["geen"]["fill"])
        features = []
        for one in letters:
            code = str(self.material.table[self.definition.field].iloc[one.row])
            ink, ground = ink_on(palette.get(code, grey)), palette.get(code, grey)
            if one.kind == "gemeente":
                ink, ground = INK, "#ffffff"
            elif one.row not in inside:
                ink, ground = "#555555", "#ffffff"
            point = QgsGeometry.fromPointXY(QgsPointXY(one.x, one.y))
            features.append(_feature(point, [one.kind, one.text, ink, ground]))
        if self._letters is not None:
            self.project.removeMapLayer(self._letters.id())
        layer = _memory("letters", "Point", [(name, "text") for name in ("kind", "words", "ink", "ground")], features)
        layer.setRenderer(QgsNullSymbolRenderer())
        root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
        halo = 0.55 * self.scale
        for kind, size, bold in (
            ("gemeente", lettering.GEMEENTE_SIZE * self.scale**0.95, True),
            ("class", sizes[0], True),
            ("name", sizes[1], False),
        ):
            root.appendChild(_fixed(kind, size, bold, halo * (1.5 if kind == "gemeente" else 1.0)))
        layer.setLabeling(QgsRuleBasedLabeling(root))
        layer.setLabelsEnabled(True)
        self.buurten.setLabelsEnabled(False)
        self._letters = self._add(layer)

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
            layer.setRenderer(renderers.discs(self.definition, language))
        else:
            layer.setRenderer(renderers.markers(self.definition, language))
        _grow(layer.renderer(), _growth(self.scale))
        widths = [renderers.disc_width(one.units) if stock.has_complexes else renderers.DOT for one in stock.places()]
        self._discs = [(one.x, one.y, wide * _growth(self.scale)) for one, wide in zip(stock.places(), widths)]
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
        """The layers of an overview: the area in dark on pale wijken or gemeenten. The caller removes the first,
        which is the area's.
        """
        here = _memory("hier", "MultiPolygon", [("code", "text")], [_feature(geometry, [""])])
        here.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": INK, "outline_color": INK})))
        return [self._add(here), *self._pale()]

    def _pale(self) -> list[QgsVectorLayer]:
        found = self.project.mapLayersByName("overzicht")
        if found:
            return found
        # Wijken in one gemeente; in several they would be a net of lines.
        one_gemeente = self.material.table["gm_code"].nunique() == 1
        level = "wijk" if one_gemeente and self._several("wijk") else "gemeente"
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


def _growth(scale: float) -> float:
    """How much larger discs are than on screen."""
    return scale**0.8 * 0.7


def on_paper(layer: QgsVectorLayer, scale: float) -> None:
    """Discs of own stock in the size of the paper, out of the way of the labels of the buurten."""
    _grow(layer.renderer(), _growth(scale))
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
