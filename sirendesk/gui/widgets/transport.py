"""The bar above the tabs: open, samples, start, pause, step, stop, reset, preset and budget."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from sirendesk.core.budget import Budget
from sirendesk.core.presets import Preset
from sirendesk.gui.widgets.budget_box import BudgetBox

ENABLED = {
    "empty": {"start"},
    "ready": {"start", "step"},
    "starting": {"stop", "reset"},
    "running": {"pause", "step", "stop", "reset"},
    "paused": {"start", "step", "stop", "reset"},
    "stopping": {"reset"},
    "finished": {"start", "reset"},
}
RUN_ACTIONS = ("start", "pause", "step", "stop", "reset")


class Transport(QWidget):
    """Buttons share the window's actions; it enables them by the state of the run.

    `samples` are name, title and kind of signal.
    """

    sample_requested = Signal(str)
    preset_requested = Signal(object)
    budget_changed = Signal(object)

    def __init__(
        self, actions: dict[str, QAction], samples: list[tuple[str, str, str]], presets: list[Preset], prefix: str
    ) -> None:
        super().__init__()
        self._actions = actions
        self._presets = presets
        self._has_signal = False
        self._state = "empty"
        self._kind = ""
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self._button("open", prefix))
        samples_button = self._samples_button(samples, prefix)
        row.addWidget(samples_button)
        row.addSpacing(12)
        for name in RUN_ACTIONS:
            row.addWidget(self._button(name, prefix))
        row.addStretch(1)
        self._preset_box = self._make_preset_box(prefix)
        self._budget_box = BudgetBox(prefix)
        self._budget_box.budget_changed.connect(self.budget_changed)
        self._of_signals: list[QWidget] = [self._buttons["open"], samples_button]
        self._of_fits: list[QWidget] = []
        for text, box in (("Preset", self._preset_box), ("Budget", self._budget_box)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addSpacing(8)
            row.addWidget(label)
            row.addWidget(box)
            self._of_fits += [label, box]
        self.set_kind("image")
        self._enable()

    def set_budget(self, budget: Budget) -> None:
        """Show a budget without telling anyone."""
        self._budget_box.set_budget(budget)

    def show_preset(self, name: str) -> None:
        """Show which preset the settings come from; an empty name is "Own settings"."""
        box = self._preset_box
        named = (k for k in range(1, box.count()) if box.itemData(k) is not None and box.itemData(k).name == name)
        box.setCurrentIndex(next(named, 0))

    def set_uses_signal(self, uses_signal: bool) -> None:
        """Show what is about signals, or leave it out where there are none."""
        for part in self._of_signals:
            part.setVisible(uses_signal)

    def set_uses_fit(self, uses_fit: bool) -> None:
        """Show presets and budgets of fits, or leave them out where nothing is fitted by them."""
        for part in self._of_fits:
            part.setVisible(uses_fit)

    def set_kind(self, kind: str) -> None:
        """Offer the presets that are made for a kind of signal."""
        box = self._preset_box
        if kind == self._kind:
            return
        self._kind = kind
        box.clear()
        box.addItem("Own settings")
        for preset in self._presets:
            if preset.kind == kind:
                box.addItem(preset.title, preset)
                box.setItemData(box.count() - 1, preset.summary, Qt.ItemDataRole.ToolTipRole)
        lessons = [k for k in range(1, box.count()) if box.itemData(k).lesson is not None]
        if lessons:
            box.insertSeparator(lessons[0])

    def set_desk(self, state: str, ready: bool) -> None:
        """Enable what can be done in a state of the run in front; Start needs something to work on (`ready`)."""
        self._state = state
        self._has_signal = ready
        self._enable()

    @Slot(int)
    def _choose_preset(self, index: int) -> None:
        preset = self._preset_box.itemData(index)
        if preset is not None:
            self.preset_requested.emit(preset)

    @Slot(QAction)
    def _choose_sample(self, action: QAction) -> None:
        self.sample_requested.emit(action.data())

    def _enable(self) -> None:
        usable = ENABLED[self._state] if self._has_signal else set()
        for name in RUN_ACTIONS:
            self._actions[name].setEnabled(name in usable)
        self._actions["start"].setText("&Resume" if self._state == "paused" else "&Start")

    def _button(self, name: str, prefix: str) -> QToolButton:
        action = self._actions[name]
        button = QToolButton()
        button.setDefaultAction(action)
        button.setObjectName(f"{prefix}.{name}")
        button.setAccessibleName(action.text().replace("&", "").replace("…", ""))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(18, 18))
        # reached by Tab; a click leaves the keys to the tab below, where Space plays
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons[name] = button
        if name == "start":  # "Resume" is longer: the bar must not jump
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance("Resume") + 48)
        return button

    def _samples_button(self, samples: list[tuple[str, str, str]], prefix: str) -> QToolButton:
        menu = QMenu(self)
        before = ""
        for name, title, kind in samples:
            if before and kind != before:
                menu.addSeparator()
            before = kind
            entry = menu.addAction(title)
            entry.setData(f"sample:{name}")
        menu.triggered.connect(self._choose_sample)
        button = QToolButton()
        button.setText("Samples")
        button.setObjectName(f"{prefix}.samples")
        button.setAccessibleName("Samples")
        button.setToolTip("Open one of the pictures and sounds that come with SirenDesk.")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setMenu(menu)
        return button

    def _make_preset_box(self, prefix: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"{prefix}.preset")
        box.setAccessibleName("Preset")
        box.setToolTip("Ready-made settings. Choosing one replaces model, optimiser, training and budget.")
        box.activated.connect(self._choose_preset)
        return box
