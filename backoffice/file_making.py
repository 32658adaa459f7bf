"""Files that leave are made beside the request: what takes two seconds is handed over, the rest shows its progress.

One file at a time is made in a process, row by row into a file on the disk, so that neither memory nor citizens at the
counters feel it.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any, BinaryIO, Final, NamedTuple, TypeVar

from flask import (
    Response,
    copy_current_request_context,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

import clock
from backoffice.door import by, person
from database import Busy
from extensions import db, house
from models import downloads
from models.downloads import Download, TooMany
from models.users import User

FOLDER: Final = "unduhan"  # in the data folder; nothing but these files lies there
PATIENCE: Final = 2.0  # seconds that a request waits for its file
BEAT: Final = 1.0  # seconds between two signs of life of a file that is being written
WAITING_BEAT: Final = 30.0  # and of one that waits for its turn
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}

MISTAKES: Final = (HTTPException, NoResultFound)  # of the request, and told by its own page

T = TypeVar("T")

_turn: Final = Lock()


class GivenUp(Exception):
    """The person deleted the file while it was being made."""


class Left(NamedTuple):
    """What the audit log is told of a file: the action, its object, and counts."""

    action: str
    object: str
    detail: Mapping[str, Any]


class Making:
    """A file while it is being made: where to write it, and whom to tell how far it is."""

    def __init__(self, token: str, target: BinaryIO) -> None:
        self.target = target
        self.begun = clock.now()
        self.done = 0
        self._token, self._told = token, time.monotonic()

    def begin(self, name: str, total: int) -> None:
        """Say what it is called and how many parts (rows, sheets) it will have."""
        self._tell(name=name, total=total)

    def counted(self, parts: Iterable[T]) -> Iterator[T]:
        """The parts as they are; the person is told now and then how many have passed."""
        for part in parts:
            self.done += 1
            if time.monotonic() - self._told >= BEAT:
                self._told = time.monotonic()
                with suppress(Busy):  # a file does not fail because its progress was not told
                    self._tell(done=self.done, seen_at=clock.now())
            yield part

    def _tell(self, **values: object) -> None:
        if not _tell(self._token, **values):
            raise GivenUp


Write = Callable[[Session, Making], Left]


def prepare(write: Write) -> AnyResponse:
    """Have a file made and hand it over, or lead to the page that shows its progress.

    `write` runs in a thread with the request around it and a session of its own for reading. It calls `begin` first.
    Mistakes of the request that it finds at once are raised here. 429 for whoever asks for too many.
    """
    signature = by()
    try:
        row = downloads.ask(db(), signature)
    except TooMany as stop:
        signature.note(db(), "export.refused", "downloads", seconds=stop.seconds)
        db().commit()
        return _too_many(stop.seconds)
    db().commit()
    failures: list[Exception] = []
    work = copy_current_request_context(_make)
    maker = Thread(target=work, args=(row, person(), write, failures), daemon=True)
    maker.start()
    maker.join(PATIENCE)
    if failures and isinstance(failures[0], MISTAKES):
        _remove(row)
        raise failures[0]
    return _handed_over(row.token) or redirect(url_for("backoffice.download_page", download_id=row.id), 303)


def sweep(folder: Path, now: datetime) -> int:
    """Delete files in the data folder that are older than a day; how many."""
    oldest = (now - downloads.KEPT).timestamp()
    found = [file for file in (folder / FOLDER).glob("*") if file.stat().st_mtime <= oldest]
    for file in found:
        file.unlink(missing_ok=True)
    return len(found)


def _make(row: Download, user: User, write: Write, failures: list[Exception]) -> None:
    """Make a file when its turn comes; the audit event is committed before anybody can have it."""
    g.person = user
    with _its_turn(row.token):
        try:
            size = _written(row, user, write)
            if not _tell(row.token, finished_at=clock.now(), size=size):
                place_of(row).unlink()  # given up at the last moment
        except GivenUp:
            pass
        except Exception as failure:
            failures.append(failure)
            if not isinstance(failure, MISTAKES):
                current_app.logger.exception("Berkas unduhan gagal dibuat")
            with suppress(Exception):  # a database that is away says so by its silence
                _tell(row.token, has_failed=True)


@contextmanager
def _its_turn(token: str) -> Iterator[None]:
    while not _turn.acquire(timeout=WAITING_BEAT):
        _tell(token, seen_at=clock.now())
    try:
        yield
    finally:
        _turn.release()


def _written(row: Download, user: User, write: Write) -> int:
    """Size of the file in bytes, once it lies in its place."""
    place = place_of(row)
    partial = place.with_suffix(".part")
    try:
        with house().database.reading() as reading, _private(partial) as target:
            left = write(reading, Making(row.token, target))
        with house().database.writing() as session:
            by(user).note(session, left.action, left.object, **left.detail)
            session.commit()
        size = partial.stat().st_size
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)
    return size


def _tell(token: str, **values: object) -> bool:
    """Write down how far a file is; False when nobody wants it any more.

    By its token: the number of a row that was deleted may be given to the next.
    """
    with house().database.writing() as session:
        row = downloads.of_token(session, token)
        if row is None:
            return False
        for name, value in values.items():
            setattr(row, name, value)
        session.commit()
        return True


def _handed_over(token: str) -> Response | None:
    """The file, if it is ready by now; nothing of it stays on the disk."""
    with house().database.writing() as session:
        row = downloads.of_token(session, token)
        if row is None or row.finished_at is None:
            return None
        row.taken_at = clock.now()
        session.commit()
    file = place_of(row).open("rb")
    place_of(row).unlink()
    return sent(file, row.name)


def sent(file: BinaryIO, name: str) -> Response:
    """A file on its way; the server closes it after the last byte."""
    return send_file(file, mimetype=TYPES[name.rpartition(".")[2]], as_attachment=True, download_name=name, etag=False)


def _remove(row: Download) -> None:
    with house().database.writing() as session:
        found = downloads.of_token(session, row.token)
        if found is not None:
            downloads.remove(session, found)
            session.commit()


def _too_many(seconds: int) -> Response:
    body = render_template("backoffice/download_refused.html", most=downloads.MOST_AN_HOUR, minutes=-(-seconds // 60))
    answer = make_response(body, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def place_of(row: Download) -> Path:
    """Where a file lies; nobody else on the machine can read the folder."""
    folder = house().config.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / row.token


def _private(file: Path) -> BinaryIO:
    """A new file that only the server's own account can read."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
