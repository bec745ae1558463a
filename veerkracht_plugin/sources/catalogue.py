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
        sound = _like(found, own) and str(found["version"]) > str(own["version"]) and _usable(found)
    except (OSError, ValueError, RecursionError):
        return own
    return found if sound else own


def _like(found: Any, own: Any) -> bool:
    """Whether ``found`` has everything that ``own`` has, of the same kind; it may have more."""
    if isinstance(own, dict):
        return isinstance(found, dict) and all(key in found and _like(found[key], own[key]) for key in own)
    return isinstance(found, type(own))


def _usable(found: dict[str, Any]) -> bool:
    """Whether what is read as a pattern, a year or an address is one; ValueError stands for no too."""
    try:
        re.compile(found["kwb"]["title"])
    except re.error:
        return False
    years = [*found["kwb"]["editions"], *found["leefbaarometer"]["years"]]
    return bool([int(year) for year in years]) and all(
        str(address).startswith(("https://", "http://")) for address in found["endpoints"].values()
    )
