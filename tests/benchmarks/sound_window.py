"""The Sound tab in the real window: a fit that is seen and heard while it learns, beside the same fit alone."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment, read_experiment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from sirendesk.gui.desks.sound import SoundDesk
    from sirendesk.gui.driving import Driver

SECONDS = 8.0
ROUNDS = 3
HEARTBEAT_MS = 5
SOUND = "sample:guitar"


def window_bars(say: Callable[[str], None]) -> list[Bar]:
    """Alternate command line and window, then feel the window's pulse; it plays all the time."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    ratios, rates, gaps, waits = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder, device(Path(folder)) as name:
        say(f"sound device: {name}")
        experiment = Experiment()
        for _ in range(ROUNDS):
            alone, experiment = on_command_line()
            told = in_window(experiment)
            ratios.append(told["speed"] / alone)
            rates.append(told["looks"])
            waits += told["underflows"]
            say(
                f"command line {alone:.1f} steps/s, window {told['speed']:.1f} steps/s and {told['looks']:.1f} new "
                f"sounds/s, {told['played']:.1f} s played, the device waited {told['underflows']} times"
            )
        for _ in range(ROUNDS - 1):
            found = in_window(experiment, beats=True)["gaps"]
            gaps += found
            say(f"gaps p50 {_at(found, 50):.1f}, p99 {_at(found, 99):.1f}, max {max(found):.1f} ms")
    return [
        Bar("speed in the window while it plays against the command line", 100 * statistics.median(ratios), 95, "%"),
        Bar("newer states of the sound a second", statistics.median(rates), 2, "1/s"),
        Bar("times that the device had to wait", waits, 0, "", at_least=False),
        Bar("gap of the event loop, p99", _at(gaps, 99), 16, "ms", at_least=False),
        Bar("gap of the event loop, longest", max(gaps), 100, "ms", at_least=False),
    ]


def on_command_line() -> tuple[float, Experiment]:
    """Steps a second of `sirendesk fit`, by its own report, and the experiment that it was."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["fit", SOUND, "--seconds", str(SECONDS), "--out", folder]
        subprocess.run([sys.executable, "-m", "sirendesk", *words], check=True, capture_output=True)
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
        experiment = read_experiment(Path(folder) / "experiment.json")
    return report["steps"] / report["seconds"], experiment


def in_window(experiment: Experiment, *, beats: bool = False) -> dict[str, Any]:
    """The same fit in the real window, heard from its first second on; with `beats` also the gaps between them (ms)."""
    from PySide6.QtCore import QTimer

    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, ready(Path(folder), experiment) as (driver, desk):
        looks: list[float] = []
        last: list[Any] = []
        desk.looks.made.connect(lambda _: looks.append(time.perf_counter()))
        desk.session.snapshot_arrived.connect(last.append)
        heartbeat = QTimer()
        heartbeat.setInterval(HEARTBEAT_MS)
        heartbeat.timeout.connect(lambda: times.append(time.perf_counter()))
        player = desk.player
        player.set_looping(True)
        player.select("fit")
        driver.press("start")
        driver.wait(lambda: "fit" in player.tracks)
        player.play()
        began = time.perf_counter()
        if beats:
            heartbeat.start()
        driver.wait(lambda: desk.state == "finished", SECONDS + 60)
        heartbeat.stop()
        played = time.perf_counter() - began if player.state == "playing" else 0.0
        snapshot = last[-1]
        return {
            "speed": snapshot.step / snapshot.seconds,
            "looks": len(looks) / snapshot.seconds,
            "played": played,
            "underflows": player.underflows,
            "gaps": [1000 * gap for gap in np.diff(times).tolist()],
        }


@contextlib.contextmanager
def ready(folder: Path, experiment: Experiment) -> Iterator[tuple[Driver, SoundDesk]]:
    """A real window with the Sound tab in front, the sound read and torch loaded."""
    from sirendesk.gui.desks.sound import SoundDesk
    from sirendesk.gui.driving import Driver, hush_the_offscreen_platform
    from sirendesk.gui.preferences import Preferences

    hush_the_offscreen_platform()
    settings = Preferences(folder / "settings.json")
    settings.set_experiment("sound", dataclasses.replace(experiment, budget=Budget.of(seconds=SECONDS)).to_json())
    settings.save()
    with Driver(folder / "settings.json") as driver:
        driver.window.choose_tab("sound")
        desk = driver.window.desks["sound"]
        assert isinstance(desk, SoundDesk), "it goes by that name"
        driver.wait(lambda: driver.warm and desk.settled and desk.player.state != "empty")
        yield driver, desk


@contextlib.contextmanager
def device(folder: Path) -> Iterator[str]:
    """Something that plays in real time and that nobody hears: a null sink of PulseAudio, or else one of our own."""
    from null_sink import has_sink, null_sink

    if has_sink():
        with null_sink(folder) as environment:
            os.environ.update({name: environment[name] for name in ("PULSE_SERVER", "ALSA_CONFIG_PATH")})
            yield "a null sink of PulseAudio"
        return
    from quiet_device import quiet_library

    sys.modules["sounddevice"] = quiet_library()
    yield "none; a thread asks for samples at their rate instead"


def _at(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))
