"""``veerkracht:download``: the buurt layer from the publishers, for some gemeenten or the whole country."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsSettings,
)

from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, BaseAlgorithm, advanced, whole_number

#: The setting with the folder of pc6-huisnummer files that is used when the parameter names none.
PC6HNR_DIR = "veerkracht/pc6hnr_dir"


class Download(BaseAlgorithm):
    """MUNICIPALITIES and years → buurt layer and verantwoording, from CBS, PDOK and the Leefbaarometer."""

    ID = "download"
    MUNICIPALITIES, YEAR, BASE_YEAR, REFRESH = "MUNICIPALITIES", "YEAR", "BASE_YEAR", "REFRESH"
    POLICE, FLOOR, PC6HNR, OFFLINE = "POLICE", "FLOOR", "PC6HNR", "OFFLINE"

    def title(self) -> str:
        return tr("Download buurt layer")

    def summary(self) -> str:
        return tr("Makes the buurt layer of one or more gemeenten from CBS, PDOK and the Leefbaarometer.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Gemeenten: names or codes, separated by commas. Empty means the whole country."),
                tr("Without years the newest year whose residents and borders are out is taken, with a base eight "
                   "years before the "
                   "newest Leefbaarometer. A target year alone gives no change."),
                tr("Every indicator is of the newest year in which at least 80 % of the buurten with 100 residents or "
                   "more have a "
                   "figure; the verantwoording and the layer's metadata name the year of each."),
                tr("Figures of an earlier year are re-allocated over borders that moved when there is a folder with "
                   "CBS' "
                   "pc6-huisnummer files of both years, as they were downloaded; without them such buurten have no "
                   "change."),
                tr("Beside these come the nuisance and crimes that the police registered, per 1000 residents: fresher, "
                   "and in no class. When the police cannot be reached the layer comes without them, and says so."),
                tr("What was fetched is kept as it came and used again while it is valid. Refresh fetches everything "
                   "anew, and looks for new editions; without "
                   "a connection the last copy is used, and its date said. Working offline asks nobody: the layer is "
                   "made of what was fetched before, and says of when that is."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["cbs", "statline", "pdok", "leefbaarometer", "gemeente", "downloaden", "municipality"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..model.method import method

        integer = QgsProcessingParameterNumber.Type.Integer
        add = self.addParameter
        add(QgsProcessingParameterString(self.MUNICIPALITIES, tr("Gemeenten (names or codes; empty = the whole "
                                                                 "country)"),
                                         optional=True))  # fmt: skip
        for name, text in ((self.YEAR, tr("Target year")), (self.BASE_YEAR, tr("Base year"))):
            add(QgsProcessingParameterNumber(name, text, integer, None, True, minValue=1990, maxValue=2100))
        add(QgsProcessingParameterBoolean(self.REFRESH, tr("Refresh: fetch everything anew"), False))
        police = QgsProcessingParameterBoolean(
            self.POLICE, tr("Registered nuisance and crimes of the police (beside the maps, in no class)"), True
        )
        add(advanced(police))
        floor = QgsProcessingParameterNumber(
            self.FLOOR, tr("Floor of residents for the figures of the police"), integer, method().floor, True, 0
        )
        add(advanced(floor))
        folder = QgsProcessingParameterFile(
            self.PC6HNR, tr("Folder with pc6-huisnummer files of CBS, to re-allocate figures over moved borders"),
            QgsProcessingParameterFile.Behavior.Folder, optional=True,
        )  # fmt: skip
        add(advanced(folder))
        offline = QgsProcessingParameterBoolean(
            self.OFFLINE, tr("Work offline: use only what was fetched before"), False, True
        )
        add(advanced(offline))
        add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Buurt layer"), POLYGON))
        add(
            QgsProcessingParameterFeatureSink(
                self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True, createByDefault=True
            )
        )

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..transport.client import add_user_agent

        add_user_agent()

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..model.account import Account
        from ..model.method import method
        from ..sources.fetching import Fetcher
        from ..sources.refreshing import refresh_catalogue
        from .gathering import Gathering, old_copies, split_municipalities

        account = Account()
        refresh = self.parameterAsBool(parameters, self.REFRESH, context)
        fetcher = Fetcher.of(feedback, refresh, self.parameterAsBool(parameters, self.OFFLINE, context))
        if refresh and fetcher.offline:
            raise VeerkrachtError(
                N_("Offline nothing can be fetched anew. Leave out Refresh, or switch off working offline, here or in "
                   "the settings of Veerkracht.")
            )  # fmt: skip
        if refresh:
            for line in refresh_catalogue(fetcher).lines(tr):
                feedback.pushInfo(line)
        folder = self.parameterAsFile(parameters, self.PC6HNR, context).strip()
        folder = folder or str(QgsSettings().value(PC6HNR_DIR, "") or "").strip()
        weights = Path(folder).expanduser() if folder else None
        police = self.parameterAsBool(parameters, self.POLICE, context)
        floor = whole_number(self, parameters, self.FLOOR, context)
        gathering = Gathering(
            fetcher, context.transformContext(), account, feedback, weights, police,
            method().floor if floor is None else floor,
        )  # fmt: skip
        output = gathering.run(
            split_municipalities(self.parameterAsString(parameters, self.MUNICIPALITIES, context)),
            whole_number(self, parameters, self.YEAR, context),
            whole_number(self, parameters, self.BASE_YEAR, context),
        )
        for service, (retrieved, _) in sorted(old_copies(fetcher).items()):
            if fetcher.offline:
                text = tr("Offline: of {address} the copy of {date} was used.")
            else:
                text = tr("{address} could not be asked; the copy of {date} was used.")
            feedback.pushWarning(text.format(address=service, date=retrieved))
        return self.write([output, self.account_output(account)], parameters, context, feedback)
