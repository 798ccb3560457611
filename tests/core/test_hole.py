"""Scores of a hole against scikit-image's, and the classical fillings against closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from sirendesk.core.hole import biharmonic, mean_fill, score
from sirendesk.core.mask import block


def picture(seed: int = 0, shape: tuple[int, int, int] = (40, 50, 3)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, np.float32)


def test_scores_are_those_of_the_hole_alone_and_then_of_the_whole() -> None:
    truth, filled, hole = picture(0), picture(1), block((40, 50), 12)
    found = score(truth, filled, hole)
    pasted = np.where(hole[..., None], filled, truth)
    assert found.psnr == pytest.approx(peak_signal_noise_ratio(truth[hole], filled[hole], data_range=1.0), abs=1e-4)
    assert found.whole_psnr == pytest.approx(peak_signal_noise_ratio(truth, pasted, data_range=1.0), abs=1e-4)
    maps = structural_similarity(truth, pasted, channel_axis=2, data_range=1.0, full=True)[1]
    assert found.ssim == pytest.approx(float(maps[hole].mean()), abs=1e-4)
    assert found.ssim < found.whole_ssim


def test_what_is_outside_the_hole_counts_for_nothing() -> None:
    truth, hole = picture(), block((40, 50), 12)
    broken = np.where(hole[..., None], truth, 1.0 - truth)
    assert score(truth, broken, hole).psnr == math.inf


def test_the_mean_is_that_of_what_is_known() -> None:
    known = np.zeros((4, 4, 1), np.float32)
    known[0] = 1.0
    hole = block((4, 4), 2)
    assert mean_fill(known, hole)[1, 1, 0] == pytest.approx(4 / 12)
    assert np.array_equal(mean_fill(known, hole)[~hole], known[~hole])


def test_biharmonic_continues_a_plane_and_keeps_what_is_known() -> None:
    rows, columns = np.mgrid[0:40, 0:50] / 100
    plane = (rows + columns)[..., None].astype(np.float32)
    hole = block((40, 50), 10)
    hidden = np.where(hole[..., None], np.float32(0.3), plane)
    found = biharmonic(hidden, hole)
    assert np.abs(found - plane).max() < 1e-4
    assert np.array_equal(found[~hole], plane[~hole])
