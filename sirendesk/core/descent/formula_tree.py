"""A typed formula of x and y as a tree of our own: read against a whitelist, walked, and never run as a program.

Python's parser is used for its grammar only. Names and characters are checked before it sees the text, and its tree is
rebuilt node by node from what is allowed here. Derivatives are exact: automatic differentiation in forward mode
(Wengert 1964), the value and both derivatives of every node carried along together.
"""

from __future__ import annotations

import ast
import dataclasses
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sirendesk.core.errors import UsageError

LONGEST = 200
MOST_NODES = 120
DEEPEST = 24
LARGEST_EXPONENT = 12
LARGEST_NUMBER = 1e9
CONSTANTS = {"pi": math.pi, "e": math.e}
NUMPY: Mapping[str, Callable[[Any], Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "tanh": np.tanh,
}
FUNCTIONS = tuple(NUMPY)
EXAMPLE = "for example x**2 + 3*y**2"

_WORD = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/()]))")
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

# value, derivative by x, derivative by y
Dual = tuple[float, float, float]


@dataclass(frozen=True)
class Node:
    """`kind` is "number", "x", "y", "negative", "power", a sign of + - * / or a function's name."""

    kind: str
    parts: tuple[Node, ...] = ()
    number: float = 0.0


def parse_formula(text: str) -> Node:
    """The tree of a formula: numbers, x, y, pi, e, + - * /, ** with a plain number, and the FUNCTIONS of one argument.

    Parts without x and y become one number each.

    Raises:
        UsageError: in one sentence, for anything else, for what is too long, too deep or too steep, and for a part
            without x and y that has no finite value, such as 1/0.
    """
    _check_words(text)
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"The formula {_shown(text)} cannot be read; write every sign, {EXAMPLE}.") from None
    tree = _rebuild(body, 0)
    if _count(tree) > MOST_NODES:
        raise UsageError(f"The formula is too long: it has more than {MOST_NODES} parts.")
    return tree


def evaluate(node: Node, x: Any, y: Any, functions: Mapping[str, Callable[[Any], Any]]) -> Any:
    """Value of the tree for x and y of any kind that has arithmetic (numpy arrays, tensors), with its `functions`."""
    if node.kind == "number":
        return node.number
    if node.kind in ("x", "y"):
        return x if node.kind == "x" else y
    values = [evaluate(part, x, y, functions) for part in node.parts]
    first = values[0]
    if node.kind == "negative":
        return -first
    if node.kind == "power":
        return first**node.number
    if node.kind in FUNCTIONS:
        return functions[node.kind](first)
    second = values[1]
    if node.kind == "+":
        return first + second
    if node.kind == "-":
        return first - second
    return first * second if node.kind == "*" else first / second


def differentiate(node: Node, x: float, y: float) -> Dual:
    """Value and both derivatives at a point; NaN where one of them is undefined or too large."""
    try:
        return _dual(node, x, y)
    except (OverflowError, ValueError, ZeroDivisionError):
        return math.nan, math.nan, math.nan


def _dual(node: Node, x: float, y: float) -> Dual:
    if node.kind == "number":
        return node.number, 0.0, 0.0
    if node.kind == "x":
        return x, 1.0, 0.0
    if node.kind == "y":
        return y, 0.0, 1.0
    a, ax, ay = _dual(node.parts[0], x, y)
    if len(node.parts) == 1:
        value, slope = _one(node, a)
        return value, slope * ax, slope * ay
    b, bx, by = _dual(node.parts[1], x, y)
    if node.kind == "+":
        return a + b, ax + bx, ay + by
    if node.kind == "-":
        return a - b, ax - bx, ay - by
    if node.kind == "*":
        return a * b, ax * b + a * bx, ay * b + a * by
    return a / b, (ax - a / b * bx) / b, (ay - a / b * by) / b


def _one(node: Node, a: float) -> tuple[float, float]:
    """Value and slope of a function of one argument."""
    kind, n = node.kind, node.number
    if kind == "negative":
        return -a, -1.0
    if kind == "power":
        if a < 0 and n != int(n):
            return math.nan, math.nan
        # n a^(n-1) has no value at a = 0 for n = 0, where the slope is 0
        return a**n, n * a ** (n - 1) if n else 0.0
    if kind == "tan":
        value = math.tan(a)
        return value, 1 + value * value
    if kind == "tanh":
        value = math.tanh(a)
        return value, 1 - value * value
    if kind == "exp":
        value = math.exp(a)
        return value, value
    if kind == "log":
        return math.log(a), 1 / a
    if kind == "sqrt":
        value = math.sqrt(a)
        return value, 0.5 / value
    if kind == "abs":
        return abs(a), math.copysign(1.0, a) if a else 0.0
    return (math.sin(a), math.cos(a)) if kind == "sin" else (math.cos(a), -math.sin(a))


def _check_words(text: str) -> None:
    """Refuse every character and name that has no place in a formula before any parser sees it."""
    if not text.strip():
        raise UsageError(f"The formula is empty; write one of x and y, {EXAMPLE}.")
    if len(text) > LONGEST:
        raise UsageError(f"The formula is too long: {len(text)} characters, where {LONGEST} are allowed.")
    place = 0
    while text[place:].strip():
        found = _WORD.match(text, place)
        if found is None:
            bad = text[place:].strip()[0]
            hint = " (a power is written **)" if bad == "^" else ""
            raise UsageError(f"The formula holds {bad!r}, which has no place in one{hint}; {_ALLOWED}.")
        name = found.group(2)
        if name and name not in ("x", "y", *CONSTANTS, *FUNCTIONS):
            raise UsageError(f"The formula names {name[:40]!r}, which is not known here; {_ALLOWED}.")
        place = found.end()


def _rebuild(node: ast.expr, depth: int) -> Node:
    made = _translated(node, depth)
    numbers = [np.float64(part.number) for part in made.parts if part.kind == "number"]
    if not numbers or len(numbers) < len(made.parts):
        return made
    # as numpy counts, like all the rest: where a Python float raises or turns complex this is inf or NaN
    with np.errstate(all="ignore"):
        stand_ins = dataclasses.replace(made, parts=(Node("x"), Node("y"))[: len(numbers)])
        value = float(evaluate(stand_ins, numbers[0], numbers[-1], NUMPY))
    if not math.isfinite(value):
        raise UsageError(f"The part {_shown(ast.unparse(node))} of the formula has no finite value; write another.")
    return Node("number", number=value)


def _translated(node: ast.expr, depth: int) -> Node:
    if depth > DEEPEST:
        raise UsageError(f"The formula is nested more than {DEEPEST} deep; write it flatter.")
    if isinstance(node, ast.Constant):
        return _number(node.value)
    if isinstance(node, ast.Name):
        if node.id in CONSTANTS:
            return Node("number", number=CONSTANTS[node.id])
        if node.id in ("x", "y"):
            return Node(node.id)
        raise UsageError(f"The formula uses {node.id} without an argument; write for example {node.id}(x).")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _rebuild(node.operand, depth + 1)
        return Node("negative", (inner,)) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        parts = (_rebuild(node.left, depth + 1), _rebuild(node.right, depth + 1))
        return Node(_SIGNS[type(node.op)], parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return Node("power", (_rebuild(node.left, depth + 1),), _exponent(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        if len(node.args) != 1 or node.keywords:
            raise UsageError(f"{node.func.id} takes one argument in a formula, as in {node.func.id}(x).")
        return Node(node.func.id, (_rebuild(node.args[0], depth + 1),))
    raise UsageError(f"The formula holds something that has no place in one; {_ALLOWED}.")


def _exponent(node: ast.expr) -> float:
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1.0, node.operand
    if not isinstance(node, ast.Constant):
        raise UsageError(
            f"The exponent after ** must be a plain number from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}; "
            "write exp(y*log(x)) for x to the power of y."
        )
    exponent = sign * _number(node.value).number
    if abs(exponent) > LARGEST_EXPONENT:
        raise UsageError(
            f"The exponent {exponent:g} is too large; it may be from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}."
        )
    return exponent


def _number(value: Any) -> Node:
    # an int of 200 digits is compared before it is made a float
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_NUMBER:
        raise UsageError(f"Numbers in a formula may be as large as {LARGEST_NUMBER:,.0f}.")
    return Node("number", number=float(value))


def _count(node: Node) -> int:
    return 1 + sum(_count(part) for part in node.parts)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_ALLOWED = f"use numbers, x, y, pi, e, + - * / **, and {', '.join(FUNCTIONS)}"
