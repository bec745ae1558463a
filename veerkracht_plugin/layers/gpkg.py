"""GeoPackages by the column: coordinates and polygons straight from their blobs, new columns by one statement.

QGIS hands over one feature at a time. For a plain table in a plain file nothing is lost when SQLite is asked itself;
what is plain is looked at closely here (:func:`table_of`, :func:`copies`), and for everything else there is the way
through QGIS. The file that is written is made by QGIS, empty, with all that a GeoPackage needs; only its rows are put
in here.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from qgis.core import QgsFeedback, QgsProviderRegistry, QgsVectorLayer

from ..compat import is_null
from ..errors import N_, Cancelled, VeerkrachtError
from .placing import Polygons, from_rings, rings_of
from .sql import cancellable, run, run_many, statement

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Types of columns whose values QGIS gives and takes as they stand in the file, and how SQLite must hold them.
_PLAIN = {
    "TEXT": "text", "INTEGER": "integer", "INT": "integer", "MEDIUMINT": "integer", "SMALLINT": "integer",
    "TINYINT": "integer", "REAL": "real", "DOUBLE": "real", "FLOAT": "real",
}  # fmt: skip
#: Copied as they stand, but QGIS reads them as something else than text or number.
_COPIED = {"BOOLEAN": "integer", "DATE": "text", "DATETIME": "text"}

#: The least and greatest value that QGIS keeps of a column narrower than 64 bits.
_RANGE = {"MEDIUMINT": 2**31, "SMALLINT": 2**15, "TINYINT": 2**7}

#: Rows in one go between SQLite and Python.
_ROWS = 20_000


@dataclass(frozen=True)
class Table:
    """A table of features in a GeoPackage: its file, its names, its reference system, and the columns beside key and
    geometry with their types.
    """

    path: Path
    name: str
    key: str
    geometry: str
    srs: int
    columns: tuple[tuple[str, str], ...]

    def plain(self, column: str) -> bool:
        """Whether the column holds text or numbers that QGIS would give in the same way."""
        if column == self.key:
            return True
        return dict(self.columns).get(column, "").split("(")[0].strip().upper() in _PLAIN


def table_of(layer: QgsVectorLayer | None) -> Table | None:
    """The table behind ``layer``, when the layer shows all of it as it is: no filter of its own, no edits, no joins.

    To be called in the thread of the layer.
    """
    if layer is None or layer.providerType() != "ogr" or layer.storageType() != "GPKG":
        return None
    if layer.isEditable() or layer.subsetString() or layer.vectorJoins():
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    known = {"path", "layerName", "layerId"}
    if any(not is_null(value) and value not in ("", []) for name, value in parts.items() if name not in known):
        return None
    try:
        with reading(Path(str(parts["path"]))) as database:
            found = _table(database, parts, Path(str(parts["path"])))
    except (sqlite3.Error, OSError, KeyError, ValueError):
        return None
    if found is None or [found.key, *(name for name, _ in found.columns)] != layer.fields().names():
        return None
    return found


def _table(database: sqlite3.Connection, parts: dict[str, Any], path: Path) -> Table | None:
    listed = database.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g USING "
        "(table_name) "
        "WHERE c.data_type = 'features'"
    ).fetchall()
    name = parts.get("layerName")
    if is_null(name) or not name:
        # Without a name it is the only one, or we do not know which.
        others = database.execute("SELECT count(*) FROM gpkg_contents").fetchone()[0]
        if others != 1 or len(listed) != 1:
            return None
        name = listed[0][0]
    found = [(geometry, srs) for table, geometry, srs in listed if table == str(name)]
    kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (str(name),)).fetchone()
    if len(found) != 1 or kind != ("table",):
        return None
    geometry, srs = found[0]
    columns = database.execute("SELECT name, type, pk FROM pragma_table_info(?)", (str(name),)).fetchall()
    keys = [column for column, kind, pk in columns if pk]
    if len(keys) != 1 or next(kind for column, kind, _ in columns if column == keys[0]).upper() != "INTEGER":
        return None
    rest = tuple((column, kind) for column, kind, pk in columns if not pk and column != geometry)
    return Table(path, str(name), keys[0], geometry, int(srs), rest)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would walk all of QGIS again and again while millions of values are made
    that hold none.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write."""
    with closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)) as database:
        # A table is read once from end to end: keeping its pages would cost time and memory for nothing.
        yield database


# -- reading -----------------------------------------------------------------------------------------------------------
@dataclass
class Points:
    """Rows of a table of points: keys ascending, coordinates as they stand (NaN = none), asked columns as text."""

    keys: Ints
    x: Floats
    y: Floats
    texts: list[list[str]]


def read_points(
    table: Table,
    columns: Sequence[str],
    as_text: Callable[[Any], str],
    feedback: QgsFeedback,
    progress: Callable[[int], None],
) -> Points | None:
    """All rows of ``table``; None when it holds something else than points. ``progress`` gets the rows so far."""
    keys: list[Ints] = []
    xs: list[Floats] = []
    ys: list[Floats] = []
    texts: list[list[str]] = [[] for _ in columns]
    # One text for all rows that hold it: the name of a complex stands in hundreds of them.
    known: dict[str, str] = {}
    asked = [table.key, table.geometry, *columns]
    sql = statement("SELECT [columns] FROM [table] ORDER BY [key]", columns=asked, table=table.name, key=table.key)
    with reading(table.path) as database, uncollected():
        cancellable(database, feedback)
        cursor = run(database, sql)
        count = 0
        while True:
            rows = cursor.fetchmany(_ROWS)
            if not rows:
                break
            if feedback.isCanceled():
                raise Cancelled
            own = list(zip(*rows))
            found = _coordinates(own[1])
            if found is None:
                return None
            keys.append(np.asarray(own[0], dtype=np.int64))
            xs.append(found[0])
            ys.append(found[1])
            for column, values in zip(texts, own[2:]):
                found_texts = [value if type(value) is str else as_text(value) for value in values]
                column.extend([known.setdefault(text, text) for text in found_texts])
            count += len(rows)
            progress(count)
    if not keys:
        return Points(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), texts)
    return Points(np.concatenate(keys), np.concatenate(xs), np.concatenate(ys), texts)


def _coordinates(blobs: Sequence[bytes | None]) -> tuple[Floats, Floats] | None:
    """The coordinates in blobs of points; None when one is something else."""
    x, y = np.full(len(blobs), np.nan), np.full(len(blobs), np.nan)
    there = [i for i, blob in enumerate(blobs) if blob is not None] if None in blobs else range(len(blobs))
    given = [blobs[i] for i in there] if None in blobs else blobs
    joined = b"".join(given)  # type: ignore[arg-type]
    if len(joined) == 29 * len(given):
        table = np.frombuffer(joined, dtype=np.uint8).reshape(-1, 29)
        # "GP", version 0, no envelope and not empty, little endian; behind the reference system a plain point.
        if (table[:, :4] == (71, 80, 0, 1)).all() and (table[:, 8:13] == (1, 1, 0, 0, 0)).all():
            at = np.asarray(there, dtype=np.int64)
            x[at] = np.ascontiguousarray(table[:, 13:21]).view("<f8")[:, 0]
            y[at] = np.ascontiguousarray(table[:, 21:29]).view("<f8")[:, 0]
            return x, y
    for i in there:
        blob = blobs[i]
        start = _body(blob)
        if start is None or blob is None:
            return None
        order = "<" if blob[start] == 1 else ">"
        (kind,) = struct.unpack_from(order + "I", blob, start + 1)
        if (kind & 0x0FFFFFFF) % 1000 != 1:
            return None
        if not blob[3] & _EMPTY:
            x[i], y[i] = struct.unpack_from(order + "dd", blob, start + 5)
    return x, y


#: The bit of an empty geometry, whose coordinates mean nothing.
_EMPTY = 0x10
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def _body(blob: bytes | None) -> int | None:
    """Where the WKB starts in a blob; None when it is no plain one."""
    if blob is None or len(blob) < 8 or blob[:3] != b"GP\0" or blob[3] & 0x20:
        return None
    envelope = _ENVELOPES.get(blob[3] >> 1 & 7)
    return None if envelope is None else 8 + envelope


#: What most blobs of buurten begin with: "GP", version and flags (little endian, a box of four numbers), the reference
#: system, the box; then a multipolygon of one polygon of one ring, and the number of its vertices.
_SIMPLE = struct.Struct("<4s4x32xBIIBIII")
_SIMPLE_HEAD = (b"GP\0\x03", 1, 6, 1, 1, 3, 1)


@dataclass
class Rows:
    """Rows of a table of polygons, in the order of the file: the asked columns as text, and the blobs."""

    texts: list[list[str]]
    blobs: list[bytes | None]

    def polygons(self, order: Sequence[int]) -> Polygons | None:
        """The polygons in ``order``; None when one is something else, such as a curve."""
        try:
            with uncollected():
                return from_rings(self._rings(i) for i in order)
        except (ValueError, struct.error):
            return None

    def _rings(self, i: int) -> list[Floats]:
        blob = self.blobs[i]
        if blob is None:
            return []
        if len(blob) > _SIMPLE.size:
            head = _SIMPLE.unpack_from(blob)
            if head[:7] == _SIMPLE_HEAD:
                ring = np.frombuffer(blob, dtype="<f8", count=2 * head[7], offset=_SIMPLE.size)
                return [ring.reshape(-1, 2)]
        start = _body(blob)
        if start is None:
            raise ValueError("not a plain blob")
        return rings_of(blob, start)

    def wkb(self, i: int) -> bytes:
        """The geometry of row ``i`` as WKB, empty without one."""
        blob = self.blobs[i]
        return b"" if blob is None else blob[_body(blob) or 0 :]


def read_polygons(table: Table, columns: Sequence[str], as_text: Callable[[Any], str], feedback: QgsFeedback) -> Rows:
    """All rows of ``table``."""
    sql = statement("SELECT [columns] FROM [table] ORDER BY [key]", columns=[table.geometry, *columns], table=table.name,  # noqa: E501
                    key=table.key)  # fmt: skip
    blobs: list[bytes | None] = []
    texts: list[list[str]] = [[] for _ in columns]
    with reading(table.path) as database, uncollected():
        cancellable(database, feedback)
        cursor = run(database, sql)
        while True:
            rows = cursor.fetchmany(_ROWS)
            if not rows:
                return Rows(texts, blobs)
            own = list(zip(*rows))
            blobs.extend(own[0])
            for column, values in zip(texts, own[1:]):
                column.extend([value if type(value) is str else as_text(value) for value in values])


# -- writing -----------------------------------------------------------------------------------------------------------
def copies(table: Table, feedback: QgsFeedback) -> bool:
    """Whether every value of every column may be copied as it stands: plain types that hold what they say."""
    tests: list[str] = []
    values: list[object] = []
    for name, declared in table.columns:
        base = declared.split("(")[0].strip().upper()
        kind = _PLAIN.get(base) or _COPIED.get(base)
        if kind is None:
            return False
        tests.append(statement("(typeof([name]) <> ? AND [name] IS NOT NULL)", name=name))
        values.append(kind)
        if base in _RANGE:
            tests.append(statement("[name] NOT BETWEEN ? AND ?", name=name))
            values += [-_RANGE[base], _RANGE[base] - 1]
    if not tests:
        return True
    odd = statement("SELECT 1 FROM [table] WHERE ", table=table.name) + " OR ".join(tests)
    with reading(table.path) as database:
        cancellable(database, feedback)
        return run(database, odd + " LIMIT 1", values).fetchone() is None


@dataclass
class Added:
    """New columns for the rows of a layer.

    ``shared``: columns that follow from one position ``at`` per row (−1: the last of their values). ``own``: columns
    of their own, each as a position per row and the values. ``order``: the columns as they stand in the layer, as
    ("shared" or "own", number).
    """

    at: Ints
    shared: list[list[Any]]
    own: list[tuple[Ints, list[Any]]]
    order: list[tuple[str, int]]

    def rows(self) -> Iterator[list[Any]]:
        """The new values of each row."""
        shared = list(zip(*self.shared))
        columns = ([values[i] for i in at.tolist()] for at, values in self.own)
        for at, *own in zip(self.at.tolist(), *columns):
            group = shared[at]
            yield [group[i] if kind == "shared" else own[i] for kind, i in self.order]

    def kinds(self) -> tuple[Ints, list[list[Any]]]:
        """Per row the number of its kind, and the new values of each kind: of few buurten there are not many kinds."""
        code = np.where(self.at < 0, len(self.shared[0]) - 1, self.at)
        for at, values in self.own:
            code = code * len(values) + at
        number, known = pd.factorize(code)
        out: list[list[Any]] = [[None] * len(self.order) for _ in known]
        own: list[list[Any]] = []
        for _, values in reversed(self.own):
            known, at = np.divmod(known, len(values))
            own.insert(0, [values[i] for i in at.tolist()])
        for place, (kind, i) in enumerate(self.order):
            column = [self.shared[i][at] for at in known.tolist()] if kind == "shared" else own[i]
            for row, value in zip(out, column):
                row[place] = value
        return number, out


def only_table(path: Path) -> Table | None:
    """The one table of features in a file that was just made; None when it is not so."""
    try:
        with reading(path) as database:
            return _table(database, {}, path)
    except (sqlite3.Error, OSError):
        return None


def write_copies(
    target: Table,
    source: Table,
    keys: Ints,
    x: Floats,
    y: Floats,
    added: Added,
    columns: Sequence[str],
    feedback: QgsFeedback,
    progress: Callable[[int], None],
) -> None:
    """Fill the empty ``target`` with the rows ``keys`` of ``source``, of which its ``columns`` (the key may be among
    them), and behind them ``added``.

    ``x`` and ``y`` are the coordinates as they stand, for the extent and the spatial index. Afterwards the file is as
    if QGIS had written it: triggers, counts, extent and index.
    """
    there = target.path.absolute().as_uri()
    with closing(sqlite3.connect(there, uri=True, isolation_level=None)) as database, uncollected():
        # A file that was just made: when this fails, it is removed.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        cancellable(database, feedback)
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (target.name,)
        ).fetchall()
        database.execute("ATTACH DATABASE ? AS bron", (source.path.absolute().as_uri() + "?mode=ro",))
        database.execute("BEGIN")
        for name, _ in triggers:
            database.execute(statement("DROP TRIGGER [name]", name=name))
        with ThreadPoolExecutor(1) as aside:
            # The index is laid out by NumPy while SQLite copies the rows.
            size = _node_size(database, target)
            index = aside.submit(_packed, x, y, size) if size else None
            _copy(database, target, source, keys, added, columns, progress)
            if index is not None:
                _put_index(database, target, x, y, index.result())
        for _, sql in triggers:
            database.execute(sql)
        _say(database, target, x, y)
        database.execute("COMMIT")
        database.execute("DETACH DATABASE bron")


def _copy(
    database: sqlite3.Connection,
    target: Table,
    source: Table,
    keys: Ints,
    added: Added,
    columns: Sequence[str],
    progress: Callable[[int], None],
) -> None:
    number, kinds = added.kinds()
    new = [f"n{i}" for i in range(len(added.order))]
    database.execute("CREATE TEMP TABLE rijen (k INTEGER PRIMARY KEY, soort INTEGER)")
    database.execute(statement("CREATE TEMP TABLE soorten (soort INTEGER PRIMARY KEY, [new])", new=new))
    run_many(database, _insert("soorten", ["soort", *new]), ([i, *row] for i, row in enumerate(kinds)))
    names = [name for name, _ in target.columns]
    fill = statement(
        "INSERT INTO main.[target] ([geometry], [names]) SELECT s.[place], s.[old], n.[new] FROM bron.[source] AS s "
        "JOIN rijen AS r ON r.k = s.[key] JOIN soorten AS n ON n.soort = r.soort "
        "WHERE s.[key] BETWEEN ? AND ? ORDER BY s.[key]",
        target=target.name, geometry=target.geometry, names=names, place=source.geometry, old=columns, new=new,
        source=source.name, key=source.key,
    )  # fmt: skip
    for start in range(0, len(keys), _ROWS):
        end = min(start + _ROWS, len(keys))
        database.execute("DELETE FROM rijen")
        _put_pairs(database, "temp", "rijen", ("k", "soort"), keys[start:end], number[start:end])
        run(database, fill, (int(keys[start]), int(keys[end - 1])))
        progress(end)
    if run(database, statement("SELECT count(*) FROM main.[target]", target=target.name)).fetchone()[0] != len(keys):
        raise VeerkrachtError(N_("The layer of properties changed while it was read; nothing was written. Run again."))


def _put_pairs(
    database: sqlite3.Connection, schema: str, table: str, columns: tuple[str, str], keys: Ints, values: Ints
) -> None:
    """Rows of two numbers; in one statement where the keys follow each other."""
    names = {"schema": schema, "table": table, "columns": columns}
    if len(keys) and int(keys[-1]) - int(keys[0]) == len(keys) - 1 and (np.diff(keys) == 1).all():
        text = json.dumps(values.tolist())
        with suppress(sqlite3.OperationalError):
            # An older SQLite may have been built without JSON.
            sql = statement("INSERT INTO [schema].[table] ([columns]) SELECT ? + key, value FROM json_each(?)", **names)
            database.execute(sql, (int(keys[0]), text))
            return
    sql = statement("INSERT INTO [schema].[table] ([columns]) VALUES (?, ?)", **names)
    run_many(database, sql, zip(keys.tolist(), values.tolist()))


def _insert(table: str, columns: Sequence[str]) -> str:
    places = ", ".join("?" * len(columns))
    return statement("INSERT INTO temp.[table] ([columns]) VALUES (", table=table, columns=columns) + places + ")"


# A cell of a node of an R-tree: row or node, least and greatest x, least and greatest y.
_CELL = np.dtype([("id", ">i8"), ("x1", ">f4"), ("x2", ">f4"), ("y1", ">f4"), ("y2", ">f4")])


@dataclass
class _Level:
    """One level of an R-tree, from the leaves up: the blobs of its nodes from number ``first`` on, and the cells that
    they hold (ascending) with the node of each.
    """

    first: int
    blobs: list[bytes]
    ids: Ints
    nodes: Ints


@dataclass
class _Packed:
    """An R-tree: its levels below the root, the blob of the root, and the cells in that."""

    levels: list[_Level]
    root: bytes
    top: Ints


def _index_name(target: Table) -> str:
    return f"rtree_{target.name}_{target.geometry}"


def _node_size(database: sqlite3.Connection, target: Table) -> int:
    """The bytes of a node of the spatial index of ``target``; 0 when it has none, or hides how it keeps it."""
    index = _index_name(target)
    if not run(database, "SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
        return 0
    root = statement("SELECT length(data) FROM main.[node] WHERE nodeno = 1", node=f"{index}_node")
    return int(run(database, root).fetchone()[0])


def _cells(x: Floats, y: Floats) -> npt.NDArray[Any]:
    """The cells of the points that have a place; a row is called by its number, from 1."""
    at = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    cells = np.empty(len(at), dtype=_CELL)
    cells["id"] = at + 1
    for low, high, values in (("x1", "x2", x[at]), ("y1", "y2", y[at])):
        near = values.astype(np.float32)
        wide = near.astype(np.float64)
        cells[low] = np.where(wide > values, np.nextafter(near, np.float32(-np.inf)), near)
        cells[high] = np.where(wide < values, np.nextafter(near, np.float32(np.inf)), near)
    return cells


def _packed(x: Floats, y: Floats, size: int) -> _Packed:
    """The nodes of the R-tree over points, from the leaves up, each level in strips (sort-tile-recursive).

    SQLite keeps a node as its depth (of the root), its number of cells and the cells, big endian, in a blob of one
    length, ``size``.
    """
    cells = _cells(x, y)
    most = (size - 4) // _CELL.itemsize
    number, levels = 2, []
    while len(cells) > most:
        cells = _tiled(cells, most)
        starts = np.arange(0, len(cells), most)
        numbers = np.arange(number, number + len(starts))
        sizes = np.diff(np.append(starts, len(cells)))
        # In the order of their key, which is the quickest to write.
        keys = cells["id"].astype(np.int64)
        order = np.argsort(keys)
        blobs = list(_blobs(cells, starts, sizes, size))
        levels.append(_Level(number, blobs, keys[order], np.repeat(numbers, sizes)[order]))
        above = np.empty(len(starts), dtype=_CELL)
        above["id"] = numbers
        for name, what in (("x1", np.minimum), ("x2", np.maximum), ("y1", np.minimum), ("y2", np.maximum)):
            above[name] = what.reduceat(cells[name].astype(np.float32), starts)
        cells, number = above, number + len(starts)
    head = struct.pack(">HH", len(levels), len(cells)) + cells.tobytes()
    return _Packed(levels, head.ljust(size, b"\0"), np.sort(cells["id"].astype(np.int64)))


def _put_index(database: sqlite3.Connection, target: Table, x: Floats, y: Floats, packed: _Packed) -> None:
    """Fill the spatial index of ``target``, whose rows are 1, 2, …: as it was packed where SQLite lets us, else row
    by row.
    """
    if not len(packed.top):
        return
    index = _index_name(target)
    database.execute("SAVEPOINT doos")
    try:
        _put_nodes(database, index, packed)
        database.execute("RELEASE doos")
    except sqlite3.Error as error:
        if "interrupted" in str(error):
            raise Cancelled from error
        # Some builds of SQLite guard the tables behind an index.
        database.execute("ROLLBACK TO doos")
        database.execute("RELEASE doos")
        fill = statement("INSERT INTO main.[index] VALUES (?, ?, ?, ?, ?)", index=index)
        run_many(database, fill, (cell.item() for cell in _cells(x, y)))


def _put_nodes(database: sqlite3.Connection, index: str, packed: _Packed) -> None:
    names = {name: f"{index}_{name}" for name in ("node", "rowid", "parent")}
    node = statement("INSERT INTO main.[node] (nodeno, data) VALUES (?, ?)", **names)
    table, columns = names["rowid"], ("rowid", "nodeno")
    for level in packed.levels:
        run_many(database, node, zip(range(level.first, level.first + len(level.blobs)), level.blobs))
        _put_pairs(database, "main", table, columns, level.ids, level.nodes)
        table, columns = names["parent"], ("nodeno", "parentnode")
    _put_pairs(database, "main", table, columns, packed.top, np.ones(len(packed.top), dtype=np.int64))
    run(database, statement("UPDATE main.[node] SET data = ? WHERE nodeno = 1", **names), (packed.root,))


def _tiled(cells: npt.NDArray[Any], most: int) -> npt.NDArray[Any]:
    """The cells in an order in which each ``most`` of them lie together: in strips from west to east, each from south
    to north.
    """
    strips = max(1, round((len(cells) / most) ** 0.5))
    per_strip = most * -(-len(cells) // (strips * most))
    cells = cells[np.argsort(cells["x1"].astype(np.float32), kind="stable")]
    strip = np.arange(len(cells)) // per_strip
    return cells[np.lexsort((cells["y1"].astype(np.float32), strip))]


def _blobs(cells: npt.NDArray[Any], starts: Ints, sizes: Ints, size: int) -> Iterator[bytes]:
    raw, width = cells.tobytes(), _CELL.itemsize
    for start, count in zip(starts.tolist(), sizes.tolist()):
        yield (struct.pack(">HH", 0, count) + raw[start * width : (start + count) * width]).ljust(size, b"\0")


def _say(database: sqlite3.Connection, target: Table, x: Floats, y: Floats) -> None:
    """Extent, count and date, which OGR keeps with a table."""
    there = np.isfinite(x) & np.isfinite(y)
    box: list[float | None] = [None] * 4
    if there.any():
        box = [float(value) for value in (x[there].min(), y[there].min(), x[there].max(), y[there].max())]
    run(
        database,
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?, "
        "last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE lower(table_name) = lower(?)",
        (*box, target.name),
    )
    if run(database, "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_ogr_contents'").fetchone():
        run(
            database,
            "UPDATE gpkg_ogr_contents SET feature_count = ? WHERE lower(table_name) = lower(?)",
            (len(x), target.name),
        )
