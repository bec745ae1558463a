"""``veerkracht:download`` from the stand-in for the publishers: the same as from files, and by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings

from tests.qgis.downloads import (
    COUNTRY,
    FULL,
    Result,
    by_hand,
    download,
    entries,
    published_by,
    refused,
    run,
    same,
    small_pages,
    stems,
)
from tests.standin import Country, Standin
from veerkracht_plugin.paths import resource

NAMES = {"GM9001": "Zonneveen", "GM9002": "Letterdam", "GM9003": "Nieuwmark", "GM9005": "Súdermar"}
NOT_IN_FILES = ("wk_naam",)
INDICATORS = ("bijst", "ao", "laag40", "minima", "armoede", "oplg", "wmo", "jzorg")


@pytest.fixture(autouse=True)
def _provider(provider: Any) -> None:
    """The algorithms, for all tests here."""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def full(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """The publishers with every column filled."""
    with published_by(Standin(FULL), cache, monkeypatch) as running:
        yield running


@pytest.fixture
def usual(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """The publishers with the usual gaps in the newest years."""
    with published_by(Standin(COUNTRY), cache, monkeypatch) as running:
        yield running


def assembled(country: Country, folder: Path, year: int, base: int | None = None) -> Result:
    """The same from files of the whole country."""
    folder.mkdir(exist_ok=True)
    given: dict[str, Any] = {
        "GEOMETRY": str(country.write_buurten_geojson(year, folder / f"buurten_{year}.geojson")),
        "KWB": str(country.write_kwb_csv(year, folder / f"kwb-{year}.csv")),
        "YEAR": year,
        "LIVEABILITY": str(country.write_liveability_csv(folder / "leefbaarometer.csv")),
    }
    if base is not None:
        given["GEOMETRY_BASE"] = str(country.write_buurten_geojson(base, folder / f"buurten_{base}.geojson"))
        given["KWB_BASE"] = str(country.write_kwb_csv(base, folder / f"kwb-{base}.csv"))
        given["BASE_YEAR"] = base
    return run("assemble", given)


def only(result: Result, *gemeenten: str) -> Result:
    """The rows of some gemeenten."""
    keep = [code for code, row in result.rows.items() if row["gm_code"] in gemeenten]
    return Result(
        {code: result.rows[code] for code in keep}, {code: result.polygons[code] for code in keep},
        result.account, result.heard, result.rights, result.history,
    )  # fmt: skip


def without_police(result: Result) -> Result:
    """The rows without what only the police give."""
    rows = {
        code: {name: value for name, value in row.items() if not name.startswith("po_")}
        for code, row in result.rows.items()
    }
    return Result(rows, result.polygons, result.account, result.heard, result.rights, result.history)


# -- the same as from files -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("base", [None, 2022, 2021])
@pytest.mark.parametrize("asked", [("GM9001",), ("GM9001", "GM9002", "GM9003"), ()])
def test_the_same_as_assemble_on_the_same_files(
    full: Standin, tmp_path: Path, asked: tuple[str, ...], base: int | None
) -> None:
    years = {"YEAR": 2023, **({"BASE_YEAR": base} if base else {})}
    found = download(", ".join(asked), **years)
    wanted = assembled(FULL, tmp_path / "files", 2023, base)
    if asked:
        wanted = only(wanted, *asked)
    assert {row["gm_code"] for row in found.rows.values()} == set(asked or NAMES)
    assert any(row["bijst"] for row in found.rows.values())
    assert any(row["onv"] for row in found.rows.values())
    if base:
        kinds = {row["vgl"] for row in found.rows.values()}
        assert "ja" in kinds
        assert any(row["minima_0"] is not None for row in found.rows.values())
    same(without_police(found), wanted, NOT_IN_FILES)
    # The list of regions, which the file lacks, names the wijken.
    names = {buurt.code: buurt.wijk_name for buurt in FULL.land(2023)}
    assert {code: row["wk_naam"] for code, row in found.rows.items()} == {code: names[code] for code in found.rows}


@pytest.mark.parametrize("asked", ["GM9002", ""])
def test_the_same_when_services_give_a_few_rows_at_once(
    cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str
) -> None:
    with published_by(Standin(FULL, small_pages()), cache, monkeypatch) as running:
        found = download(asked, YEAR=2023, BASE_YEAR=2022)
        pages = [record for record in running.requests() if "cursor=" in record.query or "$skip" in record.query]
    assert pages
    wanted = assembled(FULL, tmp_path / "files", 2023, 2022)
    same(without_police(found), only(wanted, "GM9002") if asked else wanted, NOT_IN_FILES)


# -- each indicator of its own year -----------------------------------------------------------------------------------
def test_each_indicator_is_of_its_newest_filled_year(usual: Standin) -> None:
    found = download("Zonneveen", YEAR=2025)
    tables = {year: stems(COUNTRY, year) for year in (2023, 2024, 2025)}
    years = {"bijst": 2024, "ao": 2024, "laag40": 2023, "minima": 2023, "armoede": 2024, "oplg": 2024, "wmo": 2024,
             "jzorg": 2024}  # fmt: skip
    checked = 0
    for code, row in found.rows.items():
        if code in tables[2023]:
            for name, year in years.items():
                wanted = by_hand(tables[year][code])[name]
                assert row[name] == (None if wanted is None else pytest.approx(wanted)), (code, name)
                checked += wanted is not None
        assert row["inwoners"] == tables[2025][code]["AantalInwoners"]
        assert row["woningen"] == tables[2025][code]["Woningvoorraad"]
    assert checked > 200
    for name, year in years.items():
        lines = found.said(f"Indicator {name},")
        assert [line["jaar"] for line in lines] == [year], name
        assert any(f"{name} {year}" in line for line in found.history), name


def test_the_base_year_follows_the_same_rule(usual: Standin) -> None:
    found = download("GM9001", YEAR=2025, BASE_YEAR=2019)
    tables = {year: stems(COUNTRY, year) for year in (2018, 2019)}
    checked = 0
    for code, row in found.rows.items():
        if row["vgl"] != "ja":
            continue
        wanted = by_hand(tables[2019][code])
        for name in INDICATORS:
            value = wanted[name]
            assert row[name + "_0"] == (None if value is None else pytest.approx(value)), (code, name)
            checked += value is not None
    assert checked > 150
    assert [line["jaar"] for line in found.said("Indicator oplg, base")] == [2019]


def test_a_half_filled_column_gives_way_to_the_year_before(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country = Country(last_kwb=2024)
    country.published.clear()
    country.published[(2024, "uitkering")] = "half"
    with published_by(Standin(country), cache, monkeypatch):
        found = download("GM9001", YEAR=2024)
    table = stems(country, 2023)
    assert [line["jaar"] for line in found.said("Indicator bijst,")] == [2023]
    assert [line["jaar"] for line in found.said("Indicator oplg,")] == [2024]
    row = found.rows["BU90010102"]
    assert row["bijst"] == pytest.approx(by_hand(table["BU90010102"])["bijst"])
    assert row["bijst"] is not None


def test_the_share_of_corporaties_is_of_its_newest_filled_year(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country = Country(last_kwb=2026)
    with published_by(Standin(country), cache, monkeypatch):
        found = download("GM9001", YEAR=2026)
    shares = {code: row["InBezitWoningcorporatie"] for code, row in stems(country, 2025).items()}
    compared = [code for code in found.rows if shares.get(code) is not None]
    assert len(compared) > 30
    for code in compared:
        assert found.rows[code]["p_corp"] == shares[code]
    assert [line["jaar"] for line in found.said("Indicator p_corp,")] == [2025]


def test_target_and_base_on_one_leefbaarometer(usual: Standin) -> None:
    """2022 is the newest for both 2023 and 2022: no change of 0 everywhere, and a sentence."""
    found = download("GM9001", YEAR=2023, BASE_YEAR=2022)
    assert any(row["onv"] is not None for row in found.rows.values())
    assert {row["onv_0"] for row in found.rows.values()} == {None}
    sentence = "Target year 2023 and base year 2022 fall on the same Leefbaarometer (2022)"
    assert [line["waarde"].startswith(sentence) for line in found.said("No change of nuisance")] == [True]
    assert any(sentence in warning for warning in found.heard.warnings)
    other = download("GM9001", YEAR=2024, BASE_YEAR=2022)
    assert not other.said("No change of nuisance") and any(row["onv_0"] for row in other.rows.values())


def test_an_indicator_that_no_edition_up_to_then_has_is_no_fault(usual: Standin) -> None:
    """Armoede is in the tables from 2024 on: of 2022 nothing is lacking. Minima of 2023 serves 2024."""
    found = download("GM9001", YEAR=2024, BASE_YEAR=2022)
    assert [line["waarde"] for line in found.said("Indicator armoede, base year")] == [
        "not in CBS' tables of that year"
    ]
    assert not found.said("Cover below 80 %: armoede, base year")
    assert [line["jaar"] for line in found.said("Indicator minima, year")] == [2023]
    assert not found.said("Cover below 80 %: minima")


def test_nothing_is_chosen_from_after_the_year_asked(usual: Standin) -> None:
    found = download("GM9001", YEAR=2022)
    assert all(row["armoede"] is None for row in found.rows.values())
    assert all(row["jaar"] == 2022 and row["jaar_0"] is None for row in found.rows.values())
    assert [line["jaar"] for line in found.said("Leefbaarometer onv, year")] == [2022]


# -- which years, which gemeenten -------------------------------------------------------------------------------------
def test_without_years(usual: Standin) -> None:
    found = download("GM9001")
    assert {row["jaar"] for row in found.rows.values()} == {2025}
    assert {row["jaar_0"] for row in found.rows.values()} == {2016}


def test_a_year_alone_has_no_base(usual: Standin) -> None:
    found = download("GM9001", YEAR=2024)
    assert {(row["jaar"], row["jaar_0"], row["vgl"]) for row in found.rows.values()} == {(2024, None, "")}
    assert all(row["onv_0"] is None and row["bijst_0"] is None for row in found.rows.values())


def test_a_base_year_alone_goes_with_the_newest(usual: Standin) -> None:
    found = download("GM9001", BASE_YEAR=2020)
    assert {(row["jaar"], row["jaar_0"]) for row in found.rows.values()} == {(2025, 2020)}


@pytest.mark.parametrize("asked", ["GM9001", ""])
def test_a_new_edition_is_found_by_its_title(cache: Path, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    # Its table is in no list of ours, and of its borders PDOK has no GeoPackage yet.
    with published_by(Standin(Country(last_kwb=2026)), cache, monkeypatch) as running:
        found = download(asked)
        assert {row["jaar"] for row in found.rows.values()} == {2026}
        assert all(found.polygons[code].area() > 0 for code in found.rows)
        shutil.rmtree(cache)
        running.limits.years["pdok_ogc"] = (2022, 2023, 2024, 2025)
        found = download(asked)
    # Residents without borders are not out yet, and that is said.
    assert {row["jaar"] for row in found.rows.values()} == {2025}
    assert [line["jaar"] for line in found.said("No polygons")] == [2026]


def test_an_edition_whose_residents_are_half_out_is_not_the_newest(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    country = Country()
    country.published[(2025, "basis")] = "half"
    with published_by(Standin(country), cache, monkeypatch):
        found = download("GM9001")
        asked = download("GM9001", YEAR=2025)
    assert {row["jaar"] for row in found.rows.values()} == {2024}
    # Asked for by name it is given, and what is missing is missing.
    half = [row["inwoners"] is None for row in asked.rows.values()]
    assert any(half) and not all(half)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("Zonneveen", {"GM9001"}),
        ("  zonneVEEN ", {"GM9001"}),
        ("sudermar", {"GM9005"}),
        ("SÚDERMAR; 9001", {"GM9001", "GM9005"}),
        ("gm9002,GM9002 , letterdam", {"GM9002"}),
        ("“Nieuwmark”", {"GM9003"}),
    ],
)
def test_gemeenten_by_name_or_code(usual: Standin, asked: str, codes: set[str]) -> None:
    found = download(asked, YEAR=2025)
    assert {row["gm_code"] for row in found.rows.values()} == codes
    assert {row["gm_naam"] for row in found.rows.values()} == {NAMES[code] for code in codes}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Zoneveen", ("“Zoneveen”", "2025", "Zonneveen")),
        ("Zonneveen, Mokum", ("“Mokum”",)),
        ("GM9004", ("“GM9004”", "2025")),
        ("1234", ("“1234”",)),
    ],
)
def test_an_unknown_gemeente(usual: Standin, tmp_path: Path, asked: str, words: tuple[str, ...]) -> None:
    text = refused(asked, tmp_path / "out.gpkg", YEAR=2025)
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ({"YEAR": 2012}, ("2012", "2013", "2025")),
        ({"YEAR": 2020, "BASE_YEAR": 2020}, ("2020", "before")),
        ({"YEAR": 2020, "BASE_YEAR": 2011}, ("2011",)),
    ],
)
def test_years_that_cannot_be(usual: Standin, tmp_path: Path, years: dict[str, int], words: tuple[str, ...]) -> None:
    text = refused("GM9001", tmp_path / "out.gpkg", **years)
    assert all(word in text for word in words), text


# -- cache ------------------------------------------------------------------------------------------------------------
def test_a_second_run_asks_for_nothing(usual: Standin) -> None:
    first = download("GM9001")
    usual.forget()
    second = download("GM9001")
    assert [record.target for record in usual.requests()] == []
    same(second, first)
    assert not second.heard.warnings


def test_refresh_asks_for_everything_anew(usual: Standin, cache: Path) -> None:
    first = download("GM9001", YEAR=2025)
    before = {(record.service, record.target) for record in usual.requests()}
    usual.forget()
    second = download("GM9001", YEAR=2025, REFRESH=True)
    asked = [(record.service, record.target) for record in usual.requests()]
    # What new editions there are is asked too.
    assert {one for one in asked if one[0] != "leefbaarometer_page"} == before
    assert len(asked) == len(set(asked))
    same(second, first)


def test_a_table_that_was_revised_is_asked_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with published_by(Standin(Country()), cache, monkeypatch) as running:
        before = download("GM9001", YEAR=2025)
        running.revise(2025, "uitkering", "all")
        running.forget()
        # What tells the date of a table is itself good for some hours.
        _forget(cache, "TableInfos")
        after = download("GM9001", YEAR=2025)
        asked = [record.target for record in running.requests("statline")]
    assert any("/86165NED/TypedDataSet" in target for target in asked)
    assert not any("/85984NED/TypedDataSet" in target for target in asked)
    assert [line["jaar"] for line in before.said("Indicator bijst,")] == [2024]
    assert [line["jaar"] for line in after.said("Indicator bijst,")] == [2025]


def _forget(cache: Path, words: str) -> None:
    for path in cache.glob("*.entry"):
        if words in path.read_text(encoding="utf-8"):
            path.unlink()


def test_out_of_reach_the_copies_are_used_and_said(usual: Standin, cache: Path) -> None:
    first = download("GM9001")
    days = {entry["retrieved"] for entry in entries(cache)}
    # Hours later, without a network.
    _age(cache, "TableInfos", "ODataCatalog")
    fault = usual.fault("*", "drop")
    second = download("GM9001")
    same(second, first)
    assert any("could not be asked" in warning for warning in second.heard.warnings)
    lines = second.said("Out of reach")
    assert lines
    assert all(line["opgehaald"] <= max(days) for line in lines)
    assert all(any(line["waarde"] in warning for warning in second.heard.warnings) for line in lines)
    # A publisher that is out of reach is not asked for every file again.
    assert fault.hits < 40


def _age(cache: Path, *words: str) -> None:
    """Let the raw files whose address holds one of ``words`` be a week old."""
    for path in cache.glob("*.entry"):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            entry = {**json.loads(text), "retrieved": "2025-01-02T03:04:05+00:00"}
            path.write_text(json.dumps(entry), encoding="utf-8")


def test_out_of_reach_without_copies(usual: Standin, tmp_path: Path) -> None:
    usual.fault("*", "drop")
    text = refused("GM9001", tmp_path / "out.gpkg")
    assert "could not be reached" in text


def test_a_newer_catalogue_in_the_cache_takes_over(usual: Standin, cache: Path, tmp_path: Path) -> None:
    known = json.loads(resource("catalogue.json").read_text(encoding="utf-8"))
    known["version"] = "2999-01"
    known["endpoints"] = usual.endpoints()
    cache.mkdir()
    (cache / "catalogue.json").write_text(json.dumps(known), encoding="utf-8")
    QgsSettings().remove("veerkracht/endpoints")
    found = download("GM9001", YEAR=2025)
    assert len(found.rows) > 30


def test_never_more_than_four_questions_at_once_to_a_publisher(usual: Standin) -> None:
    download("GM9001, GM9002, GM9003, GM9005")
    assert 1 < usual.peak("statline") <= 4
    assert usual.peak("pdok_ogc") <= 4


# -- rights -----------------------------------------------------------------------------------------------------------
def test_every_source_has_its_licence_and_checksum(usual: Standin, cache: Path) -> None:
    found = download("GM9001")
    licences = {row["onderwerp"]: row["waarde"] for row in found.said("Licence of")}
    assert len(licences) == 4
    assert sorted(found.rights) == sorted(licences.values())
    assert any("CC BY 4.0" in text for text in found.rights) and any("CC0" in text for text in found.rights)
    known = {entry["sha256"] for entry in entries(cache)}
    sums = {part.strip() for row in found.account if row["waarde"].startswith("SHA-256 ")
            for part in row["waarde"][8:].split(",")}  # fmt: skip
    assert len(sums) > 5
    assert sums <= known
    assert all(row["opgehaald"] for row in found.said("Table "))
    for year in (2023, 2024, 2025):
        assert any(f"({year})" in line for line in found.history)
