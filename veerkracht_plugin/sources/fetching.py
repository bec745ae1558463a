"""Raw files from publishers: out of the cache while they are valid, else asked for; what is old is remembered and said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Protocol, Sequence

from ..errors import N_, VeerkrachtError
from ..transport.cache import Cached, RawCache, Valid, Wanted, max_age
from ..transport.client import Client, Request
from ..transport.settings import cache_dir


class Feedback(Protocol):
    """What is needed of a ``QgsFeedback``."""

    def isCanceled(self) -> bool: ...


#: Days for which an answer without a better rule stays valid.
DAY = 1.0
MONTH = 30.0

#: Days for which "has this table changed?" is not asked again.
MODIFIED_DAYS = 0.25


@dataclass
class Fetcher:
    """Client and cache together. ``old`` lists (address, retrieved) of copies that the publisher could not renew."""

    client: Client
    cache: RawCache
    refresh: bool = False
    offline: bool = False
    old: list[tuple[str, str]] = field(default_factory=list)
    _fresh: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, feedback: Feedback | None, refresh: bool = False, offline: bool = False) -> Fetcher:
        """A fetcher on the user's settings."""
        return cls(Client(feedback), RawCache(cache_dir()), refresh, offline)

    def files(self, addresses: Sequence[str], expect: str, valid: Valid, modified: str | None = None) -> list[Cached]:
        """The raw files at ``addresses``, asked for together. ``refresh`` holds once per run and address."""
        wanted = [Wanted(address, valid, modified=modified) for address in addresses]

        def fetch_all(asked: Sequence[Wanted], parts: Sequence[Any], arrived: Any) -> None:
            requests = [Request(want.address, expect=expect, to=part) for want, part in zip(asked, parts)]
            self.client.get_all(requests, arrived=arrived)

        refresh = self.refresh and not set(addresses) <= self._fresh
        found = self.cache.get_all(wanted, fetch_all, offline=self.offline, refresh=refresh)
        self._fresh.update(addresses)
        for one in found:
            if one.origin in ("stale", "offline"):
                self.old.append((one.entry.address, one.entry.retrieved))
        return found

    def file(self, address: str, expect: str, valid: Valid, modified: str | None = None) -> Cached:
        """One raw file."""
        return self.files([address], expect, valid, modified)[0]

    def documents(self, addresses: Sequence[str], valid: Valid, modified: str | None = None) -> list[tuple[Any, Cached]]:
        """Parsed JSON documents with the files that they came in."""
        return [(_parsed(found), found) for found in self.files(addresses, "json", valid, modified)]

    def document(self, address: str, valid: Valid | None = None, modified: str | None = None) -> tuple[Any, Cached]:
        """One parsed JSON document; without ``valid`` it is good for a day."""
        return self.documents([address], valid or max_age(DAY), modified)[0]


def _parsed(found: Cached) -> Any:
    try:
        return json.loads(found.path.read_bytes().decode("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise VeerkrachtError(
            N_("The answer of {address} cannot be read. Fetch it again with “Refresh”."),
            details=str(error), address=found.entry.address,
        ) from error  # fmt: skip


def values(document: Any, address: str) -> list[dict[str, Any]]:
    """The rows of an OData answer; raises VeerkrachtError when it has none of that shape."""
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise VeerkrachtError(
            N_("The answer of {address} is not a table of CBS. The service may have changed; try again later, or use files."),
            address=address,
        )
    return rows
