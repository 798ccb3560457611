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


def test_every_sound_says_where_it_comes_from() -> None:
    rows = data_path("audio", "README.md").read_text(encoding="utf-8").splitlines()
    files = sorted(path for path in data_path("audio").iterdir() if path.suffix != ".md")
    assert [path.name for path in files] == sorted(
        s.source for s in SAMPLES.values() if s.kind == "audio" and isinstance(s.source, str)
    )
    for path in files:
        (row,) = [row for row in rows if row.startswith(f"| {path.name} |")]
        sample = SAMPLES[path.stem]
        assert f"| {path.stem} |" in row
        assert f"| {sample.credit} | {sample.licence}" in row
        assert f"**{path.name}** is" in "\n".join(rows)
    assert sum(path.stat().st_size for path in files) < 1_000_000
