"""The method in plain Python: level, change, uncertainty, classes, comparison with the gemeente, and reden.

Written from the text of the method, not from the code of the plugin, so that the two can be held against each other.
Clear and slow: lists of dicts, one value at a time, sums by ``math.fsum``. No pandas, no NumPy, no QGIS.

A row is a dict with the field names of the buurt layer, plus the denominators that the uncertainty needs:

``wap``, ``wap_0``
    residents of working age (inwoners - 0 to 15 - 65 and older), target and base year, persons
``opl_n``, ``opl_n_0``
    residents whose education is known (laag + midden + hoog), target and base year, persons

A missing value is an absent key, ``None`` or NaN. Rates are in % (``wmo``: per 1000), ``onv`` in the unit of the
Leefbaarometer, ``p_corp`` in %.

Used as a program it checks (or with ``--write`` makes anew) the expected part of ``ten_buurten.json``.
"""
from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

Row = dict[str, Any]
Number = Optional[float]

INDICATORS: tuple[str, ...] = ("bijst", "ao", "laag40", "minima", "armoede", "oplg", "wmo", "jzorg")
DEFAULT_WEIGHTS: dict[str, float] = {
    "bijst": 1.0, "ao": 1.0, "laag40": 1.0, "minima": 1.0, "armoede": 1.0, "oplg": 1.0, "wmo": 0.0, "jzorg": 0.0,
}
FLOOR = 100

#: Half-width of the rounding of a rate that CBS publishes as a rate: 0.05 percentage point, or 0.5 per 1000.
DIRECT_HALF_WIDTH: dict[str, float] = {"laag40": 0.05, "minima": 0.05, "armoede": 0.05, "wmo": 0.5, "jzorg": 0.05}
COUNT_HALF_WIDTH = 5.0  # persons with a benefit, persons per level of education
RESIDENTS_HALF_WIDTH = 2.5  # inwoners and age groups
NORMAL_95 = 1.96

KW_LIMITS: tuple[float, ...] = (-1.0, -0.33, 0.33, 1.0)
LADDER: tuple[float, ...] = (-0.2352, -0.1568, -0.0784, -0.0392, 0.0392, 0.0784, 0.1568, 0.2352)
KWD_LIMIT = 0.20
OVD_LIMIT = 0.0196
DECIMALS = 12  # comparisons at a limit are made on values rounded so, or 0.1 - 0.0804 would miss 0.0196

GEEN = "geen"
CLASS_FIELDS: tuple[str, ...] = (
    "kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp",
)
NUMBER_FIELDS: tuple[str, ...] = ("kw", "kw_0", "kw_d", "kw_onz", "kw_n", "ov_d")
RESULT_FIELDS: tuple[str, ...] = NUMBER_FIELDS + CLASS_FIELDS + ("reden",)

#: The counts of one year from which ``rates_from_counts`` starts; the base year has the same names with ``_0``.
COUNT_FIELDS: tuple[str, ...] = (
    "inwoners", "n_0_15", "n_65", "n_bijst", "n_ao", "p_laag40", "p_minima", "p_armoede",
    "n_laag", "n_midden", "n_hoog", "r_wmo", "p_jzorg",
)


class Scale(NamedTuple):
    """Weighted mean and population standard deviation of one quantity over the reference rows."""

    mean: float
    sd: float


class Result(NamedTuple):
    """One dict with ``bu_code`` and RESULT_FIELDS per input row, in input order, and the steps on the way.

    ``steps`` holds plain JSON: ``level`` and ``change``, each with ``weights`` (of the indicators kept), ``left_out``
    (indicator -> why: ``no values`` or ``no spread``), ``mean`` and ``sd`` per indicator, ``m`` and ``s``, and per
    bu_code the values on the way (``z``, ``raw``; ``z_0``, ``z_1``, ``var_0``, ``var_1``, ``raw_0``, ``raw_1``);
    ``gemeente`` with the means of kw, onv, kw_d and ov_d per gm_code; ``relative`` with the same less those means.
    """

    rows: list[Row]
    steps: dict[str, Any]


# ---------------------------------------------------------------------------------------------- small things

def value(row: Mapping[str, Any], name: str) -> Number:
    """The number in a field, or None where it is absent, None or NaN."""
    found = row.get(name)
    if found is None or found == "":
        return None
    number = float(found)
    return None if math.isnan(number) else number


def at_limit(number: float) -> float:
    """The number as it is held against a limit."""
    return round(number, DECIMALS)


def weighted_scale(pairs: Iterable[tuple[float, float]]) -> Scale | None:
    """Mean and population standard deviation of (value, weight) pairs; None without any weight.

    A spread that is nothing but the rounding of floating point (all values equal) is 0.
    """
    held = list(pairs)
    total = math.fsum(w for _, w in held)
    if total <= 0:
        return None
    mean = math.fsum(w * x for x, w in held) / total
    sd = math.sqrt(math.fsum(w * (x - mean) ** 2 for x, w in held) / total)
    largest = max(abs(x) for x, _ in held)
    return Scale(mean, 0.0 if sd <= 1e-12 * max(1.0, largest) else sd)


def weighted_mean(pairs: Iterable[tuple[float, float]]) -> Number:
    """Weighted mean of (value, weight) pairs; None without any weight."""
    scale = weighted_scale(pairs)
    return None if scale is None else scale.mean


def in_reference(row: Mapping[str, Any], floor: float) -> bool:
    """Whether a row takes part: inwoners known and not below the floor."""
    inwoners = value(row, "inwoners")
    return inwoners is not None and inwoners >= floor


# ---------------------------------------------------------------------------------------------- rates

def share(numerator: Number, denominator: Number) -> tuple[Number, bool]:
    """100 * numerator / denominator clamped to 0..100, and whether it was clamped; missing without a denominator."""
    if numerator is None or denominator is None or denominator <= 0:
        return None, False
    return clamp(100.0 * numerator / denominator, 100.0)


def clamp(rate: Number, top: float) -> tuple[Number, bool]:
    """The rate within 0..top, and whether it lay outside."""
    if rate is None:
        return None, False
    inside = min(max(rate, 0.0), top)
    return inside, inside != rate


def rates_from_counts(counts: Mapping[str, Any], suffix: str = "") -> tuple[Row, list[str]]:
    """Rates and denominators of one year from COUNT_FIELDS (with ``suffix``), and the indicators that were clamped."""
    got = {name: value(counts, name + suffix) for name in COUNT_FIELDS}
    ages = (got["inwoners"], got["n_0_15"], got["n_65"])
    wap = None if any(n is None for n in ages) else ages[0] - ages[1] - ages[2]  # type: ignore[operator]
    levels = (got["n_laag"], got["n_midden"], got["n_hoog"])
    opl_n = None if any(n is None for n in levels) else math.fsum(levels)  # type: ignore[arg-type]
    made = {
        "bijst": share(got["n_bijst"], wap),
        "ao": share(got["n_ao"], wap),
        "laag40": clamp(got["p_laag40"], 100.0),
        "minima": clamp(got["p_minima"], 100.0),
        "armoede": clamp(got["p_armoede"], 100.0),
        "oplg": share(got["n_laag"], opl_n),
        "wmo": clamp(got["r_wmo"], 1000.0),
        "jzorg": clamp(got["p_jzorg"], 100.0),
    }
    out: Row = {name + suffix: rate for name, (rate, _) in made.items()}
    out["wap" + suffix] = wap
    out["opl_n" + suffix] = opl_n
    return out, [name for name, (_, clamped) in made.items() if clamped]


def rate_variance(indicator: str, rate: float, row: Mapping[str, Any], suffix: str = "") -> Number:
    """Variance of a rate by rounding alone, in the unit of the rate squared; None without its denominator.

    Rounding with half-width h is uniform with variance h^2 / 3. For N / D with D = wap, which is made of three
    rounded numbers: (100 / D)^2 * (var N + (N / D)^2 * var D). For oplg the numerator L is part of the denominator
    D = L + R with R = midden + hoog: dx/dL = 100 R / D^2 and dx/dR = -100 L / D^2.
    """
    if indicator in DIRECT_HALF_WIDTH:
        return DIRECT_HALF_WIDTH[indicator] ** 2 / 3.0
    var_count = COUNT_HALF_WIDTH ** 2 / 3.0
    whole = value(row, ("opl_n" if indicator == "oplg" else "wap") + suffix)
    if whole is None or whole <= 0:
        return None
    part = rate / 100.0  # N / D, after clamping
    if indicator == "oplg":
        low = part * whole
        rest = whole - low
        return (100.0 / whole ** 2) ** 2 * (rest ** 2 * var_count + low ** 2 * 2.0 * var_count)
    var_wap = 3.0 * RESIDENTS_HALF_WIDTH ** 2 / 3.0
    return (100.0 / whole) ** 2 * (var_count + part ** 2 * var_wap)


# ---------------------------------------------------------------------------------------------- the index

def base_value(row: Mapping[str, Any], indicator: str) -> Number:
    """The base-year value of an indicator; a row with vgl ``niet`` has none, whatever its fields say."""
    return None if row.get("vgl") == "niet" else value(row, indicator + "_0")


def enough(present: Iterable[float], in_use: Iterable[float]) -> bool:
    """The half-weight rule."""
    held = math.fsum(present)
    return held > 0 and at_limit(held) >= at_limit(math.fsum(in_use) / 2.0)


def combine(z: Mapping[str, float], weights: Mapping[str, float]) -> Number:
    """Weighted mean of the z that a row has, None under half of the weight in use."""
    if not enough((weights[name] for name in z), weights.values()):
        return None
    return math.fsum(weights[name] * z[name] for name in z) / math.fsum(weights[name] for name in z)


def scales(
    reference: Sequence[Mapping[str, Any]], weights: Mapping[str, float], base: bool
) -> tuple[dict[str, Scale], dict[str, str]]:
    """Mean and sd per indicator with a weight over the reference rows, and the indicators left out with why."""
    kept: dict[str, Scale] = {}
    left_out: dict[str, str] = {}
    for name in INDICATORS:
        if weights[name] <= 0:
            continue
        pairs = []
        in_target = False
        for row in reference:
            x = base_value(row, name) if base else value(row, name)
            if x is not None:
                pairs.append((x, float(row["inwoners"])))
            in_target = in_target or value(row, name) is not None
        scale = weighted_scale(pairs)
        if scale is None or not in_target:
            left_out[name] = "no values"
        elif scale.sd == 0.0:
            left_out[name] = "no spread"
        else:
            kept[name] = scale
    return kept, left_out


def level_raw(row: Mapping[str, Any], kept: Mapping[str, Scale], weights: Mapping[str, float]) -> Row:
    """z per indicator and raw of one row in the target year."""
    z = {}
    for name, scale in kept.items():
        x = value(row, name)
        if x is not None:
            z[name] = (x - scale.mean) / scale.sd
    return {"z": z, "raw": combine(z, weights)}


def change_raw(row: Mapping[str, Any], kept: Mapping[str, Scale], weights: Mapping[str, float]) -> Row:
    """z and rounding variance per indicator that the row has in both years, raw_0, raw_1 and their variance."""
    out: Row = {"z_0": {}, "z_1": {}, "var_0": {}, "var_1": {}}
    for name, scale in kept.items():
        x_0, x_1 = base_value(row, name), value(row, name)
        if x_0 is None or x_1 is None:
            continue
        out["z_0"][name] = (x_0 - scale.mean) / scale.sd
        out["z_1"][name] = (x_1 - scale.mean) / scale.sd
        out["var_0"][name] = rate_variance(name, x_0, row, "_0")
        out["var_1"][name] = rate_variance(name, x_1, row)
    out["raw_0"] = combine(out["z_0"], weights)
    out["raw_1"] = combine(out["z_1"], weights)
    out["var_raw_0"] = raw_variance(out["var_0"], kept, weights)
    out["var_raw_1"] = raw_variance(out["var_1"], kept, weights)
    return out


def raw_variance(
    variances: Mapping[str, Number], kept: Mapping[str, Scale], weights: Mapping[str, float]
) -> Number:
    """Variance of raw from the variances of the rates, the indicators taken as independent of each other."""
    terms = []
    for name, variance in variances.items():
        if variance is None:
            return None
        terms.append(weights[name] ** 2 * variance / kept[name].sd ** 2)
    if not terms:
        return None
    return math.fsum(terms) / math.fsum(weights[name] for name in variances) ** 2


def raw_scale(raws: Iterable[tuple[Number, float]]) -> Scale | None:
    """m and s of raw; None where there is no spread to measure in."""
    scale = weighted_scale((raw, w) for raw, w in raws if raw is not None)
    return None if scale is None or scale.sd == 0.0 else scale


# ---------------------------------------------------------------------------------------------- classes

def step(number: float, limits: Sequence[float]) -> int:
    """1 below the first limit, 2 from the first limit on, and so forth: a value at a limit is above it."""
    return 1 + sum(1 for limit in limits if at_limit(number) >= at_limit(limit))


def direction(change: float, limit: float, uncertainty: Number = None) -> str:
    """``toename``, ``afname`` or ``stabiel``."""
    if uncertainty is not None and within(change, uncertainty):
        return "stabiel"
    if at_limit(change) >= limit:
        return "toename"
    return "afname" if at_limit(change) <= -limit else "stabiel"


def within(change: float, uncertainty: float) -> bool:
    """Whether a change is smaller than what rounding alone can do."""
    return at_limit(abs(change)) < at_limit(uncertainty)


def signal(kwd: Number, onz: Number, ovd: Number) -> str:
    """Class of the signaleringskaart from both changes."""
    if kwd is None or ovd is None:
        return GEEN
    kwetsbaarheid = direction(kwd, KWD_LIMIT, onz) == "toename"
    overlast = direction(ovd, OVD_LIMIT) == "toename"
    if kwetsbaarheid and overlast:
        return "druk"
    if kwetsbaarheid:
        return "veerkracht"
    return "overlast" if overlast else "gunstig"


def focus(kw: Number, onv: Number) -> str:
    """Class of the focuskaart from both levels."""
    if kw is None or onv is None:
        return GEEN
    letter = "ABC"[step(kw, (0.0, 1.0)) - 1]
    konv = step(onv, LADDER)
    return letter + ("3" if konv <= 3 else "2" if konv <= 5 else "1")


def corporatie(p_corp: Number) -> str:
    """Class of the share of dwellings owned by woningcorporaties."""
    if p_corp is None:
        return GEEN
    share_ = at_limit(p_corp)
    if share_ <= 0:
        return "0"
    if share_ <= at_limit(100.0 / 3.0):
        return "1"
    return "2" if share_ <= at_limit(200.0 / 3.0) else "3"


def reasons(row: Mapping[str, Any], got: Mapping[str, Any], floor: float) -> str:
    """The field reden."""
    inwoners = value(row, "inwoners")
    big = in_reference(row, floor)
    based = value(row, "jaar_0") is not None
    niet = row.get("vgl") == "niet"
    said = []
    if inwoners is not None and not big:
        said.append("te weinig inwoners")
    if (
        inwoners is None
        or got["kw"] is None
        or (big and value(row, "p_corp") is None)
        or (based and not niet and got["kw_d"] is None)
    ):
        said.append("cijfers ontbreken")
    if value(row, "onv") is None or (based and value(row, "onv_0") is None):
        said.append("geen Leefbaarometer")
    if niet:
        said.append("grens gewijzigd")
    if big and got["kw_d"] is not None and got["kw_onz"] is not None and within(got["kw_d"], got["kw_onz"]):
        said.append("binnen onzekerheid")
    return "; ".join(said)


# ---------------------------------------------------------------------------------------------- all of it

def classify(
    rows: Sequence[Mapping[str, Any]],
    reference: Sequence[Mapping[str, Any]] | None = None,
    weights: Mapping[str, float] | None = None,
    floor: float = FLOOR,
) -> Result:
    """Index, change, uncertainty, classes and reden of every row.

    ``reference`` are the rows that the means and standard deviations come from (default: ``rows`` themselves);
    ``weights`` replaces the default weight of the indicators that it names; ``floor`` in inwoners.
    """
    in_use = dict(DEFAULT_WEIGHTS)
    in_use.update(weights or {})
    held = [row for row in (rows if reference is None else reference) if in_reference(row, floor)]

    level_kept, level_out = scales(held, in_use, base=False)
    level_weights = {name: in_use[name] for name in level_kept}
    level_scale = raw_scale((level_raw(r, level_kept, level_weights)["raw"], float(r["inwoners"])) for r in held)

    change_kept, change_out = scales(held, in_use, base=True)
    change_weights = {name: in_use[name] for name in change_kept}
    change_scale = raw_scale((change_raw(r, change_kept, change_weights)["raw_0"], float(r["inwoners"])) for r in held)

    results: list[Row] = []
    level_steps: dict[str, Row] = {}
    change_steps: dict[str, Row] = {}
    for row in rows:
        level = level_raw(row, level_kept, level_weights)
        change = change_raw(row, change_kept, change_weights)
        got: Row = {"bu_code": row.get("bu_code"), "kw": None, "kw_0": None, "kw_d": None, "kw_onz": None}
        got["kw_n"] = len(level["z"])
        if level_scale is not None and level["raw"] is not None:
            got["kw"] = (level["raw"] - level_scale.mean) / level_scale.sd
        if change_scale is not None and change["raw_0"] is not None:
            got["kw_0"] = (change["raw_0"] - change_scale.mean) / change_scale.sd
            got["kw_d"] = (change["raw_1"] - change["raw_0"]) / change_scale.sd
            if change["var_raw_0"] is not None and change["var_raw_1"] is not None:
                both = change["var_raw_0"] + change["var_raw_1"]
                got["kw_onz"] = NORMAL_95 * math.sqrt(both) / change_scale.sd
        onv, onv_0 = value(row, "onv"), value(row, "onv_0")
        got["ov_d"] = None if onv is None or onv_0 is None else -(onv - onv_0)
        results.append(got)
        level_steps[str(row.get("bu_code"))] = level
        change_steps[str(row.get("bu_code"))] = change

    means = gemeente_means(rows, results, floor)
    relative: dict[str, Row] = {}
    for row, got in zip(rows, results):
        own = means.get(str(row.get("gm_code")), {})
        less = {
            "kw": minus(got["kw"], own.get("kw")),
            "onv": minus(value(row, "onv"), own.get("onv")),
            "kw_d": minus(got["kw_d"], own.get("kw_d")),
            "ov_d": minus(got["ov_d"], own.get("ov_d")),
        }
        relative[str(row.get("bu_code"))] = less
        got.update(classes(row, got, less, in_reference(row, floor)))
        got["reden"] = reasons(row, got, floor)

    return Result(results, {
        "level": {
            "weights": level_weights, "left_out": level_out,
            "mean": {name: scale.mean for name, scale in level_kept.items()},
            "sd": {name: scale.sd for name, scale in level_kept.items()},
            "m": None if level_scale is None else level_scale.mean,
            "s": None if level_scale is None else level_scale.sd,
            "rows": level_steps,
        },
        "change": {
            "weights": change_weights, "left_out": change_out,
            "mean": {name: scale.mean for name, scale in change_kept.items()},
            "sd": {name: scale.sd for name, scale in change_kept.items()},
            "m": None if change_scale is None else change_scale.mean,
            "s": None if change_scale is None else change_scale.sd,
            "rows": change_steps,
        },
        "gemeente": means,
        "relative": relative,
    })


def classes(row: Mapping[str, Any], got: Mapping[str, Any], less: Mapping[str, Any], big: bool) -> Row:
    """The kl_ fields; ``big``: inwoners known and not below the floor. kl_corp has no floor."""
    out: Row = dict.fromkeys(CLASS_FIELDS, GEEN)
    out["kl_corp"] = corporatie(value(row, "p_corp"))
    if not big:
        return out
    onv = value(row, "onv")
    if got["kw"] is not None:
        out["kl_kw"] = str(step(got["kw"], KW_LIMITS))
    if onv is not None:
        out["kl_ov"] = str(step(onv, LADDER))
    if got["kw_d"] is not None:
        out["kl_kwd"] = direction(got["kw_d"], KWD_LIMIT, got["kw_onz"])
    if got["ov_d"] is not None:
        out["kl_ovd"] = direction(got["ov_d"], OVD_LIMIT)
    out["kl_signa"] = signal(got["kw_d"], got["kw_onz"], got["ov_d"])
    out["kl_signr"] = signal(less["kw_d"], got["kw_onz"], less["ov_d"])
    out["kl_focus"] = focus(got["kw"], onv)
    out["kl_focusr"] = focus(less["kw"], less["onv"])
    return out


def gemeente_means(
    rows: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]], floor: float
) -> dict[str, dict[str, Number]]:
    """Per gm_code the inwoners-weighted mean of kw, onv, kw_d, ov_d over the rows not below the floor that have it."""
    pairs: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row, got in zip(rows, results):
        if row.get("gm_code") is None or not in_reference(row, floor):
            continue
        own = pairs.setdefault(str(row["gm_code"]), {"kw": [], "onv": [], "kw_d": [], "ov_d": []})
        for name in own:
            x = value(row, name) if name == "onv" else got[name]
            if x is not None:
                own[name].append((x, float(row["inwoners"])))
    return {code: {name: weighted_mean(held) for name, held in own.items()} for code, own in pairs.items()}


def minus(number: Number, mean: Number) -> Number:
    """number - mean, None where either is."""
    return None if number is None or mean is None else number - mean


# ---------------------------------------------------------------------------------------------- random inputs

def random_rows(seed: int, n: int, denominators: bool = True) -> list[Row]:
    """n rows of nasty but possible input, the same for the same seed, with the fields of the buurt layer.

    The seed also draws the circumstances: with or without a base year, with minima or armoede, one or several
    gemeenten, indicators that are the same everywhere or missing everywhere in one year, how much is missing, and
    whether values come from a few (many ties) or from everywhere. ``denominators=False`` leaves out wap and opl_n.
    """
    rng = random.Random(seed)
    based = rng.random() < 0.8
    target_year = rng.choice((2018, 2023, 2024))
    few = rng.random() < 0.3
    gaps = rng.choice((0.0, 0.02, 0.05, 0.3))
    gemeenten = ["GM9901"] if rng.random() < 0.25 else ["GM9901", "GM9902", "GM9903"]
    fixed = {
        name + suffix: rng.choice((0.0, 12.3, 33.3))
        for name in ("p_laag40", "p_minima", "p_armoede", "r_wmo", "p_jzorg")
        for suffix in ("", "_0") if rng.random() < 0.12
    }
    absent = {name + suffix for name in COUNT_FIELDS[3:] for suffix in ("", "_0") if rng.random() < 0.04}
    absent.add("p_minima" if target_year >= 2024 else "p_armoede")
    absent.add("p_armoede_0")
    if rng.random() < 0.1:
        fixed = {name + suffix: 20.0 for name in fixed_rates() for suffix in ("", "_0")}
        absent = absent | {name + suffix for name in COUNT_FIELDS[3:] if name[0] == "n" for suffix in ("", "_0")}
    rows: list[Row] = []
    for number in range(n):
        gm_code = rng.choice(gemeenten)
        counts: Row = {}
        for suffix in ("", "_0") if based else ("",):
            counts.update(random_counts(rng, suffix, few))
        for name in list(counts):
            if name in fixed:
                counts[name] = fixed[name]
            if name in absent or rng.random() < gaps:
                counts[name] = None
        tail = f"A{chr(65 + number % 26)}{number % 100:02d}" if rng.random() < 0.2 else f"{number:04d}"
        row: Row = {
            "bu_code": unique(f"BU{gm_code[2:]}{tail}", {str(other["bu_code"]) for other in rows}),
            "gm_code": gm_code, "jaar": target_year, "jaar_0": target_year - 8 if based else None,
            "inwoners": counts["inwoners"],
            "woningen": rng.choice((None, 0, 5, 40, 900)),
            "p_corp": rng.choice((None, 0.0, 1.0, 33.0, 100.0 / 3.0, 34.0, 66.0, 200.0 / 3.0, 67.0, 100.0)),
            "onv": random_onv(rng, few), "onv_0": random_onv(rng, few) if based else None,
            "vgl": rng.choice(("ja", "ja", "ja", "hercodeerd", "herverdeeld", "niet", None)) if based else None,
        }
        if based and row["onv_0"] is not None and rng.random() < 0.2:
            row["onv"] = row["onv_0"] + rng.choice((OVD_LIMIT, -OVD_LIMIT, 0.0))
        row.update(rates_from_counts(counts)[0])
        row.update(rates_from_counts(counts, "_0")[0])
        if not denominators:
            for name in ("wap", "opl_n", "wap_0", "opl_n_0"):
                row[name] = None
        rows.append(row)
    return rows


def fixed_rates() -> tuple[str, ...]:
    """The count fields that are rates already."""
    return tuple(name for name in COUNT_FIELDS if name[0] in "pr")


def unique(code: str, taken: Iterable[str]) -> str:
    """The code, or the first free one with the same gemeente."""
    held = set(taken)
    number = 0
    while code in held:
        code = f"{code[:6]}{number:04d}"
        number += 1
    return code


def random_onv(rng: random.Random, few: bool) -> Number:
    """A score of the Leefbaarometer: missing, on a limit, from a few values, or anything."""
    if rng.random() < 0.08:
        return None
    if rng.random() < 0.25:
        return rng.choice(LADDER + (0.0,))
    return rng.choice((-0.2, 0.0, 0.05)) if few else round(rng.gauss(0.0, 0.12), 6)


def random_counts(rng: random.Random, suffix: str, few: bool) -> Row:
    """COUNT_FIELDS of one year, rounded as CBS rounds: residents to 5, benefits and education to 10, rates to 0.1."""
    if few:
        inwoners = rng.choice((0, 5, 60, 95, 100, 105, 250, 1000, 5000))
    elif rng.random() < 0.25:
        inwoners = rng.choice((0, 40, 95, 100, 100, 130))
    else:
        inwoners = 5 * int(rng.lognormvariate(5.3, 1.2))
    young = 5 * int(inwoners * rng.choice((0.0, 0.1, 0.16, 0.3)) / 5)
    part_old = rng.choice((0.0, 0.15, 0.2, 0.2, 0.25, 0.25, 0.9, 1.0))  # with the young also above the whole
    old = min(inwoners, 5 * int(inwoners * part_old / 5))
    wap = max(inwoners - young - old, 0)

    def tens(most: float) -> int:
        return 10 * round(rng.random() * most / 10 + rng.choice((0, 0, 1)))

    def tenths(mean: float, spread: float) -> float:
        return rng.choice((mean, mean + spread)) if few else round(min(max(rng.gauss(mean, spread), 0.0), 100.0), 1)

    return {name + suffix: made for name, made in {
        "inwoners": inwoners, "n_0_15": young, "n_65": old,
        "n_bijst": tens(wap * 0.15), "n_ao": tens(wap * 0.2),
        "p_laag40": tenths(40.0, 12.0), "p_minima": tenths(7.0, 5.0), "p_armoede": tenths(4.0, 3.0),
        "n_laag": tens(wap * 0.4), "n_midden": tens(wap * 0.4), "n_hoog": tens(wap * 0.4),
        "r_wmo": float(round(tenths(60.0, 30.0))), "p_jzorg": tenths(11.0, 4.0),
    }.items()}


# ---------------------------------------------------------------------------------------------- the golden case

def golden_path() -> Path:
    """Where the golden case stands."""
    return Path(__file__).resolve().parent / "ten_buurten.json"


def golden_rows(case: Mapping[str, Any]) -> tuple[list[Row], dict[str, list[str]]]:
    """The rows to classify, made from the counts of a golden case, and the clamped rates per bu_code."""
    rows: list[Row] = []
    clamped: dict[str, list[str]] = {}
    for given in case["input"]:
        now, at_now = rates_from_counts(given)
        then, at_then = rates_from_counts(given, "_0")
        row = {k: given[k] for k in (
            "bu_code", "bu_naam", "gm_code", "gm_naam", "jaar", "jaar_0", "inwoners", "woningen", "p_corp",
            "onv", "onv_0", "vgl",
        )}
        row.update(now)
        row.update(then)
        rows.append(row)
        if at_now or at_then:
            clamped[given["bu_code"]] = at_now + [name + "_0" for name in at_then]
    return rows, clamped


def golden_expected(case: Mapping[str, Any]) -> Row:
    """The expected part of a golden case, computed anew."""
    rows, clamped = golden_rows(case)
    result = classify(rows, weights=case["weights"], floor=case["floor"])
    return {
        "rows": rows, "clamped": clamped,
        "result": result.rows, "steps": result.steps,
    }


def differences(one: Any, other: Any, where: str = "", tolerance: float = 1e-9) -> list[str]:
    """Where two JSON values differ; numbers by more than the tolerance."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = [f"{where}: keys differ" for _ in (1,) if set(one) != set(other)]
        for key in sorted(set(one) & set(other)):
            found += differences(one[key], other[key], f"{where}/{key}", tolerance)
        return found
    if isinstance(one, list) and isinstance(other, list):
        found = [f"{where}: length differs" for _ in (1,) if len(one) != len(other)]
        for number, (a, b) in enumerate(zip(one, other)):
            found += differences(a, b, f"{where}/{number}", tolerance)
        return found
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return [] if abs(one - other) <= tolerance else [f"{where}: {one!r} against {other!r}"]
    return [] if one == other else [f"{where}: {one!r} against {other!r}"]


def main(arguments: Sequence[str]) -> int:
    """Check the golden case, or with ``--write`` make its expected part anew."""
    path = golden_path()
    case = json.loads(path.read_text(encoding="utf-8"))
    expected = golden_expected(case)
    if "--write" in arguments:
        case["expected"] = expected
        path.write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return 0
    found = differences(case["expected"], json.loads(json.dumps(expected)))
    sys.stdout.write(("\n".join(found) or "ten_buurten.json agrees with reference.py") + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
