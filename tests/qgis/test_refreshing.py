"""The catalogue of publishers: new editions and releases are found without a new plugin; nothing unsound gets in."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings

from tests.qgis.downloads import download, published_by
from tests.standin import Country, Standin
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.paths import resource
from veerkracht_plugin.sources import fetching
from veerkracht_plugin.sources.catalogue import address, catalogue
from veerkracht_plugin.sources.lbm_service import LiveabilityService
from veerkracht_plugin.sources.refreshing import Refreshed, refresh_catalogue
from veerkracht_plugin.transport.cache import write_whole

OWN: dict[str, Any] = json.loads(resource("catalogue.json").read_text(encoding="utf-8"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def standin(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """Publishers that are named by a catalogue in the cache, as if it were the plugin's own, and by no setting."""
    with published_by(Standin(Country()), cache, monkeypatch) as running:
        QgsSettings().remove("veerkracht/endpoints")
        keep(cache, endpoints=running.endpoints())
        try:
            yield running
        finally:
            QgsSettings().remove("veerkracht/catalogue_url")


def changed(**parts: Any) -> dict[str, Any]:
    """Our own catalogue with other parts."""
    return {**copy.deepcopy(OWN), "version": "2999-01", **parts}


def keep(cache: Path, **parts: Any) -> None:
    write_whole(cache / "catalogue.json", json.dumps(changed(**parts)))


def kept(cache: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((cache / "catalogue.json").read_text(encoding="utf-8"))
    return found


def refresh(where: str | None = None) -> Refreshed:
    # Through the module, whose client does not wait between attempts here.
    return refresh_catalogue(fetching.Fetcher.of(None, refresh=True), where)


# -- what the publishers say ------------------------------------------------------------------------------------------
def test_nothing_new_changes_nothing(standin: Standin, cache: Path) -> None:
    before = (cache / "catalogue.json").read_bytes()
    found = refresh()
    assert found.lines() == ["There are no newer editions than those that are known."]
    assert (cache / "catalogue.json").read_bytes() == before


def test_a_new_edition_and_a_new_release_are_kept_and_used(standin: Standin, cache: Path, provider: Any) -> None:
    standin.publish(2026)
    standin.releases += [2026, 2022]
    found = refresh()
    table = found.editions[2026]
    assert found.lines() == [f"CBS has a new edition: 2026 ({table}).", "There is a new Leefbaarometer: 2026."]
    now = catalogue(cache)
    assert now["kwb"]["editions"] == {**OWN["kwb"]["editions"], "2026": table}
    assert now["leefbaarometer"]["years"][-2:] == [2024, 2026]
    assert now["leefbaarometer"]["border_year"] == 2026
    assert address("leefbaarometer_zip").endswith("/resources/open-data-leefbaarometer-meting-2026.zip")
    # Newer than what it came from, older than the catalogue of the plugin's next version.
    assert "2999-01" < now["version"] < "2999-02"
    # It is what a run asks from then on, also where the catalogue of StatLine does not answer any more.
    standin.fault("statline_catalog", "drop")
    standin.forget()
    assert download("GM9001").rows["BU90010000"]["jaar"] == 2026
    assert [record.path for record in standin.requests("leefbaarometer_zip")] == [
        "/leefbaarometer/resources/open-data-leefbaarometer-meting-2026.zip"
    ]


def test_borders_that_are_not_out_yet_are_said(standin: Standin) -> None:
    standin.publish(2026)
    standin.fault("pdok_ogc", "gone", match="2026")
    found = refresh()
    assert found.without_borders == [2026]
    assert found.lines()[0].endswith("PDOK has no borders of that year yet.")


def test_refresh_of_a_download_looks_too(standin: Standin, cache: Path, provider: Any) -> None:
    standin.publish(2026)
    found = download("GM9001", YEAR=2025, REFRESH=True)
    assert any("CBS has a new edition: 2026" in line for line in found.heard.infos)
    assert "2026" in kept(cache)["kwb"]["editions"]


def test_an_address_of_ones_own_keeps_its_release(standin: Standin, cache: Path) -> None:
    """The years of the catalogue belong to its file; the user's own file stands on its own newest borders."""
    mine = standin.endpoints()["leefbaarometer_zip"]
    QgsSettings().setValue("veerkracht/endpoints/leefbaarometer_zip", mine)
    standin.releases.append(2026)
    assert refresh().liveability == 2026
    assert catalogue(cache)["leefbaarometer"]["border_year"] == OWN["leefbaarometer"]["border_year"]
    assert address("leefbaarometer_zip") == mine


def test_an_older_file_than_the_catalogue_knows_stands_on_its_own_borders(standin: Standin, cache: Path) -> None:
    known = {**OWN["leefbaarometer"], "years": [*OWN["leefbaarometer"]["years"], 2026], "border_year": 2026}
    keep(cache, endpoints=standin.endpoints(), leefbaarometer=known)
    assert LiveabilityService(fetching.Fetcher.of(None)).border_year() == 2024


@pytest.mark.parametrize(
    "kind", ["drop", "reset", "truncated", "empty", "html_login", "xml_exception", "status", "too_many", "gone"]
)
def test_whoever_fails_changes_nothing_and_is_said(standin: Standin, cache: Path, kind: str) -> None:
    standin.releases.append(2026)
    with standin.fault("statline_catalog", kind):
        found = refresh()
    assert found.editions == {} and len(found.problems) == 1
    assert "\n" not in found.problems[0].text() and "ODataCatalog" in found.problems[0].text()
    # One that fails does not keep the others from being heard.
    assert found.liveability == 2026
    with standin.fault("leefbaarometer_page", kind):
        again = refresh()
    assert catalogue(cache)["leefbaarometer"]["border_year"] == 2026
    assert again.liveability is None


# -- a newer catalogue from an address --------------------------------------------------------------------------------
def test_a_newer_catalogue_takes_over(standin: Standin, cache: Path) -> None:
    QgsSettings().setValue("veerkracht/catalogue_url", f"{standin.home}/given/catalogue.json")
    police = {"crime": "47018NED", "nuisance": "47099NED"}
    newer = changed(version="2999-02", police=police, endpoints=standin.endpoints(), extra={"more": 1})
    standin.given["catalogue.json"] = json.dumps(newer).encode()
    found = refresh()
    assert found.lines() == ["A newer catalogue of publishers is in use: 2999-02."]
    assert catalogue(cache)["police"] == police
    assert catalogue(cache)["version"] == "2999-02"
    # The same once more is no news.
    assert refresh().version == ""
    # An older one never takes over.
    standin.given["catalogue.json"] = json.dumps({**newer, "version": "2999-01", "police": OWN["police"]}).encode()
    assert refresh().version == ""
    assert catalogue(cache)["police"] == police


def _elsewhere(where: str) -> dict[str, Any]:
    return {"endpoints": {**OWN["endpoints"], "statline": where}}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"kwb": {}}, "lacks parts"),
        ({"endpoints": [1]}, "lacks parts"),
        (_elsewhere("http://opendata.example/ODataApi"), "statline: http://opendata.example"),
        (_elsewhere("https://opendata.example/a b"), "statline"),
        (_elsewhere("file:///etc/passwd"), "statline"),
        ({"kwb": {**OWN["kwb"], "title": "^("}}, "kwb/title"),
        ({"kwb": {**OWN["kwb"], "title": "^Kerncijfers$"}}, "kwb/title"),
        ({"kwb": {**OWN["kwb"], "editions": {"2025": "../../86165NED"}}}, "lacks parts"),
        ({"kwb": {**OWN["kwb"], "editions": {**OWN["kwb"]["editions"], "2026": "../x"}}}, "ids of tables"),
        ({"kwb": {**OWN["kwb"], "editions": {**OWN["kwb"]["editions"], "2026": 5}}}, "expected string"),
        ({"kwb": {**OWN["kwb"], "editions": {**OWN["kwb"]["editions"], "soon": "86999NED"}}}, "soon"),
        ({"leefbaarometer": {**OWN["leefbaarometer"], "years": []}}, "years"),
        ({"leefbaarometer": {**OWN["leefbaarometer"], "years": [20240]}}, "years"),
        ({"leefbaarometer": {**OWN["leefbaarometer"], "wfs_layer": "a&b=c"}}, "names"),
        ({"licences": {**OWN["licences"], "cbs": {"name": "CBS", "licence": 4}}}, "lacks parts"),
    ],
)  # fmt: skip
def test_an_unsound_catalogue_is_refused(
    standin: Standin, cache: Path, parts: dict[str, Any], words: str
) -> None:  # fmt: skip
    before = (cache / "catalogue.json").read_bytes()
    standin.given["catalogue.json"] = json.dumps(changed(**{"version": "2999-02", **parts})).encode()
    (problem,) = refresh(f"{standin.home}/given/catalogue.json").problems
    assert words in problem.text() and "\n" not in problem.text()
    assert problem.text().endswith("The one that is there stays.")
    assert (cache / "catalogue.json").read_bytes() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"version": "2999-02"}', b"\xff\xfe\x00", b"<html>"])
def test_something_else_is_refused(standin: Standin, cache: Path, body: bytes) -> None:
    before = (cache / "catalogue.json").read_bytes()
    standin.given["catalogue.json"] = body
    (problem,) = refresh(f"{standin.home}/given/catalogue.json").problems
    assert "\n" not in problem.text()
    assert (cache / "catalogue.json").read_bytes() == before


def test_a_folder_that_cannot_be_written(standin: Standin, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    before = (cache / "catalogue.json").read_bytes()
    standin.publish(2026)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(VeerkrachtError, match="No space left on device"):
        write_whole(cache / "catalogue.json", "{}")
    monkeypatch.undo()
    assert (cache / "catalogue.json").read_bytes() == before
    assert not list(cache.glob("*.part"))
