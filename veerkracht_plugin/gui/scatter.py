"""Kwetsbaarheid against overlast: a point for each buurt, sized by own units, with the borders of the classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

#: Radius (pixels) of a buurt without own units, and of the one with most.
SMALLEST, LARGEST = 3.5, 10.0
#: How far from a point the mouse may be.
REACH = 6.0


@dataclass(frozen=True)
class Dot:
    """A buurt in the plot. ``x`` is kwetsbaarheid, ``y`` overlast: both high is right and up."""

    fid: int
    x: float
    y: float
    units: float
    colour: str
    text: str


class Scatter(QWidget):
    """The plot. ``picked`` gives the buurt that was clicked, and whether it comes to those that are chosen already."""

    picked = pyqtSignal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.dots: list[Dot] = []
        self.chosen: set[int] = set()
        self._hover: int | None = None
        self._at = -1
        self._borders: tuple[Sequence[float], Sequence[float]] = ((), ())
        self._names = ("", "")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(260, 240)

    def set_dots(
        self, dots: Iterable[Dot], borders: tuple[Sequence[float], Sequence[float]], names: tuple[str, str]
    ) -> None:
        """Show ``dots`` between the class ``borders`` (of x and of y), with the ``names`` of both axes."""
        self.dots = sorted(dots, key=lambda one: -one.units)
        self._borders, self._names = borders, names
        self._hover, self._at = None, -1
        self.update()

    def set_chosen(self, fids: Iterable[int]) -> None:
        """The buurten that are selected in the map."""
        self.chosen = set(fids)
        self.update()

    # -- places ---------------------------------------------------------------------------------------------------
    def _frame(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(line + 6.0, 6.0, max(10.0, self.width() - line - 14.0), max(10.0, self.height() - line - 14.0))

    def _span(self, values: list[float], borders: Sequence[float]) -> tuple[float, float]:
        low, high = min([*values, *borders]), max([*values, *borders])
        edge = (high - low) * 0.06 or 1.0
        return low - edge, high + edge

    def _scales(self) -> tuple[QRectF, tuple[float, float], tuple[float, float]]:
        xs = self._span([dot.x for dot in self.dots], self._borders[0])
        ys = self._span([dot.y for dot in self.dots], self._borders[1])
        return self._frame(), xs, ys

    def place(self, dot: Dot) -> QPointF:
        """Where a buurt is drawn."""
        frame, xs, ys = self._scales()
        return QPointF(
            frame.left() + (dot.x - xs[0]) / (xs[1] - xs[0]) * frame.width(),
            frame.bottom() - (dot.y - ys[0]) / (ys[1] - ys[0]) * frame.height(),
        )

    def _radius(self, dot: Dot) -> float:
        most = max((one.units for one in self.dots), default=0.0)
        # The area grows with the units.
        return SMALLEST + (LARGEST - SMALLEST) * (dot.units / most) ** 0.5 if most > 0 else SMALLEST + 1.0

    def _under(self, point: QPointF) -> Dot | None:
        best, near = None, 0.0
        for dot in self.dots:
            at = self.place(dot)
            distance = ((at.x() - point.x()) ** 2 + (at.y() - point.y()) ** 2) ** 0.5
            if distance <= max(REACH, self._radius(dot)) and (best is None or distance < near):
                best, near = dot, distance
        return best

    def _ink(self) -> QColor:
        """The colour of text; a theme of QGIS may darken the ground without telling a drawing of its own."""
        text = self.palette().color(QPalette.ColorRole.WindowText)
        ground = self.palette().color(QPalette.ColorRole.Base)
        if abs(text.lightness() - ground.lightness()) >= 100:
            return text
        return QColor("#dddddd" if ground.lightness() < 128 else "#222222")

    # -- drawing --------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        text = self._ink()
        frame, xs, ys = self._scales() if self.dots else (self._frame(), (0.0, 1.0), (0.0, 1.0))
        painter.fillRect(frame, palette.color(QPalette.ColorRole.Base))
        faint = QColor(text)
        faint.setAlpha(110)
        painter.setPen(QPen(faint, 1.0, Qt.PenStyle.DashLine))
        if self.dots:
            for value in self._borders[0]:
                x = frame.left() + (value - xs[0]) / (xs[1] - xs[0]) * frame.width()
                painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            for value in self._borders[1]:
                y = frame.bottom() - (value - ys[0]) / (ys[1] - ys[0]) * frame.height()
                painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        painter.setPen(QPen(faint, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        self._draw_names(painter, frame, text)
        order = sorted(self.dots, key=lambda one: one.fid in self.chosen)
        for dot in order:
            marked = dot.fid in self.chosen
            rim = palette.color(QPalette.ColorRole.Highlight) if marked else text
            painter.setPen(QPen(rim, 3.0 if marked else 2.0 if dot.fid == self._hover else 0.8))
            painter.setBrush(QColor(dot.colour))
            radius = self._radius(dot)
            painter.drawEllipse(self.place(dot), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _draw_names(self, painter: QPainter, frame: QRectF, text: QColor) -> None:
        painter.setPen(text)
        line = float(self.fontMetrics().height())
        below = QRectF(frame.left(), frame.bottom() + 2, frame.width(), line + 2)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._names[0])
        painter.save()
        painter.translate(0.0, frame.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, frame.height(), line + 4), int(Qt.AlignmentFlag.AlignCenter), self._names[1])
        painter.restore()

    # -- what the user does ---------------------------------------------------------------------------------------
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        dot = self._under(QPointF(event.pos()))
        self._hover = dot.fid if dot is not None else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hover = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        dot = self._under(QPointF(event.pos()))
        more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.picked.emit(dot.fid if dot is not None else None, more)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps: Mapping[int, int] = {int(Qt.Key.Key_Right): 1, int(Qt.Key.Key_Left): -1}
        step = steps.get(int(event.key()))
        if step is None or not self.dots:
            super().keyPressEvent(event)
            return
        order = sorted(self.dots, key=lambda one: one.x)
        self._at = (self._at + step) % len(order)
        self.picked.emit(order[self._at].fid, False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            dot = self._under(QPointF(event.pos()))
            if dot is not None:
                QToolTip.showText(event.globalPos(), dot.text, self)
                return True
        return bool(super().event(event))
