"""Imports: choose a file, see what it would do, confirm. All rows or none.

Between the preview and its confirmation the file waits in the preview page itself: nothing to clean up, to share
between processes or to lose at a restart. Confirming reads and checks it again, so nobody gains by altering it there,
and the digest of what was shown stops a plan that has become another one meanwhile.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import clock
from backoffice import spreadsheets, undo
from backoffice.door import by, own_unit, staff
from backoffice.exports import download
from backoffice.import_kinds import KINDS, RECAPS, RESPONDENTS, AnswersForm, Kind, RecapForm, UploadForm
from backoffice.import_plans import Plan, Upload
from backoffice.permissions import NOWHERE
from backoffice.spreadsheets import SpreadsheetError
from extensions import db, glance, house
from models import audit, import_batches, imports, old_figures, units, waiting_imports
from models.changes import Refused
from models.import_batches import KEPT
from models.imports import Origin
from surveys.rows import LayoutError, RowError, RowsError

LARGEST_FILE = 2**20
LARGEST_BODY = 2 * LARGEST_FILE  # the file comes back from the preview as base64, which adds a third
MOST_ROWS = 5000
ROWS_SHOWN = 200


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


@staff.post("/impor/rekap/<checksum>/<code>/batal")
def recap_undo(checksum: str, code: str) -> AnyResponse:
    """Take the figures of a recap back."""
    try:
        old_figures.undo(db(), by(), checksum, code)
        db().commit()
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        flash(_("Rekap dibatalkan; angka lamanya tidak tampil lagi."))
    return redirect(url_for("backoffice.import_recaps"), 303)


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
    batch_id = plan.put(db(), by())
    db().commit()
    done = _("Impor selesai: %(what)s.", what="; ".join(plan.summary))
    if batch_id is None:
        flash(done)
    else:
        undo.gone(done, url_for("backoffice.import_batch_undo", batch_id=batch_id))
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
    """What the file would do now: read on the side, and in the writing transaction once it is confirmed.

    Nothing that others note, a seal above all, can then come between what is worked out and what is done.
    """
    upload = _upload(form, file)
    if form.plan.data:
        audit.serialise(db())
        return _worked_out(db(), kind, upload)
    with house().database.reading() as reading:
        return _worked_out(reading, kind, upload)


def _upload(form: UploadForm, file: tuple[str, bytes]) -> Upload:
    sheet = spreadsheets.read(*file, max_rows=MOST_ROWS, max_bytes=LARGEST_FILE)
    origin = Origin(hashlib.sha256(file[1]).hexdigest(), key=house().keys.idem, name=file[0])
    if isinstance(form, RecapForm):
        return Upload(sheet, origin, clock.now(), period=form.period.data or "")
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
        recaps=old_figures.brought(glance()) if kind is RECAPS else [],
        batches=import_batches.recent(glance(), kind.name, own_unit(), clock.now()),
        days=KEPT.days,
    )
    return make_response(page, status)


for _kind in KINDS.values():
    _rule, _name, _fixed = f"/impor/{_kind.slug}", f"import_{_kind.name}", {"kind": _kind.name}
    staff.add_url_rule(_rule, _name, bring, methods=["GET", "POST"], defaults=_fixed)
    staff.add_url_rule(f"{_rule}/contoh.<any(csv, xlsx):ending>", f"{_name}_template", template, defaults=_fixed)
