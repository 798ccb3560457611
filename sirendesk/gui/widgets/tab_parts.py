"""What every tab is put together from: bold captions, panes with dividers, a column of settings that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget


def heading(text: str) -> QLabel:
    """A bold caption above a group of settings."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def splitter(name: str, orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Parts with dividers between them, each with its share of the room."""
    made = QSplitter(orientation)
    made.setObjectName(name)
    made.setChildrenCollapsible(True)
    for k, (part, stretch) in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(k, stretch)
    return made


def settings_column(name: str, tip: str, parts: Sequence[QWidget]) -> QScrollArea:
    """Settings one below the other, in a column that scrolls."""
    settings = QWidget()
    column = QVBoxLayout(settings)
    column.setContentsMargins(10, 8, 10, 8)
    column.setSpacing(8)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setObjectName(name)
    scroll.setAccessibleName("Settings")
    scroll.setToolTip(tip)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(settings)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # always there, so that no slider changes its width when what is below it grows
    scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    return scroll
