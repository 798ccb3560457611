"""Newton-Schulz against the singular value decomposition, and which weights Muon takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from sirendesk.core.optimizers.adam import AdamOptions
from sirendesk.core.optimizers.muon import MuonOptions, orthogonal


@pytest.mark.parametrize("shape", [(32, 32), (48, 20), (20, 48)])
@pytest.mark.parametrize("seed", range(3))
def test_newton_schulz_brings_singular_values_near_one_and_keeps_the_vectors(shape: tuple, seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    u, _, v = torch.linalg.svd(torch.randn(*shape, generator=g, dtype=torch.float64), full_matrices=False)
    # singular values over two and a half decades, as momenta have them
    spread = torch.logspace(0, -2.5, min(shape), dtype=torch.float64)
    found = orthogonal(u @ torch.diag(spread) @ v)
    inner = u.T @ found @ v.T
    values = inner.diagonal()
    assert values.min() > 0.3
    assert values[: min(shape) // 2].min() > 0.65
    assert values.max() < 1.25
    assert (inner - torch.diag(values)).abs().max() < 1e-9


def test_a_matrix_of_zeros_stays_one() -> None:
    assert torch.equal(orthogonal(torch.zeros(4, 6)), torch.zeros(4, 6))


def test_only_hidden_matrices_are_muons(landscape: Callable[..., Any]) -> None:
    g = torch.Generator().manual_seed(0)
    start = torch.randn(30, generator=g)
    shapes = ((2, 5), (4, 5))
    field = landscape(lambda w: w.sin().sum(), start, shapes=shapes, hidden_matrices=(1,))
    plain = landscape(lambda w: w.sin().sum(), start, shapes=shapes)
    muon, adam = MuonOptions().build(field), AdamOptions().build(plain)
    for model, optimizer in ((field, muon), (plain, adam)):
        model()
        optimizer.step(1e-3, model)
    assert torch.equal(field.weights[:10], plain.weights[:10])
    moved = (field.weights - start)[10:].view(4, 5)
    # 0.2 √5 times four singular values of about 1: each entry moves like one of Adam's, a fifth of the rate at least
    assert 0.6 < moved.norm() / (1e-3 * 0.2 * 5**0.5 * 4**0.5) < 1.25


def test_without_hidden_matrices_it_is_adam(landscape: Callable[..., Any]) -> None:
    field, plain = (landscape(lambda w: w.sin().sum(), torch.linspace(-1, 1, 8)) for _ in range(2))
    muon, adam = MuonOptions().build(field), AdamOptions().build(plain)
    for model, optimizer in ((field, muon), (plain, adam)):
        for _ in range(5):
            model()
            optimizer.step(1e-2, model)
    assert torch.equal(field.weights, plain.weights)
