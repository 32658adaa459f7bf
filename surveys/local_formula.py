"""The local formula: a weighted mean that an agency's own rule may ask for. Off by default, and labelled as local.

No national rule weights results this way (PermenPANRB 6/2022 has no formula); therefore the citizens' part is limited,
and whatever is missing leaves the whole figure missing: nothing is imputed and nothing counts as 0.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from surveys.ikm import half_up

LABEL = "rumus lokal instansi"
QUANTITATIVE, COMPONENT, TEAM = "quantitative", "component", "team"
PARTS: Mapping[str, str] = {
    QUANTITATIVE: "Hasil kuantitatif dari daftar Kepegawaian (0 sampai 100)",
    COMPONENT: "Nilai pelayanan petugas",
    TEAM: "Nilai tim unit",
}
MOST_FROM_CITIZENS = 30
WHOLE = 100


class FormulaError(ValueError):
    """Weights that cannot be used; the sentence says what to change."""


def check(weights: Mapping[str, int]) -> None:
    """Refuse weights that are no shares of a whole, or that give the citizens' part too much. No weights: switched off.

    Raises:
        FormulaError: with what to change.
    """
    if not weights:
        return
    if set(weights) - set(PARTS) or min(weights.values()) < 0:
        raise FormulaError("Bobot tidak boleh negatif.")
    if sum(weights.values()) != WHOLE:
        raise FormulaError(f"Jumlah bobot harus 100 %, sekarang {sum(weights.values())} %.")
    if weights.get(COMPONENT, 0) + weights.get(TEAM, 0) > MOST_FROM_CITIZENS:
        raise FormulaError(
            f"Nilai pelayanan petugas dan nilai tim bersama-sama paling banyak {MOST_FROM_CITIZENS} %: "
            "keduanya bahan pertimbangan, bukan penentu."
        )


def value(weights: Mapping[str, int], parts: Mapping[str, Decimal | float | None]) -> str | None:
    """sum(weight * part) / 100 as text with two places, halves up; None if a part with a weight is missing.

    parts: points 0..100. One outside of that range is on another scale and counts as missing.
    """
    if not weights:
        return None
    total = Fraction(0)
    for name, weight in weights.items():
        part = parts.get(name)
        if weight and (part is None or not 0 <= part <= WHOLE):
            return None
        total += weight * Fraction(part if weight and part is not None else 0)
    return str(half_up(total / WHOLE))
