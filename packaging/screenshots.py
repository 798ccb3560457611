"""Drive the real window through its states and save a picture of each: `python packaging/screenshots.py DIR`.

The README's pictures come from here. Works on any screen, a virtual one, or none (offscreen).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sirendesk.commands.window import has_screen
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource

if TYPE_CHECKING:
    from sirendesk.gui.desks.fit import FitDesk
    from sirendesk.gui.desks.task_desk import TaskDesk

SIZES = {"1280x800": (1280, 800), "1920x1080": (1920, 1080)}
THEMES = ("light", "dark")
PHOTO = SignalSource("sample:astronaut", size=256)


def main() -> int:
    """Take all pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each fit may take")
    own = parser.parse_args()
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for size in own.size or SIZES:
        for theme in own.theme or THEMES:
            tour(own.folder, size, theme, own.seconds)
    return 0


def tour(folder: Path, size: str, theme: str, seconds: float) -> None:
    """One window, from empty to failed."""
    from sirendesk.gui.desks.denoise import DenoiseDesk
    from sirendesk.gui.desks.sound import SoundDesk
    from sirendesk.gui.desks.upscale import UpscaleDesk
    from sirendesk.gui.driving import Driver

    experiment = dataclasses.replace(Experiment(), signal=PHOTO, budget=Budget.of(seconds=seconds))
    with (
        tempfile.TemporaryDirectory() as settings,
        Driver(Path(settings) / "settings.json", SIZES[size], experiment) as driver,
    ):
        window = driver.window

        def keep(state: str) -> None:
            driver.live(0.3)
            path = folder / f"{state}-{theme}-{size}.png"
            driver.grab(path)
            print(path, flush=True)

        window.choose_theme(theme)
        driver.wait(lambda: window.fit.bench.opened is not None and driver.warm)
        keep("ready")
        driver.press("start")
        driver.live(seconds / 2)
        keep("running")
        driver.press("pause")
        driver.live(1.5)
        keep("held")
        driver.press("start")
        driver.wait(lambda: driver.state == "finished" and window.fit.report is not None, seconds + 60)
        keep("finished")
        window.fit.tab.compare.set_mode("wipe")
        keep("wipe")
        window.fit.tab.compare.set_mode("side_by_side")
        for page in ("derivatives", "spectrum", "activations", "neurons", "layers", "gradcheck"):
            window.fit.tab.network.set_page(page)
            driver.live(2.0)
            keep(page)
        window.fit.tab.network.set_page("pictures")
        driver.press("start")
        driver.live(seconds / 3)
        keep("ghost")
        driver.press("stop")
        driver.wait(lambda: driver.state == "finished")
        window.choose_tab("inpaint")
        inpaint = window.desks["inpaint"]
        driver.wait(lambda: inpaint.ready)
        driver.press("start")
        driver.wait(lambda: inpaint.state == "finished", 10 * seconds + 120)
        driver.live(2.0)
        keep("inpaint")
        upscale, denoise, sound = (window.desks[name] for name in ("upscale", "denoise", "sound"))
        assert isinstance(upscale, UpscaleDesk), "what stands behind that tab"
        assert isinstance(denoise, DenoiseDesk), "what stands behind that tab"
        assert isinstance(sound, SoundDesk), "what stands behind that tab"
        for desk in (sound, denoise, upscale):
            window.choose_tab(desk.tab.key)
            driver.wait(partial(_is_settled, desk))
            desk.edit_budget(Budget.of(seconds=3 * seconds))
            driver.press("start")
            driver.wait(partial(_is_measured, desk), 10 * seconds + 120)
            keep(desk.tab.key)
        upscale.tab.pages.set_page("zoom")
        driver.live(3.0)
        keep("zoom")
        window.choose_tab("descend")
        driver.live(1.0)
        driver.press("start")
        driver.live(1.0)
        keep("descend")
        driver.press("stop")
        window.choose_tab("reconstruct")
        broken = Path(settings) / "holiday.png"
        broken.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
        driver.expect_failure()
        window.fit.commands.open(str(broken))
        driver.live(0.5)
        keep("refused")


def _is_settled(desk: TaskDesk) -> bool:
    return desk.settled


def _is_measured(desk: FitDesk) -> bool:
    return desk.state == "finished" and desk.report is not None


if __name__ == "__main__":
    sys.exit(main())
