"""Five lying pages for a board that explain themselves: what the map shows, the map, the buurten, the change, the
ask.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsFeedback, QgsLayoutItemScaleBar, QgsPrintLayout

from ..errors import Cancelled
from ..model.classes import NONE
from ..model.words import word
from . import sheet as map_sheet
from . import telling
from .definitions import DEFAULT_MAP, map_definition
from .factsheet import Setting, concern, place_map, table_of
from .legend import classes as draw_classes
from .legend import height as legend_height
from .legend import symbols as legend_symbols
from .material import counts, number
from .page import GREY, INK, LINE, PALE, Box, Sheet, fill, fitting, height_of, new_layout, shortened, width_of
from .printing import Pdf
from .scene import Scene
from .sheet import FICTIONAL_COLOUR

WIDTH, HEIGHT, EDGE = 297.0, 210.0, 14.0
INNER = WIDTH - 2 * EDGE
PAGES = 5

#: The width of the legend beside a map (mm).
LEGEND = 82.0


def file_word(language: str) -> str:
    """How its file begins."""
    return word("presentation", "file", language=language)


def make(path: Path, one: Setting, feedback: QgsFeedback) -> None:
    """All five pages as one PDF; raises Cancelled when asked to stop."""
    makers: list[Callable[[Setting], QgsPrintLayout]] = [_what, _map, _buurten, _change, _ask]
    with Pdf(path, _w(one, "title", place=one.material.whole().name)) as pdf:
        for maker in makers:
            if feedback.isCanceled():
                raise Cancelled
            pdf.add(maker(one))


def _w(one: Setting, *keys: str, **values: object) -> str:
    return word("presentation", *keys, language=one.language, **values)


def _page(one: Setting, number_of: int, title: str, years: str = "") -> tuple[QgsPrintLayout, Sheet, float, float]:
    """A page with its title and foot; also where its content begins and ends (mm)."""
    layout = new_layout(one.scene.project, title, WIDTH, HEIGHT)
    sheet = Sheet(layout)
    size = next((s for s in (25.0, 22.0, 20.0, 18.0, 16.0) if width_of(title, s, True) <= INNER), 14.0)
    shown = shortened(title, INNER, size, True)
    sheet.text(shown, Box(EDGE, 11.0, INNER, 12.0), size, bold=True, middle=True, name="title")
    place = one.material.whole().name
    signal = word("general", "signal", language=one.language)
    line = " · ".join([_w(one, "title", place=place), years or one.material.year, signal])
    tag_room = 50.0 if one.material.fictional else 0.0
    line = shortened(line, INNER - tag_room, 10.0)
    sheet.text(line, Box(EDGE, 24.0, INNER - tag_room, 5.5), 10.0, colour=GREY, middle=True)
    if one.material.fictional:
        tag = word("page", "fictional", language=one.language)
        wide = width_of(tag, 8.0, True) + 5.0
        box = Box(EDGE + width_of(line, 10.0) + 5.0, 24.0, wide, 5.4)
        sheet.box(fill(FICTIONAL_COLOUR), box)
        sheet.text(tag, box, 8.0, bold=True, colour="#ffffff", align="centre", middle=True, name="fictional")
    sheet.line(EDGE, 32.0, INNER, INK, 0.4)
    foot = "\n".join(one.footer)
    high = height_of(foot, INNER - 20.0, 6.2) * 1.05 + 0.5
    end = HEIGHT - 8.0 - high
    sheet.text(foot, Box(EDGE, end, INNER - 20.0, high), 6.2, colour=GREY, name="sources")
    sheet.text(
        _w(one, "page", n=number_of, all=PAGES), Box(EDGE, HEIGHT - 12.0, INNER, 4.0), 7.0, colour=GREY, align="right"
    )
    return layout, sheet, 38.0, end - 4.0


def _what(one: Setting) -> QgsPrintLayout:
    layout, sheet, y, end = _page(one, 1, _w(one, "p1"))
    column = 146.0
    size = 17.0
    while (
        size > 9.0
        and sum(height_of(_w(one, key), column, size) * 1.05 + 14.0 for key in ("themes", "read", "not")) > end - y
    ):
        size -= 0.5
    for key in ("themes", "read", "not"):
        sheet.text(_w(one, key + "_head"), Box(EDGE, y, column, 7.0), size + 2.0, bold=True)
        y = sheet.flow(_w(one, key), EDGE, y + 7.5, column, size) + 6.5
    x = EDGE + column + 14.0
    width = INNER - column - 14.0
    material = one.material
    found = counts(material, "kl_focus", material.whole().rows)
    sheet.text(word("map", "focus", language=one.language), Box(x, 38.0, width, 7.0), 16.0, bold=True)
    definition, told = map_definition(DEFAULT_MAP), material.stock is not None
    scale = next(
        (s for s in (1.65, 1.55) if legend_height(definition, found, told, width, s, one.language) <= end - 48.0),
        1.42,
    )
    draw_classes(sheet, definition, found, told, x, 48.0, width, scale, one.language)
    return layout


def _map_page(one: Setting, map_id: str, number_of: int, title: str, scene: Scene) -> QgsPrintLayout:
    """A map with its own legend, in the frame of the other pages: no room for notes, but letters for a screen."""
    material, language = one.material, one.language
    whole = material.whole()
    definition = map_definition(map_id)
    layout, sheet, y, end = _page(one, number_of, title, telling.span(definition, material, language))
    x, width = EDGE + INNER - LEGEND, LEGEND
    frame = Box(EDGE, y - 2.0, INNER - LEGEND - 8.0, end - y + 2.0)
    extent = material.extent(whole)
    scene.fit(whole, extent, frame.width, frame.height)
    plan = place_map(sheet, scene, scene.layers(), extent, frame, margin=0.04)
    head = word("map", map_id, language=language)
    under = sheet.flow(head, x, y - 2.5, width, 12.5, bold=True) + 1.5
    found = counts(material, definition.field, whole.rows)
    told = material.stock is not None
    stock, note = map_sheet.stock_words(material, language) if scene.stock is not None else ("", "")
    borders = map_sheet.border_words(material, language)
    # The legend as large as leaves room for what stands under it.
    below = 34.0 + (14.0 if stock else 0.0)
    scale = next(
        (
            one_scale
            for one_scale in (1.2, 1.1, 1.0, 0.9)
            if legend_height(definition, found, told, width, one_scale, language) <= end - under - below
        ),
        0.84,
    )
    under = draw_classes(sheet, definition, found, told, x, under, width, scale, language) + 4.0
    under = legend_symbols(sheet, stock, note, borders, x, under, width, 1.1, scene.lines) + 1.5
    bar = QgsLayoutItemScaleBar(layout)
    sheet.place(bar, Box(x, under + 1.0, 60.0, 10.0), "scale_bar")
    bar.setStyle("Single Box")
    bar.setHeight(1.6)
    map_sheet.set_scale_bar(bar, plan, plan.extent().width() / frame.width, 26.0, 8.0)
    map_sheet.north(sheet, x + width - 11.0, under, 1.1)
    return layout


def _map(one: Setting) -> QgsPrintLayout:
    return _map_page(one, DEFAULT_MAP, 2, _w(one, "p2", place=one.material.whole().name), one.scene)


def _change(one: Setting) -> QgsPrintLayout:
    """The signal map; without it the change of one theme, and without any change the words that say so."""
    table = one.material.table
    for map_id in ("signaal_absoluut", "kwetsbaarheid_verandering", "overlast_verandering"):
        definition = map_definition(map_id)
        if (table[definition.field] != NONE).any():
            # Its layers stay in the project until that is cleared: the layout is drawn later.
            scene = Scene(one.scene.project, one.material, definition, one.language, 1.0)
            return _map_page(one, map_id, 4, _w(one, "p4"), scene)
    layout, sheet, y, _ = _page(one, 4, _w(one, "p4"))
    sheet.text(_w(one, "no_change_head"), Box(EDGE, y + 10.0, INNER, 10.0), 18.0, bold=True)
    sheet.text(word("notice", "no_base", language=one.language), Box(EDGE, y + 22.0, INNER, 20.0), 13.0)
    return layout


def _share(part: float, whole: float, language: str) -> str:
    return number(100.0 * part / whole, language) if whole else "–"


def _tiles(one: Setting, sheet: Sheet, y: float) -> float:
    """What the classes of most concern hold, in large figures."""
    material, language = one.material, one.language
    rows = material.whole().rows
    tiles = []
    for field, code, key in (("kl_focus", "C3", "c3"), ("kl_signa", "druk", "druk")):
        if not (material.table[field] != NONE).any():
            # Nobody knows how many: 0 would be a figure.
            continue
        found = counts(material, field, rows)
        count, residents = found[code], sum(each.inwoners for each in found.values())
        units = sum(each.units for each in found.values())
        tiles.append((str(count.buurten), _w(one, "buurten_" + key)))
        tiles.append(
            (number(count.inwoners, language), _w(one, "res_" + key, p=_share(count.inwoners, residents, language)))
        )
        if material.stock is not None:
            tiles.append((number(count.units, language), _w(one, "own_" + key, p=_share(count.units, units, language))))
    if not tiles:
        return y
    gap = 4.0
    wide = (INNER - gap * (len(tiles) - 1)) / len(tiles)
    for i, (figure, text) in enumerate(tiles):
        box = Box(EDGE + i * (wide + gap), y, wide, 25.0)
        sheet.box(fill(PALE), box)
        sheet.text(figure, Box(box.x + 3.0, y + 2.5, wide - 6.0, 9.5), 20.0, bold=True, middle=True)
        size = fitting(text, wide - 6.0, 10.5, [8.5, 8.0, 7.5, 7.0, 6.5])
        sheet.text(text, Box(box.x + 3.0, y + 12.8, wide - 6.0, 11.0), size, colour=GREY)
    return y + 25.0


def _buurten(one: Setting) -> QgsPrintLayout:
    layout, sheet, y, end = _page(one, 3, _w(one, "p3"))
    y = _tiles(one, sheet, y) + 6.0
    rows = concern(one.material)
    sheet.text(one.w("concern_note") if rows else one.w("no_concern"), Box(EDGE, y, INNER, 5.5), 9.0, colour=GREY)
    table_of(one, sheet, rows, Box(EDGE, y + 7.0, INNER, end - y - 7.0), scale=1.3)
    return layout


def _ask(one: Setting) -> QgsPrintLayout:
    layout, sheet, y, end = _page(one, 5, _w(one, "p5"))
    table = one.material.table
    names = [str(table["bu_naam"].iloc[i] or table["bu_code"].iloc[i]) for i in concern(one.material)[:5]]
    gap = 7.0
    wide = (INNER - 2 * gap) / 3
    texts = [
        (_w(one, "q1_head"), _w(one, "q1")),
        (_w(one, "q2_head"), _w(one, "q2", list=", ".join(names)) if names else _w(one, "q2_none")),
        (_w(one, "q3_head"), _w(one, "q3")),
    ]
    size = next(
        (s for s in (13.0, 12.0, 11.0) if all(height_of(text, wide - 8.0, s) <= 48.0 for _, text in texts)), 10.0
    )
    # What was agreed begins at one height in all three.
    agreed = y + 18.0 + max(height_of(text, wide - 8.0, size) for _, text in texts) * 1.03 + 7.0
    for i, (head, text) in enumerate(texts):
        x = EDGE + i * (wide + gap)
        sheet.box(fill("#ffffff", LINE, 0.3), Box(x, y, wide, end - y))
        sheet.text(head, Box(x + 4.0, y + 3.5, wide - 8.0, 13.0), 14.0, bold=True)
        sheet.flow(text, x + 4.0, y + 18.0, wide - 8.0, size)
        sheet.text(_w(one, "agreed"), Box(x + 4.0, agreed, wide - 8.0, 5.0), 9.0, colour=GREY)
        line = agreed + 13.0
        while line < end - 5.0:
            sheet.line(x + 4.0, line, wide - 8.0, LINE, 0.15)
            line += 10.0
    return layout
