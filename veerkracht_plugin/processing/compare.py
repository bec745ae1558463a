"""``veerkracht:compare``: wijken, gemeenten or groups of buurten side by side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, Output, TableParameter, advanced
from .owntables import read_own
from .pages import check, own_stock
from .reporting import ReportAlgorithm

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..maps.material import Material
    from ..model.account import Account
    from ..model.comparing import Area
    from ..model.signals import PerBuurt

LEVELS = ("wijk", "gemeente")


class Compare(ReportAlgorithm):
    """Classified buurten (and own stock) → polygons of wijken or gemeenten, tables and a report."""

    ID = "compare"
    INPUT, BY, STOCK, GROUP_FIELD, RELATIVE, CLASSES = "INPUT", "BY", "STOCK", "GROUP_FIELD", "RELATIVE", "CLASSES"
    SIGNALS, OWN_SIGNALS = "SIGNALS", "OWN_SIGNALS"

    def __init__(self) -> None:
        super().__init__()
        self._rights: list[str] = []

    def title(self) -> str:
        return tr("Compare wijken or gemeenten")

    def summary(self) -> str:
        return tr("Sets wijken, gemeenten or areas of your own side by side: residents and own units per class, means "
                  "with their spread, change and rank, in a layer and a report.")  # fmt: skip

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Everything is rolled up from counts: residents and own units are added up, rates are made from "
                   "their numerators and denominators, and scores are means weighted by residents, over the buurten "
                   "at or above the floor. Ranks share a place where values are equal."),
                tr("Group by: a field of the buurt layer such as rayon, regio or werkgebied, instead of wijk or "
                   "gemeente."),
                tr("Relative: every buurt is measured against its own gemeente, and the maps relative to the gemeente "
                   "are counted. Absolute and relative are never mixed; layer, tables and report say which they are."),
                tr("Own signals: the output “Signals per buurt” of “Own signals per buurt and complex” puts "
                   "registrations "
                   "per 100 own units and year beside the open figures. Numbers that were left out stay out: a rate is "
                   "of the buurten that show theirs, and says of how many units that is."),
                tr("Figures of different gemeenten are comparable only when they were classified together or against "
                   "the same reference."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["vergelijken", "compare", "gemeente", "wijk", "rayon", "regio", "werkgebied", "bovenlokaal",
                "benchmark", "rapport", "report", "rang"]  # fmt: skip

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        self.add_choice(self.BY, tr("Side by side"), LEVELS, (tr("Wijken"), tr("Gemeenten")), "wijk")
        add(QgsProcessingParameterFeatureSource(self.STOCK, tr("Own stock with classes, or complexes"), [VECTOR],
                                                optional=True))  # fmt: skip
        add(TableParameter(self.SIGNALS, tr("Own signals per buurt"), optional=True))
        add(advanced(QgsProcessingParameterField(self.GROUP_FIELD, tr("Group by a field of your own instead"),
                                                 parentLayerParameterName=self.INPUT, optional=True)))  # fmt: skip
        add(advanced(QgsProcessingParameterBoolean(self.RELATIVE, tr("Relative to the own gemeente"), False)))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Areas side by side"), POLYGON))
        add(QgsProcessingParameterFeatureSink(self.CLASSES, tr("Classes by area"), VECTOR, optional=True,
                                              createByDefault=True))  # fmt: skip
        add(QgsProcessingParameterFeatureSink(self.OWN_SIGNALS, tr("Own signals by area"), VECTOR, optional=True,
                                              createByDefault=True))  # fmt: skip
        add(QgsProcessingParameterFeatureSink(self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True,
                                              createByDefault=True))  # fmt: skip
        self.add_report()

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import rights_of

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        self.remember(layer)
        self._rights = rights_of(layer)

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.dissolve import dissolve
        from ..layers.language import product_language
        from ..maps.comparison import Comparison
        from ..maps.styles import AREAS, apply_areas
        from ..model import comparing
        from ..model.words import word

        language = product_language()
        field = self.parameterAsString(parameters, self.GROUP_FIELD, context).strip()
        by = comparing.GROUP if field else self.choice(parameters, self.BY, context)
        kind = comparing.RELATIVE if self.parameterAsBool(parameters, self.RELATIVE, context) else comparing.ABSOLUTE
        if kind == comparing.RELATIVE and by == comparing.GEMEENTE:
            raise VeerkrachtError(
                N_("Relative to its own gemeente every gemeente is 0, so there is nothing to compare. Compare wijken, "
                   "or turn off “Relative to the own gemeente”.")
            )  # fmt: skip
        signals = self._signals(kind, parameters, context, feedback)
        material = self.material(parameters, context, feedback, (field,) if field else ())
        if field and not any(material.own[field]):
            raise VeerkrachtError(N_("The field {field} is empty in every buurt. Choose another field."), field=field)
        material.stock = own_stock(self, parameters, self.STOCK, material.table, context, feedback)
        feedback.setProgress(25)
        without = word("compare", "without", language=language, field=field)
        found = comparing.areas(material.table, by, material.own.get(field), without)
        units = material.units() if material.stock is not None else None
        figures = comparing.compare(material.table, found, kind, units)
        own = comparing.own_signals(material.table, found, signals) if signals is not None else None
        if own is not None:
            comparing.with_signals(figures, own)
        check(feedback)
        classes = comparing.by_class(material.table, found, kind, units)
        classes["omschr"] = [
            word("class", veld, code, language=language) for veld, code in zip(classes["veld"], classes["klasse"])
        ]
        feedback.setProgress(40)
        shapes = dissolve(material.geometries, [one.rows for one in found], feedback)
        account = self._account(material, found, figures, by, field, kind)
        account.add("compare_shape", count=sum(one.isNull() for one in shapes))
        if signals is not None and own is not None:
            self._tell_signals(signals, own, material, account, feedback)
        title = word("compare", f"title_{by}", language=language, field=field)
        report = Comparison(material, found, figures, classes, kind, language, own).report(title, date.today())
        named = self._title(title, material, kind)
        outputs = [
            Output(self.OUTPUT, AREAS, figures, comparing.area_fields(kind), dict(enumerate(shapes)),
                   QgsWkbTypes.Type.MultiPolygon, self._provenance(named, material, by, field, kind),
                   style=apply_areas),
            Output(self.CLASSES, "area_classes", classes, comparing.class_table_fields(),
                   provenance=self._provenance(word("compare", "classes_of", language=language, title=named), material,
                                               by, field, kind)),
        ]  # fmt: skip
        if own is not None:
            outputs.append(
                Output(self.OWN_SIGNALS, "area_signals", own, comparing.signal_fields(),
                       provenance=self._provenance(word("compare", "signals_of", language=language, title=title),
                                                   material, by, field, kind))
            )  # fmt: skip
        outputs.append(self.account_output(account))
        return self.write_all(outputs, report, parameters, context, feedback)

    def _signals(
        self, kind: str, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> PerBuurt | None:
        from ..model import comparing
        from ..model.signals import PerBuurt

        table = read_own(self, parameters, self.SIGNALS, context, feedback)
        if table is None:
            return None
        if kind == comparing.RELATIVE:
            raise VeerkrachtError(
                N_("Own signals are per 100 units and not relative to the gemeente, and the two are never mixed. Leave "
                   "them out, or turn off “Relative to the own gemeente”.")
            )  # fmt: skip
        return PerBuurt(table.headers, table.columns, table.name)

    def _tell_signals(
        self,
        signals: PerBuurt,
        own: pd.DataFrame,
        material: Material,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> None:
        from ..model import comparing
        from ..model.account import listed

        total = own[own["signaal"] == comparing.ALL_KINDS]
        if not total["p_sig"].notna().any():
            raise VeerkrachtError(
                N_("None of the buurten with own signals lies in the classified layer. Do the two belong together?")
            )
        period = signals.period
        self._say("compare_signals", f"{period.start.isoformat()} – {period.end.isoformat()}", period.days, account,
                  feedback)  # fmt: skip
        outside = signals.without([str(one) for one in material.table["bu_code"]])
        if outside:
            self._say("compare_sig_out", listed(outside, 5), len(outside), account, feedback, True)
        partly = total[total["p_sig"] < 100.0 - 1e-9]
        if len(partly):
            self._say("compare_sig_part", listed(partly["naam"], 10), len(partly), account, feedback)

    # -- words ----------------------------------------------------------------------------------------------------
    def _title(self, title: str, material: Material, kind: str) -> str:
        from ..layers.language import product_language
        from ..model.words import word

        shown = word("compare", f"kind_{kind}", language=product_language()).lower()
        return " ".join(part for part in (title, material.whole().name, material.year, f"({shown})") if part)

    def _provenance(self, title: str, material: Material, by: str, field: str, kind: str) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word

        language = product_language()
        what = field or word("compare", f"by_{by}", language=language)
        steps = [
            f"{word('account', 'compare_by', language=language)}: {what}",
            f"{word('account', 'compare_kind', language=language)}: "
            + word("compare", f"kind_{kind}", language=language).lower(),
        ]
        return Provenance(title, [*material.history, *steps], self._rights, material.fictional)

    def _account(
        self, material: Material, found: list[Area], figures: pd.DataFrame, by: str, field: str, kind: str
    ) -> Account:
        from ..model import comparing
        from ..model.account import Account, listed
        from ..model.classes import NONE
        from ..model.method import method

        table, out = material.table, Account()
        out.add("method", method().version)
        out.add("signal", ("general", "signal"))
        out.add("compare_by", field or ("compare", f"by_{by}"), count=len(table))
        out.add("compare_kind", ("compare", f"kind_{kind}"))
        out.add("compare_areas", count=len(found))
        out.add("compare_single", count=sum(len(one.rows) == 1 for one in found))
        out.add("compare_below", count=int((~comparing.counted(table)).sum()))
        for name in (comparing.FOCUS[kind], comparing.SIGNAL[kind]):
            out.add("compare_geen", count=int((table[name] == NONE).sum()), map=("field", name))
        if field:
            out.add("compare_group", count=sum(len(one.rows) for one in found if not one.ranked), field=field)
        for rank, (name, _) in comparing.RANKED.items():
            lacking = [
                area.name for area, place, value in zip(found, figures[rank], figures[name])
                if area.ranked and place != place and value == value
            ]  # fmt: skip
            if lacking:
                out.add("compare_cover", listed(lacking), count=len(lacking), field=("field", name))
        if material.stock is not None:
            inside = float(sum(material.units()))
            out.add("compare_units", count=round(inside))
            out.add("compare_units_out", count=round(float(material.stock.rows["eenheden"].sum()) - inside))
            if material.stock.by_complex:
                out.add("compare_complexes", count=len(material.stock.rows))
        return out
