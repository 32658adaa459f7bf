"""Whoever sets larger letters in the browser gets them: no page of the citizen fixes a size of its own."""

import re

import pytest

from tests.public.test_old_phones import STYLES, TEMPLATES

FIXED = re.compile(r"font(?:-size)?:[^;}]*?[\d.]+(?:px|pt|cm|mm|vw|vh)\b")


def fixed_sizes(css: str) -> list[str]:
    """The rules whose letters keep their size. A drawing grows as a whole, its letters with it."""
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    return [names for names, body in rules if FIXED.search(body) and not names.strip().startswith(".chart")]


def test_every_letter_follows_the_size_that_the_reader_chose() -> None:
    assert "kiosk.css" in {path.name for path in STYLES}
    assert {path.name: fixed for path in STYLES if (fixed := fixed_sizes(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize("css", ["a{font-size:16px}", "a{color:red;font:600 1.5px/2 serif}", "html{font-size:2vw}"])
def test_a_fixed_size_is_noticed(css: str) -> None:
    assert fixed_sizes(css)


def test_a_heading_has_a_name_of_its_own() -> None:
    """A status inside a heading takes its name away in some readers; around it both are heard."""
    assert re.findall(r"<h\d[^>]*>\s*<\w+[^>]*role=", TEMPLATES) == []
