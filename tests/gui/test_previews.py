"""What there is to see before a fit."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.gui.previews import preview_denoise, preview_upscale


def signal(side: int = 16, channels: int = 3) -> SampledSignal:
    values = np.random.default_rng(0).random((side, side, channels)).astype(np.float32)
    return SampledSignal(values, None, "own", "own")


def test_a_test_against_truth_shows_the_small_picture_and_its_bar() -> None:
    given = preview_upscale(UpscaleOptions(protocol="area", scale=2.0), signal())
    assert given.small.shape == (8, 8, 3)
    assert given.bicubic.shape == (16, 16, 3)
    assert given.truth is not None
    assert given.bicubic_psnr is not None
    rough = psnr(given.truth / 255.0, given.bicubic / 255.0)
    assert given.bicubic_psnr == pytest.approx(rough, abs=0.1)
    assert given.covers
    assert not preview_upscale(UpscaleOptions(protocol="stride"), signal()).covers


def test_an_own_picture_has_no_truth() -> None:
    given = preview_upscale(UpscaleOptions(scale=3.0), signal(channels=1))
    assert given.small.shape == (16, 16)
    assert given.bicubic.shape == given.shape == given.final_shape == (48, 48)
    assert given.truth is None
    assert given.bicubic_psnr is None


def test_a_factor_beyond_any_file_is_refused_with_the_number() -> None:
    with pytest.raises(UsageError, match="1,600,000"):
        preview_upscale(UpscaleOptions(scale=1000.0), signal(1600, 1))


def test_noise_is_kept_as_it_is() -> None:
    given = preview_denoise(DenoiseOptions(add="gaussian:100"), signal())
    assert given.has_truth
    assert given.noisy.max() > 1.0
    assert given.picture.dtype == np.uint8
    # cut to what can be shown, it is nearer than its deviation says
    assert given.psnr is not None
    assert 20 * np.log10(255 / 100) < given.psnr < 13


def test_a_noisy_picture_has_no_truth() -> None:
    given = preview_denoise(DenoiseOptions(), signal())
    assert not given.has_truth
    assert given.psnr is None
    assert np.array_equal(given.noisy, signal().values)
