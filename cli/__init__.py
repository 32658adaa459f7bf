"""The commands, under `flask`: one file per noun."""

import click
from flask import Flask

from cli import (
    agency,
    backups,
    ikm,
    lock,
    nights,
    questionnaire,
    recompute,
    retention,
    schema,
    serve,
    simulate,
    tickets,
    users,
    verify,
)
from cli.console import Refused, give_reason, keep_private
from config import ConfigError

# These look at a file and need no installation; what else they can do asks for the database, and is refused there.
STANDALONE = (ikm.ikm, recompute.recompute, simulate.simulate)
INSTALLED = (
    agency.agency,
    agency.demo,
    agency.init,
    backups.backup,
    backups.restore,
    lock.lock,
    nights.release,
    nights.seal,
    questionnaire.questionnaire,
    retention.retention,
    schema.db,
    serve.serve,
    tickets.tickets,
    users.user,
    verify.verify,
)


def install(app: Flask) -> None:
    """Register the commands with the application."""
    if is_running():
        keep_private()
    for command in (*STANDALONE, *INSTALLED):
        app.cli.add_command(command)


def is_running() -> bool:
    """Whether this process is a command, not a web server."""
    return click.get_current_context(silent=True) is not None


def without_settings(error: ConfigError) -> Flask:
    """What a command line gets under wrong settings: the commands that need none, and for the rest the reason."""
    app = Flask("app", static_folder=None)
    give_reason(app, error)

    def refuse(**_arguments: object) -> None:
        raise Refused(str(error))

    for command in STANDALONE:
        app.cli.add_command(command)
    for command in INSTALLED:
        unusable = click.Command(
            command.name, callback=refuse, help=command.help, context_settings={"ignore_unknown_options": True}
        )
        unusable.params = [click.Argument(["rest"], nargs=-1)]
        app.cli.add_command(unusable)
    return app
