"""The page of a unit with filters: every number and file follows them, and what may not be told says so."""

import html
import io
import re
from datetime import date

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import factories, sliced
from tests.backoffice.conftest import Staff
from tests.sliced import KK, KTP

PAGE = "/staf/unit/1/hasil?periode=2026-11"


def locked_and_released(session: Session) -> None:
    """A month whose figures may be divided."""
    town = sliced.month(session, factories.town(session))
    sliced.finish(session, town)


pytestmark = pytest.mark.scene(play=locked_and_released)


@pytest.fixture
def divided(app: Flask) -> Flask:
    return app


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def table(page: str, caption: str) -> list[list[str]]:
    """Rows of the table under a chart, its headings first."""
    found = re.search(rf"<caption>{caption}</caption>(.*?)</table>", page, re.DOTALL)
    assert found is not None
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


@pytest.mark.usefixtures("divided")
def test_a_service_has_the_index_of_its_own_forms(staff: Staff) -> None:
    page = text_of(staff("unit_head").get(f"{PAGE}&layanan={KTP}").text)
    assert "IKM 100,00" in page
    assert "N responden 72" in page
    assert "Layanan: KTP-el × (hapus)" in page
    assert "Tingkat tanggapan" not in page


@pytest.mark.usefixtures("divided")
def test_what_could_tell_of_a_few_is_closed_in_words(staff: Staff) -> None:
    page = text_of(staff("unit_head").get(f"{PAGE}&layanan={KK}").text)
    assert "kurang dari sepuluh orang. Ini bukan nilai rendah." in page
    assert "N responden" not in page
    assert "75,00" not in page


@pytest.mark.usefixtures("divided")
def test_each_chip_removes_its_filter_and_one_link_removes_all(staff: Staff) -> None:
    page = html.unescape(staff("unit_head").get(f"{PAGE}&layanan={KTP}&unsur=U3").text)
    assert 'href="/staf/unit/1/hasil?periode=2026-11&unsur=U3">Layanan' in page
    assert f'href="/staf/unit/1/hasil?periode=2026-11&layanan={KTP}">Unsur' in page
    assert 'class="all" href="/staf/unit/1/hasil?periode=2026-11">Hapus semua' in page


@pytest.mark.parametrize("wrong", ["layanan=99", "saluran=merpati", "unsur=U10"])
@pytest.mark.usefixtures("divided")
def test_a_value_that_names_nothing_is_told_and_shows_no_number(staff: Staff, wrong: str) -> None:
    answer = staff("unit_head").get(f"{PAGE}&{wrong}")
    assert answer.status_code == 200
    assert "tidak dikenal di sini. Pilih lagi dari daftar." in answer.text
    assert "N responden" not in answer.text


@pytest.mark.usefixtures("divided")
def test_an_open_period_says_when_it_is_divided_and_leads_to_the_last_locked_one(staff: Staff) -> None:
    page = html.unescape(staff("unit_head").get(f"/staf/unit/1/hasil?periode=2026-TW4&layanan={KTP}").text)
    assert "tampil setelah periodenya dikunci" in page
    assert f'href="/staf/unit/1/hasil?periode=2026-11&layanan={KTP}">Lihat November 2026' in page


@pytest.mark.usefixtures("divided")
def test_one_element_is_a_figure_of_its_own(staff: Staff) -> None:
    page = staff("unit_head").get(f"{PAGE}&unsur=U3").text
    assert "Konversi" in text_of(page)
    [_head, row] = table(page, "Jawaban per unsur")
    assert row[:3] == ["U3", "Waktu penyelesaian", "150"]


@pytest.mark.usefixtures("divided")
def test_the_file_of_every_chart_holds_the_rows_of_its_table(staff: Staff) -> None:
    client = staff("unit_head")
    for query in ("", f"&layanan={KTP}", "&unsur=U5"):
        page = client.get(PAGE + query).text
        for name, caption in (("unsur", "Jawaban per unsur"), ("tren", "Nilai dari waktu ke waktu")):
            data = client.post(f"/staf/unit/1/hasil/unduh.csv?periode=2026-11{query}&tabel={name}").data
            lines = [line.split(";") for line in data.decode("utf-8-sig").splitlines()]
            shown = table(page, caption)
            assert lines[0] == shown[0]
            assert [[cell or "–" for cell in line[3:5]] for line in lines[1:]] == [row[3:5] for row in shown[1:]]


@pytest.mark.usefixtures("divided")
def test_a_workbook_has_numbers_days_a_frozen_head_and_its_filters(staff: Staff) -> None:
    data = staff("unit_head").post(f"/staf/unit/1/hasil/unduh.xlsx?periode=2026-11&layanan={KTP}&tabel=tren").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Data"]
    assert sheet.freeze_panes == "A2"
    label, begins, n, value = (cell.value for cell in sheet[2][:4])
    assert (label, n, value) == ("November 2026", 72, 100)
    assert begins.date() == date(2026, 11, 1)
    about = {row[0].value: row[1].value for row in book["Keterangan"].rows}
    assert about["Layanan"] == "KTP-el"
    assert about["Jumlah penilaian (N)"] == 72


@pytest.mark.usefixtures("divided")
def test_a_table_that_the_page_does_not_have_is_not_found(staff: Staff) -> None:
    assert staff("unit_head").post("/staf/unit/1/hasil/unduh.csv?periode=2026-11&tabel=petugas").status_code == 404
    assert staff("unit_head").post("/staf/unit/1/hasil/unduh.csv?periode=2026-TW4&tabel=jam").status_code == 404
