"""What pages are made of: the classified buurten, own stock, and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from qgis.core import (
    Qgis,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsRectangle,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..layers.read import RD_BOX, polygon, read_rows, to_rd, transform
from ..model import buurten, regions
from ..model.account import floor_in
from ..model.classes import CLASS_FIELDS, NONE
from ..model.method import method
from ..model.police import police_fields
from ..model.values import clean, numbers
from ..model.words import LANGUAGES, codes, word

#: The areas that pages can be about: the field with their code, and the one with their name.
LEVELS = {"buurt": ("bu_code", "bu_naam"), "wijk": ("wk_code", "wk_naam"), "gemeente": ("gm_code", "gm_naam")}

#: Gaps between buurten of one area up to twice this wide (m), and holes up to this large (m²), are no border.
SLIT, SLIT_AREA = 8.0, 20000.0

#: The mark of the built-in example; a product made from it says on its face that it is fictional.
FICTIONAL = "Voorbeeldstad"


@dataclass
class Place:
    """Own stock at one place: its middle (RD), the buurt that holds most of its units, their number, and the complex
    (empty: none).
    """

    x: float
    y: float
    bu_code: str
    units: int
    complex: str


@dataclass
class Stock:
    """Own stock: ``rows`` with ``bu_code`` (empty = none), ``eenheden``, ``complex``; ``geometries`` by position (RD).

    ``by_complex`` says that a row is a complex, which counts as a whole for the buurt that holds most of it.
    """

    rows: pd.DataFrame
    geometries: list[QgsGeometry]
    by_complex: bool

    @property
    def has_complexes(self) -> bool:
        """Whether complexes are known."""
        return bool((self.rows["complex"] != "").any())

    def places(self) -> list[Place]:
        """What to draw: one place for each complex, in order of their names, then one for each row without a
        complex.
        """
        out: list[Place] = []
        frame = self.rows.reset_index(drop=True)
        if self.has_complexes:
            for name, rows in frame[frame["complex"] != ""].groupby("complex", sort=True):
                parts = [self.geometries[i] for i in rows.index if not self.geometries[i].isNull()]
                if not parts:
                    continue
                most = rows.groupby("bu_code")["eenheden"].sum().sort_index().idxmax()
                middle = QgsGeometry.collectGeometry([one.centroid() for one in parts]).centroid().asPoint()
                out.append(Place(middle.x(), middle.y(), str(most), int(rows["eenheden"].sum()), str(name)))
            frame = frame[frame["complex"] == ""]
        for i, code, units in zip(frame.index, frame["bu_code"], frame["eenheden"]):
            if i < len(self.geometries) and not self.geometries[i].isNull():
                middle = self.geometries[i].centroid().asPoint()
                out.append(Place(middle.x(), middle.y(), str(code), int(units), ""))
        return out


def stock_by_buurt(units: Mapping[str, float]) -> Stock:
    """Own stock of which only the number of units of each buurt (by code) is known: no places, no complexes."""
    codes_found = [code for code, number in units.items() if code and number > 0]
    frame = pd.DataFrame(
        {"bu_code": codes_found, "complex": "", "eenheden": [float(units[code]) for code in codes_found]}
    )
    return Stock(frame, [], False)


@dataclass
class Area:
    """A wijk, gemeente or buurt, or the whole map (``code`` empty): the rows of the table that belong to it."""

    level: str
    code: str
    name: str
    rows: list[int]


@dataclass
class Material:
    """Everything that a page may tell. ``geometries`` are in RD, by position in ``table`` (index 0, 1, …)."""

    table: pd.DataFrame
    geometries: list[QgsGeometry]
    stock: Stock | None = None
    history: list[str] = field(default_factory=list)
    fictional: bool = False
    #: Scores of all years of the Leefbaarometer by year, where the input has them.
    onv_years: Mapping[int, list[float]] = field(default_factory=dict)
    #: The mean of the country by year, where it is known and weighted as those of gemeenten are.
    onv_country: Mapping[int, float] = field(default_factory=dict)
    #: The table that kwetsbaarheid was measured against, when it is not the input itself.
    reference: pd.DataFrame | None = None
    #: Whether the input was measured against another table (its own metadata say so).
    referenced: bool = False
    #: Buurten with fewer residents do not count in means.
    floor: int = field(default_factory=lambda: method().floor)
    #: Columns of the user's own that were asked for, as text per row.
    own: Mapping[str, list[str]] = field(default_factory=dict)

    def describe(self, history: Iterable[str]) -> None:
        """Take in what the metadata of the layer say (its history lines), and whether this is the built-in example."""
        self.history = list(history)
        self.fictional = FICTIONAL in set(self.table["gm_naam"])
        given = {
            f"{word('account', 'reference', language=one)}: {word('notice', 'given', language=one)}"
            for one in LANGUAGES
        }
        self.referenced = bool(given & set(self.history))
        floor = floor_in(self.history)
        self.floor = method().floor if floor is None else floor

    @property
    def year(self) -> str:
        """The target year; several as from–to."""
        years = sorted({int(one) for one in self.table["jaar"].dropna()})
        return "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"

    @property
    def base_year(self) -> str:
        """The base year, empty when there is none."""
        years = sorted({int(one) for one in self.table["jaar_0"].dropna()})
        return "" if not years else str(years[0])

    def areas(self, level: str) -> list[Area]:
        """All areas of a level, in order of their codes; a wijk without a name goes by its code."""
        code_field, name_field = LEVELS[level]
        out = []
        found = self.table[self.table[code_field] != ""].groupby(code_field, sort=True)
        for code, rows in found:
            names = [str(name) for name in rows[name_field] if name]
            out.append(Area(level, str(code), names[0] if names else str(code), [int(i) for i in rows.index]))
        return out

    def whole(self) -> Area:
        """The whole map under the names of its gemeenten."""
        names = sorted({str(name) for name in self.table["gm_naam"] if name})
        text = ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
        return Area("whole", "", text, [int(i) for i in self.table.index])

    def extent(self, area: Area) -> QgsRectangle:
        """The box around an area (m); null when none of its rows has a polygon."""
        box = QgsRectangle()
        for i in area.rows:
            if not self.geometries[i].isNull():
                box.combineExtentWith(self.geometries[i].boundingBox())
        return box

    def outline(self, area: Area) -> QgsGeometry:
        """The polygon around an area (RD, multipolygon); null when none of its rows has a polygon."""
        parts = [self.geometries[i] for i in area.rows if not self.geometries[i].isNull()]
        if not parts:
            return QgsGeometry()
        whole = QgsGeometry(parts[0])
        if len(parts) > 1:
            # Polygons that were simplified one by one leave slits between them, which would look like borders.
            joint, cap = Qgis.JoinStyle.Miter, Qgis.EndCapStyle.Flat
            whole = QgsGeometry.unaryUnion(parts)
            whole = (
                whole.buffer(SLIT, 2, cap, joint, 2.0).buffer(-SLIT, 2, cap, joint, 2.0).removeInteriorRings(SLIT_AREA)
            )
        whole.convertToMultiType()
        return whole

    def units(self) -> list[float]:
        """Own units per buurt, by position in ``table``; all 0 without own stock."""
        if self.stock is None:
            return [0.0] * len(self.table)
        sums = self.stock.rows.groupby("bu_code")["eenheden"].sum()
        return [float(sums.get(code, 0.0)) for code in self.table["bu_code"]]


@dataclass
class Count:
    """Of one class: buurten, inwoners, own units."""

    buurten: int = 0
    inwoners: int = 0
    units: int = 0


def counts(material: Material, class_field: str, rows: Iterable[int]) -> dict[str, Count]:
    """What each class holds, in legend order, classes that hold nothing included."""
    out = {code: Count() for code in codes(class_field)}
    units = material.units()
    column, residents = material.table[class_field].tolist(), material.table["inwoners"].tolist()
    for i in rows:
        one = out.get(column[i])
        if one is None:
            continue
        one.buurten += 1
        one.inwoners += int(residents[i]) if residents[i] == residents[i] else 0
        one.units += round(units[i])
    return out


def number(value: float, language: str, decimals: int = 0) -> str:
    """A number as people write it: 12.345,6 in Dutch, 12,345.6 in English; – for what is missing."""
    if value is None or not np.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}".replace("-", "−")
    if text.strip("−0.,") == "":
        text = text.lstrip("−")
    if language == "nl":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def read(
    source: QgsProcessingFeatureSource,
    name: str,
    feedback: QgsFeedback,
    live: bool = False,
    context: QgsProcessingContext | None = None,
    own: Sequence[str] = (),
) -> Material:
    """The classified buurten of ``source``, sorted by code, in RD, with the columns ``own`` as they are.

    Raises VeerkrachtError when it has no classes, or not one of ``own``.
    """
    rows = read_rows(source, name, feedback, geometry=True, live=live)
    table = buurten.from_text(rows.headers, rows.frame, name)
    if not (table["kl_focus"] != "").any():
        raise VeerkrachtError(
            N_("{layer} has no classes yet (field kl_focus). Run “Classify resilience” on it first."), layer=name
        )
    transformation = to_rd(source.sourceCrs(), (context or QgsProcessingContext()).transformContext(), name)
    table = table.sort_values("bu_code")
    geometries = []
    for i in table.index:
        one = rows.geometries[i]
        geometries.append(one if one.isNull() else polygon([transform(one, transformation, name)])[0])
    if all(one.isNull() for one in geometries):
        raise VeerkrachtError(
            N_("{layer} has no polygons, so there is no map to draw. Choose the layer with polygons."), layer=name
        )
    kept = {
        one: [clean(value) for value in rows.frame.loc[table.index][_place(rows.headers, one, name)]] for one in own
    }
    years = _years(rows.headers, rows.frame.loc[table.index], name)
    lower = [header.strip().lower() for header in rows.headers]
    for beside in (one.name for one in police_fields() if one.name in lower):
        table[beside] = numbers(rows.frame.loc[table.index][lower.index(beside)], beside, name, lowest=0.0)
    table = table.reset_index(drop=True)
    for field_name in CLASS_FIELDS:
        table[field_name] = [code if code else NONE for code in table[field_name]]
    return Material(table, geometries, onv_years=years, own=kept)


def _place(headers: Sequence[str], wanted: str, name: str) -> int:
    """Where a column stands. Raises VeerkrachtError when it does not."""
    for position, header in enumerate(headers):
        if header.strip().lower() == wanted.strip().lower():
            return position
    raise VeerkrachtError(
        N_("{layer} has no field {field}. It has {fields}."), layer=name, field=wanted, fields=", ".join(headers)
    )


def _years(headers: list[str], frame: pd.DataFrame, name: str) -> dict[int, list[float]]:
    """Scores per year of the Leefbaarometer, where the layer has them as ``onv_2014`` and so on."""
    out: dict[int, list[float]] = {}
    for position, header in enumerate(headers):
        found = re.fullmatch(r"onv_((?:19|20)\d{2})", header.strip().lower())
        if found:
            out[int(found.group(1))] = [float(one) for one in numbers(frame[position], header, name)]
    return dict(sorted(out.items()))


#: Fields of own stock that may hold the complex, and the number of units.
COMPLEX_FIELDS = ("complex", "complexnr", "complexnummer", "complex_id", "complexcode")


def read_stock(
    source: QgsProcessingFeatureSource,
    name: str,
    feedback: QgsFeedback,
    live: bool = False,
    context: QgsProcessingContext | None = None,
) -> Stock:
    """Own stock as ``overlaystock`` gives it: properties or complexes. Raises VeerkrachtError when it has no
    ``bu_code``.
    """
    spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
    needed = {"bu_code", "eenheden", *COMPLEX_FIELDS}
    rows = read_rows(source, name, feedback, geometry=spatial, live=live, columns=needed)
    place = {header.strip().lower(): i for i, header in reversed(list(enumerate(rows.headers)))}
    if "bu_code" not in place:
        raise VeerkrachtError(
            N_("{layer} is not own stock with its buurten: it has no field bu_code. Run “Own stock on the map” first."),
            layer=name,
        )
    found = next((place[field_name] for field_name in COMPLEX_FIELDS if field_name in place), None)
    by_complex = {"complex", "p_c3", "p_druk"} <= set(place)
    frame = pd.DataFrame(index=range(len(rows.frame)))
    codes_found = regions.normalise_all([clean(value) for value in rows.frame[place["bu_code"]]], regions.BUURT)
    frame["bu_code"] = [code or "" for code in codes_found]
    frame["complex"] = [clean(value) for value in rows.frame[found]] if found is not None else ""
    units = np.ones(len(frame))
    if "eenheden" in place:
        units = np.nan_to_num(numbers(rows.frame[place["eenheden"]], "eenheden", name, lowest=0.0))
    frame["eenheden"] = units
    geometries = [QgsGeometry()] * len(frame)
    if spatial:
        transformation = to_rd(source.sourceCrs(), (context or QgsProcessingContext()).transformContext(), name)
        geometries = [one if one.isNull() else transform(one, transformation, name) for one in rows.geometries]
        geometries = [
            one if not one.isNull() and RD_BOX.intersects(one.boundingBox()) else QgsGeometry() for one in geometries
        ]
    return Stock(frame, geometries, by_complex)
