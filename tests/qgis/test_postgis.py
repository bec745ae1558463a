"""Own stock in a real PostGIS database: the overlay runs there with the same answers, and every output can go there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import processing
import pytest
from osgeo import gdal
from qgis.core import (
    QgsDataSourceUri,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)

from tests.qgis import pgserver, stockfiles
from veerkracht_plugin.layers import postgis

pytest.importorskip("psycopg2")


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with pgserver.running() as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def _provider(provider: Any) -> Any:
    return provider


@pytest.fixture
def database(server: dict[str, str]) -> Iterator[Any]:
    """A connection to an empty schema."""
    import psycopg2

    connection = psycopg2.connect(**server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'")
        for (name,) in cursor.fetchall():
            cursor.execute('DROP TABLE "' + name.replace('"', '""') + '" CASCADE')
        yield cursor
    connection.close()


def load(server: dict[str, str], path: Path, table: str) -> None:
    """A GeoPackage into the database, with its spatial index."""
    target = "PG:" + " ".join(f"{name}={value}" for name, value in server.items())
    options = gdal.VectorTranslateOptions(layerName=table, layerCreationOptions=["GEOMETRY_NAME=geom", "LAUNDER=NO"])
    assert gdal.VectorTranslate(target, str(path), options=options) is not None


def layer(server: dict[str, str], table: str, where: str = "", key: str = "fid") -> QgsVectorLayer:
    uri = QgsDataSourceUri()
    uri.setConnection(server["host"], server["port"], server["dbname"], server["user"], "")
    uri.setDataSource("public", table, "geom", where, key)
    out = QgsVectorLayer(uri.uri(False), table, "postgres")
    assert out.isValid()
    return out


def destination(server: dict[str, str], table: str, geometry: bool = True) -> str:
    uri = QgsDataSourceUri()
    uri.setConnection(server["host"], server["port"], server["dbname"], server["user"], "")
    uri.setDataSource("public", table, "geom" if geometry else "", "", "")
    return "postgis:" + uri.uri(False)


class Listening(QgsProcessingFeedback):
    """Keeps what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def pushInfo(self, info: str) -> None:
        self.said.append(info)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N803
        self.said.append(error)


#: What a test gives as a secret; the server lets everyone in.
TOLD_TO_NOBODY = "-".join(("zeer", "geheim"))

OUTPUTS = ("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT")


def overlay(stock: Any, buurten: Any, **more: Any) -> tuple[dict[str, Any], list[str]]:
    feedback = Listening()
    result = processing.run("veerkracht:overlaystock", {
        "INPUT": stock, "NEIGHBOURHOODS": buurten, "COMPLEX_FIELD": "complex", "UNITS_FIELD": "eenh",
        **dict.fromkeys(OUTPUTS, "memory:"), **more,
    }, feedback=feedback)  # fmt: skip
    return result, feedback.said


def values(layer: QgsVectorLayer) -> list[Any]:
    """All rows, in an order of their own, since a database has none."""
    return sorted(
        (repr([stockfiles.value(one) for one in f.attributes()]),
         "" if f.geometry().isEmpty() else f.geometry().asWkt(3)) for f in layer.getFeatures()
    )  # fmt: skip


def ran_there(said: list[str]) -> bool:
    return any("ran in the database" in text for text in said)


@pytest.mark.parametrize(
    "more", [{}, {"BU_FIELD": "bu"}, {"GROUP_FIELD": "plaats", "COMPLEX_GEOMETRY": "hull"}, {"UNITS_FIELD": None}]
)
def test_same_answers_as_here(
    server: dict[str, str], database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    """Points on borders, on corners, half a millimetre past them, outside and nowhere."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg", count=1500), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute(
        "INSERT INTO bezit (vhe, complex, geom) SELECT 'mm' || i, 'mm', ST_SetSRID(ST_MakePoint(100200 + i * 0.00049, "
        "450150), 28992) FROM generate_series(-4, 4) AS i"
    )
    there, said = overlay(layer(server, "bezit"), layer(server, "klassen"), **more)
    assert ran_there(said)
    with monkeypatch.context() as patch:
        patch.setattr(postgis, "table_of", lambda layer: None)
        here, said = overlay(layer(server, "bezit"), layer(server, "klassen"), **more)
    assert not ran_there(said)
    for name in OUTPUTS:
        assert values(there[name]) == values(here[name]), name
    places = {f["plaats"] for f in there["OUTPUT"].getFeatures()} if "plaats" not in more else set()
    assert {"binnen", "grens", "buiten", "zonder"} >= places
    found = {f["vhe"]: (f["bu_code"], f["plaats"]) for f in there["OUTPUT"].getFeatures() if f["vhe"].startswith("mm")}
    assert found["mm0"] == found["mm2"] == ("BU99010007", "grens")
    assert found["mm3"][1] == found["mm-3"][1] == "binnen"


def test_uses_the_index_and_changes_nothing(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    listing = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'i')"
    database.execute(listing)
    before = database.fetchone()
    _, said = overlay(layer(server, "bezit"), layer(server, "klassen"))
    assert ran_there(said)
    database.execute(listing)
    assert database.fetchone() == before


def plan(server: dict[str, str], **settings: str) -> str:
    """How the server would do the very statement of the overlay."""
    from psycopg2 import sql

    stock, buurten = (postgis.table_of(layer(server, name)) for name in ("bezit", "klassen"))
    assert stock is not None
    assert buurten is not None
    with postgis.opened(stock, QgsProcessingFeedback()) as one:
        for name, value in settings.items():
            one.ask("SELECT set_config(%s, %s, true)", (name, value))
        query = sql.SQL("EXPLAIN ") + postgis.statement(one, stock, buurten, ["complex"])
        return "\n".join(row[0] for row in one.ask(query))


def test_the_spatial_index_of_either_table_serves(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg", count=3000), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute("ANALYZE")
    assert "bezit_geom_geom_idx" in plan(server) or "klassen_geom_geom_idx" in plan(server)
    database.execute("DROP INDEX bezit_geom_geom_idx")
    assert "Index Scan using klassen_geom_geom_idx" in plan(server, enable_seqscan="off")


def test_the_server_spreads_it_over_its_processors(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    """What may be spread is so where spreading costs nothing; the tests of the pairs are done by the workers."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg", count=3000), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute("ANALYZE")
    found = plan(server, parallel_setup_cost="0", parallel_tuple_cost="0", min_parallel_table_scan_size="0",
                 min_parallel_index_scan_size="0")  # fmt: skip
    assert "Gather" in found
    assert "Workers Planned" in found


@pytest.mark.parametrize("key", ["uuid", "text", "bigint"])
def test_keys_of_every_kind(
    server: dict[str, str], database: Any, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is no number names the same rows; into a file and back into the database."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    for table in ("bezit", "klassen"):
        make = {"uuid": "md5('x' || fid)::uuid", "text": "'x' || fid", "bigint": "fid + 5000000000"}[key]
        database.execute(
            f"ALTER TABLE {table} ADD COLUMN k {key}; UPDATE {table} SET k = {make}; ALTER TABLE {table} DROP COLUMN "
            "fid; "
            f"ALTER TABLE {table} ADD PRIMARY KEY (k)"
        )
    stock, buurten = layer(server, "bezit", key="k"), layer(server, "klassen", key="k")
    there, said = overlay(stock, buurten)
    assert ran_there(said)
    _, said = overlay(stock, buurten, OUTPUT=destination(server, "uit"))
    assert ran_there(said)
    with monkeypatch.context() as patch:
        patch.setattr(postgis, "table_of", lambda layer: None)
        here, _ = overlay(stock, buurten)
    rows = values(here["OUTPUT"])
    assert rows == values(there["OUTPUT"])
    database.execute("SELECT vhe, bu_code FROM uit")
    assert sorted(database.fetchall()) == sorted(
        (f["vhe"], stockfiles.value(f["bu_code"])) for f in here["OUTPUT"].getFeatures()
    )


@pytest.mark.parametrize("kind", ["VIEW", "MATERIALIZED VIEW"])
def test_views_are_tables_too(server: dict[str, str], database: Any, tmp_path: Path, kind: str) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bron")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute(f"CREATE {kind} bezit AS SELECT * FROM bron WHERE vhe < '00100'")
    try:
        result, said = overlay(layer(server, "bezit"), layer(server, "klassen"))
        assert ran_there(said)
        assert result["OUTPUT"].featureCount() == 100
        del result
    finally:
        database.execute(f"DROP {kind} bezit")


def test_a_key_that_is_not_unique_runs_here(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    """Of a view the user says what its key is; when rows share it, no row may get the buurt of another one."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bron")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute("CREATE VIEW bezit AS SELECT fid / 100 AS nr, vhe, complex, eenh, geom FROM bron")
    try:
        uri = QgsDataSourceUri(layer(server, "klassen").source())
        uri.setDataSource("public", "bezit", "geom", "", "nr")
        # The user has told QGIS not to look whether the key is one.
        uri.removeParam("checkPrimaryKeyUnicity")
        uri.setParam("checkPrimaryKeyUnicity", "0")
        one = QgsVectorLayer(uri.uri(False), "bezit", "postgres")
        assert one.isValid()
        _, said = overlay(one, layer(server, "klassen"))
        assert any("is not unique" in text for text in said)
        del one
    finally:
        database.execute("DROP VIEW bezit")


def test_a_column_of_any_geometry_runs_here(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    """QGIS shows the points in it and no others."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute("ALTER TABLE bezit ALTER COLUMN geom TYPE geometry USING geom")
    database.execute(
        "INSERT INTO bezit (vhe, geom) VALUES ('vlak', ST_SetSRID('POLYGON((0 0, 1 0, 1 1, 0 0))'::geometry, 28992))"
    )
    uri = QgsDataSourceUri(layer(server, "klassen").source())
    uri.setDataSource("public", "bezit", "geom", "", "fid")
    uri.setWkbType(QgsWkbTypes.Type.Point)
    uri.setSrid("28992")
    points = QgsVectorLayer(uri.uri(False), "bezit", "postgres")
    assert points.isValid()
    result, said = overlay(points, layer(server, "klassen"))
    assert not ran_there(said)
    assert "vlak" not in {f["vhe"] for f in result["OUTPUT"].getFeatures()}


def test_strange_names_are_quoted(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    name = 'Bezit "2024"; DROP TABLE klassen; --%s'
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    quoted = '"' + name.replace('"', '""') + '"'
    database.execute('ALTER TABLE bezit RENAME COLUMN complex TO "Com""plex %s"')
    uri = QgsDataSourceUri(layer(server, "bezit").source())
    database.connection.cursor().execute("ALTER TABLE bezit RENAME TO " + quoted.replace("%", "%%"), ())
    uri.setDataSource("public", name, "geom", "", "fid")
    one = QgsVectorLayer(uri.uri(False), "bezit", "postgres")
    assert one.isValid()
    result, said = overlay(one, layer(server, "klassen"), COMPLEX_FIELD='Com"plex %s')
    assert ran_there(said)
    assert result["OUTPUT"].featureCount() == 400
    assert result["COMPLEXES"].featureCount() > 0
    database.execute("SELECT count(*) FROM klassen")
    assert database.fetchone() == (36,)


@pytest.mark.parametrize("how", ["layer", "id", "text", "selection"])
def test_an_input_in_the_database_is_never_written_over(
    server: dict[str, str], database: Any, tmp_path: Path, how: str, project: QgsProject
) -> None:
    """A19, for tables: the destination is a table that is read."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    stock = layer(server, "bezit")
    project.addMapLayer(stock)
    stock.selectAll()
    source = {
        "layer": stock, "id": stock.id(), "text": "postgres://" + stock.source(),
        "selection": QgsProcessingFeatureSourceDefinition(stock.id(), True),
    }[how]  # fmt: skip
    for table in ("bezit", "klassen"):
        with pytest.raises(QgsProcessingException, match="written over the input"):
            overlay(source, layer(server, "klassen"), OUTPUT=destination(server, table))
    with pytest.raises(QgsProcessingException, match="would replace the first"):
        overlay(source, layer(server, "klassen"), OUTPUT=destination(server, "uit"),
                COMPLEXES=destination(server, "uit"))  # fmt: skip
    database.execute("SELECT (SELECT count(*) FROM bezit), (SELECT count(*) FROM klassen)")
    assert database.fetchone() == (400, 36)


def test_nothing_half_written_stays(
    server: dict[str, str], database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account cannot be written: the tables that were are taken away."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    from veerkracht_plugin.processing.overlaystock import OverlayStock

    fill = OverlayStock.fill

    def broken(self: Any, sink: Any, output: Any, feedback: Any) -> None:
        if output.name == "ACCOUNT":
            raise OSError("the disk is full")
        fill(self, sink, output, feedback)

    monkeypatch.setattr(OverlayStock, "fill", broken)
    with pytest.raises(QgsProcessingException, match="disk is full"):
        overlay(layer(server, "bezit"), layer(server, "klassen"), **{
            name: destination(server, f"uit_{name.lower()}", name != "ACCOUNT") for name in OUTPUTS
        })  # fmt: skip
    database.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'uit%'")
    assert database.fetchall() == []


def test_what_stood_there_before_comes_back(
    server: dict[str, str], database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run that fails leaves the first one's table with its style; one that succeeds replaces it."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    targets = {"OUTPUT": destination(server, "uit"), "COMPLEXES": destination(server, "uit_complexen")}
    overlay(layer(server, "bezit"), layer(server, "klassen"), **targets)
    database.execute("UPDATE uit SET vhe = 'van eerder'")
    from veerkracht_plugin.processing.overlaystock import OverlayStock

    fill = OverlayStock.fill

    def broken(self: Any, sink: Any, output: Any, feedback: Any) -> None:
        if output.name == "COMPLEXES":
            raise OSError("the disk is full")
        fill(self, sink, output, feedback)

    with monkeypatch.context() as patch:
        patch.setattr(OverlayStock, "fill", broken)
        with pytest.raises(QgsProcessingException, match="disk is full"):
            overlay(layer(server, "bezit"), layer(server, "klassen"), **targets)
    listing = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'uit%' ORDER BY 1"
    database.execute(listing)
    assert database.fetchall() == [("uit",), ("uit_complexen",)]
    database.execute("SELECT count(*) FROM uit WHERE vhe = 'van eerder'")
    assert database.fetchone() == (400,)
    again = layer(server, "uit", key="")
    assert again.renderer().type() != "singleSymbol"
    del again
    overlay(layer(server, "bezit"), layer(server, "klassen"), **targets)
    database.execute(listing)
    assert database.fetchall() == [("uit",), ("uit_complexen",)]
    database.execute("SELECT count(*) FROM uit WHERE vhe = 'van eerder'")
    assert database.fetchone() == (0,)


def test_a_table_under_a_view_is_not_pulled_away(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    targets = {"OUTPUT": destination(server, "uit")}
    overlay(layer(server, "bezit"), layer(server, "klassen"), **targets)
    database.execute("CREATE VIEW uit_zicht AS SELECT vhe FROM uit")
    try:
        with pytest.raises(QgsProcessingException):
            overlay(layer(server, "bezit"), layer(server, "klassen"), **targets)
        database.execute("SELECT count(*) FROM uit_zicht")
        assert database.fetchone() == (400,)
        database.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'uit%'")
        assert database.fetchall() == [("uit",)]
    finally:
        database.execute("DROP VIEW IF EXISTS uit_zicht")


def test_the_password_stands_nowhere(
    server: dict[str, str], database: Any, tmp_path: Path, messages: list[str]
) -> None:
    """Not in a style, not in metadata, not in a row, not in what is said or logged."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    secret = {**server, "password": TOLD_TO_NOBODY}
    feedback = Listening()
    targets = {name: secret_destination(secret, f"uit_{name.lower()}", name != "ACCOUNT") for name in OUTPUTS}
    from qgis.core import QgsProcessingContext

    from veerkracht_plugin.processing.overlaystock import OverlayStock

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    parameters = {"INPUT": secret_layer(secret, "bezit"), "NEIGHBOURHOODS": secret_layer(secret, "klassen"),
                  "COMPLEX_FIELD": "complex", **targets}  # fmt: skip
    algorithm = OverlayStock().create()
    _, good = algorithm.run(parameters, context, feedback)
    assert good
    assert ran_there(feedback.said)
    database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (name,) in database.fetchall():
        database.execute(f'SELECT t::text FROM "{name}" AS t')
        assert not [row for row in database.fetchall() if TOLD_TO_NOBODY in row[0]], name
    assert not [text for text in (*feedback.said, *messages) if TOLD_TO_NOBODY in text]
    del algorithm, parameters, context


def test_a_refusal_repeats_no_password(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    """QGIS' own sentence names the destination with all that stands in it."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    nowhere = secret_destination({**server, "password": TOLD_TO_NOBODY}, "uit", True).replace('"public"', '"nergens"')
    with pytest.raises(QgsProcessingException) as refusal:
        overlay(layer(server, "bezit"), layer(server, "klassen"), OUTPUT=nowhere)
    assert "nergens" in str(refusal.value)
    assert TOLD_TO_NOBODY not in str(refusal.value)


@pytest.fixture
def messages() -> Iterator[list[str]]:
    """What goes to the log."""
    from qgis.core import QgsApplication

    heard: list[str] = []

    def hear(text: str, tag: str, level: Any) -> None:
        heard.append(text)

    log = QgsApplication.messageLog()
    log.messageReceived.connect(hear)
    yield heard
    log.messageReceived.disconnect(hear)


def secret_layer(server: dict[str, str], table: str) -> QgsVectorLayer:
    uri = QgsDataSourceUri(layer(server, table).source())
    uri.setPassword(server["password"])
    out = QgsVectorLayer(uri.uri(False), table, "postgres")
    assert out.isValid()
    return out


def secret_destination(server: dict[str, str], table: str, geometry: bool) -> str:
    uri = QgsDataSourceUri(destination(server, table, geometry)[len("postgis:") :])
    uri.setPassword(server["password"])
    return "postgis:" + uri.uri(False)


def test_a_connection_whose_secret_qgis_keeps(
    server: dict[str, str], database: Any, tmp_path: Path, project: QgsProject
) -> None:
    """An authentication configuration in place of a name: the overlay finds its way too, and does not tell it."""
    from qgis.core import QgsApplication, QgsAuthMethodConfig

    manager = QgsApplication.authManager()
    if manager.isDisabled() or not manager.setMasterPassword("meester", True):
        pytest.skip("this QGIS keeps no secrets")
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    config = QgsAuthMethodConfig("Basic")
    config.setName("pg")
    config.setConfig("username", server["user"])
    config.setConfig("password", TOLD_TO_NOBODY)
    assert manager.storeAuthenticationConfig(config)
    found = []
    for table in ("bezit", "klassen"):
        uri = QgsDataSourceUri()
        uri.setConnection(server["host"], server["port"], server["dbname"], "", "", authConfigId=config.id())
        uri.setDataSource("public", table, "geom", "", "fid")
        found.append(QgsVectorLayer(uri.uri(False), table, "postgres"))
        assert found[-1].isValid()
    result, said = overlay(*found)
    assert ran_there(said)
    assert result["OUTPUT"].featureCount() == 400
    assert not [text for text in said if TOLD_TO_NOBODY in text]
    manager.removeAuthenticationConfig(config.id())


def test_a_table_that_is_made_has_a_spatial_index(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    overlay(layer(server, "bezit"), layer(server, "klassen"), OUTPUT=destination(server, "uit"),
            BY_NEIGHBOURHOOD=destination(server, "uit_buurten"))  # fmt: skip
    database.execute("SELECT tablename FROM pg_indexes WHERE tablename LIKE 'uit%' AND indexdef LIKE '%gist%'")
    assert sorted(database.fetchall()) == [("uit",), ("uit_buurten",)]


def test_people_stay_in_the_database(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    database.execute("ALTER TABLE bezit ADD COLUMN naam_huurder varchar; UPDATE bezit SET naam_huurder = 'Jansen'")
    _, said = overlay(layer(server, "bezit"), layer(server, "klassen"), OUTPUT=destination(server, "uit"))
    assert ran_there(said)
    database.execute("SELECT count(*), count(vhe) FROM uit")
    assert database.fetchone() == (400, 400)
    database.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'uit'")
    assert "naam_huurder" not in {name for (name,) in database.fetchall()}


@pytest.mark.parametrize("change", ["", "numeric", "array"])
def test_rows_of_every_kind_of_column(server: dict[str, str], database: Any, tmp_path: Path, change: str) -> None:
    """Inside the database where the types allow it; else through QGIS, with the same rows."""
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    if change == "numeric":
        database.execute("ALTER TABLE bezit ALTER COLUMN huur TYPE numeric(9, 2)")
    if change == "array":
        database.execute("ALTER TABLE bezit ADD COLUMN merk text[]; UPDATE bezit SET merk = ARRAY['a,b', 'c']")
    stock, buurten = layer(server, "bezit"), layer(server, "klassen")
    memory, _ = overlay(stock, buurten)
    _, said = overlay(stock, buurten, OUTPUT=destination(server, "uit"))
    assert ran_there(said)
    again = layer(server, "uit", key="")
    assert memory["OUTPUT"].fields().names() == again.fields().names()
    assert values(again) == values(memory["OUTPUT"])
    del again


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("selection", "only a part"), ("expression", "only a part"), ("invalid buurt", "not valid"),
        ("numeric", "unusual type"), ("polygons", "no points"), ("filter", ""), ("elsewhere", ""), ("degrees", ""),
        ("no psycopg2", "psycopg2 is missing"),
    ],
)  # fmt: skip
def test_what_might_differ_runs_here(
    server: dict[str, str], database: Any, tmp_path: Path, change: str, reason: str, monkeypatch: pytest.MonkeyPatch,
    project: QgsProject,
) -> None:  # fmt: skip
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg", epsg=4326 if change == "degrees" else 28992), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    more: dict[str, Any] = {}
    if change == "invalid buurt":
        database.execute(
            "UPDATE klassen SET geom = ST_SetSRID('MULTIPOLYGON(((100000 450000, 100100 450100, 100100 450000, "
            "100000 450100, 100000 450000)))'::geometry, 28992) WHERE bu_code = 'BU99010000'"
        )
    if change == "numeric":
        database.execute("ALTER TABLE bezit ALTER COLUMN eenh TYPE numeric(9, 2)")
    if change == "polygons":
        database.execute("ALTER TABLE bezit ALTER COLUMN geom TYPE geometry(Polygon, 28992) USING ST_Buffer(geom, 5)")
    stock = layer(server, "bezit", "\"vhe\" < '00200'" if change == "filter" else "")
    buurten: Any = layer(server, "klassen")
    project.addMapLayer(stock)
    source: Any = stock
    if change == "selection":
        stock.selectByExpression("\"vhe\" < '00100'")
        source = QgsProcessingFeatureSourceDefinition(stock.id(), True)
    if change == "expression":
        more = {"FILTER": "\"vhe\" < '00100'"}
    if change == "elsewhere":
        buurten = str(tmp_path / "b.gpkg")
    if change == "no psycopg2":
        import sys

        monkeypatch.setitem(sys.modules, "psycopg2", None)
    result, said = overlay(source, buurten, **more)
    assert not ran_there(said)
    assert not reason or any(reason in text for text in said)
    expected = {"selection": 100, "expression": 100, "filter": 200}.get(change, 400)
    assert result["OUTPUT"].featureCount() == expected


@pytest.mark.parametrize("in_database", [True, False])
def test_every_output_into_the_database_with_its_style(
    server: dict[str, str], database: Any, tmp_path: Path, in_database: bool
) -> None:
    stock_file, buurt_file = stockfiles.make_stock(tmp_path / "s.gpkg"), stockfiles.make_buurten(tmp_path / "b.gpkg")
    stock: Any = str(stock_file)
    buurten: Any = str(buurt_file)
    if in_database:
        load(server, stock_file, "bezit")
        load(server, buurt_file, "klassen")
        stock, buurten = layer(server, "bezit"), layer(server, "klassen")
    names = {name: f"uit_{name.lower()}" for name in OUTPUTS}
    result, said = overlay(stock, buurten, **{
        name: destination(server, table, name != "ACCOUNT") for name, table in names.items()
    })  # fmt: skip
    assert ran_there(said) is in_database
    plain, _ = overlay(str(stock_file), str(buurt_file))
    for name, table in names.items():
        database.execute(f"SELECT count(*) FROM {table}")
        assert database.fetchone() == (plain[name].featureCount(),)
        assert "dbname" in result[name]
    database.execute("SELECT vhe, bu_code, plaats, kl_focus, n_adres FROM uit_output ORDER BY vhe")
    columns = ("vhe", "bu_code", "plaats", "kl_focus", "n_adres")
    wanted = sorted(tuple(stockfiles.value(f[name]) for name in columns) for f in plain["OUTPUT"].getFeatures())
    assert [tuple(row) for row in database.fetchall()] == wanted
    assert not [text for text in said if "could not be" in text]
    database.execute("SELECT f_table_name, useasdefault FROM layer_styles ORDER BY 1")
    styled = dict(database.fetchall())
    assert styled["uit_output"] is styled["uit_complexes"] is styled["uit_by_neighbourhood"] is True
    # A colleague opens the table and sees the map.
    again = layer(server, "uit_output", key="")
    assert again.renderer().type() != "singleSymbol"
    del again


def test_written_over_itself_is_refused_or_kept(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg", count=20), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    for _ in range(2):
        # The second run replaces the first.
        overlay(layer(server, "bezit"), layer(server, "klassen"), OUTPUT=destination(server, "uit"))
    database.execute("SELECT count(*) FROM uit")
    assert database.fetchone() == (20,)


def test_cancel_stops_the_server(server: dict[str, str], database: Any) -> None:
    import threading
    import time

    from veerkracht_plugin.errors import Cancelled

    connection = " ".join(f"{name}={value}" for name, value in server.items())
    table = postgis.PgTable(("", "", "", ""), connection, "public", "x", "id", "g", (), 1)
    feedback = QgsProcessingFeedback()
    threading.Timer(0.3, feedback.cancel).start()
    begin = time.monotonic()
    with pytest.raises(Cancelled), postgis.opened(table, feedback) as one:
        one.ask("SELECT pg_sleep(60)")
    assert time.monotonic() - begin < 30
    database.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() "
        "AND state = 'active'"
    )
    assert database.fetchone() == (0,)


def test_cancelled_run_writes_nothing(server: dict[str, str], database: Any, tmp_path: Path) -> None:
    load(server, stockfiles.make_stock(tmp_path / "s.gpkg"), "bezit")
    load(server, stockfiles.make_buurten(tmp_path / "b.gpkg"), "klassen")
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("veerkracht:overlaystock", {
            "INPUT": layer(server, "bezit"), "NEIGHBOURHOODS": layer(server, "klassen"),
            "OUTPUT": destination(server, "uit"),
        }, feedback=feedback)  # fmt: skip
    database.execute("SELECT to_regclass('public.uit')")
    assert database.fetchone() == (None,)


def test_no_password_in_what_is_shown(server: dict[str, str]) -> None:
    secret = " ".join(("dbname=x", "=".join(("password", "geheim"))))
    table = postgis.PgTable(("", "", "", ""), secret, "public", "x", "id", "g", (), 1)
    assert "geheim" not in repr(table)
