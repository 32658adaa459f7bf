"""Promises about the whole tree: the arrow, the doors, the words."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from models import schema

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("public", "backoffice", "models", "surveys", "cli")
MODULES = sorted(ROOT.glob("*.py")) + [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DOORS = {"pandas": {"backoffice/spreadsheets.py"}, "qrcode": {"qr.py"}}


def imported(path: Path) -> Iterator[str]:
    """Top-level names of what a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_rules_import_the_standard_library_numpy_and_a_stemmer_only() -> None:
    # The stems of words are data as code: a pure function of the word, and nothing one should write oneself.
    allowed = set(sys.stdlib_module_names) | {"numpy", "surveys", "snowballstemmer"}
    for path in sorted((ROOT / "surveys").rglob("*.py")):
        assert set(imported(path)) <= allowed, path


def test_each_impurity_has_one_door() -> None:
    for library, doors in DOORS.items():
        users = {str(path.relative_to(ROOT)) for path in MODULES if library in set(imported(path))}
        assert users == doors


def test_models_never_commit() -> None:
    for path in sorted((ROOT / "models").glob("*.py")):
        assert ".commit(" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)


def test_the_public_site_needs_no_data_frames() -> None:
    """Importing the application must not cost what only an export needs."""
    code = "import app, sys; assert 'pandas' not in sys.modules and 'openpyxl' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_in_the_tree_names_a_machine_or_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    registries = "|".join(
        word[::-1] for word in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn.yrtsiger", "gro.naibed.bed")
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".txt", ".toml", ".html", ".css", ".js", ""} and path.is_file():
            assert not re.search(registries, path.read_text(encoding="utf-8")), name


def test_every_table_that_must_forget_order_lies_in_key_order() -> None:
    unordered = {
        table.name for table in schema.metadata.tables.values() if table.kwargs.get("sqlite_with_rowid") is False
    }
    assert {"inbox", "submissions", "spent_tickets", "ratings", "receipts", "comments"} <= unordered


def test_no_table_ties_a_rating_to_a_person() -> None:
    personal = {"officer_id", "user_id", "device", "nip", "received_at", "key", "receipt_leaf", "nullifier"}
    for name in ("ratings", "tallies", "element_tallies", "comments", "receipts", "profile_counts"):
        assert not personal & set(schema.metadata.tables[name].columns.keys()), name


def test_every_response_carries_the_security_headers(app: Flask) -> None:
    client = app.test_client()
    for method, path in (
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("POST", "/"),
        ("GET", "/staf/"),
        ("GET", "/static/staff.css"),
    ):
        answer = client.open(path, method=method)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        answer.close()
