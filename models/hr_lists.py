"""HR's own list of a period: the quantitative result of each person, brought in by NIP from a file of any headings.

Only people the product knows are kept. A list can be taken back until a hand-over has used it; the newest one counts.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class ColumnMapping(Base):
    """Which headings of HR's files mean which field, under a name, for the next file."""

    __tablename__ = "column_mappings"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class HrList(Base):
    """One confirmed file. `rows`: people taken from it; `unmatched`: people in it whom the product does not know."""

    __tablename__ = "hr_lists"
    __table_args__ = (Index(None, "period_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_code: Mapped[str] = mapped_column(ForeignKey("periods.code"))
    checksum: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    rows: Mapped[int]
    unmatched: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


class HrEntry(Base):
    """One person's quantitative result.

    `result`: number (text of a decimal) and text, both perhaps null; indicators: a list of name, target and
    realisation, as they were written; note.
    """

    __tablename__ = "hr_entries"

    list_id: Mapped[int] = mapped_column(ForeignKey("hr_lists.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
