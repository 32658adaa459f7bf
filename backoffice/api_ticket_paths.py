"""What queue machines may call, as the description of the interface tells it (OpenAPI 3.1)."""

from typing import Any, Final

from backoffice.api import schema
from backoffice.api_tickets import KEY_HEADER, KEY_MOST, WAIT_BANDS
from models import service_counts
from surveys import ticket_lots


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
    can_repeat: bool = False,
) -> dict[str, Any]:
    """A path item with one POST; what is refused has the same shape everywhere."""
    as_json = {"application/json": {"schema": answer}}
    problem = {"application/json": {"schema": schema(error={"type": "string"}, message={"type": "string"})}}
    refusals = {400: "Isi keliru", 401: "Token tidak dikenal", 404: "Tidak ada", 409: "Ditolak", 415: "Bukan JSON"}
    if can_repeat:
        refusals[422] = f"{KEY_HEADER} ini sudah dipakai untuk permintaan lain"
    return {
        "post": {
            "operationId": identity,
            "summary": summary,
            "tags": ["tiket"],
            "security": [] if is_open else [{"bearer": []}],
            "parameters": [_KEY] if can_repeat else [],
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

_KEY: Final[dict[str, Any]] = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MOST},
    "description": (
        "Nama permintaan ini, dipilih mesin, misalnya UUID. Bila jawabannya hilang di jaringan, kirim lagi permintaan "
        "yang sama dengan nama yang sama: tiketnya tiket yang tadi, kecuali yang sudah dikembalikan, dan batas tiket "
        "tidak terpakai dua kali. Diingat per perangkat sampai akhir hari berikutnya, jadi sedikitnya 24 jam. Nama "
        "yang sama dengan isi lain ditolak (422); permintaan yang ditolak tidak diingat dan boleh dicoba lagi."
    ),
}

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
        can_repeat=True,
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
