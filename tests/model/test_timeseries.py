"""Overlast through the years: rows, means and breaks worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import timeseries
from veerkracht_plugin.model.buurten import from_text

NAN = float("nan")
CODES = ["BU00010001", "BU00010002", "BU00020001"]


def buurten(**more: list[str]) -> pd.DataFrame:
    columns: dict[str, list[str]] = {
        "bu_code": CODES, "bu_naam": ["Een", "Twee", "Drie"], "gm_code": ["GM0001", "GM0001", "GM0002"],
        "gm_naam": ["Eerst", "Eerst", "Laatst"], "inwoners": ["100", "300", "500"], **more,
    }  # fmt: skip
    frame = pd.DataFrame(dict(enumerate(columns.values())))
    return from_text(list(columns), frame, "laag")


def scores(rows: list[tuple[str, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["bu_code", "jaar", "onv"])


ROWS = [
    (CODES[0], 2002, -0.1), (CODES[1], 2002, 0.1), (CODES[2], 2002, 0.25),
    (CODES[0], 2008, -0.2), (CODES[2], 2008, 0.0392),
    (CODES[0], 2012, -0.3), (CODES[1], 2012, 0.3), (CODES[2], 2012, 0.0),
]  # fmt: skip


def value(table: pd.DataFrame, code: str, year: int, field: str) -> Any:
    row = table[(table["bu_code"] == code) & (table["jaar"] == year)]
    assert len(row) == 1
    return row[field].iloc[0]


class TestRows:
    series = timeseries.build(buurten(), scores(ROWS), [])

    def test_one_row_for_each_buurt_and_year(self) -> None:
        assert self.series.years == [2002, 2008, 2012]
        assert len(self.series.rows) == 9
        assert self.series.rows["bu_code"].tolist() == CODES * 3
        assert set(self.series.rows.columns) == {field.name for field in timeseries.series_fields()}

    def test_high_is_worse(self) -> None:
        assert value(self.series.rows, CODES[0], 2002, "ov") == 0.1
        assert value(self.series.rows, CODES[2], 2012, "ov") == 0.0

    def test_classes_are_those_of_the_ladder(self) -> None:
        assert [value(self.series.rows, code, 2002, "kl_ov") for code in CODES] == ["3", "7", "9"]
        # A value at a limit belongs to the class above it.
        assert value(self.series.rows, CODES[2], 2008, "kl_ov") == "6"
        assert value(self.series.rows, CODES[1], 2008, "kl_ov") == "geen"

    def test_change_since_the_last_measurement_of_the_buurt(self) -> None:
        assert np.isnan(value(self.series.rows, CODES[0], 2002, "ov_vorig"))
        assert value(self.series.rows, CODES[0], 2012, "ov_vorig") == pytest.approx(0.1)
        # Without a score in 2008, since 2002.
        assert np.isnan(value(self.series.rows, CODES[1], 2008, "ov_vorig"))
        assert value(self.series.rows, CODES[1], 2012, "ov_vorig") == pytest.approx(-0.2)

    def test_dates(self) -> None:
        assert value(self.series.rows, CODES[0], 2002, "datum") == date(2002, 1, 1)
        assert value(self.series.rows, CODES[0], 2002, "datum_tot") == date(2007, 12, 31)
        assert value(self.series.rows, CODES[0], 2012, "datum_tot") == date(2012, 12, 31)

    def test_means_are_weighted_by_residents(self) -> None:
        lines = self.series.lines.set_index(["code", "jaar"])
        # (100 · 0.1 + 300 · −0.1) / 400
        assert lines.loc[("GM0001", 2002), "ov"] == pytest.approx(-0.05)
        # The second has no score in 2008.
        assert lines.loc[("GM0001", 2008), "ov"] == pytest.approx(0.2)
        assert lines.loc[("GM0001", 2008), "n_buurten"] == 1
        assert lines.loc[("GM0001", 2008), "inwoners"] == 100
        # (100 · 0.3 + 300 · −0.3) / 400
        assert lines.loc[("GM0001", 2012), "ov"] == pytest.approx(-0.15)
        assert value(self.series.rows, CODES[1], 2012, "ov_gm") == pytest.approx(-0.15)

    def test_no_line_of_the_country_from_two_gemeenten(self) -> None:
        assert self.series.gemeenten == 2
        assert set(self.series.lines["niveau"]) == {"gemeente"}
        assert self.series.rows["ov_nl"].isna().all()


def country(years: tuple[int, ...] = (2022, 2024)) -> list[tuple[str, int, float]]:
    """One buurt in each of 320 gemeenten, all with a score of 0.2, and our own."""
    rows = [(f"BU{i:04}0009", year, 0.2) for i in range(100, 420) for year in years]
    return rows + [(CODES[0], year, -0.4) for year in years]


class TestCountry:
    def test_unweighted_when_residents_are_not_known(self) -> None:
        series = timeseries.build(buurten(), scores(country()), [])
        line = series.lines[series.lines["niveau"] == "land"]
        assert not series.weighted
        assert line["gewicht"].tolist() == ["geen", "geen"]
        # (320 · −0.2 + 0.4) / 321
        assert line["ov"].tolist() == pytest.approx([-63.6 / 321] * 2)

    def test_weighted_with_the_residents_of_the_country(self) -> None:
        others = {f"BU{i:04}0009": 50.0 for i in range(100, 420)}
        series = timeseries.build(buurten(), scores(country()), [], others)
        line = series.lines[series.lines["niveau"] == "land"]
        assert series.weighted
        # (320 · 50 · −0.2 + 100 · 0.4) / (320 · 50 + 100)
        assert line["ov"].tolist() == pytest.approx([-3160 / 16100] * 2)
        assert value(series.rows, CODES[2], 2024, "ov_nl") == pytest.approx(-3160 / 16100)
        assert series.elsewhere == 320


class TestIndicators:
    table = buurten(
        jaar=["2025"] * 3, jaar_0=["2002"] * 3, bijst=["5", "6", "7"], bijst_0=["1", "2", "3"], minima_0=["4", "4", ""],
        armoede=["8", "", "9"], vgl=["ja", "niet", "hercodeerd"], kw_0=["0.5", "", "1"], kw_d=["0.25", "", "-1"],
    )  # fmt: skip
    series = timeseries.build(table, scores(ROWS), timeseries.years_of(table))

    def test_both_years_of_the_layer_have_theirs(self) -> None:
        assert [value(self.series.rows, code, 2025, "bijst") for code in CODES] == [5, 6, 7]
        found = [value(self.series.rows, code, 2002, "bijst") for code in CODES]
        assert found[::2] == [1, 3]
        # Its border moved, so the figure of the base year is about another area.
        assert np.isnan(found[1])
        assert np.isnan(value(self.series.rows, CODES[0], 2008, "bijst"))

    def test_kwetsbaarheid_is_on_one_scale(self) -> None:
        assert value(self.series.rows, CODES[0], 2002, "kw_b") == 0.5
        assert value(self.series.rows, CODES[0], 2025, "kw_b") == 0.75

    def test_breaks_are_marked(self) -> None:
        assert value(self.series.rows, CODES[1], 2002, "breuk") == "grens gewijzigd"
        assert value(self.series.rows, CODES[0], 2025, "breuk") == "armoede: andere definitie"
        # Without a figure there is no line that could be read on.
        assert value(self.series.rows, CODES[1], 2025, "breuk") is None
        assert self.series.breaks == [(2025, "armoede")]

    def test_a_year_without_a_measurement_has_no_picture(self) -> None:
        assert self.series.years == [2002, 2008, 2012]
        assert value(self.series.rows, CODES[0], 2025, "kl_ov") is None
        # A picture that stays does so to the end.
        assert value(self.series.rows, CODES[0], 2012, "datum_tot") == date(2025, 12, 31)


def test_scores_of_other_buurten_only() -> None:
    with pytest.raises(VeerkrachtError, match="begins with BU00010001, the table with BU99990001"):
        timeseries.build(buurten(), scores([("BU99990001", 2024, 0.1)]), [])


@pytest.mark.parametrize("seed", range(10))
def test_a_mean_lies_between_its_buurten_and_counts_its_residents(seed: int) -> None:
    generator = np.random.default_rng(seed)
    rows = [
        (code, year, float(generator.normal())) for code in CODES for year in (2014, 2016, 2018)
        if generator.random() > 0.3
    ]  # fmt: skip
    rows.append((CODES[0], 2020, 0.0))
    series = timeseries.build(buurten(), scores(rows), [])
    for _, line in series.lines.iterrows():
        own = series.rows[(series.rows["gm_code"] == line["code"]) & (series.rows["jaar"] == line["jaar"])]
        own = own[own["ov"].notna()]
        assert own["ov"].min() - 1e-12 <= line["ov"] <= own["ov"].max() + 1e-12
        assert line["inwoners"] == own["inwoners"].sum()
        assert line["n_buurten"] == len(own)
