"""Models come back as they were, and damaged or hostile files are refused with a sentence."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import render_field
from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.base import AutogradField, FieldOptions
from sirendesk.core.grid import Grid
from sirendesk.core.model_file import StoredModel, load_model, save_model
from sirendesk.core.options import option
from sirendesk.core.report import stored_model
from sirendesk.core.signals import SampledSignal
from sirendesk.core.target_transform import TARGETS, TargetTransform
from sirendesk.core.training import Trainer


@dataclass(frozen=True)
class WaveOptions(FieldOptions):
    """A field with constants of two types: values = cos(coords Bᵀ + shift) W."""

    title: ClassVar[str] = "Waves"
    summary: ClassVar[str] = "For tests."

    waves: int = option(6, label="Waves", help="How many.", minimum=1, maximum=64)

    def build(self, in_features: int, out_features: int, generator: Any, device: Any) -> Waves:
        return Waves(self, in_features, out_features, generator, device)


class Waves(AutogradField):
    def __init__(self, options: WaveOptions, in_features: int, out_features: int, generator: Any, device: Any) -> None:
        import torch

        super().__init__(options, [(options.waves, out_features)], device)
        self.constants["frequencies"] = torch.randn(options.waves, in_features, generator=generator)
        self.constants["turns"] = torch.randint(0, 4, (options.waves,), generator=generator)

    def forward(self, coords: Any, parts: list[Any], tap: Any) -> Any:
        phases = coords @ (5 * self.constants["frequencies"].T) + self.constants["turns"] * (np.pi / 2)
        return phases.cos() @ parts[0]


def trained(experiment: Experiment, wave: SampledSignal) -> Trainer:
    trainer = Trainer(experiment, wave)
    while trainer.advance(1.0):
        pass
    return trainer


def drawn(model: StoredModel) -> NDArray[np.float32]:
    import torch

    job = render_field(model.build(), Grid(model.shape, model.end_points), model.transform, torch.device("cpu"))
    try:
        while True:
            next(job)
    except StopIteration as done:
        return done.value


@pytest.fixture
def with_constants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, StoredModel]:
    import torch

    monkeypatch.setitem(cast(dict[str, Any], FIELDS), "waves", WaveOptions)
    generator = torch.Generator().manual_seed(0)
    field = WaveOptions().build(2, 1, generator, torch.device("cpu"))
    model = StoredModel(
        WaveOptions(),
        (7, 9),
        1,
        TargetTransform.between(0.0, 1.0),
        False,
        torch.randn(6, generator=generator).numpy(),
        {name: constant.numpy() for name, constant in field.constants.items()},
    )
    path = tmp_path / "waves.safetensors"
    save_model(path, model)
    return path, model


@pytest.fixture
def saved(tmp_path: Path, small: Callable[..., Experiment], wave: SampledSignal) -> tuple[Path, Trainer]:
    trainer = trained(small(), wave)
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
    path, trainer = saved
    assert np.array_equal(drawn(load_model(path)), trainer.reconstruction)


@pytest.mark.parametrize("targets", TARGETS)
def test_so_does_one_of_any_targets(
    tmp_path: Path, small: Callable[..., Experiment], wave: SampledSignal, targets: str
) -> None:
    experiment = small()
    training = dataclasses.replace(experiment.training, targets=targets, end_points=True)
    trainer = trained(dataclasses.replace(experiment, training=training), wave)
    path = tmp_path / "model.safetensors"
    save_model(path, stored_model(trainer))
    model = load_model(path)
    assert model.transform == trainer.solver.transform
    assert model.transform.kind == targets
    assert np.array_equal(drawn(model), trainer.reconstruction)


def test_constants_come_back_whatever_their_type(with_constants: tuple[Path, StoredModel]) -> None:
    path, kept = with_constants
    model = load_model(path)
    assert {name: array.dtype for name, array in model.constants.items()} == {
        "frequencies": np.dtype("f4"),
        "turns": np.dtype("i8"),
    }
    for name, array in kept.constants.items():
        assert np.array_equal(model.constants[name], array)
    assert np.array_equal(drawn(model), drawn(kept))
    other = {**kept.constants, "turns": np.roll(kept.constants["turns"], 1)}
    assert not np.array_equal(drawn(dataclasses.replace(kept, constants=other)), drawn(kept))


def without(name: str) -> Callable[[dict], dict]:
    return lambda constants: {key: array for key, array in constants.items() if key != name}


@pytest.mark.parametrize(
    "change",
    [
        without("turns"),
        lambda c: {**c, "more": c["turns"]},
        lambda c: {"frequences": c["frequencies"], "turns": c["turns"]},
        lambda c: {**c, "frequencies": c["frequencies"].T},
        lambda c: {**c, "turns": c["turns"].astype("f4")},
        lambda c: {**c, "turns": c["turns"][:3]},
    ],
)
def test_constants_that_are_not_the_fields_are_refused(
    with_constants: tuple[Path, StoredModel], tmp_path: Path, change: Callable[[dict], dict]
) -> None:
    path, _ = with_constants
    model = load_model(path)
    save_model(path, dataclasses.replace(model, constants=change(dict(model.constants))))
    with pytest.raises(InputRefusedError, match="constants"):
        load_model(path).build()


def test_constants_that_are_not_finite_are_refused(with_constants: tuple[Path, StoredModel]) -> None:
    path, _ = with_constants
    model = load_model(path)
    broken = model.constants["frequencies"].copy()
    broken[0, 0] = np.inf
    save_model(path, dataclasses.replace(model, constants={**model.constants, "frequencies": broken}))
    with pytest.raises(InputRefusedError, match="finite"):
        load_model(path)


def test_a_model_of_format_1_draws_the_same(saved: tuple[Path, Trainer]) -> None:
    path, trainer = saved

    def age(description: dict) -> None:
        transform = description.pop("transform")
        low, high = transform["shift"] - transform["unit"], transform["shift"] + transform["unit"]
        description.update(format=1, low=low, high=high)

    rewritten(path, age)
    assert np.allclose(drawn(load_model(path)), trainer.reconstruction, atol=1e-6)


EMPTY = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}


def headed(path: Path, change: Callable[[dict], None]) -> None:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.pop("weights"),
        lambda h: h.update(weights=h["constants.turns"]),
        lambda h: h.update(extra=h["constants.turns"]),
        lambda h: h["constants.turns"].update(data_offsets=h["constants.frequencies"]["data_offsets"]),
        lambda h: h["constants.turns"].update(dtype="F32"),
        lambda h: h["constants.turns"].update(dtype="BOOL"),
        lambda h: h["constants.turns"].update(dtype=[]),
        lambda h: h["constants.turns"].update(shape=[3, -2, -1]),
        lambda h: h["constants.turns"].update(shape=[True, 6]),
        lambda h: h["constants.turns"].update(shape=[6.0]),
        lambda h: h["constants.turns"].update(shape=[2**62, 2**62]),
        lambda h: h["constants.turns"].update(shape="6"),
        lambda h: h["constants.turns"].update(shape=[6] + [1] * 40),
        lambda h: h["constants.turns"].update(data_offsets=[0]),
        lambda h: h["constants.turns"].update(more=1),
        lambda h: h.update({"constants.turns": 3}),
        lambda h: h.update({"constants.turns": None}),
        lambda h: h.update({f"constants.{k}": dict(EMPTY) for k in range(99)}),
        lambda h: h.update({"turns": h.pop("constants.turns")}),
        lambda h: h.pop("__metadata__"),
        lambda h: h.update(__metadata__=3),
        lambda h: h.update(__metadata__={"sirendesk": 3}),
    ],
)
def test_a_header_that_does_not_fit_is_refused(
    with_constants: tuple[Path, StoredModel], change: Callable[[dict], None]
) -> None:
    path, _ = with_constants
    headed(path, change)
    with pytest.raises(InputRefusedError, match="not a SirenDesk model"):
        load_model(path)


def test_more_data_than_arrays_is_refused(with_constants: tuple[Path, StoredModel]) -> None:
    path, _ = with_constants
    path.write_bytes(path.read_bytes() + bytes(4))
    with pytest.raises(InputRefusedError, match="not a SirenDesk model"):
        load_model(path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_are_refused_or_mean_the_same_kind_of_model(
    with_constants: tuple[Path, StoredModel], tmp_path: Path, data: st.DataObject
) -> None:
    """Nothing but InputRefusedError comes of a file with bytes changed, in its header above all."""
    path, _ = with_constants
    content = bytearray(path.read_bytes())
    header = 8 + int.from_bytes(content[:8], "little")
    for _ in range(data.draw(st.integers(1, 4))):
        end = data.draw(st.sampled_from([8, header, header, header, len(content)]))
        content[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(content)
    with contextlib.suppress(InputRefusedError):
        load_model(damaged).build()


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
        (lambda d: d["transform"].update(unit=0.0), "no model"),
        (lambda d: d["transform"].update(kind="mystery"), "no model"),
        (lambda d: d["transform"].update(power=1e9), "no model"),
        (lambda d: d["transform"].update(shift=None), "no model"),
        (lambda d: d.update(transform=[]), "no model"),
        (lambda d: d.pop("transform"), "no model"),
        (lambda d: d.update(format=1, low=0.5, high=0.5), "no model"),
        (lambda d: d.update(format=1), "no model"),
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
