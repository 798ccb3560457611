"""The column of settings of an inpainting: which methods run, and what each of them reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions
from sirendesk.gui.forms.choice_form import ChoiceForm
from sirendesk.gui.forms.inpaint_form import InpaintForms
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.widgets.method_list import MethodList
from sirendesk.gui.widgets.tab_parts import heading, settings_column


class InpaintSettings(QWidget):
    """`methods` are (title, sentence) by key, of which at most `most` run; settings nobody reads are out of sight."""

    methods_edited = Signal(object)
    task_edited = Signal(object)
    field_edited = Signal(object)
    loss_edited = Signal(object)
    optimizer_edited = Signal(object)
    training_edited = Signal(object)
    source_edited = Signal(object)
    seed_edited = Signal(object)
    live_edited = Signal(str, object)

    def __init__(
        self,
        experiment: Experiment,
        task: InpaintOptions,
        methods: Mapping[str, tuple[str, str]],
        most: int,
        prefix: str,
    ) -> None:
        super().__init__()
        self._methods = MethodList(methods, most, prefix)
        self._task_forms = InpaintForms(task, prefix)
        self._source_form = OptionForm(experiment.signal, prefix, leave_out=("location",))
        self._field_form = ChoiceForm(FIELDS, "Model", prefix)
        self._loss_form = ChoiceForm(LOSSES, "Loss", prefix)
        self._optimizer_form = ChoiceForm(OPTIMIZERS, "Optimiser", prefix)
        self._training_form = OptionForm(experiment.training, prefix)
        self._seed_form = OptionForm(experiment, prefix)
        self._of_low_rank: tuple[QWidget, ...] = ()
        self._of_field: tuple[QWidget, ...] = ()
        self._build(prefix)
        self._connect_signals()

    @property
    def task(self) -> InpaintOptions:
        """The task's options as they stand, mask aside."""
        return self._task_forms.task

    def edit(self, experiment: Experiment, task: InpaintOptions, methods: Collection[str]) -> None:
        """Show other settings; nothing is emitted."""
        self._task_forms.set_task(task)
        self._source_form.set_options(experiment.signal)
        self._field_form.set_options(experiment.field)
        self._loss_form.set_options(experiment.loss)
        self._optimizer_form.set_options(experiment.optimizer)
        self._training_form.set_options(experiment.training)
        self._seed_form.set_options(experiment)
        self._methods.set_ticked(methods)
        self._methods.set_title(BY_FIELD, experiment.field.title)
        self._show_what_is_read()

    @Slot(object)
    def _tell_methods(self, methods: object) -> None:
        self._show_what_is_read()
        self.methods_edited.emit(methods)

    @Slot(object)
    def _tell_field(self, field: object) -> None:
        self._methods.set_title(BY_FIELD, getattr(field, "title", ""))
        self.field_edited.emit(field)

    @Slot(object)
    def _tell_seed(self, experiment: Experiment) -> None:
        self.seed_edited.emit(experiment.seed)

    def _show_what_is_read(self) -> None:
        ticked = self._methods.ticked
        self._task_forms.set_methods(ticked)
        for part in self._of_field:
            part.setVisible(BY_FIELD in ticked)
        for part in self._of_low_rank:
            part.setVisible(not self._task_forms.of_low_rank.isHidden())

    def _build(self, prefix: str) -> None:
        low_rank, in_the_hole = heading("Low rank"), heading("In the hole")
        training, signal = heading("Training"), heading("Signal")
        forms = self._task_forms
        parts: tuple[QWidget, ...] = (_methods_heading(), self._methods, forms.truth, low_rank, forms.of_low_rank)
        self._of_low_rank = (low_rank,)
        self._of_field = (self._field_form, in_the_hole, self._loss_form, self._optimizer_form)
        self._of_field += (training, self._training_form)
        parts += (self._field_form, in_the_hole, forms.of_field, *self._of_field[2:])
        parts += (self._seed_form, signal, self._source_form)
        scroll = settings_column(
            f"{prefix}.settings", "Which methods fill the hole, and the settings that each of them reads.", parts
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _connect_signals(self) -> None:
        self._methods.ticked_changed.connect(self._tell_methods)
        self._task_forms.task_edited.connect(self.task_edited)
        self._source_form.setup_changed.connect(self.source_edited)
        self._field_form.setup_changed.connect(self._tell_field)
        self._loss_form.setup_changed.connect(self.loss_edited)
        self._optimizer_form.setup_changed.connect(self.optimizer_edited)
        self._optimizer_form.live_changed.connect(self.live_edited)
        self._training_form.setup_changed.connect(self.training_edited)
        self._seed_form.setup_changed.connect(self._tell_seed)


def _methods_heading() -> QLabel:
    label = heading("Methods")
    label.setToolTip("All that are ticked fill the same hole beside each other, each in its own time.")
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return label
