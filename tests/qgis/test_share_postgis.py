"""``veerkracht:share`` into a real PostGIS database: tables, styles and comments, all of it or nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingException,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from tests.qgis import pages, pgserver, products
from veerkracht_plugin.layers import checking, pgshare
from veerkracht_plugin.maps.definitions import MAPS
from veerkracht_plugin.model.words import codes, word

pytest.importorskip("psycopg2")
pytestmark = pytest.mark.usefixtures("provider")

NAME = "proef van ons"
TOLD_TO_NOBODY = "-".join(("nergens", "te", "vinden"))
INTERN, EXTERN = 0, 1


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The server, known to QGIS as a connection with a password in it."""
    with pgserver.running() as one:
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        uri = QgsDataSourceUri()
        uri.setConnection(one["host"], one["port"], one["dbname"], one["user"], TOLD_TO_NOBODY)
        connection = metadata.createConnection(uri.uri(False), {"saveUsername": True, "savePassword": True})
        metadata.saveConnection(connection, NAME)
        yield one
        metadata.deleteConnection(NAME)


@pytest.fixture
def database(server: dict[str, str]) -> Iterator[Any]:
    """A cursor on a database without what an earlier test left."""
    import psycopg2

    connection = psycopg2.connect(**server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS veerkracht CASCADE")
        cursor.execute("DROP TABLE IF EXISTS layer_styles")
        yield cursor
    connection.close()


@pytest.fixture(scope="module")
def layers(provider: Any) -> dict[str, QgsVectorLayer]:
    return pages.classified_with_stock()


def share(layers: list[Any], feedback: Any = None, **more: Any) -> dict[str, Any]:
    given = {"LAYERS": layers, "DATABASE": NAME, "FOLDER": QgsProcessing.TEMPORARY_OUTPUT, "FORMATS": [2], **more}
    return products.run("share", given, feedback=feedback)


def table(server: dict[str, str], name: str) -> QgsVectorLayer:
    """The table as a colleague drags it into QGIS."""
    uri = QgsDataSourceUri()
    uri.setConnection(server["host"], server["port"], server["dbname"], server["user"], "")
    uri.setDataSource("veerkracht", name, "geom", "", "fid")
    out = QgsVectorLayer(uri.uri(False), name, "postgres")
    assert out.isValid()
    return out


def values(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def plain(value: Any) -> Any:
    return None if value is None or str(value) == "NULL" else value


def test_tables_and_nine_styles(
    server: dict[str, str], database: Any, layers: dict[str, QgsVectorLayer], tmp_path: Path
) -> None:
    """Every value and shape, the focuskaart first, what it is and where it comes from; a folder as well when asked."""
    notes = pages.Notes()
    result = share([layers["stock"], layers["complexes"], layers["buurten"]], notes, FOLDER=str(tmp_path / "uit"),
                   FORMATS=[2], LANGUAGE=1)  # fmt: skip
    assert (tmp_path / "uit" / "LEESMIJ.txt").is_file()
    assert result["FOLDER"] == str(tmp_path / "uit")
    names = [row[0] for row in values(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'veerkracht'")]
    assert sorted(names) == ["buurten", "complexen", "eigen_bezit", "velden", "verantwoording"]
    again = table(server, "buurten")
    there = {f["bu_code"]: f for f in again.getFeatures()}
    mine = {f["bu_code"]: f for f in layers["buurten"].getFeatures()}
    assert set(there) == set(mine)
    for code, feature in mine.items():
        for name in layers["buurten"].fields().names():
            assert plain(there[code][name]) == plain(feature[name]), (code, name)
        assert there[code].geometry().equals(feature.geometry())
    assert again.crs().authid() == "EPSG:28992"
    assert again.renderer().classAttribute() == "kl_focus"
    assert len(again.renderer().categories()) == len(codes("kl_focus"))
    listed = again.listStylesInDatabase()
    assert sorted(listed[2][: listed[0]]) == sorted(one.id for one in MAPS)
    database.execute("SELECT stylename, styleqml::text, useasdefault FROM layer_styles WHERE f_table_name = 'buurten'")
    for name, qml, default in database.fetchall():
        assert default is (name == "focus")
        renderer = ET.fromstring(qml[qml.index("<qgis") :]).find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") == next(one.field for one in MAPS if one.id == name)
    # Leading zeros and sixteen digits are texts.
    home = next(f for f in layers["stock"].getFeatures() if f["vhe"] == "00010001")
    assert values(database, "SELECT vhe, bag_vbo, complex FROM veerkracht.eigen_bezit WHERE vhe = '00010001'") == [
        ("00010001", home["bag_vbo"], "0001")
    ]
    comment = values(database, "SELECT obj_description('veerkracht.buurten'::regclass)")[0][0]
    assert word("general", "signal", language="nl") in comment
    assert "CBS" in comment
    meaning = (
        "SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attname = 'kw' AND attrelid = "
        "'veerkracht.buurten'::regclass"
    )
    assert values(database, meaning)[0][0] == word("field", "kw", language="nl")
    indexed = values(database, "SELECT tablename FROM pg_indexes WHERE schemaname = 'veerkracht' AND indexdef LIKE "
                               "'%gist%'")  # fmt: skip
    assert sorted(row[0] for row in indexed) == ["buurten", "complexen", "eigen_bezit"]
    # How to log in stands nowhere: not in the files, the rows, the styles or what was said.
    assert checking.leaks(tmp_path / "uit", {TOLD_TO_NOBODY}) == []
    for schema, name in [*(("veerkracht", one) for one in names), ("public", "layer_styles")]:
        assert not [
            row for row in values(database, f'SELECT t::text FROM {schema}."{name}" AS t') if TOLD_TO_NOBODY in row[0]
        ]
    assert not [one for one in [*notes.warnings, *notes.infos] if TOLD_TO_NOBODY in one]
    del again, there, mine


def test_again_keeps_rights_views_and_styles_of_the_team(database: Any, layers: dict[str, QgsVectorLayer]) -> None:
    share([layers["complexes"], layers["buurten"]])
    database.execute("DROP ROLE IF EXISTS collega")
    database.execute("CREATE ROLE collega")
    try:
        database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA veerkracht TO collega")
        database.execute("CREATE VIEW veerkracht.druk AS SELECT * FROM veerkracht.buurten WHERE kl_focus = 'C3'")
        database.execute("UPDATE layer_styles SET useasdefault = false WHERE f_table_name = 'buurten'")
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, "
            "styleqml, useasdefault) SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, 'ons', "
            "styleqml, true FROM layer_styles WHERE stylename = 'overlast' AND f_table_name = 'buurten'"
        )
        few = layers["buurten"].clone()
        few.setSubsetString("\"kl_focus\" = 'C3'")
        count = few.featureCount()
        assert 0 < count < layers["buurten"].featureCount()
        # The complexes have gone, and the columns of the buurten are the same.
        notes = pages.Notes()
        share([few], notes)
        assert values(database, "SELECT count(*) FROM veerkracht.druk") == [(count,)]
        assert values(database, "SELECT has_table_privilege('collega', 'veerkracht.buurten', 'SELECT')") == [(True,)]
        assert values(database, "SELECT to_regclass('veerkracht.complexen') IS NULL") == [(True,)]
        assert values(database, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'complexen'") == [(0,)]
        default = "SELECT stylename FROM layer_styles WHERE f_table_name = 'buurten' AND useasdefault"
        assert values(database, default) == [("ons",)]
        assert any("complexen" in one and "not shared any more" in one for one in notes.infos)
        # With other columns a table is made anew, with the same rights; a view upon it is not pulled away.
        own = layers["buurten"].clone()
        own.addExpressionField("1", pages_field())
        with pytest.raises(QgsProcessingException, match="database refused something in schema veerkracht"):
            share([own])
        assert values(database, "SELECT count(*) FROM veerkracht.buurten") == [(count,)]
        database.execute("DROP VIEW veerkracht.druk")
        share([own])
        assert values(database, "SELECT count(*), sum(van_ons) FROM veerkracht.buurten") == [
            (layers["buurten"].featureCount(), layers["buurten"].featureCount())
        ]
        assert values(database, "SELECT has_table_privilege('collega', 'veerkracht.buurten', 'SELECT')") == [(True,)]
    finally:
        database.execute("DROP OWNED BY collega")
        database.execute("DROP ROLE collega")


def pages_field() -> Any:
    from veerkracht_plugin.compat import make_field

    return make_field("van_ons", "integer")


def test_a_table_of_others_is_not_touched(database: Any, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    database.execute("CREATE SCHEMA veerkracht")
    database.execute("CREATE TABLE veerkracht.buurten (naam text)")
    database.execute("INSERT INTO veerkracht.buurten VALUES ('van een ander')")
    with pytest.raises(QgsProcessingException, match="a table buurten that was not made by sharing"):
        share([layers["buurten"]], FOLDER=str(tmp_path / "uit"))
    assert values(database, "SELECT * FROM veerkracht.buurten") == [("van een ander",)]
    assert list(tmp_path.iterdir()) == []


def test_all_or_nothing(
    database: Any, layers: dict[str, QgsVectorLayer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the last step, and cancelling: database and folder stay as they were."""
    share([layers["buurten"]])
    before = values(database, "SELECT xmin::text, bu_code FROM veerkracht.buurten ORDER BY 2")
    styles = values(database, "SELECT id FROM layer_styles ORDER BY 1")
    with monkeypatch.context() as patch:
        patch.setattr(checking, "leaks", lambda *_: ["kaart.qgz: een pad"])
        with pytest.raises(QgsProcessingException, match="must not leave this computer"):
            share([layers["buurten"]], FOLDER=str(tmp_path / "uit"), FORMATS=[2])
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        share([layers["stock"], layers["buurten"]], pages.Notes(88.0), FOLDER=str(tmp_path / "uit"), FORMATS=[2])
    assert values(database, "SELECT xmin::text, bu_code FROM veerkracht.buurten ORDER BY 2") == before
    assert values(database, "SELECT id FROM layer_styles ORDER BY 1") == styles
    assert list(tmp_path.iterdir()) == []


def test_for_outside_the_same_rules(
    database: Any, layers: dict[str, QgsVectorLayer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No homes, no ids, no places, and what stands in the tables is looked at again."""
    share([layers["stock"], layers["complexes"], layers["buurten"]], AUDIENCE=EXTERN)
    names = [row[0] for row in values(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'veerkracht'")]
    assert sorted(names) == ["buurten", "complexen", "fields", "verantwoording"]
    columns = values(database, "SELECT column_name FROM information_schema.columns WHERE table_name = 'complexen'")
    assert not {"complex", "verdeling"} & {row[0] for row in columns}
    assert values(database, "SELECT min(eenheden) >= 5 FROM veerkracht.complexen") == [(True,)]
    places = values(database, "SELECT DISTINCT mod(ST_X(geom)::int, 100), mod(ST_Y(geom)::int, 100) FROM "
                              "veerkracht.complexen")  # fmt: skip
    assert places == [(50, 50)]
    seen: list[str] = []

    def judge(name: str, *_: Any) -> list[str]:
        seen.append(name)
        return ["row 3"] if name == "complexen" else []

    monkeypatch.setattr(checking, "in_table", judge)
    before = values(database, "SELECT xmin::text FROM veerkracht.complexen ORDER BY 1")
    with pytest.raises(QgsProcessingException, match="complexen would hold something"):
        share([layers["complexes"], layers["buurten"]], AUDIENCE=EXTERN)
    assert seen == ["complexen"]
    assert values(database, "SELECT xmin::text FROM veerkracht.complexen ORDER BY 1") == before


def test_rows_of_every_kind(database: Any) -> None:
    """Shapes of three dimensions, single and many; dates, yes or no; texts with everything in them; long names."""
    layer = QgsVectorLayer(
        "LineStringZ?crs=EPSG:4326&field=Naam:string&field=naam:int8&field=dag:date&field=moment:datetime"
        f"&field={'l' * 80}:double&field={'l' * 81}:string", "Lijnen 1", "memory",
    )  # fmt: skip
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LineStringZ(5 52 1, 6 53 2)"))
    text = "a\\b\tc\nd\r;'\"%s é \\N"
    feature.setAttributes([text, 9007199254740993, "2024-02-29", "2024-02-29T12:00:00", 1234567.125, ""])
    empty = QgsFeature(layer.fields())
    empty.setAttributes([None] * 6)
    layer.dataProvider().addFeatures([feature, empty])
    share([layer])
    name = values(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'veerkracht' AND tablename LIKE 'lij%'")
    assert name == [("lijnen_1",)]
    rows = values(database, "SELECT * FROM veerkracht.lijnen_1 ORDER BY fid")
    assert rows[0][2:4] == (text, 9007199254740993)
    assert str(rows[0][4]) == "2024-02-29"
    assert rows[0][6:] == (1234567.125, "")
    assert rows[1][1:] == (None,) * 7
    assert values(database, "SELECT ST_AsText(geom), ST_SRID(geom) FROM veerkracht.lijnen_1 WHERE fid = 1") == [
        ("LINESTRING Z (5 52 1,6 53 2)", 4326)
    ]
    cut = pgshare.short_columns(["l" * 80, "l" * 81, "é" * 40, "kort"])
    assert cut["kort"] == "kort"
    assert len(set(cut.values())) == 4
    assert all(len(one.encode()) <= 63 for one in cut.values())


def test_an_unknown_connection_is_one_sentence(layers: dict[str, QgsVectorLayer]) -> None:
    with pytest.raises(QgsProcessingException, match="no connection to PostgreSQL named bestaat niet"):
        share([layers["buurten"]], DATABASE="bestaat niet")


def test_a_server_that_is_away_is_one_sentence(layers: dict[str, QgsVectorLayer]) -> None:
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = QgsDataSourceUri()
    # Port 1 is nobody's.
    uri.setConnection("127.0.0.1", "1", "x", "iemand", TOLD_TO_NOBODY)
    metadata.saveConnection(
        metadata.createConnection(uri.uri(False), {"saveUsername": True, "savePassword": True}), "weg"
    )
    try:
        with pytest.raises(QgsProcessingException, match="connection weg cannot be reached") as refusal:
            share([layers["buurten"]], DATABASE="weg")
        assert TOLD_TO_NOBODY not in str(refusal.value)
    finally:
        metadata.deleteConnection("weg")


def test_the_parameters_are_optional() -> None:
    one = QgsApplication.processingRegistry().algorithmById("veerkracht:share")
    assert one.parameterDefinition("SCHEMA").defaultValue() == "veerkracht"
    optional = one.parameterDefinition("DATABASE").flags() & one.parameterDefinition("SCHEMA").flags()
    assert optional & type(one.parameterDefinition("DATABASE")).FlagOptional
