"""What units, services and counters were called before: a period that is over prints the names of its time."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, Date, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import periods
from models.base import Base
from models.changes import Refused
from models.counters import Counter
from models.units import Service, Unit
from surveys.periods import in_words

UNIT, SERVICE, COUNTER = "unit", "service", "counter"

Named = Unit | Service | Counter


class FormerName(Base):
    """A name that was given up. `until` is the first day of the name that followed it."""

    __tablename__ = "former_names"
    __table_args__ = (CheckConstraint("kind IN ('unit', 'service', 'counter')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


def keep(session: Session, row: Named, name: str, since: date, today: date) -> None:
    """Keep `name`, which `row` gives up: another one holds since a day.

    Raises:
        Refused: the day has not come, is not after the last change of the name, or lies in a locked period, which
            already printed the name that `row` has now.
    """
    if since > today:
        raise Refused("Nama baru diisi pada hari mulai berlakunya, tidak lebih awal.")
    before = of(session, row)
    if before and before[-1].until >= since:
        raise Refused(
            f"Nama ini terakhir berganti {in_words(before[-1].until)}. Isi tanggal sesudahnya, atau kosongkan "
            "bila hanya membetulkan penulisan."
        )
    if any(since <= last for _first, last in periods.locked_days(session)):
        raise Refused("Periode yang memuat tanggal itu sudah dikunci dengan nama lama. Isi tanggal sesudahnya.")
    session.add(FormerName(kind=_kind(row), object_id=row.id, until=since, name=name))
    session.flush()


def of(session: Session, row: Named) -> list[FormerName]:
    """Former names of a thing, oldest first."""
    statement = select(FormerName).where(FormerName.kind == _kind(row), FormerName.object_id == row.id)
    return list(session.scalars(statement.order_by(FormerName.until)))


def on(session: Session, rows: Iterable[Named], day: date) -> dict[int, str]:
    """What units, or services, or counters were called on a day, by id: names that were given up only later."""
    known = {row.id: row for row in rows}
    named = {number: label(row) for number, row in known.items()}
    if known:
        kind = _kind(next(iter(known.values())))
        later = select(FormerName).where(FormerName.kind == kind, FormerName.until > day)
        for former in session.scalars(later.order_by(FormerName.until.desc(), FormerName.object_id)):
            if former.object_id in known:
                named[former.object_id] = former.name  # the oldest of them comes last and stays
    return named


def label(row: Named) -> str:
    """What a thing is called now."""
    return row.label if isinstance(row, Counter) else row.name


def day_before(former: FormerName) -> date:
    """The last day of a name."""
    return former.until - timedelta(days=1)


def _kind(row: Named) -> str:
    return {Unit: UNIT, Service: SERVICE, Counter: COUNTER}[type(row)]
