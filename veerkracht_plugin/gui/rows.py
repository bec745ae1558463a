"""What the panel shows of the layers: their rows, read once and aside, and counted for the legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsFeatureRequest, QgsVectorLayer, QgsVectorLayerFeatureSource

from ..compat import is_null
from ..maps.definitions import MAPS

if TYPE_CHECKING:
    from ..model.position import Positions


@dataclass
class Buurt:
    """A row of the classified layer: what its algorithm wrote, and own units."""

    fid: int
    values: dict[str, Any]
    units: float | None = None

    def number(self, name: str) -> float | None:
        """A figure, or None where it is missing."""
        value = self.values.get(name)
        return None if value is None else float(value)


@dataclass
class Buurten:
    """All rows, and whether there is own stock beside them."""

    rows: dict[int, Buurt] = field(default_factory=dict)
    stock: bool = False
    #: What the figures of a buurt are set beside, and the rows in its table by buurt.
    positions: Positions | None = None
    places: dict[int, int] = field(default_factory=dict)

    def means(self, buurt: Buurt) -> dict[str, float | int | None]:
        """What :mod:`..maps.card` compares ``buurt`` with: its gemeente, and the whole map."""
        from ..maps.card import ALL, HERE, compared

        out: dict[str, float | int | None] = {
            "gemeenten": len({one.values.get("gm_code") for one in self.rows.values()})
        }
        positions = self.positions
        if positions is None:
            return out
        at = [self.places[buurt.fid]]
        for name in compared(buurt.values):
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


def _set_beside(buurten: Buurten) -> None:
    import pandas as pd

    from ..model.position import Positions

    if not buurten.rows:
        return
    table = pd.DataFrame([one.values for one in buurten.rows.values()])
    for name in table.columns[table.isna().any()]:
        # A column that is empty here and there holds None, which is no number.
        if not table[name].map(lambda one: isinstance(one, str)).any():
            table[name] = pd.to_numeric(table[name])
    buurten.positions = Positions(table)
    buurten.places = {fid: place for place, fid in enumerate(buurten.rows)}


def reader(layer: QgsVectorLayer, stock: QgsVectorLayer | None) -> Callable[[Any], Buurten]:
    """A function that reads the layers as they are now, and may be called in any thread."""
    rows = QgsVectorLayerFeatureSource(layer)
    names = layer.fields().names()
    units = QgsVectorLayerFeatureSource(stock) if stock is not None else None
    columns = stock.fields().names() if stock is not None else []

    def read(feedback: Any) -> Buurten:
        request = QgsFeatureRequest()
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        own: dict[str, float] = {}
        code, count = (columns.index(name) if name in columns else -1 for name in ("bu_code", "eenheden"))
        for feature in units.getFeatures(request) if units is not None and min(code, count) >= 0 else []:
            values = feature.attributes()
            if not is_null(values[count]):
                own[str(values[code])] = float(values[count])
        out = Buurten(stock=stock is not None)
        for feature in rows.getFeatures(request):
            if feedback is not None and feedback.isCanceled():
                break
            found: Mapping[str, Any] = {
                name: None if is_null(value) else value for name, value in zip(names, feature.attributes())
            }
            units_here = own.get(str(found.get("bu_code")), 0.0) if units is not None else None
            out.rows[feature.id()] = Buurt(feature.id(), dict(found), units_here)
        _set_beside(out)
        return out

    return read
