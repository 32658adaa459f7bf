"""The door for machines: queue machines and the systems of HR. JSON both ways, a bearer token, nothing remembered.

No cookie is read, so no other site can borrow somebody's browser, and no header invites one to try. Whatever goes
wrong is answered as {"error": code, "message": sentence}.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

import errors
from backoffice.door import digest
from database import Busy
from models.changes import Refused

# What a machine may call before it holds a token.
OPEN: Final = frozenset({"api.pair", "api.openapi"})
JSON_TYPE: Final = "application/json"
LONGEST_TOKEN: Final = 200

api: Final = Blueprint("api", __name__, url_prefix="/api/v1")


class Problem(Exception):
    """A call that is refused: HTTP status, a code for the machine and a sentence for whoever reads its log."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})
        super().__init__(message)


def unauthorised() -> Problem:
    """401: one answer whether the token is missing, unknown or revoked."""
    message = _("Token tidak dikenal atau sudah dicabut. Minta token baru dari admin.")
    return Problem(401, "unauthorised", message, {"WWW-Authenticate": "Bearer"})


def invalid(message: str) -> Problem:
    """400: the call itself is wrong, and sending it again will not help."""
    return Problem(400, "invalid", message)


@api.before_request
def require_token() -> None:
    """Let nothing pass without a token but what is open; whose token it is, the view finds by its digest."""
    if request.endpoint in OPEN:
        return
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
        raise unauthorised()
    g.token_digest = digest(token)


def token_digest() -> bytes:
    """What the database knows of the caller's token."""
    found: bytes = g.token_digest
    return found


def read(*fields: str) -> dict[str, Any]:
    """The JSON object of a call, which may hold these fields and no other. Raises Problem."""
    if request.mimetype != JSON_TYPE:
        raise Problem(415, "media_type", _("Kirim isinya sebagai %(type)s.", type=JSON_TYPE))
    try:
        body = json.loads(request.get_data(), object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise invalid(_("Isinya bukan JSON yang sah.")) from None
    if not isinstance(body, dict):
        raise invalid(_("Isinya harus satu objek JSON."))
    unknown = sorted(body.keys() - set(fields))
    if unknown:
        raise invalid(_("Bidang tidak dikenal: %(names)s.", names=", ".join(unknown)[:100]))
    return body


def text(body: Mapping[str, Any], name: str) -> str:
    """A field of some text. Raises Problem."""
    value = body.get(name)
    if not isinstance(value, str) or not value or "\0" in value:
        raise invalid(_("Bidang %(name)s harus teks.", name=name))
    return value


def number(body: Mapping[str, Any], name: str, allowed: range) -> int:
    """A field of a whole number within bounds; JSON's true and 3.0 are none. Raises Problem."""
    value = body.get(name)
    if type(value) is not int or value not in allowed:
        bounds = {"first": allowed[0], "last": allowed[-1]}
        raise invalid(_("Bidang %(name)s harus bilangan %(first)d sampai %(last)d.", name=name, **bounds))
    return value


def schema(**properties: Any) -> dict[str, Any]:
    """JSON Schema of an object that has all of these fields and no other."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field twice")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@api.route("/<path:_rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing_here(_rest: str) -> Response:
    """404 in JSON for whatever no other rule of this interface takes, a wrong method included."""
    raise Problem(404, "not_found", _("Alamat atau metode ini tidak ada. Lihat /api/v1/openapi.json."))


def _problem(error: Problem) -> Response:
    """The answer to a refused call; what it began ends with the request."""
    answer = jsonify(error=error.code, message=error.message)
    answer.status_code = error.status
    answer.headers.update(error.headers)
    return answer


def _refused(error: Refused) -> Response:
    return _problem(Problem(409, "refused", str(error)))


def _not_found(_error: NoResultFound) -> Response:
    return _problem(Problem(404, "not_found", _("Yang diminta tidak ada.")))


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    return _problem(Problem(code, f"http_{code}", _("Panggilan ini tidak dapat dilayani (%(code)d).", code=code)))


def _unavailable(error: Exception) -> Response:
    seconds = errors.BUSY_SECONDS if isinstance(error, Busy) else errors.DOWN_SECONDS
    message = _("Server sedang sibuk. Coba lagi sebentar.")
    return _problem(Problem(503, "unavailable", message, {"Retry-After": str(seconds)}))


def _unexpected(error: Exception) -> Response:
    message = _("Ada yang tidak beres. Sebutkan nomor ini kepada admin: %(number)s.", number=errors.incident(error))
    return _problem(Problem(500, "unexpected", message))


def _database(error: DBAPIError) -> Response:
    """A lost connection means "later"; any other database error is a fault of ours."""
    return _unavailable(error) if error.connection_invalidated else _unexpected(error)


for _kind, _answer in (
    (Problem, _problem),
    (Refused, _refused),
    (NoResultFound, _not_found),
    (HTTPException, _http),
    (Busy, _unavailable),
    (OperationalError, _unavailable),
    (PoolTimeout, _unavailable),
    (DBAPIError, _database),
    (Exception, _unexpected),
):
    api.register_error_handler(_kind, _answer)
