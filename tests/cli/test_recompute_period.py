"""`flask recompute --period`: the sealed tallies of the database instead of a file."""

import json

import pytest
from click.testing import Result
from flask import Flask

from models import components
from surveys import policy, recompute
from surveys.periods import parse
from tests import factories
from tests.factories import Town
from tests.released import forms, nights

TOWN = Town(1, (1, 2), (1, 2, 3), 1)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["recompute", *arguments])


def test_a_period_is_read_from_the_sealed_tallies(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 1, factories.TODAY)
        nights(session, TOWN, [forms(12) + forms(3, has_ticket=False)])
        session.commit()
        expected = recompute.recompute(components.sealed_rows(session, parse("2026-TW4")), policy.load())
    result = run(app, "--period", "2026-TW4")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert found["ratings"] == expected["ratings"] == {"solo": 12, "shared": 0, "unrostered": 0, "excluded": {"D1": 3}}
    assert found["officers"]["petugas-1"]["n"] == 12
    assert found["officers"]["petugas-1"]["unit"] == "dukcapil"
    assert list(found["units"]) == ["dukcapil"]
    assert not any(str(secret) in result.stdout for secret in ("199001172015032004", "Ayu"))
    assert json.loads(run(app, "--period", "2026-10").stdout)["officers"] == {}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--period", "2026-13"), "tidak dikenal"),
        ((), "salah satu"),
        (("berkas.csv", "--period", "2026-10"), "salah satu"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(app: Flask, arguments: tuple[str, ...], reason: str) -> None:
    result = run(app, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert reason in result.stderr
