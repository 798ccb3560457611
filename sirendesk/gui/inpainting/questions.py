"""Questions that the window puts to a race of lanes, answered in the training thread."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.mask import Mask
from sirendesk.core.tasks.inpaint import InpaintOptions, InpaintProblem

if TYPE_CHECKING:
    from sirendesk.core.experiment import Experiment
    from sirendesk.core.race import Race
    from sirendesk.core.runner import Runner
    from sirendesk.core.signals import SampledSignal


def make_race(experiments: Mapping[str, Experiment], signal: SampledSignal, mask: Mask, run: int) -> Runner:
    """Several lanes on one hole; call it in the thread that trains."""
    from sirendesk.core.race import Race

    return Race(experiments, signal, run, mask=mask)


def observe(mask: Mask, race: Race) -> str:
    """From the next step on all lanes learn from what this mask leaves; returns why not, if they cannot."""
    return race.observe(mask)


def filled(key: str, race: Race) -> Generator[float, None, NDArray[np.float32]]:
    """The picture (H, W, c) as a lane fills it now; what is known stays to the bit."""
    trainer = race.trainers[key]
    task, problem = trainer.experiment.task, trainer.problem
    assert isinstance(task, InpaintOptions), "a race of inpaintings"
    assert isinstance(problem, InpaintProblem), "prepared by its task"
    values: Any = trainer.reconstruction
    if values is None:
        values = yield from trainer.solver.render(problem.shape)
    return task.compose(problem, values)
