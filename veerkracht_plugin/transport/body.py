"""Where the bytes of an answer go on their way in."""

from __future__ import annotations

import zlib
from typing import Any, BinaryIO


class TooLarge(Exception):  # noqa: N818 - a signal between two functions
    pass


class Broken(Exception):  # noqa: N818
    """The compressed stream is damaged or stops too early."""


class Sink:
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
            raise Broken(str(error)) from error

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._limit:
            raise TooLarge
        if self._to is None:
            self.data += piece
        else:
            self._to.write(piece)

    def close(self) -> None:
        """Say that all has come. Raises ``Broken`` when the compressed stream says otherwise."""
        if not self._decided and self._head:
            self._pass_on(self._decide())
        if self._unpack is not None and not self._unpack.eof:
            raise Broken("gzip stream ends too early")
