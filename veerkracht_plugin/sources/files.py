"""Files as people have them, read as text: CSV of any dialect, spreadsheets, GeoPackage, GeoJSON, and zips of those.

Every cell comes out as text; what a column means is decided by role (:mod:`.columns`) and not by a guess of a reader, so
that ``0363`` stays ``0363``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Callable, Iterator, Sequence

import pandas as pd

from ..errors import N_, VeerkrachtError
from . import columns

TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
SHEET_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}

#: A member of a zip larger than this is refused: the largest real one (all scores of 22 years) is some tens of MB.
LARGEST_MEMBER = 512 * 1024 * 1024

#: A header is looked for in the first rows only.
_HEADER_ROWS = 15

Score = Callable[[Sequence[str]], int]


@dataclass
class RawTable:
    """A table as it came. ``frame`` has one text column per header, by position; ``name`` is for messages."""

    headers: list[str]
    frame: pd.DataFrame
    name: str
    retrieved: str = ""
    checksum: str = ""

    def column(self, position: int) -> list[str]:
        """The cells of one column."""
        return list(self.frame[position])


def read(path: str | Path, score: Score = columns.score) -> RawTable:
    """The table in ``path``; of several sheets or layers the one whose header ``score`` likes best.

    Raises VeerkrachtError for a file that is absent, empty, damaged, or not what its name says.
    """
    file = Path(path)
    if not file.is_file():
        raise VeerkrachtError(N_("The file {file} does not exist. Choose another file."), file=file.name)
    if file.stat().st_size == 0:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=file.name)
    head = _head(file)
    if _is_page(head):
        raise VeerkrachtError(
            N_("The file {file} is a web page and not data, probably a login or error page saved under that name. "
               "Download it again."), file=file.name,
        )  # fmt: skip
    suffix = file.suffix.lower()
    if suffix == ".zip":
        return _read_zip(file, score)
    if suffix in TEXT_SUFFIXES:
        return parse_text(_text_bytes(file), file.name, score)
    if suffix in SHEET_SUFFIXES:
        return _read_sheets(file, score)
    return _read_ogr(file, score)


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(512)


def _is_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _text_bytes(file: Path) -> bytes:
    content = file.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"%PDF")):
        raise VeerkrachtError(
            N_("The file {file} is not text, although its name says so. Give it its right extension, or save it as CSV."),
            file=file.name,
        )
    return content


def decode(content: bytes) -> str:
    """Text of a CSV: UTF-8 with or without a byte-order mark, UTF-16 with one, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first lines of ``text`` most (semicolon, tab or comma)."""
    lines = text.splitlines()[:_HEADER_ROWS]
    widths = {mark: sorted(len(row) for row in csv.reader(lines, delimiter=mark)) for mark in ";\t,"}
    return max(widths, key=lambda mark: widths[mark][len(widths[mark]) // 2] if widths[mark] else 0)


def parse_text(content: bytes, name: str, score: Score = columns.score) -> RawTable:
    """The table in the bytes of a CSV. Title rows above the header and source lines below the table are left out."""
    text = decode(content)
    if not text.strip():
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=name)
    mark = delimiter_of(text)
    first = [row for _, row in zip(range(_HEADER_ROWS), csv.reader(io.StringIO(text), delimiter=mark))]
    at = _header_row(first, score)
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=mark, header=None, skiprows=_lines_before(text, mark, at + 1), dtype=str,
            keep_default_na=False, names=list(range(len(first[at]))), index_col=False, skip_blank_lines=True,
        ) if len(first) > at + 1 else pd.DataFrame(columns=range(len(first[at])), dtype=str)  # fmt: skip
    except (pd.errors.ParserError, csv.Error) as error:
        raise VeerkrachtError(
            N_("The file {file} cannot be read as a table: its rows do not have the same number of columns. "
               "Save it again as CSV."), details=str(error), file=name,
        ) from error  # fmt: skip
    return _table([cell.strip().strip("\ufeff") for cell in first[at]], frame.fillna(""), name)


def _lines_before(text: str, mark: str, rows: int) -> int:
    """How many physical lines the first ``rows`` rows take (a quoted header may hold line breaks)."""
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    for _ in range(rows):
        next(reader)
    return reader.line_num


def _header_row(rows: Sequence[Sequence[str]], score: Score) -> int:
    """The row that names most known columns; without any, the first with more than one filled cell."""
    scores = [score(row) for row in rows]
    best = max(range(len(rows)), key=lambda i: (scores[i], -i))
    if scores[best]:
        return best
    return next((i for i, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)


def _table(headers: list[str], frame: pd.DataFrame, name: str) -> RawTable:
    """Drop rows without content: blank ones, and source lines such as "Bron: CBS" that fill one cell only."""
    frame = frame.reset_index(drop=True)
    if len(headers) > 1 and len(frame):
        filled = (frame != "").sum(axis=1)
        frame = frame[filled > 1].reset_index(drop=True)
    if not len(frame):
        raise VeerkrachtError(N_("The file {file} holds no rows below its header. Choose another file."), file=name)
    return RawTable(headers, frame, name)


def _from_rows(rows: list[list[str]], name: str, score: Score) -> RawTable:
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=name)
    at = _header_row(rows[:_HEADER_ROWS], score)
    return _table([cell.strip() for cell in rows[at]], pd.DataFrame(rows[at + 1 :], columns=range(len(rows[at]))), name)


def from_layer(headers: list[str], frame: pd.DataFrame, name: str, score: Score = columns.score) -> RawTable:
    """A table that QGIS has read already; mends a header that was taken for data (``Field1``, ``Field2``, …).

    Raises VeerkrachtError for a layer whose columns were not separated.
    """
    if len(headers) == 1 and any(mark in headers[0] for mark in ";\t"):
        raise VeerkrachtError(
            N_("{layer} was loaded with the wrong separator: all its columns are in one field, “{field}”. Choose the file itself, "
               "or load it again with the right separator."), layer=name, field=headers[0][:40],
        )  # fmt: skip
    if not score(headers) and len(frame):
        first = [str(cell) for cell in frame.iloc[0]]
        if score(first):
            return RawTable(first, frame.iloc[1:].reset_index(drop=True), name)
    return RawTable(headers, frame, name)


def _read_sheets(file: Path, score: Score) -> RawTable:
    from osgeo import gdal, ogr

    # Headers are found by us: GDAL takes a sheet whose cells are all text for one without a header.
    options = {f"OGR_{kind}_{what}": value for kind in ("XLSX", "XLS", "ODS")
               for what, value in (("HEADERS", "DISABLE"), ("FIELD_TYPES", "STRING"))}  # fmt: skip
    before = {key: gdal.GetThreadLocalConfigOption(key) for key in options}
    for key, value in options.items():
        gdal.SetThreadLocalConfigOption(key, value)
    try:
        dataset = _open(ogr, str(file))
        if dataset is None:
            raise VeerkrachtError(
                N_("The file {file} cannot be read as a spreadsheet. Open it in Excel or LibreOffice and save it again."),
                file=file.name,
            )
        sheets = [[_cells(feature) for feature in dataset.GetLayer(i)] for i in range(dataset.GetLayerCount())]
    finally:
        for key, value in before.items():
            gdal.SetThreadLocalConfigOption(key, value)
    filled = [rows for rows in sheets if rows]
    if not filled:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=file.name)
    best = max(filled, key=lambda rows: max(score(row) for row in rows[:_HEADER_ROWS]))
    return _from_rows(best, file.name, score)


def _open(ogr: Any, path: str) -> Any:
    """An OGR data source, or None; GDAL may raise or not, as the host has set it."""
    try:
        return ogr.Open(path)
    except RuntimeError:
        return None


def _cells(feature: Any) -> list[str]:
    count: int = feature.GetFieldCount()
    return [_cell(feature, i) for i in range(count)]


def _cell(feature: Any, position: int) -> str:
    if not feature.IsFieldSetAndNotNull(position):
        return ""
    value = feature.GetField(position)
    # repr of a double is its shortest exact form; OGR's own text would cut 0.000903147 after its printing width.
    return repr(value) if isinstance(value, float) else str(value)


def _read_ogr(file: Path, score: Score) -> RawTable:
    from osgeo import ogr

    dataset = _open(ogr, str(file))
    if dataset is None or not dataset.GetLayerCount():
        raise VeerkrachtError(
            N_("The file {file} cannot be read: it is damaged or of a kind that QGIS does not know. Choose another file."),
            file=file.name,
        )
    layers = [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())]

    def names(layer: Any) -> list[str]:
        definition = layer.GetLayerDefn()
        return [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]

    layer = max(layers, key=lambda one: (score(names(one)), str(one.GetName()).lower() == "buurten"))
    headers = names(layer)
    rows = [_cells(feature) for feature in layer]
    if not rows or not headers:
        raise VeerkrachtError(N_("The file {file} holds no rows below its header. Choose another file."), file=file.name)
    return RawTable(headers, pd.DataFrame(rows, columns=range(len(headers))), file.name)


def members(file: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The files inside a zip, as (name, reader). Nothing is unpacked to disk; a member that is too large is refused."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise VeerkrachtError(
            N_("The file {file} is not a sound zip file. Download it again."), details=str(error), file=file.name
        ) from error
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue

            def reader(info: zipfile.ZipInfo = info) -> bytes:
                with archive.open(info) as stream:
                    content = stream.read(LARGEST_MEMBER + 1)
                if len(content) > LARGEST_MEMBER:
                    raise VeerkrachtError(
                        N_("{member} in {file} is larger than {limit} MB, which no file of this kind is. "
                           "It was not read; download it again from the publisher."),
                        member=info.filename, file=file.name, limit=LARGEST_MEMBER // 2**20,
                    )  # fmt: skip
                return content

            yield info.filename, reader


def _read_zip(file: Path, score: Score) -> RawTable:
    """The text member whose header scores best: folder and file names inside change with every release."""
    best: tuple[int, str, bytes] | None = None
    try:
        for name, reader in members(file):
            if PurePosixPath(name).suffix.lower() not in TEXT_SUFFIXES:
                continue
            content = reader()
            head = decode(content[:20000])
            found = max((score(row) for row in csv.reader(head.splitlines()[:_HEADER_ROWS],
                                                          delimiter=delimiter_of(head))), default=0)  # fmt: skip
            if best is None or found > best[0]:
                best = (found, name, content)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise VeerkrachtError(
            N_("The file {file} is not a sound zip file. Download it again."), details=str(error), file=file.name
        ) from error
    if best is None or not best[0]:
        raise VeerkrachtError(N_("{file} holds no CSV file with figures per buurt. Choose another file."), file=file.name)
    return parse_text(best[2], f"{file.name}/{PurePosixPath(best[1]).name}", score)
