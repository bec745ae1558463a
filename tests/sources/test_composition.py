"""Composition figures out of KWB tables, and the columns that are never read."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pandas as pd
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.composition import OUTSIDE, RELATED
from veerkracht_plugin.sources import composition, files
from veerkracht_plugin.sources.files import RawTable

ROOT = Path(__file__).resolve().parents[2]
CODES = ["BU00010001", "BU00010002"]


def raw(headers: list[str], *rows: list[str]) -> RawTable:
    return RawTable(headers, pd.DataFrame(list(rows), columns=range(len(headers))), "tabel.csv")


def test_counts_become_shares_in_the_order_that_was_asked() -> None:
    table = raw(
        ["Codering_3", "AantalInwoners_5", "k_65JaarOfOuder_12", "HuishoudensTotaal_29", "Eenpersoonshuishoudens_30",
         "GemiddeldeWOZWaardeVanWoningen_39"],
        ["BU00010002", "200", "50", "100", "25", "310"], ["GM0001    ", "300", "90", "140", "65", "305"],
        ["BU00010001", "100", "40", "40", "40", "."],
    )  # fmt: skip
    got = composition.read(table, CODES)
    found = {one.id: one for one in got.figures}
    assert got.matched == 2
    assert found["p_65"].values.tolist() == [40.0, 25.0]
    assert found["p_alleen"].values.tolist() == [100.0, 25.0]
    assert math.isnan(found["woz"].values[0]) and found["woz"].values[1] == 310.0
    assert "p_koop" in got.absent and "p_65" not in got.absent


def test_education_is_a_share_of_what_is_known_and_related_to_the_index() -> None:
    table = raw(
        ["Codering_3", "BasisonderwijsVmboMbo1_67", "HavoVwoMbo24_68", "HboWo_69"], ["BU00010001", "30", "50", "20"],
        ["BU00010002", "10", ".", "40"],
    )  # fmt: skip
    (one,) = composition.read(table, CODES).figures
    assert (one.id, one.kind) == ("p_hboplus", RELATED)
    assert one.values[0] == 20.0
    assert math.isnan(one.values[1])


def test_percentages_of_pdok_are_taken_as_they_are() -> None:
    table = raw(
        ["buurtcode", "percentagePersonen65JaarEnOuder", "percentageKoopwoningen"], ["BU00010001", "21", "-99997"],
        ["BU00010002", "9", "55"],
    )  # fmt: skip
    found = {one.id: one for one in composition.read(table, CODES).figures}
    assert found["p_65"].values.tolist() == [21.0, 9.0]
    assert math.isnan(found["p_koop"].values[0])
    assert found["p_koop"].kind == OUTSIDE


def test_a_denominator_of_zero_gives_no_share() -> None:
    table = raw(["Codering_3", "AantalInwoners_5", "k_65JaarOfOuder_12"], ["BU00010001", "0", "0"],
                ["BU00010002", "10", "5"])  # fmt: skip
    (one,) = composition.read(table, CODES).figures
    assert math.isnan(one.values[0]) and one.values[1] == 50.0


def test_a_buurt_that_is_not_in_the_table_has_no_figures() -> None:
    table = raw(["Codering_3", "Koopwoningen_47"], ["BU00010002", "55"])
    got = composition.read(table, CODES)
    assert got.matched == 1
    assert math.isnan(got.figures[0].values[0])


class TestMigrationBackground:
    @pytest.mark.parametrize(
        "header",
        [
            "Nederland_17/Herkomstland", "EuropaExclusiefNederland_18", "BuitenEuropa_24", "WestersTotaal_17",
            "NietWestersTotaal_18", "Marokko_19", "Turkije_22", "p_west_al", "p_nw_al", "Niet-westers totaal",
            "Personen met een migratieachtergrond", "percentageMetHerkomstlandBuitenEuropa", "a_w_all", "a_nw_all",
            "geboren buiten Nederland", "geboorteland", "nationaliteit", "pct_allochtonen", "ethnicity",
        ],
    )  # fmt: skip
    def test_is_recognised(self, header: str) -> None:
        assert composition.is_refused(header)

    def test_no_other_column_of_the_real_tables_is(self) -> None:
        with (ROOT / "resources" / "voorbeeldstad" / "kerncijfers_2024.csv").open(encoding="utf-8-sig") as file:
            headers = next(csv.reader(file, delimiter=";" if ";" in file.readline() else ","))
        assert [header for header in headers if composition.is_refused(header)] == []

    def test_columns_on_it_are_named_and_left_alone(self) -> None:
        table = raw(["Codering_3", "Koopwoningen_47", "NietWestersTotaal_18"], ["BU00010001", "55", "tekst"])
        got = composition.read(table, CODES)
        assert got.refused == ["NietWestersTotaal_18"]
        assert [one.id for one in got.figures] == ["p_koop"]

    def test_a_field_of_the_user_on_it_is_refused(self) -> None:
        with pytest.raises(VeerkrachtError, match="aandeel_migratie is about migration background"):
            composition.own_column("aandeel_migratie", ["1", "2"], "laag", CODES)

    def test_real_editions(self, published: Path) -> None:
        for name in ("kerncijfers_data_2026-04-07.csv", "kerncijfers_data_2026-03-30_titles.csv"):
            table = files.read(published / "friesland_kwb2025" / name, composition.score)
            codes = [code for code in table.frame[next(
                i for i, header in enumerate(table.headers) if header.startswith("Codering")
            )] if code.startswith("BU")]  # fmt: skip
            got = composition.read(table, [code.strip() for code in codes])
            found = {one.id: one for one in got.figures}
            assert {"p_65", "p_alleen", "p_koop", "woz", "p_meergez", "dichtheid"} <= set(found)
            # Of the origin columns under their StatLine titles, the bare country names stand between others.
            assert any("Europa" in header for header in got.refused)
            ages = sum(found[one].values for one in ("p_0_15", "p_15_25", "p_25_45", "p_45_65", "p_65"))
            inhabited = ages[~pd.isna(ages)]
            assert len(inhabited) > 800
            assert (abs(pd.Series(inhabited) - 100).median()) < 1.0


class TestBadInput:
    def test_text_where_a_number_is_needed(self) -> None:
        table = raw(["Codering_3", "Koopwoningen_47"], ["BU00010001", "veel"])
        with pytest.raises(VeerkrachtError, match=r"“Koopwoningen_47” of tabel\.csv holds “veel” in row BU00010001"):
            composition.read(table, CODES)
        with pytest.raises(VeerkrachtError, match="“meldingen” of laag holds “geregeld” in row BU00010002"):
            composition.own_column("meldingen", ["3", "geregeld"], "laag", CODES)

    def test_other_buurten(self) -> None:
        with pytest.raises(VeerkrachtError, match=r"tabel\.csv holds none of the buurten of the layer"):
            composition.read(raw(["Codering_3", "Koopwoningen_47"], ["BU09990001", "5"]), CODES)

    def test_no_known_column(self) -> None:
        with pytest.raises(VeerkrachtError, match="no filled column on age, households"):
            composition.read(raw(["Codering_3", "AantalInwoners_5"], ["BU00010001", "5"]), CODES)

    def test_two_rows_that_differ(self) -> None:
        rows = (["BU00010001", "5"], ["BU00010001", "6"])
        with pytest.raises(VeerkrachtError, match="two different rows for BU00010001"):
            composition.read(raw(["Codering_3", "Koopwoningen_47"], *rows), CODES)
        same = composition.read(raw(["Codering_3", "Koopwoningen_47"], rows[0], rows[0]), CODES)
        assert same.figures[0].values[0] == 5.0
