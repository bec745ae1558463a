"""The Processing provider."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..paths import resource


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
        ):
            self.addAlgorithm(algorithm())
