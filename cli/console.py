"""How commands speak and what they stand on: a sentence and exit code 2 on refusal, files of their owner alone."""

import os
import secrets
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask, current_app
from sqlalchemy import inspect

import clock
from config import ConfigError
from database import Database
from extensions import house
from models.agency import is_initialised
from models.changes import By


class Refused(click.ClickException):
    """A plain sentence for the person at the keyboard, without click's English prefix."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(self.message, file=file, err=file is None)


def ask(question: str) -> str:
    """What the person at the keyboard answers. Refused when nobody does."""
    try:
        return str(click.prompt(question))
    except click.Abort:
        raise Refused("\nDibatalkan. Tidak ada yang diubah.") from None


def by(command: str) -> By:
    """A command as the author of a change."""
    return By(user_id=None, actor=command, role="system", now=clock.now(), salt=secrets.token_bytes(16))


def keep_private() -> None:
    """Let whatever commands make, databases and backups above all, be readable by its owner only."""
    os.umask(0o077)


def give_reason(app: Flask, error: ConfigError) -> None:
    """Remember why an application has no settings, for the command that asks for its database."""
    app.extensions["settings"] = error


def database() -> Database:
    """The agency's database. Refused before `flask init`, without leaving a file where none was."""
    target = any_database()
    if not _is_initialised(target):
        raise Refused("Basis data belum disiapkan. Jalankan dahulu: flask init")
    return target


def any_database() -> Database:
    """The database, empty or not. Refused when the settings do not say where it is."""
    if "settings" in current_app.extensions:
        raise Refused(str(current_app.extensions["settings"]))
    return house().database


def _is_initialised(target: Database) -> bool:
    if target.is_sqlite and not Path(target.url.database or "").exists():
        return False
    with target.reading() as session:
        return inspect(session.connection()).has_table("agency") and is_initialised(session)


def application() -> Flask:
    """The application of the running command."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
