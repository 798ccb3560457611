"""The loss around a real network's weights: asked of the trainer once, worked out in the jobs thread slice by slice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.descent.network_plane import LossPlane, PlaneProgress, evaluate_plane, fit_plane
from sirendesk.gui.answers import Answer
from sirendesk.gui.network_question import NetworkScene, ask_scene
from sirendesk.gui.session import Session

SLICE_SECONDS = 0.1
SIDE = 33
# as the first looks of LINE_STYLES are called
COLOURS = ("blue", "orange", "green", "violet dashes")
MOST_RUNS = len(COLOURS)
MOST_BYTES = 64 * 2**20


class NetworkLandscape(QObject):
    """Keeps the last runs of one network on one signal, so that several are seen on the plane of one loss.

    `progressed` tells a PlaneProgress as the picture sharpens; `failed` a sentence.
    """

    progressed = Signal(object)
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._count = 0
        self._scenes: list[NetworkScene] = []
        self._work: Iterator[PlaneProgress | None] | None = None
        self._waiting = False
        self._together = False
        session.answered.connect(self._take_answer)

    @property
    def scenes(self) -> tuple[NetworkScene, ...]:
        """The runs on the plane, the present one last."""
        return tuple(self._scenes if self._together else self._scenes[-1:])

    @property
    def busy(self) -> bool:
        """Whether a plane is being worked out."""
        return self._waiting or self._work is not None

    @Slot(bool)
    def set_together(self, together: bool) -> None:
        """Put the last runs on one plane, or the present one on its own."""
        self._together = together
        self.ask()

    @Slot()
    def ask(self) -> None:
        """Look around the run there is."""
        self._count += 1
        self._work = None
        self._waiting = True
        self._session.warm_up()  # where nothing has been trained yet, nobody would answer
        self._session.ask_trainer(f"network scene {self._count}", ask_scene)

    @Slot()
    def stop(self) -> None:
        """Work out no more of it."""
        self._waiting = False
        self._count += 1
        self._work = None

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key == f"network scene {self._count}":
            self._waiting = False
            if answer.failure is not None:
                self.failed.emit(answer.failure.sentence)
            else:
                self._keep(answer.value)
                self._work = survey(self.scenes)
                self._go_on()
        elif answer.key == f"network plane {self._count}" and self._work is not None:
            if answer.failure is not None:
                self._work = None
                self.failed.emit(answer.failure.sentence)
                return
            progress: PlaneProgress | None = answer.value
            if progress is not None:
                if progress.done == progress.total:
                    self._work = None
                self.progressed.emit(progress)
            self._go_on()

    def _keep(self, scene: NetworkScene) -> None:
        kept = [one for one in self._scenes if one.run != scene.run and one.likeness == scene.likeness]
        self._scenes = [*kept, scene][-MOST_RUNS:]
        while len(self._scenes) > 1 and sum(one.vectors.nbytes for one in self._scenes) > MOST_BYTES:
            del self._scenes[0]

    def _go_on(self) -> None:
        if self._work is not None:
            self._session.submit(f"network plane {self._count}", partial(_slice, self._work))


def survey(scenes: tuple[NetworkScene, ...]) -> Iterator[PlaneProgress | None]:
    """The plane through the snapshots of all runs, and on it the loss that they share, coarse places first.

    Yields None after each of the snapshots' own losses, where there is nothing to see yet.

    Raises:
        UsageError: when there is no such plane.
    """
    import torch

    # beside a running fit one thread is enough; torch counts them for each thread that asks
    torch.set_num_threads(1)
    plane = fit_plane([scene.vectors for scene in scenes])
    losses = [np.full(len(scene.vectors), np.nan) for scene in scenes]
    for scene, found in zip(scenes, losses, strict=True):
        for k, weights in enumerate(scene.vectors):
            found[k] = scene.loss_of(weights)
            yield None
    yield from evaluate_plane(plane, scenes[-1].loss_of, losses, SIDE)


def facts_of(plane: LossPlane, scenes: tuple[NetworkScene, ...], done: float) -> str:
    """What is seen, in words."""
    first, second = (100 * float(share) for share in plane.explained)
    last = scenes[-1]
    drawn = "all" if last.samples == last.total else f"{last.samples:,} drawn of the"
    lines = [
        f"The plane of the two main directions explains {first + second:.0f} % of how the weights moved "
        f"({first:.0f} + {second:.0f}).",
        f"The heights are those of run {last.run}: the mean squared error over {drawn} {last.total:,} given samples.",
    ]
    for colour, scene, losses in zip(COLOURS, scenes, plane.path_losses, strict=False):
        lines.append(
            f"Run {scene.run} ({colour}), {scene.title}: {len(losses)} snapshots to step {scene.step:,}, "
            f"error {_number(losses[0])} → {_number(losses[-1])}."
        )
    longest = max(float(np.ptp(path, axis=0).max()) for path in plane.paths)
    if longest < 0.1 * float(plane.xs[-1] - plane.xs[0]):
        lines.append("These runs began so far from each other that beside the distance their own paths are short.")
    known = plane.values[np.isfinite(plane.values)]
    if known.size:
        lines.append(f"Lowest height on the plane {_number(known.min())}, highest {_number(known.max())}.")
    share = f"{100 * done:.0f} % of {plane.values.size:,} heights are known so far."
    lines.append(share if done < 1 else "All heights are known.")
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _slice(work: Iterator[PlaneProgress | None]) -> PlaneProgress | None:
    """As much of the work as a slice holds; None while there is nothing to see of it."""
    until = time.perf_counter() + SLICE_SECONDS
    latest = None
    for progress in work:
        latest = progress
        if time.perf_counter() >= until:
            break
    return latest
