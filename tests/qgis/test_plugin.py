"""What QGIS calls: load, start, toggle, unload; with and without pandas; in Dutch and in English."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTranslator
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QMainWindow, QMenu, QPushButton, QToolBar

from tests.qgis import products
from veerkracht_plugin import classFactory
from veerkracht_plugin.i18n import tr

DUTCH = products.ROOT / "i18n" / "veerkracht_nl.qm"


class MessageBar:
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def pushMessage(self, title: str, text: str, level: Any = None) -> None:
        self.said.append(f"{title}: {text}")


class Iface:
    """The part of QGIS that the plugin uses, with real widgets: what stays behind can be seen."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.menu = QMenu(self.window)
        self.toolbar = QToolBar(self.window)
        self.window.addToolBar(self.toolbar)
        self.bar = MessageBar()
        self.factories: list[Any] = []

    def mainWindow(self) -> QMainWindow:
        return self.window

    def messageBar(self) -> MessageBar:
        return self.bar

    def _submenu(self, name: str) -> QMenu | None:
        return next((a.menu() for a in self.menu.actions() if a.menu() and a.menu().title() == name), None)

    def addPluginToMenu(self, name: str, action: QAction) -> None:
        (self._submenu(name) or self.menu.addMenu(name)).addAction(action)

    def removePluginMenu(self, name: str, action: QAction) -> None:
        submenu = self._submenu(name)
        assert submenu is not None, f"the plugin removes a menu {name} that it never made"
        submenu.removeAction(action)
        if not submenu.actions():
            self.menu.removeAction(submenu.menuAction())

    def addToolBarIcon(self, action: QAction) -> None:
        self.toolbar.addAction(action)

    def removeToolBarIcon(self, action: QAction) -> None:
        self.toolbar.removeAction(action)

    def addDockWidget(self, area: Any, dock: QDockWidget) -> None:
        self.window.addDockWidget(area, dock)

    def addTabifiedDockWidget(self, area: Any, dock: QDockWidget, beside: list[str], raised: bool = False) -> None:
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock: QDockWidget) -> None:
        self.window.removeDockWidget(dock)

    def registerOptionsWidgetFactory(self, factory: Any) -> None:
        self.factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory: Any) -> None:
        self.factories.remove(factory)

    # What a person would look for.
    def docks(self) -> list[QDockWidget]:
        return self.window.findChildren(QDockWidget)

    def actions(self) -> list[QAction]:
        return [action for action in self.window.findChildren(QAction) if action.objectName().startswith("Veerkracht")]


def settle() -> None:
    """Let Qt do what it put off, deletions too."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture
def iface() -> Iterator[Iface]:
    one = Iface()
    one.window.show()
    yield one
    one.window.close()
    sip.delete(one.window)


@pytest.fixture
def plugin(iface: Iface) -> Iterator[Any]:
    """The plugin, started."""
    one = classFactory(iface)
    one.initGui()
    yield one
    one.unload()
    settle()


@pytest.fixture
def dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    """QGIS in Dutch, as far as the plugin asks."""
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "nl"))


def provider() -> Any:
    return QgsApplication.processingRegistry().providerById("veerkracht")


# -- start and end ----------------------------------------------------------------------------------------------------


def test_start_gives_menu_button_and_provider(iface: Iface, plugin: Any) -> None:
    (action,) = iface.actions()
    assert action in iface.toolbar.actions()
    assert action in iface._submenu("Veerkracht").actions()
    assert action.isCheckable()
    assert not action.isChecked()
    assert not action.icon().isNull()
    assert action.toolTip()
    assert provider() is not None
    assert iface.docks() == []
    assert iface.bar.said == []


def test_button_and_dock_keep_step(iface: Iface, plugin: Any) -> None:
    (action,) = iface.actions()
    action.trigger()
    settle()
    (dock,) = iface.docks()
    assert dock.objectName() == "VeerkrachtDock"
    assert dock.isVisible()
    assert action.isChecked()
    action.trigger()
    settle()
    assert not dock.isVisible()
    assert not action.isChecked()
    action.trigger()
    settle()
    assert iface.docks() == [dock]
    dock.close()
    settle()
    assert not action.isChecked()
    assert iface.bar.said == []


def test_unload_leaves_nothing(iface: Iface) -> None:
    before = {one.id() for one in QgsApplication.processingRegistry().providers()}
    plugin = classFactory(iface)
    plugin.initGui()
    iface.actions()[0].trigger()
    settle()
    plugin.unload()
    settle()
    assert iface.actions() == []
    assert iface.menu.actions() == []
    assert iface.toolbar.actions() == []
    assert iface.docks() == []
    assert iface.factories == []
    assert {one.id() for one in QgsApplication.processingRegistry().providers()} == before
    assert provider() is None


def test_unload_without_ever_a_dock(iface: Iface) -> None:
    plugin = classFactory(iface)
    plugin.initGui()
    plugin.unload()
    settle()
    assert (iface.actions(), iface.docks(), provider()) == ([], [], None)


def test_unload_takes_the_translation_along(iface: Iface, dutch: None) -> None:
    if not DUTCH.exists():
        pytest.skip("the translations are not compiled (make compile)")
    assert tr("Verantwoording") == "Verantwoording"
    english = tr("Classify resilience")
    plugin = classFactory(iface)
    plugin.initGui()
    assert tr("Classify resilience") == "Veerkracht classificeren"
    plugin.unload()
    settle()
    assert tr("Classify resilience") == english == "Classify resilience"


def test_reloaded_twice_is_there_once(iface: Iface) -> None:
    for _ in range(3):
        plugin = classFactory(iface)
        plugin.initGui()
        iface.actions()[0].trigger()
        settle()
        assert len(iface.actions()) == len(iface.docks()) == len(iface.menu.actions()) == 1
        names = [one.id() for one in QgsApplication.processingRegistry().providers()]
        assert names.count("veerkracht") == 1
        plugin.unload()
        settle()
    assert provider() is None


def test_without_a_window_only_the_provider_comes() -> None:
    """As ``qgis_process`` does it: iface is None."""
    plugin = classFactory(None)
    plugin.initProcessing()
    try:
        assert {one.name() for one in provider().algorithms()} >= {"assemble", "classify", "overlaystock"}
        plugin.initProcessing()
        names = [one.id() for one in QgsApplication.processingRegistry().providers()]
        assert names.count("veerkracht") == 1
    finally:
        plugin.unload()
    assert provider() is None


# -- languages ---------------------------------------------------------------------------------------------------------


def test_dock_speaks_dutch(iface: Iface, dutch: None) -> None:
    if not DUTCH.exists():
        pytest.skip("the translations are not compiled (make compile)")
    plugin = classFactory(iface)
    plugin.initGui()
    try:
        iface.actions()[0].trigger()
        settle()
        texts = [button.text() for button in iface.docks()[0].findChildren(QPushButton)]
        assert "Maak de kaart" in texts
        assert {one.displayName() for one in provider().algorithms()} >= {"Veerkracht classificeren"}
        help_text = next(one for one in provider().algorithms() if one.name() == "classify").shortHelpString()
        assert "signaal, geen oordeel" in help_text
        assert iface._submenu("Veerkracht") is not None
    finally:
        plugin.unload()
        settle()


def test_english_needs_no_translation(iface: Iface, plugin: Any) -> None:
    names = {one.displayName() for one in provider().algorithms()}
    assert "Classify resilience" in names
    assert plugin._translator is None


# -- pandas -----------------------------------------------------------------------------------------------------------

#: Starts the plugin in a process where pandas is missing or broken, with a stub of QGIS' interface.
START = """
import json, sys, types
from importlib.abc import MetaPathFinder

class Barrier(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pandas":
            if kind == "blocked":
                raise ImportError("no pandas here")
            if kind == "hostile":
                raise TypeError("no looking here")
            if kind == "broken":
                from importlib.machinery import ModuleSpec
                return ModuleSpec(name, self)
        return None
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        raise TypeError("pandas was built for another NumPy")

sys.path.insert(0, where)
if kind != "whole":
    sys.meta_path.insert(0, Barrier())
if kind == "none":
    sys.modules["pandas"] = None
from qgis.core import *
from qgis.PyQt.QtWidgets import QAction, QMainWindow
app = QgsApplication([], True)
app.initQgis()
before = set(sys.modules)
from veerkracht_plugin import classFactory
said = []
window = QMainWindow()
iface = types.SimpleNamespace(
    mainWindow=lambda: window, addPluginToMenu=lambda *a: None, removePluginMenu=lambda *a: None,
    addToolBarIcon=lambda *a: None, removeToolBarIcon=lambda *a: None,
    registerOptionsWidgetFactory=lambda *a: None, unregisterOptionsWidgetFactory=lambda *a: None,
    addTabifiedDockWidget=lambda *a: None, addDockWidget=lambda *a: None, removeDockWidget=lambda *a: None,
    messageBar=lambda: types.SimpleNamespace(pushMessage=lambda title, text, level=None: said.append(text)),
)
plugin = classFactory(iface)
plugin.initGui()
provider = QgsApplication.processingRegistry().providerById("veerkracht")
heavy = {"pandas", "numpy", "osgeo", "sqlite3", "zipfile", "urllib.request", "processing"}
answer = {"at_load": sorted((set(sys.modules) - before) & heavy), "at_start": list(said)}
for _ in range(2):
    plugin._action.trigger()
    while plugin._dock._errand is not None:
        app.processEvents()
answer["said"] = said
answer["can"] = {a.name(): list(a.canExecute()) for a in provider.algorithms()}
parameters = {a.name(): len(a.parameterDefinitions()) for a in provider.algorithms()}
answer["parameters"] = parameters
context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
answer["run"] = ""
if kind != "whole":
    try:
        one = provider.algorithm("classify").create()
        ok = one.prepare({}, context, feedback)
        answer["run"] = "ran" if ok else feedback.textLog()
    except QgsProcessingException as error:
        answer["run"] = str(error)
plugin.unload()
del provider, plugin
print("answer:" + json.dumps(answer))
app.exitQgis()
"""


def start(kind: str, tmp_path: Path) -> dict[str, Any]:
    head = f"kind, where = {kind!r}, {str(products.ROOT)!r}\n"
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=str(tmp_path), LC_ALL="C.UTF-8")
    done = subprocess.run(
        [sys.executable, "-B", "-c", head + START], cwd=tmp_path, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    answers = [line for line in done.stdout.splitlines() if line.startswith("answer:")]
    assert answers, done.stderr
    assert done.returncode == 0, (done.returncode, done.stderr)
    # Nothing but our own answer: what a plugin prints breaks the output of qgis_process.
    assert done.stdout.splitlines() == answers
    found: dict[str, Any] = json.loads(answers[0][len("answer:") :])
    return found


@pytest.mark.parametrize(
    ("kind", "error"),
    [("none", "ModuleNotFoundError"), ("blocked", "ImportError"), ("broken", "TypeError"), ("hostile", "TypeError")],
)
def test_without_a_working_pandas_everything_is_listed_and_says_why(tmp_path: Path, kind: str, error: str) -> None:
    found = start(kind, tmp_path)
    assert {"assemble", "classify", "overlaystock"} <= set(found["can"])
    for can, why in found["can"].values():
        assert can is False
        assert "python3-pandas" in why
        assert error in why
    assert all(found["parameters"].values())
    assert len(found["said"]) == 1
    assert "pandas" in found["said"][0]
    # What can be known without an import is said at once; the rest when the panel is opened.
    assert len(found["at_start"]) == (0 if kind == "broken" else 1)
    assert "python3-pandas" in found["run"]


def test_with_pandas_nothing_is_said_and_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    found = start("whole", tmp_path)
    assert found["at_load"] == []
    assert found["said"] == []
    assert all(can for can, _ in found["can"].values())


def test_translation_is_installed_once(iface: Iface, dutch: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if not DUTCH.exists():
        pytest.skip("the translations are not compiled (make compile)")
    installed: list[QTranslator] = []
    removed: list[QTranslator] = []
    monkeypatch.setattr(QCoreApplication, "installTranslator", staticmethod(installed.append))
    monkeypatch.setattr(QCoreApplication, "removeTranslator", staticmethod(removed.append))
    plugin = classFactory(iface)
    plugin.initGui()
    plugin.unload()
    settle()
    assert len(installed) == 1
    assert removed == installed
