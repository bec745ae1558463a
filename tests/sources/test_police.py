"""Police figures: what the answers become, with answers that are made by hand, and the rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.police import per_thousand, police_fields, table
from veerkracht_plugin.model.words import word


def test_per_thousand_on_paper() -> None:
    residents = pd.Series({"BU00010001": 2000.0, "BU00010002": 150.0, "BU00010003": 99.0, "BU00010004": math.nan})
    counts = pd.Series({"BU00010001": 30.0, "BU00010002": 0.0, "BU00010003": 5.0, "BU00010004": 5.0, "BU9": 1.0})
    found = per_thousand(counts, residents, 100)
    assert found.tolist()[:2] == [15.0, 0.0]
    assert all(math.isnan(value) for value in found[2:])


def test_no_residents_and_no_count_give_no_figure() -> None:
    residents = pd.Series({"a": 0.0, "b": 500.0, "c": 500.0})
    found = per_thousand(pd.Series({"a": 3.0, "b": math.nan}), residents, 0)
    assert all(math.isnan(value) for value in found)


def test_the_year_stands_only_where_there_is_a_figure() -> None:
    index = pd.Index(["a", "b"])
    found = table(
        {"nuisance": per_thousand(pd.Series({"a": 1.0}), pd.Series({"a": 500.0, "b": 500.0}), 100)}, index, 2024
    )
    assert found["po_ovl"].tolist()[0] == 2.0
    assert found["po_jaar"].tolist()[0] == 2024
    assert found.loc["b"].isna().all()
    assert found["po_mis"].isna().all()
    assert list(found.columns) == [one.name for one in police_fields()]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_has_an_alias(language: str) -> None:
    for one in police_fields():
        assert len(one.name) <= 10
        assert "1000" in word("field", one.name, language=language) or one.name == "po_jaar"


# -- answers ----------------------------------------------------------------------------------------------------------


class Answers:
    """Stands where a fetcher stands; ``rows`` are those of the data set per table."""

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.asked: list[str] = []
        self.kinds = {
            "Overlast": [("T000001 ", "Totaal registraties overlast"), ("OV00001 ", "Overlast jeugd")],
            "SoortMisdrijf": [("0.0.0 ", "Totaal misdrijven"), ("1.1.1 ", "Diefstal")],
        }
        self.periods = ["2023JJ00", "2024JJ00", "2024MM01"]

    def document(self, where: str, valid: Any = None, modified: str | None = None) -> tuple[Any, Any]:
        return self.documents([where], valid, modified)[0]

    def documents(self, where: Sequence[str], valid: Any, modified: str | None = None) -> list[tuple[Any, Any]]:
        return [(self._answer(one), _Found()) for one in where]

    def _answer(self, where: str) -> dict[str, Any]:
        self.asked.append(unquote(where))
        name, entity = where.partition("?")[0].rsplit("/", 2)[1:]
        rows = self.rows.get("nuisance" if name == "47024NED" else "crime", [])
        if entity == "TableInfos":
            return {"value": [{"Modified": "2026-03-01T02:00:00"}]}
        if entity == "Perioden":
            return {"value": [{"Key": key, "Title": key[:4]} for key in self.periods]}
        if entity == "WijkenEnBuurten":
            return {"value": [{"Key": row["WijkenEnBuurten"]} for row in rows]}
        if entity in self.kinds:
            return {"value": [{"Key": key, "Title": title} for key, title in self.kinds[entity]]}
        return {"value": rows}


class _Found:
    class entry:  # noqa: N801
        retrieved = "2026-03-02T10:00:00+00:00"
        sha256 = "0" * 64


def nuisance(code: str, count: Any, kind: str = "T000001 ", period: str = "2024JJ00") -> dict[str, Any]:
    return {"Overlast": kind, "WijkenEnBuurten": code, "Perioden": period, "GeregistreerdeOverlast_1": count}


def crime(code: str, count: Any, kind: str = "0.0.0 ", period: str = "2024JJ00") -> dict[str, Any]:
    return {"SoortMisdrijf": kind, "WijkenEnBuurten": code, "Perioden": period, "GeregistreerdeMisdrijven_1": count}


RESIDENTS = pd.Series({"BU90010001": 1000.0, "BU90010002": 2000.0, "BU90010003": 500.0})


def figures(
    answers: Answers, year: int = 2024, residents: pd.Series[float] = RESIDENTS, account: Account | None = None
) -> Any:
    pytest.importorskip("qgis.core", reason="the settings of QGIS hold the addresses")
    from veerkracht_plugin.sources.police import police

    return police(answers, ["GM9001"], year, residents, account or Account())  # type: ignore[arg-type]


def test_counts_become_rates_and_an_empty_cell_is_none() -> None:
    answers = Answers(
        nuisance=[nuisance("BU90010001", 12), nuisance("BU90010002", None), nuisance("BU90010003", 5)],
        crime=[crime("BU90010001", 40), crime("BU90010002", 10)],
    )
    account = Account()
    found = figures(answers, account=account)
    assert found["po_ovl"].tolist() == [12.0, 0.0, 10.0]
    assert found["po_mis"].tolist()[:2] == [40.0, 5.0]
    assert math.isnan(found.loc["BU90010003", "po_mis"])
    assert found["po_jaar"].tolist() == [2024, 2024, 2024]
    lines = {row[0]: row for row in account.rows("en")}
    absent = "Police: neighbourhoods without a row, no figure (Police: registered crimes, total)"
    assert lines[absent][1:6] == ("BU90010003", "Police, registered nuisance and crimes", 2024, "", 1)


def test_what_was_not_asked_for_is_left_out() -> None:
    other = [
        nuisance("BU90010001", 99, kind="OV00001 "),
        nuisance("BU90010001", 99, period="2023JJ00"),
        nuisance("GM9001", 99),
        nuisance("BU90020001", 99),
    ]
    found = figures(Answers(nuisance=[*other, nuisance("BU90010001", 12)], crime=[crime("BU90010001", 1)]))
    assert found.loc["BU90010001", "po_ovl"] == 12.0


def test_padding_and_case_make_no_difference() -> None:
    answers = Answers(
        nuisance=[nuisance("bu90010001", 12, "T000001", "2024JJ00 "), nuisance("BU90010002    ", 4)],
        crime=[crime("BU90010001  ", 1, "0.0.0")],
    )
    found = figures(answers)
    assert found["po_ovl"].tolist()[:2] == [12.0, 2.0]
    assert found.loc["BU90010001", "po_mis"] == 1.0


def test_the_total_is_found_by_its_title_and_asked_with_its_padding() -> None:
    answers = Answers(nuisance=[nuisance("BU90010001", 12, "Q9      ")], crime=[crime("BU90010001", 1)])
    answers.kinds["Overlast"] = [("OV1     ", "Overlast"), ("Q9      ", "Totaal  registraties overlast ")]
    assert figures(answers).loc["BU90010001", "po_ovl"] == 12.0
    asked = next(one for one in answers.asked if "47024NED/TypedDataSet" in one)
    assert "Overlast eq 'Q9      '" in asked
    assert "Perioden eq '2024JJ00'" in asked
    assert "startswith(WijkenEnBuurten,'BU9001')" in asked
    assert all("$format=json" in one for one in answers.asked)


def test_without_a_total_there_is_no_figure() -> None:
    answers = Answers(nuisance=[nuisance("BU90010001", 12)])
    answers.kinds["Overlast"] = [("OV1 ", "Overlast jeugd")]
    with pytest.raises(VeerkrachtError, match=r"47024NED.*Totaal registraties overlast"):
        figures(answers)


def test_the_newest_year_up_to_the_one_asked_for() -> None:
    rows = [nuisance("BU90010001", 7, period="2023JJ00"), nuisance("BU90010001", 9)]
    answers = Answers(nuisance=rows, crime=[crime("BU90010001", 1), crime("BU90010001", 2, period="2023JJ00")])
    assert figures(answers, 2026).loc["BU90010001"].tolist() == [9.0, 1.0, 2024]
    assert figures(answers, 2023).loc["BU90010001"].tolist() == [7.0, 2.0, 2023]


def test_before_the_first_year_all_is_missing_and_said() -> None:
    account = Account()
    found = figures(Answers(nuisance=[nuisance("BU90010001", 7)]), 2020, account=account)
    assert found.isna().all(axis=None)
    assert [row[1] for row in account.rows("en")] == ["No year up to 2020 (only 2023, 2024)"]


def test_a_year_that_is_not_filled_yet_is_not_zero() -> None:
    account = Account()
    answers = Answers(nuisance=[nuisance(code, None) for code in RESIDENTS.index], crime=[crime("BU90010001", 1)])
    found = figures(answers, account=account)
    assert found["po_ovl"].isna().all()
    assert any("still empty" in row[0] and row[1] == "GM9001" for row in account.rows("en"))


def test_secret_figures_stay_missing() -> None:
    answers = Answers(
        nuisance=[nuisance("BU90010001", -99997), nuisance("BU90010002", 4)], crime=[crime("BU90010001", 1)]
    )
    assert math.isnan(figures(answers).loc["BU90010001", "po_ovl"])


def test_codes_of_other_borders_are_counted() -> None:
    account = Account()
    answers = Answers(nuisance=[nuisance("BU90010001", 1), nuisance("BU90010099", 1)], crime=[crime("BU90010001", 1)])
    figures(answers, account=account)
    lines = [row for row in account.rows("en") if "not in the neighbourhood layer" in row[0]]
    assert [(row[1], row[5]) for row in lines] == [("BU90010099", 1)]


def test_few_or_unknown_residents_are_counted() -> None:
    account = Account()
    residents = pd.Series({"BU90010001": 1000.0, "BU90010002": 40.0, "BU90010003": math.nan})
    rows = [("BU90010001", 4), ("BU90010002", 4), ("BU90010003", 4)]
    answers = Answers(nuisance=[nuisance(*row) for row in rows], crime=[crime(*row) for row in rows])
    found = figures(answers, residents=residents, account=account)
    assert found["po_ovl"].notna().tolist() == [True, False, False]
    assert [row[5] for row in account.rows("en") if "too few or unknown residents" in row[0]] == [2]


def test_equal_double_rows_count_once_and_different_ones_are_refused() -> None:
    answers = Answers(nuisance=[nuisance("BU90010001", 4)] * 2, crime=[crime("BU90010001", 1)])
    assert figures(answers).loc["BU90010001", "po_ovl"] == 4.0
    answers.rows["nuisance"] = [nuisance("BU90010001", 4), nuisance("BU90010001", 5)]
    with pytest.raises(VeerkrachtError, match="two different figures for BU90010001"):
        figures(answers)


def test_a_column_that_is_gone_is_said() -> None:
    row = nuisance("BU90010001", 4)
    row["Anders_1"] = row.pop("GeregistreerdeOverlast_1")
    with pytest.raises(VeerkrachtError, match="no column GeregistreerdeOverlast"):
        figures(Answers(nuisance=[row]))
