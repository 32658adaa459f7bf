"""`flask ikm FILE`: the exact index of a table of respondents, for anyone who wants to check a published figure."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NoReturn

import click

from backoffice import spreadsheets
from surveys import respondents, tally
from surveys.ikm import ElementFigure, Index, of_tally
from surveys.questionnaire import Questionnaire, load
from surveys.rows import LayoutError, RowsError

QUESTIONNAIRE = "skm-2017"
# Wider than an upload: an index cannot be added up from split files.
MAX_ROWS = 2_000_000
MAX_BYTES = 500 * 2**20


@click.command("ikm")
@click.argument("file", type=click.Path(path_type=Path))
def ikm(file: Path) -> None:
    """Hitung IKM dari FILE (CSV atau XLSX, satu baris per responden: unit_id, U1 … U9; jawaban boleh kosong)."""
    questionnaire = load(QUESTIONNAIRE)
    try:
        sheet = spreadsheets.read(file.name, file.read_bytes(), max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
        table = respondents.read(questionnaire, sheet.lines)
    except OSError:
        _refuse(f"{file}: tidak bisa dibaca. Periksa nama dan letak berkasnya.")
    except (spreadsheets.SpreadsheetError, LayoutError, RowsError) as error:
        _refuse(str(error))
    report = {"notes": table.notes, "questionnaire": questionnaire.code, "units": _units(questionnaire, table)}
    click.echo(json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True))


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


def _units(questionnaire: Questionnaire, table: respondents.Respondents) -> dict[str, dict[str, Any]]:
    """The figures of each unit of the table; rows without a unit belong to the unit ""."""
    forms = defaultdict(list)
    for respondent in table.rows:
        forms[respondent.unit].append(tally.Form(None, respondent.answers))
    return {
        unit: _figures(of_tally(tally.count(questionnaire, given), tally.moments(questionnaire, given)))
        for unit, given in forms.items()
    }


def _figures(index: Index) -> dict[str, Any]:
    """An index as plain values: rounded figures as text, so that no digit is lost; null where there is none."""
    certainty = index.certainty
    return {
        "elements": {element.code: _element(element) for element in index.elements},
        "grade": index.grade and index.grade.name,
        "grade_certainty": certainty and {grade.name: probability for grade, probability in certainty.items()},
        "ikm": _text(index.value),
        "interval": index.interval(),
        "n": index.respondents,
        "note": index.note or None,
        "performance": index.grade and index.grade.value,
        "reconciliation": {convention: str(value) for convention, value in index.reconciliation.items()},
        "standard_error": index.standard_error,
    }


def _element(element: ElementFigure) -> dict[str, Any]:
    return {
        "conversion": _text(element.conversion),
        "grade": element.grade and element.grade.name,
        "n": element.n,
        "nrr": _text(element.nrr_rounded),
        "nrr_weighted": _text(element.weighted_rounded),
        "sum": element.total,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
