"""The window is there before torch is: its modules load without it."""

from __future__ import annotations

import subprocess
import sys


def test_the_window_loads_without_torch() -> None:
    code = "import sirendesk.gui.main_window, sys; sys.exit(' '.join({'torch', 'scipy'} & set(sys.modules)) or 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, f"loaded: {result.stderr}"
