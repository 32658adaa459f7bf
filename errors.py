"""From exception to page: the one place that turns what went wrong into words for a person."""

import secrets

from flask import Flask, Response, abort, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from database import Busy

BUSY_SECONDS = 2
DOWN_SECONDS = 30


def _is_staff() -> bool:
    """Whether the page that failed is one of the staff's."""
    return request.path.startswith("/staf")


def _sentence(status: int) -> tuple[str, str]:
    """Title and advice for an HTTP status."""
    sentences = {
        400: (_("Permintaan tidak dapat dibaca"), _("Kembali ke halaman sebelumnya, lalu coba sekali lagi.")),
        401: (_("Silakan masuk"), _("Halaman ini hanya untuk petugas yang sudah masuk.")),
        403: (_("Kiriman tidak diterima"), _("Buka halaman ini langsung di peramban, lalu isi sekali lagi.")),
        404: (_("Halaman tidak ditemukan"), _("Periksa lagi alamatnya, atau pindai ulang kode di loket.")),
        405: (_("Cara membuka tidak sesuai"), _("Kembali ke halaman sebelumnya, lalu gunakan tombol yang tersedia.")),
        413: (_("Kiriman terlalu besar"), _("Kurangi isinya, lalu kirim lagi.")),
        415: (_("Jenis kiriman tidak dikenal"), _("Buka halaman ini lewat peramban, lalu isi formulirnya.")),
        429: (_("Terlalu banyak percobaan"), _("Tunggu sebentar, lalu coba lagi.")),
        503: (_("Server sedang sibuk"), _("Tunggu beberapa detik, lalu coba lagi. Yang sudah tersimpan tetap aman.")),
    }
    if _is_staff():
        sentences[403] = (
            _("Tidak diizinkan"),
            _("Akun Anda tidak berhak membuka halaman ini. Hubungi admin bila seharusnya bisa."),
        )
        sentences[404] = (
            _("Halaman tidak ditemukan"),
            _("Alamatnya keliru, atau yang dicari bukan milik unit Anda. Kembali lewat menu."),
        )
    otherwise = (_("Ada yang tidak beres"), _("Coba sekali lagi. Bila tetap begini, beri tahu petugas."))
    return sentences.get(status, otherwise)


def page(status: int, *, title: str = "", advice: str = "", number: str = "") -> Response:
    """An error page in words."""
    default_title, default_advice = _sentence(status)
    body = render_template(
        "errors/error.html",
        title=title or default_title,
        advice=advice or default_advice,
        incident=number,
        home="/staf/" if _is_staff() else "/",
    )
    return make_response(body, status)


def _http(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect, say
        return make_response(error.get_response())
    answer = page(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _csrf(_error: CSRFError) -> Response:
    advice = _("Halaman ini sudah lama terbuka. Muat ulang halamannya, lalu kirim lagi.")
    return page(400, title=_("Formulir kedaluwarsa"), advice=advice)


def _not_found(_error: NoResultFound) -> Response:
    return page(404)


def unavailable(error: Exception) -> Response:
    """503 with Retry-After: nothing was stored, and trying again is safe."""
    answer = page(503)
    answer.headers["Retry-After"] = str(BUSY_SECONDS if isinstance(error, Busy) else DOWN_SECONDS)
    return answer


def incident(error: Exception) -> str:
    """Log what nobody expected, by class and without values or addresses; the number under which it can be told us."""
    number = secrets.token_hex(4).upper()
    current_app.logger.error("incident %s: %s at %s", number, type(error).__name__, request.url_rule, exc_info=error)
    return number


def _unexpected(error: Exception) -> Response:
    return page(500, number=incident(error))


def _refuse_nul() -> None:
    """No text of ours holds a NUL, and PostgreSQL takes none: an address with one leads nowhere."""
    if "\0" in request.path:
        abort(404)


def install(app: Flask) -> None:
    """Register the handlers."""
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NoResultFound, _not_found)
    for kind in (Busy, OperationalError, PoolTimeout):
        app.register_error_handler(kind, unavailable)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)


def _database(error: DBAPIError) -> Response:
    """A lost connection means "later"; any other database error is a fault of ours."""
    return unavailable(error) if error.connection_invalidated else _unexpected(error)
