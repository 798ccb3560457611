"""Each activation against its formula, and its derivative against a central difference."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.numpy_net.activations import ACTIVATIONS, OUTPUTS, Linear, make_activation

FORMULAS = {
    "relu": lambda z: max(0.0, z),
    "gelu": lambda z: z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "sine": lambda z: math.sin(7.0 * z),
}
Z = np.array([-9.0, -2.3, -0.7, -1e-3, 1e-3, 0.4, 1.9, 8.0])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_is_the_formula(name: str) -> None:
    expected = [FORMULAS[name](z) for z in Z]
    assert np.allclose(make_activation(name, 7.0).value(Z), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", [*ACTIVATIONS, *OUTPUTS])
def test_derivative_is_that_of_the_value(name: str) -> None:
    function = Linear() if name == "linear" else make_activation(name, 7.0)
    step = 1e-6
    difference = (function.value(Z + step) - function.value(Z - step)) / (2 * step)
    assert np.allclose(function.derivative(Z, function.value(Z)), difference, rtol=1e-7, atol=1e-8)


def test_gelu_is_near_the_one_with_the_error_function() -> None:
    exact = [z * (1 + math.erf(z / math.sqrt(2))) / 2 for z in Z]
    assert np.abs(make_activation("gelu").value(Z) - exact).max() < 5e-4


def test_nothing_overflows_far_out() -> None:
    far = np.array([-1e4, 1e4], np.float32)
    for name in ACTIVATIONS:
        function = make_activation(name)
        assert np.isfinite(function.value(far)).all()
        assert np.isfinite(function.derivative(far, function.value(far))).all()


def test_an_unknown_name_is_refused_with_the_choices() -> None:
    with pytest.raises(UsageError, match="gelu"):
        make_activation("swish")
