"""What can go wrong at a publisher, switched on per test.

A fault belongs to a service (an endpoint name, a pattern such as ``pdok_*``, or ``*``) and works on the next `times`
requests (None: on all) whose path and query contain `match`. Kinds:

| kind | options | what the client gets |
|---|---|---|
| `reset` | `share` 0.5 | half of the body, then a TCP reset |
| `drop` | | the connection closed without an answer |
| `truncated` | `share` 0.5 | Content-Length of the whole, half of the body, an orderly close |
| `empty` | `content_type` | 200, no body |
| `html_login` | | 200, an HTML page that asks to log in |
| `xml_exception` | `text` | 200, an OWS ExceptionReport |
| `status` | `status` 500, `body`, `content_type` | that status; with `times=3` three times and then fine |
| `too_many` | `retry_after` | 429, with Retry-After when given (seconds or an HTTP date) |
| `unavailable` | `retry_after` | 503, the same |
| `slow` | `where` headers or body, `longest` 60 | nothing (or half) until `fault.release()` |
| `redirect` | `permanent` False, `relative` False, `loop` False, `to` | 302 (301) to another address that works |
| `moved` | | 301 for good to another address that works |
| `gone` | `status` 404 | as `status` |
| `gzip` | | the body gzipped, also when not asked for |
| `gzip_broken` | | a gzip stream that stops half way |
| `gzip_bomb` | `size` 268435456 | a gzipped body of that many blanks |
| `encoding` | `actual` cp1252, `claimed` utf-8 | text in another encoding than the header says |
| `bom` | | a byte order mark before the text |
| `content_type` | `content_type` | the right body under another content type |
| `short_page` | `rows` half | a page with fewer rows than there are, without notice |
| `filter_ignored` | | rows of the whole country |
| `repeated_cursor` | | a next link that leads to the same page |
| `over_limit` | | StatLine: the answer to a question for more than 10,000 rows |
| `no_total` | | Leefbaarometer WFS: totals left out |
| `unpadded` | | StatLine: codes and names without padding |
| `padded` | `width` 12 | codes padded more than usual |
| `extra_columns` | `names` | unknown columns |
| `missing_column` | `stems` | columns left out, in the metadata too |
| `renumbered` | `by` 3, `start` 5 | keys with other numbers, in the metadata too |
| `half_filled` | `stems` None: all figures | every second buurt empty |
| `duplicated` | `every` 5 | rows that occur twice |
| `missing_codes` | `stems`, `values` (-99995, -99997) | numbers below -99990 in place of figures |
| `wrong_gemeente` | `code` GM9005 | rows of another gemeente than the one asked for |
| `lower_codes` | | region codes in lower case |
| `zip_folder` | `folder`, `name` | another folder and file name in the zip |
| `zip_bomb` | `size` 1 GiB | a zip whose CSV unpacks to that size |
| `zip_traversal` | | a zip with members that point outside the folder |
| `zip_no_csv` | | a zip without the wanted file |
| `zip_garbage` | | bytes that are no zip, named as one |
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

BEFORE = (
    "drop",
    "empty",
    "html_login",
    "xml_exception",
    "status",
    "too_many",
    "unavailable",
    "redirect",
    "moved",
    "gone",
    "gzip_bomb",
)
"""Kinds that answer in place of the service, in this order."""
AFTER = ("content_type", "encoding", "bom", "gzip", "gzip_broken", "slow", "truncated", "reset")
"""Kinds that spoil an answer of the service."""
CONTENT = (
    "short_page",
    "filter_ignored",
    "repeated_cursor",
    "over_limit",
    "no_total",
    "unpadded",
    "padded",
    "extra_columns",
    "missing_column",
    "renumbered",
    "half_filled",
    "duplicated",
    "missing_codes",
    "wrong_gemeente",
    "lower_codes",
    "zip_folder",
    "zip_bomb",
    "zip_traversal",
    "zip_no_csv",
    "zip_garbage",
)
"""Kinds that a service itself carries out."""
KINDS = BEFORE + AFTER + CONTENT


@dataclass
class Fault:
    """One fault that is switched on. `hits` counts the requests it worked on."""

    service: str
    kind: str
    times: int | None = None
    match: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    hits: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let the requests go that a `slow` fault holds, now and later."""
        self.released.set()

    def option(self, name: str, otherwise: Any) -> Any:
        """An option as given to `Standin.fault`, or else this."""
        return self.options.get(name, otherwise)

    def stop(self) -> None:
        """Work on no further request."""
        self.times = self.hits
        self.release()

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Faults:
    """All faults of one stand-in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Fault] = []

    def add(self, service: str, kind: str, times: int | None, match: str, options: dict[str, Any]) -> Fault:
        """Switch one on; a kind that does not exist is a ValueError."""
        if kind not in KINDS:
            raise ValueError(f"no fault {kind!r}; there are {', '.join(KINDS)}")
        fault = Fault(service, kind, times, match, options)
        with self._lock:
            self._all.append(fault)
        return fault

    def take(self, service: str, target: str, kind: str) -> Fault | None:
        """The first fault of this kind that works on this request; counts it."""
        with self._lock:
            for fault in self._all:
                if (
                    fault.kind == kind
                    and fnmatchcase(service, fault.service)
                    and fault.match in target
                    and (fault.times is None or fault.hits < fault.times)
                ):
                    fault.hits += 1
                    fault.reached.set()
                    return fault
        return None

    def clear(self) -> None:
        """Switch all off and let all waiting requests go."""
        with self._lock:
            for fault in self._all:
                fault.stop()
            self._all.clear()
