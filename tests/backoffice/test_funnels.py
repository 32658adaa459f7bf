"""The funnel of units on the list of figures."""

from datetime import date
from fractions import Fraction

from flask import Flask
from flask_babel import force_locale

from backoffice import funnels
from backoffice.funnels import UnitFunnel
from models.figures import Figure
from models.units import Unit
from surveys.ikm import Index

Given = tuple[str, int, float, float | None]  # name, respondents, index, its standard error
ORDINARY: list[Given] = [("Arsip", 60, 80.0, 1.5), ("Balai", 200, 83.0, 0.8), ("Camat", 400, 81.0, 0.6)]


def figure(n: int, value: float | None, error: float | None) -> Figure:
    exact = None if value is None else Fraction(str(value))
    return Figure(index=Index((), n, exact, error), released_on=date(2026, 11, 1))


def drawn(app: Flask, given: list[Given], whole: float | None = 81.5) -> UnitFunnel | None:
    rows = [(Unit(name=name), figure(n, value, error)) for name, n, value, error in given]
    rows.append((Unit(name="Tanpa rilis"), Figure()))
    with app.test_request_context(), force_locale("id"):
        return funnels.of_units(rows, figure(1_000, whole, 0.4))


def test_units_stand_by_name_beside_the_limits_for_their_number_of_respondents(app: Flask) -> None:
    found = drawn(app, ORDINARY)
    assert found is not None
    assert [line.unit.name for line in found.lines] == ["Arsip", "Balai", "Camat"]
    assert {line.where for line in found.lines} == {"di dalam batas"}
    widths = [line.high - line.low for line in found.lines]
    assert widths == sorted(widths, reverse=True)
    assert len(found.chart.inside) == 3


def test_a_unit_far_from_many_alike_is_a_diamond_and_said_in_words(app: Flask) -> None:
    alike: list[Given] = [(f"Unit {number:02}", 300, 81.5 + number % 3 / 10, 0.7) for number in range(30)]
    found = drawn(app, [*alike, ("Yang lain", 300, 72.0, 0.7)])
    assert found is not None
    assert len(found.chart.outside) == 1
    assert found.lines[-1].where == "di luar batas 99,8\u00a0%"


def test_too_few_units_or_no_agency_index_have_no_funnel(app: Flask) -> None:
    assert drawn(app, ORDINARY[:2]) is None
    assert drawn(app, ORDINARY, None) is None


def test_a_unit_whose_error_is_unknown_is_left_out(app: Flask) -> None:
    found = drawn(app, [*ORDINARY, ("Semua sama", 30, 100.0, 0.0), ("Satu orang", 1, 75.0, None)])
    assert found is not None
    assert len(found.lines) == 3
