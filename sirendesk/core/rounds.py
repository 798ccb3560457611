"""The doctor's rounds: looks after one run, keeps its findings and the states it can go back to, and takes it there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.doctor import Vitals, creeps, examine, examine_options, gentler, idle_share, repair
from sirendesk.core.experiment import Experiment
from sirendesk.core.findings import Finding
from sirendesk.core.guards import StalledStartGuard
from sirendesk.core.problem import Problem
from sirendesk.core.solver import Solver, field_of
from sirendesk.core.sounds.silence import examine_reach, suited_to

if TYPE_CHECKING:
    from torch import Tensor


MOST_RECOVERIES = 3
STEPS_BETWEEN_VISITS = 25
STEPS_BETWEEN_STATES = 50
STEPS_BETWEEN_LOOKS_INSIDE = 200
POINTS = 512
NEARBY = np.float32(1 / 256)
COMES_AGAIN = ("silent", "unstable")

State = dict[str, NDArray[np.generic]]


class Rounds:
    """What is known of the health of one run, and the treatment.

    `fewest_steps` are taken before anybody says that nothing is learnt.
    """

    def __init__(self, experiment: Experiment, problem: Problem, solver: Solver, *, fewest_steps: int) -> None:
        self._variance = problem.variance
        # the doctor's few absolute numbers are about a peak of 1
        self._unit = problem.peak_power or 1.0
        self._dimensions = len(problem.shape)
        self._stall = StalledStartGuard(self._variance / self._unit, fewest_steps)
        self._recoveries = 0
        self._told: set[str] = set()
        self._taken = 0
        self._first = experiment
        self.findings: list[Finding] = []
        self._forget_states(experiment, solver)
        self._suited = suited_to(experiment, problem.signal)
        self._add(examine_options(experiment))
        self._add(examine_reach(experiment, problem.signal))

    @property
    def safe_state(self) -> State:
        """The state of at most fifty steps ago: where a step that is not finite goes back to."""
        return self._safe_state

    def take(self) -> tuple[Finding, ...]:
        """The findings since those taken before."""
        start, self._taken = self._taken, len(self.findings)
        return tuple(self.findings[start:])

    def observe(self, problem: Problem, solver: Solver) -> None:
        """Another part of the signal is shown: errors and states from before are no measure any more."""
        self._variance = problem.variance
        self._stall.variance = problem.variance / self._unit
        self._recoveries = 0
        self._forget_states(self._experiment, solver)

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
            if self._unit != 1.0:
                errors = errors / np.float32(self._unit)
            variance = self._variance / self._unit
            vitals = Vitals(self._experiment, errors, variance, progress, self._idle, window, self._suited)
            self._add(examine(vitals, self._told))

    def recover(self, solver: Solver, step: int) -> bool:
        """A step was not finite: back to the last good state with half the rate. False if that was once too often."""
        solver.load_state_dict(self._safe_state)
        solver.calm()
        self._recoveries += 1
        ended = self._recoveries > MOST_RECOVERIES
        if ended:
            sentence = f"Training became unstable again at step {step:,} and ended; the last good state is kept."
        else:
            went = "went back to the last good state and halved the learning rate."
            sentence = f"Training became unstable at step {step:,}: {went}"
        gentle = repair("Start gentler", self._experiment, gentler(self._experiment))
        self.findings.append(Finding("diverged" if ended else "recovered", sentence, gentle))
        return not ended

    def go_back(self, solver: Solver) -> None:
        """To the best state of those kept, as their recent batches say, with half the rate.

        What had made it worse may be told another time.
        """
        solver.load_state_dict(self._best_state)
        solver.calm()
        self._told.difference_update(COMES_AGAIN)

    def stalled(self, solver: Solver, errors: NDArray[np.float32], progress: float, window: int) -> bool:
        """Whether nothing was learnt at first, so that the run should start again as `gentler` says.

        `errors`, `progress` and `window` as in `visit`.
        """
        # what has no rate has nothing to be tamed
        if not self._first.training.start_again or solver.base_rate == 0.0:
            return False
        variance = self._variance / self._unit
        creeping = partial(creeps, self._experiment, window=window, variance=variance, patient=self._dimensions == 1)
        if self._unit != 1.0:
            errors = errors / np.float32(self._unit)
        return self._stall.stalled(progress, errors, window, creeping)

    def gentler(self, solver: Solver) -> Experiment:
        """What to start again with: what suits a sound that was not suited yet, else a tamer start.

        That goes from the rate in use, which a live change or a recovery may have moved.
        """
        if self._suited is not None and self._experiment == self._first:
            return self._suited
        return gentler(self._experiment, solver.base_rate)

    def begin_again(self, experiment: Experiment, solver: Solver, step: int) -> None:
        """The run starts anew, with other options, a solver made by them, and no use for earlier states."""
        rate, tamer_start = experiment.optimizer.learning_rate, experiment.field != self._experiment.field
        self._forget_states(experiment, solver)
        sentence = f"Nothing was learnt in the first {step:,} steps, so the fit started again with "
        if experiment is self._suited:
            sentence += f"what suits the sound: learning rate {rate:g}, a first layer that reaches its frequencies."
        else:
            sentence += f"a gentler start: learning rate {rate:g}" + (
                ", smaller initial weights." if tamer_start else "."
            )
        keep = repair("Keep these settings", self._first, self._experiment)
        self.findings.append(Finding("restarted", sentence, keep))

    def _forget_states(self, experiment: Experiment, solver: Solver) -> None:
        self._experiment = experiment
        self._safe_state = self._best_state = solver.state_dict()
        self._best_error = np.inf
        self._idle = 0.0

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
