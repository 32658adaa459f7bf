"""VERBS: the end of a batch. Its forms count, or are given up; either way what was typed is destroyed."""

import hmac
from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import brought, paper, paper_checks
from models.brought import Brought
from models.changes import By, Refused
from models.paper import SECOND, PaperBatch, PaperForm
from models.units import Unit
from surveys import paper as rules
from surveys.paper import Move, Rule, State
from surveys.validity import Channel


def close(session: Session, by: By, unit: Unit, batch: PaperBatch, fields: Sequence[str], key: bytes) -> None:
    """Let the forms count: into the inbox, where the nightly seal finds them; what was typed here is destroyed.

    Raises Refused: nothing was typed, or the second typing that the unit's rule asks for is not complete.
    """
    paper.hold(session, batch)
    result = paper_checks.checked(session, batch, fields)
    typed = paper.forms(session, batch)
    kept = [form for form in typed if not form.left_out]
    if not kept:
        raise Refused("Belum ada formulir yang diketik, jadi tidak ada yang dihitung.")
    if batch.rule != Rule.NONE.value and (batch.state == State.TYPING.value or not result.is_complete):
        raise Refused("Kumpulan ini harus diperiksa orang kedua dahulu, dan setiap perbedaan diputuskan.")
    again = {form.number: form for form in paper.forms(session, batch, SECOND)}
    rows = [_brought(batch, form, again.get(form.number), key) for form in kept]
    paper.move(session, batch, Move.CLOSE)
    batch.forms, batch.compared, batch.differing = len(rows), result.compared, result.differing
    _end(session, by, unit, batch)
    brought.put(session, by.now, unit, rows, questionnaire_id=batch.questionnaire_id, channel=Channel.PAPER.value)
    by.note(
        session,
        "paper.closed",
        f"paper:{batch.id}",
        unit=unit.id,
        forms=batch.forms,
        left_out=len(typed) - len(kept),
        compared=batch.compared,
        differing=batch.differing,
    )


def void(session: Session, by: By, unit: Unit, batch: PaperBatch, reason: str) -> None:
    """Give a batch up: what was typed of it goes and counts nowhere."""
    paper.move(session, batch, Move.VOID)
    _end(session, by, unit, batch)
    by.note(session, "paper.voided", f"paper:{batch.id}", reason)


def _end(session: Session, by: By, unit: Unit, batch: PaperBatch) -> None:
    batch.ended_on, batch.typists, batch.sample = unit.local(by.now).date(), [], []
    session.execute(delete(PaperForm).where(PaperForm.batch_id == batch.id))


def _brought(batch: PaperBatch, form: PaperForm, again: PaperForm | None, key: bytes) -> Brought:
    typed = form.typed if again is None else rules.settled(form.typed, again.typed, again.chosen)
    return Brought(
        key=_digest(key, "key", batch.id, form.number),
        receipt_leaf=_digest(key, "receipt", batch.id, form.number),
        service_day=typed.day,
        answers=typed.answers,
        profile=typed.profile,
        service_id=batch.service_id,
        shift=typed.shift,
        comment=form.comment,
    )


def _digest(key: bytes, purpose: str, batch_id: int, number: int) -> bytes:
    return hmac.digest(key, f"paper/{purpose}/{batch_id}/{number}".encode(), "sha256")
