"""Decode files with changed bytes, as they are and under a hash that fits: FOLDER, how many, and room for memory.

Prints how many were refused, decoded under a fitting hash, and wrong, and the seconds of the slowest.
"""

from __future__ import annotations

import resource
import struct
import sys
import time
import zlib
from pathlib import Path

import numpy as np

from sirendesk.core.codec import container
from sirendesk.core.codec.decoding import decode
from sirendesk.core.errors import InputRefusedError


def resealed(data: bytes) -> bytes:
    """With checksum and hash made to fit again, as someone would who knows the format."""
    first = at = container._HEAD.size + container._HASH_BYTES
    while len(data) >= at + 12:
        tag, length, _ = struct.unpack_from("<4sII", data, at)
        data = data[:at] + struct.pack("<4sII", tag, length, zlib.crc32(data[at + 12 :][:length])) + data[at + 12 :]
        at += 12 + length
    head = data[: container._HEAD.size]
    return head + container._hash(head + data[first:]) + data[first:]


def mutated(data: bytes, source: np.random.Generator) -> bytes:
    """A few bytes changed, or the end cut off or put on."""
    kind = source.integers(8)
    if kind == 0:
        return data[: source.integers(len(data))]
    if kind == 1:
        return data + source.bytes(int(source.integers(1, 40)))
    changed = bytearray(data)
    # the head is short, and most can go wrong there
    most = 120 if kind < 4 else len(data)
    for at in source.integers(0, most, source.integers(1, 6)):
        changed[at] = source.integers(256)
    return bytes(changed)


def main() -> int:
    files = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.sdz"))]
    whole = [decode(data, "x") for data in files]
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = used + int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    source = np.random.default_rng(0)
    refused = decoded = wrong = 0
    slowest = 0.0
    for number in range(int(sys.argv[2])):
        which = number % len(files)
        changed = mutated(files[which], source)
        fitting = number // len(files) % 2 == 1
        begun = time.perf_counter()
        try:
            values = decode(resealed(changed) if fitting else changed, "x")
        except InputRefusedError:
            refused += 1
        else:
            same = changed == files[which] and np.array_equal(values, whole[which])
            if fitting or same:
                decoded += 1
                wrong += not np.isfinite(values).all()
            else:
                wrong += 1
        slowest = max(slowest, time.perf_counter() - begun)
    print(refused, decoded, wrong, f"{slowest:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
