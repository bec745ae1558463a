"""A factsheet: one page about a buurt or a wijk, and the summary page in front of a bundle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from qgis.core import QgsLayoutItemMap, QgsLayoutItemPicture, QgsLayoutMeasurement, QgsPrintLayout, QgsRectangle
from qgis.PyQt.QtGui import QColor

from ..model.audience import hidden_areas
from ..model.classes import NONE
from ..model.method import method
from ..model.notes import summarise
from ..model.police import FIELDS as POLICE
from ..model.police import YEAR as POLICE_YEAR
from ..model.position import Positions, score, value
from ..model.signals import PerBuurt
from ..model.words import word
from . import beside, charts, stories, telling
from .definitions import colours, map_definition
from .legend import classes as draw_classes
from .legend import patch
from .material import Area, Material, Stock, counts, number
from .page import (
    GREY,
    INK,
    LINE,
    MM,
    PALE,
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

#: The edge of the page, its width inside the edges and its lowest line (mm, A4 standing).
EDGE, INNER, BOTTOM = 11.0, 188.0, 287.0

#: Classes on a factsheet, in the order in which they are read, and the map that each belongs to.
ROWS = (
    ("kl_kw", "kwetsbaarheid"),
    ("kl_kwd", "kwetsbaarheid_verandering"),
    ("kl_ov", "overlast"),
    ("kl_ovd", "overlast_verandering"),
    ("kl_signa", "signaal_absoluut"),
    ("kl_signr", "signaal_relatief"),
    ("kl_corp", "corporatiebezit"),
)

#: Focus classes that are talked about first, and how far around an area its map looks (share of its size; at least m).
CONCERN = ("C3", "C2", "B3")
SURROUNDINGS, NEAREST = 0.7, 250.0


@dataclass
class Setting:
    """What all factsheets of one run share."""

    material: Material
    positions: Positions
    scene: Scene
    language: str
    extern: bool
    footer: Sequence[str]
    years: telling.Years
    #: For others: the fewest own units of an area that are told.
    least: int
    #: For others: the buurten whose own units are not told.
    hidden: Collection[str] = ()
    #: Notes and conversations from the field (:func:`..layers.notes.rows_of`), for the story behind the figures.
    notes: Sequence[Mapping[str, Any]] = ()
    #: Own registrations, for the pages that stay inside.
    signals: PerBuurt | None = None

    def w(self, *keys: str, **values: object) -> str:
        """A word of factsheets."""
        return word("factsheet", *keys, language=self.language, **values)


def setting(
    material: Material, scene: Scene, language: str, extern: bool, made: date, least: int | None = None
) -> Setting:
    """Everything that is computed once. ``least``: the fewest own units that others may see, else the method's."""
    return Setting(
        material,
        Positions(material.table, material.reference, not material.referenced, material.floor),
        scene,
        language,
        extern,
        telling.sources(material, language, made),
        telling.years(material.history),
        method().extern_minimum_units if least is None else least,
    )


def for_outside(stock: Stock, least: int) -> tuple[Stock, set[str]]:
    """Own stock without complexes, places and the buurten whose units stay inside, and which those are: the same as in
    a shared folder (:func:`..model.audience.hidden_areas`).

    What is left out counts nowhere, so that no sum on the page gives it away.
    """
    sums = stock.rows[stock.rows["bu_code"] != ""].groupby("bu_code")["eenheden"].sum()
    hidden = hidden_areas({str(code): float(units) for code, units in sums.items()}, least)
    keep = ~stock.rows["bu_code"].isin(hidden) & (stock.rows["bu_code"] != "")
    rows = stock.rows[keep].copy().reset_index(drop=True)
    rows["complex"] = ""
    return Stock(rows, [], stock.by_complex), hidden


def _layout(one: Setting, name: str) -> tuple[QgsPrintLayout, Sheet]:
    layout = new_layout(one.scene.project, name, *paper("A4").size(landscape=False))
    return layout, Sheet(layout)


def _head(one: Setting, sheet: Sheet, title: str, subtitle: str) -> float:
    size = next((s for s in (20.0, 18.0, 16.0, 14.0, 12.0) if width_of(title, s, True) <= INNER), 11.0)
    sheet.text(
        shortened(title, INNER, size, True), Box(EDGE, 9.5, INNER, 10.0), size, bold=True, middle=True, name="title"
    )
    tag = word("page", "fictional", language=one.language) if one.material.fictional else ""
    wide = width_of(tag, 7.0, True) + 4.0 if tag else 0.0
    room = INNER - wide - 4.0
    small = next((s for s in (9.0, 8.5, 8.0, 7.5) if width_of(subtitle, s) <= room), 7.0)
    sheet.text(subtitle, Box(EDGE, 20.0, room, 5.0), small, colour=GREY, middle=True, name="subtitle")
    if tag:
        box = Box(EDGE + INNER - wide, 20.0, wide, 4.8)
        sheet.box(fill(FICTIONAL_COLOUR), box)
        sheet.text(tag, box, 7.0, bold=True, colour="#ffffff", align="centre", middle=True, name="fictional")
    sheet.line(EDGE, 27.0, INNER, INK, 0.35)
    return 30.5


def _foot(one: Setting, sheet: Sheet, extra: str = "") -> float:
    """The sources at the bottom; returns where they begin."""
    text = "\n".join([*([extra] if extra else []), *one.footer])
    high = height_of(text, INNER, 5.7) * 1.05 + 0.5
    sheet.line(EDGE, BOTTOM - high - 1.2, INNER)
    sheet.text(text, Box(EDGE, BOTTOM - high, INNER, high), 5.7, colour=GREY, name="sources")
    return BOTTOM - high - 2.5


def _section(sheet: Sheet, text: str, x: float, y: float, width: float) -> float:
    sheet.text(text, Box(x, y, width, 5.0), 9.5, bold=True)
    return y + 6.0


def place_map(
    sheet: Sheet, scene: Scene, layers: Sequence[object], extent: QgsRectangle, box: Box, margin: float
) -> QgsLayoutItemMap:
    """A map in a thin frame that shows ``extent`` with a margin."""
    item = QgsLayoutItemMap(sheet.layout)
    sheet.place(item, box, "map")
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2, MM))
    item.setFrameStrokeColor(QColor("#808080"))
    item.setBackgroundColor(QColor("#ffffff"))
    set_map(item, list(layers), extent, scene.buurten.crs(), margin=margin)
    return item


def _svg(sheet: Sheet, svg: str, box: Box) -> None:
    item = QgsLayoutItemPicture(sheet.layout)
    item.setMode(QgsLayoutItemPicture.Format.FormatSVG)
    item.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
    item.setPicturePath(charts.encoded(svg), QgsLayoutItemPicture.Format.FormatSVG)
    sheet.place(item, box)


# -- one area
# -----------------------------------------------------------------------------------------------------------


def page(one: Setting, area: Area, small: set[str]) -> tuple[QgsPrintLayout, list[object]]:
    """The factsheet of ``area`` and the layers that are its own. ``small``: buurten whose own stock is not to be
    told.
    """
    material, language = one.material, one.language
    table = material.table
    name = telling.place_name(area, material)
    layout, sheet = _layout(one, name)
    gemeente = str(table["gm_naam"].iloc[area.rows[0]])
    parts = [area.code, material.year, word("general", "signal", language=language)]
    if area.level == "buurt":
        row = area.rows[0]
        code = str(table["wk_code"].iloc[row])
        wijk = str(table["wk_naam"].iloc[row]) or (f"Wijk {code[2:]}" if code else "")
        parts.insert(
            0, word("page", "in_gemeente", language=language, place=wijk, gemeente=gemeente) if wijk else gemeente
        )
    else:
        parts.insert(0, gemeente)
    y = _head(one, sheet, name, " · ".join(part for part in parts if part))
    foot = _foot(one, sheet, one.w("extern_note", n=one.least) if one.extern else "")
    left, gap = 94.0, 5.0
    right = Box(EDGE + left + gap, y, INNER - left - gap, 80.0)
    layers = _area_map(one, sheet, area, right)
    if area.level == "buurt":
        _classes(one, sheet, area.rows[0], EDGE, y, left)
    else:
        _distribution(one, sheet, area, EDGE, y, left, y + 80.0)
    y = _positions(one, sheet, area, y + 84.0)
    half = (INNER - gap) / 2
    high = 42.0
    _development(one, sheet, area, Box(EDGE, y, half, high))
    _stock(one, sheet, area, small, Box(EDGE + half + gap, y, half, high))
    y += high + 2.0
    missing = _missing(one, area)
    size = 6.8
    tall = height_of(missing, INNER, size) * 1.05 + 0.5
    lines = foot - tall - 6.0
    _story(one, sheet, area, Box(EDGE, y, INNER, max(16.0, lines - y - 1.5)))
    sheet.text(one.w("missing"), Box(EDGE, lines, INNER, 5.0), 8.0, bold=True)
    sheet.text(missing, Box(EDGE, lines + 4.6, INNER, tall), size, name="missing")
    return layout, layers


def _area_map(one: Setting, sheet: Sheet, area: Area, box: Box) -> list[object]:
    scene = one.scene
    extent = one.material.extent(area)
    if extent.isNull() or extent.isEmpty():
        sheet.box(fill(PALE), Box(box.x, box.y, box.width, box.height - 4.5))
        middle = Box(box.x + 6.0, box.y, box.width - 12.0, box.height - 4.5)
        sheet.text(one.w("no_polygon"), middle, 7.6, colour=GREY, middle=True, align="centre")
        return []
    own = scene.highlight(scene.outline(area), veil=False)
    around = max(extent.width(), extent.height()) * SURROUNDINGS
    whole = one.material.extent(one.material.whole())
    wider = extent.buffered(max(around, NEAREST) / 2).intersect(whole.buffered(0.03 * whole.width()))
    frame = Box(box.x, box.y, box.width, box.height - 4.5)
    scene.fit(area, wider, frame.width, frame.height, margin=0.0, veil=False)
    place_map(sheet, scene, scene.layers(*own), wider, frame, margin=0.0)
    sheet.text(one.w("around"), Box(box.x, box.bottom - 4.0, box.width, 4.0), 6.8, colour=GREY)
    return list(own)


def _facts(one: Setting, area: Area) -> str:
    table = one.material.table
    said = []
    for field, key in (("inwoners", "residents"), ("huishouden", "households"), ("woningen", "dwellings")):
        values = np.asarray(table[field], dtype=np.float64)[area.rows]
        total = float(np.nansum(values)) if np.any(~np.isnan(values)) else float("nan")
        said.append(f"{number(total, one.language)} {one.w(key)}")
    return " · ".join(said)


def _patch(sheet: Sheet, definition_id: str, code: str, box: Box, size: float, language: str) -> None:
    """A class as a coloured patch with its code or sign."""
    patch(sheet, map_definition(definition_id), code, box, size, 1.0, language)


def _classes(one: Setting, sheet: Sheet, row: int, x: float, y: float, width: float) -> None:
    """The focus class large, the other classes under it, all in words."""
    table, language = one.material.table, one.language
    code = str(table["kl_focus"].iloc[row])
    side = 21.0
    _patch(sheet, "focus", code, Box(x, y, side, side), 21.0, language)
    left = x + side + 4.0
    sheet.text(word("map", "focus", language=language), Box(left, y, width - side - 4.0, 4.0), 7.5, colour=GREY)
    said = word("class", "kl_focus", code, language=language)
    said = said[0].upper() + said[1:]
    size = fitting(said, width - side - 4.0, 11.5, [11.5, 10.5, 9.5, 8.5], bold=True)
    sheet.text(said, Box(left, y + 4.2, width - side - 4.0, 12.0), size, bold=True, name="class")
    sheet.text(
        _facts(one, Area("buurt", "", "", [row])),
        Box(left, y + 16.6, width - side - 4.0, 4.4),
        7.0,
        colour=INK,
        middle=True,
    )
    y += side + 3.5
    pitch = 7.9
    for field, map_id in ROWS:
        code = str(table[field].iloc[row])
        _patch(sheet, map_id, code, Box(x, y, 8.0, 6.2), 8.5, language)
        name = word("map", map_id, language=language)
        sheet.text(name, Box(x + 10.5, y - 0.3, width - 10.5, 3.2), 6.2, colour=GREY)
        said = word("class", field, code, language=language)
        if field == "kl_corp" and code != NONE:
            said += f" ({number(float(table['p_corp'].iloc[row]), language, 0)} %)"
        size = next((s for s in (8.0, 7.6, 7.2, 6.8, 6.4, 6.0) if width_of(said, s) <= width - 10.5), 5.6)
        sheet.text(said, Box(x + 10.5, y + 2.6, width - 10.5, 4.0), size)
        y += pitch


def _distribution(one: Setting, sheet: Sheet, area: Area, x: float, y: float, width: float, end: float) -> None:
    """A wijk has no class of its own: what its buurten are, by residents."""
    material, language = one.material, one.language
    y = _section(sheet, one.w("distribution"), x, y, width)
    found = counts(material, "kl_focus", area.rows)
    palette = colours()["palettes"]["focus"]
    grey = str(colours()["geen"]["fill"])
    shown = [
        (code, found[code])
        for code in [*sorted((c for c in found if c != NONE), reverse=True), NONE]
        if found[code].buurten
    ]
    _svg(
        sheet,
        charts.stacked([(c.inwoners, palette.get(code, grey)) for code, c in shown], width, 8.0),
        Box(x, y, width, 8.0),
    )
    y += 10.0
    total = sum(count.inwoners for _, count in shown) or 1
    for code, count in shown[:8]:
        _patch(sheet, "focus", code, Box(x, y, 8.0, 5.4), 8.0, language)
        said = word("class", "kl_focus", code, language=language)
        sheet.text(
            said,
            Box(x + 10.0, y - 0.4, width - 10.0, 3.6),
            next((s for s in (7.6, 7.2, 6.8, 6.4, 6.0) if width_of(said, s) <= width - 10.0), 5.6),
        )
        buurten = f"{count.buurten} {word('page', 'buurt' if count.buurten == 1 else 'buurten', language=language)}"
        share = f"{number(100.0 * count.inwoners / total, language)} %"
        sheet.text(
            f"{share} · {number(count.inwoners, language)} {one.w('residents')} · {buurten}",
            Box(x + 10.0, y + 2.7, width - 10.0, 3.4),
            6.4,
            colour=GREY,
        )
        y += 7.3
    sheet.text(_facts(one, area), Box(x, y + 0.5, width, 4.4), 7.4, bold=True)
    y += 7.5
    room, pitch = int((end - y) // 5.4), 5.4
    rows = sorted(
        area.rows,
        key=lambda i: (
            str(material.table["kl_focus"].iloc[i]) == NONE,
            [-ord(c) for c in str(material.table["kl_focus"].iloc[i])],
            i,
        ),
    )
    for number_of, row in enumerate(rows[: 2 * room]):
        at = Box(x + (number_of % 2) * width / 2, y + number_of // 2 * pitch, 7.0, 4.4)
        _patch(sheet, "focus", str(material.table["kl_focus"].iloc[row]), at, 6.8, language)
        name = str(material.table["bu_naam"].iloc[row] or material.table["bu_code"].iloc[row])
        sheet.text(
            shortened(name, width / 2 - 10.0, 6.8), Box(at.x + 8.5, at.y, width / 2 - 9.0, 4.4), 6.8, middle=True
        )


def _positions(one: Setting, sheet: Sheet, area: Area, y: float) -> float:
    """The chart of all indicators; returns where it ends."""
    language = one.language
    y = _section(sheet, one.w("position"), EDGE, y, INNER)
    fields = one.positions.fields()
    names, year_x, value_x, chart_x, end_x = EDGE, EDGE + 63.0, EDGE + 73.0, EDGE + 97.0, EDGE + 158.0
    same = one.positions.reference_is_gemeente
    end_x += 16.0 if same else 0.0
    chart = end_x - chart_x
    head = [(year_x, 10.0, "left", "year"), (value_x, 22.0, "right", "value"), (end_x, 14.0, "right", "gemeente")]
    if not same:
        head.append((end_x + 15.0, 15.0, "right", "reference"))
    for x, width, align, key in head:
        sheet.text(one.w(key), Box(x, y - 0.6, width, 3.6), 6.2, colour=GREY, align=align)
    y += 3.0
    pitch = min(6.4, 60.0 / max(1, len(fields)))
    strips = []
    for i, field in enumerate(fields):
        place = one.positions.of(area.rows, field)
        top = y + i * pitch
        label = word("field", field, language=language)
        size = next((s for s in (7.2, 6.8, 6.4, 6.0, 5.6) if width_of(label, s) <= year_x - names - 1.5), 5.2)
        sheet.text(
            shortened(label, year_x - names - 1.0, size), Box(names, top, year_x - names, pitch), size, middle=True
        )
        year = one.years.onv if field == "onv" else one.years.now.get(field)
        if field in POLICE.values():
            year = _police_year(one.material, area.rows)
            if field == next(iter(POLICE.values())):
                sheet.line(EDGE, top, INNER, LINE, 0.15)
        sheet.text(str(year or one.material.year), Box(year_x, top, 10.0, pitch), 6.6, middle=True, colour=GREY)
        decimals = 3 if field == "onv" else 1
        said = number(place.value, language, decimals)
        if charts.known(place.value) and charts.known(place.half_width):
            said += f" ± {number(place.half_width, language, 1)}" if place.half_width >= 0.05 else ""
        sheet.text(said, Box(value_x, top, 22.0, pitch), 7.2, bold=True, align="right", middle=True)
        sheet.text(
            number(place.gemeente, language, decimals), Box(end_x, top, 14.0, pitch), 6.8, align="right", middle=True
        )
        if not same:
            sheet.text(
                number(place.reference, language, decimals),
                Box(end_x + 15.0, top, 15.0, pitch),
                6.8,
                align="right",
                middle=True,
            )
        # What equals the gemeente is drawn once: two marks on one place hide each other.
        reference = float("nan") if same else place.reference
        strips.append(
            charts.Strip(place.value, place.half_width, place.gemeente, reference, place.others, field != "onv")
        )
    _svg(sheet, charts.strips(strips, chart, pitch), Box(chart_x, y, chart, pitch * len(fields)))
    y += pitch * len(fields) + 1.2
    keys = [("here", "here_" + area.level), ("gemeente", "gemeente"), ("others", "others")]
    if not same:
        keys.insert(2, ("reference", "reference"))
    x = EDGE
    for sign, key in keys:
        _svg(sheet, charts.sign(sign), Box(x, y, 4.0, 4.0))
        text = one.w(key)
        sheet.text(text, Box(x + 5.0, y, width_of(text, 6.4) + 2.0, 4.0), 6.4, middle=True, colour=GREY)
        x += 5.0 + width_of(text, 6.4) + 5.0
    notes = [one.w("from_counts")]
    if set(fields) & set(POLICE.values()):
        notes.append(one.w("police"))
    if same:
        notes.append(one.w("same_reference"))
    elif one.material.referenced and one.material.reference is None:
        notes.append(one.w("no_reference"))
    sheet.text(" ".join(notes), Box(EDGE, y + 4.0, INNER, 3.4), 6.0, colour=GREY)
    return y + 9.0


def _police_year(material: Material, rows: Sequence[int]) -> int | None:
    """The year of the police figures of an area, else that of the others; None where there are none."""
    if POLICE_YEAR not in material.table:
        return None
    years = material.table[POLICE_YEAR]
    here = years.iloc[list(rows)].dropna()
    found = here if len(here) else years.dropna()
    return int(found.max()) if len(found) else None


def _development(one: Setting, sheet: Sheet, area: Area, box: Box) -> None:
    """From base year to target year, kwetsbaarheid and overlast beside each other; upward is worse in both."""
    table, material = one.material.table, one.material
    y = _section(sheet, one.w("development"), box.x, box.y, box.width)
    width = (box.width - 4.0) / 2
    gemeenten = {str(table["gm_code"].iloc[i]) for i in area.rows}
    around = [int(i) for i in np.flatnonzero(table["gm_code"].isin(gemeenten))]
    base, year = float(material.base_year or "nan"), float(material.year[:4] or 0)

    def chart(
        x: float,
        title: str,
        values: list[tuple[float, float]],
        grey: list[tuple[float, float]],
        half: float,
        none: str,
        country: Sequence[tuple[float, float]] = (),
    ) -> None:
        sheet.text(title, Box(x, y - 0.5, width, 6.4), 6.4, colour=INK)
        frame = Box(x, y + 6.0, width, box.bottom - y - 10.0)
        sheet.box(fill(PALE), frame)
        if len([at for at in values if charts.known(at[0]) and charts.known(at[1])]) < 2:
            sheet.text(
                none, Box(x + 2.0, frame.y, width - 4.0, frame.height), 6.8, colour=GREY, align="centre", middle=True
            )
            return
        _svg(sheet, charts.slope(values, grey, half, frame.width, frame.height, country), frame)
        difference = values[-1][1] - values[0][1]
        said = ("+" if difference >= 0.005 else "") + number(difference, one.language, 2)
        if charts.known(half):
            said += f" ± {number(half, one.language, 2)}"
        # Between the two years; where a wide font leaves no room for the word, the figure says enough.
        room = width - 2.0 * (width_of("2024", 6.4) + 2.0)
        shown = next((text for text in (one.w("change", d=said), said) if width_of(text, 6.4, True) <= room), said)
        sheet.text(shown, Box(x, frame.bottom + 0.3, width, 3.6), 6.4, align="centre", bold=True)
        for at, align in ((values[0], "left"), (values[-1], "right")):
            sheet.text(
                f"{at[0]:.0f}", Box(x + 1.0, frame.bottom + 0.3, width - 2.0, 3.6), 6.4, align=align, colour=GREY
            )

    def kw(rows: list[int]) -> list[tuple[float, float]]:
        before = score(table, rows, "kw_0", material.floor)
        # On the base year's scale in both years: kw itself is measured anew in the target year.
        return [(base, before), (year, before + score(table, rows, "kw_d", material.floor))]

    half = float(table["kw_onz"].iloc[area.rows[0]]) if len(area.rows) == 1 else float("nan")
    kw_title = one.w("kw_chart") + (", " + one.w("base_scale", base=material.base_year) if material.base_year else "")
    chart(box.x, kw_title, kw(area.rows), kw(around), half, one.w("no_kw"))
    chart(
        box.x + width + 4.0,
        one.w("ov_chart") + (one.w("ov_country") if material.onv_country else ""),
        _nuisance(one, area.rows),
        _nuisance(one, around),
        float("nan"),
        one.w("no_ov"),
        [(float(one_year), -onv) for one_year, onv in material.onv_country.items()],
    )


def _nuisance(one: Setting, rows: list[int]) -> list[tuple[float, float]]:
    """(year, −onv): all years where the input has them, else base and target year."""
    table, material = one.material.table, one.material
    if len(material.onv_years) > 1:
        frames = {year: table[["inwoners"]].assign(onv=values) for year, values in material.onv_years.items()}
        return [(float(one_year), -score(frame, rows, "onv", material.floor)) for one_year, frame in frames.items()]
    year = float(one.years.onv or material.year[:4] or 0)
    before = float(one.years.onv_0 or material.base_year or "nan")
    return [(before, -score(table, rows, "onv_0", material.floor)), (year, -score(table, rows, "onv", material.floor))]


def _stock(one: Setting, sheet: Sheet, area: Area, small: set[str], box: Box) -> None:
    """Own units, complexes and share of dwellings; by word where there is nothing to count."""
    material, language = one.material, one.language
    y = _section(sheet, one.w("stock"), box.x, box.y, box.width)
    frame = Box(box.x, y - 0.5, box.width, box.bottom - y - 0.5)
    sheet.box(fill(PALE), frame)
    inner = Box(frame.x + 3.0, frame.y + 2.0, frame.width - 6.0, frame.height - 4.0)

    def only(text: str) -> None:
        sheet.text(text, inner, 7.6, colour=GREY, middle=True, align="centre")

    if material.stock is None:
        only(one.w("stock_not_given"))
        return
    held = set(material.table["bu_code"].iloc[area.rows])
    rows = material.stock.rows[material.stock.rows["bu_code"].isin(held)]
    units = float(rows["eenheden"].sum())
    least = one.least
    if one.extern and units < least and (held & small or units > 0):
        only(one.w("stock_small", n=least))
        return
    if units <= 0:
        only(one.w("stock_none"))
        return
    dwellings = np.asarray(material.table["woningen"], dtype=np.float64)[area.rows]
    total = float(np.nansum(dwellings))
    tiles = [(number(units, language), one.w("unit" if units == 1 else "units"))]
    sizes = rows[rows["complex"] != ""].groupby("complex")["eenheden"].sum().sort_values(ascending=False, kind="stable")
    if not one.extern and len(sizes):
        tiles.append((number(len(sizes), language), one.w("complex" if len(sizes) == 1 else "complexes")))
    if total > 0:
        tiles.append((f"{number(100.0 * units / total, language)} %", one.w("share")))
    wide = inner.width / 3
    for i, (figure, text) in enumerate(tiles):
        sheet.text(figure, Box(inner.x + i * wide, inner.y, wide, 8.0), 16.0, bold=True)
        sheet.text(text, Box(inner.x + i * wide, inner.y + 8.0, wide, 4.0), 7.0, colour=GREY)
    notes = []
    if not one.extern and len(sizes):
        shown = [f"{name} ({number(count, language)})" for name, count in list(sizes.items())[:6]]
        if len(sizes) > 6:
            shown.append(one.w("more", n=len(sizes) - 6))
        notes.append(f"{one.w('largest')}: {', '.join(shown)}")
    if one.signals is not None and not one.extern:
        codes = list(material.table["bu_code"].iloc[area.rows])
        notes.append(beside.signal_line(one.signals, codes, language, partial(number, language=language, decimals=1)))
    if total > 0 and units > total:
        notes.append(one.w("stock_over"))
    if material.stock.by_complex:
        notes.append(one.w("by_complex"))
    text = "\n".join(line for line in notes if line)
    size = fitting(text, inner.width, inner.height - 13.5, [7.0, 6.6, 6.2, 5.8]) if text else 7.0
    sheet.text(text, Box(inner.x, inner.y + 13.5, inner.width, inner.height - 13.5), size)


def noted(one: Setting, area: Area) -> list[str]:
    """What was noted in an area, in lines; without quotes where the page goes outside, since nobody has read them
    yet.
    """
    held = set(one.material.table["bu_code"].iloc[area.rows])
    rows = [{**row, "bu_code": area.code} for row in one.notes if row.get("bu_code") in held]
    found = summarise(rows).get(area.code)
    if not found:
        return []
    counted = stories.lines(found, one.language, quotes=0)
    quotes = [] if one.extern else stories.lines(found, one.language)[len(counted) :]
    return [" · ".join(counted), *quotes]


def _story(one: Setting, sheet: Sheet, area: Area, box: Box) -> None:
    """Room for the story behind the figures, below what was noted in the field."""
    y = _section(sheet, one.w("story"), box.x, box.y, box.width)
    sheet.box(fill("#ffffff", LINE, 0.25), Box(box.x, y - 0.5, box.width, box.bottom - y + 0.5), "story")
    width, size = box.width - 5.0, 7.2
    lines, room = noted(one, area), box.bottom - y - 1.5
    while len(lines) > 1 and height_of("\n".join(lines), width, size) * 1.05 > room:
        # The oldest quote is the last.
        lines.pop()
    text = "\n".join(lines)
    if text:
        tall = height_of(text, width, size) * 1.05 + 0.3
        size = size if tall <= room else fitting(text, width, room, [6.6, 6.0, 5.4])
        sheet.text(text, Box(box.x + 2.5, y + 0.8, width, min(tall, room)), size, name="noted")
        y += min(tall, room)
    if box.bottom - y > 5.0:
        hint = Box(box.x + 2.5, y + 0.8, width, 4.0)
        sheet.text(one.w("story_hint"), hint, 6.8, colour="#8a8479", italic=True)


def _missing(one: Setting, area: Area) -> str:
    """What is not there and why: the reasons of the classification, and indicators without a figure."""
    table, language = one.material.table, one.language
    reasons: dict[str, int] = {}
    for text in table["reden"].iloc[area.rows]:
        for reason in filter(None, str(text).split("; ")):
            reasons[reason] = reasons.get(reason, 0) + 1
    said = []
    for reason, found in reasons.items():
        try:
            text = word("reason", reason, language=language)
        except KeyError:
            text = reason
        if area.level != "buurt":
            text = one.w("some_buurten", reason=text, n=found, all=len(area.rows))
        said.append(text + ".")
    fields = one.positions.fields()
    lacking = [f for f in fields if f not in ("onv", "p_corp") and not charts.known(value(table, area.rows, f))]
    nowhere = [f for f in method().indicator_fields if f not in fields]
    for key, names in (("no_figure", lacking), ("nowhere", nowhere)):
        if names:
            said.append(one.w(key, list=", ".join(word("short", f, language=language) for f in names)))
    return " ".join(said) if said else one.w("nothing_missing")


# -- the page in front
# --------------------------------------------------------------------------------------------------


def concern(material: Material) -> list[int]:
    """The buurten to talk about first, those of most concern in front: by focus class, then druk, then residents."""
    table = material.table
    focus, signal = table["kl_focus"].tolist(), table["kl_signa"].tolist()
    residents = np.nan_to_num(np.asarray(table["inwoners"], dtype=np.float64))
    order = {code: i for i, code in enumerate(CONCERN)}
    rows = [i for i in range(len(table)) if focus[i] in order or signal[i] == "druk"]
    return sorted(rows, key=lambda i: (order.get(focus[i], 9), signal[i] != "druk", -residents[i], i))


def summary(one: Setting, pages: int, level: str) -> QgsPrintLayout:
    """The summary page: the map, what the classes hold, and the buurten to discuss first."""
    material, language = one.material, one.language
    whole = material.whole()
    title = one.w("title", place=whole.name)
    layout, sheet = _layout(one, title)
    subtitle = " · ".join(
        [material.year, word("general", "signal", language=language), one.w("inside", n=pages, level=one.w(level))]
    )
    y = _head(one, sheet, title, subtitle)
    foot = _foot(one, sheet, one.w("extern_note", n=one.least) if one.extern else "")
    legend_width = 76.0
    map_box = Box(EDGE, y, INNER - legend_width - 6.0, 122.0)
    # A small map: smaller signs, and room for classes only.
    plain = Scene(one.scene.project, material, map_definition("focus"), language, 0.72, names=False)
    plain.fit(whole, material.extent(whole), map_box.width, map_box.height)
    place_map(sheet, plain, plain.layers(), material.extent(whole), map_box, margin=0.04)
    x = map_box.right + 6.0
    ly = y - 1.0
    for map_id in ("focus", "signaal_absoluut"):
        definition = map_definition(map_id)
        ly = _section(sheet, word("map", map_id, language=language), x, ly, legend_width)
        ly = (
            draw_classes(
                sheet,
                definition,
                counts(material, definition.field, whole.rows),
                material.stock is not None,
                x,
                ly,
                legend_width,
                0.9,
                language,
            )
            + 3.5
        )
    y = _section(sheet, one.w("concern"), EDGE, max(map_box.bottom + 4.0, ly), INNER)
    rows = concern(material)
    sheet.text(one.w("concern_note") if rows else one.w("no_concern"), Box(EDGE, y - 1.0, INNER, 4.0), 7.0, colour=GREY)
    y = table_of(one, sheet, rows, Box(EDGE, y + 4.0, INNER, foot - y - 5.0)) + 3.0
    if foot - y > 24.0:
        sheet.box(fill("#ffffff", LINE, 0.25), Box(EDGE, y, INNER, foot - y - 1.0))
        sheet.text(word("page", "notes", language=language), Box(EDGE + 2.5, y + 1.5, INNER - 5.0, 4.0), 7.6, bold=True)
    return layout


def table_of(one: Setting, sheet: Sheet, rows: Sequence[int], box: Box, scale: float = 1.0) -> float:
    """Buurten as a table, as many as fit, and how many more there are; returns where it ends."""
    if not rows:
        return box.y
    material, language = one.material, one.language
    table = material.table
    units = material.units()
    with_stock = material.stock is not None
    signals = bool((table["kl_signa"] != NONE).any())
    # Without figures of own stock residents stand at the right edge, and what is known of nobody has no column.
    right = 0.0 if with_stock else 32.0
    at = [
        ("col_buurt", 0.0, 62.0 + (0.0 if signals else 52.0), "left"),
        ("col_focus", 63.0 + (0.0 if signals else 52.0), 12.0, "left"),
        ("col_residents", 138.0 + right, 18.0, "right"),
    ]
    if signals:
        at.insert(2, ("col_signal", 76.0, 62.0, "left"))
    if with_stock:
        at += [("col_units", 157.0, 14.0, "right"), ("col_share", 172.0, 16.0, "right")]
    names, focus = at[0][2], at[1][1]
    stretch = box.width / INNER
    for key, x, width, align in at:
        sheet.text(
            one.w(key),
            Box(box.x + x * stretch, box.y, width * stretch, 4.0 * scale),
            6.4 * scale,
            colour=GREY,
            align=align,
        )
    pitch = 6.0 * scale
    y = box.y + 4.6 * scale
    room = int((box.bottom - y) // pitch)
    shown = list(rows) if len(rows) <= room else list(rows)[: max(0, room - 1)]
    for i in shown:
        sheet.line(box.x, y - 0.4 * scale, box.width, thick=0.1)
        name = f"{table['bu_naam'].iloc[i] or table['bu_code'].iloc[i]}"
        sheet.text(
            shortened(name, (names - 1.0) * stretch, 7.4 * scale, True),
            Box(box.x, y, names * stretch, pitch - 0.8),
            7.4 * scale,
            bold=True,
            middle=True,
        )
        _patch(
            sheet,
            "focus",
            str(table["kl_focus"].iloc[i]),
            Box(box.x + focus * stretch, y, 9.0 * scale, pitch - 1.0),
            7.2 * scale,
            language,
        )
        if signals:
            code = str(table["kl_signa"].iloc[i])
            said = word("class", "kl_signa", code, language=language)
            _patch(
                sheet,
                "signaal_absoluut",
                code,
                Box(box.x + 76.0 * stretch, y, 6.0 * scale, pitch - 1.0),
                7.0 * scale,
                language,
            )
            sheet.text(
                shortened(said.split(":")[0], 52.0 * stretch, 7.0 * scale),
                Box(box.x + 76.0 * stretch + 8.0 * scale, y, 54.0 * stretch, pitch - 0.8),
                7.0 * scale,
                middle=True,
            )
        figures = [(138.0 + right, 18.0, number(float(table["inwoners"].iloc[i]), language))]
        if with_stock:
            dwellings = float(table["woningen"].iloc[i])
            share = f"{number(100.0 * units[i] / dwellings, language)} %" if dwellings > 0 and units[i] else "–"
            told = "–" if table["bu_code"].iloc[i] in one.hidden else number(units[i], language)
            figures += [(157.0, 14.0, told), (172.0, 16.0, share)]
        for x, width, text in figures:
            sheet.text(
                text, Box(box.x + x * stretch, y, width * stretch, pitch - 0.8), 7.2 * scale, align="right", middle=True
            )
        y += pitch
    if len(shown) < len(rows):
        sheet.line(box.x, y - 0.4 * scale, box.width, thick=0.1)
        sheet.text(
            one.w("more", n=len(rows) - len(shown)),
            Box(box.x, y, box.width, pitch),
            7.2 * scale,
            colour=GREY,
            middle=True,
        )
        y += pitch
    return y
