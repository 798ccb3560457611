"""The plane through a run's weights, on a quadratic loss in many dimensions where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.descent.network_plane import LossPlane, evaluate_plane, filled, fit_plane
from sirendesk.core.errors import UsageError

SIZE = 300
RNG = np.random.default_rng(0)
BASIS = np.linalg.qr(RNG.normal(size=(SIZE, 2)))[0].T.astype(np.float32)
CENTRE = RNG.normal(size=SIZE).astype(np.float32)


def run(count: int, turn: float = 0.0) -> np.ndarray:
    """A spiral in the plane of BASIS about CENTRE, (count, SIZE)."""
    t = np.linspace(0, 3, count)
    spiral = np.stack([(3 - t) * np.cos(2 * t + turn), 0.6 * (3 - t) * np.sin(2 * t + turn)], axis=1)
    return (CENTRE + spiral @ BASIS).astype(np.float32)


def loss_of(weights: np.ndarray) -> float:
    """The squared distance to CENTRE, weighted 1 and 4 in the plane and 9 elsewhere."""
    off = weights - CENTRE
    a, b = BASIS @ off
    outside = off - a * BASIS[0] - b * BASIS[1]
    return float(a * a + 4 * b * b + 9 * (outside @ outside))


def whole(plane: object, side: int = 9, **rest: object) -> LossPlane:
    *_, last = evaluate_plane(plane, loss_of, [np.zeros(len(p)) for p in plane.paths], side, **rest)  # type: ignore[attr-defined, arg-type]
    assert last.done == last.total == side * side
    return last.plane


def test_a_flat_path_is_found_with_its_plane() -> None:
    weights = run(40)
    plane = fit_plane([weights])
    assert plane.explained.sum() == pytest.approx(1.0, abs=1e-5)
    assert plane.explained[0] >= plane.explained[1]
    assert np.allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-5)
    for point, snapshot in zip(plane.paths[0], weights, strict=True):
        assert np.allclose(plane.weights_at(*point), snapshot, atol=1e-4)


def test_the_losses_on_the_plane_are_those_of_the_quadratic() -> None:
    plane = fit_plane([run(40)])
    seen = whole(plane)
    for row, y in enumerate(seen.ys):
        for column, x in enumerate(seen.xs):
            assert seen.values[row, column] == pytest.approx(loss_of(plane.weights_at(x, y)), rel=1e-6)
    # a quadratic: its second differences are the same everywhere
    bends = np.diff(seen.values, 2, axis=1)
    assert np.allclose(bends, bends[0, 0], rtol=1e-3)


def test_the_directions_are_those_of_the_whole_covariance() -> None:
    weights = (run(30) + RNG.normal(size=(30, SIZE)) * 0.02).astype(np.float32)
    plane = fit_plane([weights])
    centred = weights - weights.mean(axis=0)
    _, singular, right = np.linalg.svd(centred, full_matrices=False)
    assert np.abs(np.sum(right[:2] * plane.directions, axis=1)) == pytest.approx([1.0, 1.0], abs=1e-4)
    assert plane.explained == pytest.approx(singular[:2] ** 2 / (singular**2).sum(), rel=1e-3)
    assert np.allclose(plane.paths[0], centred @ plane.directions.T, atol=1e-4)


def test_several_runs_share_a_plane() -> None:
    runs = [run(20), run(31, 1.0), run(9, 2.0)]
    plane = fit_plane(runs)
    assert [len(path) for path in plane.paths] == [20, 31, 9]
    left, right, bottom, top = plane.bounds()
    points = np.concatenate(plane.paths)
    assert np.all(points > (left, bottom))
    assert np.all(points < (right, top))
    assert np.allclose(plane.weights_at(*plane.paths[1][4]), runs[1][4], atol=1e-4)


def test_a_straight_path_still_has_a_plane() -> None:
    line = CENTRE + np.linspace(0, 2, 10)[:, None].astype(np.float32) * BASIS[0]
    plane = fit_plane([line.astype(np.float32)])
    assert plane.explained[0] == pytest.approx(1.0, abs=1e-4)
    assert np.allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-5)
    left, right, bottom, top = plane.bounds()
    assert top - bottom > 0.2 * (right - left)


def test_the_picture_is_coarse_first_and_each_report_stays_as_it_was() -> None:
    plane = fit_plane([run(12)])
    reports = []
    for progress in evaluate_plane(plane, loss_of, [np.zeros(12)], side=9):
        reports.append(progress)
        if progress.done == 16:
            break
    first = reports[3].plane.values
    assert np.isfinite(first).sum() == 4
    rows, columns = np.nonzero(np.isfinite(first))
    assert set(rows) == {0, 8} or set(rows) == {0}, "the first heights are far apart"
    assert np.ptp(columns) >= 8
    assert np.isfinite(reports[-1].plane.values).sum() == 16
    assert np.isfinite(filled(first)).all()
    assert np.array_equal(filled(first)[np.isfinite(first)], first[np.isfinite(first)])


def test_losses_that_are_not_finite_are_holes() -> None:
    plane = fit_plane([run(12)])
    *_, last = evaluate_plane(plane, lambda weights: float("inf"), [np.zeros(12)], side=3)
    assert np.isnan(last.plane.values).all()


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ([np.zeros((2, 5), np.float32)], "three snapshots"),
        ([np.zeros((4, 5), np.float32)], "did not move"),
        ([np.ones((4, 5), np.float32), np.ones((4, 6), np.float32)], "different sizes"),
        ([np.full((4, 5), np.nan, np.float32)], "not finite"),
    ],
)
def test_what_has_no_plane_is_said_so(runs: list[np.ndarray], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        fit_plane(runs)
