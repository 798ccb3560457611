"""WIRE: complex Gabor wavelets (Saragadam et al. 2023, "WIRE: Wavelet Implicit Neural Representations", eq. 3 and 5).

A layer computes exp(i ω z − |s z|²) with z = x Wᵀ + b, complex from the second layer on; the field is the real part of
a complex linear layer at the end. Weights and biases, real and imaginary parts alike, start uniform on ±1 / √(fan in).
A complex weight counts as two, so a network of width w has round(w / √2) complex neurons, the paper's convention: then
it has as many weights as a real network of that width.

Complex numbers are stored as pairs of real ones: a layer's matrix is [Re W; Im W] one under the other, values are
[Re v, Im v] side by side, and a complex product is one real product with [[Re W, −Im W], [Im W, Re W]], which runs at
the speed (and the precision) of any other. omega is folded into the stored weights as in `siren.py`: with u = ω z the
layer is exp(i u − q |u|²), q = (s / ω)².
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.errors import UsageError
from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss

# |exp(i z ω − |s z|²)| is at most exp((ω / 2s)²): at this ratio e^36, and a product of two such is still finite
MOST_OMEGA_PER_SCALE = 12.0
# wavelets like larger steps than sines: the usual 6e-4 becomes 2e-3, near the authors' 5e-3 for whole pictures
PACE = 3.0
# the hidden ω₀ and the scale with which fits were seen to start at once
CALM = 4.0


@dataclass(frozen=True)
class WireOptions(FieldOptions):
    """Options of a WIRE. The defaults learn within seconds; the published comparisons use omega_0 20 and scale 10."""

    title: ClassVar[str] = "WIRE"
    summary: ClassVar[str] = "Complex wavelets: waves like SIREN's, each fading away from one line of the picture."

    first_omega_0: float = option(
        40.0,
        label="First ω₀",
        help="How fast the first layer's wavelets oscillate across the picture. Low is blurry, high is grainy between "
        "pixels.",
        minimum=1.0,
        maximum=10000.0,
        logarithmic=True,
        advanced=False,
    )
    scale: float = option(
        4.0,
        label="Scale s",
        help="How quickly a wavelet exp(iωz − |sz|²) fades. Small s leaves whole waves, as SIREN has; large s keeps "
        "each neuron to a narrow strip, so that what one learns disturbs the others less.",
        minimum=0.5,
        maximum=200.0,
        logarithmic=True,
        advanced=False,
    )
    hidden_omega_0: float = option(
        4.0,
        label="Hidden ω₀",
        help="The factor inside the hidden wavelets' oscillation. At the published 20 each layer folds the picture so "
        "often that a fit begins as noise and needs thousands of steps; around 4 it starts at once.",
        minimum=1.0,
        maximum=200.0,
        logarithmic=True,
    )
    hidden_features: int = option(
        256,
        label="Width",
        help="Width of the real network with as many weights. A complex weight is two numbers, so each layer has this "
        "divided by √2 wavelets.",
        minimum=4,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        3,
        label="Hidden layers",
        help="Layers of complex wavelets after the first one, whose weights are real.",
        minimum=0,
        maximum=12,
        advanced=False,
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Wire:
        if self.hidden_layers and self.hidden_omega_0 > MOST_OMEGA_PER_SCALE * self.scale:
            raise UsageError(
                f"Hidden ω₀ (hidden_omega_0) is {self.hidden_omega_0:g}; beside Scale s (scale) {self.scale:g} the "
                f"most that works is {MOST_OMEGA_PER_SCALE * self.scale:g}, because wavelets beyond it overflow."
            )
        return Wire(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        if self.hidden_omega_0 > CALM or self.scale > CALM:
            return replace(self, hidden_omega_0=min(CALM, self.hidden_omega_0), scale=min(CALM, self.scale))
        return replace(self, first_omega_0=max(10.0, self.first_omega_0 / 2)) if self.first_omega_0 > 10.0 else None


class Wire(Field):
    """The network: a layer of wavelets with real weights, `hidden_layers` with complex ones, a complex linear layer."""

    def __init__(
        self,
        options: WireOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        width, hidden = max(1, round(options.hidden_features / math.sqrt(2.0))), options.hidden_layers
        shapes: list[tuple[int, ...]] = [(width, in_features), (width,)]
        shapes += [(2 * width, width), (2 * width,)] * hidden
        # the last layer's rows hold [Re W, Im W] side by side; only the real part of its bias would ever be seen
        shapes += [(out_features, 2 * width), (out_features,)]
        super().__init__(options, shapes, device)
        self.hidden_matrices = tuple(range(2, 2 * hidden + 1, 2))
        omegas = [options.first_omega_0] + [options.hidden_omega_0] * hidden
        self._fading = [(options.scale / omega) ** 2 for omega in omegas]
        self._initialise([*omegas, 1.0], [in_features] + [width] * (hidden + 1), generator)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        import torch

        values = coords
        for k, fading in enumerate(self._fading):
            weight, bias = parts[2 * k], parts[2 * k + 1]
            if k:
                real, imaginary = (values @ _block(weight).T + bias).chunk(2, 1)
                size = (-imaginary - fading * (real.square() + imaginary.square())).exp()
            else:
                real = values @ weight.T + bias
                size = (-fading * real.square()).exp()
            values = _tapped(k, size * real.cos(), size * real.sin(), tap)
        real, imaginary = values.chunk(2, 1)
        return torch.cat([real, -imaginary], 1) @ parts[-2].T + parts[-1]

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        parts, slopes = self.split(self.weights), self.split(self.gradients)
        count = len(self._fading)
        phases: list[Tensor] = []
        waves: list[Tensor] = []
        blocks: list[Tensor] = []
        values = coords
        for k, fading in enumerate(self._fading):
            blocks.append(_block(parts[2 * k]) if k else parts[0])
            phase = torch.addmm(parts[2 * k + 1], values, blocks[k].T)
            if k:
                real, imaginary = phase.chunk(2, 1)
                size = torch.addcmul(imaginary, imaginary, imaginary, value=fading).addcmul_(real, real, value=fading)
            else:
                real, size = phase, phase.square().mul_(fading)
            size.neg_().exp_()
            values = torch.cat([real.cos(), real.sin()], 1)
            values.view(-1, 2, size.shape[1]).mul_(size[:, None])
            phases.append(phase)
            waves.append(values)
        real, imaginary = parts[-2].chunk(2, 1)
        last = torch.cat([real, -imaginary], 1)
        predictions = self._squash(torch.addmm(parts[-1], values, last.T))
        value, slope = loss(predictions, targets)
        squash = self._squash_slope(predictions)
        slope = slope if squash is None else slope * squash
        torch.sum(slope, 0, out=slopes[-1])
        torch.mm(slope.T, values, out=slopes[-2])
        slopes[-2].chunk(2, 1)[1].neg_()
        below = slope @ last
        for k in range(count - 1, -1, -1):
            slope = _slope(below, waves[k], phases[k], self._fading[k])
            torch.sum(slope, 0, out=slopes[2 * k + 1])
            if not k:
                slopes[0].copy_((coords.T @ slope).T)
                break
            product = slope.T @ waves[k - 1]
            (real_real, real_imaginary), (imaginary_real, imaginary_imaginary) = (
                row.chunk(2, 1) for row in product.chunk(2, 0)
            )
            upper, lower = slopes[2 * k].chunk(2, 0)
            torch.add(real_real, imaginary_imaginary, out=upper)
            torch.sub(imaginary_real, real_imaginary, out=lower)
            below = slope @ blocks[k]
        return value, predictions

    def _initialise(self, factors: list[float], fans: list[int], generator: torch.Generator) -> None:
        import torch

        start, folded = torch.zeros(self.parameters), torch.ones(self.parameters)
        for k, (part, size) in enumerate(zip(self.split(start), self.split(folded), strict=True)):
            bound = factors[k // 2] / math.sqrt(fans[k // 2])
            part.copy_((torch.rand(part.shape, generator=generator) * 2 - 1) * bound)
            size.fill_(factors[k // 2])
        self.weights.copy_(start)
        self.folded = folded.to(self.weights.device)
        self.pace = torch.full_like(self.weights, PACE)


def _block(stacked: Tensor) -> Tensor:
    """[[Re W, −Im W], [Im W, Re W]] from [Re W; Im W]."""
    import torch

    real, imaginary = stacked.chunk(2, 0)
    return torch.cat([stacked, torch.cat([-imaginary, real], 0)], 1)


def _tapped(layer: int, real: Tensor, imaginary: Tensor, tap: Tap) -> Tensor:
    """Real and imaginary parts side by side; the tap sees the real ones, and what it silences loses both."""
    import torch

    seen = tap(layer, real)
    if seen is not real:
        imaginary = imaginary * ((seen != 0) | (real == 0))
    return torch.cat([seen, imaginary], 1)


def _slope(below: Tensor, wave: Tensor, phase: Tensor, fading: float) -> Tensor:
    """Gradient at a layer's phase from the one at its values, both as [real, imaginary].

    With v = exp(i u − q |u|²) and the gradient g at v, let a = Re g Re v + Im g Im v and b = Im g Re v − Re g Im v.
    Then the gradient is b − 2 q a Re u at Re u, and −(1 + 2 q Im u) a at Im u, which a first layer does not have.
    """
    import torch

    slope_real, slope_imaginary = below.chunk(2, 1)
    real, imaginary = wave.chunk(2, 1)
    along = (slope_real * real).addcmul_(slope_imaginary, imaginary)
    around = (slope_imaginary * real).addcmul_(slope_real, imaginary, value=-1.0)
    if phase.shape[1] < wave.shape[1]:
        return around.addcmul_(along, phase, value=-2.0 * fading)
    phase_real, phase_imaginary = phase.chunk(2, 1)
    around.addcmul_(along, phase_real, value=-2.0 * fading)
    return torch.cat([around, (phase_imaginary * (-2.0 * fading)).sub_(1.0).mul_(along)], 1)
