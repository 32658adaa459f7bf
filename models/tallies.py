"""Tallies: additive integers per seal and cell. They are only ever inserted; every figure is a sum of them.

One row per cell and, for the elements, one row per cell and element: a questionnaire family with other elements
needs no other table (docs/decisions/0004).
"""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

H_BINS = range(2, 9)
VALUES = range(1, 7)


class Tally(Base):
    """Counts of one cell in one seal: forms, first taps, and the histogram of U6+U7 (2 to 8).

    `shift_band` is what the unit called the shift when it was sealed (pagi, siang, sore; unknown without a shift): a
    shift that changes later changes no number.
    """

    __tablename__ = "tallies"
    __table_args__ = (Index(None, "unit_id", "day"), Index(None, "seal_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seals.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    family: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]
    shift_band: Mapped[str] = mapped_column(String(8))
    wait_band: Mapped[int]
    channel: Mapped[str] = mapped_column(String(12))
    validity: Mapped[str] = mapped_column(String(8))
    late: Mapped[bool]
    n_forms: Mapped[int]
    n_respondents: Mapped[int]
    opening_1: Mapped[int] = mapped_column(default=0)
    opening_2: Mapped[int] = mapped_column(default=0)
    opening_3: Mapped[int] = mapped_column(default=0)
    opening_4: Mapped[int] = mapped_column(default=0)
    h2: Mapped[int] = mapped_column(default=0)
    h3: Mapped[int] = mapped_column(default=0)
    h4: Mapped[int] = mapped_column(default=0)
    h5: Mapped[int] = mapped_column(default=0)
    h6: Mapped[int] = mapped_column(default=0)
    h7: Mapped[int] = mapped_column(default=0)
    h8: Mapped[int] = mapped_column(default=0)

    @property
    def h(self) -> tuple[int, ...]:
        """Histogram of U6+U7 from 2 to 8."""
        return (self.h2, self.h3, self.h4, self.h5, self.h6, self.h7, self.h8)


class ElementTally(Base):
    """How often each value was given to one element in one cell (six columns serve scales up to 1-6)."""

    __tablename__ = "element_tallies"

    tally_id: Mapped[int] = mapped_column(ForeignKey("tallies.id"), primary_key=True)
    element: Mapped[str] = mapped_column(String(8), primary_key=True)
    v1: Mapped[int] = mapped_column(default=0)
    v2: Mapped[int] = mapped_column(default=0)
    v3: Mapped[int] = mapped_column(default=0)
    v4: Mapped[int] = mapped_column(default=0)
    v5: Mapped[int] = mapped_column(default=0)
    v6: Mapped[int] = mapped_column(default=0)
