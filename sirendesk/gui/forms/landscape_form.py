"""Which landscape, and its numbers: a box and a form that stand in different places of a tab."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.catalogue import name_of
from sirendesk.core.descent.landscape import LandscapeOptions
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.widgets.quiet import QuietComboBox
from sirendesk.gui.widgets.tones import Tone, ToneLabel

NETWORK = "network"
NETWORK_TITLE = "A network's own"
NETWORK_SUMMARY = "The loss around the weights of the fit of another tab, on the plane in which they moved most."


class LandscapeForm(QWidget):
    """The form of the landscape's numbers; `choice` is the box above it. What was set for each is remembered."""

    options_changed = Signal(object)
    network_chosen = Signal()

    def __init__(self, options: LandscapeOptions, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prefix = prefix
        self._name = name_of(LANDSCAPES, options)
        self._remembered: dict[str, Any] = {}
        self._refused = False
        self.box = QuietComboBox()
        self.box.setObjectName(f"{prefix}.landscape.box")
        self.box.setAccessibleName("Landscape")
        self.box.setToolTip("What is descended. Each landscape keeps its own settings when you come back to it.")
        self.box.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        entries = [(name, cls.title, cls.summary) for name, cls in LANDSCAPES.items()]
        for k, (name, title, summary) in enumerate((*entries, (NETWORK, NETWORK_TITLE, NETWORK_SUMMARY))):
            self.box.addItem(title, name)
            self.box.setItemData(k, summary, Qt.ItemDataRole.ToolTipRole)
        self.summary = ToneLabel(tone=Tone.MUTED)
        self.summary.setWordWrap(True)
        self.choice = self._make_choice()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._form = self._place_form(options)
        self.box.activated.connect(self._choose)

    @property
    def form(self) -> OptionForm:
        """The form of the chosen landscape."""
        return self._form

    @property
    def name(self) -> str:
        """Name of the chosen landscape."""
        return self._name

    def set_options(self, options: LandscapeOptions) -> None:
        """Display options of any landscape, silently."""
        name = name_of(LANDSCAPES, options)
        if name == self._name:
            if self._form.options() != options:
                self._form.set_options(options)
        else:
            self._switch(name, options)

    def refuse(self, sentence: str) -> bool:
        """Say under the formula why it cannot be used; False where there is no formula."""
        if "formula" not in self._form.editor_names():
            return False
        self._form.editor("formula").set_message(sentence)
        self._refused = True
        return True

    @Slot(int)
    def _choose(self, _index: int) -> None:
        name = self.box.currentData()
        if name == self._name:
            return
        if name == NETWORK:
            self._remember()
            self._name = name
            self._form.hide()
            self.summary.setText(NETWORK_SUMMARY)
            self.network_chosen.emit()
            return
        self._remember()
        self._switch(name, self._remembered.get(name) or LANDSCAPES[name]())
        self.options_changed.emit(self._form.options())

    def _remember(self) -> None:
        # a refused formula would be refused again
        if self._name != NETWORK and not self._refused:
            self._remembered[self._name] = self._form.options()

    @Slot(object)
    def _edit(self, options: LandscapeOptions) -> None:
        self._refused = False
        self.options_changed.emit(options)

    def _switch(self, name: str, options: LandscapeOptions) -> None:
        self._column.removeWidget(self._form)
        self._form.setParent(None)
        self._form.deleteLater()
        self._name = name
        self._refused = False
        self._form = self._place_form(options)

    def _place_form(self, options: LandscapeOptions) -> OptionForm:
        self.box.setCurrentIndex(self.box.findData(self._name))
        self.summary.setText(options.summary)
        form = OptionForm(options, self._prefix)
        form.options_changed.connect(self._edit)
        self._column.addWidget(form)
        form.setVisible(not form.is_empty())
        return form

    def _make_choice(self) -> QWidget:
        choice = QWidget()
        caption = QLabel("Landscape")
        caption.setTextFormat(Qt.TextFormat.PlainText)
        font = caption.font()
        font.setBold(True)
        caption.setFont(font)
        caption.setBuddy(self.box)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self.box, 1)
        column = QVBoxLayout(choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.summary)
        return choice
