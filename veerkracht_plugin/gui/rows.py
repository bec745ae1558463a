"""What the panel shows of the layers: their rows, read once and aside, and counted for the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsFeatureRequest, QgsVectorLayer, QgsVectorLayerFeatureSource

from ..compat import is_null
from ..layers.found import product_of
from ..maps.definitions import MAPS

if TYPE_CHECKING:
    from ..maps.beside import Beside
    from ..model.position import Positions

#: The two pictures of the plot.
LEVEL, CHANGE = "level", "change"


@dataclass
class Buurt:
    """A row of the classified layer: what its algorithm wrote, and own units."""

    fid: int
    values: dict[str, Any]
    units: float | None = None

    def number(self, name: str) -> float | None:
        """A figure, or None where it is missing."""
        value = self.values.get(name)
        try:
            return None if value is None else float(value)
        except (TypeError, ValueError):
            return None

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.values.get("bu_naam") or self.values.get("bu_code") or self.fid)


@dataclass(frozen=True)
class Dot:
    """A buurt in the plot: kwetsbaarheid or its change (``x``) against that of overlast (``y``), high is right and up.
    ``said``: its class in words.
    """

    fid: int
    x: float
    y: float
    units: float
    colour: str
    name: str
    said: str


@dataclass(frozen=True)
class Picture:
    """What the plot draws: ``dots``, the class borders of x and of y, the words at both axes, the map whose colours it
    has, and how many buurten have no point.
    """

    dots: Sequence[Dot] = ()
    borders: tuple[Sequence[float], Sequence[float]] = ((), ())
    names: tuple[str, str] = ("", "")
    colours: str = ""
    without: int = 0


@dataclass
class Buurten:
    """All rows, and whether there is own stock beside them."""

    rows: dict[int, Buurt] = field(default_factory=dict)
    stock: bool = False
    #: Whether they are of the built-in example.
    fictional: bool = False
    #: What the figures of a buurt are set beside, and the rows in its table by buurt.
    positions: Positions | None = None
    places: dict[int, int] = field(default_factory=dict)
    #: What else the project holds of them.
    beside: Beside | None = None
    #: By what the plot shows: its level or its change.
    pictures: dict[str, Picture] = field(default_factory=dict)
    #: The list: feature id and values.
    table: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    gemeenten: int = 0
    filtered: bool = False

    def means(self, buurt: Buurt) -> dict[str, float | int | None]:
        """What :mod:`..maps.card` compares ``buurt`` with: its gemeente, and the whole map."""
        from ..maps.card import ALL, HERE, compared
        from ..model.position import SCORES, denominator

        out: dict[str, float | int | None] = {"gemeenten": self.gemeenten}
        positions = self.positions
        if positions is None:
            return out
        at = [self.places[buurt.fid]]
        for name in [*compared(buurt.values), *({"onv_0"} & set(buurt.values))]:
            needed = "" if name in SCORES else denominator(name)
            if needed and needed not in buurt.values:
                continue
            for key, mean in ((HERE, positions.gemeente(at, name)), (ALL, positions.reference(name))):
                out[key + name] = mean if mean == mean else None
        return out

    def counts(self) -> dict[str, dict[str, list[float]]]:
        """Per class field and code: buurten, residents and own units. Nothing is computed anew."""
        out: dict[str, dict[str, list[float]]] = {definition.field: {} for definition in MAPS}
        for buurt in self.rows.values():
            residents = buurt.number("inwoners") or 0.0
            for name, codes in out.items():
                row = codes.setdefault(str(buurt.values.get(name)), [0.0, 0.0, 0.0])
                row[0] += 1
                row[1] += residents
                row[2] += buurt.units or 0.0
        return out


def _set_beside(buurten: Buurten, history: Sequence[str]) -> None:
    import pandas as pd

    from ..maps.card import floor_of
    from ..model.position import Positions

    if not buurten.rows:
        return
    buurten.gemeenten = len({one.values.get("gm_code") for one in buurten.rows.values()})
    table = pd.DataFrame([one.values for one in buurten.rows.values()])
    if not {"gm_code", "inwoners"} <= set(table.columns):
        return
    for name in table.columns[table.isna().any()]:
        # A column that is empty here and there holds None, which is no number.
        if not table[name].map(lambda one: isinstance(one, str)).any():
            table[name] = pd.to_numeric(table[name])
    buurten.positions = Positions(table, floor=floor_of(history))
    buurten.places = {fid: place for place, fid in enumerate(buurten.rows)}


def _picture(rows: Sequence[Buurt], what: str, language: str) -> Picture:
    """The plot of the level in classes of the focuskaart, or of the change in those of the signal map."""
    from ..maps.definitions import DEFAULT_MAP, colours, map_definition
    from ..model.method import method
    from ..model.words import word

    one = method()
    definition = map_definition(DEFAULT_MAP if what == LEVEL else "signaal_absoluut")
    palette = colours()["palettes"][definition.palette]
    none = colours()["geen"]["fill"]
    said: dict[str, str] = {}
    dots = []
    for buurt in rows:
        x, y = (buurt.number(name) for name in (("kw", "onv") if what == LEVEL else ("kw_d", "ov_d")))
        if x is None or y is None:
            continue
        # Overlast is the score of the Leefbaarometer turned round: high is worse.
        y = -y if what == LEVEL else y
        code = str(buurt.values.get(definition.field) or "geen")
        if code not in said:
            try:
                said[code] = word("class", definition.field, code, language=language)
            except KeyError:
                said[code] = code
        dots.append(Dot(buurt.fid, x, y, buurt.units or 0.0, palette.get(code, none), buurt.name, said[code]))
    # The largest first, so that no point hides a smaller one.
    dots.sort(key=lambda dot: -dot.units)
    if what == LEVEL:
        upper = [one.ov_limits[code - 1] for code in one.focus_ov_upper if code - 1 < len(one.ov_limits)]
        borders = (list(one.focus_kw_limits), [-limit for limit in upper])
    else:
        borders = ([-one.kw_change, one.kw_change], [-one.ov_change, one.ov_change])
    axes = ("kw_axis", "ov_axis") if what == LEVEL else ("kw_d_axis", "ov_d_axis")
    names = (word("legend", axes[0], language=language), word("legend", axes[1], language=language))
    colour = word("map", definition.id, language=language)
    return Picture(dots, borders, names, colour, len(rows) - len(dots))


def _prepare(buurten: Buurten, language: str) -> None:
    """Everything that the panel draws, made here as the main thread has no time for it."""
    rows = list(buurten.rows.values())
    buurten.pictures = {what: _picture(rows, what, language) for what in (LEVEL, CHANGE)}
    for buurt in rows:
        onv = buurt.number("onv")
        figures = (buurt.number("kw"), None if onv is None else -onv, buurt.number("inwoners"))
        own = (buurt.units,) if buurten.stock else ()
        code = str(buurt.values.get("kl_focus") or "geen")
        buurten.table.append((buurt.fid, (buurt.name, code, *figures, *own)))


def reader(
    layer: QgsVectorLayer, stock: QgsVectorLayer | None, others: Sequence[QgsVectorLayer] = ()
) -> Callable[[Any], Buurten]:
    """A function that reads the layers as they are now, and may be called in any thread. ``others``: what stands beside
    them (:mod:`..layers.found`).
    """
    from ..layers.language import product_language

    rows = QgsVectorLayerFeatureSource(layer)
    names = layer.fields().names()
    units = QgsVectorLayerFeatureSource(stock) if stock is not None else None
    columns = stock.fields().names() if stock is not None else []
    language, history = product_language(), layer.metadata().history()
    filtered = bool(layer.subsetString())
    sources = [(product_of(one), one.name(), one.fields().names(), QgsVectorLayerFeatureSource(one)) for one in others]

    def read(feedback: Any) -> Buurten:
        # What these import takes too long for the main thread.
        from ..maps import beside, card

        request = QgsFeatureRequest()
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        own: dict[str, float] = {}
        code, count = (columns.index(name) if name in columns else -1 for name in ("bu_code", "eenheden"))
        for feature in units.getFeatures(request) if units is not None and min(code, count) >= 0 else []:
            values = feature.attributes()
            if not is_null(values[count]):
                own[str(values[code])] = float(values[count])
        out = Buurten(stock=stock is not None, filtered=filtered)
        for feature in rows.getFeatures(request):
            if feedback is not None and feedback.isCanceled():
                break
            found: Mapping[str, Any] = {
                name: None if is_null(value) else value for name, value in zip(names, feature.attributes())
            }
            units_here = own.get(str(found.get("bu_code")), 0.0) if units is not None else None
            out.rows[feature.id()] = Buurt(feature.id(), dict(found), units_here)
        _set_beside(out, history)
        _prepare(out, language)
        out.beside = beside.read([beside.Source(*one) for one in sources], feedback)
        card.prepare(language, names, history)
        # Imports what takes a while the first time, so here and not in the window's thread.
        from ..processing.building import FICTIONAL

        out.fictional = any(one.values.get("gm_naam") == FICTIONAL for one in out.rows.values())
        return out

    return read
