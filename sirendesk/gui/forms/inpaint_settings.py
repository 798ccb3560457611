"""The column of settings of an inpainting: which methods run, and what each of them reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions
from sirendesk.gui.forms.experiment_forms import ExperimentForms
from sirendesk.gui.forms.inpaint_form import InpaintForms
from sirendesk.gui.widgets.method_list import MethodList
from sirendesk.gui.widgets.tab_parts import heading, settings_column


class InpaintSettings(QWidget):
    """`methods` are (title, sentence) by key, of which at most `most` run; settings nobody reads are out of sight."""

    methods_edited = Signal(object)
    task_edited = Signal(object)

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
        self.forms = ExperimentForms(experiment, prefix)
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
        self.forms.edit(experiment)
        self._methods.set_ticked(methods)
        self._methods.set_title(BY_FIELD, experiment.field.title)
        self._show_what_is_read()

    @Slot(object)
    def _tell_methods(self, methods: object) -> None:
        self._show_what_is_read()
        self.methods_edited.emit(methods)

    @Slot(object)
    def _name_field(self, field: FieldOptions) -> None:
        self._methods.set_title(BY_FIELD, field.title)

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
        own, forms = self._task_forms, self.forms
        rest = (forms.loss, forms.optimizer, training, forms.training)
        self._of_low_rank = (low_rank,)
        self._of_field = (forms.field, in_the_hole, *rest)
        parts: tuple[QWidget, ...] = (_methods_heading(), self._methods, own.truth, low_rank, own.of_low_rank)
        parts += (forms.field, in_the_hole, own.of_field, *rest, forms.seed, signal, forms.source)
        scroll = settings_column(
            f"{prefix}.settings", "Which methods fill the hole, and the settings that each of them reads.", parts
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _connect_signals(self) -> None:
        self._methods.ticked_changed.connect(self._tell_methods)
        self._task_forms.task_edited.connect(self.task_edited)
        self.forms.field_edited.connect(self._name_field)


def _methods_heading() -> QLabel:
    label = heading("Methods")
    label.setToolTip("All that are ticked fill the same hole beside each other, each in its own time.")
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return label
