"""Officers (petugas): the people behind the counters. The public never sees or picks them."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

STATUSES = {"pns": "PNS", "pppk": "PPPK", "non_asn": "Non-ASN"}


class Officer(Base):
    """A civil servant with a NIP (always text), or a non-ASN worker with the agency's own code."""

    __tablename__ = "officers"
    __table_args__ = (
        CheckConstraint("nip IS NOT NULL OR code IS NOT NULL", name="identified"),
        CheckConstraint("status IN ('pns', 'pppk', 'non_asn')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    left_on: Mapped[date | None] = mapped_column(Date)


def get(session: Session, officer_id: int) -> Officer:
    """The officer with this id."""
    return session.scalars(select(Officer).where(Officer.id == officer_id)).one()


def of_unit(session: Session, unit_id: int) -> list[Officer]:
    """Officers of a unit, by name."""
    return list(session.scalars(select(Officer).where(Officer.unit_id == unit_id).order_by(Officer.name, Officer.id)))


def all_officers(session: Session) -> list[Officer]:
    """Every officer, by name."""
    return list(session.scalars(select(Officer).order_by(Officer.name, Officer.id)))


def by_nip(session: Session) -> dict[str, Officer]:
    """Officers that have a NIP, keyed by it."""
    return {officer.nip: officer for officer in all_officers(session) if officer.nip}
