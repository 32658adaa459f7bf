"""What a phone needs to take an answer without signal: the worker, a copy of the pages, and a nonce afterwards."""

import hashlib
from functools import cache
from typing import Final

from flask import Blueprint, Response, abort, json, jsonify, make_response, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

import clock
from extensions import db, house
from filters import STATIC
from models import questionnaires
from public import intake, places, refusals, screens
from public.context import agency_here
from public.forms import Post
from public.places import Place
from public.survey import place_of
from surveys.languages import LANGUAGES
from surveys.questionnaire import Questionnaire

SWITCH: Final = "tanpa-luring"  # a file of this name beside the data takes the worker away from every phone

offline: Final = Blueprint("offline", __name__)
refusals.install(offline)


@offline.get("/formulir/<any(nilai, lanjut):purpose>/<code>")
def nonce(purpose: str, code: str) -> Response:
    """A nonce for an answer that was given on a copy of the page. The phone stores it before it sends anything."""
    place = places.find(db(), house().keys, code)
    return jsonify(formulir=screens.fresh_nonce(purpose, place.code))


@offline.get("/luring")
@offline.get("/luring/<code>")
def copy(code: str = "") -> Response:
    """Both forms of the survey in one page without nonce, for the worker to keep; without a code for any counter."""
    return _renewed(make_response(_page(place_of(code) if code else None)))


@offline.get("/antrean-<language>.js")
def script(language: str) -> Response:
    """The one script of the public pages, with its words in a language. The digest in its address lets it be kept."""
    if language not in LANGUAGES:
        abort(404)
    answer = Response(_script(language), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@offline.get("/sw.js")
def worker() -> Response:
    """The worker of the public pages. It is another one, to browsers, as soon as anything that it keeps changes."""
    if (house().config.data / SWITCH).exists():
        text = _source("sw-off.js")
    else:
        release = {"shell": url_for("offline.copy"), "script": script_address()}
        release["version"] = _digest(_page(None), _source("sw.js"))
        text = "\n".join((_source("queue.js"), f"const RELEASE = {json.dumps(release)};", _source("sw.js")))
    return _renewed(Response(text, mimetype="text/javascript"))


@offline.app_template_global("queue_script")
def script_address() -> str:
    """Address of the script in the language of this page."""
    language = str(get_locale())
    return url_for("offline.script", language=language, v=_digest(_script(language)))


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "sending": _("Mengirim…"),
        "kept": _("Tersimpan di ponsel ini"),
        "waiting": _("Menunggu jaringan: {n} penilaian tersimpan di ponsel ini. Akan dikirim sendiri."),
        "busy": _("Server sedang sibuk: {n} penilaian tersimpan di ponsel ini. Akan dikirim sendiri."),
        "again": _("Buka lagi halaman ini dalam 7 hari."),
        "now": _("Kirim sekarang"),
        "done": _("Tersimpan"),
        "sent": _("Penilaian yang tadi menunggu sudah terkirim. Terima kasih."),
        "onward": _("Lanjutkan"),
        "refused": _("Satu penilaian tidak dapat diterima."),
        "why": _("Lihat alasannya"),
        "old": _("Penilaian ini sudah lebih dari 14 hari dan tidak bisa dikirim lagi. Maaf."),
        "report": _("Anda tetap bisa melapor lewat Laporkan masalah."),
        "understood": _("Mengerti"),
        "aloud": _("Bacakan"),
        "stop": _("Berhenti membaca"),
    }


@cache
def _script(language: str) -> str:
    with force_locale(language):
        words = json.dumps(_words(), ensure_ascii=False)
    parts = [_source(name) for name in ("sending.js", "survey.js", "aloud.js")]
    return "\n".join((_source("queue.js"), f"const WORDS = {words};", *parts))


def _source(name: str) -> str:
    """A script without its comments and indentation, which no phone needs."""
    lines = (line.strip() for line in (STATIC / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _page(place: Place | None) -> str:
    return render_template(
        "public/offline.html", place=place, questionnaire=_questionnaire(place), values=Post({}), problems={}
    )


def _questionnaire(place: Place | None) -> Questionnaire:
    """The questionnaire of today, at a place or in general."""
    now = clock.now()
    if place:
        return intake.questionnaire_at(db(), place, now)
    return questionnaires.load(db(), questionnaires.in_use(db(), now.astimezone(agency_here().tzinfo).date()).code)


def _renewed(answer: Response) -> Response:
    """Let the phone keep an answer, and ask each time whether it is still the same."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
