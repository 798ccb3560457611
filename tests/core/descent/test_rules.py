"""Each rule against its formula, three steps by hand; and the largest stable rates against spectral radii."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.descent.rules import (
    RULES,
    AdaGradOptions,
    AdamOptions,
    MomentumOptions,
    NesterovOptions,
    PlainOptions,
    RMSPropOptions,
    RuleOptions,
)

GRADIENTS = [(2.0, -1.0), (0.5, 4.0), (-3.0, 0.25)]


def directions(options: RuleOptions) -> list[tuple[float, float]]:
    rule = options.begin()
    return [rule.step(*gradient) for gradient in GRADIENTS]


def test_plain_goes_along_the_gradient() -> None:
    assert directions(PlainOptions()) == GRADIENTS


def test_momentum_by_hand() -> None:
    made = directions(MomentumOptions(0.1, 0.5))
    # v1 = g1; v2 = g2 + v1/2; v3 = g3 + v2/2
    assert made == [(2.0, -1.0), (1.5, 3.5), (-2.25, 2.0)]


def test_nesterov_by_hand_on_x_squared() -> None:
    # f = x²/2 + y²/2, so the gradient is the place itself: η = 0.1, γ = 0.5, from (1, 2)
    rule = NesterovOptions(0.1, 0.5).begin()
    x, velocities, places = 1.0, [], []
    for _ in range(3):
        off, _ = rule.ahead()
        v, _ = rule.step(x + off, 0.0)
        x -= 0.1 * v
        velocities.append(v)
        places.append(x)
    # v1 = 1, x1 = 0.9; g2 = 0.9 - 0.05, v2 = 0.5 + 0.85, x2 = 0.765; g3 = 0.765 - 0.0675, v3 = 0.675 + 0.6975
    assert velocities == pytest.approx([1.0, 1.35, 1.3725], rel=1e-14)
    assert places == pytest.approx([0.9, 0.765, 0.62775], rel=1e-14)


def test_adagrad_by_hand() -> None:
    made = directions(AdaGradOptions())
    x = [2 / 2, 0.5 / math.sqrt(4.25), -3 / math.sqrt(13.25)]
    y = [-1 / 1, 4 / math.sqrt(17), 0.25 / math.sqrt(17.0625)]
    assert np.allclose(made, list(zip(x, y, strict=True)), rtol=1e-7)


def test_rmsprop_by_hand() -> None:
    made = directions(RMSPropOptions(0.1, 0.75))
    # s1 = 4/4, s2 = 3/4 + 0.25/4, s3 = 0.75 s2 + 9/4
    s = [1.0, 0.8125, 0.75 * 0.8125 + 2.25]
    assert np.allclose([v[0] for v in made], np.array([2.0, 0.5, -3.0]) / np.sqrt(s), rtol=1e-7)


def test_adam_by_hand() -> None:
    made = directions(AdamOptions(0.1, 0.5, 0.75))
    m = [1.0, 0.75, -1.125]
    s = [1.0, 0.8125, 2.859375]
    corrected = [
        (a / (1 - 0.5**k)) / math.sqrt(b / (1 - 0.75**k)) for k, (a, b) in enumerate(zip(m, s, strict=True), 1)
    ]
    assert [v[0] for v in made] == pytest.approx(corrected, rel=1e-7)
    # the corrections make the first step exactly η long, whatever the gradient
    assert made[0] == pytest.approx((1.0, -1.0), rel=1e-7)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_is(name: str) -> None:
    options = RULES[name]
    assert options.title
    assert options.summary.endswith(".")
    assert "θ" in options.formula


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("curvature", [0.5, 7.0])
def test_the_largest_rates_are_where_the_spectral_radius_reaches_one(momentum: float, curvature: float) -> None:
    for options, transfer in (
        (MomentumOptions(0.1, momentum), _momentum_matrix),
        (NesterovOptions(0.1, momentum), _nesterov_matrix),
    ):
        limit = options.largest_rate(curvature)
        assert limit is not None
        assert _radius(transfer(0.999 * limit * curvature, momentum)) < 1
        assert _radius(transfer(1.001 * limit * curvature, momentum)) > 1
    assert PlainOptions().largest_rate(curvature) == 2 / curvature
    assert AdamOptions().largest_rate(curvature) is None


def _momentum_matrix(slope: float, momentum: float) -> np.ndarray:
    """(x, η v) to the next, on a quadratic of curvature λ with slope = ηλ."""
    return np.array([[1 - slope, -momentum], [slope, momentum]])


def _nesterov_matrix(slope: float, momentum: float) -> np.ndarray:
    # η v' = γ w + slope (x - γ w); x' = x - η v'
    return np.array([[1 - slope, -momentum * (1 - slope)], [slope, momentum * (1 - slope)]])


def _radius(matrix: np.ndarray) -> float:
    return float(np.abs(np.linalg.eigvals(matrix)).max())
