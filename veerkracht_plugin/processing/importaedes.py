"""``veerkracht:importaedes``: the classes of a member's Aedes download beside our own, and how far they agree."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, BaseAlgorithm, Extra, Output, TableParameter, text_of

if TYPE_CHECKING:
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..model.account import Account
    from ..sources.aedes import Choice, Joined, Scale
    from ..sources.files import RawTable

#: Which product the cross table is (custom property of the layer).
PRODUCT = "agreement"


def address_in(value: Any) -> str:
    """The web address that a parameter value holds, or empty."""
    text = text_of(value).strip()
    return text if text.lower().startswith(("https://", "http://")) else ""


class TableOrAddressParameter(TableParameter):
    """A table: a layer, a file, or the web address of a file."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, description)
        self.setMetadata({"widget_wrapper": {"class": f"{__package__}.addresswidget.Chooser"}})

    def clone(self) -> TableOrAddressParameter:
        copy = TableOrAddressParameter(self.name(), self.description())
        copy.setFlags(self.flags())
        return copy

    def checkValueIsAcceptable(self, value: Any, context: QgsProcessingContext | None = None) -> bool:  # noqa: N802
        return bool(address_in(value)) or super().checkValueIsAcceptable(value, context)


def member_table(
    algorithm: BaseAlgorithm,
    parameters: dict[str, Any],
    name: str,
    authcfg: str,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> RawTable:
    """A member's download: a layer, a file, or what an address gives with the configuration of ``authcfg``.

    Raises VeerkrachtError when there is none.
    """
    from ..sources import aedes, files
    from ..transport.client import Client
    from ..transport.faults import shown

    address = address_in(parameters.get(name))
    if not address:
        raw = algorithm.raw_table(parameters, name, context, feedback, aedes.score)
        if raw is None:
            raise VeerkrachtError(N_("TABLE is empty. Choose the file that you downloaded, a layer or an address."))
        return raw
    configuration = algorithm.parameterAsString(parameters, authcfg, context).strip()
    # Members' figures: not in the cache of raw files, and gone as soon as they are read.
    with tempfile.TemporaryDirectory(prefix="veerkracht-") as folder:
        path = aedes.fetch(Client(feedback), address, configuration, Path(folder))
        raw = files.read(path, aedes.score)
    raw.name = shown(address)
    raw.retrieved = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return raw


class ImportAedes(BaseAlgorithm):
    """Classified buurt layer + a member's download → the layer with ``ae_klasse``, and the cross table."""

    ID = "importaedes"
    INPUT, TABLE, AUTHCFG = "INPUT", "TABLE", "AUTHCFG"
    CODE_FIELD, CLASS_FIELD, AGREEMENT = "CODE_FIELD", "CLASS_FIELD", "AGREEMENT"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._history: list[str] = []
        self._rights: list[str] = []
        self._crs = QgsCoordinateReferenceSystem()

    def title(self) -> str:
        return tr("Set Aedes classes beside ours")

    def summary(self) -> str:
        return tr(
            "Adds the classes of a member's download of the Aedes veerkrachtkaarten to the buurt layer, and says how "
            "far they agree with ours."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "Table: the file that you downloaded as a member (XLSX, ODS, CSV, GeoPackage, shapefile), a "
                    "layer, or an https address with the authentication configuration of QGIS that belongs to it. The "
                    "figures stay on this computer; what is fetched from an address is not kept."
                ),
                tr(
                    "Which column is what is guessed from its content and shown. Give the name of a column to change "
                    "a guess."
                ),
                tr(
                    "Rows are joined on buurt code, else on the name of the buurt within its gemeente. A name that is "
                    "more than one buurt is not joined, and named."
                ),
                tr(
                    "Agreement: the cross table of classes. Where the classes of Aedes are ours one to one, also the "
                    "percentage that agrees and Cohen's kappa (1 is equal, 0 is what chance would give)."
                ),
            )
        )

    def keywords(self) -> list[str]:
        return ["aedes", "veerkrachtkaart", "leden", "member", "vergelijken", "compare", "kappa", "excel"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        add(TableOrAddressParameter(self.TABLE, tr("Download of a member of Aedes (file, layer or https address)")))
        add(QgsProcessingParameterAuthConfig(self.AUTHCFG, tr("Authentication for the address"), optional=True))
        add(QgsProcessingParameterString(self.CODE_FIELD, tr("Column with the buurt code (or name)"), optional=True))
        add(QgsProcessingParameterString(self.CLASS_FIELD, tr("Column with the class"), optional=True))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Buurt layer with Aedes classes"), POLYGON))
        add(
            QgsProcessingParameterFeatureSink(
                self.AGREEMENT, tr("Agreement with Aedes"), VECTOR, optional=True, createByDefault=True
            )
        )

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import history_of, rights_of
        from ..transport.client import add_user_agent

        add_user_agent()
        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        self._title = layer.metadata().title() if layer is not None else ""
        self._history, self._rights = history_of(layer), rights_of(layer)

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        import pandas as pd

        from ..layers.language import product_language
        from ..layers.read import read_rows
        from ..maps.styles import CLASSIFIED
        from ..model import buurten
        from ..model.account import Account
        from ..model.fields import Field
        from ..sources import aedes

        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise VeerkrachtError(
                N_("The classified buurt layer cannot be read. Choose the result of “Classify resilience”.")
            )
        title = source.sourceName() or self.INPUT
        live = self._is_live(parameters, self.INPUT, context)
        rows = read_rows(source, title, feedback, geometry=True, values=True, live=live)
        table = buurten.from_text(rows.headers, rows.frame, title)
        if not (table["kl_focus"] != "").any():
            raise VeerkrachtError(
                N_("{layer} has no classes yet (field kl_focus). Run “Classify resilience” on it first."), layer=title
            )
        self._crs = source.sourceCrs()
        feedback.setProgress(20)
        raw = member_table(self, parameters, self.TABLE, self.AUTHCFG, context, feedback)
        feedback.setProgress(50)
        choice = aedes.choose(
            raw,
            table,
            self.parameterAsString(parameters, self.CODE_FIELD, context).strip(),
            self.parameterAsString(parameters, self.CLASS_FIELD, context).strip(),
        )
        joined = aedes.join(raw, choice, table)
        account = Account()
        doubtful = aedes.account_of(raw, choice, joined, account)
        language = product_language()
        for i, (subject, value, _, _, _, count) in enumerate(account.rows(language)):
            text = f"{subject}: {value}".rstrip(": ") + (f" ({count})" if count is not None else "")
            feedback.pushWarning(text) if i in doubtful else feedback.pushInfo(text)
        scale = aedes.scale_of(aedes.labels(raw.column(choice.label)), raw.headers[choice.label])
        agreement = _agreement(table, joined.labels, scale, account, language, feedback)
        feedback.setProgress(80)
        geometries: dict[Any, QgsGeometry] = dict(enumerate(rows.geometries))
        fields = (Field("ae_klasse", "text"),)
        output = Output(
            self.OUTPUT,
            CLASSIFIED,
            pd.DataFrame({"ae_klasse": pd.Series(joined.labels, dtype=object)}),
            fields,
            geometries,
            source.wkbType(),
            self._provenance(table, raw, choice, joined, language),
            Extra.beside(source.fields(), rows.values, ["ae_klasse"]),
            own_first=True,
        )
        return self.write([output, agreement], parameters, context, feedback)

    # -- outputs --------------------------------------------------------------------------------------------------
    def crs_of(self, output: Output) -> QgsCoordinateReferenceSystem:
        return self._crs if output.name == self.OUTPUT else super().crs_of(output)

    def _provenance(
        self, table: pd.DataFrame, raw: RawTable, choice: Choice, joined: Joined, language: str
    ) -> Provenance:
        from ..layers.metadata import Provenance
        from ..model.words import word
        from .building import FICTIONAL

        gemeenten = sorted({str(name) for name in table["gm_naam"] if name})
        named = ", ".join(gemeenten[:3]) + (f" +{len(gemeenten) - 3}" if len(gemeenten) > 3 else "")
        title = self._title or f"{word('layer', 'classified', language=language)} {named}".strip()
        step = word(
            "notice",
            "aedes_history",
            language=language,
            source=word("source", "aedes", language=language),
            file=raw.name,
            column=raw.headers[choice.label],
            key=", ".join(raw.headers[i] for i in (choice.code, choice.name) if i is not None),
            n=len(table) - len(joined.without),
            all=len(table),
        )
        rights = [*self._rights, word("notice", "aedes_rights", language=language)]
        return Provenance(title, [*self._history, step], list(dict.fromkeys(rights)), FICTIONAL in gemeenten)


def _agreement(
    table: pd.DataFrame,
    found: Sequence[str | None],
    scale: Scale | None,
    account: Account,
    language: str,
    feedback: QgsProcessingFeedback,
) -> Output:
    """The table of agreement: the pairs of classes, what they come to, and the account of columns and rows."""
    import pandas as pd

    from ..layers.metadata import Provenance
    from ..model import agreement
    from ..model.classes import NONE
    from ..model.words import codes, word
    from ..sources.aedes import is_class

    name = scale.field if scale is not None else "kl_focus"
    own = [str(code) or NONE for code in table[name]]
    rows: list[dict[str, Any]] = []
    for pair in agreement.cross(own, found, codes(name)):
        both = scale is not None and pair.own != NONE and is_class(pair.other)
        same = "ja" if both and scale is not None and scale.codes[str(pair.other)] == pair.own else "nee"
        rows.append(
            {
                "soort": agreement.PAIR,
                "veld": name,
                "eigen": pair.own,
                "aedes": pair.other,
                "gelijk": same if both else None,
                "aantal": pair.count,
                "p_rij": pair.of_own,
                "p_kolom": pair.of_other,
                "onderwerp": word("class", name, pair.own, language=language) if pair.own in codes(name) else None,
            }
        )

    def say(topic: str, value: float = math.nan, count: int | None = None, note: str = "", **places: str) -> None:
        subject = word("account", topic, language=language, **places)
        text = word("notice", note, language=language) if note else ""
        rows.append(
            {
                "soort": agreement.SUMMARY,
                "veld": name,
                "onderwerp": subject,
                "waarde": value,
                "aantal": count,
                "tekst": text or None,
            }
        )
        figure = f"{value:.2f}" if not math.isnan(value) else "" if count is None else str(count)
        feedback.pushInfo(": ".join(part for part in (subject, " ".join((figure, text)).strip()) if part))

    alias = word("field", name, language=language)
    if scale is None:
        say("aedes_field", note="aedes_no_map", map=alias)
    else:
        ours = [None if code == NONE else code for code in own]
        theirs = [scale.codes.get(label) if label is not None else None for label in found]
        result = agreement.cohen(ours, theirs)
        say("aedes_field", note="" if scale.by_values else "aedes_direction", map=alias)
        say("aedes_compared", count=result.compared)
        say("aedes_left_out", count=result.left_out)
        say("aedes_agreement", 100 * result.observed, note="" if result.compared else "aedes_no_pairs")
        say("aedes_chance", 100 * result.expected)
        undefined = math.isnan(result.kappa)
        say("aedes_kappa", result.kappa,
            note=("aedes_one_class" if result.compared else "aedes_no_pairs") if undefined else "")  # fmt: skip
    for subject, value, _, _, _, count in account.rows(language):
        rows.append({"soort": agreement.ACCOUNT, "onderwerp": subject, "tekst": value or None, "aantal": count})
    fields = agreement.agreement_fields()
    frame = pd.DataFrame(rows, columns=[one.name for one in fields], dtype=object)
    frame = frame.where(frame.notna(), None)
    provenance = Provenance(
        word("layer", "agreement", language=language), [], [word("notice", "aedes_rights", language=language)]
    )
    return Output("AGREEMENT", PRODUCT, frame, fields, provenance=provenance)
