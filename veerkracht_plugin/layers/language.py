"""Settings that products follow: the language of their words, and how small a number others may see."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsSettings


def product_language() -> str:
    """``nl`` or ``en``: the setting ``veerkracht/language``, else Dutch when QGIS speaks Dutch, else English."""
    chosen = str(QgsSettings().value("veerkracht/language", "") or "").lower()
    if chosen in ("nl", "en"):
        return chosen
    return "nl" if QgsApplication.locale().lower().startswith("nl") else "en"


def extern_minimum() -> int:
    """The fewest own units of an area that others may see: the setting ``veerkracht/extern_minimum``, else that of the
    method.
    """
    from ..model.method import method

    try:
        chosen = int(QgsSettings().value("veerkracht/extern_minimum", "") or 0)
    except (TypeError, ValueError):
        chosen = 0
    return chosen if chosen >= 1 else method().extern_minimum_units
