"""The settings: typed, with defaults, written only when the dialog is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsSettings
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QGroupBox, QLineEdit, QPushButton, QSpinBox, QTableWidget

from veerkracht_plugin.gui.settings import Settings
from veerkracht_plugin.gui.settings_page import SettingsFactory, SettingsPage
from veerkracht_plugin.gui.tasks import finish_errands
from veerkracht_plugin.layers.language import product_language
from veerkracht_plugin.processing.download import PC6HNR_DIR
from veerkracht_plugin.sources.catalogue import address, catalogue
from veerkracht_plugin.transport.cache import RawCache
from veerkracht_plugin.transport.settings import cache_dir, catalogue_url, works_offline

NAMES = ("cache_dir", "language", "extern_minimum", "weights", "geocode_consent", "endpoints", "pc6hnr_dir", "offline",
         "catalogue_url", "news")  # fmt: skip


@pytest.fixture(autouse=True)
def _clean(qgis_app: Any) -> Iterator[None]:
    for name in NAMES:
        QgsSettings().remove("veerkracht/" + name)
    yield
    for name in NAMES:
        QgsSettings().remove("veerkracht/" + name)


@pytest.fixture
def page() -> Iterator[SettingsPage]:
    one = SettingsPage()
    yield one
    sip.delete(one)


def test_defaults_and_back() -> None:
    assert Settings.load() == Settings()
    chosen = Settings("/x/y", "nl", 10, "bijst=2", True, {"statline": "https://cbs.example/odata"})
    chosen.save()
    assert Settings.load() == chosen
    assert product_language() == "nl"
    assert cache_dir() == Path("/x/y")
    assert address("statline") == "https://cbs.example/odata"
    Settings().save()
    assert Settings.load() == Settings()
    assert not QgsSettings().contains("veerkracht/extern_minimum")
    assert address("statline") == catalogue()["endpoints"]["statline"]


def test_nonsense_is_the_default() -> None:
    for name, value in (("language", "fr"), ("extern_minimum", "many"), ("geocode_consent", "perhaps"),
                        ("offline", "perhaps"), ("news", "perhaps")):  # fmt: skip
        QgsSettings().setValue("veerkracht/" + name, value)
    assert Settings.load() == Settings()


def test_nothing_is_written_before_it_is_accepted(page: SettingsPage) -> None:
    page.language.setCurrentIndex(1)
    page.minimum.setValue(8)
    page.weights.setText("wmo=1")
    page.consent.setChecked(True)
    assert Settings.load() == Settings()
    page.apply()
    assert Settings.load() == Settings(language="nl", extern_minimum=8, weights="wmo=1", geocode_consent=True)


def test_every_service_has_a_row_and_an_address_of_ones_own(page: SettingsPage) -> None:
    rows = {page.table.item(row, 0).text(): row for row in range(page.table.rowCount())}
    assert set(rows) == set(catalogue()["endpoints"])
    page.table.item(rows["pdok_ogc"], 1).setText("https://mirror.example/{year}")
    page.apply()
    assert Settings.load().endpoints == {"pdok_ogc": "https://mirror.example/{year}"}
    assert address("pdok_ogc", year=2024) == "https://mirror.example/2024"
    # An emptied address is the default again.
    page.table.item(rows["pdok_ogc"], 1).setText("")
    page.apply()
    assert Settings.load().endpoints == {}


def test_wrong_input_is_said_and_not_accepted(page: SettingsPage) -> None:
    assert page.isValid()
    page.weights.setText("nonsense=1")
    assert not page.isValid()
    assert "nonsense" in page.problem.text()
    page.weights.setText("bijst=2")
    assert page.isValid()
    page.table.item(0, 1).setText("cbs.nl")
    assert not page.isValid()
    assert "https://" in page.problem.text()
    page.reset.click()
    assert page.isValid()


def test_a_folder_with_addresses_working_offline_and_a_catalogue_of_ones_own(
    page: SettingsPage, tmp_path: Path
) -> None:
    assert not works_offline() and catalogue_url() == ""
    page.pc6hnr.setFilePath(str(tmp_path))
    page.offline.setChecked(True)
    page.catalogue_url.setText("https://example.org/catalogue.json")
    assert page.isValid()
    page.apply()
    wanted = Settings(pc6hnr_dir=str(tmp_path), offline=True, catalogue_url="https://example.org/catalogue.json")
    assert Settings.load() == wanted
    assert works_offline() and catalogue_url() == "https://example.org/catalogue.json"
    assert str(QgsSettings().value(PC6HNR_DIR)) == str(tmp_path)
    page.pc6hnr.setFilePath(str(tmp_path / "away"))
    assert not page.isValid() and "does not exist" in page.problem.text()
    page.pc6hnr.setFilePath("")
    page.catalogue_url.setText("http://example.org/catalogue.json")
    assert not page.isValid() and "https://" in page.problem.text()
    page.reset.click()
    page.apply()
    assert not works_offline() and not QgsSettings().contains(PC6HNR_DIR)


def test_news_that_was_never_answered_stays_unanswered(page: SettingsPage) -> None:
    assert not page.news.isChecked()
    page.apply()
    assert Settings.load().news is None
    page.news.setChecked(True)
    page.apply()
    assert Settings.load().news is True
    page.show_settings(Settings.load())
    page.news.setChecked(False)
    page.apply()
    assert Settings.load().news is False


def test_looking_for_new_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.qgis.downloads import COUNTRY, published_by
    from tests.standin import Standin

    told: list[str] = []
    with published_by(Standin(COUNTRY), tmp_path / "cache", monkeypatch):
        page = SettingsPage(saved=lambda: told.append("saved"))
        assert "2013 to 2025" in page.found.text()
        page.look.click()
        assert not page.look.isEnabled() and not told
        wait_for(page.look.isEnabled)
        assert page.found.text() == "There are no newer editions than those that are known."
        assert told == ["saved"]
        # The page goes while it is looked for: nothing happens.
        page.look.click()
        sip.delete(page)
        finish_errands()
    assert told == ["saved"]


def wait_for(ready: Callable[[], bool]) -> None:
    while not ready():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def test_reset(page: SettingsPage) -> None:
    Settings("/x/y", "en", 9, "ao=0", True, {"statline": "https://x.example"}, "/p", True, "https://c.x", True).save()
    page.show_settings(Settings.load())
    page.reset.click()
    assert Settings.load() != Settings()
    page.apply()
    assert Settings.load() == Settings()


def test_size_of_the_cache_and_empty(tmp_path: Path) -> None:
    class Came:
        content_type, modified = "text/csv", ""

    def fetch(path: Path) -> Any:
        path.write_bytes(b"x" * 3_000_000)
        return Came()

    RawCache(tmp_path).get("https://x.example/a.csv", fetch)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    Settings(cache_dir=str(tmp_path)).save()
    page = SettingsPage()
    assert "2.9 MB" in page.size.text()
    page.empty.click()
    assert "0.0 MB" in page.size.text()
    assert not page.empty.isEnabled()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    sip.delete(page)


def test_factory_tells_when_settings_were_saved() -> None:
    told: list[str] = []
    factory = SettingsFactory(lambda: told.append("saved"))
    page = factory.createWidget()
    assert factory.title() == "Veerkracht"
    page.apply()
    assert told == ["saved"]
    sip.delete(page)


def test_every_input_has_a_name(page: SettingsPage) -> None:
    for kind in (QLineEdit, QComboBox, QSpinBox, QCheckBox, QTableWidget, QPushButton):
        for widget in page.findChildren(kind):
            inner = widget.parent() is not None and isinstance(widget.parent(), (QSpinBox, QComboBox))
            if not inner:
                assert widget.accessibleName() or widget.parent().accessibleName(), widget
    assert all(box.title() for box in page.findChildren(QGroupBox))
