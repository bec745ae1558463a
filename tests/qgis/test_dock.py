"""The panel as a person uses it: clicks in a real event loop, on Voorbeeldstad and on the stand-in publishers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.gui import QgsFileWidget, QgsMapCanvas, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer, QTranslator
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from tests.qgis import products
from tests.standin.fixtures import standin  # noqa: F401
from veerkracht_plugin.gui import sharing
from veerkracht_plugin.gui.choice import load_choice, load_made
from veerkracht_plugin.gui.dock import FOLDER, VeerkrachtDock
from veerkracht_plugin.gui.making import gemeenten_in, layer_of
from veerkracht_plugin.maps.definitions import MAPS

DUTCH = products.ROOT / "i18n" / "veerkracht_nl.qm"
NINE = [definition.id for definition in MAPS]


class Iface:
    """A window with a real canvas and a real message bar."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.canvas = QgsMapCanvas()
        self.window.setCentralWidget(self.canvas)
        self.bar = QgsMessageBar(self.canvas)

    def mainWindow(self) -> QMainWindow:
        return self.window

    def messageBar(self) -> QgsMessageBar:
        return self.bar

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas


def settle() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def until(ready: Callable[[], bool]) -> None:
    """Run the event loop until something is the case."""
    loop = QEventLoop()
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if ready() else None)
    look.start(10)
    deadline = QTimer()
    deadline.setSingleShot(True)
    deadline.timeout.connect(loop.quit)
    deadline.start(60000)
    if not ready():
        loop.exec()
    look.stop()
    deadline.stop()
    assert ready()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder for the layers of an unsaved project, and a cache of its own."""
    where = tmp_path / "layers"
    where.mkdir()
    settings = QgsSettings()
    settings.setValue(FOLDER, str(where))
    settings.setValue("veerkracht/cache_dir", str(tmp_path / "cache"))
    yield where
    settings.remove(FOLDER)
    settings.remove("veerkracht/cache_dir")
    settings.remove("veerkracht/stock_roles")


@pytest.fixture
def iface(qgis_app: Any, project: QgsProject) -> Iterator[Iface]:
    one = Iface()
    one.window.resize(1100, 900)
    one.window.show()
    yield one
    QgsProject.instance().clear()
    one.window.close()
    sip.delete(one.window)


@pytest.fixture
def dock(iface: Iface, provider: Any, folder: Path) -> Iterator[VeerkrachtDock]:
    one = VeerkrachtDock(iface)
    iface.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, one)
    settle()
    yield one
    one.stop()
    iface.window.removeDockWidget(one)
    sip.delete(one)


@pytest.fixture
def endpoints(standin: Any) -> Iterator[Any]:  # noqa: F811
    for name, address in standin.endpoints().items():
        QgsSettings().setValue(f"veerkracht/endpoints/{name}", address)
    yield standin
    QgsSettings().remove("veerkracht/endpoints")


def ready(dock: VeerkrachtDock) -> str:
    """Wait for the run; what the panel says at its end."""
    until(lambda: not dock.runner.busy and not dock.reading)
    settle()
    return dock.status.text()


def make(dock: VeerkrachtDock) -> str:
    dock.make.click()
    return ready(dock)


def with_example(dock: VeerkrachtDock, stock: bool = True) -> None:
    dock.data.example.click()
    if stock:
        until(lambda: dock.stock.preview is not None)
    else:
        dock.stock.file.setFilePath("")


def said(dock: VeerkrachtDock) -> str:
    item = dock._iface.messageBar().currentItem()
    return item.text() if item is not None else ""


def tree() -> list[str]:
    return [node.layer().id() for node in QgsProject.instance().layerTreeRoot().findLayers() if node.layer()]


# -- the main road ----------------------------------------------------------------------------------------------------


def test_three_clicks_from_nothing_to_the_focuskaart_with_own_stock(dock: VeerkrachtDock, folder: Path) -> None:
    dock.data.example.click()
    until(lambda: dock.stock.preview is not None)
    dock.make.click()
    assert dock.runner.busy
    assert not dock.progress.isHidden()
    assert "Voorbeeldstad 2024" in ready(dock)
    assert dock.progress.isHidden()
    buurten = layer_of("buurten")
    assert buurten is not None
    assert buurten.styleManager().currentStyle() == "focus"
    assert sorted(buurten.styleManager().styles()) == sorted(NINE)
    assert sorted(QgsProject.instance().mapThemeCollection().mapThemes()) == sorted(NINE)
    stock = layer_of("eigen_bezit")
    assert stock is not None
    expected = sum("woning" in line.split(";")[10] for line in Path(dock.stock.file.filePath()).read_text(
        encoding="utf-8-sig").splitlines()[1:])  # fmt: skip
    assert stock.featureCount() == expected
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert "Voorbeeldstad" in group.name()
    assert "2024" in group.name()
    names = [node.name() for node in group.children()]
    assert names[-1] == "Verantwoording"
    assert len(names) == 5
    nodes = {node.layerId(): node.isExpanded() for node in QgsProject.instance().layerTreeRoot().findLayers()}
    assert nodes[buurten.id()]
    assert not nodes[stock.id()]
    assert QgsProject.instance().crs().authid() == "EPSG:28992"
    assert dock._iface.canvas.extent().intersects(buurten.extent())
    # What comes next is in sight: the list of maps.
    top = dock.maps.maps.mapTo(dock.scroll.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < dock.scroll.viewport().height()
    # Nothing but the two files stays behind.
    assert sorted(path.suffix for path in folder.iterdir()) == [".gpkg", ".gpkg"]


def test_a_map_without_own_stock(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock, stock=False)
    assert "is ready" in make(dock)
    assert layer_of("eigen_bezit") is None
    assert len(list(folder.iterdir())) == 1
    # Own stock later: the figures stay, only the stock is made.
    before = layer_of("buurten").source()
    dock.stock.file.setFilePath(str(products.EXAMPLE / "bezit.csv"))
    until(lambda: dock.stock.preview is not None)
    assert "is ready" in make(dock)
    assert layer_of("buurten").source() == before
    assert layer_of("eigen_bezit").featureCount() == 8000
    order = [load_made().layers[name] for name in ("eigen_bezit", "complexen", "buurten_bezit", "buurten")]
    assert [one for one in tree() if one in order] == order


def test_the_second_run_replaces_data_and_leaves_what_is_the_users(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock)
    make(dock)
    buurten = layer_of("buurten")
    first = buurten.source().split("|")[0]
    buurten.setRenderer(QgsSingleSymbolRenderer(QgsSymbol.defaultSymbol(buurten.geometryType())))
    buurten.setName("Mijn kaart")
    own = QgsVectorLayer("Point?crs=EPSG:28992", "own", "memory")
    QgsProject.instance().addMapLayer(own)
    before = tree()
    assert "is ready" in make(dock)
    assert tree() == before
    assert layer_of("buurten").id() == buurten.id()
    assert buurten.isValid()
    assert buurten.featureCount() == 40
    assert isinstance(buurten.renderer(), QgsSingleSymbolRenderer)
    assert buurten.name() == "Mijn kaart"
    assert buurten.source().split("|")[0] != first
    # The file that nobody shows any more is gone.
    assert not Path(first).exists()
    assert len(list(folder.iterdir())) == 2


def test_download_of_a_gemeente_by_its_name(dock: VeerkrachtDock, endpoints: Any) -> None:
    gemeente = endpoints.country.gemeenten[0]
    code, name = gemeente.code, gemeente.name
    dock.area.line.setText(name.lower())
    dock.area.line.textEdited.emit(name.lower())
    assert "is ready" in make(dock), dock.status.text()
    buurten = layer_of("buurten")
    assert {feature["gm_code"] for feature in buurten.getFeatures()} == {code}
    # What was fetched is known from now on: names to choose from, and the age of each source.
    until(lambda: bool(dock.area.gemeenten))
    assert dock.area.gemeenten[code] == name
    assert dock.area.fetch.isHidden()
    assert dock.data.sources.text().count("fetched 2") == 3


def test_list_of_gemeenten_on_demand(dock: VeerkrachtDock, endpoints: Any) -> None:
    dock.area.fetch.click()
    until(lambda: bool(dock.area.gemeenten))
    completer = dock.area.line.completer()
    names = completer.model().stringList()
    name = sorted(dock.area.gemeenten.values())[0]
    assert name in names
    completer.setCompletionPrefix(completer.splitPath("Elders, " + name[:3].lower())[0])
    dock.area.line.setText("Elders, " + name[:3].lower())
    found = [completer.completionModel().index(i, 0).data() for i in range(completer.completionCount())]
    assert name in found
    index = completer.completionModel().index(found.index(name), 0)
    assert completer.pathFromIndex(index) == f"Elders, {name}"


def test_no_connection_for_the_list_is_said(dock: VeerkrachtDock, endpoints: Any) -> None:
    endpoints.fault("statline", "status")
    dock.area.fetch.click()
    until(dock.area.fetch.isEnabled)
    assert dock.area.note.text()
    assert not dock.area.fetch.isHidden()


def test_gemeenten_in_a_layer(dock: VeerkrachtDock) -> None:
    layer = QgsVectorLayer("Point?field=code:string&field=n:integer", "codes", "memory")
    for code in ("BU09170001", "GM0363", "WK091701", "363", None):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([code, 363])
        layer.dataProvider().addFeature(feature)
    assert gemeenten_in(layer) == ["GM0363", "GM0917"]
    QgsProject.instance().addMapLayer(layer)
    dock.area.layer.setLayer(layer)
    assert dock.area.from_layer.isChecked()
    assert dock.choice().municipalities == "GM0363, GM0917"
    dock.area.country.click()
    assert (dock.choice().area, dock.choice().municipalities) == ("country", "")


def view(dock: VeerkrachtDock, crs: str, box: tuple[float, float, float, float]) -> None:
    """Show a box, given in RD or (far away) in degrees, on a canvas in ``crs`` with one layer that has no codes."""
    canvas = dock._iface.canvas
    if not canvas.layers():
        layer = QgsVectorLayer("Point?crs=EPSG:28992", "points", "memory")
        QgsProject.instance().addMapLayer(layer)
        canvas.setLayers([layer])
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    project = QgsProject.instance()
    given = QgsCoordinateReferenceSystem("EPSG:28992" if max(map(abs, box)) > 360 else "EPSG:4326")
    there = QgsCoordinateTransform(given, canvas.mapSettings().destinationCrs(), project)
    canvas.setExtent(there.transformBoundingBox(QgsRectangle(*box)))


def look(dock: VeerkrachtDock) -> str:
    dock.area.seen.click()
    until(lambda: "Looking" not in dock.area.note.text())
    return dock.area.note.text()


def squares(*rows: tuple[str, tuple[float, float, float, float]], crs: str = "EPSG:28992") -> QgsVectorLayer:
    """Rectangles (in RD) with a code each, as a layer of the project in ``crs``."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=code:string", "squares", "memory")
    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:28992"), layer.crs(), QgsProject.instance())
    for code, box in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([code])
        shape = QgsGeometry.fromRect(QgsRectangle(*box))
        shape.transform(there)
        feature.setGeometry(shape)
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:3857"])
def test_gemeenten_that_the_map_shows_out_of_a_layer(dock: VeerkrachtDock, endpoints: Any, crs: str) -> None:
    # Each square is 10 km wide. A window of any shape at a scale that shows some 2 km sees no more than two of them.
    squares(
        ("BU03630001", (120000, 480000, 130000, 490000)),
        ("GM0394", (130000, 480000, 140000, 490000)),
        ("GM0999", (140000, 480000, 150000, 490000)),
        crs="EPSG:4326",
    )
    view(dock, crs, (129500, 484900, 130500, 485100))
    assert look(dock).startswith("Found")
    assert dock.choice().municipalities == "GM0363, GM0394"
    assert dock.area.named.isChecked()
    assert load_choice().municipalities == "GM0363, GM0394"
    # The layer knows a part of this view, and PDOK nothing: that is said with the name of the layer.
    view(dock, crs, (149500, 484900, 150500, 485100))
    assert "GM0999" in look(dock)
    assert "squares" in dock.area.note.text()


def test_gemeenten_that_the_map_shows_at_pdok(dock: VeerkrachtDock, endpoints: Any) -> None:
    first, second = endpoints.country.gemeenten[:2]
    # GM9001 lies between 120000 and 128000, GM9002 from 132000.
    view(dock, "EPSG:3857", (124000, 461000, 124400, 461200))
    assert first.name in look(dock)
    assert dock.choice().municipalities == first.code
    assert dock.area.line.text() == f"{first.code} {first.name}"
    view(dock, "EPSG:28992", (127500, 460500, 132500, 461000))
    assert look(dock).startswith("Found")
    assert {first.code, second.code} <= set(dock.choice().municipalities.split(", "))
    # One service does not have it: the other one is asked.
    endpoints.fault("pdok_ogc", "gone")
    view(dock, "EPSG:28992", (135000, 461000, 135400, 461200))
    assert second.name in look(dock)
    assert dock.choice().municipalities == second.code
    # A second click before the answer to the first one: one answer, of the last view.
    dock.area.seen.click()
    view(dock, "EPSG:28992", (124000, 461000, 124400, 461200))
    assert first.name in look(dock)
    # Without a connection, and for a year that PDOK does not have, what stood in the line stays.
    QgsSettings().setValue("veerkracht/offline", True)
    try:
        view(dock, "EPSG:28992", (101000, 461000, 101400, 461200))
        assert look(dock).endswith(".")
        assert not dock.area.note.text().startswith("Found")
    finally:
        QgsSettings().remove("veerkracht/offline")
    dock.data.year.setCurrentText("2016")
    assert "PDOK has no gemeenten of 2016" in look(dock)
    assert dock.choice().municipalities == first.code
    # A view that moves to another project finds nobody who waits.
    dock.area.seen.click()
    QgsProject.instance().clear()
    until(lambda: not QgsApplication.taskManager().activeTasks())
    assert dock.area.line.text() == ""


def test_a_view_without_gemeenten_is_one_sentence(dock: VeerkrachtDock, endpoints: Any) -> None:
    assert "map is empty" in look(dock)
    for crs in ("EPSG:28992", "EPSG:3857", "EPSG:4326"):
        # In Australia.
        if crs != "EPSG:28992":
            view(dock, crs, (140.0, -25.0, 141.0, -24.0))
            assert "shows no gemeente" in look(dock), crs
        # The whole country.
        view(dock, crs, (10000, 310000, 280000, 610000))
        assert "at most 25 gemeenten" in look(dock), crs
    many = [(f"GM{1000 + i}", (120000 + 100 * i, 480000, 120100 + 100 * i, 490000)) for i in range(26)]
    squares(*many)
    view(dock, "EPSG:28992", (119000, 484000, 124000, 485000))
    assert "at most 25 gemeenten" in look(dock)
    assert dock.choice().municipalities == ""


def test_own_files(dock: VeerkrachtDock) -> None:
    dock.data.files.click()
    for name, widget in dock.data.paths.items():
        widget.setFilePath(products.FILES[name])
    dock.data.year.setCurrentText("2024")
    dock.data.base_year.setCurrentText("2016")
    assert "Voorbeeldstad 2024" in make(dock), dock.status.text()
    assert layer_of("buurten").featureCount() == 40


def test_the_file_of_aedes(dock: VeerkrachtDock, tmp_path: Path) -> None:
    with_example(dock, stock=False)
    make(dock)
    codes = ["A1", "B2", "C3"]
    rows = [f"{f['bu_code']};{codes[i % 3]}" for i, f in enumerate(layer_of("buurten").getFeatures())]
    path = tmp_path / "aedes.csv"
    path.write_text("\n".join(["buurtcode;focusklasse", *rows]), encoding="utf-8")
    dock.data.aedes.setFilePath(str(path))
    assert "is ready" in make(dock), dock.status.text()
    assert "ae_klasse" in layer_of("buurten").fields().names()
    assert layer_of("vergelijking_aedes") is not None


def own_files(dock: VeerkrachtDock, year: str = "2024", base: str = "2016", **other: str | None) -> None:
    """The files of the example, with some other or left out (None)."""
    dock.data.files.click()
    for name, path in {**products.FILES, **other}.items():
        if path is not None and name in dock.data.paths:
            dock.data.paths[name].setFilePath(path)
    for combo, text in ((dock.data.year, year), (dock.data.base_year, base)):
        if text:
            combo.setCurrentText(text)


def with_addresses(dock: VeerkrachtDock, path: str) -> None:
    with_example(dock)
    dock.stock.addresses.setFilePath(path)


def test_mixed_files_say_which_one_is_wrong(dock: VeerkrachtDock, folder: Path) -> None:
    """Figures where polygons are asked, polygons where figures are, scores of no use: one sentence, nothing written."""
    for given in (
        {"GEOMETRY": products.FILES["KWB"]},
        {"KWB": products.FILES["LIVEABILITY"]},
        {"LIVEABILITY": products.FILES["KWB"]},
        {"KWB_BASE": str(products.EXAMPLE / "bezit.csv")},
    ):
        own_files(dock, **given)
        text = make(dock)
        assert "is ready" not in text, given
        assert text.endswith(".")
        # It names the file or the parameter that is wrong.
        ((name, path),) = given.items()
        assert Path(path).stem in text or name in text, (given, text)
        assert list(folder.iterdir()) == []
        assert tree() == []
    own_files(dock)
    assert "Voorbeeldstad 2024" in make(dock)


# -- wrong input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda dock, path: None, "Type a gemeente"),
        (lambda dock, path: dock.area.from_layer.click(), "No gemeente codes"),
        (lambda dock, path: dock.data.files.click(), "polygons"),
        (lambda dock, path: (dock.data.example.click(), dock.stock.file.setFilePath("/nowhere.csv")), "nowhere.csv"),
        (lambda dock, path: (dock.data.example.click(), dock.data.aedes.setFilePath("/no.xlsx")), "no.xlsx"),
        (lambda dock, path: own_files(dock, KWB=None), "file with figures"),
        (lambda dock, path: own_files(dock, year=""), "Choose the target year"),
        (lambda dock, path: own_files(dock, KWB_BASE=None), "figures of the base year"),
        (lambda dock, path: own_files(dock, base=""), "Choose the base year"),
        (lambda dock, path: own_files(dock, LIVEABILITY="/scores.csv"), "scores.csv"),
        (lambda dock, path: own_files(dock, GEOMETRY_BASE="/old.gpkg"), "old.gpkg"),
        (lambda dock, path: with_addresses(dock, "/bag.csv"), "bag.csv"),
    ],
)
def test_what_is_missing_is_one_sentence(dock: VeerkrachtDock, tmp_path: Path, prepare: Any, sentence: str) -> None:
    prepare(dock, tmp_path)
    dock.make.click()
    assert not dock.runner.busy
    assert sentence in dock.status.text()
    assert sentence in said(dock)
    assert tree() == []


def test_an_unknown_gemeente_is_said_with_what_is_near(dock: VeerkrachtDock, endpoints: Any) -> None:
    dock.area.line.setText("Nergenshuizen")
    text = make(dock)
    assert "Nergenshuizen" in text
    assert tree() == []


def test_a_list_that_cannot_be_read(dock: VeerkrachtDock, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    dock.stock.file.setFilePath(str(path))
    until(lambda: "empty.csv is empty" in dock.stock.note.text())
    dock.data.example.click()
    assert "empty.csv" in make(dock)
    assert list(folder.iterdir()) == []
    assert tree() == []


def test_a_filter_that_is_wrong(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock)
    dock.stock.filter.setExpression('"absent" = 1')
    assert "absent" in make(dock)
    assert list(folder.iterdir()) == []


def test_a_folder_is_asked_once(dock: VeerkrachtDock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    QgsSettings().remove(FOLDER)
    asked: list[str] = []

    def choose(*_: Any) -> str:
        asked.append("")
        return "" if len(asked) == 1 else str(folder)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(choose))
    with_example(dock, stock=False)
    dock.make.click()
    assert not dock.runner.busy
    assert "folder" in dock.status.text()
    assert "is ready" in make(dock)
    assert "is ready" in make(dock)
    assert len(asked) == 2


# -- in the middle ----------------------------------------------------------------------------------------------------


def test_a_second_start_is_refused(dock: VeerkrachtDock) -> None:
    with_example(dock, stock=False)
    dock.make.click()
    dock.make.click()
    assert "still being worked on" in said(dock)
    assert "is ready" in ready(dock)


def test_cancel(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock)
    dock.make.click()
    item = dock._iface.messageBar().currentItem()
    next(button for button in item.findChildren(QPushButton) if button.text() == "Cancel").click()
    assert "Cancelled" in ready(dock)
    assert list(folder.iterdir()) == []
    assert tree() == []
    assert "is ready" in make(dock)


def test_cancel_and_close_in_each_phase(dock: VeerkrachtDock, folder: Path) -> None:
    """Whatever is being done: nothing stays behind, and the next run makes the map."""
    phases = ["Reading the figures", "Computing the classes", "Reading own stock", "Placing own stock"]
    reached: list[str] = []
    stop: dict[str, Callable[[], None]] = {}

    def look(text: str, _percent: float) -> None:
        if text in stop:
            reached.append(text)
            stop.pop(text)()

    dock.runner.progressed.connect(look)
    for end in (dock.runner.cancel, QgsProject.instance().clear):
        for phase in phases:
            with_example(dock)
            # Not within the signal of the run itself.
            stop[phase] = lambda end=end: QTimer.singleShot(0, end)
            make(dock)
            assert reached.pop() == phase
            assert list(folder.iterdir()) == []
            assert tree() == []
            assert dock.progress.isHidden()
    with_example(dock)
    assert "is ready" in make(dock)
    assert layer_of("buurten").featureCount() == 40


def test_project_closed_half_way(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock)
    dock.make.click()
    QgsProject.instance().clear()
    ready(dock)
    assert tree() == []
    assert list(folder.iterdir()) == []
    assert not dock.data.example.isChecked()


def test_panel_closed_half_way(dock: VeerkrachtDock) -> None:
    with_example(dock, stock=False)
    dock.make.click()
    dock.close()
    assert "is ready" in ready(dock)


def test_plugin_goes_half_way(iface: Iface, provider: Any, folder: Path) -> None:
    one = VeerkrachtDock(iface)
    with_example(one)
    one.make.click()
    one.stop()
    sip.delete(one)
    settle()
    assert list(folder.iterdir()) == []
    assert tree() == []


# -- what the project keeps -------------------------------------------------------------------------------------------


def test_the_project_keeps_the_choice_and_its_files_lie_beside_it(
    dock: VeerkrachtDock, folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "project"
    home.mkdir()
    assert QgsProject.instance().write(str(home / "one.qgz"))
    with_example(dock)
    dock.maps._select("overlast")
    assert "is ready" in make(dock)
    assert list(folder.iterdir()) == []
    assert len(list(home.glob("veerkracht-*.gpkg"))) == 2
    assert layer_of("buurten").styleManager().currentStyle() == "overlast"
    kept = dock.choice()
    assert QgsProject.instance().write()
    QgsProject.instance().clear()
    assert not dock.data.example.isChecked()
    assert dock.stock.file.filePath() == ""
    assert QgsProject.instance().read(str(home / "one.qgz"))
    settle()
    assert load_choice() == kept
    assert dock.choice() == kept
    assert dock.maps.current == "overlast"
    assert layer_of("buurten") is not None
    # Made before the project was closed: the next run still knows which layers are its own.
    before = tree()
    until(lambda: dock.stock.preview is not None)
    assert "is ready" in make(dock)
    assert tree() == before


def test_looking_changes_no_project(dock: VeerkrachtDock) -> None:
    QgsProject.instance().setDirty(False)
    dock.restore()
    until(lambda: dock._errand is None)
    assert not QgsProject.instance().isDirty()
    dock.area.country.click()
    assert QgsProject.instance().isDirty()


def test_nonsense_in_a_project_does_no_harm(dock: VeerkrachtDock) -> None:
    for text in ("[1]", "{", '{"year": "x", "files": 3, "area": "nowhere", "source": 5, "map": "none"}'):
        QgsProject.instance().writeEntry("veerkracht", "choice", text)
        QgsProject.instance().writeEntry("veerkracht", "made", text)
        dock.restore()
        assert dock.area.named.isChecked()
        assert dock.data.download.isChecked()
        assert dock.maps.current == "focus"


# -- own stock --------------------------------------------------------------------------------------------------------


def test_columns_are_shown_with_examples_and_can_be_changed(dock: VeerkrachtDock) -> None:
    with_example(dock)
    roles = dock.stock.roles
    assert roles["complex"].currentText() == "complex (0001)"
    assert "8 000" in dock.stock.note.text()
    assert dock.choice().roles == {}
    combo = roles["complex"]
    combo.setCurrentIndex(combo.findData("complexnaam"))
    combo.activated.emit(combo.currentIndex())
    assert dock.choice().roles == {"COMPLEX_FIELD": "complexnaam"}
    assert "is ready" in make(dock)
    names = {feature["complex"] for feature in layer_of("complexen").getFeatures()}
    assert "Flats Molenplantsoen" in names


def test_a_layer_of_the_project_as_own_stock(dock: VeerkrachtDock) -> None:
    layer = products.stock()
    QgsProject.instance().addMapLayer(layer)
    dock.data.example.click()
    dock.stock.layer.setLayer(layer)
    assert dock.stock.file.filePath() == ""
    until(lambda: dock.stock.preview is not None)
    assert dock.stock.preview.count == 8000
    assert "is ready" in make(dock)
    assert layer_of("eigen_bezit").featureCount() == 8000


def test_the_example_takes_its_stock_away_again(dock: VeerkrachtDock) -> None:
    with_example(dock)
    assert dock.stock.filter.expression()
    dock.data.download.click()
    assert dock.stock.file.filePath() == ""
    assert dock.stock.filter.expression() == ""
    dock.stock.file.setFilePath(str(products.EXAMPLE / "leefbaarometer.csv"))
    dock.data.example.click()
    assert dock.stock.file.filePath().endswith("leefbaarometer.csv")


def counted(dock: VeerkrachtDock) -> str:
    """Wait for the count of rows; what stands under the filter."""
    until(lambda: dock.stock.preview is not None and not dock.stock.counting)
    return str(dock.stock.left.text())


def test_the_filter_counts_while_it_is_typed(dock: VeerkrachtDock, folder: Path) -> None:
    with_example(dock)
    lines = Path(dock.stock.file.filePath()).read_text(encoding="utf-8-sig").splitlines()[1:]
    homes = sum(line.split(";")[10] == "woning" for line in lines)
    assert counted(dock) == f"{homes:,} of {len(lines):,} rows remain.".replace(",", " ")
    line = dock.stock.filter.findChild(QLineEdit)
    for text, expected in (
        ("\"soort\" = 'kasteel'", "No row remains of 8 000"),
        ('"soort" = ', "not a valid expression"),
        ('"absent" = 1', "the field absent, which"),
        ('to_int("soort") > 1', "not a valid expression"),
    ):
        # As keys do: one leaves the field only at the end, and it is counted after a pause.
        line.setText(text[:-1])
        line.setText(text)
        assert dock.stock.counting
        assert expected in counted(dock), text
    line.setText("")
    assert counted(dock) == ""
    # Sizes are numbers for the filter, as they are for the run.
    line.setText('"bouwjaar" < 1950')
    old = sum(line.split(";")[11].isdigit() and int(line.split(";")[11]) < 1950 for line in lines)
    assert counted(dock).startswith(f"{old:,} of".replace(",", " "))
    assert dock.choice().filter == '"bouwjaar" < 1950'
    assert "is ready" in make(dock)
    assert layer_of("eigen_bezit").featureCount() == old


def test_only_dwellings_by_one_click(dock: VeerkrachtDock) -> None:
    dock.stock.file.setFilePath(str(products.EXAMPLE / "bezit.csv"))
    assert counted(dock) == ""
    assert not dock.stock.dwellings.isHidden()
    dock.stock.dwellings.click()
    assert dock.stock.filter.expression() == dock.stock.advice
    assert dock.choice().filter == dock.stock.advice
    lines = (products.EXAMPLE / "bezit.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert counted(dock).startswith(f"{sum(x.split(';')[10] == 'woning' for x in lines):,} of".replace(",", " "))
    assert dock.stock.dwellings.isHidden()


def test_rows_of_a_layer_are_counted_too(dock: VeerkrachtDock) -> None:
    layer = QgsVectorLayer("Point?field=vhe:string&field=kamers:integer&field=soort:string", "lijst", "memory")
    for number, kind in enumerate(("woning", "garage", "woning", None)):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"V{number}", number, kind])
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    dock.stock.layer.setLayer(layer)
    assert counted(dock) == ""
    dock.stock.filter.setExpression('"kamers" > 1')
    assert counted(dock) == "2 of 4 rows remain."
    # Who has a filter of his own is offered no other.
    assert dock.stock.dwellings.isHidden()
    dock.stock.filter.setExpression("")
    assert counted(dock) == ""
    assert not dock.stock.dwellings.isHidden()
    dock.stock.dwellings.click()
    # A kind that is not known stays.
    assert counted(dock) == "3 of 4 rows remain."


# -- maps and sharing -------------------------------------------------------------------------------------------------


def test_the_nine_maps_by_one_click_with_counts(dock: VeerkrachtDock) -> None:
    assert not dock.maps.maps.isEnabled()
    assert dock.maps.note.text()
    with_example(dock)
    make(dock)
    buurten = layer_of("buurten")
    total = sum(int(feature["inwoners"] or 0) for feature in buurten.getFeatures())
    units = sum(feature["eenheden"] or 0 for feature in layer_of("buurten_bezit").getFeatures())
    for row, definition in enumerate(MAPS):
        dock.maps.maps.setCurrentRow(row)
        settle()
        assert buurten.styleManager().currentStyle() == definition.id
        counts = dock.maps._counts[definition.field].values()
        assert [sum(one[i] for one in counts) for i in range(3)] == [40, total, units]
        texts = [label.text() for label in dock.maps.legend.findChildren(QLabel) if label.isVisibleTo(dock.maps)]
        assert any("own units" in text for text in texts)
    assert dock.choice().map == NINE[-1]
    # Chosen elsewhere in QGIS, shown here.
    buurten.styleManager().setCurrentStyle("overlast")
    assert dock.maps.current == "overlast"


def test_layers_that_are_removed_leave_an_empty_state(dock: VeerkrachtDock) -> None:
    with_example(dock, stock=False)
    make(dock)
    QgsProject.instance().removeMapLayer(load_made().layers["buurten"])
    until(lambda: not dock.maps.maps.isEnabled())
    assert dock.maps.note.text()
    assert "is ready" in make(dock)
    assert dock.maps.maps.isEnabled()


def test_buttons_of_sharing(dock: VeerkrachtDock, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(sharing, "start_dialog", lambda one, parameters: opened.append((one, parameters)))
    assert {"veerkracht:print", "veerkracht:factsheets"} <= set(dock.share.buttons)
    for button in dock.share.buttons.values():
        button.click()
        assert "no map yet" in dock.status.text()
    assert opened == []
    with_example(dock)
    make(dock)
    for button in dock.share.buttons.values():
        button.click()
    assert [one for one, _ in opened] == list(dock.share.buttons)
    assert opened[0][1] == {"INPUT": layer_of("buurten").id(), "STOCK": layer_of("eigen_bezit").id()}


class Invented(QgsProcessingAlgorithm):
    """An algorithm of a later version, which nobody put in the list of the panel."""

    def name(self) -> str:
        return "invented"

    def displayName(self) -> str:  # noqa: N802
        return "Something New"

    def createInstance(self) -> Invented:  # noqa: N802
        return Invented()

    def initAlgorithm(self, configuration: Any = None) -> None:  # noqa: N802
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", "map"))
        self.addParameter(QgsProcessingParameterMultipleLayers("LAYERS", "layers"))
        self.addParameter(QgsProcessingParameterString("STOCKING", "text", optional=True))

    def processAlgorithm(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {}


def test_further_with_this_map_offers_what_is_registered(
    iface: Iface, provider: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(sharing, "start_dialog", lambda one, parameters: opened.append((one, parameters)))
    assert provider.addAlgorithm(Invented())
    one = VeerkrachtDock(iface)
    try:
        ids = {f"veerkracht:{algorithm.name()}" for algorithm in provider.algorithms()}
        offered = [*one.share.buttons, *one.share.onward]
        assert set(offered) <= ids
        assert offered[-1] == "veerkracht:invented"
        assert one.share.onward["veerkracht:invented"].text() == "Something New…"
        # What the big button does itself is not offered once more.
        assert not {f"veerkracht:{name}" for name in sharing.CHAIN} & set(offered)
        for entry in one.share.onward.values():
            assert entry.text()
            assert not entry.icon().isNull()
            assert entry.accessibleName() == entry.text()
        entry = one.share.onward["veerkracht:invented"]
        entry.click()
        assert "no map yet" in one.status.text()
        with_example(one, stock=False)
        make(one)
        entry.click()
        buurten = layer_of("buurten").id()
        assert opened == [("veerkracht:invented", {"INPUT": buurten, "LAYERS": [buurten]})]
    finally:
        one.stop()
        sip.delete(one)
        provider.refreshAlgorithms()


def test_complexes_are_asked_for_where_they_are_needed(dock: VeerkrachtDock, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(sharing, "start_dialog", lambda one, parameters: opened.append((one, parameters)))
    monkeypatch.setattr(sharing, "algorithm_of", lambda _: Invented().create())
    by_complex = next(one for one in sharing.FURTHER if one.name == "prioritise")
    with_example(dock, stock=False)
    make(dock)
    dock.share._open(by_complex)
    assert opened == []
    assert "no own stock" in dock.status.text()
    dock.stock.file.setFilePath(str(products.EXAMPLE / "bezit.csv"))
    until(lambda: dock.stock.preview is not None)
    make(dock)
    dock.share._open(by_complex)
    assert opened[0][1]["INPUT"] == layer_of("complexen").id()
    assert opened[0][1]["LAYERS"] == [layer_of(name).id() for name in ("eigen_bezit", "complexen", "buurten")]


# -- look -------------------------------------------------------------------------------------------------------------

SMALL = {"a", "and", "for", "from", "in", "of", "the", "to", "with"}


def test_the_panel_keeps_the_rules_of_qgis(dock: VeerkrachtDock) -> None:
    """Title Case on boxes and buttons, no colon at an end, a name for a screen reader on every input."""
    titles = [box.title() for box in dock.findChildren(QGroupBox)]
    titles += [button.text() for button in dock.findChildren(QPushButton)]
    for title in titles:
        assert title
        assert all(word in SMALL or not word[0].islower() for word in title.split()), title
    for label in dock.findChildren(QLabel):
        assert not label.text().rstrip().endswith(":")
    inputs = (QLineEdit, QComboBox, QAbstractSpinBox, QCheckBox, QRadioButton, QListWidget, QgsFileWidget)
    for page in dock.pages:
        for kind in inputs:
            for widget in page.findChildren(kind):
                inner = isinstance(widget.parent(), (QComboBox, QAbstractSpinBox))
                named = widget.accessibleName() or (inner and widget.parent().accessibleName())
                parents = widget.parent().accessibleName() if widget.parent() is not None else ""
                assert named or parents, (page.objectName(), type(widget).__name__, widget.objectName())


@pytest.mark.parametrize("width", [280, 600])
def test_no_text_is_cut_off(dock: VeerkrachtDock, iface: Iface, width: int) -> None:
    with_example(dock)
    iface.window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
    settle()
    area = dock.widget().findChild(QScrollArea)
    # With room for the scroll bar beside it.
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    for button in dock.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            needed = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
            assert button.width() >= needed, button.text()
    for label in dock.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_everything_can_be_reached_by_keyboard(dock: VeerkrachtDock) -> None:
    seen: list[QWidget] = []
    widget = dock.make.nextInFocusChain()
    while widget is not dock.make and widget not in seen:
        seen.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [
        dock.area.line,
        dock.area.seen,
        dock.data.year,
        dock.stock.layer,
        dock.maps.maps,
        *dock.share.buttons.values(),
    ]
    for one in wanted:
        assert one in seen
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus


#: Words that are the same in both languages.
SAME = {
    "Gemeenten", "Buurten", "Veerkracht", "BAG id", "BAG-id", "Postcode", "Complex", "Details", "Verantwoording",
}  # fmt: skip


def shown_texts(dock: VeerkrachtDock) -> set[str]:
    out = set()
    for kind in (QLabel, QAbstractButton):
        out |= {widget.text() for widget in dock.findChildren(kind)}
    out |= {box.title() for box in dock.findChildren(QGroupBox)}
    for widget in dock.findChildren(QWidget):
        out |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
    out |= {line.placeholderText() for line in dock.findChildren(QLineEdit)}
    for combo in dock.data.findChildren(QComboBox):
        out |= {combo.itemText(i) for i in range(combo.count())}
    own = {page for page in out if page and any(ch.isalpha() for ch in page)}
    return own


def test_no_english_text_is_left_in_dutch(
    iface: Iface, provider: Any, folder: Path, speak: Callable[[str], None]
) -> None:
    if not DUTCH.exists():
        pytest.skip("the translations are not compiled (make compile)")
    shown: dict[str, set[str]] = {}
    for language in ("en", "nl"):
        speak(language)
        translator = QTranslator()
        if language == "nl":
            assert translator.load(str(DUTCH))
            QCoreApplication.installTranslator(translator)
        try:
            one = VeerkrachtDock(iface)
            one.data.files.click()
            one.area.country.click()
            shown[language] = shown_texts(one)
            one.area.from_layer.click()
            one.data.example.click()
            until(lambda one=one: one.stock.preview is not None)
            shown[language] |= shown_texts(one)
            make(one)
            shown[language] |= shown_texts(one)
            one.stop()
            sip.delete(one)
        finally:
            QCoreApplication.removeTranslator(translator)
            QgsProject.instance().clear()
    # What Qt and QGIS put into their own widgets is theirs; licences, files and examples are no words.
    foreign = {text for text in shown["en"] if " · CC" in text or "(" in text or "/" in text}
    theirs = {"…", "Browse", "Clear", "Close", "Float", "Closes the dock widget"}
    theirs |= {"Undocks and re-attaches the dock widget"}
    both = shown["en"] & shown["nl"] - foreign - SAME - theirs
    assert {text for text in both if not text.lower().startswith(("bezit", "veerkracht"))} == set()
