"""Debian's and Ubuntu's packages that the Python packages lean on; other systems bring what is needed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

# Each line is one need, by the names that releases give it: newer Debian and Ubuntu add t64 to some.
_WINDOW = (
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libgl1",),
    ("libegl1",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    # Qt loads its X11 plugin only if all of these are there, whichever it names when it fails.
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("libxcb-shape0",),
    ("libxkbcommon-x11-0",),
    ("libportaudio2",),
)
_TESTS = (("xvfb",), ("xauth",))


def ensure(for_tests: bool, may_install: bool) -> None:
    """Install what is missing if that is possible without asking, else print the line to type; never fails."""
    if not sys.platform.startswith("linux") or not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    missing = _missing(_needs(for_tests))
    if missing and may_install:
        missing = _install(missing)
    if missing:
        names = " ".join(_available(names) for names in missing)
        print("These system packages are missing; until you type this, parts of SirenDesk may not work:")
        print(f"    sudo apt-get install -y --no-install-recommends {names}")


def _needs(for_tests: bool) -> list[tuple[str, ...]]:
    needs = [*_WINDOW, *(_TESTS if for_tests else ())]
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it apart from its own Python
        needs.append((f"python3.{sys.version_info.minor}-venv",))
    return needs


def _missing(needs: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    every = [name for names in needs for name in names]
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *every]
    lines = _call(query).stdout.splitlines()
    installed = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [names for names in needs if installed.isdisjoint(names)]


def _install(missing: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Try to install; returns what is missing afterwards."""
    prefix = _root_prefix()
    if prefix is None:
        return missing
    apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    for attempt in ("with the package lists as they are", "with fresh ones"):
        if attempt == "with fresh ones":
            _call([*apt_get, "update"])
        names = [_available(names) for names in missing]
        print(f"Installing system packages: {' '.join(names)} ...")
        result = _call([*apt_get, "install", "-y", "--no-install-recommends", *names])
        if result.returncode == 0:
            break
    missing = _missing(missing)
    if missing:
        print(result.stderr.strip()[-500:])
    return missing


def _available(names: tuple[str, ...]) -> str:
    """The one of a package's names that this release knows; the last where none is."""
    return next((name for name in names[:-1] if _call(["apt-cache", "show", name]).stdout), names[-1])


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _call(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def _call(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=900,
            check=False,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
