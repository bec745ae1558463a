"""Addresses: postcode, number and what follows the number in every spelling, and finding them among addresses of the
BAG.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..paths import resource
from . import bagids
from .values import Floats

_POSTCODE = re.compile(r"([1-9]\d{3})[\s\u00a0_-]*([A-Z]{2})")
_POSTCODE_INSIDE = re.compile(r"(?<!\d)([1-9]\d{3})\s?([A-Za-z]{2})(?![A-Za-z])")
_NUMBER = re.compile(r"0*(\d{1,5})(?:[.,]0+)?(?![\d])(.*)", re.S)
_IN_ADDRESS = re.compile(r"(.*?[^\d\s,].*?)[\s,]+(\d{1,5}(?![\d]).*)", re.S)

#: How a row was placed, in the order in which it is tried; ``zonder`` is no place. Labels stand under ``stock_place``.
STATUSES = ("xy", "bag", "adres", "postcode", "locatie", "zonder")

#: A place: "" = not found.
BY_OBJECT, BY_ADDRESS, BY_POSTCODE, NOT = "bag", "adres", "postcode", ""


def postcode(value: str) -> str:
    """``1234 ab`` as ``1234AB``; empty when it is no Dutch postcode."""
    match = _POSTCODE.fullmatch(value.strip().upper())
    return match.group(1) + match.group(2) if match else ""


def squeeze(value: str) -> str:
    """Letters and digits only, in upper case without accents: ``D-1``, ``d 1`` and ``D1`` are one toevoeging."""
    plain = unicodedata.normalize("NFKD", value)
    return "".join(ch for ch in plain.upper() if ch.isalnum())


#: What a spreadsheet makes of ``12-3`` (and shows in many ways): which of its parts was the number cannot be told.
_DATE = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ].*)?|\d{1,2}[-/]\d{1,2}[-/](?:19|20)\d{2}(?: .*)?|"
    r"\d{1,2}[-/ ](?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sept?|okt|oct|nov|dec)\.?(?:[-/ ]\d{2,4})?", re.I
)  # fmt: skip
#: Words before a number that are none of it.
_BEFORE = re.compile(r"(?:huisnr|huisnummer|nummer|nr|no)\s*[.:]?\s*(?=\d)|#\s*(?=\d)", re.I)


def is_date(value: str) -> bool:
    """Whether a house number became a date on its way through a spreadsheet."""
    return bool(_DATE.fullmatch(value.strip()))


def number(value: str, letter: str = "", suffix: str = "") -> tuple[int, str]:
    """House number and the squeezed letter and toevoeging behind it; 0 when there is no number.

    ``14``, ``D`` and ``1`` in three columns give what ``14D-1`` in one gives; a column that repeats what the number
    already
    says (``14D`` with letter ``D``) says it once.
    """
    text = value.strip()
    if is_date(text):
        return 0, ""
    before = _BEFORE.match(text)
    match = _NUMBER.fullmatch(text[before.end() :] if before else text)
    if not match or not 0 < int(match.group(1)) <= 99999:
        return 0, ""
    behind, first, apart = squeeze(match.group(2)), squeeze(letter), squeeze(suffix)
    # Some lists repeat the letter in the column of the toevoeging.
    if not (apart.startswith(first) and len(apart) > len(first)):
        apart = first + apart
    if not behind or apart.startswith(behind):
        return int(match.group(1)), apart
    return int(match.group(1)), behind if behind.endswith(apart) else behind + apart


def split_address(value: str) -> tuple[str, str, str, str]:
    """``Dorpsstraat 14 D-1, 1234 AB Utrecht`` as street, number with all behind it, postcode and place (empty = not
    there).
    """
    code = place = ""
    text = value.strip()
    inside = _POSTCODE_INSIDE.search(text)
    if inside:
        code = postcode(inside.group(0))
        place = text[inside.end() :].strip(" ,;-")
        text = text[: inside.start()].strip(" ,;-")
    match = _IN_ADDRESS.fullmatch(text)
    if not match:
        return text, "", code, place
    behind = match.group(2)
    if "," in behind and not place:
        behind, place = (part.strip() for part in behind.split(",", 1))
    return match.group(1).strip(" ,"), behind.strip(" ,"), code, place


@lru_cache(maxsize=1)
def _same() -> dict[str, frozenset[str]]:
    groups = json.loads(resource("stock.json").read_text(encoding="utf-8"))["suffix_groups"]
    return {word: frozenset(group) for group in groups for word in group}


def same_suffix(suffix: str, suffixes: Sequence[str]) -> list[int]:
    """Positions of the toevoegingen at one number that are ``suffix``, else of the one that is the same in other words.

    ``HS`` and ``H`` are both the ground floor in Amsterdam, unless the homes there are lettered: then H comes after G.
    """
    exact = [i for i, one in enumerate(suffixes) if one == suffix]
    if exact:
        return exact
    group = _same().get(suffix, frozenset())
    lettered = any(len(one) == 1 and one.isalpha() and one not in "HIV" for one in suffixes)
    found = [] if lettered else [i for i, one in enumerate(suffixes) if one in group]
    return found if len({suffixes[i] for i in found}) == 1 else []


@dataclass
class Homes:
    """The rows to place, as columns. Empty text and number 0 mean "not there"."""

    ids: Sequence[str]
    kinds: Sequence[str]
    postcodes: Sequence[str]
    numbers: Sequence[int]
    suffixes: Sequence[str]
    cities: Sequence[str]


@dataclass
class Found:
    """Where a row was found: how, its point (RD, m), words on what is doubtful, and what else it could be."""

    how: str = NOT
    x: float = float("nan")
    y: float = float("nan")
    remarks: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    #: The id of the addressable object that was found, when the BAG gives it.
    object_id: str = ""


# Remarks; their words stand under ``stock_remark``.
BECAME_DATE, UNREADABLE_NUMBER, UNREADABLE_POSTCODE, NO_POSTCODE, NOTHING = (
    "datum",
    "huisnummer_fout",
    "postcode_fout",
    "geen_postcode",
    "leeg",
)
WITHDRAWN, NOT_IN_BAG, NOT_IN_VBO, NO_COLUMN, WHOLE_PAND, NO_NUMBER, NO_SUFFIX, SEVERAL, TWO_PLACES, NO_ADDRESS = (
    "vervallen",
    "niet_in_bag",
    "niet_in_vbo",
    "geen_kolom",
    "pand",
    "huisnummer",
    "toevoeging",
    "meerdere",
    "twee_plaatsen",
    "onbekend_adres",
)


class AddressBook:
    """Addresses of the BAG, found by the id of their object, of their number or of their pand, or by postcode and
    number.

    All columns are equally long; one that the source does not have is None. ``x``, ``y`` in RD (m), NaN = no point.
    """

    def __init__(
        self,
        x: Floats,
        y: Floats,
        objects: Sequence[str] | None,
        number_ids: Sequence[str] | None,
        panden: Sequence[str] | None,
        postcodes: Sequence[str] | None,
        numbers: Sequence[int] | None,
        suffixes: Sequence[str] | None,
        cities: Sequence[str] | None,
        buurten: Sequence[str] | None,
        withdrawn: Sequence[bool] | None,
        labels: Sequence[str] | None = None,
    ) -> None:
        self.x, self.y = x, y
        self._withdrawn = withdrawn
        self._cities, self._buurten, self._labels, self._suffixes = cities, buurten, labels, suffixes
        self._objects = objects
        self._by_id = {
            kind: self._index(column)
            for kind, column in ((bagids.VBO, objects), (bagids.NUMBER, number_ids), (bagids.PAND, panden))
            if column is not None and any(column)
        }
        self.kinds = {bagids.kind_of(one) for one in objects or () if one}
        self._by_number: dict[tuple[str, int], list[int]] = {}
        self._by_postcode: dict[str, list[int]] = {}
        if postcodes is not None and numbers is not None:
            for row, (code, house) in enumerate(zip(postcodes, numbers)):
                if code and house:
                    self._by_number.setdefault((code, house), []).append(row)
        for row, code in enumerate(postcodes or ()):
            if code:
                self._by_postcode.setdefault(code, []).append(row)

    @property
    def has_addresses(self) -> bool:
        """Whether addresses can be found by postcode and number."""
        return bool(self._by_number)

    @staticmethod
    def _index(column: Sequence[str]) -> dict[str, list[int]]:
        out: dict[str, list[int]] = {}
        for row, value in enumerate(column):
            if value:
                out.setdefault(value, []).append(row)
        return out

    def find(self, homes: Homes, row: int) -> Found:
        """The place of one row: by its id, else by postcode and number, else by its postcode."""
        out = Found()
        identification = homes.ids[row]
        if identification and self._by_id_of(identification, homes, row, out):
            return out
        code, house = homes.postcodes[row], homes.numbers[row]
        if (
            code
            and house
            and self._by_number
            and self._by_address(code, house, homes.suffixes[row], homes.cities[row], out)
        ):
            return out
        near = self._by_postcode.get(code, []) if code else []
        if near and out.how == NOT and TWO_PLACES not in out.remarks:
            if house and self._by_number and not {NO_SUFFIX, SEVERAL} & set(out.remarks):
                out.remarks.append(NO_NUMBER)
            self._near(near, homes.cities[row], out)
        if out.how == NOT and code and not out.remarks:
            out.remarks.append(NO_ADDRESS)
        return out

    def _by_id_of(self, identification: str, homes: Homes, row: int, out: Found) -> bool:
        kind = homes.kinds[row]
        key = bagids.VBO if kind in bagids.ADDRESSABLE else kind
        index = self._by_id.get(key)
        if index is None:
            out.remarks.append(NO_COLUMN)
            return False
        rows = index.get(identification, [])
        if not rows:
            absent = kind in (bagids.LIGPLAATS, bagids.STANDPLAATS) and kind not in self.kinds
            out.remarks.append(NOT_IN_VBO if absent else NOT_IN_BAG)
            return False
        if kind == bagids.PAND:
            own = [r for r in rows if self._fits(r, homes, row)]
            if len(own) != 1 and len(rows) > 1:
                out.remarks.append(WHOLE_PAND)
            rows = own or rows
        return self._take(BY_OBJECT, rows, out)

    def _fits(self, found: int, homes: Homes, row: int) -> bool:
        key = (homes.postcodes[row], homes.numbers[row])
        suffix = self._suffixes[found] if self._suffixes is not None else ""
        return found in self._by_number.get(key, ()) and suffix == homes.suffixes[row]

    def _by_address(self, code: str, house: int, suffix: str, city: str, out: Found) -> bool:
        there = self._by_number.get((code, house), [])
        if not there:
            return False
        suffixes = self._suffixes
        if suffixes is None:
            rows = there if not suffix else []
        else:
            rows = [there[i] for i in same_suffix(suffix, [suffixes[r] for r in there])]
        if not rows:
            out.remarks.append(NO_SUFFIX)
            out.candidates = self._named(there)
            self._near(there, city, out)
            return out.how != NOT
        if not self._together(rows):
            rows = self._in_city(rows, city)
        if not self._together(rows):
            out.remarks.append(SEVERAL)
            out.candidates = self._named(rows)
            return False
        return self._take(BY_ADDRESS, rows, out)

    def _in_city(self, rows: list[int], city: str) -> list[int]:
        if not city or self._cities is None:
            return rows
        cities = self._cities
        return [r for r in rows if squeeze(cities[r]) == squeeze(city)] or rows

    def _together(self, rows: list[int]) -> bool:
        """Whether all rows are one place (a neven-address repeats the point of its object)."""
        rows = [r for r in self._active(rows) if np.isfinite(self.x[r])]
        if len(rows) < 2:
            return True
        return float(np.hypot(np.ptp(self.x[rows]), np.ptp(self.y[rows]))) <= 1.0

    def _active(self, rows: list[int]) -> list[int]:
        """The rows that still hold, or all when none does."""
        gone = self._withdrawn
        return rows if gone is None else [r for r in rows if not gone[r]] or rows

    def _take(self, how: str, rows: list[int], out: Found) -> bool:
        rows = [r for r in self._active(rows) if np.isfinite(self.x[r])]
        if not rows:
            out.remarks.append(NOT_IN_BAG)
            return False
        best = self._middle(rows)
        if self._withdrawn is not None and self._withdrawn[best]:
            out.remarks.append(WITHDRAWN)
        out.how, out.x, out.y = how, float(self.x[best]), float(self.y[best])
        out.object_id = self._objects[best] if self._objects is not None else ""
        return True

    def _near(self, rows: list[int], city: str, out: Found) -> None:
        """A place by postcode alone: the address in its middle. Refused when the addresses are known to lie apart."""
        rows = [r for r in self._active(self._in_city(rows, city)) if np.isfinite(self.x[r])]
        if not rows:
            return
        for column in (self._cities, self._buurten):
            if column is not None and len({squeeze(column[r]) for r in rows} - {""}) > 1:
                out.remarks.append(TWO_PLACES)
                return
        best = self._middle(rows)
        out.how, out.x, out.y = BY_POSTCODE, float(self.x[best]), float(self.y[best])

    def _middle(self, rows: list[int]) -> int:
        """Of several points the one nearest to their mean, so that a place is always that of an address."""
        if len(rows) == 1:
            return rows[0]
        x, y = self.x[rows], self.y[rows]
        return rows[int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))]

    def _named(self, rows: Iterable[int]) -> list[str]:
        labels = self._labels
        return [labels[r] for r in rows if labels[r]] if labels is not None else []
