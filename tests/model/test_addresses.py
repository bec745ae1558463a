"""Addresses in every spelling, and finding them among those of the BAG."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model import addresses, bagids
from veerkracht_plugin.model.addresses import AddressBook, Found, Homes, number, postcode, split_address


@pytest.mark.parametrize(
    "parts",
    [
        ("14", "D", "1"),
        ("14", "", "D1"),
        ("14", "D", "D1"),
        ("14 D-1", "", ""),
        ("14D1", "", ""),
        ("14-D 1", "", ""),
        ("14d-1", "", ""),
        ("14D", "", "1"),
        ("14D", "D", "1"),
        ("14.0", "d", "1"),
        ("0014", "D", "-1"),
        ("14/D1", "", ""),
        ("14D1", "D", "1"),
    ],
)
def test_letter_and_toevoeging_in_every_spelling(parts: tuple[str, str, str]) -> None:
    """B06."""
    assert number(*parts) == (14, "D1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("14 bis", (14, "BIS")),
        ("14 hs", (14, "HS")),
        ("14", (14, "")),
        ("14-", (14, "")),
        ("bis", (0, "")),
        ("", (0, "")),
        ("0", (0, "")),
        ("123456", (0, "")),
        ("14 A-II", (14, "AII")),
        ("12/3", (12, "3")),
        ("12 A bis", (12, "ABIS")),
        ("12,00", (12, "")),
        ("nr. 12", (12, "")),
        ("# 12a", (12, "A")),
        # Dates that a spreadsheet made of 12-3 or 3-12.
        ("12-mrt", (0, "")),
        ("3 dec.", (0, "")),
        ("2024-12-03", (0, "")),
        ("2024/12/03 00:00:00", (0, "")),
        ("12-03-2024", (0, "")),
        ("3-dec-24", (0, "")),
        # And what is none.
        ("12-14", (12, "14")),
        ("12-3", (12, "3")),
        ("12 mei", (0, "")),
        ("12-A-2023", (12, "A2023")),
    ],
)
def test_numbers(value: str, expected: tuple[int, str]) -> None:
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1234 ab", "1234AB"), ("1234AB", "1234AB"), (" 1234  AB ", "1234AB"), ("0234AB", ""), ("1234", ""), ("", "")],
)
def test_postcode(value: str, expected: str) -> None:
    assert postcode(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Dorpsstraat 14 D-1, 1234 AB Utrecht", ("Dorpsstraat", "14 D-1", "1234AB", "Utrecht")),
        ("Dorpsstraat 14", ("Dorpsstraat", "14", "", "")),
        ("Plein 1944 12 bis", ("Plein", "1944 12 bis", "", "")),
        ("'s-Gravenweg 3, Rotterdam", ("'s-Gravenweg", "3", "", "Rotterdam")),
        ("Zonder nummer", ("Zonder nummer", "", "", "")),
    ],
)
def test_an_address_in_one_cell(value: str, expected: tuple[str, str, str, str]) -> None:
    assert split_address(value) == expected


# id, nummeraanduiding, pand, postcode, number, suffix, city, withdrawn, x
BAG: list[tuple[str, str, str, str, int, str, str, bool, float]] = [
    ("0363010000000001", "0363200000000001", "0363100000000001", "1012AB", 14, "", "Amsterdam", False, 1.0),
    ("0363010000000002", "0363200000000002", "0363100000000001", "1012AB", 14, "A", "Amsterdam", False, 2.0),
    ("0363010000000003", "0363200000000003", "0363100000000002", "1012AB", 16, "H", "Amsterdam", False, 3.0),
    ("0363010000000004", "0363200000000004", "0363100000000002", "1012AB", 16, "1", "Amsterdam", False, 4.0),
    ("0363010000000005", "0363200000000005", "0363100000000003", "1012AB", 18, "", "Amsterdam", True, 5.0),
    ("0402010000000006", "0402200000000006", "0402100000000004", "1222AB", 1, "", "Hilversum", False, 100.0),
    ("1942010000000007", "1942200000000007", "1942100000000005", "1222AB", 2, "", "Bussum", False, 900.0),
    ("0363010000000008", "0363200000000008", "0363100000000006", "1013AA", 7, "", "Amsterdam", False, 10.0),
    ("0363010000000009", "0363200000000009", "0363100000000006", "1013AA", 7, "", "Amsterdam", False, 60.0),
]


def book(**without: Any) -> AddressBook:
    columns = [list(column) for column in zip(*BAG)]
    x = np.asarray(columns[8], dtype=float)
    labels = [f"{row[3]} {row[4]}{row[5]}" for row in BAG]
    values = {
        "objects": columns[0],
        "number_ids": columns[1],
        "panden": columns[2],
        "postcodes": columns[3],
        "numbers": columns[4],
        "suffixes": columns[5],
        "cities": columns[6],
        "buurten": None,
        "withdrawn": columns[7],
        "labels": labels,
    }
    return AddressBook(x, x * 0, **{**values, **without})  # type: ignore[arg-type]


def find(
    identification: str = "", code: str = "", house: int = 0, suffix: str = "", city: str = "", **more: Any
) -> Found:
    ids = bagids.read([identification])
    return book(**more).find(Homes(ids.ids, ids.kinds, [code], [house], [suffix], [city]), 0)


@pytest.mark.parametrize(
    ("identification", "x"),
    [("0363010000000002", 2.0), ("0363200000000002", 2.0), ("0402100000000004", 100.0)],
)
def test_each_kind_of_id_has_its_own_join(identification: str, x: float) -> None:
    """B09."""
    found = find(identification)
    assert (found.how, found.x, found.remarks) == ("bag", x, [])


def test_the_id_of_a_pand_with_several_homes_says_so_unless_the_address_tells_which() -> None:
    assert find("0363100000000001").remarks == ["pand"]
    found = find("0363100000000001", "1012AB", 14, "A")
    assert (found.how, found.x, found.remarks) == ("bag", 2.0, [])


def test_a_kind_of_id_that_the_addresses_do_not_have_is_said_and_the_address_is_used() -> None:
    found = find("0363200000000002", "1012AB", 14, "A", number_ids=None)
    assert (found.how, found.x, found.remarks) == ("adres", 2.0, ["geen_kolom"])


def test_moorings_are_not_in_a_list_of_verblijfsobjecten() -> None:
    """B10."""
    assert find("0363020000000009").remarks == ["niet_in_vbo"]
    assert find("0363010000000999").remarks == ["niet_in_bag"]


def test_a_withdrawn_address_is_a_bucket_of_its_own() -> None:
    """B11."""
    found = find("0363010000000005")
    assert (found.how, found.remarks) == ("bag", ["vervallen"])


def test_address_with_another_word_for_the_ground_floor() -> None:
    found = find("", "1012AB", 16, "HS")
    assert (found.how, found.x, found.object_id) == ("adres", 3.0, "0363010000000003")
    assert find("", "1012AB", 16, "I").x == 4.0


def test_in_a_lettered_row_h_comes_after_g() -> None:
    assert addresses.same_suffix("HS", ["A", "B", "H"]) == []
    assert addresses.same_suffix("HS", ["H", "1", "2"]) == [0]
    assert addresses.same_suffix("H", ["A", "H"]) == [1]


def test_a_toevoeging_that_is_not_there_is_not_guessed() -> None:
    found = find("", "1012AB", 16, "ZZ")
    assert (found.how, found.remarks) == ("postcode", ["toevoeging"])
    assert found.candidates == ["1012AB 16H", "1012AB 161"]
    assert find("", "1012AB", 16, "").how == "postcode"


def test_a_number_that_is_not_there_goes_by_postcode() -> None:
    found = find("", "1012AB", 99)
    assert (found.how, found.remarks, found.candidates) == ("postcode", ["huisnummer"], [])
    assert found.x in {1.0, 2.0, 3.0, 4.0}


def test_a_postcode_in_two_places_is_refused_unless_the_place_is_known() -> None:
    """B08."""
    found = find("", "1222AB")
    assert (found.how, found.remarks) == ("", ["twee_plaatsen"])
    assert find("", "1222AB", city="bussum").x == 900.0


def test_one_address_at_two_points_is_not_chosen_between() -> None:
    found = find("", "1013AA", 7)
    assert found.remarks[0] == "meerdere"
    assert found.how in ("", "postcode")
    assert found.candidates == ["1013AA 7", "1013AA 7"]


def test_unknown_address() -> None:
    found = find("", "9999ZZ", 1)
    assert (found.how, found.remarks) == ("", ["onbekend_adres"])
    assert find().remarks == []


@given(st.text(max_size=12), st.text(max_size=4), st.text(max_size=6))
def test_any_text_gives_a_number_or_none(value: str, letter: str, suffix: str) -> None:
    house, behind = number(value, letter, suffix)
    assert 0 <= house <= 99999
    assert behind == addresses.squeeze(behind)
