"""The overlay inside a PostGIS database, where own stock and buurten both live in it: only results travel.

The rule is that of :mod:`.placing`, in PostGIS' words. What PostGIS would judge in another way (curves, invalid
polygons, other reference systems, tables that are narrowed by QGIS) is left to the way through QGIS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import numpy.typing as npt
from qgis.core import QgsDataSourceUri, QgsFeedback, QgsVectorLayer, QgsWkbTypes

from ..errors import Cancelled
from .placing import NEAR_BORDER, ON_BORDER, Placed
from .properties import Properties
from .server import address

if TYPE_CHECKING:
    from .gpkg import Added

Ints = npt.NDArray[np.int64]

#: Column types whose values are the same text or number, whether QGIS or the driver hands them over.
_PLAIN = {
    "text", "character varying", "character", "smallint", "integer", "bigint", "double precision", "varchar",
}  # fmt: skip
#: Types of keys by which rows are known, for QGIS as for us. Whole numbers go in arrays, all others as text.
_NUMBERS = {"smallint", "integer", "bigint"}
_KEYS = _NUMBERS | {"text", "character varying", "uuid"}
#: Types that QGIS keeps when it makes a table with the fields of another one.
_COPIED = _PLAIN | {"boolean", "date", "real", "timestamp without time zone"}

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
    return PgTable(
        database_of(uri), uri.connectionInfo(True), uri.schema() or "public", uri.table(), keys[0],
        uri.geometryColumn(),
        tuple(layer.fields().names()), int(QgsWkbTypes.flatType(layer.wkbType())),
    )  # fmt: skip


def database_of(uri: QgsDataSourceUri) -> tuple[str, ...]:
    """The database behind ``uri`` and who asks: another user may see other rows of the same table."""
    return (*address(uri), uri.username(), uri.authConfigId())


class Database:
    """A connection for one run; it changes nothing but a table of its own that goes with it."""

    def __init__(self, connection: Any, feedback: QgsFeedback) -> None:
        self.connection = connection
        self.feedback = feedback

    def ask(
        self, query: Any, values: Sequence[Any] | dict[str, Any] | None = None, fetch: bool = True
    ) -> list[tuple[Any, ...]]:
        """Execute ``query`` in a thread, so that the user can cancel it.

        A composed statement holds its values as literals: with ``values`` beside it a ``%`` in a name would be one of
        their places.
        """
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

    def put(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of numbers and texts into a table of our own, in portions."""
        from psycopg2 import sql

        rest = iter(rows)
        query = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        while True:
            portion = list(islice(rest, _ROWS))
            if not portion:
                return
            if self.feedback.isCanceled():
                raise Cancelled
            text = StringIO("\n".join("\t".join(map(_copy_text, row)) for row in portion) + "\n")
            with self.connection.cursor() as cursor:
                cursor.copy_expert(query, text)

    def keep(self) -> None:
        """What was written stays."""
        self.connection.commit()

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


def _copy_text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, int):
        return str(value)
    return str(value).translate(_COPY_MARKS)


_COPY_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@contextmanager
def opened(table: PgTable, feedback: QgsFeedback) -> Iterator[Database]:
    """A connection to the database of ``table``. NotHere when the driver is missing or the server says no."""
    try:
        import psycopg2
    except ImportError as error:
        raise NotHere("the Python package psycopg2 is missing") from error
    try:
        connection = psycopg2.connect(table.connection)
        # What is read first and last is then of one moment.
        connection.set_session(isolation_level="REPEATABLE READ")
        connection.set_client_encoding("UTF8")
    except psycopg2.Error:
        # Not the reason of the server: it may repeat the password.
        raise NotHere("no connection") from None
    with closing(connection):
        try:
            yield Database(connection, feedback)
        except (psycopg2.Error, UnicodeError) as error:
            raise NotHere(re.sub(r"\s+", " ", str(error)).strip()) from error


def _named(table: PgTable) -> Any:
    from psycopg2 import sql

    return sql.Identifier(table.schema, table.name)


def _types(database: Database, table: PgTable) -> dict[str, str]:
    """The columns of ``table`` and their types; views and their kin have them too."""
    rows = database.ask(
        "SELECT a.attname::text, format_type(a.atttypid, NULL) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = "
        "a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped", (table.schema, table.name),
    )  # fmt: skip
    return {str(name): str(kind) for name, kind in rows}


def check(database: Database, stock: PgTable, buurten: PgTable, roles: Sequence[str], needed: Sequence[str]) -> None:
    """Whether PostGIS gives the same answers as we do; NotHere when it might not."""
    from psycopg2 import sql

    if stock.kind != int(QgsWkbTypes.Type.Point):
        raise NotHere("the properties are no points")
    if buurten.kind not in (int(QgsWkbTypes.Type.Polygon), int(QgsWkbTypes.Type.MultiPolygon)):
        raise NotHere("the buurten are no plain polygons")
    for table, columns in ((stock, roles), (buurten, needed)):
        types = _types(database, table)
        if not {*table.columns, table.geometry} <= set(types) or types.get(table.key) not in _KEYS:
            raise NotHere(f"{table.name} has other columns than its layer, or an unusual key")
        odd = [name for name in columns if types.get(name) not in _PLAIN]
        if odd:
            raise NotHere(f"{table.name} has an unusual type in {', '.join(odd)}")
        kinds = database.ask(
            "SELECT type, srid FROM geometry_columns "
            "WHERE f_table_schema = %s AND f_table_name = %s AND f_geometry_column = %s",
            (table.schema, table.name, table.geometry),
        )
        # A column of any kind of geometry may hold rows that the layer, which shows one kind, does not.
        if len(kinds) != 1 or str(kinds[0][0]).upper() not in _GEOMETRIES or kinds[0][1] != 28992:
            raise NotHere(f"{table.name} may hold other geometries than its layer shows")
    unsound = sql.SQL("SELECT count(*) FROM {table} WHERE NOT ST_IsValid({geometry})")
    if database.ask(unsound.format(table=_named(buurten), geometry=sql.Identifier(buurten.geometry)))[0][0]:
        raise NotHere("some buurten are not valid")


#: What a column of points, or of polygons, is called in the catalogue of PostGIS.
_GEOMETRIES = {"POINT", "POINTZ", "POINTM", "POINTZM", "POLYGON", "MULTIPOLYGON", "POLYGONZ", "MULTIPOLYGONZ"}


def _key(database: Database, table: PgTable, alias: str = "") -> Any:
    """The key of ``table`` as it is known here: a whole number, or else a text."""
    from psycopg2 import sql

    name = sql.Identifier(alias, table.key) if alias else sql.Identifier(table.key)
    return name if _types(database, table)[table.key] in _NUMBERS else sql.SQL("{}::text").format(name)


def read_attributes(database: Database, buurten: PgTable, headers: Sequence[str]) -> tuple[list[Any], list[list[Any]]]:
    """The keys of the buurten, and their columns ``headers``."""
    from psycopg2 import sql

    query = sql.SQL("SELECT {key}, {columns} FROM {table} ORDER BY {order}").format(
        key=_key(database, buurten), columns=sql.SQL(", ").join(map(sql.Identifier, headers)), table=_named(buurten),
        order=sql.Identifier(buurten.key),
    )  # fmt: skip
    rows = database.ask(query)
    columns = [list(column) for column in zip(*rows)] or [[] for _ in (buurten.key, *headers)]
    if len(set(columns[0])) != len(columns[0]) or None in columns[0]:
        raise NotHere(f"the key of {buurten.name} is not unique")
    return columns[0], columns[1:]


def read_polygon(database: Database, buurten: PgTable, keys: Sequence[Any]) -> dict[Any, bytes]:
    """The polygons with these keys as WKB."""
    from psycopg2 import sql

    query = sql.SQL("SELECT {key}, ST_AsBinary({geometry}) FROM {table} WHERE {key} = ANY({keys})").format(
        key=_key(database, buurten), geometry=sql.Identifier(buurten.geometry), table=_named(buurten),
        keys=sql.Literal(list(keys)),
    )  # fmt: skip
    return {key: bytes(wkb) for key, wkb in database.ask(query) if wkb is not None}


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

    One statement, which the server spreads over its processors (:func:`statement`). Its result is kept at the server
    and fetched in portions.
    """
    from psycopg2 import sql

    # For this transaction only: compiling takes longer than it saves, and sorting a million rows wants some memory.
    database.ask("SELECT set_config(name, 'off', true) FROM pg_settings WHERE name = 'jit'")
    database.ask(
        "SELECT set_config(name, '128MB', true) FROM pg_settings WHERE name = 'work_mem' AND setting::bigint < 131072"
    )
    make = sql.SQL("CREATE TEMP TABLE veerkracht_overlay AS ") + statement(database, stock, buurten, roles)
    database.ask(make, fetch=False)
    keys: list[Any] = []
    parts: list[tuple[npt.NDArray[Any], ...]] = []
    texts: list[list[str]] = [[] for _ in roles]
    for portion in database.rows(sql.SQL("SELECT * FROM veerkracht_overlay ORDER BY k")):
        key, x, y, first, more, close, *values = zip(*portion)
        keys.extend(key)
        hits = [((one,) if all_ is None else all_) if one is not None else () for one, all_ in zip(first, more)]
        found = [sorted(position[hit] for hit in own if hit in position) for own in hits]
        parts.append((
            np.asarray([np.nan if one is None else one for one in x]),
            np.asarray([np.nan if one is None else one for one in y]),
            np.asarray([own[0] if own else -1 for own in found], dtype=np.int64),
            np.asarray([len(own) > 1 for own in found], dtype=np.bool_),
            np.asarray(close, dtype=np.bool_),
        ))  # fmt: skip
        for column, own_values in zip(texts, values):
            column.extend([value.strip() if type(value) is str else as_text(value).strip() for value in own_values])
        progress(len(keys))
    if not keys:
        return [], Properties(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), {}), Placed(*_nothing())
    if None in (keys[0], keys[-1]) or any(one == two for one, two in zip(keys, keys[1:])):
        raise NotHere(f"the key of {stock.name} is not unique")
    east, north, at, several, close_by = (np.concatenate(column) for column in zip(*parts))
    rows = Properties(np.arange(len(keys)), east, north, dict(zip(roles, texts)))
    return keys, rows, Placed(at, several, close_by)


def statement(database: Database, stock: PgTable, buurten: PgTable, roles: Sequence[str]) -> Any:
    """The overlay as a query: per property its key ``k``, ``x``, ``y``, one
    of the buurten that it lies in or on (``first``), all of them when there are several (``more``), whether a border is
    ``near`` (``close``), and its columns ``roles``.

    The pairs whose boxes meet come from a spatial index, whichever of the two the server finds cheaper: going from
    buurt to buurt it prepares each polygon once. Where the square around a point lies wholly inside a polygon, nothing
    else needs to be asked; that settles nearly all of them. A bare ``OFFSET 0`` keeps the server from moving the tests
    of the pairs out of the part that it spreads over its processors.
    """
    from psycopg2 import sql

    point, polygon = sql.Identifier("p", stock.geometry), sql.Identifier("q", buurten.geometry)
    return sql.SQL(
        "SELECT {own_key} AS k, ST_X({point}) AS x, ST_Y({point}) AS y, b.first, b.more, COALESCE(b.close, false) AS "
        "close{own} FROM {stock} AS p LEFT JOIN ("
        "SELECT k, (array_agg(b) FILTER (WHERE hit IN (1, 3)))[1] AS first, CASE WHEN count(*) FILTER (WHERE hit IN "
        "(1, 3)) > 1 THEN array_agg(b) FILTER (WHERE hit IN (1, 3)) END AS more, bool_or(hit > 1) AS close FROM ("
        "SELECT {row_key} AS k, {buurt_key} AS b, CASE "
        "WHEN ST_ContainsProperly({polygon}, ST_Expand({point}, {near})) THEN 1 "
        "WHEN NOT ST_DWithin({polygon}, {point}, {near}) THEN 0 "
        "ELSE ST_DWithin({polygon}, {point}, {on})::int + 2 * ST_DWithin(ST_Boundary({polygon}), {point}, {near})"
        "::int END AS hit FROM {buurten} AS q JOIN {stock} AS p "
        "ON {polygon} && ST_Expand({point}, {near}) AND {point} && ST_Expand({polygon}, {near}) OFFSET 0"
        ") AS pairs WHERE hit > 0 GROUP BY k) AS b ON b.k = {row_key}"
    ).format(
        on=sql.Literal(ON_BORDER), near=sql.Literal(NEAR_BORDER),
        own_key=_key(database, stock, "p"), row_key=sql.Identifier("p", stock.key),
        buurt_key=_key(database, buurten, "q"), point=point, polygon=polygon, stock=_named(stock),
        buurten=_named(buurten),
        own=sql.SQL("").join(
            sql.SQL(", {} AS {}").format(sql.Identifier("p", role), sql.Identifier(f"c{i}"))
            for i, role in enumerate(roles)
        ),
    )  # fmt: skip


# -- writing -----------------------------------------------------------------------------------------------------------
def table_behind(destination: str, source: PgTable) -> PgTable | None:
    """The table that a destination of Processing names, when it is in the database of ``source``."""
    if not destination.startswith("postgis:"):
        return None
    uri = QgsDataSourceUri(destination[len("postgis:") :])
    if database_of(uri) != source.database or not uri.table():
        return None
    return PgTable(
        source.database, uri.connectionInfo(True), uri.schema() or "public", uri.table(), "", uri.geometryColumn(),
        (), source.kind,
    )  # fmt: skip


def copied(database: Database, source: PgTable, target: PgTable, columns: Sequence[str], names: Sequence[str]) -> bool:
    """Whether ``columns`` of ``source`` go into ``names`` of ``target`` as QGIS would carry them."""
    there, here = _types(database, target), _types(database, source)
    return set(there) == {*names, target.geometry} and all(
        here.get(old) in _COPIED and there[new] == _MADE.get(here[old], here[old]) for old, new in zip(columns, names)
    )


#: What QGIS makes of a type in a new table.
_MADE = {"text": "character varying", "varchar": "character varying", "character": "character varying"}


def write_copies(
    database: Database,
    target: PgTable,
    source: PgTable,
    keys: Sequence[Any],
    added: Added,
    columns: Sequence[str],
    names: Sequence[str],
) -> int:
    """Fill the empty ``target`` with the rows ``keys`` of ``source``: its ``columns``, and behind them ``added``, into
    the columns ``names``. Returns how many rows went in; nothing stays until :meth:`Database.keep`.

    Rows never leave the server: what goes there is the number of a kind per key, and the few kinds.
    """
    from psycopg2 import sql

    number, kinds = added.kinds()
    new = [f"n{i}" for i in range(len(added.order))]
    whole = _types(database, source)[source.key] in _NUMBERS
    database.ask(
        sql.SQL("CREATE TEMP TABLE veerkracht_kinds (kind integer, {new})").format(
            new=sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL("bigint" if _is_whole(kinds, i) else "text"))
                for i, name in enumerate(new)
            )
        ), fetch=False,
    )  # fmt: skip
    database.ask(
        sql.SQL("CREATE TEMP TABLE veerkracht_rows (k {}, kind integer)").format(
            sql.SQL("bigint" if whole else "text")
        ), fetch=False,
    )  # fmt: skip
    database.put("veerkracht_kinds", ([i, *row] for i, row in enumerate(kinds)))
    database.put("veerkracht_rows", zip(keys, number.tolist()))
    database.ask("ANALYZE veerkracht_rows", fetch=False)
    query = sql.SQL(
        "WITH filled AS (INSERT INTO {target} ({place}, {names}) SELECT p.{geometry}, {old}{new} FROM {source} AS p "
        "JOIN veerkracht_rows AS r ON r.k = {key} JOIN veerkracht_kinds AS n ON n.kind = r.kind RETURNING 1) "
        "SELECT count(*) FROM filled"
    ).format(
        target=_named(target), place=sql.Identifier(target.geometry), geometry=sql.Identifier(source.geometry),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        old=sql.SQL("").join(sql.SQL("p.{}, ").format(sql.Identifier(name)) for name in columns),
        new=sql.SQL(", ").join(sql.Identifier("n", name) for name in new), source=_named(source),
        key=_key(database, source, "p"),
    )  # fmt: skip
    return int(database.ask(query)[0][0])


def _is_whole(kinds: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether the values of a new column are whole numbers; those of a column without any go in as well."""
    return all(row[column] is None or isinstance(row[column], int) for row in kinds)


def _nothing() -> tuple[Any, Any, Any]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.bool_)
