"""Reads the sources of sirendesk/ without importing them: modules, syntax trees, and who imports what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sirendesk"


@dataclass(frozen=True)
class Import:
    """One imported module, where it stands, and whether it is imported only when a function is called or for types."""

    target: str
    line: int
    deferred: bool


@cache
def modules() -> dict[str, Path]:
    """Every module of sirendesk by its dotted name; a package's name stands for its `__init__.py`."""
    found: dict[str, Path] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree_of(module: str) -> ast.Module:
    """The syntax tree of a module."""
    path = modules()[module]
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    """Everything that a module imports; `from a import b` counts as a.b where that is a module of ours."""
    return tuple(_walk(tree_of(module), deferred=False))


def where(module: str, line: int) -> str:
    """The place of a finding, as an editor understands it."""
    return f"{modules()[module].relative_to(ROOT)}:{line}"


def is_within(module: str, *prefixes: str) -> bool:
    """Whether a module is one of `prefixes` or lies below one."""
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def _walk(node: ast.AST, deferred: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, deferred) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(target, child.lineno, deferred) for target in _targets(child))
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(child)
        yield from _walk(child, deferred or inside)


def _targets(node: ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        full = f"{node.module}.{alias.name}"
        yield full if full in modules() else node.module or "."


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
