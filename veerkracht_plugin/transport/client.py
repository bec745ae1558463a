"""The one HTTP client. It asks through QGIS, so that proxy, certificates and authentication of the user's QGIS hold.

Why ``QgsNetworkAccessManager`` with a local event loop and not ``QgsBlockingNetworkRequest``: the latter keeps a whole
answer in memory (a GeoPackage of the country is 219 MB), follows redirects by itself, credentials included, and asks
one thing at a time. ``QgsNetworkAccessManager.instance()`` is one object per thread, so a :class:`Client` works in the
main thread, in the thread of an algorithm and in ``qgis_process``.

One timer looks ten times a second whether the user cancelled, whether something takes too long and whether a waiting
request may start. That makes cancelling the same in every phase, and no thread ever sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable

from ..errors import N_
from . import faults
from .agent import add_user_agent, own_agent, remove_user_agent
from .faults import TransportError
from .request import Answer, Feedback, Limits, Progress, Request, Retry
from .settings import works_offline
from .transfer import PARALLEL, Run

__all__ = [
    "PARALLEL",
    "Answer",
    "Client",
    "Feedback",
    "Limits",
    "Progress",
    "Request",
    "Retry",
    "add_user_agent",
    "own_agent",
    "remove_user_agent",
]


_WORKING_OFFLINE = N_("{where} was not asked: working offline is switched on in the settings of Veerkracht.")


class Client:
    """Asks publishers, and nobody while the settings say to work offline. Every method raises :class:`TransportError`
    (one clear sentence) or ``errors.Cancelled``.

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
        _must_be_online([asked])
        return Run(self, [asked], progress).go()[0]

    def get_all(
        self,
        requests: Sequence[Request],
        done: Callable[[int, int], None] | None = None,
        arrived: Callable[[int, Answer], None] | None = None,
    ) -> list[Answer]:
        """The answers to all ``requests`` in their order, asked at the same time, at most four from one publisher.

        ``done`` is called with the number of finished requests and of all; ``arrived`` with the place of a request and
        its answer as soon as that is there. The first fault stops all; what arrived before has arrived.
        """
        _must_be_online(requests)
        return Run(self, requests, None, done, arrived).go()

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


def _must_be_online(requests: Sequence[Request]) -> None:
    if requests and works_offline():
        raise TransportError(_WORKING_OFFLINE, address=requests[0].address, kind=faults.OFFLINE)
