"""The sample town itself: the agency, its units with counters, services and shifts, and who works there."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy.orm import Session

from cli.demo import supplements
from cli.demo.people import Person, hire
from cli.demo.places import AGENCY, HELP_LINE, PLACES, SHIFTS, SIGN_WORDS_FIRST, SIGN_WORDS_SECOND, ZONE, Place
from models.agency import Agency
from models.counters import Counter
from models.officers import Officer
from models.questionnaires import QuestionnaireUse
from models.units import Service, Shift, Unit
from surveys.questionnaire import load

QUESTIONNAIRE = "skm-2017"


@dataclass(frozen=True)
class Built:
    """A unit of the town with what stands in it."""

    place: Place
    unit: Unit
    counters: list[Counter]
    officers: list[tuple[int, Person]]


def found(session: Session, *, now: datetime, first: date, chance: Random) -> list[Built]:
    """Put the town into an empty database; the public answers its questionnaire from `first` on."""
    form = load(QUESTIONNAIRE)
    session.add(
        Agency(id=1, name=AGENCY, zone=ZONE, help_line=HELP_LINE, is_sample=True, created_at=now, last_seal_at=None)
    )
    session.add(QuestionnaireUse(code=form.code, family=form.family, checksum=form.checksum, starts_on=first))
    units: dict[str, int] = {}
    built = []
    hired = 0
    for place in PLACES:
        unit = Unit(
            code=place.code, name=place.name, kind=place.kind, zone=ZONE, parent_id=units.get(place.parent), address=""
        )
        session.add(unit)
        session.flush()
        units[place.code] = unit.id
        built.append(
            Built(place, unit, _counters(session, unit, place, chance), _officers(session, unit, place, hired, chance))
        )
        hired += place.officers
    supplements.ask(session, [one.unit for one in built], first)
    return built


def _counters(session: Session, unit: Unit, place: Place, chance: Random) -> list[Counter]:
    services = [Service(unit_id=unit.id, name=name) for name in place.services]
    session.add_all(services)
    session.add_all(
        Shift(unit_id=unit.id, number=number, name=name, starts=starts, ends=ends, band=band)
        for number, name, starts, ends, band in SHIFTS
    )
    session.flush()
    made = [
        Counter(
            unit_id=unit.id,
            service_id=services[number % len(services)].id,
            label=str(number + 1),
            sign_words=f"{chance.choice(SIGN_WORDS_FIRST)} {chance.choice(SIGN_WORDS_SECOND)}",
        )
        for number in range(place.counters)
    ]
    session.add_all(made)
    session.flush()
    return made


def _officers(session: Session, unit: Unit, place: Place, hired: int, chance: Random) -> list[tuple[int, Person]]:
    people = [hire(chance, hired + number) for number in range(place.officers)]
    rows = [
        Officer(
            nip=person.nip,
            code=person.code,
            name=person.name,
            position=person.position,
            status=person.status,
            unit_id=unit.id,
        )
        for person in people
    ]
    session.add_all(rows)
    session.flush()
    return [(row.id, person) for row, person in zip(rows, people, strict=True)]
