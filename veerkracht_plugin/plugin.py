"""What QGIS calls: wires provider, menu, toolbar and dock, and undoes all of it. Decides nothing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from .i18n import tr
from .paths import resource, translations
from .processing.provider import VeerkrachtProvider


class VeerkrachtPlugin:
    """The plugin; ``iface`` is None in ``qgis_process``, which calls :meth:`initProcessing` only."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: VeerkrachtProvider | None = None
        self._translator: QTranslator | None = None
        self._action: QAction | None = None
        self._dock: Any = None
        self._options: Any = None
        self._told = False
        self._install_translation()

    def _install_translation(self) -> None:
        path = translations() / f"veerkracht_{QgsApplication.locale()[:2]}.qm"
        if path.exists():
            translator = QTranslator()
            if translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                self._translator = translator

    def initProcessing(self) -> None:  # noqa: N802
        """Register the algorithms; also called without a window."""
        if self.provider is None:
            self.provider = VeerkrachtProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802
        """Menu, toolbar button and dock (the dock itself is made when it is first opened)."""
        self.initProcessing()
        icon = QIcon(str(resource("icons", "veerkracht.svg")))
        self._action = QAction(icon, tr("Veerkracht Panel"), self.iface.mainWindow())
        self._action.setObjectName("VeerkrachtToggleDock")
        self._action.setCheckable(True)
        self._action.setToolTip(tr("Show or hide the Veerkracht panel"))
        self._action.toggled.connect(self._toggle)
        self.iface.addPluginToMenu(tr("Veerkracht"), self._action)
        self.iface.addToolBarIcon(self._action)
        from .gui.settings_page import SettingsFactory

        self._options = SettingsFactory(self._settings_saved)
        self.iface.registerOptionsWidgetFactory(self._options)
        # A cheap look, no import: pandas must not cost start-up time. A broken one shows when the panel is opened.
        if _pandas_is_absent():
            self._tell(
                tr("This QGIS has no Python package pandas, so the algorithms of Veerkracht cannot run. "
                   "Open one of them to read how this system gets it.")
            )  # fmt: skip

    def _tell(self, text: str) -> None:
        """One notice in the message bar, and never a second."""
        if not self._told:
            self._told = True
            self.iface.messageBar().pushMessage("Veerkracht", text, level=Qgis.MessageLevel.Warning)

    def _toggle(self, visible: bool) -> None:
        if self._dock is None:
            if not visible:
                return
            from .gui.dock import VeerkrachtDock

            self._dock = VeerkrachtDock(self.iface)
            # Beside the toolbox as a tab: under it there would be room for neither.
            self.iface.addTabifiedDockWidget(
                Qt.DockWidgetArea.RightDockWidgetArea, self._dock, ["ProcessingToolbox"], True
            )
            self._dock.visibilityChanged.connect(self._follow)
            self._dock.troubled.connect(self._tell)
        self._dock.setVisible(visible)

    def _settings_saved(self) -> None:
        """The panel follows the settings."""
        if self._dock is not None:
            self._dock.settings_changed()

    def _follow(self, visible: bool) -> None:
        """Keep the button in step when the dock is closed by its own cross."""
        if self._action is not None and self._dock is not None:
            self._action.blockSignals(True)
            self._action.setChecked(visible or self._dock.isVisible())
            self._action.blockSignals(False)

    def unload(self) -> None:
        """Undo everything: provider, menu, toolbar, dock, translation."""
        if self._action is not None:
            self.iface.removePluginMenu(tr("Veerkracht"), self._action)
            self.iface.removeToolBarIcon(self._action)
            self._action.deleteLater()
            self._action = None
        if self._options is not None:
            self.iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._dock is not None:
            self._dock.visibilityChanged.disconnect(self._follow)
            # Waits for what runs in the background: it uses the code of the algorithms.
            self._dock.stop()
            self.iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None


def _pandas_is_absent() -> bool:
    """Whether there is no pandas at all, without importing it."""
    try:
        return find_spec("pandas") is None
    except Exception:  # noqa: BLE001 - whatever a broken installation raises, the plugin loads
        return True
