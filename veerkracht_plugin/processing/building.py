"""From checked tables and polygons to the buurt layer: shared by ``assemble`` and ``download``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

import pandas as pd
from qgis.core import QgsGeometry, QgsProcessingFeedback, QgsWkbTypes

from ..errors import N_, VeerkrachtError
from ..layers.language import product_language
from ..layers.metadata import Provenance
from ..layers.overlaps import overlaps
from ..layers.read import RD_BOX
from ..maps.material import FICTIONAL as FICTIONAL
from ..maps.styles import BUURTEN
from ..model import assemble, boundaries
from ..model.account import Account, Entry, listed
from ..model.fields import buurt_fields
from ..model.indicators import Rates, rates
from ..model.method import method
from ..model.police import YEAR as POLICE_YEAR
from ..model.police import police_fields
from ..model.words import word
from ..sources import liveability as lbm
from ..sources.catalogue import licence
from ..sources.files import RawTable
from ..sources.kwb import SOURCE as CBS
from ..sources.kwb import Kwb, may_exist
from ..sources.places import Places
from .base import Output

liveability_score = lbm.score


@dataclass
class Liveability:
    """``onv`` of the target and the base year, by buurt, and those years (None when there is none)."""

    onv: pd.Series[float]
    onv_0: pd.Series[float]
    year: int | None
    base_year: int | None

    @classmethod
    def none(cls) -> Liveability:
        """No scores at all."""
        empty: pd.Series[float] = pd.Series(dtype=float)
        return cls(empty, empty, None, None)


def liveability(
    raw: RawTable,
    year: int,
    base_year: int | None,
    asked: int | None,
    asked_base: int | None,
    account: Account,
    feedback: QgsProcessingFeedback,
) -> Liveability:
    """The scores of the right years out of a table, and what is to be said about them."""
    table = lbm.read_liveability(raw, asked, account)
    years: Sequence[int] = [int(y) for y in table["jaar"].unique()]
    chosen, late = lbm.choose_year(years, asked, year, raw.name)
    if late:
        account.add("liveability_late", ("notice", "late"), lbm.SOURCE, chosen,
                    value_places={"year": chosen, "asked": year})  # fmt: skip
    elif chosen is None:
        account.add("liveability_none", ("notice", "only_later"), lbm.SOURCE,
                    value_places={"years": ", ".join(map(str, sorted(years))), "asked": year})  # fmt: skip
    chosen_base: int | None = None
    if asked_base is not None and chosen is not None and asked_base >= chosen:
        raise VeerkrachtError(
            N_("The base year {base} of the Leefbaarometer must lie before its year {year}."),
            base=asked_base,
            year=chosen,
        )
    if base_year is not None or asked_base is not None:
        chosen_base, late_base = lbm.choose_year(years, asked_base, year if base_year is None else base_year, raw.name)
        if late_base and asked_base is None:
            chosen_base = None
        if chosen_base is not None and chosen_base == chosen:
            # One year cannot be target and base at once: the change would be 0 everywhere.
            feedback.pushWarning(same_edition(chosen, year, year if base_year is None else base_year, account))
            chosen_base = None
    onv, onv_0 = lbm.of_year(table, chosen), lbm.of_year(table, chosen_base)
    account.add("onv", source=lbm.SOURCE, year=chosen, retrieved=raw.retrieved, count=len(onv))
    if base_year is not None or asked_base is not None:
        account.add("onv_base", source=lbm.SOURCE, year=chosen_base, retrieved=raw.retrieved, count=len(onv_0))
    return Liveability(onv, onv_0, chosen, chosen_base)


def same_edition(edition: int, year: int, base_year: int | None, account: Account) -> str:
    """Put into the account that target and base year fall on one Leefbaarometer; returns the sentence for the log."""
    places = {"year": year, "base": base_year, "edition": edition}
    account.add("liveability_same", ("notice", "same_edition"), lbm.SOURCE, edition, value_places=places)
    return word("notice", "same_edition", language=product_language(), **{k: str(v) for k, v in places.items()})


def known_flags(tables: Sequence[Kwb], places: Places, year: int) -> dict[int, pd.Series[str]]:
    """Border flags per year: from the tables, and of the target year from its polygons when its table has none.

    Polygons that say they are of another year carry the flags of that year, so those are not used.
    """
    flags = {table.year: table.texts["flag"] for table in tables if (table.texts["flag"] != "").any()}
    if year not in flags and places.year in (None, year) and (places.texts["flag"] != "").any():
        flags[year] = places.texts["flag"]
    return flags


def build(
    places: Places,
    polygons: Mapping[str, QgsGeometry],
    kwb: Kwb,
    base: Kwb | None,
    old: Mapping[str, QgsGeometry] | None,
    flags: Mapping[int, pd.Series[str]],
    scores: Liveability,
    where: dict[str, str],
    account: Account,
    feedback: QgsProcessingFeedback,
) -> Output:
    """The buurt layer of ``kwb`` on the borders of ``places``, with the base year brought to those borders."""
    tables = {"KWB": kwb.figures.index}
    years = {"KWB": kwb.year}
    if base is not None:
        tables["KWB_BASE"], years["KWB_BASE"] = base.figures.index, base.year
    index = assemble.match_places(
        places.texts, tables, years, account, where, [code for code, one in polygons.items() if not one.isNull()],
        places.year, list(old or ()),
    )  # fmt: skip
    check_position(polygons, places.name)
    if any(code not in polygons for code in kwb.figures.index):
        drawn = sum(code in polygons for code in kwb.figures.index)
        feedback.pushWarning(
            word("account", "matched", language=product_language(), role="KWB")
            + ": " + word("notice", "matched", language=product_language(), n=drawn, all=len(kwb.figures))
        )  # fmt: skip
    residents = kwb.figures["inwoners"]
    now = _figures(rates(kwb.figures), kwb.year)
    before = vgl = None
    if base is not None:
        links = _links(index, polygons, base, old, flags, kwb.year, account, feedback)
        vgl = links["vgl"]
        before = _figures(rates(boundaries.carry(base.figures, links, None)), base.year)
    return finish(index, places, polygons, kwb, base, now, before, vgl, residents, scores, account)


def check_position(polygons: Mapping[str, QgsGeometry], name: str) -> None:
    """Raise VeerkrachtError when not one polygon lies where RD has the Netherlands: its coordinates are of another
    system.
    """
    boxes = [geometry.boundingBox() for geometry in polygons.values()]
    if boxes and not any(RD_BOX.intersects(box) for box in boxes):
        raise VeerkrachtError(
            N_("{layer} lies outside the Netherlands (at {x}, {y} in RD), so its coordinates are not of the coordinate "
               "system that it has. Set the right one in the layer's properties."),
            layer=name, x=f"{boxes[0].xMinimum():.0f}", y=f"{boxes[0].yMinimum():.0f}",
        )  # fmt: skip


@dataclass
class Figures:
    """The indicators of the target or the base year, on the target borders, the year of each, and those of which CBS
    has no figures up to then.
    """

    rates: Rates
    years: dict[str, int]
    unpublished: Collection[str] = ()


def _figures(found: Rates, year: int) -> Figures:
    """All indicators of one edition."""
    unpublished = {indicator.field for indicator in method().indicators if not may_exist(indicator, year)}
    return Figures(found, dict.fromkeys(method().indicator_fields, year), unpublished)


def finish(
    index: pd.Index[str],
    places: Places,
    polygons: Mapping[str, QgsGeometry],
    kwb: Kwb,
    base: Kwb | None,
    now: Figures,
    before: Figures | None,
    vgl: pd.Series[str] | None,
    residents: pd.Series[float],
    scores: Liveability,
    account: Account,
    police: pd.DataFrame | None = None,
) -> Output:
    """The buurt layer and its account from figures that all stand on the target borders. ``base`` gives the base
    year, ``police`` the columns of :func:`police_fields`, if they were asked for.
    """
    assemble.indicator_lines(now.rates, residents, now.years, False, account, now.unpublished)
    if before is not None:
        assemble.indicator_lines(before.rates, residents, before.years, True, account, before.unpublished)
    if vgl is not None and base is not None:
        for kind in (boundaries.SAME, boundaries.RECODED, boundaries.REALLOCATED, boundaries.NOT):
            codes = vgl.index[vgl == kind]
            named = listed(codes) if kind != boundaries.SAME else ""
            account.add("vgl", named, CBS, base.year, count=len(codes), kind=("class", "vgl", kind))
    table = assemble.buurt_table(
        index, _texts(index, places, kwb), kwb.figures, kwb.year, base.year if base else None, now.rates.frame,
        before.rates.frame if before else None, vgl, scores.onv, scores.onv_0,
    )  # fmt: skip
    account.add("rows", year=kwb.year, count=len(table))
    account.add("method", method().version)
    account.add("made", datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
    account.add("signal", ("general", "signal"))
    fields = buurt_fields()
    if police is not None:
        table = table.join(police)
        fields = (*fields, *police_fields())
    made = provenance(places, kwb, base, scores, table, now.years, before.years if before else {})
    registered = sorted({int(year) for year in police[POLICE_YEAR].dropna()}) if police is not None else []
    if registered:
        source = word("source", "police", language=product_language())
        made.history.append(f"{source} {', '.join(map(str, registered))}")
    # Only what is in the layer has rights on it.
    used = ["cbs", "geometry", *(["lbm"] if scores.year is not None else []), *(["police"] if registered else [])]
    for one in used:
        account.entries.append(Entry("licence", licence(one), ("source", one), places=(("source", ("source", one)),)))
    made.rights = [licence(one) for one in used]
    return Output("OUTPUT", BUURTEN, table, fields, dict(polygons), QgsWkbTypes.Type.MultiPolygon, made)


def _texts(index: pd.Index[str], places: Places, kwb: Kwb) -> pd.DataFrame:
    """Names: those of the polygons, and where they have none those of the table."""
    first = places.texts.reindex(index).fillna("")
    second = kwb.texts.reindex(index).fillna("")
    out = pd.DataFrame(
        {name: first[name].where(first[name] != "", second[name]) for name in ("name", "wk_naam", "gm_naam")}
    )
    # The table knows the official name of a gemeente; polygons of the Leefbaarometer only carry its own.
    out["gm_naam"] = second["gm_naam"].where(second["gm_naam"] != "", first["gm_naam"])
    known = out[out["gm_naam"] != ""].groupby(lambda code: code[2:6])["gm_naam"].first()
    out["gm_naam"] = [name or known.get(code[2:6], "") for code, name in zip(index, out["gm_naam"])]
    return out


def _links(
    index: pd.Index[str],
    polygons: Mapping[str, QgsGeometry],
    base: Kwb,
    old: Mapping[str, QgsGeometry] | None,
    flags: Mapping[int, pd.Series[str]],
    year: int,
    account: Account,
    feedback: QgsProcessingFeedback,
) -> pd.DataFrame:
    """How each buurt of ``index`` is reached from the base year."""
    lacking = [y for y in range(base.year + 1, year + 1) if y not in flags]
    if lacking:
        account.add("flags_unknown", ("notice", "flags"), CBS, value_places={"years": ", ".join(map(str, lacking))})
        if old is None:
            feedback.pushWarning(
                word("notice", "flags", language=product_language(), years=", ".join(map(str, lacking)))
            )
    same = boundaries.unchanged(flags, base.year, year)
    codes = [str(code) for code in index]
    shared = None
    if old is not None:
        undecided = [code for code in codes if code not in same or code not in base.figures.index]
        shared = overlaps(polygons, old, undecided, feedback)
    return boundaries.link(codes, list(base.figures.index), same, not lacking, shared, None)


def provenance(
    places: Places,
    kwb: Kwb,
    base: Kwb | None,
    scores: Liveability,
    table: pd.DataFrame,
    now_years: Mapping[str, int],
    base_years: Mapping[str, int],
) -> Provenance:
    """Title and sources with their years, for the layer's metadata."""
    language = product_language()
    gemeenten = sorted({name for name in table["gm_naam"] if name})
    named = ", ".join(gemeenten[:3]) + (f" +{len(gemeenten) - 3}" if len(gemeenten) > 3 else "")
    title = f"{word('layer', 'buurten', language=language)} {named} {kwb.year}".replace("  ", " ")
    history = [
        f"{word('source', 'cbs', language=language)} {one.year}: {one.name} {one.retrieved}".strip()
        for one in (kwb, base) if one is not None
    ]  # fmt: skip
    history.append(f"{word('source', 'geometry', language=language)}: {places.name}")
    if scores.year is not None:
        of = str(scores.year) if scores.base_year is None else f"{scores.base_year}, {scores.year}"
        history.append(f"{word('source', 'lbm', language=language)} {of}")
    for key, suffix, years in (("indicator_years", "", now_years), ("base_years", "_0", base_years)):
        used = [f"{field} {years[field]}" for field in years if table[field + suffix].notna().any()]
        if used:
            history.append(word("general", key, language=language, years=", ".join(used)))
    return Provenance(title, history, fictional=FICTIONAL in gemeenten)
