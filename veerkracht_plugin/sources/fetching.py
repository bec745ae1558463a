"""Raw files from publishers: out of the cache while they are valid, else asked for; what is old is remembered, to be
said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Callable, Protocol
from urllib.parse import urljoin, urlsplit

from ..errors import N_, Cancelled, VeerkrachtError
from ..transport import faults
from ..transport.cache import Cached, Fetched, RawCache, Valid, Wanted, max_age
from ..transport.client import Client, Request
from ..transport.content import parse_json
from ..transport.faults import TransportError
from ..transport.settings import cache_dir, works_offline


class Feedback(Protocol):
    """What is needed of a ``QgsFeedback``."""

    def isCanceled(self) -> bool: ...  # noqa: N802


#: Days for which an answer without a better rule stays valid.
DAY = 1.0
MONTH = 30.0

#: Days for which "has this table changed?" is not asked again.
MODIFIED_DAYS = 0.25

#: After one of these a publisher is not asked again in the same run: each time would cost all attempts once more.
_OUT_OF_REACH = {
    faults.OFFLINE, faults.BROKEN, faults.TIMEOUT, faults.BUSY, faults.PROXY, faults.CERTIFICATE,
}  # fmt: skip


def service_of(address: str) -> str:
    """The service behind an address: host and the first two steps of the path, as ``https://api.pdok.nl/cbs``."""
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step][:2]
    return "/".join([f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", *steps])


def is_absent(error: BaseException) -> bool:
    """Whether a publisher says that it does not have this (HTTP 404 or 410), or, offline, the cache has not."""
    return isinstance(error, TransportError) and error.kind in (faults.MISSING, faults.NOT_KEPT)


def following(page: Cached, link: str) -> str:
    """The address of the next page as a publisher gives it, made whole; never less secure than the page itself."""
    address = urljoin(page.entry.address, link)
    if page.entry.address.startswith("https://") and address.startswith("http://"):
        return "https://" + address[len("http://") :]
    return address


def beside(first: Cached) -> Valid:
    """Valid when fetched within a day of ``first``: pages of one answer belong together."""
    began = datetime.fromisoformat(first.entry.retrieved)
    return lambda entry: abs(datetime.fromisoformat(entry.retrieved) - began) <= timedelta(days=DAY)


@dataclass
class Fetcher:
    """Client and cache together. ``old`` lists (address, retrieved) of copies that the publisher could not renew, or
    was not asked to (``offline``).
    """

    client: Client
    cache: RawCache
    refresh: bool = False
    offline: bool = False
    old: list[tuple[str, str]] = field(default_factory=list)
    _fresh: set[str] = field(default_factory=set)
    _failed: dict[str, TransportError] = field(default_factory=dict)
    _down: dict[str, TransportError] = field(default_factory=dict)

    @classmethod
    def of(cls, feedback: Feedback | None, refresh: bool = False, offline: bool = False) -> Fetcher:
        """A fetcher on the user's settings; ``offline`` also where they say so."""
        return cls(Client(feedback), RawCache(cache_dir()), refresh, offline or works_offline())

    def get(self, wanted: Sequence[Wanted], expect: str | None) -> list[Cached]:
        """The raw files that are wanted, asked for together. ``refresh`` holds once per run and address.

        One that cannot be had does not keep the others from coming: they are in the cache when the error goes on.
        """
        found: dict[int, Cached] = {}
        # Of a publisher that was out of reach a moment ago the copy that is there will do.
        late = [place for place, want in enumerate(wanted) if self._is_down(want) and self._has(want)]
        for places, offline, refresh in (
            (late, True, False),
            ([i for i in range(len(wanted)) if i not in late and self._renewed(wanted[i])], self.offline, True),
            ([i for i in range(len(wanted)) if i not in late and not self._renewed(wanted[i])], self.offline, False),
        ):
            if places:
                asked = [wanted[place] for place in places]
                answers = self.cache.get_all(asked, self._fetch_all(expect), offline=offline, refresh=refresh)
                found.update(zip(places, answers))
        for place in sorted(found):
            self._note(found[place])
        return [found[place] for place in range(len(wanted))]

    def ahead(self, wanted: Sequence[Wanted], expect: str) -> None:
        """Fetch what will be wanted soon, all together. What cannot be had says so when it is really asked for."""
        if self.offline:
            return
        try:
            self.get(wanted, expect)
        except VeerkrachtError:
            # Not known yet whether it matters; the fault comes up again, at once, where it does.
            return

    def files(
        self, addresses: Sequence[str], expect: str | None, valid: Valid, modified: str | None = None
    ) -> list[Cached]:
        """The raw files at ``addresses``, under one rule."""
        return self.get([Wanted(address, valid, modified=modified) for address in addresses], expect)

    def file(self, address: str, expect: str | None, valid: Valid, modified: str | None = None) -> Cached:
        """One raw file."""
        return self.files([address], expect, valid, modified)[0]

    def documents(
        self, addresses: Sequence[str], valid: Valid, modified: str | None = None
    ) -> list[tuple[Any, Cached]]:
        """Parsed JSON documents with the files that they came in."""
        return [(parsed(found), found) for found in self.files(addresses, "json", valid, modified)]

    def document(self, address: str, valid: Valid | None = None, modified: str | None = None) -> tuple[Any, Cached]:
        """One parsed JSON document; without ``valid`` it is good for a day."""
        return self.documents([address], valid or max_age(DAY), modified)[0]

    def breathe(self) -> None:
        """For long work between two requests: raises Cancelled when the user has cancelled."""
        if self.client.feedback is not None and self.client.feedback.isCanceled():
            raise Cancelled

    # -- inside ---------------------------------------------------------------------------------------------------
    def _is_down(self, want: Wanted) -> bool:
        return not self.offline and service_of(want.address) in self._down

    def _has(self, want: Wanted) -> bool:
        return self.cache.find(want.address, want.body) is not None

    def _renewed(self, want: Wanted) -> bool:
        return self.refresh and want.address not in self._fresh

    def _note(self, one: Cached) -> None:
        self._fresh.add(one.entry.address)
        if one.origin in ("stale", "offline"):
            self.old.append((one.entry.address, one.entry.retrieved))

    def _fetch_all(
        self, expect: str | None
    ) -> Callable[[Sequence[Wanted], Sequence[Path], Callable[[int, Fetched], None]], None]:
        """What the cache calls for the files that it does not have."""

        def fetch(asked: Sequence[Wanted], parts: Sequence[Path], arrived: Callable[[int, Fetched], None]) -> None:
            there: set[int] = set()

            def came(place: int, answer: Fetched) -> None:
                there.add(place)
                arrived(place, answer)

            problem: TransportError | None = None
            places = [place for place, want in enumerate(asked) if self._known_problem(want) is None]
            if len(places) < len(asked):
                problem = next(fault for want in asked if (fault := self._known_problem(want)) is not None)
            if len(places) > 1:
                # The first fault stops all, without a word on whose it was.
                try:
                    requests = [Request(asked[i].address, expect=expect, to=parts[i]) for i in places]
                    self.client.get_all(requests, arrived=lambda n, answer: came(places[n], answer))
                except TransportError as fault:
                    self._reached_not(asked[places[0]].address, fault)
                    if fault.kind in _OUT_OF_REACH:
                        raise
            for place in places:
                if place in there:
                    continue
                want = asked[place]
                try:
                    came(place, self.client.get(Request(want.address, expect=expect, to=parts[place])))
                except TransportError as fault:
                    self._failed[want.address] = fault
                    self._reached_not(want.address, fault)
                    problem = problem or fault
                    if fault.kind in _OUT_OF_REACH:
                        break
            if problem is not None:
                raise problem

        return fetch

    def _known_problem(self, want: Wanted) -> TransportError | None:
        return self._failed.get(want.address) or self._down.get(service_of(want.address))

    def _reached_not(self, address: str, fault: TransportError) -> None:
        if fault.kind in _OUT_OF_REACH:
            self._down.setdefault(service_of(address), fault)


def parsed(found: Cached) -> Any:
    """The JSON document in a raw file, in whatever encoding it came."""
    try:
        return parse_json(found.path.read_bytes(), content_type=found.entry.content_type, address=found.entry.address)
    except OSError as error:
        raise VeerkrachtError(
            N_("The answer of {address} cannot be read. Fetch it again with “Refresh”."),
            details=str(error), address=found.entry.address,
        ) from error  # fmt: skip


def checksums(files: Sequence[Cached], most: int = 8) -> str:
    """The SHA-256 of each raw file, in one text; after ``most`` of them the number of the rest."""
    hashes = list(dict.fromkeys(found.entry.sha256 for found in files))
    return ", ".join(hashes[:most]) + (f", … (+{len(hashes) - most})" if len(hashes) > most else "")


def oldest(files: Sequence[Cached]) -> str:
    """When the oldest of the raw files was fetched."""
    return min((found.entry.retrieved for found in files), default="")


def values(document: Any, address: str) -> list[dict[str, Any]]:
    """The rows of an OData answer; raises VeerkrachtError when it has none of that shape."""
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise VeerkrachtError(
            N_(
                "The answer of {address} is not a table of CBS. The service may have changed; try again later, or use "
                "files."
            ),
            address=address,
        )
    return rows
