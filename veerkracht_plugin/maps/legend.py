"""Legends as layout items: every one made for its own map, classes in fixed order, with what each of them holds."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.classes import NONE
from ..model.words import codes, word
from .definitions import MapDefinition, colours
from .material import Count, number
from .page import GREY, INK, Box, Sheet, fill, fitting, height_of, ink_on, width_of
from .scene import HATCH, border_symbol, class_symbol, mark


def held(count: Count, stock: bool, language: str) -> list[str]:
    """What a class holds, one line each: buurten, inwoners, and own units when there is own stock."""
    buurten = word("page", "buurt" if count.buurten == 1 else "buurten", language=language)
    lines = [
        f"{count.buurten} {buurten}",
        f"{number(count.inwoners, language)} {word('page', 'residents', language=language)}",
    ]
    if stock:
        name = word("page", "unit" if count.units == 1 else "units", language=language)
        lines.append(f"{number(count.units, language)} {name}")
    return lines


def classes(
    sheet: Sheet,
    definition: MapDefinition,
    counts: Mapping[str, Count],
    stock: bool,
    x: float,
    y: float,
    width: float,
    scale: float,
    language: str,
    columns: int = 1,
) -> float:
    """The legend of a map at (x, y), ``width`` wide (mm), over ``columns``; returns where it ends."""
    since = sheet.count
    if definition.palette == "focus":
        y = _square(sheet, definition, counts, stock, x, y, width, scale, language)
        rows = [NONE]
    else:
        rows = codes(definition.field)
    gap = 4.0 * scale
    wide = (width - (columns - 1) * gap) / columns
    per = -(-len(rows) // columns)
    ends = []
    for column in range(columns):
        at = y
        for code in rows[column * per : (column + 1) * per]:
            at = _row(
                sheet, definition, code, counts[code], stock, x + column * (wide + gap), at, wide, scale, language
            )
            at += 4.0 * scale if columns > 1 else 0.0
        ends.append(at)
    y = max(ends)
    total = Count(*(sum(getattr(one, name) for one in counts.values()) for name in ("buurten", "inwoners", "units")))
    sheet.line(x, y, width, thick=0.12 * scale)
    text = f"{word('page', 'total', language=language)}: " + " · ".join(held(total, stock, language))
    y = sheet.flow(text, x, y + 1.0 * scale, width, _total_size(text, width, scale), bold=True)
    sheet.group(since, "legend")
    return y


def _total_size(text: str, width: float, scale: float) -> float:
    """The size (points) at which the line of the total stays one line; it may wrap when that would be too small."""
    return next((s * scale for s in (6.6, 6.2, 5.8) if width_of(text, s * scale, True) <= 0.98 * width), 6.6 * scale)


def _held_size(said: str, width: float, scale: float) -> float:
    """The size (points) of what a class holds: one line where that is readable."""
    return fitting(said, width, 3.4 * scale, [6.6 * scale, 6.2 * scale, 5.8 * scale])


def height(
    definition: MapDefinition, counts: Mapping[str, Count], stock: bool, width: float, scale: float, language: str
) -> float:
    """How high (mm) :func:`classes` comes out at this width and scale, in one column."""
    total = Count(*(sum(getattr(one, name) for one in counts.values()) for name in ("buurten", "inwoners", "units")))
    text = f"{word('page', 'total', language=language)}: " + " · ".join(held(total, stock, language))
    high = 1.3 * scale + height_of(text, width, _total_size(text, width, scale), True) * 1.03
    rows = [NONE] if definition.palette == "focus" else codes(definition.field)
    if definition.palette == "focus":
        high += (3 * (14.6 if stock else 12.2) + 15.0) * scale
    room = width - 10.2 * scale
    for code in rows:
        label = word("class", definition.field, code, language=language)
        said = " · ".join(held(counts[code], stock, language))
        text_high = height_of(label, room, 7.8 * scale) + height_of(said, room, _held_size(said, room, scale))
        high += max(6.0 * scale, text_high + 0.1 * scale) + 1.9 * scale
    return high


def patch(
    sheet: Sheet, definition: MapDefinition, code: str, box: Box, size: float, scale: float, language: str
) -> None:
    """A class as it is on the map, with its code or sign at ``size`` points on a plain ground."""
    sheet.box(class_symbol(definition, code, scale * 0.8), box)
    sign = mark(definition, code, language)
    if not sign:
        return
    colour = colours()["palettes"][definition.palette][code]
    if code in HATCH.get(definition.palette, {}):
        # Lines through a sign make another sign of it.
        wide, high = width_of(sign, size, True) + 0.9 * scale, 0.3 * size
        ground = Box(box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2, wide, high)
        sheet.box(fill(colour), ground)
    sheet.text(sign, box, size, bold=True, align="centre", middle=True, colour=ink_on(colour))


def _row(
    sheet: Sheet,
    definition: MapDefinition,
    code: str,
    count: Count,
    stock: bool,
    x: float,
    y: float,
    width: float,
    scale: float,
    language: str,
) -> float:
    patch_width, patch_height, gap = 8.0 * scale, 6.0 * scale, 2.2 * scale
    patch(sheet, definition, code, Box(x, y, patch_width, patch_height), 8.5 * scale, scale, language)
    left = x + patch_width + gap
    label = word("class", definition.field, code, language=language)
    size = 7.8 * scale
    high = height_of(label, width - patch_width - gap, size)
    sheet.text(label, Box(left, y - 0.3 * scale, width - patch_width - gap, high * 1.05 + 0.2), size)
    below = y + high + 0.1 * scale
    said = " · ".join(held(count, stock, language))
    small = _held_size(said, width - patch_width - gap, scale)
    tall = height_of(said, width - patch_width - gap, small)
    sheet.text(said, Box(left, below, width - patch_width - gap, tall * 1.05 + 0.2), small, colour=GREY)
    return max(y + patch_height, below + tall) + 1.9 * scale


def _square(
    sheet: Sheet,
    definition: MapDefinition,
    counts: Mapping[str, Count],
    stock: bool,
    x: float,
    y: float,
    width: float,
    scale: float,
    language: str,
) -> float:
    """3 × 3: kwetsbaarheid upward, overlast to the right, both axes in words, and in each cell what it holds."""
    palette = colours()["palettes"][definition.palette]
    names = "axis_relative" if definition.id.endswith("_relatief") else "axis"
    left_width = 17.0 * scale
    side = (width - left_width) / 3.0
    high = (14.6 if stock else 12.2) * scale
    size = 6.8 * scale
    sheet.text(word("page", "kw_axis", language=language), Box(x, y, width, 4.2 * scale), 7.6 * scale, bold=True)
    y += 4.8 * scale
    told: dict[str, list[str]] = {}
    for code in (letter + digit for letter in "CBA" for digit in "123"):
        told[code] = held(counts[code], False, language)
        if not counts[code].buurten:
            told[code] = told[code][:1]
        elif stock:
            told[code].append(f"{number(counts[code].units, language)} {word('page', 'own', language=language)}")
    # One size for all cells: a larger one in some would look like weight.
    widest = max((line for lines in told.values() for line in lines), key=lambda line: width_of(line, 6.0))
    small = next((s for s in (6.2, 5.9, 5.6, 5.3) if width_of(widest, s * scale) <= side - 1.6 * scale), 5.0)
    for row, letter in enumerate("CBA"):
        top = y + row * high
        said = word(names, letter, language=language)
        fits = fitting(said, left_width - 1.5 * scale, high - 4 * scale, [size, 6.2 * scale, 5.6 * scale])
        sheet.text(f"{letter}  {said}", Box(x, top, left_width - 1.0 * scale, high), fits, middle=True)
        for column, digit in enumerate("123"):
            code = letter + digit
            cell = Box(x + left_width + column * side, top, side, high)
            ink = ink_on(palette[code])
            sheet.box(fill(palette[code], "#ffffff", 0.35 * scale), cell)
            sheet.text(
                code,
                Box(cell.x, cell.y + 0.9 * scale, side, 4.2 * scale),
                8.8 * scale,
                bold=True,
                align="centre",
                middle=True,
                colour=ink,
            )
            lines = told[code]
            sheet.text(
                "\n".join(lines),
                Box(cell.x, cell.y + 5.0 * scale, side, high - 5.2 * scale),
                small * scale,
                align="centre",
                colour=ink,
            )
    y += 3 * high + 0.8 * scale
    for column, digit in enumerate("123"):
        sheet.text(
            f"{digit}  {word(names, digit, language=language)}",
            Box(x + left_width + column * side, y, side, 4.0 * scale),
            size,
            align="centre",
        )
    y += 3.8 * scale
    sheet.text(
        word("page", "ov_axis", language=language),
        Box(x + left_width, y, width - left_width, 4.2 * scale),
        7.6 * scale,
        bold=True,
        align="centre",
    )
    return y + 5.6 * scale


def symbols(
    sheet: Sheet,
    stock: str,
    stock_note: str,
    borders: Mapping[str, str],
    x: float,
    y: float,
    width: float,
    scale: float,
    lines: float = 1.0,
) -> float:
    """What else is on the map: own stock (``stock``: its text, or empty) and borders (level → text), ``lines`` times as
    thick as the paper asks; returns where it ends.
    """
    since = sheet.count
    left = 12.0 * scale
    if stock:
        white = fill("#ffffff", INK, 0.25 * scale)
        text = stock if not stock_note else f"{stock}. {stock_note}"
        high = height_of(text, width - left, 6.8 * scale)
        middle = y + max(high, 5.0 * scale) / 2
        for at, size in ((1.0, 1.8), (3.6, 2.8), (7.4, 4.2)):
            sheet.disc(white, x + at * scale, middle, size * scale)
        sheet.text(text, Box(x + left, y, width - left, high * 1.05 + 0.3), 6.8 * scale)
        y += max(high, 5.0 * scale) + 1.8 * scale
    at = x
    for level, text in borders.items():
        sheet.box(border_symbol(level, scale * lines), Box(at + 0.5 * scale, y + 0.5 * scale, 6.5 * scale, 3.2 * scale))
        sheet.text(
            text, Box(at + left - 3.0 * scale, y, width / 2 - left + 3.0 * scale, 4.4 * scale), 6.8 * scale, middle=True
        )
        at += width / 2
    sheet.group(since, "symbols")
    return y + (6.0 * scale if borders else 0.0)
