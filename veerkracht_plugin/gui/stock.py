"""Own stock: a layer or a file, which column is what, and a filter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeatureRequest,
    QgsField,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.gui import QgsFieldExpressionWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout

from ..compat import enum, is_null, make_field
from ..i18n import tr
from .choice import Choice
from .settings import Settings
from .tasks import Errand
from .widgets import ElidedCombo, Note, Page, file_widget, inner_box, name_it, narrow, table_filter

#: The roles that can be changed, and the parameter of ``readstock`` that does so.
ROLES = {
    "id": "ID_FIELD", "bag": "BAG_FIELD", "postcode": "POSTCODE_FIELD", "number": "NUMBER_FIELD", "x": "X_FIELD",
    "y": "Y_FIELD", "complex": "COMPLEX_FIELD", "units": "UNITS_FIELD",
}  # fmt: skip
#: So many rows of a layer are read to guess its columns and to count; a longer one is counted by the run.
MOST = 200_000
#: Milliseconds without a key before the rows that remain are counted.
PAUSE = 400


@dataclass
class Preview:
    """What is known of a list before it is placed."""

    headers: list[str]
    examples: list[str]
    count: int
    roles: dict[str, str] = field(default_factory=dict)
    personal: list[str] = field(default_factory=list)
    #: The rows, with what the user chose before for lists with these columns (role → header).
    table: Any = None
    remembered: dict[str, str] = field(default_factory=dict)
    #: Per choice of columns: the rows as the filter sees them, and the filter that keeps dwellings only.
    typed: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all rows were read."""
        return self.table is not None and len(self.table) >= self.count

    def seen(self, chosen: Mapping[str, str]) -> tuple[Any, Any, str]:
        """Rows, typed rows and the suggested filter with ``chosen`` columns (by parameter). In a thread."""
        from ..processing.readstock import typed_rows

        key = json.dumps(chosen, sort_keys=True)
        if key not in self.typed:
            wanted = {role: chosen[name] for role, name in ROLES.items() if name in chosen}
            # One is enough: the other choices are those of a moment ago.
            self.typed = {key: typed_rows(self.table, wanted, self.remembered)}
        return self.typed[key]  # type: ignore[no-any-return]


def _preview(table: Any, count: int) -> Preview:
    """The guess of ``readstock``, with what the user chose before for lists with these columns."""
    from qgis.core import QgsSettings

    from ..processing.readstock import REMEMBERED
    from ..sources import roles

    try:
        kept = json.loads(str(QgsSettings().value(REMEMBERED + roles.layout_key(table.headers), "") or "{}"))
    except ValueError:
        kept = {}
    remembered = {str(role): str(text) for role, text in kept.items()}
    found = roles.choose(table, {}, remembered)
    examples = [next((text for text in column if text), "") for column in table.columns]
    return Preview(
        list(table.headers), examples, count,
        {role: table.headers[one.column] for role, one in found.guesses.items()},
        [table.headers[i] for i in found.personal], table, remembered,
    )  # fmt: skip


def preview_of_file(path: Path, feedback: Any = None) -> Preview:
    """Read a list of properties as ``readstock`` does. In a thread."""
    from ..sources import roles, stockfiles

    if stockfiles.reads(path):
        table = stockfiles.read(path, roles.score)
        return _preview(table, len(table))
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    out = reader_of(layer, path.name)(feedback) if layer.isValid() else Preview([], [], 0)
    del layer
    return out


def reader_of(layer: QgsVectorLayer, name: str) -> Callable[[Any], Preview]:
    """A function that reads the rows of a layer as they are now, and may be called in any thread."""
    from ..processing.readstock import kind_of

    source = QgsVectorLayerFeatureSource(layer)
    names = list(layer.fields().names())
    kinds = [kind_of(one) for one in layer.fields()]
    count = max(0, layer.featureCount())

    def read(feedback: Any) -> Preview:
        from ..errors import Cancelled
        from ..model.values import clean
        from ..sources import stockfiles

        request = QgsFeatureRequest()
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setLimit(MOST)
        columns: list[list[str]] = [[] for _ in names]
        for feature in source.getFeatures(request):
            if feedback is not None and feedback.isCanceled():
                raise Cancelled
            for column, value in zip(columns, feature.attributes()):
                column.append("" if is_null(value) else clean(value))
        table = stockfiles.StockTable(names, columns, name, kinds)
        # A filtered or remote layer does not always know how many rows it has.
        return _preview(table, max(count, len(table)))

    return read


def rows_left(preview: Preview, chosen: Mapping[str, str], text: str, feedback: Any) -> tuple[int, str]:
    """How many rows the filter ``text`` keeps (all without one), and the filter that keeps dwellings only. In a thread.

    Raises VeerkrachtError for a filter that cannot work.
    """
    from ..processing.readstock import rows_kept

    table, typed, advice = preview.seen(chosen)
    kept = sum(rows_kept(table, typed, text, feedback.isCanceled)) if text else len(table)
    return kept, advice


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


class StockPage(Page):
    """Own stock. Everything may stay empty: a map without own stock is a map too."""

    def __init__(self) -> None:
        super().__init__("VeerkrachtStock", tr("Own Stock"))
        from ..layers.language import product_language
        from ..model.words import word

        self.preview: Preview | None = None
        self._errand: Errand | None = None
        self._chosen: dict[str, str] = {}
        self._fields: QgsVectorLayer | None = None
        self.layer = QgsMapLayerComboBox()
        narrow(self.layer)
        self.layer.setFilters(enum(QgsMapLayerProxyModel, "Filter", "VectorLayer"))
        self.layer.setAllowEmptyLayer(True)
        self.layer.setLayer(None)
        self.labelled(tr("Layer with your properties"), self.layer)
        self.file = file_widget(table_filter(), tr("List of properties"))
        self.labelled(tr("Or a file: CSV, Excel, ODS, VERA"), self.file)
        self.note = Note()
        self.column.addWidget(self.note)

        self.roles_box = inner_box("VeerkrachtColumns", tr("Columns"))
        grid = QGridLayout(self.roles_box)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        self.roles: dict[str, QComboBox] = {}
        language = product_language()
        for role in ROLES:
            combo = self.roles[role] = narrow(ElidedCombo())
            combo.setMinimumContentsLength(3)
            text = word("stock_role", role, language=language)
            text = text[0].upper() + text[1:]
            label = QLabel(text)
            label.setWordWrap(True)
            label.setBuddy(combo)
            grid.addWidget(label, len(self.roles), 0)
            grid.addWidget(combo, len(self.roles), 1)
            name_it(combo, text)
            combo.activated.connect(lambda _index, role=role: self._role_chosen(role))
        self.column.addWidget(self.roles_box)

        self.filter = QgsFieldExpressionWidget()
        self.filter.setExpressionDialogTitle(tr("Which rows count"))
        typed = narrow(self.filter.findChildren(QComboBox)[0])
        self.filter_label = self.labelled(
            tr("Filter, for instance only dwellings"), self.filter, tr("An expression for the rows that count.")
        )
        self.filter.fieldChanged.connect(self._filter_changed)
        # The widget itself tells only when one leaves it.
        typed.editTextChanged.connect(self._filter_changed)
        self.left = Note()
        self.column.addWidget(self.left)
        self.advice = ""
        self.dwellings = QPushButton(tr("Keep Dwellings Only"))
        name_it(self.dwellings, self.dwellings.text())
        self.dwellings.clicked.connect(self._take_advice)
        self.dwellings.hide()
        self.column.addWidget(self.dwellings)
        self._counting: Errand | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._count_rows)
        self.more = inner_box("VeerkrachtAddresses", tr("Addresses"))
        inner = QVBoxLayout(self.more)
        self.addresses = file_widget(table_filter(), tr("Addresses of the BAG"))
        self.labelled(tr("Addresses of the BAG, for a list without coordinates"), self.addresses, into=inner)
        self.addresses.fileChanged.connect(self.touch)
        self.geocode = QCheckBox(tr("Ask PDOK for what is not found"))
        name_it(self.geocode, self.geocode.text())
        self.geocode.toggled.connect(self.touch)
        self.consent = Note(keep=True)
        inner.addWidget(self.geocode)
        inner.addWidget(self.consent)
        self.more.setCollapsed(True)
        self.column.addWidget(self.more)
        self.layer.layerChanged.connect(self._layer_changed)
        self.file.fileChanged.connect(self._file_changed)
        self.update_consent()
        self._arrange()

    def update_consent(self) -> None:
        """Asking PDOK sends addresses, so it needs the consent in the settings."""
        agreed = Settings.load().geocode_consent
        self.geocode.setEnabled(agreed)
        if not agreed:
            self.quietly(lambda: self.geocode.setChecked(False))
        self.consent.say(
            ""
            if agreed
            else tr("This sends addresses to PDOK. Agree to it first under Settings › Options › Veerkracht.")
        )

    # -- the list -------------------------------------------------------------------------------------------------
    def _layer_changed(self, layer: Any) -> None:
        if layer is not None and self.file.filePath():
            self.quietly(lambda: self.file.setFilePath(""))
        self._other_list()

    def _file_changed(self, path: str) -> None:
        if path and self.layer.currentLayer() is not None:
            self.quietly(lambda: self.layer.setLayer(None))
        self._other_list()

    def _other_list(self) -> None:
        if self._quiet:
            return
        self._chosen = {}
        self.quietly(lambda: self.filter.setExpression(""))
        self._look()
        self.touch()

    def _look(self) -> None:
        """Read what the list is like, in the background."""
        self.stop()
        self.preview = None
        path, layer = self.file.filePath(), self.layer.currentLayer()
        if path and not Path(path).is_file():
            self._arrange(tr("The file {file} does not exist. Choose another file.").format(file=Path(path).name))
            return
        if path:
            self._arrange(tr("Reading {file}…").format(file=Path(path).name))
            self._errand = Errand(tr("Own stock"), partial(preview_of_file, Path(path)), self._looked)
        elif isinstance(layer, QgsVectorLayer):
            self._arrange(tr("Reading {file}…").format(file=layer.name()))
            self._errand = Errand(tr("Own stock"), reader_of(layer, layer.name()), self._looked)
        else:
            self._arrange()

    def _looked(self, found: Preview | None, problem: str) -> None:
        self._errand = None
        self.preview = found if found is not None and found.headers else None
        self._arrange(problem)
        self._count_rows()

    def stop(self) -> None:
        """Nobody waits for what is being read or counted."""
        for errand in (self._errand, self._counting):
            if errand is not None:
                errand.forget()
        self._errand = self._counting = None
        self._pause.stop()

    # -- the filter -----------------------------------------------------------------------------------------------
    @property
    def counting(self) -> bool:
        """Whether the rows that remain are being counted, or soon will be."""
        return self._counting is not None or self._pause.isActive()

    def _filter_changed(self, _text: str = "") -> None:
        # To show a list sets the filter too; it is counted when the list is there.
        if self._quiet:
            return
        self._pause.start()
        self.touch()

    def _take_advice(self, _checked: bool = False) -> None:
        self.filter.setExpression(self.advice)
        self.filter.setFocus()
        self._pause.stop()
        self._count_rows()
        self.touch()

    def _count_rows(self) -> None:
        """Count, aside, how many rows the filter keeps."""
        if self._counting is not None:
            self._counting.forget()
            self._counting = None
        found = self.preview
        if found is None:
            self._show_left("", "")
        elif not found.whole:
            # What is not read cannot be counted, and a part would be taken for the whole.
            self._show_left(tr("The list is long: the rows that remain are counted when the map is made."), "")
        else:
            text = self.filter.expression().strip()
            work = partial(rows_left, found, dict(self._chosen), text)
            self._counting = Errand(tr("Own stock"), work, partial(self._counted, found, text))

    def _counted(self, preview: Preview, text: str, found: tuple[int, str] | None, problem: str) -> None:
        self._counting = None
        if preview is not self.preview:
            return
        if found is None:
            self._show_left(problem, self.advice)
            return
        left, advice = found
        said = ""
        if text and not left:
            said = tr("No row remains of {all}: no row fits the filter. Change it, or leave it empty.").format(
                all=_count(preview.count)
            )
        elif text:
            said = tr("{n} of {all} rows remain.").format(n=_count(left), all=_count(preview.count))
        self._show_left(said, advice)

    def _show_left(self, text: str, advice: str) -> None:
        self.left.say(text)
        self.advice = advice
        self.dwellings.setToolTip(advice)
        self.dwellings.setAccessibleDescription(advice)
        # Who has a filter of his own knows better.
        self.dwellings.setVisible(bool(advice) and not self.filter.expression().strip())

    def _arrange(self, text: str = "") -> None:
        found = self.preview
        for widget in (self.roles_box, self.filter, self.filter_label, self.more):
            widget.setVisible(found is not None)
        if found is None:
            self._show_left("", "")
            self.note.say(text or tr("Choose your list of homes as it comes from Excel or the ERP, "
                                     "or leave this empty for a map without own stock."))  # fmt: skip
            return
        lines = [tr("{n} rows. Check which column is what.").format(n=_count(found.count))]
        if found.personal:
            lines.append(tr("Left out, because they are about people: {columns}").format(
                columns=", ".join(found.personal)))  # fmt: skip
        self.note.say("\n".join(lines))
        self.quietly(lambda: self._fill(found))

    def _fill(self, found: Preview) -> None:
        for role, combo in self.roles.items():
            combo.clear()
            combo.addItem(tr("None"), "-")
            for header, example in zip(found.headers, found.examples):
                combo.addItem(f"{header} ({example[:24]})" if example else header, header)
            wanted = self._chosen.get(ROLES[role]) or found.roles.get(role, "-")
            combo.setCurrentIndex(max(0, combo.findData(wanted)))
            combo.setToolTip(combo.currentText())
        fields = QgsVectorLayer("None", "fields", "memory")
        layer = self.layer.currentLayer()
        if layer is None:
            kinds: list[QgsField] = [make_field(header, "text") for header in found.headers]
            fields.dataProvider().addAttributes(kinds)
            fields.updateFields()
        expression = self.filter.expression()
        self._fields = fields
        self.filter.setLayer(layer or fields)
        self.filter.setExpression(expression)

    def _role_chosen(self, role: str) -> None:
        combo = self.roles[role]
        combo.setToolTip(combo.currentText())
        guessed = self.preview.roles.get(role, "-") if self.preview is not None else "-"
        self._chosen.pop(ROLES[role], None)
        if combo.currentData() != guessed:
            self._chosen[ROLES[role]] = str(combo.currentData())
        # Ids stay text and sizes are numbers, so the filter may see other values now.
        self._count_rows()
        self.touch()

    def columns(self) -> dict[str, str]:
        """The columns that ``overlaystock`` needs, as far as they are known."""
        found = self.preview
        if found is None:
            return {}
        roles = {"COMPLEX_FIELD": "complex", "UNITS_FIELD": "units"}
        out = {name: self._chosen.get(name) or found.roles.get(role, "-") for name, role in roles.items()}
        out["BU_FIELD"] = found.roles.get("buurt", "-")
        return {name: header for name, header in out.items() if header != "-"}

    # -- choices --------------------------------------------------------------------------------------------------
    def read(self, choice: Choice) -> None:
        """Put what is chosen here into ``choice``."""
        layer = self.layer.currentLayer()
        choice.stock_file = self.file.filePath()
        choice.stock_layer = layer.id() if layer is not None and not choice.stock_file else ""
        choice.roles = dict(self._chosen)
        choice.filter = self.filter.expression() if choice.has_stock else ""
        choice.addresses = self.addresses.filePath() if choice.has_stock else ""
        choice.geocode = self.geocode.isChecked() and choice.has_stock

    def set_choice(self, choice: Choice) -> None:
        """Show ``choice``."""
        self.quietly(lambda: self._set(choice))

    def _set(self, choice: Choice) -> None:
        self.file.setFilePath(choice.stock_file)
        self.layer.setLayer(None if choice.stock_file else QgsProject.instance().mapLayer(choice.stock_layer))
        self._chosen = dict(choice.roles)
        self.filter.setExpression(choice.filter)
        self.addresses.setFilePath(choice.addresses)
        self.geocode.setChecked(choice.geocode)
        self._look()
