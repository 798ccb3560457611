"""A loss for sound that also listens to the spectrum: mean squared error plus multi-resolution STFT loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.errors import UsageError
from sirendesk.core.losses.base import Loss, LossOptions
from sirendesk.core.losses.pointwise import mse
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor

LEAST_POWER = 1e-7
FFT_SIZES = (16, 16384)
MOST_RESOLUTIONS = 6


@dataclass(frozen=True)
class SpectralOptions(LossOptions):
    """MSE + weight · multi-resolution STFT loss (Yamamoto et al. 2020, "Parallel WaveGAN", eq. 3 to 6).

    Each resolution adds spectral convergence ‖|Y| - |F|‖ / ‖|Y|‖ and the mean of |log |Y| - log |F||; the loss is their
    mean over the resolutions. Windows are Hann's, as long as the FFT, moved on by a quarter of it.
    """

    title: ClassVar[str] = "MSE + spectrogram"
    summary: ClassVar[str] = "For sound: squared error of the samples and of spectrograms at several resolutions."

    spectral_weight: float = option(
        0.01,
        label="Spectrogram weight",
        help="How much the spectrograms count beside the squared error of the samples. More of it keeps quiet high "
        "tones that the squared error hardly notices.",
        minimum=0.0,
        maximum=1.0,
        step=0.001,
        advanced=False,
    )
    fft_sizes: str = option(
        "512, 1024, 2048",
        label="FFT sizes",
        help="Window lengths of the spectrograms in samples, separated by commas. Short ones hear when, long ones "
        "what.",
    )

    @property
    def run(self) -> int:
        """As long as the longest window."""
        return max(parse_fft_sizes(self.fft_sizes))

    def build(self) -> Loss:
        return SpectralLoss(self.spectral_weight, parse_fft_sizes(self.fft_sizes))


def parse_fft_sizes(text: str) -> tuple[int, ...]:
    """Window lengths from "512, 1024".

    Raises:
        UsageError: when it is not a list of 1 to 6 whole numbers from 16 to 16384.
    """
    least, most = FFT_SIZES
    words = [word.strip() for word in text.split(",")]
    sizes = tuple(int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 9)
    if len(sizes) != len(words) or len(sizes) > MOST_RESOLUTIONS or not all(least <= n <= most for n in sizes):
        raise UsageError(
            f"FFT sizes (fft_sizes) is {text!r}; give 1 to {MOST_RESOLUTIONS} whole numbers from {least} to {most}, "
            "separated by commas."
        )
    return sizes


class SpectralLoss:
    """The loss of runs of consecutive samples (n, c), each as long as the longest window and each channel by itself.

    A batch that is no number of such runs is taken for one stretch.
    """

    def __init__(self, weight: float, fft_sizes: tuple[int, ...]) -> None:
        self._weight = weight
        self._fft_sizes = fft_sizes
        self._run = max(fft_sizes)

    def __call__(self, predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        import torch

        value, slope = mse(predictions, targets)
        if not self._weight:
            return value, slope
        with torch.enable_grad():
            leaf = predictions.detach().requires_grad_()
            spectral = self.spectral(leaf, targets) * self._weight
            (own_slope,) = torch.autograd.grad(spectral, leaf)
        return value + spectral.detach(), slope.add_(own_slope)

    def spectral(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """The multi-resolution STFT loss alone, a scalar that autograd can follow."""
        import torch

        predictions, targets = self._sounds(predictions), self._sounds(targets)
        total = predictions.new_zeros(())
        for size in self._fft_sizes:
            ours, theirs = magnitudes(predictions, size), magnitudes(targets, size)
            convergence = torch.linalg.vector_norm(theirs - ours) / torch.linalg.vector_norm(theirs)
            total = total + convergence + (theirs.log() - ours.log()).abs().mean()
        return total / len(self._fft_sizes)

    def _sounds(self, batch: Tensor) -> Tensor:
        """The runs of a batch (n, c) side by side, (run, n / run · c)."""
        count = batch.shape[0] // self._run
        if count * self._run != batch.shape[0]:
            return batch
        return batch.view(count, self._run, -1).transpose(0, 1).reshape(self._run, -1)


def magnitudes(samples: Tensor, size: int) -> Tensor:
    """Magnitudes (c, size / 2 + 1, frames) of the STFT of samples (n, c), at least √1e-7; a short sound is padded."""
    import torch

    sounds = samples.T
    if sounds.shape[1] < size:
        sounds = torch.nn.functional.pad(sounds, (0, size - sounds.shape[1]))
    window = torch.hann_window(size, dtype=samples.dtype, device=samples.device)
    parts = torch.stft(sounds, size, size // 4, window=window, center=False, return_complex=True)
    # below the floor the slope is zero: the root has none at silence
    return (parts.real.square() + parts.imag.square()).clamp(min=LEAST_POWER).sqrt()
