"""Small charts as SVG pictures (mm): shapes only, so that texts stay texts of the page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from .page import GREY, INK, LINE

#: The colour of the area that a page is about.
HERE = "#b3392f"


def encoded(svg: str) -> str:
    """An SVG as the path of a picture item, so that no file is needed."""
    return "base64:" + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="{height:.2f}mm" '
        f'viewBox="0 0 {width:.2f} {height:.2f}">' + "".join(parts) + "</svg>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, thick: float, broken: bool = False) -> str:
    dashes = f' stroke-dasharray="{thick:.2f} {3 * thick:.2f}"' if broken else ""
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="{thick:.2f}" '
        f'stroke-linecap="round"{dashes}/>'
    )


def _dot(x: float, y: float, radius: float, colour: str, outline: str = "none") -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{colour}" stroke="{outline}" stroke-width="0.20"/>'
    )


def diamond(x: float, y: float, size: float, colour: str = INK) -> str:
    """The mark of the gemeente."""
    points = f"{x:.2f},{y - size:.2f} {x + size:.2f},{y:.2f} {x:.2f},{y + size:.2f} {x - size:.2f},{y:.2f}"
    return f'<polygon points="{points}" fill="#ffffff" stroke="{colour}" stroke-width="0.35"/>'


def triangle(x: float, y: float, size: float, colour: str = INK) -> str:
    """The mark of the reference."""
    points = f"{x:.2f},{y - size:.2f} {x + size:.2f},{y + size * 0.8:.2f} {x - size:.2f},{y + size * 0.8:.2f}"
    return f'<polygon points="{points}" fill="{colour}"/>'


@dataclass(frozen=True)
class Strip:
    """One row of a position chart; NaN for what is not known."""

    value: float
    half_width: float
    gemeente: float
    reference: float
    others: Sequence[float]
    from_zero: bool = True


def known(number: float) -> bool:
    """Whether a number is there."""
    return number == number


def strips(rows: Sequence[Strip], width: float, pitch: float) -> str:
    """Rows of ``pitch`` mm under each other, each on its own scale: the buurten as pale dots, and the three marks."""
    parts: list[str] = []
    for number, row in enumerate(rows):
        y = (number + 0.5) * pitch
        marks = [one for one in (*row.others, row.value, row.gemeente, row.reference) if known(one)]
        if not marks:
            continue
        low, high = min(marks), max(marks)
        if row.from_zero:
            low = min(0.0, low)
        if high <= low:
            high = low + 1.0
        room = width - 4.0

        def at(value: float, low: float = low, high: float = high, room: float = room) -> float:
            return 2.0 + room * (min(max(value, low), high) - low) / (high - low)

        parts.append(_line(1.0, y, width - 1.0, y, LINE, 0.15))
        # Dots that fall on each other are drawn once: a page stays small with any number of buurten.
        for x in sorted({round(at(one), 1) for one in row.others}):
            parts.append(_dot(x, y, 0.65, "#c9c4ba", "#ffffff"))
        if known(row.reference):
            parts.append(triangle(at(row.reference), y + 0.1, 1.25, GREY))
        if known(row.gemeente):
            parts.append(diamond(at(row.gemeente), y, 1.35))
        if known(row.value):
            if known(row.half_width):
                parts.append(_line(at(row.value - row.half_width), y, at(row.value + row.half_width), y, HERE, 0.6))
            parts.append(_dot(at(row.value), y, 1.3, HERE, "#ffffff"))
    return _svg(width, pitch * len(rows), parts)


def sign(kind: str, size: float = 4.0) -> str:
    """One mark by itself, for the key under a chart."""
    middle = size / 2
    parts = {
        "here": [_line(0.4, middle, size - 0.4, middle, HERE, 0.6), _dot(middle, middle, 1.3, HERE, "#ffffff")],
        "gemeente": [diamond(middle, middle, 1.35)],
        "reference": [triangle(middle, middle, 1.25, GREY)],
        "others": [_dot(middle - 0.9, middle, 0.65, "#c9c4ba"), _dot(middle + 0.9, middle, 0.65, "#c9c4ba")],
    }[kind]
    return _svg(size, size, parts)


def slope(
    values: Sequence[tuple[float, float]],
    around: Sequence[tuple[float, float]],
    half_width: float,
    width: float,
    height: float,
    country: Sequence[tuple[float, float]] = (),
) -> str:
    """A line through (year, value) with its gemeente in grey, and the country as a thin line with triangles; the last
    point carries its uncertainty. Upward is more.
    """
    points = [one for one in values if known(one[1])]
    grey = [one for one in around if known(one[1])]
    thin = [one for one in country if known(one[1])]
    whole = [*points, *grey, *thin]
    if not whole:
        return _svg(width, height, [])
    years = [year for year, _ in whole]
    reach = half_width if known(half_width) else 0.0
    numbers = [value for _, value in whole] + [value + sign * reach for _, value in points[-1:] for sign in (-1, 1)]
    low, high = min(numbers), max(numbers)
    margin = max((high - low) * 0.12, 1e-6)
    low, high = low - margin, high + margin

    def x_of(year: float) -> float:
        first, last = min(years), max(years)
        return width / 2 if last == first else 4.0 + (width - 8.0) * (year - first) / (last - first)

    def y_of(value: float) -> float:
        return height - 2.0 - (height - 4.0) * (value - low) / (high - low)

    parts = [_line(2.0, height - 0.4, width - 2.0, height - 0.4, LINE, 0.15)]
    gaps = {year for series in (values, around, country) for year, value in series if not known(value)}
    for series, colour, thick in ((thin, "#c9c4ba", 0.25), (grey, "#a39d92", 0.35), (points, HERE, 0.7)):
        for (x1, y1), (x2, y2) in zip(series, series[1:]):
            # Over a year without a figure the line is broken: nobody knows how it went.
            broken = any(x1 < year < x2 for year in gaps)
            parts.append(_line(x_of(x1), y_of(y1), x_of(x2), y_of(y2), colour, thick, broken))
    for year, value in thin:
        parts.append(triangle(x_of(year), y_of(value), 0.8, GREY))
    for year, value in grey:
        parts.append(diamond(x_of(year), y_of(value), 1.1, "#7d776c"))
    if points and known(half_width):
        year, value = points[-1]
        parts.append(_line(x_of(year), y_of(value - half_width), x_of(year), y_of(value + half_width), HERE, 0.35))
    for year, value in points:
        parts.append(_dot(x_of(year), y_of(value), 1.35, HERE, "#ffffff"))
    return _svg(width, height, parts)


def stacked(shares: Sequence[tuple[float, str]], width: float, height: float) -> str:
    """A bar of shares (any unit) in colours, from left to right."""
    total = sum(share for share, _ in shares) or 1.0
    parts: list[str] = []
    x = 0.0
    for share, colour in shares:
        wide = width * share / total
        if wide > 0:
            parts.append(
                f'<rect x="{x:.2f}" y="0" width="{wide:.2f}" height="{height:.2f}" fill="{colour}" stroke="#ffffff" '
                'stroke-width="0.20"/>'
            )
        x += wide
    return _svg(width, height, parts)
