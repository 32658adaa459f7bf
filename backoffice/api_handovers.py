"""Approved hand-overs for the systems of HR: in pages, by NIP, with what a person entered and nothing made up."""

import secrets
from typing import Any, Final

from flask import Response, jsonify, request
from flask_babel import gettext as _

import clock
from backoffice.api import Problem, api, invalid, schema, token_digest, unauthorised
from extensions import db, house
from models import api_clients, appraisals
from models.api_clients import ApiClient, TooManyCalls
from models.appraisals import Handover, HandoverRow
from models.changes import By
from surveys import assessment, evidence, periods

MOST_ROWS: Final = 500
SALT_BYTES: Final = 16
LONGEST_NIP: Final = 18


@api.get("/handovers")
def handovers() -> Response:
    """Every approved hand-over, newest first."""
    _client()
    _allow()
    return jsonify(handovers=[_handover(row) for row in appraisals.approved(db())])


@api.get("/handovers/<int:handover_id>/rows")
def handover_rows(handover_id: int) -> Response:
    """Some rows of a hand-over in the order of the NIP; `next` is what to ask for as `after`, null at the end."""
    client = _client()
    _allow("after", "limit")
    handover = appraisals.get_approved(db(), handover_id)
    after, limit = _nip(request.args.get("after", "")), _limit(request.args.get("limit", str(MOST_ROWS)))
    found = appraisals.rows_of(db(), handover.id, after, limit)
    if not after:
        _note(client, handover)
    last = found[-1].nip if len(found) == limit else None
    return jsonify(rows=[_row(handover, row) for row in found], next=last)


def _client() -> ApiClient:
    """The system that calls, its call counted. Who has no token costs no writing."""
    with house().database.reading() as looking:
        found = api_clients.by_token(looking, token_digest())
    if found is None:
        raise unauthorised()
    with house().database.writing() as counting:
        try:
            api_clients.count_call(counting, found.id, clock.now())
        except TooManyCalls as stop:
            raise Problem(429, "too_many_calls", str(stop), {"Retry-After": str(stop.seconds)}) from None
        counting.commit()
    return found


def _note(client: ApiClient, handover: Handover) -> None:
    """One audit event for each reading from the start."""
    with house().database.writing() as noting:
        signature = By(None, f"klien:{client.id}", "client", clock.now(), secrets.token_bytes(SALT_BYTES))
        signature.note(noting, "handover.read", f"handover:{handover.id}")
        noting.commit()


def _allow(*names: str) -> None:
    """Refuse parameters that do not exist; people are never put in order of their figures."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        raise invalid(
            _("Parameter tidak dikenal: %(names)s. Urutan selalu menurut NIP.", names=", ".join(unknown)[:80])
        )


def _nip(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NIP):
        raise invalid(_("“after” harus NIP dari halaman sebelumnya."))
    return text


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_ROWS:
        raise invalid(_("“limit” harus bilangan 1 sampai %(most)d.", most=MOST_ROWS))
    return int(text)


def _handover(row: Handover) -> dict[str, Any]:
    period = periods.parse(row.period_code)
    assert row.hash is not None and row.approved_at is not None  # noqa: PT018, S101 - only approved ones are found
    return {
        "id": row.id,
        "period": row.period_code,
        "from": period.start.isoformat(),
        "until": period.end.isoformat(),
        "revision": row.revision,
        "rows": row.rows,
        "sha256": row.hash.hex(),
        "approved_at": row.approved_at.isoformat(),
        "method": row.method_note,
    }


def _row(handover: Handover, row: HandoverRow) -> dict[str, Any]:
    """Figures are null where the state allows none, never 0."""
    figures = row.qualitative
    return {
        "nip": row.nip,
        "nama": row.name,
        "unit": row.unit,
        "jabatan": row.position,
        "perspektif": figures["perspektif"],
        "indikator": figures["indikator"],
        "keadaan": figures["state"],
        "n_terverifikasi": figures["n"],
        "u6_rerata": _number(figures["u6"]),
        "u7_rerata": _number(figures["u7"]),
        "batas_bawah": _number(figures["lo"]),
        "batas_atas": _number(figures["hi"]),
        "umpan_balik": row.feedback,
        "bukti_dukung": evidence.reference(handover.period_code, handover.revision, row.officer_id),
        "kuantitatif": row.quantitative or None,
        "hasil_kerja": row.hasil_kerja,
        "perilaku_kerja": row.perilaku_kerja,
        "rumus_lokal": _number(row.local_value),
        "catatan": row.notes,
        "siasn": row.siasn,
    }


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_ID: Final[dict[str, Any]] = {"type": "integer", "minimum": 1}
_DAY: Final[dict[str, Any]] = {"type": "string", "format": "date"}
_SCALE: Final[dict[str, Any]] = {"type": ["number", "null"], "minimum": 1, "maximum": 4}
_POINTS: Final[dict[str, Any]] = {"type": ["number", "null"], "minimum": 25, "maximum": 100}
_CHOICE: Final[dict[str, Any]] = {"enum": [*assessment.RATINGS, None]}
_HANDOVER: Final = schema(
    id=_ID, period=_TEXT, **{"from": _DAY}, until=_DAY, revision=_ID, rows={"type": "integer", "minimum": 0},
    sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"}, approved_at={"type": "string", "format": "date-time"},
    method=_TEXT,
)  # fmt: skip
_ROW: Final = schema(
    nip={"type": "string", "pattern": "^[0-9]{18}$"}, nama=_TEXT, unit=_TEXT, jabatan=_TEXT, perspektif=_TEXT,
    indikator=_TEXT, keadaan={"enum": [state.value for state in assessment.STATES]},
    n_terverifikasi={"type": "integer", "minimum": 0}, u6_rerata=_SCALE, u7_rerata=_SCALE, batas_bawah=_POINTS,
    batas_atas=_POINTS, umpan_balik=_TEXT, bukti_dukung=_TEXT, kuantitatif={"type": ["object", "null"]},
    hasil_kerja=_CHOICE, perilaku_kerja=_CHOICE, rumus_lokal={"type": ["number", "null"]},
    catatan={"type": "array", "items": _TEXT},
    siasn={
        "type": "object", "properties": dict.fromkeys(assessment.SIASN, _TEXT), "additionalProperties": False,
        "description": "Nama bidang e-Kinerja/SIASN; hanya yang diisi orang",
    },
)  # fmt: skip
_PROBLEM: Final = {"application/json": {"schema": schema(error=_TEXT, message=_TEXT)}}
_REFUSALS: Final = {
    "400": "Parameter keliru",
    "401": "Token tidak dikenal, belum disetujui, atau dicabut",
    "404": "Tidak ada",
    "429": "Lebih dari 120 panggilan semenit; coba lagi setelah Retry-After",
    "503": "Server sedang sibuk; coba lagi setelah Retry-After",
}


def _operation(identity: str, summary: str, answer: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "get": {
            "operationId": identity,
            "summary": summary,
            "tags": ["serah terima"],
            "security": [{"bearer": []}],
            "parameters": list(parameters),
            "responses": {
                "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
                **{code: {"description": why, "content": _PROBLEM} for code, why in _REFUSALS.items()},
            },
        }
    }


# Path items of OpenAPI 3.1; "bearer" is the name of the security scheme.
PATHS: Final[dict[str, Any]] = {
    "/api/v1/handovers": _operation(
        "listHandovers",
        "Serah terima yang sudah disetujui, terbaru dahulu",
        schema(handovers={"type": "array", "items": _HANDOVER}),
    ),
    "/api/v1/handovers/{id}/rows": _operation(
        "readHandoverRows",
        "Baris serah terima menurut NIP; ulangi dengan after=next sampai next kosong",
        schema(rows={"type": "array", "items": _ROW}, next={"type": ["string", "null"]}),
        {"name": "id", "in": "path", "required": True, "schema": _ID},
        {"name": "after", "in": "query", "schema": {"type": "string", "pattern": "^[0-9]{0,18}$"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}},
    ),
}
