"""Respondent tables whose headings or cells are not ours, rewritten into ones that `surveys.respondents` reads.

What headings and labels of a file mean is said once by a person and kept for the next file. Answers joined in one
column are taken apart only in an order that somebody states: no such table tells it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from surveys.headings import plain
from surveys.questionnaire import SCALE, Questionnaire, scale_value
from surveys.respondents import TITLE_ROWS, Respondents
from surveys.rows import LayoutError, RowError, cell_at

Line = tuple[int, Sequence[str]]

DAY, UNIT = "day", "unit"
_OURS: Final = {DAY: "tanggal", UNIT: "unit"}
_JOINED: Final = {"jawaban", "jawaban skm", "jawaban responden"}
_SEPARATOR: Final = re.compile(r"\s*[,;|]\s*")
_VALUES: Final = {**{str(value): str(value) for value in SCALE}, "": "", "0": "", "-": ""}
_PRINTED: Final = re.compile(r"\b(ikm|indeks kepuasan)\b")
_NUMBER: Final = re.compile(r"\d{2,3}([.,]\d+)?")
_LOWEST, _HIGHEST = 25, 100


@dataclass(frozen=True)
class Meaning:
    """What headings and labels of a file mean, both in plain form (`surveys.headings.plain`).

    columns: heading -> question code, profile field, `day` or `unit`; a heading that is not named is not read.
    labels: question code -> label -> value.
    """

    columns: Mapping[str, str]
    labels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def translated(meaning: Meaning, lines: Sequence[Line]) -> list[Line]:
    """The table under our headings and with our values; titles above its headings are left away.

    Raises:
        LayoutError: none of the first rows has a heading that is named.
    """
    at = _heading_row(meaning.columns, lines)
    number, cells = lines[at]
    names = [meaning.columns.get(plain(heading), "") for heading in cells]
    if not any(names):
        raise LayoutError("Judul kolom berkas ini tidak dikenal pemetaan itu. Pilih atau buat pemetaan lain.")
    known = [meaning.labels.get(name, {}) for name in names]
    body = [(row, _with_values(known, texts)) for row, texts in lines[at + 1 :]]
    return [(number, [_OURS.get(name, name) for name in names]), *body]


def split(lines: Sequence[Line], order: Sequence[str]) -> tuple[list[Line], list[RowError]]:
    """The table with a column per question code of `order` in the place of one that holds them joined.

    The new columns come last, so that every other cell keeps its name. A table without such a column stays as it is.
    """
    found = [
        (row, at)
        for row, (_number, cells) in enumerate(lines[:TITLE_ROWS])
        for at, cell in enumerate(cells)
        if plain(cell) in _JOINED
    ]
    if not found:
        return list(lines), []
    row, at = found[0]
    errors: list[RowError] = []
    headings = list(lines[row][1])
    result: list[Line] = [*lines[:row], (lines[row][0], [*headings, *order])]
    for number, cells in lines[row + 1 :]:
        padded = [*cells, *[""] * (len(headings) - len(cells))][: len(headings)]
        result.append((number, [*padded, *_taken_apart(number, at, headings, padded, len(order), errors)]))
    return result, errors


def with_supplements(
    found: Respondents, lines: Mapping[int, Sequence[str]], asked: Iterable[Questionnaire]
) -> tuple[Respondents, list[RowError]]:
    """The respondents with their answers to the surveys that follow the form, from columns named by question code.

    Each survey keeps to itself, on its own scale; what is outside of it is named and never clipped.
    """
    headings = [plain(heading) for heading in found.columns.headings]
    places = {
        (survey.code, question.code): (headings.index(plain(question.code)), survey.scale)
        for survey in asked
        for question in survey.questions
        if plain(question.code) in headings
    }
    errors: list[RowError] = []
    rows = []
    for respondent in found.rows:
        texts = lines[respondent.row]
        given: dict[str, dict[str, int]] = {}
        for (survey, code), (at, scale) in places.items():
            text = texts[at].strip() if at < len(texts) else ""
            try:
                value = scale_value("" if text in _VALUES and not _VALUES[text] else text, scale)
            except ValueError as error:
                errors.append(cell_at(respondent.row, at, found.columns.headings, texts).refused(str(error)))
            else:
                given.setdefault(survey, {}).update({} if value is None else {code: value})
        answered = {survey: answers for survey, answers in given.items() if answers}
        rows.append(replace(respondent, supplements=answered))
    columns = replace(found.columns, supplements=frozenset(at for at, _scale in places.values()))
    return replace(found, rows=tuple(rows), columns=columns), errors


def printed_index(lines: Iterable[Line], recap_row: int | None) -> Decimal | None:
    """The index that a file prints in its recap, 25 to 100; None where it prints none."""
    for number, cells in lines:
        if recap_row is not None and number >= recap_row and any(_PRINTED.search(plain(cell)) for cell in cells):
            numbers = [Decimal(cell.replace(",", ".")) for cell in cells if _NUMBER.fullmatch(cell)]
            possible = [value for value in numbers if _LOWEST <= value <= _HIGHEST]
            if possible:
                return possible[-1]
    return None


def _heading_row(columns: Mapping[str, str], lines: Sequence[Line]) -> int:
    named = [sum(plain(cell) in columns for cell in cells) for _number, cells in lines[:TITLE_ROWS]]
    return named.index(max(named))


def _with_values(known: Sequence[Mapping[str, int]], texts: Sequence[str]) -> list[str]:
    values = [str(labels.get(plain(text), text)) for labels, text in zip(known, texts, strict=False)]
    return [*values, *texts[len(values) :]]


def _taken_apart(
    row: int, at: int, headings: Sequence[str], texts: Sequence[str], n: int, errors: list[RowError]
) -> list[str]:
    """The values of a joined cell; empty ones after adding to `errors` what is wrong with it."""
    parts = _SEPARATOR.split(texts[at].strip()) if texts[at].strip() else [""] * n
    strange = [part for part in parts if part not in _VALUES]
    if len(parts) != n:
        message = f"berisi {len(parts)} jawaban, seharusnya {n}; periksa formulir aslinya"
    elif strange:
        message = f"memuat “{strange[0]}”, di luar skala {SCALE[0]}–{SCALE[-1]}; periksa formulir aslinya"
    else:
        return [_VALUES[part] for part in parts]
    errors.append(cell_at(row, at, headings, texts).refused(message))
    return [""] * n
