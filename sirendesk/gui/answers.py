"""What comes back from the other threads: a value, or a failure in words."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sirendesk.core.errors import SirenDeskError


@dataclass(frozen=True)
class Failure:
    """A sentence for a person, and the details for who asks."""

    sentence: str
    details: str = ""


@dataclass(frozen=True)
class Answer:
    """What a request brought: a value, or a failure. `key` is the word the request was made under."""

    key: str
    value: Any = None
    failure: Failure | None = None


def attempt(key: str, job: Callable[[], Any]) -> Answer:
    """Do something at the edge of a thread; whatever goes wrong there becomes a sentence, not a silence."""
    try:
        return Answer(key, job())
    except Exception as error:  # noqa: BLE001 - the one edge: an exception that leaves a slot is lost
        return Answer(key, failure=_failure(error))


def _failure(error: Exception) -> Failure:
    details = "".join(traceback.format_exception(error))
    if isinstance(error, SirenDeskError):
        return Failure(str(error), details)
    kind = type(error).__name__
    return Failure(f"Something went wrong inside SirenDesk ({kind}). Your files are untouched.", details)
