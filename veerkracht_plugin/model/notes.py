"""Notes from the field: bringing back what several devices hold without losing any, and what they come to per buurt.

A note has an id of its own (``uuid``) and the moment of its last change (``gewijzigd``). Every state of a note that was
ever seen is a *version*, and what is collected is a set of versions: a union, so that neither the order of bringing
back nor doing it twice makes a difference. The newest version of a note is the one that counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from .fields import Field

#: The tables of a file of notes: notes at a place, conversations about a buurt, photos with either of them.
NOTES, TALKS, PHOTOS = "notities", "gesprekken", "fotos"
TABLES = (NOTES, TALKS, PHOTOS)

#: The table that holds versions which no longer count. Nothing that came in is ever thrown away.
VERSIONS = "eerdere_versies"

#: A value of a note as it is compared: text (dates in ISO 8601), number, yes or no, or nothing.
Value = Union[str, int, float, bool, None]

#: Filled in by bringing back and not by people, so no part of what a note says.
OURS = ("conflict",)

_UUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")


def _of(kind: str, names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind) for name in names.split())


def note_fields(table: str) -> tuple[Field, ...]:
    """The fields of a table of notes, in the order of its form. KeyError for a table that is none of them."""
    said = (*_of("text", "thema rol toon tekst"), *_of("boolean", "akkoord"))
    last = (*_of("datetime", "gewijzigd"), *_of("text", "conflict"))
    return {
        NOTES: (*_of("text", "uuid bu_code"), *_of("date", "datum"), *_of("text", "soort"), *said, *last),
        TALKS: (
            *_of("text", "uuid bu_code"),
            *_of("date", "datum"),
            *_of("text", "soort"),
            *_of("integer", "aantal"),
            *_of("text", "herkend"),
            *said,
            *last,
        ),
        PHOTOS: (*_of("text", "uuid bij foto bijschrift"), *_of("date", "datum"), *last),
    }[table]


def version_fields() -> tuple[Field, ...]:
    """The table of versions that no longer count: ``inhoud`` is the whole version as JSON."""
    return (*_of("text", "tabel uuid"), *_of("datetime", "gewijzigd"), *_of("text", "inhoud"))


# -- bringing back ----------------------------------------------------------------------------------------------------


def same_uuid(text: str) -> str:
    """An id in the one way of writing it: ``{…}`` in small letters. What is no UUID stays as it is."""
    found = _UUID.fullmatch(text.strip())
    return "{" + found.group(1).lower() + "}" if found else text.strip()


@dataclass(frozen=True)
class Version:
    """A state of a note: its ``table``, its ``content`` as canonical JSON (all values, and the place under ``@``)."""

    table: str
    uuid: str
    changed: str
    content: str

    @property
    def values(self) -> dict[str, Value]:
        """The values by field, without the place."""
        loaded: dict[str, Value] = json.loads(self.content)
        loaded.pop("@", None)
        return loaded

    @property
    def place(self) -> tuple[float, float] | None:
        """x and y (m, RD), where the note has them."""
        at = json.loads(self.content).get("@")
        return (float(at[0]), float(at[1])) if at else None

    @property
    def _order(self) -> tuple[str, str]:
        return self.changed, self.content


def version(table: str, values: Mapping[str, Value], place: tuple[float, float] | None = None) -> Version:
    """The version that a row is. ``values`` by field; what is missing or empty counts for nothing.

    A row without an id gets one out of what it says, so that it gets the same one when it comes in again.
    """
    # An empty text and a missing value are the same to a person, and differ by the device.
    said = {name: value for name, value in values.items() if value not in (None, "") and name not in OURS}
    for name in ("uuid", "bij"):
        if isinstance(said.get(name), str):
            said[name] = same_uuid(str(said[name]))
    at = {"@": [round(place[0], 3), round(place[1], 3)]} if place else {}
    if not said.get("uuid"):
        said.pop("uuid", None)
        digest = hashlib.sha256(_canonical({"table": table, **said, **at}).encode("utf-8")).hexdigest()
        parts = (digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])
        said["uuid"] = "{" + "-".join(parts) + "}"
    return Version(table, str(said["uuid"]), str(said.get("gewijzigd") or ""), _canonical({**said, **at}))


def copied(one: Version, number: int) -> Version:
    """A note that was made as a copy of another one and kept its id, under an id of its own: the same one each time.

    ``number`` is its place among the copies of that note.
    """
    content = json.loads(one.content)
    digest = hashlib.sha256(f"{one.table} {one.uuid} {number}".encode()).hexdigest()
    content["uuid"] = "{" + "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])) + "}"
    return Version(one.table, content["uuid"], one.changed, _canonical(content))


def kept(table: str, content: str) -> Version:
    """The version that was put aside as ``content`` (JSON)."""
    values = json.loads(content)
    return Version(table, str(values.get("uuid") or ""), str(values.get("gewijzigd") or ""), content)


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Collected:
    """All versions, sorted: those that count, whether another one of the same moment counts beside them, and the
    rest.
    """

    counting: list[tuple[Version, bool]] = field(default_factory=list)
    earlier: list[Version] = field(default_factory=list)


def collect(versions: Iterable[Version]) -> Collected:
    """Of each note the newest version; several that differ and are of the same moment all count, as a conflict."""
    notes: dict[tuple[str, str], set[Version]] = {}
    for one in versions:
        notes.setdefault((one.table, one.uuid), set()).add(one)
    out = Collected()
    for key in sorted(notes):
        ordered = sorted(notes[key], key=lambda one: one._order)
        newest = [one for one in ordered if one.changed == ordered[-1].changed]
        out.counting += [(one, len(newest) > 1) for one in newest]
        out.earlier += ordered[: len(ordered) - len(newest)]
    return out


#: What became of a version that came in.
NEW, CHANGED, SAME, EARLIER, CONFLICT = "new", "changed", "same", "earlier", "conflict"
STATUSES = (NEW, CHANGED, SAME, EARLIER, CONFLICT)


def statuses(before: Iterable[Version], incoming: Iterable[Version]) -> dict[Version, str]:
    """What becomes of each version of ``incoming`` beside those that were there ``before``.

    ``new``: a note that was not known · ``changed``: a newer state of a known note · ``same``: this state was known ·
    ``earlier``: an older state, kept aside · ``conflict``: of the same moment as another state, and different.
    """
    known = set(before)
    notes = {(one.table, one.uuid) for one in known}
    came = set(incoming)
    collected = collect(known | came)
    counting = dict(collected.counting)
    out: dict[Version, str] = {}
    for one in sorted(came, key=lambda one: (one.table, one.uuid, one._order)):
        if one in known:
            out[one] = SAME
        elif one not in counting:
            out[one] = EARLIER
        elif counting[one]:
            out[one] = CONFLICT
        else:
            out[one] = CHANGED if (one.table, one.uuid) in notes else NEW
    return out


def plain_path(path: str) -> str:
    """The path of a photo below the folder of its notes, with ``/``; empty when it is anywhere else."""
    parts = path.strip().replace("\\", "/").split("/")
    inside = bool(parts) and all(part not in ("", ".", "..") and ":" not in part for part in parts)
    return "/".join(parts) if inside else ""


# -- what they come to per buurt --------------------------------------------------------------------------------------

_YES = {"1", "true", "t", "ja", "yes", "waar", "y", "j"}


def agreed(value: object) -> bool:
    """Whether the box of consent is ticked; anything but a clear yes is a no."""
    return value is True or str(value).strip().lower() in _YES


@dataclass(frozen=True)
class Quote:
    """What somebody said and agreed to have quoted: the text, the code of the role, the day (ISO 8601, may be
    empty).
    """

    text: str
    role: str
    day: str


@dataclass
class BuurtNotes:
    """What was noted in a buurt. ``themes``, ``tones``, ``recognised``: code → notes, those with most in front."""

    notes: int = 0
    talks: int = 0
    first: str = ""
    last: str = ""
    themes: dict[str, int] = field(default_factory=dict)
    tones: dict[str, int] = field(default_factory=dict)
    recognised: dict[str, int] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)


def summarise(rows: Iterable[Mapping[str, Any]]) -> dict[str, BuurtNotes]:
    """What the notes come to, by buurt code; notes without a buurt stand under the empty text.

    ``rows``: notes and conversations by field (:func:`note_fields`), and ``tabel`` (``notities`` or ``gesprekken``).
    A note that is there in two states counts once, and is not quoted: nobody knows which of the two was agreed to.
    """
    notes: dict[tuple[str, str], list[dict[str, str]]] = {}
    for number, row in enumerate(rows):
        table = str(row.get("tabel") or NOTES)
        if table not in (NOTES, TALKS):
            continue
        said = {name: "" if value is None else str(value).strip() for name, value in row.items()}
        said["akkoord"] = "ja" if agreed(row.get("akkoord")) else ""
        notes.setdefault((table, said.get("uuid") or f"#{number}"), []).append(said)
    counters: dict[str, dict[str, Counter[str]]] = {}
    out: dict[str, BuurtNotes] = {}
    for (table, _), states in sorted(notes.items()):
        one = min(states, key=lambda state: sorted(state.items()))
        code = one.get("bu_code", "")
        here = out.setdefault(code, BuurtNotes())
        count = counters.setdefault(code, {name: Counter() for name in ("thema", "toon", "herkend")})
        here.notes += table == NOTES
        here.talks += table == TALKS
        day = one.get("datum", "")[:10]
        if day:
            here.first = min(here.first or day, day)
            here.last = max(here.last, day)
        for name, counter in count.items():
            if one.get(name):
                counter[one[name]] += 1
        if one["akkoord"] and one.get("tekst") and len(states) == 1:
            here.quotes.append(Quote(one["tekst"], one.get("rol", ""), day))
    for code, here in out.items():
        here.themes, here.tones, here.recognised = (
            dict(sorted(counters[code][name].items(), key=lambda item: (-item[1], item[0])))
            for name in ("thema", "toon", "herkend")
        )
        # The newest first: that is what a page with little room shows.
        here.quotes.sort(key=lambda quote: (quote.text, quote.role))
        here.quotes.sort(key=lambda quote: quote.day, reverse=True)
    return dict(sorted(out.items()))
