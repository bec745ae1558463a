"""PDOK "Wijken en buurten": polygons per year through OGC API Features, else WFS, else the GeoPackage behind the ATOM
feed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import listed
from ..transport.cache import Cached, max_age
from .catalogue import address
from .fetching import MONTH, Fetcher
from .files import RawTable

RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"

#: Both services give at most so many features a page, whatever is asked.
PAGE = 1000

MOST_PAGES = 100

#: A box (RD, m): x and y minimum, x and y maximum.
Box = tuple[float, float, float, float]


@dataclass
class Shapes:
    """Polygons as they came: ``raw`` holds the attributes, ``wkb`` one geometry per row in the system ``crs``."""

    raw: RawTable
    wkb: list[bytes]
    crs: str
    files: list[Cached] = field(default_factory=list)


def buurten(fetcher: Fetcher, year: int, gemeenten: Sequence[str] | None, box: Box | None = None) -> Shapes:
    """The buurten of ``gemeenten`` (or within ``box``, or of the whole country) on the borders of ``year``.

    Every code that comes back is held against what was asked. Raises VeerkrachtError when no service has the year.
    """
    if gemeenten is None and box is None:
        return _package(fetcher, year)
    first: VeerkrachtError | None = None
    for service in (_ogc, _wfs):
        try:
            shapes = service(fetcher, year, gemeenten, box)
        except VeerkrachtError as error:
            first = first or error
            continue
        if len(shapes.wkb):
            return shapes
    raise first or VeerkrachtError(
        N_("PDOK has no buurten of {year} for {gemeenten}. Choose another year, or use a file with polygons."),
        year=year, gemeenten=listed(gemeenten or [], 5),
    )  # fmt: skip


# -- OGC API Features
# ---------------------------------------------------------------------------------------------------
def _ogc(fetcher: Fetcher, year: int, gemeenten: Sequence[str] | None, box: Box | None) -> Shapes:
    base = (
        f"{address('pdok_ogc', year=year)}/collections/buurten/items?f=json&limit={PAGE}&crs={quote(RD_URI, safe='')}"
    )
    if box is not None:
        corners = ",".join(f"{value:.1f}" for value in box)
        starts = [f"{base}&bbox={corners}&bbox-crs={quote(RD_URI, safe='')}"]
    else:
        starts = [f"{base}&gemeentecode={code}" for code in gemeenten or []]
    features: list[dict[str, Any]] = []
    files: list[Cached] = []
    for start, (document, found) in zip(starts, fetcher.documents(starts, max_age(MONTH))):
        seen = {start}
        while True:
            features += _features(document, found)
            files.append(found)
            following = _next(document, found)
            if following is None:
                break
            # A cursor with other parameters restarts at page 1 without a word, so a known address means a circle.
            if following in seen or len(seen) > MOST_PAGES:
                raise VeerkrachtError(
                    N_("PDOK ({address}) repeats its pages without end. Try again later; nothing was written."),
                    address=start.split("?")[0],
                )
            seen.add(following)
            document, found = fetcher.document(following, max_age(MONTH))
    return _shapes(features, f"PDOK wijken en buurten {year}", gemeenten, files)


def _next(document: dict[str, Any], found: Cached) -> str | None:
    """The address of the next page, verbatim (made absolute against where this page came from)."""
    for link in document.get("links", []):
        if isinstance(link, dict) and link.get("rel") == "next" and link.get("href"):
            return urljoin(found.entry.address, str(link["href"]))
    return None


# -- WFS
# ----------------------------------------------------------------------------------------------------------------
def _wfs(fetcher: Fetcher, year: int, gemeenten: Sequence[str] | None, box: Box | None) -> Shapes:
    """Pages of 1000, without totals: the first page that is not full is the last. ``cql_filter`` is ignored there,
    FES holds.
    """
    base = (
        f"{address('pdok_wfs', year=year)}?service=WFS&version=2.0.0&request=GetFeature&typeNames=wijkenbuurten:buurten"
        f"&outputFormat=application/json&srsName=EPSG:28992&count={PAGE}"
    )
    if box is not None:
        starts = [base + "&bbox=" + ",".join(f"{value:.1f}" for value in box) + ",urn:ogc:def:crs:EPSG::28992"]
    else:
        starts = [base + "&filter=" + quote(_fes(code), safe="") for code in gemeenten or []]
    features: list[dict[str, Any]] = []
    files: list[Cached] = []
    for start in starts:
        for page in range(MOST_PAGES):
            document, found = fetcher.document(f"{start}&startIndex={page * PAGE}", max_age(MONTH))
            some = _features(document, found)
            features += some
            files.append(found)
            if len(some) < PAGE:
                break
    return _shapes(features, f"PDOK wijken en buurten {year}", gemeenten, files)


def _fes(code: str) -> str:
    return (
        '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo>'
        f"<fes:ValueReference>gemeentecode</fes:ValueReference><fes:Literal>{code}</fes:Literal>"
        "</fes:PropertyIsEqualTo></fes:Filter>"
    )


# -- both
# ---------------------------------------------------------------------------------------------------------------
def _features(document: Any, found: Cached) -> list[dict[str, Any]]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise VeerkrachtError(
            N_(
                "The answer of {address} holds no features. The service may have changed; try again later, or use a "
                "file."
            ),
            address=found.entry.address.split("?")[0],
        )
    return features


def _shapes(
    features: Sequence[dict[str, Any]], name: str, gemeenten: Sequence[str] | None, files: list[Cached]
) -> Shapes:
    """Features as a table and geometries; those of other gemeenten are dropped (a filter may have been ignored)."""
    from osgeo import ogr

    kept: list[dict[str, Any]] = []
    wkb: list[bytes] = []
    seen: set[str] = set()
    for feature in features:
        properties = feature.get("properties") or {}
        code = regions.normalise(properties.get("buurtcode"), regions.BUURT)
        if gemeenten is not None and (code is None or regions.gemeente_of(code) not in gemeenten):
            continue
        mark = json.dumps(feature, sort_keys=True)
        if mark in seen:
            continue
        seen.add(mark)
        geometry = ogr.CreateGeometryFromJson(json.dumps(feature.get("geometry"))) if feature.get("geometry") else None
        kept.append(properties)
        wkb.append(bytes(geometry.ExportToIsoWkb()) if geometry is not None else b"")
    frame = pd.DataFrame(kept, dtype=object)
    headers = [str(column) for column in frame.columns]
    text = frame.apply(lambda column: column.map(lambda value: "" if value is None or value != value else str(value)))
    text.columns = range(len(headers))
    retrieved = min((found.entry.retrieved for found in files), default="")
    return Shapes(RawTable(headers, text, name, retrieved), wkb, _crs_of(features), files)


def _crs_of(features: Sequence[dict[str, Any]]) -> str:
    """RD or WGS84, by the coordinates themselves: what was asked for is not always what came."""
    for feature in features:
        point = (feature.get("geometry") or {}).get("coordinates")
        while isinstance(point, list) and point and isinstance(point[0], list):
            point = point[0]
        if isinstance(point, list) and len(point) >= 2:
            return "EPSG:28992" if max(abs(float(point[0])), abs(float(point[1]))) > 360.0 else "OGC:CRS84"
    return "EPSG:28992"


# -- ATOM
# ---------------------------------------------------------------------------------------------------------------
def _package(fetcher: Fetcher, year: int) -> Shapes:
    """The GeoPackage of the whole country; its name differs per year, so it is read from the feed."""
    index = f"{address('pdok_atom', year=year)}/index.xml"
    waiting, seen = [index], {index}
    while waiting:
        here = waiting.pop(0)
        feed = fetcher.file(here, "xml", max_age(MONTH)).path.read_text(encoding="utf-8", errors="replace")
        links = [urljoin(here, html.unescape(link)) for link in re.findall(r"""href\s*=\s*["']([^"']+)["']""", feed)]
        packages = [link for link in links if link.split("?")[0].lower().endswith(".gpkg")]
        if packages:
            found = fetcher.file(packages[0], "gpkg", max_age(MONTH))
            return _read_package(found.path, f"PDOK wijken en buurten {year}", found)
        # A feed may lead to feeds of single data sets; a few steps reach the file or there is none.
        further = [link for link in links if link.lower().endswith(".xml") and link not in seen][: 10 - len(seen)]
        waiting += further
        seen.update(further)
    raise VeerkrachtError(
        N_("The feed {address} names no GeoPackage. Choose another year, or use a file with polygons."), address=index
    )


def _read_package(path: Path, name: str, found: Cached) -> Shapes:
    from osgeo import ogr

    try:
        dataset = ogr.Open(f"GPKG:{path}:buurten") or ogr.Open(str(path))
        layer = dataset.GetLayerByName("buurten") or dataset.GetLayer(0)
    except (RuntimeError, AttributeError) as error:
        raise VeerkrachtError(
            N_("The GeoPackage of {name} cannot be read. Fetch it again with “Refresh”."), details=str(error), name=name
        ) from error
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    # The other columns are figures that StatLine gives better (see the numbers there).
    wanted = [n for n in names if n in _KEYS]
    layer.SetIgnoredFields([n for n in names if n not in _KEYS])
    rows: list[list[str]] = []
    wkb: list[bytes] = []
    for feature in layer:
        rows.append(["" if feature.GetField(n) is None else str(feature.GetField(n)) for n in wanted])
        geometry = feature.GetGeometryRef()
        wkb.append(bytes(geometry.ExportToIsoWkb()) if geometry is not None else b"")
    frame = pd.DataFrame(rows, columns=range(len(wanted)))
    return Shapes(RawTable(wanted, frame, name, found.entry.retrieved, found.entry.sha256), wkb, "EPSG:28992", [found])


_KEYS = {
    "buurtcode", "buurtnaam", "wijkcode", "wijknaam", "gemeentecode", "gemeentenaam", "water", "jrstatcode", "jaarstatcode",  # noqa: E501
    "jaar", "indelingswijziging_wijken_en_buurten", "indelingswijzigingWijkenEnBuurten",
}  # fmt: skip
