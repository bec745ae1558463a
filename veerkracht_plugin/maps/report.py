"""Reports as one HTML file: sections, tables, charts and sources, to read on a screen and to print.

A report holds everything itself (no script, no font, no picture from elsewhere) and all that goes into it is escaped.
Charts are SVG inside the page; what cannot be drawn, because it is missing, is said and not left away::

    report = Report("Gemeenten naast elkaar", "nl")
    part = report.section("Kwetsbaarheid")
    part.text("Hoe hoger, hoe kwetsbaarder.")
    part.table(Table([Column("Gemeente"), Column("kw", decimals=2)], [["Heerlen", 0.84], ["Landgraaf", None]]))
    part.bars([Bar("Heerlen", 0.84, 0.7, 0.98)], decimals=2)
    report.sources(telling.source_lines(history, False, "nl", date.today()))
    report.save(path)
"""

from __future__ import annotations

import errno
import math
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import Union

from ..errors import N_, VeerkrachtError
from ..model.words import word
from .charts import HERE
from .material import number
from .page import GREY, INK, LINE, PALE

#: Width of a chart (units of its own, about a pixel on a screen and a quarter of a millimetre on A4).
WIDTH = 720.0
#: A bar chart is cut after so many rows, since a browser does not break a picture over two sheets.
ROWS_PER_PICTURE = 36
#: From this many points on a scatter shows how many lie where, and no longer each of them.
MANY_POINTS = 2500

_ROW = 20.0
#: The width of a letter of a label (units), in the widest of the fonts of the page.
_LETTER = 7.5

#: A value in a table: a number is written in the language of the report, text stays as it is, None is a dash.
Value = Union[str, float, int, None]


@dataclass(frozen=True)
class Column:
    """A column of a table. ``text`` is left aligned as it is; ``number`` right aligned with ``decimals``.

    ``signed`` puts a + before what is above zero (changes). ``colour`` is a swatch in the heading (a class).
    """

    label: str
    kind: str = "number"
    decimals: int = 0
    signed: bool = False
    colour: str = ""
    #: What the heading is short for, shown on hovering.
    title: str = ""


def text_column(label: str, title: str = "") -> Column:
    """A column of texts."""
    return Column(label, "text", title=title)


@dataclass(frozen=True)
class Table:
    """Rows under columns. ``totals`` stand below a rule; ``strong`` are the positions of rows in bold."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    caption: str = ""
    totals: Sequence[Sequence[Value]] = ()
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart or of a chart of intervals; NaN (or None) is "no figure"."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    colour: str = HERE
    #: Behind the value, as "(n = 12)".
    remark: str = ""


@dataclass(frozen=True)
class Parts:
    """One row of a stacked chart: an amount per part, in the order of the legend."""

    label: str
    amounts: Sequence[float]


@dataclass(frozen=True)
class Legend:
    """A colour and what it stands for."""

    label: str
    colour: str


@dataclass(frozen=True)
class Point:
    """A point of a scatter; ``size`` is its radius."""

    x: float
    y: float
    label: str = ""
    colour: str = HERE
    size: float = 3.0


@dataclass(frozen=True)
class Series:
    """A line through (x, y) pairs; a missing y interrupts it. ``pale`` is for what stands behind, as the gemeente."""

    label: str
    points: Sequence[tuple[float, float]]
    colour: str = HERE
    dashed: bool = False
    pale: bool = False


@dataclass(frozen=True)
class Axis:
    """What an axis measures; ``zero`` keeps 0 in sight, ``whole`` writes its numbers as years, without a thousands
    mark. ``marks`` are values at which a rule with a label is drawn: (value, label).
    """

    label: str
    zero: bool = False
    whole: bool = False
    marks: Sequence[tuple[float, str]] = ()


@dataclass
class Section:
    """A part of a report under its heading; its blocks come in the order in which they are added."""

    title: str
    language: str
    _blocks: list[str] = field(default_factory=list)

    def text(self, *paragraphs: str) -> None:
        """Paragraphs."""
        self._blocks += [f"<p>{escape(one)}</p>" for one in paragraphs if one]

    def note(self, text: str, title: str = "") -> None:
        """A text in a frame: what a reader must know before the figures are used."""
        head = f"<strong>{escape(title)}</strong> " if title else ""
        self._blocks.append(f'<p class="note">{head}{escape(text)}</p>')

    def listing(self, items: Sequence[str]) -> None:
        """A list with dots."""
        if items:
            self._blocks.append("<ul>" + "".join(f"<li>{escape(one)}</li>" for one in items) + "</ul>")

    def table(self, table: Table) -> None:
        """A table; without rows a line that says so."""
        self._blocks.append(_table(table, self.language) if table.rows or table.totals else self._nothing())

    def figure(self, pictures: str, caption: str = "") -> None:
        """SVG pictures as they are (of :func:`bars` and its kin, or of :mod:`.charts`), with a caption below."""
        foot = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        # Several pictures are one chart that runs over several sheets.
        kind = ' class="long"' if pictures.count('<svg class="chart"') > 1 else ""
        self._blocks.append(f"<figure{kind}>{pictures}{foot}</figure>" if pictures else self._nothing())

    def figures(self, pictures: Sequence[tuple[str, str]]) -> None:
        """Small pictures with their captions, two beside each other."""
        shown = [(one, caption) for one, caption in pictures if one]
        if not shown:
            self._blocks.append(self._nothing())
            return
        inner = "".join(f"<figure>{one}<figcaption>{escape(text)}</figcaption></figure>" for one, text in shown)
        self._blocks.append(f'<div class="grid">{inner}</div>')

    def bars(self, rows: Sequence[Bar], caption: str = "", decimals: int = 0, ordered: bool = True) -> None:
        """Horizontal bars from zero, the highest on top."""
        self.figure(bars(rows, self.language, decimals, ordered), caption)

    def intervals(self, rows: Sequence[Bar], caption: str = "", decimals: int = 2, ordered: bool = True) -> None:
        """A dot with its interval per row."""
        self.figure(bars(rows, self.language, decimals, ordered, dots=True), caption)

    def stacked(self, rows: Sequence[Parts], legend: Sequence[Legend], caption: str = "") -> None:
        """Shares of a hundred per row, with a legend."""
        self.figure(stacked(rows, legend, self.language), caption)

    def scatter(self, points: Sequence[Point], x: Axis, y: Axis, caption: str = "") -> None:
        """Points on two axes."""
        self.figure(scatter(points, x, y, self.language), caption)

    def lines(self, series: Sequence[Series], x: Axis, y: Axis, caption: str = "") -> None:
        """Lines through time."""
        self.figure(lines(series, x, y, self.language), caption)

    def _nothing(self) -> str:
        return f'<p class="nothing">{escape(word("report", "nothing", language=self.language))}</p>'

    def html(self, key: str) -> str:
        """The part as HTML; ``key`` is its place to jump to."""
        head = f'<h2 id="{escape(key)}">{escape(self.title)}</h2>' if self.title else ""
        return f"<section>{head}{''.join(self._blocks)}</section>"


class Report:
    """A report in one language (``nl`` or ``en``), which is also the language of its numbers."""

    def __init__(self, title: str, language: str, subtitle: str = "", fictional: bool = False) -> None:
        self.title = title
        self.language = language
        self.subtitle = subtitle
        self.fictional = fictional
        self._sections: list[Section] = []
        self._sources: list[str] = []

    def section(self, title: str = "") -> Section:
        """A new part at the end."""
        self._sections.append(Section(title, self.language))
        return self._sections[-1]

    def sources(self, lines: Sequence[str]) -> None:
        """The lines at the foot: what it is and is not, sources, years, method and date (``telling.source_lines``)."""
        self._sources += [line for line in lines if line]

    def html(self) -> str:
        """The whole report."""
        w = _words(self.language)
        parts = [f"<h1>{escape(self.title)}</h1>"]
        if self.subtitle:
            parts.append(f'<p class="subtitle">{escape(self.subtitle)}</p>')
        if self.fictional:
            parts.append(f'<p class="note">{escape(w["fictional"])}</p>')
        named = [(f"s{i}", one.title) for i, one in enumerate(self._sections) if one.title]
        if len(named) > 2:
            links = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in named)
            parts.append(f'<nav aria-label="{escape(w["contents"])}"><ul>{links}</ul></nav>')
        parts += [one.html(f"s{i}") for i, one in enumerate(self._sections)]
        if self._sources:
            parts.append("<footer>" + "".join(f"<p>{escape(one)}</p>" for one in self._sources) + "</footer>")
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            # Nothing may be fetched or run, whatever a name in the data holds.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
            + "\n".join(parts)
            + "\n</main>\n</body>\n</html>\n"
        )

    def save(self, path: Path) -> None:
        """Write the report as a whole or not at all. Raises VeerkrachtError for a place that cannot be written."""
        staged = stage(self.html(), path)
        put(staged, path)


def stage(html: str, path: Path) -> Path:
    """``html`` in a file beside ``path``, which :func:`put` moves to its place. Raises VeerkrachtError."""
    try:
        # Found out before anything else is written, and not when this takes its place.
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.stem + "-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(html)
    except OSError as error:
        raise _refused(path, error) from None
    return Path(name)


def put(staged: Path, path: Path) -> None:
    """Move what :func:`stage` wrote to ``path``; where that fails nothing is left behind. Raises VeerkrachtError."""
    try:
        staged.chmod(0o644)
        staged.replace(path)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> VeerkrachtError:
    return VeerkrachtError(
        N_("The report {file} cannot be written: {reason}. Choose a place that exists and is writable."),
        file=path.name, reason=error.strerror or type(error).__name__,
    )  # fmt: skip


def _words(language: str) -> dict[str, str]:
    return {key: word("report", key, language=language) for key in ("contents", "fictional")}


#: Tables up to so many rows stay on one sheet when they are printed.
_SHORT = 20


# -- tables -----------------------------------------------------------------------------------------------------------
def written(value: Value, column: Column, language: str) -> str:
    """A value as it stands in a table, not yet escaped."""
    if value is None or isinstance(value, str):
        return "–" if value is None else value
    text = number(float(value), language, column.decimals)
    return f"+{text}" if column.signed and value > 0 and text.strip("0.,") else text


def _table(table: Table, language: str) -> str:
    def cell(value: Value, column: Column | None, tag: str = "td") -> str:
        one = column or text_column("")
        kind = ' class="n"' if one.kind == "number" else ""
        return f"<{tag}{kind}>{escape(written(value, one, language))}</{tag}>"

    def row(values: Sequence[Value], kind: str = "") -> str:
        pairs = zip_longest(values, table.columns)
        return f"<tr{kind}>" + "".join(cell(value, column) for value, column in pairs) + "</tr>"

    head = "".join(
        f'<th scope="col"{" class=" + chr(34) + "n" + chr(34) if one.kind == "number" else ""}'
        + (f' title="{escape(one.title)}"' if one.title else "")
        + ">"
        + (_swatch(one.colour) if one.colour else "")
        + f"{escape(one.label)}</th>"
        for one in table.columns
    )
    body = "".join(row(one, ' class="strong"' if i in table.strong else "") for i, one in enumerate(table.rows))
    foot = "<tfoot>" + "".join(row(one) for one in table.totals) + "</tfoot>" if table.totals else ""
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    wide = " wide" if len(table.columns) > 9 else ""
    # A table that fits on a sheet is not torn in two.
    wide += " short" if len(table.rows) <= _SHORT else ""
    return (
        f'<div class="scroll"><table class="figures{wide}">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def _swatch(colour: str) -> str:
    return (
        '<svg class="swatch" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        f'<rect width="10" height="10" fill="{escape(colour)}" stroke="#6b6b6b" stroke-width="0.6"/></svg> '
    )


# -- charts -----------------------------------------------------------------------------------------------------------
def known(value: float | None) -> bool:
    """Whether a number is there and can be drawn."""
    return value is not None and math.isfinite(value)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten apart) from at or below ``low`` to at or above ``high``."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1.0, 2.0, 5.0, 10.0) if one * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def _tick_text(value: float, step: float, language: str, whole: bool = False) -> str:
    if whole:
        return str(round(value))
    return number(value, language, max(0, -math.floor(math.log10(step) + 1e-9)))


def _picture(width: float, height: float, parts: Sequence[str], label: str) -> str:
    # The width on the page follows that of the text, so that a chart never runs off a sheet.
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'style="max-width:{width:.0f}px" role="img" aria-label="{escape(label)}">' + "".join(parts) + "</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style}>{escape(text)}</text>'


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, thick: float = 1.0, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{thick:g}"{dashed}/>'
    )


def _short(text: str, room: float) -> str:
    most = max(int(room / _LETTER), 4)
    return text if len(text) <= most else text[: most - 1] + "…"


def _label(x: float, y: float, text: str, room: float) -> str:
    """A label that ends at ``x``, cut to ``room``; the whole of it shows on hovering."""
    short = _short(text, room)
    inner = escape(short) if short == text else f"{escape(short)}<title>{escape(text)}</title>"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="end">{inner}</text>'


def bars(rows: Sequence[Bar], language: str, decimals: int = 0, ordered: bool = True, dots: bool = False) -> str:
    """SVG pictures of horizontal bars from zero (or ``dots``), with their intervals; rows without a figure come last.

    All pictures of one chart have the same scale. Empty without any figure.
    """
    values = [one for row in rows for one in (row.value, row.low, row.high) if known(one)]
    if not any(known(row.value) for row in rows):
        return ""
    if ordered:
        rows = sorted(rows, key=lambda row: (not known(row.value), -(row.value or 0.0) if known(row.value) else 0.0))
    scale = ticks(min(0.0, *[float(one or 0) for one in values]), max(0.0, *[float(one or 0) for one in values]))
    step = scale[1] - scale[0]
    left = min(max(len(row.label) for row in rows) * _LETTER + 12.0, 300.0)
    ends = [
        " ".join(part for part in (number(float("nan") if row.value is None else row.value, language, decimals),
                                   row.remark) if part)
        for row in rows
    ]  # fmt: skip
    right = max(len(one) for one in ends) * _LETTER + 14.0
    room = WIDTH - left - right

    def at(value: float) -> float:
        return left + room * (value - scale[0]) / (scale[-1] - scale[0])

    pictures = []
    for start in range(0, len(rows), ROWS_PER_PICTURE):
        chunk = rows[start : start + ROWS_PER_PICTURE]
        top, bottom = 22.0, 22.0 + _ROW * len(chunk)
        parts = []
        for value in scale:
            parts.append(_rule(at(value), top, at(value), bottom, GREY if value == 0 else PALE if dots else "#e4e0d8"))
            parts.append(_text(at(value), top - 7, _tick_text(value, step, language), "middle", "tick"))
        for i, row in enumerate(chunk):
            middle = top + _ROW * (i + 0.5)
            parts.append(_label(left - 8, middle + 4, row.label, left - 8))
            parts.append(_text(WIDTH - right + 8, middle + 4, ends[start + i]))
            if not known(row.value) or row.value is None:
                continue
            here, colour = at(row.value), escape(row.colour)
            if dots:
                parts.append(_rule(left, middle, WIDTH - right, middle, PALE))
            else:
                parts.append(
                    f'<rect x="{min(here, at(0)):.1f}" y="{middle - 6:.1f}" width="{max(abs(here - at(0)), 0.6):.1f}" '
                    f'height="12" fill="{colour}" stroke="#6b6b6b" stroke-width="0.3"/>'
                )
            if known(row.low) and known(row.high) and row.low is not None and row.high is not None:
                parts.append(
                    _rule(at(row.low), middle, at(row.high), middle, colour if dots else INK, 2 if dots else 1)
                )
                for end in (row.low, row.high):
                    parts.append(_rule(at(end), middle - 3, at(end), middle + 3, colour if dots else INK))
            if dots:
                parts.append(f'<circle cx="{here:.1f}" cy="{middle:.1f}" r="4" fill="{colour}" stroke="#fff"/>')
        pictures.append(_picture(WIDTH, bottom + 6, parts, ", ".join(row.label for row in chunk)))
    return "".join(pictures)


def stacked(rows: Sequence[Parts], legend: Sequence[Legend], language: str) -> str:
    """SVG pictures of shares in %, a row each, with the legend above the first. Empty without any amount."""
    if not any(sum(one for one in row.amounts if known(one)) > 0 for row in rows):
        return ""
    left = min(max(len(row.label) for row in rows) * _LETTER + 12.0, 240.0)
    room = WIDTH - left - 24.0
    keys, x, line = [], 0.0, 0
    for one in legend:
        wide = len(one.label) * 6.7 + 30.0
        if x and x + wide > WIDTH:
            x, line = 0.0, line + 1
        keys.append(
            f'<rect x="{x:.1f}" y="{line * 18 + 2}" width="11" height="11" fill="{escape(one.colour)}" '
            f'stroke="#6b6b6b" stroke-width="0.5"/>' + _text(x + 16, line * 18 + 12, one.label)
        )
        x += wide
    pictures = []
    for start in range(0, len(rows), ROWS_PER_PICTURE):
        chunk = rows[start : start + ROWS_PER_PICTURE]
        top = 24.0 + ((line + 1) * 18 + 4 if start == 0 else 0)
        bottom = top + _ROW * len(chunk)
        parts = list(keys) if start == 0 else []
        for share in (0, 25, 50, 75, 100):
            place = left + room * share / 100
            parts.append(_rule(place, top - 4, place, bottom, "#e4e0d8"))
            parts.append(_text(place, top - 8, f"{number(share, language)} %", "middle", "tick"))
        for i, row in enumerate(chunk):
            middle = top + _ROW * (i + 0.5)
            parts.append(_label(left - 8, middle + 4, row.label, left - 8))
            amounts = [one if known(one) else 0.0 for one in row.amounts]
            total = sum(amounts)
            here = left
            for amount, one in zip(amounts, legend):
                wide = room * amount / total if total > 0 else 0.0
                if wide > 0:
                    said = number(100 * amount / total, language, 1)
                    parts.append(
                        f'<rect x="{here:.1f}" y="{middle - 7:.1f}" width="{wide:.1f}" height="14" '
                        f'fill="{escape(one.colour)}" stroke="#6b6b6b" stroke-width="0.4">'
                        f"<title>{escape(f'{row.label}: {one.label}, {said} %')}</title></rect>"
                    )
                here += wide
            if not total > 0:
                parts.append(_text(left + 4, middle + 4, "–"))
        pictures.append(_picture(WIDTH, bottom + 6, parts, ", ".join(row.label for row in chunk)))
    return "".join(pictures)


@dataclass(frozen=True)
class _Frame:
    """The drawing room of a chart with two axes: its sides on the picture, and the scales."""

    left: float
    right: float
    top: float
    bottom: float
    xs: Sequence[float]
    ys: Sequence[float]

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * (value - self.xs[0]) / (self.xs[-1] - self.xs[0])

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.ys[0]) / (self.ys[-1] - self.ys[0])


def _span(values: Sequence[float], axis: Axis) -> list[float]:
    own = [*values, *([0.0] if axis.zero else [])]
    low, high = min(own), max(own)
    if axis.whole and high - low < 12:
        return [float(one) for one in range(math.floor(low), max(math.ceil(high), math.floor(low) + 1) + 1)]
    return ticks(low, high)


def _axes(frame: _Frame, x: Axis, y: Axis, language: str) -> list[str]:
    parts = []
    xstep, ystep = frame.xs[1] - frame.xs[0], frame.ys[1] - frame.ys[0]
    for value in frame.ys:
        parts.append(_rule(frame.left, frame.y(value), frame.right, frame.y(value), GREY if value == 0 else "#e4e0d8"))
        parts.append(_text(frame.left - 6, frame.y(value) + 4, _tick_text(value, ystep, language, y.whole), "end",
                           "tick"))  # fmt: skip
    for value in frame.xs:
        here = frame.x(value)
        parts.append(_rule(here, frame.bottom, here, frame.bottom + 4, LINE))
        if value == 0:
            parts.append(_rule(here, frame.top, here, frame.bottom, GREY))
        parts.append(_text(here, frame.bottom + 17, _tick_text(value, xstep, language, x.whole), "middle", "tick"))
    parts.append(_rule(frame.left, frame.bottom, frame.right, frame.bottom, LINE))
    parts.append(_text((frame.left + frame.right) / 2, frame.bottom + 34, x.label, "middle"))
    parts.append(_text(frame.left - 40, frame.top - 10, y.label))
    return parts


def _marks(frame: _Frame, x: Axis, y: Axis) -> list[str]:
    parts = []
    for value, label in x.marks:
        if frame.xs[0] <= value <= frame.xs[-1]:
            parts.append(_rule(frame.x(value), frame.top, frame.x(value), frame.bottom, INK, 1, "4 3"))
            parts.append(_text(frame.x(value) + 3, frame.top + 10, label, kind="tick"))
    for value, label in y.marks:
        if frame.ys[0] <= value <= frame.ys[-1]:
            parts.append(_rule(frame.left, frame.y(value), frame.right, frame.y(value), INK, 1, "4 3"))
            parts.append(_text(frame.right, frame.y(value) - 3, label, "end", "tick"))
    return parts


def scatter(
    points: Sequence[Point], x: Axis, y: Axis, language: str, width: float = WIDTH / 2 - 10, height: float = 300.0
) -> str:
    """An SVG picture of points; points with a missing coordinate are left out, which the caller says. Empty without
    any. Many points are drawn as squares, darker where more of them lie.
    """
    shown = [one for one in points if known(one.x) and known(one.y)]
    if not shown:
        return ""
    frame = _Frame(52.0, width - 14.0, 30.0, height - 44.0, _span([one.x for one in shown], x),
                   _span([one.y for one in shown], y))  # fmt: skip
    parts = _axes(frame, x, y, language)
    if len(shown) > MANY_POINTS:
        parts += _crowd(shown, frame)
    else:
        for one in shown:
            title = f"<title>{escape(one.label)}</title>" if one.label else ""
            parts.append(
                f'<circle cx="{frame.x(one.x):.1f}" cy="{frame.y(one.y):.1f}" r="{one.size:.1f}" '
                f'fill="{escape(one.colour)}" fill-opacity="0.55" stroke="#ffffff" stroke-width="0.4">{title}</circle>'
            )
    return _picture(width, height, parts + _marks(frame, x, y), f"{y.label} / {x.label}")


def _crowd(points: Sequence[Point], frame: _Frame, side: float = 7.0) -> list[str]:
    """Squares of about ``side``, darker where more points lie."""
    columns, rows = int((frame.right - frame.left) // side), int((frame.bottom - frame.top) // side)
    wide, high = (frame.right - frame.left) / columns, (frame.bottom - frame.top) / rows
    counts: dict[tuple[int, int], int] = {}
    for one in points:
        column, row = int((frame.x(one.x) - frame.left) / wide), int((frame.y(one.y) - frame.top) / high)
        key = (min(column, columns - 1), min(row, rows - 1))
        counts[key] = counts.get(key, 0) + 1
    most = max(counts.values())
    return [
        f'<rect x="{frame.left + i * wide:.1f}" y="{frame.top + j * high:.1f}" width="{wide:.2f}" height="{high:.2f}" '
        f'fill="{HERE}" fill-opacity="{0.12 + 0.88 * math.sqrt(count / most):.2f}"><title>{count}</title></rect>'
        for (i, j), count in sorted(counts.items())
    ]


def lines(
    series: Sequence[Series], x: Axis, y: Axis, language: str, width: float = WIDTH, height: float = 320.0
) -> str:
    """An SVG picture of lines, each named at its end. A value that is missing interrupts its line; one that stands
    alone is a dot. Empty without any value.
    """
    flat = [pair for one in series for pair in one.points if known(pair[0]) and known(pair[1])]
    if not flat:
        return ""
    right = min(max(len(one.label) for one in series) * _LETTER + 14.0, 220.0)
    xs = _span([pair[0] for pair in flat], x)
    frame = _Frame(52.0, width - right, 30.0, height - 44.0, xs, _span([pair[1] for pair in flat], y))
    parts = _axes(frame, x, y, language)
    ends: list[tuple[float, str, str]] = []
    # What is pale lies below what the chart is about.
    for one in sorted(series, key=lambda one: not one.pale):
        colour = escape(one.colour)
        thick, dash = (1.2 if one.pale else 2.2), (' stroke-dasharray="5 3"' if one.dashed else "")
        for run in _runs(one.points):
            places = [(frame.x(a), frame.y(b)) for a, b in run]
            if len(places) > 1:
                path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
                parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{thick}"{dash}/>')
            if len(places) == 1 or not one.pale:
                parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6" fill="{colour}"/>' for a, b in places]
        last = [pair for pair in one.points if known(pair[0]) and known(pair[1])]
        if last:
            ends.append((frame.y(last[-1][1]), one.label, colour))
    for place, label, colour in _apart(ends):
        parts.append(f'<g fill="{colour}">{_text(frame.right + 6, place + 4, _short(label, right))}</g>')
    return _picture(width, height, parts + _marks(frame, x, y), y.label)


def _runs(points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for pair in points:
        if known(pair[0]) and known(pair[1]):
            runs[-1].append(pair)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _apart(ends: Sequence[tuple[float, str, str]], least: float = 13.0) -> list[tuple[float, str, str]]:
    """The labels at the ends of lines, moved down where they would cover each other."""
    out: list[tuple[float, str, str]] = []
    for place, label, colour in sorted(ends):
        if out and place - out[-1][0] < least:
            place = out[-1][0] + least
        out.append((place, label, colour))
    return out


_STYLE = f"""
@page {{ size: A4; margin: 15mm 14mm; }}
* {{ box-sizing: border-box; -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
body {{ margin: 0; background: #ffffff; color: {INK};
  font: 14px/1.45 "Open Sans", "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }}
main {{ max-width: 960px; margin: 0 auto; padding: 24px 28px; }}
h1 {{ font-size: 26px; line-height: 1.2; margin: 0 0 4px; }}
h2 {{ font-size: 18px; margin: 28px 0 8px; border-bottom: 1px solid {LINE}; padding-bottom: 3px; break-after: avoid; }}
p {{ margin: 6px 0; max-width: 78ch; }}
.subtitle {{ color: {GREY}; font-size: 15px; }}
.note {{ background: {PALE}; border-left: 4px solid {HERE}; padding: 8px 12px; break-inside: avoid; }}
.nothing {{ color: {GREY}; font-style: italic; }}
nav ul {{ list-style: none; padding: 0; margin: 12px 0; }}
nav li {{ display: inline-block; margin-right: 16px; }}
a {{ color: #1e4471; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; margin: 10px 0; font-size: 13px; width: 100%; }}
table.wide {{ font-size: 11.5px; }}
caption {{ text-align: left; font-weight: 600; padding: 4px 0; caption-side: top; }}
th, td {{ text-align: left; vertical-align: top; padding: 3px 8px 3px 4px; border-bottom: 1px solid #e4e0d8; }}
th {{ vertical-align: bottom; border-bottom: 1px solid {GREY}; font-weight: 600; }}
.n {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
th.n {{ white-space: normal; }}
tr {{ break-inside: avoid; }}
tr.strong td {{ font-weight: 600; }}
tfoot td {{ border-top: 1px solid {GREY}; font-weight: 600; }}
thead {{ display: table-header-group; }}
tfoot {{ display: table-row-group; }}
figure {{ margin: 12px 0; break-inside: avoid-page; }}
figure.long {{ break-inside: auto; }}
figcaption {{ color: {GREY}; font-size: 12.5px; max-width: 78ch; }}
.chart {{ display: block; width: 100%; height: auto; break-inside: avoid; }}
.chart text {{ font-size: 12px; fill: {INK}; }}
.chart g text {{ fill: inherit; }}
.chart .tick {{ font-size: 10.5px; fill: {GREY}; }}
.swatch {{ vertical-align: baseline; }}
.grid {{ display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 20px; }}
footer {{ margin-top: 32px; border-top: 1px solid {LINE}; padding-top: 8px; color: {GREY}; font-size: 11.5px; }}
footer p {{ margin: 3px 0; max-width: none; }}
@media print {{
  main {{ max-width: none; padding: 0; }} body {{ font-size: 11px; }} nav {{ display: none; }}
  table {{ font-size: 10px; }} table.wide {{ font-size: 8.5px; }} th, td {{ padding: 2px 4px 2px 2px; }}
  .scroll {{ overflow: visible; }} table.short {{ break-inside: avoid; }} a {{ color: inherit; text-decoration: none; }}
}}
@media (max-width: 640px) {{
  .grid {{ grid-template-columns: 1fr; }} main {{ padding: 12px; }}
  figure {{ overflow-x: auto; }} .chart {{ min-width: 560px; }} .grid .chart {{ min-width: 0; }}
}}
"""
