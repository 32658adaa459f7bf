"""Answer files of any make: dates with a clock, joined answers, printed indices, and headings that are explained."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import supplements, units
from models.changes import By
from models.waiting_imports import ImportedForm
from surveys.questionnaire import load
from tests.backoffice.conftest import Staff
from tests.backoffice.uploads import confirm, upload
from tests.factories import NOW, TODAY

SKM = load("skm-2017")
CODES = [question.code for question in SKM.questions]
ASKED = [f"Soal kami nomor {number}" for number in range(1, 10)]
FOREIGN = "Nama;Kapan;" + ";".join(ASKED) + "\nBudi;2/11/2026;oke;" + "3;" * 7 + "mantap\n"


@pytest.fixture
def operator(staff: Staff) -> FlaskClient:
    return staff("operator")


def stored(client: FlaskClient) -> list[ImportedForm]:
    with client.application.extensions["house"].database.reading() as session:
        return list(session.scalars(select(ImportedForm).order_by(ImportedForm.checksum)))


def carried(page: TestResponse) -> dict[str, str]:
    """What the page hands on to the mapping."""
    form = page.text.split('action="/staf/impor/jawaban/pemetaan"')[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def mapping(client: FlaskClient, data: dict[str, str]) -> TestResponse:
    return client.post("/staf/impor/jawaban/pemetaan", data=data, content_type="multipart/form-data")


def explained(page: TestResponse, **more: str) -> dict[str, str]:
    columns = {f"kolom.{at}": code for at, code in enumerate(["", "day", *CODES])}
    return {**carried(page), **columns, "nama": "Formulir kami", **more}


def test_a_sheet_of_google_forms_is_read_by_its_questions_its_labels_and_its_timestamp(operator: FlaskClient) -> None:
    texts = [question.text() for question in SKM.questions]
    labels = [question.labels()[2] for question in SKM.questions]
    table = "\t".join(["Stempel waktu", *texts]) + "\n" + "\t".join(["02/11/2026 10:22:33", *labels]) + "\n"
    page = upload(operator, "jawaban", table, channel="import")
    assert "IKM dari berkas ini: 75,00, mutu C" in page.text
    assert "Tanggal survei" in page.text
    confirm(operator, page, "jawaban")
    [arrival] = stored(operator)
    assert (arrival.service_day.isoformat(), set(arrival.answers.values())) == ("2026-11-02", {3})


def test_joined_answers_need_their_order_and_follow_it(operator: FlaskClient) -> None:
    table = "Tanggal;Layanan;Jawaban;Saran\n2/11/2026;KTP;4,4,4,4,4,4,4,1,2;Baik\n"
    assert "tidak menyebut urutannya" in upload(operator, "jawaban", table, channel="import").text
    page = upload(operator, "jawaban", table, channel="import", order="form")
    confirm(operator, page, "jawaban")
    [arrival] = stored(operator)
    assert (arrival.answers["U9"], arrival.answers["U8"]) == (1, 2)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("75", "IKM yang tercetak di berkas: 75,00, sama dengan hitungan ulang"),
        ("74,93", "sesuai dengan cara lain (bobot 0,111 sebagai pengganti 1/9)"),
        ("88,31", "berbeda dari hitungan ulang"),
    ],
)
def test_the_printed_index_stands_beside_ours(operator: FlaskClient, printed: str, words: str) -> None:
    head = "No;" + ";".join(f"U{number}" for number in range(1, 10))
    table = f"{head}\n1{';3' * 9}\nJumlah{';3' * 9}\nIKM UNIT PELAYANAN;{printed}\n"
    page = upload(operator, "jawaban", table, channel="paper", day="2026-11-02").text
    assert words in page
    assert "IKM dari berkas ini: 75,00" in page


def test_a_person_explains_a_file_once_and_the_next_one_is_read_alike(operator: FlaskClient) -> None:
    refused = upload(operator, "jawaban", FOREIGN, channel="import")
    assert "Kolom U1, U2" in refused.text
    page = mapping(operator, carried(refused))
    assert (page.status_code, "Soal kami nomor 9" in page.text) == (200, True)
    page = mapping(operator, explained(refused))
    assert page.status_code == 422
    assert "Tentukan nilai setiap jawaban berupa kata" in page.text
    values = {"kode.0": "U1", "teks.0": "oke", "nilai.0": "3", "kode.1": "U8", "teks.1": "mantap", "nilai.1": "4"}
    preview = mapping(operator, explained(refused, **values))
    assert "1 responden" in preview.text
    assert "U8 Penanganan pengaduan" in preview.text
    assert re.search(r"Nama</th><td>tidak dibaca", preview.text)
    assert confirm(operator, preview, "jawaban").status_code == 303
    again = upload(operator, "jawaban", FOREIGN.replace("mantap", "Oke"), channel="import", mapping="Formulir kami")
    assert "pilihan jawaban U8" in again.text, "a label is explained for its own question only"
    third = upload(operator, "jawaban", FOREIGN.replace("oke", "4"), channel="import", mapping="Formulir kami")
    confirm(operator, third, "jawaban")
    assert sorted((row.answers["U1"], row.answers["U8"]) for row in stored(operator)) == [(3, 4), (4, 4)]
    assert "Budi" not in "".join(map(str, (row.__dict__ for row in stored(operator))))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kolom.3": "U1"}, "Satu arti hanya untuk satu kolom"),
        ({"kolom.3": ""}, "Kolom U2 tidak ada"),
        ({"kolom.3": "apa saja"}, "Satu arti hanya untuk satu kolom"),
        ({"nama": " "}, "Beri nama pemetaan ini"),
    ],
)
def test_an_explanation_that_cannot_be_is_not_kept(operator: FlaskClient, changed: dict[str, str], reason: str) -> None:
    refused = upload(operator, "jawaban", FOREIGN.replace("oke", "3").replace("mantap", "3"), channel="import")
    page = mapping(operator, explained(refused, **changed))
    assert page.status_code == 422
    assert reason in html.unescape(page.text)
    assert "Formulir kami" not in operator.get("/staf/impor/jawaban").text


def test_names_and_numbers_of_persons_are_not_shown_as_examples(operator: FlaskClient) -> None:
    table = "Nomor;Nama Lengkap;" + ";".join(ASKED) + "\n6472010101900001;Budi" + ";3" * 9 + "\n"
    page = mapping(operator, carried(upload(operator, "jawaban", table, channel="import")))
    assert "6472010101900001" not in page.text
    assert "Budi" not in page.text


def test_a_dump_of_three_surveys_is_taken_apart_where_the_unit_asks_them(operator: FlaskClient) -> None:
    columns = [*(f"u{n}" for n in range(1, 10)), *(f"z{n}" for n in range(1, 9)), *(f"r{n}" for n in range(1, 6))]
    table = ";".join(["nama", "date", *columns]) + "\nBudi;2/11/2026" + ";3" * 9 + ";6" * 8 + ";5;;5;5;5\n"
    table = table.replace("date", "Tanggal")
    assert "milik survei lain (SPKP/SPAK) dan tidak dibaca" in upload(operator, "jawaban", table, channel="import").text
    with operator.application.extensions["house"].database.writing() as session:
        by = By(None, "test", "system", NOW, bytes(16))
        supplements.choose(session, by, units.get(session, 1), ["spkp", "spak"], TODAY)
        session.commit()
    outside = upload(operator, "jawaban", table.replace(";6", ";7"), channel="import")
    assert (outside.status_code, "jawaban harus salah satu dari 1, 2, 3, 4, 5, 6" in outside.text) == (422, True)
    page = upload(operator, "jawaban", table, channel="import")
    assert "tidak dibaca.</li>" not in page.text
    confirm(operator, page, "jawaban")
    [form] = stored(operator)
    assert form.supplements == {
        "spkp-2021": {f"Z{n}": 6 for n in range(1, 9)},
        "spak-2021": {"R1": 5, "R3": 5, "R4": 5, "R5": 5},
    }


def test_importance_is_not_satisfaction_however_it_is_explained(operator: FlaskClient) -> None:
    refused = upload(operator, "jawaban", FOREIGN.replace("oke", "3").replace("mantap", "3"), channel="import")
    mapping(operator, explained(refused))
    table = "Tingkat kepentingan\n" + FOREIGN.replace("oke", "3").replace("mantap", "3")
    assert (
        "kepentingan bukan kepuasan"
        in upload(operator, "jawaban", table, channel="import", mapping="Formulir kami").text
    )


def test_a_mapping_page_without_its_file_leads_back(operator: FlaskClient) -> None:
    assert mapping(operator, {"channel": "import"}).location == "/staf/impor/jawaban"
