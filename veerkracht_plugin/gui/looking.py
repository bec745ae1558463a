"""Looking together: what strikes you? A plot, a list and a card of the buurt, all linked with the map."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any, Callable

from qgis.core import QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from ..compat import is_null
from ..i18n import tr
from ..maps.definitions import DEFAULT_MAP, colours, map_definition
from .making import layer_of
from .scatter import Dot, Scatter
from .widgets import Note, Page, name_it

#: The classes on the card, in this order.
ON_CARD = ("kl_focus", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_signa", "kl_corp")


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
    """All rows, and the mean of each indicator over the residents of each gemeente."""

    rows: dict[int, Buurt] = field(default_factory=dict)
    means: dict[str, dict[int, float]] = field(default_factory=dict)


def read_buurten(layer: QgsVectorLayer, stock: QgsVectorLayer | None) -> Buurten:
    """The rows of the layers as they are; means by the function of the method."""
    import numpy as np

    from ..model.classes import gemeente_mean
    from ..model.method import method
    from ..model.police import FIELDS

    units: dict[str, float] = {}
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for feature in stock.getFeatures(request) if stock is not None else []:
        if not is_null(feature["eenheden"]):
            units[str(feature["bu_code"])] = float(feature["eenheden"])
    names = layer.fields().names()
    out = Buurten()
    for feature in layer.getFeatures(request):
        values = {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        own = units.get(str(values.get("bu_code")), 0.0) if stock is not None else None
        out.rows[feature.id()] = Buurt(feature.id(), values, own)
    fids = list(out.rows)
    residents = np.asarray([out.rows[fid].number("inwoners") or 0.0 for fid in fids])
    gemeenten = np.asarray([str(out.rows[fid].values.get("gm_code")) for fid in fids], dtype=object)
    for name in (*method().indicator_fields, "onv", *FIELDS.values()):
        figures = [out.rows[fid].number(name) for fid in fids]
        array = np.asarray([np.nan if one is None else one for one in figures])
        means = gemeente_mean(array, residents, gemeenten, residents >= method().floor)
        out.means[name] = {fid: float(mean) for fid, mean in zip(fids, means) if mean == mean}
    return out


def _said(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else QLocale().toString(float(value), "f", digits)


def card_of(buurt: Buurt, buurten: Buurten, language: str) -> str:
    """The card of a buurt, as rich text: classes in words, indicators, development, own stock, what is missing."""
    from ..model.method import method
    from ..model.police import FIELDS
    from ..model.words import word

    values = buurt.values
    lines = [f"<b>{escape(str(values.get('bu_naam') or values.get('bu_code')))}</b>, {escape(str(values['gm_naam']))}"]
    residents = buurt.number("inwoners")
    if residents is not None:
        lines.append(tr("{n} residents").format(n=f"{residents:,.0f}".replace(",", " ")))
    if buurt.units is not None:
        lines.append(tr("{n} own units").format(n=f"{buurt.units:,.0f}".replace(",", " ")))
    for name in ON_CARD:
        code = str(values.get(name) or "geen")
        text = word("class", name, code, language=language)
        lines.append(f"{escape(word('field', name, language=language))}: <b>{escape(text)}</b>")
    change, doubt = buurt.number("kw_d"), buurt.number("kw_onz")
    if change is not None:
        lines.append(tr("Change of kwetsbaarheid {change}, uncertain by {doubt}").format(
            change=("+" if change > 0 else "") + _said(change, 2), doubt=_said(doubt, 2)))  # fmt: skip
    reasons = [part.strip() for part in str(values.get("reden") or "").split(";") if part.strip()]
    if reasons:
        told = []
        for part in reasons:
            try:
                told.append(word("reason", part, language=language))
            except KeyError:
                told.append(part)
        lines.append(tr("Missing or doubtful: {reasons}").format(reasons=escape("; ".join(told))))
    rows = [f"<tr><td></td><td align=right>{tr('Buurt')}&nbsp;</td><td align=right>{tr('Gemeente')}</td></tr>"]
    for name in (*method().indicator_fields, *FIELDS.values()):
        mean = buurten.means.get(name, {}).get(buurt.fid)
        value = buurt.number(name)
        if value is None and mean is None:
            continue
        rows.append(
            f"<tr><td>{escape(word('short', name, language=language))}&nbsp;</td>"
            f"<td align=right>{_said(value)}&nbsp;</td><td align=right>{_said(mean)}</td></tr>"
        )
    return "<br>".join(lines) + f"<table>{''.join(rows)}</table>"


class _Row(QTreeWidgetItem):
    """Sorts by value, not by the text of it; what is missing comes last."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree is not None else 0
        falling = tree is not None and tree.header().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        mine, theirs = (one.data(column, Qt.ItemDataRole.UserRole) for one in (self, other))
        if mine is None or theirs is None:
            return theirs is None and mine is not None if not falling else mine is None and theirs is not None
        return bool(mine < theirs)


class LookPage(Page):
    """The plot, the list and the card."""

    def __init__(self, zoom: Callable[[QgsVectorLayer, int], None]) -> None:
        super().__init__("VeerkrachtLook", tr("Looking Together"))
        self._zoom = zoom
        self._layer: QgsVectorLayer | None = None
        self._key: tuple[str, ...] = ()
        self._linking = False
        self.buurten = Buurten()
        self.note = Note()
        self.scatter = Scatter()
        name_it(
            self.scatter, tr("Plot of kwetsbaarheid against overlast"),
            tr("Click a point to select its buurt; Ctrl adds one. The arrow keys go from one to the next."),
        )  # fmt: skip
        self.scatter.setToolTip("")
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setSortingEnabled(True)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(160)
        name_it(self.list, tr("List of buurten"), tr("A double click zooms to the buurt."))
        self.card = Note()
        self.card.setTextFormat(Qt.TextFormat.RichText)
        for widget in (self.note, self.scatter, self.list, self.card):
            self.column.addWidget(widget)
        self.scatter.picked.connect(self._picked)
        self.list.itemSelectionChanged.connect(self._listed)
        self.list.itemActivated.connect(self._activated)
        self.update_layers()

    # -- layers ---------------------------------------------------------------------------------------------------
    def update_layers(self) -> None:
        """Look at the layers again: they were made, replaced or removed."""
        layer, stock = layer_of("buurten"), layer_of("buurten_bezit")
        key = tuple(one.id() + one.source() if one is not None else "" for one in (layer, stock))
        if key == self._key and layer is not None and self._layer is layer:
            return
        self._key = key
        self.unwatch()
        self._layer = layer
        self.buurten = read_buurten(layer, stock) if layer is not None else Buurten()
        if layer is not None:
            layer.selectionChanged.connect(self._selected)
        for widget in (self.scatter, self.list):
            widget.setVisible(layer is not None)
        self.note.say(
            tr("A plot and a list of the buurten appear here after “Make the Map”.")
            if layer is None
            else tr("What strikes you? Select buurten here or in the map.")
        )
        self._fill(stock is not None)
        self._selected()

    def unwatch(self) -> None:
        """Let go of the layer."""
        if self._layer is not None and not sip.isdeleted(self._layer):
            self._layer.selectionChanged.disconnect(self._selected)
        self._layer = None

    def _fill(self, with_stock: bool) -> None:
        from ..layers.language import product_language
        from ..model.method import method
        from ..model.words import word

        language = product_language()
        palette = colours()["palettes"][map_definition(DEFAULT_MAP).palette]
        dots = []
        rows = []
        for buurt in self.buurten.rows.values():
            kw, onv = buurt.number("kw"), buurt.number("onv")
            code = str(buurt.values.get("kl_focus") or "geen")
            name = str(buurt.values.get("bu_naam") or buurt.values.get("bu_code"))
            text = f"{name}: {word('class', 'kl_focus', code, language=language)}"
            if kw is not None and onv is not None:
                colour = palette.get(code, colours()["geen"]["fill"])
                # Overlast is the score of the Leefbaarometer turned round: high is worse.
                dots.append(Dot(buurt.fid, kw, -onv, buurt.units or 0.0, colour, text))
            numbers = [kw, None if onv is None else -onv, buurt.number("inwoners"), buurt.units]
            rows.append((buurt.fid, name, code, numbers))
        one = method()
        upper = [one.ov_limits[code - 1] for code in one.focus_ov_upper if code - 1 < len(one.ov_limits)]
        self.scatter.set_dots(
            dots, (list(one.focus_kw_limits), [-limit for limit in upper]),
            (word("legend", "kw_axis", language=language), word("legend", "ov_axis", language=language)),
        )  # fmt: skip
        heads = [tr("Buurt"), tr("Class"), tr("Kwetsbaarheid"), tr("Overlast"), tr("Residents")]
        heads += [tr("Own units")] if with_stock else []
        self.quietly(lambda: self._fill_list(heads, rows))

    def _fill_list(self, heads: list[str], rows: list[tuple[int, str, str, list[float | None]]]) -> None:
        self.list.clear()
        self.list.setColumnCount(len(heads))
        self.list.setHeaderLabels(heads)
        items = []
        for fid, name, code, numbers in rows:
            item = _Row()
            item.setData(0, Qt.ItemDataRole.UserRole + 1, fid)
            for column, value in enumerate((name, code)):
                item.setText(column, value)
                item.setData(column, Qt.ItemDataRole.UserRole, value)
            for column, number in enumerate(numbers[: len(heads) - 2], 2):
                item.setText(column, _said(number, 2 if column < 4 else 0))
                item.setData(column, Qt.ItemDataRole.UserRole, number)
                item.setTextAlignment(column, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter))
            items.append(item)
        self.list.addTopLevelItems(items)
        self.list.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(1, len(heads)):
            self.list.resizeColumnToContents(column)

    # -- the link with the map ------------------------------------------------------------------------------------
    def _choose(self, fids: list[int]) -> None:
        if self._layer is not None:
            self._layer.selectByIds(fids)

    def _picked(self, fid: int | None, more: bool) -> None:
        if self._layer is None:
            return
        before = self._layer.selectedFeatureIds() if more else []
        self._choose([*before, fid] if fid is not None else list(before))

    def _listed(self) -> None:
        if not self._linking and not self._quiet:
            self._choose([item.data(0, Qt.ItemDataRole.UserRole + 1) for item in self.list.selectedItems()])

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        if self._layer is not None:
            self._zoom(self._layer, int(item.data(0, Qt.ItemDataRole.UserRole + 1)))

    def _selected(self, *_: Any) -> None:
        """The selection in the map has changed."""
        from ..layers.language import product_language

        fids = self._layer.selectedFeatureIds() if self._layer is not None else []
        self.scatter.set_chosen(fids)
        self._linking = True
        try:
            self.list.clearSelection()
            for row in range(self.list.topLevelItemCount()):
                item = self.list.topLevelItem(row)
                if item.data(0, Qt.ItemDataRole.UserRole + 1) in fids:
                    item.setSelected(True)
                    self.list.scrollToItem(item)
        finally:
            self._linking = False
        known = [fid for fid in fids if fid in self.buurten.rows]
        self.card.say(
            card_of(self.buurten.rows[known[0]], self.buurten, product_language())
            if len(known) == 1
            else tr("{n} buurten are selected.").format(n=len(known))
            if known
            else ""
        )
