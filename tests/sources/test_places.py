"""Names and codes that come with polygons, in the shapes of PDOK, CBS and the Leefbaarometer."""

from __future__ import annotations

import pytest

from tests.sources.test_files import frame
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.sources.files import RawTable
from veerkracht_plugin.sources.places import Places, read_places


def places(headers: str, *rows: str, account: Account | None = None) -> Places:
    raw = RawTable(headers.split(","), frame([row.split(",") for row in rows]), "laag")
    return read_places(raw, "GEOMETRY", account or Account())


def said(account: Account) -> dict[str, int | None]:
    return {row[0]: row[5] for row in account.rows("en")}


def test_pdok() -> None:
    found = places(
        "buurtcode,buurtnaam,wijkcode,gemeentecode,gemeentenaam,indelingswijzigingWijkenEnBuurten,water,jrstatcode,jaar",
        "BU03510001,De Grift,WK035100,GM0351,Woudenberg,1,NEE,2025BU03510001,2025",
    )
    assert found.texts.loc["BU03510001"].tolist() == ["De Grift", "", "Woudenberg", "1"]
    assert found.rows == {"BU03510001": [0]} and found.year == 2025


def test_the_older_kaart_the_leefbaarometer_and_gebiedsindelingen() -> None:
    found = places("BU_CODE,BU_NAAM,WK_NAAM,GM_NAAM,IND_WBI,WATER", "BU00340101,Haven,Wijk 01,Almere,1.0,NEE")
    assert found.texts.loc["BU00340101"].tolist() == ["Haven", "Wijk 01", "Almere", "1"] and found.year is None
    found = places("gemeente,name,id,scale,year,onv", "Heerlen,Maria-Gewanden,BU09171000,buurt,2024,0.1")
    assert found.texts.loc["BU09171000"].tolist() == ["Maria-Gewanden", "", "Heerlen", ""] and found.year == 2024
    found = places("statcode,statnaam,jrstatcode,rubriek", "BU09171000,Maria-Gewanden,2023BU09171000,buurt")
    assert found.texts.loc["BU09171000", "name"] == "Maria-Gewanden" and found.year == 2023


def test_a_name_may_begin_like_a_code() -> None:
    assert places("statcode,statnaam", "BU00590000,Buitenpost").texts.loc["BU00590000", "name"] == "Buitenpost"


def test_parts_of_one_buurt_and_what_is_left_out() -> None:
    account = Account()
    found = places(
        "buurtcode,buurtnaam,water", "BU03630000,Noord,NEE", "BU03630001,Zuid,NEE", "BU03630000,Noord,NEE",
        "BU03630000,Noord,JA",
        "BU03639997,Groot binnenwater,JA", "BU09989999,Buitenland,B", "BU00609998,Buitenwater,NEE", ",Zonder,NEE",
        "WK036300,Wijk,NEE",
        account=account,
    )  # fmt: skip
    assert found.rows == {"BU03630000": [0, 2], "BU03630001": [1]}
    assert list(found.texts.index) == ["BU03630000", "BU03630001"]
    counts = said(account)
    assert counts["Left out of GEOMETRY: water and foreign"] == 4
    assert counts["Rows without a neighbourhood code in GEOMETRY"] == 2
    assert counts["Merged in GEOMETRY: parts of one neighbourhood"] == 1
    assert counts["Table GEOMETRY"] == 2


def test_codes_that_became_numbers() -> None:
    assert list(places("gwb_code_8,naam", "3630000,Noord", "140101,Zuid").rows) == ["BU03630000", "BU00140101"]


def test_layers_without_buurten() -> None:
    for headers, row in (
        ("gemeentecode,gemeentenaam", "GM0363,Amsterdam"),
        ("straat,huisnummer", "Damrak,1"),
        ("id,naam", "12345,Noord"),
    ):
        with pytest.raises(VeerkrachtError, match="laag holds no buurt codes"):
            places(headers, row)


def test_several_years_over_each_other() -> None:
    with pytest.raises(VeerkrachtError, match="polygons of 2022, 2023 over each other"):
        places("buurtcode,jaar", "BU03630000,2022", "BU03630000,2023")
