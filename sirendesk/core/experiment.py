"""An experiment: one frozen value that fully determines a run, seed included, and reads and writes itself as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.fields import FIELDS, FieldOptions, SirenOptions
from sirendesk.core.files import read_bytes
from sirendesk.core.losses import LOSSES, LossOptions, MseOptions
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions, OptimizerOptions
from sirendesk.core.options import from_json, option, to_json, validate
from sirendesk.core.signals import SignalSource
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks import TASKS, ReconstructOptions
from sirendesk.core.training_options import TrainingOptions

FORMAT = 2
# room for a mask painted on a large picture
MOST_BYTES = 2**24


@dataclass(frozen=True)
class Experiment:
    """Signal, task, model, loss, optimiser, training and budget of one run."""

    signal: SignalSource = dataclasses.field(default_factory=SignalSource)
    task: TaskOptions = dataclasses.field(default_factory=ReconstructOptions)
    field: FieldOptions = dataclasses.field(default_factory=SirenOptions)
    loss: LossOptions = dataclasses.field(default_factory=MseOptions)
    optimizer: OptimizerOptions = dataclasses.field(default_factory=AdamOptions)
    training: TrainingOptions = dataclasses.field(default_factory=TrainingOptions)
    budget: Budget = dataclasses.field(default_factory=Budget)
    seed: int = option(
        0,
        label="Seed",
        help="Where all randomness of the run comes from. The same seed and a budget in steps give the same weights.",
        minimum=0,
        maximum=2**31 - 1,
    )

    def check(self) -> None:
        """Raise UsageError if any option is outside its declaration, or two of them cannot go together."""
        parts = (self.signal, self.task, self.field, self.loss, self.optimizer, self.training, self.budget)
        for part in (self, *parts):
            validate(part)
        self.loss.build()
        output, training = self.field.output, self.training
        if output == "sigmoid" and training.targets != "unit":
            raise UsageError(
                f"Output (output) sigmoid gives values from 0 to 1, but Targets (targets) are {training.targets}; "
                "choose unit targets, or another output."
            )
        if output == "tanh" and training.targets == "standardised":
            raise UsageError(
                "Output (output) tanh gives values from -1 to 1, but standardised Targets (targets) go beyond; "
                "choose symmetric targets, or a linear output."
            )
        if training.engine == "numpy" and training.total_variation:
            raise UsageError(
                "Total variation (total_variation) is not part of the NumPy engine (engine); set it to 0 or use torch."
            )

    def to_json(self) -> dict[str, Any]:
        """The experiment as a plain dictionary, choices by name."""
        return {
            "format": FORMAT,
            "signal": to_json(self.signal),
            "task": choice_to_json(TASKS, self.task),
            "field": choice_to_json(FIELDS, self.field),
            "loss": choice_to_json(LOSSES, self.loss),
            "optimizer": choice_to_json(OPTIMIZERS, self.optimizer),
            "training": to_json(self.training),
            "budget": to_json(self.budget),
            "seed": self.seed,
        }

    def updated(self, data: Mapping[str, Any]) -> Experiment:
        """This experiment with the parts that `data` names replaced (a preset is such a part).

        Raises:
            UsageError: for a part, an option or a value that does not exist.
        """
        readers = {
            "signal": lambda d: from_json(SignalSource, d),
            "task": lambda d: choice_from_json(TASKS, d, "task"),
            "field": lambda d: choice_from_json(FIELDS, d, "field"),
            "loss": lambda d: choice_from_json(LOSSES, d, "loss"),
            "optimizer": lambda d: choice_from_json(OPTIMIZERS, d, "optimizer"),
            "training": lambda d: from_json(TrainingOptions, d),
            "budget": lambda d: from_json(Budget, d),
            "seed": lambda d: d,
        }
        unknown = sorted(set(data) - set(readers) - {"format", "title", "summary"})
        if unknown:
            raise UsageError(f"An experiment has no part called {unknown[0]!r}.")
        experiment = dataclasses.replace(self, **{name: readers[name](data[name]) for name in readers if name in data})
        experiment.check()
        return experiment


def parse_experiment(text: str, name: str = "The experiment") -> Experiment:
    """An experiment from its JSON text.

    Raises:
        InputRefusedError: when the text is not an experiment, or one of a newer format.
    """
    data = parse_object(text, name)
    version = data.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= FORMAT:
        raise InputRefusedError(
            f"{name} has format {version!r}; this version reads up to {FORMAT}. The file was not changed."
        )
    try:
        return Experiment().updated(_as_format_2(data) if version == 1 else data)
    except UsageError as error:
        raise InputRefusedError(f"{name} cannot be used: {error} The file was not changed.") from error


def _as_format_2(data: dict[str, Any]) -> dict[str, Any]:
    """A table of format 1, which kept the loss with the training and warmed up the cosine alone."""
    data = dict(data)
    training, optimizer = data.get("training"), data.get("optimizer")
    if isinstance(training, dict) and "loss" in training:
        data["training"] = {name: value for name, value in training.items() if name != "loss"}
        data["loss"] = {"name": training["loss"]}
    if isinstance(optimizer, dict) and optimizer.get("schedule", "cosine") != "cosine":
        data["optimizer"] = {"warm_up": 0.0, **optimizer}
    return data


def read_experiment(path: Path) -> Experiment:
    """An experiment from a file, for the window and the command line alike.

    Raises:
        InputRefusedError: when the file cannot be read or is not an experiment.
    """
    return parse_experiment(read_bytes(path, MOST_BYTES).decode("utf-8", "replace"), path.name)


def parse_object(text: str, name: str) -> dict[str, Any]:
    """A JSON object from untrusted text: no NaN, no duplicate keys, no bottomless nesting.

    Raises:
        InputRefusedError: when the text is anything else.
    """
    try:
        data = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputRefusedError(f"{name} is not valid JSON: {reason}. The file was not changed.") from error
    if not isinstance(data, dict):
        raise InputRefusedError(f"{name} does not hold a table of options. The file was not changed.")
    return data


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number that can be used")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a name appears twice")
    return table
