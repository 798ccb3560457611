"""data/README.md credits every sample, in the words that the program shows."""

from __future__ import annotations

import pytest

from sirendesk.core.signals.samples import SAMPLES
from sirendesk.paths import data_path


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_credited(name: str) -> None:
    sample = SAMPLES[name]
    rows = data_path("README.md").read_text(encoding="utf-8").splitlines()
    (row,) = [row for row in rows if row.startswith(f"| {name} |")]
    assert sample.title in row
    assert row.endswith(f"| {sample.credit} | {sample.licence} |")
