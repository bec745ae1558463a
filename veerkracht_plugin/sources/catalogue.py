"""Where the publishers are: addresses, editions, licences, from ``resources/catalogue.json`` and the user's settings.

A newer catalogue beside the cache (``catalogue.json`` in the cache folder) takes the place of the one that came with
the plugin, so that a moved address does not need a new version of the plugin.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..paths import resource
from ..transport import settings


def catalogue(folder: Path | None = None) -> dict[str, Any]:
    """The catalogue: the newer (by its version) of the one in ``folder`` (default: the cache) and our own."""
    other = (folder or settings.cache_dir()) / "catalogue.json"
    try:
        state = other.stat()
    except OSError:
        return _own()
    return _newer(other, state.st_mtime_ns, state.st_size)


def address(name: str, **places: object) -> str:
    """The base address of a service, with ``{year}`` and the like filled in."""
    base: str = settings.endpoint(name, catalogue()["endpoints"][name])
    for place, value in places.items():
        base = base.replace("{" + place + "}", str(value))
    return base


def licence(source: str) -> str:
    """Whom to name for a source and under which licence: ``CBS, CC BY 4.0``."""
    entry = catalogue()["licences"][source]
    return f"{entry['name']}, {entry['licence']}"


@lru_cache(maxsize=1)
def _own() -> dict[str, Any]:
    own: dict[str, Any] = json.loads(resource("catalogue.json").read_text(encoding="utf-8"))
    return own


@lru_cache(maxsize=8)
def _newer(path: Path, changed: int, size: int) -> dict[str, Any]:
    """The catalogue in ``path`` if it is whole and newer, else our own; ``changed`` and ``size`` say which state."""
    own = _own()
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return own
    return own if problem_with(found) or found["version"] <= own["version"] else dict(found)


def problem_with(found: Any, secure: bool = False) -> str:
    """Why ``found`` cannot be a catalogue, for a sentence; empty when it can. ``secure``: with addresses that nobody on
    the way can change.
    """
    if not _like(found, _own()):
        return "it lacks parts, or has them in another shape"
    try:
        return _unusable(found, secure)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        return f"{error}"[:200] or type(error).__name__


def _like(found: Any, own: Any) -> bool:
    """Whether ``found`` has everything that ``own`` has, of the same kind; it may have more."""
    if isinstance(own, dict):
        return isinstance(found, dict) and all(key in found and _like(found[key], own[key]) for key in own)
    return isinstance(found, type(own))


#: What ids of tables, names of columns and of layers look like: no blanks, and nothing that leads elsewhere.
_TABLE = re.compile(r"\d{5}[A-Za-z]{2,4}")
_NAME = re.compile(r"[\w:.{}-]{1,80}")
_SECURE = re.compile(r"https://[^\s\"'<>]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?/[^\s\"'<>]*")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


def _unusable(found: dict[str, Any], secure: bool) -> str:
    """Which of what is read as a pattern, a year, an id or an address is none; empty when all are."""
    kwb, police = found["kwb"], found["police"]
    try:
        if re.compile(kwb["title"]).groups != 1:
            return "kwb/title"
    except re.error:
        return "kwb/title"
    years = [*kwb["editions"], *found["leefbaarometer"]["years"], found["leefbaarometer"]["border_year"]]
    years += [*kwb["first_year"].values(), *kwb["last_year"].values(), *found["geometry"]["first_year"].values()]
    if not found["leefbaarometer"]["years"] or not all(1990 <= int(year) <= 2100 for year in years):
        return "years"
    if not all(_TABLE.fullmatch(table) for table in (*kwb["editions"].values(), *police.values(), *kwb["region"])):
        return "ids of tables"
    names = [*kwb["region"].values(), *kwb["measures"].values(), found["leefbaarometer"]["wfs_layer"]]
    if not all(_NAME.fullmatch(name) for name in names):
        return "names"
    pattern = _SECURE if secure else _ADDRESS
    for name, place in {**found["endpoints"], "background": found["background"]}.items():
        if not pattern.fullmatch(place):
            return f"{name}: {place}"[:200]
    if not all(isinstance(one[key], str) for one in found["licences"].values() for key in ("name", "licence")):
        return "licences"
    return ""
