"""The agency this database belongs to: exactly one row."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Agency(Base):
    """Settings of the whole agency.

    `ticket_epoch` is the key epoch in which codes are made; the one before it is still accepted.
    """

    __tablename__ = "agency"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Jakarta")
    help_line: Mapped[str] = mapped_column(String(200), default="")
    ticket_epoch: Mapped[int] = mapped_column(default=1)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seal_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def tzinfo(self) -> ZoneInfo:
        """Default zone of its units."""
        return ZoneInfo(self.zone)


def the_agency(session: Session) -> Agency:
    """The agency. Raises NoResultFound before the installation has been initialised."""
    return session.scalars(select(Agency)).one()


def is_initialised(session: Session) -> bool:
    """Whether the agency row is there."""
    return session.scalar(select(Agency.id)) is not None
