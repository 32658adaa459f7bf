"""The officer component of a period, from released batches; and from sealed tallies, for whoever recomputes it.

The run is the report that `flask recompute` prints, so a page can show nothing that a stranger could not redo.
"""

import json
import math
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from models import duty_cells, kept_back, officers, releases, sealed_cells
from models.inputs import Known
from models.officers import Officer
from models.releases import OFFICER, TEAM
from models.sealed_cells import ELEMENTS, SealedCell
from models.snapshots import Snapshot
from models.tallies import H_BINS
from surveys import joining, outlook, recompute, report
from surveys import policy as policies
from surveys import roster as duty_rules
from surveys.appraisal import Band, State
from surveys.cells import wait_name
from surveys.fit import Components
from surveys.joining import Share
from surveys.periods import Period, parse
from surveys.policy import Policy
from surveys.recompute import Report
from surveys.rollup import Rollup, roll_up


@dataclass(frozen=True)
class ComponentRun:
    """One run over the released officers' and team batches of a period.

    Attributes:
        report: as laid out in `surveys.recompute`; officers and units are keyed by their id as text.
        released_on: day of the newest batch, or of the lock; None when nothing is released.
        rollup: what an interim run was computed from.
        snapshot: the revision that a run of a locked period was read from.
        few_apart: officers whose exact figures would, beside another revision's, tell of fewer than ten ratings.
    """

    period: Period
    policy: Policy
    report: Report
    released_on: date | None
    rollup: Rollup | None = None
    snapshot: Snapshot | None = None
    few_apart: frozenset[int] = frozenset()

    @cached_property
    def joined(self) -> frozenset[int]:
        """Officers told less exactly so that no colleague's few ratings can be had by subtraction."""
        return frozenset(map(int, joining.joined(self._shares())))

    def _shares(self) -> Iterator[Share]:
        """The ratings that each officer got alone, by unit; who was rated at several has an entry for each."""
        entries = self.report["officers"]
        for key, entry in entries.items():
            officer, _, unit = key.partition("@")
            if entry["kernel"] and (unit or entry["unit"] is not None):
                is_shown = State(entries[officer]["state"]).scored and int(officer) not in self.few_apart
                yield Share(unit or str(entry["unit"]), officer, entry["kernel"]["n"], is_shown)

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
        is_rounded: score and interval are whole points and every number of ratings is left out, see `few_apart` and
            `joined`.
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
    is_rounded: bool = False


def component_run(
    session: Session,
    period: Period,
    policy: Policy,
    components: Components | None = None,
    *,
    acuan: float | None = None,
) -> ComponentRun:
    """The component of every officer with a released rating in a period, at frozen components if there are any.

    Of a locked period within this one everything counts, as in its own figure: two figures that differ by what one of
    them kept back would tell of it. `acuan`: reference in points; None takes the agency's mean.
    """
    months = [month.code for month in period.months]
    found = [batch for stream in (OFFICER, TEAM) for batch in releases.batches(session, stream, months)]
    parts = [(batch.unit_id, batch.payload) for batch in found]
    parts += [(row.unit_id, row.sums) for row in kept_back.within(session, period)]
    duties = duty_rules.add_up((str(unit_id), *part) for unit_id, cells in parts for part in duty_cells.rows(cells))
    rollup = roll_up(duties)
    model = recompute.model_of(rollup, policy, components, acuan=acuan)
    laid_out = recompute.report(rollup, model, policy, frozen=components is not None, excluded={}, excluded_of={})
    return ComponentRun(
        period=period,
        policy=policy,
        report=_printed(laid_out),
        released_on=max((batch.released_on for batch in found), default=None),
        rollup=rollup,
    )


def locked_run(snapshot: Snapshot, few_apart: frozenset[int] = frozenset()) -> ComponentRun:
    """The run that a locked period was frozen with; `few_apart` as `models.revisions` finds them."""
    return ComponentRun(
        period=parse(snapshot.period_code),
        policy=policies.load(snapshot.policy),
        report=json.loads(zlib.decompress(snapshot.report)),
        released_on=snapshot.locked_at.date(),
        snapshot=snapshot,
        few_apart=few_apart,
    )


def _printed(report_: Report) -> Report:
    """The report as its reader gets it: the same digits, and null for what is not a number."""
    found: Report = json.loads(report.dumps(report_))
    return found


def lines(session: Session, run: ComponentRun, unit_id: int | None = None) -> Iterator[OfficerLine]:
    """Officers (of one unit, if given) by unit and name, never by score; who left and has no rating is not listed."""
    for officer in officers.in_order(session, unit_id):
        if officer.left_on is None or str(officer.id) in run.report["officers"]:
            yield line(run, officer)


def line(run: ComponentRun, officer: Officer) -> OfficerLine:
    """What a run may say of an officer."""
    entry = run.report["officers"].get(str(officer.id))
    if entry is None:
        return OfficerLine(officer, State.BELUM_ADA_ANGKA)
    state = State(entry["state"])
    if officer.id in run.few_apart or officer.id in run.joined:
        return _rounded(officer, state, entry)
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


def _rounded(officer: Officer, state: State, entry: Report) -> OfficerLine:
    score, lo, hi = (None if entry[name] is None else math.floor(entry[name] + 0.5) for name in ("score", "lo", "hi"))
    band = Band(entry["band"]) if entry["band"] else None
    return OfficerLine(officer, state, score=score, lo=lo, hi=hi, band=band, is_rounded=True)


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
    # Ratings yet to come lie on other days, but at the same counters.
    per_rating = components["sigma2"] + components["tau_d2"] * kernel["H_d"] * kernel["n"]
    lasting = v + components["tau_c2"] * kernel["H_c"]
    needed = outlook.ratings_needed(run.policy, sigma2=per_rating, tau_v2=components["tau_v2"], v=lasting)
    return None if needed is None else max(0, needed - kernel["n"])


def with_more(run: ComponentRun, unit_id: int, officer: Officer, n: int = 10) -> float | None:
    """Score of an officer of one unit after `n` more ratings of 4 and 4, the components staying as they are.

    None for a locked period: nothing can be added to it.
    """
    if run.rollup is None:
        return None
    row = run.rollup.row_of(str(unit_id), str(officer.id))
    frozen = recompute.components_from(run.report)
    model = recompute.model_of(outlook.with_best(run.rollup, row, n), run.policy, frozen)
    if model is None:
        raise ValueError("a row of a roll-up has a model")
    return float(model.scores.Q[row])


def sealed_rows(session: Session, period: Period, last: Known | None = None) -> list[dict[str, str]]:
    """Sealed tallies of a period joined with the roster, as `surveys.recompute` takes them; units and officers by id.

    Late ones are left out as in every figure. Corrections are negative rows of their cell; `last` names the newest
    decisions to know of, None for all. A slot keeps the band that its shift had at its first seal.
    """
    duties = sealed_cells.Duties(session, period, last)
    bands: dict[tuple[object, ...], str] = {}
    rows = []
    for cell in sealed_cells.ratings(session, period, last):
        band = bands.setdefault((cell.unit_id, cell.counter_id, cell.day, cell.shift), cell.shift_band)
        rows.append(_sealed_row(cell, duties.of(cell), band))
    return rows


def sealed_element_sums(
    session: Session, period: Period, last: Known | None = None
) -> dict[int, dict[str, tuple[int, int]]]:
    """Sum and number of answers to U6 and U7 ("u6", "u7") in verified forms given to one officer alone, by officer id.

    Late ones are left out and corrections taken off, `last` as in `sealed_rows`. Who has no such answer is not named.
    """
    duties = sealed_cells.Duties(session, period, last)
    sums: dict[int, dict[str, tuple[int, int]]] = defaultdict(lambda: dict.fromkeys(ELEMENTS, (0, 0)))
    for cell in sealed_cells.answers(session, period, last):
        on_duty = duties.of(cell)
        if len(on_duty) == 1:
            total, n = sums[on_duty[0]][cell.element]
            sums[on_duty[0]][cell.element] = total + int(cell.total), n + int(cell.n)
    return dict(sums)


def _sealed_row(cell: SealedCell, on_duty: list[int], band: str) -> dict[str, str]:
    return {
        "unit_id": str(cell.unit_id),
        "officer_id": ";".join(map(str, on_duty)),
        "counter": str(cell.counter_id or ""),
        "day": cell.day.isoformat(),
        "shift": band,
        "wait_band": wait_name(cell.wait_band),
        "channel": cell.channel,
        "verified": cell.validity,
        "incomplete": str(cell.incomplete),
        **{f"h{bin_}": str(getattr(cell, f"h{bin_}")) for bin_ in H_BINS},
    }
