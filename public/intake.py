"""From a believed form to one stored response: the only caller of `models.inbox.record`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import inbox, questionnaires, signs, supplements, units
from models.inbox import AlreadySealed, Outcome, Submitted
from public import forms, places
from public.device import Device
from public.forms import Post
from public.places import Place, refuse_unusable
from surveys import nonces, tickets
from surveys.keys import KeyRing
from surveys.nonces import ExpiredNonce, InvalidNonce, Nonce
from surveys.questionnaire import Questionnaire
from surveys.validity import Channel

RATE, COMPLETE, SUPPLEMENT = "nilai", "lanjut", "tambahan"


class BrokenContinuation(Exception):
    """The first nonce was tampered with: nobody can say which response is meant."""


class NeverBegun(Exception):
    """The form behind a continuation was opened and never sent."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place.code)


@dataclass(frozen=True)
class Sent:
    """A POST that is believed: its own nonce and the first one of its response, which a first POST is itself."""

    post: Post
    place: Place
    own: Nonce
    first: Nonce
    first_text: str

    @property
    def begins(self) -> bool:
        """Whether this POST begins a response rather than completing or changing one."""
        return self.own is self.first


@dataclass(frozen=True)
class Sender:
    """The phone behind a POST, the moment it came, and 32 random bytes for the key of the day, should it lack one."""

    device: Device
    now: datetime
    fresh_key: bytes


def believe(keys: KeyRing, post: Post, place: Place, purpose: str, now: datetime) -> Sent:
    """Check the nonces of a form. Raises InvalidNonce, BrokenContinuation, or AlreadySealed for an aged first one."""
    own = nonces.open(keys.form, purpose, place.code, post[forms.NONCE], now)
    if not post[forms.FIRST]:
        return Sent(post, place, own, own, post[forms.NONCE])
    return Sent(post, place, own, first_nonce(keys, place, post[forms.FIRST], now), post[forms.FIRST])


def first_nonce(keys: KeyRing, place: Place, text: str, now: datetime) -> Nonce:
    """The nonce that began a response. Raises BrokenContinuation, or AlreadySealed when its night is long over."""
    try:
        return nonces.open(keys.form, RATE, place.code, text, now)
    except ExpiredNonce:
        raise AlreadySealed from None
    except InvalidNonce:
        raise BrokenContinuation from None


def has_begun(session: Session, keys: KeyRing, place: Place, text: str, now: datetime) -> bool:
    """Whether a response was begun with this nonce: it may be completed and changed though its ticket was voided."""
    try:
        first = nonces.open(keys.form, RATE, place.code, text, now)
    except InvalidNonce:
        return False
    return inbox.is_known(session, nonces.idempotency_key(keys.idem, first))


def receipt(keys: KeyRing, first: Nonce) -> str:
    """What the citizen keeps of a response."""
    return nonces.receipt(keys.receipt, first)


def questionnaire_at(session: Session, place: Place, opened_at: datetime) -> Questionnaire:
    """The questionnaire of whoever opened the first page at that moment."""
    return questionnaires.load(session, questionnaires.in_use(session, place.unit.local(opened_at).date()).code)


def next_supplement(session: Session, place: Place, first: Nonce, receipt: str) -> Questionnaire | None:
    """What may be asked next of whoever began with this nonce; None where nothing is left or the night is over."""
    given = inbox.answered_supplements(session, nonces.receipt_leaf(receipt))
    asked = [] if given is None else supplements_at(session, place, first.issued_at)
    return next((found for found in asked if found.code not in (given or ())), None)


def supplements_at(session: Session, place: Place, opened_at: datetime) -> list[Questionnaire]:
    """What may follow the form of whoever opened the first page at that moment."""
    return supplements.asked(session, place.unit.id, place.unit.local(opened_at).date(), opened_at)


def circumstances(session: Session, keys: KeyRing, sent: Sent, sender: Sender, channel: Channel) -> dict[str, Any]:
    """The columns of a new response that the citizen does not choose."""
    place, ticket = sent.place, sent.place.ticket
    opened = place.unit.local(sent.own.issued_at)
    return {
        "receipt_leaf": nonces.receipt_leaf(receipt(keys, sent.own)),
        "unit_id": place.unit.id,
        "counter_id": place.counter.id,
        "service_id": place.counter.service_id,
        "questionnaire_id": questionnaires.in_use(session, opened.date()).id,
        "channel": channel.value,
        "has_ticket": ticket is not None,
        "service_day": place.service_day(sent.own.issued_at),
        "shift": ticket.shift if ticket else units.shift_at(session, place.unit, opened),
        "wait_band": ticket.wait_band if ticket else 0,
        "local_day": place.unit.local(sender.now).date(),
        "local_time": opened.time(),
        "disputed": sent.post[forms.DISPUTED] == forms.TICKED,
    }


def note_former_sign(session: Session, keys: KeyRing, sent: Sent) -> None:
    """Count that a replaced sign led here, so that its unit learns that it still hangs somewhere."""
    try:
        former = places.find(session, keys, sent.post[forms.FORMER])
    except tickets.UnknownCode:
        return
    day = sent.place.service_day(sent.own.issued_at)
    if former.ticket is None and not former.is_open(day):
        signs.led_on(session, former.counter.id, day)


def store(session: Session, keys: KeyRing, sent: Sent, columns: dict[str, Any], sender: Sender) -> Outcome:
    """Store a POST exactly once: `columns` are what it says and, for a new response, its circumstances.

    Raises NotUsable for a new response that may not be taken any more, or RefusedSubmission.
    """
    ticket = sent.place.ticket
    submitted = Submitted(
        key=nonces.idempotency_key(keys.idem, sent.own),
        body=sent.post.digest(keys.idem),
        issued_at=sent.own.issued_at,
        first_key=None if sent.begins else nonces.idempotency_key(keys.idem, sent.first),
        nullifier=tickets.nullifier(keys.nullifier, ticket) if ticket else None,
        fields=columns,
    )
    if not sent.begins:
        return inbox.record(session, submitted, now=sender.now)
    day_key = inbox.day_key(session, columns["local_day"], fresh=sender.fresh_key)
    device = sender.device.tag(keys, day_key, sent.place.counter.id)
    outcome = inbox.record(session, submitted, now=sender.now, service_day=columns["service_day"], device=device)
    if outcome is Outcome.STORED:  # the retry of what came in time is no new response
        refuse_unusable(sent.place, sent.own.issued_at, sender.now)
    return outcome
