"""Figures are sums of released batches, and nothing else."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from models import figures
from models.units import Unit
from surveys import ikm, tally
from surveys.periods import parse
from surveys.questionnaire import load
from tests import factories
from tests.factories import Town
from tests.released import answers, forms, nights

NOVEMBER = parse("2026-11")


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def test_nothing_is_shown_before_the_first_release_but_how_many_wait(session: Session, town: Town) -> None:
    nights(session, town, [forms(14)])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert (figure.index, figure.verified, figure.n_forms, figure.released_on) == (None, None, 0, None)
    assert figure.waiting == 14


def test_the_index_is_that_of_the_released_forms_alone(session: Session, town: Town) -> None:
    mixed = forms(6, answers=answers(4)) + forms(4, answers=answers(3, U9=1))
    nights(session, town, [mixed, forms(10, answers=answers(1))])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    expected = [tally.Form(3, form["answers"]) for form in mixed]
    skm = load("skm-2017")
    assert figure.index == ikm.of_tally(tally.count(skm, expected), tally.moments(skm, expected))
    assert figure.index is not None
    assert figure.index.value == Decimal("87.78")
    assert (figure.respondents, figure.waiting, figure.released_on) == (10, 10, date(2026, 11, 5))


def test_a_quarter_is_the_sum_of_its_months(session: Session, town: Town) -> None:
    october = datetime.fromisoformat("2026-10-20T03:00+00:00")
    nights(session, town, [forms(12, answers=answers(4)), forms(10)], first=october)
    nights(session, town, [forms(11, answers=answers(2)), forms(10)])
    parts = [figures.unit_figure(session, town.unit, parse(code)) for code in ("2026-10", "2026-11", "2026-12")]
    quarter = figures.unit_figure(session, town.unit, parse("2026-TW4"))
    assert quarter.n_forms == sum(part.n_forms for part in parts)
    assert [part.n_forms for part in parts] == [12, 11, 0]
    assert quarter.index is not None
    assert quarter.index.exact == Fraction(25 * (12 * 4 + 11 * 2), 23)


def test_taps_are_an_indicator_of_their_own(session: Session, town: Town) -> None:
    nights(session, town, [forms(9, answers={}, opening=1) + forms(12), forms(10)])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert (figure.n_forms, figure.taps, figure.opening) == (21, 21, (9, 0, 12, 0))
    assert figure.respondents == 12
    assert figure.index is not None
    assert figure.index.value == Decimal("75.00")


def test_an_element_nobody_answered_leaves_the_index_open(session: Session, town: Town) -> None:
    nights(session, town, [forms(10, answers={"U1": 4})] * 2)
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert figure.index is not None
    assert (figure.index.value, figure.index.grade) == (None, None)
    assert figure.index.note.startswith("belum lengkap: U2")


def test_verified_forms_are_set_apart_only_where_neither_side_is_small(session: Session, town: Town) -> None:
    one_without = forms(9, answers=answers(4)) + forms(1, answers=answers(1), has_ticket=False)
    nights(session, town, [one_without, forms(10)])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert figure.index is not None
    assert figure.verified is None
    assert (figure.n_forms, figure.n_verified) == (10, 9)


def test_a_small_remainder_waits_until_it_has_grown(session: Session, town: Town) -> None:
    day = forms(6, answers=answers(4)) + forms(5, answers=answers(2), has_ticket=False)
    nights(session, town, [day, day, forms(10)])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert figure.verified is not None
    assert (figure.verified.respondents, figure.verified.value) == (12, Decimal("100.00"))
    nights(session, town, [day], first=datetime.fromisoformat("2026-11-10T03:00+00:00"))
    later = figures.unit_figure(session, town.unit, NOVEMBER)
    assert later.n_forms == 32
    assert later.verified is not None
    assert later.verified.respondents == 22


def test_a_gap_between_all_and_verified_forms_is_pointed_out(session: Session, town: Town) -> None:
    spread = [forms(1, answers=answers(value)) for value in (3, 4) * 10]
    honest = [form for one in spread for form in one]
    nights(session, town, [honest + forms(20, answers=answers(1), has_ticket=False), forms(10)])
    assert figures.unit_figure(session, town.unit, NOVEMBER).disagrees
    nights(
        session,
        town,
        [honest + forms(10, answers=answers(3), has_ticket=False), forms(10)],
        first=datetime.fromisoformat("2026-12-01T03:00+00:00"),
    )
    assert not figures.unit_figure(session, town.unit, parse("2026-12")).disagrees


def test_the_trend_has_a_gap_where_nothing_was_released(session: Session, town: Town) -> None:
    september = datetime.fromisoformat("2026-09-10T03:00+00:00")
    nights(session, town, [forms(12, answers=answers(4)), forms(10)], first=september)
    nights(session, town, [forms(12), forms(10)])
    shown = figures.trend(session, town.unit, date(2026, 11, 30), months=3)
    assert [month.code for month, _ in shown] == ["2026-09", "2026-10", "2026-11"]
    values = [figure.index and figure.index.value for _, figure in shown]
    assert values == [Decimal("100.00"), None, Decimal("75.00")]


def test_the_agency_has_a_pooled_figure_and_a_plain_mean(session: Session, town: Town) -> None:
    nights(session, town, [forms(30, answers=answers(4)), forms(10)])
    other = Unit(code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    elsewhere = Town(other.id, town.counters, town.officers, town.questionnaire)
    nights(session, elsewhere, [forms(10, answers=answers(2)), forms(10)])
    figure = figures.agency_figure(session, NOVEMBER)
    assert (figure.units, figure.plain_mean, figure.n_forms) == (2, Fraction(75), 40)
    assert figure.index is not None
    assert figure.index.value == Decimal("87.50")
    assert set(figures.unit_figures(session, NOVEMBER)) == {town.unit, other.id}


def test_an_agency_without_releases_has_no_number(session: Session, town: Town) -> None:
    figure = figures.agency_figure(session, NOVEMBER)
    assert (figure.index, figure.plain_mean, figure.units) == (None, None, 0)


def test_paper_and_imported_forms_count_for_the_unit(session: Session, town: Town) -> None:
    paper = forms(11, channel="paper", has_ticket=False, counter_id=None)
    nights(session, town, [paper, forms(10)])
    figure = figures.unit_figure(session, town.unit, NOVEMBER)
    assert (figure.n_forms, figure.n_verified, figure.verified) == (11, 0, None)
