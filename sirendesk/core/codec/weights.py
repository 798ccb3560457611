"""A picture or a sound as the weights of the network that draws it (COIN: Dupont, Golinski, Alizadeh, Teh and Doucet
2021): each array of weights as whole multiples of a step of its own, entropy-coded.

The file holds nothing but a SIREN's numbers, and it is drawn by `sines.py`: the same values on every machine.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.container import Container, damaged
from sirendesk.core.codec.entropy import DecodeError, RunDecoder, RunEncoder
from sirendesk.core.codec.sines import WholeLayer, drawn

Values = NDArray[np.float32]
Integers = NDArray[np.int64]

CHUNK, RATE = "SINE", "RATE"
FEWEST_BITS, MOST_BITS = 2, 16
# times a coordinate of 2^26 or, but for the first layer, a sine of 2^20: within what is exact
MOST_NUMBER = 2**24
WIDEST, DEEPEST, MOST_WEIGHTS = 2048, 12, 2**22
# products of weights and samples that are worked out for a file: some minutes
MOST_WORK = 2**41

_HEAD = struct.Struct("<HHBff")
_RATE = struct.Struct("<I")
# a step is 2^(k / 8): its exponent is a byte
_EIGHTHS = (
    1.0, 1.0905077326652577, 1.189207115002721, 1.2968395546510096,
    1.4142135623730951, 1.5422108254079407, 1.681792830507429, 1.8340080864093424,
)  # fmt: skip


@dataclass(frozen=True)
class Network:
    """Shape of a SIREN: coordinates in, sine layers of one width behind the first, numbers out."""

    in_features: int
    hidden_features: int
    hidden_layers: int
    out_features: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers in each array: weights and biases of the layers in turn, as `core/fields/siren.py` keeps them."""
        width, sizes = self.hidden_features, [self.in_features * self.hidden_features, self.hidden_features]
        sizes += [width * width, width] * self.hidden_layers
        return (*sizes, width * self.out_features, self.out_features)

    @property
    def parameters(self) -> int:
        """All of them."""
        return sum(self.sizes)


@dataclass(frozen=True)
class RoundedWeights:
    """`numbers` (n,) of a network, and the exponent k of each array's step 2^(k / 8): weight = number * step.

    What it draws is `unit` times the network's output plus `shift`.
    """

    network: Network
    numbers: Integers
    exponents: Integers
    shift: float
    unit: float

    @property
    def weights(self) -> Values:
        """The weights that a decoder gets (n,), in single precision."""
        steps = [step_of(k) for k in self.exponents.tolist()]
        return (self.numbers * np.repeat(steps, self.network.sizes)).astype(np.float32)


def step_of(exponent: int) -> float:
    """2^(exponent / 8), the same on every machine."""
    return float(np.ldexp(_EIGHTHS[exponent % 8], exponent // 8))


def in_one_turn(weights: Values, network: Network) -> Values:
    """The same network with every bias inside a sine in [-pi, pi]."""
    parts = _parts(weights.astype(np.float64), network.sizes)
    for bias in parts[1:-2:2]:
        bias -= np.rint(bias / math.tau) * math.tau
    return np.concatenate(parts).astype(np.float32)


def round_weights(weights: Values, network: Network, exponents: Integers) -> Integers:
    """The whole numbers nearest to weights (n,) at each array's step."""
    steps = np.repeat([step_of(k) for k in exponents.tolist()], network.sizes)
    return np.clip(np.rint(weights / steps), 1 - MOST_NUMBER, MOST_NUMBER - 1).astype(np.int64)


def encode(rounded: RoundedWeights, shape: tuple[int, int], sample_rate: int | None = None) -> Container:
    """The container of a picture of `shape` (H, W), or of a sound with (samples, 1) and its rate."""
    network = rounded.network
    check = _check(shape, network, sample_rate)
    head = _HEAD.pack(check, network.hidden_features, network.hidden_layers, rounded.shift, rounded.unit)
    encoder = RunEncoder()
    for part in _runs(rounded.numbers, network):
        encoder.add(part)
    chunks = {CHUNK: head + rounded.exponents.astype("<i1").tobytes() + encoder.finish()}
    if sample_rate is not None:
        chunks[RATE] = _RATE.pack(sample_rate)
    return Container("weights" if sample_rate is None else "sound", shape, network.out_features, chunks)


def read(container: Container, name: str) -> RoundedWeights:
    """The numbers that a container holds; `name` is what messages call the file.

    Raises:
        InputRefusedError: when they do not fit together.
    """
    try:
        return _read(container)
    except (KeyError, ValueError, struct.error) as error:
        raise damaged(name) from error


def sample_rate(container: Container, name: str) -> int | None:
    """Samples a second of a sound; None for a picture.

    Raises:
        InputRefusedError: when a sound has none.
    """
    if container.kind != "sound":
        return None
    data = container.chunks.get(RATE, b"")
    if len(data) != _RATE.size or not 1 <= _RATE.unpack(data)[0] <= 10**6:
        raise damaged(name)
    return _RATE.unpack(data)[0]


def decoding(container: Container, name: str) -> Generator[float, None, Values]:
    """The picture (H, W, c) in [0, 1], or the sound (T, c) in [-1, 1]; yields the share done.

    Raises:
        InputRefusedError: when the file's numbers do not fit together.
    """
    rounded = read(container, name)
    sound = container.kind == "sound"
    shape = container.shape[:1] if sound else container.shape
    try:
        values = yield from drawn(_layers(rounded), shape, rounded.unit, rounded.shift)
    except ValueError as error:
        raise damaged(name) from error
    return np.clip(values, -1.0 if sound else 0.0, 1.0, out=values)


def _read(container: Container) -> RoundedWeights:
    data = container.chunks[CHUNK]
    check, width, depth, shift, unit = _HEAD.unpack_from(data)
    if not 1 <= width <= WIDEST or depth > DEEPEST:
        raise DecodeError("a network beyond all bounds")
    network = Network(1 if container.kind == "sound" else 2, width, depth, container.channels)
    rate = _RATE.unpack(container.chunks[RATE])[0] if container.kind == "sound" else None
    if check != _check(container.shape, network, rate):
        raise DecodeError("numbers of another picture")
    work = network.parameters * container.shape[0] * container.shape[1]
    if network.parameters > MOST_WEIGHTS or work > MOST_WORK:
        raise DecodeError("more work than is done for a file")
    if not (abs(shift) <= 1e6 and 1e-6 <= unit <= 1e6):
        raise DecodeError("a scale beyond all bounds")
    count = len(network.sizes)
    exponents = np.frombuffer(data[_HEAD.size : _HEAD.size + count], "<i1").astype(np.int64)
    if len(exponents) != count:
        raise DecodeError("steps are missing")
    decoder = RunDecoder(data[_HEAD.size + count :])
    parts = _parts(np.zeros(network.parameters, np.int64), network.sizes)
    for k in range(0, count, 2):
        parts[k][:] = decoder.take(network.sizes[k])
    biases = decoder.take(sum(network.sizes[1::2]))
    for k, part in zip(range(1, count, 2), _parts(biases, network.sizes[1::2]), strict=True):
        parts[k][:] = part
    numbers = np.concatenate(parts)
    if np.abs(numbers).max() >= MOST_NUMBER:
        raise DecodeError("numbers beyond all bounds")
    return RoundedWeights(network, numbers, exponents, shift, unit)


def _runs(numbers: Integers, network: Network) -> list[Integers]:
    """What is coded under one law each: every layer's weights, and all biases together."""
    parts = _parts(numbers, network.sizes)
    return [*parts[::2], np.concatenate(parts[1::2])]


def _layers(rounded: RoundedWeights) -> list[WholeLayer]:
    parts = _parts(rounded.numbers.astype(np.float64), rounded.network.sizes)
    steps = [step_of(k) for k in rounded.exponents.tolist()]
    return [
        WholeLayer(weight.reshape(len(bias), -1), bias, *steps[2 * k : 2 * k + 2])
        for k, (weight, bias) in enumerate(zip(parts[::2], parts[1::2], strict=True))
    ]


def _parts(vector: NDArray, sizes: tuple[int, ...]) -> list[NDArray]:
    return np.split(vector, np.cumsum(sizes)[:-1])


def _check(shape: tuple[int, ...], network: Network, rate: int | None) -> int:
    """So that a changed size is found before a picture of that size is drawn."""
    said = (*shape, network.out_features, network.hidden_features, network.hidden_layers, rate or 0)
    return zlib.crc32(struct.pack("<6I", *said)) & 0xFFFF
