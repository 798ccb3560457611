"""The live sound is what the batches brought, and what was asked for where none goes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from sirendesk.core import sound_canvas
from sirendesk.core.sound_canvas import SoundCanvas

TRUTH = np.random.default_rng(0).uniform(-1, 1, (50, 2)).astype(np.float32)


def test_it_goes_from_silence_to_what_was_painted() -> None:
    canvas = SoundCanvas(TRUTH)
    before = canvas.frame()
    assert not before.values.any()
    assert not before.exact
    some = torch.tensor([3, 40, 7])
    canvas.paint(some, torch.from_numpy(TRUTH[some]))
    after = canvas.frame()
    np.testing.assert_array_equal(after.values[some], TRUTH[some])
    assert np.count_nonzero(after.values.any(axis=1)) == 3
    assert not before.values.any()
    with pytest.raises(ValueError, match="read-only"):
        after.values[0] = 1.0
    assert canvas.estimate is None


def test_an_exact_sound_takes_its_place() -> None:
    canvas, own = SoundCanvas(TRUTH), TRUTH.copy()
    frame = canvas.exact_frame(own, TRUTH)
    own[:] = 0.0
    assert frame.exact
    np.testing.assert_array_equal(frame.values, TRUTH)
    np.testing.assert_array_equal(canvas.frame().values, TRUTH)


def test_what_no_batch_brings_is_asked_for_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_canvas, "SAMPLES_A_LOOK", 4)
    gap = np.zeros(50, bool)
    gap[20:30] = True
    canvas = SoundCanvas(TRUTH, ~gap)
    asked: list[int] = []

    def believed(places: np.ndarray) -> np.ndarray:
        asked.extend(places.tolist())
        return TRUTH[places]

    for _ in range(4):
        canvas.look(SimpleNamespace(believed=believed))
    assert asked == [*range(20, 30), *range(20, 24)]
    np.testing.assert_array_equal(canvas.frame().values, np.where(gap[:, None], TRUTH, 0))
    canvas.look(SimpleNamespace())
    SoundCanvas(TRUTH).look(SimpleNamespace(believed=believed))
    assert len(asked) == 14
