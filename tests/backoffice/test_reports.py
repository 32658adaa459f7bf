"""The survey report: written from published figures, edited block by block, the same on page and in document."""

import html
import io
import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from docx import Document
from docx.shared import Mm
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from backoffice import recap, report_chapters, report_docx, report_facts
from backoffice.report_parts import SurveyReport, Table
from models import units
from models.audit import AuditEvent
from surveys.periods import parse
from tests.backoffice.conftest import Staff
from tests.factories import NOW, TODAY, Town
from tests.released import Form, answers, forms, nights

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
MONTH = parse("2026-11")
PAGE = "/staf/unit/1/laporan-skm?periode=2026-11"
EDIT = "/staf/unit/1/laporan-skm/kesimpulan?periode=2026-11"
RATED = [forms(30, answers=answers(4)) + forms(20, answers=answers(3, U3=2)), forms(10)]  # the last ten stay behind


def release(app: Flask, days: Sequence[Sequence[Form]]) -> None:
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, days)
        session.commit()


def written(app: Flask) -> SurveyReport:
    with app.extensions["house"].database.reading() as session:
        return report_chapters.report(report_facts.of_unit(session, units.get(session, 1), MONTH, TODAY))


def tables(report: SurveyReport) -> dict[str, Table]:
    parts = (part for chapter in report.chapters for section in chapter.sections for part in section.parts)
    return {part.caption: part for part in parts if isinstance(part, Table)}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def sheet(page: str) -> str:
    """What is printed."""
    return text_of(page.split("<article", 1)[1])


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_chapters_are_those_of_the_regulation_in_its_order(app: Flask) -> None:
    assert [chapter.title.split()[0:2] for chapter in written(app).chapters] == [
        ["BAB", "I"], ["BAB", "II"], ["BAB", "III"], ["BAB", "IV"], ["BAB", "V"], ["LAMPIRAN"],
    ]  # fmt: skip


def test_its_figures_are_those_of_the_page_of_figures(app: Flask, staff: Staff) -> None:
    release(app, RATED)
    report, figures = written(app), text_of(staff("unit_head").get("/staf/unit/1/hasil?periode=2026-11").text)
    found = tables(report)["Nilai rata-rata per unsur"]
    ((name, respondents, _, value, grade),) = found.foot
    assert (name, respondents, grade) == ("IKM unit pelayanan", 50, "A")
    assert f"IKM {str(value).replace('.', ',')}" in figures
    third = next(row for row in found.rows if str(row[0]).startswith("U3 "))
    assert third[1:] == (50, Decimal("3.20"), Decimal("80.00"), "B")


def test_the_table_of_processing_is_enough_to_compute_the_index_again(app: Flask) -> None:
    release(app, RATED)
    found = tables(written(app))
    n, sums = (row[1:] for row in found["Pengolahan data SKM per unsur pelayanan"].rows[:2])
    index = 25 * sum(Decimal(str(total)) / Decimal(str(given)) for total, given in zip(sums, n, strict=True)) / 9
    assert round(index, 2) == found["Nilai rata-rata per unsur"].foot[0][3]


def test_too_few_ratings_give_words_and_no_number(app: Flask, staff: Staff) -> None:
    release(app, [forms(20), forms(10)])
    page = sheet(staff("unit_head").get(PAGE).text)
    assert "Belum cukup data: 20 dari 30 penilaian. Ini bukan nilai rendah." in page
    assert "Nilai IKM" not in page
    assert "Pengolahan data SKM per unsur pelayanan" not in tables(written(app))


def test_an_element_of_few_answers_is_said_to_be_why_there_is_no_index(app: Flask, staff: Staff) -> None:
    most = {code: value for code, value in answers(4).items() if code != "U4"}
    release(app, [forms(5) + forms(40, answers=most), forms(10)])
    page = sheet(staff("unit_head").get(PAGE).text)
    assert "IKM belum dapat dihitung: ada unsur dengan kurang dari 10 jawaban." in page
    assert "dari 30 penilaian" not in page
    assert "menghitung ulang IKM" not in page


def test_an_open_period_is_marked_as_not_final_on_page_and_in_document(app: Flask, staff: Staff) -> None:
    release(app, RATED)
    mark = "ANGKA SEMENTARA: periode ini belum dikunci."
    assert mark in text_of(staff("unit_head").get(PAGE).text)
    document = Document(io.BytesIO(report_docx.write(written(app), size="A4", made=NOW)))
    assert any(mark in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize(("size", "width", "height"), [("A4", 210, 297), ("F4", 215, 330)])
def test_the_document_opens_with_real_headings_tables_and_pictures(
    app: Flask, staff: Staff, size: str, width: int, height: int
) -> None:
    release(app, RATED)
    answer = staff("unit_head").post("/staf/unit/1/laporan-skm/unduh.docx?periode=2026-11", data={"kertas": size})
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    document = Document(io.BytesIO(answer.data))
    headings = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headings == [chapter.title for chapter in written(app).chapters]
    section = document.sections[0]
    sides = [round(side / Mm(1)) for side in (section.page_width, section.page_height) if side]
    assert sides == [width, height]
    assert len(document.tables) == len(tables(written(app)))
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in document.tables)
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["IKM unit pelayanan", "50", "", "88,89", "A"] in cells
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert pictures == ["U3 Waktu penyelesaian paling rendah: 3,20 pada skala 1 sampai 4"]


def test_every_document_taken_away_leaves_who_took_it(app: Flask, staff: Staff) -> None:
    staff("hr").post("/staf/unit/1/laporan-skm/unduh.docx?periode=2026-11")
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert (event.role, event.detail) == ("hr", {"format": "docx", "final": False})


def test_a_unit_puts_a_block_in_its_own_words_and_takes_the_composed_ones_back(app: Flask, staff: Staff) -> None:
    release(app, RATED)
    head = staff("unit_head")
    composed = sheet(head.get(PAGE).text)
    answer = head.post(EDIT, data={"text": "Tahun ini kami menambah satu loket.\n\nAntrean berkurang.", "seen": "0"})
    assert answer.status_code == 303
    edited = head.get(PAGE).text
    assert "<p>Tahun ini kami menambah satu loket.</p><p>Antrean berkurang.</p>" in edited
    assert "Indeks Kepuasan Masyarakat" not in text_of(edited.split("BAB V ")[1].split("LAMPIRAN")[0])
    head.post(EDIT, data={"text": "", "seen": seen(head.get(EDIT).text), "kembalikan": "1"})
    assert sheet(head.get(PAGE).text) == composed


def test_the_second_of_two_editors_is_told_and_loses_nothing(staff: Staff) -> None:
    head = staff("unit_head")
    head.post(EDIT, data={"text": "Tulisan pertama.", "seen": "0"})
    answer = head.post(EDIT, data={"text": "Tulisan kedua.", "seen": "0"})
    assert answer.status_code == 422
    page = text_of(answer.text)
    assert "baru saja diubah orang lain" in page
    assert "Tulisan pertama." in page
    assert "Tulisan kedua." in page
    assert head.post(EDIT, data={"text": "Tulisan kedua.", "seen": seen(answer.text)}).status_code == 303


def test_a_page_from_before_a_block_was_restored_overwrites_nothing_that_came_after(staff: Staff) -> None:
    head = staff("unit_head")
    head.post(EDIT, data={"text": "Tulisan pertama.", "seen": "0"})
    head.post(EDIT, data={"text": "", "seen": "1", "kembalikan": "1"})
    assert head.post(EDIT, data={"text": "Dari halaman lama.", "seen": "0"}).status_code == 422
    head.post(EDIT, data={"text": "Tulisan kedua.", "seen": seen(head.get(EDIT).text)})
    assert head.post(EDIT, data={"text": "Dari halaman lama.", "seen": "1"}).status_code == 422
    assert "Tulisan kedua." in head.get(PAGE).text


def test_an_empty_block_is_refused_with_what_to_do(staff: Staff) -> None:
    answer = staff("unit_head").post(EDIT, data={"text": "  ", "seen": "0"})
    assert answer.status_code == 422
    assert "Tulis isinya, atau kembalikan teks bawaan." in answer.text


def test_a_block_may_be_as_long_as_a_page_and_not_longer(staff: Staff) -> None:
    head = staff("unit_head")
    assert head.post(EDIT, data={"text": "kata " * 1200, "seen": "0"}).status_code == 303
    answer = head.post(EDIT, data={"text": "kata " * 1201 + "akhir", "seen": "1"})
    assert answer.status_code == 422
    assert "Pesan terlalu panjang" in answer.text
    assert "akhir</textarea>" in answer.text, "what was typed stays"


def test_letterhead_and_signatory_are_taken_over_from_the_last_report(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    head.post("/staf/unit/1/laporan-skm/nama?periode=2026-10", data={"text": "Dra. Siti Aminah, M.Si.", "seen": "0"})
    assert written(app).signature.name == "Dra. Siti Aminah, M.Si."
    assert "Dra. Siti Aminah, M.Si." in head.get(PAGE).text


def test_what_a_unit_writes_is_text_and_never_markup(staff: Staff) -> None:
    head = staff("unit_head")
    head.post(EDIT, data={"text": "<script>alert(1)</script> {{ 7*7 }}", "seen": "0"})
    page = head.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page


@pytest.mark.parametrize(
    "address", ["/staf/unit/2/laporan-skm", "/staf/unit/1/laporan-skm/tidak-ada", "/staf/unit/1/laporan-skm?periode=x"]
)
def test_what_is_not_there_is_not_found(staff: Staff, address: str) -> None:
    assert staff("unit_head").get(address).status_code == 404


def test_the_recap_has_two_rows_of_headings_a_row_per_unit_and_a_total(app: Flask, staff: Staff) -> None:
    release(app, RATED)
    answer = staff("hr").post("/staf/laporan-skm/rekap.xlsx?periode=2026-11")
    rows = list(load_workbook(io.BytesIO(answer.data))["Rekap"].iter_rows(values_only=True))
    assert rows[0][:3] == ("NO", "OPP", "NILAI RATA-RATA UNSUR")
    assert rows[1][2:11] == recap.ELEMENTS
    assert len(rows[0]) == 2 + 9 + 16 + 6
    named = dict(zip([*rows[1][:27], *rows[0][27:]], rows[2], strict=True))
    assert named["U3"] == 3.2
    assert (named["RESPONDEN"], named["NILAI IKM"], named["KATEGORI"]) == (50, 88.89, "A (Sangat baik)")
    assert named["PELAJAR"] is None
    assert rows[-1][1] == "Jumlah"


def test_a_total_is_empty_where_it_would_give_a_hidden_cell_away() -> None:
    told = recap.Row("A", (None,) * 9, (12, *(None,) * 15), 100, 80, 30, None, None, None)
    hidden = recap.Row("B", (None,) * 9, (None,) * 16, None, None, None, None, None, None)
    assert recap.totals([told, told])[0] == 24
    assert recap.totals([told, hidden]) == [None] * 19
