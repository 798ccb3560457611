"""Slider and box for one number, linear or logarithmic."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sirendesk.core.options import OptionSpec
from sirendesk.gui.forms.option_editor import OptionEditor
from sirendesk.gui.forms.option_label import OptionLabel
from sirendesk.gui.widgets.ladder import ladder_for
from sirendesk.gui.widgets.number_field import NumberField
from sirendesk.gui.widgets.quiet import QuietSlider


class NumberSlider(OptionEditor):
    """Editor of an int or float. The slider visits the ladder's stops; the box takes any number between the bounds.

    Where a slider would be of no use (a bound is missing, or there are too many stops) there is the box alone.
    """

    def __init__(
        self,
        spec: OptionSpec,
        kind: type,
        default: float | None,
        object_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(spec, default, object_name, parent)
        self._ladder = ladder_for(spec, kind, default)
        self._kind = kind
        self.field = NumberField(spec, kind, self._ladder, self._first_value(default))
        self.slider: QuietSlider | None = None
        label = OptionLabel(spec.label, spec.live)
        label.set_buddy(self.field)
        self.header.addWidget(label, 1)
        self.header.addWidget(self.field)
        self.name_part(self.field, "field")
        self.setFocusProxy(self.field)
        if self._ladder.stops:
            self.slider = self._make_slider()
            self.body.insertWidget(1, self.slider)
        label.reset_requested.connect(self._on_reset_requested)
        self.field.reset_requested.connect(self._on_reset_requested)
        self.field.value_changed.connect(self._on_field_changed)
        self.field.refused.connect(self.refused)

    def value(self) -> float:
        return self.field.value()

    def set_value(self, value: float) -> None:
        self.field.set_value(value)
        self._place_handle()

    def _on_slider_acted(self, _action: int) -> None:
        # actionTriggered is a person's doing only, so no signal needs to be blocked anywhere; the position is already
        # the new one while the value is not
        assert self.slider is not None
        value = self._kind(self._ladder.stops[self.slider.sliderPosition()])
        if value != self.field.value():
            self.field.set_value(value)
            self.value_changed.emit(value)

    def _on_field_changed(self, value: float) -> None:
        self._place_handle()
        self.value_changed.emit(value)

    def _make_slider(self) -> QuietSlider:
        slider = QuietSlider()
        slider.setRange(0, len(self._ladder.stops) - 1)
        slider.setPageStep(self._ladder.page)
        slider.setValue(self._ladder.nearest(self.field.value()))
        slider.actionTriggered.connect(self._on_slider_acted)
        self.name_part(slider, "slider")
        return slider

    def _place_handle(self) -> None:
        if self.slider is not None:
            self.slider.setValue(self._ladder.nearest(self.field.value()))

    def _first_value(self, default: float | None) -> float:
        """Where an option starts whose default is None: in the middle of the ladder, else at its lower bound."""
        if default is not None:
            return default
        if self._ladder.stops and self.spec.logarithmic:
            return self._ladder.stops[len(self._ladder.stops) // 2]
        return self._kind(max(self._ladder.minimum, 0) if self._ladder.maximum >= 0 else self._ladder.maximum)
