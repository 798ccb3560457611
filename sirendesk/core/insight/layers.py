"""Singular values of each layer's matrix: how many directions a layer uses, and how far it is from its start."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.insight.subject import Subject
from sirendesk.core.insight.values import InsightRequest, LayerSpectra, LayerSpectrum, Unavailable

if TYPE_CHECKING:
    from torch import Tensor

    from sirendesk.core.fields.base import Field

# one beyond that is a table of features rather than a layer
MOST_SIDE = 16384
NO_MATRICES = "This model has no layers with matrices whose singular values could be shown."


def look_at_layers(subject: Subject, request: InsightRequest) -> Generator[float, None, LayerSpectra | Unavailable]:
    """Singular values of the first, the hidden and the last matrices, one matrix a portion."""
    import torch

    network = subject.network
    numbers = layer_matrices(network)
    if not numbers:
        return Unavailable(subject.step, request.kind, NO_MATRICES)
    key = "singular values at the start"
    start = subject.start
    if key not in subject.memory:
        parts = nominal(network, network.weights if start is None else torch.from_numpy(start).to(network.weights))
        subject.memory[key] = yield from _singular_values([parts[k] for k in numbers])
    parts = nominal(network, network.weights)
    now = yield from _singular_values([parts[k] for k in numbers])
    names = layer_names(network, numbers)
    sizes = [(network.shapes[k][0], network.shapes[k][1]) for k in numbers]
    rows = zip(names, sizes, now, subject.memory[key], strict=True)
    return LayerSpectra(subject.step, tuple(LayerSpectrum(*row) for row in rows))


def layer_matrices(network: Field) -> list[int]:
    """Numbers of the weight arrays that are a layer's matrix: the hidden ones and those before and after them.

    Complex weights count as they are stored, real and imaginary parts as one real matrix.
    """
    matrices = [k for k, shape in enumerate(network.shapes) if _is_matrix(shape)]
    hidden = network.hidden_matrices
    before = [k for k in matrices if not hidden or k < hidden[0]]
    after = [k for k in matrices if hidden and k > hidden[-1]]
    return sorted({*before[-1:], *hidden, *after[-1:]} if hidden else {*before[:1], *before[-1:]})


def layer_names(network: Field, numbers: list[int]) -> list[str]:
    """What a person calls these matrices."""
    names = [f"hidden {network.hidden_matrices.index(k) + 1}" if k in network.hidden_matrices else "" for k in numbers]
    if not names[-1]:
        names[-1] = "last"
    if not names[0]:
        names[0] = "first"
    return names


def nominal(network: Field, weights: Tensor) -> list[Tensor]:
    """The weight arrays without the factors that are folded into them (`Field.folded`)."""
    return network.split(weights if network.folded is None else weights / network.folded)


def _is_matrix(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and max(shape) <= MOST_SIDE


def _singular_values(matrices: list[Tensor]) -> Generator[float, None, list[NDArray[np.float32]]]:
    import torch

    found: list[NDArray[np.float32]] = []
    for matrix in matrices:
        found.append(torch.linalg.svdvals(matrix).float().cpu().numpy())
        yield len(found) / len(matrices)
    return found
