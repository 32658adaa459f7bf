"""Words and parts that every page about objections shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from models import counters, units
from surveys import redaction
from surveys.objections import Event, Item, Outcome, Remedy, Slot

ITEMS: Final = {
    Item.ROSTER.value: _l("Jadwal tugas"),
    Item.SHIFT.value: _l("Sif"),
    Item.TICKET_STREAM.value: _l("Tiket kunjungan"),
    Item.FLAG_DECISION.value: _l("Putusan atas tanda"),
    Item.OTHER.value: _l("Hal lain"),
}
OUTCOMES: Final = {
    Outcome.UPHELD.value: _l("Dikabulkan"),
    Outcome.PARTLY_UPHELD.value: _l("Dikabulkan sebagian"),
    Outcome.DISMISSED.value: _l("Ditolak"),
}
REMEDIES: Final = {
    Remedy.NONE.value: _l("Tidak ada yang diubah"),
    Remedy.ROSTER.value: _l("Perbaikan jadwal pada sif yang dipilih"),
    Remedy.EXCLUDE.value: _l("Semua penilaian terverifikasi pada sif yang dipilih dikeluarkan"),
}
EVENTS: Final = {
    Event.FILED.value: _l("Keberatan diajukan"),
    Event.COMMENTED.value: _l("Ditanggapi"),
    Event.CONSIDERED.value: _l("Diputus evaluator, menunggu persetujuan orang kedua"),
    Event.RETURNED.value: _l("Dikembalikan kepada evaluator"),
    Event.DECIDED.value: _l("Putusan akhir"),
}
LONGEST: Final = 1_000_000  # the cleaning only protects itself; the forms say how long a text may be


def paragraphs(label: str, missing: str = "", *, most: int, rows: int = 5) -> Field:
    """Text of several lines, cleaned; `missing` says what to do when it is empty, and is left out where it may be."""
    too_long = Length(max=most, message=_l("Terlalu panjang: paling banyak %(max)d karakter."))
    validators = [DataRequired(missing), too_long] if missing else [too_long]
    return TextAreaField(label, validators, filters=[_clean], render_kw={"rows": rows})


def slots(label: str) -> Field:
    """Boxes to tick, one per slot; the view offers them with `offered`."""
    return SelectMultipleField(
        label,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,  # what is no slot of the officer is refused by the rules, with a sentence
    )


@dataclass(frozen=True)
class Places:
    """What counters and shifts are called."""

    counters: dict[int, tuple[int, str]]  # the counter's unit and label
    shifts: dict[tuple[int, int], str]

    def label(self, slot: Slot) -> str:
        """`Loket 3, sif Pagi`."""
        unit_id, label = self.counters[slot.counter]
        return f"Loket {label}, sif {self.shifts.get((unit_id, slot.shift), slot.shift)}"


def places(session: Session, named: Iterable[Slot]) -> Places:
    """Names of the counters and shifts of some slots."""
    rows = {number: counters.get(session, number) for number in {slot.counter for slot in named}}
    shifts = {
        (unit_id, shift.number): shift.name
        for unit_id in {row.unit_id for row in rows.values()}
        for shift in units.shifts_of(session, unit_id)
    }
    return Places({number: (row.unit_id, row.label) for number, row in rows.items()}, shifts)


def code(slot: Slot) -> str:
    """A slot as the value of a box."""
    return f"{slot.day.isoformat()}.{slot.shift}.{slot.counter}"


def ticked(offered: Iterable[Slot], values: Iterable[str] | None) -> frozenset[Slot]:
    """The slots among those offered whose boxes are ticked."""
    known = {code(slot): slot for slot in offered}
    return frozenset(known[value] for value in values or () if value in known)


def _clean(value: str | None) -> str:
    return redaction.clean(value or "", LONGEST)
