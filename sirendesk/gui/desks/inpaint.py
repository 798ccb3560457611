"""The desk of inpainting: joins its tab, the mask, the lanes that fill it, and the rivals that need no learning."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.mask import Mask
from sirendesk.core.race import RaceSnapshot
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.commands import Commands, can_be_reopened
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.signal_desk import SignalDesk
from sirendesk.gui.inpainting.bench import InpaintBench
from sirendesk.gui.inpainting.drafts import first_draft, to_remember
from sirendesk.gui.inpainting.lanes import titles
from sirendesk.gui.inpainting.mask_files import MaskFiles
from sirendesk.gui.inpainting.mask_keeper import Prepared, Words, hole_picture
from sirendesk.gui.inpainting.rank_pictures import RankPictures
from sirendesk.gui.inpainting.results import InpaintResults
from sirendesk.gui.inpainting.summary import as_one
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.opening import Opened
from sirendesk.gui.tabs.inpaint import InpaintTab

NEEDS_RUN = ("export_picture", "export_csv", "export_curve_png", "export_curve_svg")
ALWAYS = ("open", "paste", "open_experiment", "copy_command", "save_experiment")


class InpaintDesk(SignalDesk):
    """One picture, one mask, one draft, and a race of several methods that goes on while the mask is painted."""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        window = surroundings.window
        remembered = surroundings.preferences.experiment(InpaintTab.key)
        draft, ticked = first_draft(experiment.signal, remembered)
        self._last: RaceSnapshot | None = None
        self.session = session = surroundings.open_session()
        self.holes = InpaintBench(session, surroundings.open_session(), draft, ticked, self)
        self.bench = self.work = self.holes.work
        self.keeper, self.filling = self.holes.keeper, self.holes.filling
        self.commands = Commands(self.bench, session, window)
        self._tab = InpaintTab(draft, self.holes.task, surroundings.theme)
        self.files = MaskFiles(self.keeper, self._tab.canvas, window)
        self.results = InpaintResults(session, window, self._tab.curves, self._tab.scored)
        self.ranks = RankPictures(session, self.filling, self._tab.rank, self)
        # a large picture takes longer than a stroke may be held up for
        self._hole_picture = LatestJob(session, "hole picture", self._make_hole_picture, self)
        self._connect_bench()
        self._connect_tab()
        self._show_draft(draft)

    @property
    def tab(self) -> InpaintTab:
        """The tab's widget."""
        return self._tab

    @property
    def settled(self) -> bool:
        """Whether the race has ended and every rival has answered."""
        return self.state == "finished" and not self.filling.busy

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """All that can be asked of an inpainting."""
        return {
            "open": self.commands.ask_and_open,
            "open_experiment": self.commands.ask_and_open_experiment,
            "paste": self.commands.paste,
            "copy_command": self._copy_command,
            "start": self.holes.start,
            "pause": self.session.pause,
            "step": self.session.step,
            "stop": self.session.stop,
            "reset": self._reset,
            "export_picture": self._export_picture,
            "export_csv": self.results.table,
            "export_curve_png": self.results.curve_png,
            "export_curve_svg": self.results.curve_svg,
            "save_experiment": self._save_experiment,
        }

    def usable(self) -> Collection[str]:
        """Results can be taken out once there is a race."""
        return (*ALWAYS, *NEEDS_RUN) if self.state in ("running", "paused", "stopping", "finished") else ALWAYS

    def tips(self) -> Mapping[str, str]:
        """A race of methods, not one fit."""
        return {
            "start": "Let the ticked methods fill the hole, or go on if held. Go on painting meanwhile.",
            "pause": "Hold all methods and score what they have filled so far.",
            "step": "One step of every method, then hold.",
            "stop": "End here and score what was filled.",
            "reset": "Forget what was filled; picture, mask and settings stay.",
            "export_picture": "Save the filled picture of one method; what is known stays to the bit.",
            "export_csv": "Every report of every method: steps, seconds, PSNR in the hole.",
            "save_experiment": "All settings and the mask as JSON; open it again here.",
            "copy_command": "Copy the words that repeat this inpainting in a terminal.",
        }

    def present(self) -> None:
        """Budget and preset of the draft, state and numbers of the race."""
        self.session.warm_up()
        self.show_draft_on_bars(self.bench.draft)
        status = self._surroundings.status
        status.clear_run()
        status.set_state(self.state)
        self._show_status(at_once=True)

    def word_on_own(self) -> str:
        """That it counts as whole."""
        if not self.holes.task.truth:
            return ""
        return (
            "The mask hides parts of a whole picture, to test the fillings. If this one is damaged itself, clear the "
            "mask, paint over the damage, and take the tick from Truth is known."
        )

    def offer(self, opened: Opened) -> None:
        """Take it up unless there is a race here, or something painted, or it is here already."""
        mine = self.bench.opened
        untouched = self.state == "empty" and self.keeper.words is not None
        if mine is None or (untouched and mine.whole is not opened.whole):
            self.bench.take(opened)

    def remember(self) -> None:
        """The draft with its mask, and the ticks."""
        if can_be_reopened(self.bench.draft.signal.location):
            self._surroundings.preferences.set_experiment(
                self._tab.key, to_remember(self.holes.experiment, self.holes.ticked)
            )

    def _connect_bench(self) -> None:
        bench, session, holes = self.bench, self.session, self.holes
        self.follow_openings()
        bench.draft_edited.connect(self.show_draft_on_bars)
        session.snapshot_arrived.connect(self._show_snapshot)
        session.state_changed.connect(self._show_state)
        session.failed.connect(self.show_failure)
        holes.prepared.connect(self._show_prepared)
        holes.begun.connect(self._show_beginning)
        holes.refused.connect(self._show_refusal)
        holes.draft_changed.connect(self._show_draft)
        self.filling.refused.connect(self._show_mask_refusal)
        self.filling.rivals.arrived.connect(self._tab.display_baseline)
        self.filling.rivals.failed.connect(self._show_missing_rival)
        self.ranks.failed.connect(self._show_sentence)
        self._hole_picture.answered.connect(self._show_hole)
        for source in (self.results, self.keeper):
            source.failed.connect(self.show_failure)
        for source in (self.results, self.keeper):
            source.saved.connect(self.show_saved)
        self.results.said.connect(self.said)

    def _connect_tab(self) -> None:
        tab, session = self._tab, self.session
        settings, canvas, tools = tab.settings, tab.canvas, tab.tools
        settings.methods_edited.connect(self.holes.edit_methods)
        settings.task_edited.connect(self.holes.edit_task)
        self.follow_forms(settings.forms)
        canvas.mask_changed.connect(self._take_mask)
        canvas.work_elsewhere()
        canvas.job_requested.connect(session.submit)
        canvas.refused.connect(self._show_sentence)
        session.answered.connect(canvas.take_answer)
        tools.load_requested.connect(self.files.ask_and_load)
        tools.save_requested.connect(self.files.ask_and_save)
        tab.rank_wanted.connect(self._show_rank)
        tab.hole_wanted.connect(self._hole_picture.ask)

    @Slot(object)
    def show_signal(self, opened: Opened) -> None:
        """Another picture is open: what was factorised is not of it."""
        self.ranks.forget()
        super().show_signal(opened)
        self._show_rank()

    @Slot(object)
    def _show_prepared(self, made: Prepared) -> None:
        words = self.keeper.words
        origin = None if words is None else (words.description, words.seed)
        self._tab.display_mask(made.picture, made.opened.signal.name, made.mask, origin)
        self._hole_picture.ask()
        if made.sentence:
            self.messages.raise_info(made.sentence, cause="mask")

    def _make_hole_picture(self) -> Callable[[], Any] | None:
        opened = self.bench.opened
        return None if opened is None else partial(hole_picture, opened, self._tab.canvas.mask)

    @Slot(object)
    def _show_hole(self, answer: Answer) -> None:
        if answer.failure is None:
            self._tab.lanes.set_hole(answer.value)

    @Slot(object)
    def _show_beginning(self, experiment: Experiment) -> None:
        self.messages.clear()
        self._tab.begin_run(experiment, self.holes.ticked, "")

    @Slot(object)
    def _take_mask(self, mask: Mask) -> None:
        """Painted, generated, undone or read from a file."""
        origin = self._tab.canvas.document.origin
        self.messages.dismiss("mask")
        if self._tab.hole_seen:
            self._hole_picture.ask()
        self.holes.take_mask(mask, None if origin is None else Words(*origin))

    @Slot(object)
    def _show_draft(self, experiment: Experiment) -> None:
        self._tab.edit(experiment, self.holes.task, self.holes.ticked)
        self.show_draft_on_bars(experiment)

    @Slot(object)
    def _show_snapshot(self, race: RaceSnapshot) -> None:
        self._last = race
        self._tab.display(race)
        self._show_status()
        named = dict(titles(tuple(race.lanes), self.bench.draft.field))
        for finding in race.findings:
            self.messages.raise_warning(finding.sentence, cause=finding.kind)
        for key, lane in race.lanes.items():
            for finding in lane.findings:
                self.messages.raise_warning(f"{named[key]}: {finding.sentence}", cause=f"{key} {finding.kind}")
        self.session.acknowledge()

    def _show_status(self, *, at_once: bool = False) -> None:
        numbers = as_one(self._last) if self._last is not None and self.in_front else None
        if numbers is not None:
            self._surroundings.status.display(numbers, at_once=at_once)

    @Slot(str)
    def _show_state(self, state: str) -> None:
        if state in ("empty", "starting"):
            self._last = None
        if self.in_front:
            self._surroundings.status.set_state(state)
        if state == "finished":
            self._show_rank()
        self.changed.emit()

    @Slot(str)
    def _show_sentence(self, sentence: str) -> None:
        self.messages.raise_error(sentence)

    @Slot(str)
    def _show_refusal(self, sentence: str) -> None:
        self.messages.raise_error(sentence, cause="mask")

    @Slot(str)
    def _show_mask_refusal(self, sentence: str) -> None:
        self.messages.raise_warning(sentence, cause="mask")

    @Slot(str, object)
    def _show_missing_rival(self, key: str, failure: Failure) -> None:
        self._tab.display_baseline_note(key, failure.sentence)

    @Slot()
    def _show_rank(self) -> None:
        opened = self.bench.opened
        if self._tab.rank_seen and opened is not None:
            box = self._tab.rank_source
            self.ranks.show(box.currentData(), box.currentText(), opened)

    @Slot()
    def _reset(self) -> None:
        self.holes.reset()
        self._tab.forget_run()
        self.messages.clear()

    @Slot()
    def _export_picture(self) -> None:
        if self.bench.opened is not None:
            self.results.picture(self.bench.opened.image, self.filling.rivals.found)

    @Slot()
    def _save_experiment(self) -> None:
        self.results.experiment(self.holes.experiment, self.holes.ticked)

    @Slot()
    def _copy_command(self) -> None:
        self.results.copy(self.holes.experiment, self.holes.ticked)
