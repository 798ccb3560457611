"""The desk of a tab that works on one signal: it is opened, dropped, shared and taken up in one way everywhere."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Slot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset, load_presets, preset_of
from sirendesk.gui.commands import Commands
from sirendesk.gui.desks.base import Desk, Surroundings
from sirendesk.gui.desks.opening_news import OpeningNews
from sirendesk.gui.file_works import FileWorks
from sirendesk.gui.forms.experiment_forms import ExperimentForms
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session
from sirendesk.gui.workbench import Workbench


class SignalDesk(Desk):
    """Abstract: a desk sets `session`, `work` (its Workbench) and `commands`, and then listens to what they open.

    `presets` are those for its kind of signal.
    """

    session: Session
    work: Workbench
    commands: Commands

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self.presets = [preset for preset in load_presets() if preset.kind == self.kind]

    @property
    def state(self) -> str:
        """State of the run."""
        return self.session.state

    @property
    def ready(self) -> bool:
        """Start needs a signal."""
        return self.work.opened is not None

    @property
    def title(self) -> str:
        """Name of the signal."""
        return self.work.opened.signal.name if self.work.opened is not None else ""

    def make_way(self) -> None:
        """A run that goes on is held."""
        if self.state in ("starting", "running"):
            self.session.pause()
            self.messages.raise_info("Held, because another tab began to learn. Nothing is lost; Start goes on.")

    def take(self, data: QMimeData | None, name: str) -> bool:
        """Open what was dropped or pasted; False when it is nothing that can be opened."""
        return self.commands.take(data, name)

    def open_location(self, location: str) -> None:
        """Open a file, a sample or an experiment."""
        self.commands.open(location)

    def adopt(self, experiment: Experiment) -> None:
        """Take over all settings, the signal included."""
        self.work.adopt(experiment)

    def work_on(self, opened: Opened) -> None:
        """Take up a signal that a person opened elsewhere."""
        self.work.take(opened)

    def apply_preset(self, preset: Preset) -> None:
        """Its settings in place of the draft's; the signal stays."""
        self.work.adopt(preset.apply(self.work.draft))

    def edit_budget(self, budget: Budget) -> None:
        """The budget counts from the next Start."""
        self.work.edit_budget(budget)

    def follow_openings(self) -> None:
        """Listen to what is opened, and say it: before a desk listens there for itself."""
        work, commands = self.work, self.commands
        self._news = OpeningNews(work, self._surroundings, self)
        work.signal_opened.connect(self.show_signal)
        work.opening_failed.connect(self.show_failure)
        work.misfit.connect(self.belongs_elsewhere)
        commands.elsewhere.connect(self.send_elsewhere)
        commands.failed.connect(self.show_failure)
        commands.said.connect(self.said)

    def follow_forms(self, forms: ExperimentForms) -> None:
        """What a person sets goes to the draft."""
        work = self.work
        forms.field_edited.connect(work.edit_field)
        forms.loss_edited.connect(work.edit_loss)
        forms.optimizer_edited.connect(work.edit_optimizer)
        forms.live_edited.connect(work.edit_live)
        forms.training_edited.connect(work.edit_training)
        forms.seed_edited.connect(work.edit_seed)
        forms.source_edited.connect(work.edit_source)

    def follow_files(self, works: FileWorks) -> None:
        """What is being written shows at the foot of the window, and can be given up there."""
        line = self._surroundings.status.export
        works.began.connect(line.begin)
        works.progressed.connect(line.display)
        works.ended.connect(line.end)
        line.cancel_requested.connect(works.cancel)

    @Slot(object)
    def show_signal(self, opened: Opened) -> None:
        """Another signal is open."""
        self.tab.display_signal(opened)
        self.changed.emit()
        self.signal_shared.emit(opened)

    @Slot(object)
    def send_elsewhere(self, what: object) -> None:
        """A location, an experiment or a signal that is another desk's business."""
        self.belongs_elsewhere.emit(what)

    @Slot(object)
    def show_draft_on_bars(self, experiment: Experiment) -> None:
        """Budget and preset of a draft, on the window's bars while the tab is in front."""
        if self.in_front:
            self._surroundings.transport.set_budget(experiment.budget)
            self._surroundings.transport.show_preset(preset_of(experiment, self.presets))
