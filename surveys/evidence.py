"""What the citizens' side of a hand-over says of one person: figures, one sentence, and how they came about.

It takes n, the means of the two elements about a person, interval and state, and nothing else: no band, no weighted
figure, no predikat (PermenPANRB 6/2022 leaves the judgement to the superior). Outside a scored state the figures are
null.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from surveys.appraisal import State
from surveys.periods import Kind, Period, containing

PERSPECTIVE = "Penerima Layanan"
INDICATOR = "Kompetensi (U6) dan perilaku (U7) pelaksana menurut penerima layanan; skala 1 sampai 4"
_SPEAKER = "Penerima layanan:"
_HUNDREDTH = Decimal("0.01")


def mean(sum_and_number: Sequence[int]) -> str | None:
    """The exact mean of answers, halves rounded up, as text with two places; None without an answer."""
    total, number = sum_and_number
    if not number:
        return None
    hundredths = (200 * total + number) // (2 * number)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def points(value: float | None) -> str | None:
    """IKM points as text with two places, halves rounded up; None stays None."""
    return None if value is None else str(Decimal(value).quantize(_HUNDREDTH, ROUND_HALF_UP))


def qualitative(
    state: State,
    n: int,
    *,
    u6: Sequence[int],
    u7: Sequence[int],
    lo: float | None,
    hi: float | None,
    units: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """The figures of one person. u6, u7: [sum, number] of the answers; units: name and n of each, if several."""
    shown = state.scored
    return {
        "perspektif": PERSPECTIVE,
        "indikator": INDICATOR,
        "state": state.value,
        "n": n,
        "u6": mean(u6) if shown else None,
        "u7": mean(u7) if shown else None,
        "lo": points(lo) if shown else None,
        "hi": points(hi) if shown else None,
        "units": [list(unit) for unit in units],
    }


def feedback(figures: dict[str, Any], period: Period) -> str:
    """One sentence for "umpan balik berkelanjutan berdasarkan bukti dukung"; it begins with who speaks."""
    n, state = figures["n"], State(figures["state"])
    if state.scored:
        means = f"kompetensi (U6) rata-rata {_comma(figures['u6'])} dan perilaku (U7) {_comma(figures['u7'])}"
        limited = "; keandalan terbatas, untuk dialog dan pelatihan" if state is State.TERSKOR_TERBATAS else ""
        return (
            f"{_SPEAKER} menurut {_thousands(n)} penilaian terverifikasi pada {period.label}, {means} pada skala "
            f"1 sampai 4; rentang nilai pelayanan {_comma(figures['lo'])} sampai {_comma(figures['hi'])} "
            f"(kepercayaan 95 %){limited}."
        )
    if state is State.NILAI_TIM_SAJA:
        why = f"penilaian pada {period.label} lebih banyak diterima saat bertugas bersama, jadi masuk nilai tim"
    elif n:
        why = f"{_thousands(n)} penilaian terverifikasi pada {period.label}"
    else:
        why = f"tidak ada penilaian terverifikasi pada {period.label}"
    return f"{_SPEAKER} belum cukup data untuk perorangan ({why}); ini bukan nilai rendah."


def method_note(period: Period, revision: int, policy: str, locked_on: date) -> str:
    """How the figures were made; the same for everybody in a hand-over."""
    return (
        f"Penilaian bertiket kunjungan selama {period.label}, hanya saat bertugas sendiri. Rata-rata U6 dan U7 pecahan "
        "eksak, dibulatkan satu kali. Rentang kepercayaan 95 % dari model bertingkat yang menyetarakan dengan rekan "
        f"seunit (kebijakan {policy}). Dikunci {_day(locked_on)}, revisi {revision}. Bahan pertimbangan pejabat "
        "penilai kinerja, bukan predikat; data yang belum cukup dibiarkan kosong dan tidak pernah nol."
    )


def reference(period_code: str, revision: int, officer: int) -> str:
    """What an appraisal form cites as bukti dukung: it names a sheet and says nothing of the person."""
    return f"SL-{period_code}-R{revision}-{officer}"


def notes(*, position_is_acting: bool, units: Sequence[tuple[str, int]], left_on: date | None) -> list[str]:
    """Sentences about people who moved, act for somebody, or left."""
    found = []
    if len(units) > 1:
        parts = ", ".join(f"{name} ({_thousands(n)} penilaian)" for name, n in units)
        found.append(f"Bertugas di beberapa unit: {parts}; digabung menurut ketelitiannya.")
    if position_is_acting:
        found.append(
            "Memangku jabatan sementara (Plt./Plh./Pj.): pastikan dinilai oleh pejabat penilai yang berwenang."
        )
    if left_on is not None:
        found.append(f"Tidak bertugas lagi mulai {_day(left_on)}.")
    return found


def _day(value: date) -> str:
    return f"{value.day} {containing(value, Kind.MONTH).label}"


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _thousands(n: int) -> str:
    return f"{n:,}".replace(",", ".")
