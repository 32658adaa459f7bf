"""The unit head writes what was changed; everyone reads it at once, and reads that it was withdrawn."""

from flask import Flask
from flask.testing import FlaskClient

from models.units import Unit
from tests.backoffice.conftest import Staff, account, log_in

NOTE = {"theme": "Antrean <pagi> terlalu lama.", "done": "Loket 2 buka pukul 07.30.", "done_on": "2026-11-02"}


def public(client: FlaskClient) -> str:
    page = client.get("/hasil/dukcapil/perbaikan")
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_a_note_is_public_at_once(staff: Staff, client: FlaskClient) -> None:
    assert "belum mencatat perbaikan" in public(client)
    answer = staff("unit_head").post("/staf/perbaikan/baru", data=NOTE, follow_redirects=True)
    assert "Catatan terbit" in answer.get_data(as_text=True)
    page = public(client)
    for words in ("Antrean &lt;pagi&gt; terlalu lama.", "Loket 2 buka pukul 07.30.", "2 November 2026"):
        assert words in page


def test_a_refused_note_comes_back_filled_in_and_nothing_is_public(staff: Staff, client: FlaskClient) -> None:
    for change, sentence in (
        ({"done_on": "2026-11-04"}, "belum tiba"),
        ({"done": "Petugas Ayu Lestari kini lebih cepat."}, "nama orang"),
        ({"theme": ""}, "Tulis apa yang dikatakan warga."),
        ({"done": "a" * 601}, "paling banyak 600"),
    ):
        answer = staff("unit_head").post("/staf/perbaikan/baru", data={**NOTE, **change})
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    assert "belum mencatat perbaikan" in public(client)


def test_a_withdrawn_note_leaves_its_day_and_reason_and_not_its_words(staff: Staff, client: FlaskClient) -> None:
    head = staff("unit_head")
    head.post("/staf/perbaikan/baru", data=NOTE)
    assert "Tarik catatan" in head.get("/staf/perbaikan/1/tarik").get_data(as_text=True)
    head.post("/staf/perbaikan/1/tarik", data={"reason": "Loket itu tutup lagi."})
    page = public(client)
    assert "bertanggal 2 November 2026 ditarik pada 3 November 2026" in page
    assert "Loket itu tutup lagi." in page
    assert "Antrean" not in page
    again = head.post("/staf/perbaikan/1/tarik", data={"reason": "Lagi."})
    assert "sudah ditarik" in again.get_data(as_text=True)
    assert "Loket itu tutup lagi." in head.get("/staf/perbaikan").get_data(as_text=True)


def test_a_head_neither_sees_nor_withdraws_the_notes_of_another_unit(app: Flask, staff: Staff) -> None:
    staff("unit_head").post("/staf/perbaikan/baru", data=NOTE)
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="pajak", name="Badan Pendapatan", kind="Badan", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        head = account(session, "unit_head", username="lain", unit_id=other.id).id
        session.commit()
    client = log_in(app, head)
    assert "Antrean" not in client.get("/staf/perbaikan").get_data(as_text=True)
    assert client.post("/staf/perbaikan/1/tarik", data={"reason": "Bukan milik saya."}).status_code == 404
    auditor = staff("auditor").get("/staf/perbaikan").get_data(as_text=True)
    assert "Dinas Kependudukan" in auditor
    assert "Badan Pendapatan" in auditor


def test_the_list_of_a_unit_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/hasil/tidak-ada/perbaikan").status_code == 404
