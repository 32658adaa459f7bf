"""HR's own list of a period: choose a file, see whom it names, say what its columns mean, confirm; undo.

As with every import the file waits in the page itself until it is confirmed, and is then read again.
"""

import re
from typing import Final

from flask import flash, make_response, redirect, render_template, request, stream_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import list_reading, spreadsheets
from backoffice.door import by, staff
from backoffice.list_reading import LONGEST_NAME, Order, Reading
from extensions import db, glance
from models import hr_lists, periods
from models.changes import Refused
from surveys.hr_list import FIELDS
from surveys.periods import Period, parse

LARGEST_BODY: Final = 11 * 2**20
LARGE: Final = 2**19  # bytes from which reading takes long enough to show how far it is
SHOWN: Final = 100
COLUMN, PICK = "kolom-", "pilih-"
LABELS: Final = {
    "nip": _l("NIP"),
    "name": _l("Nama"),
    "unit": _l("Unit"),
    "number": _l("Nilai (bilangan)"),
    "text": _l("Uraian hasil"),
    "indicator": _l("Indikator"),
    "target": _l("Target"),
    "realisation": _l("Realisasi"),
    "note": _l("Catatan"),
}


@staff.before_app_request
def allow_lists() -> None:
    """Let this form be larger than a form is elsewhere: a list of a whole province comes back with it."""
    if request.endpoint == "backoffice.hr_list_import" and request.method == "POST":
        request.max_content_length = request.max_form_memory_size = LARGEST_BODY


@staff.route("/penilaian/<code>/daftar", methods=["GET", "POST"])
def hr_list_import(code: str) -> Response:
    """Show whom a list names; or keep it, when this very plan was shown and confirmed."""
    period = parse(periods.get(glance(), code).code)
    if request.method != "POST":
        return _form(period, "", 200)
    try:
        order = _order()
        content = list_reading.packed(order.data)
    except Refused as refused:
        return _form(period, str(refused), 422)
    reading = Reading(order, period, by())
    words = {"reading": reading, "content": content, "labels": LABELS, "near": list_reading.near, "shown": SHOWN}
    if len(order.data) >= LARGE:
        page = stream_template("backoffice/hr_list_preview.html", steps=reading.steps(), **words)
        return Response(page, mimetype="text/html", headers={"X-Accel-Buffering": "no"})
    for _step in reading.steps():
        pass
    if reading.saved is not None:
        flash(_("Daftar tersimpan: %(n)d pegawai.", n=reading.saved))
        return redirect(url_for("backoffice.appraisal_list", code=code), 303)
    if reading.problem and reading.heading is None:
        return _form(period, reading.problem, 422)
    status = 422 if reading.problem else 409 if order.plan else 200
    return make_response(render_template("backoffice/hr_list_preview.html", steps=(), **words), status)


@staff.post("/penilaian/<code>/daftar/<int:list_id>/batalkan")
def hr_list_undo(code: str, list_id: int) -> Response:
    """Take a list back; the one before it counts again."""
    try:
        hr_lists.undo(db(), by(), hr_lists.get(db(), list_id))
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        db().commit()
        flash(_("Daftar dibatalkan."))
    return redirect(url_for("backoffice.hr_list_import", code=code), 303)


def _order() -> Order:
    """What the form asks for: a new file, or the one the page carried with columns, picks and perhaps its plan."""
    chosen = request.files.get("file")
    if chosen is not None and chosen.filename:
        return Order(chosen.filename, chosen.read(), None, {})
    data = list_reading.unpacked(request.form.get("content", ""))
    if not data:
        raise Refused(_("Pilih dahulu berkasnya."))
    return Order(
        name=request.form.get("name", ""),
        data=data,
        places=_numbers(COLUMN),
        picks=_numbers(PICK),
        plan=request.form.get("plan", "") if "simpan" in request.form else "",
        mapping=" ".join(request.form.get("mapping", "").split())[:LONGEST_NAME],
    )


def _numbers(prefix: str) -> dict[str, int]:
    """Fields of the form that begin with `prefix` and hold a number."""
    found = ((name.removeprefix(prefix), text) for name, text in request.form.items() if name.startswith(prefix))
    return {name: int(text) for name, text in found if re.fullmatch(r"[0-9]{1,9}", text)}


def _form(period: Period, problem: str, status: int) -> Response:
    page = render_template(
        "backoffice/hr_list_form.html",
        period=period,
        problem=problem,
        lists=hr_lists.of_period(db(), period.code),
        mappings=hr_lists.mappings(db()),
        labels=LABELS,
        fields=FIELDS,
        megabytes=list_reading.LARGEST_FILE // 2**20,
        most=spreadsheets.MAX_ROWS,
    )
    return make_response(page, status)
