"""The filters bring a decoded picture nearer to the original, and the blocks they work in leave no trace."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.codec.grid import filtering, wavelet
from sirendesk.core.codec.grid.filtering import CLASSES, FEATURES, REACH
from sirendesk.core.codec.grid.prior import FILTERS
from sirendesk.core.signals import SignalSource, load_signal


def test_a_flat_plane_stays_as_it_is() -> None:
    assert not filtering.correction(np.full((9, 70), 3.25), FILTERS).any()


@pytest.mark.parametrize("shape", [(1, 1), (2, 70), (33, 5), (65, 40)])
def test_blocks_leave_no_trace(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    plane = np.random.default_rng(0).normal(size=shape)
    whole = filtering.correction(plane, FILTERS)
    assert whole.shape == shape
    for rows in (1, 7, 1000):
        monkeypatch.setattr(filtering, "_ROWS", rows)
        np.testing.assert_array_equal(filtering.correction(plane, FILTERS), whole)


def test_differences_are_those_to_both_neighbours() -> None:
    padded = np.random.default_rng(0).normal(size=(8 + 2 * REACH, 9 + 2 * REACH)).astype(np.float32)
    parts = filtering.differences(padded)
    assert len(parts) == FEATURES
    middle = padded[REACH + 2, REACH + 3]
    for number, (down, across) in enumerate(filtering.OFFSETS):
        two = [padded[REACH + 2 + s * down, REACH + 3 + s * across] - middle for s in (1, -1)]
        for k, clip in enumerate((*filtering.CLIPS, np.inf)):
            assert parts[3 * number + k][2, 3] == pytest.approx(sum(np.clip(two, -clip, clip)), abs=1e-6)


def test_classes_tell_directions_apart() -> None:
    y, x = np.mgrid[:40, :40].astype(np.float32)
    found = {}
    for name, phase in {"columns": x, "rows": y, "slanted": x + y, "other": x - y}.items():
        kinds = filtering.classes(np.cos(phase * np.float32(1.3)).astype(np.float32))
        assert kinds.min() >= 0
        assert kinds.max() < CLASSES
        found[name] = int(np.median(kinds)) % 5
    assert len(set(found.values())) == 4
    assert 0 not in found.values()


def test_decoded_planes_come_nearer() -> None:
    plane = load_signal(SignalSource("sample:camera")).values[100:300, 100:300, 0] / 0.2
    pyramid = wavelet.analyse(plane.astype(np.float64))
    details = tuple(tuple(np.sign(d) * np.floor(np.abs(d) + 0.36) for d in level) for level in pyramid.details)
    decoded = wavelet.synthesise(wavelet.Pyramid(np.round(pyramid.low), details))  # type: ignore[arg-type]
    better = decoded + filtering.correction(decoded, FILTERS)
    assert np.square(better - plane).mean() < 0.95 * np.square(decoded - plane).mean()
