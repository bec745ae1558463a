"""The Veerkracht panel."""

from __future__ import annotations

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
        for title, text, button, algorithm in (
            (tr("Figures"), tr("Polygons, CBS figures and Leefbaarometer scores become one buurt layer."),
             tr("Make Buurt Layer…"), "veerkracht:assemble"),
            (tr("Classes"), tr("Kwetsbaarheid, overlast and their change, as nine maps on one layer."),
             tr("Classify…"), "veerkracht:classify"),
            (tr("Own Stock"), tr("Your properties on the map, counted per complex and per buurt."),
             tr("Place Own Stock…"), "veerkracht:overlaystock"),
        ):  # fmt: skip
            layout.addWidget(self._step(title, text, button, algorithm))
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

    def _step(self, title: str, text: str, button_text: str, algorithm: str) -> QGroupBox:
        box = QGroupBox(title)
        layout = QVBoxLayout(box)
        layout.addWidget(self._text(text))
        button = QPushButton(button_text)
        button.setAccessibleName(button_text)
        button.setProperty("algorithm", algorithm)
        button.clicked.connect(lambda _checked=False, one=algorithm: self.open_algorithm(one))
        layout.addWidget(button)
        return box

    def open_algorithm(self, algorithm: str) -> None:
        """Open the Processing dialog of an algorithm."""
        import processing

        processing.execAlgorithmDialog(algorithm, {})
