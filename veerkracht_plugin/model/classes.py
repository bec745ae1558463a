"""The nine classifications and the reason where there is none (method.md, "Classes")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from .method import method
from .values import Floats

NONE = "geen"
TOENAME, STABIEL, AFNAME = "toename", "stabiel", "afname"
DRUK, VEERKRACHT, OVERLAST, GUNSTIG = "druk", "veerkracht", "overlast", "gunstig"

TOO_FEW = "te weinig inwoners"
NO_FIGURES = "cijfers ontbreken"
NO_LIVEABILITY = "geen Leefbaarometer"
BORDER = "grens gewijzigd"
UNCERTAIN = "binnen onzekerheid"

Texts = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]

#: The class fields, in the order in which they stand in the layer.
CLASS_FIELDS = ("kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp")


def _exact(values: Floats) -> Floats:
    """Values as they are compared with a limit: 0.1 − 0.0804 is 0.0196, whatever the last bits of a double say."""
    return np.round(values, 12)


def _steps(values: Floats, limits: Sequence[float], codes: Sequence[str], above: bool = True) -> Texts:
    """The code of the step that each value falls in; a value at a limit belongs above it (``above``) or below it."""
    place = np.searchsorted(
        _exact(np.asarray(limits, dtype=np.float64)), _exact(values), side="right" if above else "left"
    )
    out = np.asarray(codes, dtype=object)[np.minimum(place, len(codes) - 1)]
    out[np.isnan(values)] = NONE
    return np.asarray(out, dtype=object)


def level_class(kw: Floats) -> Texts:
    """``kl_kw``: 1 (far below the mean) to 5 (one standard deviation or more above it)."""
    return _steps(kw, method().kw_limits, method().kw_codes)


def liveability_class(onv: Floats) -> Texts:
    """``kl_ov``: the Leefbaarometer's own ladder, 1 (worst) to 9 (best)."""
    return _steps(onv, method().ov_limits, method().ov_codes)


def _change(values: Floats, limit: float) -> Texts:
    rounded = _exact(values)
    out = np.full(len(values), STABIEL, dtype=object)
    out[rounded >= limit] = TOENAME
    out[rounded <= -limit] = AFNAME
    out[np.isnan(values)] = NONE
    return out


def kw_change_class(kw_d: Floats, kw_onz: Floats) -> Texts:
    """``kl_kwd``: toename, stabiel or afname; stabiel as well where the change is smaller than its uncertainty."""
    out = _change(kw_d, method().kw_change)
    out[uncertain(kw_d, kw_onz)] = STABIEL
    return out


def uncertain(kw_d: Floats, kw_onz: Floats) -> Bools:
    """Where the change lies within the uncertainty that rounding alone causes."""
    return np.asarray(_exact(np.abs(kw_d)) < _exact(kw_onz), dtype=np.bool_)


def ov_change_class(ov_d: Floats) -> Texts:
    """``kl_ovd``: change of overlast, high = worse."""
    return _change(ov_d, method().ov_change)


def signal_class(kwd: Texts, ovd: Texts) -> Texts:
    """``kl_signa``/``kl_signr`` from the two change classes; ``geen`` unless both are there."""
    worse_kw, worse_ov = kwd == TOENAME, ovd == TOENAME
    out = np.full(len(kwd), GUNSTIG, dtype=object)
    out[worse_kw & worse_ov] = DRUK
    out[worse_kw & ~worse_ov] = VEERKRACHT
    out[~worse_kw & worse_ov] = OVERLAST
    out[(kwd == NONE) | (ovd == NONE)] = NONE
    return out


def focus_class(kw: Floats, onv: Floats) -> Texts:
    """``kl_focus``/``kl_focusr``: letter = kwetsbaarheid, digit = overlast (3 = most); ``geen`` unless both are
    there.
    """
    letters = _steps(kw, method().focus_kw_limits, method().focus_letters)
    ladder = liveability_class(onv)
    digits = np.full(len(onv), NONE, dtype=object)
    for code in method().ov_codes:
        step = next(d for upper, d in zip(method().focus_ov_upper, method().focus_digits) if int(code) <= upper)
        digits[ladder == code] = step
    out = np.asarray([a + b for a, b in zip(letters, digits)], dtype=object)
    out[(letters == NONE) | (digits == NONE)] = NONE
    return out


def corp_class(p_corp: Floats) -> Texts:
    """``kl_corp``: share of dwellings owned by woningcorporaties: 0 none, 1 to a third, 2 to two thirds, 3 more."""
    out = _steps(p_corp, method().corp_limits, method().corp_codes, above=False)
    out[p_corp == 0] = method().corp_none
    return out


def gemeente_mean(values: Floats, weights: Floats, gemeente: npt.NDArray[np.object_], counts: Bools) -> Floats:
    """Per row the weighted mean of its gemeente over the rows that ``counts`` and that have the value (else NaN)."""
    use = counts & ~np.isnan(values) & (weights > 0)
    frame = pd.DataFrame({"gm": gemeente[use], "w": weights[use], "wx": weights[use] * values[use]})
    sums = frame.groupby("gm", dropna=False)[["w", "wx"]].sum()
    means = sums["wx"] / sums["w"]
    return np.asarray(pd.Series(gemeente).map(means), dtype=np.float64)


def classify(table: pd.DataFrame, floor: float) -> pd.DataFrame:
    """All class fields, ``ov_d`` and ``reden`` for a table that already holds ``kw``, ``kw_d`` and ``kw_onz``.

    ``table`` needs ``gm_code``, ``inwoners``, ``p_corp``, ``onv``, ``onv_0``, ``kw``, ``kw_d``, ``kw_onz``,
    ``jaar_0`` and ``vgl``. The result has the same index.
    """
    column = {
        name: np.asarray(table[name], dtype=np.float64)
        for name in ("inwoners", "p_corp", "onv", "onv_0", "kw", "kw_d", "kw_onz", "jaar_0")
    }
    gemeente = np.asarray(table["gm_code"], dtype=object)
    residents = column["inwoners"]
    counted = np.asarray(residents >= floor, dtype=np.bool_)
    ov_d = 0.0 - (column["onv"] - column["onv_0"])

    def relative(values: Floats) -> Floats:
        return np.asarray(values - gemeente_mean(values, residents, gemeente, counted))

    out = pd.DataFrame(index=table.index)
    out["ov_d"] = ov_d
    out["kl_kw"] = level_class(column["kw"])
    out["kl_kwd"] = kw_change_class(column["kw_d"], column["kw_onz"])
    out["kl_ov"] = liveability_class(column["onv"])
    out["kl_ovd"] = ov_change_class(ov_d)
    # A row below the floor has no change class; it must not lend one to the signal either, hence the masking last.
    out["kl_signa"] = signal_class(np.asarray(out["kl_kwd"]), np.asarray(out["kl_ovd"]))
    out["kl_signr"] = signal_class(
        kw_change_class(relative(column["kw_d"]), column["kw_onz"]), ov_change_class(relative(ov_d))
    )
    out["kl_focus"] = focus_class(column["kw"], column["onv"])
    out["kl_focusr"] = focus_class(relative(column["kw"]), relative(column["onv"]))
    out.loc[~counted, [f for f in CLASS_FIELDS if f != "kl_corp"]] = NONE
    out["kl_corp"] = corp_class(column["p_corp"])
    out["reden"] = _reasons(table, column, counted, ov_d)
    return out


def _reasons(table: pd.DataFrame, column: dict[str, Floats], counted: Bools, ov_d: Floats) -> Texts:
    """Why there is no class (or why a change counts as none), several joined by ``; `` in the order of method.md.

    Without a base year the lack of change classes is a property of the whole layer (``jaar_0`` is empty), not of a
    buurt.
    """
    based = ~np.isnan(column["jaar_0"])
    barred = np.asarray(table["vgl"] == "niet", dtype=np.bool_)
    lacks = {name: np.isnan(column[name]) for name in ("inwoners", "kw", "kw_d", "p_corp", "onv")}
    no_change = based & lacks["kw_d"]
    conditions = (
        (TOO_FEW, ~counted & ~lacks["inwoners"]),
        (NO_FIGURES, lacks["inwoners"] | lacks["kw"] | (counted & lacks["p_corp"]) | (no_change & ~barred)),
        (NO_LIVEABILITY, lacks["onv"] | (based & np.isnan(ov_d))),
        (BORDER, based & barred),
        (UNCERTAIN, counted & uncertain(column["kw_d"], column["kw_onz"])),
    )
    out = np.full(len(table), "", dtype=object)
    for text, where in conditions:
        out[where] = [old + "; " + text if old else text for old in out[where]]
    return out
