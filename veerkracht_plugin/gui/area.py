"""Area: which gemeenten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Callable

from qgis.core import QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QStringListModel, Qt
from qgis.PyQt.QtWidgets import QLineEdit, QPushButton, QRadioButton

from ..compat import enum
from ..errors import VeerkrachtError
from ..i18n import tr
from .choice import COUNTRY, LAYER, NAMED, Choice
from .inview import Found, View, gemeenten_in_view
from .making import gemeenten_in
from .tasks import Errand
from .widgets import LastPart, Note, Page, name_it, narrow


def known_gemeenten(feedback: Any, online: bool = False) -> dict[str, str]:
    """Code → name of the newest edition whose list is in the cache (or, ``online``, is to be had). In a thread."""
    from ..sources.catalogue import catalogue
    from ..sources.fetching import Fetcher, is_absent
    from ..sources.statline import StatLine
    from ..transport.faults import TransportError

    statline = StatLine(Fetcher.of(feedback, offline=not online))
    editions = {int(year): str(table) for year, table in catalogue()["kwb"]["editions"].items()}
    if online:
        editions = statline.editions()
    for year in sorted(editions, reverse=True):
        try:
            found = statline.gemeenten(editions[year])
        except TransportError as error:
            # A year that is not there is passed over; a publisher out of reach is not.
            if not is_absent(error):
                raise
            continue
        except VeerkrachtError:
            if online:
                raise
            continue
        if found:
            return found
    return {}


def _listed(names: list[str]) -> str:
    """The first few of ``names``."""
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")


class AreaPage(Page):
    """Gemeenten by name or code, those that the map shows, those in a layer, or the whole country.

    ``view`` says what the map shows; it raises VeerkrachtError when that is nothing.
    """

    def __init__(self, view: Callable[[], View]) -> None:
        super().__init__("VeerkrachtArea", tr("Area"))
        self._view = view
        self._look: Errand | None = None
        self.gemeenten: dict[str, str] = {}
        self._errand: Errand | None = None
        self.named = QRadioButton(tr("Gemeenten"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Name or code, such as Heerlen"))
        self.line.setClearButtonEnabled(True)
        name_it(self.line, tr("Gemeenten"), tr("Names or codes, separated by commas. Type a few letters to choose."))
        self._names = QStringListModel()
        completer = LastPart(self._names, self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer)
        self.fetch = QPushButton(tr("Fetch List of Gemeenten"))
        self.fetch.setToolTip(tr("Asks CBS for the names of all gemeenten, so that you can choose while you type."))
        name_it(self.fetch, self.fetch.text())
        self.seen = QPushButton(tr("What the Map Shows"))
        name_it(self.seen, self.seen.text(), tr("Puts the gemeenten that the map shows now in the line above. Asks "
                                                "PDOK "
                "when no layer of the project covers the whole view."))  # fmt: skip
        self.from_layer = QRadioButton(tr("Gemeenten in a layer"))
        self.layer = QgsMapLayerComboBox()
        narrow(self.layer)
        self.layer.setFilters(enum(QgsMapLayerProxyModel, "Filter", "VectorLayer"))
        self.layer.setAllowEmptyLayer(True)
        name_it(self.layer, tr("Layer with codes of gemeenten or buurten"))
        self.country = QRadioButton(tr("The whole country"))
        self.note = Note()
        for widget in (
            self.named, self.line, self.fetch, self.seen, self.from_layer, self.layer, self.country, self.note,
        ):  # fmt: skip
            self.column.addWidget(widget)
            if isinstance(widget, QRadioButton):
                name_it(widget, widget.text())
        self.named.setChecked(True)
        self._found = ""
        for radio in (self.named, self.from_layer, self.country):
            radio.toggled.connect(self._switched)
        self.line.textEdited.connect(self._typed)
        completer.activated.connect(self._typed)
        self.layer.layerChanged.connect(self._layer_changed)
        self.fetch.clicked.connect(self._fetch)
        self.seen.clicked.connect(self._look_at_map)
        self._say()

    # -- the list -------------------------------------------------------------------------------------------------
    def set_gemeenten(self, gemeenten: Mapping[str, str]) -> None:
        """The list to choose from."""
        if gemeenten:
            self.gemeenten = dict(gemeenten)
            self._names.setStringList(
                sorted(self.gemeenten.values()) + [f"{code} {name}" for code, name in sorted(self.gemeenten.items())]
            )
        self.fetch.setVisible(not self.gemeenten)

    def _fetch(self, _checked: bool = False) -> None:
        self.fetch.setEnabled(False)
        self.note.say(tr("Fetching the list of gemeenten…"))
        self._errand = Errand(tr("Gemeenten"), partial(known_gemeenten, online=True), self._fetched)

    def _fetched(self, found: Mapping[str, str] | None, problem: str) -> None:
        self._errand = None
        self.fetch.setEnabled(True)
        self.set_gemeenten(found or {})
        self._say()
        if problem:
            self.note.say(problem)

    # -- what the map shows ---------------------------------------------------------------------------------------
    def _look_at_map(self, _checked: bool = False) -> None:
        try:
            view = self._view()
        except VeerkrachtError as error:
            self.note.say(error.text(tr))
            return
        if self._look is not None:
            self._look.forget()
        self.note.say(tr("Looking which gemeenten the map shows…"))
        self._look = Errand(tr("Gemeenten"), partial(gemeenten_in_view, view), self._looked)

    def _looked(self, found: Found | None, problem: str) -> None:
        self._look = None
        if found is None:
            self.note.say(problem)
            return
        names = {code: name or self.gemeenten.get(code, "") for code, name in sorted(found.gemeenten.items())}
        self.line.setText(", ".join(f"{code} {name}".strip() for code, name in names.items()))
        self.line.setCursorPosition(0)
        self._typed()
        if found.partial:
            text = tr("Found {names} in {layer}, which does not cover all that the map shows; PDOK could not complete "
                      "it. See whether a gemeente is missing.")  # fmt: skip
        else:
            text = tr("Found {names}")
        self.note.say(text.format(names=_listed([name or code for code, name in names.items()]), layer=found.partial))

    def stop(self) -> None:
        """The panel goes."""
        for errand in (self._errand, self._look):
            if errand is not None:
                errand.forget()

    # -- choices --------------------------------------------------------------------------------------------------
    def _switched(self, checked: bool) -> None:
        if checked:
            self._say()
            self.touch()

    def _typed(self, _text: str = "") -> None:
        if not self.named.isChecked():
            self.quietly(lambda: self.named.setChecked(True))
        self._say()
        self.touch()

    def _layer_changed(self, layer: QgsVectorLayer | None) -> None:
        self._found = ", ".join(gemeenten_in(layer)) if isinstance(layer, QgsVectorLayer) else ""
        if layer is not None and not self._quiet:
            self.quietly(lambda: self.from_layer.setChecked(True))
        self._say()
        self.touch()

    def _codes(self, text: str) -> str:
        """What stands in the line, with ``GM0917 Heerlen`` as its code alone."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return ", ".join(re.sub(r"^(GM\d{4})\s.*", r"\1", part) for part in parts)

    def _say(self) -> None:
        text = ""
        if self.from_layer.isChecked():
            if self.layer.currentLayer() is None:
                text = tr("Choose a layer with codes such as GM0917 or BU09170000.")
            elif not self._found:
                text = tr("This layer has no codes such as GM0917 or BU09170000. "
                          "Choose another one, or type the gemeenten.")  # fmt: skip
            else:
                codes = self._found.split(", ")
                text = tr("Found {names}").format(names=_listed([self.gemeenten.get(code, code) for code in codes]))
        elif self.country.isChecked():
            text = tr("This takes minutes the first time.")
        self.note.say(text)

    def read(self, choice: Choice) -> None:
        """Put what is chosen here into ``choice``."""
        choice.area = LAYER if self.from_layer.isChecked() else COUNTRY if self.country.isChecked() else NAMED
        layer = self.layer.currentLayer()
        choice.area_layer = layer.id() if layer is not None and choice.area == LAYER else ""
        choice.municipalities = {NAMED: self._codes(self.line.text()), LAYER: self._found, COUNTRY: ""}[choice.area]

    def set_choice(self, choice: Choice) -> None:
        """Show ``choice``."""
        self.quietly(lambda: self._set(choice))

    def _set(self, choice: Choice) -> None:
        from qgis.core import QgsProject

        if self._look is not None:
            # What was looked for belongs to the project before this one.
            self._look.forget()
            self._look = None
        self.line.setText(choice.municipalities if choice.area == NAMED else "")
        self.layer.setLayer(QgsProject.instance().mapLayer(choice.area_layer))
        {NAMED: self.named, LAYER: self.from_layer, COUNTRY: self.country}.get(choice.area, self.named).setChecked(True)
        self._say()
