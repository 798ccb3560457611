"""Habits that lose data, run strangers' code or end in the wrong thread, and so appear nowhere in sirendesk/."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from source_modules import imports_of, is_within, modules, tree_of, where

# The one writer that cannot leave half a file behind.
ATOMIC_WRITER = "sirendesk.core.files"
RUNS_CODE_ON_LOADING = ("pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve")

Finding = tuple[int, str]


def runs_code_on_loading(module: str) -> Iterator[Finding]:
    for found in imports_of(module):
        if is_within(found.target, *RUNS_CODE_ON_LOADING):
            yield found.line, f"{found.target} runs code on loading; write JSON or safetensors"
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("torch.load", "torch.save"):
            yield node.lineno, f"{ast.unparse(node)} pickles; write safetensors"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            yield node.value.lineno, "allow_pickle runs code on loading"


def writes_past_the_atomic_writer(module: str) -> Iterator[Finding]:
    if module == ATOMIC_WRITER:
        return
    for call in _calls(module):
        name = _name(call)
        if name in ("write_bytes", "write_text") and isinstance(call.func, ast.Attribute):
            owner = ast.unparse(call.func.value).rpartition(".")[2]
            if owner != "files":  # core.files has functions of these names
                yield call.lineno, f".{name}() can leave half a file behind; use {ATOMIC_WRITER}"
        if name in ("open", "fdopen") and any(set(mode) & set("wax+") for mode in _modes(call)):
            yield call.lineno, f"open() for writing can leave half a file behind; use {ATOMIC_WRITER}"


def connects_what_has_no_thread(module: str) -> Iterator[Finding]:
    for call in _calls(module):
        receiver = call.args[0] if _name(call) == "connect" and call.args else None
        if isinstance(receiver, ast.Lambda) or (isinstance(receiver, ast.Call) and _name(receiver) == "partial"):
            yield call.lineno, "runs in the sender's thread and keeps what it holds alive; connect a QObject's method"


def catches_everything(module: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "a bare except also swallows Ctrl-C"


@pytest.mark.parametrize(
    "ban", [runs_code_on_loading, writes_past_the_atomic_writer, connects_what_has_no_thread, catches_everything]
)
def test_nowhere_in_the_sources(ban: Callable[[str], Iterator[Finding]]) -> None:
    wrong = [f"{where(module, line)}: {reason}" for module in modules() for line, reason in ban(module)]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _calls(module: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _modes(call: ast.Call) -> Iterator[str]:
    """The texts of an open() that can be its mode: short, and made of a mode's letters."""
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and set(value.value) <= set("rwaxbt+"):
            yield value.value
