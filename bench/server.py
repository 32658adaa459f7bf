"""One server in a process of its own: `python -m bench.server suara|polos FOLDER PORT`.

"polos" is the yardstick: a Flask view with a single insert into SQLite under the same driver, settings and server.
"""

import logging
import sys
import threading
from pathlib import Path

import waitress
from flask import Flask, Response, request
from sqlalchemy import text

from bench import town
from database import Database

INSERT = text("INSERT INTO answers (body) VALUES (:body)")


def bare(folder: Path) -> Flask:
    """A view that does nothing but store what it was sent, durably, one writer at a time."""
    database = Database(f"sqlite:///{folder / 'bare.db'}")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE answers (id INTEGER PRIMARY KEY, body TEXT)"))
    app, turn = Flask("bare"), threading.Lock()

    @app.post("/")
    def store() -> Response:
        with turn, database.engine.begin() as connection:
            connection.execute(INSERT, {"body": request.get_data(as_text=True)})
        return Response(status=303, headers={"Location": "/"})

    @app.get("/")
    def show() -> str:
        return "ok"

    return app


def main() -> None:
    """Serve until killed."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what this is about
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    app = bare(folder) if kind == "polos" else town.application(folder)
    waitress.serve(app, host="127.0.0.1", port=port, threads=8, _quiet=True)


if __name__ == "__main__":
    main()
