"""The component of officers, from released batches and from sealed tallies."""

import pytest
from sqlalchemy.orm import Session

from models import components, officers
from models.components import ComponentRun
from surveys import policy, recompute
from surveys.appraisal import State
from surveys.periods import parse
from tests import factories
from tests.factories import Town
from tests.released import answers, forms, nights, staffed, work

NOVEMBER = parse("2026-11")
POLICY = policy.load()


@pytest.fixture
def town(session: Session) -> Town:
    return staffed(session)


def run(session: Session) -> ComponentRun:
    return components.component_run(session, NOVEMBER, POLICY)


def test_without_releases_every_officer_waits_without_a_number(session: Session, town: Town) -> None:
    shown = components.lines(session, run(session))
    assert [line.officer.name for line in shown][:4] == ["Ayu Lestari", "Budi Santoso", "Citra Dewi", "Petugas 4"]
    assert {line.state for line in shown} == {State.BELUM_ADA_ANGKA}
    assert {(line.n, line.score, line.reliability) for line in shown} == {(None, None, None)}


def test_scores_come_from_released_verified_ratings_given_to_one_officer(session: Session, town: Town) -> None:
    work(session, town)
    ayu, budi, citra, *_ = components.lines(session, run(session))
    assert (ayu.n, budi.n, budi.shared, citra.n, citra.shared) == (60, 60, 12, 0, 12)
    assert ayu.state.scored
    assert ayu.score is not None
    assert budi.score is not None
    assert ayu.score > budi.score
    assert citra.state is State.NILAI_TIM_SAJA
    assert (citra.score, citra.reliability, citra.kernels) == (None, None, {})


def test_released_and_sealed_sums_give_the_same_report_once_all_is_released(session: Session, town: Town) -> None:
    work(session, town)
    sealed = recompute.recompute(components.sealed_rows(session, NOVEMBER), POLICY)
    released = run(session).report
    assert sealed["ratings"]["solo"] == 570
    assert released["ratings"]["solo"] == 480
    key = str(town.officers[0])
    assert sealed["officers"][key]["n"] == 70
    assert released["officers"][key]["n"] == 60
    assert sealed["units"].keys() == released["units"].keys()


def test_sealed_rows_name_who_was_on_duty_and_count_the_rest_by_code(session: Session, town: Town) -> None:
    without = forms(7, has_ticket=False) + forms(2, channel="paper", has_ticket=False, counter_id=None)
    nights(session, town, [forms(3) + without + forms(1, counter_id=town.counters[1], shift=2), forms(1, shift=0)])
    rows = components.sealed_rows(session, NOVEMBER)
    assert {row["officer_id"] for row in rows} == {"", str(town.officers[0]), ";".join(map(str, town.officers[1:3]))}
    report = recompute.recompute(rows, POLICY)
    assert report["ratings"] == {"solo": 3, "shared": 1, "unrostered": 1, "excluded": {"D1": 7, "A": 2}}
    assert components.sealed_rows(session, parse("2026-10")) == []


def test_a_roster_corrected_after_the_release_changes_the_sealed_sums_only(session: Session, town: Town) -> None:
    work(session, town)
    before = run(session).report
    factories.on_duty(session, town.officers[2], town.counters[0], factories.TODAY)
    assert run(session).report == before
    sealed = recompute.recompute(components.sealed_rows(session, NOVEMBER), POLICY)
    assert sealed["officers"][str(town.officers[0])]["n"] == 10


def test_ten_more_of_the_best_raise_a_score_by_what_the_kernel_says(session: Session, town: Town) -> None:
    work(session, town)
    found = run(session)
    officer = officers.get(session, town.officers[1])
    score = components.line(found, officer).score
    assert score is not None
    assert score < components.with_more(found, town.unit, officer) < score + 5


def test_the_ratings_still_missing_reach_the_minimum(session: Session, town: Town) -> None:
    few = forms(12) + forms(40, counter_id=town.counters[1], answers=answers(4))
    nights(session, town, [few, forms(10) + forms(10, counter_id=town.counters[1])])
    found = run(session)
    ayu = components.line(found, officers.get(session, town.officers[0]))
    assert ayu.state is State.BELUM_CUKUP_DATA
    assert (ayu.n, ayu.score) == (12, None)
    assert ayu.reliability is not None
    assert components.missing(found, ayu.officer) is None or components.missing(found, ayu.officer) >= 18  # type: ignore[operator]


def test_the_only_officer_of_an_agency_has_no_expectation(session: Session, town: Town) -> None:
    nights(session, town, [forms(40), forms(10)])
    found = run(session)
    ayu = components.line(found, officers.get(session, town.officers[0]))
    assert ayu.state is State.BELUM_CUKUP_DATA
    assert ayu.reliability == 0
    assert components.missing(found, ayu.officer) is None


def test_officers_who_left_are_listed_only_with_ratings(session: Session, town: Town) -> None:
    work(session, town)
    for officer_id in (town.officers[0], town.officers[2]):
        officers.get(session, officer_id).left_on = factories.TODAY
    session.flush()
    names = [line.officer.name for line in components.lines(session, run(session), town.unit)]
    assert names[:3] == ["Ayu Lestari", "Budi Santoso", "Citra Dewi"]
    october = components.component_run(session, parse("2026-10"), POLICY)
    assert [line.officer.name for line in components.lines(session, october)][:2] == ["Budi Santoso", "Petugas 4"]
