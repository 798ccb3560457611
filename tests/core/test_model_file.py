"""Models come back as they were, and damaged or hostile files are refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import render_field
from sirendesk.core.grid import Grid
from sirendesk.core.model_file import load_model, save_model
from sirendesk.core.report import stored_model
from sirendesk.core.signals import SampledSignal
from sirendesk.core.training import Trainer


@pytest.fixture
def saved(tmp_path: Path, small: Callable[..., Experiment], wave: SampledSignal) -> tuple[Path, Trainer]:
    trainer = Trainer(small(), wave)
    while trainer.advance(1.0):
        pass
    path = tmp_path / "model.safetensors"
    save_model(path, stored_model(trainer))
    return path, trainer


def rewritten(path: Path, change: Callable[[dict], None]) -> None:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    description = json.loads(header["__metadata__"]["sirendesk"])
    change(description)
    header["__metadata__"]["sirendesk"] = json.dumps(description)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])


def test_a_saved_model_draws_the_same_picture_to_the_bit(saved: tuple[Path, Trainer]) -> None:
    import torch

    path, trainer = saved
    model = load_model(path)
    job = render_field(model.build(), Grid(model.shape), model.scale, torch.device("cpu"))
    try:
        while True:
            next(job)
    except StopIteration as done:
        values = done.value
    assert np.array_equal(values, trainer.reconstruction)


def test_any_reader_of_safetensors_opens_it(saved: tuple[Path, Trainer]) -> None:
    from safetensors.numpy import load

    path, trainer = saved
    assert np.array_equal(load(path.read_bytes())["weights"], trainer.solver.weights())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(format=99), "format 99"),
        (lambda d: d.update(shape=[2**40, 2]), "impossible"),
        (lambda d: d.update(shape=[]), "impossible"),
        (lambda d: d.update(channels=0), "impossible"),
        (lambda d: d.update(channels=5), "impossible"),
        (lambda d: d.update(shape=[32]), "impossible"),
        (lambda d: d.update(high=d["low"]), "impossible"),
        (lambda d: d["field"].update(hidden_features=33), "weights"),
        (lambda d: d["field"].update(name="mystery"), "no model"),
        (lambda d: d.pop("field"), "no model"),
    ],
)
def test_a_wrong_description_is_refused(saved: tuple[Path, Trainer], change: Callable[[dict], None], said: str) -> None:
    path, _ = saved
    rewritten(path, change)
    with pytest.raises(InputRefusedError, match=said):
        load_model(path).build()


def test_weights_that_are_not_finite_are_refused(saved: tuple[Path, Trainer]) -> None:
    path, _ = saved
    data = bytearray(path.read_bytes())
    data[-4:] = np.float32(np.nan).tobytes()
    path.write_bytes(data)
    with pytest.raises(InputRefusedError, match="finite"):
        load_model(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 0.999))
def test_a_truncated_file_is_refused(saved: tuple[Path, Trainer], tmp_path: Path, cut: float) -> None:
    path, _ = saved
    data = path.read_bytes()
    short = tmp_path / "short.safetensors"
    short.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(InputRefusedError):
        load_model(short)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + b"x" * 100, b"\xff" * 64, b"\x02\0\0\0\0\0\0\0{}" + b"\0" * 40])
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(data)
    with pytest.raises(InputRefusedError, match="not a SirenDesk model"):
        load_model(path)
