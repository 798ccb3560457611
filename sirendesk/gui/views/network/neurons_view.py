"""What each neuron of a layer answers over the picture, and what goes when it is silent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sirendesk.core.insight.values import InsightRequest, Neurons
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.network.contact_sheet import ContactSheet
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.tool_row import ToolButton
from sirendesk.gui.widgets.quiet import QuietComboBox

TIP = (
    "Every small picture is one neuron: what it answers at each place, dark low and bright high. First layers are "
    "plain waves, later ones pick out shapes. Click one, or Space on the framed one, to mute it and see what goes; "
    "arrow keys move the frame."
)
SENTENCE = (
    "Press Start: every neuron of a layer appears here as a small picture of what it answers.\n"
    "Click one to silence it, and see what the picture loses."
)
HINT = "Click a neuron to silence it: the picture without it appears here"


class NeuronsView(NetworkPage):
    """The contact sheet, the picture without the muted ones, and the choice of the layer."""

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.neurons", SENTENCE, theme, parent)
        self._shown: Neurons | None = None
        self._layer = 0
        self._muted: dict[int, frozenset[int]] = {}
        self.pane = _SheetPane(f"{prefix}.neurons_pane", theme)
        self.sheet = self.pane.sheet
        self.without = ImagePane(f"{prefix}.neurons_without", "Without them", HINT, theme)
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.pane, 5)
        row.addWidget(self.without, 3)
        self._make_tools(f"{prefix}.neurons")
        self.sheet.neuron_chosen.connect(self._read)
        self.sheet.toggle_requested.connect(self._toggle)
        self.without.fit_requested.connect(self.without.canvas.fit)
        self.apply_theme(theme)
        self.clear()

    @property
    def muted(self) -> tuple[int, ...]:
        """Numbers of the muted neurons of the layer that is seen."""
        return tuple(sorted(self._muted.get(self._layer, frozenset())))

    def request(self) -> InsightRequest:
        """The neurons of the chosen layer."""
        return InsightRequest("neurons", self._layer, self.muted)

    def clear(self) -> None:
        """No pictures; which neurons are muted goes with the network they were in."""
        self._shown = None
        self._muted = {}
        self._show_muted()
        super().clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.pane.apply_theme(theme)
        self.without.apply_theme(theme)

    def _draw(self, insight: Neurons) -> None:
        self._list_layers(insight.layers)
        if insight.layer != self._layer:
            if self._layer < insight.layers:
                return  # an answer to what was asked before
            self._layer = insight.layer
            self.layer_box.setCurrentIndex(self._layer)
        self._shown = insight
        # a narrower network may have come since
        there = self._muted.get(self._layer, frozenset())
        self._muted[self._layer] = frozenset(k for k in there if k < insight.features)
        self.sheet.set_neurons(insight.maps, insight.indices.tolist())
        some = "" if len(insight.indices) == insight.features else f"{len(insight.indices)} of "
        self.pane.header.set_text(f"layer {insight.layer + 1} of {insight.layers} · {some}{insight.features} neurons")
        self._show_muted()
        if insight.muted == self.muted and insight.picture is not None:
            self.without.display(insight.picture)
            self.without.set_caption(loss_text(insight.loss_in_db))
        self._read(self.sheet.chosen)

    def _make_tools(self, name: str) -> None:
        caption = QLabel("Layer")
        caption.setTextFormat(Qt.TextFormat.PlainText)
        self.layer_box = QuietComboBox()
        self.layer_box.setObjectName(f"{name}.layer")
        self.layer_box.setAccessibleName("Layer")
        self.layer_box.setToolTip(
            "Which hidden layer is seen; 1 is next to the coordinates, the last next to the output."
        )
        self.layer_box.addItem("1")
        self.layer_box.setMinimumWidth(56)
        caption.setBuddy(self.layer_box)
        self.unmute_button = ToolButton(
            f"{name}.unmute", "Unmute all", "Let every neuron of this layer be heard again.", word="Unmute all"
        )
        for k, part in enumerate((caption, self.layer_box, self.unmute_button)):
            self.foot.insertWidget(k, part)
        self.foot.insertSpacing(3, 8)
        self.layer_box.activated.connect(self._choose_layer)
        self.unmute_button.clicked.connect(self._unmute)

    def _list_layers(self, count: int) -> None:
        if self.layer_box.count() != count:
            self.layer_box.clear()
            self.layer_box.addItems([str(k + 1) for k in range(count)])
            self.layer_box.setCurrentIndex(min(self._layer, count - 1))

    @Slot(int)
    def _choose_layer(self, layer: int) -> None:
        if layer != self._layer:
            self._layer = layer
            self._show_muted()
            self.request_changed.emit()

    @Slot(int)
    def _toggle(self, neuron: int) -> None:
        self._muted[self._layer] = self._muted.get(self._layer, frozenset()) ^ {neuron}
        self._show_muted()
        self._read(self.sheet.chosen)
        self.request_changed.emit()

    @Slot()
    def _unmute(self) -> None:
        if self.muted:
            self._muted.pop(self._layer)
            self._show_muted()
            self._read(self.sheet.chosen)
            self.request_changed.emit()

    def _show_muted(self) -> None:
        """What is known without asking: the crosses come at once, the picture follows."""
        muted = self.muted
        self.sheet.set_muted(muted)
        self.unmute_button.setEnabled(bool(muted))
        count = len(muted)
        which = f"neuron {muted[0] + 1}" if count == 1 else f"{count} neurons"
        self.without.header.set_lead(f"Without {which}" if muted else "Without them")
        if not muted:
            self.without.clear()
        elif self._shown is None or self._shown.muted != muted:
            self.without.set_caption("…")

    @Slot(object)
    def _read(self, place: int | None) -> None:
        shown = self._shown
        if shown is None:
            return
        if place is None or place >= len(shown.indices):
            self.words.set_text(f"{len(self.muted)} muted" if self.muted else "brightest where a neuron answers most")
            return
        number = int(shown.indices[place])
        state = " · muted" if number in self.muted else ""
        text = f"neuron {number + 1} of {shown.features} · {shown.lows[place]:.2f} to {shown.highs[place]:.2f}{state}"
        self.words.set_text(text.replace("-", "\u2212"))


class _SheetPane(FramedPane):
    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "Neurons", TIP, theme)
        self.sheet = ContactSheet(theme, self)
        self._add_body(self.sheet)

    def apply_theme(self, theme: Theme) -> None:
        self._take_theme(theme)
        self.sheet.apply_theme(theme)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.sheet.see_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.sheet.see_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.sheet.press_key(event):
            super().keyPressEvent(event)


def loss_text(decibels: float | None) -> str:
    """What the silence costs, on the places shown: −3.2 dB; a fit that gets better without them says +."""
    if decibels is None:
        return ""
    text = f"{-decibels:+.1f} dB"
    change = "0.0 dB" if text in ("+0.0 dB", "-0.0 dB") else text.replace("-", "\u2212")
    return f"PSNR {change} against all neurons"
