"""Whether an answer is what was asked for. Status 200 proves nothing: the content is looked at before any use."""

from __future__ import annotations

import html
import io
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QByteArray, QXmlStreamReader

from ..errors import N_
from .faults import CONTENT, EMPTY, TRUNCATED, TransportError

#: What can be expected, and the name of it in a sentence.
EXPECTED = {"json": "JSON", "xml": "XML", "zip": "ZIP", "gpkg": "GeoPackage", "csv": "CSV"}

#: Kinds that are text; a gzip body is opened for these even when the server forgot to say so.
TEXTS = ("json", "xml", "csv")

_BROKEN_OFF = N_("{where} broke off its answer half way. Try again later.")
_EMPTY = N_("{where} gave an empty answer. Try again later; figures already fetched can be used offline.")
_WEB_PAGE = N_(
    "{where} gave a web page instead of {wanted}. Open it in a browser and sign in to the network if it asks for that; "
    "else check the address in the settings."
)
_SERVICE_REFUSED = N_(
    "{where} refused the question and says “{message}”. The service may have changed: look for a new version of the "
    "plugin."
)
_OTHER = N_(
    "{where} did not give {wanted} but something else. Check the address in the settings, or look for a new version of "
    "the plugin."
)
_ENCODING = N_(
    "{where} gave text that cannot be read as {encoding}. Try again later, or use a file that you downloaded."
)

_EXCEPTION_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:ExceptionReport|ServiceExceptionReport)\b")
_EXCEPTION_TEXT = re.compile(
    rb"<(?:[\w.-]+:)?(?:ExceptionText|ServiceException)\b[^>]*>\s*(?:<!\[CDATA\[)?(.*?)\s*(?:\]\]>|<)", re.S
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)[\"']")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def media_type(content_type: str) -> str:
    """``application/json`` of ``application/json; charset=utf-8``, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def check(expect: str | None, body: bytes | Path, *, content_type: str = "", address: str = "") -> Any:
    """Look at a whole answer and return its parsed document if it is JSON, else None.

    ``expect`` is a key of :data:`EXPECTED`, or None to accept anything that is not empty; ``body`` the bytes or the
    file that holds them. Raises :class:`TransportError` of kind ``empty``, ``truncated`` or ``content``.
    """
    if expect is not None and expect not in EXPECTED:
        raise ValueError(expect)
    if isinstance(body, Path):
        size = body.stat().st_size
        with body.open("rb") as file:
            head = file.read(8192)
    else:
        size, head = len(body), body[:8192]
    if not head.strip():
        raise TransportError(_EMPTY, address=address, kind=EMPTY)
    if expect is None:
        return None
    wanted = EXPECTED[expect]
    start = _without_bom(head).lstrip()
    if expect not in ("gpkg", "zip") or start.startswith(b"<"):
        _refuse_pages(start, wanted, address)
    if expect == "zip":
        _check_zip(body, start, address)
    elif expect == "gpkg":
        _check_geopackage(head, size, address)
    elif expect == "csv":
        _check_csv(start, media_type(content_type), address)
    else:
        data = body.read_bytes() if isinstance(body, Path) else body
        if expect == "json":
            return parse_json(data, content_type=content_type, address=address)
        _check_xml(data, address)
    return None


def parse_json(data: bytes, *, content_type: str = "", address: str = "") -> Any:
    """The JSON document in ``data``. Raises :class:`TransportError` when it is not one, or when it reports a fault."""
    start = _without_bom(data[:8192]).lstrip()
    if not start:
        raise TransportError(_EMPTY, address=address, kind=EMPTY)
    _refuse_pages(start, EXPECTED["json"], address)
    if start[:1] not in (b"{", b"["):
        raise _something_else("json", start, address)
    text = decode_text(data, content_type=content_type, address=address)
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise _something_else("json", start, address) from error
    except ValueError as error:
        whole = text.rstrip()
        opened = whole.lstrip()[:1]
        if opened in ("{", "[") and not (whole.endswith("}" if opened == "{" else "]")):
            raise TransportError(_BROKEN_OFF, address=address, kind=TRUNCATED, details=str(error)) from error
        raise _something_else("json", start, address) from error
    if isinstance(document, dict) and not ("value" in document or "features" in document):
        fault = document.get("odata.error") or document.get("error")
        if fault:
            raise TransportError(_SERVICE_REFUSED, address=address, kind=CONTENT, body=data, message=_fault_text(fault))
    return document


def decode_text(data: bytes, *, content_type: str = "", address: str = "", fallback: str = "") -> str:
    """``data`` as text: UTF-8 where it is, else what the server or the XML declaration says, else ``fallback``.

    UTF-8 goes before the declaration since valid UTF-8 with other than ASCII letters is never an accident, and servers
    often declare ISO-8859-1 by habit. ``fallback`` is for sources that are known for it, such as ``cp1252`` for CSV.
    Nothing is replaced: raises :class:`TransportError` of kind ``content`` when no encoding fits.
    """
    tries: list[str] = [name for bom, name in _BOMS if data.startswith(bom)][:1] or ["utf-8"]
    declared = _CHARSET.search(content_type)
    if declared:
        tries.append(declared.group(1))
    in_xml = _XML_ENCODING.match(data[:200])
    if in_xml:
        tries.append(in_xml.group(1).decode("ascii"))
    if fallback:
        tries.append(fallback)
    for name in tries:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise TransportError(_ENCODING, address=address, kind=CONTENT, encoding=", ".join(dict.fromkeys(tries)))


def _without_bom(head: bytes) -> bytes:
    for bom, name in _BOMS:
        if head.startswith(bom):
            rest = head[len(bom) :]
            if name == "utf-16":
                return rest.replace(b"\0", b"")
            return rest
    return head


def _refuse_pages(start: bytes, wanted: str, address: str) -> None:
    """Refuse the two things that come instead of data with status 200: a web page and a report of an exception."""
    if not start.startswith(b"<"):
        return
    low = start[:2048].lower()
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in low:
        raise TransportError(_WEB_PAGE, address=address, kind=CONTENT, body=start, wanted=wanted)
    if _EXCEPTION_ROOT.search(start[:4096]):
        found = _EXCEPTION_TEXT.search(start)
        message = html.unescape(found.group(1).decode("utf-8", "replace")) if found else ""
        raise TransportError(
            _SERVICE_REFUSED, address=address, kind=CONTENT, body=start, message=_one_line(message) or "ExceptionReport"
        )


def _something_else(expect: str, start: bytes, address: str) -> TransportError:
    return TransportError(_OTHER, address=address, kind=CONTENT, body=start[:200], wanted=EXPECTED[expect])


def _check_zip(body: bytes | Path, start: bytes, address: str) -> None:
    if not start.startswith(b"PK"):
        raise _something_else("zip", start, address)
    # The table of contents stands at the end: a zip without it was broken off.
    if not zipfile.is_zipfile(body if isinstance(body, Path) else io.BytesIO(body)):
        raise TransportError(_BROKEN_OFF, address=address, kind=TRUNCATED)
    if start.startswith(b"PK\x05\x06"):
        raise TransportError(_EMPTY, address=address, kind=EMPTY)


def _check_geopackage(head: bytes, size: int, address: str) -> None:
    """SQLite file format, sections 1.3.1 (magic), 1.3.2 (page size at byte 16) and 1.3.7 (pages at byte 28)."""
    if not head.startswith(b"SQLite format 3\0"):
        raise _something_else("gpkg", head, address)
    if len(head) < 100:
        raise TransportError(_BROKEN_OFF, address=address, kind=TRUNCATED)
    (page,) = struct.unpack_from(">H", head, 16)
    (pages,) = struct.unpack_from(">I", head, 28)
    if size < (65536 if page == 1 else page) * pages:
        raise TransportError(_BROKEN_OFF, address=address, kind=TRUNCATED)


def _check_csv(start: bytes, media: str, address: str) -> None:
    first = re.split(rb"[\r\n]", start, maxsplit=1)[0]
    marks = first.count(b";") + first.count(b",") + first.count(b"\t")
    if (
        b"\0" in start
        or start[:1] in (b"<", b"{", b"[")
        or not marks
        or media in ("text/html", "application/xhtml+xml")
    ):
        raise _something_else("csv", start, address)


def _check_xml(data: bytes, address: str) -> None:
    if not _without_bom(data[:64]).lstrip().startswith(b"<"):
        raise _something_else("xml", data[:200], address)
    reader = QXmlStreamReader(QByteArray(data))
    while not reader.atEnd():
        reader.readNext()
    if reader.error() == QXmlStreamReader.Error.PrematureEndOfDocumentError:
        raise TransportError(_BROKEN_OFF, address=address, kind=TRUNCATED, details=reader.errorString())
    if reader.hasError():
        raise _something_else("xml", data[:200], address)


def _fault_text(fault: object) -> str:
    """The message in the forms of OData 3 and 4, and of services that give plain text."""
    if isinstance(fault, dict):
        message = fault.get("message", fault)
        if isinstance(message, dict):
            message = message.get("value", message)
        return _one_line(str(message))
    return _one_line(str(fault))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"
