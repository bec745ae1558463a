"""One request on its way, and the requests of one call together. The face of this is ``client.py``."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Callable

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QByteArray, QEventLoop, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from . import faults
from .agent import named
from .body import Broken, Sink, TooLarge
from .content import TEXTS, check
from .faults import TransportError
from .request import Answer, Progress, Request
from .rules import Slots, next_address, origin, retry_after

if TYPE_CHECKING:
    from .client import Client

POLL_MS = 100  # cancelling takes at most this long, plus what Qt needs to drop a connection
PARALLEL = 4  # requests to one publisher at a time, from all threads of this QGIS together
REDIRECTS = 5
BUFFER = 4 * 1024**2  # bytes that Qt may hold

_slots = Slots(PARALLEL)

_NOT_AN_ADDRESS = N_("{where} is not a web address. Use one that starts with https://.")
_NOT_FOUND = N_(
    "The server of {where} was not found. Check the internet connection and the proxy in the options of QGIS, or work "
    "offline with the figures already fetched."
)
#: How often a reply may be lost inside this process before that is a fault.
_LOSSES = 10

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


class Transfer:
    """One request on its way: ``queued`` for a place, ``running``, ``waiting`` for another attempt, or ``done``."""

    def __init__(self, run: Run, request: Request, progress: Progress | None) -> None:
        self.run = run
        self.client = run.client
        self.request = request
        self.progress = progress
        self.limits = request.limits or run.client.limits
        self.state = "queued"
        self.answer: Answer | None = None
        self.failed = 0
        self.losses = 0
        #: Whether an answer broke off in one of the attempts.
        self.cut = False
        self.redirects = 0
        self.address = request.address
        self.due = 0.0
        self.began = time.monotonic()
        self.heard = self.began
        self.part: Path | None = None
        self.file: BinaryIO | None = None
        self.sink: Sink | None = None
        self.reply: Any = None
        self.host = ""
        self.ssl: list[str] = []
        scheme, host = origin(request.address)
        if scheme not in ("http", "https") or not host or not QUrl(request.address).isValid():
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
            host = origin(self.address)[1]
            if _slots.take(host):
                self.host = host
                self._send()
        elif self.state == "running" and sip.isdeleted(self.reply):
            self._lost()
        elif self.state == "running" and now - self.heard > self.limits.idle:
            self.drop()
            self._again(faults.TIMEOUT, _SLOW)

    def _too_long(self) -> TransportError:
        minutes = max(1, round(self.limits.seconds / 60))
        return TransportError(_TOO_LONG, address=self.request.address, kind=faults.TOO_LONG, minutes=minutes)

    # out

    def _send(self) -> None:
        first = self.redirects == 0
        same = origin(self.address) == origin(self.request.address)
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
        with named(self.client.agent):
            if self.request.body is not None and first:
                request.setRawHeader(b"Content-Type", self.request.body_type.encode("ascii"))
                self.reply = manager.post(request, QByteArray(self.request.body))
            else:
                self.reply = manager.get(request)
        if sip.isdeleted(self.reply):
            self._lost()
            return
        if authcfg:
            QgsApplication.authManager().updateNetworkReply(self.reply, authcfg)
        # Without this Qt takes in as fast as it can, and a file that comes faster than it is written sits in memory.
        self.reply.setReadBufferSize(BUFFER)
        self.state = "running"
        self.heard = time.monotonic()
        self.ssl = []
        self.reply.readyRead.connect(self._slot(self._read))
        self.reply.metaDataChanged.connect(self._slot(self._promised))
        self.reply.sslErrors.connect(self._slot(self._mistrusted))
        self.reply.finished.connect(self._slot(self._finished))

    def _lost(self) -> None:
        """The reply went while it was being waited for.

        PyQt tells objects apart by where they lie in memory, so one of another thread that goes may take a new one
        in its place along. The publisher has no part in it, so it is no failed attempt.
        """
        self.drop()
        self.losses += 1
        if self.losses > _LOSSES:
            self._again(faults.BROKEN, _UNREACHABLE, details="the reply was deleted")
        else:
            self._wait(0.0)

    def _signed(self, request: QNetworkRequest, authcfg: str) -> QNetworkRequest:
        scheme, host = origin(self.address)
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
            if self.reply is not reply:
                return
            if sip.isdeleted(reply):
                self._lost()
            else:
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
        # An aborted reply is closed, and reading it makes Qt complain.
        chunk = bytes(self.reply.readAll()) if self.reply.isOpen() else b""
        if not chunk:
            return
        if self.sink is None:
            self.sink = self._make_sink()
        try:
            self.sink.feed(chunk)
        except TooLarge:
            if self._status() == 200:
                raise self._too_large() from None
            return  # enough of what a server says with its refusal
        except Broken as error:
            self.drop()
            self._again(faults.TRUNCATED, _BROKE_OFF, details=str(error))
            return
        except OSError as error:
            raise VeerkrachtError(_NOT_WRITTEN, file=self.part, why=error.strerror or str(error)) from error
        if self.progress and self._status() == 200:
            self.progress(self.sink.received, self._length(self._headers()))

    def _make_sink(self) -> Sink:
        encoding = self._headers().get("content-encoding", "").strip().lower()
        unpack: bool | None = False
        if encoding in ("gzip", "x-gzip"):
            unpack = True
        elif self.request.expect in TEXTS:
            unpack = None
        if self._status() != 200:
            return Sink(None, 64 * 1024, unpack)
        if self.request.to is not None:
            self.part = self.request.to.with_name(f"{self.request.to.name}.{secrets.token_hex(4)}.part")
            try:
                self.file = self.part.open("wb")
            except OSError as error:
                raise VeerkrachtError(_NOT_WRITTEN, file=self.part, why=error.strerror or str(error)) from error
        return Sink(self.file, self._limit(), unpack)

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
        sink = self.sink or Sink(None, self._limit(), False)
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
        # A publisher that answered in part was reached, whatever the last attempt met.
        self.cut = self.cut or (kind, template) == (faults.TRUNCATED, _BROKE_OFF)
        if self.cut and template == _UNREACHABLE:
            kind, template = faults.TRUNCATED, _BROKE_OFF
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
        self._wait(self.client.waiting(pause))

    def _wait(self, seconds: float) -> None:
        """Ask anew after a while."""
        self.address, self.redirects = self.request.address, 0
        self.state = "waiting"
        self.due = time.monotonic() + seconds
        self.run.moved()

    def _complete(self, sink: Sink, headers: Mapping[str, str]) -> None:
        length = self._length(headers)
        broken = ""
        try:
            if length is not None and sink.received != length:
                raise Broken(f"{sink.received} of {length} bytes")
            sink.close()
        except Broken as error:
            broken = str(error)
        part, self.part = self.part, None
        data = bytes(sink.data)
        try:
            self.drop()  # closes the file
            if broken:
                self._again(faults.TRUNCATED, _BROKE_OFF, status=200, details=broken)
                return
            try:
                document = check(
                    self.request.expect,
                    part or data,
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
            data=data,
            size=sink.size,
            file=self.request.to,
            document=document if self.request.to is None else None,
        )
        self.state = "done"
        self.run.moved()

    def drop(self) -> None:
        """Let go of connection, place and half-written file; the state is for the caller to set."""
        reply, self.reply = self.reply, None
        if reply is not None and not sip.isdeleted(reply):
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


class Run:
    """The requests of one call, and the local event loop that they live in."""

    def __init__(
        self,
        client: Client,
        requests: Sequence[Request],
        progress: Progress | None,
        done: Callable[[int, int], None] | None = None,
        arrived: Callable[[int, Answer], None] | None = None,
    ) -> None:
        self.client = client
        self._done = done
        self._arrived = arrived
        self.failure: BaseException | None = None
        self._finished: set[int] = set()
        self.transfers = [Transfer(self, request, progress) for request in requests]
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
        for place, transfer in enumerate(self.transfers):
            if transfer.answer is not None and place not in self._finished:
                self._finished.add(place)
                if self._arrived:
                    self._arrived(place, transfer.answer)
                if self._done:
                    self._done(len(self._finished), len(self.transfers))
        self._look()

    def _over(self) -> bool:
        return self.failure is not None or all(transfer.state == "done" for transfer in self.transfers)

    def _look(self) -> None:
        if self.client.feedback is not None and self.client.feedback.isCanceled():
            raise Cancelled
        for transfer in self.transfers:
            transfer.look()
