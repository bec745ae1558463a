"""Makes ``resources/models/*.model3``: which algorithms the models run, and what goes from one to the next.

    make_models.py [--out FOLDER]

Run it with the oldest QGIS that the plugin supports (a file of a later version may not open in an earlier one). Titles
and texts stand in ``veerkracht_plugin/processing/models.py``. The same models give the same files to the last byte.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QPointF  # noqa: E402

FOLDER = ROOT / "resources" / "models"


def settled(text: str) -> str:
    """A model file with the attributes of each element in order of their names; Qt writes them in any order."""

    def ordered(found: re.Match[str]) -> str:
        pairs = sorted(re.findall(r'([\w:]+)="([^"]*)"', found.group(2)))
        return found.group(1) + "".join(f' {name}="{value}"' for name, value in pairs) + found.group(3)

    return re.sub(r'(<\w+)((?: [\w:]+="[^"]*")+)(/?>)', ordered, text)


class Builder:
    """A model in the making."""

    def __init__(self, name: str) -> None:
        from veerkracht_plugin.processing.models import MODELS, TEXTS

        self.texts = TEXTS
        self.model = QgsProcessingModelAlgorithm(name, "Veerkracht", "veerkracht")
        text = MODELS[name]
        self.model.setHelpContent({"ALG_DESC": text.summary + "\n\n" + text.explanation, "ALG_CREATOR": "Veerkracht"})
        self.model.setDesignerParameterValues({})
        self._inputs = 0
        self._order: list[str] = []

    def parameter(self, kind: Any, name: str, *arguments: Any, advanced: bool = False, **options: Any) -> None:
        """A parameter of the model."""
        definition = kind(name, self.texts[name], *arguments, **options)
        if advanced:
            definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        place = QgsProcessingModelParameter(name)
        place.setPosition(QPointF(120.0 + 220.0 * self._inputs, 60.0))
        self._inputs += 1
        self._order.append(name)
        self.model.addModelParameter(definition, place)

    def run(self, name: str, given: dict[str, Any], outputs: dict[str, str]) -> None:
        """A step: ``given`` holds names of parameters of the model, pairs (step, output), lists of these, or values;
        ``outputs`` says which output comes out of the model under which name."""
        source = QgsProcessingModelChildParameterSource

        def of(value: Any) -> list[QgsProcessingModelChildParameterSource]:
            if isinstance(value, list):
                return [one for part in value for one in of(part)]
            if isinstance(value, tuple):
                return [source.fromChildOutput(*value)]
            if isinstance(value, str) and value in self._order:
                return [source.fromModelParameter(value)]
            return [source.fromStaticValue(value)]

        child = QgsProcessingModelChildAlgorithm(f"veerkracht:{name}")
        if child.algorithm() is None:
            raise SystemExit(f"veerkracht:{name} is not there")
        child.setChildId(name)
        child.setDescription(name)
        row = len(self.model.childAlgorithms())
        child.setPosition(QPointF(220.0 + 160.0 * row, 190.0 + 130.0 * row))
        for parameter, value in given.items():
            child.addParameterSources(parameter, of(value))
        made = {}
        for column, (output, title) in enumerate(outputs.items()):
            one = QgsProcessingModelOutput(title, self.texts[title])
            one.setChildId(name)
            one.setChildOutputName(output)
            one.setPosition(QPointF(520.0 + 160.0 * row + 220.0 * column, 210.0 + 130.0 * row))
            made[title] = one
        child.setModelOutputs(made)
        self.model.addChildAlgorithm(child)

    def write(self, folder: Path) -> None:
        """Into its file."""
        self.model.setParameterOrder(self._order)
        self.model.updateDestinationParameters()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.model.name()}.model3"
        if not self.model.toFile(str(path)):
            raise SystemExit(f"{self.model.name()} could not be written")
        path.write_text(settled(path.read_text(encoding="utf-8")), encoding="utf-8")


def figures(builder: Builder) -> None:
    """Gemeenten and years, and from there to classes."""
    integer = QgsProcessingParameterNumber.Integer
    builder.parameter(QgsProcessingParameterString, "MUNICIPALITIES", optional=True)
    builder.parameter(QgsProcessingParameterNumber, "YEAR", integer, None, True, 1990, 2100)
    builder.parameter(QgsProcessingParameterNumber, "BASE_YEAR", integer, None, True, 1990, 2100)
    builder.parameter(QgsProcessingParameterString, "WEIGHTS", optional=True, advanced=True)
    builder.run("download", {name: name for name in ("MUNICIPALITIES", "YEAR", "BASE_YEAR")},
                {"ACCOUNT": "ACCOUNT_FIGURES"})  # fmt: skip
    builder.run("classify", {"INPUT": ("download", "OUTPUT"), "WEIGHTS": "WEIGHTS"},
                {"OUTPUT": "MAP", "ACCOUNT": "ACCOUNT_CLASSES"})  # fmt: skip


def stock(builder: Builder, neighbourhoods: Any) -> None:
    """A list of homes, and from there onto the map."""
    builder.parameter(QgsProcessingParameterExpression, "FILTER", optional=True)
    builder.parameter(QgsProcessingParameterString, "COMPLEX_FIELD", optional=True)
    builder.parameter(QgsProcessingParameterString, "UNITS_FIELD", optional=True)
    builder.run("readstock", {name: name for name in ("FILE", "FILTER", "COMPLEX_FIELD", "UNITS_FIELD")},
                {"ACCOUNT": "ACCOUNT_LIST"})  # fmt: skip
    builder.run(
        "overlaystock",
        {"INPUT": ("readstock", "OUTPUT"), "NEIGHBOURHOODS": neighbourhoods, "COMPLEX_FIELD": "COMPLEX_FIELD",
         "UNITS_FIELD": "UNITS_FIELD"},
        {"OUTPUT": "STOCK", "COMPLEXES": "COMPLEXES", "BY_NEIGHBOURHOOD": "BY_NEIGHBOURHOOD",
         "ACCOUNT": "ACCOUNT_STOCK"},
    )  # fmt: skip


def main() -> int:
    """All models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER)
    folder = parser.parse_args().out
    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    from veerkracht_plugin.processing.provider import VeerkrachtProvider

    provider = VeerkrachtProvider()
    registry = QgsApplication.processingRegistry()
    registry.addProvider(provider)

    one = Builder("gemeentekaart")
    figures(one)
    one.write(folder)

    one = Builder("bezit_op_de_kaart")
    one.parameter(QgsProcessingParameterFile, "FILE")
    one.parameter(QgsProcessingParameterFeatureSource, "NEIGHBOURHOODS", [2])
    stock(one, "NEIGHBOURHOODS")
    one.write(folder)

    one = Builder("jaarlijkse_actualisatie")
    figures(one)
    one.parameter(QgsProcessingParameterFile, "FILE")
    stock(one, ("classify", "OUTPUT"))
    one.run("compare", {"INPUT": ("classify", "OUTPUT"), "STOCK": ("overlaystock", "OUTPUT")},
            {"OUTPUT": "COMPARED", "HTML": "REPORT"})  # fmt: skip
    if registry.algorithmById("veerkracht:share") is not None:
        layers = [("overlaystock", "OUTPUT"), ("overlaystock", "COMPLEXES"), ("classify", "OUTPUT")]
        one.run("share", {"LAYERS": layers}, {"FOLDER": "FOLDER"})
    one.write(folder)
    registry.removeProvider(provider)
    return 0


if __name__ == "__main__":
    status = main()
    # QGIS takes long to leave, and has nothing to say any more.
    sys.stdout.flush()
    os._exit(status)
