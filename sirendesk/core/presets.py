"""Presets: named parts of experiments, one JSON file each in resources/presets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment, parse_object
from sirendesk.paths import resource_path


@dataclass(frozen=True)
class Lesson:
    """What a preset teaches: what one will see, why, and the name of the preset to hold beside it.

    The prediction in numbers: after the same time it is at least `margin_db` below the other one (above it where that
    is negative), on the "whole" picture, or "between" the samples where a larger original knows what belongs there.
    `finding` is what the doctor will say of it, if anything.
    """

    expect: str
    why: str
    beside: str
    margin_db: float
    where: str = "whole"
    finding: str = ""


@dataclass(frozen=True)
class Preset:
    """A named set of options. `name` is the file's stem and what the command line calls it.

    `kind` is the kind of signal it is for, a name in SIGNALS.
    """

    name: str
    title: str
    summary: str
    parts: dict[str, Any]
    lesson: Lesson | None = None
    kind: str = "image"

    def apply(self, experiment: Experiment) -> Experiment:
        """The experiment with this preset's options; its signal and seed stay."""
        return experiment.updated(self.parts)


def load_presets() -> list[Preset]:
    """All presets that came with the program, in the order of their file names' numbers."""
    presets = []
    for path in sorted(resource_path("presets").glob("*.json")):
        data = parse_object(path.read_text(encoding="utf-8"), path.name)
        name = path.stem.split("-", 1)[1]
        title, summary, lesson = str(data.pop("title")), str(data.pop("summary")), data.pop("lesson", None)
        kind = str(data.pop("kind", "image"))
        presets.append(Preset(name, title, summary, data, Lesson(**lesson) if lesson else None, kind))
    return presets


def preset_of(experiment: Experiment, presets: list[Preset]) -> str:
    """Name of the preset whose options an experiment has, or an empty one."""
    return next((preset.name for preset in presets if preset.apply(experiment) == experiment), "")


def find_preset(name: str) -> Preset:
    """The preset called `name`.

    Raises:
        UsageError: naming the presets there are.
    """
    presets = load_presets()
    for preset in presets:
        if name in (preset.name, preset.title):
            return preset
    raise UsageError(f"There is no preset called {name!r}; choose one of {', '.join(p.name for p in presets)}.")
