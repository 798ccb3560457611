"""Several methods fill one hole side by side: trainers that take turns, each with a clock of its own."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import SirenDeskError, UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.findings import Finding
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.lane import Lane
from sirendesk.core.mask import describe_mask, make_mask
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.stopwatch import Clock, DrawingAccount, Stopwatch
from sirendesk.core.tasks.inpaint import InpaintOptions, pose
from sirendesk.core.training import Trainer

Mask = NDArray[np.bool_]
# for all pictures of a snapshot; those that find no time come first in the next one
SECONDS_OF_PICTURES = 0.01


@dataclass(frozen=True)
class RaceSnapshot:
    """One report of all lanes, by their keys.

    A lane's `psnr` is about `region` as its picture shows it, and its `frame` None where there is nothing new to draw.
    `seen_before` is the share of the judged pixels that some lane had learnt from before they were hidden.
    """

    run: int
    step: int
    seconds: float
    progress: float
    seconds_left: float | None
    finished: bool
    lanes: Mapping[str, Snapshot]
    drawing_share: float = 0.0
    region: str = ""
    seen_before: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def caveat(self) -> str:
        """What makes the scores flatter, in a sentence; nothing when nothing does."""
        if self.seen_before < 0.0005:
            return ""
        return (
            f"{100 * self.seen_before:.3g} % of what is scored had been seen before it was hidden; start again for "
            "scores of methods that never saw it."
        )


class Race:
    """Trainers by keys on one hole; the one that had the least time is next, and one that is done leaves it to others.

    Build it in the thread that trains. The hole is that of the first experiment, or `mask` (H, W), True is missing.
    A lane that cannot go on says so in its snapshot and leaves the others alone.

    Raises:
        UsageError: when the mask hides nothing or everything, or is of another size.
        InputRefusedError: when its file cannot be used.
    """

    def __init__(
        self,
        experiments: Mapping[str, Experiment],
        signal: SampledSignal,
        run: int = 0,
        *,
        mask: Mask | None = None,
        watch: bool = True,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.run = run
        self.experiments = dict(experiments)
        self._signal = signal
        self._watch = watch
        self._clock = clock
        # drawing is nobody's turn: the lanes' clocks stand meanwhile, this one does not
        self._stopwatch = Stopwatch(clock)
        self._drawing = DrawingAccount(self._stopwatch, clock=clock)
        self._findings: list[Finding] = []
        task = next(iter(experiments.values())).task
        assert isinstance(task, InpaintOptions), "lanes fill holes"
        self._task = task
        if mask is None:
            self.problem = task.prepare(signal)
        else:
            self._check_size(mask)
            self.problem = pose(task, signal, mask)
            if not self._says(mask):
                self._write_down(mask)
        self._seen = ~self.problem.missing
        self._lanes = {key: Lane(run) for key in experiments}
        for key, lane in self._lanes.items():
            lane.do(partial(self._build, key, lane))
        self._seen_before = 0.0

    @property
    def trainers(self) -> Mapping[str, Trainer]:
        """The trainers of the lanes that could be built, by their keys."""
        return {key: lane.trainer for key, lane in self._lanes.items() if lane.trainer is not None}

    @property
    def step(self) -> int:
        """Steps of all lanes together."""
        return sum(trainer.step for trainer in self._all)

    @property
    def seconds(self) -> float:
        """Seconds of training of all lanes together."""
        return sum(trainer.seconds for trainer in self._all)

    @property
    def progress(self) -> float:
        """Mean share of the lanes' budgets that is spent."""
        shares = [1.0 if trainer.training_over else trainer.progress for trainer in self._all]
        return sum(shares) / len(shares) if shares else 1.0

    @property
    def training_over(self) -> bool:
        """Whether no lane will learn any more."""
        return all(trainer.training_over for trainer in self._all)

    @property
    def settled(self) -> bool:
        """Whether every lane is held or over and its result has been measured."""
        return all(trainer.settled for trainer in self._all)

    @property
    def finished(self) -> bool:
        """Whether every lane is over and its result has been measured."""
        return all(trainer.finished for trainer in self._all)

    @property
    def may_draw(self) -> bool:
        """Whether some lane has something to draw and the time for it."""
        in_time = self._drawing.may_draw or self.settled
        return in_time and any(lane.may_draw for lane in self._lanes.values())

    @property
    def has_insight(self) -> bool:
        """Nobody looks inside the networks of a race."""
        return False

    def advance(self, seconds: float) -> bool:
        """Let the lanes that had the least time so far work for about `seconds` in all; False when all are settled."""
        deadline = self._clock() + seconds
        while True:
            lane = self._next()
            if lane is None or lane.trainer is None:
                self._stopwatch.stop()
                return False
            self._stopwatch.start()
            start = self._clock()
            lane.do(partial(lane.trainer.advance, max(deadline - start, 0.0)))
            now = self._clock()
            lane.spent += now - start
            if lane.trainer is not None:
                lane.trainer.hold_clock()
            if now >= deadline:
                return not self.settled

    def step_once(self) -> None:
        """One step of every lane, then hold and measure."""
        self._each(Trainer.step_once)

    def pause(self) -> None:
        """Hold all lanes; the next slices measure what they learnt so far."""
        self._each(Trainer.pause)

    def resume(self) -> None:
        """Go on with all lanes."""
        self._each(Trainer.resume)

    def stop(self) -> None:
        """End training here and measure the results."""
        self._each(Trainer.stop)

    def ask_to_stop(self) -> None:
        """End training of each lane before its next step, but not before its first."""
        for trainer in self._all:
            trainer.ask_to_stop()

    def go_back(self) -> None:
        """Let every lane take its best state again."""
        self._each(Trainer.go_back)

    def hold_clock(self) -> None:
        """Stop counting seconds; between turns no lane counts any."""
        self._stopwatch.stop()

    def drop(self) -> None:
        """Let go of work that is under way."""
        for trainer in self._all:
            trainer.drop()

    def set_live(self, name: str, value: float) -> None:
        """Change a live option of every lane that has it."""
        for trainer in self._all:
            trainer.set_live(name, value)

    def set_insight(self, request: InsightRequest | None) -> None:
        """Nobody looks inside the networks of a race."""

    def observe(self, mask: Mask) -> str:
        """From the next step on all lanes fill this hole instead, without a new start; one that is over goes on.

        Returns why the hole before stays if this one cannot be filled, and nothing if all is well.

        Raises:
            UsageError: when the mask (H, W) is not of the picture's size.
        """
        self._check_size(mask)
        if np.array_equal(mask, self.problem.mask):
            return ""
        try:
            problem = pose(self._task, self._signal, mask)
        except UsageError as error:
            sentence = f"{error} Until then the methods go on with the hole before, and nothing is lost."
            self._findings.append(Finding("mask", sentence))
            return sentence
        started = any(trainer.step for trainer in self._all)
        self._seen_before = float(self._seen[problem.judged].mean()) if started else 0.0
        self._seen = (self._seen | ~problem.missing) if started else ~problem.missing
        self.problem = problem
        self._write_down(mask)
        for key, lane in self._lanes.items():
            lane.spent = 0.0
            if lane.trainer is not None:
                lane.trainer.experiment = self.experiments[key]
                lane.do(partial(lane.trainer.observe, problem))
        return ""

    def snapshot(self, *, frame: bool = False) -> RaceSnapshot:
        """What happened in every lane since the snapshot before; with `frame` also pictures, where there is time."""
        with self._drawing.drawing(a_frame=frame):
            lanes = self._report(frame=frame)
        findings, self._findings = tuple(self._findings), []
        left = [lane.seconds_left for lane in lanes.values() if not lane.finished]
        known = [seconds for seconds in left if seconds is not None]
        return RaceSnapshot(
            run=self.run,
            step=self.step,
            seconds=self.seconds,
            progress=self.progress,
            seconds_left=sum(known) if len(known) == len(left) else None,
            finished=self.finished,
            lanes=lanes,
            drawing_share=self._drawing.share,
            region=self.problem.region,
            seen_before=self._seen_before,
            findings=findings,
        )

    @property
    def _all(self) -> list[Trainer]:
        return list(self.trainers.values())

    def _build(self, key: str, lane: Lane) -> None:
        problem, watch, clock = self.problem, self._watch, self._clock
        experiment = self.experiments[key]
        lane.trainer = Trainer(experiment, self._signal, self.run, problem=problem, watch=watch, clock=clock)

    def _each(self, wish: Callable[[Trainer], None]) -> None:
        for lane in self._lanes.values():
            if lane.trainer is not None:
                lane.do(partial(wish, lane.trainer))

    def _next(self) -> Lane | None:
        """The lane with work to do that had the least time."""
        working = [lane for lane in self._lanes.values() if lane.trainer is not None and not lane.trainer.settled]
        return min(working, key=attrgetter("spent"), default=None)

    def _report(self, *, frame: bool) -> dict[str, Snapshot]:
        """The lanes' reports; pictures first of those that were drawn longest ago, all of them when nobody waits."""
        until = math.inf if self.settled else self._clock() + SECONDS_OF_PICTURES
        reports = {}
        for key, lane in sorted(self._lanes.items(), key=_drawn):
            wanted = frame and (self._clock() < until or lane.settled)
            reports[key] = lane.report(self._clock(), frame=wanted)
        return {key: reports[key] for key in self._lanes}

    def _check_size(self, mask: Mask) -> None:
        if mask.shape != self._signal.shape:
            ours, wanted = (f"{width} x {height}" for height, width in (mask.shape, self._signal.shape))
            raise UsageError(f"The mask has {ours} pixels and the picture {wanted}; make them the same size.")

    def _says(self, mask: Mask) -> bool:
        """Whether the experiments' own words, which are shorter, make this very mask."""
        try:
            return np.array_equal(make_mask(self._task.mask, self._signal.shape, self._task.mask_seed), mask)
        except SirenDeskError:
            return False

    def _write_down(self, mask: Mask) -> None:
        """The experiments say which hole it is."""
        words = describe_mask(mask)
        for key, experiment in self.experiments.items():
            assert isinstance(experiment.task, InpaintOptions), "lanes fill holes"
            self.experiments[key] = dataclasses.replace(
                experiment, task=dataclasses.replace(experiment.task, mask=words)
            )


def _drawn(item: tuple[str, Lane]) -> float:
    return item[1].drawn
