"""Learning sounds: how near a network of 256x3 comes in a minute, how soon, and that no seed stays silent.

The music is the bundled guitar, 7 s at 44.1 kHz. --speech FILE takes that speech in place of the bundled one (the bar
was set on 12 s of spoken numbers at 44.1 kHz). Everything is learnt with what `sounds/suiting.py` suggests.

Beside it stands the recipe of the SIREN paper's notebook for sound: SIREN 256x3, first omega_0 3,000, hidden 30, every
sample in every step, Adam 1e-4 through autograd, targets divided by their peak. A step of it is timed here. Where it is
after many steps was recorded once, see RECORDED: those steps times the timed one are a lower bound of its time.

--quick leaves the two minutes of bar 1 out and takes 3 seeds in place of 20; --seeds N takes that many.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.fields.hash_grid import HashGridOptions
from sirendesk.core.hardware import apply_precision
from sirendesk.core.signals import AudioSignal, SignalSource, as_sound, load_signal
from sirendesk.core.sounds.suiting import guiding
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up

MUSIC, SPEECH = "sample:guitar", "sample:speech"
SUPERRES = "bench_sound_superres.py"
WEIGHTS = 198_145
SECONDS = 60.0
GRID_SECONDS = 15.0
LEAST_MUSIC, LEAST_SPEECH = 33.0, 20.0
SOON, SOONER, STEPS_TO_SOON = 20.0, 50.0, 600
# the recipe of the paper on the same music, once: after so many steps its SNR was still below 20 dB. Each step saw a
# sixteenth of the samples, one drawn from every 16 in a row, in bfloat16: an estimate of the recipe, not the recipe
RECORDED = (1100, 17.4)
TIMED_STEPS = 2
# of the seeds: a start of 5 s, and so few steps that whoever will ever be silent is so now
START, STEPS, LEAST_START = 5.0, 250, 1.0


@dataclass(frozen=True)
class Fit:
    """One run: where it ended, in dB of SNR."""

    snr: float
    wall: float
    steps: int
    parameters: int
    notes: tuple[str, ...]


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """All bars, one sound after the other."""
    chosen = options_of(arguments)
    warm_up()
    music, speech = load(MUSIC), load(chosen.speech)
    bars = [] if chosen.quick else in_a_minute(music, speech, say)
    bars.append(sooner(music, say))
    bars += seeds_of(music, speech, 3 if chosen.quick else chosen.seeds, say)
    return bars + super_resolution(arguments, say)


def in_a_minute(music: AudioSignal, speech: AudioSignal, say: Callable[[str], None]) -> list[Bar]:
    """What is reached in 60 s; speech also by the grid, which stores where a network learns."""
    bars = []
    plain, grid = SirenOptions(), HashGridOptions(features_per_level=1)
    for sound, field, least in (
        (music, plain, LEAST_MUSIC),
        (speech, plain, LEAST_SPEECH),
        (speech, grid, LEAST_SPEECH),
    ):
        found = fit(sound, Budget.of(seconds=SECONDS if field is plain else GRID_SECONDS), 0, field)
        model = f"{field.title}, {found.parameters:,} weights"
        took = f"{found.wall:.1f} s, {found.steps:,} steps"
        say(f"{about(sound)}, {model}: {found.snr:.2f} dB after {took}{_notes(found)}")
        bars.append(Bar(f"SNR within {SECONDS:.0f} s, {sound.name}, {field.title}", found.snr, least, "dB"))
    return bars


def sooner(music: AudioSignal, say: Callable[[str], None]) -> Bar:
    """How much sooner 20 dB are there than with the paper's recipe."""
    steps, reached = RECORDED
    each = paper_step(music)
    theirs = steps * each
    say(f"paper's recipe: {each:.2f} s a step; after {steps:,} steps, {theirs:,.0f} s, it was at {reached:.1f} dB")
    found = fit(music, Budget.of(steps=STEPS_TO_SOON, target_psnr=SOON), 0)
    ours = found.wall if found.snr >= SOON else math.inf
    say(f"{music.name}: {found.snr:.2f} dB after {found.wall:.2f} s, {found.steps:,} steps{_notes(found)}")
    return Bar(f"times sooner at {SOON:.0f} dB than the paper's recipe, at least", theirs / ours, SOONER, "x")


def seeds_of(music: AudioSignal, speech: AudioSignal, seeds: int, say: Callable[[str], None]) -> list[Bar]:
    """The worst of many seeds on the first seconds of both sounds."""
    bars = []
    for sound in (music, speech):
        start = load(sound.source, end=START)
        fits = [fit(start, Budget.of(steps=STEPS), seed) for seed in range(seeds)]
        snrs = sorted(found.snr for found in fits)
        again = sum(bool(found.notes) for found in fits)
        say(
            f"{seeds} seeds on {START:.0f} s of {sound.name}, {STEPS} steps: from {snrs[0]:.2f} to {snrs[-1]:.2f} dB "
            f"above silence; {again} of them with a note of the doctor's"
        )
        bars.append(Bar(f"least of {seeds} seeds above silence, {sound.name}", snrs[0], LEAST_START, "dB"))
    return bars


def super_resolution(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """The bars of `bench sound_superres`, where that is there."""
    if "--quick" in arguments:
        return []
    spec = importlib.util.spec_from_file_location("sirendesk_sound_superres", Path(__file__).with_name(SUPERRES))
    assert spec is not None, "it lies beside this file"
    assert spec.loader is not None, "a file has a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up while they are made
    spec.loader.exec_module(module)
    return module.run([], say)


def fit(sound: AudioSignal, budget: Budget, seed: int, field: FieldOptions | None = None) -> Fit:
    """Learn a sound with what suits it; wall seconds include everything but the imports."""
    begun = time.perf_counter()
    field = field or SirenOptions()
    plain = Experiment(signal=SignalSource(sound.source), field=field, budget=budget, seed=seed)
    trainer = Trainer(guiding(plain, sound), sound, watch=False)
    assert not isinstance(field, SirenOptions) or trainer.solver.parameters == WEIGHTS, "the bar is about 256x3"
    while trainer.advance(0.5):
        pass
    assert trainer.metrics is not None, "a run that ended was measured"
    wall, weights = time.perf_counter() - begun, trainer.solver.parameters
    return Fit(trainer.metrics["snr"], wall, trainer.step, weights, tuple(trainer.notes))


class PaperSiren(torch.nn.Module):
    """The published network, written the usual way."""

    def __init__(self) -> None:
        super().__init__()
        widths = [1, 256, 256, 256, 256, 1]
        layers = [torch.nn.Linear(a, b) for a, b in itertools.pairwise(widths)]
        for k, layer in enumerate(layers):
            bound = 1.0 if k == 0 else math.sqrt(6 / 256) / 30
            torch.nn.init.uniform_(layer.weight, -bound, bound)
        self.layers = torch.nn.ModuleList(layers)

    def forward(self, coords: torch.Tensor) -> torch.Tensor:
        values = coords
        for k, layer in enumerate(self.layers[:-1]):
            values = torch.sin((30.0 if k else 3000.0) * layer(values))
        return self.layers[-1](values)


def paper_step(sound: AudioSignal) -> float:
    """Seconds of one step of the paper's recipe, the faster of a few after one to warm up."""
    apply_precision("fp32")
    torch.manual_seed(0)
    network = PaperSiren()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    coords = torch.linspace(-1.0, 1.0, sound.size)[:, None]
    targets = torch.from_numpy(sound.values / abs(sound.values).max())
    best = math.inf
    for step in range(TIMED_STEPS + 1):
        begun = time.perf_counter()
        loss = (network(coords) - targets).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step:
            best = min(best, time.perf_counter() - begun)
    return best


def load(location: str, end: float | None = None) -> AudioSignal:
    """A sound, mono, from its beginning."""
    return as_sound(load_signal(SignalSource(location, gray=True, end=end)))


def about(sound: AudioSignal) -> str:
    """What is learnt, in words."""
    return f"{sound.name}, {sound.seconds:.2f} s at {sound.sample_rate:,} Hz, {sound.size:,} samples"


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="sirendesk bench sound", description=__doc__)
    parser.add_argument("--speech", default=SPEECH, metavar="FILE", help="speech to learn")
    parser.add_argument("--seeds", type=int, default=20, help="seeds that are tried on each sound")
    parser.add_argument("--quick", action="store_true", help="leave the long fits out, 3 seeds")
    parser.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _notes(found: Fit) -> str:
    return "".join(f"; {note}" for note in found.notes)
