"""What the tests with QGIS share."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from qgis.core import QgsProject, QgsSettings

from veerkracht_plugin.processing.provider import VeerkrachtProvider


@pytest.fixture(scope="module")
def provider(qgis_app: Any, qgis_processing: Any) -> Iterator[VeerkrachtProvider]:
    """The algorithms of the plugin in the registry."""
    one = VeerkrachtProvider()
    assert qgis_app.processingRegistry().addProvider(one)
    yield one
    qgis_app.processingRegistry().removeProvider(one)


@pytest.fixture(autouse=True)
def _no_exception_in_a_slot(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What goes wrong in a slot would abort the process without a word; here it fails the test."""
    found: list[str] = []

    def keep(kind: Any, error: Any, trace: Any) -> None:
        found.append("".join(traceback.format_exception(kind, error, trace)))

    monkeypatch.setattr(sys, "excepthook", keep)
    yield
    assert found == []


@pytest.fixture(scope="session", autouse=True)
def _no_abort_between_tests() -> Iterator[None]:
    """PyQt ends the process for an exception in a slot while nobody has a hook: between two tests it is only said."""

    def say(kind: Any, error: Any, trace: Any) -> None:
        traceback.print_exception(kind, error, trace)

    before, sys.excepthook = sys.excepthook, say
    yield
    sys.excepthook = before


@pytest.fixture
def project() -> Iterator[QgsProject]:
    """The project, empty before and after."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Runs an algorithm and loads its results into the project, as the toolbox does."""
    import processing
    from processing.gui import Postprocessing

    # A stub of QGIS' interface has no layer tree that newer versions would take.
    monkeypatch.setattr(Postprocessing, "iface", None, raising=False)
    return lambda algorithm, parameters: dict(processing.runAndLoadResults("veerkracht:" + algorithm, parameters))


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Sets the language of the products for one test."""
    before = QgsSettings().value("veerkracht/language", "")

    def choose(language: str) -> None:
        QgsSettings().setValue("veerkracht/language", language)

    yield choose
    QgsSettings().setValue("veerkracht/language", before)
