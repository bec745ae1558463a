"""Everything that ``download`` needs of the publishers, for some gemeenten or the whole country, brought to one set
of borders.

The year of each indicator is chosen by the rule of method.md: the newest year up to the one asked for in which at least
80 % of the buurten with 100 inwoners or more have a figure. Each table stands on the borders of its own year.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..layers.overlaps import overlaps
from ..layers.read import polygon, to_rd, transform
from ..model import assemble, boundaries, regions
from ..model.account import Account, listed
from ..model.indicators import Rates, cover, rates
from ..model.method import Indicator, method
from ..sources import lbm_service, liveability, pdok
from ..sources.catalogue import catalogue
from ..sources.fetching import Fetcher
from ..sources.kwb import Kwb, read_kwb
from ..sources.places import SOURCE as GEOMETRY
from ..sources.places import Places, read_places
from ..sources.statline import NoRows, StatLine
from ..transport.faults import TransportError
from .base import Output
from .building import Figures, Liveability, finish

#: Metres around the polygons asked for within which the buurten of another year are looked for.
_AROUND = 50.0

#: Names by which people know a gemeente that is officially called otherwise.
_KNOWN_AS = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}


def plain_name(name: str) -> str:
    """A gemeente's name as it is compared: without case, accents, punctuation."""
    folded = unicodedata.normalize("NFKD", _KNOWN_AS.get(name.strip().lower(), name)).lower()
    return "".join(ch for ch in folded if ch.isalnum())


def split_municipalities(text: str | None) -> list[str]:
    """The parts of ``codes or names, comma-separated``; empty for the whole country."""
    return [part.strip() for part in (text or "").replace(";", ",").split(",") if part.strip()]


class Gathering:
    """One run: which gemeenten and years, and what came of each."""

    def __init__(
        self, fetcher: Fetcher, context: QgsCoordinateTransformContext, account: Account, feedback: QgsFeedback
    ) -> None:
        self._fetcher = fetcher
        self._statline = StatLine(fetcher)
        self._context = context
        self._account = account
        self._feedback = feedback
        self._editions: dict[int, str] = {}
        self._gemeenten: dict[int, list[str] | None] = {}
        self._kwb: dict[int, Kwb | None] = {}
        self._notes: dict[int, Account] = {}
        self._shapes: dict[int, tuple[Places, dict[str, QgsGeometry]] | None] = {}
        self._links: dict[int, pd.DataFrame] = {}
        self.asked: list[str] | None = None
        self.target = 0

    # -- the run --------------------------------------------------------------------------------------------------
    def run(self, municipalities: Sequence[str], year: int | None, base_year: int | None) -> Output:
        """The buurt layer. Raises VeerkrachtError or Cancelled; says in the account what is old, missing or
        doubtful.
        """
        self._editions = self._statline.editions()
        defaults = year is None and base_year is None
        self.target = self._checked_year(year) if year is not None else self._newest(municipalities)
        self.asked = self._resolve(municipalities, self.target) if municipalities else None
        if defaults:
            base_year = max(lbm_service.known_years()) - method().base_years_before_liveability
        if base_year is not None and base_year >= self.target:
            raise VeerkrachtError(
                N_("The base year {base} must lie before the target year {year}."), base=base_year, year=self.target
            )
        kwb = self._table(self.target)
        if kwb is None:
            raise VeerkrachtError(
                N_("CBS has no figures of {year} for {gemeenten}. Choose another year."),
                year=self.target, gemeenten=listed(self.asked or ["NL"], 5),
            )  # fmt: skip
        self._progress(20)
        places, polygons = self._target_shapes(kwb)
        index = assemble.match_places(
            places.texts, {"KWB": kwb.figures.index}, {"KWB": self.target}, self._account,
            {"KWB": kwb.name, "GEOMETRY": places.name},
        )  # fmt: skip
        self._progress(40)
        base = self._table(self._checked_year(base_year)) if base_year is not None else None
        now = self._figures(index, self.target)
        self._progress(60)
        before = vgl = None
        if base_year is not None:
            before = self._figures(index, base_year)
            vgl = self._linked(base_year, index)["vgl"]
            if base is None:
                base = Kwb(
                    kwb.figures.iloc[:0],
                    kwb.texts.iloc[:0],
                    base_year,
                    f"{self._editions.get(base_year, '')} ({base_year})",
                )
        self._progress(80)
        scores = self._scores(index, base_year)
        for table_year in sorted(
            {self.target, *now.years.values(), *(before.years.values() if before else ())}, reverse=True
        ):
            if table_year in self._notes:
                self._account.entries += self._notes[table_year].entries
        for where, retrieved in dict.fromkeys(self._fetcher.old):
            self._account.add("old_copy", where.split("?")[0], retrieved=retrieved)
        return finish(
            index, places, polygons, kwb, base, now, before, vgl, kwb.figures["inwoners"], scores, self._account
        )

    def _progress(self, percent: float) -> None:
        if self._feedback.isCanceled():
            raise Cancelled
        self._feedback.setProgress(percent)

    # -- years and gemeenten --------------------------------------------------------------------------------------
    def _checked_year(self, year: int) -> int:
        if year not in self._editions:
            known = sorted(self._editions)
            raise VeerkrachtError(
                N_("CBS has no Kerncijfers wijken en buurten of {year}. Choose a year from {first} to {last}."),
                year=year, first=known[0], last=known[-1],
            )  # fmt: skip
        return year

    def _newest(self, municipalities: Sequence[str]) -> int:
        """The newest year whose residents and borders are out."""
        problem: VeerkrachtError | None = None
        for year in sorted(self._editions, reverse=True):
            try:
                self.asked = self._resolve(municipalities, year) if municipalities else None
                table = self._table(year)
                filled = table is not None and bool((table.figures["inwoners"] > 0).any())
                if filled and self._shape(year) is not None:
                    return year
            except TransportError as error:
                # A year that a publisher does not have (yet) is passed over; a publisher out of reach is not.
                if error.status not in (404, 410):
                    raise
                problem = problem or error
            self._kwb.pop(year, None)
            self._gemeenten.pop(year, None)
        raise problem or VeerkrachtError(
            N_("CBS has no edition with residents and borders. Try again later, or use files.")
        )

    def _resolve(self, names: Sequence[str], year: int) -> list[str]:
        """Codes of the gemeenten that are named by code or name in the edition of ``year``."""
        known = self._statline.gemeenten(self._editions[year])
        by_name = {plain_name(name): code for code, name in known.items()}
        out: list[str] = []
        for name in names:
            code = regions.normalise(name, regions.GEMEENTE) if any(ch.isdigit() for ch in name) else None
            code = code or by_name.get(plain_name(name))
            if code not in known:
                near = difflib.get_close_matches(plain_name(name), list(by_name), 3)
                raise UnknownGemeente(
                    N_("“{name}” is not a gemeente in {year}. Did you mean {near}? Give its name or its code, such as "
                       "GM0363."),
                    name=name, year=year, near=", ".join(known[by_name[one]] for one in near) or "…",
                )  # fmt: skip
            if code not in out:
                out.append(str(code))
        return out

    # -- tables ---------------------------------------------------------------------------------------------------
    def _table(self, year: int) -> Kwb | None:
        """The edition of ``year`` for the gemeenten asked for (and those that they came from); None when it has
        none.
        """
        if year not in self._kwb:
            codes = self._gemeenten.setdefault(year, self.asked)
            notes = Account()
            try:
                raw = self._statline.table(year, self._editions[year], codes)
                self._kwb[year] = read_kwb(raw, year, f"KWB {year}", notes)
            except NoRows:
                self._kwb[year] = None
            self._notes[year] = notes
        return self._kwb[year]

    def _with_gemeenten(self, year: int, extra: set[str]) -> None:
        """Let the edition of ``year`` hold the gemeenten ``extra`` too."""
        have = self._gemeenten.get(year, self.asked)
        if have is not None and not extra <= set(have):
            self._gemeenten[year] = sorted({*have, *extra})
            self._kwb.pop(year, None)

    # -- polygons -------------------------------------------------------------------------------------------------
    def _shape(self, year: int, box: QgsRectangle | None = None) -> tuple[Places, dict[str, QgsGeometry]] | None:
        """Names and polygons of ``year``: of the gemeenten asked for, or all within ``box``; None when nobody has
        them.
        """
        if year not in self._shapes:
            corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()) if box is not None else None
            try:
                shapes = pdok.buurten(self._fetcher, year, None if corners else self.asked, corners)
            except VeerkrachtError as error:
                if isinstance(error, TransportError) and error.status not in (404, 410):
                    raise
                self._shapes[year] = None
                self._account.add("no_polygons", str(error), GEOMETRY, year)
                return None
            notes = Account()
            places = read_places(shapes.raw, "GEOMETRY", notes)
            move = to_rd(QgsCoordinateReferenceSystem(shapes.crs), self._context, places.name)
            polygons: dict[str, QgsGeometry] = {}
            for code, positions in places.rows.items():
                parts = [transform(_geometry(shapes.wkb[i]), move, places.name) for i in positions if shapes.wkb[i]]
                geometry = polygon(parts)[0]
                if not geometry.isNull():
                    polygons[code] = geometry
            if box is None:
                self._account.entries += notes.entries
            self._shapes[year] = (places, polygons)
        return self._shapes[year]

    def _target_shapes(self, kwb: Kwb) -> tuple[Places, dict[str, QgsGeometry]]:
        """The polygons of the target year; raises VeerkrachtError when inhabited buurten have none (a page came
        short).
        """
        found = self._shape(self.target)
        if found is None:
            raise VeerkrachtError(
                N_(
                    "There are no polygons of {year} to be had from PDOK. Choose another year, or use “Buurt layer "
                    "from files”."
                ),
                year=self.target,
            )
        inhabited = kwb.figures.index[kwb.figures["inwoners"] > 0]
        bare = [str(code) for code in inhabited if code not in found[1]]
        if len(bare) > 0.01 * len(inhabited):
            raise VeerkrachtError(
                N_("PDOK came short: {n} of the {all} inhabited buurten of {year} have no polygon ({codes}). Try "
                   "again later; "
                   "nothing was written."), n=len(bare), all=len(inhabited), year=self.target, codes=listed(bare, 3),
            )  # fmt: skip
        return found

    # -- one set of borders ---------------------------------------------------------------------------------------
    def _flags(self, first: int, last: int) -> dict[int, pd.Series[str]]:
        """Border flags of the years after ``first`` up to ``last``, as far as they are known."""
        out = {}
        for year in range(first + 1, last + 1):
            table = self._table(year) if year in self._editions else None
            if table is not None and (table.texts["flag"] != "").any():
                out[year] = table.texts["flag"]
        return out

    def _linked(self, year: int, index: pd.Index[str]) -> pd.DataFrame:
        """How each buurt of the target borders is reached from the edition of ``year``."""
        if year not in self._links:
            table = self._table(year)
            codes = list(table.figures.index) if table is not None else []
            self._links[year] = self._link(year, codes, index, carries_table=True)
        return self._links[year]

    def _link(self, year: int, sources: Sequence[str], index: pd.Index[str], carries_table: bool) -> pd.DataFrame:
        codes = [str(code) for code in index]
        if year == self.target:
            known = set(sources)
            return pd.DataFrame(
                {"vgl": ["ja" if c in known else "niet" for c in codes],
                 "source": pd.Series([c if c in known else None for c in codes], index=codes, dtype=object)}, index=codes,  # noqa: E501
            )  # fmt: skip
        first, last = sorted((year, self.target))
        flags = self._flags(first, last)
        same = boundaries.unchanged(flags, first, last)
        undecided = [code for code in codes if code not in same or code not in set(sources)]
        shared = None
        target = self._shapes[self.target]
        if undecided and target is not None:
            box = QgsRectangle()
            for code in undecided:
                if code in target[1]:
                    box.combineExtentWith(target[1][code].boundingBox())
            old = self._shape(year, box.buffered(_AROUND)) if not box.isNull() else None
            if old is not None:
                shared = overlaps(target[1], old[1], undecided, self._feedback)
                if carries_table:
                    self._with_gemeenten(year, {regions.gemeente_of(str(code)) for code in shared["source"]})
                    table = self._table(year)
                    sources = list(table.figures.index) if table is not None else []
        complete = len(flags) == last - first
        return boundaries.link(codes, list(sources), same, complete, shared, None)

    # -- figures --------------------------------------------------------------------------------------------------
    def _figures(self, index: pd.Index[str], asked: int) -> Figures:
        """Each indicator of its newest sufficiently filled year up to ``asked``, on the target borders."""
        years = self._chosen_years(asked)
        out = pd.DataFrame(index=index)
        clamped: dict[str, int] = {}
        per_year: dict[int, Rates] = {}
        for field in method().indicator_fields:
            year = years.get(field)
            if year is None:
                out[field] = np.nan
                continue
            if year not in per_year:
                per_year[year] = self._carried(year, index)
            out[field] = per_year[year].frame[field]
            if field in per_year[year].clamped:
                clamped[field] = per_year[year].clamped[field]
        for name, fields in (("wap", ("bijst", "ao")), ("opl_n", ("oplg",))):
            source = next((years[field] for field in fields if field in years), None)
            out[name] = per_year[source].frame[name] if source is not None else np.nan
        return Figures(Rates(out, clamped), {field: years.get(field, asked) for field in method().indicator_fields})

    def _carried(self, year: int, index: pd.Index[str]) -> Rates:
        links = self._linked(year, index)
        table = self._table(year)
        if table is None:
            return rates(pd.DataFrame(index=index))
        return rates(boundaries.carry(table.figures, links, None).reindex(index))

    def _chosen_years(self, asked: int) -> dict[str, int]:
        chosen: dict[str, int] = {}
        for year in sorted((y for y in self._editions if y <= asked), reverse=True):
            pending = [i for i in method().indicators if i.field not in chosen]
            if not any(_may_exist(i, y) for i in pending for y in self._editions if y <= year):
                break
            here = [i for i in pending if _may_exist(i, year)]
            table = self._table(year) if here else None
            if table is None:
                continue
            self._progress(self._feedback.progress())
            found = rates(table.figures).frame
            residents = np.asarray(table.figures["inwoners"], dtype=np.float64)
            for indicator in here:
                has, everyone = cover(np.asarray(found[indicator.field], dtype=np.float64), residents)
                if everyone and has >= method().cover_share * everyone:
                    chosen[indicator.field] = year
        return chosen

    # -- Leefbaarometer -------------------------------------------------------------------------------------------
    def _scores(self, index: pd.Index[str], base_year: int | None) -> Liveability:
        known = lbm_service.known_years()
        wanted = {max(y for y in known if y <= self.target)} if any(y <= self.target for y in known) else set()
        if base_year is not None:
            wanted |= {max(y for y in known if y <= base_year)} if any(y <= base_year for y in known) else set()
        raw = lbm_service.scores(self._fetcher, self.asked, sorted(wanted))
        table = liveability.read_liveability(raw, None, self._account)
        years = [int(y) for y in table["jaar"].unique()]
        chosen = max((y for y in years if y <= self.target), default=None)
        chosen_base = max((y for y in years if base_year is not None and y <= base_year), default=None)
        borders = lbm_service.border_year()
        codes = sorted({str(code) for code in table["bu_code"]})
        links = self._link(borders, codes, index, carries_table=False)
        out = []
        for topic, year in (("onv", chosen), ("onv_base", chosen_base)):
            scores = liveability.of_year(table, year)
            carried = pd.Series(
                [scores.get(code, np.nan) if code is not None else np.nan for code in links["source"]],
                index=links.index,
                dtype=float,
            )
            if topic == "onv" or base_year is not None:
                self._account.add(
                    topic,
                    source=liveability.SOURCE,
                    year=year,
                    retrieved=raw.retrieved,
                    count=int(carried.notna().sum()),
                )
            out.append(carried)
        return Liveability(out[0], out[1], chosen, chosen_base)


class UnknownGemeente(VeerkrachtError):
    """A name or code that no gemeente has."""


def _may_exist(indicator: Indicator, year: int) -> bool:
    """Whether the edition of ``year`` can have the column, by what the catalogue knows of the editions."""
    column = indicator.column or indicator.numerator
    kwb = catalogue()["kwb"]
    return int(kwb["first_year"].get(column, 0)) <= year <= int(kwb["last_year"].get(column, 9999))


def _geometry(wkb: bytes) -> QgsGeometry:
    geometry = QgsGeometry()
    geometry.fromWkb(wkb)
    return geometry
