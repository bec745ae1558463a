"""Where letters go on a map of known scale: class and name of a buurt as one block, clear of borders and own stock.

The label engine of QGIS places class and name one by one, and takes no notice of how large a disc is. On paper the
scale is known beforehand, so that places can be chosen as a cartographer does, the same in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle

from ..model.values import Floats
from .page import line_height, width_of

#: Sizes (points on A4) of the class, the name of a buurt and that of a gemeente, and what stays free around them (mm).
CLASS_SIZE, NAME_SIZE, GEMEENTE_SIZE, FREE = 7.0, 5.4, 8.5, 0.35

#: Names stand on a map when this share of the buurten has room for them; a few alone would look like a choice.
ENOUGH = 0.3

#: Places that are tried in a buurt: so many across its longer side; and the longest line of a name (letters).
TRIED, LONGEST = 13, 15


@dataclass(frozen=True)
class Plot:
    """A polygon to be lettered (map units) with its class sign (may be empty) and its name."""

    row: int
    shape: QgsGeometry
    sign: str
    name: str


@dataclass(frozen=True)
class Letters:
    """A text around the point (x, y), in map units; ``kind``: class, name or gemeente; ``row`` of its plot."""

    row: int
    kind: str
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Rect:
    """A box around a point (map units)."""

    x: float
    y: float
    half_width: float
    half_height: float

    def hits(self, others: Floats) -> bool:
        """Whether it overlaps one of ``others`` (rows of x, y, half width, half height)."""
        here = np.array([(self.x, self.y)])
        return bool((_shared(here, self.half_width, self.half_height, others) > 0.0).any())


def _shared(spots: Floats, half_width: float, half_height: float, others: Floats) -> Floats:
    """The area that a box of this half size around each of ``spots`` (n × 2) has in common with ``others`` (rows of
    x, y, half width, half height).
    """
    if not len(others):
        return np.zeros(len(spots))
    wide = others[:, 2] + half_width - np.abs(others[:, 0] - spots[:, :1])
    high = others[:, 3] + half_height - np.abs(others[:, 1] - spots[:, 1:2])
    # No more than the smaller of both is shared.
    wide = np.minimum(np.maximum(wide, 0.0), 2 * np.minimum(others[:, 2], half_width))
    high = np.minimum(np.maximum(high, 0.0), 2 * np.minimum(others[:, 3], half_height))
    out: Floats = (wide * high).sum(axis=1)
    return out


def wrapped(name: str, longest: int = LONGEST) -> list[str]:
    """A name in lines of about ``longest`` letters, broken at blanks and behind hyphens and slashes."""
    pieces = name.replace("-", "-\0").replace("/", "/\0").replace(" ", " \0").split("\0")
    lines: list[str] = []
    for piece in pieces:
        if lines and len((lines[-1] + piece).strip()) <= longest:
            lines[-1] += piece
        elif piece.strip():
            lines.append(piece)
    return [line.strip() for line in lines]


def grown(sides: Sequence[float], scale: float) -> float:
    """How much larger letters may be where buurten are large: from 1 to 1.6. ``sides`` are their sizes on paper
    (mm).
    """
    middle = float(np.median(sides)) if len(sides) else 0.0
    return min(1.6, max(1.0, middle / (34.0 * scale)))


def thinned(sides: Sequence[float], scale: float) -> float:
    """How much thinner borders are where buurten are small: from 0.5 to 1. ``sides`` as in :func:`grown`."""
    middle = float(np.median(sides)) if len(sides) else 0.0
    return min(1.0, max(0.5, middle / (10.0 * scale)))


class Lettering:
    """Places letters on a map of ``unit`` map units in a mm of paper, around ``discs`` (x, y, radius in map units)."""

    def __init__(self, unit: float, scale: float, discs: Sequence[tuple[float, float, float]] = ()) -> None:
        self.unit = unit
        self.scale = scale
        self._discs = np.array([(x, y, radius, radius) for x, y, radius in discs], dtype=np.float64).reshape(-1, 4)
        self._taken = np.empty((0, 4))

    def take(self, box: Rect) -> None:
        """No other letters stand here."""
        self._taken = np.vstack([self._taken, (box.x, box.y, box.half_width, box.half_height)])

    def _size(self, lines: Sequence[str], points: float, bold: bool) -> tuple[float, float]:
        """Half the width and height of a text in map units."""
        wide = max((width_of(line, points, bold) for line in lines), default=0.0)
        high = line_height(points, bold) * len(lines)
        return wide / 2 * self.unit, high / 2 * self.unit

    def gemeenten(self, plots: Sequence[Plot], points: float) -> list[Letters]:
        """The names of gemeenten, the largest first; one that would lie over another is left out."""
        out = []
        for plot in sorted(plots, key=lambda one: (-one.shape.area(), one.row)):
            lines = wrapped(plot.name)
            wide, high = self._size(lines, points, True)
            around = FREE * self.scale * self.unit
            spots, bounds = _spots(plot.shape), plot.shape.boundingBox()
            found = None
            if wide > bounds.width() / 2 and high > bounds.height() / 4:
                # A name that would hide what it names stands below it.
                spots = [(bounds.center().x(), bounds.yMinimum() - high - 2 * around)]
            for inside in (True, False):
                for x, y in spots:
                    box = Rect(x, y, wide + around, high + around)
                    if not box.hits(self._taken) and (not inside or _within(plot.shape, box)):
                        found = box
                        break
                if found is not None:
                    break
            if found is not None:
                self.take(found)
                out.append(Letters(plot.row, "gemeente", "\n".join(lines), found.x, found.y))
        return out

    def buurten(self, plots: Sequence[Plot], sizes: tuple[float, float], names: bool = True) -> list[Letters]:
        """Class and name of each buurt that has room; ``sizes`` are those of class and name (points).

        A name that has no room is left out, and the class stands alone; all names are when few have room.
        """
        before = self._taken
        out = [self._one(plot, sizes, names) for plot in plots]
        named = sum(1 for one in out if any(letters.kind == "name" for letters in one))
        if names and named < ENOUGH * sum(1 for plot in plots if plot.name):
            self._taken = before
            out = [self._one(plot, sizes, False) for plot in plots]
        return [letters for one in out for letters in one]

    def _one(self, plot: Plot, sizes: tuple[float, float], names: bool) -> list[Letters]:
        if plot.shape.isNull() or plot.shape.isEmpty():
            return []
        sign = self._size([plot.sign], sizes[0], True) if plot.sign else (0.0, 0.0)
        blocks: list[tuple[list[str], tuple[float, float]]] = []
        if names and plot.name:
            for lines in _foldings(plot.name):
                blocks.append((lines, self._size(lines, sizes[1], False)))
        spots = np.array(_spots(plot.shape), dtype=np.float64).reshape(-1, 2)
        around = FREE * self.scale * self.unit
        bounds = plot.shape.boundingBox()
        engine = QgsGeometry.createGeometryEngine(plot.shape.constGet())
        engine.prepareGeometry()

        def place(size: tuple[float, float], clear: bool) -> Rect | None:
            """The first spot with room for a block of half this size, clear of own stock if wanted; it is taken."""
            wide, high = size[0] + around, size[1] + around
            if 2 * wide > bounds.width() or 2 * high > bounds.height():
                return None
            free = _shared(spots, wide, high, self._taken) <= 0.0
            if clear:
                free &= _shared(spots, wide, high, self._discs) <= 0.0
            for x, y in spots[free].tolist():
                box = Rect(x, y, wide, high)
                # The engine keeps no hold of what it is given.
                shape = _polygon(box)
                if engine.contains(shape.constGet()):
                    self.take(box)
                    return box
            return None

        for lines, size in blocks:
            box = place((max(sign[0], size[0]), sign[1] + size[1]), True)
            if box is not None:
                out = [Letters(plot.row, "class", plot.sign, box.x, box.y + size[1])] if plot.sign else []
                return [*out, Letters(plot.row, "name", "\n".join(lines), box.x, box.y - sign[1])]
        if not plot.sign:
            return []
        box = place(sign, True)
        if box is None:
            # A class that cannot be clear of own stock still has to be read: where it hides least.
            spots = spots[np.argsort(_shared(spots, sign[0], sign[1], self._discs), kind="stable")]
            box = place(sign, False)
        if box is None:
            return []
        out = [Letters(plot.row, "class", plot.sign, box.x, box.y)]
        for lines, size in blocks:
            apart = place(size, True)
            if apart is not None:
                return [*out, Letters(plot.row, "name", "\n".join(lines), apart.x, apart.y)]
        return out


def _foldings(name: str) -> list[list[str]]:
    """The name in one line where it is short, in lines, and in as many lines as it can be broken into; at most four."""
    found: list[list[str]] = []
    for longest in (22, LONGEST, 10):
        lines = wrapped(name, longest)
        if len(lines) <= 4 and lines not in found:
            found.append(lines)
    return found


def _polygon(box: Rect) -> QgsGeometry:
    return QgsGeometry.fromRect(
        QgsRectangle(box.x - box.half_width, box.y - box.half_height, box.x + box.half_width, box.y + box.half_height)
    )


def _within(shape: QgsGeometry, box: Rect) -> bool:
    return bool(shape.contains(_polygon(box)))


def _spots(shape: QgsGeometry) -> list[tuple[float, float]]:
    """Points of the largest part of ``shape``, those near its middle first."""
    parts = shape.asGeometryCollection() if shape.isMultipart() else [shape]
    part = max(parts, key=lambda one: one.area(), default=shape)
    bounds = part.boundingBox()
    if bounds.isEmpty():
        return []
    step = max(bounds.width(), bounds.height()) / TRIED
    middle = part.poleOfInaccessibility(step / 3)[0].asPoint()
    centre = part.centroid().asPoint()
    # Between the middle of the largest circle and that of the area: where the eye expects a name.
    wanted = QgsPointXY((2 * middle.x() + centre.x()) / 3, (2 * middle.y() + centre.y()) / 3)
    points = [(wanted.x(), wanted.y()), (middle.x(), middle.y()), (centre.x(), centre.y())]
    xs = np.arange(bounds.xMinimum() + step / 2, bounds.xMaximum(), step)
    ys = np.arange(bounds.yMinimum() + step / 2, bounds.yMaximum(), step / 2)
    points += [(float(x), float(y)) for x in xs for y in ys]
    # Sideways costs as much as upward; the order of equals is fixed, so that every run is the same.
    return sorted(points, key=lambda at: (round(abs(at[0] - wanted.x()) + abs(at[1] - wanted.y()), 3), at))
