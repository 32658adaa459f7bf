"""A person says what the headings and labels of an answer file mean; kept under a name for the unit's next file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

import clock
from backoffice import imports as pages
from backoffice import spreadsheets
from backoffice.answer_plans import DAY_HEADINGS
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.import_kinds import RESPONDENTS, AnswersForm
from backoffice.imports import LARGEST_FILE, MOST_ROWS
from backoffice.permissions import NOWHERE
from backoffice.spreadsheets import Sheet, SpreadsheetError
from extensions import db, glance
from models import answer_mappings, questionnaires, units
from models.answer_mappings import NAME_MOST
from models.changes import Refused
from surveys import redaction, respondents
from surveys.answer_tables import DAY, UNIT, Meaning, translated
from surveys.headings import guessed, plain
from surveys.questionnaire import Questionnaire
from surveys.respondents import TITLE_ROWS
from surveys.rows import LayoutError

SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 40
MOST_LABELS: Final = 60
_PERSONAL: Final = re.compile(r"\b(nama|nik|nip|hp|telp|telepon|wa|whatsapp|email|alamat)\b")


@dataclass(frozen=True)
class Column:
    """A column of the file: where it stands, its heading, some of what is in it, and what it was said to mean."""

    at: int
    heading: str
    samples: str
    meaning: str


@dataclass(frozen=True)
class Label:
    """An answer in words that nobody has explained yet, and the value somebody gave it: 0 for none."""

    question: str
    text: str
    value: int


@dataclass
class Explained:
    """What a person has said so far about a file."""

    questionnaire: Questionnaire
    columns: list[Column]
    labels: list[Label]
    name: str
    problem: str = ""

    @property
    def meaning(self) -> Meaning:
        """As it would be kept."""
        columns = {plain(column.heading): column.meaning for column in self.columns if column.meaning}
        labels: dict[str, dict[str, int]] = {}
        for label in self.labels:
            if label.value:
                labels.setdefault(label.question, {})[plain(label.text)] = label.value
        return Meaning(columns, labels)


@staff.post("/impor/jawaban/pemetaan")
def import_mapping() -> AnyResponse:
    """Explain a file that was uploaded; once everything is explained, its preview follows."""
    form = AnswersForm()
    try:
        file = pages.file_of(form)
        sheet = spreadsheets.read(*file, max_rows=MOST_ROWS, max_bytes=LARGEST_FILE)
        explained = _explained(sheet)
    except (SpreadsheetError, Refused, LayoutError):
        return redirect(url_for("backoffice.import_respondents"), 303)
    if "nama" not in request.form:
        return _page(form, file, explained, 200)
    explained.problem = _what_is_missing(explained, sheet)
    if explained.problem:
        return _page(form, file, explained, UNPROCESSABLE)
    answer_mappings.keep(db(), by(), own_unit() or NOWHERE, explained.name, explained.meaning)
    db().commit()
    form.mapping.data, form.plan.data = explained.name, ""
    return pages.preview(RESPONDENTS, form)


def _explained(sheet: Sheet) -> Explained:
    """What the form says; where it says nothing yet, what the headings seem to mean."""
    unit = units.get(glance(), own_unit() or NOWHERE)
    use = questionnaires.in_use(glance(), unit.local(clock.now()).date())
    questionnaire = questionnaires.load(glance(), use.code)
    at = respondents.heading_row(questionnaire, [list(row.cells) for row in sheet.lines[:TITLE_ROWS]])
    headings = sheet.lines[at].cells
    meanings = [
        request.form.get(f"kolom.{place}", guess) for place, guess in enumerate(_guess(questionnaire, headings))
    ]
    body = [row.cells for row in sheet.lines[at + 1 :]]
    columns = [
        Column(place, heading, "" if _PERSONAL.search(plain(heading)) else _samples(place, body), meanings[place])
        for place, heading in enumerate(headings)
        if heading.strip()
    ]
    name = " ".join(redaction.clean(request.form.get("nama", "")[: NAME_MOST + 1]).split())
    explained = Explained(questionnaire, columns, [], name)
    explained.labels = _labels(explained, sheet)
    return explained


def _guess(questionnaire: Questionnaire, headings: Sequence[str]) -> list[str]:
    days = [plain(heading) in DAY_HEADINGS for heading in headings]
    first = days.index(True) if any(days) else None
    return [DAY if at == first else found for at, found in enumerate(guessed(questionnaire, headings))]


def _samples(at: int, body: Sequence[Sequence[str]]) -> str:
    """Some cells of a column; nothing that seems to be a person's number or address."""
    cells = dict.fromkeys(row[at].strip()[:LONGEST_SAMPLE] for row in body if at < len(row) and row[at].strip())
    return ", ".join(cell for cell in list(cells)[:SAMPLES] if not redaction.looks_like_identity(cell))


def _labels(explained: Explained, sheet: Sheet) -> list[Label]:
    """Words in answer columns that are no values, each once; with what the form gives them."""
    given = {
        (request.form.get(f"kode.{at}", ""), request.form.get(f"teks.{at}", "")): request.form.get(f"nilai.{at}", "0")
        for at in range(MOST_LABELS)
        if f"kode.{at}" in request.form
    }
    try:
        _found, errors = respondents.scan(explained.questionnaire, translated(explained.meaning, sheet.lines))
    except LayoutError:
        return []
    words = {(error.column.split(" (")[0], error.value): None for error in errors if not error.value.isdecimal()}
    values = {str(value): value for value in explained.questionnaire.scale}
    labels = [Label(code, text, values.get(given.get((code, text), ""), 0)) for code, text in words]
    return labels[:MOST_LABELS]


def _what_is_missing(explained: Explained, sheet: Sheet) -> str:
    """Why the explanation cannot be kept yet; nothing when it can."""
    meant = [column.meaning for column in explained.columns if column.meaning]
    allowed = {value for value, _label in _choices(explained.questionnaire)}
    if not set(meant) <= allowed or len(meant) != len(set(meant)):
        return str(_("Satu arti hanya untuk satu kolom. Periksa pilihan yang sama."))
    try:
        respondents.scan(explained.questionnaire, translated(explained.meaning, sheet.lines))
    except LayoutError as error:
        return str(error)
    if any(not label.value for label in explained.labels):
        return str(_("Tentukan nilai setiap jawaban berupa kata di bagian bawah."))
    if not 1 <= len(explained.name) <= NAME_MOST:
        return str(_("Beri nama pemetaan ini, misalnya: Google Forms 2026."))
    return ""


def _choices(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    elements = {element.code: element.name() for element in questionnaire.elements}
    questions = [
        (question.code, f"{question.code} {elements[question.element]}") for question in questionnaire.questions
    ]
    fields = [(field.code, field.text()) for field in questionnaire.profile]
    return [*sorted(questions), *fields, (DAY, _("Tanggal survei")), (UNIT, _("Unit layanan"))]


def _page(form: AnswersForm, file: tuple[str, bytes], explained: Explained, status: int) -> Response:
    page = render_template(
        "backoffice/import_mapping.html",
        form=form,
        content=pages.packed(file),
        explained=explained,
        choices=_choices(explained.questionnaire),
        values=explained.questionnaire.scale,
        most=NAME_MOST,
    )
    return make_response(page, status)
