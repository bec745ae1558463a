"""Field cases of the index, of change, of files and of the platform that no other test holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer, QVariant

from tests.qgis import products
from veerkracht_plugin.compat import is_null, make_field

pytestmark = pytest.mark.usefixtures("provider")

#: A buurt whose number of residents is made unknown, and one without housing association dwellings.
UNKNOWN, NONE = "BU99900001", "BU99900002"


@pytest.fixture(scope="module")
def buurten(provider: Any) -> QgsVectorLayer:
    return products.assembled()


def by_code(layer: QgsVectorLayer) -> dict[str, dict[str, Any]]:
    """Rows by buurt code, None for what is missing."""
    return {
        one["bu_code"]: {name: None if is_null(value) else value for name, value in one.attributeMap().items()}
        for one in layer.getFeatures()
    }


def changed(layer: QgsVectorLayer, values: dict[str, dict[str, Any]]) -> QgsVectorLayer:
    """A copy in memory in which some buurten have other values."""
    copy = layer.materialize(QgsFeatureRequest())
    provider = copy.dataProvider()
    for feature in copy.getFeatures():
        for name, value in values.get(feature["bu_code"], {}).items():
            provider.changeAttributeValues({feature.id(): {copy.fields().indexOf(name): value}})
    return copy


def saved(layer: QgsVectorLayer, path: Path, driver: str) -> QgsVectorLayer:
    """The layer as a file of another kind."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    written = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsCoordinateTransformContext(), options)
    assert written[0] == QgsVectorFileWriter.WriterError.NoError, written
    return QgsVectorLayer(str(path), path.stem, "ogr")


@pytest.mark.parametrize(
    ("driver", "suffix"), [("ESRI Shapefile", ".shp"), ("GeoJSON", ".geojson"), ("CSV", ".csv"), ("GPKG", ".gpkg")]
)
def test_an_unknown_number_is_not_0_in_any_kind_of_file(
    tmp_path: Path, buurten: QgsVectorLayer, driver: str, suffix: str
) -> None:
    """E05, E16: 0 is a figure, NULL is none, whatever the provider makes of it."""
    given = changed(buurten, {UNKNOWN: {"inwoners": None, "p_corp": None}, NONE: {"p_corp": 0.0}})
    layer = saved(given, tmp_path / ("in" + suffix), driver)
    result = by_code(products.run("classify", {"INPUT": layer, "OUTPUT": "memory:"})["OUTPUT"])
    assert len(result) == 40
    assert result[UNKNOWN]["inwoners"] is None and result[UNKNOWN]["p_corp"] is None
    # Not "te weinig inwoners": nobody knows how many there are.
    assert result[UNKNOWN]["reden"].split("; ")[0] == "cijfers ontbreken"
    assert result[UNKNOWN]["kl_focus"] == result[UNKNOWN]["kl_corp"] == "geen"
    assert result[NONE]["p_corp"] == 0 and result[NONE]["kl_corp"] == "0"


def test_null_is_one_thing() -> None:
    """E17: None, and what Qt 5 makes of NULL; an empty text, 0 and False are values."""
    feature = QgsFeature()
    layer = QgsVectorLayer("None?field=a:integer", "x", "memory")
    feature.setFields(layer.fields(), True)
    assert is_null(None) and is_null(QVariant()) and is_null(feature["a"])
    assert not any(is_null(value) for value in (0, 0.0, "", False, "NULL"))


@pytest.mark.parametrize(
    ("language", "high", "better"), [("nl", "hoog = kwetsbaarder", "hoog = beter"),
                                     ("en", "high = more vulnerable", "high = better")],
)  # fmt: skip
def test_every_score_says_which_way_it_runs(language: str, high: str, better: str) -> None:
    """E09: vulnerability and the Leefbaarometer run in opposite directions, and their aliases say so."""
    from veerkracht_plugin.model.words import word

    alias = {
        name: word("field", name, language=language) for name in ("kw", "kw_0", "kw_d", "onv", "onv_0", "ov_d", "kl_ov")
    }
    assert high in alias["kw"] and high in alias["kw_0"]
    assert better in alias["onv"] and better in alias["onv_0"]
    assert {"nl": "hoog = toename", "en": "high = increase"}[language] in alias["kw_d"]
    assert {"nl": "hoog = meer overlast", "en": "high = more nuisance"}[language] in alias["ov_d"]
    assert {"nl": "1 = slechtst", "en": "1 = worst"}[language] in alias["kl_ov"]


def test_the_reference_is_a_choice_and_is_said(buurten: QgsVectorLayer) -> None:
    """E12: one wijk by itself and the same wijk against the gemeente; each result says what it was held against."""
    wijk = buurten.materialize(QgsFeatureRequest().setFilterExpression("\"wk_code\" = 'WK999001'"))
    found = {}
    for name, given in (("self", None), ("gemeente", buurten)):
        result = products.run("classify", {
            "INPUT": wijk, "REFERENCE": given, "OUTPUT": "memory:", "ACCOUNT": "memory:",
        })  # fmt: skip
        said = {row["onderwerp"]: (row["waarde"], row["aantal"]) for row in result["ACCOUNT"].getFeatures()}
        history = result["OUTPUT"].metadata().history()
        found[name] = {code: row["kw"] for code, row in by_code(result["OUTPUT"]).items()}, said, history
    whole = by_code(products.classified("memory:", buurten))
    for code, kw in found["gemeente"][0].items():
        assert kw == pytest.approx(whole[code]["kw"], abs=1e-12)
        assert kw != pytest.approx(found["self"][0][code], abs=0.01)
    assert found["self"][1]["Reference set"] == ("the input itself", len(wijk))
    # 38 of the 40 buurten are at or above the floor.
    assert found["gemeente"][1]["Reference set"] == (buurten.name(), 38)
    assert "Reference set: the input itself" in found["self"][2]
    assert "Reference set: table given" in found["gemeente"][2]


def test_a_fid_that_is_not_unique_loses_no_row(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """H01, H02: a fid of the user's own is no key of ours, so as many rows come out as went in."""
    layer = buurten.materialize(QgsFeatureRequest())
    layer.dataProvider().addAttributes([make_field("fid", "integer")])
    layer.updateFields()
    at = layer.fields().indexOf("fid")
    assert layer.dataProvider().changeAttributeValues({one.id(): {at: 1} for one in layer.getFeatures()})
    target = tmp_path / "uit.gpkg"
    classified = products.run("classify", {"INPUT": layer, "OUTPUT": str(target)})["OUTPUT"]
    assert len(by_code(QgsVectorLayer(classified, "uit", "ogr"))) == 40

    homes = QgsVectorLayer("Point?crs=EPSG:28992&field=fid:integer&field=vhe:string", "bezit", "memory")
    centre = next(one for one in buurten.getFeatures() if one["bu_code"] == UNKNOWN).geometry().pointOnSurface()
    features = []
    for fid, vhe in ((1, "0001"), (1, "0002"), (2, "0003")):
        feature = QgsFeature(homes.fields())
        feature.setAttributes([fid, vhe])
        feature.setGeometry(centre)
        features.append(feature)
    assert homes.dataProvider().addFeatures(features)[0]
    out = products.run("overlaystock", {
        "INPUT": homes, "NEIGHBOURHOODS": str(target), "OUTPUT": str(tmp_path / "bezit.gpkg"),
    })["OUTPUT"]  # fmt: skip
    found = [(one["vhe"], one["bu_code"]) for one in QgsVectorLayer(out, "bezit", "ogr").getFeatures()]
    assert sorted(found) == [("0001", UNKNOWN), ("0002", UNKNOWN), ("0003", UNKNOWN)]


def test_two_runs_in_the_background_at_once(project: QgsProject, buurten: QgsVectorLayer) -> None:
    """I06: nothing in a run touches the project, so two of them beside each other give what one gives."""
    layer = buurten.clone()
    project.addMapLayer(layer)
    kept: list[Any] = []
    results: list[tuple[bool, dict[str, Any]]] = []
    loop = QEventLoop()

    def ready(ok: bool, found: dict[str, Any]) -> None:
        results.append((ok, found))
        if len(results) == 2:
            loop.quit()

    for _ in range(2):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("veerkracht:classify")
        context = QgsProcessingContext()
        context.setProject(project)
        feedback = QgsProcessingFeedback(False)
        task = QgsProcessingAlgRunnerTask(
            algorithm, {"INPUT": layer.id(), "OUTPUT": "memory:", "ACCOUNT": "memory:"}, context, feedback
        )
        task.executed.connect(ready)
        kept.append((task, context, feedback, algorithm))
    for task, *_ in kept:
        QgsApplication.taskManager().addTask(task)
    # Only so that a run that never ends fails here and not by the clock of the whole suite.
    QTimer.singleShot(300_000, loop.quit)
    loop.exec()
    assert [ok for ok, _ in results] == [True, True]
    layers = []
    for _, context, *_ in kept:
        for _, found in results:
            one = QgsProcessingUtils.mapLayerFromString(found["OUTPUT"], context, False)
            if one is not None:
                layers.append(by_code(one))
    assert len(layers) == 2
    assert layers[0] == layers[1] == by_code(products.classified("memory:", buurten))
