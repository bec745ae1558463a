"""A GeoPackage in memory, with nothing but sqlite3: layers of MultiPolygons in EPSG:28992."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from pathlib import Path
from typing import Any

from tests.standin.geometry import Polygon, bounds

Layer = list[tuple[dict[str, Any], list[Polygon]]]

_RD = (
    'PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort",DATUM["Amersfoort",SPHEROID["Bessel 1841",6377397.155,'
    '299.1528128,AUTHORITY["EPSG","7004"]],AUTHORITY["EPSG","6289"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4289"]],'
    'PROJECTION["Oblique_Stereographic"],PARAMETER["latitude_of_origin",52.1561605555556],'
    'PARAMETER["central_meridian",5.38763888888889],PARAMETER["scale_factor",0.9999079],'
    'PARAMETER["false_easting",155000],PARAMETER["false_northing",463000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","28992"]]'
)

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
 srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 PRIMARY KEY (table_name, column_name));
"""


def geopackage(layers: dict[str, Layer]) -> bytes:
    """Layers by name, each a list of (attributes, polygons in RD), as the bytes of a .gpkg file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.gpkg"
        connection = sqlite3.connect(str(path))
        try:
            connection.execute("PRAGMA application_id = 1196444487")
            connection.execute("PRAGMA user_version = 10200")
            connection.executescript(_TABLES)
            connection.executemany(
                "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)",
                [
                    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined"),
                    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
                    (
                        "WGS 84 geodetic",
                        4326,
                        "EPSG",
                        4326,
                        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,'
                        '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
                    ),
                    ("Amersfoort / RD New", 28992, "EPSG", 28992, _RD),
                ],
            )
            for name, layer in layers.items():
                _layer(connection, name, layer)
            connection.commit()
        finally:
            connection.close()
        return path.read_bytes()


def _layer(connection: sqlite3.Connection, name: str, layer: Layer) -> None:
    fields = list(layer[0][0]) if layer else []
    columns = "".join(f', "{field}" {_kind([row[field] for row, _ in layer])}' for field in fields)
    connection.execute(
        f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON{columns})'
    )
    marks = ", ".join("?" for _ in range(len(fields) + 1))
    named = ", ".join(["geom", *(f'"{field}"' for field in fields)])
    connection.executemany(
        f'INSERT INTO "{name}" ({named}) VALUES ({marks})',
        [(_blob(shape), *(row[field] for field in fields)) for row, shape in layer],
    )
    boxes = [bounds(shape) for _, shape in layer] or [(0.0, 0.0, 0.0, 0.0)]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', '2025-09-01T00:00:00.000Z', ?, ?, ?, ?, 28992)",
        (name, name, *box),
    )
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', 28992, 0, 0)", (name,))


def _kind(values: list[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    return "TEXT" if str in kinds else "REAL" if float in kinds else "INTEGER"


def _blob(shape: list[Polygon]) -> bytes:
    out = [b"GP\x00\x01", struct.pack("<i", 28992), struct.pack("<BII", 1, 6, len(shape))]
    for polygon in shape:
        out.append(struct.pack("<BII", 1, 3, len(polygon)))
        for ring in polygon:
            out.append(struct.pack("<I", len(ring)))
            out.extend(struct.pack("<dd", *point) for point in ring)
    return b"".join(out)
