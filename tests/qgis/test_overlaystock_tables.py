"""Own stock read and written by the column gives what the way through QGIS gives, row by row, in a sound GeoPackage."""

from __future__ import annotations

import gc
import random
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import processing
import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsFeedback,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from tests.qgis import stockfiles
from veerkracht_plugin.layers import gpkg, sql
from veerkracht_plugin.processing import overlaystock


@pytest.fixture(scope="module", autouse=True)
def _provider(provider: Any) -> Any:
    return provider


def rows(layer: Any) -> list[Any]:
    layer = QgsVectorLayer(layer, "x", "ogr") if isinstance(layer, str) else layer
    assert layer.isValid()
    # QGIS writes an empty geometry for none.
    return [
        ([stockfiles.value(one) for one in feature.attributes()],
         "" if feature.geometry().isEmpty() else feature.geometry().asWkt(3))
        for feature in layer.getFeatures()
    ]  # fmt: skip


def types(path: str) -> list[tuple[str, int, int]]:
    source = ogr.Open(path)
    layer = source.GetLayer(0)
    fields = [layer.GetLayerDefn().GetFieldDefn(i) for i in range(layer.GetLayerDefn().GetFieldCount())]
    return [(field.GetName(), field.GetType(), field.GetSubType()) for field in fields]


def run(stock: Any, buurten: Any, folder: Path, name: str, **more: Any) -> dict[str, Any]:
    outputs = {
        key: str(folder / f"{name}-{key.lower()}.gpkg")
        for key in ("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT")
    }
    return dict(processing.run("veerkracht:overlaystock", {
        "INPUT": stock, "NEIGHBOURHOODS": buurten, "COMPLEX_FIELD": "complex", "UNITS_FIELD": "eenh", **outputs, **more,
    }))  # fmt: skip


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each quick way was taken."""
    calls = {"read_points": 0, "read_polygons": 0, "write_copies": 0}
    from veerkracht_plugin.layers import properties

    def count(module: Any, name: str) -> None:
        original = getattr(module, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            calls[name] += 1
            return original(*arguments, **named)

        monkeypatch.setattr(module, name, counting)

    count(properties, "read_points")
    count(gpkg, "read_polygons")
    count(gpkg, "write_copies")
    return calls


QUICK = {"read_points": 1, "read_polygons": 1, "write_copies": 1}


def both(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], stock: Any, buurten: Any, folder: Path, **more: Any
) -> Any:
    """The results of both ways, after they have been found equal; and how often the quick ways were taken."""
    quick = run(stock, buurten, folder, "quick", **more)
    taken = dict(counted)
    with monkeypatch.context() as patch:
        patch.setattr(gpkg, "table_of", lambda layer: None)
        plain = run(stock, buurten, folder, "plain", **more)
    assert counted == taken
    for name in quick:
        assert rows(quick[name]) == rows(plain[name]), name
        if isinstance(quick[name], str):
            assert types(quick[name]) == types(plain[name])
    return quick, taken


@pytest.mark.parametrize(
    ("epsg", "kind", "more"),
    [
        (28992, ogr.wkbPoint, {}),
        (4326, ogr.wkbPoint, {}),
        (3857, ogr.wkbPoint, {}),
        (28992, ogr.wkbPoint25D, {}),
        (28992, ogr.wkbPoint, {"BU_FIELD": "bu"}),
        (28992, ogr.wkbPoint, {"FILTER": '"vhe" > \'00100\' AND "huur" IS NOT NULL'}),
        (28992, ogr.wkbPoint, {"GROUP_FIELD": "plaats", "COMPLEX_GEOMETRY": "hull"}),
    ],
)
def test_same_rows_either_way(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path, epsg: int, kind: int, more: dict[str, str]
) -> None:
    stock = stockfiles.make_stock(tmp_path / "s.gpkg", epsg=epsg, kind=kind)
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg")
    quick, taken = both(monkeypatch, counted, str(stock), str(buurten), tmp_path, **more)
    assert taken == QUICK
    places = [row[0] for row in rows(quick["OUTPUT"])]
    assert len(places) > 150
    layer = QgsVectorLayer(quick["OUTPUT"], "x", "ogr")
    found = {feature["plaats"] for feature in layer.getFeatures()}
    assert {"binnen", "grens", "buiten", "zonder"} >= found >= {"binnen", "buiten"}


@pytest.mark.parametrize("epsg", [4326, 3857])
def test_buurten_in_another_system(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path, epsg: int
) -> None:
    stock = stockfiles.make_stock(tmp_path / "s.gpkg")
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg", epsg, ogr.wkbPolygon)
    _, taken = both(monkeypatch, counted, str(stock), str(buurten), tmp_path)
    assert taken == QUICK


def test_a_selection_is_read_by_the_column_too(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path
) -> None:
    stock = QgsVectorLayer(str(stockfiles.make_stock(tmp_path / "s.gpkg")), "bezit", "ogr")
    QgsProject.instance().addMapLayer(stock)
    stock.selectByIds([7, 10, 100, 103, 1000])
    chosen = QgsProcessingFeatureSourceDefinition(stock.id(), True)
    quick, taken = both(monkeypatch, counted, chosen, str(stockfiles.make_buurten(tmp_path / "b.gpkg")), tmp_path)
    assert len(rows(quick["OUTPUT"])) == 5
    assert taken == QUICK
    QgsProject.instance().removeMapLayer(stock)


@pytest.mark.parametrize("target", ["memory:", "s.shp", "ogr:dbname='{folder}/two.gpkg' table=\"eigen\" (geom)"])
def test_other_outputs_are_written_by_qgis(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path, target: str
) -> None:
    stock, buurten = stockfiles.make_stock(tmp_path / "s.gpkg"), stockfiles.make_buurten(tmp_path / "b.gpkg")
    place = target.format(folder=tmp_path) if not target.endswith("shp") else str(tmp_path / "out" / target)
    (tmp_path / "out").mkdir()
    result = run(str(stock), str(buurten), tmp_path, "one", OUTPUT=place)
    assert counted == QUICK | {"write_copies": 0}
    expected = run(str(stock), str(buurten), tmp_path, "two")
    layer = result["OUTPUT"] if not isinstance(result["OUTPUT"], str) else None
    if target.startswith("ogr:"):
        layer = QgsVectorLayer(f"{tmp_path}/two.gpkg|layername=eigen", "x", "ogr")
    if target.endswith("shp"):
        layer = QgsVectorLayer(place, "x", "ogr")
    wanted = QgsVectorLayer(expected["OUTPUT"], "x", "ogr")
    columns = ["vhe", "bu_code", "plaats_in", "kl_focus", "n_adres"]
    got = [[stockfiles.value(f[name]) or None for name in columns] for f in layer.getFeatures()]
    assert got == [[stockfiles.value(f[name]) or None for name in columns] for f in wanted.getFeatures()]


@pytest.mark.parametrize(
    "change", ["filter", "join", "virtual field", "edit", "view", "blob", "wrong type", "polygons"]
)
def test_what_is_not_plain_goes_through_qgis(
    counted: dict[str, int], tmp_path: Path, change: str, project: QgsProject
) -> None:
    path = stockfiles.make_stock(tmp_path / "s.gpkg", count=60)
    with sqlite3.connect(path) as database:
        if change == "view":
            database.execute("CREATE VIEW kijk AS SELECT * FROM bezit")
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('kijk', 'features', "
                "'kijk', 28992)"
            )
            database.execute("INSERT INTO gpkg_geometry_columns VALUES ('kijk', 'geom', 'POINT', 28992, 0, 0)")
        if change == "blob":
            database.execute("ALTER TABLE bezit ADD COLUMN foto BLOB")
        if change == "wrong type":
            database.execute("DROP TRIGGER IF EXISTS rtree_bezit_geom_update1")
            triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                database.execute(f"DROP TRIGGER {name}")
            database.execute("UPDATE bezit SET eenh = '3 stuks' WHERE fid = 7")
            database.execute("UPDATE bezit SET huur = 'veel' WHERE fid = 10")
    name = {"view": "kijk"}.get(change, "bezit")
    stock = QgsVectorLayer(f"{path}|layername={name}", "bezit", "ogr")
    assert stock.isValid()
    project.addMapLayer(stock)
    if change == "filter":
        assert stock.setSubsetString("\"vhe\" < '00030'")
    if change == "virtual field":
        from veerkracht_plugin.compat import make_field

        stock.addExpressionField("1", make_field("een", "integer"))
    if change == "edit":
        stock.startEditing()
        stock.deleteFeature(7)
    if change == "join":
        from qgis.core import QgsVectorLayerJoinInfo

        other = QgsVectorLayer("None?field=sleutel:string&field=kleur:string", "kleuren", "memory")
        project.addMapLayer(other)
        info = QgsVectorLayerJoinInfo()
        info.setJoinLayer(other)
        info.setJoinFieldName("sleutel")
        info.setTargetFieldName("vhe")
        stock.addJoin(info)
    if change == "polygons":
        stock = QgsVectorLayer(str(stockfiles.make_buurten(tmp_path / "p.gpkg")), "p", "ogr")
    more: dict[str, Any] = {}
    if change in ("polygons", "wrong type"):
        more = {"UNITS_FIELD": None}
    if change == "polygons":
        more["COMPLEX_FIELD"] = None
    result = run(stock, str(stockfiles.make_buurten(tmp_path / "b.gpkg")), tmp_path, "out", **more)
    assert counted["write_copies"] == 0
    expected = {"filter": 30, "edit": 59, "polygons": 36}.get(change, 60)
    assert len(rows(result["OUTPUT"])) == expected
    if change == "edit":
        stock.rollBack()


def sound(path: str, count: int, x: Any = None) -> None:
    """OGR, SQLite and the rules of GeoPackage find nothing wrong."""
    gc.collect()
    with sqlite3.connect(path) as database:
        (table,) = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute(f"SELECT rtreecheck('rtree_{table}_geom')").fetchone() == ("ok",)
        assert database.execute(
            "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (table,)
        ).fetchone() == (count,)
        assert database.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE table_name = ? AND extension_name = 'gpkg_rtree_index'",
            (table,),
        ).fetchone() == (1,)
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert {
            f"rtree_{table}_geom_insert",
            f"rtree_{table}_geom_delete",
            f"trigger_insert_feature_count_{table}",
        } <= names
    gdal.ErrorReset()
    source = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = source.GetLayerByName(table)
    assert layer.GetFeatureCount() == count
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "28992"
    box = layer.GetExtent()
    seen = [feature.GetGeometryRef().GetPoint_2D() for feature in layer if feature.GetGeometryRef() is not None
            and not feature.GetGeometryRef().IsEmpty()]  # fmt: skip
    if seen:
        assert box == pytest.approx((min(p[0] for p in seen), max(p[0] for p in seen),
                                     min(p[1] for p in seen), max(p[1] for p in seen)))  # fmt: skip
        # The index finds what a look at each point finds.
        rng = random.Random(4)
        for _ in range(30):
            west, south = rng.uniform(box[0], box[1]), rng.uniform(box[2], box[3])
            layer.SetSpatialFilterRect(west, south, west + 60, south + 60)
            inside = sum(west <= px <= west + 60 and south <= py <= south + 60 for px, py in seen)
            assert layer.GetFeatureCount() == inside
        layer.SetSpatialFilter(None)
    # And it can be edited: the triggers work.
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT(100001 450001)"))
    assert layer.CreateFeature(feature) == 0
    assert layer.DeleteFeature(feature.GetFID()) == 0
    assert layer.GetFeatureCount() == count
    assert gdal.GetLastErrorMsg() == ""
    source = None


@pytest.mark.parametrize("count", [1, 40, 400, 6000])
def test_the_file_is_a_sound_geopackage(counted: dict[str, int], tmp_path: Path, count: int) -> None:
    stock = stockfiles.make_stock(tmp_path / "s.gpkg", count=count)
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg")
    result = run(str(stock), str(buurten), tmp_path, "out")
    assert counted["write_copies"] == 1
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(("-wal", "-shm", "-journal"))]
    layer = QgsVectorLayer(result["OUTPUT"], "x", "ogr")
    assert layer.featureCount() == count
    # Styled as any other output.
    assert layer.renderer().type() in ("categorizedSymbol", "RuleRenderer")
    del layer
    sound(result["OUTPUT"], count)


def test_no_point_at_all(counted: dict[str, int], tmp_path: Path) -> None:
    stock, buurten = stockfiles.make_stock(tmp_path / "s.gpkg", count=3), stockfiles.make_buurten(tmp_path / "b.gpkg")
    with sqlite3.connect(stock) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE bezit SET geom = NULL")
    result = run(str(stock), str(buurten), tmp_path, "out")
    assert counted["write_copies"] == 1
    sound(result["OUTPUT"], 3)


def test_where_sqlite_guards_its_index(
    monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path
) -> None:
    def refused(*_: Any) -> None:
        raise sqlite3.OperationalError("table rtree_node may not be modified")

    monkeypatch.setattr(gpkg, "_put_nodes", refused)
    stock, buurten = stockfiles.make_stock(tmp_path / "s.gpkg"), stockfiles.make_buurten(tmp_path / "b.gpkg")
    result = run(str(stock), str(buurten), tmp_path, "out")
    assert counted["write_copies"] == 1
    sound(result["OUTPUT"], 400)


def test_strange_names(monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], tmp_path: Path) -> None:
    path = stockfiles.make_stock(tmp_path / "a;b 'c' #50%?.gpkg", table='be"zit; DROP')
    with sqlite3.connect(path) as database:
        database.execute('ALTER TABLE "be""zit; DROP" ADD COLUMN "n0""; [x]" TEXT')
        database.execute('ALTER TABLE "be""zit; DROP" ADD COLUMN soort TEXT')
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg")
    _, taken = both(monkeypatch, counted, f'{path}|layername=be"zit; DROP', str(buurten), tmp_path)
    assert taken == QUICK


def test_names_are_quoted_and_nothing_else_goes_in() -> None:
    assert sql.statement("SELECT s.[a] FROM [b]", a=["x", 'y"z'], b="t") == 'SELECT s."x", s."y""z" FROM "t"'
    with pytest.raises(ValueError, match="not a name"):
        sql.identifier("a\0b")
    with pytest.raises(ValueError, match="not a name"):
        sql.identifier("")


class Stopper(QgsProcessingFeedback):
    """Cancels when a progress is reached."""

    def __init__(self, at: float) -> None:
        super().__init__()
        self.progressChanged.connect(lambda value: self.cancel() if value >= at else None)


@pytest.mark.parametrize("at", [5, 20, 36, 52, 80])
def test_cancelled_at_any_time_nothing_is_left(tmp_path: Path, at: float) -> None:
    stock = stockfiles.make_stock(tmp_path / "s.gpkg", count=50_000)
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("veerkracht:overlaystock", {
            "INPUT": str(stock), "NEIGHBOURHOODS": str(buurten), "OUTPUT": str(tmp_path / "o.gpkg"),
        }, feedback=Stopper(at))  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_long_statement_ends_when_cancelled() -> None:
    from veerkracht_plugin.errors import Cancelled

    feedback = QgsFeedback()
    feedback.cancel()
    with sqlite3.connect(":memory:") as database, pytest.raises(Cancelled):  # noqa: PT012
        sql.cancellable(database, feedback)
        sql.run(
            database, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        ).fetchone()


def test_blobs_of_every_kind() -> None:
    head = b"GP\0\1" + (28992).to_bytes(4, "little")
    plain = ogr.CreateGeometryFromWkt("POINT(1 2)").ExportToWkb(ogr.wkbNDR)
    blobs = [
        head + bytes(plain), None,
        b"GP\0\3" + head[4:] + np.asarray([5.0, 5.0, 6.0, 6.0]).tobytes()
        + bytes(ogr.CreateGeometryFromWkt("POINT(5 6)").ExportToWkb(ogr.wkbNDR)),
        b"GP\0\0" + (28992).to_bytes(4, "big") + bytes(ogr.CreateGeometryFromWkt("POINT(7 8)").ExportToWkb(ogr.wkbXDR)),
        head + bytes(ogr.CreateGeometryFromWkt("POINT Z(9 10 11)").ExportToIsoWkb()),
        b"GP\0\x11" + head[4:] + bytes(ogr.CreateGeometryFromWkt("POINT EMPTY").ExportToWkb(ogr.wkbNDR)),
    ]  # fmt: skip
    found = gpkg._coordinates(blobs)
    assert found is not None
    assert np.array_equal(found[0], [1, np.nan, 5, 7, 9, np.nan], equal_nan=True)
    assert np.array_equal(found[1], [2, np.nan, 6, 8, 10, np.nan], equal_nan=True)
    line = head + bytes(ogr.CreateGeometryFromWkt("LINESTRING(1 2, 3 4)").ExportToWkb(ogr.wkbNDR))
    assert gpkg._coordinates([blobs[0], line]) is None
    assert gpkg._coordinates([b"no blob"]) is None


def test_curved_buurten_go_through_qgis(counted: dict[str, int], tmp_path: Path) -> None:
    buurten = stockfiles.make_buurten(tmp_path / "b.gpkg", kind=ogr.wkbCurvePolygon)
    source = ogr.Open(str(buurten), 1)
    layer = source.GetLayer(0)
    feature = layer.GetFeature(1)
    x, y = feature.GetGeometryRef().Centroid().GetPoint_2D()
    feature.SetGeometry(ogr.CreateGeometryFromWkt(
        f"CURVEPOLYGON(CIRCULARSTRING({x - 50} {y}, {x + 50} {y}, {x - 50} {y}))"
    ))  # fmt: skip
    layer.SetFeature(feature)
    code = feature["bu_code"]
    source = layer = None
    stock = QgsVectorLayer("Point?crs=EPSG:28992&field=complex:string&field=eenh:integer", "x", "memory")
    from qgis.core import QgsFeature

    one = QgsFeature(stock.fields())
    one.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x + 34, y + 34)))
    two = QgsFeature(stock.fields())
    two.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x + 40, y + 40)))
    assert stock.dataProvider().addFeatures([one, two])[0]
    result = run(stock, str(buurten), tmp_path, "out", OUTPUT="memory:")
    assert [stockfiles.value(f["bu_code"]) or None for f in result["OUTPUT"].getFeatures()] == [code, None]


def test_ogrinfo_opens_it(tmp_path: Path) -> None:
    import shutil

    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not installed")
    stock, buurten = stockfiles.make_stock(tmp_path / "s.gpkg"), stockfiles.make_buurten(tmp_path / "b.gpkg")
    result = run(str(stock), str(buurten), tmp_path, "out")
    done = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", result["OUTPUT"]], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "Feature Count: 400" in done.stdout


def test_the_narrowing_of_a_source_is_seen() -> None:
    assert not overlaystock._narrowed("bezit.gpkg")
    assert not overlaystock._narrowed(QgsProcessingFeatureSourceDefinition("bezit.gpkg", False))
    assert overlaystock._narrowed(QgsProcessingFeatureSourceDefinition("bezit.gpkg", True))
    assert overlaystock._narrowed(QgsProcessingFeatureSourceDefinition("bezit.gpkg", False, 10))
