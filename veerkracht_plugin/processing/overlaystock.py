"""``veerkracht:overlaystock``: own stock over the classified buurten, each property in exactly one buurt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFeatureStore,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsMessageLog,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingUtils,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import ANY_GEOMETRY, LOG, POLYGON, VECTOR, BaseAlgorithm, Output, advanced, place_of, text_of

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.gpkg import Added, Table
    from ..layers.metadata import Provenance
    from ..layers.placing import Placed, Polygons
    from ..layers.postgis import Database, PgTable
    from ..layers.properties import Properties
    from ..model.account import Account
    from ..model.stock import Placement

    #: Buurten, properties, their RD coordinates, how many of those were far away, and where each lies.
    _Found = tuple["_Buurten", Properties, Any, Any, int, Placed]

#: The columns of the buurt layer that are needed here; others may hold what they like.
NEEDED = ("bu_code", "bu_naam", "gm_code", "gm_naam", "inwoners", "woningen", "reden")

#: Rows without a buurt that are named in the warning, and those outside every buurt in the account.
_SAMPLE, _NAMED = 5, 20


@dataclass
class _Buurten:
    """The classified buurten sorted by code (so that the first of several is the lowest), their polygons in RD, and one
    of these as a geometry.
    """

    table: pd.DataFrame
    polygons: Polygons
    geometry: Callable[[int], QgsGeometry]


@dataclass
class _Roles:
    """The fields that the user chose; empty where he chose none."""

    code: str
    complex: str
    units: str
    group: str

    def names(self) -> list[str]:
        """The fields to be read, each once."""
        return list(dict.fromkeys(name for name in (self.code, self.complex, self.units, self.group) if name))


class _RowOf:
    """The row of each key; a dictionary is made only when rows come back one by one."""

    def __init__(self, keys: Sequence[Any]) -> None:
        self._keys = keys
        self._rows: dict[Any, int] | None = None

    def get(self, key: Any, other: int) -> int:
        """The row of ``key``, or ``other``."""
        if self._rows is None:
            self._rows = {key: i for i, key in enumerate(self._keys)}
        return self._rows.get(key, other)


class OverlayStock(BaseAlgorithm):
    """Property layer + classified buurt layer → properties with classes, complexes, buurten with own stock."""

    ID = "overlaystock"
    INPUT, NEIGHBOURHOODS = "INPUT", "NEIGHBOURHOODS"
    BU_FIELD, COMPLEX_FIELD, UNITS_FIELD, FILTER = "BU_FIELD", "COMPLEX_FIELD", "UNITS_FIELD", "FILTER"
    GROUP_FIELD, COMPLEX_GEOMETRY = "GROUP_FIELD", "COMPLEX_GEOMETRY"
    COMPLEXES, BY_NEIGHBOURHOOD = "COMPLEXES", "BY_NEIGHBOURHOOD"
    MULTIPOINT, HULL = "multipoint", "hull"

    def __init__(self) -> None:
        super().__init__()
        self._source: QgsProcessingFeatureSource | None = None
        self._request = QgsFeatureRequest()
        self._history: list[str] = []
        #: What is told of the filters that own stock went through; in the metadata of every product of it.
        self._selection: list[str] = []
        self._rights: list[str] = []
        # The tables behind the inputs where they can be read by the column, and the one that is being written so.
        self._table: Table | None = None
        self._buurt_table: Table | None = None
        self._target: Table | None = None
        # The tables behind both inputs in PostGIS, and after an overlay there the row of each key.
        self._pg: tuple[PgTable | None, PgTable | None] = (None, None)
        self._pg_target: PgTable | None = None
        self._pg_keys: list[Any] = []
        self._key_field = ""
        self._row_of: _RowOf | None = None
        self._filter = ("", 0)
        self._restricted = False
        self._copying = False
        #: The user's own fields that come out, by position: all but those about people.
        self._kept: list[int] = []
        self._properties: Properties | None = None
        self._added: Added | None = None

    def title(self) -> str:
        return tr("Own stock on the map")

    def summary(self) -> str:
        return tr("Gives every property its buurt and its classes, and counts own units per complex and per buurt.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Properties: points, polygons, or a table with a buurt code, in any coordinate system. Every row "
                   "comes out, with its own columns."),
                tr("A valid buurt code comes first; else the location decides. A point on a shared border goes to the "
                   "lowest code (grens); outside every buurt is buiten, without a location zonder. Polygons count by a "
                   "point on their surface."),
                tr("Filter: an expression for the rows that count, for instance only dwellings in exploitation. It is "
                   "named in the verantwoording."),
                tr("Complexes: units, the share of units in focus class C3 and in buurten under pressure, and the "
                   "class "
                   "that holds most units. By buurt: own units and their share of all dwellings."),
                tr("Columns about tenants and incomes are left out of the result."),
                tr("Group: any column, such as the rayon or the manager; the verantwoording then counts the units of "
                   "each group per class."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["bezit", "vastgoed", "vhe", "complex", "woningen", "overlay", "stock", "property", "rayon"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        def field(name: str, text: str) -> QgsProcessingParameterField:
            return QgsProcessingParameterField(name, text, parentLayerParameterName=self.INPUT, optional=True)

        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Properties"), [VECTOR]))
        add(QgsProcessingParameterFeatureSource(self.NEIGHBOURHOODS, tr("Classified buurt layer"), [POLYGON]))
        add(field(self.BU_FIELD, tr("Field with the buurt code")))
        add(field(self.COMPLEX_FIELD, tr("Field with the complex")))
        add(field(self.UNITS_FIELD, tr("Field with the number of units")))
        add(QgsProcessingParameterExpression(self.FILTER, tr("Filter"), None, self.INPUT, optional=True))
        add(advanced(field(self.GROUP_FIELD, tr("Field with the group"))))
        shape = QgsProcessingParameterEnum(
            self.COMPLEX_GEOMETRY, tr("Geometry of a complex"), [self.MULTIPOINT, self.HULL],
            defaultValue=self.MULTIPOINT, optional=True, usesStaticStrings=True,
        )  # fmt: skip
        add(advanced(shape))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Own stock with classes"), ANY_GEOMETRY))
        for name, text, kind in (
            (self.COMPLEXES, tr("Complexes"), ANY_GEOMETRY),
            (self.BY_NEIGHBOURHOOD, tr("Buurten with own stock"), POLYGON),
            (self.ACCOUNT, tr("Verantwoording"), VECTOR),
        ):
            add(QgsProcessingParameterFeatureSink(name, text, kind, optional=True, createByDefault=True))

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers import gpkg, postgis
        from ..layers.metadata import filters_in, history_of, rights_of

        stock = self._layer(parameters, self.INPUT, context)
        layer = self._layer(parameters, self.NEIGHBOURHOODS, context)
        self._history, self._rights = history_of(layer), rights_of(layer)
        self._selection = filters_in(history_of(stock))
        self._restricted = _narrowed(parameters.get(self.INPUT))
        self._table = gpkg.table_of(stock)
        if not _narrowed(parameters.get(self.NEIGHBOURHOODS)):
            self._buurt_table = gpkg.table_of(layer)
            self._pg = (postgis.table_of(stock), postgis.table_of(layer))

    def _layer(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> QgsVectorLayer | None:
        """The layer behind a parameter, also when only its selection is taken; QGIS then says none."""
        value = parameters.get(name)
        if isinstance(value, QgsProcessingFeatureSourceDefinition):
            found = QgsProcessingUtils.mapLayerFromString(text_of(value), context)
            return found if isinstance(found, QgsVectorLayer) else None
        return self.parameterAsVectorLayer(parameters, name, context)

    def _is_live(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> bool:
        layer = self._layer(parameters, name, context)
        return layer is not None and layer.providerType() in ("WFS", "OAPIF")

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.gpkg import uncollected

        with uncollected():
            return self._overlaid(parameters, context, feedback)

    def _overlaid(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        import numpy as np

        from ..layers.language import product_language
        from ..layers.metadata import filter_line
        from ..layers.placing import NEAR_BORDER
        from ..model import regions, stock
        from ..model.account import Account
        from ..model.values import numbers
        from ..model.words import word

        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise VeerkrachtError(N_("The layer of properties cannot be read. Choose another layer."))
        title = source.sourceName() or self.INPUT
        account = Account()
        self._source = source
        self._kept = list(range(source.fields().count()))
        # Not parameterAsExpression: that drops an expression with a fault in it without a word, and then all counts.
        filtered = self.parameterAsString(parameters, self.FILTER, context)
        self._request = self._filtered(source, filtered, title, account)
        roles = _Roles(
            self._field(parameters, self.BU_FIELD, context) or self._guessed_code_field(source, title),
            *(
                self._field(parameters, name, context)
                for name in (self.COMPLEX_FIELD, self.UNITS_FIELD, self.GROUP_FIELD)
            ),
        )
        if parameters.get(self.COMPLEXES) and not roles.complex:
            feedback.pushInfo(
                tr("Without a field with the complex (COMPLEX_FIELD) the layer of complexes stays empty.")
            )
        self._leave_out_people(source, roles, account, feedback)
        buurten, rows, x, y, far, placed = self._in_database(parameters, roles, title, context, feedback) or self._here(
            parameters, roles, title, context, feedback
        )

        count = len(rows.keys)
        if self._filter[0]:
            self._selection.append(filter_line(self._filter[0], count, self._filter[1], product_language()))
        by_code, given = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.bool_)
        if roles.code:
            position = {code: i for i, code in enumerate(buurten.table["bu_code"])}
            texts = rows.texts[roles.code]
            codes = regions.normalise_all(texts, regions.BUURT)
            by_code = np.asarray([position.get(code, -1) if code else -1 for code in codes], dtype=np.int64)
            given = np.asarray([bool(text) for text in texts], dtype=np.bool_)
        feedback.setProgress(50)
        placement = stock.settle(by_code, given, placed.found, placed.several, np.isfinite(x))
        units = np.ones(count)
        if roles.units:
            units = numbers(rows.texts[roles.units], roles.units, title, whole=True, lowest=0.0)
        if far:
            account.add("stock_far", count=far)
        stock.account_of(
            placement,
            units,
            placed.close,
            NEAR_BORDER,
            buurten.table,
            account,
            roles.group,
            rows.texts.get(roles.group),
            per_gemeente=bool(parameters.get(self.ACCOUNT)),
        )
        self._control(source, rows, placement, account, feedback)
        self._properties = rows
        # Later steps count by this column; one of the user's own with its name but another meaning would mislead them.
        counted = None if roles.units.lower() == stock.UNITS else units
        self._added = _added(buurten.table, placement, stock.stacked(x, y, units), counted)
        outputs = self._outputs(parameters, roles, rows, (x, y), units, placement, buurten, account, source, context)
        over = [entry.count for entry in account.entries if entry.topic == "stock_over"]
        if over:
            feedback.pushWarning(f"{word('account', 'stock_over', language=product_language())} ({over[0]})")
        if parameters.get(self.ACCOUNT):
            outputs.append(self.account_output(account))
        return self.write(outputs, parameters, context, feedback)

    def _leave_out_people(
        self, source: QgsProcessingFeatureSource, roles: _Roles, account: Account, feedback: QgsProcessingFeedback
    ) -> None:
        """Of the user's fields keep those that are not about people, and those that he gave a role."""
        from ..layers.language import product_language
        from ..layers.properties import samples
        from ..model.words import word
        from ..sources.roles import personal_columns
        from .readstock import keeps_personal

        names = source.fields().names()
        asked = set(roles.names())
        people = [i for i in personal_columns(names, samples(source, feedback)) if names[i] not in asked]
        if not people:
            return
        topic = "stock_personal_kept" if keeps_personal() else "stock_personal"
        listed = ", ".join(names[i] for i in people)
        account.add(topic, listed, count=len(people))
        feedback.pushInfo(f"{word('account', topic, language=product_language())}: {listed}")
        if not keeps_personal():
            self._kept = [i for i in self._kept if i not in people]

    # -- where each property lies ---------------------------------------------------------------------------------
    def _here(
        self,
        parameters: dict[str, Any],
        roles: _Roles,
        title: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Found:
        """Buurten and properties read, and the one placed over the other, in this process."""
        from ..layers.gpkg import copies
        from ..layers.placing import place
        from ..layers.properties import in_rd, within_rd
        from ..layers.read import to_rd

        source = self._given()
        with ThreadPoolExecutor(1) as aside:
            # SQLite looks through the one file while the other is read.
            table = self._table if self._may_copy(parameters) else None
            look = aside.submit(copies, table, feedback) if table is not None else None
            buurten = self._neighbourhoods(parameters, context, feedback)
            rows = self._read(source, roles.names(), title, self._is_live(parameters, self.INPUT, context), feedback)
            self._copying = look is not None and look.result() and self._table is not None
        x, y = rows.x, rows.y
        if source.wkbType() != QgsWkbTypes.Type.NoGeometry:
            x, y = in_rd(x, y, to_rd(source.sourceCrs(), context.transformContext(), title), title)
        x, y, far = within_rd(x, y)
        feedback.setProgress(35)
        placed = place(x, y, buurten.polygons, feedback)
        return buurten, rows, x, y, far, placed

    def _in_database(
        self,
        parameters: dict[str, Any],
        roles: _Roles,
        title: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Found | None:
        """The same, in the PostGIS database that both layers live in; None where they do not, or where it might give
        other answers. Which way it went is said in the log.
        """
        from ..layers import postgis

        stock, buurten = self._pg
        if stock is None or buurten is None or stock.database != buurten.database:
            return None
        try:
            if self._restricted or self._request.filterExpression() is not None:
                raise postgis.NotHere("only a part of the properties is asked for")
            with postgis.opened(stock, feedback) as database:
                found = self._database_found(database, stock, buurten, roles, title, parameters, context, feedback)
        except postgis.NotHere as reason:
            text = tr("The overlay runs in QGIS and not in the database ({reason}).").format(reason=reason)
            feedback.pushInfo(text)
            QgsMessageLog.logMessage(text, LOG, Qgis.MessageLevel.Info)
            return None
        text = tr("The overlay ran in the database {database}; only results travelled.").format(
            database=stock.database[2] or stock.database[3]
        )
        feedback.pushInfo(text)
        QgsMessageLog.logMessage(text, LOG, Qgis.MessageLevel.Info)
        return found

    def _database_found(
        self,
        database: Database,
        stock: PgTable,
        buurten: PgTable,
        roles: _Roles,
        title: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Found:
        import pandas as pd

        from ..layers import postgis
        from ..layers.placing import from_rings
        from ..layers.properties import within_rd
        from ..layers.read import as_text, polygon

        headers = _needed(buurten.columns)
        postgis.check(database, stock, buurten, roles.names(), headers)
        feedback.setProgress(5)
        keys, columns = postgis.read_attributes(database, buurten, headers)
        texts = {i: [as_text(value) for value in column] for i, column in enumerate(columns)}
        table = _classified(headers, pd.DataFrame(texts, columns=range(len(headers))), buurten.name)
        ordered = [keys[i] for i in table.index]
        position = {key: i for i, key in enumerate(ordered)}

        def progress(count: int) -> None:
            feedback.setProgress(25.0 + 25.0 * min(1.0, count / max(1, self._given().featureCount())))

        own, rows, placed = postgis.overlay(database, stock, buurten, position, roles.names(), as_text, progress)
        if not own:
            raise VeerkrachtError(N_("{layer} holds no rows. Choose another layer or drop its filter."), layer=title)
        x, y, far = within_rd(rows.x, rows.y)
        self._key_field, self._pg_keys = stock.key, own
        self._row_of = _RowOf(own)
        shapes: dict[Any, bytes] = {}
        if parameters.get(self.BY_NEIGHBOURHOOD):
            used = [ordered[i] for i in set(placed.found.tolist()) if i >= 0]
            shapes = postgis.read_polygon(database, buurten, ordered if roles.code else used)

        def geometry(number: int) -> QgsGeometry:
            found = QgsGeometry()
            found.fromWkb(shapes.get(ordered[number], b""))
            return found if found.isNull() else polygon([found])[0]

        return _Buurten(table.reset_index(drop=True), from_rings([]), geometry), rows, x, y, far, placed

    # -- inputs ---------------------------------------------------------------------------------------------------
    def _given(self) -> QgsProcessingFeatureSource:
        """The layer of properties."""
        if self._source is None:
            raise VeerkrachtError(N_("The layer of properties cannot be read. Choose another layer."))
        return self._source

    def _neighbourhoods(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> _Buurten:
        import pandas as pd

        from ..layers.gpkg import read_polygons
        from ..layers.placing import from_geometries
        from ..layers.properties import in_rd
        from ..layers.read import as_text, polygon, read_rows, to_rd, transform

        source = self.parameterAsSource(parameters, self.NEIGHBOURHOODS, context)
        if source is None:
            raise VeerkrachtError(
                N_("The classified buurt layer cannot be read. Choose the result of “Classify resilience”.")
            )
        title = source.sourceName() or self.NEIGHBOURHOODS
        headers = _needed(source.fields().names())
        raw = None
        if self._buurt_table is not None and all(self._buurt_table.plain(name) for name in headers):
            raw = read_polygons(self._buurt_table, headers, as_text, feedback)
        rows = None
        polygons = None
        if raw is not None and raw.blobs:
            frame = pd.DataFrame(dict(enumerate(raw.texts)), columns=range(len(headers)))
            table = _classified(headers, frame, title)
            polygons = raw.polygons(table.index.tolist())
        if polygons is None:
            live = self._is_live(parameters, self.NEIGHBOURHOODS, context)
            rows = read_rows(source, title, feedback, geometry=True, live=live)
            columns = [rows.headers.index(name) for name in headers]
            frame = rows.frame[columns].set_axis(range(len(columns)), axis=1)
            table = _classified(headers, frame, title)
            polygons = from_geometries(rows.geometries[i] for i in table.index)
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title)
        polygons.x, polygons.y = in_rd(polygons.x, polygons.y, transformation, title)
        order = table.index.tolist()

        def geometry(number: int) -> QgsGeometry:
            """Sound and in RD; made only for the buurten that are written."""
            if rows is not None:
                found = rows.geometries[order[number]]
            else:
                found = QgsGeometry()
                wkb = raw.wkb(order[number]) if raw is not None else b""
                if wkb:
                    found.fromWkb(wkb)
            return found if found.isNull() else polygon([transform(found, transformation, title)])[0]

        return _Buurten(table.reset_index(drop=True), polygons, geometry)

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
            N_("{layer} has no geometry. Choose the field that holds the buurt code, or a layer with locations."),
            layer=title,
        )

    def _filtered(self, source: QgsProcessingFeatureSource, text: str, title: str, account: Any) -> QgsFeatureRequest:
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
        self._filter = (text, max(0, source.featureCount()))
        request.setFilterExpression(text)
        return request

    def _features(self, request: QgsFeatureRequest) -> Iterator[QgsFeature]:
        if self._source is None:
            return iter(())
        return iter(self._source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks))

    def _read(
        self,
        source: QgsProcessingFeatureSource,
        names: list[str],
        title: str,
        live: bool,
        feedback: QgsProcessingFeedback,
    ) -> Properties:
        """The rows that count; by the column where the layer is a plain table of points, else feature by feature."""
        from ..layers.properties import by_feature

        total = max(1, source.featureCount())

        def progress(count: int) -> None:
            feedback.setProgress(10.0 + 25.0 * min(1.0, count / total))

        rows = self._read_table(source, names, feedback, progress)
        if rows is None:
            self._table = None
            request = QgsFeatureRequest(self._request)
            needed = {source.fields().lookupField(name) for name in names}
            if self._request.filterExpression() is not None:
                needed |= set(self._request.filterExpression().referencedAttributeIndexes(source.fields()))
            request.setSubsetOfAttributes(sorted(needed))
            rows = by_feature(source, self._features(request), names, feedback, progress)
            expected = source.featureCount()
            whole = self._request.filterExpression() is None and not self._restricted
            if live and whole and expected >= 0 and expected != len(rows.keys):
                raise VeerkrachtError(
                    N_("The service behind {layer} gave {got} of its {all} rows. Save the layer as GeoPackage first "
                       "and use that."),
                    layer=title, got=len(rows.keys), all=expected,
                )  # fmt: skip
        if not len(rows.keys):
            raise VeerkrachtError(N_("{layer} holds no rows. Choose another layer or drop its filter."), layer=title)
        return rows

    def _read_table(
        self,
        source: QgsProcessingFeatureSource,
        names: list[str],
        feedback: QgsProcessingFeedback,
        progress: Callable[[int], None],
    ) -> Properties | None:
        """The rows by the column; None where the layer is not so plain that this gives the same."""
        import sqlite3

        import numpy as np

        from ..layers.properties import by_column, without_geometry

        table = self._table
        plain = QgsWkbTypes.flatType(source.wkbType()) == QgsWkbTypes.Type.Point
        if table is None or not plain or not all(table.plain(name) for name in names):
            return None
        wanted = None
        if self._restricted or self._request.filterExpression() is not None:
            # What a selection or an expression lets through, QGIS itself says.
            request = without_geometry(self._request)
            request.setSubsetOfAttributes([])
            if self._request.filterExpression() is not None:
                request.setSubsetOfAttributes(
                    sorted(self._request.filterExpression().referencedAttributeIndexes(source.fields()))
                )
            found: list[Any] = []
            for feature in self._features(request):
                if len(found) % 1000 == 0 and feedback.isCanceled():
                    raise Cancelled
                found.append(feature.id())
            wanted = np.asarray(found, dtype=np.int64)
        with suppress(sqlite3.Error):
            return by_column(table, wanted, names, feedback, progress)
        return None

    # -- what is said ---------------------------------------------------------------------------------------------
    def _control(
        self,
        source: QgsProcessingFeatureSource,
        rows: Properties,
        placement: Placement,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> None:
        """A warning with examples when so many rows have no buurt that the input must be looked at."""
        import numpy as np

        from ..model import stock

        missing = np.flatnonzero(placement.at < 0)
        outside = missing[placement.place[missing] == "buiten"]
        if len(outside):
            named = self._called(source, rows.keys[outside[:_NAMED]].tolist())
            account.add("stock_outside", ", ".join(named), count=len(outside))
        share = stock.unmatched(placement)
        if not share:
            return
        sample = ", ".join(self._called(source, rows.keys[missing[:_SAMPLE]].tolist()))
        account.add("stock_unmatched", sample, count=len(missing))
        text = tr("{share} % of the rows lie in no buurt ({count} of {all}), for instance {sample}. Check the "
                  "coordinate system of the layer, and whether the buurt layer covers the whole area.")  # fmt: skip
        feedback.pushWarning(
            text.format(share=f"{100 * share:.0f}", count=len(missing), all=len(placement.at), sample=sample)
        )

    def _called(self, source: QgsProcessingFeatureSource, keys: list[int]) -> list[str]:
        """Rows by the value of their first own column, as the user knows them."""
        from ..layers.read import as_text

        fields = source.fields()
        own = [i for i in self._kept if fields.at(i).name().lower() not in ("fid", "ogc_fid", "id")]
        request, name_of, named = QgsFeatureRequest().setFilterFids(keys), None, keys
        if self._row_of is not None:
            # The keys of a database are not those by which QGIS knows its features.
            named = [self._pg_keys[row] for row in keys]
            parts = (QgsExpression.createFieldEqualityExpression(self._key_field, key) for key in named)
            request, name_of = QgsFeatureRequest().setFilterExpression(" OR ".join(parts)), self._key_field
        if not own:
            return [str(key) for key in named]
        found = {
            feature.attribute(name_of) if name_of else feature.id(): as_text(feature.attribute(own[0]))
            for feature in self._features(request)
        }
        return [f"{fields.at(own[0]).name()} {found[key]}" if found.get(key) else str(key) for key in named]

    # -- outputs --------------------------------------------------------------------------------------------------
    def _outputs(
        self,
        parameters: dict[str, Any],
        roles: _Roles,
        rows: Properties,
        places: tuple[Any, Any],
        units: Any,
        placement: Placement,
        buurten: _Buurten,
        account: Account,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
    ) -> list[Output]:
        import numpy as np

        from ..maps import styles
        from ..model import stock

        table = buurten.table
        fields = stock.stock_fields(roles.units.lower() != stock.UNITS)
        renamed = [f"{old} → {new}" for old, new in self._own_names(fields) if old != new]
        if renamed:
            account.add("stock_renamed", ", ".join(renamed), count=len(renamed))
        outputs = [
            Output(self.OUTPUT, styles.STOCK, table.iloc[:0], fields, None, source.wkbType(),
                   self._provenance("stock", table)),
        ]  # fmt: skip
        names = rows.texts[roles.complex] if roles.complex else []
        if roles.complex:
            nameless = sum(name == "" for name in names)
            if nameless:
                account.add("stock_no_complex", count=nameless)
        if parameters.get(self.COMPLEXES):
            at = placement.at if roles.complex else placement.at[:0]
            complexes = stock.complexes(names, units[: len(at)], at, table)
            hull = self.parameterAsString(parameters, self.COMPLEX_GEOMETRY, context) == self.HULL
            kind = QgsWkbTypes.Type.MultiPolygon if hull else QgsWkbTypes.Type.MultiPoint
            outputs.append(Output(
                self.COMPLEXES, styles.COMPLEXES, complexes, stock.complex_fields(),
                _shapes(complexes["complex"].tolist(), names, *places, hull), kind, self._provenance("complexes", table),  # noqa: E501
            ))  # fmt: skip
        by = stock.by_neighbourhood(units, placement.at, table)
        over = int(np.count_nonzero(np.asarray(by["p_eigen"]) > 100.0))
        if over:
            account.add("stock_over", count=over)
        if parameters.get(self.BY_NEIGHBOURHOOD):
            outputs.append(Output(
                self.BY_NEIGHBOURHOOD, styles.BY_NEIGHBOURHOOD, by, stock.neighbourhood_fields(),
                _Made(buurten.geometry, by.index.tolist()), QgsWkbTypes.Type.MultiPolygon,
                self._provenance("by_neighbourhood", table),
            ))  # fmt: skip
        return outputs

    def _own_names(self, ours: Any) -> list[tuple[str, str]]:
        """The names under which the user's own fields travel: changed only where one of ours (or a file key) has the
        name.
        """
        taken = {field.name.lower() for field in ours} | {"fid"}
        out = []
        fields = self._given().fields()
        for name in (fields.at(i).name() for i in self._kept):
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
        for i, (_, new) in zip(self._kept, self._own_names(output.fields)):
            own = QgsField(self._source.fields().at(i))
            own.setName(new)
            out.append(own)
        for i in range(fields.count()):
            out.append(fields.at(i))
        return out

    def crs_of(self, output: Output) -> QgsCoordinateReferenceSystem:
        if output.name == self.OUTPUT and self._source is not None:
            return self._source.sourceCrs()
        return super().crs_of(output)

    def _sink(
        self, output: Output, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[QgsFeatureSink | None, str]:
        """Own stock from a plain table into a plain file goes by the column: QGIS makes the file, SQLite fills it."""
        sink, destination = super()._sink(output, parameters, context)
        if sink is not None and output.name == self.OUTPUT and self._row_of is not None and self._pg[0] is not None:
            self._pg_target = self._table_made(parameters, output, self._pg[0])
        path = self._plain_file(parameters.get(output.name))
        if sink is None or output.name != self.OUTPUT or path is None or not self._copying:
            return sink, destination
        # Closes the file.
        del sink
        self._target = self._fitting(path, output)
        if self._target is None:
            return super()._sink(output, parameters, context)
        return QgsFeatureStore(), destination

    def _table_made(self, parameters: dict[str, Any], output: Output, source: PgTable) -> PgTable | None:
        """The table of own stock that was just made, when it is in the database of the properties."""
        from ..layers import postgis

        value = parameters.get(output.name)
        if isinstance(value, QgsProcessingOutputLayerDefinition) and value.useRemapping():
            return None
        return postgis.table_behind(text_of(value), source)

    def _filled_there(self, output: Output, feedback: QgsProcessingFeedback) -> bool:
        """Fill the table of own stock inside the database; whether that could be done."""
        from ..layers import postgis

        source, target, added = self._pg[0], self._pg_target, self._added
        if source is None or target is None or added is None:
            return False
        columns = [self._given().fields().at(i).name() for i in self._kept]
        names = [*(new for _, new in self._own_names(output.fields)), *(field.name for field in output.fields)]
        try:
            with postgis.opened(source, feedback) as database:
                if not postgis.copied(database, source, target, columns, names):
                    return False
                count = postgis.write_copies(database, target, source, self._pg_keys, added, columns, names)
                if count != len(self._pg_keys):
                    raise VeerkrachtError(
                        N_("The layer of properties changed while it was read; nothing was written. Run again.")
                    )
                database.keep()
        except postgis.NotHere as reason:
            QgsMessageLog.logMessage(str(reason), LOG, Qgis.MessageLevel.Info)
            return False
        return True

    def _may_copy(self, parameters: dict[str, Any]) -> bool:
        """Whether rows may go from file to file, as far as the parameters tell."""
        return self._table is not None and self._plain_file(parameters.get(self.OUTPUT)) is not None

    def _plain_file(self, value: Any) -> Path | None:
        """The GeoPackage that a destination names, when it is a file of its own without wishes of any kind."""
        if isinstance(value, QgsProcessingOutputLayerDefinition) and value.useRemapping():
            return None
        place = place_of(text_of(value))
        return place.path if place is not None and not place.table and place.path.suffix.lower() == ".gpkg" else None

    def _fitting(self, path: Path, output: Output) -> Table | None:
        """The table that was just made, when the rows can be copied into it as they stand."""
        from ..layers import gpkg

        made, source = gpkg.only_table(path), self._source
        if made is None or self._table is None or source is None or made.srs != self._table.srs:
            return None
        own = [new for _, new in self._own_names(output.fields)]
        expected = [*own, *(field.name for field in output.fields)]
        return made if [name for name, _ in made.columns] == expected else None

    def rows_of(self, output: Output) -> int:
        streamed = output.name == self.OUTPUT and self._properties is not None and self._added is not None
        return len(self._properties.keys) if streamed and self._properties is not None else super().rows_of(output)

    def fill(self, sink: QgsFeatureSink, output: Output, feedback: QgsProcessingFeedback) -> None:
        """Own stock is streamed: the features are read again and written with their new columns, batch by batch."""
        rows, added = self._properties, self._added
        if output.name != self.OUTPUT or rows is None or added is None:
            super().fill(sink, output, feedback)
            return
        from ..layers.write import BATCH, hand_over

        total = len(rows.keys)

        def progress(count: int) -> None:
            feedback.setProgress(50.0 + 45.0 * count / total)

        if self._target is not None and self._table is not None:
            from ..layers.gpkg import write_copies

            columns = [self._given().fields().at(i).name() for i in self._kept]
            write_copies(self._target, self._table, rows.keys, rows.x, rows.y, added, columns, feedback, progress)
            return
        if self._filled_there(output, feedback):
            return
        batch: list[QgsFeature] = []
        count = 0
        keys = rows.keys.tolist()
        number, kinds = added.kinds()
        whole = len(self._kept) == self._given().fields().count()
        for feature in self._features(self._request):
            if self._row_of is not None:
                # A database gives its rows in any order.
                row = self._row_of.get(feature.attribute(self._key_field), total)
            else:
                row = count if count < total and feature.id() == keys[count] else total
            if row >= total:
                count = total + 1
                break
            values = feature.attributes()
            own = values if whole else [values[i] for i in self._kept]
            feature.setAttributes([*own, *kinds[number[row]]])
            batch.append(feature)
            count += 1
            if len(batch) == BATCH:
                hand_over(sink, batch, feedback)
                batch = []
                progress(count)
        hand_over(sink, batch, feedback)
        if count != total:
            raise VeerkrachtError(
                N_("The layer of properties changed while it was read ({got} of {all} rows); nothing was written. Run "
                   "again."),
                got=min(count, total), all=total,
            )  # fmt: skip

    def _provenance(self, name: str, buurten: pd.DataFrame) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word
        from .building import FICTIONAL

        language = product_language()
        gemeenten = set(buurten["gm_naam"])
        history = [*self._history, *self._selection]
        return Provenance(word("layer", name, language=language), history, self._rights, FICTIONAL in gemeenten)


def _needed(names: Iterable[str]) -> list[str]:
    """Of the fields of a buurt layer those that are needed here."""
    from ..model.classes import CLASS_FIELDS

    wanted = {*NEEDED, *CLASS_FIELDS}
    return [name for name in names if name.strip().lower() in wanted]


def _classified(headers: list[str], frame: pd.DataFrame, title: str) -> pd.DataFrame:
    """The buurten sorted by code; raises VeerkrachtError when they have no classes yet."""
    from ..model import buurten

    table = buurten.from_text(headers, frame, title).sort_values("bu_code")
    if not (table["kl_focus"] != "").any():
        raise VeerkrachtError(
            N_("{layer} has no classes yet (field kl_focus). Run “Classify resilience” on it first."), layer=title
        )
    return table


def _narrowed(value: Any) -> bool:
    """Whether a layer is taken in part only: its selection, so many of its rows, or those of an expression."""
    if not isinstance(value, QgsProcessingFeatureSourceDefinition):
        return False
    limit = getattr(value, "featureLimit", -1)
    return bool(
        value.selectedFeaturesOnly or (limit is not None and limit >= 0) or getattr(value, "filterExpression", "")
    )


def _added(buurten: pd.DataFrame, placement: Placement, stacked: Any, units: Any | None) -> Added:
    """What every property gets: shared by those of one buurt, its place, the units at its coordinate, and its own
    units (not when ``units`` is None).
    """
    import numpy as np
    import pandas as pd

    from ..layers.gpkg import Added
    from ..model import stock

    values = stock.class_values(buurten)
    shared = [values[name] for name in stock.FROM_BUURT]
    place, words = pd.factorize(placement.place)
    order = [("shared", 0), ("shared", 1), ("own", 0), *(("shared", i) for i in range(2, len(shared))), ("own", 1)]
    own: list[tuple[Any, list[Any]]] = [(place, list(words))]
    for column in (stacked,) if units is None else (stacked, units):
        number, counts = pd.factorize(np.nan_to_num(column, nan=-1.0))
        own.append((number, [None if count < 0 else int(count) for count in counts.tolist()]))
    if units is not None:
        order.append(("own", 2))
    return Added(placement.at, shared, own, order)


#: By how much a hull goes around its points (m), so that one point or a row of them is an area too.
_AROUND = 10.0


class _Made(Mapping[int, QgsGeometry]):
    """Geometries that are made when they are asked for: a million points need not be in memory twice."""

    def __init__(self, make: Callable[[int], QgsGeometry], keys: list[int]) -> None:
        self._make, self._keys = make, set(keys)

    def __getitem__(self, key: int) -> QgsGeometry:
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def _shapes(wanted: list[str], names: list[str], x: Any, y: Any, hull: bool) -> Mapping[int, QgsGeometry]:
    """The located properties of each complex as a multipoint, or the hull around them, by position in ``wanted``."""
    import struct

    import numpy as np
    import pandas as pd

    number = pd.Index(wanted, dtype=object).get_indexer(pd.Index(names, dtype=object))
    there = np.flatnonzero((number >= 0) & np.isfinite(x)) if wanted else np.empty(0, dtype=np.int64)
    there = there[np.argsort(number[there], kind="stable")]
    points = np.empty(len(there), dtype=[("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
    points["order"], points["kind"], points["x"], points["y"] = 1, 1, x[there], y[there]
    starts = np.flatnonzero(np.diff(number[there], prepend=-1))
    parts = dict(zip(number[there[starts]].tolist(), zip(starts.tolist(), [*starts[1:].tolist(), len(there)])))

    def make(complex_number: int) -> QgsGeometry:
        start, end = parts[complex_number]
        geometry = QgsGeometry()
        geometry.fromWkb(struct.pack("<BII", 1, 4, end - start) + points[start:end].tobytes())
        if hull:
            around = geometry.convexHull().buffer(_AROUND, 8)
            geometry = QgsGeometry.collectGeometry([around])
        return geometry

    return _Made(make, list(parts))
