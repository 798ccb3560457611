"""What stands behind a tab: its part of the window's actions, and the state that the transport shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset
from sirendesk.gui.answers import Failure
from sirendesk.gui.opening import Opened
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.session import Session
from sirendesk.gui.theme import Theme
from sirendesk.gui.widgets.message_bar import MessageBar
from sirendesk.gui.widgets.status_line import StatusLine
from sirendesk.gui.widgets.transport import Transport


@dataclass(frozen=True)
class Surroundings:
    """The parts of the window that all desks share. `session` is that of the first tab; `open_session` makes more."""

    window: QWidget
    actions: dict[str, QAction]
    session: Session
    open_session: Callable[[], Session]
    preferences: Preferences
    transport: Transport
    status: StatusLine
    theme: Theme


class Desk(QObject):
    """Abstract: wires one tab to the work behind it.

    `wishes` are the actions of the window that it serves; all others are out of reach while its tab is in front.
    `changed` tells that `state` or `usable` are others now, `signal_shared` that a signal was opened, which other desks
    may take up; `belongs_elsewhere` brings a location, an experiment or a signal of another kind than its own. What the
    bars of the window show (transport, status) is that of the desk `in_front`.
    """

    changed = Signal()
    said = Signal(str)
    wants_front = Signal(object)
    signal_shared = Signal(object)
    belongs_elsewhere = Signal(object)

    # the kind of signal that it works on, by its name in SIGNALS; empty where it needs none
    kind: ClassVar[str] = "image"
    # whether presets and budgets of fits mean something here
    uses_fit: ClassVar[bool] = True

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings.window)
        self._surroundings = surroundings
        self.in_front = False

    @property
    def tab(self) -> Any:
        """The tab's widget; it has `key`, `title`, `messages`, `apply_theme`, `save_layout` and `restore_layout`."""
        raise NotImplementedError

    @property
    def messages(self) -> MessageBar:
        """Where sentences for a person go."""
        return self.tab.messages

    @property
    def state(self) -> str:
        """ "empty", "ready", "starting", "running", "paused", "stopping" or "finished"."""
        raise NotImplementedError

    @property
    def uses_signal(self) -> bool:
        """Whether there is a signal to be learnt."""
        return bool(self.kind)

    @property
    def ready(self) -> bool:
        """Whether there is something that Start can work on."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What is being worked on, for the window's title; may be empty."""
        return ""

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """Slots by the name of the action they serve."""
        raise NotImplementedError

    def usable(self) -> Collection[str]:
        """Names of the actions, beside the transport's, that can be used now."""
        raise NotImplementedError

    def tips(self) -> Mapping[str, str]:
        """Sentences for actions that mean something else here than for a fit."""
        return {}

    def word_on_own(self) -> str:
        """What somebody who opens a picture of their own should know about how it is used here; may be empty."""
        return ""

    def begin(self) -> None:
        """Once the window is there: what takes time, off the window's thread."""

    def present(self) -> None:
        """It has come to the front: put what is its own on the window's bars."""

    def make_way(self) -> None:
        """Another desk has begun to learn: hold what takes the processor's time."""

    def offer(self, opened: Opened) -> None:
        """Take up a signal that is open elsewhere, if nothing is lost by it."""

    def open_location(self, location: str) -> None:
        """Open a file or a sample."""

    def adopt(self, experiment: Experiment) -> None:
        """Take over all settings, the signal included."""

    def work_on(self, opened: Opened) -> None:
        """Take up a signal that a person opened elsewhere, whatever is lost by it."""

    def take(self, data: QMimeData | None, name: str) -> bool:
        """Open what was dropped or pasted; False when it is nothing that can be opened."""
        return False

    def apply_preset(self, preset: Preset) -> None:
        """Take over ready-made settings."""

    def edit_budget(self, budget: Budget) -> None:
        """Another budget was chosen."""

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Say what went wrong in another thread."""
        self._surroundings.status.clearMessage()
        self.raise_once(failure.sentence)

    def raise_once(self, sentence: str, cause: str = "") -> None:
        """Say what went wrong, unless it is said already."""
        if all(message.text != sentence for message in self.messages.messages()):
            self.messages.raise_error(sentence, cause)

    @Slot(str)
    def show_saved(self, path: str) -> None:
        """Say that a file is there."""
        self.said.emit(f"Saved {path}")

    def close(self) -> None:
        """The window goes: let go of what is not its session's."""

    def remember(self) -> None:
        """Put what shall be there next time into the preferences."""
