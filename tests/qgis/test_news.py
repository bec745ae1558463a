"""News: newer figures than those of the map are told once, calmly, and nobody is asked before the user agreed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsProject, QgsSettings, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QPushButton

from tests.qgis.downloads import published_by
from tests.qgis.test_dock import Iface, settle, until
from tests.standin import Country, Standin
from veerkracht_plugin.gui.choice import EXAMPLE, FILES, Choice, Made, load_choice, save_choice, save_made
from veerkracht_plugin.gui.dock import VeerkrachtDock
from veerkracht_plugin.gui.news import ASKED, FOUND, TOLD, News, Shown, shown_in
from veerkracht_plugin.gui.settings import Settings

KEYS = ("veerkracht/news", "veerkracht/offline", TOLD, ASKED, FOUND)
MAP = Shown(2024, 2016, ("GM9001",))


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory, qgis_app: Any) -> Iterator[Standin]:
    cache = tmp_path_factory.mktemp("news") / "cache"
    with pytest.MonkeyPatch.context() as patch, published_by(Standin(Country()), cache, patch) as running:
        yield running


def empty_cache() -> None:
    """Nothing was fetched before, and the catalogue is the plugin's own."""
    for path in Path(str(QgsSettings().value("veerkracht/cache_dir"))).glob("*"):
        path.unlink()


@pytest.fixture(autouse=True)
def _clean(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Midnight may pass in a test.
    monkeypatch.setattr("veerkracht_plugin.gui.news.today", lambda: "2026-11-25")

    def clean() -> None:
        for key in KEYS:
            QgsSettings().remove(key)

    clean()
    empty_cache()
    standin.forget()
    yield
    clean()
    standin.clear_faults()


@pytest.fixture
def asked() -> list[int]:
    """The years that "Update" was pressed for."""
    return []


@pytest.fixture
def news(asked: list[int]) -> Iterator[News]:
    one = News(asked.append)
    yield one
    one.stop()
    settle()
    sip.delete(one)


def wants(news: bool | None, offline: bool = False) -> None:
    """What the user said in the settings; the addresses of the stand-in stay."""
    settings = Settings.load()
    settings.news, settings.offline = news, offline
    settings.save()


def buttons(news: News) -> list[str]:
    return [one.text() for one in news.findChildren(QPushButton) if not one.isHidden()]


def look(news: News, shown: Shown | None = MAP) -> str:
    """What the bar says, empty when it is hidden."""
    news.look_at(shown)
    until(lambda: not news.asking)
    assert news.isHidden() == (not news.text.text())
    return news.text.text()


# -- consent ----------------------------------------------------------------------------------------------------------
def test_nobody_is_asked_before_the_user_agreed(news: News, standin: Standin) -> None:
    assert look(news).startswith("Shall Veerkracht look now and then")
    assert buttons(news) == ["Yes, Look", "No"]
    look(news)
    assert standin.requests() == []
    news.agree.click()
    until(lambda: not news.asking)
    assert news.text.text() == "Figures of 2025 are available; this map is of 2024."
    assert standin.requests("statline_catalog")
    assert Settings.load().news is True


def test_no_is_an_answer_for_good(news: News, standin: Standin) -> None:
    look(news)
    news.decline.click()
    assert news.isHidden()
    assert Settings.load().news is False
    assert look(news) == "" and look(news, Shown(2020, None, ("GM9001",))) == ""
    assert standin.requests() == []


def test_no_question_without_a_map_of_real_figures(news: News, standin: Standin) -> None:
    assert look(news, None) == ""
    assert shown_in([{"jaar": None, "gm_code": "GM9001"}], True) is None
    assert shown_in([{"jaar": 2024, "jaar_0": None, "gm_code": None}], True) is None
    rows = [{"jaar": 2024, "jaar_0": 2016, "gm_code": code} for code in ("GM9002", "GM9001", "GM9002")]
    assert shown_in(rows, True) == Shown(2024, 2016, ("GM9001", "GM9002"))
    assert standin.requests() == []


# -- what is told -----------------------------------------------------------------------------------------------------
def test_dismissed_it_is_told_once_per_edition(news: News, standin: Standin, asked: list[int]) -> None:
    wants(True)
    assert "2025" in look(news)
    assert buttons(news) == ["Update", "Dismiss"]
    news.dismiss.click()
    assert news.isHidden() and asked == []
    # Neither on this day nor on another, nor for another map.
    assert look(news) == ""
    QgsSettings().remove(ASKED)
    assert look(news) == "" and look(news, Shown(2023, None, ("GM9002",))) == ""
    # The next edition is another one.
    standin.publish(2026)
    try:
        QgsSettings().remove(ASKED)
        empty_cache()
        assert "2026" in look(news)
    finally:
        standin.publish(2025)


def test_update_sets_the_year_and_is_heard(news: News, asked: list[int]) -> None:
    wants(True)
    look(news)
    news.go.click()
    assert asked == [2025]
    assert news.isHidden() and look(news) == ""


def test_at_most_once_a_day(news: News, standin: Standin) -> None:
    wants(True)
    assert "2025" in look(news)
    standin.forget()
    assert "this map is of 2023" in look(news, Shown(2023, None, ("GM9001",)))
    assert look(news, Shown(2025, None, ("GM9001",))) == ""
    assert standin.requests() == []


def test_the_newest_map_has_no_news(news: News) -> None:
    wants(True)
    assert look(news, Shown(2025, 2016, ("GM9001",))) == ""


def test_a_gemeente_that_is_gone(news: News) -> None:
    wants(True)
    assert "2025" in look(news, Shown(2024, None, ("GM1234", "GM9002")))


def test_an_edition_without_borders_is_not_out(news: News, standin: Standin) -> None:
    wants(True)
    standin.fault("pdok_*", "gone", match="2025")
    assert look(news) == ""


def test_a_map_from_files_cannot_be_made_anew_here(news: News) -> None:
    wants(True)
    look(news, Shown(2024, None, ("GM9001",), remakable=False))
    assert buttons(news) == ["Dismiss"]


# -- silence ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["drop", "status", "html_login", "empty"])
def test_out_of_reach_is_silent_and_tried_again(news: News, standin: Standin, kind: str) -> None:
    wants(True)
    with standin.fault("*", kind):
        assert look(news) == ""
    assert not QgsSettings().contains(ASKED)
    assert "2025" in look(news)


def test_working_offline_is_silent(news: News, standin: Standin) -> None:
    wants(True, offline=True)
    assert look(news) == ""
    wants(None, offline=True)
    assert look(news) == ""
    assert standin.requests() == []


def test_gone_while_it_is_asked(asked: list[int], standin: Standin) -> None:
    wants(True)
    fault = standin.fault("statline_catalog", "slow", longest=300)
    one = News(asked.append)
    one.look_at(MAP)
    until(fault.reached.is_set)
    one.stop()
    sip.delete(one)
    fault.stop()
    settle()


# -- in the panel -----------------------------------------------------------------------------------------------------
@pytest.fixture
def iface(qgis_app: Any, project: QgsProject) -> Iterator[Iface]:
    one = Iface()
    one.window.resize(900, 700)
    one.window.show()
    yield one
    QgsProject.instance().clear()
    one.window.close()
    sip.delete(one.window)


@pytest.fixture
def with_map(iface: Iface) -> None:
    """A project with a map of 2024, as the panel made it."""
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:28992&field=bu_code:string&field=gm_code:string&field=gm_naam:string&field=jaar:integer"
        "&field=jaar_0:integer&field=inwoners:integer", "buurten", "memory",
    )  # fmt: skip
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["BU90010000", "GM9001", "Zonneveen", 2024, 2016, 500])
    assert layer.dataProvider().addFeatures([feature])[0]
    QgsProject.instance().addMapLayer(layer)
    save_made(Made(layers={"buurten": layer.id()}))


@pytest.fixture
def dock(iface: Iface, provider: Any, with_map: None) -> Iterator[VeerkrachtDock]:
    one = VeerkrachtDock(iface)
    iface.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, one)
    until(lambda: not one.reading)
    settle()
    yield one
    one.stop()
    iface.window.removeDockWidget(one)
    sip.delete(one)


def test_from_the_question_to_the_year(dock: VeerkrachtDock) -> None:
    assert dock.news.text.text().startswith("Shall Veerkracht")
    dock.news.agree.click()
    until(lambda: not dock.news.asking)
    assert dock.news.isVisibleTo(dock)
    dock.news.go.click()
    # A year of one's own has no automatic base year, so that of the map goes along.
    assert (load_choice().year, load_choice().base_year) == (2025, 2016)
    assert dock.data.year.currentData() == 2025 and dock.data.base_year.currentData() == 2016
    assert "2025" in dock.status.text() and not dock.runner.busy
    assert not dock.news.isVisibleTo(dock)


def test_settings_switch_it_off_and_on(dock: VeerkrachtDock) -> None:
    wants(False)
    dock.settings_changed()
    assert not dock.news.isVisibleTo(dock)
    wants(True)
    dock.settings_changed()
    until(lambda: not dock.news.asking)
    assert "2025" in dock.news.text.text()
    # Without the map there is nothing to say.
    QgsProject.instance().clear()
    until(lambda: not dock.reading)
    settle()
    assert not dock.news.isVisibleTo(dock)


def test_a_map_of_the_example_has_no_news_whatever_is_chosen_next(
    iface: Iface, provider: Any, with_map: None, standin: Standin
) -> None:
    wants(True)
    layer = next(iter(QgsProject.instance().mapLayers().values()))
    at = layer.fields().lookupField("gm_naam")
    assert layer.dataProvider().changeAttributeValues({f.id(): {at: "Voorbeeldstad"} for f in layer.getFeatures()})
    one = VeerkrachtDock(iface)
    until(lambda: not one.reading and not one.news.asking)
    settle()
    assert buttons(one.news) == [] and standin.requests() == []
    one.stop()
    sip.delete(one)


@pytest.mark.parametrize("source", [EXAMPLE, FILES])
def test_other_sources(iface: Iface, provider: Any, with_map: None, source: str) -> None:
    wants(True)
    save_choice(Choice(source=source))
    one = VeerkrachtDock(iface)
    until(lambda: not one.reading and not one.news.asking)
    settle()
    assert buttons(one.news) == ([] if source == EXAMPLE else ["Dismiss"])
    one.stop()
    sip.delete(one)
