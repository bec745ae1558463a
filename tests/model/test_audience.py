"""What may go outside: columns, rows and lines, and finished tables that are looked at as a stranger finds them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model import audience
from veerkracht_plugin.model.audience import EXTERN, INTERN, columns, outside, violations
from veerkracht_plugin.model.classes import CLASS_FIELDS
from veerkracht_plugin.model.words import LANGUAGES, codes, word
from veerkracht_plugin.paths import resource

TOPICS: dict[str, Any] = json.loads(resource("words.json").read_text(encoding="utf-8"))["account"]


def complexes(**values: Any) -> dict[str, Any]:
    row = {"complex": "0001", "eenheden": 100, "n_buurten": 2, "p_C3": 50.0, "p_druk": 0.0, "kl_focus": "C3",
           "kl_signa": "druk", "bu_code": "BU99900001", "bu_naam": "Oude Kern", "verdeling": "C3 50 %"}  # fmt: skip
    return {**row, **values}


def by_buurt(units: Any, code: str = "BU99900001") -> dict[str, Any]:
    return {"bu_code": code, "bu_naam": "Oude Kern", "woningen": 100, "eenheden": units, "p_eigen": 1.0, "wie": "Jan"}


def line(topic: str, value: str = "") -> dict[str, Any]:
    return {"onderwerp": topic, "waarde": value, "bron": "", "jaar": None, "opgehaald": "", "aantal": 7}


def test_inside_everything_is_seen() -> None:
    names = ["vhe", "postcode", "bu_code"]
    assert columns("stock", names, INTERN) == names
    assert columns("other", names, INTERN) == names


def test_outside_only_columns_of_ours_are_seen() -> None:
    assert columns("classified", ["bu_code", "wijkteam", "kl_focus", "ae_klasse"], EXTERN) == ["bu_code", "kl_focus"]
    assert columns("complexes", list(complexes()), EXTERN) == [
        "eenheden", "n_buurten", "p_C3", "p_druk", "kl_focus", "kl_signa", "bu_code", "bu_naam",
    ]  # fmt: skip
    assert columns("buurten", ["bu_code", "kl_focus"], EXTERN) == ["bu_code"]


@pytest.mark.parametrize("product", ["stock", "other", "iets"])
def test_properties_and_unknown_layers_stay_inside(product: str) -> None:
    assert not audience.goes_out(product)
    assert columns(product, ["bu_code"], EXTERN) == []
    assert outside(product, {"bu_code": "BU99900001"}, 5) is None


@pytest.mark.parametrize(
    ("units", "goes"), [(5, True), (4, False), (0, False), (None, False), ("x", False), (4.9, False)]
)
def test_a_buurt_with_few_own_units_has_no_figure(units: Any, goes: bool) -> None:
    kept = outside("by_neighbourhood", by_buurt(units), 5)
    assert (kept is not None) == goes
    assert outside("complexes", complexes(eenheden=units, p_C3=0.0), 5) is not None or not goes
    if kept is not None:
        assert "wie" not in kept
        assert kept["eenheden"] == units


def test_what_is_known_to_be_small_stays_inside_in_every_layer() -> None:
    """A complex across a border says of both buurten that there is stock; of a small one that may not be said."""
    assert outside("complexes", complexes(), 5, {"BU99900001"}) is None
    assert outside("by_neighbourhood", by_buurt(50), 5, {"BU99900001"}) is None
    assert outside("classified", {"bu_code": "BU99900001", "kl_focus": "C3"}, 5, {"BU99900001"}) is not None


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, True), (100.0, True), (50.0, True), (3.0, False), (97.0, False), (5.0, True), (None, True)],
)
def test_a_share_that_stands_for_few_units_is_not_told(share: float | None, told: bool) -> None:
    kept = outside("complexes", complexes(p_C3=share), 5)
    assert kept is not None
    assert (kept["p_C3"] == share) == told
    assert kept["p_druk"] == 0.0


@given(st.integers(1, 400), st.integers(0, 400), st.integers(2, 20))
def test_no_share_gives_a_small_number_away(units: int, part: int, least: int) -> None:
    part = min(part, units)
    kept = outside("complexes", complexes(eenheden=units, p_C3=100.0 * part / units), least)
    if kept is not None and kept["p_C3"] is not None:
        told = round(kept["eenheden"] * kept["p_C3"] / 100.0)
        assert told == 0 or told >= least
        assert told == units or units - told >= least
    assert (kept is None) == (units < least)


def test_small_areas() -> None:
    assert audience.small_areas({"a": 4.0, "b": 5.0, "c": 0.0, "": 1.0}, 5) == {"a"}


@pytest.mark.parametrize(
    ("units", "spread", "told"), [(12, 2, 2), (10, 2, 2), (9, 2, None), (6, 1, 1), (5, None, None)]
)
def test_in_how_many_buurten_a_complex_lies(units: int, spread: int | None, told: int | None) -> None:
    """9 units in two buurten: one of the two holds fewer than 5."""
    row = {"eenheden": units, "n_buurten": spread, "bu_code": "BU99900001"}
    kept = outside("complexes", row, 5)
    assert kept is not None
    assert kept["n_buurten"] == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_about_own_stock_stay_inside(language: str) -> None:
    inside = [topic for topic in TOPICS if topic.startswith(("stock_", "bag_", "geocode_", "aedes_"))]
    assert len(inside) > 50
    for topic in inside:
        said = re.sub(r"\{\w+\}", "iets", TOPICS[topic][language])
        assert outside("account", line(said), 5) is None, topic
    for field in ("kl_focus", "kl_signa"):
        for code in codes(field):
            said = word("account", "stock_class", language=language, map=word("field", field, language=language),
                        label=word("class", field, code, language=language))  # fmt: skip
            assert outside("account", line(said), 5) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_about_public_figures_go_out(language: str) -> None:
    for field in CLASS_FIELDS:
        for code in codes(field):
            said = word("account", "class", language=language, map=word("field", field, language=language),
                        label=word("class", field, code, language=language))  # fmt: skip
            assert outside("account", line(said, code), 5) == line(said, code)
    signal = line(word("account", "signal", language=language), word("general", "signal", language=language))
    assert outside("account", signal, 5) == signal
    said = word("account", "indicator", language=language, field="bijst")
    assert outside("account", line(said), 5) is not None
    assert outside("account", line("iets van de gebruiker: 3"), 5) is None


def test_what_a_table_is_follows_from_its_columns() -> None:
    from veerkracht_plugin.model.comparing import ABSOLUTE, RELATIVE, area_fields, class_table_fields
    from veerkracht_plugin.model.timeseries import line_fields, series_fields

    for product, fields in (
        ("timeseries", series_fields()), ("lines", line_fields()), ("areas", area_fields(ABSOLUTE)),
        ("areas", area_fields(RELATIVE)), ("area_classes", class_table_fields()),
    ):  # fmt: skip
        assert audience.product_of([field.name for field in fields]) == product
        assert audience.goes_out(product)
    told = columns("area_classes", [field.name for field in class_table_fields()], EXTERN)
    assert told == ["code", "naam", "soort", "veld", "klasse", "omschr", "n_buurten", "inwoners", "p_inw"]
    assert audience.product_of(["bu_code", "bu_naam", "eenheden", "aantal", "per100", "weggelaten"]) == "other"
    assert audience.product_of(["vhe", "bu_code", "plaats", "kl_focus"]) == "stock"
    assert audience.product_of(["bu_code", "inwoners", "kl_focus"]) == "classified"
    assert audience.product_of(["bu_code", "inwoners"]) == "buurten"
    assert audience.product_of(complexes()) == "complexes"
    assert audience.product_of(columns("complexes", complexes(), EXTERN)) == "complexes"
    assert audience.product_of(by_buurt(1)) == "by_neighbourhood"
    assert audience.product_of(line("x")) == "account"
    assert audience.product_of(["naam"]) == "other"


def test_a_finished_table_is_looked_at_as_it_is() -> None:
    good = outside("by_neighbourhood", by_buurt(5), 5)
    assert good is not None
    names = list(good)
    assert violations(names, [list(good.values())], 5) == []
    assert violations(names, [list(good.values())], 6) == ["row 1 of by_neighbourhood"]
    assert violations(names, [list(good.values())], 5, {"BU99900001"}) == ["row 1 of by_neighbourhood"]
    assert violations([*names, "wie"], [[*good.values(), "Jan"]], 5) == ["column wie"]
    assert violations(names, [list(good.values())] * 2, 5) == ["BU99900001 more than once in by_neighbourhood"]
    assert violations(["vhe", "bu_code", "plaats", "kl_focus"], [], 5)
    assert violations(["naam"], [["Jan"]], 5)


def test_shares_and_ids_in_a_finished_table() -> None:
    names = columns("complexes", complexes(), EXTERN)
    row = [complexes(p_C3=3.0)[name] for name in names]
    assert violations(names, [row], 5) == ["a share or spread of few units in row 1 of complexes"]
    named = ["bu_code", "inwoners", "kl_focus", "bu_naam"]
    for text, wrong in (("0363010012345678", True), ("9990 AA", True), ("Oude Kern", False), ("2024", False)):
        found = violations(named, [["BU99900001", 100, "C3", text]], 5)
        assert found == (["an id or postcode in row 1 of classified"] if wrong else []), text


# -- what totals give away ---------------------------------------------------------------------------------------------
def test_one_small_buurt_takes_a_companion_along() -> None:
    """Of a gemeente whose total is known (100), 100 − 60 − 37 would give the 3 away."""
    units = {"BU99900001": 60.0, "BU99900002": 37.0, "BU99900003": 3.0, "BU88880001": 9.0}
    assert audience.hidden_areas(units, 5) == {"BU99900003", "BU99900002"}


def test_two_small_buurten_that_are_few_together_take_one_along() -> None:
    units = {"BU99900001": 60.0, "BU99900002": 10.0, "BU99900003": 2.0, "BU99900004": 1.0}
    assert audience.hidden_areas(units, 5) == {"BU99900002", "BU99900003", "BU99900004"}
    units["BU99900003"] = 4.0
    assert audience.hidden_areas(units, 5) == {"BU99900003", "BU99900004"}


def test_without_small_buurten_nothing_is_hidden() -> None:
    assert audience.hidden_areas({"BU99900001": 5.0, "BU99900002": 0.0}, 5) == set()
    assert audience.hidden_areas({"BU99900001": 2.0}, 5) == {"BU99900001"}


@given(
    st.dictionaries(st.sampled_from([f"BU{g}0{n:03d}" for g in (999, 888) for n in range(8)]), st.integers(0, 12)),
    st.integers(2, 8),
)
def test_what_is_hidden_of_a_gemeente_is_never_a_small_number(units: dict[str, int], least: int) -> None:
    hidden = audience.hidden_areas({code: float(n) for code, n in units.items()}, least)
    assert audience.small_areas({code: float(n) for code, n in units.items()}, least) <= hidden
    for gemeente in {code[2:6] for code in hidden}:
        of = {code for code in units if code[2:6] == gemeente and units[code]}
        inside = of & hidden
        assert of == inside or (len(inside) > 1 and sum(units[code] for code in inside) >= least)


def test_complexes_do_not_give_a_small_rest_of_a_buurt_away() -> None:
    """In buurt 1 there are 30 units; 17 + 10 are told, so a third complex has 3. The smallest that is told goes too."""
    units = {"BU99900001": 30.0, "BU99900002": 20.0}
    complexes = [(1, "BU99900001", 17.0), (2, "BU99900001", 10.0), (3, "BU99900001", 3.0), (4, "BU99900002", 20.0)]
    assert audience.hidden_complexes(complexes, units, set(), 5) == {2}
    # Buurt 2 tells 20 of 18: 2 of them lie in another buurt.
    units["BU99900002"] = 18.0
    assert audience.hidden_complexes(complexes, units, set(), 5) == {2, 4}
    # What a buurt does not tell needs no care.
    assert audience.hidden_complexes(complexes, units, {"BU99900001", "BU99900002"}, 5) == set()
