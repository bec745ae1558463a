"""The language of data words in a product: a setting of ours, else the language of QGIS."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsSettings


def product_language() -> str:
    """``nl`` or ``en``: the setting ``veerkracht/language``, else Dutch when QGIS speaks Dutch, else English."""
    chosen = str(QgsSettings().value("veerkracht/language", "") or "").lower()
    if chosen in ("nl", "en"):
        return chosen
    return "nl" if QgsApplication.locale().lower().startswith("nl") else "en"
