"""What a citizen reads when something cannot be done: why, and the way on. Their answers stay in the page."""

from flask import Blueprint, Response, g, make_response, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import clock
import errors
from database import Busy
from extensions import glance, house
from filters import day
from models.inbox import AlreadySealed, AnswerChanged, FirstNotHere, TicketSpent
from public import forms, intake, places, screens, sentences
from public.context import agency_here
from public.language import here
from public.places import Codes, CounterClosed, NotUsable, TicketExpired, TicketNotYet
from surveys.nonces import InvalidNonce
from surveys.tickets import ACCEPTED_DAYS, UnknownCode

SOON_SECONDS = 2


def install(blueprint: Blueprint) -> None:
    """Register the answers for the survey's pages."""
    for kind, answer in (
        (UnknownCode, unknown_code),
        (TicketNotYet, ticket_not_yet),
        (TicketExpired, ticket_expired),
        (CounterClosed, counter_closed),
        (InvalidNonce, stale_form),
        (intake.BrokenContinuation, broken_continuation),
        (intake.NeverBegun, never_begun),
        (forms.Problems, problems),
        (AnswerChanged, answer_changed),
        (TicketSpent, ticket_spent),
        (AlreadySealed, already_sealed),
        (FirstNotHere, first_not_here),
        (Busy, unavailable),
        (OperationalError, unavailable),
        (PoolTimeout, unavailable),
    ):
        blueprint.register_error_handler(kind, answer)


def unknown_code(_error: UnknownCode) -> Response:
    """400: one answer for whatever is not a code of ours."""
    return screens.notice(400, _("Kode tidak dikenal"), _("Periksa lagi hurufnya atau pindai ulang."), ask_code=True)


def ticket_not_yet(error: TicketNotYet) -> Response:
    """400: the ticket of a day to come."""
    return screens.notice(
        400,
        _("Tiket ini belum berlaku"),
        _("Tiket ini untuk layanan %(day)s. Pindai lagi setelah dilayani.", day=_ticket_day(error)),
    )


def ticket_expired(error: TicketExpired) -> Response:
    """410: the ticket of a day long past."""
    return screens.notice(
        410,
        _("Tiket ini sudah tidak berlaku"),
        _(
            "Tiket ini untuk layanan %(day)s dan berlaku %(days)s hari. Anda tetap bisa menilai tanpa tiket.",
            day=_ticket_day(error),
            days=ACCEPTED_DAYS,
        ),
        links=[(_("Nilai tanpa tiket"), _sign_address(error.place))],
    )


def counter_closed(error: CounterClosed) -> Response:
    """410: the counter is gone; the unit may have others."""
    today = error.place.unit.local(clock.now()).date()
    found = places.open_counters(glance(), _codes(), error.place, today)
    label = error.place.counter.label
    advice = (
        _(
            "Loket %(label)s di %(unit)s sudah tidak melayani. Pilih loket lain di bawah ini.",
            label=label,
            unit=error.place.unit.name,
        )
        if found
        else _("Loket %(label)s di %(unit)s sudah tidak melayani.", label=label, unit=error.place.unit.name)
    )
    links = [(_("Loket %(label)s", label=counter.label), url_for("survey.sign", code=code)) for counter, code in found]
    return screens.notice(410, _("Stiker ini sudah tidak dipakai"), advice, links=links)


def stale_form(error: InvalidNonce) -> Response:
    """400: the same answers under a fresh nonce; one more press sends them."""
    fields = {**g.post.fields, forms.NONCE: screens.fresh_nonce(g.purpose, g.place.code)}
    return screens.resend(400, _("Tekan Kirim sekali lagi"), sentences.of(error), g.purpose, fields)


def broken_continuation(_error: intake.BrokenContinuation) -> Response:
    """400: nothing of ours leads here."""
    return errors.page(400)


def never_begun(error: intake.NeverBegun) -> Response:
    """303 to where it begins."""
    place = error.place
    endpoint = "survey.ticket" if place.ticket else "survey.sign"
    return make_response(redirect(url_for(endpoint, code=place.code), 303))


def problems(error: forms.Problems) -> Response:
    """422: the form again, filled in as it was, with what to change."""
    if g.purpose == intake.COMPLETE:
        return screens.second(g.place, g.questionnaire, g.post, problems=error.by_field)
    if g.purpose == intake.SUPPLEMENT:
        return screens.supplement(g.place, g.questionnaire, g.post, problems=error.by_field)
    questionnaire = intake.questionnaire_at(glance(), g.place, clock.now())
    return screens.first(
        g.place,
        questionnaire,
        nonce=g.post[forms.NONCE],
        first=g.post[forms.FIRST],
        problem=error.by_field[forms.OPENING],
    )


def answer_changed(_error: AnswerChanged) -> Response:
    """422: the form was sent before with another answer; a press replaces it."""
    post, code = g.post, g.place.code
    first = post[forms.FIRST] or post[forms.NONCE]
    fields = {**post.fields, forms.NONCE: screens.fresh_nonce(g.purpose, code), forms.FIRST: first}
    back = "survey.thanks" if g.purpose == intake.SUPPLEMENT else "survey.continuation"
    return screens.resend(
        422,
        _("Penilaian tadi sudah tersimpan"),
        _("Anda bisa menggantinya dengan jawaban yang baru, atau membiarkannya."),
        g.purpose,
        fields,
        button=_("Ganti dengan %(label)s", label=_new_answer()),
        links=[(_("Biarkan yang tadi"), url_for(back, code=code, first=first))],
    )


def ticket_spent(_error: TicketSpent) -> Response:
    """409: somebody has used the ticket. The answer just given can still be stored, without it."""
    sign = _codes().sign(g.place.counter)
    fields = {
        forms.CODE: sign,
        forms.NONCE: screens.fresh_nonce(intake.RATE, sign),
        forms.OPENING: g.post[forms.OPENING],
        forms.DISPUTED: forms.TICKED,
    }
    return screens.resend(
        409,
        _("Tiket ini sudah dipakai"),
        _("Bila Anda belum menilai, jawaban Anda tetap bisa disimpan tanpa tiket."),
        intake.RATE,
        fields,
        button=_("Saya belum menilai"),
        links=[(_("Nilai tanpa tiket"), url_for("survey.sign", code=sign))],
    )


def already_sealed(_error: AlreadySealed) -> Response:
    """410: the night is over."""
    return screens.notice(
        410,
        _("Penilaian Anda sudah dihitung"),
        _("Penilaian Anda sudah dihitung dan tidak bisa diubah lagi."),
        links=[(_("Periksa tanda terima"), url_for("pages.receipt"))],
    )


def first_not_here(_error: FirstNotHere) -> Response:
    """425: the completion overtook its tap."""
    answer = screens.resend(
        425,
        _("Sebentar lagi"),
        _("Penilaian pertama Anda belum sampai. Tunggu sebentar, lalu coba lagi. Jawaban Anda tidak hilang."),
        g.purpose,
        g.post.fields,
        button=_("Coba lagi"),
    )
    answer.headers["Retry-After"] = str(SOON_SECONDS)
    return answer


def unavailable(error: Exception) -> Response:
    """503: nothing was stored; the page holds the same form under the same nonce, so pressing again is safe."""
    if "post" not in g:
        return errors.unavailable(error)
    answer = screens.resend(
        503,
        _("Server sedang sibuk"),
        _("Server sedang sibuk. Jawaban Anda tidak hilang."),
        g.purpose,
        g.post.fields,
        button=_("Coba lagi"),
    )
    answer.headers["Retry-After"] = str(errors.BUSY_SECONDS if isinstance(error, Busy) else errors.DOWN_SECONDS)
    return answer


def _codes() -> Codes:
    return Codes(house().keys, agency_here())


def _sign_address(place: places.Place) -> str:
    return url_for("survey.sign", code=_codes().sign(place.counter))


def _ticket_day(error: NotUsable) -> str:
    return day(error.place.ticket.service_day if error.place.ticket else None)


def _new_answer() -> str:
    """The face pressed last, or what was filled in on a later screen."""
    if g.purpose != intake.RATE:
        return str(_("jawaban yang baru"))
    labels = intake.questionnaire_at(glance(), g.place, clock.now()).opening.labels(here.tag)
    return labels[int(g.post[forms.OPENING]) - 1]
