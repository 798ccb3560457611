"""The question where a file shall go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget


def ask_where_to_save(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """A path, `name` proposed, or None; `kind` is "What it is (*.suffix)", several of them parted by ";;".

    The suffix is added before the dialog asks whether a file of that name may be replaced.
    """
    dialog = QFileDialog(parent, title, name, kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    chosen = dialog.selectedFiles() if dialog.exec() == QDialog.DialogCode.Accepted else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
