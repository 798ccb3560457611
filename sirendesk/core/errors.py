"""The one family of errors that a person may see.

Every message is a sentence or two: what happened, what is safe, what to do. `exit_code` is what the command line
leaves with, so that a script can tell a refused file from a full disk.
"""


class SirenDeskError(Exception):
    """Base of everything SirenDesk reports to a person."""

    exit_code = 1


class UsageError(SirenDeskError):
    """An option has a value that cannot be used."""

    exit_code = 2


class InputRefusedError(SirenDeskError):
    """A file or a sample name cannot be read as a signal, a model or an experiment."""

    exit_code = 3


class WriteFailedError(SirenDeskError):
    """A result could not be written; whatever stood there before is untouched."""

    exit_code = 4


class OutOfMemoryError(SirenDeskError):
    """The machine has not enough memory for what was asked."""

    exit_code = 5


class DivergedError(SirenDeskError):
    """Training left the finite numbers and could not be brought back."""

    exit_code = 6
