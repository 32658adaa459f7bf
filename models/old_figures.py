"""Figures of surveys from before the application, brought in as recaps: beside its own, and never added to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import imports, releases
from models.base import Base
from models.changes import By, Refused
from models.imports import Import, Origin
from surveys import recap_table
from surveys.ikm import Grade, grade_of
from surveys.periods import Period, parse
from surveys.recap_table import RecapRow

RECAPS = "recaps"


class AggregateResult(Base):
    """A unit's averages in an earlier period, as printed with two decimals; there are no ratings behind them."""

    __tablename__ = "aggregate_results"
    __table_args__ = (Index(None, "checksum"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    means: Mapped[list[str]] = mapped_column(JSON)
    respondents: Mapped[int]
    printed: Mapped[str | None] = mapped_column(String(6))
    checksum: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class OldFigure:
    """An earlier period of a unit; `value` is computed from the printed averages (nrr_2dp)."""

    period: Period
    means: tuple[Decimal, ...]
    respondents: int
    printed: Decimal | None

    @property
    def value(self) -> Decimal:
        """The index of the printed averages."""
        return recap_table.index(self.means)

    @property
    def grade(self) -> Grade:
        """Mutu pelayanan of that index."""
        return grade_of(self.value)


def of_unit(session: Session, unit_id: int) -> list[OldFigure]:
    """Earlier figures of a unit, oldest first."""
    rows = session.scalars(select(AggregateResult).where(AggregateResult.unit_id == unit_id))
    return sorted(map(_figure, rows), key=lambda figure: (figure.period.start, figure.period.end))


def of_period(session: Session, period: Period) -> dict[int, OldFigure]:
    """Earlier figures of a period, by unit."""
    rows = session.scalars(select(AggregateResult).where(AggregateResult.period == period.code))
    return {row.unit_id: _figure(row) for row in rows}


def own(session: Session, unit_ids: Collection[int], period: Period) -> set[int]:
    """Those of some units that have ratings of their own in a period, so that an old figure would be a second one."""
    months = {month.code for month in period.months}
    return {unit_id for unit_id in unit_ids if months & set(releases.months_of(session, unit_id))}


def put(session: Session, by: By, origin: Origin, period: Period, rows: Sequence[RecapRow]) -> None:
    """Keep the figures of a recap."""
    imports.note(session, by, RECAPS, origin, len(rows))
    session.add_all(
        AggregateResult(
            unit_id=row.unit_id,
            period=period.code,
            means=[str(mean) for mean in row.means],
            respondents=row.respondents,
            printed=None if row.printed is None else str(row.printed),
            checksum=origin.checksum,
        )
        for row in rows
    )
    by.note(session, "recap.imported", f"import:{origin.checksum[:16]}", period=period.code, units=len(rows))


def brought(session: Session) -> list[tuple[str, Period, int]]:
    """Checksum, period and number of units of every recap, the newest period first."""
    groups = select(AggregateResult.checksum, AggregateResult.period, func.count()).group_by(
        AggregateResult.checksum, AggregateResult.period
    )
    found = [(checksum, parse(code), n) for checksum, code, n in session.execute(groups)]
    return sorted(found, key=lambda one: (one[1].start, one[1].end, one[0]), reverse=True)


def undo(session: Session, by: By, checksum: str, period: str) -> None:
    """Take the figures of a recap of a period back; the same file may come again. Raises Refused if there are none."""
    these = (AggregateResult.checksum == checksum, AggregateResult.period == period)
    n = session.scalars(select(func.count()).select_from(AggregateResult).where(*these)).one()
    if not n:
        raise Refused("Rekap itu sudah dibatalkan. Muat ulang halamannya.")
    session.execute(delete(AggregateResult).where(*these))
    rest = session.scalar(select(AggregateResult.unit_id).where(AggregateResult.checksum == checksum).limit(1))
    if rest is None:
        session.delete(session.get_one(Import, (checksum, RECAPS)))
    by.note(session, "recap.undone", f"import:{checksum[:16]}", period=period, units=n)


def _figure(row: AggregateResult) -> OldFigure:
    printed = None if row.printed is None else Decimal(row.printed)
    return OldFigure(parse(row.period), tuple(map(Decimal, row.means)), row.respondents, printed)
