"""How much sooner the product reaches the PSNR of the SIREN paper's recipe, on the same network and picture.

The recipe: SIREN 256x3 (198,401 weights), camera 256² grey, every pixel in every step, Adam 1e-4 through autograd, 500
steps, after which it stands at 34.8 dB. Its time is extrapolated from ten steps timed in this run; --full runs it all.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_precision
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up

PAPER_STEPS = 500
PAPER_PSNR = 34.8
CAMERA = SignalSource("sample:camera", size=256, gray=True)


class PaperSiren(torch.nn.Module):
    """The published network, written the usual way: linear layers, sines of 30 times their output, autograd."""

    def __init__(self) -> None:
        super().__init__()
        widths = [2, 256, 256, 256, 256, 1]
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in itertools.pairwise(widths))
        for k, layer in enumerate(self.layers):
            bound = 1 / 2 if k == 0 else math.sqrt(6 / 256) / 30
            torch.nn.init.uniform_(layer.weight, -bound, bound)

    def forward(self, coords: torch.Tensor) -> torch.Tensor:
        values = coords
        for layer in self.layers[:-1]:
            values = torch.sin(30 * layer(values))
        return self.layers[-1](values)


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Time both and return the ratio."""
    warm_up()
    signal = load_signal(CAMERA)
    full = "--full" in arguments
    precision = choose_precision("auto", torch.device("cpu"))
    paper_seconds, paper_psnr = paper_recipe(signal, PAPER_STEPS if full else 10)
    if full:
        say(f"paper's recipe: {PAPER_STEPS} steps in {paper_seconds:.1f} s, {paper_psnr:.2f} dB")
    else:
        paper_seconds *= PAPER_STEPS / 10
        say(
            f"paper's recipe: {paper_seconds / PAPER_STEPS:.3f} s a step, {paper_seconds:.0f} s for {PAPER_STEPS} steps"
        )
    seconds = [seconds_to(signal, PAPER_PSNR, seed, say) for seed in (0, 1, 2)]
    ratio = paper_seconds / statistics.median(seconds)
    bars = [Bar("times sooner at 34.8 dB than the paper's recipe", ratio, 150 if precision == "medium" else 100, "x")]
    if full:
        bars.append(Bar("PSNR of the paper's recipe, beside the published path", paper_psnr, PAPER_PSNR - 0.5, "dB"))
    return bars


def paper_recipe(signal: SampledSignal, steps: int) -> tuple[float, float]:
    """Seconds for that many steps after one to warm up, and the PSNR they end at."""
    apply_precision("fp32")
    torch.manual_seed(0)
    network = PaperSiren()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    coords = torch.from_numpy(Grid(signal.shape, end_points=True).coords())
    targets = torch.from_numpy(2 * signal.values.reshape(-1, 1) - 1)
    start, error = 0.0, math.nan
    for step in range(steps + 1):
        if step == 1:
            start = time.perf_counter()
        loss = (network(coords) - targets).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        error = loss.item()
    return time.perf_counter() - start, 10 * math.log10(4 / error)


def seconds_to(signal: SampledSignal, target: float, seed: int, say: Callable[[str], None]) -> float:
    """Wall seconds from nothing to a whole picture measured at `target` dB."""
    budget = Budget.of(target_psnr=target, seconds=60.0)
    experiment = dataclasses.replace(Experiment(), signal=CAMERA, budget=Budget.of(target_psnr=target), seed=seed)
    start = time.perf_counter()
    trainer = Trainer(dataclasses.replace(experiment, budget=budget), signal, watch=False)
    while trainer.advance(0.05):
        pass
    seconds = time.perf_counter() - start
    assert trainer.metrics is not None, "a finished run is measured"
    reached = trainer.metrics["psnr"]
    say(f"seed {seed}: {reached:.2f} dB after {seconds:.2f} s, {trainer.step} steps")
    assert trainer.solver.parameters == 198_401, "the race is on the same network"
    return seconds if reached >= target else float(np.inf)
