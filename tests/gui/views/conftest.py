"""Views on a virtual screen, and records as a run would send them."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from sirendesk.core.snapshot import Frame, Snapshot

SIZE = 64


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """(64, 64, 3), every pixel tells its place."""
    rows, columns = np.mgrid[0:SIZE, 0:SIZE].astype(np.uint8)
    return np.ascontiguousarray(np.stack([rows, columns, rows + columns], axis=2))


@pytest.fixture
def frame(picture: NDArray[np.uint8]) -> Frame:
    """A fit that is 5 too bright in red; the error is half of its scale everywhere."""
    fit = picture.copy()
    fit[:, :, 0] += 5
    return Frame(fit, np.full((SIZE, SIZE), 128, np.uint8), 0.1, exact=False)


@pytest.fixture
def make_snapshot() -> Callable[..., Snapshot]:
    """A report whose last loss belongs to `step`, at 100 steps a second."""

    def make(
        losses: NDArray[np.float32] | list[float], step: int, psnr: float = 20.0, *, finished: bool = False
    ) -> Snapshot:
        values = np.asarray(losses, np.float32)
        times = (step - np.arange(values.size)[::-1]).astype(np.float32) / 100
        return Snapshot(
            run=1,
            step=step,
            seconds=float(times[-1]),
            losses=values,
            times=times,
            learning_rate=1e-3,
            steps_per_second=100.0,
            psnr=psnr,
            progress=0.5,
            seconds_left=None,
            drawing_share=0.01,
            parameters=10,
            finished=finished,
        )

    return make
