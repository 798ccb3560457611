"""Where the camera looks: what is under the hand stays under it, and the windows lie where they are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.window_render import Region
from sirendesk.gui.views.zoom.camera import Camera

BOX = (400.0, 300.0)


def test_fitted_sees_all_of_it() -> None:
    camera = Camera.fitted(60, 200, BOX)
    assert camera.seen(BOX) == (0.0, 0.0, 1.0, 1.0)
    region = camera.region(BOX, 1.0)
    assert region is not None
    assert 0.9 * 400 < region.width <= 400
    assert region.height == pytest.approx(region.width * 60 / 200, abs=1)


@given(
    factor=st.floats(0.8, 50.0),
    dx=st.floats(-150, 150),
    dy=st.floats(-100, 100),
    start=st.floats(1.0, 10.0),
)
def test_zooming_keeps_what_is_under_the_pointer(factor: float, dx: float, dy: float, start: float) -> None:
    camera = Camera.fitted(300, 400, BOX).zoomed(start, 10.0, 5.0, BOX)
    before, zoomed = camera.place(dx, dy), camera.zoomed(factor, dx, dy, BOX)
    held = 0.0 < zoomed.x < 400.0 and 0.0 < zoomed.y < 300.0
    if held:
        assert zoomed.place(dx, dy) == pytest.approx(before, abs=1e-6)


def test_there_and_back_again() -> None:
    camera = Camera.fitted(300, 400, BOX)
    near = camera
    for _ in range(80):
        near = near.zoomed(1.2, 30.0, 20.0, BOX)
    assert near.scale > 1e6 * camera.scale
    region = near.region(BOX, 1.0)
    assert region is not None
    assert (region.height, region.width) == (300, 400)
    assert region.right - region.left == pytest.approx(400 / near.scale / 400)
    for _ in range(80):
        near = near.zoomed(1 / 1.2, 30.0, 20.0, BOX)
    assert near.scale == pytest.approx(camera.scale)
    assert (near.x, near.y) == pytest.approx((camera.x, camera.y))


def test_there_are_limits_on_both_sides() -> None:
    camera = Camera.fitted(300, 400, BOX)
    assert camera.zoomed(1e-9, 0, 0, BOX).scale >= 0.4 * camera.scale
    assert camera.zoomed(1e30, 0, 0, BOX).scale == pytest.approx(1e9 * 1.0)
    pushed = camera.moved(1e9, -1e9)
    assert (pushed.x, pushed.y) == (0.0, 300.0)


def test_moving_moves_by_pixels() -> None:
    camera = Camera.fitted(300, 400, BOX).zoomed(4.0, 0.0, 0.0, BOX)
    moved = camera.moved(12.0, -8.0)
    assert moved.place(12.0, -8.0) == pytest.approx(camera.place(0.0, 0.0))


def test_a_window_lies_where_it_is_seen() -> None:
    camera = Camera.fitted(300, 400, BOX).zoomed(7.0, 50.0, 30.0, BOX)
    region = camera.region(BOX, 2.0)
    assert region is not None
    assert (region.height, region.width) == (600, 800)
    assert camera.rectangle(region, BOX) == pytest.approx((0.0, 0.0, 400.0, 300.0))
    left, top, width, height = camera.rectangle(Region(0, 0, 1, 1, 3, 4), BOX)
    assert camera.place(left - 200, top - 150) == pytest.approx((0.0, 0.0))
    assert camera.place(left + width - 200, top + height - 150) == pytest.approx((400.0, 300.0))


def test_the_lens_has_its_point_in_the_middle_even_at_the_edge() -> None:
    camera = Camera.fitted(300, 400, BOX)
    region = camera.around(-190.0, 0.0, 34.0, 136, "gradient")
    x, y = camera.place(-190.0, 0.0)
    assert ((region.left + region.right) / 2 * 400, (region.top + region.bottom) / 2 * 300) == pytest.approx((x, y))
    assert (region.height, region.width, region.what) == (136, 136, "gradient")
    assert region.left < 0.0
