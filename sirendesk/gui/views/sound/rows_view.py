"""What waveforms and spectrograms have in common: a row for each track under one ruler, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.drawing import draw_png
from sirendesk.gui.views.sound.sound_keys import obey, wants
from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.time_axis import TimeAxis
from sirendesk.gui.views.sound.time_row import TimeRow
from sirendesk.gui.views.sound.time_ruler import TimeRuler

TRACKS = (("original", "Original"), ("fit", "Reconstruction"), ("difference", "Difference"))
GESTURES = (
    "Click to go there, drag to select, drag an end to change it. The wheel zooms at the pointer, Shift and wheel or "
    "the middle button move along, a double click shows all. Keys: + and − zoom, Z zooms to the selection, L loops "
    "it, Left and Right go a second."
)
HAIRLINE = 1

Row = TypeVar("Row", bound=TimeRow)


class RowsView(QWidget, Generic[Row]):
    """Abstract: a subclass makes the rows. `hovered` says in words what is under the pointer."""

    hovered = Signal(str)

    def __init__(
        self,
        name: str,
        title: str,
        axis: TimeAxis | None = None,
        marks: SoundMarks | None = None,
        theme: Theme = LIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.axis = axis or TimeAxis(self)
        self.marks = marks or SoundMarks(self)
        self._theme = theme
        self._rows: dict[str, Row] = {}
        self._hidden: set[str] = set()
        self.ruler = TimeRuler(f"{name}_ruler", self.axis, self.marks, theme, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(HAIRLINE, HAIRLINE, HAIRLINE, HAIRLINE)
        self._column.setSpacing(0)
        self._column.addWidget(self.ruler)
        self.set_tracks(TRACKS)

    @property
    def keys(self) -> tuple[str, ...]:
        """The tracks, in their order."""
        return tuple(self._rows)

    def row(self, key: str) -> Row:
        """The row of a track."""
        return self._rows[key]

    def set_tracks(self, tracks: Sequence[tuple[str, str]]) -> None:
        """The tracks as (key, title), in their order; what a row shows already, it keeps."""
        before, self._rows = self._rows, {}
        for k, (key, title) in enumerate(tracks):
            row = before.pop(key, None)
            if row is None:
                row = self._make_row(f"{self.objectName()}_{key}", title, key)
                row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
                row.setFocusProxy(self)
                row.pointed.connect(self._read)
            row.set_title(title)
            self._rows[key] = row
            self._column.insertWidget(k + 1, row, 1)
            row.setHidden(key in self._hidden)
        for row in before.values():
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self._style()

    def set_shown(self, key: str, *, shown: bool) -> None:
        """Give a track a row, or leave its room to the others."""
        (self._hidden.discard if shown else self._hidden.add)(key)
        if key in self._rows:
            self._rows[key].setVisible(shown)

    def is_shown(self, key: str) -> bool:
        """Whether a track has a row."""
        return key not in self._hidden

    def set_caption(self, key: str, caption: str) -> None:
        """What stands beside the title of a track."""
        if key in self._rows:
            self._rows[key].set_caption(caption)

    def set_active(self, key: str | None) -> None:
        """Which track is heard."""
        for one, row in self._rows.items():
            row.set_active(one == key)

    def clear_track(self, key: str) -> None:
        """The track has nothing to draw."""
        raise NotImplementedError

    def clear(self) -> None:
        """No track has anything to draw."""
        for key in self._rows:
            self.clear_track(key)
            self.set_caption(key, "")
        self.hovered.emit("")

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.ruler.apply_theme(theme)
        for row in self._rows.values():
            row.apply_theme(theme)
        self._style()
        self.update()

    def export_png(self) -> bytes:
        """The ruler and the rows as they are seen, twice as fine."""
        parts: list[QWidget] = [self.ruler, *(row for row in self._rows.values() if not row.isHidden())]
        return draw_png(parts, self._theme.background)

    def cancel(self) -> bool:
        """Give up what is being dragged; whether there was anything."""
        dragged = [row.cancel() for row in self._rows.values()]
        return any(dragged)

    def event(self, event: QEvent) -> bool:
        """Keys of the view come before those of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and wants(event, self.marks):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom, select and mark from the keyboard."""
        if event.key() == Qt.Key.Key_Escape and self.cancel():
            return
        if not self._has_sound() or not obey(event, self.axis, self.marks):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the keys."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys went elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline, in the accent's colour while the view has the keys."""
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.accent if self.hasFocus() else self._theme.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _has_sound(self) -> bool:
        return any(not row.is_empty for row in self._rows.values())

    def _make_row(self, name: str, title: str, key: str) -> Row:
        raise NotImplementedError

    def _style(self) -> None:
        """Colours that a subclass gives its rows."""

    def _words_for(self, row: Row, seconds: float, share: float) -> str:
        raise NotImplementedError

    @Slot(object)
    def _read(self, place: tuple[QObject, float, float] | None) -> None:
        if place is None:
            self.hovered.emit("")
            return
        row = next((one for one in self._rows.values() if one is place[0]), None)
        self.hovered.emit("" if row is None or row.is_empty else self._words_for(row, place[1], place[2]))
