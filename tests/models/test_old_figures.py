"""Figures from before on both databases: kept by period, taken back by file and period."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from models import imports, old_figures
from models.changes import By, Refused
from models.imports import Origin
from surveys.periods import parse
from surveys.recap_table import RecapRow
from surveys.rows import Cell
from tests import factories

EVALUATOR = By(None, "evaluator", "evaluator", factories.NOW, bytes(16))
FILE = Origin("a" * 64)


def row(unit_id: int, mean: str) -> RecapRow:
    return RecapRow(Cell(2, "OPP", "dukcapil"), unit_id, (Decimal(mean),) * 9, 150, Decimal("80.00"))


def test_figures_stand_oldest_first_with_the_index_of_their_printed_averages(session: Session) -> None:
    town = factories.town(session)
    for code, mean in (("2025-S2", "3.60"), ("2024", "3.20"), ("2025-TW2", "3.10")):
        old_figures.put(session, EVALUATOR, FILE, parse(code), [row(town.unit, mean)])
    session.flush()
    found = old_figures.of_unit(session, town.unit)
    assert [(figure.period.code, str(figure.value), figure.grade.name) for figure in found] == [
        ("2024", "80.00", "B"),
        ("2025-TW2", "77.50", "B"),
        ("2025-S2", "90.00", "A"),
    ]
    assert [period.code for _checksum, period, _n in old_figures.brought(session)] == ["2025-S2", "2025-TW2", "2024"]
    assert old_figures.of_unit(session, town.unit + 1) == []


def test_what_is_taken_back_is_gone_and_the_file_is_forgotten_with_its_last_period(session: Session) -> None:
    town = factories.town(session)
    for code in ("2024", "2025"):
        old_figures.put(session, EVALUATOR, FILE, parse(code), [row(town.unit, "3.20")])
    session.flush()
    old_figures.undo(session, EVALUATOR, FILE.checksum, "2024")
    assert [figure.period.code for figure in old_figures.of_unit(session, town.unit)] == ["2025"]
    assert imports.find(session, old_figures.RECAPS, FILE.checksum) is not None
    old_figures.undo(session, EVALUATOR, FILE.checksum, "2025")
    session.flush()
    assert imports.find(session, old_figures.RECAPS, FILE.checksum) is None
    with pytest.raises(Refused, match="sudah dibatalkan"):
        old_figures.undo(session, EVALUATOR, FILE.checksum, "2025")
