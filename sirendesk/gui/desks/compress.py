"""The desk of compressing: joins its tab, the encoder, the known codecs, the ranks of a patch and the files."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication

from sirendesk.core.experiment import Experiment
from sirendesk.gui.answers import Failure
from sirendesk.gui.commands import Commands, can_be_reopened
from sirendesk.gui.compressing.backdrop import Backdrop
from sirendesk.gui.compressing.bench import CompressBench
from sirendesk.gui.compressing.drafts import remembered_draft
from sirendesk.gui.compressing.encoding import Glimpse, Outcome
from sirendesk.gui.compressing.exporting import CompressExport
from sirendesk.gui.compressing.patch_ladder import PatchOptions
from sirendesk.gui.compressing.words import decibels
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.signal_desk import SignalDesk
from sirendesk.gui.opening import COMPRESSED, Opened, kind_of
from sirendesk.gui.tabs.compress import RANKS, CompressTab

ALWAYS = ("open", "paste", "copy_command", "export_csv", "export_curve_png", "export_curve_svg")
NEEDS_FILE = ("export_picture", "export_compressed")
NO_FILE = "This picture came by the clipboard and has no file: a command line cannot name it."


class CompressDesk(SignalDesk):
    """One picture, one draft of a file, and at most one file made or opened."""

    uses_fit: ClassVar[bool] = False

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        window = surroundings.window
        remembered = surroundings.preferences.experiment(CompressTab.key)
        draft, source = remembered_draft(remembered, experiment.signal)
        self._at_begin = ""
        self._last: Glimpse | None = None
        self.session = session = surroundings.open_session()
        # a rank that is turned has a thread of its own: the picture follows the hand
        self.bench = CompressBench(session, surroundings.open_session(), draft, source, self)
        self.work = self.bench.work
        self.commands = Commands(self.work, session, window, self.kind)
        self.backdrop = Backdrop(session, self)
        self._tab = CompressTab(self.bench.work.draft, draft.codec, draft.target, draft.patch, surroundings.theme)
        self._export = CompressExport(session, window, self._tab.chart)
        self._connect_signals()

    @property
    def tab(self) -> CompressTab:
        """The tab's widget."""
        return self._tab

    @property
    def state(self) -> str:
        """State of the file."""
        return self.bench.state

    def make_way(self) -> None:
        """Nothing: a file is made in a thread of its own and ends soon."""

    @property
    def ready(self) -> bool:
        """Start needs a picture."""
        return self.bench.ready

    @property
    def title(self) -> str:
        """Name of the picture, or of the file that stands alone."""
        return self.bench.name

    @property
    def settled(self) -> bool:
        """Whether everything that was asked for is on the screen."""
        return not (self.backdrop.busy or self.bench.busy)

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """All that can be asked of a compression."""
        bench, export, outcome = self.bench, self._export, self.bench.outcome
        return {
            "open": self.commands.ask_and_open,
            "paste": self.commands.paste,
            "copy_command": self._copy_command,
            "start": bench.start,
            "stop": bench.stop,
            "reset": self._reset,
            "export_picture": partial(export.picture, outcome, self.title),
            "export_compressed": self._export_compressed,
            "export_csv": partial(export.table, self.backdrop.rivals.found, outcome),
            "export_curve_png": export.chart_png,
            "export_curve_svg": export.chart_svg,
        }

    def usable(self) -> Collection[str]:
        """Files can be taken out once there is one."""
        return (*ALWAYS, *NEEDS_FILE) if self.bench.outcome is not None else ALWAYS

    def tips(self) -> Mapping[str, str]:
        """An encoder, not a fit."""
        return {
            "start": "Make the file, in a thread of its own; the dot on the chart moves as it gets better.",
            "stop": "Give the file up at once. Nothing is written.",
            "reset": "Forget the file; picture and settings stay.",
            "export_picture": "Save what the file gives back, as PNG.",
            "export_csv": "Every file on the chart: codec, setting, bytes, bits per pixel, PSNR, SSIM.",
            "export_curve_png": "The chart as it is drawn, at twice the resolution.",
            "export_curve_svg": "The chart as it is drawn, for print.",
            "copy_command": "Copy the words that make this file in a terminal.",
        }

    def begin(self) -> None:
        """The compressed file that the program was started with."""
        if self._at_begin:
            self.open_compressed(self._at_begin)

    def open_at_begin(self, location: str) -> None:
        """Open a compressed file once the window is there."""
        self._at_begin = location

    def present(self) -> None:
        """State and numbers of the file; the known codecs begin to be drawn."""
        status = self._surroundings.status
        status.clear_run()
        status.set_state(self.state)
        self._show_status()
        self._look()

    def offer(self, opened: Opened) -> None:
        """Take it up unless a file is made, read or there, or it is here already; else keep it for later."""
        self.bench.offer(opened)

    def remember(self) -> None:
        """The draft, if its picture can be opened again."""
        source = self.bench.work.draft.signal
        if can_be_reopened(source.location):
            self._surroundings.preferences.set_experiment(self._tab.key, self.bench.draft.to_json(source))

    def open_compressed(self, location: str) -> None:
        """Read and decode a compressed file off this thread; beside the picture that is open if that has its size."""
        self.wants_front.emit(self)
        self.said.emit("Reading the compressed picture…")
        self.bench.open_compressed(location)

    def _connect_signals(self) -> None:
        bench, tab, work = self.bench, self._tab, self.bench.work
        tab.codec_edited.connect(bench.edit_codec)
        tab.target_edited.connect(bench.edit_target)
        tab.patch_edited.connect(self._edit_patch)
        tab.seed_edited.connect(bench.edit_seed)
        tab.source_edited.connect(work.edit_source)
        tab.page_changed.connect(self._see_page)
        tab.ranks.place_chosen.connect(self._place_patch)
        tab.card.save_requested.connect(self._export_compressed)
        self.follow_openings()
        work.draft_changed.connect(self._show_draft)
        bench.begun.connect(self._show_beginning)
        bench.glimpsed.connect(self._show_glimpse)
        bench.outcome_shown.connect(self._show_outcome)
        bench.read.connect(self._show_read)
        bench.forgotten.connect(tab.forget_file)
        bench.given_up.connect(self._say_given_up)
        bench.state_changed.connect(self._show_state)
        behind = self.backdrop
        behind.rivals.arrived.connect(tab.display_rivals)
        behind.patch_rivals.arrived.connect(tab.display_patch_rivals)
        behind.patch_placed.connect(tab.display_patch)
        behind.ladder.climbed.connect(tab.display_rungs)
        self._export.stored.connect(bench.take_stored)
        self._export.saved.connect(self.show_saved)
        for source in (bench, self._export, behind.rivals, behind.patch_rivals, behind.ladder):
            source.failed.connect(self.show_failure)

    def _look(self) -> None:
        """What costs time is done for a tab that is seen."""
        opened = self.bench.opened
        if not self.in_front or opened is None:
            return
        self.backdrop.see_picture(opened)
        if self._tab.page == RANKS:
            self.backdrop.see_patch(opened, self.bench.draft.patch)

    @Slot(object)
    def send_elsewhere(self, what: object) -> None:
        """A compressed file is this desk's own business; all else is another's."""
        if isinstance(what, str) and kind_of(what) == COMPRESSED:
            self.open_compressed(what)
        else:
            super().send_elsewhere(what)

    @Slot(object)
    def _edit_patch(self, patch: PatchOptions) -> None:
        self.bench.edit_patch(patch)
        self._look()

    @Slot(int, int)
    def _place_patch(self, top: int, left: int) -> None:
        self._edit_patch(dataclasses.replace(self.bench.draft.patch, top=top, left=left))
        self._show_draft(self.bench.work.draft)

    @Slot(str)
    def _see_page(self, page: str) -> None:
        self._look()

    @Slot(object)
    def show_signal(self, opened: Opened) -> None:
        """Another picture is open: what was drawn of the one before goes."""
        self._last = None
        self.backdrop.clear()
        super().show_signal(opened)
        self._look()

    @Slot(object)
    def _show_draft(self, experiment: Experiment) -> None:
        draft = self.bench.draft
        self._tab.edit(experiment, draft.codec, draft.target, draft.patch)

    @Slot()
    def _show_beginning(self) -> None:
        self._last = None
        self.messages.clear()
        self._tab.begin()

    @Slot(str, object)
    def _show_glimpse(self, title: str, glimpse: Glimpse) -> None:
        self._last = glimpse
        self._tab.display_glimpse(title, glimpse)
        self._show_status()

    def _show_status(self) -> None:
        glimpse, outcome, status = self._last, self.bench.outcome, self._surroundings.status
        if not self.in_front or self.state == "empty":
            return
        if outcome is not None:
            status.display_work(1.0, None, decibels(outcome.psnr) if outcome.frame is not None else "")
        elif glimpse is not None:
            score = f"≈ {decibels(glimpse.trail[-1][1])}" if glimpse.trail else ""
            status.display_work(glimpse.share, glimpse.seconds_left, score)

    @Slot(object)
    def _show_outcome(self, outcome: Outcome) -> None:
        opened = self.bench.opened
        if outcome.frame is None or opened is None:
            self._tab.display_outcome(outcome, outcome.picture.size)
        else:
            before, now = opened.whole.shape, opened.image.shape
            larger = f"{before[-1]} × {before[0]}" if before != now else ""
            self._tab.display_outcome(outcome, opened.image.values.size, larger)
        self._show_status()
        self.changed.emit()

    @Slot(object)
    def _show_read(self, outcome: Outcome) -> None:
        self._surroundings.status.clearMessage()
        self._surroundings.preferences.add_recent(outcome.path)
        if outcome.frame is not None and self.bench.opened is not None:
            self.messages.raise_info(f"Compared with {self.bench.opened.signal.name}, which is open and has its size.")

    @Slot()
    def _say_given_up(self) -> None:
        self._tab.forget_file()
        self.messages.raise_info("Given up: no file was made. Start begins anew.", cause="given up")

    @Slot(str)
    def _show_state(self, state: str) -> None:
        if self.in_front:
            self._surroundings.status.set_state(state)
        self.changed.emit()

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Also leave nothing half drawn."""
        super().show_failure(failure)
        if self.state == "empty":
            self._tab.forget_file()

    @Slot()
    def _reset(self) -> None:
        self.bench.reset()
        self.messages.clear()
        self.changed.emit()

    @Slot()
    def _export_compressed(self) -> None:
        self._export.compressed(self.bench.outcome, self.title)

    @Slot()
    def _copy_command(self) -> None:
        if not can_be_reopened(self.bench.work.draft.signal.location):
            self.said.emit(NO_FILE)
            return
        QGuiApplication.clipboard().setText(self.bench.words)
        self.said.emit("Copied. Paste it in a terminal to make this file.")
