"""``veerkracht:assemble``: the buurt layer from files and layers that the user already has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, BaseAlgorithm, TableParameter, whole_number

if TYPE_CHECKING:
    from qgis.core import QgsGeometry

    from ..model.account import Account
    from ..sources.kwb import Kwb
    from ..sources.places import Places


class Assemble(BaseAlgorithm):
    """GEOMETRY, KWB tables of one or two years and Leefbaarometer scores → buurt layer and verantwoording."""

    ID = "assemble"
    GEOMETRY, KWB, YEAR = "GEOMETRY", "KWB", "YEAR"
    KWB_BASE, BASE_YEAR, GEOMETRY_BASE = "KWB_BASE", "BASE_YEAR", "GEOMETRY_BASE"
    LIVEABILITY, LIVEABILITY_YEAR, LIVEABILITY_BASE_YEAR = "LIVEABILITY", "LIVEABILITY_YEAR", "LIVEABILITY_BASE_YEAR"

    def title(self) -> str:
        return tr("Buurt layer from files")

    def summary(self) -> str:
        return tr("Makes the buurt layer from polygons, CBS figures and Leefbaarometer scores that you already have.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Polygons: the Wijk- en buurtkaart of CBS or PDOK, or the polygons of the Leefbaarometer, in any "
                   "coordinate "
                   "system. Water and foreign polygons are left out."),
                tr("KWB: Kerncijfers wijken en buurten as a StatLine CSV (keys or titles), a kwb-20xx spreadsheet or "
                   "a CBS/PDOK "
                   "GeoPackage. Columns are found by their names in any edition."),
                tr("Base year: a second KWB table for the change. Polygons of the base year make it possible to see "
                   "which buurten "
                   "are the same place; without them and without border flags for every year between, a buurt counts "
                   "as "
                   "not comparable and gets no change."),
                tr("Leefbaarometer: the open-data CSV or its zip with all years, or one year from the WFS. A high "
                   "score is better."),
                tr("The table verantwoording lists the year and the cover of each indicator and everything that was "
                   "dropped, "
                   "merged or doubtful."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["cbs", "kwb", "kerncijfers", "leefbaarometer", "pdok", "samenstellen", "assemble", "neighbourhood"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        integer = QgsProcessingParameterNumber.Type.Integer

        def year(name: str, text: str, optional: bool) -> None:
            self.addParameter(
                QgsProcessingParameterNumber(name, text, integer, None, optional, minValue=1990, maxValue=2100)
            )

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.GEOMETRY, tr("Polygons of the buurten"), [POLYGON]))
        add(TableParameter(self.KWB, tr("Kerncijfers wijken en buurten, target year")))
        year(self.YEAR, tr("Target year"), False)
        add(TableParameter(self.KWB_BASE, tr("Kerncijfers wijken en buurten, base year"), optional=True))
        year(self.BASE_YEAR, tr("Base year"), True)
        add(
            QgsProcessingParameterFeatureSource(
                self.GEOMETRY_BASE, tr("Polygons of the base year"), [POLYGON], optional=True
            )
        )
        add(TableParameter(self.LIVEABILITY, tr("Leefbaarometer scores per buurt"), optional=True))
        year(self.LIVEABILITY_YEAR, tr("Year of the Leefbaarometer"), True)
        year(self.LIVEABILITY_BASE_YEAR, tr("Base year of the Leefbaarometer"), True)
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Buurt layer"), POLYGON))
        add(
            QgsProcessingParameterFeatureSink(
                self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True, createByDefault=True
            )
        )

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..model.account import Account
        from ..sources.kwb import read_kwb

        year = whole_number(self, parameters, self.YEAR, context)
        base_year = whole_number(self, parameters, self.BASE_YEAR, context)
        account = Account()
        if year is None:
            raise VeerkrachtError(N_("Fill in the target year, the year of the table with figures."))
        raw = self.raw_table(parameters, self.KWB, context, feedback)
        if raw is None:
            raise VeerkrachtError(N_("Choose the table Kerncijfers wijken en buurten of the target year."))
        kwb = read_kwb(raw, year, "KWB", account)
        raw_base = self.raw_table(parameters, self.KWB_BASE, context, feedback)
        if (raw_base is None) != (base_year is None):
            raise VeerkrachtError(
                N_("A base year needs both its table and its year; fill in the one that is missing, or neither.")
            )
        if base_year is not None and base_year >= year:
            raise VeerkrachtError(
                N_("The base year {base} must lie before the target year {year}."), base=base_year, year=year
            )
        base = (
            read_kwb(raw_base, base_year, "KWB_BASE", account)
            if raw_base is not None and base_year is not None
            else None
        )
        feedback.setProgress(20)
        places, polygons = self._places(self.GEOMETRY, parameters, context, feedback, account)
        old = None
        if base is not None and parameters.get(self.GEOMETRY_BASE):
            old = self._places(self.GEOMETRY_BASE, parameters, context, feedback, account)[1]
        feedback.setProgress(50)
        return self._finish(places, polygons, kwb, base, old, account, parameters, context, feedback)

    def _places(
        self,
        name: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        account: Account,
    ) -> tuple[Places, dict[str, QgsGeometry]]:
        """Names and valid RD polygons per land buurt of a polygon layer."""
        from ..layers.read import polygon, read_rows, to_rd, transform
        from ..sources import files
        from ..sources.places import SOURCE, read_places

        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise VeerkrachtError(
                N_(
                    "{parameter} is not a polygon layer that can be read. Choose the Wijk- en buurtkaart of the "
                    "target year."
                ),
                parameter=name,
            )
        title = source.sourceName() or name
        if QgsWkbTypes.geometryType(source.wkbType()) == QgsWkbTypes.GeometryType.NullGeometry:
            raise VeerkrachtError(
                N_("{layer} has no polygons. Choose a layer with the borders of the buurten, not a table."), layer=title
            )
        rows = read_rows(source, title, feedback, geometry=True, live=self._is_live(parameters, name, context))
        places = read_places(files.from_layer(rows.headers, rows.frame, title), name, account)
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title)
        polygons: dict[str, QgsGeometry] = {}
        mended = 0
        for code, positions in places.rows.items():
            parts = [
                transform(rows.geometries[i], transformation, title)
                for i in positions
                if not rows.geometries[i].isNull()
            ]
            geometry, repaired = polygon(parts)
            mended += repaired
            if not geometry.isNull():
                polygons[code] = geometry
        if not polygons:
            raise VeerkrachtError(
                N_("{layer} has no polygons. Choose a layer with the borders of the buurten, not a table."), layer=title
            )
        if mended:
            account.add("repaired", source=SOURCE, count=mended, role=name)
        return places, polygons

    def _finish(
        self,
        places: Places,
        polygons: dict[str, QgsGeometry],
        kwb: Kwb,
        base: Kwb | None,
        old: dict[str, QgsGeometry] | None,
        account: Account,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        from ..model import regions
        from . import building

        where = {"KWB": kwb.name, "KWB_BASE": base.name if base else "", "GEOMETRY": places.name}
        flags = building.known_flags([kwb, *([base] if base else [])], places, kwb.year)
        liveability = building.Liveability.none()
        raw = self.raw_table(parameters, self.LIVEABILITY, context, feedback, building.liveability_score)
        if raw is not None:
            liveability = building.liveability(
                raw,
                kwb.year,
                base.year if base else None,
                whole_number(self, parameters, self.LIVEABILITY_YEAR, context),
                whole_number(self, parameters, self.LIVEABILITY_BASE_YEAR, context),
                account,
                feedback,
            )
        near = {regions.gemeente_of(code) for code in kwb.figures.index}
        polygons = {code: geometry for code, geometry in polygons.items() if regions.gemeente_of(code) in near}
        result = building.build(places, polygons, kwb, base, old, flags, liveability, where, account, feedback)
        self.warn(account, feedback)
        feedback.setProgress(80)
        return self.write([result, self.account_output(account)], parameters, context, feedback)
