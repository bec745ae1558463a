"""A second look into an XLS file: what GDAL does not tell of its cells.

GDAL reads an XLS cell as text without saying whether it was a number, and gives nothing for a formula that some
programs wrote. Both stand plainly in the file: a compound file (MS-CFB) with one stream "Workbook" of records (MS-XLS:
2.4.28 BoundSheet8, 2.4.127 Formula, 2.4.180 Number). Nothing is decided on what cannot be read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Sector numbers from here on mean "end" or "free".
_NO_SECTOR = 0xFFFFFFFA
_BOUNDSHEET, _FORMULA, _NUMBER, _EOF, _BOF = 0x0085, 0x0006, 0x0203, 0x000A, 0x0809


@dataclass
class Sheet:
    """A sheet: whether it is hidden, the numbers in its numeric cells, and the numeric results of its formulas by row
    and column (from 0).
    """

    hidden: bool = False
    numbers: list[float] = field(default_factory=list)
    formulas: dict[tuple[int, int], float] = field(default_factory=dict)


def sheets(content: bytes) -> dict[str, Sheet]:
    """The sheets in the bytes of an XLS file by name; empty for what is none, or is built otherwise."""
    try:
        return _sheets(_workbook(content))
    except (struct.error, IndexError, ValueError):
        return {}


def _workbook(content: bytes) -> bytes:
    if not content.startswith(_MAGIC):
        raise ValueError("not a compound file")
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    (directory,) = struct.unpack_from("<I", content, 48)
    (cutoff, small_table) = struct.unpack_from("<II", content, 56)
    (more,) = struct.unpack_from("<I", content, 68)
    listed = list(struct.unpack_from("<109I", content, 76))
    many = size // 4
    seen: set[int] = set()
    while more < _NO_SECTOR and more not in seen:
        seen.add(more)
        *others, following = struct.unpack_from(f"<{many}I", content, (more + 1) * size)
        listed += others
        more = following
    table: list[int] = []
    for sector in listed:
        if sector < _NO_SECTOR:
            table += struct.unpack_from(f"<{many}I", content, (sector + 1) * size)

    def chain(first: int) -> bytes:
        return b"".join(content[(one + 1) * size : (one + 2) * size] for one in _chain(first, table))

    entries = chain(directory)
    small: tuple[int, int] | None = None
    for at in range(0, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(0, length - 2)].decode("utf-16-le", errors="replace")
        first, whole = struct.unpack_from("<II", entries, at + 116)
        if entries[at + 66] == 5:
            small = first, whole
        if name == "Workbook":
            if whole >= cutoff or small is None:
                return chain(first)[:whole]
            # A small stream lies in pieces of 64 bytes within the stream of the root.
            pieces = chain(small[0])
            numbers = chain(small_table)
            inner = list(struct.unpack(f"<{len(numbers) // 4}I", numbers))
            return b"".join(pieces[64 * one : 64 * one + 64] for one in _chain(first, inner))[:whole]
    raise ValueError("no stream of that name")


def _chain(first: int, table: list[int]) -> list[int]:
    out: list[int] = []
    while first < _NO_SECTOR and len(out) <= len(table):
        out.append(first)
        first = table[first]
    return out


def _sheets(stream: bytes) -> dict[str, Sheet]:
    out: dict[str, Sheet] = {}
    starts: dict[int, Sheet] = {}
    at, depth = 0, 0
    sheet: Sheet | None = None
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if kind == _BOF:
            depth += 1
            sheet = starts.get(at, sheet if depth > 1 else None)
        elif kind == _EOF:
            depth = max(0, depth - 1)
        elif kind == _BOUNDSHEET:
            place, state, what, count, wide = struct.unpack_from("<IBBBB", stream, body)
            raw = stream[body + 8 : body + 8 + count * (1 + (wide & 1))]
            name = raw.decode("utf-16-le" if wide & 1 else "latin-1")
            if what == 0:
                out[name] = starts[place] = Sheet(hidden=bool(state & 3))
        elif sheet is not None and kind == _NUMBER:
            sheet.numbers.append(struct.unpack_from("<d", stream, body + 6)[0])
        elif sheet is not None and kind == _FORMULA and stream[body + 12 : body + 14] != b"\xff\xff":
            row, column, _, value = struct.unpack_from("<HHHd", stream, body)
            sheet.formulas[row, column] = value
        at = body + length
    return out
