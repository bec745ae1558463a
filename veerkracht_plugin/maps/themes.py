"""The nine maps as map themes of a project. Own stock on top takes the colours of the map that is shown."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsMapThemeCollection, QgsProject, QgsVectorLayer

from ..layers.language import product_language
from .definitions import MAPS
from .styles import OWN, PRODUCT, own_maps


def add_themes(project: QgsProject, layer: QgsVectorLayer) -> list[str]:
    """A theme per map, named after it; own stock goes along, other layers stay as they are. Returns the names.

    The layer must be in the layer tree of ``project`` and hold the nine named styles.
    """
    manager = layer.styleManager()
    missing = [definition.id for definition in MAPS if definition.id not in manager.styles()]
    if missing:
        return []
    language = product_language()
    beside = _beside(project, layer)
    for one in beside:
        own_maps(one, layer, language)
    root = project.layerTreeRoot()
    model = QgsLayerTreeModel(root)
    collection = project.mapThemeCollection()
    state = QgsMapThemeCollection.createThemeFromCurrentState(root, model)
    records = state.layerRecords()
    follow = {layer.id(), *(one.id() for one in beside)}
    for definition in MAPS:
        # Written down rather than shown nine times, which takes long.
        for record in records:
            one = record.layer()
            if one is not None and one.id() in follow and definition.id in one.styleManager().styles():
                record.usingCurrentStyle = True
                record.currentStyle = definition.id
                record.usingLegendItems = False
                record.checkedLegendItems = set()
        state.setLayerRecords(records)
        if collection.hasMapTheme(definition.id):
            collection.update(definition.id, state)
        else:
            collection.insert(definition.id, state)
    show(project, layer, manager.currentStyle())
    return [definition.id for definition in MAPS]


def show(project: QgsProject, layer: QgsVectorLayer, map_id: str) -> None:
    """Show a map on the layer of the buurten, and the same on own stock in the project."""
    for one in (layer, *_beside(project, layer)):
        manager = one.styleManager()
        if map_id in manager.styles() and manager.currentStyle() != map_id:
            manager.setCurrentStyle(map_id)
            one.triggerRepaint()


def _beside(project: QgsProject, layer: QgsVectorLayer) -> list[QgsVectorLayer]:
    """The layers of own stock in the layer tree."""
    found = [node.layer() for node in project.layerTreeRoot().findLayers()]
    return [
        one
        for one in found
        if isinstance(one, QgsVectorLayer) and one.id() != layer.id() and one.customProperty(PRODUCT) in OWN
    ]
