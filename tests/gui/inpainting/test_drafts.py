"""What the inpainting tab begins with, keeps, and takes over."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.mask import make_mask
from sirendesk.core.signals import SignalSource
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions
from sirendesk.gui.inpainting import drafts
from sirendesk.gui.inpainting.drafts import adopted, first_draft, to_remember, to_save, with_mask
from sirendesk.gui.inpainting.lanes import AT_FIRST, LANES, in_order, learning, titles
from sirendesk.gui.inpainting.mask_keeper import Words

SOURCE = SignalSource("sample:camera")
TASK = InpaintOptions(mask="text:20", mask_seed=4, fill_rank=9)


def test_a_first_look_has_a_hole_and_six_methods() -> None:
    draft, ticked = first_draft(SOURCE, {})
    assert draft.signal == SOURCE
    assert isinstance(draft.task, InpaintOptions)
    assert make_mask(draft.task.mask, (64, 64), draft.task.mask_seed).any()
    assert ticked == AT_FIRST


def test_what_is_remembered_comes_back() -> None:
    kept = Experiment(signal=SOURCE, task=TASK, budget=Budget.of(steps=9))
    assert first_draft(SignalSource(), to_remember(kept, ("svd", "mean"))) == (kept, ("svd", "mean"))


@pytest.mark.parametrize(
    "broken", [{"lanes": 7}, {"task": {"name": "moon"}, "lanes": ["svd"]}, {"lanes": ["nobody", 3]}, {"signal": 5}]
)
def test_what_cannot_be_read_is_a_first_look(broken: dict[str, object]) -> None:
    draft, ticked = first_draft(SOURCE, broken)
    assert isinstance(draft.task, InpaintOptions)
    assert ticked == AT_FIRST


def test_a_remembered_fit_of_another_task_is_a_first_look() -> None:
    draft, _ = first_draft(SOURCE, Experiment(seed=8).to_json())
    assert isinstance(draft.task, InpaintOptions)
    assert draft.seed == 0


def test_a_mask_too_fine_for_the_settings_file_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "LONGEST_MASK", 10)
    mask = np.random.default_rng(0).random((30, 30)) < 0.5
    entry = to_remember(with_mask(Experiment(task=TASK), TASK, mask, None), AT_FIRST)
    assert entry["task"]["mask"] == drafts.FIRST_WORDS.description
    assert entry["task"]["fill_rank"] == 9


def test_a_painted_mask_is_written_out_pixel_by_pixel() -> None:
    mask = np.random.default_rng(0).random((13, 17)) < 0.3
    task = with_mask(Experiment(task=TASK), TASK, mask, None).task
    assert isinstance(task, InpaintOptions)
    assert np.array_equal(make_mask(task.mask, (13, 17), task.mask_seed), mask)


def test_a_generated_mask_is_written_by_its_words() -> None:
    task = with_mask(Experiment(task=TASK), TASK, np.ones((3, 3), bool), Words("blocks:0.2", 11)).task
    assert isinstance(task, InpaintOptions)
    assert (task.mask, task.mask_seed, task.fill_rank) == ("blocks:0.2", 11, 9)


def test_an_experiment_of_one_method_ticks_it_and_leaves_the_budget_to_all() -> None:
    one = Experiment(task=dataclasses.replace(TASK, method="patches"), budget=Budget.of(steps=8))
    draft, words, ticked = adopted(one, InpaintOptions(), ("field", "mean"))
    assert ticked == ("field", "patches", "mean")
    assert draft.budget == Budget()
    assert isinstance(draft.task, InpaintOptions)
    assert draft.task.method == BY_FIELD
    assert words == Words("text:20", 4)


def test_an_experiment_of_another_task_leaves_the_hole_alone() -> None:
    draft, words, ticked = adopted(Experiment(field=SirenOptions(hidden_features=32)), TASK, ("svd",))
    assert draft.task is TASK
    assert draft.field == SirenOptions(hidden_features=32)
    assert words == Words("text:20", 4)
    assert ticked == ("svd",)


def test_what_is_saved_is_what_is_ticked() -> None:
    experiment = Experiment(task=TASK, budget=Budget.of(steps=70))
    assert to_save(experiment, ("svd", "field")) == experiment
    saved = to_save(experiment, ("mean", "soft-svd"))
    assert isinstance(saved.task, InpaintOptions)
    assert saved.task.method == "soft-svd"


def test_lanes_have_their_order_and_models_their_names() -> None:
    keys = in_order({"mean", "svd", "field", "nobody"})
    assert keys == ("field", "svd", "mean")
    assert learning(keys) == ("field", "svd")
    assert titles(keys, SirenOptions())[0] == ("field", "SIREN")
    assert all(kind.summary.endswith(".") for kind in LANES.values())
