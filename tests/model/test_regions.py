"""Region codes in every shape that people and files give them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model import regions
from veerkracht_plugin.model.regions import BUURT, GEMEENTE, WIJK, normalise

FORM = {GEMEENTE: r"GM[0-9]{4}", WIJK: r"WK[0-9]{4}[0-9A-Z]{2}", BUURT: r"BU[0-9]{4}[0-9A-Z]{4}"}


@pytest.mark.parametrize("value", [
    "363", "GM363", "0363", "GM0363  ", " gm0363", "GM0363\u00a0", "\ufeffGM0363", "GM 0363", "Gm0363\u200b", 363,
    363.0,
    "363.0", "2024GM0363",
])  # fmt: skip
def test_one_gemeente(value: object) -> None:
    assert normalise(value, GEMEENTE) == "GM0363"


@pytest.mark.parametrize(("value", "level", "expected"), [
    ("BU0363AD03", BUURT, "BU0363AD03"),
    ("bu0363ad03 ", BUURT, "BU0363AD03"),
    ("0363AD03", BUURT, "BU0363AD03"),
    ("363AD03", BUURT, "BU0363AD03"),
    ("3630000", BUURT, "BU03630000"),
    (3630000.0, BUURT, "BU03630000"),
    (140101, BUURT, "BU00140101"),
    ("WK030800  ", WIJK, "WK030800"),
    ("WK0363MM", WIJK, "WK0363MM"),
    (30800, WIJK, "WK030800"),
    ("2025BU03510001", BUURT, "BU03510001"),
    ("BU00009999", BUURT, "BU00009999"),
    ("GM0000  ", GEMEENTE, "GM0000"),
])  # fmt: skip
def test_other_levels(value: object, level: str, expected: str) -> None:
    assert normalise(value, level) == expected


@pytest.mark.parametrize(("value", "level"), [
    ("GM0363", BUURT), ("WK036300", BUURT), ("BU03630000", WIJK), ("2024GM0363", BUURT), ("NL00", GEMEENTE),
    ("", BUURT),
    (None, BUURT), (float("nan"), BUURT), (float("inf"), BUURT), ("BU036300001", BUURT), ("Centrum", BUURT),
    ("0000", GEMEENTE), ("00001234", BUURT), ("GM0", GEMEENTE), ("BU1234", BUURT),
    ("BU0363-001", BUURT), ("٠٣٦٣", GEMEENTE), ("3,63", GEMEENTE), ("Buurt 01", BUURT),
])  # fmt: skip
def test_no_code_of_that_level(value: object, level: str) -> None:
    assert normalise(value, level) is None


@pytest.mark.parametrize(("value", "expected"), [
    ("NL00      ", "NL"), ("GM0308    ", "GM"), ("WK030800  ", "WK"), ("BU03080000", "BU"), ("2025BU03510001", "BU"),
    ("03080000", None), ("Nloord", None), ("Buitenpost", None), ("Buurt", None), ("BU", None),
    ("", None), (None, None),
])  # fmt: skip
def test_level(value: object, expected: str | None) -> None:
    assert regions.level_of(value) == expected


def test_year_of_a_stamp() -> None:
    assert regions.year_of("2025BU03510001") == 2025
    assert regions.year_of("BU03510001") is None
    assert regions.year_of("2025") is None


def test_parts_of_a_code() -> None:
    assert regions.gemeente_of("BU0363AD03") == "GM0363"
    assert regions.wijk_of("BU0363AD03") == "WK0363AD"


def test_a_column_keeps_its_order() -> None:
    assert regions.normalise_all(["BU03630000", "x", "BU03630000", "0363AD03"], BUURT) == [
        "BU03630000", None, "BU03630000", "BU0363AD03",
    ]  # fmt: skip


codes = st.sampled_from([GEMEENTE, WIJK, BUURT]).flatmap(
    lambda level: st.tuples(st.just(level), st.from_regex(FORM[level], fullmatch=True))
)


@given(codes, st.sampled_from(["", " ", "\u00a0", "\t", "\u200b", "\ufeff", "      "]), st.booleans())
def test_round_trip(of: tuple[str, str], blank: str, lower: bool) -> None:
    level, code = of
    nowhere = code[2:6] == "0000"
    for text in (code, "2024" + code) if nowhere else (code, code[2:], "2024" + code):
        shown = blank + (text.lower() if lower else text) + blank
        assert normalise(shown, level) == code
    if code[2:].isdigit() and not nowhere:
        assert normalise(int(code[2:]), level) == code
        assert normalise(float(code[2:]), level) == code


@given(
    st.one_of(st.text(max_size=14), st.floats(), st.integers(), st.none(), st.binary(max_size=4)),
    st.sampled_from(list(FORM)),
)
def test_anything_gives_a_code_or_none(value: object, level: str) -> None:
    code = normalise(value, level)
    if code is None:
        return
    assert re.fullmatch(FORM[level], code)
    assert normalise(code, level) == code
    assert all(normalise(code, other) is None for other in FORM if other != level)
