"""Options of the training loop itself, the same for every field and optimiser."""

from __future__ import annotations

from dataclasses import dataclass

from sirendesk.core.hardware import DEVICES, PRECISIONS
from sirendesk.core.losses import LOSSES
from sirendesk.core.options import option


@dataclass(frozen=True)
class TrainingOptions:
    """How batches are drawn, what is minimised, and on what the arithmetic runs."""

    batch_size: int = option(
        2048,
        label="Batch",
        help="Samples a step looks at. Small batches learn sooner per second, large ones more per step.",
        minimum=16,
        maximum=2**20,
        logarithmic=True,
        advanced=False,
    )
    sampling: str = option(
        "stratified",
        label="Sampling",
        help="Stratified takes one sample of each small square, so every batch is a coarse picture; random shuffles "
        "them all; full takes every sample in every step, as the papers do.",
        choices=("stratified", "random", "full"),
    )
    loss: str = option(
        "mse",
        label="Loss",
        help="What is minimised: the mean squared error (that is what PSNR measures) or the mean absolute error.",
        choices=tuple(LOSSES),
    )
    end_points: bool = option(
        False,
        label="Grid through end points",
        help="Puts the first and last sample at exactly -1 and 1, as the papers' code does, instead of pixel centres.",
    )
    precision: str = option(
        "auto",
        label="Precision",
        help="fp32 is exact; medium multiplies through bfloat16 units, several times faster where the processor has "
        "them; bf16 rounds the hidden layers altogether. Auto times a product and takes the faster of the first two.",
        choices=PRECISIONS,
    )
    threads: int | None = option(
        None,
        label="Threads",
        help="Processor threads for the arithmetic; auto uses all that this program may.",
        minimum=1,
        maximum=1024,
    )
    device: str = option(
        "auto",
        label="Device",
        help="Where the arithmetic runs. Auto prefers a GPU (CUDA, then MPS) over the processor.",
        choices=DEVICES,
    )
