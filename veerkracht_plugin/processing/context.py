"""``veerkracht:context``: which composition of buurten goes with low veerkracht."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
)

from ..i18n import tr
from .base import POLYGON, VECTOR, Output, TableParameter, advanced
from .pages import check
from .reporting import ReportAlgorithm

if TYPE_CHECKING:
    from ..maps.material import Material
    from ..model.account import Account
    from ..model.composition import Figure, Row


@dataclass
class _Gathered:
    """The figures, where they are from, and what is to be said of that."""

    figures: list[Figure]
    sources: list[str]
    remarks: list[str] = field(default_factory=list)


class Context(ReportAlgorithm):
    """Classified buurten (and a KWB table) → a table of associations and a report with plots."""

    ID = "context"
    INPUT, BY_MUNICIPALITY, KWB, FIELDS, WEIGHTS = "INPUT", "BY_MUNICIPALITY", "KWB", "FIELDS", "WEIGHTS"

    def title(self) -> str:
        return tr("Composition beside resilience")

    def summary(self) -> str:
        return tr("Says which composition of buurten (age, households, tenure, dwellings, income, work) goes with "
                  "vulnerability and nuisance, and with their change.")  # fmt: skip

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("It is about buurten and not about people, and going together is no cause. The report says so too."),
                tr("Per figure and score: the number of buurten, Spearman's rank correlation with its 95 % interval, "
                   "and p corrected for all tests of the run (Holm). Figures that are part of the index are shown "
                   "apart, without a test."),
                tr("Within gemeenten: each buurt is compared with the others of its own gemeente, so that differences "
                   "between gemeenten do not count."),
                tr("Kerncijfers: a KWB table adds age, households, tenure, kind of dwelling, WOZ, urbanity, income and "
                   "work. Columns on migration background are never used."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["samenhang", "correlatie", "correlation", "spearman", "samenstelling", "composition", "bewoners",
                "onderzoek", "research", "kwb", "rapport"]  # fmt: skip

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        add(QgsProcessingParameterBoolean(self.BY_MUNICIPALITY, tr("Within gemeenten"), False))
        add(TableParameter(self.KWB, tr("Kerncijfers wijken en buurten with composition"), optional=True))
        add(advanced(QgsProcessingParameterField(self.FIELDS, tr("Figures of your own in the buurt layer"),
                                                 parentLayerParameterName=self.INPUT, allowMultiple=True,
                                                 optional=True)))  # fmt: skip
        add(advanced(QgsProcessingParameterString(self.WEIGHTS, tr("Weights that the classification was given"),
                                                  optional=True)))  # fmt: skip
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Associations"), VECTOR))
        add(QgsProcessingParameterFeatureSink(self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True,
                                              createByDefault=True))  # fmt: skip
        self.add_report()

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self.remember(self.parameterAsVectorLayer(parameters, self.INPUT, context))

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        import numpy as np

        from ..layers.language import product_language
        from ..maps.contextreport import ContextReport
        from ..model import comparing, composition
        from ..model.account import Account
        from ..model.method import method

        language = product_language()
        within = self.parameterAsBool(parameters, self.BY_MUNICIPALITY, context)
        own = [str(one) for one in self.parameterAsFields(parameters, self.FIELDS, context)]
        material = self.material(parameters, context, feedback, own)
        account = Account()
        account.add("method", method().version)
        account.add("signal", ("general", "signal"))
        account.add("context_manner", ("context", "within" if within else "across"))
        gathered = self._figures(parameters, context, feedback, material, own, account)
        check(feedback)
        feedback.setProgress(50)
        use = comparing.counted(material.table)
        gemeenten = np.asarray(material.table["gm_code"], dtype=object) if within else None
        rows = composition.associations(gathered.figures, composition.targets(material.table), use, gemeenten)
        check(feedback)
        feedback.setProgress(75)
        account.add("context_used", count=int(use.sum()))
        account.add("context_tests", count=sum(row.p_holm == row.p_holm for row in rows))
        self._told(rows, account, feedback, language)
        report = ContextReport(
            material, rows, use, within, gathered.sources, gathered.remarks, language
        ).report(date.today())  # fmt: skip
        outputs = [self._output(rows, material, within, language), self.account_output(account)]
        return self.write_all(outputs, report, parameters, context, feedback)

    # -- figures --------------------------------------------------------------------------------------------------
    def _figures(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
        own: Sequence[str],
        account: Account,
    ) -> _Gathered:
        from ..layers.language import product_language
        from ..model import composition
        from ..model.account import listed
        from ..model.method import parse_weights
        from ..model.words import word
        from ..sources import composition as reading

        language = product_language()
        codes = [str(one) for one in material.table["bu_code"]]
        weights = parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context))
        out = _Gathered(composition.of_layer(material.table, weights), [word("context", "layer", language=language)])
        raw = self.raw_table(parameters, self.KWB, context, feedback, reading.score)
        if raw is None:
            out.remarks.append(word("context", "no_table", language=language))
        else:
            table = reading.read(raw, codes)
            out.figures += table.figures
            out.sources.append(
                word("context", "matched", language=language, file=raw.name, n=table.matched, all=len(codes))
            )
            account.add("context_table", raw.name, ("source", "cbs"), retrieved=raw.retrieved, count=table.matched)
            account.add("context_refused", listed(table.refused), count=len(table.refused))
            absent = [word("composition", one, language=language) for one in table.absent]
            account.add("context_absent", listed(absent), count=len(absent))
            if absent:
                out.remarks.append(
                    word("context", "absent", language=language, file=raw.name, figures=", ".join(absent))
                )
            if table.refused:
                feedback.pushInfo(
                    tr("{n} columns on migration background are not used: {columns}").format(
                        n=len(table.refused), columns=listed(table.refused, 5)
                    )
                )
            if table.matched < len(codes):
                feedback.pushWarning(
                    tr("{n} of {all} buurten are in {table}; the others have no figures from it.").format(
                        n=table.matched, all=len(codes), table=raw.name
                    )
                )
        for name in own:
            out.figures.append(reading.own_column(name, material.own[name], self.INPUT, codes))
        order = {group: place for place, group in enumerate(composition.groups())}
        out.figures.sort(key=lambda one: order[one.group])
        return out

    # -- outputs --------------------------------------------------------------------------------------------------
    @staticmethod
    def _told(rows: Sequence[Row], account: Account, feedback: QgsProcessingFeedback, language: str) -> None:
        """What was and was not told, into the account and the log."""
        from ..maps.contextreport import name_of
        from ..model.account import listed

        parts = {name_of(row.figure, language) for row in rows if not row.tested}
        account.add("context_parts", listed(parts), count=len(parts))
        for reason in ("te_weinig", "gelijk"):
            names = {name_of(row.figure, language) for row in rows if row.result.reason == reason}
            if names:
                account.add("context_untold", listed(names), count=len(names), why=("context", reason))
        if not any(row.result.rho == row.result.rho for row in rows):
            feedback.pushWarning(
                tr("There is no association to tell: too few buurten, or columns whose values are all equal.")
            )

    @staticmethod
    def _output(rows: Sequence[Row], material: Material, within: bool, language: str) -> Output:
        import math

        import pandas as pd

        from ..layers.metadata import Provenance
        from ..maps.contextreport import name_of
        from ..model import composition
        from ..model.words import word

        fields = composition.rows_fields()
        manner = word("context", "within" if within else "across", language=language)
        table = pd.DataFrame(
            [
                {
                    "kenmerk": row.figure.id, "omschr": name_of(row.figure, language), "groep": row.figure.group,
                    "tegen": row.target, "soort": row.figure.kind, "manier": manner, "n": row.result.n,
                    "n_gm": row.result.groups if within else math.nan, "rho": row.result.rho,
                    "rho_laag": row.result.low, "rho_hoog": row.result.high,
                    "p": row.result.p if row.tested else math.nan, "p_holm": row.p_holm,
                    "tekst": word("context", row.result.reason, language=language) if row.result.reason
                    else "" if row.tested else word("context", "deel", language=language),
                }
                for row in rows
            ],
            columns=[one.name for one in fields],
        )  # fmt: skip
        title = " ".join((word("context", "table", language=language), material.whole().name, material.year)).strip()
        return Output(
            "OUTPUT", "associations", table, fields,
            provenance=Provenance(title, [*material.history, manner], [], material.fictional),
        )  # fmt: skip
