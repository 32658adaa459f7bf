"""Comments for tests, as a seal leaves them, and their weekly release."""

from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from models import comments, units
from models.changes import By
from models.ratings import Comment
from tests.factories import NOW

NIGHT = By(None, "flask release", "system", NOW, bytes(16))
ORDINARY = (
    "Antreannya lama sekali",
    "Petugas ramah",
    "Menunggu dua jam",
    "Toilet <kotor>",
    "Cepat dan jelas",
    "Nunggu lama",
)
PAST_UNIT = "Diminta uang pelicin di parkiran"
_ids = count(1)


def sealed(session: Session, unit_id: int, *texts: str) -> None:
    """Comments of a unit that wait for their week."""
    session.add_all(Comment(id=next(_ids).to_bytes(16), unit_id=unit_id, month="2026-11", text=text) for text in texts)
    session.flush()


def released(session: Session, unit_id: int, *texts: str, now: datetime = NOW) -> int:
    """Comments of a unit that have had their turn; how many left."""
    sealed(session, unit_id, *texts)
    return comments.release_week(session, NIGHT, units.get(session, unit_id), now)
