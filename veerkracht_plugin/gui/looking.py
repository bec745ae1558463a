"""Looking together: what strikes you? A plot, a list and a card of the buurt, all linked with the map."""

from __future__ import annotations

from html import escape
from typing import Any, Callable

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, QLocale, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QRadioButton,
    QTreeView,
    QWidget,
)

from ..i18n import tr
from .rows import CHANGE, LEVEL, Buurt, Buurten, Picture
from .scatter import Scatter
from .widgets import Note, Page, name_it

#: So many spans of rows in the list are marked as chosen one by one.
SPANS = 300


def _said(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else QLocale().toString(float(value), "f", digits)


def card_of(layer: QgsVectorLayer, buurt: Buurt, buurten: Buurten, language: str) -> str:
    """The card of a buurt, as rich text: what its map tip says too, with means that were computed once."""
    from ..maps import beside
    from ..maps.card import filled_in

    code = str(buurt.values.get("bu_code") or "")
    around = buurten.beside or beside.Beside()
    variables = around.variables(code, language, _said, beside.notes(QgsProject.instance(), code, language))
    return filled_in(layer, buurt.fid, buurt.units, buurten.means(buurt), language, variables)


def together(chosen: list[Buurt], buurten: Buurten, language: str) -> str:
    """Several buurten in brief, as rich text: how many, their residents and own units, and own registrations."""
    parts = [tr("{n} buurten are selected.").format(n=_said(len(chosen), 0))]
    residents = [one.number("inwoners") for one in chosen]
    known = [one for one in residents if one is not None]
    if known:
        parts.append(tr("{n} residents").format(n=_said(sum(known), 0)))
    if buurten.stock:
        parts.append(tr("{n} own units").format(n=_said(sum(one.units or 0.0 for one in chosen), 0)))
    lines = [" · ".join(parts)]
    if buurten.beside is not None:
        lines += buurten.beside.signal_lines([str(one.values.get("bu_code")) for one in chosen], language, _said)
    return "<br/>".join(escape(line, quote=False) for line in lines)


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
        self._marked: set[int] = set()

    def fill(self, heads: list[str], digits: list[int], rows: list[tuple[int, tuple[Any, ...]]]) -> None:
        """Show ``rows`` (feature id and values) under ``heads``, numbers with so many ``digits``."""
        self.beginResetModel()
        self.heads, self._digits, self.rows = heads, digits, rows
        self._marked = set()
        self._note_places()
        self.endResetModel()

    def _note_places(self) -> None:
        self._places = {fid: place for place, (fid, _) in enumerate(self.rows)}

    def mark(self, places: set[int]) -> None:
        """The rows at ``places`` look as if they were chosen."""
        marked = {self.rows[place][0] for place in places}
        if marked != self._marked:
            self._marked = marked
            last = self.index(len(self.rows) - 1, max(0, len(self.heads) - 1))
            self.dataChanged.emit(self.index(0, 0), last, [])

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
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole):
            if fid not in self._marked:
                return None
            ground = role == Qt.ItemDataRole.BackgroundRole
            part = QPalette.ColorRole.Highlight if ground else QPalette.ColorRole.HighlightedText
            return QApplication.palette().brush(part)
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

    def __init__(
        self,
        zoom: Callable[[QgsVectorLayer, int], None],
        point: Callable[[QgsVectorLayer | None, int | None], None],
    ) -> None:
        super().__init__("VeerkrachtLook", tr("Looking Together"))
        self._zoom, self._point = zoom, point
        self._layer: QgsVectorLayer | None = None
        self._linking = False
        self.buurten = Buurten()
        self.note = Note()
        self.switch = QWidget()
        self.level, self.change = QRadioButton(tr("Level")), QRadioButton(tr("Change"))
        name_it(self.level, tr("Level"), tr("Vulnerability against nuisance in the target year."))
        name_it(self.change, tr("Change"), tr("How much both changed since the base year."))
        row = QHBoxLayout(self.switch)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.level, self.change):
            row.addWidget(button)
        row.addStretch(1)
        self.level.setChecked(True)
        self.scatter = Scatter()
        name_it(
            self.scatter, tr("Plot of kwetsbaarheid against overlast"),
            tr("Click a point to select its buurt; Ctrl adds one. The arrow keys go from one to the next."),
        )  # fmt: skip
        self.scatter.setToolTip("")
        self.legend = Note()
        self.list = QTreeView()
        self.table = Table(self)
        self.list.setModel(self.table)
        self.list.setRootIsDecorated(False)
        self.list.setSortingEnabled(True)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(160)
        # How wide a column is, is taken from so many rows: to look at all of them takes long.
        self.list.header().setResizeContentsPrecision(60)
        name_it(self.list, tr("List of buurten"), tr("A double click zooms to the buurt."))
        self.card = Note()
        # As the counts of the legend: so its table fits into a narrow panel.
        font = self.card.font()
        font.setPointSizeF(max(6.0, font.pointSizeF() * 0.9))
        self.card.setFont(font)
        self.card.setTextFormat(Qt.TextFormat.RichText)
        for widget in (self.note, self.switch, self.scatter, self.legend, self.list, self.card):
            self.column.addWidget(widget)
        self.scatter.picked.connect(self._picked)
        self.scatter.hovered.connect(self._hovered)
        self.change.toggled.connect(self._switched)
        self.list.selectionModel().selectionChanged.connect(self._listed)
        self.list.activated.connect(self._activated)
        self.show_rows(None, None)

    # -- layers ---------------------------------------------------------------------------------------------------
    def show_rows(self, layer: QgsVectorLayer | None, rows: Buurten | None, waiting: bool = False) -> None:
        """Show what was read of ``layer``; nothing while there is none, or while it is ``waiting`` to be read."""
        self.unwatch()
        self._layer = layer if rows is not None else None
        self.buurten = rows or Buurten()
        if self._layer is not None:
            self._layer.selectionChanged.connect(self._selected)
        for widget in (self.switch, self.scatter, self.list):
            widget.setVisible(self._layer is not None)
        self.note.say(self._said_above(waiting))
        self._fill()
        self._selected()

    def _said_above(self, waiting: bool) -> str:
        if self._layer is None:
            return (
                tr("The figures are being read…")
                if waiting
                else tr("A plot and a list of the buurten appear here after “Make the Map”.")
            )
        lines = [tr("What strikes you? Select buurten here or in the map.")]
        if self.buurten.filtered:
            lines.append(tr("The layer has a filter: means of gemeente and map are those of what it leaves."))
        if self.buurten.beside is not None:
            lines += [problem.text(tr) for problem in self.buurten.beside.problems]
        return "\n".join(lines)

    def unwatch(self) -> None:
        """Let go of the layer."""
        if self._layer is not None and not sip.isdeleted(self._layer):
            self._layer.selectionChanged.disconnect(self._selected)
        self._layer = None

    def _fill(self) -> None:
        pictures = self.buurten.pictures
        based = bool(pictures[CHANGE].dots) if pictures else False
        self.change.setEnabled(based)
        if not based:
            self.quietly(lambda: self.level.setChecked(True))
        self._show_picture()
        heads = [tr("Buurt"), tr("Class"), tr("Kwetsbaarheid"), tr("Overlast"), tr("Residents")]
        heads += [tr("Own units")] if self.buurten.stock else []
        digits = [0, 0, 2, 2, 0, 0][: len(heads)]
        self.quietly(lambda: self._fill_list(heads, digits, list(self.buurten.table)))

    def _switched(self, *_: Any) -> None:
        if not self._quiet:
            self._show_picture()

    def _show_picture(self) -> None:
        what = CHANGE if self.change.isChecked() else LEVEL
        picture = self.buurten.pictures.get(what, Picture())
        self.scatter.show_picture(picture)
        self.scatter.set_chosen(self._layer.selectedFeatureIds() if self._layer is not None else [])
        if self._layer is None:
            self.legend.say("")
            return
        parts = [tr("Colours: {map}.").format(map=picture.colours)]
        if self.buurten.stock:
            parts.append(tr("Larger points: more own units."))
        if picture.without:
            parts.append(tr("{n} buurten have no point, as a figure is missing.").format(n=_said(picture.without, 0)))
        self.legend.say(" ".join(parts))

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
        # What is chosen already is let go of by a second click.
        kept = [one for one in before if one != fid]
        self._choose([*kept, *([fid] if fid is not None and fid not in before else [])])

    def _hovered(self, fid: int | None) -> None:
        self._point(self._layer, fid)

    def _listed(self, *_: Any) -> None:
        if not self._linking and not self._quiet:
            self._choose([index.data(Table.FID) for index in self.list.selectionModel().selectedRows()])

    def _activated(self, index: QModelIndex) -> None:
        if self._layer is not None:
            self._zoom(self._layer, int(index.data(Table.FID)))

    def _selected(self, *_: Any) -> None:
        """The selection in the map has changed."""
        fids = self._layer.selectedFeatureIds() if self._layer is not None else []
        self.scatter.set_chosen(fids)
        self._linking = True
        try:
            self._mark(fids)
        finally:
            self._linking = False
        self.show_card()

    def _mark(self, fids: list[int]) -> None:
        """The rows of ``fids`` are those that are chosen in the list."""
        places = sorted(place for place in map(self.table.place, fids) if place is not None)
        chosen = QItemSelection()
        spans: list[list[int]] = []
        for place in places:
            if spans and place == spans[-1][1] + 1:
                spans[-1][1] = place
            else:
                spans.append([place, place])
        # Qt compares each span of rows with each other one. Where they are very many, the rows get a mark instead.
        few = len(spans) <= SPANS
        self.table.mark(set() if few else set(places))
        for first, last in spans if few else []:
            chosen.select(self.table.index(first, 0), self.table.index(last, 0))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.list.selectionModel().select(chosen, flags)
        if places:
            self.list.scrollTo(self.table.index(places[0], 0))

    def show_card(self) -> None:
        """The card of the buurt that is selected; of several what they come to."""
        from ..layers.language import product_language

        fids = self._layer.selectedFeatureIds() if self._layer is not None else []
        rows = self.buurten.rows
        known = [rows[fid] for fid in fids if fid in rows]
        if self._layer is None or not known:
            self.card.say("")
        elif len(known) == 1:
            self.card.say(card_of(self._layer, known[0], self.buurten, product_language()))
        else:
            self.card.say(together(known, self.buurten, product_language()))
