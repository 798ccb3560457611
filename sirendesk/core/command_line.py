"""An experiment as the words one types to repeat it."""

from __future__ import annotations

import dataclasses
import shlex
from typing import Any

from sirendesk.core.catalogue import name_of
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.options import option_specs


def fit_arguments(experiment: Experiment) -> list[str]:
    """Arguments after `sirendesk fit` that give exactly this experiment; what is a default is left out."""
    plain = Experiment()
    location = experiment.signal.location
    # a name that begins with a dash would be read as an option
    words = [f"./{location}" if location.startswith("-") else location]
    words += _flags(experiment.signal, plain.signal, leave_out="location")
    words += _choice("field", experiment.field, plain.field, FIELDS)
    words += _choice("loss", experiment.loss, plain.loss, LOSSES)
    words += _choice("optimizer", experiment.optimizer, plain.optimizer, OPTIMIZERS)
    words += _flags(experiment.training, plain.training)
    words += [w for name in ("seconds", "steps", "target_psnr") for w in _flag(name, getattr(experiment.budget, name))]
    words += _flag("seed", experiment.seed)
    return words


def fit_command(experiment: Experiment) -> str:
    """The whole line, quoted for a POSIX shell."""
    return shlex.join(["sirendesk", "fit", *fit_arguments(experiment)])


def _choice(what: str, options: Any, plain: Any, catalogue: Any) -> list[str]:
    name = name_of(catalogue, options)
    named = [] if name == name_of(catalogue, plain) else [f"--{what}", name]
    return named + _flags(options, type(options)())


def _flags(options: Any, plain: Any, leave_out: str = "") -> list[str]:
    assert dataclasses.is_dataclass(options), "options are dataclasses"
    names = [n for n in option_specs(options) if n != leave_out and getattr(options, n) != getattr(plain, n)]
    return [word for name in names for word in _flag(name, getattr(options, name), named_none=True)]


def _flag(name: str, value: Any, *, named_none: bool = False) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else "--no-" + flag[2:]]
    if value is None:
        return [flag, "None"] if named_none else []
    return [flag, repr(value) if isinstance(value, float) else str(value)]
