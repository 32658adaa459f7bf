"""The list of laws names tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
LIST = TESTS.parents[1] / "docs" / "laws.md"


def test_every_law_of_the_list_has_its_tests() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(TESTS.glob("test_*.py")))
    known = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", LIST.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert named <= known
