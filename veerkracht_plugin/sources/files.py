"""Files as people have them, read as text: CSV of any dialect, spreadsheets, GeoPackage, GeoJSON, and zips of those.

Every cell comes out as text; what a column means is decided by role (:mod:`.columns`) and not by a guess of a reader,
so that ``0363`` stays ``0363``.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Callable

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..quiet import quiet_gdal
from . import columns

TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
SHEET_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}

#: A member of a zip larger than this is refused: the largest real one (a national table of one year) is some 20 MB.
LARGEST_MEMBER = 256 * 1024 * 1024
#: A sheet is XML, about ten times the size of the same table as CSV.
LARGEST_SHEET = 1024 * 1024 * 1024
#: Tables pack to a third up to a thirtieth; what packs better than this is made to fill a disk.
_LARGEST_RATIO = 500
_SMALL = 16 * 1024 * 1024

#: A header is looked for in the first rows only.
_HEADER_ROWS = 15
_HEAD = 65536
_MARKS = ";\t,|"

Score = Callable[[Sequence[str]], int]

#: What a reader of a damaged or hostile zip can run into.
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip


@dataclass
class RawTable:
    """A table as it came. ``frame`` has one text column per header, by position; ``name`` is for messages."""

    headers: list[str]
    frame: pd.DataFrame
    name: str
    retrieved: str = ""
    checksum: str = ""
    #: What stood above the header, such as the name of the table with its year.
    title: str = ""

    def column(self, position: int) -> list[str]:
        """The cells of one column."""
        return list(self.frame[position])


def read(path: str | Path, score: Score = columns.score) -> RawTable:
    """The table in ``path``; of several sheets, layers or members the one whose header ``score`` likes best.

    Raises VeerkrachtError for a file that is absent, empty, damaged, or not what its name says.
    """
    file = Path(path)
    if not file.is_file():
        raise VeerkrachtError(N_("The file {file} does not exist. Choose another file."), file=file.name)
    if file.stat().st_size == 0:
        raise _empty(file.name)
    with file.open("rb") as stream:
        head = stream.read(4096)
    if _is_page(head):
        raise VeerkrachtError(
            N_("The file {file} is a web page and not data, probably a login or error page saved under that name. "
               "Download it again."), file=file.name,
        )  # fmt: skip
    suffix = file.suffix.lower()
    if suffix == ".zip":
        return _read_zip(file, score)
    if suffix in TEXT_SUFFIXES:
        _check_name(file, head, TEXT_SUFFIXES)
        return parse_text(file.read_bytes(), file.name, score)
    if suffix in SHEET_SUFFIXES:
        _check_name(file, head, {suffix, ".xlsx"} if suffix == ".xlsm" else {suffix})
        return _read_sheets(file, score)
    return _read_ogr(file, head, score)


def _empty(name: str) -> VeerkrachtError:
    return VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file=name)


def _is_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in start
    )


def _kind(file: Path, head: bytes) -> str:
    """The extension that suits what a file holds; empty for what is not known by its first bytes."""
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except _ZIP_FAULTS:
            return ".zip"
        if "[Content_Types].xml" in names:
            return ".xlsx"
        return ".ods" if "content.xml" in names else ".zip"
    for start, suffix in (
        (b"\xd0\xcf\x11\xe0", ".xls"),
        (b"SQLite format 3", ".gpkg"),
        (b"%PDF", ".pdf"),
        (b"\x1f\x8b", ".gz"),
    ):
        if head.startswith(start):
            return suffix
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in head and not _wide(head):
        return ""
    return _markup(decode(head, part=True)) or ".csv"


def _markup(text: str) -> str:
    """``.xml`` or ``.json`` for a text that is one of those and no table, else empty."""
    start = text.lstrip("\ufeff \r\n\t")[:100]
    if start.startswith("<"):
        return ".xml"
    return ".json" if re.match(r"\{|\[\s*[\[{\d\"]", start) else ""


def _check_name(file: Path, head: bytes, allowed: set[str]) -> None:
    kind = _kind(file, head)
    if kind in allowed:
        return
    raise _misnamed(file.name, kind) if kind else _unreadable(file.name)


def _misnamed(name: str, kind: str) -> VeerkrachtError:
    return VeerkrachtError(
        N_("The file {file} is not what its name says: inside it is a {kind} file. Give it that extension, or save it "
           "again from the program that it came from."), file=name, kind=kind,
    )  # fmt: skip


def _unreadable(name: str, details: str = "") -> VeerkrachtError:
    return VeerkrachtError(
        N_("The file {file} cannot be read: it is damaged or of a kind that QGIS does not know. Choose another file."),
        details=details, file=name,
    )  # fmt: skip


# -- text -----------------------------------------------------------------------------------------------------------
def _wide(content: bytes) -> bool:
    """Whether bytes without a mark are UTF-16 all the same: half of them are zero, always the same half."""
    odd, even = content[1:200:2], content[0:200:2]
    return len(odd) > 4 and (odd.count(0) > 0.9 * len(odd)) != (even.count(0) > 0.9 * len(even))


def decode(content: bytes, part: bool = False) -> str:
    """Text of a CSV: UTF-8 with or without a byte-order mark, UTF-16, else Windows-1252.

    ``part`` says that ``content`` may end in the middle of a character.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if _wide(content):
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if part and error.start >= len(content) - 3:
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")


def _first_rows(head: str, mark: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark):
            rows.append(row)
            if len(rows) == _HEADER_ROWS:
                break
    except csv.Error:
        # With another delimiter quotes may stand elsewhere; the rows so far tell enough.
        return rows
    return rows


def delimiter_of(text: str, score: Score = columns.score) -> str:
    """The delimiter under which the first rows of ``text`` name most columns, and then split most."""
    head = text[:_HEAD]

    def rank(mark: str) -> tuple[int, int]:
        rows = _first_rows(head, mark)
        widths = sorted(map(len, rows))
        return max(map(score, rows), default=0), widths[len(widths) // 2] if widths else 0

    return max(_MARKS, key=rank)


def parse_text(content: bytes, name: str, score: Score = columns.score) -> RawTable:
    """The table in the bytes of a CSV. Title rows above the header and source lines below the table are left out.

    Raises VeerkrachtError for a text that is no table, was cut off, or has rows wider than its header.
    """
    text = decode(content)
    if not text.strip():
        raise _empty(name)
    if "\0" in text:
        raise _unreadable(name)
    if _markup(text):
        raise _misnamed(name, _markup(text))
    mark = delimiter_of(text, score)
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row in reader:
            if any(row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise VeerkrachtError(
            N_("The file {file} cannot be read as a table (line {line}). Save it again as CSV."),
            details=str(error), file=name, line=reader.line_num,
        ) from error  # fmt: skip
    at = _header_row(rows[:_HEADER_ROWS], score)
    width = len(rows[at])
    for row, line in zip(rows[at + 1 :], lines[at + 1 :]):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise VeerkrachtError(
                N_("Line {line} of {file} has more columns than its header, so its figures may stand in the wrong "
                   "ones. Save it again as CSV, with quotes around texts that hold a “{mark}”."),
                line=line, file=name, mark=mark,
            )  # fmt: skip
    last = rows[-1]
    if len(rows) > at + 1 and 1 < len(last) < width and not text.endswith(("\n", "\r")):
        raise VeerkrachtError(
            N_("The file {file} ends in the middle of a row, so a part of it is missing. Download it again."), file=name
        )
    return _from_rows(rows, at, name)


def _header_row(rows: Sequence[Sequence[str]], score: Score) -> int:
    """The row that names most known columns; without any, the first with more than one filled cell."""
    scores = [score(row) for row in rows]
    best = max(range(len(rows)), key=lambda i: (scores[i], -i))
    if scores[best]:
        return best
    return next((i for i, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)


def _from_rows(rows: Sequence[Sequence[str]], at: int, name: str) -> RawTable:
    """The table below row ``at``; a header that is empty there may stand in a row above (StatLine stacks them)."""
    width = len(rows[at])
    headers = [cell.strip().strip("\ufeff").strip() for cell in rows[at]]
    for above in reversed(rows[:at]):
        for i, cell in enumerate(above[:width]):
            headers[i] = headers[i] or cell.strip()
    body = [[*row[:width], *[""] * (width - len(row))] for row in rows[at + 1 :]]
    frame = pd.DataFrame(body, columns=range(width), dtype=object)
    title = " ".join(cell.strip() for row in rows[:at] for cell in row if cell.strip())
    return _table(headers, frame, name, title)


def _table(headers: list[str], frame: pd.DataFrame, name: str, title: str = "") -> RawTable:
    """Drop rows without content: blank ones, and source lines such as "Bron: CBS" that fill one cell only."""
    if len(headers) > 1 and len(frame):
        filled = (frame != "").sum(axis=1)
        frame = frame[filled > 1].reset_index(drop=True)
    if not len(frame):
        raise VeerkrachtError(N_("The file {file} holds no rows below its header. Choose another file."), file=name)
    return RawTable(headers, frame, name, title=title)


def from_layer(headers: list[str], frame: pd.DataFrame, name: str, score: Score = columns.score) -> RawTable:
    """A table that QGIS has read already; mends a header that was taken for data (``Field1``, ``Field2``, …).

    Raises VeerkrachtError for a layer whose columns were not separated.
    """
    if len(headers) == 1 and (any(mark in headers[0] for mark in ";\t|") or headers[0].count(",") > 1):
        raise VeerkrachtError(
            N_("{layer} was loaded with the wrong separator: all its columns are in one field, “{field}”. Choose the "
               "file itself, or load it again with the right separator."), layer=name, field=headers[0][:40],
        )  # fmt: skip
    if not score(headers) and len(frame):
        first = frame.head(_HEADER_ROWS).values.tolist()
        at = _header_row(first, score)
        if score(first[at]) > 1:
            mended = _from_rows(frame.values.tolist(), at, name)
            mended.title = " ".join((headers[0], mended.title)).strip()
            return mended
    return RawTable(headers, frame, name)


# -- spreadsheets and layers ------------------------------------------------------------------------------------------
@contextmanager
def _ogr(file: Path, **options: str) -> Iterator[Any]:
    """An OGR data source (None when it cannot be opened), read without a word on the terminal.

    Raises VeerkrachtError for what GDAL finds wrong while it reads.
    """
    from osgeo import gdal, ogr

    before = {key: gdal.GetThreadLocalConfigOption(key) for key in options}
    for key, value in options.items():
        gdal.SetThreadLocalConfigOption(key, value)
    try:
        with quiet_gdal():
            yield ogr.Open(str(file))
    except (RuntimeError, UnicodeDecodeError) as error:
        raise _unreadable(file.name, str(error)) from error
    finally:
        for key, value in before.items():
            gdal.SetThreadLocalConfigOption(key, value)


def _read_sheets(file: Path, score: Score) -> RawTable:
    _check_size(file, LARGEST_SHEET)
    # Headers are found by us: GDAL takes a sheet whose cells are all text for one without a header.
    options = {f"OGR_{kind}_{what}": value for kind in ("XLSX", "XLS", "ODS")
               for what, value in (("HEADERS", "DISABLE"), ("FIELD_TYPES", "STRING"))}  # fmt: skip
    with _ogr(file, **options) as dataset:
        if dataset is None:
            raise VeerkrachtError(
                N_(
                    "The file {file} cannot be read as a spreadsheet. Open it in Excel or LibreOffice and save it "
                    "again."
                ),
                file=file.name,
            )
        sheets = [_rows(dataset.GetLayer(i), _HEADER_ROWS) for i in range(dataset.GetLayerCount())]
        ranks = [max(map(score, rows), default=-1) for rows in sheets]
        rows = _rows(dataset.GetLayer(ranks.index(max(ranks)))) if sheets and max(ranks) >= 0 else []
        # The data source must live as long as its layers.
        del dataset
    if not rows:
        raise _empty(file.name)
    return _from_rows(rows, _header_row(rows[:_HEADER_ROWS], score), file.name)


def _rows(layer: Any, most: int | None = None) -> list[list[str]]:
    """The rows of a layer of texts that hold anything, up to ``most``."""
    out: list[list[str]] = []
    width = range(layer.GetLayerDefn().GetFieldCount())
    layer.ResetReading()
    for feature in layer:
        # Empty for what is not set; four times as fast as asking for a value of any kind.
        row = [feature.GetFieldAsString(i) for i in width]
        if any(cell.strip() for cell in row):
            out.append(row)
            if len(out) == most:
                break
    return out


def _cell(feature: Any, position: int) -> str:
    if not feature.IsFieldSetAndNotNull(position):
        return ""
    value = feature.GetField(position)
    if isinstance(value, float):
        # repr of a double is its shortest exact form; OGR's own text would cut 0.000903147 after its printing width.
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _read_ogr(file: Path, head: bytes, score: Score) -> RawTable:
    with _ogr(file) as dataset:
        if dataset is None or not dataset.GetLayerCount():
            kind = _kind(file, head)
            if kind and kind != file.suffix.lower() and not (kind == ".json" and file.suffix.lower() == ".geojson"):
                raise _misnamed(file.name, kind)
            raise _unreadable(file.name)
        layers = [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())]
        layer = max(layers, key=lambda one: (score(_names(one)), str(one.GetName()).lower() == "buurten"))
        headers = _names(layer)
        wanted = _wanted(layer, headers, score)
        layer.SetIgnoredFields(["OGR_GEOMETRY", *(name for i, name in enumerate(headers) if i not in wanted)])
        rows = [[_cell(feature, i) if i in wanted else "" for i in range(len(headers))] for feature in layer]
        del layer, layers, dataset
    if not rows or not headers:
        raise VeerkrachtError(
            N_("The file {file} holds no rows below its header. Choose another file."), file=file.name
        )
    return RawTable(headers, pd.DataFrame(rows, columns=range(len(headers)), dtype=object), file.name)


def _names(layer: Any) -> list[str]:
    definition = layer.GetLayerDefn()
    return [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]


def _wanted(layer: Any, headers: Sequence[str], score: Score) -> set[int]:
    """The columns that are read: PDOK gives 200 figures of which a dozen are used. Texts may hold codes and stay."""
    from osgeo import ogr

    everything = set(range(len(headers)))
    if score is not columns.score:
        return everything
    definition = layer.GetLayerDefn()
    numeric = {
        i for i in everything if definition.GetFieldDefn(i).GetType() in (ogr.OFTInteger, ogr.OFTInteger64, ogr.OFTReal)
    }
    return {i for i in everything if i not in numeric or columns.roles_of(headers[i])}


# -- zips -------------------------------------------------------------------------------------------------------------
def _check_size(file: Path, largest: int) -> None:
    """Refuse a spreadsheet that would fill the memory; one that is no zip is left to its reader."""
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                _check_member(info, file.name, largest)
    except _ZIP_FAULTS:
        return


def _check_member(info: zipfile.ZipInfo, file: str, largest: int) -> None:
    if info.file_size > largest or info.file_size > max(_SMALL, _LARGEST_RATIO * info.compress_size):
        raise VeerkrachtError(
            N_("{member} in {file} would be {size} MB when unpacked, which no file of this kind is. It was not read; "
               "download it again from the publisher."), member=info.filename, file=file, size=info.file_size // 2**20,
        )  # fmt: skip


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> bytes:
    _check_member(info, file, LARGEST_MEMBER)
    with archive.open(info) as stream:
        # A zip may lie about the size of a member, so no more than the limit is taken.
        return stream.read(LARGEST_MEMBER)


def _plain(info: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(info.filename.replace("\\", "/"))


def _read_zip(file: Path, score: Score) -> RawTable:
    return parse_text(*zip_text(file, score), score)


def zip_text(file: Path, score: Score = columns.score) -> tuple[bytes, str]:
    """Content and name of the text member whose header scores best: folder and file names inside change with every
    release.

    Of equals not one of changes ("ontwikkeling"), and the largest, which holds most years. It is read into memory;
    nothing is ever unpacked to a place that a name in the zip says. Raises VeerkrachtError for a damaged or hostile
    zip, and for one without such a member.
    """
    best: tuple[tuple[int, bool, int], zipfile.ZipInfo] | None = None
    others: list[str] = []
    content, name = b"", ""
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                plain = _plain(info)
                if info.is_dir() or plain.suffix.lower() not in TEXT_SUFFIXES:
                    others.append(plain.name)
                    continue
                with archive.open(info) as stream:
                    head = decode(stream.read(_HEAD), part=True)
                found = max(map(score, _first_rows(head, delimiter_of(head, score))), default=0)
                rank = (found, "ontwikkeling" not in plain.name.lower(), info.file_size)
                if found and (best is None or rank > best[0]):
                    best = (rank, info)
            if best is not None:
                content, name = _content(archive, best[1], file.name), f"{file.name}/{_plain(best[1]).name}"
    except _ZIP_FAULTS as error:
        raise VeerkrachtError(
            N_("The file {file} is not a sound zip file. Download it again."), details=str(error), file=file.name
        ) from error
    if name:
        return content, name
    found_others = [
        one for one in others if PurePosixPath(one).suffix.lower() in {*SHEET_SUFFIXES, ".gpkg", ".shp", ".geojson"}
    ]
    if found_others:
        raise VeerkrachtError(
            N_("{file} holds {names} and no CSV file with figures per buurt. Unpack it and choose the file itself."),
            file=file.name, names=", ".join(found_others[:5]),
        )  # fmt: skip
    raise VeerkrachtError(N_("{file} holds no CSV file with figures per buurt. Choose another file."), file=file.name)
