"""The HTTP server: finds the service, lets faults work, writes down what was asked."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Callable, cast
from urllib.parse import urlsplit

from tests.standin import kwb, others, pdok, statline
from tests.standin.country import Country
from tests.standin.faults import AFTER, BEFORE, Fault, Faults
from tests.standin.web import Limits, Request, Response, exception_report, text

_LOGIN = (
    '<!DOCTYPE html>\n<html lang="nl"><head><title>Aanmelden - bedrijfsnetwerk</title></head>'
    '<body><h1>Meld u aan</h1><form method="post" action="/login"><input name="user"></form></body></html>'
)
_ZIP = "open-data-leefbaarometer-meting-2024.zip"

ENDPOINTS = {
    "statline_catalog": "/opendata/ODataCatalog",
    "statline": "/opendata/ODataApi/odata",
    "statline_feed": "/opendata/ODataFeed/odata",
    "statline_v4": "/datasets/odata/v1/CBS",
    "dataderden": "/dataderden/ODataApi/OData",
    "pdok_ogc": "/api/cbs/wijken-en-buurten-{year}/ogc/v1",
    "pdok_wfs": "/service/cbs/wijkenbuurten/{year}/wfs/v1_0",
    "pdok_atom": "/service/cbs/wijkenbuurten/{year}/atom",
    "leefbaarometer_zip": f"/leefbaarometer/resources/{_ZIP}",
    "leefbaarometer_wfs": "/geo/lbm3/ows",
    "locatieserver": "/bzk/locatieserver/search/v3_1",
}
"""Names of the settings to paths here."""

_ALSO = [
    ("dataderden", "/dataderden/ODataFeed/odata"),
    ("leefbaarometer_wfs", "/geo/lbm3/wfs"),
    ("leefbaarometer_page", "/leefbaarometer/page/Opendata"),
    ("leefbaarometer_zip", f"/leefbaarometer/resources/{_ZIP.replace('2024', '2026')}"),
    ("pc6hnr", "/pc6hnr"),
    ("given", "/given"),
]


@dataclass
class Record:
    """One request as it came in, and how it was answered."""

    service: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def target(self) -> str:
        """Path and query."""
        return self.path + ("?" + self.query if self.query else "")


class Standin:
    """A stand-in for CBS, PDOK and the Leefbaarometer on 127.0.0.1. Use as a context, or `start` and `stop`.

    >>> with Standin() as standin:
    ...     addresses = standin.endpoints()
    ...     fault = standin.fault("statline", "status", times=3)
    """

    def __init__(self, country: Country | None = None, limits: Limits | None = None, port: int = 0) -> None:
        self.country = country or Country()
        self.limits = limits or Limits()
        self.faults = Faults()
        self.log: list[Record] = []
        self._lock = threading.Lock()
        self._busy: dict[str, int] = {}
        self._peak: dict[str, int] = {}
        #: Measurements whose file the page of the Leefbaarometer links to, and documents that anybody may put here.
        self.releases = [2024]
        self.given: dict[str, bytes] = {}
        self.tables = statline.Tables(self.country)
        self.atom = pdok.Atom(self.country, self.limits)
        api, ogc, wfs = (
            statline.V3(self.tables, self.limits, "CBS"),
            pdok.OgcApi(self.country, self.limits),
            pdok.Wfs(self.country, self.limits),
        )
        self._services: dict[str, Callable[[Request], Response]] = {
            "statline_catalog": statline.Catalogue(self.tables, lambda: self.home).handle,
            "statline": api.handle,
            "statline_feed": api.handle,
            "statline_v4": statline.V4(self.tables, self.limits).handle,
            "dataderden": statline.V3(self.tables, self.limits, "Politie").handle,
            "pdok_ogc": ogc.handle,
            "pdok_wfs": wfs.handle,
            "pdok_atom": self.atom.handle,
            "leefbaarometer_zip": others.LiveabilityZip(self.country).handle,
            "leefbaarometer_wfs": others.LiveabilityWfs(self.country).handle,
            "locatieserver": others.Locations(self.country, self.limits).handle,
            "leefbaarometer_page": lambda request: others.opendata_page(self.releases),
            "pc6hnr": others.Addresses(self.country).handle,
            "given": self._given,
        }
        self._routes = [
            (name, re.compile(f"({re.escape(path).replace(re.escape('{year}'), '([0-9]{4})')})(/.*)?$", re.I))
            for name, path in [*ENDPOINTS.items(), *_ALSO]
        ]
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.standin = self
        self._thread: threading.Thread | None = None

    # --- for tests ---------------------------------------------------------------------------------------------------

    @property
    def home(self) -> str:
        """The address of the server, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def endpoints(self) -> dict[str, str]:
        """Name of each setting `veerkracht/endpoints/<name>` to its address here; `{year}` stays where it is."""
        return {name: self.home + path for name, path in ENDPOINTS.items()}

    def pc6hnr(self, year: int) -> str:
        """Address of the pc6-huisnummer zip of a year."""
        return f"{self.home}/pc6hnr/{year}.zip"

    def fault(self, service: str, kind: str, times: int | None = None, match: str = "", **options: Any) -> Fault:
        """Switch a fault on; see `faults` for the kinds. Also a context that switches it off."""
        return self.faults.add(service, kind, times, match, options)

    def clear_faults(self) -> None:
        """All faults off, all waiting requests let go."""
        self.faults.clear()

    def revise(self, year: int, group: str = "", state: str = "all") -> str:
        """Change an edition in place: fill (or empty) a group of columns, and give the table a new Modified."""
        if group:
            self.country.published[(year, group)] = state
        return self.tables.revise(kwb.TABLES[year])

    def publish(self, year: int) -> None:
        """Bring out the editions up to a year."""
        self.country.last_kwb = year

    def give_package(self, year: int, path: Path) -> None:
        """Serve this file as the GeoPackage of a year."""
        self.atom.given[year] = path.read_bytes()

    def requests(self, service: str = "") -> list[Record]:
        """The log, of one service or of all."""
        with self._lock:
            return [record for record in self.log if service in ("", record.service)]

    def peak(self, service: str) -> int:
        """How many requests to a service were answered at the same time at most."""
        return self._peak.get(service, 0)

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self.log.clear()
            self._peak.clear()

    def start(self) -> Standin:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Let all waiting requests go and close."""
        self.faults.clear()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()
        self._server.hang_up()

    def __enter__(self) -> Standin:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # --- for the handler ---------------------------------------------------------------------------------------------

    def route(self, path: str) -> tuple[str, str, str, int]:
        """Service, base path, rest and year of a path; the service is empty for an unknown one."""
        for name, pattern in self._routes:
            match = pattern.match(path)
            if match:
                groups = match.groups()
                return name, groups[0], groups[-1] or "", int(groups[1]) if len(groups) == 3 else 0
        return "", "", path, 0

    def respond(self, request: Request) -> Response:
        """The answer of the service, without faults of the wire."""
        handler = self._services.get(request.service)
        return text("Not Found", 404) if handler is None else handler(request)

    def _given(self, request: Request) -> Response:
        body = self.given.get(request.rest.strip("/"))
        return text("Not Found", 404) if body is None else Response(200, body, "application/json")

    @contextlib.contextmanager
    def _counted(self, record: Record) -> Iterator[None]:
        with self._lock:
            self.log.append(record)
            busy = self._busy[record.service] = self._busy.get(record.service, 0) + 1
            self._peak[record.service] = max(busy, self._peak.get(record.service, 0))
        try:
            yield
        finally:
            with self._lock:
                self._busy[record.service] -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    standin: Standin

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.connections: set[socket.socket] = set()

    def hang_up(self) -> None:
        """Close what clients keep open."""
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Standin/1"
    timeout = 60

    def setup(self) -> None:
        """Remember the connection, so that the server can close it."""
        super().setup()
        cast(_Server, self.server).connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        cast(_Server, self.server).connections.discard(self.connection)
        super().finish()

    def log_message(self, *_: Any) -> None:
        """No lines on standard error."""

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        standin = cast(_Server, self.server).standin
        parts = urlsplit(self.path)
        moved = parts.path.startswith("/_moved/")
        path = parts.path[len("/_moved") :] if moved else parts.path
        service, base, rest, year = standin.route(path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        form = (
            self.rfile.read(int(length)).decode("utf-8", "replace")
            if length.isdigit() and int(length) < 1 << 20
            else ""
        )
        record = Record(service, self.command, parts.path, parts.query, headers)
        target = parts.path + ("?" + parts.query if parts.query else "")

        def take(kind: str) -> Fault | None:
            if moved and kind in ("moved", "redirect"):
                return None
            fault = standin.faults.take(service, target, kind)
            if fault is not None:
                record.faults.append(kind)
            return fault

        request = Request(service, self.command, standin.home + base, rest, parts.query, headers, take, year, form)
        with standin._counted(record), contextlib.suppress(OSError):
            self._carry_out(standin, request, record)

    def _carry_out(self, standin: Standin, request: Request, record: Record) -> None:
        response: Response | None = None
        for kind in BEFORE:
            fault = request.fault(kind)
            if fault is not None:
                if kind == "drop":
                    self.close_connection = True
                    self._reset()
                    return
                response = self._instead(fault, record)
                break
        if response is None:
            response = self._unchanged(request, standin.respond(request))
        faults = {kind: request.fault(kind) for kind in AFTER}
        self._send(_dressed(response, faults), faults, record)

    def _unchanged(self, request: Request, response: Response) -> Response:
        """304 where the client has it already."""
        tag = response.headers.get("ETag")
        if tag and request.headers.get("if-none-match") == tag:
            return Response(304, b"", response.content_type, response.headers)
        return response

    def _instead(self, fault: Fault, record: Record) -> Response:
        kind = fault.kind
        if kind == "empty":
            return Response(200, b"", fault.option("content_type", "application/json;charset=utf-8"))
        if kind == "html_login":
            return text(_LOGIN, 200, "text/html; charset=utf-8")
        if kind == "xml_exception":
            words = fault.option("text", "java.lang.NullPointerException: null")
            return text(exception_report(words), 200, "application/xml")
        if kind in ("too_many", "unavailable"):
            wait = fault.option("retry_after", None)
            response = text(
                "Too Many Requests" if kind == "too_many" else "Service Unavailable", 429 if kind == "too_many" else 503
            )
            response.headers.update({} if wait is None else {"Retry-After": str(wait)})
            return response
        if kind in ("redirect", "moved"):
            where = fault.option("to", record.target if fault.option("loop", False) else "/_moved" + record.target)
            if where.startswith("/") and not fault.option("relative", False):
                where = f"http://{record.headers.get('host', '')}{where}"
            permanent = kind == "moved" or fault.option("permanent", False)
            return Response(301 if permanent else 302, b"", "text/html", {"Location": where})
        if kind == "gzip_bomb":
            bomb = gzip.compress(b" " * fault.option("size", 256 << 20), 1)
            return Response(200, bomb, "application/json;charset=utf-8", {"Content-Encoding": "gzip"})
        status = fault.option("status", 404 if kind == "gone" else 500)
        words = fault.option("body", "<html><head><title>Fout</title></head><body>Er is iets misgegaan.</body></html>")
        return text(words, status, fault.option("content_type", "text/html; charset=utf-8"))

    def _send(self, response: Response, faults: dict[str, Fault | None], record: Record) -> None:
        slow, truncated, reset = faults["slow"], faults["truncated"], faults["reset"]
        if slow is not None and slow.option("where", "headers") == "headers":
            slow.released.wait(slow.option("longest", 60))
        broken = truncated or reset
        record.status = response.status
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        if broken is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD" or response.status == 304:
            return
        half = len(response.body) // 2
        if slow is not None and slow.option("where", "headers") == "body":
            self.wfile.write(response.body[:half])
            self.wfile.flush()
            slow.released.wait(slow.option("longest", 60))
            self.wfile.write(response.body[half:])
            record.sent = len(response.body)
            return
        body = response.body
        if broken is not None:
            body = body[: int(len(body) * broken.option("share", 0.5))]
        self.wfile.write(body)
        self.wfile.flush()
        record.sent = len(body)
        if reset is not None:
            self._reset()

    def _reset(self) -> None:
        """Close with a TCP reset instead of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.connection.close()
            self.rfile.close()


def _dressed(response: Response, faults: dict[str, Fault | None]) -> Response:
    """The answer under the faults that change its bytes or say something else of them."""
    body, kind, headers = response.body, response.content_type, dict(response.headers)
    other, encoding, mark = faults["content_type"], faults["encoding"], faults["bom"]
    if encoding is not None:
        body = body.decode("utf-8", "replace").encode(encoding.option("actual", "cp1252"), "replace")
        kind = re.sub(r";\s*charset=[^;]*", "", kind) + ";charset=" + encoding.option("claimed", "utf-8")
    if mark is not None:
        body = b"\xef\xbb\xbf" + body
    if other is not None:
        kind = other.option("content_type", "text/plain")
    if faults["gzip"] is not None or faults["gzip_broken"] is not None:
        body = gzip.compress(body)
        headers["Content-Encoding"] = "gzip"
        if faults["gzip_broken"] is not None:
            body = body[: len(body) // 2]
    return Response(response.status, body, kind, headers)
