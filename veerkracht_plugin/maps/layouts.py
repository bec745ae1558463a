"""Pages on the layers of a project itself: ordinary layouts, which its user finds there and can change."""

from __future__ import annotations

from datetime import date

from qgis.core import QgsMapLayerStyle, QgsProject, QgsVectorLayer, QgsWkbTypes

from . import renderers, sheet, telling
from .definitions import MapDefinition
from .material import Material, counts
from .page import Paper
from .scene import class_renderer, labeling, merged_borders, on_paper


class ProjectPages:
    """Makes pages of ``buurten`` (a classified layer of ``project``) with ``own`` stock on top, where it has shapes.

    Each page keeps the style of its map, whatever the layers show later. ``material`` counts what the layers hold.
    """

    def __init__(
        self,
        project: QgsProject,
        buurten: QgsVectorLayer,
        own: QgsVectorLayer | None,
        material: Material,
        on: Paper,
        language: str,
        made: date,
    ) -> None:
        if material.stock is None or own is None or not own.isSpatial():
            own = None
        self._project, self._buurten, self._own, self._material = project, buurten, own, material
        self._on, self._language = on, language
        self._borders_said = sheet.border_words(material, language)
        self._borders = [
            merged_borders(project, buurten, level, self._borders_said[level], on.scale)
            for level in reversed(list(self._borders_said))
        ]
        for one in self._borders:
            # A copy brings the nine styles along, and needs none of them.
            manager = one.styleManager()
            for name in manager.styles():
                if name != manager.currentStyle():
                    manager.removeStyle(name)
        self._lines = telling.sources(material, language, made)
        self._said = sheet.stock_words(material, language) if own is not None else ("", "")
        self._spare = _empty_like(buurten)
        self._mine = _empty_like(own) if own is not None else self._spare

    def add(self, definition: MapDefinition, name: str, title: str = "", logo: str = "") -> None:
        """The page of a map about the whole layer, as the layout ``name``; ``title`` instead of the map's own words."""
        buurten, own, material, scale = self._buurten, self._own, self._material, self._on.scale
        whole = material.whole()
        style = {buurten.id(): _style(self._spare, definition, self._language, scale)}
        if own is not None:
            style[own.id()] = _own_style(self._mine, own, definition, buurten.id(), self._language, scale)
        said, note = self._said
        content = sheet.Content(
            definition,
            [*([own] if own is not None else []), *self._borders, buurten],
            buurten.extent(),
            counts(material, definition.field, whole.rows),
            sheet.area_notes(definition, whole, material, title, self._lines, self._language),
            buurten.crs(),
            stock=said,
            stock_note=note,
            borders=self._borders_said,
            styles=style,
            logo=logo,
        )
        landscape = sheet.is_landscape(buurten.extent(), self._on)
        page = sheet.make_page(self._project, name, self._on, landscape, content, self._language)
        self._project.layoutManager().addLayout(page)


def _empty_like(layer: QgsVectorLayer) -> QgsVectorLayer:
    """A layer of the same kind and columns to make styles on: it opens no file."""
    kind = QgsWkbTypes.displayString(QgsWkbTypes.flatType(layer.wkbType()))
    out = QgsVectorLayer(f"{kind}?crs={layer.crs().authid()}", layer.name(), "memory")
    out.dataProvider().addAttributes(list(layer.fields()))
    out.updateFields()
    return out


def _style(drawn: QgsVectorLayer, definition: MapDefinition, language: str, scale: float) -> str:
    drawn.setRenderer(class_renderer(definition, language, scale))
    drawn.setLabeling(labeling(definition, language, scale))
    drawn.setLabelsEnabled(True)
    return _xml(drawn)


def _own_style(
    drawn: QgsVectorLayer, own: QgsVectorLayer, definition: MapDefinition, buurten: str, language: str, scale: float
) -> str:
    """Own stock in the classes of this map; where it does not know them itself, they are those of its buurt."""
    if own.geometryType() != QgsWkbTypes.GeometryType.PointGeometry:
        return _xml(own)
    names = own.fields().names()
    renderer = (renderers.complexes if "p_C3" in names else renderers.markers)(definition, language)
    if definition.field not in names:
        buurt = f"get_feature('{buurten}', 'bu_code', \"bu_code\")"
        renderer.setClassAttribute(f"coalesce(attribute({buurt}, '{definition.field}'), '{renderers.NONE}')")
    drawn.setRenderer(renderer)
    on_paper(drawn, scale)
    return _xml(drawn)


def _xml(layer: QgsVectorLayer) -> str:
    style = QgsMapLayerStyle()
    style.readFromLayer(layer)
    return str(style.xmlData())
