"""The page of the plugin in QGIS' options."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory, QgsScrollArea
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import VeerkrachtError
from ..i18n import tr
from ..paths import resource
from .settings import Settings
from .widgets import Note, name_it, narrow

MEGABYTE = 1024 * 1024
#: Pixels below which a path or an address goes under its label instead of beside it.
ROOM = 300


class SettingsPage(QgsOptionsPageWidget):
    """Everything that holds for all projects. Nothing is written before the dialog is accepted."""

    def __init__(self, parent: QWidget | None = None, saved: Callable[[], None] = lambda: None) -> None:
        super().__init__(parent)
        self.setObjectName("VeerkrachtSettings")
        self._saved = saved
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        # Higher than a small screen has room for.
        area = QgsScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QgsScrollArea.Shape.NoFrame)
        content = QWidget()
        area.setWidget(content)
        outer.addWidget(area, 1)
        column = QVBoxLayout(content)
        column.addWidget(self._products())
        column.addWidget(self._privacy())
        column.addWidget(self._cache())
        column.addWidget(self._services(), 1)
        # Below the scroll area, so that it is always seen.
        self.problem = Note()
        outer.addWidget(self.problem)
        row = QHBoxLayout()
        self.reset = QPushButton(tr("Reset to Defaults"))
        self.reset.setAccessibleName(self.reset.text())
        self.reset.clicked.connect(self._reset)
        row.addWidget(self.reset)
        row.addStretch(1)
        outer.addLayout(row)
        self.show_settings(Settings.load())

    # -- parts ----------------------------------------------------------------------------------------------------
    def _products(self) -> QGroupBox:
        box = QGroupBox(tr("Maps and Products"))
        form = QFormLayout(box)
        self.language = narrow(QComboBox())
        for code, text in (("", tr("As QGIS")), ("nl", "Nederlands"), ("en", "English")):
            self.language.addItem(text, code)
        self.weights = QLineEdit()
        self.weights.setPlaceholderText("bijst=1, wmo=0.5")
        self.weights.textChanged.connect(self._check)
        self.minimum = QSpinBox()
        self.minimum.setRange(1, 1000)
        for text, widget, tip in (
            (tr("Language of legends and products"), self.language, ""),
            (tr("Weights of indicators, where they differ from the method"), self.weights,
             tr("What is named here replaces the weight of the method; 0 leaves an indicator out.")),
            (tr("Smallest number of own units to show to others"), self.minimum,
             tr("Products for others leave out areas with fewer own units.")),
        ):  # fmt: skip
            form.addRow(text, widget)
            name_it(widget, text, tip)
        return box

    def _privacy(self) -> QGroupBox:
        box = QGroupBox(tr("Privacy"))
        layout = QVBoxLayout(box)
        self.consent = QCheckBox(tr("Addresses of own stock may be sent to PDOK Locatieserver"))
        tip = tr("Only used where you ask for it: postcode and house number, or street, number and town.")
        name_it(self.consent, self.consent.text(), tip)
        layout.addWidget(self.consent)
        layout.addWidget(Note(tip))
        self.news = QCheckBox(tr("CBS, PDOK and the Leefbaarometer may be asked for newer figures"))
        tip = tr("At most once a day, in the background, while the panel is open. Nothing of yours is sent.")
        name_it(self.news, self.news.text(), tip)
        layout.addWidget(self.news)
        layout.addWidget(Note(tip))
        return box

    def _cache(self) -> QGroupBox:
        box = QGroupBox(tr("Downloaded Files"))
        form = _form(box)
        self.folder = QgsFileWidget()
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setDialogTitle(tr("Folder for downloaded files"))
        text = tr("Folder, empty for the QGIS profile")
        self.folder.setMinimumWidth(ROOM)
        form.addRow(text, self.folder)
        name_it(self.folder, text)
        self.folder.fileChanged.connect(self._look)
        self.size = Note(keep=True)
        self.empty = QPushButton(tr("Empty"))
        name_it(self.empty, tr("Empty the folder of downloaded files"))
        self.empty.clicked.connect(self._empty)
        row = QHBoxLayout()
        row.addWidget(self.size, 1)
        row.addWidget(self.empty)
        form.addRow(row)
        self.offline = QCheckBox(tr("Work offline: use only what was fetched before"))
        name_it(self.offline, self.offline.text(), tr("Nobody is asked for anything; products say how old the copies "
                                                      "are."))  # fmt: skip
        form.addRow(self.offline)
        self.pc6hnr = QgsFileWidget()
        self.pc6hnr.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        text = tr("Folder with pc6-huisnummer files of CBS, optional")
        self.pc6hnr.setDialogTitle(text)
        self.pc6hnr.setMinimumWidth(ROOM)
        form.addRow(text, self.pc6hnr)
        name_it(self.pc6hnr, text, tr("With the files of both years, as CBS gives them, figures are re-allocated over "
                                      "borders that moved."))  # fmt: skip
        self.pc6hnr.fileChanged.connect(self._check)
        return box

    def _services(self) -> QGroupBox:
        from ..sources.catalogue import catalogue

        box = QGroupBox(tr("Addresses of Services"))
        layout = QVBoxLayout(box)
        layout.addWidget(Note(tr("Change an address only when a service has moved. Empty means the default.")))
        self.defaults = {str(name): str(address) for name, address in catalogue()["endpoints"].items()}
        self.table = QTableWidget(len(self.defaults), 2)
        self.table.setHorizontalHeaderLabels([tr("Service"), tr("Address")])
        self.table.verticalHeader().setVisible(False)
        name_it(self.table, box.title())
        for row, (name, address) in enumerate(self.defaults.items()):
            fixed = QTableWidgetItem(name)
            fixed.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(row, 0, fixed)
            item = QTableWidgetItem("")
            item.setToolTip(address)
            self.table.setItem(row, 1, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(160)
        self.table.itemChanged.connect(self._check)
        layout.addWidget(self.table)
        form = _form()
        self.catalogue_url = QLineEdit()
        self.catalogue_url.setPlaceholderText("https://")
        text = tr("Address of a newer catalogue of publishers, optional")
        name_it(self.catalogue_url, text, tr("A file such as catalogue.json in the plugin, with newer addresses and "
                                             "editions. It is checked before it is used."))  # fmt: skip
        self.catalogue_url.textChanged.connect(self._check)
        self.catalogue_url.setMinimumWidth(ROOM)
        form.addRow(text, self.catalogue_url)
        layout.addLayout(form)
        row = QHBoxLayout()
        self.found = Note(keep=True)
        self.look = QPushButton(tr("Look for New Editions"))
        name_it(self.look, self.look.text(), tr("Asks CBS, PDOK and the Leefbaarometer which editions are out."))
        self.look.clicked.connect(self._refresh)
        row.addWidget(self.found, 1)
        row.addWidget(self.look)
        layout.addLayout(row)
        return box

    # -- values ---------------------------------------------------------------------------------------------------
    def show_settings(self, settings: Settings) -> None:
        """Show ``settings``; a default address is shown as such."""
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.weights.setText(settings.weights)
        self.minimum.setValue(settings.extern_minimum)
        self.consent.setChecked(settings.geocode_consent)
        self.folder.setFilePath(settings.cache_dir)
        self.news.setChecked(bool(settings.news))
        self._news = settings.news
        self.offline.setChecked(settings.offline)
        self.pc6hnr.setFilePath(settings.pc6hnr_dir)
        self.catalogue_url.setText(settings.catalogue_url)
        self._say_catalogue()
        for row, (name, address) in enumerate(self.defaults.items()):
            self.table.item(row, 1).setText(settings.endpoints.get(name, address))
        self._check()
        self._look()

    def settings(self) -> Settings:
        """What is filled in. An address that is the default is none of the user's."""
        endpoints = {}
        for row, (name, address) in enumerate(self.defaults.items()):
            text = self.table.item(row, 1).text().strip()
            if text and text != address:
                endpoints[name] = text
        return Settings(
            cache_dir=self.folder.filePath().strip(),
            language=str(self.language.currentData()),
            extern_minimum=self.minimum.value(),
            weights=self._weights()[0],
            geocode_consent=self.consent.isChecked(),
            endpoints=endpoints,
            pc6hnr_dir=self.pc6hnr.filePath().strip(),
            offline=self.offline.isChecked(),
            catalogue_url=self.catalogue_url.text().strip(),
            # Not ticked is no answer yet, unless it was ticked.
            news=self.news.isChecked() if self.news.isChecked() or self._news is not None else None,
        )

    def _weights(self) -> tuple[str, str]:
        """The weights when they can be used, and what is wrong with them."""
        from ..model.method import parse_weights

        text = self.weights.text().strip()
        try:
            parse_weights(text)
        except VeerkrachtError as error:
            return "", error.text(tr)
        return text, ""

    def _check(self, *_: Any) -> None:
        problem = self._weights()[1]
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 1)
            text = item.text().strip() if item is not None else ""
            if text and not text.lower().startswith(("https://", "http://")) and not problem:
                problem = tr("The address of {service} must start with https://").format(
                    service=self.table.item(row, 0).text()
                )
        if hasattr(self, "problem"):
            where = self.catalogue_url.text().strip().lower()
            if where and not where.startswith("https://") and not problem:
                problem = tr("The address of the catalogue must start with https://")
            folder = self.pc6hnr.filePath().strip()
            if folder and not Path(folder).expanduser().is_dir() and not problem:
                problem = tr("The folder {folder} does not exist. Choose another one, or none.").format(folder=folder)
            self.problem.say(problem)

    def isValid(self) -> bool:  # noqa: N802
        """Whether QGIS may accept the dialog."""
        return not self.problem.text()

    def apply(self) -> None:
        """The dialog was accepted."""
        self.settings().save()
        self._saved()

    def _reset(self, _checked: bool = False) -> None:
        self.show_settings(Settings())

    # -- cache ----------------------------------------------------------------------------------------------------
    def _folder(self) -> Path:
        from qgis.core import QgsApplication

        text = self.folder.filePath().strip()
        return Path(text).expanduser() if text else Path(QgsApplication.qgisSettingsDirPath()) / "veerkracht" / "cache"

    def _look(self, *_: Any) -> None:
        from ..transport.cache import RawCache

        folder = self._folder()
        bytes_ = RawCache(folder).total_size() if folder.is_dir() else 0
        self.size.say(tr("{n} MB in use").format(n=f"{bytes_ / MEGABYTE:.1f}"))
        self.empty.setEnabled(bytes_ > 0)

    def _say_catalogue(self) -> None:
        from ..sources.catalogue import catalogue

        now = catalogue(self._folder())
        years = sorted(int(year) for year in now["kwb"]["editions"])
        self.found.say(
            tr("Known: editions {first} to {last} of CBS, Leefbaarometer {liveability}.").format(
                first=years[0], last=years[-1], liveability=max(now["leefbaarometer"]["years"])
            )
        )

    def _refresh(self, _checked: bool = False) -> None:
        """Look for newer editions in the background, with the address that is filled in here."""
        from .tasks import Errand

        where = self.catalogue_url.text().strip()

        def work(feedback: Any) -> list[str]:
            from ..sources.fetching import Fetcher
            from ..sources.refreshing import refresh_catalogue

            return refresh_catalogue(Fetcher.of(feedback, refresh=True), where).lines(tr)

        self.look.setEnabled(False)
        self.found.say(tr("Looking…"))
        self._errand = Errand(tr("Looking for new editions"), work, self._refreshed)

    def _refreshed(self, lines: list[str] | None, problem: str) -> None:
        if sip.isdeleted(self):
            return
        self.look.setEnabled(True)
        self.found.say(problem or " ".join(lines or []))
        self._saved()

    def _empty(self, _checked: bool = False) -> None:
        from ..transport.cache import RawCache

        RawCache(self._folder()).clear()
        self._look()


def _form(parent: QWidget | None = None) -> QFormLayout:
    """A form in which a field goes under a label that leaves it no room."""
    form = QFormLayout(parent)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form


class SettingsFactory(QgsOptionsWidgetFactory):
    """Puts the page into QGIS' options; ``saved`` is called when it was accepted."""

    def __init__(self, saved: Callable[[], None] = lambda: None) -> None:
        super().__init__("Veerkracht", QIcon(str(resource("icons", "veerkracht.svg"))))
        self._saved = saved

    def createWidget(self, parent: QWidget | None = None) -> SettingsPage:  # noqa: N802
        return SettingsPage(parent, self._saved)
