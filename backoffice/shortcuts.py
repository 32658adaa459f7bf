"""Keys that lead to a page: `g` and then a letter. `/` goes to the search, `?` to the list; all may be switched off."""

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from backoffice import permissions


@dataclass(frozen=True)
class Shortcut:
    """The letter after `g`, and the page; `endpoint` is named without "backoffice."."""

    letter: str
    endpoint: str
    label: str


GO: Final = (
    Shortcut("d", "home", _l("Tugas hari ini")),
    Shortcut("h", "figure_list", _l("Hasil")),
    Shortcut("j", "roster_week", _l("Jadwal tugas")),
    Shortcut("j", "roster_mine", _l("Jadwal saya")),
    Shortcut("p", "case_list", _l("Pengaduan")),
)


def of_role(role: str) -> list[Shortcut]:
    """Those whose page the role may open; no role has two with one letter."""
    return [key for key in GO if permissions.may(role, key.endpoint)]
