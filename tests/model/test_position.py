"""Where a buurt or wijk stands: from counts, by hand and for any table."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model import position
from veerkracht_plugin.model.fields import buurt_fields, class_fields

NAN = math.nan


def table(**columns: list[object]) -> pd.DataFrame:
    """A buurt table with these columns; everything else is missing."""
    size = len(next(iter(columns.values())))
    out = pd.DataFrame(index=range(size))
    for field in (*buurt_fields(), *class_fields()):
        out[field.name] = "" if field.kind == "text" else np.full(size, NAN)
    for name, values in {"gm_code": ["GM0001"] * size, "inwoners": [1000.0] * size, **columns}.items():
        out[name] = values
    return out


def test_a_rate_of_several_buurten_comes_from_counts() -> None:
    # 10 % of 100 and 2 % of 300 are 10 + 6 persons of 400: 4 %, where the mean of the percentages would be 6 %.
    rows = table(bijst=[10.0, 2.0], wap=[100.0, 300.0])
    assert position.rate(rows, [0, 1], "bijst") == pytest.approx(4.0)


def test_each_indicator_over_what_it_is_a_share_of() -> None:
    rows = table(
        laag40=[50.0, 10.0], huishouden=[100.0, 300.0], wmo=[100.0, 20.0], p_corp=[90.0, 0.0], woningen=[10.0, 90.0],
        oplg=[40.0, 20.0], opl_n=[50.0, 150.0], inwoners=[1000.0, 3000.0],
    )  # fmt: skip
    assert position.rate(rows, [0, 1], "laag40") == pytest.approx((50 + 30) / 4)
    assert position.rate(rows, [0, 1], "wmo") == pytest.approx((100 + 60) / 4)
    assert position.rate(rows, [0, 1], "p_corp") == pytest.approx(9.0)
    assert position.rate(rows, [0, 1], "oplg") == pytest.approx((20 + 30) / 2)


def test_without_a_denominator_only_one_buurt_has_a_rate() -> None:
    # The layer holds no number of young people, so jeugdzorg of two buurten cannot be told.
    rows = table(jzorg=[5.0, 15.0])
    assert position.rate(rows, [1], "jzorg") == 15.0
    assert math.isnan(position.rate(rows, [0, 1], "jzorg"))


def test_a_missing_figure_is_not_zero_and_too_many_are_too_many() -> None:
    rows = table(bijst=[10.0, NAN, 20.0], wap=[400.0, 100.0, 500.0])
    assert position.rate(rows, [0, 1, 2], "bijst") == pytest.approx((40 + 100) / 9)
    # Without a figure for 100 of 500: exactly the fifth that may be missing; a hair more is too much.
    assert position.rate(rows, [0, 1], "bijst") == pytest.approx(10.0)
    rows.loc[1, "wap"] = 101.0
    assert math.isnan(position.rate(rows, [0, 1], "bijst"))
    assert math.isnan(position.rate(rows, [1], "bijst"))


def test_scores_are_means_by_inwoners_of_buurten_at_or_above_the_floor() -> None:
    rows = table(kw=[1.0, -1.0, 50.0, NAN], onv=[0.1, 0.3, 0.9, NAN], inwoners=[300.0, 100.0, 99.0, 500.0])
    assert position.score(rows, [0, 1, 2, 3], "kw") == pytest.approx(0.5)
    assert position.value(rows, [0, 1, 2, 3], "onv") == pytest.approx(0.15)
    assert position.score(rows, [2], "kw") == 50.0
    assert math.isnan(position.score(rows, [3], "kw"))


def test_uncertainty_by_hand() -> None:
    # Published with one decimal: half-width 0.05, 95 % is 1.96 · 0.05 / √3.
    rows = table(laag40=[50.0, 40.0], huishouden=[100.0, 100.0], bijst=[10.0, 10.0], wap=[200.0, 200.0])
    one = 1.96 * 0.05 / math.sqrt(3)
    assert position.half_width(rows, [0], "laag40") == pytest.approx(one)
    # Two buurten that weigh the same: half of the square root of two of it.
    assert position.half_width(rows, [0, 1], "laag40") == pytest.approx(one * math.sqrt(2) / 2)
    # bijst: 20 of 200; numerator h = 5, denominator three counts of h = 2.5.
    variance = (100 / 200) ** 2 * (25 / 3 + 0.1**2 * 2.5**2)
    assert position.half_width(rows, [0], "bijst") == pytest.approx(1.96 * math.sqrt(variance))
    assert math.isnan(position.half_width(rows, [0], "onv"))
    rows.loc[0, "bijst"] = NAN
    assert math.isnan(position.half_width(rows, [0], "bijst"))


def test_position_against_gemeente_and_reference() -> None:
    rows = table(
        gm_code=["GM0001", "GM0001", "GM0002"], bijst=[10.0, 2.0, 30.0], wap=[100.0, 300.0, 600.0],
        inwoners=[500.0, 50.0, 900.0],
    )  # fmt: skip
    positions = position.Positions(rows)
    here = positions.of([0], "bijst")
    assert (here.value, here.gemeente) == (10.0, pytest.approx(4.0))
    # The reference leaves out the buurt below the floor: (10 + 180) / 700.
    assert here.reference == pytest.approx(100 * 190 / 700)
    assert here.others == (10.0,)
    assert not positions.reference_is_gemeente
    assert math.isnan(positions.of([0, 2], "bijst").gemeente)
    assert positions.fields() == ["bijst"]


def test_the_reference_may_be_another_table_or_unknown() -> None:
    rows = table(bijst=[10.0, 2.0], wap=[100.0, 300.0])
    other = table(bijst=[20.0], wap=[100.0])
    assert position.Positions(rows, other).reference("bijst") == 20.0
    assert math.isnan(position.Positions(rows, None, known=False).reference("bijst"))
    assert position.Positions(rows).reference_is_gemeente
    assert not position.Positions(rows, other).reference_is_gemeente


COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=2, max_size=8)


@given(COUNTS)
def test_the_whole_is_the_count_of_the_parts(counts: list[tuple[int, int]]) -> None:
    sick = [min(n, d) for n, d in counts]
    wap = [d for _, d in counts]
    rows = table(ao=[100.0 * n / d for n, d in zip(sick, wap)], wap=[float(d) for d in wap])
    found = position.rate(rows, range(len(wap)), "ao")
    assert found == pytest.approx(100.0 * sum(sick) / sum(wap), abs=1e-9)
    # And so it does not matter in what order or how often it is split.
    assert found == pytest.approx(position.rate(rows, list(reversed(range(len(wap)))), "ao"), abs=1e-9)


def test_the_floor_of_the_classification_counts() -> None:
    """With a floor of 50 the buurt of 60 counts in a mean: (0.1 × 200 + 0.4 × 60) / 260."""
    table = pd.DataFrame({"gm_code": ["GM1", "GM1", "GM1"], "inwoners": [200.0, 60.0, 40.0], "onv": [0.1, 0.4, 9.0]})
    assert position.score(table, [0, 1, 2], "onv") == pytest.approx(0.1)
    assert position.score(table, [0, 1, 2], "onv", 50) == pytest.approx((0.1 * 200 + 0.4 * 60) / 260)
    assert position.reference_rows(table, 50) == [0, 1]
    assert position.Positions(table, floor=50).gemeente([0], "onv") == pytest.approx((0.1 * 200 + 0.4 * 60) / 260)
