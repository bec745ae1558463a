"""Data words (labels, aliases, account subjects) in Dutch and English, from ``resources/words.json``."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ..paths import resource

LANGUAGES = ("nl", "en")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("words.json").read_text(encoding="utf-8"))
    return loaded


def word(group: str, *keys: str, language: str, **values: object) -> str:
    """The text under ``group`` and ``keys`` in ``language`` (``nl`` or ``en``), with ``values`` filled in.

    KeyError for a text that does not exist: a missing word is a fault of ours, never shown as a blank.
    """
    entry = _words()[group]
    for key in keys:
        entry = entry[key]
    text: str = entry[language]
    return text.format(**values) if values else text


def codes(field: str) -> list[str]:
    """The class codes of a ``kl_`` field (or of ``plaats``, ``vgl``), in legend order."""
    return list(_words()["class"][field])


def group(name: str) -> dict[str, dict[str, str]]:
    """All texts of a group that has one level: per key its text in each language."""
    found: dict[str, dict[str, str]] = _words()[name]
    return found
