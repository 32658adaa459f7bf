"""A unit's follow-up plan: steps, dated progress, the last plan beside the next, and what the public is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from database import Database
from models import comments, follow_ups, improvements, units
from models.changes import By, Refused
from models.comments import Desk, Sight
from models.follow_ups import FollowUp
from models.ratings import Comment
from surveys.periods import parse
from tests import factories
from tests.factories import NOW, TODAY, Town
from tests.models.test_lock_races import until_done

HEAD = By(None, "kepala", "unit_head", NOW, bytes(16))
QUARTER = parse("2026-TW3")
STEP = {
    "element": "U3",
    "theme": "Waktu dan antrean",
    "programme": "Buka loket ketiga pada jam ramai",
    "due": "2026-TW4",
    "responsible": "Kepala seksi pelayanan",
}
LATER = {
    "strategy": "Pinjam petugas",
    "new_due": "2027-S1",
    "new_responsible": "Sekretaris",
    "stakeholders": "Bagian umum",
}


@pytest.fixture
def town(session: Session) -> Town:
    """The town of the factories, on both kinds of database."""
    return factories.town(session)


def planned(session: Session, town: Town, period: str = "2026-TW3", **fields: Any) -> FollowUp:
    return follow_ups.add(session, HEAD, town.unit, parse(period), **{**STEP, **fields})


def finished(session: Session, town: Town, period: str = "2026-TW3") -> FollowUp:
    step = planned(session, town, period)
    follow_ups.finish(session, HEAD, step, TODAY, outcome="Loket 3 dibuka", evidence="SK 12/2026")
    return step


def test_a_plan_holds_its_steps_in_the_order_they_were_written(session: Session, town: Town) -> None:
    steps = tuple(planned(session, town, element=code) for code in ("U9", "U1", None))
    planned(session, town, "2026-TW2")
    assert follow_ups.plan_of(session, town.unit, QUARTER).steps == steps
    assert follow_ups.plan_of(session, town.unit + 1, QUARTER).steps == ()


def test_the_closing_figure_is_steps_done_of_all_without_decimals(session: Session, town: Town) -> None:
    assert follow_ups.plan_of(session, town.unit, QUARTER).closing is None
    done, open_ = (
        finished(session, town),
        [planned(session, town, programme=words) for words in ("Cat ulang", "Pasang kipas")],
    )
    plan = follow_ups.plan_of(session, town.unit, QUARTER)
    assert plan.closing == follow_ups.closing_figure(plan.steps) == 33
    assert plan.done == (done,)
    assert plan.unfinished == tuple(open_)


def test_a_step_that_is_sent_twice_is_planned_once_until_it_has_begun(session: Session, town: Town) -> None:
    step = planned(session, town)
    assert planned(session, town) == step
    others = [planned(session, town, **change) for change in ({"element": None}, {"due": "2027-TW2"})]
    follow_ups.progress(session, HEAD, step, TODAY, text="Mulai", realised=0, evidence="", obstacles="")
    again = planned(session, town)
    assert follow_ups.plan_of(session, town.unit, QUARTER).steps == (step, *others, again)


def test_a_step_that_is_sent_twice_at_once_is_planned_once(database: Database) -> None:
    with database.writing() as session:
        town = factories.town(session)
        session.commit()
    with ThreadPoolExecutor(4) as pool:
        for sent in [pool.submit(until_done, database, partial(planned, town=town)) for _ in range(4)]:
            sent.result()
    with database.reading() as session:
        assert len(follow_ups.plan_of(session, town.unit, QUARTER).steps) == 1


def test_the_last_plan_is_the_newest_earlier_one_of_the_same_length(session: Session, town: Town) -> None:
    assert follow_ups.previous_plan(session, town.unit, QUARTER) is None
    for code in ("2026-TW1", "2025-TW4", "2026-06", "2026-TW3", "2026-TW4"):
        planned(session, town, code)
    found = follow_ups.previous_plan(session, town.unit, QUARTER)
    assert found is not None
    assert found.period == parse("2026-TW1")


def test_progress_is_dated_and_begins_the_step(session: Session, town: Town) -> None:
    step = planned(session, town)
    follow_ups.progress(session, HEAD, step, TODAY, text="Meja dipesan", realised=40, evidence="", obstacles="Anggaran")
    assert (step.state, step.realised, step.obstacles) == ("running", 40, "Anggaran")
    follow_ups.finish(session, HEAD, step, TODAY, outcome="Selesai dipasang", evidence="foto")
    told = [(note.day, note.state, note.realised, note.text) for note in follow_ups.notes(session, step)]
    assert told == [(TODAY, "done", 100, "Selesai dipasang"), (TODAY, "running", 40, "Meja dipesan")]
    assert step.done_on == TODAY


def test_a_step_that_is_done_changes_no_more_until_it_is_opened_again(session: Session, town: Town) -> None:
    step = finished(session, town)
    attempts: list[Callable[[], object]] = [
        lambda: follow_ups.change(session, HEAD, step, programme="Lain"),
        lambda: follow_ups.progress(session, HEAD, step, TODAY, text="x", realised=1, evidence="", obstacles=""),
        lambda: follow_ups.postpone(session, HEAD, step, TODAY, **LATER),
        lambda: follow_ups.finish(session, HEAD, step, TODAY, outcome="Lagi", evidence=""),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    follow_ups.reopen(session, HEAD, step, TODAY)
    follow_ups.change(session, HEAD, step, programme="Lain")
    assert (step.state, step.done_on, step.programme) == ("running", None, "Lain")


def test_a_step_not_done_in_time_gets_a_strategy_a_new_time_and_somebody_to_do_it(session: Session, town: Town) -> None:
    step = planned(session, town)
    follow_ups.postpone(session, HEAD, step, TODAY, **LATER)
    assert (step.state, step.strategy, step.time) == ("unfinished", "Pinjam petugas", parse("2027-S1"))
    follow_ups.postpone(session, HEAD, step, TODAY, **{**LATER, "new_due": "2027-S2"})
    assert step.time == parse("2027-S2")
    assert follow_ups.undone(session, town.unit) == [step]
    follow_ups.finish(session, HEAD, step, TODAY, outcome="Jadi", evidence="")
    assert follow_ups.undone(session, town.unit) == []


def test_only_a_step_that_has_not_begun_can_be_taken_away(session: Session, town: Town) -> None:
    begun = planned(session, town)
    follow_ups.progress(session, HEAD, begun, TODAY, text="Mulai", realised=0, evidence="", obstacles="")
    with pytest.raises(Refused, match="tetap tercatat"):
        follow_ups.remove(session, HEAD, begun)
    follow_ups.remove(session, HEAD, planned(session, town))
    assert follow_ups.plan_of(session, town.unit, QUARTER).steps == (begun,)


def test_a_step_answers_comments_of_its_own_unit(session: Session, town: Town) -> None:
    session.add_all(
        Comment(id=n.to_bytes(16), unit_id=town.unit, month="2026-11", text=f"lama {n}") for n in range(1, 6)
    )
    session.flush()
    comments.release_week(session, HEAD, units.get(session, town.unit), NOW)
    sight = Sight(Desk.UNIT)
    comment = comments.get(session, (1).to_bytes(16), sight)
    step = planned(session, town)
    for _ in range(2):
        follow_ups.link(session, HEAD, step, comment)
    assert follow_ups.comments_of(session, step) == [comment.id]
    assert follow_ups.answered(session, town.unit) == {comment.id: [step]}
    follow_ups.unlink(session, HEAD, step, comment)
    assert follow_ups.comments_of(session, step) == []
    follow_ups.link(session, HEAD, step, comment)
    follow_ups.remove(session, HEAD, step)
    assert follow_ups.answered(session, town.unit) == {}
    elsewhere = FollowUp(**{**STEP, "unit_id": town.unit + 1, "period_code": "2026-TW3"})
    with pytest.raises(Refused, match="bukan tentang unit"):
        follow_ups.link(session, HEAD, elsewhere, comment)


def test_the_public_is_told_once_and_again_after_the_note_was_withdrawn(session: Session, town: Town) -> None:
    step = finished(session, town)
    words = {"theme": "Antrean lama", "done": "Loket 3 dibuka", "done_on": TODAY, "today": TODAY}
    note = follow_ups.publish(session, HEAD, step, **words)
    assert follow_ups.note_of(session, step) == note
    with pytest.raises(Refused, match="sudah terbit"):
        follow_ups.publish(session, HEAD, step, **words)
    improvements.withdraw(session, HEAD, note, reason="Loket tutup lagi", today=TODAY)
    assert follow_ups.note_of(session, step) is None
    assert follow_ups.publish(session, HEAD, step, **words).id != note.id


def test_the_step_of_another_unit_is_not_there(session: Session, town: Town) -> None:
    step = planned(session, town)
    assert follow_ups.get(session, step.id, town.unit) is step
    with pytest.raises(NoResultFound):
        follow_ups.get(session, step.id, town.unit + 1)
