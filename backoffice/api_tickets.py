"""What queue machines may call: pairing, tickets fetched beforehand and given back, services counted."""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from flask import Response, jsonify
from flask_babel import gettext as _

import clock
from backoffice import posters
from backoffice.api import Problem, api, invalid, number, read, schema, text, token_digest, unauthorised
from backoffice.door import digest
from extensions import db, glance, house
from models import counters, service_counts, tickets, units
from models.agency import the_agency
from models.changes import By
from models.counters import QUEUE, Counter, Device
from models.tickets import CapReached, TicketLot
from models.units import Unit
from surveys import crockford, ticket_lots
from surveys import tickets as ticket_codes
from surveys.tickets import UnknownCode

TOKEN_BYTES: Final = 32
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
    """A few tickets of today, so that the machine can go on for a while without the network."""
    device = _device()
    body, (counter, unit) = read("n", "shift", "wait_band"), _place(device)
    n = number(body, "n", range(1, ticket_lots.MOST_FETCHED + 1))
    shift = _shift(body, unit)
    wait_band = number(body, "wait_band", WAIT_BANDS) if "wait_band" in body else tickets.UNKNOWN_WAIT
    day = unit.local(clock.now()).date()
    if any(closed_on is not None and closed_on <= day for closed_on in (counter.closed_on, unit.closed_on)):
        raise Problem(409, "closed", _("Loket ini sudah ditutup."))
    try:
        row = tickets.fetch(db(), device, counter, the_agency(db()), day=day, shift=shift, wait_band=wait_band, n=n)
    except CapReached as reached:
        raise Problem(409, "cap_reached", str(reached)) from None
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


def _whole(allowed: range) -> dict[str, Any]:
    return {"type": "integer", "minimum": allowed[0], "maximum": allowed[-1]}


def _operation(
    identity: str,
    summary: str,
    body: dict[str, Any],
    answer: dict[str, Any],
    *,
    status: int = 200,
    is_open: bool = False,
) -> dict[str, Any]:
    """A path item with one POST; what is refused has the same shape everywhere."""
    as_json = {"application/json": {"schema": answer}}
    problem = {"application/json": {"schema": schema(error={"type": "string"}, message={"type": "string"})}}
    refusals = {400: "Isi keliru", 401: "Token tidak dikenal", 404: "Tidak ada", 409: "Ditolak", 415: "Bukan JSON"}
    return {
        "post": {
            "operationId": identity,
            "summary": summary,
            "tags": ["tiket"],
            "security": [] if is_open else [{"bearer": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {
                str(status): {"description": summary, "content": as_json},
                **{str(code): {"description": why, "content": problem} for code, why in refusals.items()},
                "503": {"description": "Server sedang sibuk; coba lagi setelah Retry-After", "content": problem},
            },
        }
    }


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_DAY: Final[dict[str, Any]] = {"type": "string", "format": "date"}
_ID: Final[dict[str, Any]] = {"type": "integer", "minimum": 1}
_SHIFT: Final[dict[str, Any]] = {**_whole(range(1, 8)), "description": "Nomor sif unit; tanpa bidang ini, sif saat ini"}
_WAIT: Final[dict[str, Any]] = {
    **_whole(WAIT_BANDS),
    "description": "Lama menunggu: 1 = 0-14 menit, 2 = 15-29, 3 = 30-59, 4 = 60 ke atas",
}
_POSITIONS: Final[dict[str, Any]] = {"type": "array", "items": _whole(range(1, ticket_lots.MOST_FETCHED + 1))}
_PLACE: Final[dict[str, Any]] = {"counter": _ID, "counter_label": _TEXT, "unit": _TEXT}

# Path items of OpenAPI 3.1; "bearer" is the name of the security scheme.
PATHS: Final[dict[str, Any]] = {
    "/api/v1/pair": _operation(
        "pair",
        "Tukar kode pemasangan dengan token; token hanya tampil sekali ini",
        schema(code=_TEXT),
        schema(token=_TEXT, **_PLACE),
        is_open=True,
    ),
    "/api/v1/tickets": _operation(
        "fetchTickets",
        "Ambil tiket kunjungan hari ini untuk loket perangkat ini",
        {**schema(n=_whole(range(1, ticket_lots.MOST_FETCHED + 1)), shift=_SHIFT, wait_band=_WAIT), "required": ["n"]},
        schema(
            lot=_ID,
            day=_DAY,
            shift=_whole(range(8)),
            wait_band=_whole(WAIT_BANDS),
            valid_until=_DAY,
            tickets={"type": "array", "items": schema(position=_ID, code=_TEXT, address=_TEXT)},
            **_PLACE,
        ),
        status=201,
    ),
    "/api/v1/tickets/return": _operation(
        "returnTickets",
        "Kembalikan tiket yang tidak dibagikan, menurut posisi atau kodenya",
        {**schema(lot=_ID, positions=_POSITIONS, codes={"type": "array", "items": _TEXT}), "required": ["lot"]},
        schema(lot=_ID, returned=_POSITIONS),
    ),
    "/api/v1/service-counts": _operation(
        "reportServices",
        "Laporkan banyaknya layanan sebuah sif sejauh ini",
        {
            **schema(day=_DAY, shift=_SHIFT, services=_whole(range(service_counts.MOST + 1))),
            "required": ["day", "services"],
        },
        schema(counter=_ID, day=_DAY, shift=_whole(range(8)), services=_whole(range(service_counts.MOST + 1))),
    ),
}
