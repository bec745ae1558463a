"""What a colleague opens: the GeoPackage with its styles, a project, and each map as QLR, QML and SLD.

Only core QGIS is needed to open any of it; all paths in it are relative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeedback,
    QgsLayerDefinition,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsPathResolver,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProject,
    QgsReadWriteContext,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from ..compat import is_null
from ..errors import N_, Cancelled, VeerkrachtError
from ..layers.export import Part
from ..layers.scrub import file_name_only, scrub
from ..model import audience
from ..model.words import LANGUAGES, word
from . import film, renderers, styles
from . import project as projects
from .definitions import DEFAULT_MAP, MAPS
from .layouts import ProjectPages
from .material import Material, read, read_stock
from .page import paper

#: What of a style travels. Forms, actions and fields may name databases, passwords and files of the sender.
_CATEGORIES = ("Symbology", "Labeling", "Rendering", "MapTips", "Diagrams", "Temporal")

NINE = tuple(definition.id for definition in MAPS)

#: The paper of the layouts in the project.
PAPER = "A3"


def _categories() -> QgsMapLayer.StyleCategories:
    names = QgsMapLayer.StyleCategory
    out = QgsMapLayer.StyleCategories()
    for name in _CATEGORIES:
        out |= getattr(names, name)
    return out


# -- styles ------------------------------------------------------------------------------------------------------------
@dataclass
class Look:
    """How a layer looks to its owner: styles by name, and which of them is on."""

    styles: dict[str, QDomDocument]
    current: str


def look_of(layer: QgsVectorLayer, in_project: bool) -> Look:
    """The styles of a layer: those that it has in the project, else those in its file or database."""
    manager = layer.styleManager()
    names = manager.styles()
    # A layer that was only just opened from a file has not read its styles.
    if in_project or layer.providerType() == "memory" or len(names) > 1:
        current = manager.currentStyle()
        found: dict[str, QDomDocument] = {}
        for name in names:
            document = QDomDocument()
            if name == current:
                layer.exportNamedStyle(document)
            else:
                document.setContent(manager.style(name).xmlData())
            found[name] = document
        return Look(found, current)
    return _saved_look(layer)


def _saved_look(layer: QgsVectorLayer) -> Look:
    listed = layer.listStylesInDatabase()
    count, ids, names = listed[0], listed[1], listed[2]
    found = {}
    for style_id, name in zip(ids[:count], names[:count]):
        answer = layer.getStyleFromDatabase(style_id)
        document = QDomDocument()
        document.setContent(answer[0] if isinstance(answer, tuple) else answer)
        found[name] = document
    if not found:
        _, loaded = layer.loadDefaultStyle()
        if loaded:
            document = QDomDocument()
            layer.exportNamedStyle(document)
            return Look({"default": document}, "default")
    current = DEFAULT_MAP if DEFAULT_MAP in found else next(iter(found), "")
    return Look(found, current)


def dress(target: QgsVectorLayer, product: str, look: Look | None, language: str, relabel: bool) -> None:
    """Style ``target``: as ``look`` where there is one, else as our product is styled; its styles are kept with it.

    ``relabel``: legends of ours are put into ``language``.
    """
    whole = look is not None and (product != audience.CLASSIFIED or set(NINE) <= set(look.styles))
    if look is None or not whole or not look.styles:
        _fresh(target, product, language)
    else:
        _worn(target, product, look, language, relabel)
    if product == audience.CLASSIFIED:
        target.styleManager().setCurrentStyle(DEFAULT_MAP)


def _fresh(target: QgsVectorLayer, product: str, language: str) -> None:
    if product == audience.CLASSIFIED:
        styles.apply_classified(target, language)
    elif product == audience.TIMESERIES:
        film.draw(target, language, _hold(target))
    elif product != audience.OTHER:
        styles.apply_simple(target, product, language)


def _hold(layer: QgsVectorLayer) -> bool:
    """Whether the scores of a film stay until the next measurement, out of its own dates."""
    for feature in layer.getFeatures():
        first, last = feature["datum"], feature["datum_tot"]
        if not is_null(first) and not is_null(last) and last.year() > first.year():
            return True
    return False


def _worn(target: QgsVectorLayer, product: str, look: Look, language: str, relabel: bool) -> None:
    if product != audience.OTHER:
        target.setCustomProperty(styles.PRODUCT, product)
    manager = target.styleManager()
    first = manager.currentStyle()
    for name, document in look.styles.items():
        scrub(document)
        spare = manager.addStyleFromLayer(name) if name != first else True
        if spare:
            manager.setCurrentStyle(name)
        target.importNamedStyle(document, _categories())
        if product != audience.OTHER:
            styles.set_aliases(target, language)
            if "bu_naam" in target.fields().names():
                target.setDisplayExpression('"bu_naam"')
        if relabel:
            _relabel(target, language)
    if look.current in manager.styles():
        manager.setCurrentStyle(look.current)
    if first not in look.styles and len(manager.styles()) > 1:
        manager.removeStyle(first)


def _relabel(target: QgsVectorLayer, language: str) -> None:
    """Our legend texts in ``language``; those that the owner has changed stay."""
    renderer = target.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return
    for definition in MAPS:
        if renderer.classAttribute() != definition.field:
            continue
        for i, category in enumerate(renderer.categories()):
            code = str(category.value())
            try:
                ours = {renderers.label(definition, code, one) for one in LANGUAGES}
            except KeyError:
                continue
            if category.label() in ours:
                renderer.updateCategoryLabel(i, renderers.label(definition, code, language))
        return


def metadata_of(source: QgsVectorLayer, target: QgsVectorLayer, title: str, lines: Sequence[str]) -> QgsLayerMetadata:
    """Title, what it is, history and rights of ``source``: no contacts, links or paths of its owner."""
    old, out = source.metadata(), QgsLayerMetadata()
    out.setType("dataset")
    out.setLanguage(old.language())
    out.setTitle(title)
    out.setAbstract(file_name_only("\n".join(dict.fromkeys([*lines, old.abstract()])).strip()))
    out.setHistory([file_name_only(line) for line in old.history()])
    out.setRights([file_name_only(line) for line in old.rights()])
    out.setLicenses([file_name_only(line) for line in old.licenses()])
    out.setCrs(target.crs())
    return out


# -- the project -------------------------------------------------------------------------------------------------------
@dataclass
class Shared:
    """A layer of the finished GeoPackage, and what it was before."""

    part: Part
    layer: QgsVectorLayer
    #: Whether the owner sees it.
    visible: bool = True


def open_shared(package: Path, parts: Sequence[Part]) -> list[Shared]:
    """The tables of the GeoPackage as layers."""
    tables = {part.table: part.title for part in parts}
    found = projects.open_layers(package, tables)
    return [Shared(part, found[part.table]) for part in parts]


def account_of(package: Path, table: str, title: str) -> Shared:
    """The table verantwoording of the finished GeoPackage."""
    layer = projects.open_layers(package, {table: title})[table]
    return Shared(Part(layer, audience.ACCOUNT, table, title, []), layer)


def drawing_order(shared: Sequence[Shared], given: bool) -> list[Shared]:
    """Top first: as the owner has them (``given``), else points on lines on polygons; tables below all."""
    rank = {
        QgsWkbTypes.GeometryType.PointGeometry: 0,
        QgsWkbTypes.GeometryType.LineGeometry: 1,
        QgsWkbTypes.GeometryType.PolygonGeometry: 3,
    }

    def place(one: Shared) -> int:
        if not one.layer.isSpatial():
            return 9
        if given:
            return 0
        kind = rank.get(one.layer.geometryType(), 2)
        # The buurten lie under everything else that is drawn.
        return 5 if one.part.product in (audience.CLASSIFIED, audience.BUURTEN) else kind

    return sorted(shared, key=place)


def fill_project(project: QgsProject, shared: Sequence[Shared], title: str, fresh: bool) -> None:
    """The layers in ``project`` with the nine themes; ``fresh``: not as somebody had them in a project of his own."""
    classified = next((one for one in shared if one.part.product == audience.CLASSIFIED), None)
    by_product = {one.part.product: one.layer for one in reversed(shared)}
    if fresh and {audience.STOCK, audience.COMPLEXES} <= set(by_product):
        projects.far_and_near(by_product[audience.COMPLEXES], by_product[audience.STOCK])
    hidden = []
    for one in shared:
        # A second map of the same buurten would lie over or under the first one.
        double = one is not classified and one.part.product in (
            audience.CLASSIFIED, audience.BY_NEIGHBOURHOOD, audience.TIMESERIES, audience.AREAS,
        )  # fmt: skip
        if not one.visible or (fresh and double and classified is not None):
            hidden.append(one.layer.id())
    projects.fill_project(
        project,
        {one.part.table: one.layer for one in shared},
        classified.part.table if classified is not None else "",
        title,
        hidden,
    )


def material_of(shared: Sequence[Shared]) -> Material | None:
    """What the layouts tell; None without a classified layer."""
    classified = next((one for one in shared if one.part.product == audience.CLASSIFIED), None)
    if classified is None:
        return None
    context = QgsProcessingContext()
    material = read(QgsProcessingFeatureSource(classified.layer, context), classified.part.title, QgsFeedback())
    material.describe(classified.layer.metadata().history())
    for product in (audience.STOCK, audience.COMPLEXES):
        own = next((one for one in shared if one.part.product == product), None)
        # Without its complex, as for outside, own stock is no longer known by what it is.
        if own is not None and "complex" in [name.lower() for name in own.layer.fields().names()]:
            material.stock = read_stock(QgsProcessingFeatureSource(own.layer, context), own.part.title, QgsFeedback())
            break
    return material


def add_layouts(
    project: QgsProject, shared: Sequence[Shared], material: Material, language: str, made: date, feedback: QgsFeedback
) -> None:
    """One page for each map, on the layers of the project, by the name of its theme."""
    buurten = next(one.layer for one in shared if one.part.product == audience.CLASSIFIED)
    own = next((one.layer for one in shared if one.part.product == audience.COMPLEXES), None)
    own = own or next((one.layer for one in shared if one.part.product == audience.STOCK), None)
    pages = ProjectPages(project, buurten, own, material, paper(PAPER), language, made)
    for definition in MAPS:
        if feedback.isCanceled():
            raise Cancelled
        pages.add(definition, word("map", definition.id, language=language))


# -- one file a map ----------------------------------------------------------------------------------------------------
def write_maps(project: QgsProject, shared: Sequence[Shared], folder: Path, feedback: QgsFeedback) -> None:
    """QLR, QML and SLD for each of the nine maps; QLR and QML for every other layer with shapes."""
    folder.mkdir()
    for one in shared:
        if not one.layer.isSpatial():
            continue
        manager = one.layer.styleManager()
        current = manager.currentStyle()
        classified = one.part.product == audience.CLASSIFIED
        first = classified and one is next(two for two in shared if two.part.product == audience.CLASSIFIED)
        names = [name for name in NINE if name in manager.styles()] if classified else [current]
        for name in names:
            if feedback.isCanceled():
                raise Cancelled
            manager.setCurrentStyle(name)
            stem = (name if first else f"{one.part.table}_{name}") if classified else one.part.table
            _write_qlr(project, one.layer, folder / f"{stem}.qlr")
            _write_qml(one.layer, folder / f"{stem}.qml")
            if classified:
                _write_sld(one.layer, folder / f"{stem}.sld")
        manager.setCurrentStyle(current)


def _write_qlr(project: QgsProject, layer: QgsVectorLayer, path: Path) -> None:
    document, context = QDomDocument("qgis-layer-definition"), QgsReadWriteContext()
    context.setPathResolver(QgsPathResolver(str(path)))
    node = project.layerTreeRoot().findLayer(layer.id())
    answer = QgsLayerDefinition.exportLayerDefinition(document, [node], context)
    done = answer[0] if isinstance(answer, tuple) else answer
    if not done:
        raise _unwritable(path)
    _save(document, path)


def _write_qml(layer: QgsVectorLayer, path: Path) -> None:
    document = QDomDocument()
    layer.exportNamedStyle(document)
    _save(document, path)


def _write_sld(layer: QgsVectorLayer, path: Path) -> None:
    document = QDomDocument()
    layer.exportSldStyle(document, "")
    _save(document, path)


def _save(document: QDomDocument, path: Path) -> None:
    text = document.toString(2)
    if not text.strip():
        raise _unwritable(path)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path) from error


def _unwritable(path: Path) -> VeerkrachtError:
    return VeerkrachtError(
        N_("{table} could not be written ({reason}). Check that the folder is writable and not full."),
        table=path.name, reason="?",
    )  # fmt: skip


def licences(layers: Mapping[str, QgsVectorLayer]) -> list[str]:
    """The rights and licences that the metadata of layers name, each once."""
    found: dict[str, None] = {}
    for layer in layers.values():
        metadata = layer.metadata()
        found.update(dict.fromkeys([*metadata.rights(), *metadata.licenses()]))
    return [line for line in found if line]
