"""Layers as files for others: tables in one GeoPackage, and from that workbooks, lists, GeoJSON and shapefiles.

Everything but the GeoPackage is made from the finished GeoPackage, so that all of them say the same.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..compat import is_null, make_field, type_number
from ..errors import N_, Cancelled, VeerkrachtError
from ..model import audience
from ..model.fields import Field
from ..quiet import return_values
from .opening import opened
from .read import RD, as_text, to_rd, transform
from .scrub import file_name_only, holds_path
from .sql import identifier, statement
from .write import BATCH, hand_over, plain

#: Types (as QVariant and QMetaType number them) that a GeoPackage keeps as they are; all others become text.
_KEPT = {1: "bool", 2: "integer", 4: "integer", 6: "double", 10: "text", 14: "date", 16: "datetime"}
_BYTES = 12

#: Whole numbers from here on lose digits in a spreadsheet, or are shown as a power of ten: there they are text.
_LONG = 10**11

#: The side (m) of the squares that a complex is placed in for outside: a place, and no address.
SQUARE = 100.0

#: Names that a table of ours needs for itself.
KEY, SHAPE = "fid", "geom"

#: Rows between two looks whether the user has cancelled.
_LOOK = 500


@dataclass
class Column:
    """A column of a layer: its position there, its name in the file, and what its values become."""

    position: int
    field: QgsField
    name: str
    as_text: bool


@dataclass
class Part:
    """A layer on its way out. ``table`` is its name in the files, ``title`` the one for people."""

    layer: QgsVectorLayer
    product: str
    table: str
    title: str
    columns: list[Column]
    selected: bool = False
    #: What happened on the way, for the user: rows written, rows kept inside, values that were paths, columns left out.
    written: int = 0
    kept_inside: int = 0
    paths: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def spatial(self) -> bool:
        """Whether it has shapes."""
        return self.layer.isSpatial()


def part_of(layer: QgsVectorLayer, product: str, table: str, title: str, who: str) -> Part:
    """What of ``layer`` goes to ``who``: names made unique, and the key of its file left behind."""
    fields = layer.fields()
    own_key: set[int] = set()
    if layer.providerType() == "ogr" and fields.count() and fields.at(0).name().lower() == KEY:
        own_key = set(layer.primaryKeyAttributes())
    allowed = set(audience.columns(product, fields.names(), who))
    part = Part(layer, product, table, title, [])
    used = {KEY, SHAPE}
    for position in range(fields.count()):
        one = fields.at(position)
        if position in own_key:
            continue
        number = type_number(one)
        if one.name() not in allowed or number == _BYTES:
            part.left_out.append(one.name())
            continue
        name, again = one.name(), 1
        while name.lower() in used:
            again += 1
            name = f"{one.name()}_{again}"
        used.add(name.lower())
        part.columns.append(Column(position, one, name, number not in _KEPT))
    return part


def units_by_buurt(parts: Iterable[Part]) -> dict[str, float]:
    """Own units by buurt, from the layer that tells it best: buurten with own stock, else properties."""
    found = list(parts)
    for product in (audience.BY_NEIGHBOURHOOD, audience.STOCK):
        for part in found:
            if part.product != product:
                continue
            names = part.layer.fields().names()
            code, units = names.index("bu_code"), names.index("eenheden") if "eenheden" in names else -1
            out: dict[str, float] = {}
            for feature in part.layer.getFeatures():
                key = feature.attribute(code)
                if is_null(key) or not key:
                    continue
                count = feature.attribute(units) if units >= 0 else 1
                out[str(key)] = out.get(str(key), 0.0) + (0.0 if is_null(count) else float(count))
            return out
    return {}


# -- the GeoPackage ----------------------------------------------------------------------------------------------------
def _writer(
    path: Path, table: str, fields: QgsFields, kind: Any, crs: QgsCoordinateReferenceSystem
) -> QgsVectorFileWriter:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = table
    options.fileEncoding = "UTF-8"
    options.layerOptions = [f"FID={KEY}", f"GEOMETRY_NAME={SHAPE}"]
    if path.exists():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    writer = QgsVectorFileWriter.create(str(path), fields, kind, crs, QgsCoordinateTransformContext(), options)
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise VeerkrachtError(
            N_("{table} could not be written ({reason}). Check that the folder is writable and not full."),
            table=table, reason=writer.errorMessage() or "?",
        )  # fmt: skip
    return writer


def write_part(
    path: Path,
    part: Part,
    who: str,
    least: int,
    hidden: Collection[str],
    hidden_rows: Collection[int],
    context: QgsCoordinateTransformContext,
    feedback: Any,
    progress: Callable[[int], None],
) -> None:
    """The table of ``part`` into the GeoPackage. ``hidden``: buurten whose own stock stays inside; ``hidden_rows``:
    complexes (by feature id) that would give away what stays inside.
    """
    layer = part.layer
    fields = QgsFields()
    for column in part.columns:
        one = make_field(column.name, "text") if column.as_text else QgsField(column.field)
        one.setName(column.name)
        one.setAlias("")
        one.setComment("")
        fields.append(one)
    outside = who == audience.EXTERN
    squared = outside and part.product == audience.COMPLEXES
    kind = layer.wkbType() if layer.isSpatial() else QgsWkbTypes.Type.NoGeometry
    crs = layer.crs() if layer.isSpatial() else QgsCoordinateReferenceSystem()
    to_square = None
    if squared and layer.isSpatial():
        to_square = to_rd(layer.crs(), context, part.title)
        kind, crs = QgsWkbTypes.Type.Point, QgsCoordinateReferenceSystem(RD)
    writer = _writer(path, part.table, fields, kind, crs)
    names = [column.name for column in part.columns]
    texts = [i for i, column in enumerate(part.columns) if column.as_text or type_number(column.field) == 10]
    batch: list[QgsFeature] = []
    number = 0
    for feature in layer.getSelectedFeatures() if part.selected else layer.getFeatures():
        number += 1
        if number % _LOOK == 0:
            if feedback.isCanceled():
                raise Cancelled
            progress(number)
        given = feature.attributes()
        values = [given[column.position] for column in part.columns]
        for i, column in enumerate(part.columns):
            if column.as_text:
                values[i] = None if is_null(values[i]) else as_text(values[i])
        for i in texts:
            text = values[i]
            # Nearly no text has one of these, and a call for each takes longer than the rest.
            if isinstance(text, str) and ("/" in text or "\\" in text) and holds_path(text):
                values[i] = file_name_only(text)
                part.paths[names[i]] = part.paths.get(names[i], 0) + 1
        if outside:
            row = {name: None if is_null(value) else value for name, value in zip(names, values)}
            kept = audience.outside(part.product, row, least, hidden)
            if kept is None or feature.id() in hidden_rows:
                part.kept_inside += 1
                continue
            values = [kept[name] for name in names]
        out = QgsFeature()
        out.setAttributes(values)
        if feature.hasGeometry():
            geometry = feature.geometry()
            out.setGeometry(square(transform(geometry, to_square, part.title)) if to_square else geometry)
        batch.append(out)
        if len(batch) == BATCH:
            part.written += len(batch)
            hand_over(writer, batch, feedback)
            batch = []
    part.written += len(batch)
    hand_over(writer, batch, feedback)
    expected = layer.featureCount()
    if layer.providerType() in ("WFS", "OAPIF") and not part.selected and 0 <= expected != number:
        raise VeerkrachtError(
            N_("The service behind {layer} gave {got} of its {all} rows. Save the layer as GeoPackage first and use "
               "that."), layer=part.title, got=number, all=expected,
        )  # fmt: skip
    del writer


def square(geometry: QgsGeometry) -> QgsGeometry:
    """The middle of the square of :data:`SQUARE` m that the middle of ``geometry`` (RD) lies in."""
    middle = geometry.centroid()
    if middle.isNull() or middle.isEmpty():
        return QgsGeometry()
    at = middle.asPoint()
    return QgsGeometry.fromPointXY(QgsPointXY(*((value // SQUARE + 0.5) * SQUARE for value in (at.x(), at.y()))))


def write_plain(path: Path, table: str, fields: Sequence[Field], rows: Iterable[Sequence[Any]], feedback: Any) -> None:
    """A table without shapes."""
    out = QgsFields()
    for one in fields:
        out.append(make_field(one.name, one.kind))
    writer = _writer(path, table, out, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
    batch = []
    for row in rows:
        feature = QgsFeature()
        feature.setAttributes([plain(value, one.kind) for value, one in zip(row, fields)])
        batch.append(feature)
    hand_over(writer, batch, feedback)
    del writer


def settle(path: Path) -> None:
    """The GeoPackage as one file: no log beside it, and nothing left inside of what was written over."""
    with closing(sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("VACUUM")
    for tail in ("-wal", "-shm", "-journal"):
        Path(f"{path}{tail}").unlink(missing_ok=True)


# -- from the GeoPackage to other files --------------------------------------------------------------------------------
@contextmanager
def _quiet() -> Iterator[list[str]]:
    """GDAL without exceptions and without words on the terminal; its complaints are collected."""
    from osgeo import gdal

    said: list[str] = []

    def note(kind: int, _number: int, message: str) -> None:
        if kind >= gdal.CE_Failure:
            said.append(message)

    with return_values():
        gdal.PushErrorHandler(note)
        try:
            yield said
        finally:
            gdal.PopErrorHandler()


def _reading(package: Path) -> sqlite3.Connection:
    return sqlite3.connect(package.absolute().as_uri() + "?mode=ro", uri=True)


def columns_in(package: Path, table: str) -> list[tuple[str, str]]:
    """Names and types of the columns of a table, beside key and geometry."""
    with closing(_reading(package)) as database:
        found = database.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    return [(str(name), str(kind).upper()) for name, kind in found if name not in (KEY, SHAPE)]


def _long_numbers(package: Path, table: str, columns: Sequence[tuple[str, str]]) -> set[str]:
    """The columns of whole numbers that a spreadsheet cannot show as they are, such as BAG ids."""
    out = set()
    with closing(_reading(package)) as database:
        for name, kind in columns:
            if "INT" not in kind:
                continue
            query = statement("SELECT max(abs([name])) FROM [table]", name=name, table=table)
            most = database.execute(query).fetchone()[0]
            if most is not None and most >= _LONG:
                out.add(name)
    return out


def _translate(target: Any, package: Path, fatal: Callable[[str], bool] = lambda words: True, **options: Any) -> Any:
    """GDAL's translation of the GeoPackage; raises VeerkrachtError with GDAL's own words."""
    from osgeo import gdal

    with _quiet() as said:
        source = opened(package)
        try:
            done = gdal.VectorTranslate(target, source, **options) if source is not None else None
        except RuntimeError as error:
            # Where the host has GDAL raise.
            done = None
            said.append(str(error))
        source = None
        if done is not None and not isinstance(target, gdal.Dataset):
            done = True
    said = [words for words in said if fatal(words)]
    if done is None or said:
        name = Path(target).name if isinstance(target, str) else package.stem + ".xlsx"
        raise VeerkrachtError(
            N_("{table} could not be written ({reason}). Check that the folder is writable and not full."),
            table=name, reason="; ".join(said) or "?",
        )  # fmt: skip
    return done


def to_workbook(package: Path, tables: Sequence[str], path: Path) -> None:
    """An XLSX with a sheet for each table: numbers as numbers; codes, ids and long numbers as text."""
    from osgeo import gdal

    driver = gdal.GetDriverByName("XLSX")
    if driver is None:
        raise VeerkrachtError(N_("This QGIS cannot write XLSX. Leave the workbook out, or use the lists (CSV)."))
    with _quiet():
        book = driver.Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    try:
        for table in tables:
            columns = columns_in(package, table)
            long = _long_numbers(package, table, columns)
            shown = []
            for name, kind in columns:
                if kind.startswith("BLOB"):
                    continue
                quoted = identifier(name)
                shown.append(f"CAST({quoted} AS TEXT) AS {quoted}" if name in long else quoted)
            # Names come from the file and are quoted; there is no value in the statement.
            query = f"SELECT {', '.join(shown)} FROM {identifier(table)} ORDER BY {KEY}"  # nosec B608
            _translate(book, package, SQLStatement=query, SQLDialect="SQLITE", layerName=table, accessMode="update")
    finally:
        # Closing is what writes the file.
        with _quiet() as said:
            book = None
    if said or not path.is_file():
        raise VeerkrachtError(
            N_("{table} could not be written ({reason}). Check that the folder is writable and not full."),
            table=path.name, reason="; ".join(said) or "?",
        )  # fmt: skip


#: What a spreadsheet would take for a formula; OWASP's advice is an apostrophe in front.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")


#: The signs that it can start with; most texts are done with at a glance.
_FORMULA_STARTS = ("=", "@", "\t", "\r", "+", "-")


def _dutch(value: Any) -> str:
    """A value as Excel in Dutch reads it: a decimal comma, no thousands, no power of ten."""
    if value is None:
        return ""
    if type(value) is str:
        return "'" + value if value[:1] in _FORMULA_STARTS and _FORMULA.match(value) else value
    if isinstance(value, float):
        if not np.isfinite(value):
            return ""
        return str(np.format_float_positional(value, trim="-")).replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return str(value)


def to_dutch_csv(package: Path, table: str, path: Path) -> None:
    """A list that Excel in Dutch opens right by a double click: semicolons, decimal comma, UTF-8 with its mark."""
    names = [name for name, kind in columns_in(package, table) if not kind.startswith("BLOB")]
    query = statement("SELECT [names] FROM [table] ORDER BY [key]", names=names, table=table, key=KEY)
    with closing(_reading(package)) as database, path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([_dutch(value) for value in row] for row in database.execute(query))


#: How a feature begins in the file that GDAL writes.
_FEATURE = re.compile(rb'\s*\{\s*"type"\s*:\s*"Feature"\s*,')

#: What GDAL says of a place that has no longitude and latitude.
_NO_PLACE = re.compile(r"reproject|transform|Unable to write feature", re.IGNORECASE)


def to_geojson(package: Path, table: str, path: Path) -> int:
    """RFC 7946: WGS84, counter-clockwise, seven decimals (1 cm). Returns how many rows are left out, since they lie
    where there is no longitude and latitude.
    """
    _translate(
        str(path), package, fatal=lambda words: not _NO_PLACE.search(words), format="GeoJSON", layers=[table],
        layerCreationOptions=["RFC7946=YES", "WRITE_NAME=NO"], skipFailures=True,
    )  # fmt: skip
    with closing(_reading(package)) as database:
        rows = database.execute(statement("SELECT count(*) FROM [table]", table=table)).fetchone()[0]
    # The marks within a text would be written as \", so a line that begins like this is a feature.
    with path.open("rb") as file:
        written = sum(1 for line in file if _FEATURE.match(line))
    return int(rows) - written


def short_names(names: Sequence[str]) -> dict[str, str]:
    """For each name one of at most ten plain letters, each of its own also without capitals, as a shapefile needs."""
    out: dict[str, str] = {}
    used: set[str] = {name.lower() for name in names if _is_short(name)}
    for name in names:
        if _is_short(name):
            out[name] = name
            continue
        plain_name = re.sub(r"[^A-Za-z0-9_]", "_", name)[:10] or "veld"
        short, number = plain_name, 1
        while short.lower() in used:
            number += 1
            short = plain_name[: 10 - len(str(number))] + str(number)
        used.add(short.lower())
        out[name] = short
    return out


def _is_short(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,9}", name) is not None


#: The longest text that a shapefile keeps (bytes of UTF-8).
SHAPE_TEXT = 254


def to_shapefile(package: Path, table: str, path: Path) -> tuple[dict[str, str], list[str]]:
    """A shapefile in UTF-8: the short name of each column, and the columns in which texts were cut."""
    columns = [(name, kind) for name, kind in columns_in(package, table) if not kind.startswith("BLOB")]
    shorts = short_names([name for name, _ in columns])
    cut: list[str] = []
    with closing(_reading(package)) as database:
        for name, kind in columns:
            if not kind.startswith("TEXT"):
                continue
            query = statement("SELECT max(length(CAST([name] AS BLOB))) FROM [table]", name=name, table=table)
            longest = database.execute(query).fetchone()[0]
            if longest is not None and longest > SHAPE_TEXT:
                cut.append(name)
    shown = []
    for name, kind in columns:
        quoted, short = identifier(name), identifier(shorts[name])
        # A shapefile knows dates, and no time of day.
        shown.append(f"CAST({quoted} AS TEXT) AS {short}" if kind.startswith("DATETIME") else f"{quoted} AS {short}")
    query = f"SELECT {SHAPE}, {', '.join(shown)} FROM {identifier(table)} ORDER BY {KEY}"  # nosec B608
    _translate(
        str(path), package, format="ESRI Shapefile", SQLStatement=query, SQLDialect="SQLITE",
        layerName=path.stem, layerCreationOptions=["ENCODING=UTF-8"],
    )  # fmt: skip
    return shorts, cut
