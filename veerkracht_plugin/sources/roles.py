"""Which column of a list of properties means what: guessed from its name and its content, with examples and a
confidence.

Names stand in ``resources/stock.json`` (VERA, dVi, CBS, and the words of Dutch and English property systems).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Callable

import numpy as np

from ..errors import N_, VeerkrachtError
from ..model import bagids
from ..model.account import listed
from ..model.addresses import number, postcode
from ..model.coordinates import DEGREES, DEGREES_SWAPPED, NONE, RD_SWAPPED, decimals, recognise
from ..model.coordinates import RD as IN_RD
from ..paths import resource
from .columns import normal
from .stockfiles import StockTable

#: A role is taken when its confidence is at least this.
SURE = 0.5

#: What a parameter says to leave a role out.
LEFT_OUT = "-"

#: So many filled cells are looked at per column.
_SAMPLE = 2000

#: Roles that a parameter can change, and the parameter.
PARAMETERS = {
    "id": "ID_FIELD",
    "bag": "BAG_FIELD",
    "postcode": "POSTCODE_FIELD",
    "number": "NUMBER_FIELD",
    "x": "X_FIELD",
    "y": "Y_FIELD",
    "complex": "COMPLEX_FIELD",
    "units": "UNITS_FIELD",
}


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """``resources/stock.json``."""
    loaded: dict[str, Any] = json.loads(resource("stock.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _names() -> dict[str, list[tuple[str, int]]]:
    out: dict[str, list[tuple[str, int]]] = {}
    for role, entry in words()["roles"].items():
        for rank, name in enumerate(dict.fromkeys(normal(name) for name in entry["names"])):
            out.setdefault(name, []).append((role, rank))
    return out


@lru_cache(maxsize=1)
def missing_words() -> frozenset[str]:
    """Texts, in lower case, that say "nothing here"."""
    return frozenset(words()["missing"])


def is_missing(text: str) -> bool:
    """Whether a cleaned text says that there is nothing."""
    return not text or text.lower() in missing_words()


@dataclass
class Guess:
    """What a column is taken for. ``by``: ``name``, ``content``, ``both``, ``chosen`` (a parameter) or
    ``remembered``.
    """

    role: str
    column: int
    confidence: float
    by: str
    examples: list[str] = field(default_factory=list)


@dataclass
class Roles:
    """The column of each role, and columns with data about people."""

    guesses: dict[str, Guess]
    personal: list[int]
    #: Columns that make up the key, when several do.
    key: list[int] = field(default_factory=list)

    def at(self, role: str) -> int | None:
        """The column of ``role``, or None."""
        found = self.guesses.get(role)
        return found.column if found else None


def score(headers: Sequence[str]) -> int:
    """How many roles a row of texts names; the header row is the one that names most."""
    found = {role for header in headers for role, _ in _names().get(normal(header), [])}
    return len(found)


def layout_key(headers: Sequence[str]) -> str:
    """One key for all files with these headers, whatever stands in them."""
    return hashlib.sha256("\n".join(normal(header) for header in headers).encode("utf-8")).hexdigest()


def guess(table: StockTable) -> Roles:
    """The most likely column of every role."""
    samples = [_sample(column) for column in table.columns]
    personal = personal_columns(table.headers, samples)
    found: list[tuple[float, int, Guess]] = []
    for column, header in enumerate(table.headers):
        if column in personal:
            continue
        by_name = dict(_names().get(normal(header), []))
        for role in {*by_name, *_BY_CONTENT_ALONE}:
            sure = _confidence(role, by_name.get(role), header, samples[column])
            if sure is None:
                continue
            confidence, by = sure
            if confidence >= SURE:
                rank = by_name.get(role, 99)
                # A number column is rather the bare one than one that also ends on it; of equals the leftmost.
                found.append(
                    (confidence - rank / 1000, -column, Guess(role, column, confidence, by, samples[column][:3]))
                )
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    guesses: dict[str, Guess] = {}
    used: set[int] = set()
    for _, _, one in found:
        if one.role not in guesses and one.column not in used:
            guesses[one.role] = one
            used.add(one.column)
    for first, second in (("x", "y"), ("y", "x")):
        if first in guesses and second not in guesses:
            del guesses[first]
    _check_pair(guesses, table)
    return Roles(guesses, personal)


def _check_pair(guesses: dict[str, Guess], table: StockTable) -> None:
    """x and y are only a pair when they hold coordinates of one kind together (swapped or foreign ones are said
    later).
    """
    if "x" not in guesses:
        return
    x, _ = decimals(["" if is_missing(v) else v for v in table.columns[guesses["x"].column]])
    y, _ = decimals(["" if is_missing(v) else v for v in table.columns[guesses["y"].column]])
    kinds = recognise(x, y)
    known = kinds != NONE
    share = float(np.isin(kinds[known], (IN_RD, DEGREES, RD_SWAPPED, DEGREES_SWAPPED)).mean()) if known.any() else 0.0
    for role in ("x", "y"):
        guesses[role].confidence = round(0.6 + 0.4 * share, 2)


def choose(table: StockTable, wanted: Mapping[str, str], remembered: Mapping[str, str]) -> Roles:
    """The guess, with what the user chose now (``wanted``) or before (``remembered``) in its place: role → header.

    ``-`` leaves a role out; ``id`` may name several columns, separated by commas. Raises VeerkrachtError for a column
    that
    the list does not have.
    """
    roles = guess(table)
    for source, by in ((remembered, "remembered"), (wanted, "chosen")):
        for role, text in source.items():
            text = text.strip()
            if not text:
                continue
            if text == LEFT_OUT:
                roles.guesses.pop(role, None)
                continue
            columns = _columns_named(table, text, several=role == "id")
            if columns is None:
                if by == "remembered":
                    continue
                raise VeerkrachtError(
                    N_("{parameter}: {file} has no column {column}. Its columns are {columns}."),
                    parameter=PARAMETERS.get(role, role),
                    file=table.name,
                    column=text,
                    columns=", ".join(table.headers[:25]),
                )
            for other, one in list(roles.guesses.items()):
                if other != role and one.column == columns[0] and one.by not in ("chosen", "remembered"):
                    del roles.guesses[other]
            samples = _sample(table.columns[columns[0]])
            roles.guesses[role] = Guess(role, columns[0], 1.0, by, samples[:3])
            if role == "id":
                roles.key = columns
    # What the user takes for a role he asks for.
    asked = {one.column for one in roles.guesses.values() if one.by in ("chosen", "remembered")} | {*roles.key}
    roles.personal = [column for column in roles.personal if column not in asked]
    if "id" in roles.guesses and not roles.key:
        roles.key = [roles.guesses["id"].column]
    if ("x" in roles.guesses) != ("y" in roles.guesses):
        for role in ("x", "y"):
            lone = roles.guesses.pop(role, None)
            if lone is not None and lone.by == "chosen":
                raise VeerkrachtError(
                    N_(
                        "{file}: a location needs two columns, but only {parameter} is known. Give X_FIELD and Y_FIELD."
                    ),
                    file=table.name,
                    parameter=PARAMETERS[role],
                )
    return roles


def _columns_named(table: StockTable, text: str, several: bool) -> list[int] | None:
    found = _column_named(table, text)
    if found is not None:
        return [found]
    if not several or "," not in text:
        return None
    columns = [_column_named(table, part.strip()) for part in text.split(",") if part.strip()]
    return [one for one in columns if one is not None] if all(one is not None for one in columns) else None


def _column_named(table: StockTable, text: str) -> int | None:
    for same in (str, str.lower, normal):
        names: list[str] = [same(header) for header in table.headers]
        if same(text) in names:
            return names.index(same(text))
    return None


# -- content ----------------------------------------------------------------------------------------------------------


def _sample(column: Sequence[str]) -> list[str]:
    """Filled cells from the whole length of a column."""
    step = max(1, len(column) // _SAMPLE)
    return [value for value in column[::step] if not is_missing(value)]


def _share(sample: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, sample)) / len(sample) if sample else 0.0


def _is_bag(value: str) -> bool:
    if bagids.is_scientific(value):
        return len(re.sub(r"\D", "", value.upper().split("E")[0])) >= 5
    return bagids.read([value]).states[0] in (bagids.GOOD, bagids.PADDED)


def _is_number(value: str) -> bool:
    return number(value)[0] > 0 and len(value) <= 14


def _is_decimal(value: str) -> bool:
    return bool(re.fullmatch(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?([.,]\d+)?", re.sub(r"[\s€]", "", value)))


def _is_whole(value: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}([.,]0+)?", value))


def _is_suffix(value: str) -> bool:
    return len(value) <= 12


def _is_place(value: str) -> bool:
    return not any(ch.isdigit() for ch in value) and len(value) > 1


def _is_year(value: str) -> bool:
    return bool(re.fullmatch(r"(1[3-9]|20|21)\d\d([.,]0+)?", value))


def _is_buurt(value: str) -> bool:
    return bool(re.fullmatch(r"(BU)?\d{4}[0-9A-Z]{4}", value.replace(" ", "").upper())) or bool(
        re.fullmatch(r"\d{5,7}", value)
    )


_TESTS: dict[str, Callable[[str], bool]] = {
    "bag": _is_bag,
    "postcode": lambda v: bool(postcode(v)),
    "number": _is_number,
    "letter": lambda v: len(v) <= 3,
    "suffix": _is_suffix,
    "x": _is_decimal,
    "y": _is_decimal,
    "units": _is_whole,
    "rent": _is_decimal,
    "area": _is_decimal,
    "year": _is_year,
    "points": _is_decimal,
    "value": _is_decimal,
    "city": _is_place,
    "street": lambda v: not v.isdigit(),
    "buurt": _is_buurt,
    "address": lambda v: any(c.isdigit() for c in v) and any(c.isalpha() for c in v),
}

#: Roles whose content is so much its own that a column needs no name for them.
_BY_CONTENT_ALONE = ("bag", "postcode")

_RISKY = {"id"}


def _confidence(role: str, rank: int | None, header: str, sample: Sequence[str]) -> tuple[float, str] | None:
    """How sure a column is a role (0–1), and by what; None when it is not."""
    test = _TESTS.get(role)
    share = _share(sample, test) if test else 0.0
    if rank is None:
        return (round(0.8 * share, 2), "content") if share >= 0.8 else None
    if not sample:
        # A column that is empty in this file: its name is all there is.
        return (0.5, "name")
    base = 0.9 if rank < 40 else 0.8
    if test is None:
        confidence = base
        if role in _RISKY:
            # A key tells rows apart; a column that hardly does is something else with a name like it.
            confidence = base * (0.6 + 0.4 * len(set(sample)) / len(sample)) if len(sample) > 1 else base
            if normal(header) in ("id", "nummer", "code", "sleutel"):
                confidence -= 0.2
        return round(confidence, 2), "name"
    if share < 0.3:
        return None
    return round(min(1.0, base * (0.4 + 0.6 * share) + (0.1 if share > 0.95 else 0.0)), 2), "both"


def number_kind(header: str, column: Sequence[str], roles: Roles, at: int) -> str:
    """``integer`` or ``double`` for a column whose role is a number and whose cells are, nearly all; else ``text``."""
    role = next((one.role for one in roles.guesses.values() if one.column == at), None)
    if role is None:
        role = next((name for name, _ in _names().get(normal(header), [])), None)
    kind = words()["roles"][role]["kind"] if role is not None else "text"
    if kind == "text":
        return "text"
    sample = _sample(column)
    return str(kind) if sample and _share(sample, _is_decimal) >= 0.95 else "text"


# -- people -----------------------------------------------------------------------------------------------------------

_IBAN = re.compile(r"NL\d{2}\s?[A-Z]{4}\s?(\d\s?){10}", re.I)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
#: A mobile or international number, or one with a mark behind its area; ten bare digits may be the number of a unit.
_PHONE = re.compile(r"(?:(?:\+31|0031)\s?-?\(?0?\)?[1-9]|06)(?:[\s-]?\d){8}|0\d{2,3}[\s-](?:[\s-]?\d){6,7}")


@lru_cache(maxsize=1)
def _personal_names() -> frozenset[str]:
    return frozenset(normal(name) for name in words()["personal"]["names"])


def _tokens(header: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return [normal(part) for part in re.split(r"[^0-9A-Za-zÀ-ÿ]+", spaced) if part]


def personal_columns(headers: Sequence[str], samples: Sequence[Sequence[str]]) -> list[int]:
    """The columns about people, by their names and by filled cells of each.

    A column that is called no more than "name" is one of a person when another column is about people.
    """
    found = [i for i, header in enumerate(headers) if _is_personal(header, samples[i])]
    if found:
        bare = set(words()["personal"]["beside"])
        found = sorted({*found, *(i for i, header in enumerate(headers) if normal(header) in bare)})
    return found


def _is_bsn(value: str) -> bool:
    """Whether a text is a number that passes the test of eleven of burgerservicenummers (Wet algemene bepalingen
    burgerservicenummer; one in eleven numbers does by chance).
    """
    digits = value.replace(".", "").replace(" ", "").zfill(9)
    if len(digits) != 9 or not digits.isdigit() or len(value) < 8:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits))
    return int(digits) > 0 and total % 11 == 0


def _is_personal(header: str, sample: Sequence[str]) -> bool:
    """Whether a column is about people: by its name, or because it holds bank accounts, e-mail addresses, telephone
    numbers or burgerservicenummers.
    """
    tokens = _tokens(header)
    if normal(header) in _personal_names() or normal(header.rsplit(".", 1)[-1]) in _personal_names() - _names().keys():
        return True
    if set(tokens) & set(words()["personal"]["words"]):
        return True
    # A column whose name says what it is of a home is no list of telephone numbers, whatever its digits look like.
    patterns = (_IBAN, _MAIL) if normal(header) in _names() else (_IBAN, _MAIL, _PHONE)
    if len(sample) > 9 and normal(header) not in _names() and _share(sample, _is_bsn) > 0.9:
        return True
    return len(sample) > 2 and any(
        sum(bool(pattern.fullmatch(value)) for value in sample) > 0.8 * len(sample) for pattern in patterns
    )


# -- kinds of unit ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    raw = words()
    out = {normal(word): kind for kind, entries in raw["kind_words"].items() for word in entries}
    for code, entry in raw["detail"].items():
        out[normal(code)] = entry["kind"]
        out[normal(entry["name"])] = entry["kind"]
    out.update({normal(code): code for code in raw["kinds"] if normal(code) not in out})
    for code, names in raw["kinds"].items():
        out.setdefault(normal(names["nl"]), code)
    return out


def unit_kinds(values: Sequence[str]) -> tuple[list[str], Counter[str]]:
    """VERA's soort of each unit by its detailsoort, as code or as name ("" = unknown word), and the words not known."""
    known = {value: "" if is_missing(value) else _kinds().get(normal(value), "?") for value in set(values)}
    unknown = Counter(value for value in values if known[value] == "?")
    return ["" if known[value] == "?" else known[value] for value in values], unknown


def energy_label(value: str) -> str:
    """An energy label as VERA's code (``AP3``) or as it is written (``A+++``) in the latter way; "" when it is none."""
    text = value.strip().upper().replace(" ", "")
    plus = re.fullmatch(r"AP([1-5])", text)
    if plus:
        return "A" + "+" * int(plus.group(1))
    return text if re.fullmatch(r"A\+{0,5}|[B-G]", text) else ""


def daeb(value: str) -> str:
    """Whether a home is of the DAEB part, as VERA's code, a word or a truth value: ``ja``, ``nee`` or "" (unknown)."""
    found = words()["daeb"]
    return next((answer for answer in ("ja", "nee") if value.strip().lower() in found[answer]), "")


def dwellings_filter(table: StockTable, roles: Roles) -> str:
    """An expression of QGIS that keeps dwellings in exploitation, by the words and dates that ``table`` holds; empty
    when all rows are that, or when it cannot be told. Rows of which the kind is not known stay.
    """
    parts = []
    at = roles.at("kind")
    if at is not None:
        column = table.columns[at]
        kinds, _ = unit_kinds(column)
        others = sorted({value for value, kind in zip(column, kinds) if kind not in ("", "WOO")})
        if others and len(others) <= _FILTER_WORDS:
            listed_words = ", ".join(_quoted(value, "'") for value in others)
            parts.append(f"coalesce({_quoted(table.headers[at], chr(34))}, '') NOT IN ({listed_words})")
    at = roles.at("out_date")
    if at is not None:
        filled = [value for value in table.columns[at] if not is_missing(value)]
        name = _quoted(table.headers[at], '"')
        form = next((form for form, test in _DATES if filled and all(test.fullmatch(value) for value in filled)), "")
        if form:
            parts.append(f"coalesce(to_date({name}, '{form}') > now(), true)")
    return " AND ".join(parts)


#: More words than this make no filter that a person can read.
_FILTER_WORDS = 25
_DATES = (
    ("yyyy-MM-dd", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("dd-MM-yyyy", re.compile(r"\d{2}-\d{2}-\d{4}")),
    ("dd/MM/yyyy", re.compile(r"\d{2}/\d{2}/\d{4}")),
    ("yyyyMMdd", re.compile(r"\d{8}")),
)


def _quoted(text: str, mark: str) -> str:
    """A name or a text in an expression of QGIS."""
    return mark + text.replace(mark, mark + mark) + mark


def said(examples: Sequence[str]) -> str:
    """Examples as one text."""
    return listed(dict.fromkeys(examples), 3)
