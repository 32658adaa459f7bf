"""Signs at the counters of a unit: the weekly sweep with its history, and trial scans that never count."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import clock
import qr
from backoffice import posters
from backoffice.door import by, own_unit, staff
from backoffice.forms import UNPROCESSABLE
from extensions import db, house
from models import counters, signs, units
from models.changes import Refused
from models.counters import Counter
from models.signs import HISTORY_DAYS, SWEEP_DAYS, Finding, SignCheck, SignTrial
from models.units import Unit
from surveys import nonces, trials

SKIPPED: Final = "lewati"
PROBLEMS: Final = {  # column of a check that a ticked box denies
    "words_match": _l("kata tidak cocok"),
    "undamaged": _l("rusak"),
    "uncovered": _l("tertutup"),
}


@dataclass(frozen=True)
class Row:
    """A sign, the last look at it, and its last trial."""

    counter: Counter
    check: SignCheck | None
    trial: SignTrial | None
    is_due: bool


@dataclass(frozen=True)
class Sweep:
    """What was seen in a unit on one day: how many signs, and what was wrong with which."""

    checks: list[SignCheck]
    labels: Mapping[int, str]

    @property
    def problems(self) -> list[str]:
        """One line per sign that was not sound."""
        return [
            _("Loket %(label)s: %(problems)s", label=self.labels[row.counter_id], problems=problems(row))
            for row in self.checks
            if not row.is_sound
        ]


@staff.get("/unit/<int:unit_id>/stiker")
def sign_list(unit_id: int) -> Response:
    """The signs of a unit, the form of the sweep, and its history."""
    return _page(units.get(db(), unit_id, own_unit()))


@staff.post("/unit/<int:unit_id>/stiker")
def sign_check_save(unit_id: int) -> Response:
    """A sweep: what was ticked is wrong, everything else was seen and is sound."""
    unit = units.get(db(), unit_id, own_unit())
    today = unit.local(clock.now()).date()
    found = {
        counter.id: Finding(**{column: f"{counter.id}.{column}" not in request.form for column in PROBLEMS})
        for counter in counters.open_of_unit(db(), unit.id, today)
        if f"{counter.id}.{SKIPPED}" not in request.form
    }
    try:
        signs.check(db(), by(), unit, today, found)
    except Refused as refused:
        db().rollback()
        return _page(unit, str(refused))
    db().commit()
    flash(_("Pemeriksaan stiker tersimpan."))
    return redirect(url_for("backoffice.sign_list", unit_id=unit.id), 303)


@staff.get("/loket/<int:counter_id>/uji")
def sign_trial(counter_id: int) -> str:
    """How to try out a counter's sign, with an address that is good for a quarter of an hour."""
    counter = counters.get(db(), counter_id, own_unit())
    code = posters.sign_code(counter)
    random = secrets.token_bytes(nonces.RANDOM_BYTES)
    address = trials.address(house().config.base_url, house().keys.form, code, clock.now(), random)
    return render_template(
        "backoffice/sign_trial.html",
        counter=counter,
        unit=units.get(db(), counter.unit_id),
        qr=qr.draw(address),
        minutes=trials.LIFETIME // timedelta(minutes=1),
    )


@staff.post("/loket/<int:counter_id>/uji/gagal")
def sign_trial_failed(counter_id: int) -> Response:
    """The printed sign did not open its page."""
    counter = counters.get(db(), counter_id, own_unit())
    today = units.get(db(), counter.unit_id).local(clock.now()).date()
    signs.try_out(db(), counter.id, today, ok=False)
    by().note(db(), "sign.trial_failed", f"counter:{counter.id}", day=today.isoformat())
    db().commit()
    flash(_("Tercatat: stiker ini tidak terbaca atau membuka halaman lain. Cetak dan pasang yang baru."))
    return redirect(url_for("backoffice.counter_page", counter_id=counter.id), 303)


def problems(row: SignCheck) -> str:
    """What was wrong with a sign, in words."""
    return ", ".join(str(words) for column, words in PROBLEMS.items() if not getattr(row, column))


def _page(unit: Unit, error: str = "") -> Response:
    today = unit.local(clock.now()).date()
    known = counters.of_unit(db(), unit.id)
    checks, tried = signs.last_checks(db(), unit.id), signs.last_trials(db(), unit.id)
    history = signs.checks_of(db(), unit.id, today - timedelta(days=HISTORY_DAYS))
    labels = {counter.id: counter.label for counter in known}
    body = render_template(
        "backoffice/sign_list.html",
        unit=unit,
        rows=[
            Row(counter, checks.get(counter.id), tried.get(counter.id), signs.is_due(checks.get(counter.id), today))
            for counter in counters.open_of_unit(db(), unit.id, today)
        ],
        history=[(day, Sweep(list(rows), labels)) for day, rows in groupby(history, key=lambda row: row.day)],
        problem_words=PROBLEMS,
        problems=problems,
        skipped=SKIPPED,
        sweep_days=SWEEP_DAYS,
        today=today,
        error=error,
        ticked=request.form,
    )
    return make_response(body, UNPROCESSABLE if error else 200)
