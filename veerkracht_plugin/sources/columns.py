"""Finding columns by what they are called, whatever edition of the figures a file holds.

Names stand in ``resources/columns.json`` per role: StatLine keys without their number, StatLine titles, the short names
of the CBS spreadsheets, and the names of PDOK. A column number is never used: CBS renumbers, even within one table.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..paths import resource


@lru_cache(maxsize=1)
def _catalogue() -> tuple[dict[str, list[tuple[str, int]]], dict[str, str]]:
    """Normalised name → (role, priority) pairs, and role → kind."""
    raw = json.loads(resource("columns.json").read_text(encoding="utf-8"))
    names: dict[str, list[tuple[str, int]]] = {}
    for role, entry in raw.items():
        for priority, name in enumerate(entry["names"]):
            # "SoortRegio" and "Soort regio" are one name; the first spelling gives the priority.
            known = names.setdefault(normal(name), [])
            if role not in [one for one, _ in known]:
                known.append((role, priority))
    return names, {role: entry["kind"] for role, entry in raw.items()}


def kind_of(role: str) -> str:
    """``count``, ``share``, ``rate``, ``score``, ``code`` or ``text``."""
    return _catalogue()[1][role]


def normal(header: str) -> str:
    """A header without case, accents, blanks, punctuation: ``aantal_inwoners`` and ``Aantal inwoners`` are one name."""
    plain = unicodedata.normalize("NFKD", header)
    return "".join(ch for ch in plain.lower() if ch.isalnum())


def forms(header: str) -> list[str]:
    """The normalised forms under which a header may be known, the most literal first."""
    bare = header.strip().strip("\ufeff\"'").strip()
    stem = re.sub(r"_\d+$", "", bare)
    last = bare.rsplit("/", 1)[-1]
    without_unit = re.sub(r"\s*\([^()]*\)\s*$", "", last)
    forms = [normal(form) for form in (bare, stem, last, without_unit)]
    return list(dict.fromkeys(form for form in forms if form))


def roles_of(header: str) -> list[tuple[str, int]]:
    """The roles that a header can have, with the priority of the name within the role (lower is better)."""
    names = _catalogue()[0]
    for form in forms(header):
        if form in names:
            return names[form]
    return []


@dataclass
class Columns:
    """Which column has which role. ``candidates`` maps a role to column positions, the best first."""

    headers: list[str]
    candidates: dict[str, list[int]] = field(default_factory=dict)
    #: (role, header) of columns that are not used because an earlier one has the same role.
    doubles: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def first(self, role: str) -> int | None:
        """The position of the column for ``role``, or None."""
        found = self.candidates.get(role)
        return found[0] if found else None

    def header(self, role: str) -> str:
        """The header of the column for ``role`` (it must exist)."""
        return self.headers[self.candidates[role][0]]


#: Roles for which several columns are normal; content decides between them, so they are no "doubles".
_SHARED = {"code", "name", "gm_naam", "year", "stamp"}


def recognise(headers: Sequence[str]) -> Columns:
    """Give each header its roles. Within a figure's role one column counts and the rest are named as doubles.

    That one is the first of those under the name that stands first in the catalogue.
    """
    result = Columns(list(headers))
    ranked: dict[str, list[tuple[int, int]]] = {}
    for position, header in enumerate(headers):
        found = roles_of(header)
        if not found and header.strip():
            result.unknown.append(header.strip())
        for role, priority in found:
            ranked.setdefault(role, []).append((priority, position))
    for role, places in ranked.items():
        places.sort()
        result.candidates[role] = [position for _, position in places]
        if role not in _SHARED:
            result.doubles += [(role, headers[position]) for _, position in places[1:]]
    return result


def score(headers: Sequence[str]) -> int:
    """How many roles a row of texts would name as a header; the header row of a sheet is the one that scores best."""
    return len(recognise(headers).candidates)
