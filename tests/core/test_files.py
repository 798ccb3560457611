"""A write is whole or has not happened; a read takes ordinary files of a known size only."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core import files
from sirendesk.core.errors import InputRefusedError, WriteFailedError
from sirendesk.core.files import open_stream, read_bytes, write_bytes, write_json, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and devices of POSIX")
NAMES = st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=40)


def litter(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(".tmp")]


@given(data=st.binary(max_size=5000), name=NAMES.filter(lambda n: n not in (".", "..") and len(n.encode()) < 200))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, data: Any, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / name
    write_bytes(path, data)
    assert read_bytes(path, len(data)) == data
    path.unlink()


def test_overwrites_and_leaves_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_bytes(path, b"long old content")
    write_bytes(str(path), memoryview(b"new"))
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


def test_longest_name(tmp_path: Path) -> None:
    write_bytes(tmp_path / ("n" * 255), b"x")
    with pytest.raises(WriteFailedError, match="name is too long"):
        write_bytes(tmp_path / ("n" * 256), b"x")


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "c.txt", b"x")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"x"


@posix
def test_mode_follows_umask_then_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before = os.umask(0o027)
    try:
        write_bytes(path, b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o604)
    write_bytes(path, b"y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@posix
def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("call", ["replace", "fsync", "chmod", "open"])
@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EIO, os.strerror(errno.EIO))]
)
def test_failure_keeps_the_old_file_and_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_args: Any, **_options: Any) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, call, fail)
        with pytest.raises(WriteFailedError, match=words) as caught:
            write_bytes(path, b"new")
    assert repr(str(path)) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_failure_while_writing_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    seen = []

    def interrupted(_handle: int) -> None:
        seen.append((path.read_bytes(), litter(tmp_path)))
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(path, b"new")
    # At that moment the old file stood there whole, the new one beside it.
    assert seen[0][0] == b"old"
    assert len(seen[0][1]) == 1
    assert os.listdir(tmp_path) == ["a"]


def test_order_is_write_flush_replace_flush_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, calls = tmp_path / "a", []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        calls.append("folder" if is_folder else ("file", os.fstat(handle).st_size))
        real_fsync(handle)

    def replace(source: str, target: str) -> None:
        calls.append("replace")
        assert os.path.dirname(source) == str(tmp_path)
        real_replace(source, target)

    monkeypatch.setattr(files.os, "fsync", fsync)
    monkeypatch.setattr(files.os, "replace", replace)
    write_bytes(path, b"12345")
    assert calls == [("file", 5), "replace", "folder"]


def test_a_folder_that_cannot_be_flushed_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", fsync)
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("place", "words"), [("folder", "a folder stands there"), ("file/below", "folder"), ("nul\0l", "null")]
)
def test_impossible_places(tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(WriteFailedError, match=words):
        write_bytes(os.path.join(tmp_path, place), b"x")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


@posix
def test_devices_are_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteFailedError, match="device or a pipe"):
        write_bytes(tmp_path / "pipe", b"x")
    with pytest.raises(WriteFailedError, match="device or a pipe"):
        write_bytes("/dev/null", b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@posix
def test_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(WriteFailedError, match="not permitted"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


@posix
def test_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(WriteFailedError, match="circle"):
        write_bytes(tmp_path / "a", b"x")
    with pytest.raises(InputRefusedError, match="circle"):
        read_bytes(tmp_path / "a", 10)


def test_text_is_utf8_with_its_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "grün\r\nω₀\n\udcff")
    assert (tmp_path / "a").read_bytes() == "grün\r\nω₀\n".encode() + b"\xff"


def test_json(tmp_path: Path) -> None:
    value = {
        "psnr": float("inf"),
        "none": [float("nan"), None, True],
        "numpy": np.float32(0.5),
        "count": np.int64(3),
        "bad": np.float64(np.inf),
        "array": np.arange(2),
        "pair": (1, "é\udcff"),
    }
    write_json(tmp_path / "a.json", value)
    text = (tmp_path / "a.json").read_text("ascii")
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "psnr": None,
        "none": [None, None, True],
        "numpy": 0.5,
        "count": 3,
        "bad": None,
        "array": [0, 1],
        "pair": [1, "é\udcff"],
    }
    assert list(json.loads(text)) == list(value)


def test_json_that_cannot_be_written_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(TypeError):
        write_json(tmp_path / "a", {"x": object()})
    assert (tmp_path / "a").read_bytes() == b"old"


def test_read_has_a_cap(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a", 5) == b"12345"
    with pytest.raises(InputRefusedError, match="larger than 4 bytes"):
        read_bytes(tmp_path / "a", 4)


@pytest.mark.parametrize(("cap", "words"), [(10**9, "1 GB"), (2_500_000, "2.5 MB"), (4000, "4 kB"), (12, "12 bytes")])
def test_cap_in_words(cap: int, words: str) -> None:
    assert files._size(cap) == words


def test_read_refuses_what_is_no_file(tmp_path: Path) -> None:
    for place, words in ((tmp_path, "a folder"), (tmp_path / "none", "no such file"), (f"{tmp_path}/a\0", "null")):
        with pytest.raises(InputRefusedError, match=words):
            read_bytes(place, 10)


@posix
def test_read_does_not_wait_for_a_pipe_or_read_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(InputRefusedError, match="device or a pipe"):
            read_bytes(place, 10)


def test_read_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise PermissionError(errno.EACCES, "no")

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(InputRefusedError, match="not permitted"):
        read_bytes(tmp_path / "a", 10)


def test_a_stream_is_no_file_until_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with open_stream(path) as stream:
        stream.write(b"one ")
        stream.write(memoryview(b"two"))
        assert stream.count == 7
        assert path.read_bytes() == b"old"
        assert len(litter(tmp_path)) == 1
    assert path.read_bytes() == b"one two"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("left_by", [KeyboardInterrupt, ValueError, GeneratorExit, OSError])
def test_a_stream_that_is_left_leaves_nothing(tmp_path: Path, left_by: type[BaseException]) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    # an error of the body's own is not taken for one of the disk
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.raises(left_by))
        stack.enter_context(open_stream(path)).write(b"half")
        raise left_by
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_long_stream_is_flushed_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(files.os, "fsync", fsync)
    monkeypatch.setattr(files, "_UNFLUSHED", 10)
    with open_stream(tmp_path / "a") as stream:
        for _ in range(5):
            stream.write(b"123456")
        assert flushed == [12, 24]


def test_room_is_that_of_the_folder_that_there_is(tmp_path: Path) -> None:
    here, below = files.free_bytes(tmp_path / "a"), files.free_bytes(tmp_path / "not" / "yet" / "there")
    assert here is not None
    assert below is not None
    assert abs(here - below) < 10**9
