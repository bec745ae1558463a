"""Borders that move between years (docs/method.md, "Comparable boundaries"); every expected value is worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht_plugin.model import boundaries
from veerkracht_plugin.model.boundaries import carry, link, reallocate, unchanged
from veerkracht_plugin.model.indicators import COUNTS, RATES, rates


def flags(**of: str) -> pd.Series[str]:
    return pd.Series(of)


def overlaps(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["target", "source", "of_target", "of_source"])


def dwellings(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["source", "target", "dwellings"])


def table(**rows: dict[str, float]) -> pd.DataFrame:
    """A KWB table on its own borders; what is not named is missing."""
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=list(COUNTS + RATES)).astype(float)


# -- rule 1: the flags -------------------------------------------------------------------------------------------------
def test_every_flag_between_the_years_must_be_1() -> None:
    known = {
        2017: flags(a="1", b="1", c="3", d="1", e="1"),
        2018: flags(a="1", b="2", c="1", d="1", e=""),
        2019: flags(a="1", b="1", c="1", e="1"),
    }
    assert unchanged(known, 2016, 2019) == {"a"}
    assert unchanged(known, 2016, 2018) == {"a", "d"}
    # The flag of the base year itself tells of the year before.
    assert unchanged(known, 2017, 2018) == {"a", "c", "d"}


def test_an_unknown_year_vouches_for_nobody() -> None:
    assert unchanged({2017: flags(a="1"), 2019: flags(a="1")}, 2016, 2019) == set()
    assert unchanged({}, 2016, 2017) == set()


def test_a_year_itself_needs_no_flag() -> None:
    assert link(["a"], ["a"], {"a"}, True, None, None)["vgl"].tolist() == ["ja"]


# -- rule 2: the polygons ----------------------------------------------------------------------------------------------
def test_one_place_under_another_code() -> None:
    links = link(["new"], ["old"], set(), True, overlaps(("new", "old", 0.995, 0.981)), None)
    assert links.loc["new"].tolist() == ["hercodeerd", "old"]


@pytest.mark.parametrize(("of_target", "of_source"), [(0.979, 1.0), (1.0, 0.979), (0.5, 0.5)])
def test_both_areas_must_be_covered(of_target: float, of_source: float) -> None:
    """A split and a merge cover one of the two only."""
    links = link(["a"], ["a"], set(), True, overlaps(("a", "a", of_target, of_source)), None)
    assert links["vgl"].tolist() == ["niet"] and links["source"].tolist() == [None]


def test_exactly_98_percent_is_one_place() -> None:
    assert link(["n"], ["o"], set(), True, overlaps(("n", "o", 0.98, 0.98)), None)["vgl"].tolist() == ["hercodeerd"]


def test_a_moved_border_of_less_than_2_percent_is_one_place() -> None:
    links = link(["a"], ["a"], set(), True, overlaps(("a", "a", 0.99, 0.99), ("a", "b", 0.01, 0.02)), None)
    assert links.loc["a"].tolist() == ["hercodeerd", "a"]


def test_without_flags_the_polygons_say_that_nothing_changed() -> None:
    assert link(["a"], ["a"], set(), False, overlaps(("a", "a", 1.0, 1.0)), None).loc["a"].tolist() == ["ja", "a"]


def test_a_gemeente_that_merged_into_another() -> None:
    targets = ["BU19590001", "BU19590002"]
    links = link(targets, ["BU07830001", "BU08740009"], set(), True, overlaps(
        ("BU19590001", "BU07830001", 1.0, 1.0), ("BU19590002", "BU08740009", 0.999, 0.999)), None)  # fmt: skip
    assert links["vgl"].tolist() == ["hercodeerd", "hercodeerd"]
    assert links["source"].tolist() == ["BU07830001", "BU08740009"]


def test_a_code_that_went_to_another_place_is_not_followed() -> None:
    """Code a now names what was b, and b what was a: codes alone would exchange the figures of the two."""
    shared = overlaps(("a", "b", 1.0, 1.0), ("b", "a", 1.0, 1.0))
    links = link(["a", "b"], ["a", "b"], set(), True, shared, None)
    assert links["source"].tolist() == ["b", "a"]
    assert links["vgl"].tolist() == ["hercodeerd", "hercodeerd"]


def test_a_source_serves_one_target() -> None:
    """Polygons over each other (F03) must not bring the same residents twice."""
    shared = overlaps(("copy", "a", 1.0, 1.0), ("a", "a", 0.99, 0.99))
    links = link(["copy", "a"], ["a"], set(), True, shared, None)
    assert links.loc["a", "source"] == "a"
    assert links.loc["copy"].tolist() == ["niet", None]
    # Nor one that the flags gave away already.
    links = link(["copy", "a"], ["a"], {"a"}, True, overlaps(("copy", "a", 1.0, 1.0)), None)
    assert links["vgl"].tolist() == ["niet", "ja"]


def test_a_twin_without_a_row_is_no_twin() -> None:
    assert link(["n"], [], set(), True, overlaps(("n", "o", 1.0, 1.0)), None)["vgl"].tolist() == ["niet"]


def test_a_new_buurt_has_no_past() -> None:
    base = table(a={"inwoners": 100})
    links = link(["a", "polder"], ["a"], {"a"}, True, overlaps(("polder", "a", 0.1, 0.1)), None)
    out = carry(base, links, None)
    assert links.loc["polder"].tolist() == ["niet", None]
    assert out.loc["polder"].isna().all()  # F01: not 0
    assert out.loc["a", "inwoners"] == 100


def test_a_recoded_buurt_keeps_its_figures() -> None:
    base = table(old={"inwoners": 500, "n_bijstand": 30, "p_laag40": 41.2})
    links = link(["new"], ["old"], set(), True, overlaps(("new", "old", 1.0, 1.0)), None)
    assert carry(base, links, None).loc["new", ["inwoners", "n_bijstand", "p_laag40"]].tolist() == [500, 30, 41.2]


# -- rule 3: re-allocation by dwellings --------------------------------------------------------------------------------
def moved(base: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    targets = sorted(set(weights["target"]))
    links = link(targets, list(base.index), set(), True, None, weights)
    assert links["vgl"].tolist() == ["herverdeeld"] * len(targets)
    return carry(base, links, weights)


def test_split() -> None:
    """a (1000 residents, 400 dwellings) becomes b (300 dwellings) and c (100)."""
    out = moved(
        table(a={"inwoners": 1000, "n_bijstand": 40, "woningen": 400}), dwellings(("a", "b", 300), ("a", "c", 100))
    )
    assert out.loc["b", ["inwoners", "n_bijstand", "woningen"]].tolist() == [750, 30, 300]
    assert out.loc["c", ["inwoners", "n_bijstand", "woningen"]].tolist() == [250, 10, 100]


def test_merge_keeps_rates_as_means_by_what_they_are_a_share_of() -> None:
    """F04: 20 % of 100 households and 50 % of 300 are 170 of 400, so 42.5 %, and not 35 or 70."""
    base = table(
        a={"inwoners": 250, "huishouden": 100, "p_laag40": 20}, b={"inwoners": 550, "huishouden": 300, "p_laag40": 50}
    )
    out = moved(base, dwellings(("a", "c", 90), ("b", "c", 310)))
    assert out.loc["c", "inwoners"] == 800 and out.loc["c", "huishouden"] == 400
    assert out.loc["c", "p_laag40"] == pytest.approx(42.5)


def test_shifted_border() -> None:
    """A quarter of a's dwellings went over to b."""
    base = table(a={"inwoners": 400, "n_ao": 20}, b={"inwoners": 100, "n_ao": 10})
    out = moved(base, dwellings(("a", "a", 150), ("a", "b", 50), ("b", "b", 60)))
    assert out["inwoners"].to_dict() == {"a": 300, "b": 200}
    assert out["n_ao"].to_dict() == {"a": 15, "b": 15}


def test_rates_follow_from_re_allocated_counts() -> None:
    base = table(
        a={"inwoners": 1000, "n_0_15": 200, "n_65": 200, "n_bijstand": 60},
        b={"inwoners": 500, "n_0_15": 50, "n_65": 50, "n_bijstand": 0},
    )
    out = rates(moved(base, dwellings(("a", "c", 1), ("b", "c", 1)))).frame
    assert out.loc["c", "wap"] == 600 + 400
    assert out.loc["c", "bijst"] == 6.0


def test_density_decides_and_not_area() -> None:
    """F05: an empty polder joined to a dense buurt weighs nothing."""
    base = table(
        dense={"inwoners": 2000, "huishouden": 1000, "p_laag40": 60},
        empty={"inwoners": 0, "huishouden": 0, "p_laag40": 0},
    )
    out = moved(base, dwellings(("dense", "c", 1000), ("empty", "c", 0)))
    assert out.loc["c", ["inwoners", "p_laag40"]].tolist() == [2000, 60]


def test_more_than_a_fifth_missing_is_missing() -> None:
    base = table(a={"inwoners": 790, "n_bijstand": 30}, b={"inwoners": 210})
    out = moved(base, dwellings(("a", "c", 79), ("b", "c", 21)))
    assert math.isnan(out.loc["c", "n_bijstand"]) and out.loc["c", "inwoners"] == 1000


def test_a_fifth_missing_is_let_through() -> None:
    base = table(a={"inwoners": 800, "huishouden": 400, "p_laag40": 30}, b={"inwoners": 200, "huishouden": 100})
    out = moved(base, dwellings(("a", "c", 80), ("b", "c", 20)))
    assert out.loc["c", "p_laag40"] == pytest.approx(30)  # that of the source which has one


def test_a_source_that_is_not_in_the_table_is_missing_too() -> None:
    base = table(a={"inwoners": 500})
    out = moved(base, dwellings(("a", "c", 50), ("gone", "c", 50)))
    assert math.isnan(out.loc["c", "inwoners"])


def test_residents_without_dwellings_are_not_lost() -> None:
    out = moved(table(a={"inwoners": 40}), dwellings(("a", "b", 0), ("a", "c", 0)))
    assert out["inwoners"].to_dict() == {"b": 20, "c": 20}


def test_what_went_to_its_twin_is_not_given_away_again() -> None:
    base = table(a={"inwoners": 1000}, b={"inwoners": 200})
    weights = dwellings(("a", "t", 990), ("a", "u", 10), ("b", "u", 100))
    links = link(["t", "u"], ["a", "b"], set(), True, overlaps(("t", "a", 0.99, 0.99)), weights)
    out = carry(base, links, weights)
    assert links["vgl"].tolist() == ["hercodeerd", "herverdeeld"]
    assert out["inwoners"].to_dict() == {"t": 1000, "u": 200}


def test_without_weights_there_is_no_change() -> None:
    links = link(["b", "c"], ["a"], set(), True, overlaps(("b", "a", 1.0, 0.6), ("c", "a", 1.0, 0.4)), None)
    assert links["vgl"].tolist() == ["niet", "niet"]
    assert carry(table(a={"inwoners": 100}), links, None).isna().all(axis=None)


def test_flags_go_before_polygons_and_polygons_before_dwellings() -> None:
    links = link(
        ["a", "b", "c", "d"], ["a", "x", "c"], {"a"}, True, overlaps(("a", "x", 1.0, 1.0), ("b", "x", 1.0, 1.0)),
        dwellings(("c", "a", 5), ("c", "b", 5), ("c", "c", 5)),
    )  # fmt: skip
    assert links["vgl"].tolist() == ["ja", "hercodeerd", "herverdeeld", "niet"]
    assert links["source"].tolist() == ["a", "x", None, None]


def test_a_total_that_changes_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries.math, "isclose", lambda *a, **k: False)
    with pytest.raises(boundaries.VeerkrachtError, match="changed its total"):
        reallocate(table(a={"inwoners": 100}), dwellings(("a", "b", 1)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 20_000), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 900)), min_size=1, max_size=25),
)
def test_totals_before_are_totals_after(counts: list[int], moves: list[tuple[int, int, int]]) -> None:
    base = table(**{f"s{i}": {"inwoners": count} for i, count in enumerate(counts)})
    weights = dwellings(*((f"s{source % len(counts)}", f"t{target}", number) for source, target, number in moves))
    out = reallocate(base, weights)
    involved = base.loc[sorted(set(weights["source"])), "inwoners"].sum()
    assert out["inwoners"].sum() == pytest.approx(involved, rel=1e-9, abs=1e-6)
    assert (np.asarray(out["inwoners"].dropna()) >= 0).all()
