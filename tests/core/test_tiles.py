"""A picture drawn band by band is that of the whole render to the bit, and one that is given up leaves nothing."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from PIL import Image

from sirendesk.core import tiles
from sirendesk.core.errors import UsageError, WriteFailedError
from sirendesk.core.field_solver import RENDER_CHUNK, render_field
from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.base import Field
from sirendesk.core.grid import Grid
from sirendesk.core.signals.pictures.rows import to_levels
from sirendesk.core.target_transform import TargetTransform
from sirendesk.core.tiles import MOST_SIDE, Progress, StoppedError, check_picture, render_bands, write_picture

T = TypeVar("T")
CPU = torch.device("cpu")
SCALE = TargetTransform.between(0.0, 1.0)


def end_of(job: Generator[Any, None, T]) -> T:
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value


def field(name: str = "siren", channels: int = 3, **options: Any) -> Field:
    return FIELDS[name](**options).build(2, channels, torch.Generator().manual_seed(0), CPU)


@pytest.fixture
def small() -> Field:
    return field(hidden_features=16, hidden_layers=1)


@pytest.mark.parametrize(
    ("shape", "end_points"),
    [((1, 1), False), ((300, 200), False), ((7, 20_000), True), ((20_000, 7), False), ((64, 2048), False)],
)
def test_bands_are_the_whole_render_to_the_bit(small: Field, shape: tuple[int, int], end_points: bool) -> None:
    grid = Grid(shape, end_points)
    bands = list(render_bands(small, grid, SCALE, CPU))
    assert len(bands) == -(-grid.size // RENDER_CHUNK)
    assert np.array_equal(np.concatenate(bands), end_of(render_field(small, grid, SCALE, CPU)))


@pytest.mark.parametrize("name", FIELDS)
def test_every_model_can_be_drawn_in_bands(name: str) -> None:
    made, grid = field(name, channels=1), Grid((150, 111))
    whole = end_of(render_field(made, grid, SCALE, CPU))
    assert np.array_equal(np.concatenate(list(render_bands(made, grid, SCALE, CPU))), whole)


def test_a_band_holds_few_samples_whatever_the_size(small: Field) -> None:
    bands = render_bands(small, Grid((16_000, 16_000)), SCALE, CPU)
    sizes = [next(bands).size for _ in range(30)]
    bands.close()
    assert max(sizes) <= 3 * (tiles.BAND_SAMPLES + 16_000)
    assert any(sizes)


@pytest.mark.parametrize(("suffix", "bits"), [(".png", 8), (".png", 16), (".tif", 8), (".tif", 16)])
def test_the_file_is_the_whole_render_rounded(tmp_path: Path, small: Field, suffix: str, bits: int) -> None:
    import tifffile

    grid, path = Grid((230, 170)), tmp_path / f"a{suffix}"
    steps: list[Progress] = []

    def watched() -> Generator[Progress, None, int]:
        job = write_picture(path, small, grid, SCALE, CPU, 3, bits)
        for _ in range(-(-grid.size // RENDER_CHUNK)):
            steps.append(next(job))
            assert not path.exists()
            yield steps[-1]
        return (yield from job)

    assert end_of(watched()) == path.stat().st_size
    expected = to_levels(end_of(render_field(small, grid, SCALE, CPU)), bits)
    if suffix == ".tif":
        assert np.array_equal(tifffile.imread(path), expected)
    elif bits == 8:
        with Image.open(path) as found:
            assert np.array_equal(np.asarray(found), expected)
    assert os.listdir(tmp_path) == [path.name]
    shares = [step.share for step in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert steps[0].seconds_left is None
    assert steps[-1].seconds_left == 0.0


def test_given_up_it_leaves_what_was_there(tmp_path: Path, small: Field) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    job = write_picture(path, small, Grid((2000, 2000)), SCALE, CPU, 3)
    for _ in range(30):
        next(job)
    assert len(os.listdir(tmp_path)) == 2
    job.close()
    assert os.listdir(tmp_path) == ["a.png"]
    assert path.read_bytes() == b"old"


def test_stop_is_asked_after_every_layer(tmp_path: Path) -> None:
    made = field(hidden_features=16, hidden_layers=2)
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) == 5  # within the second portion

    job = write_picture(tmp_path / "a.tif", made, Grid((500, 500)), SCALE, CPU, 3, stop=stop)
    next(job)
    assert len(asked) == 3
    with pytest.raises(StoppedError):
        next(job)
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fills_up_leaves_what_was_there(
    tmp_path: Path, small: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sirendesk.core.files._UNFLUSHED", 1000)
    job = write_picture(path, small, Grid((500, 500)), SCALE, CPU, 3)
    next(job)
    monkeypatch.setattr("sirendesk.core.files.os.fsync", full)
    with pytest.raises(WriteFailedError, match="disk is full"):
        end_of(job)
    assert os.listdir(tmp_path) == ["a.tif"]
    assert path.read_bytes() == b"old"


def test_impossible_sizes_are_refused_with_the_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=f"{MOST_SIDE:,}"):
        check_picture(tmp_path / "a.png", (1, MOST_SIDE + 1), 3, 8)
    with pytest.raises(UsageError, match="0 x 5"):
        check_picture(tmp_path / "a.png", (5, 0), 3, 8)
    monkeypatch.setattr(tiles, "free_bytes", lambda path: 10**9)
    with pytest.raises(WriteFailedError, match=r"1\.54 GB.*1 GB free"):
        check_picture(tmp_path / "a.tif", (16_000, 16_000), 3, 16)
    assert check_picture(tmp_path / "a.tif", (1000, 1000), 3, 8) < 3_001_000
    assert os.listdir(tmp_path) == []


def test_time_left_follows_the_speed() -> None:
    guess = tiles.TimeLeft(100 * RENDER_CHUNK)
    found = [guess.after(RENDER_CHUNK, seconds) for seconds in np.arange(1, 51)]
    assert found[2].seconds_left is None
    assert found[-1].share == 0.5
    assert found[-1].seconds_left == pytest.approx(50.0)
    slower = [guess.after(RENDER_CHUNK, 50.0 + 4.0 * k) for k in range(1, 21)]
    assert slower[-1].seconds_left is not None
    assert 50 < slower[-1].seconds_left < 120
