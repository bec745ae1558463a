"""A project for the field: forms for notes, conversations and photos on top of the classes, all in one folder.

The folder works as it is on a computer with QGIS and on a phone with QField: relative paths, GeoPackages only, nothing
from a network. Files have plain names, and no two of them share a stem with the project, since synchronising programs
take such files for parts of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsAttributeEditorRelation,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProject,
    QgsProperty,
    QgsRelation,
    QgsRelationContext,
    QgsRendererCategory,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..compat import enum, make_page
from ..errors import N_, VeerkrachtError
from ..model.notes import NOTES, PHOTOS, TABLES, TALKS
from ..model.words import codes, word
from . import styles
from .page import font
from .project import fill_project, write_project

#: The files of the folder.
PROJECT, NOTE_FILE, BUURT_FILE, PHOTO_FOLDER = "veldwerk.qgz", "notities.gpkg", "buurten.gpkg", "DCIM"
BUURT_TABLE = "buurten"

#: Table of notes → which of our products a layer of it is (custom property of the layer).
PRODUCTS = {NOTES: "notes", TALKS: "talks", PHOTOS: "photos"}

#: The longest side of a photo (pixels): small to send, and a face in the distance is no portrait.
PHOTO_PIXELS = 1600

#: Choices up to this many are buttons on a phone, more are a list.
BUTTONS = 5

_LAYOUT = enum(QgsEditFormConfig, "EditorLayout", "TabLayout")
_COMPOSITION = enum(QgsRelation, "RelationStrength", "Composition")
_NOT_NULL = enum(QgsFieldConstraints, "Constraint", "ConstraintNotNull")
_EXPRESSION = enum(QgsFieldConstraints, "Constraint", "ConstraintExpression")
_UNIQUE = enum(QgsFieldConstraints, "Constraint", "ConstraintUnique")
_HARD = enum(QgsFieldConstraints, "ConstraintStrength", "ConstraintStrengthHard")
_SOFT = enum(QgsFieldConstraints, "ConstraintStrength", "ConstraintStrengthSoft")

#: Colours of a note by its tone; what has none is white.
_TONES = {"positief": "#2f9e5b", "neutraal": "#b8b8b8", "gemengd": "#f0a63a", "zorg": "#a0282c"}

#: What a text of a note should not hold: mail, telephone numbers, postcodes with their letters.
PERSONAL = "@|\\\\d{9}|\\\\d[ -]\\\\d{8}|[1-9]\\\\d{3} ?[A-Z]{2}\\\\b"


@dataclass(frozen=True)
class Part:
    """A tab of a form: its heading (key of the words), its fields, whether the photos are in it."""

    heading: str
    fields: Sequence[str]
    photos: bool = False


#: The forms, in the order in which they are filled in.
FORMS: Mapping[str, Sequence[Part]] = {
    NOTES: (
        Part("tab_note", ("tekst", "thema", "toon", "rol", "soort", "datum", "bu_code", "akkoord")),
        Part("tab_photos", (), photos=True),
        Part("tab_more", ("gewijzigd", "conflict", "uuid")),
    ),
    TALKS: (
        Part(
            "tab_talk", ("bu_code", "tekst", "herkend", "thema", "toon", "rol", "soort", "aantal", "datum", "akkoord")
        ),
        Part("tab_photos", (), photos=True),
        Part("tab_more", ("gewijzigd", "conflict", "uuid")),
    ),
    PHOTOS: (Part("tab_photo", ("foto", "bijschrift", "datum")), Part("tab_more", ("gewijzigd", "conflict", "uuid"))),
}

_READ_ONLY = ("gewijzigd", "conflict", "uuid")


def w(*keys: str, language: str, **values: object) -> str:
    """A word of fieldwork."""
    return word("fieldwork", *keys, language=language, **values)


def relation_id(table: str) -> str:
    """The id of the relation from photos to ``table``."""
    return f"fotos_{table}"


# -- forms ------------------------------------------------------------------------------------------------------------


def dress(layers: Mapping[str, QgsVectorLayer], buurten: QgsVectorLayer | None, language: str) -> None:
    """Aliases, forms, defaults, checks and symbols on the layers of notes (by table).

    ``buurten`` is the layer that a note finds its buurt in; without it people fill in the code.
    """
    for table, layer in layers.items():
        layer.setCustomProperty(styles.PRODUCT, PRODUCTS[table])
        names = layer.fields().names()
        for position, name in enumerate(names):
            try:
                layer.setFieldAlias(position, word("note_field", name, language=language))
            except KeyError:
                continue
            layer.setEditorWidgetSetup(position, _widget(name, buurten, language))
            _default(layer, position, name, table, buurten)
            _check(layer, position, name, language)
        _form(layer, table, names, language)
        layer.setDisplayExpression(
            '"bijschrift"' if table == PHOTOS else "coalesce(represent_value(\"thema\"), '') || ' ' || "
            "coalesce(format_date(\"datum\", 'dd-MM-yyyy'), '')"
        )  # fmt: skip
        _for_qfield(layer, table)
        if table == NOTES:
            layer.setRenderer(_symbols(language))
            layer.setMapTipTemplate('<b>[% represent_value("thema") %]</b><br/>[% "tekst" %]')


def _widget(name: str, buurten: QgsVectorLayer | None, language: str) -> QgsEditorWidgetSetup:
    if name in ("soort", "thema", "rol", "toon", "herkend"):
        choices = [{word("class", name, code, language=language): code} for code in codes(name)]
        return QgsEditorWidgetSetup("ValueMap", {"map": choices})
    if name == "bu_code" and buurten is not None:
        return QgsEditorWidgetSetup(
            "ValueRelation",
            {
                "Layer": buurten.id(), "LayerName": buurten.name(), "Key": "bu_code", "Value": "bu_naam",
                "AllowNull": True, "AllowMulti": False, "OrderByValue": True, "UseCompleter": False, "NofColumns": 1,
                "FilterExpression": "",
            },
        )  # fmt: skip
    if name in ("datum", "gewijzigd"):
        shown, kept = ("dd-MM-yyyy", "yyyy-MM-dd") if name == "datum" else ("dd-MM-yyyy HH:mm", "yyyy-MM-dd HH:mm:ss")
        config = {"display_format": shown, "field_format": kept, "calendar_popup": True, "allow_null": True}
        return QgsEditorWidgetSetup("DateTime", config)
    if name == "akkoord":
        return QgsEditorWidgetSetup("CheckBox", {"CheckedState": "", "UncheckedState": ""})
    if name == "aantal":
        return QgsEditorWidgetSetup("Range", {"Min": 1, "Max": 500, "Step": 1, "AllowNull": True, "Style": "SpinBox"})
    if name == "foto":
        return QgsEditorWidgetSetup(
            "ExternalResource",
            {
                "DocumentViewer": 1, "DocumentViewerHeight": 240, "DocumentViewerWidth": 0, "FileWidget": True,
                "FileWidgetButton": True, "FileWidgetFilter": "", "RelativeStorage": 1, "StorageMode": 0,
            },
        )  # fmt: skip
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": name == "tekst", "UseHtml": False})


def _default(layer: QgsVectorLayer, position: int, name: str, table: str, buurten: QgsVectorLayer | None) -> None:
    if name == "bu_code" and table == NOTES and buurten is not None:
        # What somebody filled in stays where the point lies outside all buurten.
        found = f"array_first(overlay_intersects('{buurten.id()}', \"bu_code\", limit:=1))"
        layer.setDefaultValueDefinition(position, QgsDefaultValue(f'coalesce({found}, "bu_code")', True))
        return
    defaults = {
        "uuid": ("uuid()", False), "datum": ("to_date(now())", False), "gewijzigd": ("now()", True),
        "akkoord": ("false", False), "soort": ("'wandeling'" if table == NOTES else "'overleg'", False),
    }  # fmt: skip
    if name in defaults:
        layer.setDefaultValueDefinition(position, QgsDefaultValue(*defaults[name]))


def _check(layer: QgsVectorLayer, position: int, name: str, language: str) -> None:
    """Hard where a note would not come back without it, else a warning: nobody stands in the rain for a form."""
    if name == "uuid":
        layer.setFieldConstraint(position, _NOT_NULL, _HARD)
        layer.setFieldConstraint(position, _UNIQUE, _SOFT)
    elif name == "bu_code":
        layer.setFieldConstraint(position, _NOT_NULL, _SOFT)
    elif name == "datum":
        layer.setConstraintExpression(position, '"datum" <= to_date(now())', w("check_date", language=language))
        layer.setFieldConstraint(position, _EXPRESSION, _SOFT)
    elif name in ("tekst", "bijschrift"):
        expression = f"not regexp_match(coalesce(\"{name}\", ''), '{PERSONAL}')"
        layer.setConstraintExpression(position, expression, w("check_text", language=language))
        layer.setFieldConstraint(position, _EXPRESSION, _SOFT)
    elif name == "foto":
        expression = "\"foto\" not like '../%' and \"foto\" not like '/%' and \"foto\" not like '_:%'"
        layer.setConstraintExpression(
            position, f'"foto" is null or ({expression})', w("check_photo", language=language)
        )
        layer.setFieldConstraint(position, _EXPRESSION, _SOFT)


def _form(layer: QgsVectorLayer, table: str, names: list[str], language: str) -> None:
    form = layer.editFormConfig()
    form.setLayout(_LAYOUT)
    form.clearTabs()
    root = form.invisibleRootContainer()
    for part in FORMS[table]:
        tab = QgsAttributeEditorContainer(w(part.heading, language=language), root)
        make_page(tab)
        for name in part.fields:
            if name in names:
                tab.addChildElement(QgsAttributeEditorField(name, names.index(name), tab))
        if part.photos:
            photos = QgsAttributeEditorRelation(relation_id(table), tab)
            photos.setLabel(w("photos", language=language))
            photos.setRelationWidgetTypeId("relation_editor")
            tab.addChildElement(photos)
        form.addTab(tab)
    for position, name in enumerate(names):
        form.setReadOnly(position, name in _READ_ONLY)
        # A label beside its field leaves a narrow window, and a phone, no room for the field.
        form.setLabelOnTop(position, True)
    layer.setEditFormConfig(form)


def _for_qfield(layer: QgsVectorLayer, table: str) -> None:
    """How QFieldSync and QFieldCloud are to treat a layer of notes: the file goes as it is and comes back as it is."""
    layer.setCustomProperty("QFieldSync/action", "copy")
    layer.setCustomProperty("QFieldSync/cloud_action", "offline")
    layer.setCustomProperty("QFieldSync/value_map_button_interface_threshold", BUTTONS)
    if table == PHOTOS:
        # Two devices never take the same name: the moment, and a part of the id of the photo.
        stem = f"'{PHOTO_FOLDER}/foto_' || format_date(now(), 'yyyyMMddhhmmsszzz') || '_' || substr(\"uuid\", 2, 8)"
        naming = {"foto": stem + " || '.{extension}'"}
        layer.setCustomProperty("QFieldSync/attachment_naming", json.dumps(naming))
        layer.setCustomProperty("QFieldSync/photo_naming", json.dumps({"foto": stem + " || '.jpg'"}))


def _symbols(language: str) -> QgsCategorizedSymbolRenderer:
    """Diamonds in the colour of the tone, with a white rim that stands out on every class; red where states clash."""
    categories = []
    for code in [*codes("toon"), ""]:
        symbol = QgsMarkerSymbol.createSimple(
            {"name": "diamond", "color": "#ffffff", "outline_color": "#202020", "outline_width": "0.25", "size": "5.2"}
        )
        core = QgsMarkerSymbol.createSimple(
            {"name": "diamond", "color": _TONES.get(code, "#ffffff"), "outline_style": "no", "size": "3.6"}
        )
        rim = QgsProperty.fromExpression("case when \"conflict\" = 'ja' then '#e00000' else '#202020' end")
        symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeColor, rim)
        symbol.appendSymbolLayer(core.symbolLayer(0).clone())
        said = word("class", "toon", code, language=language) if code else w("no_tone", language=language)
        categories.append(QgsRendererCategory(code, symbol, said))
    return QgsCategorizedSymbolRenderer("toon", categories)


# -- the project ------------------------------------------------------------------------------------------------------


def note_layers(path: Path, language: str) -> dict[str, QgsVectorLayer]:
    """The layers of a file of notes by table. Raises VeerkrachtError for one that is not there."""
    out = {}
    for table in TABLES:
        layer = QgsVectorLayer(f"{path}|layername={table}", w("layer_" + table, language=language), "ogr")
        if not layer.isValid():
            raise VeerkrachtError(N_("{file} holds no layer {layer}. Make it again."), file=path.name, layer=table)
        out[table] = layer
    return out


def save_forms(path: Path, language: str) -> None:
    """Forms and symbols into a file of notes itself, for whoever adds its layers to another project."""
    layers = note_layers(path, language)
    dress(layers, None, language)
    for layer in layers.values():
        styles.save(layer)


def make_project(project: QgsProject, folder: Path, title: str, language: str) -> None:
    """Fill ``project`` with the notes and the buurten of ``folder`` and write it there.

    The layer of buurten has its classes; its styles are made here. Raises VeerkrachtError when something cannot be
    written.
    """
    buurten = QgsVectorLayer(f"{folder / BUURT_FILE}|layername={BUURT_TABLE}",
                             word("layer", "classified", language=language), "ogr")  # fmt: skip
    _name_labels(buurten)
    styles.apply_classified(buurten, language)
    styles.save(buurten)
    # Before the layers of the project are opened: a file that is written to by another connection is lost to them.
    save_forms(folder / NOTE_FILE, language)
    layers = note_layers(folder / NOTE_FILE, language)
    dress(layers, buurten, language)
    fill_project(project, {**layers, BUURT_TABLE: buurten}, BUURT_TABLE, title)
    buurten.setReadOnly(True)
    buurten.setCustomProperty("QFieldSync/action", "copy")
    buurten.setCustomProperty("QFieldSync/cloud_action", "no_action")
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"), True)
    for table in (NOTES, TALKS):
        _relate(project, relation_id(table), w("photos", language=language), layers[PHOTOS], "bij",
                layers[table], "uuid", composition=True)  # fmt: skip
        _relate(project, f"{table}_buurt", layers[table].name(), layers[table], "bu_code", buurten, "bu_code")
    project.writeEntry("qfieldsync", "/initialActiveLayer", layers[NOTES].id())
    project.writeEntry("qfieldsync", "/initialMapMode", "digitize")
    project.writeEntry("qfieldsync", "/maximumImageWidthHeight", PHOTO_PIXELS)
    write_project(project, folder / PROJECT)


def _relate(
    project: QgsProject, relation: str, name: str, child: QgsVectorLayer, field: str, parent: QgsVectorLayer, key: str,
    composition: bool = False,
) -> None:  # fmt: skip
    one = QgsRelation(QgsRelationContext(project))
    one.setId(relation)
    one.setName(name)
    one.setReferencingLayer(child.id())
    one.setReferencedLayer(parent.id())
    one.addFieldPair(field, key)
    if composition:
        # A photo is a part of its note, and goes where that goes.
        one.setStrength(_COMPOSITION)
    if not one.isValid():
        raise VeerkrachtError(N_("The relation {name} could not be made. Please report this."), name=relation)
    project.relationManager().addRelation(one)


def _name_labels(buurten: QgsVectorLayer) -> None:
    """The name of each buurt: outside, that is how people find themselves on the map."""
    settings = QgsPalLayerSettings()
    settings.fieldName = "bu_naam"
    settings.fitInPolygonOnly = True
    text = QgsTextFormat()
    text.setFont(font())
    text.setSize(8.0)
    text.setColor(QColor("#202020"))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setSize(0.8)
    buffer.setColor(QColor("#ffffff"))
    text.setBuffer(buffer)
    settings.setFormat(text)
    buurten.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    buurten.setLabelsEnabled(True)


def guide(language: str) -> tuple[str, str]:
    """Name and text of the short guide that lies in the folder."""
    lines: list[Any] = [w("guide", str(number), language=language) for number in range(1, 7)]
    return w("guide_file", language=language), "\n\n".join([w("guide", "head", language=language), *lines]) + "\n"
