"""Leefbaarometer (zip and GeoServer WFS), Locatieserver, and CBS' pc6-huisnummer file."""

from __future__ import annotations

import io
import re
import zipfile

from tests.standin import filters, geometry
from tests.standin.country import LIVEABILITY_YEARS, Country, Row, csv_text
from tests.standin.pdok import Feature, capabilities, coordinates, gml, spoilt
from tests.standin.web import Limits, Request, Response, answer, exception_report, text

MIB = 1 << 20


class LiveabilityZip:
    """The open-data download."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._made: dict[tuple[str, str], bytes] = {}
        self._bombs: dict[int, bytes] = {}

    def handle(self, request: Request) -> Response:
        """Answer the zip, or one of the bad ones."""
        headers = {"Last-Modified": "Sun, 01 Jun 2025 12:00:00 GMT", "ETag": '"lbm-2024"'}
        return Response(200, self._body(request), "application/zip", headers)

    def _body(self, request: Request) -> bytes:
        bomb = request.fault("zip_bomb")
        if bomb is not None:
            return self._bomb(bomb.option("size", 1024 * MIB))
        if request.fault("zip_garbage") is not None:
            return b"PK\x03\x04" + b"geen zip, wel zo genoemd. " * 200
        if request.fault("zip_no_csv") is not None:
            return _zip({"map/Leesmij.txt": "Dit jaar geen scores.\r\n", "map/scores buurten.pdf": "%PDF-1.4"})
        if request.fault("zip_traversal") is not None:
            rows = csv_text(self.country.liveability_rows())
            return _zip(
                {
                    "../../ontsnapt.csv": rows,
                    "/tmp/ontsnapt-absoluut.csv": rows,
                    "C:\\ontsnapt.csv": rows,
                    "..\\..\\Leefbaarometer-scores buurten 2002-2024.csv": rows,
                }
            )
        other = request.fault("zip_folder")
        names = ("Leefbaarometer 3.0 - Meting 2024 - open data", "Leefbaarometer-scores buurten 2002-2024.csv")
        if other is not None:
            names = (
                other.option("folder", "open-data-leefbaarometer-meting-2024_2026-02-03_0915/csv"),
                other.option("name", "Leefbaarometer 3.0 - meting 2024 - scores buurt.csv"),
            )
        if names not in self._made:
            self._made[names] = self.country.liveability_zip(*names)
        return self._made[names]

    def _bomb(self, size: int) -> bytes:
        """A CSV of blanks that packs to a thousandth."""
        if size not in self._bombs:
            out, blanks = io.BytesIO(), b" " * MIB
            with (
                zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
                archive.open("open data/Leefbaarometer-scores buurten 2002-2024.csv", "w", force_zip64=True) as member,
            ):
                member.write(b"versie,jaar,bu_code,bu_naam,lbm,afw,fys,onv,soc,vrz,won\r\n")
                for _ in range(max(1, size // MIB)):
                    member.write(blanks)
            self._bombs[size] = out.getvalue()
        return self._bombs[size]


def opendata_page(releases: list[int]) -> Response:
    """The page from which the open-data files are linked."""
    links = "".join(
        f'<li><a href="/leefbaarometer/resources/open-data-leefbaarometer-meting-{year}.zip">Meting {year}</a></li>'
        for year in releases
    )
    return text(
        f'<!DOCTYPE html>\n<html lang="nl"><head><title>Open data</title></head><body><ul>{links}'
        '<li><a href="/resources/geometrie-lbm3-2024.zip">Geometrie</a></li></ul></body></html>',
        200, "text/html; charset=utf-8",
    )  # fmt: skip


def _zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in files.items():
            info = zipfile.ZipInfo("placeholder", (2025, 6, 1, 12, 0, 0))
            info.filename = name  # as it is, also with backslashes
            archive.writestr(info, words.encode("utf-8"))
    return out.getvalue()


class LiveabilityWfs:
    """GeoServer: totals, CQL_FILTER, and every fault of a question as 200 with an ExceptionReport."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        asked = request.parameters
        what = asked.get("request", "").lower()
        layers = [f"buurtscore{year % 100:02d}" for year in LIVEABILITY_YEARS]
        if asked.get("service", "").upper() != "WFS":
            return self._refuse("No service: ( " + asked.get("service", "") + " )", "InvalidParameterValue", "service")
        if what == "getcapabilities":
            return text(capabilities("lbm3", layers, request.base), 200, "application/xml")
        if what != "getfeature":
            return self._refuse(f"No such operation WFS {asked.get('request', '')}", "OperationNotSupported", "request")
        name = (asked.get("typenames") or asked.get("typename") or "").rsplit(":", 1)[-1]
        if name not in layers:
            return self._refuse(f"Feature type lbm3:{name} unknown", "InvalidParameterValue", "typeName")
        return self._features(request, asked, name, LIVEABILITY_YEARS[layers.index(name)])

    def _refuse(self, words: str, code: str = "NoApplicableCode", locator: str = "") -> Response:
        return text(exception_report(words, code, locator), 200, "application/xml")

    def _features(self, request: Request, asked: dict[str, str], name: str, year: int) -> Response:
        rows: list[Feature] = [
            (number, {**row, "#box": geometry.bounds(shape)}, shape)
            for number, (row, shape) in enumerate(self.country.liveability_features(year), 1)
        ]
        fields = {key for key in rows[0][1] if key != "#box"}
        try:
            test = filters.cql(asked["cql_filter"], fields) if asked.get("cql_filter") else None
            count = int(asked.get("count") or asked.get("maxfeatures") or len(rows))
            start = int(asked.get("startindex") or 0)
        except ValueError as fault:
            return self._refuse(str(fault))
        crs = asked.get("srsname", "EPSG:28992")
        if not crs.endswith(("28992", "4326")):
            return self._refuse(f"Unable to support srsName: {crs}", "InvalidParameterValue", "srsName")
        columns = [column for column in asked.get("propertyname", "").split(",") if column]
        if any(column not in fields and column != "geom" for column in columns):
            return self._refuse(
                f"Requested property: {columns[0]} is not available for lbm3:{name}.", "InvalidParameterValue"
            )
        if request.fault("filter_ignored") is not None:
            test = None
        wrong = request.fault("wrong_gemeente")
        if wrong is not None:
            code = "BU" + wrong.option("code", "GM9005")[2:]
            test = lambda row: row["id"].startswith(code)  # noqa: E731
        found = [row for row in rows if test is None or test(row[1])]
        page = found[start : start + count]
        short = request.fault("short_page")
        if short is not None:
            page = page[: short.option("rows", len(page) // 2)]
        page = [
            (
                number,
                {key: value for key, value in row.items() if key != "#box" and (not columns or key in columns)},
                shape,
            )
            for number, row, shape in spoilt(request, page)
        ]
        if "json" not in asked.get("outputformat", "").lower():
            return text(gml("lbm3", name, page), 200, "application/gml+xml; version=3.2")
        rd = crs.endswith("28992")
        body: Row = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": f"{name}.{number}",
                    "geometry": {"type": "MultiPolygon", "coordinates": coordinates(shape, rd)}
                    if not columns or "geom" in columns
                    else None,
                    "geometry_name": "geom",
                    "properties": row,
                }
                for number, row, shape in page
            ],
        }
        if request.fault("no_total") is None:
            body.update({"totalFeatures": len(found), "numberMatched": len(found)})
        body.update(
            {
                "numberReturned": len(page),
                "timeStamp": "2026-02-15T08:28:53.227Z",
                "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{28992 if rd else 4326}"}},
            }
        )
        return answer(body)


class Locations:
    """Locatieserver, `free` only: gemeenten by name, addresses by postcode and number."""

    def __init__(self, country: Country, limits: Limits) -> None:
        self.country, self.limits = country, limits
        self._addresses: dict[tuple[str, int], Row] = {}

    def handle(self, request: Request) -> Response:
        """Answer `free`."""
        if request.parts != ["free"]:
            return text("Not Found", 404)
        asked = request.params
        words = asked.get("q", "").strip()
        if not words:
            return answer({"error": "q is required"}, 400)
        kinds = re.findall(r"type:\(?([\w ]+)\)?", asked.get("fq", "")) or ["gemeente adres"]
        docs: list[Row] = []
        if "gemeente" in kinds[0]:
            docs += [
                doc
                for doc in self._gemeenten()
                if words.lower() in doc["weergavenaam"].lower()
                or words in (doc["gemeentecode"], "GM" + doc["gemeentecode"])
            ]
        match = re.search(r"\b(\d{4}\s?[A-Z]{2})\b\D*(\d+)?", words.upper())
        if "adres" in kinds[0] and match:
            docs += self._at(match.group(1).replace(" ", ""), match.group(2))
        rows = min(int(asked.get("rows", "10")), 100)
        fields = [name for name in re.split(r"[ ,]+", asked.get("fl", "")) if name and name != "*"]
        shown = [{key: value for key, value in doc.items() if not fields or key in fields} for doc in docs[:rows]]
        return answer(
            {
                "response": {
                    "numFound": len(docs),
                    "start": 0,
                    "maxScore": 10.0 if docs else 0.0,
                    "numFoundExact": True,
                    "docs": shown,
                }
            }
        )

    def _gemeenten(self) -> list[Row]:
        year = max(self.limits.years["pdok_ogc"])
        found = []
        for row, shape in self.country.shapes(year, "gemeenten"):
            if row["water"] == "NEE":
                found.append(
                    {
                        "type": "gemeente",
                        "weergavenaam": f"Gemeente {row['gemeentenaam']}",
                        "gemeentecode": row["gemeentecode"][2:],
                        "gemeentenaam": row["gemeentenaam"],
                        "id": "gem-" + row["gemeentecode"],
                        "score": 10.0,
                        **_centre(geometry.bounds(shape)),
                    }
                )
        return found

    def _at(self, postcode: str, number: str | None) -> list[Row]:
        year = max(self.limits.years["pdok_ogc"])
        if not self._addresses:
            found: dict[tuple[str, int], Row] = {}
            names = {buurt.code: buurt for buurt in self.country.land(year)}
            for row in self.country.address_rows(year):
                buurt = names["BU" + row[f"Buurt{year}"]]
                ident = f"{buurt.gemeente[2:]}0100{len(found):08d}"
                found[(row["PC6"], row["Huisnummer"])] = {
                    "type": "adres",
                    "weergavenaam": f"Standinlaan {row['Huisnummer']}, {row['PC6']} {buurt.gemeente_name}",
                    "straatnaam": "Standinlaan",
                    "huisnummer": row["Huisnummer"],
                    "huis_nlt": str(row["Huisnummer"]),
                    "postcode": row["PC6"],
                    "woonplaatsnaam": buurt.gemeente_name,
                    "gemeentecode": buurt.gemeente[2:],
                    "gemeentenaam": buurt.gemeente_name,
                    "buurtcode": buurt.code,
                    "buurtnaam": buurt.name,
                    "wijkcode": buurt.wijk,
                    "wijknaam": buurt.wijk_name,
                    "adresseerbaarobject_id": ident,
                    "nummeraanduiding_id": ident[:4] + "20" + ident[6:],
                    "id": f"adr-{len(found)}",
                    "score": 9.0,
                    **_centre(geometry.bounds(geometry.polygons(list(buurt.blocks)[:1]))),
                }
            self._addresses = found
        return [doc for (area, own), doc in self._addresses.items() if area == postcode and number in (None, str(own))]


def _centre(box: tuple[float, float, float, float]) -> Row:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    lon, lat = geometry.to_wgs84((x, y))
    return {"centroide_ll": f"POINT({lon:.8f} {lat:.8f})", "centroide_rd": f"POINT({x:.3f} {y:.3f})"}


class Addresses:
    """pc6-huisnummer zips, `<year>.zip`; the delimiter and the numbers without leading zeros as in the year's file."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._made: dict[int, bytes] = {}

    def handle(self, request: Request) -> Response:
        """Answer one zip."""
        match = re.fullmatch(r"(\d{4})\.zip", "/".join(request.parts))
        if not match:
            return text("Not Found", 404)
        year = int(match.group(1))
        if year not in self._made:
            words = csv_text(self.country.address_rows(year))
            if year <= 2021:
                words = words.replace(",", ";")
            self._made[year] = _zip(
                {
                    f"pc6hnr{year}0801_gwb.csv": words,
                    f"buurt_{year}.csv": csv_text(
                        [{f"Buurt{year}": b.code[2:], f"buurtnaam{year}": b.name} for b in self.country.land(year)]
                    ),
                }
            )
        return Response(200, self._made[year], "application/zip")
