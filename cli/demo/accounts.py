"""Log-ins of the sample town, one for each role, all with the same password that is printed at start."""

from datetime import datetime

from sqlalchemy.orm import Session

from backoffice.passwords import hashed
from cli.demo.town import Built
from models.users import User

PASSWORD = "loket contoh jaya"  # noqa: S105 - opens the sample town only
FIRST_UNIT = "dukcapil"
ACCOUNTS = (
    ("admin", "admin", "Ratna Kusuma"),
    ("kepegawaian", "hr", "Slamet Mulyadi"),
    ("kepala", "unit_head", "Intan Permana"),
    ("operator", "operator", "Fajar Maulana"),
    ("petugas", "officer", ""),
    ("evaluator", "evaluator", "Kartika Hutapea"),
    ("auditor", "auditor", "Lukman Gunawan"),
)
UNIT_ROLES = {"unit_head", "operator", "officer"}


def add_accounts(session: Session, built: list[Built], *, now: datetime) -> None:
    """Add them, approved; the unit's roles belong to the first unit."""
    first = next(place for place in built if place.place.code == FIRST_UNIT)
    officer_id, officer = first.officers[0]
    password_hash = hashed(PASSWORD)
    session.add_all(
        User(
            username=username,
            name=name or officer.name,
            role=role,
            unit_id=first.unit.id if role in UNIT_ROLES else None,
            officer_id=officer_id if role == "officer" else None,
            password_hash=password_hash,
            approved_at=now,
        )
        for username, role, name in ACCOUNTS
    )
