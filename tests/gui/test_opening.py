"""Reading what is opened: of a long sound only its beginning is held, and any other part is read when asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.signals import SignalSource
from sirendesk.core.sounds import files
from sirendesk.core.sounds.writing import write_sound
from sirendesk.gui.opening import open_signal, opened_as

RATE = 1000


def test_a_part_beyond_what_was_read_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS_AT_FIRST", 1.0)
    ramp = np.linspace(-0.5, 0.5, 3 * RATE, dtype=np.float32)[:, None]
    path = tmp_path / "long.wav"
    write_sound(path, ramp, RATE, 24)
    location = str(path)
    opened = open_signal(SignalSource(location), as_it_is=True)
    assert opened.sound.seconds == 1.0
    for start, end in ((2.0, 2.5), (0.5, 1.5), (0.2, 0.4)):
        part = opened_as(SignalSource(location, start=start, end=end), opened.whole).sound
        assert part.begin == start
        np.testing.assert_allclose(part.values, ramp[round(start * RATE) : round(end * RATE)], atol=1e-6)
    with pytest.raises(UsageError, match=r"lasts 3\.000 s"):
        opened_as(SignalSource(location, start=5.0), opened.whole)
