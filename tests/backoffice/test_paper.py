"""Paper forms: printed, typed, typed again by somebody else, decided, closed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

import clock
from models.audit import AuditEvent
from models.inbox import Arrival
from models.paper import PaperBatch, PaperForm
from models.units import Unit
from surveys.questionnaire import load
from tests.backoffice.conftest import Staff
from tests.factories import NOW, TODAY

SKM = load("skm-2017")
NEW = "/staf/kertas/baru"
CODES = [question.code for question in SKM.questions]
YESTERDAY = TODAY - timedelta(days=1)
BATCH = {"service_id": "1", "first_day": YESTERDAY.isoformat(), "last_day": TODAY.isoformat(), "sheets": "20"}
FORM = {
    "day": YESTERDAY.isoformat(),
    **dict(zip(CODES, "344334433", strict=True)),
    "shift": "2", "sex": "2", "age_band": "3", "education": "0", "occupation": "",
}  # fmt: skip


@pytest.fixture
def operator(staff: Staff) -> FlaskClient:
    return staff("operator")


@pytest.fixture
def head(staff: Staff) -> FlaskClient:
    return staff("unit_head")


def printed(operator: FlaskClient, **changed: str) -> str:
    return operator.post("/staf/kertas/baru", data={**BATCH, **changed}, follow_redirects=True).text


def typed(client: FlaskClient, number: int, page: str = "ketik", **changed: str) -> int:
    return client.post(f"/staf/kertas/1/{page}", data={**FORM, "number": str(number), **changed}).status_code


def sample(app: Flask) -> list[int]:
    with app.extensions["house"].database.reading() as session:
        return list(session.get_one(PaperBatch, 1).sample)


def test_the_form_carries_the_official_texts_the_profile_and_the_code_of_its_batch(
    app: Flask, operator: FlaskClient
) -> None:
    page = printed(operator)
    with app.extensions["house"].database.reading() as session:
        code = session.get_one(PaperBatch, 1).code
    assert f"{code[:4]} {code[4:]}" in page
    for question in SKM.questions:
        assert question.text() in page
        assert all(label in page for label in question.labels())
    assert all(option.text() in page for field in SKM.profile for option in field.options)
    assert "KTP-el" in page
    assert "13.00–16.00" in page
    assert page.index("kualitas sarana") < page.index("penanganan pengaduan"), "asked in the order of the official form"
    f4 = operator.get("/staf/kertas/1/cetak?kertas=f4").text
    assert 'class="sheet f4"' in f4


def test_a_form_sent_twice_leads_to_the_first_batch_and_another_form_or_wish_to_another(
    app: Flask, operator: FlaskClient
) -> None:
    marks = [re.findall(r'name="once"[^>]* value="([0-9a-f]{32})"', operator.get(NEW).text)[0] for _ in range(2)]
    wishes = [(marks[0], "20"), (marks[0], "20"), (marks[0], "21"), (marks[1], "20")]
    answers = [operator.post(NEW, data={**BATCH, "once": once, "sheets": sheets}) for once, sheets in wishes]
    assert [answer.location for answer in answers] == [f"/staf/kertas/{number}/cetak" for number in (1, 1, 2, 3)]
    with app.extensions["house"].database.reading() as session:
        batches = session.scalars(select(PaperBatch).order_by(PaperBatch.id)).all()
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "paper.printed")).all()
    assert [batch.sheets for batch in batches] == [20, 21, 20]
    assert len({batch.code for batch in batches}) == len(events) == 3


def test_the_code_leads_the_operator_to_the_typing_and_a_citizen_to_a_friendly_word(
    app: Flask, operator: FlaskClient, head: FlaskClient, staff: Staff
) -> None:
    printed(operator)
    with app.extensions["house"].database.reading() as session:
        address = f"/staf/kertas/kode/{session.get_one(PaperBatch, 1).code.lower()}"
    assert operator.get(address).location == "/staf/kertas/1/ketik"
    assert head.get(address).location == "/staf/kertas/1"
    for stranger in (app.test_client(), staff("hr")):
        page = stranger.get(address)
        assert page.status_code == 200
        assert "Kode ini untuk petugas" in page.text
        assert "KTP-el" not in page.text
    assert app.test_client().get("/staf/kertas/kode/00000000").status_code == 404


def test_digits_become_a_form_and_the_next_empty_one_follows(app: Flask, operator: FlaskClient) -> None:
    printed(operator)
    assert "Ketik formulir 1" in operator.get("/staf/kertas/1/ketik").text
    assert typed(operator, 1, comment=" Antre lama\x00 ") == 303
    page = operator.get("/staf/kertas/1/ketik").text
    assert "Ketik formulir 2" in page
    assert f'value="{YESTERDAY.isoformat()}"' in page, "the day of the form before"
    with app.extensions["house"].database.reading() as session:
        [form] = session.scalars(select(PaperForm))
        assert form.answers == dict(zip(CODES, [3, 4, 4, 3, 3, 4, 4, 3, 3], strict=True))
        assert (form.shift, form.profile, form.comment) == (2, {"sex": "P", "age_band": "28_37"}, "Antre lama")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"U3": "5"}, "isi 1 sampai 4"),
        ({"sex": "3"}, "isi 1 sampai 2"),
        ({"shift": "3"}, "isi 1 sampai 2"),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "kumpulan ini untuk"),
        ({"day": "kemarin"}, "isi tanggal yang tertulis"),
        ({"comment": "a" * 1001}, "Pesan terlalu panjang"),
        (dict.fromkeys(CODES, ""), "Belum ada satu pun jawaban"),
        ({"number": "21"}, "hanya 20 lembar"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    operator: FlaskClient, changed: dict[str, str], reason: str
) -> None:
    printed(operator)
    answer = operator.post("/staf/kertas/1/ketik", data={**FORM, "number": "1", "comment": "tetap", **changed})
    assert answer.status_code == 422
    assert reason in answer.text
    if "comment" not in changed:
        assert 'value="tetap"' in answer.text


def test_a_batch_of_a_year_long_gone_is_not_printed(app: Flask, operator: FlaskClient) -> None:
    assert "lebih dari setahun" in printed(operator, first_day="0001-01-01", last_day="0001-01-02")
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(PaperBatch)).all() == []


def test_a_form_of_tomorrow_is_not_typed_today(operator: FlaskClient) -> None:
    printed(operator, last_day=(TODAY + timedelta(days=5)).isoformat())
    assert typed(operator, 1, day=(TODAY + timedelta(days=1)).isoformat()) == 422


def test_a_typed_form_is_changed_deleted_and_taken_back(app: Flask, operator: FlaskClient) -> None:
    printed(operator)
    typed(operator, 1)
    assert 'name="ubah"' in operator.get("/staf/kertas/1/ketik?nomor=1").text
    assert typed(operator, 1, ubah="1", U1="1") == 303
    for unknown in (7, 10**30):
        assert operator.get(f"/staf/kertas/1/ketik?nomor={unknown}").status_code == 404
    for data, left_out in (({"hapus": "1"}, True), ({}, False)):
        operator.post("/staf/kertas/1/formulir/1", data=data)
        with app.extensions["house"].database.reading() as session:
            [form] = session.scalars(select(PaperForm))
            assert (form.left_out, form.answers["U1"]) == (left_out, 1)


def test_two_people_at_one_number_lose_nothing(operator: FlaskClient) -> None:
    printed(operator)
    typed(operator, 1)
    assert typed(operator, 1) == 303, "the same form, sent twice"
    answer = operator.post("/staf/kertas/1/ketik", data={**FORM, "number": "1", "U1": "1"})
    assert answer.status_code == 422
    assert "Nomor 1 baru saja dipakai" in answer.text
    assert 'name="number" value="2"' in answer.text


def test_the_second_typing_is_blind_by_another_person_and_its_differences_are_decided(
    app: Flask, operator: FlaskClient, head: FlaskClient
) -> None:
    printed(operator)
    for number in range(1, 13):
        typed(operator, number)
    operator.post("/staf/kertas/1/selesai")
    assert len(sample(app)) == 5
    assert operator.get("/staf/kertas/1/periksa").location == "/staf/kertas/1"
    assert typed(operator, sample(app)[0], "periksa") == 303, "sent away, and nothing stored"
    first, *others = sample(app)
    page = head.get("/staf/kertas/1/periksa").text
    assert f"Ketik ulang formulir {first}" in page
    assert not re.findall(r'name="U\d" value="[1-4]"', page)
    typed(head, first, "periksa", U3="1", sex="1")
    for number in others:
        typed(head, number, "periksa")
    assert head.get("/staf/kertas/1/periksa").location == "/staf/kertas/1/beda"
    page = head.get("/staf/kertas/1/beda").text
    assert f'name="{first}.U3"' in page
    assert "2 dari 75 isian berbeda (2,7\N{NO-BREAK SPACE}%)" in page
    assert head.post("/staf/kertas/1/beda", data={}).status_code == 422
    assert operator.post("/staf/kertas/1/tutup").status_code == 422
    head.post("/staf/kertas/1/beda", data={f"{first}.U3": "2", f"{first}.sex": "1", "99.U1": "2", f"{first}.U1": "2"})
    assert operator.post("/staf/kertas/1/tutup").status_code == 303
    with app.extensions["house"].database.reading() as session:
        arrivals = session.scalars(select(Arrival)).all()
        assert sorted(arrival.answers["U3"] for arrival in arrivals) == [1, *[4] * 11]
        assert {(arrival.channel, arrival.counter_id, arrival.profile["sex"]) for arrival in arrivals} == {
            ("paper", None, "P")
        }
        assert session.scalars(select(PaperForm)).all() == []
    assert "2,7\N{NO-BREAK SPACE}%" in operator.get("/staf/kertas").text


def test_the_head_decides_how_much_is_checked_from_the_next_batch_on(operator: FlaskClient, head: FlaskClient) -> None:
    printed(operator)
    head.post("/staf/kertas/pemeriksaan", data={"rule": "none"})
    printed(operator)
    assert head.post("/staf/kertas/pemeriksaan", data={"rule": "x"}).status_code == 400
    typed(operator, 1)
    assert operator.post("/staf/kertas/1/tutup").status_code == 422
    assert operator.post("/staf/kertas/2/ketik", data={**FORM, "number": "1"}).status_code == 303
    assert operator.post("/staf/kertas/2/tutup").status_code == 303


def test_a_voided_batch_counts_nowhere(app: Flask, operator: FlaskClient) -> None:
    printed(operator)
    typed(operator, 1)
    assert operator.post("/staf/kertas/1/batal", data={"reason": ""}).status_code == 422
    assert operator.post("/staf/kertas/1/batal", data={"reason": "Tercetak ganda"}).status_code == 303
    assert operator.get("/staf/kertas/1/ketik").location == "/staf/kertas/1"
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(PaperForm)).all() == session.scalars(select(Arrival)).all() == []


def test_what_waits_is_a_task_of_whoever_can_do_it(staff: Staff) -> None:
    operator = staff("operator")
    printed(operator)
    typed(operator, 1)
    assert "ketik sampai selesai" not in operator.get("/staf/").text
    clock.move_to(NOW + timedelta(days=1))
    operator, head = staff("operator"), staff("unit_head")
    assert "ketik sampai selesai" in operator.get("/staf/").text
    operator.post("/staf/kertas/1/selesai")
    assert "menunggu pemeriksaan orang kedua" not in operator.get("/staf/").text
    assert "menunggu pemeriksaan orang kedua" in head.get("/staf/").text


def test_a_batch_of_another_unit_is_not_found(app: Flask, operator: FlaskClient, head: FlaskClient) -> None:
    printed(operator)
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=9, code="lain", name="Unit lain", zone="Asia/Jakarta"))
        session.flush()
        session.execute(update(PaperBatch).values(unit_id=9))
        session.commit()
    for path in ("", "/cetak", "/ketik", "/periksa", "/beda", "/tutup", "/batal"):
        assert operator.get(f"/staf/kertas/1{path}").status_code == 404
    assert head.post("/staf/kertas/1/beda", data={"1.U1": "1"}).status_code == 404
    assert typed(operator, 1) == 404
