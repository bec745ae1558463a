"""The text that says what is what in a shared folder, in the words of someone who has never seen the plugin."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..layers.export import Part
from ..layers.scrub import file_name_only
from ..model import audience
from ..model.method import method
from ..model.words import word
from .definitions import MAPS
from .telling import day

WIDTH = 88


@dataclass
class Readme:
    """What there is to tell. ``files``: name or folder → key of its explanation; ``left``: lines on what is not in
    it.
    """

    title: str
    language: str
    who: str
    least: int
    parts: Sequence[Part]
    made: date
    files: Mapping[str, str] = field(default_factory=dict)
    left: Sequence[str] = ()
    sources: Sequence[str] = ()
    rights: Sequence[str] = ()
    fictional: bool = False

    def _w(self, key: str, **values: object) -> str:
        return word("share", key, language=self.language, **values)

    def text(self) -> str:
        """The whole text, for a file with the line ends of Windows."""
        head = self.title
        version = word("general", "method", language=self.language, version=method().version)
        lines = [head, "=" * len(head), ""]
        opening = [
            *([word("page", "fictional", language=self.language)] if self.fictional else []),
            word("general", "signal", language=self.language) + ". "
            + word("general", "equivalent", language=self.language),
            self._w("made", date=day(self.made, self.language), method=version),
            self._w(self.who, n=self.least) if self.who == audience.EXTERN else self._w(self.who),
        ]  # fmt: skip
        for one in opening:
            lines += [*textwrap.wrap(one, WIDTH), ""]
        lines += self._section("what", [(name, self._file(key)) for name, key in self.files.items()])
        lines += self._section("layers", [*map(self._part, self.parts), ("verantwoording", self._account())])
        if any(part.product == audience.CLASSIFIED for part in self.parts):
            lines += self._section("nine", [(one.id, word("map", one.id, language=self.language)) for one in MAPS])
        if self.left:
            lines += self._section("left", [("-", one) for one in self.left])
        lines += self._section("rights", [("-", file_name_only(one)) for one in [*self.sources, *self.rights]])
        lines += textwrap.wrap(self._w("name"), WIDTH)
        return "\r\n".join(lines) + "\r\n"

    def _file(self, key: str) -> str:
        return self._w(key, file=self._w("names_file")) if key == "file_shape" else self._w(key)

    def _part(self, part: Part) -> tuple[str, str]:
        text = f"{part.title}, {self._w('rows', n=part.written)}"
        if part.product == audience.COMPLEXES and self.who == audience.EXTERN:
            text += ". " + self._w("extern_complex")
        return part.table, text

    def _account(self) -> str:
        return word("layer", "account", language=self.language)

    def _section(self, key: str, rows: Sequence[tuple[str, str]]) -> list[str]:
        """A heading and its rows: a short name beside its text, a long one above it."""
        lines = [self._w(key), "-" * len(self._w(key))]
        for name, text in rows:
            beside = 2 if name == "-" else 28
            first = name.ljust(beside)
            if len(name) >= beside:
                lines.append(name)
                first = " " * beside
            lines += textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * beside,
                                   break_long_words=False, break_on_hyphens=False) or [first.rstrip()]  # fmt: skip
        return [*lines, ""]
