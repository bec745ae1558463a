"""Spreadsheets for tests, made by hand: what a program writes decides what goes wrong."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _column(i: int) -> str:
    return chr(65 + i)


def cell(ref: str, value: object) -> str:
    """A cell: numbers numeric, text inline, a tuple as inline rich text of several runs, None left out."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f'<c r="{ref}"><v>{value}</v></c>'
    if isinstance(value, tuple):
        runs = "".join(f"<r><t>{escape(run)}</t></r>" for run in value)
        return f'<c r="{ref}" t="inlineStr"><is>{runs}</is></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def xlsx(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """An XLSX of the given sheets."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w") as archive:
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for i in range(1, len(names) + 1)
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>'
        )
        for i, name in enumerate(names, 1):
            rows = "".join(
                f'<row r="{r}">' + "".join(cell(f"{_column(c)}{r}", value) for c, value in enumerate(row)) + "</row>"
                for r, row in enumerate(sheets[name], 1)
            )
            archive.writestr(
                f"xl/worksheets/sheet{i}.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            )
    return path


def ods(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """An ODS of one sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"

    def one(value: object) -> str:
        if isinstance(value, (int, float)):
            kind = f'office:value-type="float" office:value="{value}"'
        else:
            kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    body = "".join("<table:table-row>" + "".join(map(one, row)) + "</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Bezit">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return path


def xls(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """An XLS of one sheet in the oldest form (BIFF2), which every reader of XLS knows."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    out = record(0x0009, struct.pack("<HH", 2, 0x10))
    out += record(0x0042, struct.pack("<H", 0x8001))  # Windows-1252
    out += record(0x0000, struct.pack("<HHHH", 0, len(rows), 0, max(map(len, rows))))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HH", r, c) + b"\0\0\0"
            if isinstance(value, (int, float)):
                out += record(0x0003, place + struct.pack("<d", float(value)))
            else:
                text = str(value).encode("cp1252")
                out += record(0x0004, place + bytes([len(text)]) + text)
    path.write_bytes(out + record(0x000A, b""))
    return path
