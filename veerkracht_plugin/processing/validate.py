"""``veerkracht:validate``: a report by which the classes can be judged."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import OPTIONAL, POLYGON, VECTOR, Output, TableParameter, advanced, whole_number
from .importaedes import TableOrAddressParameter, member_table
from .pages import check
from .reporting import ReportAlgorithm

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..maps.material import Material
    from ..maps.validationreport import Findings, Known, Member
    from ..sources.files import RawTable

#: What says "no" in a field that tells which buurten lie in known areas.
_NO = {"nee", "no", "n", "0", "false", "f", "onwaar", "geen"}


class Validate(ReportAlgorithm):
    """Classified buurten (and known areas, and a member's file) → sensitivity in a table, and a report."""

    ID = "validate"
    AREAS, AREA_FIELD, TABLE, AUTHCFG = "AREAS", "AREA_FIELD", "TABLE", "AUTHCFG"
    REFERENCE, WEIGHTS, FLOOR = "REFERENCE", "WEIGHTS", "FLOOR"

    def title(self) -> str:
        return tr("Validate the classes")

    def summary(self) -> str:
        return tr("Says how firmly the classes stand: whether known areas stand out, how far an Aedes file agrees, and "
                  "how many buurten change class under other choices.")  # fmt: skip

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Known areas: polygons, or a table of buurt or wijk codes, of areas that are known apart from these "
                   "figures to face a lot. Or a field of the buurt layer that says which buurten lie in them. Without "
                   "either, the areas of the NPLV count whose name is that of whole wijken; the programme publishes "
                   "no borders, so your own list goes before it."),
                tr("Aedes: the download of a member, or the field ae_klasse of a layer that has it already."),
                tr("Sensitivity: everything is computed anew without each indicator, with those that have no weight, "
                   "with other floors and references, by the same functions that classify. Give the weights, floor and "
                   "reference that the layer was classified with; the report says when the classes do not come out "
                   "the same."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["validatie", "validation", "nplv", "gevoeligheid", "sensitivity", "kappa", "aedes", "robuust",
                "onderzoek", "research", "rapport"]  # fmt: skip

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..model.method import method

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        add(TableParameter(self.AREAS, tr("Known areas: polygons, or a table of buurt or wijk codes"), optional=True))
        add(QgsProcessingParameterField(self.AREA_FIELD, tr("Or the field that says which buurten lie in known areas"),
                                        parentLayerParameterName=self.INPUT, optional=True))  # fmt: skip
        member = TableOrAddressParameter(self.TABLE, tr("Download of a member of Aedes (file, layer or https address)"))
        member.setFlags(member.flags() | OPTIONAL)
        add(member)
        add(advanced(QgsProcessingParameterAuthConfig(self.AUTHCFG, tr("Authentication for the address"),
                                                      optional=True)))  # fmt: skip
        add(advanced(TableParameter(self.REFERENCE, tr("Reference that the classification was given"), optional=True)))
        add(advanced(QgsProcessingParameterString(self.WEIGHTS, tr("Weights that the classification was given"),
                                                  optional=True)))  # fmt: skip
        add(advanced(QgsProcessingParameterNumber(
            self.FLOOR, tr("Floor that the classification was given"), QgsProcessingParameterNumber.Type.Integer,
            method().floor, minValue=0,
        )))  # fmt: skip
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Sensitivity of the classes"), VECTOR))
        add(QgsProcessingParameterFeatureSink(self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True,
                                              createByDefault=True))  # fmt: skip
        self.add_report()

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..transport.client import add_user_agent

        add_user_agent()
        self.remember(self.parameterAsVectorLayer(parameters, self.INPUT, context))

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import product_language
        from ..maps.validationreport import Findings, ValidationReport
        from ..model import buurten, validating
        from ..model.account import Account
        from ..model.method import method, parse_weights
        from ..model.words import word

        language = product_language()
        weights = parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context))
        given = whole_number(self, parameters, self.FLOOR, context)
        floor = float(method().floor if given is None else given)
        field = self.parameterAsString(parameters, self.AREA_FIELD, context).strip()
        if field and parameters.get(self.AREAS) not in (None, ""):
            raise VeerkrachtError(N_("Both known areas and a field for them are given. Give one of the two."))
        source = self.parameterAsSource(parameters, self.INPUT, context)
        names = source.fields().names() if source is not None else []
        del source
        own = [one for one in (field, *(one for one in names if one.lower() == "ae_klasse")) if one]
        material = self.material(parameters, context, feedback, own)
        raw = self.raw_table(parameters, self.REFERENCE, context, feedback, buurten.score)
        reference = buurten.from_text(raw.headers, raw.frame, raw.name) if raw is not None else None
        table = material.table
        before = validating.classified(table, reference, weights, floor)
        differing = {name: int((before[name] != table[name]).sum()) for name in validating.FIELDS}
        if any(differing.values()):
            feedback.pushWarning(
                tr("Computed anew, {n} buurten have another class than in the layer. Give the weights, floor and "
                   "reference that it was classified with.").format(n=max(differing.values()))
            )  # fmt: skip
        found = Findings(
            ", ".join(
                f"{word('short', name, language=language)} {weight:g}" for name, weight in weights.items() if weight
            ), floor,
            raw.name if raw is not None else word("notice", "same_input", language=language), differing, [],
            before["kl_focus"].tolist(), [],
        )  # fmt: skip
        residents = table["inwoners"].tolist()
        choices = validating.variants(table, reference, weights, floor)
        for number, variant in enumerate(choices):
            check(feedback)
            feedback.setProgress(20 + 60 * number / len(choices))
            after = validating.under(variant, table, reference)
            found.variants.append((variant, validating.changes(before, after, residents)))
            found.after.append(after["kl_focus"].tolist())
        found.known, found.remarks = self._known(parameters, context, feedback, material, field)
        found.member = self._aedes(parameters, context, feedback, material)
        check(feedback)
        account = Account()
        account.add("method", method().version)
        account.add("signal", ("general", "signal"))
        account.add("reference", found.reference, count=len(reference) if reference is not None else len(table))
        account.add("floor", f"{floor:g}")
        account.add("weights", ", ".join(f"{name}={weight:g}" for name, weight in weights.items()))
        for name, count in differing.items():
            account.add("validate_differs", count=count, field=("field", name))
        if found.known is not None:
            account.add("validate_inside", found.known.source, count=sum(n for _, n, _ in found.known.by_class))
        account.add("validate_variants", count=len(choices))
        report = ValidationReport(material, found, language).report(date.today())
        return self.write_all(
            [self._output(found, material, language), self.account_output(account)], report, parameters, context,
            feedback,
        )  # fmt: skip

    # -- known areas ----------------------------------------------------------------------------------------------
    def _known(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
        field: str,
    ) -> tuple[Known | None, list[str]]:
        """What the known areas fill, and what is to be said where none are known."""
        import numpy as np

        from ..maps.validationreport import Known
        from ..model import validating
        from ..model.values import is_missing

        if field:
            said = [one.strip().lower() for one in material.own[field]]
            inside = np.asarray([not (is_missing(one) or one in _NO) for one in said], dtype=bool)
            name = field
        elif parameters.get(self.AREAS) not in (None, ""):
            inside, name = self._inside(parameters, context, feedback, material)
        else:
            return self._programme(material)
        if not inside.any():
            raise VeerkrachtError(
                N_("No buurt of the layer lies in the known areas of {source}. Choose areas of the same gemeenten."),
                source=name,
            )
        if inside.all():
            raise VeerkrachtError(
                N_("Every buurt of the layer lies in the known areas of {source}, so there is nothing to hold them "
                   "against. Take a layer with more buurten."), source=name,
            )  # fmt: skip
        faces = [validating.face(material.table, inside, top) for top in validating.TOP]
        return Known(name, faces, validating.by_class(material.table, inside)), []

    @staticmethod
    def _programme(material: Material) -> tuple[Known | None, list[str]]:
        """The same for the areas of the NPLV, as far as their borders are known."""
        from ..layers.language import product_language
        from ..maps.validationreport import Known
        from ..model import nplv, validating
        from ..model.words import word

        language = product_language()
        table = material.table
        found = nplv.within([str(one) for one in table["bu_code"]])
        remarks = []
        if found.borderless:
            remarks.append(word("validate", "nplv_borderless", language=language, areas=", ".join(found.borderless)))
        kept = ~found.aside
        if not found.inside.any() or found.inside[kept].all():
            return None, remarks
        named = ", ".join(f"{name} ({count})" for name, count in found.found)
        remarks.insert(0, word("validate", "nplv_areas", language=language, areas=named, year=nplv.borders()))
        if found.aside.any():
            remarks.append(word("validate", "nplv_aside", language=language, n=int(found.aside.sum())))
        rest, inside = table[kept].reset_index(drop=True), found.inside[kept]
        faces = [validating.face(rest, inside, top) for top in validating.TOP]
        return Known(nplv.source(), faces, validating.by_class(rest, inside), remarks), []

    def _inside(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
    ) -> tuple[npt.NDArray[np.bool_], str]:
        """The buurten whose point on surface lies in a polygon, or whose code (or that of their wijk) is in the
        table.
        """
        import numpy as np
        from qgis.core import QgsGeometry

        from ..layers.read import polygon, read_rows, to_rd, transform

        source = self.parameterAsSource(parameters, self.AREAS, context)
        kind = QgsWkbTypes.geometryType(source.wkbType()) if source is not None else None
        if source is None or kind != QgsWkbTypes.GeometryType.PolygonGeometry:
            del source
            raw = self.raw_table(parameters, self.AREAS, context, feedback)
            if raw is None:
                raise VeerkrachtError(N_("The known areas cannot be read. Choose another layer or table."))
            return _by_code(raw, material.table), raw.name
        name = source.sourceName() or self.AREAS
        rows = read_rows(source, name, feedback, geometry=True, live=self._is_live(parameters, self.AREAS, context))
        transformation = to_rd(source.sourceCrs(), context.transformContext(), name)
        shapes = [transform(one, transformation, name) for one in rows.geometries if not one.isNull()]
        whole = polygon(shapes)[0]
        engine = QgsGeometry.createGeometryEngine(whole.constGet()) if not whole.isNull() else None
        if engine is None:
            raise VeerkrachtError(N_("{layer} has no polygons of areas. Choose another layer."), layer=name)
        engine.prepareGeometry()
        # A point must outlive the question that is asked of it.
        points = [QgsGeometry() if one.isNull() else one.pointOnSurface() for one in material.geometries]
        inside = [not one.isNull() and engine.contains(one.constGet()) for one in points]
        return np.asarray(inside, dtype=bool), name

    # -- Aedes ----------------------------------------------------------------------------------------------------
    def _aedes(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        material: Material,
    ) -> Member | None:
        from ..layers.language import product_language
        from ..maps.validationreport import Member
        from ..model import agreement
        from ..model.classes import NONE
        from ..model.words import codes, word
        from ..sources import aedes

        own = next((values for name, values in material.own.items() if name.lower() == "ae_klasse"), None)
        if parameters.get(self.TABLE) not in (None, ""):
            raw = member_table(self, parameters, self.TABLE, self.AUTHCFG, context, feedback)
            choice = aedes.choose(raw, material.table)
            labels = aedes.join(raw, choice, material.table).labels
            file, header = raw.name, raw.headers[choice.label]
            scale = aedes.scale_of(aedes.labels(raw.column(choice.label)), header)
        elif own is not None and any(own):
            labels = aedes.labels(own)
            file, header = word("validate", "aedes_layer", language=product_language()), "ae_klasse"
            scale = aedes.scale_of(labels, header)
        else:
            return None
        name = scale.field if scale is not None else "kl_focus"
        classes = [str(one) for one in material.table[name]]
        pairs = agreement.cross(classes, labels, codes(name))
        if scale is None:
            return Member(file, header, name, None, pairs)
        theirs = [scale.codes.get(one) if one is not None else None for one in labels]
        result = agreement.cohen([None if one == NONE else one for one in classes], theirs)
        return Member(file, header, name, result, pairs)

    # -- outputs --------------------------------------------------------------------------------------------------
    @staticmethod
    def _output(found: Findings, material: Material, language: str) -> Output:
        import pandas as pd

        from ..layers.metadata import Provenance
        from ..maps.validationreport import name_of
        from ..model import validating
        from ..model.words import word

        fields = validating.validation_fields()
        rows = [
            {
                "variant": variant.kind, "wat": variant.value, "omschr": name_of(variant, language), "veld": one.field,
                "vergeleken": one.compared, "veranderd": one.changed, "p_anders": one.share,
                "p_inw_a": one.residents, "kappa": one.kappa, "stappen": one.far if one.far >= 0 else math.nan,
                "klas_weg": one.lost, "klas_bij": one.gained,
            }
            for variant, changes in found.variants for one in changes
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=[one.name for one in fields])
        title = " ".join((word("validate", "table", language=language), material.whole().name, material.year)).strip()
        return Output("OUTPUT", "sensitivity", table, fields,
                      provenance=Provenance(title, list(material.history), [], material.fictional))  # fmt: skip


def _by_code(raw: RawTable, table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """The buurten whose own code, or that of their wijk, stands in a column of the table."""
    import numpy as np

    from ..model import regions

    best: set[str] = set()
    for position in range(len(raw.headers)):
        values = [one for one in raw.column(position) if regions.level_of(one) in (regions.BUURT, regions.WIJK)]
        known = {regions.normalise(one, str(regions.level_of(one))) for one in values}
        best = max(best, {one for one in known if one}, key=len)
    if not best:
        raise VeerkrachtError(
            N_("{where} has no column with codes of buurten or wijken such as BU09170001 or WK091700. Choose a table "
               "with such codes, or a layer of polygons."), where=raw.name,
        )  # fmt: skip
    codes = [str(one) for one in table["bu_code"]]
    return np.asarray([code in best or regions.wijk_of(code) in best for code in codes], dtype=bool)
