"""The one place that writes and reads whole files.

A write is never seen half done: the bytes go to a temporary file in the same folder, are flushed to the disk, and only
then take the place of what stood there. A power cut or a kill leaves the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from sirendesk.core.errors import InputRefusedError, WriteFailedError

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "access is not permitted, or another program holds the file open",
    errno.EPERM: "the operation is not permitted",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "a folder stands there",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "the file is larger than the disk allows",
    errno.ELOOP: "the links of the path go round in a circle",
}
if hasattr(errno, "EDQUOT"):
    _REASONS[errno.EDQUOT] = "your share of the disk is used up"
# So many bytes of a stream wait at most for the disk: the flush at its end is then short.
_UNFLUSHED = 16 * 2**20


def write_bytes(path: str | os.PathLike[str], data: bytes | memoryview) -> None:
    """Write `data` to `path` whole or not at all; when this returns, the bytes are on the disk.

    Missing folders are made and a link is followed. The permissions are those of the file before, or what the umask
    grants a new one.

    Raises:
        WriteFailedError: when it cannot be written; whatever stood there is untouched.
    """
    with open_stream(path) as stream:
        stream.write(data)


class Stream:
    """A file that grows piece by piece; it is no part of the folder until `open_stream` has put it there."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unflushed = 0
        self.count = 0

    def write(self, data: bytes | memoryview) -> None:
        """Add some bytes at the end; `count` is how many there are by then."""
        with _as_write_error():
            self._file.write(data)
            self.count += len(data)
            self._unflushed += len(data)
            if self._unflushed >= _UNFLUSHED:
                self._unflushed = 0
                self._file.flush()
                os.fsync(self._file.fileno())


@contextlib.contextmanager
def open_stream(path: str | os.PathLike[str]) -> Iterator[Stream]:
    """Write to `path` piece by piece, whole or not at all: what the body wrote takes its place when the body ends.

    A body that is left by an exception, Ctrl+C among them, leaves nothing behind. Otherwise like `write_bytes`.

    Raises:
        WriteFailedError: when it cannot be written; whatever stood there is untouched.
    """
    try:
        with _replacement(path) as stream:
            yield stream
    except _CouldNotWriteError as failed:
        error = failed.error
        raise WriteFailedError(
            f"Could not write {os.fspath(path)!r}: {_reason(error)}. "
            "Nothing that stood there has changed; choose another place or make room, then save again."
        ) from error


def free_bytes(path: str | os.PathLike[str]) -> int | None:
    """Room on the disk where `path` is or will be; None where the system does not say."""
    folder = Path(os.path.realpath(path)).parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except (OSError, ValueError):
        return None


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` as UTF-8, its line ends as they are; otherwise like `write_bytes`."""
    # Names of files may hold bytes that are not text (surrogates): they go out as those bytes.
    write_bytes(path, text.encode("utf-8", "surrogateescape"))


def write_json(path: str | os.PathLike[str], value: Any) -> None:
    """Write `value` as indented JSON; otherwise like `write_bytes`.

    JSON has no infinity and no NaN: they become null. Numbers of numpy are written as plain ones.
    """
    text = json.dumps(_plain(value), indent=2, allow_nan=False)
    write_bytes(path, (text + "\n").encode("ascii"))


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder, with those above it, and see that something can be written in it.

    Raises:
        WriteFailedError: when it cannot be made or written to.
    """
    folder = Path(path)
    probe = folder / f".sirendesk-{os.urandom(6).hex()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except (OSError, ValueError) as error:
        raise WriteFailedError(f"Could not write in {str(folder)!r}: {_reason(error)}. Nothing was started.") from error


def check_writable(path: str | os.PathLike[str]) -> None:
    """See that a file could be written there, before any work goes into it; makes its folder if need be.

    Raises:
        WriteFailedError: when it cannot be.
    """
    make_folder(Path(os.path.realpath(path)).parent)
    try:
        _mode_of(Path(os.path.realpath(path)))
    except (OSError, ValueError) as error:
        raise WriteFailedError(
            f"Could not write {os.fspath(path)!r}: {_reason(error)}. Nothing was started."
        ) from error


def read_bytes(path: str | os.PathLike[str], cap: int) -> bytes:
    """Content of a regular file of at most `cap` bytes.

    Raises:
        InputRefusedError: when there is no such file, it may not be read, is no regular file, or is larger.
    """
    with open_regular(path) as file:
        try:
            # One byte more than allowed: a file may grow, or not know its size, while it is read.
            data = file.read(cap + 1)
        except OSError as error:
            raise _could_not_read(path, error) from error
    if len(data) > cap:
        shown = repr(os.fspath(path))
        raise InputRefusedError(f"{shown} is larger than {_size(cap)}, the most that is read. Choose a smaller file.")
    return data


@contextlib.contextmanager
def open_regular(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A regular file open for reading, for what is read piece by piece.

    Raises:
        InputRefusedError: when there is no such file, it may not be read, or is no regular file.
    """
    try:
        # Without O_NONBLOCK the opening of a named pipe would wait for somebody to write to it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if Path(path).is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder")
        file = open(os.open(path, flags), "rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        raise _could_not_read(path, error) from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputRefusedError(f"{os.fspath(path)!r} is a device or a pipe. Choose an ordinary file.")
        yield file


def _could_not_read(path: str | os.PathLike[str], error: OSError | ValueError) -> InputRefusedError:
    return InputRefusedError(f"Could not read {os.fspath(path)!r}: {_reason(error)}. Choose another file.")


class _CouldNotWriteError(Exception):
    """Carries an error of the system out of a stream's body, apart from what else the body may raise."""

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(error)
        self.error = error


@contextlib.contextmanager
def _as_write_error() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise _CouldNotWriteError(error) from error


@contextlib.contextmanager
def _replacement(path: str | os.PathLike[str]) -> Iterator[Stream]:
    with contextlib.ExitStack() as stack:
        with _as_write_error():
            target = Path(os.path.realpath(path))
            temporary = target.parent / f".sirendesk-{secrets.token_hex(8)}.tmp"
            target.parent.mkdir(parents=True, exist_ok=True)
            mode = _mode_of(target)
            stack.callback(_remove, temporary)
            # os.open, and not tempfile, because only a plain creation follows the umask.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            file = open(os.open(temporary, flags, 0o666), "wb")  # noqa: SIM115 - closed by the stack
            stack.callback(_close, file)
            if mode is not None:
                os.chmod(temporary, mode)
        yield Stream(file)
        with _as_write_error():
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(temporary, target)
            _flush_folder(target.parent)


def _close(file: BinaryIO) -> None:
    with contextlib.suppress(OSError):  # on a full disk closing fails as writing did, which has been said
        file.close()


def _remove(temporary: Path) -> None:
    with contextlib.suppress(OSError):  # gone already when all went well
        os.unlink(temporary)


def _flush_folder(path: Path) -> None:
    """The name is on the disk only when the folder is; Windows and some network disks cannot be asked."""
    with contextlib.suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _mode_of(target: Path) -> int | None:
    """Permissions of the file that stands there, None when there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(status.st_mode):
        # Replacing /dev/null by a file would break the machine.
        raise ValueError("a device or a pipe stands there, not a file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "protected")
    return stat.S_IMODE(status.st_mode)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, error.strerror or "the system gave no reason")
    return str(error)


def _size(count: int) -> str:
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= scale:
            return f"{count / scale:.3g} {unit}"
    return f"{count} bytes"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if not isinstance(value, str | bool | int | float) and hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
