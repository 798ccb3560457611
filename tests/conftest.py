"""Settings for every test, made before torch or Qt can be imported."""

from __future__ import annotations

import os

# Read once, at import: threads that wait must not burn cores, numpy's own do so for long, and windows need no screen.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

# The same examples everywhere and no deadline: a slow machine is no finding, and a failure comes back.
settings.register_profile("sirendesk", deadline=None, derandomize=True)
settings.load_profile("sirendesk")
