"""What the inputs of a period give: the report with every number, a line per officer, a figure per unit.

Everything here is a function of sealed rows, decisions and published rules, so that it can be redone at any time.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import components, figures, officers, service_counts, service_figures
from models.figures import Figure
from models.inputs import Known
from models.ratings import Comment
from models.sealed_cells import ELEMENTS
from models.tallies import H_BINS, Tally
from surveys import ikm, recompute, report, themes, validity
from surveys.appraisal import State
from surveys.ikm import Index
from surveys.periods import Period
from surveys.policy import Policy
from surveys.recompute import Report
from surveys.response import Services

LIVE = ("late", "services", "themes", "service_mode")  # parts of a unit's figure that go on changing after the lock


@dataclass(frozen=True)
class Result:
    """report: canonical bytes; lines, units: columns of a snapshot's lines and units; exclusions: forms by reason."""

    report: bytes
    lines: list[dict[str, Any]]
    units: list[dict[str, Any]]
    exclusions: dict[str, int]


def of_period(
    session: Session,
    period: Period,
    policy: Policy,
    record: dict[str, Any],
    *,
    acuan: Fraction | None,
    last: Known,
) -> Result:
    """Compute a period.

    record: frozen components, empty to estimate them from the period itself; acuan: the reference in points, None for
    the agency's mean; last: the newest decisions to know of.
    """
    rows = components.sealed_rows(session, period, last)
    frozen = recompute.components_from(record) if record else None
    points = None if acuan is None else float(acuan)
    printed = report.dumps(recompute.recompute(rows, policy, frozen, acuan=points))
    found: Report = json.loads(printed)
    return Result(
        report=printed.encode(),
        lines=_lines(session, period, found, last),
        units=_units(session, period, found, _service_mode(session, period, policy, last)),
        exclusions=_exclusions(session, period, found) | _excluded_by_decision(rows),
    )


def comment_themes(session: Session, period: Period) -> dict[int, dict[str, int]]:
    """How many comments speak of each theme, by unit id; themes of too few are not named."""
    months = [month.code for month in period.months]
    rows = session.execute(
        select(Comment.unit_id, Comment.text).where(Comment.month.in_(months)).order_by(Comment.unit_id, Comment.id)
    )
    texts: dict[int, list[str]] = defaultdict(list)
    for unit_id, text in rows:
        texts[unit_id].append(text)
    return {unit_id: themes.counts(written) for unit_id, written in texts.items()}


def _lines(session: Session, period: Period, found: Report, last: Known) -> list[dict[str, Any]]:
    """One line per officer with a verified rating, in the order of their ids."""
    entries: dict[int, Report] = defaultdict(dict)
    for key, entry in found["officers"].items():
        entries[int(key.partition("@")[0])][key] = entry
    homes = {officer.id: officer.unit_id for officer in officers.all_officers(session)}
    sums = components.sealed_element_sums(session, period, last)
    none = dict.fromkeys(ELEMENTS, (0, 0))
    return [
        _line(officer_id, homes[officer_id], entries[officer_id], sums.get(officer_id, none))
        for officer_id in sorted(entries)
    ]


def _line(officer_id: int, unit_id: int, rows: Report, sums: dict[str, tuple[int, int]]) -> dict[str, Any]:
    own = rows[str(officer_id)]
    scored = State(own["state"]).scored
    return {
        "officer_id": officer_id,
        "unit_id": unit_id,
        "state": own["state"],
        "n": own["n"],
        "shared": own["shared"],
        **{element: list(sums[element]) for element in ELEMENTS},
        "reliability": own["kernel"]["B"] if scored else None,
        **{name: own[name] for name in ("score", "lo", "hi", "band")},
        "entry": rows,
    }


def _service_mode(session: Session, period: Period, policy: Policy, last: Known) -> dict[int, Report]:
    """Unit figures of all weighted ratings, by unit id: score and standard error in points, n_eff in place of n.

    Streams set aside are those of the flags as they stand; a unit whose ratings are worth too few has no figure.
    """
    found = service_figures.of_period(session, period, policy, last)
    if found is None:
        return {}
    columns = (found.units, found.teams.Q_team.tolist(), found.teams.se.tolist(), found.whole.n_eff.tolist())
    return {
        int(unit): {"Q": q, "se": se, "n_eff": n_eff}
        for unit, q, se, n_eff in zip(*columns, strict=True)
        if n_eff >= policy.n_min
    }


def _units(session: Session, period: Period, found: Report, service_mode: dict[int, Report]) -> list[dict[str, Any]]:
    """One figure per unit with a form of the period: the index of all valid forms, and the team's numbers."""
    late, services = figures.late_forms(session, period), service_counts.logged(session, period.start, period.end)
    sealed = figures.sealed_figures(session, period)
    spoken = comment_themes(session, period)
    known = sorted({*sealed, *late, *map(int, found["units"])})
    return [
        {
            "unit_id": unit_id,
            "figure": {
                **_figure(sealed.get(unit_id, Figure())),
                "team": found["units"].get(str(unit_id)),
                "late": late.get(unit_id, 0),
                "service_mode": service_mode.get(unit_id),
                "themes": spoken.get(unit_id, {}),
                "services": asdict(services.get(unit_id, Services())),
            },
        }
        for unit_id in known
    ]


def _figure(figure: Figure) -> Report:
    return {
        "n_forms": figure.n_forms,
        "n_verified": figure.n_verified,
        "opening": list(figure.opening),
        "questionnaires": list(figure.questionnaires),
        "ikm": _index(figure.index),
        "verified": _index(figure.verified),
    }


def _index(index: Index | None) -> Report | None:
    """An index as plain values: decimals and fractions as text, so that no digit is lost."""
    if index is None:
        return None
    return {
        "respondents": index.respondents,
        "exact": None if index.exact is None else str(index.exact),
        "value": None if index.value is None else str(index.value),
        "grade": None if index.grade is None else index.grade.name,
        "standard_error": index.standard_error,
        "elements": [
            {"code": element.code, "n": element.n, "total": element.total, "nrr": _text(element)}
            for element in index.elements
        ],
    }


def _text(element: ikm.ElementFigure) -> str | None:
    return None if element.nrr_rounded is None else str(element.nrr_rounded)


def _exclusions(session: Session, period: Period, found: Report) -> dict[str, int]:
    """Forms that enter no officer's own number, by reason: late, a validity code, incomplete, shared, unrostered."""
    answered = sum(getattr(Tally, f"h{bin_}") for bin_ in H_BINS)
    rows = session.execute(
        select(Tally.validity, Tally.late, func.sum(Tally.n_forms), func.sum(answered))
        .where(Tally.day.between(period.start, period.end))
        .group_by(Tally.validity, Tally.late)
    )
    reasons: dict[str, int] = defaultdict(int)
    for code, late, forms, complete in rows:
        if late:
            reasons["late"] += int(forms)
        elif code in validity.VERIFIED:
            reasons["incomplete"] += int(forms) - int(complete)
        else:
            reasons[code] += int(forms)
    reasons |= {reason: found["ratings"][reason] for reason in ("shared", "unrostered")}
    return {reason: count for reason, count in sorted(reasons.items()) if count}


def _excluded_by_decision(rows: list[dict[str, str]]) -> dict[str, int]:
    """Ratings that corrections take away."""
    taken = -sum(min(0, int(row[f"h{bin_}"])) for row in rows for bin_ in H_BINS)
    return {"decision": taken} if taken else {}
