"""What must hold for the index whatever the figures: order, scale, reference, ties, and the ways to have nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden import reference
from tests.model.test_golden import table_of
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import index
from veerkracht_plugin.model.method import method, parse_weights

DEFAULT = parse_weights("")
SCORES = ("kw", "kw_0", "kw_d", "kw_onz")


def scores(table: pd.DataFrame, weights: dict[str, float] | None = None, floor: float = 100,
           ref: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    """The scores as a table with the index of ``table``."""
    result = index.compute(table, ref, weights or DEFAULT, floor)
    return pd.DataFrame({name: getattr(result, name) for name in (*SCORES, "kw_n")}, index=table.index)


def equal(one: pd.DataFrame, other: pd.DataFrame, tolerance: float = 1e-9) -> None:
    """Equal but for the last digits: a spread near 0 makes scores of ten thousands, so the size counts too."""
    np.testing.assert_allclose(
        one.to_numpy(float), other.to_numpy(float), rtol=tolerance, atol=tolerance, equal_nan=True
    )


seeds = st.integers(min_value=0, max_value=10_000)


@settings(max_examples=40, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_at_all(seed: int, shuffler: Any) -> None:
    table = table_of(reference.random_rows(seed, 25))
    order = list(range(25))
    shuffler.shuffle(order)
    straight, shuffled = scores(table), scores(table.iloc[order])
    # Not even the last digit: sums are exact, whatever their order.
    pd.testing.assert_frame_equal(straight, shuffled.sort_index(), check_exact=True)


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(min_value=0.01, max_value=1000))
def test_scaling_all_weights_changes_nothing(seed: int, factor: float) -> None:
    table = table_of(reference.random_rows(seed, 20))
    equal(scores(table), scores(table, {field: weight * factor for field, weight in DEFAULT.items()}))


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(min_value=0.5, max_value=3.0))
def test_scaling_residents_above_the_floor_changes_no_score(seed: int, factor: float) -> None:
    table = table_of(reference.random_rows(seed, 20))
    table["inwoners"] = table["inwoners"].where(table["inwoners"] >= 100) * 100
    larger = table.assign(inwoners=table["inwoners"] * factor)
    equal(scores(table)[["kw", "kw_0", "kw_d"]], scores(larger)[["kw", "kw_0", "kw_d"]])


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_a_row_outside_the_reference_changes_no_other_row(seed: int) -> None:
    rows = reference.random_rows(seed, 20)
    odd = dict(rows[0], bu_code="BU99999999", inwoners=40, bijst=100.0, ao=100.0, laag40=100.0, minima=100.0)
    with_odd = scores(table_of([*rows, odd]))
    equal(scores(table_of(rows)), with_odd.iloc[:-1])


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_reference_mean_is_0_and_spread_1(seed: int) -> None:
    table = table_of(reference.random_rows(seed, 40))
    got = scores(table)
    counted = table["inwoners"] >= 100
    for name in ("kw", "kw_0"):
        values, weights = got[name][counted].dropna(), table["inwoners"]
        if len(values):
            w = weights[values.index]
            assert np.average(values, weights=w) == pytest.approx(0, abs=1e-9)
            assert np.average(values**2, weights=w) == pytest.approx(1, abs=1e-9)


def rows_of(**columns: list[float]) -> pd.DataFrame:
    """A small table; every column given as a list."""
    size = len(next(iter(columns.values())))
    rows = [{"bu_code": f"BU9901{i:04d}", "gm_code": "GM9901", "inwoners": 1000,
             **{name: values[i] for name, values in columns.items()}} for i in range(size)]  # fmt: skip
    return table_of(rows)


def test_by_hand() -> None:
    # Weighted mean (1·10 + 3·20) / 4 = 17.5, variance (1·7.5² + 3·2.5²) / 4 = 18.75; one indicator, so kw = z.
    table = rows_of(bijst=[10.0, 20.0], inwoners=[1000, 3000])
    assert scores(table)["kw"].tolist() == pytest.approx([-7.5 / math.sqrt(18.75), 2.5 / math.sqrt(18.75)])


def test_equal_figures_get_equal_scores() -> None:
    got = scores(rows_of(bijst=[5.0, 5.0, 9.0], ao=[1.0, 1.0, 4.0]))
    assert got["kw"][0] == got["kw"][1] < got["kw"][2]


@pytest.mark.parametrize("value", [0.1, 3.3, 100 / 3, 0.0])
def test_all_equal_leaves_the_indicator_out_and_says_so(value: float) -> None:
    table = rows_of(bijst=[value] * 7, ao=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    result = index.compute(table, None, DEFAULT, 100)
    assert result.level.flat == ("bijst",)
    assert result.level.kept == ("ao",)
    assert not np.isnan(result.kw).any()


def test_one_buurt_has_no_score() -> None:
    result = index.compute(rows_of(bijst=[5.0], ao=[2.0]), None, DEFAULT, 100)
    assert np.isnan(result.kw).all()
    assert set(result.level.flat) == {"bijst", "ao"}


def test_all_missing_is_missing_and_not_zero() -> None:
    result = index.compute(rows_of(bijst=[math.nan, math.nan]), None, DEFAULT, 100)
    assert np.isnan(result.kw).all()
    assert result.kw_n.tolist() == [0, 0]
    assert "bijst" in result.level.empty


def test_nobody_above_the_floor() -> None:
    result = index.compute(rows_of(bijst=[1.0, 2.0], inwoners=[50, 60]), None, DEFAULT, 100)
    assert result.reference_rows == 0
    assert np.isnan(result.kw).all()


def test_half_of_the_weight_is_enough_and_less_is_not() -> None:
    weights = {**dict.fromkeys(DEFAULT, 0.0), "bijst": 0.3, "ao": 0.1, "laag40": 0.2}
    nan = math.nan
    table = rows_of(bijst=[1.0, 2.0, nan, 4.0], ao=[3.0, 1.0, 2.0, nan], laag40=[5.0, 4.0, 3.0, nan])
    got = scores(table, weights)
    # Row 2 holds 0.1 + 0.2 of 0.6, which is half in arithmetic though not in doubles; row 3 holds 0.3.
    assert got["kw"].notna().tolist() == [True, True, True, True]
    table.loc[2, "ao"] = nan
    assert math.isnan(scores(table, weights)["kw"][2])


def test_change_needs_both_years_under_one_definition() -> None:
    table = rows_of(bijst=[5.0, 7.0, 9.0], bijst_0=[4.0, 7.0, 8.0], armoede=[1.0, 2.0, 9.0], minima_0=[3.0, 4.0, 1.0])
    result = index.compute(table, None, DEFAULT, 100)
    assert result.change.kept == ("bijst",)
    # s of raw_0 is 1 by construction with one indicator: the change is that of z on the base year.
    sd = math.sqrt(((4 - 19 / 3) ** 2 + (7 - 19 / 3) ** 2 + (8 - 19 / 3) ** 2) / 3)
    assert result.kw_d.tolist() == pytest.approx([1 / sd, 0.0, 1 / sd])


def test_figures_that_cannot_be_compared_take_no_part() -> None:
    free = rows_of(bijst=[5.0, 7.0, 9.0], bijst_0=[4.0, 7.0, 8.0])
    barred = rows_of(bijst=[5.0, 7.0, 9.0, 50.0], bijst_0=[4.0, 7.0, 8.0, 90.0])
    barred["vgl"] = ["ja", "hercodeerd", "ja", "niet"]
    got = scores(barred)
    assert math.isnan(got["kw_d"][3])
    assert math.isnan(got["kw_0"][3])
    assert got["kw_d"][:3].tolist() == pytest.approx(scores(free)["kw_d"].tolist())


def test_rounding_of_a_share_by_hand() -> None:
    # 100 of 1000 persons: var = (100/1000)² (25/3 + 0.1² · 6.25) = 0.083958…
    got = index.rate_variance(method().indicator("bijst"), np.array([10.0]), np.array([1000.0]))
    assert got[0] == pytest.approx(0.01 * (25 / 3 + 0.01 * 6.25))


def test_rounding_of_education_by_hand() -> None:
    # L = 300 of 1000: ∂x/∂L = 100 · 700 / 1000² = 0.07, ∂x/∂M = ∂x/∂H = −100 · 300 / 1000² = −0.03; each count has
    # 25/3.
    got = index.rate_variance(method().indicator("oplg"), np.array([30.0]), np.array([1000.0]))
    assert got[0] == pytest.approx((0.07**2 + 2 * 0.03**2) * 25 / 3)


def test_weights_text() -> None:
    assert parse_weights("bijst=2, wmo=0.5") == {**DEFAULT, "bijst": 2.0, "wmo": 0.5}
    # As people in a country of decimal commas write it.
    assert parse_weights("Bijst=2;wmo=0,5") == parse_weights("BIJST=2,wmo=0,5") == {**DEFAULT, "bijst": 2.0, "wmo": 0.5}
    assert parse_weights("wmo=0,5,jzorg=1,") == {**DEFAULT, "wmo": 0.5, "jzorg": 1.0}
    assert parse_weights(None) == DEFAULT
    assert parse_weights("") == DEFAULT


@pytest.mark.parametrize(
    ("text", "said"),
    [("werk=1", "not an indicator"), ("bijst=-1", "0 or more"), ("bijst=x", "0 or more"), ("bijst", "0 or more"),
     ("bijst=nan", "0 or more"), ("bijst=inf", "0 or more"), ("bijst=1,bijst=2", "twice"),
     ("bijst=0,ao=0,laag40=0,minima=0,armoede=0,oplg=0", "every indicator")],
)  # fmt: skip
def test_weights_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(VeerkrachtError, match=said):
        parse_weights(text)
