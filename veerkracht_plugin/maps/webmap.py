"""One HTML file for everybody: the nine maps to switch, with no server, no library and no request to anywhere.

The page is ``resources/webmap/``: ``page.html`` with ``page.css`` and ``page.js`` put in, and the figures as data. Its
Content Security Policy allows the two by their hashes and nothing else. Every foreign text goes in as data, and the
script puts it on the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeedback,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..model import audience as audiences
from ..model.classes import NONE
from ..model.method import method
from ..model.words import LANGUAGES, codes, group, word
from ..paths import resource
from . import arcs as borders
from . import telling
from .definitions import DEFAULT_MAP, MAPS, MapDefinition, colours
from .factsheet import for_outside
from .material import SLIT, Material, counts, read, read_stock
from .page import ink_on
from .renderers import DISC_FULL, DISC_LEAST, DISC_MOST
from .scene import mark

_LINES = QgsWkbTypes.GeometryType.LineGeometry

#: Most characters that the borders may take, and the largest departure from them to begin with, as a share of the map.
MOST_BORDERS, DEPARTURE = 2_500_000, 1 / 12000

#: Figures of a buurt and their decimals, in the order in which they are read.
_COUNTS = {"inwoners": 0, "huishouden": 0, "woningen": 0, "p_corp": 1}
_SCORES = {"onv": 3, "kw": 2, "kw_d": 2, "kw_onz": 2, "ov_d": 3}

#: The figures in the tip of each class field, beside inwoners and own units.
_TIPS = {
    "kl_kw": ["kw"],
    "kl_kwd": ["kw_d", "kw_onz"],
    "kl_ov": ["onv"],
    "kl_ovd": ["ov_d"],
    "kl_corp": ["woningen", "p_corp"],
    "kl_signa": ["kw_d", "ov_d"],
    "kl_signr": ["kw_d", "ov_d"],
    "kl_focus": ["kw", "onv"],
    "kl_focusr": ["kw", "onv"],
}


def write_webmap(
    path: Path,
    buurten: QgsVectorLayer,
    stock: QgsVectorLayer | None,
    audience: str,
    language: str,
    *,
    made: date | None = None,
    least: int | None = None,
    context: QgsProcessingContext | None = None,
    feedback: QgsFeedback | None = None,
) -> None:
    """Write the nine maps of the classified layer ``buurten`` to the HTML file ``path``, which is replaced.

    ``stock``: own stock as ``overlaystock`` gives it, properties or complexes. ``audience`` ``intern`` has complexes on
    the map; ``extern`` has none, and no buurt with fewer than ``least`` own units (the method's number when None).
    ``language``: the one that the page opens in; it holds both. ``made``: the date on it, today when None.

    Raises VeerkrachtError for a layer without classes or polygons and for a file that cannot be written; Cancelled.
    """
    context = context or QgsProcessingContext()
    feedback = feedback or QgsFeedback()
    material = read(QgsProcessingFeatureSource(buurten, context), buurten.name(), feedback, context=context)
    material.describe(buurten.metadata().history())
    if stock is not None:
        source = QgsProcessingFeatureSource(stock, context)
        material.stock = read_stock(source, stock.name(), feedback, context=context)
    text = page(material, audience, language, made or date.today(), least, feedback)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(text.encode("utf-8"))
        part.replace(path)
    except OSError as error:
        raise VeerkrachtError(
            N_("The file {file} cannot be written ({reason}). Choose another place."),
            file=path,
            reason=error.strerror or type(error).__name__,
        ) from error
    finally:
        part.unlink(missing_ok=True)


def page(
    material: Material,
    audience: str,
    language: str,
    made: date,
    least: int | None = None,
    feedback: QgsFeedback | None = None,
) -> str:
    """The page as text; parameters as in :func:`write_webmap`."""
    least = method().extern_minimum_units if least is None else least
    small: set[str] = set()
    outside = audience == audiences.EXTERN
    stock = material.stock
    if outside and stock is not None:
        shown, small = for_outside(stock, least)
        material = Material(**{**vars(material), "stock": shown})
    data = {
        "language": language,
        "texts": {one: _texts(material, one, made, least if outside else 0) for one in LANGUAGES},
        "maps": [_map(material, definition) for definition in MAPS],
        "map": DEFAULT_MAP,
        "colours": {key: colours()[key] for key in ("geen", "outline")},
        "disc": {"least": DISC_LEAST, "most": DISC_MOST, "full": DISC_FULL},
        "stock": stock is not None,
        "by": "" if stock is None or outside else "complex" if stock.has_complexes else "point",
        "fictional": material.fictional,
        **_figures(material, small),
        **_shapes(material, feedback or QgsFeedback()),
        "discs": _discs(material),
    }
    return _filled(data, language)


# -- words -------------------------------------------------------------------------------------------------------------
def _texts(material: Material, language: str, made: date, least: int) -> dict[str, Any]:
    """Everything in words in one language; ``least`` 0: not for outside."""
    area = material.whole()
    notes = list(telling.sources(material, language, made))
    if least:
        notes.insert(1, word("factsheet", "extern_note", language=language, n=least))
    elif material.stock is not None and material.stock.by_complex:
        notes.insert(1, word("page", "stock_whole", language=language))
    texts: dict[str, Any] = {key: entry[language] for key, entry in group("webmap").items()}
    for key in ("buurt", "buurten", "residents", "unit", "units", "own", "total", "fictional", "kw_axis", "ov_axis"):
        texts[key] = word("page", key, language=language)
    for key in ("wijk_border", "gemeente_border", "stock_complex", "stock_point", "sources"):
        texts[key] = word("page", key, language=language)
    texts["signal"] = word("general", "signal", language=language)
    texts["small"] = word("factsheet", "stock_small", language=language, n=least)
    texts["place"] = telling.place_line(area, material, language)
    texts["notes"] = notes
    texts["short"] = notes[-1]
    texts["reasons"] = {key: entry[language] for key, entry in group("reason").items()}
    return texts


def _map(material: Material, definition: MapDefinition) -> dict[str, Any]:
    """One map: its classes in legend order with colour, words and what they hold."""
    order = codes(definition.field)
    palette = colours()["palettes"][definition.palette]
    found = counts(material, definition.field, range(len(material.table)))
    both = {
        language: {
            "title": word("map", definition.id, language=language),
            "span": telling.span(definition, material, language),
            "labels": [word("class", definition.field, code, language=language) for code in order],
            "marks": [mark(definition, code, language) for code in order],
        }
        for language in LANGUAGES
    }
    square: dict[str, dict[str, str]] = {}
    if definition.palette == "focus":
        axis = "axis_relative" if definition.id.endswith("_relatief") else "axis"
        square = {
            language: {key: word(axis, key, language=language) for key in ("A", "B", "C", "1", "2", "3")}
            for language in LANGUAGES
        }
    return {
        "id": definition.id,
        "field": definition.field,
        "change": definition.change,
        "codes": order,
        "fills": [palette.get(code, colours()["geen"]["fill"]) for code in order],
        "inks": [ink_on(palette.get(code, colours()["geen"]["fill"])) for code in order],
        "counts": [[found[code].buurten, found[code].inwoners, found[code].units] for code in order],
        "words": both,
        "axes": square,
        "tips": _TIPS[definition.field],
    }


# -- figures -----------------------------------------------------------------------------------------------------------
def _year(material: Material, field: str, years: telling.Years, base: bool) -> str:
    """The year of a figure, as it stands beside it."""
    if field == "onv":
        known = years.onv_0 if base else years.onv
    else:
        known = (years.base if base else years.now).get(field)
    return str(known) if known else material.base_year if base else material.year


def _figures(material: Material, small: Iterable[str]) -> dict[str, Any]:
    """``figures``: what each column is; ``buurten``: per buurt its names, classes, figures and own units."""
    table, years = material.table, telling.years(material.history)
    indicators = [(field, 1) for field in method().indicator_fields if table[field].notna().any()]
    shown = [*_COUNTS.items(), *indicators, *_SCORES.items()]
    figures, columns = [], []
    for field, decimals in shown:
        change = field in ("kw_d", "kw_onz", "ov_d")
        based = f"{field}_0" in table and bool(table[f"{field}_0"].notna().any())
        of = "onv" if field == "ov_d" else "kw"
        span = "–".join(one for one in (_year(material, of, years, True), _year(material, of, years, False)) if one)
        figures.append({
            "id": field,
            "decimals": decimals,
            "year": span if change else _year(material, field, years, False),
            "signed": field in ("kw_d", "ov_d"),
            "base": _year(material, field, years, True) if based else "",
            "words": {one: word("field", field, language=one) for one in LANGUAGES},
        })  # fmt: skip
        columns.append([_number(value, decimals) for value in table[field]])
        columns.append([_number(value, decimals) for value in table[f"{field}_0"]] if based else [])
    orders = [codes(definition.field) for definition in MAPS]
    wijken, gemeenten = _names(table["wk_naam"]), _names(table["gm_naam"])
    fewer, units = set(small), material.units()
    rows = []
    for i, row in enumerate(table.itertuples(index=False)):
        rows.append([
            row.bu_code, row.bu_naam or row.bu_code, wijken.index(row.wk_naam), gemeenten.index(row.gm_naam),
            [order.index(getattr(row, one.field)) if getattr(row, one.field) in order else order.index(NONE)
             for one, order in zip(MAPS, orders)],
            [[column[i] if column else None for column in columns[at : at + 2]] for at in range(0, len(columns), 2)],
            -1 if row.bu_code in fewer else round(units[i]), [one for one in row.reden.split("; ") if one],
        ])  # fmt: skip
    return {"figures": figures, "wijken": wijken, "gemeenten": gemeenten, "buurten": rows}


def _names(column: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(column))


def _number(value: float, decimals: int) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    # Two digits more than are shown: enough to round rightly, not enough to make the file long.
    rounded = round(float(value), decimals + 2)
    return int(rounded) if rounded.is_integer() else rounded


# -- shapes ------------------------------------------------------------------------------------------------------------
def _shapes(material: Material, feedback: QgsFeedback) -> dict[str, Any]:
    """``arcs`` as steps, ``levels`` (0 within a wijk, 1 between wijken, 2 around a gemeente), ``shapes`` (arcs of each
    buurt), ``anchors`` (where its name goes, and the room there) and ``size``: metres from the upper left corner.
    """
    extent = material.extent(material.whole())
    left, top = math.floor(extent.xMinimum()), math.ceil(extent.yMaximum())
    width, height = math.ceil(extent.xMaximum()) - left, top - math.floor(extent.yMinimum())
    shapes: list[borders.Shape] = []
    anchors: list[list[int]] = []
    for geometry in material.geometries:
        if feedback.isCanceled():
            raise Cancelled
        shapes.append([
            [[(round(p.x()) - left, top - round(p.y())) for p in ring] for ring in polygon]
            for polygon in _polygons(geometry)
        ])  # fmt: skip
        anchors.append(_anchor(geometry, left, top))
    whole = borders.cut(borders.weld(shapes, 2 * SLIT))
    tolerance = max(1.0, max(width, height) * DEPARTURE)
    while True:
        if feedback.isCanceled():
            raise Cancelled
        fit = _sound(whole, borders.simplified(whole, tolerance), tolerance)
        steps = [borders.deltas(arc) for arc in fit.arcs]
        if sum(len(str(one)) for one in steps) <= MOST_BORDERS or tolerance > max(width, height):
            break
        tolerance *= 2.0
    levels = _levels(material, fit, left, top)
    return {
        "arcs": steps, "levels": levels, "shapes": fit.shapes, "anchors": anchors, "size": [width, height],
        "corner": [left, top],
    }  # fmt: skip


def _levels(material: Material, fit: borders.Arcs, left: int, top: int) -> list[int]:
    """What each arc parts: 0 buurten of one wijk, 1 wijken, 2 gemeenten or the map from what lies around it."""
    wijken, gemeenten = list(material.table["wk_code"]), list(material.table["gm_code"])
    alone = any(len(owners) < 2 for owners in fit.owners)
    edges = {level: _edges(material, level) for level in ("gemeente", "wijk")} if alone else {}
    out = []
    for arc, owners in zip(fit.arcs, fit.owners):
        if len(owners) > 1:
            out.append(
                2 if len({gemeenten[i] for i in owners}) > 1 else 1 if len({wijken[i] for i in owners}) > 1 else 0
            )
            continue
        # The side of a slit between neighbours that was too wide to close is not the edge of the map.
        a, b = arc[(len(arc) - 1) // 2], arc[(len(arc) - 1) // 2 + 1]
        middle = QgsGeometry.fromPointXY(QgsPointXY(left + (a[0] + b[0]) / 2, top - (a[1] + b[1]) / 2))
        far = 2.5 * SLIT
        out.append(2 if edges["gemeente"].distance(middle) < far else 1 if edges["wijk"].distance(middle) < far else 0)
    return out


def _edges(material: Material, level: str) -> QgsGeometry:
    """The borders of all areas of a level as lines (RD)."""
    outlines = [material.outline(area) for area in material.areas(level)]
    lines = [one.convertToType(_LINES, True) for one in outlines if not one.isNull()]
    return QgsGeometry.collectGeometry(lines) if lines else QgsGeometry.fromWkt("LineString EMPTY")


def _polygons(geometry: QgsGeometry) -> list[list[list[QgsPointXY]]]:
    if geometry.isNull():
        return []
    polygons: list[list[list[QgsPointXY]]] = geometry.asMultiPolygon()
    return polygons


def _anchor(geometry: QgsGeometry, left: int, top: int) -> list[int]:
    """The middle of the widest room inside a buurt and its radius (m); nothing without a polygon."""
    if geometry.isNull():
        return []
    point, radius = geometry.poleOfInaccessibility(max(2.0, math.sqrt(geometry.area()) / 50))
    if point.isNull():
        point, radius = geometry.pointOnSurface(), 0.0
    at = point.asPoint()
    return [round(at.x()) - left, top - round(at.y()), round(max(0.0, radius))]


def _sound(whole: borders.Arcs, fit: borders.Arcs, tolerance: float) -> borders.Arcs:
    """``fit`` with the full borders of those buurten that simplifying would make cross themselves."""
    keep: set[int] = set()
    # A border put back may cross that of a neighbour, so it is looked at once more.
    for _ in range(3):
        before = len(keep)
        for polygons in whole.shapes:
            for rings in polygons:
                if not _valid(fit, rings) and _valid(whole, rings):
                    keep |= {one if one >= 0 else ~one for references in rings for one in references}
        if len(keep) == before:
            break
        fit = borders.simplified(whole, tolerance, keep)
    return fit


def _valid(arcs: borders.Arcs, rings: Sequence[Sequence[int]]) -> bool:
    points = [[QgsPointXY(*point) for point in arcs.ring(one)] for one in rings]
    return bool(QgsGeometry.fromPolygonXY([[*ring, ring[0]] for ring in points if ring]).isGeosValid())


def _discs(material: Material) -> list[list[Any]]:
    """Own stock by place: x, y (m from the corner), units, position of the buurt (−1: none), complex. Empty for
    outside, where it has no places.
    """
    stock = material.stock
    if stock is None or not stock.geometries:
        return []
    extent = material.extent(material.whole())
    left, top = math.floor(extent.xMinimum()), math.ceil(extent.yMaximum())
    position = {code: i for i, code in enumerate(material.table["bu_code"])}
    found: dict[tuple[int, int, int, str], int] = {}
    for one in stock.places():
        key = (round(one.x) - left, top - round(one.y), position.get(one.bu_code, -1), one.complex)
        # Homes above each other are one disc by their number.
        found[key] = found.get(key, 0) + one.units
    # Large ones first, so that small ones lie on top.
    return [[x, y, units, at, name] for (x, y, at, name), units in sorted(found.items(), key=lambda one: -one[1])]


# -- the file ----------------------------------------------------------------------------------------------------------
def _json(data: Any) -> str:
    """JSON that cannot end the element it stands in: ``<``, ``>``, ``&`` and the line ends of JavaScript escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for one in "<>&\u2028\u2029":
        text = text.replace(one, f"\\u{ord(one):04x}")
    return text


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _filled(data: dict[str, Any], language: str) -> str:
    """The page with everything put in. Lines end in \\n whatever the checkout has, since the hashes are of the text."""
    parts = {
        name: resource("webmap", f"page.{name}").read_text(encoding="utf-8").replace("\r\n", "\n")
        for name in ("html", "css", "js")
    }
    texts = data["texts"][language]
    filled = {
        "LANGUAGE": language,
        "TITLE": html.escape(f"{word('map', DEFAULT_MAP, language=language)} – {texts['place']}"),
        "POLICY": "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src {_hash(parts['js'])}; style-src {_hash(parts['css'])}",
        "NOSCRIPT": " · ".join(html.escape(data["texts"][one]["noscript"]) for one in LANGUAGES),
        "CSS": parts["css"],
        "JS": parts["js"],
        "DATA": _json(data),
    }
    out = []
    for number, piece in enumerate(parts["html"].split("%%")):
        out.append(filled[piece] if number % 2 else piece)
    return "".join(out)
