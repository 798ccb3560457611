"""The one place that finds `resources/` and `data/`: in a checkout, an installed wheel or a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Path of a file or folder in `resources/`: icons, style, presets, help.

    Raises:
        FileNotFoundError: when it is not there.
    """
    return _find("resources", parts)


def data_path(*parts: str) -> Path:
    """Path of a file or folder in `data/`: the sample pictures and sounds.

    Raises:
        FileNotFoundError: when it is not there.
    """
    return _find("data", parts)


def _find(kind: str, parts: tuple[str, ...]) -> Path:
    name = "/".join(parts)
    for home in _homes(kind):
        path = home.joinpath(*parts)
        # Names may come from a command line: none of them leads outside the folder.
        if path.resolve().is_relative_to(home.resolve()) and path.exists():
            return path
    raise FileNotFoundError(
        f"{name or kind!r} is not among SirenDesk's {kind}; if nothing was renamed, the installation is incomplete."
    )


def _homes(kind: str) -> list[Path]:
    # A frozen build unpacks next to its executable, a wheel carries copies inside the package; an editable install
    # has neither, its package still lies in the checkout. Any other neighbour called `data` is not ours.
    bundle = getattr(sys, "_MEIPASS", None)
    homes = [Path(bundle) / "sirendesk" / f"_{kind}"] if bundle else []
    homes.append(_PACKAGE / f"_{kind}")
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        homes.append(checkout / kind)
    return homes
