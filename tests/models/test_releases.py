"""The release: whole nights, at least ten at a time, the newest ten behind, the same however often it runs."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import releases, schema, seals, units
from models.month_sums import UnitMonth
from models.periods import Period
from models.releases import OFFICER, TEAM, UNIT, Increment, ReleaseBatch
from tests import factories, released
from tests.factories import NOW, Town

DAY = timedelta(days=1)


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def receive(session: Session, town: Town, sizes: list[int], **fields: object) -> None:
    """So many answers on each of some days."""
    for number, size in enumerate(sizes):
        for answer in range(size):
            moment = factories.NOW + number * DAY
            factories.arrive(session, town, 1000 * number + answer, moment=moment, **fields)


def seal(session: Session, town: Town, now: datetime, seed: int = 1) -> None:
    for _sealed in seals.seal_unit(session, units.get(session, town.unit), chance=seals.seeded(seed), now=now):
        session.commit()


def release(session: Session, town: Town, now: datetime) -> list[ReleaseBatch]:
    batches = releases.release_unit(session, units.get(session, town.unit), now=now, salt=bytes(16))
    session.commit()
    return batches


def shown(session: Session, stream: str = UNIT) -> list[tuple[str, int, int]]:
    rows = session.scalars(select(ReleaseBatch).where(ReleaseBatch.stream == stream).order_by(ReleaseBatch.id))
    return [(row.month, row.number, row.n) for row in rows]


def test_a_lone_answer_shows_nothing(session: Session, town: Town) -> None:
    receive(session, town, [1])
    seal(session, town, factories.NOW + DAY)
    assert release(session, town, factories.NOW + DAY) == []
    assert releases.waiting(session, town.unit) == 1


def test_ten_leave_when_ten_newer_stay_behind(session: Session, town: Town) -> None:
    receive(session, town, [10, 9, 1])
    seal(session, town, factories.NOW + 2 * DAY)
    release(session, town, factories.NOW + 2 * DAY)
    assert shown(session) == []
    seal(session, town, factories.NOW + 3 * DAY, seed=2)
    release(session, town, factories.NOW + 3 * DAY)
    assert shown(session) == [("2026-11", 1, 10)]
    assert releases.waiting(session, town.unit) == 10


def test_taps_on_a_face_hide_nobody_who_answered_more(session: Session, town: Town) -> None:
    taps, whole = released.forms(30, answers={}), released.forms
    released.nights(session, town, [taps + whole(1), taps, taps + whole(8), taps])
    assert releases.batches(session, "unit", ["2026-11"]) == []
    released.nights(session, town, [whole(1), whole(9)], first=NOW + timedelta(days=4))
    assert releases.batches(session, "unit", ["2026-11"]) == []
    released.nights(session, town, [whole(1)], first=NOW + timedelta(days=6))
    (batch,) = releases.batches(session, "unit", ["2026-11"])
    assert (batch.n, _told(batch)) == (130, {10})


def test_an_element_that_few_answer_holds_nobody_else_back(session: Session, town: Town) -> None:
    free = {code: value for code, value in factories.ALL_THREES.items() if code != "U4"}
    paid = released.forms(3) + released.forms(20, answers=free)
    released.nights(session, town, [paid, paid])
    (batch,) = releases.batches(session, "unit", ["2026-11"])
    assert _told(batch) == {3, 23}


def test_months_of_an_earlier_version_are_added_up_anew(session: Session, town: Town) -> None:
    ticketless = released.forms(9) + released.forms(12, has_ticket=False)
    released.nights(session, town, [released.forms(12) + ticketless, released.forms(10)])
    before = session.scalars(select(UnitMonth.sums)).one()
    session.execute(update(UnitMonth).values(sums={"valid": None, "run_forms": 0}))
    session.commit()
    connection = session.connection()
    schema.downgrade(connection, "0025")
    schema.upgrade(connection)
    session.expire_all()
    assert session.scalars(select(UnitMonth.sums)).one() == before
    assert before["separable"] is not None


def _told(batch: ReleaseBatch) -> set[int]:
    """How many answers each element has in a batch of a unit."""
    counts = [part["valid"]["tally"]["counts"] for part in batch.payload.values()]
    return {sum(given) for part in counts for given in part.values()}


def test_releasing_again_adds_nothing(session: Session, town: Town) -> None:
    receive(session, town, [12, 12])
    seal(session, town, factories.NOW + 2 * DAY)
    assert {batch.stream for batch in release(session, town, factories.NOW + 2 * DAY)} == {UNIT, TEAM}
    assert release(session, town, factories.NOW + 3 * DAY) == []


def test_a_crash_before_the_commit_releases_nothing_and_loses_nothing(session: Session, town: Town) -> None:
    receive(session, town, [12, 12])
    seal(session, town, factories.NOW + 2 * DAY)
    releases.release_unit(session, units.get(session, town.unit), now=factories.NOW, salt=bytes(16))
    session.rollback()
    assert shown(session) == []
    release(session, town, factories.NOW + 2 * DAY)
    assert shown(session) == [("2026-11", 1, 12)]


@pytest.mark.parametrize("nightly", [True, False])
def test_nightly_or_once_in_the_end_gives_the_same_batches(session: Session, town: Town, nightly: bool) -> None:
    sizes = [7, 3, 11, 0, 4, 9, 2, 15, 6, 6]
    receive(session, town, sizes)
    for night in range(1, len(sizes) + 1):
        seal(session, town, factories.NOW + night * DAY, seed=night)
        if nightly:
            release(session, town, factories.NOW + night * DAY)
    release(session, town, factories.NOW + 20 * DAY)
    assert shown(session) == [("2026-11", 1, 10), ("2026-11", 2, 11), ("2026-11", 3, 13), ("2026-11", 4, 17)]


def test_a_batch_never_crosses_a_month(session: Session, town: Town) -> None:
    receive(session, town, [5, 5, 5, 5])
    november = factories.NOW + 27 * DAY  # 30 November
    for number in range(40):
        moment = november + (number // 20) * DAY
        factories.arrive(session, town, 9000 + number, moment=moment)
    seal(session, town, november + 3 * DAY)
    release(session, town, november + 3 * DAY)
    assert shown(session) == [("2026-11", 1, 10), ("2026-11", 2, 10)]


def test_one_officer_on_duty_is_solo_two_are_a_team_and_nobody_is_unrostered(session: Session, town: Town) -> None:
    ayu, budi, _citra = town.officers
    for night in range(4):
        day = factories.TODAY + night * DAY
        factories.on_duty(session, ayu, town.counters[0], day, shift=1)
        factories.on_duty(session, ayu, town.counters[1], day, shift=2)
        factories.on_duty(session, budi, town.counters[1], day, shift=2)
    receive(session, town, [10, 10, 10, 10])
    for number in range(40):
        counter, shift = (town.counters[1], 2) if number % 2 else (town.counters[1], 1)
        moment = factories.NOW + number // 10 * DAY
        factories.arrive(session, town, 5000 + number, moment=moment, counter_id=counter, shift=shift)
    seal(session, town, factories.NOW + 4 * DAY)
    release(session, town, factories.NOW + 4 * DAY)
    solo = session.scalars(select(ReleaseBatch).where(ReleaseBatch.stream == OFFICER)).all()
    assert {batch.officer_id for batch in solo} == {ayu}
    assert sum(batch.n for batch in solo) == 30
    team = session.scalars(select(ReleaseBatch).where(ReleaseBatch.stream == TEAM)).all()
    assert {duty for batch in team for duty in batch.payload} == {"", f"{ayu};{budi}"}
    assert team[0].payload[f"{ayu};{budi}"] == [
        [town.counters[1], "2026-11-03", "siang", 1, "own_phone", [0, 0, 0, 0, 5, 0, 0]]
    ]


def test_answers_without_a_ticket_count_for_the_unit_and_never_for_an_officer(session: Session, town: Town) -> None:
    for night in range(3):
        factories.on_duty(session, town.officers[0], town.counters[0], factories.TODAY + night * DAY)
    receive(session, town, [10, 10, 10], has_ticket=False)
    seal(session, town, factories.NOW + 3 * DAY)
    release(session, town, factories.NOW + 3 * DAY)
    assert shown(session, UNIT) != []
    assert session.scalars(select(Increment).where(Increment.stream != UNIT)).all() == []
    payload = session.scalars(select(ReleaseBatch)).first()
    assert payload is not None
    assert set(payload.payload["skm-2017"]) == {"valid"}


def test_a_roster_corrected_later_moves_nothing_that_was_queued(session: Session, town: Town) -> None:
    receive(session, town, [10, 10])
    seal(session, town, factories.NOW + 2 * DAY)
    release(session, town, factories.NOW + 2 * DAY)
    before = shown(session, TEAM)
    factories.on_duty(session, town.officers[0], town.counters[0], factories.TODAY)
    release(session, town, factories.NOW + 3 * DAY)
    assert shown(session, TEAM) == before == [("2026-11", 1, 10)]
    assert shown(session, OFFICER) == []


def test_late_tickets_of_last_month_wait_for_newer_ones_of_it_or_for_its_lock(session: Session, town: Town) -> None:
    december = factories.NOW + 28 * DAY
    for number in range(40):
        last_month = {"service_day": factories.TODAY} if number < 12 else {}
        factories.arrive(session, town, 9000 + number, moment=december, **last_month)
    seal(session, town, december + DAY)
    assert release(session, town, december + DAY) == []
    for number in range(10):
        factories.arrive(session, town, 9500 + number, moment=december + DAY)
    seal(session, town, december + 2 * DAY, seed=2)
    release(session, town, december + 2 * DAY)
    assert shown(session) == [("2026-12", 1, 28)]
    session.execute(update(Period).where(Period.code == "2026-11").values(state="locked", revision=1))
    release(session, town, december + 3 * DAY)
    assert shown(session) == [("2026-12", 1, 28), ("2026-11", 1, 12)]


def test_what_a_lock_finds_of_an_officer_leaves_with_no_month_of_it(session: Session, town: Town) -> None:
    for night in range(3):
        factories.on_duty(session, town.officers[0], town.counters[0], factories.TODAY + night * DAY)
    receive(session, town, [10, 10, 3])
    seal(session, town, factories.NOW + 3 * DAY)
    release(session, town, factories.NOW + 3 * DAY)
    assert shown(session, OFFICER) == [("2026-11", 1, 10)]
    session.execute(update(Period).where(Period.code == "2026-TW4").values(state="locked", revision=1))
    release(session, town, factories.NOW + 40 * DAY)
    assert shown(session, OFFICER) == [("2026-11", 1, 10)]
    assert shown(session, UNIT) == [("2026-11", 1, 10), ("2026-11", 2, 13)]
