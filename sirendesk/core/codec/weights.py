"""A picture as the weights of the network that draws it (COIN: Dupont, Golinski, Alizadeh, Teh and Doucet 2021).

Each array of weights is rounded to whole multiples of a step of its own, and the whole numbers are entropy-coded.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.codec.container import Container, damaged
from sirendesk.core.codec.entropy import DecodeError, RunDecoder, RunEncoder
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import parse_object
from sirendesk.core.fields import FIELDS
from sirendesk.core.model_file import StoredModel
from sirendesk.core.target_transform import TargetTransform

DESCRIPTION, WEIGHTS = "DESC", "WGTS"
MOST_DESCRIPTION = 2**16
MOST_WEIGHTS = 2**24
FEWEST_BITS, MOST_BITS = 2, 16

Weights = NDArray[np.float32]


@dataclass(frozen=True)
class RoundedWeights:
    """`numbers` (n,) int64 and the step of each array of `sizes`: weight = number * step."""

    numbers: NDArray[np.int64]
    sizes: tuple[int, ...]
    steps: NDArray[np.float32]

    @property
    def weights(self) -> Weights:
        """The weights that a decoder gets (n,)."""
        return self.numbers.astype(np.float32) * np.repeat(self.steps, self.sizes)


def round_weights(weights: Weights, sizes: tuple[int, ...], bits: int) -> RoundedWeights:
    """Weights (n,) in consecutive arrays of `sizes`, each on 2^bits - 1 levels that reach to its own extremes."""
    most = 2 ** (bits - 1) - 1
    numbers, steps = [], []
    for part in np.split(weights, np.cumsum(sizes)[:-1]):
        largest = float(np.abs(part).max()) if part.size else 0.0
        step = np.float32(largest / most if largest > 0 else 1.0)
        numbers.append(np.round(part.astype(np.float64) / float(step)).astype(np.int64))
        steps.append(step)
    return RoundedWeights(np.concatenate(numbers), sizes, np.array(steps, np.float32))


def encode(model: StoredModel, bits: int) -> Container:
    """The container of a fitted field with `bits` (2 to 16) for each weight before entropy coding.

    Raises:
        UsageError: for bits outside that, or a field that has constants beside its weights.
    """
    if not FEWEST_BITS <= bits <= MOST_BITS:
        raise UsageError(f"A weight is stored in {FEWEST_BITS} to {MOST_BITS} bits (bits), not {bits}.")
    if model.constants:
        raise UsageError(
            f"{model.field.title} has random numbers beside its weights (field), which this codec does not store; "
            "choose siren."
        )
    built = model.build()
    sizes = tuple(part.numel() for part in built.split(built.weights))
    rounded = round_weights(model.weights, sizes, bits)
    encoder = RunEncoder()
    for part in np.split(rounded.numbers, np.cumsum(sizes)[:-1]):
        encoder.add(part)
    description = {
        "field": choice_to_json(FIELDS, model.field),
        "transform": model.transform.to_json(),
        "end_points": model.end_points,
    }
    height, width = model.shape
    chunks = {
        DESCRIPTION: zlib.compress(json.dumps(description, separators=(",", ":")).encode(), 9),
        WEIGHTS: struct.pack("<H", len(sizes)) + rounded.steps.astype("<f4").tobytes() + encoder.finish(),
    }
    return Container("weights", (height, width), model.channels, chunks)


def decode_model(container: Container, name: str) -> StoredModel:
    """The field that a container holds; `name` is what messages call the file.

    Raises:
        InputRefusedError: when the file's numbers do not fit together.
    """
    try:
        description = _description(container.chunks[DESCRIPTION], name)
        field = choice_from_json(FIELDS, description["field"], "field")
        transform = TargetTransform.from_json(description["transform"])
        shape = container.shape
        empty = StoredModel(
            field, shape, container.channels, transform, description["end_points"] is True, np.zeros(0, np.float32)
        )
        return _with_weights(empty, container.chunks[WEIGHTS])
    except (KeyError, TypeError, ValueError, struct.error, UsageError) as error:
        if isinstance(error, InputRefusedError):
            raise
        raise damaged(name) from error


def _description(data: bytes, name: str) -> dict[str, Any]:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MOST_DESCRIPTION)
    except zlib.error as error:
        raise DecodeError("the description cannot be unpacked") from error
    return parse_object(text.decode("utf-8"), name)


def _with_weights(empty: StoredModel, data: bytes) -> StoredModel:
    import torch

    built = empty.field.build(len(empty.shape), empty.channels, torch.Generator(), torch.device("cpu"))
    sizes = tuple(part.numel() for part in built.split(built.weights))
    (count,) = struct.unpack_from("<H", data)
    if count != len(sizes) or sum(sizes) > MOST_WEIGHTS or built.constants:
        raise DecodeError("another network is described")
    steps = np.frombuffer(data[2 : 2 + 4 * count], "<f4").astype(np.float32)
    if len(steps) != count or not np.isfinite(steps).all():
        raise DecodeError("steps are missing")
    decoder = RunDecoder(data[2 + 4 * count :])
    numbers = np.concatenate([decoder.take(size) for size in sizes])
    weights = RoundedWeights(numbers, sizes, steps).weights
    if not np.isfinite(weights).all():
        raise DecodeError("weights are beyond all scales")
    return replace(empty, weights=weights)
