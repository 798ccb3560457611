"""The desk of sound: joins the tab, the fit, what is heard of it while it learns, and the files that come out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot

from sirendesk.core.budget import Budget
from sirendesk.core.errors import SirenDeskError
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource
from sirendesk.core.signals.sampled import SAMPLE_PREFIX
from sirendesk.core.snapshot import Snapshot, SoundFrame
from sirendesk.core.sounds.gaps import gap_words
from sirendesk.core.sounds.guiding import guiding
from sirendesk.gui.commands import can_be_reopened
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.task_desk import TaskDesk
from sirendesk.gui.desks.task_draft import TaskDraft
from sirendesk.gui.opening import kind_of
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.sounds.fit_looks import FitLooks
from sirendesk.gui.sounds.looks import DIFFERENCE, FIT, ORIGINAL, FitLook, SoundPreview, preview_sound
from sirendesk.gui.sounds.sound_export import SoundExport
from sirendesk.gui.sounds.words import SOUND_TASKS, reasons, word_on_own
from sirendesk.gui.tabs.sound import SoundTab
from sirendesk.gui.widgets.abx_dialog import AbxDialog
from sirendesk.gui.widgets.asking_where import ask_where_to_save

FIRST = Experiment(signal=SignalSource(f"{SAMPLE_PREFIX}guitar"), budget=Budget.of(seconds=60.0))
PLAYBACK, CLIPPED = "playback", "clipped"
GAP_DIGITS = 6


class SoundDesk(TaskDesk):
    """A fit of a sound that can be heard while it goes on."""

    kind = "audio"

    player: SoundPlayer

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self._preview: SoundPreview | None = None
        self._look: FitLook | None = None
        self._looked_for_devices = False
        self.looks = FitLooks(self.session, self)
        window = surroundings.window
        self._sounds = SoundExport(self.session, window, partial(ask_where_to_save, window))
        self._connect_sounds()

    @property
    def tab(self) -> SoundTab:
        """The tab's widget."""
        assert isinstance(self._tab, SoundTab), "made below"
        return self._tab

    @property
    def settled(self) -> bool:
        """Whether all that there is to see and hear so far is on the stage."""
        return self.task_draft.settled and not self.looks.busy

    def make_tab(self, experiment: Experiment) -> SoundTab:
        """Made once, with the player that it shows."""
        self.player = SoundPlayer(self)
        return SoundTab(self._surroundings.actions, experiment, self._surroundings.theme, self.player)

    def make_task_draft(self) -> TaskDraft:
        """Any of the tasks there are for sounds."""
        return TaskDraft(self.bench, self.session, preview_sound, guiding, reasons(), self)

    def first_draft(self, experiment: Experiment) -> Experiment:
        """What was there last time; or a guitar to be learnt."""
        data = self._surroundings.preferences.experiment(SoundTab.key)
        try:
            draft = Experiment().updated(data) if data else FIRST
        except SirenDeskError:
            return FIRST
        if type(draft.task) not in SOUND_TASKS.values():
            return FIRST
        location = draft.signal.location
        # a file that is gone would leave the tab empty
        there = kind_of(location) != "image" and can_be_reopened(location)
        return draft if there else dataclasses.replace(draft, signal=FIRST.signal)

    def present(self) -> None:
        """The first time, also read the sound, and see which devices there are."""
        super().present()
        if self.bench.opened is None and not self.bench.loading:
            self.bench.open(self.bench.draft.signal)
        if not self._looked_for_devices:
            self._looked_for_devices = True
            self.player.refresh_devices()

    def close(self) -> None:
        """Be silent, and give the device back."""
        self.player.close()

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """A sound can be written, but there is no film of it."""
        wishes = {**super().wishes(), "export_sound": self._export_sound}
        del wishes["export_film"]
        return wishes

    def usable(self) -> Collection[str]:
        """What was learnt can be written once there is a run, the spectrograms as soon as they are drawn."""
        names = {*super().usable()} - {"export_film", "export_picture"}
        if "export_model" in names:
            names.add("export_sound")
        return names | {"export_picture"} if self._preview is not None else names

    def tips(self) -> Mapping[str, str]:
        """What some actions are for here."""
        return {
            "open": "Open a sound: WAV, FLAC, OGG, MP3 or AIFF. A picture goes to its own tab.",
            "start": "Learn the sound from silence, or go on if held; press B and Space to listen meanwhile.",
            "pause": "Hold the fit and hear exactly what it has learnt so far.",
            "suggest": "Set model, loss and optimiser to what suits this sound and task, and say why.",
            "export_picture": "Save the spectrograms as they are drawn, as PNG.",
        }

    def word_on_own(self) -> str:
        """That a task may only be a test so far."""
        return word_on_own(self.task_draft.task)

    def show_given(self, preview: SoundPreview) -> None:
        """What a task makes of the sound, to see and hear."""
        self._preview, self._look = preview, None
        self.looks.begin(preview)
        self.tab.display_given(preview)
        self.changed.emit()

    def forget_given(self) -> None:
        """Nothing is there to be followed."""
        self._preview = self._look = None
        self.looks.begin(None)
        self.tab.stage.clear_fit()
        self.changed.emit()

    def _connect_sounds(self) -> None:
        tab, player, sounds = self.tab, self.player, self._sounds
        self.looks.made.connect(self._show_look)
        self.looks.failed.connect(self.show_failure)
        self.bench.signal_opened.connect(self._forget_preview)
        self.bench.run_started.connect(self._begin_to_follow)
        self.session.snapshot_arrived.connect(self._follow)
        self.session.state_changed.connect(self._see_state)
        tab.forms.field_edited.connect(self._suit_model)
        tab.learn_selection_requested.connect(self._learn_selection)
        tab.stage.gaps_edited.connect(self._edit_gaps)
        tab.stage.transport.blind_test_requested.connect(self._begin_blind_test)
        player.failed.connect(self._show_silence)
        player.state_changed.connect(self._see_playback)
        player.matched_changed.connect(self._see_matching)
        sounds.saved.connect(self._show_saved_sound)
        sounds.failed.connect(self.show_failure)
        self.follow_files(sounds)

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if isinstance(snapshot.frame, SoundFrame):
            self.looks.offer(snapshot.frame)

    @Slot(object)
    def _show_look(self, look: FitLook) -> None:
        self._look = look
        self.tab.display_look(look)

    @Slot()
    def _forget_preview(self) -> None:
        """Another sound: what the task makes of it is still to come."""
        self._preview = None
        self.looks.begin(None)

    @Slot(object)
    def _begin_to_follow(self, experiment: Experiment) -> None:
        self._look = None
        self.looks.follow(experiment.task)

    @Slot(str)
    def _see_state(self, state: str) -> None:
        self.player.set_busy(state == "running")
        if state == "empty":
            self._look = None
            self.looks.forget()
            if self.player.track in (FIT, DIFFERENCE):
                self.player.select(ORIGINAL)  # what there is to hear until something is learnt again

    @Slot(object)
    def _suit_model(self, field: Any) -> None:
        """A model of another kind begins with what suits the sound: as it suits a picture it would stay silent."""
        opened = self.bench.opened
        if field != type(field)() or opened is None:
            return
        made = guiding(dataclasses.replace(self.bench.draft, field=field), opened.sound)
        if type(made.field) is type(field):  # else the task has a model of its own, and a person chose another
            self.bench.revise(field=made.field, optimizer=made.optimizer, training=made.training)
            if self.state != "empty":
                self.bench.restart()

    @Slot()
    def _learn_selection(self) -> None:
        """Only what is selected is learnt from now on."""
        region, opened = self.tab.stage.views.region, self.bench.opened
        if region is None or opened is None:
            return
        begin = opened.sound.begin
        start, end = (round(begin + edge, 3) for edge in region)
        self.bench.edit_source(dataclasses.replace(self.bench.draft.signal, start=start, end=end))

    @Slot(object)
    def _edit_gaps(self, gaps: list[tuple[float, float]]) -> None:
        # a pixel says no more than this, and a person reads it
        words = gap_words([(round(start, GAP_DIGITS), round(stop, GAP_DIGITS)) for start, stop in gaps])
        self.edit_task(dataclasses.replace(self.task_draft.task, gap=words))
        self.tab.edit(self.bench.draft)

    @Slot()
    def _begin_blind_test(self) -> None:
        AbxDialog(self.player, self._surroundings.window).open()

    @Slot(str)
    def _show_silence(self, sentence: str) -> None:
        self.messages.raise_warning(sentence, PLAYBACK)

    @Slot(str)
    def _see_playback(self, state: str) -> None:
        if state == "playing":
            self.messages.dismiss(PLAYBACK)

    @Slot(bool)
    def _see_matching(self, matched: bool) -> None:
        self.looks.needs_level = matched

    @Slot(str, object)
    def _show_saved_sound(self, path: str, clipped: int) -> None:
        self.messages.dismiss(CLIPPED)
        self.show_saved(path)
        if clipped:
            count = f"{clipped:,} samples were" if clipped > 1 else "1 sample was"
            self.messages.raise_warning(
                f"{Path(path).name}: {count} louder than full scale and cut there; all others are as they should be.",
                CLIPPED,
            )

    @Slot()
    def _export_sound(self) -> None:
        if self._preview is not None:
            self._sounds.begin(self._preview, self._look)

    @Slot()
    def _export_picture(self) -> None:
        image = self.tab.stage.views.export_png()
        self._exporter.curve_image(image, "spectrograms.png", "PNG picture (*.png)", "Save spectrograms")
