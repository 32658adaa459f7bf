"""From kernel numbers to what may be said of an officer: a state first, and a score only if the state allows one.

The words "di atas / sesuai / di bawah ekspektasi" of PermenPANRB 6/2022 belong to the superior and are never computed;
bands compare with an acuan.
"""

from dataclasses import dataclass
from enum import StrEnum

from surveys.policy import Policy


class State(StrEnum):
    """Why there is, or is not, a score."""

    DALAM_PENINJAUAN = "dalam_peninjauan"
    NILAI_TIM_SAJA = "nilai_tim_saja"
    BELUM_ADA_ANGKA = "belum_ada_angka"
    BELUM_CUKUP_DATA = "belum_cukup_data"
    TERSKOR_TERBATAS = "terskor_terbatas"
    TERSKOR = "terskor"

    @property
    def scored(self) -> bool:
        """Whether a score, its interval and its band may be shown."""
        return self in (State.TERSKOR_TERBATAS, State.TERSKOR)


class Band(StrEnum):
    """Place beside the acuan."""

    DI_BAWAH = "di_bawah"
    SESUAI = "sesuai"
    DI_ATAS = "di_atas"


@dataclass(frozen=True)
class Appraisal:
    """What leaves the kernel, in IKM points; None wherever the state does not allow a value, never 0."""

    state: State
    score: float | None = None
    lo: float | None = None
    hi: float | None = None
    band: Band | None = None


def state(n: int, reliability: float, shared: int, policy: Policy, *, under_review: bool = False) -> State:
    """First match of: open case or objection, mostly shared duty, too few ratings to show, to score, to use.

    n: verified solo ratings; reliability: B; shared: verified ratings given while the officer was on duty with others.
    """
    if under_review:
        return State.DALAM_PENINJAUAN
    if shared > n:
        return State.NILAI_TIM_SAJA
    if n < policy.n_show:
        return State.BELUM_ADA_ANGKA
    if n < policy.n_min or reliability < policy.b_min:
        return State.BELUM_CUKUP_DATA
    return State.TERSKOR_TERBATAS if reliability < policy.b_use else State.TERSKOR


def band(p_low: float, p_high: float, policy: Policy) -> Band:
    """Below only with high certainty, above with somewhat less, else in line."""
    if p_low >= policy.p_low:
        return Band.DI_BAWAH
    return Band.DI_ATAS if p_high >= policy.p_high else Band.SESUAI


def appraise(
    found: State,
    *,
    score: float,
    lo: float,
    hi: float,
    p_low: float,
    p_high: float,
    policy: Policy,
    audited: float | None = None,
) -> Appraisal:
    """Score, interval within 25..100 and band in a scored state; under review the last audited score; else nothing."""
    if found is State.DALAM_PENINJAUAN:
        return Appraisal(found, score=audited)
    if not found.scored:
        return Appraisal(found)
    return Appraisal(found, score, max(25.0, lo), min(100.0, hi), band(p_low, p_high, policy))


def combined(score: float | None, q_team: float | None, q_agency: float | None, policy: Policy) -> float | None:
    """KQ, the weighted mean of officer, team and agency, or None if switched off or a part is missing."""
    if not policy.kq or score is None or q_team is None or q_agency is None:
        return None
    officer, team, agency = policy.kq_weights
    return (officer * score + team * q_team + agency * q_agency) / 100
