"""The buurt layer as a table: checked on the way in, classified on the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from . import classes, index, regions
from .account import NO_LEVEL, Account, listed
from .fields import buurt_fields, class_fields
from .method import method
from .values import clean, numbers
from .words import codes

#: Without these there is nothing to classify.
REQUIRED = ("bu_code", "inwoners")

#: Figures that cannot be below zero. Scores and standard scores can.
_SIGNED = {"onv", "onv_0", "kw", "kw_0", "kw_d", "ov_d"}


def score(headers: Sequence[str]) -> int:
    """How many fields of the buurt layer a row of texts names."""
    known = {field.name for field in buurt_fields()}
    return sum(header.strip().lower() in known for header in headers)


def from_text(headers: Sequence[str], frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A typed buurt table from columns of text; fields that are absent are missing everywhere.

    Keeps the order of the rows; the index is 0, 1, …. Raises VeerkrachtError when it is no buurt layer, when a row
    has no valid buurt code, or when a buurt occurs twice.
    """
    place = {header.strip().lower(): i for i, header in reversed(list(enumerate(headers)))}
    missing = [field for field in REQUIRED if field not in place]
    if missing:
        raise VeerkrachtError(
            N_("{layer} is not a buurt layer: it has no field {fields}. Make one with “Buurt layer from files” first."),
            layer=name, fields=", ".join(missing),
        )  # fmt: skip
    columns: dict[str, Any] = {}
    for field in (*buurt_fields(), *class_fields()):
        if field.name not in place:
            columns[field.name] = "" if field.kind == "text" else np.nan
        elif field.kind == "text":
            # A class or a gemeente stands in many rows; each text is cleaned once.
            column = frame[place[field.name]].tolist()
            known = {value: clean(value) for value in set(column)}
            columns[field.name] = [known[value] for value in column]
        else:
            lowest = -np.inf if field.name in _SIGNED else 0.0
            columns[field.name] = numbers(frame[place[field.name]], field.name, name, lowest=lowest)
    # All at once: a column at a time would be copied together again and again.
    out = pd.DataFrame(columns, index=range(len(frame)))
    out["bu_code"] = _checked_codes(list(out["bu_code"]), name)
    gemeenten = regions.normalise_all(out["gm_code"], regions.GEMEENTE)
    out["gm_code"] = [own or regions.gemeente_of(code) for own, code in zip(gemeenten, out["bu_code"])]
    return out


def _checked_codes(values: Sequence[str], name: str) -> list[str]:
    found = regions.normalise_all(values, regions.BUURT)
    for row, (value, code) in enumerate(zip(values, found)):
        if code is None:
            raise VeerkrachtError(
                N_("Row {row} of {layer} has “{value}” as its buurt code, which is none. Mend it, or drop the row."),
                row=row + 1, layer=name, value=value,
            )  # fmt: skip
    twice = [code for code, count in Counter(found).items() if count > 1 and code]
    if twice:
        raise VeerkrachtError(
            N_("{layer} holds more than one row for {codes}. Keep one row for each buurt."),
            layer=name,
            codes=listed(twice, 5),
        )
    return [code for code in found if code]


def classified(
    table: pd.DataFrame,
    reference: pd.DataFrame | None,
    weights: Mapping[str, float],
    floor: float,
    reference_name: str,
    account: Account,
) -> pd.DataFrame:
    """``table`` (of :func:`from_text`) with ``kw`` … ``reden`` filled in; what was used goes into ``account``."""
    scores = index.compute(table, reference, weights, floor)
    out = table.copy()
    out["kw"], out["kw_0"], out["kw_d"], out["kw_onz"] = scores.kw, scores.kw_0, scores.kw_d, scores.kw_onz
    out["kw_n"] = scores.kw_n.astype(float)
    result = classes.classify(out, floor)
    for field in result.columns:
        out[field] = result[field]
    _account(out, scores, weights, floor, reference_name, account)
    return out


def _account(
    table: pd.DataFrame,
    scores: index.Index,
    weights: Mapping[str, float],
    floor: float,
    reference_name: str,
    account: Account,
) -> None:
    account.add("method", method().version)
    account.add("signal", ("general", "signal"))
    account.add("reference", reference_name or ("notice", "same_input"), count=scores.reference_rows)
    account.add("floor", f"{floor:g}", count=int(np.count_nonzero(np.asarray(table["inwoners"]) < floor)))
    account.add("weights", ", ".join(f"{field}={weight:g}" for field, weight in weights.items()))
    for topic, found in (("flat", scores.level.flat), ("flat_base", scores.change.flat), ("empty", scores.level.empty)):
        for field in found:
            account.add(topic, field=field)
    account.add("level_with", ", ".join(scores.level.kept), count=len(scores.level.kept))
    if table["jaar_0"].notna().any():
        account.add("change_with", ", ".join(scores.change.kept), count=len(scores.change.kept))
    else:
        account.add("no_base", ("notice", "no_base"))
    if scores.without_denominator:
        account.add("no_uncertainty", ", ".join(scores.without_denominator), count=len(scores.without_denominator))
    if np.all(np.isnan(scores.kw)) and not scores.level.kept:
        account.add("level_with", NO_LEVEL, count=0)
    for field in classes.CLASS_FIELDS:
        counts = table[field].value_counts()
        for code in codes(field):
            account.add(
                "class", code, count=int(counts.get(code, 0)),
                map=("field", field), label=("class", field, code),
            )  # fmt: skip
    reasons = Counter(reason for text in table["reden"] for reason in text.split("; ") if reason)
    for reason, count in sorted(reasons.items()):
        account.add("reason", count=count, reason=reason)
