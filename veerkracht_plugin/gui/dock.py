"""The Veerkracht panel."""

from __future__ import annotations

from functools import partial
from typing import Any

from qgis.gui import QgsDockWidget, QgsScrollArea
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ..i18n import tr


class VeerkrachtDock(QgsDockWidget):
    """Leads from figures to a map: each button opens the algorithm of that step."""

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mainWindow() if iface is not None else None)
        self.setObjectName("VeerkrachtDock")
        self.setWindowTitle(tr("Veerkracht"))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._text(tr("From open figures to a map of your own homes, in three steps.")))
        for title, text, buttons in (
            (tr("Figures"), tr("Polygons, CBS figures and Leefbaarometer scores become one buurt layer."),
             {"veerkracht:download": tr("Download Figures…"), "veerkracht:assemble": tr("Use Own Files…")}),
            (tr("Classes"), tr("Kwetsbaarheid, overlast and their change, as nine maps on one layer."),
             {"veerkracht:classify": tr("Classify…")}),
            (tr("Own Stock"), tr("Your properties on the map, counted per complex and per buurt."),
             {"veerkracht:overlaystock": tr("Place Own Stock…")}),
        ):  # fmt: skip
            layout.addWidget(self._step(title, text, buttons))
        note = self._text(
            tr("A signal, not a verdict. An open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.")
        )
        font = note.font()
        font.setItalic(True)
        note.setFont(font)
        layout.addWidget(note)
        layout.addStretch(1)
        area = QgsScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.setWidget(area)
        self.setMinimumWidth(280)

    @staticmethod
    def _text(text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        return label

    def _step(self, title: str, text: str, buttons: dict[str, str]) -> QGroupBox:
        """A step: what it is for, and a button per algorithm (id → text) that does it."""
        box = QGroupBox(title)
        layout = QVBoxLayout(box)
        layout.addWidget(self._text(text))
        for algorithm, button_text in buttons.items():
            button = QPushButton(button_text)
            button.setAccessibleName(button_text)
            button.setProperty("algorithm", algorithm)
            button.clicked.connect(partial(self.open_algorithm, algorithm))
            layout.addWidget(button)
        return box

    def open_algorithm(self, algorithm: str, _checked: bool = False) -> None:
        """Open the Processing dialog of an algorithm."""
        import processing

        processing.execAlgorithmDialog(algorithm, {})
