"""A small town for tests: one agency, one unit with two counters, three officers, two shifts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from models import inbox
from models.agency import Agency
from models.base import table_of
from models.counters import Counter
from models.inbox import Arrival
from models.officers import Officer
from models.questionnaires import QuestionnaireUse
from models.roster import Duty
from models.units import Service, Shift, Unit
from surveys.questionnaire import load

NOW = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)
ALL_THREES = {f"U{number}": 3 for number in range(1, 10)}


@dataclass(frozen=True)
class Town:
    """Ids of what stands in the town."""

    unit: int
    counters: tuple[int, ...]
    officers: tuple[int, ...]
    questionnaire: int


def town(session: Session) -> Town:
    """Put the town into an empty database."""
    questionnaire = load("skm-2017")
    session.add(Agency(id=1, name="Kota Contoh", zone="Asia/Jakarta", help_line="(021) 555-0100", created_at=NOW))
    use = QuestionnaireUse(
        code=questionnaire.code,
        family=questionnaire.family,
        checksum=questionnaire.checksum,
        starts_on=date(2026, 1, 1),
    )
    unit = Unit(code="dukcapil", name="Dinas Kependudukan dan Pencatatan Sipil", kind="Dinas", zone="Asia/Jakarta")
    session.add_all([use, unit])
    session.flush()
    service = Service(unit_id=unit.id, name="KTP-el")
    session.add(service)
    session.flush()
    counters = [
        Counter(unit_id=unit.id, service_id=service.id, label=str(number), sign_words=words)
        for number, words in ((1, "melati biru"), (2, "kenari emas"))
    ]
    officers = [
        Officer(nip=nip, name=name, status="pns", unit_id=unit.id, position="Pengelola layanan")
        for nip, name in (
            ("199001172015032004", "Ayu Lestari"),
            ("198805042012011002", "Budi Santoso"),
            ("199212252019032011", "Citra Dewi"),
        )
    ]
    shifts = [
        Shift(unit_id=unit.id, number=1, name="Pagi", starts=time(8), ends=time(12), band="pagi"),
        Shift(unit_id=unit.id, number=2, name="Siang", starts=time(13), ends=time(16), band="siang"),
    ]
    session.add_all([*counters, *officers, *shifts])
    session.flush()
    return Town(unit.id, tuple(c.id for c in counters), tuple(o.id for o in officers), use.id)


def on_duty(session: Session, officer: int, counter: int, day: date, shift: int = 1) -> None:
    """Put an officer on the roster."""
    session.add(Duty(officer_id=officer, counter_id=counter, day=day, shift=shift))
    session.flush()


def arrive(session: Session, town: Town, number: int, *, moment: datetime = NOW, **fields: Any) -> None:
    """Put one waiting response into the inbox; `number` makes it different from the others."""
    put(session, [arrival(town, number, moment=moment, **fields)])
    assert inbox.waiting(session)


def put(session: Session, arrivals: Iterable[dict[str, Any]]) -> None:
    """Put waiting responses into the inbox, those of the same columns at once."""
    for _columns, alike in groupby(arrivals, key=frozenset):
        session.execute(table_of(Arrival).insert(), list(alike))


def arrival(town: Town, number: int, *, moment: datetime = NOW, **fields: Any) -> dict[str, Any]:
    """A waiting response; `number` makes it different from the others."""
    local = moment + timedelta(hours=7)
    return {
        "key": number.to_bytes(32),
        "receipt_leaf": (number + (1 << 128)).to_bytes(32),
        "unit_id": town.unit,
        "counter_id": town.counters[0],
        "service_id": None,
        "questionnaire_id": town.questionnaire,
        "channel": "own_phone",
        "has_ticket": True,
        "service_day": local.date(),
        "shift": 1,
        "wait_band": 1,
        "received_at": moment,
        "local_day": local.date(),
        "local_time": local.time(),
        "latest_issue": moment,
        "details_seconds": 60.0,
        "opening": 3,
        "answers": ALL_THREES,
        **fields,
    }
