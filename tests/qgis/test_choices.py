"""A choice is known by its number, as QGIS keeps it, and by its code, as the public face names it."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsVectorLayer

pytestmark = pytest.mark.usefixtures("provider")


def of(algorithm: str) -> Any:
    return QgsApplication.processingRegistry().createAlgorithmById("veerkracht:" + algorithm)


@pytest.mark.parametrize(
    ("algorithm", "name", "value", "expected"),
    [
        ("print", "MAP", "signaal_relatief", "signaal_relatief"), ("print", "MAP", 8, "focus_relatief"),
        ("print", "MAP", "8", "focus_relatief"), ("print", "MAP", None, "focus"), ("print", "PAPER", "a0", "A0"),
        ("print", "PAPER", 4, "A4"), ("print", "BY", " Wijk ", "wijk"), ("print", "FORMAT", "PNG", "png"),
        ("factsheets", "BY", "wijk", "wijk"), ("factsheets", "AUDIENCE", "extern", "extern"),
        ("factsheets", "AUDIENCE", 1, "extern"), ("share", "AUDIENCE", "Extern", "extern"),
        ("compare", "BY", "gemeente", "gemeente"), ("share", "LANGUAGE", "", ""), ("share", "LANGUAGE", "nl", "nl"),
    ],
)  # fmt: skip
def test_by_number_and_by_code(algorithm: str, name: str, value: Any, expected: str) -> None:
    one = of(algorithm)
    given: dict[str, Any] = {} if value is None else {name: value}
    assert one.choice(given, name, QgsProcessingContext()) == expected
    refused = one.checkParameterValues({"INPUT": "?", "FOLDER": "x", **given}, QgsProcessingContext())[1]
    assert name not in refused


@pytest.mark.parametrize("value", ["focos", "9", -1])
def test_no_choice(value: Any) -> None:
    layer = QgsVectorLayer("Polygon?crs=EPSG:28992", "buurten", "memory")
    fine, sentence = of("print").checkParameterValues(
        {"INPUT": layer, "FOLDER": "map", "MAP": value}, QgsProcessingContext()
    )
    assert not fine
    assert "MAP" in sentence


@pytest.mark.parametrize(
    ("value", "expected"), [("xlsx,csv", ["xlsx", "csv"]), (["html", "XLSX"], ["html", "xlsx"]), ([2, 3], ["xlsx", "csv"]), ("GPKG, shp", ["project", "shapefile"])]  # noqa: E501
)  # fmt: skip
def test_several(value: Any, expected: list[str]) -> None:
    one = of("share")
    assert one.chosen({"FORMATS": value}, "FORMATS", QgsProcessingContext()) == expected
    assert "FORMATS" not in one.checkParameterValues({"FORMATS": value}, QgsProcessingContext())[1]
