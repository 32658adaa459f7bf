"""One line per officer: the rows of a person in one value, its state, and what the state lets out."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields

from surveys.appraisal import Appraisal, appraise, combined, state
from surveys.component import Combined, Model, combine
from surveys.policy import Policy
from surveys.rollup import Rollup

_OF_A_ROW = tuple(field.name for field in fields(Combined) if field.name != "Q_team")


@dataclass(frozen=True)
class Standing:
    """rows: positions in the roll-up, none for an officer with shared duty only (then value is None).

    n, shared: verified ratings alone and together with others, all units; value: kernel numbers, of the row itself or
    of several rows combined, never to be shown as they are; kq: combined figure in IKM points, None if off or not
    scored.
    """

    officer: str
    rows: tuple[int, ...]
    n: int
    shared: int
    value: Combined | None
    appraisal: Appraisal
    kq: float | None


def standings(
    model: Model | None, rollup: Rollup, policy: Policy, *, under_review: Collection[str] = ()
) -> list[Standing]:
    """All officers with a solo or shared rating, in order of their keys."""
    rows: dict[str, list[int]] = defaultdict(list)
    for i, officer in enumerate(rollup.officers):
        rows[officer].append(i)
    values = _values(model, rollup, policy, rows) if model else {}
    return [
        _standing(officer, tuple(rows.get(officer, ())), values.get(officer), model, rollup, policy, under_review)
        for officer in sorted(rows.keys() | rollup.together.keys())
    ]


def _values(model: Model, rollup: Rollup, policy: Policy, rows: dict[str, list[int]]) -> dict[str, Combined]:
    columns = [getattr(model.scores, name).tolist() for name in _OF_A_ROW]
    team = model.teams.Q_team[rollup.unit].tolist()
    single = [
        Combined(**dict(zip(_OF_A_ROW, row, strict=True)), Q_team=q_team)
        for *row, q_team in zip(*columns, team, strict=True)
    ]
    return {
        officer: single[own[0]] if len(own) == 1 else combine(model, rollup.unit, own, policy)
        for officer, own in rows.items()
    }


def _standing(
    officer: str,
    rows: tuple[int, ...],
    value: Combined | None,
    model: Model | None,
    rollup: Rollup,
    policy: Policy,
    under_review: Collection[str],
) -> Standing:
    shared, reviewed = rollup.together.get(officer, 0), officer in under_review
    if value is None or model is None:
        found = state(0, 0.0, shared, policy, under_review=reviewed)
        return Standing(officer, rows, 0, shared, None, Appraisal(found), None)
    found = state(value.n, value.B, shared, policy, under_review=reviewed)
    shown = appraise(
        found, score=value.Q, lo=value.lo, hi=value.hi, p_low=value.P_low, p_high=value.P_high, policy=policy
    )
    kq = combined(shown.score, value.Q_team, model.Q_agency, policy) if found.scored else None
    return Standing(officer, rows, value.n, shared, value, shown, kq)
