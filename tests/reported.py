"""Reports for tests: written, handled and erased through the real verbs."""

from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy.orm import Session

from models import case_filing, case_handling
from models.case_filing import Filed, Form, Report
from models.case_handling import Writing
from models.cases import Case
from models.changes import By
from models.users import User
from surveys.cases import Kind
from surveys.keys import KeyRing
from surveys.nonces import Nonce
from tests.factories import NOW, TODAY

KEYS = KeyRing(b"k" * 32)
QUEUE = "Antrean di loket tiga jam, nomor HP saya 0812-3456-7890."
_numbers = count(1)


def form(today: date = TODAY) -> Form:
    """A form that nobody has sent yet."""
    own = next(_numbers)
    return Form(Nonce(datetime(2026, 11, 3, tzinfo=UTC), own.to_bytes(16)), today, own.to_bytes)


def filed(
    session: Session,
    text: str = QUEUE,
    kind: Kind = Kind.COMPLAINT,
    *,
    contact: str = "",
    written: Form | None = None,
    keys: KeyRing = KEYS,
) -> Filed:
    """A report of the first unit."""
    return case_filing.file(session, keys, Report(1, kind, text, contact), written or form(), "digest")


def by(user: User) -> By:
    """The signature of an account."""
    return By(user.id, user.username, user.role, NOW, bytes(16))


def forwarded(session: Session, case: Case, handler: User, today: date = TODAY) -> None:
    """Verify a report and put somebody in charge."""
    case_handling.verify(session, by(handler), case, Kind(case.kind), "", today)
    case_handling.assign(session, by(handler), case, handler, today)


def answered(session: Session, case: Case, handler: User, today: date = TODAY) -> None:
    """Bring a report to its answer."""
    forwarded(session, case, handler, today)
    case_handling.write(session, by(handler), case, Writing.ANSWER, "Loket kedua dibuka setiap Senin.", today)
