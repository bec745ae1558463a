"""Share and go on: what can be handed to others, and what else this map is good for.

A button only for what this version can do: an algorithm that is not in the provider is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable

from qgis.core import QgsApplication, QgsProcessingAlgorithm
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QPushButton, QSizePolicy, QToolButton, QVBoxLayout

from ..errors import N_
from ..i18n import tr
from .making import layer_of
from .widgets import Note, Page, inner_box, name_it

PREFIX = "veerkracht:"

#: What the big button runs; these are not offered once more.
CHAIN = ("download", "assemble", "classify", "importaedes", "readstock", "overlaystock")

#: The layers of ours (tables of ``making``) that stand for a parameter, the first that is there.
TAKES: Mapping[str, tuple[str, ...]] = {
    "INPUT": ("buurten",),
    "NEIGHBOURHOODS": ("buurten",),
    "STOCK": ("eigen_bezit",),
    "COMPLEXES": ("complexen",),
}
#: Parameters that take several layers.
SEVERAL: Mapping[str, tuple[str, ...]] = {"LAYERS": ("eigen_bezit", "complexen", "buurten")}


@dataclass(frozen=True)
class Onward:
    """Something to do with the map. ``takes`` says for this algorithm what differs from ``TAKES``."""

    name: str
    text: str
    icon: str
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id in Processing."""
        return PREFIX + self.name


SHARE = (
    Onward("print", N_("Print Maps…"), "mActionFilePrint.svg"),
    Onward("factsheets", N_("Make Factsheets…"), "mActionNewReport.svg"),
    Onward("share", N_("Shared Folder…"), "mActionSharing.svg"),
)  # fmt: skip
#: In the order in which people come to it: look closer, explain, check, choose, go out.
FURTHER = (
    Onward("compare", N_("Compare Areas…"), "mActionSum.svg"),
    Onward("timeseries", N_("Through the Years…"), "mTemporalNavigationAnimated.svg"),
    Onward("context", N_("Goes Together…"), "propertyicons/diagram.svg"),
    Onward("signals", N_("Own Signals…"), "mIconWarning.svg"),
    Onward("validate", N_("How Firm Is It…"), "mIconSuccess.svg"),
    Onward("prioritise", N_("Order Complexes…"), "sort.svg",
           {"STOCK": ("complexen",), "INPUT": ("complexen",), "PROPERTIES": ("eigen_bezit",)}),
    Onward("fieldwork", N_("Take It Outside…"), "mIconGps.svg"),
    Onward("importnotes", N_("Collect Notes…"), "mActionFileOpen.svg", {"INPUT": ()}),
)  # fmt: skip


def start_dialog(algorithm: str, parameters: dict[str, Any]) -> None:
    """Open the dialog of an algorithm, filled in as far as possible."""
    import processing  # noqa: QGS111

    processing.execAlgorithmDialog(algorithm, parameters)


def algorithm_of(one: Onward) -> QgsProcessingAlgorithm | None:
    """The algorithm, where this version has it."""
    return QgsApplication.processingRegistry().algorithmById(one.id)


def filled_in(one: Onward) -> dict[str, Any]:
    """The parameters that the layers of the map answer: layer ids, only for what the algorithm asks."""
    algorithm = algorithm_of(one)
    asks = {definition.name() for definition in algorithm.parameterDefinitions()} if algorithm is not None else set()
    out: dict[str, Any] = {}
    for name, tables in {**TAKES, **one.takes}.items():
        found = next((layer for table in tables if (layer := layer_of(table)) is not None), None)
        if name in asks and found is not None:
            out[name] = found.id()
    for name, tables in SEVERAL.items():
        layers = [layer.id() for table in tables if (layer := layer_of(table)) is not None]
        if name in asks and layers:
            out[name] = layers
    return out


def further() -> list[Onward]:
    """What can be done with the map by this version; one that nobody put in the list comes last, by its own name."""
    known = {one.name for one in (*SHARE, *FURTHER)} | set(CHAIN)
    provider = QgsApplication.processingRegistry().providerById(PREFIX.rstrip(":"))
    algorithms = provider.algorithms() if provider is not None else []
    others = sorted((one.displayName(), one.name()) for one in algorithms if _goes_on(one) and one.name() not in known)
    found = [one for one in FURTHER if algorithm_of(one) is not None]
    return found + [Onward(name, f"{title}…", "") for title, name in others]


def _goes_on(algorithm: QgsProcessingAlgorithm) -> bool:
    """Whether it works on a map; a model of ours makes one."""
    from qgis.core import QgsProcessingModelAlgorithm

    asks = {definition.name() for definition in algorithm.parameterDefinitions()}
    return not isinstance(algorithm, QgsProcessingModelAlgorithm) and bool(asks & ({*TAKES} | {*SEVERAL}))


def icon_of(one: Onward) -> QIcon:
    """An icon of QGIS, or that of the algorithm."""
    icon = QgsApplication.getThemeIcon("/" + one.icon) if one.icon else QIcon()
    algorithm = algorithm_of(one)
    return algorithm.icon() if icon.isNull() and algorithm is not None else icon


class SharePage(Page):
    """Print, factsheets and the folder for colleagues; below them all that this map is good for."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__("VeerkrachtShare", tr("Share"))
        self._say = say
        self.buttons: dict[str, QPushButton] = {}
        self.onward: dict[str, QToolButton] = {}
        for one in SHARE:
            if algorithm_of(one) is None:
                continue
            button = QPushButton(icon_of(one), tr(one.text))
            name_it(button, button.text(), self._tip(one))
            button.clicked.connect(partial(self._open, one))
            self.column.addWidget(button)
            self.buttons[one.id] = button
        self.more = inner_box("VeerkrachtFurther", tr("Further with This Map"))
        inner = QVBoxLayout(self.more)
        inner.setSpacing(0)
        # A panel of 280 pixels holds the longest of them.
        inner.setContentsMargins(0, 0, 0, 0)
        for one in further():
            entry = QToolButton()
            entry.setText(tr(one.text))
            entry.setIcon(icon_of(one))
            entry.setIconSize(QSize(16, 16))
            entry.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            entry.setAutoRaise(True)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            name_it(entry, entry.text(), self._tip(one))
            entry.clicked.connect(partial(self._open, one))
            inner.addWidget(entry)
            self.onward[one.id] = entry
        self.more.setVisible(bool(self.onward))
        self.column.addWidget(self.more)
        self.note = Note(
            tr("A signal, not a verdict. An open equivalent of the Aedes veerkrachtkaarten, not the maps themselves.")
        )
        self.column.addWidget(self.note)

    @staticmethod
    def _tip(one: Onward) -> str:
        algorithm = algorithm_of(one)
        return str(algorithm.shortDescription()) if algorithm is not None else ""

    def _open(self, one: Onward, _checked: bool = False) -> None:
        if layer_of("buurten") is None:
            self._say(tr("There is no map yet. Choose “Make the Map” first."))
            return
        if "complexen" in one.takes.get("STOCK", ()) and layer_of("complexen") is None:
            self._say(tr("There is no own stock on the map yet. Choose your list under Own Stock and make the map."))
            return
        start_dialog(one.id, filled_in(one))
