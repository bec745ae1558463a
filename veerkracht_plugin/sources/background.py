"""A neutral background for paper maps: tiles of PDOK's BRT Achtergrondkaart in grey, fetched only when it was chosen.

Tiles lie in the scheme for the Netherlands in RD (Geonovum, *Nederlandse richtlijn tiling* 1.1): 256 × 256 pixels, from
the upper left corner (−285401.92, 903401.92), at 3440.64 m a pixel on level 0 and half of that on each next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import N_
from ..transport import settings
from ..transport.client import Client, Limits, Request, Retry
from ..transport.faults import CONTENT, TransportError
from .catalogue import catalogue, licence

#: Corner (m), pixels of a side, metres a pixel on level 0, and the last level that the map is made for.
LEFT, TOP, SIDE, COARSEST, LAST = -285401.92, 903401.92, 256, 3440.64, 14

#: Most tiles of a page, and the width of a pixel on paper (mm) that is aimed at.
MOST, PIXEL = 320, 0.26

#: A background is worth a few seconds and not more: whoever does not answer by then does not hold up a print.
LIMITS, RETRY = (
    Limits(memory=4 * 1024**2, idle=8.0, seconds=20.0),
    Retry(attempts=2, first=0.5, most=1.0, after_most=2.0),
)

_NO_TILE = N_("{where} gave no picture for the background. Print without it, or check the address in the settings.")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """The tiles of one level that cover a box: columns and rows, last ones included."""

    level: int
    first_column: int
    last_column: int
    first_row: int
    last_row: int

    @property
    def resolution(self) -> float:
        """Metres a pixel."""
        return COARSEST / float(2**self.level)

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner of the first tile (RD, m)."""
        side = SIDE * self.resolution
        return LEFT + self.first_column * side, TOP - self.first_row * side

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.last_column - self.first_column + 1, self.last_row - self.first_row + 1

    def tiles(self) -> list[tuple[int, int, int]]:
        """Level, column and row of every tile."""
        return [
            (self.level, column, row)
            for row in range(self.first_row, self.last_row + 1)
            for column in range(self.first_column, self.last_column + 1)
        ]


def grid(box: Box, metres_per_mm: float) -> Grid:
    """The tiles for ``box`` (west, south, east, north in RD, m) on a map of this scale: pixels of at most
    :data:`PIXEL` mm where that takes no more than :data:`MOST` tiles.
    """
    wanted = next((level for level in range(LAST) if COARSEST / 2**level <= metres_per_mm * PIXEL), LAST)
    for level in range(wanted, -1, -1):
        side = SIDE * COARSEST / 2**level
        most = 2**level - 1
        west, south, east, north = box
        columns = [min(most, max(0, int((x - LEFT) // side))) for x in (west, east)]
        rows = [min(most, max(0, int((TOP - y) // side))) for y in (north, south)]
        found = Grid(level, columns[0], columns[1], rows[0], rows[1])
        if found.size[0] * found.size[1] <= MOST:
            return found
    return found


def name() -> str:
    """Whom to name on the map."""
    return licence("background")


@dataclass
class Background:
    """Tiles of one run; pages beside each other share theirs."""

    client: Client
    _known: dict[tuple[int, int, int], bytes] = field(default_factory=dict)

    def tiles(self, wanted: Grid) -> Mapping[tuple[int, int, int], bytes]:
        """PNGs by level, column and row. Raises TransportError (one sentence) for the first that cannot be had."""
        base = settings.endpoint("background", catalogue()["background"])
        missing = [one for one in wanted.tiles() if one not in self._known]
        asked = [Request(f"{base}/{level}/{column}/{row}.png", limits=LIMITS) for level, column, row in missing]
        for one, answer in zip(missing, self.client.get_all(asked)):
            # JPEG is what other services of the same scheme give.
            if not answer.data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                raise TransportError(_NO_TILE, address=answer.request.address, kind=CONTENT)
            self._known[one] = answer.data
        return {one: self._known[one] for one in wanted.tiles()}
