"""``veerkracht:share``: a folder for a colleague, which opens styled on a machine without the plugin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsMessageLog,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFolder,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDatabaseSchema,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterProviderConnection,
    QgsProject,
    QgsVectorLayer,
)

from ..compat import enum
from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import LOG, BaseAlgorithm, advanced, place_of_layer, whole_number
from .pages import NO_THREADING, check

if TYPE_CHECKING:
    from ..layers.export import Part
    from ..layers.postgis import Database
    from ..maps.handover import Look, Shared
    from ..maps.material import Material

AUDIENCES = ("intern", "extern")

#: In the order of the dialog; scripts give their numbers, so a new one goes behind the last.
PROJECT, STYLES, XLSX, CSV, GEOJSON, SHAPE, HTML = (
    "project", "styles", "xlsx", "csv", "geojson", "shapefile", "html",
)  # fmt: skip
FORMATS = (PROJECT, STYLES, XLSX, CSV, GEOJSON, SHAPE, HTML)
#: The same by the files that they make.
_EXTENSIONS = {
    "gpkg": PROJECT, "qgz": PROJECT, "qgs": PROJECT, "qlr": STYLES, "qml": STYLES, "sld": STYLES, "shp": SHAPE,
}  # fmt: skip
#: A shapefile only when somebody asks for it.
DEFAULT_FORMATS = tuple(one for one in FORMATS if one != SHAPE)

LANGUAGES = ("", "nl", "en")

#: The schema in a database, unless another one is chosen: a table ``buurten`` is in no one's way there.
SCHEMA = "veerkracht"

#: What layers are called that nobody has named.
_UNNAMED = {"", "output", "complexes", "by_neighbourhood"}

#: Words in rights and licences that call for a look before something is handed on.
_RESTRICTED = re.compile(
    r"\bleden\b|member|vertrouwelijk|confidential|niet openbaar|not public|\bNC\b|\bND\b|alle rechten|all rights"
    r"|intern gebruik|internal use|niet verspreiden|do not distribute",
    re.IGNORECASE,
)


@dataclass
class _Run:
    """What one run knows."""

    context: QgsProcessingContext
    feedback: QgsProcessingFeedback
    language: str
    relabel: bool
    who: str
    least: int
    formats: Sequence[str]
    made: date
    parts: list[Part] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    accounts: list[QgsVectorLayer] = field(default_factory=list)
    visible: dict[str, bool] = field(default_factory=dict)
    #: Whether all layers stand in one project of the user, whose order then counts.
    arranged: bool = False
    #: Own units by buurt, where a layer tells them.
    units: dict[str, float] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    left_layers: int = 0
    #: Where the tables go in a database: an open transaction, the name of its connection, and the schema.
    database: Database | None = None
    connection: str = ""
    schema: str = ""
    #: Rows that have no longitude and latitude, by table.
    lost: dict[str, int] = field(default_factory=dict)

    def w(self, key: str, **values: object) -> str:
        """A word of shared folders."""
        from ..model.words import word

        return word("share", key, language=self.language, **values)


class Share(BaseAlgorithm):
    """Layers → a folder with a GeoPackage, a project, styles, sheets and lists."""

    ID = "share"
    LAYERS, FOLDER, AUDIENCE, FORMATS = "LAYERS", "FOLDER", "AUDIENCE", "FORMATS"
    MINIMUM, LANGUAGE, SELECTED, COUNT = "MINIMUM", "LANGUAGE", "SELECTED", "COUNT"
    DATABASE, SCHEMA = "DATABASE", "SCHEMA"

    def title(self) -> str:
        return tr("Folder for colleagues")

    def summary(self) -> str:
        return tr(
            "Makes a folder with the maps that opens styled anywhere: GeoPackage, QGIS project, Excel, CSV, GeoJSON, "
            "styles, a web page."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "Layers: the classified buurten, own stock, complexes, the table verantwoording, and any other "
                    "layer. A filter of a layer counts; columns and styles go along as they are."
                ),
                tr(
                    "The project has the nine maps as map themes and as pages to print. Nobody needs the plugin to "
                    "open it, and the folder may be moved."
                ),
                tr(
                    "Audience extern leaves out properties, layers that the plugin does not know, ids, columns of "
                    "your own, and buurten and complexes with few own units; where a total would give a small number "
                    "away, a larger one goes as well. The finished files are opened again and checked."
                ),
                tr(
                    "A team that works in PostGIS gets the same tables with all styles in a schema of the database, "
                    "under Advanced. They are replaced as a whole in one transaction; tables of others are never "
                    "touched."
                ),
                tr(
                    "No file holds a path of this computer, your name or a password. The folder is put in place when "
                    "all of it is there; an earlier one of the same name is replaced as a whole."
                ),
            )
        )

    def keywords(self) -> list[str]:
        return ["share", "delen", "map", "collega", "export", "xlsx", "excel", "csv", "geojson", "qlr", "sld", "extern",
                "postgis", "database"]  # fmt: skip

    def flags(self) -> Any:
        # Styles, projects and layouts belong to the main thread.
        return super().flags() | NO_THREADING

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..layers.language import extern_minimum

        add, promise = self.addParameter, self.addOutput
        vector = enum(QgsProcessing, "SourceType", "TypeVector")
        add(QgsProcessingParameterMultipleLayers(self.LAYERS, tr("Layers"), vector))
        audiences = (
            tr("Intern: everything that is in the layers"),
            tr("Extern: without addresses, ids, own columns and small numbers"),
        )
        self.add_choice(self.AUDIENCE, tr("Audience"), AUDIENCES, audiences, AUDIENCES[0])
        names = {
            PROJECT: tr("GeoPackage and QGIS project"),
            STYLES: tr("QLR, QML and SLD for each map"),
            XLSX: tr("Excel (XLSX)"),
            CSV: tr("CSV for Excel (NL)"),
            GEOJSON: tr("GeoJSON (WGS84)"),
            SHAPE: tr("Shapefile"),
            HTML: tr("Web page that opens from disk (HTML)"),
        }
        labels = [names[one] for one in FORMATS]
        self.add_choice(
            self.FORMATS, tr("Formats"), FORMATS, labels, DEFAULT_FORMATS, multiple=True, other_names=_EXTENSIONS
        )
        add(
            advanced(
                QgsProcessingParameterNumber(
                    self.MINIMUM,
                    tr("Smallest number of own units to show outside"),
                    QgsProcessingParameterNumber.Type.Integer,
                    extern_minimum(),
                    optional=True,
                    minValue=1,
                )
            )
        )
        languages = (tr("As the products of the plugin"), "Nederlands", "English")
        self.add_choice(self.LANGUAGE, tr("Language"), LANGUAGES, languages, "", optional=True, hidden=True)
        add(
            advanced(
                QgsProcessingParameterBoolean(
                    self.SELECTED, tr("Only selected features, of layers that have a selection"), False, optional=True
                )
            )
        )
        add(
            advanced(
                QgsProcessingParameterProviderConnection(
                    self.DATABASE, tr("Connection to PostGIS, to put the tables and styles there as well"), "postgres",
                    optional=True,
                )
            )
        )  # fmt: skip
        add(
            advanced(
                QgsProcessingParameterDatabaseSchema(
                    self.SCHEMA, tr("Schema in that database"), self.DATABASE, SCHEMA, optional=True
                )
            )
        )
        add(QgsProcessingParameterFolderDestination(self.FOLDER, tr("Folder")))
        if self.outputDefinition(self.FOLDER) is None:
            promise(QgsProcessingOutputFolder(self.FOLDER, tr("Folder")))
        promise(QgsProcessingOutputNumber(self.COUNT, tr("Number of files")))

    # -- the run --------------------------------------------------------------------------------------------------
    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.folder import whole_folder

        run = self._run(parameters, context, feedback)
        run.connection = self.parameterAsConnectionName(parameters, self.DATABASE, context)
        run.schema = (self.parameterAsSchema(parameters, self.SCHEMA, context) or SCHEMA).strip()
        target = self._target(parameters, context)
        layers = self._layers(parameters, context)
        self._not_inside(target, layers, context)
        self._gather(run, layers, self.parameterAsBool(parameters, self.SELECTED, context))
        self._suppress(run)
        # The folder is put in place first: what can still go wrong then is nothing but the last word to the database.
        with _database(run) as secrets, whole_folder(target) as work:
            count = _make(run, work)
            _look_again(run, work, target, layers, secrets)
            check(feedback)
        feedback.setProgress(100.0)
        return {self.FOLDER: str(target), self.COUNT: count}

    def _run(self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> _Run:
        from ..layers.language import extern_minimum, product_language

        chosen = self.choice(parameters, self.LANGUAGE, context)
        formats = sorted(set(self.chosen(parameters, self.FORMATS, context)), key=FORMATS.index)
        if not formats:
            raise VeerkrachtError(N_("No format was chosen. Choose at least one."))
        return _Run(
            context,
            feedback,
            chosen or product_language(),
            bool(chosen),
            self.choice(parameters, self.AUDIENCE, context),
            whole_number(self, parameters, self.MINIMUM, context) or extern_minimum(),
            formats,
            date.today(),
        )

    def _target(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Path:
        text = self.parameterAsString(parameters, self.FOLDER, context)
        if not text:
            raise VeerkrachtError(N_("Choose a folder for the files."))
        return Path(text).absolute()

    def _layers(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[QgsVectorLayer]:
        given = self.parameterAsLayerList(parameters, self.LAYERS, context)
        asked = parameters.get(self.LAYERS)
        if isinstance(asked, (list, tuple)) and len(asked) != len(given):
            known = {layer.id() for layer in given} | {layer.source() for layer in given}
            lost = [str(one) for one in asked if isinstance(one, str) and one not in known]
            raise VeerkrachtError(
                N_("{layer} is not a layer that can be read. Check its name or path."),
                layer=", ".join(Path(one).name for one in lost) or "?",
            )
        out: list[QgsVectorLayer] = []
        for layer in given:
            if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
                raise VeerkrachtError(
                    N_("{layer} is no layer of points, lines, polygons or rows, or its source is gone. Leave it out."),
                    layer=layer.name(),
                )
            if layer.id() not in {one.id() for one in out}:
                out.append(layer)
        if not out:
            raise VeerkrachtError(N_("Choose at least one layer to share."))
        return out

    def _not_inside(self, target: Path, layers: Sequence[QgsVectorLayer], context: QgsProcessingContext) -> None:
        """Refuse a folder that a layer lives in: it would be taken away under that layer."""
        project = context.project()
        opened = list(project.mapLayers().values()) if project is not None else []
        for layer in [*layers, *opened]:
            place = place_of_layer(layer)
            if place is not None and target.resolve() in place.path.resolve().parents:
                raise VeerkrachtError(
                    N_("The layer {layer} is open from the folder {folder}, which would be replaced. Choose another "
                       "folder, or remove the layer first."),
                    layer=layer.name(), folder=target.name,
                )  # fmt: skip

    # -- what goes along ------------------------------------------------------------------------------------------
    def _gather(self, run: _Run, layers: Sequence[QgsVectorLayer], selected_only: bool) -> None:
        """Which layers go, as what, and how they look to their owner."""
        from ..layers.export import part_of
        from ..maps.handover import look_of
        from ..model import audience
        from ..model.words import word

        project = run.context.project()
        mine = {layer.id() for layer in layers}
        nodes = project.layerTreeRoot().findLayers() if project is not None else []
        order = [node.layerId() for node in nodes if node.layerId() in mine]
        run.arranged = len(order) == len(layers)
        run.visible = {node.layerId(): node.isVisible() for node in nodes}
        if run.arranged:
            layers = sorted(layers, key=lambda layer: order.index(layer.id()))
        names = _Tables()
        for layer in layers:
            product = audience.product_of(layer.fields().names())
            self._say_rights(run, layer)
            if product == audience.ACCOUNT:
                run.accounts.append(layer)
                continue
            if run.who == audience.EXTERN and not audience.goes_out(product):
                run.left_layers += 1
                run.feedback.pushWarning(
                    (tr("{layer} stays inside: it holds single properties.") if product == audience.STOCK else
                     tr("{layer} stays inside: the plugin does not know what is in "
                        "it.")).format(layer=_shown(layer, product, run))
                )  # fmt: skip
                # Only for counting.
                if product == audience.STOCK:
                    run.parts.append(part_of(layer, product, "", "", run.who))
                continue
            title = _shown(layer, product, run)
            if run.who == audience.EXTERN:
                title = word("layer", product, language=run.language)
            part = part_of(layer, product, names.name(product, layer.name()), _plain_title(title), run.who)
            part.selected = selected_only and layer.selectedFeatureCount() > 0
            if not part.columns:
                raise VeerkrachtError(N_("{layer} has no columns that can be shared. Leave it out."), layer=title)
            if run.who != audience.EXTERN:
                run.looks[part.table] = look_of(layer, layer.id() in order)
            run.parts.append(part)
        if not any(part.table for part in run.parts):
            raise VeerkrachtError(
                N_("None of the layers may go outside: properties and layers that the plugin does not know stay "
                   "inside. Add the classified buurten, the complexes or the buurten with own stock.")
                if run.who == audience.EXTERN else N_("There is nothing but the table verantwoording to share. Add "
                                                      "the classified buurten.")
            )  # fmt: skip

    def _say_rights(self, run: _Run, layer: QgsVectorLayer) -> None:
        members = [name for name in layer.fields().names() if name.lower().startswith("ae_")]
        if members or {"soort", "veld", "eigen", "aedes"} <= set(layer.fields().names()):
            run.feedback.pushWarning(
                (tr("{layer} holds figures of Aedes that are for its members only; they stay inside.")
                 if run.who == "extern" else
                 tr("{layer} holds figures of Aedes that are for its members only. Share them only as Aedes allows."))
                .format(layer=layer.name())
            )  # fmt: skip
        metadata = layer.metadata()
        for line in [*metadata.rights(), *metadata.licenses()]:
            if _RESTRICTED.search(line) and not line.startswith("ae_"):
                run.feedback.pushWarning(
                    tr("{layer} says of its rights: “{rights}”. Make sure that you may hand it on.").format(
                        layer=layer.name(), rights=line
                    )
                )

    def _suppress(self, run: _Run) -> None:
        """For outside: the buurten and complexes that stay inside, also because of what totals give away."""
        from ..layers.export import units_by_buurt
        from ..model import audience

        if run.who != audience.EXTERN:
            return
        run.units = units = units_by_buurt(run.parts)
        run.hidden = audience.hidden_areas(units, run.least)
        for part in run.parts:
            if part.product != audience.COMPLEXES:
                continue
            names = part.layer.fields().names()
            rows = [
                (f.id(), str(f["bu_code"] or "") if "bu_code" in names else "", _count(f["eenheden"]))
                for f in part.layer.getFeatures()
            ]
            run.hidden_rows |= audience.hidden_complexes(rows, units, run.hidden, run.least)
        run.parts = [part for part in run.parts if part.table]


def _shown(layer: QgsVectorLayer, product: str, run: _Run) -> str:
    """The name of a layer; results that nobody has named are called after what they are."""
    from ..model import audience
    from ..model.words import word

    if product != audience.OTHER and layer.name().lower() in _UNNAMED:
        return word("layer", product, language=run.language)
    return layer.name()


def _count(value: Any) -> float:
    from ..compat import is_null

    return 0.0 if is_null(value) else float(value)


def _plain_title(text: str) -> str:
    from ..layers.scrub import file_name_only

    return file_name_only(text)


class _Tables:
    """Names of tables, each of its own and fit for a sheet of a workbook and a file."""

    _OURS = {
        "classified": "buurten", "buurten": "buurten", "stock": "eigen_bezit", "complexes": "complexen",
        "by_neighbourhood": "buurten_bezit", "timeseries": "buurten_jaren", "lines": "lijnen", "areas": "gebieden",
        "area_classes": "gebieden_klassen",
    }  # fmt: skip

    def __init__(self) -> None:
        self._used = {"verantwoording", "velden", "fields", "layer_styles"}

    def name(self, product: str, title: str) -> str:
        """A name of at most 27 letters, so that a number fits behind it."""
        from ..maps.printing import safe

        stem = self._OURS.get(product) or safe(title).replace("-", "_").lower()[:27].strip("_") or "laag"
        if stem.startswith(("gpkg_", "rtree_", "sqlite_")) or stem[0].isdigit():
            stem = "laag_" + stem[:22]
        name, number = stem, 1
        while name in self._used:
            number += 1
            name = f"{stem}_{number}"
        self._used.add(name)
        return name


# -- where it goes ----------------------------------------------------------------------------------------------------
@contextmanager
def _database(run: _Run) -> Iterator[set[str]]:
    """The transaction of this run, when a database was chosen; gives what of the connection may stand in no file."""
    from ..layers import pgshare

    if not run.connection:
        yield set()
        return
    uri = pgshare.connection_of(run.connection)
    with pgshare.transaction(uri, run.connection, run.schema, run.feedback) as database:
        run.database = database
        try:
            yield {uri.authConfigId(), uri.host() if "." in uri.host() else "", uri.password()}
        finally:
            run.database = None


def _publish(run: _Run, package: Path, comments: dict[str, str]) -> None:
    """The tables of the GeoPackage into the database, looked at again there when they are for outside."""
    from ..layers import checking, pgshare

    if run.database is None:
        return
    tables = [
        pgshare.Table(
            part.table, comments.get(part.table, part.title),
            {column.name: _meaning(column, part, run.language) for column in part.columns},
        )
        for part in run.parts
    ]  # fmt: skip
    tables += [pgshare.Table(name, comments.get(name, "")) for name in ("verantwoording", run.w("fields_table"))]
    done = pgshare.publish(run.database, run.schema, package, tables)
    if run.who == "extern":
        for table in tables:
            names, rows = pgshare.rows_of(run.database, run.schema, table.name)
            wrong = checking.in_table(
                table.name, names, rows, pgshare.middles(run.database, run.schema, table.name)
                if table.name in {part.table for part in run.parts if part.spatial} else [], run.least, run.hidden,
            )  # fmt: skip
            if wrong:
                raise _leak(wrong, table.name)
    for text, found in (
        (tr("New in schema {schema}: {tables}."), done.made),
        (tr("Replaced in schema {schema}: {tables}."), done.replaced),
        (tr("Taken away from schema {schema}, since they are not shared any more: {tables}."), done.removed),
    ):
        if found:
            run.feedback.pushInfo(text.format(schema=run.schema, tables=", ".join(found)))


# -- making ------------------------------------------------------------------------------------------------------------
def _make(run: _Run, work: Path) -> int:
    """All files in ``work``; how many they are."""
    from ..layers import export
    from ..layers.folder import write_manifest
    from ..maps import handover
    from ..maps.project import write_project
    from ..model.method import method
    from ..model.words import word

    feedback = run.feedback
    stem = _stem(run)
    package = work / f"{stem}.gpkg"
    _write_tables(run, package)
    check(feedback)
    tables = [part.table for part in run.parts] + ["verantwoording"]
    files: dict[str, str] = {}
    _keep_styles(run, package)
    export.settle(package)
    run.feedback.setProgress(42.0)
    comments: dict[str, str] = {}
    project = QgsProject()
    shared = handover.open_shared(package, run.parts)
    try:
        title = word("layer", "account", language=run.language)
        material = _dress(run, shared, handover.account_of(package, "verantwoording", title))
        title = run.w("file_title", place=_place(material, run), year=material.year if material else "").strip()
        comments = {one.part.table: _comment(one.layer) for one in shared}
        rights = handover.licences({one.part.table: one.layer for one in shared})
        sources = list(material.history) if material is not None else []
        _fill(run, project, shared, title)
        feedback.setProgress(50.0)
        if PROJECT in run.formats:
            if material is not None:
                handover.add_layouts(project, shared, material, run.language, run.made, feedback)
            check(feedback)
            write_project(project, work / f"{stem}.qgz")
            files[f"{stem}.qgz"] = "file_qgz"
            files[package.name] = "file_gpkg"
        feedback.setProgress(60.0)
        if HTML in run.formats and material is not None:
            (work / f"{stem}.html").write_bytes(_page(run, material).encode("utf-8"))
            files[f"{stem}.html"] = "file_html"
            check(feedback)
        feedback.setProgress(65.0)
        if STYLES in run.formats:
            handover.write_maps(project, shared, work / run.w("maps_folder"), feedback)
            files[run.w("maps_folder")] = "file_maps"
        fictional = material is not None and material.fictional
    finally:
        # Layouts hold layers, layers hold the file.
        project.clear()
        shared.clear()
        material = None
        del project
    export.settle(package)
    check(feedback)
    feedback.setProgress(70.0)
    files |= _other_formats(run, work, package, stem, tables)
    check(feedback)
    _publish(run, package, comments)
    if PROJECT not in run.formats and STYLES not in run.formats:
        package.unlink()
    elif PROJECT not in run.formats:
        files[package.name] = "file_gpkg"
    feedback.setProgress(88.0)
    left = _left(run)
    _readme(run, work, title, files, left, sources, rights, fictional)
    write_manifest(
        work,
        {
            "product": "veerkracht:share",
            "audience": run.who,
            "made": run.made.isoformat(),
            "method": method().version,
            **({"minimum": run.least} if run.who == "extern" else {}),
        },
    )
    return sum(1 for path in work.rglob("*") if path.is_file())


def _comment(layer: QgsVectorLayer) -> str:
    """What a layer is, its sources and rights, as a text beside the table."""
    metadata = layer.metadata()
    lines = [metadata.title(), *metadata.abstract().split("\n"), *metadata.history(), *metadata.rights()]
    return "\n".join(dict.fromkeys(line for line in lines if line.strip()))


def _page(run: _Run, material: Material) -> str:
    """The nine maps as a web page; outside, own stock is the number of units of each buurt that may be told."""
    from dataclasses import replace

    from ..maps.material import stock_by_buurt
    from ..maps.webmap import page

    if run.who == "extern":
        material = replace(material, stock=stock_by_buurt(run.units) if run.units else None)
    return page(material, run.who, run.language, run.made, run.least, run.feedback)


def _stem(run: _Run) -> str:
    """``veerkracht_Heerlen_2024``: what the files are called."""
    from ..maps.printing import safe
    from ..model import audience

    places: set[str] = set()
    years: set[str] = set()
    for part in run.parts:
        names = part.layer.fields().names()
        if part.product not in (audience.CLASSIFIED, audience.BUURTEN) or "gm_naam" not in names:
            continue
        for feature in part.layer.getFeatures():
            places.add(str(feature["gm_naam"] or ""))
            if "jaar" in names:
                years.add(str(feature["jaar"] or ""))
        break
    found = sorted(places - {""})
    place = "-".join(found) if len(found) < 3 else f"{found[0]}-{len(found)}"
    year = max(years - {"", "NULL"}, default="")
    return "_".join(part for part in ("veerkracht", safe(place), year, safe(run.who)) if part)


def _place(material: Material | None, run: _Run) -> str:
    return material.whole().name if material is not None else run.parts[0].title


def _write_tables(run: _Run, package: Path) -> None:
    from ..layers.export import write_part, write_plain
    from ..model.fields import Field, account_fields

    counts = [max(1, part.layer.selectedFeatureCount() if part.selected else part.layer.featureCount())
              for part in run.parts]  # fmt: skip
    total, before = sum(counts), 0
    for part, count in zip(run.parts, counts):
        start = before

        def progress(done: int, start: int = start) -> None:
            run.feedback.setProgress(35.0 * (start + done) / total)

        write_part(package, part, run.who, run.least, run.hidden, run.hidden_rows,
                   run.context.transformContext(), run.feedback, progress)  # fmt: skip
        before += count
        if not part.written:
            run.feedback.pushWarning(tr("{layer} has no rows to share.").format(layer=part.title))
        if part.paths:
            run.feedback.pushWarning(
                tr("{layer}: {n} values were paths on this computer; only the name of the file goes along.").format(
                    layer=part.title, n=sum(part.paths.values())
                )
            )
    if not any(part.written for part in run.parts):
        raise VeerkrachtError(N_("The layers hold no rows to share. Drop their filters, or choose other layers."))
    rows = _account(run)
    write_plain(package, "verantwoording", account_fields(), rows, run.feedback)
    meanings = [
        [part.table, column.name, _meaning(column, part, run.language)] for part in run.parts for column in part.columns
    ]
    fields = [Field(run.w("field_table"), "text"), Field("veld", "text"), Field("betekenis", "text")]
    if run.language == "en":
        fields = [fields[0], Field("field", "text"), Field("meaning", "text")]
    write_plain(package, run.w("fields_table"), fields, meanings, run.feedback)


def _meaning(column: Any, part: Part, language: str) -> str:
    from ..model import audience
    from ..model.words import word

    if part.product != audience.OTHER:
        try:
            return word("field", column.name, language=language)
        except KeyError:
            pass  # nosec B110 - a column of the user's own
    alias = column.field.alias()
    return str(alias) or (column.field.name() if column.field.name() != column.name else "")


def _account(run: _Run) -> list[list[Any]]:
    """The lines of all accounts, each once; without any, what the layers say of themselves."""
    from ..compat import is_null
    from ..layers.scrub import file_name_only
    from ..model import audience
    from ..model.account import Account
    from ..model.fields import account_fields
    from ..model.method import method

    names = [one.name for one in account_fields()]
    rows: dict[tuple[Any, ...], None] = {}
    layers = run.accounts or _beside([part.layer for part in run.parts])
    for layer in layers:
        for feature in layer.getFeatures():
            given = [feature[name] for name in names]
            values = [None if is_null(one) else file_name_only(one) if isinstance(one, str) else one for one in given]
            if run.who == audience.EXTERN:
                kept = audience.outside(audience.ACCOUNT, dict(zip(names, values)), run.least)
                if kept is None:
                    continue
            rows[tuple(values)] = None
    if not rows:
        account = Account()
        account.add("method", method().version)
        account.add("made", datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        account.add("signal", ("general", "signal"))
        rows.update(dict.fromkeys(account.rows(run.language)))
    return [list(row) for row in rows]


def _beside(layers: Sequence[QgsVectorLayer]) -> list[QgsVectorLayer]:
    """The tables verantwoording in the GeoPackages of ``layers``."""
    from ..model import audience

    out = []
    for path in dict.fromkeys(str(place.path) for place in map(place_of_layer, layers) if place is not None):
        if not path.lower().endswith(".gpkg"):
            continue
        table = QgsVectorLayer(f"{path}|layername=verantwoording", "verantwoording", "ogr")
        if table.isValid() and audience.product_of(table.fields().names()) == audience.ACCOUNT:
            out.append(table)
    return out


def _keep_styles(run: _Run, package: Path) -> None:
    """Styles and metadata into the file, layer by layer: a layer that is open loses the file under it when another one
    writes there and closes it.
    """
    from ..layers.metadata import store
    from ..maps import handover, styles
    from ..model import audience
    from ..model.words import word

    lines = [word("general", "equivalent", language=run.language), word("general", "signal", language=run.language)]
    for part in run.parts:
        one = handover.open_shared(package, [part])[0]
        handover.dress(one.layer, part.product, run.looks.get(part.table), run.language, run.relabel)
        metadata = handover.metadata_of(part.layer, one.layer, part.title,
                                        lines if part.product != audience.OTHER else [])  # fmt: skip
        if run.who == audience.EXTERN:
            # Of own stock the history names the file of the owner.
            public = part.product in (audience.CLASSIFIED, audience.BUURTEN, audience.TIMESERIES, audience.LINES)
            metadata.setHistory(metadata.history() if public else [])
            metadata.setRights([line for line in metadata.rights() if public and not line.startswith("ae_")])
            metadata.setAbstract("\n".join(lines))
        store(one.layer, metadata)
        styles.save(one.layer)
        del one
        check(run.feedback)


def _dress(run: _Run, shared: list[Shared], account: Shared) -> Material | None:
    """The finished layers as they are in the project; what the pages tell."""
    from ..maps import handover

    shared.append(account)
    for one in shared:
        one.visible = run.visible.get(one.part.layer.id(), True)
        handover.dress(one.layer, one.part.product, run.looks.get(one.part.table), run.language, run.relabel)
        # QGIS 3.22 does not read the metadata of a table in a GeoPackage with several.
        one.layer.loadDefaultMetadata()
    shared[:] = handover.drawing_order(shared, run.arranged)
    return handover.material_of(shared)


def _fill(run: _Run, project: QgsProject, shared: Sequence[Shared], title: str) -> None:
    from ..maps import handover

    handover.fill_project(project, shared, title, not run.arranged)


def _other_formats(run: _Run, work: Path, package: Path, stem: str, tables: Sequence[str]) -> dict[str, str]:
    from ..layers import export

    files: dict[str, str] = {}
    spatial = [part for part in run.parts if part.spatial]
    if XLSX in run.formats:
        export.to_workbook(package, [*tables, run.w("fields_table")], work / f"{stem}.xlsx")
        files[f"{stem}.xlsx"] = "file_xlsx"
        check(run.feedback)
        run.feedback.setProgress(78.0)
    if CSV in run.formats:
        folder = work / run.w("csv_folder")
        folder.mkdir()
        for table in tables:
            export.to_dutch_csv(package, table, folder / f"{table}.csv")
        files[folder.name] = "file_csv"
        check(run.feedback)
    if GEOJSON in run.formats:
        folder = work / run.w("geojson_folder")
        for part in spatial:
            if not part.layer.crs().isValid():
                run.feedback.pushWarning(
                    tr("{layer} has no coordinate system, so there is no GeoJSON of it.").format(layer=part.title)
                )
                continue
            folder.mkdir(exist_ok=True)
            lost = export.to_geojson(package, part.table, folder / f"{part.table}.geojson")
            if lost:
                run.lost[part.table] = lost
                run.feedback.pushWarning(
                    tr("{n} rows of {layer} lie nowhere on earth and are not in its GeoJSON.").format(
                        n=lost, layer=part.title
                    )
                )
        if folder.exists():
            files[folder.name] = "file_geojson"
        check(run.feedback)
    if SHAPE in run.formats and spatial:
        folder = work / run.w("shape_folder")
        folder.mkdir()
        _shapefiles(run, package, folder, spatial)
        files[folder.name] = "file_shape"
        check(run.feedback)
    return files


def _shapefiles(run: _Run, package: Path, folder: Path, parts: Sequence[Part]) -> None:
    from ..layers import export

    lines = [run.w("names_head"), ""]
    for part in parts:
        shorts, cut = export.to_shapefile(package, part.table, folder / f"{part.table}.shp")
        lines += [f"{part.table}.shp", *(
            "  " + " ; ".join((shorts[column.name], column.name, _meaning(column, part, run.language)))
            for column in part.columns if column.name in shorts
        )]  # fmt: skip
        if cut:
            lines.append("  " + run.w("names_cut", list=", ".join(cut)))
            run.feedback.pushWarning(
                tr("A shapefile holds texts of at most 254 characters; {layer} was cut in {fields}.").format(
                    layer=part.title, fields=", ".join(cut)
                )
            )
        lines.append("")
    (folder / run.w("names_file")).write_bytes("\r\n".join(lines).encode("utf-8-sig"))


def _left(run: _Run) -> list[str]:
    """What is not in the folder, in words that do not tell what it was."""
    lines = []
    if run.who == "extern":
        for part in run.parts:
            if part.kept_inside:
                lines.append(run.w("left_rows", table=part.table, n=part.kept_inside))
            if part.left_out:
                lines.append(run.w("left_columns", table=part.table, n=len(part.left_out)))
        lines += [run.w("left_layer", n=run.left_layers)] if run.left_layers else []
    for part in run.parts:
        if part.table in run.lost:
            lines.append(run.w("left_places", table=part.table, n=run.lost[part.table]))
        lines += [run.w("left_paths", table=part.table, field=name, n=n) for name, n in part.paths.items()]
    return lines


def _readme(
    run: _Run,
    work: Path,
    title: str,
    files: dict[str, str],
    left: Sequence[str],
    sources: Sequence[str],
    rights: Sequence[str],
    fictional: bool,
) -> None:
    from ..layers.folder import MANIFEST
    from ..maps.readme import Readme

    order = ["file_qgz", "file_gpkg", "file_html", "file_xlsx", "file_csv", "file_maps", "file_geojson", "file_shape"]
    listed = dict(sorted(files.items(), key=lambda one: order.index(one[1])))
    listed[MANIFEST] = "file_manifest"
    readme = Readme(title, run.language, run.who, run.least, run.parts, run.made, listed, left, sources, rights,
                    fictional)  # fmt: skip
    # With the mark of UTF-8, or older editors of Windows take it for something else.
    (work / run.w("readme")).write_bytes(readme.text().encode("utf-8-sig"))


# -- looking again -----------------------------------------------------------------------------------------------------
def _look_again(run: _Run, work: Path, target: Path, layers: Sequence[QgsVectorLayer], secrets: set[str]) -> None:
    """Open every finished file again; raises VeerkrachtError when one holds what it may not."""
    from ..layers import checking

    wrong = checking.leaks(work, _secrets(work, target, layers) | {one for one in secrets if len(one) >= 6})
    if run.who == "extern":
        wrong += checking.small_cells(work, run.least, run.hidden)
    if wrong:
        raise _leak(wrong, re.split(r"[:/]", wrong[0])[0])


def _leak(wrong: Sequence[str], place: str) -> VeerkrachtError:
    """The error for what was found on looking again, told in the log."""
    QgsMessageLog.logMessage("\n".join(wrong), LOG, Qgis.MessageLevel.Critical)
    return VeerkrachtError(
        N_("{file} would hold something that must not leave this computer, so nothing was written. The log panel "
           "“Veerkracht” says what; please report it."), file=place,
    )  # fmt: skip


def _secrets(work: Path, target: Path, layers: Sequence[QgsVectorLayer]) -> set[str]:
    """What may stand in no file: places of this computer, and what connections say of who logs in."""
    from qgis.core import QgsApplication, QgsDataSourceUri

    out = {str(Path.home()), str(work), str(work.parent), str(target), QgsApplication.qgisSettingsDirPath()}
    for layer in layers:
        place = place_of_layer(layer)
        if place is not None:
            out.add(str(place.path.absolute().parent))
        if layer.providerType() == "postgres":
            uri = QgsDataSourceUri(layer.source())
            out |= {uri.password(), uri.authConfigId(), uri.host() if "." in uri.host() else ""}
    return {one.rstrip("/\\") for one in out if len(one.rstrip("/\\")) >= 4}
