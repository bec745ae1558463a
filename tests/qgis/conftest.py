"""What the tests with QGIS share."""

from __future__ import annotations

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
