"""A published rule in words: nothing of it is kept from the people it scores."""

from dataclasses import fields, replace
from typing import Any

import pytest
from flask import Flask

from backoffice import policy_words
from surveys import policy
from surveys.policy import Policy

ALL_ON = replace(policy.load("2026-2"), kq=True)
OTHER: dict[type, Any] = {
    bool: lambda value: not value,
    int: lambda value: value + 7,
    float: lambda value: value + 0.25,
}
WORDS: dict[str, Any] = {
    "elements": ("U1", "U2"),
    "mode": "layanan",
    "clusters": ("day",),
    "opens": "06:30",
    "closes": "21:00",
    "kq_weights": (50, 30, 20),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Policy) if field.name != "name"])
def test_no_part_of_a_rule_changes_without_its_words_changing(app: Flask, name: str) -> None:
    value = getattr(ALL_ON, name)
    other = replace(ALL_ON, **{name: WORDS[name] if name in WORDS else OTHER[type(value)](value)})
    with app.test_request_context():
        assert policy_words.differences(ALL_ON, other)


def test_a_rule_does_not_differ_from_itself(app: Flask) -> None:
    with app.test_request_context():
        assert policy_words.differences(ALL_ON, ALL_ON) == []


def test_a_rule_tells_what_it_changed_against_the_one_before_it(app: Flask) -> None:
    with app.test_request_context():
        first, second = (policy_words.rule(name) for name in policy.available())
    assert (first.before, first.changes) == ("", [])
    assert second.before == "2026-1"
    assert ("Keberatan", "tidak diatur", "sampai 14 hari sesudah dikunci") in second.changes
    assert ("Keadaan yang disetarakan", "tidak ada") in [change[:2] for change in second.changes]
    assert "Unsur tentang petugas" not in [label for label, _old, _new in second.changes]
