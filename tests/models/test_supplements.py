"""SPKP and SPAK through the nights: counted, released in batches of ten, and without a part in any other number."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import figures, protection, questionnaires, releases, seals, supplements, units, verification
from models.audit import AuditEvent
from models.base import table_of
from models.changes import By
from models.ratings import Rating
from models.releases import OFFICER, TEAM, UNIT, Increment, ReleaseBatch
from models.supplements import SupplementTally
from models.tallies import ElementTally, Tally
from surveys.periods import Kind, containing
from tests import factories
from tests.factories import Town

DAY = timedelta(days=1)
SPKP = {"spkp-2021": {f"Z{number}": 5 for number in range(1, 9)}}
HEAD = By(None, "kepala", "unit_head", factories.NOW, bytes(16))


@pytest.fixture
def town(session: Session) -> Town:
    """A town whose unit asks both supplements."""
    town = factories.town(session)
    supplements.choose(session, HEAD, units.get(session, town.unit), ["spak", "spkp"], factories.TODAY)
    return town


def nights(session: Session, town: Town, days: list[list[dict[str, dict[str, int]]]], after: int = 0) -> datetime:
    """One day after the other, each with one response per entry, sealed and released; `after` days have gone before."""
    unit = units.get(session, town.unit)
    for at, day in enumerate(days, after):
        now = factories.NOW + at * DAY
        for number, told in enumerate(day, 1000 * at):
            factories.arrive(session, town, number, moment=now, supplements=told)
        for _ in seals.seal_unit(session, unit, chance=seals.seeded(at), now=now + DAY):
            pass
        releases.release_unit(session, unit, now=now + DAY, salt=bytes(16))
    session.flush()
    return now + DAY


def batches(session: Session, stream: str) -> list[ReleaseBatch]:
    found = session.scalars(select(ReleaseBatch).where(ReleaseBatch.stream == stream).order_by(ReleaseBatch.id))
    return list(found)


def test_a_unit_asks_what_it_chose_in_the_order_of_the_regulation(session: Session, town: Town) -> None:
    asked = [found.code for found in supplements.asked(session, town.unit, factories.TODAY)]
    assert asked == ["spkp-2021", "spak-2021"]
    supplements.choose(session, HEAD, units.get(session, town.unit), ["spak", "tidak-ada", "skm"], factories.TODAY)
    assert [found.code for found in supplements.asked(session, town.unit, factories.TODAY)] == ["spak-2021"]
    events = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "unit.supplements")).all()
    assert [event["families"] for event in events] == [["spkp", "spak"], ["spak"]]


def test_choosing_supplements_leaves_the_form_of_satisfaction_as_it_is(session: Session, town: Town) -> None:
    assert questionnaires.in_use(session, factories.TODAY).code == "skm-2017"
    assert questionnaires.in_use(session, factories.TODAY, "spkp").code == "spkp-2021"


def test_a_night_keeps_counts_by_version_and_question_and_nothing_else(session: Session, town: Town) -> None:
    nights(session, town, [[SPKP, {"spkp-2021": {"Z1": 1}, "spak-2021": {"R4": 6}}, {"spkp-2021": {}}, {}]])
    first, second = session.scalars(select(SupplementTally).order_by(SupplementTally.code)).all()
    assert (first.code, first.n_forms, first.counts["R4"]) == ("spak-2021", 1, [0, 0, 0, 0, 0, 1])
    assert (second.code, second.n_forms, second.counts["Z1"]) == ("spkp-2021", 2, [1, 0, 0, 0, 1, 0])
    assert second.counts["Z8"] == [0, 0, 0, 0, 1, 0]
    assert "supplements" not in table_of(Rating).c


def test_ten_leave_once_ten_newer_ones_stay_behind(session: Session, town: Town) -> None:
    nights(session, town, [[SPKP] * 9 + [{}] * 20, [SPKP] * 10])
    assert batches(session, "spkp") == []
    nights(session, town, [[], [SPKP] * 10], after=2)
    (batch,) = batches(session, "spkp")
    assert (batch.n, batch.month) == (19, "2026-11")
    assert batch.payload == {
        "spkp-2021": {"n": 19, "counts": {f"Z{number}": [0, 0, 0, 0, 19, 0] for number in range(1, 9)}}
    }


def test_no_other_number_has_a_part_of_it(session: Session, town: Town) -> None:
    """The same responses with and without answers to supplements: every other row is the same."""
    with session.begin_nested() as nested:
        nights(session, town, [[{}] * 12, [{}] * 12])
        without = others(session, town)
        nested.rollback()
    nights(session, town, [[SPKP] * 12, [SPKP] * 12])
    assert others(session, town) == without
    assert len(batches(session, "spkp")) == 1


def others(session: Session, town: Town) -> list[object]:
    tally_columns = [column for column in table_of(Tally).c if column.name != "seal_id"]
    queued = table_of(Increment).c
    return [
        session.execute(select(*tally_columns)).all(),
        session.execute(select(*table_of(ElementTally).c)).all(),
        [(batch.stream, batch.n, batch.payload) for kind in (UNIT, OFFICER, TEAM) for batch in batches(session, kind)],
        session.execute(
            select(queued.stream, queued.n, queued.sums).where(queued.stream.in_((UNIT, OFFICER, TEAM)))
        ).all(),
        figures.unit_figure(session, town.unit, containing(factories.TODAY, Kind.MONTH)),
    ]


def test_what_comes_after_the_lock_is_not_counted(session: Session, town: Town) -> None:
    nights(session, town, [[SPKP] * 15])
    session.execute(text("UPDATE periods SET state = 'locked' WHERE code = '2026-11'"))
    nights(session, town, [[SPKP] * 3], after=1)
    assert session.scalar(select(func.sum(SupplementTally.n_forms))) == 15
    assert len(session.scalars(select(Rating).where(Rating.late.is_(True))).all()) == 3


def test_a_lock_releases_what_is_left_of_a_supplement(session: Session, town: Town) -> None:
    now = nights(session, town, [[SPKP] * 15])
    assert batches(session, "spkp") == []
    session.execute(text("UPDATE periods SET state = 'locked' WHERE code = '2026-11'"))
    releases.release_unit(session, units.get(session, town.unit), now=now, salt=bytes(16))
    assert [batch.n for batch in batches(session, "spkp")] == [15]


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE supplement_tallies SET n_forms = n_forms + 1 WHERE seal_id = 1", {"segel", "rilis"}),
        ("DELETE FROM supplement_tallies WHERE seal_id = 2", {"segel", "rilis"}),
        ("UPDATE supplement_tallies SET code = 'spak-2021' WHERE seal_id = 1", {"segel"}),
        ("DELETE FROM release_queue WHERE stream = 'spkp'", {"rilis"}),
        ("UPDATE release_batches SET n = n + 1 WHERE stream = 'spkp'", {"rilis"}),
    ],
)
def test_whoever_changes_a_count_afterwards_is_found(
    session: Session, town: Town, statement: str, kinds: set[str]
) -> None:
    nights(session, town, [[SPKP] * 12, [SPKP] * 12])
    assert verification.verify(session) == []
    protection.lift(session.connection())
    assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]
    assert {finding.kind for finding in verification.verify(session)} == kinds


def test_counts_never_change(session: Session, town: Town) -> None:
    nights(session, town, [[SPKP]])
    for statement in ("UPDATE supplement_tallies SET n_forms = 2", "DELETE FROM supplement_tallies"):
        with pytest.raises(IntegrityError, match="rows never change"), session.begin_nested():
            session.execute(text(statement))
