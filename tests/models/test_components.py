"""The component of officers, from released batches and from sealed tallies."""

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import components, inputs, officers, units
from models.components import ComponentRun
from models.corrections import TallyCorrection
from models.releases import OFFICER, Increment, ReleaseBatch
from surveys import policy, recompute
from surveys.appraisal import State
from surveys.fit import Components
from surveys.periods import parse
from surveys.tally_rows import TallyFileError
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
    shown = list(components.lines(session, run(session)))
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


def test_beside_a_colleague_with_three_ratings_the_smallest_figure_is_told_in_whole_points_without_a_count(
    session: Session, town: Town
) -> None:
    work(session, town)
    found = run(session)
    ayu, budi, citra, *_ = components.lines(session, found)
    entries = found.report["officers"]
    assert (ayu.is_rounded, budi.is_rounded) == (False, False)
    alone = deepcopy(entries[str(budi.officer.id)])
    alone["kernel"]["n"], alone["state"] = 3, State.BELUM_ADA_ANGKA.value
    entries[str(citra.officer.id)] = alone
    entries[str(ayu.officer.id)]["kernel"]["n"] += 1
    again = ComponentRun(found.period, found.policy, found.report, found.released_on)
    ayu, budi, *_ = components.lines(session, again)
    assert again.joined == {budi.officer.id}
    assert (ayu.is_rounded, ayu.n) == (False, 60)
    assert (budi.is_rounded, budi.n, budi.kernels) == (True, None, {})
    assert budi.score == round(budi.score or 0)


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


def test_sealed_rows_name_the_circumstances_as_they_were_at_the_seal(session: Session, town: Town) -> None:
    nights(
        session, town, [forms(2, wait_band=4) + forms(1, wait_band=0, channel="kiosk") + forms(1, answers={"U6": 4})]
    )
    for shift in units.shifts_of(session, town.unit):
        shift.band = "sore"
    session.flush()
    rows = components.sealed_rows(session, NOVEMBER)
    found = {(row["shift"], row["wait_band"], row["channel"], row["h6"], row["incomplete"]) for row in rows}
    assert found == {
        ("pagi", "60+", "own_phone", "2", "0"),
        ("pagi", "unknown", "kiosk", "1", "0"),
        ("pagi", "0-14", "own_phone", "0", "1"),
    }
    excluded = {"incomplete": 1}
    report = recompute.recompute(rows, POLICY)
    assert report["ratings"]["excluded"] == excluded
    assert report["officers"][str(town.officers[0])]["excluded"] == excluded


def corrected(session: Session, town: Town, n: int) -> TallyCorrection:
    """So many threes of the first counter's morning taken out again."""
    row = TallyCorrection(
        source="objection:1", unit_id=town.unit, counter_id=town.counters[0], day=factories.TODAY, shift=1,
        wait_band=1, channel="own_phone", validity="T", h6=-n, u6_sum=-3 * n, u6_n=-n, u7_sum=-3 * n, u7_n=-n,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_correction_takes_ratings_out_of_the_cell_they_are_in(session: Session, town: Town) -> None:
    nights(session, town, [forms(12) + forms(8, counter_id=town.counters[1])])
    before = inputs.known(session)
    corrected(session, town, 2)
    officer = str(town.officers[0])
    for last, n in ((None, 10), (inputs.known(session), 10), (before, 12)):
        found = recompute.recompute(components.sealed_rows(session, NOVEMBER, last), POLICY)
        assert found["officers"][officer]["n"] == n
        sums = components.sealed_element_sums(session, NOVEMBER, last)
        assert sums[town.officers[0]] == {"u6": (3 * n, n), "u7": (3 * n, n)}
        assert sums[town.officers[1]] == {"u6": (24, 8), "u7": (24, 8)}


def test_more_ratings_than_there_were_cannot_be_taken_out(session: Session, town: Town) -> None:
    nights(session, town, [forms(1)])
    corrected(session, town, 2)
    with pytest.raises(TallyFileError, match="negatif"):
        recompute.recompute(components.sealed_rows(session, NOVEMBER), POLICY)


def test_answers_given_to_two_or_without_a_ticket_are_in_nobodys_element_sums(session: Session, town: Town) -> None:
    together = forms(3, counter_id=town.counters[1], shift=2)
    half = forms(1, answers={"U7": 4}) + forms(1, answers={"U1": 1})
    nights(session, town, [half + together + forms(4, has_ticket=False) + forms(2, shift=0)])
    assert components.sealed_element_sums(session, NOVEMBER) == {town.officers[0]: {"u6": (0, 0), "u7": (4, 1)}}


def test_batches_from_before_cells_were_kept_still_count(session: Session, town: Town) -> None:
    work(session, town)
    before = run(session).report["officers"][str(town.officers[0])]
    old = {str(town.officers[0]): [0, 0, 0, 0, 0, 4, 6]}
    session.add(
        ReleaseBatch(
            stream=OFFICER, unit_id=town.unit, officer_id=town.officers[0], month="2026-11", number=9, n=10,
            payload=old, released_on=factories.TODAY,
        )
    )  # fmt: skip
    session.flush()
    found = run(session)
    after = found.report["officers"][str(town.officers[0])]
    assert after["n"] == before["n"] + 10
    assert after["kernel"]["h"] == [a + b for a, b in zip(before["kernel"]["h"], *old.values(), strict=True)]
    assert after["kernel"]["H_d"] == pytest.approx((60 / 70) ** 2)


def test_what_waits_from_before_cells_were_kept_is_released_with_what_came_after(session: Session, town: Town) -> None:
    nights(session, town, [forms(6)])
    (waiting,) = session.scalars(select(Increment).where(Increment.stream == OFFICER)).all()
    waiting.sums = {str(town.officers[0]): [0, 0, 0, 0, 6, 0, 0]}
    session.flush()
    tomorrow = factories.NOW + timedelta(days=1)
    nights(session, town, [forms(6), forms(10, shift=0)], first=tomorrow)
    factories.on_duty(session, town.officers[0], town.counters[0], factories.TODAY + timedelta(days=2))
    nights(session, town, [forms(10)], first=tomorrow + timedelta(days=1))
    assert run(session).report["officers"][str(town.officers[0])]["n"] == 12


def test_frozen_components_score_a_period_unchanged(session: Session, town: Town) -> None:
    work(session, town)
    frozen = Components(0.3, 0.02, 0.01, tau_d2=0.004, beta={"shift=siang": -0.2}, xbar={"shift=siang": 0.1})
    found = components.component_run(session, NOVEMBER, POLICY, frozen)
    assert found.report["frozen"] is True
    assert {name: found.report["components"][name] for name in ("sigma2", "tau_d2", "beta")} == {
        "sigma2": 0.3,
        "tau_d2": 0.004,
        "beta": {"shift=siang": -0.2},
    }
    kernel = found.report["officers"][str(town.officers[0])]["kernel"]
    assert kernel["S_star"] == pytest.approx(kernel["S"] - 0.2 * 0.1 * kernel["n"])
    assert kernel["s"] == pytest.approx(0.3 / 60 + 0.004 * kernel["H_d"])


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
    more = components.with_more(found, town.unit, officer)
    assert more is not None
    assert score < more < score + 5


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
