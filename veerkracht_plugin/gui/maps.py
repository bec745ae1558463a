"""Maps: the nine, and the legend of the one that is shown with its counts."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCategorizedSymbolRenderer, QgsProject, QgsSymbolLayerUtils, QgsVectorLayer
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QListWidget, QListWidgetItem, QWidget

from ..i18n import tr
from ..maps.definitions import DEFAULT_MAP, MAPS, map_definition
from .choice import Choice
from .making import layer_of
from .rows import Buurten
from .widgets import Note, Page, name_it


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


class MapsPage(Page):
    """The nine maps by one click. ``shown`` tells which one the user chose."""

    shown = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__("VeerkrachtMaps", tr("Maps"))
        from ..layers.language import product_language
        from ..model.words import word

        language = product_language()
        self.maps = QListWidget()
        self.maps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.maps.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for definition in MAPS:
            text = word("map", definition.id, language=language)
            item = QListWidgetItem(text)
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.UserRole, definition.id)
            self.maps.addItem(item)
        name_it(self.maps, tr("Map that is shown"))
        self.maps.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.legend = QWidget()
        self.rows = QGridLayout(self.legend)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setColumnStretch(1, 1)
        self.rows.setVerticalSpacing(2)
        name_it(self.legend, tr("Legend with counts"))
        self.note = Note()
        for widget in (self.note, self.maps, self.legend):
            self.column.addWidget(widget)
        self.maps.currentRowChanged.connect(self._chosen)
        self._counts: dict[str, dict[str, list[float]]] | None = None
        self._stock = False
        self._watched: Any = None
        self._select(DEFAULT_MAP)
        self.show_rows(None, None)

    @property
    def current(self) -> str:
        """The map that is chosen."""
        item = self.maps.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else DEFAULT_MAP

    def _select(self, map_id: str) -> None:
        ids = [definition.id for definition in MAPS]
        self.quietly(lambda: self.maps.setCurrentRow(ids.index(map_id if map_id in ids else DEFAULT_MAP)))

    def _chosen(self, _row: int) -> None:
        if self._quiet:
            return
        layer = layer_of("buurten")
        if layer is not None:
            self._show(layer)
        self._fill()
        self.touch()
        self.shown.emit(self.current)

    def _show(self, layer: QgsVectorLayer) -> None:
        from ..maps.themes import show

        show(QgsProject.instance(), layer, self.current)

    # -- the legend -----------------------------------------------------------------------------------------------
    def show_rows(self, layer: QgsVectorLayer | None, rows: Buurten | None) -> None:
        """Show what was read of ``layer``; nothing while there is none."""
        self._counts = rows.counts() if rows is not None and layer is not None else None
        self._stock = rows is not None and rows.stock
        self._watch(layer)
        self._fill()

    def _watch(self, layer: QgsVectorLayer | None) -> None:
        """A map that is chosen elsewhere in QGIS is the one that is shown here too."""
        self.unwatch()
        if layer is not None:
            self._watched = layer.styleManager()
            self._watched.currentStyleChanged.connect(self._style_changed)

    def unwatch(self) -> None:
        """Let go of the layer."""
        from qgis.PyQt import sip

        if self._watched is not None and not sip.isdeleted(self._watched):
            self._watched.currentStyleChanged.disconnect(self._style_changed)
        self._watched = None

    def _style_changed(self, name: str) -> None:
        if name in [definition.id for definition in MAPS] and name != self.current:
            self._select(name)
            self._fill()
            layer = layer_of("buurten")
            if layer is not None:
                self._show(layer)

    def _fill(self) -> None:
        counts = self._counts
        while self.rows.count():
            gone = self.rows.takeAt(0).widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.maps.setEnabled(counts is not None)
        self.legend.setVisible(counts is not None)
        self.note.say(
            "" if counts is not None else tr("The nine maps appear here after “Make the Map”, each by one click.")
        )
        row = self.maps.sizeHintForRow(0)
        self.maps.setFixedHeight(len(MAPS) * row + 2 * self.maps.frameWidth())
        if counts is None:
            return
        from ..layers.language import product_language
        from ..maps import renderers

        definition = map_definition(self.current)
        renderer: QgsCategorizedSymbolRenderer = renderers.polygons(definition, product_language())
        size = QSize(24, 16)
        for row, category in enumerate(renderer.categories()):
            buurten, residents, own = counts[definition.field].get(str(category.value()), [0.0, 0.0, 0.0])
            parts = [tr("{n} buurten"), tr("{n} residents")] + ([tr("{n} own units")] if self._stock else [])
            said = " · ".join(text.format(n=_number(one)) for text, one in zip(parts, (buurten, residents, own)))
            sign = QLabel()
            sign.setPixmap(QgsSymbolLayerUtils.symbolPreviewPixmap(category.symbol(), size))
            sign.setAccessibleName(category.label())
            head, tail = Note(category.label()), Note(said)
            font = tail.font()
            font.setPointSizeF(max(6.0, font.pointSizeF() * 0.9))
            tail.setFont(font)
            self.rows.addWidget(sign, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            self.rows.addWidget(head, 2 * row, 1)
            self.rows.addWidget(tail, 2 * row + 1, 1)

    # -- choices --------------------------------------------------------------------------------------------------
    def read(self, choice: Choice) -> None:
        """Put what is chosen here into ``choice``."""
        choice.map = self.current

    def set_choice(self, choice: Choice) -> None:
        """Show ``choice``."""
        self._select(choice.map)
        self._fill()
