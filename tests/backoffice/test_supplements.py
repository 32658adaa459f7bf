"""SPKP and SPAK for staff: chosen per unit, shown item by item on their own scale, and never as an index."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from models import releases, seals, supplements, units
from models.changes import By
from tests import factories
from tests.backoffice.conftest import Staff
from tests.factories import Town

CHOICE, FIGURES = "/staf/unit/1/kuesioner-tambahan", "/staf/unit/1/hasil/kuesioner-tambahan"
DAY = timedelta(days=1)
TOWN = Town(1, (1, 2), (1, 2, 3), 1)
Told = dict[str, dict[str, int]]


def answered(app: Flask, first: list[Told], second: list[Told]) -> None:
    """Two nights of answers: the second stays behind."""
    with app.extensions["house"].database.writing() as session:
        unit, head = units.get(session, 1), By(None, "kepala", "unit_head", factories.NOW, bytes(16))
        supplements.choose(session, head, unit, ["spkp", "spak"], factories.TODAY)
        for at, day in enumerate((first, second)):
            now = factories.NOW + at * DAY
            for number, told in enumerate(day, 1000 * at):
                factories.arrive(session, TOWN, number, moment=now, supplements=told)
            assert list(seals.seal_unit(session, unit, chance=seals.seeded(at), now=now + DAY))
            releases.release_unit(session, unit, now=now + DAY, salt=bytes(16))
        session.commit()


def spkp(value: int, *questions: int) -> Told:
    return {"spkp-2021": {f"Z{number}": value for number in questions or range(1, 9)}}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_head_chooses_what_follows_the_form(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    assert head.get(CHOICE).text.count("checked") == 0
    saved = head.post(CHOICE, data={"keluarga": ["spak"]}, follow_redirects=True)
    assert "Tersimpan" in saved.text
    assert re.findall(r'value="(\w+)" checked', saved.text) == ["spak"]
    head.post(CHOICE, data={})
    assert head.get(CHOICE).text.count("checked") == 0


def test_who_may_not_choose_sees_the_choice(staff: Staff) -> None:
    page = staff("auditor").get(CHOICE).text
    assert page.count("disabled") == 2
    assert "Simpan</button>" not in page
    assert staff("auditor").post(CHOICE, data={"keluarga": ["spak"]}).status_code == 403


def test_before_a_release_the_page_says_how_many_are_missing_and_no_number(app: Flask, staff: Staff) -> None:
    answered(app, [spkp(6)] * 4, [spkp(6)] * 5)
    page = words(staff("unit_head").get(FIGURES).text)
    assert "SPKP: 9 dari 20 jawaban pertama sudah disegel" in page
    assert "6,00" not in page


def test_items_show_mean_and_spread_on_one_to_six_with_their_n(app: Flask, staff: Staff) -> None:
    answered(app, [spkp(6)] * 10 + [spkp(3)] * 10 + [spkp(5, 1)] * 10, [spkp(1)] * 10)
    page = words(staff("unit_head").get(FIGURES).text)
    assert "Survei Persepsi Kualitas Pelayanan, N = 30" in page
    assert "Z1 Informasi pelayanan pada unit layanan ini tersedia" in page
    assert "4,67 30" in page  # (60 + 30 + 50) / 30
    assert "4,50 20" in page
    assert "Sangat tidak setuju: ≤ 5 %" in page
    assert "Sangat setuju: 33 %" in page


def test_an_item_of_fewer_than_ten_answers_tells_nothing(app: Flask, staff: Staff) -> None:
    answered(app, [spkp(6, 1)] * 11 + [spkp(2, 1, 8)] * 9, [spkp(1)] * 10)
    page = words(staff("unit_head").get(FIGURES).text)
    assert "– kurang dari 10" in page
    assert "2,00" not in page


@pytest.mark.parametrize("path", [FIGURES, "/staf/unit/1/hasil", "/hasil/dukcapil"])
def test_no_page_grades_converts_or_mixes_them(app: Flask, staff: Staff, path: str) -> None:
    """Everybody strongly disagrees; the index of satisfaction does not move, and no letter is given."""
    answered(app, [spkp(1)] * 40, [spkp(1)] * 10)
    page = words(staff("evaluator").get(path).text)
    if path == FIGURES:
        assert "1,00 40" in page
        assert not re.search(r"Mutu|\b0,67\b|25,00", page)
    else:
        assert "75,00" in page


def test_the_file_holds_what_the_page_shows_and_no_more(app: Flask, staff: Staff) -> None:
    answered(app, [spkp(6, 1)] * 11 + [spkp(2, 1, 8)] * 9, [spkp(1)] * 10)
    data = staff("unit_head").post(f"{FIGURES}/unduh.csv").get_data().decode("utf-8-sig")
    rows = {row[1]: row for row in csv.reader(io.StringIO(data), delimiter=";" if ";" in data.splitlines()[0] else ",")}
    assert rows["Z1"][3:5] == ["20", "4,20"] or rows["Z1"][3:5] == ["20", "4.20"]
    assert rows["Z8"][3:] == [""] * 8
    assert rows["Z2"][3] == "0"


def test_another_unit_is_not_found(staff: Staff) -> None:
    assert staff("unit_head").get("/staf/unit/2/hasil/kuesioner-tambahan").status_code == 404
    assert staff("unit_head").get("/staf/unit/2/kuesioner-tambahan").status_code == 404
