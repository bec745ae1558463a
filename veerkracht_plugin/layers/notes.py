"""Files of notes from the field: GeoPackages made, read and brought together, all of the changes or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from osgeo import gdal, ogr, osr
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext, QgsPointXY

from ..errors import N_, VeerkrachtError
from ..model import notes
from ..model.fields import Field
from ..model.notes import NOTES, PHOTOS, TABLES, TALKS, VERSIONS, Collected, Value, Version
from ..quiet import quiet_gdal
from .opening import opened
from .read import RD

#: What OGR makes of the kinds of our fields: type and subtype.
_KINDS = {
    "text": (ogr.OFTString, ogr.OFSTNone),
    "integer": (ogr.OFTInteger, ogr.OFSTNone),
    "double": (ogr.OFTReal, ogr.OFSTNone),
    "boolean": (ogr.OFTInteger, ogr.OFSTBoolean),
    "date": (ogr.OFTDate, ogr.OFSTNone),
    "datetime": (ogr.OFTDateTime, ogr.OFSTNone),
}

#: OGR's mark of a moment in UTC; each step from it is a quarter of an hour.
_UTC = 100


def create(path: Path) -> None:
    """An empty file of notes at ``path``. Raises VeerkrachtError when it cannot be written, or is there already."""
    if path.exists():
        raise VeerkrachtError(N_("{file} is there already and may hold notes, so it stays as it is."), file=path.name)
    with quiet_gdal():
        source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
        if source is None:
            raise VeerkrachtError(
                N_("{file} cannot be written ({reason}). Choose a folder that exists and is writable."),
                file=path.name, reason=gdal.GetLastErrorMsg() or "?",
            )  # fmt: skip
        for table in TABLES:
            _make(source, table, notes.note_fields(table), table == NOTES)
        _make(source, VERSIONS, notes.version_fields(), False)
        source = None


def _make(source: ogr.DataSource, table: str, fields: Iterable[Field], spatial: bool) -> ogr.Layer:
    reference = None
    if spatial:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(int(RD.split(":")[1]))
    kind = ogr.wkbPoint if spatial else ogr.wkbNone
    options = ["FID=fid", *(["GEOMETRY_NAME=geom"] if spatial else [])]
    layer = source.CreateLayer(table, reference, kind, options)
    for one in fields:
        layer.CreateField(_definition(one.name, one.kind))
    return layer


def _definition(name: str, kind: str) -> ogr.FieldDefn:
    definition = ogr.FieldDefn(name, _KINDS[kind][0])
    definition.SetSubType(_KINDS[kind][1])
    return definition


# -- reading ----------------------------------------------------------------------------------------------------------


@dataclass
class Row:
    """A row of a table of notes: the version it is, its id in the file, its mark, and whether its id was made up, for
    want of one or since it was the id of the note that it is a copy of.
    """

    version: Version
    fid: int
    conflict: bool
    without_id: bool
    copied: bool = False


@dataclass
class NoteFile:
    """What a file of notes holds."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    earlier: list[Version] = field(default_factory=list)
    #: Our name of a table → its name in this file.
    tables: dict[str, str] = field(default_factory=dict)


def kind_of(name: str, fields: Iterable[str]) -> str:
    """Which of our tables this one is; empty for one that is none. Programs on devices may have renamed it."""
    if name in (*TABLES, VERSIONS):
        return name
    have = {one.lower() for one in fields}
    if {"uuid", "bij", "foto"} <= have:
        return PHOTOS
    if {"uuid", "bu_code", "tekst", "herkend"} <= have:
        return TALKS
    return NOTES if {"uuid", "bu_code", "tekst", "rol"} <= have else ""


def read(path: Path) -> NoteFile:
    """The notes in a GeoPackage. Raises VeerkrachtError for a file that cannot be read or holds no notes."""
    with quiet_gdal():
        source = opened(path) if path.is_file() else None
        if source is None:
            raise VeerkrachtError(
                N_("{file} cannot be read as a GeoPackage. Choose the file “notities.gpkg” that came back."),
                file=path.name,
            )
        out = NoteFile(path)
        for i in range(source.GetLayerCount()):
            layer = source.GetLayerByIndex(i)
            definition = layer.GetLayerDefn()
            names = [definition.GetFieldDefn(j).GetName() for j in range(definition.GetFieldCount())]
            table = kind_of(layer.GetName(), names)
            if not table or table in out.tables:
                continue
            out.tables[table] = layer.GetName()
            _read_layer(layer, table, names, out)
        source = None
    if not {NOTES, TALKS} & set(out.tables):
        raise VeerkrachtError(
            N_("{file} holds no notes (tables “notities” and “gesprekken”). Choose the file “notities.gpkg” that came "
               "back."), file=path.name,
        )  # fmt: skip
    return out


def _read_layer(layer: ogr.Layer, table: str, names: list[str], out: NoteFile) -> None:
    to_rd = _to_rd(layer) if table == NOTES else None
    for feature in layer:
        values = {name: _value(feature, i) for i, name in enumerate(names)}
        if table == VERSIONS:
            out.earlier.append(notes.kept(str(values.get("tabel") or ""), str(values.get("inhoud") or "{}")))
            continue
        one = notes.version(table, values, _place(feature, to_rd, out.path.name) if table == NOTES else None)
        out.rows.append(Row(one, feature.GetFID(), bool(values.get("conflict")), not values.get("uuid")))
    _part_copies([row for row in out.rows if row.version.table == table])


def _part_copies(rows: list[Row]) -> None:
    """Give copies an id of their own. One file holds each note once, except for the states of a conflict, which are
    marked: two other rows with one id are two notes, and the older would pass for an earlier state of the newer.
    """
    first: dict[str, Version] = {}
    number: Counter[str] = Counter()
    for row in sorted(rows, key=lambda one: one.fid):
        one = row.version
        if row.conflict or row.without_id:
            continue
        if first.setdefault(one.uuid, one) != one:
            number[one.uuid] += 1
            row.version = notes.copied(one, number[one.uuid])
            row.without_id = row.copied = True


def _to_rd(layer: ogr.Layer) -> QgsCoordinateTransform | None:
    reference = layer.GetSpatialRef()
    crs = QgsCoordinateReferenceSystem.fromWkt(reference.ExportToWkt()) if reference is not None else None
    rd = QgsCoordinateReferenceSystem(RD)
    if crs is None or not crs.isValid() or crs == rd:
        return None
    return QgsCoordinateTransform(crs, rd, QgsCoordinateTransformContext())


def _place(feature: ogr.Feature, to_rd: QgsCoordinateTransform | None, name: str) -> tuple[float, float] | None:
    geometry = feature.GetGeometryRef()
    if geometry is None or geometry.IsEmpty():
        return None
    middle = geometry if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPoint else geometry.Centroid()
    x, y = middle.GetX(), middle.GetY()
    if to_rd is not None:
        moved = to_rd.transform(QgsPointXY(x, y))
        x, y = moved.x(), moved.y()
    return (x, y) if x == x and y == y else None


def _value(feature: ogr.Feature, i: int) -> Value:
    """A value as notes are compared: dates as text in ISO 8601, moments in UTC where the device said which it was."""
    if not feature.IsFieldSetAndNotNull(i):
        return None
    definition = feature.GetFieldDefnRef(i)
    kind = definition.GetType()
    if kind in (ogr.OFTDate, ogr.OFTDateTime):
        year, month, day, hour, minute, second, zone = feature.GetFieldAsDateTime(i)
        try:
            if kind == ogr.OFTDate:
                return date(year, month, day).isoformat()
            moment = datetime(year, month, day, hour, minute) + timedelta(seconds=round(float(second), 3))
        except ValueError:
            return str(feature.GetFieldAsString(i))
        if zone > 1:
            moment -= timedelta(minutes=15 * (zone - _UTC))
        return moment.isoformat(timespec="milliseconds")
    if kind in (ogr.OFTInteger, ogr.OFTInteger64):
        number = int(feature.GetField(i))
        return bool(number) if definition.GetSubType() == ogr.OFSTBoolean else number
    if kind == ogr.OFTReal:
        return float(feature.GetField(i))
    return str(feature.GetFieldAsString(i))


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Notes and conversations as :func:`..model.notes.summarise` takes them. Raises VeerkrachtError as :func:`read`."""
    return [{"tabel": row.version.table, **row.version.values} for row in read(path).rows]


# -- writing ----------------------------------------------------------------------------------------------------------


def store(target: NoteFile, collected: Collected) -> None:
    """Bring the file at ``target`` from what it holds to ``collected``: all of it, or nothing when something fails.

    Rows keep their ids where a note only changes, so that layers that are open in QGIS stay right. Raises
    VeerkrachtError when the file cannot be written.
    """
    with quiet_gdal():
        source = opened(target.path, update=True)
        if source is None or source.StartTransaction() != 0:
            raise _locked(target.path)
        try:
            for table in TABLES:
                _store_table(source, target, table, [pair for pair in collected.counting if pair[0].table == table])
            _store_earlier(source, target, collected.earlier)
            if source.CommitTransaction() != 0:
                raise _locked(target.path)
        except BaseException:
            source.RollbackTransaction()
            raise
        finally:
            source = None


def _locked(path: Path) -> VeerkrachtError:
    return VeerkrachtError(
        N_("{file} cannot be changed ({reason}). Is it open in another program, or read-only? Nothing was changed."),
        file=path.name, reason=gdal.GetLastErrorMsg() or "?",
    )  # fmt: skip


def _done(result: int, path: Path) -> None:
    if result != 0:
        raise _locked(path)


def _store_table(source: gdal.Dataset, target: NoteFile, table: str, counting: list[tuple[Version, bool]]) -> None:
    layer = source.GetLayerByName(target.tables.get(table, table))
    if layer is None:
        layer = _make(source, table, notes.note_fields(table), table == NOTES)
    _add_columns(layer, [one for one, _ in counting], target.path)
    there: dict[Version, Row] = {}
    spare: dict[str, list[int]] = {}
    wanted = dict(counting)
    for row in target.rows:
        if row.version.table != table:
            continue
        if row.version in wanted and row.version not in there:
            there[row.version] = row
        else:
            spare.setdefault(row.version.uuid, []).append(row.fid)
    for one, conflict in counting:
        old = there.get(one)
        if old is not None and old.conflict == conflict and not old.without_id:
            continue
        fids = spare.get(one.uuid) or []
        fid = old.fid if old is not None else fids.pop(0) if fids else None
        feature = _feature(layer, one, conflict, fid)
        _done(layer.SetFeature(feature) if fid is not None else layer.CreateFeature(feature), target.path)
    for fids in spare.values():
        for fid in fids:
            _done(layer.DeleteFeature(fid), target.path)


def _add_columns(layer: ogr.Layer, versions: Iterable[Version], path: Path) -> None:
    """Columns that people added on a device come along."""
    definition = layer.GetLayerDefn()
    have = {definition.GetFieldDefn(i).GetName().lower() for i in range(definition.GetFieldCount())} | {"fid", "geom"}
    for one in versions:
        for name, value in one.values.items():
            if name.lower() not in have:
                kind = {bool: "boolean", int: "integer", float: "double"}.get(type(value), "text")
                _done(layer.CreateField(_definition(name, kind)), path)
                have.add(name.lower())


def _feature(layer: ogr.Layer, one: Version, conflict: bool, fid: int | None) -> ogr.Feature:
    feature = ogr.Feature(layer.GetLayerDefn())
    if fid is not None:
        feature.SetFID(fid)
        # A field that is not named would keep what it had.
        for i in range(feature.GetFieldCount()):
            feature.SetFieldNull(i)
    for name, value in {**one.values, "conflict": "ja" if conflict else None}.items():
        i = feature.GetFieldIndex(name)
        if i >= 0:
            _set(feature, i, value)
    place = one.place
    if place is not None and layer.GetGeomType() != ogr.wkbNone:
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(*place)
        feature.SetGeometry(point)
    return feature


def _set(feature: ogr.Feature, i: int, value: Value) -> None:
    kind = feature.GetFieldDefnRef(i).GetType()
    if value is None:
        feature.SetFieldNull(i)
        return
    if kind in (ogr.OFTDate, ogr.OFTDateTime):
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            feature.SetField(i, str(value))
            return
        second = moment.second + moment.microsecond / 1e6
        zone = _UTC if kind == ogr.OFTDateTime else 0
        feature.SetField(i, moment.year, moment.month, moment.day, moment.hour, moment.minute, second, zone)
        return
    feature.SetField(i, int(value) if isinstance(value, bool) else value)


def _store_earlier(source: gdal.Dataset, target: NoteFile, earlier: Iterable[Version]) -> None:
    layer = source.GetLayerByName(VERSIONS)
    if layer is None:
        layer = _make(source, VERSIONS, notes.version_fields(), False)
    known = set(target.earlier)
    for one in earlier:
        if one in known:
            continue
        feature = ogr.Feature(layer.GetLayerDefn())
        values: dict[str, Value] = {
            "tabel": one.table, "uuid": one.uuid, "gewijzigd": one.changed or None, "inhoud": one.content,
        }  # fmt: skip
        for name, value in values.items():
            _set(feature, feature.GetFieldIndex(name), value)
        _done(layer.CreateFeature(feature), target.path)
