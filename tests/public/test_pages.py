"""The pages around the survey, and the headers of every answer."""

import base64
import gzip
import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

import clock
from headers import public_style
from models import releases, seals, units
from models.agency import Agency
from tests import factories
from tests.factories import Town
from tests.public.citizen import FORM_TYPE, Citizen

PAGES = (
    "/",
    "/tanda-terima",
    "/tanda-terima?kode=A",
    "/privasi",
    "/pengaduan",
    "/hasil",
    "/hasil/dukcapil",
    "/aksesibilitas",
)


def released(citizen: Citizen, count: int) -> None:
    """Seal and release `count` answers of the first counter, and as many newer ones that stay behind."""
    town = Town(1, (1, 2), (1, 2, 3), 1)
    with citizen.house.database.writing() as session:
        for number in range(count):
            factories.arrive(session, town, number)
        for number in range(count, count + 10):
            factories.arrive(session, town, number, moment=factories.NOW + timedelta(days=1))
        unit, end = units.get(session, 1), factories.NOW + timedelta(days=3)
        list(seals.seal_unit(session, unit, chance=seals.seeded(1), now=end))
        releases.release_unit(session, unit, now=end, salt=bytes(16))
        session.commit()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_without_a_code(citizen: Citizen, path: str) -> None:
    page = citizen.get(path)
    assert page.status == 200
    assert page.text.count("<h1") == 1
    assert "(021) 555-0100" in page.text
    assert "DATA CONTOH" not in page.text


@pytest.mark.parametrize("path", [*PAGES, "/tidak-ada", "/L/XXXX", "/hasil/tidak-ada"])
def test_a_sample_says_so_on_every_page(citizen: Citizen, path: str) -> None:
    with citizen.house.database.writing() as session:
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    assert "DATA CONTOH — bukan penilaian sungguhan" in citizen.get(path).text


def test_results_stay_hidden_below_thirty_ratings(citizen: Citizen) -> None:
    released(citizen, 29)
    page = citizen.get("/hasil/dukcapil").text
    assert "Belum cukup data: 29 dari 30 penilaian" in page
    assert "75,00" not in page


def test_results_show_index_grade_elements_and_day_from_thirty_on(citizen: Citizen) -> None:
    released(citizen, 30)
    page = citizen.get("/hasil/dukcapil").text
    for words in ("75,00", "C · Kurang baik", "Persyaratan", "3,00", "6 November 2026", "Tahun 2026"):
        assert words in page
    assert "Belum cukup data" in citizen.get("/hasil/dukcapil?periode=2025").text
    assert "75,00" in citizen.get("/hasil/dukcapil?periode=2026-TW4").text
    assert citizen.get("/hasil/dukcapil?periode=apa").status == 404


def test_the_process_is_alive_without_a_database(citizen: Citizen) -> None:
    citizen.house.database.engine.dispose()
    assert citizen.get("/healthz").status == 200


def test_the_server_is_ready_while_the_nights_are_sealed(citizen: Citizen) -> None:
    assert citizen.get("/readyz").status == 200
    clock.move_to(factories.NOW + timedelta(hours=27))
    assert citizen.get("/readyz").status == 503
    with citizen.house.database.writing() as session:
        session.execute(update(Agency).values(last_seal_at=factories.NOW + timedelta(hours=20)))
        session.commit()
    assert citizen.get("/readyz").status == 200


def test_a_data_folder_that_is_away_is_not_ready(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = replace(citizen.house.config, data=citizen.house.config.data / "nowhere")
    monkeypatch.setitem(citizen.app.extensions, "house", replace(citizen.house, config=nowhere))
    assert citizen.get("/readyz").status == 503


@pytest.mark.parametrize("path", ["/hasil/%00", "/hasil/dukcapil%00", "/L/%00", "/%00"])
def test_an_address_with_a_nul_leads_nowhere(citizen: Citizen, path: str) -> None:
    assert citizen.get(path).status == 404


def test_search_engines_keep_out_of_codes_and_receipts(citizen: Citizen) -> None:
    robots = citizen.get("/robots.txt").text
    code = citizen.sign()
    answer = citizen.tap(citizen.open(code), 3)
    for path in (f"/L/{code}", answer.location, answer.location.replace("lanjut", "terima-kasih"), f"/loket/{code}"):
        assert f"Disallow: /{path.split('/')[1]}/" in robots
        assert '<meta name="robots" content="noindex">' in citizen.get(path).text


def answers(citizen: Citizen) -> dict[str, TestResponse]:
    """One answer of every class."""
    code, ticket = citizen.sign(), citizen.ticket()
    page = citizen.open(ticket)
    form = {**page.fields, "nilai": "3"}
    sent = citizen.client.post("/nilai", data=form)
    return {
        "first screen": page.response,
        "unknown code": citizen.client.get("/L/XXXX"),
        "not found": citizen.client.get("/tidak/ada"),
        "wrong method": citizen.client.get("/nilai"),
        "wrong type": citizen.client.post("/nilai", data="x", content_type="text/plain"),
        "foreign": citizen.client.post("/nilai", data=form, headers={"Origin": "https://lain.example"}),
        "too large": citizen.client.post("/nilai", data=b"a" * 99_000, content_type=FORM_TYPE),
        "redirect": sent,
        "second screen": citizen.client.get(sent.location),
        "changed": citizen.client.post("/nilai", data={**form, "nilai": "1"}),
        "spent": citizen.client.post("/nilai", data={**citizen.open(ticket).fields, "nilai": "1"}),
        "wrong value": citizen.client.post("/nilai", data={**citizen.open(code).fields, "nilai": "9"}),
        "static file": citizen.client.get("/static/public.css", buffered=True),
        "robots": citizen.client.get("/robots.txt"),
        "strange host": citizen.client.get("/", headers={"Host": "lain.example"}),
    }


def test_security_headers_stand_on_every_class_of_answer(citizen: Citizen) -> None:
    for name, response in answers(citizen).items():
        headers = response.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "Server" not in headers, name


def test_only_the_first_screen_may_be_kept_by_the_browser(citizen: Citizen) -> None:
    caching = {name: response.headers["Cache-Control"] for name, response in answers(citizen).items()}
    kept = {name: value for name, value in caching.items() if value != "no-store"}
    assert kept.pop("static file")
    assert kept == {"first screen": "private, no-cache"}


def test_the_stylesheet_in_the_page_is_the_one_the_policy_allows(citizen: Citizen) -> None:
    for path in (f"/L/{citizen.sign()}", "/", "/tidak-ada"):
        response = citizen.client.get(path)
        [style] = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", response.text)


def test_no_page_sets_a_cookie_until_a_form_is_sent(citizen: Citizen) -> None:
    code = citizen.sign()
    answer = citizen.tap(citizen.open(code), 3)
    assert "Set-Cookie" in answer.response.headers
    others = (f"/L/{code}", f"/loket/{code}", answer.location, answer.location.replace("lanjut", "ubah"), *PAGES)
    for path in others:
        assert "Set-Cookie" not in citizen.get(path).response.headers


def test_the_first_screen_is_one_small_request(citizen: Citizen) -> None:
    page = citizen.client.get(f"/T/{citizen.ticket()}", headers={"Accept-Encoding": "gzip"})
    assert len(page.data) < 6 * 1024
    text = gzip.decompress(page.data).decode()
    text, scripts = re.subn(r'<script src="[^"]+" defer></script>', "", text)  # after the paint, and never needed
    assert scripts == 1
    assert re.findall(r'(?:src|href)="([^"]*\.(?:css|js|svg|ico|png))', text) == []
    assert '<link rel="icon" href="data:,">' in text


def test_the_second_screen_adds_little(citizen: Citizen) -> None:
    answer = citizen.tap(citizen.open(citizen.sign()), 3)
    page = citizen.client.get(answer.location, headers={"Accept-Encoding": "gzip"})
    style = gzip.compress(public_style().encode())  # the same as on the first screen
    assert len(page.data) - len(style) < 4 * 1024


def test_on_a_secure_address_the_device_cookie_is_bound_to_the_host(app: Flask, citizen: Citizen) -> None:
    object.__setattr__(citizen.house.config, "base_url", "https://localhost")
    cookie = citizen.tap(citizen.open(citizen.sign()), 3).response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-d=")
    assert "Secure" in cookie


def test_a_part_of_a_file_is_sent_as_it_is(citizen: Citizen) -> None:
    part = {"Accept-Encoding": "gzip", "Range": "bytes=0-999"}
    with citizen.client.get("/static/staff.css", headers=part) as answer:
        assert (answer.status_code, len(answer.data)) == (206, 1000)
        assert "Content-Encoding" not in answer.headers


def test_the_accessibility_statement_is_a_step_from_every_page_and_names_standard_gaps_date_and_help(
    citizen: Citizen,
) -> None:
    assert 'href="/aksesibilitas"' in citizen.get("/").text
    page = citizen.get("/aksesibilitas").text
    for words in ("WCAG 2.2 tingkat AA", "Yang belum baik", "Terakhir diperiksa 22 November 2026", "(021) 555-0100"):
        assert words in page
    assert 'href="/pengaduan"' in page


def test_the_promise_says_what_is_kept_of_a_report_for_how_long_and_who_reads_it(citizen: Citizen) -> None:
    page = citizen.get("/privasi").text
    assert "Terkunci, 90 hari setelah selesai" in page
    assert "12 bulan setelah selesai" in page
    assert "dibaca tim evaluasi, bukan unit itu" in page
    assert "laporan dari satu jaringan dihitung setiap jam" in page
