"""The stand-in for the publishers against recorded answers and documented limits; the plugin has no part in this."""

from __future__ import annotations

import csv
import http.client
import io
import json
import threading
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from tests.standin import Country, Limits, Standin, kwb, pdok
from tests.standin.country import DIMENSIONS, LADDER, snake, step
from tests.standin.faults import KINDS

pytest_plugins = ["tests.standin.fixtures"]

SHARED = Country()
BUURTEN_9001 = "startswith(WijkenEnBuurten,'BU9001')"


class Answer:
    """Status, headers and body of one request; a redirect is not followed."""

    def __init__(self, address: str, **headers: str) -> None:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=20)
        target = quote(parts.path + ("?" + parts.query if parts.query else ""), safe="/?&=$%'(),:+|<>\"")
        try:
            connection.request("GET", target, headers=headers)
            answered = connection.getresponse()
            self.status, self.headers = answered.status, answered.headers
            self.kind = answered.headers.get("Content-Type", "")
            self.body = answered.read()
        finally:
            connection.close()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json["value"]
        return found


def recorded(published: Path, name: str) -> Any:
    path = published / "fixtures" / name
    if not path.exists():
        pytest.skip(f"{name} is absent")
    return json.loads(path.read_text(encoding="utf-8"))


def typed(standin: Standin, year: int, **query: str) -> Answer:
    words = "&".join(f"${name}={value}" for name, value in query.items())
    return Answer(f"{standin.endpoints()['statline']}/{kwb.TABLES[year]}/TypedDataSet?{words}")


def wfs(standin: Standin, year: int = 2025, **query: str) -> Answer:
    asked = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": "wijkenbuurten:buurten",
             "outputFormat": "application/json", **query}  # fmt: skip
    return Answer(standin.endpoints()["pdok_wfs"].format(year=year) + "?" + urlencode(asked))


def lbm(standin: Standin, **query: str) -> Answer:
    asked = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": "lbm3:buurtscore24",
             "outputFormat": "application/json", **query}  # fmt: skip
    return Answer(standin.endpoints()["leefbaarometer_wfs"] + "?" + urlencode(asked))


def items(standin: Standin, year: int = 2025, **query: str) -> Answer:
    base = standin.endpoints()["pdok_ogc"].format(year=year)
    return Answer(f"{base}/collections/buurten/items?" + urlencode(query))


# --- the same structure as what was recorded -------------------------------------------------------------------------


def test_statline_row_is_built_as_the_recorded_one(standin: Standin, published: Path) -> None:
    real = recorded(published, "cbs_v3_86165NED_NL00_row.json")["data"]["records"][0]
    made = typed(standin, 2025, filter="WijkenEnBuurten eq 'NL00      '").rows[0]
    assert list(made) == list(real)
    texts = {key: value for key, value in real.items() if isinstance(value, str)}
    assert {key: made[key] for key in texts} == texts
    assert {key for key, value in made.items() if isinstance(value, float)} == {"GemiddeldeHuishoudensgrootte_33"}
    late = [key for key, value in real.items() if value is None]
    assert [made[key] for key in late] == [None] * len(late)


def test_rows_of_all_levels_are_padded_as_the_real_ones(standin: Standin, published: Path) -> None:
    path = published / "friesland_kwb2025" / "kerncijfers_data_2026-04-07.csv"
    with path.open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    made = typed(standin, 2025).rows
    for key in ("WijkenEnBuurten", "Gemeentenaam_1", "SoortRegio_2", "Codering_3", "MeestVoorkomendePostcode_118"):
        assert {len(row[key]) for row in made} == {len(row[key]) for row in real}
    assert {row["SoortRegio_2"] for row in real} < {row["SoortRegio_2"] for row in made}
    assert set(made[0]) == set(real[0]) - {"Naam_gebied"}


def test_statline_metadata_is_built_as_the_real_one(standin: Standin, published: Path) -> None:
    with (published / "friesland_kwb2025" / "86165NED_dataproperties.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    made = Answer(standin.endpoints()["statline"] + "/86165NED/DataProperties").rows
    topics = [row for row in real if row["Type"] == "Topic"]
    shown = [row for row in made if row["Type"] == "Topic"]
    assert [row["Key"] for row in shown] == [row["Key"] for row in topics]
    assert [row["Datatype"] for row in shown if row["Key"] in KEYS_USED] == [
        row["Datatype"] for row in topics if row["Key"] in KEYS_USED
    ]
    assert {row["odata.type"] for row in made} == {row["odata.type"] for row in real}
    assert all("Datatype" not in row for row in made if row["Type"] != "Topic")
    assert {name for row in made for name in row} == set(real[0])
    traps = {row["Key"]: row["Title"] for row in topics if row["Title"] != row["Title"].strip()}
    assert {row["Key"] for row in shown if row["Title"] != row["Title"].strip()} & set(traps)


KEYS_USED = {"AantalInwoners_5", "InBezitWoningcorporatie_49", "PersonenInArmoede_81", "WmoClientenRelatief_94",
             "PersonenPerSoortUitkeringBijstand_87", "PercentageJongerenMetJeugdzorg_92", "HboWo_69"}  # fmt: skip


def test_ogc_pages_are_built_as_gokoala_builds_them(standin: Standin, published: Path) -> None:
    first = recorded(published, "gokoala_expected_foo_collection_with_limit.json")
    middle = recorded(published, "gokoala_expected_foo_collection_with_cursor.json")
    page = items(standin, f="json", limit="2")
    assert shape_of(page.json, "properties", "coordinates") == shape_of(first, "properties", "coordinates")
    onward = next(link["href"] for link in page.json["links"] if link["rel"] == "next")
    assert shape_of(Answer(onward).json["links"], "") == shape_of(middle["links"], "")
    assert [link["rel"] for link in Answer(onward).json["links"]] == [link["rel"] for link in middle["links"]]
    empty = items(standin, f="json", gemeentecode="GM0000").json
    assert shape_of(empty, "") == shape_of(recorded(published, "gokoala_expected_empty_feature_collection.json"), "")
    assert page.kind == "application/geo+json"
    assert page.headers["Content-Crs"] == f"<{pdok.CRS84}>"


def test_ogc_cursor_is_the_recorded_one() -> None:
    checksum = pdok.fnv1a(b"2")
    assert pdok.encode_cursor(3838, checksum) == "Dv4|Nwyr1Q"
    assert pdok.decode_cursor("Dv4|Nwyr1Q", checksum) == 3838
    assert pdok.decode_cursor("Dv4|Nwyr1Q", pdok.fnv1a(b"3")) == 0


def test_ogc_problems_and_descriptions_are_built_as_recorded(standin: Standin, published: Path) -> None:
    base = standin.endpoints()["pdok_ogc"].format(year=2025) + "/collections/buurten"
    missing = Answer(base + "/items/999999")
    assert missing.status == 404
    assert missing.json["detail"] == "the requested feature with id: 999999 does not exist in collection 'buurten'"
    assert set(missing.json) == set(recorded(published, "gokoala_expected_feature_404.json"))
    for name, file in (("/queryables", "queryables"), ("/schema", "schema"), ("", "collection_features")):
        real = recorded(published, f"gokoala_expected_{file}.json")
        assert set(Answer(base + name).json) == set(real)


def test_pdok_wfs_is_built_as_mapserver_builds_it(standin: Standin, published: Path) -> None:
    woudenberg = recorded(published, "pdok_wfs_2025_buurten_woudenberg_first_feature_SHORTENED.json")
    addresses = recorded(published, "pdok_wfs_bag_vbo_cql.json")
    page = wfs(standin).json
    assert list(page) == list(addresses)
    assert list(page["features"][0]) == list(addresses["features"][0])
    assert page["crs"] == addresses["crs"]
    made, real = page["features"][5]["properties"], woudenberg["features"][0]["properties"]
    assert list(made) == list(real)
    assert {name: type(value) for name, value in made.items() if name in ("water", "jaar", "jrstatcode")} == {
        "water": str, "jaar": int, "jrstatcode": str}  # fmt: skip


def test_liveability_wfs_is_built_as_geoserver_builds_it(standin: Standin, published: Path) -> None:
    real = recorded(published, "lbm_wfs_buurtscore24_one_feature.json")
    page = lbm(standin, count="1", srsName="EPSG:4326").json
    assert set(page) == set(real)
    assert page["crs"] == real["crs"]
    assert list(page["features"][0]) == list(real["features"][0])
    made, recorded_row = page["features"][0]["properties"], real["features"][0]["properties"]
    assert {name: type(value) for name, value in made.items()} == {name: type(v) for name, v in recorded_row.items()}


def shape_of(data: Any, *open_members: str) -> Any:
    """Names and kinds only; lists as their first member, the members named as one word."""
    if isinstance(data, dict):
        return {k: "…" if k in open_members else shape_of(v, *open_members) for k, v in data.items()}
    if isinstance(data, list):
        return [shape_of(data[0], *open_members)] if data else []
    return type(data).__name__


# --- limits and quirks -----------------------------------------------------------------------------------------------


def test_statline_filters(standin: Standin) -> None:
    assert typed(standin, 2025, filter="WijkenEnBuurten eq 'GM9001'").rows == []
    assert len(typed(standin, 2025, filter="WijkenEnBuurten eq 'GM9001    '").rows) == 1
    assert len(typed(standin, 2025, filter=BUURTEN_9001).rows) == len(standin.country.buurt_codes(2025, "GM9001"))
    assert len(typed(standin, 2025, filter="substring(WijkenEnBuurten,2,4) eq '9001'").rows) == 46
    assert typed(standin, 2025, filter="WijkenEnBuurten ge 'WK'").rows == typed(standin, 2025).rows
    assert typed(standin, 2025, filter="WijkenEnBuurten in ('GM9001    ')").status == 400
    assert list(typed(standin, 2025, select="WijkenEnBuurten,AantalInwoners_5", top="2").rows[1]) == [
        "WijkenEnBuurten", "AantalInwoners_5"]  # fmt: skip


def test_statline_limits(many_pages: Standin) -> None:
    refused = typed(many_pages, 2025)
    assert refused.status == 500
    assert b"10000 records" in refused.body
    assert typed(many_pages, 2025, skip="10").status == 500
    assert typed(many_pages, 2025, top="51").status == 500
    feed = many_pages.endpoints()["statline_feed"] + "/86165NED/TypedDataSet"
    assert Answer(feed).kind.startswith("application/atom+xml")
    found, address = [], feed + "?$format=json&$select=WijkenEnBuurten"
    for _ in range(20):
        page = Answer(address).json
        found += [row["WijkenEnBuurten"] for row in page["value"]]
        address = page.get("odata.nextLink")
        if address is None:
            break
    assert found == [row["code"].ljust(10) for row in many_pages.country.region_rows(2025)]


def test_more_than_ten_thousand_rows() -> None:
    country = Country(extra=210)
    assert len(country.region_rows(2025)) > 10_000


def test_statline_v4_is_long_and_unpadded(many_pages: Standin) -> None:
    base = many_pages.endpoints()["statline_v4"] + "/85984NED"
    one = Answer(base + "/Observations?$filter=Measure eq 'T001036' and WijkenEnBuurten eq 'GM9001'").rows
    table = {row["WijkenEnBuurten"].strip(): row for row in many_pages.country.kwb_table(2024)}
    assert [row["Value"] for row in one] == [table["GM9001"]["AantalInwoners_5"]]
    assert set(one[0]) == {"Id", "Measure", "ValueAttribute", "Value", "StringValue", "WijkenEnBuurten"}
    page = Answer(base + "/Observations").json
    assert len(page["value"]) == 500
    assert Answer(page["@odata.nextLink"]).rows[0]["Id"] == 501
    codes = Answer(base + "/WijkenEnBuurtenCodes?$filter=DimensionGroupId eq 'GM9001'").rows
    assert {row["Identifier"] for row in codes} > set(many_pages.country.buurt_codes(2024, "GM9001"))


def test_police_rows(standin: Standin) -> None:
    base = standin.endpoints()["dataderden"] + "/47018NED"
    assert Answer(base + "/TypedDataSet?$top=1").kind.startswith("application/atom+xml")
    words = f"SoortMisdrijf eq '0.0.0 ' and Perioden eq '2024JJ00' and {BUURTEN_9001}"
    rows = Answer(f"{base}/TypedDataSet?$format=json&$filter={words}").rows
    assert set(rows[0]) == {"ID", "SoortMisdrijf", "WijkenEnBuurten", "Perioden", "GeregistreerdeMisdrijven_1",
                            "Gemeentenaam_2", "SoortRegio_3"}  # fmt: skip
    assert {row["WijkenEnBuurten"] for row in rows} <= set(standin.country.buurt_codes(2025, "GM9001"))
    assert Answer(f"{base}/SoortMisdrijf?$format=json").rows[0]["Key"] == "0.0.0 "
    assert len(Answer(standin.endpoints()["dataderden"] + "/47024NED/Overlast?$format=json").rows) == 3


def test_ogc_limit_cursor_and_unknown_parameters(many_pages: Standin) -> None:
    assert items(many_pages).json["numberReturned"] == 5
    page = items(many_pages, limit="9999", gemeentecode="GM9001").json
    assert page["numberReturned"] == 20
    onward = next(link["href"] for link in page["links"] if link["rel"] == "next")
    second = Answer(onward).json
    assert second["features"][0]["id"] != page["features"][0]["id"]
    restarted = Answer(onward.replace("limit=9999", "limit=9998")).json
    assert restarted["features"][0]["id"] == page["features"][0]["id"]
    assert items(many_pages, onzin="1").json["detail"] == "unknown query parameter(s) found: onzin"
    assert {items(many_pages, limit=bad).status for bad in ("x", "-1")} == {400}
    assert items(many_pages, gemeentecode="GM90*").status == 400
    assert items(many_pages, crs="EPSG:28992").status == 400
    assert items(many_pages, bbox="1,2,3").status == 400
    rd = items(many_pages, crs="http://www.opengis.net/def/crs/EPSG/0/28992", gemeentecode="GM9001").json
    assert rd["features"][0]["geometry"]["coordinates"][0][0][0][0] > 1000
    assert items(many_pages, year=2016).status == 404


def test_pdok_wfs_page_and_filters(many_pages: Standin) -> None:
    page = wfs(many_pages, count="500", cql_filter="gemeentecode='GM9002'").json["features"]
    assert len(page) == 20
    assert page[1]["properties"]["gemeentecode"] == "GM9001"
    fes = ('<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo><fes:ValueReference>gemeentecode'
           "</fes:ValueReference><fes:Literal>GM9002</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>")  # fmt: skip
    found = [
        feature for start in ("0", "20") for feature in wfs(many_pages, filter=fes, startIndex=start).json["features"]
    ]
    assert {feature["properties"]["buurtcode"] for feature in found} == set(
        many_pages.country.buurt_codes(2025, "GM9002")
    )
    assert wfs(many_pages, propertyName="bestaatNiet").status == 400
    assert wfs(many_pages, typeNames="wijkenbuurten:huizen").status == 400


def test_pdok_has_water_and_foreign_rows(standin: Standin) -> None:
    found = wfs(standin).json["features"]
    assert Counter(feature["properties"]["water"] for feature in found) == {"NEE": 113, "JA": 2, "B": 1}
    towns = wfs(standin, typeNames="gemeenten").json["features"]
    assert Counter(f["properties"]["gemeentecode"] for f in towns)["GM9001"] == 2


def test_atom_names_the_package(standin: Standin) -> None:
    base = standin.endpoints()["pdok_atom"].format(year=2023)
    index = Answer(base + "/index.xml").body.decode()
    assert "wijkenbuurten.xml" in index
    assert "downloads/wijkenbuurten_2023_v1.gpkg" in Answer(base + "/wijkenbuurten.xml").body.decode()
    package = Answer(base + "/downloads/wijkenbuurten_2023_v1.gpkg")
    assert package.body.startswith(b"SQLite format 3\x00")
    again = Answer(base + "/downloads/wijkenbuurten_2023_v1.gpkg", **{"If-None-Match": package.headers["ETag"]})
    assert again.status == 304


def test_liveability(standin: Standin) -> None:
    wrong = lbm(standin, typeNames="lbm3:bestaatniet")
    assert wrong.status == 200
    assert b"ExceptionReport" in wrong.body
    page = lbm(standin, CQL_FILTER="id LIKE 'BU9002%'", count="3", startIndex="1").json
    assert page["numberMatched"] > page["numberReturned"] == 3
    row = page["features"][0]["properties"]
    assert row["afw"] == pytest.approx(sum(row[name] for name in DIMENSIONS), abs=2e-6)
    assert row["konv"] == step(row["onv"], LADDER)
    archive = zipfile.ZipFile(io.BytesIO(Answer(standin.endpoints()["leefbaarometer_zip"]).body))
    name = next(n for n in archive.namelist() if n.endswith("scores buurten 2002-2024.csv"))
    rows = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))
    assert list(rows[0]) == ["versie", "jaar", "bu_code", "bu_naam", "lbm", "afw", "fys", "onv", "soc", "vrz", "won"]
    assert {row["jaar"] for row in rows} >= {"2014", "2016", "2018", "2020", "2022", "2024"}
    assert standin.country.liveability_missing()


# --- the country -----------------------------------------------------------------------------------------------------


def test_documented_keys_by_year() -> None:
    wanted = {
        2013: ("AantalInwoners_4", "InBezitWoningcorporatie_41", "PersonenMetEenWWBUitkeringTotaal_73"),
        2017: ("HuishoudensTotaal_28", "InBezitWoningcorporatie_42", "PersonenPerSoortUitkeringBijstand_74"),
        2018: ("k_40HuishoudensMetLaagsteInkomen_73", "WmoClientenRelatief_87", "PersonenPerSoortUitkeringBijstand_80"),
        2019: ("OpleidingsniveauLaag_64", "HuishOnderOfRondSociaalMinimum_79", "MateVanStedelijkheid_115"),
        2022: ("IndelingswijzigingGemeenteWijkBuurt_4", "PersonenPerSoortUitkeringBijstand_83"),
        2023: ("InBezitWoningcorporatie_43", "HuishOnderOfRondSociaalMinimum_88", "WmoClientenRelatief_99"),
        2025: ("InBezitWoningcorporatie_49", "PersonenInArmoede_81", "BasisonderwijsVmboMbo1_67"),
    }
    for year, keys in wanted.items():
        assert set(keys) <= {topic.key for topic in kwb.topics(year)}
    assert not {"HuishOnderOfRondSociaalMinimum", "HuishoudensMetEenLaagInkomen"} & {t.stem for t in kwb.topics(2024)}


def test_borders_move_but_people_stay() -> None:
    country = Country()
    for year in range(2014, 2027):
        before, after = country.sums_on(year, year - 1), country.sums_on(year, year)
        new = after["BU90010399"]["inw"] if year == 2024 else 0  # built on what was water
        assert after["NL00"]["inw"] - new == pytest.approx(before["NL00"]["inw"])
        flags = {buurt.code: buurt.flag for buurt in country.land(year)}
        same = [code for code, flag in flags.items() if flag == 1]
        assert all(after[code]["inw"] == pytest.approx(before[code]["inw"]) for code in same)
        blocks = [block for buurt in country.regions(year) for block in buurt.blocks]
        assert len(blocks) == len(set(blocks))
    assert "BU90010013" in country.buurt_codes(2019)
    assert "BU90010105" not in country.buurt_codes(2021)
    assert "BU90010295" in country.buurt_codes(2022)
    assert "GM9004" not in {buurt.gemeente for buurt in country.land(2022)}
    assert "BU9002AD03" in country.buurt_codes(2023)
    assert "BU90010399" in country.buurt_codes(2024)


def test_same_seed_same_country(tmp_path: Path) -> None:
    assert Country(3).kwb_table(2023) == Country(3).kwb_table(2023) != Country(4).kwb_table(2023)
    first, second = (Country().write_kwb_csv(2023, tmp_path / name).read_bytes() for name in ("a.csv", "b.csv"))
    assert first == second
    assert Country().write_buurten_gpkg(2024, tmp_path / "a.gpkg").stat().st_size > 50_000
    assert len(json.loads(Country().write_buurten_geojson(2024, tmp_path / "a.json").read_bytes())["features"]) == 116


def test_addresses_are_the_dwellings() -> None:
    country = Country()
    counted = Counter("BU" + row["Buurt2024"] for row in country.address_rows(2024))
    for row in country.kwb_table(2024, "stripped"):
        if row["SoortRegio_2"] == "Buurt":
            assert counted[row["Codering_3"]] == row["Woningvoorraad_35"]


def test_late_columns_and_a_revision(standin: Standin) -> None:
    bijstand = "PersonenPerSoortUitkeringBijstand_87"
    info = standin.endpoints()["statline"] + "/86165NED/TableInfos"
    before = Answer(info).rows[0]["Modified"]
    assert {row[bijstand] for row in typed(standin, 2025).rows} == {None}
    standin.revise(2025, "uitkering")
    assert None not in {row[bijstand] for row in typed(standin, 2025).rows}
    assert Answer(info).rows[0]["Modified"] > before


def test_a_new_edition_is_in_the_catalogue(standin: Standin) -> None:
    words = "startswith(Title,'Kerncijfers wijken en buurten')"
    address = f"{standin.endpoints()['statline_catalog']}/Tables?$format=json&$select=Title&$filter={words}"
    titles = {row["Title"] for row in Answer(address).rows}
    assert "Kerncijfers wijken en buurten 2025" in titles
    assert "Kerncijfers wijken en buurten 2003-2012" in titles
    standin.publish(2026)
    assert {row["Title"] for row in Answer(address).rows} - titles == {"Kerncijfers wijken en buurten 2026"}


def test_snake_names() -> None:
    for camel, name in (
        ("percentagePersonen65JaarEnOuder", "percentage_personen_65_jaar_en_ouder"),
        ("percHuurwoningenInBezitWoningcorporaties", "perc_huurwoningen_in_bezit_woningcorporaties"),
        ("aantalWmoClientenPer1000Inwoners", "aantal_wmo_clienten_per_1000_inwoners"),
        ("indelingswijzigingWijkenEnBuurten", "indelingswijziging_wijken_en_buurten"),
    ):
        assert snake(camel) == name


# --- faults ----------------------------------------------------------------------------------------------------------


def test_three_times_wrong_and_then_fine(standin: Standin) -> None:
    fault = standin.fault("statline", "status", times=3)
    assert [typed(standin, 2025, top="1").status for _ in range(4)] == [500, 500, 500, 200]
    assert fault.hits == 3
    assert [record.status for record in standin.requests("statline")] == [500, 500, 500, 200]


def test_broken_connections(standin: Standin) -> None:
    for kind in ("reset", "truncated", "drop"):
        standin.fault("statline", kind, times=1)
        with pytest.raises((http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionError)):
            typed(standin, 2025)
    assert typed(standin, 2025).status == 200


def test_waiting(standin: Standin) -> None:
    standin.fault("*", "too_many", times=1, retry_after=2)
    refused = typed(standin, 2025)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "2")
    slow = standin.fault("statline", "slow")
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(typed(standin, 2025).status))
    thread.start()
    assert slow.reached.wait(10)
    assert found == []
    slow.release()
    thread.join(10)
    assert found == [200]


def test_moved_addresses_lead_to_the_same(standin: Standin) -> None:
    with standin.fault("statline", "moved"):
        answer = typed(standin, 2025, top="1")
        assert answer.status == 301
        assert len(Answer(answer.headers["Location"]).rows) == 1
    assert typed(standin, 2025, top="1").status == 200


def test_spoilt_tables(standin: Standin) -> None:
    with standin.fault("statline", "renumbered", by=4):
        keys = {row.get("Key") for row in Answer(standin.endpoints()["statline"] + "/86165NED/DataProperties").rows}
        assert "AantalInwoners_9" in keys & set(typed(standin, 2025, top="1").rows[0])
    with standin.fault("statline", "unpadded"):
        assert typed(standin, 2025, top="1").rows[0]["WijkenEnBuurten"] == "NL00"
    with standin.fault("statline", "missing_codes", stems=["InBezitWoningcorporatie"]):
        assert {-99995, -99997} < {row["InBezitWoningcorporatie_49"] for row in typed(standin, 2025).rows}
    with standin.fault("statline", "filter_ignored"):
        assert len(typed(standin, 2025, filter=BUURTEN_9001).rows) == 129
    with standin.fault("statline", "duplicated"):
        assert len(typed(standin, 2025).rows) == 129 + 26
    with standin.fault("statline", "missing_column", stems=["InBezitWoningcorporatie"]):
        assert "InBezitWoningcorporatie_49" not in typed(standin, 2025, top="1").rows[0]
    assert "InBezitWoningcorporatie_49" in typed(standin, 2025, top="1").rows[0]


def test_repeated_cursor_and_short_page(many_pages: Standin) -> None:
    with many_pages.fault("pdok_ogc", "repeated_cursor"):
        page = items(many_pages).json
        onward = next(link["href"] for link in page["links"] if link["rel"] == "next")
        assert Answer(onward).json["features"] == page["features"]
    with many_pages.fault("pdok_*", "short_page"):
        assert len(items(many_pages).json["features"]) == 2
        assert len(wfs(many_pages).json["features"]) == 10


def test_bad_zips(standin: Standin) -> None:
    address = standin.endpoints()["leefbaarometer_zip"]

    def names() -> list[str]:
        return zipfile.ZipFile(io.BytesIO(Answer(address).body)).namelist()

    with standin.fault("leefbaarometer_zip", "zip_folder"):
        assert not any(name.startswith("Leefbaarometer 3.0 - M") for name in names())
    with standin.fault("leefbaarometer_zip", "zip_traversal"):
        assert "../../ontsnapt.csv" in names()
    with standin.fault("leefbaarometer_zip", "zip_bomb", size=8 << 20):
        body = Answer(address).body
        assert zipfile.ZipFile(io.BytesIO(body)).infolist()[0].file_size > 8 << 20
        assert len(body) < 1 << 20
    with standin.fault("leefbaarometer_zip", "zip_garbage"), pytest.raises(zipfile.BadZipFile):
        names()


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_ends_on_every_service(kind: str) -> None:
    """No fault makes the stand-in itself fail or hang."""
    options: dict[str, Any] = {"zip_bomb": {"size": 1 << 20}, "gzip_bomb": {"size": 1 << 20}, "slow": {"longest": 0.01}}
    with Standin(SHARED, Limits(feed_page=50, ogc_max=20, wfs_page=20)) as standin:
        fault = standin.fault("*", kind, **options.get(kind, {}))
        ends = standin.endpoints()
        asked = [
            f"{ends['statline_catalog']}/Tables?$format=json",
            f"{ends['statline']}/86165NED/DataProperties",
            f"{ends['statline']}/86165NED/TypedDataSet?$filter={BUURTEN_9001}",
            f"{ends['statline_feed']}/86165NED/TypedDataSet?$format=json",
            f"{ends['statline_v4']}/85984NED/Observations?$filter=Measure eq 'T001036'",
            f"{ends['dataderden']}/47018NED/TypedDataSet?$format=json&$filter=SoortMisdrijf eq '0.0.0 '",
            f"{ends['pdok_ogc'].format(year=2025)}/collections/buurten/items?gemeentecode=GM9001",
            f"{ends['pdok_wfs'].format(year=2025)}?service=WFS&request=GetFeature&typeNames=buurten&outputFormat=json",
            f"{ends['pdok_atom'].format(year=2025)}/index.xml",
            f"{ends['leefbaarometer_zip']}",
            f"{ends['leefbaarometer_wfs']}?service=WFS&request=GetFeature&typeNames=buurtscore24&outputFormat=json",
            f"{ends['locatieserver']}/free?q=Zonneveen",
        ]
        statuses = []
        for address in asked:
            try:
                statuses.append(Answer(address).status)
            except (http.client.HTTPException, ConnectionError):
                statuses.append(0)
        assert len(standin.log) == len(asked)
        assert fault.hits > 0
        broken = {"drop", "reset", "truncated"}
        assert (0 in statuses) == (kind in broken)
