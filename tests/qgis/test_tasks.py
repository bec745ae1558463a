"""Work in the background: one at a time, cancelled at any moment, and nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QLabel, QMainWindow, QProgressBar, QPushButton

from tests.qgis import products
from veerkracht_plugin.errors import N_, VeerkrachtError
from veerkracht_plugin.gui.tasks import Job, Runner, Step


class Iface:
    """A window with a real message bar."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.bar = QgsMessageBar(self.window)
        self.window.setCentralWidget(self.bar)

    def mainWindow(self) -> QMainWindow:
        return self.window

    def messageBar(self) -> QgsMessageBar:
        return self.bar


@pytest.fixture
def iface(qgis_app: Any) -> Iterator[Iface]:
    one = Iface()
    one.window.show()
    yield one
    one.window.close()
    sip.delete(one.window)


@pytest.fixture
def runner(iface: Iface, provider: Any, project: QgsProject) -> Iterator[Runner]:
    one = Runner(iface)
    yield one
    one.stop()


def assemble(target: Path, **other: Any) -> Step:
    parameters = {**products.FILES, "OUTPUT": products.in_package(target, "buurten"), **other}
    return Step("veerkracht:assemble", lambda ids: parameters, "Assembling")


def classify(source: Path, target: Path) -> Step:
    return Step(
        "veerkracht:classify",
        lambda ids: {"INPUT": f"{source}|layername=buurten", "OUTPUT": products.in_package(target, "klassen")},
        "Classifying",
    )


def job(steps: list[Step], seen: list[Any], text: str = "Ready.") -> Job:
    def done(results: list[dict[str, Any]]) -> str:
        seen.append(results)
        return text

    return Job("Test", steps, done, lambda: seen.append("cleaned"))


def texts(iface: Iface) -> str:
    item = iface.bar.currentItem()
    return item.text() if item is not None else ""


Wait = Callable[[Runner], tuple[bool, str]]


@pytest.fixture
def wait(runner: Runner) -> Wait:
    """Runs the event loop until the job has ended; what it ended with."""
    told: list[tuple[bool, str]] = []
    runner.ended.connect(lambda succeeded, text: told.append((succeeded, text)))

    def until_ended(one: Runner) -> tuple[bool, str]:
        if not told:
            loop = QEventLoop()
            one.ended.connect(loop.quit)
            QTimer.singleShot(120000, loop.quit)
            loop.exec()
        assert told, "the job never ended"
        return told.pop()

    return until_ended


def test_a_chain_runs_and_tells(runner: Runner, iface: Iface, wait: Wait, tmp_path: Path) -> None:
    seen: list[Any] = []
    told: list[tuple[str, float]] = []
    runner.progressed.connect(lambda text, percent: told.append((text, percent)))
    target = tmp_path / "one.gpkg"
    assert runner.start(job([assemble(target), classify(target, target)], seen))
    assert runner.busy
    item = iface.bar.currentItem()
    assert {button.text() for button in item.findChildren(QPushButton)} >= {"Cancel", "Details"}
    assert item.findChildren(QProgressBar)
    assert wait(runner) == (True, "Ready.")
    assert not runner.busy
    assert list(dict.fromkeys(text for text, _ in told)) == ["Assembling", "Classifying"]
    assert [percent for _, percent in told] == sorted(percent for _, percent in told)
    assert len(seen[0]) == 2
    assert seen[1:] == ["cleaned"]
    assert "Ready." in texts(iface)
    layer = QgsVectorLayer(f"{target}|layername=klassen", "x", "ogr")
    assert layer.featureCount() == 40
    # Post-processing has run: the styles are in the file.
    assert layer.listStylesInDatabase()[0] == 9
    del layer


def test_a_second_start_is_refused_with_a_sentence(runner: Runner, iface: Iface, wait: Wait, tmp_path: Path) -> None:
    first: list[Any] = []
    second: list[Any] = []
    assert runner.start(job([assemble(tmp_path / "a.gpkg")], first))
    assert not runner.start(job([assemble(tmp_path / "b.gpkg")], second))
    assert "still being worked on" in texts(iface)
    assert wait(runner)[0]
    assert first
    assert second == []
    assert not (tmp_path / "b.gpkg").exists()


def test_cancel_by_its_button(runner: Runner, iface: Iface, wait: Wait, tmp_path: Path) -> None:
    seen: list[Any] = []
    target = tmp_path / "one.gpkg"
    runner.start(job([assemble(target), classify(target, target)], seen))
    button = next(b for b in iface.bar.currentItem().findChildren(QPushButton) if b.text() == "Cancel")
    button.click()
    button.click()
    succeeded, text = wait(runner)
    assert not succeeded
    assert "Cancelled" in text
    assert seen == ["cleaned"]


def test_cancel_in_the_second_step(runner: Runner, wait: Wait, tmp_path: Path) -> None:
    seen: list[Any] = []
    target = tmp_path / "one.gpkg"
    runner.progressed.connect(lambda text, percent: runner.cancel() if text == "Classifying" else None)
    runner.start(job([assemble(target), classify(target, target)], seen))
    assert not wait(runner)[0]
    assert seen == ["cleaned"]


def test_project_closed_half_way(runner: Runner, wait: Wait, tmp_path: Path) -> None:
    seen: list[Any] = []
    runner.start(job([assemble(tmp_path / "one.gpkg")], seen))
    QgsProject.instance().clear()
    assert not wait(runner)[0]
    assert seen == ["cleaned"]


def test_layers_of_the_project_may_go_meanwhile(
    runner: Runner, project: QgsProject, wait: Wait, tmp_path: Path
) -> None:
    layer = products.assembled()
    project.addMapLayer(layer)
    seen: list[Any] = []
    step = Step(
        "veerkracht:classify",
        lambda ids: {"INPUT": ids["buurten"], "OUTPUT": products.in_package(tmp_path / "k.gpkg", "klassen")},
        "Classifying",
    )
    one = job([step], seen)
    runner.start(Job(one.title, one.steps, one.done, one.cleanup, {"buurten": layer}))
    project.removeMapLayer(layer.id())
    assert wait(runner)[0]


def test_the_item_may_be_closed_by_the_user(runner: Runner, iface: Iface, wait: Wait, tmp_path: Path) -> None:
    seen: list[Any] = []
    runner.start(job([assemble(tmp_path / "one.gpkg")], seen))
    iface.bar.clearWidgets()
    QgsApplication.processEvents()
    assert wait(runner)[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"YEAR": 2010}, "base year"),
        ({"KWB": "/nowhere.csv"}, "KWB"),
        ({"GEOMETRY": None}, "GEOMETRY"),
    ],
)
def test_a_refusal_is_one_sentence(
    runner: Runner, iface: Iface, wait: Wait, tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    seen: list[Any] = []
    runner.start(job([assemble(tmp_path / "one.gpkg", **changes)], seen))
    succeeded, text = wait(runner)
    assert not succeeded
    assert sentence in text
    assert "Traceback" not in text
    assert seen == ["cleaned"]
    assert text in texts(iface)
    assert any(b.text() == "Details" for b in iface.bar.currentItem().findChildren(QPushButton))


def test_an_unknown_algorithm(runner: Runner, wait: Wait) -> None:
    runner.start(Job("T", [Step("veerkracht:nothing", lambda ids: {}, "N")], lambda results: ""))
    assert "veerkracht:nothing" in wait(runner)[1]


def test_what_fails_after_the_run_is_said(runner: Runner, wait: Wait) -> None:
    def refuse(results: list[dict[str, Any]]) -> str:
        raise VeerkrachtError(N_("The file {file} is empty. Download or save it again."), file="x.csv")

    def break_down(results: list[dict[str, Any]]) -> str:
        raise RuntimeError("of ours")

    for done, said in ((refuse, "x.csv is empty"), (break_down, "RuntimeError")):
        seen: list[str] = []
        runner.start(Job("T", [], done, lambda seen=seen: seen.append("cleaned")))
        succeeded, text = wait(runner)
        assert not succeeded
        assert said in text
        assert seen == ["cleaned"]


def test_stop_waits_for_the_thread(iface: Iface, provider: Any, project: QgsProject, tmp_path: Path) -> None:
    runner = Runner(iface)
    seen: list[Any] = []
    runner.start(job([assemble(tmp_path / "one.gpkg")], seen))
    runner.stop()
    assert not runner.busy
    assert seen == ["cleaned"]
    assert QgsApplication.taskManager().countActiveTasks() == 0
    assert not [label for label in iface.bar.findChildren(QLabel) if label.text() == "Assembling" and label.isVisible()]
