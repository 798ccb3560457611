"""What ten and thirty seconds of fitting reach on two photographs; the same runs as `sirendesk fit` makes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import torch

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.hardware import choose_precision
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Fit both and return their PSNR."""
    warm_up()
    fast = choose_precision("auto", torch.device("cpu")) == "medium"
    camera = psnr_after(SignalSource("sample:camera", size=256, gray=True), 10.0, say)
    astronaut = psnr_after(SignalSource("sample:astronaut", size=512), 30.0, say)
    return [
        Bar("camera 256² grey after 10 s", camera, 55 if fast else 48, "dB"),
        Bar("astronaut 512² RGB after 30 s", astronaut, 34, "dB"),
    ]


def psnr_after(source: SignalSource, seconds: float, say: Callable[[str], None]) -> float:
    """PSNR of the whole picture after that many seconds with the default settings, seed 0."""
    signal = load_signal(source)
    experiment = dataclasses.replace(Experiment(), signal=source, budget=Budget.of(seconds=seconds))
    trainer = Trainer(experiment, signal, watch=False)
    while trainer.advance(0.1):
        pass
    assert trainer.metrics is not None, "a finished run is measured"
    say(f"{source.location}: {trainer.metrics['psnr']:.2f} dB, {trainer.step} steps in {trainer.seconds:.2f} s, seed 0")
    return trainer.metrics["psnr"]
