"""A sheet to talk about one buurt, on paper: what the map says, open questions, room to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qgis.core import QgsLayoutItemMap, QgsLayoutMeasurement, QgsPrintLayout
from qgis.PyQt.QtGui import QColor

from ..model.classes import NONE
from ..model.words import codes, word
from . import telling
from .definitions import map_definition
from .legend import patch
from .material import Area, Material
from .page import (
    GREY,
    INK,
    LINE,
    MM,
    Box,
    Sheet,
    fill,
    fitting,
    height_of,
    new_layout,
    paper,
    shortened,
    width_of,
)
from .scene import Scene
from .sheet import FICTIONAL_COLOUR, set_map

#: The edge of the page and its lowest line (mm, A4 standing); larger paper is the same page enlarged.
EDGE, WIDTH, BOTTOM = 12.0, 186.0, 287.0

#: How far around a buurt its map looks (share of its size; at least m).
SURROUNDINGS, NEAREST = 0.9, 300.0

#: The changes that the sheet names, and the map that each belongs to.
CHANGES = (("kl_kwd", "kwetsbaarheid_verandering"), ("kl_ovd", "overlast_verandering"))

#: Height of a line to write on (mm on A4).
RULE = 8.0


def questions(focus: str, signal: str, language: str) -> list[str]:
    """Four open questions for a buurt with these classes: one of recognition, then one on each theme, then on
    direction.

    ``focus``: code of ``kl_focus``; ``signal``: code of ``kl_signa``. Where there is no class the question is neutral.
    """
    letter, digit = (focus[0], focus[1]) if len(focus) == 2 else (NONE, NONE)
    keys = (("recognise",), ("kw", letter), ("ov", digit), ("signal", signal if signal in codes("kl_signa") else NONE))
    return [word("conversation", "question", *key, language=language) for key in keys]


@dataclass
class Setting:
    """What all sheets of one run share. ``size`` is the name of the paper, A4 or A3."""

    material: Material
    scene: Scene
    language: str
    size: str
    made: date

    @property
    def scale(self) -> float:
        """How much larger than A4."""
        return paper(self.size).short / paper("A4").short

    def w(self, *keys: str, **values: object) -> str:
        """A word of the sheets."""
        return word("conversation", *keys, language=self.language, **values)


def page(one: Setting, area: Area) -> tuple[QgsPrintLayout, list[object]]:
    """The sheet of ``area`` (a buurt) and the layers of its map, which the caller removes."""
    on = paper(one.size)
    layout = new_layout(one.scene.project, area.name, *on.size(landscape=False))
    return layout, _Page(one, Sheet(layout)).fill(area)


class _Page:
    """A page that is being filled; all measures are those of A4, times the scale of the paper."""

    def __init__(self, one: Setting, sheet: Sheet) -> None:
        self.one = one
        self.sheet = sheet
        self.k = one.scale

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        return Box(x * self.k, y * self.k, width * self.k, height * self.k)

    def text(self, said: str, x: float, y: float, width: float, height: float, size: float, **style: object) -> None:
        self.sheet.text(said, self.box(x, y, width, height), size * self.k, **style)  # type: ignore[arg-type]

    def height(self, said: str, width: float, size: float, bold: bool = False) -> float:
        """Height (mm on A4) of a text."""
        return height_of(said, width * self.k, size * self.k, bold) / self.k

    def wide(self, said: str, size: float, bold: bool = False) -> float:
        """Width (mm on A4) of a text."""
        return width_of(said, size * self.k, bold) / self.k

    def fill(self, area: Area) -> list[object]:
        y = self._head(area)
        layers = self._map(area, y)
        end = self._classes(area.rows[0], y)
        y = self._about(max(end, y + 62.0) + 4.0)
        self._questions(area.rows[0], y, self._foot())
        return layers

    def _head(self, area: Area) -> float:
        one, table = self.one, self.one.material.table
        name = telling.place_name(area, one.material)
        size = next((s for s in (20.0, 18.0, 16.0, 14.0, 12.0) if self.wide(name, s, True) <= WIDTH), 11.0)
        self.text(
            shortened(name, WIDTH * self.k, size * self.k, True), EDGE, 10.0, WIDTH, 10.0, size, bold=True,
            middle=True, name="title",
        )  # fmt: skip
        gemeente = str(table["gm_naam"].iloc[area.rows[0]])
        parts = [one.w("title"), gemeente, word("general", "signal", language=one.language)]
        tag = word("page", "fictional", language=one.language) if one.material.fictional else ""
        wide = self.wide(tag, 7.0, True) + 4.0 if tag else 0.0
        self.text(
            " · ".join(part for part in parts if part), EDGE, 20.5, WIDTH - wide - 4.0, 5.0, 9.0, colour=GREY,
            middle=True, name="subtitle",
        )  # fmt: skip
        if tag:
            box = self.box(EDGE + WIDTH - wide, 20.5, wide, 4.8)
            self.sheet.box(fill(FICTIONAL_COLOUR), box)
            self.sheet.text(tag, box, 7.0 * self.k, bold=True, colour="#ffffff", align="centre", middle=True)
        self._line(27.5, INK, 0.35)
        return 31.0

    def _line(self, y: float, colour: str = LINE, thick: float = 0.15, x: float = EDGE, width: float = WIDTH) -> None:
        self.sheet.line(x * self.k, y * self.k, width * self.k, colour, thick * self.k)

    def _map(self, area: Area, y: float) -> list[object]:
        one, scene = self.one, self.one.scene
        extent = one.material.extent(area)
        if extent.isNull() or extent.isEmpty():
            return []
        own = scene.highlight(scene.outline(area), veil=False)
        around = max(extent.width(), extent.height()) * SURROUNDINGS
        item = QgsLayoutItemMap(self.sheet.layout)
        self.sheet.place(item, self.box(EDGE + 102.0, y, WIDTH - 102.0, 62.0), "map")
        item.setFrameEnabled(True)
        item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2 * self.k, MM))
        item.setFrameStrokeColor(QColor("#808080"))
        item.setBackgroundColor(QColor("#ffffff"))
        wider = extent.buffered(max(around, NEAREST) / 2)
        size = item.sizeWithUnits()
        scene.fit(area, wider, size.width(), size.height(), margin=0.0, veil=False)
        set_map(item, scene.layers(*own), wider, scene.buurten.crs(), margin=0.0)
        return list(own)

    def _patch(self, map_id: str, code: str, box: Box, size: float) -> None:
        patch(self.sheet, map_definition(map_id), code, box, size * self.k, self.k, self.one.language)

    def _classes(self, row: int, y: float) -> float:
        """What the map says, in words; returns where it ends."""
        one, table = self.one, self.one.material.table
        code = str(table["kl_focus"].iloc[row])
        wide = 98.0
        self.text(one.w("map_says"), EDGE, y, wide, 5.0, 9.5, bold=True)
        y += 7.0
        self._patch("focus", code, self.box(EDGE, y, 17.0, 17.0), 17.0)
        said = word("class", "kl_focus", code, language=one.language)
        said = said[0].upper() + said[1:]
        size = fitting(said, (wide - 20.0) * self.k, 17.0 * self.k, [s * self.k for s in (12.0, 11.0, 10.0, 9.0)], True)
        self.text(said, EDGE + 20.0, y, wide - 20.0, 17.0, size / self.k, bold=True, middle=True, name="class")
        y += 20.0
        for field, map_id in CHANGES:
            code = str(table[field].iloc[row])
            self._patch(map_id, code, self.box(EDGE, y, 8.0, 6.2), 8.5)
            said = word("class", field, code, language=one.language)
            head = word("map", map_id, language=one.language)
            self.text(head, EDGE + 10.5, y - 0.5, wide - 10.5, 3.4, 6.4, colour=GREY)
            self.text(said, EDGE + 10.5, y + 2.5, wide - 10.5, 4.2, 8.4)
            y += 8.6
        note = one.w("note")
        if one.material.base_year:
            years = telling.span(map_definition("signaal_absoluut"), one.material, one.language)
            note = f"{one.w('change', years=years)} {note}"
        high = self.height(note, wide, 7.2)
        self.text(note, EDGE, y + 0.5, wide, high * 1.05 + 0.5, 7.2, colour=GREY)
        return y + high + 2.0

    def _about(self, y: float) -> float:
        """The line that is filled in by hand: day, kind, who was there, how many, whether people recognise the map."""
        one = self.one
        self._line(y, LINE)
        y += 2.5
        size, gap = 8.0, 3.5
        # Blanks to fill in share what the words before them leave of the line.
        shares = {"day": 26.0, "place": 44.0, "who": 42.0, "number": 12.0}
        left = WIDTH - sum(self.wide(one.w(key), size) + 1.5 for key in shares) - gap * (len(shares) - 1)
        x = EDGE
        for key, share in shares.items():
            wide = self.wide(one.w(key), size) + 1.5
            blank = max(8.0, left * share / sum(shares.values()))
            self.text(one.w(key), x, y, wide + 1.0, 5.0, size, middle=True)
            self._line(y + 4.6, "#808080", 0.2, x + wide, blank)
            x += wide + blank + gap
        y += 7.5
        x = EDGE
        for key, choices in (("recognised", codes("herkend")), ("quote", ("ja", "nee"))):
            said = one.w(key)
            self.text(said, x, y, self.wide(said, size) + 2.0, 5.0, size, middle=True)
            x += self.wide(said, size) + 3.0
            for code in choices:
                label = word("class", "herkend", code, language=one.language)
                self.sheet.box(fill("#ffffff", "#404040", 0.25 * self.k), self.box(x, y + 0.8, 3.4, 3.4))
                self.text(label, x + 4.6, y, self.wide(label, size) + 2.0, 5.0, size, middle=True)
                x += self.wide(label, size) + 9.0
            x += 4.0
        self._line(y + 7.5, LINE)
        return y + 10.5

    def _foot(self) -> float:
        """Privacy, and where the figures are from; returns where it begins."""
        one = self.one
        history = telling.source_lines(one.material.history, one.material.referenced, one.language, one.made)
        rest = "\n".join([history[0], *history[-1:]])
        small, size = 6.0, 8.0
        high = self.height(rest, WIDTH, small) * 1.05 + 0.5
        self.text(rest, EDGE, BOTTOM - high, WIDTH, high, small, colour=GREY, name="sources")
        privacy = one.w("privacy")
        tall = self.height(privacy, WIDTH - 6.0, size, True) + 3.0
        top = BOTTOM - high - tall - 2.0
        self.sheet.box(fill("#f3f1ec"), self.box(EDGE, top, WIDTH, tall))
        self.text(privacy, EDGE + 3.0, top, WIDTH - 6.0, tall, size, bold=True, middle=True, name="privacy")
        return top - 2.0

    def _questions(self, row: int, y: float, foot: float) -> None:
        """The questions, each with the same number of lines to write on."""
        table = self.one.material.table
        asked = questions(str(table["kl_focus"].iloc[row]), str(table["kl_signa"].iloc[row]), self.one.language)
        heights = self._heights(asked)
        room = (foot - y - sum(heights)) / len(asked)
        lines = max(1, int((room - 3.0) // RULE))
        for number, (said, high) in enumerate(zip(asked, heights), 1):
            self.text(f"{number}", EDGE, y, 6.0, 6.0, 11.0, bold=True, colour=GREY)
            self.text(said, EDGE + 7.0, y, WIDTH - 7.0, high + 0.5, 10.0, bold=True, name=f"question_{number}")
            y += high
            for i in range(1, lines + 1):
                self._line(y + i * RULE, "#c9c4ba", 0.15, EDGE + 7.0, WIDTH - 7.0)
            y += lines * RULE + (room - lines * RULE)

    def _heights(self, asked: Sequence[str]) -> list[float]:
        return [self.height(said, WIDTH - 7.0, 10.0, True) * 1.03 + 0.5 for said in asked]
