"""Data: where the figures come from, and of which years."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QRadioButton, QVBoxLayout, QWidget

from ..i18n import tr
from .choice import DOWNLOAD, EXAMPLE, FILES, Choice
from .making import EXAMPLE_YEARS
from .widgets import Note, Page, file_widget, inner_box, layer_filter, name_it, narrow, table_filter

#: The services whose raw files belong to each source of the catalogue.
SERVICES = {
    "cbs": ("statline", "statline_feed", "statline_v4"),
    "geometry": ("pdok_ogc", "pdok_wfs", "pdok_atom"),
    "lbm": ("leefbaarometer_wfs", "leefbaarometer_zip"),
}


def source_ages() -> dict[str, str]:
    """Source → day on which its newest raw file in the cache was fetched. In a thread."""
    from ..sources.catalogue import address
    from ..transport.cache import RawCache
    from ..transport.settings import cache_dir

    folder = cache_dir()
    if not folder.is_dir():
        return {}
    entries = RawCache(folder).entries()
    out = {}
    for source, services in SERVICES.items():
        heads = tuple(address(name).split("{")[0] for name in services)
        days = [entry.retrieved[:10] for entry in entries if entry.address.startswith(heads)]
        if days:
            out[source] = max(days)
    return out


class DataPage(Page):
    """Download, own files or the built-in example; years; sources; the member's file of Aedes."""

    def __init__(self) -> None:
        super().__init__("VeerkrachtData", tr("Data"))
        from ..sources.catalogue import catalogue

        self._catalogue = catalogue()
        self.download = QRadioButton(tr("Download open data"))
        self.files = QRadioButton(tr("Use own files"))
        self.example = QRadioButton(tr("Built-in example"))
        for radio in (self.download, self.files, self.example):
            name_it(radio, radio.text())
            self.column.addWidget(radio)
        self.example.setToolTip(tr("A made-up gemeente with own stock, to try everything without a connection."))
        self.download.setChecked(True)

        self.own = QWidget()
        column = QVBoxLayout(self.own)
        column.setContentsMargins(0, 0, 0, 0)
        tables, layers = table_filter(), layer_filter()
        self.paths = {}
        for name, text, kinds in (
            ("GEOMETRY", tr("Polygons of the buurten"), layers),
            ("KWB", tr("Kerncijfers wijken en buurten, target year"), tables),
            ("KWB_BASE", tr("Kerncijfers wijken en buurten, base year"), tables),
            ("GEOMETRY_BASE", tr("Polygons of the base year"), layers),
            ("LIVEABILITY", tr("Leefbaarometer scores per buurt"), tables),
        ):
            widget = self.paths[name] = file_widget(kinds, text)
            self.labelled(text, widget, into=column)
            widget.fileChanged.connect(self.touch)
        self.column.addWidget(self.own)

        self.year, self.base_year = narrow(QComboBox()), narrow(QComboBox())
        self.year_label = self.labelled(tr("Target year"), self.year)
        self.base_label = self.labelled(tr("Base year, for the change"), self.base_year)
        self.year.currentIndexChanged.connect(self._year_changed)
        self.base_year.currentIndexChanged.connect(self.touch)
        self.refresh = QCheckBox(tr("Fetch everything anew"))
        name_it(self.refresh, self.refresh.text(), tr("Otherwise what was fetched before is used while it is valid."))
        self.refresh.toggled.connect(self.touch)
        self.column.addWidget(self.refresh)
        self.note = Note()
        self.column.addWidget(self.note)

        more = inner_box("VeerkrachtSources", tr("Sources and Aedes"))
        inner = QVBoxLayout(more)
        # Kept: to show a label would show it through a box that is folded.
        self.sources = Note(keep=True)
        inner.addWidget(self.sources)
        self.aedes = file_widget(tables, tr("Download of a member of Aedes"))
        self.labelled(
            tr("Download of a member of Aedes, optional"), self.aedes,
            tr("Its classes are set beside ours. The figures stay on this computer."), inner,
        )  # fmt: skip
        self.aedes.fileChanged.connect(self.touch)
        more.setCollapsed(True)
        self.column.addWidget(more)
        for radio in (self.download, self.files, self.example):
            radio.toggled.connect(self._switched)
        self._fill_years()
        self.set_ages({})
        self._arrange()

    # -- years ----------------------------------------------------------------------------------------------------
    def _fill_years(self) -> None:
        years = sorted((int(year) for year in self._catalogue["kwb"]["editions"]), reverse=True)

        def fill() -> None:
            self.year.addItem(tr("Newest that is complete"), None)
            for year in years:
                self.year.addItem(str(year), year)
            self._fill_base()

        self.quietly(fill)

    def update_editions(self) -> None:
        """The catalogue may know more editions than before."""
        from ..sources.catalogue import catalogue

        self._catalogue = catalogue()

        def fill() -> None:
            for year in sorted(map(int, self._catalogue["kwb"]["editions"])):
                if self.year.findData(year) < 0:
                    newer = [i for i in range(self.year.count()) if (self.year.itemData(i) or year + 1) > year]
                    self.year.insertItem(len(newer), str(year), year)
            self._fill_base()

        self.quietly(fill)

    def _fill_base(self) -> None:
        """The base years before the target year. What "automatic" means is the business of the algorithm."""
        chosen, target = self.base_year.currentData(), self.year.currentData()
        years = sorted((int(year) for year in self._catalogue["kwb"]["editions"]), reverse=True)
        self.base_year.clear()
        self.base_year.addItem(tr("Automatic") if target is None else tr("None, no change"), None)
        for year in years:
            if target is None or year < target:
                self.base_year.addItem(str(year), year)
        self.base_year.setCurrentIndex(max(0, self.base_year.findData(chosen)))

    def _year_changed(self, _index: int) -> None:
        if not self._quiet:
            self.quietly(self._fill_base)
            self.touch()

    # -- what is shown --------------------------------------------------------------------------------------------
    def set_ages(self, ages: Mapping[str, str]) -> None:
        """How old what was fetched is."""
        lines = []
        for source in SERVICES:
            entry = self._catalogue["licences"][source]
            day = ages.get(source)
            when = tr("fetched {day}").format(day=day) if day else tr("not fetched yet")
            lines.append(f"{entry['name']} · {entry['licence']} · {when}")
        self.sources.say("\n".join(lines))

    def _switched(self, checked: bool) -> None:
        if checked:
            self._arrange()
            self.touch()

    def _arrange(self) -> None:
        example, files = self.example.isChecked(), self.files.isChecked()
        self.own.setVisible(files)
        for widget in (self.year, self.year_label, self.base_year, self.base_label):
            widget.setVisible(not example)
        self.refresh.setVisible(not example and not files)
        self.note.say(
            tr("Voorbeeldstad does not exist: {year}, with {base} as base year.").format(
                year=EXAMPLE_YEARS[0], base=EXAMPLE_YEARS[1]
            )
            if example
            else ""
        )

    # -- choices --------------------------------------------------------------------------------------------------
    def read(self, choice: Choice) -> None:
        """Put what is chosen here into ``choice``."""
        choice.source = FILES if self.files.isChecked() else EXAMPLE if self.example.isChecked() else DOWNLOAD
        choice.year, choice.base_year = self.year.currentData(), self.base_year.currentData()
        choice.refresh = self.refresh.isChecked()
        choice.files = {name: widget.filePath() for name, widget in self.paths.items() if widget.filePath()}
        choice.aedes = self.aedes.filePath()

    def set_choice(self, choice: Choice) -> None:
        """Show ``choice``."""
        self.quietly(lambda: self._set(choice))

    def _set(self, choice: Choice) -> None:
        radios = {DOWNLOAD: self.download, FILES: self.files, EXAMPLE: self.example}
        radios.get(choice.source, self.download).setChecked(True)
        for combo, year in ((self.year, choice.year), (self.base_year, choice.base_year)):
            if year is not None and combo.findData(year) < 0:
                combo.addItem(str(year), year)
            combo.setCurrentIndex(max(0, combo.findData(year)))
            if combo is self.year:
                self._fill_base()
        self.refresh.setChecked(choice.refresh)
        for name, widget in self.paths.items():
            widget.setFilePath(choice.files.get(name, ""))
        self.aedes.setFilePath(choice.aedes)
        self._arrange()
