"""Own stock in a real PostGIS database: the overlay runs there with the same answers, and every output can go there."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
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
)

from tests.qgis import stockfiles
from veerkracht_plugin.layers import postgis

pytest.importorskip("psycopg2")


def _program(name: str) -> str:
    """A program of PostgreSQL; Debian keeps them apart, a folder per version."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), ""
    )
    if not found:
        pytest.skip("PostgreSQL is not installed (postgresql, postgresql-15-postgis-3)")
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL of our own in a folder of its own, on a free port, gone afterwards. It never runs as root."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    root = os.geteuid() == 0
    if root and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and runuser is missing")
    user = "postgres" if root else getpass.getuser()
    before = ["runuser", "-u", user, "--"] if root else []
    folder = Path(tempfile.mkdtemp(prefix="veerkracht-pg-"))
    if root:
        try:
            shutil.chown(folder, user)
        except LookupError:
            shutil.rmtree(folder)
            pytest.skip("there is no user postgres")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])

    def run(*command: str) -> None:
        done = subprocess.run([*before, *command], capture_output=True, text=True, cwd=folder, check=False)
        if done.returncode:
            log = folder / "log"
            raise RuntimeError(done.stdout + done.stderr + (log.read_text() if log.exists() else ""))

    try:
        run(initdb, "-D", str(folder / "data"), "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run(control, "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o",
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off", "start")  # fmt: skip
        try:
            import psycopg2

            connection = psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user=user)
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
                if cursor.fetchone() is None:
                    pytest.skip("PostGIS is not installed (postgresql-15-postgis-3)")
                cursor.execute("CREATE EXTENSION postgis")
            connection.close()
            yield {"host": "127.0.0.1", "port": port, "dbname": "postgres", "user": user}
        finally:
            run(control, "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    database.execute("SET enable_seqscan = off")
    database.execute(
        "EXPLAIN SELECT p.fid, b.hit FROM bezit AS p LEFT JOIN LATERAL (SELECT array_agg(q.fid) FILTER (WHERE "
        "ST_DWithin(q.geom, p.geom, 0.001)) AS hit FROM klassen AS q WHERE ST_DWithin(q.geom, p.geom, 10)) AS b ON true"
    )
    assert "Index Scan using klassen_geom" in "\n".join(row[0] for row in database.fetchall())


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
