"""From a choice to layers in the project: which algorithms run, where their files go, how layers are replaced."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsLayerMetadata,
    QgsLayerTreeGroup,
    QgsMessageLog,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from ..paths import resource
from ..processing.base import place_of_layer
from .choice import DOWNLOAD, EXAMPLE, FILES, Choice, Made, load_made, save_made
from .command import Command, source_of
from .tasks import LOG, Finish, Job, Step

#: Tables from the top of the layer tree down, and what each is (a product of ``maps.styles``, and a word of ``layer``).
TABLES = {
    "eigen_bezit": ("stock", "stock"),
    "complexen": ("complexes", "complexes"),
    "buurten_bezit": ("by_neighbourhood", "by_neighbourhood"),
    "buurten": ("classified", "classified"),
    "verantwoording": ("account", "account"),
    "verantwoording_klassen": ("account", "account"),
    "vergelijking_aedes": ("agreement", "agreement"),
    "verantwoording_bezit": ("account", "account"),
    "verantwoording_plaatsing": ("account", "account"),
}
ACCOUNTS = tuple(name for name in TABLES if name.startswith("ver"))
#: Not visible at first: it would lie over the map.
HIDDEN = ("buurten_bezit",)
STOCK_TABLES = ("eigen_bezit", "complexen", "buurten_bezit", "verantwoording_bezit", "verantwoording_plaatsing")

#: The files of Voorbeeldstad by parameter of ``assemble``, its own stock and the filter that belongs to it.
EXAMPLE_FILES = {
    "GEOMETRY": "buurten_2024.geojson", "KWB": "kerncijfers_2024.csv", "KWB_BASE": "kerncijfers_2016.csv",
    "GEOMETRY_BASE": "buurten_2016.geojson", "LIVEABILITY": "leefbaarometer.csv",
}  # fmt: skip
EXAMPLE_YEARS = (2024, 2016)
EXAMPLE_FILTER = "\"soort\" = 'woning'"


def example_stock() -> str:
    """The list of properties of the built-in example."""
    return str(resource("voorbeeldstad", "bezit.csv"))


def _into(package: Path, table: str, geometry: bool = True) -> str:
    return f"ogr:dbname='{package}' table=\"{table}\"" + (" (geom)" if geometry else "")


def problem_of(choice: Choice) -> str:
    """What is missing before anything can be made, in one sentence with the next step; else empty."""
    if choice.source == DOWNLOAD and choice.area != "country" and not choice.municipalities.strip():
        if choice.area == "layer":
            return tr("No gemeente codes were found in a layer. Choose another layer, or type the gemeenten yourself.")
        return tr("Type a gemeente under Area first, or choose the built-in example under Data.")
    if choice.source == FILES:
        if not choice.files.get("GEOMETRY") or not choice.files.get("KWB"):
            return tr("Choose the file with polygons and the file with figures under Data first.")
        if choice.year is None:
            return tr("Choose the target year under Data: the year of the file with figures.")
        if choice.base_year is not None and not choice.files.get("KWB_BASE"):
            return tr("Choose the file with figures of the base year under Data, or choose no base year.")
        if choice.files.get("KWB_BASE") and choice.base_year is None:
            return tr("Choose the base year under Data: the year of the second file with figures.")
    if choice.base_year is not None and choice.year is not None and choice.base_year >= choice.year:
        return tr("Choose a base year before the target year under Data.")
    absent = [path for path in (choice.aedes, choice.stock_file, choice.addresses) if path and not Path(path).is_file()]
    if choice.source == FILES:
        absent += [path for path in choice.files.values() if path and not Path(path).is_file()]
    if absent:
        return tr("The file {file} does not exist. Choose another file.").format(file=Path(absent[0]).name)
    if choice.stock_layer and not choice.stock_file and QgsProject.instance().mapLayer(choice.stock_layer) is None:
        return tr("The layer with own stock is no longer in the project. Choose another one under Own Stock.")
    return ""


def layer_of(table: str) -> QgsVectorLayer | None:
    """The layer that was made for ``table``, when it is still in the project and can be read."""
    layer = QgsProject.instance().mapLayer(load_made().layers.get(table, ""))
    return layer if isinstance(layer, QgsVectorLayer) and layer.isValid() else None


class Making:
    """One run: the steps that are missing, a folder to work in, and the layers at the end."""

    def __init__(
        self, choice: Choice, weights: str, folder: Path, columns: Callable[[], Mapping[str, str]], everything: bool
    ) -> None:
        self._choice = choice
        self._weights = weights
        self._folder = folder
        self._columns = columns
        made = load_made()
        buurten = layer_of("buurten")
        self.figures = everything or buurten is None or made.figures != choice.figures_key(weights)
        self.stock = choice.has_stock and (
            self.figures or layer_of("eigen_bezit") is None or made.stock != choice.stock_key()
        )
        self._work = Path()
        #: For a chain that is shown and not run: what its files begin with.
        self._prefix = ""
        self._source = buurten.source() if buurten is not None else ""

    @classmethod
    def of(cls, choice: Choice, weights: str, folder: Path, columns: Callable[[], Mapping[str, str]]) -> Making:
        """What is missing; everything anew when nothing is (or when it was asked for)."""
        one = cls(choice, weights, folder, columns, choice.refresh)
        return one if one.figures or one.stock else cls(choice, weights, folder, columns, True)

    def job(self) -> Job:
        """The chain. Raises VeerkrachtError when the folder cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._work = Path(tempfile.mkdtemp(prefix=".veerkracht-", dir=self._folder))
        except OSError as error:
            raise VeerkrachtError(
                N_("Files cannot be written in {folder}. Save the project in another folder, or choose one."),
                details=str(error), folder=str(self._folder),
            ) from error  # fmt: skip
        steps = [*(self._figure_steps() if self.figures else []), *(self._stock_steps() if self.stock else [])]
        layers: dict[str, QgsVectorLayer] = {}
        if self.stock and not self._choice.stock_file:
            layers["stock"] = QgsProject.instance().mapLayer(self._choice.stock_layer)
        return Job(tr("Make the map"), steps, self._done, self._cleanup, layers)

    @classmethod
    def commands(
        cls, choice: Choice, weights: str, folder: Path, columns: Callable[[], Mapping[str, str]]
    ) -> list[Command]:
        """The whole chain as commands of Processing, with files in ``folder``; nothing is run or written.

        Raises VeerkrachtError for own stock that another run of QGIS would not find.
        """
        one = cls(choice, weights, folder, columns, True)
        one._work, one._prefix = folder, "veerkracht-" + tr("command") + "-"
        steps = [*one._figure_steps(), *(one._stock_steps() if one.stock else [])]
        layer = QgsProject.instance().mapLayer(choice.stock_layer) if one.stock and not choice.stock_file else None
        ids = {"stock": source_of(layer)} if isinstance(layer, QgsVectorLayer) else {}
        return [Command.of(step.title, step.algorithm, step.parameters(ids)) for step in steps]

    # -- steps ----------------------------------------------------------------------------------------------------
    def _file(self, name: str) -> Path:
        return self._work / f"{self._prefix}{name}.gpkg"

    def _figure_steps(self) -> list[Step]:
        choice = self._choice
        raw, out = self._file("raw"), self._file("figures")
        ends = {"OUTPUT": _into(raw, "cijfers"), "ACCOUNT": _into(out, "verantwoording", False)}
        if choice.source == DOWNLOAD:
            parameters: dict[str, Any] = {
                "MUNICIPALITIES": "" if choice.area == "country" else choice.municipalities,
                "YEAR": choice.year, "BASE_YEAR": choice.base_year, "REFRESH": choice.refresh, **ends,
            }  # fmt: skip
            first = Step("veerkracht:download", lambda ids: parameters, tr("Downloading the figures"))
        else:
            year, base = EXAMPLE_YEARS if choice.source == EXAMPLE else (choice.year, choice.base_year)
            files = {name: path for name, path in choice.files.items() if path}
            if choice.source == EXAMPLE:
                files = {name: str(resource("voorbeeldstad", file)) for name, file in EXAMPLE_FILES.items()}
            parameters = {**files, "YEAR": year, "BASE_YEAR": base, **ends}
            first = Step("veerkracht:assemble", lambda ids: parameters, tr("Reading the figures"))
        last = _into(raw, "klassen") if choice.aedes else _into(out, "buurten")
        classify = {
            "INPUT": f"{raw}|layername=cijfers", "WEIGHTS": self._weights, "OUTPUT": last,
            "ACCOUNT": _into(out, "verantwoording_klassen", False),
        }  # fmt: skip
        steps = [first, Step("veerkracht:classify", lambda ids: classify, tr("Computing the classes"))]
        if choice.aedes:
            aedes = {
                "INPUT": f"{raw}|layername=klassen", "TABLE": choice.aedes, "OUTPUT": _into(out, "buurten"),
                "AGREEMENT": _into(out, "vergelijking_aedes", False),
            }  # fmt: skip
            steps.append(Step("veerkracht:importaedes", lambda ids: aedes, tr("Setting the classes of Aedes beside")))
        return steps

    def _stock_steps(self) -> list[Step]:
        choice = self._choice
        raw, out = self._file("rawstock"), self._file("stock")
        buurten = f"{self._file('figures')}|layername=buurten" if self.figures else self._source

        def read(ids: dict[str, str]) -> dict[str, Any]:
            return {
                "FILE": choice.stock_file or ids["stock"], **choice.roles, "FILTER": choice.filter,
                "ADDRESSES": choice.addresses or None, "GEOCODE": choice.geocode,
                "OUTPUT": _into(raw, "bezit"), "ACCOUNT": _into(out, "verantwoording_bezit", False),
            }  # fmt: skip

        def overlay(ids: dict[str, str]) -> dict[str, Any]:
            found = dict(self._columns())
            if not self._prefix:
                has = _columns(raw, "bezit")
                found = {name: column for name, column in found.items() if column in has}
            return {
                "INPUT": f"{raw}|layername=bezit", "NEIGHBOURHOODS": buurten, **found,
                "OUTPUT": _into(out, "eigen_bezit"), "COMPLEXES": _into(out, "complexen"),
                "BY_NEIGHBOURHOOD": _into(out, "buurten_bezit"),
                "ACCOUNT": _into(out, "verantwoording_plaatsing", False),
            }  # fmt: skip

        return [
            Step("veerkracht:readstock", read, tr("Reading own stock")),
            Step("veerkracht:overlaystock", overlay, tr("Placing own stock")),
        ]

    def _cleanup(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)

    # -- the end --------------------------------------------------------------------------------------------------
    def _done(self, results: list[dict[str, Any]]) -> Finish:
        """Give the files their names, put the layers in the project, remove what they replace."""
        project = QgsProject.instance()
        made = load_made()
        files = {name: self._file(name) for name in ("figures", "stock") if getattr(self, name)}
        old = {place.path for layer in _ours(made) if (place := place_of_layer(layer)) is not None}
        known = {table for table, one in made.layers.items() if project.mapLayer(one) is not None}
        ready: Ready = yield partial(_prepare, files, self._folder, self._source, known)
        try:
            empty = not project.mapLayers()
            layers = Placing(project, made, f"Veerkracht – {ready.label}".rstrip(" –"))
            for one in ready.tables:
                layers.put(one)
                yield None
            if self.figures:
                made.figures = self._choice.figures_key(self._weights)
            if self.stock:
                made.stock = self._choice.stock_key()
            if empty:
                project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
            yield None
            layers.finish(self._choice.map)
            save_made(made)
            yield None
        except GeneratorExit:
            # The project is closed: nobody will show them.
            ready.tables.clear()
            _remove(_unused(set(ready.files.values()), self._folder))
            raise
        gone = _unused(old - set(ready.files.values()), self._folder)
        if gone:
            yield partial(_remove, gone)
        return tr("The map of {place} is ready.").format(place=ready.label)


@dataclass
class Table:
    """A table that was made: its layer, styled, where the project has none of it yet."""

    name: str
    source: str
    title: str
    metadata: QgsLayerMetadata
    layer: QgsVectorLayer | None


@dataclass
class Ready:
    """What was prepared aside: files under their names, the label of the map, and the tables in them."""

    files: dict[str, Path]
    label: str
    tables: list[Table] = field(default_factory=list)


def _prepare(files: Mapping[str, Path], folder: Path, source: str, known: set[str], _feedback: Any) -> Ready:
    """Everything that takes time and needs no window. In a thread; the layers go over to the main thread at the end."""
    from ..layers.language import product_language
    from ..model.words import word

    language = product_language()
    label = _label(f"{files['figures']}|layername=buurten" if "figures" in files else source)
    tails = {"figures": "", "stock": "-" + tr("stock")}
    out = Ready({}, label)
    for name, file in files.items():
        path = out.files[name] = _move(file, folder, label, tails[name])
        for table in _tables(path):
            address = f"{path}|layername={table}"
            fresh = QgsVectorLayer(address, table, "ogr")
            if not fresh.isValid():
                raise VeerkrachtError(N_("{file} holds no layer {layer}. Make it again."), file=path.name, layer=table)
            title = fresh.metadata().title() or word("layer", TABLES[table][1], language=language)
            one = Table(table, address, title, fresh.metadata(), None)
            if table not in known:
                fresh.setName(title)
                _style(fresh, table, language)
                fresh.moveToThread(QgsApplication.instance().thread())
                one.layer = fresh
            del fresh
            out.tables.append(one)
    return out


def _style(layer: QgsVectorLayer, table: str, language: str) -> None:
    from ..maps import styles

    product = TABLES[table][0]
    if product == styles.CLASSIFIED:
        styles.apply_classified(layer, language)
    else:
        styles.apply_simple(layer, product, language)


def _ours(made: Made) -> list[QgsVectorLayer]:
    found = (QgsProject.instance().mapLayer(one) for one in made.layers.values())
    return [layer for layer in found if isinstance(layer, QgsVectorLayer)]


def _columns(path: Path, table: str) -> set[str]:
    """The columns of a table in a GeoPackage; to open it as a layer takes long."""
    import sqlite3

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        return {str(row[0]) for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _tables(path: Path) -> list[str]:
    """The tables of ours in a GeoPackage."""
    import sqlite3

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        there = {str(row[0]) for row in database.execute("SELECT table_name FROM gpkg_contents")}
    return [table for table in TABLES if table in there]


def _label(source: str) -> str:
    """The gemeenten and the year of a classified layer, such as "Heerlen 2024"."""
    layer = QgsVectorLayer(source, "buurten", "ogr")
    names: set[str] = set()
    years: set[int] = set()
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(["gm_naam", "jaar"], layer.fields())
    for feature in layer.getFeatures(request) if layer.isValid() else []:
        names.add(str(feature["gm_naam"] or ""))
        years.add(int(feature["jaar"] or 0))
    listed = sorted(names - {""})
    text = ", ".join(listed[:3]) + (f" +{len(listed) - 3}" if len(listed) > 3 else "")
    return f"{text} {max(years, default=0) or ''}".strip()


def _move(file: Path, folder: Path, label: str, tail: str) -> Path:
    """``file`` under a name of its own in ``folder``: files that are open are never written over."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    stem = "veerkracht-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "kaart") + tail
    target = folder / f"{stem}.gpkg"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.gpkg"
        number += 1
    try:
        file.replace(target)
    except OSError as error:
        raise VeerkrachtError(
            N_("{file} could not be written. Make room in the folder, or choose another one."),
            details=str(error), file=target.name,
        ) from error  # fmt: skip
    return target


def _unused(files: set[Path], folder: Path) -> list[Path]:
    """Those of ``files`` that are ours and that no layer shows any more."""
    used = {place.path for layer in QgsProject.instance().mapLayers().values() if (place := place_of_layer(layer))}
    return [one for one in files - used if one.parent == folder and re.fullmatch(r"veerkracht-.*\.gpkg", one.name)]


def _remove(files: list[Path], _feedback: Any = None) -> None:
    """Take files away with what SQLite keeps beside them. In a thread: for a large file it takes long."""
    for path in files:
        for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            try:
                one.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                QgsMessageLog.logMessage(str(error), LOG)


class Placing:
    """Layers into the project: new ones in a group and styled; those that are there get other data and nothing else."""

    def __init__(self, project: QgsProject, made: Made, group: str) -> None:
        from ..layers.language import product_language

        self._project = project
        self._made = made
        self._language = product_language()
        self._added: dict[str, QgsVectorLayer] = {}
        self._group = self._find_group(group)

    def _find_group(self, name: str) -> QgsLayerTreeGroup:
        root = self._project.layerTreeRoot()
        group = root.findGroup(self._made.group) if self._made.group else None
        if group is None:
            group = root.insertGroup(0, name)
        elif group.name() != name:
            group.setName(name)
        self._made.group = name
        return group

    def put(self, one: Table) -> None:
        """Show a table: by a new layer, or by the one that the project has already."""
        layer = self._project.mapLayer(self._made.layers.get(one.name, ""))
        fresh, one.layer = one.layer, None
        if isinstance(layer, QgsVectorLayer):
            layer.setDataSource(one.source, layer.name(), "ogr", False)
            layer.setMetadata(one.metadata)
            if layer.name() == self._made.names.get(one.name):
                layer.setName(one.title)
            layer.triggerRepaint()
        else:
            if fresh is None:
                # Removed by the user while it was being made anew.
                fresh = QgsVectorLayer(one.source, one.title, "ogr")
                _style(fresh, one.name, self._language)
            self._project.addMapLayer(fresh, False)
            self._insert(one.name, fresh)
            self._made.layers[one.name] = fresh.id()
            self._added[one.name] = fresh
        self._made.names[one.name] = one.title

    def _insert(self, table: str, layer: QgsVectorLayer) -> None:
        group = self._group
        if table in ACCOUNTS:
            name = tr("Verantwoording")
            inner = group.findGroup(name)
            if inner is None:
                inner = group.addGroup(name)
                inner.setExpanded(False)
            inner.addLayer(layer)
            return
        order = [name for name in TABLES if name not in ACCOUNTS]
        below = {self._made.layers.get(name) for name in order[order.index(table) + 1 :]}
        at = 0
        for at, node in enumerate(group.children()):  # noqa: B007
            if getattr(node, "layerId", lambda: "")() in below or isinstance(node, QgsLayerTreeGroup):
                break
        else:
            at = len(group.children())
        group.insertLayer(at, layer).setItemVisibilityChecked(table not in HIDDEN)

    def finish(self, map_id: str) -> None:
        """What can only be done when all layers are there: scales, the map that was chosen, themes."""
        from ..maps.project import far_and_near
        from ..maps.themes import add_themes, show

        if {"complexen", "eigen_bezit"} <= set(self._added):
            far_and_near(self._added["complexen"], self._added["eigen_bezit"])
        # The layer tree opens and folds what is new by itself, a moment after this.
        opened = {layer.id(): table == "buurten" for table, layer in self._added.items()}
        QTimer.singleShot(0, partial(_unfold, self._project, opened))
        buurten = self._project.mapLayer(self._made.layers.get("buurten", ""))
        if isinstance(buurten, QgsVectorLayer) and set(self._added) - set(ACCOUNTS):
            add_themes(self._project, buurten)
            if "buurten" in self._added:
                show(self._project, buurten, map_id)


def _unfold(project: QgsProject, opened: Mapping[str, bool]) -> None:
    """Show the legend of the buurten alone: own stock has the same colours."""
    for layer_id, is_open in opened.items():
        node = project.layerTreeRoot().findLayer(layer_id)
        if node is not None:
            node.setExpanded(not is_open)
            node.setExpanded(is_open)


def gemeenten_in(layer: QgsVectorLayer) -> list[str]:
    """The codes of the gemeenten that occur in a layer, in whatever field holds codes of CBS."""
    codes: set[str] = set()
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setLimit(20000)
    for feature in layer.getFeatures(request):
        codes |= gemeenten_of(feature.attributes())
    return sorted(codes)


def gemeenten_of(values: Iterable[Any]) -> set[str]:
    """The codes of the gemeenten that the codes of CBS among ``values`` belong to."""
    from ..model import regions

    codes: set[str] = set()
    levels = (regions.GEMEENTE, regions.WIJK, regions.BUURT)
    for value in values:
        # Only codes with their letters: a bare number may be anything.
        if isinstance(value, str) and value.strip()[:2].upper() in levels:
            level = value.strip()[:2].upper()
            code = regions.normalise(value, level)
            if code is not None:
                codes.add(code if level == regions.GEMEENTE else regions.gemeente_of(code))
    return codes


def provider_has(algorithm: str) -> bool:
    """Whether an algorithm can be started."""
    return QgsApplication.processingRegistry().algorithmById(algorithm) is not None
