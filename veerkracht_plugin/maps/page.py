"""Paper: sizes, text that is measured before it is placed, and items on a QGIS layout in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemLabel,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemPolygon,
    QgsLayoutItemShape,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsRectangle,
    QgsSettings,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QPolygonF

from ..compat import set_label_text
from .definitions import colours

MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters

#: Families in order of liking; a setting (``veerkracht/font``) goes first, for the type of a house style.
FAMILIES = ("DejaVu Sans Condensed", "Open Sans", "Segoe UI", "Helvetica Neue", "Arial", "DejaVu Sans")

INK, GREY, PALE, LINE = "#202020", "#5a5a5a", "#f3f1ec", "#b9b4aa"

#: Hundredths of a millimetre in a point, and in a millimetre: text is measured in that unit, where hinting is nothing.
_POINT, _UNIT = 2540.0 / 72.0, 100.0

#: The share of a width that a line may fill by measure.
_SURE = 0.985


@dataclass(frozen=True)
class Paper:
    """A size of paper (mm, portrait) and how much larger than on A4 its texts and lines are."""

    name: str
    short: float
    long: float
    scale: float

    def size(self, landscape: bool) -> tuple[float, float]:
        """Width and height (mm)."""
        return (self.long, self.short) if landscape else (self.short, self.long)


#: Large paper lies on a table with people around it: text grows, but less than the paper does.
PAPERS = (
    Paper("A0", 841.0, 1189.0, 2.7),
    Paper("A1", 594.0, 841.0, 2.05),
    Paper("A2", 420.0, 594.0, 1.55),
    Paper("A3", 297.0, 420.0, 1.2),
    Paper("A4", 210.0, 297.0, 1.0),
)


def paper(name: str) -> Paper:
    """The paper of this name; KeyError if there is none."""
    for one in PAPERS:
        if one.name == name:
            return one
    raise KeyError(name)


@dataclass(frozen=True)
class Box:
    """A rectangle on the page (mm from the upper left corner)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


def shown_extent(extent: QgsRectangle, ratio: float, margin: float = 0.04) -> QgsRectangle:
    """``extent`` with a margin, widened to width : height = ``ratio``. (An item that was only just placed cannot
    zoom.)
    """
    width, height = extent.width() * (1 + margin), extent.height() * (1 + margin)
    width, height = max(width, height * ratio), max(height, width / ratio)
    return QgsRectangle.fromCenterAndSize(extent.center(), width, height)


@lru_cache(maxsize=8)
def _installed(wanted: tuple[str, ...]) -> str:
    known = set(QFontDatabase().families())
    for family in wanted:
        # Some systems list a condensed face under its wide family only, and still give it when asked.
        if family in known or QFontInfo(QFont(family)).family() == family:
            return family
    return QFont().family()


def family() -> str:
    """The font family of all pages."""
    return _family.name or choose_family()


class _Family:
    """The family in use; settings are read once for a page and not for every letter."""

    name = ""


_family = _Family()


def choose_family() -> str:
    """Read the setting again; every new layout does."""
    chosen = str(QgsSettings().value("veerkracht/font", "") or "")
    _family.name = _installed((chosen, *FAMILIES) if chosen else FAMILIES)
    return _family.name


def font(bold: bool = False, italic: bool = False) -> QFont:
    """The font of the pages; its size is set where it is used."""
    out = QFont(family())
    out.setBold(bold)
    out.setItalic(italic)
    return out


@lru_cache(maxsize=256)
def _metrics(name: str, size: float, bold: bool) -> QFontMetricsF:
    one = QFont(name)
    one.setBold(bold)
    one.setPixelSize(max(1, round(size * _POINT)))
    return QFontMetricsF(one)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """The width (mm) of the widest line of ``text`` at ``size`` points."""
    metrics = _metrics(family(), size, bold)
    return max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0.0) / _UNIT


def line_height(size: float, bold: bool = False) -> float:
    """The height (mm) of a line of text at ``size`` points."""
    return float(_metrics(family(), size, bold).lineSpacing()) / _UNIT


def height_of(text: str, width: float, size: float, bold: bool = False) -> float:
    """The height (mm) of ``text`` wrapped to ``width`` (mm) at ``size`` points.

    Older versions of QGIS break a line at a hyphen as well, newer ones only at a blank: the higher of the two counts.
    A device places letters by its own dots, so that a line may come out a little wider than it measures.
    """
    metrics = _metrics(family(), size, bold)
    flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
    room = width * _UNIT * _SURE
    box = metrics.boundingRect(QRectF(0, 0, room, 1e7), flags, text)
    lines = sum(_lines(part, room, metrics) for part in text.split("\n"))
    return max(float(box.height()), metrics.height() + (lines - 1) * metrics.lineSpacing()) / _UNIT


def _lines(text: str, width: float, metrics: QFontMetricsF) -> int:
    """How many lines a paragraph takes when it breaks at blanks only."""
    lines, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and metrics.horizontalAdvance(longer) > width:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines


def fitting(text: str, width: float, height: float, sizes: Sequence[float], bold: bool = False) -> float:
    """The largest of ``sizes`` (points, largest first) at which ``text`` fits in the box; the smallest if none does."""
    for size in sizes:
        longest = max((width_of(part, size, bold) for part in text.split()), default=0.0)
        if longest <= width and height_of(text, width, size, bold) <= height:
            return size
    return sizes[-1]


def shortened(text: str, width: float, size: float, bold: bool = False) -> str:
    """``text`` on one line, cut with … where it is wider than ``width`` (mm)."""
    if width_of(text, size, bold) <= width:
        return text
    while text and width_of(text.rstrip() + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def dark(colour: str) -> bool:
    """Whether white letters read better on ``colour`` than dark ones (relative luminance, WCAG 2)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    one = QColor(colour)
    light = 0.2126 * linear(one.redF()) + 0.7152 * linear(one.greenF()) + 0.0722 * linear(one.blueF())
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.06


def ink_on(colour: str) -> str:
    """White or dark ink, whichever reads on ``colour``."""
    return "#ffffff" if dark(colour) else INK


def fill(colour: str, outline: str = "", width: float = 0.1) -> QgsFillSymbol:
    """A plain fill; no outline when ``outline`` is empty."""
    style = {"outline_color": outline, "outline_width": f"{width}"} if outline else {"outline_style": "no"}
    return QgsFillSymbol.createSimple({"color": colour, **style})


def swatch(colour: str) -> QgsFillSymbol:
    """The fill of a legend patch."""
    return fill(colour, colours()["outline"], 0.1)


class Sheet:
    """Puts items on the first page of a layout, in millimetres from its upper left corner."""

    def __init__(self, layout: QgsPrintLayout) -> None:
        self.layout = layout
        self._kept: list[QgsLayoutItem] = []

    def place(self, item: QgsLayoutItem, box: Box, name: str = "") -> None:
        """Add ``item`` at ``box``; ``name`` is its id, by which a user finds it."""
        # In this order: an item that is not yet on a layout takes a place without telling anyone of it.
        self.move(item, box)
        self.layout.addLayoutItem(item)
        if name:
            item.setId(name)
        self._kept.append(item)

    @staticmethod
    def move(item: QgsLayoutItem, box: Box) -> None:
        """Put an item that is already there at ``box``."""
        item.attemptSetSceneRect(QRectF(box.x, box.y, box.width, box.height))

    def text(
        self,
        text: str,
        box: Box,
        size: float,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        middle: bool = False,
        italic: bool = False,
        name: str = "",
        rotation: float = 0.0,
    ) -> QgsLayoutItemLabel:
        """A text in ``box``, wrapped; ``align`` is left, right or centre."""
        label = QgsLayoutItemLabel(self.layout)
        write(label, text, size, bold, colour, align, middle, italic)
        self.place(label, box, name)
        if rotation:
            label.setItemRotation(rotation)
        return label

    def flow(
        self, text: str, x: float, y: float, width: float, size: float, bold: bool = False, colour: str = INK
    ) -> float:
        """A text as high as it needs to be; returns where it ends (mm from the top)."""
        height = height_of(text, width, size, bold) * 1.03 + 0.3
        self.text(text, Box(x, y, width, height), size, bold, colour)
        return y + height

    def box(self, symbol: QgsFillSymbol, box: Box, name: str = "", round_corners: float = 0.0) -> QgsLayoutItemShape:
        """A rectangle."""
        shape = QgsLayoutItemShape(self.layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        shape.setSymbol(symbol)
        self.place(shape, box, name)
        return shape

    def disc(self, symbol: QgsFillSymbol, x: float, y: float, size: float) -> None:
        """A circle of diameter ``size`` around a point."""
        shape = QgsLayoutItemShape(self.layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Ellipse)
        shape.setSymbol(symbol)
        self.place(shape, Box(x - size / 2, y - size / 2, size, size))

    def line(self, x: float, y: float, width: float, colour: str = LINE, thick: float = 0.15) -> None:
        """A horizontal line, as a thin rectangle: that is drawn alike by every version."""
        self.box(fill(colour), Box(x, y - thick / 2, width, thick))

    def polygon(
        self, points: Sequence[tuple[float, float]], symbol: QgsFillSymbol, name: str = ""
    ) -> QgsLayoutItemPolygon:
        """A closed shape through ``points``."""
        shape = QgsLayoutItemPolygon(QPolygonF([QPointF(x, y) for x, y in points]), self.layout)
        shape.setSymbol(symbol)
        self.layout.addLayoutItem(shape)
        if name:
            shape.setId(name)
        self._kept.append(shape)
        return shape

    def picture(self, path: str, box: Box, name: str = "") -> QgsLayoutItemPicture:
        """A picture, as large as fits in ``box``; ``path`` may be ``base64:…``."""
        item = QgsLayoutItemPicture(self.layout)
        item.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
        item.setPicturePath(path)
        self.place(item, box, name)
        return item

    def group(self, since: int, name: str) -> None:
        """Everything that was placed after the first ``since`` items as one group, which a user moves as a whole."""
        items = self._kept[since:]
        if len(items) > 1:
            group: QgsLayoutItemGroup = self.layout.groupItems(items)
            group.setId(name)

    @property
    def count(self) -> int:
        """How many items have been placed."""
        return len(self._kept)


def write(
    label: QgsLayoutItemLabel,
    text: str,
    size: float,
    bold: bool = False,
    colour: str = INK,
    align: str = "left",
    middle: bool = False,
    italic: bool = False,
) -> None:
    """Text, type and alignment of a label. Left is set by name: the default of some versions spreads the words."""
    label.setText(text)
    label.setMarginX(0.0)
    label.setMarginY(0.0)
    set_label_text(label, font(bold, italic), size, QColor(colour))
    flag = Qt.AlignmentFlag
    label.setHAlign({"left": flag.AlignLeft, "right": flag.AlignRight, "centre": flag.AlignHCenter}[align])
    label.setVAlign(flag.AlignVCenter if middle else flag.AlignTop)


def new_layout(project: Any, name: str, width: float, height: float) -> QgsPrintLayout:
    """A layout with one empty page of this size (mm)."""
    choose_family()
    layout = QgsPrintLayout(project)
    layout.setName(name)
    page = QgsLayoutItemPage(layout)
    page.setPageSize(QgsLayoutSize(width, height, MM))
    layout.pageCollection().addPage(page)
    return layout
