"""The spectrogram loss against a short-time transform written out in NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sirendesk.core.errors import UsageError
from sirendesk.core.losses import LOSSES
from sirendesk.core.losses.spectral import SpectralLoss, SpectralOptions, magnitudes, parse_fft_sizes


def sounds(count: int = 200, channels: int = 2, seed: int = 0) -> torch.Tensor:
    return torch.randn(2, count, channels, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def spectrogram(samples: np.ndarray, size: int) -> np.ndarray:
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    starts = range(0, len(samples) - size + 1, size // 4)
    return np.abs(np.stack([np.fft.rfft(window * samples[start : start + size]) for start in starts], axis=1))


def test_magnitudes_are_those_of_a_windowed_fourier_transform() -> None:
    samples = sounds()[0]
    found = magnitudes(samples, 64)
    for channel in range(2):
        assert np.allclose(found[channel].numpy(), spectrogram(samples[:, channel].numpy(), 64), atol=1e-9)


def test_the_value_is_the_papers_formula() -> None:
    predictions, targets = sounds(channels=1)
    expected = 0.0
    for size in (32, 64):
        ours, theirs = (spectrogram(s[:, 0].numpy(), size) for s in (predictions, targets))
        convergence = np.linalg.norm(theirs - ours) / np.linalg.norm(theirs)
        expected += (convergence + np.abs(np.log(theirs) - np.log(ours)).mean()) / 2
    value, _ = SpectralLoss(0.5, (32, 64))(predictions, targets)
    assert value.item() == pytest.approx(((predictions - targets) ** 2).mean().item() + 0.5 * expected, rel=1e-10)


@pytest.mark.parametrize("count", [200, 20])
def test_the_slope_is_that_of_finite_differences_of_long_and_short_sounds(count: int) -> None:
    predictions, targets = sounds(count)
    loss = SpectralLoss(0.3, (32, 64))
    _, slope = loss(predictions, targets)
    for k in range(0, predictions.numel(), 7):
        values = []
        for shift in (1e-6, -1e-6):
            moved = predictions.clone()
            moved.view(-1)[k] += shift
            values.append(loss(moved, targets)[0].item())
        assert slope.view(-1)[k].item() == pytest.approx((values[0] - values[1]) / 2e-6, rel=1e-5, abs=1e-7)


def test_the_slope_stands_though_gradients_are_off() -> None:
    predictions, targets = sounds()
    with torch.no_grad():
        _, slope = SpectralLoss(0.3, (32,))(predictions, targets)
    assert torch.equal(slope, SpectralLoss(0.3, (32,))(predictions, targets)[1])
    assert not slope.requires_grad


def test_without_weight_it_is_the_squared_error() -> None:
    predictions, targets = sounds()
    value, slope = SpectralOptions(spectral_weight=0.0).build()(predictions, targets)
    expected, expected_slope = LOSSES["mse"]().build()(predictions, targets)
    assert torch.equal(value, expected)
    assert torch.equal(slope, expected_slope)


def test_silence_has_a_finite_slope() -> None:
    _, targets = sounds()
    _, slope = SpectralLoss(1.0, (64,))(torch.zeros_like(targets), targets)
    assert slope.isfinite().all()
    _, slope = SpectralLoss(1.0, (64,))(targets, torch.zeros_like(targets))
    assert slope.isfinite().all()


@pytest.mark.parametrize("text", ["", "512,", "eight", "8", "1e3", "-512", "512 1024", "32768", "64," * 6 + "64", "²"])
def test_sizes_that_are_none_are_refused_with_their_bounds(text: str) -> None:
    with pytest.raises(UsageError, match="16 to 16384"):
        parse_fft_sizes(text)


def test_sizes_are_read() -> None:
    assert parse_fft_sizes("512, 1024,2048") == (512, 1024, 2048)


def test_a_run_is_as_long_as_the_longest_window() -> None:
    assert SpectralOptions(fft_sizes="64, 256, 128").run == 256
    assert LOSSES["mse"]().run == 1


def test_runs_in_a_batch_are_heard_one_by_one() -> None:
    """Nothing is heard across the seam of two runs, and their spectra count as those of one sound with both."""
    predictions, targets = sounds(3 * 64)
    loss = SpectralLoss(1.0, (32, 64))
    together = loss.spectral(predictions, targets).item()
    expected = 0.0
    for size in (32, 64):
        ours, theirs = (
            np.concatenate(
                [spectrogram(run[:, c], size) for run in batch.numpy().reshape(3, 64, 2) for c in (0, 1)], axis=1
            )
            for batch in (predictions, targets)
        )
        expected += np.linalg.norm(theirs - ours) / np.linalg.norm(theirs) / 2
        expected += np.abs(np.log(theirs) - np.log(ours)).mean() / 2
    assert together == pytest.approx(expected, rel=1e-9)


def test_the_order_of_runs_does_not_matter() -> None:
    predictions, targets = sounds(4 * 64)
    mixed = [batch.view(4, 64, 2)[[2, 0, 3, 1]].reshape(-1, 2) for batch in (predictions, targets)]
    loss = SpectralLoss(0.3, (16, 64))
    assert loss(*mixed)[0].item() == pytest.approx(loss(predictions, targets)[0].item(), rel=1e-12)
    slope, mixed_slope = loss(predictions, targets)[1], loss(*mixed)[1]
    assert torch.allclose(slope.view(4, 64, 2)[[2, 0, 3, 1]].reshape(-1, 2), mixed_slope)
