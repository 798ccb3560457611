"""What commands that fit for a task share: the run itself, and the lines below their tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirendesk.commands.progress import train_with_progress
from sirendesk.core.errors import DivergedError
from sirendesk.core.experiment import Experiment
from sirendesk.core.held_out import HeldOut
from sirendesk.core.problem import Problem
from sirendesk.core.snapshot import Snapshot, Trials

if TYPE_CHECKING:
    from rich.console import Console

    from sirendesk.core.training import Trainer


def fit(experiment: Experiment, problem: Problem) -> tuple[Trainer, list[Trials]]:
    """A finished run, and its looks at what is held out, if it took any.

    Raises:
        SirenDeskError: as training does.
    """
    from sirendesk.core.training import Trainer

    trainer = Trainer(experiment, problem.signal, problem=problem, watch=False)
    trials: list[Trials] = []

    def keep(snapshot: Snapshot) -> None:
        if snapshot.trials is not None:
            trials.append(snapshot.trials)

    train_with_progress(trainer, keep)
    return trainer, trials


def refuse_unstable(trainer: Trainer) -> None:
    """The last word about a run.

    Raises:
        DivergedError: when it did not end well; all there is has been written and told by then.
    """
    if trainer.diverged:
        raise DivergedError("Training became unstable and was ended; the last good state was kept. Lower the rate.")


def tell_looks(console: Console, watcher: HeldOut | None) -> None:
    """Where a run was ended by what it had not seen, beside the best place for it."""
    if watcher is None or watcher.stop is None or watcher.oracle is None:
        return
    kept, oracle = watcher.stop, watcher.oracle
    console.print(
        f"at looks: kept {kept.scores['truth']:.2f} dB at step {kept.step:,}; who knew the truth would have "
        f"stopped at step {oracle.step:,} with {oracle.scores['truth']:.2f} dB",
        markup=False,
        highlight=False,
    )


def tell_run(console: Console, report: Mapping[str, Any]) -> None:
    """What a run took."""
    console.print(
        f"{report['steps']:,} steps in {report['seconds']:.2f} s, {report['parameters']:,} weights "
        f"({report['bytes']:,} bytes), seed {report['seed']}, {report['device']}",
        highlight=False,
    )


def tell_place(console: Console, out: Path | None) -> None:
    """Where the results are."""
    done = f"written to {out}" if out else "nothing was written; --out DIR keeps the results"
    console.print(done, markup=False, highlight=False)
