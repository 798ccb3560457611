"""How far an encoding carries between the samples: the protocol of the Fourier features notebook (Tancik et al. 2020).

Train on the pixels of even rows and even columns, score those of odd rows and odd columns; ReLU network of four layers
(three of 256 and the output, which is a sigmoid), started by Xavier with biases near zero, 256 frequencies, 2,000 steps
of Adam at 1e-3. Positional octaves end at a quarter of the trained pixels, as there. --tuned takes 1e-2 without an
encoding and with the basic one, which the notebook found best for these two on natural pictures. In mini-batches that
lifts them on camera 256² (none by 1.3 dB, basic by 0.3) so far that the bars, meant for one rate, no longer hold.

usage: sirendesk bench encodings [IMAGE | FOLDER | sample:NAME ...]
                                 [--size 512] [--steps 2000] [--sigma 10] [--full] [--tuned]

A GPU takes all trained pixels in every step, as the notebook does. A processor takes mini-batches of 2,048 of them, the
same number of steps, unless --full is given. Without a picture: sample:astronaut and sample:camera at 256².
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from sirendesk.commands.bench import Bar
from sirendesk.core.errors import UsageError
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_device, choose_precision
from sirendesk.core.losses import MseOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.sampling import build_sampler
from sirendesk.core.signals import SignalSource, load_signal

SAMPLES = ("sample:astronaut", "sample:camera")
ENCODINGS = ("none", "basic", "positional", "gaussian")
RATE = 1e-3
TUNED_RATES = {"none": 1e-2, "basic": 1e-2}
BATCH = 2048
MOST_SEPARATE = 2  # more pictures than that are judged by their mean
PUBLISHED = {
    "published, 16 natural": (19.32, 21.72, 24.95, 25.57, 25.88, 25.76),
    "published, 16 of text": (18.40, 20.48, 27.57, 30.47, 27.99, 28.54),
}
ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Protocol:
    """What the words after `bench encodings` ask for."""

    pictures: tuple[str, ...] = SAMPLES
    size: int = 256
    steps: int = 2000
    sigma: float = 10.0
    full: bool = False
    tuned: bool = False
    device: torch.device = field(default_factory=lambda: choose_device("auto"))


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Fit every picture under every encoding; bars on the means over the pictures."""
    protocol = parse(arguments, say)
    if not protocol.pictures:
        return []
    precision = choose_precision("auto", protocol.device)
    apply_precision(precision)
    batch = "full batch" if protocol.full else f"mini-batches of {BATCH:,}"
    say(f"{protocol.size} pixels, {protocol.steps:,} steps, {batch}, {protocol.device.type}, {precision}, seed 0; dB")
    names = [*ENCODINGS, "bilinear", "bicubic"]
    say(f"{'':24}" + "".join(f"{name:>12}" for name in names))
    rows = []
    for picture in protocol.pictures:
        start = time.perf_counter()
        values = load_signal(SignalSource(picture, size=protocol.size)).values
        rows.append([*(fit(values, encoding, protocol) for encoding in ENCODINGS), *rivals(values)])
        say(f"{Path(picture).name:24}{_cells(rows[-1])}   {time.perf_counter() - start:.0f} s")
    means = [float(mean) for mean in np.mean(rows, axis=0)]
    say(f"{'mean':24}{_cells(means)}")
    for name, scores in PUBLISHED.items():
        say(f"{name:24}{_cells(list(scores))}   512², full batch")
    if len(rows) > MOST_SEPARATE:
        return bars_of("mean", means)
    return [bar for picture, row in zip(protocol.pictures, rows, strict=True) for bar in bars_of(picture, row)]


def bars_of(name: str, scores: list[float]) -> list[Bar]:
    """none < basic < gaussian, and by 4 dB in all."""
    none, basic, _, gaussian, *_ = scores
    name = Path(name.removeprefix("sample:")).name
    return [
        Bar(f"{name}, basic above none", basic - none, 0, "dB"),
        Bar(f"{name}, gaussian above basic", gaussian - basic, 0, "dB"),
        Bar(f"{name}, gaussian above none", gaussian - none, 4, "dB"),
    ]


def parse(arguments: list[str], say: Callable[[str], None]) -> Protocol:
    """The words of the command line.

    Raises:
        UsageError: for a flag that there is not, or a value that is no number.
    """
    words, named, pictures, numbers, switches = iter(arguments), False, [], {}, set()
    for word in words:
        if word in ("--full", "--tuned"):
            switches.add(word)
        elif word in ("--size", "--steps", "--sigma"):
            numbers[word] = _number(word, next(words, ""))
        elif word.startswith("--"):
            raise UsageError(
                f"There is no flag {word!r}; this benchmark knows --size, --steps, --sigma, --full, --tuned."
            )
        else:
            named = True
            found = _pictures(word)
            pictures += found
            if not found:
                say(f"{word} is no picture and no folder with pictures here, and is left out.")
    device = choose_device("auto")
    return Protocol(
        pictures=tuple(pictures) if named else SAMPLES,
        size=int(numbers.get("--size", 512 if named else 256)),
        steps=int(numbers.get("--steps", 2000)),
        sigma=numbers.get("--sigma", 10.0),
        full="--full" in switches or device.type == "cuda",
        tuned="--tuned" in switches,
        device=device,
    )


def fit(values: Values, encoding: str, protocol: Protocol) -> float:
    """PSNR of the odd-odd pixels (clipped to [0, 1]) after training on the even-even ones."""
    rows, columns, channels = values.shape
    coords = torch.from_numpy(Grid((rows, columns)).coords()).view(rows, columns, 2).to(protocol.device)
    pixels = torch.from_numpy(values.copy()).to(protocol.device)
    inside, targets = coords[::2, ::2].reshape(-1, 2), pixels[::2, ::2].reshape(-1, channels)
    generator = torch.Generator().manual_seed(0)
    octaves = max(1, round(math.log2(max(rows, columns))) - 2)
    options = MlpOptions(
        encoding=encoding, sigma=protocol.sigma, octaves=octaves, initialisation="xavier", output="sigmoid"
    )
    network = options.build(2, channels, generator, protocol.device)
    for bias in network.split(network.weights)[1::2]:
        bias.copy_(0.01 * torch.randn(bias.shape, generator=generator))
    adam = AdamOptions(beta1=0.9, beta2=0.999).build(network)
    loss = MseOptions().build()
    rate = TUNED_RATES.get(encoding, RATE) if protocol.tuned else RATE
    shape = (-(-rows // 2), -(-columns // 2))
    sampler = build_sampler("full" if protocol.full else "stratified", shape, BATCH, generator)
    with torch.no_grad():
        for _ in range(protocol.steps):
            chosen = sampler.next().to(protocol.device)
            network.fit_step(inside[chosen], targets[chosen], loss)
            adam.step(rate, _never)
        between = coords[1::2, 1::2].reshape(-1, 2)
        drawn = torch.cat([network(part) for part in between.split(8192)]).cpu().numpy()
    truth = values[1::2, 1::2]
    return psnr(truth, np.clip(drawn.reshape(truth.shape), 0.0, 1.0))


def rivals(values: Values) -> tuple[float, float]:
    """PSNR of the odd-odd pixels, half way between four even-even ones, by bilinear and bicubic interpolation.

    Bicubic is that of Keys (1981), a = -1/2, whose weights half way are (-1, 9, 9, -1) / 16.
    """
    truth, known = values[1::2, 1::2], values[::2, ::2].astype(np.float64)
    scores = []
    for weights in ((0.5, 0.5), (-1 / 16, 9 / 16, 9 / 16, -1 / 16)):
        drawn = _half_way(_half_way(known, weights, truth.shape[0]).swapaxes(0, 1), weights, truth.shape[1])
        scores.append(psnr(truth, np.clip(drawn.swapaxes(0, 1), 0.0, 1.0)))
    return scores[0], scores[1]


def _half_way(rows: NDArray[np.float64], weights: tuple[float, ...], count: int) -> NDArray[np.float64]:
    """`count` rows, the k-th half way between rows k and k + 1; the last row goes on beyond the edge."""
    reach = len(weights) // 2
    places = [np.clip(np.arange(count) + k - reach + 1, 0, len(rows) - 1) for k in range(len(weights))]
    return np.sum([weight * rows[place] for weight, place in zip(weights, places, strict=True)], axis=0)


def _pictures(word: str) -> list[str]:
    """What a word names: a sample, a file, or the pictures of a folder."""
    path = Path(word)
    if path.is_dir():
        return [str(inside) for inside in sorted(path.iterdir()) if inside.suffix.lower() in ENDINGS]
    return [word] if word.startswith("sample:") or path.is_file() else []


def _cells(scores: list[float]) -> str:
    return "".join(f"{score:12.2f}" for score in scores)


def _number(flag: str, word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not number > 0 or math.isinf(number):
        raise UsageError(f"{flag} needs a number above 0, not {word!r}.")
    return number


class _Never:
    """Adam takes its gradient as it stands and never asks for another."""

    loss = math.nan

    def __call__(self) -> float:
        raise AssertionError("Adam evaluates nothing")


_never = _Never()
