"""Typed formulas: what is read, what is refused in one sentence, and derivatives against torch's autograd."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.formula_tree import FUNCTIONS, differentiate, evaluate, parse_formula
from sirendesk.core.descent.recipes import RECIPES
from sirendesk.core.descent.stability import stability, stability_text
from sirendesk.core.descent.walk import descend
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
    ("x + 1/0", "1 / 0.*no finite value"),
    ("x + 0**-1", "no finite value"),
    ("x + ((9**12)**12)**12", "no finite value"),
    ("x + (0-8)**0.5", "no finite value"),
    ("1/0", "no finite value"),
    ("log(0)*x", "log\\(0\\).*no finite value"),
    ("sqrt(-1)", "no finite value"),
    ("exp(1000) + y", "no finite value"),
    ("0*(1/0) + x", "no finite value"),
    ("exp(9**9) - exp(9**9)", "no finite value"),
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


def formula(rng: np.random.Generator, depth: int, names: bool) -> str:
    """A random formula; without `names`, one of constants only."""
    if depth == 0 or rng.random() < 0.15:
        leaves = ["0", "1", "8", "0.5", "1e9", "1e-9", "pi", *(["x", "y"] * 4 if names else [])]
        return str(rng.choice(leaves))
    kind = rng.integers(8)
    first = formula(rng, depth - 1, names)
    if kind < 4:
        return f"({first}{'+-*/'[kind]}{formula(rng, depth - 1, names)})"
    if kind == 4:
        return f"(-{first})"
    if kind < 7:
        return f"({first})**{rng.choice(['0', '2', '12', '-1', '-12', '0.5', '-0.5'])}"
    return f"{rng.choice(FUNCTIONS)}({first})"


@pytest.mark.parametrize("names", [False, True])
def test_whatever_the_grammar_allows_is_a_landscape_or_refused_in_a_sentence(names: bool) -> None:
    rng = np.random.default_rng(3)
    built = 0
    for _ in range(150 if names else 600):
        text = formula(rng, 3, names)
        try:
            landscape = FormulaOptions(formula=text).build()
        except UsageError:
            continue
        built += 1
        assert all(map(math.isfinite, landscape.start)), text
        x, y = landscape.start
        assert isinstance(landscape.value(x, y), float), text
        for recipe in ("batch", "mini-batch-momentum", "adam"):
            walk = descend(landscape, RECIPES[recipe], updates=5)
            assert "\n" not in stability_text(walk, stability(landscape, walk.recipe)), text
    assert built > 40, "most of them are landscapes"


def test_constant_parts_are_worked_out_once() -> None:
    assert parse_formula("2*3 - sqrt(0)").number == 6
    assert parse_formula("x + 0**0.5").parts[1].number == 0
    assert differentiate(parse_formula("(2**3)*x"), 1.0, 1.0) == (8.0, 8.0, 0.0)


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
