"""What is written of a sound with a filled gap: all that is known to the bit, at any rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sirendesk.core.signals import AudioSignal
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions
from sirendesk.gui.sounds.looks import FitLook, SoundPreview, look_at_fit, preview_sound
from sirendesk.gui.sounds.sound_export import write_values
from sirendesk.gui.widgets.sound_dialog import SoundWish

RATE = 8000
COUNT = 2000


@pytest.fixture
def preview() -> SoundPreview:
    values = np.round(16384 * np.sin(np.arange(COUNT) / 9)).astype(np.float32)[:, None] / np.float32(32768)
    return preview_sound(InpaintSoundOptions(gap="0.1s-0.15s"), AudioSignal(values, RATE, "sine", "sine"))


@pytest.fixture
def look(preview: SoundPreview) -> FitLook:
    believed = np.full((COUNT, 1), 1.5, np.float32)
    return look_at_fit(preview, believed, exact=True, spectrograms=(), level=False)


def written(path: Path, look: FitLook, preview: SoundPreview, wish: SoundWish) -> int | None:
    work = write_values(path, look, preview, wish, lambda: False)
    try:
        while True:
            next(work)
    except StopIteration as done:
        return done.value


def test_only_the_gap_is_another_sound(preview: SoundPreview, look: FitLook, tmp_path: Path) -> None:
    assert preview.gaps == ((0.1, 0.15),)
    assert preview.given_snr == pytest.approx(0.0, abs=1e-6)  # silence in the gap
    path = tmp_path / "filled.wav"
    clipped = written(path, look, preview, SoundWish(RATE))
    assert clipped is not None
    assert 390 <= clipped <= 400  # what is beyond full scale is counted; its edges may be faded
    values, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    np.testing.assert_array_equal(values[:790], preview.original.values[:790, 0])
    np.testing.assert_array_equal(values[1210:], preview.original.values[1210:, 0])


def test_another_rate_and_giving_up(preview: SoundPreview, look: FitLook, tmp_path: Path) -> None:
    path = tmp_path / "half.flac"
    assert written(path, look, preview, SoundWish(RATE // 2, 24, ".flac")) is not None
    assert soundfile.info(path).frames == COUNT // 2
    given_up = tmp_path / "none.wav"
    work = write_values(given_up, look, preview, SoundWish(RATE), lambda: True)
    next(work)
    with pytest.raises(StopIteration) as done:
        next(work)
    assert done.value.value is None
    assert not given_up.exists()
