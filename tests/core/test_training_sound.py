"""A sound through the one training loop: every model, the same report, nothing of a picture."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from sirendesk.core.budget import Budget
from sirendesk.core.errors import InputRefusedError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS, SirenOptions
from sirendesk.core.insight.values import InsightRequest, Unavailable
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.report import make_report, write_results
from sirendesk.core.signals import AudioSignal
from sirendesk.core.snapshot import SoundFrame
from sirendesk.core.sounds.scores import log_spectral_distance, snr
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

Small = Callable[..., Experiment]
LOUD = SirenOptions(hidden_features=32, hidden_layers=1, first_omega_0=400.0)


def trained(experiment: Experiment, signal: AudioSignal, **parts: Any) -> Trainer:
    trainer = Trainer(experiment, signal, **parts)
    while trainer.advance(1.0):
        pass
    return trainer


def test_it_is_learnt_and_judged_by_its_snr(small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(field=LOUD, budget=Budget.of(steps=150)), tune)
    assert trainer.reconstruction is not None
    shown = trainer.snapshot(frame=True)
    assert trainer.metrics == {
        "snr": snr(tune.values, trainer.reconstruction),
        "lsd": log_spectral_distance(tune.values, trainer.reconstruction, 8000),
    }
    assert shown.psnr == trainer.metrics["snr"] > 15.0
    assert isinstance(shown.frame, SoundFrame)
    assert shown.frame.exact
    np.testing.assert_array_equal(shown.frame.values, trainer.reconstruction)
    assert not trainer.film.frames


def test_the_estimate_of_the_batches_is_an_snr_too(small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(field=LOUD, budget=Budget.of(steps=150)), tune)
    assert trainer.metrics is not None
    assert trainer.estimate == pytest.approx(trainer.metrics["snr"], abs=2.0)


def test_the_live_sound_is_what_the_batches_believed(small: Small, tune: AudioSignal) -> None:
    experiment = small(field=LOUD, training=TrainingOptions(batch_size=500, threads=1, sampling="random"))
    trainer = Trainer(experiment, tune)
    # so short a slice that it is one step
    trainer.advance(0.0)
    frame = trainer.snapshot(frame=True).frame
    assert isinstance(frame, SoundFrame)
    assert not frame.exact
    assert np.count_nonzero(frame.values.any(axis=1)) == 500


def test_a_target_is_an_snr(small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(field=LOUD, budget=Budget.of(steps=2000, target_psnr=15.0)), tune, watch=False)
    assert trainer.metrics is not None
    assert trainer.step < 2000
    assert 15.0 <= trainer.metrics["snr"] < 25.0


@pytest.mark.parametrize("field", FIELDS)
def test_every_model_learns_sounds(field: str, small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(field=FIELDS[field](), budget=Budget.of(steps=2)), tune)
    assert trainer.reconstruction is not None
    assert trainer.reconstruction.shape == (2000, 2)
    assert np.isfinite(trainer.reconstruction).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_goes_with_sounds(loss: str, small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(field=LOUD, loss=LOSSES[loss](), budget=Budget.of(steps=60)), tune, watch=False)
    losses = trainer.history.losses
    assert losses[-10:].mean() < 0.9 * losses[:10].mean()


@pytest.mark.parametrize(
    "options",
    [{"sampling": "full"}, {"end_points": True}, {"total_variation": 0.01}, {"targets": "power"}, {"batch_size": 1}],
    ids=str,
)
def test_ways_of_training_go_with_sounds(options: dict[str, Any], small: Small, tune: AudioSignal) -> None:
    training = TrainingOptions(**{"batch_size": 128, "threads": 1, **options})
    assert trained(small(training=training, budget=Budget.of(steps=3)), tune).metrics


def test_the_numpy_engine_learns_sounds(small: Small, tune: AudioSignal) -> None:
    training = TrainingOptions(batch_size=128, engine="numpy")
    parts = {"field": FIELDS["mlp"](), "training": training, "optimizer": AdamOptions(), "budget": Budget.of(steps=3)}
    assert trained(small(**parts), tune).metrics


@pytest.mark.parametrize("values", [[0.1, -0.2], [0.0] * 600, [0.3] * 600], ids=["two samples", "silence", "constant"])
def test_odd_sounds_are_reported_too(values: list[float], small: Small) -> None:
    signal = AudioSignal(np.array(values, np.float32)[:, None], 8000, "odd", "odd")
    trainer = trained(small(loss=LOSSES["spectral"](), budget=Budget.of(steps=3)), signal)
    trainer.snapshot(frame=True)
    json.dumps(make_report(trainer), allow_nan=False)


def test_a_quiet_sound_gets_the_same_advice_as_a_loud_one(small: Small, tune: AudioSignal) -> None:
    quiet = AudioSignal(tune.values * np.float32(2.0**-7), 8000, "quiet", "quiet")
    kinds = []
    for signal in (tune, quiet):
        # far too large a rate: nothing is learnt
        parts = {"optimizer": AdamOptions(learning_rate=0.5), "field": LOUD, "budget": Budget.of(steps=120)}
        trainer = trained(small(**parts), signal)
        kinds.append([finding.kind for finding in trainer.snapshot().findings])
    assert kinds[0] == kinds[1]


def test_views_of_networks_of_pictures_say_so(small: Small, tune: AudioSignal) -> None:
    trainer = trained(small(budget=Budget.of(steps=2)), tune)
    trainer.set_insight(InsightRequest("activations"))
    while trainer.advance(1.0):
        pass
    insight = trainer.snapshot().insight
    assert isinstance(insight, Unavailable)
    assert "pictures" in insight.sentence


@pytest.mark.parametrize("task", [InpaintOptions(), UpscaleOptions(), DenoiseOptions()])
def test_tasks_of_pictures_refuse_a_sound(task: Any, small: Small, tune: AudioSignal) -> None:
    with pytest.raises(InputRefusedError, match="is a sound"):
        Trainer(small(task=task), tune)


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_what_a_fit_leaves_behind(bits: int, small: Small, tune: AudioSignal, tmp_path: Path) -> None:
    signal = AudioSignal(tune.values, 8000, "tune", "tune", bits)
    trainer = trained(small(field=LOUD), signal)
    report = write_results(trainer, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "reconstruction.wav",
        "curve.csv",
        "experiment.json",
        "model.safetensors",
        "report.json",
    }
    assert trainer.reconstruction is not None
    values, rate = soundfile.read(tmp_path / "reconstruction.wav", dtype="float32", always_2d=True)
    assert rate == 8000
    np.testing.assert_allclose(values, trainer.reconstruction, atol=2.0 ** -(16 if bits == 16 else 24))
    assert json.loads((tmp_path / "report.json").read_text()) == report
    assert report["signal"]["sample_rate"] == 8000
    assert report["signal"]["shape"] == [2000, 2]
    assert report["clipped"] == 0
    assert report["baselines"]["silence"]["snr"] == 0.0
    assert "psnr" not in json.dumps(report)
    rows = list(csv.DictReader((tmp_path / "curve.csv").read_text().splitlines()))
    assert list(rows[0]) == ["step", "seconds", "loss", "batch_snr"]
    last = np.mean([10 ** (-float(row["batch_snr"]) / 10) for row in rows[-16:]])
    assert trainer.estimate == pytest.approx(-10 * np.log10(last), abs=0.5)
