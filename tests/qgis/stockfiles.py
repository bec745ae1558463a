"""Made-up homes and classified buurten as GeoPackages, with every kind of column and place, and values to compare."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from osgeo import ogr, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)

from veerkracht_plugin.compat import is_null

KL = ["kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp"]
FOCUS = ["A1", "B2", "C3", "geen"]


def reference(epsg: int) -> osr.SpatialReference:
    out = osr.SpatialReference()
    out.ImportFromEPSG(epsg)
    out.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return out


def make_buurten(path: Path, epsg: int = 28992, kind: int = ogr.wkbMultiPolygon) -> Path:
    """Thirty-six squares of 100 m from (100000, 450000) on, in an order that is not that of their codes."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("klassen", reference(epsg), kind)
    for name in ("bu_code", "bu_naam", "gm_code", "gm_naam", "reden", *KL):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for name in ("inwoners", "woningen"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTInteger))
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem(f"EPSG:{epsg}"), QgsProject.instance()
    )
    order = list(range(36))
    random.Random(2).shuffle(order)
    for number in order:
        x, y = 100000 + 100 * (number % 6), 450000 + 100 * (number // 6)
        geometry = QgsGeometry.fromRect(QgsRectangle(x, y, x + 100, y + 100))
        if epsg != 28992:
            geometry.transform(there)
        feature = ogr.Feature(layer.GetLayerDefn())
        shape = ogr.CreateGeometryFromWkb(bytes(geometry.asWkb()))
        feature.SetGeometry(shape if kind == ogr.wkbPolygon else ogr.ForceToMultiPolygon(shape))
        values = dict.fromkeys(KL, "geen") | {
            "bu_code": f"BU9901{number:04d}", "bu_naam": f"Buurt {number}", "gm_code": f"GM99{number % 2:02d}",
            "gm_naam": f"Stad {number % 2}", "reden": "", "kl_focus": FOCUS[number % 4], "kl_signa": "druk",
        }  # fmt: skip
        for name, value in values.items():
            feature[name] = value
        feature["inwoners"], feature["woningen"] = 500, 40
        layer.CreateFeature(feature)
    return path


FIELDS = [
    ("vhe", ogr.OFTString, ogr.OFSTNone), ("complex", ogr.OFTString, ogr.OFSTNone),
    ("plaats", ogr.OFTString, ogr.OFSTNone), ("eenh", ogr.OFTInteger, ogr.OFSTNone),
    ("groot", ogr.OFTInteger64, ogr.OFSTNone), ("huur", ogr.OFTReal, ogr.OFSTNone),
    ("daeb", ogr.OFTInteger, ogr.OFSTBoolean), ("klein", ogr.OFTInteger, ogr.OFSTInt16),
    ("sinds", ogr.OFTDate, ogr.OFSTNone), ("gezien", ogr.OFTDateTime, ogr.OFSTNone), ("bu", ogr.OFTString, ogr.OFSTNone),  # noqa: E501
]  # fmt: skip


def make_stock(
    path: Path, count: int = 400, epsg: int = 28992, kind: int = ogr.wkbPoint, table: str = "bezit", seed: int = 1
) -> Path:
    """Homes with every kind of column and value: NULL, accents, quotes, gaps in the keys, points on borders and
    none.
    """
    rng = random.Random(seed)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(table, reference(epsg), kind)
    for name, base, sub in FIELDS:
        field = ogr.FieldDefn(name, base)
        field.SetSubType(sub)
        layer.CreateField(field)
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem(f"EPSG:{epsg}"), QgsProject.instance()
    )
    layer.StartTransaction()
    for i in range(count):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetFID(3 * i + 7)
        x, y = 99950 + rng.uniform(0, 700), 449950 + rng.uniform(0, 700)
        if i % 7 == 0:
            x, y = 100000 + 100 * rng.randint(0, 6), 450000 + 100 * rng.randint(0, 6)
        if i % 11 == 0:
            x, y = 100250.0, 450250.0
        if i % 50 == 1:
            x, y = 0.0, -50.0
        if i % 13 != 5:
            at = there.transform(QgsPointXY(x, y)) if epsg != 28992 else QgsPointXY(x, y)
            point = ogr.Geometry(kind)
            if kind == ogr.wkbPoint:
                point.AddPoint_2D(at.x(), at.y())
            else:
                point.AddPoint(at.x(), at.y(), float(i))
            feature.SetGeometry(point)
        elif i % 2:
            feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT EMPTY"))
        feature["vhe"] = f"{i:05d}"
        feature["complex"] = rng.choice(["X 'één'", 'Y "twee"', "", "Z"])
        if i % 3:
            feature["plaats"] = "’s-Hertogenbosch; DROP TABLE"
            feature["eenh"] = rng.randint(0, 4)
            feature["groot"] = 2**40 + i
            feature["huur"] = round(rng.uniform(300, 900), 2)
            feature["daeb"] = i % 2
            feature["klein"] = -(i % 30000)
            feature["sinds"] = "2020/02/29"
            feature["gezien"] = "2021/05/06 07:08:09+00"
        if i % 17 == 0:
            feature["bu"] = rng.choice(["BU99010003", "99010004", "BU12345678"])
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    return path


def value(raw: Any) -> Any:
    if is_null(raw):
        return None
    return raw.toString("yyyy-MM-dd hh:mm:ss.zzz") if hasattr(raw, "toString") else raw
