"""A form that is generated from the declarations of a dataclass of options."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.options import OptionSpec, applies, option_specs, option_type, validate
from sirendesk.gui.forms.number_slider import NumberSlider
from sirendesk.gui.forms.option_editor import OptionEditor
from sirendesk.gui.forms.optional_editor import OptionalEditor
from sirendesk.gui.forms.plain_editors import CheckEditor, ChoiceEditor, TextEditor
from sirendesk.gui.widgets.collapsible import Collapsible


class OptionForm(QWidget):
    """Editors of one dataclass; what a person changes comes out as a new frozen instance.

    Every change tells `options_changed`, and then what a running fit has to know: `live_changed` for each live option
    it can take over, and `setup_changed` when it has to start anew. `set_options` tells nothing. `revised` are parts of
    declarations that are others here, by the option's name.
    """

    options_changed = Signal(object)
    live_changed = Signal(str, object)
    setup_changed = Signal(object)
    more_toggled = Signal(bool)

    def __init__(
        self,
        options: Any,
        prefix: str,
        parent: QWidget | None = None,
        *,
        leave_out: Collection[str] = (),
        revised: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        super().__init__(parent)
        self._class: type = options if isinstance(options, type) else type(options)
        self._options: Any = options() if isinstance(options, type) else options
        specs = {name: spec for name, spec in option_specs(self._class).items() if name not in leave_out}
        self._specs = {name: dataclasses.replace(spec, **revised.get(name, {})) for name, spec in specs.items()}
        self._editors = {name: self._make_editor(name, prefix) for name in self._specs}
        self._displayed: dict[str, Any] = {}
        self._more: Collapsible | None = None
        self._lay_out(prefix)
        self._display()

    def options(self) -> Any:
        """The last options that could be used."""
        return self._options

    def set_options(self, options: Any) -> None:
        """Display other options of the same class, silently."""
        if type(options) is not self._class:
            raise TypeError(f"this form is for {self._class.__name__}, not {type(options).__name__}")
        self._options = options
        self._display()

    def editor(self, name: str) -> OptionEditor:
        """Editor of one option."""
        return self._editors[name]

    def editor_names(self) -> list[str]:
        """Names of the options, in the order of their declaration."""
        return list(self._editors)

    def is_empty(self) -> bool:
        """Whether there is nothing to choose."""
        return not self._editors

    def set_enabled_names(self, names: Collection[str] | None) -> None:
        """Let only these options be changed; None is all of them."""
        for name, editor in self._editors.items():
            editor.setEnabled(names is None or name in names)

    def is_more_open(self) -> bool:
        """Whether the advanced options are unfolded."""
        return self._more is not None and self._more.is_open()

    def set_more_open(self, is_open: bool) -> None:
        """Fold or unfold the advanced options, silently."""
        if self._more is not None:
            self._more.set_open(is_open)

    @Slot(object)
    def _on_value_changed(self, _value: object) -> None:
        values = {name: editor.value() for name, editor in self._editors.items()}
        touched = next((name for name, value in values.items() if value != self._displayed[name]), None)
        self._displayed = values
        try:
            options = dataclasses.replace(self._options, **values)
            validate(options)
        except SirenDeskError as error:
            # said where the person is; the other half of a contradiction may be anywhere
            if touched is not None:
                self._editors[touched].set_message(str(error))
            return
        self._take(options)

    def _take(self, options: Any) -> None:
        before, self._options = self._options, options
        self._clear_messages()
        self._show_what_applies()
        self._count_changes()
        changed = [name for name in self._specs if getattr(options, name) != getattr(before, name)]
        if not changed:
            return
        self.options_changed.emit(options)
        for name in changed:
            if self._specs[name].live:
                self.live_changed.emit(name, getattr(options, name))
        if not all(self._specs[name].live for name in changed):
            self.setup_changed.emit(options)

    def _display(self) -> None:
        for name, editor in self._editors.items():
            editor.set_value(getattr(self._options, name))
        self._displayed = {name: editor.value() for name, editor in self._editors.items()}
        self._clear_messages()
        self._show_what_applies()
        self._count_changes()

    def _show_what_applies(self) -> None:
        for name, editor in self._editors.items():
            if editor.spec.applies is not None:
                editor.setVisible(applies(self._options, name))

    def _clear_messages(self) -> None:
        for editor in self._editors.values():
            editor.set_message("")

    def _count_changes(self) -> None:
        if self._more is not None:
            advanced = [editor for editor in self._editors.values() if editor.spec.advanced]
            count = sum(editor.value() != editor.default for editor in advanced)
            self._more.set_note(f"{count} changed" if count else "")

    def _lay_out(self, prefix: str) -> None:
        column = _column(self)
        basic = [editor for editor in self._editors.values() if not editor.spec.advanced]
        advanced = [editor for editor in self._editors.values() if editor.spec.advanced]
        if not basic:  # folding everything away would leave an empty form
            basic, advanced = advanced, []
        for editor in basic:
            column.addWidget(editor)
        if advanced:
            content = QWidget()
            inner = _column(content)
            for editor in advanced:
                inner.addWidget(editor)
            self._more = Collapsible("More", f"{prefix}.{self._class.__name__}.more")
            self._more.set_content(content)
            self._more.toggled.connect(self.more_toggled)
            column.addWidget(self._more)

    def _make_editor(self, name: str, prefix: str) -> OptionEditor:
        spec = self._specs[name]
        kind, is_optional = option_type(self._class, name)
        default = next(field.default for field in dataclasses.fields(self._class) if field.name == name)
        editor = _editor_for(spec, kind, default, f"{prefix}.{name}")
        if is_optional:
            editor = OptionalEditor(editor)
        editor.value_changed.connect(self._on_value_changed)
        editor.refused.connect(editor.set_message)
        return editor


def _editor_for(spec: OptionSpec, kind: type, default: Any, object_name: str) -> OptionEditor:
    if spec.choices:
        return ChoiceEditor(spec, default, object_name)
    if kind is bool:
        return CheckEditor(spec, default, object_name)
    if kind in (int, float):
        return NumberSlider(spec, kind, default, object_name)
    return TextEditor(spec, default, object_name)


def _column(owner: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column
