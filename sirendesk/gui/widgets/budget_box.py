"""The budget of a run in the transport bar: a number and what it counts."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from sirendesk.core.budget import DEFAULT_SECONDS, Budget
from sirendesk.core.options import from_json, option_specs, option_type
from sirendesk.gui.widgets.ladder import ladder_for
from sirendesk.gui.widgets.number_field import NumberField
from sirendesk.gui.widgets.option_text import teaching_text, value_text
from sirendesk.gui.widgets.quiet import QuietComboBox
from sirendesk.gui.widgets.tones import Tone, ToneLabel

_UNITS = {"seconds": "seconds", "steps": "steps", "target_psnr": "dB target"}
_FIRST: dict[str, float] = {"seconds": DEFAULT_SECONDS, "steps": 1000, "target_psnr": 40.0}


class BudgetBox(QWidget):
    """Edits one limit; another that came with a preset stays and is named beside it, until the unit is changed."""

    budget_changed = Signal(object)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.budget")
        self._budget = Budget()
        self._fields = QStackedWidget()
        self._fields.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._boxes = {name: self._make_field(name, prefix) for name in _UNITS}
        self._unit = QuietComboBox()
        self._unit.setObjectName(f"{prefix}.budget_unit")
        self._unit.setAccessibleName("Budget counts")
        self._unit.setToolTip(
            "What ends the run: time, a number of steps, or a PSNR that is reached. Where methods run beside each "
            "other, it is the model's own; the others end by themselves, so that all together take longer."
        )
        for name, text in _UNITS.items():
            self._unit.addItem(text, name)
        self._others = ToneLabel(tone=Tone.MUTED)
        self._others.setObjectName(f"{prefix}.budget_others")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._fields)
        row.addWidget(self._unit)
        row.addWidget(self._others)
        self._unit.activated.connect(self._on_unit_activated)
        self._display()

    def budget(self) -> Budget:
        """What is set."""
        return self._budget

    def set_budget(self, budget: Budget) -> None:
        """Display another budget, silently."""
        self._budget = budget
        self._display()

    @Slot(int)
    def _on_unit_activated(self, _index: int) -> None:
        name = self._unit.currentData()
        if name != _shown_limit(self._budget):
            # each unit keeps its last number
            self._take(from_json(Budget, {"seconds": None, name: self._boxes[name].value()}))

    @Slot(object)
    def _on_number_changed(self, value: float) -> None:
        self._take(dataclasses.replace(self._budget, **{_shown_limit(self._budget): value}))

    def _take(self, budget: Budget) -> None:
        self._budget = budget
        self._display()
        self.budget_changed.emit(budget)

    def _display(self) -> None:
        shown = _shown_limit(self._budget)
        self._boxes[shown].set_value(getattr(self._budget, shown))
        self._fields.setCurrentWidget(self._boxes[shown])
        self._unit.setCurrentIndex(self._unit.findData(shown))
        self.setFocusProxy(self._boxes[shown])
        specs = option_specs(Budget)
        others = [
            value_text(specs[name], getattr(self._budget, name)) + (" steps" if name == "steps" else "")
            for name in _UNITS
            if name != shown and getattr(self._budget, name) is not None
        ]
        self._others.setText(f"or {' or '.join(others)}" if others else "")
        self._others.setToolTip("The run ends at whichever comes first. Choosing another unit drops this limit.")
        self._others.setVisible(bool(others))

    def _make_field(self, name: str, prefix: str) -> NumberField:
        spec = option_specs(Budget)[name]
        kind, _ = option_type(Budget, name)
        ladder = ladder_for(spec, kind, None)
        # the unit stands in the box beside it
        field = NumberField(dataclasses.replace(spec, unit=""), kind, ladder, _FIRST[name])
        field.setObjectName(f"{prefix}.budget_{name}")
        field.setAccessibleName(f"Budget: {spec.label}")
        field.setToolTip(teaching_text(spec, _FIRST[name]))
        field.value_changed.connect(self._on_number_changed)
        self._fields.addWidget(field)
        return field


def _shown_limit(budget: Budget) -> str:
    """The limit in the box: seconds before steps before a target, as the boxes stand."""
    return next(name for name in _UNITS if getattr(budget, name) is not None)
