"""`fit` and `render` on a sound: the same words, files that can be heard, and its own scores."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from command_runs import call
from sirendesk.core.command_line import arguments
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.signals import as_sound, load_signal
from sirendesk.core.signals.image import encode_png
from sirendesk.core.sounds.guiding import guiding
from sirendesk.core.sounds.writing import encode_sound

SMALL = ["--hidden-features", "32", "--hidden-layers", "1", "--first-omega-0", "500", "--threads", "1", "--steps", "20"]
PART = ["--start", "0.5", "--end", "0.75", "--sample-rate", "8000"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sound")
    said = call("fit", "sample:guitar", "--no-guided", *PART, *SMALL, "--out", "out", cwd=made, columns=120)
    assert "SNR (dB)" in said.stdout
    assert "log-spectral" in said.stdout
    assert "PSNR" not in said.stdout + said.stderr
    assert "Resampled from 44,100 Hz to 8,000 Hz." in said.stdout
    return made


def test_fit_leaves_what_can_be_heard(folder: Path) -> None:
    report = json.loads((folder / "out" / "report.json").read_text())
    assert report["signal"]["shape"] == [2000, 1]
    assert report["signal"]["sample_rate"] == 8000
    assert set(report["metrics"]) == {"snr", "lsd"}
    info = soundfile.info(folder / "out" / "reconstruction.wav")
    assert (info.samplerate, info.frames, info.channels, info.subtype) == (8000, 2000, 1, "PCM_16")


def test_the_saved_experiment_and_its_words_repeat_it(folder: Path) -> None:
    experiment = read_experiment(folder / "out" / "experiment.json")
    words = arguments(experiment)
    for name, again in (("saved", ["sample:guitar", "--experiment", "out/experiment.json"]), ("words", words)):
        call("fit", *again, "--out", name, cwd=folder)
        assert read_experiment(folder / name / "experiment.json") == experiment
        assert (folder / name / "model.safetensors").read_bytes() == (folder / "out" / "model.safetensors").read_bytes()


def test_what_is_not_said_is_suited_to_the_sound(tmp_path: Path) -> None:
    words = ["--end", "0.1", "--steps", "2", "--threads", "1", "--hidden-layers", "1"]
    call("fit", "sample:speech", *words, "--out", "out", cwd=tmp_path)
    found = read_experiment(tmp_path / "out" / "experiment.json")
    sound = as_sound(load_signal(found.signal))
    suited = guiding(Experiment(signal=found.signal), sound)
    assert found.field == dataclasses.replace(suited.field, hidden_layers=1)
    assert found.field != dataclasses.replace(Experiment().field, hidden_layers=1)
    assert found.optimizer == suited.optimizer


def test_render_at_any_rate(folder: Path) -> None:
    said = call("render", "out/model.safetensors", "--rate", "48000", "--out", "high.flac", "--bits", "24", cwd=folder)
    assert "0.250 s at 48,000 Hz" in said.stdout
    assert soundfile.info(folder / "high.flac").frames == 12_000
    call("render", "out/model.safetensors", "--out", "same.wav", cwd=folder)
    own, other = (soundfile.read(folder / name)[0] for name in ("same.wav", "out/reconstruction.wav"))
    np.testing.assert_array_equal(own, other)
    for words, sentence in (
        (["--size", "9x9"], "model of a sound"),
        (["--out", "a.png"], "model of a sound"),
        (["--bits", "8"], "16 or 24"),
        (["--rate", "3"], "cannot be written"),
    ):
        assert sentence in call("render", "out/model.safetensors", *words, cwd=folder, code=2).stderr


def test_files_that_are_not_what_they_are_called(tmp_path: Path) -> None:
    tone = (0.5 * np.sin(np.arange(400) / 3)).astype(np.float32)[:, None]
    (tmp_path / "sound.png").write_bytes(encode_sound(tone, 8000, 16)[0])
    assert "SNR" in call("fit", "sound.png", "--no-guided", *SMALL, cwd=tmp_path).stdout
    (tmp_path / "picture.wav").write_bytes(encode_png(np.full((9, 9), 0.5)))
    said = call("fit", "picture.wav", "--start", "1", *SMALL, cwd=tmp_path, code=2)
    assert "'picture.wav' is a picture" in said.stderr
    (tmp_path / "nothing.wav").write_bytes(b"RIFF....WAVE")
    said = call("fit", "nothing.wav", cwd=tmp_path, code=3)
    assert "'nothing.wav' is not a sound" in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1


def test_samples_lists_the_sounds(tmp_path: Path) -> None:
    listed = call("samples", cwd=tmp_path).stdout
    assert all(f"sample:{name}" in listed for name in ("guitar", "speech", "chirp", "camera"))
