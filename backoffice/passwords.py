"""Passwords: argon2id at 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet), and which are refused."""

import re
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext as _

SHORTEST: Final = 12
LONGEST: Final = 128
FEWEST_SIGNS: Final = 5
OWN_PART: Final = 6  # what must be left of a password once names and other guessable words are taken out
SHORTEST_WORD: Final = 4

COMMON: Final = (
    "password", "passw0rd", "katasandi", "sandi", "rahasia", "admin", "administrator", "petugas", "pegawai",
    "pelayanan", "layanan", "suaraloket", "loket", "indonesia", "merdeka", "garuda", "bismillah", "sayang", "welcome",
    "selamat", "datang", "letmein", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "iloveyou", "abcdef",
    "1234567890", "123456", "0987654321", "654321", "112233", "445566", "778899", "121212", "123123", "111111",
    "000000", "2024", "2025", "2026", "2027", "1945",
)  # fmt: skip

_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS: Final = _hasher.hash("a password that opens no account")
_DISGUISES: Final = str.maketrans("013457@$!", "oieastasi")


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; without a hash the same work is done for nothing, so that time tells nothing."""
    try:
        _hasher.verify(password_hash or _NOBODYS, password[: LONGEST + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def problem(password: str, known_words: Iterable[str]) -> str | None:
    """Why a new password is refused, as a sentence; None when it is good.

    `known_words` are texts anyone could guess from: log-in name, name, unit, agency.
    """
    if len(password) < SHORTEST:
        return str(_("Kata sandi terlalu pendek: sedikitnya %(n)d karakter. Kalimat pendek mudah diingat.", n=SHORTEST))
    if len(password) > LONGEST:
        return str(_("Kata sandi terlalu panjang: paling banyak %(n)d karakter.", n=LONGEST))
    if len(set(password)) < FEWEST_SIGNS:
        return str(_("Kata sandi memakai terlalu sedikit huruf yang berbeda. Pilih yang lain."))
    if len(_own_part(password, known_words)) < OWN_PART:
        return str(_("Kata sandi ini mudah ditebak: kata umum atau nama Anda. Rangkai beberapa kata lain."))
    return None


def _own_part(password: str, known_words: Iterable[str]) -> str:
    """What is left of a password without common words and those of `known_words`, also when lightly disguised."""
    words = {*COMMON, *(word for text in known_words for word in re.findall(r"\w+", text.casefold()))}
    longest_first = sorted((word for word in words if len(word) >= SHORTEST_WORD), key=len, reverse=True)
    candidates = []
    for rest in (password.casefold(), password.casefold().translate(_DISGUISES)):
        for word in longest_first:
            rest = rest.replace(word, " ")  # noqa: PLW2901 - shrinks step by step
        candidates.append(re.sub(r"[\W_]", "", rest))
    return min(candidates, key=len)
