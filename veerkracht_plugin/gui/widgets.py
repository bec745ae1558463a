"""Small parts that the pages of the panel share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from ..i18n import tr


class Note(QLabel):
    """A text that wraps; hidden while it is empty, so that it takes no room (unless it is to ``keep`` it)."""

    def __init__(self, text: str = "", keep: bool = False) -> None:
        super().__init__(text)
        self._keep = keep
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # To show it here would make a window of it: it has no parent yet.
        if not text and not keep:
            self.hide()

    def say(self, text: str) -> None:
        """Show ``text``."""
        self.setText(text)
        if not self._keep and self.parentWidget() is not None:
            self.setVisible(bool(text))


class Page(QgsCollapsibleGroupBox):
    """A step of the panel. ``edited`` is emitted when the user changed something, and only then."""

    edited = pyqtSignal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setScrollOnExpand(False)
        self.column = QVBoxLayout(self)
        self._quiet = False

    def quietly(self, work: Callable[[], None]) -> None:
        """Do ``work``, which sets widgets, without telling that the user changed something."""
        before, self._quiet = self._quiet, True
        try:
            work()
        finally:
            self._quiet = before

    def touch(self, *_: Any) -> None:
        """The user changed something."""
        if not self._quiet:
            self.edited.emit()

    def labelled(self, text: str, widget: QWidget, tip: str = "", into: QVBoxLayout | None = None) -> QLabel:
        """``widget`` under its label, which is its name for a screen reader too."""
        # An empty layout counts as false.
        column = self.column if into is None else into
        label = QLabel(text)
        label.setWordWrap(True)
        label.setBuddy(widget)
        column.addWidget(label)
        column.addWidget(widget)
        name_it(widget, text, tip)
        return label


def inner_box(name: str, title: str, collapsed: bool = False) -> QgsCollapsibleGroupBox:
    """A box inside a page, for what most people do not need to see."""
    box = QgsCollapsibleGroupBox(title)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setScrollOnExpand(False)
    box.setCollapsed(collapsed)
    return box


def name_it(widget: QWidget, text: str, tip: str = "") -> None:
    """Name a widget, and the inputs inside it, for a screen reader."""
    widget.setAccessibleName(text)
    if tip:
        widget.setToolTip(tip)
        widget.setAccessibleDescription(tip)
    for line in widget.findChildren(QLineEdit):
        line.setAccessibleName(text)


class ElidedCombo(QComboBox):
    """A combo box that shows by an ellipsis that its text goes on; those of Qt cut it off."""

    def paintEvent(self, event: Any) -> None:  # noqa: N802
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box = QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(box, option)
        room = self.style().subControlRect(box, option, QStyle.SubControl.SC_ComboBoxEditField, self).width()
        # The styles leave a few pixels around the text.
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, max(0, room - 4)
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def narrow(combo: QComboBox) -> QComboBox:
    """A combo box that does not make the panel as wide as its longest text."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo


def file_widget(filters: str, title: str) -> QgsFileWidget:
    """A path with a button to choose a file."""
    widget = QgsFileWidget()
    widget.setFilter(filters)
    widget.setDialogTitle(title)
    widget.setStorageMode(QgsFileWidget.StorageMode.GetFile)
    return widget


def table_filter() -> str:
    """Which files a table may be."""
    return ";;".join(
        (
            tr("Tables and layers") + " (*.csv *.txt *.tsv *.xlsx *.xls *.ods *.zip *.json *.gpkg *.shp *.geojson)",
            tr("All files") + " (*)",
        )
    )


def layer_filter() -> str:
    """Which files a layer may be."""
    return ";;".join((tr("Layers") + " (*.gpkg *.shp *.geojson *.json *.gml *.zip)", tr("All files") + " (*)"))


class LastPart(QCompleter):
    """Completes the last of several names that are separated by commas."""

    def pathFromIndex(self, index: Any) -> str:  # noqa: N802
        chosen = str(super().pathFromIndex(index))
        line = self.widget()
        before = line.text() if isinstance(line, QLineEdit) else ""
        head, comma, _ = before.rpartition(",")
        return f"{head.strip()}, {chosen}" if comma else chosen

    def splitPath(self, path: str) -> list[str]:  # noqa: N802
        return [path.rpartition(",")[2].strip()]
