"""The index and the classes against the case that was worked by hand and against an independent reading of the
method.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from tests.golden import reference
from veerkracht_plugin.model import buurten
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.fields import buurt_fields, class_fields
from veerkracht_plugin.model.indicators import rates
from veerkracht_plugin.model.method import method

COUNT_NAMES = {
    "inwoners": "inwoners", "n_0_15": "n_0_15", "n_65": "n_65", "n_bijst": "n_bijstand", "n_ao": "n_ao",
    "p_laag40": "p_laag40", "p_minima": "p_minima", "p_armoede": "p_armoede", "n_laag": "n_opl_laag",
    "n_midden": "n_opl_mid", "n_hoog": "n_opl_hoog", "r_wmo": "r_wmo", "p_jzorg": "p_jzorg",
}  # fmt: skip


def table_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of the reference as a typed buurt table."""
    out = pd.DataFrame(index=range(len(rows)))
    for field in (*buurt_fields(), *class_fields()):
        values = [row.get(field.name) for row in rows]
        if field.kind == "text":
            out[field.name] = ["" if v is None else str(v) for v in values]
        else:
            out[field.name] = [math.nan if v is None else float(v) for v in values]
    return out


def ours(
    rows: Sequence[Mapping[str, Any]],
    weights: Mapping[str, float] | None = None,
    floor: float = 100,
    against: Sequence[Mapping[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """What the plugin makes of the rows, in the shape of the reference's result."""
    full = {i.field: i.weight for i in method().indicators} | dict(weights or {})
    ref = table_of(against) if against is not None else None
    result = buurten.classified(table_of(rows), ref, full, floor, "", Account())
    out = []
    for record in result.to_dict("records"):
        row = {name: record[name] for name in ("bu_code", *reference.RESULT_FIELDS)}
        for name in reference.NUMBER_FIELDS:
            row[name] = None if math.isnan(row[name]) else row[name]
        out.append(row)
    return out


@pytest.fixture(scope="module")
def case() -> Any:
    return json.loads(reference.golden_path().read_text(encoding="utf-8"))


def test_rates_of_the_ten_buurten(case: Any) -> None:
    for suffix in ("", "_0"):
        given = pd.DataFrame(
            [{new: row[old + suffix] for old, new in COUNT_NAMES.items()} for row in case["input"]],
            index=[row["bu_code"] for row in case["input"]],
            dtype=float,
        )
        got = rates(given)
        for expected in case["expected"]["rows"]:
            for name in (*method().indicator_fields, "wap", "opl_n"):
                value = got.frame.loc[expected["bu_code"], name]
                want = expected[name + suffix]
                assert (math.isnan(value) and want is None) or value == pytest.approx(want, abs=1e-12), (
                    expected["bu_code"], name + suffix,
                )  # fmt: skip
        clamped = {
            name: sum(name + suffix in found for found in case["expected"]["clamped"].values())
            for name in method().indicator_fields
        }
        assert got.clamped == {name: count for name, count in clamped.items() if count}


def test_scores_and_classes_of_the_ten_buurten(case: Any) -> None:
    got = ours(case["expected"]["rows"], case["weights"], case["floor"])
    assert reference.differences(got, case["expected"]["result"]) == []


@pytest.mark.parametrize("seed", range(120))
def test_random_rows_as_the_reference(seed: int) -> None:
    rows = reference.random_rows(seed, 3 + seed % 40, denominators=seed % 7 != 0)
    assert reference.differences(ours(rows), reference.classify(rows).rows, tolerance=1e-8) == []


@pytest.mark.parametrize("seed", range(40))
def test_random_rows_against_another_reference_set(seed: int) -> None:
    rows, against = reference.random_rows(seed, 20), reference.random_rows(seed + 1000, 60)
    weights = {"wmo": 0.5, "bijst": 2.0, "laag40": 0.0}
    expected = reference.classify(rows, against, weights, floor=250).rows
    assert reference.differences(ours(rows, weights, 250, against), expected, tolerance=1e-8) == []
