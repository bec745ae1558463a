"""Putting places, figures of two years and Leefbaarometer scores together into one buurt table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from . import regions
from .account import Account, Word, listed
from .fields import buurt_fields
from .indicators import Rates, cover
from .method import method

#: Below this share of common codes, geometry and table are taken for different years.
_SAME_YEAR = 0.5
#: Where another table covers the polygons at least this well and the target table does not, the polygons are of that
#: year.
_COVERS = 0.98
_SHORT = 0.9


def match_places(
    places: pd.DataFrame,
    tables: dict[str, pd.Index[str]],
    years: dict[str, int],
    account: Account,
    where: dict[str, str],
    drawn: Collection[str] | None = None,
    stamp: int | None = None,
    old: Collection[str] = (),
) -> pd.Index[str]:
    """The buurten of the result: those of the gemeenten in the KWB table, with or without a polygon or a row.

    ``places`` is indexed by the codes of GEOMETRY; ``tables`` holds the codes of ``KWB`` and, if given, ``KWB_BASE``.
    ``drawn`` are the codes whose polygon has a shape (all, when not given), ``stamp`` the year that the polygons say
    they are of, ``old`` the codes of GEOMETRY_BASE. Polygons of other gemeenten are left out and counted. Raises
    VeerkrachtError when the codes are of another year, with how many match and which year fits better.
    """
    codes = tables["KWB"]
    shaped = set(places.index) if drawn is None else set(drawn)
    gemeenten = {regions.gemeente_of(code) for code in codes}
    known = set(codes)
    around = [code for code in places.index if regions.gemeente_of(code) in gemeenten]
    # A polygon without a shape and without figures is nothing at all.
    near = [code for code in around if code in shaped or code in known]
    _check_year(places.index, near, tables, years, where, stamp, old)
    account.add("matched", ("notice", "matched"), year=years["KWB"], count=sum(code in shaped for code in codes),
                value_places={"n": sum(code in shaped for code in codes), "all": len(codes)}, role="KWB")  # fmt: skip
    if stamp is not None and stamp != years["KWB"]:
        account.add("other_year", ("notice", "other_year"), where["GEOMETRY"], stamp,
                    value_places={"stamp": stamp, "year": years["KWB"]})  # fmt: skip
    elsewhere = len(places) - len(around)
    if elsewhere:
        account.add("elsewhere", source=where["GEOMETRY"], count=elsewhere, role="KWB")
    without_row = [code for code in near if code not in known]
    without_polygon = [code for code in codes if code not in shaped]
    for topic, found in (("only_geometry", without_row), ("only_table", without_polygon)):
        account.add(topic, listed(found), count=len(found), role="KWB")
    return pd.Index(sorted({*near, *codes}))


def _check_year(
    polygons: pd.Index[str],
    near: Sequence[str],
    tables: dict[str, pd.Index[str]],
    years: dict[str, int],
    where: dict[str, str],
    stamp: int | None,
    old: Collection[str],
) -> None:
    """Raise VeerkrachtError when the polygons are of another year than the target table, or of other places."""

    def covered(role: str) -> tuple[int, float]:
        """How many codes of a table have a polygon, and which share that is of the smaller of the two."""
        codes = tables[role]
        count = len(polygons.intersection(codes))
        own = {regions.gemeente_of(code) for code in codes}
        here = sum(regions.gemeente_of(code) in own for code in polygons)
        return count, count / max(1, min(len(codes), here))

    n, share = covered("KWB")
    others = {role: covered(role) for role in tables if role != "KWB"}
    better = max(others, key=lambda role: others[role][1], default=None)
    wrong = not near or share < _SAME_YEAR
    if not wrong and not (better and share < _SHORT and others[better][1] >= _COVERS):
        return
    said: dict[str, object] = {
        "n": n,
        "all": len(tables["KWB"]),
        "table": where["KWB"],
        "year": years["KWB"],
        "geometry": where["GEOMETRY"],
    }
    if better is not None and others[better][1] > share and others[better][0] > n:
        raise _refusal(
            N_("Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}; {better} ({other}) has {m} in "
               "common. Use polygons of {year}, or the table of the year of the polygons."),
            said, better=where[better], other=years[better], m=others[better][0],
        )  # fmt: skip
    in_old = len(set(old) & set(tables["KWB"]))
    if in_old > n:
        raise _refusal(
            N_("Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}; the polygons of the base year "
               "have {m} in common. Are the two layers of polygons exchanged?"), said, m=in_old,
        )  # fmt: skip
    if stamp is not None and stamp != years["KWB"]:
        raise _refusal(
            N_("Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}, whose polygons are of "
               "{stamp}. Use polygons of {year}, or the table of {stamp}."), said, stamp=stamp,
        )  # fmt: skip
    raise _refusal(
        N_("Only {n} of the {all} buurt codes of {table} ({year}) are in {geometry}, so they are of different years or "
           "different places. Use polygons of {year} for the same gemeenten."), said,
    )  # fmt: skip


def _refusal(template: str, said: dict[str, object], **more: object) -> VeerkrachtError:
    return VeerkrachtError(template, "", **said, **more)


def indicator_lines(
    rates: Rates,
    residents: pd.Series[float],
    years: dict[str, int],
    base: bool,
    account: Account,
    unpublished: Collection[str] = (),
) -> None:
    """The account of each indicator: its year, in how many buurten it has a figure, and a cover that is too low.

    Of an indicator in ``unpublished`` CBS has no figures in such a year, so that it has none is no fault.
    """
    suffix = "_base" if base else ""
    source: Word = ("source", "cbs")
    for indicator in method().indicators:
        values = np.asarray(rates.frame[indicator.field], dtype=np.float64)
        has, everyone = cover(values, np.asarray(residents.reindex(rates.frame.index), dtype=np.float64))
        if indicator.field in unpublished and np.all(np.isnan(values)):
            account.add("indicator" + suffix, ("notice", "unpublished"), source, years[indicator.field], count=0,
                        field=indicator.field)  # fmt: skip
            continue
        places = {"has": has, "all": everyone}
        figures: Word = ("notice", "figures")
        account.add("indicator" + suffix, figures, source, years[indicator.field], count=has, value_places=places,
                    field=indicator.field)  # fmt: skip
        if indicator.weight and has < method().cover_share * everyone:
            account.add("cover_low" + suffix, figures, source, years[indicator.field], count=has, value_places=places,
                        field=indicator.field, limit=f"{100 * method().cover_share:.0f}")  # fmt: skip
        if indicator.field in rates.clamped:
            account.add("clamped" + suffix, source=source, year=years[indicator.field],
                        count=rates.clamped[indicator.field], field=indicator.field,
                        limit=f"{indicator.per:g}")  # fmt: skip


def buurt_table(
    index: pd.Index[str],
    texts: pd.DataFrame,
    figures: pd.DataFrame,
    year: int,
    base_year: int | None,
    now: pd.DataFrame,
    base: pd.DataFrame | None,
    vgl: pd.Series[str] | None,
    onv: pd.Series[float],
    onv_0: pd.Series[float],
) -> pd.DataFrame:
    """The buurt layer as a table indexed by code (a column ``bu_code`` as well), in the order of the fields.

    ``texts`` has ``name``, ``wk_naam``, ``gm_naam``; ``figures`` the counts and ``p_corp`` of the target year; ``now``
    and ``base`` the indicators with ``wap`` and ``opl_n``, ``base`` already on the target borders.
    """
    out = pd.DataFrame(index=index)
    out["bu_code"] = list(index)
    out["bu_naam"] = texts["name"].reindex(index)
    out["wk_code"] = [regions.wijk_of(code) for code in index]
    out["wk_naam"] = texts["wk_naam"].reindex(index)
    out["gm_code"] = [regions.gemeente_of(code) for code in index]
    out["gm_naam"] = texts["gm_naam"].reindex(index)
    out["jaar"] = float(year)
    out["jaar_0"] = float(base_year) if base_year is not None else np.nan
    for name in ("inwoners", "huishouden", "woningen", "p_corp"):
        out[name] = figures[name].reindex(index)
    for name in (*method().indicator_fields, "wap", "opl_n"):
        out[name] = now[name].reindex(index)
        out[name + "_0"] = base[name].reindex(index) if base is not None else np.nan
    # Three figures that are each rounded to 5 may leave fewer than nobody of working age.
    for name in ("wap", "wap_0"):
        out[name] = out[name].clip(lower=0.0)
    out["onv"] = onv.reindex(index)
    out["onv_0"] = onv_0.reindex(index)
    out["vgl"] = vgl.reindex(index).fillna("niet") if vgl is not None else ""
    for name in ("bu_naam", "wk_naam", "gm_naam"):
        out[name] = out[name].fillna("")
    out.loc[out["bu_naam"] == "", "bu_naam"] = out["bu_code"]
    return out[[field.name for field in buurt_fields()]]
