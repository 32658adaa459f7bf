"""VERBS: typing the forms of a batch, the first time and the second, and what lies between the two.

Typing one form leaves no event, whose moment would lie beside its answers; what is done to a batch does.
"""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import paper
from models.changes import By, Refused
from models.paper import FIRST, SECOND, PaperBatch, PaperForm
from surveys import paper as rules
from surveys.paper import Draws, Move, Rule, State


class NumberTaken(Refused):
    """Another form has this number already."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Nomor {number} baru saja dipakai untuk formulir lain. Tulis nomor berikutnya pada formulir ini, lalu "
            "simpan lagi."
        )


def put(session: Session, by: By, batch: PaperBatch, values: dict[str, Any], *, anew: bool) -> None:
    """Store one form: `values` are columns, entry and number among them; `anew` says that it replaces nothing.

    Sending the same again changes nothing, but for a form that was left out: it counts again. Raises Refused: the batch
    is not being typed, the person may not check what they typed themselves, the number is taken.
    """
    paper.hold(session, batch)
    entry, number = values["entry"], values["number"]
    _refuse_entry(by, batch, entry, number)
    form = paper.find(session, batch, entry, number)
    if form is None:
        session.add(PaperForm(batch_id=batch.id, **values))
    elif anew and any(getattr(form, name) != value for name, value in values.items()):
        raise NumberTaken(number)
    else:
        for name, value in values.items():
            setattr(form, name, value)
        form.chosen, form.left_out = {}, False  # whoever types a form means it to count
    if entry == FIRST and by.user_id is not None:
        batch.typists = sorted({*batch.typists, by.user_id})
    session.flush()


def _refuse_entry(by: By, batch: PaperBatch, entry: int, number: int) -> None:
    state = State.TYPING if entry == FIRST else State.CHECKING
    if batch.state != state.value:
        raise Refused("Kumpulan ini sedang tidak dapat diketik. Lihat keadaannya di halaman kumpulan.")
    if entry == FIRST and not 1 <= number <= batch.sheets:
        raise Refused(f"Kumpulan ini hanya {batch.sheets} lembar. Cetak kumpulan baru untuk formulir yang lain.")
    if entry == SECOND and (number not in batch.sample or by.user_id in batch.typists):
        raise Refused("Ketikan kedua hanya untuk nomor yang diminta, oleh orang yang tidak mengetik kumpulan ini.")


def leave_out(session: Session, batch: PaperBatch, number: int, *, left_out: bool) -> None:
    """Let a form of the first typing not count, or count after all. Raises Refused once the typing is finished."""
    paper.hold(session, batch)
    if batch.state != State.TYPING.value:
        raise Refused("Ketikan kumpulan ini sudah selesai. Buka lagi ketikannya untuk mengubah.")
    session.get_one(PaperForm, (batch.id, FIRST, number)).left_out = left_out


def finish(session: Session, by: By, batch: PaperBatch, chance: Draws) -> None:
    """End the first typing and draw the forms that a second person types. Raises Refused when there is none."""
    counted = [form.number for form in paper.forms(session, batch) if not form.left_out]
    if not counted:
        raise Refused("Belum ada formulir yang diketik.")
    paper.move(session, batch, Move.FINISH)
    batch.sample = rules.drawn(counted, Rule(batch.rule), chance)
    by.note(session, "paper.typed", f"paper:{batch.id}", forms=len(counted), sample=len(batch.sample))


def reopen(session: Session, by: By, batch: PaperBatch) -> None:
    """Go back to the first typing. What was typed a second time goes, and another sample will be drawn."""
    paper.move(session, batch, Move.REOPEN)
    batch.sample = []
    session.execute(delete(PaperForm).where(PaperForm.batch_id == batch.id, PaperForm.entry == SECOND))
    by.note(session, "paper.reopened", f"paper:{batch.id}")
