"""Own stock from every kind of layer, each with the right buurt; controls, groups, complexes, and stacks on the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsSymbolLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from tests.qgis import stockfiles
from veerkracht_plugin.processing import overlaystock

OUTPUTS = ("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT")

#: The squares of ``stockfiles`` are 100 m wide from (100000, 450000) on; number 7 is the second of the second row.
PLACES = [
    ((100150.0, 450150.0), "BU99010007", "binnen"),
    ((100200.0, 450150.0), "BU99010007", "grens"),
    ((100200.0, 450200.0), "BU99010007", "grens"),
    ((100050.0, 450050.0), "BU99010000", "binnen"),
    ((99000.0, 450050.0), None, "buiten"),
    (None, None, "zonder"),
]


@pytest.fixture(scope="module", autouse=True)
def _provider(provider: Any) -> Any:
    return provider


@pytest.fixture
def buurten(tmp_path: Path) -> str:
    return str(stockfiles.make_buurten(tmp_path / "buurten.gpkg"))


class Listening(QgsProcessingFeedback):
    """Keeps the warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


def overlay(stock: Any, buurten: str, feedback: Any = None, **more: Any) -> dict[str, Any]:
    return dict(processing.run("veerkracht:overlaystock", {
        "INPUT": stock, "NEIGHBOURHOODS": buurten, **dict.fromkeys(OUTPUTS, "memory:"), **more,
    }, feedback=feedback))  # fmt: skip


def memory(
    kind: str, wkts: list[str], fields: str = "field=vhe:string", rows: Any = None, crs: str = "EPSG:28992"
) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs={crs}&{fields}", "bezit", "memory")
    features = []
    for i, wkt in enumerate(wkts):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(rows[i] if rows else [str(i)])
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def points() -> list[str]:
    return [f"POINT({place[0]} {place[1]})" if place else "" for place, *_ in PLACES]


def found(result: dict[str, Any], key: str = "vhe") -> list[tuple[Any, str]]:
    rows = sorted(result["OUTPUT"].getFeatures(), key=lambda feature: str(feature[key]))
    return [(stockfiles.value(feature["bu_code"]) or None, feature["plaats"]) for feature in rows]


def account(result: dict[str, Any]) -> dict[str, Any]:
    return {feature["onderwerp"]: feature["aantal"] for feature in result["ACCOUNT"].getFeatures()}


def stored(layer: Any, path: Path, driver: str) -> str:
    """``layer`` as a file."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    context = QgsProject.instance().transformContext()
    assert QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), context, options)[0] == 0
    return str(path)


def as_csv(path: Path) -> QgsVectorLayer:
    lines = ["vhe;x;y"]
    for i, (place, *_) in enumerate(PLACES):
        lines.append(f"{i};{str(place[0]).replace('.', ',')};{str(place[1]).replace('.', ',')}" if place else f"{i};;")
    path.write_text("\n".join(lines), encoding="utf-8")
    how = "delimiter=;&xField=x&yField=y&decimalPoint=,&crs=EPSG:28992&detectTypes=no"
    return QgsVectorLayer(f"file://{path}?{how}", "bezit", "delimitedtext")


@pytest.mark.parametrize("kind", ["memory", "gpkg", "shapefile", "geojson", "csv", "virtual", "z", "multi", "zipped"])
def test_every_kind_of_layer(kind: str, tmp_path: Path, buurten: str, project: QgsProject) -> None:
    stock: Any = memory("Point", points())
    expected = [tuple(rest) for _, *rest in PLACES]
    if kind == "gpkg":
        stock = stored(stock, tmp_path / "s.gpkg", "GPKG")
    elif kind == "shapefile":
        stock = stored(stock, tmp_path / "s.shp", "ESRI Shapefile")
    elif kind == "geojson":
        stock = stored(stock, tmp_path / "s.geojson", "GeoJSON")
        stock = QgsVectorLayer(stock, "s", "ogr")
        stock.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    elif kind == "zipped":
        stored(stock, tmp_path / "s.gpkg", "GPKG")
        import zipfile

        with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
            archive.write(tmp_path / "s.gpkg", "s.gpkg")
        stock = QgsVectorLayer(f"/vsizip/{tmp_path}/s.zip/s.gpkg", "s", "ogr")
    elif kind == "csv":
        # A row without coordinates is left out by QGIS' delimited text when they are both empty.
        stock = as_csv(tmp_path / "s.csv")
        expected = expected[: stock.featureCount()]
    elif kind == "virtual":
        project.addMapLayer(stock)
        stock.setName("bezit")
        stock = QgsVectorLayer("?query=SELECT vhe, geometry FROM bezit&geometry=geometry:1:28992", "v", "virtual")
        assert stock.isValid()
    elif kind == "z":
        stock = memory("PointZ", [wkt.replace("POINT(", "POINT Z(").replace(")", " 7)") for wkt in points()])
    elif kind == "multi":
        stock = memory("MultiPoint", [wkt.replace("POINT(", "MULTIPOINT((").replace(")", "))") for wkt in points()])
    assert found(overlay(stock, buurten)) == expected


@pytest.mark.parametrize("epsg", [4326, 4258, 3857, 25831])
def test_other_coordinate_systems(epsg: int, tmp_path: Path, buurten: str) -> None:
    from qgis.core import QgsCoordinateTransform

    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem(f"EPSG:{epsg}"), QgsProject.instance()
    )
    wkts = []
    for place, *_ in PLACES:
        if place is None:
            wkts.append("")
            continue
        geometry = QgsGeometry.fromPointXY(QgsPointXY(*place))
        geometry.transform(there)
        wkts.append(geometry.asWkt(12))
    assert found(overlay(memory("Point", wkts, crs=f"EPSG:{epsg}"), buurten)) == [tuple(rest) for _, *rest in PLACES]


def test_shapes_of_every_kind(buurten: str) -> None:
    cases = {
        "Polygon": "POLYGON((100110 450110, 100120 450110, 100120 450120, 100110 450110))",
        "MultiPolygon": "MULTIPOLYGON(((100110 450110, 100190 450110, 100190 450190, 100110 450190, 100110 450110)),"
                        "((100305 450305, 100306 450305, 100306 450306, 100305 450305)))",
        "CurvePolygon": "CURVEPOLYGON(CIRCULARSTRING(100110 450150, 100150 450190, 100190 450150, 100150 450110, "
                        "100110 450150))",
        "PolygonZM": "POLYGON ZM((100110 450110 1 2, 100120 450110 1 2, 100120 450120 1 2, 100110 450110 1 2))",
        "LineString": "LINESTRING(100110 450110, 100120 450120)",
    }  # fmt: skip
    bow_tie = "POLYGON((100110 450110, 100190 450190, 100190 450110, 100110 450190, 100110 450110))"
    for kind, wkt in [*cases.items(), ("Polygon", bow_tie)]:
        assert found(overlay(memory(kind, [wkt]), buurten)) == [("BU99010007", "binnen")], wkt


def test_selection_and_filter_of_the_layer_and_expression(buurten: str, project: QgsProject) -> None:
    stock = memory("Point", points())
    project.addMapLayer(stock)
    assert stock.setSubsetString("vhe <> '0'")
    stock.selectByExpression("vhe IN ('1', '3', '4')")
    result = overlay(QgsProcessingFeatureSourceDefinition(stock.id(), True), buurten, FILTER="\"vhe\" < '4'")
    assert found(result) == [("BU99010007", "grens"), ("BU99010000", "binnen")]


def test_a_service_that_stops_half_way_is_refused(buurten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """WFS: the count that it announces is more than what it gives."""
    stock = memory("Point", points())
    monkeypatch.setattr(overlaystock.OverlayStock, "_is_live", lambda self, parameters, name, context: name == "INPUT")
    assert len(found(overlay(stock, buurten))) == 6

    class Half:
        """A source that announces more than it gives."""

        def __init__(self, source: Any) -> None:
            self.source = source

        def featureCount(self) -> int:
            return int(self.source.featureCount()) + 1500

        def __getattr__(self, name: str) -> Any:
            return getattr(self.source, name)

    original = overlaystock.OverlayStock.parameterAsSource

    def half(self: Any, parameters: Any, name: str, context: Any) -> Any:
        source = original(self, parameters, name, context)
        return Half(source) if name == "INPUT" else source

    monkeypatch.setattr(overlaystock.OverlayStock, "parameterAsSource", half)
    with pytest.raises(QgsProcessingException, match="gave 6 of its 1506 rows"):
        overlay(stock, buurten)


def test_many_rows_without_a_buurt_are_a_warning_with_examples(buurten: str) -> None:
    inside = ["POINT(100150 450150)"] * 94
    feedback = Listening()
    rows = [[f"vhe-{i}"] for i in range(100)]
    result = overlay(memory("Point", [*inside, *["POINT(90000 460000)"] * 6], rows=rows), buurten, feedback)
    assert sum("lie in no buurt" in text for text in feedback.warnings) == 1
    assert "6 % of the rows lie in no buurt (6 of 100)" in feedback.warnings[0]
    assert "vhe vhe-94, vhe vhe-95" in feedback.warnings[0]
    # That the layer of complexes is empty has a reason, which is said without alarm.
    assert result["COMPLEXES"].featureCount() == 0
    assert "Without a field with the complex (COMPLEX_FIELD)" in feedback.textLog()
    lines = {f["onderwerp"]: (f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()}
    (value,) = [line for topic, line in lines.items() if topic.startswith("Many rows without")]
    assert value[1] == 6
    assert value[0].startswith("vhe vhe-94")
    feedback = Listening()
    fewer = [*inside, "POINT(100150 450160)", *["POINT(90000 460000)"] * 5]
    overlay(memory("Point", fewer, rows=rows), buurten, feedback)
    assert not any("lie in no buurt" in text for text in feedback.warnings)


def test_units_near_a_border_are_counted(buurten: str) -> None:
    wkts = [f"POINT({100100 + away} 450050)" for away in (-11, -9.99, -1, 1, 9.99, 10.01)]
    rows = [[str(i), 2] for i in range(len(wkts))]
    stock = memory("Point", wkts, "field=vhe:string&field=eenh:integer", rows)
    counts = account(overlay(stock, buurten, UNITS_FIELD="eenh"))
    (near,) = [count for topic, count in counts.items() if topic.startswith("Units within 10 m")]
    assert near == 8
    assert counts["Units"] == 12


def test_units_per_gemeente_and_per_group(buurten: str) -> None:
    # Squares 1 and 3 are of Stad 1 (B2, geen), 0 and 2 of Stad 0 (A1, C3).
    rows = [["a", "Noord", 3], ["b", "Zuid", 1], ["c", "Noord", 2], ["d", "", 5], ["e", "Zuid", 4]]
    wkts = [f"POINT({100050 + 100 * square} 450050)" for square in (0, 1, 2, 3, 1)]
    stock = memory("Point", wkts, "field=vhe:string&field=rayon:string&field=eenh:integer", rows)
    counts = account(overlay(stock, buurten, UNITS_FIELD="eenh", GROUP_FIELD="rayon"))
    towns = {topic: count for topic, count in counts.items() if topic.startswith("Units in Stad") and "Focus" in topic}
    assert sorted(towns.values()) == [2, 3, 5, 5]
    groups = {topic: count for topic, count in counts.items() if topic.startswith("Units, rayon") and "Focus" in topic}
    by_group: dict[str, int] = {}
    for topic, count in groups.items():
        name = topic.split("rayon ")[1].split(",")[0]
        by_group[name] = by_group.get(name, 0) + count
    assert by_group == {"Noord": 5, "Zuid": 5, "–": 5}
    assert sum(towns.values()) == sum(groups.values()) == counts["Units"] == 15


def test_a_column_of_names_is_no_endless_account(buurten: str) -> None:
    stock = memory("Point", ["POINT(100150 450150)"] * 130)
    counts = account(overlay(stock, buurten, GROUP_FIELD="vhe"))
    assert len([topic for topic in counts if topic.startswith("Units, vhe") and "Focus" in topic]) == 100
    (left,) = [count for topic, count in counts.items() if topic.startswith("Units in smaller groups of vhe")]
    assert left == 30


def test_a_complex_across_buurten_gives_shares(buurten: str) -> None:
    # Three units in square 2 (C3), one in square 0 (A1), all of them under druk.
    rows = [["a", "X", 2], ["b", "X", 1], ["c", "X", 1], ["d", "Y", 1]]
    wkts = ["POINT(100250 450050)", "POINT(100260 450060)", "POINT(100050 450050)", "POINT(100150 450050)"]
    stock = memory("Point", wkts, "field=vhe:string&field=cpl:string&field=eenh:integer", rows)
    more = {"COMPLEX_FIELD": "cpl", "UNITS_FIELD": "eenh"}
    got = {f["complex"]: f for f in overlay(stock, buurten, **more)["COMPLEXES"].getFeatures()}
    x = got["X"]
    assert (x["eenheden"], x["n_buurten"], x["p_C3"], x["p_druk"], x["kl_focus"], x["bu_code"]) == (
        4, 2, 75.0, 100.0, "C3", "BU99010002",
    )  # fmt: skip
    assert x["verdeling"] == "C3 75 %, A1 25 %"
    assert QgsWkbTypes.flatType(x.geometry().wkbType()) == QgsWkbTypes.Type.MultiPoint
    assert x.geometry().constGet().numGeometries() == 3
    layer = overlay(stock, buurten, COMPLEX_GEOMETRY="hull", **more)["COMPLEXES"]
    hulls = {f["complex"]: f.geometry() for f in layer.getFeatures()}
    assert layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
    assert all(hulls["X"].contains(QgsGeometry.fromWkt(wkt)) for wkt in wkts[:3])
    assert hulls["Y"].area() == pytest.approx(314, abs=5)


# -- on the map --------------------------------------------------------------------------------------------------------
@pytest.fixture
def flat(tmp_path: Path, buurten: str) -> str:
    """A flat of 120 homes on one coordinate and one home 60 m from it, overlaid and styled: the file.

    The tests open it themselves: pytest keeps the last fixture until after QGIS has closed.
    """
    rows = [[f"v{i}", 1] for i in range(121)]
    wkts = ["POINT(100150 450150)"] * 120 + ["POINT(100190 450195)"]
    stock = memory("Point", wkts, "field=vhe:string&field=eenh:integer", rows)
    target = tmp_path / "uit.gpkg"
    overlay(stock, buurten, UNITS_FIELD="eenh", OUTPUT=str(target))
    return str(target)


def test_stacked_units_are_one_symbol_sized_by_count(flat: str) -> None:
    layer = QgsVectorLayer(flat, "uit", "ogr")
    assert layer.featureCount() == 121
    assert sorted(f["n_adres"] for f in layer.getFeatures()) == [1] + [120] * 120
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    category = renderer.categories()[0]
    symbol = category.symbol()
    properties = symbol.symbolLayer(2).dataDefinedProperties()
    expression = QgsExpression(properties.property(QgsSymbolLayer.Property.PropertySize).expressionString())
    sizes = []
    for feature in list(layer.getFeatures())[-2:]:
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
        context.setFeature(feature)
        sizes.append(expression.evaluate(context))
    assert sizes[1] == pytest.approx(1.5)
    assert sizes[0] > 2 * sizes[1]
    assert layer.labelsEnabled()


@pytest.mark.parametrize("ground", ["#ffffff", "#202020", "#8c6bb1"])
def test_the_stack_is_drawn_once_and_its_rim_stands_out(flat: str, ground: str) -> None:
    layer = QgsVectorLayer(flat, "uit", "ogr")

    def picture(layer: QgsVectorLayer) -> Any:
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
        settings.setExtent(QgsRectangle(100120, 450120, 100200, 450200))
        settings.setOutputSize(QSize(300, 300))
        settings.setOutputDpi(96)
        settings.setBackgroundColor(QColor(ground))
        settings.setFlag(QgsMapSettings.DrawLabeling, False)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage()

    image = picture(layer)
    # In the middle of the flat the class colour, opaque, and around it a white and a dark ring.
    code = next(layer.getFeatures())["kl_focus"]
    renderer = layer.renderer()
    (category,) = [one for one in renderer.categories() if one.value() == code]
    symbol = category.symbol()
    x, y = round((100150 - 100120) * 300 / 80), round((450200 - 450150) * 300 / 80)
    assert image.pixelColor(x, y).name() == symbol.symbolLayer(2).color().name()
    ring = {image.pixelColor(x + step, y).lightness() // 16 for step in range(8, 20)}
    assert max(ring) >= 12
    assert min(ring) <= 4


def test_homes_in_a_row_have_one_rim_around_them(buurten: str) -> None:
    """Rims drawn home by home would lie over each other on one side of the row, as a dark bow."""
    wkts = [f"POINT({100138 + 0.15 * i} 450150)" for i in range(30)]
    layer = overlay(memory("Point", wkts, "field=vhe:string", [[str(i)] for i in range(30)]), buurten)["OUTPUT"]
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    settings.setExtent(QgsRectangle(100110, 450120, 100170, 450180))
    settings.setOutputSize(QSize(600, 600))
    settings.setOutputDpi(300)
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setFlag(QgsMapSettings.DrawLabeling, False)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    found = [x for x in range(600) for y in range(600) if image.pixelColor(x, y).lightness() < 90]
    middle = (min(found) + max(found)) / 2
    west, east = sum(x < middle for x in found), sum(x > middle for x in found)
    assert west > 20 and 0.7 < west / east < 1.4
