"""What a decision of two persons corrects in sealed inputs: ratings taken out, as negative counts, and the roster.

Nothing is deleted: tally and roster stay, and the correction stands beside them with the decision it came from. The
official index counts every valid form and is not touched.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class TallyCorrection(Base):
    """Signed counts of U6+U7 (2 to 8) for one cell, with the key of `Tally`; a cell's sum never falls below zero.

    `source` names the decision, as "objection:12" or "flag:7".
    """

    __tablename__ = "tally_corrections"
    __table_args__ = (Index(None, "unit_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]
    wait_band: Mapped[int]
    channel: Mapped[str] = mapped_column(String(12))
    validity: Mapped[str] = mapped_column(String(8))
    h2: Mapped[int] = mapped_column(default=0)
    h3: Mapped[int] = mapped_column(default=0)
    h4: Mapped[int] = mapped_column(default=0)
    h5: Mapped[int] = mapped_column(default=0)
    h6: Mapped[int] = mapped_column(default=0)
    h7: Mapped[int] = mapped_column(default=0)
    h8: Mapped[int] = mapped_column(default=0)
    u6_sum: Mapped[int] = mapped_column(default=0)
    u6_n: Mapped[int] = mapped_column(default=0)
    u7_sum: Mapped[int] = mapped_column(default=0)
    u7_n: Mapped[int] = mapped_column(default=0)


class RosterCorrection(Base):
    """An officer who, by a decision of two persons, was (`added`) or was not at a counter in a shift of a past day.

    It comes from an objection to a locked period, or from a unit's request before the lock. The roster of a sealed day
    stays as it was planned; whoever reads it applies these in the order of their ids.
    """

    __tablename__ = "roster_corrections"
    __table_args__ = (
        UniqueConstraint("objection_id", "counter_id", "day", "shift"),
        CheckConstraint("(objection_id IS NULL) <> (request_id IS NULL)", name="one_source"),
        Index(None, "counter_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objections.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("roster_requests.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"))
    day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]
    added: Mapped[bool]
