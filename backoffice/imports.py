"""Imports: choose a file, see what it would do, confirm. All rows or none.

Between the preview and its confirmation the file waits in the preview page itself: nothing to clean up, to share
between processes or to lose at a restart. Confirming reads and checks it again, so nobody gains by altering it there,
and the digest of what was shown stops a plan that has become another one meanwhile.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import DateInput

import clock
from backoffice import answer_plans, import_plans, service_count_plan, spreadsheets
from backoffice.answer_plans import CHANNELS, ORDERS
from backoffice.door import by, own_unit, staff
from backoffice.exports import download
from backoffice.import_plans import Plan, Upload
from backoffice.permissions import NOWHERE
from backoffice.spreadsheets import SpreadsheetError
from extensions import db, glance, house
from models import answer_mappings, imports, units, waiting_imports
from models.changes import Refused
from models.imports import Origin
from models.units import Unit
from surveys.rows import LayoutError, RowError, RowsError

LARGEST_FILE = 2**20
LARGEST_BODY = 2 * LARGEST_FILE  # the file comes back from the preview as base64, which adds a third
MOST_ROWS = 5000
ROWS_SHOWN = 200


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file; or, to confirm, the file of the preview with the digest of what was shown."""

    file = FileField(_l("Berkas CSV atau Excel (.xlsx)"))
    content = HiddenField()
    name = HiddenField()
    plan = HiddenField()


class AnswersForm(UploadForm):
    """Answers say how they were given and, where the file does not, when and under which headings."""

    channel = SelectField(
        _l("Asal jawaban"), choices=[SelectChoice(*pair) for pair in CHANNELS.items()], default="paper"
    )
    day = StringField(_l("Tanggal survei, bila berkas tidak punya kolom Tanggal"), widget=DateInput())
    order = SelectField(
        _l("Apakah jawaban digabung dalam satu kolom?"),
        choices=[SelectChoice(*pair) for pair in ORDERS.items()],
        default="",
    )
    mapping = SelectField(_l("Pemetaan kolom"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = answer_mappings.of_unit(glance(), own_unit() or NOWHERE)
        self.mapping.choices = [
            SelectChoice("", _("Kenali dari judul kolom")),
            *(SelectChoice(row.name, row.name) for row in saved),
        ]


@dataclass(frozen=True)
class Kind:
    """One kind of import: its words, its example, what works out its plan and where it leads afterwards."""

    name: str
    slug: str
    title: str
    lead: str
    form: type[UploadForm]
    plan: Callable[[Session, Upload, Unit | None], Plan]
    columns: dict[str, str]
    example: tuple[str, ...]


OFFICERS = Kind(
    imports.OFFICERS,
    "petugas",
    _l("Impor daftar petugas"),
    _l("Petugas yang NIP-nya sudah ada akan diperbarui; Anda melihat dahulu apa yang berubah."),
    UploadForm,
    import_plans.officers,
    {
        "NIP": _l("18 digit, kolom berformat Teks, boleh berspasi seperti di CSV; kosong bagi Non-ASN"),
        "Kode": _l("kode dari instansi, wajib bagi Non-ASN"),
        "Nama": _l("nama lengkap"),
        "Jabatan": _l("boleh kosong"),
        "Unit": _l("kode atau nama unit layanan"),
        "Status": _l("PNS, PPPK, atau Non-ASN"),
    },
    ("199001172015032004", "", "Ayu Lestari", "Pengelola layanan", "dukcapil", "PNS"),
)
ROSTER = Kind(
    imports.ROSTER,
    "jadwal",
    _l("Impor jadwal tugas"),
    _l("Menambah jadwal unit Anda. Yang sudah ada tetap; hari yang sudah disegel tidak bisa diubah."),
    UploadForm,
    import_plans.roster,
    {
        "Tanggal": _l("misalnya 3/11/2026 atau 2026-11-03"),
        "Loket": _l("nomor atau nama loket unit Anda"),
        "Jam mulai": _l("sama dengan awal sif; kosong bila kolom Sif diisi"),
        "Jam selesai": _l("sama dengan akhir sif"),
        "Sif": _l("nomor atau nama sif, sebagai pengganti jam"),
        "NIP": _l("NIP petugas, boleh berspasi seperti di CSV, atau kodenya bagi Non-ASN; kolom berformat Teks"),
    },
    ("2026-11-03", "1", "08.00", "12.00", "", "199001172015032004"),
)
RESPONDENTS = Kind(
    imports.RESPONDENTS,
    "jawaban",
    _l("Impor jawaban responden"),
    _l("Satu baris per responden. Ikut segel malam ini dan dihitung untuk IKM unit Anda, tidak pernah untuk petugas."),
    AnswersForm,
    answer_plans.answers,
    {
        "Tanggal": _l("tanggal survei; boleh kosong bila dipilih di formulir"),
        **{f"U{number}": _l("1 sampai 4; kosong bila tidak dijawab") for number in range(1, 10)},
        "Usia": _l("boleh kosong"),
        "Jenis kelamin": _l("L atau P; boleh kosong"),
        "Pendidikan": _l("boleh kosong"),
        "Pekerjaan": _l("boleh kosong"),
    },
    ("2026-11-03", "3", "3", "4", "4", "3", "4", "4", "3", "3", "34", "P", "SMA", "Wirausaha"),
)
COUNTS = Kind(
    imports.COUNTS,
    "jumlah-layanan",
    _l("Impor jumlah layanan"),
    _l("Berapa warga yang dilayani per loket dan sif. Angka yang sudah ada diganti; Anda melihat dahulu yang mana."),
    UploadForm,
    service_count_plan.services,
    {
        "Tanggal": _l("misalnya 3/11/2026 atau 2026-11-03"),
        "Loket": _l("nomor atau nama loket unit Anda"),
        "Sif": _l("nomor atau nama sif"),
        "Layanan": _l("banyaknya warga yang dilayani menurut register"),
    },
    ("2026-11-03", "1", "Pagi", "42"),
)
KINDS = {kind.name: kind for kind in (OFFICERS, ROSTER, RESPONDENTS, COUNTS)}


@staff.before_app_request
def allow_files() -> None:
    """Let only these forms be larger than a form is elsewhere."""
    if (request.endpoint or "").startswith("backoffice.import_") and request.method == "POST":
        request.max_content_length = request.max_form_memory_size = LARGEST_BODY


def bring(kind: str) -> AnyResponse:
    """Show what a file would do; or do it, when this very plan was shown and confirmed."""
    chosen = KINDS[kind]
    form = chosen.form()
    if request.method != "POST":
        return _form_page(chosen, form, 200)
    if not form.validate():
        return _form_page(chosen, form, 422)
    return preview(chosen, form)


def preview(kind: Kind, form: UploadForm) -> AnyResponse:
    """The page of a plan, or of what is wrong with the file; or, once confirmed, what follows."""
    data = ("", b"")
    try:
        data = file_of(form)
        plan = _plan(kind, form, data)
        if plan.count and form.plan.data == plan.digest:
            return _carry_out(kind, plan)
    except RowsError as error:
        return _form_page(kind, form, 422, errors=error.errors, content=packed(data))
    except LayoutError as error:
        return _form_page(kind, form, 422, problem=str(error), content=packed(data))
    except (SpreadsheetError, Refused) as error:
        return _form_page(kind, form, 422, problem=str(error))
    page = render_template(
        "backoffice/import_preview.html", kind=kind, form=form, plan=plan, most=ROWS_SHOWN, content=packed(data)
    )
    return make_response(page, 409 if form.plan.data else 200)


@staff.post("/impor/jawaban/<checksum>/batal")
def import_undo(checksum: str) -> AnyResponse:
    """Take an import of answers back while it waits for its night."""
    try:
        imports.undo_respondents(db(), by(), own_unit() or NOWHERE, checksum)
        db().commit()
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        flash(_("Impor dibatalkan. Tidak ada jawabannya yang dihitung; berkas yang sama boleh diimpor lagi."))
    return redirect(url_for("backoffice.import_respondents"), 303)


def template(kind: str, ending: str) -> Response:
    """An example file."""
    chosen = KINDS[kind]
    columns, rows = list(chosen.columns), [chosen.example]
    if ending == "csv":
        return download(spreadsheets.write_csv(rows, columns), f"contoh-{chosen.slug}.csv")
    notes = {
        _("Cara pakai"): _("Ganti baris contoh dengan data Anda, lalu unggah di halaman “%(page)s”.", page=chosen.title)
    }
    meaning = {column: str(text) for column, text in chosen.columns.items()}
    book = spreadsheets.write_xlsx(rows, columns, metadata=notes, dictionary=meaning, created=clock.now())
    return download(book, f"contoh-{chosen.slug}.xlsx")


def _carry_out(kind: Kind, plan: Plan) -> AnyResponse:
    plan.put(db(), by())
    db().commit()
    flash(_("Impor selesai: %(what)s.", what="; ".join(plan.summary)))
    return redirect(url_for(f"backoffice.import_{kind.name}"), 303)


def file_of(form: UploadForm) -> tuple[str, bytes]:
    """Name and bytes of the file, chosen now or brought back by the preview."""
    chosen = request.files.get("file")
    if chosen is not None and chosen.filename:
        return chosen.filename, chosen.read()
    try:
        data = base64.b64decode(form.content.data or "", validate=True)
    except binascii.Error:
        data = b""
    if not data:
        raise Refused(_("Pilih dahulu berkasnya."))
    return form.name.data or "", data


def packed(file: tuple[str, bytes]) -> tuple[str, str]:
    """The file as its pages carry it."""
    return file[0], base64.b64encode(file[1]).decode()


def _plan(kind: Kind, form: UploadForm, file: tuple[str, bytes]) -> Plan:
    """What the file would do now: read on the side, and in the writing transaction once it is confirmed."""
    upload = _upload(form, file)
    if form.plan.data:
        return _worked_out(db(), kind, upload)
    with house().database.reading() as reading:
        return _worked_out(reading, kind, upload)


def _upload(form: UploadForm, file: tuple[str, bytes]) -> Upload:
    sheet = spreadsheets.read(*file, max_rows=MOST_ROWS, max_bytes=LARGEST_FILE)
    origin = Origin(hashlib.sha256(file[1]).hexdigest(), key=house().keys.idem)
    if not isinstance(form, AnswersForm):
        return Upload(sheet, origin, clock.now())
    return Upload(
        sheet,
        replace(origin, channel=form.channel.data),
        clock.now(),
        day=form.day.data or "",
        order=form.order.data or "",
        mapping=form.mapping.data or "",
    )


def _worked_out(session: Session, kind: Kind, upload: Upload) -> Plan:
    unit_id = own_unit()
    return kind.plan(session, upload, None if unit_id is None else units.get(session, unit_id))


def _form_page(
    kind: Kind,
    form: UploadForm,
    status: int,
    *,
    problem: str = "",
    errors: Sequence[RowError] = (),
    content: tuple[str, str] = ("", ""),
) -> Response:
    """The page to choose a file; with `content`, the one just read, which a person may explain."""
    page = render_template(
        "backoffice/import_form.html",
        kind=kind,
        form=form,
        problem=problem,
        errors=errors,
        content=content,
        waiting=waiting_imports.of_unit(glance(), own_unit() or NOWHERE) if kind is RESPONDENTS else [],
    )
    return make_response(page, status)


for _kind in KINDS.values():
    _rule, _name, _fixed = f"/impor/{_kind.slug}", f"import_{_kind.name}", {"kind": _kind.name}
    staff.add_url_rule(_rule, _name, bring, methods=["GET", "POST"], defaults=_fixed)
    staff.add_url_rule(f"{_rule}/contoh.<any(csv, xlsx):ending>", f"{_name}_template", template, defaults=_fixed)
