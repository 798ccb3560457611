"""Work in short pieces, for who may be called off between them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

Made = TypeVar("Made")


def to_end(work: Generator[Any, None, Made]) -> Made:
    """What a generator returns, without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value
