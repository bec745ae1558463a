"""Cohen's kappa against sums on paper, and the cross table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model.agreement import agreement_fields, cohen, cross
from veerkracht_plugin.model.words import word


def codings(counts: dict[tuple[str, str], int]) -> tuple[list[str], list[str]]:
    pairs = [pair for pair, count in counts.items() for _ in range(count)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_two_by_two_on_paper() -> None:
    # 50 buurten: p_o = (20 + 15) / 50 = 0.7; p_e = (25 · 30 + 25 · 20) / 2500 = 0.5; kappa = 0.2 / 0.5.
    found = cohen(*codings({("A", "A"): 20, ("A", "B"): 5, ("B", "A"): 10, ("B", "B"): 15}))
    assert (found.compared, found.equal, found.left_out) == (50, 35, 0)
    assert (found.observed, found.expected, found.kappa) == (0.7, 0.5, 0.4)


def test_three_classes_on_paper() -> None:
    # Rows 5, 4, 3; columns 4, 5, 3; equal 3 + 3 + 2 = 8 of 12. p_e = (20 + 20 + 9) / 144.
    # kappa = (8 / 12 − 49 / 144) / (1 − 49 / 144) = (96 − 49) / (144 − 49).
    counts = {("A", "A"): 3, ("A", "B"): 2, ("B", "B"): 3, ("B", "C"): 1, ("C", "C"): 2, ("C", "A"): 1}
    found = cohen(*codings(counts))
    assert found.observed == pytest.approx(8 / 12)
    assert found.expected == pytest.approx(49 / 144)
    assert found.kappa == pytest.approx(47 / 95)


def test_perfect() -> None:
    assert cohen(["A", "B", "C", "A"], ["A", "B", "C", "A"]).kappa == 1.0


def test_no_better_than_chance() -> None:
    found = cohen(["A", "A", "B", "B"], ["A", "B", "A", "B"])
    assert (found.observed, found.expected, found.kappa) == (0.5, 0.5, 0.0)


def test_worse_than_chance() -> None:
    assert cohen(["A", "A", "B", "B"], ["B", "B", "A", "A"]).kappa == -1.0


def test_one_class_on_both_sides_has_no_kappa() -> None:
    found = cohen(["A"] * 7, ["A"] * 7)
    assert (found.observed, found.expected) == (1.0, 1.0)
    assert math.isnan(found.kappa)


def test_one_class_on_one_side_is_chance() -> None:
    assert cohen(["A"] * 4, ["A", "A", "B", "B"]).kappa == 0.0


def test_pairs_without_a_class_are_left_out_and_counted() -> None:
    found = cohen(["A", None, "B", "B", None], ["A", "A", None, "B", None])
    assert (found.compared, found.equal, found.left_out, found.kappa) == (2, 2, 3, 1.0)


def test_nothing_to_compare() -> None:
    found = cohen(["A", None], [None, "A"])
    assert (found.compared, found.left_out) == (0, 2)
    assert all(math.isnan(value) for value in (found.observed, found.expected, found.kappa))


def test_codings_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        cohen(["A"], ["A", "B"])


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")), min_size=1, max_size=30))
def test_kappa_does_not_know_who_comes_first(pairs: list[tuple[str, str]]) -> None:
    one = cohen([a for a, _ in pairs], [b for _, b in pairs])
    other = cohen([b for _, b in pairs], [a for a, _ in pairs])
    assert one.kappa == pytest.approx(other.kappa, nan_ok=True)
    assert math.isnan(one.kappa) == (one.expected == 1.0)
    assert math.isnan(one.kappa) or -1.0 <= one.kappa <= 1.0


def test_cross_table_in_the_order_of_the_legend() -> None:
    own = ["C3", "A1", "A1", "A1", "geen", "C3"]
    other = ["hoog", "laag", "laag", "hoog", "laag", None]
    found = [(p.own, p.other, p.count) for p in cross(own, other, ["A1", "C3", "geen"])]
    assert found == [("A1", "hoog", 1), ("A1", "laag", 2), ("C3", "hoog", 1), ("C3", None, 1), ("geen", "laag", 1)]
    assert sum(count for _, _, count in found) == len(own)


def test_shares_are_of_the_buurten_that_have_both() -> None:
    pairs = {(p.own, p.other): p for p in cross(["A", "A", "A", "B", "A"], ["x", "x", "y", "x", None], ["A", "B"])}
    assert pairs["A", "x"].of_own == pytest.approx(200 / 3)
    assert pairs["A", "x"].of_other == pytest.approx(200 / 3)
    assert pairs["B", "x"].of_own == 100.0
    assert math.isnan(pairs["A", None].of_own)
    assert math.isnan(pairs["A", None].of_other)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_has_a_short_name_and_an_alias(language: str) -> None:
    for one in agreement_fields():
        assert len(one.name) <= 10
        assert word("field", one.name, language=language).strip()
