"""The only file that knows versions of QGIS, Qt and NULL."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsField, QgsMapLayer, QgsTextFormat
from qgis.PyQt.QtCore import QMetaType, QVariant

QGIS_VERSION: int = Qgis.QGIS_VERSION_INT if hasattr(Qgis, "QGIS_VERSION_INT") else Qgis.versionInt()

# QgsField takes QMetaType from 3.38 on; before that it wants QVariant's own enumeration, which Qt 6 no longer has.
if QGIS_VERSION >= 33800:
    _TYPES: dict[str, Any] = {
        "text": QMetaType.Type.QString,
        "integer": QMetaType.Type.Int,
        "double": QMetaType.Type.Double,
        "date": QMetaType.Type.QDate,
    }
else:
    _TYPES = {"text": QVariant.String, "integer": QVariant.Int, "double": QVariant.Double, "date": QVariant.Date}


def make_field(name: str, kind: str) -> QgsField:
    """A field of ``kind`` ``text``, ``integer``, ``double`` or ``date``."""
    return QgsField(name, _TYPES[kind])


def set_label_text(label: Any, font: Any, size: float, colour: Any) -> None:
    """Font, size (points) and colour of a layout label; 3.24 brought text formats to it and later ones want them."""
    if hasattr(label, "setTextFormat"):
        text = QgsTextFormat()
        text.setFont(font)
        text.setSize(size)
        text.setColor(colour)
        label.setTextFormat(text)
    else:
        font.setPointSizeF(size)
        label.setFont(font)
        label.setFontColor(colour)


def set_period(layer: Any, start: str, end: str) -> None:
    """Make ``layer`` temporal: a feature is there from the moment that the expression ``start`` gives up to, and not
    including, that of ``end``.
    """
    properties = layer.temporalProperties()
    properties.setMode(enum(Qgis, "VectorTemporalMode", "FeatureDateTimeStartAndEndFromExpressions"))
    properties.setStartExpression(start)
    properties.setEndExpression(end)
    if hasattr(Qgis, "VectorTemporalLimitMode"):
        properties.setLimitMode(Qgis.VectorTemporalLimitMode.IncludeBeginExcludeEnd)
    properties.setIsActive(True)


def save_style_beside(layer: Any) -> bool:
    """The style of a file layer into the ``.qml`` beside it, which QGIS reads by itself. Whether it was written."""
    if QGIS_VERSION >= 32600:
        _, written = layer.saveDefaultStyle(QgsMapLayer.StyleCategory.AllStyleCategories)
    else:
        _, written = layer.saveDefaultStyle()
    return bool(written)


def save_style_inside(layer: Any, name: str, description: str, default: bool) -> str:
    """The style of a layer into its database or GeoPackage, under ``name``; what went wrong, else empty."""
    # 3.44 has a second form, which tells whether it was the style that failed or only its copy as SLD.
    if not hasattr(layer, "saveStyleToDatabaseV2"):
        return str(layer.saveStyleToDatabase(name, description, default, ""))
    result, problem = layer.saveStyleToDatabaseV2(name, description, default, "")
    results = QgsMapLayer.SaveStyleResult
    failed = result & results.DatabaseWriteFailed or result & results.QmlGenerationFailed
    return (str(problem) or name) if failed else ""


def text_element(name: str, parent: Any) -> Any:
    """The element of a form that fills in expressions (3.30 and later); None where QGIS has none."""
    import qgis.core

    kind = getattr(qgis.core, "QgsAttributeEditorTextElement", None)
    return kind(name, parent) if kind is not None else None


def add_to_history(entry: dict[str, Any]) -> bool:
    """Put a run into the history of Processing: id, parameters, and the command for Python. Whether it is there."""
    from qgis.gui import QgsGui

    if hasattr(QgsGui, "historyProviderRegistry"):
        _, done = QgsGui.historyProviderRegistry().addEntry("processing", entry)
        return bool(done)
    try:
        from processing.core.ProcessingLog import ProcessingLog
    except ImportError:
        return False
    ProcessingLog.addToLog(entry["python_command"])
    return True


def make_page(container: Any) -> None:
    """Make a container of a form a page of its own; 3.32 brought kinds of containers, and later ones want them."""
    if hasattr(container, "setType"):
        container.setType(Qgis.AttributeEditorContainerType.Tab)
    else:
        container.setIsGroupBox(False)


def is_null(value: object) -> bool:
    """Whether ``value`` is missing: None, or the null QVariant that Qt 5 hands out."""
    if value is None:
        return True
    check = getattr(value, "isNull", None)
    return isinstance(value, QVariant) and bool(check and check())


def enum(owner: Any, group: str, name: str) -> Any:
    """``owner.group.name`` where the enumeration is scoped, else ``owner.name`` (older bindings)."""
    found = getattr(getattr(owner, group, owner), name, None)
    return getattr(owner, name) if found is None else found


def type_number(field: QgsField) -> int:
    """The type of a field as a number, which QVariant and QMetaType have in common."""
    kind = field.type()
    return int(getattr(kind, "value", kind))
