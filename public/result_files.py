"""Released results for machines: one unit, or the agency, as JSON.

In Indonesian, whatever the reader's browser prefers, with the words of the open table where both say the same.
"""

from typing import Any, Final

from flask import Blueprint, Response

from extensions import db, house
from models import publications, supplement_figures, units
from models.agency import the_agency
from models.publications import AgencyPublication, Publication
from models.supplement_figures import SupplementFigure
from public.open_data import COLUMNS, Row, as_json, end, rounded, services, status, today
from public.results import asked, this_year
from surveys.disclosure import PUBLIC_MINIMUM
from surveys.ikm import Index, half_up
from surveys.periods import Kind, Period, containing
from surveys.supplements import YES_OR_NO, Item

OF_ELEMENT: Final = COLUMNS[-7:]

result_files: Final = Blueprint("result_files", __name__)


@result_files.get("/hasil/<code>.json")
def unit(code: str) -> Response:
    """One unit in a period."""
    found = units.by_code(db(), code)
    period = asked(this_year(found))
    told = publications.of_unit(db(), found, period)
    index, figure = told.index, told.figure
    return as_json(
        {
            **_heading(period, index),
            "unit": _named(told),
            "responden": figure.respondents,
            **_index(index),
            **(_circumstances(told) if index else {}),
            "unsur": [_element(Row(told, index, element, "")) for element in index.elements] if index else [],
            "kuesioner_tambahan": [_beside(one) for one in supplement_figures.published(db(), found.id, period)],
            "perbaikan": publications.improved(db(), found, period),
            "tren": [_month(month) for month in publications.trend(db(), found, min(period.end, today()))],
        }
    )


@result_files.get("/hasil.json")
def agency() -> Response:
    """All units in a period, and together."""
    period = asked(containing(today(), Kind.YEAR))
    told = publications.of_units(db(), period)
    whole = publications.of_agency(period, told)
    return as_json(
        {
            **_heading(period, whole.index),
            **_whole(whole),
            "daftar_unit": [{**_named(one), "responden": one.figure.respondents, **_index(one.index)} for one in told],
        }
    )


def _heading(period: Period, index: Index | None) -> dict[str, Any]:
    agency = the_agency(db())
    return {
        "instansi": agency.name,
        "data_contoh": agency.is_sample,
        "periode": {"kode": period.code, "nama": period.label, "mulai": period.start, "selesai": period.end},
        "status": status(period) if index else "belum_cukup_data",
        "minimum_responden": PUBLIC_MINIMUM,
        "keterangan": f"{house().config.base_url}/data-terbuka",
    }


def _index(index: Index | None) -> dict[str, Any]:
    """An index; nulls where there is none."""
    if index is None:
        return {"ikm": None, "mutu": None}
    return {
        "ikm": index.value,
        "ikm_tepat": None if index.exact is None else str(index.exact),
        "mutu": index.grade and index.grade.name,
        "rentang_95": [end(index, 0), end(index, 1)] if index.interval() else None,
    }


def _whole(whole: AgencyPublication) -> dict[str, Any]:
    index = whole.index
    return {
        "responden": index.respondents if index else 0,
        "ikm_gabungan": index and index.value,
        "mutu_gabungan": index and index.grade and index.grade.name,
        "ikm_rata_rata_unit": None if whole.plain_mean is None else half_up(whole.plain_mean),
        "unit_dihitung": whole.units,
        "unit_belum_cukup_data": whole.left_out,
        "tingkat_tanggapan": rounded(whole.response_rate),
        "rilis_terakhir": whole.released_on,
    }


def _circumstances(told: Publication) -> dict[str, Any]:
    return {
        "layanan_tercatat": services(told),
        "tingkat_tanggapan": rounded(told.figure.response_rate),
        "terlambat": told.late,
        "kuesioner": list(told.figure.questionnaires),
        "rilis_terakhir": told.figure.released_on,
    }


def _named(told: Publication) -> dict[str, str]:
    return {"kode": told.unit.code, "nama": told.name}


def _element(row: Row) -> dict[str, Any]:
    read = {column.name: column.read(row) for column in OF_ELEMENT}
    return {"kode": read.pop("unsur"), "nama": read.pop("unsur_nama"), **read}


def _beside(figure: SupplementFigure) -> dict[str, Any]:
    """A questionnaire that is no part of the index."""
    return {
        "kuesioner": figure.questionnaire.code,
        "judul": figure.questionnaire.title(),
        "rilis_terakhir": figure.released_on,
        "pernyataan": [_statement(item) for item in figure.items],
    }


def _statement(item: Item) -> dict[str, Any]:
    """Its mean on its own scale; of no and yes, the share of yes with its ends blurred."""
    answer = {"rata_rata": item.mean} if len(item.counts) > YES_OR_NO else {"ya": item.shares[-1]}
    return {"kode": item.question.code, "bunyi": item.question.text(), "skala": len(item.counts), "n": item.n, **answer}


def _month(month: Publication) -> dict[str, Any]:
    index = month.index
    return {"periode": month.period.code, "responden": index and index.respondents, **_index(index)}
