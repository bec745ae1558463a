"""Own stock: which class each property falls in, and sums per complex and per buurt (method.md, "Own stock")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import N_, VeerkrachtError
from .account import Account
from .classes import CLASS_FIELDS, DRUK, NONE
from .fields import Field
from .values import Floats
from .words import codes

INSIDE, BORDER, OUTSIDE, WITHOUT = "binnen", "grens", "buiten", "zonder"

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: The class of most concern, which a complex is listed under when two classes hold equally many units.
HIGH_FOCUS = "C3"


@dataclass
class Placement:
    """Where each property is: ``at`` = position in the buurt table or −1, ``place`` = one of the four words."""

    at: Ints
    place: npt.NDArray[np.object_]
    by_code: int
    bad_code: int
    elsewhere: int


def settle(by_code: Ints, code_given: Bools, by_point: Ints, on_border: Bools, located: Bools) -> Placement:
    """One buurt for every property: its valid code, else the buurt that its point lies in.

    ``by_code`` and ``by_point`` are positions in the buurt table or −1; ``code_given`` marks the rows that hold a code at
    all, ``located`` those with a usable point. Raises VeerkrachtError when the buckets do not add up to the rows.
    """
    coded = by_code >= 0
    at = np.where(coded, by_code, by_point)
    place = np.full(len(at), OUTSIDE, dtype=object)
    place[~located] = WITHOUT
    place[by_point >= 0] = INSIDE
    place[(by_point >= 0) & on_border] = BORDER
    place[coded] = INSIDE
    placed = int(np.count_nonzero(at >= 0))
    outside = int(np.count_nonzero((at < 0) & (place == OUTSIDE)))
    without = int(np.count_nonzero((at < 0) & (place == WITHOUT)))
    if placed + outside + without != len(at):
        raise VeerkrachtError(
            N_("The rows of own stock do not add up ({placed} placed, {outside} outside, {without} without location, {all} in "
               "all); nothing was written. Please report this."),
            placed=placed, outside=outside, without=without, all=len(at),
        )  # fmt: skip
    return Placement(
        at=at.astype(np.int64),
        place=place,
        by_code=int(np.count_nonzero(coded)),
        bad_code=int(np.count_nonzero(code_given & ~coded)),
        elsewhere=int(np.count_nonzero(coded & (by_point >= 0) & (by_point != by_code) & ~on_border)),
    )


def class_columns(buurten: pd.DataFrame, at: Ints) -> dict[str, npt.NDArray[np.object_]]:
    """``bu_code``, ``bu_naam`` (None where there is none) and the classes (``geen`` where there is none) per property."""
    out: dict[str, npt.NDArray[np.object_]] = {}
    for name in ("bu_code", "bu_naam", *CLASS_FIELDS):
        values = np.append(np.asarray(buurten[name], dtype=object), NONE if name in CLASS_FIELDS else None)
        out[name] = values[at]
    return out


def complex_fields() -> tuple[Field, ...]:
    """The layer of complexes."""
    return (
        Field("complex", "text"), Field("eenheden", "integer"), Field("n_buurten", "integer"), Field("p_C3", "double"),
        Field("p_druk", "double"), Field("kl_focus", "text"), Field("kl_signa", "text"), Field("bu_code", "text"),
        Field("bu_naam", "text"),
    )  # fmt: skip


def complexes(names: Sequence[str], units: Floats, at: Ints, buurten: pd.DataFrame) -> pd.DataFrame:
    """One row per complex (sorted by name): units, shares of units in focus class C3 and under druk, and the class and the
    buurt that hold most units (of equals the class of most concern, and the lowest buurt code).

    Rows without a complex (empty name) take no part. The shares are of all units of the complex, also those without a buurt.
    """
    classes = class_columns(buurten, at)
    table = pd.DataFrame({"complex": list(names), "units": units, "at": at, **classes})
    table = table[table["complex"] != ""]
    grouped = table.groupby("complex", sort=True)
    out = pd.DataFrame({"eenheden": grouped["units"].sum(min_count=0)})
    total = out["eenheden"].where(out["eenheden"] > 0)
    for name, field, code in (("p_C3", "kl_focus", HIGH_FOCUS), ("p_druk", "kl_signa", DRUK)):
        hit = table[table[field] == code].groupby("complex")["units"].sum()
        out[name] = 100.0 * hit.reindex(out.index).fillna(0.0) / total
    out["n_buurten"] = table[table["at"] >= 0].groupby("complex")["at"].nunique().reindex(out.index).fillna(0)
    for field, order in (("kl_focus", _concern("kl_focus")), ("kl_signa", codes("kl_signa"))):
        out[field] = _most(table, field, order).reindex(out.index).fillna(NONE)
    known = table[table["bu_code"].notna()]
    out["bu_code"] = _most(known, "bu_code", sorted(known["bu_code"].unique())).reindex(out.index)
    naming = dict(zip(buurten["bu_code"], buurten["bu_naam"]))
    out["bu_naam"] = [naming.get(code) for code in out["bu_code"]]
    out = out.reset_index()
    return out[[field.name for field in complex_fields()]]


def _concern(field: str) -> list[str]:
    """Focus classes from most to least concern, ``geen`` last."""
    return [*sorted((code for code in codes(field) if code != NONE), reverse=True), NONE]


def _most(table: pd.DataFrame, field: str, order: Sequence[str]) -> pd.Series[str]:
    """Per complex the value of ``field`` with most units; of equals the first in ``order``."""
    rank = {code: i for i, code in enumerate(order)}
    sums = table.groupby(["complex", field])["units"].sum().reset_index()
    sums["rank"] = sums[field].map(rank)
    sums = sums.sort_values(["complex", "units", "rank"], ascending=[True, False, True])
    return sums.drop_duplicates("complex").set_index("complex")[field]


def neighbourhood_fields() -> tuple[Field, ...]:
    """The layer of buurten with own stock."""
    return (
        *(Field(name, "text") for name in ("bu_code", "bu_naam", "gm_code", "gm_naam")),
        Field("woningen", "integer"), Field("eenheden", "integer"), Field("p_eigen", "double"),
        *(Field(name, "text") for name in CLASS_FIELDS), Field("reden", "text"),
    )  # fmt: skip


def by_neighbourhood(units: Floats, at: Ints, buurten: pd.DataFrame) -> pd.DataFrame:
    """The buurten that hold own stock, indexed as ``buurten``: ``eenheden`` and ``p_eigen`` (% of all dwellings)."""
    inside = at >= 0
    rows = np.bincount(at[inside], minlength=len(buurten))
    sums = np.bincount(at[inside], weights=np.nan_to_num(units[inside]), minlength=len(buurten))
    out = buurten.copy()
    out["eenheden"] = sums
    dwellings = np.asarray(buurten["woningen"], dtype=np.float64)
    out["p_eigen"] = 100.0 * sums / np.where(dwellings > 0, dwellings, np.nan)
    return out.loc[np.asarray(buurten.index)[rows > 0], [field.name for field in neighbourhood_fields()]]


def account_of(placement: Placement, units: Floats, buurten: pd.DataFrame, account: Account) -> None:
    """The buckets of own stock, in rows, and the units per focus and signal class."""
    account.add("stock_rows", count=len(placement.at))
    for word in (INSIDE, BORDER, OUTSIDE, WITHOUT):
        count = int(np.count_nonzero(placement.place == word))
        account.add("stock_place", count=count, place=("class", "plaats", word))
    account.add("stock_by_code", count=placement.by_code)
    for topic, count in (("stock_bad_code", placement.bad_code), ("stock_elsewhere", placement.elsewhere)):
        if count:
            account.add(topic, count=count)
    missing = int(np.count_nonzero(np.isnan(units)))
    if missing:
        account.add("stock_no_units", count=missing)
    counted = np.nan_to_num(units)
    account.add("stock_units", count=int(counted.sum()))
    classes = class_columns(buurten, placement.at)
    for field in ("kl_focus", "kl_signa"):
        for code in codes(field):
            total = int(counted[classes[field] == code].sum())
            account.add("stock_class", code, count=total, map=("field", field), label=("class", field, code))
