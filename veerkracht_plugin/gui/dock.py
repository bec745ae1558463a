"""The Veerkracht panel: five steps, all visible, and one button that does what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsProject, QgsSettings, QgsWkbTypes
from qgis.gui import QgsDockWidget, QgsRubberBand, QgsScrollArea
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QStandardPaths, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from ..errors import VeerkrachtError
from ..i18n import tr
from ..layers import found
from ..processing.base import pandas_problem
from .area import AreaPage, known_gemeenten
from .choice import DOWNLOAD, EXAMPLE, Choice, load_choice, save_choice
from .command import CommandDialog
from .figures import DataPage, source_ages
from .inview import View, view_of
from .looking import LookPage
from .making import EXAMPLE_FILTER, Making, example_stock, layer_of, problem_of
from .maps import MapsPage
from .news import News, Shown, shown_in
from .rows import Buurten, reader
from .settings import Settings
from .sharing import SharePage
from .stock import StockPage
from .tasks import Errand, Runner, finish_errands
from .watching import Watch
from .widgets import Note, name_it

#: Where files go when the project is in no folder yet; asked once.
FOLDER = "veerkracht/folder"


def _known_folder() -> Path | None:
    """Beside a saved project; else the folder that was asked for before."""
    home = QgsProject.instance().absolutePath()
    if home:
        return Path(home)
    kept = str(QgsSettings().value(FOLDER, "") or "")
    return Path(kept) if kept and Path(kept).is_dir() else None


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


class VeerkrachtDock(QgsDockWidget):
    """Leads from a gemeente to a map with own stock. Starts algorithms and shows what came out."""

    #: Why no algorithm can run.
    troubled = pyqtSignal(str)

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mainWindow() if iface is not None else None)
        self._iface = iface
        self._errand: Errand | None = None
        self._first = True
        self._led = True
        self._shutting = False
        self._stopped = False
        self._reading: Errand | None = None
        self._shown: tuple[str, ...] = ()
        self._map: Shown | None = None
        self._showing: set[str] = set()
        # Counts the changes of layers that are shown.
        self._changes = 0
        self._pointer: QgsRubberBand | None = None
        # Before the boxes with layers are made, which listen to it too.
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_leave)
        self.setObjectName("VeerkrachtDock")
        self.setWindowTitle(tr("Veerkracht"))
        self.runner = Runner(iface, self)
        self.area, self.data, self.stock, self.maps = AreaPage(self._view), DataPage(), StockPage(), MapsPage()
        self.share = SharePage(self.say)
        self.look = LookPage(self._zoom_to, self._point_to)
        self.figures, self.noted = Watch(self), Watch(self)
        self.figures.changed.connect(self._figures_changed)
        self.noted.changed.connect(self.look.show_card)
        self.pages = (self.area, self.data, self.stock, self.maps, self.look, self.share)
        self._build()
        for page in (self.area, self.data, self.stock, self.maps):
            page.edited.connect(self._edited)
        self.data.example.toggled.connect(self._example)
        self.runner.started.connect(self._started)
        self.runner.progressed.connect(self._progressed)
        self.runner.ended.connect(self._ended)
        project = QgsProject.instance()
        project.readProject.connect(self._project_read)
        project.cleared.connect(self.restore)
        project.layersRemoved.connect(self._layers_removed)
        project.layersAdded.connect(self._layers_added)
        self.restore()
        self._learn()

    def _build(self) -> None:
        self.news = News(self._update_to)
        content = QWidget()
        layout = QVBoxLayout(content)
        # A narrow panel needs its width for what stands in it.
        layout.setContentsMargins(3, 6, 3, 6)
        for page in self.pages:
            layout.addWidget(page)
        layout.addStretch(1)
        area = QgsScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QgsScrollArea.Shape.NoFrame)
        # Only where a large font needs more than a narrow panel has: nothing may be out of reach.
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setWidget(content)
        self.scroll = area
        # Below the scroll area, so that it can always be reached.
        self.make = QPushButton(tr("Make the Map"))
        self.make.setAccessibleName(self.make.text())
        self.make.setToolTip(tr("Does what is missing: figures, classes, own stock and the styled map."))
        font = self.make.font()
        font.setBold(True)
        self.make.setFont(font)
        self.make.setMinimumHeight(int(self.make.sizeHint().height() * 1.3))
        self.make.clicked.connect(self.start)
        self.command = QToolButton()
        self.command.setIcon(QgsApplication.getThemeIcon("/processingAlgorithm.svg"))
        self.command.setAutoRaise(True)
        self.command.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.command.setFixedSize(self.make.minimumHeight(), self.make.minimumHeight())
        text = tr("As Processing Command…")
        name_it(self.command, text, text)
        self.command.clicked.connect(self.show_command)
        self.commands: CommandDialog | None = None
        self.status = Note()
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.hide()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.news)
        column.addWidget(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(6, 3, 6, 6)
        for widget in (self.status, self.progress):
            foot.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.addWidget(self.make, 1)
        buttons.addWidget(self.command)
        foot.addLayout(buttons)
        column.addLayout(foot)
        self.setWidget(whole)
        self.setMinimumWidth(280)

    def _view(self) -> View:
        """What the map shows now, for figures of the year that is chosen."""
        return view_of(self._iface.mapCanvas(), self.choice().year)

    # -- what is chosen -------------------------------------------------------------------------------------------
    def choice(self) -> Choice:
        """What is chosen in all pages."""
        out = Choice()
        for page in (self.area, self.data, self.stock, self.maps):
            page.read(out)
        return out

    def _edited(self) -> None:
        if self._shutting:
            return
        save_choice(self.choice())
        if not self.runner.busy:
            self.status.say("")

    def _example(self, checked: bool) -> None:
        """The example brings its own stock along; it goes again with the example."""
        choice = self.choice()
        if self.data._quiet:
            return
        if checked and not choice.has_stock:
            choice.stock_file, choice.filter = example_stock(), EXAMPLE_FILTER
        elif not checked and choice.stock_file == example_stock():
            choice.stock_file, choice.filter, choice.roles = "", "", {}
        else:
            return
        self.stock.set_choice(choice)

    def restore(self) -> None:
        """Show what the project keeps."""
        choice = load_choice()
        for page in (self.area, self.data, self.stock, self.maps):
            page.set_choice(choice)
        self._update_maps()

    def _project_read(self, *_: Any) -> None:
        self.restore()

    def _layers_leave(self, ids: list[str]) -> None:
        # Boxes that show these layers change now; that is nobody's choice, and the project may be on its way out.
        self._shutting = True
        if self._showing & set(ids):
            # Nothing may touch them any more, nor tell what they said.
            self._forget_rows()

    def _layers_removed(self, _ids: list[str]) -> None:
        self._shutting = False
        # Layers are still on their way out during this signal.
        QTimer.singleShot(0, self._update_maps)

    def _layers_added(self, _layers: list[Any]) -> None:
        # What they are is told to them after this signal.
        QTimer.singleShot(0, self._update_maps)

    def _figures_changed(self) -> None:
        self._changes += 1
        self._update_maps()

    @property
    def reading(self) -> bool:
        """Whether the rows of the layers are still on their way."""
        return self._reading is not None or self.figures.waiting

    def _update_maps(self) -> None:
        """Look at the layers again: they were made, replaced, changed or removed. Their rows are read aside."""
        if self._stopped:
            return
        layer, stock = layer_of("buurten"), layer_of("buurten_bezit")
        project = QgsProject.instance()
        others = found.layers(project, found.SIGNALS, found.YEARS, found.LINES) if layer is not None else []
        noted = found.layers(project, *found.NOTED) if layer is not None else []
        self.noted.follow(noted)
        shown = [one for one in (layer, stock, *others) if one is not None]
        key = (str(self._changes), *(one.id() + one.source() for one in shown))
        if key == self._shown:
            # Notes may have come or gone.
            self.look.show_card()
            return
        self._forget_rows(layer is not None)
        self._shown = key
        self._showing = {one.id() for one in shown}
        self.figures.follow(shown)
        if layer is not None:
            self._reading = Errand(tr("Veerkracht"), reader(layer, stock, others), self._read)
        else:
            self._look_for_news(None)

    def _forget_rows(self, waiting: bool = False) -> None:
        """Show nothing of the layers, and wait for nothing."""
        self._shown, self._showing = (), set()
        self.figures.stop()
        if self._reading is not None:
            self._reading.forget()
            self._reading = None
        self._show_rows(None, None, waiting)

    def _read(self, rows: Buurten | None, problem: str) -> None:
        self._reading = None
        if problem:
            self.status.say(problem)
        layer = layer_of("buurten")
        self._show_rows(layer, rows if layer is not None else None)
        self._look_for_news(rows if layer is not None else None)
        if not self._led:
            self._led = True
            # The page gets its new height a moment after this.
            QTimer.singleShot(0, self._lead_on)

    def _lead_on(self) -> None:
        """After the first map: what one wants next is the other maps, and their counts."""
        self.scroll.widget().layout().activate()
        self.scroll.verticalScrollBar().setValue(self.maps.y())

    def _look_for_news(self, rows: Buurten | None) -> None:
        source = load_choice().source
        self._map = None
        if rows is not None and source != EXAMPLE and not rows.fictional:
            self._map = shown_in([one.values for one in rows.rows.values()], source == DOWNLOAD)
        self.news.look_at(self._map)

    def _update_to(self, year: int) -> None:
        """The target year of the news; a change keeps its base year, which "automatic" would no longer give."""
        choice = self.choice()
        if choice.base_year is None and self._map is not None:
            choice.base_year = self._map.base_year
        choice.year = year
        self.data.set_choice(choice)
        self._edited()
        self.status.say(tr("The target year is {year} now. Press “Make the Map”.").format(year=year))

    def _show_rows(self, layer: Any, rows: Buurten | None, waiting: bool = False) -> None:
        self._point_to(None, None)
        self.maps.show_rows(layer, rows)
        self.look.show_rows(layer, rows, waiting)

    def settings_changed(self) -> None:
        """The settings were changed: consent, and another folder for what was fetched."""
        self.stock.update_consent()
        self.data.update_editions()
        self.news.look_at(self._map)
        self._learn()

    def _learn(self) -> None:
        """Read from the cache, in the background, what the panel can offer."""

        def look(feedback: Any) -> tuple[dict[str, str], dict[str, str], str]:
            # Imports pandas, which takes half a second the first time.
            problem = pandas_problem()
            return {} if problem else known_gemeenten(feedback), source_ages(), problem

        if self._errand is not None:
            self._errand.forget()
        self._errand = Errand(tr("Veerkracht"), look, self._learned)

    def _learned(self, found: tuple[Mapping[str, str], Mapping[str, str], str] | None, _problem: str) -> None:
        self._errand = None
        if found is not None:
            self.area.set_gemeenten(found[0])
            self.data.set_ages(found[1])
            if found[2]:
                self.troubled.emit(found[2])

    # -- the map --------------------------------------------------------------------------------------------------
    def start(self, _checked: bool = False) -> None:
        """Do what is missing up to the styled map; a problem is said in one sentence."""
        choice = self.choice()
        problem = "" if self.runner.busy else problem_of(choice)
        if problem:
            self.say(problem)
            return
        if self.runner.busy:
            # Says itself what is going on, and starts nothing.
            self.runner.refuse()
            return
        folder = self.folder()
        if folder is None:
            return
        save_choice(choice)
        making = Making.of(choice, Settings.load().weights, folder, self.stock.columns)
        try:
            job = making.job()
        except VeerkrachtError as error:
            self.say(error.text(tr))
            return
        self._first = layer_of("buurten") is None
        self.runner.start(job)

    def show_command(self, _checked: bool = False) -> None:
        """What the big button does, for a terminal, the Python console and the history of Processing."""
        choice = self.choice()
        problem = problem_of(choice)
        if problem:
            self.say(problem)
            return
        folder = _known_folder() or _documents()
        try:
            commands = Making.commands(choice, Settings.load().weights, folder, self.stock.columns)
        except VeerkrachtError as error:
            self.say(error.text(tr))
            return
        if self.commands is not None and not sip.isdeleted(self.commands):
            self.commands.deleteLater()
        self.commands = CommandDialog(commands, self)
        self.commands.show()

    def folder(self) -> Path | None:
        """Beside a saved project; else the folder that was asked for once. None when the user chose none."""
        known = _known_folder()
        if known is not None:
            return known
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Folder for the layers, as the project is not saved yet"), str(_documents())
        )
        if not chosen:
            self.say(tr("The layers need a folder. Save the project, or choose a folder."))
            return None
        QgsSettings().setValue(FOLDER, chosen)
        return Path(chosen)

    def say(self, text: str) -> None:
        """One sentence, in the panel and in the message bar."""
        self.status.say(text)
        self._iface.messageBar().pushMessage("Veerkracht", text, level=Qgis.MessageLevel.Warning)

    def _started(self) -> None:
        self.progress.setValue(0)
        self.progress.show()

    def _progressed(self, text: str, percent: float) -> None:
        self.status.say(text + "…")
        self.progress.setValue(int(percent))

    def _ended(self, succeeded: bool, text: str) -> None:
        self.progress.hide()
        self.status.say(text)
        self._update_maps()
        if not succeeded:
            return
        layer = layer_of("buurten")
        if layer is not None and self._first:
            self._zoom(layer)
            self._led = False
        self._learn()

    def _zoom(self, layer: Any) -> None:
        canvas = self._iface.mapCanvas()
        if canvas is None:
            return
        settings = canvas.mapSettings()
        extent = settings.layerExtentToOutputExtent(layer, layer.extent())
        extent.scale(1.05)
        canvas.setExtent(extent)
        canvas.refresh()

    def _zoom_to(self, layer: Any, fid: int) -> None:
        """One buurt, with its surroundings."""
        canvas = self._iface.mapCanvas()
        if canvas is not None:
            canvas.zoomToFeatureIds(layer, [fid])
            canvas.zoomByFactor(3.0)

    def _point_to(self, layer: Any, fid: int | None) -> None:
        """The outline of the buurt under the mouse, in the map; nothing with None."""
        if self._stopped or (self._pointer is None and fid is None):
            return
        if self._pointer is None:
            canvas = self._iface.mapCanvas()
            if canvas is None:
                return
            self._pointer = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
            self._pointer.setStrokeColor(self.palette().color(QPalette.ColorRole.Highlight))
            self._pointer.setFillColor(QColor(0, 0, 0, 0))
            self._pointer.setWidth(3)
        self._pointer.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if layer is not None and fid is not None:
            # With the system of coordinates, not with the layer: the layer may go at any moment.
            self._pointer.setToGeometry(layer.getFeature(fid).geometry(), layer.crs())

    # -- the end --------------------------------------------------------------------------------------------------
    def stop(self) -> None:
        """The plugin goes: no signal, thread or errand may find the panel any more."""
        self._stopped = True
        self.figures.stop()
        self.noted.stop()
        if self._pointer is not None:
            canvas = self._iface.mapCanvas()
            if canvas is not None and not sip.isdeleted(canvas):
                canvas.scene().removeItem(self._pointer)
            self._pointer = None
        project = QgsProject.instance()
        project.readProject.disconnect(self._project_read)
        project.cleared.disconnect(self.restore)
        project.layersWillBeRemoved.disconnect(self._layers_leave)
        project.layersRemoved.disconnect(self._layers_removed)
        project.layersAdded.disconnect(self._layers_added)
        for errand in (self._errand, self._reading):
            if errand is not None:
                errand.forget()
        self.area.stop()
        self.stock.stop()
        self.news.stop()
        self.maps.unwatch()
        self.look.unwatch()
        self.runner.stop()
        finish_errands()
