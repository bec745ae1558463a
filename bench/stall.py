"""How long the window stands still while the panel makes a map: a timer in the event loop beside the whole chain.

    python bench/stall.py [--case small|large] [--where] [--limit MILLISECONDS]

``small`` is Voorbeeldstad as it is built in (40 buurten, 8,000 homes), ``large`` a made-up gemeente of 160 buurten and
32,000 homes: four times Voorbeeldstad, each time elsewhere. Each case starts QGIS in a process of its own with an empty
profile, opens the panel, makes the map, makes it once more (which swaps the data of the layers), looks at three maps
and selects a buurt. A timer of 2 ms ticks all the while. Printed are the longest times between two ticks per phase, how
long the window's own thread worked at most between two ticks (on a busy machine the rest is waiting for a processor,
the disk, or Python in another thread), and with ``--where`` what Python was doing. With ``--limit`` the end is 1
when that work took longer. A first round with QGIS alone tells what would have been waited for without the plugin.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import types
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "resources" / "voorbeeldstad"
FOLDER = ROOT / "build" / "bench"
COPIES = 4
#: How far apart the copies lie (metres), and by how much their wijk numbers differ.
APART, NUMBERS = 12_000.0, 20
FILES = {
    "GEOMETRY": "buurten_2024.geojson", "KWB": "kerncijfers_2024.csv", "KWB_BASE": "kerncijfers_2016.csv",
    "GEOMETRY_BASE": "buurten_2016.geojson", "LIVEABILITY": "leefbaarometer.csv",
}  # fmt: skip
WATCHED = 40.0  # milliseconds from which on it is noted where


# -- files -------------------------------------------------------------------------------------------------------------
def _renumbered(text: str, copy: int) -> str:
    return re.sub(
        r"(BU|WK)9990(\d\d)", lambda match: f"{match.group(1)}9990{int(match.group(2)) + NUMBERS * copy:02d}", text
    )


def _moved(pair: Any, by: float) -> Any:
    if isinstance(pair[0], (int, float)):
        return [pair[0] + by, *pair[1:]]
    return [_moved(one, by) for one in pair]


def large_files(folder: Path) -> dict[str, Path]:
    """Voorbeeldstad several times in one gemeente; the paths by parameter, and ``STOCK``."""
    folder.mkdir(parents=True, exist_ok=True)
    out = {}
    for name, file in {**FILES, "STOCK": "bezit.csv"}.items():
        target = out[name] = folder / file
        text = (EXAMPLE / file).read_text(encoding="utf-8-sig")
        if file.endswith(".geojson"):
            whole = json.loads(text)
            features = []
            for copy in range(COPIES):
                for feature in json.loads(_renumbered(text, copy))["features"]:
                    feature["id"] = f"{feature['id']}-{copy}"
                    feature["geometry"]["coordinates"] = _moved(feature["geometry"]["coordinates"], APART * copy)
                    features.append(feature)
            whole["features"] = features
            target.write_text(json.dumps(whole), encoding="utf-8")
            continue
        head, *rows = text.splitlines()
        lines = [head]
        for copy in range(COPIES):
            for row in rows:
                # The row of the gemeente stands once.
                if copy and ",GM9990 " in row:
                    continue
                row = _renumbered(row, copy)
                if file == "bezit.csv":
                    cells = row.split(";")
                    cells[0] = f"{copy}{cells[0]}"
                    # Some rows have no coordinates, on purpose.
                    if not cells[14].strip():
                        lines.append(";".join(cells))
                        continue
                    cells[14] = f"{float(cells[14].replace(',', '.')) + APART * copy:.2f}".replace(".", ",")
                    row = ";".join(cells)
                lines.append(row)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return out


# -- inside QGIS -------------------------------------------------------------------------------------------------------
class Watch:
    """Notes how long the event loop did not come round, per phase, and where it was meanwhile."""

    def __init__(self) -> None:
        from qgis.PyQt.QtCore import Qt, QTimer

        self.phase = "start"
        #: Per phase and gap: how long, and how long of that this thread worked (milliseconds).
        self.gaps: dict[str, list[tuple[float, float]]] = {}
        self.places: dict[str, dict[str, float]] = {}
        self._last, self._work = time.perf_counter(), time.thread_time()
        self._main = threading.get_ident()
        self._seen: str | None = None
        self._over = False
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        threading.Thread(target=self._look, daemon=True).start()

    def _tick(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        gap, busy = (now - self._last) * 1000, (work - self._work) * 1000
        self.gaps.setdefault(self.phase, []).append((gap, busy))
        if gap > WATCHED:
            places = self.places.setdefault(self.phase, {})
            where = self._seen or "(nothing of Python was seen: QGIS' own, or Python held by another thread)"
            places[where] = max(places.get(where, 0.0), gap)
        self._seen = None
        self._last, self._work = now, work

    def _look(self) -> None:
        while not self._over:
            time.sleep(0.01)
            if (time.perf_counter() - self._last) * 1000 > WATCHED * 0.6:
                frame = sys._current_frames().get(self._main)
                lines = [
                    f"{Path(one.filename).name}:{one.lineno} {one.name}"
                    for one in traceback.extract_stack(frame)
                    if "stall.py" not in one.filename
                ]
                if lines and self._seen is None:
                    self._seen = " < ".join(reversed(lines[-4:]))

    def end(self) -> dict[str, Any]:
        """Per phase the longest three gaps (ms), the number above 100 ms, and where."""
        self._over = True
        self._timer.stop()
        return {
            phase: {
                "longest": [round(gap, 1) for gap, _ in sorted(gaps, reverse=True)[:3]],
                "busy": round(max(busy for _, busy in gaps), 1),
                "over": sum(gap > 100 for gap, _ in gaps),
                "where": {
                    place: round(gap, 1)
                    for place, gap in sorted(self.places.get(phase, {}).items(), key=lambda pair: -pair[1])[:6]
                },
            }
            for phase, gaps in self.gaps.items()
        }


def until(ready: Callable[[], bool]) -> None:
    """Run the event loop until something is the case."""
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    if ready():
        return
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if ready() else None)
    timer.start(20)
    loop.exec()
    timer.stop()


def inside(case: str, scratch: Path) -> dict[str, Any]:
    """The whole chain in a window; what the watch saw."""
    sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins", "/usr/share/qgis/python"]
    from qgis.core import QgsApplication, QgsProject, QgsSettings, QgsVectorLayer
    from qgis.gui import QgsMapCanvas, QgsMessageBar
    from qgis.PyQt.QtCore import QCoreApplication, Qt
    from qgis.PyQt.QtWidgets import QMainWindow

    QCoreApplication.setOrganizationName("veerkracht-bench")
    QCoreApplication.setApplicationName("stall")
    app = QgsApplication([], True, str(scratch / "profile"))
    app.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    files = large_files(scratch / "files") if case == "large" else {}
    window = QMainWindow()
    canvas = QgsMapCanvas()
    window.setCentralWidget(canvas)
    bar = QgsMessageBar(canvas)

    iface = types.SimpleNamespace(mainWindow=lambda: window, messageBar=lambda: bar, mapCanvas=lambda: canvas)

    window.resize(1400, 1000)
    window.show()
    from qgis.gui import QgsLayerTreeMapCanvasBridge

    bridge = QgsLayerTreeMapCanvasBridge(QgsProject.instance().layerTreeRoot(), canvas)
    watch = Watch()

    def drawn() -> None:
        until(lambda: not canvas.isDrawing())

    # QGIS' own: its first layer with labels and symbols, without a line of ours.
    watch.phase = "QGIS itself: first layer, drawn"
    plain = QgsVectorLayer(str(EXAMPLE / "buurten_2024.geojson"), "plain", "ogr")
    QgsProject.instance().addMapLayer(plain)
    canvas.setExtent(plain.extent())
    canvas.refresh()
    drawn()
    QgsProject.instance().clear()
    del plain

    watch.phase = "panel opens"
    from veerkracht_plugin.gui.dock import FOLDER as KEPT
    from veerkracht_plugin.gui.dock import VeerkrachtDock
    from veerkracht_plugin.processing.provider import VeerkrachtProvider

    provider = VeerkrachtProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    layers = scratch / "layers"
    layers.mkdir()
    QgsSettings().setValue(KEPT, str(layers))
    QgsSettings().setValue("veerkracht/cache_dir", str(scratch / "cache"))
    dock = VeerkrachtDock(iface)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    until(lambda: dock._errand is None)

    watch.phase = "choices"
    if files:
        dock.data.files.click()
        for name, widget in dock.data.paths.items():
            widget.setFilePath(str(files[name]))
        dock.data.year.setCurrentText("2024")
        dock.data.base_year.setCurrentText("2016")
        dock.stock.file.setFilePath(str(files["STOCK"]))
    else:
        dock.data.example.click()
    until(lambda: dock.stock.preview is not None)

    def make() -> None:
        dock.make.click()
        until(lambda: not dock.runner.busy and not dock.reading)
        if "ready" not in dock.status.text():
            raise SystemExit(dock.status.text())
        drawn()

    titles: list[str] = []
    dock.runner.progressed.connect(lambda text, _: titles.append(text))
    began = time.perf_counter()
    for number, phase in enumerate(("first map", "second map")):
        watch.phase = f"{phase}: chain"
        done = dock.runner._succeed

        def swap(running: Any, phase: str = phase, done: Any = done) -> None:
            watch.phase = f"{phase}: layers"
            done(running)

        dock.runner._succeed = swap
        make()
        dock.runner._succeed = done
        if not number:
            whole = time.perf_counter() - began
    watch.phase = "other maps"
    for row in (0, 5, 7):
        dock.maps.maps.setCurrentRow(row)
        until(lambda: True)
        drawn()
    watch.phase = "a buurt selected"
    dock.look.scatter.picked.emit(dock.look.scatter.dots[0].fid, False)
    drawn()
    QCoreApplication.processEvents()
    found = watch.end()
    dock.stop()
    del bridge
    QgsProject.instance().clear()
    return {"phases": found, "seconds": round(whole, 1)}


# -- outside -----------------------------------------------------------------------------------------------------------
def main() -> int:
    """Both cases; 1 when a limit was given and a phase of ours stood still for longer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", choices=("small", "large"), action="append")
    parser.add_argument("--where", action="store_true")
    parser.add_argument("--limit", type=float)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        scratch = Path(arguments.inside)
        found = inside(arguments.case[0], scratch)
        (scratch / "found.json").write_text(json.dumps(found), encoding="utf-8")
        # What QGIS does at its own end is not measured, and needs no care.
        os._exit(0)
    worst = 0.0
    for case in arguments.case or ["small", "large"]:
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER, prefix="stall-") as scratch:
            home = {"HOME": scratch, "XDG_RUNTIME_DIR": scratch, "QGIS_CUSTOM_CONFIG_PATH": scratch}
            ran = subprocess.run(
                [sys.executable, "-B", __file__, "--case", case, "--inside", scratch],
                env={"QT_QPA_PLATFORM": "offscreen", **os.environ, **home}, check=False, capture_output=True, text=True,
            )  # fmt: skip
            result = Path(scratch) / "found.json"
            if not result.exists():
                print(ran.stdout[-2000:], ran.stderr[-4000:])
                return 1
            found = json.loads(result.read_text(encoding="utf-8"))
        print(f"{case}: the first map after {found['seconds']} s")
        for phase, one in found["phases"].items():
            print(
                f"  {phase:34} longest {', '.join(f'{gap:7.1f}' for gap in one['longest'])} ms, "
                f"{one['over']} > 100; work at most {one['busy']:6.1f} ms"
            )
            if not phase.startswith(("QGIS", "start")):
                worst = max(worst, one["busy"])
            if arguments.where:
                for place, gap in one["where"].items():
                    print(f"      {gap:7.1f}  {place}")
    print(f"longest work of ours in one piece: {worst:.1f} ms")
    return int(arguments.limit is not None and worst > arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
