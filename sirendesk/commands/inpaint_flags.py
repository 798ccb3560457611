"""The words after `sirendesk inpaint`, and the experiment that they ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sirendesk.commands import flags
from sirendesk.commands.experiment_flags import Command, Flags, Order, base_experiment, parse
from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import name_of
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.lanes import BASELINES, ITERATIONS
from sirendesk.core.lowrank import METHODS
from sirendesk.core.mask import SPELLING
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions, guiding

NAMES = f"{', '.join(METHODS)}, mean, biharmonic, field (the model), a model by its name, or all; with commas."


def suit(experiment: Experiment, shape: tuple[int, int]) -> Experiment:
    """The experiment with a model that is smooth in the hole as well."""
    return replace(experiment, field=guiding(experiment.field, shape))


INPAINT = Command(
    task=InpaintOptions,
    description="Fill a hole in a picture: a network against low rank against the classics, scored in the hole first.",
    picture="Picture to fill (or a sound, with options of its own: name it before --help).",
    example="photo.jpg --mask random:0.5 --out result",
    until={
        "seconds": "Train a model for this many seconds (10 unless steps are given).",
        "steps": "Train a model, or the only method, for this many steps.",
        "target_psnr": "Train a model until this PSNR in dB.",
    },
    guiding=suit,
    own_options=("mask", "method"),
)


@dataclass(frozen=True)
class Inpainting:
    """An order, and by which methods it is carried out, without the baselines, which are always there."""

    order: Order
    methods: tuple[str, ...]

    @property
    def out(self) -> Path | None:
        """Folder for the results."""
        return self.order.out

    def suited(self, shape: tuple[int, int]) -> Experiment:
        """The experiment with what suits a signal of `shape` (H, W), but for all that was said.

        Raises:
            UsageError: when what was said does not go with what suits.
        """
        return self.order.suited(suit, shape)


def parse_inpaint(arguments: list[str]) -> Inpainting:
    """The order that the words give. The experiment's own method is the only one named, or else the model.

    Raises:
        UsageError: when a value is outside its declaration (misspelt flags leave at once with code 2).
        InputRefusedError: when a saved experiment cannot be used.
    """
    named = flags.peek(arguments, "method", "")
    # the first model that is named is the one that the flags describe
    model = next((word for word in _split(named) if word in FIELDS), "")
    base = base_experiment(INPAINT, arguments, model=model)
    begun = base.task
    assert isinstance(begun, InpaintOptions), "the task of this command"
    usual = begun.method if flags.peek(arguments, "experiment", "") else "all"
    order = parse(INPAINT, arguments, _own_flags(begun, usual), model)
    methods = _methods(order.own.method, name_of(FIELDS, base.field))
    method = methods[0] if len(methods) == 1 and methods[0] in METHODS else BY_FIELD
    experiment, budget = order.experiment, order.experiment.budget
    if not order.limited and method != begun.method:
        budget = Budget.of(steps=ITERATIONS.get(method))
    assert isinstance(experiment.task, InpaintOptions), "the task of this command"
    task = replace(experiment.task, mask=order.own.mask, method=method)
    experiment = replace(experiment, task=task, budget=budget)
    experiment.check()
    return Inpainting(replace(order, experiment=experiment), methods)


def _methods(word: str, model: str) -> tuple[str, ...]:
    """The methods that a word with commas names, without the baselines, which are always there."""
    known = (BY_FIELD, *FIELDS, *METHODS, *BASELINES, "all")
    for name in _split(word):
        if name not in known:
            raise UsageError(f"There is no method called {name!r}; choose one of {', '.join(known)}.")
    sets = {"all": (model, *METHODS), BY_FIELD: (model,)}
    wanted = [each for name in _split(word) for each in sets.get(name, (name,))]
    return tuple(dict.fromkeys(name for name in wanted if name not in BASELINES))


def _split(word: str) -> list[str]:
    return [name.strip() for name in word.split(",") if name.strip()]


def _own_flags(task: InpaintOptions, method: str) -> Flags:
    hidden = f"What is missing: {SPELLING}; there, transparent or white is missing."
    return [
        ("mask", flags.flag(str, hidden), task.mask),
        ("method", flags.flag(str, f"What fills it: {NAMES}"), method),
    ]
