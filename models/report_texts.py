"""The words that a unit writes into its survey report in place of the composed ones, block by block."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base, Moment
from models.changes import By, Refused
from surveys.periods import Period, parse

TEXT_MOST = 6000


class ReportText(Base):
    """One block of a report as it was edited, "" once restored. `version` counts the edits of the block."""

    __tablename__ = "report_texts"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    period_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    block: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime] = mapped_column(Moment)


@dataclass
class EditedMeanwhile(Exception):
    """Somebody else has changed the block since the page was opened; `text` and `version` are what stands now."""

    text: str
    version: int


def of_period(session: Session, unit_id: int, period: Period) -> dict[str, ReportText]:
    """The edited blocks of a report."""
    statement = select(ReportText).where(ReportText.unit_id == unit_id, ReportText.period_code == period.code)
    return {row.block: row for row in session.scalars(statement)}


def newest_before(session: Session, unit_id: int, period: Period, blocks: Iterable[str]) -> dict[str, str]:
    """What these blocks said in the newest earlier report that has them: letterheads and signatories hardly change."""
    rows = session.scalars(select(ReportText).where(ReportText.unit_id == unit_id, ReportText.block.in_(list(blocks))))
    earlier = [row for row in rows if row.text and parse(row.period_code).end < period.start]
    return {row.block: row.text for row in sorted(earlier, key=lambda row: parse(row.period_code).end)}


def keep(session: Session, by: By, unit_id: int, period: Period, block: str, text: str, *, seen: int) -> ReportText:
    """Store a block as edited. `seen`: the version that the editor started from, 0 for the composed text.

    Raises:
        EditedMeanwhile: the block has another version by now.
        Refused: nothing was written.
    """
    if not text.strip():
        raise Refused("Tulis isinya, atau kembalikan teks bawaan.")
    row = _expect(session, unit_id, period, block, seen)
    if row is None:
        row = ReportText(unit_id=unit_id, period_code=period.code, block=block, version=0)
        session.add(row)
    row.text, row.version, row.edited_by_id, row.edited_at = text, seen + 1, by.user_id, by.now
    session.flush()
    by.note(session, "report.edited", f"unit:{unit_id}", period=period.code, block=block)
    return row


def restore(session: Session, by: By, unit_id: int, period: Period, block: str, *, seen: int) -> None:
    """Go back to the composed text; the versions go on, so that an older page is told. Raises EditedMeanwhile."""
    row = _expect(session, unit_id, period, block, seen)
    if row is None or not row.text:
        return
    row.text, row.version, row.edited_by_id, row.edited_at = "", seen + 1, by.user_id, by.now
    by.note(session, "report.restored", f"unit:{unit_id}", period=period.code, block=block)


def _expect(session: Session, unit_id: int, period: Period, block: str, seen: int) -> ReportText | None:
    audit.serialise(session)  # two first edits have no row yet that one of them could hold
    row = session.get(ReportText, (unit_id, period.code, block), populate_existing=True)
    if (row.version if row else 0) != seen:
        raise EditedMeanwhile(row.text if row else "", row.version if row else 0)
    return row
