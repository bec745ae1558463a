"""Styles on a layer and in its file: nine named ones on the classified buurt layer, one on each layer of own stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from qgis.core import QgsCategorizedSymbolRenderer, QgsExpression, QgsVectorLayer, QgsWkbTypes

from ..compat import save_style_beside, save_style_inside
from ..errors import N_, VeerkrachtError
from ..layers import found as products
from ..model.classes import NONE
from ..model.words import word
from . import card, renderers
from .definitions import DEFAULT_MAP, MAPS, MapDefinition, map_definition

#: Custom property that says which of our products a layer is.
PRODUCT = products.PRODUCT
BUURTEN, CLASSIFIED, STOCK, COMPLEXES, BY_NEIGHBOURHOOD, ACCOUNT = (
    "buurten", "classified", "stock", "complexes", "by_neighbourhood", "account",
)  # fmt: skip
#: Wijken, gemeenten or groups side by side.
AREAS = "areas"

#: Layers of own stock, which go along with the map that is shown.
OWN = (STOCK, COMPLEXES, BY_NEIGHBOURHOOD)

#: The style in which the nine are made; gone when they are there.
_SPARE = "veerkracht"


def set_aliases(layer: QgsVectorLayer, language: str) -> None:
    """Field aliases in words. The GeoPackage writer loses them, so they travel in the style."""
    for position, field in enumerate(layer.fields()):
        try:
            alias = word("field", field.name(), language=language)
        except KeyError:
            continue
        layer.setFieldAlias(position, alias)


def apply_classified(layer: QgsVectorLayer, language: str) -> None:
    """The nine maps as named styles in the style manager; the focuskaart is the current one."""
    _prepare(layer, CLASSIFIED, language)
    layer.setMapTipTemplate(card.template_of(layer, language))
    card.set_form(layer, language)
    _named(layer, MAPS, DEFAULT_MAP, language)


def apply_areas(layer: QgsVectorLayer, language: str) -> None:
    """The maps whose classes the areas have, as named styles; the focuskaart is the current one."""
    _prepare(layer, AREAS, language)
    layer.setDisplayExpression('"naam"')
    names = set(layer.fields().names())
    found = [one for one in MAPS if one.field in names]
    if found:
        focus = next((one.id for one in found if one.field.startswith("kl_focus")), found[0].id)
        _named(layer, found, focus, language)


def _named(layer: QgsVectorLayer, maps: Sequence[MapDefinition], current: str, language: str) -> None:
    manager = layer.styleManager()
    # Made in a spare style: a layer that has the nine already would change style while they are replaced.
    manager.addStyleFromLayer(_SPARE)
    manager.setCurrentStyle(_SPARE)
    for name in manager.styles():
        if name != _SPARE:
            manager.removeStyle(name)
    for definition in maps:
        layer.setRenderer(renderers.polygons(definition, language))
        manager.addStyleFromLayer(definition.id)
    manager.setCurrentStyle(current)
    manager.removeStyle(_SPARE)


def apply_simple(layer: QgsVectorLayer, product: str, language: str) -> None:
    """The style of every other product: own stock by focus class, buurten with own stock as the focuskaart."""
    _prepare(layer, product, language)
    focus = map_definition(DEFAULT_MAP)
    if focus.field not in layer.fields().names() or product == ACCOUNT:
        return
    renderer = _own(layer, product, focus, language)
    if renderer is None:
        return
    layer.setRenderer(renderer)
    points = layer.geometryType() == QgsWkbTypes.GeometryType.PointGeometry
    if points and product not in (COMPLEXES, BY_NEIGHBOURHOOD) and "n_adres" in layer.fields().names():
        layer.setLabeling(renderers.stack_labels())
        layer.setLabelsEnabled(True)


def _own(
    layer: QgsVectorLayer, product: str, definition: MapDefinition, language: str, value: str = ""
) -> QgsCategorizedSymbolRenderer | None:
    """How a layer of own stock looks on a map; None for one that is not drawn."""
    kind = layer.geometryType()
    if product == BY_NEIGHBOURHOOD:
        return renderers.polygons(definition, language)
    if kind == QgsWkbTypes.GeometryType.PointGeometry:
        if product == COMPLEXES:
            return renderers.complexes(definition, language, value)
        return renderers.markers(definition, language)
    if kind == QgsWkbTypes.GeometryType.PolygonGeometry:
        return renderers.outlines(definition, language, value)
    return None


def own_maps(layer: QgsVectorLayer, buurten: QgsVectorLayer, language: str) -> bool:
    """The nine maps as named styles on a layer of own stock, so that it has the colours of the map that is shown;
    whether it has them. Its style of the moment, which the user may have changed, becomes that of the focuskaart.

    A map whose class the layer does not have itself takes that of the buurt that holds most of it, out of ``buurten``.
    """
    product = layer.customProperty(PRODUCT)
    manager = layer.styleManager()
    if product not in OWN or not layer.isSpatial():
        return False
    names = set(layer.fields().names())
    if map_definition(DEFAULT_MAP).field not in names or "bu_code" not in names:
        return False
    source = QgsExpression.quotedString(buurten.id())
    values = {
        definition.id: ""
        if definition.field in names
        else f"coalesce(attribute(get_feature({source}, 'bu_code', \"bu_code\"), '{definition.field}'), '{NONE}')"
        for definition in MAPS
    }
    if DEFAULT_MAP in manager.styles():
        _point_at(layer, values)
        return all(definition.id in manager.styles() for definition in MAPS)
    manager.renameStyle(manager.currentStyle(), DEFAULT_MAP)
    for definition in MAPS:
        if definition.id == DEFAULT_MAP:
            continue
        renderer = _own(layer, product, definition, language, values[definition.id])
        if renderer is None:
            continue
        manager.addStyleFromLayer(definition.id)
        manager.setCurrentStyle(definition.id)
        layer.setRenderer(renderer)
    manager.setCurrentStyle(DEFAULT_MAP)
    return True


def _point_at(layer: QgsVectorLayer, values: Mapping[str, str]) -> None:
    """Styles that look a class up in the layer of the buurten look in the one of now: a copied style still names the
    layer of the project that it comes from.
    """
    manager = layer.styleManager()
    current = manager.currentStyle()
    for name, value in values.items():
        if not value or name not in manager.styles():
            continue
        manager.setCurrentStyle(name)
        renderer = layer.renderer()
        if isinstance(renderer, QgsCategorizedSymbolRenderer) and renderer.classAttribute() != value:
            changed = renderer.clone()
            changed.setClassAttribute(value)
            layer.setRenderer(changed)
    manager.setCurrentStyle(current)


def _prepare(layer: QgsVectorLayer, product: str, language: str) -> None:
    set_aliases(layer, language)
    layer.setCustomProperty(PRODUCT, product)
    if "bu_naam" in layer.fields().names():
        layer.setDisplayExpression('"bu_naam"')


def save(layer: QgsVectorLayer) -> None:
    """The styles of ``layer`` into its file or database; beside it as ``.qml`` where the format has no place for them.

    Raises VeerkrachtError when a style cannot be written. Memory layers keep their styles themselves.
    """
    if layer.providerType() == "memory":
        return
    if not _holds_styles(layer):
        if not save_style_beside(layer):
            raise VeerkrachtError(N_("The style {style} could not be saved with {layer}: {reason}"),
                                  style=DEFAULT_MAP, layer=layer.name(), reason=".qml")  # fmt: skip
        return
    _drop_saved(layer)
    manager = layer.styleManager()
    current = manager.currentStyle()
    names = [name for name in manager.styles() if name != current] + [current]
    for name in names:
        manager.setCurrentStyle(name)
        problem = save_style_inside(layer, name or DEFAULT_MAP, "Veerkracht", name == current)
        if problem:
            raise VeerkrachtError(N_("The style {style} could not be saved with {layer}: {reason}"),
                                  style=name, layer=layer.name(), reason=problem)  # fmt: skip


def _holds_styles(layer: QgsVectorLayer) -> bool:
    if layer.providerType() == "ogr":
        return Path(layer.source().split("|")[0]).suffix.lower() in {".gpkg", ".sqlite"}
    return layer.providerType() in {"postgres", "spatialite"}


def _drop_saved(layer: QgsVectorLayer) -> None:
    """Saving over a style of the same name asks a modal question, which hangs without a window: drop it first."""
    listed = layer.listStylesInDatabase()
    count, ids = listed[0], listed[1]
    for style_id in ids[:count]:
        layer.deleteStyleFromDatabase(style_id)
