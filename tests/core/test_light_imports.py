"""The command line answers at once: loading it loads neither torch nor Qt."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "skimage", "scipy", "PySide6", "pyqtgraph")


@pytest.mark.parametrize(
    "statement",
    [
        "import sirendesk",
        "import sirendesk.cli",
        "from sirendesk import cli; cli.run(['--help'])",
        "from sirendesk import cli; cli.run(['presets'])",
        "from sirendesk import cli; cli.run(['samples'])",
    ],
)
def test_nothing_heavy_is_loaded(statement: str) -> None:
    code = f"{statement}\nimport sys; sys.exit(' '.join(m for m in {HEAVY} if m in sys.modules) or 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, f"loaded: {result.stderr}"
