"""The three models in ``resources/models``, which run several algorithms one after the other.

The files hold what is run (``scripts/make_models.py`` makes them); titles, helps and texts of parameters stand here, so
that they follow the language of QGIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsProcessingAlgorithm, QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from ..errors import N_
from ..i18n import tr
from ..paths import resource
from .base import pandas_problem

GROUP = "models"

#: Texts of the parameters, and of the outputs under the names that they have in the files.
TEXTS: Mapping[str, str] = {
    "MUNICIPALITIES": N_("Gemeenten (names or codes; empty = the whole country)"),
    "YEAR": N_("Target year"),
    "BASE_YEAR": N_("Base year"),
    "WEIGHTS": N_("Weights, such as bijst=1,wmo=0.5"),
    "FILE": N_("List of properties (a file: CSV, Excel, ODS, VERA)"),
    "NEIGHBOURHOODS": N_("Classified buurt layer"),
    "FILTER": N_("Filter"),
    "COMPLEX_FIELD": N_("Column with the complex"),
    "UNITS_FIELD": N_("Column with the number of units"),
    "FOLDER": N_("Folder for colleagues"),
    "MAP": N_("Classified buurten"),
    "STOCK": N_("Own stock with classes"),
    "COMPLEXES": N_("Complexes"),
    "BY_NEIGHBOURHOOD": N_("Buurten with own stock"),
    "COMPARED": N_("Areas side by side"),
    "REPORT": N_("Report: areas side by side"),
    "ACCOUNT_FIGURES": N_("Verantwoording of the figures"),
    "ACCOUNT_CLASSES": N_("Verantwoording of the classes"),
    "ACCOUNT_LIST": N_("Verantwoording of the list"),
    "ACCOUNT_STOCK": N_("Verantwoording of the placing"),
}


@dataclass(frozen=True)
class Texts:
    """What a model is called and does."""

    title: str
    summary: str
    explanation: str
    tags: tuple[str, ...]


MODELS: Mapping[str, Texts] = {
    "gemeentekaart": Texts(
        N_("Map of a gemeente"),
        N_("Fetches the figures of gemeenten and makes the nine maps of them."),
        N_("Runs “download” and “classify”. Without years the newest that is complete is taken, with a base year "
           "before it. Open the model in the designer to put steps of your own behind it."),
        ("gemeentekaart", "kaart", "download"),
    ),
    "bezit_op_de_kaart": Texts(
        N_("Own stock on the map"),
        N_("Reads a list of homes and places it on a map that was made before."),
        N_("Runs “readstock” and “overlaystock”. Columns are recognised by their names and contents; name those of the "
           "complex and of the number of units to count by them. Addresses are not sent anywhere."),
        ("bezit", "vhe", "complexen"),
    ),
    "jaarlijkse_actualisatie": Texts(
        N_("Yearly update"),
        N_("The whole chain once a year: figures, classes, own stock, wijken side by side, and the folder for "
           "colleagues."),
        N_("Runs “download”, “classify”, “readstock”, “overlaystock”, “compare” and “share”. Keep its settings in the "
           "history of Processing, and run it again when new figures are out. The folder for colleagues is for inside: "
           "it holds addresses."),
        ("actualisatie", "jaarlijks", "update"),
    ),
}  # fmt: skip


class Model(QgsProcessingModelAlgorithm):
    """A model of ours, in the language of QGIS."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.attach()

    def attach(self) -> None:
        """Read the file; once more when the algorithms in it can be found, as only then its outputs are known."""
        self.fromFile(str(resource("models", f"{self._name}.model3")))
        for definition in self.parameterDefinitions():
            name = definition.name().rpartition(":")[2]
            if name in TEXTS:
                definition.setDescription(tr(TEXTS[name]))
        for output in self.outputDefinitions():
            name = output.name().rpartition(":")[2]
            if name in TEXTS:
                output.setDescription(tr(TEXTS[name]))

    def createInstance(self) -> Model:  # noqa: N802
        return Model(self._name)

    def name(self) -> str:
        return self._name

    def displayName(self) -> str:  # noqa: N802
        return tr(MODELS[self._name].title)

    def group(self) -> str:
        return tr("Models")

    def groupId(self) -> str:  # noqa: N802
        return GROUP

    def shortDescription(self) -> str:  # noqa: N802
        return tr(MODELS[self._name].summary)

    def shortHelpString(self) -> str:  # noqa: N802
        return tr(MODELS[self._name].summary) + "\n\n" + tr(MODELS[self._name].explanation)

    def helpUrl(self) -> str:  # noqa: N802
        return "https://veerkracht.example/docs/algorithms#" + self._name

    def tags(self) -> list[str]:
        return ["veerkracht", "buurt", "corporatie", "model", *MODELS[self._name].tags]

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "veerkracht.svg")))

    def svgIconPath(self) -> str:  # noqa: N802
        return str(resource("icons", "veerkracht.svg"))

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        problem = pandas_problem()
        found = super().canExecute() if not problem else (False, problem)
        return bool(found[0]), str(found[1] or "")


def add_models(provider: Any) -> None:
    """Put the models behind the algorithms of ``provider``."""
    for name in MODELS:
        provider.addAlgorithm(Model(name))


def attach_models(algorithms: list[QgsProcessingAlgorithm]) -> None:
    """The algorithms can be found now: the models among ``algorithms`` learn what comes out of them."""
    for one in algorithms:
        if isinstance(one, Model):
            one.attach()
