"""`sirendesk compress`, `decompress` and `info`: a signal as a small file, and back; beside known codecs."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sirendesk.commands import flags
from sirendesk.commands.sound_kind import about_a_sound
from sirendesk.core.codec.codecs import CODECS, CodecOptions
from sirendesk.core.errors import UsageError
from sirendesk.core.signals.sampled import SignalSource

if TYPE_CHECKING:
    from sirendesk.core.codec.encoding import Encoded, Goal
    from sirendesk.core.signals import AnySignal, AudioSignal, SampledSignal

SUFFIX = ".sdz"
USUAL_BPP = 0.5


def compress(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for goals that cannot be met, and files that cannot be read or written.
    """
    chosen = flags.peek(arguments, "codec", _usual_codec(arguments))
    codec = CODECS.get(chosen, CODECS["grid"])()
    names = tuple(CODECS)
    own = flags.parse(
        "compress",
        "Store a picture or a sound as a small file, and say what known codecs make of the same bytes. The flags below "
        f"are those of --codec {chosen}; others are {', '.join(name for name in names if name != chosen)}.",
        [
            ("image", flags.positional(str, "FILE|sample:NAME", "Picture or sound to compress."), ""),
            (
                "codec",
                flags.flag(
                    Literal[names],
                    "Grids of whole numbers (the best, for pictures), a network that draws it (also for sounds), or "
                    "thin matrices.",
                ),
                chosen,
            ),
            ("bytes", flags.flag(int | None, "Most bytes the file may have."), None),
            ("bpp", flags.flag(float | None, "Most bits for each pixel (of a sound, for each sample)."), None),
            ("psnr", flags.flag(float | None, "Least PSNR in dB (grid, lowrank)."), None),
            (
                "lambda_",
                flags.flag(float | None, "Squared error that a bit per pixel is worth (grid).", name="lambda"),
                None,
            ),
            *flags.option_flags(codec),
            *flags.option_flags(SignalSource(), leave_out=("location",)),
            ("seed", flags.flag(int, "Where randomness comes from (weights, lowrank by descent)."), 0),
            ("out", flags.flag(str, "File to write.", "FILE.sdz"), f"compressed{SUFFIX}"),
        ],
        arguments,
    )
    if not own.image:
        raise UsageError("Name what to compress: sirendesk compress photo.png --bpp 0.5 --out photo.sdz")
    from sirendesk.commands.progress import encode_with_progress
    from sirendesk.core.files import check_writable, write_bytes
    from sirendesk.core.options import validate
    from sirendesk.core.signals import AudioSignal, load_signal

    codec = flags.read_options(own, codec)
    validate(codec)
    source = flags.read_options(own, SignalSource(own.image))
    check_writable(own.out)
    signal = load_signal(source)
    goal = _goal(own, codec, signal)
    started = time.perf_counter()
    unit = "SNR" if isinstance(signal, AudioSignal) else "PSNR"
    encoded = encode_with_progress(codec.encoding(signal, goal, own.seed), unit)
    seconds = time.perf_counter() - started
    write_bytes(Path(own.out), encoded.data)
    lines = _of_sound(signal, encoded) if isinstance(signal, AudioSignal) else _of_picture(signal, encoded, own.codec)
    seeded = own.codec == "weights" or getattr(codec, "by", "") == "descent"
    lines += _notes(signal)
    lines.append(f"{f'seed {own.seed}, ' if seeded else ''}{seconds:.1f} s, written to {own.out}")
    _print(lines)
    return 0


def decompress(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for files that cannot be read, decoded or written.
    """
    own = flags.parse(
        "decompress",
        "Give a compressed picture back as PNG, a sound as WAV or FLAC.",
        [
            ("file", flags.positional(str, "FILE.sdz", "What `sirendesk compress` wrote."), ""),
            ("out", flags.flag(str, "File to write; picture.png or sound.wav when left out.", "FILE"), ""),
        ],
        arguments,
    )
    if not own.file:
        raise UsageError("Name the file: sirendesk decompress photo.sdz --out photo.png")
    from sirendesk.core.codec.container import MOST_BYTES, unpack
    from sirendesk.core.codec.decoding import decoding
    from sirendesk.core.files import check_writable, read_bytes, write_bytes
    from sirendesk.core.pieces import to_end
    from sirendesk.core.signals.image import encode_png
    from sirendesk.core.sounds.writing import write_sound

    path = Path(own.file)
    data = read_bytes(path, MOST_BYTES)
    sound = unpack(data, path.name).kind == "sound"
    out = own.out or ("sound.wav" if sound else "picture.png")
    check_writable(out)
    decoded = to_end(decoding(data, path.name))
    if decoded.sample_rate is None:
        write_bytes(Path(out), encode_png(decoded.values))
        print(f"{decoded.values.shape[1]} x {decoded.values.shape[0]} pixels, written to {out}")
    else:
        write_sound(Path(out), decoded.values, decoded.sample_rate)
        seconds = len(decoded.values) / decoded.sample_rate
        print(f"{seconds:.3f} s at {decoded.sample_rate:,} Hz, written to {out}")
    return 0


def info(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for files that cannot be read.
    """
    own = flags.parse(
        "info",
        "Say what a compressed file holds, without decoding it.",
        [("file", flags.positional(str, "FILE.sdz", "What `sirendesk compress` wrote."), "")],
        arguments,
    )
    if not own.file:
        raise UsageError("Name the file: sirendesk info photo.sdz")
    from sirendesk.core.codec import weights
    from sirendesk.core.codec.container import MOST_BYTES, unpack
    from sirendesk.core.files import read_bytes

    path = Path(own.file)
    data = read_bytes(path, MOST_BYTES)
    container = unpack(data, path.name)
    height, width = container.shape
    rate = weights.sample_rate(container, path.name)
    print(f"codec            {container.kind}")
    if rate is None:
        print(f"picture          {width} x {height}, {'colour' if container.channels == 3 else 'grey'}")
    else:
        channels = "stereo" if container.channels == 2 else "mono"
        print(f"sound            {height / rate:.3f} s at {rate:,} Hz, {channels}")
    per = "pixel" if rate is None else "sample"
    print(f"file             {len(data):,} bytes, {8 * len(data) / (height * width):.3f} bits per {per}")
    if container.kind in ("weights", "sound"):
        network = weights.read(container, path.name).network
        print(
            f"network          {network.hidden_layers + 1} layers of {network.hidden_features} sines, "
            f"{network.parameters:,} weights, {8 * len(data) / network.parameters:.2f} bits each"
        )
    for tag, chunk in container.chunks.items():
        print(f"chunk {tag}       {len(chunk):,} bytes")
    return 0


def _usual_codec(arguments: list[str]) -> str:
    """Grids, or for a sound the codec that takes one."""
    return "weights" if about_a_sound(arguments) else "grid"


def _goal(own: Any, codec: CodecOptions, signal: AnySignal) -> Goal:
    from sirendesk.core.codec.encoding import Goal

    given = [name for name in ("bytes", "bpp", "psnr", "lambda_") if getattr(own, name) is not None]
    names = [f"--{name.rstrip('_')}" for name in given]
    if len(given) > 1:
        raise UsageError(
            f"{names[0]} and {names[1]} cannot both be met; give one of --bytes, --bpp, --psnr and --lambda."
        )
    if any(not 0 < getattr(own, name) < math.inf for name in given):
        raise UsageError(f"{names[0]} has to be more than 0.")
    if own.bpp is not None:
        return Goal(bytes=max(1, int(own.bpp * signal.size / 8)))
    if given:
        return Goal(bytes=own.bytes, psnr=own.psnr, lambda_=own.lambda_)
    # a rank or a width says how large the file becomes
    if getattr(codec, "rank", None) is not None or getattr(codec, "hidden_features", None) is not None:
        return Goal()
    return Goal(bytes=max(400, int(USUAL_BPP * signal.size / 8)))


def _notes(signal: AnySignal) -> list[str]:
    """What the file does not tell by itself."""
    from sirendesk.core.signals.image import ALPHA_APART

    return ["Its transparency is not in the file." if note == ALPHA_APART else note for note in signal.notes]


def _of_picture(signal: SampledSignal, encoded: Encoded, codec: str) -> list[str]:
    from sirendesk.core.baselines import jpeg_at_equal_bytes
    from sirendesk.core.metrics import ssim

    size, raw = len(encoded.data), signal.values.size
    jpeg = jpeg_at_equal_bytes(signal.values, size)
    ours = f"{codec:8} {size:>10,} bytes  {8 * size / signal.size:6.3f} bpp  {encoded.psnr:6.2f} dB  "
    likeness = ssim(signal.values, encoded.decoded)
    ours += "" if math.isnan(likeness) else f"SSIM {likeness:.4f}"
    share = f"1 : {raw / size:.1f} of" if size <= raw else f"{size / raw:.2f} times"
    lines = [f"{signal.name}: whole picture, {share} its {raw:,} bytes as 8-bit numbers", ours.rstrip()]
    if "bytes" not in jpeg:
        return [*lines, jpeg["note"]]
    size = jpeg["bytes"]
    theirs = f"{'JPEG':8} {size:>10,} bytes  {8 * size / signal.size:6.3f} bpp  {jpeg['psnr']:6.2f} dB  "
    lines.append(theirs.rstrip() if math.isnan(jpeg["ssim"]) else f"{theirs}SSIM {jpeg['ssim']:.4f}")
    ahead = encoded.psnr - jpeg["psnr"]
    wins = "win" if codec.endswith("s") else "wins"
    verdict = f"{codec} {wins} by {ahead:.2f} dB" if ahead > 0 else f"JPEG wins by {-ahead:.2f} dB"
    return [*lines, f"At these bytes {verdict}."]


def _of_sound(signal: AudioSignal, encoded: Encoded) -> list[str]:
    from sirendesk.core.codec.sound_rivals import sound_rivals

    size, raw = len(encoded.data), 2 * signal.values.size
    lines = [f"{signal.name}: {signal.seconds:.2f} s, 1 : {raw / size:.1f} of its {raw:,} bytes as 16-bit numbers"]

    def line(name: str, count: int, score: float, note: str = "") -> str:
        rate = 8 * count / signal.seconds / 1000
        return f"{name:11} {count:>10,} bytes  {rate:7.1f} kbit/s  {score:7.2f} dB SNR{note}"

    lines.append(line("weights", size, encoded.psnr))
    rivals = sound_rivals(signal.values, signal.sample_rate, size)
    for rival in rivals:
        lossless = rival.title == "FLAC"
        note = "" if rival.fits else "  (all samples kept)" if lossless else "  (its smallest, which is larger)"
        lines.append(line(rival.title, rival.bytes, rival.snr, note))
    fitting = [rival for rival in rivals if rival.fits]
    if fitting:
        best = max(fitting, key=lambda rival: rival.snr)
        ahead = encoded.psnr - best.snr
        verdict = f"weights win by {ahead:.2f} dB" if ahead > 0 else f"{best.title} wins by {-ahead:.2f} dB"
        lines.append(f"At these bytes {verdict} of SNR, which is not how an ear judges.")
    else:
        lines.append("No other codec makes so small a file of it.")
    return lines


def _print(lines: list[str]) -> None:
    from rich.console import Console

    Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
