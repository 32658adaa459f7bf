"""The index of public satisfaction (Indeks Kepuasan Masyarakat), exact.

PermenPANRB 14/2017: NRR of an element = sum of its answers / answers given; IKM = 25 x mean of the NRR. Everything is
computed in integers and fractions and rounded half up once, at the end; the grade is read off the rounded value,
because the published bands have holes between their two-decimal ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import erfc, lcm, sqrt

from surveys.questionnaire import SCALE
from surveys.tally import Moments, Tally

TO_HUNDRED = 25
LOWEST, HIGHEST = TO_HUNDRED * SCALE[0], TO_HUNDRED * SCALE[-1]
Z_95 = 1.96

CONVENTIONS = {
    "exact_ninth": "bobot tepat 1/9, dibulatkan satu kali di akhir",
    "nrr_2dp": "NRR dibulatkan dua desimal sebelum dirata-ratakan",
    "mean_2dp": "NRR dan rata-ratanya dibulatkan dua desimal sebelum dikali 25",
    "w_0_111": "bobot 0,111 sebagai pengganti 1/9",
    "w_0_11": "bobot 0,11 sebagai pengganti 1/9",
}


class NotAnIndexError(Exception):
    """These figures are not answers about satisfaction, or no answers at all; the message is Indonesian."""


class Grade(Enum):
    """Mutu pelayanan (name) and kinerja unit pelayanan (value), from the lowest to the highest."""

    D = "Tidak baik"
    C = "Kurang baik"
    B = "Baik"
    A = "Sangat baik"


_FLOORS = {Grade.C: Decimal("65.00"), Grade.B: Decimal("76.61"), Grade.A: Decimal("88.31")}
# An unrounded index reaches a grade half a hundredth below its floor.
_CUTS = tuple(float(lowest - Decimal("0.005")) for lowest in _FLOORS.values())


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """A non-negative fraction with exactly `places` decimals, halves rounded up."""
    if value < 0:
        raise ValueError("half_up rounds non-negative numbers")
    doubled = 2 * value.denominator
    return Decimal((2 * 10**places * value.numerator + value.denominator) // doubled).scaleb(-places)


def grade_of(rounded: Decimal) -> Grade:
    """The grade of an index that has been rounded to two decimals."""
    return [Grade.D, *(grade for grade, lowest in _FLOORS.items() if rounded >= lowest)][-1]


@dataclass(frozen=True)
class ElementFigure:
    """One element: `n` answers with the sum `total`; `weight` is 1 / number of elements.

    `standard_error` is that of the conversion, in points of 25 to 100; None when unknown.
    """

    code: str
    n: int
    total: int
    weight: Fraction
    standard_error: float | None = None

    @property
    def nrr(self) -> Fraction | None:
        """Nilai rata-rata, 1 to 4; None without an answer."""
        return Fraction(self.total, self.n) if self.n else None

    @property
    def nrr_rounded(self) -> Decimal | None:
        """NRR with two decimals, for display."""
        return None if self.nrr is None else half_up(self.nrr)

    @property
    def weighted_rounded(self) -> Decimal | None:
        """NRR tertimbang with three decimals, for display: shown values need not add up to the shown total."""
        return None if self.nrr is None else half_up(self.nrr * self.weight, 3)

    @property
    def conversion(self) -> Decimal | None:
        """The element on the scale 25 to 100, from the exact NRR."""
        return None if self.nrr is None else half_up(self.nrr * TO_HUNDRED)

    @property
    def grade(self) -> Grade | None:
        """The grade of the conversion."""
        return None if self.conversion is None else grade_of(self.conversion)


@dataclass(frozen=True)
class Index:
    """An IKM and how it came about.

    Attributes:
        elements: figures in the order of the questionnaire.
        respondents: n, forms with at least one answer.
        exact: the unrounded index; None while an element has no answer.
        standard_error: in index points; None when unknown or with fewer than two respondents.
    """

    elements: tuple[ElementFigure, ...]
    respondents: int
    exact: Fraction | None
    standard_error: float | None

    @cached_property
    def value(self) -> Decimal | None:
        """The official index with two decimals; its `str` is the machine form, such as 82.54."""
        return None if self.exact is None else half_up(self.exact)

    @property
    def grade(self) -> Grade | None:
        """Mutu pelayanan, from the rounded index."""
        return None if self.value is None else grade_of(self.value)

    @property
    def note(self) -> str:
        """Why there is no index, or nothing."""
        missing = [element.code for element in self.elements if not element.n]
        return f"belum lengkap: {', '.join(missing)}" if missing else ""

    @cached_property
    def reconciliation(self) -> dict[str, Decimal]:
        """What the other conventions in use would print; labelled figures, never the index."""
        nrr = [element.nrr for element in self.elements if element.nrr is not None]
        return reconcile(nrr) if self.exact is not None else {}

    @cached_property
    def certainty(self) -> dict[Grade, float] | None:
        """Probability that each grade is the one of the long run, from a normal error of the unrounded index."""
        if self.exact is None or self.grade is None or self.standard_error is None:
            return None
        if self.standard_error == 0:
            return {grade: float(grade is self.grade) for grade in Grade}
        below = [0.0, *(_phi((cut - float(self.exact)) / self.standard_error) for cut in _CUTS), 1.0]
        return {grade: below[at + 1] - below[at] for at, grade in enumerate(Grade)}

    def interval(self, z: float = Z_95) -> tuple[float, float] | None:
        """Index ± z standard errors, within the possible 25 to 100."""
        if self.exact is None or self.standard_error is None:
            return None
        middle, half = float(self.exact), z * self.standard_error
        return max(float(LOWEST), middle - half), min(float(HIGHEST), middle + half)

    def conventions_printing(self, printed: Decimal) -> tuple[str, ...]:
        """Which conventions would print this index; an explanation of a published figure."""
        figures = {"exact_ninth": self.value, **self.reconciliation}
        return tuple(convention for convention, value in figures.items() if value == printed)


def of_tally(tally: Tally, moments: Moments | None = None) -> Index:
    """The index of counted forms, with its standard error when their moments are known."""
    codes = tuple(tally.counts)
    sums = {code: tally.total(code) for code in codes}
    return of_sums(sums, {code: tally.answers(code) for code in codes}, tally.respondents, moments)


def of_sums(
    sums: Mapping[str, int],
    answers: Mapping[str, int],
    respondents: int,
    moments: Moments | None = None,
    *,
    measure: str = "ikm",
) -> Index:
    """The index of sums and numbers of answers by element, such as an office prints them.

    Raises:
        NotAnIndexError: `measure` is another quantity (such as "importance"), or no answers give these sums.
    """
    if measure != "ikm":
        raise NotAnIndexError(
            f"Data “{measure}” bukan jawaban tentang kepuasan, jadi tidak ada IKM-nya. Pakai tabel kepuasan (U1–U9)."
        )
    for code, n in answers.items():
        if not SCALE[0] * n <= sums[code] <= SCALE[-1] * n:
            raise NotAnIndexError(
                f"Jumlah nilai {code} ({sums[code]}) tidak mungkin berasal dari {n} jawaban 1–4. Periksa angkanya."
            )
    weight, errors = Fraction(1, len(answers)), _element_errors(sums, answers, respondents, moments)
    elements = tuple(ElementFigure(code, n, sums[code], weight, errors.get(code)) for code, n in answers.items())
    nrr = [element.nrr for element in elements if element.nrr is not None]
    complete = bool(nrr) and len(nrr) == len(elements)
    exact = TO_HUNDRED * sum(nrr, Fraction(0)) / len(nrr) if complete else None
    error = _standard_error(elements, respondents, moments) if complete and moments is not None else None
    return Index(elements, respondents, exact, error)


def of_element(index: Index, code: str) -> Index:
    """One element of an index as a figure of its own: 25 x NRR of those who answered it. KeyError for none such."""
    element = {element.code: element for element in index.elements}[code]
    exact = None if element.nrr is None else element.nrr * TO_HUNDRED
    return Index((element,), element.n, exact, element.standard_error)


def reconcile(nrr: Sequence[Fraction]) -> dict[str, Decimal]:
    """The index by every convention but the exact one, from the NRR of all elements.

    The short weights stand for 1/9 and exist for nine elements only.
    """
    rounded = [Fraction(half_up(value)) for value in nrr]
    mean = sum(rounded, Fraction(0)) / len(rounded)
    figures = {"nrr_2dp": half_up(mean * TO_HUNDRED), "mean_2dp": half_up(Fraction(half_up(mean)) * TO_HUNDRED)}
    if len(nrr) == 9:
        total = TO_HUNDRED * sum(nrr, Fraction(0))
        figures |= {"w_0_111": half_up(total * Fraction(111, 1000)), "w_0_11": half_up(total * Fraction(11, 100))}
    return figures


def minimum_sample(population: int) -> int:
    """Respondents needed for people served, by Krejcie and Morgan (1970), rounded to the nearest as in their table.

    S = X2 N P Q / (d^2 (N - 1) + X2 P Q) with X2 = 3.841, P = Q = 0.5 and d = 0.05.
    """
    if population < 0:
        raise ValueError("a population is not negative")
    spread = Fraction("3.841") / 4
    return int(half_up(spread * population / (Fraction("0.0025") * (population - 1) + spread), 0))


def _element_errors(
    sums: Mapping[str, int], answers: Mapping[str, int], respondents: int, moments: Moments | None
) -> dict[str, float]:
    """The error of each conversion: that of an index with this element only."""
    if moments is None or respondents < 2:
        return {}
    found = {}
    for at, code in enumerate(moments.elements):
        n, total = answers[code], sums[code]
        if n:
            g = moments.p[at][at] * n * n - 2 * moments.x[at][at] * total * n + moments.n[at][at] * total * total
            found[code] = TO_HUNDRED * sqrt(g * respondents / (respondents - 1)) / (n * n)
    return found


def _standard_error(elements: Iterable[ElementFigure], respondents: int, moments: Moments) -> float | None:
    """sqrt(n / (n - 1) G), the linearised error of a sum of ratios.

    G = sum_ef a_e a_f (P_ef - NRR_f X_ef - NRR_e X_fe + NRR_e NRR_f N_ef), a_e = 25 / (x n_e), over ordered pairs; here
    on one denominator n_e^2 n_f^2 per pair, because cancellation would spoil it in floating point.
    """
    if respondents < 2:
        return None
    figures = {element.code: element for element in elements}
    ordered = [figures[code] for code in moments.elements]
    common = lcm(*(element.n for element in ordered))
    share = [common // element.n for element in ordered]
    g = 0
    for e, one in enumerate(ordered):
        for f, other in enumerate(ordered):
            pair = (
                moments.p[e][f] * one.n * other.n
                - moments.x[e][f] * one.n * other.total
                - moments.x[f][e] * one.total * other.n
                + moments.n[e][f] * one.total * other.total
            )
            g += pair * (share[e] * share[f]) ** 2
    scale = Fraction(TO_HUNDRED, len(ordered)) ** 2
    return sqrt(scale * Fraction(g * respondents, common**4 * (respondents - 1)))


def _phi(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2
