"""A unit's own questions on the way from the head through HR to the phone."""

from datetime import timedelta

import pytest
from flask import Flask

import clock
from tests.backoffice.conftest import Staff
from tests.public.citizen import Citizen
from tests.public.test_supplements import OFFER, thanked

NEW, LIST = "/staf/pertanyaan-unit/baru", "/staf/pertanyaan-unit"
CLEAN = {"kind": "faces", "id": "Ruang tunggunya bersih?", "en": "Was the waiting room clean?"}


def test_a_question_reaches_the_phone_after_hr_has_agreed_and_its_answer_is_stored(app: Flask, staff: Staff) -> None:
    citizen = Citizen(app)
    assert "menunggu Kepegawaian" in staff("unit_head").post(NEW, data=CLEAN, follow_redirects=True).text
    assert OFFER.findall(thanked(citizen).text) == []
    assert "1 pertanyaan unit menunggu persetujuan Anda." in staff("hr").get("/staf/").text
    page = staff("hr").post(f"{LIST}/1/setujui", follow_redirects=True).text
    assert "ditanyakan sejak" in page
    thanks = thanked(citizen)
    (address,) = OFFER.findall(thanks.text)
    asked = citizen.get(address)
    assert "Ruang tunggunya bersih?" in asked.text
    assert "Pertanyaan dari unit ini" in asked.text
    assert asked.text.count('class="option"') == 4
    assert "Was the waiting room clean?" in citizen.get(f"{address}?bahasa=en").text
    assert '<span lang="id">Ruang tunggunya bersih?</span>' in citizen.get(f"{address}?bahasa=su").text
    assert citizen.post("/tambahan", {**asked.fields, "Q1": "5"}).status == 422
    assert citizen.post("/tambahan", {**asked.fields, "Q1": "4"}).status == 303
    assert {"own": {"Q1": 4}} in [arrival.supplements for arrival in citizen.inbox()]
    ended = staff("unit_head").post(f"{LIST}/1/akhiri", follow_redirects=True).text
    assert "berakhir" in ended
    clock.move_to(clock.now() + timedelta(minutes=1))  # whoever opened the form before the end may still answer
    assert OFFER.findall(thanked(citizen).text) == []


def test_a_question_that_hr_sends_back_says_why_and_is_never_asked(app: Flask, staff: Staff) -> None:
    staff("unit_head").post(NEW, data=CLEAN)
    assert staff("hr").post(f"{LIST}/1/kembalikan", data={"reason": ""}).status_code == 422
    staff("hr").post(f"{LIST}/1/kembalikan", data={"reason": "Tanyakan satu hal saja."})
    assert "Tanyakan satu hal saja." in staff("unit_head").get(LIST).text
    assert "sudah diputuskan" in staff("hr").post(f"{LIST}/1/setujui", follow_redirects=True).text
    assert OFFER.findall(thanked(Citizen(app)).text) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "Tulis pertanyaannya."),
        ({"id": "Apakah Ayu Lestari ramah?"}, "tidak boleh tentang orang"),
        ({"kind": "bintang"}, "Pilih salah satu dari daftar."),
    ],
)
def test_what_may_not_be_asked_comes_back_with_the_reason(staff: Staff, fields: dict[str, str], reason: str) -> None:
    page = staff("unit_head").post(NEW, data={**CLEAN, **fields})
    assert page.status_code == 422
    assert reason in page.text
    assert "Belum ada pertanyaan sendiri." in staff("unit_head").get(LIST).text


def test_only_hr_approves_and_only_the_own_head_ends(staff: Staff) -> None:
    staff("unit_head").post(NEW, data=CLEAN)
    assert staff("unit_head").post(f"{LIST}/1/setujui").status_code == 403
    assert staff("hr").post(f"{LIST}/1/akhiri").status_code == 403
    assert staff("unit_head").post(f"{LIST}/99/akhiri").status_code == 404
