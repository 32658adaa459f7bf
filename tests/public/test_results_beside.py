"""SPKP, SPAK and own questions for everyone: thirty answers, on their own scale, and never a part of the index."""

import json
import re
from typing import Any

from models import supplements, units
from models.changes import By
from models.own_questions import OwnQuestion
from surveys.own_questions import FACES, YES_NO
from tests import factories
from tests.backoffice.conftest import account
from tests.public.citizen import Citizen
from tests.public.test_results import TOWN, words
from tests.released import Form, forms, nights

PAGE, FILE = "/hasil/dukcapil", "/hasil/dukcapil.json"
HEAD = By(None, "kepala", "unit_head", factories.NOW, bytes(16))


def answered(citizen: Citizen, *told: list[Form]) -> None:
    """Released forms with answers, while ten of each kind stay behind."""
    with citizen.house.database.writing() as session:
        supplements.choose(session, HEAD, units.get(session, 1), ["spak"], factories.TODAY)
        nights(
            session,
            TOWN,
            [[form for alike in told for form in alike], [form for alike in told for form in alike[:1] * 10]],
        )
        session.commit()


def own_question(citizen: Citizen, kind: str, sentence: str) -> str:
    """A question of the unit; its code."""
    with citizen.house.database.writing() as session:
        author = account(session, "unit_head", username=sentence)
        row = OwnQuestion(
            unit_id=1, kind=kind, words={"id": sentence}, proposed_at=factories.NOW, proposed_by_id=author.id
        )
        session.add(row)
        session.commit()
        return f"Q{row.id}"


def spak(n: int, value: int, *questions: int) -> list[Form]:
    """`n` forms whose senders gave `value` to these statements, or to all."""
    return forms(n, supplements={"spak-2021": {f"R{number}": value for number in questions or range(1, 6)}})


def in_file(citizen: Citizen) -> Any:
    return json.loads(citizen.client.get(FILE).text)["kuesioner_tambahan"]


def test_thirty_answers_are_shown_on_one_to_six_beside_an_index_that_stays_as_it_was(citizen: Citizen) -> None:
    answered(citizen, spak(20, 6), spak(10, 3), forms(10))
    page = words(citizen.get(PAGE).text)
    assert "Bukan bagian dari Indeks Kepuasan Masyarakat" in page
    assert "Semua orang dilayani sama. 5,00 30" in page
    assert "1 = sangat tidak setuju, 6 = sangat setuju" in page
    assert "Indeks Kepuasan Masyarakat 75,00" in page
    [beside] = in_file(citizen)
    assert (beside["kuesioner"], beside["judul"]) == ("spak-2021", "Survei Persepsi Anti Korupsi")
    assert beside["pernyataan"][0] == {
        "kode": "R1", "bunyi": "Tidak ada diskriminasi pelayanan pada unit layanan ini.", "skala": 6, "n": 30,
        "rata_rata": 5.0,
    }  # fmt: skip


def test_twenty_nine_answers_are_shown_to_nobody(citizen: Citizen) -> None:
    answered(citizen, spak(29, 6), forms(10))
    assert "pertanyaan-lain" not in citizen.get(PAGE).text
    assert in_file(citizen) == []


def test_a_statement_of_fewer_than_ten_answers_has_neither_mean_nor_count(citizen: Citizen) -> None:
    answered(citizen, spak(9, 6, 1, 2), spak(21, 6, 1))
    page = words(citizen.get(PAGE).text)
    assert "Tidak ada kecurangan dalam layanan. – kurang dari 10" in page
    [beside] = in_file(citizen)
    assert [(found["n"], found["rata_rata"]) for found in beside["pernyataan"][:3]] == [
        (30, 6.0),
        (None, None),
        (0, None),
    ]


def test_an_own_question_is_shown_from_thirty_answers_of_its_own(citizen: Citizen) -> None:
    clean = own_question(citizen, FACES, "Ruang tunggunya bersih?")
    served = own_question(citizen, YES_NO, "Ada antrean?")
    rare = own_question(citizen, FACES, "Parkirnya cukup?")
    both = {"own": {clean: 4, served: 2}}
    answered(
        citizen,
        forms(21, supplements=both),
        forms(9, supplements={"own": {clean: 1, served: 1}}),
        forms(29, supplements={"own": {rare: 2}}),
    )
    page = citizen.get(PAGE).text
    assert "Parkirnya cukup?" not in page
    assert "Ruang tunggunya bersih? 3,10 30" in words(page)
    assert "Ada antrean? Ya: 70 % 30" in words(page)
    [beside] = in_file(citizen)
    assert [found.get("rata_rata") or found["ya"] for found in beside["pernyataan"]] == [3.1, "70 %"]


def test_the_section_speaks_the_language_of_the_reader(citizen: Citizen) -> None:
    answered(citizen, spak(30, 6))
    assert "They are not part of the Public Satisfaction Index." in words(citizen.get(f"{PAGE}?bahasa=en").text)
    assert re.search(r'<span lang="id">Survei Persepsi Anti Korupsi</span>', citizen.get(f"{PAGE}?bahasa=jv").text)
