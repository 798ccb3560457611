"""Steps per second and peak memory of pictures from 256² to 4096², RGB, at the same batch: each in its own process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from sirendesk.commands.bench import Bar

SIDES = (256, 1024, 4096)
ROUNDS = 3
STEPS = 60

CHILD = """
import dataclasses, json, resource, sys, time
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.training import Trainer
source = SignalSource(sys.argv[1])
steps = int(sys.argv[2])
experiment = dataclasses.replace(Experiment(), signal=source, budget=Budget.of(steps=10 * steps))
trainer = Trainer(experiment, load_signal(source))
while trainer.step < 10:
    trainer.advance(0.0)
start, first = time.perf_counter(), trainer.step
while trainer.step < first + steps:
    trainer.advance(0.0)
    if trainer.may_draw:
        trainer.snapshot(frame=True)
speed = (trainer.step - first) / (time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"speed": speed, "bytes": peak * (1 if sys.platform == "darwin" else 1024)}))
"""


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Measure each side in turn, several rounds, and compare the medians."""
    speeds: dict[int, list[float]] = {side: [] for side in SIDES}
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        paths = {side: make_picture(Path(folder), side) for side in SIDES}
        for _ in range(ROUNDS):
            for side in SIDES:
                found = measure(paths[side])
                speeds[side].append(found["speed"])
                peak = max(peak, found["bytes"])
                say(f"{side}²: {found['speed']:.1f} steps/s, peak {found['bytes'] / 1e9:.2f} GB")
    medians = [statistics.median(speeds[side]) for side in SIDES]
    spread = (max(medians) - min(medians)) / max(medians)
    return [
        Bar("difference of steps per second between 256² and 4096²", 100 * spread, 20, "%", at_least=False),
        Bar("peak memory", peak / 1e9, 2.0, "GB", at_least=False),
    ]


def make_picture(folder: Path, side: int) -> Path:
    """A colourful picture of that side with structure at every scale."""
    path = folder / f"{side}.png"
    across = np.linspace(0, 1, side, dtype=np.float32)
    channels = [np.sin(40 * (k + 1) * across[:, None] * across[None, :]) for k in range(3)]
    pixels = np.stack([(127 + 120 * c).astype(np.uint8) for c in channels], axis=2)
    Image.fromarray(pixels).save(path, compress_level=1)
    return path


def measure(path: Path) -> dict[str, float]:
    """Run the child on one picture."""
    command = [sys.executable, "-c", CHILD, str(path), str(STEPS)]
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "2000"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])
