"""A box that chooses one entry of a catalogue, with the form of the chosen one below."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.catalogue import name_of
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.widgets.quiet import QuietComboBox
from sirendesk.gui.widgets.tones import Tone, ToneLabel


class ChoiceForm(QWidget):
    """Chooser over a catalogue of option classes (each with a `title` and a `summary`); tells what OptionForm tells.

    What was set for an entry is there again when one comes back to it; `beginnings` are what one comes to first where
    that is not the usual. One entry alone is a caption, not a box.
    """

    options_changed = Signal(object)
    live_changed = Signal(str, object)
    setup_changed = Signal(object)
    more_toggled = Signal(bool)

    def __init__(
        self,
        catalogue: Mapping[str, type[Any]],
        title: str,
        prefix: str,
        parent: QWidget | None = None,
        *,
        beginnings: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._prefix = prefix
        self._remembered: dict[str, Any] = dict(beginnings)
        self._more_open = False
        self._enabled_names: Collection[str] | None = None
        self._name = next(iter(catalogue))
        self.setObjectName(f"{prefix}.{_slug(title)}")
        self.box: QuietComboBox | None = None
        self._summary = ToneLabel(tone=Tone.MUTED)
        self._summary.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(self._make_heading(title))
        self._column.addWidget(self._summary)
        self._form = self._place_form(catalogue[self._name]())

    def choice(self) -> str:
        """Name of the chosen entry."""
        return self._name

    def options(self) -> Any:
        """The chosen entry's last options that could be used."""
        return self._form.options()

    def set_options(self, options: Any) -> None:
        """Display options of any class of the catalogue, silently."""
        name = name_of(self._catalogue, options)
        if name == self._name:
            self._form.set_options(options)
        else:
            self._switch(name, options)

    def form(self) -> OptionForm:
        """Form of the chosen entry; another choice brings another form."""
        return self._form

    def set_enabled_names(self, names: Collection[str] | None) -> None:
        """Let only these options be changed; None is all of them, and the choice itself."""
        self._enabled_names = names
        self._form.set_enabled_names(names)
        if self.box is not None:
            self.box.setEnabled(names is None)

    def is_more_open(self) -> bool:
        """Whether advanced options are unfolded, for whichever entry has some."""
        return self._more_open

    def set_more_open(self, is_open: bool) -> None:
        """Fold or unfold the advanced options, silently."""
        self._more_open = is_open
        self._form.set_more_open(is_open)

    def _on_choice_activated(self, _index: int) -> None:
        assert self.box is not None
        name = self.box.currentData()
        if name == self._name:
            return
        self._remembered[self._name] = self._form.options()
        self._switch(name, self._remembered.get(name) or self._catalogue[name]())
        self.options_changed.emit(self.options())
        self.setup_changed.emit(self.options())

    def _on_more_toggled(self, is_open: bool) -> None:
        self._more_open = is_open
        self.more_toggled.emit(is_open)

    def _switch(self, name: str, options: Any) -> None:
        self._remembered[self._name] = self._form.options()
        # the form goes away for good: a hidden one would keep its object names, which belong to the new form now
        self._column.removeWidget(self._form)
        self._form.setParent(None)
        self._form.deleteLater()
        self._name = name
        if self.box is not None:
            self.box.setCurrentIndex(self.box.findData(name))
        self._form = self._place_form(options)

    def _place_form(self, options: Any) -> OptionForm:
        form = OptionForm(options, self._prefix)
        form.set_more_open(self._more_open)
        form.set_enabled_names(self._enabled_names)
        form.options_changed.connect(self.options_changed)
        form.live_changed.connect(self.live_changed)
        form.setup_changed.connect(self.setup_changed)
        form.more_toggled.connect(self._on_more_toggled)
        self._column.addWidget(form)
        # only now: without a parent it would be a window for a moment
        form.setVisible(not form.is_empty())
        if self.box is not None:
            QWidget.setTabOrder(self.box, form)
        self._summary.setText(self._catalogue[self._name].summary)
        return form

    def _make_heading(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        caption = QLabel(title)
        caption.setTextFormat(Qt.TextFormat.PlainText)
        font = caption.font()
        font.setBold(True)
        caption.setFont(font)
        row.addWidget(caption)
        if len(self._catalogue) == 1:
            name = QLabel(self._catalogue[self._name].title)
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setObjectName(f"{self.objectName()}.name")
            row.addStretch(1)
            row.addWidget(name)
            return row
        self.box = QuietComboBox()
        self.box.setObjectName(f"{self.objectName()}.box")
        self.box.setAccessibleName(title)
        # a long title must not decide how narrow the pane can be
        self.box.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        for number, (name, cls) in enumerate(self._catalogue.items()):
            self.box.addItem(cls.title, name)
            self.box.setItemData(number, cls.summary, Qt.ItemDataRole.ToolTipRole)
        self.box.setToolTip(f"{title}: each keeps its own settings when you come back to it.")
        caption.setBuddy(self.box)
        row.addWidget(self.box, 1)
        self.box.activated.connect(self._on_choice_activated)
        return row


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
