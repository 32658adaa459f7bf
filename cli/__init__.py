"""The commands, under `flask`: one file per noun."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the commands with the application."""
