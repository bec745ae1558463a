"""Layers of a project by what they are: our products say it in a custom property, whatever their names."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorLayer

#: Custom property that says which of our products a layer is; it travels in the style.
PRODUCT = "veerkracht/product"

#: What the card of a buurt draws on beside the classified layer: own registrations per buurt, all years, the means of
#: all years, and what was noted in the field.
SIGNALS, YEARS, LINES = "signals_buurt", "timeseries", "lines"
NOTED = ("notes", "talks")


def product_of(layer: QgsVectorLayer) -> str:
    """Which of our products ``layer`` is; empty for another one."""
    return str(layer.customProperty(PRODUCT) or "")


def layers(project: QgsProject, *products: str) -> list[QgsVectorLayer]:
    """The layers of ``project`` that are one of ``products``, in order of their ids; one that is there twice once."""
    out: dict[str, QgsVectorLayer] = {}
    for _, layer in sorted(project.mapLayers().items()):
        if isinstance(layer, QgsVectorLayer) and layer.isValid() and product_of(layer) in products:
            # Of a memory layer the source says nothing.
            key = layer.id() if layer.providerType() == "memory" else layer.source()
            out.setdefault(key, layer)
    return list(out.values())
