"""The rules by which a gradient becomes an update. Each takes g and gives a direction v; the update is -η v."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sirendesk.core.descent.landscape import Point
from sirendesk.core.descent.moment import Moment, pair_text
from sirendesk.core.options import option

ZERO: Point = (0.0, 0.0)


def _momentum(default: float) -> float:
    return option(
        default,
        label="Momentum γ",
        help="How much of the last direction is kept. Zero is plain descent; at 0.9 a direction that stays the same "
        "grows tenfold, and zigzags cancel.",
        minimum=0.0,
        maximum=0.999,
        step=0.01,
        live=True,
        advanced=False,
    )


def _memory(default: float, label: str, what: str) -> float:
    return option(
        default,
        label=label,
        help=f"Memory of the running mean of {what}. Nearer to 1 remembers longer.",
        minimum=0.0,
        maximum=0.9999,
        step=0.01,
        live=True,
    )


@dataclass(frozen=True)
class RuleOptions(ABC):
    """Options of one rule; all have a learning rate η."""

    title: ClassVar[str]
    summary: ClassVar[str]
    formula: ClassVar[str]
    # what the direction is called in the formula
    symbol: ClassVar[str] = "v"

    learning_rate: float = option(
        0.1,
        label="Learning rate η",
        help="Size of each step. Too small crawls; above the largest stable rate, which the curvature near a "
        "minimum decides, steps swing ever wider instead of settling there.",
        minimum=1e-6,
        maximum=100.0,
        logarithmic=True,
        live=True,
        advanced=False,
    )

    @abstractmethod
    def begin(self) -> Rule:
        """The rule at rest, before its first gradient."""

    @abstractmethod
    def lines(self, at: Moment) -> list[str]:
        """The gradient and what the rule makes of it, in numbers; the last line ends with the direction."""

    def largest_rate(self, curvature: float) -> float | None:
        """Largest η at which the rule does not diverge along a direction of this curvature (λ > 0), if there is one."""
        return None


class Rule(ABC):
    """One rule under way. `mean` and `square` are its running means of g and g², zero where it keeps none."""

    mean: Point = ZERO
    square: Point = ZERO

    @abstractmethod
    def step(self, gx: float, gy: float) -> Point:
        """The direction v after this gradient; the update is -η v."""

    def ahead(self) -> Point:
        """Where from the present place the next gradient is taken."""
        return ZERO


@dataclass(frozen=True)
class PlainOptions(RuleOptions):
    """θ ← θ - η g (Cauchy 1847)."""

    title: ClassVar[str] = "Gradient descent"
    summary: ClassVar[str] = "Straight down the slope, in proportion to it."
    formula: ClassVar[str] = "θ ← θ − η g"
    symbol: ClassVar[str] = "g"

    def begin(self) -> Rule:
        return Plain()

    def lines(self, at: Moment) -> list[str]:
        return [_gradient_line(at)]

    def largest_rate(self, curvature: float) -> float:
        return 2.0 / curvature


class Plain(Rule):
    """No memory."""

    def step(self, gx: float, gy: float) -> Point:
        return gx, gy


@dataclass(frozen=True)
class MomentumOptions(RuleOptions):
    """v ← γ v + g; θ ← θ - η v (Polyak 1964, eq. 9, written with a velocity)."""

    title: ClassVar[str] = "Momentum"
    summary: ClassVar[str] = "A heavy ball: it keeps part of its velocity, cuts across zigzags, and overshoots."
    formula: ClassVar[str] = "v ← γ v + g;  θ ← θ − η v"

    momentum: float = _momentum(0.9)

    def begin(self) -> Rule:
        return Momentum(self.momentum)

    def lines(self, at: Moment) -> list[str]:
        return [_gradient_line(at), _velocity_line(self.momentum, at)]

    def largest_rate(self, curvature: float) -> float:
        return 2.0 * (1.0 + self.momentum) / curvature


class Momentum(Rule):
    """Remembers its velocity."""

    def __init__(self, momentum: float) -> None:
        self._gamma = momentum
        self._vx = self._vy = 0.0

    def step(self, gx: float, gy: float) -> Point:
        self._vx = self._gamma * self._vx + gx
        self._vy = self._gamma * self._vy + gy
        return self._vx, self._vy


@dataclass(frozen=True)
class NesterovOptions(RuleOptions):
    """v ← γ v + g(θ - η γ v); θ ← θ - η v (Nesterov 1983, as written by Sutskever et al. 2013, eqs. 3 and 4)."""

    title: ClassVar[str] = "Nesterov"
    summary: ClassVar[str] = "Momentum that looks where its velocity will take it before it reads the slope."
    formula: ClassVar[str] = "v ← γ v + g(θ − η γ v);  θ ← θ − η v"

    momentum: float = _momentum(0.9)

    def begin(self) -> Rule:
        return Nesterov(self.learning_rate, self.momentum)

    def lines(self, at: Moment) -> list[str]:
        (x, y), (vx, vy), reach = at.place, at.last_velocity, self.learning_rate * self.momentum
        ahead = (x - reach * vx, y - reach * vy)
        gradient = f"gradient g at θ − ηγv = {pair_text(ahead)}: {pair_text(at.gradient)}"
        return [gradient, _velocity_line(self.momentum, at)]

    def largest_rate(self, curvature: float) -> float:
        # where z² - (1 + γ)(1 - ηλ) z + γ (1 - ηλ) has its root at -1
        return (2.0 + 2.0 * self.momentum) / ((1.0 + 2.0 * self.momentum) * curvature)


class Nesterov(Momentum):
    """Reads its gradients ahead."""

    def __init__(self, rate: float, momentum: float) -> None:
        super().__init__(momentum)
        self._reach = -rate * momentum

    def ahead(self) -> Point:
        return self._reach * self._vx, self._reach * self._vy


@dataclass(frozen=True)
class AdaGradOptions(RuleOptions):
    """s ← s + g²; v = g/(√s + ε); θ ← θ - η v (Duchi et al. 2011, diagonal form)."""

    title: ClassVar[str] = "AdaGrad"
    summary: ClassVar[str] = "Each parameter's step shrinks with all the slope it has seen, so steps only get smaller."
    formula: ClassVar[str] = "s ← s + g²;  θ ← θ − η g/(√s + ε)"

    def begin(self) -> Rule:
        return AdaGrad()

    def lines(self, at: Moment) -> list[str]:
        return [
            _gradient_line(at),
            f"squares s ← s + g² = {pair_text(at.last_square)} + {_squared(at.gradient)} = {pair_text(at.square)}",
            f"direction v = g/√s = {pair_text(at.velocity)}",
        ]


class AdaGrad(Rule):
    """Remembers the sum of squares, without a mean."""

    def step(self, gx: float, gy: float) -> Point:
        sx, sy = self.square[0] + gx * gx, self.square[1] + gy * gy
        self.square = (sx, sy)
        return gx / (math.sqrt(sx) + EPSILON), gy / (math.sqrt(sy) + EPSILON)


@dataclass(frozen=True)
class RMSPropOptions(RuleOptions):
    """s ← ρ s + (1 - ρ) g²; v = g/(√s + ε); θ ← θ - η v (Tieleman and Hinton 2012, lecture 6e)."""

    title: ClassVar[str] = "RMSProp"
    summary: ClassVar[str] = "Each parameter's step is measured by the slope it saw lately, so steps are about η long."
    formula: ClassVar[str] = "s ← ρ s + (1 − ρ) g²;  θ ← θ − η g/(√s + ε)"

    memory: float = _memory(0.9, "Memory ρ", "the squared gradient")

    def begin(self) -> Rule:
        return RMSProp(self.memory)

    def lines(self, at: Moment) -> list[str]:
        kept = f"{self.memory:g} · {pair_text(at.last_square)}"
        new = f"{1 - self.memory:.4g} · {_squared(at.gradient)}"
        return [
            _gradient_line(at),
            f"squares s ← ρ s + (1−ρ) g² = {kept} + {new} = {pair_text(at.square)}",
            f"direction v = g/√s = {pair_text(at.velocity)}",
        ]


class RMSProp(Rule):
    """Remembers a running mean of squares."""

    def __init__(self, memory: float) -> None:
        self._keep, self._take = memory, 1.0 - memory

    def step(self, gx: float, gy: float) -> Point:
        sx = self._keep * self.square[0] + self._take * gx * gx
        sy = self._keep * self.square[1] + self._take * gy * gy
        self.square = (sx, sy)
        return gx / (math.sqrt(sx) + EPSILON), gy / (math.sqrt(sy) + EPSILON)


@dataclass(frozen=True)
class AdamOptions(RuleOptions):
    """Adam (Kingma and Ba 2015, algorithm 1)."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = "RMSProp with a running mean of the gradient, both corrected for their start at zero."
    formula: ClassVar[str] = "m ← β₁m + (1−β₁)g;  s ← β₂s + (1−β₂)g²;  θ ← θ − η m̂/(√ŝ + ε)"

    beta1: float = _memory(0.9, "Memory β₁", "the gradient")
    beta2: float = _memory(0.999, "Memory β₂", "the squared gradient")

    def begin(self) -> Rule:
        return Adam(self.beta1, self.beta2)

    def lines(self, at: Moment) -> list[str]:
        first, second = 1 - self.beta1**at.number, 1 - self.beta2**at.number
        kept = f"{self.beta1:g} · {pair_text(at.last_mean)}"
        new = f"{1 - self.beta1:.4g} · {pair_text(at.gradient)}"
        return [
            _gradient_line(at),
            f"mean m ← β₁ m + (1−β₁) g = {kept} + {new} = {pair_text(at.mean)}",
            f"squares s ← β₂ s + (1−β₂) g² = {pair_text(at.square)}",
            f"direction v = (m / {first:.4g}) / √(s / {second:.4g}) = {pair_text(at.velocity)}",
        ]


class Adam(Rule):
    """Remembers running means of the gradient and of its square."""

    def __init__(self, beta1: float, beta2: float) -> None:
        self._beta1, self._beta2 = beta1, beta2
        self._power1 = self._power2 = 1.0

    def step(self, gx: float, gy: float) -> Point:
        b1, b2 = self._beta1, self._beta2
        mx, my = b1 * self.mean[0] + (1 - b1) * gx, b1 * self.mean[1] + (1 - b1) * gy
        sx, sy = b2 * self.square[0] + (1 - b2) * gx * gx, b2 * self.square[1] + (1 - b2) * gy * gy
        self.mean, self.square = (mx, my), (sx, sy)
        self._power1 *= b1
        self._power2 *= b2
        first, second = 1 - self._power1, 1 - self._power2
        return (
            mx / first / (math.sqrt(sx / second) + EPSILON),
            my / first / (math.sqrt(sy / second) + EPSILON),
        )


def _gradient_line(at: Moment) -> str:
    return f"gradient g = {pair_text(at.gradient)}"


def _velocity_line(momentum: float, at: Moment) -> str:
    kept = f"{momentum:g} · {pair_text(at.last_velocity)}"
    return f"velocity v ← γ v + g = {kept} + {pair_text(at.gradient)} = {pair_text(at.velocity)}"


def _squared(pair: Point) -> str:
    return pair_text([part * part for part in pair])


EPSILON = 1e-8

RULES: Mapping[str, type[RuleOptions]] = {
    "plain": PlainOptions,
    "momentum": MomentumOptions,
    "nesterov": NesterovOptions,
    "adagrad": AdaGradOptions,
    "rmsprop": RMSPropOptions,
    "adam": AdamOptions,
}
