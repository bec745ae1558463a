"""What all algorithms share: refusals in one sentence, tables from files or layers, outputs that come styled."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsMessageLog,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingUtils,
    QgsProperty,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QIcon

from ..compat import enum, is_null
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from ..paths import resource
from ..quiet import quiet_gdal
from .tables import TablePlace, set_aside, table_at, table_of_layer

if TYPE_CHECKING:
    import pandas as pd
    from qgis.core import QgsGeometry

    from ..layers.metadata import Provenance
    from ..model.account import Account
    from ..model.fields import Field
    from ..sources.files import RawTable

LOG = "Veerkracht"

VECTOR = enum(QgsProcessing, "SourceType", "TypeVector")
ANY_GEOMETRY = enum(QgsProcessing, "SourceType", "TypeVectorAnyGeometry")
POINT = enum(QgsProcessing, "SourceType", "TypeVectorPoint")
POLYGON = enum(QgsProcessing, "SourceType", "TypeVectorPolygon")
ADVANCED = enum(QgsProcessingParameterDefinition, "Flag", "FlagAdvanced")
OPTIONAL = enum(QgsProcessingParameterDefinition, "Flag", "FlagOptional")


#: Kinds of file that hold nothing but rows with a location.
_LOCATED = (".shp", ".fgb")

#: A password in the address of a database, quoted or bare.
_SECRET = re.compile(r"(password=)('(?:[^'\\]|\\.)*'|\S+)")


def pandas_problem() -> str:
    """Why pandas cannot be used, in one sentence; empty when it can.

    Any exception counts: broken installations raise more than ImportError.
    """
    try:
        import pandas as pd  # noqa: F401
    except Exception as error:  # noqa: BLE001
        return tr(
            "Veerkracht needs the Python package pandas, which this QGIS does not have ({error}). Debian and Ubuntu: "
            "install python3-pandas. Windows: choose the OSGeo4W package python3-pandas or the standalone installer. "
            "macOS: use the official QGIS build."
        ).format(error=type(error).__name__)
    return ""


class TableParameter(QgsProcessingParameterFeatureSource):
    """A table: a layer, or any file that :mod:`..sources.files` reads.

    QGIS itself would guess types and lose zeros.
    """

    def __init__(self, name: str, description: str, optional: bool = False) -> None:
        super().__init__(name, description, [VECTOR], optional=optional)

    def clone(self) -> TableParameter:
        copy = TableParameter(self.name(), self.description())
        copy.setFlags(self.flags())
        return copy

    def checkValueIsAcceptable(self, value: Any, context: QgsProcessingContext | None = None) -> bool:  # noqa: N802
        path = file_in(value)
        if path is not None:
            return True
        return bool(super().checkValueIsAcceptable(value, context))


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """``parameter`` under "Advanced" in the dialog: one that most people never need."""
    parameter.setFlags(parameter.flags() | ADVANCED)
    return parameter


def text_of(value: Any) -> str:
    """The text behind a parameter value: a path, a layer id or a destination; empty for a layer object."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    elif isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    return value if isinstance(value, str) else ""


def file_in(value: Any) -> Path | None:
    """The existing file that a parameter value names, or None when it names a layer."""
    text = text_of(value)
    if not text or "|" in text:
        return None
    try:
        path = Path(text)
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


@dataclass
class Extra:
    """Columns of the user's own that travel along unchanged: their fields, and one list of values per row."""

    fields: list[QgsField]
    rows: list[list[Any]]

    @classmethod
    def beside(cls, fields: QgsFields, rows: list[list[Any]], taken: Iterable[str]) -> Extra:
        """Of all ``fields`` those whose names are not ``taken``; ``fid`` is the key of a file and not of the user."""
        used = {str(name).lower() for name in taken} | {"fid"}
        keep = [i for i in range(fields.count()) if fields.at(i).name().lower() not in used]
        return cls([fields.at(i) for i in keep], [[row[i] for i in keep] for row in rows])


@dataclass
class Output:
    """What an algorithm hands to :meth:`BaseAlgorithm.write`: a table with fields, for layers geometries by index."""

    name: str
    product: str
    table: pd.DataFrame
    fields: tuple[Field, ...]
    geometries: Mapping[Any, QgsGeometry] | None = None
    geometry_type: Any = None
    provenance: Provenance | None = None
    extra: Extra | None = None
    #: Whether the columns of ``extra`` stand in front of ours.
    own_first: bool = False
    #: Draws the layer in the language given, for a product whose style depends on what is in it.
    style: Callable[[QgsVectorLayer, str], None] | None = None


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles a layer when it enters the project. Kept by the class: QGIS does not keep the Python object itself."""

    kept: list[_Styler] = []

    def __init__(self, apply: Callable[[QgsVectorLayer], None]) -> None:
        super().__init__()
        self._apply = apply
        _Styler.kept.append(self)

    def postProcessLayer(  # noqa: N802
        self, layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._apply(layer)
        project = context.project()
        layer_id = layer.id()

        def themes() -> None:
            from ..maps.styles import CLASSIFIED, OWN, PRODUCT
            from ..maps.themes import add_themes

            added = project.mapLayer(layer_id) if project is not None else None
            if added is None:
                return
            if added.customProperty(PRODUCT) in OWN:
                # Own stock joins the themes of the map below it.
                found = [node.layer() for node in project.layerTreeRoot().findLayers()]
                below = [one for one in found if one is not None and one.customProperty(PRODUCT) == CLASSIFIED]
                if len(below) == 1:
                    add_themes(project, below[0])
                return
            if added.customProperty(PRODUCT) != CLASSIFIED:
                return
            add_themes(project, added)
            node = project.layerTreeRoot().findLayer(layer_id)
            if node is not None:
                # QGIS folds a legend of ten entries; here the legend is half of the map.
                node.setExpanded(True)

        # The layer joins the layer tree after this call, and a theme needs it there.
        QTimer.singleShot(0, themes)
        if self in _Styler.kept:
            _Styler.kept.remove(self)


class BaseAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms. A subclass gives ``ID``, texts, parameters, and :meth:`execute`."""

    ID = ""
    ACCOUNT = "ACCOUNT"
    OUTPUT = "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._written: list[tuple[str, Output, str]] = []
        self._open: list[Place] = []
        # The codes of each choice, by parameter.
        self._choices: dict[str, tuple[str, ...]] = {}
        self._other_names: dict[str, dict[str, str]] = {}
        #: Tables in databases that are inputs; a layer is named by its id, which only the main thread can look up.
        self._tables_in: list[TablePlace] = []
        self._dressed: set[str] = set()
        #: The columns of the output that is being written.
        self._names: list[str] = []

    # -- what a subclass says of itself ---------------------------------------------------------------------------
    def title(self) -> str:
        """The name in the toolbox."""
        raise NotImplementedError

    def summary(self) -> str:
        """One sentence: what it makes from what."""
        raise NotImplementedError

    def explanation(self) -> str:
        """The help, in paragraphs."""
        raise NotImplementedError

    def keywords(self) -> list[str]:
        """Words by which people look for it, in both languages."""
        raise NotImplementedError

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """The work; raises VeerkrachtError or Cancelled. Writes only after everything has been computed."""
        raise NotImplementedError

    # -- QGIS' questions ------------------------------------------------------------------------------------------
    def name(self) -> str:
        return self.ID

    def displayName(self) -> str:  # noqa: N802
        return self.title()

    def shortDescription(self) -> str:  # noqa: N802
        return self.summary()

    def shortHelpString(self) -> str:  # noqa: N802
        return self.summary() + "\n\n" + self.explanation()

    def helpUrl(self) -> str:  # noqa: N802
        # The page of the display language, not that of the products: it is for who sits here.
        page = "algoritmen" if QgsApplication.locale().lower().startswith("nl") else "algorithms"
        return f"https://veerkracht.example/docs/{page}#{self.ID}"

    def tags(self) -> list[str]:
        return ["veerkracht", "buurt", "corporatie", *self.keywords()]

    def icon(self) -> QIcon:
        return QIcon(str(resource("icons", "veerkracht.svg")))

    def svgIconPath(self) -> str:  # noqa: N802
        return str(resource("icons", "veerkracht.svg"))

    def createInstance(self) -> BaseAlgorithm:  # noqa: N802
        return type(self)()

    def add_choice(
        self,
        name: str,
        text: str,
        codes: Sequence[str],
        labels: Sequence[str],
        default: Any = None,
        *,
        optional: bool = False,
        multiple: bool = False,
        hidden: bool = False,
        other_names: Mapping[str, str] | None = None,
    ) -> None:
        """Add a parameter with a choice of ``codes``, shown as ``labels``; ``default`` is a code, or several.

        QGIS knows such a choice by its number, and so does a saved model. A script says the code, which is as good.
        ``hidden`` puts it under Advanced; ``other_names`` are what else a script may call a code.
        """
        self._choices[name] = tuple(codes)
        self._other_names[name] = dict(other_names or {})
        chosen = [codes.index(one) for one in default] if multiple and default else None
        number = codes.index(default) if default is not None and not multiple else chosen
        parameter = QgsProcessingParameterEnum(name, text, list(labels), multiple, number, optional)
        add = self.addParameter
        add(advanced(parameter) if hidden else parameter)

    def choice(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """The code that was chosen."""
        return self._choices[name][self.parameterAsEnum(self._numbered(parameters), name, context)]

    def chosen(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[str]:
        """The codes that were chosen, of a parameter that takes several."""
        return [self._choices[name][i] for i in self.parameterAsEnums(self._numbered(parameters), name, context)]

    def _numbered(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The parameters with the codes of choices as the numbers by which QGIS knows them."""
        out = dict(parameters)
        for name, codes in self._choices.items():
            value = out.get(name)
            known = {code.lower(): i for i, code in enumerate(codes)}
            known |= {other: codes.index(code) for other, code in self._other_names[name].items()}
            if isinstance(value, str) and value.strip().lower() in known:
                out[name] = known[value.strip().lower()]
            elif isinstance(value, str) and any(part.strip().lower() in known for part in re.split("[,;]", value)):
                out[name] = [known.get(part.strip().lower(), part) for part in re.split("[,;]", value)]
            elif isinstance(value, (list, tuple)):
                out[name] = [known.get(one.strip().lower(), one) if isinstance(one, str) else one for one in value]
        return out

    def checkParameterValues(  # noqa: N802
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        answer: tuple[bool, str] = super().checkParameterValues(self._numbered(parameters), context)
        return answer

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802
        problem = pandas_problem()
        return (not problem, problem)

    def prepareAlgorithm(  # noqa: N802
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """In the main thread: what needs the project or layers as they stand in it."""
        project = context.project()
        layers = project.mapLayers().values() if project is not None else []
        self._open = [place for place in map(place_of_layer, layers) if place is not None]
        self._tables_in = self._input_tables(parameters, context)
        problem = pandas_problem() or self._guarded(self.before, parameters, context)[1]
        if problem:
            del self, parameters, context, feedback, project, layers
            raise QgsProcessingException(problem)
        return True

    def _input_tables(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[TablePlace]:
        found = []
        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            if definition.isDestination() or value is None:
                continue
            layer = value if isinstance(value, QgsVectorLayer) else None
            if layer is None and text_of(value) and file_in(value) is None:
                project = context.project()
                layer = project.mapLayer(text_of(value)) if project is not None else None
                layer = layer or QgsProcessingUtils.mapLayerFromString(text_of(value), context, False)
            place = table_of_layer(layer) or table_at(text_of(value))
            if place is not None:
                found.append(place)
        return found

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """For subclasses that read something of an input layer in the main thread."""

    def processAlgorithm(  # noqa: N802
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        results, problem = self._guarded(self._checked, parameters, context, feedback)
        if problem:
            # QGIS never lets go of an exception, nor of what its frames hold. A layer among that would stay open, and
            # take the process down at its exit.
            del self, parameters, context, feedback, results
            raise QgsProcessingException(problem)
        return results or {}

    def _checked(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        self._check_destinations(parameters)
        results = self.execute(parameters, context, feedback)
        self._dress_files(feedback)
        return results

    def _guarded(self, work: Callable[..., Any], *arguments: Any) -> tuple[Any, str]:
        """What ``work`` gives, and the sentence about what went wrong in it (empty: nothing)."""
        try:
            return work(*arguments), ""
        except VeerkrachtError as error:
            if error.details or error.__cause__:
                QgsMessageLog.logMessage(error.details or traceback.format_exc(), LOG, Qgis.MessageLevel.Info)
            problem = error.text(tr)
            _let_go(error)
        except Cancelled as stop:
            problem = tr("Cancelled; nothing was written.")
            _let_go(stop)
        except QgsProcessingException as refusal:
            # QGIS repeats a destination in a database with all that stands in it.
            problem = _SECRET.sub(r"\1…", str(refusal))
            _let_go(refusal)
        except Exception as error:  # noqa: BLE001 - said in one sentence, with the trace in the log panel
            QgsMessageLog.logMessage(_SECRET.sub(r"\1…", traceback.format_exc()), LOG, Qgis.MessageLevel.Critical)
            text = tr("Something went wrong in {algorithm} that should not ({error}). The log panel “Veerkracht” "
                      "has the details; please report them.")  # fmt: skip
            problem = _SECRET.sub(r"\1…", text.format(algorithm=self.ID, error=f"{type(error).__name__}: {error}"))
            _let_go(error)
        return None, problem

    # -- destinations ---------------------------------------------------------------------------------------------
    def _check_destinations(self, parameters: dict[str, Any]) -> None:
        """Refuse what would lose something: an input or an open layer as destination, or an output over another one."""
        inputs: list[Place | TablePlace] = [*self._tables_in]
        outputs: list[tuple[Place | TablePlace, str]] = []
        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            place: Place | TablePlace | None
            if isinstance(value, QgsVectorLayer):
                place = place_of_layer(value)
            else:
                place = table_at(text_of(value)) or place_of(text_of(value))
            if place is None:
                continue
            if not definition.isDestination():
                inputs.append(place)
                continue
            for earlier, name in outputs:
                # Outputs are written in this order, so a table may join a file that was made just before.
                if place.overwrites(earlier):
                    raise VeerkrachtError(
                        N_("{first} and {second} both go to {file}, and the second would replace the first. "
                           "Give each its own file."), first=name, second=definition.description(), file=place.shown,
                    )  # fmt: skip
            outputs.append((place, definition.description()))
        for place, name in outputs:
            if any(place.overwrites(one) for one in inputs):
                raise VeerkrachtError(
                    N_("{output} would be written over the input {file}. "
                       "Choose another file; inputs are never changed."),
                    output=name, file=place.shown,
                )  # fmt: skip
            if any(place.overwrites(one) for one in self._open):
                raise VeerkrachtError(
                    N_("{file} is open in this project and writing over it would break its layer. "
                       "Choose another file, or remove the layer first."), file=place.shown,
                )  # fmt: skip

    def write(
        self,
        outputs: list[Output],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Write all outputs, or none: on a failure what was begun is removed, and what stood there before is put back.
        Returns the result map.
        """
        from .keeping import Kept

        if feedback.isCanceled():
            raise Cancelled
        results: dict[str, Any] = {}
        sink = None
        places = [place_of(text_of(parameters.get(output.name))) for output in outputs]
        #: A file that was not there, of which a kind that takes no such output may leave a beginning.
        fresh: Place | None = None
        kept = Kept()
        tables = [table for one in outputs if (table := table_at(text_of(parameters.get(one.name)))) is not None]
        # A new table beside others is simply taken away again; only one that is replaced has to be kept.
        kept.keep((place.path, not place.table) for place in places if place is not None and place.holds_something())
        aside: list[TablePlace] = []
        try:
            aside = [place for place in tables if set_aside(place)]
            for output in outputs:
                place = place_of(text_of(parameters.get(output.name)))
                fresh = place if place is not None and not place.path.exists() else None
                sink, destination = self._sink(output, parameters, context)
                fresh = None
                if sink is None:
                    continue
                results[output.name] = destination
                self.fill(sink, output, feedback)
                # Closes the file, so that the next output can go into it.
                sink = None
                self._check_whole(output, destination, feedback)
                self._written.append((destination, output, self._product_title(output)))
        except BaseException as error:
            # The frames that the error went through hold the sink, and with it the file, open.
            _let_go(error)
            sink = None
            self._written.clear()
            if fresh is not None:
                fresh.remove()
            for name in reversed(list(results)):
                value = text_of(parameters.get(name))
                begun = table_at(value) or place_of(value)
                if begun is not None:
                    begun.remove()
            for table in aside:
                table.put_back()
            kept.restore()
            raise
        kept.forget()
        for table in aside:
            table.drop_aside()
        return results

    def _sink(
        self, output: Output, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[QgsFeatureSink | None, str]:
        from ..layers.write import qgs_fields

        # An optional output that was left out is not written; a required one was checked by QGIS already.
        if not parameters.get(output.name):
            return None, ""
        fields = QgsFields()
        ours = qgs_fields(output.fields).toList()
        own = output.extra.fields if output.extra else []
        for one in [*own, *ours] if output.own_first else [*ours, *own]:
            fields.append(one)
        fields = self.fields_for(output, fields)
        self._names = [field.name() for field in fields]
        kind = output.geometry_type if output.geometry_type is not None else QgsWkbTypes.Type.NoGeometry
        crs = self.crs_of(output)
        self._check_kind(output, parameters)
        try:
            sink, destination = self.parameterAsSink(parameters, output.name, context, fields, kind, crs)
        except QgsProcessingException as refusal:
            if place_of(text_of(parameters[output.name])) is None:
                raise
            raise VeerkrachtError(
                N_(
                    "The output {name} cannot be written there. Choose a place that exists and is writable, and a "
                    "kind of "
                    "file such as .gpkg."
                ),
                name=self.parameterDefinition(output.name).description(),
            ) from refusal
        if sink is None:
            # Left out, but wrapped by QGIS in a definition that holds nothing.
            if self.parameterDefinition(output.name).flags() & OPTIONAL:
                return None, ""
            raise VeerkrachtError(
                N_(
                    "The output {name} cannot be written there. Choose a place that exists and is writable, and a "
                    "kind of "
                    "file such as .gpkg."
                ),
                name=self.parameterDefinition(output.name).description(),
            )
        return sink, destination

    def _check_kind(self, output: Output, parameters: dict[str, Any]) -> None:
        """Raise VeerkrachtError for a table that goes to a kind of file in which every row has a location."""
        place = place_of(text_of(parameters[output.name]))
        if place is not None and output.geometry_type is None and place.path.suffix.lower() in _LOCATED:
            raise VeerkrachtError(
                N_("{output} is a table without locations, which a file such as {file} cannot hold. Choose GeoPackage "
                   "(.gpkg), Excel (.xlsx) or CSV (.csv)."),
                output=self.parameterDefinition(output.name).description(), file=place.path.name,
            )  # fmt: skip

    def rows_of(self, output: Output) -> int:
        """How many rows :meth:`fill` writes."""
        return len(output.table)

    def _check_whole(self, output: Output, destination: str, feedback: QgsProcessingFeedback) -> None:
        """Raise VeerkrachtError when a file does not hold every row: a full disk is only noticed when the file is
        closed, and some kinds of file leave rows without a location out and say nothing. Names that were cut are said.
        """
        place, rows = place_of(destination), self.rows_of(output)
        if place is None or not rows:
            return
        layer = QgsVectorLayer(destination, "", "ogr")
        kept = layer.featureCount() if layer.isValid() else 0
        if 0 <= kept < rows:
            raise VeerkrachtError(
                N_("{file} would hold {kept} of {all} rows of {output}. Check that the disk is not full, or choose "
                   "GeoPackage (.gpkg): some kinds of file leave out what has no location."),
                file=place.shown, kept=kept, all=rows, output=self.parameterDefinition(output.name).description(),
            )  # fmt: skip
        cut = [name for name in self._names if len(name) > 10] if place.path.suffix.lower() == ".shp" else []
        if cut:
            text = tr("A shapefile keeps names of at most 10 characters, so these columns have a shorter one in "
                      "{file}: "
                      "{names}. A GeoPackage (.gpkg) keeps them whole.")  # fmt: skip
            feedback.pushWarning(text.format(file=place.shown, names=", ".join(cut)))

    def fill(self, sink: QgsFeatureSink, output: Output, feedback: QgsProcessingFeedback) -> None:
        """Put the rows of ``output`` into ``sink``; a subclass with rows of its own kind overrides it."""
        from ..layers.write import write_table

        own = output.extra.rows if output.extra else None
        write_table(sink, output.table, output.fields, output.geometries, feedback, own, output.own_first)

    def fields_for(self, output: Output, fields: QgsFields) -> QgsFields:
        """The fields of an output; a subclass may put those of its input in front."""
        return fields

    def crs_of(self, output: Output) -> QgsCoordinateReferenceSystem:
        """RD for layers, none for tables."""
        return QgsCoordinateReferenceSystem("EPSG:28992" if output.geometry_type is not None else "")

    def _product_title(self, output: Output) -> str:
        return output.provenance.title if output.provenance else ""

    @staticmethod
    def _say(
        topic: str,
        value: str,
        count: int | None,
        account: Account,
        feedback: QgsProcessingFeedback,
        aloud: bool = False,
    ) -> None:
        """A line of the account that is heard during the run too, ``aloud`` as a warning."""
        from ..layers.language import product_language
        from ..model.words import word

        account.add(topic, value, count=count)
        text = f"{word('account', topic, language=product_language())}: {value}".rstrip(": ")
        text += f" ({count})" if count is not None else ""
        feedback.pushWarning(text) if aloud else feedback.pushInfo(text)

    @staticmethod
    def warn(account: Account, feedback: QgsProcessingFeedback) -> None:
        """Say the doubtful lines of the account, which not everybody keeps."""
        from ..layers.language import product_language

        for text in account.doubts(product_language()):
            feedback.pushWarning(text)

    def account_output(self, account: Account) -> Output:
        """The table verantwoording."""
        import pandas as pd

        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..maps.styles import ACCOUNT
        from ..model.fields import account_fields
        from ..model.words import word

        fields = account_fields()
        language = product_language()
        table = pd.DataFrame(account.rows(language), columns=[field.name for field in fields], dtype=object)
        # Several of them stand below each other in a project.
        provenance = Provenance(f"{word('layer', 'account', language=language)}: {self.title()}")
        return Output(self.ACCOUNT, ACCOUNT, table, fields, provenance=provenance)

    # -- after the run --------------------------------------------------------------------------------------------
    def _dress_files(self, feedback: QgsProcessingFeedback) -> None:
        """Styles and metadata into the files that were written: here, as it takes too long for the main thread."""
        from ..layers.language import product_language

        self._dressed.clear()
        for destination, output, _ in self._written:
            layer = _layer_in_file(destination)
            if layer is not None:
                self._dress_and_save(layer, output, product_language(), feedback)
                self._dressed.add(destination)
        # Large tables are let go of here too, not in the main thread.
        self._written = [
            (destination, replace(output, table=output.table.iloc[:0], geometries=None, extra=None), title)
            for destination, output, title in self._written
        ]

    def _dress_and_save(
        self, layer: QgsVectorLayer, output: Output, language: str, feedback: QgsProcessingFeedback
    ) -> None:
        try:
            self._dress(layer, output, language, save=True)
        except VeerkrachtError as error:
            # The figures are there; a style that cannot be kept is said and does not take them away.
            feedback.reportError(error.text(tr))

    def postProcessAlgorithm(  # noqa: N802
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """In the main thread, also without a window: what is in no file is dressed, what goes into the project is
        named.
        """
        from ..layers.language import product_language

        language = product_language()
        for destination, output, title in self._written:
            if destination not in self._dressed:
                layer = _layer_at(destination, context)
                if layer is None:
                    continue
                self._dress_and_save(layer, output, language, feedback)
            if context.willLoadLayerOnCompletion(destination):
                details = context.layerToLoadOnCompletionDetails(destination)
                if title:
                    details.name = title
                details.setPostProcessor(_Styler(partial(self._dress, output=output, language=language, save=False)))
        self._written.clear()
        return {}

    @staticmethod
    def _dress(layer: QgsVectorLayer, output: Output, language: str, save: bool) -> None:
        from ..layers.metadata import layer_metadata, store
        from ..maps import styles

        # In front of the style: the card of a classified layer follows the floor that its metadata tell.
        metadata = layer_metadata(output.provenance, layer, language) if output.provenance is not None else None
        if metadata is not None:
            layer.setMetadata(metadata)
        if output.product == styles.CLASSIFIED:
            styles.apply_classified(layer, language)
        else:
            styles.apply_simple(layer, output.product, language)
        if output.style is not None:
            output.style(layer, language)
        if metadata is not None and save:
            store(layer, metadata)
        if save:
            place = table_of_layer(layer)
            if place is not None and layer.isSpatial():
                place.index(QgsDataSourceUri(layer.source()).geometryColumn())
            styles.save(layer)

    # -- inputs ---------------------------------------------------------------------------------------------------
    def raw_table(
        self,
        parameters: dict[str, Any],
        name: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        score: Callable[..., int] | None = None,
    ) -> RawTable | None:
        """The table behind a parameter: a file read as text, or the rows of a layer. None when it was left empty."""
        from ..sources import columns, files

        value = parameters.get(name)
        if value is None or value == "":
            return None
        path = file_in(value)
        if path is not None:
            return files.read(path, score or columns.score)
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise VeerkrachtError(
                N_("{parameter}: {value} is not a layer of this project and not a file that exists. "
                   "Choose another one."),
                parameter=name, value=text_of(value) or "?",
            )  # fmt: skip
        from ..layers.read import read_rows

        title = source.sourceName() or name
        rows = read_rows(source, title, feedback, geometry=False, live=self._is_live(parameters, name, context))
        return files.from_layer(rows.headers, rows.frame, title)

    def _is_live(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> bool:
        layer = self.parameterAsVectorLayer(parameters, name, context)
        return layer is not None and layer.providerType() in ("WFS", "OAPIF")


def _layer_in_file(destination: str) -> QgsVectorLayer | None:
    """The layer that was written to a file, for the thread that asks; None for what is in no file."""
    place = place_of(destination)
    if place is None or not place.path.is_file():
        return None
    layer = QgsVectorLayer(destination, "", "ogr")
    return layer if layer.isValid() else None


def _layer_at(destination: str, context: QgsProcessingContext) -> QgsVectorLayer | None:
    """The layer that was written to ``destination``."""
    if destination.startswith("postgis:"):
        # QGIS takes this for a file name, though it is what its own dialog writes.
        layer = QgsVectorLayer(destination[len("postgis:") :], "", "postgres")
        return layer if layer.isValid() else None
    return QgsProcessingUtils.mapLayerFromString(destination, context)


def _let_go(error: BaseException | None) -> None:
    """Drop what the frames of an exception, and of those behind it, still hold: layers, sinks and their files."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


@dataclass(frozen=True)
class Place:
    """Where a layer is or goes: a file, and the table in it (empty: the whole file, or its only table)."""

    path: Path
    table: str = ""

    @property
    def shown(self) -> str:
        """The place as a person knows it."""
        return f"{self.path.name} ({self.table})" if self.table else self.path.name

    @property
    def _key(self) -> str:
        return os.path.normcase(os.path.realpath(self.path))

    def overwrites(self, other: Place | TablePlace) -> bool:
        """Whether writing here takes ``other`` away: the same file as a whole, or the same table in it."""
        if not isinstance(other, Place) or self._key != other._key:
            return False
        if not self.table:
            return True
        return self.table.lower() == (other.table.lower() or next(iter(_tables(other.path)), ""))

    def holds_something(self) -> bool:
        """Whether writing here replaces what is there: the file, or the table in it."""
        return self.path.is_file() and (not self.table or self.table.lower() in _tables(self.path))

    def remove(self) -> None:
        """Take away what was begun here: the file with all that belongs to it, or the table."""
        from ..layers.opening import deleted, opened

        if not self.path.exists():
            return
        with quiet_gdal():
            if not self.table:
                if not deleted(self.path):
                    self.path.unlink()
                return
            source = opened(self.path, update=True)
            for i in range(source.GetLayerCount() if source is not None else 0):
                if source.GetLayerByIndex(i).GetName().lower() == self.table.lower():
                    source.DeleteLayer(i)
                    break
            left = source.GetLayerCount() if source is not None else 1
            source = None
            if not left:
                self.path.unlink()


def _tables(path: Path) -> list[str]:
    """The tables in a file, in lower case; the first is the one that a layer shows when it names the file only."""
    from ..layers.opening import opened

    with quiet_gdal():
        source = opened(path) if path.is_file() else None
        if source is None:
            return []
        return [str(source.GetLayerByIndex(i).GetName()).lower() for i in range(source.GetLayerCount())]


def place_of(text: str) -> Place | None:
    """The place that a parameter value names; None for memory, temporary and server destinations, and for layer ids."""
    if (
        not text
        or text == QgsProcessing.TEMPORARY_OUTPUT
        or text.startswith(("memory:", "postgis:", "postgres:", "dbname="))
    ):
        return None
    if text.startswith("ogr:"):
        uri = QgsDataSourceUri(text[4:])
        return Place(Path(uri.database()), uri.table()) if uri.database() else None
    if "/" not in text and "\\" not in text and "." not in text:
        return None
    path, *rest = text.split("|")
    table = next((part.split("=", 1)[1] for part in rest if part.lower().startswith("layername=")), "")
    return Place(Path(path), table)


def place_of_layer(layer: Any) -> Place | None:
    """The place of a layer that stands in a file; None for all others."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path, table = parts.get("path"), parts.get("layerName")
    if is_null(path) or not path or layer.providerType() in ("memory", "WFS", "OAPIF", "wms"):
        return None
    return Place(Path(str(path)), "" if is_null(table) else str(table))


def whole_number(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> int | None:
    """An optional integer parameter: None when it was left empty (QGIS itself would say 0)."""
    if parameters.get(name) in (None, ""):
        return None
    return int(algorithm.parameterAsInt(parameters, name, context))
