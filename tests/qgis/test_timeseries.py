"""``veerkracht:timeseries`` on Voorbeeldstad: rows, dates that QGIS shows, files without the plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from tests.qgis import products
from veerkracht_plugin.compat import is_null

pytestmark = pytest.mark.usefixtures("provider")

SCORES = str(products.EXAMPLE / "leefbaarometer.csv")
YEARS = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]


@pytest.fixture(autouse=True)
def english(speak: Any) -> None:
    speak("en")


@pytest.fixture(scope="module")
def klassen(provider: Any) -> QgsVectorLayer:
    return products.classified()


def run(layer: Any, feedback: Any = None, **more: Any) -> dict[str, Any]:
    given = {"OUTPUT": "memory:", "LINES": "memory:", "ACCOUNT": "memory:", **more}
    return products.run("timeseries", {"INPUT": layer, "LIVEABILITY": SCORES, **given}, feedback)


def shown(layer: QgsVectorLayer, year: int) -> set[int]:
    """The years of the rows that the temporal controller shows in a frame of one year."""

    def start(of: int) -> QDateTime:
        return QDateTime(QDate(of, 1, 1), QTime(0, 0), Qt.TimeSpec.UTC)

    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    frame = QgsDateTimeRange(start(year), start(year + 1), True, False)
    text = layer.temporalProperties().createFilterString(context, frame)
    return {feature["jaar"] for feature in layer.getFeatures(QgsFeatureRequest().setFilterExpression(text))}


@pytest.fixture(scope="module")
def film(klassen: QgsVectorLayer) -> dict[str, Any]:
    return run(klassen)


def test_a_row_for_each_buurt_and_year(film: dict[str, Any], klassen: QgsVectorLayer) -> None:
    rows = list(film["OUTPUT"].getFeatures())
    assert len(rows) == klassen.featureCount() * len(YEARS)
    assert sorted({row["jaar"] for row in rows}) == YEARS
    assert all(row["datum"] == QDate(row["jaar"], 1, 1) for row in rows)
    own = {row["bu_code"]: row.geometry().area() for row in klassen.getFeatures()}
    assert all(row.geometry().area() == pytest.approx(own[row["bu_code"]]) for row in rows)


def test_the_last_year_is_the_map_of_overlast(film: dict[str, Any], klassen: QgsVectorLayer) -> None:
    rows = {row["bu_code"]: row for row in film["OUTPUT"].getFeatures() if row["jaar"] == 2024}
    # The map of the target year leaves out buurten with few residents, whose score stands in the table all the same.
    few = "te weinig inwoners"
    compared = [row for row in klassen.getFeatures() if few not in (row["reden"] or "") and not is_null(row["onv"])]
    assert len(compared) > 30
    for row in compared:
        assert rows[row["bu_code"]]["kl_ov"] == row["kl_ov"]
        assert rows[row["bu_code"]]["onv"] == pytest.approx(row["onv"])
        if not is_null(row["bijst"]):
            assert rows[row["bu_code"]]["bijst"] == pytest.approx(row["bijst"])


@pytest.mark.parametrize("year", [2001, 2002, 2003, 2007, 2008, 2013, 2014, 2015, 2023, 2024, 2025])
def test_a_frame_shows_its_own_year_only(film: dict[str, Any], year: int) -> None:
    assert shown(film["OUTPUT"], year) == ({year} if year in YEARS else set())


def test_pictures_that_stay(klassen: QgsVectorLayer) -> None:
    layer = run(klassen, HOLD=True)["OUTPUT"]
    found = {year: shown(layer, year) for year in (2001, 2002, 2007, 2008, 2023, 2024, 2025)}
    assert found == {
        2001: set(), 2002: {2002}, 2007: {2002}, 2008: {2008}, 2023: {2022}, 2024: {2024}, 2025: set(),
    }  # fmt: skip


def test_files_open_without_the_plugin(klassen: QgsVectorLayer, tmp_path: Path) -> None:
    output, page = tmp_path / "film.gpkg", tmp_path / "film.html"
    result = run(klassen, OUTPUT=str(output), HTML=str(page))
    assert result["DEFINITION"] == str(tmp_path / "film.qlr")
    assert {"OUTPUT", "LINES", "ACCOUNT", "HTML"} <= set(result)
    found = products.apart(
        """
        project = QgsProject.instance()
        QgsLayerDefinition.loadLayerDefinition(path, project, project.layerTreeRoot())
        layer = list(project.mapLayers().values())[0]
        temporal = layer.temporalProperties()
        answer = [layer.isValid(), temporal.isActive(), temporal.startExpression(), layer.renderer().classAttribute(),
                  len(layer.renderer().categories()), layer.featureCount(),
                  layer.fields().field("ov_gm").alias()]
        del layer, temporal
        project.clear()
        """,
        tmp_path / "profile", path=result["DEFINITION"],
    )  # fmt: skip
    assert found == [
        True, True, 'make_datetime("jaar", 1, 1, 0, 0, 0)', "kl_ov", 10, 360, "Nuisance, mean of the gemeente",
    ]  # fmt: skip
    html = page.read_text(encoding="utf-8")
    assert "<h1>Buurten through the years</h1>" in html
    assert "Nothing was measured between 2002 and 2008" in html
    assert products.sidecars(tmp_path) == []


def test_dates_are_set_when_it_is_loaded(klassen: QgsVectorLayer, project: Any, load: Any) -> None:
    load("timeseries", {"INPUT": klassen, "LIVEABILITY": SCORES, "OUTPUT": "memory:"})
    layer = next(one for one in project.mapLayers().values() if one.name().startswith("Buurten through the years"))
    assert layer.temporalProperties().isActive()
    assert shown(layer, 2014) == {2014}
    del layer


def test_indicators_of_another_year(klassen: QgsVectorLayer) -> None:
    # Voorbeeldstad of 2016 stands on other borders; the two that changed since have no figures of that year.
    older = products.run("assemble", {
        "GEOMETRY": str(products.EXAMPLE / "buurten_2016.geojson"),
        "KWB": str(products.EXAMPLE / "kerncijfers_2016.csv"), "YEAR": 2016, "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    newer = products.run("assemble", {
        "GEOMETRY": products.FILES["GEOMETRY"], "KWB": products.FILES["KWB"], "YEAR": 2024, "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    layer = run(newer, EARLIER=[older])["OUTPUT"]
    rows = {row["bu_code"]: row for row in layer.getFeatures() if row["jaar"] == 2016}
    both = {row["bu_code"]: row for row in klassen.getFeatures()}
    moved = {code for code, row in both.items() if row["vgl"] == "niet"}
    assert moved
    assert {code for code, row in rows.items() if row["breuk"] == "grens gewijzigd"} == moved
    compared = [code for code in rows if not is_null(both[code]["bijst_0"])]
    assert len(compared) > 20
    for code in compared:
        assert rows[code]["bijst"] == pytest.approx(both[code]["bijst_0"])
    assert all(is_null(rows[code]["bijst"]) for code in moved)


class TestRefusals:
    def refusal(self, layer: Any, **more: Any) -> str:
        with pytest.raises(QgsProcessingException) as caught:
            run(layer, **more)
        return str(caught.value)

    def test_the_same_year_twice(self, klassen: QgsVectorLayer) -> None:
        assert "The indicators of 2024 are given twice" in self.refusal(klassen, EARLIER=[klassen])

    def test_a_table_without_scores(self, klassen: QgsVectorLayer) -> None:
        assert "onv" in self.refusal(klassen, LIVEABILITY=products.FILES["KWB"])

    def test_scores_of_another_place(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table = tmp_path / "scores.csv"
        table.write_text("bu_code,jaar,onv\nBU03630001,2024,0.1\n", encoding="utf-8")
        assert "None of the buurten has a score" in self.refusal(klassen, LIVEABILITY=str(table))

    def test_a_layer_of_another_kind(self) -> None:
        assert "is not a buurt layer" in self.refusal(products.FILES["GEOMETRY"])

    def test_cancelled(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        feedback = QgsProcessingFeedback()
        feedback.cancel()
        with pytest.raises(QgsProcessingException, match="Cancelled; nothing was written"):
            run(klassen, feedback, OUTPUT=str(tmp_path / "film.gpkg"))
        assert list(tmp_path.iterdir()) == []
