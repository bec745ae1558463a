"""Veerkracht: neighbourhood resilience maps for Dutch housing associations."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - QGIS asks for this name
    """What QGIS calls to get the plugin."""
    from .plugin import VeerkrachtPlugin

    return VeerkrachtPlugin(iface)
