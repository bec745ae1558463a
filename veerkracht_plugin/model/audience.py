"""Who a product is for. What goes outside holds no addresses, no ids, and no area with few own units.

The rule is a list of what may go out, never of what may not: a column that nobody thought of stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from .comparing import ABSOLUTE, RELATIVE, area_fields, class_table_fields
from .fields import Field, account_fields, buurt_fields, class_fields
from .police import police_fields
from .stock import complex_fields, neighbourhood_fields
from .timeseries import line_fields, series_fields
from .words import LANGUAGES, codes, word

INTERN, EXTERN = "intern", "extern"
AUDIENCES = (INTERN, EXTERN)

#: What a layer can be; anything else is ``other``.
BUURTEN, CLASSIFIED, STOCK, COMPLEXES, BY_NEIGHBOURHOOD, ACCOUNT, OTHER = (
    "buurten", "classified", "stock", "complexes", "by_neighbourhood", "account", "other",
)  # fmt: skip
#: The same of ``timeseries`` (rows of buurten and years, lines of means) and ``compare`` (areas, classes by area).
TIMESERIES, LINES, AREAS, AREA_CLASSES = "timeseries", "lines", "areas", "area_classes"

#: Of areas: own stock and own registrations, also where they are split by class.
_OWN_OF_AREAS = re.compile(r"eenheden|p_eigen|p_eenh|e_\w+|\w*sig_?\w*")

#: Of complexes: their number or name is an id, and the shares in words name every class that holds a few units.
_INSIDE_ONLY = {"complex", "verdeling"}

#: Lines of the account about public figures and the method; those about own stock, single addresses and figures that
#: only members of Aedes may see are not among them. ``class`` and ``signal`` are spelled out below.
_PUBLIC_TOPICS = (
    "method", "made", "table", "licence", "indicator", "indicator_base", "onv", "onv_base", "rows", "water",
    "other_levels", "merged", "parts", "no_code", "only_geometry", "only_table", "double_columns", "unknown_columns",
    "clamped", "clamped_base", "cover_low", "cover_low_base", "ages_from_shares", "vgl", "flags_unknown",
    "liveability_late", "liveability_same", "liveability_none", "elsewhere", "repaired", "reference", "floor",
    "weights", "flat", "flat_base", "empty", "level_with", "change_with", "no_base", "no_uncertainty", "reason",
    "old_copy", "no_polygons", "matched", "other_year", "po_nuisance", "po_crime", "po_year", "po_no_row",
    "po_unknown", "po_merged", "po_empty", "po_small", "po_failed", "po_borders", "po_moved",
)  # fmt: skip

#: A share of the units of a complex, which may stand for a few of them.
_SHARES = ("p_C3", "p_druk")

Row = Mapping[str, Any]


@lru_cache(maxsize=1)
def _allowed() -> dict[str, frozenset[str]]:
    buurt = frozenset(field.name for field in (*buurt_fields(), *police_fields()))
    return {
        BUURTEN: buurt,
        CLASSIFIED: buurt | {field.name for field in class_fields()},
        COMPLEXES: frozenset(field.name for field in complex_fields()) - _INSIDE_ONLY,
        BY_NEIGHBOURHOOD: frozenset(field.name for field in neighbourhood_fields()),
        ACCOUNT: frozenset(field.name for field in account_fields()),
        TIMESERIES: frozenset(field.name for field in series_fields()),
        LINES: frozenset(field.name for field in line_fields()),
        AREAS: _public(*area_fields(ABSOLUTE), *area_fields(RELATIVE)),
        AREA_CLASSES: _public(*class_table_fields()),
    }


def _public(*fields: Field) -> frozenset[str]:
    """Of the columns of areas those that are about public figures."""
    return frozenset(
        field.name for field in fields
        if field.name in _SIGNAL_CLASSES or not _OWN_OF_AREAS.fullmatch(field.name)
    )  # fmt: skip


#: Classes of the signaleringskaart, which are public however much they look like own signals.
_SIGNAL_CLASSES = {"kl_signa", "kl_signr"}


def goes_out(product: str) -> bool:
    """Whether a product may go outside at all. Properties are addresses, and what we do not know is not ours."""
    return product in _allowed()


def columns(product: str, names: Iterable[str], audience: str) -> list[str]:
    """Of the columns ``names`` those that ``audience`` may see, in their order."""
    if audience != EXTERN:
        return list(names)
    allowed = _allowed().get(product, frozenset())
    return [name for name in names if name in allowed]


def _units(value: Any) -> float:
    """A number of units; what is missing or no number is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0.0
    return number if number == number else 0.0


def small_areas(units: Mapping[str, float], least: int) -> set[str]:
    """Of the buurten by code those that hold own units, but fewer than ``least``."""
    return {code for code, number in units.items() if code and 0 < number < least}


def hidden_areas(units: Mapping[str, float], least: int) -> set[str]:
    """The buurten whose own units stay inside: those with few, and companions where a total would give one away.

    Who knows how much stock there is in a gemeente (it stands in many a report) can take what is told from it. So what
    is kept inside of one gemeente is never one buurt alone, and never fewer than ``least`` units: the smallest buurten
    that could be told are kept inside as well (complementary cell suppression).
    """
    hidden = small_areas(units, least)
    for gemeente in {code[2:6] for code in hidden}:
        inside = {code for code in hidden if code[2:6] == gemeente}
        rest = sorted((n, code) for code, n in units.items() if code[2:6] == gemeente and n > 0 and code not in inside)
        while rest and (len(inside) < 2 or sum(units[code] for code in inside) < least):
            inside.add(rest.pop(0)[1])
        hidden |= inside
    return hidden


def hidden_complexes(
    complexes: Iterable[tuple[int, str, float]], units: Mapping[str, float], hidden: Collection[str], least: int
) -> set[int]:
    """Of complexes (key, buurt, units) those that stay inside because of a difference of totals.

    What the told complexes of a buurt leave of its told units may not be a small number: it would be that of a complex
    that is kept inside, or of the part of a complex in another buurt. Only buurten whose units are told take part.
    """
    shown: dict[str, list[tuple[float, int]]] = {}
    for key, code, count in complexes:
        if count >= least and code and code not in hidden and units.get(code, 0.0) >= least:
            shown.setdefault(code, []).append((count, key))
    out: set[int] = set()
    for code, found in shown.items():
        found.sort()
        while found and 0 < abs(units[code] - sum(count for count, _ in found)) < least:
            out.add(found.pop(0)[1])
    return out


def _few(units: float, share: Any, least: int) -> bool:
    """Whether a share of ``units`` (%), or what is left of them, stands for some units but fewer than ``least``."""
    part = units * _units(share) / 100.0
    # Shares are rounded by those who hand them on; half a unit is no unit.
    return 0.5 <= part < least - 0.5 or 0.5 <= units - part < least - 0.5


def outside(product: str, row: Row, least: int, small: Collection[str] = ()) -> dict[str, Any] | None:
    """What may go outside of a row (column → value); None when all of it stays inside.

    ``least``: the fewest own units of an area that may be told; ``small``: codes of the buurten known to hold fewer.
    """
    if not goes_out(product):
        return None
    out = {name: row[name] for name in columns(product, row, EXTERN)}
    if product == BY_NEIGHBOURHOOD:
        return out if _units(row.get("eenheden")) >= least and row.get("bu_code") not in small else None
    if product == COMPLEXES:
        units = _units(row.get("eenheden"))
        if units < least or row.get("bu_code") in small:
            return None
        if "n_buurten" in out and units < least * max(1.0, _units(out["n_buurten"])):
            # So few units in so many buurten: some buurt holds a small number of them.
            out["n_buurten"] = None
        for name in _SHARES:
            if name in out and out[name] is not None and _few(units, out[name], least):
                out[name] = None
    if product == ACCOUNT and not _public_line(str(row.get("onderwerp") or ""), row.get("waarde")):
        return None
    return out


def _public_line(topic: str, value: Any) -> bool:
    """Whether a line of the account is one of those about public figures, in any language."""
    exact, patterns = _public_topics()
    if topic in exact or any(pattern.fullmatch(topic) for pattern in patterns):
        return True
    # "Read as" is also how the encoding of a list of properties is told.
    return any(
        topic == word("account", "signal", language=one) and value == word("general", "signal", language=one)
        for one in LANGUAGES
    )


@lru_cache(maxsize=1)
def _public_topics() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for language in LANGUAGES:
        for topic in _PUBLIC_TOPICS:
            template = word("account", topic, language=language)
            patterns.append(re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), re.DOTALL))
        # "{map}: {label}" would fit nearly every text, so it is spelled out.
        for field in (one.name for one in class_fields() if one.name.startswith("kl_")):
            head = word("field", field, language=language)
            exact |= {
                word(
                    "account", "class", language=language, map=head, label=word("class", field, code, language=language)
                )
                for code in codes(field)
            }
    return frozenset(exact), tuple(patterns)


# -- looking at what is finished ---------------------------------------------------------------------------------------
_BAG_ID = re.compile(r"\d{15,16}")
_POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")


def is_id(text: str) -> bool:
    """Whether a text as a whole is a BAG id or a postcode."""
    return bool(_BAG_ID.fullmatch(text.strip()) or _POSTCODE.fullmatch(text.strip()))


def holds_id(text: str) -> bool:
    """Whether a BAG id stands in a text, apart from other letters and digits."""
    return re.search(r"(?<![\w.,])\d{15,16}(?![\w])", text) is not None


def product_of(names: Iterable[str]) -> str:
    """What a table is, by its columns. Tables of own stock go before those of buurten, which they may look like."""
    have = {name.lower() for name in names}
    for product, needed in (
        (ACCOUNT, {"onderwerp", "waarde", "bron", "jaar", "opgehaald", "aantal"}),
        (COMPLEXES, {"eenheden", "p_c3", "p_druk"}),
        (BY_NEIGHBOURHOOD, {"bu_code", "eenheden", "p_eigen"}),
        (TIMESERIES, {"bu_code", "jaar", "datum", "ov", "ov_gm"}),
        (LINES, {"niveau", "code", "datum", "ov", "gewicht"}),
        (AREAS, {"code", "soort", "kw_p10", "n_buurten"}),
        (AREA_CLASSES, {"code", "soort", "veld", "klasse", "p_inw"}),
        (STOCK, {"bu_code", "plaats", "kl_focus"}),
        (CLASSIFIED, {"bu_code", "inwoners", "kl_focus"}),
        (BUURTEN, {"bu_code", "inwoners"}),
    ):
        if needed <= have:
            return product
    return OTHER


def violations(
    names: Sequence[str], rows: Iterable[Sequence[Any]], least: int, small: Collection[str] = ()
) -> list[str]:
    """What a finished table for outside holds that it may not, in words of ours (English, for the log); empty = fine.

    Looks at the table as a stranger finds it: what it is follows from its own columns.
    """
    product = product_of(names)
    if not goes_out(product):
        return [f"a table of kind {product} ({', '.join(names)})"]
    found = [f"column {name}" for name in names if name not in columns(product, names, EXTERN)]
    seen: set[str] = set()
    for number, values in enumerate(rows, 1):
        row = dict(zip(names, values))
        kept = outside(product, row, least, small)
        if kept is None:
            found.append(f"row {number} of {product}")
        elif any(row[name] is not None and value is None for name, value in kept.items()):
            found.append(f"a share or spread of few units in row {number} of {product}")
        code = row.get("bu_code")
        if product in (BUURTEN, CLASSIFIED, BY_NEIGHBOURHOOD) and isinstance(code, str):
            if code in seen:
                found.append(f"{code} more than once in {product}")
            seen.add(code)
        texts = [value for value in values if isinstance(value, str)]
        if any(map(is_id, texts)):
            found.append(f"an id or postcode in row {number} of {product}")
        if len(found) > 20:
            break
    return found
