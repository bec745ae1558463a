"""Tables of BAG addresses in the column names of their publishers."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import bagids
from veerkracht_plugin.model.addresses import Found, Homes
from veerkracht_plugin.sources import bag
from veerkracht_plugin.sources.stockfiles import StockTable

VBO, NUM, PAND = "0363010000000001", "0363200000000001", "0363100000000001"


def table(columns: dict[str, str]) -> StockTable:
    return StockTable(list(columns), [[value] for value in columns.values()], "bag.csv")


def find(one: StockTable, identification: str = "", code: str = "", house: int = 0, suffix: str = "") -> Found:
    found = bag.book(one, bag.recognise_columns(one.headers, one.name))
    ids = bagids.read([identification])
    return found.find(Homes(ids.ids, ids.kinds, [code], [house], [suffix], [""]), 0)


PDOK = {
    "identificatie": VBO,
    "status": "Verblijfsobject in gebruik",
    "openbare_ruimte_naam": "Kade",
    "huisnummer": "14",
    "huisletter": "D",
    "toevoeging": "1",
    "postcode": "1012AB",
    "woonplaats_naam": "Amsterdam",
    "pandidentificatie": PAND,
    "x": "121000",
    "y": "487000",
}
EXTRACT = {
    "openbareruimte": "Kade",
    "huisnummer": "14",
    "huisletter": "D",
    "huisnummertoevoeging": "1",
    "postcode": "1012 AB",
    "woonplaats": "Amsterdam",
    "nummeraanduiding": NUM,
    "object_id": VBO[1:],
    "object_type": "VBO",
    "pandid": PAND,
    "verblijfsobjectstatus": "Verblijfsobject in gebruik",
    "x": "121000,0",
    "y": "487000,0",
}


@pytest.mark.parametrize("columns", [PDOK, EXTRACT])
def test_ids_and_addresses_of_several_publishers(columns: dict[str, str]) -> None:
    one = table(columns)
    for found in (find(one, VBO), find(one, PAND)):
        assert (found.how, found.x, found.y, found.object_id) == ("bag", 121000.0, 487000.0, VBO)
    found = find(one, "", "1012AB", 14, "D1")
    assert (found.how, found.object_id, found.remarks) == ("adres", VBO, [])


def test_the_id_of_an_address_where_the_table_has_it() -> None:
    assert find(table(EXTRACT), NUM).how == "bag"
    assert find(table(PDOK), NUM).remarks == ["geen_kolom"]


def test_withdrawn() -> None:
    assert find(table({**PDOK, "status": "Verblijfsobject ingetrokken"}), VBO).remarks == ["vervallen"]


def test_a_table_without_anything_to_look_up_is_refused() -> None:
    with pytest.raises(VeerkrachtError, match="no column with BAG ids and none with postcode"):
        bag.recognise_columns(["naam", "waarde"], "tabel")


def test_a_table_without_locations_is_refused() -> None:
    one = table({key: value for key, value in PDOK.items() if key not in "xy"})
    with pytest.raises(VeerkrachtError, match="no locations"):
        find(one, VBO)


def test_only_rows_that_could_be_asked_for_are_kept() -> None:
    one = StockTable(
        ["identificatie", "postcode", "x", "y"],
        [[VBO, "0363010000000002", VBO[:-1] + "9"], ["1012AB", "1013AB", "1014AB"], ["1"] * 3, ["1"] * 3],
        "bag",
    )
    columns = bag.recognise_columns(one.headers, one.name)
    assert bag.mask(one, columns, {VBO}, {"1014AB"}) == [True, False, True]


def test_points_may_come_from_a_layer() -> None:
    one = table({key: value for key, value in PDOK.items() if key not in "xy"})
    found = bag.book(one, bag.recognise_columns(one.headers, one.name), np.asarray([5.0]), np.asarray([6.0]))
    ids = bagids.read([VBO])
    assert found.find(Homes(ids.ids, ids.kinds, [""], [0], [""], [""]), 0).x == 5.0
