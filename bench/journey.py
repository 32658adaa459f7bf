"""A citizen's requests over a plain socket: open the page, tap, complete."""

import http.client
import re
import time
from urllib.parse import urlencode

ANSWERS = {f"U{number}": "3" for number in range(1, 10)}


def field(html: str, name: str) -> str:
    """Value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    if match is None:
        raise ValueError(f"no field {name}")
    return match[1]


class Citizen:
    """One phone with a connection that stays open; remembers how long each kind of request took (seconds)."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.times: dict[str, list[float]] = {}

    def get(self, kind: str, path: str) -> str:
        """GET a page."""
        return self._send(kind, "GET", path, None)[1]

    def post(self, kind: str, path: str, fields: dict[str, str]) -> str:
        """POST a form; returns where it leads."""
        return self._send(kind, "POST", path, urlencode(fields))[0]

    def begin(self, sign: str) -> dict[str, str]:
        """Open the first page; the form behind the third face."""
        html = self.get("buka", sign)
        return {name: field(html, name) for name in ("kode", "formulir")} | {"nilai": "3"}

    def tap(self, form: dict[str, str]) -> str:
        """Press the face; where it leads."""
        return self.post("ketuk", "/nilai", form)

    def proceed(self, second: str) -> dict[str, str]:
        """Open the second page; its form, filled in."""
        html = self.get("buka lanjutan", second)
        return {name: field(html, name) for name in ("kode", "formulir", "ganti")} | ANSWERS | {"komentar": ""}

    def complete(self, form: dict[str, str]) -> None:
        """Send the second page."""
        self.post("lengkapi", "/lanjut", form)

    def rate(self, sign: str) -> None:
        """The whole journey: page, tap, second page, elements."""
        self.complete(self.proceed(self.tap(self.begin(sign))))

    def _send(self, kind: str, method: str, path: str, body: str | None) -> tuple[str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.times.setdefault(kind, []).append(time.perf_counter() - began)
        if answer.status not in {200, 201, 303}:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return answer.getheader("Location") or "", text
