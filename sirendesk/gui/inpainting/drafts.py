"""What the tab begins with, what is kept until next time, and one experiment in place of several lanes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.lanes import for_method
from sirendesk.core.lowrank import METHODS
from sirendesk.core.mask import Mask, describe_mask
from sirendesk.core.signals import SignalSource
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions
from sirendesk.gui.inpainting.lanes import AT_FIRST, in_order, learning
from sirendesk.gui.inpainting.mask_keeper import AT_FIRST as FIRST_WORDS
from sirendesk.gui.inpainting.mask_keeper import Words

LANES_ENTRY = "lanes"
LONGEST_MASK = 200_000


def first_draft(signal: SignalSource, remembered: Mapping[str, Any]) -> tuple[Experiment, tuple[str, ...]]:
    """The draft and the ticked methods of last time, or what a first look shows."""
    task = InpaintOptions(mask=FIRST_WORDS.description, mask_seed=FIRST_WORDS.seed)
    first = Experiment(signal=signal, task=task)
    data = dict(remembered)
    lanes = data.pop(LANES_ENTRY, None)
    ticked = in_order(lanes) if isinstance(lanes, list) and all(isinstance(key, str) for key in lanes) else AT_FIRST
    if not data:
        return first, ticked
    try:
        draft = Experiment().updated(data)
    except UsageError:
        return first, AT_FIRST
    return (draft, ticked) if isinstance(draft.task, InpaintOptions) else (first, AT_FIRST)


def to_remember(experiment: Experiment, ticked: Collection[str]) -> dict[str, Any]:
    """The inverse of `first_draft`, but for a painted mask so fine that it would fill the settings file."""
    task = experiment.task
    if isinstance(task, InpaintOptions) and len(task.mask) > LONGEST_MASK:
        experiment = with_mask(experiment, task, None, FIRST_WORDS)
    return {**experiment.to_json(), LANES_ENTRY: list(ticked)}


def adopted(experiment: Experiment, before: InpaintOptions, ticked: Collection[str]) -> tuple[Experiment, Words, Any]:
    """An experiment from elsewhere as a draft, its mask, and the methods that are ticked with it.

    One of another task keeps the task there was; that of a single method ticks it and leaves the budget to all.
    """
    task = experiment.task
    if not isinstance(task, InpaintOptions):
        return dataclasses.replace(experiment, task=before), Words(before.mask, before.mask_seed), in_order(ticked)
    if task.method in METHODS:
        experiment = dataclasses.replace(experiment, budget=Budget())
    draft = dataclasses.replace(experiment, task=dataclasses.replace(task, method=BY_FIELD))
    return draft, Words(task.mask, task.mask_seed), in_order({*ticked, task.method})


def with_mask(experiment: Experiment, task: InpaintOptions, mask: Mask | None, words: Words | None) -> Experiment:
    """The experiment with its mask in words, by what generated it or, painted, pixel by pixel."""
    if words is None:
        if mask is None:
            return dataclasses.replace(experiment, task=task)
        words = Words(describe_mask(mask), task.mask_seed)
    return dataclasses.replace(experiment, task=dataclasses.replace(task, mask=words.description, mask_seed=words.seed))


def to_save(experiment: Experiment, ticked: Collection[str]) -> Experiment:
    """The experiment of the model or, if that is not ticked, of the first method that is."""
    first = next(iter(learning(in_order(ticked))), BY_FIELD)
    return for_method(experiment, first)


def is_plain_siren(experiment: Experiment) -> bool:
    """Whether nobody has chosen a model, so that the first omega_0 may follow the picture's size."""
    return experiment.field == SirenOptions()
