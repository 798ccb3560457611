"""One update of one walk in numbers, as text that can be followed and copied."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFontDatabase, QPalette, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from sirendesk.core.descent.arithmetic import arithmetic_text
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.descent.strokes import TITLE_HEIGHT
from sirendesk.gui.views.framed_pane import FramedPane

TITLE = "This update in numbers"
TIP = "The arithmetic of the update on the screen, of the walk that is chosen in the list. Select it to copy it."
SECONDS_BETWEEN_TEXTS = 0.12


class ArithmeticView(FramedPane):
    """Follows the playback a few times a second, and exactly when it stands still."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.arithmetic_pane", TITLE, TIP, theme, parent)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{prefix}.arithmetic")
        self.text.setAccessibleName("Arithmetic of this update")
        self.text.setToolTip(TIP)
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setTabChangesFocus(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.text.setFont(tabular(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)))
        self._title_row.addStrut(TITLE_HEIGHT)
        self._column.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        self._pace = Pace(SECONDS_BETWEEN_TEXTS)
        self._shown: tuple[int, int] | None = None
        self.apply_theme(theme)

    def display(self, walk: Walk | None, step: int, *, at_once: bool) -> None:
        """Show an update of a walk; while things move, not oftener than one can read."""
        shown = (id(walk), step)
        if shown == self._shown or not self._pace.due(at_once=at_once):
            return
        self._shown = shown
        self.header.set_lead(TITLE)
        self.header.set_text(walk.recipe.title if walk is not None else "")
        self.text.setPlainText(arithmetic_text(walk, step) if walk is not None else "Tick a descent in the list.")

    def display_text(self, title: str, text: str) -> None:
        """Show something else."""
        self._shown = None
        self.header.set_lead("What is seen")
        self.header.set_text(title)
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        palette = self.text.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(theme.background))
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.text))
        self.text.setPalette(palette)
