"""Learn again what the grid codec comes with: its network, its laws and its filters.

    python packaging/grid_prior.py [--rounds 2] [--steps 3000] [--out FILE]

From scikit-image's pictures that the benchmark does not use. The first round starts from numbers that are rounded with
a dead zone, later ones from numbers that are rounded with the bits in mind, under what the round before has learned.
The numbers are part of the format: files that were written with others cannot be read with these.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import importlib.util
import textwrap
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sirendesk.core.codec.grid import contexts, filtering, model, prior, rounding, wavelet
from sirendesk.core.codec.grid import format as grid_format
from sirendesk.core.codec.grid.latents import Latents, surroundings
from sirendesk.core.files import write_bytes

# file, shrunk to this, crops
SOURCES = (
    ("motorcycle_left.png", 1.0, 4),
    ("motorcycle_left.png", 0.6, 3),
    ("motorcycle_right.png", 0.8, 2),
    ("rocket.jpg", 0.7, 2),
    ("retina.jpg", 0.5, 1),
    ("ihc.png", 1.0, 1),
    ("ihc.png", 0.6, 1),
    ("hubble_deep_field.jpg", 0.6, 1),
    ("brick.png", 1.0, 1),
    ("grass.png", 0.6, 1),
    ("gravel.png", 0.6, 1),
    ("coins.png", 1.0, 1),
    ("cell.png", 1.0, 1),
    ("moon.png", 1.0, 1),
    ("page.png", 1.0, 1),
    ("clock_motion.png", 1.0, 1),
)
SIDE = 320
STEPS_PER_CROP = 5
FINEST, COARSEST = 0.012, 0.4
# filters learn where there is something to repair
FILTER_FROM = 0.04
MOST_SAMPLES = 14_000_000
BATCH = 8192
HOME = Path(prior.__file__).with_name("prior_numbers.py")
HEADER = '"""What `packaging/grid_prior.py` learned, packed: network, laws, filters. Written by it, not by hand."""\n'

Pairs = list[tuple[NDArray[np.float64], NDArray[np.float64]]]


@dataclasses.dataclass(frozen=True)
class Samples:
    """`inputs` (n, FEATURES), `kinds` (n, 5: pass, direction, plane, level, busy) and `magnitudes` (n,), all uint8."""

    inputs: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    magnitudes: NDArray[np.uint8]


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--crops", type=int, default=99, help="at most so many of each picture")
    parser.add_argument("--out", type=Path, default=HOME)
    own = parser.parse_args()
    import torch

    torch.set_num_threads(1)
    known: tuple[model.Network, model.Laws] | None = None
    for _ in range(own.rounds):
        samples, pairs = collect(own.crops, known)
        known = fit(samples, own.steps)
        write_bytes(own.out, packed(*known, filters(pairs)).encode("ascii"))


def crops(most: int) -> list[NDArray[np.float32]]:
    """Parts of the pictures, (h, w, 1 or 3)."""
    source = np.random.default_rng(0)
    spec = importlib.util.find_spec("skimage")
    assert spec is not None, "scikit-image is a dependency"
    assert spec.origin is not None, "it is a package with files"
    cut = []
    for name, scale, count in SOURCES:
        with Image.open(Path(spec.origin).parent / "data" / name) as opened:
            image = opened if opened.mode == "L" else opened.convert("RGB")
            size = round(image.width * scale), round(image.height * scale)
            values = np.asarray(image.resize(size, Image.Resampling.LANCZOS), np.float32) / 255
        values = values.reshape(*values.shape[:2], -1)
        for _ in range(min(count, most)):
            top, left = (int(source.integers(max(1, values.shape[k] - SIDE + 1))) for k in (0, 1))
            cut.append(np.ascontiguousarray(values[top : top + SIDE, left : left + SIDE]))
    return cut


def collect(most: int, known: tuple[model.Network, model.Laws] | None) -> tuple[Samples, Pairs]:
    """Samples for the network, and for the filters pairs of the brightest plane: decoded and exact, in steps."""
    source = np.random.default_rng(1)
    parts: list[tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]] = []
    pairs = []
    for values in crops(most):
        planes = grid_format.unmixed(values, grid_format.mixing(values))
        pyramids = [wavelet.analyse(plane) for plane in planes]
        for step in np.exp(source.uniform(np.log(FINEST), np.log(COARSEST), STEPS_PER_CROP)):
            lambda_ = source.uniform(0.09, 0.16)
            rounder = rounding.Rounder(pyramids, float(step), lambda_)
            if known is not None:
                rounder = rounding.Rounder(pyramids, float(step), lambda_, *known)
                rounder.look()
            latents = rounder.latents()
            parts += samples_of(latents)
            if step >= FILTER_FROM:
                pairs.append((decoded(latents), planes[0] / step))
    inputs, kinds, magnitudes = (np.concatenate(column) for column in zip(*parts, strict=True))
    kept = source.permutation(len(magnitudes))[:MOST_SAMPLES]
    print(f"{len(magnitudes):,} numbers, {len(kept):,} kept; {len(pairs)} planes")
    return Samples(inputs[kept], kinds[kept], magnitudes[kept]), pairs


def samples_of(latents: Latents) -> list[tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]]:
    """What the network sees of each pass, and what comes."""
    parts = []
    for place in latents.places():
        grid = np.abs(latents.at(place))
        busy = model.busy(grid)
        if not busy:
            continue
        parent, others = surroundings(lambda plane, order, d: np.abs(latents.details[plane][order][d]), place)
        near = contexts.around(grid.shape, parent, others)
        padded = np.pad(grid, contexts.PAD)
        for number, lattice in enumerate(contexts.PASSES):
            count = int(np.prod(lattice.count(grid.shape)))
            if not count:
                continue
            inputs = np.zeros((count, contexts.FEATURES), np.uint8)
            sums = contexts.sums(padded, lattice, grid.shape, place.direction, near)
            for k, values in enumerate(sums):
                if values is not None:
                    inputs[:, k] = model.SQUEEZED[np.minimum(values.reshape(-1), model.MOST_SUM)]
            kind = [number, place.direction, place.plane, min(place.level, model.LEVELS - 1), busy]
            magnitudes = np.minimum(lattice.of(grid).reshape(-1), model.MAGNITUDES - 1).astype(np.uint8)
            parts.append((inputs, np.tile(np.array(kind, np.uint8), (count, 1)), magnitudes))
    return parts


def decoded(latents: Latents) -> NDArray[np.float64]:
    """The brightest plane in units of the step, magnitudes taken for a little less than they say."""
    details = tuple(
        tuple(part - np.sign(part) * 0.06 for part in level)  # the usual shift, measured
        for level in latents.details[0]
    )
    pyramid: Any = wavelet.Pyramid(latents.low[0].astype(np.float64), details)  # type: ignore[arg-type]
    return wavelet.synthesise(pyramid)


def fit(samples: Samples, steps: int) -> tuple[model.Network, model.Laws]:
    """Network and laws that give the samples few bits, by Adam; then rounded, and the laws counted again."""
    import torch

    torch.manual_seed(0)
    count, top = len(samples.magnitudes), model.MOST_INPUT / 64
    inputs = torch.nn.Parameter(torch.randn(model.INPUTS, model.HIDDEN).abs() * 0.15)
    kinds = torch.nn.Parameter(torch.randn(model.KINDS, model.HIDDEN) * 0.1 + 0.05)
    signs = torch.where(torch.rand(model.HIDDEN) < 0.75, 1.0, -1.0)
    outputs = torch.nn.Parameter(torch.rand(model.HIDDEN) * 0.3 * signs)
    offset = torch.nn.Parameter(torch.tensor(8.0))
    mean = 0.004 * 2 ** (torch.arange(model.LAWS) / model.LAWS * 12.5)
    falling = torch.log(mean / (1 + mean))[:, None] * torch.arange(model.MAGNITUDES)
    laws = torch.nn.Parameter(falling - torch.log(1 + mean)[:, None])
    rates = [(inputs, 0.01), (kinds, 0.01), (outputs, 0.01), (offset, 0.1), (laws, 0.03)]
    optimizer = torch.optim.Adam([{"params": [part], "lr": rate} for part, rate in rates])
    firsts = torch.tensor(model.FIRST_KINDS)
    told = 0.0
    for step in range(steps):
        for group, (_, rate) in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * 0.5 * (1 + np.cos(np.pi * step / steps)) + 1e-5
        chosen = torch.randint(count, (BATCH,)).numpy()
        kind = torch.from_numpy(samples.kinds[chosen].astype(np.int64))
        seen = torch.from_numpy(samples.inputs[chosen].astype(np.float32))
        busy = (kind[:, 4:] * model.BUSY_LEVELS).float()
        hidden = torch.cat([seen, busy], 1) / 64 @ inputs + kinds[kind[:, :4] + firsts].sum(1)
        answer = hidden.clamp(0, top) @ outputs * 16 + offset
        bits = _bits(answer, laws, torch.from_numpy(samples.magnitudes[chosen].astype(np.int64)))
        outside = (answer - answer.clamp(0, model.LAWS - 1)).abs().mean()
        optimizer.zero_grad()
        (bits + 1e-3 * outside).backward()
        optimizer.step()
        with torch.no_grad():
            inputs.clamp_(-0.99, 0.99)
            outputs.clamp_(-0.99, 0.99)
        told += float(bits.detach())
        if step % 250 == 249:
            print(f"{step + 1:6} steps, {told / 250:.4f} bits a number")
            told = 0.0
    with torch.no_grad():
        network = model.Network(
            _whole(inputs, 2**model.HIDDEN_SHIFT, model.MOST_WEIGHT),
            _whole(kinds, 64 * 2**model.HIDDEN_SHIFT, model.MOST_BIAS),
            _whole(outputs, 2**model.LAW_SHIFT / 4, model.MOST_WEIGHT),
            # answers are rounded down
            float(round(float(offset) * 2**model.LAW_SHIFT)) + 2 ** (model.LAW_SHIFT - 1),
        )
        return network, counted(network, samples, torch.softmax(laws, 1).numpy())


def _bits(answer: Any, laws: Any, magnitudes: Any) -> Any:
    import torch

    logs = torch.log_softmax(laws, 1)
    answer = answer.clamp(0, model.LAWS - 1.001)
    below = answer.floor().long()
    share = answer - below
    return -torch.log2((1 - share) * logs[below, magnitudes].exp() + share * logs[below + 1, magnitudes].exp()).mean()


def _whole(part: Any, unit: float, most: int) -> NDArray[np.float32]:
    return np.clip(np.round(part.numpy() * unit), -most, most).astype(np.float32)


def counted(network: model.Network, samples: Samples, expected: NDArray[np.float32]) -> model.Laws:
    """Frequencies of the magnitudes under each law of the rounded network, `expected` where there are few."""
    seen = np.zeros(model.LAWS * model.MAGNITUDES)
    for start in range(0, len(samples.magnitudes), 500_000):
        part = slice(start, start + 500_000)
        kind = samples.kinds[part].astype(np.int64)
        hidden = samples.inputs[part].astype(np.float32) @ network.inputs[:-1]
        hidden += network.inputs[-1] * (kind[:, 4:] * model.BUSY_LEVELS)
        hidden += network.kinds[kind[:, :4] + np.array(model.FIRST_KINDS)].sum(axis=1)
        hidden = np.clip(np.floor(hidden * 2.0**-model.HIDDEN_SHIFT), 0, model.MOST_INPUT)
        law = np.floor((hidden @ network.outputs + network.offset) * 2.0**-model.LAW_SHIFT)
        law = np.clip(law, 0, model.LAWS - 1).astype(np.int64)
        seen += np.bincount(law * model.MAGNITUDES + samples.magnitudes[part], minlength=len(seen))
    table = seen.reshape(model.LAWS, model.MAGNITUDES)
    table = table + 300 * expected + 1e-7 * table.sum(axis=1, keepdims=True)
    return model.shared_out((table / table.sum(axis=1, keepdims=True) * 2**24).astype(np.int64))


def filters(pairs: Pairs) -> NDArray[np.float64]:
    """Weights (CLASSES, FEATURES) by least squares in each class, a little drawn towards zero."""
    squares = np.zeros((filtering.CLASSES, filtering.FEATURES, filtering.FEATURES))
    along = np.zeros((filtering.CLASSES, filtering.FEATURES))
    for plane, wanted in pairs:
        padded = np.pad(plane.astype(np.float32), filtering.REACH, mode="edge")
        parts = np.stack([part.reshape(-1) for part in filtering.differences(padded)]).astype(np.float64)
        kinds, missing = filtering.classes(padded).reshape(-1), (wanted - plane).reshape(-1)
        for kind in np.unique(kinds):
            here = np.flatnonzero(kinds == kind)
            squares[kind] += parts[:, here] @ parts[:, here].T
            along[kind] += parts[:, here] @ missing[here]
    ridge = [np.diag(1e-3 * np.diag(part) + 30) for part in squares]
    solved = [np.linalg.solve(a + r, b) for a, r, b in zip(squares, ridge, along, strict=True)]
    return np.stack(solved).astype(np.float64)


def packed(network: model.Network, laws: model.Laws, weights: NDArray[np.float64]) -> str:
    """The module's text."""
    whole = [network.inputs, network.kinds, network.outputs, np.array([network.offset])]
    numbers = np.concatenate([part.reshape(-1) for part in whole]).astype("<i4")
    limit = 2**15 - 1
    rounded = np.clip(np.round(weights * filtering.WEIGHT_UNIT), -limit, limit).astype("<i2")
    parts = {"PACKED_NETWORK": numbers, "PACKED_LAWS": laws.astype("<i4"), "PACKED_FILTERS": rounded}
    return HEADER + "".join(f"\n{_literal(name, part.tobytes())}" for name, part in parts.items())


def _literal(name: str, data: bytes) -> str:
    text = base64.b85encode(zlib.compress(data, 9)).decode("ascii")
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 112))
    return f"{name} = (\n{lines}\n)\n"


if __name__ == "__main__":
    main()
