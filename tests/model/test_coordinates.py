"""Coordinates: decimals in both spellings, and which system a pair is of."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht_plugin.model import coordinates


@pytest.mark.parametrize(
    ("values", "expected", "bad"),
    [
        (["74,5", "612,33"], [74.5, 612.33], 0),  # A09
        (["74.5", "612.33"], [74.5, 612.33], 0),
        (["152.020,37", "1.000,00"], [152020.37, 1000.0], 0),
        (["€ 612,33", "1 000,5"], [612.33, 1000.5], 0),
        (["", "abc", "5"], [np.nan, np.nan, 5.0], 1),
        (["0", "-1,5"], [0.0, -1.5], 0),
        (["1,5", "9.10"], [1.5, 9.10], 0),  # a point with two digits behind it is no thousands separator
    ],
)
def test_decimals(values: list[str], expected: list[float], bad: int) -> None:
    found, wrong = coordinates.decimals(values)
    assert np.array_equal(found, np.asarray(expected), equal_nan=True)
    assert wrong == bad


@pytest.mark.parametrize(
    ("x", "y", "word"),
    [
        (155000, 463000, "rd"),
        (463000, 155000, "rd_swapped"),  # C01
        (5.387204, 52.155172, "degrees"),
        (52.155172, 5.387204, "degrees_swapped"),
        (0, 0, ""),
        (0, -50, "unknown"),  # B02: the dummy point of a geocoder
        (np.nan, 463000, ""),
        (600000, 6800000, "mercator"),
        (660000, 5780000, "utm31"),
        (13.4, 52.5, "unknown"),
    ],
)
def test_system_of_a_pair(x: float, y: float, word: str) -> None:
    assert list(coordinates.recognise(np.asarray([x], dtype=float), np.asarray([y], dtype=float))) == [word]


def test_most_rows_lead_and_rows_without_do_not_count() -> None:
    words = np.asarray(["", "", "", "rd", "rd", "unknown"], dtype=object)
    assert coordinates.leading(words) == "rd"
    assert coordinates.leading(np.asarray(["", ""], dtype=object)) == ""
