"""Questionnaires for staff: every version with its days, as citizens see it, and a new file told in words."""

import io
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backoffice import phone
from models import questionnaires
from surveys.questionnaire import DIRECTORY
from tests.backoffice.conftest import Staff
from tests.sixteen import PAIRS, written

SPKP = (DIRECTORY / "spkp-2021.toml").read_text("utf-8")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def check(staff: Staff, text: str, name: str = "baru.toml") -> TestResponse:
    file = (io.BytesIO(text.encode()), name)
    return staff("admin").post("/staf/kuesioner/periksa", data={"berkas": file}, content_type="multipart/form-data")


def test_every_version_stands_with_its_days_and_where_it_comes_from(staff: Staff) -> None:
    page = words(staff("auditor").get("/staf/kuesioner").text)
    assert "skm-2017 1 Januari 2026 9 PermenPANRB 14/2017 bawaan program" in page
    assert "spkp-2021 belum dipakai 8 PermenPANRB 90/2021 bawaan program" in page
    assert "Periksa berkas baru" not in page


@pytest.mark.parametrize(
    ("code", "language", "text"),
    [
        ("skm-2017", "id", "Syaratnya sesuai dengan layanannya?"),
        ("skm-2017", "en", "Were the steps easy?"),
        ("skm-2017", "su", "Kumaha palayanan anu nembé ditampi ku Anjeun?"),
        ("spkp-2021", "jv", "Katrangan layananipun cumawis."),
        ("spak-2021", "en", "There were no touts."),
    ],
)
def test_a_version_is_shown_as_on_a_phone_in_every_language(staff: Staff, code: str, language: str, text: str) -> None:
    page = staff("unit_head").get(f"/staf/kuesioner/{code}?lihat={language}").text
    (frame,) = re.findall(r'<div class="phones">(.*)</div>', page, re.DOTALL)
    assert text in frame
    assert f'<fieldset class="phone" lang="{language}" disabled>' in frame
    assert re.search(r"<html[^>]* lang=\"id\"", page)


def test_what_is_not_there_is_not_found(staff: Staff) -> None:
    assert staff("auditor").get("/staf/kuesioner/tidak-ada").status_code == 404
    assert staff("auditor").get("/staf/kuesioner/skm-2017?lihat=xx").status_code == 404


def test_the_frame_has_the_citizens_stylesheet_and_nothing_outside_it(staff: Staff) -> None:
    style = phone.style()
    selectors = re.findall(r"(?:^|[}{\n])([^{}@\n]+)\{", style)
    assert len(selectors) > 40
    assert {
        selector for names in selectors for selector in names.split(",") if not selector.startswith((".phone", "svg"))
    } == set()
    assert "@media (min-width" not in style
    assert "prefers-color-scheme:dark" in style
    assert staff("auditor").get("/staf/kuesioner/ponsel.css").mimetype == "text/css"


def test_a_new_file_is_told_in_words_and_nothing_is_written(app: Flask, staff: Staff) -> None:
    page = check(staff, written(PAIRS))
    assert page.status_code == 200
    assert "Ditambah: U1_1 (unsur U1) “Bagaimana U1_1?”" in page.text
    assert "garis “formulir baru”" in page.text
    assert "flask questionnaire publish contoh-2026.toml --from" in page.text
    assert "U9_1?" in page.text
    with app.extensions["house"].database.reading() as session:
        assert [use.code for use in questionnaires.all_uses(session)] == ["skm-2017"]


def test_a_file_that_does_not_fit_says_why_and_one_that_cannot_be_read_names_its_fault(staff: Staff) -> None:
    page = check(staff, SPKP)
    assert page.status_code == 422
    assert "Kode spkp-2021 sudah terbit." in page.text
    assert "Tidak ada pertanyaan yang berubah." in page.text
    page = check(staff, SPKP.replace("short.id", "pendek.id", 1))
    assert (page.status_code, "question[1].pendek: kunci tidak dikenal" in page.text) == (422, True)
    for text in ("", "x" * 30_000, "\x00", "[[["):
        assert check(staff, text).status_code == 422
    assert staff("admin").post("/staf/kuesioner/periksa").status_code == 422


def test_a_name_that_is_code_is_shown_as_text(staff: Staff) -> None:
    page = check(staff, SPKP.replace("2021", "2027").replace("Alur", "<script>").replace("online", "<b>daring</b>"))
    assert "<b>daring</b>" not in page.text
    assert "&lt;b&gt;daring" in page.text
