"""One officer's own numbers: state, score with interval, how it came about, what was not counted, and earlier periods.

An officer reads the own page, an assessor those of the unit. Nothing here compares a person with another one.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from flask import abort, render_template
from flask_babel import lazy_gettext as _l

from backoffice import period_choice
from backoffice.circumstance_words import CIRCUMSTANCES
from backoffice.components import BANDS, STATES, run_of
from backoffice.door import own_unit, person, staff
from extensions import db
from models import components, figures, flags, former_names, officers, snapshots, units
from models.components import ComponentRun, OfficerLine
from models.figures import Figure
from models.officers import Officer
from models.snapshots import Snapshot, SnapshotLine
from models.units import Unit
from surveys import periods, themes
from surveys.appraisal import State
from surveys.disclosure import CELL_MINIMUM
from surveys.objections import shows_counts
from surveys.periods import Kind, Period
from surveys.recompute import Report

# Why a rating given while an officer was alone on duty does not count for the officer.
REASONS: Final = {
    "incomplete": _l("tidak menjawab U6 dan U7"),
    "A": _l("didampingi petugas atau dari kertas"),
    "AI": _l("diimpor dari berkas"),
    "D": _l("tanpa tiket kunjungan"),
    "XF": _l("tanpa tiket, selesai kurang dari 9 detik"),
    "XH": _l("tanpa tiket, di luar jam 07.00 sampai 23.00"),
    "XK": _l("di anjungan tanpa tiket"),
    "XS": _l("dari perangkat pegawai"),
}
LONGEST_OUTLOOK: Final = 24  # months; further ahead nobody can see


@dataclass(frozen=True)
class OfficerPage:
    """One officer in one run, with the team's and the agency's numbers."""

    run: ComponentRun
    line: OfficerLine
    unit: Unit
    forms: Figure  # released forms of the unit, of which some count for no officer
    units: dict[int, str]
    own: bool

    @property
    def officer(self) -> Officer:
        """Whose page it is."""
        return self.line.officer

    @property
    def team(self) -> Report | None:
        """Team numbers of the officer's unit."""
        return self.run.unit(self.unit.id)

    @property
    def tells_team(self) -> bool:
        """Whether the unit's numbers are told in full.

        Whoever has one colleague only could read that colleague's mean from them; and a few ratings given to several
        at once have a mean of their own.
        """
        few_shared = self.team is not None and 0 < self.team["n_b"] < CELL_MINIMUM
        return not (self.own or self.run.few_apart or few_shared)

    @property
    def excluded(self) -> list[tuple[str, int]]:
        """Ratings of a locked period that were given to the officer alone and do not count, by reason."""
        counts: Counter[str] = Counter()
        for reason, n in self.run.report["officers"].get(str(self.officer.id), {}).get("excluded", {}).items():
            counts["D" if reason.startswith("D") else reason] += n
        return sorted(counts.items())

    @property
    def kernel(self) -> Report | None:
        """The numbers of the one unit the officer was rated in; None for several and without a score."""
        kernels = list(self.line.kernels.values())
        return kernels[0] if len(kernels) == 1 else None

    @property
    def ten_more(self) -> float | None:
        """About what ten more of the best ratings would give."""
        if self.kernel is None:
            return None
        (unit_id,) = self.line.kernels
        return components.with_more(self.run, unit_id, self.officer)

    @property
    def expected(self) -> Period | None:
        """The month in which the ratings may be enough, if they go on coming as they did."""
        if self.line.state is not State.BELUM_CUKUP_DATA or self.run.released_on is None:
            return None
        lacking = components.missing(self.run, self.officer)
        if lacking is None or not self.line.n:
            return None
        now = periods.containing(min(self.run.released_on, self.run.period.end), Kind.MONTH)
        elapsed = [month for month in self.run.period.months if month.start <= now.start]
        wait = -(-lacking * len(elapsed) // self.line.n)
        return _after(now, wait) if wait <= LONGEST_OUTLOOK else None


@staff.get("/komponen/<int:officer_id>")
def component_page(officer_id: int) -> str:
    """One officer, with every number needed to redo the calculation."""
    return _officer_page(officers.get(db(), officer_id, own_unit()), own=False)


@staff.get("/nilai-saya")
def my_component() -> str:
    """The officer's own numbers."""
    officer_id = person().officer_id
    if officer_id is None:
        abort(404)
    return _officer_page(officers.get(db(), officer_id), own=True)


def _officer_page(officer: Officer, *, own: bool) -> str:
    run = run_of(db())
    page = OfficerPage(
        run,
        components.line(run, officer),
        units.get(db(), officer.unit_id),
        figures.unit_figure(db(), officer.unit_id, run.period),
        former_names.on(db(), units.all_units(db()), run.period.end),
        own,
    )
    return render_template(
        "backoffice/component_page.html",
        page=page,
        line=page.line,
        kernel=page.kernel,
        policy=run.policy,
        periods=period_choice.choices(db(), run.period),
        history=_history(officer),
        flags=len(flags.of_officer(db(), officer.id, run.period.start, run.period.end)),
        themes=_themes(run, officer),
        states=STATES,
        bands=BANDS,
        reasons=REASONS,
        circumstances=CIRCUMSTANCES,
    )


@dataclass(frozen=True)
class Past:
    """A locked result. n is None where it and another revision would give away the few ratings between them."""

    period: Period
    snapshot: Snapshot
    line: SnapshotLine
    n: int | None

    @property
    def places(self) -> int:
        """Decimals of score and interval: none where exact ones would tell what a correction took away."""
        return 0 if self.n is None and self.snapshot.revision > 1 else 1


def _history(officer: Officer) -> list[Past]:
    """Every locked result of an officer, newest period and revision first."""
    found = snapshots.history(db(), officer.id)
    ns: dict[str, set[int]] = defaultdict(set)
    for snapshot, line in found:
        ns[snapshot.period_code].add(line.n)
    return [
        Past(periods.parse(snapshot.period_code), snapshot, line, _n(line.n, ns[snapshot.period_code]))
        for snapshot, line in found
    ]


def _n(n: int, of_revisions: set[int]) -> int | None:
    return n if all(shows_counts(n, other) for other in of_revisions) else None


def _themes(run: ComponentRun, officer: Officer) -> list[tuple[str, int]]:
    """What comments on the officer's unit were about in a locked period, most spoken of first; never who wrote what."""
    if run.snapshot is None:
        return []
    counts = snapshots.figure_of(db(), run.snapshot.id, officer.unit_id).get("themes", {})
    named = [(theme.label, counts[theme.code]) for theme in themes.lexicon() if theme.code in counts]
    return sorted(named, key=lambda pair: -pair[1])


def _after(month: Period, months: int) -> Period:
    for _step in range(months):
        month = month.next()
    return month
