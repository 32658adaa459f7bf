"""Files that were brought in: officers, roster, respondents. All rows or none, and the same answers only once.

What a file would do is worked out first, to be shown; putting it in works it out again and does exactly that.
What it wrote is remembered (`models.import_batches`), so that it can be taken back (`models.import_undo`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Date, ForeignKey, String, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import counters, import_batches, officers, roster, service_counts, units, waiting_imports
from models.agency import the_agency
from models.base import Base, insert_missing, insert_once
from models.changes import By, Refused, changed
from models.counters import Counter
from models.import_batches import ImportBatch, Values, Written
from models.officers import Officer
from models.questionnaires import InUse
from models.roster import Duty
from models.units import Shift, Unit
from surveys import shifts as shift_rules
from surveys.headings import plain
from surveys.officer_table import OfficerRow
from surveys.respondents import Respondent
from surveys.roster_table import DutyRow, Known, Place, overlaps
from surveys.rows import RowError
from surveys.service_count_table import CountRow

OFFICERS, ROSTER, RESPONDENTS, COUNTS = "officers", "roster", "respondents", "counts"
FIELDS = ("name", "position", "unit_id", "status")


class Import(Base):
    """A file of answers or a recap that is in: the same answers must not come twice."""

    __tablename__ = "imports"

    checksum: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rows: Mapped[int]
    day: Mapped[date] = mapped_column(Date)


@dataclass(frozen=True)
class OfficerChange:
    """What a row does to the list: before is None for somebody new, and equal to after where nothing changes."""

    row: OfficerRow
    officer_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def fields(self) -> list[str]:
        """Names of what changes."""
        return [name for name in FIELDS if self.before is not None and self.before[name] != self.after[name]]


@dataclass(frozen=True)
class Origin:
    """A file: its checksum (SHA-256, hex), its name and, for answers, how they were given and their digests' key."""

    checksum: str
    channel: str = ""
    key: bytes = b""
    name: str = ""


def find(session: Session, kind: str, checksum: str) -> Import | None:
    """The import of this very file, if there was one."""
    return session.get(Import, (checksum, kind))


def unit_names(session: Session) -> dict[str, int]:
    """Open units by name and by code; a name that two of them share stands for neither."""
    found = [unit for unit in units.all_units(session) if unit.closed_on is None]
    names = [plain(unit.name) for unit in found]
    by_name = {unit.name: unit.id for unit in found if names.count(plain(unit.name)) == 1}
    return by_name | {unit.code: unit.id for unit in found}


def officer_changes(session: Session, rows: Iterable[OfficerRow]) -> list[OfficerChange]:
    """What a list would do to the officers known by NIP or, without one, by code."""
    found = officers.all_officers(session)
    known = {officer.nip: officer for officer in found if officer.nip}
    coded = {officer.code: officer for officer in found if officer.code}
    changes = []
    for row in rows:
        officer = known.get(row.nip) if row.nip else coded.get(row.code or "")
        before = None if officer is None else {name: getattr(officer, name) for name in FIELDS}
        after = {name: getattr(row, name) for name in FIELDS}
        changes.append(OfficerChange(row, None if officer is None else officer.id, before, after))
    return changes


def taken_codes(session: Session, rows: Iterable[OfficerRow]) -> list[RowError]:
    """Rows of a NIP nobody has yet whose code somebody has: the same person maybe, but that is for people to say."""
    found = officers.all_officers(session)
    nips, codes = {officer.nip for officer in found}, {officer.code for officer in found}
    message = "sudah dipakai petugas lain; kosongkan, atau ubah dahulu petugas itu di halaman Petugas"
    return [
        RowError(row.row, "Kode", row.code, message)
        for row in rows
        if row.code in codes and row.code and row.nip and row.nip not in nips
    ]


def put_officers(session: Session, by: By, origin: Origin, changes: Sequence[OfficerChange]) -> int:
    """Add the new officers and change the known ones; the id of the batch."""
    people = [_put_officer(session, change) for change in changes if change.before is None or change.fields]
    session.flush()
    written = [Written({"officer_id": officer.id}, before, after) for officer, before, after in people]
    batch_id = import_batches.keep(session, by, _batch(OFFICERS, origin), written)
    by.note(
        session,
        "officers.imported",
        f"import:{origin.checksum[:16]}",
        rows=len(changes),
        added=sum(change.before is None for change in changes),
        changed=sum(bool(change.fields) for change in changes),
    )
    return batch_id


def _put_officer(session: Session, change: OfficerChange) -> tuple[Officer, Values | None, Values]:
    """The officer of a row as it will be stored, with the values that are replaced and those in their place."""
    if change.officer_id is None or change.before is None:
        values = {"nip": change.row.nip, "code": change.row.code, **change.after}
        officer = Officer(**values)
        session.add(officer)
        return officer, None, values
    officer = officers.get(session, change.officer_id)
    before, after = ({name: values[name] for name in change.fields} for values in (change.before, change.after))
    for name, value in after.items():
        setattr(officer, name, value)
    return officer, before, after


def known_places(session: Session, unit: Unit) -> Known:
    """What a roster of the unit may name."""
    duty_shifts = [
        shift_rules.Shift(shift.number, shift.name, shift.starts, shift.ends, shift_rules.Band(shift.band))
        for shift in units.shifts_of(session, unit.id)
    ]
    people = {
        plain(name).replace(" ", ""): Place(officer.id, officer.left_on)
        for officer in officers.all_officers(session)
        for name in (officer.nip, officer.code)
        if name
    }
    labels = {counter.label: Place(counter.id, counter.closed_on) for counter in counters.of_unit(session, unit.id)}
    return Known(labels, duty_shifts, people, roster.sealed_until(session, unit.id))


def new_duties(session: Session, unit: Unit, rows: Sequence[DutyRow]) -> tuple[list[DutyRow], list[RowError]]:
    """Rows the roster does not have yet, and those of an officer who stands elsewhere in the same hours.

    Elsewhere is another counter, of this unit or another one.
    """
    if not rows:
        return [], []
    hours = {shift.number: (shift.starts, shift.ends) for shift in units.shifts_of(session, unit.id)}
    standing = _standing(session, rows)
    errors = []
    fresh = []
    for row in rows:
        own = standing.get((row.officer_id, row.day), [])
        if (row.counter_id, hours[row.shift]) in own:
            continue
        fresh.append(row)
        if any(counter != row.counter_id and overlaps(span, hours[row.shift]) for counter, span in own):
            message = "sudah dijadwalkan di loket lain pada jam yang sama; ubah dahulu jadwal yang lama"
            errors.append(row.cell.refused(message))
    return fresh, errors


def _standing(session: Session, rows: Sequence[DutyRow]) -> dict[tuple[int, date], list[tuple[int, tuple[time, time]]]]:
    """Counters and hours of the officers' duties on the days of the rows."""
    days = [row.day for row in rows]
    statement = (
        select(Duty.officer_id, Duty.day, Duty.counter_id, Shift.starts, Shift.ends)
        .join(Counter, Counter.id == Duty.counter_id)
        .join(Shift, and_(Shift.unit_id == Counter.unit_id, Shift.number == Duty.shift))
        .where(Duty.day.between(min(days), max(days)))
        .order_by(Duty.id)
    )
    found: dict[tuple[int, date], list[tuple[int, tuple[time, time]]]] = {}
    for officer_id, on, counter_id, starts, ends in session.execute(statement):
        found.setdefault((officer_id, on), []).append((counter_id, (starts, ends)))
    return found


def names_of(session: Session, officer_ids: Iterable[int]) -> dict[int, str]:
    """Names of some officers, by id."""
    wanted = set(officer_ids)
    return {officer.id: officer.name for officer in officers.all_officers(session) if officer.id in wanted}


def put_roster(session: Session, by: By, origin: Origin, unit: Unit, rows: Sequence[DutyRow]) -> int:
    """Put duties on the roster of a unit; the id of the batch."""
    duties = [{name: getattr(row, name) for name in ("officer_id", "counter_id", "day", "shift")} for row in rows]
    insert_missing(session, Duty, duties)
    written = [Written({**duty, "day": duty["day"].isoformat()}, None, {}) for duty in duties]
    batch_id = import_batches.keep(session, by, _batch(ROSTER, origin, unit), written)
    by.note(session, "roster.imported", f"unit:{unit.id}", file=origin.checksum[:16], duties=len(duties))
    return batch_id


def put_respondents(
    session: Session,
    by: By,
    origin: Origin,
    unit: Unit,
    use: InUse,
    rows: Sequence[tuple[Respondent, date]],
) -> None:
    """Answers and their service days, which wait for the night: until then the import can be taken back.

    Without a counter and a ticket they count for the unit's index and for no officer.
    """
    note(session, by, RESPONDENTS, origin, len(rows), unit)
    waiting_imports.put(
        session,
        by,
        unit,
        rows,
        checksum=origin.checksum,
        channel=origin.channel,
        questionnaire_id=use.id,
        key=origin.key,
    )
    by.note(
        session,
        "respondents.imported",
        f"unit:{unit.id}",
        file=origin.checksum[:16],
        channel=origin.channel,
        forms=len(rows),
    )


def undo_respondents(session: Session, by: By, unit_id: int, checksum: str) -> None:
    """Take an import of answers back; the same file may come again. Raises Refused once its night has passed."""
    n = waiting_imports.drop(session, unit_id, checksum)
    if not n:
        raise Refused("Impor itu sudah disegel, jadi tidak dapat dibatalkan lagi.")
    session.delete(session.get_one(Import, (checksum, RESPONDENTS)))
    by.note(session, "respondents.undone", f"unit:{unit_id}", file=checksum[:16], forms=n)


def put_service_counts(session: Session, by: By, origin: Origin, unit: Unit, rows: Sequence[CountRow]) -> int:
    """Services of a unit's counters and shifts, in the place of what was known of them; the id of the batch."""
    wanted = {(row.counter_id, row.day, row.shift): row.services for row in rows}
    replaced = service_counts.report(session, by, unit.id, wanted, service_counts.IMPORT)
    written = [
        Written(
            {"counter_id": counter_id, "day": day.isoformat(), "shift": shift},
            {"reported": reported, "source": source},
            {"reported": wanted[counter_id, day, shift], "source": service_counts.IMPORT},
        )
        for (counter_id, day, shift), (reported, source) in replaced.items()
    ]
    return import_batches.keep(session, by, _batch(COUNTS, origin, unit), written)


def _batch(kind: str, origin: Origin, unit: Unit | None = None) -> ImportBatch:
    unit_id = None if unit is None else unit.id
    return ImportBatch(kind=kind, checksum=origin.checksum, name=origin.name, unit_id=unit_id)


def note(session: Session, by: By, kind: str, origin: Origin, rows: int, unit: Unit | None = None) -> None:
    """Remember a file of answers or a recap on the day it is where it belongs.

    The constraint refuses answers that were imported before; a recap does again whatever is still to be done.
    """
    place = the_agency(session) if unit is None else unit
    values = {
        "unit_id": None if unit is None else unit.id,
        "user_id": by.user_id,
        "rows": rows,
        "day": by.now.astimezone(place.tzinfo).date(),
    }
    if insert_once(session, Import, checksum=origin.checksum, kind=kind, **values):
        return
    if kind == RESPONDENTS:
        raise Refused("Berkas ini sudah pernah diimpor, jadi tidak diimpor lagi. Untuk data baru, pakai berkas lain.")
    changed(session.get_one(Import, (origin.checksum, kind)), values)
