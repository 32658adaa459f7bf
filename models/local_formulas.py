"""The local formula of an agency whose own rule asks for one figure: off until two persons have switched it on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment
from models.changes import By, Refused
from surveys import local_formula


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


def all_versions(session: Session) -> list[LocalFormula]:
    """Every version, newest first."""
    return list(session.scalars(select(LocalFormula).order_by(LocalFormula.id.desc())))


def in_force(session: Session) -> LocalFormula | None:
    """The newest approved version; None before there is one, which is as good as one without weights."""
    statement = select(LocalFormula).where(LocalFormula.approved_at.is_not(None))
    return session.scalars(statement.order_by(LocalFormula.id.desc()).limit(1)).one_or_none()


def waiting(session: Session) -> LocalFormula | None:
    """The newest version, while nobody has approved it."""
    newest = next(iter(all_versions(session)), None)
    return newest if newest is not None and newest.approved_at is None else None


def get(session: Session, formula_id: int) -> LocalFormula:
    """The version with this id."""
    return session.scalars(select(LocalFormula).where(LocalFormula.id == formula_id)).one()


def propose(session: Session, by: By, weights: Mapping[str, int]) -> LocalFormula:
    """A new version that waits for its second person; without weights it would switch the formula off.

    Raises:
        Refused: the weights are no shares of a whole, or lean on the citizens too much.
    """
    try:
        local_formula.check(weights)
    except local_formula.FormulaError as error:
        raise Refused(str(error)) from error
    formula = LocalFormula(weights=dict(weights), made_by_id=by.user_id, made_at=by.now)
    session.add(formula)
    session.flush()
    by.note(session, "local_formula.proposed", f"local_formula:{formula.id}", weights=dict(weights))
    return formula


def approve(session: Session, by: By, formula: LocalFormula) -> None:
    """An evaluator lets the newest version count from now on; hand-overs made before keep theirs. Raises Refused."""
    if formula is not waiting(session):
        raise Refused("Usulan ini sudah diputus atau diganti usulan yang lebih baru.")
    if by.role != "evaluator" or by.user_id in {None, formula.made_by_id}:
        raise Refused("Rumus lokal disetujui oleh evaluator, bukan oleh pengusulnya.")
    formula.approved_by_id, formula.approved_at = by.user_id, by.now
    by.note(session, "local_formula.approved", f"local_formula:{formula.id}", weights=formula.weights)
