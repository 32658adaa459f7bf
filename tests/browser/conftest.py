"""A real server and a real browser: waitress in a thread, on the town of the factories and under the tests' clock."""

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, BrowserType, expect

from config import Config

INSTALL = "Chromium tidak ditemukan. Pasang dengan: sudo apt-get install --yes chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# The page that Chromium loads behind every window's address bar costs more than most of our own. Of several such lists
# only the last one counts, so Playwright's own is in it.
WITHOUT = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,"
    "NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,"
    "ThirdPartyStoragePartitioning"
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={WITHOUT}",
    "--accept-lang=id-ID",  # a phone as most people here have it
]

expect.set_options(timeout=30_000)  # less than the minute after which a page tries again by itself


@dataclass(frozen=True)
class Server:
    """A running server and the application inside it."""

    url: str
    app: Flask


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type: BrowserType) -> dict[str, Any]:
    """The Chromium of this machine, or the one Playwright installed."""
    found = [path for path in map(shutil.which, NAMES) if path]
    found += [path for path in [browser_type.executable_path] if Path(path).is_file()]
    if not found:
        pytest.fail(INSTALL, pytrace=False)
    return {"executable_path": found[0], "args": QUIET}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Every test has a server of its own; the plugin's fixture of this name warns of its own age."""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A free port, taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


@pytest.fixture
def config(config: Config, listener: socket.socket) -> Config:
    """The settings of the tests at the address of the running server."""
    return replace(config, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}")


@pytest.fixture
def server(app: Flask, config: Config, listener: socket.socket, browser: Browser) -> Iterator[Server]:
    """The application, served as in a real installation. Move its clock with `clock.move_to`.

    What a test leaves open in the browser is closed: it would go on running, and slow down all tests that follow.
    """
    running = waitress.create_server(app, sockets=[listener], threads=8)
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(running, ended))
    thread.start()
    yield Server(config.base_url, app)
    for context in browser.contexts:
        context.close()
    ended.set()
    thread.join()


def _serve(running: Any, ended: threading.Event) -> None:
    """Serve until told to end. Waitress itself would wait for browsers to let go of their connections."""
    while not ended.is_set():
        running.asyncore.loop(timeout=0.05, map=running._map, count=1)
    running.task_dispatcher.shutdown()
    running.asyncore.close_all(running._map, ignore_all=True)
