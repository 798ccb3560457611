"""Entry point: `sirendesk`, `python -m sirendesk`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line or open the window; returns the exit code."""
    # OpenMP reads these once, before torch is imported: a thread that waits spins for some microseconds, because
    # waking it costs more than that, and then sleeps, because the window needs the core
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
    # numpy's own threads spin for long after each small product and would halve the speed of training beside them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from sirendesk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
