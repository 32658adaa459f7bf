"""Respondent rows from spreadsheets into answers: all rows or none, and only what an index needs.

Reads the layouts in circulation: one row per respondent with a column per element, values as numbers 1 to 4 or as the
option labels of that question. Identity columns are never looked at; recap rows below the table end it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.headings import Columns, locate, plain, questions_named, refuse_other_tables
from surveys.questionnaire import SCALE, Questionnaire
from surveys.questionnaire_parts import ProfileField, Question
from surveys.rows import LayoutError, RowError, cell_at, refuse

TITLE_ROWS = 20
_BLANK = {"", "-", "–"}
_BLANK_WORDS = {"tidak diisi", "tidak tahu", "tidak tahu lewati", "kosong"}
_FOOTER = re.compile(r"(jumlah|total|bobot|nrr|ikm|mutu|rata rata|nilai (unsur|indeks|ikm|rata rata)|σ ?nilai)\b.*")
_COMMENT = re.compile(r"\b(saran|kritik|masukan|komentar|pesan)\b")
_UNIT_FOOTERS = {"jumlah", "total", "nrr", "ikm", "rata rata"}
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DIGITS = {f"{value}{point}": value for value in SCALE for point in ("", ".0", ",0")}

# Other labels in official use for the same values.
_LABELS = {
    "U5": ("Tidak puas", "Kurang puas", "Puas", "Sangat puas"),
    "U9": ("Kurang baik", "Cukup baik", "Baik", "Sangat baik"),
}
_PROFILE = {
    "sex": {"laki": "L", "pria": "L", "wanita": "P"},
    "education": {
        "sltp": "smp",
        "slta": "sma",
        "smu": "sma",
        "smk": "sma",
        "diploma": "d1_d3",
        "d1": "d1_d3",
        "d2": "d1_d3",
        "d3": "d1_d3",
        "d4": "d4_s1",
        "s1": "d4_s1",
    },
    "occupation": {
        "wiraswasta": "wirausaha",
        "pegawai swasta": "swasta",
        "karyawan swasta": "swasta",
        "pelajar": "lainnya",
        "mahasiswa": "lainnya",
        "pelajar mahasiswa": "lainnya",
        "petani": "lainnya",
    },
}
_AGE_BANDS = ((17, "u17"), (27, "18_27"), (37, "28_37"), (47, "38_47"), (57, "48_57"), (120, "58p"))
# Smaller numbers in an age column are codes of a list that the table does not carry.
_YOUNGEST = 7


@dataclass(frozen=True)
class Respondent:
    """One row: `answers` by question code, `profile` by field; what was left empty or is unknown is absent.

    `supplements`: by questionnaire code the answers to surveys that follow the form.
    """

    row: int
    unit: str
    answers: dict[str, int]
    profile: dict[str, str]
    supplements: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Respondents:
    """What a table held: its rows, how its columns were understood, and where its recap began.

    `unknown` counts by heading the profile cells that say nothing the questionnaire knows.
    """

    rows: tuple[Respondent, ...]
    columns: Columns
    recap_row: int | None
    unknown: Mapping[str, int]

    @property
    def notes(self) -> tuple[str, ...]:
        """Indonesian sentences about what was not read."""
        notes = []
        if self.columns.other_surveys:
            notes.append(
                f"Kolom {', '.join(self.columns.other_surveys)} milik survei lain (SPKP/SPAK) dan tidak dibaca."
            )
        if self.recap_row is not None:
            notes.append(f"Baris {self.recap_row} dan seterusnya adalah rekap dan tidak dibaca.")
        if self.unknown:
            counts = ", ".join(f"kolom {heading} {count} isian" for heading, count in self.unknown.items())
            notes.append(f"Profil yang tidak dikenal dikosongkan: {counts}. Jawabannya tetap dihitung.")
        return tuple(notes)


def read(questionnaire: Questionnaire, rows: Iterable[tuple[int, Sequence[object]]]) -> Respondents:
    """Respondents from numbered rows of cells (text, numbers or None); titles may stand above the headings.

    Raises:
        LayoutError: the table holds no respondent rows of this questionnaire.
        RowsError: cells with anything but the questionnaire's values; nothing is clipped or guessed.
    """
    found, errors = scan(questionnaire, rows)
    refuse(*errors)
    return found


def scan(
    questionnaire: Questionnaire, rows: Iterable[tuple[int, Sequence[object]]]
) -> tuple[Respondents, list[RowError]]:
    """What `read` takes, and what it would refuse, for whoever has more to check before refusing anything.

    Raises:
        LayoutError: the table holds no respondent rows of this questionnaire.
    """
    table = [(number, [_text(cell) for cell in cells]) for number, cells in rows]
    at = heading_row(questionnaire, [texts for _, texts in table[:TITLE_ROWS]])
    columns = locate(questionnaire, table[at][1])
    body, recap_row = _above_recap(columns, table[at + 1 :])
    labels = {question.code: _labels(question) for question in questionnaire.questions}
    profile = {field.code: _profile_codes(field) for field in questionnaire.profile}
    errors: list[RowError] = []
    unknown: Counter[str] = Counter()
    respondents = [
        Respondent(
            row=number,
            unit="" if columns.unit is None else _at(texts, columns.unit),
            answers=_answers(columns, labels, number, texts, errors),
            profile=_profile(columns, profile, texts, unknown),
        )
        for number, texts in body
    ]
    if not respondents:
        raise LayoutError("Tidak ada baris responden di bawah judul kolom. Isi berkasnya, lalu unggah lagi.")
    return Respondents(tuple(respondents), columns, recap_row, unknown), errors


def heading_row(questionnaire: Questionnaire, top: list[list[str]]) -> int:
    """Which of the first rows has the headings: the one that names most questions, else the fullest."""
    if not top:
        raise LayoutError("Berkas kosong. Isi judul kolom dan baris responden, lalu unggah lagi.")
    named = [len([code for code in questions_named(questionnaire, texts) if code]) for texts in top]
    filled = [len([text for text in texts if text]) for texts in top]
    at = max(range(len(top)), key=lambda row: (named[row], filled[row]))
    refuse_other_tables(cell for texts in top[: at + 1] for cell in texts)
    return at


def _above_recap(
    columns: Columns, table: list[tuple[int, list[str]]]
) -> tuple[list[tuple[int, list[str]]], int | None]:
    """The rows that hold something, up to the first recap row; and the number of that row."""
    body: list[tuple[int, list[str]]] = []
    for number, texts in table:
        if _is_recap(columns, texts):
            return body, number
        if any(texts):
            body.append((number, texts))
    return body, None


def _is_recap(columns: Columns, texts: list[str]) -> bool:
    """A recap row has its label left of the answers; a comment may begin with "Jumlah" too and ends nothing."""
    left = range(min(columns.questions.values()))
    at = next((at for at in left if _at(texts, at)), None)
    if at is None or _COMMENT.search(plain(columns.headings[at])):
        return False
    label = plain(texts[at])
    return label in _UNIT_FOOTERS if at == columns.unit else bool(_FOOTER.fullmatch(label))


def _answers(
    columns: Columns, labels: Mapping[str, Mapping[str, int]], row: int, texts: list[str], errors: list[RowError]
) -> dict[str, int]:
    """Values by question code; what cannot be a value is added to `errors`."""
    answers = {}
    for code, at in columns.questions.items():
        text = _at(texts, at)
        if text in _BLANK:
            continue
        value = _DIGITS.get(text) or labels[code].get(plain(text))
        if value:
            answers[code] = value
        elif plain(text) not in _BLANK_WORDS:
            errors.append(cell_at(row, at, columns.headings, texts).refused(_why_not(text, code)))
    return answers


def _why_not(text: str, code: str) -> str:
    if _NUMBER.fullmatch(text):
        return f"di luar skala {SCALE[0]}–{SCALE[-1]}; periksa formulir aslinya, skala lain tidak bisa diubah"
    return f"bukan angka {SCALE[0]}–{SCALE[-1]} dan bukan pilihan jawaban {code}; periksa formulir aslinya"


def _labels(question: Question) -> dict[str, int]:
    """Plain label -> value, within one question: "cukup" is 2 for U9 only."""
    lists = [_LABELS.get(question.element, ()), *(labels for _, labels in question.labels.texts)]
    return {plain(label): value for labels in lists for value, label in enumerate(labels, 1)}


def _profile_codes(field: ProfileField) -> dict[str, str]:
    """Plain code or label -> code of a profile field."""
    own = {
        plain(text): option.code
        for option in field.options
        for text in (option.code, *dict(option.text.texts).values())
    }
    return {**_PROFILE.get(field.code, {}), **own}


def _profile(
    columns: Columns, codes: Mapping[str, Mapping[str, str]], texts: list[str], unknown: Counter[str]
) -> dict[str, str]:
    """Codes by field; a text that is none of its field's is counted in `unknown`."""
    found: dict[str, str] = {}
    for name, at in columns.profile.items():
        text = _at(texts, at)
        code = codes[name].get(plain(text)) or (_age_band(text) if name == "age_band" else None)
        found |= {name: code} if code else {}
        if not code and text not in _BLANK and plain(text) not in _BLANK_WORDS:
            unknown[columns.headings[at]] += 1
    return found


def _age_band(text: str) -> str | None:
    age = int(text) if re.fullmatch(r"\d{1,3}", text) else 0
    return next((band for oldest, band in _AGE_BANDS if _YOUNGEST <= age <= oldest), None)


def _text(cell: object) -> str:
    """A cell as its user sees it; whole numbers lose the point that spreadsheets keep."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _at(texts: list[str], at: int) -> str:
    return texts[at] if at < len(texts) else ""
