"""Own stock over the buurten: each row exactly one buurt, whatever the layer looks like."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
)

from veerkracht_plugin.processing.provider import VeerkrachtProvider

# Two squares side by side and one above with a hole: A (0–100), B (100–200), C on top of both.
SQUARES = {
    "BU99010002": ("POLYGON((1000 400000, 1100 400000, 1100 400100, 1000 400100, 1000 400000))", "A1", "druk", 40),
    "BU99010001": ("POLYGON((1100 400000, 1200 400000, 1200 400100, 1100 400100, 1100 400000))", "C3", "gunstig", 10),
    "BU9901A003": (
        "POLYGON((1000 400100, 1200 400100, 1200 400300, 1000 400300, 1000 400100),"
        "(1090 400190, 1110 400190, 1110 400210, 1090 400210, 1090 400190))", "B2", "druk", 0,
    ),
}  # fmt: skip
KL = ["kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp"]


@pytest.fixture(scope="module", autouse=True)
def _provider(qgis_app: Any, qgis_processing: Any) -> Any:
    provider = VeerkrachtProvider()
    qgis_app.processingRegistry().addProvider(provider)
    yield
    qgis_app.processingRegistry().removeProvider(provider)


def layer(kind: str, fields: str, rows: list[tuple[str, list[Any]]], crs: str = "EPSG:28992") -> QgsVectorLayer:
    """A memory layer; ``rows`` are WKT (empty = none) and values."""
    out = QgsVectorLayer(f"{kind}?crs={crs}&{fields}", "laag", "memory")
    features = []
    for wkt, values in rows:
        feature = QgsFeature(out.fields())
        feature.setAttributes(values)
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    assert out.dataProvider().addFeatures(features)[0]
    out.updateExtents()
    return out


@pytest.fixture
def buurten() -> QgsVectorLayer:
    fields = (
        "&".join(f"field={name}:string" for name in ("bu_code", "bu_naam", "gm_code", "gm_naam", "reden", *KL))
        + "&field=inwoners:integer&field=woningen:integer"
    )
    rows = []
    for code, (wkt, focus, signal, dwellings) in SQUARES.items():
        classes = dict.fromkeys(KL, "geen") | {"kl_focus": focus, "kl_signa": signal}
        rows.append((wkt, [code, "Buurt " + code[-1], "GM9901", "Papierstad", "", *classes.values(), 500, dwellings]))
    return layer("Polygon", fields, rows)


def overlay(source: Any, buurten: QgsVectorLayer, **more: Any) -> dict[str, QgsVectorLayer]:
    outputs = dict.fromkeys(("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"), "memory:")
    return processing.run("veerkracht:overlaystock", {"INPUT": source, "NEIGHBOURHOODS": buurten, **outputs, **more})


def places(result: dict[str, QgsVectorLayer]) -> list[tuple[Any, str, str]]:
    return [(f["bu_code"] or None, f["plaats"], f["kl_focus"]) for f in result["OUTPUT"].getFeatures()]


def account(result: dict[str, QgsVectorLayer]) -> dict[str, int]:
    return {f["onderwerp"]: f["aantal"] for f in result["ACCOUNT"].getFeatures()}


POINTS = [
    ("POINT(1050 400050)", "BU99010002", "binnen", "A1"),
    ("POINT(1100 400050)", "BU99010001", "grens", "C3"),  # between 0002 and 0001: the lowest code
    ("POINT(1100 400100)", "BU99010001", "grens", "C3"),  # a corner of all three
    ("POINT(1100.0005 400050)", "BU99010001", "grens", "C3"),  # half a millimetre past it
    ("POINT(1100.01 400050)", "BU99010001", "binnen", "C3"),
    ("POINT(1099.99 400050)", "BU99010002", "binnen", "A1"),
    ("POINT(1000 400050)", "BU99010002", "binnen", "A1"),  # the outer border is shared with nobody
    ("POINT(1100 400200)", None, "buiten", "geen"),  # in the hole
    ("POINT(1100 400190)", "BU9901A003", "binnen", "B2"),  # on the rim of the hole
    ("POINT(5000 450000)", None, "buiten", "geen"),
    ("", None, "zonder", "geen"),
    ("POINT(0 -50)", None, "zonder", "geen"),  # the dummy of a geocoder, far outside RD
]


def test_every_point_gets_one_place(buurten: QgsVectorLayer) -> None:
    stock = layer("Point", "field=vhe:string", [(wkt, [str(i)]) for i, (wkt, *_) in enumerate(POINTS)])
    result = overlay(stock, buurten)
    assert places(result) == [tuple(expected) for _, *expected in POINTS]
    assert [f["vhe"] for f in result["OUTPUT"].getFeatures()] == [str(i) for i in range(len(POINTS))]
    counts = account(result)
    buckets = [counts[f"Own stock: {text}"] for text in (
        "inside a neighbourhood", "on a neighbourhood border", "outside every neighbourhood", "without location")]  # fmt: skip  # noqa: E501
    assert buckets == [5, 3, 2, 2]
    assert sum(buckets) == counts["Rows of own stock"] == len(POINTS)


def test_wgs84_falls_as_rd_does(buurten: QgsVectorLayer) -> None:
    from qgis.core import QgsCoordinateTransform

    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    rows = []
    for i, (wkt, *_) in enumerate(POINTS[:9]):
        geometry = QgsGeometry.fromWkt(wkt)
        geometry.transform(there)
        rows.append((geometry.asWkt(12), [str(i)]))
    result = overlay(layer("Point", "field=vhe:string", rows, "EPSG:4326"), buurten)
    assert places(result) == [tuple(expected) for _, *expected in POINTS[:9]]
    assert result["OUTPUT"].crs().authid() == "EPSG:4326"
    assert result["COMPLEXES"].crs().authid() == "EPSG:28992"


def test_polygons_and_their_kin_go_by_a_point_on_their_surface(buurten: QgsVectorLayer) -> None:
    square = "((1010 400010, 1020 400010, 1020 400020, 1010 400020, 1010 400010))"
    bow_tie = "POLYGON((1010 400010, 1020 400020, 1020 400010, 1010 400020, 1010 400010))"
    # The middle of this U lies in the right square, the U itself in the left one and above.
    rows = [
        (f"MULTIPOLYGON({square})", ["a"]),
        (bow_tie, ["b"]),
        ("MULTIPOLYGON Z(((1010 400010 5, 1020 400010 5, 1020 400020 5, 1010 400010 5)))", ["c"]),
    ]
    result = overlay(layer("MultiPolygon", "field=vhe:string", rows), buurten)
    assert [row[0] for row in places(result)] == ["BU99010002"] * 3
    curve = layer("CurvePolygon", "field=vhe:string",
                  [("CURVEPOLYGON(CIRCULARSTRING(1010 400010, 1020 400020, 1010 400010))", ["d"])])  # fmt: skip
    assert [row[0] for row in places(overlay(curve, buurten))] == ["BU99010002"]


def test_a_valid_code_comes_before_the_location(buurten: QgsVectorLayer) -> None:
    rows = [
        ("POINT(1150 400050)", ["BU99010002"]),  # says 0002, lies in 0001
        ("POINT(1150 400050)", ["99010002"]),  # the same, without the letters
        ("POINT(1150 400050)", ["BU12345678"]),  # of another year
        ("POINT(1150 400050)", [None]),
        ("", ["bu9901a003 "]),
    ]
    result = overlay(layer("Point", "field=buurt:string", rows), buurten, BU_FIELD="buurt")
    assert [row[:2] for row in places(result)] == [
        ("BU99010002", "binnen"), ("BU99010002", "binnen"), ("BU99010001", "binnen"), ("BU99010001", "binnen"),
        ("BU9901A003", "binnen"),
    ]  # fmt: skip
    counts = account(result)
    assert counts["Placed by neighbourhood code"] == 3
    assert counts["Code and location disagree; the code counts"] == 2
    assert counts["Code unknown in the neighbourhood layer, placed by location"] == 1


def test_table_with_a_code_and_no_geometry(buurten: QgsVectorLayer) -> None:
    table = layer("None", "field=bu_code:string&field=huur:double", [("", ["BU99010001", 612.33]), ("", ["", 500.0])])
    result = overlay(table, buurten)
    assert [row[:2] for row in places(result)] == [("BU99010001", "binnen"), (None, "zonder")]
    # The incoming bu_code is kept, under another name.
    assert [f["bu_cod_in"] if "bu_cod_in" in f.fields().names() else f["bu_code_in"] for f in result["OUTPUT"].getFeatures()] == [  # noqa: E501
        "BU99010001", "",
    ]  # fmt: skip
    assert [f["huur"] for f in result["OUTPUT"].getFeatures()] == [612.33, 500.0]


def test_complexes_and_buurten(buurten: QgsVectorLayer) -> None:
    rows = [
        ("POINT(1150 400050)", ["X", 3]), ("POINT(1050 400050)", ["X", 1]),  # 3 of 4 units in C3
        ("POINT(1050 400060)", ["Y", 2]), ("POINT(1150 400060)", ["Y", 2]),  # equal: the class of most concern
        ("POINT(1050 400070)", ["", 5]), ("", ["Y", 4]), ("POINT(1150 400070)", ["Z", None]),
    ]  # fmt: skip
    result = overlay(
        layer("Point", "field=cpl:string&field=n:integer", rows), buurten, COMPLEX_FIELD="cpl", UNITS_FIELD="n"
    )
    got = {f["complex"]: f for f in result["COMPLEXES"].getFeatures()}
    assert {
        name: (f["eenheden"], f["p_C3"], f["p_druk"], f["kl_focus"], f["n_buurten"]) for name, f in got.items()
    } == {
        "X": (4, 75.0, 25.0, "C3", 2),
        "Y": (8, 25.0, 25.0, "geen", 2),  # 4 of its 8 units have no location, so no class holds more
        "Z": (0, None, None, "C3", 1),
    } or got["Z"]["p_C3"] != got["Z"]["p_C3"]
    assert {name: f.geometry().constGet().partCount() for name, f in got.items()} == {"X": 2, "Y": 2, "Z": 1}
    by = {f["bu_code"]: (f["eenheden"], f["p_eigen"]) for f in result["BY_NEIGHBOURHOOD"].getFeatures()}
    assert by == {"BU99010001": (5, 50.0), "BU99010002": (8, 20.0)}
    counts = account(result)
    assert counts["Units"] == 17
    assert counts["Rows without a number of units, not counted in units"] == 1
    assert counts["Rows without a complex"] == 1


def test_filter_counts_and_is_named(buurten: QgsVectorLayer) -> None:
    rows = [("POINT(1050 400050)", ["woning"]), ("POINT(1050 400050)", ["garage"]), ("POINT(1150 400050)", ["woning"])]
    result = overlay(layer("Point", "field=soort:string", rows), buurten, FILTER="\"soort\" = 'woning'")
    assert [row[0] for row in places(result)] == ["BU99010002", "BU99010001"]
    lines = {f["onderwerp"]: (f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()}
    assert lines["Filter of own stock"][0] == "\"soort\" = 'woning'"
    assert lines["Rows in the input, before the filter"][1] == 3


def test_selection_is_respected(buurten: QgsVectorLayer) -> None:
    from qgis.core import QgsProcessingFeatureSourceDefinition

    stock = layer("Point", "field=vhe:string", [(wkt, [str(i)]) for i, (wkt, *_) in enumerate(POINTS[:3])])
    QgsProject.instance().addMapLayer(stock)
    stock.selectByIds([2])
    result = overlay(QgsProcessingFeatureSourceDefinition(stock.id(), True), buurten)
    assert [f["vhe"] for f in result["OUTPUT"].getFeatures()] == ["1"]
    QgsProject.instance().removeMapLayer(stock)


def test_an_incoming_fid_that_is_not_unique_loses_no_row(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    stock = layer("Point", "field=fid:integer&field=plaats:string",
                  [("POINT(1050 400050)", [1, "Utrecht"]), ("POINT(1050 400060)", [1, "Zeist"]), ("POINT(1150 400050)", [2, "De Bilt"])])  # fmt: skip  # noqa: E501
    target = tmp_path / "bezit.gpkg"
    overlay(stock, buurten, OUTPUT=str(target))
    written = QgsVectorLayer(str(target), "bezit", "ogr")
    assert written.featureCount() == 3
    assert [f["fid_in"] for f in written.getFeatures()] == [1, 1, 2]
    assert [(f["plaats_in"], f["plaats"]) for f in written.getFeatures()] == [
        ("Utrecht", "binnen"), ("Zeist", "binnen"), ("De Bilt", "binnen"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"FILTER": '"soort" = '}, "not a valid expression"),
        ({"FILTER": '"weg" = 1'}, "does not have"),
        ({"UNITS_FIELD": "soort"}, "not a number"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    buurten: QgsVectorLayer, tmp_path: Path, more: dict[str, str], said: str
) -> None:
    stock = layer("Point", "field=soort:string", [("POINT(1050 400050)", ["woning"])])
    target = tmp_path / "uit.gpkg"
    with pytest.raises(QgsProcessingException, match=said):
        overlay(stock, buurten, OUTPUT=str(target), **more)
    assert not target.exists()


def test_layer_without_a_coordinate_system_is_refused(buurten: QgsVectorLayer) -> None:
    stock = layer("Point", "field=vhe:string", [("POINT(1050 400050)", ["1"])], crs="")
    stock.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        overlay(stock, buurten)


def test_buurten_without_classes_are_refused(buurten: QgsVectorLayer) -> None:
    bare = layer(
        "Polygon", "field=bu_code:string&field=inwoners:integer", [(SQUARES["BU99010001"][0], ["BU99010001", 10])]
    )
    stock = layer("Point", "field=vhe:string", [("POINT(1150 400050)", ["1"])])
    with pytest.raises(QgsProcessingException, match="no classes yet"):
        overlay(stock, bare)


def test_rd_metres_said_to_be_degrees(buurten: QgsVectorLayer) -> None:
    stock = layer("Point", "field=vhe:string", [("POINT(1050 400050)", ["1"])], crs="EPSG:4326")
    with pytest.raises(QgsProcessingException, match="do not belong to its coordinate system"):
        overlay(stock, buurten)


def test_many_random_points_as_qgis_places_them(buurten: QgsVectorLayer) -> None:
    import random

    rng = random.Random(7)
    rows = [(f"POINT({rng.uniform(950, 1250)} {rng.uniform(399950, 400350)})", [str(i)]) for i in range(3000)]
    got = [row[0] for row in places(overlay(layer("Point", "field=vhe:string", rows), buurten))]
    polygons = {code: QgsGeometry.fromWkt(wkt) for code, (wkt, *_) in SQUARES.items()}
    expected = [
        next((code for code, polygon in sorted(polygons.items()) if polygon.intersects(QgsGeometry.fromWkt(wkt))), None)
        for wkt, _ in rows
    ]
    assert got == expected
    assert Counter(expected)[None] > 100
