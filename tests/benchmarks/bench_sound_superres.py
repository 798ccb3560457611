"""Speech from 4 to 16 kHz: a fit beside straight lines and the windowed sinc (a part of `sirendesk bench sound`).

Every fourth sample of 16 kHz is kept after the anti-aliasing filter, learnt, and given back at 16 kHz. The sinc leaves
nothing beyond 2 kHz and is the best that is linear and knows no filter; whoever is to be nearer to the truth has to
undo what the filter muffled just below 2 kHz and to make nothing up beyond. So the margins are small.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from sirendesk.commands.bench import Bar
from sirendesk.commands.sound_tasks import fit, of_fit
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource, as_sound, load_signal
from sirendesk.core.sounds.guiding import guiding
from sirendesk.core.sounds.tracks import Track
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions
from sirendesk.core.warm_up import warm_up

SCALE, RATE = 4, 16_000
SECONDS = 60.0
SPEECH = "sample:speech"


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Upscale all sounds that are named and hold each against its bar."""
    chosen = options_of(arguments)
    warm_up()
    return superres_bars(chosen.sounds, say, seconds=chosen.seconds, steps=chosen.steps)


def superres_bars(
    sounds: Sequence[str], say: Callable[[str], None], *, seconds: float = SECONDS, steps: int | None = None
) -> list[Bar]:
    """The table of all sounds, printed, and a bar for each: the fit's SNR is at least the windowed sinc's."""
    say(f"{'sound':<16} {'method':<10} {'SNR dB':>8} {'LSD dB':>8} {'seconds':>8}")
    bars = []
    for location in sounds:
        name = location.removeprefix("sample:") if location.startswith("sample:") else Path(location).stem
        tracks = {track.name: track for track in table(location, seconds=seconds, steps=steps)}
        for track in tracks.values():
            scores = f"{track.scores['snr']:>8.3f} {track.scores['lsd']:>8.2f} {track.seconds:>8.2f}"
            say(f"{name:<16} {track.name:<10} {scores}  {track.note}")
        bars.append(
            Bar(f"{name}, 4 to 16 kHz, beside sinc", tracks["fit"].scores["snr"], tracks["sinc"].scores["snr"], "dB")
        )
    return bars


def table(location: str, *, seconds: float = SECONDS, steps: int | None = None) -> list[Track]:
    """The rivals and the fit ("fit"), scored against the truth, in mono."""
    source = SignalSource(location, gray=True, sample_rate=RATE)
    sound = as_sound(load_signal(source))
    task = UpscaleSoundOptions(scale=SCALE, protocol="filtered")
    budget = Budget.of(steps=steps) if steps else Budget.of(seconds=seconds)
    experiment = guiding(Experiment(signal=source, task=task, budget=budget), sound)
    problem = task.prepare(sound)
    trainer, _ = fit(experiment, problem)
    ours = dataclasses.replace(of_fit(trainer), name="fit", note=f"{trainer.step:,} steps")
    return [*(track for track in task.tracks(problem) if track is not None), ours]


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench_sound_superres", description=__doc__)
    parser.add_argument(
        "sounds", nargs="*", default=[SPEECH], help="sounds to upscale; by default the sample of speech"
    )
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of learning, for each sound")
    parser.add_argument("--steps", type=int, default=None, help="steps instead of seconds")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    import sys

    for bar in run(sys.argv[1:], print):
        print(bar)
