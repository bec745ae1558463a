"""The nine maps as map themes of a project."""

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsMapThemeCollection, QgsProject, QgsVectorLayer

from .definitions import DEFAULT_MAP, MAPS


def add_themes(project: QgsProject, layer: QgsVectorLayer) -> list[str]:
    """A theme per map, named after it; other layers stay as they are. Returns the names.

    The layer must be in the layer tree of ``project`` and hold the nine named styles.
    """
    manager = layer.styleManager()
    missing = [definition.id for definition in MAPS if definition.id not in manager.styles()]
    if missing:
        return []
    current = manager.currentStyle()
    root = project.layerTreeRoot()
    model = QgsLayerTreeModel(root)
    collection = project.mapThemeCollection()
    for definition in MAPS:
        manager.setCurrentStyle(definition.id)
        state = QgsMapThemeCollection.createThemeFromCurrentState(root, model)
        if collection.hasMapTheme(definition.id):
            collection.update(definition.id, state)
        else:
            collection.insert(definition.id, state)
    manager.setCurrentStyle(current if current in manager.styles() else DEFAULT_MAP)
    return [definition.id for definition in MAPS]
