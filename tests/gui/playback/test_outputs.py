"""Devices by name, what is done when one refuses or goes, and the sentences about it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fake_sounddevice import Device, FakeSoundDevice
from sirendesk.core.sounds.mixing import Mixer
from sirendesk.gui.playback import outputs as module
from sirendesk.gui.playback.outputs import NoSoundError, Outlet, Watch

Install = Callable[..., FakeSoundDevice]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def put(*devices: Device, interfaces: tuple[str, ...] = ("ALSA",)) -> FakeSoundDevice:
        library = FakeSoundDevice(*devices, interfaces=interfaces)
        monkeypatch.setitem(sys.modules, "sounddevice", library)
        return library

    return put


def sound(rate: int = 44_100, channels: int = 1, frames: int = 4000) -> Mixer:
    mixer = Mixer(rate, channels)
    mixer.set_track("original", np.random.default_rng(0).uniform(-1, 1, (frames, channels)).astype(np.float32))
    mixer.play()
    return mixer


def test_the_system_chooses_unless_a_name_is_given(install: Install) -> None:
    library = install(Device("microphone", channels=0), Device("card"), Device("headset"))
    library.default.device = (-1, 1)
    outlet = Outlet()
    assert outlet.names() == ("card", "headset")
    mixer = sound()
    assert outlet.start(mixer, "").name == "card"
    assert outlet.start(mixer, "headset").name == "headset"
    assert [stream.closed for stream in library.streams] == [True, False]
    assert library.streams[1].wishes["device"] == 2
    assert outlet.start(mixer, "not there any more").name == "card"


def test_names_tell_interfaces_apart_where_there_are_several(install: Install) -> None:
    install(Device("card"), Device("card", hostapi=1), interfaces=("ALSA", "JACK"))
    outlet = Outlet()
    assert outlet.names() == ("card, ALSA", "card, JACK")
    assert outlet.start(sound(), "card, JACK").name == "card, JACK"


def test_one_stream_stays_open(install: Install) -> None:
    library = install(Device("card"))
    outlet, mixer = Outlet(), sound()
    line = outlet.start(mixer, "")
    assert outlet.start(mixer, "") is line
    stream = library.streams[0]
    assert (stream.active, stream.aborts, stream.wishes["latency"]) == (True, 1, 0.1)
    outlet.rest()
    assert not stream.active
    assert not line.is_lost
    assert outlet.start(mixer, "") is line
    assert stream.active
    outlet.start(sound(), "")
    assert stream.closed


def test_what_comes_out_is_the_mixer_to_the_bit(install: Install) -> None:
    library = install(Device("card"))
    line = Outlet().start(sound(channels=2), "")
    stream = library.streams[0]
    truth = np.random.default_rng(0).uniform(-1, 1, (4000, 2)).astype(np.float32)
    assert (np.concatenate([stream.pull(count) for count in (512, 100, 388)]) == truth[:1000]).all()
    stream.pull(10, underflow=True)
    assert (line.underflows, line.feed.is_resampling) == (1, False)


def test_a_refused_rate_is_resampled_to_one_that_is_taken(install: Install) -> None:
    library = install(Device("card", rates=(48_000,)))
    mixer = Mixer(16_000, 1)
    time = np.arange(16_000) / 16_000
    mixer.set_track("original", np.sin(2 * np.pi * 440 * time).astype(np.float32))
    mixer.play()
    line = Outlet().start(mixer, "")
    stream = library.streams[0]
    assert (stream.wishes["samplerate"], line.feed.is_resampling) == (48_000, True)
    out = np.concatenate([stream.pull(480) for _ in range(40)])[:, 0]
    wanted = np.sin(2 * np.pi * 440 * np.arange(len(out)) / 48_000)
    assert np.abs(out - wanted)[200:].max() < 1e-4


@pytest.mark.parametrize(("own", "device"), [(2, 1), (1, 6)])
def test_channels_that_are_refused(install: Install, own: int, device: int) -> None:
    library = install(Device("card", channels=device))
    mixer = sound(channels=own)
    Outlet().start(mixer, "")
    stream = library.streams[0]
    truth = np.random.default_rng(0).uniform(-1, 1, (4000, own)).astype(np.float32)
    out = stream.pull(300)
    assert out.shape[1] == 1
    assert np.allclose(out[:, 0], truth[:300].mean(axis=1))


def test_after_a_long_silence_the_device_rests_and_is_woken(install: Install) -> None:
    library = install(Device("card"))
    outlet, mixer = Outlet(), sound(frames=1000)
    line = outlet.start(mixer, "")
    stream = library.streams[0]
    pulled = 0
    while stream.active:
        stream.pull(4410)
        pulled += 4410
    # the sound, and a second of silence: counted in frames, so a device without a clock comes to an end too
    assert 44_100 <= pulled <= 44_100 + 2 * 4410
    assert line.feed.rested
    assert not line.is_lost
    assert line.has_played_all
    mixer.play()
    assert outlet.start(mixer, "") is line
    assert stream.active
    assert not line.feed.rested
    assert stream.pull(100).any()
    assert not line.has_played_all


def test_a_device_that_goes_is_noticed(install: Install) -> None:
    library = install(Device("card"), Device("headset"))
    outlet = Outlet()
    line = outlet.start(sound(), "headset")
    watch = Watch(line)
    library.streams[0].pull(100)
    watch.look()
    library.streams[0].unplug()
    with pytest.raises(NoSoundError, match="“headset” has gone while it played"):
        watch.look()
    library.plugged = [Device("card")]
    assert outlet.start(sound(), "headset").name == "card"
    assert outlet.names() == ("card",)


def test_a_device_that_falls_silent_without_a_word_is_noticed(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    library = install(Device("card"))
    watch = Watch(Outlet().start(sound(), ""))
    for _ in range(100):
        now[0] += 0.05
        library.streams[0].pull(10)
        watch.look()
    now[0] += 3600.0  # the program was halted: that is nobody's silence
    watch.look()
    for _ in range(15):
        now[0] += 3600.0
        watch.look()
    with pytest.raises(NoSoundError, match="has gone"):
        _look_on(watch, now)


def _look_on(watch: Watch, now: list[float]) -> None:
    for _ in range(50):
        now[0] += 0.05
        watch.look()


def test_new_devices_are_seen_after_a_refresh(install: Install) -> None:
    library = install(Device("card"))
    outlet = Outlet()
    assert outlet.names() == ("card",)
    library.plugged = [Device("card"), Device("headset")]
    assert outlet.names() == ("card",)
    assert outlet.refresh() == ("card", "headset")


def test_without_a_device_a_sentence(install: Install) -> None:
    library = install()
    outlet = Outlet()
    assert outlet.names() == ()
    with pytest.raises(NoSoundError, match="No sound device was found"):
        outlet.start(sound(), "")
    # one that was plugged in since is found by trying again
    library.plugged = [Device("headset")]
    assert outlet.start(sound(), "").name == "headset"


def test_a_device_that_is_taken_by_another_program(install: Install) -> None:
    library = install(Device("card"))
    library.broken = True
    with pytest.raises(NoSoundError, match=r"cannot be used \(Device unavailable\)"):
        Outlet().start(sound(), "")


def test_without_the_library_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(NoSoundError, match="libportaudio2"):
        Outlet().start(sound(), "")
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(NoSoundError, match="sounddevice is not installed"):
        Outlet().start(sound(), "")
    assert Outlet().refresh() == ()
