"""The three models: they load, speak both languages, and do what the chain by hand does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from qgis.core import Qgis, QgsApplication, QgsProcessingModelAlgorithm, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from tests.qgis import products
from tests.qgis.test_dock import DUTCH, endpoints  # noqa: F401
from tests.standin.fixtures import standin  # noqa: F401
from veerkracht_plugin.processing.models import MODELS, TEXTS

pytestmark = pytest.mark.usefixtures("provider")


def model(name: str) -> Any:
    return QgsApplication.processingRegistry().algorithmById(f"veerkracht:{name}")


def count(path: Path) -> int:
    layer = QgsVectorLayer(str(path), "one", "ogr")
    assert layer.isValid()
    found = int(layer.featureCount())
    del layer
    return found


@pytest.mark.parametrize("name", list(MODELS))
def test_in_the_toolbox_with_help_and_known_outputs(name: str) -> None:
    one = model(name)
    assert isinstance(one, QgsProcessingModelAlgorithm)
    assert one.group() == "Models"
    assert one.groupId() == "models"
    assert one.canExecute() == (True, "")
    assert one.shortDescription() in one.shortHelpString()
    assert one.helpUrl().endswith(f"#{name}")
    assert not one.icon().isNull()
    # Where it is registered and where it is run: all that comes out is known, with words and not with codes.
    for instance in (one, one.create()):
        definitions = instance.parameterDefinitions()
        assert {one.name().rpartition(":")[2] for one in definitions} <= set(TEXTS)
        assert [one.description() for one in definitions if one.description() not in TEXTS.values()] == []
        ends = {output.name().rpartition(":")[2] for output in instance.outputDefinitions()}
        assert ends & {"MAP", "STOCK"}
        assert instance.provider().id() == "veerkracht"


def test_the_files_are_what_the_script_makes(tmp_path: Path) -> None:
    """Byte for byte, whatever order Qt keeps attributes in; with the oldest QGIS also those that are shipped."""
    script = products.ROOT / "scripts" / "make_models.py"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_HASH_SEED": "7"}
    made = subprocess.run(
        [sys.executable, "-B", str(script), "--out", str(tmp_path)], env=environment, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr.decode()[-2000:]
    for name in MODELS:
        shipped = (products.ROOT / "resources" / "models" / f"{name}.model3").read_bytes()
        again = (tmp_path / f"{name}.model3").read_bytes()
        for content in (shipped, again):
            elements = re.findall(r"<\w+( [^<>]+?)/?>", content.decode("utf-8").partition("\n")[2])
            assert len(elements) > 100
            for one in elements:
                names = re.findall(r' ([\w:]+)="', one)
                assert names == sorted(names)
        if Qgis.QGIS_VERSION.startswith("3.22"):
            assert again == shipped


def test_in_dutch(provider: Any) -> None:
    if not DUTCH.exists():
        pytest.skip("the translations are not compiled (make compile)")
    translator = QTranslator()
    assert translator.load(str(DUTCH))
    english = {name: (model(name).displayName(), model(name).shortHelpString()) for name in MODELS}
    QCoreApplication.installTranslator(translator)
    try:
        for name in MODELS:
            one = model(name).create()
            assert one.displayName() != english[name][0]
            assert one.shortHelpString() != english[name][1]
            texts = {definition.description() for definition in one.parameterDefinitions()}
            # Words that are the same in both languages.
            assert texts & set(TEXTS.values()) <= {"Filter", "Complexes"}
    finally:
        QCoreApplication.removeTranslator(translator)


def test_own_stock_as_by_hand(tmp_path: Path) -> None:
    products.classified(str(tmp_path / "map.gpkg"))
    result = products.run("bezit_op_de_kaart", {
        "FILE": str(products.EXAMPLE / "bezit.csv"), "NEIGHBOURHOODS": str(tmp_path / "map.gpkg"),
        "FILTER": "\"soort\" = 'woning'", "COMPLEX_FIELD": "complex",
        "overlaystock:STOCK": str(tmp_path / "stock.gpkg"), "overlaystock:COMPLEXES": str(tmp_path / "complexes.gpkg"),
        "overlaystock:BY_NEIGHBOURHOOD": str(tmp_path / "by.gpkg"),
        "overlaystock:ACCOUNT_STOCK": str(tmp_path / "account.gpkg"),
        "readstock:ACCOUNT_LIST": str(tmp_path / "list.gpkg"),
    })  # fmt: skip
    assert result["overlaystock:STOCK"] == str(tmp_path / "stock.gpkg")
    lines = (products.EXAMPLE / "bezit.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert count(tmp_path / "stock.gpkg") == sum(line.split(";")[10] == "woning" for line in lines)
    assert count(tmp_path / "complexes.gpkg") == 120
    layer = QgsVectorLayer(str(tmp_path / "stock.gpkg"), "stock", "ogr")
    assert layer.renderer().classAttribute() == "kl_focus"
    del layer


def test_yearly_update_from_publishers_to_the_report(endpoints: Any, tmp_path: Path) -> None:  # noqa: F811
    gemeente = endpoints.country.gemeenten[0]
    first = products.run("gemeentekaart", {
        "MUNICIPALITIES": gemeente.code, "classify:MAP": str(tmp_path / "first.gpkg"),
        "classify:ACCOUNT_CLASSES": None, "download:ACCOUNT_FIGURES": None,
    })  # fmt: skip
    layer = QgsVectorLayer(first["classify:MAP"], "first", "ogr")
    point = next(layer.getFeatures()).geometry().pointOnSurface().asPoint()
    buurten = layer.featureCount()
    del layer
    homes = tmp_path / "homes.csv"
    homes.write_text(f"vhe;complex;x;y\n1;A;{point.x():.0f};{point.y():.0f}\n", encoding="utf-8")
    ends = {
        "classify:MAP": "map.gpkg", "overlaystock:STOCK": "stock.gpkg", "overlaystock:COMPLEXES": "complexes.gpkg",
        "overlaystock:BY_NEIGHBOURHOOD": "by.gpkg", "compare:COMPARED": "compared.gpkg",
        "compare:REPORT": "report.html",
    }  # fmt: skip
    known = {one.name() for one in model("jaarlijkse_actualisatie").parameterDefinitions()}
    paths = {name: str(tmp_path / file) for name, file in ends.items() if name in known}
    if "share:FOLDER" in known:
        paths["share:FOLDER"] = str(tmp_path / "colleagues")
    given = {"MUNICIPALITIES": gemeente.name, "FILE": str(homes), "COMPLEX_FIELD": "complex", **paths}
    optional = {name: None for name in known if name.rpartition(":")[2].startswith("ACCOUNT")}
    result = products.run("jaarlijkse_actualisatie", {**given, **optional})
    assert set(paths) <= set(result)
    layer = QgsVectorLayer(str(tmp_path / "map.gpkg"), "map", "ogr")
    assert {feature["gm_code"] for feature in layer.getFeatures()} == {gemeente.code}
    del layer
    assert count(tmp_path / "map.gpkg") == buurten
    assert count(tmp_path / "stock.gpkg") == 1
    assert (tmp_path / "report.html").stat().st_size > 1000
