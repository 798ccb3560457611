"""From the bytes of a compressed picture to the picture, whichever codec wrote them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import lowrank, weights
from sirendesk.core.codec.container import Container, damaged, unpack
from sirendesk.core.codec.grid import format as grid_format


def decode(data: bytes, name: str) -> NDArray[np.float32]:
    """The picture (H, W, 1 or 3) in [0, 1]; `name` is what messages call the file.

    Raises:
        InputRefusedError: when the bytes are no such file, are damaged, or hold too large a picture.
    """
    container = unpack(data, name)
    if container.kind == "lowrank":
        return lowrank.decode(container, name)
    if container.kind == "weights":
        return _drawn(container, name)
    if container.kind == "grid":
        return grid_format.decode(container, name)
    raise damaged(name)


def _drawn(container: Container, name: str) -> NDArray[np.float32]:
    import torch

    from sirendesk.core.field_solver import render_field
    from sirendesk.core.grid import Grid

    model = weights.decode_model(container, name)
    field = model.build()
    before = torch.get_num_threads()
    # sums in one order, whatever the machine has: the same pixels with any number of threads
    torch.set_num_threads(1)
    try:
        job = render_field(field, Grid(model.shape, model.end_points), model.transform, torch.device("cpu"))
        while True:
            try:
                next(job)
            except StopIteration as done:
                values: NDArray[np.float32] = done.value
                break
    finally:
        torch.set_num_threads(before)
    if not np.isfinite(values).all():
        raise damaged(name)
    return np.clip(values, 0.0, 1.0)
