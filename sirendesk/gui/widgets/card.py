"""A titled card with a button at its right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget


def lay_out_card(card: QWidget, title: str, button: QWidget, parts: Iterable[QWidget]) -> None:
    """Title and button above, the parts below each other."""
    label = QLabel(title)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    head = QHBoxLayout()
    head.addWidget(label)
    head.addStretch(1)
    head.addWidget(button)
    column = QVBoxLayout(card)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addLayout(head)
    for part in parts:
        column.addWidget(part)
