"""Officers (petugas): the people behind the counters. The public never sees or picks them."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, table_of
from models.changes import By, Refused, changed, store
from models.units import Unit

STATUSES = {"pns": "PNS", "pppk": "PPPK", "non_asn": "Non-ASN"}
READ_AT_ONCE: Final = 1000


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


def get(session: Session, officer_id: int, within: int | None = None) -> Officer:
    """The officer with this id; for a person who sees only the unit `within`, others' officers are not there."""
    statement = select(Officer).where(Officer.id == officer_id)
    return session.scalars(statement if within is None else statement.where(Officer.unit_id == within)).one()


def of_unit(session: Session, unit_id: int) -> list[Officer]:
    """Officers of a unit, by name."""
    return list(session.scalars(select(Officer).where(Officer.unit_id == unit_id).order_by(Officer.name, Officer.id)))


def of_units(session: Session, unit_ids: Collection[int]) -> list[Officer]:
    """Officers of some units, by name."""
    return list(
        session.scalars(select(Officer).where(Officer.unit_id.in_(unit_ids)).order_by(Officer.name, Officer.id))
    )


def all_officers(session: Session) -> list[Officer]:
    """Every officer, by name."""
    return list(session.scalars(select(Officer).order_by(Officer.name, Officer.id)))


def in_order(session: Session, unit_id: int | None = None) -> Iterator[Officer]:
    """Officers (of one unit, if given) by unit and name, read some at a time: a province has too many for memory."""
    statement = select(Officer).join(Unit).order_by(Unit.name, Unit.id, Officer.name, Officer.id)
    if unit_id is not None:
        statement = statement.where(Officer.unit_id == unit_id)
    return iter(session.scalars(statement.execution_options(yield_per=READ_AT_ONCE)))


def named(session: Session, officer_ids: Collection[int]) -> dict[int, Officer]:
    """Some officers, by id."""
    found = session.scalars(select(Officer).where(Officer.id.in_(officer_ids)).order_by(Officer.id))
    return {officer.id: officer for officer in found}


def by_nip(session: Session) -> dict[str, Officer]:
    """Officers that have a NIP, keyed by it."""
    return {officer.nip: officer for officer in all_officers(session) if officer.nip}


def uses(session: Session, officer_ids: Collection[int]) -> dict[int, set[str]]:
    """Names of the tables that refer to some officers, by officer; an officer whom none refers to is left out."""
    found: dict[int, set[str]] = {}
    if not officer_ids:
        return found
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if column.references(table_of(Officer).c.id):
                for officer_id in session.scalars(select(column).where(column.in_(officer_ids)).distinct()):
                    found.setdefault(officer_id, set()).add(table.name)
    return found


def serving(session: Session, unit_id: int, day: date) -> list[Officer]:
    """Officers of a unit who have not left by `day`, by name."""
    return [officer for officer in of_unit(session, unit_id) if officer.left_on is None or officer.left_on > day]


def add(session: Session, by: By, **fields: Any) -> Officer:
    """A new officer. `fields`: nip, code, name, position, status, unit_id."""
    _check(fields)
    officer = Officer(**fields)
    store(session, officer, _taken(officer))
    by.note(session, "officer.added", f"officer:{officer.id}", unit=officer.unit_id)
    return officer


def change(session: Session, by: By, officer: Officer, **fields: Any) -> None:
    """Correct an officer's data or move the person to another unit; duties that were planned stay as they are."""
    _check(fields)
    names = changed(officer, fields)
    store(session, officer, _taken(officer))
    by.note(session, "officer.changed", f"officer:{officer.id}", fields=names, unit=officer.unit_id)


def leave(session: Session, by: By, officer: Officer, day: date | None) -> None:
    """No longer on the roster from `day` on; None takes the person back."""
    officer.left_on = day
    by.note(session, "officer.left", f"officer:{officer.id}", day=day.isoformat() if day else None)


def _check(fields: dict[str, Any]) -> None:
    if fields["status"] == "non_asn" and not fields["code"]:
        raise Refused("Petugas non-ASN tidak punya NIP: isi kode pegawai dari instansi.")
    if fields["status"] != "non_asn" and not fields["nip"]:
        raise Refused("Isi NIP: PNS dan PPPK dikenali dari NIP.")


def _taken(officer: Officer) -> str:
    return f"NIP {officer.nip} sudah dipakai petugas lain." if officer.nip else f"Kode {officer.code} sudah dipakai."
