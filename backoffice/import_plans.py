"""What an uploaded file would do, as words and a table to confirm: officers, roster, answers."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

import filters
from backoffice.spreadsheets import Sheet
from models import imports, periods, questionnaires, units
from models.changes import By, Refused
from models.imports import OfficerChange, Origin
from models.officers import STATUSES
from models.units import Unit
from surveys import ikm, officer_table, respondents, roster_table, tables, tally
from surveys.headings import plain
from surveys.questionnaire import Questionnaire
from surveys.respondents import Respondent
from surveys.rows import Cell, RowError, cell_at, refuse

DAY_HEADINGS = ("tanggal survei", "tanggal", "tgl survei", "tgl", "survey date")
CHANNELS = {"paper": _l("Formulir kertas"), "import": _l("Aplikasi atau rekap lama")}
FIRST_DAY = date(2017, 1, 1)  # the form of nine elements is that of PermenPANRB 14/2017


@dataclass(frozen=True)
class Upload:
    """A file and what was chosen beside it."""

    sheet: Sheet
    origin: Origin
    day: str
    now: datetime


@dataclass(frozen=True)
class Plan:
    """What confirming would do. `put` does it; `count` rows, none if there is nothing to do."""

    count: int
    summary: tuple[str, ...]
    warnings: tuple[str, ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    put: Callable[[Session, By], None]

    @property
    def digest(self) -> str:
        """Another one as soon as the file, or what it meets in the database, is not what was shown."""
        shown = (self.count, self.summary, self.warnings, self.columns, self.rows)
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def refuse_known(session: Session, origin: Origin) -> None:
    """Refuse answers that were imported before, and say when: they would count twice."""
    earlier = imports.find(session, imports.RESPONDENTS, origin.checksum)
    if earlier is not None:
        raise Refused(
            _(
                "Berkas yang sama sudah diimpor pada %(day)s (%(rows)d baris). Untuk data baru, pakai berkas lain.",
                day=filters.day(earlier.day),
                rows=earlier.rows,
            )
        )


def officers(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """The list of officers: what is new, what changes from what to what, what stays."""
    del unit  # the list is the whole agency's
    rows, errors = officer_table.scan(upload.sheet.lines, imports.unit_names(session))
    refuse(*errors, *imports.taken_codes(session, rows))
    changes = imports.officer_changes(session, rows)
    names = {unit.id: unit.name for unit in units.all_units(session)}
    new = sum(change.before is None for change in changes)
    changed = sum(bool(change.fields) for change in changes)
    return Plan(
        count=new + changed,
        summary=(
            _("%(n)d petugas baru", n=new),
            _("%(n)d petugas berubah", n=changed),
            _("%(n)d petugas tetap sama", n=len(changes) - new - changed),
        ),
        warnings=tuple(
            _("Baris %(row)d, NIP %(nip)s: %(text)s", row=row.row, nip=row.nip, text=text)
            for row in rows
            for text in row.oddities
        ),
        caption=_("Yang akan terjadi pada daftar petugas"),
        columns=(_("Baris"), _("NIP atau kode"), _("Nama"), _("Yang terjadi")),
        rows=tuple(_officer_row(change, names) for change in changes),
        put=lambda writing, by: imports.put_officers(writing, by, upload.origin, changes),
    )


def _officer_row(change: OfficerChange, names: dict[int, str]) -> tuple[str, ...]:
    person = change.row.nip or change.row.code or ""
    labels = {"name": _("Nama"), "position": _("Jabatan"), "unit_id": _("Unit"), "status": _("Status")}
    if change.before is None:
        after = f"{names[change.after['unit_id']]}, {STATUSES[change.after['status']]}"
        what = _("baru: %(what)s", what=after)
    elif change.fields:
        what = "; ".join(
            f"{labels[name]}: {_word(name, change.before[name], names)} → {_word(name, change.after[name], names)}"
            for name in change.fields
        )
    else:
        what = _("tetap")
    return str(change.row.row), person, change.row.name, what


def _word(name: str, value: object, names: dict[int, str]) -> str:
    if name == "unit_id":
        assert isinstance(value, int)  # noqa: S101 - the column's type; tells the type checker
        return names[value]
    return STATUSES[str(value)] if name == "status" else str(value) or filters.NOTHING


def roster(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Duties of one unit that its roster does not have yet."""
    assert unit is not None  # noqa: S101 - the role has a unit; tells the type checker
    known = imports.known_places(session, unit)
    rows, errors = roster_table.scan(upload.sheet.lines, known)
    fresh, clashes = imports.new_duties(session, unit, rows)
    refuse(*errors, *clashes)
    people = {row.officer_id for row in fresh}
    labels = {place.id: label for label, place in known.counters.items()}
    shifts = {shift.number: shift.name for shift in known.shifts}
    names = imports.names_of(session, people)
    days = sorted({row.day for row in fresh})
    span = f"{filters.day(days[0])} – {filters.day(days[-1])}" if days else filters.NOTHING
    return Plan(
        count=len(fresh),
        summary=(
            _("%(n)d jadwal baru untuk %(people)d petugas", n=len(fresh), people=len(people)),
            _("%(n)d jadwal sudah ada dan tidak berubah", n=len(rows) - len(fresh)),
            _("tanggal %(span)s", span=span),
        ),
        warnings=(),
        caption=_("Jadwal yang akan ditambahkan di %(unit)s", unit=unit.name),
        columns=(_("Baris"), _("Tanggal"), _("Loket"), _("Sif"), _("Petugas")),
        rows=tuple(
            (str(row.cell.row), filters.day(row.day), labels[row.counter_id], shifts[row.shift], names[row.officer_id])
            for row in fresh
        ),
        put=lambda writing, by: imports.put_roster(writing, by, upload.origin, unit, fresh),
    )


def answers(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Answers of respondents, and the index they give."""
    assert unit is not None  # noqa: S101 - the role has a unit; tells the type checker
    refuse_known(session, upload.origin)
    use = questionnaires.in_use(session, unit.local(upload.now).date())
    questionnaire = questionnaires.load(session, use.code)
    found, errors = respondents.scan(questionnaire, upload.sheet.lines)
    dated, misplaced = _dated(upload, unit, found, {error.row for error in errors})
    refuse(*errors, *misplaced)
    blank = len(found.rows) - len(dated)
    locked = periods.locked_days(session)
    late = sum(any(first <= day <= last for first, last in locked) for _respondent, day in dated)
    notes = list(found.notes)
    if blank:
        notes.append(_("%(n)d baris tanpa satu pun jawaban dilewati.", n=blank))
    if late:
        notes.append(
            _("%(n)d jawaban dari periode yang sudah dikunci: dicatat sebagai terlambat, tidak dihitung.", n=late)
        )
    index, table = _index(questionnaire, [respondent for respondent, _day in dated])
    return Plan(
        count=len(dated),
        summary=(
            _("%(n)d responden untuk %(unit)s", n=len(dated), unit=unit.name),
            _("saluran: %(channel)s", channel=CHANNELS[upload.origin.channel]),
            index,
        ),
        warnings=tuple(notes),
        caption=_("Hitungan ulang dari berkas ini; cocokkan dengan tabel aslinya"),
        columns=(_("Unsur"), _("Terisi"), _("Jumlah nilai"), _("NRR")),
        rows=table,
        put=lambda writing, by: imports.put_respondents(writing, by, upload.origin, unit, use, dated),
    )


def _dated(
    upload: Upload, unit: Unit, found: respondents.Respondents, wrong: Collection[int]
) -> tuple[list[tuple[Respondent, date]], list[RowError]]:
    """Respondents with an answer and the day of each; and the cells whose day or unit cannot be.

    Rows that are `wrong` already are looked at too, so that their other faults are known at once.
    """
    headings = found.columns.headings
    at = _day_column(headings)
    cells = dict(upload.sheet.lines)
    own = {"", plain(unit.code), plain(unit.name)}
    today = unit.local(upload.now).date()
    errors: list[RowError] = []
    dated = []
    for respondent in found.rows:
        if not respondent.answers and respondent.row not in wrong:
            continue
        number, texts = respondent.row, cells[respondent.row]
        written = Cell(number, _("Tanggal"), "") if at is None else cell_at(number, at, headings, texts)
        text = written.value or upload.day
        try:
            dated.append((respondent, _survey_day(text, today)))
        except ValueError as error:
            errors.append(replace(written, value=text).refused(str(error)))
        if found.columns.unit is not None and plain(respondent.unit) not in own:
            place = cell_at(number, found.columns.unit, headings, texts)
            errors.append(place.refused(_("bukan unit Anda; sisakan baris unit Anda saja")))
    return dated, errors


def _day_column(headings: Sequence[str]) -> int | None:
    plains = [plain(heading) for heading in headings]
    return next((plains.index(name) for name in DAY_HEADINGS if name in plains), None)


def _survey_day(text: str, today: date) -> date:
    if not text:
        raise ValueError(_("belum ada tanggalnya; isi kolom Tanggal atau pilih tanggal survei di formulir"))
    day = tables.day(text)
    if day > today:
        raise ValueError(_("belum terjadi; periksa tahun dan bulannya"))
    if day < FIRST_DAY:
        raise ValueError(_("lebih lama daripada survei sembilan unsur (2017); periksa tahunnya"))
    return day


def _index(questionnaire: Questionnaire, found: Sequence[Respondent]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The index in words, and its elements."""
    counted = tally.count(questionnaire, [tally.Form(None, respondent.answers) for respondent in found])
    index = ikm.of_tally(counted)
    names = {element.code: element.name() for element in questionnaire.elements}
    table = tuple(
        (f"{e.code} {names[e.code]}", filters.number(e.n), filters.number(e.total), filters.number(e.nrr, 2))
        for e in index.elements
    )
    if index.value is None or index.grade is None:
        return _("IKM belum dapat dihitung: %(note)s", note=index.note), table
    words = {"value": filters.number(index.value, 2), "grade": index.grade.name, "meaning": index.grade.value}
    return _("IKM dari berkas ini: %(value)s, mutu %(grade)s (%(meaning)s)", **words), table
