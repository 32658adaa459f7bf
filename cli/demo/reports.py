"""What citizens of the sample reported and what became of it, told with the verbs of the reporters and of the desks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.demo.accounts import FIRST_UNIT
from cli.demo.town import Built
from models import case_filing, case_handling
from models.case_filing import Form, Report
from models.case_handling import Writing
from models.cases import Case
from models.changes import By
from models.users import User
from public import case_secrets
from surveys import case_codes
from surveys.cases import Desk, Kind
from surveys.keys import KeyRing
from surveys.nonces import RANDOM_BYTES, Nonce

FRIDAY: Final = 4


@dataclass(frozen=True)
class Story:
    """A report: its kind and words, how many days ago it came, and its steps (days ago, what, words)."""

    kind: Kind
    days: int
    text: str
    steps: tuple[tuple[int, str, str], ...] = ()
    contact: str = ""


STORIES: Final = (
    Story(
        Kind.COMPLAINT,
        34,
        "Saya antre dari pukul 07.30, tetapi nomor saya terlewat karena tidak terdengar. Mohon ada pengeras suara.",
        (
            (33, "verify", ""),
            (33, "assign", ""),
            (29, "answer", "Maaf atas antrean itu. Layar nomor dan pengeras suara sudah dipasang di ruang tunggu."),
            (28, "confirm", ""),
            (28, "score", "4"),
        ),
    ),
    Story(
        Kind.COMPLAINT,
        22,
        "Nama anak saya salah satu huruf di akta kelahiran. Diminta kembali tiga kali. HP saya 0812-3456-7890.",
        (
            (21, "verify", ""),
            (21, "assign", ""),
            (18, "answer", "Akta dapat diperbaiki di loket 2 dengan membawa surat keterangan lahir."),
            (17, "score", "2"),
            (17, "reopen", "Sudah saya bawa, tetapi loket 2 tetap meminta surat pengantar dari kelurahan."),
        ),
        "0812-3456-7890",
    ),
    Story(
        Kind.INFORMATION,
        13,
        "Apakah pindah kartu keluarga antarkota bisa diurus tanpa pulang ke kota asal?",
        (
            (12, "verify", ""),
            (12, "assign", ""),
            (11, "answer", "Bisa. Cukup bawa KTP-el dan kartu keluarga; surat pindah kami minta secara daring."),
        ),
    ),
    Story(
        Kind.COMPLAINT,
        11,
        "Lampu jalan di depan rumah saya mati sejak dua minggu lalu.",
        ((10, "reject", "Lampu jalan ditangani Dinas Perhubungan. Laporkan lewat SP4N-LAPOR! agar sampai ke sana."),),
    ),
    Story(
        Kind.SUPERVISORY,
        9,
        "Seseorang di tempat parkir menawarkan KTP-el jadi hari itu juga dengan pungutan Rp200.000.",
        (
            (8, "verify", ""),
            (8, "assign", ""),
            (7, "message", "Terima kasih. Kami sedang memeriksanya. Apakah Anda ingat kira-kira pukul berapa?"),
            (6, "reply", "Sekitar pukul sepuluh pagi, dekat pintu timur."),
        ),
    ),
    Story(
        Kind.COMPLAINT,
        5,
        "Kursi roda di pintu masuk rusak bannya, jadi ibu saya harus digendong ke loket.",
        (
            (4, "verify", ""),
            (4, "assign", ""),
            (2, "message", "Bannya sedang diganti. Sementara itu petugas di pintu masuk membantu mengantar ke loket."),
        ),
    ),
    Story(Kind.ASPIRATION, 1, "Tolong buka loket sampai pukul 18.00 seminggu sekali untuk yang bekerja."),
)


@dataclass(frozen=True)
class Teller:
    """Tells one report to its end."""

    session: Session
    keys: KeyRing
    place: Built
    now: datetime
    chance: Random

    def tell(self, story: Story) -> None:
        """File a report and let everything happen to it, each step on its day."""
        form = self._form(story.days)
        report = Report(self.place.unit.id, story.kind, story.text, story.contact)
        secret = case_codes.secret(self.keys.case_code, form.nonce)
        case = case_filing.file(self.session, self.keys, report, form, case_secrets.hashed(secret)).case
        for days, act, words in story.steps:
            ACTS[act](self, case, words, self._form(days))

    def by(self, case: Case) -> By:
        """Whoever works at the desk of a report."""
        user = self.handler(case)
        return By(user.id, user.username, user.role, self.now, self.chance.randbytes(16))

    def handler(self, case: Case) -> User:
        """The person at the desk of a report."""
        role = case_handling.HANDLERS[Desk(case.desk)]
        return self.session.scalars(select(User).where(User.role == role)).one()

    def _form(self, days: int) -> Form:
        """A form that was opened so many days ago, on a Friday if that was a weekend."""
        day = self.place.unit.local(self.now).date() - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - FRIDAY))
        return Form(Nonce(self.now, self.chance.randbytes(RANDOM_BYTES)), day, self.chance.randbytes)

    def verify(self, case: Case, words: str, form: Form) -> None:
        """The desk accepts it."""
        case_handling.verify(self.session, self.by(case), case, Kind(case.kind), words, form.today)

    def assign(self, case: Case, _words: str, form: Form) -> None:
        """Somebody is put in charge."""
        case_handling.assign(self.session, self.by(case), case, self.handler(case), form.today)

    def reject(self, case: Case, words: str, form: Form) -> None:
        """The desk turns it away."""
        case_handling.reject(self.session, self.by(case), case, words, form.today)

    def message(self, case: Case, words: str, form: Form) -> None:
        """The desk writes to the reporter."""
        case_handling.write(self.session, self.by(case), case, Writing.MESSAGE, words, form.today)

    def answer(self, case: Case, words: str, form: Form) -> None:
        """The desk answers."""
        case_handling.write(self.session, self.by(case), case, Writing.ANSWER, words, form.today)

    def reply(self, case: Case, words: str, form: Form) -> None:
        """The reporter writes."""
        case_filing.reply(self.session, self.keys, case, words, form)

    def reopen(self, case: Case, words: str, form: Form) -> None:
        """The reporter sends it back."""
        case_filing.reopen(self.session, self.keys, case, words, form)

    def confirm(self, case: Case, _words: str, form: Form) -> None:
        """The reporter is content."""
        case_filing.confirm(self.session, case, form.today)

    def score(self, case: Case, words: str, form: Form) -> None:
        """The reporter rates the handling."""
        case_filing.score(self.session, case, int(words), form.today)


ACTS: Final[dict[str, Callable[[Teller, Case, str, Form], None]]] = {
    "verify": Teller.verify,
    "assign": Teller.assign,
    "reject": Teller.reject,
    "message": Teller.message,
    "answer": Teller.answer,
    "reply": Teller.reply,
    "reopen": Teller.reopen,
    "confirm": Teller.confirm,
    "score": Teller.score,
}


def report(session: Session, keys: KeyRing, built: Sequence[Built], now: datetime, chance: Random) -> None:
    """File the reports of the first unit, whose desk the sample's log-ins belong to, as of `now`."""
    place = next(place for place in built if place.place.code == FIRST_UNIT)
    for story in STORIES:
        Teller(session, keys, place, now, chance).tell(story)
