"""What a sample of a low rate has heard: the function through the filter that was there before the rate was lowered.

A batch is a few runs of consecutive samples. The field is asked all along each run, between the samples too, and what
comes out of the filter is compared with the samples. So the network learns the sound before the filter, not the muffled
one; and what it says beyond the low rate's reach, where nothing contradicts it, is there to be kept quiet at no cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.losses import Loss
from sirendesk.core.sounds.decimation import low_pass

if TYPE_CHECKING:
    import torch
    from torch import Tensor

# consecutive samples of the low rate in a run
RUN = 64
# the low-pass whose rest is to be quiet: a little above the low rate's reach, and no sharper than it has to be
CALM_REACH, CALM_BETA, CALM_CUT = 5, 4.0, 1.1


class FilterFootprint:
    """Runs around samples of the low rate, `scale` apart, in a sound of `large` samples at the high one.

    `taps` (2 r + 1,) is the filter that a sample has heard the sound through, [1] for none. `calm` is the weight of
    the mean square of what lies beyond the low rate's Nyquist frequency, beside the loss.

    A sound that hardly goes beyond the low rate's reach is known well enough at twice that rate. So with a filter a
    batch asks for every `thinning`-th sample of its runs only, from a first one that `generator` (CPU) draws: what
    folds over then is another error every time, and is unlearnt like any other.
    """

    def __init__(
        self, scale: int, large: int, taps: NDArray[np.float64], calm: float, generator: torch.Generator
    ) -> None:
        self.thinning = thinning(scale) if len(taps) > 1 else 1
        self._scale, self._large, self._calm, self._generator = scale, large, calm, generator
        self._reach = len(taps) // 2
        self._every = scale // self.thinning
        self._phases = [_kernel(part / part.sum()) for part in (taps[k :: self.thinning] for k in range(self.thinning))]
        rest = -low_pass(self._every, CALM_REACH, CALM_BETA, CALM_CUT)
        rest[len(rest) // 2] += 1.0
        self._rest = _kernel(rest)
        self._taps, self._runs = self._phases[0], 1

    def next(self, indices: Tensor) -> Tensor:
        """Coordinates (runs · m, 1) float32 of what runs of low samples with these flat numbers (n,) have heard.

        The sound's ends go on beyond them as they are.
        """
        import torch

        run = RUN if len(indices) % RUN == 0 else len(indices)
        starts = indices[::run]
        phase = int(torch.randint(self.thinning, (1,), generator=self._generator))
        self._taps, self._runs = self._phases[phase], len(starts)
        offsets = torch.arange(self._every * (run - 1) + self._taps.shape[2]) * self.thinning + (phase - self._reach)
        numbers = (starts[:, None] * self._scale + offsets).clamp_(0, self._large - 1).reshape(-1, 1)
        return ((2.0 * numbers.double() + 1.0) / self._large - 1.0).float()

    def means(self, predictions: Tensor) -> Tensor:
        """What a batch believes of its samples (n, c), from predictions (runs · m, c) all along its runs."""
        return self._leave(self._heard(self._enter(predictions)))

    def through(self, loss: Loss) -> Loss:
        """The loss of what is heard against targets (n, c), and of what is not calm, as a function of predictions."""

        def heard(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
            from torch.nn.functional import conv1d, conv_transpose1d

            sounds = self._enter(predictions)
            value, slope = loss(self._leave(self._heard(sounds)), targets)
            slopes = conv_transpose1d(self._enter(slope), self._taps.to(sounds), stride=self._every)
            if self._calm and sounds.shape[2] >= self._rest.shape[2]:
                kernel = self._rest.to(sounds)
                rest = conv1d(sounds, kernel)
                value = value + self._calm * rest.square().mean()
                slopes += conv_transpose1d(rest.mul_(2.0 * self._calm / rest.numel()), kernel)
            return value, self._leave(slopes)

        return heard

    def drawn(self, coords: Tensor) -> Tensor:
        """Flat numbers (m,) of the samples of the high rate at coordinates (m, 1)."""
        return ((coords[:, 0].double() + 1.0) * (self._large / 2)).long().clamp_(0, self._large - 1)

    def _heard(self, sounds: Tensor) -> Tensor:
        from torch.nn.functional import conv1d

        return conv1d(sounds, self._taps.to(sounds), stride=self._every)

    def _enter(self, values: Tensor) -> Tensor:
        """Values (runs · m, c) as sounds (runs · c, 1, m)."""
        channels = values.shape[1]
        return values.view(self._runs, -1, channels).transpose(1, 2).reshape(self._runs * channels, 1, -1)

    def _leave(self, sounds: Tensor) -> Tensor:
        """Inverse of `_enter`."""
        return sounds.view(self._runs, -1, sounds.shape[2]).transpose(1, 2).reshape(self._runs * sounds.shape[2], -1)


def thinning(scale: int) -> int:
    """The largest step that divides `scale` and leaves at least two of its samples."""
    return max(step for step in range(1, max(1, scale // 2) + 1) if scale % step == 0)


def _kernel(taps: NDArray[np.float64]) -> Tensor:
    import torch

    # a correlation is what torch calls a convolution; for these symmetric filters it is the same, for their parts not
    return torch.from_numpy(np.ascontiguousarray(taps)).float().view(1, 1, -1)
