"""What the nine maps are. What draws them stands in :mod:`.renderers`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..paths import resource


@dataclass(frozen=True)
class MapDefinition:
    """A map: its id (also the name of its style and theme), the class field, and the palette in ``colours.json``."""

    id: str
    field: str
    palette: str
    #: Whether the map shows a development between two years, which its title then names.
    change: bool
    #: Whether legend labels start with the class code, since the code is on paper maps or is a step of a ladder.
    coded: bool


MAPS: tuple[MapDefinition, ...] = (
    MapDefinition("kwetsbaarheid", "kl_kw", "kw", change=False, coded=True),
    MapDefinition("kwetsbaarheid_verandering", "kl_kwd", "change", change=True, coded=False),
    MapDefinition("overlast", "kl_ov", "ov", change=False, coded=True),
    MapDefinition("overlast_verandering", "kl_ovd", "change", change=True, coded=False),
    MapDefinition("corporatiebezit", "kl_corp", "corp", change=False, coded=True),
    MapDefinition("signaal_absoluut", "kl_signa", "signal", change=True, coded=False),
    MapDefinition("signaal_relatief", "kl_signr", "signal", change=True, coded=False),
    MapDefinition("focus", "kl_focus", "focus", change=False, coded=True),
    MapDefinition("focus_relatief", "kl_focusr", "focus", change=False, coded=True),
)

DEFAULT_MAP = "focus"


def map_definition(map_id: str) -> MapDefinition:
    """The definition with this id; KeyError if there is none."""
    for definition in MAPS:
        if definition.id == map_id:
            return definition
    raise KeyError(map_id)


@lru_cache(maxsize=1)
def colours() -> dict[str, Any]:
    """``resources/colours.json``: ``palettes`` per name and class code, ``geen`` (fill, hatch), ``outline``."""
    loaded: dict[str, Any] = json.loads(resource("colours.json").read_text(encoding="utf-8"))
    return loaded
