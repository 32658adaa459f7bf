"""How large a printed code must be: its width is at least a tenth of the distance it is scanned from.

That is a rule of the trade, not a standard. A module below 0.5 mm (in the hand) or 1 mm (on the wall) is refused,
because office printers and old cameras blur it. All lengths in millimetres unless their name says otherwise.
"""

from dataclasses import dataclass
from math import ceil, floor

RATIO = 10  # of distance to width
QUIET_MODULES = 4
HAND, WALL = 0.5, 1.0


class DoesNotFit(Exception):
    """A code that would be too small to scan, or too large for its paper; the sentence says what to change."""


@dataclass(frozen=True)
class Format:
    """A kind of sign.

    Attributes:
        code, name: in addresses and for people; width, height: of one sign.
        sheet: the paper it is printed on; columns, rows: how many signs share a sheet.
        scale: of its letters and gaps, 1 on A4.
        module: the smallest module.
        beside: whether the words stand beside the code rather than above and below it.
    """

    code: str
    name: str
    width: float
    height: float
    sheet: tuple[float, float]
    columns: int
    rows: int
    scale: float
    module: float
    beside: bool = False


A3, A4, A4_LANDSCAPE, F4 = (297.0, 420.0), (210.0, 297.0), (297.0, 210.0), (215.0, 330.0)
FORMATS = {
    one.code: one
    for one in (
        Format("a3", "Poster A3", *A3, A3, 1, 1, 1.42, WALL),
        Format("a4", "Poster A4", *A4, A4, 1, 1, 1.0, WALL),
        Format("f4", "Poster F4 (folio)", *F4, F4, 1, 1, 1.05, WALL),
        Format("a5", "Papan loket A5, 2 per lembar A4", 148.5, 210, A4_LANDSCAPE, 2, 1, 0.7, HAND),
        Format("a6", "Papan loket A6, 4 per lembar A4", 105, 148.5, A4, 2, 2, 0.54, HAND),
        Format("kartu", "Kartu meja A6, 4 per lembar A4", 148.5, 105, A4_LANDSCAPE, 2, 2, 0.54, HAND, beside=True),
    )
}


def module_size(modules: int, room: float, paper: Format, distance_cm: int | None = None) -> float:
    """Side of a module for a code of `modules` in a square of `room`, its quiet zone included.

    Without a distance the code is as large as it can be. Raises DoesNotFit.
    """
    largest = room / (modules + 2 * QUIET_MODULES)
    size = largest if distance_cm is None else distance_cm * 10 / RATIO / modules
    if size > largest:
        raise DoesNotFit(
            f"Untuk jarak {distance_cm} cm kodenya harus {_comma(size * modules / 10, 1)} cm. {paper.name} hanya cukup "
            f"untuk jarak {reach_cm(largest, modules)} cm. Pilih kertas yang lebih besar, atau pasang lebih dekat."
        )
    if size < paper.module:
        nearest = ceil(paper.module * modules * RATIO / 10)
        advice = (
            f"Isi jarak paling sedikit {nearest} cm."
            if nearest <= reach_cm(largest, modules)
            else "Pilih kertas yang lebih besar, atau alamat server yang lebih pendek."
        )
        raise DoesNotFit(
            f"Kotak kodenya hanya {_comma(size, 2)} mm; pada {paper.name} paling kecil {_comma(paper.module, 1)} mm "
            f"supaya terbaca kamera. {advice}"
        )
    return size


def reach_cm(module: float, modules: int) -> int:
    """From how far a code with modules of this size is scanned, in centimetres."""
    return floor(round(module * modules * RATIO / 10, 6))


def _comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
