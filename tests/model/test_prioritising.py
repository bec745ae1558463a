"""Scores of complexes: worked by hand, and what holds for any input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import prioritising as pr

NAN = float("nan")
COLUMNS = ["complex", "energielabel", "bouwjaar", "kosten", "kl_focus", "kl_signa"]


def column(name: str, values: list[float], kind: str = pr.NUMBER) -> pr.Column:
    return pr.Column(name, kind, np.asarray(values, dtype=float))


def close(found: Any, expected: list[float]) -> bool:
    return bool(np.allclose(np.asarray(found, dtype=float), expected, atol=1e-9, equal_nan=True))


class TestWeights:
    def test_sign_is_the_direction_and_classes_count_by_themselves(self) -> None:
        assert pr.parse_weights("energielabel=2;bouwjaar=-1", COLUMNS) == [
            pr.Weight("energielabel", 2.0, True),
            pr.Weight("bouwjaar", 1.0, False),
            pr.Weight("kl_focus", 1.0, True),
            pr.Weight("kl_signa", 1.0, True),
        ]

    def test_named_classes_and_zero(self) -> None:
        assert pr.parse_weights("kl_focus=3; kl_signa=0", COLUMNS) == [pr.Weight("kl_focus", 3.0, True)]

    @pytest.mark.parametrize("text", ["Energielabel = 0,5; bouwjaar=-1", "energielabel=0.5, BOUWJAAR=-1"])
    def test_capitals_blanks_decimal_comma_and_separators(self, text: str) -> None:
        assert [(w.column, w.weight, w.high_first) for w in pr.parse_weights(text, COLUMNS)][:2] == [
            ("energielabel", 0.5, True),
            ("bouwjaar", 1.0, False),
        ]

    def test_a_typo_names_what_is_near(self) -> None:
        with pytest.raises(VeerkrachtError, match=r"no column “energilabel”. Did you mean energielabel"):
            pr.parse_weights("energilabel=2", COLUMNS)

    def test_a_strange_name_lists_what_there_is(self) -> None:
        with pytest.raises(VeerkrachtError, match=r"no column “zzz”. There are bouwjaar, complex"):
            pr.parse_weights("zzz=2", COLUMNS)

    @pytest.mark.parametrize("text", ["bouwjaar", "bouwjaar=", "bouwjaar=veel", "bouwjaar=1e3", "bouwjaar=nan"])
    def test_no_number(self, text: str) -> None:
        with pytest.raises(VeerkrachtError, match="needs a number behind the ="):
            pr.parse_weights(text, COLUMNS)

    def test_twice(self) -> None:
        with pytest.raises(VeerkrachtError, match="bouwjaar is given twice"):
            pr.parse_weights("bouwjaar=1;Bouwjaar=2", COLUMNS)

    def test_nothing_counts(self) -> None:
        with pytest.raises(VeerkrachtError, match="no column counts"):
            pr.parse_weights("", ["complex", "bouwjaar"])


class TestColumns:
    def test_labels_are_an_order_from_good_to_bad(self) -> None:
        found = pr.read_column("energielabel", ["A+++++", "a++", "A", "B", "G", "", "A + +"], "x")
        assert found.kind == pr.LABEL
        assert close(found.values, [0, 3, 5, 6, 11, NAN, 3])
        assert found.shown() == ["A+++++", "A++", "A", "B", "G", None, "A++"]

    def test_a_label_that_is_none(self) -> None:
        with pytest.raises(VeerkrachtError, match="“H” in row c3, which is not an energy label"):
            pr.read_column("label", ["A", "B", "H"], "x", ["c1", "c2", "c3"])

    def test_years_and_dates_are_years(self) -> None:
        found = pr.read_column("bouwjaar", ["1946", "1-7-1950", "1951-07-01", "19520701", ""], "x")
        assert found.kind == pr.YEAR
        assert close(found.values, [1946, 1950, 1951, 1952, NAN])

    def test_a_broken_date_among_dates(self) -> None:
        with pytest.raises(VeerkrachtError, match="“31-2-2027” in row 2, which is not a year or a date"):
            pr.read_column("plan", ["1-7-2027", "31-2-2027"], "x")

    def test_numbers(self) -> None:
        found = pr.read_column("kosten", ["1.250,50", "80", "x"], "x")
        assert found.kind == pr.NUMBER
        assert close(found.values, [1250.5, 80, NAN])

    def test_text_where_a_number_is_needed(self) -> None:
        with pytest.raises(VeerkrachtError, match="Column “kosten” of x holds “duur” in row 2, which is not a number"):
            pr.read_column("kosten", ["80", "duur"], "x")

    def test_negative_costs(self) -> None:
        with pytest.raises(VeerkrachtError, match="holds -5 in row 2; a figure below 0 cannot be right"):
            pr.read_column("kosten", ["80", "-5"], "x", lowest=0.0)

    def test_classes_have_points_and_geen_has_none(self) -> None:
        found = pr.read_column("kl_focus", ["C3", "A1", "B2", "geen", ""], "x")
        assert found.kind == pr.CLASS
        assert close(found.values, [1, 0, 0.5, NAN, NAN])

    def test_homes_become_complexes(self) -> None:
        at = [0, 0, 0, 0, 1, 1, -1, 2]
        labels = pr.read_column("label", ["A", "B", "C", "D", "E", "", "G", ""], "x")
        # Between B and C lies neither; the worse one counts.
        assert pr.per_complex(labels, at, 3).shown() == ["C", "E", None]
        years = column("bouwjaar", [1950, 1951, 1952, 1953, 1960, NAN, 1900, NAN], pr.YEAR)
        assert close(pr.per_complex(years, at, 3).values, [1951, 1960, NAN])
        costs = column("kosten", [1, 2, 3, 6, 5, NAN, 9, NAN])
        assert close(pr.per_complex(costs, at, 3).values, [3, 5, NAN])
        assert close(pr.per_complex(costs, at, 3, add=True).values, [12, 5, NAN])

    def test_planned_year_of_most_homes(self) -> None:
        years = np.asarray([2030, 2028, 2030, 2029, 2031, NAN])
        found, several = pr.planned_year(years, [0, 0, 0, 1, 1, 2], 3)
        assert close(found, [2030, 2029, NAN])
        assert several == 2


class TestScore:
    def test_by_hand(self) -> None:
        # Labels A, C, C, G: nobody below A → 0; C: 1 below, 1 equal beside it → (1 + 0.5) / 3 = 0.5; G → 1.
        # Years 1950, 1990, 1970, missing, oldest first: 1 − 0 = 1; 1 − 1 = 0; 1 − 0.5 = 0.5.
        labels = pr.read_column("label", ["A", "C", "C", "G"], "x")
        years = column("bouwjaar", [1950, 1990, 1970, NAN], pr.YEAR)
        focus = pr.read_column("kl_focus", ["C3", "A1", "geen", "B2"], "x")
        weights = [pr.Weight("label", 2, True), pr.Weight("bouwjaar", 1, False), pr.Weight("kl_focus", 1, True)]
        found = pr.score([labels, years, focus], weights, 2)
        # 1: (2·0 + 1 + 1) / 4 = 50; 2: (2·0.5 + 0 + 0) / 4 = 25; 3: (2·0.5 + 0.5) / 3 = 50; 4: (2·1 + 0.5) / 3 = 83.33
        assert close(found.score, [50, 25, 50, 250 / 3])
        assert close(found.rank, [2, 4, 2, 1])
        assert close(found.share, [100, 100, 75, 75])
        assert close(found.parts[0], [0, 25, 100 / 3, 200 / 3])
        assert close(found.parts[1], [25, 0, 50 / 3, NAN])
        assert close(found.parts[2], [25, 0, NAN, 50 / 3])
        table = pr.score_table(found, pr.part_names([w.column for w in found.used], []))
        assert table.columns.tolist() == [
            "score", "rang", "p_top", "p_gewicht", "ontbreekt", "d_label", "d_bouwjaar", "d_kl_focus",
        ]  # fmt: skip
        assert table["ontbreekt"].tolist() == [None, None, "kl_focus", "bouwjaar"]

    def test_under_half_of_the_weight_there_is_no_score(self) -> None:
        a, b = column("a", [1, 2, NAN, 4]), column("b", [NAN, 2, 3, 4])
        found = pr.score([a, b], [pr.Weight("a", 2, True), pr.Weight("b", 1, True)], 1)
        # a: 1 → 0, 2 → 0.5, 4 → 1; b: 2 → 0, 3 → 0.5, 4 → 1. The third has a third of the weight.
        assert close(found.score, [0, 100 / 3, NAN, 100])
        assert close(found.rank, [3, 2, NAN, 1])
        assert math.isnan(found.in_top[2])
        table = pr.score_table(found, ["d_a", "d_b"])
        assert table["ontbreekt"].tolist() == ["b", None, None, None]

    def test_a_column_that_tells_nothing_apart_is_left_out(self) -> None:
        found = pr.score(
            [column("a", [5, 5, 5]), column("b", [1, 2, 3])], [pr.Weight("a", 9, True), pr.Weight("b", 1, True)], 1
        )
        assert found.flat == ["a"]
        assert close(found.score, [0, 50, 100])

    def test_nothing_to_tell_apart(self) -> None:
        with pytest.raises(VeerkrachtError, match="No score: a, b hold no value, or the same one"):
            pr.score(
                [column("a", [5, 5]), column("b", [NAN, 3])], [pr.Weight("a", 1, True), pr.Weight("b", 1, True)], 1
            )

    def test_one_complex_by_itself(self) -> None:
        focus = pr.read_column("kl_focus", ["B3"], "x")
        found = pr.score([focus, column("a", [3])], [pr.Weight("kl_focus", 1, True), pr.Weight("a", 1, True)], 10)
        assert close(found.score, [75])
        assert close(found.rank, [1])
        assert close(found.in_top, [100])


class TestStability:
    def test_first_by_every_part_is_always_first(self) -> None:
        a, b = column("a", [3, 2, 1]), column("b", [9, 5, 7])
        found = pr.score([a, b], [pr.Weight("a", 1, True), pr.Weight("b", 1, True)], 1)
        assert close(found.in_top, [100, 0, 0])

    def test_two_that_trade_places_share_the_draws(self) -> None:
        # The first is better by a, the second by b: which one leads depends on whether the weight of a is above one
        # half, which under Beta(10, 10) happens in half of the draws.
        a, b = column("a", [3, 2, 1]), column("b", [2, 3, 1])
        found = pr.score([a, b], [pr.Weight("a", 1, True), pr.Weight("b", 1, True)], 1)
        assert found.in_top[0] + found.in_top[1] == pytest.approx(100)
        # Four standard deviations of 500 draws around one half.
        assert abs(found.in_top[0] - 50) < 4 * 100 * math.sqrt(0.25 / 500)
        assert found.in_top[2] == 0

    def test_unequal_weights_against_the_beta_distribution(self) -> None:
        # a weighs 3, b 1: the share of a is Beta(15, 5). It falls below one half with probability P(Binomial(19, ½) ≥
        # 15) = (3876 + 969 + 171 + 19 + 1) / 2^19 = 0.0096, the usual identity of the incomplete beta function.
        a, b = column("a", [3, 2, 1]), column("b", [2, 3, 1])
        found = pr.score([a, b], [pr.Weight("a", 3, True), pr.Weight("b", 1, True)], 1)
        assert abs(found.in_top[1] - 0.96) < 4 * 100 * math.sqrt(0.0096 * 0.9904 / 500)

    def test_equal_scores_are_both_in(self) -> None:
        found = pr.score([column("a", [2, 2, 1])], [pr.Weight("a", 1, True)], 1)
        assert close(found.in_top, [100, 100, 0])

    def test_the_same_answer_each_time(self) -> None:
        a, b = column("a", [3, 2, 1, 4]), column("b", [2, 3, 1, 1])
        weights = [pr.Weight("a", 1, True), pr.Weight("b", 2, True)]
        assert pr.score([a, b], weights, 2).in_top.tolist() == pr.score([a, b], weights, 2).in_top.tolist()


@pytest.mark.parametrize("seed", range(25))
def test_what_holds_for_any_input(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, k = int(generator.integers(2, 60)), int(generator.integers(1, 6))
    data = generator.integers(-3, 4, (n, k)).astype(float)
    data[generator.random((n, k)) < 0.25] = NAN
    data[:2] = [[0.0] * k, [1.0] * k]
    columns = [column(f"c{i}", data[:, i].tolist()) for i in range(k)]
    weights = [pr.Weight(f"c{i}", float(generator.integers(1, 5)), bool(generator.integers(2))) for i in range(k)]
    found = pr.score(columns, weights, 5)
    there = ~np.isnan(found.score)
    assert there.any()
    assert ((found.score[there] >= 0) & (found.score[there] <= 100)).all()
    # The parts add up to the score.
    assert np.allclose(np.nansum(np.column_stack(found.parts), axis=1)[there], found.score[there], atol=1e-6)
    # A rank is one more than the number of better ones, for equal ones the same.
    for score, rank in zip(found.score[there], found.rank[there]):
        assert rank == 1 + (found.score[there] > score).sum()
    # Only the ratio of the weights counts, the order of the complexes does not, nor does a monotone change of a column.
    more = [pr.Weight(w.column, w.weight * 7, w.high_first) for w in weights]
    again = pr.score(columns, more, 5)
    assert np.allclose(again.score, found.score, equal_nan=True)
    assert np.array_equal(again.in_top, found.in_top, equal_nan=True)
    bent = [column(c.name, (np.exp(c.values) * 3 - 8).tolist()) for c in columns]
    assert np.allclose(pr.score(bent, weights, 5).score, found.score, equal_nan=True)
    turned = [column(c.name, c.values[::-1].tolist()) for c in columns]
    assert np.allclose(pr.score(turned, weights, 5).score[::-1], found.score, equal_nan=True)
    # At least as many complexes as asked for are in every draw.
    assert np.nansum(found.in_top) >= 100 * min(5, there.sum()) - 1e-6


def test_part_names_are_short_and_different() -> None:
    names = pr.part_names(["energielabel", "energielabel_oud", "bouwjaar", "a b"], ["d_bouwjaar"])
    assert names == ["d_energiel", "d_energie2", "d_bouwjaa2", "d_a_b"]


def test_planning_matrix() -> None:
    table = pr.plan(
        np.asarray([2028, 2027, NAN, 2027, 2027]),
        ["C3", "C3", "A1", "A1", "C3"],
        np.asarray([10.0, 20.0, 5.0, NAN, 4.0]),
        np.asarray([100.0, NAN, NAN, 7.0, 30.0]),
    )
    rows = table[[field.name for field in pr.plan_fields()]].to_numpy().tolist()
    assert [row[:3] + [row[5]] for row in rows[:3]] == [
        [2027.0, "A1", 1, 0], [2027.0, "C3", 2, 1], [2028.0, "C3", 1, 0],
    ]  # fmt: skip
    # Units that are not known are no zero.
    assert math.isnan(rows[0][3])
    assert [row[3] for row in rows[1:3]] == [24.0, 10.0]
    assert [row[4] for row in rows[:3]] == [7.0, 30.0, 100.0]
    assert math.isnan(rows[3][0])
    assert rows[3][1:4] == ["A1", 1, 5.0]
    assert math.isnan(rows[3][4])


def test_columns_that_are_recognised() -> None:
    assert pr.guessed(["complex", "Jaar_Onderhoud", "kosten"], "plan") == "Jaar_Onderhoud"
    assert pr.guessed(["complex", "x"], "costs") == ""
