"""Which device, how many threads and which arithmetic a run uses: asked by name, or found out by timing."""

from __future__ import annotations

import functools
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sirendesk.core.errors import OutOfMemoryError, UsageError

if TYPE_CHECKING:
    import torch

PRECISIONS = ("auto", "fp32", "medium", "bf16")
DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(name: str) -> torch.device:
    """The device called `name`; "auto" takes CUDA, then MPS, then the processor.

    Raises:
        UsageError: when a device asked for by name is not there.
    """
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, usable in there.items() if usable))
    if not there.get(name, False):
        raise UsageError(f"There is no {name} device here; choose cpu or auto.")
    return torch.device(name)


def choose_threads(wanted: int | None) -> int:
    """Threads for the arithmetic: as asked, else one for each processor this process may use."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or available


def apply_threads(count: int) -> None:
    """Set torch's thread count for the calling thread (torch counts it thread by thread)."""
    import torch

    torch.set_num_threads(count)


def choose_precision(wanted: str, device: torch.device) -> str:
    """ "fp32", "medium" (fp32 products through bf16 units) or "bf16" (hidden products in bf16 altogether).

    "auto" times a product of the first two and takes "medium" where it is clearly faster; bf16 only when asked for,
    because its rounding limits what a fit can reach.
    """
    return _faster_precision(device.type) if wanted == "auto" else wanted


def apply_precision(precision: str) -> None:
    """Make torch use that arithmetic for the products of fp32 matrices."""
    import torch

    torch.set_float32_matmul_precision("medium" if precision == "medium" else "highest")


@contextmanager
def memory_errors(doing: str) -> Iterator[None]:
    """Turn every library's way of running out of memory into our one.

    Raised after the `except` block has ended, because the exception itself keeps the tensors alive.
    """
    ran_out = False
    try:
        yield
    except MemoryError:
        ran_out = True
    except RuntimeError as error:
        if not _is_out_of_memory(error):
            raise
        ran_out = True
    if ran_out:
        raise OutOfMemoryError(
            f"There was not enough memory while {doing}. Nothing was lost; use a smaller batch, width or picture."
        )


def _is_out_of_memory(error: RuntimeError) -> bool:
    text = str(error).lower()
    return "out of memory" in text or "can't allocate memory" in text or "not enough memory" in text


@functools.cache
def _faster_precision(kind: str) -> str:
    """Time one product of each sort. bf16 without hardware for it is many times slower, so measuring beats guessing."""
    import torch

    if kind != "cpu":
        return "medium" if kind == "cuda" else "fp32"
    left, right = torch.randn(512, 256), torch.randn(256, 256)
    before, threads = torch.get_float32_matmul_precision(), torch.get_num_threads()
    seconds = {"fp32": math.inf, "medium": math.inf}
    # another program must not decide this, or the same experiment would give other bits: products so short that some go
    # through uninterrupted, by one thread that waits for no other, in turn, and the best of many
    apply_threads(1)
    for _ in range(24):
        for precision in seconds:
            apply_precision(precision)
            seconds[precision] = min(seconds[precision], _seconds_of_product(left, right))
    apply_threads(threads)
    torch.set_float32_matmul_precision(before)
    return "medium" if seconds["medium"] < 0.6 * seconds["fp32"] else "fp32"


def _seconds_of_product(left: torch.Tensor, right: torch.Tensor) -> float:
    start = time.perf_counter()
    left.mm(right)
    return time.perf_counter() - start
