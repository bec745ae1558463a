"""CBS StatLine v3 (catalogue, ODataApi, ODataFeed), the police tables of dataderden, and v4."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from tests.standin import filters, kwb
from tests.standin.country import Country, Row
from tests.standin.web import Limits, Request, Response, answer, query, text

_JSON3 = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"
_JSON4 = "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8"
_CRIMES = {
    "0.0.0 ": "Totaal misdrijven",
    "1.1.1 ": "Diefstal/inbraak woning",
    "1.1.2 ": "Diefstal/inbraak box/garage/schuur",
    "1.4.4 ": "Bedreiging",
    "1.4.5 ": "Mishandeling",
    "2.2.1 ": "Vernieling cq. zaakbeschadiging",
    "2.4.1 ": "Burengerucht (relatieproblemen)",
}
_NUISANCE = {
    "T000001 ": "Totaal registraties overlast",
    "OV00001 ": "Overlast jeugd (verzonnen code)",
    "OV00002 ": "Geluidsoverlast (verzonnen code)",
}
_SHARES = {
    "0.0.0 ": {"theft": 2.2, "vandal": 2.2, "violence": 2.2},
    "1.1.1 ": {"theft": 0.4},
    "1.1.2 ": {"theft": 0.2},
    "1.4.4 ": {"violence": 0.3},
    "1.4.5 ": {"violence": 0.5},
    "2.2.1 ": {"vandal": 0.8},
    "2.4.1 ": {"nuisance": 0.02},
    "T000001 ": {"nuisance": 1.0},
    "OV00001 ": {"nuisance": 0.3},
    "OV00002 ": {"nuisance": 0.4},
}


@dataclass
class Table:
    """One table as StatLine v3 serves it."""

    identifier: str
    title: str
    period: str
    catalog: str
    dimensions: list[str]
    rows: Callable[[], Iterable[Row]]
    properties: list[Row]
    sets: dict[str, Callable[[], list[Row]]]


class Tables:
    """All tables of the country and when each was last changed."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.modified: dict[str, str] = {}
        self._revisions = 0

    def revise(self, identifier: str) -> str:
        """A new Modified for a table; gives it back."""
        self._revisions += 1
        self.modified[identifier] = f"2026-{4 + self._revisions // 28:02d}-{1 + self._revisions % 28:02d}T02:00:00"
        return self.modified[identifier]

    def modified_of(self, identifier: str) -> str:
        """When a table was last changed."""
        return self.modified.get(identifier, "2026-01-15T02:00:00")

    def years(self) -> dict[str, int]:
        """KWB table id to year, of the editions there are."""
        return {kwb.TABLES[year]: year for year in self.country.kwb_years()}

    def find(self, identifier: str, catalog: str) -> Table | None:
        """A table of a catalogue (CBS or Politie), or None."""
        year = self.years().get(identifier)
        if catalog == "CBS":
            return self._kwb(identifier, year) if year else None
        return self._police(identifier) if identifier in ("47018NED", "47024NED") else None

    def _kwb(self, identifier: str, year: int) -> Table:
        region = kwb.region_dimension(year)
        sets = {
            "CategoryGroups": lambda: _groups(self.country, year, region),
            region: lambda: _regions(self.country, year),
        }
        return Table(
            identifier,
            f"Kerncijfers wijken en buurten {year}",
            str(year),
            "CBS",
            [region],
            lambda: self.country.kwb_table(year),
            kwb_properties(year),
            sets,
        )

    def _police(self, identifier: str) -> Table:
        borders = self.country.police_borders
        kinds, dimension, figure, title = (
            (
                _CRIMES,
                "SoortMisdrijf",
                "GeregistreerdeMisdrijven",
                "Geregistreerde misdrijven; soort misdrijf, wijk, buurt, jaarcijfers",
            )
            if identifier == "47018NED"
            else (
                _NUISANCE,
                "Overlast",
                "GeregistreerdeOverlast",
                "Geregistreerde overlast; soort overlast, wijk, buurt, jaarcijfers",
            )
        )
        periods = [
            {"Key": f"{year}JJ00", "Title": str(year), "Description": "", "Status": "Definitief"}
            for year in self.police_years()
        ]
        sets: dict[str, Callable[[], list[Row]]] = {
            "CategoryGroups": lambda: _groups(self.country, borders, "WijkenEnBuurten"),
            dimension: lambda: [
                {"Key": key, "Title": name, "Description": "", "CategoryGroupID": None} for key, name in kinds.items()
            ],
            "WijkenEnBuurten": lambda: _regions(self.country, borders),
            "Perioden": lambda: periods,
        }
        properties: list[Row] = [
            {
                "odata.type": "Cbs.OData.Dimension",
                "ID": 0,
                "Position": 0,
                "ParentID": None,
                "Type": "Dimension",
                "Key": dimension,
                "Title": dimension,
                "Description": "",
                "ReleasePolicy": False,
            },
            {
                "odata.type": "Cbs.OData.GeoDimension",
                "ID": 1,
                "Position": 1,
                "ParentID": None,
                "Type": "GeoDimension",
                "Key": "WijkenEnBuurten",
                "Title": "Wijken en buurten",
                "Description": "",
                "MapYear": borders,
            },
            {
                "odata.type": "Cbs.OData.TimeDimension",
                "ID": 2,
                "Position": 2,
                "ParentID": None,
                "Type": "TimeDimension",
                "Key": "Perioden",
                "Title": "Perioden",
                "Description": "",
            },
        ]
        for number, (stem, datatype) in enumerate(
            ((figure, "Long"), ("Gemeentenaam", "String"), ("SoortRegio", "String")), 1
        ):
            properties.append(
                {
                    "odata.type": "Cbs.OData.Topic",
                    "ID": number + 2,
                    "Position": number + 2,
                    "ParentID": None,
                    "Type": "Topic",
                    "Key": f"{stem}_{number}",
                    "Title": stem,
                    "Description": "",
                    "Datatype": datatype,
                    "Unit": "aantal",
                    "Decimals": 0,
                    "Default": "None",
                    "PresentationType": "",
                }
            )
        return Table(
            identifier,
            title,
            f"{self.police_years()[0]} - {self.police_years()[-1]}",
            "Politie",
            [dimension, "WijkenEnBuurten", "Perioden"],
            lambda: police_rows(self.country, dimension, figure, list(kinds), self.police_years()),
            properties,
            sets,
        )

    def police_years(self) -> range:
        """Years of the police tables; fewer for a big country."""
        return range(2016 if len(self.country.gemeenten) < 20 else 2023, self.country.police_borders + 1)

    def catalogue(self, home: str) -> list[Row]:
        """The rows of ODataCatalog/Tables: the editions, and tables whose title looks like theirs."""
        found = [
            (identifier, f"Kerncijfers wijken en buurten {year}", str(year))
            for identifier, year in self.years().items()
        ]
        found += [
            ("70904ned", "Kerncijfers wijken en buurten 2003-2012", "2003-2012"),
            ("70139ned", "Kerncijfers wijken en buurten 1995-2003", "1995 - 2003"),
            ("37259NED", "Bevolkingsontwikkeling; regio per jaar (stand-in)", "1960 - 2024"),
        ]
        return [
            {
                "Updated": self.modified_of(identifier),
                "ID": number,
                "Identifier": identifier,
                "Title": title,
                "ShortTitle": title,
                "ShortDescription": "",
                "Summary": "Kerncijfers (verzonnen)",
                "Language": "nl",
                "Modified": self.modified_of(identifier),
                "MetaDataModified": self.modified_of(identifier),
                "ReasonDelivery": "Actualisering",
                "ExplanatoryText": "",
                "OutputStatus": "Regulier",
                "Source": "CBS.",
                "Catalog": "CBS",
                "Frequency": "Perjaar",
                "Period": period,
                "SummaryAndLinks": "",
                "ApiUrl": f"{home}/opendata/ODataApi/OData/{identifier}",
                "FeedUrl": f"{home}/opendata/ODataFeed/OData/{identifier}",
                "DefaultPresentation": "",
                "DefaultSelection": "",
                "GraphTypes": "Table,Map",
                "RecordCount": 0,
                "ColumnCount": 0,
                "SearchPriority": "2",
            }
            for number, (identifier, title, period) in enumerate(found, 1)
        ]


def kwb_properties(year: int) -> list[Row]:
    """DataProperties of one edition: the region, groups without a key, and topics."""
    rows: list[Row] = [
        {
            "odata.type": "Cbs.OData.GeoDetail",
            "ID": 0,
            "Position": 0,
            "ParentID": None,
            "Type": "GeoDetail",
            "Key": kwb.region_dimension(year),
            "Title": "Wijken en buurten",
            "Description": "",
            "MapYear": year,
        }
    ]
    group, parent = "", None
    for topic in kwb.topics(year):
        if topic.group != group:
            group, parent = topic.group, len(rows)
            rows.append(
                {
                    "odata.type": "Cbs.OData.TopicGroup",
                    "ID": parent,
                    "Position": None,
                    "ParentID": None,
                    "Type": "TopicGroup",
                    "Key": "",
                    "Title": group.capitalize(),
                    "Description": "",
                }
            )
        rows.append(
            {
                "odata.type": "Cbs.OData.Topic",
                "ID": len(rows),
                "Position": topic.position,
                "ParentID": parent,
                "Type": "Topic",
                "Key": topic.key,
                "Title": topic.title,
                "Description": "",
                "Datatype": topic.datatype,
                "Unit": topic.unit,
                "Decimals": topic.decimals,
                "Default": "Impossible",
                "PresentationType": "",
            }
        )
    return rows


def police_rows(country: Country, dimension: str, figure: str, kinds: list[str], years: Iterable[int]) -> Iterable[Row]:
    """Rows of a police table, all years on the newest borders; none is None; a few buurten are not there."""
    regions = country.region_rows(country.police_borders)
    counts = {year: country.sums_on(year, country.police_borders) for year in years}
    number = 0
    for kind in kinds:
        for region in regions:
            if region["level"] == "Buurt" and country.chance("police", region["code"])[0] > 0.97:
                continue
            for year, sums in counts.items():
                total = sum(share * sums[region["code"]][name] for name, share in _SHARES[kind].items())
                yield {
                    "ID": number,
                    dimension: kind,
                    "WijkenEnBuurten": region["code"].ljust(10),
                    "Perioden": f"{year}JJ00",
                    f"{figure}_1": int(total + 0.5) or None,
                    "Gemeentenaam_2": region["gemeente"].ljust(40),
                    "SoortRegio_3": region["level"].ljust(10),
                }
                number += 1


def _groups(country: Country, year: int, dimension: str) -> list[Row]:
    rows = [row for row in country.region_rows(year) if row["level"] in ("Land", "Gemeente")]
    return [
        {"ID": number, "DimensionKey": dimension, "Title": row["title"], "Description": "", "ParentID": None}
        for number, row in enumerate(rows, 1)
    ]


def _regions(country: Country, year: int) -> list[Row]:
    group, rows = 0, []
    for row in country.region_rows(year):
        group += row["level"] in ("Land", "Gemeente")
        rows.append({"Key": row["code"].ljust(10), "Title": row["title"], "Description": "", "CategoryGroupID": group})
    return rows


class V3:
    """ODataApi and ODataFeed; `catalog` CBS or Politie."""

    def __init__(self, tables: Tables, limits: Limits, catalog: str) -> None:
        self.tables, self.limits, self.catalog = tables, limits, catalog

    def handle(self, request: Request) -> Response:
        """Answer one request below the endpoint."""
        feed = "odatafeed" in request.base.lower()
        if not request.parts:
            return text("The resource cannot be found.", 404)
        name, *rest = request.parts
        table = self.tables.find(name, self.catalog)
        if table is None:
            return _error(f"The table '{name}' does not exist.", 404)
        if not rest:
            return self._root(request, table)
        wanted = rest[0]
        if wanted in ("TypedDataSet", "UntypedDataSet"):
            return self._data(request, table, wanted, feed)
        if wanted == "DataProperties":
            return self._rows(request, table, wanted, _changed_properties(request, table.properties), feed)
        if wanted == "TableInfos":
            return self._rows(request, table, wanted, [self._info(table)], feed)
        if wanted in table.sets:
            return self._rows(request, table, wanted, table.sets[wanted](), feed)
        return _error(f"Resource not found for the segment '{wanted}'.", 404)

    def _root(self, request: Request, table: Table) -> Response:
        names = ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", *table.sets]
        base = f"{request.base}/{table.identifier}"
        return answer(
            {
                "odata.metadata": f"{base}/$metadata",
                "value": [{"name": name, "url": f"{base}/{name}"} for name in names],
            },
            content_type=_JSON3,
        )

    def _info(self, table: Table) -> Row:
        modified = self.tables.modified_of(table.identifier)
        return {
            "ID": 0,
            "Title": table.title,
            "ShortTitle": table.title,
            "Identifier": table.identifier,
            "Summary": "Kerncijfers (verzonnen)",
            "Modified": modified,
            "ReasonDelivery": "Actualisering",
            "ExplanatoryText": "",
            "Language": "nl",
            "Catalog": table.catalog,
            "Frequency": "Perjaar",
            "Period": table.period,
            "ShortDescription": "",
            "Description": "Verzonnen cijfers voor tests.",
            "DefaultPresentation": "",
            "DefaultSelection": "",
            "GraphTypes": "Table,Map",
            "OutputStatus": "Regulier",
            "Source": "CBS",
            "MetaDataModified": modified,
            "SearchPriority": "2",
        }

    def _data(self, request: Request, table: Table, name: str, feed: bool) -> Response:
        properties = _changed_properties(request, table.properties)
        rows: Iterable[Row] = table.rows()
        if table.catalog == "CBS":
            rows = _changed_rows(request, table, list(rows))
        if name == "UntypedDataSet":
            rows = (_untyped(row, table) for row in rows)
        fields = {"ID", *(row["Key"] for row in properties if row.get("Key"))}
        return self._select(request, table, name, rows, fields, feed)

    def _rows(self, request: Request, table: Table, name: str, rows: list[Row], feed: bool) -> Response:
        fields = {key for row in rows for key in row}
        return self._select(request, table, name, rows, fields, feed)

    def _select(
        self, request: Request, table: Table, name: str, rows: Iterable[Row], fields: set[str], feed: bool
    ) -> Response:
        asked = request.params
        data = name.endswith("DataSet")
        try:
            chosen = _filtered(request, table, rows, fields, data)
            top, skip = _whole(asked, "$top"), _whole(asked, "$skip")
        except filters.FilterError as problem:
            return _error(str(problem), 400)
        columns = [column.strip() for column in asked.get("$select", "").split(",") if column.strip()]
        for column in columns:
            if column not in fields:
                return _error(f"Could not find a property named '{column}' on type 'Cbs.OData.WebAPI.{name}'.", 400)
        if data and not feed:
            refused = self._refused(request, len(chosen), top, skip)
            if refused is not None:
                return refused
        start = skip or 0
        page = self.limits.feed_page if feed and data else len(chosen)
        stop = len(chosen) if top is None else min(len(chosen), start + top)
        shown = chosen[start : min(stop, start + page)]
        following = start + page if start + page < stop else None
        if data:
            shown = _spoilt(request, table, shown)
            short = request.fault("short_page")
            if short is not None:
                shown, following = shown[: short.option("rows", len(shown) // 2)], None
            if feed and request.fault("repeated_cursor") is not None:
                following = start
        if columns:
            shown = [{column: row.get(column) for column in columns} for row in shown]
        link = None if following is None else self._link(request, table, name, following, top, start)
        if asked.get("$format", "").lower() == "json" or (
            not feed and self.catalog == "CBS" and "$format" not in asked
        ):
            body: Row = {
                "odata.metadata": f"{request.base}/{table.identifier}/$metadata#Cbs.OData.WebAPI.{name}",
                "value": shown,
            }
            if link:
                body["odata.nextLink"] = link
            return answer(body, content_type=_JSON3)
        return text(
            _atom(request.base, table.identifier, name, shown, link),
            200,
            "application/atom+xml;type=feed;charset=utf-8",
        )

    def _refused(self, request: Request, count: int, top: int | None, skip: int | None) -> Response | None:
        """What ODataApi does not do."""
        if skip is not None:
            return text("The query specified in the URI is not valid. $skip is not supported.", 500)
        if top is not None and top > self.limits.api_top:
            return text("The query specified in the URI is not valid. The limit for $top was exceeded.", 500)
        if request.fault("over_limit") is not None or (top is None and count > self.limits.api_rows):
            return text(
                "The requested query returns more than 10000 records. Change your query or use the ODataFeed.", 500
            )
        return None

    def _link(self, request: Request, table: Table, name: str, following: int, top: int | None, start: int) -> str:
        kept = [(key, value) for key, value in request.pairs if key not in ("$skip", "$top")]
        if top is not None:
            kept.append(("$top", str(top - (following - start))))
        return f"{request.base}/{table.identifier}/{name}?{query([*kept, ('$skip', str(following))])}"


def _whole(asked: dict[str, str], name: str) -> int | None:
    if name not in asked:
        return None
    if not asked[name].isdigit():
        raise filters.FilterError(f"Incorrect format for {name} argument '{asked[name]}'.")
    return int(asked[name])


def _filtered(request: Request, table: Table, rows: Iterable[Row], fields: set[str], data: bool) -> list[Row]:
    """Rows that pass `$filter`: in data sets on dimensions only, and order on a region is no condition."""
    words = request.params.get("$filter", "")
    allowed = set(table.dimensions) if data else None
    regions = {name for name in table.dimensions if name != "Perioden"}
    test = filters.odata(words, fields, allowed, regions) if words else None
    if data and request.fault("filter_ignored") is not None:
        test = None
    wrong = request.fault("wrong_gemeente") if data else None
    if wrong is not None:
        digits, region = (
            wrong.option("code", "GM9005")[2:],
            next(d for d in table.dimensions if d in ("RegioS", "WijkenEnBuurten")),
        )
        return [row for row in rows if row[region][2:6] == digits]
    return list(rows) if test is None else [row for row in rows if test(row)]


def _changed_properties(request: Request, rows: list[Row]) -> list[Row]:
    """Metadata under the faults that change columns."""
    found = [dict(row) for row in rows]
    missing = request.fault("missing_column")
    if missing is not None:
        found = [row for row in found if kwb.stem_of(row.get("Key") or "") not in _stems(missing.option("stems", ()))]
    moved = request.fault("renumbered")
    if moved is not None:
        for row in found:
            row["Key"] = _renumbered(row.get("Key") or "", moved.option("by", 3), moved.option("start", 5))
    extra = request.fault("extra_columns")
    if extra is not None:
        for number, name in enumerate(extra.option("names", ("OnbekendeKolom_901", "NogEenKolom_902"))):
            found.append(
                {
                    **found[-1],
                    "ID": len(found),
                    "Position": 901 + number,
                    "Key": name,
                    "Title": kwb.stem_of(name),
                    "Type": "Topic",
                    "odata.type": "Cbs.OData.Topic",
                    "Datatype": "Long",
                }
            )
    return found


def _changed_rows(request: Request, table: Table, rows: list[Row]) -> list[Row]:
    """Rows under the faults that change columns or empty cells."""
    half, codes = request.fault("half_filled"), request.fault("missing_codes")
    figures = [row["Key"] for row in table.properties if row.get("Datatype") in ("Long", "Double")]
    for fault, values in ((half, (None,)), (codes, codes.option("values", (-99995, -99997)) if codes else ())):
        if fault is None:
            continue
        stems = _stems(fault.option("stems", ())) or {kwb.stem_of(key) for key in figures}
        touched = [row for row in rows if row[table.dimensions[0]].startswith("BU")][1::2]
        for number, row in enumerate(touched):
            for key in figures:
                if kwb.stem_of(key) in stems:
                    row[key] = values[number % len(values)]
    missing, moved, extra = request.fault("missing_column"), request.fault("renumbered"), request.fault("extra_columns")
    if missing is not None:
        gone = _stems(missing.option("stems", ()))
        rows = [{key: value for key, value in row.items() if kwb.stem_of(key) not in gone} for row in rows]
    if moved is not None:
        by, start = moved.option("by", 3), moved.option("start", 5)
        rows = [{_renumbered(key, by, start): value for key, value in row.items()} for row in rows]
    if extra is not None:
        names = extra.option("names", ("OnbekendeKolom_901", "NogEenKolom_902"))
        rows = [{**row, **dict.fromkeys(names, 7)} for row in rows]
    return rows


def _spoilt(request: Request, table: Table, rows: list[Row]) -> list[Row]:
    """The rows of one page under the faults that touch texts or repeat rows."""
    unpadded, padded, lower = request.fault("unpadded"), request.fault("padded"), request.fault("lower_codes")
    doubled = request.fault("duplicated")
    if unpadded is not None:
        rows = [{key: value.strip() if isinstance(value, str) else value for key, value in row.items()} for row in rows]
    for fault, change in (
        (padded, lambda text: text.ljust(padded.option("width", 12)) if padded else text),
        (lower, str.lower),
    ):
        if fault is not None:
            names = {key for key in (rows[0] if rows else {}) if key in table.dimensions or key.startswith("Codering")}
            rows = [{key: change(value) if key in names else value for key, value in row.items()} for row in rows]
    if doubled is not None:
        every = doubled.option("every", 5)
        rows = [
            copy for number, row in enumerate(rows) for copy in ([row, dict(row)] if number % every == 0 else [row])
        ]
    return rows


def _stems(names: str | Iterable[str]) -> set[str]:
    return {names} if isinstance(names, str) else set(names)


def _renumbered(key: str, by: int, start: int) -> str:
    stem = kwb.stem_of(key)
    number = key[len(stem) + 1 :]
    return f"{stem}_{int(number) + by}" if number and int(number) >= start else key


def _untyped(row: Row, table: Table) -> Row:
    """Everything as text: figures right-aligned, missing a point."""
    return {
        key: value if key == "ID" or isinstance(value, str) else ("." if value is None else str(value)).rjust(8)
        for key, value in row.items()
    }


def _error(words: str, status: int) -> Response:
    return answer({"odata.error": {"code": "", "message": {"lang": "nl-NL", "value": words}}}, status, _JSON3)


def _atom(base: str, identifier: str, name: str, rows: list[Row], link: str | None) -> str:
    def cell(key: str, value: Any) -> str:
        if value is None:
            return f'<d:{key} m:null="true" />'
        kind = (
            ' m:type="Edm.Int32"'
            if isinstance(value, int)
            else ' m:type="Edm.Double"'
            if isinstance(value, float)
            else ""
        )
        space = ' xml:space="preserve"' if isinstance(value, str) and value != value.strip() else ""
        return f"<d:{key}{kind}{space}>{escape(str(value))}</d:{key}>"

    entries = "".join(
        f'<entry><id>{base}/{identifier}/{name}({number})</id><title /><content type="application/xml"><m:properties>'
        + "".join(cell(key.replace(".", "_"), value) for key, value in row.items())
        + "</m:properties></content></entry>"
        for number, row in enumerate(rows)
    )
    onward = f'<link rel="next" href={quoteattr(link)} />' if link else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<feed xml:base="{base}/{identifier}/" xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
        'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">'
        f'<id>{base}/{identifier}/{name}</id><title type="text">{name}</title>{entries}{onward}</feed>'
    )


class Catalogue:
    """ODataCatalog."""

    def __init__(self, tables: Tables, home: Callable[[], str]) -> None:
        self.tables, self.home = tables, home

    def handle(self, request: Request) -> Response:
        """Answer `Tables`."""
        if request.parts != ["Tables"]:
            return text("The resource cannot be found.", 404)
        rows = self.tables.catalogue(self.home())
        asked = request.params
        fields = set(rows[0])
        columns = [column.strip() for column in asked.get("$select", "").split(",") if column.strip()]
        try:
            test = filters.odata(asked["$filter"], fields) if asked.get("$filter") else None
            top = _whole(asked, "$top")
        except filters.FilterError as problem:
            return _error(str(problem), 400)
        for column in columns:
            if column not in fields:
                return _error(f"Could not find a property named '{column}' on type 'Cbs.OData.Catalog.Table'.", 400)
        if test is not None and request.fault("filter_ignored") is None:
            rows = [row for row in rows if test(row)]
        rows = rows[:top]
        if columns:
            rows = [{column: row[column] for column in columns} for row in rows]
        if asked.get("$format", "").lower() == "json":
            return answer({"odata.metadata": f"{request.base}/$metadata#Tables", "value": rows}, content_type=_JSON3)
        return text(_atom(request.base, "", "Tables", rows, None), 200, "application/atom+xml;type=feed;charset=utf-8")


class V4:
    """datasets.cbs.nl: one cell a row, codes without padding, pages of 100,000."""

    def __init__(self, tables: Tables, limits: Limits) -> None:
        self.tables, self.limits = tables, limits

    def handle(self, request: Request) -> Response:
        """Answer one request below the endpoint."""
        if not request.parts:
            return answer({"value": []}, content_type=_JSON4)
        identifier, *rest = request.parts
        year = self.tables.years().get(identifier)
        if year is None:
            return self._error(f"Dataset {identifier} not found", 404)
        base = f"{request.base}/{identifier}"
        names = [
            "Dimensions",
            "MeasureGroups",
            "MeasureCodes",
            "WijkenEnBuurtenGroups",
            "WijkenEnBuurtenCodes",
            "Observations",
        ]
        if not rest:
            return answer(
                {
                    "@odata.context": f"{base}/$metadata",
                    "value": [
                        {"name": "Properties", "kind": "Singleton", "url": "Properties"},
                        *({"name": name, "kind": "EntitySet", "url": name} for name in names),
                    ],
                },
                content_type=_JSON4,
            )
        if rest[0] == "Properties":
            return answer(
                {"@odata.context": f"{base}/$metadata#Properties", **self._properties(identifier, year)},
                content_type=_JSON4,
            )
        if rest[0] not in names:
            return self._error(f"Resource not found for the segment '{rest[0]}'.", 404)
        return self._rows(request, base, rest[0], year)

    def _properties(self, identifier: str, year: int) -> Row:
        modified = self.tables.modified_of(identifier) + "+01:00"
        return {
            "Identifier": identifier,
            "Title": f"Kerncijfers wijken en buurten {year}",
            "Description": "",
            "Language": "nl",
            "Authors": ["Centraal Bureau voor de Statistiek"],
            "Modified": modified,
            "ReleaseDate": modified,
            "ModificationDate": modified,
            "License": "https://creativecommons.org/licenses/by/4.0/",
            "ObservationCount": len(self._observations(year)),
            "DatasetType": "Numeric",
            "Status": "Regulier",
            "TemporalCoverage": str(year),
            "Catalog": "CBS",
        }

    def _set(self, name: str, year: int) -> list[Row]:
        country = self.tables.country
        if name == "Dimensions":
            return [
                {
                    "Identifier": "WijkenEnBuurten",
                    "Title": "Wijken en buurten",
                    "Description": "",
                    "Kind": "GeoDetail",
                    "MapYear": year,
                }
            ]
        if name == "MeasureGroups":
            return [
                {"Id": number, "Index": number, "Title": group, "Description": "", "ParentId": None}
                for number, group in enumerate(kwb.GROUPS)
            ]
        if name == "MeasureCodes":
            return [
                {
                    "Identifier": code,
                    "Index": number,
                    "Title": topic.title,
                    "Description": "",
                    "MeasureGroupId": topic.group,
                    "DataType": topic.datatype,
                    "Unit": topic.unit,
                    "Decimals": topic.decimals,
                    "PresentationType": "",
                }
                for number, (code, topic) in enumerate(self._measures(year).items(), 1)
            ]
        rows = country.region_rows(year)
        if name == "WijkenEnBuurtenGroups":
            return [
                {"Id": row["code"], "Index": number, "Title": row["title"], "Description": "", "ParentId": None}
                for number, row in enumerate(rows)
                if row["level"] == "Gemeente"
            ]
        if name == "WijkenEnBuurtenCodes":
            return [
                {
                    "Identifier": row["code"],
                    "Index": number,
                    "Title": row["title"],
                    "Description": "",
                    "DimensionGroupId": row["in"] or (row["code"] if row["level"] == "Gemeente" else "NL00"),
                }
                for number, row in enumerate(rows, 1)
            ]
        return self._observations(year)

    def _measures(self, year: int) -> dict[str, kwb.Topic]:
        found: dict[str, kwb.Topic] = {}
        for topic in kwb.topics(year):
            if topic.stem not in ("SoortRegio", "Codering") and not topic.stem.startswith("Kenmerk"):
                found.setdefault(kwb.measure(topic), topic)
        return found

    def _observations(self, year: int) -> list[Row]:
        """All cells: not yet published are left out, secret ones have no value and say why."""
        country = self.tables.country
        rows: list[Row] = []
        region = kwb.region_dimension(year)
        measures = self._measures(year)
        for figures in country.kwb_table(year, "stripped"):
            for code, topic in measures.items():
                value = figures[topic.key]
                state = country.published.get((year, topic.group), "all")
                if topic.group == "overig" or (value is None and state != "all"):
                    continue
                is_text = topic.datatype == "String"
                rows.append(
                    {
                        "Id": len(rows) + 1,
                        "Measure": code,
                        "ValueAttribute": "Impossible" if value is None else "None",
                        "Value": None if is_text or value is None else float(value),
                        "StringValue": value if is_text else None,
                        "WijkenEnBuurten": figures[region],
                    }
                )
        return rows

    def _rows(self, request: Request, base: str, name: str, year: int) -> Response:
        rows, asked = self._set(name, year), request.params
        fields = {key for row in rows[:1] for key in row}
        try:
            test = filters.odata(asked["$filter"], fields, lists=True) if asked.get("$filter") else None
            top = _whole(asked, "$top")
            start = _whole(asked, "$skiptoken") or _whole(asked, "$skip") or 0
        except filters.FilterError as problem:
            return self._error(str(problem), 400)
        columns = [column.strip() for column in asked.get("$select", "").split(",") if column.strip()]
        if any(column not in fields for column in columns):
            return self._error("Could not find a property of $select.", 400)
        if test is not None and request.fault("filter_ignored") is None:
            rows = [row for row in rows if test(row)]
        stop = len(rows) if top is None else min(len(rows), start + top)
        shown = rows[start : min(stop, start + self.limits.v4_page)]
        following = start + self.limits.v4_page if start + self.limits.v4_page < stop else None
        short = request.fault("short_page")
        if short is not None:
            shown, following = shown[: short.option("rows", len(shown) // 2)], None
        if request.fault("repeated_cursor") is not None:
            following = start
        if columns:
            shown = [{column: row[column] for column in columns} for row in shown]
        body: Row = {"@odata.context": f"{base}/$metadata#{name}", "value": shown}
        if following is not None:
            kept = [(key, value) for key, value in request.pairs if key not in ("$skiptoken", "$skip", "$top")]
            if top is not None:
                kept.append(("$top", str(top - (following - start))))
            body["@odata.nextLink"] = f"{base}/{name}?{urlencode([*kept, ('$skiptoken', str(following))])}"
        return answer(body, content_type=_JSON4)

    def _error(self, words: str, status: int) -> Response:
        return answer({"error": {"code": "", "message": words}}, status, _JSON4)
