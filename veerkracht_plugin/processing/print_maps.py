"""``veerkracht:print``: one of the nine maps on paper, as a whole or a page per gemeente or wijk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
    QgsProject,
    QgsVectorLayer,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import advanced
from .pages import PagesAlgorithm, check

if TYPE_CHECKING:
    from ..maps.definitions import MapDefinition
    from ..maps.material import Area, Material
    from ..maps.page import Paper
    from ..maps.scene import Scene

PAPER_NAMES = ("A0", "A1", "A2", "A3", "A4")
LEVELS = ("gemeente", "wijk", "whole")
FORMATS = ("pdf", "png")
BACKGROUNDS = ("none", "brt_grijs")


class Print(PagesAlgorithm):
    """Classified buurten (and own stock) → PDF or PNG pages."""

    ID = "print"
    MAP, PAPER, BY, FORMAT, TITLE, LOGO, BACKGROUND = "MAP", "PAPER", "BY", "FORMAT", "TITLE", "LOGO", "BACKGROUND"

    def title(self) -> str:
        return tr("Print maps")

    def summary(self) -> str:
        return tr("Puts one of the nine maps on paper, A0 to A4, as a whole or with a page for each gemeente or wijk.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "A page lies or stands by the shape of its area, and carries its own legend with what each "
                    "class holds "
                    "(buurten, inwoners, own units), a scale bar, sources, the year of each indicator and the method."
                ),
                tr("Class codes on the map and lines in some classes survive grey printing."),
                tr(
                    "Each page is a file of its own; its name says map, place and year. Files of the same name "
                    "in the folder are "
                    "replaced, all together or not at all."
                ),
                tr("A0 to A3 have room for notes. Title and logo are under Advanced."),
                tr(
                    "The whole area on one page also stays in your project as a layout, on your own layers, for you to "
                    "change. A layout of the same name is left alone."
                ),
                tr(
                    "A background, also under Advanced, is fetched from PDOK only when you choose it; when PDOK does "
                    "not answer, the map is printed without it."
                ),
            )
        )

    def keywords(self) -> list[str]:
        return ["print", "afdruk", "kaart", "pdf", "png", "A0", "A3", "layout", "map"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..layers.language import product_language
        from ..maps.definitions import DEFAULT_MAP, MAPS
        from ..model.words import word

        language = product_language()
        ids = [definition.id for definition in MAPS]
        names = [word("map", one, language=language) for one in ids]
        add = self.addParameter
        self.add_inputs()
        self.add_choice(self.MAP, tr("Map"), ids, names, DEFAULT_MAP)
        self.add_choice(self.PAPER, tr("Paper"), PAPER_NAMES, PAPER_NAMES, "A3")
        pages = (tr("One for each gemeente"), tr("One for each wijk"), tr("The whole area on one page"))
        self.add_choice(self.BY, tr("Pages"), LEVELS, pages, "whole")
        self.add_choice(self.FORMAT, tr("Format"), FORMATS, ("PDF", "PNG"), "pdf")
        add(advanced(QgsProcessingParameterString(self.TITLE, tr("Title"), optional=True)))
        add(
            advanced(
                QgsProcessingParameterFile(
                    self.LOGO, tr("Logo"), fileFilter=tr("Pictures (*.svg *.png *.jpg *.jpeg)"), optional=True
                )
            )
        )
        grounds = (tr("None"), tr("BRT Achtergrondkaart in grey, fetched from PDOK"))
        self.add_choice(self.BACKGROUND, tr("Background"), BACKGROUNDS, grounds, "none", hidden=True)
        self.add_folder()

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import product_language
        from ..maps import sheet, telling
        from ..maps.definitions import map_definition
        from ..maps.page import paper
        from ..maps.printing import Names, all_or_nothing
        from ..maps.scene import Scene
        from ..model.classes import NONE

        language = product_language()
        definition = map_definition(self.choice(parameters, self.MAP, context))
        size = paper(self.choice(parameters, self.PAPER, context))
        level = self.choice(parameters, self.BY, context)
        suffix = "." + self.choice(parameters, self.FORMAT, context)
        title = self.parameterAsString(parameters, self.TITLE, context).strip()
        logo = logo_of(self.parameterAsString(parameters, self.LOGO, context))
        folder = self.folder(parameters, context)
        material = self.material(parameters, context, feedback)
        check(feedback)
        areas = [material.whole()] if level == "whole" else material.areas(level)
        if not areas:
            raise VeerkrachtError(
                N_("The buurten have no code of their {level}, so there is no page to make for each."), level=level
            )
        if all(code == NONE for code in material.table[definition.field]):
            feedback.pushWarning(
                tr("No buurt has a class on this map: {reason}.").format(
                    reason=telling.why_none(definition, material, language)
                )
            )
        project = QgsProject()
        scene = Scene(project, material, definition, language, size.scale)
        lines = telling.sources(material, language, date.today())
        names = Names()
        made: list[str] = []
        ground = Ground(feedback) if self.choice(parameters, self.BACKGROUND, context) != "none" else None
        with all_or_nothing(folder) as work, TemporaryDirectory() as pictures:
            for number, area in enumerate(areas):
                check(feedback)
                name = names.name(
                    [definition.id, *telling.places(area, material), material.year, size.name], suffix, area.code
                )
                below = ground.layer(project, material, area, size, Path(pictures)) if ground else None
                said = [*lines, ground.line(language)] if ground and below is not None else lines
                page = _page(project, scene, area, material, size, title, logo, said, language, below)
                if page is None:
                    feedback.pushWarning(
                        tr("{area} has no polygons and gets no page.").format(area=area.name or area.code)
                    )
                    continue
                layout, layers = page
                sheet.export(layout, work / name)
                # Layout items hold on to their layers, so the layout goes first.
                del layout, page
                scene.remove(layers)
                if below is not None:
                    project.removeMapLayer(below.id())
                    del below
                made.append(name)
                feedback.setProgress(100.0 * (number + 1) / len(areas))
            check(feedback)
        del scene
        project.clear()
        feedback.pushInfo("\n".join(made))
        if level == "whole":
            self._keep_page(parameters, context, feedback, material, definition, size, title, logo)
        return {self.FOLDER: str(folder), self.COUNT: len(made)}

    def _keep_page(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
        definition: MapDefinition,
        size: Paper,
        title: str,
        logo: str,
    ) -> None:
        """Leave the page in the project as a layout, where its layers are the project's own. One of that name stays."""
        from ..layers.language import product_language
        from ..maps import telling
        from ..maps.layouts import ProjectPages
        from ..model.words import word

        project = context.project()
        buurten = self._in_project(parameters, self.INPUT, context)
        if project is None or buurten is None:
            return
        language = product_language()
        place = " ".join(telling.places(material.whole(), material))
        name = f"{word('map', definition.id, language=language)} {place} {material.year} {size.name}"
        if project.layoutManager().layoutByName(name) is not None:
            feedback.pushInfo(
                tr("The layout “{name}” is in the project already and stays as it is. Rename or remove it for a new "
                   "one.")
                .format(name=name)
            )  # fmt: skip
            return
        own = self._in_project(parameters, self.STOCK, context)
        ProjectPages(project, buurten, own, material, size, language, date.today()).add(definition, name, title, logo)
        feedback.pushInfo(tr("The page is in the project as the layout “{name}”.").format(name=name))

    def _in_project(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> QgsVectorLayer | None:
        """The layer of the project behind a parameter; None for a file, and where a part of the rows was chosen."""
        value = parameters.get(name)
        if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
            value.selectedFeaturesOnly or getattr(value, "filterExpression", "")
        ):
            return None
        layer = self.parameterAsVectorLayer(parameters, name, context)
        project = context.project()
        if layer is None or project is None or project.mapLayer(layer.id()) is None:
            return None
        return layer


class Ground:
    """The background of the pages of one run. After the first fault there is none, and that is said once."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        from ..sources.background import RETRY, Background
        from ..transport.client import Client

        self._feedback = feedback
        self._source = Background(Client(feedback, retry=RETRY))
        self._works = True
        self._number = 0

    def line(self, language: str) -> str:
        """Whose background it is, in words."""
        from ..model.words import word
        from ..sources import background

        return word("page", "background", language=language, name=background.name())

    def layer(self, project: QgsProject, material: Material, area: Area, size: Paper, folder: Path) -> Any:
        """The background under the map of ``area`` as a layer in ``project``, its file in ``folder``; or None."""
        from ..maps import sheet
        from ..maps.background import raster
        from ..maps.page import shown_extent
        from ..sources.background import SIDE, grid

        extent = material.extent(area)
        if not self._works or extent.isNull() or extent.isEmpty():
            return None
        frame = sheet.map_frame(size, sheet.is_landscape(extent, size))
        box = shown_extent(extent, frame[0] / frame[1])
        wanted = grid((box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), box.width() / frame[0])
        self._number += 1
        try:
            tiles = self._source.tiles(wanted)
            pieces = [
                (column - wanted.first_column, row - wanted.first_row, data) for (_, column, row), data in tiles.items()
            ]
            path = folder / f"background_{self._number}.png"
            found = raster(pieces, wanted.size, wanted.corner, wanted.resolution, SIDE, path)
        except VeerkrachtError as error:
            self._works = False
            self._feedback.pushWarning(tr("Printed without a background: {reason}").format(reason=error.text(tr)))
            return None
        project.addMapLayer(found, False)  # noqa: QGS201
        return found


def _page(
    project: QgsProject,
    scene: Scene,
    area: Area,
    material: Material,
    size: Paper,
    title: str,
    logo: str,
    lines: list[str],
    language: str,
    below: Any = None,
) -> tuple[Any, list[Any]] | None:
    """The layout about ``area`` and the layers that are its own; None for an area without polygons. ``below``: a
    background, or None.
    """
    from ..maps import sheet
    from ..maps.material import counts

    extent = material.extent(area)
    if extent.isNull() or extent.isEmpty():
        return None
    definition = scene.definition
    stock, note = sheet.stock_words(material, language)
    own: list[Any] = []
    overview: list[Any] = []
    # A page about everything needs no veil and no overview.
    if len(area.rows) < len(material.table):
        outline = scene.outline(area)
        own = scene.highlight(outline)
        overview = scene.overview(outline)
    landscape = sheet.is_landscape(extent, size)
    scene.fit(area, extent, *sheet.map_frame(size, landscape))
    content = sheet.Content(
        definition,
        [*scene.layers(*own), *([below] if below is not None else [])],
        extent,
        counts(material, definition.field, area.rows),
        sheet.area_notes(definition, area, material, title, lines, language),
        scene.buurten.crs(),
        stock=stock,
        stock_note=note,
        borders=sheet.border_words(material, language),
        lines=scene.lines,
        overview=overview,
        overview_extent=material.extent(material.whole()),
        logo=logo,
    )
    layout = sheet.make_page(project, content.notes.title, size, landscape, content, language)
    return layout, [*own, *overview]


def logo_of(text: str) -> str:
    """The logo file; raises VeerkrachtError for one that does not exist or is no picture."""
    if not text:
        return ""
    from qgis.PyQt.QtGui import QImageReader

    path = Path(text)
    if not path.is_file():
        raise VeerkrachtError(N_("The logo {file} does not exist. Choose another file, or leave it empty."), file=text)
    if path.suffix.lower() != ".svg" and not QImageReader(str(path)).canRead():
        raise VeerkrachtError(
            N_("The logo {file} is no picture that QGIS can read. Use SVG, PNG or JPEG."), file=path.name
        )
    return str(path)
