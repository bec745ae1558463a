"""Looking together: the plot, the list and the card say what the map says, and select with it both ways."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from qgis.core import QgsFeature, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QEvent, QPointF, Qt
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
from veerkracht_plugin.gui import looking
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


# -- level and change
# ---------------------------------------------------------------------------------------------------


def press(scatter: Scatter, key: Qt.Key) -> None:
    QApplication.sendEvent(scatter, QKeyEvent(QEvent.Type.KeyPress, int(key), Qt.KeyboardModifier.NoModifier))


def test_the_switch_shows_the_change_with_its_borders_and_hover_shows_the_buurt(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    assert look.switch.isVisibleTo(look)
    level = {dot.fid for dot in look.scatter.dots}
    assert "Larger points: more own units." in look.legend.text()
    look.change.click()
    scatter = look.scatter
    rows = {feature.id(): feature for feature in layer.getFeatures()}
    assert level - {dot.fid for dot in scatter.dots}, "buurten without a base year have a level only"
    palette = colours()["palettes"]["signal"]
    (low, high), (less, more) = scatter.picture.borders
    for dot in scatter.dots:
        row = rows[dot.fid]
        assert (dot.x, dot.y) == (row["kw_d"], row["ov_d"])
        if row["kl_signa"] in palette:
            assert dot.colour == palette[row["kl_signa"]]
        if row["kl_kwd"] in ("toename", "afname"):
            assert dot.x >= high if row["kl_kwd"] == "toename" else dot.x <= low
        if row["kl_ovd"] in ("toename", "afname", "stabiel"):
            kind = "toename" if dot.y >= more else "afname" if dot.y <= less else "stabiel"
            assert row["kl_ovd"] == kind
    # Sized by own units: the largest point is that of the buurt with most.
    assert scatter.dots[0].units == max(dot.units for dot in scatter.dots)
    assert scatter._radius(scatter.dots[0]) == LARGEST
    # A selection shows in this picture too, and the mouse over a point outlines its buurt in the map.
    dot = scatter.dots[0]
    layer.selectByIds([dot.fid])
    assert scatter.chosen == {dot.fid}
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, scatter.place(dot), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(scatter, move)
    assert made._pointer is not None
    box = made._pointer.asGeometry().boundingBox()
    hovered = scatter.dots[scatter._hover].fid
    canvas = made._iface.canvas.mapSettings()
    assert box.intersects(canvas.layerExtentToOutputExtent(layer, rows[hovered].geometry().boundingBox()))
    QApplication.sendEvent(scatter, QEvent(QEvent.Type.Leave))
    assert made._pointer.asGeometry().isEmpty()
    # Up goes to the next in overlast.
    order = sorted(scatter.dots, key=lambda one: one.y)
    layer.selectByIds([order[2].fid])
    press(scatter, Qt.Key.Key_Up)
    assert layer.selectedFeatureIds() == [order[3].fid]
    assert order[3].name in scatter.accessibleDescription()


def test_very_many_rows_are_marked_without_spans(made: VeerkrachtDock, monkeypatch: pytest.MonkeyPatch) -> None:
    layer, look = layer_of("buurten"), made.look
    monkeypatch.setattr(looking, "SPANS", 2)
    fids = [look.table.rows[place][0] for place in (0, 1, 5, 9, 20)]
    layer.selectByIds(fids)
    ground = Qt.ItemDataRole.BackgroundRole
    marked = [row for row in range(40) if look.table.index(row, 1).data(ground) is not None]
    assert marked == [0, 1, 5, 9, 20]
    assert "5 buurten" in look.card.text()
    layer.selectByIds(fids[:2])
    assert [row for row in range(40) if look.table.index(row, 1).data(ground) is not None] == []
    assert len(texts(made)) == 2


# -- layers that change
# ---------------------------------------------------------------------------------------------------


def test_layers_that_change_are_followed_and_layers_that_go_are_let_go(made: VeerkrachtDock) -> None:
    layer, look = layer_of("buurten"), made.look
    project = QgsProject.instance()
    dot = look.scatter.dots[0]
    layer.selectByIds([dot.fid])
    name = layer.getFeature(dot.fid)["bu_naam"]
    # Edited, not saved: what is shown is what is there now.
    assert layer.startEditing()
    at = layer.fields().indexOf("bu_naam")
    assert layer.changeAttributeValue(dot.fid, at, "Anders")
    until(lambda: not made.reading)
    assert "Anders" in look.card.text()
    assert "Anders" in texts(made)
    layer.rollBack()
    until(lambda: not made.reading)
    assert name in look.card.text()
    # Filtered: only what is left, and it is said.
    high = sum(feature["kl_focus"] == "C3" for feature in layer.getFeatures())
    assert layer.setSubsetString("\"kl_focus\" = 'C3'")
    until(lambda: not made.reading)
    assert 0 < look.table.rowCount() == high < 40
    assert "filter" in look.note.text()
    assert layer.setSubsetString("")
    until(lambda: not made.reading)
    assert look.table.rowCount() == 40
    # Renamed, reloaded: nothing is lost.
    layer.setName("Iets anders")
    layer.reload()
    until(lambda: not made.reading)
    assert look.table.rowCount() == 40
    # A table of registrations comes and goes.
    code = layer.getFeature(dot.fid)["bu_code"]
    fields = "field=bu_code:string&field=eenheden:integer&field=aantal:integer&field=per100:double"
    own = QgsVectorLayer(f"None?{fields}&field=soorten:string&field=van:date&field=tot:date", "signals", "memory")
    own.setCustomProperty("veerkracht/product", "signals_buurt")
    row = QgsFeature(own.fields())
    row.setAttributes([code, 100, 20, 20.0, "klacht = 20", QDate(2023, 1, 1), QDate(2023, 12, 31)])
    assert own.dataProvider().addFeatures([row])[0]
    project.addMapLayer(own)
    until(lambda: made._showing >= {own.id()} and not made.reading)
    layer.selectByIds([dot.fid])
    assert "Own registrations (2023-01-01 – 2023-12-31)" in look.card.text()
    project.removeMapLayer(own.id())
    until(lambda: len(made._showing) == 2 and not made.reading)
    assert "Own registrations" not in look.card.text()
    # The map itself goes while the mouse rests on a point, and nothing of it stays.
    look.scatter._point_at(0)
    project.removeMapLayer(layer.id())
    assert look.table.rowCount() == 0
    assert look.scatter.dots == ()
    until(lambda: not made.reading)
    settle()
    assert look.scatter.isHidden()
    assert "Make the Map" in look.note.text()
