"""Layers that the panel shows may change at any moment: be edited, filtered, reloaded, given other data."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

#: What tells that a layer is no longer what was read of it.
SIGNALS = (
    "dataChanged", "dataSourceChanged", "subsetStringChanged", "afterRollBack", "afterCommitChanges",
    "attributeValueChanged", "featureAdded", "featuresDeleted", "updatedFields",
)  # fmt: skip
#: A change is told after so many milliseconds, once for all that came in the meantime.
PATIENCE = 200


class Watch(QObject):
    """Tells (``changed``) when one of the layers that it follows has changed."""

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: list[QgsVectorLayer] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self.changed)

    @property
    def waiting(self) -> bool:
        """Whether a change has still to be told."""
        return bool(self._timer.isActive())

    def follow(self, layers: Iterable[QgsVectorLayer | None]) -> None:
        """Follow ``layers`` from now on, and no others."""
        wanted = [one for one in layers if one is not None]
        for layer in self._layers:
            if not sip.isdeleted(layer):
                for name in SIGNALS:
                    getattr(layer, name).disconnect(self._noticed)
        self._layers = wanted
        for layer in wanted:
            for name in SIGNALS:
                getattr(layer, name).connect(self._noticed)

    def stop(self) -> None:
        """Let go of all layers."""
        self._timer.stop()
        self.follow([])

    def _noticed(self, *_: object) -> None:
        if not self._timer.isActive():
            self._timer.start()
