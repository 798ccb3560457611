"""`sirendesk compress`, `decompress` and `info`: a picture as a small file, and back; beside JPEG at equal bytes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sirendesk.commands import flags
from sirendesk.core.errors import UsageError

if TYPE_CHECKING:
    from sirendesk.core.codec.goals import Encoded, Goal
    from sirendesk.core.signals import SampledSignal

CODECS = ("lowrank", "weights", "grid")
SUFFIX = ".sdz"


def compress(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for goals that cannot be met, and files that cannot be read or written.
    """
    own = flags.parse(
        "compress",
        "Store a picture as a small file, and say what JPEG makes of the same bytes.",
        [
            ("image", flags.positional(str, "IMAGE|sample:NAME", "Picture to compress."), ""),
            (
                "codec",
                flags.flag(
                    Literal[CODECS], "Thin matrices, a network that draws it, or grids of whole numbers (the best)."
                ),
                "lowrank",
            ),
            ("bytes", flags.flag(int | None, "Most bytes the file may have."), None),
            ("bpp", flags.flag(float | None, "Most bits for each pixel."), None),
            ("psnr", flags.flag(float | None, "Least PSNR in dB (lowrank, grid)."), None),
            (
                "lambda_",
                flags.flag(float | None, "Squared error that a bit per pixel is worth (grid).", name="lambda"),
                None,
            ),
            ("effort", flags.flag(Literal[0, 1, 2, 3], "How long the best numbers are looked for (grid)."), 2),
            ("rank", flags.flag(int | None, "Keep this many patterns of each plane (lowrank)."), None),
            ("bits", flags.flag(int, "Bits of a weight, 2 to 16 (weights)."), 8),
            ("seconds", flags.flag(float, "Seconds to learn (weights)."), 30.0),
            ("hidden_layers", flags.flag(int, "Hidden layers of the network (weights)."), 5),
            ("size", flags.flag(int | None, "Longest side; the picture's own when left out."), None),
            ("gray", flags.flag(bool, "Store the brightness only."), False),
            ("seed", flags.flag(int, "Where the randomness comes from."), 0),
            ("out", flags.flag(str, "File to write.", "FILE.sdz"), f"picture{SUFFIX}"),
        ],
        arguments,
    )
    if not own.image:
        raise UsageError("Name the picture to compress: sirendesk compress photo.png --bpp 0.5 --out photo.sdz")
    from sirendesk.core.files import write_bytes
    from sirendesk.core.signals import SignalSource, load_signal

    signal = load_signal(SignalSource(own.image, own.size, own.gray))
    goal = _goal(own, signal)
    started = time.perf_counter()
    encoded = _encode(own, signal, goal)
    seconds = time.perf_counter() - started
    write_bytes(Path(own.out), encoded.data)
    _print_scores(signal, encoded, own, seconds)
    return 0


def decompress(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for files that cannot be read, decoded or written.
    """
    own = flags.parse(
        "decompress",
        "Give a compressed picture back as PNG.",
        [
            ("file", flags.positional(str, "FILE.sdz", "What `sirendesk compress` wrote."), ""),
            ("out", flags.flag(str, "Picture to write.", "PNG"), "picture.png"),
        ],
        arguments,
    )
    if not own.file:
        raise UsageError("Name the file: sirendesk decompress photo.sdz --out photo.png")
    from sirendesk.core.codec.container import MOST_BYTES
    from sirendesk.core.codec.decoding import decode
    from sirendesk.core.files import read_bytes, write_bytes
    from sirendesk.core.signals.image import encode_png

    path = Path(own.file)
    values = decode(read_bytes(path, MOST_BYTES), path.name)
    write_bytes(Path(own.out), encode_png(values))
    print(f"{values.shape[1]} x {values.shape[0]} pixels, written to {own.out}")
    return 0


def info(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for files that cannot be read.
    """
    own = flags.parse(
        "info",
        "Say what a compressed picture holds, without decoding it.",
        [("file", flags.positional(str, "FILE.sdz", "What `sirendesk compress` wrote."), "")],
        arguments,
    )
    if not own.file:
        raise UsageError("Name the file: sirendesk info photo.sdz")
    from sirendesk.core.codec.container import MOST_BYTES, unpack
    from sirendesk.core.files import read_bytes

    path = Path(own.file)
    data = read_bytes(path, MOST_BYTES)
    container = unpack(data, path.name)
    height, width = container.shape
    print(f"codec            {container.kind}")
    print(f"picture          {width} x {height}, {'colour' if container.channels == 3 else 'grey'}")
    print(f"file             {len(data):,} bytes, {8 * len(data) / (height * width):.3f} bits per pixel")
    for tag, chunk in container.chunks.items():
        print(f"chunk {tag}       {len(chunk):,} bytes")
    return 0


def _goal(own: Any, signal: SampledSignal) -> Goal:
    from sirendesk.core.codec.goals import Goal

    given = [name for name in ("bytes", "bpp", "psnr", "lambda_") if getattr(own, name) is not None]
    names = [f"--{name.rstrip('_')}" for name in given]
    if len(given) > 1:
        raise UsageError(
            f"{names[0]} and {names[1]} cannot both be met; give one of --bytes, --bpp, --psnr and --lambda."
        )
    if any(not 0 < getattr(own, name) < math.inf for name in given):
        raise UsageError(f"{names[0]} has to be more than 0.")
    if own.lambda_ is not None and own.codec != "grid":
        raise UsageError("--lambda is for --codec grid; give the others --bytes or --bpp.")
    if own.psnr is not None:
        if own.codec == "weights":
            raise UsageError("--psnr is for --codec lowrank and grid; give weights a size by --bytes or --bpp.")
        return Goal(psnr=own.psnr)
    bpp = 0.5 if own.bpp is None else own.bpp
    return Goal(bytes=int(bpp * signal.size / 8) if own.bytes is None else own.bytes)


def _encode(own: Any, signal: SampledSignal, goal: Goal) -> Encoded:
    if own.codec == "lowrank":
        from sirendesk.core.codec.goals import lowrank_for

        if own.rank is not None and own.rank < 1:
            raise UsageError("--rank has to be at least 1.")
        return lowrank_for(signal.values, goal, own.rank)
    if own.codec == "grid":
        from sirendesk.core.codec.grid.search import at_lambda, grid_for

        if own.lambda_ is not None:
            return at_lambda(signal.values, own.lambda_, own.effort)
        return grid_for(signal.values, goal, own.effort)
    from sirendesk.commands.progress import train_with_progress
    from sirendesk.core.budget import Budget
    from sirendesk.core.codec.network import train
    from sirendesk.core.experiment import Experiment
    from sirendesk.core.fields import SirenOptions

    base = Experiment()
    experiment = replace(
        base,
        field=SirenOptions(hidden_layers=own.hidden_layers),
        budget=Budget.of(seconds=own.seconds),
        seed=own.seed,
    )
    experiment.check()
    assert goal.bytes is not None, "weights have a size"
    return train(experiment, signal, goal.bytes, own.bits, train_with_progress)


def _print_scores(signal: SampledSignal, encoded: Encoded, own: Any, seconds: float) -> None:
    from rich.console import Console

    from sirendesk.core.baselines import jpeg_at_equal_bytes
    from sirendesk.core.metrics import ssim

    size, raw = len(encoded.data), signal.values.size
    jpeg = jpeg_at_equal_bytes(signal.values, size)
    ours = f"{own.codec:8} {size:>10,} bytes  {8 * size / signal.size:6.3f} bpp  {encoded.psnr:6.2f} dB  "
    ours += f"SSIM {ssim(signal.values, encoded.decoded):.4f}"
    lines = [f"{signal.name}: whole picture, 1 : {raw / size:.1f} of its {raw:,} bytes as 8-bit numbers", ours]
    if "bytes" in jpeg:
        size = jpeg["bytes"]
        theirs = f"{'JPEG':8} {size:>10,} bytes  {8 * size / signal.size:6.3f} bpp  {jpeg['psnr']:6.2f} dB  "
        lines.append(f"{theirs}SSIM {jpeg['ssim']:.4f}")
        ahead = encoded.psnr - jpeg["psnr"]
        verdict = f"{own.codec} wins by {ahead:.2f} dB" if ahead > 0 else f"JPEG wins by {-ahead:.2f} dB"
        lines.append(f"At these bytes {verdict}.")
    else:
        lines.append(jpeg["note"])
    lines.append(f"seed {own.seed}, {seconds:.1f} s, written to {own.out}")
    Console().print("\n".join(lines), markup=False, highlight=False)
