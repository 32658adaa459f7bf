"""The hand-over of a period: prepared by HR in short turns with progress shown, let out by a second person."""

from collections.abc import Iterator
from typing import Final

from flask import abort, flash, redirect, render_template, stream_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import filters
from backoffice import forms, period_choice
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, staff
from extensions import close_sessions, db, house
from models import evidence, handovers, merge, snapshots, users
from models.appraisals import Handover
from models.changes import By, Refused
from surveys import periods
from surveys.assessment import STATES

APPROVERS: Final = frozenset({"hr", "evaluator"})
FIGURELESS: Final = _l("Halaman ini hanya menyebut jumlah, bukan nilai siapa pun.")


@staff.get("/penilaian/<code>/serah-terima")
def handover_page(code: str) -> str:
    """Every revision of a period's hand-over and what the newest holds, in numbers that tell nobody's figures."""
    snapshot = snapshots.latest(db(), code) or abort(404)
    found, signature = handovers.of_period(db(), code), by()
    known = {user_id for row in found for user_id in (row.made_by_id, row.approved_by_id) if user_id is not None}
    newest = found[0] if found else None
    approved = next((row for row in found if row.approved_at is not None), None)
    return render_template(
        "backoffice/handover_page.html",
        period=periods.parse(code),
        snapshot=snapshot,
        found=found,
        newest=newest,
        approved=approved,
        units=evidence.units_of(db(), approved.id) if approved else [],
        summary=handovers.summary(db(), newest.id) if newest else None,
        changed=handovers.changed_since(db(), newest) if newest else 0,
        obstacles=handovers.obstacles(db(), code, period_choice.today(db())),
        people={user.id: user.name for user in users.by_ids(db(), known).values()},
        is_second=newest is not None and signature.user_id != newest.made_by_id and signature.role in APPROVERS,
        states=STATES,
        lead=FIGURELESS,
    )


@staff.post("/penilaian/<code>/serah-terima")
def handover_prepare(code: str) -> Response:
    """Begin a hand-over, or go on with one that was interrupted, and show how far it is while it is written."""
    back = url_for("backoffice.handover_page", code=code)
    try:
        handover = _open(code)
    except Refused as refused:
        db().rollback()
        flash(str(refused))
        return redirect(back, 303)
    db().commit()
    steps = _steps(handover.id, by())
    period = periods.parse(code)
    page = stream_template("backoffice/handover_progress.html", period=period, steps=steps, back=back)
    return Response(page, mimetype="text/html", headers={"X-Accel-Buffering": "no"})


@staff.route("/serah-terima/<int:handover_id>/setujui", methods=["GET", "POST"])
def handover_approve(handover_id: int) -> Response:
    """The second person lets it out."""
    handover, form = handovers.get(db(), handover_id), ConfirmedForm()
    back = url_for("backoffice.handover_page", code=handover.period_code)
    found = b""
    if form.is_submitted():
        db().rollback()  # a long hand-over is read without holding the writer's turn
        with house().database.reading() as reading:
            found = handovers.digest(reading, handover_id)

    def approve(_values: object) -> None:
        today = period_choice.today(db())
        handovers.approve(db(), by(), handovers.get(db(), handover_id), found, today)

    if form.accepts(approve):
        db().commit()
        flash(_("Serah terima disetujui dan dikunci. Berkas dan lembar bukti kini terbuka bagi kepegawaian."))
        return redirect(back, 303)
    lead = _(
        "%(n)s pegawai, %(period)s, revisi %(revision)d. Sesudah disetujui isinya tidak pernah berubah; koreksi "
        "menjadi serah terima baru.",
        n=filters.number(handover.rows),
        period=periods.parse(handover.period_code).label,
        revision=handover.revision,
    )
    return forms.page(form, _("Setujui serah terima"), back=back, lead=lead, save=_("Setujui"))


@staff.post("/serah-terima/<int:handover_id>/tarik")
def handover_withdraw(handover_id: int) -> Response:
    """Take back what nobody has approved."""
    handover = handovers.get(db(), handover_id)
    code = handover.period_code
    try:
        handovers.withdraw(db(), by(), handover)
    except Refused as refused:
        db().rollback()
        flash(str(refused))
    else:
        db().commit()
        flash(_("Serah terima ditarik."))
    return redirect(url_for("backoffice.handover_page", code=code), 303)


def _open(code: str) -> Handover:
    """The unfinished hand-over of a period, or a new one."""
    if snapshots.latest(db(), code) is None:
        abort(404)
    found = handovers.of_period(db(), code)
    if found and found[0].hash is None:
        return found[0]
    return handovers.begin(db(), by(), code, period_choice.today(db()))


def _steps(handover_id: int, signature: By) -> Iterator[str]:
    """Write the rows in turns, each its own transaction, and say after each how far it is."""
    close_sessions()  # the top of the page has been read; with a rollback journal a turn would wait for that reading
    database = house().database
    with database.reading() as reading:
        sides = merge.frozen(reading, handovers.get(reading, handover_id))
        total = merge.count_civil_servants(reading, sides)
    more = True
    while more:
        with database.writing() as writing:
            handover = handovers.get(writing, handover_id)
            more = handovers.write_some(writing, handover, sides)
            writing.commit()
        if more:
            yield _("%(n)s dari %(total)s pegawai", n=filters.number(handover.rows), total=filters.number(total))
    with database.reading() as reading:
        found = handovers.digest(reading, handover_id)
    with database.writing() as writing:
        try:
            handovers.finish(writing, signature, handovers.get(writing, handover_id), sides, found)
            writing.commit()
        except Refused as refused:
            yield str(refused)
        else:
            yield _("Selesai. Sidik SHA-256: %(hash)s", hash=found.hex())
