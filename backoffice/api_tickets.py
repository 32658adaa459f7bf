"""What queue machines may call: pairing, tickets fetched beforehand and given back, services counted."""

import hmac
import json
import secrets
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from flask import Response, jsonify, request
from flask_babel import gettext as _

import clock
from backoffice import posters
from backoffice.api import Problem, api, invalid, number, read, text, token_digest, unauthorised
from backoffice.door import digest
from extensions import db, glance, house
from models import counters, service_counts, tickets, units
from models.agency import the_agency
from models.changes import By
from models.counters import QUEUE, Counter, Device
from models.tickets import CapReached, KeyReused, TicketLot
from models.units import Unit
from surveys import crockford, ticket_lots
from surveys import tickets as ticket_codes
from surveys.tickets import UnknownCode

TOKEN_BYTES: Final = 32
KEY_HEADER: Final = "Idempotency-Key"
KEY_MOST: Final = 100
WAIT_BANDS: Final = range(5)  # unknown, 0-14, 15-29, 30-59, 60 minutes and more


@api.post("/pair")
def pair() -> Response:
    """Exchange the code from the counter's page for a token, which is shown this once."""
    code = text(read("code"), "code")
    row = counters.pairable(db(), digest(crockford.normalise(code)), clock.now(), QUEUE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    signature = By(None, f"antrean:{row.id}", "device", clock.now(), secrets.token_bytes(16))
    counters.pair(db(), signature, row, digest(token))
    counter, unit = _place(row)
    db().commit()
    return jsonify(token=token, **_where(counter, unit))


@api.post("/tickets")
def tickets_fetch() -> tuple[Response, int]:
    """A few tickets of today, so that the machine can go on for a while without the network.

    A call that names itself by a key gets the same tickets again when its answer was lost and it is sent anew.
    """
    device, key = _device(), _key()
    body, (counter, unit) = read("n", "shift", "wait_band"), _place(device)
    wish = _wish(body, unit)
    if key is None:
        row = _minted(device, counter, unit, wish)
    else:
        row = _minted_once(device, counter, unit, wish, key, _digest(json.dumps(body, sort_keys=True)))
    answer = jsonify(**_lot(row), **_where(counter, unit))
    db().commit()
    return answer, 201


@api.post("/tickets/return")
def tickets_return() -> Response:
    """Give back what was not handed out: by position, or by code. What was used meanwhile stays used."""
    device = _device()
    body = read("lot", "positions", "codes")
    row = tickets.fetched(db(), number(body, "lot", range(1, 2**31)), device)
    positions = _positions(body, row)
    tickets.void(db(), house().keys, row, positions)
    db().commit()
    return jsonify(lot=row.id, returned=sorted(positions))


@api.post("/service-counts")
def service_counts_report() -> Response:
    """How many services the counter has given in a shift so far."""
    device = _device()
    body, (counter, unit) = read("day", "shift", "services"), _place(device)
    today = unit.local(clock.now()).date()
    day = _day(body, today)
    shift = _shift(body, unit)
    n = number(body, "services", range(service_counts.MOST + 1))
    service_counts.report_from_queue(db(), counter.id, day, shift, n)
    db().commit()
    return jsonify(counter=counter.id, day=day.isoformat(), shift=shift, services=n)


def _device() -> Device:
    """The queue machine that calls. Looked up before the writer's turn, so that guessing takes nobody's."""
    found = counters.by_token(glance(), token_digest(), QUEUE)
    if found is None:
        raise unauthorised()
    return found


def _key() -> bytes | None:
    """A digest of the name that a machine gave to its call; None without one."""
    name = request.headers.get(KEY_HEADER)
    if name is None:
        return None
    if not (0 < len(name) <= KEY_MOST and name.isascii() and name.isprintable()):
        raise invalid(_("Header %(name)s: 1 sampai %(most)d huruf ASCII.", name=KEY_HEADER, most=KEY_MOST))
    return _digest(name)


def _digest(text: str) -> bytes:
    """What is kept of a name or a body: machines may write the time of a service in either."""
    return hmac.digest(house().keys.idem, f"tickets/{text}".encode(), "sha256")


def _wish(body: dict[str, Any], unit: Unit) -> dict[str, int]:
    """How many tickets, of which shift and wait, as `tickets.fetch` takes them."""
    return {
        "n": number(body, "n", range(1, ticket_lots.MOST_FETCHED + 1)),
        "shift": _shift(body, unit),
        "wait_band": number(body, "wait_band", WAIT_BANDS) if "wait_band" in body else tickets.UNKNOWN_WAIT,
    }


def _minted(device: Device, counter: Counter, unit: Unit, wish: dict[str, int]) -> TicketLot:
    day = unit.local(clock.now()).date()
    if any(closed_on is not None and closed_on <= day for closed_on in (counter.closed_on, unit.closed_on)):
        raise Problem(409, "closed", _("Loket ini sudah ditutup."))
    try:
        return tickets.fetch(db(), device, counter, the_agency(db()), day=day, **wish)
    except CapReached as reached:
        raise Problem(409, "cap_reached", str(reached)) from None


def _minted_once(
    device: Device, counter: Counter, unit: Unit, wish: dict[str, int], key: bytes, body: bytes
) -> TicketLot:
    """The lot of the first call with this key; what was refused is not remembered and may be tried again."""
    try:
        known = tickets.fetched_before(db(), device, key, body, unit.local(clock.now()).date())
    except KeyReused:
        message = _("%(name)s ini sudah dipakai untuk permintaan lain. Pakai yang baru.", name=KEY_HEADER)
        raise Problem(422, "idempotency_key_reused", message) from None
    if known is not None:
        return known
    row = _minted(device, counter, unit, wish)
    tickets.remember_fetch(db(), device, key, body, row)
    return row


def _place(device: Device) -> tuple[Counter, Unit]:
    counter = counters.get(db(), device.counter_id)
    return counter, units.get(db(), counter.unit_id)


def _where(counter: Counter, unit: Unit) -> dict[str, Any]:
    return {"counter": counter.id, "counter_label": counter.label, "unit": unit.name}


def _lot(row: TicketLot) -> dict[str, Any]:
    return {
        "lot": row.id,
        "day": row.day.isoformat(),
        "shift": row.shift,
        "wait_band": row.wait_band,
        "valid_until": row.lot.offered_until.isoformat(),
        "tickets": [
            {"position": at, "code": code, "address": posters.address("T", code)}
            for at, code in tickets.codes(house().keys, row)
        ],
    }


def _shift(body: dict[str, Any], unit: Unit) -> int:
    """The shift that is named, or the one of this moment; 0 outside of all."""
    if "shift" not in body:
        return units.shift_at(db(), unit, clock.now())
    shift = number(body, "shift", range(1, 8))
    if shift not in {row.number for row in units.shifts_of(db(), unit.id)}:
        raise invalid(_("Sif %(shift)d bukan sif unit ini.", shift=shift))
    return shift


def _day(body: dict[str, Any], today: date) -> date:
    try:
        day = date.fromisoformat(text(body, "day"))
    except ValueError:
        raise invalid(_("Bidang day harus tanggal seperti 2026-11-03.")) from None
    if not service_counts.FIRST_DAY <= day <= today:
        raise invalid(_("Tanggal itu belum terjadi atau sudah terlalu lama."))
    return day


def _positions(body: dict[str, Any], row: TicketLot) -> Collection[int]:
    given = [name for name in ("positions", "codes") if name in body]
    if len(given) != 1 or not isinstance(body[given[0]], list):
        raise invalid(_("Isi salah satu: daftar positions atau daftar codes."))
    values = body[given[0]]
    if len(values) > row.size:
        raise invalid(_("Daftarnya lebih panjang daripada lotnya."))
    if given == ["positions"]:
        return {number({"positions": value}, "positions", row.lot.positions) for value in values}
    return {_position(value, row) for value in values}


def _position(code: Any, row: TicketLot) -> int:
    keys = house().keys
    try:
        found = ticket_codes.parse_ticket(text({"codes": code}, "codes"), {row.lot.mark: keys.ticket(row.epoch)})
        position = ticket_lots.position_of(keys.lot, row.lot, found)
    except UnknownCode:
        position = None
    if position is None:
        raise invalid(_("Salah satu kode bukan tiket dari lot ini."))
    return position
