"""How much sooner the product reaches the PSNR of the SIREN paper's recipe, on the same network and picture.

The recipe: SIREN 256x3 (198,401 weights), camera 256² grey, every pixel in every step, Adam 1e-4 through autograd, 500
steps, after which it stands at 34.8 dB. Its time is extrapolated from ten steps timed in this run; --full runs it all.

With --field NAME (or --field all) another race: seconds to 30 and 35 dB of that field beside the default SIREN's, each
with its default options, on the same picture in the same run.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_precision
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up

PAPER_STEPS = 500
PAPER_PSNR = 34.8
CAMERA = SignalSource("sample:camera", size=256, gray=True)
TARGETS = (30.0, 35.0)
SEEDS = (0, 1, 2)
MOST_SECONDS = 60.0
# what a grid or a product of curves is for
FAST = {"hash_grid": 1.0, "separable": 1.0}


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
    """Time both and return the ratio; with --field the race of fields instead."""
    warm_up()
    if "--field" in arguments:
        return race(chosen_fields(arguments), load_signal(CAMERA), say)
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
    fit = fit_to(signal, "siren", target, seed)
    say(f"seed {seed}: {fit.psnr:.2f} dB after {fit.wall:.2f} s, {fit.steps} steps")
    assert fit.parameters == 198_401, "the race is on the same network"
    return fit.seconds


@dataclass(frozen=True)
class Fit:
    """One run towards a target. `wall` is what it took, `seconds` the same if the target was reached, else infinite."""

    wall: float
    seconds: float
    steps: int
    parameters: int
    psnr: float


def fit_to(signal: SampledSignal, field: str, target: float, seed: int) -> Fit:
    """Fit a field of default options until the whole picture was measured at `target` dB, or a minute is over."""
    budget = Budget.of(target_psnr=target, seconds=MOST_SECONDS)
    experiment = dataclasses.replace(Experiment(), signal=CAMERA, field=FIELDS[field](), seed=seed, budget=budget)
    start = time.perf_counter()
    trainer = Trainer(experiment, signal, watch=False)
    while trainer.advance(0.05):
        pass
    wall = time.perf_counter() - start
    assert trainer.metrics is not None, "a finished run is measured"
    reached = trainer.metrics["psnr"]
    seconds = wall if reached >= target else math.inf
    return Fit(wall, seconds, trainer.step, trainer.solver.parameters, reached)


def chosen_fields(arguments: list[str]) -> list[str]:
    """The fields that --field names, SIREN first in any case.

    Raises:
        UsageError: when there is no such field.
    """
    place = arguments.index("--field") + 1
    name = arguments[place] if place < len(arguments) else ""
    if name not in ("all", *FIELDS):
        raise UsageError(f"There is no field called {name!r}; choose one of all, {', '.join(FIELDS)}.")
    return ["siren", *(known for known in FIELDS if known != "siren" and name in ("all", known))]


def race(fields: list[str], signal: SampledSignal, say: Callable[[str], None]) -> list[Bar]:
    """Medians over three seeds, the fields taking turns so that whatever else runs here slows all of them."""
    for field in fields:  # the first steps of a field load what it needs
        fit_to(signal, field, 5.0, 0)
    fits: dict[tuple[str, float], list[Fit]] = {(field, target): [] for field in fields for target in TARGETS}
    for (target, seed), field in itertools.product(itertools.product(TARGETS, SEEDS), fields):
        so_far = fits[field, target]
        if all(fit.seconds < math.inf for fit in so_far):  # one that did not get there is not asked again
            so_far.append(fit_to(signal, field, target, seed))
    bars: list[Bar] = []
    say(f"{'field':12} {'weights':>9} {'dB':>4} {'seconds':>8} {'steps':>6} {'ms/step':>8} {'sooner, x':>10}")
    for (field, target), runs in fits.items():
        seconds = statistics.median(fit.seconds for fit in runs) if len(runs) == len(SEEDS) else math.inf
        siren = statistics.median(fit.seconds for fit in fits["siren", target])
        pace = 1000 * sum(fit.wall for fit in runs) / sum(fit.steps for fit in runs)
        steps, sooner = statistics.median(fit.steps for fit in runs), siren / seconds
        say(
            f"{field:12} {runs[0].parameters:9,} {target:4.0f} {seconds:8.2f} {steps:6.0f} {pace:8.2f} {sooner:10.2f}"
            + (f"   stayed at {runs[-1].psnr:.2f} dB" if math.isinf(seconds) else "")
        )
        if target == min(TARGETS) and field in FAST:
            bars.append(Bar(f"{field}: seconds to {target:.0f} dB", seconds, FAST[field], "s", at_least=False))
        if field != "siren":
            # the slower ones need not win, but they must get there
            least = 1.0 if field in FAST else 0.01
            bars.append(Bar(f"{field}: times sooner than SIREN at {target:.0f} dB", sooner, least, "x"))
    return bars
