"""Known codecs at equal bytes: FLAC loses nothing, the others keep to the bytes or say that they cannot."""

from __future__ import annotations

import numpy as np

from sirendesk.core.codec.sound_rivals import sound_rivals

WAVE = (0.4 * np.sin(np.arange(24_000) * 0.05) * np.sin(np.arange(24_000) * 0.0004)).astype(np.float32)[:, None]


def test_rivals_keep_to_the_bytes() -> None:
    rivals = {rival.title: rival for rival in sound_rivals(WAVE, 16_000, 9000)}
    assert {"FLAC", "Ogg Vorbis"} <= set(rivals)
    assert rivals["FLAC"].snr > 70
    assert all(rival.fits == (rival.bytes <= 9000) for rival in rivals.values())
    assert rivals["Ogg Vorbis"].fits
    assert rivals["Ogg Vorbis"].snr > 15


def test_who_cannot_be_so_small_says_how_small_it_gets() -> None:
    assert not any(rival.fits for rival in sound_rivals(WAVE, 16_000, 300))
