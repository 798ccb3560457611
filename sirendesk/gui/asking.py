"""Questions that the window puts to the trainer, answered in the trainer's thread."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sirendesk.core.task import Rivals
    from sirendesk.core.training import Trainer

Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Measured:
    """The report of a measured run without its rivals, and the work that finds those, which any thread may do."""

    report: dict[str, Any]
    rivals: Callable[[], Rivals]


def measured(trainer: Trainer) -> Measured:
    """Scores and facts of a measured run."""
    from sirendesk.core.report import make_scores

    report = make_scores(trainer)
    task = trainer.experiment.task
    return Measured(report, partial(task.rivals, trainer.problem, report["bytes"], report["parameters"]))


def find_rivals(rivals: Callable[[], Rivals], stop: Callable[[], bool]) -> Generator[float, None, Found | None]:
    """What the rivals score; None when it was called off."""
    work = rivals()
    while not stop():
        try:
            next(work)
        except StopIteration as done:
            return done.value
        yield 0.0
    work.close()
    return None


def complete(report: dict[str, Any], rivals: Found) -> dict[str, Any]:
    """The report with its rivals."""
    from sirendesk.core.report import with_baselines

    return with_baselines(report, rivals)
