"""Verantwoording: what was used, of which year, and every row that was dropped or is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Union

from .words import LANGUAGES, word

Row = tuple[str, str, str, Union[int, None], str, Union[int, None]]

#: A subject or value that is itself a word: (group, key, …), said in the language of the product.
Word = tuple[str, ...]


#: Lines that change how the figures are to be read: they are said during the run too, not only written down.
DOUBTS = frozenset((
    "liveability_late", "liveability_none", "other_year", "cover_low", "cover_low_base", "flat", "flat_base",
    "no_uncertainty",
))  # fmt: skip
NO_LEVEL = ("notice", "flat_first")


@dataclass(frozen=True)
class Entry:
    """One line. ``topic`` is a key under ``account`` in words; ``places`` fill its braces (text, or a :data:`Word`)."""

    topic: str
    value: str | Word = ""
    source: str | Word = ""
    year: int | None = None
    retrieved: str = ""
    count: int | None = None
    places: tuple[tuple[str, str | Word], ...] = ()
    value_places: tuple[tuple[str, str], ...] = ()


def _said(text: str | Word, language: str, places: Iterable[tuple[str, str]] = ()) -> str:
    if isinstance(text, str):
        return text
    return word(text[0], *text[1:], language=language, **dict(places))


@dataclass
class Account:
    """The lines, in the order in which they arose."""

    entries: list[Entry] = field(default_factory=list)

    def add(
        self,
        topic: str,
        value: object = "",
        source: str | Word = "",
        year: int | None = None,
        retrieved: str = "",
        count: int | None = None,
        value_places: Mapping[str, object] | None = None,
        **places: str | Word,
    ) -> None:
        """Add a line; a ``count`` of 0 is a line too, since "none" is an answer."""
        self.entries.append(
            Entry(
                topic,
                value if isinstance(value, tuple) else str(value),
                source,
                year,
                retrieved,
                count,
                tuple(places.items()),
                tuple((k, str(v)) for k, v in (value_places or {}).items()),
            )
        )

    def rows(self, language: str) -> list[Row]:
        """Rows of the table verantwoording: onderwerp, waarde, bron, jaar, opgehaald, aantal."""
        return [
            (
                word("account", e.topic, language=language, **{k: _said(v, language) for k, v in e.places}),
                _said(e.value, language, e.value_places),
                _said(e.source, language),
                e.year,
                e.retrieved,
                e.count,
            )
            for e in self.entries
        ]

    def doubts(self, language: str) -> list[str]:
        """The lines of :data:`DOUBTS`, each as one sentence for the log."""
        told = [
            ": ".join(part for part in row[:2] if part)
            for entry, row in zip(self.entries, self.rows(language))
            if entry.topic in DOUBTS or entry.value == NO_LEVEL
        ]
        return list(dict.fromkeys(told))


def listed(codes: Iterable[str], most: int = 20) -> str:
    """Codes as one text, cut after ``most`` of them with the number of the rest."""
    all_codes = sorted(codes)
    tail = f", … (+{len(all_codes) - most})" if len(all_codes) > most else ""
    return ", ".join(all_codes[:most]) + tail


def floor_in(history: Iterable[str]) -> int | None:
    """The floor of residents that the history lines of a classified layer tell; None when it was that of the method."""
    heads = tuple(f"{word('account', 'floor', language=language)}: " for language in LANGUAGES)
    for line in history:
        text = line.split(": ", 1)[1].strip() if line.startswith(heads) else ""
        if text.isdigit():
            return int(text)
    return None
