"""What a citizen sees: survey, receipt, results."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the citizen's pages."""
