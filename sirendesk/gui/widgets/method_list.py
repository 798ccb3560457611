"""Tick boxes for the ways that run beside each other, with a limit to how many."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget


class MethodList(QWidget):
    """One box for each method; tells all that are ticked after a person's change.

    At the limit the other boxes cannot be ticked and say why.
    """

    ticked_changed = Signal(object)

    def __init__(self, methods: Mapping[str, tuple[str, str]], most: int, prefix: str) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}.methods")
        self.setAccessibleName("Methods")
        self._tips = {key: tip for key, (_, tip) in methods.items()}
        self._most = most
        self._boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for key, (title, _) in methods.items():
            box = QCheckBox(title.replace("&", "&&"))
            box.setObjectName(f"{prefix}.method_{key.replace('-', '_')}")
            box.setAccessibleName(title)
            box.setAccessibleDescription(self._tips[key])
            box.clicked.connect(self._tell)
            column.addWidget(box)
            self._boxes[key] = box
        self._limit()

    @property
    def ticked(self) -> tuple[str, ...]:
        """Keys of the ticked methods, in the order on screen."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def set_ticked(self, keys: Collection[str]) -> None:
        """Tick these and no others, silently."""
        for key, box in self._boxes.items():
            box.setChecked(key in keys)
        self._limit()

    def set_title(self, key: str, title: str) -> None:
        """Another name for a method."""
        box = self._boxes[key]
        box.setText(title.replace("&", "&&"))
        box.setAccessibleName(title)

    @Slot()
    def _tell(self) -> None:
        self._limit()
        self.ticked_changed.emit(self.ticked)

    def _limit(self) -> None:
        full = len(self.ticked) >= self._most
        for key, box in self._boxes.items():
            open_ = box.isChecked() or not full
            box.setEnabled(open_)
            tip = self._tips[key]
            box.setToolTip(tip if open_ else f"{tip} At most {self._most} run beside each other: untick another first.")
