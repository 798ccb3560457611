"""What a file shall be, as a person chooses it: so large, so good, or what a bit is worth."""

from __future__ import annotations

from dataclasses import dataclass

from sirendesk.core.codec.encoding import Goal
from sirendesk.core.options import option

BITS, BYTES, PSNR, LAMBDA, OPEN = "bits per pixel", "bytes", "PSNR", "lambda", "none"


@dataclass(frozen=True)
class TargetOptions:
    """One of them counts, the one that `aim` names."""

    aim: str = option(
        BITS,
        label="Target",
        help="What the file shall meet: a size, a likeness, or a balance of both. With none, the codec's own settings "
        "decide: the rank of low rank, which the picture then follows at once.",
        choices=(BITS, BYTES, PSNR, LAMBDA, OPEN),
        advanced=False,
    )
    bits_per_pixel: float = option(
        0.4,
        label="Bits per pixel",
        help="The most the file may have. A photo in full is 24; JPEG looks good around 1, and the best codecs around "
        "0.3.",
        minimum=0.01,
        maximum=32.0,
        logarithmic=True,
        advanced=False,
        applies=("aim", (BITS,)),
    )
    bytes: int = option(
        12_000,
        label="Bytes",
        help="The most the file may have.",
        minimum=64,
        maximum=100_000_000,
        logarithmic=True,
        advanced=False,
        applies=("aim", (BYTES,)),
    )
    psnr: float = option(
        34.0,
        label="PSNR",
        help="The least that the decoded picture shall have against the original: 30 dB shows, 40 dB hardly does.",
        minimum=10.0,
        maximum=80.0,
        step=0.5,
        unit="dB",
        advanced=False,
        applies=("aim", (PSNR,)),
    )
    lambda_: float = option(
        1e-3,
        label="Lambda λ",
        help="How much squared error a bit per pixel is worth. Larger is a smaller and coarser file.",
        minimum=1e-6,
        maximum=0.1,
        logarithmic=True,
        advanced=False,
        applies=("aim", (LAMBDA,)),
    )

    def goal(self, pixels: int) -> Goal:
        """The goal for a picture of so many pixels."""
        if self.aim == BITS:
            # of a tiny picture it may be less than a byte: that is refused with what there is
            return Goal(bytes=max(1, int(self.bits_per_pixel * pixels / 8)))
        if self.aim == BYTES:
            return Goal(bytes=self.bytes)
        if self.aim == PSNR:
            return Goal(psnr=self.psnr)
        return Goal(lambda_=self.lambda_) if self.aim == LAMBDA else Goal()
