"""Following a report with its tracking code alone. The code travels in forms only, never in an address."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

import clock
from database import Busy
from extensions import db, glance, house
from models import attempts, case_filing, case_originals, inbox, units
from models import cases as stored
from models.case_filing import Form
from models.cases import Case
from models.changes import Refused
from public import case_secrets, case_words, forms, networks, screens, sentences
from public.cases import keep_words
from public.context import agency_here
from public.forms import CODE, NONCE, Post
from surveys import case_codes, nonces, redaction, working_days
from surveys.cases import LOW_SCORE, MESSAGE_MOST, SCORES, Kind, State
from surveys.nonces import InvalidNonce

PURPOSE, LOOK_UP = "pesan", "lacak"
TEXT, SCORE, SURE = "pesan", "nilai", "yakin"
FIELDS = frozenset({CODE, NONCE, TEXT, SCORE, SURE})

tracking: Final = Blueprint("tracking", __name__)


class UnknownTrackingCode(Exception):
    """No report has this look-up, or not this secret: nobody learns which."""


class TooManyLookUps(Exception):
    """A network has guessed too often in this minute."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


@tracking.get("/pengaduan/lacak")
def ask() -> Response:
    """A field for the tracking code."""
    return make_response(render_template("public/case_lookup.html"))


@tracking.post("/pengaduan/lacak")
def show() -> Response:
    """The report behind a code."""
    return _page(_opened(forms.read(request)).id)


@tracking.post("/pengaduan/lacak/<action>")
def act(action: str) -> Response:
    """One step of the reporter, answered with the report as it is then."""
    if action not in ACTIONS:
        abort(404)
    post = forms.read(request)
    known = _opened(post)
    case = stored.get(db(), known.id, stored.Sight())
    try:
        said = ACTIONS[action](db(), case, post, _today(case))
        db().commit()
    except (Refused, InvalidNonce) as error:
        db().rollback()
        return _page(known.id, refused={action: sentences.of(error)}, kept=post[TEXT])
    if action in ERASING:
        house().database.shorten_journal()
    return _page(known.id, done=said)


@tracking.errorhandler(UnknownTrackingCode)
def _unknown(_error: UnknownTrackingCode) -> Response:
    problem = _("Kode lacak tidak ditemukan. Periksa lagi huruf dan angkanya.")
    return make_response(render_template("public/case_lookup.html", typed=g.typed, problem=problem), 404)


@tracking.errorhandler(TooManyLookUps)
def _too_many(error: TooManyLookUps) -> Response:
    problem = _(
        "Terlalu banyak kode yang keliru dari jaringan ini. Tunggu %(n)s detik, lalu coba lagi.", n=error.seconds
    )
    answer = make_response(render_template("public/case_lookup.html", typed=g.typed, problem=problem), 429)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


@tracking.errorhandler(Busy)
@tracking.errorhandler(OperationalError)
@tracking.errorhandler(PoolTimeout)
def _unavailable(error: Exception) -> Response:
    return keep_words(error, request.path)


def _opened(post: Post) -> Case:
    """The report that the code of a form opens. Raises UnknownTrackingCode or TooManyLookUps."""
    post.refuse_other_than(FIELDS)
    g.typed, g.post = post[CODE], post
    code, now = case_codes.read(post[CODE]), clock.now()
    day, address = now.astimezone(agency_here().tzinfo).date(), request.remote_addr or ""
    day_key = networks.key_of(glance(), day)
    if day_key is not None:
        wait = attempts.seconds_to_wait(glance(), networks.tag(house().keys, day_key, LOOK_UP, address), now)
        if wait:
            raise TooManyLookUps(wait)
    case = stored.by_lookup(glance(), code.lookup)
    if case_secrets.matches(case.secret_hash if case else None, code.secret) and case is not None:
        return case
    day_key = inbox.day_key(db(), day, fresh=secrets.token_bytes(32))
    attempts.count(db(), networks.tag(house().keys, day_key, LOOK_UP, address), now)
    db().commit()
    raise UnknownTrackingCode


def _today(case: Case) -> date:
    return units.get(db(), case.unit_id).local(clock.now()).date()


def _reply(session: Session, case: Case, post: Post, today: date) -> str:
    case_filing.reply(session, house().keys, case, _text(post), _form(case, post, today))
    return str(_("Pesan Anda sudah terkirim."))


def _reopen(session: Session, case: Case, post: Post, today: date) -> str:
    case_filing.reopen(session, house().keys, case, _text(post), _form(case, post, today))
    return str(_("Laporan Anda dibuka kembali."))


def _confirm(session: Session, case: Case, _post: Post, today: date) -> str:
    if case.state != State.CLOSED.value:
        case_filing.confirm(session, case, today)
    return str(_("Terima kasih. Laporan ini selesai."))


def _score(session: Session, case: Case, post: Post, today: date) -> str:
    if post[SCORE] not in {str(value) for value in SCORES}:
        raise Refused(_("Pilih salah satu dari empat jawaban."))
    if case.score != int(post[SCORE]):
        case_filing.score(session, case, int(post[SCORE]), today)
    if int(post[SCORE]) <= LOW_SCORE and case_filing.may_reopen(case):
        return str(_("Penilaian Anda tersimpan. Belum puas? Laporan ini bisa dibuka kembali satu kali."))
    return str(_("Penilaian Anda tersimpan. Terima kasih."))


def _erase_contact(session: Session, case: Case, _post: Post, today: date) -> str:
    case_filing.erase_contact(session, case, today)
    return str(_("Kontak Anda sudah dihapus."))


def _erase(session: Session, case: Case, post: Post, today: date) -> str:
    if post[SURE] != forms.TICKED:
        raise Refused(_("Centang dahulu kotaknya: yang dihapus tidak bisa dikembalikan."))
    case_filing.erase(session, case, today)
    return str(_("Isi laporan dan kontak Anda sudah dihapus."))


ACTIONS: Final[Mapping[str, Callable[[Session, Case, Post, date], str]]] = {
    "pesan": _reply,
    "buka": _reopen,
    "selesai": _confirm,
    "nilai": _score,
    "kontak": _erase_contact,
    "hapus": _erase,
}
ERASING: Final = frozenset({"kontak", "hapus"})


def _form(case: Case, post: Post, today: date) -> Form:
    nonce = nonces.open(house().keys.form, PURPOSE, case.lookup or "", post[NONCE], clock.now())
    return Form(nonce, today, secrets.token_bytes)


def _text(post: Post) -> str:
    """The message that was written. Raises Refused."""
    try:
        text = redaction.clean(post[TEXT], MESSAGE_MOST)
    except redaction.TextTooLong as error:
        raise Refused(sentences.of(error)) from None
    if not text:
        raise Refused(_("Tulis pesannya dahulu."))
    return text


def _page(case_id: int, *, done: str = "", refused: Mapping[str, str] | None = None, kept: str = "") -> Response:
    """The report as it stands; `refused` says why, by action, and `kept` is what was written for it."""
    case = stored.get(glance(), case_id, stored.Sight())
    waits_for_us = not case.is_over and case.state != State.ANSWERED.value
    page = render_template(
        "public/case_track.html",
        case=case,
        code=g.typed,
        unit=units.get(glance(), case.unit_id),
        state=case_words.STATES[State(case.state)],
        kind=case_words.NAMES[Kind(case.kind)],
        promise=case_words.promise(case, working_days.load()) if waits_for_us else "",
        steps=case_words.shown(stored.steps(glance(), case)),
        has_contact=case_originals.has_contact(glance(), case),
        may_reopen=case_filing.may_reopen(case),
        may_score=case_filing.may_score(case),
        labels=case_words.SCORES,
        is_low=case.score is not None and case.score <= LOW_SCORE,
        nonce=screens.fresh_nonce(PURPOSE, case.lookup or ""),
        most=MESSAGE_MOST,
        done=done,
        refused=refused or {},
        kept=kept,
    )
    return make_response(page, 422 if refused else 200)
