"""`flask user`: the first accounts of an installation, and a way back in for whoever lost a password."""

import hashlib
import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from cli.console import Refused, by, database
from models import users
from models.users import User
from surveys import crockford

FIRST = (("admin", "Admin"), ("hr", "Kepegawaian"), ("auditor", "Auditor"))
CODE_BYTES = 10


def _code() -> tuple[str, bytes]:
    """A one-time code and the digest that is kept of it."""
    code = crockford.encode(secrets.token_bytes(CODE_BYTES))
    return code, hashlib.sha256(code.encode()).digest()


def _hand_over(username: str, code: str) -> None:
    click.echo(f"{username}: kode sekali pakai {crockford.grouped(code)}, berlaku 24 jam, di /staf/aktivasi")


@click.group("user")
def user() -> None:
    """Akun staf."""


@user.command("bootstrap")
@click.argument("usernames", nargs=3, required=False, default=("admin", "kepegawaian", "auditor"))
@with_appcontext
def bootstrap(usernames: tuple[str, str, str]) -> None:
    """Buat akun admin, kepegawaian, dan auditor yang pertama, selama belum ada akun satu pun.

    Setelah itu setiap akun dibuat satu orang dan disetujui orang lain, di halaman Akun.
    """
    with database().writing() as session:
        if users.all_users(session):
            raise Refused("Sudah ada akun. Akun baru dibuat admin di halaman Akun dan disetujui orang kedua.")
        codes = [_first(session, username, role, name) for username, (role, name) in zip(usernames, FIRST, strict=True)]
        session.commit()
    for username, code in zip(usernames, codes, strict=True):
        _hand_over(username, code)


def _first(session: Session, username: str, role: str, name: str) -> str:
    """One of the first accounts; nobody is there yet who could approve it."""
    code, digest = _code()
    author = by("flask user bootstrap")
    account = users.add(
        session, author, code_digest=digest, username=username, name=name, role=role, unit_id=None, officer_id=None
    )
    account.approved_at = author.now
    author.note(session, "user.bootstrap", f"user:{account.id}", role=role)
    return code


@user.command("reset")
@click.argument("username")
@with_appcontext
def reset(username: str) -> None:
    """Ganti kata sandi yang terlupa dengan kode sekali pakai."""
    code, digest = _code()
    with database().writing() as session:
        account = _known(session, username)
        users.reset(session, by("flask user reset"), account, digest)
        session.commit()
    _hand_over(username, code)


@user.command("disable")
@click.argument("username")
@with_appcontext
def disable(username: str) -> None:
    """Hentikan hak sebuah akun saat ini juga."""
    with database().writing() as session:
        users.disable(session, by("flask user disable"), _known(session, username))
        session.commit()
    click.echo(f"{username}: dihentikan.")


@user.command("list")
@with_appcontext
def list_() -> None:
    """Tampilkan semua akun."""
    with database().reading() as session:
        for account in users.all_users(session):
            state = "aktif" if account.is_active else "berhenti" if account.disabled_at else "menunggu persetujuan"
            click.echo(f"{account.username:<20} {users.ROLES[account.role]:<12} {state:<22} {account.name}")


def _known(session: Session, username: str) -> User:
    account = users.by_username(session, username)
    if account is None:
        raise Refused(f"Tidak ada akun bernama {username}. Lihat daftarnya: flask user list")
    return account
