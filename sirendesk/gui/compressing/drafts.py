"""What a person has set on the Compress tab, and how it is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.codec.codecs import CODECS
from sirendesk.core.errors import SirenDeskError
from sirendesk.core.options import from_json, to_json
from sirendesk.core.signals import SignalSource
from sirendesk.gui.compressing.patch_ladder import PatchOptions
from sirendesk.gui.compressing.target import TargetOptions


@dataclass(frozen=True)
class CompressDraft:
    """Codec, target, patch and seed; the picture is the workbench's own."""

    codec: Any
    target: TargetOptions = field(default_factory=TargetOptions)
    patch: PatchOptions = field(default_factory=PatchOptions)
    seed: int = 0

    @classmethod
    def usual(cls) -> CompressDraft:
        """What the tab begins with: the first codec of the catalogue."""
        return cls(next(iter(CODECS.values()))())

    def to_json(self, source: SignalSource) -> dict[str, Any]:
        """With the picture it is about, as a plain dictionary."""
        return {
            "signal": to_json(source),
            "codec": choice_to_json(CODECS, self.codec),
            "target": to_json(self.target),
            "patch": to_json(self.patch),
            "seed": self.seed,
        }


def remembered_draft(data: Mapping[str, Any], source: SignalSource) -> tuple[CompressDraft, SignalSource]:
    """The draft and the picture of the last session; what cannot be read any more falls back to the usual."""
    try:
        seed = data.get("seed", 0)
        draft = CompressDraft(
            choice_from_json(CODECS, data["codec"], "codec"),
            from_json(TargetOptions, data["target"]),
            from_json(PatchOptions, data["patch"]),
            seed if isinstance(seed, int) and not isinstance(seed, bool) else 0,
        )
        return draft, from_json(SignalSource, data["signal"])
    except (SirenDeskError, KeyError, TypeError):
        return CompressDraft.usual(), source
