"""Settings of filling a hole, in two groups: those of the network in the hole, and those of low rank."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.options import option_specs
from sirendesk.core.tasks.inpaint import BY_FIELD, RANKED, SPECTRAL, InpaintOptions
from sirendesk.gui.forms.option_form import OptionForm

TRUTH = ("truth",)
OF_THE_FIELD = ("smoothness", "smoothness_weight")
OF_LOW_RANK = ("fill_rank", "layout")


class InpaintForms(QObject):
    """Several methods run at once, so each group shows what its own methods read, whatever the task's method is.

    `truth`, `of_field` and `of_low_rank` are the widgets; `task_edited` tells all options after a person's change.
    """

    task_edited = Signal(object)

    def __init__(self, task: InpaintOptions, prefix: str) -> None:
        super().__init__()
        self._task = task
        self.truth: OptionForm = _form(prefix, TRUTH)
        self.of_field: OptionForm = _form(prefix, OF_THE_FIELD)
        self.of_low_rank: OptionForm = _form(prefix, OF_LOW_RANK)
        self._groups = (
            (self.truth, TRUTH, BY_FIELD),
            (self.of_field, OF_THE_FIELD, BY_FIELD),
            (self.of_low_rank, OF_LOW_RANK, SPECTRAL[0]),
        )
        self.set_task(task)
        for form, _, _ in self._groups:
            form.options_changed.connect(self._take)

    @property
    def task(self) -> InpaintOptions:
        """The options as they stand."""
        return self._task

    def set_task(self, task: InpaintOptions) -> None:
        """Show other options; nothing is emitted."""
        self._task = task
        for form, _, method in self._groups:
            form.set_options(dataclasses.replace(task, method=method))

    def set_methods(self, methods: Collection[str]) -> None:
        """Show only what one of these methods reads."""
        self.of_field.setVisible(BY_FIELD in methods)
        ranked, spectral = (any(key in methods for key in keys) for keys in (RANKED, SPECTRAL))
        self.of_low_rank.setVisible(ranked or spectral)
        self.of_low_rank.set_enabled_names(
            [name for name, wanted in (("fill_rank", ranked), ("layout", spectral)) if wanted]
        )

    @Slot(object)
    def _take(self, changed: InpaintOptions) -> None:
        sender = self.sender()
        names = next(names for form, names, _ in self._groups if form is sender)
        self._task = dataclasses.replace(self._task, **{name: getattr(changed, name) for name in names})
        self.task_edited.emit(self._task)


def _form(prefix: str, names: tuple[str, ...], parent: QWidget | None = None) -> OptionForm:
    others = [name for name in option_specs(InpaintOptions) if name not in names]
    return OptionForm(InpaintOptions(), prefix, parent, leave_out=others)
