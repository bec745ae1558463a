"""A web server on this machine that fails on purpose, to the byte. For the tests of ``transport/`` only.

Each path has a list of replies; the last one repeats. A reply is the bytes that go over the wire, or a function that
gets the :class:`Exchange` and does what it likes.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union


@dataclass
class Exchange:
    """One request as it came, and the connection it came over."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: socket.socket
    gone: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)


Reply = Union[bytes, Callable[[Exchange], None]]


def answer(body: bytes | str = b"", status: int = 200, content_type: str = "application/json", **headers: Any) -> bytes:
    """A whole and correct answer; ``Retry_After="3"`` becomes a header. ``Content_Length=None`` leaves that one out."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": content_type, "Content-Length": len(data), "Connection": "close"}
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + data


def reset(after: bytes = b"") -> Reply:
    """Send ``after``, then break the connection off with a reset."""

    def reply(exchange: Exchange) -> None:
        if after:
            exchange.send(after)
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return reply


def silence(first: bytes = b"", reached: threading.Event | None = None) -> Reply:
    """Send ``first``, tell the test, then say nothing until the server closes or the client leaves."""

    def reply(exchange: Exchange) -> None:
        if first:
            exchange.send(first)
        if reached:
            reached.set()
        exchange.connection.settimeout(0.05)
        while not exchange.gone.is_set():
            try:
                if not exchange.connection.recv(1):
                    return
            except socket.timeout:
                continue
            except OSError:
                return

    return reply


class FaultyServer:
    """Listens on 127.0.0.1 from the moment it is made until :meth:`close`."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.seen: list[Exchange] = []
        self._replies: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._now = 0
        self.most_at_once = 0
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer._handle(self.rfile, self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that goes away is what many of the tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def route(self, path: str, *replies: Reply) -> str:
        """Let ``path`` (without its question) give ``replies`` one after the other; returns the address."""
        with self._lock:
            self._replies[path] = list(replies)
        return self.address(path)

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Exchange]:
        """The requests for ``path`` until now."""
        return [exchange for exchange in self.seen if exchange.path.partition("?")[0] == path]

    def close(self) -> None:
        self._gone.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handle(self, stream: Any, connection: socket.socket) -> None:
        first = stream.readline().decode("latin-1").split()
        if len(first) != 3:
            return
        headers: dict[str, str] = {}
        for raw in iter(stream.readline, b"\r\n"):
            if not raw:
                return
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        exchange = Exchange(first[0], first[1], headers, body, connection, self._gone)
        with self._lock:
            self.seen.append(exchange)
            replies = self._replies.get(first[1].partition("?")[0], [answer(b"nothing here", 404, "text/plain")])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            if callable(reply):
                reply(exchange)
            else:
                exchange.send(reply)
        finally:
            with self._lock:
                self._now -= 1
