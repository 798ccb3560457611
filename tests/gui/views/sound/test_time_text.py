"""Pitches and the numbers of a ruler."""

from __future__ import annotations

from sirendesk.gui.views.sound.time_text import hertz_text, pitch_text, time_ticks


def test_ticks_are_round_and_have_room() -> None:
    for span in (0.001, 0.013, 0.2, 1.0, 12.2, 61.0, 600.0, 7200.0):
        for start in (0.0, 3.3, 3599.9):
            ticks = time_ticks(start, start + span, 900)
            moments = [seconds for seconds, _ in ticks]
            assert 2 <= len(ticks) <= 900 / 84 + 1
            assert len({text for _, text in ticks}) == len(ticks)
            assert all(start - 1e-6 <= moment <= start + span + 1e-6 for moment in moments)


def test_no_ticks_without_room() -> None:
    assert time_ticks(1.0, 1.0, 900) == []
    assert time_ticks(0.0, 1.0, 0) == []


def test_pitches() -> None:
    assert [pitch_text(f) for f in (440.0, 261.63, 27.5, 4186.0)] == ["A4", "C4", "A0", "C8"]
    assert pitch_text(0.0) == pitch_text(15_000.0) == ""
    assert [hertz_text(f) for f in (0.0, 50.0, 1000.0, 2500.0, 20_000.0)] == [
        "0",
        "50 Hz",
        "1 kHz",
        "2.5 kHz",
        "20 kHz",
    ]
