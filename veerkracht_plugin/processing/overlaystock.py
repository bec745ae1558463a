"""``veerkracht:overlaystock``: own stock over the classified buurten, each property in exactly one buurt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterator

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsWkbTypes,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import ANY_GEOMETRY, POINT, POLYGON, VECTOR, BaseAlgorithm, Output

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..model.stock import Placement


@dataclass
class _Rows:
    """The rows of own stock in columns: feature ids, RD coordinates (NaN = none), codes, complexes and units as text."""

    ids: Any
    x: Any
    y: Any
    codes: list[str]
    complexes: list[str]
    units: list[str]
    far: int


class OverlayStock(BaseAlgorithm):
    """Property layer + classified buurt layer → properties with classes, complexes, buurten with own stock."""

    ID = "overlaystock"
    INPUT, NEIGHBOURHOODS = "INPUT", "NEIGHBOURHOODS"
    BU_FIELD, COMPLEX_FIELD, UNITS_FIELD, FILTER = "BU_FIELD", "COMPLEX_FIELD", "UNITS_FIELD", "FILTER"
    COMPLEXES, BY_NEIGHBOURHOOD = "COMPLEXES", "BY_NEIGHBOURHOOD"

    def __init__(self) -> None:
        super().__init__()
        self._source: QgsProcessingFeatureSource | None = None
        self._request = QgsFeatureRequest()
        self._columns: list[list[Any]] = []
        self._ids: Any = None
        self._history: list[str] = []
        self._rights: list[str] = []

    def title(self) -> str:
        return tr("Own stock on the map")

    def summary(self) -> str:
        return tr("Gives every property its buurt and its classes, and counts own units per complex and per buurt.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Properties: points, polygons, or a table with a buurt code, in any coordinate system. Every row comes out, with "
                   "its own columns."),
                tr("A valid buurt code comes first; else the location decides. A point on a shared border goes to the lowest code "
                   "(grens); outside every buurt is buiten, without a location zonder. Polygons count by a point on their surface."),
                tr("Filter: an expression for the rows that count, for instance only dwellings in exploitation. It is named in the "
                   "verantwoording."),
                tr("Complexes: units, the share of units in focus class C3 and in buurten under pressure, and the class that holds "
                   "most units. By buurt: own units and their share of all dwellings."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["bezit", "vastgoed", "vhe", "complex", "woningen", "overlay", "stock", "property"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        def field(name: str, text: str) -> None:
            self.addParameter(QgsProcessingParameterField(name, text, parentLayerParameterName=self.INPUT, optional=True))

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Properties"), [VECTOR]))
        add(QgsProcessingParameterFeatureSource(self.NEIGHBOURHOODS, tr("Classified buurt layer"), [POLYGON]))
        field(self.BU_FIELD, tr("Field with the buurt code"))
        field(self.COMPLEX_FIELD, tr("Field with the complex"))
        field(self.UNITS_FIELD, tr("Field with the number of units"))
        add(QgsProcessingParameterExpression(self.FILTER, tr("Filter"), None, self.INPUT, optional=True))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Own stock with classes"), ANY_GEOMETRY))
        for name, text, kind in (
            (self.COMPLEXES, tr("Complexes"), POINT),
            (self.BY_NEIGHBOURHOOD, tr("Buurten with own stock"), POLYGON),
            (self.ACCOUNT, tr("Verantwoording"), VECTOR),
        ):
            add(QgsProcessingParameterFeatureSink(name, text, kind, optional=True, createByDefault=True))

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        import numpy as np

        from ..layers.placing import place
        from ..model import regions, stock
        from ..model.account import Account
        from ..model.classes import CLASS_FIELDS
        from ..model.values import numbers

        buurten, polygons = self._neighbourhoods(parameters, context, feedback)
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise VeerkrachtError(N_("The layer of properties cannot be read. Choose another layer."))
        title = source.sourceName() or self.INPUT
        account = Account()
        self._source = source
        # Not parameterAsExpression: that drops an expression with a fault in it without a word, and then everything counts.
        self._request = self._filtered(source, self.parameterAsString(parameters, self.FILTER, context), title, account)
        bu_field = self._field(parameters, self.BU_FIELD, context) or self._guessed_code_field(source, title)
        complex_field = self._field(parameters, self.COMPLEX_FIELD, context)
        units_field = self._field(parameters, self.UNITS_FIELD, context)
        rows = self._read(source, (bu_field, complex_field, units_field), title, context, feedback)
        feedback.setProgress(40)

        position = {code: i for i, code in enumerate(buurten["bu_code"])}
        codes = regions.normalise_all(rows.codes, regions.BUURT) if bu_field else [None] * len(rows.ids)
        by_code = np.asarray([position.get(code, -1) if code else -1 for code in codes], dtype=np.int64)
        given = np.asarray([bool(text) for text in rows.codes], dtype=np.bool_)
        by_point, on_border = place(rows.x, rows.y, polygons, feedback)
        feedback.setProgress(60)
        placement = stock.settle(by_code, given, by_point, on_border, np.isfinite(rows.x))
        units = np.ones(len(rows.ids))
        if units_field:
            units = numbers(rows.units, units_field, title, whole=True, lowest=0.0)
        if rows.far:
            account.add("stock_far", count=rows.far)
        stock.account_of(placement, units, buurten, account)

        classes = stock.class_columns(buurten, placement.at)
        self._ids = rows.ids
        self._columns = [
            classes["bu_code"].tolist(), classes["bu_naam"].tolist(), placement.place.tolist(),
            *(classes[name].tolist() for name in CLASS_FIELDS),
        ]  # fmt: skip
        outputs = self._outputs(rows, units, placement, buurten, polygons, bool(complex_field), account, source, context)
        outputs.append(self.account_output(account))
        return self.write(outputs, parameters, context, feedback)

    # -- inputs ---------------------------------------------------------------------------------------------------
    def _neighbourhoods(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> tuple[pd.DataFrame, list[QgsGeometry]]:
        """The classified buurten sorted by code (so that the first of several is the lowest), and their polygons in RD."""
        from ..layers.read import polygon, read_rows, to_rd, transform
        from ..model import buurten

        source = self.parameterAsSource(parameters, self.NEIGHBOURHOODS, context)
        if source is None:
            raise VeerkrachtError(N_("The classified buurt layer cannot be read. Choose the result of “Classify resilience”."))
        title = source.sourceName() or self.NEIGHBOURHOODS
        rows = read_rows(source, title, feedback, geometry=True, live=self._is_live(parameters, self.NEIGHBOURHOODS, context))
        table = buurten.from_text(rows.headers, rows.frame, title)
        if not (table["kl_focus"] != "").any():
            raise VeerkrachtError(
                N_("{layer} has no classes yet (field kl_focus). Run “Classify resilience” on it first."), layer=title
            )
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title)
        table = table.sort_values("bu_code")
        polygons = []
        for i in table.index:
            geometry = rows.geometries[i]
            polygons.append(geometry if geometry.isNull() else polygon([transform(geometry, transformation, title)])[0])
        return table.reset_index(drop=True), polygons

    def _field(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """The field chosen for a role; raises VeerkrachtError when the layer does not have it."""
        # parameterAsStrings came in 3.34 and takes the place of parameterAsFields.
        read = getattr(self, "parameterAsStrings", None) or self.parameterAsFields
        found = read(parameters, name, context)
        if not found:
            return ""
        source = self._source
        if source is not None and source.fields().lookupField(found[0]) < 0:
            raise VeerkrachtError(
                N_("{parameter}: the layer of properties has no field {field}. Its fields are {fields}."),
                parameter=name, field=found[0], fields=", ".join(source.fields().names()[:15]),
            )  # fmt: skip
        return str(found[0])

    def _guessed_code_field(self, source: QgsProcessingFeatureSource, title: str) -> str:
        """For a table without geometry the field that is named as a buurt code; a layer goes by its geometry."""
        if source.wkbType() != QgsWkbTypes.Type.NoGeometry:
            return ""
        from ..sources import columns

        for name in source.fields().names():
            if any(role == "code" for role, _ in columns.roles_of(name)) and "bu" in name.lower():
                return str(name)
        raise VeerkrachtError(
            N_("{layer} has no geometry. Choose the field that holds the buurt code, or a layer with locations."), layer=title
        )

    def _filtered(
        self, source: QgsProcessingFeatureSource, text: str, title: str, account: Any
    ) -> QgsFeatureRequest:
        """The request for the rows that count; raises VeerkrachtError for a filter that cannot work."""
        request = QgsFeatureRequest()
        if not text:
            return request
        expression = QgsExpression(text)
        if expression.hasParserError():
            raise VeerkrachtError(N_("The filter {filter} is not a valid expression: {reason}"), filter=text,
                                  reason=expression.parserErrorString())  # fmt: skip
        unknown = [c for c in expression.referencedColumns()
                   if c != QgsFeatureRequest.ALL_ATTRIBUTES and source.fields().lookupField(c) < 0]  # fmt: skip
        if unknown:
            raise VeerkrachtError(N_("The filter {filter} uses the field {field}, which {layer} does not have."),
                                  filter=text, field=unknown[0], layer=title)  # fmt: skip
        account.add("stock_filter", text)
        account.add("stock_all", count=max(0, source.featureCount()))
        request.setFilterExpression(text)
        return request

    def _features(self, request: QgsFeatureRequest) -> Iterator[QgsFeature]:
        if self._source is None:
            return iter(())
        return iter(self._source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks))

    def _read(
        self,
        source: QgsProcessingFeatureSource,
        fields: tuple[str, str, str],
        title: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Rows:
        import numpy as np

        from ..layers.read import RD_BOX, as_text, to_rd, transform

        spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title) if spatial else None
        request = QgsFeatureRequest(self._request)
        places = [source.fields().lookupField(name) for name in fields if name]
        needed = set(places)
        if self._request.filterExpression() is not None:
            needed |= set(self._request.filterExpression().referencedAttributeIndexes(source.fields()))
        request.setSubsetOfAttributes(sorted(needed))
        ids: list[int] = []
        xs: list[float] = []
        ys: list[float] = []
        texts: tuple[list[str], list[str], list[str]] = ([], [], [])
        far = 0
        total = max(1, source.featureCount())
        for number, feature in enumerate(self._features(request)):
            if number % 1000 == 0:
                if feedback.isCanceled():
                    raise Cancelled
                feedback.setProgress(40.0 * number / total)
            ids.append(feature.id())
            x = y = np.nan
            if transformation is not None and feature.hasGeometry():
                point = _point_of(feature.geometry())
                if point is not None:
                    point = transform(point, transformation, title)
                    at = point.asPoint()
                    x, y = at.x(), at.y()
                    if not RD_BOX.contains(at):
                        x = y = np.nan
                        far += 1
            xs.append(x)
            ys.append(y)
            for column, name in zip(texts, fields):
                column.append(as_text(feature.attribute(name)).strip() if name else "")
        if not ids:
            raise VeerkrachtError(N_("{layer} holds no rows. Choose another layer or drop its filter."), layer=title)
        return _Rows(np.asarray(ids), np.asarray(xs), np.asarray(ys), *texts, far)

    # -- outputs --------------------------------------------------------------------------------------------------
    def _outputs(
        self,
        rows: _Rows,
        units: Any,
        placement: Placement,
        buurten: pd.DataFrame,
        polygons: list[QgsGeometry],
        with_complexes: bool,
        account: Any,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
    ) -> list[Output]:
        import numpy as np

        from ..maps import styles
        from ..model import stock
        from ..model.classes import CLASS_FIELDS
        from ..model.fields import Field

        text_fields = tuple(Field(name, "text") for name in ("bu_code", "bu_naam", "plaats", *CLASS_FIELDS))
        own = Output(self.OUTPUT, styles.STOCK, buurten.iloc[:0], text_fields, None, source.wkbType(),
                     self._provenance("stock", buurten))  # fmt: skip
        names = rows.complexes if with_complexes else [""] * len(rows.ids)
        complexes = stock.complexes(names, np.nan_to_num(units), placement.at, buurten)
        if with_complexes:
            nameless = sum(name == "" for name in names)
            if nameless:
                account.add("stock_no_complex", count=nameless)
        by = stock.by_neighbourhood(units, placement.at, buurten)
        over = int(np.count_nonzero(np.asarray(by["p_eigen"]) > 100.0))
        if over:
            account.add("stock_over", count=over)
        renamed = [f"{old} → {new}" for old, new in self._own_names(source.fields(), text_fields) if old != new]
        if renamed:
            account.add("stock_renamed", ", ".join(renamed), count=len(renamed))
        return [
            own,
            Output(self.COMPLEXES, styles.COMPLEXES, complexes, stock.complex_fields(),
                   _multipoints(complexes["complex"].tolist(), names, rows.x, rows.y), QgsWkbTypes.Type.MultiPoint,
                   self._provenance("complexes", buurten)),
            Output(self.BY_NEIGHBOURHOOD, styles.BY_NEIGHBOURHOOD, by, stock.neighbourhood_fields(),
                   dict(enumerate(polygons)), QgsWkbTypes.Type.MultiPolygon,
                   self._provenance("by_neighbourhood", buurten)),
        ]  # fmt: skip

    @staticmethod
    def _own_names(fields: QgsFields, ours: Any) -> list[tuple[str, str]]:
        """The names under which the user's own fields travel: changed only where one of ours (or a file key) has the name."""
        taken = {field.name.lower() for field in ours} | {"fid"}
        out = []
        for name in fields.names():
            new = name
            number = 1
            while new.lower() in taken:
                tail = "_in" if number == 1 else f"_in{number}"
                new, number = name[: 10 - len(tail)] + tail, number + 1
            taken.add(new.lower())
            out.append((name, new))
        return out

    def fields_for(self, output: Output, fields: QgsFields) -> QgsFields:
        """Own stock keeps the user's fields in front."""
        if output.name != self.OUTPUT or self._source is None:
            return fields
        out = QgsFields()
        for field, (_, new) in zip(self._source.fields(), self._own_names(self._source.fields(), output.fields)):
            own = QgsField(field)
            own.setName(new)
            out.append(own)
        for i in range(fields.count()):
            out.append(fields.at(i))
        return out

    def crs_of(self, output: Output) -> QgsCoordinateReferenceSystem:
        if output.name == self.OUTPUT and self._source is not None:
            return self._source.sourceCrs()
        return super().crs_of(output)

    def fill(self, sink: QgsFeatureSink, output: Output, feedback: QgsProcessingFeedback) -> None:
        """Own stock is streamed: the features are read again and written with their new columns, batch by batch."""
        if output.name != self.OUTPUT:
            super().fill(sink, output, feedback)
            return
        from ..layers.write import BATCH, hand_over

        batch: list[QgsFeature] = []
        count = 0
        for feature in self._features(self._request):
            if count >= len(self._ids) or feature.id() != self._ids[count]:
                break
            out = QgsFeature()
            out.setGeometry(feature.geometry())
            out.setAttributes([*feature.attributes(), *(column[count] for column in self._columns)])
            batch.append(out)
            count += 1
            if len(batch) == BATCH:
                hand_over(sink, batch, feedback)
                batch = []
                feedback.setProgress(60.0 + 30.0 * count / len(self._ids))
        hand_over(sink, batch, feedback)
        if count != len(self._ids):
            raise VeerkrachtError(
                N_("The layer of properties changed while it was read ({got} of {all} rows); nothing was written. Run again."),
                got=count, all=len(self._ids),
            )  # fmt: skip

    def _provenance(self, name: str, buurten: pd.DataFrame) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word
        from .building import FICTIONAL

        language = product_language()
        gemeenten = set(buurten["gm_naam"])
        return Provenance(
            word("layer", name, language=language), self._history, self._rights, FICTIONAL in gemeenten
        )

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import history_of, rights_of

        layer = self.parameterAsVectorLayer(parameters, self.NEIGHBOURHOODS, context)
        self._history, self._rights = history_of(layer), rights_of(layer)


def _point_of(geometry: QgsGeometry) -> QgsGeometry | None:
    """The point that stands for a geometry: itself, else a point on its surface; None where there is none."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    kind = QgsWkbTypes.flatType(geometry.wkbType())
    if kind == QgsWkbTypes.Type.Point:
        point = geometry.asPoint()
        return QgsGeometry.fromPointXY(QgsPointXY(point))
    surface = geometry.pointOnSurface()
    if surface.isNull():
        surface = geometry.makeValid().pointOnSurface()
    return None if surface.isNull() or surface.isEmpty() else surface


def _multipoints(wanted: list[str], names: list[str], x: Any, y: Any) -> dict[int, QgsGeometry]:
    """The located properties of each complex as one multipoint, by position in ``wanted``."""
    place = {name: i for i, name in enumerate(wanted)}
    points: dict[int, list[QgsPointXY]] = {}
    for name, px, py in zip(names, x.tolist(), y.tolist()):
        if name in place and px == px:
            points.setdefault(place[name], []).append(QgsPointXY(px, py))
    return {i: QgsGeometry.fromMultiPointXY(found) for i, found in points.items()}
