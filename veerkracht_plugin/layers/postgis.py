"""The overlay inside a PostGIS database, where own stock and buurten both live in it: only results travel.

The rule is that of :mod:`.placing`, in PostGIS' words. What PostGIS would judge in another way (curves, invalid
polygons, other reference systems, tables that are narrowed by QGIS) is left to the way through QGIS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Callable

import numpy as np
import numpy.typing as npt
from qgis.core import QgsDataSourceUri, QgsFeedback, QgsVectorLayer, QgsWkbTypes

from ..errors import Cancelled
from .placing import NEAR_BORDER, ON_BORDER, Placed
from .properties import Properties

Ints = npt.NDArray[np.int64]

#: Column types whose values are the same text or number, whether QGIS or the driver hands them over.
_PLAIN = {"text", "character varying", "character", "smallint", "integer", "bigint", "double precision"}
_KEYS = {"smallint", "integer", "bigint", "text", "character varying", "uuid"}

#: Rows in one go from the server, and seconds between two looks whether the user has cancelled.
_ROWS = 50_000
_WAIT = 0.2


class NotHere(Exception):
    """Why the overlay cannot run in the database; for the log."""


@dataclass(frozen=True)
class PgTable:
    """A table as QGIS shows it whole: the database it lives in, how to get there, its names."""

    database: tuple[str, ...]
    connection: str = field(repr=False)
    schema: str
    name: str
    key: str
    geometry: str
    columns: tuple[str, ...]
    kind: int


def table_of(layer: QgsVectorLayer | None) -> PgTable | None:
    """The table behind ``layer`` when it is one of PostGIS in RD, without filter, edits or joins.

    To be called in the thread of the layer.
    """
    if layer is None or layer.providerType() != "postgres" or layer.crs().authid() != "EPSG:28992":
        return None
    if layer.isEditable() or layer.subsetString() or layer.vectorJoins():
        return None
    uri = QgsDataSourceUri(layer.source())
    keys = [layer.fields().at(i).name() for i in layer.primaryKeyAttributes()]
    # A query in place of a table starts with a bracket.
    if not uri.table() or uri.table().startswith("(") or len(keys) != 1 or not uri.geometryColumn():
        return None
    database = (uri.host(), uri.port(), uri.database(), uri.service())
    return PgTable(
        database, uri.connectionInfo(True), uri.schema() or "public", uri.table(), keys[0], uri.geometryColumn(),
        tuple(layer.fields().names()), int(QgsWkbTypes.flatType(layer.wkbType())),
    )  # fmt: skip


class Database:
    """A connection for one run; it changes nothing but a table of its own that goes with it."""

    def __init__(self, connection: Any, feedback: QgsFeedback) -> None:
        self.connection = connection
        self.feedback = feedback

    def ask(
        self, query: Any, values: Sequence[Any] | dict[str, Any] | None = None, fetch: bool = True
    ) -> list[tuple[Any, ...]]:
        """Execute ``query``, a composed statement, in a thread, so that the user can cancel it."""
        import psycopg2.extensions

        def work() -> list[tuple[Any, ...]]:
            with self.connection.cursor() as cursor:
                cursor.execute(query, values)
                return list(cursor.fetchall()) if fetch else []

        with ThreadPoolExecutor(1) as aside:
            running = aside.submit(work)
            while True:
                try:
                    return running.result(_WAIT)
                except StillRunning:
                    if self.feedback.isCanceled():
                        self.connection.cancel()
                except psycopg2.extensions.QueryCanceledError as error:
                    if self.feedback.isCanceled():
                        raise Cancelled from error
                    raise

    def rows(self, query: Any) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of ``query`` in portions: the server keeps them until they are asked for."""
        with self.connection.cursor(name="veerkracht") as cursor:
            cursor.itersize = _ROWS
            cursor.execute(query)
            while True:
                portion = cursor.fetchmany(_ROWS)
                if not portion:
                    return
                if self.feedback.isCanceled():
                    raise Cancelled
                yield portion


@contextmanager
def opened(table: PgTable, feedback: QgsFeedback) -> Iterator[Database]:
    """A connection to the database of ``table``. NotHere when the driver is missing or the server says no."""
    try:
        import psycopg2
    except ImportError as error:
        raise NotHere("the Python package psycopg2 is missing") from error
    try:
        connection = psycopg2.connect(table.connection)
    except psycopg2.Error as error:
        raise NotHere("no connection") from error
    with closing(connection):
        try:
            yield Database(connection, feedback)
        except psycopg2.Error as error:
            raise NotHere(re.sub(r"\s+", " ", str(error)).strip()) from error


def _named(table: PgTable) -> Any:
    from psycopg2 import sql

    return sql.Identifier(table.schema, table.name)


def check(database: Database, stock: PgTable, buurten: PgTable, roles: Sequence[str], needed: Sequence[str]) -> None:
    """Whether PostGIS gives the same answers as we do; NotHere when it might not."""
    from psycopg2 import sql

    if stock.kind != int(QgsWkbTypes.Type.Point):
        raise NotHere("the properties are no points")
    if buurten.kind not in (int(QgsWkbTypes.Type.Polygon), int(QgsWkbTypes.Type.MultiPolygon)):
        raise NotHere("the buurten are no plain polygons")
    for table, columns in ((stock, roles), (buurten, needed)):
        types = dict(database.ask(
            "SELECT column_name::text, data_type::text FROM information_schema.columns "
            "WHERE table_schema = %s AND table_name = %s", (table.schema, table.name),
        ))  # fmt: skip
        if set(types) != {*table.columns, table.geometry} or types.get(table.key) not in _KEYS:
            raise NotHere(f"{table.name} has other columns than its layer, or an unusual key")
        odd = [name for name in columns if types.get(name) not in _PLAIN]
        if odd:
            raise NotHere(f"{table.name} has an unusual type in {', '.join(odd)}")
    unsound = sql.SQL("SELECT count(*) FROM {table} WHERE NOT ST_IsValid({geometry}) OR ST_SRID({geometry}) <> 28992")
    if database.ask(unsound.format(table=_named(buurten), geometry=sql.Identifier(buurten.geometry)))[0][0]:
        raise NotHere("some buurten are not valid")


def read_attributes(database: Database, buurten: PgTable, headers: Sequence[str]) -> tuple[list[Any], list[list[Any]]]:
    """The keys of the buurten, and their columns ``headers``."""
    from psycopg2 import sql

    query = sql.SQL("SELECT {columns} FROM {table} ORDER BY {key}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, [buurten.key, *headers])), table=_named(buurten),
        key=sql.Identifier(buurten.key),
    )  # fmt: skip
    rows = database.ask(query)
    columns = [list(column) for column in zip(*rows)] or [[] for _ in (buurten.key, *headers)]
    return columns[0], columns[1:]


def read_polygon(database: Database, buurten: PgTable, keys: Sequence[Any]) -> dict[Any, bytes]:
    """The polygons with these keys as WKB."""
    from psycopg2 import sql

    query = sql.SQL("SELECT {key}, ST_AsBinary({geometry}) FROM {table} WHERE {key} = ANY(%s)").format(
        key=sql.Identifier(buurten.key), geometry=sql.Identifier(buurten.geometry), table=_named(buurten)
    )
    return {key: bytes(wkb) for key, wkb in database.ask(query, (list(keys),)) if wkb is not None}


def overlay(
    database: Database,
    stock: PgTable,
    buurten: PgTable,
    position: dict[Any, int],
    roles: Sequence[str],
    as_text: Callable[[Any], str],
    progress: Callable[[int], None],
) -> tuple[list[Any], Properties, Placed]:
    """Keys, coordinates and texts of all properties, and where each lies; ``position``: of each buurt by its key.

    One statement, which the server spreads over its processors: for each property the buurten that it lies in or on
    (the spatial index names the candidates), and whether a border is near. Its result is kept at the server and fetched
    in portions.
    """
    from psycopg2 import sql

    own = [f"c{i}" for i in range(len(roles))]
    query = sql.SQL(
        "CREATE TEMP TABLE veerkracht_overlay AS "
        "SELECT p.{key} AS k, ST_X(p.{point}) AS x, ST_Y(p.{point}) AS y, b.hit, b.close{own} FROM {stock} AS p "
        "LEFT JOIN LATERAL ("
        "SELECT array_agg(q.{buurt}) FILTER (WHERE ST_DWithin(q.{polygon}, p.{point}, %(on)s)) AS hit, "
        "bool_or(ST_DWithin(ST_Boundary(q.{polygon}), p.{point}, %(near)s)) AS close "
        "FROM {buurten} AS q WHERE ST_DWithin(q.{polygon}, p.{point}, %(near)s)) AS b ON true"
    ).format(
        key=sql.Identifier(stock.key), point=sql.Identifier(stock.geometry), stock=_named(stock),
        buurt=sql.Identifier(buurten.key), polygon=sql.Identifier(buurten.geometry), buurten=_named(buurten),
        own=sql.SQL("").join(
            sql.SQL(", p.{} AS {}").format(sql.Identifier(role), sql.Identifier(name)) for role, name in zip(roles, own)
        ),
    )  # fmt: skip
    database.ask(query, {"on": ON_BORDER, "near": NEAR_BORDER}, fetch=False)
    keys: list[Any] = []
    parts: list[tuple[npt.NDArray[Any], ...]] = []
    texts: list[list[str]] = [[] for _ in roles]
    for portion in database.rows(sql.SQL("SELECT * FROM veerkracht_overlay ORDER BY k")):
        key, x, y, hits, close, *values = zip(*portion)
        keys.extend(key)
        found = [sorted(position[one] for one in hit if one in position) if hit else [] for hit in hits]
        parts.append((
            np.asarray([np.nan if one is None else one for one in x]),
            np.asarray([np.nan if one is None else one for one in y]),
            np.asarray([hit[0] if hit else -1 for hit in found], dtype=np.int64),
            np.asarray([len(hit) > 1 for hit in found], dtype=np.bool_),
            np.asarray([bool(one) for one in close], dtype=np.bool_),
        ))  # fmt: skip
        for column, own_values in zip(texts, values):
            column.extend([as_text(value).strip() for value in own_values])
        progress(len(keys))
    if not keys:
        return [], Properties(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), {}), Placed(*_nothing())
    east, north, at, several, close_by = (np.concatenate(column) for column in zip(*parts))
    rows = Properties(np.arange(len(keys)), east, north, dict(zip(roles, texts)))
    return keys, rows, Placed(at, several, close_by)


def _nothing() -> tuple[Any, Any, Any]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.bool_)
