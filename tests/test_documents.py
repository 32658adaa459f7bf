"""What the documents say about the tests is so."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`(?:([\w/]+)::)?(test_\w+)`")  # `module::test`, or a test or a module of tests/browser


def named_in(module: Path) -> set[str]:
    """The tests of a module."""
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_case_without_signal_names_tests_that_exist() -> None:
    in_browsers = {path.stem: named_in(path) for path in (HERE / "tests/browser").glob("test_*.py")}
    anywhere = set(in_browsers).union(*in_browsers.values())
    rows = re.findall(r"^\| (.+) \| (.+) \|$", (HERE / "docs/offline.md").read_text(encoding="utf-8"), re.MULTILINE)
    cases = rows[rows.index(("case", "test")) + 2 :]
    assert len(cases) > 30
    for case, proofs in cases:
        named = NAMED.findall(proofs)
        assert named, case
        for module, test in named:
            own_folder = named_in(HERE / f"{module}.py") if "/" in module else in_browsers.get(module, anywhere)
            assert test in own_folder, (case, test)
