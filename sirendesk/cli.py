"""The command line: which word starts what. Knows neither Qt nor torch; each command is loaded when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sirendesk import __version__
from sirendesk.core.errors import SirenDeskError, UsageError

Command = Callable[[list[str]], int]


def _fit(arguments: list[str]) -> int:
    from sirendesk.commands.fit import fit

    return fit(arguments)


def _render(arguments: list[str]) -> int:
    from sirendesk.commands.render import render

    return render(arguments)


def _play(arguments: list[str]) -> int:
    from sirendesk.commands.play import play

    return play(arguments)


def _samples(arguments: list[str]) -> int:
    from sirendesk.commands.listings import samples

    return samples(arguments)


def _presets(arguments: list[str]) -> int:
    from sirendesk.commands.listings import presets

    return presets(arguments)


def _descend(arguments: list[str]) -> int:
    from sirendesk.commands.descend import descend

    return descend(arguments)


def _gradcheck(arguments: list[str]) -> int:
    from sirendesk.commands.gradcheck import gradcheck

    return gradcheck(arguments)


def _inpaint(arguments: list[str]) -> int:
    from sirendesk.commands.inpaint import inpaint

    return inpaint(arguments)


def _upscale(arguments: list[str]) -> int:
    from sirendesk.commands.upscale import upscale

    return upscale(arguments)


def _compress(arguments: list[str]) -> int:
    from sirendesk.commands.compress import compress

    return compress(arguments)


def _decompress(arguments: list[str]) -> int:
    from sirendesk.commands.compress import decompress

    return decompress(arguments)


def _info(arguments: list[str]) -> int:
    from sirendesk.commands.compress import info

    return info(arguments)


def _denoise(arguments: list[str]) -> int:
    from sirendesk.commands.denoise import denoise

    return denoise(arguments)


def _bench(arguments: list[str]) -> int:
    from sirendesk.commands.bench import bench

    return bench(arguments)


def _demo(arguments: list[str]) -> int:
    from sirendesk.commands.demo import demo

    return demo(arguments)


def _window(arguments: list[str]) -> int:
    from sirendesk.commands.window import window

    return window(arguments)


COMMANDS: Mapping[str, tuple[Command, str]] = {
    "window": (_window, "open the window, if a file or sample is named with it (this is the default)"),
    "fit": (_fit, "learn a picture or a sound and write the reconstruction, curve, model and report"),
    "inpaint": (_inpaint, "fill a hole in a picture, or a gap in a sound, by several methods, scored there"),
    "upscale": (_upscale, "learn a small picture or a sound of a low rate, and give more of it, beside interpolations"),
    "compress": (_compress, "store a picture or a sound as a small file, beside known codecs at equal bytes"),
    "decompress": (_decompress, "give a compressed picture back as PNG, a sound as WAV or FLAC"),
    "info": (_info, "say what a compressed file holds"),
    "denoise": (_denoise, "learn a noisy picture or sound and stop before its noise, beside the classics"),
    "render": (_render, "draw a saved model at any size, or at any sample rate"),
    "play": (_play, "hear a sound, or the original and what a fit has made of it"),
    "samples": (_samples, "list the pictures and sounds that come with the program"),
    "presets": (_presets, "list the ready-made settings"),
    "descend": (_descend, "walk down a landscape with several optimisers, and film it"),
    "demo": (_demo, "fit the bundled photo for ten seconds and leave everything in a folder"),
    "gradcheck": (_gradcheck, "check the from-scratch network's gradients against finite differences"),
    "bench": (_bench, "run a benchmark of this machine (from a checkout)"),
}


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code and prints refusals as one sentence on stderr."""
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # whoever read our lines has enough of them; nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("sirendesk: stopped; what had been written is whole.", file=sys.stderr)
        return 130
    except SirenDeskError as error:
        if debug:
            raise
        print(f"sirendesk: {error}", file=sys.stderr)
        return error.exit_code


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        return _window([])
    first, rest = arguments[0], arguments[1:]
    if first in ("-h", "--help", "help"):
        print(_help())
        return 0
    if first in ("-V", "--version"):
        print(f"sirendesk {__version__}")
        return 0
    if first in COMMANDS:
        return COMMANDS[first][0](rest)
    if first.startswith("-"):
        raise UsageError(f"There is no option {first!r}; `sirendesk --help` lists the commands.")
    if not first.startswith("sample:") and not Path(first).exists():
        raise UsageError(f"There is no command and no file called {first!r}; `sirendesk --help` lists the commands.")
    return _window(arguments)


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [
        "usage: sirendesk [FILE | sample:NAME]        open the window",
        "       sirendesk COMMAND [options]           work without a window",
        "",
        *(f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()),
        "",
        "`sirendesk COMMAND --help` explains the options of a command. Add --debug to see where a failure came from.",
        "Exit codes: 2 usage, 3 input refused, 4 write failed, 5 out of memory, 6 diverged.",
    ]
    return "\n".join(lines)
