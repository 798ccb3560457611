"""Editor of an option that may be left to the program: a box "auto" beside the editor of the value."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from sirendesk.gui.forms.option_editor import OptionEditor


class OptionalEditor(OptionEditor):
    """None while "auto" is checked, else the value of the editor inside, which keeps its own meanwhile."""

    def __init__(self, inner: OptionEditor, parent: QWidget | None = None) -> None:
        super().__init__(inner.spec, inner.default, inner.objectName(), parent)
        self.inner = inner
        self.auto = QCheckBox("auto")
        self.name_part(self.auto, "auto")
        self.auto.setAccessibleName(f"{inner.spec.label}: automatic")
        inner.setObjectName(f"{self.objectName()}.value")
        inner.reset_target = self
        inner.header.addWidget(self.auto)
        # the caption's row keeps its height while there is no value to show
        self.auto.setMinimumHeight(max(control.sizeHint().height() for control in inner.controls))
        self.body.insertWidget(1, inner)
        self.setFocusProxy(self.auto)
        self.set_value(inner.default)
        self.auto.clicked.connect(self._on_auto_clicked)
        inner.value_changed.connect(self.value_changed)
        inner.refused.connect(self.refused)

    def value(self) -> Any:
        return None if self.auto.isChecked() else self.inner.value()

    def set_value(self, value: Any) -> None:
        self.auto.setChecked(value is None)
        if value is not None:
            self.inner.set_value(value)
        self._uncover()

    def _on_auto_clicked(self, _checked: bool) -> None:
        self._uncover()
        self.value_changed.emit(self.value())

    def _uncover(self) -> None:
        for control in self.inner.controls:
            control.setVisible(not self.auto.isChecked())
