"""Our flat optimisers take the very steps that the library's take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from sirendesk.core.optimizers.adam import AdamOptions, AdamWOptions
from sirendesk.core.optimizers.base import OptimizerOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.optimizers.rmsprop import RmsPropOptions
from sirendesk.core.optimizers.sgd import SgdOptions

PAIRS: list[tuple[OptimizerOptions, Callable[..., Any]]] = [
    (SgdOptions(momentum=0.0), lambda p: torch.optim.SGD(p, lr=0.01)),
    (SgdOptions(momentum=0.7), lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.7)),
    (SgdOptions(momentum=0.7, nesterov=True), lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.7, nesterov=True)),
    (RmsPropOptions(smoothing=0.9), lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9)),
    (AdamOptions(beta1=0.8, beta2=0.95), lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95))),
    (
        AdamWOptions(beta1=0.8, beta2=0.95, weight_decay=0.3),
        lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.3),
    ),
]


@pytest.mark.parametrize(("options", "reference"), PAIRS)
def test_steps_are_those_of_the_library(
    options: OptimizerOptions, reference: Callable[..., Any], landscape: Callable[..., Any]
) -> None:
    g = torch.Generator().manual_seed(0)
    ours = landscape(lambda w: w.sum(), torch.randn(50, generator=g, dtype=torch.float64))
    theirs = torch.nn.Parameter(ours.weights.clone())
    optimizer, library = options.build(ours), reference([theirs])
    for _ in range(25):
        ours.gradients.copy_(torch.randn(50, generator=g))
        theirs.grad = ours.gradients.clone()
        optimizer.step(0.01, ours)
        library.step()
    assert torch.allclose(ours.weights, theirs.detach(), atol=1e-12)


def test_muon_turns_a_matrix_as_the_librarys_does(landscape: Callable[..., Any]) -> None:
    g = torch.Generator().manual_seed(0)
    start = torch.randn(24 * 16, generator=g)
    ours = landscape(lambda w: w.sum(), start, shapes=((24, 16),), hidden_matrices=(0,))
    theirs = torch.nn.Parameter(start.view(24, 16).clone())
    optimizer = MuonOptions(muon_momentum=0.9).build(ours)
    library = torch.optim.Muon(
        [theirs], lr=0.01, momentum=0.9, weight_decay=0.0, adjust_lr_fn="match_rms_adamw", nesterov=True
    )
    for _ in range(10):
        ours.gradients.copy_(torch.randn(24 * 16, generator=g))
        theirs.grad = ours.gradients.view(24, 16).clone()
        optimizer.step(0.01, ours)
        library.step()
    moved, expected = ours.weights - start, theirs.detach().reshape(-1) - start
    # the library multiplies in bf16
    assert (moved - expected).norm() < 0.03 * expected.norm()
