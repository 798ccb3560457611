"""The two virtual environments in the checkout, made in layers so that nothing is downloaded or stored twice.

`.venv-core` is a whole environment without Qt: the core tests and the command line run in it, and an import of Qt there
fails for real. `.venv` adds the window's packages and the project itself, editable; a line in a .pth file shows it the
rest. Each notes in a file how far its set-up has come, and that file decides what a next try does.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / ".venv-core"
WINDOW = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
# What an environment is made from: when one of these changes, the packages are brought up to date.
_SOURCES = (ROOT / "pyproject.toml", CONSTRAINTS, Path(__file__))
_STATE_FILE = "sirendesk-setup.json"
_UNFINISHED: dict[str, object] = {"state": "unfinished"}


class SetupError(Exception):
    """Something that keeps the set-up from being finished, as a sentence for a person."""


def is_ready(for_tests: bool) -> bool:
    """Whether both environments are complete, so that nothing needs to be installed."""
    return all(_is_ready(folder, for_tests) for folder in (CORE, WINDOW))


def prepare(for_tests: bool) -> Path:
    """Make both environments complete; returns the window's Python."""
    if not is_ready(for_tests):
        with_tests = for_tests or any(_read_state(folder).get("tests") for folder in (CORE, WINDOW))
        core, window = _requirements(with_tests)
        if not CORE.exists():
            print("The first time takes some minutes and several hundred megabytes to download.")
        _ensure(CORE, core, with_tests)
        _ensure(WINDOW, [*window, "--no-build-isolation", "--editable", str(ROOT)], with_tests)
    return python_of(WINDOW)


def python_of(folder: Path) -> Path:
    """The Python of the environment in `folder`."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def site_packages(folder: Path) -> Path:
    """Where the environment in `folder` keeps its packages."""
    base = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("purelib", scheme="venv", vars=base))


def show(folder: Path, packages: Path) -> None:
    """Let the environment in `folder` import what lies in `packages`; .pth files in there are not followed."""
    try:
        # Relative, so that it rarely holds a letter outside ASCII: until 3.13 it is read in the locale's encoding.
        line = os.path.relpath(packages, site_packages(folder))
    except ValueError:  # on another drive
        line = str(packages)
    (site_packages(folder) / "sirendesk-layer.pth").write_text(f"{line}\n", encoding="utf-8")


def clean_environment(**extra: str) -> dict[str, str]:
    """The variables for programs in the environments, without those that would add packages from elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return kept | extra


def _ensure(folder: Path, requirements: list[str], with_tests: bool) -> None:
    if _is_ready(folder, with_tests):
        return
    before = _read_state(folder)
    wanted = _wanted(with_tests)
    # Packages of another Python, or a set-up that was cut off half-way: pip cannot mend these, a new start can.
    if before.get("python") != wanted["python"] or not python_of(folder).exists():
        print(f"Making {folder.name} ...")
        before = _UNFINISHED
        _create(folder)
    else:
        print(f"Bringing {folder.name} up to date ...")
    _write_state(folder, _UNFINISHED)
    try:
        _pip_install(folder, requirements)
    except SetupError:
        # pip changes nothing until it has all it needs: what worked before still does.
        _write_state(folder, before)
        raise
    _write_state(folder, wanted)


def _create(folder: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError("this Python lacks ensurepip; on Debian and Ubuntu the package python3-venv brings it.")
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"{folder} could not be made ({error}); make room or mend that, and try again.") from error
    # The project for the core's environment, the core's packages for the window's.
    show(folder, packages=ROOT if folder == CORE else site_packages(CORE))


def _pip_install(folder: Path, arguments: list[str]) -> None:
    # On a terminal pip shows its progress; in a log only what goes wrong.
    quiet = [] if sys.stdout.isatty() else ["-qq"]
    options = ["--disable-pip-version-check", "--no-input", "--retries", "2", "--constraint", str(CONSTRAINTS)]
    command = [str(python_of(folder)), "-m", "pip", "install", *options, *quiet, *arguments]
    if subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode:
        raise SetupError(
            "the packages could not be installed (pip's own words are above); check the network connection and the free"
            " space, then type the same command again, it goes on from here."
        )


def _requirements(for_tests: bool) -> tuple[list[str], list[str]]:
    """What to install in the core's and in the window's environment, from pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)
    requirements = declared["build-system"]["requires"] + declared["project"]["dependencies"]
    if for_tests:
        requirements += declared["project"]["optional-dependencies"]["test"]
    window_layer = {name.lower() for name in declared["tool"]["sirendesk"]["window-layer"]}
    core: list[str] = []
    window: list[str] = []
    for requirement in requirements:
        name = re.split(r"[^\w.-]", requirement)[0].lower()
        (window if name in window_layer else core).append(requirement)
    return core, window


def _wanted(for_tests: bool) -> dict[str, object]:
    digest = hashlib.sha256()
    for source in _SOURCES:
        digest.update(source.read_bytes())
    # The folder too: an environment does not survive being copied elsewhere.
    python = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} for {ROOT}"
    return {"python": python, "sources": digest.hexdigest(), "tests": for_tests}


def _is_ready(folder: Path, for_tests: bool) -> bool:
    state = _read_state(folder)
    # An environment with the tests' packages serves for running as well.
    return python_of(folder).exists() and state in [_wanted(for_tests), _wanted(for_tests=True)]


def _read_state(folder: Path) -> dict[str, object]:
    try:
        state = json.loads((folder / _STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _UNFINISHED
    return state if isinstance(state, dict) else _UNFINISHED


def _write_state(folder: Path, state: dict[str, object]) -> None:
    temporary = folder / f"{_STATE_FILE}.part"
    temporary.write_text(json.dumps(state), encoding="utf-8")
    temporary.replace(folder / _STATE_FILE)
