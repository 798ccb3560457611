"""`sirendesk upscale`, `denoise` and `inpaint` of a sound: files to listen to, a report and a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command_runs import call
from sirendesk.core.signals import AudioSignal, SignalSource, load_signal
from sirendesk.core.sounds.writing import write_sound

RATE = 8000
QUICK = ("--steps", "40", "--device", "cpu", "--threads", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    places = np.arange(1600) / RATE
    tones = 0.2 * np.sin(2 * np.pi * 150 * places) + 0.1 * np.sin(2 * np.pi * 430 * places)
    write_sound(tmp_path / "voice.wav", tones[:, None].astype(np.float32), RATE, 16)
    return tmp_path


def heard(path: Path) -> AudioSignal:
    signal = load_signal(SignalSource(str(path)))
    assert isinstance(signal, AudioSignal)
    return signal


def report(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "out" / "report.json").read_text())


def test_upscaling_leaves_the_low_rate_the_rivals_and_the_result(folder: Path) -> None:
    words = ("voice.wav", "--scale", "4", "--protocol", "filtered", "--out", "out")
    said = call("upscale", *words, *QUICK, cwd=folder, columns=100).stdout
    assert "sinc" in said
    assert "this fit" in said
    found = {path.name: path for path in (folder / "out").iterdir()}
    assert set(found) == {
        *("upscaled.wav", "low.wav", "linear.wav", "sinc.wav"),
        *("curve.csv", "experiment.json", "report.json", "model.safetensors"),
    }
    assert (heard(found["low.wav"]).sample_rate, heard(found["low.wav"]).size) == (2000, 400)
    assert (heard(found["upscaled.wav"]).sample_rate, heard(found["upscaled.wav"]).size) == (RATE, 1600)
    told = report(folder)
    assert told["task"] == "upscale_sound"
    assert set(told["baselines"]) == {"linear", "sinc"}
    assert set(told["metrics"]) == {"snr", "lsd"}
    again = call("upscale", "--experiment", "out/experiment.json", "--steps", "2", cwd=folder).stdout
    assert "whole sound" in again


def test_an_own_sound_is_written_at_the_higher_rate(folder: Path) -> None:
    call("upscale", "voice.wav", "--scale", "2", "--out", "out", *QUICK, cwd=folder)
    assert (heard(folder / "out" / "upscaled.wav").sample_rate, report(folder)["truth"]) == (2 * RATE, False)
    assert report(folder)["loses_to"] == []  # who gives back what was given has won nothing


def test_denoising_leaves_what_was_taken_away_too(folder: Path) -> None:
    words = ("voice.wav", "--add", "gaussian:10dB", "--hidden-features", "32", "--hidden-layers", "1", "--out", "out")
    said = call("denoise", *words, *QUICK, cwd=folder, columns=100).stdout
    assert "held out dB" in said
    out = folder / "out"
    noisy, made, rest = (heard(out / f"{name}.wav").values for name in ("noisy", "denoised", "residual"))
    assert np.allclose(noisy - made, rest, atol=2e-4)
    told = report(folder)
    assert set(told["baselines"]) == {"noisy", "median", "wiener", "gating"}
    assert told["baselines"]["noisy"]["snr"] == pytest.approx(10.0, abs=0.01)
    assert told["stop"] is None or told["stop"]["step"] <= 40
    assert (out / "curve.csv").read_text().startswith("step,seconds,held_out_snr,noisy_snr,truth_snr\n")


def test_inpainting_replaces_the_gap_alone(folder: Path) -> None:
    words = ("voice.wav", "--gap", "50ms-52ms,100ms-101ms", "--hidden-features", "32", "--hidden-layers", "1")
    said = call("inpaint", *words, "--out", "out", *QUICK, cwd=folder, columns=100).stdout
    assert "the gap (3 ms" in said
    before, after = heard(folder / "voice.wav").values, heard(folder / "out" / "filled.wav").values
    changed = np.flatnonzero((before != after).any(axis=1))
    assert set(changed) <= {*range(400, 416), *range(800, 808)}
    assert changed.size
    assert not heard(folder / "out" / "silence.wav").values[400:416].any()
    told = report(folder)
    assert told["gaps"] == [[0.05, 0.052], [0.1, 0.101]]
    assert set(told["metrics"]) == {"snr", "lsd", "whole_snr", "whole_lsd"}


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("inpaint", "voice.wav", "--gap", "9s-10s"), 2, "No gap of"),
        (("denoise", "voice.wav", "--add", "salt:0.1"), 2, "no noise of sounds"),
        (("upscale", "voice.wav", "--end", "0.1", "--scale", "64", "--protocol", "filtered"), 2, "too little"),
        (("upscale", "gone.wav"), 3, "gone.wav"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    folder: Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    said = call(*words, cwd=folder, code=code).stderr
    assert sentence in said
    assert "Traceback" not in said


def test_help_is_about_sounds_once_one_is_named(folder: Path) -> None:
    said = call("inpaint", "voice.wav", "--help", cwd=folder, columns=200).stdout
    assert "--gap" in said
    assert "--mask" not in said
