"""What every method owes, whatever is missing: finite values in [0, 1], what is known kept to the bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lowrank_pictures import low_rank, with_mean
from sirendesk.core.lowrank.factors import GradientFactors, NaiveFactors
from sirendesk.core.lowrank.filler import Filler, Mask, Values
from sirendesk.core.lowrank.iterative import IterativeSVD, SoftSVD
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.lowrank.patches import SimilarPatches
from sirendesk.core.mask import block

MAKERS: dict[str, Callable[[Values, Mask], Filler]] = {
    **{f"svd {k}": lambda a, m, k=k: IterativeSVD(a, m, LAYOUTS[k], 0, min(8, *m.shape)) for k in LAYOUTS},
    **{f"soft-svd {k}": lambda a, m, k=k: SoftSVD(a, m, LAYOUTS[k], 0) for k in LAYOUTS},
    "factors": lambda a, m: GradientFactors(a, m, min(8, *m.shape), 0),
    "naive-factors": lambda a, m: NaiveFactors(a, m, min(8, *m.shape), 0),
    "patches": SimilarPatches,
}

SHAPE = (24, 32, 3)


def cases() -> dict[str, tuple[Values, Mask]]:
    truth, _, most = low_rank(share=0.95, rank=6, shape=SHAPE)
    rows = np.random.default_rng(1).random(most.shape) < 0.3
    rows[7] = True
    rows[:, 11] = True
    black = np.zeros_like(truth)
    return {
        "95 % missing": (truth, most),
        "a row and a column missing": (truth, rows),
        "a constant picture": (np.full_like(truth, 0.25), rows),
        "black": (black, rows),
        "black and white": ((truth > 0.5).astype(np.float32), rows),
        "all but one sample missing": (truth, ~block(most.shape, 1)),
        "two rows": (truth[:2], rows[:2] | block((2, 32), 1)),
        "grey": (truth[..., :1], rows),
    }


@pytest.mark.parametrize("case", cases())
@pytest.mark.parametrize("name", MAKERS)
def test_nothing_leaves_the_range_of_a_picture(name: str, case: str) -> None:
    truth, missing = cases()[case]
    known = with_mean(truth, missing)
    filler = MAKERS[name](known, missing)
    steps = 2 * filler.steps_per_sweep + 38
    for k in range(steps):
        filler.step(k / steps)
        assert np.isfinite(filler.belief).all()
    filled = filler.filled
    assert filled.dtype == np.float32
    assert filled.min() >= 0.0
    assert filled.max() <= 1.0
    assert np.array_equal(filled[~missing], truth[~missing])
    if case == "a constant picture":
        assert filled == pytest.approx(truth, abs=1e-3)


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_seed_gives_the_same_filling(name: str) -> None:
    truth, known, missing = low_rank(shape=SHAPE)
    first, again = (MAKERS[name](known, missing) for _ in range(2))
    for k in range(12):
        first.step(k / 12)
        again.step(k / 12)
    assert np.array_equal(first.filled, again.filled)
    assert not np.array_equal(first.filled, truth)


@pytest.mark.parametrize("name", MAKERS)
def test_a_state_comes_back(name: str) -> None:
    _, known, missing = low_rank(shape=SHAPE)
    filler = MAKERS[name](known, missing)
    for k in range(20):
        filler.step(k / 40)
    state, believed = {n: np.array(a) for n, a in filler.state.items()}, filler.belief.copy()
    for k in range(20, 40):
        filler.step(k / 40)
    filler.load(state)
    assert filler.belief == pytest.approx(believed, abs=1e-5)
    filler.step(0.5)
    assert filler.unknowns.size > 0
