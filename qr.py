"""QR codes: what is drawn is what was meant.

The only file that imports qrcode. A code is drawn as one SVG path of horizontal runs, with its four quiet modules.
"""

from dataclasses import dataclass
from typing import Final

import qrcode
from qrcode import constants

QUIET_MODULES: Final = 4
CORRECTIONS: Final = {"M": constants.ERROR_CORRECT_M, "Q": constants.ERROR_CORRECT_Q}
CLEAN_PRINT: Final = "M"
LAMINATED: Final = "Q"

Matrix = list[list[bool]]


@dataclass(frozen=True)
class Code:
    """A QR code to draw: the text in it, its path, and the side of the drawing in modules, quiet zone included."""

    text: str
    path: str
    side: int


def matrix(text: str, correction: str = CLEAN_PRINT) -> Matrix:
    """The modules of a text, True for dark. Upper-case addresses take the dense alphanumeric mode by themselves."""
    code = qrcode.QRCode(error_correction=CORRECTIONS[correction], border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    modules: Matrix = code.get_matrix()
    return modules


def draw(text: str, correction: str = CLEAN_PRINT) -> Code:
    """The code as a path: one flat box per run of dark modules."""
    modules = matrix(text, correction)
    runs = []
    for y, row in enumerate(modules, QUIET_MODULES):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                runs.append(f"M{x + QUIET_MODULES} {y}h{length}v1h-{length}z")
            x += length or 1
    return Code(text, "".join(runs), len(modules) + 2 * QUIET_MODULES)
