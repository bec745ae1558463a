"""One sheet: a map with its title, legend, sources and the words that keep it honest, as an ordinary QGIS layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from ..compat import set_label_text
from ..errors import N_, VeerkrachtError
from ..model.method import method
from ..model.words import codes, word
from . import renderers
from .definitions import MapDefinition, colours

#: A4 landscape (mm) and the width of the legend column.
WIDTH, HEIGHT, COLUMN, MARGIN = 297.0, 210.0, 74.0, 8.0

FONT = "DejaVu Sans"


@dataclass
class Notes:
    """What stands in words on a sheet."""

    title: str
    subtitle: str
    footer: Sequence[str]


class _Sheet:
    """Puts items on a layout, in millimetres from the upper left corner."""

    def __init__(self, layout: QgsPrintLayout) -> None:
        self.layout = layout

    def place(self, item: QgsLayoutItem, x: float, y: float, width: float, height: float) -> None:
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x, y, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
        item.attemptResize(QgsLayoutSize(width, height, QgsUnitTypes.LayoutUnit.LayoutMillimeters))

    def text(
        self, text: str, x: float, y: float, width: float, height: float, size: float, bold: bool = False,
        centred: bool = False, rotation: float = 0.0, colour: str = "#202020",
    ) -> None:  # fmt: skip
        label = QgsLayoutItemLabel(self.layout)
        label.setText(text)
        font = QFont(FONT)
        font.setBold(bold)
        set_label_text(label, font, size, QColor(colour))
        if centred:
            label.setHAlign(Qt.AlignmentFlag.AlignHCenter)
            label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
        self.place(label, x, y, width, height)
        if rotation:
            label.setItemRotation(rotation)

    def box(self, symbol: QgsFillSymbol, x: float, y: float, width: float, height: float) -> None:
        shape = QgsLayoutItemShape(self.layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        shape.setSymbol(symbol)
        self.place(shape, x, y, width, height)


def make_sheet(
    project: QgsProject,
    name: str,
    definition: MapDefinition,
    layers: Sequence[QgsMapLayer],
    buurten: QgsVectorLayer,
    notes: Notes,
    language: str,
    stock: str = "",
) -> QgsPrintLayout:
    """A layout in ``project`` with the map of ``definition``; ``layers`` from top to bottom, ``buurten`` among them.

    ``stock`` is the legend text of the own stock on the map, empty when there is none.
    """
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(name)
    sheet = _Sheet(layout)
    map_width, top, bottom = WIDTH - COLUMN - 3 * MARGIN, 26.0, 22.0
    item = QgsLayoutItemMap(layout)
    sheet.place(item, MARGIN, top, map_width, HEIGHT - top - bottom)
    item.setLayers(list(layers))
    item.setKeepLayerSet(True)
    item.setCrs(buurten.crs())
    item.setExtent(_shaped(buurten.extent(), map_width / (HEIGHT - top - bottom)))
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
    item.setFrameStrokeColor(QColor("#808080"))
    item.setBackgroundColor(QColor("#ffffff"))
    sheet.text(notes.title, MARGIN, 6.0, WIDTH - 2 * MARGIN, 10.0, 17.0, bold=True)
    sheet.text(notes.subtitle, MARGIN, 16.0, WIDTH - 2 * MARGIN, 7.0, 9.5)
    left = MARGIN + map_width + MARGIN
    below = _legend(sheet, definition, left, top, language)
    if stock:
        _stock_line(sheet, stock, left, below)
        below += 9.0
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(item)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    bar.setUnitsPerSegment(_round_step(item.extent().width() / 1000.0 / 8.0))
    bar.setHeight(1.6)
    text = QgsTextFormat()
    text.setFont(QFont(FONT))
    text.setSize(7.5)
    bar.setTextFormat(text)
    sheet.place(bar, left, below + 4.0, COLUMN, 10.0)
    sheet.text("\n".join(notes.footer), MARGIN, HEIGHT - bottom + 2.5, WIDTH - 2 * MARGIN, bottom - 4.0, 6.8)
    return layout


def _shaped(extent: QgsRectangle, ratio: float) -> QgsRectangle:
    """``extent`` with a margin, widened to width : height = ``ratio``. (A map item that was only just placed cannot zoom.)"""
    width, height = extent.width() * 1.04, extent.height() * 1.04
    width, height = max(width, height * ratio), max(height, width / ratio)
    return QgsRectangle.fromCenterAndSize(extent.center(), width, height)


def _round_step(length: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not above ``length``."""
    power = 1.0
    while power > length:
        power /= 10.0
    while power * 10.0 <= length:
        power *= 10.0
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= length)


def _symbol(colour: str) -> QgsFillSymbol:
    return QgsFillSymbol.createSimple({"color": colour, "outline_color": colours()["outline"], "outline_width": "0.1"})


def _legend(sheet: _Sheet, definition: MapDefinition, x: float, y: float, language: str) -> float:
    """The legend; returns where it ends (mm from the top)."""
    title = word("map", definition.id, language=language)
    sheet.text(title, x, y, COLUMN, 9.0, 10.0, bold=True)
    y += 11.0
    palette = colours()["palettes"][definition.palette]
    if definition.palette == "focus":
        y = _square(sheet, palette, x, y, language)
        names = [renderers.NONE]
    else:
        names = codes(definition.field)
    for code in names:
        symbol = renderers.none_fill() if code == renderers.NONE else _symbol(palette[code])
        sheet.box(symbol, x, y, 7.0, 5.0)
        sheet.text(renderers.label(definition, code, language), x + 9.0, y - 0.2, COLUMN - 9.0, 8.5, 7.8)
        y += 9.5 if len(names) <= 6 else 8.0
    return y


def _stock_line(sheet: _Sheet, text: str, x: float, y: float) -> None:
    """Three circles of rising size: own stock is drawn by number of units, in the colour of its class."""
    for at, size in ((0.5, 1.8), (3.0, 2.8), (6.5, 4.2)):
        shape = QgsLayoutItemShape(sheet.layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Ellipse)
        shape.setSymbol(QgsFillSymbol.createSimple({"color": "#ffffff", "outline_color": "#202020", "outline_width": "0.3"}))
        sheet.place(shape, x + at, y + 2.5 - size / 2.0, size, size)
    sheet.text(text, x + 13.0, y, COLUMN - 13.0, 8.5, 7.8)


def _square(sheet: _Sheet, palette: dict[str, str], x: float, y: float, language: str) -> float:
    """The 3 × 3 square of the focuskaart: kwetsbaarheid upward, overlast to the right, both in words."""
    side, left = 15.0, x + 9.0
    for row, letter in enumerate("CBA"):
        for column, digit in enumerate("123"):
            code = letter + digit
            sheet.box(_symbol(palette[code]), left + column * side, y + row * side, side, side)
            dark = QColor(palette[code]).lightnessF() < 0.5
            sheet.text(code, left + column * side, y + row * side, side, side, 9.0, bold=True, centred=True,
                       colour="#ffffff" if dark else "#202020")  # fmt: skip
    end = y + 3 * side
    sheet.text(word("legend", "ov_axis", language=language), left, end + 1.0, 3 * side, 5.0, 8.0, centred=True)
    # Items turn about their middle, so this one is laid with its middle beside the square.
    sheet.text(word("legend", "kw_axis", language=language), x + 4.5 - 1.5 * side, y + 1.5 * side - 2.5, 3 * side, 5.0, 8.0,
               centred=True, rotation=-90.0)  # fmt: skip
    end += 7.5
    lines = [f"{key}: {word('legend', key, language=language)}" for key in ("A", "B", "C", "1", "2", "3")]
    sheet.text("\n".join(lines), x, end, COLUMN, 26.0, 7.8)
    return end + 27.0


def export_png(layout: QgsPrintLayout, path: Path, dpi: int = 200) -> None:
    """The layout as a PNG; raises VeerkrachtError when it cannot be written."""
    from osgeo import gdal

    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = dpi
    # QGIS tries to write the place on earth into the PNG, which GDAL cannot and complains of.
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        result = QgsLayoutExporter(layout).exportToImage(str(path), settings)
    finally:
        gdal.PopErrorHandler()
    if result != QgsLayoutExporter.ExportResult.Success:
        raise VeerkrachtError(N_("The image {file} could not be written. Check that the folder is writable."), file=path.name)


def footer(history: Sequence[str], made: str, language: str) -> list[str]:
    """The lines under a map: what it is and is not, sources with years, method and date."""
    general = [
        word("general", "signal", language=language) + ". " + word("general", "equivalent", language=language),
        word("general", "method", language=language, version=method().version).capitalize() + f" · {made}",
    ]
    return [general[0], " · ".join(history), general[1]]
