"""A unit's own questions: two persons, three at a time, and words that never change."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import own_questions, supplement_figures, supplements, units
from models.changes import By, Refused
from models.own_questions import OwnQuestion
from models.users import User
from surveys.own_questions import FACES, YES_NO
from surveys.periods import Kind, containing
from tests import factories
from tests.factories import Town
from tests.models.test_supplements import nights

HEAD, HR = 901, 902
CLEAN = {"id": "Ruang tunggunya bersih?", "en": "", "su": "Rohangan tungguna beresih?", "jv": ""}


def by(user_id: int) -> By:
    return By(user_id, f"akun{user_id}", "hr", factories.NOW, bytes(16))


@pytest.fixture
def town(session: Session) -> Town:
    town = factories.town(session)
    session.add_all(User(id=number, username=f"akun{number}", name="Akun", role="hr") for number in (HEAD, HR))
    session.flush()
    return town


def propose(session: Session, kind: str = FACES, words: dict[str, str] | None = None) -> OwnQuestion:
    return own_questions.propose(session, by(HEAD), units.get(session, 1), kind, words or CLEAN)


def asked(session: Session) -> list[str]:
    found = supplements.asked(session, 1, factories.TODAY)
    return [question.short("su") for one in found for question in one.questions]


def test_a_question_is_asked_once_another_person_has_approved_it_and_until_it_ends(
    session: Session, town: Town
) -> None:
    row = propose(session)
    assert asked(session) == []
    with pytest.raises(Refused, match="orang lain"):
        own_questions.approve(session, by(HEAD), row)
    own_questions.approve(session, by(HR), row)
    assert asked(session) == ["Rohangan tungguna beresih?"]
    own_questions.end(session, by(HEAD), row)
    assert asked(session) == []


def test_what_was_decided_is_not_decided_again(session: Session, town: Town) -> None:
    row = propose(session)
    own_questions.refuse(session, by(HR), row, "Tentang seseorang.")
    with pytest.raises(Refused, match="sudah diputuskan"):
        own_questions.approve(session, by(HR), row)
    with pytest.raises(Refused, match="sudah diputuskan"):
        own_questions.refuse(session, by(HR), row, "Lagi.")
    assert own_questions.waiting(session) == []


def test_three_at_a_time_and_one_that_ended_makes_room(session: Session, town: Town) -> None:
    rows = [propose(session, YES_NO, {"id": f"Ruang {number} bersih?"}) for number in (1, 2, 3)]
    with pytest.raises(Refused, match="Paling banyak 3"):
        propose(session)
    own_questions.end(session, by(HEAD), rows[0])
    assert propose(session).id


def test_whoever_began_before_a_question_ended_may_still_answer_it(session: Session, town: Town) -> None:
    row = propose(session)
    own_questions.approve(session, by(HR), row)
    own_questions.end(session, by(HEAD), row)
    ended = by(HEAD).now
    for begun, n in ((ended - timedelta(minutes=5), 1), (ended, 0), (None, 0)):
        assert len(supplements.asked(session, town.unit, factories.TODAY, begun)) == n


def test_the_same_question_is_not_written_twice(session: Session, town: Town) -> None:
    first = propose(session)
    with pytest.raises(Refused, match="sudah ada"):
        propose(session)
    own_questions.end(session, by(HEAD), first)
    assert propose(session).id != first.id


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"id": "", "en": "Clean?"}, "bahasa Indonesia"),
        ({"id": "Apakah Ayu Lestari ramah?"}, "tidak boleh tentang orang"),
        ({"id": "Sudah telepon 0812 3456 7890?"}, "tidak boleh tentang orang"),
        ({"id": " ".join(["kata"] * 13)}, "Ringkaskan"),
        ({"id": "Bersih?", "jv": "x" * 121}, "Ringkaskan"),
    ],
)
def test_a_question_that_may_not_be_asked_says_why(
    session: Session, town: Town, words: dict[str, str], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        propose(session, words=words)


def test_words_never_change_and_rows_never_go(session: Session, town: Town) -> None:
    propose(session)
    for statement in ('UPDATE own_questions SET words = \'{"id": "Lain?"}\'', "DELETE FROM own_questions"):
        with pytest.raises(IntegrityError, match="own_questions"), session.begin_nested():
            session.execute(text(statement))


def test_answers_leave_in_batches_under_the_wording_they_were_given_to(session: Session, town: Town) -> None:
    first, second = propose(session), propose(session, YES_NO, {"id": "Antreannya jelas?"})
    for row in (first, second):
        own_questions.approve(session, by(HR), row)
    own = {"own": {f"Q{first.id}": 4, f"Q{second.id}": 2}}
    nights(session, town, [[own] * 15 + [{"own": {f"Q{second.id}": 1}}] * 15, [own] * 10])
    own_questions.end(session, by(HEAD), first)
    month = containing(factories.TODAY, Kind.MONTH)
    (figure,) = supplement_figures.of_unit(session, town.unit, month)
    faces, yes_no = figure.items
    assert (figure.n, faces.n, yes_no.n) == (30, 15, 30)
    assert (faces.question.text(), str(faces.mean), faces.counts) == ("Ruang tunggunya bersih?", "4.00", (0, 0, 0, 15))
    assert (yes_no.mean, yes_no.counts, yes_no.shares) == (None, (15, 15), ("50 %", "50 %"))


def test_one_answer_more_to_a_question_is_not_told_by_the_next_page_or_a_longer_period(
    session: Session, town: Town
) -> None:
    """Both questions go on in batches of ten forms; the first one was answered once more in each of them."""
    first, second = propose(session), propose(session, YES_NO, {"id": "Antreannya jelas?"})
    for row in (first, second):
        own_questions.approve(session, by(HR), row)
    both, other = ({"own": {f"Q{row.id}": 1 for row in rows}} for rows in ((first, second), (second,)))
    month, year = (containing(factories.TODAY, kind) for kind in (Kind.MONTH, Kind.YEAR))
    nights(session, town, [[both] * 12, [other] * 10])
    known = [supplement_figures.of_unit(session, town.unit, period) for period in (month, year)]
    assert [[item.n for item in figure.items] for (figure,) in known] == [[12, 12], [12, 12]]
    nights(session, town, [[both] + [other] * 9, [other] * 10], after=2)
    nights(session, town, [[both] * 10, [other] * 10], after=30)
    (figure,) = supplement_figures.of_unit(session, town.unit, month)
    assert [item.n for item in figure.items] == [12, 32]
    (figure,) = supplement_figures.of_unit(session, town.unit, year)
    assert [item.n for item in figure.items] == [22, 42]
