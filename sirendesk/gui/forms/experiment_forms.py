"""The settings that every fit has: model, loss, optimiser, training, seed and signal, each in a form of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.gui.forms.choice_form import ChoiceForm
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.forms.source_forms import SoundSourceForm, picture_source_form


class ExperimentForms(QObject):
    """Widgets for a tab to lay out, and what a person changes in them."""

    field_edited = Signal(object)
    loss_edited = Signal(object)
    optimizer_edited = Signal(object)
    live_edited = Signal(str, object)
    training_edited = Signal(object)
    seed_edited = Signal(object)
    source_edited = Signal(object)

    def __init__(self, experiment: Experiment, prefix: str, source: SoundSourceForm | None = None) -> None:
        super().__init__()
        self.field = ChoiceForm(FIELDS, "Model", prefix)
        self.loss = ChoiceForm(LOSSES, "Loss", prefix)
        self.optimizer = ChoiceForm(OPTIMIZERS, "Optimiser", prefix)
        self.training = OptionForm(experiment.training, prefix)
        self.seed = OptionForm(experiment, prefix)
        self.source = source or picture_source_form(experiment.signal, prefix)
        self.field.setup_changed.connect(self.field_edited)
        self.loss.setup_changed.connect(self.loss_edited)
        self.optimizer.setup_changed.connect(self.optimizer_edited)
        self.optimizer.live_changed.connect(self.live_edited)
        self.training.setup_changed.connect(self.training_edited)
        self.seed.setup_changed.connect(self._tell_seed)
        self.source.setup_changed.connect(self.source_edited)

    def edit(self, experiment: Experiment) -> None:
        """Show other settings; nothing is emitted."""
        self.field.set_options(experiment.field)
        self.loss.set_options(experiment.loss)
        self.optimizer.set_options(experiment.optimizer)
        self.training.set_options(experiment.training)
        self.seed.set_options(experiment)
        self.source.set_options(experiment.signal)

    @Slot(object)
    def _tell_seed(self, experiment: Experiment) -> None:
        self.seed_edited.emit(experiment.seed)
