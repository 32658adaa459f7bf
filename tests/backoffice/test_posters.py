"""QR codes: what is drawn is what was meant."""

import re

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

import qr
from surveys import crockford, tickets
from surveys.keys import KeyRing
from tests.backoffice.conftest import Staff
from tests.conftest import SECRET
from tests.qr_reading import painted, read

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ADDRESS = "HTTPS://SKM.KOTA.GO.ID/T/" + "7" * 36


@settings(max_examples=20)
@given(st.text(ALPHANUMERIC, min_size=1, max_size=80), st.sampled_from(["M", "Q"]))
def test_the_path_paints_the_code_inside_four_quiet_modules(text: str, correction: str) -> None:
    code, modules = qr.draw(text, correction), qr.matrix(text, correction)
    picture, quiet = painted(code.path, code.side), qr.QUIET_MODULES
    assert code.side == len(modules) + 2 * quiet
    assert [row[quiet:-quiet] for row in picture[quiet:-quiet]] == modules
    assert sum(map(sum, picture)) == sum(map(sum, modules))


def test_an_upper_case_address_of_61_characters_fits_version_3_at_m() -> None:
    assert len(ADDRESS) == 61
    assert len(qr.matrix(ADDRESS)) == 29
    assert len(qr.matrix(ADDRESS.lower())) > 29


def test_the_sign_in_the_picture_is_the_one_in_letters_and_opens_the_counter(app: Flask, staff: Staff) -> None:
    page = staff("operator").get("/staf/loket/1/poster").get_data(as_text=True)
    printed = re.search(r'class="code">([0-9A-Z ]+)<', page)
    assert printed is not None
    code = crockford.normalise(printed[1])
    assert tickets.parse_sign(code, {1: KeyRing(SECRET).sign(1)}) == tickets.Sign(1, 1)
    side, path = re.findall(r'viewBox="0 0 (\d+) \d+".*?<path fill="#000" d="([^"]+)"', page)[0]
    modules = painted(path, int(side))
    assert read([row[4:-4] for row in modules[4:-4]]) == f"HTTP://LOCALHOST/L/{code}"
    assert app.test_client().get(f"/L/{code}").status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        "Bagaimana layanan kami?",
        "Arahkan kamera",
        "Ketuk satu wajah",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Loket 1",
        "KTP-el",
        "melati biru",
        "Kami tidak pernah meminta login, NIK, OTP, atau pembayaran. Alamat resmi: localhost",
        "(021) 555-0100",
        "3 November 2026",
    ],
)
def test_the_poster_says_everything_a_citizen_needs(staff: Staff, words: str) -> None:
    assert words in staff("admin").get("/staf/loket/1/poster").get_data(as_text=True)


def test_a_poster_for_lamination_corrects_more_errors(staff: Staff) -> None:
    plain, laminated = (
        staff("admin").get(f"/staf/loket/1/poster{query}").get_data(as_text=True) for query in ("", "?cetak=laminasi")
    )
    assert re.findall(r' d="M[^"]+h\d+v1[^"]*"', plain) != re.findall(r' d="M[^"]+h\d+v1[^"]*"', laminated)
