"""`sirendesk bench NAME`: run a benchmark of tests/benchmarks and print its bars as a table or as JSON."""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sirendesk.core.errors import UsageError

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "benchmarks"


@dataclass(frozen=True)
class Bar:
    """One figure beside what it should be. `at_least` tells which side of the target is good."""

    name: str
    value: float
    target: float
    unit: str
    at_least: bool = True

    @property
    def holds(self) -> bool:
        """Whether the figure is on the good side of its target."""
        return self.value >= self.target if self.at_least else self.value <= self.target


def bench(arguments: list[str]) -> int:
    """Run a benchmark; returns 0 when all its bars hold and 1 when one does not.

    Raises:
        UsageError: when there is no such benchmark, or no checkout around the program.
    """
    names = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    if not names:
        raise UsageError("Benchmarks are part of a checkout; this is an installed program without one.")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(f"usage: sirendesk bench NAME [--json] [--full]\n\nnames: {', '.join(names)}")
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in names:
        raise UsageError(f"There is no benchmark called {name!r}; choose one of {', '.join(names)}.")
    as_json = "--json" in rest
    say = _be_silent if as_json else _say
    bars = _load(name)([word for word in rest if word != "--json"], say)
    if as_json:
        print(json.dumps({"name": name, "machine": machine(), "bars": [_as_json(bar) for bar in bars]}, indent=2))
    else:
        _print_table(name, bars)
    return 0 if all(bar.holds for bar in bars) else 1


def machine() -> str:
    """Processor, cores and Python in one line."""
    import os

    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _load(name: str) -> Callable[[list[str], Callable[[str], None]], list[Bar]]:
    spec = importlib.util.spec_from_file_location(f"sirendesk_bench_{name}", FOLDER / f"bench_{name}.py")
    assert spec is not None, "the file was listed a moment ago"
    assert spec.loader is not None, "a file has a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up while they are made
    spec.loader.exec_module(module)
    return module.run


def _as_json(bar: Bar) -> dict[str, Any]:
    return {**{k: v for k, v in asdict(bar).items() if k != "at_least"}, "holds": bar.holds}


def _print_table(name: str, bars: list[Bar]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{name} on {machine()}", title_justify="left")
    table.add_column("bar")
    for column in ("value", "target"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    table.add_column("holds")
    for bar in bars:
        sign = "≥" if bar.at_least else "≤"
        table.add_row(bar.name, f"{bar.value:.4g}", f"{sign} {bar.target:g}", bar.unit, "yes" if bar.holds else "NO")
    # names of pictures are words, not emoji
    Console(emoji=False, markup=False).print(table)


def _say(text: str) -> None:
    print(text, flush=True)


def _be_silent(text: str) -> None:
    """With --json nothing but the object is printed."""
