"""Cleaning of what people write, and redaction of what would name a person, before anyone reads it.

Redaction looks at a folded copy (NFKC, every script's digits as 0–9, invisible characters gone) and cuts the original
at the same places. It is imperfect by nature: a unique story names its teller. It errs on the side of hiding.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LIMIT = 1000
MOST_MARKS = 3  # no script here needs more on one letter; more of them paint over the lines around it

_BIDI_AND_BOM = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_NO_TEXT = frozenset("\ufffe\uffff")  # characters of no text: documents and spreadsheets cannot hold them
_SPACES = str.maketrans({"\r": "\n", "\t": " "})

# Numbers are typed in groups, so one separator may stand between any two digits.
_GAP, _WIDE_GAP = r"[ .\-]?", r"[ .\-()]{0,2}"
_MONTH = rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2])"
_NIK_DAY = rf"(?:[04]{_GAP}[1-9]|[1256]{_GAP}\d|[37]{_GAP}[01])"  # a woman's day has 40 added
_NIP_DAY = rf"(?:0{_GAP}[1-9]|[12]{_GAP}\d|3{_GAP}[01])"

_PLATE_AREA = "(?:[ABDEFGHKLMNPRSTWZ]|A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNPRSTW]|E[ABD]|K[BHTU]|P[ABGST])"

_HOUSE = r" ?[:.]? ?\d{1,3}"

# Words that follow “nama saya” or “saya ibu” without being a name.
_NOT_A_NAME = (
    "ada|adalah|aja|akan|anak|baru|beda|belum|benar|berbeda|berubah|bisa|cuma|dan|dari|dengan|di|dicatat|dipanggil|dobel"
    "|dua|hamil|harus|hanya|hilang|ini|itu|jadi|juga|kalau|ke|keliru|kok|kurang|lagi|lansia|malah|masih|masuk|mau|menunggu"
    "|menyusui|minta|mohon|muda|mulai|muncul|pada|pindah|pun|rumah|saat|salah|sama|sampai|saya|sebagai|sedang|sejak|sering"
    "|sesuai|single|sudah|tadi|tercantum|terdaftar|tertulis|tertukar|terlewat|tetap|tiba|tidak|tiga|tua|tunggal|tak|nggak"
    "|gak|udah|datang|dilayani|antre|antri|ingin|hendak|mengurus|urus|puas|yang|yg|untuk|warga"
)
_NAME_WORD = rf"(?!(?i:{_NOT_A_NAME})\b)(?:[A-Z]\.|[A-Z][\w'’\-]+)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,3}}"
_TYPED_NAME = rf"(?!(?:{_NOT_A_NAME})\b)[a-z][\w'’\-]+(?: (?!(?:{_NOT_A_NAME})\b)[a-z][\w'’\-]+)?"
_SELF = (
    r"nama (?:lengkap |panggilan )?(?:saya|sy|aku|ku)(?: adalah| ialah| itu)?|namaku|(?:saya|sy|aku) bernama"
    r"|perkenalkan,? (?:saya|sy|aku)|(?:saya|sy|aku) (?:bapak|ibu|pak|bu|bpk)\b\.?"
)

# In the order of application: what one rule has hidden no later one sees. A group, if there is one, is what is hidden.
_NUMBERS_AND_ADDRESSES = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("[email]", r"(?i)(?<![\w.+\-])[\w.+\-]+(?: ?(?:@|\(at\)|\[at\]) ?[\w\-]+(?:\.[\w\-]+)+|@[\w\-]+)"),
        (
            "[NIP]",
            rf"(?<!\d)(?:1{_GAP}9|2{_GAP}0)(?:{_GAP}\d){{2}}{_GAP}{_MONTH}{_GAP}{_NIP_DAY}(?:{_GAP}\d){{10}}(?!\d)",
        ),
        ("[NIK]", rf"(?<!\d)(?:\d{_GAP}){{6}}{_NIK_DAY}{_GAP}{_MONTH}(?:{_GAP}\d){{6}}(?!\d)"),
        ("[telepon]", rf"(?<!\d)(?:\+?62|0){_WIDE_GAP}8\d(?:{_WIDE_GAP}\d){{7,10}}(?!\d)"),
        ("[telepon]", r"(?<!\d)\(?0\d{2,3}\)?[ \-]\d{3,4}[ \-]?\d{3,4}(?!\d)"),
        ("[nomor]", r"(?<!\d)\d{10,}(?!\d)"),
        (
            "[nomor]",
            rf"(?i)\b(?:rek|rekening|norek|bca|bni|bri|bsi|btn|mandiri)\b[^\d\n]{{0,20}}(\d(?:{_GAP}\d){{9,15}})(?!\d)",
        ),
        ("[plat]", rf"\b{_PLATE_AREA}[ \-]?[1-9]\d{{1,3}}[ \-]?(?!(?:DI|KE|DAN|JAM|YG)\b)[A-Z]{{1,3}}\b"),
        ("[plat]", rf"(?i)\b{_PLATE_AREA}[1-9]\d{{2,3}}[a-z]{{2,3}}\b"),
        ("[plat]", rf"(?i)\b(?:plat|nopol|nomor polisi)\b[^\d\n]{{0,12}}?\b({_PLATE_AREA} ?\d{{1,4}} ?[a-z]{{1,3}})\b"),
        (
            "[alamat]",
            rf"(?i)\bR\.?[TW]\.?(?: ?/ ?R\.?W\.?)?{_HOUSE}(?: ?[/\-] ?\d{{1,3}}| ?[/,\-]? ?R\.?W\.?{_HOUSE})?\b",
        ),
    )
)
_LINKS_AND_NAMES = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        ("[tautan]", r"(?i)(?:https?://|www\.|\b(?:wa|t)\.me/|\bbit\.ly/)[^\s\0]+"),
        ("[tautan]", r"(?i)(?<![\w.\-])(?:[\w\-]+\.)+(?:com|net|org|id|xyz)\b(?:/[^\s\0]*)?"),
        ("[nama]", rf"\b(?i:{_SELF})(?: ?[:,])? ?\b({_NAME}|{_TYPED_NAME})"),
        ("[nama]", rf"\b(?i:atas nama|a\.n\.|a/n|an\.) ?({_NAME})"),
    )
)

# Parts of names that are everyday words in a comment: alone they name nobody unless a title stands before them.
_EVERYDAY = re.compile(
    "adil|agung|bagus|baik|bakti|berkah|bin|binti|bintang|bunga|cahaya|damai|guru|haji|hari|indah|jaya|jujur|kasih|lestari"
    "|media|muda|mulia|murni|permata|pratama|putra|putri|ramah|raya|rejeki|sabar|santai|satu|setia|surya|tiga|utama"
)
_TITLES = ("pak ", "bu ", "mas ", "mbak ", "mba ", "kak ", "bang ", "petugas ")


class TextTooLong(ValueError):
    """The text exceeds its limit by `excess` characters."""

    def __init__(self, excess: int) -> None:
        super().__init__(f"Pesan terlalu panjang. Kurangi {excess} karakter.")
        self.excess = excess


def clean(text: str, limit: int = LIMIT) -> str:
    """The text in NFC without control (but newline), surrogate, bidi and non-characters, NUL and BOM, stripped.

    Each base keeps at most three combining marks. More than `limit` characters after that raise TextTooLong.
    """
    lines = text.replace("\r\n", "\n").translate(_SPACES)
    kept = "".join(char for char in lines if char == "\n" or not _is_forbidden(char))
    # The second pass joins what an excess mark had kept apart, so that cleaning twice changes nothing.
    cleaned = unicodedata.normalize("NFC", _with_few_marks(unicodedata.normalize("NFC", kept))).strip()
    if len(cleaned) > limit:
        raise TextTooLong(len(cleaned) - limit)
    return cleaned


def redact(text: str, names: Iterable[str] = ()) -> str:
    """The text with each identity replaced by its kind, [NIK], [telepon], …, and the roster's `names` by [petugas]."""
    folded, origins = _fold(text)
    found: list[tuple[int, int, str]] = []
    for label, pattern in (*_NUMBERS_AND_ADDRESSES, *_LINKS_AND_NAMES):
        spans = [match.span(min(1, pattern.groups)) for match in pattern.finditer(folded)]
        found += [(start, end, label) for start, end in spans]
        folded = _hide(folded, spans)
    found += [(start, end, "[petugas]") for start, end in _named(folded, names)]
    for start, end, label in sorted(found, reverse=True):
        text = text[: origins[start]] + label + text[origins[end - 1] + 1 :]
    return text


def looks_like_identity(text: str) -> bool:
    """Whether the text seems to hold a number or an address of a person, to warn its writer before it is sent."""
    folded, _ = _fold(text)
    return any(pattern.search(folded) for _, pattern in _NUMBERS_AND_ADDRESSES)


def _is_forbidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or char in _BIDI_AND_BOM or char in _NO_TEXT


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _fold(text: str) -> tuple[str, list[int]]:
    """The copy that patterns are matched on, and for each of its characters the place in the original."""
    folded, origins = [], []
    for place, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        for letter in unicodedata.normalize("NFKC", char):
            folded.append(str(unicodedata.decimal(letter, letter)))
            origins.append(place)
    return "".join(folded), origins


def _hide(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    # A blank of equal length keeps every other place valid, and no rule matches it.
    for start, end in spans:
        folded = folded[:start] + "\0" * (end - start) + folded[end:]
    return folded


def _named(folded: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Runs of name parts: any part but an everyday word, two parts in a row, or one after a title."""
    parts = {part for name in names for part in _parts(name)}
    if not parts:
        return
    part = "(?:" + "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True)) + ")"
    for match in re.finditer(rf"\b{part}(?:\s+{part})*\b", folded, re.IGNORECASE):
        words = match[0].lower().split()
        titled = folded[: match.start()].lower().endswith(_TITLES)
        if titled or len(words) > 1 or not _EVERYDAY.fullmatch(words[0]):
            yield match.span()


def _parts(name: str) -> list[str]:
    """The words of a name that can be recognised: no academic titles, no initials."""
    folded, _ = _fold(name.partition(",")[0])
    return [word.lower() for word in folded.split() if len(word) > 2 and "." not in word]
