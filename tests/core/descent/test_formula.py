"""Typed formulas: what is read, what is refused in one sentence, and derivatives against torch's autograd."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.formula_tree import FUNCTIONS, differentiate, evaluate, parse_formula
from sirendesk.core.errors import UsageError

GOOD = [
    "x**2 + 3*y**2",
    "-x**2 + +y",
    "sin(x)*cos(y) + 0.1*x**2",
    "exp(-(x**2 + y**2)/2)",
    "abs(x - 1) + abs(y)",
    "tanh(x*y) / (1 + x**2)",
    "log(x**2 + 1) - sqrt(y**2 + 1)",
    "tan(x/4) + pi*e*y",
    "(x + 2*y - 7)**2 + (2*x + y - 5)**2",
    "2e-1*x**-2 + .5*y**3",
    "(x**2 + 1)**0.5",
]
TORCH = {name: getattr(torch, name) for name in FUNCTIONS}


@pytest.mark.parametrize("text", GOOD)
def test_value_and_derivatives_are_those_of_autograd(text: str) -> None:
    tree = parse_formula(text)
    for a, b in np.random.default_rng(1).uniform(-2, 2, (30, 2)).tolist():
        x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b))
        value = evaluate(tree, x, y, TORCH)
        across, up = torch.autograd.grad(value, (x, y), allow_unused=True)
        wanted = [float(value.detach()), *(0.0 if slope is None else float(slope) for slope in (across, up))]
        assert differentiate(tree, a, b) == pytest.approx(wanted, rel=1e-10, abs=1e-12)


def test_signs_bind_as_in_python() -> None:
    for text in ("-x**2", "x - y - 1", "x/y/2", "2*x**3*y", "-(x + y)*-y", "x**-1"):
        wanted = eval(text, {"x": 1.7, "y": -0.6})  # the test's own text
        assert differentiate(parse_formula(text), 1.7, -0.6)[0] == pytest.approx(wanted, rel=1e-14)


BAD = [
    ('__import__("os")', "__import__"),
    ("x**9**9", "exponent"),
    ("9**9**9", "exponent"),
    ("x**y", "exp"),
    ("x**13", "13"),
    ("x**-99999", "99999"),
    ("x**(1+1)", "exponent"),
    ("", "empty"),
    ("   ", "empty"),
    ("x + z", "'z'"),
    ("x^2", "written \\*\\*"),
    ("x.real", "has no place|not known"),
    ("x[0]", "'\\['"),
    ("lambda: x", "lambda"),
    ("sin", "sin\\(x\\)"),
    ("sin(x, y)", "','"),
    ("sin()", "one argument"),
    ("x(y)", "no place"),
    ("pi(x)", "no place"),
    ("x if y else x", "'if'"),
    ("x == y", "'='"),
    ("x // y", "no place"),
    ("2x", "cannot be read"),
    ("x y", "cannot be read"),
    ("(x", "cannot be read"),
    ("x +", "cannot be read"),
    ("*x", "cannot be read|no place"),
    ("1e99", "1,000,000,000"),
    ("9" * 150, "1,000,000,000"),
    ("1_000", "_000"),
    ("0x10", "x10"),
    ("1j*x", "'j'"),
    ("True + x", "True"),
    ("x; y", "';'"),
    ("x\ny", "cannot be read"),
    ("'x'", "has no place"),
    ("x" + "+x" * 200, "too long"),
    ("x" + "+x" * 70, "more than"),
    ("(" * 99 + "x" + ")" * 99, None),
    ("-" * 150 + "x", "deep"),
    ("sin(" * 35 + "x" + ")" * 35, "deep"),
    ("𝓍**2", "has no place"),
    ("é", "has no place"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_everything_else_is_refused_in_one_sentence(text: str, said: str | None) -> None:
    if said is None:  # brackets alone are no depth: the tree is flat, or Python's own limit refuses
        assert parse_formula(text).kind == "x"
        return
    with pytest.raises(UsageError, match=said) as refused:
        parse_formula(text)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_what_is_undefined_is_not_a_number_and_never_an_exception() -> None:
    for text, place in (
        ("log(x)", (-1.0, 0.0)),
        ("1/x", (0.0, 0.0)),
        ("sqrt(y)", (0.0, -1.0)),
        ("exp(exp(x))", (50.0, 0.0)),
        ("x**0.5", (-1.0, 0.0)),
        ("sqrt(x)", (0.0, 0.0)),
    ):
        assert any(map(math.isnan, differentiate(parse_formula(text), *place)))
    grid = FormulaOptions(formula="log(x) + 1/y", reach=1.0).build().grid(20, 20)
    assert np.isnan(grid.values).any()
    assert np.isfinite(grid.values).any()


def test_a_formula_without_any_value_is_refused() -> None:
    with pytest.raises(UsageError, match="no value anywhere"):
        FormulaOptions(formula="log(-1 - x**2)").build()


def test_a_constant_is_a_landscape_too() -> None:
    landscape = FormulaOptions(formula="3").build()
    assert landscape.gradient(1.0, 1.0) == (0.0, 0.0)
    assert np.all(landscape.grid(5, 5).values == 3)
    assert landscape.rate > 0


def test_it_starts_where_it_can() -> None:
    x, y = FormulaOptions(formula="log(x) + log(-y)").build().start
    assert x > 0 > y
