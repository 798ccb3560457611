"""Entry point: `sirendesk`, `python -m sirendesk`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line or open the window; returns the exit code."""
    # OpenMP reads this once, before torch is imported: threads that wait must not burn the cores a window needs
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from sirendesk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
