"""A table of scores whose columns keep their places: one line a method where there is room, else two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets.tones import Tone, tone_colour

# widest text of each column of numbers
WIDEST = ("≈ 100.00", "≈ 0.0000", "≈ 100.00", "≈ 0.0000", "100,000", "1000.0")
HELP = (
    "Methods, the best in the region above the others; those that need no learning are grey.",
    "Peak signal-to-noise ratio in the region alone, where the truth was hidden. 6 dB halve the error.",
    "Structural similarity in the region alone: 1 is the same picture. It minds blur and grain.",
    "Peak signal-to-noise ratio of the whole picture. What was known is exact, so a small hole makes it high.",
    "Structural similarity of the whole picture.",
    "Steps of the method so far.",
    "Seconds that the method took for itself.",
)
GAP = 10
LEAD = 96
AIR = 3
# line and column of a text where there are two lines a method; steps and seconds begin the second
NARROW = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2))
SHORT = {"whole PSNR": "whole", "whole SSIM": "whole"}


class LaneTable(QWidget):
    """Draws texts itself: many numbers may change many times a second and no layout notices."""

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.lane_table")
        self.setAccessibleName("Table of scores")
        self.setFont(tabular(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._rows: list[list[str]] = []
        self._quiet: list[bool] = []
        self._wide = False

    @property
    def is_wide(self) -> bool:
        """Whether each method has one line."""
        return self._wide

    def display(self, rows: Sequence[Sequence[str]], quiet: Sequence[bool]) -> None:
        """Texts, the heading first; `quiet` tells of the others which are grey."""
        before = len(self._rows)
        self._rows, self._quiet = [list(row) for row in rows], list(quiet)
        self.setAccessibleDescription("\n".join(", ".join(row) for row in self._rows))
        if len(self._rows) != before:
            self.updateGeometry()
            self.setFixedHeight(self.sizeHint().height())
        self.update()

    def set_room(self, width: int) -> None:
        """One line a method where this many pixels are enough for it."""
        wide = width >= LEAD + sum(self._widths(wide=True))
        if wide != self._wide:
            self._wide = wide
            self.setFixedHeight(self.sizeHint().height())
            self.update()

    def cell(self, row: int, column: int) -> QRect:
        """Where a text stands; the heading is row 0."""
        line, widths = self._line(), self._widths()
        if self._wide:
            left = self.width() - sum(widths[column - 1 :]) + GAP if column else 0
            across = widths[column - 1] - GAP if column else self.width() - sum(widths)
            return QRect(left, row * (line + AIR), across, line)
        top = row * (2 * line + 2 * AIR)
        if column >= len(NARROW):  # steps and seconds stand under the name
            right = sum(widths[4 : column - 1]) + widths[column - 1] - GAP
            return QRect(right - widths[column - 1] + GAP, top + line, widths[column - 1] - GAP, line)
        below, place = NARROW[column]
        if place == 0:
            return QRect(0, top, self.width() - sum(widths[:2]), line)
        left = self.width() - sum(widths[place - 1 : 2]) + GAP
        return QRect(left, top + below * line, widths[place - 1] - GAP, line)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        line, count = self._line(), len(self._rows)
        return QSize(280, count * (line + AIR) if self._wide else count * (2 * line + 2 * AIR))

    def minimumSizeHint(self) -> QSize:
        """Names are shortened where there is no room."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names to the left, numbers to the right of their columns."""
        painter = QPainter(self)
        for i, row in enumerate(self._rows):
            for j, text in enumerate(row):
                self._draw(painter, i, j, text)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """What a column holds, or the whole name of a method."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.help_at(event.pos()), self)
            return True
        return super().event(event)

    def help_at(self, place: QPoint) -> str:
        """The words on what lies there."""
        for i, row in enumerate(self._rows):
            for j, text in enumerate(row):
                if self.cell(i, j).contains(place):
                    return text if i and not j else HELP[j]
        return ""

    def _draw(self, painter: QPainter, i: int, j: int, text: str) -> None:
        second = not self._wide and j > 2
        font = self._bold() if i == 1 and not second and not self._quiet[0] else self.font()
        tone = Tone.MUTED if i == 0 or second or self._quiet[i - 1] else Tone.TEXT
        painter.setFont(font)
        painter.setPen(tone_colour(tone, self.palette()))
        place = self.cell(i, j)
        side = Qt.AlignmentFlag.AlignRight if j else Qt.AlignmentFlag.AlignLeft
        if i == 0 and second:
            text = SHORT.get(text, text)
        shown = text if j else QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _widths(self, *, wide: bool = False) -> list[int]:
        metrics = QFontMetrics(self._bold())
        heads = (self._rows or [[""] * (len(WIDEST) + 1)])[0][1:]
        heads = heads if wide or self._wide else [SHORT.get(head, head) for head in heads]
        return [
            max(metrics.horizontalAdvance(text), metrics.horizontalAdvance(head)) + GAP
            for text, head in zip(WIDEST, heads, strict=True)
        ]
