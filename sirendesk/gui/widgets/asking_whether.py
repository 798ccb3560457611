"""A question that is answered by yes or no, in plain text: the name of a file is no markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_whether(parent: QWidget, title: str, question: str, yes: str, no: str = "Cancel") -> bool:
    """Whether a person pressed the button called `yes`; Esc and the other button change nothing."""
    box = QMessageBox(parent)
    box.setObjectName("window.question")
    box.setWindowTitle(title)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree)
    box.setEscapeButton(refuse)
    box.exec()
    agreed = box.clickedButton() is agree
    box.deleteLater()
    return agreed
