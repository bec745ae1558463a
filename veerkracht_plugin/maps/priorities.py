"""Complexes in the order of their score: the first of the list dark and numbered, the rest in three paler steps."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import (
    QgsAttributeTableConfig,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRuleBasedRenderer,
    QgsSymbol,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor

from ..compat import enum
from ..model.words import word
from . import renderers
from .definitions import colours

PRODUCT, MATRIX = "prioritised", "plan"


def bands(count: int, top: int) -> list[tuple[int, int]]:
    """First and last rank of each step of the legend, for ``count`` complexes with a score: the first ``top``, and
    three steps of equal length behind them (fewer when there are fewer complexes).
    """
    out = [(1, min(top, count))] if count else []
    rest = count - top
    start = top + 1
    for left in (3, 2, 1):
        length = -(-rest // left) if rest > 0 else 0
        if length > 0:
            out.append((start, start + length - 1))
            start, rest = start + length, rest - length
    return out


def draw(
    layer: QgsVectorLayer,
    language: str,
    count: int,
    top: int,
    parts: Mapping[str, str],
    signals: Mapping[str, str] | None = None,
) -> None:
    """The style of the result: by rank, sorted in the table, with the parts named. ``parts``: field → own column,
    ``signals``: field → kind of own signal.
    """
    for field, kind in (signals or {}).items():
        layer.setFieldAlias(layer.fields().lookupField(field), word("signals", "rate", language=language, kind=kind))
    for field, column in parts.items():
        layer.setFieldAlias(
            layer.fields().lookupField(field), word("prioritise", "part", language=language, column=column)
        )
    config = QgsAttributeTableConfig()
    config.update(layer.fields())
    config.setSortExpression('coalesce("rang", 1000000)')
    layer.setAttributeTableConfig(config)
    layer.setDisplayExpression('"complex"')
    layer.setMapTipTemplate(_tip(layer, language))
    if not layer.isSpatial():
        return
    palette = colours()["palettes"]["rank"]
    root = QgsRuleBasedRenderer.Rule(None)
    for step, (first, last) in enumerate(bands(count, top)):
        key = "first" if step == 0 else "one" if first == last else "band"
        label = word("prioritise", key, language=language, first=first, last=last)
        rule = QgsRuleBasedRenderer.Rule(_symbol(layer, palette[str(step)]))
        rule.setFilterExpression(f'"rang" >= {first} AND "rang" <= {last}')
        rule.setLabel(label)
        root.appendChild(rule)
    rule = QgsRuleBasedRenderer.Rule(_symbol(layer, colours()["geen"]["fill"]))
    rule.setFilterExpression('"rang" IS NULL')
    rule.setLabel(word("prioritise", "none", language=language))
    root.appendChild(rule)
    renderer = QgsRuleBasedRenderer(root)
    # Where discs meet, the one that comes first in the list lies on top.
    renderer.setOrderBy(
        QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause('coalesce("rang", 1000000)', False)])
    )
    renderer.setOrderByEnabled(True)
    layer.setRenderer(renderer)
    layer.setLabeling(_numbers(top))
    layer.setLabelsEnabled(True)


def _symbol(layer: QgsVectorLayer, colour: str) -> QgsSymbol:
    if layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry:
        return QgsFillSymbol.createSimple({"color": colour, "outline_color": "#202020", "outline_width": "0.2"})
    symbol = QgsMarkerSymbol.createSimple({})
    symbol.changeSymbolLayer(0, renderers.complex_disc(colour))
    return symbol


def _numbers(top: int) -> QgsVectorLayerSimpleLabeling:
    """The rank beside the first of the list."""
    settings = QgsPalLayerSettings()
    settings.fieldName = f'CASE WHEN "rang" <= {top} THEN "rang" END'
    settings.isExpression = True
    settings.placement = enum(QgsPalLayerSettings, "Placement", "OverPoint")
    settings.geometryGenerator = "centroid($geometry)"
    settings.geometryGeneratorEnabled = True
    settings.geometryGeneratorType = QgsWkbTypes.GeometryType.PointGeometry
    settings.xOffset, settings.yOffset = 3.2, -2.4
    text = QgsTextFormat()
    text.setSize(9.0)
    text.setColor(QColor("#202020"))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(0.8)
    buffer.setColor(QColor("#ffffff"))
    text.setBuffer(buffer)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


def _tip(layer: QgsVectorLayer, language: str) -> str:
    def line(name: str, decimals: int) -> str:
        return f"{word('field', name, language=language)}: [% coalesce(round(\"{name}\", {decimals}), '–') %]"

    missing = word("field", "ontbreekt", language=language)
    return (
        '<b>[% "complex" %]</b><br/>' + line("rang", 0) + "<br/>" + line("score", 1) + "<br/>" + line("p_top", 0)
        + f"[% CASE WHEN coalesce(\"ontbreekt\", '') <> '' THEN '<br/>{missing}: ' || \"ontbreekt\" ELSE '' END %]"
    )  # fmt: skip
