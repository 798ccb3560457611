"""The command line called in this process: what it prints and its exit code, without the seconds torch takes to load.

That it works as a process of its own, with signals and pipes, is the business of end_to_end/test_command_line.py.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sirendesk.cli import run


@dataclass(frozen=True)
class Said:
    """What a command printed."""

    stdout: str
    stderr: str


def call(*words: str, cwd: Path, code: int = 0, columns: int = 80) -> Said:
    """Run one command line in a folder and check its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, {"COLUMNS": str(columns)}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        _code_of_exits() as exits,
    ):
        exits.append(run(list(words)))
    assert exits[0] == code, out.getvalue() + err.getvalue()
    return Said(out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _code_of_exits() -> Iterator[list[int]]:
    """--help leaves by SystemExit."""
    exits: list[int] = []
    try:
        yield exits
    except SystemExit as leaving:
        exits.append(leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code)))
