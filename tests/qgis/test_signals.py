"""``veerkracht:signals`` on homes made by hand and on those of Voorbeeldstad, and its use in other algorithms."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer

from tests.qgis import products
from tests.sources.sheets import xlsx
from veerkracht_plugin.compat import is_null

pytestmark = pytest.mark.usefixtures("provider")


class Spoken(QgsProcessingFeedback):
    """Keeps what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.info: list[str] = []
        self.warnings: list[str] = []

    def pushInfo(self, info: str) -> None:
        self.info.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


@pytest.fixture(autouse=True)
def english(speak: Any) -> None:
    speak("en")


A, B = "BU00010001", "BU00010002"


def homes() -> QgsVectorLayer:
    """Complex 01: ten homes in A; 02: six in A and four in B; one home without a buurt."""
    uri = "None?field=vhe:string&field=complex:string&field=bu_code:string&field=bu_naam:string&field=kl_focus:string"
    layer = QgsVectorLayer(uri, "bezit", "memory")
    rows: list[list[Any]] = [[f"00{100 + i}", "01", A, "Een", "A1"] for i in range(10)]
    rows += [[f"00{200 + i}", "02", A if i < 6 else B, "Een" if i < 6 else "Twee", "B2"] for i in range(10)]
    rows.append(["00300", "03", None, None, "geen"])
    features = []
    for values in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(values)
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def written(path: Path, rows: Sequence[Sequence[Any]], headers: Sequence[str] = ("nr", "vhe", "datum", "soort")) -> str:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([headers, *rows])
    return str(path)


def rows_of(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    names = layer.fields().names()
    return [
        {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def run(table: Any, stock: Any = None, feedback: Any = None, **more: Any) -> dict[str, list[dict[str, Any]]]:
    given = dict.fromkeys(("BY_NEIGHBOURHOOD", "BY_COMPLEX", "PER_YEAR", "ACCOUNT"), "memory:")
    result = products.run("signals", {"TABLE": table, "STOCK": stock or homes(), **given, **more}, feedback)
    return {name: rows_of(result[name]) for name in given}


YEAR = {"START": "1-1-2023", "END": "2023-12-31"}


class TestCounts:
    @pytest.fixture
    def table(self, tmp_path: Path) -> str:
        rows = [[i, f"00{100 + i}", "2023-02-03", "overlast"] for i in range(6)]
        rows += [[10 + i, "204", "3-2-2023", "overlast"] for i in range(3)]
        rows += [[20 + i, "00207", "20230203", "Leegstand"] for i in range(5)]
        return written(tmp_path / "meldingen.csv", rows)

    def test_per_buurt_and_complex(self, table: str) -> None:
        found = run(table, MINIMUM=0, **YEAR)
        years = 365 / 365.25
        first, second = found["BY_NEIGHBOURHOOD"]
        # 6 in complex 01 and 3 in 02, all in A, which has 16 homes; 5 in B, which has 4.
        assert (first["bu_code"], first["bu_naam"], first["eenheden"], first["aantal"]) == (A, "Een", 16, 9)
        assert (second["bu_code"], second["eenheden"], second["aantal"]) == (B, 4, 5)
        assert first["per100"] == pytest.approx(100 * 9 / 16 / years)
        assert (first["n_overlast"], first["n_leegstan"]) == (9, 0)
        assert second["r_leegstan"] == pytest.approx(100 * 5 / 4 / years)
        one, two, three = found["BY_COMPLEX"]
        assert (one["complex"], one["aantal"], one["eenheden"]) == ("01", 6, 10)
        assert (two["complex"], two["n_overlast"], two["n_leegstan"]) == ("02", 3, 5)
        assert (three["complex"], three["eenheden"], three["aantal"], three["per100"]) == ("03", 1, 0, 0)

    def test_small_numbers_are_left_out(self, table: str) -> None:
        found = run(table, **YEAR)
        first, second = found["BY_NEIGHBOURHOOD"]
        assert first["aantal"] == 9
        # Four homes only.
        assert (second["aantal"], second["per100"], second["weggelaten"]) == (None, None, "ja")
        two = found["BY_COMPLEX"][1]
        # 8 − 5 would tell the 3.
        assert (two["aantal"], two["n_overlast"], two["n_leegstan"]) == (8, None, None)

    def test_all_is_said(self, table: str) -> None:
        spoken = Spoken()
        found = run(table, None, spoken, **YEAR)
        said = "\n".join(spoken.info)
        assert "Column with home or complex = column of own stock: vhe = vhe" in said
        assert "Column with the date: datum" in said
        assert "Column with the kind: soort" in said
        assert "only without the zeros in front (3)" in said
        assert spoken.warnings == []
        topics = {row["onderwerp"]: row["aantal"] for row in found["ACCOUNT"]}
        assert topics["Registrations in the period"] == 14

    def test_years_add_up(self, tmp_path: Path) -> None:
        rows = [[i, "00100", f"{year}-06-01", "overlast"] for year in (2022, 2023) for i in range(6)]
        table = written(tmp_path / "t.csv", rows)
        found = run(table, START="2022-01-01", END="2023-06-30")
        years = {row["jaar"]: row for row in found["PER_YEAR"] if row["niveau"] == "buurt" and row["code"] == A}
        assert {year: row["aantal"] for year, row in years.items()} == {2022: 6, 2023: 6}
        assert {year: row["dagen"] for year, row in years.items()} == {2022: 365, 2023: 181}
        assert years[2022]["per100"] == pytest.approx(100 * 6 / 16)
        assert years[2023]["per100"] == pytest.approx(100 * 6 / 16 * 365 / 181)

    def test_on_complexes(self, tmp_path: Path) -> None:
        rows = [[i, "01", "2023-06-01", "x"] for i in range(7)] + [[9 + i, "2", "2023-06-01", "x"] for i in range(6)]
        spoken = Spoken()
        found = run(written(tmp_path / "t.csv", rows, ("nr", "complex", "datum", "soort")), None, spoken, **YEAR)
        assert [row["aantal"] for row in found["BY_COMPLEX"]][:2] == [7, 6]
        # Complex 02 lies in two buurten, so its six belong to none of them.
        assert [row["aantal"] for row in found["BY_NEIGHBOURHOOD"]][:1] == [7]
        assert any("Registrations without a buurt" in one and "(6)" in one for one in spoken.warnings)

    def test_a_home_goes_before_its_complex_and_a_row_without_home_by_its_complex(self, tmp_path: Path) -> None:
        head = ("nr", "vhe", "complex", "datum", "soort")
        rows = [[i, "00208", "02", "2023-06-01", "x"] for i in range(6)]
        rows += [[10 + i, "", "01", "2023-06-01", "x"] for i in range(7)]
        rows += [[20 + i, "99999", "01", "2023-06-01", "x"] for i in range(2)]
        spoken = Spoken()
        found = run(written(tmp_path / "t.csv", rows, head), None, spoken, MINIMUM=0, **YEAR)
        # Home 00208 lies in B, whatever its complex; complex 01 lies in A; a home that is not ours is not counted.
        assert [(row["bu_code"], row["aantal"]) for row in found["BY_NEIGHBOURHOOD"]] == [(A, 7), (B, 6)]
        assert [(row["complex"], row["aantal"]) for row in found["BY_COMPLEX"]] == [("01", 7), ("02", 6), ("03", 0)]
        assert any("without a home, counted by their complex: complex = complex (7)" in one for one in spoken.info)
        assert any("with no own stock, not counted: 99999 (2)" in one for one in spoken.warnings)

    def test_a_spreadsheet(self, tmp_path: Path) -> None:
        rows = [["nr", "vhe", "datum"], *[[str(i), "00100", "2023-06-01"] for i in range(5)]]
        found = run(str(xlsx(tmp_path / "t.xlsx", {"Blad1": rows})), **YEAR)
        assert found["BY_NEIGHBOURHOOD"][0]["aantal"] == 5
        assert found["BY_NEIGHBOURHOOD"][0]["n_zonder_s"] == 5


class TestDoubtful:
    def test_doubles_unknown_undated_and_future(self, tmp_path: Path) -> None:
        rows = [[1, "00100", "2023-06-01", "x"]] * 3 + [[2 + i, "00101", "2023-07-01", "x"] for i in range(8)]
        rows += [[20, "99999", "2023-06-01", "x"], [21, "00100", "", "x"], [22, "00100", "2190-01-01", "x"]]
        rows += [[23, "00300", "2023-06-01", "x"]]
        table = written(tmp_path / "t.csv", rows)
        spoken = Spoken()
        found = run(table, None, spoken, **YEAR)
        assert found["BY_NEIGHBOURHOOD"][0]["aantal"] == 9
        said = "\n".join([*spoken.warnings, *spoken.info])
        assert "counted once (2)" in said
        assert "without a date, not counted (1)" in said
        assert "in the future, not counted (1)" in said
        assert "with no own stock, not counted: 99999 (1)" in said
        assert "Registrations without a buurt" in said
        kept = run(table, KEEP_DOUBLES=True, **YEAR)
        assert kept["BY_NEIGHBOURHOOD"][0]["aantal"] == 11

    def test_a_part_of_a_year_is_said(self, tmp_path: Path) -> None:
        rows = [[i, "00100", f"2023-{month:02}-10", "x"] for i, month in enumerate((3, 4, 5, 6, 7, 8))]
        spoken = Spoken()
        found = run(written(tmp_path / "t.csv", rows), None, spoken)
        # 10 March up to 10 August: 22 + 30 + 31 + 30 + 31 + 10
        assert any("only a part is in the period (days)" in one and "2023 (154)" in one for one in spoken.info)
        assert found["BY_NEIGHBOURHOOD"][0]["per100"] == pytest.approx(100 * 6 / 16 / (154 / 365.25))

    def test_a_short_period_has_no_rates(self, tmp_path: Path) -> None:
        rows = [[i, "00100", "2023-06-01", "x"] for i in range(6)]
        spoken = Spoken()
        found = run(written(tmp_path / "t.csv", rows), None, spoken, START="1-6-2023", END="30-6-2023")
        assert (found["BY_NEIGHBOURHOOD"][0]["aantal"], found["BY_NEIGHBOURHOOD"][0]["per100"]) == (6, None)
        assert any("below 90 days no rates" in one for one in spoken.warnings)


class TestRefusals:
    def refusal(self, table: Any, stock: Any = None, **more: Any) -> str:
        with pytest.raises(QgsProcessingException) as caught:
            run(table, stock, **more)
        return str(caught.value)

    def test_a_date_that_is_none(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [[1, "00100", "2023-06-01", "x"], [2, "00100", "32-1-2023", "x"]])
        assert "Column “datum” of t.csv holds “32-1-2023” in row 3, which is not a date" in self.refusal(table)

    def test_no_date(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [[1, "00100"]], ("nr", "vhe"))
        assert "no column with a date that can be recognised. Give DATE_FIELD" in self.refusal(table)

    def test_keys_of_something_else(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [["x", "y", "2023-06-01", "z"]])
        assert "No column of t.csv fits the homes or complexes of bezit" in self.refusal(table)

    def test_a_limit_that_is_no_date(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [[1, "00100", "2023-06-01", "x"]])
        assert "START: “voorjaar” is not a date" in self.refusal(table, START="voorjaar")

    def test_complexes_instead_of_homes(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [[1, "00100", "2023-06-01", "x"]])
        layer = QgsVectorLayer(
            "None?field=complex:string&field=p_C3:double&field=p_druk:double&field=bu_code:string",
            "complexen",
            "memory",
        )
        feature = QgsFeature(layer.fields())
        feature.setAttributes(["01", 1.0, 1.0, A])
        layer.dataProvider().addFeatures([feature])
        assert "complexen holds complexes, and homes are needed" in self.refusal(table, layer)

    def test_stock_without_buurten(self, tmp_path: Path) -> None:
        table = written(tmp_path / "t.csv", [[1, "00100", "2023-06-01", "x"]])
        assert "no field bu_code" in self.refusal(table, str(products.EXAMPLE / "bezit.csv"))


@pytest.fixture(scope="module")
def example(provider: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Own stock of Voorbeeldstad, and registrations on every home of a complex in three."""
    folder = tmp_path_factory.mktemp("signalen")
    found = {name: folder / f"{name}.gpkg" for name in ("klassen", "bezit", "complexen")}
    products.classified(str(found["klassen"]))
    products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": str(found["klassen"]), "BU_FIELD": "buurtcode",
        "COMPLEX_FIELD": "complex", "OUTPUT": str(found["bezit"]), "COMPLEXES": str(found["complexen"]),
    })  # fmt: skip
    rows = []
    layer = QgsVectorLayer(str(found["bezit"]), "bezit", "ogr")
    for number, home in enumerate(layer.getFeatures()):
        if not is_null(home["complex"]) and str(home["complex"]).endswith(("1", "4", "7")):
            rows.append(
                [number, home["vhe"], f"2024-{number % 12 + 1:02}-05", "overlast" if number % 3 else "leegstand"]
            )
    del layer, home
    found["meldingen"] = folder / "meldingen.csv"
    written(found["meldingen"], rows)
    return found


def test_in_prioritise(example: dict[str, Path], tmp_path: Path) -> None:
    signals = tmp_path / "signalen.gpkg"
    products.run("signals", {
        "TABLE": str(example["meldingen"]), "STOCK": str(example["bezit"]), "START": "2024-01-01", "END": "2024-12-31",
        "BY_COMPLEX": str(signals),
    })  # fmt: skip
    result = products.run("prioritise", {
        "STOCK": str(example["complexen"]), "WEIGHTS": "per100=1;kl_focus=0;kl_signa=0", "SIGNALS": str(signals),
        "OUTPUT": "memory:",
    })  # fmt: skip
    rows = {row["complex"]: row for row in rows_of(result["OUTPUT"])}
    # One on each home of every third complex: those share the first place, and all others the last.
    first = {name for name, row in rows.items() if row["rang"] == 1}
    expected = {name for name in rows if name.endswith(("1", "4", "7"))}
    assert first == {name for name in expected if rows[name]["per100"] == max(rows[n]["per100"] for n in expected)}
    assert all(rows[name]["per100"] == pytest.approx(100 / (366 / 365.25)) for name in expected)
    assert all(row["per100"] == 0 for name, row in rows.items() if name not in expected and row["score"] is not None)


def test_beside_a_score_that_they_do_not_count_in(example: dict[str, Path], tmp_path: Path, speak: Any) -> None:
    speak("en")
    signals, html = tmp_path / "signalen.gpkg", tmp_path / "r.html"
    products.run("signals", {
        "TABLE": str(example["meldingen"]), "STOCK": str(example["bezit"]), "START": "2024-01-01", "END": "2024-12-31",
        "BY_COMPLEX": str(signals),
    })  # fmt: skip
    result = products.run("prioritise", {
        "STOCK": str(example["complexen"]), "SIGNALS": str(signals), "OUTPUT": "memory:", "HTML": str(html),
    })  # fmt: skip
    layer = result["OUTPUT"]
    rows = {row["complex"]: row for row in rows_of(layer)}
    known = {row["complex"]: row for row in rows_of(QgsVectorLayer(str(signals), "x", "ogr"))}
    assert [row["r_overlast"] for row in rows.values()] == [known[name]["r_overlast"] for name in rows]
    assert not [name for name in layer.fields().names() if name.startswith("d_") and "per100" in name]
    assert layer.attributeAlias(layer.fields().indexOf("r_overlast")) == "overlast: per 100 units and year"
    assert "They count in the score only when a weight names them" in html.read_text(encoding="utf-8")


def test_files_open_without_the_plugin(example: dict[str, Path], tmp_path: Path) -> None:
    output = tmp_path / "buurten.gpkg"
    products.run("signals", {
        "TABLE": str(example["meldingen"]), "STOCK": str(example["bezit"]), "BY_NEIGHBOURHOOD": str(output),
    })  # fmt: skip
    found = products.apart(
        """
        layer = QgsVectorLayer(path, "x", "ogr")
        answer = [layer.fields().field(name).alias() for name in ("per100", "r_overlast", "n_leegstan")]
        del layer
        """,
        tmp_path / "profile", path=str(output),
    )  # fmt: skip
    assert found == ["Registrations per 100 units and year", "overlast: per 100 units and year", "leegstand: number"]
