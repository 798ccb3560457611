"""What the from-scratch network makes of small pictures: each encoding, SGD and Adam, three losses, 32² and 128².

Camera in grey, two hidden layers of 128, 128 random frequencies (σ 10) or 6 octaves, 500 mini-batches of a sixteenth of
the picture, seed 0. The learning rates were found by hand, one for Adam and one for SGD with each loss.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.core.encodings import ENCODINGS
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.losses import LossOptions, MseOptions
from sirendesk.core.losses.pointwise import HuberOptions, MaeOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.numpy_solver import build_numpy_solver
from sirendesk.core.optimizers import AdamOptions, OptimizerOptions, SgdOptions
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training_options import TrainingOptions

SIDES = (32, 128)
STEPS = 500
LOSSES: dict[str, LossOptions] = {"mse": MseOptions(), "mae": MaeOptions(), "huber": HuberOptions(delta=0.1)}
SGD_RATES = {"mse": 0.1, "mae": 0.15, "huber": 1.0}
ADAM_RATE = 5e-3


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Fit every combination and print the PSNR of each whole picture."""
    start = time.perf_counter()
    found: dict[tuple[int, str, str, str], float] = {}
    for side in SIDES:
        signal = load_signal(SignalSource("sample:camera", size=side, gray=True))
        say(f"\n{side}², dB      " + "".join(f"{o + ' ' + loss:>12}" for o in ("sgd", "adam") for loss in LOSSES))
        for encoding in ENCODINGS:
            scores = []
            for optimizer in ("sgd", "adam"):
                for loss in LOSSES:
                    scores.append(fit(signal, encoding, optimizer, loss))
                    found[side, encoding, optimizer, loss] = scores[-1]
            say(f"{encoding:<12}" + "".join(f"{score:12.2f}" for score in scores))
    seconds = time.perf_counter() - start
    say(f"\n{len(found)} fits of {STEPS} steps in {seconds:.0f} s")
    gaussian = found[128, "gaussian", "adam", "mse"]
    return [
        Bar("gaussian, Adam, MSE at 128²", gaussian, 30, "dB"),
        Bar("gaussian above no encoding, Adam, MSE at 128²", gaussian - found[128, "none", "adam", "mse"], 4, "dB"),
        Bar("the whole table", seconds, 300, "s", at_least=False),
    ]


def fit(signal: SampledSignal, encoding: str, optimizer: str, loss: str) -> float:
    """PSNR of the whole picture after the steps."""
    experiment = Experiment(
        field=MlpOptions(encoding=encoding, frequencies=128, octaves=6, hidden_features=128, hidden_layers=2),
        loss=LOSSES[loss],
        optimizer=_optimizer(optimizer, loss),
        training=TrainingOptions(engine="numpy", batch_size=signal.values.size // 16),
    )
    solver = build_numpy_solver(experiment, experiment.task.prepare(signal))
    for step in range(STEPS):
        solver.step(step / STEPS)
    drawing = solver.render(signal.shape)
    while True:
        try:
            next(drawing)
        except StopIteration as done:
            return psnr(signal.values, np.clip(done.value, 0, 1))


def _optimizer(name: str, loss: str) -> OptimizerOptions:
    if name == "sgd":
        return SgdOptions(learning_rate=SGD_RATES[loss], momentum=0.9)
    return dataclasses.replace(AdamOptions(), learning_rate=ADAM_RATE, beta1=0.9)
