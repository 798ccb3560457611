"""A fitted field as a safetensors file: read from bytes against our own schema, written through the atomic writer."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import parse_object
from sirendesk.core.fields import FIELDS, FieldOptions
from sirendesk.core.files import read_bytes, write_bytes
from sirendesk.core.sounds.files import HIGHEST_RATE, LOWEST_RATE
from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    from sirendesk.core.fields.base import Field

FORMAT = 3
# a picture is written so that older versions read it as well; they know no sounds
FORMAT_OF_PICTURES = 2
MOST_BYTES = 2**31
MOST_SIDE = 65536
MOST_SOUND = 2**40
MOST_CONSTANTS = 64
WEIGHTS = "weights"
CONSTANT = "constants."
TYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8"}


@dataclass(frozen=True)
class StoredModel:
    """Everything that draws a fitted field again.

    `weights` (n,) float32 in the field's own order, `shape` the grid it was fitted on, `channels` numbers per sample;
    `sample_rate` in Hz for a sound, whose shape is (T,), and None for a picture, (H, W); `constants` are what belongs
    to the field but is not learnt, as `fields/base.py` says.
    """

    field: FieldOptions
    shape: tuple[int, ...]
    channels: int
    transform: TargetTransform
    end_points: bool
    weights: NDArray[np.float32]
    constants: Mapping[str, NDArray[np.generic]] = dataclasses.field(default_factory=dict)
    sample_rate: int | None = None

    def build(self) -> Field:
        """The field with its weights and constants, on the processor.

        Raises:
            InputRefusedError: when the arrays are not those of the network described.
        """
        import torch

        try:
            built = self.field.build(len(self.shape), self.channels, torch.Generator(), torch.device("cpu"))
        except UsageError as error:
            raise InputRefusedError(f"The model describes a network that cannot be built: {error}") from error
        if built.parameters != self.weights.size:
            raise InputRefusedError(
                f"The model holds {self.weights.size:,} weights but its description needs {built.parameters:,}. "
                "It was not used."
            )
        built.weights.copy_(torch.from_numpy(self.weights.copy()))
        stored = {name: torch.from_numpy(constant.copy()) for name, constant in self.constants.items()}
        wanted = {name: (constant.dtype, constant.shape) for name, constant in built.constants.items()}
        if {name: (constant.dtype, constant.shape) for name, constant in stored.items()} != wanted:
            raise InputRefusedError(
                "The constants in the model are not those that its description needs. It was not used."
            )
        for name, constant in built.constants.items():
            constant.copy_(stored[name])
        return built


def save_model(path: Path, model: StoredModel) -> int:
    """Write a model; returns the bytes written.

    Raises:
        WriteFailedError: when it could not be written; an older file of that name is untouched.
    """
    from safetensors.numpy import save

    description = {
        "format": FORMAT_OF_PICTURES if model.sample_rate is None else FORMAT,
        "field": choice_to_json(FIELDS, model.field),
        "shape": list(model.shape),
        "channels": model.channels,
        "transform": model.transform.to_json(),
        "end_points": model.end_points,
    }
    if model.sample_rate is not None:
        description["sample_rate"] = model.sample_rate
    constants = {CONSTANT + name: np.ascontiguousarray(array) for name, array in model.constants.items()}
    data = save({WEIGHTS: model.weights, **constants}, metadata={"sirendesk": json.dumps(description)})
    write_bytes(path, data)
    return len(data)


def load_model(path: Path) -> StoredModel:
    """Read a model written by `save_model`.

    Raises:
        InputRefusedError: when the file is not such a model, is damaged, or is of a newer format.
    """
    data = read_bytes(path, MOST_BYTES)
    name = path.name
    refused = f"{name!r} is not a SirenDesk model, or is damaged. It was not changed."
    header_bytes = int.from_bytes(data[:8], "little")
    if len(data) < 16 or header_bytes > min(len(data) - 8, 2**20):
        raise InputRefusedError(refused)
    try:
        header = parse_object(data[8 : 8 + header_bytes].decode("utf-8"), name)
        description = parse_object(header.pop("__metadata__")["sirendesk"], name)
        arrays = _arrays(header, data[8 + header_bytes :])
        weights = arrays.pop(WEIGHTS)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputRefusedError(refused) from error
    if weights.dtype != np.float32 or weights.ndim != 1 or not all(n.startswith(CONSTANT) for n in arrays):
        raise InputRefusedError(refused)
    if not all(np.isfinite(array).all() for array in (weights, *arrays.values())):
        raise InputRefusedError(f"{name!r} holds weights that are not finite numbers. It was not used.")
    constants = {n.removeprefix(CONSTANT): array for n, array in arrays.items()}
    return _described(description, weights, constants, name)


def _arrays(header: dict[str, Any], data: bytes) -> dict[str, NDArray[Any]]:
    """The arrays that a header describes; together they must be all of the data, each byte once.

    Raises:
        ValueError, KeyError, TypeError: for a header that does not fit the data.
    """
    if len(header) > MOST_CONSTANTS + 1:
        raise ValueError("too many arrays")
    arrays, ends = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        if set(entry) != {"dtype", "shape", "data_offsets"}:
            raise ValueError("an array is described by something else")
        start, stop = entry["data_offsets"]
        shape, kind = entry["shape"], np.dtype(TYPES[entry["dtype"]])
        if not all(type(n) is int and n >= 0 for n in (start, stop, *shape)) or len(shape) > 8:
            raise ValueError("a size is no number")
        if start != ends or stop - start != math.prod(shape) * kind.itemsize or stop > len(data):
            raise ValueError("arrays overlap or leave a gap")
        arrays[name] = np.frombuffer(data[start:stop], kind).reshape(shape)
        ends = stop
    if ends != len(data):
        raise ValueError("there is more data than arrays")
    return arrays


def _described(
    description: dict[str, Any], weights: NDArray[np.float32], constants: dict[str, NDArray[Any]], name: str
) -> StoredModel:
    version = description.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= FORMAT:
        raise InputRefusedError(
            f"{name!r} has format {version!r}; this version reads up to {FORMAT}. The file was not changed."
        )
    try:
        shape = tuple(int(n) for n in description["shape"])
        channels = int(description["channels"])
        transform = _transform(description, version)
        end_points = bool(description["end_points"])
        field = choice_from_json(FIELDS, description["field"], "field")
        rate = int(description["sample_rate"]) if "sample_rate" in description else None
    except (KeyError, TypeError, ValueError, OverflowError, UsageError) as error:
        raise InputRefusedError(f"{name!r} describes no model that this version knows. It was not changed.") from error
    if rate is None:
        what, sane = "picture", len(shape) == 2 and all(1 <= n <= MOST_SIDE for n in shape) and channels in (1, 3)
    else:
        what, sane = "sound", len(shape) == 1 and 1 <= shape[0] <= MOST_SOUND and channels in (1, 2)
        sane = sane and LOWEST_RATE <= rate <= HIGHEST_RATE
    if not sane:
        raise InputRefusedError(f"{name!r} describes a {what} of impossible size. It was not changed.")
    return StoredModel(field, shape, channels, transform, end_points, weights, constants, rate)


def _transform(description: dict[str, Any], version: int) -> TargetTransform:
    """The transform; format 1 knew the symmetric one alone, by its ends."""
    if version > 1:
        return TargetTransform.from_json(description["transform"])
    low, high = float(description["low"]), float(description["high"])
    return TargetTransform.from_json(TargetTransform.between(low, high).to_json())
