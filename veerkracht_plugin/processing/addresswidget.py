"""The widget of a table that may stand behind an address: QGIS' own chooser of files and layers, and a line below it.

QGIS' chooser takes an address from a script but has no place to type one. Imported by the dialog only.
"""

from __future__ import annotations

from typing import Any

from processing.gui.wrappers import WidgetWrapper
from qgis.core import QgsProcessingContext
from qgis.gui import QgsGui, QgsProcessingGui
from qgis.PyQt.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ..compat import enum
from ..i18n import tr
from .importaedes import address_in

STANDARD = enum(QgsProcessingGui, "WidgetType", "Standard")
BATCH = enum(QgsProcessingGui, "WidgetType", "Batch")


class Chooser:
    """Gives :class:`TableOrAddress` in the dialog of the algorithm, and QGIS' own widget in models and batches."""

    def __new__(cls, parameter: Any, dialog: Any, row: int = 0, col: int = 0) -> Any:
        registry = QgsGui.processingGuiRegistry()
        kind = type(dialog).__name__
        if kind == "ModelerParametersDialog":
            return registry.createModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
        if kind == "BatchAlgorithmDialog":
            wrapper = registry.createParameterWidgetWrapper(parameter, BATCH)
            wrapper.setDialog(dialog)
            return wrapper
        return TableOrAddress(parameter, dialog, row, col)


class TableOrAddress(WidgetWrapper):
    """QGIS' chooser, out of use while an address is filled in below it."""

    def createWidget(self, **options: Any) -> QWidget:
        self._context = QgsProcessingContext()
        self._native = QgsGui.processingGuiRegistry().createParameterWidgetWrapper(self.parameterDefinition(), STANDARD)
        self._native.setDialog(self.dialog)
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        self._chooser = self._native.createWrappedWidget(self._context)
        self._line = QLineEdit()
        self._line.setObjectName("address")
        self._line.setClearButtonEnabled(True)
        self._line.setPlaceholderText(tr("or an address: https://…"))
        layout.addWidget(self._chooser)
        layout.addWidget(self._line)
        self._line.textChanged.connect(self._typed)
        self._native.widgetValueHasChanged.connect(lambda *_: self.widgetValueHasChanged.emit(self))
        return widget

    def createLabel(self) -> Any:  # noqa: N802
        # That of QGIS, which says “optional” in its own language.
        return self._native.createWrappedLabel()

    def _typed(self, text: str) -> None:
        self._chooser.setEnabled(not text.strip())
        self.widgetValueHasChanged.emit(self)

    def setWidgetContext(self, context: Any) -> None:  # noqa: N802
        super().setWidgetContext(context)
        self._native.setWidgetContext(context)

    def setValue(self, value: Any) -> None:  # noqa: N802
        self._line.setText(address_in(value))
        if not address_in(value):
            self._native.setParameterValue(value, self._context)

    def value(self) -> Any:
        return self._line.text().strip() or self._native.parameterValue()
