"""What staff see, closed by default."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the staff's pages."""
