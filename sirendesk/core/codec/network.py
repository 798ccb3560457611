"""From a signal to the weights of a small network within a goal: which network, its training, its rounding."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.budget import Budget
from sirendesk.core.codec import steps, weights
from sirendesk.core.codec.container import unpack
from sirendesk.core.codec.encoding import Encoded, Encoding, Every, Goal, Progress
from sirendesk.core.codec.finish import finishing
from sirendesk.core.codec.weights import Integers, Network
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.fields import SirenOptions
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.snapshot import Frame, SoundFrame
from sirendesk.core.solver import Solver
from sirendesk.core.training import Trainer

NARROWEST, WIDEST = 4, 512
# up to this width a product takes microseconds, and waiting for a second thread takes longer: on a machine with other
# work, as beside the rival curves of the window, a thousand times longer
MOST_FOR_ONE_THREAD = 64
# of all steps, those that are taken with rounded weights
FINISHING_SHARE = 0.12
FEWEST_FINISHING = 50
SLICE_SECONDS, SECONDS_BETWEEN_LOOKS = 0.1, 1.0
# a guess of the size before training is off by at most so much
GUESS_ROOM = 1.08
_LOOKED_AT = 2048


@dataclass(frozen=True)
class Plan:
    """A network within a goal, before anything is learnt: `most_bytes` of its file, if there is such a limit."""

    network: Network
    bits: int
    most_bytes: int | None


def plan(signal: AnySignal, goal: Goal, field: SirenOptions, width: int | None, bits: int) -> Plan:
    """Choose the width that a goal in bytes allows, unless one is given.

    Raises:
        UsageError: for other goals, for none without a width, and when the goal cannot be met, with what can.
    """
    if goal.psnr is not None or goal.lambda_ is not None:
        raise UsageError("A network's PSNR is not known before it has learnt; give weights a size (bytes) or a width.")
    if goal.bytes is None and width is None:
        raise UsageError("Say how large the file may be (bytes), or how wide the network is (hidden_features).")
    channels, axes = signal.channels, len(signal.shape)

    def of(features: int) -> Network:
        return Network(axes, features, field.hidden_layers, channels)

    if width is not None:
        network = of(width)
    else:
        assert goal.bytes is not None, "one of the two is given"
        fitting = [n for n in range(NARROWEST, WIDEST + 1) if steps.guessed_bytes(of(n), bits) <= goal.bytes]
        network = of(fitting[-1] if fitting else NARROWEST)
    guess = steps.guessed_bytes(network, bits)
    if goal.bytes is not None and guess > GUESS_ROOM * goal.bytes:
        raise UsageError(_too_large(network, bits, guess, goal.bytes))
    return Plan(network, bits, goal.bytes)


def encoding(
    experiment: Experiment, signal: AnySignal, goal: Goal, width: int | None, bits: int, *, watch: bool = True
) -> Encoding:
    """Fit, round and pack a network for a picture or a sound.

    `experiment` says everything but the width of the network; a part of its budget goes into the rounding. With
    `watch` there are previews.

    Raises:
        UsageError: at the first step, when the goal cannot be met, and at the last, should the guess have been wrong.
    """
    field = experiment.field
    assert isinstance(field, SirenOptions), "the codec's network"
    planned = plan(signal, goal, field, width, bits)
    field = replace(field, hidden_features=planned.network.hidden_features, output="linear")
    yield Progress(0.0, "learning")
    budget = experiment.budget
    share = 1.0 - FINISHING_SHARE
    shorter = Budget(
        seconds=None if budget.seconds is None else budget.seconds * share,
        steps=None if budget.steps is None else max(1, round(budget.steps * share)),
        target_psnr=None,
    )
    training = experiment.training
    if training.threads is None and field.hidden_features <= MOST_FOR_ONE_THREAD:
        training = replace(training, threads=1)
    trainer = Trainer(replace(experiment, field=field, training=training, budget=shorter), signal, watch=watch)
    try:
        encoded = yield from _trained(trainer, planned, share, watch=watch)
    finally:
        trainer.drop()
    return encoded


def _trained(trainer: Trainer, planned: Plan, share: float, *, watch: bool) -> Encoding:
    solver = trainer.solver
    assert isinstance(solver, FieldSolver), "a field is fitted"
    every = Every(SECONDS_BETWEEN_LOOKS)
    while not trainer.finished:
        trainer.advance(SLICE_SECONDS)
        done = share * trainer.progress
        if watch and trainer.step and not trainer.training_over and every.due():
            enough = yield _seen(trainer, _Rounding(trainer, planned), done)
        else:
            enough = yield Progress(done, "learning")
        if enough and trainer.step:
            trainer.stop()
    yield _learnt(trainer, share)
    _turn_back(trainer.solver, planned.network)
    rounding = _Rounding(trainer, planned)
    count = max(1, round(trainer.step * (1 - share) / share))
    # the run may have started again with another solver
    solver = trainer.solver
    assert isinstance(solver, FieldSolver), "a field is fitted"
    for number, error in enumerate(finishing(solver, rounding.network, rounding.exponents, count)):
        done = share + (0.97 - share) * (number + 1) / count
        if watch and every.due():
            enough = yield Progress(done, "rounding", len(rounding.file()), _score(trainer.problem, error))
        else:
            enough = yield Progress(done, "rounding")
        if enough and number >= FEWEST_FINISHING:
            break
    data = rounding.settled()
    encoded = yield from _checked(data, trainer.problem)
    if planned.most_bytes is not None and len(data) > planned.most_bytes:
        raise UsageError(_too_large(planned.network, planned.bits, len(data), planned.most_bytes))
    return encoded


class _Rounding:
    """How the weights of a run, as they stand, would be stored."""

    def __init__(self, trainer: Trainer, planned: Plan) -> None:
        import torch

        solver, problem, signal = trainer.solver, trainer.problem, trainer.problem.signal
        assert isinstance(solver, FieldSolver), "a field is fitted"
        self._solver, self._most = solver, planned.most_bytes
        self.network = planned.network
        shape = (signal.size, 1) if isinstance(signal, AudioSignal) else signal.shape
        rate = signal.sample_rate if isinstance(signal, AudioSignal) else None
        transform = solver.transform
        self._rounder = steps.Rounder(self.network, shape, transform.shift, transform.unit, rate)
        source = torch.Generator().manual_seed(0)
        coords = torch.rand(min(_LOOKED_AT, signal.size), len(problem.shape), generator=source) * 2 - 1
        relative = steps.relative_exponents(steps.sensitivities(solver.field, coords))
        self.exponents: Integers = steps.for_bits(solver.weights(), self.network, relative, planned.bits)
        self._fit()

    def file(self) -> bytes:
        """The file of the weights as they are now."""
        return self._rounder.file(self._solver.weights(), self.exponents)

    def settled(self) -> bytes:
        """The same, coarser if the weights have grown beyond the goal since."""
        self._fit()
        return self.file()

    def _fit(self) -> None:
        if self._most is not None:
            self.exponents = steps.for_bytes(self._solver.weights(), self._rounder, self.exponents, self._most)


def _turn_back(solver: Solver, network: Network) -> None:
    """Every bias within one turn of its sine, where it is stored."""
    import torch

    assert isinstance(solver, FieldSolver), "a field is fitted"
    solver.field.weights.copy_(torch.from_numpy(weights.in_one_turn(solver.weights(), network)))


def _seen(trainer: Trainer, rounding: _Rounding, share: float) -> Progress:
    snapshot = trainer.snapshot(frame=True)
    preview = _preview(snapshot.frame, trainer.problem)
    return Progress(share, "learning", len(rounding.file()), float(snapshot.psnr), preview)


def _learnt(trainer: Trainer, share: float) -> Progress:
    """What was learnt, before anything is rounded."""
    if trainer.metrics is None or trainer.reconstruction is None:
        return Progress(share, "learnt")
    shown = np.clip(trainer.reconstruction, -1.0 if len(trainer.problem.shape) == 1 else 0.0, 1.0)
    return Progress(share, "learnt", None, trainer.metrics[trainer.problem.score_name], shown)


def _preview(frame: Frame | SoundFrame | None, problem: Problem) -> NDArray[np.float32] | None:
    """What a frame shows, at every sample of the signal."""
    if isinstance(frame, SoundFrame):
        return frame.values
    if frame is None:
        return None
    picture = np.atleast_3d(frame.picture)
    rows, columns = (np.arange(n) * m // n for n, m in zip(problem.shape, picture.shape[:2], strict=True))
    return picture[rows][:, columns].astype(np.float32) / np.float32(255)


def _checked(data: bytes, problem: Problem) -> Encoding:
    """What a decoder makes of the file, and how good that is."""
    job = weights.decoding(unpack(data, "the new file"), "the new file")
    while True:
        try:
            yield Progress(0.97 + 0.03 * next(job), "checking")
        except StopIteration as done:
            return Encoded(data, done.value, problem.score(done.value))


def _score(problem: Problem, error: float) -> float:
    return problem.score_offset - 10 * math.log10(error) if error > 0 else math.inf


def _too_large(network: Network, bits: int, size: int, most: int) -> str:
    return (
        f"A network of {network.parameters:,} weights ({network.hidden_features} wide) at {bits} bits takes about "
        f"{size:,} bytes, so {most:,} (bytes) cannot be met; allow more, or take a smaller width, fewer layers or bits."
    )
