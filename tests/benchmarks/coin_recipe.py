"""COIN's recipe (Dupont et al. 2021) on a picture: full batch, Adam 2e-4, omega 30, ten layers of 28 sines.

PICTURE.npy and how many steps; prints the seconds a step takes and the best PSNR (dB). Chunks of the batch stay in the
processor's cache, which is kinder to the recipe than its authors' code.
"""

from __future__ import annotations

import itertools
import math
import sys
import time

import numpy as np
import torch

WIDTH, LAYERS, RATE, OMEGA, CHUNK = 28, 10, 2e-4, 30.0, 16_384


def start(channels: int) -> list[torch.Tensor]:
    """Weights and biases of all layers as COIN draws them."""
    generator = torch.Generator().manual_seed(0)
    weights = []
    for k, (fan_in, fan_out) in enumerate(itertools.pairwise([2] + [WIDTH] * LAYERS + [channels])):
        bound = 1 / fan_in if k == 0 else math.sqrt(6 / fan_in) / OMEGA
        for shape in ((fan_out, fan_in), (fan_out,)):
            weights.append(((torch.rand(shape, generator=generator) * 2 - 1) * bound).requires_grad_())
    return weights


def draw(weights: list[torch.Tensor], coords: torch.Tensor) -> torch.Tensor:
    wave = coords
    for weight, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        wave = torch.sin(OMEGA * torch.addmm(bias, wave, weight.T))
    return torch.addmm(weights[-1], wave, weights[-2].T) + 0.5


def main() -> int:
    values, steps = np.load(sys.argv[1]), int(sys.argv[2])
    height, width, channels = values.shape
    places = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    coords = torch.from_numpy(np.stack(places, axis=-1).reshape(-1, 2).astype(np.float32))
    targets = torch.from_numpy(values.reshape(-1, channels).copy())
    weights = start(channels)
    optimizer = torch.optim.Adam(weights, lr=RATE)
    best, begun = -math.inf, time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        error = 0.0
        for at in range(0, len(coords), CHUNK):
            wanted = targets[at : at + CHUNK]
            drawn = draw(weights, coords[at : at + CHUNK])
            ((drawn - wanted).square().sum() / targets.numel()).backward()
            error += float((drawn.detach().clamp(0, 1) - wanted).square().sum()) / targets.numel()
        best = max(best, -10 * math.log10(error))
        optimizer.step()
    print((time.perf_counter() - begun) / steps, best)
    return 0


if __name__ == "__main__":
    sys.exit(main())
