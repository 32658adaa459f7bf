"""The recap of all units in the layout that regional governments exchange: two rows of headings, then a row per unit.

Nothing stands in it that may not be published: cells of too few people stay empty, and so do sums that give them away.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from models import publications
from models.publications import Publication
from surveys.ikm import minimum_sample
from surveys.periods import Period

ELEMENTS: Final = tuple(f"U{n}" for n in range(1, 10))
# Heading -> field and codes of the profile; two codes stand in one column only where both are told.
PROFILE: Final[Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]]] = {
    "JENIS KELAMIN": {"L": ("sex", ("L",)), "P": ("sex", ("P",))},
    "PENDIDIKAN": {
        "SD": ("education", ("sd",)),
        "SLTP": ("education", ("smp",)),
        "SLTA": ("education", ("sma",)),
        "DIPLOMA": ("education", ("d1_d3",)),
        "S1": ("education", ("d4_s1",)),
        "S2": ("education", ("s2",)),
        "S3": ("education", ("s3",)),
    },
    "PEKERJAAN": {
        "PNS": ("occupation", ("pns",)),
        "TNI/POLRI": ("occupation", ("tni", "polri")),
        "SWASTA": ("occupation", ("swasta",)),
        "WIRASWASTA": ("occupation", ("wirausaha",)),
        "PELAJAR": ("", ()),
        "PETANI": ("", ()),
        "LAINNYA": ("occupation", ("lainnya",)),
    },
}
GROUPS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("NILAI RATA-RATA UNSUR", ELEMENTS),
    *((heading, tuple(columns)) for heading, columns in PROFILE.items()),
)
LAST: Final = ("POPULASI", "SAMPEL MINIMAL", "RESPONDEN", "NRR TERTIMBANG", "NILAI IKM", "KATEGORI")
NOTES: Final = (
    ("Unsur", "NRR dua desimal. IKM dihitung dari nilai tepatnya dengan bobot 1/9 dan dibulatkan satu kali."),
    ("Sel kosong", "Tidak ada, atau terlalu sedikit orang untuk dicantumkan. Kosong tidak berarti 0."),
    ("Unit tanpa angka", "Kurang dari 30 responden."),
    ("Profil", "Diisi sukarela; terbit setelah periode dikunci."),
    ("PELAJAR, PETANI", "Formulir resmi mencatatnya sebagai LAINNYA."),
    ("POPULASI", "Layanan tercatat dalam periode; kosong bila tidak diketahui."),
    ("SAMPEL MINIMAL", "Krejcie dan Morgan (1970) dari populasi."),
    ("Jumlah", "Kosong di kolom yang salah satu selnya kosong, agar yang ditutup tidak dapat dihitung."),
)


@dataclass(frozen=True)
class Row:
    """One unit; None where there is no number or it may not be told."""

    name: str
    elements: tuple[Decimal | None, ...]
    profile: tuple[int | None, ...]
    population: int | None
    sample: int | None
    respondents: int | None
    weighted: Decimal | None
    value: Decimal | None
    grade: str | None

    @property
    def counts(self) -> tuple[int | None, ...]:
        """What the total adds up."""
        return (*self.profile, self.population, self.sample, self.respondents)


def of_units(session: Session, period: Period) -> list[Row]:
    """A row for each unit of the period, by name."""
    return [
        _row(told, publications.profile(session, told.unit, period)) for told in publications.of_units(session, period)
    ]


def totals(rows: Sequence[Row]) -> list[int | None]:
    """The sums of the columns that have a number in every row."""
    columns = zip(*(row.counts for row in rows), strict=True)
    return [sum(filter(None, column)) if None not in column else None for column in columns]


def write(rows: Sequence[Row], period: Period, *, created: datetime) -> bytes:
    """The workbook: Rekap and Keterangan."""
    import xlsxwriter  # noqa: PLC0415 - only an export should cost it

    target = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(target, inert)
    book.set_properties({"created": created.replace(tzinfo=None), "title": f"Rekap SKM {period.label}"})
    _write_rows(book, rows)
    notes = book.add_worksheet("Keterangan")
    notes.set_column(0, 0, 20)
    notes.set_column(1, 1, 90)
    for at, line in enumerate((("Periode", period.label), *NOTES)):
        notes.write_row(at, 0, line)
    book.close()
    return target.getvalue()


def _row(told: Publication, profile: Mapping[str, Mapping[str, int]]) -> Row:
    index, figure = told.index, told.figure
    grade = index.grade if index else None
    population = figure.services.logged if index and figure.response_rate is not None else None
    by_code = {one.code: one for one in index.elements} if index else {}
    shown = [by_code[code].nrr_rounded if code in by_code else None for code in ELEMENTS]
    told_of = [_cell(profile, *place) if index else None for group in PROFILE.values() for place in group.values()]
    return Row(
        name=told.name,
        elements=tuple(shown),
        profile=tuple(told_of),
        population=population,
        sample=None if population is None else minimum_sample(population),
        respondents=index.respondents if index else None,
        weighted=None if index is None or index.value is None else index.value / 25,
        value=index.value if index else None,
        grade=f"{grade.name} ({grade.value})" if grade else None,
    )


def _cell(profile: Mapping[str, Mapping[str, int]], field: str, codes: Sequence[str]) -> int | None:
    counts = [profile.get(field, {}).get(code) for code in codes]
    return sum(filter(None, counts)) if counts and None not in counts else None


def _write_rows(book: Any, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet("Rekap")
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    plain, two = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0.00"})
    whole, strong = book.add_format({"border": 1, "num_format": "#,##0"}), book.add_format({"border": 1, "bold": True})
    _write_head(sheet, head)
    for at, row in enumerate(rows, 2):
        sheet.write_number(at, 0, at - 1, plain)
        sheet.write_string(at, 1, row.name, plain)
        numbers = [(value, two) for value in row.elements] + [(value, whole) for value in row.counts]
        for column, (value, style) in enumerate([*numbers, (row.weighted, two), (row.value, two)], 2):
            _write_number(sheet, at, column, value, style)
        sheet.write_string(at, 2 + len(numbers) + 2, row.grade or "", plain)
    last = len(rows) + 2
    sheet.write_string(last, 1, "Jumlah", strong)
    for column, total in enumerate(totals(rows), 2 + len(ELEMENTS)):
        _write_number(sheet, last, column, total, whole)
    sheet.freeze_panes(2, 2)
    sheet.set_column(1, 1, 40)


def _write_head(sheet: Any, head: Any) -> None:
    for column, name in enumerate(("NO", "OPP")):
        sheet.merge_range(0, column, 1, column, name, head)
    column = 2
    for heading, columns in GROUPS:
        sheet.merge_range(0, column, 0, column + len(columns) - 1, heading, head)
        sheet.write_row(1, column, columns, head)
        column += len(columns)
    for name in LAST:
        sheet.merge_range(0, column, 1, column, name, head)
        column += 1


def _write_number(sheet: Any, row: int, column: int, value: Decimal | int | None, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, value, style)
