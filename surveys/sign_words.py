"""Two everyday words on a counter's sign and again on its page, so that a swapped sticker is noticed."""

from collections.abc import Collection
from random import Random

FIRST = (
    "melati", "kenari", "anggrek", "cendana", "delima", "flamboyan", "gaharu", "jati", "kamboja", "mahoni", "nusa",
    "pinang", "rusa", "merpati", "kelapa", "bambu", "teratai", "mawar", "cemara", "rajawali",
)  # fmt: skip
SECOND = (
    "biru", "emas", "hijau", "jingga", "kuning", "merah", "perak", "putih", "ungu", "abu", "cokelat", "pagi", "senja",
)  # fmt: skip


def pick(taken: Collection[str], chance: Random) -> str:
    """Two words that no other sign bears; once all pairs are taken, any pair."""
    pairs = [f"{first} {second}" for first in FIRST for second in SECOND]
    return chance.choice([pair for pair in pairs if pair not in taken] or pairs)
