"""The container of compressed pictures: sizes and a hash first, then chunks with a checksum each.

A range decoder makes something of any bits, so damage has to be found before it: the hash of the whole is checked
first, then every count against its bound, and the size of the picture against a cap, before anything is decoded.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sirendesk.core.errors import InputRefusedError

# a byte beyond ASCII and both line ends, so that a transfer as text cannot go unnoticed
MAGIC = b"\xabSDZ\r\n\x1a\n"
VERSION = 1
# saved by number: never reordered
KINDS = ("lowrank", "weights", "grid", "sound")
MOST_BYTES = 2**28
MOST_SIDE = 65_535
MOST_SAMPLES = 2**26
MOST_CHUNKS = 16

_HEAD = struct.Struct("<8sBBIIBB")
_HASH_BYTES = 12
_CHUNK = struct.Struct("<4sII")


@dataclass(frozen=True)
class Container:
    """What a file holds: `kind` of codec, `shape` (H, W) and `channels` of the picture, and chunks by their tag.

    A sound of T samples has the shape (T, 1).
    """

    kind: str
    shape: tuple[int, int]
    channels: int
    chunks: Mapping[str, bytes]


def pack(container: Container) -> bytes:
    """The bytes of a container. Tags have four ASCII letters."""
    height, width = container.shape
    kind = KINDS.index(container.kind)
    head = _HEAD.pack(MAGIC, VERSION, kind, height, width, container.channels, len(container.chunks))
    body = b"".join(
        _CHUNK.pack(tag.encode("ascii"), len(data), zlib.crc32(data)) + data for tag, data in container.chunks.items()
    )
    return head + _hash(head + body) + body


def unpack(data: bytes, name: str) -> Container:
    """The container in `data`, checked from front to back; `name` is what messages call it.

    Raises:
        InputRefusedError: when it is none, is damaged, of a newer version, or describes too large a picture.
    """
    if len(data) < _HEAD.size + _HASH_BYTES or not data.startswith(MAGIC):
        raise InputRefusedError(f"{name!r} is not a compressed picture of SirenDesk. It was not changed.")
    if len(data) > MOST_BYTES:
        raise InputRefusedError(f"{name!r} is larger than {MOST_BYTES:,} bytes, more than a file of its kind can be.")
    _, version, kind, height, width, channels, count = _HEAD.unpack_from(data)
    if version > VERSION:
        raise InputRefusedError(
            f"{name!r} has version {version}; this program reads up to {VERSION}. Use a newer SirenDesk; the file was "
            "not changed."
        )
    body = data[_HEAD.size + _HASH_BYTES :]
    if _hash(data[: _HEAD.size] + body) != data[_HEAD.size : _HEAD.size + _HASH_BYTES]:
        raise damaged(name)
    if kind >= len(KINDS) or version < 1 or count > MOST_CHUNKS or not _possible(KINDS[kind], height, width, channels):
        raise damaged(name)
    if height * width > MOST_SAMPLES:
        raise InputRefusedError(
            f"{name!r} describes {width:,} x {height:,} samples, more than the {MOST_SAMPLES:,} that are decoded. It "
            "was not changed."
        )
    return Container(KINDS[kind], (height, width), channels, _chunks(body, count, name))


def damaged(name: str) -> InputRefusedError:
    """What is said of a file whose bytes do not fit together."""
    return InputRefusedError(f"{name!r} is damaged: its bytes do not fit together. It was not changed and not decoded.")


def _possible(kind: str, height: int, width: int, channels: int) -> bool:
    if kind == "sound":
        return channels in (1, 2) and height >= 1 and width == 1
    return channels in (1, 3) and 1 <= height <= MOST_SIDE and 1 <= width <= MOST_SIDE


def _chunks(body: bytes, count: int, name: str) -> dict[str, bytes]:
    chunks: dict[str, bytes] = {}
    at = 0
    for _ in range(count):
        if len(body) - at < _CHUNK.size:
            raise damaged(name)
        tag, length, checksum = _CHUNK.unpack_from(body, at)
        at += _CHUNK.size
        part = body[at : at + length]
        at += length
        if len(part) != length or zlib.crc32(part) != checksum or not tag.isalpha() or tag.decode("latin-1") in chunks:
            raise damaged(name)
        chunks[tag.decode("latin-1")] = part
    if at != len(body):
        raise damaged(name)
    return chunks


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_HASH_BYTES).digest()
