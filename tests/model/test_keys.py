"""Keys of two lists."""

from __future__ import annotations

from veerkracht_plugin.model.keys import match


def test_exact_keys_and_unknown_ones() -> None:
    found = match(["b", " A ", "c", "", None], ["a", "B"])
    assert found.at == [1, 0, -1, -1, -1]
    assert found.padded == 0


def test_zeros_that_a_spreadsheet_took_away() -> None:
    found = match(["12", "0013", "0"], ["0012", "13", "000"])
    assert found.at == [0, 1, -1]
    assert found.padded == 2


def test_zeros_that_make_a_difference() -> None:
    # 012 and 12 are two complexes here, so 0012 could be either.
    found = match(["012", "12", "0012"], ["12", "012"])
    assert found.at == [1, 0, -1]
    assert found.padded == 0


def test_of_equal_known_keys_the_first_counts() -> None:
    assert match(["x"], ["X", "x"]).at == [0]
