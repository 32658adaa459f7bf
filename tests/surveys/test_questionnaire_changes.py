"""What a new questionnaire would change, told in sentences before anything is written."""

import pytest

from surveys import questionnaire_changes as rules
from surveys.questionnaire import DIRECTORY, Questionnaire, load, read
from tests.sixteen import ELEMENTS, PAIRS, sixteen, written

SKM = (DIRECTORY / "skm-2017.toml").read_text("utf-8")
SPKP = (DIRECTORY / "spkp-2021.toml").read_text("utf-8")
PUBLISHED = [load("skm-2017"), load("spkp-2021"), load("spak-2021")]


def edited(text: str, *changes: tuple[str, str]) -> Questionnaire:
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return read(text.encode(), "baru.toml")


def test_the_same_words_change_nothing() -> None:
    assert rules.changes(load("skm-2017"), load("skm-2017")) == []


def test_questions_reworded_relabelled_added_and_removed_are_told_apart() -> None:
    after = edited(
        SPKP,
        ("Prosedur/alur pelayanan", "Alur pelayanan"),
        ('short.id = "Biayanya sama dengan yang ditetapkan."', 'short.id = "Biayanya sesuai."'),
        ('code = "Z8"', 'code = "Z9"'),
        ('title.id = "Survei Persepsi Kualitas Pelayanan"', 'title.id = "Survei Kualitas"'),
    )
    told = rules.changes(load("spkp-2021"), after)
    assert told[0] == "Judul: “Survei Persepsi Kualitas Pelayanan” menjadi “Survei Kualitas”."
    assert told[1].startswith("Dihapus: Z8 “Layanan konsultasi")
    assert told[2].startswith("Z3 dibunyikan lain: “Prosedur/alur pelayanan")
    assert told[3].startswith("Z5 diringkas lain: “Biayanya sama")
    assert told[4].startswith("Ditambah: Z9 “Layanan konsultasi")
    assert len(told) == 5


def test_another_scale_another_order_and_other_labels_are_told() -> None:
    five = ', "Setuju", "Sangat setuju"]'
    after = edited(SPKP, ("scale = 6", "scale = 5"), (five, ', "Sangat setuju"]'), ("position = 8", "position = 9"))
    told = rules.changes(load("spkp-2021"), after)
    assert told[0] == "Skala: 1 sampai 6 menjadi 1 sampai 5."
    assert sum("dijawab lain" in sentence for sentence in told) == 8
    swapped = edited(SPKP, ("position = 1", "position = 9"))
    assert rules.changes(load("spkp-2021"), swapped) == ["Urutan bertanya: Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z1."]


def test_a_question_that_moves_to_another_element_and_a_profile_that_shrinks_are_told() -> None:
    pairs = [(code, "U2" if code == "U1_2" else element) for code, element in PAIRS]
    moved = read(written(pairs).encode(), "baru.toml")
    assert "U1_2 pindah dari unsur U1 ke unsur U2." in rules.changes(sixteen(), moved)
    told = rules.changes(load("skm-2017"), sixteen())
    assert "Tidak lagi ditanya: Jenis kelamin." in told
    assert sum(sentence.startswith("Ditambah") for sentence in told) == 16


def test_the_consequences_name_the_mark_in_the_trend_the_pooled_elements_and_the_officers() -> None:
    told = rules.consequences(load("skm-2017"), sixteen())
    assert "garis “formulir baru”" in told[0]
    assert told[1] == "Unsur U1, U2, U4, U7 ditanya lebih dari sekali: semua jawabannya digabung."
    assert "petugas tidak mendapat angka" in told[2]
    assert len(rules.consequences(load("skm-2017"), edited(SKM, ("Buruk", "Jelek")))) == 1
    assert "tidak dijumlahkan" in rules.consequences(load("spkp-2021"), edited(SPKP, ("online", "daring")))[0]
    assert rules.consequences(None, load("spkp-2021")) == []


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (load("skm-2017"), "sudah terbit"),
        (edited(SKM, ('"skm-2017"', '"x"'), ('code = "U9"\nelement', 'code = "komentar"\nelement')), "huruf besar"),
        (edited(SKM, ('"skm-2017"', '"x"'), ('family = "skm"', 'family = "ikm"')), "harus rumpun skm"),
        (edited(SPKP, ('"spkp-2021"', '"x"'), ('family = "spkp"', 'family = "skm"')), "memerlukan pertanyaan pembuka"),
        (edited(SPKP, ('"spkp-2021"', '"x"'), ('family = "spkp"', 'family = "team"')), "tidak dapat dipakai"),
        (edited(SPKP, ('"spkp-2021"', '"x"'), ('family = "spkp"', 'family = "terlalupanjang"')), "tidak dapat dipakai"),
        (edited(SPKP, ('"spkp-2021"', f'"{"x" * 41}"')), "terlalu panjang"),
        (read(written([(code, code) for code in ELEMENTS[:8]]).encode(), "baru.toml"), "Unsurnya harus sama"),
        (sixteen("mean_of_questions"), "Hapus aggregation"),
        (read(written([(f"U1_{n}", "U1") for n in range(60)]).encode(), "baru.toml"), "Terlalu banyak"),
    ],
)
def test_what_does_not_fit_the_published_ones_is_refused_with_its_reason(found: Questionnaire, reason: str) -> None:
    assert any(reason in sentence for sentence in rules.problems(found, PUBLISHED))


def test_sixteen_questions_and_a_new_wording_may_be_published() -> None:
    for found in (sixteen(), edited(SPKP, ('"spkp-2021"', '"spkp-2027"'), ("online", "daring"))):
        assert rules.problems(found, PUBLISHED) == []
