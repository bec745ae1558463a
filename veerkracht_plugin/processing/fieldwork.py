"""``veerkracht:fieldwork``: a folder for notes, interviews and walks, which opens in QGIS and in QField."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON
from .pages import PagesAlgorithm, check

if TYPE_CHECKING:
    from ..maps.material import Material

#: The choices of SHEETS: none, or the paper of the conversation sheets.
SHEETS = ("none", "A4", "A3")


class Fieldwork(PagesAlgorithm):
    """Classified buurten → a folder with a project, a file for notes, the class map, and sheets on paper."""

    ID = "fieldwork"
    EXTENT, SHEETS, PROJECT = "EXTENT", "SHEETS", "PROJECT"

    def title(self) -> str:
        return tr("Fieldwork: notes and conversations")

    def summary(self) -> str:
        return tr(
            "Makes a folder to go outside with: forms for notes, conversations and photos on the class map, for QField "
            "and QGIS, without a connection."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "The folder holds a project (veldwerk.qgz), an empty file for notes (notities.gpkg), the buurten "
                    "with their classes (buurten.gpkg) and a short guide. Copy it as a whole to each device, and open "
                    "the project in QField or QGIS."
                ),
                tr("Extent: only the buurten that touch it. Own stock and addresses are never in it."),
                tr(
                    "Sheets: a page to talk about each buurt, with its classes in words, a small map, open questions "
                    "and room to write; all in one PDF."
                ),
                tr(
                    "A folder that holds fieldwork already is refused, since there may be notes in it. Notes come back "
                    "with “Bring notes back from the field”."
                ),
            )
        )

    def keywords(self) -> list[str]:
        return ["veldwerk", "qfield", "gesprek", "interview", "notities", "wandeling", "schouw", "formulier", "notes"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add, promise = self.addParameter, self.addOutput
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        add(QgsProcessingParameterExtent(self.EXTENT, tr("Extent (default: all buurten)"), optional=True))
        labels = (tr("None"), tr("A4, a page for each buurt"), tr("A3, a page for each buurt"))
        self.add_choice(self.SHEETS, tr("Conversation sheets on paper"), SHEETS, labels, "none")
        add(QgsProcessingParameterFolderDestination(self.FOLDER, tr("Folder")))
        promise(QgsProcessingOutputFile(self.PROJECT, tr("Project")))
        promise(QgsProcessingOutputNumber(self.COUNT, tr("Number of buurten")))

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers import notes
        from ..layers.language import product_language
        from ..maps import fieldwork
        from ..maps.printing import all_or_nothing

        language = product_language()
        folder = self.folder(parameters, context)
        _refuse_used(folder)
        material = self.material(parameters, context, feedback)
        rows = self._rows(parameters, context, material)
        check(feedback)
        feedback.setProgress(10)
        title = fieldwork.w("title", place=material.whole().name, language=language)
        project = QgsProject()
        try:
            with all_or_nothing(folder) as work:
                self._write_buurten(work / fieldwork.BUURT_FILE, material, rows, title, language, feedback)
                notes.create(work / fieldwork.NOTE_FILE)
                fieldwork.make_project(project, work, title, language)
                name, text = fieldwork.guide(language)
                (work / name).write_text(text, encoding="utf-8")
                # Files that are open cannot be moved on every system.
                project.clear()
                feedback.setProgress(30)
                size = self.choice(parameters, self.SHEETS, context)
                if size != "none":
                    self._sheets(work, project, material, rows, size, language, feedback)
                check(feedback)
        finally:
            project.clear()
            del project
        # Where the photos go, also on a computer that does not make the folder itself.
        (folder / fieldwork.PHOTO_FOLDER).mkdir(exist_ok=True)
        return {self.FOLDER: str(folder), self.PROJECT: str(folder / fieldwork.PROJECT), self.COUNT: len(rows)}

    def _rows(self, parameters: dict[str, Any], context: QgsProcessingContext, material: Material) -> list[int]:
        """The buurten that touch the extent, all without one."""
        rows = [i for i, one in enumerate(material.geometries) if not one.isNull()]
        if parameters.get(self.EXTENT) in (None, ""):
            return rows
        rd = QgsCoordinateReferenceSystem("EPSG:28992")
        wanted = self.parameterAsExtentGeometry(parameters, self.EXTENT, context, rd)
        if wanted.isNull() or wanted.isEmpty():
            raise VeerkrachtError(N_("EXTENT is no extent. Draw one on the map, or leave it empty for all buurten."))
        rows = [i for i in rows if material.geometries[i].intersects(wanted)]
        if not rows:
            raise VeerkrachtError(
                N_("No buurt touches the extent. Draw it on the map, or leave it empty for all buurten.")
            )
        return rows

    def _write_buurten(
        self, path: Path, material: Material, rows: list[int], title: str, language: str,
        feedback: QgsProcessingFeedback,
    ) -> None:  # fmt: skip
        """The buurten with the columns that may go outside, and nothing of the user's own."""
        from ..layers.metadata import Provenance, layer_metadata, store
        from ..layers.write import qgs_fields, write_table
        from ..maps.fieldwork import BUURT_TABLE
        from ..model.fields import buurt_fields, class_fields

        fields = tuple(one for one in (*buurt_fields(), *class_fields()) if one.name in material.table.columns)
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = BUURT_TABLE
        rd = QgsCoordinateReferenceSystem("EPSG:28992")
        writer = QgsVectorFileWriter.create(
            str(path),
            qgs_fields(fields),
            QgsWkbTypes.Type.MultiPolygon,
            rd,
            # Nothing is transformed; the project is not for the thread of a run.
            QgsCoordinateTransformContext(),
            options,
        )
        problem = writer.errorMessage() if writer.hasError() else ""
        if problem:
            raise VeerkrachtError(
                N_("{file} cannot be written ({reason}). Choose a folder that exists and is writable."),
                file=path.name, reason=problem,
            )  # fmt: skip
        write_table(writer, material.table.loc[rows], fields, dict(enumerate(material.geometries)), feedback)
        # Closes the file.
        del writer
        layer = QgsVectorLayer(f"{path}|layername={BUURT_TABLE}", title, "ogr")
        if not layer.isValid() or layer.featureCount() != len(rows):
            # A full disk is only noticed when the file is closed.
            raise VeerkrachtError(
                N_("The output could not be written: {reason}. Check that the place is writable and not full."),
                reason=path.name,
            )
        provenance = Provenance(title, list(self._history), [], material.fictional)
        store(layer, layer_metadata(provenance, layer, language))
        del layer

    def _sheets(
        self, work: Path, project: QgsProject, material: Material, rows: list[int], size: str, language: str,
        feedback: QgsProcessingFeedback,
    ) -> None:  # fmt: skip
        """A page for each buurt, in one PDF."""
        from ..maps import conversation
        from ..maps.definitions import DEFAULT_MAP, map_definition
        from ..maps.page import paper
        from ..maps.printing import Pdf, safe
        from ..maps.scene import Scene

        scene = Scene(project, material, map_definition(DEFAULT_MAP), language, paper(size).scale)
        one = conversation.Setting(material, scene, language, size, date.today())
        wanted = set(rows)
        areas = [area for area in material.areas("buurt") if area.rows[0] in wanted]
        with Pdf(work / f"{safe(one.w('file'))}_{size}.pdf", one.w("title")) as bundle:
            for number, area in enumerate(areas):
                check(feedback)
                layout, layers = conversation.page(one, area)
                bundle.add(layout)
                # Layout items hold on to their layers, so the layout goes first.
                del layout
                scene.remove(layers)
                feedback.setProgress(30.0 + 68.0 * (number + 1) / len(areas))
        del scene, one


def _refuse_used(folder: Path) -> None:
    """Raises VeerkrachtError for a folder that holds fieldwork: there may be notes in it that are nowhere else."""
    from ..maps.fieldwork import BUURT_FILE, NOTE_FILE, PROJECT

    for name in (NOTE_FILE, PROJECT, BUURT_FILE):
        if (folder / name).exists():
            raise VeerkrachtError(
                N_("The folder {folder} holds fieldwork already ({file}), and there may be notes in it. "
                   "Choose a new folder."), folder=folder, file=name,
            )  # fmt: skip
