"""A look at a finished folder as a stranger would: each file is opened again, whatever was meant while writing it."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from ..model import audience
from ..quiet import quiet_gdal
from .export import SQUARE
from .opening import opened
from .sql import statement

#: Names of tables of ours that describe the others and hold no row of them.
HELPERS = {"velden", "fields"}

#: Credentials and users, as connections write them.
_CREDENTIALS = ("password=", "authcfg=", "user='", "pwd=", "saveUser=")

#: How far (m) from the middle of its square a place may be after a turn through WGS84.
_NEAR = 2.0

_TABLES = {".gpkg", ".xlsx", ".geojson", ".shp"}

#: Files that hold no rows: projects and styles, what lies beside a shapefile, and texts of ours.
_WITHOUT_ROWS = {".qgz", ".qlr", ".qml", ".sld", ".dbf", ".shx", ".prj", ".cpg", ".qmd", ".txt", ".json"}

#: The figures inside a page of ours, and what they may be called.
_PAGE_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
_PAGE_KEYS = {
    "language", "texts", "maps", "map", "colours", "disc", "stock", "by", "fictional", "figures", "wijken", "gemeenten",
    "buurten", "arcs", "levels", "shapes", "anchors", "size", "corner", "discs",
}  # fmt: skip
#: What a buurt on the page holds, in this order.
_ROW = ("code", "name", "wijk", "gemeente", "classes", "figures", "units", "reasons")


# -- nothing of this computer ------------------------------------------------------------------------------------------
def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What is in a file, by name: itself, and what lies packed or paged inside."""
    data = path.read_bytes()
    yield path.name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name)
    if data[:16] == b"SQLite format 3\0":
        # A long text lies in pieces over the pages of the file.
        with closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                if table != "layer_styles" and not table.startswith("gpkg_"):
                    continue
                for row in database.execute(statement("SELECT * FROM [table]", table=table)):
                    yield f"{path.name}/{table}", "\n".join(v for v in row if isinstance(v, str)).encode("utf-8")


def spellings(text: str) -> set[bytes]:
    """The ways in which ``text`` may stand in a file."""
    ways = {
        text,
        text.replace("\\", "/"),
        text.replace("/", "\\"),
        text.replace("\\", "\\\\"),
        text.replace(" ", "%20"),
    }
    return {way.encode("utf-8") for way in ways} | {way.encode("utf-16-le") for way in ways}


def leaks(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Which files of ``folder`` hold one of ``secrets`` (paths of this computer, names, passwords), a word of a
    connection, or are the remains of an open database.
    """
    long = {secret for secret in secrets if len(secret) >= 4}
    # Where a path stands, the folder that it lies in stands as well.
    least = sorted(one for one in long if not any(other != one and other in one for other in long))
    wanted = [(secret, spellings(secret)) for secret in least]
    wanted += [(word, {word.encode("utf-8"), word.encode("utf-16-le")}) for word in _CREDENTIALS]
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.name.endswith(("-wal", "-shm", "-journal", "~")):
            found.append(f"{path.name}: left behind")
        for name, data in contents(path):
            found.extend(f"{name}: {secret}" for secret, ways in wanted if any(way in data for way in ways))
    return found


# -- nothing that is not for outside -----------------------------------------------------------------------------------
def small_cells(folder: Path, least: int, hidden: Collection[str]) -> list[str]:
    """What the finished files of ``folder`` hold that may not go outside (in words of ours, for the log)."""
    found = []
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if not path.is_file():
            continue
        if suffix == ".html":
            found += [f"{path.name}: {one}" for one in _on_page(path, least, hidden)]
        elif suffix not in {".csv", *_TABLES, *_WITHOUT_ROWS}:
            found.append(f"{path.name}: nobody looks into a file of this kind")
        if suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file, delimiter=";"))
            found += [f"{path.name}: {one}" for one in _judge(path.stem, rows[0], _numbers(rows), least, hidden)]
        elif suffix in _TABLES:
            found += [f"{path.name}: {one}" for one in _in_file(path, least, hidden)]
    return found


def _on_page(path: Path, least: int, hidden: Collection[str]) -> list[str]:
    """What a finished web page tells of own stock, ids or places that it may not."""
    inside = _PAGE_DATA.findall(path.read_text(encoding="utf-8"))
    try:
        data = json.loads(inside[0]) if len(inside) == 1 else None
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("buurten"), list):
        return ["a page without figures of ours"]
    found = [f"the part {name}" for name in data if name not in _PAGE_KEYS]
    if data.get("discs") or data.get("by"):
        found.append("places of own stock")
    told = audience.columns(
        audience.CLASSIFIED, [one.get("id", "") for one in data.get("figures", [])], audience.EXTERN
    )
    found += [f"the figure {one.get('id')}" for one in data.get("figures", []) if one.get("id") not in told]
    sums: dict[tuple[int, int], float] = {}
    for row in data["buurten"]:
        if not isinstance(row, list) or len(row) != len(_ROW):
            found.append("a buurt with other columns")
            continue
        one = dict(zip(_ROW, row))
        if 0 < one["units"] < least or (one["units"] > 0 and one["code"] in hidden):
            found.append(f"few units in {one['code']}")
        for at, number in enumerate(one["classes"]):
            sums[at, number] = sums.get((at, number), 0.0) + max(0.0, one["units"])
    for at, one in enumerate(data.get("maps", [])):
        for number, count in enumerate(one["counts"]):
            # A total with more in it than is told would give away what is not.
            if abs(count[2] - sums.get((at, number), 0.0)) > 0.5:
                found.append(f"a total of {one.get('id')} that is not the sum of what is told")
    names = [*data.get("wijken", []), *data.get("gemeenten", []), *(row[1] for row in data["buurten"])]
    found += [f"an id or postcode: {name}" for name in names if audience.is_id(str(name))]
    found += ["an id in a text" for text in _texts(data.get("texts")) if audience.holds_id(text)]
    return found[:20]


def _texts(value: Any) -> Iterator[str]:
    """All texts in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _numbers(rows: Sequence[Sequence[str]]) -> list[list[Any]]:
    """The rows of a Dutch list with its numbers as numbers again."""

    def value(text: str) -> Any:
        if text == "":
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text

    texts = {i for i, name in enumerate(rows[0]) if name.endswith(("_code", "_naam"))}
    return [[text if i in texts else value(text) for i, text in enumerate(row)] for row in rows[1:]]


def _judge(
    table: str, names: Sequence[str], rows: Iterable[Sequence[Any]], least: int, hidden: Collection[str]
) -> list[str]:
    if table in HELPERS:
        return []
    return audience.violations(list(names), rows, least, hidden)


def in_table(
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    places: Iterable[tuple[float, float, str]],
    least: int,
    hidden: Collection[str],
) -> list[str]:
    """The same of a table in a database; ``places``: x, y (RD) and kind of its shapes."""
    found = _judge(table, names, rows, least, hidden)
    if audience.product_of(names) == audience.COMPLEXES:
        found += [
            f"the place of a row of {table}"
            for x, y, kind in places
            if kind != "POINT" or any(abs(value % SQUARE - SQUARE / 2) > _NEAR for value in (x, y))
        ][:20]
    return found


@quiet_gdal()
def _in_file(path: Path, least: int, hidden: Collection[str]) -> list[str]:
    from osgeo import gdal

    found: list[str] = []
    before = gdal.GetConfigOption("OGR_XLSX_HEADERS")
    gdal.SetConfigOption("OGR_XLSX_HEADERS", "FORCE")
    try:
        source = opened(path)
        if source is None:
            return ["cannot be opened"]
        for i in range(source.GetLayerCount()):
            layer = source.GetLayerByIndex(i)
            name = layer.GetName()
            if name == "layer_styles":
                continue
            definition = layer.GetLayerDefn()
            names = [definition.GetFieldDefn(j).GetName() for j in range(definition.GetFieldCount())]
            complexes = audience.product_of(names) == audience.COMPLEXES
            rows = []
            for feature in layer:
                rows.append([feature.GetField(j) if feature.IsFieldSetAndNotNull(j) else None
                             for j in range(len(names))])  # fmt: skip
                if complexes and feature.GetGeometryRef() is not None and not _squared(feature.GetGeometryRef()):
                    found.append(f"the place of row {len(rows)} of {name}")
            found += _judge(name, names, rows, least, hidden)
        source = None
    finally:
        gdal.SetConfigOption("OGR_XLSX_HEADERS", before)
    return found


def _squared(geometry: Any) -> bool:
    """Whether a place is the middle of a square, and no address."""
    from osgeo import ogr, osr

    if ogr.GT_Flatten(geometry.GetGeometryType()) != ogr.wkbPoint:
        return False
    reference, rd = geometry.GetSpatialReference(), osr.SpatialReference()
    rd.ImportFromEPSG(28992)
    rd.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    point = geometry.Clone()
    if reference is not None and not reference.IsProjected():
        reference = reference.Clone()
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        point.Transform(osr.CoordinateTransformation(reference, rd))
    return all(abs(value % SQUARE - SQUARE / 2) <= _NEAR for value in (point.GetX(), point.GetY()))
