"""The bytes of a grid file: a small head, then the stream of numbers."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.container import Container, damaged
from sirendesk.core.codec.entropy import DecodeError
from sirendesk.core.codec.grid import filtering, wavelet
from sirendesk.core.codec.grid.latents import Latents
from sirendesk.core.codec.grid.model import LAWS
from sirendesk.core.codec.grid.prior import FILTERS
from sirendesk.core.codec.grid.streams import Reader, Writer
from sirendesk.core.codec.grid.walk import LawGrids, walk

Values = NDArray[np.float32]
Plane = NDArray[np.float64]

CHUNK = "GRID"
FINEST_STEP, COARSEST_STEP = 2.0**-12, 2.0**2
GROUPS, SIZES = 4, 3

_HEAD = struct.Struct(f"<Hf{GROUPS * SIZES}b")
_MIX_UNIT = 127.0
_STRENGTH_UNIT = 128.0
_SHIFT_UNIT = 256.0


@dataclass(frozen=True)
class Manner:
    """How numbers become planes and planes a picture.

    `step`: the unit of the numbers. `shifts` (GROUPS, SIZES) int8: how far, in 1/256 of a step, a magnitude of 1, 2
    or more stands for less than it says, by the quarter of the laws it was coded under. `mix` (c, c) int8: each channel
    as a sum of the planes, in 1/127. `strengths` (c,) uint8: how much of the filters' correction each plane gets, in
    1/128.
    """

    step: float
    shifts: NDArray[np.int8]
    mix: NDArray[np.int8]
    strengths: NDArray[np.uint8]


def container_of(writer: Writer, manner: Manner, shape: tuple[int, int]) -> Container:
    """The container of a picture of `shape` (H, W) whose numbers have been walked along."""
    channels = len(manner.mix)
    head = _HEAD.pack(_check(shape, channels), manner.step, *manner.shifts.reshape(-1).tolist())
    mix = manner.mix.astype("<i1").tobytes() if channels > 1 else b""
    mix += manner.strengths.tobytes()
    return Container("grid", shape, channels, {CHUNK: head + mix + writer.finish()})


def decode(container: Container, name: str) -> Values:
    """The picture (H, W, c) in [0, 1]; `name` is what messages call the file.

    Raises:
        InputRefusedError: when the numbers do not fit together.
    """
    try:
        latents, laws, manner = _read(container)
    except (KeyError, DecodeError, struct.error) as error:
        raise damaged(name) from error
    planes = planes_of(latents, laws, manner.shifts)
    return picture(planes, corrections_of(planes), manner)


def picture(planes: list[Plane], corrections: list[filtering.Plane], manner: Manner) -> Values:
    """The picture (H, W, c) in [0, 1] of planes and their corrections in units of the step."""
    parts = []
    for plane, added, strength in zip(planes, corrections, manner.strengths, strict=True):
        parts.append((plane + added * (int(strength) / _STRENGTH_UNIT)) * manner.step)
    # one product and sum after the other, never a matrix product: its order of sums depends on the machine
    channels = [
        sum(int(weight) / _MIX_UNIT * part for weight, part in zip(row, parts, strict=True)) for row in manner.mix
    ]
    return np.clip(np.stack(channels, axis=2) + 0.5, 0.0, 1.0).astype(np.float32)


def corrections_of(planes: list[Plane]) -> list[filtering.Plane]:
    """What the filters say of planes in units of the step."""
    return [filtering.correction(plane, FILTERS) for plane in planes]


def planes_of(latents: Latents, laws: LawGrids, shifts: NDArray[np.int8]) -> list[Plane]:
    """The planes (H, W) of numbers that were coded under `laws`, in units of the step."""
    planes = []
    table = np.concatenate([np.zeros((GROUPS, 1)), shifts / _SHIFT_UNIT], axis=1)
    for plane, low in enumerate(latents.low):
        details: list[list[Plane]] = [[np.zeros(part.shape) for part in level] for level in latents.details[plane]]
        for place in latents.places():
            if place.plane == plane:
                grid = latents.at(place)
                size = np.minimum(np.abs(grid), SIZES)
                meant = grid - np.sign(grid) * table[laws[place] // (LAWS // GROUPS), size]
                details[place.order][place.direction] = meant
        pyramid = wavelet.Pyramid(low.astype(np.float64), tuple((a, b, c) for a, b, c in details))
        planes.append(wavelet.synthesise(pyramid))
    return planes


def best_strengths(
    planes: list[Plane], corrections: list[filtering.Plane], exact: list[Plane], step: float
) -> NDArray[np.uint8]:
    """How much of each correction brings a plane nearest to the `exact` one, in units of the signal (least squares)."""
    best = []
    for plane, added, wanted in zip(planes, corrections, exact, strict=True):
        power = float(np.square(added, dtype=np.float64).sum())
        along = float((added * (wanted / step - plane)).sum())
        best.append(along / power * _STRENGTH_UNIT if power > 0 else 0.0)
    return np.clip(np.round(best), 0, 255).astype(np.uint8)


def best_shifts(latents: Latents, laws: LawGrids, exact: dict, step: float) -> NDArray[np.int8]:
    """The shifts that bring numbers nearest to what they stand for: `exact[place]` in units of the signal."""
    lost, count = np.zeros(GROUPS * (SIZES + 1)), np.zeros(GROUPS * (SIZES + 1))
    for place, law in laws.items():
        grid = latents.at(place)
        key = (law // (LAWS // GROUPS)).astype(np.int64) * (SIZES + 1) + np.minimum(np.abs(grid), SIZES)
        less = np.abs(grid) - np.sign(grid) * exact[place] / step
        lost += np.bincount(key.reshape(-1), less.reshape(-1), len(lost))
        count += np.bincount(key.reshape(-1), minlength=len(count))
    mean = (lost / np.maximum(1, count)).reshape(GROUPS, SIZES + 1)[:, 1:]
    return np.clip(np.round(mean * _SHIFT_UNIT), -127, 127).astype(np.int8)


def mixing(values: Values) -> NDArray[np.int8]:
    """The mix of a picture (H, W, c): the principal axes of its colours (Karhunen and Loève), brightest first."""
    channels = values.shape[2]
    if channels == 1:
        return np.array([[_MIX_UNIT]]).astype(np.int8)
    colours = values.reshape(-1, channels).astype(np.float64)
    colours -= colours.mean(axis=0)
    _, axes = np.linalg.eigh(colours.T @ colours / len(colours) + 1e-9 * np.eye(channels))
    axes = axes[:, ::-1] * np.where(axes[:, ::-1].sum(axis=0) < 0, -1, 1)
    return np.round(axes * _MIX_UNIT).astype(np.int8)


def unmixed(values: Values, mix: NDArray[np.int8]) -> list[Plane]:
    """The planes (H, W) of a picture (H, W, c)."""
    inverse = np.linalg.inv(mix / _MIX_UNIT)
    return [np.ascontiguousarray((values.astype(np.float64) - 0.5) @ row) for row in inverse]


def _read(container: Container) -> tuple[Latents, LawGrids, Manner]:
    data, shape, channels = container.chunks[CHUNK], container.shape, container.channels
    check, step, *shifts = _HEAD.unpack_from(data)
    if check != _check(shape, channels) or not FINEST_STEP <= step <= COARSEST_STEP:
        raise DecodeError("the head does not fit")
    at = _HEAD.size
    mix = np.array([[_MIX_UNIT]]).astype(np.int8)
    if channels > 1:
        mix = np.frombuffer(data[at : at + channels**2], "<i1")
        at += channels**2
        if mix.size != channels**2:
            raise DecodeError("the mix is cut")
        mix = mix.reshape(channels, channels)
    strengths = np.frombuffer(data[at : at + channels], np.uint8)
    at += channels
    if strengths.size != channels:
        raise DecodeError("the strengths are cut")
    reader = Reader(data[at:])
    latents, laws = walk(reader, shape, channels, None)
    reader.finish()
    manner = Manner(step, np.array(shifts, np.int8).reshape(GROUPS, SIZES), mix, strengths)
    return latents, laws, manner


def _check(shape: tuple[int, int], channels: int) -> int:
    # a size that was changed by chance must not cost minutes before it is found out
    return zlib.crc32(struct.pack("<IIB", *shape, channels)) & 0xFFFF
