"""Contours, pictures, films and tables: true to the walks, readable again, and cancelled by not asking on."""

from __future__ import annotations

import csv
import dataclasses
import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sirendesk.core.descent.contours import contour_lines, log_heights, log_levels, relief_shade
from sirendesk.core.descent.experiment import DescentExperiment, read_descent
from sirendesk.core.descent.film import film_steps, make_gif
from sirendesk.core.descent.gif import GifWriter
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import DARK, LIGHT, LINE_STYLES, LOOKS, Look, ground, rgb
from sirendesk.core.descent.mp4 import make_mp4, mp4_missing
from sirendesk.core.descent.picture import encode_png, encode_svg
from sirendesk.core.descent.recipes import RECIPES, recipes_for
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.report import write_descent
from sirendesk.core.descent.rules import PlainOptions
from sirendesk.core.descent.surfaces import RavineOptions
from sirendesk.core.descent.table import csv_text
from sirendesk.core.descent.walk import Walk, descend
from sirendesk.core.errors import UsageError


@pytest.fixture
def ravine() -> Landscape:
    return RavineOptions().build()


def walks_on(landscape: Landscape, *names: str, updates: int = 12) -> list[Walk]:
    made = recipes_for(landscape)
    return [descend(landscape, made[name], updates=updates) for name in names]


def test_contours_lie_at_their_heights(ravine: Landscape) -> None:
    grid = ravine.grid(200, 160)
    levels = log_levels(grid, ravine.floor(), 10)
    assert np.all(np.diff(np.log(levels)) > 0)
    for level, lines in contour_lines(grid, levels):
        assert lines
        for line in lines:
            heights = ravine.values(line[:, 0], line[:, 1])
            assert np.abs(heights - level).max() < 0.02 * level + 0.02


def test_log_heights_run_from_nought_to_one(ravine: Landscape) -> None:
    grid = ravine.grid(81, 61)
    heights = log_heights(grid, ravine.floor())
    assert heights.max() == pytest.approx(1.0)
    assert 0 <= heights.min() < 0.05
    # the scale keeps the order of the heights
    assert np.all(np.diff(heights.ravel()[np.argsort(grid.values.ravel())]) >= 0)
    shade = relief_shade(heights)
    assert 0 <= shade.min() < 0.5 < shade.max() <= 1


def test_level_ground_is_neither_light_nor_dark() -> None:
    assert np.allclose(relief_shade(np.full((20, 30), 0.3)), 0.5)


def test_the_ground_has_its_top_row_first(ravine: Landscape) -> None:
    grid = ravine.grid(50, 40)
    grid.values[-1] = np.nan
    picture = ground(grid, 0.0, LIGHT)
    assert picture.shape == (40, 50, 3)
    assert np.all(picture[0] == rgb(LIGHT.undefined))
    assert not np.any(np.all(picture[-1] == rgb(LIGHT.undefined), axis=-1))


def test_every_recipe_has_a_colour_of_its_own_that_is_seen() -> None:
    assert set(LINE_STYLES) == set(RECIPES)
    for look in LOOKS.values():
        colours = [look.colour_of(name) for name in RECIPES]
        assert len(set(colours)) == len(colours)
        for colour in colours:
            for behind in (look.background, look.panel, look.low, look.middle):
                assert contrast(colour, behind) > 2.5, (colour, behind)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = np.array(rgb(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_picture_shows_every_line(regression: Regression, look: Look) -> None:
    walks = walks_on(regression, *RECIPES, updates=30)
    with Image.open(io.BytesIO(encode_png(regression, walks, "Ours", look))) as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    for name in RECIPES:
        assert np.all(pixels == rgb(look.colour_of(name)), axis=1).sum() > 100, name


def test_the_svg_is_whole_and_says_what_it_shows(ravine: Landscape) -> None:
    walks = walks_on(ravine, "batch", "adam")
    text = encode_svg(ravine, walks, "A <ravine> & more", relief=True)
    root = ElementTree.fromstring(text)
    words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "A <ravine> & more" in words
    assert "Batch" in words
    assert "Adam" in words
    assert "nan" not in text
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) > 20


def test_nothing_to_draw_is_said_so(regression: Regression) -> None:
    for make in (encode_png, encode_svg):
        with pytest.raises(UsageError, match="no walk"):
            make(regression, [], "Empty")


def test_walks_that_leave_the_frame_can_be_drawn(regression: Regression) -> None:
    walk = descend(regression, dataclasses.replace(RECIPES["batch"], rule=PlainOptions(20.0)))
    assert walk.diverged
    assert encode_png(regression, [walk], "Wild").startswith(b"\x89PNG")
    assert list(make_gif(regression, [walk], "Wild"))[-1].data


def test_a_gif_reads_back_frame_by_frame() -> None:
    rng = np.random.default_rng(0)
    palette = rng.integers(0, 256, (255, 3), dtype=np.uint8)
    frames = [rng.integers(0, 255, (40, 60), dtype=np.uint8)]
    for k in range(5):
        frame = frames[-1].copy()
        frame[k * 5 : k * 5 + 9, 3 * k : 3 * k + 20] = k
        frames.append(frame)
    frames.append(frames[-1].copy())  # nothing changes, time passes
    writer = GifWriter(palette, 60, 40)
    for frame in frames:
        writer.add(frame, 50)
    with Image.open(io.BytesIO(writer.finish())) as gif:
        assert gif.n_frames == len(frames)  # type: ignore[attr-defined]
        assert gif.info["loop"] == 0
        for k, frame in enumerate(frames):
            gif.seek(k)
            assert gif.info["duration"] == 50
            assert np.array_equal(np.asarray(gif.convert("RGB")), palette[frame])


def test_a_film_has_a_frame_for_every_update_and_ends_as_the_walk_does(regression: Regression) -> None:
    walks = walks_on(regression, "batch", updates=20)
    reports = list(make_gif(regression, walks, "Film"))
    assert [report.done for report in reports] == list(range(1, 22))
    assert all(report.data is None for report in reports[:-1])
    with Image.open(io.BytesIO(reports[-1].data or b"")) as gif:
        assert gif.n_frames == 21  # type: ignore[attr-defined]
        counts = []
        for k in (0, 10, 20):
            gif.seek(k)
            pixels = np.asarray(gif.convert("RGB")).reshape(-1, 3)
            counts.append(int(np.all(pixels == rgb(LIGHT.colour_of("batch")), axis=1).sum()))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_long_walks_have_a_bounded_film(regression: Regression) -> None:
    walks = walks_on(regression, "stochastic", "batch", updates=5000)
    steps = film_steps(walks, 100)
    assert len(steps) <= 101
    assert steps[0] == 0
    assert steps[-1] == 5000


@pytest.mark.parametrize("name", ["mini-batch", "nesterov"])
def test_what_the_film_ends_with_is_what_a_whole_drawing_shows(regression: Regression, name: str) -> None:
    """Drawn piece by piece or in one go, the last frame is the same within a pixel's rounding of colours."""
    walks = walks_on(regression, name, updates=60)
    last = {}
    for most in (1, 1000):
        data = list(make_gif(regression, walks, "Film", most_frames=most))[-1].data
        with Image.open(io.BytesIO(data or b"")) as gif:
            gif.seek(gif.n_frames - 1)  # type: ignore[attr-defined]
            last[most] = np.asarray(gif.convert("RGB")).astype(int)
    differing = np.abs(last[1] - last[1000]).max(axis=-1) > 40
    assert differing.mean() < 0.002


def test_mp4_without_its_package_is_a_sentence(regression: Regression) -> None:
    walks = walks_on(regression, "batch", updates=4)
    if missing := mp4_missing():
        with pytest.raises(UsageError, match="sirendesk\\[film\\]"):
            next(make_mp4(regression, walks, "Film"))
        assert missing.endswith(".")
    else:
        assert b"ftyp" in (list(make_mp4(regression, walks, "Film"))[-1].data or b"")[:16]


def test_the_table_has_every_step_to_the_bit(regression: Regression) -> None:
    walks = [descend(regression, RECIPES[name]) for name in ("mini-batch", "adam")]
    rows = list(csv.DictReader(csv_text(walks).splitlines()))
    assert len(rows) == 261 + 51
    assert [row["update"] for row in rows[:261]] == [str(k) for k in range(261)]
    for walk, part in ((walks[0], rows[:261]), (walks[1], rows[261:])):
        assert {row["method"] for row in part} == {walk.recipe.name}
        assert [float(row["x"]) for row in part] == walk.positions[:, 0].tolist()
        assert [float(row["loss"]) for row in part] == walk.losses.tolist()
        assert [float(row["velocity_y"]) for row in part[1:]] == walk.velocities[:, 1].tolist()
        assert part[0]["gradient_x"] == ""


def test_a_folder_of_results_can_be_cancelled_and_is_whole_up_to_there(tmp_path: Path) -> None:
    experiment = DescentExperiment(recipes=(RECIPES["batch"], RECIPES["batch"]), updates=6)
    landscape = experiment.build()
    walks = experiment.walks(landscape)
    for progress in write_descent(experiment, landscape, walks, tmp_path):
        if progress.name == "batch-2.gif":
            break
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"experiment.json", "steps.csv", "landscape.png", "landscape.svg", "batch-1.gif"}
    assert read_descent(tmp_path / "experiment.json") == experiment
    shares = [progress.done for progress in write_descent(experiment, landscape, walks, tmp_path)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert (tmp_path / "batch-2.gif").exists()
