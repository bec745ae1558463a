"""What publishers do wrong, and what ``veerkracht:download`` makes of it: the right figures, or one sentence and no
output. Faults of each service of the stand-in, one at a time.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QTimer

from tests.qgis.downloads import (
    FULL,
    Heard,
    Result,
    by_hand,
    download,
    entries,
    published_by,
    refused,
    run,
    same,
    small_pages,
    stems,
)
from tests.standin import Country, Limits, Standin
from veerkracht_plugin.sources import fetching
from veerkracht_plugin.transport.client import Client
from veerkracht_plugin.transport.request import Limits as Limited
from veerkracht_plugin.transport.request import Retry

YEARS = {"YEAR": 2024, "BASE_YEAR": 2022}
ASKED = "GM9001, GM9002"
BENEFITS = ("PersonenPerSoortUitkeringBijstand",)


@pytest.fixture(autouse=True)
def _provider(provider: Any) -> None:
    """The algorithms, for all tests here."""


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with published_by(Standin(FULL), tmp_path / "cache", monkeypatch) as running:
        yield running


@pytest.fixture(scope="module")
def wanted(provider: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Result]]:
    """What comes without faults: of two gemeenten and of the country."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("zonder")
        with published_by(Standin(FULL), folder / "cache", patch):
            yield {ASKED: download(ASKED, **YEARS), "": download("", **YEARS)}


# -- faults that do not matter ----------------------------------------------------------------------------------------
PASSING: list[tuple[str, int | None, dict[str, Any]]] = [
    ("reset", 2, {}),
    ("reset", 1, {"share": 0.99}),
    ("drop", 2, {}),
    ("truncated", 2, {}),
    ("empty", 1, {}),
    ("status", 3, {}),
    ("status", 2, {"status": 502}),
    ("too_many", 2, {}),
    ("too_many", 2, {"retry_after": "3"}),
    ("unavailable", 2, {"retry_after": "1"}),
    ("redirect", None, {}),
    ("redirect", None, {"relative": True}),
    ("redirect", None, {"permanent": True}),
    ("moved", None, {}),
    ("gzip", None, {}),
    ("gzip_broken", 1, {}),
    ("content_type", None, {"content_type": "text/plain"}),
]


@pytest.mark.parametrize("service", ["statline", "pdok_ogc", "leefbaarometer_zip"])
@pytest.mark.parametrize(("kind", "times", "options"), PASSING)
def test_a_fault_that_passes(
    standin: Standin, wanted: dict[str, Result], service: str, kind: str, times: int | None, options: dict[str, Any]
) -> None:
    fault = standin.fault(service, kind, times, **options)
    same(download(ASKED, **YEARS), wanted[ASKED])
    assert fault.hits == (fault.hits if times is None else times) > 0


@pytest.mark.parametrize(
    ("kind", "times"), [("reset", 1), ("status", 3), ("too_many", 2), ("moved", None), ("gzip", None)]
)
@pytest.mark.parametrize("service", ["statline_feed", "statline_catalog", "pdok_atom"])
def test_a_fault_that_passes_for_the_country(
    standin: Standin, wanted: dict[str, Result], service: str, kind: str, times: int | None
) -> None:
    fault = standin.fault(service, kind, times)
    same(download("", **YEARS), wanted[""])
    assert fault.hits > 0


ODD: list[tuple[str, str, dict[str, Any]]] = [
    ("statline", "bom", {}),
    ("statline", "unpadded", {}),
    ("statline", "padded", {}),
    ("statline", "lower_codes", {}),
    ("statline", "extra_columns", {}),
    ("statline", "renumbered", {}),
    ("statline", "duplicated", {}),
    ("statline", "filter_ignored", {}),
    ("statline", "encoding", {"actual": "cp1252", "claimed": "windows-1252"}),
    ("statline", "over_limit", {}),
    ("pdok_ogc", "bom", {}),
    ("pdok_ogc", "lower_codes", {}),
    ("pdok_ogc", "extra_columns", {}),
    ("pdok_ogc", "duplicated", {}),
    ("pdok_ogc", "filter_ignored", {}),
    ("pdok_ogc", "missing_codes", {}),
    ("pdok_ogc", "encoding", {"actual": "cp1252", "claimed": "windows-1252"}),
    ("leefbaarometer_zip", "zip_folder", {}),
    ("leefbaarometer_zip", "zip_folder", {"folder": "", "name": "Scores BUURTEN.CSV"}),
]


@pytest.mark.parametrize(("service", "kind", "options"), ODD)
def test_an_answer_in_another_shape(
    standin: Standin, wanted: dict[str, Result], service: str, kind: str, options: dict[str, Any]
) -> None:
    fault = standin.fault(service, kind, **options)
    same(download(ASKED, **YEARS), wanted[ASKED])
    assert fault.hits > 0


@pytest.mark.parametrize("kind", ["unpadded", "padded", "renumbered", "duplicated", "extra_columns"])
def test_the_country_in_another_shape(standin: Standin, wanted: dict[str, Result], kind: str) -> None:
    for service in ("statline", "statline_feed"):
        standin.fault(service, kind)
    same(download("", **YEARS), wanted[""])


# -- another service has it -------------------------------------------------------------------------------------------
FOREVER: list[tuple[str, dict[str, Any]]] = [
    ("reset", {}),
    ("drop", {}),
    ("truncated", {}),
    ("empty", {}),
    ("html_login", {}),
    ("xml_exception", {}),
    ("status", {}),
    ("status", {"status": 400}),
    ("gone", {}),
    ("gone", {"status": 410}),
    ("too_many", {}),
    ("too_many", {"retry_after": "86400"}),
    ("redirect", {"loop": True}),
    ("gzip_broken", {}),
]


@pytest.mark.parametrize(("kind", "options"), [*FOREVER, ("encoding", {}), ("short_page", {}), ("short_page", {"rows": 0}),  # noqa: E501
                                              ("wrong_gemeente", {}), ("repeated_cursor", {}),
                                              ("missing_column", {"stems": ("buurtcode",)})])  # fmt: skip
def test_where_the_ogc_api_fails_the_wfs_answers(
    standin: Standin, wanted: dict[str, Result], kind: str, options: dict[str, Any]
) -> None:
    fault = standin.fault("pdok_ogc", kind, **options)
    same(download(ASKED, **YEARS), wanted[ASKED])
    assert fault.hits > 0
    assert standin.requests("pdok_wfs")


@pytest.mark.parametrize(("kind", "options"), [*FOREVER, ("zip_bomb", {}), ("zip_no_csv", {}), ("zip_garbage", {})])
def test_where_the_zip_fails_the_wfs_answers(
    standin: Standin, wanted: dict[str, Result], kind: str, options: dict[str, Any]
) -> None:
    fault = standin.fault("leefbaarometer_zip", kind, **options)
    found = download(ASKED, **YEARS)
    same(found, wanted[ASKED])
    assert fault.hits > 0
    assert [line["waarde"] for line in found.said("Open data of the Leefbaarometer not usable")]
    # A zip that cannot be used is not kept in use.
    fault.stop()
    if kind in ("zip_bomb", "zip_no_csv"):
        standin.forget()
        assert not download(ASKED, **YEARS).said("Open data of the Leefbaarometer not usable")


@pytest.mark.parametrize("kind", ["drop", "html_login", "status", "gone", "truncated", "empty"])
def test_where_the_package_fails_the_ogc_api_answers(standin: Standin, wanted: dict[str, Result], kind: str) -> None:
    fault = standin.fault("pdok_atom", kind)
    same(download("", **YEARS), wanted[""])
    assert fault.hits > 0
    assert standin.requests("pdok_ogc")


def test_a_package_that_is_damaged_inside(standin: Standin, wanted: dict[str, Result], tmp_path: Path) -> None:
    good = FULL.write_buurten_gpkg(2024, tmp_path / "goed.gpkg").read_bytes()
    middle = len(good) // 2
    (tmp_path / "stuk.gpkg").write_bytes(good[:4096] + bytes(middle - 4096) + good[middle:])
    standin.give_package(2024, tmp_path / "stuk.gpkg")
    same(download("", **YEARS), wanted[""])


def test_a_package_of_another_year(standin: Standin, wanted: dict[str, Result], tmp_path: Path) -> None:
    standin.give_package(2024, FULL.write_buurten_gpkg(2023, tmp_path / "ander.gpkg"))
    same(download("", **YEARS), wanted[""])


def test_a_property_that_may_not_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Result]
) -> None:
    limits = Limits(ogc_queryables=())
    with published_by(Standin(FULL, limits), tmp_path / "cache", monkeypatch) as running:
        same(download(ASKED, **YEARS), wanted[ASKED])
        assert running.requests("pdok_wfs")


@pytest.mark.parametrize("asked", [ASKED, ""])
def test_version_4_where_version_3_is_gone(standin: Standin, wanted: dict[str, Result], asked: str) -> None:
    for service in ("statline", "statline_feed", "statline_catalog"):
        standin.fault(service, "gone", status=410)
    same(download(asked, **YEARS), wanted[asked])
    assert standin.requests("statline_v4")


@pytest.mark.parametrize(
    ("kind", "words"), [("short_page", "50 of the 80 regions are missing"), ("repeated_cursor", "pages without end")]
)
def test_version_4_that_comes_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str) -> None:
    with published_by(Standin(FULL, small_pages()), tmp_path / "cache", monkeypatch) as running:
        running.fault("statline", "gone")
        running.fault("statline_v4", kind, match="Observations")
        text = refused(ASKED, tmp_path / "out.gpkg", **YEARS)
    assert words in text


# -- one sentence -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("reset", {}, "broke off"),
        ("drop", {}, "could not be reached"),
        ("truncated", {}, "broke off"),
        ("empty", {}, "empty answer"),
        ("html_login", {}, "web page"),
        ("xml_exception", {}, "refused the question"),
        ("status", {}, "HTTP 500"),
        ("too_many", {}, "HTTP 429"),
        ("too_many", {"retry_after": "86400"}, "1440 minutes"),
        ("redirect", {"loop": True}, "sends on"),
        ("gzip_broken", {}, "broke off"),
        ("gzip_bomb", {}, "empty answer"),
        ("encoding", {}, "cannot be read as"),
        ("short_page", {"match": "TypedDataSet"}, "came short"),
        ("short_page", {"match": "TypedDataSet", "rows": 0}, "came short"),
        ("wrong_gemeente", {}, "came short"),
        ("missing_column", {"stems": ("AantalInwoners",)}, "number of residents"),
    ],
)
def test_statline_fails(standin: Standin, tmp_path: Path, kind: str, options: dict[str, Any], words: str) -> None:
    match = options.pop("match", "NED/")
    standin.fault("statline", kind, match=match, **options)
    text = refused(ASKED, tmp_path / "out.gpkg", **YEARS)
    assert words in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("short_page", "117 of the 129 regions are missing"),
        ("repeated_cursor", "repeats its pages without end"),
        ("html_login", "gave a web page instead of JSON"),
        ("truncated", "broke off its answer in 5 attempts"),
        ("status", "HTTP 500"),
    ],
)
def test_the_feed_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str) -> None:
    with published_by(Standin(FULL, small_pages()), tmp_path / "cache", monkeypatch) as running:
        running.fault("statline_feed", kind, match="TypedDataSet")
        assert words in refused("", tmp_path / "out.gpkg", **YEARS)


def test_border_flags_of_the_country_that_come_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with published_by(Standin(FULL), tmp_path / "cache", monkeypatch) as running:
        running.fault("statline_feed", "short_page", match="/84799NED/TypedDataSet")
        text = refused("", tmp_path / "out.gpkg", YEAR=2024, BASE_YEAR=2018)
    assert "84799NED" in text and "came short" in text


@pytest.mark.parametrize("asked", [ASKED, ""])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("drop", "could not be reached in 5 attempts"),
        ("html_login", "gave a web page instead of"),
        ("status", "HTTP 500"),
        ("gone", "There are no polygons of 2024 to be had from PDOK"),
        ("short_page", "inhabited buurten of 2024 have no polygon"),
    ],
)
def test_nobody_gives_polygons(standin: Standin, tmp_path: Path, kind: str, words: str, asked: str) -> None:
    for service in ("pdok_ogc", "pdok_wfs", "pdok_atom"):
        standin.fault(service, "gone" if kind == "short_page" and service == "pdok_atom" else kind)
    if kind == "short_page":
        # Of the WFS too the first page only: what follows is empty.
        standin.fault("pdok_wfs", "short_page", rows=0)
    assert words in refused(asked, tmp_path / "out.gpkg", **YEARS)


def test_polygons_of_another_gemeente_only(standin: Standin, tmp_path: Path) -> None:
    standin.fault("pdok_*", "wrong_gemeente")
    assert "There are no polygons of 2024 to be had from PDOK" in refused(ASKED, tmp_path / "out.gpkg", **YEARS)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("drop", "could not be reached in 5 attempts"),
        ("html_login", "gave a web page instead of ZIP"),
        ("status", "HTTP 500"),
        ("gone", "does not exist (HTTP 404)"),
        ("xml_exception", "refused the question"),
        ("empty", "gave an empty answer"),
        ("truncated", "broke off its answer in 5 attempts"),
    ],
)
def test_nobody_gives_scores(standin: Standin, tmp_path: Path, kind: str, words: str) -> None:
    for service in ("leefbaarometer_zip", "leefbaarometer_wfs"):
        standin.fault(service, kind)
    text = refused(ASKED, tmp_path / "out.gpkg", **YEARS)
    assert "leefbaarometer-meting-2024.zip" in text and words in text


@pytest.mark.parametrize("kind", ["short_page", "wrong_gemeente"])
def test_scores_that_come_short(standin: Standin, tmp_path: Path, kind: str) -> None:
    standin.fault("leefbaarometer_zip", "gone")
    standin.fault("leefbaarometer_wfs", kind)
    # The zip is where they should have come from.
    assert "2024.zip does not exist" in refused(ASKED, tmp_path / "out.gpkg", **YEARS)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("no_total", {}), ("filter_ignored", {}), ("duplicated", {}), ("lower_codes", {}), ("extra_columns", {})],
)
def test_the_wfs_of_the_leefbaarometer_in_another_shape(
    standin: Standin, wanted: dict[str, Result], kind: str, options: dict[str, Any]
) -> None:
    standin.fault("leefbaarometer_zip", "gone")
    standin.fault("leefbaarometer_wfs", kind, **options)
    same(download(ASKED, **YEARS), wanted[ASKED])


# -- figures ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["missing_codes", "half_filled", "missing_column"])
def test_a_spoilt_column_gives_way_to_the_year_before(standin: Standin, kind: str) -> None:
    standin.fault("statline", kind, match="/85984NED/", stems=BENEFITS)
    found = download("GM9001", YEAR=2024)
    table = stems(FULL, 2023)
    assert [line["jaar"] for line in found.said("Indicator bijst,")] == [2023]
    checked = [code for code in found.rows if code in table]
    assert len(checked) > 30
    for code in checked:
        value = by_hand(table[code])["bijst"]
        assert found.rows[code]["bijst"] == (None if value is None else pytest.approx(value))


def test_codes_for_no_figure_are_never_figures(standin: Standin) -> None:
    standin.fault("statline", "missing_codes")
    found = download("GM9001", YEAR=2024)
    values = [value for row in found.rows.values() for value in row.values() if isinstance(value, (int, float))]
    assert values and min(value for value in values) > -1
    missing = [row["inwoners"] is None for row in found.rows.values()]
    assert any(missing) and not all(missing)


def test_more_than_ten_thousand_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country = Country(extra=210, last_kwb=2024)
    country.published.clear()
    with published_by(Standin(country), tmp_path / "cache", monkeypatch) as running:
        found = download("", YEAR=2024)
        pages = [record for record in running.requests("statline_feed") if "$skip=10000" in record.query]
    assert len({record.path for record in pages}) >= 2
    assert len(found.rows) == len(country.buurt_codes(2024)) > 9_000
    tables = {2024: stems(country, 2024), 2023: stems(country, 2023)}
    for code in list(found.rows)[::97]:
        assert found.rows[code]["inwoners"] == tables[2024][code]["AantalInwoners"]
        value = by_hand(tables[2023][code])["minima"] if code in tables[2023] else None
        assert found.rows[code]["minima"] == (None if value is None else pytest.approx(value))


# -- hostile zips -----------------------------------------------------------------------------------------------------
def test_a_zip_that_points_outside_is_read_and_nothing_is_unpacked(
    standin: Standin, wanted: dict[str, Result], tmp_path: Path
) -> None:
    standin.fault("leefbaarometer_zip", "zip_traversal")
    before = {path for path in tmp_path.rglob("*") if "ontsnapt" in path.name}
    same(download(ASKED, **YEARS), wanted[ASKED])
    outside = [*tmp_path.parent.glob("ontsnapt*"), *Path("/tmp").glob("ontsnapt*"), *Path.cwd().glob("*ontsnapt*")]
    assert not outside and not before


# -- patience ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("service", "asked"),
    [("statline_catalog", ASKED), ("statline", ASKED), ("statline_feed", ""), ("pdok_ogc", ASKED), ("pdok_atom", ""),
     ("leefbaarometer_zip", ASKED)],
)  # fmt: skip
@pytest.mark.parametrize("where", ["headers", "body"])
def test_cancelled_while_a_publisher_is_slow(
    standin: Standin, wanted: dict[str, Result], tmp_path: Path, service: str, asked: str, where: str
) -> None:
    """The run ends while the publisher still holds its answer; what came before is used by the next."""
    fault = standin.fault(service, "slow", where=where, longest=300)
    feedback = Heard()
    look = QTimer()
    look.setInterval(20)
    look.timeout.connect(lambda: feedback.cancel() if fault.reached.is_set() else None)
    look.start()
    out = tmp_path / "out.gpkg"
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="Cancelled; nothing was written"):
        run("download", {"MUNICIPALITIES": asked, **YEARS, "OUTPUT": str(out)}, feedback)
    look.stop()
    assert not fault.released.is_set() and fault.hits > 0
    assert not list(tmp_path.glob("out.gpkg*"))
    cache = tmp_path / "cache"
    assert not list(cache.glob("*.part"))
    assert all((cache / entry["file"]).stat().st_size == entry["size"] for entry in entries(cache))
    fault.stop()
    same(download(asked, **YEARS), wanted[asked])


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_publisher_that_never_answers(
    standin: Standin, wanted: dict[str, Result], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """After the time that it gets, another service of the same publisher answers."""
    monkeypatch.setattr(
        fetching, "Client",
        functools.partial(Client, waiting=lambda seconds: 0.0, limits=Limited(idle=3.0), retry=Retry(attempts=1)),
    )  # fmt: skip
    with standin.fault("pdok_ogc", "slow", where=where, longest=300) as fault:
        same(download(ASKED, **YEARS), wanted[ASKED])
        assert fault.hits > 0 and not fault.released.is_set()
    assert standin.requests("pdok_wfs")


@pytest.mark.parametrize("asked", [ASKED, ""])
def test_cancelled_at_any_moment(standin: Standin, wanted: dict[str, Result], tmp_path: Path, asked: str) -> None:
    """At every tenth of the moments at which a run looks whether it is to stop."""

    class Counting(Heard):
        def __init__(self, last: int) -> None:
            super().__init__()
            self.last, self.looked = last, 0

        def isCanceled(self) -> bool:
            self.looked += 1
            return self.looked > self.last

    from qgis.core import QgsProcessingException

    # Fetched before, so that no wait on the network makes a difference in how often a run looks.
    run("download", {"MUNICIPALITIES": asked, **YEARS})
    whole = Counting(10**9)
    run("download", {"MUNICIPALITIES": asked, **YEARS}, whole)
    assert whole.looked > 30
    for tenth in range(10):
        out = tmp_path / f"out{tenth}.gpkg"
        with pytest.raises(QgsProcessingException, match="Cancelled"):
            run(
                "download", {"MUNICIPALITIES": asked, **YEARS, "OUTPUT": str(out)}, Counting(whole.looked * tenth // 10)
            )
        assert not list(tmp_path.glob(out.name + "*"))
    same(download(asked, **YEARS), wanted[asked])


def test_two_runs_at_once_share_the_cache(standin: Standin, wanted: dict[str, Result], tmp_path: Path) -> None:
    """A second program that fills the same cache meanwhile does no harm."""
    from veerkracht_plugin.sources.fetching import Fetcher
    from veerkracht_plugin.sources.statline import StatLine

    problems: list[BaseException] = []

    def other() -> None:
        try:
            StatLine(Fetcher.of(None)).table(2024, "85984NED", ["GM9001"])
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=other) for _ in range(3)]
    for thread in threads:
        thread.start()
    same(download(ASKED, **YEARS), wanted[ASKED])
    for thread in threads:
        thread.join(30)
    assert not problems
