"""The demonstration without a screen: the real window fits a photo by itself and leaves everything in a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image


def test_the_demonstration_leaves_everything(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "sirendesk", "demo", "--size", "32", "--seconds", "1", "--out", "left"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    left = tmp_path / "left"
    names = {"reconstruction.png", "curve.csv", "curve.png", "curve.svg", "report.json", "window.png"}
    assert names <= {path.name for path in left.iterdir()}
    assert json.loads((left / "report.json").read_text())["metrics"]["psnr"] > 8
    with Image.open(left / "window.png") as window:
        assert window.size == (1280, 800)
        colours = window.convert("RGB").getcolors(2**20)
    assert colours is None or len(colours) > 500
