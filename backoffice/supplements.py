"""SPKP, SPAK and their like at a unit: which of them follow its form, and what the public answered."""

from functools import partial
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import clock
from backoffice import exports, period_choice
from backoffice.door import by, own_unit, staff
from backoffice.exports import View
from backoffice.spreadsheets import Value
from extensions import db
from models import supplement_figures, supplements, units
from models.supplement_figures import SupplementFigure
from surveys import disclosure
from surveys.periods import Kind
from surveys.questionnaire import MOST_VALUES
from surveys.supplements import Item

NARROWEST: Final = 0.05  # shares below it, or above the rest, are not told apart
COLUMNS: Final = {
    "Kuesioner": _l("kode versinya"),
    "Kode": _l("kode pernyataan"),
    "Pernyataan": _l("bunyi resminya"),
    "N": _l("jawaban yang sudah dirilis; kosong bila 1 sampai 9"),
    "Rata-rata": _l("pada skala pernyataan itu sendiri, tidak diubah ke skala lain"),
    **{f"Jawaban {value}": _l("bagian dari N, ujungnya disamarkan") for value in range(1, MOST_VALUES + 1)},
}


@staff.get("/unit/<int:unit_id>/kuesioner-tambahan")
def supplement_choice(unit_id: int) -> str:
    """Which questionnaires follow the form of a unit."""
    unit = units.get(db(), unit_id, own_unit())
    today = unit.local(clock.now()).date()
    return render_template(
        "backoffice/supplement_choice.html", unit=unit, choices=supplements.choices(db(), unit.id, today)
    )


@staff.post("/unit/<int:unit_id>/kuesioner-tambahan")
def supplement_choose(unit_id: int) -> AnyResponse:
    """Ask those that are ticked from now on."""
    unit = units.get(db(), unit_id, own_unit())
    supplements.choose(db(), by(), unit, request.form.getlist("keluarga"), unit.local(clock.now()).date())
    db().commit()
    flash(_("Tersimpan. Warga yang menilai mulai sekarang melihatnya."))
    return redirect(url_for("backoffice.supplement_choice", unit_id=unit.id), 303)


@staff.get("/unit/<int:unit_id>/hasil/kuesioner-tambahan")
def supplement_page(unit_id: int) -> str:
    """What the public of a unit answered in a period."""
    unit = units.get(db(), unit_id, own_unit())
    period = period_choice.chosen(db(), Kind.QUARTER)
    return render_template(
        "backoffice/supplement_page.html",
        unit=unit,
        period=period,
        periods=period_choice.choices(db(), period),
        figures=supplement_figures.of_unit(db(), unit.id, period),
        waiting=supplement_figures.waiting(db(), unit.id),
        asked=supplements.asked(db(), unit.id, unit.local(clock.now()).date()),
        heights=_heights,
        cell_minimum=disclosure.CELL_MINIMUM,
        first_release=disclosure.BATCH_MINIMUM + disclosure.WITHHELD,
        distribution_from=disclosure.DISTRIBUTION_MINIMUM,
    )


@staff.post("/unit/<int:unit_id>/hasil/kuesioner-tambahan/unduh.<any(csv, xlsx):ending>")
def supplement_page_export(unit_id: int, ending: str) -> AnyResponse:
    """The same numbers as a file."""
    return exports.send(partial(_view, unit_id), ending)


def _view(unit_id: int, session: Session) -> View:
    unit, period = units.get(session, unit_id, own_unit()), period_choice.chosen(session, Kind.QUARTER)
    found = supplement_figures.of_unit(session, unit.id, period)
    return View(
        f"kuesioner-tambahan-{unit.code}-{period.code}",
        exports.words(COLUMNS),
        [_row(figure, item) for figure in found for item in figure.items],
        {_("Periode"): period.label, _("Unit"): unit.name},
        sum(figure.n for figure in found),
        policy=_("PermenPANRB 90/2021: rata-rata tiap pernyataan pada skalanya sendiri; bukan bagian dari IKM"),
    )


def _row(figure: SupplementFigure, item: Item) -> tuple[Value, ...]:
    beyond = (None,) * (MOST_VALUES - len(item.shares))
    return figure.questionnaire.code, item.question.code, item.question.text(), item.n, item.mean, *item.shares, *beyond


def _heights(item: Item) -> list[float]:
    """Heights of the columns of a distribution, as blurred at their ends as the shares below them."""
    n = sum(item.counts)
    return [round(min(max(count / n, NARROWEST), 1 - NARROWEST), 3) for count in item.counts]
