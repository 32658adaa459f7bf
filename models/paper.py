"""RECORD: batches of forms on paper, and what is typed from them until the batch is closed.

Closing moves the forms into the inbox and destroys what was typed here.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, units
from models.base import Base
from models.changes import By, Refused, store
from models.units import Unit
from surveys import paper as rules
from surveys.paper import MOVES, Move, Rule, State, Typed

CODE_LETTERS = 8
FIRST, SECOND = 1, 2
LISTED_DAYS = timedelta(days=120)
DAYS_AHEAD = timedelta(days=92)
DAYS_BACK = timedelta(days=366)


class PaperRule(Base):
    """How many forms of a unit are typed a second time; a unit without a row has a sample typed again."""

    __tablename__ = "paper_rules"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(8))


class PaperBatch(Base):
    """Forms that are printed, filled in and typed together. `code` stands on each of them, in letters and as a QR code.

    Attributes:
        first_day, last_day: when its forms may have been filled in; sheets: how many were printed at most.
        rule: how many forms are typed a second time, as the unit's head had it when the batch was printed.
        typists: accounts that typed any of them the first time; only others may type them again. Emptied at the end.
        sample: numbers of the forms that are typed again, drawn when the first typing was finished.
        forms, compared, differing: what went into the inbox, and fields compared and found different; set on closing.
    """

    __tablename__ = "paper_batches"
    __table_args__ = (
        Index(None, "unit_id", "made_on"),
        CheckConstraint("first_day <= last_day", name="order"),
        CheckConstraint("(state IN ('closed', 'void')) = (ended_on IS NOT NULL)", name="ended_on_a_day"),
        {"sqlite_autoincrement": True},  # a number on paper is never given to another batch
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE_LETTERS), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    sheets: Mapped[int]
    rule: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default=State.TYPING.value)
    typists: Mapped[list[int]] = mapped_column(JSON, default=list)
    sample: Mapped[list[int]] = mapped_column(JSON, default=list)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    forms: Mapped[int] = mapped_column(default=0)
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)

    @property
    def is_one_day(self) -> bool:
        """Whether the day of its forms need not be typed."""
        return self.first_day == self.last_day


class PaperForm(Base):
    """One form as it was typed: `entry` 1 or 2, `number` as it was written on the paper.

    `left_out`: it will not count, for a reason on the paper itself. `chosen`: of a second typing, which of the two
    values holds in each field that differs.
    """

    __tablename__ = "paper_forms"
    __table_args__ = (CheckConstraint("entry IN (1, 2)", name="entry"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batches.id"), primary_key=True)
    entry: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    shift: Mapped[int]
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
    profile: Mapped[dict[str, str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
    left_out: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    @property
    def typed(self) -> Typed:
        """As the rules know it."""
        return Typed(self.day, self.shift, dict(self.answers), dict(self.profile))


def rule_of(session: Session, unit_id: int) -> Rule:
    """How many forms of a unit are typed a second time."""
    row = session.get(PaperRule, unit_id)
    return Rule.SAMPLE if row is None else Rule(row.rule)


def set_rule(session: Session, by: By, unit_id: int, rule: Rule) -> None:
    """Set it for the batches that are printed from now on."""
    session.merge(PaperRule(unit_id=unit_id, rule=rule.value))
    by.note(session, "paper.rule", f"unit:{unit_id}", rule=rule.value)


def add(session: Session, by: By, unit: Unit, batch: PaperBatch) -> PaperBatch:
    """A new batch with the days, the number of sheets, perhaps the service, and the code it comes with.

    The code is that of the form it was asked for with: sent twice, the form leads to the first batch.
    """
    audit.serialise(session)
    known = session.scalars(select(PaperBatch).where(PaperBatch.code == batch.code, PaperBatch.unit_id == unit.id))
    if (same := known.one_or_none()) is not None:
        return same
    _refuse_impossible(session, by, unit, batch)
    batch.unit_id, batch.rule = unit.id, rule_of(session, unit.id).value
    batch.made_by_id, batch.made_on = by.user_id, unit.local(by.now).date()
    store(session, batch, "Kode kumpulan ini sudah ada. Simpan sekali lagi.")
    by.note(session, "paper.printed", f"paper:{batch.id}", unit=unit.id, sheets=batch.sheets, rule=batch.rule)
    return batch


def _refuse_impossible(session: Session, by: By, unit: Unit, batch: PaperBatch) -> None:
    today = unit.local(by.now).date()
    if batch.last_day < batch.first_day:
        raise Refused("Hari terakhir tidak boleh sebelum hari pertama.")
    if (batch.last_day - batch.first_day).days >= rules.LONGEST_SPAN:
        raise Refused(f"Satu kumpulan paling panjang {rules.LONGEST_SPAN} hari. Buat kumpulan lain untuk sisanya.")
    if batch.first_day < today - DAYS_BACK:
        raise Refused("Hari pertama sudah lebih dari setahun lalu. Periksa tahunnya.")
    if batch.last_day > today + DAYS_AHEAD:
        raise Refused("Terlalu jauh ke depan. Pilih hari dalam tiga bulan mendatang.")
    if not 1 <= batch.sheets <= rules.MOST_SHEETS:
        raise Refused(f"Isi banyaknya lembar dari 1 sampai {rules.MOST_SHEETS}.")
    if batch.service_id not in {None, *(service.id for service in units.services_of(session, unit.id))}:
        raise Refused("Layanan itu bukan layanan unit ini. Pilih layanan lain.")


def get(session: Session, batch_id: int, within: int | None = None) -> PaperBatch:
    """The batch with this number; for a person of the unit `within`, others' batches are not there."""
    statement = select(PaperBatch).where(PaperBatch.id == batch_id)
    return session.scalars(statement if within is None else statement.where(PaperBatch.unit_id == within)).one()


def by_code(session: Session, code: str) -> PaperBatch:
    """The batch whose forms carry this code."""
    return session.scalars(select(PaperBatch).where(PaperBatch.code == code)).one()


def of_unit(session: Session, unit_id: int, today: date) -> list[PaperBatch]:
    """The batches of a unit that are not ended, and those of the last months, newest first."""
    recent = PaperBatch.ended_on.is_(None) | (PaperBatch.ended_on >= today - LISTED_DAYS)
    return list(
        session.scalars(select(PaperBatch).where(PaperBatch.unit_id == unit_id, recent).order_by(PaperBatch.id.desc()))
    )


def counts(session: Session, batches: Sequence[PaperBatch]) -> dict[tuple[int, int], int]:
    """How many forms of each batch count in each typing, by batch and entry."""
    statement = (
        select(PaperForm.batch_id, PaperForm.entry, func.count())
        .where(PaperForm.batch_id.in_([batch.id for batch in batches]), ~PaperForm.left_out)
        .group_by(PaperForm.batch_id, PaperForm.entry)
        .order_by(PaperForm.batch_id, PaperForm.entry)
    )
    return {(batch_id, entry): n for batch_id, entry, n in session.execute(statement)}


def forms(session: Session, batch: PaperBatch, entry: int = FIRST) -> list[PaperForm]:
    """What was typed from a batch, those left out too, by number."""
    return list(
        session.scalars(
            select(PaperForm).where(PaperForm.batch_id == batch.id, PaperForm.entry == entry).order_by(PaperForm.number)
        )
    )


def find(session: Session, batch: PaperBatch, entry: int, number: int) -> PaperForm | None:
    """One form as it was typed, if it was."""
    return session.get(PaperForm, (batch.id, entry, number))


def awaiting_check(session: Session, unit_id: int, user_id: int) -> list[PaperBatch]:
    """Batches of a unit whose second typing somebody may do: those they typed nothing of."""
    found = session.scalars(
        select(PaperBatch)
        .where(PaperBatch.unit_id == unit_id, PaperBatch.state == State.CHECKING.value)
        .order_by(PaperBatch.id)
    )
    return [batch for batch in found if user_id not in batch.typists]


def being_typed(session: Session, unit_id: int) -> list[PaperBatch]:
    """Batches of a unit that are still typed, oldest first."""
    statement = select(PaperBatch).where(PaperBatch.unit_id == unit_id, PaperBatch.state == State.TYPING.value)
    return list(session.scalars(statement.order_by(PaperBatch.id)))


def hold(session: Session, batch: PaperBatch) -> None:
    """Read a batch afresh and keep others from changing it until the transaction ends."""
    session.refresh(batch, with_for_update=True)


def move(session: Session, batch: PaperBatch, step: Move) -> None:
    """Take a batch to its next state. Raises Refused where there is none."""
    hold(session, batch)
    to = MOVES.get((State(batch.state), step))
    if to is None:
        raise Refused("Keadaan kumpulan ini sudah berubah. Buka lagi halamannya.")
    batch.state = to.value
