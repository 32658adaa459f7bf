"""The local formula of an agency whose own rule asks for one figure: off until two persons have switched it on."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class LocalFormula(Base):
    """One version of the formula. The newest approved one counts; one without weights switches it off.

    `weights`: whole per cent by part, see `surveys.local_formula`.
    """

    __tablename__ = "local_formulas"
    __table_args__ = (CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_persons"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    weights: Mapped[dict[str, int]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
