"""Bringing a table to the target borders (method.md, "Comparable boundaries").

Order of the rules, per target buurt: the flags of every year between say "unchanged" (``ja``); polygons of both years
overlap by 98 % or more of both areas (``hercodeerd``); counts are re-allocated by dwellings (``herverdeeld``); else the
two are not comparable (``niet``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from .indicators import COUNTS, DENOMINATOR_OF, RATES
from .method import method

SAME, RECODED, REALLOCATED, NOT = "ja", "hercodeerd", "herverdeeld", "niet"

#: Flag values of CBS: 1 code and border unchanged, 2 recoded, 3 border moved.
UNCHANGED = "1"


def unchanged(flags: Mapping[int, pd.Series[str]], source_year: int, target_year: int) -> set[str]:
    """Buurten whose flag is 1 in *every* year after ``source_year`` up to and including ``target_year``.

    ``flags`` maps a year to a column of flags (text), indexed by buurt. A year without flags, or a buurt without a flag
    in one of the years, is unknown, and unknown is not "unchanged".
    """
    result: set[str] | None = None
    for year in range(source_year + 1, target_year + 1):
        column = flags.get(year)
        if column is None:
            return set()
        same = {str(code) for code, flag in column.items() if str(flag).strip() == UNCHANGED}
        result = same if result is None else result & same
    return result or set()


def link(
    targets: Sequence[str],
    sources: Sequence[str],
    same: set[str],
    flags_known: bool,
    overlaps: pd.DataFrame | None,
    weights: pd.DataFrame | None,
) -> pd.DataFrame:
    """For every target buurt how it is reached: columns ``vgl`` and ``source`` (code in the source table or None).

    ``same`` are the codes that :func:`unchanged` vouches for; ``flags_known`` says whether flags of every year between
    were there at all. ``overlaps`` has one row per touching pair: ``target``, ``source``, ``of_target``, ``of_source``
    (shares of the two areas, 0–1). ``weights`` has ``source``, ``target``, ``dwellings``.
    Where flags are incomplete, a buurt with the same code whose polygons agree counts as unchanged (``ja``).
    A source serves one target only: with polygons over each other its counts would else be there twice.
    """
    available = {str(code) for code in sources}
    unmoved = {code for code in targets if code in same and code in available}
    taken = set(unmoved)
    twin: dict[str, str] = {}
    for target, other in _twins(overlaps):
        if target not in unmoved and target not in twin and other in available and other not in taken:
            twin[target] = other
            taken.add(other)
    reachable = {str(code) for code in weights["target"]} if weights is not None else set()

    kinds: list[str] = []
    origin: list[str | None] = []
    for code in targets:
        if code in unmoved:
            kind, source = SAME, code
        elif code in twin:
            source = twin[code]
            kind = SAME if source == code and not flags_known else RECODED
        elif code in reachable:
            kind, source = REALLOCATED, None
        else:
            kind, source = NOT, None
        kinds.append(kind)
        origin.append(source)
    return pd.DataFrame(
        {"vgl": kinds, "source": pd.Series(origin, index=list(targets), dtype=object)}, index=list(targets)
    )


def _twins(overlaps: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Pairs (target, source) of polygons that are one place: those with the same code first, then by how much they
    share.
    """
    if overlaps is None or not len(overlaps):
        return []
    limit = method().same_place_overlap
    match = overlaps[(overlaps["of_target"] >= limit) & (overlaps["of_source"] >= limit)]
    pairs = [
        (target != source, -of_target * of_source, str(target), str(source))
        for target, source, of_target, of_source in zip(
            match["target"], match["source"], match["of_target"], match["of_source"]
        )
    ]
    return [(target, source) for _, _, target, source in sorted(pairs)]


def carry(table: pd.DataFrame, links: pd.DataFrame, weights: pd.DataFrame | None) -> pd.DataFrame:
    """``table`` (a KWB table on its own borders) on the target borders of ``links``; what is not comparable is missing.

    Raises VeerkrachtError when the re-allocated totals differ from the totals before.
    """
    columns = [c for c in COUNTS + RATES if c in table]
    out = pd.DataFrame(np.nan, index=links.index, columns=columns)
    direct = links["source"].notna()
    out.loc[direct, columns] = table[columns].reindex(links.loc[direct, "source"]).to_numpy()
    moved = links.index[links["vgl"] == REALLOCATED]
    if len(moved) and weights is not None:
        # What went to its twin as a whole has nothing left to give.
        left = weights[~weights["source"].isin(links["source"].dropna())]
        allocated = reallocate(table[columns], left)
        out.loc[moved, columns] = allocated.reindex(index=moved, columns=columns).to_numpy()
    return out


def reallocate(table: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """All counts of ``table`` spread over target buurten by dwellings; rates follow from re-allocated counts.

    ``weights`` has ``source``, ``target``, ``dwellings``. A source without a figure, or without a row at all, makes a
    target's figure missing when it carries more than 20 % of that target's dwellings. Below that a count holds what the
    known sources hold, so that totals stay the same, and a published rate is that of the known sources.
    Raises VeerkrachtError when a total changes by more than the arithmetic of doubles explains.
    """
    pairs = weights.groupby(["source", "target"], as_index=False)["dwellings"].sum()
    by_source = pairs.groupby("source")["dwellings"]
    whole = by_source.transform("sum")
    # A source without dwellings still has residents at times; they go to its targets in equal parts.
    share = (pairs["dwellings"] / whole.where(whole > 0)).fillna(1.0 / by_source.transform("size")).where(
        (whole == 0) | (pairs["dwellings"] > 0), 0.0
    )  # fmt: skip
    out = pd.DataFrame(index=pd.Index(sorted(pairs["target"].unique())))
    for name in table.columns:
        if name in COUNTS:
            out[name] = _spread(table[name], pairs, share, name)
    for name in table.columns:
        if name in RATES and DENOMINATOR_OF[name] in table:
            denominator = table[DENOMINATOR_OF[name]]
            known = denominator.where(table[name].notna())
            top = _spread(table[name] * denominator, pairs, share, name)
            out[name] = top / _spread(known, pairs, share, name).replace(0.0, np.nan)
    return out[[c for c in table.columns if c in out]]


def _spread(values: pd.Series[float], pairs: pd.DataFrame, share: pd.Series[float], name: str) -> pd.Series[float]:
    found = pairs["source"].map(values)
    has = found.notna()
    part = (found * share).where(has, 0.0)
    target = pairs["target"]
    total = part.groupby(target).sum()
    weight = pairs["dwellings"].groupby(target).sum()
    lacking = pairs["dwellings"].where(~has, 0.0).groupby(target).sum()
    before = math.fsum(values.reindex(pairs["source"].unique()).dropna())
    after = math.fsum(total)
    if not math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-6):
        raise VeerkrachtError(
            N_("Bringing {column} to the new borders changed its total from {before} to {after}; nothing was written. "
               "Check the address weights for double buurten."),
            column=name, before=f"{before:g}", after=f"{after:g}",
        )  # fmt: skip
    return total.where(lacking <= method().missing_source_share * weight)
