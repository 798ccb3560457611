"""Options of every kind, for the tests of the forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sirendesk.core.errors import UsageError
from sirendesk.core.options import option


@dataclass(frozen=True)
class Wave:
    """One option of each kind."""

    title: ClassVar[str] = "Wave"
    summary: ClassVar[str] = "Layers of sines."

    first_omega_0: float = option(
        30.0, label="First ω₀", help="How fast.", minimum=1.0, maximum=1000.0, logarithmic=True, advanced=False
    )
    hidden_features: int = option(
        256, label="Width", help="Sines a layer.", minimum=4, maximum=2048, logarithmic=True, advanced=False
    )
    hidden_layers: int = option(3, label="Layers", help="Depth.", minimum=0, maximum=12, advanced=False)
    learning_rate: float = option(
        1e-3,
        label="Learning rate",
        help="Size of a step.",
        minimum=1e-6,
        maximum=1.0,
        logarithmic=True,
        live=True,
        advanced=False,
    )
    weight_scale: float = option(2.0, label="Scale & α", help="Of the start.", minimum=0.25, maximum=4.0, step=0.05)
    clipped: bool = option(False, label="Clip", help="Cut steep gradients.")
    precision: str = option("auto", label="Precision", help="Of products.", choices=("auto", "fp32", "bf16"))
    threads: int | None = option(None, label="Threads", help="Of the processor.", minimum=1, maximum=64)
    patience: float | None = option(2.0, label="Patience", help="Seconds.", minimum=0.5, maximum=60.0, unit="s")
    seed: int = option(0, label="Seed", help="Of chance.", minimum=0, maximum=2**31 - 1)
    name: str = option("", label="Name", help="A word.")

    def __post_init__(self) -> None:
        if self.hidden_layers == 0 and self.hidden_features > 1024:
            raise UsageError("A network without hidden layers is at most 1024 wide.")


@dataclass(frozen=True)
class Ramp:
    """Another entry of a catalogue, with an option of the same name."""

    title: ClassVar[str] = "Ramp"
    summary: ClassVar[str] = "Layers of ramps."

    hidden_features: int = option(64, label="Width", help="Ramps a layer.", minimum=4, maximum=512, advanced=False)
    leak: float = option(0.0, label="Leak", help="Below zero.", minimum=0.0, maximum=1.0)


@dataclass(frozen=True)
class Bare:
    """Nothing to choose."""

    title: ClassVar[str] = "Bare"
    summary: ClassVar[str] = "It has no options."
