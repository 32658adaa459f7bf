"""RECORD: imported answers until their night, so that an import can be taken back.

The web may not delete from the inbox: nobody who runs it can make a citizen's answer disappear. What was imported
therefore waits here for its night, when it joins the inbox and is sealed at once.
"""

import hmac
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import JSON, Date, ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import brought
from models.base import Base, Key, Moment, table_of
from models.brought import Brought
from models.changes import By
from models.units import Unit
from surveys.respondents import Respondent


class ImportedForm(Base):
    """One row of a file of answers, as the inbox will have it; `number` is its row in the file."""

    __tablename__ = "imported_forms"
    __table_args__ = (Index(None, "unit_id", "local_day"),)

    checksum: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    channel: Mapped[str] = mapped_column(String(12))
    key: Mapped[bytes] = mapped_column(Key)
    receipt_leaf: Mapped[bytes] = mapped_column(Key)
    service_day: Mapped[date] = mapped_column(Date)
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
    profile: Mapped[dict[str, str]] = mapped_column(JSON)
    supplements: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    local_day: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(Moment)


def put(
    session: Session,
    by: By,
    unit: Unit,
    rows: Sequence[tuple[Respondent, date]],
    *,
    checksum: str,
    channel: str,
    questionnaire_id: int,
    key: bytes,
) -> None:
    """Let answers and their service days wait for the night of the unit."""
    shared = {
        "checksum": checksum,
        "unit_id": unit.id,
        "questionnaire_id": questionnaire_id,
        "channel": channel,
        "local_day": unit.local(by.now).date(),
        "received_at": by.now,
    }
    forms = [
        {
            **shared,
            "number": respondent.row,
            "key": _digest(key, "key", checksum, unit.id, respondent.row),
            "receipt_leaf": _digest(key, "receipt", checksum, unit.id, respondent.row),
            "service_day": day,
            "answers": respondent.answers,
            "profile": respondent.profile,
            "supplements": respondent.supplements,
        }
        for respondent, day in rows
    ]
    if forms:
        session.execute(table_of(ImportedForm).insert(), forms)


def of_unit(session: Session, unit_id: int) -> list[tuple[str, date, int]]:
    """Checksum, day and number of rows of the imports of a unit that may still be taken back, the newest first."""
    day = func.max(ImportedForm.local_day)
    statement = (
        select(ImportedForm.checksum, day, func.count())
        .where(ImportedForm.unit_id == unit_id)
        .group_by(ImportedForm.checksum)
        .order_by(day.desc(), ImportedForm.checksum)
    )
    return [(checksum, on, n) for checksum, on, n in session.execute(statement)]


def drop(session: Session, unit_id: int, checksum: str) -> int:
    """Forget an import of a unit that still waits; how many rows there were."""
    chosen = (ImportedForm.unit_id == unit_id, ImportedForm.checksum == checksum)
    statement = delete(ImportedForm).where(*chosen).execution_options(preserve_rowcount=True)
    return session.connection().execute(statement).rowcount  # counted before, a seal might take them meanwhile


def unsealed_days(session: Session, unit_id: int, before: date) -> list[date]:
    """Local days before `before` whose imports still wait for their night, oldest first."""
    chosen = (ImportedForm.unit_id == unit_id, ImportedForm.local_day < before)
    return list(
        session.scalars(select(ImportedForm.local_day).where(*chosen).distinct().order_by(ImportedForm.local_day))
    )


def hand_over(session: Session, unit: Unit, before: date) -> None:
    """Into the inbox with what was imported on the unit's days before `before`."""
    waiting = session.scalars(
        select(ImportedForm)
        .where(ImportedForm.unit_id == unit.id, ImportedForm.local_day < before)
        .order_by(ImportedForm.checksum, ImportedForm.number)
        .with_for_update()
    ).all()
    for _checksum, together in groupby(waiting, key=lambda form: form.checksum):
        forms = list(together)
        moved = [_brought(form) for form in forms]
        first = forms[0]
        brought.put(
            session,
            first.received_at,
            unit,
            moved,
            questionnaire_id=first.questionnaire_id,
            channel=first.channel,
        )
        for form in forms:
            session.delete(form)
    session.flush()


def _brought(form: ImportedForm) -> Brought:
    return Brought(
        form.key, form.receipt_leaf, form.service_day, form.answers, form.profile, supplements=form.supplements
    )


def _digest(key: bytes, purpose: str, checksum: str, unit_id: int, row: int) -> bytes:
    return hmac.digest(key, f"import/{purpose}/{checksum}/{unit_id}/{row}".encode(), "sha256")
