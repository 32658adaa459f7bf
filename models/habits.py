"""Habits of a person: how the pages of the staff look and listen. They are no right, so nobody approves them."""

from typing import Final

from sqlalchemy.orm import Session

from models.changes import By, changed
from models.users import User

SCHEMES: Final = {"system": "Sama dengan perangkat", "light": "Terang", "dark": "Gelap"}


def change(session: Session, by: By, user: User, *, scheme: str, shortcuts: bool) -> None:
    """Keep the colours (one of SCHEMES) and whether single keys are shortcuts."""
    names = changed(user, {"scheme": scheme, "shortcuts": shortcuts})
    if names:
        by.note(session, "user.habits", f"user:{user.id}", fields=names)
