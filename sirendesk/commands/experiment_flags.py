"""From the words of a command to the experiment that they ask for; core/command_line.py goes the other way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sirendesk.commands import flags
from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import lookup, name_of
from sirendesk.core.command_line import CHOICES, LIMITS, PARTS, VERBS, flag_names
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.optimizers import AdamOptions, OptimizerOptions
from sirendesk.core.options import option_specs
from sirendesk.core.presets import find_preset
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks import TASKS

Flags = Sequence[tuple[str, Any, Any]]
# the experiment with what suits its task and a signal, whatever it had there; of a picture it asks for the shape (H, W)
Guiding = Callable[[Experiment, Any], Experiment]

GUIDED = (
    "Suit what is not said to the task and the picture's size. Else it has its usual value, or what --experiment and "
    "--preset say."
)


@dataclass(frozen=True)
class Command:
    """What is a command's own: its task, what it says of itself, and how it suits an experiment to a picture.

    `example` are the words of a call, `until` says what the limits in seconds, steps and PSNR mean here. `optimizer` is
    the kind that `guiding` takes, and `guided` says what guiding does. The options in `own_options` have flags that the
    command makes itself. `what` is what it works on, `metavar` how that is named.
    """

    task: type[TaskOptions]
    description: str
    picture: str
    example: str
    until: Mapping[str, str]
    guiding: Guiding | None = None
    guided: str = GUIDED
    what: str = "picture"
    metavar: str = "IMAGE|sample:NAME"
    optimizer: type[OptimizerOptions] = AdamOptions
    own_options: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """The word after `sirendesk`."""
        return VERBS[next(name for name, task in TASKS.items() if task is self.task)]


@dataclass(frozen=True)
class Order:
    """What the words ask for: `experiment` as they give it, written to `out`.

    `base` is what they began with and `own` all flags. `guided` is whether what they leave open is still to be suited
    to the picture, see `suited`; `limited` whether they say how long it may take.
    """

    experiment: Experiment
    out: Path | None
    base: Experiment
    own: Any
    guided: bool
    limited: bool
    given: frozenset[tuple[str, str]]

    def suited(self, guiding: Guiding, subject: Any) -> Experiment:
        """The experiment with what suits a `subject` of `guiding`, but for all that was said.

        Raises:
            UsageError: as guiding does, and when what was said does not go with what suits.
        """
        if not self.guided:
            return self.experiment
        names = (*CHOICES, "training")
        found = guiding(replace(self.experiment, **{part: getattr(self.base, part) for part in names}), subject)
        parts = {part: self._said(part, getattr(found, part)) for part in names}
        experiment = replace(found, **parts, budget=self.experiment.budget if self.limited else found.budget)
        experiment.check()
        return experiment

    def _said(self, part: str, suited: Any) -> Any:
        said = getattr(self.experiment, part)
        if (part, "") in self.given and type(said) is not type(suited):
            return said
        given = [name for name in option_specs(suited) if (part, name) in self.given]
        return replace(suited, **{name: getattr(said, name) for name in given})


def parse(command: Command, arguments: list[str], own: Flags = (), model: str = "") -> Order:
    """The order that the words give; a command's `own` flags stand behind the task's. `model` replaces the base's.

    Raises:
        UsageError: when a value is outside its declaration (misspelt flags leave at once with code 2).
        InputRefusedError: when a saved experiment cannot be used.
    """
    saved, preset = flags.peek(arguments, "experiment", ""), flags.peek(arguments, "preset", "")
    suits = command.guiding is not None
    guided = suits and flags.peek_switch(arguments, "guided", default=not (saved or preset))
    base = base_experiment(command, arguments, model=model, guided=guided)
    names = {part: {n: flag for (p, n), flag in flag_names(base).items() if p == part} for part in PARTS}
    made = _flags(command, base, names, own, saved=bool(saved), guided=guided)
    read = flags.parse(command.verb, command.description, made, arguments)
    if not read.image:
        raise UsageError(f"Name the {command.what}, for example: sirendesk {command.verb} {command.example}")
    parts = {part: flags.read_options(read, getattr(base, part), names[part]) for part in PARTS}
    parts["task"] = replace(parts["task"], **{name: getattr(base.task, name) for name in command.own_options})
    limits = {name: getattr(read, name) for name in LIMITS}
    limited = any(limit is not None for limit in limits.values())
    experiment = Experiment(
        **{**parts, "signal": replace(parts["signal"], location=read.image)},
        budget=Budget(**limits) if limited else base.budget,
        seed=read.seed,
    )
    experiment.check()
    given = {(part, name) for part in PARTS for name, flag in names[part].items() if flags.is_given(arguments, flag)}
    given |= {(part, "") for part in CHOICES if flags.is_given(arguments, part) or (part == "field" and model)}
    out = Path(read.out) if read.out else None
    return Order(experiment, out, base, read, guided, limited, frozenset(given))


def base_experiment(command: Command, arguments: Sequence[str], *, model: str = "", guided: bool = False) -> Experiment:
    """Defaults before flags: a saved experiment, then a preset, then the chosen model, loss and optimiser.

    Raises:
        UsageError: when there is no such choice, or the saved experiment is about another task.
        InputRefusedError: when the saved experiment cannot be used.
    """
    base = Experiment(task=command.task())
    saved, preset = flags.peek(arguments, "experiment", ""), flags.peek(arguments, "preset", "")
    if saved:
        base = read_experiment(Path(saved))
        if type(base.task) is not command.task:
            verb = VERBS[name_of(TASKS, base.task)]
            raise UsageError(
                f"The experiment {Path(saved).name!r} is about another task; it is repeated by "
                f"sirendesk {verb} --experiment {saved}"
            )
    if preset:
        base = find_preset(preset).apply(base)
    for part, catalogue in CHOICES.items():
        present = name_of(catalogue, getattr(base, part))
        usual = name_of(catalogue, command.optimizer()) if guided and part == "optimizer" else present
        chosen = flags.peek(arguments, part, model if part == "field" and model else usual)
        if chosen != present:
            base = replace(base, **{part: lookup(catalogue, chosen, part)()})
    return base


def _flags(
    command: Command, base: Experiment, names: Mapping[str, Mapping[str, str]], own: Flags, *, saved: bool, guided: bool
) -> list[tuple[str, Any, Any]]:
    known = base.signal.location if saved else ""
    until = command.until
    made = [
        ("image", flags.positional(str, command.metavar, command.picture), known),
        *flags.option_flags(base.signal, leave_out=("location",)),
        *own,
        *flags.option_flags(base.task, command.own_options, names["task"]),
        ("seconds", flags.flag(float | None, until["seconds"]), None),
        ("steps", flags.flag(int | None, until["steps"]), None),
        ("target_psnr", flags.flag(float | None, until["target_psnr"]), None),
        *flags.option_flags(base),
        ("out", flags.flag(str | None, "Folder for the results; without it nothing is written.", "DIR"), None),
        ("preset", flags.flag(str | None, "Start from ready-made options (see `sirendesk presets`).", "NAME"), None),
        ("experiment", flags.flag(str | None, "Start from a saved experiment.json.", "FILE"), None),
    ]
    if command.guiding is not None:
        made.append(("guided", flags.flag(bool, command.guided), guided))
    for part, title in (("field", "Model."), ("loss", "What is minimised."), ("optimizer", "Optimiser.")):
        options, kind = getattr(base, part), Literal[tuple(CHOICES[part])]
        made.append((part, flags.flag(kind, title), name_of(CHOICES[part], options)))
        made += flags.option_flags(options, names=names[part])
    return made + flags.option_flags(base.training)
