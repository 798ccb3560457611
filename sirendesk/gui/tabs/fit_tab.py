"""What every tab has that fits one field: settings and scores at the left, pictures above curves at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset
from sirendesk.core.signals import SignalSource
from sirendesk.core.snapshot import Frame, Snapshot
from sirendesk.gui.forms.experiment_forms import ExperimentForms
from sirendesk.gui.forms.source_forms import SoundSourceForm
from sirendesk.gui.opening import Opened
from sirendesk.gui.pacing import Pace
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.curve_view import CurveView
from sirendesk.gui.views.roles import Curves, Pictures
from sirendesk.gui.widgets.collapsible import Collapsible
from sirendesk.gui.widgets.message_bar import MessageBar
from sirendesk.gui.widgets.score_card import ScoreCard
from sirendesk.gui.widgets.score_text import metric_text
from sirendesk.gui.widgets.tab_layout import keep_layout, put_back_layout
from sirendesk.gui.widgets.tab_parts import heading, settings_column, splitter

SETTINGS_WIDTH = 300
SECONDS_BETWEEN_NUMBERS = 0.5


class FitTab(QWidget):
    """Abstract: draws what arrives and passes on what a person changes; it decides nothing.

    A task's own tab says which pictures and curves it draws (`make_pictures`, `make_curves`) and what stands around
    them (`pictures`, `plots`, `own_settings`). `folds_model` is for tasks whose own settings matter more, `heights` how
    pictures and curves share the room at first. `measures` are the scores of a run, the first of them estimated while
    it goes on.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    folds_model: ClassVar[bool] = False
    heights: ClassVar[tuple[int, int] | None] = None
    measures: ClassVar[tuple[str, str]] = ("psnr", "ssim")

    task_edited = Signal(object)

    def __init__(self, actions: Mapping[str, QAction], experiment: Experiment, theme: Theme) -> None:
        super().__init__()
        self._pace = Pace(SECONDS_BETWEEN_NUMBERS)
        self.messages = MessageBar(self.key, escape_scope=self)
        self._pictures = self.make_pictures(theme)
        self._curves = self.make_curves(theme)
        self.scores = ScoreCard(self.key, usual=self.measures)
        self.forms = ExperimentForms(experiment, self.key, self.make_source_form(experiment.signal))
        self._build(actions, theme)
        self.edit(experiment)

    @property
    def curves(self) -> Curves:
        """The curves."""
        return self._curves

    def make_pictures(self, theme: Theme) -> Pictures:
        """The pictures, a widget; what they show large goes to `make_room`."""
        raise NotImplementedError

    def make_curves(self, theme: Theme) -> Curves:
        """The curves; a widget."""
        return CurveView(self.key, theme)

    def make_source_form(self, source: SignalSource) -> SoundSourceForm | None:
        """The settings of the signal, where it is a sound."""
        return None

    def pictures(self, theme: Theme) -> QWidget:
        """What stands at the top right; made once."""
        return as_widget(self._pictures)

    def plots(self, theme: Theme) -> Sequence[tuple[QWidget, int]]:
        """What stands below the pictures, each with its share of the width; made once."""
        return [(as_widget(self._curves), 1)]

    def own_settings(self) -> Sequence[QWidget]:
        """Settings above the model's; made once."""
        return ()

    def signal_settings(self) -> Sequence[QWidget]:
        """Settings of the signal, below all others; made once."""
        return (heading("Signal"), self.forms.source)

    def edit(self, experiment: Experiment) -> None:
        """Show an experiment's options; nothing is emitted."""
        self.forms.edit(experiment)

    def show_preset(self, preset: Preset | None, presets: Sequence[Preset]) -> None:
        """The settings are those of a preset, or of none."""

    def display_signal(self, opened: Opened) -> None:
        """A new signal: everything that was about the old one goes."""
        self._pictures.set_original(opened.picture, opened.signal.name, opened.signal.shape)
        self.forget_run()

    def begin_run(self, experiment: Experiment) -> None:
        """A run starts: the curve there is becomes a ghost."""
        self._curves.begin(run_label(experiment))
        self.scores.clear()

    def display(self, snapshot: Snapshot) -> None:
        """Draw what happened since the snapshot before."""
        if isinstance(snapshot.frame, Frame):
            self._pictures.display(snapshot.frame)
        if snapshot.losses.size or snapshot.metrics:
            self.draw_curves(snapshot)
        if self._pace.due(at_once=snapshot.metrics is not None or snapshot.step <= 1):
            if snapshot.metrics is None:
                self.show_estimate(snapshot)
            else:
                self._pictures.set_caption(f"{metric_text('psnr', snapshot.psnr)} dB")

    def as_judged(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the PSNR that this task means; NaN where only its measured scores can tell."""
        return snapshot

    def draw_curves(self, snapshot: Snapshot) -> None:
        """Draw what happened since the snapshot before."""
        self._curves.display(snapshot)

    def show_estimate(self, snapshot: Snapshot) -> None:
        """Write the numbers of a run that goes on."""
        self._pictures.set_caption(f"≈ {snapshot.psnr:.2f} dB")
        self.scores.display_estimate(snapshot)

    def display_report(self, report: Mapping[str, Any]) -> None:
        """Exact scores of a held or finished run, beside its baselines."""
        self.scores.display_scores(report["metrics"], report["baselines"], self.facts_of(report))

    def facts_of(self, report: Mapping[str, Any]) -> dict[str, str]:
        """What a run took."""
        return {
            "seed": str(report["seed"]),
            "steps": f"{report['steps']:,}",
            "seconds": f"{report['seconds']:.2f}",
            "weights": f"{report['parameters']:,}",
            "bytes": f"{report['bytes']:,}",
        }

    def forget_run(self) -> None:
        """The run and its ghosts go; the signal and the settings stay."""
        self._pictures.clear_fit()
        self._curves.clear_all()
        self.scores.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the plots."""
        self._pictures.apply_theme(theme)
        self._curves.apply_theme(theme)

    def save_layout(self, preferences: Preferences) -> None:
        """Remember dividers, folds and the ways of looking."""
        keep_layout(self, self.key, self._splitters, preferences)
        preferences.set_x_axis(self._curves.axis)
        self.save_look(preferences)

    def restore_layout(self, preferences: Preferences) -> None:
        """Put everything where it was."""
        put_back_layout(self, self.key, self._splitters, preferences)
        self._curves.set_axis(preferences.x_axis())
        self.restore_look(preferences)

    def save_look(self, preferences: Preferences) -> None:
        """Remember how the pictures are looked at."""
        preferences.set_smooth(self._pictures.smooth)

    def restore_look(self, preferences: Preferences) -> None:
        """Look at them as before."""
        self._pictures.set_smooth(preferences.smooth())

    def _build(self, actions: Mapping[str, QAction], theme: Theme) -> None:
        suggest = QToolButton()
        suggest.setDefaultAction(actions["suggest"])
        suggest.setObjectName(f"{self.key}.suggest")
        suggest.setAccessibleName("Suggest from the spectrum")
        suggest.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        suggest.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        suggest.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        forms = self.forms
        rest = (forms.loss, forms.optimizer, heading("Training"), forms.training, forms.seed)
        signal = self.signal_settings()
        if self.folds_model:
            parts = (*self.own_settings(), suggest, *signal, self._fold(forms.field, *rest))
        else:
            parts = (*self.own_settings(), forms.field, suggest, *rest, *signal)
        scroll = settings_column(
            f"{self.key}.settings", "Settings of the model, the optimiser, the training and the signal.", parts
        )
        left = QWidget()
        left.setMinimumWidth(SETTINGS_WIDTH - 40)
        # the scores stand below the settings, so that what is being turned never moves while they grow
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(scroll, 1)
        stack.addWidget(_line())
        stack.addWidget(self.scores)
        self.scores.setContentsMargins(10, 6, 10, 8)
        pictures = self.pictures(theme)
        self._plots = plots = splitter(f"{self.key}.plots", Qt.Orientation.Horizontal, *self.plots(theme))
        right = splitter(f"{self.key}.views", Qt.Orientation.Vertical, (pictures, 5), (plots, 3))
        if self.heights is not None:
            right.setSizes(list(self.heights))
        whole = splitter(f"{self.key}.panes", Qt.Orientation.Horizontal, (left, 0), (right, 1))
        whole.setSizes([SETTINGS_WIDTH, 10000])
        self._splitters = (plots, right, whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(whole, 1)

    def _fold(self, *parts: QWidget) -> Collapsible:
        fold = Collapsible("Model and training", f"{self.key}.model_settings")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)
        fold.set_content(inside)
        return fold

    @Slot(str)
    def make_room(self, pane: str) -> None:
        """A picture shown large takes the place of the curves too."""
        self._plots.setVisible(not pane)


def run_label(experiment: Experiment) -> str:
    """Names a run by its model, the option that makes it what it is, and all that is not the usual."""
    field = experiment.field
    words = [field.title]
    for name, sign in (("first_omega_0", "ω₀"), ("encoding", ""), ("rank", "rank")):
        value = getattr(field, name, None)
        if value is not None:
            words.append(f"{sign} {value:g}" if sign else str(value))
    usual = Experiment()
    if type(experiment.optimizer) is not type(usual.optimizer):
        words.append(experiment.optimizer.title)
    if experiment.optimizer.learning_rate != type(experiment.optimizer)().learning_rate:
        words.append(f"rate {experiment.optimizer.learning_rate:g}")
    if type(experiment.loss) is not type(usual.loss):
        words.append(experiment.loss.title)
    if experiment.training.engine != usual.training.engine:
        words.append(experiment.training.engine)
    return " ".join(words)


def as_widget(part: object) -> QWidget:
    """A part that is a widget too."""
    assert isinstance(part, QWidget), "parts of a tab are widgets"
    return part


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
