"""What every editor of one option has in common: a tooltip, a way back to the default, room for a refusal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from sirendesk.core.options import OptionSpec
from sirendesk.gui.widgets.option_text import teaching_text, value_text
from sirendesk.gui.widgets.tones import Tone, ToneLabel


class OptionEditor(QWidget):
    """Abstract: an editor adds its controls and gives `value` and `set_value` a meaning.

    `value_changed` tells of a person's change only, never of `set_value`.
    """

    value_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, spec: OptionSpec, default: Any, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.default = default
        self.controls: list[QWidget] = []
        self.reset_target: OptionEditor = self
        self.setObjectName(object_name)
        self.setAccessibleName(spec.label)
        self.setToolTip(teaching_text(spec, default))
        self._message = ToneLabel(tone=Tone.ERROR)
        self._message.setObjectName(f"{object_name}.message")
        self._message.setWordWrap(True)
        self._message.hide()
        self.header = QHBoxLayout()
        self.header.setSpacing(6)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(1)
        self.body.addLayout(self.header)
        self.body.addWidget(self._message)

    def value(self) -> Any:
        """What the person has chosen."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Display a value, silently."""
        raise NotImplementedError

    def reset_to_default(self) -> None:
        """Take the default, as if the person had typed it."""
        if self.value() != self.default:
            self.set_value(self.default)
            self.value_changed.emit(self.default)

    def message(self) -> str:
        """Why the value cannot be used; empty when it can."""
        return self._message.text()

    def set_message(self, text: str) -> None:
        """Say under the control why its value cannot be used; an empty text takes the words away."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        action = menu.addAction(f"Reset to default ({value_text(self.spec, self.default)})")
        action.setEnabled(self.reset_target.value() != self.default)
        action.triggered.connect(self._on_reset_requested)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
        event.accept()

    def name_part(self, control: QWidget, part: str) -> None:
        """Give a control inside this editor its stable name, and what a screen reader says."""
        self.controls.append(control)
        control.setObjectName(f"{self.objectName()}.{part}")
        control.setAccessibleName(self.spec.label)
        control.setAccessibleDescription(self.spec.help)

    def _on_reset_requested(self) -> None:
        self.reset_target.reset_to_default()
