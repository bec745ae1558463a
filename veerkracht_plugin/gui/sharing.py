"""Share: what can be handed to others. A button only for what this version can do."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from qgis.PyQt.QtWidgets import QPushButton

from ..i18n import tr
from .making import layer_of, provider_has
from .widgets import Note, Page


def start_dialog(algorithm: str, parameters: dict[str, Any]) -> None:
    """Open the dialog of an algorithm, filled in as far as possible."""
    import processing  # noqa: QGS111

    processing.execAlgorithmDialog(algorithm, parameters)


class SharePage(Page):
    """Print, factsheets and the folder for colleagues."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__("VeerkrachtShare", tr("Share"))
        self._say = say
        self.buttons: dict[str, QPushButton] = {}
        for algorithm, text in (
            ("veerkracht:print", tr("Print Maps…")),
            ("veerkracht:factsheets", tr("Make Factsheets…")),
            ("veerkracht:share", tr("Folder for Colleagues…")),
        ):
            if not provider_has(algorithm):
                continue
            button = QPushButton(text)
            button.setAccessibleName(text)
            button.clicked.connect(partial(self._open, algorithm))
            self.column.addWidget(button)
            self.buttons[algorithm] = button
        self.note = Note(
            tr("A signal, not a verdict. An open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.")
        )
        self.column.addWidget(self.note)

    def _open(self, algorithm: str, _checked: bool = False) -> None:
        buurten, stock = layer_of("buurten"), layer_of("eigen_bezit")
        if buurten is None:
            self._say(tr("There is no map yet. Choose “Make the Map” first."))
            return
        if algorithm == "veerkracht:share":
            start_dialog(algorithm, {"LAYERS": [one.id() for one in (buurten, stock) if one is not None]})
            return
        parameters = {"INPUT": buurten.id()}
        if stock is not None:
            parameters["STOCK"] = stock.id()
        start_dialog(algorithm, parameters)
