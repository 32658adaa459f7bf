"""The agency this database belongs to: exactly one row."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment
from surveys.epochs import Epochs
from surveys.languages import LANGUAGES

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Agency(Base):
    """Settings of the whole agency.

    Attributes:
        ticket_epoch, sign_epoch: the key epochs in which tickets and the codes of signs are made.
        ticket_epoch_oldest, sign_epoch_oldest: the oldest epochs whose codes are still accepted.
        ticket_epoch_on, sign_epoch_on: day of the last rotation; None before the first.
        ticket_cap: most tickets of a counter and shift while nothing reports how many services it gave.
        withheld_languages: tags of the languages that are not offered, parted by blanks: a new one is offered at once.
    """

    __tablename__ = "agency"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Jakarta")
    help_line: Mapped[str] = mapped_column(String(200), default="")
    ticket_epoch: Mapped[int] = mapped_column(default=1)
    ticket_epoch_oldest: Mapped[int] = mapped_column(default=1)
    ticket_epoch_on: Mapped[date | None] = mapped_column(Date)
    sign_epoch: Mapped[int] = mapped_column(default=1)
    sign_epoch_oldest: Mapped[int] = mapped_column(default=1)
    sign_epoch_on: Mapped[date | None] = mapped_column(Date)
    ticket_cap: Mapped[int] = mapped_column(default=200)
    withheld_languages: Mapped[str] = mapped_column(String(40), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seal_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def tzinfo(self) -> ZoneInfo:
        """Default zone of its units."""
        return ZoneInfo(self.zone)

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of the languages a citizen may choose."""
        return tuple(tag for tag in LANGUAGES if tag not in self.withheld_languages.split())

    @property
    def ticket_epochs(self) -> Epochs:
        """The key epochs of tickets."""
        return Epochs(self.ticket_epoch, self.ticket_epoch_oldest)

    @property
    def sign_epochs(self) -> Epochs:
        """The key epochs of signs."""
        return Epochs(self.sign_epoch, self.sign_epoch_oldest)


def the_agency(session: Session) -> Agency:
    """The agency. Raises NoResultFound before the installation has been initialised."""
    return session.scalars(select(Agency)).one()


def is_initialised(session: Session) -> bool:
    """Whether the agency row is there."""
    return session.scalar(select(Agency.id)) is not None
