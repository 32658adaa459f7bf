"""`make screenshots`: the pictures of the handbook, taken of the sample town as it is today.

Each chapter says of what its pictures are taken, in the title of the picture: "log-in width address", and if it does
not begin at the top, the element it begins with. A town is built in a folder of its own, so that whatever was tried
elsewhere shows on no picture; `--address` takes one that runs.
"""

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, FloatRect, sync_playwright

import handbook
from cli.demo.accounts import PASSWORD

HEIGHTS: Final = {1280: 720, 360: 640}
MARGIN: Final = 24
COLOURS: Final = 32  # pages are made of few; the eighth of the weight of a full picture
PATIENCE_SECONDS: Final = 900
WAIT_MILLISECONDS: Final = 10_000
LOWEST: Final = "main => Math.max(...[...main.children].map(child => child.getBoundingClientRect().bottom))"
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Take every picture; end with 1 when one could not be taken, after the others."""
    parser = argparse.ArgumentParser(description="Buat ulang gambar panduan dari kota contoh.")
    parser.add_argument("--address", help="alamat kota contoh yang sudah berjalan, misalnya http://localhost:8000")
    given: str | None = parser.parse_args().address
    chromium = shutil.which("chromium") or sys.exit("Chromium tidak ditemukan: jalankan deploy/test-tools.")
    handbook.PICTURES.mkdir(exist_ok=True)
    wanted = [picture for name in handbook.CHAPTERS for picture in handbook.chapter(name).pictures]
    with sample_town(given) as address, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=[*FLAGS, "--accept-lang=id-ID"])
        failed = take_all(browser, address, wanted)
        browser.close()
    remove_others(wanted)
    weight = sum(file.stat().st_size for file in handbook.PICTURES.iterdir())
    print(f"{len(wanted) - len(failed)} gambar, {weight / 1000:.0f} kB")
    if failed:
        sys.exit("Tidak berhasil; gambar lamanya tetap:\n" + "\n".join(failed))


@contextmanager
def sample_town(given: str | None) -> Iterator[str]:
    """The address of a sample town: the given one, or a new one that ends with this command."""
    if given:
        yield given.rstrip("/")
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    flask = str(Path(sys.executable).with_name("flask"))
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "SUARA_ENV": "development", "SUARA_DATA": folder, "PORT": str(port)}
        settings = {name: value for name, value in settings.items() if name not in {"DATABASE_URL", "BASE_URL"}}
        command = [flask, "serve", "--sample", "--no-nights", "--host", "127.0.0.1", "--port", str(port)]
        running = subprocess.Popen(command, env=settings)
        try:
            yield wait_for(f"http://127.0.0.1:{port}", running)
        finally:
            running.terminate()
            running.wait()


def wait_for(address: str, running: subprocess.Popen[bytes]) -> str:
    """The address, once it answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return address
        except (URLError, TimeoutError):
            time.sleep(1)
    return sys.exit("Kota contoh tidak mau berjalan.")


def take_all(browser: Browser, address: str, wanted: list[handbook.Picture]) -> list[str]:
    """Take the pictures, logged in as each one asks; returns what failed and why."""
    logged_in: dict[str, BrowserContext] = {}
    failed = []
    for picture in wanted:
        username, width, path, *start = picture.taken.split(" ", 3)
        try:
            if username not in logged_in:
                logged_in[username] = log_in(browser, address, username)
            taken = take(logged_in[username], address + path, int(width), *start)
            (handbook.FOLDER / picture.file).write_bytes(lightened(taken))
        except (Error, PageIsMissing) as error:
            failed.append(f"{picture.file} ({picture.taken}): {str(error).splitlines()[0]}")
    return failed


class PageIsMissing(Exception):
    """A page of which a picture is wanted does not open."""


def log_in(browser: Browser, address: str, username: str) -> BrowserContext:
    """A browser that is logged in to an account of the sample."""
    context = browser.new_context(color_scheme="light", locale="id-ID", reduced_motion="reduce")
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    page.goto(f"{address}/staf/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", level=1, name="Tugas hari ini").wait_for()
    page.close()
    return context


def take(context: BrowserContext, address: str, width: int, start: str = "main") -> bytes:
    """A picture of what stands in the middle of a page, from `start` on, not taller than a screen."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    answer = page.goto(address, wait_until="load")
    if answer is None or not answer.ok:
        raise PageIsMissing(f"halamannya menjawab {answer.status if answer else 'tidak ada'}")
    frame, first = page.locator("main").bounding_box(), page.locator(start).first.bounding_box()
    if frame is None or first is None:
        raise PageIsMissing(f"di halamannya tidak ada {start}")
    top = first["y"]
    height = min(page.locator("main").evaluate(LOWEST) + MARGIN - top, HEIGHTS[width])
    clip: FloatRect = {"x": frame["x"], "y": top, "width": frame["width"], "height": height}
    taken = page.screenshot(full_page=True, clip=clip)
    page.close()
    return taken


def lightened(picture: bytes) -> bytes:
    """The same picture as a PNG of few colours."""
    lighter = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as full:
        few = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(lighter, "PNG", optimize=True)
    return lighter.getvalue()


def remove_others(wanted: list[handbook.Picture]) -> None:
    """Remove pictures that no chapter shows any more."""
    names = {Path(picture.file).name for picture in wanted}
    for file in handbook.PICTURES.iterdir():
        if file.name not in names:
            file.unlink()


if __name__ == "__main__":
    main()
