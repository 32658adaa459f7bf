"""What a file of answers would do: how its columns are read, and the index it gives beside the one it prints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

import filters
from backoffice.import_plans import Plan, Upload
from models import answer_mappings, imports, periods, questionnaires, supplements
from models.changes import Refused
from models.imports import Origin
from models.units import Unit
from surveys import answer_tables, ikm, respondents, tables, tally
from surveys.headings import plain, refuse_other_tables
from surveys.ikm import CONVENTIONS, Index
from surveys.questionnaire import Questionnaire
from surveys.respondents import TITLE_ROWS, Respondent, Respondents
from surveys.rows import Cell, RowError, cell_at, refuse

DAY_HEADINGS: Final = (
    "tanggal survei", "tanggal", "tgl survei", "tgl", "survey date", "timestamp", "cap waktu", "stempel waktu",
)  # fmt: skip
CHANNELS: Final = {"paper": _l("Formulir kertas"), "import": _l("Aplikasi atau rekap lama")}
FIRST_DAY: Final = date(2017, 1, 1)  # the form of nine elements is that of PermenPANRB 14/2017
ORDERS: Final = {
    "": _l("Tidak: satu kolom per pertanyaan"),
    "form": _l("Ya, urutan formulir sekarang (sarana sebelum pengaduan)"),
    "element": _l("Ya, urutan unsur U1 sampai U9"),
}
_CLOCK: Final = re.compile(r"[ T]+\d{1,2}[.:]\d{2}([.:]\d{2})?( ?[ap]m)?$", re.IGNORECASE)


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


@dataclass(frozen=True)
class Table:
    """A file of answers as it was read: its lines under our headings, and the headings it came with."""

    lines: Mapping[int, Sequence[str]]
    originals: Sequence[str]
    found: Respondents
    errors: Sequence[RowError]

    @property
    def day_column(self) -> int | None:
        """Where the day of each answer stands."""
        plains = [plain(heading) for heading in self.found.columns.headings]
        return next((plains.index(name) for name in DAY_HEADINGS if name in plains), None)

    def reading(self, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
        """Each heading of the file and what it was read as."""
        elements = {element.code: element.name() for element in questionnaire.elements}
        asked = {question.code: elements[question.element] for question in questionnaire.questions}
        fields = {field.code: field.text() for field in questionnaire.profile}
        columns = self.found.columns
        meaning = {at: f"{code} {asked[code]}" for code, at in columns.questions.items()}
        meaning |= {at: fields[code] for code, at in columns.profile.items()}
        meaning |= {at: _("Tanggal survei") for at in [self.day_column] if at is not None}
        meaning |= {at: _("pernyataan survei tambahan") for at in columns.supplements}
        meaning |= {at: _("Unit layanan") for at in [columns.unit] if at is not None}
        return tuple((text, meaning.get(at, _("tidak dibaca"))) for at, text in enumerate(self.originals) if text)


def answers(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Answers of respondents, and the index they give."""
    assert unit is not None  # noqa: S101 - the role has a unit; tells the type checker
    refuse_known(session, upload.origin)
    use = questionnaires.in_use(session, unit.local(upload.now).date())
    questionnaire = questionnaires.load(session, use.code)
    table = read(session, upload, unit, questionnaire)
    dated, misplaced = _dated(upload, unit, table)
    refuse(*table.errors, *misplaced)
    index = _index_of(questionnaire, [respondent for respondent, _day in dated])
    printed = answer_tables.printed_index(table.lines.items(), table.found.recap_row)
    return Plan(
        count=len(dated),
        summary=(
            _("%(n)d responden untuk %(unit)s", n=len(dated), unit=unit.name),
            _("saluran: %(channel)s", channel=CHANNELS[upload.origin.channel]),
            _index_words(index),
            *([] if printed is None else [_printed_words(index, printed)]),
        ),
        warnings=(*table.found.notes, *_notes(session, table, [day for _respondent, day in dated])),
        caption=_("Hitungan ulang dari berkas ini; cocokkan dengan tabel aslinya"),
        columns=(_("Unsur"), _("Terisi"), _("Jumlah nilai"), _("NRR")),
        rows=_elements(questionnaire, index),
        put=lambda writing, by: imports.put_respondents(writing, by, upload.origin, unit, use, dated),
        reading=table.reading(questionnaire),
    )


def read(session: Session, upload: Upload, unit: Unit, questionnaire: Questionnaire) -> Table:
    """The file as a table of respondents, by its own headings or by a saved mapping. Raises LayoutError, Refused."""
    lines: Sequence[answer_tables.Line] = upload.sheet.lines
    originals: Sequence[str] = ()
    if upload.mapping:
        saved = answer_mappings.find(session, unit.id, upload.mapping)
        if saved is None:
            raise Refused(_("Pemetaan itu tidak ada lagi. Pilih yang lain."))
        refuse_other_tables(cell for _number, cells in lines[:TITLE_ROWS] for cell in cells)
        lines = answer_tables.translated(saved.meaning, lines)
        originals = dict(upload.sheet.lines)[lines[0][0]]
    errors: list[RowError] = []
    if upload.order:
        lines, errors = answer_tables.split(lines, order_of(questionnaire, upload.order))
    found, wrong = respondents.scan(questionnaire, lines)
    asked = supplements.asked(session, unit.id, unit.local(upload.now).date())
    found, strange = answer_tables.with_supplements(found, dict(lines), asked)
    return Table(dict(lines), originals or found.columns.headings, found, [*errors, *wrong, *strange])


def order_of(questionnaire: Questionnaire, order: str) -> list[str]:
    """Question codes in the order in which joined answers were given."""
    asked = [question.code for question in questionnaire.questions]
    return asked if order == "form" else sorted(asked)


def _notes(session: Session, table: Table, days: Sequence[date]) -> list[str]:
    blank = len(table.found.rows) - len(days)
    locked = periods.locked_days(session)
    late = sum(any(first <= day <= last for first, last in locked) for day in days)
    notes = []
    if blank:
        notes.append(_("%(n)d baris tanpa satu pun jawaban dilewati.", n=blank))
    if late:
        notes.append(
            _("%(n)d jawaban dari periode yang sudah dikunci: dicatat sebagai terlambat, tidak dihitung.", n=late)
        )
    return notes


def _dated(upload: Upload, unit: Unit, table: Table) -> tuple[list[tuple[Respondent, date]], list[RowError]]:
    """Respondents with an answer and the day of each; and the cells whose day or unit cannot be.

    Rows that are wrong already are looked at too, so that their other faults are known at once.
    """
    found, at = table.found, table.day_column
    headings = found.columns.headings
    wrong = {error.row for error in table.errors}
    own = {"", plain(unit.code), plain(unit.name)}
    today = unit.local(upload.now).date()
    errors: list[RowError] = []
    dated = []
    for respondent in found.rows:
        if not respondent.answers and respondent.row not in wrong:
            continue
        number, texts = respondent.row, table.lines[respondent.row]
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


def _survey_day(text: str, today: date) -> date:
    if not text:
        raise ValueError(_("belum ada tanggalnya; isi kolom Tanggal atau pilih tanggal survei di formulir"))
    day = tables.day(_CLOCK.sub("", text))
    if day > today:
        raise ValueError(_("belum terjadi; periksa tahun dan bulannya"))
    if day < FIRST_DAY:
        raise ValueError(_("lebih lama daripada survei sembilan unsur (2017); periksa tahunnya"))
    return day


def _index_of(questionnaire: Questionnaire, found: Sequence[Respondent]) -> Index:
    return ikm.of_tally(tally.count(questionnaire, [tally.Form(None, respondent.answers) for respondent in found]))


def _elements(questionnaire: Questionnaire, index: Index) -> tuple[tuple[str, ...], ...]:
    names = {element.code: element.name() for element in questionnaire.elements}
    return tuple(
        (f"{e.code} {names[e.code]}", filters.number(e.n), filters.number(e.total), filters.number(e.nrr, 2))
        for e in index.elements
    )


def _index_words(index: Index) -> str:
    if index.value is None or index.grade is None:
        missing: str = _("IKM belum dapat dihitung: %(note)s", note=index.note)
        return missing
    words = {"value": filters.number(index.value, 2), "grade": index.grade.name, "meaning": index.grade.value}
    found: str = _("IKM dari berkas ini: %(value)s, mutu %(grade)s (%(meaning)s)", **words)
    return found


def _printed_words(index: Index, printed: Decimal) -> str:
    """The index that the file prints, beside ours: the same, explained by another convention, or not explained."""
    value = filters.number(printed, 2)
    conventions = index.conventions_printing(printed)
    words: str
    if "exact_ninth" in conventions:
        words = _("IKM yang tercetak di berkas: %(value)s, sama dengan hitungan ulang", value=value)
    elif conventions:
        words = _(
            "IKM yang tercetak di berkas: %(value)s, sesuai dengan cara lain (%(how)s)",
            value=value,
            how=CONVENTIONS[conventions[0]],
        )
    else:
        words = _("IKM yang tercetak di berkas: %(value)s, berbeda dari hitungan ulang. Periksa berkasnya", value=value)
    return words
