"""Lists of properties as people have them, read as text: CSV of any dialect, spreadsheets, VERA JSON.

Unlike the tables of publishers (:mod:`.files`) a list of one's own has no source lines: every row that holds anything
comes
out, in its order, and what is odd about the file is said. The file itself is never written.
"""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from ..errors import N_, VeerkrachtError
from ..model.values import clean
from ..quiet import quiet_gdal
from . import biff

TEXT_SUFFIXES = {".csv", ".txt", ".tsv", ".asc"}
SHEET_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}

#: A part of a spreadsheet larger than this is not looked into for rich text and numbers (a million cells are about 40
#: MB).
_LARGEST_PART = 512 * 1024 * 1024
_HEADER_ROWS = 15
_MARKS = ";\t|,"

#: What Python raises for an archive that is damaged or built in a way that it does not know.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, OSError, EOFError, NotImplementedError,
    RuntimeError,
)  # fmt: skip

#: How well a row serves as a header: the number of roles that it names.
Score = Callable[[Sequence[str]], int]


@dataclass
class StockTable:
    """A list of properties: one list of cleaned texts per column, all of the same length ("" = empty).

    ``kinds`` gives per column ``integer``, ``double``, ``text`` where the source has types of its own, else "".
    ``notes`` are (topic of the account, value, count); ``warnings`` the topics among them that are to be said aloud.
    """

    headers: list[str]
    columns: list[list[str]]
    name: str
    kinds: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, int | None]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Texts of long whole numbers that stood in numeric cells.
    numeric: frozenset[str] = frozenset()
    #: Positions of rows with more cells than the header has columns: which cell belongs where is not known.
    shifted: frozenset[int] = frozenset()
    #: What each row is called in a message: its number in the file, from 1.
    numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbers = self.numbers or list(range(1, len(self) + 1))

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def note(self, topic: str, value: str = "", count: int | None = None, aloud: bool = False) -> None:
        """Add a line for the account."""
        self.notes.append((topic, value, count))
        if aloud:
            self.warnings.append(topic)


def reads(file: Path) -> bool:
    """Whether this module reads ``file``; all others are layers."""
    suffix = file.suffix.lower()
    if suffix == ".json":
        return not _is_geojson(file)
    return suffix in TEXT_SUFFIXES | SHEET_SUFFIXES


def read(file: Path, score: Score, sheet: str = "") -> StockTable:
    """The list in ``file``; of several sheets the one named ``sheet``, else the one whose header names most roles.

    Raises VeerkrachtError for a file that is absent, empty, damaged, or not what its name says.
    """
    if not file.is_file():
        raise VeerkrachtError(N_("The file {file} does not exist. Choose another file."), file=file.name)
    content = file.read_bytes()
    if not content:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=file.name)
    suffix = file.suffix.lower()
    if suffix == ".json":
        return _read_json(content, file.name)
    if suffix in SHEET_SUFFIXES:
        return _read_sheets(file, score, sheet)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"%PDF")):
        raise VeerkrachtError(
            N_(
                "The file {file} is not text, although its name says so. Give it its right "
                "extension, or save it as CSV."
            ),
            file=file.name,
        )
    return parse_text(content, file.name, score)


# -- text -------------------------------------------------------------------------------------------------------------


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 with or without BOM, UTF-16 with or without, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    zeros = content[:2000].count(0)
    if zeros > len(content[:2000]) // 4:
        big = content[:2000:2].count(0) > zeros // 2
        return content.decode("utf-16-be" if big else "utf-16-le", errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8 (BOM)" if content.startswith(b"\xef\xbb\xbf") else "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def delimiter_of(lines: Sequence[str]) -> str:
    """The mark that splits nearly all lines into one and the same number of columns; else the one that comes nearest.

    The comma has the last say: in a Dutch list it stands in every number.
    """
    best, most = ",", (0, 0)
    for mark in _MARKS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        usual = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        if usual > 1 and widths.count(usual) >= 0.8 * len(widths):
            return mark
        worth = (widths.count(usual) * (usual - 1), usual)
        if worth > most:
            best, most = mark, worth
    return best


def parse_text(content: bytes, name: str, score: Score) -> StockTable:
    """The list in the bytes of a text file."""
    # A cell may be as long as the file; Python stops at 128 KiB of its own accord.
    before = csv.field_size_limit(max(csv.field_size_limit(), len(content) + 1))
    try:
        return _parsed(content, name, score)
    finally:
        csv.field_size_limit(before)


def _parsed(content: bytes, name: str, score: Score) -> StockTable:
    text, encoding = decode(content)
    text = text.replace("\0", "")
    lines = text.splitlines()
    mark = ""
    hint = re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.I) if lines else None
    if hint:
        # A line that Excel understands and writes.
        mark, text = hint.group(1), text.split("\n", 1)[1] if "\n" in text else ""
        lines = lines[1:]
    mark = mark or delimiter_of(lines[:200])
    rows, quoted = _rows(text, mark)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=name)
    table = _table(rows, name, score)
    table.note("stock_encoding", f"{encoding}, {'tab' if mark == chr(9) else mark}")
    if not quoted:
        table.note("stock_quotes", aloud=True)
    replaced = sum(cell.count("\ufffd") for column in table.columns for cell in column if "\ufffd" in cell)
    replaced += sum(header.count("\ufffd") for header in table.headers)
    if replaced:
        table.note("stock_replaced", count=replaced, aloud=True)
    return table


def _rows(text: str, mark: str) -> tuple[list[list[str]], bool]:
    """The rows, and whether quotes were read as quotes: one that is never closed would swallow the rows behind it."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        if not any(mark in cell and cell.count("\n") > 1 for row in rows for cell in row if "\n" in cell):
            return rows, True
    except csv.Error:
        pass  # read once more, without quotes
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, quoting=csv.QUOTE_NONE)), False
    except csv.Error as error:
        raise VeerkrachtError(
            N_("The file cannot be read as a table: {reason}. Save it again as CSV."), reason=str(error)
        ) from error


def _header_row(rows: Sequence[Sequence[str]], score: Score) -> int:
    """The row that names most roles; without any, the first with more than one filled cell."""
    scores = [score(row) for row in rows]
    best = max(range(len(rows)), key=lambda i: (scores[i], -i))
    if scores[best] > 0:
        return best
    return next((i for i, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)


def clean_header(text: str) -> str:
    """A header without BOM, quotes and line breaks."""
    return re.sub(r"\s+", " ", text.strip(" \t\r\n\ufeff\u200b\u00a0")).strip("\"'").strip()


def _cell(text: str) -> str:
    """A cell without blanks around it, and without the formula that keeps Excel from making a number of a text."""
    value = clean(text)
    return value[2:-1] if value.startswith('="') and value.endswith('"') else value


def _table(rows: list[list[str]], name: str, score: Score, numbers: Sequence[int] | None = None) -> StockTable:
    """Header and rows apart. Rows without any content are left out and counted; all others stay, in their order."""
    head = [i for i, row in enumerate(rows[: _HEADER_ROWS * 2]) if any(cell.strip() for cell in row)][:_HEADER_ROWS]
    if not head:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=name)
    best = _header_row([rows[i] for i in head], score)
    at = head[best]
    headers = [clean_header(cell) for cell in rows[at]]
    nameless = not score(rows[at]) and all(_VALUE.fullmatch(one) for one in headers if one) and len(head) > 1
    if nameless:
        # Figures only: that row is a home, and names are made.
        headers, at = [""] * len(headers), at - 1
    body = [[_cell(cell) for cell in row] for row in rows[at + 1 :]]
    called = numbers[at + 1 :] if numbers else range(at + 2, at + 2 + len(body))
    blank = sum(not any(row) for row in body)
    counts = sorted(sum(map(bool, row)) for row in body if any(row))
    usual = counts[3 * len(counts) // 4] if counts else 0
    total = [_is_total(row, usual) for row in body]
    totals = [number for number, adds in zip(called, total) if adds]
    filled_numbers = [number for number, row, adds in zip(called, body, total) if any(row) and not adds]
    filled = [row for row, adds in zip(body, total) if any(row) and not adds]
    width = len(headers)
    while width > 1 and not headers[width - 1] and not any(len(row) >= width and row[width - 1] for row in filled):
        width -= 1
    headers = headers[:width]
    if width == 1 and any(mark in headers[0] for mark in ";\t"):
        raise VeerkrachtError(
            N_(
                "{layer} was loaded with the wrong separator: all its columns are in one field, "
                "“{field}”. Choose the file itself, "
                "or load it again with the right separator."
            ),
            layer=name,
            field=headers[0][:40],
        )
    if not filled:
        raise VeerkrachtError(N_("The file {file} holds no rows below its header. Choose another file."), file=name)
    shifted = frozenset(i for i, row in enumerate(filled) if any(row[width:]))
    padded = [row[:width] + [""] * (width - len(row)) for row in filled]
    table = StockTable(headers, [list(column) for column in zip(*padded)], name, [""] * width, shifted=shifted)
    table.numbers = filled_numbers
    above = sum(any(cell.strip() for cell in row) for row in rows[:at])
    if above:
        table.note("stock_above", count=above)
    if blank:
        table.note("stock_blank", count=blank)
    if totals:
        # A row that adds up the others would count every home twice.
        table.note("stock_total", ", ".join(map(str, totals[:20])), len(totals), aloud=True)
    if shifted:
        shown = ", ".join(str(filled_numbers[i]) for i in sorted(shifted)[:10])
        table.note("stock_shifted", shown, len(shifted), aloud=True)
    if nameless:
        table.note("stock_no_header", f"kolom_1 … kolom_{width}", width, aloud=True)
        table.headers = [f"kolom_{i + 1}" for i in range(width)]
    mend_headers(table)
    return table


#: ``Totaal``, ``Subtotaal 007``, ``Totaal aantal: 35``, and ``007 Totaal`` as Excel writes it between the rows.
_TOTAL = re.compile(
    r"(?:.{1,60} )?(?:(?:sub|eind|grand|generaal)[ -]?)?tota(?:al|l)\b(?: [^0-9]{0,40})?[:=]?\s*(?:\w{0,20}|[0-9.,]*)",
    re.I,
)
_OF_A_HOME = re.compile(r"\d{15,16}|[1-9]\d{3}\s?[A-Za-z]{2}")


def _is_total(row: Sequence[str], usual: int) -> bool:
    """Whether a row of cleaned cells adds up others: its first filled cell says so, fewer cells are filled than
    ``usual``, and none names a home.
    """
    first = next((cell for cell in row if cell), "")
    if not first or not _TOTAL.fullmatch(first) or sum(map(bool, row)) >= usual:
        return False
    return not any(_OF_A_HOME.fullmatch(cell) for cell in row)


_VALUE = re.compile(
    r"\d{15,16}|[1-9]\d{3}\s?[A-Za-z]{2}|[+-]?\d+([.,]\d+)?|\d[.,]\d+[eE]\+?\d+|\d{1,2}[-/]\d{1,2}[-/]\d{4}"
)


def mend_headers(table: StockTable) -> None:
    """Give every column a name of its own; say so when the header looks like something else than names."""
    odd = [header for header in table.headers if _VALUE.fullmatch(header)]
    nameless = [i for i, header in enumerate(table.headers) if not header]
    seen: dict[str, int] = {}
    doubles: list[str] = []
    out: list[str] = []
    for i, header in enumerate(table.headers):
        name = header or f"kolom_{i + 1}"
        while name.lower() in seen:
            doubles.append(header or name)
            seen[name.lower()] += 1
            name = f"{name}_{seen[name.lower()]}"
        seen[name.lower()] = 1
        out.append(name)
    table.headers = out
    if odd or nameless or doubles:
        shown = ", ".join([*odd, *(f"{out[i]}" for i in nameless), *doubles][:10])
        table.note("stock_header", shown, len(odd) + len(nameless) + len(doubles), aloud=True)


# -- spreadsheets -----------------------------------------------------------------------------------------------------


def _read_sheets(file: Path, score: Score, sheet: str) -> StockTable:
    from osgeo import gdal

    # GDAL takes a sheet whose cells are all text for one without a header, so headers are found by us; and it would
    # make numbers of ids, so every cell comes as text.
    options = {
        f"OGR_{kind}_{what}": value
        for kind in ("XLSX", "XLS", "ODS")
        for what, value in (("HEADERS", "DISABLE"), ("FIELD_TYPES", "STRING"))
    }
    before = {key: gdal.GetThreadLocalConfigOption(key) for key in options}
    for key, value in options.items():
        gdal.SetThreadLocalConfigOption(key, value)
    try:
        with quiet_gdal():
            sheets = list(_sheets(file))
    finally:
        for key, value in before.items():
            gdal.SetThreadLocalConfigOption(key, value)
    suffix = file.suffix.lower()
    parts, hidden = _xlsx_parts(file) if suffix in (".xlsx", ".xlsm") else ({}, set())
    old = biff.sheets(file.read_bytes()) if suffix == ".xls" else {}
    hidden |= {name for name, one in old.items() if one.hidden}
    filled = [one for one in sheets if one[1]]
    if sheet:
        filled = [one for one in filled if one[0] == sheet] or filled
    elif any(one[0] not in hidden for one in filled):
        # What the maker of the file put out of sight is not his list.
        filled = [one for one in filled if one[0] not in hidden]
    if not filled:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=file.name)

    def named(one: tuple[str, list[list[str]], list[int]]) -> int:
        return max(score(row) for row in one[1][:_HEADER_ROWS])

    name, rows, numbers = max(filled, key=lambda one: (named(one), len(one[1])))
    part = parts.get(name, "")
    mended = _mend_rich(part, rows, numbers)
    lost = _without_result(part)
    if name in old:
        _mend_formulas(old[name].formulas, rows, numbers)
    table = _table(rows, file.name, score, numbers)
    if part:
        table.numeric = _long_numbers(part)
    elif name in old:
        table.numeric = _long_texts(old[name].numbers)
    else:
        table.numeric = _long_in_ods(file) if suffix == ".ods" else _numeric_columns(file, name)
    if len(sheets) > 1:
        table.note("stock_sheet", name, len(sheets))
    others = [one[0] for one in filled if one[0] != name and named(one) >= _LIST and len(one[1]) > 1]
    if others and not sheet:
        table.note("stock_sheets", ", ".join(others[:10]), len(others), aloud=True)
    if mended:
        table.note("stock_rich", count=mended)
    if lost:
        table.note("stock_formula", count=lost, aloud=True)
    return table


#: A sheet whose header names so many roles is a list of homes too.
_LIST = 3


def _sheets(file: Path) -> Iterator[tuple[str, list[list[str]], list[int]]]:
    """Name, rows and their numbers of every sheet."""
    from osgeo import ogr

    source = ogr.Open(str(file))
    if source is None:
        raise VeerkrachtError(
            N_("The file {file} cannot be read as a spreadsheet. Open it in Excel or LibreOffice and save it again."),
            file=file.name,
        )
    for i in range(source.GetLayerCount()):
        layer = source.GetLayer(i)
        count = layer.GetLayerDefn().GetFieldCount()
        rows: list[list[str]] = []
        numbers: list[int] = []
        for feature in layer:
            rows.append([_plain_date(feature.GetFieldAsString(j)) for j in range(count)])
            numbers.append(int(feature.GetFID()))
        yield str(layer.GetName()), rows, numbers


_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_TEXT = re.compile(r"<(?:\w+:)?t\b[^>]*?>(.*?)</(?:\w+:)?t>", re.S)
_LONG = re.compile(r"<(?:\w+:)?v>(\d{15,16})(?:\.0+)?</(?:\w+:)?v>")


_DATE_CELL = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]00:00:00(?:\.0+)?)?")


def _plain_date(text: str) -> str:
    """A date as ``2019-02-01``, however GDAL writes it for this kind of file; any other text as it is."""
    match = _DATE_CELL.fullmatch(text) if len(text) in (10, 19) or "00:00:00." in text else None
    return "-".join(match.groups()) if match else text


def _without_result(part: str) -> int:
    """The number of formulas whose result the program that wrote the sheet left out: Excel would fill it in."""
    if "<f" not in part:
        return 0
    return sum(
        bool(re.search(r"<(?:\w+:)?f\b", inside)) and not re.search(r"<(?:\w+:)?(?:v|is)\b[^>]*>[^<]", inside)
        for attributes, inside in _CELL.findall(part)
        if inside and 't="str"' not in attributes
    )


def _mend_formulas(formulas: Mapping[tuple[int, int], float], rows: list[list[str]], numbers: list[int]) -> None:
    """Put the results of formulas where GDAL gives nothing."""
    place = {number: i for i, number in enumerate(numbers)}
    for (row, column), value in formulas.items():
        cells = rows[place[row + 1]] if row + 1 in place else []
        if column < len(cells) and not cells[column] and math.isfinite(value):
            cells[column] = str(int(value)) if value.is_integer() else repr(value)


def _long_texts(values: Iterable[float]) -> frozenset[str]:
    """Numbers of 15 and 16 digits as the texts that GDAL makes of them."""
    return frozenset(str(int(one)) for one in values if 1e14 <= one < 1e16 and one.is_integer())


def _long_in_ods(file: Path) -> frozenset[str]:
    """Long whole numbers in numeric cells of an ODS file."""
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo("content.xml").file_size > _LARGEST_PART:
                return frozenset()
            content = archive.read("content.xml").decode("utf-8", errors="replace")
    except _DAMAGED:
        return frozenset()
    return _long_texts(map(float, re.findall(r'office:value="(\d(?:\d{14,15}|(?:\.\d+)?E\+?\d+))"', content)))


def _xlsx_parts(file: Path) -> tuple[dict[str, str], set[str]]:
    """The XML of each sheet by its name, and the names of hidden ones; empty where the file is not built as usual."""
    out: dict[str, str] = {}
    hidden: set[str] = set()
    try:
        with zipfile.ZipFile(file) as archive:

            def text(name: str) -> str:
                if archive.getinfo(name).file_size > _LARGEST_PART:
                    return ""
                return archive.read(name).decode("utf-8", errors="replace")

            targets = {}
            for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", text("xl/_rels/workbook.xml.rels")):
                found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
                targets[found.get("Id", "")] = found.get("Target", "")
            for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", text("xl/workbook.xml")):
                found = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
                key = next((value for name, value in found.items() if name.endswith(":id")), "")
                target = targets.get(key, "")
                path = target.lstrip("/") if target.startswith("/") else "xl/" + target
                if target and path in archive.namelist():
                    out[html.unescape(found.get("name", ""))] = text(path)
                if found.get("state") in ("hidden", "veryHidden"):
                    hidden.add(html.unescape(found.get("name", "")))
    except _DAMAGED:
        # What GDAL could open is read; only the second look is missed.
        return {}, set()
    return out, hidden


def _mend_rich(part: str, rows: list[list[str]], numbers: list[int]) -> int:
    """Put back what GDAL leaves out of inline rich text (it takes the first run only); how many cells."""
    if "inlineStr" not in part:
        return 0
    place = {number: i for i, number in enumerate(numbers)}
    mended = 0
    for attributes, inside in _CELL.findall(part):
        if "inlineStr" not in attributes or not inside:
            continue
        runs = _TEXT.findall(inside)
        ref = re.search(r'\br="([A-Z]+)(\d+)"', attributes)
        if len(runs) < 2 or not ref or int(ref.group(2)) not in place:
            continue
        row, column = rows[place[int(ref.group(2))]], _column_number(ref.group(1))
        whole = html.unescape("".join(runs))
        if column < len(row) and row[column] != whole:
            row[column] = whole
            mended += 1
    return mended


def _column_number(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out - 1


def _long_numbers(part: str) -> frozenset[str]:
    """Whole numbers of 15 or 16 digits in numeric cells."""
    if not _LONG.search(part):
        return frozenset()
    out = set()
    for attributes, inside in _CELL.findall(part):
        if not inside or re.search(r'\bt="(?:s|str|inlineStr|b|e|d)"', attributes):
            continue
        found = _LONG.search(inside)
        if found:
            out.add(found.group(1))
    return frozenset(out)


@quiet_gdal()
def _numeric_columns(file: Path, sheet: str) -> frozenset[str]:
    """For XLS and ODS: long numbers in columns that GDAL finds to hold numbers only."""
    from osgeo import gdal, ogr

    options = {
        f"OGR_{kind}_{what}": value
        for kind in ("XLS", "ODS")
        for what, value in (("HEADERS", "FORCE"), ("FIELD_TYPES", "AUTO"))
    }
    before = {key: gdal.GetThreadLocalConfigOption(key) for key in options}
    for key, value in options.items():
        gdal.SetThreadLocalConfigOption(key, value)
    out: set[str] = set()
    try:
        source = ogr.Open(str(file))
        layer = source.GetLayerByName(sheet) if source is not None else None
        if layer is None:
            return frozenset()
        definition = layer.GetLayerDefn()
        numeric = [
            i
            for i in range(definition.GetFieldCount())
            if definition.GetFieldDefn(i).GetType() in (ogr.OFTReal, ogr.OFTInteger64)
        ]
        for feature in layer if numeric else ():
            for i in numeric:
                number = feature.GetField(i) if feature.IsFieldSetAndNotNull(i) else 0
                if number >= 10**14:
                    out.add(str(int(number)))
    finally:
        for key, value in before.items():
            gdal.SetThreadLocalConfigOption(key, value)
    return frozenset(out)


# -- JSON -------------------------------------------------------------------------------------------------------------


def _is_geojson(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    return bool(re.search(rb'"type"\s*:\s*"Feature(?:Collection)?"', head))


def _read_json(content: bytes, name: str) -> StockTable:
    """Eenheden of a VERA export: a list of objects, or an object that holds one; nested objects become
    ``adres.postcode``.
    """
    text, encoding = decode(content)
    try:
        # Numbers stay the text that they are: an id must not become a number.
        document = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise VeerkrachtError(
            N_("The file {file} is not sound JSON ({reason}). Export it again."), file=name, reason=str(error)
        ) from error
    units = _units_in(document)
    flat = [dict(_flat(unit)) for unit in units]
    headers = list(dict.fromkeys(key for row in flat for key in row))
    if not headers:
        raise VeerkrachtError(N_("The file {file} holds no rows below its header. Choose another file."), file=name)
    columns = [[row.get(header, "") for row in flat] for header in headers]
    table = StockTable(headers, columns, name, [""] * len(headers))
    table.note("stock_encoding", f"JSON, {encoding}")
    return table


def _units_in(document: Any) -> list[dict[str, Any]]:
    """The longest list of objects at the top of the document, else the document itself as one object."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if _is_list(value)]
        own = {"id", "adres", "bouwjaar", "code"} & set(document)
        if own or not lists:
            return [document]
        document = max(lists, key=len)
    if not isinstance(document, list):
        return []
    return [one for one in document if isinstance(one, dict)]


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flat(unit: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The texts in an object. Of a list of objects (clusters, energieprestaties) the first, unless it describes rooms
    or people.
    """
    for key, value in unit.items():
        name = before + str(key)
        if isinstance(value, dict):
            yield from _flat(value, name + ".")
        elif isinstance(value, list):
            if key.lower() in ("ruimten", "relaties", "prijscomponenten", "bouwkundigeelementen"):
                continue
            if value and isinstance(value[0], dict):
                yield from _flat(value[0], name + ".")
            elif value:
                yield name, ", ".join(clean(one) for one in value)
        elif isinstance(value, bool):
            yield name, "true" if value else "false"
        else:
            yield name, clean(value)


# -- VRT --------------------------------------------------------------------------------------------------------------


def limit_in_vrt(file: Path) -> int | None:
    """The LIMIT in the SQL of a virtual layer: rows behind it never load."""
    if file.suffix.lower() != ".vrt" or not file.is_file():
        return None
    found = re.search(r"\bLIMIT\s+(\d+)", file.read_text(encoding="utf-8", errors="replace"), re.I)
    return int(found.group(1)) if found else None
