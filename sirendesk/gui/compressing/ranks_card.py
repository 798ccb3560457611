"""What the ranks of the exercise cost and keep, in numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sirendesk.core.codec.patch import PRESET_RANKS
from sirendesk.gui.compressing.patch_ladder import Rung
from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets.tab_parts import heading
from sirendesk.gui.widgets.tones import Tone, ToneLabel

HEADS = ("rank", "numbers", "of the patch's", "file bytes", "patch dB", "whole dB")
HELP = (
    "How many columns times rows are added up.",
    "Numbers in the two thin matrices.",
    "Those numbers against the numbers in the patch: more than 1 stores more than the patch itself.",
    "The real bytes of the file: whole numbers, entropy-coded, headers included.",
    "PSNR of the patch alone, as the file gives it back.",
    "PSNR of the whole picture in which only the patch is changed. All around is exact, so it is higher: it flatters.",
)
ROWS = len(PRESET_RANKS) + 1
ABSENT = "–"


class RanksCard(QFrame):
    """A row for each rank of the exercise, and one for the slider's."""

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.ranks_card")
        self.setAccessibleName("Ranks of the patch")
        self.setFont(tabular(self.font()))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        self._cells = [[ToneLabel(tone=Tone.MUTED) for _ in HEADS] for _ in range(ROWS + 1)]
        for i, row in enumerate(self._cells):
            for j, cell in enumerate(row):
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                cell.setToolTip(HELP[j])
                grid.addWidget(cell, i, j)
        self._words = ToneLabel(tone=Tone.TEXT)
        self._words.setObjectName(f"{prefix}.ranks_words")
        self._words.setWordWrap(True)
        self._copy = QToolButton()
        self._copy.setObjectName(f"{prefix}.ranks_copy")
        self._copy.setText("Copy")
        self._copy.setAutoRaise(True)
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy.setAccessibleName("Copy the ranks")
        self._copy.setToolTip("Copy the table as plain text.")
        self._copy.clicked.connect(self._copy_text)
        head = QHBoxLayout()
        head.addWidget(heading("Ranks of the patch"))
        head.addStretch(1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self._words)
        column.addStretch(1)
        self.display({}, PRESET_RANKS[1])

    @property
    def text(self) -> str:
        """All that stands there, as plain text."""
        rows = ["\t".join(cell.text() for cell in row) for row in self._cells if row[0].text()]
        return "\n".join([*rows, self._words.text()])

    def display(self, rungs: Mapping[int, Rung], rank: int) -> None:
        """What is known, with the slider at a rank."""
        ranks = list(PRESET_RANKS) if rank in PRESET_RANKS else sorted({*PRESET_RANKS, rank})
        for i, row in enumerate(self._cells):
            at = ranks[i - 1] if 0 < i <= len(ranks) else None
            texts = HEADS if i == 0 else ("",) * len(HEADS) if at is None else _texts(at, rungs.get(at))
            for cell, text in zip(row, texts, strict=True):
                cell.setText(text)
                cell.set_tone(Tone.TEXT if at == rank else Tone.MUTED)
        rung = rungs.get(rank)
        self._words.setText("" if rung is None else rung.sentence)

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


def _texts(rank: int, rung: Rung | None) -> tuple[str, ...]:
    if rung is None:
        return (f"{rank}", *([ABSENT] * (len(HEADS) - 1)))
    return (
        f"{rank}",
        f"{rung.numbers:,}",
        f"{rung.numbers / rung.numbers_in_patch:.2f}",
        f"{rung.bytes:,}",
        f"{rung.patch_psnr:.2f}",
        "∞" if math.isinf(rung.whole_psnr) else f"{rung.whole_psnr:.2f}",
    )
