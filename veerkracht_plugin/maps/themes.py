"""The nine maps as map themes of a project. Own stock on top takes the colours of the map that is shown."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsMapThemeCollection, QgsProject, QgsVectorLayer

from ..layers.language import product_language
from .definitions import DEFAULT_MAP, MAPS
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
    for one in _beside(project, layer):
        own_maps(one, layer, language)
    current = manager.currentStyle()
    root = project.layerTreeRoot()
    model = QgsLayerTreeModel(root)
    collection = project.mapThemeCollection()
    for definition in MAPS:
        show(project, layer, definition.id)
        state = QgsMapThemeCollection.createThemeFromCurrentState(root, model)
        if collection.hasMapTheme(definition.id):
            collection.update(definition.id, state)
        else:
            collection.insert(definition.id, state)
    show(project, layer, current if current in manager.styles() else DEFAULT_MAP)
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
