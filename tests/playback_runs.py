"""A real SoundPlayer on a device that nobody hears, in a process of its own: what a test or a benchmark then examines.

`capture` plays through an ALSA device that writes to a file. It has no clock, so a little sleep in every block keeps
it from being over before anybody can ask for something. `train` plays through whatever ALSA's default is while a fit
of a sound goes on in the same process.
"""

from __future__ import annotations

import ctypes.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
ALSA = Path("/usr/share/alsa/alsa.conf")
RATE = 16_000
SECONDS = 1.5
SWITCH_AT = 0.4
REPLACE_AT = 0.9
BLOCK_SECONDS = 0.004
LIMIT_MS = 60_000


def has_alsa() -> bool:
    """Whether there is a device that writes to a file, and the library that plays through it."""
    return ALSA.is_file() and ctypes.util.find_library("portaudio") is not None


def captured(folder: Path) -> dict[str, Any]:
    """Play through a device that writes to a file; what was asked for, and the samples that came out."""
    configuration, raw = folder / "alsa.conf", folder / "capture.raw"
    configuration.write_text(
        f"<{ALSA}>\n"
        'pcm.!default { type plug; slave.pcm "captured" }\n'
        f'pcm.captured {{ type file; slave.pcm "null"; file "{raw}"; format "raw"; '
        'hint { show on; description "captured" } }\n',
        encoding="utf-8",
    )
    told = in_a_process(["capture"], {"ALSA_CONFIG_PATH": str(configuration)})
    return {**told, "samples": np.fromfile(raw, np.float32)}


def in_a_process(words: list[str], environment: Mapping[str, str], timeout: float = 120.0) -> dict[str, Any]:
    """Run this file with these words; what it printed last as JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "error", __file__, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"the player's process left with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def tracks(seconds: float = SECONDS, rate: int = RATE) -> tuple[NDArray[np.float32], ...]:
    """An original, a fit and a newer fit (T, 1) that differ at every sample, none of which is zero."""
    random = np.random.default_rng(0)
    shape = (3, round(seconds * rate), 1)
    made = (random.uniform(0.05, 0.9, shape) * random.choice([-1, 1], shape)).astype(np.float32)
    return tuple(made)


def _capture() -> None:
    """Plays the original, the fit from SWITCH_AT on and a newer one from REPLACE_AT on; tells where it was then."""
    from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

    from sirendesk.gui.playback import feed
    from sirendesk.gui.playback.sound_player import SoundPlayer

    fill, blocks = feed.Feed.fill, []

    def fill_slowly(self: Any, out: Any, heard_at: float) -> bool:
        time.sleep(BLOCK_SECONDS)
        blocks.append(len(out))
        return fill(self, out, heard_at)

    feed.Feed.fill = fill_slowly

    class Person(QObject):
        def __init__(self, player: SoundPlayer) -> None:
            super().__init__()
            self.asked: dict[str, int] = {}
            self.failures: list[str] = []
            self._player = player
            self._timer = QTimer(self)
            self._timer.timeout.connect(self.act)
            self._timer.start(1)
            player.state_changed.connect(self.see)
            player.failed.connect(self.fail)

        @Slot()
        def act(self) -> None:
            mixer = self._player._mixer
            if "switched" not in self.asked and mixer.position >= SWITCH_AT * RATE:
                self._player.select("fit")
                self.asked["switched"] = mixer.position
            if "replaced" not in self.asked and mixer.position >= REPLACE_AT * RATE:
                self._player.set_track("fit", newer)
                self.asked["replaced"] = mixer.position

        @Slot(str)
        def see(self, state: str) -> None:
            if state == "stopped":
                app.quit()

        @Slot(str)
        def fail(self, sentence: str) -> None:
            self.failures.append(sentence)
            app.quit()

    app = QCoreApplication([])
    original, fit, newer = tracks()
    player = SoundPlayer()
    player.open_sound(RATE, 1, original)
    player.set_track("fit", fit)
    person = Person(player)
    QTimer.singleShot(0, player.play)
    QTimer.singleShot(LIMIT_MS, app.quit)
    app.exec()
    player.close()
    print(json.dumps({**person.asked, "failures": person.failures, "block": max(blocks)}))


def _train(seconds: float) -> None:
    """Plays so many seconds of noise while a sound is learnt in a thread beside it, as it is in the window."""
    import gc
    from dataclasses import replace

    from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

    from sirendesk.core.budget import Budget
    from sirendesk.core.experiment import Experiment
    from sirendesk.core.signals import SignalSource, as_sound, load_signal
    from sirendesk.core.snapshot import Snapshot, SoundFrame
    from sirendesk.gui.playback.sound_player import SoundPlayer
    from sirendesk.gui.session import Session

    class Person(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.steps = self.begun = self.snapshots = 0
            self.failures: list[str] = []

        @Slot(object)
        def take(self, snapshot: Snapshot) -> None:
            self.snapshots += 1
            if player.state == "stopped" and snapshot.step > 0:
                self.begun = snapshot.step
                player.play()
            self.steps = snapshot.step
            if isinstance(snapshot.frame, SoundFrame):
                player.set_track("fit", snapshot.frame.values)
            session.acknowledge()

        @Slot(str)
        def see(self, state: str) -> None:
            if state == "stopped":
                app.quit()

        @Slot(str)
        def fail(self, sentence: str) -> None:
            self.failures.append(sentence)
            app.quit()

    gc.disable()
    app = QCoreApplication([])
    source = SignalSource("sample:guitar")
    guitar = as_sound(load_signal(source))
    experiment = replace(Experiment(), signal=source, budget=Budget.of(seconds=10 * seconds))
    player, session, person = SoundPlayer(), Session(), Person()
    player.open_sound(44_100, 1, tracks(seconds, 44_100)[0])
    player.failed.connect(person.fail)
    session.snapshot_arrived.connect(person.take)
    session.start(experiment, guitar)
    player.state_changed.connect(person.see)
    QTimer.singleShot(LIMIT_MS, app.quit)
    app.exec()
    told = {"steps": person.steps - person.begun, "underflows": player.underflows, "failures": person.failures}
    player.close()
    session.close()
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1] == "capture":
        _capture()
    else:
        _train(float(sys.argv[2]))
