"""Kwetsbaarheid against overlast: a point for each buurt, sized by own units, with the borders of the classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from .rows import Dot, Picture

#: Radius (pixels) of a buurt without own units, and of the one with most.
SMALLEST, LARGEST = 3.5, 10.0
#: How far from a point the mouse may be.
REACH = 6.0
#: From so many points on they are drawn with a thin edge, so that their colours stay visible.
MANY = 1500


class Scatter(QWidget):
    """The plot. ``picked`` gives the buurt that was clicked, and whether it comes to those that are chosen already;
    ``hovered`` the one under the mouse, or None.

    All points are drawn once and kept as a picture: with the buurten of the whole country that takes longer than a
    movement of the mouse may.
    """

    picked = pyqtSignal(object, bool)
    hovered = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.picture = Picture()
        self.chosen: set[int] = set()
        self._hover = -1
        self._at = -1
        self._orders: dict[str, list[int]] = {}
        # Places in the widget by point, and the picture of all points; None until they are needed again.
        self._xs: Any = None
        self._ys: Any = None
        self._radii: Any = None
        self._spans: list[tuple[float, float]] = []
        self._drawn: QPixmap | None = None
        self._most = 0.0
        self._index: dict[int, int] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def dots(self) -> Sequence[Dot]:
        """The points, the largest first."""
        return self.picture.dots

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(260, 260)

    def show_picture(self, picture: Picture) -> None:
        """Draw ``picture``."""
        self.picture = picture
        self._most = max((dot.units for dot in picture.dots), default=0.0)
        self._index = {dot.fid: place for place, dot in enumerate(picture.dots)}
        self._orders = {}
        self._at = -1
        self._point_at(-1)
        self._forget()

    def set_chosen(self, fids: Iterable[int]) -> None:
        """The buurten that are selected in the map."""
        self.chosen = set(fids)
        self._drawn = None
        self.update()

    def _forget(self) -> None:
        self._xs = self._ys = self._drawn = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._forget()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        # Another theme or font.
        self._forget()
        super().changeEvent(event)

    # -- places ---------------------------------------------------------------------------------------------------
    def _frame(self) -> QRectF:
        line = self.fontMetrics().height()
        # Two lines below and beside: the values of the borders, and what is drawn along the axis.
        edge = 2.0 * line + 2.0
        return QRectF(edge, 6.0, max(10.0, self.width() - edge - 8.0), max(10.0, self.height() - edge - 8.0))

    def _places(self) -> tuple[Any, Any]:
        """Where the points are, as two arrays."""
        import numpy as np

        if self._xs is None:
            frame = self._frame()
            values = np.asarray([(dot.x, dot.y) for dot in self.dots], dtype=np.float64).reshape(-1, 2)
            self._spans = []
            for column, borders in zip(values.T, self.picture.borders):
                every = np.concatenate([column, np.asarray(borders, dtype=np.float64)])
                low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
                edge = (high - low) * 0.06 or 1.0
                self._spans.append((low - edge, high + edge))
            (left, right), (bottom, top) = self._spans
            self._xs = frame.left() + (values[:, 0] - left) / (right - left) * frame.width()
            self._ys = frame.bottom() - (values[:, 1] - bottom) / (top - bottom) * frame.height()
            self._radii = np.asarray([self._radius(dot) for dot in self.dots], dtype=np.float64)
        return self._xs, self._ys

    def _x_of(self, value: float) -> float:
        self._places()
        (low, high), frame = self._spans[0], self._frame()
        return frame.left() + (value - low) / (high - low) * frame.width()

    def _y_of(self, value: float) -> float:
        self._places()
        (low, high), frame = self._spans[1], self._frame()
        return frame.bottom() - (value - low) / (high - low) * frame.height()

    def place(self, dot: Dot) -> QPointF:
        """Where a buurt is drawn."""
        return QPointF(self._x_of(dot.x), self._y_of(dot.y))

    def _radius(self, dot: Dot) -> float:
        # The area grows with the units.
        return SMALLEST + (LARGEST - SMALLEST) * (dot.units / self._most) ** 0.5 if self._most > 0 else SMALLEST + 1.0

    def _under(self, point: QPointF) -> int:
        """The point under a place; −1 where there is none. Of several the nearest, then the one that lies on top."""
        import numpy as np

        if not self.dots:
            return -1
        xs, ys = self._places()
        away = np.hypot(xs - point.x(), ys - point.y())
        near = np.flatnonzero(away <= np.maximum(REACH, self._radii))
        return int(near[::-1][np.argmin(away[near[::-1]])]) if len(near) else -1

    def _ink(self) -> QColor:
        """The colour of text; a theme of QGIS may darken the ground without telling a drawing of its own."""
        text = self.palette().color(QPalette.ColorRole.WindowText)
        ground = self.palette().color(QPalette.ColorRole.Base)
        if abs(text.lightness() - ground.lightness()) >= 100:
            return text
        return QColor("#dddddd" if ground.lightness() < 128 else "#222222")

    def _dark(self) -> bool:
        return bool(self._ink().lightness() > 128)

    def _edge(self) -> QColor:
        """The edge of a point: on a dark ground a grey that can be told from light and from dark points."""
        return QColor("#808080") if self._dark() else self._ink()

    # -- drawing --------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._drawn is None:
            self._drawn = self._whole()
        painter.drawPixmap(0, 0, self._drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if 0 <= self._hover < len(self.dots):
            self._draw_hover(painter, self.dots[self._hover])
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _whole(self) -> QPixmap:
        """The plot with all its points."""
        ratio = self.devicePixelRatioF()
        out = QPixmap(QSize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))))
        out.setDevicePixelRatio(ratio)
        out.fill(Qt.GlobalColor.transparent)
        painter = QPainter(out)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        text = self._ink()
        frame = self._frame()
        painter.fillRect(frame, palette.color(QPalette.ColorRole.Base))
        faint = QColor(text)
        faint.setAlpha(110)
        if self.dots:
            painter.setPen(QPen(faint, 1.0, Qt.PenStyle.DashLine))
            for value in self.picture.borders[0]:
                painter.drawLine(QPointF(self._x_of(value), frame.top()), QPointF(self._x_of(value), frame.bottom()))
            for value in self.picture.borders[1]:
                painter.drawLine(QPointF(frame.left(), self._y_of(value)), QPointF(frame.right(), self._y_of(value)))
        painter.setPen(QPen(faint, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        self._draw_names(painter, frame, text)
        if self.dots:
            self._draw_dots(painter, ratio)
        painter.end()
        return out

    def _draw_dots(self, painter: QPainter, ratio: float) -> None:
        """All points, those that are chosen on top. Points of one look on one pixel are drawn once."""
        xs, ys = self._places()
        mark = self.palette().color(QPalette.ColorRole.Highlight)
        signs: dict[tuple[str, float, bool], QPixmap] = {}
        chosen = self.chosen
        thin = 0.4 if len(self.dots) > MANY else 0.8
        for top in (False, True):
            places: dict[tuple[int, int, str, float], None] = {}
            for x, y, radius, dot in zip(
                (xs * ratio).round().astype(int).tolist(), (ys * ratio).round().astype(int).tolist(),
                ((self._radii * 2.0).round() / 2.0).tolist(), self.dots,
            ):  # fmt: skip
                if (dot.fid in chosen) == top:
                    # Drawn where the last of them lies.
                    places.pop((x, y, dot.colour, radius), None)
                    places[x, y, dot.colour, radius] = None
            for x, y, colour, radius in places:
                key = (colour, radius, top)
                if key not in signs:
                    signs[key] = _sign(colour, radius, mark if top else self._edge(), 3.0 if top else thin, ratio)
                sign = signs[key]
                half = sign.width() // 2
                painter.drawPixmap(QPointF((x - half) / ratio, (y - half) / ratio), sign)

    def _draw_names(self, painter: QPainter, frame: QRectF, text: QColor) -> None:
        """The borders in figures, and what is drawn along the axes."""
        line = float(self.fontMetrics().height())
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(text)
        below = QRectF(frame.left(), frame.bottom() + line + 1.0, frame.width(), line + 1.0)
        painter.drawText(below, centre, self._fitting(self.picture.names[0], frame.width()))
        painter.save()
        painter.translate(0.0, frame.bottom())
        painter.rotate(-90)
        painter.drawText(
            QRectF(0, 0, frame.height(), line), centre, self._fitting(self.picture.names[1], frame.height())
        )
        painter.restore()
        if not self.dots:
            return
        for value, x in self._apart([(value, self._x_of(value)) for value in self.picture.borders[0]]):
            painter.drawText(QRectF(x - 30.0, frame.bottom() + 1.0, 60.0, line), centre, _figure(value))
        for value, y in self._apart([(value, self._y_of(value)) for value in self.picture.borders[1]]):
            painter.save()
            painter.translate(line, y)
            painter.rotate(-90)
            painter.drawText(QRectF(-30.0, 0.0, 60.0, line), centre, _figure(value))
            painter.restore()

    def _fitting(self, text: str, width: float) -> str:
        return str(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width)))

    def _apart(self, borders: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Those borders whose figures do not touch: with two that do, the first speaks for both."""
        out: list[tuple[float, float]] = []
        for value, at in sorted(borders, key=lambda one: one[1]):
            wide = self.fontMetrics().horizontalAdvance(_figure(value)) + 6.0
            if not out or at - out[-1][1] >= wide:
                out.append((value, at))
        return out

    def _draw_hover(self, painter: QPainter, dot: Dot) -> None:
        """The point under the mouse with a thick edge, and its name."""
        at, radius = self.place(dot), self._radius(dot)
        painter.setPen(QPen(self._ink(), 2.0))
        painter.setBrush(QColor(dot.colour))
        painter.drawEllipse(at, radius, radius)
        metrics = self.fontMetrics()
        name = self._fitting(dot.name, self.width() - 20.0)
        wide, high = metrics.horizontalAdvance(name) + 8.0, metrics.height() + 4.0
        left = min(max(0.0, at.x() - wide / 2.0), max(0.0, self.width() - wide))
        above = at.y() - radius - 3.0 - high
        box = QRectF(left, above if above >= 0 else at.y() + radius + 3.0, wide, high)
        painter.setPen(QPen(self._ink(), 0.5))
        # A theme may have a ground that lets through what lies below.
        painter.setBrush(QColor("#202020" if self._dark() else "#ffffff"))
        painter.drawRect(box)
        painter.setPen(self._ink())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)

    # -- what the user does ---------------------------------------------------------------------------------------
    def _point_at(self, place: int) -> None:
        if place != self._hover:
            self._hover = place
            self.hovered.emit(self.dots[place].fid if place >= 0 else None)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._point_at(self._under(QPointF(event.pos())))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._point_at(-1)
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = self._under(QPointF(event.pos()))
        more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.picked.emit(self.dots[place].fid if place >= 0 else None, more)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Right and left go along kwetsbaarheid, up and down along overlast, from the buurt that is chosen on."""
        steps = {
            int(Qt.Key.Key_Right): ("x", 1), int(Qt.Key.Key_Left): ("x", -1),
            int(Qt.Key.Key_Up): ("y", 1), int(Qt.Key.Key_Down): ("y", -1),
        }  # fmt: skip
        axis, step = steps.get(int(event.key()), ("", 0))
        if not step or not self.dots:
            super().keyPressEvent(event)
            return
        if axis not in self._orders:
            self._orders[axis] = sorted(range(len(self.dots)), key=lambda place: getattr(self.dots[place], axis))
        order = self._orders[axis]
        if len(self.chosen) == 1:
            self._at = self._index.get(next(iter(self.chosen)), -1)
        # Without one that is chosen, to the right begins at the left and so on.
        here = order.index(self._at) if self._at >= 0 else (-1 if step > 0 else 0)
        self._at = order[(here + step) % len(order)]
        dot = self.dots[self._at]
        self.setAccessibleDescription(f"{dot.name}: {dot.said}")
        self._point_at(self._at)
        self.picked.emit(dot.fid, False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._under(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), f"{self.dots[place].name}: {self.dots[place].said}", self)
                return True
        return bool(super().event(event))


def _figure(value: float) -> str:
    """A border as it is written at the axis."""
    from qgis.PyQt.QtCore import QLocale

    digits = 0 if value == round(value) else 2
    return str(QLocale().toString(value + 0.0, "f", digits))


def _sign(colour: str, radius: float, edge: QColor, wide: float, ratio: float) -> QPixmap:
    """A point as a small picture of an odd number of pixels."""
    size = 2 * int((radius + wide) * ratio + 1.0) + 1
    out = QPixmap(size, size)
    out.setDevicePixelRatio(ratio)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, wide))
    painter.setBrush(QColor(colour))
    middle = size / ratio / 2.0
    painter.drawEllipse(QPointF(middle, middle), radius, radius)
    painter.end()
    return out
