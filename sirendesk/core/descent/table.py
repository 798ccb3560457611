"""Every step of a descent as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sirendesk.core.descent.walk import Walk

COLUMNS = ("method", "update", "epoch", "batch", "x", "y", "loss", "gradient_x", "gradient_y")
COLUMNS += ("velocity_x", "velocity_y", "update_x", "update_y")


def csv_text(walks: Sequence[Walk]) -> str:
    """CSV with a row for every position of every walk; the row of the start has no gradient, velocity and update.

    x and y are the two parameters (intercept and slope of a regression). Numbers are written so that they read back to
    the bit; where a function is undefined the cell says nan.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for walk in walks:
        name = walk.recipe.name
        positions, losses = walk.positions.tolist(), walk.losses.tolist()
        writer.writerow([name, 0, 0, "", *positions[0], losses[0], "", "", "", "", "", ""])
        columns = (walk.epochs, walk.batches, walk.gradients, walk.velocities, walk.updates)
        rows = zip(positions[1:], losses[1:], *(column.tolist() for column in columns), strict=True)
        for k, (place, loss, epoch, batch, gradient, velocity, update) in enumerate(rows, 1):
            writer.writerow([name, k, epoch, batch, *place, loss, *gradient, *velocity, *update])
    return out.getvalue()
