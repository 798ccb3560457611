"""Options of the training loop itself, the same for every field and optimiser."""

from __future__ import annotations

from dataclasses import dataclass

from sirendesk.core.hardware import DEVICES, PRECISIONS
from sirendesk.core.options import option
from sirendesk.core.target_transform import TARGETS

ENGINES = ("torch", "numpy")


@dataclass(frozen=True)
class TrainingOptions:
    """How batches are drawn, in what scale values are learnt, and on what the arithmetic runs."""

    batch_size: int = option(
        2048,
        label="Batch",
        help="Samples a step looks at. Small batches learn sooner per second, large ones more per step; one is the "
        "stochastic gradient descent of the textbooks.",
        minimum=1,
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
    targets: str = option(
        "symmetric",
        label="Targets",
        help="The scale that values are learnt in. Symmetric spans -1 to 1, which networks learn soonest; unit spans 0 "
        "to 1; standardised has mean 0 and deviation 1; power also bends the values until their median is in the "
        "middle. The result is in the signal's own units whatever is chosen.",
        choices=TARGETS,
    )
    total_variation: float = option(
        0.0,
        label="Total variation",
        help="Weight of a penalty on differences between neighbouring samples of the fitted function, also between the "
        "samples that were given. A little removes noise, much leaves flat patches; 0 is none.",
        minimum=0.0,
        maximum=2.0,
        step=0.001,
    )
    start_again: bool = option(
        True,
        label="Start again if stalled",
        help="When nothing is learnt in the first tenth of the budget, begin anew with a gentler start. The lessons "
        "about bad starts leave it off, so that one sees what happens.",
    )
    end_points: bool = option(
        False,
        label="Grid through end points",
        help="Puts the first and last sample at exactly -1 and 1, as the papers' code does, instead of pixel centres.",
    )
    engine: str = option(
        "torch",
        label="Engine",
        help="What does the arithmetic. NumPy is the from-scratch network: a plain perceptron whose every line can be "
        "read, slower, for Adam and SGD.",
        choices=ENGINES,
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

    def batch(self, size: int) -> int:
        """How many of `size` samples a step looks at."""
        return size if self.sampling == "full" else min(self.batch_size, size)
