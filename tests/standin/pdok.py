"""PDOK: OGC API Features as GoKoala gives it, WFS as MapServer gives it, ATOM feed with GeoPackage."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from tests.standin import filters, geometry, gpkg
from tests.standin.country import Country, Row, feature_id, snake
from tests.standin.geometry import Polygon
from tests.standin.web import Limits, Request, Response, answer, exception_report, text

LAYERS = ("buurten", "wijken", "gemeenten")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS = (CRS84, _EPSG + "28992", _EPSG + "4326", _EPSG + "3857", _EPSG + "4258")
_STAMP = "2026-05-01T08:00:00Z"
Feature = tuple[int, Row, list[Polygon]]


def spoilt(request: Request, features: list[Feature]) -> list[Feature]:
    """Features of one page under the faults that touch rows."""
    codes, extra, missing = (
        request.fault("missing_codes"),
        request.fault("extra_columns"),
        request.fault("missing_column"),
    )
    doubled, lower = request.fault("duplicated"), request.fault("lower_codes")
    found = [(number, dict(row), shape) for number, row, shape in features]
    for place, (_, row, _) in enumerate(found):
        if codes is not None:
            values = codes.option("values", (-99995, -99997))
            for name in codes.option(
                "stems", [n for n, v in row.items() if isinstance(v, (int, float)) and n != "jaar"]
            ):
                row[name] = values[place % len(values)]
        if extra is not None:
            row.update(dict.fromkeys(extra.option("names", ("onbekendVeld", "nogEenVeld")), 7))
        if missing is not None:
            for name in missing.option("stems", ()):
                row.pop(name, None)
        if lower is not None:
            row.update({name: value.lower() for name, value in row.items() if name.endswith("code") and value})
    if doubled is not None:
        every = doubled.option("every", 5)
        found = [copy for place, one in enumerate(found) for copy in ([one, one] if place % every == 0 else [one])]
    return found


def coordinates(shape: list[Polygon], rd: bool, swap: bool = False) -> list[Any]:
    """MultiPolygon coordinates in RD (3 decimals) or WGS84 (longitude first, or latitude when swapped)."""
    if rd:
        return [[[list(point) for point in ring] for ring in polygon] for polygon in shape]
    return [
        [[[p[1], p[0]] if swap else list(p) for p in ring] for ring in polygon]
        for polygon in geometry.shape_wgs84(shape)
    ]


def box_of(shape: list[Polygon], rd: bool) -> list[float]:
    """The bbox member of a feature."""
    return list(geometry.bounds(shape if rd else geometry.shape_wgs84(shape)))


def overlaps(shape: list[Polygon], box: tuple[float, float, float, float]) -> bool:
    """Whether the box round polygons in RD meets another box in RD."""
    x1, y1, x2, y2 = geometry.bounds(shape)
    return x1 <= box[2] and x2 >= box[0] and y1 <= box[3] and y2 >= box[1]


def fnv1a(data: bytes) -> bytes:
    """32-bit FNV-1a, big-endian: GoKoala's checksum."""
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value.to_bytes(4, "big")


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encode_cursor(fid: int, checksum: bytes) -> str:
    """`<fid>|<checksum>`, both base64 without padding: fid 3838 of `limit=2` is `Dv4|Nwyr1Q`."""
    return f"{_b64(fid.to_bytes((fid.bit_length() + 7) // 8, 'big'))}|{_b64(checksum)}"


def decode_cursor(cursor: str, checksum: bytes) -> int:
    """The fid of a cursor, or 0 (the first page) when anything about it is wrong."""
    parts = cursor.split("|")
    if len(parts) < 2:
        return 0
    try:
        fid, given = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts[:2])
    except (binascii.Error, ValueError):
        return 0
    return int.from_bytes(fid, "big") if given == checksum else 0


class OgcApi:
    """api.pdok.nl: one API per year with three collections."""

    def __init__(self, country: Country, limits: Limits) -> None:
        self.country, self.limits = country, limits

    def handle(self, request: Request) -> Response:
        """Answer one request below `…/ogc/v1`."""
        if request.year not in self.limits.years["pdok_ogc"]:
            return text("404 page not found", 404)
        parts = request.parts
        if not parts:
            return answer({"title": f"CBS Wijken en Buurten {request.year}", "description": "", "links": []})
        if parts[0] == "conformance":
            return answer(
                {
                    "conformsTo": [
                        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
                        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
                    ]
                }
            )
        if parts[0] != "collections" or len(parts) > 4:
            return problem(404, "Not Found", f"resource {request.rest} does not exist")
        if len(parts) == 1:
            return answer({"links": [], "collections": [self.collection(request, layer) for layer in LAYERS]})
        layer = parts[1]
        if layer not in LAYERS:
            return problem(404, "Not Found", f"collection {layer} doesn't exist in this features service")
        if len(parts) == 2:
            return answer(self.collection(request, layer))
        if parts[2] == "queryables":
            return answer(self.queryables(request, layer), content_type="application/schema+json")
        if parts[2] == "schema":
            return answer(self.schema(request, layer), content_type="application/schema+json")
        if parts[2] != "items":
            return problem(404, "Not Found", f"resource {request.rest} does not exist")
        return self.items(request, layer) if len(parts) == 3 else self.item(request, layer, parts[3])

    def collection(self, request: Request, layer: str) -> Row:
        """The description of one collection."""
        base = f"{request.base}/collections/{layer}"
        links = [
            ("self", "application/json", "This document as JSON", f"{base}?f=json"),
            ("alternate", "text/html", "This document as HTML", f"{base}?f=html"),
            (
                "items",
                "application/geo+json",
                f"The JSON representation of the {layer} features served from this endpoint",
                f"{base}/items?f=json",
            ),
            (
                "http://www.opengis.net/def/rel/ogc/1.0/schema",
                "application/schema+json",
                f"The JSON representation of the {layer} schema",
                f"{base}/schema?f=json",
            ),
        ]
        return {
            "id": layer,
            "title": layer.capitalize(),
            "description": f"{layer} van {request.year} (verzonnen)",
            "extent": {"spatial": {"bbox": [[3.2, 50.6, 7.3, 53.7]], "crs": CRS84}},
            "itemType": "feature",
            "geometryType": "multipolygon",
            "crs": list(CRS),
            "storageCrs": _EPSG + "28992",
            "links": [
                {"rel": rel, "type": kind, "title": title, "updated": _STAMP, "href": href}
                if rel in ("self", "alternate")
                else {"rel": rel, "type": kind, "title": title, "href": href}
                for rel, kind, title, href in links
            ],
        }

    def _queryable(self, layer: str, year: int) -> list[str]:
        names = [snake(name) for name in self.country.shapes(year, layer)[0][0]]
        return [name for name in self.limits.ogc_queryables if name in names]

    def queryables(self, request: Request, layer: str) -> Row:
        """Which properties may be asked for."""
        properties: Row = {"geometry": {"x-ogc-role": "primary-geometry", "format": "geometry-multipolygon"}}
        properties.update(
            {
                name: {"description": "Filter features by this property", "type": "string"}
                for name in self._queryable(layer, request.year)
            }
        )
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{request.base}/collections/{layer}/queryables",
            "title": layer.capitalize(),
            "description": layer,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }

    def schema(self, request: Request, layer: str) -> Row:
        """All properties with their types."""
        row = self.country.shapes(request.year, layer)[0][0]
        kinds = {int: "integer", float: "number"}
        properties: Row = {
            "id": {
                "readOnly": True,
                "x-ogc-role": "id",
                "description": "De unieke identificatie van dit feature.",
                "type": "integer",
                "minimum": 0,
            },
            "geometry": {"x-ogc-role": "primary-geometry", "format": "geometry-multipolygon"},
        }
        properties.update({snake(name): {"type": kinds.get(type(value), "string")} for name, value in row.items()})
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{request.base}/collections/{layer}/schema",
            "title": layer.capitalize(),
            "description": layer,
            "type": "object",
            "required": ["id"],
            "properties": properties,
            "additionalProperties": True,
        }

    def items(self, request: Request, layer: str) -> Response:
        """One page of features."""
        asked = request.params
        try:
            kept, limit, rd, box = self._question(asked, layer, request.year)
        except ValueError as fault:
            return problem(400, "Bad Request", str(fault))
        ignore, wrong = request.fault("filter_ignored"), request.fault("wrong_gemeente")
        if ignore is not None:
            kept = {}
        if wrong is not None and "gemeentecode" in kept:
            kept["gemeentecode"] = wrong.option("code", "GM9005")
        found = [
            (number, row, shape)
            for number, row, shape in self._features(layer, request.year)
            if all(str(row[name]) == value for name, value in kept.items()) and (box is None or overlaps(shape, box))
        ]
        words = "".join(
            value
            for name in sorted(asked)
            if name not in ("f", "cursor")
            for value in sorted(v for n, v in request.pairs if n == name)
        )
        checksum = fnv1a(words.encode()) if words else b""
        start_fid = decode_cursor(asked.get("cursor", ""), checksum)
        start = next((place for place, feature in enumerate(found) if feature[0] >= start_fid), len(found))
        page = found[start : start + limit]
        following: int | None = found[start + limit][0] if start + limit < len(found) and limit else None
        before = found[max(0, start - limit)][0] if start > 0 else None
        short = request.fault("short_page")
        if short is not None:
            page, following = page[: short.option("rows", len(page) // 2)], None
        if request.fault("repeated_cursor") is not None and page:
            following = page[0][0]
        if wants_html(request):
            return text(
                "<!doctype html><html><head><title>Features</title></head><body>…</body></html>",
                200,
                "text/html; charset=utf-8",
            )
        if asked.get("f", "json") not in ("json", "jsonfg"):
            return problem(
                400,
                "Bad Request",
                'request doesn\'t conform to OpenAPI spec: parameter "f" in query has an error: '
                'value is not one of the allowed values ["json","html","jsonfg"]',
            )
        links = self._links(request, layer, asked, checksum, following, before)
        features = [
            {
                "type": "Feature",
                "properties": row,
                "id": str(number),
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": coordinates(shape, rd, asked.get("crs", "").endswith(("/4326", "/4258"))),
                },
            }
            for number, row, shape in spoilt(request, page)
        ]
        body = {
            "type": "FeatureCollection",
            "timeStamp": _STAMP,
            "links": links,
            "features": [
                {"type": f["type"], "properties": f["properties"], "geometry": f["geometry"], "id": f["id"]}
                for f in features
            ],
            "numberReturned": len(features),
        }
        return answer(body, content_type="application/geo+json", Content_Crs=f"<{asked.get('crs') or CRS84}>")

    def _features(self, layer: str, year: int) -> list[Feature]:
        return [
            (number, {snake(name): value for name, value in row.items()}, shape)
            for number, (row, shape) in enumerate(self.country.shapes(year, layer), 1)
        ]

    def _question(
        self, asked: dict[str, str], layer: str, year: int
    ) -> tuple[dict[str, str], int, bool, tuple[float, float, float, float] | None]:
        """Property filters, limit, whether in RD, box in RD; ValueError with GoKoala's words."""
        queryable = self._queryable(layer, year)
        known = {
            "f",
            "limit",
            "cursor",
            "crs",
            "datetime",
            "bbox",
            "bbox-crs",
            "filter",
            "filter-crs",
            "filter-lang",
            "profile",
        }
        for name in asked:
            if name not in known and name not in queryable:
                raise ValueError(f"unknown query parameter(s) found: {name}")
        limit = self.limits.ogc_default
        if asked.get("limit"):
            try:
                limit = int(asked["limit"])
            except ValueError:
                raise ValueError("limit must be numeric") from None
            if limit < 0:
                raise ValueError("limit can't be negative")
            limit = min(limit, self.limits.ogc_max)
        kept = {name: asked[name] for name in queryable if asked.get(name)}
        for name, value in kept.items():
            if "*" in value or "%" in value:
                raise ValueError(f"property filter {name} contains a wildcard (*), wildcard filtering is not allowed")
        if asked.get("datetime"):
            raise ValueError("datetime param is currently not supported for this collection")
        if asked.get("filter"):
            kept.update(self._cql(asked["filter"], queryable))
        rd = self._crs(asked, "crs").endswith("/28992")
        return kept, limit, rd, self._box(asked)

    def _cql(self, words: str, queryable: list[str]) -> dict[str, str]:
        if not self.limits.ogc_cql:
            raise ValueError("CQL filter param is currently not supported")
        name, _, value = words.partition("=")
        if name.strip() not in queryable:
            raise ValueError(
                f"failed to parse CQL filter:\nerror: property '{name.strip()}' cannot be used in CQL filter, "
                "is not a queryable property"
            )
        return {name.strip(): value.strip().strip("'")}

    def _crs(self, asked: dict[str, str], name: str) -> str:
        value = asked.get(name) or CRS84
        if not value.startswith("http://www.opengis.net/def/crs/"):
            raise ValueError(f"{name} param should start with http://www.opengis.net/def/crs/, got: {value}")
        if value not in CRS or value.endswith("/3857"):
            raise ValueError(
                f'request doesn\'t conform to OpenAPI spec: parameter "{name}" in query has an error: '
                f"value is not one of the allowed values {json.dumps(list(CRS))}"
            )
        return value

    def _box(self, asked: dict[str, str]) -> tuple[float, float, float, float] | None:
        if not asked.get("bbox"):
            if asked.get("bbox-crs"):
                raise ValueError("bbox-crs can't be used without bbox parameter")
            return None
        crs, parts = self._crs(asked, "bbox-crs"), asked["bbox"].split(",")
        if len(parts) != 4:
            raise ValueError("bbox should contain exactly 4 values separated by commas: minx,miny,maxx,maxy")
        try:
            x1, y1, x2, y2 = (float(part) for part in parts)
        except ValueError as fault:
            raise ValueError(f"failed to parse value {asked['bbox']} in bbox, error: {fault}") from None
        if x1 == x2 or y1 == y2:
            raise ValueError("bbox has no surface area")
        if crs.endswith("/28992"):
            return x1, y1, x2, y2
        return geometry.to_rd((x1, y1)) + geometry.to_rd((x2, y2))

    def _links(
        self,
        request: Request,
        layer: str,
        asked: dict[str, str],
        checksum: bytes,
        following: int | None,
        before: int | None,
    ) -> list[Row]:
        base = f"{request.base}/collections/{layer}/items"

        def link(rel: str, title: str, kind: str, **other: str) -> Row:
            return {
                "rel": rel,
                "title": title,
                "type": kind,
                "href": f"{base}?{urlencode(sorted({**asked, **other}.items()))}",
            }

        links = [
            link("self", "This document as GeoJSON", "application/geo+json", f="json"),
            link("alternate", "This document as JSON-FG", "application/vnd.ogc.fg+json", f="jsonfg"),
            link("alternate", "This document as HTML", "text/html", f="html"),
        ]
        for rel, title, fid in (("next", "Next page", following), ("prev", "Previous page", before)):
            if fid is not None:
                links.append(link(rel, title, "application/geo+json", f="json", cursor=encode_cursor(fid, checksum)))
        return links

    def item(self, request: Request, layer: str, wanted: str) -> Response:
        """One feature by its id."""
        for number, row, shape in self._features(layer, request.year):
            if str(number) == wanted:
                return answer(
                    {
                        "type": "Feature",
                        "properties": row,
                        "links": [],
                        "id": wanted,
                        "geometry": {
                            "type": "MultiPolygon",
                            "coordinates": coordinates(shape, request.params.get("crs", "").endswith("/28992")),
                        },
                    },
                    content_type="application/geo+json",
                )
        return problem(
            404, "Not Found", f"the requested feature with id: {wanted} does not exist in collection '{layer}'"
        )


def wants_html(request: Request) -> bool:
    """Asked by f=html, or by a browser's Accept without f."""
    asked = request.params.get("f")
    return asked == "html" or (asked is None and "text/html" in request.headers.get("accept", ""))


def problem(status: int, title: str, detail: str) -> Response:
    """GoKoala's problem body."""
    return answer(
        {"detail": detail, "status": status, "timeStamp": _STAMP, "title": title}, status, "application/problem+json"
    )


class Wfs:
    """service.pdok.nl, MapServer: 1000 features a page whatever is asked, cql_filter ignored, no totals."""

    def __init__(self, country: Country, limits: Limits) -> None:
        self.country, self.limits = country, limits

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.year not in self.limits.years["pdok_wfs"]:
            return text("<html><body><h1>404 Not Found</h1></body></html>", 404, "text/html")
        asked = request.parameters
        if asked.get("service", "").upper() != "WFS":
            return self._refuse(
                "msWFSDispatch(): WFS server error. Missing or wrong SERVICE.", "InvalidParameterValue", "service"
            )
        what = asked.get("request", "").lower()
        if what == "getcapabilities":
            return text(capabilities("wijkenbuurten", list(LAYERS), request.base), 200, "text/xml; charset=UTF-8")
        if what != "getfeature":
            return self._refuse("Unsupported request.", "OperationNotSupported", "request")
        return self._features(request, asked)

    def _refuse(self, words: str, code: str, locator: str) -> Response:
        return text(exception_report(words, code, locator), 400, "text/xml; charset=UTF-8")

    def _features(self, request: Request, asked: dict[str, str]) -> Response:
        layer = (asked.get("typenames") or asked.get("typename") or "").rsplit(":", 1)[-1]
        if layer not in LAYERS:
            return self._refuse(
                f"msWFSGetFeature(): TYPENAME '{layer}' doesn't exist in this server.",
                "InvalidParameterValue",
                "typename",
            )
        shapes = self.country.shapes(request.year, layer)
        fields = set(shapes[0][0])
        try:
            test, rd, box = self._question(asked, fields)
            count = int(asked.get("count") or asked.get("maxfeatures") or self.limits.wfs_page)
            start = int(asked.get("startindex") or 0)
        except ValueError as fault:
            return self._refuse(str(fault), "InvalidParameterValue", "filter")
        columns = [name.rsplit(":", 1)[-1] for name in asked.get("propertyname", "").split(",") if name]
        unknown = [name for name in columns if name not in fields and name != "geom"]
        if unknown:
            return self._refuse(f"Invalid PROPERTYNAME {unknown[0]}", "InvalidParameterValue", "propertyname")
        if request.fault("filter_ignored") is not None:
            test = None
        wrong = request.fault("wrong_gemeente")
        if wrong is not None:
            code = wrong.option("code", "GM9005")
            test = lambda row: row["gemeentecode"] == code  # noqa: E731
        found = [
            (number, row, shape)
            for number, (row, shape) in enumerate(shapes, 1)
            if (test is None or test(row)) and (box is None or overlaps(shape, box))
        ]
        if asked.get("resulttype", "").lower() == "hits":
            return text(
                '<?xml version="1.0" encoding="UTF-8"?>\n'
                '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
                f'timeStamp="{_STAMP}" numberMatched="{len(found)}" numberReturned="0"/>',
                200,
                "text/xml; charset=UTF-8",
            )
        page = found[start : start + min(count, self.limits.wfs_page)]
        short = request.fault("short_page")
        if short is not None:
            page = page[: short.option("rows", len(page) // 2)]
        if request.fault("repeated_cursor") is not None:
            page = found[: min(count, self.limits.wfs_page)]
        page = spoilt(request, page)
        if columns:
            page = [
                (number, {name: row[name] for name in columns if name in row}, shape) for number, row, shape in page
            ]
        if "json" not in asked.get("outputformat", "").lower():
            return text(gml("wijkenbuurten", layer, page), 200, "text/xml; subtype=gml/3.2; charset=UTF-8")
        return self._json(layer, request.year, page, rd)

    def _question(
        self, asked: dict[str, str], fields: set[str]
    ) -> tuple[Callable[[Row], Any] | None, bool, tuple[float, float, float, float] | None]:
        """The FES test (cql_filter is not looked at), whether in RD, box in RD."""
        if asked.get("filter") and asked.get("bbox"):
            raise ValueError("msWFSGetFeature(): BBOX and FILTER are mutually exclusive.")
        test = filters.fes(asked["filter"], fields) if asked.get("filter") else None
        crs = asked.get("srsname", "EPSG:28992")
        if not crs.endswith(("28992", "4326", "CRS84")):
            raise ValueError(f"Invalid SRSNAME {crs}")
        box: tuple[float, float, float, float] | None = None
        if asked.get("bbox"):
            parts = asked["bbox"].split(",")
            numbers = [float(part) for part in parts[:4]]
            named = parts[4] if len(parts) > 4 else "EPSG:28992"
            if named.endswith("4326"):  # with a urn latitude comes first
                if named.startswith("urn"):
                    numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
                low, high = geometry.to_rd((numbers[0], numbers[1])), geometry.to_rd((numbers[2], numbers[3]))
                numbers = [*low, *high]
            box = (numbers[0], numbers[1], numbers[2], numbers[3])
        return test, crs.endswith("28992"), box

    def _json(self, layer: str, year: int, page: list[Feature], rd: bool) -> Response:
        epsg = 28992 if rd else 4326
        lines = [
            json.dumps(
                {
                    "type": "Feature",
                    "id": feature_id(layer, year, number),
                    "properties": row,
                    "bbox": box_of(shape, rd),
                    "geometry": {"type": "MultiPolygon", "coordinates": coordinates(shape, rd)},
                },
                ensure_ascii=False,
            )
            for number, row, shape in page
        ]
        head = (
            '{\n"type": "FeatureCollection",\n'
            f'"name": "{layer}",\n'
            f'"crs": {{ "type": "name", "properties": {{ "name": "urn:ogc:def:crs:EPSG::{epsg}" }} }},\n"features": [\n'
        )
        boxes = [box_of(shape, rd) for _, _, shape in page]
        whole = (
            [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
            if boxes
            else []
        )
        tail = "\n]" + (f',\n"bbox": {json.dumps(whole)}' if whole else "") + "\n}\n"
        return text(head + ",\n".join(lines) + tail, 200, "application/json; subtype=geojson; charset=utf-8")


def gml(namespace: str, layer: str, page: list[Feature]) -> str:
    """Features without geometry as WFS 2.0 XML: what comes when no outputFormat is asked."""
    members = "".join(
        f"<wfs:member><{namespace}:{layer}>"
        + "".join(f"<{namespace}:{name}>{escape(str(value))}</{namespace}:{name}>" for name, value in row.items())
        + f"</{namespace}:{layer}></wfs:member>"
        for _, row, _ in page
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'xmlns:{namespace}="http://{namespace}.example" timeStamp="{_STAMP}" numberMatched="unknown" '
        f'numberReturned="{len(page)}">{members}</wfs:FeatureCollection>\n'
    )


def capabilities(namespace: str, layers: list[str], base: str) -> str:
    """A short WFS 2.0 capabilities document."""
    types = "".join(
        f"<wfs:FeatureType><wfs:Name>{namespace}:{layer}</wfs:Name><wfs:Title>{layer}</wfs:Title>"
        "<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::28992</wfs:DefaultCRS></wfs:FeatureType>"
        for layer in layers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><wfs:WFS_Capabilities version="2.0.0" '
        'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><ows:ServiceIdentification><ows:Title>Stand-in</ows:Title>'
        "<ows:ServiceType>WFS</ows:ServiceType><ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion>"
        '</ows:ServiceIdentification><ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP>'
        f'<ows:Get xlink:href="{escape(base)}"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>'
        f"<wfs:FeatureTypeList>{types}</wfs:FeatureTypeList></wfs:WFS_Capabilities>"
    )


class Atom:
    """The ATOM feed of a year and the GeoPackage it names. File names differ by year, as they do at PDOK."""

    NAMES = {2022: "wijkenbuurten_2022_v1.gpkg", 2023: "wijkenbuurten_2023_v1.gpkg"}

    def __init__(self, country: Country, limits: Limits) -> None:
        self.country, self.limits = country, limits
        self.given: dict[int, bytes] = {}

    def handle(self, request: Request) -> Response:
        """Answer the index, the dataset feed or the download."""
        year = request.year
        if year not in self.limits.years["pdok_atom"]:
            return text("<html><body><h1>404 Not Found</h1></body></html>", 404, "text/html")
        name = self.NAMES.get(year, f"wijkenbuurten_{year}.gpkg")
        parts = request.parts
        dataset = "wijkenbuurten.xml"
        kind = "application/atom+xml; charset=UTF-8"
        if parts in (["index.xml"], []):
            if self.limits.atom_levels == 1:
                return text(self._dataset(request, name), 200, kind)
            return text(
                self._feed(
                    request,
                    f"CBS Wijken en Buurten {year} - Download Service",
                    (
                        f"<entry><id>{request.base}/{dataset}</id><title>CBS Wijken en Buurten {year}</title>"
                        f'<link rel="alternate" type="application/atom+xml" href="{request.base}/{dataset}"/>'
                        f"<updated>{_STAMP}</updated></entry>"
                    ),
                ),
                200,
                kind,
            )
        if parts == [dataset] and self.limits.atom_levels > 1:
            return text(self._dataset(request, name), 200, kind)
        if parts == ["downloads", name]:
            return Response(
                200,
                self.package(year),
                "application/geopackage+sqlite3",
                {"Last-Modified": "Mon, 01 Sep 2025 00:00:00 GMT", "ETag": f'"gpkg-{year}"'},
            )
        return text("<html><body><h1>404 Not Found</h1></body></html>", 404, "text/html")

    def package(self, year: int) -> bytes:
        """The GeoPackage: the given one, or made once from the country."""
        if year not in self.given:
            self.given[year] = gpkg.geopackage(
                {
                    layer: [
                        ({snake(name): value for name, value in row.items()}, shape)
                        for row, shape in self.country.shapes(year, layer)
                    ]
                    for layer in LAYERS
                }
            )
        return self.given[year]

    def _dataset(self, request: Request, name: str) -> str:
        size = len(self.package(request.year))
        return self._feed(
            request,
            f"CBS Wijken en Buurten {request.year}",
            (
                f"<entry><id>{request.base}/downloads/{name}</id>"
                f"<title>CBS Wijken en Buurten {request.year} - GeoPackage</title>"
                f'<link rel="alternate" type="application/geopackage+sqlite3" hreflang="nl" length="{size}" '
                f'title="CBS Wijken en Buurten {request.year}" href="{request.base}/downloads/{name}"/>'
                f'<updated>{_STAMP}</updated><category term="http://www.opengis.net/def/crs/EPSG/0/28992" '
                'label="Amersfoort / RD New"/></entry>'
            ),
        )

    def _feed(self, request: Request, title: str, entries: str) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">'
            f'<id>{request.base}/index.xml</id><title>{title}</title><link rel="self" href="{request.base}/index.xml"/>'
            "<rights>https://creativecommons.org/licenses/by/4.0/deed.nl</rights>"
            f"<updated>{_STAMP}</updated><author><name>PDOK Beheer (stand-in)</name></author>{entries}</feed>\n"
        )
