"""Where the publishers are: addresses, editions, licences, from ``resources/catalogue.json`` and the user's settings.

A newer catalogue beside the cache (``catalogue.json`` in the cache folder) takes the place of the one that came with the
plugin, so that a moved address does not need a new version of the plugin.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..paths import resource
from ..transport import settings


def catalogue(folder: Path | None = None) -> dict[str, Any]:
    """The catalogue: the newer (by its version) of the one in ``folder`` (default: the cache) and our own."""
    own: dict[str, Any] = json.loads(resource("catalogue.json").read_text(encoding="utf-8"))
    other = (folder or settings.cache_dir()) / "catalogue.json"
    try:
        found: dict[str, Any] = json.loads(other.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return own
    sound = isinstance(found, dict) and set(own) <= set(found) and set(own["endpoints"]) <= set(found["endpoints"])
    return found if sound and str(found["version"]) > str(own["version"]) else own


def address(name: str, **places: object) -> str:
    """The base address of a service, with ``{year}`` and the like filled in."""
    base: str = settings.endpoint(name, catalogue()["endpoints"][name])
    for place, value in places.items():
        base = base.replace("{" + place + "}", str(value))
    return base
