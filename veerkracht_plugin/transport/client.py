"""The one HTTP client. It asks through QGIS, so that proxy, certificates and authentication of the user's QGIS hold.

Why ``QgsNetworkAccessManager`` with a local event loop and not ``QgsBlockingNetworkRequest``: the latter keeps a whole
answer in memory (a GeoPackage of the country is 219 MB), follows redirects by itself, credentials included, and asks one
thing at a time. ``QgsNetworkAccessManager.instance()`` is one object per thread, so a :class:`Client` works in the main
thread, in the thread of an algorithm and in ``qgis_process``.

One timer looks ten times a second whether the user cancelled, whether something takes too long and whether a waiting
request may start. That makes cancelling the same in every phase, and no thread ever sleeps.
"""

from __future__ import annotations

import configparser
import re
import secrets
import threading
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Callable, Protocol
from urllib.parse import urlsplit

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QByteArray, QEventLoop, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from .. import paths
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from . import faults
from .content import TEXTS, check, decode_text
from .faults import TransportError

POLL_MS = 100  # cancelling takes at most this long, plus what Qt needs to drop a connection
PARALLEL = 4  # requests to one publisher at a time, from all threads of this QGIS together
REDIRECTS = 5

_NOT_AN_ADDRESS = N_("{where} is not a web address. Use one that starts with https://.")
_NOT_FOUND = N_(
    "The server of {where} was not found. Check the internet connection and the proxy in the options of QGIS, or work "
    "offline with the figures already fetched."
)
_UNREACHABLE = N_(
    "{where} could not be reached in {attempts} attempts. Try again later; figures already fetched can be used offline."
)
_SLOW = N_(
    "{where} did not answer in time in {attempts} attempts. Try again later; figures already fetched can be used "
    "offline."
)
_BROKE_OFF = N_(
    "{where} broke off its answer in {attempts} attempts. Try again later; figures already fetched can be used offline."
)
_SERVER = N_(
    "{where} reports a fault of its own (HTTP {status}) in {attempts} attempts. Try again later; figures already "
    "fetched can be used offline."
)
_BUSY = N_("{where} takes no more requests for now (HTTP 429). Try again in {minutes} minutes.")
_SIGN_IN = N_(
    "{where} asks to sign in (HTTP {status}). Choose the authentication configuration of QGIS that belongs to this "
    "address."
)
_MISSING = N_(
    "{where} does not exist (HTTP {status}). The publisher may have moved it: look for a new version of the plugin, or "
    "set the new address in the settings."
)
_REFUSED = N_(
    "{where} does not accept the question (HTTP {status}). The service may have changed: look for a new version of the "
    "plugin."
)
_REDIRECTS = N_("{where} sends on more than {limit} times. Check the address in the settings.")
_INSECURE = N_("{where} sends on to {target}, which is not a secure address. Check the address in the settings.")
_CERTIFICATE = N_(
    "The certificate of {where} is not trusted. Check the date of this computer and the authorities under "
    "Authentication in the options of QGIS, or ask your administrator."
)
_PROXY = N_("The proxy on the way to {where} does not let this through. Check Network in the options of QGIS.")
_AUTHCFG = N_(
    "The authentication configuration “{authcfg}” cannot be used for {where}. Check it under Authentication in the "
    "options of QGIS."
)
_PLAIN = N_("{where} is not a secure address, so no password is sent to it. Use one that starts with https://.")
_TOO_LARGE = N_(
    "{where} is larger than {limit} MB, far more than expected, and was not fetched. Check the address in the settings."
)
_TOO_LONG = N_(
    "{where} took more than {minutes} minutes and was stopped. Try again later, or choose fewer municipalities."
)
_NOT_WRITTEN = N_("{file} could not be written: {why}. Make room, or choose another folder in the settings.")
_RETRY = N_("{where} did not answer well; next attempt in {seconds} s.")


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


Progress = Callable[[int, "int | None"], None]


class Client:
    """Asks publishers. Every method raises :class:`TransportError` (one clear sentence) or ``errors.Cancelled``.

    ``waiting`` is told how many seconds the client wants to wait before it asks again and returns how many it shall
    wait; tests return 0. ``now`` is the time of day in seconds since 1970, for ``Retry-After`` with a date. ``info``
    gets a sentence, already translated, for each new attempt; without it a Processing feedback gets it.
    """

    def __init__(
        self,
        feedback: Feedback | None = None,
        *,
        retry: Retry | None = None,
        limits: Limits | None = None,
        agent: str | None = None,
        waiting: Callable[[float], float] | None = None,
        now: Callable[[], float] = time.time,
        info: Callable[[str], None] | None = None,
    ) -> None:
        self.feedback = feedback
        self.retry = retry or Retry()
        self.limits = limits or Limits()
        self.agent = own_agent() if agent is None else agent
        self.waiting: Callable[[float], float] = waiting or (lambda seconds: seconds)
        self.now = now
        push = getattr(feedback, "pushInfo", None)
        self.info: Callable[[str], None] = info or push or (lambda text: None)

    def get(self, request: Request | str, progress: Progress | None = None) -> Answer:
        """The answer to one request. ``progress`` is called with bytes received and expected (None when unknown)."""
        asked = Request(request) if isinstance(request, str) else request
        return _Run(self, [asked], progress, None).go()[0]

    def get_all(self, requests: Sequence[Request], done: Callable[[int, int], None] | None = None) -> list[Answer]:
        """The answers to all ``requests`` in their order, asked at the same time, at most four from one publisher.

        ``done`` is called with the number of finished requests and of all. The first fault stops all.
        """
        return _Run(self, requests, None, done).go()

    def get_json(self, address: str, **options: Any) -> Any:
        """The parsed JSON document at ``address``; ``options`` are fields of :class:`Request`."""
        return self.get(Request(address, expect="json", **options)).document

    def get_bytes(self, address: str, expect: str | None = None, **options: Any) -> bytes:
        """The content of ``address`` as bytes."""
        return self.get(Request(address, expect=expect, **options)).data

    def get_text(self, address: str, expect: str | None = None, fallback: str = "", **options: Any) -> str:
        """The content of ``address`` as text; ``fallback`` is an encoding to try last, such as ``cp1252``."""
        return self.get(Request(address, expect=expect, **options)).text(fallback)

    def get_file(
        self,
        address: str,
        path: Path | str,
        expect: str | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> Answer:
        """Fetch ``address`` into the file ``path``, which is whole and checked or not written at all."""
        return self.get(Request(address, expect=expect, to=Path(path), **options), progress)


# -- user agent -------------------------------------------------------------------------------------------------------

_thread = threading.local()
_preprocessor: str | None = None


@lru_cache(maxsize=1)
def own_agent() -> str:
    """``Veerkracht/<version>``, which follows QGIS' own name in the ``User-Agent`` of each request of this plugin."""
    metadata = configparser.ConfigParser(interpolation=None)
    try:
        metadata.read(paths.metadata_file(), encoding="utf-8")
    except (configparser.Error, OSError, UnicodeError):
        return "Veerkracht"
    version = metadata.get("general", "version", fallback="")
    return f"Veerkracht/{version}" if re.fullmatch(r"[\w.+-]+", version) else "Veerkracht"


def add_user_agent() -> None:
    """Let requests of this plugin carry :func:`own_agent`. Once, in the main thread, before the first request.

    QGIS replaces any ``User-Agent`` that a request brings along; a preprocessor is the only place after that. QGIS
    keeps the list of these without a lock and calls them for every request of every part of QGIS, so call this only
    when it is needed (``prepareAlgorithm`` of an algorithm that fetches), never in a worker thread. Without it
    everything works, under the name of QGIS alone.
    """
    global _preprocessor
    if _preprocessor is None:
        _preprocessor = QgsNetworkAccessManager.setRequestPreprocessor(_put_agent)


def remove_user_agent() -> None:
    """Undo :func:`add_user_agent`; in the main thread, when the plugin is unloaded."""
    global _preprocessor
    if _preprocessor is not None:
        QgsNetworkAccessManager.removeRequestPreprocessor(_preprocessor)
        _preprocessor = None


def _put_agent(request: QNetworkRequest) -> None:
    # QGIS makes the request in the thread that asks for it, while that thread is inside `_Transfer._send`.
    agent = getattr(_thread, "agent", "")
    if agent:
        before = bytes(request.rawHeader(b"User-Agent")).decode("latin-1")
        request.setRawHeader(b"User-Agent", f"{before} {agent}".strip().encode("latin-1", "replace"))


# -- pure parts -------------------------------------------------------------------------------------------------------


def retry_after(value: str, now: float) -> float | None:
    """Seconds to wait by a ``Retry-After`` header: a number of seconds or a date (RFC 9110, section 10.2.3).

    ``now`` is in seconds since 1970. None when the header says nothing that can be read.
    """
    value = value.strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        date: datetime = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0.0, date.timestamp() - now)


def next_address(address: str, location: str) -> str:
    """Where a redirect from ``address`` leads. Raises :class:`TransportError` for one from https to anything else."""
    target = QUrl(address).resolved(QUrl(location.strip()))
    scheme = target.scheme().lower()
    if scheme not in ("http", "https") or (urlsplit(address).scheme.lower() == "https" and scheme != "https"):
        raise TransportError(
            _INSECURE, address=address, kind=faults.REDIRECT, target=faults.shown(target.toString()), details=location
        )
    return bytes(target.toEncoded()).decode("ascii")


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()


class _Slots:
    """How many requests go to each publisher at this moment, counted over all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._taken: dict[str, int] = {}

    def take(self, host: str) -> bool:
        with self._lock:
            if self._taken.get(host, 0) >= self._most:
                return False
            self._taken[host] = self._taken.get(host, 0) + 1
            return True

    def give(self, host: str) -> None:
        with self._lock:
            left = self._taken.get(host, 0) - 1
            if left > 0:
                self._taken[host] = left
            else:
                self._taken.pop(host, None)


_slots = _Slots(PARALLEL)


class _TooLarge(Exception):  # noqa: N818 - a signal between two functions
    pass


class _Broken(Exception):  # noqa: N818
    """The compressed stream is damaged or stops too early."""


class _Sink:
    """Where the bytes of one attempt go: unpacked when they are gzip, counted, and never more than ``limit``.

    The client asks for gzip and unpacks it here, not Qt: so a Content-Length can be compared with what came, a broken
    stream is noticed, and Qt 6 does not take a table of padded codes for an archive bomb.
    """

    def __init__(self, to: BinaryIO | None, limit: int, gzip: bool | None) -> None:
        self.received = 0
        self.size = 0
        self.data = bytearray()
        self._to = to
        self._limit = limit
        self._gzip = gzip  # True: declared; None: look; False: leave as it is
        self._head = b""
        self._decided = False
        self._unpack: Any = None

    def feed(self, chunk: bytes) -> None:
        self.received += len(chunk)
        if not self._decided:
            self._head += chunk
            if len(self._head) < 2:
                return
            chunk = self._decide()
        self._pass_on(chunk)

    def _decide(self) -> bytes:
        self._decided = True
        if self._gzip is not False and self._head.startswith(b"\x1f\x8b"):
            self._unpack = zlib.decompressobj(31)
        head, self._head = self._head, b""
        return head

    def _pass_on(self, chunk: bytes) -> None:
        if self._unpack is None:
            self._keep(chunk)
            return
        try:
            while chunk:
                if self._unpack.eof:
                    if not chunk.startswith(b"\x1f"):
                        return  # padding after the last member
                    self._unpack = zlib.decompressobj(31)
                self._keep(self._unpack.decompress(chunk, 1 << 20))
                chunk = self._unpack.unconsumed_tail or self._unpack.unused_data
        except zlib.error as error:
            raise _Broken(str(error)) from error

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._limit:
            raise _TooLarge
        if self._to is None:
            self.data += piece
        else:
            self._to.write(piece)

    def close(self) -> None:
        """Say that all has come. Raises ``_Broken`` when the compressed stream says otherwise."""
        if not self._decided and self._head:
            self._pass_on(self._decide())
        if self._unpack is not None and not self._unpack.eof:
            raise _Broken("gzip stream ends too early")


def _kinds_of_errors() -> dict[Any, tuple[str, str, bool]]:
    """For an error of Qt without an answer: the word, the sentence, and whether another attempt makes sense."""
    error = QNetworkReply.NetworkError
    proxy = (faults.PROXY, _PROXY, False)
    slow = (faults.TIMEOUT, _SLOW, True)
    return {
        error.HostNotFoundError: (faults.OFFLINE, _NOT_FOUND, False),
        error.SslHandshakeFailedError: (faults.CERTIFICATE, _CERTIFICATE, False),
        error.TimeoutError: slow,
        # Not our doing (we stop listening before we abort): QGIS' own time-out.
        error.OperationCanceledError: slow,
        error.ProxyTimeoutError: slow,
        error.ProxyConnectionRefusedError: proxy,
        error.ProxyConnectionClosedError: proxy,
        error.ProxyNotFoundError: proxy,
        error.ProxyAuthenticationRequiredError: proxy,
        error.ProtocolUnknownError: (faults.ADDRESS, _NOT_AN_ADDRESS, False),
    }


# -- one request, and all requests of one call ------------------------------------------------------------------------


class _Transfer:
    """One request on its way: ``queued`` for a place, ``running``, ``waiting`` for another attempt, or ``done``."""

    def __init__(self, run: _Run, request: Request, progress: Progress | None) -> None:
        self.run = run
        self.client = run.client
        self.request = request
        self.progress = progress
        self.limits = request.limits or run.client.limits
        self.state = "queued"
        self.answer: Answer | None = None
        self.failed = 0
        self.redirects = 0
        self.address = request.address
        self.due = 0.0
        self.began = time.monotonic()
        self.heard = self.began
        self.part: Path | None = None
        self.file: BinaryIO | None = None
        self.sink: _Sink | None = None
        self.reply: Any = None
        self.host = ""
        self.ssl: list[str] = []
        if _origin(request.address)[0] not in ("http", "https") or not _origin(request.address)[1]:
            raise TransportError(_NOT_AN_ADDRESS, address=request.address, kind=faults.ADDRESS)

    # looked at ten times a second

    def look(self) -> None:
        now = time.monotonic()
        if self.state == "done":
            return
        if now - self.began > self.limits.seconds:
            raise self._too_long()
        if self.state == "waiting" and now >= self.due:
            self.state = "queued"
        if self.state == "queued":
            host = _origin(self.address)[1]
            if _slots.take(host):
                self.host = host
                self._send()
        elif self.state == "running" and now - self.heard > self.limits.idle:
            self.drop()
            self._again(faults.TIMEOUT, _SLOW)

    def _too_long(self) -> TransportError:
        minutes = max(1, round(self.limits.seconds / 60))
        return TransportError(_TOO_LONG, address=self.request.address, kind=faults.TOO_LONG, minutes=minutes)

    # out

    def _send(self) -> None:
        first = self.redirects == 0
        same = _origin(self.address) == _origin(self.request.address)
        request = QNetworkRequest(QUrl(self.address))
        names = QNetworkRequest.Attribute
        request.setAttribute(names.RedirectPolicyAttribute, QNetworkRequest.RedirectPolicy.ManualRedirectPolicy)
        # The raw files have a cache of their own, which knows when they are out of date.
        request.setAttribute(names.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork)
        request.setAttribute(names.CacheSaveControlAttribute, False)
        request.setRawHeader(b"Accept-Encoding", b"gzip")
        if same:
            for name, value in self.request.headers.items():
                request.setRawHeader(name.encode("ascii"), value.encode("latin-1", "replace"))
        # Credentials go to the address they were meant for and nowhere else.
        authcfg = self.request.authcfg if same else ""
        if authcfg:
            request = self._signed(request, authcfg)
        manager = QgsNetworkAccessManager.instance()
        _thread.agent = self.client.agent
        try:
            if self.request.body is not None and first:
                request.setRawHeader(b"Content-Type", self.request.body_type.encode("ascii"))
                self.reply = manager.post(request, QByteArray(self.request.body))
            else:
                self.reply = manager.get(request)
        finally:
            _thread.agent = ""
        if authcfg:
            QgsApplication.authManager().updateNetworkReply(self.reply, authcfg)
        self.state = "running"
        self.heard = time.monotonic()
        self.ssl = []
        self.reply.readyRead.connect(self._slot(self._read))
        self.reply.metaDataChanged.connect(self._slot(self._promised))
        self.reply.sslErrors.connect(self._slot(self._mistrusted))
        self.reply.finished.connect(self._slot(self._finished))

    def _signed(self, request: QNetworkRequest, authcfg: str) -> QNetworkRequest:
        scheme, host = _origin(self.address)
        if scheme != "https" and host.partition(":")[0] not in ("localhost", "127.0.0.1"):
            raise TransportError(_PLAIN, address=self.address, kind=faults.AUTHENTICATION)
        good, signed = QgsApplication.authManager().updateNetworkRequest(request, authcfg)
        if not good:
            raise TransportError(_AUTHCFG, address=self.address, kind=faults.AUTHENTICATION, authcfg=authcfg)
        return signed

    # in

    def _slot(self, work: Callable[..., None]) -> Callable[..., None]:
        """``work`` for signals of the present reply; those of one that was dropped are not heard.

        Disconnecting would do the same, but would take QGIS' own connections (its network log) along.
        """
        reply = self.reply

        def heard(*values: Any) -> None:
            if self.reply is reply:
                work(*values)

        return self.run.guard(heard)

    def _mistrusted(self, errors: Sequence[Any]) -> None:
        self.ssl = [error.errorString() for error in errors]

    def _status(self) -> int | None:
        status = self.reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        return None if status is None else int(status)

    def _headers(self) -> dict[str, str]:
        pairs = self.reply.rawHeaderPairs()
        return {bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1") for name, value in pairs}

    def _length(self, headers: Mapping[str, str]) -> int | None:
        declared = headers.get("content-length", "").strip()
        if "chunked" in headers.get("transfer-encoding", "").lower() or not re.fullmatch(r"\d{1,18}", declared):
            return None
        return int(declared)

    def _limit(self) -> int:
        return self.limits.memory if self.request.to is None else self.limits.size

    def _promised(self) -> None:
        self.heard = time.monotonic()
        length = self._length(self._headers())
        if self._status() == 200 and length is not None and length > self._limit():
            raise self._too_large()

    def _read(self) -> None:
        self.heard = time.monotonic()
        chunk = bytes(self.reply.readAll())
        if not chunk:
            return
        if self.sink is None:
            self.sink = self._make_sink()
        try:
            self.sink.feed(chunk)
        except _TooLarge:
            if self._status() == 200:
                raise self._too_large() from None
            return  # enough of what a server says with its refusal
        except _Broken as error:
            self.drop()
            self._again(faults.TRUNCATED, _BROKE_OFF, details=str(error))
            return
        except OSError as error:
            raise VeerkrachtError(_NOT_WRITTEN, file=self.part, why=error.strerror or str(error)) from error
        if self.progress and self._status() == 200:
            self.progress(self.sink.received, self._length(self._headers()))

    def _make_sink(self) -> _Sink:
        encoding = self._headers().get("content-encoding", "").strip().lower()
        unpack: bool | None = False
        if encoding in ("gzip", "x-gzip"):
            unpack = True
        elif self.request.expect in TEXTS:
            unpack = None
        if self._status() != 200:
            return _Sink(None, 64 * 1024, unpack)
        if self.request.to is not None:
            self.part = self.request.to.with_name(f"{self.request.to.name}.{secrets.token_hex(4)}.part")
            try:
                self.file = self.part.open("wb")
            except OSError as error:
                raise VeerkrachtError(_NOT_WRITTEN, file=self.part, why=error.strerror or str(error)) from error
        return _Sink(self.file, self._limit(), unpack)

    def _too_large(self) -> TransportError:
        return TransportError(
            _TOO_LARGE, address=self.request.address, kind=faults.TOO_LARGE, limit=max(1, self._limit() // 1024**2)
        )

    def _finished(self) -> None:
        self._read()
        if self.reply is None:
            return  # the stream turned out to be broken
        status, headers, error = self._status(), self._headers(), self.reply.error()
        why = "; ".join([self.reply.errorString(), *self.ssl])
        sink = self.sink or _Sink(None, self._limit(), False)
        said = bytes(sink.data) if status != 200 else b""
        location = headers.get("location", "")
        fine = error == QNetworkReply.NetworkError.NoError
        if status == 200 and fine:
            self._complete(sink, headers)
            return
        self.drop()
        if status is None or status == 407 or (status < 300 and not fine):
            self._no_answer(error, status, why)
        elif status == 429 or status >= 500:
            self._overloaded(status, headers, said)
        elif status in (301, 302, 303, 307, 308) and location:
            self._redirect(status, location)
        else:
            template, kind = _REFUSED, faults.REFUSED
            if status in (401, 403):
                template, kind = _SIGN_IN, faults.SIGN_IN
            elif status in (404, 410):
                template, kind = _MISSING, faults.MISSING
            raise TransportError(template, address=self.address, kind=kind, status=status, body=said, details=why)

    def _no_answer(self, error: Any, status: int | None, why: str) -> None:
        if status == 407:
            raise TransportError(_PROXY, address=self.address, kind=faults.PROXY, status=status, details=why)
        broken = (faults.BROKEN, _UNREACHABLE, True) if status is None else (faults.TRUNCATED, _BROKE_OFF, True)
        kind, template, again = _kinds_of_errors().get(error, broken)
        if not again:
            raise TransportError(template, address=self.address, kind=kind, details=why)
        self._again(kind, template, details=why)

    def _overloaded(self, status: int, headers: Mapping[str, str], said: bytes) -> None:
        asked = retry_after(headers.get("retry-after", ""), self.client.now())
        kind, template = (faults.BUSY, _BUSY) if status == 429 else (faults.SERVER, _SERVER)
        self._again(kind, template, status=status, body=said, asked=asked)

    def _redirect(self, status: int, location: str) -> None:
        self.redirects += 1
        if self.redirects > REDIRECTS:
            raise TransportError(_REDIRECTS, address=self.request.address, kind=faults.REDIRECT, limit=REDIRECTS)
        target = next_address(self.address, location)
        if self.request.body is not None and status in (307, 308):
            raise TransportError(_REFUSED, address=self.address, kind=faults.REDIRECT, status=status, details=target)
        self.address = target
        self.state = "queued"
        self.run.moved()

    def _again(
        self,
        kind: str,
        template: str,
        *,
        status: int | None = None,
        body: bytes = b"",
        details: str = "",
        asked: float | None = None,
    ) -> None:
        """Plan another attempt, or raise the fault when there were enough, or when it would take too long."""
        self.failed += 1
        retry = self.client.retry
        pause = retry.delay(self.failed)
        if asked:
            pause = asked
        left = self.limits.seconds - (time.monotonic() - self.began)
        if self.failed >= retry.attempts or (asked or 0.0) > retry.after_most or pause > left:
            raise TransportError(
                template,
                address=self.address,
                kind=kind,
                status=status,
                body=body,
                details=details,
                attempts=self.failed,
                minutes=max(1, round(pause / 60 + 0.5)),
            )
        self.client.info(tr(_RETRY).format(where=faults.shown(self.address), seconds=max(1, round(pause))))
        self.address, self.redirects = self.request.address, 0
        self.state = "waiting"
        self.due = time.monotonic() + self.client.waiting(pause)
        self.run.moved()

    def _complete(self, sink: _Sink, headers: Mapping[str, str]) -> None:
        length = self._length(headers)
        broken = ""
        try:
            if length is not None and sink.received != length:
                raise _Broken(f"{sink.received} of {length} bytes")
            sink.close()
        except _Broken as error:
            broken = str(error)
        part, self.part = self.part, None
        try:
            self.drop()  # closes the file
            if broken:
                self._again(faults.TRUNCATED, _BROKE_OFF, status=200, details=broken)
                return
            try:
                document = check(
                    self.request.expect,
                    part or bytes(sink.data),
                    content_type=headers.get("content-type", ""),
                    address=self.address,
                )
            except TransportError as error:
                # An answer that stops half way may be whole the next time; a web page stays one.
                if error.kind not in (faults.TRUNCATED, faults.EMPTY) or self.failed + 1 >= self.client.retry.attempts:
                    raise
                self._again(error.kind, error.template, status=200, details=error.details)
                return
            if part is not None and self.request.to is not None:
                part.replace(self.request.to)
        except OSError as error:
            raise VeerkrachtError(_NOT_WRITTEN, file=self.request.to, why=error.strerror or str(error)) from error
        finally:
            _remove(part)
        self.answer = Answer(
            request=self.request,
            address=self.address,
            status=200,
            headers=headers,
            data=b"" if self.request.to is not None else bytes(sink.data),
            size=sink.size,
            file=self.request.to,
            document=document if self.request.to is None else None,
        )
        self.state = "done"
        self.run.moved()

    def drop(self) -> None:
        """Let go of connection, place and half-written file; the state is for the caller to set."""
        reply, self.reply = self.reply, None
        if reply is not None:
            if reply.isRunning():
                reply.abort()
            reply.deleteLater()
        if self.host:
            _slots.give(self.host)
            self.host = ""
        self.sink = None
        file, self.file = self.file, None
        if file is not None:
            file.close()
        part, self.part = self.part, None
        _remove(part)


def _remove(part: Path | None) -> None:
    """Remove a half-written file; one that cannot be removed is swept by the cache later."""
    if part is not None:
        try:
            part.unlink()
        except OSError:
            return


class _Run:
    """The requests of one call, and the local event loop that they live in."""

    def __init__(
        self,
        client: Client,
        requests: Sequence[Request],
        progress: Progress | None,
        done: Callable[[int, int], None] | None,
    ) -> None:
        self.client = client
        self.done = done
        self.failure: BaseException | None = None
        self.finished = 0
        self.transfers = [_Transfer(self, request, progress) for request in requests]
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.guard(self._look))

    def go(self) -> list[Answer]:
        try:
            self.guard(self._look)()
            if not self._over():
                self._timer.start()
                self._loop.exec()
        finally:
            self._timer.stop()
            # Breaks the circle timer - slot - run, so that the timer ends here and not in whatever thread collects.
            self._timer.timeout.disconnect()
            for transfer in self.transfers:
                transfer.drop()
        if self.failure is not None:
            raise self.failure
        return [transfer.answer for transfer in self.transfers if transfer.answer is not None]

    def guard(self, work: Callable[..., None]) -> Callable[..., None]:
        """``work`` as a slot: PyQt ends the whole of QGIS when an exception leaves a slot, so it is kept for later."""

        def slot(*values: Any) -> None:
            if self.failure is not None:
                return
            try:
                work(*values)
            except BaseException as error:
                self.failure = error
            if self._over():
                self._loop.quit()

        return slot

    def moved(self) -> None:
        """A place came free or a request finished: do not wait for the timer."""
        finished = sum(transfer.state == "done" for transfer in self.transfers)
        if finished != self.finished:
            self.finished = finished
            if self.done:
                self.done(finished, len(self.transfers))
        self._look()

    def _over(self) -> bool:
        return self.failure is not None or all(transfer.state == "done" for transfer in self.transfers)

    def _look(self) -> None:
        if self.client.feedback is not None and self.client.feedback.isCanceled():
            raise Cancelled
        for transfer in self.transfers:
            transfer.look()
