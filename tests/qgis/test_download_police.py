"""The figures of the police in ``veerkracht:download``: beside all others, in no class, and never in their way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.qgis import products
from tests.qgis.downloads import COUNTRY, FULL, Result, download, published_by, rows_of, run, same
from tests.standin import Country, Standin
from tests.standin.statline import police_rows
from veerkracht_plugin.gui.looking import card_of
from veerkracht_plugin.gui.rows import reader

KINDS = {"po_ovl": ("Overlast", "GeregistreerdeOverlast", "T000001 "),
         "po_mis": ("SoortMisdrijf", "GeregistreerdeMisdrijven", "0.0.0 ")}  # fmt: skip
FIELDS = ("po_ovl", "po_mis", "po_jaar")


@pytest.fixture(autouse=True)
def _provider(provider: Any) -> None:
    """The algorithms, for all tests here."""


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with published_by(Standin(COUNTRY), tmp_path / "cache", monkeypatch) as running:
        yield running


def by_hand(country: Country, year: int, floor: int = 100) -> dict[str, dict[str, float | None]]:
    """1000 × registrations / inwoners of that year; none below the floor of inwoners, none without a row."""
    people = {row["WijkenEnBuurten"].strip(): row["AantalInwoners_5"] for row in country.kwb_table(year)}
    out: dict[str, dict[str, float | None]] = {}
    for field, (dimension, figure, total) in KINDS.items():
        for row in police_rows(country, dimension, figure, [total], [year]):
            code = row["WijkenEnBuurten"].strip()
            count, residents = row[figure + "_1"] or 0, people.get(code)
            enough = residents is not None and residents >= floor
            out.setdefault(code, {})[field] = 1000 * count / residents if enough else None
    return out


def check(found: Result, wanted: dict[str, dict[str, float | None]], year: int, but: set[str]) -> int:
    checked = 0
    for code, row in found.rows.items():
        figures = {} if code in but else wanted.get(code, {})
        for field in KINDS:
            value = figures.get(field)
            assert row[field] == (None if value is None else pytest.approx(value, rel=1e-12)), (code, field)
            checked += value is not None
        assert row["po_jaar"] == (year if any(figures.get(field) is not None for field in KINDS) else None), code
    return checked


def test_on_the_same_borders(standin: Standin) -> None:
    found = download("GM9001, GM9002", YEAR=2025)
    assert check(found, by_hand(COUNTRY, 2025), 2025, set()) > 100
    assert {line["jaar"] for line in found.said("Police: year of the figures")} == {2025}
    assert {line["bron"] for line in found.said("Police")} == {"Police, registered nuisance and crimes"}
    assert found.said("Licence of Police")[0]["waarde"] == "Politie, CC BY 4.0"
    assert "Politie, CC BY 4.0" in found.rights
    assert any("Police" in line and "2025" in line for line in found.history)


@pytest.mark.parametrize("floor", [1, 1000])
def test_a_floor_of_ones_own(standin: Standin, floor: int) -> None:
    found = download("GM9001, GM9002", YEAR=2025, FLOOR=floor)
    usual, own = by_hand(COUNTRY, 2025), by_hand(COUNTRY, 2025, floor)
    assert check(found, own, 2025, set()) > 20
    here = set(found.rows)
    assert any(own[code] != usual[code] for code in here & set(own))
    (said, *_) = found.said("Police: neighbourhoods with too few or unknown residents")
    assert said["waarde"] == str(floor)


def test_newer_borders_than_the_target(standin: Standin) -> None:
    """All years stand on the borders of 2025. A buurt that was another one in 2024 gets no figure, and that is said."""
    found = download("GM9001, GM9002, GM9003", YEAR=2024)
    flags = {buurt.code: buurt.flag for buurt in COUNTRY.land(2025)}
    moved = {code for code in found.rows if flags.get(code) != 1}
    figures = by_hand(COUNTRY, 2024)
    plain = {code: row for code, row in found.rows.items() if code not in moved}
    assert check(Result(plain, {}, [], found.heard, [], []), figures, 2024, set()) > 100
    (said,) = found.said("Police: borders of the figures")
    assert said["jaar"] == 2025 and "residents of 2024" in said["waarde"]
    empty = [code for code in moved if found.rows[code]["po_ovl"] is None]
    listed = found.said("Police: neighbourhoods with other borders")
    assert sum(line["aantal"] for line in listed) == len(
        [code for code in empty if code in ", ".join(line["waarde"] for line in listed)]
    )


def test_the_country_is_asked_for_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country = Country(extra=25)
    country.published.clear()
    with published_by(Standin(country), tmp_path / "cache", monkeypatch) as running:
        found = download("", YEAR=2025)
        asked = [one for one in running.requests("dataderden") if "TypedDataSet" in one.path]
    # Gemeenten 9001–9005 and 9101–9125: two beginnings, two tables.
    assert len(asked) == 4
    assert check(found, by_hand(country, 2025), 2025, set()) > 1000


def test_never_asked_for_when_not_wanted(standin: Standin) -> None:
    found = download("GM9001", YEAR=2025, POLICE=False)
    assert not set(FIELDS) & set(next(iter(found.rows.values())))
    assert not standin.requests("dataderden")
    assert not found.said("Police") and not found.said("Licence of Police")


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [("drop", {}, "could not be reached"), ("status", {}, "HTTP 500"), ("gone", {}, "404"),
     ("html_login", {}, "web page"), ("empty", {}, "empty answer"), ("short_page", {"rows": 1}, "came short"),
     ("wrong_gemeente", {}, "came short")],
)  # fmt: skip
def test_out_of_reach_all_else_comes(standin: Standin, kind: str, options: dict[str, Any], words: str) -> None:
    wanted = download("GM9001", YEAR=2025, POLICE=False)
    standin.fault("dataderden", kind, **options)
    found = download("GM9001", YEAR=2025)
    same(Result({code: {name: row[name] for name in wanted.rows[code]} for code, row in found.rows.items()},
                found.polygons, [], found.heard, [], []), wanted)  # fmt: skip
    assert {row[field] for row in found.rows.values() for field in FIELDS} == {None}
    (said,) = found.said("Police")
    assert said["onderwerp"] == "Police: no figures to be had" and words in said["waarde"]
    assert any("comes without them" in warning and words in warning for warning in found.heard.warnings)
    assert "Politie, CC BY 4.0" not in found.rights


def test_a_filter_that_is_ignored(standin: Standin) -> None:
    standin.fault("dataderden", "filter_ignored")
    found = download("GM9002", YEAR=2025)
    assert check(found, by_hand(COUNTRY, 2025), 2025, set()) > 40


def test_cancelled_while_the_police_are_slow(standin: Standin, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingException
    from qgis.PyQt.QtCore import QTimer

    from tests.qgis.downloads import Heard

    fault = standin.fault("dataderden", "slow", longest=300)
    feedback = Heard()
    look = QTimer()
    look.setInterval(20)
    look.timeout.connect(lambda: feedback.cancel() if fault.reached.is_set() else None)
    look.start()
    with pytest.raises(QgsProcessingException, match="Cancelled; nothing was written"):
        run("download", {"MUNICIPALITIES": "GM9001", "YEAR": 2025, "OUTPUT": str(tmp_path / "out.gpkg")}, feedback)
    look.stop()
    assert not fault.released.is_set()
    assert not list(tmp_path.glob("out.gpkg*"))


def test_they_travel_along_and_are_in_no_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through classify with their aliases; every class is as without them."""
    with published_by(Standin(FULL), tmp_path / "cache", monkeypatch):
        layers = [
            products.run("download", {
                "MUNICIPALITIES": "GM9001", "YEAR": 2025, "BASE_YEAR": 2022, "POLICE": police, "OUTPUT": "memory:",
                "ACCOUNT": "memory:",
            })["OUTPUT"]
            for police in (True, False)
        ]  # fmt: skip
    both = [products.classified(str(tmp_path / f"k{i}.gpkg"), layer) for i, layer in enumerate(layers)]
    from qgis.core import QgsVectorLayer

    one, other = (QgsVectorLayer(path, "k", "ogr") for path in both)
    with_police = {row["bu_code"]: row for row in rows_of(one)}
    without = {row["bu_code"]: row for row in rows_of(other)}
    assert len(without) > 30
    assert any(row["po_ovl"] is not None for row in with_police.values())
    for code, row in without.items():
        assert {name: with_police[code][name] for name in row} == row
    buurten = reader(one, None)(None)
    buurt = next(row for row in buurten.rows.values() if row.number("po_ovl") is not None)
    card = card_of(one, buurt, buurten, "en")
    assert f"{buurt.number('po_ovl'):.1f}" in card and "nuisance, police (per 1000), 2025<" in card
    # The mean of the gemeente over its residents, beside it.
    rows = [row for row in with_police.values() if row["po_ovl"] is not None]
    people = sum(row["inwoners"] for row in rows)
    assert buurten.means(buurt)["gm_po_ovl"] == pytest.approx(sum(r["po_ovl"] * r["inwoners"] for r in rows) / people)
    aliases = {field.name(): field.alias() for field in one.fields()}
    assert aliases["po_ovl"] == "Registered nuisance (per 1000 residents)"
    assert aliases["po_mis"] == "Registered crimes (per 1000 residents)"
    assert aliases["po_jaar"] == "Year of the police figures"
