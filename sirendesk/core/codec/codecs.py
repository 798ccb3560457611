"""The catalogue of codecs: what can be chosen of each, and what encodes with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sirendesk.core.codec.encoding import Encoding, Goal
from sirendesk.core.options import option, validate
from sirendesk.core.signals import AnySignal, as_picture


@dataclass(frozen=True)
class CodecOptions(ABC):
    """Options of one codec. Loads no torch before something is encoded."""

    title: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def encoding(self, signal: AnySignal, goal: Goal, seed: int = 0) -> Encoding:
        """Encode a signal: see `encoding.py`. Nothing is done before the first step.

        Raises:
            UsageError: at the first step, for options out of bounds and goals that cannot be met.
            InputRefusedError: at the first step, for a kind of signal that the codec does not take.
        """


@dataclass(frozen=True)
class GridCodec(CodecOptions):
    """Integers on grids of many resolutions, under a learned model of how likely each is (as COOL-CHIC and C3)."""

    title: ClassVar[str] = "Grids"
    summary: ClassVar[str] = "Whole numbers on grids of many resolutions, rounded with an eye on their bits. The best."

    effort: int = option(
        2,
        label="Effort",
        help="How long the best numbers are looked for: 0 is a moment, 3 several minutes for the last percent.",
        minimum=0,
        maximum=3,
        advanced=False,
    )

    def encoding(self, signal: AnySignal, goal: Goal, seed: int = 0) -> Encoding:
        from sirendesk.core.codec.grid.search import search

        validate(self)
        encoded = yield from search(as_picture(signal).values, goal, self.effort)
        return encoded


@dataclass(frozen=True)
class WeightsCodec(CodecOptions):
    """A small SIREN that draws the signal, its weights rounded and entropy-coded (COIN, 2021)."""

    title: ClassVar[str] = "Weights"
    summary: ClassVar[str] = "A small network learns the signal; its weights are the file. Behind JPEG at many bytes."

    bits: int = option(
        7,
        label="Bits a weight",
        help="How finely weights are rounded before they are packed. Few bits leave room for a larger network; below "
        "about 5 the picture falls apart.",
        minimum=2,
        maximum=16,
        advanced=False,
    )
    hidden_features: int | None = option(
        None,
        label="Width",
        help="Sines in each layer. Empty takes the widest network that the size allows.",
        minimum=4,
        maximum=512,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        9,
        label="Hidden layers",
        help="Sine layers after the first one. Deep and narrow gives more detail for its weights than shallow and "
        "wide, and takes longer.",
        minimum=0,
        maximum=12,
    )
    seconds: float = option(
        60.0,
        label="Seconds",
        help="How long the network learns, rounding included. The longer the better the picture at the same size.",
        minimum=0.5,
        maximum=100_000.0,
        logarithmic=True,
        unit="s",
        advanced=False,
    )
    steps: int | None = option(
        None,
        label="Steps",
        help="Learns so many steps instead of seconds: the same seed then gives the same file.",
        minimum=1,
        maximum=1_000_000_000,
        logarithmic=True,
    )
    first_omega_0: float | None = option(
        None,
        label="First ω₀",
        help="How fast the first layer's sines oscillate. Empty takes what suits the signal.",
        minimum=1.0,
        maximum=1_000_000.0,
        logarithmic=True,
    )
    learning_rate: float | None = option(
        None,
        label="Learning rate",
        help="Size of each step. Empty takes what suits the signal; a network this deep never starts when it is high.",
        minimum=1e-6,
        maximum=1.0,
        logarithmic=True,
    )

    def encoding(self, signal: AnySignal, goal: Goal, seed: int = 0) -> Encoding:
        from sirendesk.core.codec.network import encoding
        from sirendesk.core.codec.training import experiment_for

        validate(self)
        experiment = experiment_for(
            signal,
            hidden_layers=self.hidden_layers,
            first_omega_0=self.first_omega_0,
            learning_rate=self.learning_rate,
            seconds=self.seconds,
            steps=self.steps,
            seed=seed,
        )
        encoded = yield from encoding(experiment, signal, goal, self.hidden_features, self.bits)
        return encoded


@dataclass(frozen=True)
class LowRankCodec(CodecOptions):
    """Each plane as a sum of columns times rows, rounded and entropy-coded."""

    title: ClassVar[str] = "Low rank"
    summary: ClassVar[str] = "Columns times rows: the classic exercise. Far behind JPEG, and easy to see through."

    rank: int | None = option(
        None,
        label="Rank",
        help="Columns and rows that are kept of each plane. Empty keeps those that are worth their bytes.",
        minimum=1,
        maximum=65_535,
        logarithmic=True,
        advanced=False,
    )
    by: str = option(
        "svd",
        label="Found by",
        help="The singular value decomposition gives the best of every rank at once (Eckart and Young 1936); descent "
        "starts from noise and gets there by gradients.",
        choices=("svd", "descent"),
        advanced=False,
    )
    colour: str = option(
        "ycbcr",
        label="Colour",
        help="Brightness and two colour differences, of which most is in the first; or red, green and blue one by one.",
        choices=("ycbcr", "channels"),
    )

    def encoding(self, signal: AnySignal, goal: Goal, seed: int = 0) -> Encoding:
        from sirendesk.core.codec.lowrank_search import search

        validate(self)
        encoded = yield from search(as_picture(signal).values, goal, self.rank, self.by, self.colour, seed)
        return encoded


CODECS: Mapping[str, type[CodecOptions]] = {
    "grid": GridCodec,
    "weights": WeightsCodec,
    "lowrank": LowRankCodec,
}
