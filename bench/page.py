"""What the citizen's first two pages weigh, and how many requests they need."""

import gzip
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import town
from bench.journey import field

SUBRESOURCE = re.compile(r'<(?:link[^>]+rel="stylesheet"|script[^>]+src=|img[^>]+src=(?!"data:))', re.IGNORECASE)


def measure() -> Iterator[tuple[str, str]]:
    """Bytes and requests of the first and the second screen."""
    with tempfile.TemporaryDirectory() as folder:
        client = town.application(Path(folder)).test_client()
        first = client.get(town.sign_address(), headers={"Accept-Encoding": "gzip"})
        yield _row("halaman pertama", first.data)
        html = gzip.decompress(first.data).decode()
        sent = client.post(
            "/nilai", data={"kode": field(html, "kode"), "formulir": field(html, "formulir"), "nilai": "4"}
        )
        second = client.get(sent.location, headers={"Accept-Encoding": "gzip"})
        yield _row("halaman kedua", second.data)


def _row(name: str, compressed: bytes) -> tuple[str, str]:
    raw = gzip.decompress(compressed)
    requests = 1 + len(SUBRESOURCE.findall(raw.decode()))
    return name, f"{len(raw)} bita, {len(compressed)} bita terkompresi, {requests} permintaan"
