"""The player in front of devices that a test moves, and once in front of one that writes down what it is given."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fake_sounddevice import Device, FakeSoundDevice, Stream
from playback_runs import RATE, captured, has_alsa, tracks
from sirendesk.gui.playback import sound_player as module
from sirendesk.gui.playback import speaker as speaker_module
from sirendesk.gui.playback.sound_player import SoundPlayer

LONG = 60_000
ORIGINAL, FIT = (np.random.default_rng(k).uniform(-1, 1, (44_100, 1)).astype(np.float32) for k in range(2))
FADE = 221


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    made = FakeSoundDevice(Device("card"), Device("headset"))
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    return made


@pytest.fixture
def player(qapp: QApplication, library: FakeSoundDevice) -> Iterator[SoundPlayer]:
    made = SoundPlayer()
    yield made
    made.close()


@pytest.fixture
def told(player: SoundPlayer) -> dict[str, list[Any]]:
    """All that the player has told, by signal."""
    found: dict[str, list[Any]] = {}
    for name in ("state_changed", "failed", "devices_changed", "device_changed", "tracks_changed", "position_changed"):
        found[name] = []
        getattr(player, name).connect(found[name].append)
    return found


def begin(player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot) -> Stream:
    """Let it play; the stream that asks."""
    player.open_sound(44_100, 1, ORIGINAL)
    player.set_track("fit", FIT)
    player.play()
    return wait_for_stream(player, library, qtbot)


def wait_for_stream(player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot) -> Stream:
    qtbot.waitUntil(lambda: not player._speaker.is_starting and library.streams[-1].active, timeout=LONG)
    return library.streams[-1]


def test_nothing_touches_a_device_before_somebody_wants_to_hear(player: SoundPlayer, library: FakeSoundDevice) -> None:
    player.open_sound(44_100, 1, ORIGINAL)
    player.seek(0.5)
    player.select("fit")
    player.stop()
    player.close_sound()
    assert player._speaker._thread._thread is None
    assert not library.streams


def test_play_pause_and_on(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    assert player.state == "empty"
    player.play()
    assert player.state == "empty"
    stream = begin(player, library, qtbot)
    assert (stream.pull(1000) == ORIGINAL[:1000]).all()
    player.toggle()
    stream.pull(500)
    assert (player.state, player.position) == ("paused", 1000 / 44_100)
    player.toggle()
    assert (stream.pull(1000)[FADE:] == ORIGINAL[1000 + FADE : 2000]).all()
    assert told["state_changed"] == ["stopped", "playing", "paused", "playing"]
    assert told["failed"] == []


def test_stop_is_silence_at_once_and_back_at_the_start(
    player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot
) -> None:
    stream = begin(player, library, qtbot)
    stream.pull(1000)
    player.stop()
    qtbot.waitUntil(lambda: not stream.active, timeout=LONG)
    assert (player.state, player.position) == ("stopped", 0.0)
    player.play()
    assert wait_for_stream(player, library, qtbot) is stream
    # a new stream of samples: what was under way before has been thrown away
    out = np.concatenate([stream.pull(500), stream.pull(1500)])
    assert (out[FADE:] == ORIGINAL[FADE:2000]).all()


def test_the_position_is_what_is_heard(
    player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = begin(player, library, qtbot)
    now = [50.0]
    monkeypatch.setattr("sirendesk.gui.playback.outputs.time.monotonic", lambda: now[0])
    for _ in range(20):
        stream.pull(441, ahead=0.1)
        now[0] += 0.01
    assert player.position == pytest.approx(0.1, abs=1e-4)
    player.seek(0.7)
    assert player.position == pytest.approx(0.7, abs=1e-4)
    player.nudge(-0.2)
    assert player.position == pytest.approx(0.5, abs=1e-4)


def test_at_the_end_it_stops_at_the_start(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    stream = begin(player, library, qtbot)
    while stream.active:
        stream.pull(4410)
    qtbot.waitUntil(lambda: player.state == "stopped", timeout=LONG)
    assert player.position == 0.0
    assert not player._clock.isActive()
    player.play()
    assert wait_for_stream(player, library, qtbot) is stream
    assert (stream.pull(100) == ORIGINAL[:100]).all()


def test_region_and_loop(player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot) -> None:
    player.set_looping(True)
    stream = begin(player, library, qtbot)
    out = np.concatenate([stream.pull(44_100), stream.pull(100)])
    assert (out == np.concatenate([ORIGINAL, ORIGINAL[:100]])).all()
    player.set_region((0.5, 0.25))
    stream.pull(FADE)
    assert (stream.pull(1000) == ORIGINAL[11_025 + FADE : 11_025 + FADE + 1000]).all()
    player.to_start()
    assert player.position == 0.25
    player.set_looping(False)
    player.to_start()
    assert player.position == 0.0


def test_snapshots_come_in_while_it_plays_and_wait_while_they_are_held(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    stream = begin(player, library, qtbot)
    player.select("fit")
    stream.pull(1000)
    player.set_track("fit", ORIGINAL)
    assert (stream.pull(1000)[FADE:] == ORIGINAL[1000 + FADE : 2000]).all()
    player.hold_tracks()
    for newer in (np.zeros_like(FIT), FIT):
        player.set_track("fit", newer)
    assert (stream.pull(1000) == ORIGINAL[2000:3000]).all()
    player.release_tracks()
    assert (stream.pull(1000)[FADE:] == FIT[3000 + FADE : 4000]).all()
    assert told["tracks_changed"] == [("original",), ("original", "fit", "difference")]


def test_another_sound_takes_another_stream_and_keeps_what_was_chosen(
    player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot
) -> None:
    first = begin(player, library, qtbot)
    player.set_volume(0.5)
    player.select("fit")
    player.set_region((0.1, 0.2))
    player.open_sound(48_000, 2, np.ones((4800, 2), np.float32))
    assert (player.state, player.length, player.track, player.region) == ("stopped", 0.1, "fit", None)
    player.select("original")
    player.play()
    second = wait_for_stream(player, library, qtbot)
    assert first.closed
    assert (second.wishes["samplerate"], second.wishes["channels"]) == (48_000, 2)
    assert (second.pull(100) == 0.5).all()


def test_a_device_that_goes_leaves_it_paused_with_a_sentence(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    player.choose_device("headset")
    stream = begin(player, library, qtbot)
    stream.pull(3000)
    library.plugged = [Device("card")]
    stream.unplug()
    qtbot.waitUntil(lambda: bool(told["failed"]) and bool(told["devices_changed"]), timeout=LONG)
    assert (player.state, player.position) == ("paused", 3000 / 44_100)
    assert "“headset” has gone" in told["failed"][0]
    assert player.devices == ("card",)
    # it goes on through another one, and says so
    player.play()
    stream = wait_for_stream(player, library, qtbot)
    assert "“card” plays instead" in told["failed"][1]
    assert (stream.pull(1000)[FADE:] == ORIGINAL[3000 + FADE : 4000]).all()


def test_without_a_device_only_sound_is_missing(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    library.devices.clear()
    player.open_sound(44_100, 1, ORIGINAL)
    player.play()
    qtbot.waitUntil(lambda: bool(told["failed"]), timeout=LONG)
    assert player.state == "stopped"
    assert "No sound device was found" in told["failed"][0]
    qtbot.waitUntil(lambda: told["devices_changed"] == [()], timeout=LONG)
    library.plugged = [Device("headset")]
    player.refresh_devices()
    qtbot.waitUntil(lambda: player.devices == ("headset",), timeout=LONG)
    player.play()
    wait_for_stream(player, library, qtbot)


def test_a_driver_that_never_answers_is_not_waited_for(
    player: SoundPlayer,
    library: FakeSoundDevice,
    told: dict[str, list[Any]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, open_stream = threading.Event(), library.OutputStream

    def wait(**wishes: Any) -> Stream:
        answers.wait()
        return open_stream(**wishes)

    monkeypatch.setattr(library, "OutputStream", wait)
    monkeypatch.setattr(speaker_module, "START_SECONDS", 0.0)
    try:
        player.open_sound(44_100, 1, ORIGINAL)
        player.play()
        qtbot.waitUntil(lambda: bool(told["failed"]), timeout=LONG)
    finally:
        answers.set()
    assert (player.state, told["failed"]) == (
        "stopped",
        ["The sound device does not answer. Choose another one, or try again later."],
    )
    # it did, in the end: the next try finds it open
    monkeypatch.setattr(speaker_module, "START_SECONDS", 1e9)
    player.play()
    wait_for_stream(player, library, qtbot)
    assert len(library.streams) == 1


def test_another_device_plays_on(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    first = begin(player, library, qtbot)
    first.pull(1000)
    player.choose_device("headset")
    qtbot.waitUntil(lambda: len(library.streams) == 2 and library.streams[1].active, timeout=LONG)
    assert first.closed
    assert (library.streams[1].pull(500) == ORIGINAL[1000:1500]).all()
    assert told["device_changed"] == ["headset"]
    player.refresh_devices()
    qtbot.waitUntil(lambda: len(library.streams) == 3 and library.streams[2].active, timeout=LONG)
    assert (library.streams[2].pull(500) == ORIGINAL[1500:2000]).all()


def test_a_stream_that_went_to_rest_too_early_is_started_again(
    player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot
) -> None:
    stream = begin(player, library, qtbot)
    player._speaker._line.feed._rested = True  # in the moment between two wishes
    stream.unplug()
    qtbot.waitUntil(lambda: stream.active, timeout=LONG)
    assert player.state == "playing"


def test_closing_ends_the_thread_and_gives_the_device_back(
    player: SoundPlayer, library: FakeSoundDevice, qtbot: QtBot
) -> None:
    stream = begin(player, library, qtbot)
    thread = player._speaker._thread._thread
    player.close()
    assert stream.closed
    assert not thread.is_alive()
    player.close()
    player.play()
    player.refresh_devices()
    assert len(library.streams) == 1


def test_the_clock_tells_where_it_is(
    player: SoundPlayer, library: FakeSoundDevice, told: dict[str, list[Any]], qtbot: QtBot
) -> None:
    assert module.TICK_MS < 50
    stream = begin(player, library, qtbot)
    stream.pull(4410)
    qtbot.waitUntil(lambda: bool(told["position_changed"]), timeout=LONG)
    player.pause()
    qtbot.waitUntil(lambda: not player._clock.isActive(), timeout=LONG)


@pytest.mark.skipif(not has_alsa(), reason="ALSA or PortAudio is not installed")
def test_a_real_device_is_given_the_very_samples(tmp_path: Path) -> None:
    found = captured(tmp_path)
    assert found["failures"] == []
    original, fit, newer = (track[:, 0] for track in tracks())
    samples = found["samples"][np.flatnonzero(found["samples"])[0] :]
    assert not samples[len(original) :].any()
    samples, fade = samples[: len(original)], round(0.005 * RATE)

    def leaves(track: Callable[[], None] | np.ndarray, start: int) -> int:
        return start + int(np.flatnonzero(samples[start:] != track[start:])[0])

    switched = leaves(original, 0)
    replaced = leaves(fit, switched + fade)
    assert (samples[replaced + fade :] == newer[replaced + fade :]).all()
    # the other sound goes on at the same sample, within a buffer of where it was asked for
    assert 0 <= switched - found["switched"] <= found["block"]
    assert 0 <= replaced - found["replaced"] <= found["block"]
