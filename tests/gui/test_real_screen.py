"""With a screen, Qt's X11 plugin loads: the system packages that bootstrap.py installs are all that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a virtual screen (xvfb)")
def test_a_window_opens_on_x11() -> None:
    code = (
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "app = QApplication([]); window = QWidget(); window.show(); app.processEvents()\n"
        "assert app.platformName() == 'xcb' and window.isVisible()"
    )
    command = ["xvfb-run", "--auto-servernum", sys.executable, "-c", code]
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
