"""Settings for every test, made before torch or Qt can be imported."""

from __future__ import annotations

import os

# Both are read once, at import: threads that wait must not burn cores, and windows need no screen.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

# The same examples everywhere and no deadline: a slow machine is no finding, and a failure comes back.
settings.register_profile("sirendesk", deadline=None, derandomize=True)
settings.load_profile("sirendesk")
