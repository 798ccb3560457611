"""A contact sheet of one layer's neurons, and the picture that is left when some of them are silent."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import to_uint8
from sirendesk.core.insight.activations import NO_LAYERS
from sirendesk.core.insight.places import spread
from sirendesk.core.insight.subject import RENDER_CHUNK, Subject, exact_products
from sirendesk.core.insight.values import InsightRequest, Neurons, Unavailable
from sirendesk.core.metrics import psnr

if TYPE_CHECKING:
    from torch import Tensor

    from sirendesk.core.fields.base import Tap

MOST_NEURONS = 256
LIVE_MAP, FULL_MAP = 64, 96
LIVE_SIDE, FULL_SIDE = 160, 256

_T = TypeVar("_T")
# numbers (m,), maps (m, h, w), lows (m,), highs (m,)
Sheet = tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]


def look_at_neurons(subject: Subject, request: InsightRequest) -> Generator[float, None, Neurons | Unavailable]:
    """The sheet of the layer asked for; with muted neurons also what they are worth."""
    widths = subject.widths()
    if not widths:
        return Unavailable(subject.step, request.kind, NO_LAYERS)
    layer = min(max(request.layer, 0), len(widths) - 1)
    muted = tuple(sorted({k for k in request.muted if 0 <= k < widths[layer]}))
    # another neuron muted in a network that stands still: only the picture without it is new
    sheet: Sheet = yield from _remembered(subject, f"sheet {layer}", _draw_sheet(subject, layer, widths[layer]))
    picture, loss = None, None
    if muted:
        places = spread(subject.shape, FULL_SIDE if subject.full else LIVE_SIDE)
        truth = places.take(subject.values)
        whole: NDArray[np.float32] = yield from _remembered(subject, "whole", subject.render(places))
        without = yield from subject.render(places, silencer(layer, muted))
        picture = to_uint8(without)
        loss = _fall(psnr(truth, whole.clip(0, 1)), psnr(truth, without.clip(0, 1)))
    return Neurons(subject.step, layer, len(widths), widths[layer], *sheet, muted, picture, loss)


def silencer(layer: int, muted: tuple[int, ...]) -> Tap:
    """A tap that holds some neurons of a layer at 0."""

    def silence(number: int, values: Tensor) -> Tensor:
        if number != layer:
            return values
        kept = values.new_ones(values.shape[1])
        kept[list(muted)] = 0.0
        return values * kept

    return silence


def _fall(before: float, after: float) -> float:
    # two perfect pictures: their difference in dB would be none of a number
    return 0.0 if before == after else before - after


def _draw_sheet(subject: Subject, layer: int, width: int) -> Generator[float, None, Sheet]:
    import torch

    places = spread(subject.shape, FULL_MAP if subject.full else LIVE_MAP)
    count = min(width, MOST_NEURONS)
    indices = np.arange(count) * width // count
    chosen = torch.from_numpy(indices).to(subject.device)
    values = np.empty((places.size, count), np.float32)
    seen: list[Tensor] = []

    def note(number: int, found: Tensor) -> Tensor:
        if number == layer:
            seen.append(found[:, chosen])
        return found

    for start in range(0, places.size, RENDER_CHUNK):
        with torch.no_grad(), exact_products():
            subject.answer(subject.coords(places, start, start + RENDER_CHUNK), note)
        values[start : start + RENDER_CHUNK] = seen.pop().float().cpu().numpy()
        yield min(1.0, (start + RENDER_CHUNK) / places.size)
    lows, highs = values.min(axis=0), values.max(axis=0)
    values -= lows
    values *= 255.0 / np.maximum(highs - lows, 1e-12)
    values += 0.5
    maps = np.ascontiguousarray(values.astype(np.uint8).T).reshape(count, *places.sides)
    return indices, maps, lows, highs


def _remembered(subject: Subject, name: str, work: Generator[float, None, _T]) -> Generator[float, None, _T]:
    """What `work` returns, or returned before for the same weights."""
    if name not in subject.moment:
        subject.moment[name] = yield from work
    return subject.moment[name]
