"""Letters on a map of known scale: in their buurt, clear of own stock and of each other."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsRectangle, QgsSettings

from veerkracht_plugin.maps import lettering
from veerkracht_plugin.maps.lettering import Lettering, Plot, wrapped
from veerkracht_plugin.maps.page import line_height, width_of

SIZES = (7.0, 5.4)


@pytest.fixture(autouse=True)
def one_font(qgis_app: Any) -> Any:
    """Letters of a known width."""
    from veerkracht_plugin.maps.page import choose_family

    before = QgsSettings().value("veerkracht/font", "")
    QgsSettings().setValue("veerkracht/font", "DejaVu Sans")
    choose_family()
    yield
    QgsSettings().setValue("veerkracht/font", before)


def square(x: float, y: float, side: float) -> QgsGeometry:
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + side, y + side))


def test_names_break_at_blanks_and_behind_hyphens() -> None:
    assert wrapped("Nieuw Lotbroek-Zuid", 10) == ["Nieuw", "Lotbroek-", "Zuid"]
    assert wrapped("Centrum/Station", 8) == ["Centrum/", "Station"]
    assert wrapped("Passart") == ["Passart"]


def test_class_stands_above_its_name_in_the_middle() -> None:
    found = Lettering(10.0, 1.0).buurten([Plot(0, square(0, 0, 1000), "A2", "Passart")], SIZES)
    assert [one.kind for one in found] == ["class", "name"]
    sign, name = found
    assert (sign.text, name.text) == ("A2", "Passart")
    assert sign.x == name.x == pytest.approx(500, abs=1)
    # The two lines are as far apart as half of each is high, ten map units to a mm.
    apart = 10.0 * (line_height(7.0, True) + line_height(5.4)) / 2
    assert sign.y - name.y == pytest.approx(apart)
    assert (sign.y + name.y) / 2 == pytest.approx(500, abs=apart)


def test_a_name_without_room_is_left_out_and_the_class_stays() -> None:
    wide = width_of("Passart", 5.4) * 10.0
    found = Lettering(10.0, 1.0).buurten([Plot(0, square(0, 0, wide * 0.95), "A2", "Passart")], SIZES)
    assert [one.text for one in found] == ["A2"]


def test_nothing_is_written_where_nothing_fits() -> None:
    assert Lettering(10.0, 1.0).buurten([Plot(0, square(0, 0, 20), "A2", "Passart")], SIZES) == []
    assert Lettering(10.0, 1.0).buurten([Plot(0, QgsGeometry(), "A2", "Passart")], SIZES) == []


def test_letters_stay_clear_of_own_stock() -> None:
    """A disc in the middle pushes the block aside; discs everywhere leave the class alone."""
    discs = [(500.0, 500.0, 100.0)]
    found = Lettering(10.0, 1.0, discs).buurten([Plot(0, square(0, 0, 1000), "A2", "Passart")], SIZES)
    assert len(found) == 2
    for one, points, bold in zip(found, SIZES, (True, False)):
        wide, high = 5.0 * width_of(one.text, points, bold), 5.0 * line_height(points, bold)
        assert abs(one.x - 500) >= 100 + wide or abs(one.y - 500) >= 100 + high
    full = [(x, y, 60.0) for x in range(0, 1001, 100) for y in range(0, 1001, 100)]
    found = Lettering(10.0, 1.0, full).buurten([Plot(0, square(0, 0, 1000), "A2", "Passart")], SIZES)
    assert [one.text for one in found] == ["A2"]


def test_few_names_are_none() -> None:
    """One buurt of five has room for its name: its name would look like a choice."""
    plots = [Plot(i, square(1000 * i, 0, 60), "A2", "Passart") for i in range(4)]
    plots.append(Plot(4, square(5000, 0, 900), "A2", "Passart"))
    assert {one.kind for one in Lettering(10.0, 1.0).buurten(plots, SIZES)} == {"class"}
    assert {one.kind for one in Lettering(10.0, 1.0).buurten(plots[3:], SIZES)} == {"class", "name"}


def test_gemeenten_go_first_and_small_ones_stand_above_their_name() -> None:
    one = Lettering(10.0, 1.0)
    large, small = Plot(0, square(0, 0, 3000), "", "Heerlen"), Plot(1, square(6000, 0, 50), "", "Schiermonnikoog")
    found = {letters.text: letters for letters in one.gemeenten([small, large], 8.5)}
    assert set(found) == {"Heerlen", "Schiermonnikoog"}
    assert found["Schiermonnikoog"].y < 0
    # A buurt in the middle of the gemeente gives way to the name.
    (sign,) = one.buurten([Plot(0, square(1000, 1000, 1000), "A2", "")], SIZES)
    high = 5.0 * (line_height(7.0, True) + line_height(8.5, True))
    wide = 5.0 * (width_of("A2", 7.0, True) + width_of("Heerlen", 8.5, True))
    name = found["Heerlen"]
    assert abs(sign.y - name.y) >= high or abs(sign.x - name.x) >= wide


def test_borders_and_letters_follow_the_size_of_the_buurten() -> None:
    assert lettering.thinned([], 1.0) == 0.5
    assert lettering.thinned([5.0], 1.0) == 0.5
    assert lettering.thinned([8.0], 1.0) == pytest.approx(0.8)
    assert lettering.thinned([50.0], 1.0) == 1.0
    assert lettering.grown([20.0], 1.0) == 1.0
    assert lettering.grown([40.8], 1.0) == pytest.approx(1.2)
    assert lettering.grown([200.0], 1.0) == pytest.approx(1.6)
