"""The default problem and a quadratic, for every test of descent."""

from __future__ import annotations

import numpy as np
import pytest

from core.descent.quadratics import Quadratic
from sirendesk.core.descent.regression import Regression, RegressionOptions


@pytest.fixture
def regression() -> Regression:
    """The default problem."""
    return RegressionOptions().build()


@pytest.fixture
def quadratic() -> Quadratic:
    """Eigenvalues 1 and 4, turned, away from the origin."""
    c, s = np.cos(0.6), np.sin(0.6)
    turn = np.array([[c, -s], [s, c]])
    return Quadratic(turn @ np.diag([1.0, 4.0]) @ turn.T, (1.0, -0.5))
