"""The cache of raw files: each as it came, with where, when, how large, its checksum and the publisher's own date.

One entry is a file of data and a small JSON file beside it that names it. The name of the data file holds the beginning
of its own checksum, so two QGIS that fetch the same address at once never write into each other's file, and the JSON
file, put in place last and in one step, always names a whole one. A kill at any moment leaves at worst a file that
nothing names; these are swept once they are old enough to belong to nobody.

This module knows no network and no Qt: what fetches is handed in.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable, Protocol
from urllib.parse import urlsplit

from ..errors import N_, VeerkrachtError
from . import faults
from .faults import TransportError

#: After this many seconds without a change a half-written or unnamed file belongs to nobody any more.
SWEEP_AFTER = 3600.0
#: Seconds between two tries to replace a file that somebody reads (Windows only).
PAUSE = 0.05

_VERSION = 1
_SUFFIXES = (".json", ".xml", ".csv", ".zip", ".gpkg", ".xlsx", ".geojson")
_TYPES = {
    "application/json": ".json",
    "application/geo+json": ".json",
    "application/vnd.geo+json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/atom+xml": ".xml",
    "text/csv": ".csv",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/geopackage+sqlite3": ".gpkg",
}
# Our own files, so that sweeping and emptying never touch what somebody else put in the folder. The JSON file of an
# entry ends on `.entry`, its data on `.raw` and what it is, such as `.raw.zip`.
_OURS = re.compile(r"^[a-z0-9.-]{1,60}-[0-9a-f]{16}(?:\.entry|(?:-[0-9a-f]{16}\.raw(?:\.[a-z]+)?)|.*\.part)$")

_NOTHING_OFFLINE = N_(
    "{where} was not fetched before, so it is not there offline. Switch off working offline and try again, or choose "
    "what was fetched before."
)
_NOT_WRITTEN = N_(
    "The cache in {folder} could not be written: {why}. Make room, or choose another folder in the settings."
)


class Fetched(Protocol):
    """What a fetching function hands back; ``client.Answer`` is one."""

    @property
    def content_type(self) -> str: ...

    @property
    def modified(self) -> str: ...


@dataclass(frozen=True)
class Entry:
    """One raw file as it came. ``retrieved`` in UTC (ISO 8601), ``size`` in bytes, ``sha256`` in hexadecimal.

    ``modified`` is the publisher's own date in his own words; ``body`` the SHA-256 of what was posted, empty for GET.
    """

    address: str
    body: str
    retrieved: str
    size: int
    sha256: str
    modified: str
    content_type: str
    file: str

    def age(self, now: float) -> timedelta:
        """How long ago it was fetched, at ``now`` seconds since 1970."""
        return datetime.fromtimestamp(now, timezone.utc) - datetime.fromisoformat(self.retrieved)


@dataclass(frozen=True)
class Cached:
    """A raw file to use, and how it came about.

    ``origin`` is ``fetched`` (just now), ``cached`` (still valid), ``offline`` (the user works offline, nobody asked)
    or ``stale`` (the publisher could not give it: ``problem`` says why; the caller says so, with ``entry.retrieved``).
    """

    entry: Entry
    path: Path
    origin: str
    problem: TransportError | None = None

    def read(self) -> bytes:
        return self.path.read_bytes()


Valid = Callable[[Entry], bool]


def same_modified(modified: str) -> Valid:
    """Valid while the publisher's own date is still ``modified`` (StatLine revises tables in place)."""
    return lambda entry: bool(modified) and entry.modified == modified


def max_age(days: float, now: Callable[[], float] = time.time) -> Valid:
    """Valid for ``days`` days. An entry from the future (a clock that was wrong) is not."""
    return lambda entry: timedelta(0) <= entry.age(now()) <= timedelta(days=days)


def always(entry: Entry) -> bool:
    """Valid for good: for files that a publisher never changes under the same address."""
    return True


def always_old(entry: Entry) -> bool:
    """Never valid: asked for each time; the copy is for when nobody answers."""
    return False


@dataclass(frozen=True)
class Wanted:
    """One raw file to get: the fields are what :meth:`RawCache.get` takes."""

    address: str
    valid: Valid = always
    body: bytes = b""
    modified: str | None = None


Arrived = Callable[[int, Fetched], None]
FetchAll = Callable[[Sequence[Wanted], Sequence[Path], Arrived], object]


class RawCache:
    """The raw files in ``folder``, which is made when the first file comes. Safe from several threads and programs.

    ``now`` is the time of day in seconds since 1970.
    """

    def __init__(self, folder: Path | str, now: Callable[[], float] = time.time) -> None:
        self.folder = Path(folder)
        self._now = now
        self._lock = threading.Lock()
        self._checked: dict[Path, tuple[int, int, str]] = {}
        self.sweep()

    def get(
        self,
        address: str,
        fetch: Callable[[Path], Fetched],
        valid: Valid = always,
        *,
        offline: bool = False,
        refresh: bool = False,
        body: bytes = b"",
        modified: str | None = None,
    ) -> Cached:
        """The raw file of ``address`` (and of what is posted to it): from the cache if whole and valid, else fetched.

        ``fetch`` writes the answer into the path that it gets, and checks it: what it leaves there is kept. ``valid``
        may ask the publisher and raise. ``modified`` is the publisher's date when the caller knows a better one than
        the answer's. ``refresh`` fetches whatever there is.

        When ``fetch`` or ``valid`` raises a :class:`TransportError` and a whole copy is there, that copy comes back as
        ``stale``; else the error goes on. ``offline`` never calls either of them and raises a
        :class:`TransportError` (``not-kept``) when there is no copy. Anything else that ``fetch`` raises goes on,
        ``Cancelled`` too.
        """

        def fetch_one(wanted: Sequence[Wanted], parts: Sequence[Path], arrived: Arrived) -> None:
            arrived(0, fetch(parts[0]))

        return self.get_all([Wanted(address, valid, body, modified)], fetch_one, offline=offline, refresh=refresh)[0]

    def get_all(
        self, wanted: Sequence[Wanted], fetch_all: FetchAll, *, offline: bool = False, refresh: bool = False
    ) -> list[Cached]:
        """As :meth:`get` for several addresses; those that have to be fetched go to ``fetch_all`` together.

        ``fetch_all`` gets what is wanted, a path for each, and a function to call with place and answer as soon as a
        file is whole. What arrived is kept, also when a later one fails, so that the next try goes on from there.
        """
        ready: dict[int, Cached] = {}
        missing: list[int] = []
        copies: dict[int, Entry] = {}
        for place, want in enumerate(wanted):
            entry = self.find(want.address, want.body)
            if entry is not None:
                copies[place] = entry
            if offline:
                if entry is None:
                    raise TransportError(_NOTHING_OFFLINE, address=want.address, kind=faults.NOT_KEPT)
                ready[place] = self._cached(entry, "offline")
            else:
                try:
                    good = entry is not None and not refresh and want.valid(entry)
                except TransportError as problem:
                    ready[place] = self._cached(copies[place], "stale", problem)
                    continue
                if entry is not None and good:
                    ready[place] = self._cached(entry, "cached")
                else:
                    missing.append(place)
        if missing:
            self._fetch([wanted[place] for place in missing], missing, fetch_all, ready, copies)
        return [ready[place] for place in range(len(wanted))]

    def find(self, address: str, body: bytes = b"") -> Entry | None:
        """The entry of ``address`` if it is there and its file is whole (size and checksum), else None."""
        entry = _load(self.folder / f"{_key(address, body)}.entry")
        if entry is None or entry.address != address or entry.body != _body_hash(body):
            return None
        return entry if self._whole(entry) else None

    def entries(self) -> list[Entry]:
        """All entries whose file is there with the right size, by address. Checksums are not computed here."""
        found = []
        for path in self._ours("*.entry"):
            entry = _load(path)
            if entry is not None and _size(self.folder / entry.file) == entry.size:
                found.append(entry)
        return sorted(found, key=lambda entry: (entry.address, entry.body))

    def total_size(self) -> int:
        """Bytes on disk of everything that the cache holds, files not swept yet included."""
        return sum(_size(path) or 0 for path in self._ours("*"))

    def clear(self) -> int:
        """Empty the cache and return how many bytes came free.

        A file that another program has open stays where the system forbids to remove it; a download of another QGIS
        that is on its way goes on.
        """
        free = 0
        now = self._now()
        # First what names, then what is named: whoever reads meanwhile finds whole entries or none.
        for pattern in ("*.entry", "*.raw*", "*.part"):
            for path in self._ours(pattern):
                if path.suffix == ".part" and not _old(path, now):
                    continue
                size = _size(path) or 0
                if _unlink(path):
                    free += size
        return free

    def sweep(self) -> None:
        """Remove what a kill left behind: half-written files, and data that no entry names, older than an hour."""
        now = self._now()
        named = {entry.file for entry in map(_load, self._ours("*.entry")) if entry is not None}
        for pattern in ("*.part", "*.raw*"):
            for path in self._ours(pattern):
                if path.name not in named and _old(path, now):
                    _unlink(path)

    # -- inside

    def _ours(self, pattern: str) -> list[Path]:
        try:
            return sorted(path for path in self.folder.glob(pattern) if _OURS.match(path.name))
        except OSError:
            return []

    def _whole(self, entry: Entry) -> bool:
        path = self.folder / entry.file
        try:
            state = path.stat()
            if state.st_size != entry.size:
                return False
            seen = (state.st_size, state.st_mtime_ns, entry.sha256)
            with self._lock:
                if self._checked.get(path) == seen:
                    return True
            if _sha256(path) != entry.sha256:
                return False
        except OSError:
            return False
        with self._lock:
            self._checked[path] = seen
        return True

    def _cached(self, entry: Entry, origin: str, problem: TransportError | None = None) -> Cached:
        return Cached(entry, self.folder / entry.file, origin, problem)

    def _fetch(
        self,
        wanted: Sequence[Wanted],
        places: Sequence[int],
        fetch_all: FetchAll,
        ready: dict[int, Cached],
        copies: dict[int, Entry],
    ) -> None:
        """Fill ``ready`` at ``places``: fetched, or the copy that is there when the publisher cannot give it."""
        parts = [self._part(_key(want.address, want.body)) for want in wanted]

        def arrived(number: int, answer: Fetched) -> None:
            try:
                ready[places[number]] = self._cached(self._put(parts[number], wanted[number], answer), "fetched")
            except OSError as error:
                raise self._not_written(error) from error

        try:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise self._not_written(error) from error
            fetch_all(wanted, parts, arrived)
        except TransportError as problem:
            for place in places:
                if place in ready:
                    continue
                if place not in copies or not self._whole(copies[place]):
                    raise
                ready[place] = self._cached(copies[place], "stale", problem)
        finally:
            for part in parts:
                _unlink(part)

    def _part(self, key: str) -> Path:
        return self.folder / f"{key}.{os.getpid()}-{secrets.token_hex(4)}.part"

    def _put(self, part: Path, want: Wanted, answer: Fetched) -> Entry:
        key = _key(want.address, want.body)
        size = part.stat().st_size
        sha256 = _sha256(part)
        content_type = answer.content_type
        entry = Entry(
            address=want.address,
            body=_body_hash(want.body),
            retrieved=datetime.fromtimestamp(self._now(), timezone.utc).isoformat(timespec="seconds"),
            size=size,
            sha256=sha256,
            modified=answer.modified if want.modified is None else want.modified,
            content_type=content_type,
            file=f"{key}-{sha256[:16]}.raw{_suffix(want.address, content_type)}",
        )
        data = self.folder / entry.file
        # The same content may be there already, and on Windows be open in a reader: then it is not touched.
        with self._lock:
            self._checked.pop(data, None)
        if self._whole(entry):
            os.utime(data)  # young again, so that no other program sweeps it before the entry is in place
        else:
            _flush(part)
            _move(part, data)
        before = _load(self.folder / f"{key}.entry")
        if before is not None and before.file != entry.file and (self.folder / before.file).exists():
            os.utime(self.folder / before.file)  # somebody may be reading it: it stays for another hour
        sidecar = self._part(key)
        try:
            sidecar.write_text(
                json.dumps({"version": _VERSION, **asdict(entry)}, ensure_ascii=False, indent=1), encoding="utf-8"
            )
            _flush(sidecar)
            _move(sidecar, self.folder / f"{key}.entry")
        finally:
            _unlink(sidecar)
        _flush_folder(self.folder)
        return entry

    def _not_written(self, error: OSError) -> VeerkrachtError:
        return VeerkrachtError(_NOT_WRITTEN, folder=self.folder, why=error.strerror or str(error))


def _body_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest() if body else ""


def _key(address: str, body: bytes) -> str:
    """A name that people can read: the host, and the beginning of a hash of the whole question."""
    host = re.sub(r"[^a-z0-9.-]", "", (urlsplit(address).hostname or "local").lower())[:60] or "local"
    return f"{host}-{hashlib.sha256(address.encode('utf-8') + bytes(1) + body).hexdigest()[:16]}"


def _suffix(address: str, content_type: str) -> str:
    """GDAL looks at the end of a name, so it says what the file is."""
    media = content_type.partition(";")[0].strip().lower()
    given = Path(urlsplit(address).path).suffix.lower()
    return _TYPES.get(media) or (given if given in _SUFFIXES else "")


def _load(path: Path) -> Entry | None:
    """The entry in a JSON file, or None when it is absent, damaged, of another version, or names a file elsewhere."""
    try:
        values: Any = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(values, dict) or values.pop("version", None) != _VERSION:
        return None
    try:
        entry = Entry(**values)
        entry.age(0.0)  # raises when the time is not one
    except (TypeError, ValueError, AttributeError):
        return None
    texts = (entry.address, entry.body, entry.sha256, entry.modified, entry.content_type, entry.file)
    if not isinstance(entry.size, int) or not all(isinstance(text, str) for text in texts):
        return None
    if not entry.file.startswith(path.stem + "-"):
        return None
    return entry if _OURS.match(entry.file) else None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _old(path: Path, now: float) -> bool:
    try:
        return now - path.stat().st_mtime > SWEEP_AFTER
    except OSError:
        return False


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    """Have the content on disk before the name: else a power cut leaves a whole name on an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Have the names on disk. Only Unix can; elsewhere a power cut may cost the entry, never its truth."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def write_whole(path: Path, text: str) -> None:
    """Put ``text`` in ``path`` in one step, so that whoever reads it meanwhile, or after a kill, finds a whole file:
    the old one or this. Raises VeerkrachtError when it cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        _flush(part)
        _move(part, path)
        _flush_folder(path.parent)
    except OSError as error:
        raise VeerkrachtError(_NOT_WRITTEN, folder=path.parent, why=error.strerror or str(error)) from error
    finally:
        _unlink(part)


def _move(part: Path, target: Path) -> None:
    """Put ``part`` in the place of ``target`` in one step.

    Windows refuses for a moment while somebody reads the old file, so it gets a few more chances.
    """
    pause = threading.Event()
    for _ in range(20):
        try:
            part.replace(target)
        except PermissionError:
            pause.wait(PAUSE)
        else:
            return
    part.replace(target)
