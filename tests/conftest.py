"""What all tests share. QGIS is not imported here: ``tests/model`` and ``tests/sources`` run without it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast a machine is says nothing about what is right, and the same tree gives the same outcome each time. With
# VEERKRACHT_EXPLORE set each run takes new examples, and many more of them where a test does not say how many.
calm: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("calm", derandomize=True, **calm)
settings.register_profile("explore", max_examples=1000, **calm)
settings.load_profile("explore" if os.environ.get("VEERKRACHT_EXPLORE") else "calm")

ROOT = Path(__file__).resolve().parent.parent

# Also without ``make test``: numbers and texts do not depend on the language of the machine.
os.environ.setdefault("LC_ALL", "C.UTF-8")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make QGIS English with points in numbers, where the tests run with QGIS."""
    if "qgis.core" not in sys.modules:
        return
    from qgis.core import QgsSettings
    from qgis.PyQt.QtCore import QLocale

    QLocale.setDefault(QLocale("en_US"))
    settings = QgsSettings()
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "en_US")
    settings.setValue("locale/globalLocale", "en_US")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests that open windows where there is no display."""
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen" and os.environ.get("DISPLAY"):
        return
    for item in items:
        if item.get_closest_marker("window"):
            item.add_marker(pytest.mark.skip(reason="needs a display (make test gives it one)"))


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder with published figures; the test is skipped where they are absent."""
    folder = Path(os.environ.get("VEERKRACHT_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the published figures are absent (../shared/data, or VEERKRACHT_DATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _leave_qgis_clean(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Drop layers before QGIS closes: one that outlives it takes the process down at its exit."""
    with_qgis = "qgis.core" in sys.modules
    if with_qgis:
        request.getfixturevalue("qgis_app")
    yield
    if with_qgis:
        from qgis.core import QgsProject

        QgsProject.instance().clear()
        gc.collect()
