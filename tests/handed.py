"""A locked period whose window for objections is over, put straight into the tables, and HR's people."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import handovers, merge
from models.appraisals import Handover
from models.changes import By
from models.officers import Officer
from models.periods import Period
from models.snapshots import Snapshot, SnapshotLine, SnapshotUnit
from models.units import Unit
from models.users import User
from surveys.hr_list import Person
from tests.factories import NOW, TODAY, Town

PERIOD = "2026-S1"
LOCKED_AT = datetime(2026, 7, 9, 3, 0, tzinfo=UTC)
KERNEL = {"n": 150, "P_low": 0.001, "P_high": 0.99}
SNAPSHOT: dict[str, Any] = {
    "period_code": PERIOD,
    "revision": 1,
    "policy": "2026-2",
    "engine": "1",
    "components": {},
    "inputs": {},
    "inputs_hash": bytes(32),
    "exclusions": {},
    "report": b"",
    "report_hash": bytes(32),
    "tally_correction": 0,
    "roster_correction": 0,
    "contest_until": date(2026, 7, 23),
    "locked_at": LOCKED_AT,
}


@dataclass(frozen=True)
class Handed:
    """Ids: the snapshot, two HR people, an evaluator, and a non-ASN worker."""

    town: Town
    snapshot: int
    hr: int
    second_hr: int
    evaluator: int
    worker: int


def by(role: str, user_id: int, now: datetime = NOW) -> By:
    """The signature of somebody."""
    return By(user_id=user_id, actor=role, role=role, now=now, salt=bytes(16))


def lines(town: Town) -> list[dict[str, Any]]:
    """One officer scored, one with too few ratings; the third has none."""
    ayu, budi, _ = town.officers
    common = {"unit_id": town.unit, "shared": 0}
    figures = {"reliability": 0.71, "score": 90.03, "lo": 86.384, "hi": 93.616, "band": "di_atas"}
    scored = {"state": "terskor", "n": 150, "u6": [557, 150], "u7": [571, 150], **figures}
    few = {"state": "belum_cukup_data", "n": 14, "u6": [50, 14], "u7": [51, 14], **dict.fromkeys(figures)}
    return [
        common | line | {"officer_id": officer, "entry": {str(officer): {"unit": str(town.unit), "kernel": KERNEL}}}
        for officer, line in ((ayu, scored), (budi, few))
    ]


def locked(session: Session, town: Town, **fields: Any) -> Handed:
    """Lock the half-year before, as if months ago, and let HR and an evaluator have accounts."""
    if session.get(Period, PERIOD) is None:
        span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
        session.add(Period(code=PERIOD, kind="half_year", state="locked", revision=1, **span))
        session.flush()
    snapshot = Snapshot(**SNAPSHOT | fields)
    people = [User(username=f"h{n}", name=f"Orang {n}", role=role) for n, role in enumerate(("hr", "hr", "evaluator"))]
    worker = Officer(code="THL-7", name="Tono", status="non_asn", unit_id=town.unit)
    session.add_all([snapshot, worker, *people])
    session.flush()
    team = {"team": {"Q_team": 82.25}}
    session.add_all(SnapshotLine(snapshot_id=snapshot.id, **line) for line in lines(town))
    session.add(SnapshotUnit(snapshot_id=snapshot.id, unit_id=town.unit, figure=team))
    session.flush()
    hr, second, evaluator = (person.id for person in people)
    return Handed(town, snapshot.id, hr, second, evaluator, worker.id)


def revised(session: Session, handed: Handed, **fields: Any) -> Handed:
    """The second revision of the period, with the same lines."""
    two = {"made_by_id": handed.hr, "approved_by_id": handed.evaluator, "reason": "Keberatan 1 diterima"}
    snapshot = Snapshot(**SNAPSHOT | two | {"revision": 2} | fields)
    session.add(snapshot)
    session.flush()
    session.add_all(SnapshotLine(snapshot_id=snapshot.id, **line) for line in lines(handed.town))
    session.flush()
    return replace(handed, snapshot=snapshot.id)


def moved(session: Session, handed: Handed) -> int:
    """Citra Dewi was rated in the town's unit and in another one, from which she has left for good; that unit's id."""
    citra = handed.town.officers[2]
    other = Unit(code="puskesmas", name="Puskesmas", zone="Asia/Jakarta")
    session.add(other)
    session.flush()
    entry = {
        str(citra): {"unit": None, "n": 90, "kernel": {"n": 90, "P_low": 0.2, "P_high": 0.1}},
        f"{citra}@{handed.town.unit}": {"unit": str(handed.town.unit), "kernel": {"n": 40}},
        f"{citra}@{other.id}": {"unit": str(other.id), "kernel": {"n": 50}},
    }
    values = {"reliability": 0.6, "score": 84.0, "lo": 78.0, "hi": 90.0, "band": "sesuai", "entry": entry}
    line = {"state": "terskor_terbatas", "n": 90, "shared": 0, "u6": [300, 90], "u7": [310, 90], **values}
    session.add(SnapshotLine(snapshot_id=handed.snapshot, officer_id=citra, unit_id=other.id, **line))
    session.get_one(Officer, citra).left_on = date(2026, 5, 1)
    session.flush()
    return other.id


def person(nip: str, number: str | None = "88.5", **fields: Any) -> Person:
    """Somebody in HR's list."""
    return Person(nip=nip, rows=(2,), name="", number=number, **fields)


def prepared(session: Session, handed: Handed) -> Handover:
    """A hand-over with all its rows."""
    signature = by("hr", handed.hr)
    handover = handovers.begin(session, signature, PERIOD, TODAY)
    sides = merge.frozen(session, handover)
    while handovers.write_some(session, handover, sides):
        pass
    handovers.finish(session, signature, handover, sides, handovers.digest(session, handover.id))
    session.flush()
    return handover


def approved(session: Session, handed: Handed) -> Handover:
    """A hand-over that two persons let out."""
    handover = prepared(session, handed)
    found = handovers.digest(session, handover.id)
    handovers.approve(session, by("evaluator", handed.evaluator), handover, found, TODAY)
    session.flush()
    return handover
