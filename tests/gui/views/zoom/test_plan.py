"""The order of questions: coarse first, the middle first, one at a time, nothing that nobody looks at any more."""

from __future__ import annotations

from sirendesk.core.window_render import Region
from sirendesk.gui.views.zoom.plan import ZoomPlan

VIEW = Region(0.25, 0.25, 0.75, 0.75, 300, 400)
LENS = Region(0.4, 0.4, 0.5, 0.5, 68, 68, "gradient")


def plan() -> ZoomPlan:
    return ZoomPlan(("view", "lens"))


def answer(made: ZoomPlan, region: Region, speed: float = 100_000.0) -> tuple[str, Region] | None:
    return made.answered(region, 0.02 + region.pixels / speed)


def test_first_coarse_then_every_row_once() -> None:
    made = plan()
    made.aim("view", VIEW)
    first = made.next()
    assert first is not None
    assert (first.top, first.left, first.bottom, first.right) == (0.25, 0.25, 0.75, 0.75)
    assert first.pixels <= 4000
    assert answer(made, first) == ("view", VIEW)
    rows, distances = [], []
    while (band := made.next()) is not None:
        assert band.width == 400
        assert answer(made, band) == ("view", VIEW)
        top = round((band.top - VIEW.top) / (VIEW.bottom - VIEW.top) * 300)
        rows += range(top, top + band.height)
        distances.append(abs(top + band.height / 2 - 150))
    assert sorted(rows) == list(range(300))
    assert distances[0] == min(distances)
    assert distances[-1] >= max(distances) - 12
    assert made.idle


def test_one_question_at_a_time() -> None:
    made = plan()
    made.aim("view", VIEW)
    assert made.next() is not None
    assert made.busy
    assert made.next() is None


def test_first_pictures_go_before_finer_ones() -> None:
    made = plan()
    made.aim("view", VIEW)
    coarse = made.next()
    assert coarse is not None
    made.aim("lens", LENS)
    answer(made, coarse)
    second = made.next()
    assert second is not None
    assert second.what == "gradient"
    assert answer(made, second, 6000.0) == ("lens", LENS)
    third = made.next()
    assert third is not None
    assert third.what == "values"


def test_what_nobody_wants_any_more_is_dropped() -> None:
    made = plan()
    made.aim("view", VIEW)
    old = made.next()
    assert old is not None
    elsewhere = Region(0.1, 0.1, 0.2, 0.2, 300, 400)
    made.aim("view", elsewhere)
    assert answer(made, old) is None
    new = made.next()
    assert new is not None
    assert (new.top, new.bottom) == (0.1, 0.2)
    assert made.answered(old, 0.1) is None  # an answer to nothing that was asked


def test_a_fast_machine_is_asked_for_all_at_once_and_a_slow_one_for_less() -> None:
    fast, slow = plan(), plan()
    for made, speed in ((fast, 1e8), (slow, 20_000.0)):
        for k in range(12):
            made.aim("view", Region(0.0, 0.0, 0.5 + k / 100, 0.5, 300, 400))
            for _ in range(3):
                region = made.next()
                if region is not None:
                    answer(made, region, speed)
    fast.aim("view", VIEW)
    assert fast.next() == VIEW
    assert answer(fast, VIEW, 1e8) == ("view", VIEW)
    assert fast.idle
    slow.aim("view", VIEW)
    first = slow.next()
    assert first is not None
    assert 200 < first.pixels < 1200


def test_a_refusal_empties_the_plan() -> None:
    made = plan()
    made.aim("view", VIEW)
    made.next()
    made.refused()
    assert made.idle
    assert made.next() is None
    made.aim("view", VIEW)
    assert made.next() is not None


def test_even_one_row_may_be_much() -> None:
    made = plan()
    wide = Region(0.0, 0.0, 1.0, 1.0, 2, 50_000)
    made.aim("view", wide)
    sizes = []
    while (region := made.next()) is not None:
        sizes.append((region.height, region.width))
        answer(made, region)
    assert sizes[0][1] < 50_000
    assert sizes[1:] == [(1, 50_000), (1, 50_000)]
