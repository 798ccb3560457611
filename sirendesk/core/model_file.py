"""A fitted field as a safetensors file: read from bytes against our own schema, written through the atomic writer."""

from __future__ import annotations

import json
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
from sirendesk.core.problem import TargetScale

if TYPE_CHECKING:
    from sirendesk.core.fields.base import Field

FORMAT = 1
MOST_BYTES = 2**31
MOST_SIDE = 65536


@dataclass(frozen=True)
class StoredModel:
    """Everything that draws a fitted field again.

    `weights` (n,) float32 in the field's own order, `shape` the grid it was fitted on, `channels` numbers per sample.
    """

    field: FieldOptions
    shape: tuple[int, ...]
    channels: int
    scale: TargetScale
    end_points: bool
    weights: NDArray[np.float32]

    def build(self) -> Field:
        """The field with its weights, on the processor.

        Raises:
            InputRefusedError: when the number of weights is not that of the network described.
        """
        import torch

        field = self.field.build(len(self.shape), self.channels, torch.Generator(), torch.device("cpu"))
        if field.parameters != self.weights.size:
            raise InputRefusedError(
                f"The model holds {self.weights.size:,} weights but its description needs {field.parameters:,}. "
                "It was not used."
            )
        field.weights.copy_(torch.from_numpy(self.weights.copy()))
        return field


def save_model(path: Path, model: StoredModel) -> int:
    """Write a model; returns the bytes written.

    Raises:
        WriteFailedError: when it could not be written; an older file of that name is untouched.
    """
    from safetensors.numpy import save

    description = {
        "format": FORMAT,
        "field": choice_to_json(FIELDS, model.field),
        "shape": list(model.shape),
        "channels": model.channels,
        "low": model.scale.low,
        "high": model.scale.high,
        "end_points": model.end_points,
    }
    data = save({"weights": model.weights}, metadata={"sirendesk": json.dumps(description)})
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
        description = parse_object(header["__metadata__"]["sirendesk"], name)
        tensor = header["weights"]
        right = set(header) == {"__metadata__", "weights"} and tensor["dtype"] == "F32" and len(tensor["shape"]) == 1
        start, stop = tensor["data_offsets"]
    except (KeyError, TypeError, ValueError) as error:
        raise InputRefusedError(refused) from error
    if not right or start != 0 or stop != len(data) - 8 - header_bytes or tensor["shape"] != [stop // 4] or stop % 4:
        raise InputRefusedError(refused)
    weights = np.frombuffer(data, "<f4", offset=8 + header_bytes).astype(np.float32)
    if not np.isfinite(weights).all():
        raise InputRefusedError(f"{name!r} holds weights that are not finite numbers. It was not used.")
    return _described(description, weights, name)


def _described(description: dict[str, Any], weights: NDArray[np.float32], name: str) -> StoredModel:
    version = description.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= FORMAT:
        raise InputRefusedError(
            f"{name!r} has format {version!r}; this version reads up to {FORMAT}. The file was not changed."
        )
    try:
        shape = tuple(int(n) for n in description["shape"])
        channels = int(description["channels"])
        scale = TargetScale(float(description["low"]), float(description["high"]))
        end_points = bool(description["end_points"])
        field = choice_from_json(FIELDS, description["field"], "field")
    except (KeyError, TypeError, ValueError, OverflowError, UsageError) as error:
        raise InputRefusedError(f"{name!r} describes no model that this version knows. It was not changed.") from error
    sane = len(shape) == 2 and all(1 <= n <= MOST_SIDE for n in shape) and channels in (1, 3)
    if not (sane and np.isfinite([scale.low, scale.high]).all() and scale.high > scale.low):
        raise InputRefusedError(f"{name!r} describes a picture of impossible size. It was not changed.")
    return StoredModel(field, shape, channels, scale, end_points, weights)
