"""Sets SirenDesk up, then runs or checks it; needs nothing but Python 3.11 or newer."""

from __future__ import annotations

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in words, before anything that an older Python cannot even read
    sys.exit("SirenDesk needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))

import subprocess
from collections.abc import Mapping
from pathlib import Path

import checks
import environments
import system_libraries

DEMO_FOLDER = "sirendesk-demo"
USAGE = f"""usage: bootstrap.py run [arguments for sirendesk]    set up, then open the window or run a command
       bootstrap.py test [stages]                   set up, then run every check, or the stages named

stages: {" ".join(checks.STAGES)}"""


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit code."""
    if not arguments or arguments[0] not in ("run", "test"):
        print(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    for stream in (sys.stdout, sys.stderr):  # our lines stay in order with those of the programs we start
        stream.reconfigure(line_buffering=True)  # pyright: ignore[reportAttributeAccessIssue]
    word, rest = arguments[0], arguments[1:]
    try:
        return run(rest) if word == "run" else test(rest)
    except environments.SetupError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bootstrap: stopped; the same command goes on from here.", file=sys.stderr)
        return 130


def run(arguments: list[str]) -> int:
    """Open the window, or run the command line if it has arguments; without a screen, the demonstration."""
    ready = environments.is_ready(for_tests=False)
    system_libraries.ensure(for_tests=False, may_install=not ready)
    python = environments.prepare(for_tests=False)
    if not arguments and not has_screen(sys.platform, os.environ):
        print(f"There is no screen here: running the demonstration instead. Its results go to {DEMO_FOLDER}{os.sep}.")
        arguments = ["demo", "--out", DEMO_FOLDER]
    return _become([str(python), "-P", "-m", "sirendesk", *arguments])


def test(names: list[str]) -> int:
    """Run the stages named, or all; returns 0 when every one passed."""
    unknown = [name for name in names if name not in checks.STAGES]
    if unknown:
        raise environments.SetupError(f"there is no stage {unknown[0]!r}; choose from {', '.join(checks.STAGES)}.")
    system_libraries.ensure(for_tests=True, may_install=True)
    environments.prepare(for_tests=True)
    return checks.run(names or list(checks.STAGES))


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window opened now would be seen by somebody."""
    chosen = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen in ("offscreen", "minimal"):
        return False
    if not platform.startswith("linux"):
        return True
    return bool(chosen not in ("", "xcb", "wayland") or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _become(command: list[str]) -> int:
    environment = environments.clean_environment()
    if os.name == "posix":  # signals and the exit code are then the program's own
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as program:
        while True:
            try:
                return program.wait()
            except KeyboardInterrupt:
                continue  # the program got it too, and decides when it has finished


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main(sys.argv[1:]))
