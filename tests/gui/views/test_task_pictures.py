"""The pictures of upscaling and denoising: which panes there are, and what they show."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Frame
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.denoise_pictures import DenoisePictures
from sirendesk.gui.views.difference import error_picture, residual_picture
from sirendesk.gui.views.upscale_pictures import FROM_BICUBIC, UpscalePictures

Picture = NDArray[np.uint8]


@pytest.fixture
def upscale(qtbot: QtBot) -> UpscalePictures:
    view = UpscalePictures("upscale", LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def denoise(qtbot: QtBot) -> DenoisePictures:
    view = DenoisePictures("denoise", LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    qtbot.waitExposed(view)
    return view


def kept(view: UpscalePictures | DenoisePictures, key: str) -> Picture | None:
    return view.lanes.pane(key).kept


def test_with_truth_everything_stands_beside_it(upscale: UpscalePictures, picture: Picture, frame: Frame) -> None:
    upscale.set_original(picture, "own")
    small = picture[::2, ::2]
    upscale.display_given(small, picture, picture, (64, 64), "26.00 dB")
    assert upscale.lanes.keys == ("small", "ours", "bicubic", "error")
    assert upscale.lanes.pane("original").title == "Truth"
    assert upscale.lanes.pane("small").header.text == "32 × 32"
    assert upscale.lanes.pane("bicubic").header.text == "26.00 dB"
    upscale.display(frame)
    assert np.array_equal(kept(upscale, "ours"), frame.picture)
    assert np.array_equal(kept(upscale, "error"), error_picture(frame))


def test_without_truth_the_difference_is_from_bicubic(upscale: UpscalePictures, picture: Picture, frame: Frame) -> None:
    upscale.set_original(picture, "own")
    upscale.display_given(picture[::2, ::2], picture, None, (64, 64), "64 × 64")
    assert upscale.lanes.keys == ("ours", "bicubic", "error")
    assert upscale.lanes.pane("original").title == "Original"
    assert upscale.lanes.pane("original").header.text == "own  ·  32 × 32"
    assert upscale.lanes.pane("error").title == FROM_BICUBIC
    upscale.display(frame)
    upscale.clear_fit()
    assert kept(upscale, "ours") is None
    assert kept(upscale, "bicubic") is not None


def test_truth_may_come_and_go(upscale: UpscalePictures, picture: Picture, frame: Frame) -> None:
    upscale.set_original(picture, "own")
    for truth in (picture, None, picture):
        upscale.display_given(picture[::2, ::2], picture, truth, (64, 64), "")
        upscale.display(frame)
        assert ("small" in upscale.lanes.keys) == (truth is not None)
    upscale.apply_theme(DARK)
    upscale.set_smooth(True)
    assert upscale.smooth


def given(view: DenoisePictures, picture: Picture, *, has_truth: bool) -> NDArray[np.float32]:
    noisy = picture.astype(np.float32) / 255 + np.float32(0.1)
    view.set_original(picture, "own")
    view.display_given(picture, noisy, (64, 64), 1, has_truth=has_truth, noisy_text="20.00 dB")
    return noisy


def test_a_clean_picture_stands_beside_its_noisy_one(denoise: DenoisePictures, picture: Picture, frame: Frame) -> None:
    noisy = given(denoise, picture, has_truth=True)
    assert denoise.lanes.keys == ("noisy", "ours", "difference")
    assert denoise.lanes.pane("original").title == "Clean"
    assert denoise.lanes.pane("noisy").header.text == "20.00 dB"
    denoise.display(frame)
    assert np.array_equal(kept(denoise, "difference"), residual_picture(noisy, frame.picture, (64, 64))[0])
    assert "recognise the picture" in denoise.lanes.pane("difference").header.toolTip()


def test_the_error_is_a_button_away(denoise: DenoisePictures, picture: Picture, frame: Frame, qtbot: QtBot) -> None:
    given(denoise, picture, has_truth=True)
    denoise.display(frame)
    button = denoise.findChild(QToolButton, "denoise.show_error")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert denoise.shows_error
    assert np.array_equal(kept(denoise, "difference"), error_picture(frame))
    assert denoise.lanes.pane("difference").title == "Error"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert not denoise.shows_error


def test_without_truth_there_is_no_error(denoise: DenoisePictures, picture: Picture, frame: Frame) -> None:
    given(denoise, picture, has_truth=True)
    denoise.findChild(QToolButton, "denoise.show_error").click()
    noisy = given(denoise, picture, has_truth=False)
    assert denoise.lanes.keys == ("ours", "difference")
    assert denoise.lanes.pane("original").title == "Noisy"
    assert not denoise.findChild(QToolButton, "denoise.show_error").isVisible()
    offered = [denoise.lanes.tools.left.itemText(k) for k in range(denoise.lanes.tools.left.count())]
    assert offered == ["Noisy", "This fit", "Noisy − fit"]
    denoise.display(frame)
    assert np.array_equal(kept(denoise, "difference"), residual_picture(noisy, frame.picture, (64, 64))[0])
    denoise.clear_fit()
    assert kept(denoise, "difference") is None
