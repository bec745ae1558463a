"""Working offline: nobody is asked, what was fetched before is used, and every product says of when that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings

from tests.qgis.downloads import COUNTRY, download, published_by, refused, same
from tests.standin import Standin
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.maps.telling import source_lines
from veerkracht_plugin.transport.client import Client


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline") / "cache"


@pytest.fixture(scope="module", autouse=True)
def standin(provider: Any, cache: Path) -> Iterator[Standin]:
    with pytest.MonkeyPatch.context() as patch, published_by(Standin(COUNTRY), cache, patch) as running:
        yield running


@pytest.fixture(autouse=True)
def _online_again(standin: Standin) -> Iterator[None]:
    yield
    QgsSettings().remove("veerkracht/offline")
    standin.clear_faults()


def test_the_same_from_what_is_kept_with_its_date(standin: Standin, cache: Path) -> None:
    wanted = download("GM9001", YEAR=2024, BASE_YEAR=2021)
    # As if it had been fetched on one day of last spring.
    for path in cache.glob("*.entry"):
        entry = json.loads(path.read_text(encoding="utf-8"))
        entry["retrieved"] = "2026-03-14T09:26:53+00:00"
        path.write_text(json.dumps(entry), encoding="utf-8")
    standin.forget()
    found = download("GM9001", YEAR=2024, BASE_YEAR=2021, OFFLINE=True)
    assert standin.requests() == []
    same(found, wanted)
    lines = found.said("Worked offline; a kept copy was used")
    assert {row["opgehaald"] for row in lines} == {"2026-03-14T09:26:53+00:00"}
    assert found.said("Out of reach") == []
    assert any("Offline: of http" in text and "2026-03-14" in text for text in found.heard.warnings)
    # The layer says so, and with it every page that is made of it.
    said = "Made offline from kept copies, fetched 2026-03-14"
    assert said in found.history
    from datetime import date

    assert any(said in line for line in source_lines(found.history, False, "en", date(2026, 11, 1)))
    assert any("CC BY 4.0 (CBS, Kadaster, Politie)" in line for line in source_lines(found.history, False, "en",
                                                                                       date(2026, 11, 1)))  # fmt: skip
    assert not any("kept copies" in line for line in wanted.history)
    # The setting does the same as the parameter.
    QgsSettings().setValue("veerkracht/offline", True)
    again = download("GM9001", YEAR=2024, BASE_YEAR=2021)
    assert standin.requests() == []
    same(again, wanted)


def test_without_a_year_the_newest_that_is_kept(standin: Standin) -> None:
    download("GM9001", YEAR=2024, BASE_YEAR=2021, POLICE=False)
    standin.forget()
    found = download("GM9001", OFFLINE=True, BASE_YEAR=2021, POLICE=False)
    assert {row["jaar"] for row in found.rows.values()} == {2024}
    assert standin.requests() == []


@pytest.mark.parametrize(
    ("asked", "years"), [("GM9002", {"YEAR": 2024}), ("GM9001", {"YEAR": 2019}), ("", {"YEAR": 2024}), ("", {})]
)
def test_what_was_never_fetched_is_one_sentence(
    standin: Standin, tmp_path: Path, asked: str, years: dict[str, int]
) -> None:
    download("GM9001", YEAR=2024, POLICE=False)
    standin.forget()
    text = refused(asked, tmp_path / "out.gpkg", OFFLINE=True, **years)
    assert "was not fetched before" in text and "Switch off working offline" in text
    assert standin.requests() == []


def test_refresh_and_offline_exclude_each_other(tmp_path: Path) -> None:
    assert "Leave out Refresh" in refused("GM9001", tmp_path / "out.gpkg", OFFLINE=True, REFRESH=True)


def test_nothing_at_all_goes_out(standin: Standin) -> None:
    """Also for what does not come through the cache: a background, a member's download, addresses."""
    standin.forget()
    QgsSettings().setValue("veerkracht/offline", "true")
    with pytest.raises(VeerkrachtError, match="working offline is switched on"):
        Client().get(standin.home + "/opendata/ODataCatalog/Tables")
    assert standin.requests() == []


def test_a_copy_that_could_not_be_renewed_is_said_on_every_product(standin: Standin, cache: Path) -> None:
    download("GM9001", YEAR=2024, POLICE=False)
    standin.fault("*", "drop")
    found = download("GM9001", YEAR=2024, POLICE=False, REFRESH=True)
    assert any(line.startswith("Partly from earlier copies") for line in found.history)
