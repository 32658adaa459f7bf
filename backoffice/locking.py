"""The lock of a period: what stands in its way, what it froze, and how two persons correct it."""

from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import clock
from backoffice import forms, period_choice
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, staff
from extensions import db
from models import figures, locks, objections, periods, revisions, snapshots, users
from models.periods import Period
from models.revisions import Size
from models.snapshots import RevisionProposal, Snapshot
from surveys.periods import State, parse

FEWEST: Final = 10  # a smaller change could tell of single ratings, so it is not numbered


@dataclass(frozen=True)
class Revision:
    """One revision with how much it holds. `change`: ratings more or fewer than in the one before, as words."""

    snapshot: Snapshot
    size: Size
    change: str


@dataclass(frozen=True)
class Lock:
    """Where a period stands with its lock; `revisions` newest first, `late` forms that came after it."""

    obstacles: list[str]
    revisions: list[Revision]
    proposal: RevisionProposal | None
    uncomputed: int
    late: int
    is_final: bool
    people: dict[int, str]


class ProposalForm(ConfirmedForm):
    """Why a locked period is to be computed anew."""

    reason = forms.text(_l("Alasan revisi"), _l("Tulis alasan revisi."), most=300)


def lock_of(session: Session, period: Period) -> Lock:
    """Everything that the page of a period says about its lock."""
    found = snapshots.of_period(session, period.code)
    proposal = snapshots.proposal(session, period.code)
    known = {user_id for row in found for user_id in (row.made_by_id, row.approved_by_id)}
    known |= {proposal.proposed_by_id} if proposal else set()
    people = users.by_ids(session, [user_id for user_id in known if user_id is not None])
    running = period.state in {State.OPEN.value, State.CLOSED.value}
    return Lock(
        locks.obstacles(session, period, clock.now()) if running else [],
        _revisions(found, revisions.sizes(session, period.code)),
        proposal,
        len(objections.awaiting_revision(session, period.code)),
        sum(figures.late_forms(session, parse(period.code)).values()),
        bool(found) and snapshots.is_final(session, found[0], period_choice.today(session)),
        {user.id: user.name for user in people.values()},
    )


@staff.route("/periode/<code>/kunci", methods=["GET", "POST"])
def period_lock(code: str) -> Response:
    """Compute a closed period and freeze it."""
    period, form = periods.get(db(), code), ConfirmedForm()
    back = url_for("backoffice.period_page", code=code)
    if form.accepts(lambda _values: locks.lock(db(), by(), code, now=clock.now())):
        db().commit()
        flash(
            _("%(period)s dikunci. Petugas kini dapat melihat hasilnya dan mengajukan keberatan.", period=period.label)
        )
        return redirect(back, 303)
    lead = _("Sesudah dikunci, angkanya tidak pernah berubah; koreksi menjadi revisi di sampingnya, oleh dua orang.")
    return forms.page(form, _("Kunci %(period)s", period=period.label), back=back, lead=lead, save=_("Kunci periode"))


@staff.route("/periode/<code>/revisi", methods=["GET", "POST"])
def revision_propose(code: str) -> Response:
    """HR asks for a locked period to be computed anew."""
    period, form = periods.get(db(), code), ProposalForm()
    back = url_for("backoffice.period_page", code=code)
    if form.accepts(lambda values: locks.propose_revision(db(), by(), code, values["reason"])):
        db().commit()
        flash(_("Revisi diajukan dan menunggu persetujuan evaluator."))
        return redirect(back, 303)
    lead = _(
        "Keputusan yang sudah diambil dihitung menjadi revisi baru setelah evaluator menyetujui. Revisi lama tetap ada."
    )
    return forms.page(form, _("Ajukan revisi %(period)s", period=period.label), back=back, lead=lead, save=_("Ajukan"))


@staff.route("/periode/<code>/revisi/setujui", methods=["GET", "POST"])
def revision_approve(code: str) -> Response:
    """An evaluator lets the proposed revision be computed."""
    period, proposal, form = periods.get(db(), code), snapshots.proposal(db(), code), ConfirmedForm()
    back = url_for("backoffice.period_page", code=code)
    if form.accepts(lambda _values: locks.approve_revision(db(), by(), code)):
        db().commit()
        flash(_("Revisi disetujui dan dihitung; masa keberatan dimulai lagi."))
        return redirect(back, 303)
    lead = (
        _("Alasan pengusul: %(reason)s", reason=proposal.reason) if proposal else _("Tidak ada revisi yang menunggu.")
    )
    return forms.page(
        form, _("Setujui revisi %(period)s", period=period.label), back=back, lead=lead, save=_("Setujui dan hitung")
    )


def _revisions(found: list[Snapshot], sizes: dict[int, Size]) -> list[Revision]:
    older = [*found, None][1:]
    return [
        Revision(row, sizes[row.id], _change(sizes[row.id], sizes[before.id] if before else None))
        for row, before in zip(found, older, strict=True)
    ]


def _change(size: Size, before: Size | None) -> str:
    if before is None:
        return ""
    more = size.n - before.n
    if not more:
        return str(_("jumlah penilaian tetap"))
    if abs(more) < FEWEST:
        return str(_("jumlah penilaian berubah kurang dari %(n)d", n=FEWEST))
    return str(_("%(before)d menjadi %(after)d penilaian", before=before.n, after=size.n))
