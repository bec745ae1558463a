"""Everything that ``download`` needs of the publishers, for some gemeenten or the whole country, brought to one set of
borders.

The year of each indicator is chosen by the rule of method.md: the newest year up to the one asked for in which at least
80 % of the buurten with 100 inwoners or more have a figure. Each table stands on the borders of its own year.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsRectangle,
    QgsSpatialIndex,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from ..layers.language import product_language
from ..layers.overlaps import overlaps
from ..layers.read import polygon, to_rd, transform
from ..model import assemble, boundaries, regions
from ..model.account import Account, listed
from ..model.indicators import COUNTS, RATES, Rates, cover, rates
from ..model.method import method
from ..model.police import table as police_table
from ..model.words import word
from ..sources import liveability, pdok
from ..sources.fetching import Fetcher, checksums, is_absent, oldest, service_of
from ..sources.kwb import SOURCE as CBS
from ..sources.kwb import Kwb, may_exist, read_kwb
from ..sources.lbm_service import LiveabilityService
from ..sources.pc6hnr import Pc6hnr
from ..sources.places import SOURCE as GEOMETRY
from ..sources.places import Places, read_places
from ..sources.police import SOURCE as POLICE
from ..sources.police import border_year, police
from ..sources.statline import NoRows, StatLine
from ..transport.faults import TransportError
from .base import Output
from .building import Figures, Liveability, check_position, finish, same_edition

#: Metres around the polygons asked for within which the buurten of another year are looked for.
_AROUND = 50.0

#: Polygons that share less than this are neighbours whose common border was drawn twice.
_SLIVER = 0.02

#: The share of dwellings owned by corporaties follows the rule of the indicators, though it is none.
_CORP = "p_corp"

#: How many years before the target the indicators are expected to reach back; only says what is fetched ahead.
_LATE = 2

#: Names by which people know a gemeente that is officially called otherwise.
_KNOWN_AS = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}


def plain_name(name: str) -> str:
    """A gemeente's name as it is compared: without case, accents, punctuation."""
    known = _KNOWN_AS.get(" ".join(name.lower().split()), name)
    folded = unicodedata.normalize("NFKD", known).lower()
    return "".join(ch for ch in folded if ch.isalnum())


def split_municipalities(text: str | None) -> list[str]:
    """The parts of ``codes or names, comma-separated``; empty for the whole country."""
    parts = (text or "").replace(";", ",").replace("\n", ",").split(",")
    return [part.strip().strip('"“”').strip() for part in parts if part.strip()]


@dataclass
class _Reach:
    """What is known about the way from the borders of one year to those of the target: see :func:`boundaries.link`.

    ``area`` are the buurten of that year which lie where the result lies (None: all); ``via`` is the year whose
    polygons were compared, None when none were.
    """

    same: set[str]
    complete: bool
    shared: pd.DataFrame | None = None
    weights: pd.DataFrame | None = None
    area: set[str] | None = None
    via: int | None = None


@dataclass
class _Shape:
    """Names and polygons of one year."""

    places: Places
    polygons: dict[str, QgsGeometry]
    notes: Account = field(default_factory=Account)


class Gathering:
    """One run: which gemeenten and years, and what came of each.

    ``weights`` is the folder with pc6-huisnummer files, if there is one; ``police`` says whether the figures of the
    police are wanted too, and ``floor`` of how many residents on (None: as many as the method says).
    """

    def __init__(
        self,
        fetcher: Fetcher,
        context: QgsCoordinateTransformContext,
        account: Account,
        feedback: QgsProcessingFeedback,
        weights: Path | None = None,
        police: bool = False,
        floor: int | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._statline = StatLine(fetcher)
        self._lbm = LiveabilityService(fetcher)
        self._addresses = Pc6hnr(weights, fetcher.breathe) if weights is not None else None
        self._police = police
        self._floor = method().floor if floor is None else floor
        self._context = context
        self._account = account
        self._feedback = feedback
        self._editions: dict[int, str] = {}
        self._gemeenten: dict[int, list[str]] = {}
        self._kwb: dict[int, Kwb | None] = {}
        self._notes: dict[int, Account] = {}
        self._rates: dict[int, Rates] = {}
        self._flags_read: dict[int, pd.Series[str]] = {}
        self._shapes: dict[tuple[int, tuple[pdok.Box, ...] | None], _Shape | None] = {}
        self._reaches: dict[int, _Reach] = {}
        self._links: dict[int, pd.DataFrame] = {}
        self._target_shape: _Shape | None = None
        self._codes: list[str] = []
        self.asked: list[str] | None = None
        self.target = 0

    # -- the run --------------------------------------------------------------------------------------------------
    def run(self, municipalities: Sequence[str], year: int | None, base_year: int | None) -> Output:
        """The buurt layer. Raises VeerkrachtError or Cancelled; says in the account what is old, missing or
        doubtful.
        """
        self._editions = self._statline.editions()
        self._step(2)
        if year is not None:
            self.target = self._checked_year(year)
            self.asked = self._resolve(municipalities, self.target) if municipalities else None
        else:
            self.target = self._newest(municipalities)
        if year is None and base_year is None:
            base_year = self._lbm.years()[-1] - method().base_years_before_liveability
        if base_year is not None:
            if base_year >= self.target:
                raise VeerkrachtError(
                    N_("The base year {base} must lie before the target year {year}."), base=base_year, year=self.target
                )
            self._checked_year(base_year)
        self._fetch_ahead(base_year)
        self._step(10)
        kwb = self._table(self.target)
        if kwb is None:
            raise VeerkrachtError(
                N_("CBS has no figures of {year} for {gemeenten}. Choose another year."),
                year=self.target, gemeenten=listed(self.asked or ["NL"], 5),
            )  # fmt: skip
        self._step(20)
        shape = self._target_shape = self._target_polygons(kwb)
        self._account.entries += shape.notes.entries
        index = assemble.match_places(
            shape.places.texts, {"KWB": kwb.figures.index}, {"KWB": self.target}, self._account,
            {"KWB": kwb.name, "GEOMETRY": shape.places.name}, list(shape.polygons), shape.places.year,
        )  # fmt: skip
        check_position(shape.polygons, shape.places.name)
        self._codes = [str(code) for code in index]
        self._step(40)
        now = self._figures(index, self.target)
        kwb = self._with_corp(kwb, now)
        self._step(60)
        before = vgl = base = None
        if base_year is not None:
            before = self._figures(index, base_year)
            vgl = self._linked(base_year)["vgl"]
            base = self._table(base_year) or Kwb(
                kwb.figures.iloc[:0], kwb.texts.iloc[:0], base_year, f"{self._editions[base_year]} ({base_year})"
            )
        self._step(80)
        scores = self._scores(index, base_year)
        self._step(83)
        registered = self._registered(index, kwb.figures["inwoners"]) if self._police else None
        self._step(85)
        self._say_sources(now, before, base_year)
        output = finish(
            index, shape.places, shape.polygons, kwb, base, now, before, vgl, kwb.figures["inwoners"], scores,
            self._account, registered,
        )  # fmt: skip
        self._say_tables(output, kwb, base, {*now.years.values(), *(before.years.values() if before else ())})
        return output

    def _step(self, percent: float) -> None:
        self._fetcher.breathe()
        if self._feedback.isCanceled():
            raise Cancelled
        self._feedback.setProgress(percent)

    def _fetch_ahead(self, base_year: int | None) -> None:
        """Ask for what will surely be needed all at once, which takes the time of the slowest instead of the sum."""
        first = min(base_year if base_year is not None else self.target, self.target - _LATE)
        last = max(self.target, min(self._lbm.border_year(), max(self._editions)))
        tables = {year: table for year, table in self._editions.items() if first <= year <= last}
        figures = {*range(self.target - _LATE, self.target + 1), *([base_year] if base_year is not None else [])}
        self._statline.ahead(tables, self.asked, figures)

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
        absent: VeerkrachtError | None = None
        for year in sorted(self._editions, reverse=True):
            try:
                self.asked = self._resolve(municipalities, year) if municipalities else None
                table = self._table(year)
                if table is not None and _is_out(table):
                    if self._shape(year, None, _inhabited(table)) is not None:
                        return year
                    self._account.add("no_polygons", source=GEOMETRY, year=year)
            except TransportError as error:
                # A year that a publisher does not have (yet) is passed over; a publisher out of reach is not.
                if not is_absent(error):
                    raise
                absent = absent or error
            for kept in (self._gemeenten, self._kwb, self._notes):
                kept.clear()
        raise absent or NoEdition(N_("CBS has no edition with residents and borders. Try again later, or use files."))

    def newer(self, gemeenten: Sequence[str], than: int) -> int | None:
        """As :func:`newer_edition`."""
        editions = self._statline.editions()
        self._editions = {year: table for year, table in editions.items() if year > than}
        for gemeente in gemeenten if self._editions else ():
            try:
                return self._newest([gemeente])
            except UnknownGemeente:
                continue
            except NoEdition:
                return None
            except TransportError as error:
                # An edition that is named and not there yet.
                if not is_absent(error):
                    raise
                return None
        return None

    def _resolve(self, names: Sequence[str], year: int) -> list[str]:
        """Codes of the gemeenten that are named by code or name in the edition of ``year``."""
        known = self._statline.gemeenten(self._editions[year])
        out: list[str] = []
        for name in names:
            code = self._resolve_one(name, year, known)
            if code not in out:
                out.append(code)
        return out

    def _resolve_one(self, name: str, year: int, known: dict[str, str]) -> str:
        code = regions.normalise(name, regions.GEMEENTE) if any(ch.isdigit() for ch in name) else None
        if code in known:
            return str(code)
        plain = plain_name(name)
        exact: dict[str, list[str]] = {}
        # "Utrecht (gemeente)", "Bergen (L.)" and "Bergen (NH.)" are known without what is between brackets.
        short: dict[str, list[str]] = {}
        for one, title in known.items():
            exact.setdefault(plain_name(title), []).append(one)
            short.setdefault(plain_name(title.split("(")[0]), []).append(one)
        found = exact.get(plain) or short.get(plain) or []
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownGemeente(
                N_("There are several gemeenten called “{name}” in {year}: {which}. Give the code of the one you "
                   "mean."),
                name=name, year=year, which=", ".join(f"{known[one]} {one}" for one in found),
            )  # fmt: skip
        near = difflib.get_close_matches(plain, [*exact, *short], 3)
        if near:
            titles = dict.fromkeys(known[(exact.get(one) or short[one])[0]] for one in near)
            raise UnknownGemeente(
                N_("“{name}” is not a gemeente in {year}. Did you mean {near}? Give its name or its code, such as "
                   "GM0363."),
                name=name, year=year, near=", ".join(titles),
            )  # fmt: skip
        raise UnknownGemeente(
            N_("“{name}” is not a gemeente in {year}. Give its name or its code, such as GM0363."), name=name, year=year
        )

    # -- tables ---------------------------------------------------------------------------------------------------
    def _table(self, year: int) -> Kwb | None:
        """The edition of ``year`` for the gemeenten asked for (and those that they came from); None when it has
        none.
        """
        if year not in self._kwb:
            self._step(self._feedback.progress())
            codes = self._gemeenten.setdefault(year, list(self.asked)) if self.asked is not None else None
            notes = Account()
            try:
                raw = self._statline.table(year, self._editions[year], codes)
                self._fetcher.breathe()
                self._kwb[year] = read_kwb(raw, year, f"KWB {year}", notes)
            except NoRows:
                self._kwb[year] = None
            self._notes[year] = notes
            self._fetcher.breathe()
        return self._kwb[year]

    def _with_gemeenten(self, years: Iterable[int], extra: set[str]) -> None:
        """Let the editions of ``years`` hold the gemeenten ``extra`` too."""
        if self.asked is None:
            return
        for year in years:
            have = self._gemeenten.setdefault(year, list(self.asked))
            if not extra <= set(have):
                self._gemeenten[year] = sorted({*have, *extra})
                for kept in (self._kwb, self._notes, self._rates, self._flags_read):
                    kept.pop(year, None)

    def _rates_of(self, year: int) -> Rates | None:
        """The indicators of an edition on its own borders."""
        table = self._table(year)
        if table is None:
            return None
        if year not in self._rates:
            self._rates[year] = rates(table.figures)
        return self._rates[year]

    # -- polygons -------------------------------------------------------------------------------------------------
    def _shape(
        self, year: int, boxes: tuple[pdok.Box, ...] | None, wanted: Iterable[str] = (), near: Iterable[str] = ()
    ) -> _Shape | None:
        """Names and polygons of ``year``: of the gemeenten asked for, or all within ``boxes``; None when nobody has
        them. ``wanted`` are codes that must be there; with ``near`` only polygons that touch those of the target year
        with these codes are made.
        """
        key = (year, boxes)
        if key not in self._shapes:
            self._step(self._feedback.progress())
            try:
                shapes = pdok.buurten(
                    self._fetcher, year, self.asked if boxes is None else None, boxes, frozenset(wanted)
                )
            except pdok.NoShapes:
                self._shapes[key] = None
                return None
            self._shapes[key] = self._made(shapes, near)
        return self._shapes[key]

    def _made(self, shapes: pdok.Shapes, near: Iterable[str]) -> _Shape:
        notes = Account()
        places = read_places(shapes.raw, "GEOMETRY", notes)
        notes.add("table", "SHA-256 " + checksums(shapes.files), GEOMETRY, places.year, oldest(shapes.files),
                  role="GEOMETRY")  # fmt: skip
        move = to_rd(QgsCoordinateReferenceSystem(shapes.crs), self._context, places.name)
        around = self._boxes_around(near)
        polygons: dict[str, QgsGeometry] = {}
        mended = 0
        for number, (code, positions) in enumerate(places.rows.items()):
            if number % 256 == 0:
                self._fetcher.breathe()
            parts = [transform(_geometry(shapes.wkb[i]), move, places.name) for i in positions if shapes.wkb[i]]
            if around is not None and not any(around.intersects(part.boundingBox()) for part in parts):
                continue
            geometry, repaired = polygon(parts)
            mended += repaired
            if not geometry.isNull():
                polygons[code] = geometry
        if mended:
            notes.add("repaired", source=GEOMETRY, count=mended, role="GEOMETRY")
        return _Shape(places, polygons, notes)

    def _boxes_around(self, near: Iterable[str]) -> QgsSpatialIndex | None:
        """An index of the boxes of target polygons, or None when all are wanted."""
        codes = list(near)
        if not codes or self._target_shape is None:
            return None
        index = QgsSpatialIndex()
        for number, code in enumerate(codes):
            geometry = self._target_shape.polygons.get(code)
            if geometry is not None:
                feature = QgsFeature(number)
                feature.setGeometry(QgsGeometry.fromRect(geometry.boundingBox()))
                if not index.addFeature(feature):
                    return None
        return index

    def _target_polygons(self, kwb: Kwb) -> _Shape:
        """The polygons of the target year; raises VeerkrachtError when inhabited buurten have none (a page came
        short).
        """
        inhabited = _inhabited(kwb)
        found = self._shape(self.target, None, inhabited)
        if found is None:
            raise VeerkrachtError(
                N_(
                    "There are no polygons of {year} to be had from PDOK. Choose another year, or use “Buurt layer "
                    "from files”."
                ),
                year=self.target,
            )
        bare = [code for code in inhabited if code not in found.polygons]
        if pdok.is_short(len(bare), len(inhabited)):
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
            flags = self._flags_of(year) if year in self._editions else None
            if flags is not None and (flags != "").any():
                out[year] = flags
        return out

    def _flags_of(self, year: int) -> pd.Series[str] | None:
        if year in self._kwb or self.asked is not None:
            table = self._table(year)
            flags = table.texts["flag"] if table is not None else None
        else:
            if year not in self._flags_read:
                self._step(self._feedback.progress())
                read = self._statline.flags(year, self._editions[year])
                self._flags_read[year] = pd.Series(read, dtype=object)
            flags = self._flags_read[year]
        if year == self.target and self._target_shape is not None and (flags is None or not (flags != "").any()):
            # What the table does not tell the polygons of the same year may.
            flags = self._target_shape.places.texts["flag"]
        return flags

    def _linked(self, year: int) -> pd.DataFrame:
        """How each buurt of the target borders is reached from the edition of ``year``."""
        if year not in self._links:
            # The gemeenten that those asked for came from join the edition first.
            self._reached(year)
            self._links[year] = self._link(year, self._edition_codes(year))
        return self._links[year]

    def _link(self, year: int, sources: Sequence[str]) -> pd.DataFrame:
        """The link to ``sources``, the codes on the borders of ``year`` that have something to give."""
        codes = self._codes
        if year == self.target:
            known = set(sources)
            origin = pd.Series([code if code in known else None for code in codes], index=codes, dtype=object)
            kinds = [boundaries.SAME if code in known else boundaries.NOT for code in codes]
            return pd.DataFrame({"vgl": kinds, "source": origin}, index=codes)
        reach = self._reached(year)
        return boundaries.link(codes, list(sources), reach.same, reach.complete, reach.shared, reach.weights)

    def _reached(self, year: int) -> _Reach:
        """What flags, polygons and addresses say about the way from the borders of ``year`` to those of the target."""
        if year not in self._reaches:
            self._reaches[year] = self._reach(year)
        return self._reaches[year]

    def _reach(self, year: int) -> _Reach:
        if year == self.target:
            return _Reach(set(), True)
        first, last = sorted((year, self.target))
        flags = self._flags(first, last)
        same = boundaries.unchanged(flags, first, last) & set(self._codes)
        undecided = [code for code in self._codes if code not in same]
        weights = self._weights(year, undecided)
        if weights is not None:
            self._with_gemeenten([year], {regions.gemeente_of(code) for code in weights["source"]})
        shared, via = self._shared(year, undecided)
        area: set[str] | None = None
        if self.asked is not None:
            area = set() if shared is None else set(shared.loc[shared["of_source"] > 0.5, "source"])
            area |= {code for code in self._edition_codes(year) if regions.gemeente_of(code) in self.asked}
        return _Reach(same, len(flags) == last - first, shared, weights, area, via)

    def _edition_codes(self, year: int) -> list[str]:
        table = self._table(year) if year in self._editions else None
        return [str(code) for code in table.figures.index] if table is not None else []

    def _shared(self, year: int, undecided: Sequence[str]) -> tuple[pd.DataFrame | None, int | None]:
        """How much the target polygons share with those of ``year``, and the year whose polygons were compared.

        Where nobody has the polygons of ``year``, those of the nearest year towards the target stand in for every
        buurt whose flags say that its border was the same there (method.md, rules 1 and 2 one after the other).
        """
        target = self._target_shape
        boxes = self._boxes(undecided)
        if not undecided or target is None or boxes == ():
            return None, None
        step = 1 if year < self.target else -1
        for other in range(year, self.target, step):
            steady = self._steady(other, self.target)
            moved = {code for code in self._edition_codes(other) if code not in steady} if other == year else set()
            found = self._shape(other, boxes, {*self._must_lie(steady, boxes), *moved}, undecided)
            if found is None:
                continue
            shared = overlaps(target.polygons, found.polygons, undecided, self._feedback)
            shared = shared[(shared["of_target"] >= _SLIVER) | (shared["of_source"] >= _SLIVER)]
            came_from = {regions.gemeente_of(str(code)) for code in shared["source"]}
            low, high = sorted((year, other))
            self._with_gemeenten(range(low, high + 1), came_from)
            if other != year:
                shared = shared[shared["source"].isin(self._steady(year, other))]
            return shared, other
        return None, None

    def _steady(self, one: int, other: int) -> set[str]:
        """Codes whose border was the same in both years, by the flags."""
        first, last = sorted((one, other))
        return boundaries.unchanged(self._flags(first, last), first, last)

    def _boxes(self, codes: Sequence[str]) -> tuple[pdok.Box, ...] | None:
        """Boxes around the target polygons of ``codes``, one for each gemeente; None for the whole country."""
        if self.asked is None or self._target_shape is None:
            return None
        boxes: dict[str, QgsRectangle] = {}
        for code in codes:
            geometry = self._target_shape.polygons.get(code)
            if geometry is not None:
                box = boxes.setdefault(regions.gemeente_of(code), QgsRectangle())
                box.combineExtentWith(geometry.boundingBox())
        wide = [boxes[gemeente].buffered(_AROUND) for gemeente in sorted(boxes)]
        return tuple((box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()) for box in wide)

    def _must_lie(self, steady: set[str], boxes: tuple[pdok.Box, ...] | None) -> list[str]:
        """Codes whose polygon is the same as in the target year and lies within one of ``boxes``: a page without them
        came short.
        """
        if self._target_shape is None:
            return []
        if boxes is None:
            return sorted(steady & set(self._target_shape.polygons))
        areas = [QgsRectangle(*box) for box in boxes]
        return sorted(
            code
            for code, geometry in self._target_shape.polygons.items()
            if code in steady and any(area.contains(geometry.boundingBox()) for area in areas)
        )

    def _weights(self, year: int, undecided: Sequence[str]) -> pd.DataFrame | None:
        """Weights by dwellings from ``year`` to the target year, when the user has the files of both."""
        if self._addresses is None or not undecided:
            return None
        weights = self._addresses.weights(year, self.target, undecided)
        if weights is None:
            have = self._addresses.years()
            for lacking in (one for one in (year, self.target) if one not in have):
                self._account.add("pc6hnr_none", str(lacking), CBS, lacking)
            return None
        names = ", ".join(self._addresses.name(one) for one in (year, self.target))
        self._account.add("pc6hnr", names, CBS, year, count=int(weights["dwellings"].sum()))
        return weights if len(weights) else None

    # -- figures --------------------------------------------------------------------------------------------------
    def _figures(self, index: pd.Index[str], asked: int) -> Figures:
        """Each indicator of its newest sufficiently filled year up to ``asked``, on the target borders."""
        years = self._chosen_years(asked)
        out = pd.DataFrame(index=index)
        clamped: dict[str, int] = {}
        per_year: dict[int, Rates] = {}
        for name in method().indicator_fields:
            year = years.get(name)
            if year is None:
                out[name] = np.nan
                continue
            if year not in per_year:
                per_year[year] = self._carried(year, index)
            out[name] = per_year[year].frame[name]
            if name in per_year[year].clamped:
                clamped[name] = per_year[year].clamped[name]
        for name, fields in (("wap", ("bijst", "ao")), ("opl_n", ("oplg",))):
            source = next((years[one] for one in fields if one in years), None)
            out[name] = per_year[source].frame[name] if source is not None else np.nan
        chosen = {name: years.get(name, asked) for name in method().indicator_fields}
        if asked == self.target and _CORP in years:
            chosen[_CORP] = years[_CORP]
        unpublished = {
            indicator.field
            for indicator in method().indicators
            if not any(may_exist(indicator, year) for year in self._editions if year <= asked)
        }
        return Figures(Rates(out, clamped), chosen, unpublished)

    def _carried(self, year: int, index: pd.Index[str]) -> Rates:
        return rates(self._on_target(year).reindex(index))

    def _on_target(self, year: int) -> pd.DataFrame:
        """The edition of ``year`` on the target borders."""
        # Predecessors may join the table while it is linked, so that comes first.
        link = self._linked(year)
        table = self._table(year)
        self._fetcher.breathe()
        if table is None:
            return pd.DataFrame(np.nan, index=link.index, columns=[*COUNTS, *RATES])
        return boundaries.carry(table.figures, link, self._reached(year).weights)

    def _chosen_years(self, asked: int) -> dict[str, int]:
        """The year of each indicator (and of the share of corporaties): by field, absent where there is none."""
        chosen: dict[str, int] = {}
        wanted = {indicator.field: indicator for indicator in method().indicators}
        for year in sorted((y for y in self._editions if y <= asked), reverse=True):
            pending = [name for name in (*wanted, _CORP) if name not in chosen]
            if asked != self.target:
                pending = [name for name in pending if name != _CORP]
            before = [y for y in self._editions if y <= year]
            if not any(may_exist(wanted.get(name), y) for name in pending for y in before):
                break
            here = [name for name in pending if may_exist(wanted.get(name), year)]
            if not here:
                continue
            # The link brings in the gemeenten that those asked for came from.
            area = self._reached(year).area if year != self.target else None
            table, found = self._table(year), self._rates_of(year)
            if table is None or found is None:
                continue
            self._step(self._feedback.progress())
            rows = np.ones(len(table.figures), dtype=bool) if area is None else table.figures.index.isin(area)
            residents = np.asarray(table.figures["inwoners"], dtype=np.float64)[rows]
            for name in here:
                column = table.figures[_CORP] if name == _CORP else found.frame[name]
                has, everyone = cover(np.asarray(column, dtype=np.float64)[rows], residents)
                if everyone and has >= method().cover_share * everyone:
                    chosen[name] = year
        return chosen

    def _with_corp(self, kwb: Kwb, now: Figures) -> Kwb:
        """The target table with the share of corporaties of its own year, where that is another one."""
        year = now.years.get(_CORP, self.target)
        if year != self.target:
            figures = kwb.figures.copy()
            figures[_CORP] = self._on_target(year)[_CORP].reindex(figures.index)
            kwb = replace(kwb, figures=figures)
        residents = np.asarray(kwb.figures["inwoners"], dtype=np.float64)
        has, everyone = cover(np.asarray(kwb.figures[_CORP], dtype=np.float64), residents)
        self._account.add("indicator", ("notice", "figures"), CBS, year, count=has,
                          value_places={"has": has, "all": everyone}, field=_CORP)  # fmt: skip
        return kwb

    # -- Leefbaarometer -------------------------------------------------------------------------------------------
    def _scores(self, index: pd.Index[str], base_year: int | None) -> Liveability:
        known = self._lbm.years()
        chosen = max((y for y in known if y <= self.target), default=None)
        chosen_base = max((y for y in known if base_year is not None and y <= base_year), default=None)
        if chosen_base is not None and chosen_base == chosen:
            # One year cannot be target and base at once: the change would be 0 everywhere.
            self._feedback.pushWarning(same_edition(chosen, self.target, base_year, self._account))
            chosen_base = None
        if chosen is None:
            self._account.add(
                "liveability_none", ("notice", "only_later"), liveability.SOURCE,
                value_places={"years": ", ".join(map(str, known)), "asked": self.target},
            )  # fmt: skip
            return Liveability.none()
        borders = self._lbm.border_year()
        reach = self._reached(borders)
        gemeenten = self.asked
        if gemeenten is not None and borders in self._gemeenten:
            # The scores of a gemeente that is gone stand under the one that it went to.
            gemeenten = sorted({*gemeenten, *self._gemeenten[borders]})
        raw = self._lbm.table(gemeenten, [year for year in (chosen, chosen_base) if year is not None])
        if self._lbm.problem is not None:
            self._account.add("zip_unused", self._lbm.problem.text(tr), liveability.SOURCE)
            self._feedback.pushInfo(self._lbm.problem.text(tr))
        self._fetcher.breathe()
        table = liveability.read_liveability(raw, None, self._account)
        self._fetcher.breathe()
        link = self._link(borders, sorted({str(code) for code in table["bu_code"]}))
        out = []
        for topic, year in (("onv", chosen), ("onv_base", chosen_base)):
            carried = _carried_scores(liveability.of_year(table, year), link, reach.weights).reindex(index)
            if topic == "onv" or base_year is not None:
                self._account.add(topic, source=liveability.SOURCE, year=year, retrieved=raw.retrieved,
                                  count=int(carried.notna().sum()))  # fmt: skip
            out.append(carried)
        return Liveability(out[0], out[1], chosen, chosen_base)

    # -- police ---------------------------------------------------------------------------------------------------
    def _registered(self, index: pd.Index[str], residents: pd.Series[float]) -> pd.DataFrame:
        """``po_ovl``, ``po_mis`` and ``po_jaar`` on the target borders. They are a measure beside the others, so when
        they cannot be had that is said, and the rest goes on without them.
        """
        notes = Account()
        try:
            found = self._registered_on_target(index, residents, notes)
        except VeerkrachtError as error:
            why = error.text(tr)
            self._account.add("po_failed", why, POLICE)
            self._feedback.pushWarning(word("notice", "po_failed", language=product_language(), why=why))
            return police_table({}, index, None)
        self._account.entries += notes.entries
        return found

    def _registered_on_target(self, index: pd.Index[str], residents: pd.Series[float], notes: Account) -> pd.DataFrame:
        """Registrations of the buurten that are the same place on the borders of the police, by target residents."""
        stated = border_year(self._fetcher)
        # Of a year that CBS has no edition of yet the borders of the newest one come nearest.
        borders = max((year for year in self._editions if stated is None or year <= stated), default=self.target)
        # The link brings in the gemeenten that those asked for came from or went to.
        self._reached(borders)
        known = self._edition_codes(borders)
        link = self._link(borders, known)
        # A rate over a border that moved would be that of other people; it stays empty.
        there = link["source"].dropna()
        people = pd.Series(residents.reindex(there.index).to_numpy(dtype=np.float64), index=list(there))
        gemeenten = sorted({regions.gemeente_of(code) for code in known})
        found = police(self._fetcher, gemeenten, self.target, people, notes, self._floor)
        self._fetcher.breathe()
        notes.add("po_borders", ("notice", "po_borders"), POLICE, stated or borders,
                  value_places={"borders": stated or borders, "target": self.target})  # fmt: skip
        out = pd.DataFrame(
            {name: link["source"].map(found[name]).to_numpy(dtype=np.float64) for name in found}, index=link.index
        ).reindex(index)
        apart = [str(code) for code in link.index[link["source"].isna()]]
        if apart:
            notes.add("po_moved", listed(apart, 10), POLICE, borders, count=len(apart))
        return out

    # -- what is said ---------------------------------------------------------------------------------------------
    def _say_sources(self, now: Figures, before: Figures | None, base_year: int | None) -> None:
        figures = {self.target, *now.years.values(), *(before.years.values() if before else ())}
        for year in sorted(figures, reverse=True):
            if year in self._notes:
                self._account.entries += self._notes[year].entries
        flags = sorted({year for year in (*self._kwb, *self._flags_read) if year not in figures})
        if flags:
            self._account.add("flags_from", ", ".join(f"{self._editions[year]} ({year})" for year in flags), CBS)
        for year, reach in sorted(self._reaches.items()):
            if reach.via is not None:
                self._account.add("compared_with", str(reach.via), GEOMETRY, year)
            elif len(reach.same) < len(self._codes) and year != self.target:
                self._account.add("no_polygons", source=GEOMETRY, year=year)
        if base_year is not None:
            known = self._flags(base_year, self.target)
            lacking = [year for year in range(base_year + 1, self.target + 1) if year not in known]
            if lacking:
                self._account.add("flags_unknown", ("notice", "flags"), CBS,
                                  value_places={"years": ", ".join(map(str, lacking))})  # fmt: skip
        for service, (retrieved, count) in sorted(old_copies(self._fetcher).items()):
            topic = "kept_copy" if self._fetcher.offline else "old_copy"
            self._account.add(topic, service, retrieved=retrieved, count=count)

    def _say_tables(self, output: Output, kwb: Kwb, base: Kwb | None, years: set[int]) -> None:
        """The tables of other years that figures come from, in the layer's metadata."""
        if output.provenance is None:
            return
        source = word("source", "cbs", language=product_language())
        told = {kwb.year, *([base.year] if base is not None else [])}
        more = []
        for year in sorted(years - told):
            table = self._kwb.get(year)
            if table is not None:
                more.append(f"{source} {year}: {table.name} {table.retrieved}".strip())
        output.provenance.history[len(told) : len(told)] = more
        days = sorted({retrieved[:10] for _, retrieved in self._fetcher.old})
        if days:
            # Goes on to every product: figures that nobody could renew are of that day.
            between = days[0] if days[0] == days[-1] else f"{days[0]} – {days[-1]}"
            key = "kept_copies" if self._fetcher.offline else "old_copies"
            output.provenance.history.append(word("general", key, language=product_language(), days=between))


def newer_edition(fetcher: Fetcher, gemeenten: Sequence[str], than: int, feedback: Any) -> int | None:
    """The newest year after ``than`` of which CBS has residents, and PDOK borders, of the first of ``gemeenten`` that
    is still there; None when there is none. Any ``QgsFeedback`` will do. Raises VeerkrachtError when a publisher is out
    of reach.
    """
    gathering = Gathering(fetcher, QgsCoordinateTransformContext(), Account(), feedback)
    return gathering.newer(gemeenten, than)


class NoEdition(VeerkrachtError):
    """No edition of CBS is out."""


class UnknownGemeente(VeerkrachtError):
    """A name or code that no gemeente has, or that several have."""


def old_copies(fetcher: Fetcher) -> dict[str, tuple[str, int]]:
    """Service → when the oldest of the copies that it could not renew was fetched, and how many they are."""
    out: dict[str, tuple[str, int]] = {}
    for where, retrieved in dict.fromkeys(fetcher.old):
        service = service_of(where)
        before, count = out.get(service, (retrieved, 0))
        out[service] = (min(before, retrieved), count + 1)
    return out


def _inhabited(table: Kwb) -> list[str]:
    return [str(code) for code in table.figures.index[table.figures["inwoners"] > 0]]


def _is_out(table: Kwb) -> bool:
    """Whether the residents are out: of enough buurten, and not all 0."""
    residents = table.figures["inwoners"]
    return bool((residents > 0).any()) and bool(residents.notna().mean() >= method().cover_share)


def _carried_scores(scores: pd.Series[float], link: pd.DataFrame, weights: pd.DataFrame | None) -> pd.Series[float]:
    """Scores on the target borders: of the same place as they are; where a border moved the mean over the dwellings of
    the buurten that went into it, missing when more than 20 % of them have no score.
    """
    # An absent source is None, which no score has as its code.
    out = pd.Series(link["source"].map(scores).to_numpy(dtype=np.float64), index=link.index)
    moved = link.index[link["vgl"] == boundaries.REALLOCATED]
    if len(moved) and weights is not None:
        pairs = weights[weights["target"].isin(set(moved))]
        value = pairs["source"].map(scores)
        whole = pairs.groupby("target")["dwellings"].sum()
        known = pairs["dwellings"].where(value.notna(), 0.0).groupby(pairs["target"]).sum()
        mean = (pairs["dwellings"] * value).groupby(pairs["target"]).sum() / known.where(known > 0)
        out.loc[moved] = mean.where(whole - known <= method().missing_source_share * whole).reindex(moved)
    return out


def _geometry(wkb: bytes) -> QgsGeometry:
    geometry = QgsGeometry()
    geometry.fromWkb(wkb)
    return geometry
