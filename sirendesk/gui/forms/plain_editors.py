"""Editors of options that are not numbers: a check box, a choice, a line of text."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from sirendesk.core.options import OptionSpec
from sirendesk.gui.forms.option_editor import OptionEditor
from sirendesk.gui.forms.option_label import OptionLabel
from sirendesk.gui.widgets.quiet import QuietComboBox


class CheckEditor(OptionEditor):
    """Editor of a bool."""

    def __init__(self, spec: OptionSpec, default: bool | None, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, default, object_name, parent)
        self.box = QCheckBox(spec.label.replace("&", "&&") + ("  ● live" if spec.live else ""))
        self.box.setChecked(bool(default))
        self.name_part(self.box, "box")
        self.header.addWidget(self.box, 1)
        self.setFocusProxy(self.box)
        self.box.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: bool) -> None:
        self.box.setChecked(value)

    def _on_clicked(self, checked: bool) -> None:
        self.value_changed.emit(checked)


class ChoiceEditor(OptionEditor):
    """Editor of a choice, kept by name."""

    def __init__(self, spec: OptionSpec, default: str | None, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, default, object_name, parent)
        self.box = QuietComboBox()
        self.box.setMinimumWidth(self.fontMetrics().horizontalAdvance("0" * 12))
        for choice in spec.choices:
            self.box.addItem(choice, choice)
        label = OptionLabel(spec.label, spec.live)
        label.set_buddy(self.box)
        self.name_part(self.box, "box")
        self.header.addWidget(label, 1)
        self.header.addWidget(self.box)
        self.setFocusProxy(self.box)
        if default is not None:
            self.set_value(default)
        label.reset_requested.connect(self._on_reset_requested)
        self.box.activated.connect(self._on_activated)
        self._shown = self.value()

    def value(self) -> str:
        return self.box.currentData()

    def set_value(self, value: str) -> None:
        self.box.setCurrentIndex(self.box.findData(value))
        self._shown = value

    def _on_activated(self, _index: int) -> None:
        # choosing what stands there already is no change
        if self.value() != self._shown:
            self._shown = self.value()
            self.value_changed.emit(self._shown)


class TextEditor(OptionEditor):
    """Editor of a text without choices."""

    def __init__(self, spec: OptionSpec, default: str | None, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec, default, object_name, parent)
        self.line = QLineEdit(default or "")
        label = OptionLabel(spec.label, spec.live)
        label.set_buddy(self.line)
        self.name_part(self.line, "line")
        self.header.addWidget(label, 1)
        self.body.insertWidget(1, self.line)
        self.setFocusProxy(self.line)
        self._held = default or ""
        self._drawn = self.line.text()
        label.reset_requested.connect(self._on_reset_requested)
        self.line.editingFinished.connect(self._on_editing_finished)

    def value(self) -> str:
        return self._held

    def set_value(self, value: str) -> None:
        self._held = value  # the line may show less: it drops line breaks
        self.line.setText(value)
        self._drawn = self.line.text()

    def _on_editing_finished(self) -> None:
        if self.line.text() != self._drawn:
            self._held = self._drawn = self.line.text()
            self.value_changed.emit(self._held)
