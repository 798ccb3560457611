"""What the Compress tab works on: a picture, settings, and at most one file, made, turned by hand or opened."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.codec.command_line import compress_command
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import AnySignal, SignalSource, as_picture
from sirendesk.gui.compressing.drafts import CompressDraft
from sirendesk.gui.compressing.encoding import Glimpse, Order, Outcome
from sirendesk.gui.compressing.live_rank import LiveRank
from sirendesk.gui.compressing.making import Making
from sirendesk.gui.compressing.patch_ladder import PatchOptions
from sirendesk.gui.compressing.reading import Reading
from sirendesk.gui.compressing.target import TargetOptions
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session
from sirendesk.gui.workbench import Workbench


class CompressBench(QObject):
    """Owns no widget and knows none.

    `begun` tells that the file before is gone because another comes, `glimpsed` how far that is (and the name of its
    codec), `outcome_shown` brings it; `read` brings one that was opened, and `forgotten` tells that there is none.
    """

    state_changed = Signal(str)
    begun = Signal()
    glimpsed = Signal(str, object)
    outcome_shown = Signal(object)
    read = Signal(object)
    forgotten = Signal()
    given_up = Signal()
    failed = Signal(object)

    def __init__(
        self, session: Session, quick: Session, draft: CompressDraft, source: SignalSource, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.draft = draft
        self.outcome: Outcome | None = None
        self._offered: Opened | None = None
        began = Experiment(signal=source, seed=draft.seed)
        self.work = Workbench(session, began, self, launch=self._launch)
        self.making = Making(session, self)
        self.reading = Reading(session, self)
        self.live = LiveRank(quick, self)
        self._connect_signals()

    @property
    def state(self) -> str:
        """ "empty", "running" or "finished"."""
        return self.making.state

    @property
    def opened(self) -> Opened | None:
        """The picture that is open."""
        return self.work.opened

    @property
    def ready(self) -> bool:
        """Whether there is a picture that Start can work on."""
        return self.opened is not None or self._offered is not None

    @property
    def busy(self) -> bool:
        """Whether a file is on its way."""
        return self.state == "running" or self.reading.busy or self.live.busy

    @property
    def name(self) -> str:
        """Of the file that stands alone, or of the picture; may be empty."""
        if self.outcome is not None and self.outcome.frame is None:
            return Path(self.outcome.path).name
        return self.opened.signal.name if self.opened is not None else ""

    @property
    def words(self) -> str:
        """The words that make this file in a terminal."""
        pixels = self.opened.signal.size if self.opened is not None else 1
        out = f"{Path(self.name or 'picture').stem}.sdz"
        draft = self.draft
        return compress_command(self.work.draft.signal, draft.codec, draft.target.goal(pixels), draft.seed, out)

    def offer(self, opened: Opened) -> None:
        """Take a picture up unless a file is made, read or there, or it is here already; else keep it for later."""
        if self.state != "empty" or self.reading.busy:
            self._offered = opened if self.opened is None else None
        elif self.opened is None or self.opened.whole is not opened.whole:
            self.work.take(opened)

    @Slot()
    def start(self) -> None:
        """Make the file."""
        if self.opened is None and self._offered is not None:
            self.work.take(self._offered)
        self.work.start()

    @Slot()
    def stop(self) -> None:
        """Give the file up that is being made."""
        self.making.stop()

    @Slot()
    def reset(self) -> None:
        """Forget the file; picture and settings stay."""
        self.live.forget()
        self.making.reset()
        self.outcome = None
        self.forgotten.emit()

    def open_compressed(self, location: str) -> None:
        """Read and decode a file; beside the picture that is open if that has its size."""
        self.live.forget()
        self.making.reset()
        self.reading.begin(location, self.opened.image if self.opened is not None else None)

    def take_stored(self, outcome: Outcome) -> None:
        """The file is on disk now."""
        if self.outcome is not None and self.outcome.data is outcome.data:
            self._show(outcome)

    @Slot(object)
    def edit_codec(self, codec: Any) -> None:
        """Counts from the next Start; a rank that is turned shows at once."""
        self.draft = dataclasses.replace(self.draft, codec=codec)
        self._follow_rank()

    @Slot(object)
    def edit_target(self, target: TargetOptions) -> None:
        """Counts from the next Start."""
        self.draft = dataclasses.replace(self.draft, target=target)
        self._follow_rank()

    def edit_patch(self, patch: PatchOptions) -> None:
        """Another patch is looked at."""
        self.draft = dataclasses.replace(self.draft, patch=patch)

    @Slot(object)
    def edit_seed(self, seed: int) -> None:
        """Counts from the next Start."""
        self.draft = dataclasses.replace(self.draft, seed=int(seed))
        self.work.edit_seed(seed)

    def _follow_rank(self) -> None:
        if self.opened is not None and self.state != "running" and not self.reading.busy:
            self.live.turn(self.draft, self.opened.image)

    def _launch(self, experiment: Experiment, signal: AnySignal) -> None:
        self.live.forget()
        self.making.reset()
        self.outcome = None
        self.begun.emit()
        draft, picture = self.draft, as_picture(signal)
        self.making.begin(Order(draft.codec, draft.target.goal(picture.size), draft.seed, picture))

    @Slot(object)
    def _see_signal(self, opened: Opened) -> None:
        self.outcome = self._offered = None
        self.live.forget()
        self.reading.give_up()
        self.making.reset()

    @Slot(str)
    def _see_state(self, state: str) -> None:
        if state == "empty":
            self.outcome = None
        self.state_changed.emit(state)

    @Slot(object)
    def _see_glimpse(self, glimpse: Glimpse) -> None:
        order = self.making.order
        if order is not None:
            self.glimpsed.emit(order.title, glimpse)

    @Slot(object)
    def _see_live(self, glimpse: Glimpse) -> None:
        self.making.reset()  # the file before is not that of this rank
        self.glimpsed.emit(self.draft.codec.title, glimpse)

    @Slot(object)
    def _take_live(self, outcome: Outcome) -> None:
        self.making.show_finished()
        self._show(outcome)

    @Slot(object)
    def _take_read(self, outcome: Outcome) -> None:
        self.making.show_finished()
        self.begun.emit()
        self._show(outcome)
        self.read.emit(outcome)

    @Slot(object)
    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.outcome_shown.emit(outcome)

    def _connect_signals(self) -> None:
        making, live, reading = self.making, self.live, self.reading
        self.work.signal_opened.connect(self._see_signal)
        making.state_changed.connect(self._see_state)
        making.glimpsed.connect(self._see_glimpse)
        making.made.connect(self._show)
        making.given_up.connect(self.given_up)
        live.glimpsed.connect(self._see_live)
        live.made.connect(self._take_live)
        reading.read.connect(self._take_read)
        for source in (making, live, reading):
            source.failed.connect(self.failed)
