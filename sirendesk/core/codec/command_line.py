"""The words one types to make the same file again."""

from __future__ import annotations

import shlex

from sirendesk.core.catalogue import name_of
from sirendesk.core.codec.codecs import CODECS, CodecOptions
from sirendesk.core.codec.encoding import Goal
from sirendesk.core.options import option_specs
from sirendesk.core.signals import SignalSource


def compress_command(source: SignalSource, codec: CodecOptions, goal: Goal, seed: int, out: str) -> str:
    """The whole line, quoted for a POSIX shell; what has its default is left out."""
    words = ["sirendesk", "compress", source.location]
    words += _words(source, SignalSource(source.location), leave_out=("location",))
    words += ["--codec", name_of(CODECS, codec), *_words(codec, type(codec)())]
    for name, value in (("bytes", goal.bytes), ("psnr", goal.psnr), ("lambda", goal.lambda_)):
        if value is not None:
            words += [f"--{name}", str(value)]
    if seed:
        words += ["--seed", str(seed)]
    return shlex.join([*words, "--out", out])


def _words(options: object, defaults: object, leave_out: tuple[str, ...] = ()) -> list[str]:
    words = []
    for name in option_specs(options):
        value = getattr(options, name)
        if name in leave_out or value == getattr(defaults, name):
            continue
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            words += [f"--{flag}", "None" if value is None else str(value)]
    return words
