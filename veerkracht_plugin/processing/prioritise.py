"""``veerkracht:prioritise``: complexes in order of a score of classes and own columns, every part of it visible."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..compat import enum
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import ANY_GEOMETRY, VECTOR, Extra, Output, TableParameter, advanced, whole_number
from .owntables import column_named, column_of, read_own
from .reporting import ReportAlgorithm

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..layers.read import SourceRows
    from ..maps.report import Report
    from ..model.account import Account
    from ..model.prioritising import Column, Scores
    from ..model.values import Floats
    from ..sources.stockfiles import StockTable

#: Complexes of the list that stand in the report.
_LISTED = 50


@dataclass
class _Joined:
    """A table of the user's own and the complex (position, −1 = none) of each of its rows."""

    table: StockTable
    at: list[int]
    key: int


@dataclass
class _Complexes:
    """The complexes as they came, and the tables beside them."""

    rows: SourceRows
    title: str
    names: list[str]
    joined: list[_Joined] = field(default_factory=list)
    #: Columns of own signals and the kind that each is of (empty: all kinds), which stand beside the score.
    signals: list[tuple[str, str]] = field(default_factory=list)

    def columns(self) -> list[str]:
        """All columns that can count: those of the complexes, then those of the tables that have another name."""
        out = list(self.rows.headers)
        for one in self.joined:
            known = {name.lower() for name in out}
            out += [name for i, name in enumerate(one.table.headers) if i != one.key and name.lower() not in known]
        return out

    def texts(self, name: str) -> tuple[_Joined | None, list[str]]:
        """The values of a column, and the table that it comes from (None: the complexes themselves)."""
        at = column_named(self.rows.headers, name)
        if at is not None:
            return None, self.rows.frame[at].tolist()
        for one in self.joined:
            at = column_named(one.table.headers, name)
            if at is not None and at != one.key:
                return one, one.table.columns[at]
        raise VeerkrachtError(
            N_("{layer} has no column {column}. Choose one of its columns."), layer=self.title, column=name
        )


class Prioritise(ReportAlgorithm):
    """Complexes (and own columns) → the same with score, rank, stability and parts; a planning matrix; a report."""

    ID = "prioritise"
    STOCK, PLAN_FIELD, COST_FIELD, WEIGHTS = "STOCK", "PLAN_FIELD", "COST_FIELD", "WEIGHTS"
    PROPERTIES, PROPERTIES_COMPLEX, SIGNALS, TOP = "PROPERTIES", "PROPERTIES_COMPLEX", "SIGNALS", "TOP"
    MATRIX = "MATRIX"

    def __init__(self) -> None:
        super().__init__()
        self._crs = QgsCoordinateReferenceSystem()
        self._history: list[str] = []
        self._rights: list[str] = []
        self._fictional = False

    def title(self) -> str:
        return tr("Priorities among complexes")

    def summary(self) -> str:
        return tr("Puts complexes in order by their classes and your own columns, and shows what the order rests on.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Complexes: the output of “Own stock on the map”. Own columns (energy label, year of construction, "
                   "costs, reports) stand in that layer or in a table of complexes or homes beside it."),
                tr("Weights: energielabel=2;bouwjaar=-1. A positive number gives priority to high values (a worse "
                   "label counts as higher), a negative one to low values. The classes kl_focus and kl_signa weigh 1 "
                   "each; kl_signa=0 leaves one out."),
                tr("Each column is put on one scale by its rank among the complexes, and the score is the weighted "
                   "mean, from 0 to 100. A value that is missing never counts as 0: the other weights share its "
                   "place, the field ontbreekt names it, and below half of all weight there is no score."),
                tr("p_top says in how many of 500 draws of weights around yours a complex stays among the first of "
                   "the list. A place that changes with every draw is no argument."),
                tr("Own signals per complex (the output of “Own signals per buurt and complex”) stand beside the "
                   "score, "
                   "and count when a weight names them: per100=1 for all kinds. A number that was left out is missing, "
                   "and never 0."),
                tr("Planning matrix: complexes, units and costs per planned year and class; years also out of dates."),
                tr("A score is a start for a conversation and no verdict."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["prioriteren", "prioriteit", "vastgoedsturing", "onderhoud", "energielabel", "meerjarenplanning",
                "score", "rang", "priority", "maintenance", "planning"]  # fmt: skip

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..model.method import section

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.STOCK, tr("Complexes"), [VECTOR]))
        add(TableParameter(self.PROPERTIES, tr("Table with own columns, of complexes or of homes"), optional=True))
        add(TableParameter(self.SIGNALS, tr("Own signals per complex"), optional=True))
        add(QgsProcessingParameterString(self.WEIGHTS, tr("Weights (energielabel=2;bouwjaar=-1)"), optional=True))
        add(
            QgsProcessingParameterField(
                self.PLAN_FIELD, tr("Year of planned work"), parentLayerParameterName=self.STOCK, optional=True
            )
        )
        add(
            QgsProcessingParameterField(
                self.COST_FIELD, tr("Costs"), parentLayerParameterName=self.STOCK, optional=True
            )
        )
        top = QgsProcessingParameterNumber(
            self.TOP, tr("Number of complexes at the head of the list"),
            enum(QgsProcessingParameterNumber, "Type", "Integer"), section("prioritise")["top"],
            optional=True, minValue=1,
        )  # fmt: skip
        add(top)
        add(
            advanced(
                QgsProcessingParameterString(
                    self.PROPERTIES_COMPLEX, tr("Column with the complex in the table"), optional=True
                )
            )
        )
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Complexes in order"), ANY_GEOMETRY))
        for name, text in ((self.MATRIX, tr("Planning matrix")), (self.ACCOUNT, tr("Verantwoording"))):
            add(QgsProcessingParameterFeatureSink(name, text, VECTOR, optional=True, createByDefault=True))
        self.add_report()

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import history_of, rights_of
        from ..model.words import LANGUAGES, word

        layer = self.parameterAsVectorLayer(parameters, self.STOCK, context)
        self._history, self._rights = history_of(layer), rights_of(layer)
        abstract = layer.metadata().abstract().lower() if layer is not None else ""
        self._fictional = any(word("layer", "fictional", language=one).lower() in abstract for one in LANGUAGES)

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        import numpy as np

        from ..layers.language import product_language
        from ..maps import priorities
        from ..model import prioritising as model
        from ..model.account import Account, listed
        from ..model.fields import Field
        from ..model.method import section

        account = Account()
        found = self._complexes(parameters, context, feedback)
        top = whole_number(self, parameters, self.TOP, context) or int(section("prioritise")["top"])
        for name in (self.PROPERTIES, self.SIGNALS):
            self._join(found, name, parameters, context, feedback, account)
        feedback.setProgress(30)
        names = found.columns()
        weights = model.parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context), names)
        plan = self._chosen(self.PLAN_FIELD, "plan", names, parameters, context, account, feedback)
        cost = self._chosen(self.COST_FIELD, "costs", names, parameters, context, account, feedback)
        years = np.full(len(found.names), np.nan)
        several = 0
        if plan:
            years, several = self._years(found, plan)
        costs = self._column(found, cost, cost) if cost else None
        columns = []
        for weight in weights:
            if plan and weight.column.lower() == plan.lower():
                columns.append(model.Column(weight.column, model.YEAR, years))
            elif costs is not None and weight.column.lower() == cost.lower():
                columns.append(costs)
            else:
                columns.append(self._column(found, weight.column, cost))
        scores = model.score(columns, weights, top)
        if feedback.isCanceled():
            raise Cancelled
        feedback.setProgress(70)
        self._tell(found, scores, columns, plan, several, years, top, account, feedback)

        parts = model.part_names([one.column for one in scores.used], found.rows.headers)
        own = {name.lower() for name in found.rows.headers}
        beside = [
            (kind, next((one for one in columns if one.name.lower() == name.lower()), None)
             or self._column(found, name, cost))
            for name, kind in found.signals
        ]  # fmt: skip
        wanted = [*columns, *([costs] if costs else []), *(one for _, one in beside)]
        added = list({one.name.lower(): one for one in wanted}.values())
        added = [one for one in added if one.name.lower() not in own]
        if plan and plan.lower() not in own and plan.lower() not in {one.name.lower() for one in added}:
            added.append(model.Column(plan, model.YEAR, years))
        table = model.score_table(scores, parts)
        kinds = {model.LABEL: "text", model.YEAR: "integer", model.CLASS: "double", model.NUMBER: "double"}
        fields = [*model.score_fields(parts)]
        for one in added:
            fields.append(Field(one.name, kinds[one.kind]))
            table[one.name] = one.shown()
        extra = Extra.beside(self._fields, found.rows.values, [one.name for one in fields])
        style = partial(
            priorities.draw, count=int(np.count_nonzero(~np.isnan(scores.rank))), top=top,
            parts={name: one.column for name, one in zip(parts, scores.used)},
            signals={one.name: kind for kind, one in beside if kind},
        )  # fmt: skip
        outputs = [
            Output(
                self.OUTPUT, priorities.PRODUCT, table, tuple(fields), dict(enumerate(found.rows.geometries)),
                self._kind, self._provenance("prioritised", scores), extra, own_first=True, style=style,
            )
        ]  # fmt: skip
        classes = self._classes(found)
        units = self._units(found)
        unknown = [name for name, one in zip(found.names, units) if np.isnan(one)]
        if unknown:
            self._say("prio_no_units", listed((name or "–" for name in unknown), 10), len(unknown), account, feedback,
                      True)  # fmt: skip
        matrix = model.plan(years, classes, units, costs.values if costs else np.full(len(years), np.nan))
        if parameters.get(self.MATRIX):
            outputs.append(
                Output(self.MATRIX, priorities.MATRIX, matrix, model.plan_fields(),
                       provenance=self._provenance("plan", scores))
            )  # fmt: skip
        if parameters.get(self.ACCOUNT):
            outputs.append(self.account_output(account))
        language = product_language()
        report = (
            self._report(
                found, scores, columns, table, matrix, bool(plan), costs is not None, top, account, language, beside
            )
            if parameters.get(self.HTML)
            else None
        )
        feedback.setProgress(85)
        return self.write_all(outputs, report, parameters, context, feedback)

    # -- reading --------------------------------------------------------------------------------------------------
    def _complexes(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> _Complexes:
        from ..layers.read import read_rows
        from ..model.account import listed
        from ..model.values import clean

        source = self.parameterAsSource(parameters, self.STOCK, context)
        if source is None:
            raise VeerkrachtError(N_("The layer of complexes cannot be read. Choose another layer."))
        title = source.sourceName() or self.STOCK
        rows = read_rows(
            source, title, feedback, geometry=True, live=self._is_live(parameters, self.STOCK, context), values=True
        )
        self._crs, self._fields, self._kind = source.sourceCrs(), source.fields(), source.wkbType()
        at = column_named(rows.headers, "complex")
        if at is None or column_named(rows.headers, "kl_focus") is None:
            raise VeerkrachtError(
                N_("{layer} is no layer of complexes with classes: it needs the fields complex and kl_focus. Choose "
                   "the output “Complexes” of “Own stock on the map”."), layer=title,
            )  # fmt: skip
        names = [clean(one) for one in rows.frame[at]]
        seen: set[str] = set()
        twice = {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
        if twice:
            raise VeerkrachtError(
                N_("{layer} holds {complexes} more than once. Choose the output “Complexes” of “Own stock on the map”, "
                   "which has one row for each, and give a list of homes as the table with own columns."),
                layer=title, complexes=listed(one or "–" for one in twice) if len(twice) < 6
                else listed((one or "–" for one in twice), 5),
            )  # fmt: skip
        return _Complexes(rows, title, names)

    def _join(
        self,
        found: _Complexes,
        name: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        account: Account,
    ) -> None:
        """Bring a table of the user's own to the complexes; what does not fit is counted and said."""
        from ..model.account import listed
        from ..model.keys import match

        table = read_own(self, parameters, name, context, feedback)
        if table is None:
            return
        given = self.parameterAsString(parameters, self.PROPERTIES_COMPLEX, context) if name == self.PROPERTIES else ""
        key = column_named(table.headers, "complex") if not given.strip() else None
        if key is None:
            key = column_of(table, "complex", given, self.PROPERTIES_COMPLEX)
        if key is None:
            raise VeerkrachtError(
                N_("{file} has no column that holds the complex. Its columns are {columns}; give the column a name "
                   "such "
                   "as complex."), file=table.name, columns=listed(table.headers, 25),
            )  # fmt: skip
        matched = match(table.columns[key], found.names)
        if all(at < 0 for at in matched.at):
            raise VeerkrachtError(
                N_("Not one complex in column {column} of {file} is known: it holds {sample}, the complexes are "
                   "{known}. "
                   "Is it another column?"),
                column=table.headers[key], file=table.name, sample=listed(set(table.columns[key]) - {""}, 3),
                known=listed(found.names, 3),
            )  # fmt: skip
        found.joined.append(_Joined(table, matched.at, key))
        if name == self.SIGNALS:
            from ..model.signals import rate_columns

            found.signals = rate_columns(table.headers, table.columns)
        unknown = [value for value, at in zip(table.columns[key], matched.at) if at < 0]
        self._say("prio_table", f"{table.name} ({table.headers[key]})", len(table), account, feedback)
        if unknown:
            self._say("prio_unknown", listed({one or "–" for one in unknown}, 5), len(unknown), account, feedback, True)
        if matched.padded:
            self._say("prio_padded", table.name, matched.padded, account, feedback)
        without = len(found.names) - len({at for at in matched.at if at >= 0})
        if without:
            self._say("prio_without", table.name, without, account, feedback, True)

    def _chosen(
        self,
        parameter: str,
        what: str,
        names: list[str],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> str:
        """The column that the user chose, else the one whose name tells it, which is said; empty where there is
        none.
        """
        from ..model.account import listed
        from ..model.prioritising import guessed

        given = self.parameterAsString(parameters, parameter, context).strip()
        if not given:
            name = guessed(names, what)
            if name:
                self._say(f"prio_guess_{what}", name, None, account, feedback)
            return name
        at = column_named(names, given)
        if at is None:
            raise VeerkrachtError(
                N_("{parameter}: there is no column {column}. There are {columns}."),
                parameter=parameter, column=given, columns=listed(names, 25),
            )  # fmt: skip
        return names[at]

    def _column(self, found: _Complexes, name: str, cost: str) -> Column:
        """A column as numbers, one for each complex. Costs are never below 0, and of homes they add up."""
        from ..model import prioritising as model

        of, texts = found.texts(name)
        is_cost = bool(cost) and name.lower() == cost.lower()
        lowest = 0.0 if is_cost else -float("inf")
        where = found.title if of is None else of.table.name
        rows = found.names if of is None else of.table.numbers
        column = model.read_column(name, texts, where, rows, lowest)
        if is_cost and column.kind != model.NUMBER:
            # Costs such as 1950 and 2027 look like years.
            from ..model.values import numbers

            column = model.Column(name, model.NUMBER, numbers(texts, name, where, lowest=0.0, rows=rows))
        return column if of is None else model.per_complex(column, of.at, len(found.names), add=is_cost)

    @staticmethod
    def _years(found: _Complexes, plan: str) -> tuple[Floats, int]:
        from ..model import prioritising as model

        of, texts = found.texts(plan)
        if of is None:
            return model.read_years(plan, texts, found.title, found.names), 0
        return model.planned_year(
            model.read_years(plan, texts, of.table.name, of.table.numbers), of.at, len(found.names)
        )

    @staticmethod
    def _classes(found: _Complexes) -> list[str]:
        from ..model.classes import NONE
        from ..model.words import codes

        known = set(codes("kl_focus"))
        return [text if text in known else NONE for text in found.texts("kl_focus")[1]]

    @staticmethod
    def _units(found: _Complexes) -> Floats:
        import numpy as np

        from ..model.values import numbers

        if column_named(found.rows.headers, "eenheden") is None:
            return np.full(len(found.names), np.nan)
        texts = found.texts("eenheden")[1]
        return numbers(texts, "eenheden", found.title, whole=True, lowest=0.0, rows=found.names)

    # -- what is said ---------------------------------------------------------------------------------------------
    def _tell(
        self,
        found: _Complexes,
        scores: Scores,
        columns: list[Column],
        plan: str,
        several: int,
        years: Floats,
        top: int,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> None:
        import numpy as np

        from ..layers.language import product_language
        from ..model.account import listed
        from ..model.method import section
        from ..model.words import word

        language = product_language()
        rules = section("prioritise")
        kinds = {one.name: one.kind for one in columns}
        count = len(found.names)
        self._say("prio_complexes", found.title, count, account, feedback)
        for weight, part in zip(scores.used, scores.parts):
            text = word(
                "prioritise", f"{kinds[weight.column]}_{'high' if weight.high_first else 'low'}", language=language
            )
            value = f"{weight.column}: {weight.weight:g}, {text}"
            self._say("prio_weight", value, int(np.count_nonzero(~np.isnan(part))), account, feedback)
        if scores.flat:
            self._say("prio_flat", listed(scores.flat, 20), len(scores.flat), account, feedback, True)
        self._say("prio_scale", word("prioritise", "scale", language=language), None, account, feedback)
        draws = word(
            "prioritise", "draws", language=language, n=rules["draws"], seed=rules["seed"],
            concentration=rules["concentration"], top=top,
        )  # fmt: skip
        self._say("prio_draws", draws, None, account, feedback)
        scored = ~np.isnan(scores.score)
        partly = int(np.count_nonzero(scored & (scores.share < 100 - 1e-9)))
        self._say("prio_partly", "", partly, account, feedback)
        none = [name for name, there in zip(found.names, scored) if not there]
        if none:
            self._say("prio_none", listed(none, 10), len(none), account, feedback, True)
        if plan:
            missing = int(np.count_nonzero(np.isnan(years)))
            self._say("prio_no_year", plan, missing, account, feedback)
            if several:
                self._say("prio_several", plan, several, account, feedback)

    # -- outputs --------------------------------------------------------------------------------------------------
    def crs_of(self, output: Output) -> QgsCoordinateReferenceSystem:
        return self._crs if output.name == self.OUTPUT else super().crs_of(output)

    def _provenance(self, name: str, scores: Scores) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word

        language = product_language()
        weights = "; ".join(f"{one.column}={'' if one.high_first else '-'}{one.weight:g}" for one in scores.used)
        step = word("prioritise", "history", language=language, weights=weights)
        return Provenance(word("layer", name, language=language), [*self._history, step], self._rights, self._fictional)

    # -- the report -----------------------------------------------------------------------------------------------
    def _report(
        self,
        found: _Complexes,
        scores: Scores,
        columns: list[Column],
        table: pd.DataFrame,
        matrix: pd.DataFrame,
        planned: bool,
        costed: bool,
        top: int,
        account: Account,
        language: str,
        beside: list[tuple[str, Column]],
    ) -> Report:
        from functools import partial as bound

        import numpy as np

        from ..maps.report import Bar, Report, Table, Value, text_column
        from ..maps.report import Column as Shown
        from ..maps.telling import source_lines
        from ..model.words import word

        w = bound(word, "prioritise", language=language)
        alias = bound(word, "field", language=language)
        report = Report(word("layer", "prioritised", language=language), language, found.title, self._fictional)
        part = report.section(w("how"))
        part.note(w("aid"))
        part.text(w("scale"))
        total = sum(one.weight for one in scores.used)
        kinds = {one.name: one.kind for one in columns}
        rows: list[list[Value]] = [
            [one.column, w(f"{kinds[one.column]}_{'high' if one.high_first else 'low'}"), one.weight,
             100.0 * one.weight / total, int(np.count_nonzero(~np.isnan(points)))]
            for one, points in zip(scores.used, scores.parts)
        ]  # fmt: skip
        part.table(Table(
            [text_column(w("column")), text_column(w("direction")), Shown(w("weight"), decimals=1),
             Shown(w("weight_share"), decimals=0), Shown(w("with_value"))], rows,
        ))  # fmt: skip
        part.table(Table(
            [text_column(w("class")), Shown(w("points"), decimals=2)],
            [[(f"{code}  " if name == "kl_focus" else "") + word("class", name, code, language=language), points]
             for name, classes in self._points(scores).items() for code, points in classes.items()],
            w("class_points"),
        ))  # fmt: skip
        order = [int(i) for i in np.argsort(scores.rank, kind="stable") if not np.isnan(scores.rank[i])]
        shown = order[: max(_LISTED, top)]
        units = self._units(found)
        part = report.section(w("list"))
        part.text(w("list_note", top=top))
        part.table(Table(
            [Shown(alias("rang")), text_column(alias("complex")), Shown(alias("eenheden")),
             Shown(alias("score"), decimals=1), Shown(alias("p_top")),
             *(Shown(one.column, decimals=1) for one in scores.used), text_column(alias("ontbreekt"))],
            [[float(scores.rank[i]), found.names[i], None if np.isnan(units[i]) else float(units[i]),
              float(scores.score[i]), float(scores.in_top[i]),
              *(None if np.isnan(points[i]) else float(points[i]) for points in scores.parts), table["ontbreekt"][i]]
             for i in shown],
            w("listed", n=len(shown), all=len(order)) if len(shown) < len(order) else "",
            strong=frozenset(k for k, i in enumerate(shown) if scores.rank[i] <= top),
        ))  # fmt: skip
        if beside:
            part = report.section(w("signals"))
            part.text(w("signals_note"))
            part.table(Table(
                [Shown(alias("rang")), text_column(alias("complex")), Shown(alias("eenheden")),
                 *(Shown(kind or w("signals_all"), decimals=1) for kind, _ in beside)],
                [[float(scores.rank[i]), found.names[i], None if np.isnan(units[i]) else float(units[i]),
                  *(None if np.isnan(one.values[i]) else float(one.values[i]) for _, one in beside)] for i in shown],
                w("listed", n=len(shown), all=len(order)) if len(shown) < len(order) else "",
            ))  # fmt: skip
        part = report.section(w("stability"))
        part.text(w("stability_note", top=top))
        near = [i for i in order if scores.in_top[i] > 0][: max(30, top)]
        part.bars([Bar(found.names[i], float(scores.in_top[i])) for i in near], w("stability_caption", top=top))
        part = report.section(word("layer", "plan", language=language))
        if not planned:
            part.text(w("no_plan"))
        self._matrix(part, matrix, "eenheden", alias("eenheden"), language)
        if costed:
            self._matrix(part, matrix, "kosten", alias("kosten"), language)
            part.text(w("costs_note"))
        part = report.section(word("layer", "account", language=language))
        part.table(Table(
            [text_column(alias("onderwerp")), text_column(alias("waarde")), Shown(alias("aantal"))],
            [[subject, value, count] for subject, value, _, _, _, count in account.rows(language)],
        ))  # fmt: skip
        report.sources(source_lines(self._history, False, language, date.today()))
        return report

    @staticmethod
    def _points(scores: Scores) -> dict[str, dict[str, float]]:
        from ..model.prioritising import class_points

        used = {one.column.lower() for one in scores.used}
        return {name: points for name, points in class_points().items() if name in used}

    @staticmethod
    def _matrix(part: Any, matrix: pd.DataFrame, what: str, caption: str, language: str) -> None:
        import numpy as np

        from ..maps.definitions import colours
        from ..maps.report import Column as Shown
        from ..maps.report import Table, text_column
        from ..model.words import codes, word

        palette = colours()["palettes"]["focus"]
        used = [code for code in codes("kl_focus") if code in set(matrix["kl_focus"])]
        table = matrix.assign(planjaar=matrix["planjaar"].fillna(0)).pivot(
            index="planjaar", columns="kl_focus", values=what
        )
        table = table.reindex(columns=used)
        order = [*sorted(year for year in table.index if year), *([0] if 0 in table.index else [])]

        def cells(values: Any) -> list[float | None]:
            figures = [None if np.isnan(one) else float(one) for one in values]
            known = [one for one in figures if one is not None]
            return [*figures, sum(known) if known else None]

        none = word("prioritise", "no_year", language=language)
        rows = [[str(int(year)) if year else none, *cells(table.loc[year])] for year in order]
        totals = [word("prioritise", "total", language=language), *cells(table.sum(min_count=1))]
        head = [
            Shown(code, title=word("class", "kl_focus", code, language=language), colour=palette.get(code, ""))
            for code in used
        ]
        year = text_column(word("field", "planjaar", language=language))
        total = Shown(word("prioritise", "total", language=language))
        part.table(Table([year, *head, total], rows, caption, [totals]))
