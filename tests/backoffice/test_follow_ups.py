"""The follow-up plan's room: priorities, steps, the last plan, the public's page, exports and today's tasks."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

import clock
from models import follow_ups
from models.units import Unit
from surveys.periods import parse
from tests import commented, released
from tests.backoffice.conftest import Staff, account, log_in
from tests.backoffice.test_comments import first_key, quotes, text
from tests.commented import ORDINARY
from tests.factories import NOW, TODAY, Town
from tests.models.test_follow_ups import HEAD, STEP

PLAN = "/staf/rtl?periode=2026-TW4"
NEW = {**STEP, "due": "2027-TW1"}


@pytest.fixture
def _figure(app: Flask) -> None:
    """Ten released forms: U3 lowest, U5 and U7 next and equal."""
    with app.extensions["house"].database.writing() as session:
        forms = released.forms(10, answers=released.answers(4, U3=1, U5=2, U7=2))
        released.nights(session, Town(1, (1, 2), (1, 2, 3), 1), [forms, released.forms(10)])
        session.commit()


def planned(app: Flask, period: str = "2026-TW4", unit_id: int = 1, **fields: str) -> int:
    with app.extensions["house"].database.writing() as session:
        step = follow_ups.add(session, HEAD, unit_id, parse(period), **{**STEP, **fields})
        session.commit()
        return step.id


@pytest.mark.usefixtures("_figure")
def test_the_three_lowest_elements_stand_first_and_a_tie_is_told(staff: Staff) -> None:
    page = text(staff("unit_head"), PLAN)
    places = [page.index(f'<th scope="row">{code} ') for code in ("U3", "U5", "U7")]
    assert places == sorted(places)
    assert "1,00" in page
    assert "sama persis" in page
    assert 'href="/staf/rtl/baru?periode=2026-TW4&amp;unsur=U3"' in page


def test_without_a_figure_the_page_says_so_and_a_free_step_can_be_planned(staff: Staff) -> None:
    client = staff("unit_head")
    assert "Belum ada angka yang dirilis" in text(client, PLAN)
    client.post("/staf/rtl/baru?periode=2026-TW4", data={**NEW, "element": "", "theme": ""})
    page = text(client, PLAN)
    assert STEP["programme"] in page
    assert "di luar unsur" in page
    assert "0 dari 1 kegiatan sudah ditindaklanjuti: 0\u00a0%" in page


def test_a_step_sent_twice_stands_once_in_the_plan(staff: Staff) -> None:
    client = staff("unit_head")
    answers = [client.post("/staf/rtl/baru?periode=2026-TW4", data={**NEW, "theme": ""}) for _ in range(2)]
    assert [answer.location for answer in answers] == [PLAN, PLAN]
    assert text(client, PLAN).count(STEP["programme"]) == 1


def test_the_plan_shown_first_follows_the_quarter_that_has_ended(staff: Staff) -> None:
    assert "dari survei Triwulan III 2026" in text(staff("unit_head"), "/staf/rtl")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"programme": ""}, "Tulis kegiatannya."),
        ({"due": "2020-TW1"}, "Pilih salah satu"),
        ({"element": "U99"}, "Pilih salah satu"),
        ({"responsible": ""}, "Isi jabatan"),
    ],
)
def test_a_step_that_lacks_something_comes_back_filled_in(staff: Staff, change: dict[str, str], sentence: str) -> None:
    answer = staff("unit_head").post("/staf/rtl/baru", data={**NEW, **change})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_step_goes_from_the_plan_to_the_public(app: Flask, staff: Staff, client: FlaskClient) -> None:
    head, step = staff("unit_head"), planned(app)
    head.post(
        f"/staf/rtl/{step}/kemajuan",
        data={"text": "Meja dipesan", "realised": "40", "evidence": "", "obstacles": "Anggaran"},
    )
    page = text(head, f"/staf/rtl/{step}")
    assert "Meja dipesan" in page
    assert "40&nbsp;%" in page
    assert "Pemegang unit_head" in page
    head.post(f"/staf/rtl/{step}/sudah", data={"outcome": "Loket ketiga dibuka", "evidence": "https://contoh.id/sk"})
    form = text(head, f"/staf/rtl/{step}/terbit")
    assert 'value="Waktu dan antrean"' in form
    assert "Loket ketiga dibuka" in form
    words = {"theme": "Antrean terlalu lama", "done": "Loket ketiga dibuka", "done_on": TODAY.isoformat()}
    head.post(f"/staf/rtl/{step}/terbit", data=words)
    assert "Loket ketiga dibuka" in client.get("/hasil/dukcapil/perbaikan").get_data(as_text=True)
    assert "Beri tahu warga" not in text(head, f"/staf/rtl/{step}")
    again = head.post(f"/staf/rtl/{step}/terbit", data=words)
    assert "sudah terbit" in again.get_data(as_text=True)
    assert "1 dari 1 kegiatan sudah ditindaklanjuti: 100\u00a0%" in text(head, PLAN)


def test_a_note_that_names_a_person_is_not_published(app: Flask, staff: Staff, client: FlaskClient) -> None:
    head, step = staff("unit_head"), planned(app)
    words = {"theme": "Lama", "done": "Berkat Ayu Lestari kini cepat", "done_on": TODAY.isoformat()}
    assert head.post(f"/staf/rtl/{step}/terbit", data=words).status_code == 422
    assert "Ayu" not in client.get("/hasil/dukcapil/perbaikan").get_data(as_text=True)


def test_the_last_plan_stands_below_the_next_with_what_is_left_of_it(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    done, left = (planned(app, "2026-TW3", programme=words) for words in ("Cat ulang ruang", "Pasang kipas"))
    head.post(f"/staf/rtl/{done}/sudah", data={"outcome": "Sudah dicat", "evidence": "foto"})
    later = {"strategy": "Ajukan ulang", "new_due": "2027-S1", "new_responsible": "Sekretaris", "stakeholders": "BPKAD"}
    head.post(f"/staf/rtl/{left}/belum", data=later)
    page = text(head, PLAN)
    for words in ("Rencana sebelumnya, Triwulan III 2026", "Sudah dicat", "RTL belum selesai", "Ajukan ulang", "BPKAD"):
        assert words in page
    assert "Semester I 2027" in page
    assert "1 dari 2 kegiatan sudah ditindaklanjuti: 50\u00a0%" in page


def test_a_step_made_from_a_comment_answers_it_and_lets_it_go(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *ORDINARY)
        session.commit()
    head = staff("unit_head")
    key = first_key(text(head))
    form = text(head, f"/staf/rtl/baru?komentar={key}&periode=2026-TW4")
    assert quotes(text(head))[0] in form
    head.post(f"/staf/rtl/baru?komentar={key}&periode=2026-TW4", data=NEW)
    assert len(quotes(text(head, "/staf/rtl/1"))) == 1
    auditor = text(staff("auditor"), "/staf/rtl/1")
    assert "1 komentar warga" in auditor
    assert quotes(auditor) == []
    head.post(f"/staf/rtl/1/lepas/{key}")
    assert quotes(text(head, "/staf/rtl/1")) == []


def test_a_step_is_changed_reopened_and_taken_back(app: Flask, staff: Staff) -> None:
    head, step = staff("unit_head"), planned(app)
    head.post(f"/staf/rtl/{step}/ubah", data={**NEW, "programme": "Loket keempat", "due": STEP["due"]})
    assert "Loket keempat" in text(head, f"/staf/rtl/{step}")
    head.post(f"/staf/rtl/{step}/sudah", data={"outcome": "Dibuka", "evidence": ""})
    head.post(f"/staf/rtl/{step}/buka")
    assert "berjalan" in text(head, f"/staf/rtl/{step}")
    refused = head.post(f"/staf/rtl/{step}/hapus", follow_redirects=True)
    assert "tetap tercatat" in refused.get_data(as_text=True)
    other = planned(app)
    head.post(f"/staf/rtl/{other}/hapus")
    assert head.get(f"/staf/rtl/{other}").status_code == 404


def test_the_plan_is_taken_away_as_a_file(app: Flask, staff: Staff) -> None:
    planned(app)
    csv = staff("unit_head").post("/staf/rtl/unduh.csv?periode=2026-TW4").get_data(as_text=True)
    assert "Program/kegiatan" in csv
    assert "Buka loket ketiga pada jam ramai" in csv
    sent = staff("auditor").post("/staf/rtl/unduh.xlsx?periode=2026-TW4&unit=1").data
    rows = list(load_workbook(BytesIO(sent)).worksheets[0].values)
    assert rows[1][:6] == (
        1,
        "U3 Waktu penyelesaian",
        "Waktu dan antrean",
        STEP["programme"],
        "Triwulan IV 2026",
        STEP["responsible"],
    )


def test_the_plan_of_another_unit_is_neither_seen_nor_changed(app: Flask, staff: Staff) -> None:
    step = planned(app)
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="pajak", name="Badan Pendapatan", kind="Badan", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        head = account(session, "unit_head", username="lain", unit_id=other.id).id
        session.commit()
    client = log_in(app, head)
    assert STEP["programme"] not in text(client, f"{PLAN}&unit=1")
    for page in ("", "/ubah", "/kemajuan", "/sudah", "/belum", "/terbit"):
        assert client.get(f"/staf/rtl/{step}{page}").status_code == 404
    for verb in ("hapus", "buka"):
        assert client.post(f"/staf/rtl/{step}/{verb}").status_code == 404
    assert STEP["programme"] in text(staff("hr"), f"{PLAN}&unit=1")


def test_steps_that_are_due_or_late_are_tasks_of_today(app: Flask, staff: Staff) -> None:
    planned(app, due="2026-11", programme="Bulan ini")
    planned(app, due="2026-10", programme="Bulan lalu")
    planned(app, due="2027-S1", programme="Tahun depan")
    page = text(staff("unit_head"), "/staf/")
    assert "“Bulan lalu”: waktunya lewat sejak 31 Oktober 2026" in page
    assert "Bulan ini" not in page
    clock.move_to(datetime(2026, 11, 20, 3, tzinfo=UTC))
    page = text(staff("unit_head"), "/staf/")
    assert "“Bulan ini”: selesai sampai 30 November 2026" in page
    assert "Tahun depan" not in page


@pytest.mark.usefixtures("_figure")
def test_a_quarter_with_a_figure_and_no_plan_is_a_task(app: Flask, staff: Staff) -> None:
    assert "rencana tindak lanjut belum dibuat" not in text(staff("unit_head"), "/staf/")
    clock.move_to(NOW + timedelta(days=75))
    assert "Triwulan IV 2026: rencana tindak lanjut belum dibuat." in text(staff("unit_head"), "/staf/")
    planned(app)
    assert "belum dibuat" not in text(staff("unit_head"), "/staf/")
