"""`sirendesk` and `sirendesk FILE`: the window."""

from __future__ import annotations

import os
import sys

from sirendesk.core.errors import UsageError


def window(arguments: list[str]) -> int:
    """Open the window; returns the exit code.

    Raises:
        UsageError: when there is no screen or Qt is not installed.
    """
    if arguments[:1] in (["-h"], ["--help"]):
        print(
            "usage: sirendesk window [FILE | sample:NAME]\n\nOpen the window, with what is named: a picture or a sound."
        )
        return 0
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        raise UsageError("The window takes one picture or sound at most: sirendesk [FILE | sample:NAME].")
    if not has_screen():
        raise UsageError("There is no screen here. `sirendesk fit` and `sirendesk demo` work without one.")
    try:
        from sirendesk.gui.app import run_window
    except ImportError as error:
        raise UsageError(
            f"The window cannot be opened because Qt is missing something ({error}). `sirendesk fit` works without it; "
            "`python3 packaging/bootstrap.py run` installs what is missing."
        ) from error
    return run_window(arguments[0] if arguments else None)


def has_screen() -> bool:
    """Whether a window can be shown, as far as the environment tells."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
