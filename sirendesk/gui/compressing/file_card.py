"""What a file takes and keeps, beside the JPEG of as many bytes, and who wins."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sirendesk.gui.compressing.encoding import Glimpse, Outcome
from sirendesk.gui.compressing.words import is_won, ratio_text, short_size, size_text, verdict
from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets.tab_parts import heading
from sirendesk.gui.widgets.tones import Tone, ToneLabel

EMPTY = "Press Start: the file's bytes and its likeness appear here, beside the JPEG of the same size."
ALONE = "The picture that it was made from is not open, so there is nothing to compare it with."
HEADS = ("", "bytes", "bits/pixel", "PSNR dB", "SSIM")
HELP = (
    "",
    "Bytes of the whole file, headers included.",
    "Bits of the file for each pixel of the picture.",
    "Peak signal-to-noise ratio of the whole picture against the original. 6 dB halve the error.",
    "Structural similarity of the whole picture: 1 is the same. It minds blur and grain.",
)
ABSENT = "–"


class FileCard(QFrame):
    """A small table, sizes in words, and the verdict in green or red with a sign and words that say the same."""

    save_requested = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.file_card")
        self.setAccessibleName("The file")
        self.setFont(tabular(self.font()))
        self._rows: list[tuple[str, ...]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)
        self._cells: list[QLabel] = []
        self._sizes = _label(f"{prefix}.file_sizes", Tone.MUTED)
        self._verdict = _label(f"{prefix}.file_verdict", Tone.TEXT)
        self._where = _label(f"{prefix}.file_where", Tone.MUTED)
        self.save = _button(
            f"{prefix}.save", "Save…", "Save the compressed picture", "Write the file; `sirendesk decompress` reads it."
        )
        self.copy = _button(f"{prefix}.file_copy", "Copy", "Copy these numbers", "Copy the table as plain text.")
        head = QHBoxLayout()
        head.addWidget(heading("The file"))
        head.addStretch(1)
        head.addWidget(self.copy)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._grid)
        for part in (self._verdict, self._sizes, self._where):
            column.addWidget(part)
        column.addStretch(1)
        self.save.clicked.connect(self.save_requested)
        self.copy.clicked.connect(self._copy)
        self.clear()

    @property
    def text(self) -> str:
        """All that stands there, as plain text."""
        lines = ["\t".join(row) for row in self._rows]
        words = [label.text() for label in (self._verdict, self._sizes, self._where) if label.text()]
        return "\n".join([*lines, *words])

    def clear(self) -> None:
        """Back to the sentence that says what will appear."""
        self._fill([])
        self._say(EMPTY, Tone.MUTED)
        self._sizes.setText("")
        self._where.setText("")
        self._usable(False)

    def display_glimpse(self, title: str, glimpse: Glimpse, pixels: int) -> None:
        """The file as it would be now."""
        self._usable(False)
        rows = []
        if glimpse.trail:
            count, score = glimpse.trail[-1]
            rows.append((title, f"{count:,}", f"{8 * count / pixels:.3f}", _peak(score), ABSENT))
        self._fill(rows)
        self._say(f"{glimpse.doing.capitalize()} …", Tone.MUTED)
        self._sizes.setText("So far; the JPEG of the same size comes at the end." if rows else "")
        self._where.setText("")

    def display(self, outcome: Outcome, raw: int, larger: str = "") -> None:
        """A finished file of a picture with `raw` numbers of 8 bits; `larger` are the pixels of a larger original."""
        pixels = outcome.shape[0] * outcome.shape[1]
        rows = [_row(outcome.title, outcome.size, pixels, outcome.psnr, outcome.ssim)]
        jpeg = outcome.jpeg
        if jpeg is not None:
            rows.append(_row(f"JPEG, {jpeg.setting}", len(jpeg.data), pixels, jpeg.psnr, jpeg.ssim))
        self._fill(rows)
        if outcome.jpeg_asked:
            won = is_won(outcome.psnr, jpeg)
            sign, tone = {True: ("▲ ", Tone.GOOD), False: ("▼ ", Tone.ERROR), None: ("", Tone.TEXT)}[won]
            self._say(sign + verdict(outcome.title, outcome.size, outcome.psnr, outcome.ssim, jpeg), tone)
        else:
            self._say(ALONE, Tone.TEXT)
        parts = [f"{size_text(outcome.size)}: {ratio_text(outcome.size, raw)} the raw numbers ({short_size(raw)})"]
        if outcome.original_bytes:
            original = short_size(outcome.original_bytes)
            original += f" with {larger} pixels" if larger else ""
            parts.append(f"{ratio_text(outcome.size, outcome.original_bytes)} the file it was opened from ({original})")
        if outcome.seconds >= 0.05:
            parts.append(f"made in {outcome.seconds:.1f} s")
        if outcome.without_alpha:
            parts.append("the transparency of the picture is not in it")
        self._sizes.setText("; ".join(parts) + ".")
        self._where.setText(
            f"On disk: {outcome.path}, {outcome.stored:,} bytes." if outcome.stored is not None else "Not saved yet."
        )
        self._usable(True)

    def _usable(self, usable: bool) -> None:
        self.save.setEnabled(usable)
        self.copy.setEnabled(usable)

    def _say(self, words: str, tone: Tone) -> None:
        self._verdict.set_tone(tone)
        self._verdict.setText(words)

    def _fill(self, rows: Sequence[tuple[str, ...]]) -> None:
        self._rows = [HEADS, *rows] if rows else []
        texts = [(i, j, text) for i, row in enumerate(self._rows) for j, text in enumerate(row)]
        while len(self._cells) > len(texts):
            cell = self._cells.pop()
            self._grid.removeWidget(cell)
            cell.setParent(None)
            cell.deleteLater()
        while len(self._cells) < len(texts):
            i, j, _ = texts[len(self._cells)]
            cell = ToneLabel(tone=Tone.MUTED if i == 0 or i > 1 else Tone.TEXT)
            side = Qt.AlignmentFlag.AlignRight if j else Qt.AlignmentFlag.AlignLeft
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            if not j:
                cell.setWordWrap(True)
            cell.setToolTip(HELP[j])
            self._grid.addWidget(cell, i, j)
            self._cells.append(cell)
        self._grid.setColumnStretch(0, 1)
        for cell, (i, j, text) in zip(self._cells, texts, strict=True):
            cell.setText(text)
            cell.setAccessibleName(f"{self._rows[i][0]} {HEADS[j]}".strip() if i and j else text)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


def _row(title: str, count: int, pixels: int, psnr: float, ssim: float) -> tuple[str, ...]:
    likeness = ABSENT if math.isnan(ssim) else f"{ssim:.4f}"
    return title, f"{count:,}", f"{8 * count / pixels:.3f}", _peak(psnr), likeness


def _peak(psnr: float) -> str:
    return ABSENT if math.isnan(psnr) else "∞" if math.isinf(psnr) else f"{psnr:.2f}"


def _label(name: str, tone: Tone) -> ToneLabel:
    label = ToneLabel(tone=tone)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def _button(name: str, text: str, title: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(title)
    button.setToolTip(tip)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
