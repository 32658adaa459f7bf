"""NIP, the 18-digit number of a civil servant: birth date (8), month of appointment (6), sex (1), serial number (3).

Checked softly: printed decrees contain slips and the HR list is the authority, so only the length is required. A PPPK
number has a year and a two-digit code (21, say) where a PNS number has the month of appointment.
Always text: a spreadsheet that kept it as a number has lost its last digits.
"""

import re
from datetime import date

_DIGITS = 18
_PPPK_CODE = "21"
_NUMERIC_CELL = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d{10,}[.,]0+")
_DECORATION = re.compile(r"[\s.'’‘`]")


class NipError(ValueError):
    """A text that cannot be a NIP; the message says what to do."""


def clean(text: str) -> str:
    """The 18 digits, without spaces, dots and apostrophes. Raises NipError."""
    if _NUMERIC_CELL.fullmatch(text.strip()):
        raise NipError(
            f"NIP “{text.strip()}” tersimpan sebagai angka sehingga digitnya hilang. "
            "Ubah format kolom menjadi Teks, lalu ketik ulang NIP."
        )
    digits = _DECORATION.sub("", text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise NipError("NIP hanya boleh berisi angka. Periksa lagi penulisannya.")
    if len(digits) != _DIGITS:
        raise NipError(f"NIP harus {_DIGITS} digit, yang tertulis {len(digits)}. Periksa lagi penulisannya.")
    return digits


def warnings(nip: str) -> list[str]:
    """What looks odd about a cleaned NIP, one Indonesian sentence each; none of it is a reason to refuse."""
    found = []
    if not _is_date(nip[:8]):
        found.append(f"Digit 1–8 ({nip[:8]}) bukan tanggal lahir yang mungkin.")
    if not (1 <= int(nip[12:14]) <= 12 or nip[12:14] == _PPPK_CODE):
        found.append(f"Digit 13–14 ({nip[12:14]}) bukan bulan pengangkatan PNS (01–12); untuk PPPK hal ini wajar.")
    if nip[14] not in "12":
        found.append(f"Digit 15 ({nip[14]}) bukan 1 (laki-laki) atau 2 (perempuan).")
    if nip[15:] == "000":
        found.append("Nomor urut di akhir NIP tidak mungkin 000.")
    return found


def grouped(nip: str) -> str:
    """The NIP as printed, 8-6-1-3: 19900117 201503 2 004."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def _is_date(digits: str) -> bool:
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])))
    except ValueError:
        return False
