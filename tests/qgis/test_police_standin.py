"""Police figures from the stand-in for dataderden, with its limits and its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsSettings

from tests.standin import Country, Standin
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.sources.fetching import Fetcher
from veerkracht_plugin.sources.police import border_year, police
from veerkracht_plugin.transport.cache import RawCache
from veerkracht_plugin.transport.client import Client

COUNTRY = Country()
TOTALS = {"po_ovl": ("Overlast", "T000001 "), "po_mis": ("SoortMisdrijf", "0.0.0 ")}
FIGURES = {"Overlast": "GeregistreerdeOverlast_1", "SoortMisdrijf": "GeregistreerdeMisdrijven_1"}


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin(COUNTRY) as one:
        for name, address in one.endpoints().items():
            QgsSettings().setValue("veerkracht/endpoints/" + name, address)
        yield one
        QgsSettings().remove("veerkracht/endpoints")


@pytest.fixture
def fetcher(qgis_app: Any, tmp_path: Path) -> Fetcher:
    # No waiting between attempts.
    return Fetcher(Client(waiting=lambda seconds: 0.0), RawCache(tmp_path / "cache"))


def residents(*gemeenten: str) -> pd.Series[float]:
    rows = {
        row["WijkenEnBuurten"].strip(): row["AantalInwoners_5"]
        for row in COUNTRY.kwb_table(2025)
        if row["WijkenEnBuurten"].startswith(tuple("BU" + code[2:] for code in gemeenten))
    }
    return pd.Series(rows, dtype=float)


def expected(field: str, year: int, people: pd.Series[float]) -> pd.Series[float]:
    """From the stand-in's own rows: 1000 × count / residents, none is 0, under 100 residents nothing."""
    from tests.standin.statline import police_rows

    dimension, kind = TOTALS[field]
    rows = police_rows(COUNTRY, dimension, FIGURES[dimension][:-2], [kind], [year])
    counts = {row["WijkenEnBuurten"].strip(): row[FIGURES[dimension]] or 0 for row in rows}
    found = pd.Series({code: counts.get(code, np.nan) for code in people.index}, dtype=float)
    return (1000 * found / people).where(people >= 100)


def same(found: pd.Series[float], wanted: pd.Series[float]) -> None:
    assert wanted.notna().any()
    pd.testing.assert_series_equal(found, wanted, check_names=False, rtol=1e-12)


def test_one_gemeente(standin: Standin, fetcher: Fetcher) -> None:
    people, account = residents("GM9001"), Account()
    found = police(fetcher, ["GM9001"], 2024, people, account)
    for field in TOTALS:
        same(found[field], expected(field, 2024, people))
    assert set(found["po_jaar"].dropna()) == {2024}
    assert list(found.index) == list(people.index)
    assert all("%24format=json" in r.query or "$format=json" in r.query for r in standin.requests("dataderden"))
    years = {row[3] for row in account.rows("nl") if row[2].startswith("Politie")}
    assert years == {2024}


def test_codes_with_letters_and_several_gemeenten(standin: Standin, fetcher: Fetcher) -> None:
    people = residents("GM9001", "GM9002", "GM9005")
    assert any(re.search("[A-Z]", code[2:]) for code in people.index)
    found = police(fetcher, ["GM9001", "GM9002", "GM9005"], 2025, people, Account())
    for field in TOTALS:
        same(found[field], expected(field, 2025, people))
    data = [r for r in standin.requests("dataderden") if r.path.endswith("TypedDataSet")]
    assert len(data) == 6
    assert standin.peak("dataderden") <= 4


def test_gemeenten_follow_from_the_residents(standin: Standin, fetcher: Fetcher) -> None:
    people = residents("GM9003", "GM9005")
    found = police(fetcher, None, 2024, people, Account())
    same(found["po_ovl"], expected("po_ovl", 2024, people))


def test_buurten_without_a_row_have_no_figure(standin: Standin, fetcher: Fetcher) -> None:
    people, account = residents("GM9001", "GM9002"), Account()
    found = police(fetcher, ["GM9001", "GM9002"], 2024, people, account)
    without = {code for code in people.index if COUNTRY.chance("police", code)[0] > 0.97}
    assert without
    assert found.loc[sorted(without), ["po_ovl", "po_mis", "po_jaar"]].isna().all(axis=None)
    counted = [row[5] for row in account.rows("en") if "without a row" in row[0]]
    assert counted == [len(without), len(without)]


def test_residents_on_other_borders_do_not_match(standin: Standin, fetcher: Fetcher) -> None:
    people, account = residents("GM9001"), Account()
    moved = people.rename({people.index[3]: "BU90019898"})
    found = police(fetcher, ["GM9001"], 2024, moved, account)
    assert found.loc["BU90019898"].isna().all()
    assert any(people.index[3] in row[1] for row in account.rows("en") if "not in the neighbourhood layer" in row[0])


def test_the_table_says_its_borders(standin: Standin, fetcher: Fetcher) -> None:
    assert border_year(fetcher) == 2025


def test_after_the_newest_year(standin: Standin, fetcher: Fetcher) -> None:
    found = police(fetcher, ["GM9005"], 2031, residents("GM9005"), Account())
    assert set(found["po_jaar"].dropna()) == {2025}


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("unpadded", {}),
        ("padded", {}),
        ("lower_codes", {}),
        ("duplicated", {}),
        ("gzip", {}),
        ("bom", {}),
        ("filter_ignored", {}),
        ("status", {"times": 3}),
        ("too_many", {"times": 1}),
        ("reset", {"times": 1}),
        ("truncated", {"times": 1}),
        ("empty", {"times": 1}),
        ("moved", {}),
        ("redirect", {}),
    ],
)
def test_faults_that_do_not_matter(kind: str, options: dict[str, Any], standin: Standin, fetcher: Fetcher) -> None:
    people = residents("GM9005")
    fault = standin.fault("dataderden", kind, match="TypedDataSet", **options)
    found = police(fetcher, ["GM9005"], 2024, people, Account())
    assert fault.hits
    for field in TOTALS:
        same(found[field], expected(field, 2024, people))


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("html_login", {}, "web page"),
        ("xml_exception", {}, "NullPointerException"),
        ("status", {}, "fault of its own"),
        ("gone", {}, "does not exist"),
        ("empty", {}, "empty answer"),
        ("short_page", {}, "came short for GM9001"),
        ("short_page", {"rows": 0}, "came short for GM9001: 0 of"),
        ("wrong_gemeente", {"code": "GM9005"}, "came short for GM9001"),
        ("over_limit", {}, "fault of its own"),
    ],
)
def test_faults_that_end_in_one_sentence(
    kind: str, options: dict[str, Any], said: str, standin: Standin, fetcher: Fetcher
) -> None:
    standin.fault("dataderden", kind, match="TypedDataSet", **options)
    with pytest.raises(VeerkrachtError, match=said):
        police(fetcher, ["GM9001"], 2024, residents("GM9001"), Account())


def test_renumbered_columns(standin: Standin, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.standin import statline

    made: Callable[..., Any] = statline.police_rows
    monkeypatch.setattr(
        statline,
        "police_rows",
        lambda *given: (
            {
                key.replace("Overlast_1", "Overlast_7").replace("Misdrijven_1", "Misdrijven_7"): value
                for key, value in row.items()
            }
            for row in made(*given)
        ),
    )
    properties = statline.Tables._police

    def renumbered(self: Any, identifier: str) -> Any:
        one = properties(self, identifier)
        for row in one.properties:
            row["Key"] = row["Key"].replace("_1", "_7")
        return one

    monkeypatch.setattr(statline.Tables, "_police", renumbered)
    people = residents("GM9005")
    found = police(fetcher, ["GM9005"], 2024, people, Account())
    monkeypatch.undo()
    same(found["po_mis"], expected("po_mis", 2024, people))


def test_a_second_run_asks_for_nothing(standin: Standin, fetcher: Fetcher) -> None:
    people = residents("GM9005")
    first = police(fetcher, ["GM9005"], 2024, people, Account())
    standin.forget()
    again = police(fetcher, ["GM9005"], 2024, people, Account())
    pd.testing.assert_frame_equal(first, again)
    assert standin.requests("dataderden") == []


def test_a_revised_table_is_asked_again(standin: Standin, fetcher: Fetcher, tmp_path: Path) -> None:
    people = residents("GM9005")
    police(fetcher, ["GM9005"], 2024, people, Account())
    standin.tables.revise("47024NED")
    standin.forget()
    # A later day: whether the table changed is asked again.
    later = RawCache(tmp_path / "cache", now=fetcher.cache._now)
    for entry in (tmp_path / "cache").glob("*.entry"):
        if "TableInfos" in entry.read_text(encoding="utf-8"):
            entry.unlink()
    police(Fetcher(Client(waiting=lambda seconds: 0.0), later), ["GM9005"], 2024, people, Account())
    data = [r.path for r in standin.requests("dataderden") if r.path.endswith("TypedDataSet")]
    assert [path.split("/")[-2] for path in data] == ["47024NED"]


def test_out_of_reach_the_copy_of_before_is_used_and_remembered(standin: Standin, fetcher: Fetcher) -> None:
    people = residents("GM9005")
    first = police(fetcher, ["GM9005"], 2024, people, Account())
    standin.fault("dataderden", "status")
    again = Fetcher(fetcher.client, fetcher.cache, refresh=True)
    pd.testing.assert_frame_equal(first, police(again, ["GM9005"], 2024, people, Account()))
    assert again.old
