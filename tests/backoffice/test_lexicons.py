"""The list of words: open to readers, kept by HR and the admin, who look first and can go back."""

import pytest
from flask import Flask

from models import lexicons
from surveys import lexicon as rules
from tests import commented
from tests.backoffice.conftest import Staff

PARKING = {"label": "Parkir", "words": "parkir*, motor", "reason": "sering disebut"}


def labels(app: Flask) -> list[str]:
    with app.extensions["house"].database.writing() as session:
        return [theme.label for theme in lexicons.in_force(session)]


def test_a_new_theme_is_found_at_once_and_the_published_list_comes_back(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *["Motor susah parkir"] * 5)
        session.commit()
    admin = staff("admin")
    assert admin.post("/staf/komentar/kata/baru", data=PARKING).status_code == 303
    assert labels(app)[-1] == "Parkir"
    assert "Parkir (“motor”, “parkir”)" in staff("unit_head").get("/staf/komentar").get_data(as_text=True)
    page = admin.get("/staf/komentar/kata").get_data(as_text=True)
    assert "sering disebut" in page
    admin.post("/staf/komentar/kata/versi/0/pulihkan")
    assert labels(app) == [theme.label for theme in rules.built_in()]
    admin.post("/staf/komentar/kata/versi/1/pulihkan")
    assert labels(app)[-1] == "Parkir"


def test_looking_first_saves_nothing_and_tells_fives(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *["Motor hilang"] * 8, "Helm hilang", "ramah", *["gratis"] * 5)
        session.commit()
    admin = staff("admin")
    look = {**PARKING, "lihat": "1", "reason": ""}
    page = admin.post("/staf/komentar/kata/baru", data=look)
    assert page.status_code == 200
    assert "sekitar 5" in page.get_data(as_text=True)
    one = admin.post("/staf/komentar/kata/baru", data={**look, "words": "helm"}).get_data(as_text=True)
    assert "1–4" in one
    none = admin.post("/staf/komentar/kata/baru", data={**look, "words": "naga"}).get_data(as_text=True)
    assert "Tidak ada komentar yang berpindah tema" in none
    gone = admin.post("/staf/komentar/kata/biaya", data={**look, "label": "Biaya", "words": "mahal"}).get_data(
        as_text=True
    )
    assert "sekitar 5" in gone
    assert labels(app) == [theme.label for theme in rules.built_in()]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": "dua! kata"}, "satu kata"),
        ({"label": "Biaya"}, "nama yang sama"),
        ({"reason": ""}, "Tulis alasannya."),
        ({"words": "dua! kata", "lihat": "1"}, "satu kata"),
        ({"label": "", "lihat": "1"}, "Isi nama tema."),
    ],
)
def test_what_cannot_be_used_comes_back_with_a_sentence(
    app: Flask, staff: Staff, change: dict[str, str], sentence: str
) -> None:
    answer = staff("hr").post("/staf/komentar/kata/baru", data={**PARKING, **change})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert "Parkir" not in labels(app)


def test_words_are_changed_and_a_theme_is_taken_away(app: Flask, staff: Staff) -> None:
    hr = staff("hr")
    form = hr.get("/staf/komentar/kata/biaya").get_data(as_text=True)
    assert "gratis*" in form
    hr.post("/staf/komentar/kata/biaya", data={"label": "Biaya", "words": "mahal murah", "reason": "ringkas"})
    hr.post("/staf/komentar/kata/sarana/hapus")
    with app.extensions["house"].database.writing() as session:
        found = {theme.code: theme.words for theme in lexicons.in_force(session)}
    assert found["biaya"] == ("mahal", "murah")
    assert "sarana" not in found
    again = hr.post("/staf/komentar/kata/sarana/hapus", follow_redirects=True)
    assert "Tidak ada yang disimpan" in again.get_data(as_text=True)
    assert hr.get("/staf/komentar/kata/tidak-ada").status_code == 404


def test_readers_see_the_words_and_no_button(staff: Staff) -> None:
    page = staff("unit_head").get("/staf/komentar/kata").get_data(as_text=True)
    assert "antre*" in page
    assert "Hapus" not in page
    assert "Tema baru" not in page
