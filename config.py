"""Settings, read once from the environment and refused in a plain sentence when they cannot be right."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
SHORTEST_SECRET = 32


class ConfigError(Exception):
    """Every mistake in the settings at once, as one message for the person who installs."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Pengaturan belum benar:\n" + "\n".join(f"- {problem}" for problem in problems))


@dataclass(frozen=True)
class Config:
    """Where this agency's data are and how the public reaches it.

    Attributes:
        environment: "production" (HTTPS, strict cookies) or "development" (plain HTTP on an office network).
        secret: the master secret from which every key is derived; never stored in the database.
        database_url: SQLAlchemy address, `sqlite:///…` or `postgresql+psycopg://…`.
        base_url: the address the public types, without a path; QR codes and links are made from it alone.
        hosts: host names the server answers to.
        proxies: number of proxies in front whose forwarding headers are believed.
        data: folder of the database file, the backups, and files that wait for whoever asked for them.
    """

    environment: Literal["production", "development"]
    secret: bytes
    database_url: str
    base_url: str
    hosts: tuple[str, ...]
    proxies: int
    data: Path

    @property
    def secure(self) -> bool:
        """True when cookies and headers may rely on HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host and port of the public address."""
        return urlsplit(self.base_url).netloc

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings.

        Raises:
            ConfigError: with one sentence for each setting that is missing or wrong.
        """
        if environment.get("SUARA_ENV") == "development":
            return cls._development(environment)
        return cls._production(environment)

    @classmethod
    def _development(cls, environment: Mapping[str, str]) -> "Config":
        data = Path(environment.get("SUARA_DATA") or HERE / "instance").resolve()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        port = environment.get("PORT") or "8000"
        base_url = (environment.get("BASE_URL") or f"http://{_office_address()}:{port}").rstrip("/")
        return cls(
            environment="development",
            secret=_kept_secret(data / "secret"),
            database_url=environment.get("DATABASE_URL") or f"sqlite:///{data / 'suara.db'}",
            base_url=base_url,
            hosts=(urlsplit(base_url).hostname or "localhost", "localhost", "127.0.0.1"),
            proxies=0,
            data=data,
        )

    @classmethod
    def _production(cls, environment: Mapping[str, str]) -> "Config":
        problems: list[str] = []
        secret = _secret(environment, problems)
        database_url = _database_url(environment, problems)
        base_url = _base_url(environment, problems)
        proxies = environment.get("TRUSTED_PROXIES") or "0"
        if not proxies.isdecimal():
            problems.append(f"TRUSTED_PROXIES harus bilangan (0, 1, …), bukan {proxies!r}.")
        data = Path(environment.get("SUARA_DATA") or HERE / "instance").resolve()
        if not data.is_dir():
            problems.append(f"SUARA_DATA: folder {data} tidak ada. Buat dahulu dan beri hak tulis.")
        if environment.get("SUARA_ENV") not in {None, "", "production"}:
            problems.append('SUARA_ENV hanya boleh "production" atau "development".')
        if problems:
            raise ConfigError(problems)
        return cls(
            environment="production",
            secret=secret,
            database_url=database_url,
            base_url=base_url,
            hosts=(urlsplit(base_url).hostname or "",),
            proxies=int(proxies),
            data=data,
        )


def _office_address() -> str:
    """Address of this machine on the office network, so that a phone there can follow a printed code."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(
                ("192.0.2.1", 9)
            )  # an address for documentation: this only asks for the route, nothing is sent
            return str(probe.getsockname()[0])
    except OSError:
        return "localhost"


def _kept_secret(path: Path) -> bytes:
    """A secret for development, made once and kept beside the database, readable by its owner only."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(48).encode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
        return secret


def _secret(environment: Mapping[str, str], problems: list[str]) -> bytes:
    advice = 'Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    file, value = environment.get("SECRET_KEY_FILE"), environment.get("SECRET_KEY", "")
    if file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            problems.append(f"SECRET_KEY_FILE: berkas {file} tidak dapat dibaca sebagai teks. {advice}")
            return b""
    if not value:
        problems.append(f"SECRET_KEY (atau SECRET_KEY_FILE) belum diisi. {advice}")
    elif len(value) < SHORTEST_SECRET:
        problems.append(f"SECRET_KEY terlalu pendek: sedikitnya {SHORTEST_SECRET} karakter. {advice}")
    return value.encode()


def _database_url(environment: Mapping[str, str], problems: list[str]) -> str:
    url = environment.get("DATABASE_URL", "")
    if not url:
        problems.append("DATABASE_URL belum diisi, misalnya sqlite:////var/lib/suara-loket/suara.db")
    elif not url.startswith(("sqlite:////", "postgresql+psycopg://")):
        problems.append(
            "DATABASE_URL harus sqlite:////jalur/mutlak/suara.db atau postgresql+psycopg://pengguna:sandi@server/nama."
        )
    return url


def _base_url(environment: Mapping[str, str], problems: list[str]) -> str:
    url = environment.get("BASE_URL", "").rstrip("/")
    if not url:
        problems.append("BASE_URL belum diisi, misalnya https://skm.kota-contoh.go.id")
        return url
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:  # brackets or a port that no address has
        known = False
    if not known:
        problems.append(f"BASE_URL harus alamat https:// yang dibuka warga, bukan {url!r}.")
    elif parts.path or parts.query:
        problems.append("BASE_URL tidak boleh memakai jalur atau tanda tanya; cukup https://nama-host.")
    return url
