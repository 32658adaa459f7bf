"""How long a province takes from HR's list to the files: 100,000 civil servants, through the pages that people use."""

import multiprocessing
import re
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import clock
from backoffice import passwords
from backoffice.door import digest
from bench import town
from models import handovers, logins
from models.base import table_of
from models.changes import By
from models.officers import Officer
from models.periods import Period
from models.snapshots import Snapshot, SnapshotLine
from models.users import User

PEOPLE = 100_000
CODE = "2026-S1"
NOW = datetime(2026, 11, 3, 3, tzinfo=UTC)
PASSWORD = "kuda putih laut"
LIST, HANDOVER = f"/staf/penilaian/{CODE}/daftar", f"/staf/penilaian/{CODE}/serah-terima"
ROW = {"shared": 20, "state": "terskor", "reliability": 0.71, "score": 88.4, "lo": 84.1, "hi": 92.7, "band": "sesuai"}
Figures = list[tuple[str, str]]


def measure() -> Iterator[tuple[str, str]]:
    """Seconds of each step and of all, and the most memory the process had. In a process of its own: peaks stay."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        yield from pool.submit(_measured).result()


def _measured() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        app = town.application(Path(folder))
        clock.move_to(NOW)
        with app.extensions["house"].database.writing() as session:
            _fill(session)
            session.commit()
        before = _peak()
        spent: dict[str, tuple[float, ...]] = {}
        for name, step in _steps(app):
            began = time.perf_counter(), time.process_time()
            assert step().status_code < 400, name
            spent[name] = time.perf_counter() - began[0], time.process_time() - began[1]
        app.extensions["house"].database.close()
        clock.move_to(None)
    spent["semuanya (sasaran < 60 s)"] = tuple(map(sum, zip(*spent.values(), strict=True)))
    figures = [
        (f"serah terima {PEOPLE} pegawai: {name}", f"{wall:.1f} s, prosesor {processor:.1f} s")
        for name, (wall, processor) in spent.items()
    ]
    return [*figures, ("memori puncak (sasaran < 2 GB); sebelumnya", f"{_peak():.2f} GB; {before:.2f} GB")]


def _steps(app: Flask) -> Iterator[tuple[str, Any]]:
    """What HR and an evaluator do, one after the other."""
    hr, evaluator = _log_in(app, 1), _log_in(app, 2)
    shown: list[str] = []

    def look() -> Any:
        answer = hr.post(LIST, data={"file": (BytesIO(_list()), "daftar.csv")}, buffered=True)
        shown.append(answer.get_data(as_text=True))
        return answer

    yield "membaca daftar CSV dan mencocokkan", look
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.pop()))
    columns = {"kolom-nip": "0", "kolom-name": "1", "kolom-unit": "2", "kolom-number": "3"}
    data = {**form, **columns, "simpan": "1"}
    yield "menyimpan daftar", lambda: hr.post(LIST, data=data, content_type="multipart/form-data", buffered=True)
    yield "menggabung dan membekukan", lambda: hr.post(HANDOVER, buffered=True)
    with app.extensions["house"].database.reading() as session:
        handover = handovers.of_period(session, CODE)[0]
    assert handover.rows == PEOPLE
    own, known = f"/staf/serah-terima/{handover.id}", {"password": PASSWORD}
    yield "memeriksa sidik dan menyetujui", lambda: evaluator.post(f"{own}/setujui", data=known)
    yield "mengunduh CSV", lambda: _file(hr, f"{own}/unduh.csv", known)
    yield "mengunduh XLSX", lambda: _file(hr, f"{own}/unduh.xlsx", known)


def _file(client: FlaskClient, address: str, known: dict[str, str]) -> Any:
    """A file, however long it takes: its page is asked until it is there."""
    page = client.post(address, data=known, buffered=True).location
    while client.get(f"{page}/kemajuan").get_json()["state"] != "ready":
        time.sleep(0.1)
    return client.post(f"{page}/berkas", buffered=True)


def _log_in(app: Flask, user_id: int) -> FlaskClient:
    token = f"token-{user_id}"
    with app.extensions["house"].database.writing() as session:
        user = session.get_one(User, user_id)
        logins.open_session(session, By(user.id, user.username, user.role, NOW, bytes(16)), user, digest(token))
        session.commit()
    client = app.test_client()
    client.set_cookie("s", token, domain="localhost")
    page = client.get("/staf/akun").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    client.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
    return client


def _nip(number: int) -> str:
    born = date(1970, 1, 1) + timedelta(days=number % 9000)
    return f"{born:%Y%m%d}201503{1 + number % 2}{number // 9000 + 1:03}"


def _list() -> bytes:
    lines = [f"{_nip(number)};Pegawai {number};{town.UNIT_NAME};{60 + number % 40},5" for number in range(PEOPLE)]
    return "\n".join(["NIP;Nama;Unit Kerja;Nilai", *lines]).encode()


def _fill(session: Session) -> None:
    """A locked half-year in which everybody was rated."""
    span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
    session.add(Period(code=CODE, kind="half_year", state="locked", revision=1, **span))
    hashed = passwords.hashed(PASSWORD)
    for role in ("hr", "evaluator"):
        session.add(User(username=role, name=role, role=role, approved_at=NOW, password_hash=hashed))
        session.flush()
    empty: dict[str, Any] = {"components": {}, "inputs": {}, "exclusions": {}}
    hashes = {"inputs_hash": bytes(32), "report_hash": bytes(32), "report": b""}
    known = {"tally_correction": 0, "roster_correction": 0, "policy": "2026-2", "engine": "1"}
    when = {"contest_until": date(2026, 7, 23), "locked_at": NOW - timedelta(days=100)}
    session.add(Snapshot(id=1, period_code=CODE, revision=1, **empty, **hashes, **known, **when))
    session.flush()
    chance = Random(1)
    people = [{"id": n + 1, "nip": _nip(n), "name": f"Pegawai {n}", "status": "pns"} for n in range(PEOPLE)]
    for row in people:
        row |= {"unit_id": 1, "position": "Pengelola layanan"}
    session.execute(table_of(Officer).insert(), people)
    for first in range(0, PEOPLE, 10_000):
        lines = [_line(officer_id, chance) for officer_id in range(first + 1, first + 10_001)]
        session.execute(table_of(SnapshotLine).insert(), lines)


def _line(officer_id: int, chance: Random) -> dict[str, Any]:
    """A line as the lock writes it, the whole kernel in its entry."""
    kernel: dict[str, Any] = {
        name: chance.random() for name in "S ybar s w W_loo m_loo L_loo mu_loo Vmu_loo E V B v PEV Q".split()
    }
    kernel |= {"h": [0, 0, 1, 4, 30, 40, 75], "n": 150, "se": 2.2, "P_low": 0.1, "P_meets": 0.6, "P_high": 0.3}
    entry = {str(officer_id): {"unit": "1", "n": 150, "shared": 20, "state": "terskor", "kernel": kernel}}
    means = {"n": 150, "u6": [557, 150], "u7": [571, 150]}
    return {"snapshot_id": 1, "officer_id": officer_id, "unit_id": 1, **ROW, **means, "entry": entry}


def _peak() -> float:
    """Most memory this process has had so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
