"""Years and borders in ``veerkracht:download``: split, merge, shift, recode, letters, a new buurt, a gemeente that went
into another; with and without the dwellings that tell who lived where. The stand-in changes its borders every year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsSettings

from tests.qgis.downloads import (
    COUNTRY,
    FULL,
    Result,
    Row,
    by_hand,
    download,
    published_by,
    refused,
    stems,
)
from tests.standin import Country, Standin
from tests.standin.country import csv_text
from veerkracht_plugin.processing.gathering import _carried_scores

#: What lies where in 2025, and under which code in 2018 (2019 for what was split in that year).
SPLIT = ("BU90010003", "BU90010013")
MERGED, MERGED_FROM = "BU90010104", ("BU90010104", "BU90010105")
SHIFTED = ("BU90010201", "BU90010202")
RECODED, RECODED_FROM = "BU90010295", "BU90010205"
NEW = "BU90010399"
SHIFTED_2025 = ("BU9002AA01", "BU9002AA02")

_BEFORE = {mark: digit for digit, mark in enumerate(("AA", "AD", "AN"))}


def letterless(code: str) -> str:
    """The code before 2023 of a buurt in Letterdam."""
    return f"BU9002{_BEFORE[code[6:8]]:02d}{code[8:]}"


@pytest.fixture(autouse=True)
def _provider(provider: Any) -> None:
    """The algorithms, for all tests here."""


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with published_by(Standin(FULL), tmp_path / "cache", monkeypatch) as running:
        yield running


@pytest.fixture
def dwellings(tmp_path: Path) -> Iterator[Path]:
    """A folder with the address lists of some years in different shapes, as the setting has it."""
    folder = tmp_path / "pc6"
    folder.mkdir()
    for year in (2016, 2018, 2020, 2024, 2025):
        words = csv_text(FULL.address_rows(year))
        if year < 2021:
            words = words.replace(",", ";")
        (folder / f"pc6hnr{year}0801_gwb.csv").write_text(words, encoding="utf-8")
    QgsSettings().setValue("veerkracht/pc6hnr_dir", str(folder))
    yield folder
    QgsSettings().remove("veerkracht/pc6hnr_dir")


def close(value: float | None, wanted: float | None) -> bool:
    if wanted is None or value is None:
        return value is wanted
    return value == pytest.approx(wanted, rel=1e-9)


def as_before(row: Row, figures: Row, names: tuple[str, ...] = ("bijst", "ao", "laag40", "minima")) -> bool:
    """Whether the base values of a buurt are those of ``figures``."""
    wanted = by_hand(figures)
    return all(close(row[name + "_0"], wanted[name]) for name in names)


def empty(row: Row) -> bool:
    return all(row[name] is None for name in row if name.endswith("_0") and name not in ("jaar_0", "onv_0"))


# -- with flags and polygons ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("base", [2016, 2018, 2021])
def test_what_changed_between_the_years(standin: Standin, base: int) -> None:
    rows = download("GM9001", YEAR=2025, BASE_YEAR=base).rows
    before = stems(FULL, base)
    moved = {NEW, *(SHIFTED if base < 2020 else ()), *(SPLIT if base < 2019 else ())}
    moved |= {MERGED} if base < 2021 else set()
    assert {code for code, row in rows.items() if row["vgl"] == "niet"} == moved
    assert all(empty(rows[code]) for code in moved)
    # The level of what cannot be compared stays.
    assert all(rows[code]["bijst"] is not None for code in moved if rows[code]["inwoners"] > 100)
    assert {code for code, row in rows.items() if row["vgl"] == "hercodeerd"} == {RECODED}
    assert as_before(rows[RECODED], before[RECODED_FROM])
    same = [code for code, row in rows.items() if row["vgl"] == "ja"]
    assert len(same) > 30
    assert all(as_before(rows[code], before[code]) for code in same)


@pytest.mark.parametrize("base", [2016, 2021, 2022])
def test_a_gemeente_that_went_into_its_neighbour(standin: Standin, base: int) -> None:
    result = download("Nieuwmark", YEAR=2025, BASE_YEAR=base)
    before = stems(FULL, base)
    came = {code: row for code, row in result.rows.items() if row["wk_code"] == "WK900305"}
    assert len(came) == 10
    for code, row in came.items():
        old = "BU900400" + code[-2:] if base < 2022 else code
        assert row["vgl"] == ("hercodeerd" if base < 2022 else "ja")
        assert as_before(row, before[old])
    assert any(row["bijst_0"] for row in came.values())
    rest = {code: row for code, row in result.rows.items() if code not in came}
    assert {row["vgl"] for row in rest.values()} == {"ja"}


@pytest.mark.parametrize("base", [2016, 2022])
def test_codes_that_got_letters(standin: Standin, base: int) -> None:
    result = download("Letterdam", YEAR=2025, BASE_YEAR=base)
    before = stems(FULL, base)
    assert {code for code, row in result.rows.items() if row["vgl"] == "niet"} == set(SHIFTED_2025)
    recoded = [code for code in result.rows if code not in SHIFTED_2025]
    assert all(result.rows[code]["vgl"] == "hercodeerd" for code in recoded)
    assert all(as_before(result.rows[code], before[letterless(code)]) for code in recoded)
    compared = "2021" if base < 2021 else str(base)
    assert compared in [line["waarde"] for line in result.said("Borders compared") if line["jaar"] == base]


def test_the_whole_country_is_compared_like_its_gemeenten(standin: Standin) -> None:
    country = download("", YEAR=2025, BASE_YEAR=2016)
    for gemeente in ("GM9001", "GM9002", "GM9003", "GM9005"):
        one = download(gemeente, YEAR=2025, BASE_YEAR=2016)
        for code, row in one.rows.items():
            assert row["vgl"] == country.rows[code]["vgl"], code
            assert close(country.rows[code]["bijst_0"], row["bijst_0"])


def test_an_indicator_of_an_earlier_year_stands_on_the_target_borders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with published_by(Standin(COUNTRY), tmp_path / "cache", monkeypatch):
        rows = download("GM9002", YEAR=2025).rows
    # Incomes of 2023, on borders that moved in 2025.
    table = stems(COUNTRY, 2023)
    assert all(rows[code]["laag40"] is None and rows[code]["inwoners"] > 0 for code in SHIFTED_2025)
    rest = [code for code in rows if code not in SHIFTED_2025]
    assert all(close(rows[code]["laag40"], by_hand(table[code])["laag40"]) for code in rest)
    assert all(rows[code]["p_corp"] is not None for code in SHIFTED_2025)


def test_without_flags_equal_polygons_under_one_code_are_one_place(standin: Standin) -> None:
    standin.fault("statline", "missing_column", match="/85618NED/",
                  stems=("IndelingswijzigingGemeenteWijkBuurt",))  # fmt: skip
    result = download("GM9001", YEAR=2025, BASE_YEAR=2022)
    kinds = {code: row["vgl"] for code, row in result.rows.items()}
    assert kinds.pop(NEW) == "niet"
    assert set(kinds.values()) == {"ja"}
    assert [line["waarde"] for line in result.said("Border flags unknown")]


def test_without_flags_and_polygons_nothing_is_comparable(standin: Standin) -> None:
    # PDOK has polygons from 2021 on, and from 2018 to there no flags lead.
    standin.fault("statline", "missing_column", match="/84583NED/", stems=("IndelingswijzigingWijkenEnBuurten",))
    result = download("GM9001", YEAR=2025, BASE_YEAR=2018)
    assert {row["vgl"] for row in result.rows.values()} == {"niet"}
    assert all(empty(row) for row in result.rows.values())
    assert ["2019" in line["waarde"] for line in result.said("Border flags unknown")] == [True]


# -- with dwellings ---------------------------------------------------------------------------------------------------
def test_counts_are_re_allocated_by_dwellings(standin: Standin, dwellings: Path) -> None:
    result = download("GM9001", YEAR=2025, BASE_YEAR=2018)
    before = stems(FULL, 2018)
    rows = result.rows
    assert {code for code, row in rows.items() if row["vgl"] == "niet"} == {NEW}
    moved = {code for code, row in rows.items() if row["vgl"] == "herverdeeld"}
    assert moved == {*SPLIT, MERGED, *SHIFTED}
    # Both parts of a split have the rates of the whole.
    whole = by_hand(before["BU90010003"])
    for code in SPLIT:
        for name in ("bijst", "ao", "laag40"):
            assert close(rows[code][name + "_0"], whole[name])
    # A merged buurt has the sums of both.
    parts = [before[code] for code in MERGED_FROM]
    people = sum(p["AantalInwoners"] - p["k_0Tot15Jaar"] - p["k_65JaarOfOuder"] for p in parts)
    benefits = sum(p["PersonenPerSoortUitkeringBijstand"] for p in parts)
    assert close(rows[MERGED]["bijst_0"], 100 * benefits / people)
    households = sum(p["HuishoudensTotaal"] for p in parts)
    low = sum(p["HuishoudensTotaal"] * p["k_40HuishoudensMetLaagsteInkomen"] for p in parts)
    assert close(rows[MERGED]["laag40_0"], low / households)
    # A shifted border: the addresses that both years have, by the squares that they stand in.
    wanted = _shifted(before)
    for code in SHIFTED:
        assert close(rows[code]["bijst_0"], wanted[code])
    assert [line["jaar"] for line in result.said("Re-allocated by dwellings")] == [2018]


def test_the_folder_may_be_given_with_the_run(standin: Standin, dwellings: Path) -> None:
    QgsSettings().setValue("veerkracht/pc6hnr_dir", str(dwellings.parent / "een andere map"))
    result = download("GM9001", YEAR=2025, BASE_YEAR=2018, PC6HNR=str(dwellings))
    assert {code for code, row in result.rows.items() if row["vgl"] == "herverdeeld"} == {*SPLIT, MERGED, *SHIFTED}


def _shifted(before: dict[str, Row]) -> dict[str, float]:
    """The share of benefits in both buurten of a border that moved, spread by the addresses of 2018 that 2025 has."""
    homes = {"old": _homes(2018), "new": _homes(2025)}
    common = homes["old"].keys() & homes["new"].keys()
    counts: dict[tuple[str, str], int] = {}
    for key in common:
        pair = (homes["old"][key], homes["new"][key])
        counts[pair] = counts.get(pair, 0) + 1
    out = {}
    for target in SHIFTED:
        top = bottom = 0.0
        for (source, goal), count in counts.items():
            if goal != target:
                continue
            share = count / sum(n for (one, _), n in counts.items() if one == source)
            figures = before[source]
            top += share * figures["PersonenPerSoortUitkeringBijstand"]
            bottom += share * (figures["AantalInwoners"] - figures["k_0Tot15Jaar"] - figures["k_65JaarOfOuder"])
        out[target] = 100 * top / bottom
    return out


def _homes(year: int) -> dict[tuple[str, int], str]:
    return {(row["PC6"], row["Huisnummer"]): "BU" + row[f"Buurt{year}"] for row in FULL.address_rows(year)}


def test_an_earlier_year_of_an_indicator_is_re_allocated_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dwellings: Path
) -> None:
    with published_by(Standin(COUNTRY), tmp_path / "cache", monkeypatch):
        result = download("GM9002", YEAR=2025)
    # Benefits are of 2024, whose addresses are there; incomes of 2023, whose addresses are not.
    assert all(result.rows[code]["bijst"] is not None for code in SHIFTED_2025)
    assert all(result.rows[code]["laag40"] is None for code in SHIFTED_2025)
    assert [line["waarde"] for line in result.said("No pc6")] == ["2023"]


def test_without_the_files_of_both_years_nothing_is_re_allocated(standin: Standin, dwellings: Path) -> None:
    (dwellings / "pc6hnr20180801_gwb.csv").unlink()
    result = download("GM9001", YEAR=2025, BASE_YEAR=2018)
    assert "herverdeeld" not in {row["vgl"] for row in result.rows.values()}
    assert "2018" in [line["waarde"] for line in result.said("No pc6")]


def test_a_folder_that_is_gone_is_said(standin: Standin, tmp_path: Path) -> None:
    QgsSettings().setValue("veerkracht/pc6hnr_dir", str(tmp_path / "weg"))
    try:
        assert "weg" in refused("GM9001", tmp_path / "out.gpkg", YEAR=2025, BASE_YEAR=2018)
    finally:
        QgsSettings().remove("veerkracht/pc6hnr_dir")


# -- Leefbaarometer ---------------------------------------------------------------------------------------------------
def scores(country: Country, year: int) -> dict[str, float]:
    return {row["bu_code"]: row["onv"] for row in country.liveability_rows([year])}


def test_scores_on_newer_borders_than_the_target(standin: Standin) -> None:
    result = download("GM9002, GM9004", YEAR=2021, BASE_YEAR=2018)
    now, before = scores(FULL, 2020), scores(FULL, 2018)
    letters = {letterless(code): code for code in now if code.startswith("BU9002")}
    gone = {"BU900400" + code[-2:]: code for code in now if code.startswith("BU900305")}
    where = {**letters, **gone}
    assert len(letters) > 20 and len(gone) > 5
    for code, row in result.rows.items():
        assert row["onv"] == now.get(where.get(code, "")), code
        assert row["onv_0"] == before.get(where.get(code, "")), code


@pytest.mark.parametrize("zip_gone", [False, True])
def test_scores_of_a_gemeente_that_is_gone_come_from_where_it_went(standin: Standin, zip_gone: bool) -> None:
    if zip_gone:
        standin.fault("leefbaarometer_zip", "gone")
    result = download("GM9004", YEAR=2021)
    now = scores(FULL, 2020)
    assert any(row["onv"] is not None for row in result.rows.values())
    for code, row in result.rows.items():
        assert row["onv"] == now.get("BU900305" + code[-2:])
    assert bool(result.said("Open data of the Leefbaarometer")) == zip_gone


def test_scores_on_older_borders_than_the_target(standin: Standin) -> None:
    result = download("GM9002", YEAR=2025)
    now = scores(FULL, 2024)
    for code, row in result.rows.items():
        assert row["onv"] == (None if code in SHIFTED_2025 else now.get(code)), code


def test_scores_over_a_moved_border_are_the_mean_of_the_dwellings(standin: Standin, dwellings: Path) -> None:
    rows = download("GM9002", YEAR=2025).rows
    now = scores(FULL, 2024)
    old, new = _homes(2024), _homes(2025)
    for target in SHIFTED_2025:
        came = [old[key] for key in old.keys() & new.keys() if new[key] == target]
        known = [now[code] for code in came if code in now]
        assert known
        enough = len(known) >= 0.8 * len(came)
        assert close(rows[target]["onv"], sum(known) / len(known) if enough else None)


def test_the_mean_of_scores_needs_most_of_the_dwellings() -> None:
    link = pd.DataFrame(
        {"vgl": ["ja", "herverdeeld", "herverdeeld", "niet"], "source": ["a", None, None, None]}, index=list("aptn")
    )
    weights = pd.DataFrame(
        {"source": ["b", "c", "b", "d"], "target": ["p", "p", "t", "t"], "dwellings": [30.0, 10.0, 79.0, 21.0]}
    )
    out = _carried_scores(pd.Series({"a": 0.1, "b": 0.2, "c": -0.2}), link, weights)
    assert out["a"] == 0.1
    # (30 × 0.2 − 10 × 0.2) / 40; of t 21 % has no score.
    assert out["p"] == pytest.approx(0.1)
    assert np.isnan(out["t"]) and np.isnan(out["n"])


def test_a_buurt_without_a_record_has_no_score(standin: Standin) -> None:
    rows = download("", YEAR=2024).rows
    missing = FULL.liveability_missing()
    assert missing & set(rows)
    assert all(rows[code]["onv"] is None for code in missing & set(rows))
    assert all(row["onv"] is not None for code, row in rows.items() if code not in missing)


def test_a_newer_release_of_the_leefbaarometer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its years and its borders come out of the zip, and with them the base year."""
    from tests.standin import country as made

    monkeypatch.setattr(made, "LIVEABILITY_YEARS", (*made.LIVEABILITY_YEARS, 2026))
    newer = Country(last_kwb=2026, liveability_borders=2026)
    newer.published.clear()
    with published_by(Standin(newer), tmp_path / "cache", monkeypatch) as running:
        _with_year(running, newer)
        result = download("GM9001")
    assert {(row["jaar"], row["jaar_0"]) for row in result.rows.values()} == {(2026, 2018)}
    assert [line["jaar"] for line in result.said("Leefbaarometer onv")] == [2026, 2018]


def _with_year(running: Standin, country: Country) -> None:
    rows = country.liveability_rows([2018, 2024, 2026])
    country.liveability_rows = lambda years=None: rows  # type: ignore[method-assign]


def test_the_account_says_what_was_compared(standin: Standin) -> None:
    result = download("GM9001", YEAR=2025, BASE_YEAR=2016)
    kinds = {line["onderwerp"]: line["aantal"] for line in result.said("Comparable")}
    assert sum(kinds.values()) == len(result.rows)
    flags = result.said("Border flags from")[0]["waarde"]
    assert "84286NED (2018)" in flags and json.dumps(flags).count("NED") > 5


def test_three_gemeenten_at_once_are_as_one_by_one(standin: Standin) -> None:
    together = download("GM9001, GM9002, GM9003", YEAR=2025, BASE_YEAR=2018)
    apart: list[Result] = [download(name, YEAR=2025, BASE_YEAR=2018) for name in ("GM9001", "GM9002", "GM9003")]
    for result in apart:
        for code, row in result.rows.items():
            assert together.rows[code]["vgl"] == row["vgl"]
            assert close(together.rows[code]["bijst_0"], row["bijst_0"])
            assert close(together.rows[code]["onv"], row["onv"])
