"""Questionnaires are data: what is published stays as it was, and a malformed file is refused with its key."""

import hashlib
from pathlib import Path

import pytest

from surveys.questionnaire import (
    DIRECTORY,
    AnswersError,
    QuestionnaireError,
    checksums,
    families,
    load,
    load_file,
    scale_value,
)

SMALL = """
code = "kecil"
family = "kecil"
source = "contoh"
title.id = "Kuesioner kecil"
title.en = "A small questionnaire"

[opening]
text.id = "Bagaimana?"
labels.id = ["Tidak puas", "Kurang puas", "Puas", "Sangat puas"]

[[element]]
code = "E1"
about = "unit"
name.id = "Pertama"
definition.id = "yang pertama"

[[element]]
code = "E2"
about = "person"
name.id = "Kedua"
definition.id = "yang kedua"

[[question]]
code = "q1"
element = "E1"
position = 2
short.id = "Satu?"
text.id = "Pertanyaan satu?"
labels.id = ["Sangat buruk", "Buruk", "Baik", "Sangat baik"]

[[question]]
code = "q2"
element = "E2"
position = 1
short.id = "Dua?"
text.id = "Pertanyaan dua?"
labels.id = ["Sangat buruk", "Buruk", "Baik", "Sangat baik"]
"""


def write(directory: Path, text: str, code: str = "kecil") -> Path:
    path = directory / f"{code}.toml"
    path.write_text(text, "utf-8")
    return path


def test_skm_2017_has_nine_elements_in_report_order_and_nine_questions_in_form_order() -> None:
    skm = load("skm-2017")
    assert skm.element_codes == ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9")
    assert [question.code for question in skm.questions] == ["U1", "U2", "U3", "U4", "U5", "U6", "U7", "U9", "U8"]
    assert all(question.code == question.element for question in skm.questions)
    assert [element.code for element in skm.elements if element.about == "person"] == ["U6", "U7"]


def test_every_question_has_official_words_short_words_of_at_most_eight_and_four_labels() -> None:
    for question in load("skm-2017").questions:
        assert question.text().startswith(("Bagaimana pendapat Saudara", "Bagaimana pemahaman Saudara"))
        assert len(question.short().split()) <= 8
        assert len(question.labels()) == 4


def test_gratis_is_four_and_sarana_is_asked_with_buruk_to_sangat_baik() -> None:
    questions = {question.code: question for question in load("skm-2017").questions}
    assert questions["U4"].labels()[3] == "Gratis"
    assert questions["U9"].labels() == ("Buruk", "Cukup", "Baik", "Sangat baik")
    assert questions["U8"].labels()[0] == "Tidak ada"


def test_the_opening_question_has_four_labelled_faces_and_belongs_to_no_element() -> None:
    opening = load("skm-2017").opening
    assert opening.text() == "Bagaimana layanan yang baru Anda terima?"
    assert opening.labels() == ("Tidak puas", "Kurang puas", "Puas", "Sangat puas")


def test_the_profile_has_closed_codes() -> None:
    profile = {field.code: [option.code for option in field.options] for field in load("skm-2017").profile}
    assert profile == {
        "sex": ["L", "P"],
        "age_band": ["u17", "18_27", "28_37", "38_47", "48_57", "58p"],
        "education": ["sd", "smp", "sma", "d1_d3", "d4_s1", "s2", "s3"],
        "occupation": ["pns", "tni", "polri", "swasta", "wirausaha", "lainnya"],
    }


def test_spkp_and_spak_follow_another_form_on_a_scale_of_six_with_a_word_for_every_value() -> None:
    spkp, spak = load("spkp-2021"), load("spak-2021")
    assert (len(spkp.questions), len(spak.questions)) == (8, 5)
    for asked in (spkp, spak):
        assert asked.is_supplement
        assert list(asked.scale) == [1, 2, 3, 4, 5, 6]
        assert all(question.labels()[::5] == ("Sangat tidak setuju", "Sangat setuju") for question in asked.questions)
        assert {element.about for element in asked.elements} == {"unit"}
        with pytest.raises(QuestionnaireError, match="tidak punya pertanyaan pembuka"):
            _ = asked.opening
    assert spak.questions[3].text() == "Tidak ada pungutan liar (pungli) pada unit layanan ini."
    assert spak.report
    assert not spkp.report


def test_answers_to_a_scale_of_six_go_to_six_and_no_further() -> None:
    spkp = load("spkp-2021")
    assert spkp.clean({"Z1": "6", "Z8": 1}) == {"Z1": 6, "Z8": 1}
    with pytest.raises(AnswersError, match="1, 2, 3, 4, 5, 6"):
        spkp.clean({"Z1": "7"})


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("[opening]", "scale = 6\n[opening]", "scale"), ("[opening]", "scale = 1\n[opening]", "scale"),
     ("[opening]", "scale = 7\n[opening]", "scale")],
)  # fmt: skip
def test_a_scale_that_no_form_of_ours_has_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(QuestionnaireError, match=key):
        load_file(write(tmp_path, SMALL.replace(old, new)))


def test_a_language_without_the_text_gets_the_indonesian_one(tmp_path: Path) -> None:
    title = load_file(write(tmp_path, SMALL)).title
    assert (title("en"), title("jv"), title()) == ("A small questionnaire", "Kuesioner kecil", "Kuesioner kecil")


def test_every_questionnaire_file_is_published_and_has_its_pinned_bytes() -> None:
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in DIRECTORY.glob("*-*.toml")}
    assert found == checksums()
    assert all(load(code).checksum == checksum for code, checksum in found.items())


def test_a_published_file_whose_bytes_changed_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    (tmp_path / "checksums.toml").write_text(f'"kecil" = "{"0" * 64}"\n', "utf-8")
    with pytest.raises(QuestionnaireError, match="berubah setelah diterbitkan"):
        load("kecil", tmp_path)


def test_a_draft_loads_without_a_checksum(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    assert [question.code for question in load("kecil", tmp_path).questions] == ["q2", "q1"]


@pytest.mark.parametrize("code", ["tidak-ada", "../skm-2017", "checksums/..", "", "SKM-2017"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(QuestionnaireError, match="kuesioner tidak ada"):
        load(code)


def test_a_file_must_be_named_after_its_code(tmp_path: Path) -> None:
    write(tmp_path, SMALL, "lain")
    with pytest.raises(QuestionnaireError, match="tidak sama dengan nama berkas"):
        load("lain", tmp_path)


def test_the_families_come_from_the_published_files() -> None:
    assert families() == {"skm": load("skm-2017").element_codes}


def test_versions_of_one_family_must_score_the_same_elements(tmp_path: Path) -> None:
    other = SMALL.replace('code = "kecil"', 'code = "kecil-dua"').replace("E2", "E3")
    paths = [write(tmp_path, SMALL), write(tmp_path, other, "kecil-dua")]
    pins = [f'"{path.stem}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n' for path in paths]
    (tmp_path / "checksums.toml").write_text("".join(pins), "utf-8")
    with pytest.raises(QuestionnaireError, match=r"kecil-dua\.toml: element: tidak sama"):
        families(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('source = "contoh"\n', "", "source", "kunci tidak ada"),
        ('source = "contoh"', "source = 7", "source", "harus berupa teks"),
        ('source = "contoh"', 'source = " "', "source", "tidak memenuhi bentuk"),
        ('source = "contoh"', 'source = "contoh"\nwarna = "biru"', "warna", "kunci tidak dikenal"),
        ('title.id = "Kuesioner kecil"\n', "", "title.id", "kunci tidak ada"),
        ('title.en = "A small', 'title.EN = "A small', "title.EN", "kunci tidak dikenal"),
        ('about = "unit"', 'about = "siapa"', "element[1].about", "tidak memenuhi bentuk unit|person"),
        ('code = "E2"', 'code = "E1"', "element", "“E1” ada dua kali"),
        ('code = "E2"', 'code = "E2"\nrank = 1', "element[2].rank", "kunci tidak dikenal"),
        ('element = "E2"', 'element = "E7"', "question[2].element", "unsur “E7” tidak dikenal"),
        ('element = "E2"', 'element = "E1"', "question", "tidak ada pertanyaan untuk unsur “E2”"),
        ('code = "q2"', 'code = "q1"', "question", "“q1” ada dua kali"),
        ("position = 2", "position = 1", "question", "“position 1” ada dua kali"),
        ("position = 2", "position = 0", "question[1].position", "harus bilangan bulat mulai 1"),
        ("position = 2", "position = true", "question[1].position", "harus bilangan bulat mulai 1"),
        ("position = 2", 'position = "2"', "question[1].position", "harus berupa bilangan bulat"),
        (', "Sangat puas"]', "]", "opening.labels.id", "harus 4 label, bukan 3"),
        ('"Puas", "Sangat puas"]', '"Puas", "Puas"]', "opening.labels.id", "label yang sama muncul dua kali"),
        ('"Puas", "Sangat puas"]', '"Puas", 4]', "opening.labels.id", "setiap label harus berupa teks"),
        ("[opening]", "[[opening]]", "opening", "harus berupa tabel"),
        ("[opening]", "[comment]\ntext.id = 'Pesan'\nlimit = 0\n[opening]", "comment.limit", "mulai 1"),
        ('code = "kecil"', 'profile = []\ncode = "kecil"', "profile", "daftar kosong"),
        ("[opening]", "[pembuka]", "pembuka", "kunci tidak dikenal"),
        ("[[element]]", "[[element", "(berkas)", "bukan TOML yang sah"),
    ],
)
def test_a_malformed_file_is_refused_with_file_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    assert old in SMALL
    with pytest.raises(QuestionnaireError) as refusal:
        load_file(write(tmp_path, SMALL.replace(old, new, 1)))
    assert (refusal.value.file, refusal.value.key) == ("kecil.toml", key)
    assert reason in refusal.value.reason
    assert str(refusal.value).startswith(f"kecil.toml: {key}: ")


def test_answers_are_cleaned_to_numbers_in_the_order_asked() -> None:
    assert list(load("skm-2017").clean({"U8": "1", "U9": 2, "U1": "4", "U3": "", "U4": None}).items()) == [
        ("U1", 4),
        ("U9", 2),
        ("U8", 1),
    ]


def test_every_answer_that_no_form_sends_is_named() -> None:
    with pytest.raises(AnswersError) as refusal:
        load("skm-2017").clean({"U1": "5", "U2": "0", "U10": "3", "U3": "2"})
    assert sorted(refusal.value.problems) == ["U1", "U10", "U2"]


@pytest.mark.parametrize("raw", [0, 5, -1, True, 3.0, "03", "3 ", "٣", "empat", [3], {"3"}])
def test_only_one_to_four_are_values(raw: object) -> None:
    with pytest.raises(ValueError, match="1, 2, 3, 4"):
        scale_value(raw)
