"""Ten thousand requests that no page of ours sends: a clear 4xx each, nothing stored, memory flat.

And text that is odd but honest, which is kept.
"""

import re
import resource
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from models import schema
from tests.public.citizen import FORM_TYPE, Citizen

SEEDS, REQUESTS = range(4), 2_500  # ten thousand in all, in parts that may run side by side
MOST_GROWTH = 48 * 1024  # kB; who kept the body of every request would need more than twice as much

FAMILY = "👨‍👩‍👧‍👦🏳️‍🌈"
BIDI = "\u202epuas kadit\u202c \u2066ok\u2069 \u200f"
FLOOD = "a" + "\u0301" * 40
SCRIPTS = "ꦱꦸꦮꦫ ᬲ᭄ᬯᬭ صوت ᮞᮧᮛ"
ODD_TEXTS = (
    FAMILY,
    BIDI,
    FLOOD * 20,
    SCRIPTS,
    "\uffff\ufeff",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "=1+1",
    "' OR 1=1 --",
)
LONE_SURROGATE, OVERLONG, CUT_SHORT = b"%ED%A0%80", b"%C0%AF", b"%E2%82"
NUMBERS = ("0", "5", "-1", "9" * 400, "1e9", "NaN", "３", "1.5", "0x1", "true", "null", "[]")
NAMES = (
    "kode",
    "formulir",
    "ganti",
    "nilai",
    "komentar",
    "luring",
    "U1",
    "profil_sex",
    "jenis",
    "unit",
    "isi",
    "pesan",
)
TYPES = ("", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x", "x/y/z;;;",
         "application/x-www-form-urlencoded-not", "application/xml", "a" * 4000)  # fmt: skip

Parts = dict[str, Any]


def text(chance: Random) -> str:
    """Text that breaks programs: odd, long, or any characters at all."""
    way = chance.randrange(4)
    if way == 0:
        return chance.choice(ODD_TEXTS)
    if way == 1:
        return chance.choice(NUMBERS)
    if way == 2:
        return chance.choice("a☃\u0301\u202e") * chance.randrange(3000)
    return "".join(
        chr(chance.choice((chance.randrange(1, 0xD800), chance.randrange(0xE000, 0x110000)))) for _ in range(9)
    )


def noise(chance: Random) -> Parts:
    return {"data": chance.randbytes(chance.randrange(2000))}


def odd_values(chance: Random) -> Parts:
    return {"data": urlencode({name: text(chance) for name in chance.sample(NAMES, 5)}).encode()}


def odd_names(chance: Random) -> Parts:
    return {"data": urlencode({text(chance): "1", "x" + text(chance): text(chance)}).encode()}


def a_field_twice(chance: Random) -> Parts:
    name = chance.choice(NAMES)
    return {"data": f"{name}=1&{name}={quote_plus(text(chance))}".encode()}


def a_nul(chance: Random) -> Parts:
    return {"data": chance.choice((b"nilai=3%00", b"ni%00lai=3", b"isi=a%00b&unit=%00", b"\0=\0", b"kode=\0"))}


def broken_utf8(chance: Random) -> Parts:
    return {"data": b"komentar=" + chance.choice((LONE_SURROGATE, OVERLONG, CUT_SHORT)) * chance.randrange(1, 900)}


def many_fields(chance: Random) -> Parts:
    return {"data": "&".join(f"f{number}=" for number in range(chance.randrange(61, 2000))).encode()}


def too_large(chance: Random) -> Parts:
    return {"data": b"isi=" + chance.choice((b"a", b"%F0%9F%98%80", b"&")) * chance.randrange(64 * 1024, 99_000)}


def one_long_field(chance: Random) -> Parts:
    return {"data": b"komentar=" + b"%00" * chance.randrange(11_000, 21_000)}


def another_type(chance: Random) -> Parts:
    return {"data": b"nilai=3", "content_type": chance.choice(TYPES)}


def deep_json(chance: Random) -> Parts:
    depth = chance.randrange(1000, 30_000)
    return {"data": chance.choice((b"[", b'{"a":')) * depth, "content_type": "application/json"}


def broken_parts(chance: Random) -> Parts:
    part = b'--x\r\nContent-Disposition: form-data; name="nilai"\r\n\r\n3\r\n'
    return {
        "data": part * chance.randrange(1, 300) + chance.randbytes(30),
        "content_type": "multipart/form-data; boundary=x",
    }


def another_length(chance: Random) -> Parts:
    said = chance.choice(("-1", "abc", "1e3", "99999999999999999999", "", "  7", "100"))
    return {"data": b"nilai=3", "environ_overrides": {"CONTENT_LENGTH": said}}


def odd_headers(chance: Random) -> Parts:
    name = chance.choice(
        ("Cookie", "Accept-Language", "Accept-Encoding", "Accept", "Origin", "If-None-Match", "Range", "Host")
    )
    value = chance.choice(
        ("d=" + "A" * 4000, ",".join(["en;q=x"] * 400), "bytes=9-1,,", "\xff\xfe", '"', "=" * 900, "-", ";;;")
    )
    return {"data": b"nilai=3", "headers": {name: value}}


WAYS: tuple[Callable[[Random], Parts], ...] = (
    noise, odd_values, odd_names, a_field_twice, a_nul, broken_utf8, many_fields, too_large, one_long_field,
    another_type, deep_json, broken_parts, another_length, odd_headers,
)  # fmt: skip


def forms_of(app: Flask) -> list[str]:
    """Every address that takes a form of a citizen or a message of another system."""
    rules = _rules(app, "POST")
    assert len(rules) >= 8
    return [rule.rule.replace("<action>", "pesan").replace("<path:_rest>", "x") for rule in rules]


def pages_of(app: Flask) -> list[str]:
    """Every address to look at, its changing parts as "{}"; a page without any is asked something all the same."""
    return [
        re.sub("<[^>]+>", "{}", rule.rule.replace("<any(nilai, lanjut):purpose>", "nilai"))
        for rule in _rules(app, "GET")
    ]


def _rules(app: Flask, method: str) -> list[Rule]:
    """Addresses outside the back office; its screens at the counter send whoever is not paired elsewhere."""
    staff = ("/staf", "/layar")
    return [
        rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and not rule.rule.startswith(staff)
    ]


def genuine(citizen: Citizen) -> dict[str, dict[str, str]]:
    """Forms that would be believed, by address, each without the one value that it must have."""
    first = citizen.open(citizen.sign())
    second = citizen.follow(citizen.tap(first, 3))
    return {
        "/nilai": {**citizen.open(citizen.sign()).fields, "nilai": ""},
        "/lanjut": {**second.fields, "U1": ""},
        "/pengaduan/kirim": {
            **citizen.get("/pengaduan").fields,
            "isi": "Antre lama.",
            "jenis": "pengaduan",
            "unit": "",
        },
    }


def requests(citizen: Citizen, chance: Random) -> Iterator[tuple[str, str, Parts]]:
    """Method, address and the rest of each request, without end."""
    posted, seen, believed = forms_of(citizen.app), pages_of(citizen.app), genuine(citizen)
    while True:
        address, fields = chance.choice(list(believed.items()))
        spoiled = {name: value or "☃" + text(chance) for name, value in fields.items()}
        yield "POST", address, {"data": urlencode(spoiled).encode()}
        for address in posted:
            yield "POST", address, chance.choice(WAYS)(chance)
        address = chance.choice(seen)
        yield (
            "GET",
            address.format(*(quote(text(chance)[:500], safe="") for _part in range(3))),
            {
                "query_string": urlencode(
                    {name: text(chance) for name in ("kode", "periode", "bahasa", "tahun", "tema")}
                )
            },
        )
        yield chance.choice(("PUT", "DELETE", "PATCH", "TRACE", "APA")), address.format("A", "B", "C"), {}


def answer(app: Flask, method: str, address: str, parts: Parts) -> tuple[int, bytes]:
    """Status and body, asked as a server would: without the niceties of a test client."""
    parts = dict(parts)
    body = parts.pop("data", b"")
    given = {"content_type": FORM_TYPE, "base_url": "http://localhost", **parts}
    builder = EnvironBuilder(address, method=method, input_stream=BytesIO(body), content_length=len(body), **given)
    chunks, status, _headers = run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
    return int(status.split()[0]), b"".join(chunks)


def stored(citizen: Citizen) -> dict[str, int]:
    """How many rows every table holds; failed look-ups are counted on purpose, under the key of the day."""
    tables = {name: table for name, table in schema.metadata.tables.items() if name not in {"attempts", "day_keys"}}
    with citizen.house.database.reading() as session:
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


def highest_memory() -> int:
    """The most this process ever held (kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("seed", SEEDS)
def test_malformed_requests_are_refused_and_leave_nothing(app: Flask, citizen: Citizen, seed: int) -> None:
    stream = requests(citizen, Random(seed))
    next(stream)
    before, memory = stored(citizen), 0
    for number, (method, address, parts) in zip(range(REQUESTS), stream, strict=False):
        status, body = answer(app, method, address, parts)
        lowest = 200 if method == "GET" else 400
        assert lowest <= status < 500, (status, method, address, parts)
        assert status < 400 or body, (status, method, address)
        if number == REQUESTS // 10:
            memory = highest_memory()
    assert stored(citizen) == before
    assert highest_memory() - memory < MOST_GROWTH


@pytest.mark.parametrize("written", ODD_TEXTS)
def test_odd_but_honest_text_is_kept_without_what_reorders_or_paints_over_other_text(
    citizen: Citizen, written: str
) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    assert citizen.complete(second, komentar=written).status == 303
    kept = citizen.inbox()[0].comment or ""
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\u0301{4}", kept)
    if written not in {BIDI, FLOOD * 20, ODD_TEXTS[4]}:
        assert kept == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize("raw", [LONE_SURROGATE, OVERLONG, CUT_SHORT])
def test_bytes_that_are_no_letters_stay_as_they_were_written(citizen: Citizen, raw: bytes) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    body = urlencode(second.fields).encode() + b"&komentar=baik" + raw
    assert citizen.client.post("/lanjut", data=body, content_type=FORM_TYPE).status_code == 303
    assert citizen.inbox()[0].comment == "baik" + raw.decode()
