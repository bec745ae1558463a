"""What is asked, what comes back, and how patient and how large it may be."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Protocol

from .content import decode_text

Progress = Callable[[int, "int | None"], None]


class Feedback(Protocol):
    """What the client needs of a ``QgsFeedback``."""

    def isCanceled(self) -> bool: ...


@dataclass(frozen=True)
class Limits:
    """What is too much: bytes of an answer into a file and into memory, seconds without a byte, seconds in all.

    QGIS' own time-out (Network in its options, 60 s at first) holds as well and counts as ``idle``.
    """

    size: int = 2 * 1024**3
    memory: int = 256 * 1024**2
    idle: float = 60.0
    seconds: float = 1800.0


@dataclass(frozen=True)
class Retry:
    """When to ask again: ``attempts`` in all, after ``first`` seconds, then ``factor`` times as long, at most ``most``.

    Each wait is drawn between 1 - ``jitter`` and 1 + ``jitter`` times that, so that many users do not come back at the
    same moment. A ``Retry-After`` of the server is followed up to ``after_most`` seconds; if it asks for more, the
    client gives up at once and says how long.
    """

    attempts: int = 5
    first: float = 1.0
    factor: float = 2.0
    most: float = 30.0
    jitter: float = 0.5
    after_most: float = 120.0

    def delay(self, failed: int) -> float:
        """Seconds to wait after ``failed`` failed attempts (1 or more)."""
        plain = min(self.most, self.first * self.factor ** (failed - 1))
        return plain * secrets.SystemRandom().uniform(1.0 - self.jitter, 1.0 + self.jitter)


@dataclass(frozen=True)
class Request:
    """One thing to ask: GET, or POST when there is a ``body``.

    ``expect`` is a key of ``content.EXPECTED`` or None; ``to`` a file that the answer goes into, else it stays in
    memory; ``authcfg`` the id of an authentication configuration of QGIS; ``limits`` replaces those of the client.
    """

    address: str
    expect: str | None = None
    to: Path | None = None
    body: bytes | None = None
    body_type: str = "application/x-www-form-urlencoded"
    headers: Mapping[str, str] = field(default_factory=dict)
    authcfg: str = ""
    limits: Limits | None = None


@dataclass(frozen=True)
class Answer:
    """What came back, checked. ``data`` is empty when it went into ``file``; header names are in lower case.

    ``address`` is where it came from in the end, ``size`` the bytes after decompression, ``document`` the parsed
    document of an answer that was expected to be JSON.
    """

    request: Request
    address: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    size: int
    file: Path | None = None
    document: Any = None

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def modified(self) -> str:
        """The publisher's own ``Last-Modified``, as it came, or empty."""
        return self.headers.get("last-modified", "")

    def text(self, fallback: str = "") -> str:
        """The answer as text; see ``content.decode_text``."""
        data = self.file.read_bytes() if self.file else self.data
        return decode_text(data, content_type=self.content_type, address=self.request.address, fallback=fallback)
