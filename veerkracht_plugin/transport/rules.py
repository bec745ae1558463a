"""What HTTP says about waiting and being sent on, and how many requests one publisher gets at a time."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QUrl

from ..errors import N_
from .faults import REDIRECT, TransportError, shown

_INSECURE = N_("{where} sends on to {target}, which is not a secure address. Check the address in the settings.")


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
            _INSECURE, address=address, kind=REDIRECT, target=shown(target.toString()), details=location
        )
    return bytes(target.toEncoded()).decode("ascii")


def origin(address: str) -> tuple[str, str]:
    """Scheme and host with port, in lower case and without a name and password; empty when there are none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()


class Slots:
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
