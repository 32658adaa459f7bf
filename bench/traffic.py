"""Eight phones at once against a real server on SQLite with full durability, beside a bare view with one insert."""

import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench import town
from bench.journey import Citizen

CLIENTS = 8
ROUNDS = 5
SHARE = 40  # what each client does in a round

BARE = {"nilai": "3", "isi": "x" * 200}
NAMES = {
    "sisipan polos": "sisip",
    "ketuk": "ketuk",
    "lengkapi": "lengkapi",
    "buka halaman pertama": "buka",
    "perjalanan lengkap": "",
}

Times = dict[str, list[float]]
Act = Callable[[Citizen, int], object]


def measure() -> Iterator[tuple[str, str]]:
    """Rates and times. Pages are opened beforehand, so that a POST is measured among POSTs, like the bare insert."""
    ours: Times = {}
    bare: Times = {}
    rates: Times = {}
    sign = town.sign_address()
    with server("suara") as port, server("polos") as yardstick:
        for _ in range(ROUNDS):
            _load("sisipan polos", yardstick, lambda citizen, _n: citizen.post("sisip", "/", BARE), bare, rates)
            _submissions(port, sign, ours, rates)
            _load("buka halaman pertama", port, lambda citizen, _n: citizen.get("buka", sign), ours, rates)
            _load("perjalanan lengkap", port, lambda citizen, _n: citizen.rate(sign), {}, rates)
    for name, kind in NAMES.items():
        times = {**ours, **bare}.get(kind)
        spread = f", p50 {_ms(times, 50)} ms, p99 {_ms(times, 99)} ms" if times else ""
        yield f"{name}, {CLIENTS} klien", f"{statistics.median(rates[name]):.0f}/s{spread}"
    for kind in ("ketuk", "lengkapi"):
        ratio = statistics.median(ours[kind]) / statistics.median(bare["sisip"])
        yield f"{kind} dibanding sisipan polos (p50)", f"{ratio:.2f} ×"


def _submissions(port: int, sign: str, times: Times, rates: Times) -> None:
    """Taps among taps and completions among completions, the pages between them opened out of the clock's sight."""
    forms = _together(port, lambda citizen, _n: citizen.begin(sign), {})
    seconds: list[list[str]] = [[] for _ in forms]
    _load("ketuk", port, lambda citizen, n: seconds[n].append(citizen.tap(forms[n].pop())), times, rates)
    details = _together(port, lambda citizen, n: citizen.proceed(seconds[n].pop()), {})
    _load("lengkapi", port, lambda citizen, n: citizen.complete(details[n].pop()), times, rates)


def _ms(times: list[float], percent: int) -> str:
    return f"{1000 * statistics.quantiles(times, n=100)[percent - 1]:.1f}"


def _load(name: str, port: int, act: Act, times: Times, rates: Times) -> None:
    """Let every client do its share at once; note the times of the requests and the rate of the acts."""
    began = time.perf_counter()
    _together(port, act, times)
    rates.setdefault(name, []).append(CLIENTS * SHARE / (time.perf_counter() - began))


def _together(port: int, act: Act, times: Times) -> list[list[Any]]:
    """What each of the clients got from its acts."""
    citizens = [Citizen(port) for _ in range(CLIENTS)]

    def run(number: int) -> list[Any]:
        return [act(citizens[number], number) for _ in range(SHARE)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(run, range(CLIENTS)))
    for citizen in citizens:
        for kind, took in citizen.times.items():
            times.setdefault(kind, []).extend(took)
    return results


@contextmanager
def server(kind: str) -> Iterator[int]:
    """A server process on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-m", "bench.server", kind, folder, str(port)], cwd=Path.cwd())
        try:
            _await(port)
            yield port
        finally:
            process.kill()
            process.wait()


def _await(port: int) -> None:
    for _ in range(100):
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
