"""CBS StatLine: the editions of "Kerncijfers wijken en buurten", whole gemeenten or the whole country.

OData v3 with ``startswith`` filters per gemeente, ODataFeed with ``odata.nextLink`` for the country, v4 where v3 is
gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, TypeVar
from urllib.parse import quote

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import listed
from ..transport import faults
from ..transport.cache import Cached, Valid, Wanted, max_age, same_modified
from ..transport.faults import TransportError
from . import columns
from .catalogue import address, catalogue
from .fetching import DAY, MODIFIED_DAYS, Fetcher, checksums, following, is_absent, oldest, values
from .files import RawTable

#: More pages than any table of CBS has: a chain that is longer runs in a circle.
MOST_PAGES = 500

LEVELS = (regions.GEMEENTE, regions.WIJK, regions.BUURT)

_REGIONS = "WijkenEnBuurten"
_FILTER_MARKS = "(),'"
_LINK = re.compile(rb'"(?:@?odata\.nextLink)"\s*:\s*"([^"\\]+)"\s*\}?\s*$')

#: Roles of columns that only other tables have.
_NOT_HERE = {"onv", "scale", "version"}

Row = dict[str, Any]
_Answer = TypeVar("_Answer")


class NoRows(VeerkrachtError):
    """An edition holds none of the gemeenten that were asked for."""


class StatLine:
    """The editions and their rows. All methods raise VeerkrachtError or Cancelled."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._modified: dict[str, str] = {}
        self._keys: dict[str, list[str]] = {}
        self._dimensions: dict[str, str] = {}

    def editions(self) -> dict[int, str]:
        """Year → table id: those that the catalogue of StatLine lists by title, and those that we know.

        A table that StatLine lists for a year takes the place of one that it no longer lists.
        """
        known = {int(year): str(table) for year, table in catalogue()["kwb"]["editions"].items()}
        try:
            found = self.listed()
        except VeerkrachtError:
            # Without the catalogue the editions that are known by heart still work.
            return known
        for year, tables in found.items():
            if known.get(year) not in tables:
                known[year] = tables[-1]
        return known

    def listed(self) -> dict[int, list[str]]:
        """Year → table ids of the editions that the catalogue of StatLine lists by title."""
        title = re.compile(catalogue()["kwb"]["title"])
        where = (
            address("statline_catalog") + "/Tables?$format=json&$select=Identifier,Title,Period&$filter="
            + quote("startswith(Title,'Kerncijfers wijken en buurten')", safe=_FILTER_MARKS)
        )  # fmt: skip
        rows = values(self._fetcher.document(where)[0], where)
        found: dict[int, list[str]] = {}
        for row in rows:
            match = title.match(" ".join(str(row.get("Title") or "").split()))
            if match and row.get("Identifier"):
                found.setdefault(int(match.group(1)), []).append(str(row["Identifier"]).strip())
        return found

    def gemeenten(self, table: str) -> dict[str, str]:
        """Code → name of every gemeente in an edition."""
        try:
            rows = self._gemeenten_3(table)
        except TransportError as error:
            if not is_absent(error):
                raise
            rows = self._codes_4(table, ["startswith(Identifier,'GM')"])[0]
        found: dict[str, str] = {}
        for row in rows:
            code = regions.normalise(row.get("Key", row.get("Identifier")), regions.GEMEENTE)
            if code and regions.level_of(row.get("Key", row.get("Identifier"))):
                found[code] = str(row.get("Title") or "").strip()
        return found

    def table(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        """All rows (gemeente, wijken, buurten) of ``gemeenten``, or of the country, as they came.

        Every region that CBS lists for the gemeente must be there: a page that came short is not taken for the whole.
        Raises NoRows when the edition holds none of the gemeenten.
        """
        try:
            return self._version_3(year, table, gemeenten)
        except TransportError as error:
            if not is_absent(error):
                raise
            return self._version_4(year, table, gemeenten)

    def flags(self, year: int, table: str) -> dict[str, str]:
        """Border flag per buurt of the whole country, without the figures; empty where the edition has none."""
        try:
            keys = [key for key in self._columns(table) if "flag" in _roles(key)][:1]
            if not keys:
                return {}
            dimension = self._dimension(table)
            rows, _ = self._rows(self._country(table, [dimension, *keys]), table)
            names, _ = self._rows(self._region_list(table, f"{address('statline_feed')}/{table}", "Key"), table)
        except TransportError as error:
            if not is_absent(error):
                raise
            raw = self._version_4(year, table, None)
            at = columns.recognise(raw.headers).first("flag")
            codes, flags = raw.column(raw.headers.index(_REGIONS)), raw.column(at) if at is not None else []
            return {code: flag for code, flag in zip(codes, flags) if flag and code.startswith(regions.BUURT)}
        self._whole(table, {_code(row) for row in rows}, {_code(row) for row in names})
        out = {}
        for row in rows:
            code = regions.normalise(_code(row), regions.BUURT)
            if code:
                out[code] = regions.squeeze(row.get(keys[0]))
        return out

    def ahead(self, tables: Mapping[int, str], gemeenten: Sequence[str] | None, figures: Iterable[int]) -> None:
        """Fetch what the editions in ``tables`` will be asked for, all at once: first whether they have changed.

        Of the whole country only the years in ``figures`` with their figures, the others with their border flags.
        """
        wanted = set(figures)
        infos = [Wanted(self._info_address(table), max_age(MODIFIED_DAYS)) for table in tables.values()]
        self._fetcher.ahead(infos, "json")
        soon: list[Wanted] = []
        second: list[tuple[str, str]] = []
        for year, table in tables.items():
            if not self._safe_modified(table):
                continue
            valid, modified = self._validity(table)
            if gemeenten is not None:
                for where in self._addresses(table, gemeenten):
                    soon.append(Wanted(where, valid, modified=modified))
            else:
                soon.append(Wanted(self._properties_address(table), valid, modified=modified))
                second.append((table, "figures" if year in wanted else "flags"))
        self._fetcher.ahead(soon, "json")
        if gemeenten is None:
            self._country_ahead(second)

    def _country_ahead(self, tables: Sequence[tuple[str, str]]) -> None:
        pending: list[tuple[str, str]] = []
        for table, what in tables:
            try:
                keys = self._columns(table)
            except VeerkrachtError:
                continue
            base = f"{address('statline_feed')}/{table}"
            if what == "figures":
                pending.append((table, self._country(table, keys)))
                pending.append((table, self._region_list(table, base, "Key,Title")))
            else:
                flag = [key for key in keys if "flag" in _roles(key)][:1]
                if flag:
                    pending.append((table, self._country(table, [self._dimension(table), *flag])))
                    pending.append((table, self._region_list(table, base, "Key")))
        for _ in range(MOST_PAGES):
            if not pending:
                return
            wanted = []
            for table, where in pending:
                valid, modified = self._validity(table)
                wanted.append(Wanted(where, valid, modified=modified))
            self._fetcher.ahead(wanted, "json")
            onward = []
            for table, where in pending:
                link = self._link_behind(where)
                if link and link != where:
                    onward.append((table, link))
            pending = onward

    def _link_behind(self, where: str) -> str | None:
        """The next page of a page that is in the cache; StatLine puts the link last."""
        entry = self._fetcher.cache.find(where)
        if entry is None:
            return None
        with (self._fetcher.cache.folder / entry.file).open("rb") as file:
            file.seek(max(0, entry.size - 4096))
            match = _LINK.search(file.read())
        page = Cached(entry, self._fetcher.cache.folder, "cached")
        return following(page, match.group(1).decode()) if match else None

    # -- version 3 ------------------------------------------------------------------------------------------------
    def modified(self, table: str) -> str:
        """When CBS last changed the table (its own words), so that a copy of before is not used."""
        if table not in self._modified:
            where = self._info_address(table)
            document, _ = self._fetcher.document(where, max_age(MODIFIED_DAYS))
            rows = values(document, where)
            self._modified[table] = str(rows[0].get("Modified") or "") if rows else ""
        return self._modified[table]

    def _safe_modified(self, table: str) -> bool:
        try:
            self.modified(table)
        except VeerkrachtError:
            return False
        return True

    def _validity(self, table: str) -> tuple[Valid, str | None]:
        modified = self.modified(table)
        return (same_modified(modified), modified) if modified else (max_age(DAY), None)

    def _info_address(self, table: str) -> str:
        return f"{address('statline')}/{table}/TableInfos?$format=json"

    def _properties_address(self, table: str) -> str:
        return f"{address('statline')}/{table}/DataProperties?$format=json"

    def _columns(self, table: str) -> list[str]:
        """The keys of the columns that are read, by their stems: numbers behind them differ and move."""
        if table not in self._keys:
            where = self._properties_address(table)
            rows = values(self._fetcher.document(where, *self._validity(table))[0], where)
            keys: list[str] = []
            for row in rows:
                key = str(row.get("Key") or "")
                if str(row.get("Type") or "").startswith("Geo") and key:
                    self._dimensions[table] = key
                    keys.insert(0, key)
                elif key and any(role not in _NOT_HERE for role in _roles(key)):
                    keys.append(key)
            self._keys[table] = list(dict.fromkeys(keys))
        return self._keys[table]

    def _dimension(self, table: str) -> str:
        """The name of the region column: another one in the oldest editions, and who knows in later ones."""
        if table not in self._dimensions:
            known = catalogue()["kwb"]["region"].get(table)
            self._dimensions[table] = str(known) if known else _REGIONS
        return self._dimensions[table]

    def _country(self, table: str, keys: Sequence[str]) -> str:
        # Of 125 columns a sixth is used; without a choice the country is 60 MB a year.
        select = "&$select=" + ",".join(keys) if keys else ""
        return f"{address('statline_feed')}/{table}/TypedDataSet?$format=json{select}"

    def _region_list(self, table: str, base: str, select: str, test: str = "") -> str:
        where = f"{base}/{self._dimension(table)}?$format=json&$select={select}"
        return where + ("&$filter=" + quote(test, safe=_FILTER_MARKS) if test else "")

    def _gemeenten_3(self, table: str) -> list[Row]:
        def ask() -> list[Row]:
            base = f"{address('statline')}/{table}"
            return self._rows(self._region_list(table, base, "Key,Title", "startswith(Key,'GM')"), table)[0]

        return self._with_dimension(table, ask)

    def _with_dimension(self, table: str, ask: Callable[[], _Answer]) -> _Answer:
        """What ``ask`` gives; when the region column seems to be called otherwise, once more under its own name."""
        before = self._dimension(table)
        try:
            return ask()
        except TransportError as error:
            if error.kind not in (faults.REFUSED, faults.MISSING, faults.NOT_KEPT) or table in self._keys:
                raise
            self._columns(table)
            if self._dimension(table) == before:
                raise
            return ask()

    def _version_3(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        if gemeenten is None:
            rows, files = self._rows(self._country(table, self._columns(table)), table)
            names, _ = self._rows(self._region_list(table, f"{address('statline_feed')}/{table}", "Key,Title"), table)
        else:
            rows, names, files = self._with_dimension(table, lambda: self._of_gemeenten(table, gemeenten))
        rows = [row for row in rows if _within(_code(row), gemeenten)]
        titles = {_code(row): str(row.get("Title") or "").strip() for row in names}
        titles = {code: title for code, title in titles.items() if _within(code, gemeenten)}
        self._whole(table, {_code(row) for row in rows}, set(titles))
        if not rows:
            raise _no_rows(year, table, gemeenten)
        for row in rows:
            row["Naam_gebied"] = titles.get(_code(row), "")
        return as_table(rows, f"{table} ({year})", files)

    def _whole(self, table: str, came: set[str], listed_codes: set[str]) -> None:
        """Raise VeerkrachtError unless the rows and the list of regions hold the same: one of both came short."""
        missing = came ^ listed_codes
        if missing:
            raise VeerkrachtError(
                N_("CBS table {table} came short: {n} of the {all} regions are missing ({codes}). Try again later; "
                   "nothing was written."), table=table, n=len(missing), all=len(came | listed_codes),
                codes=listed(missing, 3),
            )  # fmt: skip

    def _addresses(self, table: str, gemeenten: Sequence[str]) -> list[str]:
        """Of each gemeente first its rows, then the list of its regions."""
        base, dimension = f"{address('statline')}/{table}", self._dimension(table)
        data, lists = [], []
        for code in gemeenten:
            test = _starts(dimension, code)
            data.append(f"{base}/TypedDataSet?$format=json&$filter=" + quote(test, safe=_FILTER_MARKS))
            lists.append(self._region_list(table, base, "Key,Title", _starts("Key", code)))
        return data + lists

    def _of_gemeenten(self, table: str, gemeenten: Sequence[str]) -> tuple[list[Row], list[Row], list[Cached]]:
        addresses = self._addresses(table, gemeenten)
        valid, modified = self._validity(table)
        try:
            came = self._fetcher.documents(addresses, valid, modified)
        except TransportError as error:
            if error.kind == faults.NOT_KEPT:
                # What was kept may be the pages of below.
                try:
                    return self._paged(table, addresses)
                except TransportError:
                    raise error from None
            # More rows than ODataApi gives at once: the feed has the same in pages.
            if error.kind != faults.SERVER or b"10000" not in error.body:
                raise
            return self._paged(table, addresses)
        half = len(gemeenten)
        rows: list[Row] = []
        names: list[Row] = []
        for place, (where, (document, _)) in enumerate(zip(addresses, came)):
            (rows if place < half else names).extend(values(document, where))
        return rows, names, [found for _, found in came[:half]]

    def _paged(self, table: str, addresses: Sequence[str]) -> tuple[list[Row], list[Row], list[Cached]]:
        before, after = address("statline"), address("statline_feed")
        half = len(addresses) // 2
        rows: list[Row] = []
        names: list[Row] = []
        files: list[Cached] = []
        for place, where in enumerate(addresses):
            some, came = self._rows(after + where[len(before) :], table)
            if place < half:
                rows += some
                files += came
            else:
                names += some
        return rows, names, files

    def _rows(self, where: str, table: str) -> tuple[list[Row], list[Cached]]:
        """All rows behind ``where``, page after page."""
        return self._chain(where, table, *self._validity(table))

    def _chain(self, where: str, table: str, valid: Valid, modified: str | None) -> tuple[list[Row], list[Cached]]:
        out: list[Row] = []
        files: list[Cached] = []
        seen: set[str] = set()
        onward: str | None = where
        while onward:
            if onward in seen or len(seen) > MOST_PAGES:
                raise VeerkrachtError(
                    N_("CBS table {table} repeats its pages without end. Try again later; nothing was written."),
                    table=table,
                )
            seen.add(onward)
            document, found = self._fetcher.document(onward, valid, modified)
            out += values(document, onward)
            files.append(found)
            link = document.get("odata.nextLink") or document.get("@odata.nextLink")
            onward = following(found, str(link)) if link else None
        return out, files

    # -- version 4 ------------------------------------------------------------------------------------------------
    def _valid_4(self, table: str) -> tuple[Valid, str | None]:
        key = table + "/4"
        if key not in self._modified:
            where = f"{address('statline_v4')}/{table}/Properties"
            document, _ = self._fetcher.document(where, max_age(MODIFIED_DAYS))
            self._modified[key] = str(document.get("Modified") or "") if isinstance(document, dict) else ""
        modified = self._modified[key]
        return (same_modified(modified), modified) if modified else (max_age(DAY), None)

    def _rows_4(self, table: str, entity: str, test: str = "") -> tuple[list[Row], list[Cached]]:
        where = f"{address('statline_v4')}/{table}/{entity}"
        where += "?$filter=" + quote(test, safe=_FILTER_MARKS) if test else ""
        return self._chain(where, table, *self._valid_4(table))

    def _codes_4(self, table: str, tests: Sequence[str]) -> tuple[list[Row], list[Cached]]:
        rows: list[Row] = []
        files: list[Cached] = []
        for test in tests:
            some, came = self._rows_4(table, _REGIONS + "Codes", test)
            rows += some
            files += came
        return rows, files

    def _measures(self, table: str) -> dict[str, str]:
        """Measure → header under which its figures enter the same reader as all others."""
        rows = self._rows_4(table, "MeasureCodes")[0]
        documented = {str(measure): str(role) for role, measure in catalogue()["kwb"]["measures"].items()}
        out: dict[str, str] = {}
        taken: set[str] = set()
        for row in rows:
            measure = str(row.get("Identifier") or "")
            role = documented.get(measure)
            if role in _HEADERS:
                out[measure] = _HEADERS[role]
                taken.add(role)
        for row in rows:
            measure, title = str(row.get("Identifier") or ""), str(row.get("Title") or "")
            roles = [role for role, _ in columns.roles_of(title) if role not in _NOT_HERE]
            if measure and measure not in out and roles and not taken & set(roles):
                out[measure] = title
                taken.update(roles)
        return out

    def _version_4(self, year: int, table: str, gemeenten: Sequence[str] | None) -> RawTable:
        """The same from OData v4, one cell a row."""
        measures = self._measures(table)
        cells = "(" + " or ".join(f"Measure eq '{measure}'" for measure in measures) + ")"
        tests = [cells] if gemeenten is None else [f"{cells} and ({_starts(_REGIONS, code)})" for code in gemeenten]
        groups = [""] if gemeenten is None else [_starts("Identifier", code) for code in gemeenten]
        names = self._codes_4(table, groups)[0]
        titles = {
            code: str(row.get("Title") or "").strip()
            for row in names
            if _within(code := regions.squeeze(row.get("Identifier")), gemeenten)
        }
        rows: dict[str, Row] = {}
        files: list[Cached] = []
        for test in tests:
            found, came = self._rows_4(table, "Observations", test)
            files += came
            for cell in found:
                code = regions.squeeze(cell.get(_REGIONS))
                header = measures.get(str(cell.get("Measure") or ""))
                if not header or not _within(code, gemeenten):
                    continue
                row = rows.setdefault(code, {_REGIONS: code, "Naam_gebied": titles.get(code, "")})
                # A cell that says why it is empty holds no figure, whatever stands in it.
                if cell.get("ValueAttribute") in ("None", None):
                    value = cell.get("Value")
                    row[header] = cell.get("StringValue") if value is None else value
        if not rows and not titles:
            raise _no_rows(year, table, gemeenten)
        self._whole(table, set(rows), set(titles))
        return as_table(rows.values(), f"{table} ({year})", files)


#: The headers under which documented v4 figures enter the reader.
_HEADERS = {
    "inwoners": "AantalInwoners", "huishouden": "HuishoudensTotaal", "p_corp": "InBezitWoningcorporatie",
    "n_65": "k_65JaarOfOuder", "n_opl_laag": "BasisonderwijsVmboMbo1", "n_opl_mid": "HavoVwoMbo24",
    "n_opl_hoog": "HboWo",
}  # fmt: skip


def _no_rows(year: int, table: str, gemeenten: Sequence[str] | None) -> NoRows:
    return NoRows(
        N_("CBS table {table} ({year}) holds no figures for {gemeenten}. The gemeente may have another code in that "
           "year."), table=table, year=year, gemeenten=listed(gemeenten or ["NL"], 5),
    )  # fmt: skip


def _roles(key: str) -> set[str]:
    return {role for role, _ in columns.roles_of(key)}


def _starts(column: str, gemeente: str) -> str:
    """The filter for a gemeente with its wijken and buurten; ``substringof`` would find the digits anywhere."""
    return " or ".join(f"startswith({column},'{level}{gemeente[2:]}')" for level in LEVELS)


def _code(row: Row) -> str:
    for name in (_REGIONS, "RegioS", "Key", "Identifier"):
        if row.get(name):
            return regions.squeeze(row[name])
    # A region column under another name holds nothing but region codes.
    return next((regions.squeeze(value) for value in row.values() if regions.level_of(value)), "")


def _within(code: str, gemeenten: Sequence[str] | None) -> bool:
    """Whether a region belongs to what was asked: a filter that a server ignores must not let others in."""
    if not code:
        return False
    return gemeenten is None or (code[:2] in LEVELS and "GM" + code[2:6] in gemeenten)


def as_table(rows: Iterable[Row], name: str, files: Sequence[Cached]) -> RawTable:
    """Rows of an answer as a table of text, with when and what it came in. Equal rows are merged later, by the
    reader.
    """
    frame = pd.DataFrame(list(rows), dtype=object)
    headers = [str(column) for column in frame.columns if str(column) != "ID"]
    cells = {i: [as_text(value) for value in frame[header]] for i, header in enumerate(headers)}
    text = pd.DataFrame(cells, dtype=object)
    return RawTable(headers, text, name, oldest(files), checksums(files))


def as_text(value: Any) -> str:
    """A value of JSON as a cell: empty for null, a number in its shortest exact form."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
