"""Own registrations: counts, rates and small numbers worked by hand, and what holds for any numbers."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import signals

TODAY = date(2025, 6, 30)


class TestPeriod:
    def test_from_the_first_to_the_last_day(self) -> None:
        days = [date(2024, 3, 1), None, date(2024, 12, 31), date(2026, 1, 1)]
        found = signals.settle(days, TODAY, None, None)
        assert found.keep == [0, 2]
        assert (found.period.start, found.period.end) == (date(2024, 3, 1), date(2024, 12, 31))
        # 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 31
        assert found.period.days == 306
        assert (found.undated, found.future, found.outside) == (1, 1, 0)

    def test_with_limits(self) -> None:
        days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
        found = signals.settle(days, TODAY, date(2024, 1, 1), date(2024, 12, 31))
        assert found.keep == [1, 2]
        assert found.period.days == 366
        assert found.outside == 2
        assert found.period.years == pytest.approx(366 / 365.25)

    def test_the_future_is_not_covered(self) -> None:
        found = signals.settle([date(2025, 1, 1), date(2025, 7, 1)], TODAY, date(2025, 1, 1), date(2025, 12, 31))
        assert found.period.end == TODAY
        # 31 + 28 + 31 + 30 + 31 + 30
        assert found.period.days == 181
        assert (found.future, found.outside) == (1, 0)

    def test_days_of_a_calendar_year(self) -> None:
        period = signals.Period(date(2023, 12, 1), date(2025, 1, 2))
        assert [period.within(year) for year in (2022, 2023, 2024, 2025, 2026)] == [0, 31, 366, 2, 0]

    def test_the_wrong_way_round(self) -> None:
        with pytest.raises(VeerkrachtError, match=r"ends \(2024-01-01\) before it begins \(2025-01-01\)"):
            signals.settle([TODAY], TODAY, date(2025, 1, 1), date(2024, 1, 1))

    def test_nothing_left(self) -> None:
        with pytest.raises(VeerkrachtError, match="1 have no date, 1 lie in the future and 1 outside"):
            signals.settle([None, date(2026, 1, 1), date(2020, 1, 1)], TODAY, date(2024, 1, 1), None)


def test_a_text_that_is_no_date() -> None:
    with pytest.raises(VeerkrachtError, match="Column “datum” of x holds “vorige week” in row 7, which is not a date"):
        signals.read_days("datum", ["1-7-2024", "vorige week"], "x", [6, 7])


def test_kinds() -> None:
    found, order = signals.kinds_of(["Overlast", "overlast ", "", "Leegstand", "OVERLAST"])
    assert found == ["Overlast", "Overlast", "zonder soort", "Leegstand", "Overlast"]
    assert order == ["Overlast", "Leegstand", "zonder soort"]


def test_rare_kinds_become_one() -> None:
    texts = [kind for number, kind in enumerate("abcdefghijklmn") for _ in range(20 - number)]
    found, order = signals.kinds_of(texts)
    assert order == [*"abcdefghijk", "overig"]
    # l, m and n: 9 + 8 + 7
    assert found.count("overig") == 24
    assert len(found) == len(texts)


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("total", "parts", "expected"),
        [
            (20, [12, 8], (False, [False, False])),
            (0, [0, 0], (False, [False, False])),
            (4, [3, 1, 0], (True, [True, True, False])),
            # 2 alone would follow from 20 − 18, so the other goes too.
            (20, [18, 2], (False, [True, True])),
            # 2 and 1 come to 3, which is small: the smallest that is shown goes as well.
            (23, [12, 8, 2, 1], (False, [False, True, True, True])),
            (25, [15, 4, 3, 3], (False, [False, True, True, True])),
            # 4 + 3 = 7 and both are hidden: nothing follows.
            (22, [15, 4, 3], (False, [False, True, True])),
            # Nothing else to hide: the total goes.
            (4 + 0, [4], (True, [True])),
        ],
    )
    def test_by_hand(self, total: int, parts: list[int], expected: tuple[bool, list[bool]]) -> None:
        assert signals.hidden(total, parts, 5) == expected

    def test_without_a_minimum_all_is_shown(self) -> None:
        assert signals.hidden(3, [2, 1], 0) == (False, [False, False])
        assert signals.hidden(3, [2, 1], 1) == (False, [False, False])

    def test_nothing_small_follows_from_what_is_shown(self) -> None:
        # All ways in which four parts can be up to 7.
        for parts in itertools.product(range(8), repeat=4):
            total = sum(parts)
            total_gone, gone = signals.hidden(total, parts, 5)
            shown = [part for part, away in zip(parts, gone) if not away]
            assert all(part == 0 or part >= 5 for part in shown)
            if not total_gone:
                assert total == 0 or total >= 5
                rest = total - sum(shown)
                away = [part for part, one in zip(parts, gone) if one]
                assert rest == 0 or (rest >= 5 and len(away) >= 2)


AREAS = signals.Areas(["BU1", "BU2", "BU3"], ["Een", "Twee", "Drie"], np.asarray([50.0, 200.0, 4.0]))
PERIOD = signals.Period(date(2023, 7, 1), date(2024, 12, 31))


def registrations(numbers: dict[tuple[int, str, int], int]) -> tuple[list[int], list[str], list[date]]:
    rows = [key for key, count in numbers.items() for _ in range(count)]
    return [area for area, _, _ in rows], [kind for _, kind, _ in rows], [date(year, 9, 1) for _, _, year in rows]


def made(numbers: dict[tuple[int, str, int], int], least: int = 5, period: signals.Period = PERIOD) -> signals.Tables:
    at, kinds, days = registrations(numbers)
    return signals.tables(AREAS, at, kinds, days, ["overlast", "leegstand"], period, least, "buurt", "bu_code")


def row(table: pd.DataFrame, code: str) -> Any:
    return table[table["bu_code"] == code].iloc[0]


class TestTables:
    numbers = {(0, "overlast", 2023): 6, (0, "overlast", 2024): 9, (0, "leegstand", 2024): 5, (1, "overlast", 2024): 7}

    def test_counts_and_rates(self) -> None:
        one = row(made(self.numbers).whole, "BU1")
        assert (one["aantal"], one["n_overlast"], one["n_leegstan"]) == (20, 15, 5)
        # 184 days of 2023 and 366 of 2024
        years = 550 / 365.25
        assert one["per100"] == pytest.approx(100 * 20 / 50 / years)
        assert one["r_overlast"] == pytest.approx(100 * 15 / 50 / years)
        assert (one["van"], one["tot"]) == (date(2023, 7, 1), date(2024, 12, 31))
        assert one["weggelaten"] is None

    def test_none_is_a_zero_and_not_missing(self) -> None:
        two = row(made(self.numbers).whole, "BU2")
        assert (two["n_leegstan"], two["r_leegstan"]) == (0, 0)

    def test_very_few_homes_show_nothing(self) -> None:
        three = row(made(self.numbers).whole, "BU3")
        assert three["eenheden"] == 4
        assert np.isnan(three["aantal"])
        assert np.isnan(three["n_overlast"])
        assert three["weggelaten"] == "ja"

    def test_per_year(self) -> None:
        years = made(self.numbers).years
        one = years[(years["code"] == "BU1") & (years["soort"] == "overlast")].set_index("jaar")
        assert one["dagen"].to_dict() == {2023: 184, 2024: 366}
        assert one["aantal"].to_dict() == {2023: 6, 2024: 9}
        # Half of 2023 counts as half a year: 184 of its 365 days.
        assert one.loc[2023, "per100"] == pytest.approx(100 * 6 / 50 / (184 / 365))
        assert one.loc[2024, "per100"] == pytest.approx(18)

    def test_a_small_year_takes_another_with_it(self) -> None:
        years = made({(1, "overlast", 2023): 2, (1, "overlast", 2024): 30}).years
        two = years[(years["code"] == "BU2") & (years["soort"] == "overlast")]
        assert two["aantal"].isna().all()
        assert row(made({(1, "overlast", 2023): 2, (1, "overlast", 2024): 30}).whole, "BU2")["aantal"] == 32

    def test_a_kind_that_is_hidden_is_hidden_in_all_years(self) -> None:
        # 30 − 27 would tell the 3, so overlast goes as well, and with it its years.
        found = made({(1, "leegstand", 2024): 3, (1, "overlast", 2023): 17, (1, "overlast", 2024): 10})
        two = row(found.whole, "BU2")
        assert two["aantal"] == 30
        assert np.isnan(two["n_overlast"])
        assert np.isnan(two["n_leegstan"])
        years = found.years[found.years["code"] == "BU2"].set_index(["soort", "jaar"])["aantal"]
        assert np.isnan(years["overlast", 2023])
        assert np.isnan(years["overlast", 2024])
        assert np.isnan(years["leegstand", 2024])
        assert years["leegstand", 2023] == 0

    def test_a_short_period_has_counts_and_no_rates(self) -> None:
        found = made({(1, "overlast", 2024): 7}, period=signals.Period(date(2024, 8, 1), date(2024, 9, 30)))
        two = row(found.whole, "BU2")
        assert two["aantal"] == 7
        assert np.isnan(two["per100"])

    def test_all_registrations_come_back(self) -> None:
        found = made(self.numbers, least=0)
        assert found.whole["aantal"].sum() == sum(self.numbers.values())
        assert found.years["aantal"].sum() == sum(self.numbers.values())
        assert found.left_out == 0


def test_areas_of_homes() -> None:
    areas, at = signals.areas_of(["B", "", "A", "B"], {"A": "Aa"}, np.asarray([1.0, 9.0, 2.0, np.nan]))
    assert (areas.codes, areas.names, areas.units.tolist()) == (["A", "B"], ["Aa", "B"], [2.0, 1.0])
    assert at.tolist() == [1, -1, 0, 1]


def test_the_buurt_of_a_complex() -> None:
    found = signals.buurt_of_complexes(["1", "1", "2", "2", "", "3"], ["A", "A", "A", "B", "A", ""])
    assert found == {"1": "A", "2": "", "3": ""}


class TestReadBack:
    def back(self, found: signals.Tables) -> signals.PerBuurt:
        table = found.whole.drop(columns=[c for c in found.whole if c[:2] in ("n_", "r_")])
        texts = [["" if pd.isna(one) else str(one) for one in table[name]] for name in table]
        return signals.PerBuurt(list(table.columns), texts, "signalen")

    def test_one_buurt(self) -> None:
        one = self.back(made(TestTables.numbers)).of(["BU1"])
        assert one is not None
        years = 550 / 365.25
        assert one.rate == pytest.approx(100 * 20 / 50 / years)
        assert [kind for kind, _ in one.kinds] == ["overlast", "leegstand"]
        assert one.kinds[1][1] == pytest.approx(100 * 5 / 50 / years)

    def test_a_wijk_comes_from_counts(self) -> None:
        both = self.back(made(TestTables.numbers)).of(["BU1", "BU2", "BU9"])
        assert both is not None
        assert both.rate == pytest.approx(100 * 27 / 250 / (550 / 365.25))

    def test_a_number_that_is_left_out_is_not_zero(self) -> None:
        # The third buurt has four homes and shows nothing, so the wijk has no figure either.
        whole = self.back(made(TestTables.numbers)).of(["BU1", "BU3"])
        assert whole is not None
        assert np.isnan(whole.rate)
        assert whole.kinds == []

    def test_no_own_stock(self) -> None:
        assert self.back(made(TestTables.numbers)).of(["BU9"]) is None

    def test_known_leaves_units_without_a_number_out_too(self) -> None:
        back = self.back(made(TestTables.numbers))
        # 27 on 250 homes, and 4 homes that show nothing: 98.4 % of the units.
        held = back.known(["BU1", "BU2", "BU3", "BU9"])
        assert held.units == 254
        assert (held.total.number, held.total.units) == (27, 250)
        assert held.total.rate == pytest.approx(100 * 27 / 250 / (550 / 365.25))
        assert held.total.cover == pytest.approx(100 * 250 / 254)
        # 50 of 54 homes know it, which is enough; 0 of 4 is not.
        assert back.known(["BU1", "BU3"]).kinds["leegstand"].number == 5
        few = back.known(["BU3"])
        assert np.isnan(few.total.rate)
        assert few.total.cover == 0
        assert back.known(["BU9"]).units == 0
        assert back.without(["BU1", "BU3"]) == ["BU2"]

    def test_another_table(self) -> None:
        with pytest.raises(VeerkrachtError, match="x holds no own signals per buurt: it has no field eenheden, aantal"):
            signals.PerBuurt(["bu_code"], [["BU1"]], "x")
