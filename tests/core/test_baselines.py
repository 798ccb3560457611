"""The scores that a fit has to beat are the best of their kind."""

from __future__ import annotations

import io
import itertools
import math

import numpy as np
import pytest
from PIL import Image

from sirendesk.core import baselines
from sirendesk.core.baselines import bicubic_at_equal_numbers, jpeg_at_equal_bytes, mean_fill, of_whole_picture
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SampledSignal, SignalSource, as_picture, load_signal


@pytest.fixture(scope="module")
def photo() -> SampledSignal:
    return as_picture(load_signal(SignalSource("sample:astronaut", size=96)))


@pytest.fixture(scope="module")
def grey() -> SampledSignal:
    return as_picture(load_signal(SignalSource("sample:camera", size=96)))


def test_mean_fill(photo: SampledSignal) -> None:
    values = photo.values.astype(np.float64)
    scores = mean_fill(photo.values)
    assert scores["psnr"] == pytest.approx(-10 * np.log10(values.var(axis=(0, 1)).mean()), abs=1e-4)
    assert scores["numbers"] == 3


def test_jpeg_is_the_best_that_fits(photo: SampledSignal, grey: SampledSignal) -> None:
    for values, options in (
        (photo.values, [{"subsampling": colour} for colour in (0, 1, 2)]),
        (grey.values, [{}]),
    ):
        picture = Image.fromarray(np.round(values * 255).astype(np.uint8).squeeze())
        for budget in (1200, 3000, 7000):
            wanted = -math.inf
            for quality in range(1, 101):
                for option, progressive in itertools.product(options, (True, False)):
                    out = io.BytesIO()
                    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=progressive, **option)
                    if out.tell() <= budget:
                        decoded = np.asarray(Image.open(out)).reshape(values.shape) / 255
                        wanted = max(wanted, psnr(values, decoded))
            scores = jpeg_at_equal_bytes(values, budget)
            assert scores["bytes"] <= budget
            assert scores["psnr"] == pytest.approx(wanted, abs=0.15)


def test_jpeg_that_cannot_fit_or_exist(photo: SampledSignal, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = jpeg_at_equal_bytes(photo.values, 300)
    assert math.isnan(scores["psnr"])
    assert math.isnan(scores["ssim"])
    assert "300 bytes" in scores["note"]
    monkeypatch.setattr(baselines, "_MOST_JPEG_SIDE", 95)
    assert "65,500" in jpeg_at_equal_bytes(photo.values, 10**6)["note"]


@pytest.mark.parametrize("parameters", [1, 3, 100, 3000, 27000])
def test_bicubic_keeps_at_most_that_many_numbers(photo: SampledSignal, parameters: int) -> None:
    scores = bicubic_at_equal_numbers(photo.values, parameters)
    assert scores["numbers"] <= max(parameters, 3)
    assert scores["numbers"] >= 0.6 * parameters
    assert mean_fill(photo.values)["psnr"] - 0.5 < scores["psnr"] < math.inf


def test_bicubic_gets_better_with_more_numbers_and_beats_the_mean(grey: SampledSignal) -> None:
    scores = [bicubic_at_equal_numbers(grey.values, n)["psnr"] for n in (50, 500, 5000, 9000)]
    assert scores == sorted(scores)
    assert scores[-1] > mean_fill(grey.values)["psnr"] + 10


def test_bicubic_keeps_what_has_no_detail() -> None:
    ramp = np.linspace(0.2, 0.8, 64, dtype=np.float32)
    values = np.stack([np.tile(ramp, (64, 1))] * 3, axis=2)
    assert bicubic_at_equal_numbers(values, 3000)["psnr"] > 45


def test_more_numbers_than_the_picture(grey: SampledSignal) -> None:
    scores = bicubic_at_equal_numbers(grey.values, grey.values.size)
    assert math.isnan(scores["psnr"])
    assert "as many numbers" in scores["note"]


def test_all_of_them(photo: SampledSignal) -> None:
    scores = of_whole_picture(photo, stored_bytes=4000, parameters=1000)
    assert list(scores) == ["mean_fill", "jpeg_at_equal_bytes", "bicubic_at_equal_numbers"]
    for each in scores.values():
        assert {"psnr", "ssim"} <= set(each)
        assert 0 < each["ssim"] <= 1


def test_tiny_pictures_have_scores_too() -> None:
    tiny = SampledSignal(np.random.default_rng(0).random((2, 3, 1)).astype(np.float32), None, "a", "a")
    scores = of_whole_picture(tiny, stored_bytes=10**4, parameters=4)
    assert all(math.isfinite(each["psnr"]) for each in scores.values())
