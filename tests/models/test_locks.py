"""The lock: what stands in its way, what it freezes, and how only two persons correct it."""

import json
import zlib
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    audit,
    figures,
    flags,
    imports,
    inputs,
    locks,
    periods,
    questionnaires,
    screenings,
    seals,
    snapshots,
    units,
)
from models.changes import Refused
from models.imports import Origin
from models.locks import LockRefused
from models.ratings import Rating, Receipt
from models.snapshots import Snapshot, SnapshotLine, SnapshotUnit
from surveys.periods import parse
from surveys.recompute import Report
from surveys.respondents import Respondent
from surveys.screening import State
from tests import factories
from tests.factories import Town
from tests.locked import DUE, MONTH, by, closed_month, lift_flags, lock

DAY = timedelta(days=1)
LINE = ("n", "shared", "state", "score")

pytestmark = pytest.mark.scene(play=closed_month)


@pytest.fixture
def town(played: Town) -> Town:
    return played


def report(snapshot: Snapshot) -> Report:
    found: Report = json.loads(zlib.decompress(snapshot.report))
    return found


def obstacles(session: Session, now: datetime = DUE) -> list[str]:
    return locks.obstacles(session, periods.get(session, MONTH), now)


def test_a_closed_period_with_nothing_open_is_locked_on_the_eighth_day(session: Session, town: Town) -> None:
    assert "mulai 8 Desember 2026" in " ".join(obstacles(session, DUE - DAY))
    assert obstacles(session) == []
    with pytest.raises(LockRefused, match="8 Desember 2026"):
        locks.lock(session, by("hr", 1), MONTH, now=DUE - DAY)
    assert lock(session).revision == 1
    assert "sudah dikunci" in obstacles(session)[0]


def test_the_eighth_day_begins_where_the_sun_rises_last(session: Session, town: Town) -> None:
    unit = units.get(session, town.unit)
    assert unit.zone == "Asia/Jakarta"
    begins = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
    assert obstacles(session, begins) == []
    assert obstacles(session, begins - timedelta(seconds=1)) != []


def test_a_period_is_closed_before_it_is_locked(session: Session, town: Town) -> None:
    periods.get(session, MONTH).state = "open"
    assert obstacles(session) == [
        "Periode ini belum ditutup. Tunggu malam berikutnya, atau minta admin menjalankan flask seal."
    ]


def test_a_night_that_is_not_sealed_or_not_released_stands_in_the_way(session: Session, town: Town) -> None:
    factories.arrive(session, town, 10**6, moment=DUE - DAY)
    assert "7 Desember 2026" in obstacles(session)[0]
    for _ in seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(2), now=DUE):
        pass
    assert "belum dirilis" in obstacles(session)[0]


def test_an_import_whose_night_was_missed_stands_in_the_way(session: Session, town: Town) -> None:
    unit, use = units.get(session, town.unit), questionnaires.in_use(session, factories.TODAY)
    found = [(Respondent(2, "", {"U1": 3}, {}), factories.TODAY)]
    operator = by("operator", now=DUE - DAY)
    imports.put_respondents(session, operator, Origin("ab" * 32, "paper", b"k" * 32), unit, use, found)
    assert "7 Desember 2026" in obstacles(session)[0]


def test_a_flag_that_nobody_reviewed_stands_in_the_way(session: Session, town: Town) -> None:
    flag = flags.all_flags(session)[0]
    flag.state = State.OPEN.value
    assert obstacles(session) == ["1 tanda belum diperiksa evaluator."]


def test_a_quarter_is_screened_before_it_is_locked(session: Session, town: Town) -> None:
    last_day, due = date(2026, 12, 31), datetime(2027, 1, 8, 3, 0, tzinfo=UTC)
    periods.close_ended(session, by("system"), last_day)
    quarter = periods.get(session, "2026-TW4")
    assert "belum diperiksa mesin" in locks.obstacles(session, quarter, due)[0]
    for _ in screenings.finished_quarters(session, by("system"), due.date()):
        pass
    lift_flags(session)
    assert locks.obstacles(session, quarter, due) == []


def test_days_are_locked_in_periods_of_one_length_only(session: Session, town: Town) -> None:
    lock(session)
    found = locks.obstacles(session, periods.get(session, "2026-TW4"), DUE + 60 * DAY)
    assert any("sudah dikunci dalam November 2026" in sentence for sentence in found)
    assert not any("dalam" in sentence and "panjang periode" in sentence for sentence in obstacles(session))


def test_a_snapshot_holds_every_officer_and_every_unit_as_the_report_says(session: Session, town: Town) -> None:
    snapshot = lock(session)
    found = report(snapshot)
    lines = session.scalars(select(SnapshotLine).order_by(SnapshotLine.officer_id)).all()
    assert [line.officer_id for line in lines] == sorted(map(int, found["officers"]))
    assert (lines[0].n, lines[0].u6, lines[0].u7) == (70, [270, 70], [270, 70])
    for line in lines:
        entry = found["officers"][str(line.officer_id)]
        assert line.entry == {str(line.officer_id): entry}
        assert (line.n, line.shared, line.state, line.score) == tuple(entry[name] for name in LINE)
    third = snapshots.line(session, snapshot.id, town.officers[2])
    assert third is not None
    assert (third.state, third.score, third.lo, third.band, third.reliability) == ("nilai_tim_saja", *[None] * 4)
    assert third.shared == 22
    assert snapshot.exclusions == {"shared": 22}


def test_a_unit_publishes_all_its_forms_those_never_released_included(session: Session, town: Town) -> None:
    snapshot = lock(session)
    figure = session.get_one(SnapshotUnit, (snapshot.id, town.unit)).figure
    forms = session.scalars(select(Rating)).all()
    assert figure["n_forms"] == figure["ikm"]["respondents"] == len(forms)
    given = [value for form in forms for value in form.answers.values()]
    assert figure["ikm"]["exact"] == str(Fraction(25 * sum(given), len(given)))
    assert figure["ikm"]["standard_error"] > 0
    assert figure["team"] == report(snapshot)["units"][str(town.unit)]


def test_every_input_has_a_hash_of_its_own(session: Session, town: Town) -> None:
    snapshot = lock(session)
    assert set(snapshot.inputs) == {
        "seals", "tallies", "elements", "corrections", "roster", "roster_corrections", "policy", "components",
    }  # fmt: skip
    assert snapshot.inputs_hash == inputs.together(snapshot.inputs)
    event = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "period.locked")).one()
    assert event.detail["inputs_hash"] == snapshot.inputs_hash.hex()
    assert audit.first_broken(session) is None


def test_a_locked_period_computed_again_gives_the_same_bytes(session: Session, town: Town) -> None:
    snapshot = lock(session)
    session.expire_all()
    result, hashes = locks.recomputed(session, snapshot)
    assert zlib.decompress(snapshot.report) == result.report
    assert hashes == snapshot.inputs


def test_an_answer_sealed_after_the_lock_is_late_and_counted_beside_the_figures(session: Session, town: Town) -> None:
    snapshot = lock(session)
    before = figures.unit_figure(session, town.unit, parse(MONTH)).n_forms
    factories.arrive(session, town, 10**6, moment=DUE, service_day=date(2026, 11, 30))
    for _ in seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(2), now=DUE + DAY):
        pass
    assert [rating.service_day for rating in session.scalars(select(Rating).where(Rating.late))] == [date(2026, 11, 30)]
    assert len(session.scalars(select(Receipt).where(Receipt.late)).all()) == 1
    assert locks.recomputed(session, snapshot)[0].report == zlib.decompress(snapshot.report)
    figure = figures.unit_figure(session, town.unit, parse(MONTH))
    assert (figure.late, figure.n_forms) == (1, before)


def test_a_revision_needs_a_reason_staff_and_an_evaluator(session: Session, town: Town) -> None:
    with pytest.raises(Refused, match="belum dikunci"):
        locks.propose_revision(session, by("hr", 1), MONTH, "Keberatan 1 diterima")
    lock(session)
    for who, reason, words in (
        (by("evaluator", 2), "Keberatan 1 diterima", "kepegawaian"),
        (by("hr", 1), "  ", "alasan"),
        (by("hr", 1), "x" * 301, "alasan"),
    ):
        with pytest.raises(Refused, match=words):
            locks.propose_revision(session, who, MONTH, reason)
    with pytest.raises(Refused, match="Tidak ada revisi"):
        locks.approve_revision(session, by("evaluator", 2), MONTH)
    locks.propose_revision(session, by("hr", 1), MONTH, "Keberatan 1 diterima")
    with pytest.raises(Refused, match="menunggu"):
        locks.propose_revision(session, by("hr", 1), MONTH, "Sekali lagi")
    for who in (by("hr", 1), by("evaluator", 1)):
        with pytest.raises(Refused, match="bukan oleh pengusulnya"):
            locks.approve_revision(session, who, MONTH)
    second = locks.approve_revision(session, by("evaluator", 2, DUE + DAY), MONTH)
    assert (second.revision, second.reason, second.made_by_id, second.approved_by_id) == (
        2,
        "Keberatan 1 diterima",
        1,
        2,
    )
    assert [snapshot.revision for snapshot in snapshots.of_period(session, MONTH)] == [2, 1]
    assert periods.get(session, MONTH).revision == 2
    assert second.contest_until == snapshots.of_period(session, MONTH)[1].contest_until + DAY


def test_a_revision_is_final_once_its_window_is_over_and_nothing_is_open(session: Session, town: Town) -> None:
    first = lock(session)
    last_day = first.contest_until
    assert last_day == date(2026, 12, 22)
    assert not snapshots.is_final(session, first, last_day)
    assert snapshots.is_final(session, first, last_day + DAY)
    locks.propose_revision(session, by("hr", 1), MONTH, "Keberatan 1 diterima")
    assert not snapshots.is_final(session, first, last_day + DAY)
    second = locks.approve_revision(session, by("evaluator", 2, DUE + 20 * DAY), MONTH)
    assert not snapshots.is_final(session, first, last_day + DAY)
    assert not snapshots.is_final(session, second, last_day + DAY)
    assert snapshots.is_final(session, second, last_day + 21 * DAY)
