"""A citizen reports a problem: one form, no name, no cookie, and a tracking code as the only way back."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Final

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import clock
import errors
from database import Busy
from extensions import db, glance, house
from models import attempts, case_filing, inbox, units
from models import cases as stored
from models.case_filing import Filed, Form, Report
from models.units import Unit
from public import case_secrets, case_words, forms, networks, screens, sentences
from public.context import agency_here
from public.forms import NONCE, Post, Problems
from surveys import case_codes, nonces, redaction, working_days
from surveys.case_codes import Code
from surveys.cases import CONTACT_MOST, TEXT_MOST, Kind
from surveys.nonces import InvalidNonce, Nonce

PURPOSE = "lapor"
KIND, UNIT, TEXT, REACHABLE, CONTACT = "jenis", "unit", "isi", "boleh", "kontak"
LAPOR = "https://www.lapor.go.id/"
FIELDS = frozenset({NONCE, KIND, UNIT, TEXT, REACHABLE, CONTACT})

cases: Final = Blueprint("cases", __name__)


class TooManyReports(Exception):
    """A network has sent many reports in this hour; `seconds` are left of it."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


@cases.get("/pengaduan")
def report() -> Response:
    """The form. It holds no answer, so that going back to it may find it as it was left."""
    answer = _form(Post({}))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@cases.post("/pengaduan/kirim")
def send() -> Response:
    """Store the report and show its code: in the answer itself, so that no address in a browser's history opens it."""
    g.post = forms.read(request)
    g.post.refuse_other_than(FIELDS)
    nonce = nonces.open(house().keys.form, PURPOSE, "", g.post[NONCE], clock.now())
    unit, written = _report(g.post)
    _refuse_flood(nonce)
    secret = case_codes.secret(house().keys.case_code, nonce)
    secret_hash = case_secrets.hashed(secret)  # before the writer's turn: it is slow on purpose
    filed = case_filing.file(db(), house().keys, written, _on(nonce, unit), secret_hash)
    if filed.is_new:
        day_key = inbox.day_key(db(), _day_here(), fresh=secrets.token_bytes(32))
        attempts.count_report(db(), _network(day_key), clock.now())
    db().commit()
    return _sent(filed, Code(filed.case.lookup or "", secret))


@cases.errorhandler(Problems)
def _problems(error: Problems) -> Response:
    """422: the form as it was filled in, with what to change."""
    return _form(g.post, error.by_field)


@cases.errorhandler(InvalidNonce)
def _stale(error: InvalidNonce) -> Response:
    """400: the same words under a fresh nonce; one more press sends them."""
    return _form(Post({**g.post.fields, NONCE: ""}), {NONCE: sentences.of(error)}, 400)


@cases.errorhandler(TooManyReports)
def _too_many(error: TooManyReports) -> Response:
    """429: nothing was stored; the page holds the same words, and says where else they are heard at once."""
    answer = _keep_words(
        429,
        _("Banyak laporan dari jaringan ini"),
        _(
            "Tulisan Anda tidak hilang. Kirim lagi setelah %(n)s menit, atau pakai jaringan lain.",
            n=-(-error.seconds // 60),
        ),
        url_for("cases.send"),
        links=[(_("Lapor lewat SP4N-LAPOR!"), LAPOR)],
    )
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


@cases.errorhandler(Busy)
@cases.errorhandler(OperationalError)
@cases.errorhandler(PoolTimeout)
def _unavailable(error: Exception) -> Response:
    return keep_words(error, url_for("cases.send"))


def keep_words(error: Exception, action: str) -> Response:
    """503: nothing was stored; the page holds the same words under the same nonce, to be sent to `action` again."""
    if "post" not in g:
        return errors.unavailable(error)
    answer = _keep_words(
        503, _("Server sedang sibuk"), _("Server sedang sibuk. Tulisan Anda tidak hilang."), action, links=[]
    )
    answer.headers["Retry-After"] = str(errors.BUSY_SECONDS if isinstance(error, Busy) else errors.DOWN_SECONDS)
    return answer


def _keep_words(status: int, title: str, advice: str, action: str, links: list[tuple[str, str]]) -> Response:
    page = render_template(
        "public/resend.html",
        title=title,
        advice=advice,
        action=action,
        fields=g.post.fields,
        button=_("Coba lagi"),
        links=links,
    )
    return make_response(page, status)


def _refuse_flood(nonce: Nonce) -> None:
    """A network that sent many reports waits; the same form again is no new report. Raises TooManyReports."""
    day_key = networks.key_of(glance(), _day_here())
    if day_key is None:
        return
    wait = attempts.seconds_to_report(glance(), _network(day_key), clock.now())
    if wait and stored.by_form(glance(), nonces.idempotency_key(house().keys.idem, nonce)) is None:
        raise TooManyReports(wait)


def _network(day_key: bytes) -> bytes:
    return networks.tag(house().keys, day_key, PURPOSE, request.remote_addr or "")


def _day_here() -> date:
    return clock.now().astimezone(agency_here().tzinfo).date()


def _form(post: Post, problems: Mapping[str, str] | None = None, status: int = 422) -> Response:
    page = render_template(
        "public/case_form.html",
        values=post,
        problems=problems or {},
        kinds=case_words.KINDS,
        units=_units(),
        nonce=post[NONCE] or screens.fresh_nonce(PURPOSE, ""),
        most=TEXT_MOST,
    )
    return make_response(page, status if problems else 200)


def _units() -> list[Unit]:
    """The units that are open today."""
    return units.open_units(glance(), _day_here())


def _on(nonce: Nonce, unit: Unit) -> Form:
    return Form(nonce, _today(unit), secrets.token_bytes)


def _today(unit: Unit) -> date:
    return unit.local(clock.now()).date()


def _report(post: Post) -> tuple[Unit, Report]:
    """What was filled in. Raises Problems."""
    problems: dict[str, str] = {}
    kind = _one_of(Kind, post[KIND])
    unit = next((unit for unit in _units() if unit.code == post[UNIT]), None)
    if kind is None:
        problems[KIND] = _("Pilih jenis laporannya.")
    if unit is None:
        problems[UNIT] = _("Pilih unit layanannya.")
    text, contact = _text(post, problems), _contact(post, problems)
    if problems or unit is None or kind is None:
        raise Problems(problems)
    return unit, Report(unit.id, kind, text, contact)


def _one_of(kinds: type[Kind], value: str) -> Kind | None:
    return kinds(value) if value in set(kinds) else None


def _text(post: Post, problems: dict[str, str]) -> str:
    try:
        text = redaction.clean(post[TEXT], TEXT_MOST)
    except redaction.TextTooLong as error:
        problems[TEXT] = sentences.of(error)
        return ""
    if not text:
        problems[TEXT] = _("Tulis apa yang terjadi.")
    return text


def _contact(post: Post, problems: dict[str, str]) -> str:
    """Kept only with the separate permission: a filled field alone is no consent."""
    try:
        contact = " ".join(redaction.clean(post[CONTACT], CONTACT_MOST).split())
    except redaction.TextTooLong as error:
        problems[CONTACT] = sentences.of(error)
        return ""
    if contact and post[REACHABLE] != forms.TICKED:
        problems[CONTACT] = _("Beri izin dengan mencentang kotak di atasnya, atau kosongkan kontak ini.")
    if post[REACHABLE] == forms.TICKED and not contact:
        problems[CONTACT] = _("Isi nomor HP atau e-mail, atau hapus centang di atasnya.")
    return contact


def _sent(filed: Filed, code: Code) -> Response:
    page = render_template(
        "public/case_sent.html",
        code=code.grouped,
        promise=case_words.promise(filed.case, working_days.load()),
        is_same=filed.is_same,
    )
    return make_response(page, 201 if filed.is_new else 200 if filed.is_same else 409)
