"""What everyone may know of units and the agency: thirty people or more, and no unit by subtraction."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import periods, publications, units
from models.counters import Counter, ServiceCount
from models.publications import Publication
from models.ratings import ProfileCount
from models.units import Unit
from surveys.periods import parse
from tests import factories
from tests.factories import Town
from tests.released import answers, forms, nights

NOVEMBER, QUARTER = parse("2026-11"), parse("2026-TW4")


@pytest.fixture
def town(session: Session) -> Town:
    return factories.town(session)


def second_unit(session: Session, town: Town, n: int) -> Unit:
    other = Unit(code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    elsewhere = Town(other.id, town.counters, town.officers, town.questionnaire)
    nights(session, elsewhere, [forms(n, answers=answers(2)), forms(10)])
    return other


def of_units(session: Session) -> dict[str, Publication]:
    return {one.unit.code: one for one in publications.of_units(session, NOVEMBER)}


def test_units_stand_by_name_and_below_thirty_without_an_index(session: Session, town: Town) -> None:
    nights(session, town, [forms(30, answers=answers(4)), forms(10)])
    second_unit(session, town, 29)
    found = of_units(session)
    assert list(found) == ["dukcapil", "dishub"]
    assert (found["dishub"].index, found["dishub"].figure.respondents) == (None, 29)
    index = found["dukcapil"].index
    assert index is not None
    assert index.value == Decimal("100.00")


def test_the_agency_is_made_of_told_units_alone(session: Session, town: Town) -> None:
    nights(session, town, [forms(30, answers=answers(4)), forms(10)])
    second_unit(session, town, 29)
    whole = publications.of_agency(NOVEMBER, publications.of_units(session, NOVEMBER))
    assert whole.index is not None
    assert (whole.index.respondents, whole.index.exact, whole.plain_mean) == (30, Fraction(100), Fraction(100))
    assert (whole.units, whole.left_out) == (1, 1)


def test_an_agency_without_a_told_unit_has_no_number(session: Session, town: Town) -> None:
    whole = publications.of_agency(NOVEMBER, publications.of_units(session, NOVEMBER))
    assert (whole.index, whole.plain_mean, whole.response_rate, whole.released_on) == (None, None, None, None)


def test_the_agency_rate_is_made_of_told_rates_and_follows_the_log_at_once(session: Session, town: Town) -> None:
    nights(session, town, [forms(30), forms(10)])
    other = second_unit(session, town, 40)
    counter = Counter(unit_id=other.id, label="1", sign_words="rusa perak")
    session.add(counter)
    session.flush()

    def rate(here: int, there: int) -> Fraction | None:
        for counter_id, n in ((town.counters[0], here), (counter.id, there)):
            session.merge(ServiceCount(counter_id=counter_id, day=factories.TODAY, shift=1, services=n))
        session.flush()
        return publications.of_agency(NOVEMBER, publications.of_units(session, NOVEMBER)).response_rate

    assert rate(60, 80) == Fraction(1, 2)
    assert rate(60, 45) == Fraction(1, 2)
    assert rate(35, 45) is None
    assert rate(60, 160) == Fraction(70, 220)


def test_the_kept_figures_give_way_to_the_next_release(session: Session, town: Town) -> None:
    nights(session, town, [forms(30), forms(10)])
    assert of_units(session)["dukcapil"].figure.respondents == 30
    nights(session, town, [forms(10)], first=datetime.fromisoformat("2026-11-10T03:00+00:00"))
    assert of_units(session)["dukcapil"].figure.respondents == 40


def test_a_closed_unit_leaves_the_list_with_the_first_period_without_it(session: Session, town: Town) -> None:
    units.get(session, town.unit).closed_on = NOVEMBER.start
    session.flush()
    assert of_units(session) == {}
    nights(session, town, [forms(30), forms(10)])
    assert list(of_units(session)) == ["dukcapil"]


def test_a_trend_begins_with_the_first_told_month_and_keeps_gaps(session: Session, town: Town) -> None:
    for month, n in (("08", 12), ("09", 30), ("10", 12), ("11", 40)):
        moment = datetime.fromisoformat(f"2026-{month}-10T03:00+00:00")
        nights(session, town, [forms(n), forms(10)], first=moment)
    shown = publications.trend(session, units.get(session, town.unit), NOVEMBER.end)
    assert [(month.period.code, month.index is not None) for month in shown] == [
        ("2026-09", True), ("2026-10", False), ("2026-11", True),
    ]  # fmt: skip


def test_a_year_holds_every_told_period_in_it(session: Session, town: Town) -> None:
    nights(session, town, [forms(30), forms(10)])
    told = publications.of_year(session, 2026)
    assert [one.period.code for one in told] == ["2026-11", "2026-TW4", "2026-S2", "2026"]
    assert publications.of_year(session, 2025) == []
    assert publications.months(session) == ["2026-11"]


def test_a_profile_is_told_of_a_locked_quarter_only(session: Session, town: Town) -> None:
    counted = (("2026-10", "L", 12), ("2026-11", "L", 2), ("2026-11", "P", 30))
    session.add_all(
        ProfileCount(unit_id=town.unit, month=month, field="sex", code=code, n=n) for month, code, n in counted
    )
    periods.ensure(session, NOVEMBER.start)
    unit = units.get(session, town.unit)
    assert publications.profile(session, unit, QUARTER) == {}
    session.execute(text("UPDATE periods SET state = 'locked' WHERE code = '2026-TW4'"))
    assert publications.profile(session, unit, QUARTER) == {"sex": {"L": 14, "P": 30}}
    assert publications.profile(session, unit, NOVEMBER) == {}
    assert publications.is_final(session, NOVEMBER)
    assert not publications.is_final(session, parse("2026"))
