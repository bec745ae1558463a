"""Looking together: what strikes you? A plot, a list and a card of the buurt, all linked with the map."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, QLocale, QModelIndex, QObject, Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from ..i18n import tr
from ..maps.definitions import DEFAULT_MAP, colours, map_definition
from .rows import Buurt, Buurten
from .scatter import Dot, Scatter
from .widgets import Note, Page, name_it


def _said(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else QLocale().toString(float(value), "f", digits)


def card_of(layer: QgsVectorLayer, buurt: Buurt, buurten: Buurten, language: str) -> str:
    """The card of a buurt, as rich text: what its map tip says too, with means that were computed once."""
    from ..maps.card import filled_in

    return filled_in(layer, buurt.fid, buurt.units, buurten.means(buurt), language)


class Table(QAbstractTableModel):
    """The buurten as rows. Sorts by value, not by the text of it; what is missing comes last either way."""

    FID = int(Qt.ItemDataRole.UserRole) + 1
    VALUE = int(Qt.ItemDataRole.UserRole)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads: list[str] = []
        self.rows: list[tuple[int, tuple[Any, ...]]] = []
        self._digits: list[int] = []
        self._places: dict[int, int] = {}

    def fill(self, heads: list[str], digits: list[int], rows: list[tuple[int, tuple[Any, ...]]]) -> None:
        """Show ``rows`` (feature id and values) under ``heads``, numbers with so many ``digits``."""
        self.beginResetModel()
        self.heads, self._digits, self.rows = heads, digits, rows
        self._note_places()
        self.endResetModel()

    def _note_places(self) -> None:
        self._places = {fid: place for place, (fid, _) in enumerate(self.rows)}

    def place(self, fid: int) -> int | None:
        """The row of a buurt."""
        return self._places.get(fid)

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Any, role: int = 0) -> Any:  # noqa: N802
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.heads[section] if shown and section < len(self.heads) else None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        if not index.isValid():
            return None
        fid, values = self.rows[index.row()]
        value = values[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return value if isinstance(value, str) else _said(value, self._digits[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return {self.VALUE: value, self.FID: fid}.get(int(role))

    def sort(self, column: int, order: Any = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.heads):
            return
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.rows[index.row()][0]) for index in self.persistentIndexList()]
        known = [row for row in self.rows if row[1][column] is not None]
        lacking = [row for row in self.rows if row[1][column] is None]
        known.sort(key=lambda row: row[1][column], reverse=order == Qt.SortOrder.DescendingOrder)
        self.rows = known + lacking
        self._note_places()
        # The selection stays with its buurten.
        for index, fid in kept:
            self.changePersistentIndex(index, self.index(self._places[fid], index.column()))
        self.layoutChanged.emit()


class LookPage(Page):
    """The plot, the list and the card."""

    def __init__(self, zoom: Callable[[QgsVectorLayer, int], None]) -> None:
        super().__init__("VeerkrachtLook", tr("Looking Together"))
        self._zoom = zoom
        self._layer: QgsVectorLayer | None = None
        self._linking = False
        self.buurten = Buurten()
        self.note = Note()
        self.scatter = Scatter()
        name_it(
            self.scatter, tr("Plot of kwetsbaarheid against overlast"),
            tr("Click a point to select its buurt; Ctrl adds one. The arrow keys go from one to the next."),
        )  # fmt: skip
        self.scatter.setToolTip("")
        self.list = QTreeView()
        self.table = Table(self)
        self.list.setModel(self.table)
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
        self.list.selectionModel().selectionChanged.connect(self._listed)
        self.list.activated.connect(self._activated)
        self.show_rows(None, None)

    # -- layers ---------------------------------------------------------------------------------------------------
    def show_rows(self, layer: QgsVectorLayer | None, rows: Buurten | None) -> None:
        """Show what was read of ``layer``; nothing while there is none."""
        self.unwatch()
        self._layer = layer if rows is not None else None
        self.buurten = rows or Buurten()
        if self._layer is not None:
            self._layer.selectionChanged.connect(self._selected)
        for widget in (self.scatter, self.list):
            widget.setVisible(self._layer is not None)
        self.note.say(
            tr("A plot and a list of the buurten appear here after “Make the Map”.")
            if self._layer is None
            else tr("What strikes you? Select buurten here or in the map.")
        )
        self._fill(self.buurten.stock)
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
        rows: list[tuple[int, tuple[Any, ...]]] = []
        for buurt in self.buurten.rows.values():
            kw, onv = buurt.number("kw"), buurt.number("onv")
            code = str(buurt.values.get("kl_focus") or "geen")
            name = str(buurt.values.get("bu_naam") or buurt.values.get("bu_code"))
            text = f"{name}: {word('class', 'kl_focus', code, language=language)}"
            if kw is not None and onv is not None:
                colour = palette.get(code, colours()["geen"]["fill"])
                # Overlast is the score of the Leefbaarometer turned round: high is worse.
                dots.append(Dot(buurt.fid, kw, -onv, buurt.units or 0.0, colour, text))
            numbers = (kw, None if onv is None else -onv, buurt.number("inwoners"))
            rows.append((buurt.fid, (name, code, *numbers, *((buurt.units,) if with_stock else ()))))
        one = method()
        upper = [one.ov_limits[code - 1] for code in one.focus_ov_upper if code - 1 < len(one.ov_limits)]
        self.scatter.set_dots(
            dots, (list(one.focus_kw_limits), [-limit for limit in upper]),
            (word("legend", "kw_axis", language=language), word("legend", "ov_axis", language=language)),
        )  # fmt: skip
        heads = [tr("Buurt"), tr("Class"), tr("Kwetsbaarheid"), tr("Overlast"), tr("Residents")]
        heads += [tr("Own units")] if with_stock else []
        digits = [0, 0, 2, 2, 0, 0][: len(heads)]
        self.quietly(lambda: self._fill_list(heads, digits, rows))

    def _fill_list(self, heads: list[str], digits: list[int], rows: list[tuple[int, tuple[Any, ...]]]) -> None:
        self.table.fill(heads, digits, rows)
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

    def _listed(self, *_: Any) -> None:
        if not self._linking and not self._quiet:
            self._choose([index.data(Table.FID) for index in self.list.selectionModel().selectedRows()])

    def _activated(self, index: QModelIndex) -> None:
        if self._layer is not None:
            self._zoom(self._layer, int(index.data(Table.FID)))

    def _selected(self, *_: Any) -> None:
        """The selection in the map has changed."""
        from ..layers.language import product_language

        fids = self._layer.selectedFeatureIds() if self._layer is not None else []
        self.scatter.set_chosen(fids)
        self._linking = True
        try:
            chosen = QItemSelection()
            last = QModelIndex()
            for fid in fids:
                place = self.table.place(fid)
                if place is not None:
                    last = self.table.index(place, 0)
                    chosen.select(last, last)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.list.selectionModel().select(chosen, flags)
            if last.isValid():
                self.list.scrollTo(last)
        finally:
            self._linking = False
        known = [fid for fid in fids if fid in self.buurten.rows]
        self.card.say(
            card_of(self._layer, self.buurten.rows[known[0]], self.buurten, product_language())
            if len(known) == 1 and self._layer is not None
            else tr("{n} buurten are selected.").format(n=len(known))
            if known
            else ""
        )
