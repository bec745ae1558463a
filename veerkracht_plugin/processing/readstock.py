"""``veerkracht:readstock``: any list of properties, read as text, typed by role, and placed; every row comes out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDataProvider,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsProviderRegistry,
    QgsSettings,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import POINT, VECTOR, BaseAlgorithm, Output, TableParameter, file_in, text_of

if TYPE_CHECKING:
    from ..model.account import Account
    from ..model.addresses import AddressBook, Found, Homes
    from ..model.bagids import BagIds
    from ..sources.roles import Roles
    from ..sources.stockfiles import StockTable

CONSENT = "veerkracht/geocode_consent"
KEEP_PERSONAL = "veerkracht/keep_personal"
REMEMBERED = "veerkracht/stock_roles/"

#: Rows between two looks at whether the user stopped.
_STEP = 5000

#: How far a transformation may be off (m) before it is said.
_ACCURACY = 1.5


@dataclass
class _List:
    """The list of properties with its points (raw, in ``crs``) when it is a layer."""

    table: StockTable
    x: Any = None
    y: Any = None
    crs: QgsCoordinateReferenceSystem | None = None


@dataclass
class _Placed:
    """The result per row: status, point in RD, remarks, and the id of its object where known."""

    status: list[str]
    x: Any
    y: Any
    remarks: list[list[str]]
    object_ids: list[str]
    candidates: dict[int, list[str]] = field(default_factory=dict)


class ReadStock(BaseAlgorithm):
    """List of properties → point layer in RD with ``plaats``, and the account of every row."""

    ID = "readstock"
    FILE, FILTER, ADDRESSES, GEOCODE = "FILE", "FILTER", "ADDRESSES", "GEOCODE"

    def __init__(self) -> None:
        super().__init__()
        self._layer_file: tuple[Path, str] | None = None
        self._vrt: Path | None = None
        self._chosen: tuple[str, str] | None = None
        #: What is told of the filter, for the metadata.
        self._selection: list[str] = []

    def title(self) -> str:
        return tr("Read own stock")

    def summary(self) -> str:
        return tr(
            "Reads any list of properties as it comes from an ERP or Excel, repairs what is sure, and places every row."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "File: CSV, XLSX, XLS, ODS, a VERA export in JSON, or any layer. The file is "
                    "never changed, every column is read "
                    "as text, and the same number of rows comes out in the same order."
                ),
                tr(
                    "Which column is what is guessed from names and content and shown with examples. "
                    "Give the name of a column to "
                    "change a guess (the choice is remembered for files with the same columns), - to "
                    "leave it out, ? to guess again. "
                    "The id may be several columns, separated by commas."
                ),
                tr(
                    "Placing, in this order: coordinates or points (RD or degrees); BAG id, else "
                    "postcode and house number, among the "
                    "addresses that you give; the postcode alone, which is approximate; PDOK "
                    "Locatieserver when you ask for it and "
                    "have agreed that addresses leave this computer."
                ),
                tr("Columns about tenants and incomes are left out of the result."),
            )
        )

    def keywords(self) -> list[str]:
        return ["bezit", "vastgoed", "vhe", "excel", "csv", "bag", "adres", "geocode", "stock", "property", "vera"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add = self.addParameter
        add(TableParameter(self.FILE, tr("List of properties (file or layer)")))
        for name, text in (
            ("ID_FIELD", tr("Column with the id of the unit")),
            ("BAG_FIELD", tr("Column with the BAG id")),
            ("POSTCODE_FIELD", tr("Column with the postcode")),
            ("NUMBER_FIELD", tr("Column with the house number")),
            ("X_FIELD", tr("Column with x, or longitude")),
            ("Y_FIELD", tr("Column with y, or latitude")),
            ("COMPLEX_FIELD", tr("Column with the complex")),
            ("UNITS_FIELD", tr("Column with the number of units")),
        ):
            add(QgsProcessingParameterString(name, text, optional=True))
        add(QgsProcessingParameterExpression(self.FILTER, tr("Filter"), None, self.FILE, optional=True))
        add(TableParameter(self.ADDRESSES, tr("Addresses of the BAG (file or layer)"), optional=True))
        add(
            QgsProcessingParameterBoolean(
                self.GEOCODE, tr("Ask PDOK Locatieserver for what is not found"), defaultValue=False
            )
        )
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Own stock"), POINT))
        add(
            QgsProcessingParameterFeatureSink(
                self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True, createByDefault=True
            )
        )

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """A layer that QGIS made of a text file or a sheet has lost zeros already, so its file is read instead."""
        from ..sources import stockfiles

        self._layer_file = self._vrt = None
        path = file_in(parameters.get(self.FILE))
        if path is not None:
            self._vrt = path
            return
        layer = self.parameterAsVectorLayer(parameters, self.FILE, context)
        value = parameters.get(self.FILE)
        if layer is None:
            return
        parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
        found = Path(str(parts.get("path") or ""))
        self._vrt = found
        selected = isinstance(value, QgsProcessingFeatureSourceDefinition) and value.selectedFeaturesOnly
        whole = not selected and not layer.subsetString() and not layer.isEditable()
        if (
            whole
            and layer.providerType() in ("delimitedtext", "ogr")
            and found.is_file()
            and found.suffix.lower() in (stockfiles.TEXT_SUFFIXES | stockfiles.SHEET_SUFFIXES)
        ):
            sheet = parts.get("layerName")
            self._layer_file = (found, str(sheet) if isinstance(sheet, str) else "")

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers.language import product_language
        from ..model.account import Account
        from ..model.words import word
        from ..sources import roles as roles_of

        account = Account()
        geocode = self.parameterAsBoolean(parameters, self.GEOCODE, context)
        if geocode:
            self._check_consent()
        found = self._read(parameters, context, feedback)
        table = found.table
        feedback.setProgress(20)
        roles = self._roles(table, parameters, context)
        self._say_file(table, account, feedback)
        self._say_roles(table, roles, found, account, feedback)
        missing = _drop_missing(table)
        typed = _types(table, roles)
        keep = self._filtered(table, typed, self.parameterAsString(parameters, self.FILTER, context), account, feedback)
        if keep is not None:
            _reduce(found, typed, keep)
        if missing:
            account.add("stock_missing", count=missing)
        for header, bad in typed.bad.items():
            account.add("stock_no_number", header, count=bad)
        account.add("stock_rows", count=len(table))
        feedback.setProgress(30)

        ids = _bag_ids(table, roles)
        placed = self._place(found, roles, ids, geocode, parameters, context, account, feedback)
        feedback.setProgress(80)
        self._say_ids(table, roles, ids, account, feedback)
        _say_units(table, roles, roles_of, account)
        advice = roles_of.dwellings_filter(table, roles) if keep is None else ""
        if advice:
            account.add("stock_advice", advice)
            feedback.pushInfo(f"{word('account', 'stock_advice', language=product_language())}: {advice}")
        outputs = self._outputs(table, typed, roles, ids, placed, account, feedback)
        results = self.write([*outputs, self.account_output(account)], parameters, context, feedback)
        if self._chosen is not None:
            QgsSettings().setValue(*self._chosen)
        return results

    # -- reading --------------------------------------------------------------------------------------------------
    def _read(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> _List:
        from ..sources import roles, stockfiles

        path = file_in(parameters.get(self.FILE))
        if self._layer_file is not None:
            file, sheet = self._layer_file
            table = stockfiles.read(file, roles.score, sheet)
            table.note("stock_reread", file.name)
            return _List(table)
        if path is not None and stockfiles.reads(path):
            return _List(stockfiles.read(path, roles.score))
        if path is not None:
            source, title = self._opened(path, context)
        else:
            source = self.parameterAsSource(parameters, self.FILE, context)
            title = source.sourceName() if source is not None else ""
        if source is None:
            raise VeerkrachtError(
                N_(
                    "{parameter}: {value} is not a layer of this project and not a file that exists. "
                    "Choose another one."
                ),
                parameter=self.FILE,
                value=text_of(parameters.get(self.FILE)) or "?",
            )
        out = self._from_layer(source, title or self.FILE, self._is_live(parameters, self.FILE, context), feedback)
        limit = stockfiles.limit_in_vrt(self._vrt) if self._vrt is not None else None
        if limit is not None:
            out.table.note("stock_limit", str(limit), len(out.table), aloud=True)
        return out

    def _opened(self, path: Path, context: QgsProcessingContext) -> tuple[QgsProcessingFeatureSource, str]:
        """The layer in a file; of several the one whose fields name most roles."""
        from ..sources import roles

        layer = QgsVectorLayer(str(path), path.stem, "ogr")
        if layer.isValid() and len(layer.dataProvider().subLayers()) > 1:
            separator = QgsDataProvider.sublayerSeparator()
            names = [one.split(separator)[1] for one in layer.dataProvider().subLayers()]
            layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names]
            layer = max((one for one in layers if one.isValid()), key=lambda one: roles.score(one.fields().names()))
        if not layer.isValid():
            raise VeerkrachtError(
                N_(
                    "The file {file} cannot be read: it is damaged or of a kind that QGIS does not "
                    "know. Choose another file."
                ),
                file=path.name,
            )
        # The source keeps the layer; without this name Python would let go of it.
        self._opened_layer = layer
        return QgsProcessingFeatureSource(layer, context), path.name

    def _from_layer(
        self, source: QgsProcessingFeatureSource, title: str, live: bool, feedback: QgsProcessingFeedback
    ) -> _List:
        import numpy as np

        from ..layers.read import read_rows
        from ..model.values import clean
        from ..sources import stockfiles

        spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
        rows = read_rows(source, title, feedback, geometry=spatial, live=live)
        if len(rows.headers) == 1 and any(mark in rows.headers[0] for mark in ";\t"):
            raise VeerkrachtError(
                N_(
                    "{layer} was loaded with the wrong separator: all its columns are in one field, "
                    "“{field}”. Choose the file "
                    "itself, or load it again with the right separator."
                ),
                layer=title,
                field=rows.headers[0][:40],
            )
        columns = [[clean(value) for value in rows.frame[i]] for i in range(len(rows.headers))]
        kinds = [kind_of(one) for one in source.fields()]
        table = stockfiles.StockTable(list(rows.headers), columns, title, kinds)
        if table.headers and all(name.startswith("Field") and name[5:].isdigit() for name in table.headers):
            # QGIS took a sheet whose cells are all text for one without a header.
            table.headers = [stockfiles.clean_header(column[0]) for column in columns]
            table.columns = [column[1:] for column in columns]
            rows.geometries = rows.geometries[1:]
            table.note("stock_header_lost", count=len(table.headers))
            table.numbers = [number + 1 for number in range(1, len(table) + 1)]
            stockfiles.mend_headers(table)
        if not spatial:
            return _List(table)
        points = [_point(geometry) for geometry in rows.geometries]
        x = np.asarray([np.nan if p is None else p.x() for p in points], dtype=float)
        y = np.asarray([np.nan if p is None else p.y() for p in points], dtype=float)
        return _List(table, x, y, source.sourceCrs())

    # -- roles ----------------------------------------------------------------------------------------------------
    def _roles(self, table: StockTable, parameters: dict[str, Any], context: QgsProcessingContext) -> Roles:
        """The roles: guessed, with what the user chose now or for an earlier file with these columns."""
        from ..sources import roles

        given = {
            role: self.parameterAsString(parameters, name, context).strip() for role, name in roles.PARAMETERS.items()
        }
        key = REMEMBERED + roles.layout_key(table.headers)
        try:
            remembered = json.loads(str(QgsSettings().value(key, "") or "{}"))
        except ValueError:
            remembered = {}
        remembered = {str(role): str(text) for role, text in remembered.items() if given.get(role) != "?"}
        wanted = {role: text for role, text in given.items() if text and text != "?"}
        out = roles.choose(table, wanted, remembered)
        if wanted or "?" in given.values():
            # Kept when the run has succeeded: a choice that was refused must not come back.
            self._chosen = (key, json.dumps({**remembered, **wanted}, sort_keys=True))
        return out

    def _say_file(self, table: StockTable, account: Account, feedback: QgsProcessingFeedback) -> None:
        from ..layers.language import product_language
        from ..model.words import word

        account.add("stock_list", table.name, count=len(table))
        for topic, value, count in table.notes:
            account.add(topic, value, count=count)
            if topic in table.warnings:
                feedback.pushWarning(f"{word('account', topic, language=product_language())}: {value or count}")

    def _say_roles(
        self, table: StockTable, roles: Roles, found: _List, account: Account, feedback: QgsProcessingFeedback
    ) -> None:
        from ..layers.language import product_language
        from ..model.words import word
        from ..sources.roles import said

        language = product_language()
        for role, one in sorted(roles.guesses.items()):
            columns = roles.key if role == "id" else [one.column]
            header = ", ".join(table.headers[i] for i in columns)
            how = word("stock_by", one.by, language=language)
            value = f"{header} ({said(one.examples)}) – {how}, {one.confidence:.0%}"
            account.add("stock_role", value, role=("stock_role", role))
            feedback.pushInfo(f"{word('stock_role', role, language=language)}: {value}")
        if roles.personal:
            names = ", ".join(table.headers[i] for i in roles.personal)
            topic = "stock_personal_kept" if keeps_personal() else "stock_personal"
            account.add(topic, names, count=len(roles.personal))
            feedback.pushInfo(f"{word('account', topic, language=language)}: {names}")

    # -- filter ---------------------------------------------------------------------------------------------------
    def _filtered(
        self, table: StockTable, typed: _Typed, text: str, account: Account, feedback: QgsProcessingFeedback
    ) -> list[bool] | None:
        """Which rows the filter keeps, or None without one; raises VeerkrachtError for a filter that cannot work."""
        from ..layers.language import product_language
        from ..layers.metadata import filter_line

        if not text:
            return None
        keep = rows_kept(table, typed, text, feedback.isCanceled)
        account.add("stock_filter", text)
        account.add("stock_all", count=len(keep))
        account.add("stock_filtered", count=len(keep) - sum(keep))
        self._selection = [filter_line(text, sum(keep), len(keep), product_language())]
        if not any(keep):
            raise VeerkrachtError(
                N_("{layer} holds no rows. Choose another layer or drop its filter."), layer=table.name
            )
        return keep

    # -- placing --------------------------------------------------------------------------------------------------
    def _place(
        self,
        found: _List,
        roles: Roles,
        ids: BagIds,
        geocode: bool,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> _Placed:
        import numpy as np

        table = found.table
        count = len(table)
        remarks: list[list[str]] = [[] for _ in range(count)]
        for i, state in enumerate(ids.states):
            if state in ("rounded", "scientific", "wrong"):
                remarks[i].append("bag_" + state)
        x, y = self._by_coordinates(found, roles, remarks, context, account, feedback)
        for i in table.shifted:
            # Which cell belongs to which column is not known there.
            x[i] = y[i] = np.nan
            remarks[i].append("verschoven")
        status = np.where(np.isfinite(x), "xy", "zonder").astype(object).tolist()
        placed = _Placed(status, x, y, remarks, [""] * count)
        homes, streets = _homes(table, roles, ids)
        open_rows = [i for i in range(count) if status[i] == "zonder" and i not in table.shifted]
        book = self._book(parameters, homes, open_rows, context, feedback)
        feedback.setProgress(50)
        if book is not None:
            for number, i in enumerate(open_rows):
                if number % _STEP == 0 and feedback.isCanceled():
                    raise Cancelled
                _take(placed, i, book.find(homes, i))
        elif not geocode:
            for i in open_rows:
                if ids.ids[i] or (homes.postcodes[i] and homes.numbers[i]):
                    remarks[i].append("geen_adressen")
        feedback.setProgress(60)
        if geocode:
            self._geocode(table, homes, streets, placed, account, feedback)
        _say_why(table, roles, homes, placed)
        self._say_places(table, placed, account)
        return placed

    def _by_coordinates(
        self,
        found: _List,
        roles: Roles,
        remarks: list[list[str]],
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> tuple[Any, Any]:
        """RD coordinates (NaN = none) from points or from two columns; wrong ones are refused or marked, never
        changed.
        """
        import numpy as np

        from ..model import coordinates

        table = found.table
        nothing = np.full(len(table), np.nan)
        chosen = roles.guesses.get("x")
        own = chosen is not None and chosen.by in ("chosen", "remembered")
        if found.x is not None and np.isfinite(found.x).any() and not own:
            return self._by_points(found, remarks, context, account, feedback)
        if chosen is None:
            return nothing, nothing.copy()
        at_x, at_y = chosen.column, roles.guesses["y"].column
        x, bad_x = coordinates.decimals(table.columns[at_x])
        y, bad_y = coordinates.decimals(table.columns[at_y])
        if bad_x + bad_y:
            account.add("stock_no_number", f"{table.headers[at_x]}, {table.headers[at_y]}", count=bad_x + bad_y)
        words = coordinates.recognise(x, y)
        lead = coordinates.leading(words)
        names = {"x": table.headers[at_x], "y": table.headers[at_y], "file": table.name}
        example = next((i for i in range(len(table)) if words[i] == lead), 0)
        names["example"] = f"{table.columns[at_x][example]}, {table.columns[at_y][example]}"
        if lead in (coordinates.RD_SWAPPED, coordinates.DEGREES_SWAPPED):
            raise VeerkrachtError(
                N_(
                    "The columns {x} and {y} of {file} look swapped ({example}). If they are, run "
                    "again with X_FIELD={y} and "
                    "Y_FIELD={x}; with X_FIELD=- the coordinates are left out."
                ),
                **names,
            )
        if lead in (coordinates.MERCATOR, coordinates.UTM31):
            raise VeerkrachtError(
                N_(
                    "The columns {x} and {y} of {file} look like coordinates in {crs} ({example}). "
                    "Load the file as a point layer "
                    "in that coordinate system and use the layer; with X_FIELD=- the coordinates are left out."
                ),
                crs=coordinates.NAMES[lead],
                **names,
            )
        if lead == coordinates.UNKNOWN and own:
            raise VeerkrachtError(
                N_(
                    "The columns {x} and {y} of {file} are not coordinates in the Netherlands, "
                    "neither in RD nor in degrees "
                    "({example}). Choose other columns, or X_FIELD=- to leave them out."
                ),
                **names,
            )
        _mark_far(words, lead, remarks)
        use = words == lead if lead in (coordinates.RD, coordinates.DEGREES) else np.zeros(len(table), dtype=bool)
        if lead == coordinates.DEGREES:
            etrs = "etrs" in (names["x"] + names["y"]).lower()
            crs = QgsCoordinateReferenceSystem("EPSG:4258" if etrs else "EPSG:4326")
            x, y = self._to_rd(np.where(use, x, np.nan), np.where(use, y, np.nan), crs, context, account, feedback)
            account.add("stock_system", crs.authid(), count=int(use.sum()))
        elif use.any():
            account.add("stock_system", "EPSG:28992", count=int(use.sum()))
        return np.where(use, x, np.nan), np.where(use, y, np.nan)

    def _by_points(
        self,
        found: _List,
        remarks: list[list[str]],
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> tuple[Any, Any]:
        import numpy as np

        from ..layers.read import to_rd
        from ..model import coordinates

        crs = found.crs if found.crs is not None else QgsCoordinateReferenceSystem()
        to_rd(crs, context.transformContext(), found.table.name)
        words = coordinates.recognise(found.x, found.y)
        lead = coordinates.leading(words)
        in_rd = crs.authid() == "EPSG:28992"
        expected = coordinates.DEGREES if crs.isGeographic() else coordinates.RD if in_rd else ""
        values = {"layer": found.table.name, "crs": crs.authid() or crs.description()}
        example = next((i for i in range(len(found.table)) if words[i] == lead), 0)
        values["example"] = f"{found.x[example]:.6g}, {found.y[example]:.6g}"
        if expected and lead in (coordinates.RD_SWAPPED, coordinates.DEGREES_SWAPPED):
            raise VeerkrachtError(
                N_(
                    "The x and y of {layer} look swapped ({example}). If they are, run “Swap X and Y "
                    "coordinates” on it first."
                ),
                **values,
            )
        if expected and lead in coordinates.NAMES and lead != expected:
            raise VeerkrachtError(
                N_(
                    "{layer} is said to be in {crs}, but its coordinates ({example}) look like "
                    "{other}. Set that coordinate system "
                    "in the properties of the layer."
                ),
                other=coordinates.NAMES[lead],
                **values,
            )
        x, y = found.x, found.y
        if not in_rd:
            x, y = self._to_rd(x, y, crs, context, account, feedback)
        after = coordinates.recognise(x, y)
        _mark_far(after, coordinates.RD, remarks)
        use = after == coordinates.RD
        account.add("stock_system", values["crs"], count=int(use.sum()))
        return np.where(use, x, np.nan), np.where(use, y, np.nan)

    def _to_rd(
        self,
        x: Any,
        y: Any,
        crs: QgsCoordinateReferenceSystem,
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> tuple[Any, Any]:
        import numpy as np

        from ..layers.language import product_language
        from ..layers.read import to_rd
        from ..model.words import word

        transformation = to_rd(crs, context.transformContext(), self.FILE)
        details = transformation.instantiatedCoordinateOperationDetails()
        if not 0 <= details.accuracy <= _ACCURACY:
            shown = f"{details.accuracy:g} m" if details.accuracy >= 0 else "?"
            account.add("stock_ballpark", shown)
            feedback.pushWarning(f"{word('account', 'stock_ballpark', language=product_language())}: {shown}")
        out_x, out_y = np.full(len(x), np.nan), np.full(len(x), np.nan)
        for number, i in enumerate(np.flatnonzero(np.isfinite(x) & np.isfinite(y)).tolist()):
            if number % _STEP == 0 and feedback.isCanceled():
                raise Cancelled
            moved = _transformed(transformation, float(x[i]), float(y[i]))
            if moved is not None:
                out_x[i], out_y[i] = moved
        return out_x, out_y

    # -- addresses ------------------------------------------------------------------------------------------------
    def _book(
        self,
        parameters: dict[str, Any],
        homes: Homes,
        rows: Sequence[int],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> AddressBook | None:
        """The addresses that could be asked for, out of what the user gave; None when he gave none."""
        from ..sources import bag, stockfiles

        value = parameters.get(self.ADDRESSES)
        if value is None or value == "":
            return None
        ids = {homes.ids[i] for i in rows} - {""}
        codes = {homes.postcodes[i] for i in rows} - {""}
        path = file_in(value)
        if path is not None and stockfiles.reads(path):
            table = stockfiles.read(path, bag_score)
            columns = bag.recognise_columns(table.headers, table.name)
            keep = bag.mask(table, columns, ids, codes)
            table.columns = [[v for v, k in zip(column, keep) if k] for column in table.columns]
            return bag.book(table, columns) if any(keep) else None
        if path is not None:
            source, title = self._opened(path, context)
        else:
            source = self.parameterAsSource(parameters, self.ADDRESSES, context)
            title = source.sourceName() if source is not None else ""
        if source is None:
            raise VeerkrachtError(
                N_(
                    "{parameter}: {value} is not a layer of this project and not a file that exists. "
                    "Choose another one."
                ),
                parameter=self.ADDRESSES,
                value=text_of(value) or "?",
            )
        return self._book_of_layer(source, title or self.ADDRESSES, ids, codes, context, feedback)

    def _book_of_layer(
        self,
        source: QgsProcessingFeatureSource,
        title: str,
        ids: set[str],
        codes: set[str],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> AddressBook | None:
        """A layer may hold the whole country, so only rows that could be asked for are kept."""
        import numpy as np

        from ..layers.read import as_text, to_rd
        from ..model import bagids, coordinates
        from ..model.addresses import postcode
        from ..model.values import clean
        from ..sources import bag, stockfiles

        headers = source.fields().names()
        columns = bag.recognise_columns(headers, title)
        spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
        transformation = to_rd(source.sourceCrs(), context.transformContext(), title) if spatial else None
        request = QgsFeatureRequest()
        request.setSubsetOfAttributes(columns.needed())
        id_columns = [columns.roles[role] for role in ("object", "number_id", "pand") if role in columns.roles]
        at_code = columns.roles.get("postcode")
        kept: list[list[str]] = []
        xs: list[float] = []
        ys: list[float] = []
        total = max(1, source.featureCount())
        for number, feature in enumerate(
            source.getFeatures(request, QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks)
        ):
            if number % _STEP == 0:
                if feedback.isCanceled():
                    raise Cancelled
                feedback.setProgress(30 + 20.0 * number / total)
            attributes = feature.attributes()
            wanted = at_code is not None and postcode(clean(as_text(attributes[at_code]))) in codes
            if not wanted and id_columns:
                own = bagids.read([clean(as_text(attributes[i])) for i in id_columns]).ids
                wanted = any(one in ids for one in own)
            if not wanted:
                continue
            kept.append([clean(as_text(attributes[i])) if i in columns.needed() else "" for i in range(len(headers))])
            point = _point(feature.geometry()) if transformation is not None else None
            moved = _transformed(transformation, point.x(), point.y()) if transformation is not None and point else None
            xs.append(moved[0] if moved else np.nan)
            ys.append(moved[1] if moved else np.nan)
        if not kept:
            return None
        table = stockfiles.StockTable(
            list(headers), [list(column) for column in zip(*kept)], title, [""] * len(headers)
        )
        if not spatial:
            return bag.book(table, columns)
        x, y = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
        inside = coordinates.recognise(x, y) == coordinates.RD
        return bag.book(table, columns, np.where(inside, x, np.nan), np.where(inside, y, np.nan))

    # -- Locatieserver --------------------------------------------------------------------------------------------
    @staticmethod
    def _check_consent() -> None:
        from ..sources import catalogue

        if not _is_true(QgsSettings().value(CONSENT, False)):
            raise VeerkrachtError(
                N_(
                    "GEOCODE sends addresses of your homes (postcode and house number, or street, number and "
                    "town) to {service}, so they leave this computer. If you agree, "
                    "set “{setting}” to true (Settings › Options › Advanced) and run again."
                ),
                service=catalogue.address("locatieserver"),
                setting=CONSENT,
            )

    def _geocode(
        self,
        table: StockTable,
        homes: Homes,
        streets: Sequence[str],
        placed: _Placed,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> None:
        from ..sources import catalogue, locatieserver
        from ..transport.cache import RawCache
        from ..transport.client import Client
        from ..transport.settings import cache_dir

        questions: dict[int, locatieserver.Question] = {}
        for i, status in enumerate(placed.status):
            if status not in ("zonder", "postcode") or i in table.shifted or not homes.numbers[i]:
                continue
            if homes.postcodes[i]:
                questions[i] = locatieserver.Question(homes.postcodes[i], homes.numbers[i])
            elif streets[i] and homes.cities[i]:
                questions[i] = locatieserver.Question("", homes.numbers[i], streets[i], homes.cities[i])
        service = catalogue.address("locatieserver")

        def progress(done: int, total: int) -> None:
            feedback.setProgress(60 + 20.0 * done / total)

        answers = locatieserver.ask(
            list(questions.values()), service, Client(feedback), RawCache(cache_dir()), progress
        )
        exact = several = nothing = 0
        for i, question in questions.items():
            if question not in answers.hits:
                placed.remarks[i].append("niet_gevraagd")
                continue
            hit, candidates = locatieserver.exact(question, homes.suffixes[i], answers.hits[question])
            if hit is not None:
                exact += 1
                placed.status[i], placed.x[i], placed.y[i] = "locatie", hit.x, hit.y
                placed.object_ids[i] = hit.object_id
                placed.remarks[i] = [one for one in placed.remarks[i] if one.startswith("bag_")]
                placed.candidates.pop(i, None)
            elif candidates:
                several += 1
                placed.remarks[i].append("meerdere")
                placed.candidates[i] = [one.label for one in candidates]
            else:
                nothing += 1
                placed.remarks[i].append("niet_gevonden")
        source = ("source", "locatieserver")
        account.add("geocode_asked", service, source, None, answers.retrieved, count=len(set(questions.values())))
        for topic, count in (("geocode_exact", exact), ("geocode_several", several), ("geocode_nothing", nothing)):
            account.add(topic, source=source, count=count)
        if answers.problem is not None:
            account.add(
                "geocode_broken", answers.problem.text(tr), source, count=len(questions) - exact - several - nothing
            )
            feedback.pushWarning(answers.problem.text(tr))

    # -- account --------------------------------------------------------------------------------------------------
    def _say_places(self, table: StockTable, placed: _Placed, account: Account) -> None:
        from ..model.account import listed
        from ..model.addresses import STATUSES

        counts = Counter(placed.status)
        if sum(counts[status] for status in STATUSES) != len(table):
            raise VeerkrachtError(
                N_("The rows of {file} do not add up ({placed} of {all}); nothing was written. Please report this."),
                file=table.name,
                placed=sum(counts[status] for status in STATUSES),
                all=len(table),
            )
        for status in STATUSES:
            account.add("stock_status", status, count=counts[status], place=("stock_place", status))
        remarks = Counter(remark for row in placed.remarks for remark in dict.fromkeys(row))
        for remark, count in sorted(remarks.items()):
            rows = [table.numbers[i] for i, row in enumerate(placed.remarks) if remark in row]
            account.add("stock_remark", _rows_said(rows), count=count, remark=("stock_remark", remark))
        for i, candidates in sorted(placed.candidates.items())[:50]:
            account.add("stock_candidates", listed(candidates, 8), count=len(candidates), row=str(table.numbers[i]))

    def _say_ids(
        self, table: StockTable, roles: Roles, ids: BagIds, account: Account, feedback: QgsProcessingFeedback
    ) -> None:
        from ..layers.language import product_language
        from ..model import bagids
        from ..model.account import listed
        from ..model.words import word

        if roles.at("bag") is not None:
            for state in (bagids.GOOD, bagids.PADDED, bagids.ROUNDED, bagids.SCIENTIFIC, bagids.WRONG, bagids.EMPTY):
                rows = [table.numbers[i] for i, one in enumerate(ids.states) if one == state]
                shown = _rows_said(rows) if state in (bagids.ROUNDED, bagids.SCIENTIFIC, bagids.WRONG) else ""
                if rows:
                    account.add("bag_" + state, shown, count=len(rows))
                    if shown:
                        text = word("account", "bag_" + state, language=product_language())
                        feedback.pushWarning(f"{text} ({len(rows)}): {shown}")
            kinds = Counter(kind for kind in ids.kinds if kind)
            for kind, count in sorted(kinds.items()):
                account.add("bag_kind", kind, count=count)
        if roles.key:
            keys = list(zip(*(table.columns[i] for i in roles.key)))
            counts = Counter(key for key in keys if any(key))
            doubles = {" / ".join(key): n for key, n in counts.items() if n > 1}
            header = ", ".join(table.headers[i] for i in roles.key)
            if doubles:
                shown = listed((f"{key} ({n}×)" for key, n in doubles.items()), 10)
                account.add("stock_double", shown, count=sum(doubles.values()), key=header)
                feedback.pushWarning(
                    word("account", "stock_double", language=product_language(), key=header)
                    + f" ({sum(doubles.values())}): {shown}"
                )
                at = roles.at("complex")
                if at is not None and at not in roles.key:
                    wider = Counter((table.columns[at][i], *key) for i, key in enumerate(keys) if any(key))
                    if max(wider.values()) == 1:
                        account.add("stock_wider", f"{table.headers[at]}, {header}")
            empty = sum(not any(key) for key in keys)
            if empty:
                account.add("stock_no_key", header, count=empty)

    # -- outputs --------------------------------------------------------------------------------------------------
    def _outputs(
        self,
        table: StockTable,
        typed: _Typed,
        roles: Roles,
        ids: BagIds,
        placed: _Placed,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> list[Output]:
        import pandas as pd

        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..maps import styles
        from ..model.fields import Field
        from ..model.words import word
        from .building import FICTIONAL

        language = product_language()
        leave_out = set() if keeps_personal() else set(roles.personal)
        own = [i for i in range(len(table.headers)) if i not in leave_out]
        ours = ("plaats", "bag_id", "opmerking")
        names = _free_names([table.headers[i] for i in own], ours)
        renamed = [f"{table.headers[i]} → {name}" for i, name in zip(own, names) if table.headers[i] != name]
        if renamed:
            account.add("stock_renamed", ", ".join(renamed), count=len(renamed))
        fields = tuple(Field(name, typed.kinds[i]) for i, name in zip(own, names)) + tuple(
            Field(name, "text") for name in ours
        )
        said = {}
        texts: list[str | None] = []
        for row in placed.remarks:
            key = tuple(dict.fromkeys(row))
            if key not in said:
                said[key] = "; ".join(word("stock_remark", one, language=language) for one in key) or None
            texts.append(said[key])
        by_address = sum(bool(found) and not own_id for own_id, found in zip(ids.ids, placed.object_ids))
        if by_address:
            account.add("bag_found", count=by_address)
        identifications = [one or found or None for one, found in zip(ids.ids, placed.object_ids)]
        columns: dict[str, Any] = {name: typed.columns[i] for i, name in zip(own, names)}
        columns.update(zip(ours, (placed.status, identifications, texts)))
        frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
        if len(frame) != len(table):
            raise VeerkrachtError(
                N_("The rows of {file} do not add up ({placed} of {all}); nothing was written. Please report this."),
                file=table.name,
                placed=len(frame),
                all=len(table),
            )
        geometries: dict[Any, QgsGeometry] = {}
        for i, (x, y) in enumerate(zip(placed.x.tolist(), placed.y.tolist())):
            if x == x:
                geometries[i] = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        cities = set(_column(table, roles, "city"))
        provenance = Provenance(
            word("layer", "stock", language=language),
            [f"{table.name}, {date.today().isoformat()}", *self._selection],
            [],
            FICTIONAL in cities,
        )
        return [Output(self.OUTPUT, styles.STOCK, frame, fields, geometries, QgsWkbTypes.Type.Point, provenance)]


# -- columns ----------------------------------------------------------------------------------------------------------


@dataclass
class _Typed:
    """The columns as values of text, int or float (None = missing), their kinds, and texts that are no number per
    header.
    """

    columns: list[list[Any]]
    kinds: list[str]
    bad: dict[str, int]


def bag_score(headers: Sequence[str]) -> int:
    """How well a row serves as the header of a table of addresses."""
    from ..sources import roles
    from ..sources.columns import normal

    names = {normal(name) for entry in roles.words()["address_roles"].values() for name in entry}
    return roles.score(headers) + sum(normal(header) in names for header in headers)


def rows_kept(table: StockTable, typed: _Typed, text: str, cancelled: Callable[[], bool]) -> list[bool]:
    """Per row whether the expression ``text`` is true for it; raises VeerkrachtError for one that cannot work."""
    from ..layers.write import qgs_fields
    from ..model.fields import Field

    expression = QgsExpression(text)
    if expression.hasParserError():
        raise VeerkrachtError(
            N_("The filter {filter} is not a valid expression: {reason}"),
            filter=text,
            reason=expression.parserErrorString(),
        )
    fields = qgs_fields([Field(header, kind) for header, kind in zip(table.headers, typed.kinds)])
    named = expression.referencedColumns()
    unknown = sorted(c for c in named if c != QgsFeatureRequest.ALL_ATTRIBUTES and fields.lookupField(c) < 0)
    if unknown:
        raise VeerkrachtError(
            N_("The filter {filter} uses the field {field}, which {layer} does not have."),
            filter=text,
            field=unknown[0],
            layer=table.name,
        )
    # Not the constructor that takes scopes: the bindings then delete them twice.
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.setFields(fields)
    expression.prepare(context)
    used = sorted({fields.lookupField(c) for c in named})
    if QgsFeatureRequest.ALL_ATTRIBUTES in named or "feature" in text.lower():
        used = list(range(len(table.headers)))
    keep: list[bool] = []
    feature = QgsFeature(fields)
    for i in range(len(table)):
        if i % _STEP == 0 and cancelled():
            raise Cancelled
        for at in used:
            feature.setAttribute(at, typed.columns[at][i])
        context.setFeature(feature)
        result = expression.evaluate(context)
        if expression.hasEvalError():
            raise VeerkrachtError(
                N_("The filter {filter} is not a valid expression: {reason}"),
                filter=text,
                reason=expression.evalErrorString(),
            )
        keep.append(result in (True, 1))
    return keep


def typed_rows(
    table: StockTable, wanted: Mapping[str, str], remembered: Mapping[str, str]
) -> tuple[StockTable, _Typed, str]:
    """A list as the filter sees it: a copy without "nothing here", its typed columns, and the filter that would keep
    dwellings only (empty when all rows are that). Raises VeerkrachtError for a column that is not there.
    """
    from ..sources import roles as roles_of

    roles = roles_of.choose(table, wanted, remembered)
    copy = replace(table, columns=list(table.columns))
    _drop_missing(copy)
    return copy, _types(copy, roles), roles_of.dwellings_filter(copy, roles)


def _drop_missing(table: StockTable) -> int:
    """Empty every cell that says "nothing here"; how many there were."""
    from ..sources.roles import missing_words

    tokens = missing_words()
    dropped = 0
    for i, column in enumerate(table.columns):
        gone = {value for value in set(column) if value and value.lower() in tokens}
        if gone:
            dropped += sum(value in gone for value in column)
            table.columns[i] = ["" if value in gone else value for value in column]
    return dropped


def _types(table: StockTable, roles: Roles) -> _Typed:
    """Every column by its role: ids, postcodes and all that is not known stay text; sizes and prices become numbers."""
    import numpy as np

    from ..model.coordinates import decimals
    from ..sources.roles import number_kind

    out = _Typed([], [], {})
    text_only = {
        roles.at(role) for role in ("id", "bag", "postcode", "number", "complex", "buurt", "letter", "suffix")
    } | {*roles.key}
    for i, (header, column) in enumerate(zip(table.headers, table.columns)):
        kind = "text"
        if i not in text_only:
            own = table.kinds[i] if i < len(table.kinds) else ""
            kind = own if own in ("integer", "double") else number_kind(header, column, roles, i)
        values: list[Any] = [value or None for value in column]
        if kind in ("integer", "double"):
            numbers, bad = decimals(column)
            whole = np.isfinite(numbers)
            fits = bool(np.all(numbers[whole] == np.floor(numbers[whole])) and np.all(np.abs(numbers[whole]) < 2**31))
            if kind == "integer" and not fits:
                # A long number is a name for something, and a float would not keep it.
                kind = "double" if np.all(np.abs(numbers[whole]) < 2**31) else "text"
            if kind != "text":
                cast = int if kind == "integer" else float
                values = [cast(one) if one == one else None for one in numbers.tolist()]
                if bad:
                    out.bad[header] = bad
        out.columns.append(values)
        out.kinds.append(kind)
    return out


def _reduce(found: _List, typed: _Typed, keep: list[bool]) -> None:
    """Keep the rows that the filter keeps, everywhere."""
    import numpy as np

    table = found.table
    position = {old: new for new, old in enumerate(i for i, k in enumerate(keep) if k)}
    table.columns = [[v for v, k in zip(column, keep) if k] for column in table.columns]
    typed.columns = [[v for v, k in zip(column, keep) if k] for column in typed.columns]
    table.numbers = [v for v, k in zip(table.numbers, keep) if k]
    table.shifted = frozenset(position[i] for i in table.shifted if i in position)
    if found.x is not None:
        chosen = np.asarray(keep, dtype=bool)
        found.x, found.y = found.x[chosen], found.y[chosen]


def _column(table: StockTable, roles: Roles, role: str) -> list[str]:
    at = roles.at(role)
    return [""] * len(table) if at is None else table.columns[at]


def _bag_ids(table: StockTable, roles: Roles) -> BagIds:
    from ..model import bagids

    at = roles.at("bag")
    doubles = at is not None and at < len(table.kinds) and table.kinds[at] == "double"
    return bagids.read(_column(table, roles, "bag"), table.numeric, doubles)


def _homes(table: StockTable, roles: Roles, ids: BagIds) -> tuple[Homes, list[str]]:
    """What addresses are looked up by, and the streets; an address in one cell is taken apart where its parts have no
    column.
    """
    from ..model.addresses import Homes, number, postcode, split_address

    columns = {
        role: list(_column(table, roles, role)) for role in ("postcode", "number", "letter", "suffix", "city", "street")
    }
    at = roles.at("address")
    if at is None and roles.at("number") is None:
        at = roles.at("street")
    if at is not None:
        for i, value in enumerate(table.columns[at]):
            street, house, code, city = split_address(value)
            for role, part in (("street", street), ("number", house), ("postcode", code), ("city", city)):
                if not columns[role][i] or (role == "street" and at == roles.at("street")):
                    columns[role][i] = part
    parsed = [number(*parts) for parts in zip(columns["number"], columns["letter"], columns["suffix"])]
    homes = Homes(
        ids.ids,
        ids.kinds,
        [postcode(value) for value in columns["postcode"]],
        [house for house, _ in parsed],
        [behind for _, behind in parsed],
        columns["city"],
    )
    return homes, columns["street"]


def _say_why(table: StockTable, roles: Roles, homes: Homes, placed: _Placed) -> None:
    """A remark for every row that could not be asked for as it stands, so that none is without a place and without a
    word.
    """
    from ..model import addresses

    codes, numbers = _column(table, roles, "postcode"), _column(table, roles, "number")
    for i, status in enumerate(placed.status):
        if status not in ("zonder", "postcode") or i in table.shifted:
            continue
        said = placed.remarks[i]
        if numbers[i] and not homes.numbers[i]:
            date = addresses.is_date(numbers[i])
            said.append(addresses.BECAME_DATE if date else addresses.UNREADABLE_NUMBER)
        if codes[i] and not homes.postcodes[i]:
            said.append(addresses.UNREADABLE_POSTCODE)
        elif status == "zonder" and not said and homes.numbers[i] and not homes.postcodes[i]:
            said.append(addresses.NO_POSTCODE)
        if status == "zonder" and not said:
            said.append(addresses.NOTHING)


def _take(placed: _Placed, i: int, found: Found) -> None:
    placed.remarks[i] += found.remarks
    if found.candidates:
        placed.candidates[i] = found.candidates
    if found.how:
        placed.status[i], placed.x[i], placed.y[i] = found.how, found.x, found.y
        placed.object_ids[i] = found.object_id


def _mark_far(words: Any, lead: str, remarks: list[list[str]]) -> None:
    """A remark for every row whose coordinates are not of the system of the others."""
    from ..model import coordinates

    names = {
        coordinates.RD_SWAPPED: "verwisseld",
        coordinates.DEGREES_SWAPPED: "verwisseld",
        coordinates.UNKNOWN: "buiten_nl",
    }
    for i, word in enumerate(words):
        if word not in (coordinates.NONE, lead):
            remarks[i].append(names.get(word, "ander_stelsel"))
        elif word == coordinates.UNKNOWN:
            remarks[i].append("buiten_nl")


def _say_units(table: StockTable, roles: Roles, roles_of: Any, account: Account) -> None:
    """What kinds of unit there are and how many are out of exploitation: what a filter could be about."""
    from ..model.account import listed

    if roles.at("kind") is not None:
        kinds, unknown = roles_of.unit_kinds(_column(table, roles, "kind"))
        for kind, count in sorted(Counter(kinds).items()):
            if kind:
                account.add("stock_kind", kind, count=count, kind=("stock_kind", kind))
        if unknown:
            account.add("stock_kind_unknown", listed(unknown, 10), count=sum(unknown.values()))
    if roles.at("out_date") is not None:
        today = date.today()
        out = sum(_is_past(value, today) for value in _column(table, roles, "out_date"))
        account.add("stock_out", table.headers[roles.guesses["out_date"].column], count=out)
    _say_values(table, roles, roles_of, account)


def _say_values(table: StockTable, roles: Roles, roles_of: Any, account: Account) -> None:
    """Energy labels and DAEB as VERA's codes or as words, what is not known among them, and rents that are none."""
    import numpy as np

    from ..model.account import listed
    from ..model.coordinates import decimals

    labels = [value for value in _column(table, roles, "label") if value]
    known = Counter(map(roles_of.energy_label, labels))
    for label in sorted(known, key=lambda one: (one[:1], -len(one))):
        if label:
            account.add("stock_label", count=known[label], label=label)
    if known[""]:
        odd = Counter(value for value in labels if not roles_of.energy_label(value))
        account.add("stock_label", listed(odd, 10), count=known[""], label=("stock_answer", ""))
    answers = [value for value in _column(table, roles, "daeb") if value]
    for answer, count in sorted(Counter(map(roles_of.daeb, answers)).items()):
        odd = Counter(value for value in answers if not answer and not roles_of.daeb(value))
        account.add("stock_daeb", listed(odd, 10) if odd else "", count=count, answer=("stock_answer", answer))
    if roles.at("rent") is not None:
        rents, _ = decimals(_column(table, roles, "rent"))
        rents = rents[np.isfinite(rents)]
        none = rents <= _NO_RENT
        if none.any():
            median = float(np.median(rents[~none])) if not none.all() else float("nan")
            account.add("stock_rent", "" if none.all() else f"{median:.2f}", count=int(none.sum()))


#: What the rules of the dVi have a corporatie fill in for a home that was never let (€ a month).
_NO_RENT = 0.01

_DATE = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def _is_past(text: str, today: date) -> bool:
    """Whether a date is over; a filled cell that is no date counts as one, unless it says no."""
    if not text or text.lower() in ("nee", "n", "no", "false", "0", "onwaar"):
        return False
    match = _DATE.match(text)
    if not match:
        return True
    parts = match.groups()
    year, month, day = parts[:3] if parts[0] else parts[:2:-1]
    try:
        return date(int(year), int(month), int(day)) <= today
    except ValueError:
        return True


def _rows_said(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:20]))
    return shown + (f", … (+{len(rows) - 20})" if len(rows) > 20 else "")


def _free_names(headers: Sequence[str], ours: Sequence[str]) -> list[str]:
    """The user's names; one that is ours, or that a file keeps for itself, gets ``_in`` behind it."""
    taken = {name.lower() for name in ours} | {"fid", "ogc_fid", "geom", "geometry"}
    out = []
    for header in headers:
        new, number = header, 1
        while new.lower() in taken:
            tail = "_in" if number == 1 else f"_in{number}"
            new, number = header[: 10 - len(tail)] + tail, number + 1
        taken.add(new.lower())
        out.append(new)
    return out


def kind_of(one: QgsField) -> str:
    """What a field of a layer holds: ``integer``, ``double`` or ``text``."""
    if not one.isNumeric():
        return "text"
    return "integer" if any(word in one.typeName().lower() for word in ("int", "serial")) else "double"


def _point(geometry: QgsGeometry) -> QgsPointXY | None:
    """The point of a geometry: itself, else one on its surface; None where there is none."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    if QgsWkbTypes.flatType(geometry.wkbType()) == QgsWkbTypes.Type.Point:
        return geometry.asPoint()
    surface = geometry.pointOnSurface()
    if surface.isNull():
        surface = geometry.makeValid().pointOnSurface()
    return None if surface.isNull() or surface.isEmpty() else surface.asPoint()


def _transformed(transformation: QgsCoordinateTransform, x: float, y: float) -> tuple[float, float] | None:
    try:
        moved = transformation.transform(x, y)
    except QgsCsException:
        return None
    return moved.x(), moved.y()


def _is_true(value: Any) -> bool:
    return str(value).strip().lower() in ("true", "1", "yes", "ja")


def keeps_personal() -> bool:
    """Whether the user wants columns about people in the results (setting ``veerkracht/keep_personal``)."""
    return _is_true(QgsSettings().value(KEEP_PERSONAL, False))
