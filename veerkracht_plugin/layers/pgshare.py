"""A shared GeoPackage as tables of a PostGIS database: all of it in one transaction, or nothing.

What stood there from an earlier run is replaced as a whole, as a folder is: tables by their names keep the rights that
the team gave on them, and where their columns are the same also the views upon them. A table that no run of ours made
is never touched. Nothing here keeps or tells how to log in.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import QgsDataSourceUri, QgsFeedback, QgsProviderRegistry

from ..errors import N_, VeerkrachtError
from .export import KEY, SHAPE, columns_in
from .postgis import Database
from .sql import statement

#: By this line in its comment a table of ours is known.
MARK = "veerkracht:share"

#: The longest name in PostgreSQL (bytes), and seconds that a server may take to answer.
_LONGEST, _PATIENCE = 63, 15

#: What a type of a GeoPackage is in PostgreSQL; all others are text.
_TYPES = {
    "BOOLEAN": "boolean", "TINYINT": "smallint", "SMALLINT": "smallint", "MEDIUMINT": "integer", "INT": "bigint",
    "INTEGER": "bigint", "FLOAT": "double precision", "DOUBLE": "double precision", "REAL": "double precision",
    "DATE": "date", "DATETIME": "timestamp with time zone",
}  # fmt: skip

#: Bytes of the box in front of a shape in a GeoPackage, by the number in its flags.
_BOXES = (0, 32, 48, 48, 64)

#: Rights that may be given again on a table that was made anew.
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@dataclass(frozen=True)
class Shape:
    """The geometry of a table: its kind as PostGIS names it, whether it is a collection, and its reference system."""

    kind: str
    multi: bool
    srid: int
    force: str


@dataclass
class Table:
    """A table of the GeoPackage and what is told of it: ``comment`` on itself, ``meanings`` by column."""

    name: str
    comment: str
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Published:
    """What was done: tables that are new, replaced, and taken away since they are no longer shared."""

    made: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def connection_of(name: str) -> QgsDataSourceUri:
    """The connection that QGIS knows as ``name``. Raises VeerkrachtError when there is none."""
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    found = metadata.findConnection(name) if metadata is not None else None
    if found is None:
        raise VeerkrachtError(
            N_("QGIS has no connection to PostgreSQL named {name}. Make it in the Browser, or choose another one."),
            name=name,
        )
    return QgsDataSourceUri(found.uri())


@contextmanager
def transaction(uri: QgsDataSourceUri, name: str, schema: str, feedback: QgsFeedback) -> Iterator[Database]:
    """A connection whose work stays when the block ends well, and leaves no trace otherwise.

    Raises VeerkrachtError when the database cannot be reached or refuses something; never with how to log in.
    """
    try:
        import psycopg2
    except ImportError as error:
        raise VeerkrachtError(
            N_("This QGIS lacks the Python package psycopg2, without which it cannot write to PostGIS in one go. "
               "Install it, or share as a folder."),
        ) from error  # fmt: skip
    try:
        connection = psycopg2.connect(uri.connectionInfo(True), connect_timeout=_PATIENCE)
        connection.set_client_encoding("UTF8")
    except psycopg2.Error:
        # Not the words of the server: they may repeat the password.
        raise VeerkrachtError(
            N_("The database of the connection {name} cannot be reached. Look whether it opens in the Browser, and "
               "whether user and password are kept with it or in an authentication configuration."),
            name=name,
        ) from None  # fmt: skip
    with closing(connection):
        try:
            yield Database(connection, feedback)
            connection.commit()
        except psycopg2.Error as error:
            said = (error.diag.message_primary or str(error)).strip()
            raise VeerkrachtError(
                N_("The database refused something in schema {schema}: {reason}. Nothing in it was changed."),
                schema=schema, reason=said,
            ) from None  # fmt: skip


def publish(database: Database, schema: str, package: Path, tables: Sequence[Table]) -> Published:
    """Put ``tables`` of ``package`` with their styles into ``schema``, which is made when there is none.

    Raises VeerkrachtError when a table of others is in the way; psycopg2's errors go to :func:`transaction`.
    """
    from psycopg2 import sql

    done = Published()
    # Two colleagues at once would each replace what the other one writes.
    database.ask("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{MARK} {schema}",))
    if not database.ask("SELECT to_regtype('geometry') IS NOT NULL")[0][0]:
        raise VeerkrachtError(N_("The database has no PostGIS. Ask its manager for it (CREATE EXTENSION postgis)."))
    if not database.ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)):
        database.ask(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)), fetch=False)
    there = _there(database, schema)
    names = [table.name for table in tables]
    others = [name for name in names if name in there and not there[name]]
    if others:
        raise VeerkrachtError(
            N_("The schema {schema} has a table {table} that was not made by sharing. Choose another schema, or rename "
               "that table first; nothing was changed."), schema=schema, table=", ".join(others),
        )  # fmt: skip
    for name in sorted(there):
        if there[name] and name not in names:
            _drop(database, schema, name)
            done.removed.append(name)
    for table in tables:
        _fill(database, schema, package, table)
        (done.replaced if table.name in there else done.made).append(table.name)
    _styles(database, schema, package, names, done.removed)
    return done


def rows_of(database: Database, schema: str, name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of a table as they now stand in the database, without its key and shapes."""
    from psycopg2 import sql

    names = [column for column, _ in _columns(database, schema, name) if column not in (KEY, SHAPE)]
    query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(schema, name), sql.Identifier(KEY)
    )
    return names, database.ask(query)


def middles(database: Database, schema: str, name: str) -> list[tuple[float, float, str]]:
    """Where the shapes of a table lie: x and y of their middles, and their kind."""
    from psycopg2 import sql

    query = sql.SQL("SELECT ST_X(c), ST_Y(c), k FROM (SELECT ST_Centroid({geom}) AS c, GeometryType({geom}) AS k FROM "
                    "{table} WHERE {geom} IS NOT NULL) AS g").format(
        geom=sql.Identifier(SHAPE), table=sql.Identifier(schema, name)
    )  # fmt: skip
    return [(float(x), float(y), str(kind)) for x, y, kind in database.ask(query)]


# -- tables ------------------------------------------------------------------------------------------------------------
def _there(database: Database, schema: str) -> dict[str, bool]:
    """The tables, views and their kin in ``schema``, and whether each is ours."""
    rows = database.ask(
        "SELECT c.relname::text, c.relkind = 'r' AND coalesce(obj_description(c.oid, 'pg_class'), '') LIKE %s "
        "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')", (f"%{MARK}", schema),
    )  # fmt: skip
    return {str(name): bool(ours) for name, ours in rows}


def _columns(database: Database, schema: str, name: str) -> list[tuple[str, str]]:
    """Columns and their types, in order."""
    rows = database.ask(
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a JOIN pg_class AS c ON "
        "c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        (schema, name),
    )  # fmt: skip
    return [(str(column), str(kind)) for column, kind in rows]


def _drop(database: Database, schema: str, name: str) -> None:
    from psycopg2 import sql

    # Without CASCADE: a view of the team upon it stops the run, and is not pulled away.
    database.ask(sql.SQL("DROP TABLE {}").format(sql.Identifier(schema, name)), fetch=False)


def short_columns(names: Sequence[str]) -> dict[str, str]:
    """For each column a name that PostgreSQL does not cut, each of its own."""
    out: dict[str, str] = {}
    used = {name for name in names if len(name.encode("utf-8")) <= _LONGEST}
    for name in names:
        short, number = name, 1
        while len(short.encode("utf-8")) > _LONGEST or (short != name and short in used):
            number += 1
            tail = f"_{number}"
            short = name.encode("utf-8")[: _LONGEST - len(tail)].decode("utf-8", "ignore") + tail
        used.add(short)
        out[name] = short
    return out


def _shape(database: Database, package: sqlite3.Connection, name: str) -> Shape | None:
    """What the GeoPackage says of the shapes of a table; None for one without."""
    row = package.execute(
        "SELECT g.geometry_type_name, g.z, g.m, s.organization, s.organization_coordsys_id FROM gpkg_geometry_columns "
        "AS g LEFT JOIN gpkg_spatial_ref_sys AS s USING (srs_id) WHERE g.table_name = ?", (name,),
    ).fetchone()  # fmt: skip
    if row is None:
        return None
    kind, z, m, organisation, number = str(row[0]).upper(), bool(row[1]), bool(row[2]), row[3], row[4]
    srid = 0
    if number is not None and int(number) > 0:
        known = str(organisation).upper() == "EPSG" and database.ask(
            "SELECT 1 FROM spatial_ref_sys WHERE srid = %s AND auth_name = 'EPSG'", (int(number),)
        )
        if not known:
            raise VeerkrachtError(
                N_("The database does not know the coordinate system of the table {table}. Save that layer in RD "
                   "(EPSG:28992) first."), table=name,
            )  # fmt: skip
        srid = int(number)
    force = {(False, False): "ST_Force2D", (True, False): "ST_Force3DZ", (False, True): "ST_Force3DM",
             (True, True): "ST_Force4D"}[z, m]  # fmt: skip
    kind = "GEOMETRY" if kind not in _KINDS else kind
    return Shape(kind + "Z" * z + "M" * m, kind.startswith("MULTI") and kind not in _CURVED, srid, force)


_CURVED = {"MULTICURVE", "MULTISURFACE"}
_KINDS = {
    "GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION",
    "CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", *_CURVED,
}  # fmt: skip


def _fill(database: Database, schema: str, package: Path, table: Table) -> None:
    """One table: made or emptied, filled, indexed and described."""
    from psycopg2 import sql

    columns = [(name, kind) for name, kind in columns_in(package, table.name) if not kind.startswith("BLOB")]
    shorts = short_columns([name for name, _ in columns])
    with closing(sqlite3.connect(package.absolute().as_uri() + "?mode=ro", uri=True)) as source:
        shape = _shape(database, source, table.name)
        types = {shorts[name]: _TYPES.get(kind.split("(")[0], "text") for name, kind in columns}
        place = {SHAPE: f"geometry({shape.kind.capitalize()},{shape.srid})"} if shape is not None else {}
        target, stage = sql.Identifier(schema, table.name), f"veerkracht_{table.name}"
        _make(database, schema, table.name, {KEY: "bigint", **place, **types})
        # By way of a table of this transaction: what is copied in is brought to one kind of shape on its way on.
        database.ask(
            sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(
                sql.Identifier(stage),
                sql.SQL(", ").join(
                    sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
                    for name, kind in {KEY: "bigint", **dict.fromkeys(place, "geometry"), **types}.items()
                ),
            ), fetch=False,
        )  # fmt: skip
        asked = [KEY, *place, *(name for name, _ in columns)]
        query = statement("SELECT [names] FROM [table] ORDER BY [key]", names=asked, table=table.name, key=KEY)
        at = 1 if shape is not None else -1
        rows = source.execute(query)
        database.put(stage, (_row(row, at, shape.srid if shape is not None else 0) for row in rows))
    given = sql.Identifier(SHAPE)
    if shape is not None:
        given = sql.SQL("{}({})").format(sql.SQL(shape.force), given)
        given = sql.SQL("ST_Multi({})").format(given) if shape.multi else given
    names = [KEY, *place, *types]
    database.ask(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ORDER BY {}").format(
            target, sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(given if name == SHAPE else sql.Identifier(name) for name in names),
            sql.Identifier("pg_temp", stage), sql.Identifier(KEY),
        ), fetch=False,
    )  # fmt: skip
    text = "\n".join([table.comment.strip(), MARK]).strip()
    database.ask(sql.SQL("COMMENT ON TABLE {} IS {}").format(target, sql.Literal(text)), fetch=False)
    for name, meaning in table.meanings.items():
        if meaning and name in shorts:
            column = sql.Identifier(schema, table.name, shorts[name])
            database.ask(sql.SQL("COMMENT ON COLUMN {} IS {}").format(column, sql.Literal(meaning)), fetch=False)
    database.ask(sql.SQL("ANALYZE {}").format(target), fetch=False)


def _row(row: Sequence[Any], at: int, srid: int) -> list[Any]:
    """A row as COPY takes it: its shape as PostGIS writes it, texts without the one sign that PostgreSQL lacks."""
    out = [value.replace("\0", "") if isinstance(value, str) else value for value in row]
    if at >= 0 and row[at] is not None:
        out[at] = ewkb(row[at], srid)
    return out


def ewkb(blob: bytes, srid: int) -> str | None:
    """A shape of a GeoPackage in the spelling of PostGIS (hexadecimal EWKB); None for an empty one.

    OGC 12-128, clause 2.1.3: ``GP``, version, flags, reference system, a box of which the flags tell the size, WKB.
    """
    flags = blob[3]
    if flags & 0b10000:
        return None
    wkb = blob[8 + _BOXES[flags >> 1 & 0b111] :]
    order = "<" if wkb[0] else ">"
    kind = struct.unpack_from(order + "I", wkb, 1)[0] | 0x20000000
    return (wkb[:1] + struct.pack(order + "II", kind, srid) + wkb[5:]).hex()


def _make(database: Database, schema: str, name: str, types: Mapping[str, str]) -> None:
    """An empty table with these columns: the one that is there when it has them, else a new one with its rights."""
    from psycopg2 import sql

    target = sql.Identifier(schema, name)
    now = _columns(database, schema, name)
    if now and [(column, kind.lower()) for column, kind in now] == [(one, types[one].lower()) for one in types]:
        database.ask(sql.SQL("DELETE FROM {}").format(target), fetch=False)
        return
    rights = []
    if now:
        rights = database.ask(
            "SELECT grantee::text, privilege_type::text FROM information_schema.role_table_grants "
            "WHERE table_schema = %s AND table_name = %s AND grantee <> grantor", (schema, name),
        )  # fmt: skip
        _drop(database, schema, name)
    parts = [
        sql.SQL("{} {}{}").format(sql.Identifier(column), sql.SQL(kind), sql.SQL(" PRIMARY KEY" * (column == KEY)))
        for column, kind in types.items()
    ]
    database.ask(sql.SQL("CREATE TABLE {} ({})").format(target, sql.SQL(", ").join(parts)), fetch=False)
    if SHAPE in types:
        index = sql.SQL("CREATE INDEX ON {} USING gist ({})").format(target, sql.Identifier(SHAPE))
        database.ask(index, fetch=False)
    for who, right in rights:
        if right in _RIGHTS:
            to = sql.SQL("PUBLIC") if who == "PUBLIC" else sql.Identifier(who)
            database.ask(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), target, to), fetch=False)


# -- styles ------------------------------------------------------------------------------------------------------------
def _styles(database: Database, schema: str, package: Path, names: Sequence[str], removed: Sequence[str]) -> None:
    """The styles of the GeoPackage into the table where QGIS looks for them; styles that the team saved there stay."""
    if not database.ask("SELECT to_regclass('layer_styles') IS NOT NULL")[0][0]:
        # As QGIS makes it.
        database.ask(
            "CREATE TABLE layer_styles (id SERIAL PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, "
            "f_table_name varchar, f_geometry_column varchar, styleName text, styleQML xml, styleSLD xml, useAsDefault "
            "boolean, description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml, update_time timestamp DEFAULT "
            "CURRENT_TIMESTAMP, type varchar)", fetch=False,
        )  # fmt: skip
    mine = "f_table_catalog = current_database() AND f_table_schema = %s AND f_table_name = %s"
    for name in removed:
        database.ask("DELETE FROM layer_styles WHERE " + mine, (schema, name), fetch=False)  # nosec B608 - fixed text
    with closing(sqlite3.connect(package.absolute().as_uri() + "?mode=ro", uri=True)) as source:
        found = source.execute(
            "SELECT f_table_name, styleName, styleQML, styleSLD, useAsDefault FROM layer_styles ORDER BY id"
        ).fetchall()
    for name in names:
        styles = [row[1:] for row in found if row[0] == name]
        for style, *_ in styles:
            database.ask(
                "DELETE FROM layer_styles WHERE " + mine + " AND styleName = %s",  # nosec B608 - fixed text
                (schema, name, style), fetch=False,
            )  # fmt: skip
        # When the team has chosen a style of its own to begin with, that is how the table opens.
        query = "SELECT 1 FROM layer_styles WHERE " + mine + " AND useAsDefault"  # nosec B608 - fixed text
        taken = bool(database.ask(query, (schema, name)))
        for style, qml, sld, default in styles:
            database.ask(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description) VALUES (current_database(), %s, %s, %s, %s, "
                "XMLPARSE(DOCUMENT %s), CASE WHEN %s = '' THEN NULL ELSE XMLPARSE(DOCUMENT %s) END, %s, 'Veerkracht')",
                (schema, name, SHAPE, style, qml, sld or "", sld or "", bool(default) and not taken), fetch=False,
            )  # fmt: skip
