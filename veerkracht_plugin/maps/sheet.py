"""A map page: a template of the paper, filled with a map, its own legend and the words that keep it honest.

The result is an ordinary QGIS layout: its items have names, and a user can change all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from qgis.core import (
    QgsBasicNumericFormat,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemPolygon,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsPrintLayout,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..compat import enum
from ..errors import N_, VeerkrachtError
from ..model.words import codes, word
from ..paths import resource
from . import legend, telling
from .definitions import MapDefinition
from .material import Area, Count, Material, counts, read, read_stock
from .page import (
    GREY,
    INK,
    LINE,
    Box,
    Paper,
    Sheet,
    choose_family,
    fill,
    font,
    height_of,
    paper,
    shown_extent,
    width_of,
    write,
)
from .printing import export_pdf, export_png
from .scene import class_renderer, labeling, merged_borders, on_paper

FICTIONAL_COLOUR = "#a0282c"


@dataclass
class Notes:
    """What stands in words on a page, beside the legend."""

    title: str
    subtitle: str
    footer: Sequence[str]
    fictional: str = ""


@dataclass
class Content:
    """Everything that goes onto a page. ``layers`` and ``overview`` (may be empty) are drawn top first."""

    definition: MapDefinition
    layers: Sequence[QgsMapLayer]
    extent: QgsRectangle
    counts: Mapping[str, Count]
    notes: Notes
    crs: QgsCoordinateReferenceSystem
    #: The legend text of own stock; empty when there is none on the map.
    stock: str = ""
    stock_note: str = ""
    borders: Mapping[str, str] = field(default_factory=dict)
    #: How thick borders are beside what the paper asks.
    lines: float = 1.0
    overview: Sequence[QgsMapLayer] = ()
    overview_extent: QgsRectangle = field(default_factory=QgsRectangle)
    logo: str = ""
    #: Layer id → style, for layers whose own style must stay as it is.
    styles: Mapping[str, str] = field(default_factory=dict)


def _document(name: str) -> QDomDocument:
    path = resource("templates", name + ".qpt")
    document = QDomDocument()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise VeerkrachtError(
            N_("The template {file} is missing. Install the plugin again."), file=path.name
        ) from error
    document.setContent(text)
    return document


def template_name(size: Paper, landscape: bool) -> str:
    """The name of the template for a page, in ``resources/templates``."""
    return f"map_{size.name}_{'landscape' if landscape else 'portrait'}"


@lru_cache(maxsize=16)
def map_frame(size: Paper, landscape: bool) -> tuple[float, float]:
    """Width and height (mm) of the map on this paper."""
    items = _document(template_name(size, landscape)).elementsByTagName("LayoutItem")
    for i in range(items.count()):
        item = items.at(i).toElement()
        if item.attribute("id") == "map":
            width, height = item.attribute("size").split(",")[:2]
            return float(width), float(height)
    raise VeerkrachtError(
        N_("The template {file} is missing. Install the plugin again."), file=template_name(size, landscape)
    )


def is_landscape(extent: QgsRectangle, size: Paper) -> bool:
    """Whether an area is drawn larger on this paper when it lies than when it stands."""

    def scale(landscape: bool) -> float:
        width, height = map_frame(size, landscape)
        return max(extent.width() / width, extent.height() / height)

    return scale(True) <= scale(False)


def make_page(
    project: QgsProject, name: str, size: Paper, landscape: bool, content: Content, language: str
) -> QgsPrintLayout:
    """A layout in ``project`` (not added to its layouts) with one map page."""
    choose_family()
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(_document(template_name(size, landscape)), QgsReadWriteContext())
    if not loaded:
        raise VeerkrachtError(
            N_("The template {file} is missing. Install the plugin again."), file=template_name(size, landscape)
        )
    layout.setName(name)
    page = _Page(layout, size.scale, language)
    page.fill(content, landscape)
    return layout


class _Page:
    """A template that is being filled."""

    def __init__(self, layout: QgsPrintLayout, scale: float, language: str) -> None:
        self.layout = layout
        self.sheet = Sheet(layout)
        self.s = scale
        self.language = language

    def _item(self, name: str, kind: type) -> QgsLayoutItem:
        found = self.layout.itemById(name)
        if not isinstance(found, kind):
            raise VeerkrachtError(N_("The page template has no item {name}. Install the plugin again."), name=name)
        return found

    def _box(self, item: QgsLayoutItem) -> Box:
        at, size = item.positionWithUnits(), item.sizeWithUnits()
        return Box(at.x(), at.y(), size.width(), size.height())

    def _drop(self, *names: str) -> None:
        for name in names:
            item = self.layout.itemById(name)
            if item is not None:
                self.layout.removeLayoutItem(item)

    def fill(self, content: Content, landscape: bool) -> None:
        """Everything on its place."""
        self._head(content)
        plan = self._item("map", QgsLayoutItemMap)
        frame = self._box(plan)
        set_map(plan, content.layers, content.extent, content.crs, content.styles)
        column = self._box(self._item("column", QgsLayoutItemShape))
        self._drop("column")
        self._scale_bar(plan, frame)
        if landscape:
            self._stacked(content, column)
        else:
            self._side_by_side(content, column)
        self._foot(content.notes.footer)

    def _head(self, content: Content) -> None:
        said = content.notes
        title, subtitle = self._item("title", QgsLayoutItemLabel), self._item("subtitle", QgsLayoutItemLabel)
        logo = self._item("logo", QgsLayoutItemPicture)
        box = self._box(title)
        if content.logo:
            logo.setPicturePath(content.logo)
            logo.setPictureAnchor(QgsLayoutItem.ReferencePoint.UpperRight)
        else:
            box = Box(box.x, box.y, self._box(logo).right - box.x, box.height)
            self._drop("logo")
        self.sheet.move(title, box)
        sizes = [part * self.s for part in (16.0, 15.0, 14.0, 13.0, 12.0, 11.0)]
        size = next((one for one in sizes if width_of(said.title, one, True) <= box.width), sizes[-1])
        if width_of(said.title, size, True) > box.width:
            size = next(
                (
                    one * self.s
                    for one in (10.0, 9.0, 8.0)
                    if height_of(said.title, box.width, one * self.s, True) <= box.height
                ),
                7.5 * self.s,
            )
        write(title, said.title, size, bold=True, middle=True)
        write(subtitle, said.subtitle, 9.2 * self.s, colour=GREY)
        if said.fictional:
            place = self._box(subtitle)
            wide = width_of(said.fictional, 7.2 * self.s, True) + 4.0 * self.s
            at = Box(place.x + width_of(said.subtitle, 9.2 * self.s) + 4.0 * self.s, place.y, wide, 4.6 * self.s)
            self.sheet.box(fill(FICTIONAL_COLOUR), at, "fictional_box")
            self.sheet.text(
                said.fictional,
                at,
                7.2 * self.s,
                bold=True,
                colour="#ffffff",
                align="centre",
                middle=True,
                name="fictional",
            )

    def _foot(self, lines: Sequence[str]) -> None:
        label = self._item("sources", QgsLayoutItemLabel)
        box = self._box(label)
        text = "\n".join(lines)
        size = next(
            (
                part * self.s
                for part in (6.8, 6.5, 6.2, 5.9, 5.6, 5.3, 5.0)
                if height_of(text, box.width, part * self.s) * 1.04 <= box.height
            ),
            4.6 * self.s,
        )
        write(label, text, size, colour=GREY)

    def _scale_bar(self, plan: QgsLayoutItemMap, frame: Box) -> None:
        bar = self._item("scale_bar", QgsLayoutItemScaleBar)
        set_scale_bar(bar, plan, plan.extent().width() / frame.width, 22.0 * self.s, 7.2 * self.s)

    def _classes(self, content: Content, x: float, y: float, width: float, columns: int = 1) -> float:
        head = word("map", content.definition.id, language=self.language)
        y = self.sheet.flow(head, x, y - 0.6 * self.s, width, 9.4 * self.s, bold=True) + 1.8 * self.s
        return legend.classes(
            self.sheet,
            content.definition,
            content.counts,
            bool(content.stock),
            x,
            y,
            width,
            self.s,
            self.language,
            columns,
        )

    def _stacked(self, content: Content, column: Box) -> None:
        """The column beside the map of a lying page, from the top down."""
        s = self.s
        y = self._classes(content, column.x, column.y, column.width) + 3.5 * s
        y = legend.symbols(
            self.sheet,
            content.stock,
            content.stock_note,
            content.borders,
            column.x,
            y,
            column.width,
            s,
            content.lines,
        )
        y = self._bar_and_north(column.x, y + 1.5 * s, column.width) + 3.0 * s
        left = column.bottom - y
        if content.overview and left > 22.0 * s:
            high = min(left, 56.0 * s)
            y = self._overview(content, Box(column.x, y, column.width, high)) + 3.0 * s
        else:
            self._drop("overview")
        self._notes(Box(column.x, y, column.width, column.bottom - y))

    def _side_by_side(self, content: Content, band: Box) -> None:
        """The band under the map of a standing page, from left to right."""
        s, gap = self.s, 6.0 * self.s
        many = content.definition.palette != "focus" and len(codes(content.definition.field)) > 6
        width = (2 * 64.0 + 4.0 if many else 76.0) * s
        self._classes(content, band.x, band.y, width, columns=2 if many else 1)
        x = band.x + width + gap
        rest = band.right - x
        wide = min(rest, 62.0 * s)
        y = legend.symbols(
            self.sheet, content.stock, content.stock_note, content.borders, x, band.y, wide, s, content.lines
        )
        y = self._bar_and_north(x, y + 1.5 * s, wide) + 3.0 * s
        more = rest - wide - gap
        # Beside an overview large paper has a third column for notes; else they go under the scale bar.
        third = more > 70.0 * s and bool(content.overview)
        under = Box(x, y, wide if third else rest, band.bottom - y)
        if content.overview and under.height > 20.0 * s:
            across = under.width if third else min(under.width, 58.0 * s)
            self._overview(content, Box(x, y, across, under.height))
            under = Box(x + across + gap, y, rest - across - gap, under.height)
        else:
            self._drop("overview")
        self._notes(Box(x + wide + gap, band.y, more, band.height) if third else under)

    def _bar_and_north(self, x: float, y: float, width: float) -> float:
        s = self.s
        bar, north = self._item("scale_bar", QgsLayoutItemScaleBar), self._item("north", QgsLayoutItemPolygon)
        high = 8.5 * s
        size = bar.sizeWithUnits()
        self.sheet.move(bar, Box(x, y + 1.0 * s, size.width(), size.height()))
        self.sheet.move(north, Box(x + width - 10.0 * s, y, 5.0 * s, high))
        self.sheet.text(
            "N", Box(x + width - 4.5 * s, y + 1.0 * s, 4.5 * s, 4.0 * s), 8.0 * s, bold=True, name="north_letter"
        )
        return y + high

    def _overview(self, content: Content, box: Box) -> float:
        item = self._item("overview", QgsLayoutItemMap)
        head = 4.5 * self.s
        self.sheet.text(
            word("page", "overview", language=self.language),
            Box(box.x, box.y, box.width, head),
            7.2 * self.s,
            bold=True,
            name="overview_head",
        )
        self.sheet.move(item, Box(box.x, box.y + head, box.width, box.height - head))
        set_map(item, content.overview, content.overview_extent, content.crs)
        return box.bottom

    def _notes(self, box: Box) -> None:
        if box.height < 18.0 * self.s or box.width < 30.0 * self.s:
            self._drop("notes")
            return
        item = self._item("notes", QgsLayoutItemShape)
        self.sheet.move(item, box)
        head = word("page", "notes", language=self.language)
        self.sheet.text(
            head,
            Box(box.x + 2.5 * self.s, box.y + 2.0 * self.s, box.width - 5.0 * self.s, 5.0 * self.s),
            7.6 * self.s,
            bold=True,
            name="notes_head",
        )
        y = box.y + 14.0 * self.s
        while y < box.bottom - 3.0 * self.s:
            self.sheet.line(box.x + 2.5 * self.s, y, box.width - 5.0 * self.s, LINE, 0.1 * self.s)
            y += 8.0 * self.s**0.5


def north(sheet: Sheet, x: float, y: float, scale: float) -> None:
    """The arrow of the templates with its letter, on a page without one."""
    wide, high = 5.0 * scale, 8.5 * scale
    points = [(x, y + high), (x + wide / 2, y), (x + wide, y + high), (x + wide / 2, y + 0.72 * high)]
    sheet.polygon(points, fill(INK), "north")
    letter = Box(x + wide + 0.6 * scale, y + 1.0 * scale, 4.5 * scale, 4.0 * scale)
    sheet.text("N", letter, 8.0 * scale, bold=True, name="north_letter")


def set_map(
    item: QgsLayoutItemMap,
    layers: Sequence[QgsMapLayer],
    extent: QgsRectangle,
    crs: QgsCoordinateReferenceSystem,
    styles: Mapping[str, str] | None = None,
    margin: float = 0.04,
) -> None:
    """Layers (top first) and the extent that shows ``extent`` with a margin; styles of its own where given."""
    item.setCrs(crs)
    item.setLayers(list(layers))
    item.setKeepLayerSet(True)
    if styles:
        item.setKeepLayerStyles(True)
        item.setLayerStyleOverrides(dict(styles))
    size = item.sizeWithUnits()
    item.setExtent(shown_extent(extent, size.width() / size.height(), margin))


def set_scale_bar(
    bar: QgsLayoutItemScaleBar, plan: QgsLayoutItemMap, metres_per_mm: float, segment: float, size: float
) -> None:
    """Two segments of a round number of metres or kilometres, each at most ``segment`` mm long."""
    step = _round_step(metres_per_mm * segment)
    unit = QgsUnitTypes.DistanceUnit
    kilometres = step >= 1000.0
    bar.setLinkedMap(plan)
    bar.setSegmentSizeMode(enum(QgsScaleBarSettings, "SegmentSizeMode", "SegmentSizeFixed"))
    bar.setUnits(unit.DistanceKilometers if kilometres else unit.DistanceMeters)
    bar.setUnitLabel("km" if kilometres else "m")
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    bar.setUnitsPerSegment(step / 1000.0 if kilometres else step)
    digits = QgsBasicNumericFormat()
    digits.setShowThousandsSeparator(False)
    bar.setNumericFormat(digits)
    text = QgsTextFormat()
    text.setFont(font())
    text.setSize(size)
    bar.setTextFormat(text)
    bar.update()


def _round_step(length: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not above ``length``."""
    power = 1.0
    while power > length:
        power /= 10.0
    while power * 10.0 <= length:
        power *= 10.0
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= length)


def border_words(material: Material, language: str) -> dict[str, str]:
    """The borders that a map draws, in words."""
    return {
        level: word("page", level + "_border", language=language)
        for level, name in (("wijk", "wk_code"), ("gemeente", "gm_code"))
        if (material.table[name] != "").any()
    }


def stock_words(material: Material, language: str) -> tuple[str, str]:
    """What the legend says of own stock, and how complexes are counted; empty without own stock."""
    if material.stock is None:
        return "", ""
    text = word("page", "stock_complex" if material.stock.has_complexes else "stock_point", language=language)
    return text, word("page", "stock_whole", language=language) if material.stock.by_complex else ""


def make_sheet(
    project: QgsProject,
    name: str,
    definition: MapDefinition,
    layers: Sequence[QgsVectorLayer],
    buurten: QgsVectorLayer,
    notes: Notes,
    language: str,
    stock: str = "",
    size: str = "A4",
    counted: QgsVectorLayer | None = None,
) -> QgsPrintLayout:
    """The same page on the layers of a project, which keep their styles; ``buurten`` is one of ``layers`` (top first).

    ``stock`` is the legend text of own stock on the map, empty when without it. ``counted`` is the layer whose units
    the legend counts: properties count each in their own buurt, where the complexes that are drawn would count as a
    whole. Without it the one that is drawn. The borders of wijk and gemeente join the project outside its layer tree.
    The caller adds the layout to the project.
    """
    on = paper(size)
    source = QgsProcessingFeatureSource(buurten, QgsProcessingContext())
    material = read(source, buurten.name(), QgsFeedback())
    for layer in [counted] if counted is not None else layers:
        # Own units in the legend need to be known by buurt; a layer that does not know them is only drawn.
        if stock and layer is not buurten and "bu_code" in layer.fields().names():
            material.stock = read_stock(
                QgsProcessingFeatureSource(layer, QgsProcessingContext()), layer.name(), QgsFeedback()
            )
    drawn = buurten.clone()
    drawn.setRenderer(class_renderer(definition, language, on.scale))
    drawn.setLabeling(labeling(definition, language, on.scale))
    drawn.setLabelsEnabled(True)
    style = QgsMapLayerStyle()
    style.readFromLayer(drawn)
    words = border_words(material, language)
    borders = [merged_borders(project, buurten, level, words[level], on.scale) for level in reversed(list(words))]
    shown = list(layers)
    styles = {buurten.id(): style.xmlData()}
    for layer in layers:
        # Own stock keeps the colours of this map, whichever one the project shows.
        manager = layer.styleManager()
        if layer is not buurten and definition.id in manager.styles():
            one = manager.style(definition.id)
            if definition.id == manager.currentStyle():
                one.readFromLayer(layer)
            paper_copy = layer.clone()
            one.writeToLayer(paper_copy)
            if isinstance(paper_copy.renderer(), QgsCategorizedSymbolRenderer):
                on_paper(paper_copy, on.scale)
                one.readFromLayer(paper_copy)
            styles[layer.id()] = one.xmlData()
    at = shown.index(buurten)
    shown[at:at] = borders
    content = Content(
        definition,
        shown,
        buurten.extent(),
        counts(material, definition.field, material.table.index),
        notes,
        buurten.crs(),
        stock=stock,
        borders=words,
        styles=styles,
    )
    return make_page(project, name, on, is_landscape(buurten.extent(), on), content, language)


def footer(history: Sequence[str], made: str, language: str) -> list[str]:
    """The lines under a map: what it is and is not, sources with years, method and date."""
    return telling.source_lines(list(history), False, language, date.fromisoformat(made))


def area_notes(
    definition: MapDefinition, area: Area, material: Material, title: str, footer_lines: Sequence[str], language: str
) -> Notes:
    """The words of a page about ``area``; ``title`` in the user's words goes before our own."""
    own = telling.title(definition, area, material, language)
    fictional = word("page", "fictional", language=language) if material.fictional else ""
    span = telling.span(definition, material, language)
    signal = word("general", "signal", language=language)
    parts = [own, span, signal] if title else [span, signal]
    return Notes(title or own, " · ".join(part for part in parts if part), footer_lines, fictional)


def export(layout: QgsPrintLayout, path: Path) -> None:
    """The page as a file; the suffix says which kind."""
    if path.suffix.lower() == ".png":
        export_png(layout, path)
    else:
        export_pdf(layout, path)
