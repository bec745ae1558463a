"""Screenshots of the plugin in a real QGIS, into ``build/screens/``.

    screens.py [--language nl] [--language en] [--out FOLDER]

Each round starts QGIS with a profile of its own and the packaged plugin in it, opens the demo project, and takes: the
panel, each step from the built-in example to a map, the settings, the focuskaart with own stock, the toolbox, and the
dialog of ``classify``, and the run as commands. Both languages in the light and in the dark theme, and the first once
more at 200 % with a panel of 280 pixels. Needs a display; ``make screens`` gives it a virtual one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

#: Set for the run inside QGIS: the folder for the pictures, what their names start with, and the demo project.
OUT, PREFIX, DEMO = "VEERKRACHT_SCREENS_OUT", "VEERKRACHT_SCREENS_PREFIX", "VEERKRACHT_SCREENS_DEMO"

WIDTH, HEIGHT = 1600, 1000
#: Set for the round at 200 %: its window must fit on the screen, and its panel is as narrow as it gets.
NARROW = "VEERKRACHT_SCREENS_NARROW"
NARROW_SIZE, NARROW_PANEL = (800, 600), 280
NAMES = (
    "dock", "example", "filter", "command", "map", "signal",
    "plot", "look", "settings", "demo", "toolbox", "classify",
)  # fmt: skip
LIMIT = 300  # seconds; QGIS is ended when a round takes longer


# -- inside QGIS ------------------------------------------------------------------------------------------------------


class Session:
    """Steps through the pictures; between two steps QGIS gets time to lay out and draw."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.window = iface.mainWindow()
        self.out = Path(os.environ[OUT])
        self.prefix = os.environ[PREFIX]
        self.steps = self._steps()
        self.problem = ""

    def start(self) -> None:
        self._later(self._next, 500)

    @staticmethod
    def _later(call: Callable[[], None], milliseconds: int) -> None:
        from qgis.PyQt.QtCore import QTimer

        QTimer.singleShot(milliseconds, call)

    def _next(self) -> None:
        if self.iface.mapCanvas().isDrawing():
            self._later(self._next, 100)
            return
        try:
            next(self.steps)
        except StopIteration:
            self._leave()
            return
        except Exception as error:  # noqa: BLE001 - said outside, where a person reads it
            self.problem = f"{type(error).__name__}: {error}"
            self._leave()
            return
        self._later(self._next, 1200)

    def _leave(self) -> None:
        from qgis.core import QgsProject
        from qgis.PyQt.QtCore import QCoreApplication

        (self.out / f"{self.prefix}.txt").write_text(self.problem or "ok", encoding="utf-8")
        QgsProject.instance().setDirty(False)
        self.iface.newProject(False)
        QCoreApplication.processEvents()
        self.iface.actionExit().trigger()

    def _steps(self) -> Iterator[None]:
        import processing
        from qgis.core import QgsProject

        self.window.showNormal()
        self.window.setGeometry(0, 0, *(NARROW_SIZE if NARROW in os.environ else (WIDTH, HEIGHT)))
        yield
        if self._dock("VeerkrachtDock") is None:
            self._action().trigger()
        yield
        self.picture("dock", self.window)
        yield from self._from_nothing()

        project = os.environ[DEMO]
        self.iface.addProject(project)
        if not QgsProject.instance().mapLayers():
            raise RuntimeError(f"{project} did not open")
        self.iface.mapCanvas().setExtent(QgsProject.instance().viewSettings().defaultViewExtent())
        for name in ("Browser", "MessageLog"):
            panel = self._dock(name)
            if panel is not None:
                panel.hide()
        yield
        self.iface.mapCanvas().refresh()
        yield
        self.picture("demo", self.window)

        toolbox = self._dock("ProcessingToolbox")
        if toolbox is None:
            raise RuntimeError("no Processing toolbox")
        self._action().trigger()
        toolbox.show()
        yield
        tree = toolbox.algorithmTree
        model = tree.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if model.data(index) == "Veerkracht":
                tree.expand(index)
                tree.setCurrentIndex(index)
                tree.scrollTo(index)
                break
        else:
            raise RuntimeError("the toolbox has no provider Veerkracht")
        yield
        self.picture("toolbox", self.window)

        # QGIS offers the current layer as input.
        self.iface.setActiveLayer(next(
            layer for layer in QgsProject.instance().mapLayers().values() if layer.source().endswith("=buurten")
        ))  # fmt: skip
        dialog = processing.createAlgorithmDialog("veerkracht:classify", {})
        dialog.show()
        dialog.resize(1000, 640)
        yield
        self.picture("classify", dialog)
        dialog.close()
        yield

    def _from_nothing(self) -> Iterator[None]:
        """The panel as a new user goes through it: the example, the map, another map, the settings."""
        from qgis.core import QgsProject, QgsSettings
        from qgis.PyQt.QtCore import QPoint, Qt
        from qgis.PyQt.QtWidgets import QApplication, QScrollArea

        for name in ("Browser", "MessageLog"):
            panel = self._dock(name)
            if panel is not None:
                panel.hide()
        folder = self.out / f".layers-{self.prefix}"
        folder.mkdir(exist_ok=True)
        QgsSettings().setValue("veerkracht/folder", str(folder))
        dock = self._dock("VeerkrachtDock")
        dock.data.example.click()
        yield
        while dock.stock.preview is None:
            yield
        if NARROW in os.environ:
            self.window.resizeDocks([dock], [NARROW_PANEL], Qt.Orientation.Horizontal)
            yield
        self.picture("example", self.window)
        dock.widget().findChild(QScrollArea).ensureWidgetVisible(dock.stock.more)
        while dock.stock.counting:
            yield
        self.picture("filter", self.window)
        dock.command.click()
        yield
        self.picture("command", dock.commands)
        dock.commands.close()
        dock.make.click()
        while dock.runner.busy:
            yield
        dock.widget().findChild(QScrollArea).ensureWidgetVisible(dock.maps.legend)
        yield
        self.picture("map", self.window)
        dock.maps.maps.setCurrentRow(5)
        wide = NARROW_PANEL if NARROW in os.environ else 460
        self.window.resizeDocks([dock], [wide], Qt.Orientation.Horizontal)
        yield
        dock.widget().findChild(QScrollArea).ensureWidgetVisible(dock.maps.legend)
        yield
        self.picture("signal", self.window)
        dots = dock.look.scatter.dots
        dock.look.scatter.picked.emit(max(dots, key=lambda dot: dot.x).fid, False)
        dock.look.change.click()
        yield
        area = dock.widget().findChild(QScrollArea)
        bar = area.verticalScrollBar()
        bar.setValue(dock.look.mapTo(area.widget(), QPoint(0, 0)).y())
        yield
        self.picture("plot", self.window)
        bar.setValue(dock.look.mapTo(area.widget(), QPoint(0, dock.look.height() + 12)).y() - area.viewport().height())
        yield
        self.picture("look", self.window)

        def options() -> None:
            dialog = QApplication.activeModalWidget()
            self.picture("settings", dialog)
            dialog.reject()

        self._later(options, 1500)
        self.iface.showOptionsDialog(self.window, "VeerkrachtSettings")
        yield
        QgsProject.instance().setDirty(False)
        self.iface.newProject(False)
        shutil.rmtree(folder, ignore_errors=True)
        yield

    def _dock(self, name: str) -> Any:
        from qgis.PyQt.QtWidgets import QDockWidget

        return self.window.findChild(QDockWidget, name)

    def _action(self) -> Any:
        from qgis.PyQt.QtWidgets import QAction

        action = self.window.findChild(QAction, "VeerkrachtToggleDock")
        if action is None:
            raise RuntimeError("the plugin did not load")
        return action

    def picture(self, name: str, widget: Any) -> None:
        path = self.out / f"{self.prefix}-{name}.png"
        if not widget.grab().save(str(path)):
            raise RuntimeError(f"{path} could not be written")


# -- outside QGIS -----------------------------------------------------------------------------------------------------


def profile(folder: Path, language: str, theme: str) -> None:
    """A fresh profile below ``folder`` with the packaged plugin in it, enabled."""
    import install_plugin

    install_plugin.install(folder / "profiles" / "default" / "python" / "plugins", link=False)
    country = {"nl": "nl_NL", "en": "en_US"}[language]
    sections: dict[str, dict[str, str]] = {
        "PythonPlugins": {"veerkracht_plugin": "true", "processing": "true"},
        "locale": {"overrideFlag": "true", "userLocale": country, "globalLocale": country},
        "UI": {"UITheme": theme},
        "qgis": {"checkVersion": "false", "iconSize": "24"}
        | {f"showTips{version}": "false" for version in [*range(322, 400, 2), *range(400, 410)]},
        "app": {"plugin_installer_checked": "true"},
        "Projections": {"defaultBehavior": "useProject"},
        # A fresh profile looks for the fonts of its style library, and tells when there is no network.
        "fonts": {"downloadMissing": "false"},
    }
    text = "\n".join(
        f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in keys.items()) for name, keys in sections.items()
    )
    settings = folder / "profiles" / "default" / "QGIS"
    settings.mkdir(parents=True)
    major = install_plugin.major_version()
    (settings / f"QGIS{major}.ini").write_text(text, encoding="utf-8")


def round_of(language: str, theme: str, prefix: str, out: Path, scratch: Path, narrow: bool = False) -> str:
    """One start of QGIS; returns what went wrong, empty when all pictures are there."""
    demo = scratch / language
    if not demo.exists():
        made = subprocess.run(
            [sys.executable, "-B", str(ROOT / "scripts" / "demo.py"), "--folder", str(demo), "--language", language],
            check=False, stdout=subprocess.DEVNULL, env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(demo, ignore_errors=True)
            return "the demo project could not be made (make demo tells more)"
    own = scratch / prefix
    profile(own, language, theme)
    (out / f"{prefix}.txt").unlink(missing_ok=True)
    environment = dict(os.environ)
    environment.pop("QGIS_CUSTOM_CONFIG_PATH", None)
    environment |= {
        OUT: str(out), PREFIX: prefix, DEMO: str(demo / "veerkracht-demo.qgz"), "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8", "HOME": str(own), "XDG_RUNTIME_DIR": str(own),
    }  # fmt: skip
    if narrow:
        environment |= {NARROW: "1", "QT_SCALE_FACTOR": "2"}
    program = shutil.which("qgis") or "qgis"
    command = [
        program, "--nologo", "--noversioncheck", "--profiles-path", str(own), "--code", str(Path(__file__).resolve()),
        "--lang", {"nl": "nl", "en": "en_US"}[language],
    ]  # fmt: skip
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"QGIS was not ready after {LIMIT} seconds"
    verdict = out / f"{prefix}.txt"
    if not verdict.exists():
        return "QGIS ended early\n" + done.stdout[-1500:] + done.stderr[-1500:]
    said = verdict.read_text(encoding="utf-8")
    verdict.unlink()
    if said != "ok":
        return said
    absent = [name for name in NAMES if not (out / f"{prefix}-{name}.png").exists()]
    return f"no picture of {', '.join(absent)}" if absent else ""


def main() -> int:
    """All rounds; 0 when every picture was taken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", action="append", choices=("nl", "en"))
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screens")
    arguments = parser.parse_args()
    languages = arguments.language or ["nl", "en"]
    rounds = [(language, "default", language, False) for language in languages]
    rounds += [(language, "Night Mapping", f"{language}-dark", False) for language in languages]
    rounds += [(languages[0], "default", f"{languages[0]}-200", True)]
    out = arguments.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    failed = False
    # Below the folder itself: QGIS marks layers in the folder for temporary files as such.
    with tempfile.TemporaryDirectory(dir=out, prefix=".scratch-") as scratch:
        for language, theme, prefix, narrow in rounds:
            problem = round_of(language, theme, prefix, out, Path(scratch), narrow)
            if problem:
                failed = True
                print(f"make screens: {prefix}: {problem}", file=sys.stderr)
            else:
                print("\n".join(str(out / f"{prefix}-{name}.png") for name in NAMES))
    return int(failed)


if OUT in os.environ:
    from qgis.utils import iface as _iface

    # Held by name: nothing else in QGIS keeps it.
    veerkracht_screens = Session(_iface)
    veerkracht_screens.start()
elif __name__ == "__main__":
    ROOT = Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(ROOT / "scripts"))
    sys.exit(main())
