"""Released results of a year as a table for machines, and what its columns mean.

Files are in Indonesian, whatever the reader's browser prefers, with points as decimal signs.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request, url_for

import clock
from extensions import db, house
from models import publications, questionnaires
from models.agency import the_agency
from models.publications import Publication
from surveys.disclosure import CELL_MINIMUM, PUBLIC_MINIMUM
from surveys.ikm import ElementFigure, Index, half_up
from surveys.periods import Period

YEAR: Final = "tahun"
KEPT_FOR: Final = "public, max-age=300"
CSVW: Final = "http://www.w3.org/ns/csvw"
_LIVE: Final = re.compile(r"[=+\-@\t\r]")  # what a spreadsheet takes for a formula
_YEAR: Final = re.compile(r"[12][0-9]{3}")

Value = str | int | Decimal | date | None

open_data: Final = Blueprint("open_data", __name__)


@dataclass(frozen=True)
class Row:
    """A line of the table: one element of a unit in a period."""

    told: Publication
    index: Index
    element: ElementFigure
    state: str

    @property
    def answers(self) -> int | None:
        """Answers to the element; None below the minimum."""
        return self.element.n or None

    @property
    def name(self) -> str:
        """Name of the element in the newest questionnaire that was answered."""
        newest = questionnaires.load(db(), self.told.figure.questionnaires[-1])
        return next(element.name() for element in newest.elements if element.code == self.element.code)


@dataclass(frozen=True)
class Column:
    """A column of the table: its name, its type in the words of CSV on the Web, its meaning, and how it is read."""

    name: str
    datatype: str
    meaning: str
    read: Callable[[Row], Value]


COLUMNS: Final = (
    Column("periode", "string", "kode periode: 2026-10, 2026-TW4, 2026-S2, 2026", lambda row: row.told.period.code),
    Column("periode_mulai", "date", "hari pertama periode", lambda row: row.told.period.start),
    Column("periode_selesai", "date", "hari terakhir periode", lambda row: row.told.period.end),
    Column("status", "string", "sementara, atau dikunci bila angkanya tidak berubah lagi", lambda row: row.state),
    Column("unit_kode", "string", "kode unit layanan, sama dengan di alamat hasilnya", lambda row: row.told.unit.code),
    Column("unit_nama", "string", "nama unit layanan", lambda row: row.told.name),
    Column("kuesioner", "string", "versi kuesioner yang dijawab", lambda row: " ".join(row.told.figure.questionnaires)),
    Column("rilis_terakhir", "date", "hari rilis terbaru di dalamnya", lambda row: row.told.figure.released_on),
    Column("responden", "integer", "penilaian dengan sedikitnya satu unsur terisi", lambda row: row.index.respondents),
    Column("ikm", "decimal", "Indeks Kepuasan Masyarakat, 25 sampai 100", lambda row: row.index.value),
    Column("mutu", "string", "mutu pelayanan, A sampai D", lambda row: row.index.grade and row.index.grade.name),
    Column("batas_bawah", "decimal", "batas bawah rentang kepercayaan 95 % IKM", lambda row: end(row.index, 0)),
    Column("batas_atas", "decimal", "batas atas rentang kepercayaan 95 % IKM", lambda row: end(row.index, 1)),
    Column("layanan_tercatat", "integer", "layanan yang diberikan dalam periode", lambda row: services(row.told)),
    Column(
        "tingkat_tanggapan",
        "decimal",
        "penilaian yang dirilis dibagi layanan tercatat, 0 sampai 1",
        lambda row: rounded(row.told.figure.response_rate),
    ),
    Column("unsur", "string", "kode unsur, U1 sampai U9", lambda row: row.element.code),
    Column("unsur_nama", "string", "nama unsur", lambda row: row.name),
    Column("n", "integer", "jawaban untuk unsur ini", lambda row: row.answers),
    Column(
        "jumlah",
        "integer",
        "jumlah nilai jawaban itu, masing-masing 1 sampai 4",
        lambda row: row.answers and row.element.total,
    ),
    Column("nrr", "decimal", "nilai rata-rata unsur, jumlah dibagi n", lambda row: row.element.nrr_rounded),
    Column("konversi", "decimal", "nilai rata-rata tepat dikali 25", lambda row: row.element.conversion),
    Column("unsur_mutu", "string", "mutu unsur, A sampai D", lambda row: row.element.grade and row.element.grade.name),
)


@open_data.get("/data-terbuka")
def dictionary() -> str:
    """What can be had, and what each column means."""
    years = sorted({_this_year(), *(int(month[:4]) for month in publications.months(db()))}, reverse=True)
    return render_template(
        "public/results_data.html", columns=COLUMNS, years=years, minimum=PUBLIC_MINIMUM, cell_minimum=CELL_MINIMUM
    )


@open_data.get("/data-terbuka.csv")
def table() -> Response:
    """Every released index of a year by element; this year unless asked otherwise."""
    year = _asked_year()
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([_text(column.read(row)) for column in COLUMNS] for row in _rows(year))
    answer = kept(target.getvalue(), "text/csv; charset=utf-8; header=present")
    answer.headers["Content-Disposition"] = f'attachment; filename="data-terbuka-{year}.csv"'
    metadata = url_for("open_data.metadata", tahun=year)
    answer.headers["Link"] = f'<{metadata}>; rel="describedby"; type="application/csvm+json"'
    return answer


@open_data.get("/data-terbuka.csv-metadata.json")
def metadata() -> Response:
    """The meaning of the table for machines, as CSV on the Web."""
    year = _asked_year()
    return as_json(
        {
            "@context": [CSVW, {"@language": "id"}],
            "url": f"{house().config.base_url}/data-terbuka.csv?{YEAR}={year}",
            "dc:title": f"Hasil penilaian warga, {the_agency(db()).name}, {year}",
            "tableSchema": {
                "columns": [
                    {"name": column.name, "datatype": column.datatype, "dc:description": column.meaning}
                    for column in COLUMNS
                ],
                "primaryKey": ["periode", "unit_kode", "unsur"],
            },
        },
        "application/csvm+json",
    )


def _rows(year: int) -> Iterator[Row]:
    for told in publications.of_year(db(), year):
        state = status(told.period)
        yield from (Row(told, told.index, element, state) for element in told.index.elements) if told.index else ()


def status(period: Period) -> str:
    return "dikunci" if publications.is_final(db(), period) else "sementara"


def services(told: Publication) -> int | None:
    """Services logged, where beside the ratings they give nobody away."""
    return told.figure.services.logged if told.figure.response_rate is not None else None


def end(index: Index, end: int) -> Decimal | None:
    """An end of the 95 % interval: 0 the lower, 1 the upper."""
    span = index.interval()
    return half_up(Fraction(span[end])) if span else None


def rounded(share: Fraction | None) -> Decimal | None:
    return None if share is None else half_up(share)


def today() -> date:
    return clock.now().astimezone(the_agency(db()).tzinfo).date()


def _this_year() -> int:
    return today().year


def _asked_year() -> int:
    text = request.args.get(YEAR) or str(_this_year())
    if not _YEAR.fullmatch(text):
        abort(404)
    return int(text)


def _text(value: Value) -> str:
    """A cell: text that a spreadsheet would take for a formula gets an apostrophe."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and _LIVE.match(value) else str(value)


def as_json(content: dict[str, Any], mimetype: str = "application/json") -> Response:
    return kept(json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n", mimetype)


def _plain(value: object) -> str | float:
    """Days as ISO text, decimals as numbers."""
    return float(value) if isinstance(value, Decimal) else str(value)


def kept(body: str, content_type: str) -> Response:
    """An answer that anyone may keep for a few minutes."""
    answer = Response(body, content_type=content_type)
    answer.headers["Cache-Control"] = KEPT_FOR
    return answer
