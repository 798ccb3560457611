"""What the doctor says: a sentence, and what one click would do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Repair:
    """What one click does: run the experiment that `parts` describe, or, when None, go back to the best state."""

    label: str
    parts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Finding:
    """One sentence for a person and, where there is one, the repair. `kind` tells findings apart."""

    kind: str
    sentence: str
    repair: Repair | None = None
