"""Objections: filed from one's own duties, decided by independent persons, and carried by the next revision."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import objection_decisions, objection_filing, objections, officers, periods, roster, verified_sets
from models.audit import AuditEvent
from models.changes import By, Refused
from models.corrections import RosterCorrection, TallyCorrection
from models.objections import Objection
from models.users import User
from surveys.objections import Decision, Filing, Item, Outcome, Remedy, Slot
from tests import released
from tests.contested import LOCKED, PERIOD, UNTIL, snapshot
from tests.factories import TODAY, Town

DAYS = 14
ROLES = ("officer", "unit_head", "evaluator", "evaluator", "hr", "hr")


@dataclass(frozen=True)
class Case:
    """A locked month of the staffed town and who may act in it."""

    town: Town
    people: tuple[By, ...]

    @property
    def first_slot(self) -> Slot:
        """Where the first officer stood on the first day."""
        return Slot(TODAY, 1, self.town.counters[0])

    def by(self, role: str, number: int = 0) -> By:
        """The `number`-th person of a role."""
        return [person for person in self.people if person.role == role][number]


def contested(session: Session) -> Case:
    """Two days of work in a locked month."""
    town = released.staffed(session)
    released.work(session, town)
    for number, role in enumerate(ROLES, start=1):
        unit = town.unit if role in {"officer", "unit_head"} else None
        officer = town.officers[0] if role == "officer" else None
        session.add(User(id=number, username=f"p{number}", name=role, role=role, unit_id=unit, officer_id=officer))
    session.flush()
    periods.ensure(session, TODAY)
    snapshot(session)
    people = tuple(By(n, f"p{n}", role, LOCKED, bytes(16)) for n, role in enumerate(ROLES, start=1))
    return Case(town, people)


pytestmark = pytest.mark.scene(play=contested)


@pytest.fixture
def case(played: Case) -> Case:
    return played


def filed(session: Session, case: Case, *slots: Slot, item: Item = Item.ROSTER, today: date = UNTIL) -> Objection:
    officer = officers.get(session, case.town.officers[0])
    filing = Filing(item, "Saya sakit hari itu.", "", frozenset(slots or {case.first_slot}))
    return objection_filing.file(session, case.by("officer"), officer, PERIOD, filing, today=today, days=DAYS)


def considered(
    session: Session, case: Case, objection: Objection, remedy: Remedy, *slots: Slot, outcome: Outcome = Outcome.UPHELD
) -> None:
    decision = Decision(outcome, remedy, "Daftar hadir cocok.", frozenset(slots))
    objection_decisions.consider(session, case.by("evaluator"), objection, decision)


def on_duty(session: Session, case: Case, **known: int) -> set[int]:
    duties = roster.on_duty(session, case.town.unit, TODAY, TODAY, **known)
    return duties.get((case.town.counters[0], TODAY, 1), set())


def test_an_objection_names_its_revision_its_slots_and_its_deadline(session: Session, case: Case) -> None:
    objection = filed(session, case)
    assert (objection.snapshot_id, objection.unit_id) == (1, case.town.unit)
    assert objection.decide_by == UNTIL + timedelta(days=DAYS)
    assert [row.slot for row in objections.named(session, objection)] == [case.first_slot]
    assert [(step.event, step.role, step.at) for step in objections.steps(session, objection)] == [
        ("filed", "officer", LOCKED)
    ]
    assert objections.undecided(session, PERIOD) == [objection]
    assert objections.under_review(session, PERIOD) == {case.town.officers[0]}
    assert objections.undecided(session, "2026-10") == []


def test_each_item_is_contested_once_in_a_period(session: Session, case: Case) -> None:
    filed(session, case)
    with pytest.raises(Refused, match="hanya satu kali"):
        filed(session, case)
    filed(session, case, item=Item.TICKET_STREAM)
    assert len(objections.of_officer(session, case.town.officers[0])) == 2


def test_the_window_of_the_newest_revision_counts(session: Session, case: Case) -> None:
    late = UNTIL + timedelta(days=1)
    with pytest.raises(Refused, match="sampai 23 Desember 2026"):
        filed(session, case, today=late)
    assert objection_filing.contestable(session, late) == []
    newer = snapshot(session, 2, approved_by=3, contest_until=late)
    assert objection_filing.contestable(session, late) == [newer]
    assert filed(session, case, today=late).snapshot_id == newer.id


def test_without_a_lock_there_is_nothing_to_contest(session: Session, case: Case) -> None:
    officer = officers.get(session, case.town.officers[0])
    filing = Filing(Item.OTHER, "Terlalu rendah.", "", frozenset())
    with pytest.raises(Refused, match="belum dikunci"):
        objection_filing.file(session, case.by("officer"), officer, "2026", filing, today=UNTIL, days=DAYS)


def test_others_duties_and_places_that_are_not_there_are_refused(session: Session, case: Case) -> None:
    for slot, reason in (
        (Slot(TODAY, 1, case.town.counters[1]), "tugas yang tercatat"),
        (Slot(TODAY, 7, case.town.counters[1], listed=False), "tidak ada"),
        (Slot(TODAY, 1, 999, listed=False), "tidak ada"),
        (Slot(date(2026, 10, 1), 1, case.town.counters[1], listed=False), "di luar periode"),
    ):
        with pytest.raises(Refused, match=reason):
            filed(session, case, slot)


def test_the_unit_head_comments_once_and_before_the_decision(session: Session, case: Case) -> None:
    objection = filed(session, case)
    assert objections.uncommented(session, case.town.unit) == [objection]
    objection_filing.comment(session, case.by("unit_head"), objection, "Benar, ia sakit.")
    assert objections.uncommented(session, case.town.unit) == []
    with pytest.raises(Refused, match="hanya satu kali"):
        objection_filing.comment(session, case.by("unit_head"), objection, "Lagi.")
    other = filed(session, case, item=Item.OTHER)
    considered(session, case, other, Remedy.NONE, outcome=Outcome.DISMISSED)
    with pytest.raises(Refused, match="sudah diputuskan"):
        objection_filing.comment(session, case.by("unit_head"), other, "Terlambat.")


def test_a_dismissal_is_final_and_changes_nothing(session: Session, case: Case) -> None:
    objection = filed(session, case)
    considered(session, case, objection, Remedy.NONE, outcome=Outcome.DISMISSED)
    assert (objection.state, objection.outcome, objection.revision) == ("decided", "dismissed", 1)
    assert objections.undecided(session, PERIOD) == objections.awaiting_revision(session, PERIOD) == []
    snapshot(session, 2, approved_by=3)
    assert objections.change(session, objection) is None
    with pytest.raises(Refused, match="tahap lain"):
        considered(session, case, objection, Remedy.NONE)


def test_only_an_evaluator_without_unit_or_duties_decides(session: Session, case: Case) -> None:
    objection = filed(session, case)
    decision = Decision(Outcome.DISMISSED, Remedy.NONE, "Tidak.", frozenset())
    for role in ("officer", "unit_head", "hr"):
        with pytest.raises(Refused, match="hanya untuk Evaluator"):
            objection_decisions.consider(session, case.by(role), objection, decision)
    session.execute(update(User).where(User.id == case.by("evaluator").user_id).values(unit_id=case.town.unit))
    with pytest.raises(Refused, match="bukan dari unit mana pun"):
        objection_decisions.consider(session, case.by("evaluator"), objection, decision)


def test_a_roster_correction_waits_for_hr_and_then_holds_beside_the_roster(session: Session, case: Case) -> None:
    objection = filed(session, case)
    considered(session, case, objection, Remedy.ROSTER, case.first_slot)
    assert on_duty(session, case) == {case.town.officers[0]}
    for person in (case.by("evaluator"), case.by("evaluator", 1), case.by("officer")):
        with pytest.raises(Refused, match="tidak menunggu persetujuan Anda"):
            objection_decisions.agree(session, person, objection, "Ya.")
    objection_decisions.agree(session, case.by("hr"), objection, "Surat dokter ada.")
    assert on_duty(session, case) == set()
    assert on_duty(session, case, corrected_to=0) == {case.town.officers[0]}
    assert len(roster.of_officer(session, case.town.officers[0], TODAY, TODAY)) == 1
    assert case.first_slot not in objection_filing.duties(session, case.town.officers[0], PERIOD)
    assert objections.awaiting_revision(session) == [objection]


def test_a_missing_duty_is_added_when_the_wrong_one_goes(session: Session, case: Case) -> None:
    there = Slot(TODAY, 1, case.town.counters[1], listed=False)
    objection = filed(session, case, case.first_slot, there)
    with pytest.raises(Refused, match="dua loket"):
        considered(session, case, objection, Remedy.ROSTER, there)
    considered(session, case, objection, Remedy.ROSTER, case.first_slot, there)
    objection_decisions.agree(session, case.by("hr"), objection, "Benar.")
    duties = roster.on_duty(session, case.town.unit, TODAY, TODAY)
    assert duties[case.town.counters[1], TODAY, 1] == set(case.town.officers[:2])
    rows = session.scalars(select(RosterCorrection).order_by(RosterCorrection.counter_id)).all()
    assert [(row.counter_id, row.added) for row in rows] == [(case.town.counters[0], False), (there.counter, True)]


def test_whole_sets_are_taken_out_by_two_evaluators_and_only_once(session: Session, case: Case) -> None:
    assert verified_sets.size(session, case.first_slot) == 60
    objection = filed(session, case, item=Item.TICKET_STREAM)
    considered(session, case, objection, Remedy.EXCLUDE, case.first_slot)
    for person in (case.by("evaluator"), case.by("hr")):
        with pytest.raises(Refused, match="tidak menunggu persetujuan Anda"):
            objection_decisions.agree(session, person, objection, "Ya.")
    objection_decisions.agree(session, case.by("evaluator", 1), objection, "Setuju.")
    assert verified_sets.size(session, case.first_slot) == 0
    rows = session.scalars(select(TallyCorrection)).all()
    assert {row.source for row in rows} == {f"objection:{objection.id}"}
    assert sum(row.h8 for row in rows) == -60
    assert [sum(values) for values in zip(*((r.u6_sum, r.u6_n, r.u7_sum, r.u7_n) for r in rows), strict=True)] == [
        -240, -60, -240, -60,
    ]  # fmt: skip
    again = filed(session, case, item=Item.OTHER)
    considered(session, case, again, Remedy.EXCLUDE, case.first_slot)
    objection_decisions.agree(session, case.by("evaluator", 1), again, "Setuju.")
    assert session.scalar(select(func.count()).select_from(TallyCorrection)) == len(rows)


def test_the_database_itself_wants_two_persons(session: Session, case: Case) -> None:
    objection = filed(session, case)
    considered(session, case, objection, Remedy.EXCLUDE, case.first_slot)
    objection.state, objection.decided_at, objection.decided_by_id = "decided", LOCKED, objection.considered_by_id
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_second_person_may_send_a_decision_back(session: Session, case: Case) -> None:
    objection = filed(session, case)
    considered(session, case, objection, Remedy.ROSTER, case.first_slot)
    with pytest.raises(Refused, match="tahap lain"):
        considered(session, case, objection, Remedy.NONE, outcome=Outcome.DISMISSED)
    objection_decisions.give_back(session, case.by("hr"), objection, "Surat dokter untuk hari lain.")
    assert (objection.state, objection.outcome, objection.remedy) == ("filed", None, None)
    assert not any(row.upheld for row in objections.named(session, objection))
    considered(session, case, objection, Remedy.NONE, outcome=Outcome.DISMISSED)
    events = [step.event for step in objections.steps(session, objection)]
    assert events == ["filed", "considered", "returned", "decided"]


def test_only_slots_that_were_named_are_corrected(session: Session, case: Case) -> None:
    objection = filed(session, case)
    with pytest.raises(Refused, match="yang disebut dalam keberatan"):
        considered(session, case, objection, Remedy.ROSTER, Slot(TODAY + timedelta(days=1), 1, case.town.counters[0]))


@pytest.mark.parametrize(("n", "told"), [(60, True), (55, False), (50, True)])
def test_the_next_revision_shows_before_and_after(session: Session, case: Case, n: int, told: bool) -> None:
    objection = filed(session, case)
    considered(session, case, objection, Remedy.ROSTER, case.first_slot)
    objection_decisions.agree(session, case.by("hr"), objection, "Ya.")
    assert objections.change(session, objection) is None
    snapshot(session, 2, n, approved_by=3)
    change = objections.change(session, objection)
    assert change is not None
    assert change.before is not None
    assert change.after is not None
    assert (change.before.n, change.after.n, change.shows_counts) == (60, n, told)
    assert objections.awaiting_revision(session) == []


def test_every_step_is_in_the_audit_chain_without_a_word_of_the_officer(session: Session, case: Case) -> None:
    objection = filed(session, case)
    objection_filing.comment(session, case.by("unit_head"), objection, "Ia memang sakit.")
    considered(session, case, objection, Remedy.ROSTER, case.first_slot)
    objection_decisions.agree(session, case.by("hr"), objection, "Surat dokter ada.")
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action.startswith("objection.")).order_by(AuditEvent.seq)
    ).all()
    assert [event.action.removeprefix("objection.") for event in events] == [
        "filed", "commented", "considered", "decided",
    ]  # fmt: skip
    assert {event.object for event in events} == {f"objection:{objection.id}"}
    assert events[-1].detail["slots"] == [f"{case.town.counters[0]}:{TODAY.isoformat()}:1"]
    assert "sakit" not in str([event.detail for event in events]) + "".join(event.reason for event in events)
