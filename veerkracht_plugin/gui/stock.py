"""Own stock: a layer or a file, which column is what, and a filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import QgsFeatureRequest, QgsField, QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsFieldExpressionWidget, QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout

from ..compat import enum, is_null, make_field
from ..i18n import tr
from .choice import Choice
from .settings import Settings
from .tasks import Errand
from .widgets import Note, Page, file_widget, inner_box, name_it, narrow, table_filter

#: The roles that can be changed, and the parameter of ``readstock`` that does so.
ROLES = {
    "id": "ID_FIELD", "bag": "BAG_FIELD", "postcode": "POSTCODE_FIELD", "number": "NUMBER_FIELD", "x": "X_FIELD",
    "y": "Y_FIELD", "complex": "COMPLEX_FIELD", "units": "UNITS_FIELD",
}  # fmt: skip
#: So many rows of a layer are looked at to guess its columns.
SAMPLE = 2000


@dataclass
class Preview:
    """What is known of a list before it is placed."""

    headers: list[str]
    examples: list[str]
    count: int
    roles: dict[str, str] = field(default_factory=dict)
    personal: list[str] = field(default_factory=list)


def _preview(table: Any, count: int) -> Preview:
    """The guess of ``readstock``, with what the user chose before for lists with these columns."""
    import json

    from qgis.core import QgsSettings

    from ..processing.readstock import REMEMBERED
    from ..sources import roles

    try:
        kept = json.loads(str(QgsSettings().value(REMEMBERED + roles.layout_key(table.headers), "") or "{}"))
    except ValueError:
        kept = {}
    found = roles.choose(table, {}, {str(role): str(text) for role, text in kept.items()})
    examples = [next((text for text in column if text), "") for column in table.columns]
    return Preview(
        list(table.headers), examples, count,
        {role: table.headers[one.column] for role, one in found.guesses.items()},
        [table.headers[i] for i in found.personal],
    )  # fmt: skip


def preview_of_file(path: Path) -> Preview:
    """Read a list of properties as ``readstock`` does. In a thread."""
    from ..sources import roles, stockfiles

    if stockfiles.reads(path):
        table = stockfiles.read(path, roles.score)
        return _preview(table, len(table))
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    out = preview_of_rows(*sample_of(layer)) if layer.isValid() else Preview([], [], 0)
    del layer
    return out


def sample_of(layer: QgsVectorLayer) -> tuple[list[str], list[list[str]], int]:
    """Headers, the first rows by column as text, and the number of rows of a layer."""
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setLimit(SAMPLE)
    names = layer.fields().names()
    columns: list[list[str]] = [[] for _ in names]
    for feature in layer.getFeatures(request):
        for column, value in zip(columns, feature.attributes()):
            column.append("" if is_null(value) else str(value))
    return list(names), columns, max(0, layer.featureCount())


def preview_of_rows(headers: list[str], columns: list[list[str]], count: int) -> Preview:
    """The guess for rows that were read already. In a thread."""
    from ..sources import stockfiles

    return _preview(stockfiles.StockTable(headers, columns, ""), count)


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
            combo = self.roles[role] = narrow(QComboBox())
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
        narrow(self.filter.findChildren(QComboBox)[0])
        self.filter_label = self.labelled(
            tr("Filter, for instance only dwellings"), self.filter, tr("An expression for the rows that count.")
        )
        self.filter.fieldChanged.connect(self.touch)
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
            self._errand = Errand(tr("Own stock"), lambda _: preview_of_file(Path(path)), self._looked)
        elif isinstance(layer, QgsVectorLayer):
            self._arrange(tr("Reading {file}…").format(file=layer.name()))
            rows = sample_of(layer)
            self._errand = Errand(tr("Own stock"), lambda _: preview_of_rows(*rows), self._looked)
        else:
            self._arrange()

    def _looked(self, found: Preview | None, problem: str) -> None:
        self._errand = None
        self.preview = found if found is not None and found.headers else None
        self._arrange(problem)

    def stop(self) -> None:
        """Nobody waits for what is being read."""
        if self._errand is not None:
            self._errand.forget()
            self._errand = None

    def _arrange(self, text: str = "") -> None:
        found = self.preview
        for widget in (self.roles_box, self.filter, self.filter_label, self.more):
            widget.setVisible(found is not None)
        if found is None:
            self.note.say(text or tr("Choose your list of homes as it comes from Excel or the ERP, "
                                     "or leave this empty for a map without own stock."))  # fmt: skip
            return
        count = f"{found.count:,}".replace(",", " ")
        lines = [tr("{n} rows. Check which column is what.").format(n=count)]
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
