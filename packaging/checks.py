"""The stages of `bootstrap.py test`: each prints under its own heading, all run, one failure fails the whole."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

from environments import CORE, ROOT, WINDOW, clean_environment, python_of, show, site_packages

_WINDOW_TESTS = "tests/end_to_end/test_window*.py"  # beside tests/gui, the only tests that need Qt
# Most tests compute in one thread: as many processes as there are processors, at most four, each with its own torch.
_SIDE_BY_SIDE = ("-n", "logical", "--maxprocesses", "4", "--dist", "worksteal")
_LONGEST_STAGE = 20 * 60  # seconds; a stage that hangs is a failure, not a wait without end


def run(names: list[str]) -> int:
    """Run the stages in order and print a summary; returns 0 when all passed."""
    results: list[tuple[str, bool, float]] = []
    for name in names:
        title, stage = STAGES[name]
        _print_heading(f"{name}: {title}")
        start = time.monotonic()
        passed = stage()
        results.append((name, passed, time.monotonic() - start))
    _print_heading("summary")
    for name, passed, seconds in results:
        print(f"{name:<14}{'passed' if passed else 'FAILED':<8}{seconds:6.1f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


def _lint() -> bool:
    return _run(_module(WINDOW, "ruff", "check", "."))


def _format() -> bool:
    return _run(_module(WINDOW, "ruff", "format", "--check", "."))


def _types() -> bool:
    return _run(_module(WINDOW, "pyright", "--pythonpath", str(python_of(WINDOW))))


def _architecture() -> bool:
    return _run(_pytest(CORE, "tests/test_architecture.py", "tests/test_bans.py"))


def _core() -> bool:
    # Proof before use: what has no Qt to import cannot import it by accident.
    absence = "import importlib.util, sys; sys.exit(importlib.util.find_spec('PySide6') is not None)"
    if not _run([str(python_of(CORE)), "-c", absence]):
        print("PySide6 is installed in .venv-core, where it must be absent.")
        return False
    skipped = [f"--ignore={path}" for path in ("tests/gui", "tests/test_architecture.py", "tests/test_bans.py")]
    return _run(_pytest(CORE, *_SIDE_BY_SIDE, *skipped, f"--ignore-glob={_WINDOW_TESTS}"))


def _wheel() -> bool:
    """Build a wheel, install it in an empty environment, and use it from a folder that is not the checkout."""
    with tempfile.TemporaryDirectory(prefix="sirendesk-wheel-") as temporary:
        elsewhere = Path(temporary).resolve()
        build = ["wheel", "-qq", "--no-deps", "--no-build-isolation", "--wheel-dir", temporary, str(ROOT)]
        if not _run(_module(CORE, "pip", "--disable-pip-version-check", *build)):
            return False
        wheel = next(elsewhere.glob("*.whl"))
        installed = elsewhere / "environment"
        venv.create(installed, symlinks=os.name != "nt")
        # The packages it depends on, but not the checkout that .venv-core points to: what answers is the wheel.
        show(installed, packages=site_packages(CORE))
        install = ["--python", str(python_of(installed)), "install", "-qq", "--no-deps", "--no-index", str(wheel)]
        script = python_of(installed).parent / ("sirendesk.exe" if os.name == "nt" else "sirendesk")
        origin = f"import sirendesk, sys; sys.exit(not sirendesk.__file__.startswith({str(installed)!r}))"
        return (
            _run(_module(CORE, "pip", "--disable-pip-version-check", *install))
            and _run([str(python_of(installed)), "-c", origin], folder=elsewhere)
            and _run([str(script), "samples"], folder=elsewhere)
            and _run([str(script), "presets"], folder=elsewhere)
        )


def _window() -> bool:
    # A process of its own: should Qt bring it down, the stages before have said their word.
    files = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(_WINDOW_TESTS))]
    return _run(_pytest(WINDOW, *_SIDE_BY_SIDE, "tests/gui", *files), QT_QPA_PLATFORM="offscreen")


STAGES: Mapping[str, tuple[str, Callable[[], bool]]] = {
    "lint": ("ruff check", _lint),
    "format": ("ruff format --check", _format),
    "types": ("pyright", _types),
    "architecture": ("which module may import which", _architecture),
    "core": ("tests without Qt, in an environment that has none", _core),
    "wheel": ("a built wheel, used from another folder", _wheel),
    "window": ("tests of the window, offscreen", _window),
}


def _module(folder: Path, module: str, *arguments: str) -> list[str]:
    return [str(python_of(folder)), "-m", module, *arguments]


def _pytest(folder: Path, *arguments: str) -> list[str]:
    return _module(folder, "pytest", "-q", *arguments)


def _run(command: list[str], folder: Path = ROOT, **variables: str) -> bool:
    environment = clean_environment(**variables)
    try:
        code = subprocess.run(command, cwd=folder, env=environment, timeout=_LONGEST_STAGE, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"Stopped after {_LONGEST_STAGE // 60} minutes.")
        return False
    if code < 0:
        print(f"Ended by signal {-code}.")
    return code == 0


def _print_heading(text: str) -> None:
    line = f"== {text} "
    print(f"\n{line:=<100}", flush=True)
    sys.stderr.flush()
