"""Colour profiles: from what a file says its numbers mean to sRGB, which is what a screen shows."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageCms

_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_MOST_BYTES = 4_000_000
CONVERTED = "Its colours were converted to sRGB from the profile {name!r}."
IGNORED = "Its colour profile cannot be used and was left aside."


def is_foreign(profile: object) -> bool:
    """Whether the bytes of a profile describe something else than sRGB (what cannot be read counts as foreign)."""
    found = _open(profile)
    return bool(profile) and (found is None or "srgb" not in _name(found).lower())


def to_srgb(picture: Image.Image, profile: object) -> tuple[Image.Image, str]:
    """Picture of mode L, RGB or CMYK in sRGB (mode L or RGB), and the sentence to tell a person.

    The conversion is that of LittleCMS with the perceptual intent. Where the profile cannot be used the picture is
    returned as it came.
    """
    found = _open(profile)
    if found is None:
        return picture, IGNORED
    try:
        if _details(found).xcolor_space.strip() != _SPACES[picture.mode]:
            return picture, IGNORED
        converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture, IGNORED
    if converted is None:
        return picture, IGNORED
    # A grey profile gives three equal channels.
    out = converted.getchannel("G") if picture.mode == "L" else converted
    return out, CONVERTED.format(name=_name(found))


def lab_to_srgb(picture: Image.Image) -> Image.Image:
    """Picture of mode LAB (CIE L*a*b*, D50) as RGB."""
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(lab, srgb, "LAB", "RGB").apply(picture)


def _open(profile: object) -> ImageCms.ImageCmsProfile | None:
    if not isinstance(profile, bytes) or not 128 <= len(profile) <= _MOST_BYTES:
        return None
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _details(profile: ImageCms.ImageCmsProfile) -> Any:
    return profile.profile  # LittleCMS's own object, for which Pillow has no type


def _name(profile: ImageCms.ImageCmsProfile) -> str:
    try:
        return (_details(profile).profile_description or "").strip() or "without a name"
    except ValueError:  # not even text
        return "without a name"
