"""Looking together: the plot, the list and the card say what the map says, and select with it both ways."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QEvent, QPointF, Qt
from qgis.PyQt.QtGui import QColor, QKeyEvent, QMouseEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication

from tests.qgis.test_dock import (  # noqa: F401
    dock,
    folder,
    iface,
    make,
    settle,
    until,
    with_example,
)
from veerkracht_plugin.gui.dock import VeerkrachtDock
from veerkracht_plugin.gui.looking import Table
from veerkracht_plugin.gui.making import layer_of
from veerkracht_plugin.gui.scatter import LARGEST, SMALLEST, Scatter
from veerkracht_plugin.maps.definitions import colours


@pytest.fixture
def made(dock: VeerkrachtDock) -> VeerkrachtDock:  # noqa: F811
    with_example(dock)
    assert "is ready" in make(dock)
    return dock


def click(scatter: Scatter, point: QPointF, more: bool = False) -> None:
    keys = Qt.KeyboardModifier.ControlModifier if more else Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(scatter, QMouseEvent(QEvent.Type.MouseButtonPress, point, left, left, keys))


def texts(one: VeerkrachtDock) -> list[str]:
    return [index.data() for index in one.look.list.selectionModel().selectedRows()]


def test_before_there_is_a_map(dock: VeerkrachtDock) -> None:  # noqa: F811
    assert "Make the Map" in dock.look.note.text()
    assert dock.look.scatter.isHidden()
    assert dock.look.list.isHidden()


def test_every_buurt_with_both_figures_is_a_point(made: VeerkrachtDock) -> None:
    layer = layer_of("buurten")
    expected = {f.id(): (f["kw"], -f["onv"]) for f in layer.getFeatures() if f["kw"] is not None and f["onv"]}
    expected = {fid: both for fid, both in expected.items() if all(isinstance(one, float) for one in both)}
    scatter = made.look.scatter
    assert {dot.fid: (dot.x, dot.y) for dot in scatter.dots} == expected
    palette = colours()["palettes"]["focus"]
    classes = {feature.id(): feature["kl_focus"] for feature in layer.getFeatures()}
    for dot in scatter.dots:
        if classes[dot.fid] in palette:
            assert dot.colour == palette[classes[dot.fid]]
    # Borders of the classes: a point lies on the side of them that its class says.
    (low, high), (bad, good) = scatter.picture.borders
    for dot in scatter.dots:
        code = classes[dot.fid]
        if code != "geen":
            assert code[0] == ("A" if dot.x < low else "B" if dot.x < high else "C")
            assert code[1] == ("3" if dot.y > bad else "2" if dot.y > good else "1")
    assert {scatter._radius(dot) <= LARGEST and scatter._radius(dot) >= SMALLEST for dot in scatter.dots} == {True}


def test_it_draws(made: VeerkrachtDock) -> None:
    made.look.scatter.resize(260, 240)
    image = made.look.scatter.grab().toImage()
    drawn = {image.pixelColor(x, y).name() for x in range(0, 260, 2) for y in range(0, 240, 2)}
    assert drawn & set(colours()["palettes"]["focus"].values())


def test_select_in_the_plot_and_see_it_in_map_list_and_card(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    first, second = look.scatter.dots[-1], look.scatter.dots[-2]
    click(look.scatter, look.scatter.place(first))
    assert layer.selectedFeatureIds() == [first.fid]
    name = layer.getFeature(first.fid)["bu_naam"]
    assert texts(made) == [name]
    assert name in look.card.text()
    click(look.scatter, look.scatter.place(second), more=True)
    assert sorted(layer.selectedFeatureIds()) == sorted([first.fid, second.fid])
    assert "2 buurten" in look.card.text()
    click(look.scatter, QPointF(1.0, 1.0))
    assert layer.selectedFeatureIds() == []
    assert look.card.isHidden()


def test_select_in_the_map_and_see_it_here(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    dot = look.scatter.dots[0]
    layer.selectByIds([dot.fid])
    assert look.scatter.chosen == {dot.fid}
    assert texts(made) == [layer.getFeature(dot.fid)["bu_naam"]]


def test_select_in_the_list(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    index = look.table.index(3, 0)
    look.list.setCurrentIndex(index)
    assert [layer.getFeature(fid)["bu_naam"] for fid in layer.selectedFeatureIds()] == [index.data()]
    before = made._iface.canvas.extent()
    look.list.activated.emit(index)
    extent = made._iface.canvas.extent()
    assert extent != before
    box = layer.getFeature(layer.selectedFeatureIds()[0]).geometry().boundingBox()
    assert extent.intersects(made._iface.canvas.mapSettings().layerExtentToOutputExtent(layer, box))


def test_arrow_keys_go_from_point_to_point(made: VeerkrachtDock) -> None:
    layer, scatter = layer_of("buurten"), made.look.scatter
    order = sorted(scatter.dots, key=lambda dot: dot.x)
    for expected in (order[0], order[1]):
        press = QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Right), Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(scatter, press)
        assert layer.selectedFeatureIds() == [expected.fid]


def test_the_list_sorts_numbers_as_numbers(made: VeerkrachtDock) -> None:
    tree, table = made.look.list, made.look.table
    assert table.rowCount() == 40
    for column in range(2, table.columnCount()):
        tree.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        values = [table.index(row, column).data(Table.VALUE) for row in range(40)]
        known = [value for value in values if value is not None]
        assert known == sorted(known)
        assert values[: len(known)] == known
        tree.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        values = [table.index(row, column).data(Table.VALUE) for row in range(40)]
        # What is missing is last either way.
        assert values[: len(known)] == known[::-1]


def test_a_selection_stays_with_its_buurt_when_the_list_is_sorted(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    layer.selectByIds([look.table.rows[3][0], look.table.rows[30][0]])
    before = sorted(texts(made))
    look.list.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert sorted(texts(made)) == before
    assert sorted(layer.selectedFeatureIds()) == sorted(fid for fid, row in look.table.rows if row[0] in before)


def test_text_is_legible_on_a_dark_ground(made: VeerkrachtDock) -> None:
    scatter = made.look.scatter
    for ground, text in (("#222222", "#333333"), ("#ffffff", "#eeeeee"), ("#ffffff", "#000000")):
        palette = scatter.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(ground))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
        scatter.setPalette(palette)
        assert abs(scatter._ink().lightness() - QColor(ground).lightness()) >= 100


def test_the_card_says_classes_in_words_and_what_is_missing(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    high = next(f for f in layer.getFeatures() if f["kl_focus"] == "C3")
    layer.selectByIds([high.id()])
    assert "vulnerability high, much nuisance" in look.card.text()
    assert "own units" in look.card.text()
    assert "social assistance" in look.card.text()
    small = next(f for f in layer.getFeatures() if "te weinig inwoners" in str(f["reden"]))
    layer.selectByIds([small.id()])
    assert "Too few residents for a class" in look.card.text()


def test_a_second_run_and_a_closed_project(made: VeerkrachtDock) -> None:
    layer = layer_of("buurten")
    assert "is ready" in make(made)
    layer.selectByIds([made.look.scatter.dots[0].fid])
    assert made.look.card.text()
    QgsProject.instance().clear()
    settle()
    assert made.look.scatter.isHidden()
    assert made.look.buurten.rows == {}


def test_without_own_stock(dock: VeerkrachtDock) -> None:  # noqa: F811
    with_example(dock, stock=False)
    assert "is ready" in make(dock)
    assert dock.look.table.columnCount() == 5
    layer_of("buurten").selectByIds([dock.look.scatter.dots[0].fid])
    assert "own units" not in dock.look.card.text()


def test_names(made: VeerkrachtDock, speak: Callable[[str], Any]) -> None:
    assert made.look.scatter.accessibleName()
    assert made.look.scatter.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert made.look.list.accessibleName()
