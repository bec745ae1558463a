"""Numbers as files write them. Expected values are read off the texts, not computed by the reader."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.values import clean, is_missing, numbers

NAN = math.nan


def read(texts: list[object], whole: bool = False, lowest: float = -math.inf) -> list[float]:
    return list(numbers(texts, "kolom", "bestand", whole, lowest))


@pytest.mark.parametrize("text", [
    ".", "x", "-", "", "   ", "         .", "NULL", "NaN", "       NaN", "NA", "n.v.t.", "onbekend", "#N/B", "#N/A",
    None, NAN,
    "{2839922C-8B7D-419E-B84B-CA2FE9B80EC7}", "-99995", "-99997", "-99998", "-99999", "-99999999", "-99995.0",
    "-99997,0", "-99999999.0", -99995, -99997.0, -99999999.0,
])  # fmt: skip
def test_no_figure_is_missing_and_never_zero(text: object) -> None:
    assert math.isnan(read([text])[0])
    assert math.isnan(read([text], whole=True, lowest=0.0)[0])


def test_zero_is_a_figure() -> None:
    assert read(["0", "0.0", "0,0", "-0"]) == [0, 0, 0, 0]


def test_just_above_the_codes_is_a_figure() -> None:
    assert read(["-99989", "-99990"])[0] == -99989
    assert math.isnan(read(["-99990"])[0])


@pytest.mark.parametrize(("texts", "expected"), [
    (["74,5", "74.5"], [74.5, 74.5]),
    (["1.234,5", "0,5", "12"], [1234.5, 0.5, 12]),
    (["1.234.567,0"], [1234567]),
    # A zero in front can be no group of thousands.
    (["0,5", "0.123"], [0.5, 0.123]),
    # Without any decimal comma a point is a decimal point.
    (["1.234", "2.5"], [1.234, 2.5]),
    (["-0.123", "-0,045"], [-0.123, -0.045]),
    (["   183.3", "       ."], [183.3, NAN]),
    (["5 215", "1\u00a0234,5", "1\u202f000"], [5215, 1234.5, 1000]),
    (["\u22120,5"], [-0.5]),
    (["1e-05", "2E3"], [1e-05, 2000]),
    ([12, 3.5, np.float64(0.25), True and 7], [12, 3.5, 0.25, 7]),
])  # fmt: skip
def test_decimal_point_and_comma(texts: list[object], expected: list[float]) -> None:
    np.testing.assert_equal(read(texts), expected)


@pytest.mark.parametrize(("texts", "expected"), [
    # A count has no decimals: three digits behind a mark are thousands.
    (["1.234", "950", "2.000", "12.500"], [1234, 950, 2000, 12500]),
    (["1,234", "950", "2,000"], [1234, 950, 2000]),
    (["1.000", "5"], [1000, 5]),
    # … but all with the same three zeros are what a program made of whole numbers.
    (["950.000", "1234.000", "5.000"], [950, 1234, 5]),
    (["950.0", "1234.0", "."], [950, 1234, NAN]),
    (["950,0", "12,00"], [950, 12]),
    (["1.234.567", "5"], [1234567, 5]),
])  # fmt: skip
def test_counts(texts: list[object], expected: list[float]) -> None:
    np.testing.assert_equal(read(texts, whole=True, lowest=0.0), expected)


@pytest.mark.parametrize("text", ["veel", "12a", "1;2", "--5", "1.2.3", "1,2,3", "1 2", "inf", "1e999", "٣", "1_000"])
def test_text_is_refused_with_where_it_stands(text: str) -> None:
    with pytest.raises(VeerkrachtError) as error:
        numbers(["5", text], "AantalInwoners_5", "kwb.csv")
    said = str(error.value)
    assert "AantalInwoners_5" in said and "kwb.csv" in said and "row 2" in said and text in said


def test_rows_are_called_by_their_names() -> None:
    with pytest.raises(VeerkrachtError, match="in row BU03630002"):
        numbers(["5", "veel"], "kolom", "bestand", rows=["BU03630001", "BU03630002"])


def test_decimals_in_a_count_and_figures_below_zero_are_refused() -> None:
    with pytest.raises(VeerkrachtError, match=r"12,5 in row 1"):
        read(["12,5"], whole=True)
    with pytest.raises(VeerkrachtError, match="below 0"):
        read(["-5"], lowest=0.0)
    assert list(read(["2147483647"], whole=True)) == [2147483647.0]
    with pytest.raises(VeerkrachtError, match="holds 2147483648 in row 1, which is more than can be counted"):
        read(["2147483648"], whole=True)


@given(st.lists(st.one_of(
    st.text(max_size=12), st.floats(), st.integers(), st.none(), st.booleans(),
    st.from_regex(r"[+-]?[0-9]{0,3}([.,][0-9]{3}){0,2}([.,][0-9]{0,3})?", fullmatch=True),
), max_size=8), st.booleans())  # fmt: skip
def test_anything_gives_numbers_or_a_sentence(values: list[object], whole: bool) -> None:
    try:
        out = numbers(values, "kolom", "bestand", whole, 0.0 if whole else -math.inf)
    except VeerkrachtError:
        return
    assert out.shape == (len(values),)
    assert not np.isinf(out).any()
    # Numbers are read as themselves.
    np.testing.assert_equal(numbers(out, "kolom", "bestand", whole), out)


@given(st.lists(st.one_of(st.none(), st.floats(-99989, 1e12, allow_nan=False)), min_size=1, max_size=8))
def test_round_trip_of_points_and_commas(values: list[float | None]) -> None:
    texts = ["." if value is None else repr(value) for value in values]
    expected = [NAN if value is None else value for value in values]
    np.testing.assert_equal(read(list(texts)), expected)
    with_comma = [text if text == "." else text.replace(".", ",") for text in texts]
    np.testing.assert_equal(read(list(with_comma)), expected)


@given(st.lists(st.one_of(st.none(), st.integers(0, 20_000_000)), min_size=1, max_size=8), st.sampled_from("., \u00a0"))
def test_round_trip_of_grouped_counts(values: list[int | None], mark: str) -> None:
    texts = ["x" if value is None else f"{value:,}".replace(",", mark) for value in values]
    # "5.000" alone may as well be 5 with three decimals, so a number of another form stands beside it.
    np.testing.assert_equal(read([*texts, "7"], whole=True), [*(NAN if v is None else v for v in values), 7])


@given(st.text())
def test_clean_is_idempotent_and_missing_is_of_cleaned_text(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert is_missing(clean(f"\u00a0 {once}\ufeff")) == is_missing(once)
