"""The Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..paths import resource
from .models import add_models, attach_models


class VeerkrachtProvider(QgsProcessingProvider):
    """Lists all algorithms, whether pandas is there or not: an algorithm that cannot run says so itself."""

    def id(self) -> str:
        return "veerkracht"

    def name(self) -> str:
        return "Veerkracht"

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "veerkracht.svg")))

    def svgIconPath(self) -> str:  # noqa: N802
        return str(resource("icons", "veerkracht.svg"))

    def load(self) -> bool:
        # Models can only look up their steps when the provider has entered the registry, which is after its load.
        QgsApplication.processingRegistry().providerAdded.connect(self._entered)
        return bool(super().load())

    def unload(self) -> None:
        QgsApplication.processingRegistry().providerAdded.disconnect(self._entered)
        super().unload()

    def _entered(self, provider_id: str) -> None:
        if provider_id == self.id():
            attach_models(self.algorithms())

    def loadAlgorithms(self) -> None:  # noqa: N802
        from .assemble import Assemble
        from .classify import Classify
        from .compare import Compare
        from .context import Context
        from .download import Download
        from .factsheets import Factsheets
        from .fieldwork import Fieldwork
        from .importaedes import ImportAedes
        from .importnotes import ImportNotes
        from .overlaystock import OverlayStock
        from .print_maps import Print
        from .prioritise import Prioritise
        from .readstock import ReadStock
        from .share import Share
        from .signals import Signals
        from .timeseries import Timeseries
        from .validate import Validate

        for algorithm in (
            Assemble,
            Classify,
            Compare,
            Context,
            Validate,
            Download,
            ImportAedes,
            OverlayStock,
            ReadStock,
            Factsheets,
            Print,
            Prioritise,
            Fieldwork,
            ImportNotes,
            Timeseries,
            Share,
            Signals,
        ):
            self.addAlgorithm(algorithm())
        add_models(self)
