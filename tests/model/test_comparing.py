"""Wijken, gemeenten and groups side by side: every figure by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model.test_position import table as blank
from veerkracht_plugin.model import comparing
from veerkracht_plugin.model.comparing import ABSOLUTE, GEMEENTE, GROUP, RELATIVE, WIJK
from veerkracht_plugin.model.words import LANGUAGES, codes, word

NAN = math.nan

#: No timing: the machine may be busy.
CALM = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def table(**columns: list[object]) -> pd.DataFrame:
    """Four buurten: two of wijk 01 and one of wijk 02 in GM0001, one in GM0002; ``columns`` replace."""
    size = len(next(iter(columns.values()), [0] * 4))
    own: dict[str, list[object]] = {
        "bu_code": ["BU00010100", "BU00010101", "BU00010200", "BU00020100"][:size],
        "wk_code": ["WK000101", "WK000101", "WK000102", "WK000201"][:size],
        "wk_naam": ["Noord", "Noord", "Zuid", "Dorp"][:size],
        "gm_code": ["GM0001", "GM0001", "GM0001", "GM0002"][:size],
        "gm_naam": ["Alfa", "Alfa", "Alfa", "Beta"][:size],
        "inwoners": [1000.0, 3000.0, 2000.0, 500.0][:size],
    }
    out = blank(**{**own, **columns})
    for field in ("kl_focus", "kl_focusr", "kl_signa", "kl_signr", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_corp"):
        if field not in columns:
            out[field] = "geen"
    return out


def compared(rows: pd.DataFrame, by: str, kind: str = ABSOLUTE, units: list[float] | None = None) -> pd.DataFrame:
    found = comparing.areas(rows, by)
    return comparing.compare(rows, found, kind, units).set_index("code")


class TestAreas:
    def test_wijken_in_order_of_their_codes(self) -> None:
        found = comparing.areas(table(), WIJK)
        assert [(one.code, one.name, one.gemeente, one.rows) for one in found] == [
            ("WK000101", "Noord", "Alfa", (0, 1)), ("WK000102", "Zuid", "Alfa", (2,)),
            ("WK000201", "Dorp", "Beta", (3,)),
        ]  # fmt: skip

    def test_a_wijk_without_code_and_name_follows_from_the_buurt(self) -> None:
        rows = table(wk_code=["", "", "", ""], wk_naam=["", "", "", ""])
        assert [(one.code, one.name) for one in comparing.areas(rows, WIJK)] == [
            ("WK000101", "Wijk 000101"), ("WK000102", "Wijk 000102"), ("WK000201", "Wijk 000201"),
        ]  # fmt: skip

    def test_groups_run_across_gemeenten_and_buurten_without_one_come_last(self) -> None:
        found = comparing.areas(table(), GROUP, ["Oost", "West", "", "West"], "(zonder rayon)")
        assert [(one.code, one.name, one.gemeente, one.rows, one.ranked) for one in found] == [
            ("Oost", "Oost", "Alfa", (0,), True), ("West", "West", "Alfa, Beta", (1, 3), True),
            ("", "(zonder rayon)", "Alfa", (2,), False),
        ]  # fmt: skip


class TestCounted:
    def test_a_buurt_below_the_floor_of_its_classification_does_not_count(self) -> None:
        rows = table(
            inwoners=[1000.0, 60.0, 40.0, NAN],
            reden=["", "binnen onzekerheid", "te weinig inwoners; cijfers ontbreken", "cijfers ontbreken"],
        )
        assert comparing.counted(rows).tolist() == [True, True, False, False]

    def test_without_any_reason_the_floor_of_the_method_holds(self) -> None:
        assert comparing.counted(table(inwoners=[100.0, 99.0, NAN, 0.0])).tolist() == [True, False, False, False]


class TestQuantile:
    def test_by_hand(self) -> None:
        # 10 % of 100 residents is 10: reached at 1.0. 90 % is 90: reached at 3.0 (10 + 60 + 30 = 100, 70 at 2.0).
        values, weights = np.array([3.0, 1.0, 2.0]), np.array([30.0, 10.0, 60.0])
        assert comparing.weighted_quantile(values, weights, 0.1) == 1.0
        assert comparing.weighted_quantile(values, weights, 0.11) == 2.0
        assert comparing.weighted_quantile(values, weights, 0.7) == 2.0
        assert comparing.weighted_quantile(values, weights, 0.9) == 3.0

    def test_missing_and_weightless_rows_do_not_count(self) -> None:
        values, weights = np.array([NAN, 9.0, 1.0]), np.array([1000.0, 0.0, 1.0])
        assert comparing.weighted_quantile(values, weights, 0.9) == 1.0
        assert math.isnan(comparing.weighted_quantile(np.array([NAN]), np.array([1.0]), 0.5))

    @CALM
    @given(st.lists(st.tuples(st.floats(-5, 5), st.integers(1, 1000)), min_size=1, max_size=30), st.floats(0.01, 1))
    def test_at_least_the_share_lies_at_or_below(self, rows: list[tuple[float, int]], share: float) -> None:
        values = np.array([value for value, _ in rows])
        weights = np.array([float(weight) for _, weight in rows])
        found = comparing.weighted_quantile(values, weights, share)
        assert found in values
        assert weights[values <= found].sum() >= share * weights.sum() * (1 - 1e-9)
        assert weights[values < found].sum() < share * weights.sum() * (1 + 1e-9)


class TestSpread:
    def test_mean_sd_and_cover_by_hand(self) -> None:
        # Mean (1·1000 + 3·3000) / 4000 = 2.5; variance (1000·2.25 + 3000·0.25) / 4000 = 0.75; 4000 of 6000 residents.
        got = comparing.spread(np.array([1.0, 3.0, NAN]), np.array([1000.0, 3000.0, 2000.0]))
        assert (got.mean, got.sd) == (pytest.approx(2.5), pytest.approx(math.sqrt(0.75)))
        assert (got.low, got.high) == (1.0, 3.0)
        assert got.cover == pytest.approx(200 / 3)

    def test_one_buurt_has_no_spread_and_not_a_spread_of_zero(self) -> None:
        got = comparing.spread(np.array([1.5, NAN]), np.array([1000.0, 3000.0]))
        assert got.mean == 1.5
        assert all(math.isnan(one) for one in (got.sd, got.low, got.high))

    def test_two_equal_buurten_have_a_spread_of_zero(self) -> None:
        got = comparing.spread(np.array([1.5, 1.5]), np.array([1000.0, 3000.0]))
        assert (got.sd, got.low, got.high) == (0.0, 1.5, 1.5)


class TestHalfWidth:
    def test_independent_errors_by_hand(self) -> None:
        # √((1·0.3)² + (3·0.1)²) / 4 = √0.18 / 4
        got = comparing.mean_half_width(np.array([1.0, 2.0]), np.array([0.3, 0.1]), np.array([1.0, 3.0]))
        assert got == pytest.approx(math.sqrt(0.18) / 4)

    def test_an_unknown_part_makes_it_unknown(self) -> None:
        assert math.isnan(comparing.mean_half_width(np.array([1.0, 2.0]), np.array([0.3, NAN]), np.array([1.0, 3.0])))
        # … but not that of a buurt that has no change itself.
        got = comparing.mean_half_width(np.array([1.0, NAN]), np.array([0.3, NAN]), np.array([1.0, 3.0]))
        assert got == pytest.approx(0.3)


class TestRanks:
    def test_equal_values_share_a_rank_and_the_next_is_skipped(self) -> None:
        assert comparing.ranks([5.0, 7.0, 5.0, 1.0], highest_first=True) == [2, 1, 2, 4]
        assert comparing.ranks([5.0, 7.0, 5.0, 1.0], highest_first=False) == [2, 4, 2, 1]

    def test_what_is_missing_has_no_rank_and_takes_none(self) -> None:
        assert comparing.ranks([NAN, 7.0, 5.0], highest_first=True) == [None, 1, 2]

    def test_the_last_bits_of_a_double_do_not_make_a_difference(self) -> None:
        assert comparing.ranks([0.1 + 0.2, 0.3, 0.2], highest_first=True) == [1, 1, 3]


class TestCompare:
    def test_residents_and_units_per_class_are_added_up(self) -> None:
        rows = table(kl_focus=["C3", "A1", "C3", "geen"], kl_signa=["druk", "druk", "geen", "geen"])
        got = compared(rows, GEMEENTE, units=[10.0, 0.0, 5.0, 3.0])
        alfa, beta = got.loc["GM0001"], got.loc["GM0002"]
        assert (alfa["i_C3"], alfa["i_A1"], alfa["i_fgeen"]) == (3000, 3000, 0)
        assert (alfa["e_C3"], alfa["e_A1"], alfa["eenheden"]) == (15, 0, 15)
        assert (alfa["i_druk"], alfa["i_sgeen"], alfa["e_druk"]) == (4000, 2000, 10)
        assert (alfa["n_buurten"], alfa["n_geen"], alfa["n_geen_s"]) == (3, 0, 1)
        assert (beta["i_fgeen"], beta["e_fgeen"], beta["n_geen"]) == (500, 3, 1)
        assert (alfa["pi_C3"], alfa["pi_druk"]) == (50.0, 100.0)
        assert math.isnan(beta["pi_C3"])

    def test_without_own_stock_units_are_missing_and_not_zero(self) -> None:
        got = compared(table(), GEMEENTE)
        assert got[["eenheden", "p_eigen", "e_C3", "e_druk"]].isna().all().all()

    def test_own_stock_is_a_share_of_the_dwellings(self) -> None:
        rows = table(woningen=[100.0, 300.0, NAN, NAN])
        got = compared(rows, WIJK, units=[40.0, 60.0, 0.0, 5.0])
        assert got.loc["WK000101", "p_eigen"] == 25.0
        # Units in a buurt whose dwellings are unknown: no share, and no division by the rest.
        assert math.isnan(got.loc["WK000201", "p_eigen"])

    def test_a_rate_comes_from_counts_and_a_score_is_weighted_with_residents(self) -> None:
        rows = table(bijst=[10.0, 2.0, 5.0, 5.0], wap=[100.0, 300.0, 100.0, 100.0], kw=[2.0, 0.0, 1.0, -1.0])
        got = compared(rows, WIJK)
        # 10 + 6 of 400; the mean of the percentages would be 6.
        assert got.loc["WK000101", "bijst"] == pytest.approx(4.0)
        # (2·1000 + 0·3000) / 4000
        assert got.loc["WK000101", "kw"] == pytest.approx(0.5)
        assert got.loc["WK000101", "kw_sd"] == pytest.approx(math.sqrt((1000 * 2.25 + 3000 * 0.25) / 4000))
        assert got["rang_kw"].tolist() == [2, 1, 3]

    def test_a_buurt_below_the_floor_does_not_count_in_a_mean_but_its_residents_do(self) -> None:
        rows = table(kw=[2.0, 0.0, 1.0, 9.0], inwoners=[1000.0, 50.0, 2000.0, 60.0])
        got = compared(rows, GEMEENTE)
        assert got.loc["GM0001", "kw"] == pytest.approx(4 / 3)
        assert got.loc["GM0001", "inwoners"] == 3050
        assert math.isnan(got.loc["GM0002", "kw"])

    def test_change_with_its_uncertainty(self) -> None:
        rows = table(kw_d=[0.4, 0.2, 0.1, NAN], kw_onz=[0.3, 0.1, 0.2, NAN], ov_d=[0.02, 0.0, -0.1, 0.0])
        got = compared(rows, WIJK)
        # (0.4 + 3·0.2) / 4 = 0.25, ± √(0.3² + 0.3²) / 4 = 0.106: an increase. 0.1 ± 0.2: none to be told.
        assert got.loc["WK000101", "kw_d"] == pytest.approx(0.25)
        assert got.loc["WK000101", "kw_onz"] == pytest.approx(math.sqrt(0.18) / 4)
        assert got["kl_kwd"].tolist() == ["toename", "stabiel", "geen"]
        assert got.loc["WK000101", "ov_d"] == pytest.approx(0.005)
        assert got["rang_ovd"].tolist() == [1, 3, 2]

    def test_a_mean_of_too_few_residents_is_shown_but_neither_ranked_nor_classed(self) -> None:
        # 3000 of 4000 residents is below four fifths; of wijk 02 all are known.
        got = compared(table(kw=[NAN, 2.0, 0.5, NAN], onv=[0.1, 0.1, 0.1, 0.1]), WIJK)
        one = got.loc["WK000101"]
        assert (one["kw"], one["p_kw"], one["kl_kw"], one["kl_focus"]) == (2.0, 75.0, "geen", "geen")
        assert math.isnan(one["rang_kw"])
        assert got.loc["WK000102", "rang_kw"] == 1
        # Exactly four fifths is enough.
        exact = compared(table(kw=[NAN, 2.0, 0.5, NAN], inwoners=[750.0, 3000.0, 2000.0, 500.0]), WIJK)
        assert exact.loc["WK000101", "rang_kw"] == 1

    def test_the_class_of_an_area_follows_from_its_means(self) -> None:
        got = compared(table(kw=[2.0, 1.0, -0.5, 0.0], onv=[-0.2, -0.1, 0.1, 0.0]), WIJK)
        # kw 1.25 and onv −0.125 · kw −0.5 and onv 0.1 · kw 0 and onv 0
        assert got["kl_focus"].tolist() == ["C3", "A1", "B2"]
        assert got["kl_kw"].tolist() == ["5", "2", "3"]
        assert got["kl_ov"].tolist() == ["3", "7", "5"]

    def test_buurten_without_group_have_figures_but_no_rank(self) -> None:
        rows = table(kw=[2.0, 0.0, 1.0, -1.0])
        found = comparing.areas(rows, GROUP, ["", "A", "A", "B"], "(zonder)")
        got = comparing.compare(rows, found, ABSOLUTE)
        assert got["naam"].tolist() == ["A", "B", "(zonder)"]
        assert got["kw"].tolist() == [pytest.approx(0.4), -1.0, 2.0]
        assert got["rang_kw"].tolist()[:2] == [1, 2]
        assert math.isnan(got["rang_kw"].iloc[2])

    def test_years_that_differ_within_an_area_are_not_one_year(self) -> None:
        got = compared(table(jaar=[2024.0, 2023.0, 2024.0, 2024.0]), WIJK)
        assert math.isnan(got.loc["WK000101", "jaar"])
        assert got.loc["WK000102", "jaar"] == 2024

    def test_no_residents_at_all_is_missing(self) -> None:
        got = compared(table(inwoners=[NAN, NAN, 10.0, 10.0]), WIJK)
        assert math.isnan(got.loc["WK000101", "inwoners"])


class TestRelative:
    def test_scores_are_measured_against_the_own_gemeente(self) -> None:
        rows = table(kw=[2.0, 0.0, 1.0, 5.0], onv=[0.1, 0.1, 0.1, -0.3], kl_focusr=["B2", "A2", "B2", "B2"])
        got = compared(rows, WIJK, RELATIVE)
        # Mean of Alfa: (2000 + 0 + 2000) / 6000 = 2/3; wijk 01 has 0.5, wijk 02 has 1; Beta is its own mean.
        assert got["kw"].tolist() == [pytest.approx(0.5 - 2 / 3), pytest.approx(1 / 3), 0.0]
        assert got["onv"].tolist() == [pytest.approx(0.0), pytest.approx(0.0), 0.0]
        assert got["soort"].tolist() == [RELATIVE] * 3
        assert got.loc["WK000101", "i_A2"] == 3000

    def test_absolute_and_relative_are_never_in_one_table(self) -> None:
        absolute = {field.name for field in comparing.area_fields(ABSOLUTE)}
        relative = {field.name for field in comparing.area_fields(RELATIVE)}
        assert {name for name in absolute if name.startswith("kl_")} == {
            "kl_focus", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_signa",
        }  # fmt: skip
        assert {name for name in relative if name.startswith("kl_")} == {"kl_focusr", "kl_signr"}
        rows = table()
        found = comparing.areas(rows, WIJK)
        for kind in (ABSOLUTE, RELATIVE):
            long = comparing.by_class(rows, found, kind)
            assert set(long["soort"]) == {kind}
            assert all(field.endswith("r") == (kind == RELATIVE) for field in long["veld"])


def test_all_classes_of_all_maps_in_the_long_table() -> None:
    rows = table(kl_corp=["3", "0", "3", "1"])
    found = comparing.areas(rows, GEMEENTE)
    long = comparing.by_class(rows, found, ABSOLUTE, [10.0, 20.0, 30.0, 4.0])
    assert len(long) == 2 * sum(len(codes(field)) for field in comparing.MAPS[ABSOLUTE])
    one = long[(long["code"] == "GM0001") & (long["veld"] == "kl_corp")].set_index("klasse")
    assert one.loc["3", ["n_buurten", "inwoners", "eenheden"]].tolist() == [2, 3000, 40]
    assert one.loc["3", "p_inw"] == 50.0
    assert one.loc["3", "p_eenh"] == pytest.approx(200 / 3)
    assert one.loc["2", ["n_buurten", "inwoners"]].tolist() == [0, 0]
    assert one["p_inw"].sum() == pytest.approx(100)


@CALM
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 5000), st.sampled_from(["C3", "A1", "geen"])),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_sums_over_areas_are_sums_over_buurten(rows: list[tuple[str, int, str]]) -> None:
    """However buurten are grouped, no resident is lost and none counts twice."""
    size = len(rows)
    frame = table(
        bu_code=[f"BU0001{i:04d}" for i in range(size)], wk_code=["WK000100"] * size, wk_naam=["x"] * size,
        gm_code=["GM0001"] * size, gm_naam=["Alfa"] * size, inwoners=[float(n) for _, n, _ in rows],
        kl_focus=[code for _, _, code in rows],
    )  # fmt: skip
    found = comparing.areas(frame, GROUP, [group for group, _, _ in rows])
    got = comparing.compare(frame, found, ABSOLUTE, [1.0] * size)
    assert got["inwoners"].sum() == sum(n for _, n, _ in rows)
    assert got["n_buurten"].sum() == got["eenheden"].sum() == size
    for code in ("C3", "A1", "fgeen"):
        assert got[f"i_{code}"].sum() == sum(n for _, n, own in rows if own == code.replace("fgeen", "geen"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_an_alias_and_survives_a_shapefile(language: str) -> None:
    for fields in (*map(comparing.area_fields, (ABSOLUTE, RELATIVE)), comparing.class_table_fields()):
        names = [field.name for field in fields]
        assert [name for name in names if len(name) > 10] == []
        assert len({name.lower() for name in names}) == len(names)
        assert all(word("field", name, language=language) for name in names)
