"""News: whether newer figures than those of the map are out. Nobody is asked before the user has agreed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable

from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ..i18n import tr
from .settings import PREFIX, Settings
from .tasks import Errand
from .widgets import Note, name_it

#: The newest edition of which the user has heard; the day on which was asked last, and what was found then.
TOLD, ASKED, FOUND = PREFIX + "news_told", PREFIX + "news_asked", PREFIX + "news_found"

#: Gemeenten of the map with which is tried: one may be gone in the next year.
SEVERAL = 20


@dataclass(frozen=True)
class Shown:
    """The map in the panel: its year and base year, its gemeenten, and whether the panel can make it of another
    year.
    """

    year: int
    base_year: int | None
    gemeenten: tuple[str, ...]
    remakable: bool = True


class News(QFrame):
    """A calm bar above the steps; hidden while there is nothing to say. ``update`` gets the year to go to."""

    def __init__(self, update: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("VeerkrachtNews")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr("News"))
        self._update = update
        self._shown: Shown | None = None
        self._errand: Errand | None = None
        self._year = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 9, 6)
        self.text = Note(keep=True)
        column.addWidget(self.text)
        row = QHBoxLayout()
        self.agree, self.decline = QPushButton(tr("Yes, Look")), QPushButton(tr("No"))
        self.go, self.dismiss = QPushButton(tr("Update")), QPushButton(tr("Dismiss"))
        for button, tip, clicked in (
            (self.agree, tr("You can change this in the settings of Veerkracht."), lambda _: self._answer(True)),
            (self.decline, tr("You can change this in the settings of Veerkracht."), lambda _: self._answer(False)),
            (self.go, tr("Sets the target year; the map is made when you press “Make the Map”."), lambda _: self._go()),
            (self.dismiss, tr("You will not hear of this year again."), lambda _: self._heard()),
        ):  # fmt: skip
            name_it(button, button.text(), tip)
            button.clicked.connect(clicked)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._say("", ())

    @property
    def asking(self) -> bool:
        """Whether publishers are being asked."""
        return self._errand is not None

    def look_at(self, shown: Shown | None) -> None:
        """Another map is in the panel, or none; or the settings were changed."""
        self._shown = shown
        settings = Settings.load()
        if shown is None or settings.offline or settings.news is False:
            self._forget()
            self._say("", ())
        elif settings.news is None:
            self._say(
                tr("Shall Veerkracht look now and then whether CBS, PDOK and the Leefbaarometer have newer figures? "
                   "Nothing of yours is sent."), (self.agree, self.decline),
            )  # fmt: skip
        elif str(QgsSettings().value(ASKED, "") or "") == today():
            # Once a day is enough.
            self._tell(_whole(FOUND))
        elif self._errand is None:
            self._say("", ())
            self._errand = Errand(tr("Looking for newer figures"), _work(shown), self._found)

    def stop(self) -> None:
        """The plugin goes."""
        self._forget()

    # -- inside ---------------------------------------------------------------------------------------------------
    def _say(self, text: str, buttons: Sequence[QPushButton]) -> None:
        self.text.say(text)
        for one in (self.agree, self.decline, self.go, self.dismiss):
            one.setVisible(one in buttons)
        self.setVisible(bool(text))

    def _answer(self, agreed: bool) -> None:
        settings = Settings.load()
        settings.news = agreed
        settings.save()
        self.look_at(self._shown)

    def _found(self, year: int | None, problem: str) -> None:
        self._errand = None
        if problem or year is None:
            # Whoever is not connected has nothing to hear; the next time the panel looks, it tries again.
            return
        QgsSettings().setValue(ASKED, today())
        QgsSettings().setValue(FOUND, year)
        self._tell(year)

    def _tell(self, year: int) -> None:
        shown = self._shown
        if shown is None or year <= max(shown.year, _whole(TOLD)):
            self._say("", ())
            return
        self._year = year
        text = tr("Figures of {year} are available; this map is of {shown}.").format(year=year, shown=shown.year)
        self._say(text, (self.go, self.dismiss) if shown.remakable else (self.dismiss,))

    def _heard(self) -> None:
        """Once for each edition."""
        QgsSettings().setValue(TOLD, self._year)
        self._say("", ())

    def _go(self) -> None:
        self._heard()
        self._update(self._year)

    def _forget(self) -> None:
        if self._errand is not None:
            self._errand.forget()
            self._errand = None


def today() -> str:
    """The date of the clock."""
    return date.today().isoformat()


def _whole(name: str) -> int:
    text = str(QgsSettings().value(name, "") or "")
    return int(text) if text.isdigit() else 0


def _work(shown: Shown) -> Callable[[Any], int]:
    """What is done in another thread: the newest year that is out, that of the map when no later one is."""

    def work(feedback: Any) -> int:
        from ..errors import VeerkrachtError
        from ..processing.gathering import newer_edition
        from ..sources.fetching import Fetcher
        from ..sources.refreshing import refresh_catalogue

        # A new Leefbaarometer, or an address that has moved, is known from then on; that there is no room for it is no
        # reason not to look for figures.
        with suppress(VeerkrachtError):
            refresh_catalogue(Fetcher.of(feedback))
        return newer_edition(Fetcher.of(feedback), shown.gemeenten[:SEVERAL], shown.year, feedback) or shown.year

    return work


def shown_in(values: Sequence[dict[str, Any]], remakable: bool) -> Shown | None:
    """What the rows of a classified layer say about it; None for what has no year or gemeente."""
    years = [int(one["jaar"]) for one in values if one.get("jaar") is not None]
    bases = [int(one["jaar_0"]) for one in values if one.get("jaar_0") is not None]
    gemeenten = tuple(sorted({str(one["gm_code"]) for one in values if one.get("gm_code")}))
    if not years or not gemeenten:
        return None
    return Shown(max(years), max(bases) if bases else None, gemeenten, remakable)
