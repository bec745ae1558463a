"""Requests and answers between the HTTP server and the services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

from tests.standin.faults import Fault

JSON = "application/json;charset=utf-8"
TakeFault = Callable[[str], "Fault | None"]


@dataclass
class Request:
    """One question. `service` is the endpoint name, `rest` the path below that endpoint, `year` where it holds one."""

    service: str
    method: str
    base: str
    rest: str
    query: str
    headers: dict[str, str]
    take: TakeFault
    year: int = 0
    form: str = ""
    faults: dict[str, Fault | None] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All parameters in the order given, from the address and from a posted form."""
        return parse_qsl("&".join(part for part in (self.query, self.form) if part), keep_blank_values=True)

    @property
    def params(self) -> dict[str, str]:
        """Parameters by exact name; the last one counts."""
        return dict(self.pairs)

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters by lower-case name, for the services that do not tell upper from lower case."""
        return {name.lower(): value for name, value in self.pairs}

    @property
    def parts(self) -> list[str]:
        """The path below the endpoint in parts."""
        return [unquote(part) for part in self.rest.split("/") if part]

    def fault(self, kind: str) -> Fault | None:
        """The fault of this kind for this request; taken once however often it is asked."""
        if kind not in self.faults:
            self.faults[kind] = self.take(kind)
        return self.faults[kind]


@dataclass
class Response:
    """One answer."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def answer(data: Any, status: int = 200, content_type: str = JSON, **headers: str) -> Response:
    """Data as JSON in UTF-8, letters as they are."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, json.dumps(data, ensure_ascii=False).encode("utf-8"), content_type, named)


def text(words: str, status: int, content_type: str = "text/plain; charset=utf-8") -> Response:
    """Words as they are."""
    return Response(status, words.encode("utf-8"), content_type)


def query(pairs: list[tuple[str, str]]) -> str:
    """A query string with `$`, commas, quotes and brackets left readable, blanks as %20."""
    return "&".join(f"{quote(name, safe='$')}={quote(value, safe=chr(39) + '(),:/')}" for name, value in pairs)


def exception_report(words: str, code: str = "NoApplicableCode", locator: str = "", version: str = "2.0.0") -> str:
    """An OWS ExceptionReport."""
    where = f' locator="{escape(locator)}"' if locator else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ows:ExceptionReport xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'version="{version}">\n  <ows:Exception exceptionCode="{code}"{where}>\n    '
        f"<ows:ExceptionText>{escape(words)}</ows:ExceptionText>\n  </ows:Exception>\n</ows:ExceptionReport>\n"
    )


@dataclass
class Limits:
    """What a service gives at once. Smaller numbers let a small country have many pages."""

    api_rows: int = 10_000
    api_top: int = 5_000
    feed_page: int = 10_000
    v4_page: int = 100_000
    ogc_default: int = 10
    ogc_max: int = 1_000
    ogc_cql: bool = False
    ogc_queryables: tuple[str, ...] = ("buurtcode", "wijkcode", "gemeentecode", "gemeentenaam")
    wfs_page: int = 1_000
    atom_levels: int = 2
    years: dict[str, tuple[int, ...]] = field(
        default_factory=lambda: {
            "pdok_ogc": (2022, 2023, 2024, 2025, 2026),
            "pdok_wfs": (2021, 2022, 2023, 2024, 2025),
            "pdok_atom": (2022, 2023, 2024, 2025),
        }
    )
