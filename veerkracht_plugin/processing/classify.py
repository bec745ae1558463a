"""``veerkracht:classify``: level, change, uncertainty and the nine classes of a buurt layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, BaseAlgorithm, Extra, Output, TableParameter, advanced, whole_number

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance


class Classify(BaseAlgorithm):
    """A buurt layer → the same with ``kw`` … ``reden``, styled with the nine maps."""

    ID = "classify"
    INPUT, REFERENCE, WEIGHTS, FLOOR = "INPUT", "REFERENCE", "WEIGHTS", "FLOOR"

    def __init__(self) -> None:
        super().__init__()
        self._history: list[str] = []
        self._rights: list[str] = []

    def title(self) -> str:
        return tr("Classify resilience")

    def summary(self) -> str:
        return tr("Computes kwetsbaarheid, its change and the nine classes of a buurt layer, and styles the nine maps.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("The result is a signal, not a verdict, and an open equivalent of the Aedes veerkrachtkaarten, not "
                   "the maps "
                   "themselves."),
                tr("Reference: the table against which kwetsbaarheid is measured, for instance the whole country. "
                   "Without it the "
                   "input is its own reference, so 0 is then the mean of the input."),
                tr("Weights: bijst=1,wmo=0.5 replaces the default weight of those indicators; 0 leaves one out."),
                tr("Floor: buurten with fewer residents get no class and do not count in any mean."),
                tr("A buurt without a class has the class “geen”; the field reden says why."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["kwetsbaarheid", "overlast", "focuskaart", "signaleringskaart", "veerkrachtkaart", "classify", "index"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..model.method import method

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Buurt layer"), [POLYGON]))
        add(TableParameter(self.REFERENCE, tr("Reference"), optional=True))
        weights = QgsProcessingParameterString(
            self.WEIGHTS, tr("Weights, where they differ from the default"), optional=True
        )
        floor = QgsProcessingParameterNumber(
            self.FLOOR, tr("Floor of residents"), QgsProcessingParameterNumber.Type.Integer, method().floor, minValue=0
        )
        add(advanced(weights))
        add(advanced(floor))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Classified buurt layer"), POLYGON))
        add(
            QgsProcessingParameterFeatureSink(
                self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True, createByDefault=True
            )
        )

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import history_of, rights_of

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        self._history, self._rights = history_of(layer), rights_of(layer)

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import product_language
        from ..layers.read import polygon, read_rows, to_rd, transform
        from ..maps.styles import CLASSIFIED
        from ..model import buurten
        from ..model.account import Account
        from ..model.fields import buurt_fields, class_fields
        from ..model.method import method, parse_weights

        weights = parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context))
        floor = whole_number(self, parameters, self.FLOOR, context)
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise VeerkrachtError(N_("The buurt layer cannot be read. Choose the result of “Buurt layer from files”."))
        title = source.sourceName() or self.INPUT
        rows = read_rows(source, title, feedback, geometry=True, values=True,
                         live=self._is_live(parameters, self.INPUT, context))  # fmt: skip
        table = buurten.from_text(rows.headers, rows.frame, title)
        raw = self.raw_table(parameters, self.REFERENCE, context, feedback, buurten.score)
        reference = buurten.from_text(raw.headers, raw.frame, raw.name) if raw is not None else None
        feedback.setProgress(30)
        account = Account()
        floor = method().floor if floor is None else floor
        result = buurten.classified(table, reference, weights, floor,
                                    raw.name if raw else "", account)  # fmt: skip
        for topic, value, _, _, _, count in account.rows(product_language()):
            line = ": ".join(part for part in (topic, value) if part)
            feedback.pushDebugInfo(line if count is None else f"{line} ({count})")
        self.warn(account, feedback)
        feedback.setProgress(60)
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title) if _any(rows.geometries) else None
        geometries = {}
        for key, geometry in zip(result.index, rows.geometries):
            if transformation is not None and not geometry.isNull():
                geometries[key] = polygon([transform(geometry, transformation, title)])[0]
        output = Output(
            self.OUTPUT, CLASSIFIED, result, (*buurt_fields(), *class_fields()), geometries,
            QgsWkbTypes.Type.MultiPolygon, self._provenance(result, reference is not None, floor),
            Extra.beside(source.fields(), rows.values, result.columns),
        )  # fmt: skip
        return self.write([output, self.account_output(account)], parameters, context, feedback)

    def _provenance(self, table: pd.DataFrame, referenced: bool, floor: int) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.account import floor_in
        from ..model.method import method
        from ..model.words import word
        from .building import FICTIONAL

        language = product_language()
        gemeenten = sorted({str(name) for name in table["gm_naam"] if name})
        named = ", ".join(gemeenten[:3]) + (f" +{len(gemeenten) - 3}" if len(gemeenten) > 3 else "")
        years = sorted({int(year) for year in table["jaar"].dropna()})
        title = " ".join([word("layer", "classified", language=language), named, *map(str, years)]).replace("  ", " ")
        kind = word("notice", "given" if referenced else "same_input", language=language)
        step = f"{word('account', 'reference', language=language)}: {kind}"
        # Of an input that was classified before, what held then holds no longer.
        history = [line for line in self._history if floor_in([line]) is None]
        steps = [step] if floor == method().floor else [step, f"{word('account', 'floor', language=language)}: {floor}"]
        return Provenance(title, [*history, *steps], self._rights, FICTIONAL in gemeenten)


def _any(geometries: list[Any]) -> bool:
    return any(not geometry.isNull() for geometry in geometries)
