"""What a finished run leaves behind: the report as a dictionary, and all its files in a folder."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk import __version__
from sirendesk.core.catalogue import name_of
from sirendesk.core.errors import UsageError
from sirendesk.core.files import write_bytes, write_json, write_text
from sirendesk.core.model_file import StoredModel, save_model
from sirendesk.core.problem import Problem
from sirendesk.core.signals.image import encode_png
from sirendesk.core.solver import field_of
from sirendesk.core.sounds.writing import write_sound
from sirendesk.core.tasks import TASKS
from sirendesk.core.training import Trainer

BYTES_PER_WEIGHT = 4


def stored_model(trainer: Trainer) -> StoredModel:
    """The model of a run as it stands."""
    problem = trainer.problem
    return StoredModel(
        field=trainer.tamed.field,
        shape=problem.output_shape,
        channels=problem.samples.shape[1],
        transform=trainer.solver.transform,
        end_points=trainer.experiment.training.end_points,
        weights=trainer.solver.weights().copy(),
        constants=trainer.solver.constants,
        sample_rate=problem.output_rate,
    )


def make_report(trainer: Trainer) -> dict[str, Any]:
    """Scores, baselines and facts of a measured run.

    Raises:
        UsageError: when the run has not been measured yet.
    """
    report = make_scores(trainer)
    return with_baselines(report, trainer.baselines(report["bytes"]))


def with_baselines(report: dict[str, Any], baselines: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What `make_scores` gave, and the scores of the rivals."""
    scored = {name: {key: finite(value) for key, value in scores.items()} for name, scores in baselines.items()}
    return {**report, "baselines": scored}


def make_scores(trainer: Trainer) -> dict[str, Any]:
    """The report without the baselines, which may take longer than the run: there at once.

    Raises:
        UsageError: when the run has not been measured yet.
    """
    if trainer.metrics is None:
        raise UsageError("There is nothing to report yet: the fit has not taken a step.")
    experiment, problem = trainer.experiment, trainer.problem
    parameters = trainer.solver.parameters
    stored_bytes = parameters * BYTES_PER_WEIGHT + sum(array.nbytes for array in trainer.solver.constants.values())
    return {
        "task": name_of(TASKS, experiment.task),
        "signal": {
            "name": problem.signal.name,
            "source": experiment.signal.location,
            "shape": [*problem.shape, problem.samples.shape[1]],
            **({} if problem.output_rate is None else {"sample_rate": problem.output_rate}),
            "notes": list(problem.signal.notes),
        },
        "region": problem.region,
        "metrics": {name: finite(value) for name, value in trainer.metrics.items()},
        "baselines": {},
        "steps": trainer.step,
        "seconds": round(trainer.seconds, 4),
        "parameters": parameters,
        "bytes": stored_bytes,
        "seed": experiment.seed,
        "device": trainer.arithmetic,
        "notes": [*trainer.notes, *trainer.live_changes.values()],
        "diverged": trainer.diverged,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Versions of everything that can change a number."""
    import torch

    return {
        "sirendesk": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


def write_results(trainer: Trainer, folder: Path) -> dict[str, Any]:
    """Write reconstruction.png, curve.csv, experiment.json, model.safetensors and report.json; returns the report.

    Of a sound it is reconstruction.wav, with as many bits as were read, 16 or 24; the report then says how many of its
    numbers were cut at full scale. A task may leave more pictures (inpainting filled.png, with nothing but the hole
    replaced); a method without a network leaves no model.

    Raises:
        WriteFailedError: when the folder or a file cannot be written.
        UsageError: when the run has not been measured.
    """
    if trainer.reconstruction is None:
        raise UsageError("There is nothing to write yet: the fit has not taken a step.")
    # what was learnt comes first; the rivals in the report take their time
    clipped = _write_signal(folder, "reconstruction", trainer.problem, trainer.reconstruction)
    problem = trainer.problem
    write_text(folder / "curve.csv", trainer.history.csv(problem.score_name, problem.score_offset))
    write_json(folder / "experiment.json", trainer.experiment.to_json())
    for name, picture in trainer.experiment.task.pictures(trainer.problem, trainer.reconstruction).items():
        _write_signal(folder, name, problem, picture)
    if field_of(trainer.solver) is not None:
        save_model(folder / "model.safetensors", stored_model(trainer))
    report = make_report(trainer)
    if clipped is not None:
        report["clipped"] = clipped
    write_json(folder / "report.json", report)
    return report


def _write_signal(folder: Path, name: str, problem: Problem, values: NDArray[np.float32]) -> int | None:
    """Write what was learnt as a picture, or as a sound; of that, how many numbers were cut at full scale."""
    if problem.output_rate is None:
        write_bytes(folder / f"{name}.png", encode_png(values))
        return None
    bits = 16 if problem.signal.bits <= 16 else 24
    return write_sound(folder / f"{name}.wav", values, problem.output_rate, bits)


def finite(value: Any) -> Any:
    """JSON knows no infinity; a perfect or an impossible score is written as null."""
    return value if not isinstance(value, float) or np.isfinite(value) else None
