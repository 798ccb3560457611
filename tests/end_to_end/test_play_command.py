"""`sirendesk play`: what it plays, through what, and the sentence where nothing can be heard."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from command_runs import call
from fake_sounddevice import Device, FakeSoundDevice
from sirendesk.commands import play as module
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import write_json
from sirendesk.core.signals import SignalSource
from sirendesk.core.sounds.writing import write_sound

RATE = 16_000


def noise(seed: int, frames: int) -> np.ndarray:
    """Values that 16 bits hold exactly."""
    return (np.random.default_rng(seed).integers(-30_000, 30_000, (frames, 1)) / 2**15).astype(np.float32)


class Player:
    """Pulls from every stream that is open until it is told to stop, as a device does."""

    def __init__(self, library: FakeSoundDevice) -> None:
        self.heard: dict[int, list[np.ndarray]] = {}
        self._library = library
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Player:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._over.is_set():
            for number, stream in enumerate(self._library.streams):
                if stream.active:
                    self.heard.setdefault(number, []).append(stream.pull(500))
            time.sleep(0.0005)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    made = FakeSoundDevice(Device("card", rates=(16_000, 48_000)), Device("headset", rates=(16_000, 48_000)))
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.0)
    return made


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """What fit leaves of a sound."""
    folder = tmp_path / "result"
    write_sound(tmp_path / "sound.wav", noise(0, 3000), RATE, 16)
    write_sound(folder / "reconstruction.wav", noise(1, 3000), RATE, 16)
    experiment = Experiment(signal=SignalSource(str(tmp_path / "sound.wav")))
    write_json(folder / "experiment.json", experiment.to_json())
    return folder


def test_original_then_reconstruction(library: FakeSoundDevice, results: Path, tmp_path: Path) -> None:
    with Player(library) as player:
        said = call("play", "result", "--device", "headset", cwd=tmp_path, columns=200)
    assert said.stdout.splitlines() == [
        "original: 0.19 s, 16,000 Hz, mono, through headset",
        "reconstruction: 0.19 s, 16,000 Hz, mono, through headset",
    ]
    for number in range(2):
        assert (np.concatenate(player.heard[number])[:3000] == noise(number, 3000)).all()
    assert all(stream.closed for stream in library.streams)


def test_of_a_task_what_was_given_is_heard_too(results: Path, tmp_path: Path) -> None:
    (results / "reconstruction.wav").rename(results / "denoised.wav")
    write_sound(results / "noisy.wav", noise(2, 3000), RATE, 16)
    pieces = module.read_pieces(str(results))
    assert [piece.title for piece in pieces] == ["original", "noisy", "denoised"]
    for piece, seed in zip(pieces, (0, 2, 1), strict=True):
        assert (piece.sound.values == noise(seed, 3000)).all()


def test_a_sound_alone(library: FakeSoundDevice, results: Path, tmp_path: Path) -> None:
    with Player(library):
        said = call("play", "sound.wav", "--device", "not there", cwd=tmp_path, columns=200)
    assert "no sound device called 'not there'; 'card' plays instead" in said.stdout
    assert call("play", "--devices", cwd=tmp_path).stdout == "card\nheadset\n"


def test_ctrl_c_is_silent_at_once(
    library: FakeSoundDevice, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.time, "sleep", press)
    call("play", "sound.wav", cwd=tmp_path, code=130)
    stream = library.streams[0]
    assert stream.closed
    assert not stream.active


def test_a_device_that_goes(
    library: FakeSoundDevice, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.time, "sleep", lambda seconds: library.streams[0].unplug())
    said = call("play", "sound.wav", cwd=tmp_path, code=1)
    assert "“card” has gone while it played" in said.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("play",), 2, "Name what to hear"),
        (("play", "nothing.wav"), 3, "nothing.wav"),
        (("play", "."), 3, "holds no reconstruction.wav"),
        (("play", "sample:camera"), 3, "is a picture"),
        (("play", "sample:chirp"), 1, "No sound device was found"),
    ],
)
def test_one_sentence_where_nothing_can_be_heard(
    library: FakeSoundDevice, tmp_path: Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    library.devices.clear()
    said = call(*words, cwd=tmp_path, code=code)
    assert sentence in said.stderr
    assert len(said.stderr.splitlines()) == 1
