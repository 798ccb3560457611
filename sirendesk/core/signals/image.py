"""Pictures: reading a file of any common kind, grey and size, and writing PNG.

Only formats whose decoders are widely exercised are let in, and what a header promises is checked before anything is
decoded, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import dataclasses
import io
import struct
import warnings
import zlib
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import (
    Image,
    ImageFile,
    TiffImagePlugin,  # noqa: F401 - see FORMATS
    WebPImagePlugin,  # noqa: F401
)

from sirendesk.core.errors import InputRefusedError, OutOfMemoryError, UsageError
from sirendesk.core.options import option_specs
from sirendesk.core.signals.pictures import png
from sirendesk.core.signals.pictures.pixels import Pixels, UnreadableError, read_pixels
from sirendesk.core.signals.pictures.rows import to_levels
from sirendesk.core.signals.sampled import LEAST_SIDE, SampledSignal, SignalSource

# The plugins imported above register TIFF and WebP; otherwise Pillow would load all its forty to find these two.
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif")
MOST_BYTES = 10**9
MOST_PIXELS = 64_000_000
MOST_SIDE = 65_535

FIRST_FRAME = "The file holds several pictures; the first one was opened."
ALPHA_APART = "Its transparency is kept apart from the colours."
LINE_DOUBLED = "It is one pixel wide or high; that line was doubled, because a grid needs two."

_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ORIENTATION = 0x0112
_LUMA = np.array([0.2125, 0.7154, 0.0721], np.float32)
# What Pillow's decoders raise on broken files: half of these seen in 60,000 damaged ones, the others in its source.
_DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def read_image(data: bytes, name: str, *, apply_profile: bool = True) -> SampledSignal:
    """Picture from the bytes of a PNG, JPEG, TIFF, WebP, BMP or GIF file.

    Upright (EXIF orientation), in sRGB (colour profile, CMYK), the first of several, with all the bits that it has;
    what this took is said in the notes. `values` (H, W, 1) for grey files and (H, W, 3) for all others.
    `apply_profile=False` takes the numbers as they stand, as most published code does.

    Raises:
        InputRefusedError: when the bytes are no such file, the file is broken or cut off, or it is too large.
        OutOfMemoryError: when the decoded picture does not fit.
    """
    if not data:
        raise InputRefusedError(f"{name!r} is empty. Choose another file.")
    if len(data) > MOST_BYTES:
        raise InputRefusedError(f"{name!r} is larger than 1 GB, the most that is read. Choose a smaller file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks about metadata say nothing about the pixels
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _open(data, name)
            found = read_pixels(picture, data, lambda again: _open(again, name), apply_profile)
            animated = bool(getattr(picture, "is_animated", False))
            turn = _orientation(picture)
    except Image.UnidentifiedImageError as error:
        raise InputRefusedError(_no_picture(data, name)) from error
    except UnreadableError as error:
        raise _broken(name, str(error)) from error
    except MemoryError as error:
        raise OutOfMemoryError(f"There is not enough memory to open {name!r}. Make the picture smaller.") from error
    except _DECODING_ERRORS as error:
        raise _broken(name, _cause(error)) from error
    return _assemble(found, name, animated, turn)


def read_file(file: BinaryIO, name: str, source: SignalSource) -> SampledSignal:
    """`read_image` of an open file; `source` asks for no part of it."""
    return read_image(file.read(MOST_BYTES + 1), name)


def begins_like(head: bytes) -> bool:
    """Whether a file with these first bytes is one of a picture, by the signatures of its format."""
    return head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def shape_image(signal: SampledSignal, source: SignalSource) -> SampledSignal:
    """A picture in the colour and size that `source` asks for.

    Raises:
        UsageError: when it asks for what a picture has not, or for more than can be opened.
    """
    for name in ("start", "end", "sample_rate"):
        if getattr(source, name) is not None:
            label = option_specs(source)[name].label
            raise UsageError(f"{signal.name!r} is a picture, which has no {label} ({name}); leave it out.")
    if source.gray and signal.channels > 1:
        signal = dataclasses.replace(signal, values=to_gray(signal.values))
    return signal if source.size is None else resize(signal, source.size)


def to_gray(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma (H, W, 1) of sRGB values (H, W, 3); grey values come back as they are.

    The weights 0.2125, 0.7154, 0.0721 are those of Rec. 709 as rounded in C. Poynton's Color FAQ, the same that
    scikit-image's rgb2gray uses, so that figures can be compared.
    """
    return values if values.shape[2] == 1 else (values @ _LUMA)[..., None]


def resize(signal: SampledSignal, longest_side: int) -> SampledSignal:
    """The signal with `longest_side` samples along its longest side and its proportions kept.

    Made smaller, it is smoothed first against aliasing (Gaussian of (factor - 1) / 2, as in scikit-image's resize);
    in between it is interpolated linearly.

    Raises:
        UsageError: when the result would be larger than any picture that can be opened.
    """
    rows, columns = signal.shape
    scale = longest_side / max(rows, columns)
    shape = tuple(max(LEAST_SIDE, round(n * scale)) for n in signal.shape)
    if shape == signal.shape:
        return signal
    if shape[0] * shape[1] > MOST_PIXELS:
        raise UsageError(f"{shape[1]} x {shape[0]} is more than 64 megapixels; choose a smaller size.")
    from skimage.transform import resize as resample

    def resized(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(resample(plane.astype(np.float64), shape, anti_aliasing=True), np.float32)

    # One channel after another: in double precision all at once would take several times the memory.
    values = np.stack([resized(signal.values[..., c]) for c in range(signal.channels)], axis=2)
    alpha = None if signal.alpha is None else resized(signal.alpha)
    word = "Enlarged" if scale > 1 else "Reduced"
    note = f"{word} from {columns} x {rows} to {shape[1]} x {shape[0]}."
    return dataclasses.replace(signal, values=values, alpha=alpha, notes=(*signal.notes, note))


def encode_png(values: NDArray[Any], bits: int = 8) -> bytes:
    """PNG file of (H, W) or (H, W, C) values: C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.

    uint8 is written as it is (at 16 bits times 257); real numbers are cut to [0, 1], what is not a number to 0, and
    rounded to `bits` (8 or 16).
    """
    values = np.atleast_3d(values)
    if values.dtype != np.uint8:
        values = to_levels(values, bits)
    elif bits == 16:
        values = values.astype(np.uint16) * 257
    if bits == 16:
        return png.encode_deep(values.astype(np.uint16))
    small = values.astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(small[..., 0] if small.shape[2] == 1 else small).save(out, "PNG")
    return out.getvalue()


def encode_like(signal: SampledSignal, values: NDArray[np.float32]) -> bytes:
    """PNG file of a picture (H, W, c) in [0, 1] with as many bits, and as transparent, as a signal was read."""
    if signal.alpha is not None:
        values = np.concatenate([values, signal.alpha[..., None]], axis=2)
    return encode_png(values, 16 if signal.bits == 16 else 8)


def _open(data: bytes, name: str) -> ImageFile.ImageFile:
    """Opened, its size checked, not decoded."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise InputRefusedError(
            f"{name!r} has {width:,} x {height:,} pixels; at most 64 megapixels and 65,535 along a side can be opened. "
            "Make it smaller in another program first."
        )
    return picture


def _orientation(picture: Image.Image) -> int:
    # Asked after decoding: a PNG has it at its end, and Pillow turns a TIFF by itself and then forgets it.
    try:
        turn = picture.getexif().get(_ORIENTATION, 1)
    except _DECODING_ERRORS:
        return 1
    return turn if isinstance(turn, int) else 1


def _upright(array: NDArray[np.float32], turn: int) -> NDArray[np.float32]:
    """Array (H, W, ...) turned by an EXIF orientation 1 to 8 (Exif 2.32, section 4.6.4)."""
    if turn in (5, 6, 7, 8):
        array = array.swapaxes(0, 1)
    if turn in (3, 4, 7, 8):
        array = array[::-1]
    if turn in (2, 3, 6, 7):
        array = array[:, ::-1]
    return array


def _assemble(found: Pixels, name: str, animated: bool, turn: int) -> SampledSignal:
    notes = ([FIRST_FRAME] if animated else []) + found.notes
    alpha = found.alpha
    if alpha is not None and bool((alpha == 1.0).all()):
        alpha = None  # opaque everywhere: as if it were not there
    if alpha is not None:
        notes.append(ALPHA_APART)
        alpha = _upright(alpha, turn)
    values = _upright(found.values, turn)
    if min(values.shape[:2]) < LEAST_SIDE:
        notes.append(LINE_DOUBLED)
        values, alpha = _doubled(values), None if alpha is None else _doubled(alpha)
    return SampledSignal(values, alpha, name, name, found.bits, tuple(notes))


def _doubled(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """An array (H, W, ...) with each of its first axes that has a single entry repeated to LEAST_SIDE."""
    for axis in (0, 1):
        if array.shape[axis] < LEAST_SIDE:
            array = array.repeat(LEAST_SIDE, axis=axis)
    return array


def _no_picture(data: bytes, name: str) -> str:
    what = "is not a picture that can be opened"
    if b"<svg" in data[:2000].lower():
        what = "is an SVG drawing, which has no pixels"
    return f"{name!r} {what}. Choose a PNG, JPEG, TIFF, WebP, BMP or GIF file."


def _broken(name: str, cause: str) -> InputRefusedError:
    return InputRefusedError(f"{name!r} cannot be opened: {cause}. The file was not changed; choose another one.")


def _cause(error: BaseException) -> str:
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return "it has more than 64 megapixels"
    if "truncated" in str(error) or isinstance(error, EOFError):
        return "the file is cut off before its end"
    return "the file is damaged"
