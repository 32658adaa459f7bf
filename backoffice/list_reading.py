"""What HR's list would do: read, columns found, people matched. Step by step, so that a page can show how far it is."""

import base64
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

import filters
from backoffice import spreadsheets
from extensions import close_sessions, house
from models import hr_lists
from models.changes import By, Refused
from models.hr_lists import HrList
from surveys import hr_list, hr_matching
from surveys.hr_list import FIELDS, Heading, Listed
from surveys.hr_matching import Known, Matches
from surveys.periods import Period
from surveys.rows import LayoutError

LARGEST_FILE = 10 * 2**20
LARGEST_PACKED = 10 * 2**20  # of a file in the page, so that it comes back within what the servers take
LONGEST_NAME = 80


@dataclass(frozen=True)
class Order:
    """What somebody asks for: the file, its columns (field to place, None to find them) and, at last, the plan.

    picks: NIP of the list to the officer somebody picked; plan: digest of what was shown, "" to look only.
    """

    name: str
    data: bytes
    places: Mapping[str, int] | None
    picks: Mapping[str, int]
    plan: str = ""
    mapping: str = ""


@dataclass
class Reading:
    """One list while it is read. After `steps` has ended: what was found, what is wrong, or how many people it gave."""

    order: Order
    period: Period
    by: By
    heading: Heading | None = None
    places: dict[str, int] = field(default_factory=dict)
    listed: Listed | None = None
    matches: Matches | None = None
    problem: str = ""
    saved: int | None = None

    def steps(self) -> Iterator[str]:
        """Do it, saying before each part what comes."""
        close_sessions()  # the top of the page has been read; with a rollback journal writing would wait for that
        try:
            yield from self._steps()
        except (spreadsheets.SpreadsheetError, LayoutError, Refused) as error:
            self.problem = str(error)

    @property
    def digest(self) -> str:
        """Another one as soon as the file, the columns or the officers are not those that were shown."""
        if self.matches is None:
            return ""
        matched = [(person.nip, officer.officer_id) for person, officer in self.matches.matched]
        near = [(s.person.nip, [officer.officer_id for officer, _ in s.officers]) for s in self.matches.suggested]
        shown = repr((self.checksum, sorted(self.places.items()), matched, near))
        return hashlib.sha256(shown.encode()).hexdigest()

    @property
    def checksum(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.order.data).hexdigest()

    @property
    def columns(self) -> dict[str, str]:
        """The headings in use, by field."""
        cells = self.heading.cells if self.heading else ()
        return {name: cells[at] for name, at in self.places.items()}

    def _steps(self) -> Iterator[str]:
        size = filters.number(len(self.order.data) / 2**20, 1)
        yield _("Membaca berkas (%(size)s MB).", size=size)
        sheet = spreadsheets.read(self.order.name, self.order.data, max_bytes=LARGEST_FILE)
        with house().database.reading() as reading:
            saved = [mapping.columns for mapping in hr_lists.mappings(reading)]
            known = hr_lists.known(reading, self.period.start)
        self._find_columns(sheet, saved)
        yield _("Memeriksa %(n)s baris.", n=filters.number(len(sheet.lines)))
        assert self.heading is not None  # noqa: S101 - found above; tells the type checker
        self.listed = hr_list.read(sheet.lines[self.heading.at + 1 :], self.heading.cells, self.places)
        del sheet  # its cells are the most of the memory
        yield _("Mencocokkan %(n)s NIP dengan petugas.", n=filters.number(len(self.listed.people)))
        self.matches = hr_matching.match(self.listed.people, known)
        if self.order.plan and self.order.plan == self.digest:
            yield _("Menyimpan.")
            self._save()

    def _find_columns(self, sheet: spreadsheets.Sheet, saved: list[dict[str, str]]) -> None:
        self.heading = hr_list.heading_of(sheet.lines, saved)
        found = (hr_list.by_mapping(columns, self.heading.cells) for columns in saved)
        guessed = next(filter(None, found), None) or hr_list.guess(self.heading.cells)
        chosen = guessed if self.order.places is None else self.order.places
        self.places = {name: at for name, at in chosen.items() if name in FIELDS and at < len(self.heading.cells)}
        hr_list.require_usable(self.places)

    def _save(self) -> None:
        assert self.matches is not None  # noqa: S101 - matched before; tells the type checker
        assert self.listed is not None  # noqa: S101 - read before; tells the type checker
        try:
            people = hr_matching.picked(self.matches, self.order.picks)
        except ValueError as error:
            raise Refused(str(error)) from error
        if not people:
            raise Refused(_("Tidak ada satu pun pegawai yang cocok, jadi tidak ada yang disimpan."))
        by_hand = len(people) - len(self.matches.matched)
        left = len(self.matches.unmatched) + len(self.matches.suggested) - by_hand
        made = HrList(period_code=self.period.code, checksum=self.checksum, columns=self.columns, unmatched=left)
        with house().database.writing() as writing:
            hr_lists.put(writing, self.by, made, people, suggested=by_hand)
            if self.order.mapping:
                hr_lists.keep_mapping(writing, self.by, self.order.mapping, self.columns)
            writing.commit()
        self.saved = len(people)


def near(officers: tuple[tuple[Known, float], ...]) -> list[tuple[int, str]]:
    """Suggested officers as choices, each with its NIP and how alike the names are."""
    return [
        (
            officer.officer_id,
            _(
                "%(name)s, NIP %(nip)s (nama mirip %(likeness)s)",
                name=officer.name,
                nip=officer.nip,
                likeness=filters.percent(likeness),
            ),
        )
        for officer, likeness in officers
    ]


def packed(data: bytes) -> str:
    """A file as the page carries it until it is confirmed. Raises Refused when it would not come back whole."""
    text = base64.b64encode(zlib.compress(data)).decode()
    if len(text) > LARGEST_PACKED:
        raise Refused(_("Berkas ini terlalu besar untuk disimpan. Simpan sebagai CSV, lalu unggah lagi."))
    return text


def unpacked(text: str) -> bytes:
    """The file that a page carried; empty when it is none of ours."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST_FILE + 1)
    except (ValueError, zlib.error):
        return b""
