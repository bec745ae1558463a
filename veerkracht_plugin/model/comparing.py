"""Wijken, gemeenten or groups of buurten side by side (method.md, "Roll-ups").

Residents and own units are added up; rates come from counts (:mod:`.position`); scores (``kw``, ``onv`` and their
changes) are means with residents as weights, over the buurten that count (:func:`counted`). All figures of one run are
absolute, or all are measured against the own gemeente: the two are never mixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from . import classes, position
from .fields import Field, _of
from .index import weighted_mean_sd
from .method import method
from .regions import wijk_of
from .signals import PerBuurt
from .values import Floats
from .words import codes

Bools = npt.NDArray[np.bool_]

WIJK, GEMEENTE, GROUP = "wijk", "gemeente", "groep"
ABSOLUTE, RELATIVE = "absoluut", "relatief"

#: The maps that are counted, of each kind.
MAPS = {
    ABSOLUTE: ("kl_focus", "kl_signa", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_corp"),
    RELATIVE: ("kl_focusr", "kl_signr"),
}
#: The focus map and the signal map of each kind, which are counted in the layer itself.
FOCUS = {ABSOLUTE: "kl_focus", RELATIVE: "kl_focusr"}
SIGNAL = {ABSOLUTE: "kl_signa", RELATIVE: "kl_signr"}
#: The classes that an area as a whole gets, from its mean scores.
OWN_CLASSES = {
    ABSOLUTE: ("kl_focus", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_signa"),
    RELATIVE: ("kl_focusr", "kl_signr"),
}

#: How the classes are called in the names of fields, which have at most ten characters.
_SHORT = {"druk": "druk", "veerkracht": "veerk", "overlast": "overl", "gunstig": "gunst"}

#: The shares of residents between which the spread is told.
LOW, HIGH = 0.1, 0.9

#: Which way the ranks go: 1 is the area of most concern.
RANKED = {"rang_kw": ("kw", True), "rang_ov": ("onv", False), "rang_kwd": ("kw_d", True), "rang_ovd": ("ov_d", True)}
_COVER_OF = {"kw": "p_kw", "onv": "p_onv", "kw_d": "p_kwd", "ov_d": "p_ovd"}


@dataclass(frozen=True)
class Area:
    """A wijk, gemeente or group: ``rows`` are positions in the table. ``ranked`` is False for buurten without group."""

    code: str
    name: str
    gemeente: str
    rows: tuple[int, ...]
    ranked: bool = True


def class_columns(field: str, prefix: str) -> dict[str, str]:
    """The field that holds the sum for each class of a focus or signal map: ``i_C3``, ``e_druk``, ``i_fgeen``."""
    none = "fgeen" if field in FOCUS.values() else "sgeen"
    return {code: prefix + (none if code == classes.NONE else _SHORT.get(code, code)) for code in codes(field)}


def area_fields(kind: str) -> tuple[Field, ...]:
    """The layer of areas. ``kind`` is :data:`ABSOLUTE` or :data:`RELATIVE`, which the field ``soort`` repeats."""
    counts = [
        name
        for prefix in ("i_", "e_")
        for field in (FOCUS[kind], SIGNAL[kind])
        for name in class_columns(field, prefix).values()
    ]
    return (
        *_of("text", "code naam gm_naam soort"),
        *_of("integer", "jaar jaar_0 n_buurten n_geen n_geen_s inwoners woningen eenheden"),
        *_of("double", "p_eigen kw kw_sd kw_p10 kw_p90 p_kw"),
        *_of("integer", "rang_kw"),
        *_of("double", "onv onv_sd onv_p10 onv_p90 p_onv"),
        *_of("integer", "rang_ov"),
        *_of("double", "kw_d kw_onz p_kwd"),
        *_of("integer", "rang_kwd"),
        *_of("double", "ov_d p_ovd"),
        *_of("integer", "rang_ovd"),
        *_of("double", "pi_C3 pi_druk"),
        *_of("integer", " ".join(counts)),
        *_of("double", " ".join(("p_corp", *method().indicator_fields))),
        *_of("double", "sig_100 p_sig"),
        *_of("text", " ".join(OWN_CLASSES[kind])),
    )


def class_table_fields() -> tuple[Field, ...]:
    """The long table: a row for each area, map and class."""
    return (
        *_of("text", "code naam soort veld klasse omschr"),
        *_of("integer", "n_buurten inwoners eenheden"),
        *_of("double", "p_inw p_eenh"),
    )


#: The row of all kinds of own signals together.
ALL_KINDS = "alle"


def signal_fields() -> tuple[Field, ...]:
    """Own signals of areas: a row for each area and kind, and one for all kinds together (:data:`ALL_KINDS`)."""
    return (
        *_of("text", "code naam signaal"),
        *_of("integer", "eenheden aantal"),
        *_of("double", "per100 p_sig"),
        *_of("date", "van tot"),
    )


# -- arithmetic -------------------------------------------------------------------------------------------------------
def counted(table: pd.DataFrame) -> Bools:
    """The buurten that count in means: with residents, and not below the floor that they were classified with.

    The floor is known by the ``reden`` of a row; a table without a single reason goes by the floor of the method.
    """
    residents = np.asarray(table["inwoners"], dtype=np.float64)
    reasons = table["reden"].astype(str)
    if not (reasons != "").any():
        return np.asarray(residents >= max(method().floor, 1), dtype=np.bool_)
    below = reasons.str.contains(classes.TOO_FEW, regex=False).to_numpy(dtype=np.bool_)
    return np.asarray((residents > 0) & ~below, dtype=np.bool_)


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The smallest value up to which at least ``share`` of the weight lies; NaN without any (inverse of the weighted
    distribution function). Rows without a value or weight do not count.
    """
    has = ~np.isnan(values) & (weights > 0)
    if not has.any():
        return math.nan
    order = np.argsort(values[has], kind="stable")
    x, running = values[has][order], np.cumsum(weights[has][order])
    # A tenth of 100 is 10 whatever the last bits of a sum say.
    return float(x[min(int(np.searchsorted(running, share * running[-1] * (1 - 1e-12))), len(x) - 1)])


@dataclass(frozen=True)
class Spread:
    """A score over the buurten of an area, weighted with residents. ``sd``, ``low`` and ``high`` (10 and 90 % of the
    residents) are NaN with fewer than two buurten. ``cover`` is the % of residents whose buurt has the score.
    """

    mean: float
    sd: float
    low: float
    high: float
    cover: float


def spread(values: Floats, residents: Floats) -> Spread:
    """The spread of a score over buurten that count."""
    mean, sd = weighted_mean_sd(values, residents)
    has = ~np.isnan(values) & (residents > 0)
    cover = _share(float(residents[has].sum()), float(residents[residents > 0].sum()))
    if np.count_nonzero(has) < 2:
        return Spread(mean, math.nan, math.nan, math.nan, cover)
    return Spread(
        mean, sd, weighted_quantile(values, residents, LOW), weighted_quantile(values, residents, HIGH), cover
    )


def mean_half_width(values: Floats, half_widths: Floats, residents: Floats) -> float:
    """Half of the 95 % interval of a weighted mean whose parts have independent errors: √Σ w²h² / Σ w.

    NaN when a row with a value has no half-width.
    """
    has = ~np.isnan(values) & (residents > 0)
    if not has.any() or np.isnan(half_widths[has]).any():
        return math.nan
    w = residents[has]
    return math.sqrt(math.fsum((w * half_widths[has]) ** 2)) / math.fsum(w)


def ranks(values: Sequence[float], highest_first: bool) -> list[int | None]:
    """Standard competition ranks (1, 2, 2, 4); None for what is missing.

    Values that are equal in twelve decimals are equal.
    """
    known = [round(value, 12) for value in values if value == value]
    order = sorted(known, reverse=highest_first)
    place: dict[float, int] = {}
    for i, value in enumerate(order):
        place.setdefault(value, i + 1)
    return [place[round(value, 12)] if value == value else None for value in values]


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else math.nan


def _sum(values: Floats) -> float:
    """The sum of what is known; NaN when nothing is."""
    has = ~np.isnan(values)
    return math.fsum(values[has]) if has.any() else math.nan


# -- areas ------------------------------------------------------------------------------------------------------------
def areas(table: pd.DataFrame, by: str, groups: Sequence[str] | None = None, without: str = "") -> list[Area]:
    """The areas of a table with index 0, 1, …, in order of their codes.

    ``by`` is :data:`WIJK`, :data:`GEMEENTE`, or :data:`GROUP` with ``groups``, a text per row; rows with an empty text
    are together in an area with the name ``without``, which has no code and no rank, and comes last.
    """
    if by == WIJK:
        keys = [own or wijk_of(code) for own, code in zip(table["wk_code"], table["bu_code"])]
        names = [str(one) for one in table["wk_naam"]]
    elif by == GEMEENTE:
        keys, names = [str(one) for one in table["gm_code"]], [str(one) for one in table["gm_naam"]]
    else:
        keys = [str(one) for one in groups or []]
        names = keys
    rows: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        rows.setdefault(key, []).append(i)
    gemeenten = [str(one) for one in table["gm_naam"]]
    out = []
    for key in sorted(rows, key=lambda one: (one == "", one)):
        found = [names[i] for i in rows[key] if names[i]]
        places = sorted({gemeenten[i] for i in rows[key] if gemeenten[i]})
        shown = ", ".join(places[:3]) + (f" +{len(places) - 3}" if len(places) > 3 else "")
        name = found[0] if found else without if not key else f"Wijk {key[2:]}" if by == WIJK else key
        out.append(Area(key, name, shown, tuple(rows[key]), ranked=key != ""))
    return out


def scores(table: pd.DataFrame, kind: str, use: Bools) -> dict[str, Floats]:
    """``kw``, ``onv``, ``kw_d``, ``ov_d`` and ``kw_onz`` per row; for :data:`RELATIVE` less the mean of the
    gemeente.
    """
    out = {name: np.asarray(table[name], dtype=np.float64) for name in ("kw", "onv", "kw_d", "ov_d", "kw_onz")}
    if kind == RELATIVE:
        residents = np.asarray(table["inwoners"], dtype=np.float64)
        gemeente = np.asarray(table["gm_code"], dtype=object)
        for name in ("kw", "onv", "kw_d", "ov_d"):
            out[name] = out[name] - classes.gemeente_mean(out[name], residents, gemeente, use)
    return out


def compare(
    table: pd.DataFrame, found: Sequence[Area], kind: str, units: Sequence[float] | None = None
) -> pd.DataFrame:
    """A row per area with :func:`area_fields`. ``table`` is a classified buurt table with index 0, 1, …; ``units`` are
    own units per row, None without own stock (the columns of own units are then missing, not 0).
    """
    use = counted(table)
    values = scores(table, kind, use)
    residents = np.asarray(table["inwoners"], dtype=np.float64)
    dwellings = np.asarray(table["woningen"], dtype=np.float64)
    own = np.asarray(units, dtype=np.float64) if units is not None else None
    focus, signal = (np.asarray(table[one[kind]], dtype=object) for one in (FOCUS, SIGNAL))
    columns: dict[str, list[object]] = {field.name: [] for field in area_fields(kind)}
    for area in found:
        rows = np.asarray(area.rows, dtype=np.int64)
        weights = np.where(use[rows], residents[rows], 0.0)
        one: dict[str, Any] = {
            "code": area.code, "naam": area.name, "gm_naam": area.gemeente, "soort": kind,
            "jaar": _one_year(table["jaar"], rows), "jaar_0": _one_year(table["jaar_0"], rows),
            "n_buurten": len(rows), "n_geen": int(np.count_nonzero(focus[rows] == classes.NONE)),
            "n_geen_s": int(np.count_nonzero(signal[rows] == classes.NONE)),
            "inwoners": _sum(residents[rows]), "woningen": _sum(dwellings[rows]),
            "eenheden": math.fsum(own[rows]) if own is not None else math.nan,
        }  # fmt: skip
        # Own units of buurten whose dwellings are unknown are a share of nothing that is known.
        whole = own is not None and not np.isnan(dwellings[rows][own[rows] > 0]).any()
        one["p_eigen"] = _share(one["eenheden"], one["woningen"]) if whole else math.nan
        for name in ("kw", "onv"):
            found_spread = spread(values[name][rows], weights)
            one[name], one[f"{name}_sd"] = found_spread.mean, found_spread.sd
            one[f"{name}_p10"], one[f"{name}_p90"] = found_spread.low, found_spread.high
            one[_COVER_OF[name]] = found_spread.cover
        for name in ("kw_d", "ov_d"):
            found_spread = spread(values[name][rows], weights)
            one[name], one[_COVER_OF[name]] = found_spread.mean, found_spread.cover
        one["kw_onz"] = mean_half_width(values["kw_d"][rows], values["kw_onz"][rows], weights)
        for prefix, amounts in (("i_", residents), ("e_", own)):
            for field, of in ((FOCUS[kind], focus), (SIGNAL[kind], signal)):
                for code, name in class_columns(field, prefix).items():
                    inside = rows[of[rows] == code]
                    one[name] = math.nan if amounts is None else math.fsum(np.nan_to_num(amounts[inside]))
        for name, code, field in (("pi_C3", "C3", FOCUS[kind]), ("pi_druk", "druk", SIGNAL[kind])):
            sums = {key: one[column] for key, column in class_columns(field, "i_").items()}
            # Of the residents whose buurt has a class: what has none says nothing of how many live where.
            one[name] = _share(sums[code], math.fsum(v for k, v in sums.items() if k != classes.NONE))
        for name in ("p_corp", *method().indicator_fields):
            one[name] = position.rate(table, list(area.rows), name)
        for name in columns:
            columns[name].append(one.get(name))
    out = pd.DataFrame(columns)
    _own_classes(out, kind)
    _ranks(out, found)
    return out


def _one_year(years: pd.Series[float], rows: npt.NDArray[np.int64]) -> float:
    """The year of all rows; NaN when they differ or have none."""
    known = {float(one) for one in years.iloc[rows] if one == one}
    return known.pop() if len(known) == 1 else math.nan


def _own_classes(out: pd.DataFrame, kind: str) -> None:
    """The class of each area as a whole; ``geen`` where its mean rests on too few residents."""
    value = {
        name: np.asarray(out[name].where([enough(float(one)) for one in out[cover]]), dtype=np.float64)
        for name, cover in _COVER_OF.items()
    }
    kwd = classes.kw_change_class(value["kw_d"], np.asarray(out["kw_onz"], dtype=np.float64))
    ovd = classes.ov_change_class(value["ov_d"])
    made = {
        FOCUS[kind]: classes.focus_class(value["kw"], value["onv"]),
        SIGNAL[kind]: classes.signal_class(kwd, ovd),
        "kl_kw": classes.level_class(value["kw"]),
        "kl_ov": classes.liveability_class(value["onv"]),
        "kl_kwd": kwd,
        "kl_ovd": ovd,
    }
    for name in OWN_CLASSES[kind]:
        out[name] = made[name]


def enough(cover: float) -> bool:
    """Whether a mean rests on enough residents to stand in a rank: the cover that the method asks everywhere."""
    return cover >= 100.0 * method().cover_share - 1e-9


def _ranks(out: pd.DataFrame, found: Sequence[Area]) -> None:
    for name, (field, highest_first) in RANKED.items():
        values = [
            float(value) if area.ranked and enough(float(cover)) else math.nan
            for value, cover, area in zip(out[field], out[_COVER_OF[field]], found)
        ]
        out[name] = pd.Series([math.nan if one is None else one for one in ranks(values, highest_first)], dtype=float)


def by_class(
    table: pd.DataFrame, found: Sequence[Area], kind: str, units: Sequence[float] | None = None
) -> pd.DataFrame:
    """The long table with :func:`class_table_fields` (``omschr`` left empty): what each class of each map holds in each
    area, classes that hold nothing included. Shares are of all residents and own units of the area.
    """
    residents = np.nan_to_num(np.asarray(table["inwoners"], dtype=np.float64))
    own = np.asarray(units, dtype=np.float64) if units is not None else None
    rows: list[dict[str, object]] = []
    for field in MAPS[kind]:
        column = np.asarray(table[field], dtype=object)
        for area in found:
            at = np.asarray(area.rows, dtype=np.int64)
            people = math.fsum(residents[at])
            homes = math.fsum(own[at]) if own is not None else math.nan
            for code in codes(field):
                inside = at[column[at] == code]
                held = math.fsum(residents[inside])
                mine = math.fsum(own[inside]) if own is not None else math.nan
                rows.append({
                    "code": area.code, "naam": area.name, "soort": kind, "veld": field, "klasse": code, "omschr": "",
                    "n_buurten": len(inside), "inwoners": held, "eenheden": mine,
                    "p_inw": _share(held, people), "p_eenh": _share(mine, homes),
                })  # fmt: skip
    return pd.DataFrame(rows, columns=[field.name for field in class_table_fields()])


def own_signals(table: pd.DataFrame, found: Sequence[Area], signals: PerBuurt) -> pd.DataFrame:
    """The table with :func:`signal_fields`, area by area and each with all kinds first. They are rates of own units and
    so the same measure everywhere, whatever the gemeente.
    """
    codes_of = [str(one) for one in table["bu_code"]]
    rows: list[dict[str, object]] = []
    for area in found:
        held = signals.known([codes_of[i] for i in area.rows])
        for kind, one in ((ALL_KINDS, held.total), *held.kinds.items()):
            rows.append({
                "code": area.code, "naam": area.name, "signaal": kind, "eenheden": one.units, "aantal": one.number,
                "per100": one.rate, "p_sig": one.cover, "van": signals.period.start, "tot": signals.period.end,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=[field.name for field in signal_fields()])


def with_signals(figures: pd.DataFrame, own: pd.DataFrame) -> None:
    """Put the rate of all kinds together beside the figures of the areas, which stand in the same order."""
    total = own[own["signaal"] == ALL_KINDS].reset_index(drop=True)
    figures["sig_100"], figures["p_sig"] = total["per100"], total["p_sig"]
