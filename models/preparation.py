"""A period before it opens: HR prepares it, officers are asked, and opening it fixes what is expected.

Whoever opens nothing loses nothing: with the first sealed rating of its days a draft opens as it stands, so that no
reference is ever set by somebody who has seen ratings.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import expectations, questionnaires
from models.changes import By, Refused, changed, store
from models.periods import Period
from surveys import periods as rules
from surveys import policy as policies
from surveys.periods import MOVES, Kind, State

HORIZON: Final = timedelta(days=366)  # further ahead nobody prepares
LOWEST, HIGHEST = Decimal(25), Decimal(100)
CENT: Final = Decimal("0.01")
TAKEN: Final = "Periode ini sudah ada. Buka dari daftar periode."


def preparable(session: Session, today: date) -> list[rules.Period]:
    """Running and coming periods that are not there yet, by first day, longer ones first."""
    known = set(session.scalars(select(Period.code)))
    found = []
    for kind in Kind:
        period = rules.containing(today, kind)
        while period.start <= today + HORIZON:
            found += [period] if period.code not in known else []
            period = period.next()
    return sorted(found, key=lambda period: (period.start, -period.kind.value))


def choosable_policies() -> list[str]:
    """Published rules that a period can be locked by, newest first: they say when, and how long one may object."""
    published = {name: policies.load(name) for name in policies.available()}
    return [
        name for name, rule in sorted(published.items(), reverse=True) if rule.lock_after_days and rule.objection_days
    ]


def prepare(session: Session, by: By, today: date, *, code: str, **fields: Any) -> Period:
    """A new draft.

    `fields`: policy, questionnaire, acuan (Decimal in points, or None), acuan_reason, consultation_from,
    consultation_until.
    """
    rule = rules.parse(code)
    if session.get(Period, code) is not None:
        raise Refused(TAKEN)
    period = Period(code=rule.code, kind=rule.kind.name.lower(), starts_on=rule.start, ends_on=rule.end)
    period.state = State.DRAFT.value
    _set(session, by, period, today, fields)
    store(session, period, TAKEN)
    by.note(session, "period.prepared", f"period:{code}", policy=period.policy)
    return period


def change(session: Session, by: By, period: Period, today: date, **fields: Any) -> None:
    """Change a draft; what has been opened stays as it is."""
    if period.state != State.DRAFT.value:
        raise Refused("Periode ini sudah dibuka, jadi aturannya tidak dapat diubah lagi.")
    names = _set(session, by, period, today, fields)
    by.note(session, "period.changed", f"period:{period.code}", fields=names)


def open_now(session: Session, by: By, period: Period, today: date) -> None:
    """Open a draft: from here on nothing of it changes."""
    if State.OPEN not in MOVES[State(period.state)]:
        raise Refused("Periode ini sudah dibuka.")
    if period.consultation_until is not None and today <= period.consultation_until:
        raise Refused("Masa tanggapan petugas belum selesai. Buka periode sesudah hari terakhirnya.")
    waiting = expectations.unanswered(session, period_code=period.code)
    if waiting:
        raise Refused(f"Masih ada {waiting[period.code]} tanggapan petugas yang belum dijawab. Jawab dahulu.")
    period.state, period.opened_at = State.OPEN.value, by.now
    by.note(session, "period.opened", f"period:{period.code}", policy=period.policy, acuan=period.acuan_hundredths)


def _set(session: Session, by: By, period: Period, today: date, fields: dict[str, Any]) -> list[str]:
    _check_rule(session, period, today, fields)
    _check_window(period, today, fields)
    acuan = fields.pop("acuan")
    fields["acuan_hundredths"] = None if acuan is None else _hundredths(acuan)
    names = changed(period, fields)
    if {"acuan_hundredths", "acuan_reason"} & set(names):
        _check_acuan(period, today)
        period.acuan_by, period.acuan_on = ("", None) if acuan is None else (by.actor, today)
    return names


def _check_rule(session: Session, period: Period, today: date, fields: dict[str, Any]) -> None:
    if fields["policy"] not in choosable_policies():
        raise Refused("Pilih aturan hitung yang sudah terbit dan mengatur penguncian serta keberatan.")
    try:
        used = questionnaires.in_use(session, max(period.starts_on, today)).code
    except NoResultFound:
        used = ""
    if fields["questionnaire"] != used:
        raise Refused("Kuesioner ini bukan yang berlaku pada awal periode. Pilih yang berlaku.")


def _hundredths(acuan: Decimal) -> int:
    if not LOWEST <= acuan <= HIGHEST or acuan != acuan.quantize(CENT):
        raise Refused("Acuan harus antara 25 dan 100 poin, paling banyak dua angka di belakang koma.")
    return int(acuan * 100)


def _check_acuan(period: Period, today: date) -> None:
    if (period.acuan_hundredths is None) != (not period.acuan_reason):
        raise Refused("Isi acuan dan alasannya, atau kosongkan keduanya: petugas berhak tahu dari mana angkanya.")
    if period.acuan_hundredths is not None and period.starts_on <= today:
        raise Refused("Acuan ditetapkan sebelum periode dimulai. Untuk periode yang sudah berjalan, kosongkan.")


def _check_window(period: Period, today: date, fields: dict[str, Any]) -> None:
    first, last = fields["consultation_from"], fields["consultation_until"]
    if (first is None) != (last is None):
        raise Refused("Isi hari pertama dan hari terakhir masa tanggapan, atau kosongkan keduanya.")
    if first is None or (first, last) == (period.consultation_from, period.consultation_until):
        return
    if not today <= last or first > last:
        raise Refused("Masa tanggapan harus berakhir hari ini atau sesudahnya, dan tidak sebelum dimulai.")
    if last >= period.starts_on:
        raise Refused("Masa tanggapan harus selesai sebelum hari pertama periode.")
