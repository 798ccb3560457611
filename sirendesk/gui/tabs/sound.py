"""Sound: a sound learnt as a function of time, seen and heard while it is learnt."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource, as_sound
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions
from sirendesk.gui.forms.choice_form import ChoiceForm
from sirendesk.gui.forms.source_forms import SoundSourceForm
from sirendesk.gui.opening import Opened
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.sounds.looks import FitLook, SoundPreview
from sirendesk.gui.sounds.stage import SoundStage
from sirendesk.gui.sounds.words import BEGINNINGS, SOUND_TASKS, facts_of, words_of
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.curve_view import CurveView
from sirendesk.gui.widgets.score_text import metric_text
from sirendesk.gui.widgets.tab_parts import heading

SECONDS_OF_AN_ARROW = 1.0
TRACK_KEYS = {
    Qt.Key.Key_A: "original",
    Qt.Key.Key_B: "fit",
    Qt.Key.Key_C: "given",
    Qt.Key.Key_D: "difference",
}


class SoundTab(FitTab):
    """The sound and its task come first. Keys that no control wants are those of the playback."""

    key: ClassVar[str] = "sound"
    title: ClassVar[str] = "Sound"
    heights: ClassVar[tuple[int, int] | None] = (560, 170)
    measures: ClassVar[tuple[str, str]] = ("snr", "lsd")

    learn_selection_requested = Signal()

    _task_form: ChoiceForm
    _task: object

    def __init__(
        self, actions: Mapping[str, QAction], experiment: Experiment, theme: Theme, player: SoundPlayer
    ) -> None:
        self._player = player
        super().__init__(actions, experiment, theme)
        self._splitters = (*self._splitters, self.stage.views.splitter)
        self._source_form.selection_requested.connect(self.learn_selection_requested)
        self.stage.selected.connect(self._source_form.set_selection)

    @property
    def stage(self) -> SoundStage:
        """The views and the playback."""
        assert isinstance(self._pictures, SoundStage), "made below"
        return self._pictures

    @property
    def curves(self) -> CurveView:
        """The curves."""
        assert isinstance(self._curves, CurveView), "made below"
        return self._curves

    def make_pictures(self, theme: Theme) -> SoundStage:
        """Waveforms, spectrograms and the bar that plays them."""
        return SoundStage(self.key, self._player, theme)

    def make_curves(self, theme: Theme) -> CurveView:
        """What the batches say."""
        return CurveView(self.key, theme, score="SNR")

    def make_source_form(self, source: SignalSource) -> SoundSourceForm:
        """Stretch, rate and channels."""
        self._source_form = SoundSourceForm(source, self.key)
        return self._source_form

    def own_settings(self) -> Sequence[QWidget]:
        """The sound, and what is to be done with it."""
        self._task_form = ChoiceForm(SOUND_TASKS, "Task", self.key, beginnings=BEGINNINGS)
        self._task_form.setup_changed.connect(self.task_edited)
        return (heading("Sound"), self._source_form, self._task_form)

    def signal_settings(self) -> Sequence[QWidget]:
        """They stand above."""
        return ()

    def edit(self, experiment: Experiment) -> None:
        """The task's options too."""
        super().edit(experiment)
        if type(experiment.task) in SOUND_TASKS.values():
            self._task = experiment.task
            self._task_form.set_options(experiment.task)
            self.stage.views.set_gaps_offered(isinstance(experiment.task, InpaintSoundOptions))

    def display_signal(self, opened: Opened) -> None:
        """A new sound: everything that was about the old one goes."""
        sound = opened.sound
        self._source_form.set_sound(as_sound(opened.whole).seconds, facts_of(sound))
        self.stage.begin(sound)
        self.forget_run()
        focused = self.window().focusWidget()
        if self.isVisible() and not (focused is not None and self.isAncestorOf(focused)):
            self._take_keys()

    def display_given(self, preview: SoundPreview) -> None:
        """What there is to see and hear before a fit."""
        self.stage.show_preview(preview)

    def display_look(self, look: FitLook) -> None:
        """What has been learnt by now, to see and hear."""
        self.stage.display_look(look)

    def draw_curves(self, snapshot: Snapshot) -> None:
        """A measured score is drawn where it is about what the batches are about: else it would look like a fall."""
        elsewhere = bool(snapshot.metrics and words_of(self._task).estimate)
        super().draw_curves(dataclasses.replace(snapshot, psnr=math.nan) if elsewhere else snapshot)

    def show_estimate(self, snapshot: Snapshot) -> None:
        """Write the numbers of a run that goes on, and what they are of."""
        about = words_of(self._task).estimate
        score = f"{metric_text('snr', snapshot.psnr, estimate=True)} dB"
        self.stage.set_caption(f"{score} ({about})" if about else score)
        self.scores.display_estimate(snapshot, f"≈ estimate, {about}" if about else "")

    def display_report(self, report: Mapping[str, Any]) -> None:
        """Exact scores beside those of the rivals; what is about something else stands below."""
        measured = report["metrics"]
        metrics = {name: value for name, value in measured.items() if name in self.measures}
        facts = {title: f"{measured[name]:.2f} dB" for name, title in _FACTS.items() if name in measured}
        baselines = {name: _with_detail(entry) for name, entry in report["baselines"].items()}
        # who is asked for the given samples alone and gives them back as they are has won nothing
        contest = self.stage.has_truth or not isinstance(self._task, UpscaleSoundOptions)
        about = "" if contest else report["region"]
        self.scores.display_scores(metrics, baselines, facts | self.facts_of(report), about, contest=contest)

    def save_look(self, preferences: Preferences) -> None:
        """Remember how sounds are drawn and played."""
        views, player = self.stage.views, self._player
        preferences.set_sound(
            {
                "logarithmic": views.logarithmic,
                "stripes": views.stripes,
                "volume": player.volume,
                "matched": player.matched,
                "device": player.device,
            }
        )

    def restore_look(self, preferences: Preferences) -> None:
        """Draw and play as before."""
        settings, views, player = preferences.sound(), self.stage.views, self._player
        for name, setter in (
            ("logarithmic", views.set_logarithmic),
            ("stripes", views.set_stripes),
            ("matched", player.set_matched),
        ):
            if isinstance(settings.get(name), bool):
                setter(settings[name])
        volume, device = settings.get("volume"), settings.get("device")
        if isinstance(volume, int | float) and not isinstance(volume, bool):
            player.set_volume(float(volume))
        if isinstance(device, str) and device:
            player.choose_device(device)

    def showEvent(self, event: QShowEvent) -> None:
        """The keys are the sound's: Space plays at once."""
        super().showEvent(event)
        self._take_keys()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody shall look for the tab that plays; a window that is only put away goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._player.pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no part of the tab wants: play, loop, which track, where."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and not (event.isAutoRepeat() and event.key() == Qt.Key.Key_Space) and self._obey(event.key()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _take_keys(self) -> None:
        # the views are out of reach as long as there is no sound
        self.stage.views.waveforms.setFocus(Qt.FocusReason.OtherFocusReason)

    def _obey(self, key: int) -> bool:
        player = self._player
        if key == Qt.Key.Key_Space:
            player.toggle()
        elif key == Qt.Key.Key_Home:
            player.to_start()
        elif key == Qt.Key.Key_L:
            self.stage.toggle_loop()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            player.nudge(SECONDS_OF_AN_ARROW if key == Qt.Key.Key_Right else -SECONDS_OF_AN_ARROW)
        elif key in TRACK_KEYS and self.stage.offers(TRACK_KEYS[Qt.Key(key)]):
            player.select(TRACK_KEYS[Qt.Key(key)])
        else:
            return False
        return True


_FACTS = {"whole_snr": "whole sound", "held_out_snr": "on held-out samples"}


def _with_detail(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Which number a classic was given is no news: its tooltip tells it."""
    return {("detail" if name == "note" else name): value for name, value in entry.items()}
