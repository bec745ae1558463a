"""How firmly classes stand: by hand, and the tail of the hypergeometric against SciPy 1.17.1 (``hypergeom.sf`` and
``fisher_exact``, run apart from this project; the figures are stored here as they came out).
"""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from tests.golden import reference
from tests.model.test_golden import table_of
from tests.model.test_position import table as blank
from veerkracht_plugin.model import buurten, validating
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.method import method, parse_weights
from veerkracht_plugin.model.words import LANGUAGES, word

NAN = math.nan


@pytest.mark.parametrize(
    ("size", "top", "drawn", "hits", "p"),
    [
        (40, 6, 8, 5, 0.00047415836889521095), (40, 6, 8, 0, 1.0), (12147, 900, 260, 120, 3.837477320458125e-67),
        (100, 100, 10, 10, 1.0), (30, 5, 10, 4, 0.031240789861479518),
    ],
)  # fmt: skip
def test_tail_as_elsewhere(size: int, top: int, drawn: int, hits: int, p: float) -> None:
    assert validating.upper_tail(size, top, drawn, hits) == pytest.approx(p, rel=1e-8)


def test_tail_of_nothing() -> None:
    assert math.isnan(validating.upper_tail(0, 0, 0, 0))
    assert math.isnan(validating.upper_tail(10, 3, 0, 0))
    assert validating.upper_tail(10, 0, 5, 0) == 1.0


class TestChange:
    def test_by_hand(self) -> None:
        before = ["1", "2", "3", "5", "geen", "4", "2"]
        after = ["1", "3", "3", "2", "1", "geen", "2"]
        got = validating.change("kl_kw", before, after, [100.0, 200.0, 300.0, 400.0, 999.0, 999.0, NAN])
        # Five have a class in both; two of them another, one by three steps. 600 of 1000 residents.
        assert (got.compared, got.changed, got.far) == (5, 2, 1)
        assert (got.share, got.residents) == (40.0, 60.0)
        assert (got.lost, got.gained) == (1, 1)
        # Own 1:1 2:2 3:1 5:1, other 1:1 2:2 3:2. p_o = 3/5, p_e = (1 + 4 + 2) / 25.
        assert got.kappa == pytest.approx((0.6 - 0.28) / 0.72)

    def test_a_focus_class_is_no_ladder(self) -> None:
        got = validating.change("kl_focus", ["A1", "C3"], ["C3", "C3"], [1.0, 1.0])
        assert (got.changed, got.far) == (1, -1)

    def test_no_class_in_common(self) -> None:
        got = validating.change("kl_kw", ["geen", "1"], ["1", "geen"], [1.0, 1.0])
        assert (got.compared, got.changed, got.lost, got.gained) == (0, 0, 1, 1)
        assert math.isnan(got.share) and math.isnan(got.residents) and math.isnan(got.kappa)

    def test_maps_without_a_class_are_left_out(self) -> None:
        frame = pd.DataFrame({"kl_kw": ["1"], "kl_focus": ["A1"], "kl_kwd": ["geen"], "kl_signa": ["geen"]})
        assert [one.field for one in validating.changes(frame, frame, [1.0])] == ["kl_kw", "kl_focus"]


class TestVariants:
    def table(self) -> pd.DataFrame:
        return blank(bijst=[1.0, 2.0], laag40=[3.0, 4.0], wmo=[5.0, 6.0], gm_code=["GM0001", "GM0002"])

    def names(self, weights: str = "", reference: pd.DataFrame | None = None, floor: float = 100) -> list[str]:
        found = validating.variants(self.table(), reference, parse_weights(weights), floor)
        return [f"{one.kind} {one.value}" for one in found]

    def test_each_choice_that_these_figures_leave(self) -> None:
        assert self.names() == [
            "zonder bijst", "zonder laag40", "met wmo", "ondergrens 50", "ondergrens 200", "ondergrens 500",
            "referentie gemeente",
        ]  # fmt: skip

    def test_what_is_in_use_is_no_variant(self) -> None:
        assert "ondergrens 200" not in self.names(floor=200)
        assert "met wmo" not in self.names("wmo=1")
        # The only indicator cannot be left out.
        assert not any(name.startswith("zonder") for name in self.names("laag40=0"))

    def test_with_a_reference_the_input_is_another_one(self) -> None:
        assert self.names(reference=self.table())[-2:] == ["referentie invoer", "referentie gemeente"]

    def test_one_gemeente_is_its_own_reference_already(self) -> None:
        table = self.table()
        table["gm_code"] = "GM0001"
        kinds = {one.kind for one in validating.variants(table, None, parse_weights(""), 100)}
        assert validating.REFERENCE not in kinds


class TestSameAsClassify:
    """Against the classes that the plugin itself gives, on the ten buurten that were worked by hand."""

    @pytest.fixture(scope="class")
    def ten(self) -> pd.DataFrame:
        case = json.loads(reference.golden_path().read_text(encoding="utf-8"))
        return table_of(case["expected"]["rows"])

    def test_the_starting_point(self, ten: pd.DataFrame) -> None:
        weights = parse_weights("")
        expected = buurten.classified(ten, None, weights, method().floor, "", Account())
        got = validating.classified(ten, None, weights, method().floor)
        for field in validating.FIELDS:
            assert got[field].tolist() == expected[field].tolist()
        assert len(set(got["kl_kw"])) > 1

    def test_an_indicator_left_out_is_a_weight_of_zero(self, ten: pd.DataFrame) -> None:
        weights = parse_weights("")
        for variant in validating.variants(ten, None, weights, method().floor):
            if variant.kind == validating.WITHOUT:
                expected = buurten.classified(
                    ten, None, parse_weights(f"{variant.value}=0"), method().floor, "", Account()
                )
                got = validating.under(variant, ten, None)
                assert got["kl_focus"].tolist() == expected["kl_focus"].tolist()

    def test_each_gemeente_as_its_own_reference(self, ten: pd.DataFrame) -> None:
        weights = parse_weights("")
        variant = validating.Variant(validating.REFERENCE, "gemeente", weights, 100.0, validating.OWN_GEMEENTE)
        got = validating.under(variant, ten, None)
        assert got.index.tolist() == ten.index.tolist()
        for _, rows in ten.groupby("gm_code"):
            alone = buurten.classified(rows.reset_index(drop=True), None, weights, 100.0, "", Account())
            assert got.loc[rows.index, "kl_kw"].tolist() == alone["kl_kw"].tolist()


class TestFace:
    def test_by_hand(self) -> None:
        table = blank(kl_focus=["C3", "C3", "A1", "A1", "geen", "C2"], inwoners=[1000.0] * 5 + [2000.0])
        inside = np.array([True, False, True, False, True, False])
        got = validating.face(table, inside, ("C3",))
        # Five have a class, two of them C3; two of the five lie inside, one of those is C3. Expected 2 · 2/5.
        assert (got.total, got.top, got.inside, got.hits) == (5, 2, 2, 1)
        assert (got.expected, got.ratio) == (pytest.approx(0.8), pytest.approx(1.25))
        assert (got.residents_inside, got.residents_all) == (50.0, pytest.approx(100 * 2000 / 6000))
        # P(at least one of two) = 1 − (3/5 · 2/4)
        assert got.p == pytest.approx(0.7)
        assert validating.by_class(table, inside)[-1] == ("geen", 1, 0)

    def test_nothing_inside(self) -> None:
        got = validating.face(blank(kl_focus=["C3", "A1"]), np.array([False, False]), ("C3",))
        assert (got.inside, got.hits) == (0, 0)
        assert math.isnan(got.ratio) and math.isnan(got.p) and math.isnan(got.residents_inside)

    def test_no_buurt_of_concern_anywhere(self) -> None:
        got = validating.face(blank(kl_focus=["A1", "A1"]), np.array([True, False]), ("C3",))
        assert math.isnan(got.ratio)
        assert got.p == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_have_words(language: str) -> None:
    for field in validating.validation_fields():
        assert len(field.name) <= 10
        assert word("field", field.name, language=language)
