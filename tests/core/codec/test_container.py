"""A container gives back what was put in, and says one sentence about everything that is not one."""

from __future__ import annotations

import contextlib
import zlib

import numpy as np
import pytest

from sirendesk.core.codec import container as module
from sirendesk.core.codec.container import MAGIC, Container, pack, unpack
from sirendesk.core.errors import InputRefusedError

SOME = Container("lowrank", (3, 5), 1, {"ABCD": b"first", "EFGH": b""})


def resealed(data: bytes) -> bytes:
    """The same bytes with a hash that fits: what someone would write who knows the format."""
    head = module._HEAD.size
    body = data[head + module._HASH_BYTES :]
    return data[:head] + module._hash(data[:head] + body) + body


def test_it_gives_back_what_was_put_in() -> None:
    assert unpack(pack(SOME), "x") == SOME


def test_every_changed_byte_and_every_cut_is_found() -> None:
    data = pack(SOME)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x41
        with pytest.raises(InputRefusedError):
            unpack(bytes(changed), "x")
        with pytest.raises(InputRefusedError):
            unpack(data[:at], "x")


def test_a_newer_version_is_named() -> None:
    data = bytearray(pack(SOME))
    data[len(MAGIC)] = 9
    with pytest.raises(InputRefusedError, match="version 9"):
        unpack(bytes(data), "x")


def test_too_large_a_picture_is_refused_with_its_size() -> None:
    data = pack(Container("lowrank", (60_000, 60_000), 3, {}))
    with pytest.raises(InputRefusedError, match="60,000 x 60,000"):
        unpack(data, "x")


def test_what_a_knowing_hand_changes_is_refused_or_read() -> None:
    source = np.random.default_rng(0)
    data = pack(SOME)
    for _ in range(2000):
        changed = bytearray(data)
        for at in source.integers(len(MAGIC), len(data), source.integers(1, 4)):
            changed[at] = source.integers(256)
        with contextlib.suppress(InputRefusedError):
            unpack(resealed(bytes(changed)), "x")


def test_chunks_have_checksums_of_their_own() -> None:
    data = pack(SOME)
    crc = zlib.crc32(b"first").to_bytes(4, "little")
    with pytest.raises(InputRefusedError, match="damaged"):
        unpack(resealed(data.replace(crc, b"\0\0\0\0")), "x")
