"""A member's download of the Aedes veerkrachtkaarten: which columns hold what, and which row belongs to which buurt.

Nobody but members has these files and their layout is not public, so nothing is expected of it: columns are found by
what is in them, and every guess is said. What may be in them stands in ``resources/aedes.json``.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import Account, listed
from ..model.values import BLANKS, clean, is_missing
from ..paths import resource
from ..transport.faults import shown
from . import columns
from .files import RawTable

if TYPE_CHECKING:
    from ..transport.client import Client

SOURCE = ("source", "aedes")

#: A download larger than this (bytes) is no table of the 14,000 buurten of the country.
LARGEST = 256 * 1024 * 1024

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv", ".gpkg", ".geojson", ".json", ".zip")
_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "text/csv": ".csv",
    "application/geopackage+sqlite3": ".gpkg",
    "application/geo+json": ".geojson",
}


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """``resources/aedes.json``."""
    loaded: dict[str, Any] = json.loads(resource("aedes.json").read_text(encoding="utf-8"))
    return loaded


# -- an address -------------------------------------------------------------------------------------------------------
def fetch(client: Client, address: str, authcfg: str, folder: Path) -> Path:
    """The file at ``address`` in ``folder``, under a name that says what it is. It is never put in the cache.

    ``authcfg`` is the id of an authentication configuration of QGIS, or empty. Raises TransportError or Cancelled; and
    VeerkrachtError for an address without https (members' figures do not travel in the clear) and for a web page.
    """
    from ..transport.request import Limits

    parts = urlsplit(address.strip())
    if parts.scheme.lower() != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise VeerkrachtError(
            N_("{where} is not a secure address. Use one that starts with https://, or choose a file."),
            where=shown(address),
        )
    part = folder / "download"
    answer = client.get_file(address.strip(), part, authcfg=authcfg, limits=Limits(size=LARGEST))
    with part.open("rb") as stream:
        head = stream.read(4096)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<head", b"<body")) or (start.startswith(b"<") and b"<html" in start):
        raise VeerkrachtError(
            N_("{where} gave a web page and not a file, probably one to sign in on. Choose the authentication "
               "configuration of QGIS that belongs to it, or download the file and choose it."), where=shown(address),
        )  # fmt: skip
    path = folder / _file_name(answer.headers, (answer.address, address), part, head)
    part.replace(path)
    return path


def _file_name(headers: Mapping[str, str], addresses: Iterable[str], file: Path, head: bytes) -> str:
    """A name for a download: what the server calls it, else the end of its address; its extension fits."""
    message = Message()
    message["Content-Disposition"] = headers.get("content-disposition", "")
    given = [message.get_filename("") or "", *(unquote(urlsplit(one).path) for one in addresses)]
    names = [PurePosixPath(one.replace("\\", "/")).name for one in given]
    plain = [re.sub(r"[^\w .()-]", "_", name, flags=re.ASCII)[-80:].strip(" .") for name in names]
    known = [name for name in plain if PurePosixPath(name).suffix.lower() in _SUFFIXES]
    if known:
        return known[0]
    stem = next((PurePosixPath(name).stem for name in plain if name), "") or "download"
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    return "aedes-" + stem + (_inside(file, head) or _TYPES.get(media, ".csv"))


def _inside(file: Path, head: bytes) -> str:
    """The extension that suits what a file holds, where its first bytes tell."""
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(file) as archive:
                members = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            return ".zip"
        return ".xlsx" if "[Content_Types].xml" in members else ".ods" if "content.xml" in members else ".zip"
    if head.startswith(b"SQLite format 3"):
        return ".gpkg"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    return ".geojson" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else ""


# -- headers and labels -----------------------------------------------------------------------------------------------
def _roles(header: str) -> set[str]:
    return {role for role, _ in columns.roles_of(header)}


def _is_buurt(header: str) -> bool:
    return columns.normal(header) in words()["buurt_names"]


def _is_gemeente(header: str) -> bool:
    return "gm_naam" in _roles(header) or columns.normal(header) in words()["gemeente_names"]


def _class_word(header: str) -> int:
    """How well a header names a class, 0 for not at all; earlier words in the list count more."""
    plain = columns.normal(header)
    if plain in words()["not_classes"] or any(word in plain for word in words()["not_in_header"]):
        return 0
    known = words()["class_words"]
    return max((len(known) - i for i, word in enumerate(known) if word in plain), default=0)


def score(headers: Sequence[str]) -> int:
    """How well a row serves as the header of such a table. A class word alone does not: it may be a class itself."""
    keys = sum("code" in _roles(one) or _is_buurt(one) or _is_gemeente(one) for one in headers)
    return keys and keys + sum(_class_word(one) > 0 for one in headers)


def plain_name(text: str) -> str:
    """A name as it is compared: without case, accents, blanks and punctuation; a gemeente under its official name."""
    cleaned = clean(text)
    return columns.normal(words()["known_as"].get(cleaned.lower(), cleaned))


def labels(values: Sequence[str]) -> list[str | None]:
    """The classes as they stand, None where there is none; of several spellings of one (case, blanks) the first."""
    spelled: dict[str, str] = {}
    out: list[str | None] = []
    blank = set(words()["blank"])
    if any(set(clean(value)) == {"+"} for value in set(values)):
        # A scale from -- to ++, in which a minus is a class.
        blank -= {"-", "--"}
    for value in values:
        text = re.sub(BLANKS + "+", " ", clean(value))
        signs = "-" in text and "-" not in blank
        if not text or text.lower() in blank or (is_missing(text) and not signs):
            out.append(None)
        else:
            out.append(spelled.setdefault(text.casefold(), text))
    return out


def is_class(label: str | None) -> bool:
    """Whether a label is a class, and not a word for "no class"."""
    return label is not None and label.casefold() not in words()["no_class"]


@dataclass(frozen=True)
class Scale:
    """Labels that are classes of ours: ``field`` the class field, ``codes`` label → class code, one to one."""

    id: str
    field: str
    codes: Mapping[str, str]
    by_values: bool


def scale_of(found: Iterable[str | None], header: str) -> Scale | None:
    """The scale of ours that all the labels belong to, or None; the header decides where values leave a choice."""
    distinct = {label for label in found if label is not None and is_class(label)}
    plain = columns.normal(header)
    for one in words()["scales"]:
        if any(word in plain for word in one["not_header"]):
            continue
        code_of = {word: code for code, known in one["codes"].items() for word in known}
        codes = {label: _code(label, code_of) for label in distinct}
        given = [code for code in codes.values() if code is not None]
        if not given or len(given) < len(codes) or len(set(given)) < len(given):
            continue
        name = next(f["field"] for f in one["fields"] if not f["header"] or any(word in plain for word in f["header"]))
        return Scale(one["id"], name, {label: code for label, code in codes.items() if code}, bool(one["by_values"]))
    return None


def _code(label: str, code_of: Mapping[str, str]) -> str | None:
    """The class that a label stands for: the whole label, or a code with its explanation behind it ("C3: hoog")."""
    whole = code_of.get(columns.normal(label))
    if whole is not None:
        return whole
    first = re.match(r"([A-Za-z]?[0-9])\s*(?:[:.)=–-]|\s)\s*\D", label)
    return code_of.get(first.group(1).lower()) if first else None


# -- which column is what ---------------------------------------------------------------------------------------------
@dataclass
class Choice:
    """The columns by position; None where there is none. ``others`` are headers that could hold a class as well."""

    code: int | None
    name: int | None
    gemeente: int | None
    label: int
    code_given: bool = False
    label_given: bool = False
    others: list[str] = field(default_factory=list)


def choose(raw: RawTable, buurten: pd.DataFrame, code_field: str = "", class_field: str = "") -> Choice:
    """Which columns hold code, name, gemeente and class; ``code_field`` and ``class_field`` are headers given by "
      "people.

    ``buurten`` has ``bu_code``, ``bu_naam``, ``gm_code`` and ``gm_naam``. Raises VeerkrachtError for a header that the
    table does not have, and when no column can be it.
    """
    if not class_field and {"kl_focus", "kl_signa", "reden"} <= {header.lower() for header in raw.headers}:
        # A dialog that offers the layers of a project offers this one too, and it would agree with itself.
        raise VeerkrachtError(
            N_("{where} is a classified buurt layer of ours and no download of Aedes. Choose the file that you "
               "downloaded."),
            where=raw.name,
        )
    code = _position(raw, code_field, "CODE_FIELD") if code_field else _guess_code(raw, buurten)
    label = _position(raw, class_field, "CLASS_FIELD") if class_field else None
    taken = {label} if label is not None else set()
    gemeente = _guess_gemeente(raw, buurten, taken | ({code} if code is not None else set()))
    name = _guess_name(raw, buurten, taken | {one for one in (code, gemeente) if one is not None})
    if code_field and code is not None and not any(regions.normalise_all(raw.column(code), regions.BUURT)):
        # People may as well point at the column with the names.
        known = {plain_name(text) for text in buurten["bu_naam"]}
        if not any(plain_name(value) in known for value in raw.column(code)):
            raise VeerkrachtError(
                N_("CODE_FIELD: column “{column}” of {where} holds no buurt codes such as BU03630000 and no names of "
                   "buurten of this layer (seen: {examples}). Choose another column."),
                column=raw.headers[code], where=raw.name, examples=_examples(raw.column(code)),
            )  # fmt: skip
        code, name = None, code
    if code is None and name is None:
        raise VeerkrachtError(
            N_("No column of {where} holds codes or names of buurten of this layer. Is it of another gemeente? Choose "
               "the column with the codes in CODE_FIELD; the columns are {columns}."),
            where=raw.name, columns=_headers(raw),
        )  # fmt: skip
    keys = {one for one in (code, name, gemeente) if one is not None}
    out = Choice(code, name, gemeente, -1 if label is None else label, bool(code_field), bool(class_field))
    found = _guess_label(raw, keys) if label is None else []
    if label is None:
        out.label, out.others = found[0], [raw.headers[i] for i in found[1:]]
    _check_label(raw, out.label)
    return out


def _headers(raw: RawTable) -> str:
    return ", ".join(raw.headers[:20]) + (", …" if len(raw.headers) > 20 else "")


def _examples(values: Sequence[str]) -> str:
    return ", ".join(list(dict.fromkeys(clean(value) for value in values if clean(value)))[:3])


def _position(raw: RawTable, header: str, parameter: str) -> int:
    """The column with a header, as written or else without regard to case, blanks and punctuation."""
    wanted = header.strip()
    if wanted in raw.headers:
        return raw.headers.index(wanted)
    alike = [i for i, one in enumerate(raw.headers) if columns.normal(one) == columns.normal(wanted)]
    if len(alike) != 1:
        raise VeerkrachtError(
            N_("{parameter}: {where} has no column “{column}”. Its columns are {columns}."),
            parameter=parameter, where=raw.name, column=wanted, columns=_headers(raw),
        )  # fmt: skip
    return alike[0]


def _guess_code(raw: RawTable, buurten: pd.DataFrame) -> int | None:
    """The column with most codes of this layer; without any, one that holds buurt codes of elsewhere."""
    known = set(buurten["bu_code"])
    best: tuple[tuple[int, int, bool], int] | None = None
    for position, header in enumerate(raw.headers):
        values = [value for value in raw.column(position) if clean(value)]
        hits = sum(code in known for code in regions.normalise_all(values, regions.BUURT))
        prefixed = sum(regions.level_of(value) == regions.BUURT for value in values)
        named = "code" in _roles(header)
        # Figures may look like a code without its prefix; a few that happen to be one do not make a column of codes.
        if not prefixed and not named and 2 * hits < len(values):
            continue
        rank = (hits, prefixed, named)
        if (hits or prefixed) and (best is None or rank > best[0]):
            best = (rank, position)
    return best[1] if best is not None else None


def _gemeente_keys(buurten: pd.DataFrame) -> dict[str, str]:
    """Every form in which a gemeente of the layer may be named → its code."""
    out: dict[str, str] = {}
    for code, name in zip(buurten["gm_code"], buurten["gm_naam"]):
        out[str(code)] = str(code)
        if plain_name(name):
            out[plain_name(name)] = str(code)
    return out


def _gemeente_in(value: str, keys: Mapping[str, str]) -> str | None:
    found = keys.get(plain_name(value))
    return found or keys.get(regions.normalise(value, regions.GEMEENTE) or "")


def _guess_gemeente(raw: RawTable, buurten: pd.DataFrame, taken: set[int]) -> int | None:
    keys = _gemeente_keys(buurten)
    best: tuple[tuple[bool, int], int] | None = None
    for position, header in enumerate(raw.headers):
        if position in taken:
            continue
        named = _is_gemeente(header)
        values = raw.column(position)
        # A number is a code of a gemeente only where the header says so.
        hits = sum(_gemeente_in(one, keys) is not None if named else plain_name(one) in keys for one in values)
        if hits and (named or 2 * hits > len(raw.frame)) and (best is None or (named, hits) > best[0]):
            best = ((named, hits), position)
    if best is not None:
        return best[1]
    return next((i for i, one in enumerate(raw.headers) if i not in taken and _is_gemeente(one)), None)


def _guess_name(raw: RawTable, buurten: pd.DataFrame, taken: set[int]) -> int | None:
    known = {plain_name(name) for name in buurten["bu_naam"]} - {""}
    best: tuple[tuple[bool, int], int] | None = None
    for position, header in enumerate(raw.headers):
        if position in taken:
            continue
        hits = sum(plain_name(value) in known for value in raw.column(position))
        rank = (_is_buurt(header), hits)
        if hits and (best is None or rank > best[0]):
            best = (rank, position)
    return best[1] if best is not None else None


def _guess_label(raw: RawTable, keys: set[int]) -> list[int]:
    """The columns that may hold the class, the likeliest first."""
    found: list[tuple[tuple[bool, bool, int, bool, int], bool, int]] = []
    for position, header in enumerate(raw.headers):
        plain = columns.normal(header)
        if position in keys or plain in words()["not_classes"] or any(one in plain for one in words()["not_in_header"]):
            continue
        values = labels(raw.column(position))
        classes = {one for one in values if one is not None and is_class(one)}
        if not 1 <= len(classes) <= words()["few_classes"]:
            continue
        named = _class_word(header)
        if not named and (_roles(header) or _is_gemeente(header) or _is_buurt(header)):
            continue
        scale = scale_of(classes, header)
        strong = scale is not None and scale.by_values
        text = any(not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", one) for one in classes)
        sure = strong or named > 0
        if not sure and (not text or len(classes) < 2):
            continue
        filled = sum(one is not None for one in values)
        found.append(((strong, len(classes) > 1, named, scale is not None, filled), sure, position))
    found.sort(key=lambda one: (one[0], -one[2]), reverse=True)
    certain = [position for _, sure, position in found if sure]
    if certain:
        return certain
    if len(found) == 1:
        return [found[0][2]]
    raise VeerkrachtError(
        N_("It is not clear which column of {where} holds the class. Choose it in CLASS_FIELD; the columns are "
           "{columns}."),
        where=raw.name, columns=_headers(raw),
    )  # fmt: skip


def _check_label(raw: RawTable, position: int) -> None:
    """Raise VeerkrachtError for a column that is empty, or holds a figure per buurt instead of a class."""
    distinct = {one for one in labels(raw.column(position)) if one is not None}
    if not distinct:
        raise VeerkrachtError(
            N_("Column “{column}” of {where} is empty. Choose the column with the class in CLASS_FIELD."),
            column=raw.headers[position], where=raw.name,
        )  # fmt: skip
    if len(distinct) > words()["most_classes"]:
        raise VeerkrachtError(
            N_("Column “{column}” of {where} holds {n} different values, too many for classes (seen: {examples}). "
               "Choose the column with the class in CLASS_FIELD."),
            column=raw.headers[position], where=raw.name, n=len(distinct), examples=", ".join(sorted(distinct)[:3]),
        )  # fmt: skip


# -- which row belongs to which buurt ---------------------------------------------------------------------------------
@dataclass
class Joined:
    """``labels`` per buurt of the layer (None = no class) and what became of every row of the table."""

    labels: list[str | None]
    rows: int = 0
    by_code: int = 0
    by_name: int = 0
    #: Rows by name whose own code the layer does not have.
    recoded: list[str] = field(default_factory=list)
    #: Of gemeenten in the layer, but of no buurt of it.
    unknown: list[str] = field(default_factory=list)
    #: Names that are more than one buurt, or that have different classes.
    ambiguous: list[str] = field(default_factory=list)
    #: Buurten that occur more than once, with one class.
    doubles: list[str] = field(default_factory=list)
    elsewhere: int = 0
    levels: int = 0
    keyless: int = 0
    without: list[str] = field(default_factory=list)


@dataclass
class _Row:
    label: str | None
    shown: str


def join(raw: RawTable, choice: Choice, buurten: pd.DataFrame) -> Joined:
    """Give each buurt of the layer its class: by code, else by name within its gemeente.

    A row with a code of this layer goes before one that is found by its name. Raises VeerkrachtError when a buurt has
    different classes under one code, when names stand without a gemeente in a layer of several, and when no row fits.
    """
    codes = [str(code) for code in buurten["bu_code"]]
    known = set(codes)
    gemeenten = _gemeente_keys(buurten)
    only = str(buurten["gm_code"].iloc[0]) if buurten["gm_code"].nunique() == 1 else None
    if choice.code is None and choice.gemeente is None and only is None:
        raise VeerkrachtError(
            N_("{where} has names of buurten, but no codes and no gemeenten, and this layer holds several gemeenten. "
               "Add a column with the gemeente, or choose the column with the codes in CODE_FIELD."), where=raw.name,
        )  # fmt: skip
    by_name: dict[tuple[str, str], list[str]] = {}
    for code, name, gemeente in zip(codes, buurten["bu_naam"], buurten["gm_code"]):
        by_name.setdefault((str(gemeente), plain_name(name)), []).append(code)

    out = Joined([], rows=len(raw.frame))
    blank = [""] * len(raw.frame)
    given = blank if choice.code is None else raw.column(choice.code)
    names = blank if choice.name is None else raw.column(choice.name)
    of = None if choice.gemeente is None else raw.column(choice.gemeente)
    found = labels(raw.column(choice.label))
    coded: dict[str, list[_Row]] = {}
    named: dict[str, list[_Row]] = {}
    spare: dict[str, list[str]] = {}
    for i, own in enumerate(regions.normalise_all(given, regions.BUURT)):
        row = _Row(found[i], clean(names[i]) or clean(given[i]))
        if regions.level_of(given[i]) in ("NL", regions.GEMEENTE, regions.WIJK):
            out.levels += 1
            continue
        if own in known:
            coded.setdefault(str(own), []).append(row)
            continue
        place = _gemeente_in(of[i], gemeenten) if of is not None and clean(of[i]) else None
        stated = of is not None and bool(clean(of[i]))
        if place is None and own is not None and not stated:
            place, stated = regions.gemeente_of(own), True
        if not stated:
            place = only
        name = plain_name(names[i])
        if place not in gemeenten.values() and (stated or own is not None):
            out.elsewhere += 1
        elif not name and own is None:
            out.keyless += 1
        else:
            at = by_name.get((place or "", name), []) if name else []
            if len(at) > 1:
                out.ambiguous.append(row.shown)
            elif not at:
                out.unknown.append(str(own) if own else row.shown)
            else:
                named.setdefault(at[0], []).append(row)
                if own is not None:
                    spare.setdefault(at[0], []).append(f"{own} → {at[0]}")
    classes: dict[str, str | None] = {}
    clashes = []
    for code, rows in coded.items():
        distinct = list(dict.fromkeys(row.label for row in rows if row.label is not None))
        if len(distinct) > 1:
            clashes.append(f"{code} ({' / '.join(distinct[:3])})")
            continue
        classes[code] = distinct[0] if distinct else None
        out.by_code += 1
        if len(rows) > 1:
            out.doubles.append(code)
    if clashes:
        raise VeerkrachtError(
            N_("{where} holds different classes for one buurt: {codes}. Keep one row for each buurt, for instance of "
               "one year."),
            where=raw.name, codes=listed(clashes, 5),
        )  # fmt: skip
    for code, rows in named.items():
        distinct = list(dict.fromkeys(row.label for row in rows if row.label is not None))
        if code in classes:
            # The row with the code itself says what the class is.
            out.unknown += [row.shown for row in rows]
        elif len(distinct) > 1:
            out.ambiguous += [row.shown for row in rows]
        else:
            classes[code] = distinct[0] if distinct else None
            out.by_name += 1
            out.recoded += spare.get(code, [])
            if len(rows) > 1:
                out.doubles.append(code)
    if not classes:
        raise VeerkrachtError(
            N_("No row of {where} belongs to a buurt of this layer (seen: {examples}). Choose the table of this "
               "gemeente and of the year of this layer, or another column in CODE_FIELD."),
            where=raw.name, examples=_examples(given if choice.code is not None else names),
        )  # fmt: skip
    out.labels = [classes.get(code) for code in codes]
    out.without = [code for code, label in zip(codes, out.labels) if label is None]
    return out


def account_of(raw: RawTable, choice: Choice, joined: Joined, account: Account) -> list[int]:
    """Lines on the chosen columns and on what became of the rows; the positions of those that are doubtful."""
    doubtful: list[int] = []

    def say(topic: str, value: str = "", count: int | None = None, warn: bool = False) -> None:
        if warn:
            doubtful.append(len(account.entries))
        account.add(topic, value, SOURCE, count=count)

    account.add("aedes_table", raw.name, SOURCE, retrieved=raw.retrieved, count=joined.rows)
    for topic, at, chosen, parameter in (
        ("aedes_code", choice.code, choice.code_given, "CODE_FIELD"),
        ("aedes_name", choice.name, choice.code_given and choice.code is None, "CODE_FIELD"),
        ("aedes_gemeente", choice.gemeente, False, ""),
        ("aedes_class", choice.label, choice.label_given, "CLASS_FIELD"),
    ):
        if at is not None:
            how = "aedes_given" if chosen else "aedes_guessed" if parameter else "aedes_found"
            places = {"column": raw.headers[at], "parameter": parameter}
            account.add(topic, ("notice", how), SOURCE, value_places=places)
    if choice.others:
        say("aedes_others", ", ".join(choice.others), len(choice.others), warn=True)
    distinct = Counter(label for label in joined.labels if label is not None)
    say("aedes_labels", ", ".join(sorted(distinct)), len(distinct))
    say("aedes_by_code", count=joined.by_code)
    say("aedes_by_name", count=joined.by_name)
    for topic, names in (
        ("aedes_recoded", joined.recoded), ("aedes_unknown", joined.unknown), ("aedes_ambiguous", joined.ambiguous),
    ):  # fmt: skip
        if names:
            say(topic, listed(names, 10), len(names), warn=True)
    if joined.doubles:
        say("aedes_double", listed(joined.doubles, 10), len(joined.doubles))
    for topic, count in (
        ("aedes_elsewhere", joined.elsewhere), ("aedes_levels", joined.levels), ("aedes_keyless", joined.keyless),
    ):  # fmt: skip
        if count:
            say(topic, count=count)
    few = 2 * len(joined.without) > len(joined.labels)
    say("aedes_without", listed(joined.without, 10), len(joined.without), warn=few)
    return doubtful
