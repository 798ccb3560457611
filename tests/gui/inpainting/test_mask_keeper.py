"""The mask of the picture that is open, over the real jobs thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sirendesk.core.mask import describe_mask, make_mask, save_mask
from sirendesk.core.signals import SampledSignal, SignalSource
from sirendesk.gui.inpainting.mask_keeper import AT_FIRST, HOLE_GREY, Loaded, MaskKeeper, Prepared, Words, hole_picture
from sirendesk.gui.opening import Opened, opened_as
from sirendesk.gui.session import Session
from waiting import LONG

WORDS = Words("random:0.3", 5)


def opened(*shape: int) -> Opened:
    values = np.random.default_rng(0).random((*shape, 3), np.float32)
    return opened_as(SignalSource("noise"), SampledSignal(values, None, "noise", "noise"))


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def keeper(session: Session) -> MaskKeeper:
    return MaskKeeper(session, WORDS)


def prepare(qtbot: QtBot, keeper: MaskKeeper, picture: Opened, words: Words | None = None) -> Prepared:
    with qtbot.waitSignal(keeper.prepared, timeout=LONG) as told:
        keeper.prepare(picture, words)
        assert keeper.busy
        assert keeper.mask is None
    assert told.args is not None
    assert not keeper.busy
    return told.args[0]


def test_words_make_a_mask_for_every_picture(qtbot: QtBot, keeper: MaskKeeper) -> None:
    for shape in ((20, 30), (31, 8)):
        made = prepare(qtbot, keeper, opened(*shape))
        assert np.array_equal(made.mask, make_mask("random:0.3", shape, 5))
        assert made.sentence == ""
        assert keeper.words == WORDS


def test_a_painted_mask_stays_where_its_size_does(qtbot: QtBot, keeper: MaskKeeper) -> None:
    prepare(qtbot, keeper, opened(20, 30))
    painted = np.eye(20, 30, dtype=bool)
    keeper.take(painted, None)
    assert keeper.words is None
    assert np.array_equal(prepare(qtbot, keeper, opened(20, 30)).mask, painted)
    made = prepare(qtbot, keeper, opened(12, 12))
    assert np.array_equal(made.mask, make_mask("random:0.3", (12, 12), 5))
    assert "30 × 20" in made.sentence
    assert keeper.words == WORDS


def test_words_that_come_with_an_experiment_may_be_painted_ones(qtbot: QtBot, keeper: MaskKeeper) -> None:
    painted = np.eye(20, 30, dtype=bool)
    made = prepare(qtbot, keeper, opened(20, 30), Words(describe_mask(painted), 0))
    assert np.array_equal(made.mask, painted)
    assert keeper.words is None


def test_words_that_do_not_fit_are_said_and_replaced(qtbot: QtBot, keeper: MaskKeeper) -> None:
    made = prepare(qtbot, keeper, opened(20, 30), Words(describe_mask(np.eye(9, dtype=bool)), 0))
    assert np.array_equal(made.mask, make_mask(AT_FIRST.description, (20, 30), AT_FIRST.seed))
    assert made.sentence.endswith("The mask is another one now.")


def test_only_the_last_picture_counts(qtbot: QtBot, keeper: MaskKeeper) -> None:
    found: list[Prepared] = []
    keeper.prepared.connect(found.append)
    for side in (10, 11, 12):
        keeper.prepare(opened(side, side))
    qtbot.waitUntil(lambda: not keeper.busy, timeout=LONG)
    assert [made.mask.shape for made in found] == [(12, 12)]


def test_masks_go_through_files_of_any_size(qtbot: QtBot, keeper: MaskKeeper, tmp_path: Path) -> None:
    prepare(qtbot, keeper, opened(20, 30))
    with qtbot.waitSignal(keeper.saved, timeout=LONG):
        keeper.save(tmp_path / "mask.png")
    with qtbot.waitSignal(keeper.loaded, timeout=LONG) as told:
        keeper.load(tmp_path / "mask.png")
    assert told.args is not None
    assert np.array_equal(told.args[0].mask, keeper.mask)
    save_mask(tmp_path / "small.png", np.eye(10, 15, dtype=bool))
    with qtbot.waitSignal(keeper.loaded, timeout=LONG) as told:
        keeper.load(tmp_path / "small.png")
    assert told.args is not None
    found: Loaded = told.args[0]
    assert (found.mask.shape, found.name) == ((10, 15), "small.png")
    with qtbot.waitSignal(keeper.loaded, timeout=LONG) as told:
        keeper.scale(found, (20, 30))
    assert told.args is not None
    assert np.array_equal(told.args[0].mask, np.kron(found.mask, np.ones((2, 2), bool)))


def test_what_cannot_be_read_is_a_sentence(qtbot: QtBot, keeper: MaskKeeper, tmp_path: Path) -> None:
    (tmp_path / "mask.png").write_bytes(b"no picture")
    prepare(qtbot, keeper, opened(20, 30))
    before = keeper.mask
    with qtbot.waitSignal(keeper.failed, timeout=LONG):
        keeper.load(tmp_path / "mask.png")
    assert keeper.mask is before


def test_the_hole_is_grey_in_pictures_shown_smaller_too() -> None:
    picture = opened(8, 8)
    mask = np.zeros((8, 8), bool)
    mask[:4] = True
    seen = hole_picture(picture, mask)
    assert (seen[:4] == HOLE_GREY).all()
    assert np.array_equal(seen[4:], picture.picture[4:])
    smaller = Opened(picture.source, picture.signal, picture.whole, picture.picture[::2, ::2].copy())
    assert (hole_picture(smaller, mask)[:2] == HOLE_GREY).all()
    assert np.array_equal(hole_picture(smaller, mask)[2:], smaller.picture[2:])
