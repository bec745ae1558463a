"""Leefbaarometer 3.0 as the CSV with all years, as its zip, from the WFS and as a layer; version 2.0 is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.sources.test_files import LBM, beside, frame, put, zipped
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.classes import liveability_class
from veerkracht_plugin.sources import files, liveability
from veerkracht_plugin.sources.liveability import choose_year, of_year, read_liveability

YEARS = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
HEADER = "versie,jaar,bu_code,bu_naam,lbm,afw,fys,onv,soc,vrz,won"


def score(year: int, buurt: int) -> float:
    """An onv of its own for every row, with the six decimals of the publisher."""
    return round(-0.25 + 0.01 * (year - 2002) + 0.000001 * buurt, 6)


def long_csv(buurten: int = 3) -> str:
    rows = [HEADER]
    for year in YEARS:
        for i in range(buurten):
            rows.append(
                f"Leefbaarometer 3.0,{year},BU0363AD0{i},Buurt {i},4.1,0.1,0.01,{score(year, i)},0.02,0.03,0.04"
            )
    return "\n".join(rows) + "\n"


def read(raw: files.RawTable, year: int | None = None, account: Account | None = None) -> pd.DataFrame:
    return read_liveability(raw, year, account or Account())


def test_the_long_csv_with_all_years(tmp_path: Path) -> None:
    table = read(files.read(put(tmp_path, "scores.csv", long_csv()), liveability.score))
    assert len(table) == 27 and sorted(table["jaar"].unique()) == YEARS
    for year in YEARS:
        assert of_year(table, year).to_dict() == {f"BU0363AD0{i}": score(year, i) for i in range(3)}


def test_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = "\n".join(line.replace(",", ";").replace(".", ",") for line in long_csv().splitlines())
    text = text.replace("Leefbaarometer 3,0", "Leefbaarometer 3.0") + "\n"
    table = read(files.read(put(tmp_path, "scores.csv", text), liveability.score))
    assert of_year(table, 2024)["BU0363AD02"] == score(2024, 2)


@pytest.mark.parametrize(
    "folder",
    ["Leefbaarometer 3.0 - Meting 2024 - open data", "open-data-leefbaarometer-meting-2024_2026-02-03/csv", "a\\b"],
)
def test_the_zip(tmp_path: Path, folder: str) -> None:
    others = {name: text for name, text in beside().items() if "ontwikkeling" not in name}
    path = zipped(
        tmp_path, "open-data.zip", {**others, f"{folder}/Leefbaarometer-scores buurten 2002-2024.csv": long_csv()}
    )
    account = Account()
    table = read(files.read(path, liveability.score), account=account)
    assert of_year(table, 2008).to_dict() == {f"BU0363AD0{i}": score(2008, i) for i in range(3)}
    assert account.rows("nl")[0][1:2] == ("open-data.zip/Leefbaarometer-scores buurten 2002-2024.csv",)


def test_changes_between_years_are_no_scores(tmp_path: Path) -> None:
    text = LBM.replace("2022,", "2014-2022,").replace("2024,", "2014-2024,")
    with pytest.raises(VeerkrachtError, match=r"“2014-2022” in row 1 \(BU0363AD00\), which is not a year"):
        read(files.read(put(tmp_path, "ontwikkeling.csv", text), liveability.score))


def wfs(**more: Any) -> str:
    """An answer of the WFS, as its documentation shows it."""
    rows = [
        {"gemeente": "Amsterdam", "name": "Kop Zeedijk", "id": "BU0363AD03", "scale": "buurt", "year": "2024",
            "kscore": 7, "kafw": 6,
         "kfys": 5, "konv": 4, "ksoc": 5, "kvrz": 9, "kwon": 5, "afw": 0.06, "fys": 0.01, "onv": -0.05120341,
         "soc": -0.02, "vrz": 0.1,
         "won": 0.02},
        {"gemeente": "Amsterdam", "name": "Zeeburg", "id": "BU0363AD04", "scale": "buurt", "year": "2024",
            "onv": 0.000903147},
    ]  # fmt: skip
    features = [
        {"type": "Feature", "id": f"buurtscore24.{i}", "geometry": None, "properties": {**row, **more}}
        for i, row in enumerate(rows)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features, "totalFeatures": 2, "numberMatched": 2, "numberReturned": 2}
    )


def test_the_answer_of_the_wfs(tmp_path: Path) -> None:
    pytest.importorskip("osgeo.ogr")
    table = read(files.read(put(tmp_path, "buurtscore24.geojson", wfs()), liveability.score))
    assert of_year(table, 2024).to_dict() == {"BU0363AD03": -0.05120341, "BU0363AD04": 0.000903147}


def test_a_layer_of_wijken_or_without_a_year(tmp_path: Path) -> None:
    pytest.importorskip("osgeo.ogr")
    raw = files.read(put(tmp_path, "wijken.geojson", wfs(id="WK0363AD", scale="wijk")), liveability.score)
    with pytest.raises(VeerkrachtError, match="no buurt codes"):
        read(raw)
    raw = files.from_layer(["id", "onv"], frame([["BU0363AD03", "0.1"]]), "laag")
    with pytest.raises(VeerkrachtError, match="does not say of which year"):
        read(raw)
    assert of_year(read(raw, 2022), 2022).to_dict() == {"BU0363AD03": 0.1}


def test_version_2(tmp_path: Path) -> None:
    header = "CODE;KL02;KL18;RLBRMTR18;RLBWON18;RLBBEV18;RLBVRZ18;RLBVEI18;RLBFYS18"
    old = header + "\nBU03630000;5;6;0,1;0,1;0,1;0,1;0,1;0,1\n"
    path = put(tmp_path, "lbm2.csv", old)
    for raw in (
        files.read(path, liveability.score),
        files.read(path),
        files.read(zipped(tmp_path, "lbm2.zip", {"a/b.csv": old}), liveability.score),
    ):
        with pytest.raises(VeerkrachtError, match=r"Leefbaarometer 2\.0"):
            read(raw)
    for version in ("2.0", "Leefbaarometer 2.0", "2"):
        text = LBM.replace("Leefbaarometer 3.0", version)
        with pytest.raises(VeerkrachtError, match=r"Leefbaarometer 2\.0"):
            read(files.read(put(tmp_path, "lbm2.csv", text), liveability.score))


def test_of_two_versions_the_newest(tmp_path: Path) -> None:
    text = LBM + LBM.replace("3.0", "2.0").replace("0.0003147", "0.2").split("\n", 1)[1]
    table = read(files.read(put(tmp_path, "beide.csv", text), liveability.score))
    assert len(table) == 6 and of_year(table, 2024)["BU0363AD00"] == 0.0003147


def test_rows_of_other_levels_and_missing_scores(tmp_path: Path) -> None:
    text = (
        LBM + "Leefbaarometer 3.0,2024,,Nederland,4.1,0,0,0.5,0,0,0\nLeefbaarometer 3.0,2024,BU03630009,Leeg,,,,.,,,\n"
    )
    table = read(files.read(put(tmp_path, "scores.csv", text), liveability.score))
    assert "BU03630009" not in set(table["bu_code"]) and len(table) == 6


def test_equal_rows_are_merged_and_two_scores_are_refused(tmp_path: Path) -> None:
    assert len(read(files.read(put(tmp_path, "s.csv", LBM + LBM.split("\n", 1)[1]), liveability.score))) == 6
    other = "Leefbaarometer 3.0,2024,BU0363AD01,Noord,4.1,0.1,0.0,0.7,0.0,0.0,0.0\n"
    with pytest.raises(VeerkrachtError, match=r"two different scores for BU0363AD01 \(2024\)"):
        read(files.read(put(tmp_path, "s.csv", LBM + other), liveability.score))


def test_text_for_a_score(tmp_path: Path) -> None:
    with pytest.raises(VeerkrachtError, match=r"onv.*“goed” in row BU0363AD00"):
        read(files.read(put(tmp_path, "s.csv", LBM.replace("-0.031", "goed", 1)), liveability.score))


def test_a_table_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(VeerkrachtError, match="no column onv"):
        read(files.read(put(tmp_path, "s.csv", "bu_code,jaar,lbm\nBU03630000,2024,4.1\n"), liveability.score))


# -- which year --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("years", "asked", "wanted", "expected"), [
    (YEARS, None, 2024, (2024, False)),
    (YEARS, None, 2023, (2022, False)),
    (YEARS, None, 2016, (2016, False)),
    (YEARS, 2020, 2024, (2020, False)),
    (YEARS, 2024, 2018, (2024, True)),
    ([2024], None, 2018, (2024, True)),  # the only one there is, and that is said
    ([2022, 2024], None, 2018, (None, False)),
])  # fmt: skip
def test_the_newest_year_up_to_the_one_wanted(
    years: list[int], asked: int | None, wanted: int, expected: tuple[int | None, bool]
) -> None:
    assert choose_year(years, asked, wanted, "tabel") == expected


def test_a_year_that_the_table_does_not_hold() -> None:
    with pytest.raises(VeerkrachtError, match=r"scores\.csv holds the years 2022, 2024 and not 2023"):
        choose_year([2024, 2022], 2023, 2024, "scores.csv")


# -- published figures -------------------------------------------------------------------------------------------------
@pytest.mark.published
def test_all_buurten_of_2024(published: Path) -> None:
    """The ladder of method.md gives the published class everywhere, and the dimensions add up to the deviation."""
    pytest.importorskip("osgeo.ogr")
    seen = 0
    for path in sorted((published / "leefbaarometer2024").glob("buurtscore24_*.geojson")):
        rows = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
        scores = of_year(read(files.read(path, liveability.score)), 2024)
        assert scores.to_dict() == {row["id"]: row["onv"] for row in rows}
        classes = liveability_class(scores.reindex([row["id"] for row in rows]).to_numpy())
        assert [int(one) for one in classes] == [row["konv"] for row in rows]
        assert (
            max(abs(row["afw"] - sum(row[part] for part in ("won", "fys", "vrz", "soc", "onv"))) for row in rows)
            <= 2e-6
        )
        seen += len(rows)
    assert seen == 12_147


@pytest.mark.published
def test_scores_of_another_program_have_no_onv(published: Path) -> None:
    """A table that someone made of Leefbaarometer figures, under names of his own."""
    path = published / "utrecht_kwb2022_lbm2020" / "buurten.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        assert "leefbarometer_score" in next(csv.reader(lines))
    with pytest.raises(VeerkrachtError, match="no column onv"):
        read(files.read(path, liveability.score))
