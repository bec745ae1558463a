"""What stands in words on every page: titles with their years, sources, what the map is and is not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from ..model.account import floor_in
from ..model.classes import NONE
from ..model.method import method
from ..model.words import LANGUAGES, group, word
from .definitions import MapDefinition
from .material import Area, Material

#: What each map draws on, which decides the years in its title.
_VULNERABILITY = {"kwetsbaarheid", "kwetsbaarheid_verandering", "corporatiebezit"}
_NUISANCE = {"overlast", "overlast_verandering"}


@dataclass(frozen=True)
class Years:
    """The years behind a product, as its metadata say: per indicator, per indicator of the base year, and of
    ``onv``.
    """

    now: dict[str, int]
    base: dict[str, int]
    onv: int | None
    onv_0: int | None


def _listed(history: list[str], key: str) -> dict[str, int]:
    """``bijst 2024, ao 2023`` behind the words under ``key``, in any language."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        head = word("general", key, language=language, years="")
        for line in history:
            if line.startswith(head):
                found.update({name: int(year) for name, year in re.findall(r"(\w+) (\d{4})\b", line[len(head) :])})
    return found


def years(history: list[str]) -> Years:
    """The years in the history lines of a buurt layer; what is not there stays empty."""
    onv: list[int] = []
    for language in LANGUAGES:
        head = word("source", "lbm", language=language)
        for line in history:
            if line.startswith(head) and not onv:
                onv = [int(one) for one in re.findall(r"\b(?:19|20)\d{2}\b", line[len(head) :])]
    return Years(
        _listed(history, "indicator_years"),
        _listed(history, "base_years"),
        onv[-1] if onv else None,
        onv[0] if len(onv) > 1 else None,
    )


def span(definition: MapDefinition, material: Material, language: str) -> str:
    """The years of a map: one for a level, from–to for a change; both themes apart where their years differ."""
    found = years(material.history)
    year, base = material.year, material.base_year
    year_ov = str(found.onv) if found.onv else year
    base_ov = str(found.onv_0) if found.onv_0 else base
    nuisance, both = definition.id in _NUISANCE, definition.id not in _NUISANCE | _VULNERABILITY
    if not definition.change:
        if both and year_ov != year:
            return word("page", "two_years", language=language, year=year, year_ov=year_ov)
        return year_ov if nuisance else year
    lacking = _lacking(definition, material, language)
    if lacking:
        return ", ".join(lacking)
    if not (nuisance or base) or not (base_ov or definition.id in _VULNERABILITY):
        # Nothing says since when; a gap in a sentence would not either.
        return year_ov if nuisance else year
    if both and (year_ov, base_ov) != (year, base):
        return word("page", "two_spans", language=language, year=year, base=base, year_ov=year_ov, base_ov=base_ov)
    pair = {"base": base_ov, "year": year_ov} if nuisance else {"base": base, "year": year}
    return word("page", "from_to", language=language, **pair)


def _lacking(definition: MapDefinition, material: Material, language: str) -> list[str]:
    """What a map of change cannot be made without, in words."""
    lacking: list[str] = []
    if not definition.change:
        return lacking
    if definition.id not in _NUISANCE and not material.table["kw_d"].notna().any():
        lacking.append(word("page", "no_kw_change", language=language))
    if definition.id not in _VULNERABILITY and not material.table["ov_d"].notna().any():
        lacking.append(word("page", "no_ov_change", language=language))
    return lacking


def why_none(definition: MapDefinition, material: Material, language: str) -> str:
    """Why a map has no class at all: what a change lacks, else the reasons that its buurten give, most often first."""
    lacking = _lacking(definition, material, language)
    if lacking:
        return ", ".join(lacking)
    found = Counter(one for text in material.table["reden"] for one in str(text or "").split("; ") if one)
    known = group("reason")
    said = [word("reason", one, language=language) if one in known else one for one, _ in found.most_common()]
    return "; ".join(said) or word("class", definition.field, NONE, language=language)


def places(area: Area, material: Material) -> list[str]:
    """The parts of a file name that say where: a wijk or buurt behind its gemeente."""
    if area.level in ("whole", "gemeente"):
        return [place_name(area, material)]
    return [str(material.table["gm_naam"].iloc[area.rows[0]]) if area.rows else "", place_name(area, material)]


def place_name(area: Area, material: Material) -> str:
    """The name of an area, as it stands in titles: a wijk that only has a code is called after it."""
    if area.level == "wijk" and area.name == area.code:
        return f"Wijk {area.code[2:]}"
    return area.name


def place_line(area: Area, material: Material, language: str) -> str:
    """The name of an area with its gemeente behind it, where it has one."""
    name = place_name(area, material)
    if area.level in ("whole", "gemeente"):
        return name
    gemeente = str(material.table["gm_naam"].iloc[area.rows[0]]) if area.rows else ""
    return word("page", "in_gemeente", language=language, place=name, gemeente=gemeente) if gemeente else name


def title(definition: MapDefinition, area: Area, material: Material, language: str) -> str:
    """The title of a map page: which map, where, when."""
    head = word("map", definition.id, language=language)
    return f"{head} – {place_line(area, material, language)}"


def by_year(found: dict[str, int], language: str) -> str:
    """``bijstand, laagste inkomens 2024; opleiding 2023``: indicators grouped by year, newest first."""
    groups: dict[int, list[str]] = {}
    for field, year in found.items():
        groups.setdefault(year, []).append(word("short", field, language=language))
    return "; ".join(f"{', '.join(groups[year])} {year}" for year in sorted(groups, reverse=True))


def sources(material: Material, language: str, made: date) -> list[str]:
    """The lines under every page: what it is and is not, sources, years of the indicators, method and date."""
    return source_lines(material.history, material.referenced, language, made)


def source_lines(history: list[str], referenced: bool, language: str, made: date) -> list[str]:
    """The same from the history lines of a layer; ``referenced``: measured against another table than the input."""
    found = years(history)
    heads = [
        word("general", key, language=lang, years="") for key in ("indicator_years", "base_years") for lang in LANGUAGES
    ]
    heads += [word("account", "reference", language=lang) for lang in LANGUAGES]
    heads += [word("general", "method", language=lang, version="") for lang in LANGUAGES]
    floor = floor_in(history)
    rest = [line for line in history if line and not line.startswith(tuple(heads)) and floor_in([line]) is None]
    lines = [
        f"{word('general', 'signal', language=language)}. {word('general', 'equivalent', language=language)} "
        + word(
            "page",
            "reference",
            language=language,
            reference=word("page", "reference_table" if referenced else "reference_input", language=language),
        ),
        f"{word('page', 'sources', language=language)}: " + " · ".join([*rest, _licences(rest)]),
    ]
    parts = [
        word("general", key, language=language, years=by_year(which, language))
        for key, which in (("indicator_years", found.now), ("base_years", found.base))
        if which
    ]
    if parts:
        lines.append(". ".join(parts) + ".")
    lines.append(
        word("general", "method", language=language, version=method().version).capitalize()
        + ("" if floor is None else f" · {word('account', 'floor', language=language).lower()}: {floor}")
        + " · "
        + word("page", "made", language=language, date=day(made, language))
    )
    return lines


def _licences(history: list[str]) -> str:
    """Whose figures are under which licence; the police only where theirs are in the layer."""
    registered = tuple(word("source", "police", language=one) for one in LANGUAGES)
    police = ", Politie" if any(line.startswith(registered) for line in history) else ""
    return f"CC BY 4.0 (CBS, Kadaster{police}), CC0 (Leefbaarometer)"


def day(when: date, language: str) -> str:
    """A date as people write it: 5-3-2026 in Dutch, 2026-03-05 in English."""
    return f"{when.day}-{when.month}-{when.year}" if language == "nl" else when.isoformat()
