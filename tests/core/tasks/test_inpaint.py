"""The task: what solvers may see, what is scored, and what is written back; every method through the training loop."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sirendesk.core.budget import Budget
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment, parse_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.lowrank import METHODS
from sirendesk.core.lowrank_solver import LowRankSolver
from sirendesk.core.mask import block, make_mask, save_mask
from sirendesk.core.metrics import psnr
from sirendesk.core.report import write_results
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions, guiding, pose
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions


def run(experiment: Experiment, signal: SampledSignal) -> Trainer:
    trainer = Trainer(experiment, signal)
    while trainer.advance(1.0):
        pass
    return trainer


def test_what_is_hidden_reaches_no_solver(wave: SampledSignal) -> None:
    task = InpaintOptions(mask="random:0.4", mask_seed=3)
    problem = task.prepare(wave)
    hidden = make_mask("random:0.4", wave.shape, 3)
    assert np.array_equal(problem.mask, hidden)
    assert problem.observed is not None
    assert np.array_equal(problem.observed, ~hidden.reshape(-1))
    assert np.array_equal(problem.known[~hidden], wave.values[~hidden])
    assert np.unique(problem.known[hidden]).size == 1
    other = dataclasses.replace(wave, values=np.where(hidden[..., None], 1 - wave.values, wave.values))
    assert np.array_equal(task.prepare(other).samples, problem.samples)


def test_a_fit_is_the_same_whatever_lies_beneath_the_mask(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    experiment = small(task=InpaintOptions(mask="block:9"))
    other = dataclasses.replace(wave, values=np.where(block(wave.shape, 9)[..., None], 0, wave.values))
    first, second = run(experiment, wave), run(experiment, other)
    assert first.reconstruction is not None
    assert second.reconstruction is not None
    assert np.array_equal(first.reconstruction, second.reconstruction)


def test_scores_are_of_the_hole_and_only_the_hole_is_replaced(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    task = InpaintOptions(mask="random:0.3")
    calm = dataclasses.replace(small().field, first_omega_0=8.0)
    trainer = run(small(task=task, field=calm, budget=Budget.of(steps=400)), wave)
    problem = task.prepare(wave)
    assert trainer.reconstruction is not None
    assert trainer.metrics is not None
    filled = task.compose(problem, trainer.reconstruction)
    assert np.array_equal(filled[~problem.mask], wave.values[~problem.mask])
    assert trainer.metrics["psnr"] == pytest.approx(psnr(wave.values, filled, problem.mask))
    assert trainer.metrics["whole_psnr"] == pytest.approx(psnr(wave.values, filled))
    assert trainer.metrics["whole_psnr"] > trainer.metrics["psnr"]
    baselines = trainer.baselines(0)
    assert trainer.metrics["psnr"] > baselines["mean_fill"]["psnr"] + 5
    assert baselines["biharmonic"]["psnr"] > baselines["mean_fill"]["psnr"]


def test_without_truth_a_twentieth_of_what_is_known_is_held_out_and_scored(wave: SampledSignal) -> None:
    task = InpaintOptions(mask="block:8", truth=False)
    problem = task.prepare(wave)
    assert not (problem.judged & problem.mask).any()
    assert problem.judged.sum() == round(0.05 * (wave.size - 64))
    assert problem.observed is not None
    assert not problem.observed.reshape(wave.shape)[problem.judged | problem.mask].any()
    assert "held out" in problem.region
    scores = task.measure(problem, wave.values)
    assert scores["psnr"] == math.inf
    assert set(scores) == {"psnr", "ssim"}
    # what was held out is known all the same, and stays in the picture
    filled = task.compose(problem, np.zeros_like(wave.values))
    assert np.array_equal(filled[problem.judged], wave.values[problem.judged])


def test_smoothness_is_asked_for_deep_in_the_hole_only(wave: SampledSignal) -> None:
    problem = InpaintOptions(mask="block:9").prepare(wave)
    assert problem.deep.sum() == 5 * 5
    assert not InpaintOptions(mask="random:0.2").prepare(wave).deep.any()


def test_smoothness_makes_the_hole_smoother(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    rough = dataclasses.replace(small().field, first_omega_0=120.0)
    found = {}
    for smoothness in ("none", "variation", "laplacian"):
        task = InpaintOptions(mask="block:16", smoothness=smoothness, smoothness_weight=1.0)
        trainer = run(small(task=task, field=rough, budget=Budget.of(steps=200)), wave)
        assert trainer.reconstruction is not None
        inside = trainer.reconstruction[6:18, 10:22]
        found[smoothness] = float(np.abs(np.diff(inside, axis=0)).mean() + np.abs(np.diff(inside, axis=1)).mean())
    assert found["variation"] < 0.7 * found["none"]
    assert found["laplacian"] < 0.7 * found["none"]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_runs_in_the_training_loop(
    method: str, small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    task = InpaintOptions(mask="random:0.3", method=method, fill_rank=4)
    trainer = run(small(task=task, budget=Budget.of(steps=60)), wave)
    assert isinstance(trainer.solver, LowRankSolver)
    assert trainer.reconstruction is not None
    assert trainer.metrics is not None
    assert trainer.step == 60 * trainer.solver.steps_per_epoch
    problem = task.prepare(wave)
    assert np.array_equal(trainer.reconstruction[~problem.mask], wave.values[~problem.mask])
    assert trainer.metrics["psnr"] > trainer.baselines(0)["mean_fill"]["psnr"]
    snapshot = trainer.snapshot(frame=True)
    assert snapshot.frame is not None
    assert snapshot.frame.exact
    assert snapshot.path is None
    assert trainer.notes == []


def test_a_run_that_says_no_step_is_finite_keeps_what_it_had(
    small: Callable[..., Experiment], wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = InpaintOptions(mask="random:0.3", method="naive-factors", fill_rank=4)
    trainer = Trainer(small(task=task, budget=Budget.of(steps=30)), wave)
    assert isinstance(trainer.solver, LowRankSolver)
    monkeypatch.setattr(trainer.solver.filler, "_rate", 1e30)
    while trainer.advance(1.0):
        pass
    assert trainer.diverged


def test_the_mask_is_part_of_the_experiment(small: Callable[..., Experiment], tmp_path: Path) -> None:
    save_mask(tmp_path / "hole.png", block((24, 32), 5))
    task = InpaintOptions(mask=str(tmp_path / "hole.png"), mask_seed=7, method="soft-svd", layout="patches")
    experiment = small(task=task)
    assert parse_experiment(json.dumps(experiment.to_json())) == experiment


def test_a_siren_guides_itself_at_any_size() -> None:
    found = [guiding(SirenOptions(), shape) for shape in ((512, 400), (128, 256), (16, 16), (4096, 4096))]
    assert [options.first_omega_0 for options in found if isinstance(options, SirenOptions)] == [30.0, 15.0, 8.0, 65.0]
    assert guiding(MlpOptions(), (512, 512)) == MlpOptions()


def test_a_mask_painted_by_hand_is_posed_as_it_is(wave: SampledSignal) -> None:
    painted = block(wave.shape, 4, (2, 3))
    assert np.array_equal(pose(InpaintOptions(), wave, painted).mask, painted)


def test_what_cannot_be_asked_is_refused_in_a_sentence(
    small: Callable[..., Experiment], wave: SampledSignal, tmp_path: Path
) -> None:
    save_mask(tmp_path / "small.png", block((8, 8), 2))
    with pytest.raises(InputRefusedError, match="8 x 8"):
        InpaintOptions(mask=str(tmp_path / "small.png")).prepare(wave)
    for mask, said in ((np.zeros(wave.shape, bool), "nothing"), (np.ones(wave.shape, bool), "whole")):
        with pytest.raises(UsageError, match=said):
            pose(InpaintOptions(), wave, mask)
    with pytest.raises(UsageError, match="from 1 to 24"):
        Trainer(small(task=InpaintOptions(method="svd", fill_rank=25)), wave)
    trainer = run(small(task=InpaintOptions(method="svd", fill_rank=3), budget=Budget.of(steps=2)), wave)
    with pytest.raises(UsageError, match="own size"):
        next(trainer.solver.render((48, 64)))
    plain = TrainingOptions(engine="numpy", threads=1, precision="fp32")
    with pytest.raises(UsageError, match="NumPy engine"):
        Trainer(small(task=InpaintOptions(), field=MlpOptions(), training=plain), wave)
    smooth = TrainingOptions(total_variation=0.5, threads=1)
    with pytest.raises(UsageError, match="together"):
        Trainer(small(task=InpaintOptions(mask="block:9"), training=smooth), wave)
    with pytest.raises(InputRefusedError, match="at least 2"):
        SampledSignal(np.zeros((1, 9, 1), np.float32), None, "line", "line")


@pytest.mark.parametrize("method", ["field", "soft-svd"])
def test_results_show_the_filled_picture_and_a_model_only_of_a_network(
    method: str, small: Callable[..., Experiment], wave: SampledSignal, tmp_path: Path
) -> None:
    task = InpaintOptions(mask="block:9", method=method)
    trainer = run(small(task=task), wave)
    report = write_results(trainer, tmp_path)
    filled = np.asarray(Image.open(tmp_path / "filled.png"), np.float32) / 255
    outside = ~block(wave.shape, 9)
    assert np.abs(filled - wave.values[..., 0])[outside].max() <= 0.5 / 255 + 1e-6
    assert report["region"].startswith("the hole")
    assert (tmp_path / "model.safetensors").exists() == (method == "field")
