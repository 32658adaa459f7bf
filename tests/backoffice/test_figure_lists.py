"""The page of all units: its filter, its hundreds, and that a new batch is seen at once."""

import html
import re

from flask import Flask

from models.units import Unit
from tests.backoffice.conftest import Staff
from tests.factories import Town
from tests.released import answers, forms, nights

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
PAGE = "/staf/hasil?periode=2026-11"


def release(app: Flask, *days: int, **others: int) -> None:
    with app.extensions["house"].database.writing() as session:
        nights(session, TOWN, [forms(n, answers=answers(3, **others)) for n in days])
        session.commit()


def more_units(app: Flask, n: int) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add_all(Unit(code=f"u{at}", name=f"Balai {at:03}", zone="Asia/Jakarta") for at in range(n))
        session.commit()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_one_element_is_followed_by_every_number_and_the_file(app: Flask, staff: Staff) -> None:
    release(app, 12, 10, U3=2)
    client = staff("hr")
    page = text_of(client.get(f"{PAGE}&unsur=U3").text)
    assert "Konversi gabungan semua jawaban 50,00" in page
    assert "Rata-rata biasa dari konversi 1 unit 50,00" in page
    file = client.post("/staf/hasil/unduh.csv?periode=2026-11&unsur=U3").data.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("Dinas Kependudukan dan Pencatatan Sipil;12;50,00;D;")


def test_an_element_that_is_none_shows_no_number(app: Flask, staff: Staff) -> None:
    release(app, 12, 10)
    page = staff("hr").get(f"{PAGE}&unsur=X").text
    assert "Unsur “X” tidak dikenal di sini." in page
    assert "75,00" not in page


def test_a_new_batch_is_seen_at_once(app: Flask, staff: Staff) -> None:
    release(app, 12, 10)
    client = staff("hr")
    assert "N responden 12" in text_of(client.get(PAGE).text)
    release(app, 20, 10)
    assert "N responden 12" not in text_of(client.get(PAGE).text)


def test_units_come_a_hundred_at_a_time_and_the_file_holds_all(app: Flask, staff: Staff) -> None:
    release(app, 12, 10)
    more_units(app, 120)
    client = staff("hr")
    first, second = (client.get(f"{PAGE}&lembar={sheet}").text for sheet in (1, 2))
    assert "Lembar 1 dari 2" in first
    assert "Balai 099" in first
    assert "Balai 100" not in first
    assert "Balai 119" in second
    for odd in ("0", "-1", "9999999999", "x", "٣"):
        assert client.get(f"{PAGE}&lembar={odd}").status_code == 200
    file = client.post("/staf/hasil/unduh.csv?periode=2026-11").data.decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + 121


def test_the_funnel_has_a_file_of_its_own(app: Flask, staff: Staff) -> None:
    release(app, 12, 10)
    file = staff("hr").post("/staf/hasil/unduh.csv?periode=2026-11&tabel=corong").data.decode("utf-8-sig")
    assert file.splitlines() == ["Unit;N;Nilai;Batas bawah;Batas atas;Letak"]
