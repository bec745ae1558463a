"""The units of a property are the same number in every later step, whatever column they came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

from tests.qgis import stockfiles
from veerkracht_plugin.maps.material import read_stock


@pytest.fixture(scope="module", autouse=True)
def _provider(provider: Any) -> Any:
    return provider


def own(fields: str, rows: list[list[Any]]) -> QgsVectorLayer:
    """Properties in the squares 0 and 7 of ``stockfiles``."""
    layer = QgsVectorLayer(f"Point?crs=EPSG:28992&field=vhe:string&{fields}", "bezit", "memory")
    features = []
    for i, row in enumerate(rows):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"v{i}", *row])
        feature.setGeometry(QgsGeometry.fromWkt("POINT(100050 450050)" if i < 2 else "POINT(100150 450150)"))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def overlaid(stock: QgsVectorLayer, folder: Path, **more: Any) -> QgsVectorLayer:
    buurten = stockfiles.make_buurten(folder / "buurten.gpkg")
    done = processing.run("veerkracht:overlaystock", {
        "INPUT": stock, "NEIGHBOURHOODS": str(buurten), "OUTPUT": "memory:", **more,
    })  # fmt: skip
    layer = done["OUTPUT"]
    assert isinstance(layer, QgsVectorLayer)
    return layer


def per_buurt(layer: QgsVectorLayer) -> dict[str, float]:
    """What print, factsheets and the legend count."""
    stock = read_stock(QgsProcessingFeatureSource(layer, QgsProcessingContext()), layer.name(), QgsProcessingFeedback())
    return {str(code): float(n) for code, n in stock.rows.groupby("bu_code")["eenheden"].sum().items()}


@pytest.mark.parametrize(
    ("fields", "rows", "role", "expected", "column"),
    [
        # Units in a column of another name: 3 + 4 in the one buurt, 5 and a row without a number in the other.
        ("field=aantal:integer", [[3], [4], [5], [None]], "aantal", [7.0, 5.0], "eenheden"),
        # The column bears the name already: it stays the only one.
        ("field=Eenheden:integer", [[3], [4], [5], [6]], "Eenheden", [7.0, 11.0], "Eenheden"),
        # A column of that name that the user did not choose is not what is counted; it travels under another name.
        ("field=eenheden:integer", [[30], [40], [50], [60]], None, [2.0, 2.0], "eenheden"),
        # Each row is one when there is no such column.
        ("field=huur:double", [[1.5], [2.5], [3.5], [4.5]], None, [2.0, 2.0], "eenheden"),
    ],
)
def test_later_steps_count_the_units_that_were_chosen(
    tmp_path: Path, fields: str, rows: list[list[Any]], role: str | None, expected: list[float], column: str
) -> None:
    layer = overlaid(own(fields, rows), tmp_path, UNITS_FIELD=role)
    assert [name for name in layer.fields().names() if name.lower() == "eenheden"] == [column]
    assert per_buurt(layer) == dict(zip(("BU99010000", "BU99010007"), expected))


def test_the_column_of_another_meaning_is_kept(tmp_path: Path) -> None:
    layer = overlaid(own("field=eenheden:integer", [[30], [40], [50], [60]]), tmp_path)
    assert "eenhede_in" in layer.fields().names()
    assert sorted(feature["eenhede_in"] for feature in layer.getFeatures()) == [30, 40, 50, 60]
