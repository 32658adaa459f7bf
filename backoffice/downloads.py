"""One's own files: those that take their time wait here for a day; `file_making` makes them."""

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

import clock
import filters
from backoffice import file_making
from backoffice.door import by, person, staff
from extensions import db
from models import downloads
from models.downloads import Download


@staff.get("/unduhan")
def download_list() -> str:
    """One's own files of the last day."""
    now = clock.now()
    rows = downloads.of_user(db(), person().id, now)
    return render_template("backoffice/download_list.html", rows=[(row, row.state(now)) for row in rows])


@staff.get("/unduhan/<int:download_id>")
def download_page(download_id: int) -> str:
    """How far a file is; a script, where there is one, asks again every other second."""
    row = downloads.find(db(), download_id, person().id)
    return render_template("backoffice/download_page.html", row=row, state=row.state(clock.now()), words=_progress(row))


@staff.get("/unduhan/<int:download_id>/kemajuan")
def download_progress(download_id: int) -> Response:
    """The same as the page says, for its script."""
    row = downloads.find(db(), download_id, person().id)
    return jsonify(state=row.state(clock.now()), done=row.done, total=row.total, words=_progress(row))


@staff.post("/unduhan/<int:download_id>/berkas")
def download_file(download_id: int) -> AnyResponse:
    """The file, as often as it is asked for within its day."""
    row = downloads.find(db(), download_id, person().id)
    if row.finished_at is None or not file_making.place_of(row).is_file():
        return redirect(url_for("backoffice.download_page", download_id=row.id), 303)
    by().note(db(), "download.fetched", row.name)
    db().commit()
    return file_making.sent(file_making.place_of(row).open("rb"), row.name)


@staff.post("/unduhan/<int:download_id>/hapus")
def download_remove(download_id: int) -> AnyResponse:
    """Delete a file before its day is over."""
    row = downloads.find(db(), download_id, person().id)
    name = row.name
    downloads.remove(db(), row)
    db().commit()
    file_making.place_of(row).unlink(missing_ok=True)
    flash(_("%(name)s sudah dihapus dari server.", name=name) if name else _("Sudah dihapus dari server."))
    return redirect(url_for("backoffice.download_list"), 303)


def _progress(row: Download) -> str:
    """In words, how far a file is."""
    done, total = filters.number(row.done), filters.number(row.total)
    return str(_("%(done)s dari %(total)s", done=done, total=total) if row.total else _("Menunggu giliran"))
