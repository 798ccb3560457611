"""Where a sound is heard, by the blocks that are on their way."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.sounds.mixing import Mixer
from sirendesk.gui.playback.feed import Feed

RATE = 1000


@pytest.fixture
def mixer() -> Mixer:
    made = Mixer(RATE, 1)
    made.set_track("original", np.ones(5000, np.float32))
    made.play()
    return made


def fill(feed: Feed, count: int, heard_at: float, frames: int = 100) -> None:
    """Hand over `count` blocks; the first is heard at `heard_at`, the others follow without a gap."""
    for k in range(count):
        feed.fill(np.empty((frames, 1), np.float32), heard_at + k * frames / RATE)


def test_what_is_heard_is_behind_what_was_read(mixer: Mixer) -> None:
    feed = Feed(mixer, RATE, 1)
    assert feed.heard(0.0) == 0
    fill(feed, 5, heard_at=10.0)
    assert mixer.position == 500
    assert [feed.heard(at) for at in (9.0, 10.0, 10.05, 10.25, 10.499)] == [0, 0, 50, 250, 499]
    # nobody hears what has not been handed over
    assert feed.heard(99.0) == 500


def test_a_loop_is_followed_within_a_block(mixer: Mixer) -> None:
    mixer.set_loop((0, 150))
    feed = Feed(mixer, RATE, 1)
    fill(feed, 4, heard_at=0.0)
    assert [feed.heard(at) for at in (0.1, 0.149, 0.151, 0.2, 0.31)] == [100, 149, 1, 50, 10]


def test_while_a_jump_is_under_way_its_aim_is_told(mixer: Mixer) -> None:
    feed = Feed(mixer, RATE, 1)
    fill(feed, 3, heard_at=0.1)
    assert feed.heard(0.15) == 50
    mixer.seek(3000)
    assert feed.heard(0.16) == 3000
    fill(feed, 2, heard_at=0.4)
    assert feed.heard(0.2) == 3000
    assert feed.heard(0.45) == 3050


def test_a_pause_is_heard_when_it_comes(mixer: Mixer) -> None:
    feed = Feed(mixer, RATE, 1)
    fill(feed, 2, heard_at=0.0)
    mixer.pause()
    fill(feed, 2, heard_at=0.2)
    assert [feed.heard(at) for at in (0.15, 0.2, 0.35)] == [150, 200, 200]


def test_at_another_rate_positions_are_the_sounds_own(mixer: Mixer) -> None:
    feed = Feed(mixer, 2 * RATE, 1)
    assert feed.is_resampling
    fill(feed, 1, heard_at=0.0, frames=200)
    feed.fill(np.empty((200, 1), np.float32), 0.1)
    assert abs(feed.heard(0.05) - 50) <= 1
    assert abs(feed.heard(0.15) - 150) <= 1
    assert mixer.position > 200  # the filter looks ahead


@pytest.mark.parametrize(
    ("own", "device", "heard"),
    [(1, 2, [0.5, 0.5]), (2, 1, [0.0]), (2, 6, [0.5, -0.5, 0, 0, 0, 0]), (1, 4, [0.5, 0.5, 0, 0])],
)
def test_channels_go_to_the_two_loudspeakers_in_front(own: int, device: int, heard: list[float]) -> None:
    mixer = Mixer(RATE, own)
    mixer.set_track("original", np.array([[0.5, -0.5][:own]] * 100, np.float32))
    mixer.play()
    out = np.empty((100, device), np.float32)
    Feed(mixer, RATE, device).fill(out, 0.0)
    assert (out == np.array(heard, np.float32)).all()
