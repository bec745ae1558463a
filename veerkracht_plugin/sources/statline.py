"""CBS StatLine: the editions of "Kerncijfers wijken en buurten", whole gemeenten or the whole country.

OData v3 with ``startswith`` filters per gemeente, ODataFeed with ``odata.nextLink`` for the country, v4 where v3 is gone.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Sequence
from urllib.parse import quote

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import listed
from ..transport.cache import Cached, Valid, max_age, same_modified
from ..transport.faults import TransportError
from .catalogue import address, catalogue
from .fetching import DAY, MODIFIED_DAYS, Fetcher, values
from .files import RawTable

#: StatLine keys are this long, filled up with blanks.
KEY_LENGTH = 10

#: More pages than any table of CBS has: a chain that is longer runs in a circle.
MOST_PAGES = 500


class NoRows(VeerkrachtError):
    """An edition holds none of the gemeenten that were asked for."""


class StatLine:
    """The editions and their rows. All methods raise VeerkrachtError or Cancelled."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._modified: dict[str, str] = {}

    def editions(self) -> dict[int, str]:
        """Year → table id: those that the catalogue of StatLine lists by title, beside those that we know."""
        known = {int(year): str(table) for year, table in catalogue()["kwb"]["editions"].items()}
        title = re.compile(catalogue()["kwb"]["title"])
        where = (
            address("statline_catalog") + "/Tables?$format=json&$select=Identifier,Title,Period&$filter="
            + quote("startswith(Title,'Kerncijfers wijken en buurten')", safe="(),'")
        )  # fmt: skip
        try:
            rows = values(self._fetcher.document(where)[0], where)
        except TransportError:
            # Without the catalogue the editions that are known by heart still work.
            return known
        for row in rows:
            match = title.match(str(row.get("Title", "")).strip())
            if match and row.get("Identifier"):
                known.setdefault(int(match.group(1)), str(row["Identifier"]).strip())
        return known

    def modified(self, table: str) -> str:
        """When CBS last changed the table (its own words), so that a copy of before is not used."""
        if table not in self._modified:
            where = f"{address('statline')}/{table}/TableInfos?$format=json"
            document, _ = self._fetcher.document(where, max_age(MODIFIED_DAYS))
            rows = values(document, where)
            self._modified[table] = str(rows[0].get("Modified", "")) if rows else ""
        return self._modified[table]

    def gemeenten(self, table: str) -> dict[str, str]:
        """Code → name of every gemeente in an edition."""
        where = (
            f"{address('statline')}/{table}/WijkenEnBuurten?$format=json&$select=Key,Title&$filter="
            + quote("startswith(Key,'GM')", safe="(),'")
        )  # fmt: skip
        found: dict[str, str] = {}
        for row in self._rows(where, table)[0]:
            code = regions.normalise(row.get("Key"), regions.GEMEENTE)
            if code:
                found[code] = str(row.get("Title", "")).strip()
        return found

    def table(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        """All rows (gemeente, wijken, buurten) of ``gemeenten``, or of the country, as they came.

        Every region that CBS lists for the gemeente must be there: a page that came short is not taken for the whole.
        """
        try:
            return self._version_3(year, table, gemeenten)
        except TransportError as error:
            if error.status not in (404, 410):
                raise
            return self._version_4(year, table, gemeenten)

    def _version_3(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        if gemeenten is None:
            rows, files = self._rows(f"{address('statline_feed')}/{table}/TypedDataSet?$format=json", table)
            names, _ = self._rows(f"{address('statline_feed')}/{table}/WijkenEnBuurten?$format=json&$select=Key,Title", table)
        else:
            rows, files = self._of_gemeenten(table, "TypedDataSet", "WijkenEnBuurten", gemeenten, year)
            names, _ = self._of_gemeenten(table, "WijkenEnBuurten", "Key", gemeenten, year)
        rows = [row for row in rows if _within(_code(row), gemeenten)]
        listed_names = {_squeezed(row.get("Key")): str(row.get("Title", "")).strip() for row in names}
        wanted = {code for code in listed_names if _within(code, gemeenten)}
        missing = wanted - {_code(row) for row in rows}
        if missing:
            raise VeerkrachtError(
                N_("CBS table {table} came short: {n} of the {all} regions are missing ({codes}). Try again later; nothing was "
                   "written."), table=table, n=len(missing), all=len(wanted), codes=listed(missing, 3),
            )  # fmt: skip
        if not rows:
            raise NoRows(
                N_("CBS table {table} ({year}) holds no figures for {gemeenten}. The gemeente may have another code in that year."),
                table=table, year=year, gemeenten=listed(gemeenten or ["NL"], 5),
            )  # fmt: skip
        for row in rows:
            row["Naam_gebied"] = listed_names.get(_code(row), "")
        return as_table(rows, f"{table} ({year})", files)

    def _of_gemeenten(
        self, table: str, entity: str, key: str, gemeenten: Sequence[str], year: int
    ) -> tuple[list[dict[str, Any]], list[Cached]]:
        if key == "WijkenEnBuurten" and year <= 2013:
            key = "RegioS"
        addresses = []
        for code in gemeenten:
            digits = code[2:]
            test = " or ".join(f"startswith({key},'{level}{digits}')" for level in ("GM", "WK", "BU"))
            select = "&$select=Key,Title" if entity == "WijkenEnBuurten" else ""
            if key == "RegioS" and entity == "WijkenEnBuurten":
                entity = "RegioS"
            addresses.append(f"{address('statline')}/{table}/{entity}?$format=json{select}&$filter=" + quote(test, safe="(),'"))
        out: list[dict[str, Any]] = []
        files: list[Cached] = []
        for where, (document, found) in zip(addresses, self._fetcher.documents(addresses, *self._validity(table))):
            out += values(document, where)
            files.append(found)
        return out, files

    def _validity(self, table: str) -> tuple[Valid, str | None]:
        modified = self.modified(table)
        return (same_modified(modified), modified) if modified else (max_age(DAY), None)

    def _rows(self, where: str, table: str) -> tuple[list[dict[str, Any]], list[Cached]]:
        """All rows behind ``where``, page after page."""
        valid, modified = self._validity(table)
        out: list[dict[str, Any]] = []
        files: list[Cached] = []
        seen: set[str] = set()
        following: str | None = where
        while following:
            if following in seen or len(seen) > MOST_PAGES:
                raise VeerkrachtError(
                    N_("CBS table {table} repeats its pages without end. Try again later; nothing was written."), table=table
                )
            seen.add(following)
            document, found = self._fetcher.document(following, valid, modified)
            out += values(document, following)
            files.append(found)
            following = document.get("odata.nextLink") or document.get("@odata.nextLink")
        return out, files

    def _version_4(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        """The same from OData v4, one cell a row; without border flags, which v4 does not give as a figure."""
        measures = {str(measure): role for role, measure in catalogue()["kwb"]["measures"].items()}
        base = f"{address('statline_v4')}/{table}/Observations?$filter="
        cells = "(" + " or ".join(f"Measure eq '{measure}'" for measure in measures) + ")"
        where = [cells] if gemeenten is None else [
            f"{cells} and (" + " or ".join(f"startswith(WijkenEnBuurten,'{level}{code[2:]}')" for level in ("GM", "WK", "BU")) + ")"
            for code in gemeenten
        ]  # fmt: skip
        rows: dict[str, dict[str, Any]] = {}
        files: list[Cached] = []
        for test in where:
            following: str | None = base + quote(test, safe="(),'")
            seen: set[str] = set()
            while following and following not in seen and len(seen) < MOST_PAGES:
                seen.add(following)
                document, found = self._fetcher.document(following)
                files.append(found)
                for cell in values(document, following):
                    code = _squeezed(cell.get("WijkenEnBuurten"))
                    role = measures.get(str(cell.get("Measure")))
                    if role and _within(code, gemeenten) and cell.get("ValueAttribute") in ("None", None):
                        rows.setdefault(code, {"WijkenEnBuurten": code})[_V4_HEADERS[role]] = cell.get("Value")
                following = document.get("@odata.nextLink")
        if not rows:
            raise VeerkrachtError(
                N_("CBS table {table} ({year}) could not be had, neither in the old nor in the new form of StatLine. Use a file."),
                table=table, year=year,
            )  # fmt: skip
        return as_table(list(rows.values()), f"{table} ({year})", files)


#: The headers under which v4 figures enter the same reader as all others.
_V4_HEADERS = {
    "inwoners": "AantalInwoners", "huishouden": "HuishoudensTotaal", "woningen": "Woningvoorraad",
    "p_corp": "InBezitWoningcorporatie", "n_65": "k_65JaarOfOuder", "n_opl_laag": "BasisonderwijsVmboMbo1",
    "n_opl_mid": "HavoVwoMbo24", "n_opl_hoog": "HboWo", "p_laag40": "k_40HuishoudensMetLaagsteInkomen",
    "p_armoede": "PersonenInArmoede", "n_bijstand": "PersonenPerSoortUitkeringBijstand",
    "n_ao": "PersonenPerSoortUitkeringAO", "p_jzorg": "PercentageJongerenMetJeugdzorg", "r_wmo": "WmoClientenRelatief",
}  # fmt: skip


def _squeezed(value: object) -> str:
    return regions.squeeze(value)


def _code(row: dict[str, Any]) -> str:
    return _squeezed(row.get("WijkenEnBuurten", row.get("RegioS", row.get("Key"))))


def _within(code: str, gemeenten: Sequence[str] | None) -> bool:
    """Whether a region belongs to what was asked: a filter that a server ignores must not let others in."""
    if not code:
        return False
    return gemeenten is None or any(code[2:6] == gemeente[2:] and code[:2] in ("GM", "WK", "BU") for gemeente in gemeenten)


def as_table(rows: Iterable[dict[str, Any]], name: str, files: Sequence[Cached]) -> RawTable:
    """Rows of an answer as a table of text, with when and what it came in. Equal rows are merged later, by the reader."""
    frame = pd.DataFrame(list(rows), dtype=object)
    headers = [str(column) for column in frame.columns if str(column) != "ID"]
    frame = frame[headers].astype(object)
    text = frame.apply(lambda column: column.map(_as_text))
    text.columns = range(len(headers))
    retrieved = min((found.entry.retrieved for found in files), default="")
    checksum = files[0].entry.sha256 if len(files) == 1 else ""
    return RawTable(headers, text, name, retrieved, checksum)


def _as_text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return repr(value) if isinstance(value, float) else str(value)
