"""Rank correlation, held against SciPy 1.17.1 (``spearmanr``, ``rankdata``, ``betainc``, ``t.sf``) and statsmodels
(``multipletests``, method holm), run apart from this project; the figures are stored here as they came out. Intervals:
NumPy's ``arctanh``, ``tanh`` and the formula of Bonett and Wright, with 1.96.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.test_position import table as blank
from veerkracht_plugin.model import association, composition
from veerkracht_plugin.model.composition import OUTSIDE, PART, RELATED, Figure
from veerkracht_plugin.model.method import parse_weights
from veerkracht_plugin.model.words import LANGUAGES, word

NAN = math.nan

#: With ties in both columns.
X = np.array([2.1, 3.4, 3.4, 5.0, 1.2, 8.8, 7.1, 6.5, 4.4, 9.9, 0.5, 3.4])
Y = np.array([1.0, 2.0, 4.0, 3.5, 0.5, 7.0, 9.0, 6.0, 6.0, 8.0, 2.5, 1.0])


def test_ranks_of_equal_values_are_shared() -> None:
    assert association.average_ranks(X).tolist() == [3, 5, 5, 8, 2, 11, 10, 9, 7, 12, 1, 5]
    assert association.average_ranks(np.array([7.0])).tolist() == [1]
    assert association.average_ranks(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("x", "y", "rho", "p", "low", "high"),
    [
        (X, Y, 0.8551290135454486, 0.00039201983860091794, 0.47107303744580126, 0.9666436287956555),
        (X, -Y, -0.8551290135454486, 0.00039201983860091794, -0.9666436287956555, -0.47107303744580126),
        (
            np.arange(1.0, 16.0), np.array([5.0, 3, 9, 1, 7, 2, 8, 15, 4, 6, 14, 10, 13, 11, 12]),
            0.6357142857142856, 0.010860746168789803, 0.12987072914795375, 0.8789853992565103,
        ),
    ],
)  # fmt: skip
def test_rho_p_and_interval_as_elsewhere(
    x: np.ndarray, y: np.ndarray, rho: float, p: float, low: float, high: float
) -> None:
    got = association.spearman(x, y, 10)
    assert got.n == len(x)
    assert got.rho == pytest.approx(rho, abs=1e-12)
    assert got.p == pytest.approx(p, rel=1e-10)
    assert (got.low, got.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))


def test_exactly_ten_is_enough_and_nine_is_not() -> None:
    x = np.array([4.0, 8, 1, 9, 2, 7, 3, 6, 5, 10])
    y = np.array([5.0, 1, 9, 3, 6, 2, 8, 10, 4, 7])
    got = association.spearman(x, y, 10)
    assert (got.rho, got.p) == (pytest.approx(-0.4666666666666666), pytest.approx(0.17393859716506654))
    fewer = association.spearman(x[:9], y[:9], 10)
    assert (fewer.n, fewer.reason) == (9, association.TOO_FEW)
    assert math.isnan(fewer.rho) and math.isnan(fewer.p)


def test_missing_values_leave_the_row_out() -> None:
    x = np.concatenate([X, [NAN, 100.0]])
    y = np.concatenate([Y, [100.0, NAN]])
    assert association.spearman(x, y, 10) == association.spearman(X, Y, 10)


def test_a_column_without_any_difference_has_no_rho() -> None:
    got = association.spearman(np.full(12, 3.0), Y, 10)
    assert got.reason == association.FLAT
    assert math.isnan(got.rho)
    # Also when only the last bits of a double differ.
    assert association.spearman(np.array([0.1 + 0.2, 0.3] * 6), Y, 10).reason == association.FLAT


def test_a_perfect_order_has_no_interval() -> None:
    got = association.spearman(X, X, 10)
    assert (got.rho, got.p) == (1.0, 0.0)
    assert math.isnan(got.low) and math.isnan(got.high)


class TestWithin:
    GROUPS = np.array(["a"] * 6 + ["b"] * 5 + ["c"] + ["d"] * 4, dtype=object)
    XS = np.array([1.0, 2, 3, 4, 5, 6, 10, 30, 20, 50, 40, 7, 5, 5, 6, 8])
    YS = np.array([2.0, 1, 4, 3, 6, 5, 3, 2, 1, 5, 4, 9, 1, 2, 2, 7])

    def test_pooled_ranks_as_elsewhere(self) -> None:
        # The group of one tells nothing: 15 rows in 3 groups, so 13 in the formulas.
        got = association.spearman(self.XS, self.YS, 10, self.GROUPS)
        assert (got.n, got.groups) == (15, 3)
        assert got.rho == pytest.approx(0.7856632956573468, abs=1e-12)
        assert got.p == pytest.approx(0.0014559398253431134, rel=1e-10)
        assert got.low == pytest.approx(0.3372335368943306, abs=1e-12)
        assert got.high == pytest.approx(0.9435029346085753, abs=1e-12)

    def test_one_gemeente_is_as_if_there_were_none(self) -> None:
        got = association.spearman(X, Y, 10, np.full(12, "GM0001", dtype=object))
        without = association.spearman(X, Y, 10)
        assert (got.rho, got.p) == (pytest.approx(without.rho), pytest.approx(without.p))
        assert (got.low, got.high) == (pytest.approx(without.low), pytest.approx(without.high))

    def test_what_differs_between_gemeenten_only_does_not_count(self) -> None:
        # In both gemeenten the figures go against each other; together they seem to go along.
        x = np.array([1.0, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16])
        y = np.array([6.0, 5, 4, 3, 2, 1, 16, 15, 14, 13, 12, 11])
        groups = np.array(["a"] * 6 + ["b"] * 6, dtype=object)
        assert association.spearman(x, y, 10).rho > 0
        assert association.spearman(x, y, 10, groups).rho == -1.0

    def test_a_gemeente_where_nothing_varies_does_not_count(self) -> None:
        x = np.concatenate([X, [5.0] * 4])
        y = np.concatenate([Y, [1.0, 2, 3, 4]])
        groups = np.array(["a"] * 12 + ["b"] * 4, dtype=object)
        got = association.spearman(x, y, 10, groups)
        assert (got.n, got.groups) == (12, 1)
        assert got.rho == pytest.approx(0.8551290135454486)

    def test_every_gemeente_costs_a_degree(self) -> None:
        # 12 rows in 6 pairs leave 7, below ten.
        groups = np.array([str(i // 2) for i in range(12)], dtype=object)
        assert association.spearman(X, Y, 10, groups).reason == association.TOO_FEW

    def test_groups_of_one_only(self) -> None:
        got = association.spearman(X, Y, 10, np.array([str(i) for i in range(12)], dtype=object))
        assert (got.n, got.reason) == (0, association.FLAT)


@pytest.mark.parametrize(
    ("a", "b", "x", "value"),
    [
        (5, 0.5, 0.3, 0.0006913033857629756), (0.5, 0.5, 0.5, 0.5000000000000001),
        (50, 0.5, 0.99, 0.3173043978741973), (6.5, 0.5, 0.9999, 0.9717844524551695),
        (2, 3, 0.2, 0.18080000000000004), (5000, 0.5, 0.999, 0.0015615791602892836), (2, 3, 0.0, 0.0),
        (2, 3, 1.0, 1.0),
    ],
)  # fmt: skip
def test_incomplete_beta_as_elsewhere(a: float, b: float, x: float, value: float) -> None:
    assert association.incomplete_beta(a, b, x) == pytest.approx(value, rel=1e-10)


def test_holm_as_elsewhere() -> None:
    assert association.holm([0.01, 0.04, 0.03, 0.005, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.5])


def test_holm_leaves_out_what_is_no_test() -> None:
    got = association.holm([0.01, NAN, 0.02])
    assert got[::2] == pytest.approx([0.02, 0.02])
    assert math.isnan(got[1])
    assert association.holm([]) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=10, max_size=40))
def test_order_of_rows_and_steepness_make_no_difference(rows: list[tuple[int, int]]) -> None:
    x, y = (np.array([float(row[i]) for row in rows]) for i in (0, 1))
    one = association.spearman(x, y, 10)
    other = association.spearman(np.exp(x / 10)[::-1], 3 * y[::-1] + 7, 10)
    turned = association.spearman(y, x, 10)
    if one.reason:
        assert one.reason == other.reason == turned.reason == association.FLAT
        return
    assert one.rho == pytest.approx(other.rho, abs=1e-9) == pytest.approx(turned.rho, abs=1e-9)
    assert -1 <= one.rho <= 1
    assert 0 <= one.p <= 1
    if abs(one.rho) < 1:
        assert one.low < one.rho < one.high


class TestComposition:
    def table(self, size: int = 12, **columns: list[float]) -> pd.DataFrame:
        rows = blank(bu_code=[f"BU00010{i:03d}" for i in range(size)], **columns)
        for name, values in {"kw": X, "onv": -Y}.items():
            if name not in columns:
                rows[name] = values[:size]
        return rows

    def test_figures_of_the_layer_come_from_counts(self) -> None:
        rows = self.table(wap=[600.0] * 12, inwoners=[1000.0] * 12, huishouden=[500.0] * 11 + [0.0], p_corp=[30.0] * 12)
        found = {figure.id: figure for figure in composition.of_layer(rows, parse_weights(""))}
        assert set(found) == {"p_wap", "hh_grootte", "p_corp"}
        assert found["p_wap"].values.tolist() == [60.0] * 12
        assert found["hh_grootte"].values[0] == 2.0
        assert math.isnan(found["hh_grootte"].values[11])

    def test_weights_say_what_is_part_of_the_index(self) -> None:
        rows = self.table(bijst=[5.0] * 12, wmo=[50.0] * 12, p_corp=[1.0] * 12)
        kinds = {one.id: one.kind for one in composition.of_layer(rows, parse_weights(""))}
        assert kinds == {"bijst": PART, "wmo": RELATED, "p_corp": OUTSIDE}
        kinds = {one.id: one.kind for one in composition.of_layer(rows, parse_weights("bijst=0,wmo=1"))}
        assert kinds == {"bijst": RELATED, "wmo": PART, "p_corp": OUTSIDE}

    def test_a_part_of_the_index_is_no_test_against_the_index(self) -> None:
        figures = [Figure("bijst", "werk", PART, Y), Figure("p_corp", "eigendom", OUTSIDE, Y)]
        scores = composition.targets(self.table())
        assert list(scores) == ["kw", "ov"]
        rows = composition.associations(figures, scores, np.full(12, True), None)
        told = {(row.figure.id, row.target): row for row in rows}
        part = told["bijst", "kw"]
        assert not part.tested and math.isnan(part.p_holm)
        assert part.result.rho == pytest.approx(0.8551290135454486)
        # Overlast is made of other figures, so there it is a test like any other. Three tests in all; of −onv = Y.
        assert told["bijst", "ov"].tested
        assert told["p_corp", "kw"].p_holm == pytest.approx(0.00039201983860091794)
        assert told["p_corp", "ov"].result.rho == 1.0

    def test_only_buurten_that_count(self) -> None:
        use = np.array([True] * 10 + [False] * 2)
        figures = [Figure("p_corp", "eigendom", OUTSIDE, X)]
        (row, _) = composition.associations(figures, composition.targets(self.table()), use, None)
        assert row.result.n == 10

    def test_the_catalogue_is_whole(self) -> None:
        ids = [item.id for item in composition.items()]
        assert len(set(ids)) == len(ids)
        below = composition.denominators()
        for item in composition.items():
            assert item.group in composition.groups()
            assert not item.of or item.of in below
            assert item.names
        assert len(below["opl"]) == 3 and len(below["inwoners"]) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_everything_has_words(self, language: str) -> None:
        rows = self.table(
            **{name: [1.0] * 12 for name in ("wap", "huishouden", "p_corp", *parse_weights(""))}
        )  # fmt: skip
        for one in [*composition.items(), *composition.of_layer(rows, parse_weights(""))]:
            assert word("composition", one.id, language=language)
        for group in composition.groups():
            assert word("composition_group", group, language=language)
        for name in (*composition.TARGETS, PART, RELATED, OUTSIDE, association.TOO_FEW, association.FLAT):
            assert word("context", name, language=language)
        for field in composition.rows_fields():
            assert len(field.name) <= 10
            assert word("field", field.name, language=language)
