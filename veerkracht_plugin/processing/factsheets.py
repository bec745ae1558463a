"""``veerkracht:factsheets``: a page for each buurt or wijk, and all of them in one bundle behind a summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProject,
)

from ..compat import enum
from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import TableParameter, advanced, whole_number
from .pages import PagesAlgorithm, check

if TYPE_CHECKING:
    from ..maps.material import Material

LEVELS = ("buurt", "wijk")
AUDIENCES = ("intern", "extern")


class Factsheets(PagesAlgorithm):
    """Classified buurten (and own stock) → one PDF each, and one bundle."""

    ID = "factsheets"
    BY, AUDIENCE, REFERENCE, NOTES, MINIMUM = "BY", "AUDIENCE", "REFERENCE", "NOTES", "MINIMUM"
    SIGNALS, LIVEABILITY = "SIGNALS", "LIVEABILITY"

    def title(self) -> str:
        return tr("Factsheets")

    def summary(self) -> str:
        return tr("Makes a page for each buurt or wijk, all of them in one bundle with a summary, and a presentation.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "A page holds the classes in words, a map with the surroundings, the position of each "
                    "indicator against the "
                    "gemeente and the reference with its year and uncertainty, the development, own stock, room "
                    "for the story "
                    "behind the figures, and what is missing and why."
                ),
                tr("Values of a wijk or gemeente come from counts, never from averaged percentages."),
                tr(
                    "Audience extern leaves out complexes and places of own stock, and does not count areas "
                    "with few own units: fewer than five, or the number in the settings."
                ),
                tr("Files of the same name in the folder are replaced, all together or not at all."),
            )
        )

    def keywords(self) -> list[str]:
        return ["factsheet", "buurt", "wijk", "pdf", "bundel", "presentatie", "bestuur", "report"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..layers.language import extern_minimum

        add = self.addParameter
        self.add_inputs()
        self.add_choice(self.BY, tr("Pages"), LEVELS, (tr("One for each buurt"), tr("One for each wijk")), "buurt")
        audiences = (
            tr("Intern: with complexes and all own stock"),
            tr("Extern: without complexes, places and small numbers"),
        )
        self.add_choice(self.AUDIENCE, tr("Audience"), AUDIENCES, audiences, "intern")
        add(advanced(TableParameter(self.REFERENCE, tr("Reference that the classification was given"), optional=True)))
        add(
            QgsProcessingParameterFile(
                self.NOTES, tr("Notes from the field (notities.gpkg)"), extension="gpkg", optional=True
            )
        )
        least = QgsProcessingParameterNumber(
            self.MINIMUM, tr("Smallest number of own units to show outside"),
            enum(QgsProcessingParameterNumber, "Type", "Integer"), extern_minimum(), optional=True, minValue=1,
        )  # fmt: skip
        add(advanced(least))
        add(TableParameter(self.SIGNALS, tr("Own signals per buurt (audience intern only)"), optional=True))
        add(
            advanced(
                TableParameter(self.LIVEABILITY, tr("Leefbaarometer of all years, for the development"), optional=True)
            )
        )
        self.add_folder()

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import extern_minimum, product_language
        from ..layers.metadata import without_expressions
        from ..maps import factsheet, presentation, telling
        from ..maps.definitions import DEFAULT_MAP, map_definition
        from ..maps.printing import Names, Pdf, all_or_nothing
        from ..maps.scene import Scene
        from ..model import buurten
        from ..model.signals import PerBuurt
        from .owntables import read_own

        language = product_language()
        level = self.choice(parameters, self.BY, context)
        audience = self.choice(parameters, self.AUDIENCE, context)
        folder = self.folder(parameters, context)
        least = whole_number(self, parameters, self.MINIMUM, context) or extern_minimum()
        material = self.material(parameters, context, feedback)
        raw = self.raw_table(parameters, self.REFERENCE, context, feedback, buurten.score)
        if raw is not None:
            material.reference = buurten.from_text(raw.headers, raw.frame, raw.name)
        if audience == "extern":
            material.history = without_expressions(material.history)
        self._all_years(parameters, context, feedback, material)
        signals = None
        table = read_own(self, parameters, self.SIGNALS, context, feedback)
        if table is not None and audience != "extern":
            signals = PerBuurt(table.headers, table.columns, table.name)
        small: set[str] = set()
        if audience == "extern" and material.stock is not None:
            material.stock, small = factsheet.for_outside(material.stock, least)
        areas = material.areas(level)
        if not areas:
            raise VeerkrachtError(
                N_("The buurten have no code of their {level}, so there is no page to make for each."), level=level
            )
        check(feedback)
        project = QgsProject()
        scene = Scene(project, material, map_definition(DEFAULT_MAP), language, 1.0)
        one = factsheet.setting(material, scene, language, audience == "extern", date.today(), least)
        one.notes = self._notes(parameters, context, feedback, material)
        one.signals, one.hidden = signals, small
        names = Names()
        place = material.whole().name
        bundle_name = names.name([one.w("bundle_file"), place, one.w(level), material.year, audience], ".pdf")
        made = 0
        with all_or_nothing(folder) as work:
            with Pdf(work / bundle_name, one.w("title", place=place)) as bundle:
                front = factsheet.summary(one, len(areas), level)
                bundle.add(front)
                del front
                for number, area in enumerate(areas):
                    check(feedback)
                    name = names.name(
                        [one.w("file"), *telling.places(area, material), material.year], ".pdf", area.code
                    )
                    layout, layers = factsheet.page(one, area, small)
                    with Pdf(work / name, layout.name()) as single:
                        single.add(layout)
                    bundle.add(layout)
                    # Layout items hold on to their layers, so the layout goes first.
                    del layout
                    scene.remove(layers)
                    made += 1
                    feedback.setProgress(95.0 * (number + 1) / len(areas))
            check(feedback)
            shown = names.name([presentation.file_word(language), place, material.year, audience], ".pdf")
            presentation.make(work / shown, one, feedback)
            check(feedback)
        del scene, one
        project.clear()
        return {self.FOLDER: str(folder), self.COUNT: made + 2}

    def _all_years(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
    ) -> None:
        """Overlast of every year of the Leefbaarometer, in place of the base and target year only."""
        from ..model import timeseries
        from ..model.account import Account
        from ..sources import liveability

        raw = self.raw_table(parameters, self.LIVEABILITY, context, feedback, liveability.score)
        if raw is None:
            return
        table, reference = material.table, material.reference
        others = dict(zip(reference["bu_code"], reference["inwoners"])) if reference is not None else {}
        series = timeseries.build(table, liveability.read_liveability(raw, None, Account()), [], others)
        wide = series.rows.pivot(index="bu_code", columns="jaar", values="onv").reindex(table["bu_code"])
        material.onv_years = {year: [float(one) for one in wide[year]] for year in series.years}
        if series.weighted:
            land = series.lines[series.lines["niveau"] == timeseries.COUNTRY]
            material.onv_country = {int(year): -float(ov) for year, ov in zip(land["jaar"], land["ov"])}

    def _notes(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback,
        material: Material,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Notes and conversations from the field; those of other buurten are told and not shown."""
        from ..layers.notes import rows_of
        from ..model.notes import PHOTOS

        path = self.parameterAsString(parameters, self.NOTES, context).strip()
        if not path:
            return []
        rows = [row for row in rows_of(Path(path)) if row["tabel"] != PHOTOS]
        known = set(material.table["bu_code"])
        elsewhere = sum(1 for row in rows if row.get("bu_code") not in known)
        if elsewhere:
            feedback.pushWarning(
                tr("{n} of {all} notes lie in no buurt of this layer and are not shown.").format(
                    n=elsewhere, all=len(rows)
                )
            )
        return rows
