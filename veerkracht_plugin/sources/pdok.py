"""PDOK "Wijken en buurten": polygons per year through OGC API Features, else WFS; for the whole country first the
GeoPackage behind the ATOM feed.
"""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional
from urllib.parse import quote, urljoin

import numpy as np
import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import listed
from ..quiet import quiet_gdal
from ..transport import faults
from ..transport.cache import Cached, max_age
from ..transport.faults import TransportError
from . import columns
from .catalogue import address, catalogue
from .fetching import MONTH, Fetcher, beside, checksums, following, is_absent, oldest, parsed
from .files import RawTable
from .kwb import year_in
from .statline import as_text

RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"

#: Both services give at most so many features a page, whatever is asked.
PAGE = 1000

MOST_PAGES = 500

#: The share of buurten that may lack a polygon.
WITHOUT = 0.002

#: A box (RD, m): x and y minimum, x and y maximum.
Box = tuple[float, float, float, float]

_Feature = dict[Any, Any]

#: Where a feature keeps its geometry as WKB and its first point; no property is called so.
_PACKED = ("packed",)


class NoShapes(VeerkrachtError):
    """PDOK does not have a year (any more, or yet)."""


@dataclass
class Shapes:
    """Polygons as they came: ``raw`` holds the attributes, ``wkb`` one geometry per row in the system ``crs``."""

    raw: RawTable
    wkb: list[bytes]
    crs: str
    codes: frozenset[str] = frozenset()
    files: list[Cached] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    """What is asked of a service: some gemeenten, some boxes, or (both None) the whole country."""

    year: int
    gemeenten: Sequence[str] | None
    boxes: Sequence[Box] | None

    @property
    def country(self) -> bool:
        return self.gemeenten is None and self.boxes is None


def is_short(lacking: int, wanted: int) -> bool:
    """Whether so many of the wanted polygons are missing that a page came short. In the whole country a buurt or two
    may have figures and no polygon; of fewer buurten all are there.
    """
    return lacking > WITHOUT * wanted


_Service = Callable[[Fetcher, _Asked], Optional[Shapes]]


def buurten(
    fetcher: Fetcher,
    year: int,
    gemeenten: Sequence[str] | None,
    boxes: Sequence[Box] | None = None,
    wanted: Collection[str] = (),
) -> Shapes:
    """The buurten of ``gemeenten`` (or within ``boxes``, or of the whole country) on the borders of ``year``.

    One service after the other is asked until all codes in ``wanted`` are there; when none has them all, the one with
    most of them counts, and that is for the caller to judge. Raises NoShapes when nobody has the year, VeerkrachtError
    when a service that may have it did not give it.
    """
    asked = _Asked(year, gemeenten, boxes)
    services: list[tuple[str, _Service]] = [("pdok_ogc", _ogc), ("pdok_wfs", _wfs)]
    if asked.country:
        services.insert(0, ("pdok_atom", _package))
    first_years = catalogue()["geometry"]["first_year"]
    absent: VeerkrachtError | None = None
    problem: VeerkrachtError | None = None
    best: tuple[int, Shapes] | None = None
    for name, service in services:
        if year < int(first_years.get(name, 0)):
            continue
        try:
            shapes = service(fetcher, asked)
        except VeerkrachtError as error:
            if is_absent(error):
                absent = absent or error
            else:
                problem = problem or error
            continue
        if shapes is None:
            continue
        lacking = sum(code not in shapes.codes for code in wanted)
        if not is_short(lacking, len(wanted)):
            return shapes
        if best is None or lacking < best[0]:
            best = (lacking, shapes)
    if best is not None:
        return best[1]
    if problem is not None:
        raise problem
    raise NoShapes(
        N_("PDOK has no buurten of {year} for {gemeenten}. Choose another year, or use a file with polygons."),
        details=str(absent or ""), year=year, gemeenten=listed(gemeenten or ["NL"], 5),
    )  # fmt: skip


# -- OGC API Features -------------------------------------------------------------------------------------------------
def _ogc(fetcher: Fetcher, asked: _Asked) -> Shapes | None:
    base = f"{address('pdok_ogc', year=asked.year)}/collections/buurten/items?f=json&limit={PAGE}"
    base += "&crs=" + quote(RD_URI, safe="")
    if asked.boxes is not None:
        ends = [f"&bbox={_corners(box)}&bbox-crs={quote(RD_URI, safe='')}" for box in asked.boxes]
    else:
        ends = [f"&gemeentecode={code}" for code in asked.gemeenten] if asked.gemeenten is not None else [""]
    features: list[_Feature] = []
    files: list[Cached] = []
    for first in fetcher.files([base + end for end in ends], "json", max_age(MONTH)):
        page: Cached | None = first
        seen = {first.entry.address}
        while page is not None:
            document = parsed(page)
            features += _features(fetcher, document, page)
            files.append(page)
            onward = _next(document, page)
            # A cursor with other parameters restarts at page 1 without a word, so a known address means a circle.
            if onward in seen or len(seen) > MOST_PAGES:
                raise _circle(page)
            if onward:
                seen.add(onward)
            page = fetcher.file(onward, "json", beside(first)) if onward else None
    return _shapes(features, f"PDOK wijken en buurten {asked.year} (OGC API)", asked, files)


def _corners(box: Box) -> str:
    return ",".join(f"{value:.1f}" for value in box)


def _next(document: Any, page: Cached) -> str | None:
    """The address of the next page, verbatim (made absolute against where this page came from)."""
    links = document.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next" and link.get("href"):
            return following(page, str(link["href"]))
    return None


def _circle(page: Cached) -> VeerkrachtError:
    return VeerkrachtError(
        N_("PDOK ({address}) repeats its pages without end. Try again later; nothing was written."),
        address=page.entry.address.split("?")[0],
    )


# -- WFS --------------------------------------------------------------------------------------------------------------
def _wfs(fetcher: Fetcher, asked: _Asked) -> Shapes | None:
    """Pages of at most 1000, without totals: only an empty page is the end. ``cql_filter`` is ignored there, FES
    holds.
    """
    base = (
        f"{address('pdok_wfs', year=asked.year)}?service=WFS&version=2.0.0&request=GetFeature"
        f"&typeNames=wijkenbuurten:buurten&outputFormat=application/json&srsName=EPSG:28992&count={PAGE}"
    )
    if asked.boxes is not None:
        starts = [f"{base}&bbox={_corners(box)},urn:ogc:def:crs:EPSG::28992" for box in asked.boxes]
    elif asked.gemeenten is not None:
        starts = [base + "&filter=" + quote(_fes(code), safe="") for code in asked.gemeenten]
    else:
        starts = [base]
    features: list[_Feature] = []
    files: list[Cached] = []
    firsts = fetcher.files([start + "&startIndex=0" for start in starts], "json", max_age(MONTH))
    for start, first in zip(starts, firsts):
        page, seen = first, set[str]()
        while True:
            some = _features(fetcher, parsed(page), page)
            files.append(page)
            marks = {str(feature.get("id") or feature.get("properties")) for feature in some}
            if (marks and marks <= seen) or len(seen) > MOST_PAGES * PAGE:
                raise _circle(page)
            seen |= marks
            features += some
            # A server that gives fewer at once than it says is no reason to stop.
            if not some:
                break
            page = fetcher.file(f"{start}&startIndex={len(seen)}", "json", beside(first))
    return _shapes(features, f"PDOK wijken en buurten {asked.year} (WFS)", asked, files)


def _fes(code: str) -> str:
    return (
        '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo>'
        f"<fes:ValueReference>gemeentecode</fes:ValueReference><fes:Literal>{code}</fes:Literal>"
        "</fes:PropertyIsEqualTo></fes:Filter>"
    )


# -- gemeenten --------------------------------------------------------------------------------------------------------
#: Rows (land and water of a gemeente are two) of one answer about gemeenten.
MOST_ROWS = 100


@dataclass
class Gemeenten:
    """Gemeenten (their land) in and around a box: one geometry per row in the system ``crs``; not ``whole`` when there
    are more.
    """

    codes: list[str]
    names: list[str]
    wkb: list[bytes]
    crs: str
    whole: bool


def gemeenten_within(fetcher: Fetcher, year: int, box: Box) -> Gemeenten:
    """The gemeenten of ``year`` in and around a box (RD, m): which of them touch it is for the caller to see.

    One page of one service. Raises NoShapes when nobody has the year, VeerkrachtError when a service that may have it
    did not give it.
    """
    # Whole kilometres, so that a view that moves a little finds the answer in the cache.
    low, high = [1000.0 * (value // 1000) for value in box[:2]], [-1000.0 * (-value // 1000) for value in box[2:]]
    corners = _corners((low[0], low[1], high[0], high[1]))
    crs = quote(RD_URI, safe="")
    first_years = catalogue()["geometry"]["first_year"]
    problems: list[VeerkrachtError] = []
    for name, tail in (
        ("pdok_ogc", f"/collections/gemeenten/items?f=json&limit={MOST_ROWS}&crs={crs}&bbox={corners}&bbox-crs={crs}"),
        ("pdok_wfs", "?service=WFS&version=2.0.0&request=GetFeature&typeNames=wijkenbuurten:gemeenten"
                     f"&outputFormat=application/json&srsName=EPSG:28992&count={MOST_ROWS}"
                     f"&bbox={corners},urn:ogc:def:crs:EPSG::28992&startIndex=0"),
    ):  # fmt: skip
        if year < int(first_years.get(name, 0)):
            continue
        try:
            page = fetcher.file(address(name, year=year) + tail, "json", max_age(MONTH))
            document = parsed(page)
            return _gemeenten(_features(fetcher, document, page), not _next(document, page))
        except VeerkrachtError as error:
            problems.append(error)
    for problem in problems:
        # Without a connection what is not kept may well exist.
        if not is_absent(problem) or (isinstance(problem, TransportError) and problem.kind == faults.NOT_KEPT):
            raise problem
    raise NoShapes(
        N_("PDOK has no gemeenten of {year}. Choose another year, or type the gemeenten."),
        details="".join(map(str, problems[:1])), year=year,
    )  # fmt: skip


def _gemeenten(features: Sequence[_Feature], last: bool) -> Gemeenten:
    out = Gemeenten([], [], [], _crs_of(features), last and len(features) < MOST_ROWS)
    for feature in features:
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        code = regions.normalise(properties.get("gemeentecode"), regions.GEMEENTE)
        if code and feature[_PACKED][0] and str(properties.get("water") or "").upper() != "JA":
            out.codes.append(code)
            out.names.append(as_text(properties.get("gemeentenaam")))
            out.wkb.append(feature[_PACKED][0])
    return out


# -- both -------------------------------------------------------------------------------------------------------------
def _features(fetcher: Fetcher, document: Any, found: Cached) -> list[_Feature]:
    """The features of a page, their geometry packed: as lists of numbers the country would take half a gigabyte."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise VeerkrachtError(
            N_(
                "The answer of {address} holds no features. The service may have changed; try again later, or use a "
                "file."
            ),
            address=found.entry.address.split("?")[0],
        )
    for number, feature in enumerate(features):
        if number % 256 == 0:
            fetcher.breathe()
        geometry = feature.pop("geometry", None)
        feature[_PACKED] = (_wkb(geometry), _first_point(geometry))
    return features


def _shapes(features: Sequence[_Feature], name: str, asked: _Asked, files: list[Cached]) -> Shapes | None:
    """Features as a table and geometries; those of other gemeenten are dropped (a filter may have been ignored), and
    those that are there twice. None when nothing is left.
    """
    kept: list[dict[str, Any]] = []
    wkb: list[bytes] = []
    codes: set[str] = set()
    seen: set[tuple[str | None, bytes]] = set()
    for feature in features:
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        code = regions.normalise(properties.get("buurtcode"), regions.BUURT)
        if asked.gemeenten is not None and (code is None or regions.gemeente_of(code) not in asked.gemeenten):
            continue
        geometry = feature[_PACKED][0]
        if (code, geometry) in seen:
            continue
        seen.add((code, geometry))
        kept.append(properties)
        wkb.append(geometry)
        # A buurt without a polygon that can be read counts as missing, so that another service is asked for it.
        if code and geometry:
            codes.add(code)
    if not codes:
        return None
    headers = [header for header in dict.fromkeys(key for row in kept for key in row) if _is_key(header)]
    cells = {i: [as_text(row.get(header)) for row in kept] for i, header in enumerate(headers)}
    raw = RawTable(headers, pd.DataFrame(cells, dtype=object), name, oldest(files), checksums(files))
    return _of_year(Shapes(raw, wkb, _crs_of(features), frozenset(codes), files), asked.year)


def _is_key(header: str) -> bool:
    """Whether a column says what or where a buurt is; figures come from StatLine, which has more of them."""
    return any(role in _KEY_ROLES for role, _ in columns.roles_of(header))


_KEY_ROLES = {"code", "name", "wk_naam", "gm_naam", "water", "flag", "stamp", "year"}


def _of_year(shapes: Shapes, year: int) -> Shapes:
    """Raise VeerkrachtError for polygons that say they are of another year: a link of PDOK has led to one before."""
    found = columns.recognise(shapes.raw.headers)
    for role, parse in (("stamp", regions.year_of), ("year", year_in)):
        at = found.first(role)
        said = {one for one in map(parse, shapes.raw.column(at)) if one} if at is not None else set()
        if said and said != {year}:
            raise VeerkrachtError(
                N_("{name} gave polygons of {said} where those of {year} were asked. Try again later, or use a file "
                   "with polygons."), name=shapes.raw.name, said=", ".join(map(str, sorted(said))), year=year,
            )  # fmt: skip
    return shapes


def _wkb(geometry: Any) -> bytes:
    """A GeoJSON polygon or multipolygon as WKB (little-endian, two dimensions); empty for anything else."""
    if not isinstance(geometry, dict):
        return b""
    kind: Any = geometry.get("type")
    parts: Any = geometry.get("coordinates")
    if kind == "Polygon":
        parts = [parts]
    elif kind != "MultiPolygon":
        return b""
    try:
        return b"".join((struct.pack("<BII", 1, 6, len(parts)), *(piece for part in parts for piece in _polygon(part))))
    except (TypeError, ValueError, IndexError):
        return b""


def _polygon(rings: Sequence[Any]) -> Iterator[bytes]:
    yield struct.pack("<BII", 1, 3, len(rings))
    for ring in rings:
        points = np.asarray(ring, dtype="<f8")[:, :2]
        yield struct.pack("<I", len(points)) + points.tobytes()


def _crs_of(features: Sequence[_Feature]) -> str:
    """RD or WGS84, by the coordinates themselves: what was asked for is not always what came."""
    for feature in features:
        point = feature[_PACKED][1]
        if point is not None:
            return "EPSG:28992" if max(map(abs, point)) > 360.0 else "OGC:CRS84"
    return "EPSG:28992"


def _first_point(geometry: Any) -> tuple[float, float] | None:
    """The first point of a GeoJSON geometry; None without one."""
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(point, list) and point and isinstance(point[0], list):
        point = point[0]
    if not isinstance(point, list) or len(point) < 2:
        return None
    try:
        return float(point[0]), float(point[1])
    except (TypeError, ValueError):
        return None


# -- ATOM -------------------------------------------------------------------------------------------------------------
def _package(fetcher: Fetcher, asked: _Asked) -> Shapes | None:
    """The GeoPackage of the whole country; its name differs per year, so it is read from the feed."""
    index = f"{address('pdok_atom', year=asked.year)}/index.xml"
    waiting, seen = [index], {index}
    while waiting:
        here = waiting.pop(0)
        feed = fetcher.file(here, "xml", max_age(MONTH)).path.read_text(encoding="utf-8", errors="replace")
        links = [urljoin(here, html.unescape(link)) for link in re.findall(r"""href\s*=\s*["']([^"']+)["']""", feed)]
        packages = [link for link in links if link.split("?")[0].lower().endswith(".gpkg")]
        if packages:
            # A feed with the files of several years names them all.
            packages.sort(key=lambda link: str(asked.year) not in link.rsplit("/", 1)[-1])
            found = fetcher.file(packages[0], "gpkg", max_age(MONTH))
            return _read_package(fetcher, found, asked)
        # A feed may lead to feeds of single data sets; a few steps reach the file or there is none.
        further = [link for link in links if link.lower().endswith(".xml") and link not in seen][: 10 - len(seen)]
        waiting += further
        seen.update(further)
    raise VeerkrachtError(
        N_("The feed {address} names no GeoPackage. Choose another year, or use a file with polygons."), address=index
    )


def _read_package(fetcher: Fetcher, found: Cached, asked: _Asked) -> Shapes | None:
    name = f"PDOK wijken en buurten {asked.year} (GeoPackage)"
    try:
        with quiet_gdal():
            rows, wkb, headers, crs = _layer_of(found.path, fetcher)
    except (RuntimeError, AttributeError, UnicodeDecodeError) as error:
        raise VeerkrachtError(
            N_("The GeoPackage of {name} cannot be read. Fetch it again with “Refresh”."),
            details=str(error), name=name,
        ) from error  # fmt: skip
    if not rows:
        return None
    raw = RawTable(
        headers, pd.DataFrame(rows, columns=range(len(headers)), dtype=object), name, oldest([found]),
        checksums([found]),
    )  # fmt: skip
    at = columns.recognise(headers).first("code")
    codes = regions.normalise_all(raw.column(at), regions.BUURT) if at is not None else []
    there = frozenset(code for code, geometry in zip(codes, wkb) if code and geometry)
    return _of_year(Shapes(raw, wkb, crs, there, [found]), asked.year)


def _layer_of(path: Path, fetcher: Fetcher) -> tuple[list[list[str]], list[bytes], list[str], str]:
    """Rows, geometries, headers and coordinate system of the layer buurten; only what says what or where it is."""
    from osgeo import gdal, ogr

    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY, ["GPKG"])
    layer = dataset.GetLayerByName("buurten") or dataset.GetLayer(0)
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    wanted = [name for name in names if _is_key(name)]
    layer.SetIgnoredFields([name for name in names if name not in wanted])
    places = [definition.GetFieldIndex(name) for name in wanted]
    srs = layer.GetSpatialRef()
    crs = f"EPSG:{srs.GetAuthorityCode(None)}" if srs is not None and srs.GetAuthorityCode(None) else "EPSG:28992"
    rows: list[list[str]] = []
    wkb: list[bytes] = []
    for number, feature in enumerate(layer):
        if number % 256 == 0:
            fetcher.breathe()
        rows.append([feature.GetFieldAsString(place) for place in places])
        geometry = feature.GetGeometryRef()
        wkb.append(bytes(geometry.ExportToIsoWkb(ogr.wkbNDR)) if geometry is not None else b"")
    if len(rows) != layer.GetFeatureCount():
        raise RuntimeError(f"{len(rows)} of {layer.GetFeatureCount()} rows")
    # The data source must live as long as its layers.
    del layer, dataset
    return rows, wkb, wanted, crs
