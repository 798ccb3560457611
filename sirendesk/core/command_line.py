"""An experiment as the words one types to repeat it, and how its options are called there."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from sirendesk.core.catalogue import name_of
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.options import option_specs
from sirendesk.core.signals import kind_of
from sirendesk.core.tasks import TASKS
from sirendesk.core.tasks.inpaint import InpaintOptions

# the sub-command of each task
VERBS = {
    "reconstruct": "fit",
    "inpaint": "inpaint",
    "upscale": "upscale",
    "denoise": "denoise",
    "inpaint_sound": "inpaint",
    "upscale_sound": "upscale",
    "denoise_sound": "denoise",
    "compress": "compress",
}
# those that suit what is not said to the picture, unless told not to
GUIDED = ("inpaint", "upscale", "denoise", "inpaint_sound", "upscale_sound", "denoise_sound")
# the parts of an experiment that are chosen by name
CHOICES: Mapping[str, Mapping[str, type]] = {"field": FIELDS, "loss": LOSSES, "optimizer": OPTIMIZERS}
PARTS = ("signal", "task", *CHOICES, "training")
LIMITS = ("seconds", "steps", "target_psnr")
# what these commands call their own things; no option is called so, but for those of a task that they ask for in words
# of their own
COMMAND_WORDS = ("image", "out", "preset", "experiment", "guided", *CHOICES, *LIMITS, "seed")
# what a shell takes as one line, with room to spare: a finely painted mask is longer
LONGEST = 30_000
FILE = "experiment.json"


def command(experiment: Experiment, methods: Sequence[str] = ()) -> str:
    """The whole line that repeats an experiment of any task, quoted for a POSIX shell.

    `methods` are those of the lanes beside each other, where the task has such. A line that would be too long names
    FILE instead, see `says_everything`.
    """
    words = _words(experiment, methods)
    line = shlex.join(words)
    if len(line) <= LONGEST:
        return line
    return shlex.join([*words[:2], "--experiment", FILE, *_several(methods)])


def says_everything(experiment: Experiment) -> bool:
    """Whether `command` needs no file: otherwise the experiment has to be saved as FILE first."""
    return len(shlex.join(_words(experiment, ()))) <= LONGEST


def arguments(experiment: Experiment, methods: Sequence[str] = ()) -> list[str]:
    """The words after `sirendesk fit` (or the task's own verb) that give exactly this experiment.

    What has its usual value is left out; so that nothing else takes its place, it is then not suited to the picture.
    """
    task, names = experiment.task, flag_names(experiment)
    plain = Experiment(task=type(task)())
    words = _changed(experiment, plain, "signal", names, leave_out=("location",))
    name = name_of(TASKS, task)
    # fit suits sounds alone, and what is called like a picture hardly is one
    if name in GUIDED or (name == "reconstruct" and kind_of(experiment.signal.location) != "image"):
        words.append("--no-guided")
    own: tuple[str, ...] = ()
    if isinstance(task, InpaintOptions):
        # the command's own way is another: all methods, and any mask
        words += [*_flag("mask", task.mask), *(_several(methods) or _flag("method", task.method))]
        own = ("mask", "method")
    words += _changed(experiment, plain, "task", names, leave_out=own)
    for part, catalogue in CHOICES.items():
        name = name_of(catalogue, getattr(experiment, part))
        words += [] if name == name_of(catalogue, getattr(plain, part)) else [f"--{part}", name]
        words += _changed(experiment, None, part, names)
    words += _changed(experiment, plain, "training", names)
    limits = {name: getattr(experiment.budget, name) for name in LIMITS}
    words += [word for name, limit in limits.items() if limit is not None for word in _flag(name, limit)]
    words += _flag("seed", experiment.seed)
    location = experiment.signal.location
    # a name that begins with a dash would be read as a flag
    return [*words, "--", location] if location.startswith("-") else [location, *words]


def flag_names(experiment: Experiment) -> dict[tuple[str, str], str]:
    """What each option is called on the command line, with underscores, by its part of the experiment and its name.

    That is its own name; where the task or the command has a word of that name already, as `scale` is for upscaling,
    the part comes first: `field_scale`.
    """
    taken = set(COMMAND_WORDS)
    for part in ("signal", "task", "training"):
        taken |= set(option_specs(getattr(experiment, part)))
    names = {(part, name): name for part in PARTS for name in option_specs(getattr(experiment, part))}
    clashes = {(part, name): f"{part}_{name}" for part, name in names if part in CHOICES and name in taken}
    return names | clashes


def _words(experiment: Experiment, methods: Sequence[str]) -> list[str]:
    return ["sirendesk", VERBS[name_of(TASKS, experiment.task)], *arguments(experiment, methods)]


def _several(methods: Sequence[str]) -> list[str]:
    return ["--method", ",".join(methods)] if methods else []


def _changed(
    experiment: Experiment,
    plain: Experiment | None,
    part: str,
    names: Mapping[tuple[str, str], str],
    leave_out: Sequence[str] = (),
) -> list[str]:
    """Flags of what differs from a plain experiment, or else from the usual options of what was chosen."""
    options = getattr(experiment, part)
    usual = type(options)() if plain is None else getattr(plain, part)
    changed = [name for name in option_specs(options) if getattr(options, name) != getattr(usual, name)]
    kept = [name for name in changed if name not in leave_out]
    return [word for name in kept for word in _flag(names[part, name], getattr(options, name))]


def _flag(name: str, value: Any) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else "--no-" + flag[2:]]
    word = repr(value) if isinstance(value, float) else str(value)
    # alone it would be read as a flag
    return [f"{flag}={word}"] if word.startswith("-") else [flag, word]
