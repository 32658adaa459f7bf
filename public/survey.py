"""The survey: open a code, tap, complete, thanks. Opening a page never writes and never spends a ticket."""

import secrets
from typing import Final

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

import clock
from extensions import db, glance, house
from models import inbox, ratings
from public import device, forms, intake, places, refusals, screens, stations
from public.context import agency_here
from public.forms import Post
from public.intake import COMPLETE, RATE, Sender, Sent
from public.language import here
from public.places import Codes, Place
from surveys import nonces
from surveys.crockford import grouped
from surveys.nonces import Nonce
from surveys.tickets import UnknownCode
from surveys.validity import Channel

survey: Final = Blueprint("survey", __name__)
refusals.install(survey)


def codes() -> Codes:
    """The codes this agency makes and reads."""
    return Codes(house().keys, agency_here())


def place_of(code: str, first: str = "") -> Place:
    """The place of a code, and with it the agency for the templates.

    A voided ticket is an unknown code, but not for whoever had begun with it; `first` is the nonce that would say so.
    """
    keys = house().keys
    place = places.find(glance(), keys, code)
    if places.is_voided(glance(), keys, place) and not intake.has_begun(glance(), keys, place, first, clock.now()):
        raise UnknownCode
    g.agency = place.agency
    return place


@survey.get("/L/<code>", endpoint="sign")
@survey.get("/T/<code>", endpoint="ticket")
def open_code(code: str) -> Response:
    """The first screen. Going back to it must find it unchanged, nonce and all, so the browser may keep it."""
    place, now = place_of(code), clock.now()
    day = place.service_day(now)
    moved = not place.is_open(day)
    here = places.successor(glance(), codes(), place, day) if moved else place
    places.refuse_unusable(here, now, now)
    former = place.code if moved else ""
    answer = screens.first(here, intake.questionnaire_at(glance(), here, now), moved=moved, former=former)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@survey.post("/nilai")
def rate() -> Response:
    """One tap, a whole response: stored, and only then answered."""
    sent = read_form(RATE)
    sender = sender_here()
    channel = stations.channel(request, glance(), sent.place, secure=house().config.secure)
    columns = intake.circumstances(glance(), house().keys, sent, sender, channel) if sent.begins else {}
    columns |= {"language": here.tag, **forms.tap(sent.post)}
    outcome = intake.store(db(), house().keys, sent, columns, sender)
    if outcome is inbox.Outcome.STORED and sent.begins and sent.post[forms.FORMER]:
        intake.note_former_sign(db(), house().keys, sent)
    db().commit()
    answer = see_other("survey.continuation", sent, outcome)
    if channel is Channel.OWN_PHONE:  # a kiosk goes from hand to hand and is nobody's device
        device.remember(answer, sender.device, house().keys, secure=house().config.secure)
    return answer


@survey.get("/nilai")
@survey.get("/lanjut")
def nothing_to_show() -> Response:
    """Where forms go to; a phone that opens its old tabs again may ask for the address alone."""
    return make_response(redirect(url_for("pages.home"), 303))


@survey.get("/lanjut/<code>/<first>")
def continuation(code: str, first: str) -> Response:
    """The second screen of a response that is stored and not sealed yet."""
    place, nonce = begun(code, first)
    return screens.second(place, intake.questionnaire_at(glance(), place, nonce.issued_at), Post({forms.FIRST: first}))


@survey.post("/lanjut")
def complete() -> Response:
    """Elements, comment and profile complete the same response."""
    sent = read_form(COMPLETE)
    now = clock.now()
    questionnaire = intake.questionnaire_at(glance(), sent.place, sent.first.issued_at)
    sent.post.refuse_other_than(forms.details_fields(questionnaire))
    g.questionnaire = questionnaire
    columns = {"language": here.tag, **forms.details(sent.post, questionnaire, sent.own.issued_at, now)}
    outcome = intake.store(db(), house().keys, sent, columns, sender_here())
    db().commit()
    return see_other("survey.thanks", sent, outcome)


@survey.post("/lanjut/bahasa")
def reworded() -> Response:
    """The second screen in another language, with all that was filled in. Nothing is stored."""
    sent = read_form(COMPLETE)
    questionnaire = intake.questionnaire_at(glance(), sent.place, sent.first.issued_at)
    sent.post.refuse_other_than(forms.details_fields(questionnaire))
    return screens.second(sent.place, questionnaire, sent.post)


@survey.get("/ubah/<code>/<first>")
def change(code: str, first: str) -> Response:
    """The first question again, for a response that is stored; its earlier answer is not shown."""
    place, nonce = begun(code, first)
    return screens.first(place, intake.questionnaire_at(glance(), place, nonce.issued_at), first=first)


@survey.get("/terima-kasih/<code>/<first>")
def thanks(code: str, first: str) -> Response:
    """The receipt, and the way on to what else may be asked. Of the answers it shows nothing over a shoulder."""
    place, nonce = begun(code, first, sealed_too=True)
    receipt = intake.receipt(house().keys, nonce)
    onward = intake.next_supplement(glance(), place, nonce, receipt)
    return make_response(
        render_template("public/thanks.html", place=place, receipt=grouped(receipt), first=first, onward=onward)
    )


@survey.get("/loket/<code>")
def others(code: str) -> Response:
    """Not this counter? The open counters of the unit."""
    place = place_of(code)
    today = place.unit.local(clock.now()).date()
    found = places.open_counters(glance(), codes(), place, today)
    return make_response(render_template("public/counters.html", place=place, counters=found))


def read_form(purpose: str) -> Sent:
    """The POST of a form whose code and nonces are genuine; kept for the page that says no, if one has to."""
    g.purpose, g.post = purpose, forms.read(request)
    if purpose == RATE:
        g.post.refuse_other_than(forms.TAP)
    g.place = place_of(g.post[forms.CODE], g.post[forms.FIRST] or g.post[forms.NONCE])
    sent = intake.believe(house().keys, g.post, g.place, purpose, clock.now())
    if purpose != RATE and sent.begins:
        raise intake.BrokenContinuation
    return sent


def sender_here() -> Sender:
    """The phone behind this request."""
    fresh = secrets.token_bytes(device.ID_BYTES)
    phone = device.of(request, house().keys, secure=house().config.secure, fresh=fresh)
    return Sender(phone, clock.now(), secrets.token_bytes(32))


def see_other(endpoint: str, sent: Sent, outcome: inbox.Outcome) -> Response:
    """On to the next page; its address carries the first nonce, so that neither cookie nor script is needed.

    The queue of a phone, which asks for JSON, is told the address: fetch would follow a redirect unseen.
    """
    address = url_for(endpoint, code=sent.place.code, first=sent.first_text)
    if request.accept_mimetypes.best == "application/json":
        answer = make_response({"next": address}, 201 if outcome is inbox.Outcome.STORED else 200)
    else:
        answer = make_response(redirect(address, 303))
    if outcome is inbox.Outcome.REPLAYED:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def begun(code: str, first: str, *, sealed_too: bool = False) -> tuple[Place, Nonce]:
    """A response that is stored. Raises AlreadySealed unless that is welcome, and NeverBegun for an unsent form."""
    place = place_of(code, first)
    nonce = intake.first_nonce(house().keys, place, first, clock.now())
    leaf = nonces.receipt_leaf(intake.receipt(house().keys, nonce))
    if not inbox.is_waiting(glance(), leaf):
        if ratings.receipt_state(glance(), leaf) is None:
            raise intake.NeverBegun(place)
        if not sealed_too:
            raise inbox.AlreadySealed
    return place, nonce
