"""The lens: a small part of both panes side by side, enlarged, as values, as slope or as curvature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.colour_maps import rgb_table
from sirendesk.gui.views.network.derivative_colours import MAGNITUDE_MAP, diverging_rgb, indices
from sirendesk.gui.views.picture_item import to_image
from sirendesk.gui.views.zoom.layers import to_bytes

SIDE = 136
GAP = 2
PAD = 6
ENLARGED = 4
AWAY = 22
TITLES = {"values": "", "gradient": "|∇f|", "laplacian": "Δf"}
Floats = NDArray[np.float32]


class Lens(QWidget):
    """Floats beside the pointer, and never under it: the mouse passes through."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Lens: network and interpolated original, enlarged")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._what = "values"
        self._how = "bicubic"
        self._parts: list[Floats | None] = [None, None]
        self._images: list[QImage | None] = [None, None]
        self._full = 0.0
        line = round(QFontMetricsF(self.font()).height())
        self.setFixedSize(2 * SIDE + GAP + 2 * PAD, SIDE + 2 * line + 2 * PAD + 2)
        self._line = line
        self.hide()

    @property
    def numbers(self) -> tuple[str, str]:
        """What is said of the two middles."""
        return _words(self._parts[0]), _words(self._parts[1])

    @property
    def scale(self) -> str:
        """What the colours run over, the same in both; values are colours themselves."""
        if self._what == "values":
            return ""
        return f"{'±' if self._what == 'laplacian' else '0 … '}{_plain(self._full, 3)}"

    def follow(self, where: QPointF, room: QRectF) -> None:
        """Stand beside a point of the parent, inside `room`."""
        x = where.x() + AWAY if where.x() + AWAY + self.width() <= room.right() else where.x() - AWAY - self.width()
        y = where.y() + AWAY if where.y() + AWAY + self.height() <= room.bottom() else where.y() - AWAY - self.height()
        x = min(max(x, room.left()), room.right() - self.width())
        y = min(max(y, room.top()), room.bottom() - self.height())
        self.move(round(x), round(y))

    def display(self, network: Floats | None, original: Floats | None, what: str, how: str) -> None:
        """Values (h, w, C), or lengths or curvatures (h, w), of the same place in both; None is not known yet."""
        self._what, self._how = what, how
        self._parts = [network, original]
        known = [np.abs(part[np.isfinite(part)]) for part in self._parts if part is not None]
        sizes = np.concatenate([part.ravel() for part in known]) if known else np.zeros(0)
        # one scale for both, so that they can be compared
        self._full = float(np.percentile(sizes, 99)) if sizes.size and what != "values" else 1.0
        self._paint_images()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._paint_images()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two squares, their names, and the numbers in their middles."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        title = TITLES[self._what]
        names = (f"network {title}".rstrip(), f"{self._how} {title}".rstrip())
        bold, plain, below = QFont(self.font()), tabular(self.font()), QRectF()
        bold.setWeight(QFont.Weight.DemiBold)
        for k, image in enumerate(self._images):
            square = QRectF(PAD + k * (SIDE + GAP), PAD + self._line, SIDE, SIDE)
            painter.fillRect(square, QColor(theme.background))
            if image is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, k == 0 or self._how != "nearest")
                painter.drawImage(square, image)
            self._cross(painter, square)
            above = QRectF(square.left(), PAD - 1, SIDE, self._line)
            below = QRectF(square.left(), square.bottom() + 2, SIDE, self._line)
            _write(painter, above, names[k], bold, QColor(theme.text))
            _write(painter, below, self.numbers[k], plain, QColor(theme.muted))
        _write(painter, below, self.scale, plain, QColor(theme.muted), Qt.AlignmentFlag.AlignRight)
        painter.end()

    def _paint_images(self) -> None:
        table = rgb_table(MAGNITUDE_MAP) if self._what == "gradient" else diverging_rgb(self._theme.dark)
        low = -self._full if self._what == "laplacian" else 0.0
        for k, part in enumerate(self._parts):
            if part is None:
                self._images[k] = None
            elif part.ndim == 3:
                self._images[k] = to_image(to_bytes(part))
            else:
                self._images[k] = to_image(indices(part, low, self._full), table)
        self.update()

    @staticmethod
    def _cross(painter: QPainter, square: QRectF) -> None:
        middle = square.center()
        for colour, width in ((QColor(0, 0, 0, 120), 3.0), (QColor(255, 255, 255, 220), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(middle.x() - 5, middle.y()), QPointF(middle.x() + 5, middle.y()))
            painter.drawLine(QPointF(middle.x(), middle.y() - 5), QPointF(middle.x(), middle.y() + 5))


def _words(part: Floats | None) -> str:
    if part is None or not part.size:
        return ""
    middle = part[part.shape[0] // 2, part.shape[1] // 2]
    if part.ndim == 3:
        return "  ".join(f"{value:.3f}" for value in np.atleast_1d(middle))
    return _plain(float(middle), 4)


def _plain(number: float, digits: int) -> str:
    """Thousands in full, as nobody reads 2.14e+03 beside a pointer."""
    text = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.{digits}g}"
    return text.replace("-", "−")


def _write(
    painter: QPainter,
    where: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | side, shown)
