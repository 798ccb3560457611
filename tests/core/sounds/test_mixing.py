"""The mixer: to the bit away from fades, without a click in them, at the same sample whatever is switched."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.core.sounds.mixing import DIFFERENCE, Mixer, advanced, matching_gains
from sirendesk.core.sounds.voices import Level, Samples, measure_level

RATE = 8000
FADE = 40
LENGTH = 1000


def noise(seed: int, length: int = LENGTH, channels: int = 1) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, (length, channels)).astype(np.float32)


def mixer_of(original: Samples, fit: Samples | None = None, channels: int = 1) -> Mixer:
    mixer = Mixer(RATE, channels)
    mixer.set_track("original", original)
    mixer.set_track("fit", fit)
    mixer.play()
    return mixer


def read(mixer: Mixer, blocks: Iterable[int]) -> NDArray[np.float32]:
    return np.concatenate([mixer.read(count) for count in blocks])


BLOCKS = st.lists(st.integers(1, 300), min_size=1, max_size=12)


@settings(max_examples=40)
@given(BLOCKS, st.sampled_from([1, 2]))
def test_what_is_read_is_the_track_to_the_bit_and_zeros_behind_it(blocks: list[int], channels: int) -> None:
    original = noise(1, channels=channels)
    mixer = mixer_of(original, channels=channels)
    out = read(mixer, blocks)
    count = min(len(out), LENGTH)
    assert out[:count].tobytes() == original[:count].tobytes()
    assert not out[count:].any()
    assert mixer.position == count
    assert mixer.ended == (len(out) >= LENGTH)


@settings(max_examples=40)
@given(BLOCKS, BLOCKS, st.sampled_from(["fit", DIFFERENCE]))
def test_another_track_goes_on_at_the_very_same_sample(before: list[int], after: list[int], key: str) -> None:
    original, fit = noise(1, 8000), noise(2, 8000)
    mixer = mixer_of(original, fit)
    first = read(mixer, before)
    mixer.select(key)
    second = read(mixer, after)
    start = len(first)
    wanted = fit if key == "fit" else fit - original
    assert (first == original[:start]).all()
    assert (second[FADE:] == wanted[start + FADE : start + len(second)]).all()
    # the fade is on the line between the two, in equal steps
    count = min(FADE, len(second))
    weights = (np.arange(1, count + 1) / (FADE + 1))[:, None]
    mixed = original[start : start + count] * (1 - weights) + wanted[start : start + count] * weights
    assert np.allclose(second[:count], mixed, atol=1e-6)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, 60]), st.integers(0, 7)), min_size=20, max_size=40), st.integers(0, 3)
)
def test_nothing_that_a_person_does_makes_a_click(wishes: list[tuple[int, int]], seed: int) -> None:
    """Slow sines change little from sample to sample; so does what is heard, whatever is wished between two blocks."""
    time = np.arange(20_000) / RATE
    slow = [np.sin(2 * np.pi * 20 * time + phase)[:, None].astype(np.float32) for phase in range(3)]
    # a sound may begin with a click of its own: this one does not
    mixer = mixer_of(slow[0], slow[1])
    heard = [mixer.read(50)]
    random = np.random.default_rng(seed)
    deeds = (
        lambda: mixer.select("fit"),
        lambda: mixer.select("original"),
        lambda: mixer.select("not there"),
        lambda: mixer.seek(int(random.integers(1, 15_000))),
        lambda: mixer.set_track("fit", slow[int(random.integers(0, 3))].copy()),
        lambda: mixer.set_volume(float(random.uniform())),
        lambda: mixer.pause() if mixer.playing else mixer.play(),
        lambda: mixer.set_loop(None if mixer.loop else (900, 1300)),
    )
    for count, wish in wishes:
        deeds[wish]()
        heard.append(mixer.read(count))
    steps = np.abs(np.diff(np.concatenate(heard)[:, 0]))
    # the sine's own, and the greatest distance of two of them over the length of a fade
    assert steps.max() <= 2 * np.pi * 20 / RATE + 2 / (FADE + 1) + 1e-6


@settings(max_examples=40)
@given(st.integers(0, 500), st.integers(2 * FADE, 400), BLOCKS)
def test_a_loop_comes_round_at_its_very_samples(start: int, length: int, blocks: list[int]) -> None:
    original = noise(3)
    mixer = mixer_of(original)
    mixer.set_loop((start, start + length))
    mixer.seek(start)
    out = read(mixer, blocks)
    frames = np.arange(len(out))
    wanted = original[start + frames % length]
    exact = frames % length >= FADE  # behind the seam's fade, and that of the beginning
    assert (out[exact] == wanted[exact]).all()
    assert mixer.position == (start + len(out) % length if len(out) % length else start + length)


def test_the_whole_sound_over_and_over_needs_no_fade_at_its_seam() -> None:
    original = noise(4)
    mixer = mixer_of(original)
    mixer.set_loop((0, LENGTH))
    assert (mixer.read(3 * LENGTH) == np.tile(original, (3, 1))).all()


def test_who_is_outside_the_loop_jumps_to_its_start() -> None:
    mixer = mixer_of(noise(5))
    mixer.read(700)
    mixer.set_loop((100, 300))
    mixer.read(1)
    assert mixer.position == 101
    mixer.set_loop(None)
    mixer.read(400)
    assert mixer.position == 501


@pytest.mark.parametrize(
    ("wish", "loop"),
    [((900, 5000), (900, 1000)), ((-5, 3), (0, 80)), ((990, 995), (920, 1000)), ((5000, 9000), (920, 1000))],
)
def test_a_loop_is_kept_within_the_tracks(wish: tuple[int, int], loop: tuple[int, int]) -> None:
    mixer = mixer_of(noise(6))
    mixer.set_loop(wish)
    assert mixer.loop == loop
    mixer.set_track("original", noise(6, 50))
    assert mixer.loop is None


def test_pausing_holds_the_place_and_playing_on_fades_in() -> None:
    original = noise(7)
    mixer = mixer_of(original)
    mixer.read(500)
    mixer.pause()
    out = mixer.read(100)
    assert mixer.position == 500
    assert out[:FADE].any()
    assert not out[FADE:].any()
    assert mixer.is_silent
    mixer.play()
    out = mixer.read(200)
    assert np.abs(out[0, 0]) < 0.05
    assert (out[FADE:] == original[500 + FADE : 700]).all()


def test_at_the_end_play_begins_again() -> None:
    original = noise(8)
    mixer = mixer_of(original)
    mixer.read(1200)
    assert (mixer.ended, mixer.is_silent, mixer.position) == (True, True, LENGTH)
    mixer.play()
    assert (mixer.read(LENGTH) == original).all()


def test_a_jump_is_told_at_once_and_counted_when_it_is_made() -> None:
    mixer = mixer_of(noise(9))
    mixer.seek(333)
    assert (mixer.position, mixer.jumps, mixer.served_jumps) == (333, 1, 0)
    mixer.seek(10_000)
    assert mixer.position == LENGTH
    mixer.seek(-4)
    mixer.read(10)
    assert (mixer.position, mixer.served_jumps) == (10, 3)


def test_tracks_of_other_lengths_and_of_one_channel() -> None:
    stereo, mono = noise(10, 300, 2), noise(11, 500)
    mixer = mixer_of(stereo, mono, channels=2)
    assert mixer.length == 500
    mixer.select("fit")
    assert (mixer.read(500) == np.broadcast_to(mono, (500, 2))).all()
    mixer.seek(0)
    mixer.select(DIFFERENCE)
    out = mixer.read(500)
    assert (out[FADE:300] == mono[FADE:300] - stereo[FADE:]).all()
    assert (out[300:] == mono[300:]).all()
    with pytest.raises(ValueError, match="does not fit"):
        mixer.set_track("fit", noise(0, 10, 3))
    with pytest.raises(ValueError, match="follows"):
        mixer.set_track(DIFFERENCE, mono)


def test_a_track_that_is_not_there_is_silence_and_no_difference() -> None:
    mixer = mixer_of(noise(12))
    assert mixer.tracks == ("original",)
    mixer.select(DIFFERENCE)
    assert not mixer.read(100).any()
    mixer.set_track("fit", noise(13))
    assert mixer.tracks == ("original", "fit", DIFFERENCE)
    assert mixer.read(100)[FADE:].all()


def test_numbers_that_are_none_do_not_reach_a_loudspeaker() -> None:
    broken = noise(14)
    broken[100:103, 0] = np.nan, np.inf, -np.inf
    out = mixer_of(broken).read(LENGTH)
    assert out[100:103, 0].tolist() == [0.0, 1.0, -1.0]
    assert measure_level(broken).peak <= 1.0


def test_volume_is_a_factor() -> None:
    original = noise(15)
    mixer = mixer_of(original)
    mixer.set_volume(0.25)
    assert np.array_equal(mixer.read(LENGTH), original * np.float32(0.25))


def test_matched_tracks_have_one_root_mean_square_and_none_clips() -> None:
    original, fit = noise(16, 50_000), 0.5 * noise(17, 50_000)
    mixer = mixer_of(original, fit)
    mixer.set_matched(True)
    level = measure_level(mixer.read(50_000))
    mixer.select("fit")
    mixer.seek(0)
    matched = measure_level(mixer.read(50_000)[FADE:])
    assert matched.rms == pytest.approx(level.rms, rel=2e-3)
    # uniform noise: rms 1/sqrt(3)
    assert measure_level(original).rms == pytest.approx(3**-0.5, rel=1e-2)


def test_levels_of_known_sounds() -> None:
    time = np.arange(441_000) / 44_100
    sine = measure_level(np.sin(2 * np.pi * 441 * time).astype(np.float32))
    assert sine.rms == pytest.approx(2**-0.5, rel=1e-6)
    assert sine.peak == pytest.approx(1.0, abs=1e-6)
    assert measure_level(np.full((70_000, 2), -0.5, np.float32)) == Level(0.5, 0.5)
    broken = np.full(70_000, 0.25, np.float32)
    broken[5], broken[40_000], broken[69_999] = np.nan, np.inf, -np.inf
    assert measure_level(broken) == Level(0.25, 0.25)
    assert measure_level(np.zeros((0, 1), np.float32)) == Level(0.0, 0.0)


def test_gains_of_matching() -> None:
    gains = matching_gains({"original": Level(0.1, 0.5), "fit": Level(0.05, 0.4), "quiet": Level(1e-6, 1e-5)})
    assert gains == pytest.approx({"original": 1.0, "fit": 2.0, "quiet": 4.0})
    # the fit's peak would be at 1.8: both are lowered alike
    gains = matching_gains({"original": Level(0.1, 0.5), "fit": Level(0.05, 0.9)})
    assert gains == pytest.approx({"original": 1 / 1.8, "fit": 2 / 1.8})
    assert matching_gains({"fit": Level(0.5, 1.0)}) == {"fit": 1.0}


def test_a_second_name_stays_what_it_was() -> None:
    original, fit = noise(18), noise(19)
    mixer = mixer_of(original, fit)
    mixer.put_aside("x", "fit")
    mixer.set_track("fit", noise(20))
    mixer.select("x")
    mixer.read(FADE)
    assert (mixer.read(100) == fit[FADE : FADE + 100]).all()
    mixer.put_aside("x", None)
    mixer.read(FADE)
    assert not mixer.read(100).any()


@settings(max_examples=40)
@given(st.integers(0, 499), st.integers(0, 3000))
def test_advanced_is_where_reading_gets(frame: int, count: int) -> None:
    for loop in (None, (100, 500)):
        mixer = mixer_of(noise(21))
        mixer.seek(max(frame, 100) if loop else frame)
        mixer.set_loop(loop)
        start = mixer.position
        mixer.read(1)
        mixer.read(count)
        if loop and mixer.position == loop[1]:  # the next frame is the first one
            assert advanced(start, count + 1, LENGTH, loop) == loop[0]
        else:
            assert advanced(start, count + 1, LENGTH, loop) == mixer.position


def test_reading_and_wishing_at_the_same_time() -> None:
    """What is read while another thread replaces tracks is always one of them, or the line between two."""
    levels = [np.full((200_000, 1), level, np.float32) for level in (0.25, 0.5, 0.75)]
    mixer = mixer_of(levels[0], levels[0])
    mixer.select("fit")
    over = threading.Event()

    def wish() -> None:
        for k in range(3000):
            mixer.set_track("fit", levels[k % 3])
        over.set()

    thread = threading.Thread(target=wish)
    thread.start()
    heard = []
    while not over.is_set():
        heard.append(mixer.read(64))
        if mixer.ended:
            mixer.seek(1000)
    thread.join()
    out = np.concatenate(heard)
    assert out.min() >= 0.25 - 1e-6
    assert out.max() <= 0.75 + 1e-6
    assert np.abs(np.diff(out[:, 0])).max() <= 0.5 / (FADE + 1) + 1e-6
