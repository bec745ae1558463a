"""``veerkracht:timeseries``: overlast of every year per buurt, as a layer for the temporal controller and as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..compat import enum
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, Output, TableParameter, advanced, place_of
from .reporting import ReportAlgorithm

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..layers.read import SourceRows
    from ..maps.report import Report
    from ..model.account import Account
    from ..model.timeseries import Series, Year

#: From so many buurten on, corners are put on a coarse grid (m): their polygons are there once for each year.
_MANY, _COARSE = 3000, 25.0

#: Gemeenten with a line in the report, and buurten in its list of changes.
_LINES, _CHANGES = 8, 15


class Timeseries(ReportAlgorithm):
    """Buurt layer + Leefbaarometer of all years → a row for each buurt and year, the means as lines, a report."""

    ID = "timeseries"
    INPUT, LIVEABILITY, EARLIER, REFERENCE = "INPUT", "LIVEABILITY", "EARLIER", "REFERENCE"
    HOLD, SIMPLIFY, LINES, DEFINITION = "HOLD", "SIMPLIFY", "LINES", "DEFINITION"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._history: list[str] = []
        self._rights: list[str] = []
        self._file: Path | None = None
        self._hold = False
        self._film = ""
        self._results: dict[str, Any] = {}

    def title(self) -> str:
        return tr("Development through the years")

    def summary(self) -> str:
        return tr(
            "Makes a layer with a row for each buurt and year of the Leefbaarometer, for the temporal controller, and "
            "lines against the gemeente and the country."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Leefbaarometer: the open-data file with all years (2002–2024). All its years stand on the newest "
                   "borders. Overlast (ov) is minus its score for nuisance and unsafety: high is worse."),
                tr("Film: open the temporal controller, set it to the range of the layer with a step of one year, and "
                   "play. Years without a measurement have no picture, unless each picture stays until the next one."),
                tr("Indicators of the CBS stand in the rows of the years that the buurt layer has them for, and of "
                   "further buurt layers, where the borders of the buurt are the same. The field breuk says where a "
                   "line cannot be read on: borders that moved, a definition that changed."),
                tr("Lines: means over the buurten with a score in that year, weighted by the residents of the target "
                   "year. The line of the country needs the scores of the whole country; it is unweighted when the "
                   "residents of the other buurten are not known, and says so."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["tijdreeks", "film", "ontwikkeling", "leefbaarometer", "jaren", "trend", "temporal", "time series"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Buurt layer"), [POLYGON]))
        add(TableParameter(self.LIVEABILITY, tr("Leefbaarometer of all years")))
        add(
            QgsProcessingParameterBoolean(
                self.HOLD, tr("Each picture stays until the next measurement"), False, optional=True
            )
        )
        add(
            advanced(
                QgsProcessingParameterMultipleLayers(
                    self.EARLIER, tr("Buurt layers of other years, for their indicators"), POLYGON, optional=True
                )
            )
        )
        add(
            advanced(TableParameter(self.REFERENCE, tr("Buurt layer of the country, for its residents"), optional=True))
        )
        add(
            advanced(
                QgsProcessingParameterNumber(
                    self.SIMPLIFY,
                    tr("Grid of the corners in metres (empty: 25 from 3,000 buurten on, else as they are)"),
                    enum(QgsProcessingParameterNumber, "Type", "Double"), None, optional=True, minValue=0.0,
                )
            )
        )  # fmt: skip
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Buurten through the years"), POLYGON))
        for name, text in ((self.LINES, tr("Lines of gemeenten and country")), (self.ACCOUNT, tr("Verantwoording"))):
            add(QgsProcessingParameterFeatureSink(name, text, VECTOR, optional=True, createByDefault=True))
        self.add_report()
        self.addOutput(QgsProcessingOutputFile(self.DEFINITION, tr("Layer definition")))

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import history_of, rights_of

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        self._title = layer.metadata().title() if layer is not None else ""
        self._history, self._rights = history_of(layer), rights_of(layer)
        # Layers live in the main thread, so what is needed of them is read here.
        self._earlier = [
            one for one in self.parameterAsLayerList(parameters, self.EARLIER, context)
            if isinstance(one, QgsVectorLayer)
        ]  # fmt: skip

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import product_language
        from ..layers.read import read_rows
        from ..maps import film
        from ..model import buurten, timeseries
        from ..model.account import Account
        from ..sources import liveability

        account = Account()
        self._hold = self.parameterAsBool(parameters, self.HOLD, context)
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise VeerkrachtError(N_("The buurt layer cannot be read. Choose another layer."))
        name = source.sourceName() or self.INPUT
        rows = read_rows(source, name, feedback, True, self._is_live(parameters, self.INPUT, context))
        table = buurten.from_text(rows.headers, rows.frame, name)
        geometries = self._polygons(rows, source, name, parameters, context, feedback, account)
        feedback.setProgress(20)
        raw = self.raw_table(parameters, self.LIVEABILITY, context, feedback, liveability.score)
        if raw is None:
            raise VeerkrachtError(N_("LIVEABILITY is empty. Choose the Leefbaarometer scores per buurt of all years."))
        scores = liveability.read_liveability(raw, None, account)
        feedback.setProgress(45)
        if feedback.isCanceled():
            raise Cancelled
        years = timeseries.years_of(table)
        years += self._other_years(table, geometries, years, context, feedback, account)
        # A layer that outlives its run would stay open.
        self._earlier = []
        residents = self._residents(parameters, context, feedback)
        order = table.sort_values("bu_code")
        series = timeseries.build(order.reset_index(drop=True), scores, years, residents)
        self._tell(series, account, feedback)
        feedback.setProgress(60)
        count = len(table)
        places = order.index.tolist()
        outputs = [
            Output(
                self.OUTPUT, film.PRODUCT, series.rows, timeseries.series_fields(),
                {i: geometries[places[i % count]] for i in range(len(series.rows))}, QgsWkbTypes.Type.MultiPolygon,
                self._provenance("timeseries", table, series),
                style=partial(film.draw, hold=self._hold),
            )
        ]  # fmt: skip
        if parameters.get(self.LINES):
            outputs.append(
                Output(self.LINES, film.LINES, series.lines, timeseries.line_fields(),
                       provenance=self._provenance("lines", table, series))
            )  # fmt: skip
        if parameters.get(self.ACCOUNT):
            outputs.append(self.account_output(account))
        report = None
        if parameters.get(self.HTML):
            report = self._report(series, table, account, product_language())
        results = self.write_all(outputs, report, parameters, context, feedback)
        place = place_of(str(results[self.OUTPUT]))
        if place is not None and not place.table and place.path.suffix.lower() == ".gpkg":
            self._file, self._film, self._results = place.path, self._product_title(outputs[0]), results
        return results

    def postProcessAlgorithm(  # noqa: N802
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """A layer definition beside a GeoPackage, for colleagues without the plugin."""
        from ..layers.language import product_language
        from ..maps import film

        results = super().postProcessAlgorithm(context, feedback)
        if self._file is None:
            return results
        # What is returned here takes the place of the results of the run.
        results = {**self._results, **results}
        layer = QgsVectorLayer(str(self._file), self._film, "ogr")
        if layer.isValid():
            film.draw(layer, product_language(), self._hold)
            path = self._file.with_suffix(".qlr")
            if film.write_definition(layer, path):
                results[self.DEFINITION] = str(path)
                feedback.pushInfo(
                    tr("{file} opens the layer with its dates in any QGIS; keep it beside {layer}.").format(
                        file=path.name, layer=self._file.name
                    )
                )
        del layer
        return results

    # -- reading --------------------------------------------------------------------------------------------------
    def _polygons(
        self,
        rows: SourceRows,
        source: Any,
        name: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        account: Account,
    ) -> list[QgsGeometry]:
        """The polygons in RD, on a grid where that was asked for or is needed."""
        from ..layers.read import polygon, to_rd, transform

        transformation = to_rd(source.sourceCrs(), context.transformContext(), name)
        given = parameters.get(self.SIMPLIFY)
        grid = self.parameterAsDouble(parameters, self.SIMPLIFY, context) if given not in (None, "") else -1.0
        if grid < 0:
            grid = _COARSE if len(rows.geometries) >= _MANY else 0.0
        if grid:
            account.add("series_grid", f"{grid:g} m", count=len(rows.geometries))
        out = []
        for one in rows.geometries:
            if feedback.isCanceled():
                raise Cancelled
            if not one.isNull():
                one = transform(one, transformation, name)
                snapped = one.snappedToGrid(grid, grid) if grid else one
                # A buurt smaller than the grid keeps its own corners.
                one = snapped if not snapped.isEmpty() and snapped.area() > 0 else one
                if one.wkbType() != QgsWkbTypes.Type.MultiPolygon:
                    one = polygon([one])[0]
            out.append(one)
        return out

    def _other_years(
        self,
        table: pd.DataFrame,
        geometries: list[QgsGeometry],
        known: Sequence[Year],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        account: Account,
    ) -> list[Year]:
        """The target years of further buurt layers, on the borders of this one where a buurt is the same place."""
        from ..layers.overlaps import overlaps
        from ..layers.read import polygon, read_rows, to_rd, transform
        from ..model import boundaries, buurten
        from ..model.method import method
        from ..model.timeseries import Year

        out: list[Year] = []
        taken = {one.year for one in known}
        targets = dict(zip(table["bu_code"], geometries))
        fields = list(method().indicator_fields)
        for layer in self._earlier:
            name = layer.name()
            rows = read_rows(QgsProcessingFeatureSource(layer, context), name, feedback, geometry=True)
            other = buurten.from_text(rows.headers, rows.frame, name)
            found = sorted({int(one) for one in other["jaar"].dropna()})
            if len(found) != 1:
                raise VeerkrachtError(
                    N_("{layer} is not of one year (field jaar: {years}). Choose buurt layers made by “Download” or "
                       "“Buurt layer from files”."), layer=name, years=", ".join(map(str, found)) or "–",
                )  # fmt: skip
            if found[0] in taken:
                raise VeerkrachtError(
                    N_("The indicators of {year} are given twice ({layer}). Give each year once."),
                    year=found[0], layer=name,
                )  # fmt: skip
            taken.add(found[0])
            transformation = to_rd(layer.crs(), context.transformContext(), name)
            polygons = {
                code: polygon([transform(one, transformation, name)])[0]
                for code, one in zip(other["bu_code"], rows.geometries) if not one.isNull()
            }  # fmt: skip
            shared = overlaps(targets, polygons, list(targets), feedback)
            links = boundaries.link(list(targets), list(other["bu_code"]), set(), False, shared, None)
            there = other.set_index("bu_code")[fields].reindex(links["source"])
            there.index = links.index
            moved = set(links.index[links["vgl"] == boundaries.NOT])
            out.append(Year(found[0], there, moved))
            account.add("series_other", name, year=found[0], count=len(targets) - len(moved))
        return out

    def _residents(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, float]:
        from ..model import buurten

        raw = self.raw_table(parameters, self.REFERENCE, context, feedback, buurten.score)
        if raw is None:
            return {}
        table = buurten.from_text(raw.headers, raw.frame, raw.name)
        return dict(zip(table["bu_code"], table["inwoners"]))

    # -- what is said ---------------------------------------------------------------------------------------------
    @staticmethod
    def _tell(series: Series, account: Account, feedback: QgsProcessingFeedback) -> None:
        from ..layers.language import product_language
        from ..model.account import listed
        from ..model.words import word

        language = product_language()

        def say(topic: str, value: str, count: int | None = None, aloud: bool = False) -> None:
            account.add(topic, value, count=count)
            text = f"{word('account', topic, language=language)}: {value}".rstrip(": ")
            text += f" ({count})" if count is not None else ""
            feedback.pushWarning(text) if aloud else feedback.pushInfo(text)

        say("series_years", ", ".join(map(str, series.years)), len(series.years), len(series.years) < 2)
        if series.without:
            say("series_without", listed(series.without, 10), len(series.without))
        if series.elsewhere:
            say("series_elsewhere", "", series.elsewhere)
        say("series_weights", word("timeseries", "weights", language=language))
        if not len(series.lines[series.lines["niveau"] == "land"]):
            say("series_country", word("timeseries", "no_country", language=language), series.gemeenten)
        else:
            key = "country" if series.weighted else "country_unweighted"
            say("series_country", word("timeseries", key, language=language), series.gemeenten, not series.weighted)
        for year, name in series.breaks:
            say("series_break", f"{year}: {word('field', name, language=language)}")

    def _provenance(self, name: str, table: pd.DataFrame, series: Series) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word
        from .building import FICTIONAL

        language = product_language()
        gemeenten = sorted({str(one) for one in table["gm_naam"] if one})
        named = ", ".join(gemeenten[:3]) + (f" +{len(gemeenten) - 3}" if len(gemeenten) > 3 else "")
        step = word("timeseries", "history", language=language, years=", ".join(map(str, series.years)))
        return Provenance(
            f"{word('layer', name, language=language)} {named}".strip(), [*self._history, step], self._rights,
            FICTIONAL in gemeenten,
        )  # fmt: skip

    # -- the report -----------------------------------------------------------------------------------------------
    def _report(self, series: Series, table: pd.DataFrame, account: Account, language: str) -> Report:
        from ..maps.charts import HERE
        from ..maps.definitions import colours
        from ..maps.page import GREY
        from ..maps.report import Axis, Column, Legend, Parts, Report, Table, text_column
        from ..maps.report import Series as Line
        from ..maps.telling import source_lines
        from ..model.timeseries import COUNTRY
        from ..model.words import codes, word
        from .building import FICTIONAL

        w = partial(word, "timeseries", language=language)
        alias = partial(word, "field", language=language)
        rows = series.rows[series.rows["jaar"].isin(series.years)]
        report = Report(
            word("layer", "timeseries", language=language), language, self._title, FICTIONAL in set(table["gm_naam"])
        )
        part = report.section(w("lines"))
        part.text(w("high"), w("weights"))
        lines = series.lines
        own = lines[lines["niveau"] != COUNTRY]
        latest = own.sort_values(["jaar", "inwoners"]).drop_duplicates("code", keep="last")
        largest = latest.sort_values("inwoners", ascending=False)["code"].tolist()[:_LINES]
        axis_x = Axis(alias("jaar"), whole=True)
        axis_y = Axis(alias("ov"), marks=[(0.0, "")])
        drawn = []
        palette = (HERE, "#3a94c1", "#0b4f3c", "#b08c46", "#686884", "#d88065", "#185a6a", "#562648")
        for colour, code in zip(palette, largest):
            of = own[own["code"] == code]
            drawn.append(Line(str(of["naam"].iloc[0]), list(zip(of["jaar"].astype(float), of["ov"])), colour))
        country = lines[lines["niveau"] == COUNTRY]
        if len(country):
            key = "country_name" if series.weighted else "country_name_unweighted"
            drawn.append(Line(w(key), list(zip(country["jaar"].astype(float), country["ov"])), GREY, dashed=True))
        part.lines(drawn, axis_x, axis_y)
        part.table(Table(
            [text_column(w("where")), *(Column(str(year), decimals=3) for year in series.years)],
            [[line.label, *(dict(line.points).get(float(year)) for year in series.years)] for line in drawn],
        ))  # fmt: skip
        part = report.section(w("classes"))
        part.text(w("classes_note"))
        shades = colours()["palettes"]["ov"]
        order = codes("kl_ov")
        sums = rows.pivot_table(index="jaar", columns="kl_ov", values="inwoners", aggfunc="sum").reindex(
            columns=order
        ).fillna(0.0)  # fmt: skip
        legend = [
            Legend(word("class", "kl_ov", code, language=language), shades.get(code, colours()["geen"]["fill"]))
            for code in order
        ]
        part.stacked([Parts(str(year), sums.loc[year].tolist()) for year in sums.index], legend)
        part = report.section(w("changes"))
        first, last = series.years[0], series.years[-1]
        part.text(w("changes_note", first=first, last=last))
        wide = rows.pivot(index="bu_code", columns="jaar", values="ov")
        names = dict(zip(rows["bu_code"], zip(rows["bu_naam"], rows["gm_naam"])))
        change = (wide[last] - wide[first]).dropna().sort_values()
        for key, some in (("risen", change.iloc[::-1][:_CHANGES]), ("fallen", change[:_CHANGES])):
            some = some[some > 0] if key == "risen" else some[some < 0]
            part.table(Table(
                [text_column(alias("bu_naam")), text_column(alias("gm_naam")), Column(str(first), decimals=3),
                 Column(str(last), decimals=3), Column(w("change"), decimals=3, signed=True)],
                [[*names[code], float(wide.loc[code, first]), float(wide.loc[code, last]), float(value)]
                 for code, value in some.items()], w(key),
            ))  # fmt: skip
        part = report.section(w("breaks"))
        part.text(w("breaks_note"))
        moved = series.rows[series.rows["breuk"].astype(object).notna()]
        listed = [
            w("break_line", year=year, n=int(count), why=str(why))
            for (year, why), count in moved.groupby(["jaar", "breuk"]).size().items()
        ]
        gaps = [w("gap", first=a, last=b) for a, b in zip(series.years, series.years[1:]) if b - a > 2]
        part.listing([*gaps, *listed] or [w("no_breaks")])
        part = report.section(word("layer", "account", language=language))
        part.table(Table(
            [text_column(alias("onderwerp")), text_column(alias("waarde")), Column(alias("aantal"))],
            [[subject, value, count] for subject, value, _, _, _, count in account.rows(language)],
        ))  # fmt: skip
        report.sources(source_lines(self._history, False, language, date.today()))
        return report
