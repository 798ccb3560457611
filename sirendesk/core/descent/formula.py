"""A landscape typed by a person as a formula of x and y."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.formula_tree import NUMPY, differentiate, evaluate, parse_formula
from sirendesk.core.descent.landscape import Point, Surface, SurfaceOptions
from sirendesk.core.errors import UsageError
from sirendesk.core.options import option


@dataclass(frozen=True)
class FormulaOptions(SurfaceOptions):
    """A formula and the square of the plane that is drawn of it."""

    title: ClassVar[str] = "Your formula"
    summary: ClassVar[str] = "Any formula of x and y, such as x**2 + 3*y**2 or sin(x)*cos(y) + 0.1*x**2."

    formula: str = option(
        "x**2 + 3*y**2",
        label="Formula f(x, y)",
        help="Numbers, x, y, pi, e, + - * / and ** with a plain number, and sin, cos, tan, exp, log, sqrt, abs, tanh.",
        advanced=False,
    )
    reach: float = option(
        3.0,
        label="Shown from −r to r",
        help="Half the side of the square about (0, 0) that is drawn.",
        minimum=0.01,
        maximum=1000.0,
        logarithmic=True,
        advanced=False,
    )

    def build(self) -> Formula:
        """Parse and check the formula.

        Raises:
            UsageError: when it is refused, or undefined all over the square.
        """
        return Formula(self.formula, self.reach, self.noise)


class Formula(Surface):
    """The function of a parsed formula. No minimum of it is known beforehand."""

    def __init__(self, text: str, reach: float, noise: float) -> None:
        self._tree = parse_formula(text)
        super().__init__((-reach, reach, -reach, reach), (0.0, 0.0), (), noise)
        heights = self.grid(41, 41)
        if np.isnan(heights.values).all():
            raise UsageError(f"The formula has no value anywhere from -{reach:g} to {reach:g}; widen what is shown.")
        self.start = self._good_start(reach)
        self.rate = self._good_rate(reach)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):
            values = evaluate(self._tree, x, y, NUMPY)
        return np.asarray(values, np.float64)

    def gradient(self, x: float, y: float) -> Point:
        _, across, up = differentiate(self._tree, x, y)
        return across, up

    def _good_start(self, reach: float) -> Point:
        for a, b in ((-0.8, 0.7), (0.8, 0.7), (0.8, -0.7), (-0.8, -0.7), (0.5, 0.4), (0.1, 0.1)):
            place = (a * reach, b * reach)
            if math.isfinite(self.value(*place)) and all(map(math.isfinite, self.gradient(*place))):
                return place
        return 0.0, 0.0

    def _good_rate(self, reach: float) -> float:
        """A fifth of the largest stable rate at the steepest curvature seen on a coarse grid."""
        curvatures = [
            np.abs(np.linalg.eigvalsh(matrix)).max()
            for x in np.linspace(-reach, reach, 9)
            for y in np.linspace(-reach, reach, 9)
            if np.isfinite(matrix := self.hessian(float(x), float(y))).all()
        ]
        worst = max(curvatures, default=1.0)
        return float(min(max(0.4 / max(worst, 1e-6), 1e-6), 0.1 * max(reach, 1.0)))
