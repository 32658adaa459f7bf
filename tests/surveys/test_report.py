import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.appraisal import State
from surveys.report import dumps
from tests.agencies import law


def test_keys_are_sorted_and_lines_end_with_a_line_feed() -> None:
    assert dumps({"b": 1, "a": [2, 3]}) == '{\n "a": [\n  2,\n  3\n ],\n "b": 1\n}\n'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_what_is_not_a_finite_number_is_null(value: object) -> None:
    assert dumps({"deep": [(value,)]}) == dumps({"deep": [[None]]})


def test_nothing_has_no_sign() -> None:
    assert dumps(-0.0) == "0.0\n"


def test_a_state_is_written_as_its_code() -> None:
    assert dumps(State.TERSKOR) == '"terskor"\n'


def test_other_kinds_of_value_are_refused() -> None:
    with pytest.raises(TypeError):
        dumps({"set": {1}})


@law
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_digit_of_a_number_survives(number: float) -> None:
    assert json.loads(dumps(number)) == number


@law
@given(st.dictionaries(st.text(), st.floats() | st.integers() | st.text() | st.none()))
def test_the_order_of_insertion_leaves_no_trace(values: dict[str, float | int | str | None]) -> None:
    assert dumps(values) == dumps(dict(reversed(values.items())))
    assert dumps(values).isascii()
