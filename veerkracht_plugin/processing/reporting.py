"""What the algorithms with an HTML report share: its parameter, and writing it together with the other outputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterFileDestination, QgsVectorLayer

from ..i18n import tr
from .base import BaseAlgorithm, Output
from .pages import classified_material

if TYPE_CHECKING:
    from ..maps.material import Material
    from ..maps.report import Report


class ReportAlgorithm(BaseAlgorithm):
    """Base of algorithms that leave a report (parameter ``HTML``, optional) beside their layers."""

    INPUT, HTML = "INPUT", "HTML"

    def __init__(self) -> None:
        super().__init__()
        self._history: list[str] = []

    def remember(self, layer: QgsVectorLayer | None) -> None:
        """Keep what the metadata of the classified layer say, in the main thread (``before``)."""
        from ..layers.metadata import history_of

        self._history = history_of(layer)

    def material(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        own: Sequence[str] = (),
    ) -> Material:
        """The classified buurten of ``INPUT``, with the columns ``own`` as text. Raises VeerkrachtError."""
        return classified_material(self, parameters, self.INPUT, self._history, context, feedback, own)

    def add_report(self) -> None:
        """The parameter of the report, behind the other outputs."""
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.HTML, tr("Report"), tr("HTML files") + " (*.html)", None, optional=True, createByDefault=True
            )
        )

    def write_all(
        self,
        outputs: list[Output],
        report: Report | None,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """All outputs and the report, or nothing. The result map holds ``HTML`` when a report was asked for."""
        from ..maps.report import put, stage

        place = self.parameterAsFileOutput(parameters, self.HTML, context) if parameters.get(self.HTML) else ""
        if not place or report is None:
            return self.write(outputs, parameters, context, feedback)
        path = Path(place)
        staged = stage(report.html(), path)
        try:
            results = self.write(outputs, parameters, context, feedback)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        put(staged, path)
        results[self.HTML] = str(path)
        return results
