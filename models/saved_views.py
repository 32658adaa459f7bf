"""Views of the results that a person keeps under names of their own; nobody else sees them."""

from typing import Final

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of
from models.changes import By, Refused, store

MOST: Final = 20  # of one person
NAME_MOST: Final = 60


class SavedView(Base):
    """The page of one unit, or without a unit that of all, with fields of its address: name -> value.

    Never an address: the page makes it anew from the fields that it knows. No period is the newest one at any time.
    """

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    query: Mapped[dict[str, str]] = mapped_column(JSON)


def of_user(session: Session, user_id: int) -> list[SavedView]:
    """A person's views, by name."""
    mine = select(SavedView).where(SavedView.user_id == user_id)
    return list(session.scalars(mine.order_by(SavedView.name, SavedView.id)))


def get(session: Session, view_id: int, user_id: int) -> SavedView:
    """The view with this id; another person's is not there."""
    return session.scalars(select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)).one()


def save(session: Session, by: By, user_id: int, *, name: str, unit_id: int | None, query: dict[str, str]) -> SavedView:
    """Keep a view. Raises Refused where the person has twenty already, or one of this name."""
    if session.scalar(select(func.count()).where(SavedView.user_id == user_id)) == MOST:
        raise Refused(f"Anda sudah menyimpan {MOST} tampilan. Hapus salah satu dahulu.")
    view = SavedView(user_id=user_id, name=name, unit_id=unit_id, query=query)
    store(session, view, f"Tampilan bernama “{name}” sudah ada. Pilih nama lain.")
    by.note(session, "view.saved", f"saved_view:{view.id}")
    return view


def remove(session: Session, by: By, view: SavedView) -> None:
    """Forget a view."""
    by.note(session, "view.removed", f"saved_view:{view.id}")
    session.delete(view)


def forget(session: Session, user_id: int) -> None:
    """Forget all views of an account that ended; its name stays where the account signed."""
    session.execute(delete(table_of(SavedView)).where(table_of(SavedView).c.user_id == user_id))
