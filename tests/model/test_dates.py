"""Dates and years in texts."""

from __future__ import annotations

from datetime import date

import pytest

from veerkracht_plugin.model.dates import day_in, year_of


@pytest.mark.parametrize(
    "text",
    [
        "2027-07-01",
        "1-7-2027",
        "01-07-2027",
        "20270701",
        "2027/07/01",
        "1/7/2027",
        "1.7.2027",
        " 2027-07-01 ",
        "2027-07-01T09:30:00",
        "2027-07-01 09:30",
        "1-7-2027 9:30:00",
        "2027-07-01T09:30:00.000Z",
        "2027-07-01T09:30:00+02:00",
    ],
)
def test_one_day_in_all_ways_of_writing(text: str) -> None:
    assert day_in(text) == date(2027, 7, 1)


@pytest.mark.parametrize("text", ["", " ", None, "nan", ".", "onbekend"])
def test_no_day(text: object) -> None:
    assert day_in(text) is None
    assert year_of(text) is None


@pytest.mark.parametrize(
    "text", ["7-13-2027", "31-2-2027", "1 juli 2027", "1-7-27", "45000", "2027-13-01", "0001-01-01", "31-12-9999", "x1"]
)
def test_texts_that_are_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        day_in(text)


@pytest.mark.parametrize("text", ["2027", "2027.0", "2027,0", "1-7-2027", "2027-07-01", "20270701"])
def test_one_year_in_all_ways_of_writing(text: str) -> None:
    assert year_of(text) == 2027


@pytest.mark.parametrize("text", ["27", "20271", "2027-2028", "0", "9999", "Q3 2027", "202707"])
def test_texts_that_are_no_year(text: str) -> None:
    with pytest.raises(ValueError):
        year_of(text)
