"""What a reporter does with nothing but the tracking code: write, add, confirm, reopen once, rate, erase."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import case_originals, cases, officers
from models.case_originals import IV_BYTES
from models.cases import Case
from models.changes import Refused
from surveys import case_codes, nonces, redaction
from surveys import cases as rules
from surveys.cases import Event, Kind, State
from surveys.keys import KeyRing
from surveys.nonces import Nonce

RandomBytes = Callable[[int], bytes]  # as `secrets.token_bytes`


@dataclass(frozen=True)
class Report:
    """What a citizen reports: cleaned, not redacted; `contact` may be empty."""

    unit_id: int
    kind: Kind
    text: str
    contact: str


@dataclass(frozen=True)
class Form:
    """The form something was written on, the day on the wall of the unit, and a source of random bytes."""

    nonce: Nonce
    today: date
    random: RandomBytes


@dataclass(frozen=True)
class Filed:
    """A report that is there. `is_same`: it says what was sent now, whether just stored or long before."""

    case: Case
    is_new: bool
    is_same: bool


def file(session: Session, keys: KeyRing, report: Report, form: Form, secret_hash: str) -> Filed:
    """Store a report once per form; `secret_hash` is the slow digest of `case_codes.secret` for its nonce."""
    form_key = nonces.idempotency_key(keys.idem, form.nonce)
    redacted = _redacted(session, report.unit_id, report.text)
    for lookup in case_codes.lookups(keys.case_code, form.nonce):
        known = cases.by_form(session, form_key)
        if known is not None:
            first = cases.said_by_reporter(session, known)[0]
            return Filed(known, is_new=False, is_same=first.text == redacted)
        case = _new(report, form, lookup=lookup, secret_hash=secret_hash, form_key=form_key)
        if _stored(session, case):
            break
    _say(session, keys, case, Event.FILED, report.text, form)
    if report.contact:
        case_originals.keep_contact(session, keys, case, report.contact, form.random(IV_BYTES))
    return Filed(case, is_new=True, is_same=True)


def reply(session: Session, keys: KeyRing, case: Case, text: str, form: Form) -> None:
    """Add a message. Raises Refused when the report is over."""
    cases.hold(session, case)
    if cases.is_sent(session, nonces.idempotency_key(keys.idem, form.nonce)):
        return
    if case.is_over:
        raise Refused("Laporan ini sudah selesai. Buka kembali laporannya, atau kirim laporan baru.")
    _say(session, keys, case, Event.REPLY, text, form)
    case.awaits_reply = True
    if case.state == State.ANSWERED.value:
        case.quiet_from = form.today


def confirm(session: Session, case: Case, today: date) -> None:
    """Close an answered report: the answer is good. Raises Refused in any other state."""
    cases.hold(session, case)
    cases.move(case, State.CLOSED)
    case.closed_on = today
    cases.record(session, case, Event.CONFIRMED, today)


def may_reopen(case: Case) -> bool:
    """Whether the reporter may still send the report back."""
    return State(case.state) in rules.RESOLVED and case.reopened_on is None and case.erased_on is None


def reopen(session: Session, keys: KeyRing, case: Case, text: str, form: Form) -> None:
    """Send an answered report back, once, saying what is missing. Raises Refused otherwise."""
    cases.hold(session, case)
    if cases.is_sent(session, nonces.idempotency_key(keys.idem, form.nonce)):
        return
    if not may_reopen(case):
        raise Refused("Laporan hanya dapat dibuka kembali satu kali, sesudah dijawab. Anda bisa mengirim laporan baru.")
    cases.move(case, State.REOPENED)
    case.reopened_on, case.closed_on, case.quiet_from = form.today, None, None
    case.awaits_reply = True
    _say(session, keys, case, Event.REOPENED, text, form)


def may_score(case: Case) -> bool:
    """Whether the handling can be rated: once, after an answer."""
    return State(case.state) in rules.RESOLVED and case.score is None and case.erased_on is None


def score(session: Session, case: Case, value: int, today: date) -> None:
    """Rate the handling from 1 to 4. Raises Refused a second time, or before there is an answer."""
    cases.hold(session, case)
    if not may_score(case):
        raise Refused("Penanganan dinilai satu kali, sesudah laporan dijawab.")
    case.score = value
    cases.record(session, case, Event.SCORED, today)


def erase_contact(session: Session, case: Case, today: date) -> None:
    """Take back the permission to be reached. Doing it again changes nothing."""
    cases.hold(session, case)
    if case_originals.erase_contact(session, case):
        cases.record(session, case, Event.CONTACT_ERASED, today)


def erase(session: Session, case: Case, today: date) -> None:
    """Destroy every text and the contact at once and for good; what is left is that there was a report.

    It is over from then on, whatever its state: nobody can answer what nobody can read.
    """
    cases.hold(session, case)
    if case.erased_on is not None:
        return
    case_originals.erase(session, case)
    cases.wipe_texts(session, [case.id])
    if not case.is_over:
        case.state, case.closed_on = State.CLOSED.value, today
    case.erased_on, case.awaits_reply = today, False
    cases.record(session, case, Event.ERASED, today)


def _new(report: Report, form: Form, **columns: object) -> Case:
    found = rules.tags(report.text)
    return Case(
        unit_id=report.unit_id,
        kind=report.kind.value,
        tags=found,
        desk=rules.desk(report.kind, found).value,
        state=State.SENT.value,
        received_on=form.today,
        **columns,
    )


def _stored(session: Session, case: Case) -> bool:
    """Whether look-up and form were free; the constraints decide."""
    try:
        with session.begin_nested():
            session.add(case)
            session.flush()
    except IntegrityError:
        return False
    return True


def _say(session: Session, keys: KeyRing, case: Case, event: Event, text: str, form: Form) -> None:
    """A step with the reporter's words: redacted for whoever handles it, and as they are under encryption."""
    redacted = _redacted(session, case.unit_id, text)
    form_key = nonces.idempotency_key(keys.idem, form.nonce)
    step = cases.record(session, case, event, form.today, text=redacted, form_key=form_key)
    case_originals.keep(session, keys, step, text, form.random(IV_BYTES))


def _redacted(session: Session, unit_id: int, text: str) -> str:
    return redaction.redact(text, [officer.name for officer in officers.of_unit(session, unit_id)])
