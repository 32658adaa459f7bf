"""Questionnaires in other languages: complete, pinned, and never in the way of the Indonesian words."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from shutil import copytree

import pytest

from surveys import questionnaire, translations
from surveys.languages import LANGUAGES
from surveys.questionnaire import DIRECTORY, QuestionnaireError
from surveys.typed_toml import PerLanguage

PUBLISHED = sorted(questionnaire.checksums())
COMPLETE = sorted(tag for tag, language in LANGUAGES.items() if language.is_complete)


def texts(value: object, path: str = "") -> Iterator[tuple[str, PerLanguage[object]]]:
    """Every text of a questionnaire, with where it stands."""
    if isinstance(value, PerLanguage):
        yield path, value
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from texts(part, f"{path}[{getattr(part, 'code', at)}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the published files that may be spoilt."""
    return Path(copytree(DIRECTORY, tmp_path / "questionnaires"))


def write(directory: Path, text: str, name: str = "skm-2017.su") -> None:
    """Put a file of words in place of the pinned ones, and pin it."""
    folder = directory / translations.FOLDER
    (folder / f"{name}.toml").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / translations.CHECKSUMS).write_text(f'"{name}" = "{digest}"\n', "utf-8")


@pytest.mark.parametrize("code", PUBLISHED)
@pytest.mark.parametrize("language", COMPLETE)
def test_a_language_that_claims_to_be_complete_has_every_text_of_every_questionnaire(code: str, language: str) -> None:
    missing = [where for where, text in texts(translations.load(code)) if text.tag(language) != language]
    assert missing == []


@pytest.mark.parametrize("code", PUBLISHED)
def test_translations_change_neither_the_indonesian_words_nor_the_version_that_answers_keep(code: str) -> None:
    bare, full = questionnaire.load(code), translations.load(code)
    assert [(where, text()) for where, text in texts(full)] == [(where, text()) for where, text in texts(bare)]
    assert (full.checksum, full.element_codes) == (bare.checksum, bare.element_codes)


@pytest.mark.parametrize("code", PUBLISHED)
def test_short_questions_stay_short_and_labels_differ_in_every_language(code: str) -> None:
    for question in translations.load(code).questions:
        for language in LANGUAGES:
            assert len(question.short(language).split()) <= 8
            assert len(set(question.labels(language))) == len(question.labels())


def test_every_file_of_words_is_pinned_and_belongs_to_a_published_questionnaire() -> None:
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in DIRECTORY.glob("translations/*-*")}
    assert found == translations.checksums()
    assert {name.partition(".")[0] for name in found} <= set(PUBLISHED)
    assert {name.partition(".")[2] for name in found} <= set(LANGUAGES)


def test_words_that_are_not_the_pinned_ones_are_not_asked(directory: Path) -> None:
    file = directory / translations.FOLDER / "skm-2017.su.toml"
    file.write_text(file.read_text("utf-8").replace("Kumaha palayanan", "Naha resep"), "utf-8")
    opening = translations.load("skm-2017", directory).opening
    assert opening.text.tag("su") == "id"
    assert opening.text("su") == opening.text()
    assert opening.text.tag("jv") == "jv"


def test_what_a_translation_leaves_out_stays_indonesian(directory: Path) -> None:
    write(directory, '[question.U3]\nshort = "Gancang?"\n')
    loaded = translations.load("skm-2017", directory)
    third = next(question for question in loaded.questions if question.code == "U3")
    assert third.short("su") == "Gancang?"
    assert (third.labels("su"), third.labels.tag("su")) == (third.labels(), "id")
    assert loaded.title.tag("su") == "id"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[question.U10]\nshort = "?"', "question.U10"),
        ('[question.U1]\nlabels = ["a", "b", "c"]', "question.U1.labels"),
        ('[question.U1]\nlabels = ["a", "b", "c", "c"]', "question.U1.labels"),
        ('[profile.sex.options]\nX = "?"', "profile.sex.options.X"),
        ('[opening]\ntext = " "', "opening.text"),
        ("[comment]\nlimit = 9", "comment.limit"),
        ('code = "skm-2018"', "code"),
    ],
)
def test_a_pinned_file_that_does_not_fit_is_refused_with_its_key(directory: Path, text: str, key: str) -> None:
    write(directory, text)
    with pytest.raises(QuestionnaireError) as refused:
        translations.load("skm-2017", directory)
    assert (refused.value.file, refused.value.key) == ("skm-2017.su.toml", key)


def test_a_questionnaire_without_translations_is_loaded_as_it_is(directory: Path) -> None:
    text = (directory / "skm-2017.toml").read_text("utf-8").replace('code = "skm-2017"', 'code = "skm-9999"')
    (directory / "skm-9999.toml").write_text(text, "utf-8")
    assert translations.load("skm-9999", directory) == questionnaire.load("skm-9999", directory)
