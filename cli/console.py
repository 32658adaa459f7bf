"""How commands speak: sentences on standard error and exit code 2 when something is refused."""

from typing import IO, Any

import click
from flask import Flask, current_app

from database import Database
from extensions import house


class Refused(click.ClickException):
    """A plain sentence for the person at the keyboard, without click's English prefix."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(self.message, file=file, err=file is None)


def database() -> Database:
    """The database of the running command."""
    return house().database


def application() -> Flask:
    """The application of the running command."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
