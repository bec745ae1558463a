"""Translation of display texts. One context for the whole plugin keeps a text in one place for the translator."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

CONTEXT = "Veerkracht"


def tr(text: str) -> str:
    """``text`` in the language of QGIS. Put values in afterwards: ``tr("{n} buurten").format(n=n)``."""
    return QCoreApplication.translate(CONTEXT, text)
