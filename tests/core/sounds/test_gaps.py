"""Gaps in words and as masks, and what fills them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.errors import UsageError
from sirendesk.core.sounds.filling import FILLINGS
from sirendesk.core.sounds.gaps import gap_mask, gap_words, parse_gaps, runs_of
from sirendesk.core.sounds.scores import snr


@pytest.mark.parametrize(
    ("words", "gaps"),
    [
        ("1.2s-1.5s", [(1.2, 1.5)]),
        ("1.2-1.5", [(1.2, 1.5)]),
        ("200-300ms", [(0.2, 0.3)]),
        ("25%-50%", [(1.0, 2.0)]),
        ("3s-9s", [(3.0, 4.0)]),
        ("2s-3s, 0.5s-1s, 0.75s-1.5s", [(0.5, 1.5), (2.0, 3.0)]),
        ("1s-2s,7s-8s", [(1.0, 2.0)]),
    ],
)
def test_words_are_read(words: str, gaps: list[tuple[float, float]]) -> None:
    assert parse_gaps(words, 4.0) == [pytest.approx(gap) for gap in gaps]


@pytest.mark.parametrize("words", ["", "1s", "2s-1s", "1s-1s", "x-y", "1s-2h", "-1s-2s", "5s-6s", "1s-2s,"])
def test_what_is_no_gap_is_refused_in_words(words: str) -> None:
    with pytest.raises(UsageError, match="gap"):
        parse_gaps(words, 4.0)


@given(st.lists(st.floats(0.0, 1e4), min_size=2, max_size=8, unique=True))
def test_painted_gaps_come_back_from_their_words_exactly(edges: list[float]) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    assert parse_gaps(gap_words(gaps), 1e5) == gaps


def test_a_mask_begins_and_ends_at_samples() -> None:
    mask = gap_mask([(0.1, 0.2), (0.5, 0.5001)], 100, 100)
    assert runs_of(mask) == [(10, 20), (50, 51)]
    assert runs_of(np.ones(3, bool)) == [(0, 3)]
    assert runs_of(np.zeros(3, bool)) == []
    with pytest.raises(UsageError, match="leaves nothing"):
        gap_mask([(0.0, 1.0)], 100, 100)


def test_fillings_leave_what_is_known_and_see_nothing_of_what_is_not() -> None:
    tones = [np.sin(2 * np.pi * f * np.arange(3000) + 1.0) for f in (0.011, 0.037)]
    sound = np.stack(tones, axis=1).astype(np.float32)
    mask = np.zeros(3000, bool)
    mask[1000:1050] = mask[2000:2080] = True
    spoilt = np.where(mask[:, None], np.float32(9.0), sound)
    for name, fill in FILLINGS.items():
        filled = fill(sound, mask)
        assert np.array_equal(filled[~mask], sound[~mask])
        assert np.allclose(fill(spoilt, mask), filled, atol=1e-6), name


def test_linear_goes_straight_and_on_at_the_ends() -> None:
    sound = np.arange(10, dtype=np.float32)[:, None]
    mask = np.zeros(10, bool)
    mask[[3, 4, 5, 9]] = True
    assert np.allclose(FILLINGS["linear"](sound, mask)[:, 0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 8])
    assert not FILLINGS["silence"](sound, mask)[mask].any()


def test_the_autoregressive_filling_goes_on_with_tones_through_many_periods() -> None:
    places = np.arange(4000)
    sound = sum(np.sin(2 * np.pi * f * places + f) for f in (0.013, 0.05, 0.111))
    sound = (0.2 * np.asarray(sound) + 1e-3 * np.random.default_rng(0).standard_normal(4000))[:, None].astype(
        np.float32
    )
    mask = np.zeros(4000, bool)
    mask[2000:2100] = True
    scores = {name: snr(sound, fill(sound, mask), mask) for name, fill in FILLINGS.items()}
    assert scores["silence"] == pytest.approx(0.0)
    assert scores["linear"] < 3
    assert scores["autoregressive"] > 25


@pytest.mark.parametrize("place", [slice(0, 20), slice(480, 500), slice(1, 499)])
def test_gaps_at_the_ends_and_nearly_everywhere_are_filled_with_numbers(place: slice) -> None:
    mask = np.zeros(500, bool)
    mask[place] = True
    for sound in (
        np.zeros((500, 1), np.float32),
        np.random.default_rng(0).standard_normal((500, 1)).astype(np.float32),
    ):
        for fill in FILLINGS.values():
            assert np.isfinite(fill(sound, mask)).all()
