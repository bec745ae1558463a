"""The Leefbaarometer from its publisher: the open-data zip with all years, else the WFS per gemeente."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..transport.cache import Cached, always_old, max_age
from . import columns, files, liveability
from .catalogue import address, catalogue
from .fetching import MONTH, Fetcher, beside, parsed
from .files import RawTable
from .kwb import year_in
from .statline import as_table

PAGE = 5000

#: More pages than there are buurten for.
MOST_PAGES = 100

#: The columns that are used: of 109,000 rows the others only cost time.
_ROLES = ("version", "year", "code", "onv")

Row = dict[str, Any]


class LiveabilityService:
    """The scores of all years and gemeenten. All methods raise VeerkrachtError or Cancelled.

    ``problem`` says why the zip could not be used, when it could not.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._zip: RawTable | None = None
        self._tried = False
        self.problem: VeerkrachtError | None = None

    def years(self) -> list[int]:
        """The years that there are scores of: those in the zip, else those that the catalogue knows."""
        raw = self._opened()
        if raw is not None:
            at = columns.recognise(raw.headers).first("year")
            found = {year_in(text) for text in set(raw.column(at))} if at is not None else set()
            years = sorted(year for year in found if year)
            if years:
                return years
        return sorted(int(year) for year in catalogue()["leefbaarometer"]["years"])

    def border_year(self) -> int:
        """The year of the borders on which all scores stand: those of the newest release."""
        known = catalogue()["leefbaarometer"]
        newest = self.years()[-1]
        # Of any other release than the one that is known: each stands on the borders of its newest year.
        return int(known["border_year"]) if newest == max(int(year) for year in known["years"]) else newest

    def table(self, gemeenten: Sequence[str] | None, years: Sequence[int]) -> RawTable:
        """Scores of ``gemeenten`` (of the country when None) in ``years``, for
        :func:`liveability.read_liveability`.
        """
        raw = self._opened()
        if raw is not None:
            return _chosen(raw, gemeenten, years)
        try:
            return _wfs(self._fetcher, gemeenten, years)
        except VeerkrachtError as error:
            # The zip is where the scores should have come from, so its fault is the one to mend.
            raise self.problem or error from error

    def _opened(self) -> RawTable | None:
        if self._tried:
            return self._zip
        self._tried = True
        where = address("leefbaarometer_zip")
        try:
            found = self._fetcher.file(where, "zip", max_age(MONTH))
            try:
                raw = _read(found)
            except VeerkrachtError:
                if found.origin != "cached":
                    raise
                # A copy that cannot be used is no reason not to ask for a better one.
                found = self._fetcher.file(where, "zip", always_old)
                raw = _read(found)
        except VeerkrachtError as problem:
            self.problem = problem
            return None
        raw.name = where.rsplit("/", 1)[-1]
        raw.retrieved, raw.checksum = found.entry.retrieved, found.entry.sha256
        self._zip = raw
        return raw


def _read(found: Cached) -> RawTable:
    """The scores per buurt in the zip, whatever its folders and files are called."""
    content, name = files.zip_text(found.path, liveability.score)
    return _quickly(content, name) or files.parse_text(content, name, liveability.score)


def _quickly(content: bytes, name: str) -> RawTable | None:
    """The columns that are used of a CSV that is as it should be; None for any other, whose fault is said elsewhere."""
    text = files.decode(content)
    mark = files.delimiter_of(text, liveability.score)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        header = [cell.strip().strip("\ufeff").strip() for cell in next(reader, [])]
        found = columns.recognise(header)
        places = [place for role in _ROLES if (place := found.first(role)) is not None]
        if not liveability.score(header) or len(set(places)) != len(places) or "year" not in found.candidates:
            return None
        cells: list[list[str]] = [[] for _ in places]
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                return None
            for column, place in zip(cells, places):
                column.append(row[place])
    except csv.Error:
        return None
    if not cells[0] or "\0" in text or not text.endswith(("\n", "\r")):
        return None
    frame = pd.DataFrame(dict(enumerate(cells)), dtype=object)
    return RawTable([header[place] for place in places], frame, name)


def _chosen(raw: RawTable, gemeenten: Sequence[str] | None, years: Sequence[int]) -> RawTable:
    """The rows of some gemeenten and years; all gemeenten when none of them has a row."""
    found = columns.recognise(raw.headers)
    year_at, code_at = found.first("year"), found.first("code")
    if year_at is None or code_at is None:
        return raw
    cells = raw.column(year_at)
    right = {text for text in set(cells) if year_in(text) in years}
    keep = [text in right for text in cells]
    if gemeenten is not None:
        texts = raw.column(code_at)
        inside = {text: _lies_in(text, gemeenten) for text in set(texts)}
        own = [good and inside[text] for good, text in zip(keep, texts)]
        keep = own if any(own) else keep
    if not any(keep):
        return raw
    frame = raw.frame[keep].reset_index(drop=True)
    return RawTable(raw.headers, frame, raw.name, raw.retrieved, raw.checksum, raw.title)


def _lies_in(text: str, gemeenten: Sequence[str]) -> bool:
    code = regions.normalise(text, regions.BUURT)
    return code is not None and regions.gemeente_of(code) in gemeenten


# -- WFS --------------------------------------------------------------------------------------------------------------
def _wfs(fetcher: Fetcher, gemeenten: Sequence[str] | None, years: Sequence[int]) -> RawTable:
    rows: list[Row] = []
    came: list[Cached] = []
    questions: list[tuple[int, str | None, str]] = []
    asked: list[str | None] = [None] if gemeenten is None else list(gemeenten)
    for year in years:
        layer = str(catalogue()["leefbaarometer"]["wfs_layer"]).replace("{yy}", f"{year % 100:02d}")
        for code in asked:
            questions.append((year, code, _question(layer, code)))
    firsts = fetcher.files([f"{base}&startIndex=0" for _, _, base in questions], "json", max_age(MONTH))
    for (year, code, base), first in zip(questions, firsts):
        some, parts = _layer(fetcher, base, code, first)
        rows += [{**properties, "year": str(year)} for properties in some]
        came += parts
    if not rows:
        raise VeerkrachtError(N_("The Leefbaarometer gave no scores. Try again later, or use the open-data file."))
    kept = [{name: row.get(name) for name in ("id", "name", "scale", "year", "onv")} for row in rows]
    return as_table(kept, "Leefbaarometer WFS", came)


def _question(layer: str, code: str | None) -> str:
    base = (
        f"{address('leefbaarometer_wfs')}?service=WFS&version=2.0.0&request=GetFeature&typeNames={layer}"
        f"&outputFormat=application/json&propertyName=id,name,scale,year,onv&count={PAGE}"
    )
    return base + ("&CQL_FILTER=" + quote(f"id LIKE '{_prefix(code)}%'", safe="'") if code else "")


def _prefix(code: str | None) -> str:
    return regions.BUURT + code[2:] if code else regions.BUURT


def _layer(fetcher: Fetcher, base: str, code: str | None, first: Cached) -> tuple[list[Row], list[Cached]]:
    """All features of a layer (of one gemeente): pages until ``numberMatched`` is reached, and without it until an
    empty page. A short answer, or one about other gemeenten only, is a fault.
    """
    out: dict[str, Row] = {}
    came: list[Cached] = []
    page, total = first, None
    while True:
        document = parsed(page)
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
            raise VeerkrachtError(
                N_(
                    "The answer of {address} holds no features. The service may have changed; try again later, or use "
                    "a file."
                ),
                address=page.entry.address.split("?")[0],
            )
        came.append(page)
        before = len(out)
        for feature in features:
            row = feature.get("properties")
            if isinstance(row, dict) and row:
                out[str(feature.get("id") or row.get("id"))] = row
        total = document.get("numberMatched", document.get("totalFeatures"))
        total = total if isinstance(total, int) else None
        if (total is not None and len(out) >= total) or not features:
            break
        if len(out) == before or len(came) > MOST_PAGES:
            raise _short(len(out), total)
        page = fetcher.file(f"{base}&startIndex={len(out)}", "json", beside(first))
    if total is not None and len(out) < total:
        raise _short(len(out), total)
    mine = [row for row in out.values() if regions.squeeze(row.get("id")).startswith(_prefix(code))]
    if out and not mine:
        raise _short(0, total)
    return mine, came


def _short(got: int, total: int | None) -> VeerkrachtError:
    return VeerkrachtError(
        N_("The Leefbaarometer came short: {got} of {all} buurten. Try again later; nothing was written."),
        got=got,
        all="?" if total is None else total,
    )
