"""The doctor's rounds: looks after one run every few steps, keeps its findings and the states it can go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.doctor import Vitals, examine, examine_options, gentler, idle_share, repair
from sirendesk.core.experiment import Experiment
from sirendesk.core.findings import Finding
from sirendesk.core.solver import Solver, field_of

if TYPE_CHECKING:
    from torch import Tensor


STEPS_BETWEEN_VISITS = 25
STEPS_BETWEEN_STATES = 50
STEPS_BETWEEN_LOOKS_INSIDE = 200
POINTS = 512
NEARBY = np.float32(1 / 256)
COMES_AGAIN = ("silent", "unstable")

State = dict[str, NDArray[np.generic]]


class Rounds:
    """What is known of the health of one run.

    `variance` is the error of answering the mean everywhere, `dimensions` the number of a coordinate's entries.
    """

    def __init__(self, experiment: Experiment, variance: float, dimensions: int, solver: Solver) -> None:
        self._variance = variance
        self._dimensions = dimensions
        self._told: set[str] = set()
        self._first = experiment
        self.findings: list[Finding] = []
        self.begin_again(experiment, solver)
        self._add(examine_options(experiment))

    @property
    def safe_state(self) -> State:
        """The state of at most fifty steps ago: where a step that is not finite goes back to."""
        return self._safe_state

    @property
    def best_state(self) -> State:
        """The best state of those kept, as its recent batches say."""
        return self._best_state

    def begin_again(self, experiment: Experiment, solver: Solver) -> None:
        """The run starts anew with other options: earlier states are of no use any more."""
        self._experiment = experiment
        self._safe_state = self._best_state = solver.state_dict()
        self._best_error = np.inf
        self._idle = 0.0

    def visit(self, solver: Solver, errors: NDArray[np.float32], progress: float, window: int) -> None:
        """After a step: `errors` (n,) of all batches so far, `progress` in [0, 1] of the budget.

        `window` batches together tell an error.
        """
        step = errors.size
        if step % STEPS_BETWEEN_STATES == 0:
            self._safe_state = solver.state_dict()
            recent = float(errors[-2 * window :].mean(dtype=np.float64))
            if recent <= self._best_error:
                self._best_error, self._best_state = recent, self._safe_state
        if step % STEPS_BETWEEN_LOOKS_INSIDE == 0:
            self._idle = _idle(solver, self._dimensions)
        if step % STEPS_BETWEEN_VISITS == 0:
            vitals = Vitals(self._experiment, errors, self._variance, progress, self._idle, window)
            self._add(examine(vitals, self._told))

    def tell_recovery(self, step: int, *, ended: bool) -> None:
        """A step was not finite: the run went back to its last good state and, if that was once too often, ended."""
        if ended:
            sentence = f"Training became unstable again at step {step:,} and ended; the last good state is kept."
        else:
            went = "went back to the last good state and halved the learning rate."
            sentence = f"Training became unstable at step {step:,}: {went}"
        gentle = repair("Start gentler", self._experiment, gentler(self._experiment))
        self.findings.append(Finding("diverged" if ended else "recovered", sentence, gentle))

    def tell_restart(self, step: int, *, tamer_start: bool) -> None:
        """Nothing was learnt at first: the run began again, as `begin_again` was told."""
        rate = self._experiment.optimizer.learning_rate
        sentence = (
            f"Nothing was learnt in the first {step:,} steps, so the fit started again with a gentler start: "
            f"learning rate {rate:g}" + (", smaller initial weights." if tamer_start else ".")
        )
        keep = repair("Keep these settings", self._first, self._experiment)
        self.findings.append(Finding("restarted", sentence, keep))

    def went_back(self) -> None:
        """The run stands at its best state again: what made it worse may be told another time."""
        self._told.difference_update(COMES_AGAIN)

    def _add(self, finding: Finding | None) -> None:
        if finding is not None:
            self._told.add(finding.kind)
            self.findings.append(finding)


def _idle(solver: Solver, dimensions: int) -> float:
    """Largest share of idle units over the hidden layers; 0 for an engine without a torch field."""
    import torch

    field = field_of(solver)
    if field is None:
        return 0.0
    noted: list[NDArray[np.float32]] = []

    def note(_layer: int, values: Tensor) -> Tensor:
        noted.append(values.float().cpu().numpy())
        return values

    points = np.random.default_rng(0).random((POINTS, dimensions), np.float32) * 2 - 1
    with torch.no_grad():
        for coords in (points, points + NEARBY):
            field(torch.from_numpy(coords).to(field.weights.device), note)
    half = len(noted) // 2
    return idle_share(noted[:half], noted[half:])
