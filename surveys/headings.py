"""What the headings of respondent tables in circulation mean: a table of synonyms over the questionnaire's own words.

A heading is matched by the name of the element, never by its number: many forms call sarana question 8 and pengaduan
question 9. A column that nobody recognises (NIK, name, telephone, time, averages) is never read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.questionnaire import Questionnaire
from surveys.rows import LayoutError

_UNIT = ("unit id", "id unit", "kode unit", "unit layanan", "unit pelayanan", "unit")
_ELEMENTS = {
    "U1": ("persyaratan pelayanan", "syarat"),
    "U2": ("sistem mekanisme prosedur", "sistem mekanisme dan prosedur pelayanan", "prosedur", "prosedur pelayanan"),
    "U3": ("waktu", "waktu pelayanan", "waktu penyelesaian pelayanan", "kecepatan waktu"),
    "U4": ("biaya", "tarif"),
    "U5": ("produk", "produk pelayanan", "produk layanan", "produk spesifikasi", "spesifikasi produk"),
    "U6": ("kompetensi", "kompetensi petugas", "kemampuan petugas"),
    "U7": ("perilaku", "perilaku petugas"),
    "U8": ("pengaduan", "penanganan pengaduan", "pengaduan saran dan masukan"),
    "U9": ("sarana", "sarana prasarana", "kualitas sarana dan prasarana"),
}
_PROFILE = {
    "sex": ("jenis kelamin", "jenis kel", "kelamin", "jk", "l p"),
    "age_band": ("usia", "usia thn", "usia tahun", "umur", "umur thn", "umur tahun"),
    "education": ("pendidikan", "pendidikan terakhir", "pendk terakhir", "pend terakhir"),
    "occupation": ("pekerjaan", "pekerjaan utama", "pekerja utama"),
}
_NUMBERED = re.compile(r"(?:[qup]|no|unsur|pertanyaan)? ?\d{1,2} (?P<name>.+)")
_CODE_LAST = re.compile(r"(?P<name>.+) [qu] ?\d{1,2}")
_ELEMENT_CODE = re.compile(r"u ?(\d{1,2})\b")
_BARE_NUMBER = re.compile(r"q ?\d{1,2}|(?:pertanyaan|soal|unsur) \d{1,2}")
_OTHER_SURVEYS = re.compile(r"[zr]\d")


@dataclass(frozen=True)
class Columns:
    """Where a table keeps what we read; positions count from 0.

    `supplements`: the columns of surveys that the unit asks after its form.
    """

    headings: tuple[str, ...]
    unit: int | None
    questions: dict[str, int]
    profile: dict[str, int]
    supplements: frozenset[int] = frozenset()

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings of the columns that are not read."""
        used = {self.unit, *self.questions.values(), *self.profile.values(), *self.supplements}
        return tuple(heading for at, heading in enumerate(self.headings) if heading and at not in used)

    @property
    def other_surveys(self) -> tuple[str, ...]:
        """Headings that belong to SPKP (z1–z8) or SPAK (r1–r5), which are never mixed with an SKM."""
        return tuple(heading for heading in self.ignored if _OTHER_SURVEYS.fullmatch(plain(heading)))


def plain(text: str) -> str:
    """A text without case, punctuation and repeated spaces, for comparison only."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def questions_named(questionnaire: Questionnaire, headings: Sequence[str]) -> list[str | None]:
    """For each heading the code of the question it names, if any."""
    names = _question_names(questionnaire)
    return [_question(names, plain(heading)) for heading in headings]


def guessed(questionnaire: Questionnaire, headings: Sequence[str]) -> list[str]:
    """For each heading what it seems to mean: a question code, a profile field, `unit`, or "" for nothing of ours.

    Nothing is refused: this is what a person starts from who explains a file.
    """
    fields = {
        name: field.code
        for field in questionnaire.profile
        for name in (plain(field.code), *_PROFILE.get(field.code, ()))
    }
    known = {**fields, **dict.fromkeys(_UNIT, "unit")}
    found: list[str] = []
    for heading, code in zip(headings, questions_named(questionnaire, headings), strict=True):
        meaning = code or known.get(plain(heading), "")
        found.append("" if meaning in found else meaning)
    return found


def locate(questionnaire: Questionnaire, headings: Sequence[str]) -> Columns:
    """The columns of a table by its headings.

    Raises:
        LayoutError: the table is no set of answers to `questionnaire`; with the plain reason.
    """
    plains = [plain(heading) for heading in headings]
    questions: dict[str, int] = {}
    for at, code in enumerate(questions_named(questionnaire, headings)):
        if code in questions:
            raise LayoutError(
                f"Kolom “{headings[questions[code]]}” dan “{headings[at]}” sama-sama berarti {code}. "
                "Sisakan satu kolom untuk setiap pertanyaan."
            )
        questions |= {code: at} if code else {}
    fields = [field.code for field in questionnaire.profile]
    places = {field: _first(plains, (plain(field), *_PROFILE.get(field, ()))) for field in fields}
    columns = Columns(
        headings=tuple(headings),
        unit=_first(plains, _UNIT),
        questions=questions,
        profile={field: at for field, at in places.items() if at is not None},
    )
    _require_complete(questionnaire, columns)
    return columns


def refuse_other_tables(cells: Iterable[str]) -> None:
    """Refuse a table whose titles or headings say that it holds no answers about satisfaction.

    Raises:
        LayoutError: importance of the elements, or a recap with one row per unit.
    """
    for cell in cells:
        if re.search(r"\b(kepentingan|importance)\b", plain(cell)):
            raise LayoutError(
                f"“{cell}”: tingkat kepentingan bukan kepuasan dan tidak punya IKM. "
                "Hapus bagian kepentingan, sisakan jawaban kepuasan."
            )
        if plain(cell) in ("populasi", "sampel"):
            raise LayoutError(
                f"Kolom “{cell}” menandakan rekap per unit, bukan jawaban responden. "
                "Pakai berkas dengan satu baris per responden. Rekap lama dimasukkan evaluator di Impor rekap lama."
            )


def _require_complete(questionnaire: Questionnaire, columns: Columns) -> None:
    plains = [plain(heading) for heading in columns.headings]
    codes = [question.code for question in questionnaire.questions]
    extra = [columns.headings[at] for at, heading in enumerate(plains) if _is_extra(questionnaire, heading)]
    if extra:
        raise LayoutError(
            f"Kolom {', '.join(extra)} bukan unsur {questionnaire.code} "
            f"({len(questionnaire.elements)} unsur). Kuesioner lain tidak bisa diubah menjadi IKM ini."
        )
    missing = [code for code in sorted(codes) if code not in columns.questions]
    if missing:
        raise LayoutError(_why_missing(questionnaire, plains, missing))


def _why_missing(questionnaire: Questionnaire, plains: list[str], missing: list[str]) -> str:
    if "jawaban" in plains:
        return "Jawaban yang digabung dalam satu kolom tidak menyebut urutannya. Pisahkan menjadi satu kolom per unsur."
    if any(_BARE_NUMBER.fullmatch(heading) for heading in plains):
        return (
            "Kolom bernomor (Q1, Q2, …) tidak menyebut unsurnya, padahal urutan formulir berbeda-beda. "
            f"Beri judul {', '.join(questionnaire.element_codes)} atau nama unsurnya."
        )
    return (
        f"Kolom {', '.join(missing)} tidak ada. Berkas harus punya satu kolom per unsur, "
        f"berjudul {', '.join(questionnaire.element_codes)} atau nama unsurnya; jawaban boleh kosong."
    )


def _question_names(questionnaire: Questionnaire) -> dict[str, str]:
    """Plain heading -> question code; an element stands for its question when it has only one."""
    names: dict[str, str] = {}
    for question in questionnaire.questions:
        texts = (text for words in (question.text, question.short) for _, text in words.texts)
        names |= dict.fromkeys(map(plain, (question.code, *texts)), question.code)
    for element in questionnaire.elements:
        asked = [question.code for question in questionnaire.questions if question.element == element.code]
        if len(asked) == 1:
            texts = (text for _, text in element.name.texts)
            names |= dict.fromkeys(map(plain, (element.code, *texts, *_ELEMENTS.get(element.code, ()))), asked[0])
    return names


def _question(names: dict[str, str], heading: str) -> str | None:
    """The question a plain heading names: as it stands, or without its number in front or its code behind."""
    bare = _ELEMENT_CODE.fullmatch(heading)
    if bare:
        return names.get(f"u{bare[1]}")
    for pattern in (_NUMBERED, _CODE_LAST):
        match = pattern.fullmatch(heading)
        if match and match["name"] in names:
            return names[match["name"]]
    return names.get(heading)


def _is_extra(questionnaire: Questionnaire, heading: str) -> bool:
    """Whether a plain heading is an element code that the questionnaire does not have, such as U14."""
    match = _ELEMENT_CODE.match(heading)
    return match is not None and f"U{match[1]}" not in questionnaire.element_codes


def _first(plains: list[str], synonyms: Iterable[str]) -> int | None:
    return next((plains.index(name) for name in synonyms if name in plains), None)
