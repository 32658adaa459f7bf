"""The officer component of a period, from released batches; and from sealed tallies, for whoever recomputes it.

The run is the report that `flask recompute` prints, so a page can show nothing that a stranger could not redo.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import officers, releases, roster, units
from models.officers import Officer
from models.releases import OFFICER, TEAM
from models.tallies import H_BINS, Tally
from surveys import outlook, recompute, report, rollup
from surveys import roster as duty_rules
from surveys.appraisal import Band, State
from surveys.periods import Period
from surveys.policy import Policy
from surveys.recompute import Report
from surveys.roster import Duties


@dataclass(frozen=True)
class ComponentRun:
    """One run over the released officers' and team batches of a period.

    Attributes:
        report: as laid out in `surveys.recompute`; officers and units are keyed by their id as text.
        released_on: day of the newest batch; None when nothing is released.
    """

    period: Period
    policy: Policy
    duties: Duties
    report: Report
    released_on: date | None

    def unit(self, unit_id: int) -> Report | None:
        """The team numbers of a unit, if it has released ratings of officers."""
        found: Report | None = self.report["units"].get(str(unit_id))
        return found


@dataclass(frozen=True)
class OfficerLine:
    """An officer as the state allows: values that may not be shown are None, never 0.

    Attributes:
        n: released verified ratings given to this officer alone; None below the number that may be shown.
        shared: those given while on duty with others.
        reliability: B, once there are ratings enough to show it.
        kernels: kernel numbers by unit id, to redo the calculation by hand; empty unless scored.
        combined: for somebody scored at several units, the kernel numbers of all of them together.
    """

    officer: Officer
    state: State
    n: int | None = None
    shared: int = 0
    reliability: float | None = None
    score: float | None = None
    lo: float | None = None
    hi: float | None = None
    band: Band | None = None
    kq: float | None = None
    kernels: dict[int, Report] = field(default_factory=dict)
    combined: Report | None = None


def component_run(session: Session, period: Period, policy: Policy) -> ComponentRun:
    """The component of every officer with a released rating in a period."""
    months = [month.code for month in period.months]
    found = [batch for stream in (OFFICER, TEAM) for batch in releases.batches(session, stream, months)]
    duties = duty_rules.add_up(
        (str(batch.unit_id), duty_rules.duty(filter(None, on_duty.split(";"))), hist)
        for batch in found
        for on_duty, hist in batch.payload.items()
    )
    return ComponentRun(
        period=period,
        policy=policy,
        duties=duties,
        report=_printed(recompute.report(duties, policy, excluded={})),
        released_on=max((batch.released_on for batch in found), default=None),
    )


def _printed(report_: Report) -> Report:
    """The report as its reader gets it: the same digits, and null for what is not a number."""
    found: Report = json.loads(report.dumps(report_))
    return found


def lines(session: Session, run: ComponentRun, unit_id: int | None = None) -> list[OfficerLine]:
    """Officers (of one unit, if given) by unit and name, never by score; who left and has no rating is not listed."""
    names = {unit.id: unit.name for unit in units.all_units(session)}
    found = officers.all_officers(session) if unit_id is None else officers.of_unit(session, unit_id)
    shown = [officer for officer in found if officer.left_on is None or str(officer.id) in run.report["officers"]]
    return [line(run, officer) for officer in sorted(shown, key=lambda o: (names[o.unit_id], o.unit_id, o.name, o.id))]


def line(run: ComponentRun, officer: Officer) -> OfficerLine:
    """What a run may say of an officer."""
    entry = run.report["officers"].get(str(officer.id))
    if entry is None:
        return OfficerLine(officer, State.BELUM_ADA_ANGKA)
    state = State(entry["state"])
    counted = state not in (State.NILAI_TIM_SAJA, State.BELUM_ADA_ANGKA, State.DALAM_PENINJAUAN)
    return OfficerLine(
        officer,
        state,
        n=entry["n"],
        shared=entry["shared"],
        reliability=entry["kernel"]["B"] if counted else None,
        score=entry["score"],
        lo=entry["lo"],
        hi=entry["hi"],
        band=Band(entry["band"]) if entry["band"] else None,
        kq=entry["kq"],
        kernels=_kernels(run, officer) if state.scored else {},
        combined=entry["kernel"] if state.scored and entry["unit"] is None else None,
    )


def _kernels(run: ComponentRun, officer: Officer) -> dict[int, Report]:
    """Kernel numbers of the officer's rows, by unit."""
    entries = run.report["officers"]
    own = entries[str(officer.id)]
    if own["unit"] is not None:
        return {int(own["unit"]): own["kernel"]}
    rows = (entry for key, entry in entries.items() if key.startswith(f"{officer.id}@"))
    return {int(row["unit"]): row["kernel"] for row in rows}


def missing(run: ComponentRun, officer: Officer) -> int | None:
    """Ratings an officer with too few still needs for a score, other things equal; None where no number suffices."""
    kernel, components = run.report["officers"][str(officer.id)]["kernel"], run.report["components"]
    v = kernel.get("V")  # a value combined from several units, or the only one of an agency, has none
    if v is None:
        return None
    needed = outlook.ratings_needed(run.policy, sigma2=components["sigma2"], tau_v2=components["tau_v2"], v=v)
    return None if needed is None else max(0, needed - kernel["n"])


def with_more(run: ComponentRun, unit_id: int, officer: Officer, n: int = 10) -> float:
    """Score of an officer of one unit after `n` more ratings of 4 and 4, the components staying as they are."""
    key = str(unit_id), (str(officer.id),)
    hist = run.duties[key]
    duties = {**run.duties, key: (*hist[:-1], hist[-1] + n)}
    frozen = recompute.components_from(run.report)
    found: float = recompute.report(duties, run.policy, frozen, excluded={})["officers"][str(officer.id)]["kernel"]["Q"]
    return found


def shared_sums(run: ComponentRun, unit_id: int) -> tuple[float, float]:
    """Sum of a² and of w a over the officers of a unit; a: an officer's part of the unit's shared ratings.

    With these a reader redoes the weight w_b of the shared ratings and the variance of the team's mean.
    """
    found, frozen = rollup.roll_up(run.duties), recompute.components_from(run.report)
    j = found.units.index(str(unit_id))
    w = 1 / (frozen.tau_v2 + frozen.sigma2 / found.hist.sum(axis=1))
    return float(found.shared.squares[j]), float((w * found.shared.share)[found.unit == j].sum())


def sealed_rows(session: Session, period: Period) -> list[dict[str, str]]:
    """Sealed tallies of a period joined with the roster as it is now, as `surveys.recompute` takes them.

    Late ones are left out as in every figure; units and officers are named by their ids.
    """
    found = session.scalars(
        select(Tally)
        .where(Tally.day.between(period.start, period.end), Tally.late.is_(False))
        .order_by(Tally.unit_id, Tally.id)
    )
    rows = []
    for unit_id, tallies in groupby(found, key=lambda tally: tally.unit_id):
        on_duty = roster.on_duty(session, unit_id, period.start, period.end)
        rows += [_sealed_row(tally, on_duty) for tally in tallies]
    return rows


def _sealed_row(tally: Tally, on_duty: dict[tuple[int, date, int], set[int]]) -> dict[str, str]:
    known = tally.counter_id is not None and tally.shift != duty_rules.UNKNOWN_SHIFT
    duty = on_duty.get((tally.counter_id or 0, tally.day, tally.shift), set()) if known else set()
    return {
        "unit_id": str(tally.unit_id),
        "officer_id": ";".join(map(str, sorted(duty))),
        "counter": str(tally.counter_id or ""),
        "day": tally.day.isoformat(),
        "shift": str(tally.shift),
        "wait_band": str(tally.wait_band),
        "channel": tally.channel,
        "verified": tally.validity,
        **{f"h{k}": str(count) for k, count in zip(H_BINS, tally.h, strict=True)},
    }
