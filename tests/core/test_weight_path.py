"""The path of the weights: exact on paths whose plane is known."""

from __future__ import annotations

import numpy as np

from sirendesk.core.weight_path import PathRecorder


def test_a_path_in_a_plane_is_explained_wholly_and_keeps_its_distances() -> None:
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.normal(size=(500, 2)))
    flat = np.cumsum(rng.normal(size=(20, 2)), axis=0)
    recorder = PathRecorder(500)
    for k, point in enumerate(flat):
        recorder.offer((basis @ point + 7).astype(np.float32), 1.0 / (k + 1))
    path = recorder.path()
    assert path is not None
    assert path.explained > 0.999999
    wanted = np.linalg.norm(flat[:, None] - flat[None], axis=2)
    assert np.allclose(np.linalg.norm(path.points[:, None] - path.points[None], axis=2), wanted, atol=1e-3)
    assert np.allclose(path.losses, 1.0 / np.arange(1, 21))


def test_a_full_record_is_thinned_to_every_second_vector() -> None:
    recorder = PathRecorder(3, capacity=8)
    kept = [recorder.offer(np.full(3, k, np.float32), float(k)) for k in range(40)]
    path = recorder.path()
    assert path is not None
    assert len(recorder) <= 8
    steps = np.diff(path.losses)
    assert (steps == steps[0]).all()
    assert sum(kept) < 20


def test_too_little_or_no_movement_is_no_path() -> None:
    recorder = PathRecorder(4)
    for _ in range(2):
        recorder.offer(np.arange(4, dtype=np.float32), 1.0)
    assert recorder.path() is None
    recorder.offer(np.arange(4, dtype=np.float32), 1.0)
    assert recorder.path() is None


def test_memory_is_bounded_for_large_networks() -> None:
    recorder = PathRecorder(2_000_000, most_bytes=64 * 2**20)
    assert recorder._vectors.nbytes <= 64 * 2**20
